from __future__ import annotations

from pathlib import Path

import pytest

from dataaudit.kernels import is_compiled


def test_a_compiled_kernel_is_known_by_what_numba_leaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert not is_compiled("text_scan.scan_texts")
    (tmp_path / "kernels").mkdir()
    (tmp_path / "kernels" / "text_scan.scan_texts-90.py311.nbi").touch()
    assert is_compiled("text_scan.scan_texts")
    assert not is_compiled("shingles.shingle_hashes")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "none"))
    assert not is_compiled("text_scan.scan_texts")

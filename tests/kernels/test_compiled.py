from __future__ import annotations

from pathlib import Path

import pytest

from dataaudit.kernels import are_compiled


def test_compiled_kernels_are_known_by_what_numba_leaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert not are_compiled()
    (tmp_path / "kernels").mkdir()
    (tmp_path / "kernels" / "text_scan.py311.nbi").touch()
    assert are_compiled()
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "none"))
    assert not are_compiled()

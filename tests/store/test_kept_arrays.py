from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from dataaudit.store import kept_arrays as module
from dataaudit.store.kept_arrays import kept_arrays


class Maker:
    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> dict[str, np.ndarray]:
        self.calls += 1
        return {"numbers": np.arange(self.calls, self.calls + 3), "names": np.array(["a", "é"]), "one": np.array(7)}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    return tmp_path


def test_arrays_are_made_once_and_read_afterwards(folder: Path) -> None:
    make = Maker()
    first = kept_arrays("some", b"source", [module], make)
    again = kept_arrays("some", b"source", [module], make)
    assert make.calls == 1
    assert first.keys() == again.keys()
    for name in first:
        assert_array_equal(first[name], again[name])
        assert first[name].dtype == again[name].dtype
    assert [path.name for path in folder.iterdir()] == ["some.npz"]


def test_another_source_or_other_code_makes_them_again(folder: Path) -> None:
    make = Maker()
    kept_arrays("some", b"source", [module], make)
    kept_arrays("some", b"another", [module], make)
    kept_arrays("some", b"another", [pytest], make)
    assert make.calls == 3
    assert_array_equal(kept_arrays("some", b"another", [pytest], make)["numbers"], [3, 4, 5])


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "text"])
def test_a_damaged_file_is_made_again(folder: Path, damage: str) -> None:
    make = Maker()
    kept_arrays("some", b"source", [module], make)
    path = folder / "some.npz"
    data = bytearray(path.read_bytes())
    data[data.index(b"\x01\x00\x00\x00\x00\x00\x00\x00\x02")] ^= 4  # the first number of the first array
    damaged = {"cut": bytes(data[: len(data) // 2]), "changed": bytes(data), "empty": b"", "text": b"no archive"}
    path.write_bytes(damaged[damage])
    assert_array_equal(kept_arrays("some", b"source", [module], make)["numbers"], [2, 3, 4])
    assert_array_equal(kept_arrays("some", b"source", [module], make)["numbers"], [2, 3, 4])


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "file"))
    make = Maker()
    for _ in range(2):
        assert len(kept_arrays("some", b"source", [module], make)["numbers"]) == 3
    assert make.calls == 2

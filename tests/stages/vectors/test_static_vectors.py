from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dataaudit.stages.vectors import static_vectors
from dataaudit.stages.vectors.static_vectors import (
    DIMENSIONS,
    cache_folder,
    encoder_folder,
    static_identity,
    vectors_file,
)

PIECES = 3


def kept(folder: Path, vectors: np.ndarray) -> Path:
    file = folder / "vectors.npy"
    np.save(file, vectors)
    return file


def whole() -> np.ndarray:
    return np.arange(PIECES * DIMENSIONS, dtype=np.float16).reshape(PIECES, DIMENSIONS)


def test_vectors_that_are_whole_are_read(tmp_path: Path) -> None:
    read = static_vectors._read(kept(tmp_path, whole()), PIECES)
    assert read is not None
    assert np.array_equal(read, whole())


@pytest.mark.parametrize(
    "vectors",
    [
        whole()[:-1],
        whole()[:, :-1],
        whole().astype(np.float32),
        np.where(whole() == 5, np.nan, whole()).astype(np.float16),
        np.where(whole() == 5, np.inf, whole()).astype(np.float16),
        whole().ravel(),
        np.zeros((0, DIMENSIONS), np.float16),
    ],
    ids=["a row less", "a column less", "other numbers", "no number", "infinite", "no table", "nothing"],
)
def test_a_table_that_is_not_the_expected_one_counts_as_none(tmp_path: Path, vectors: np.ndarray) -> None:
    assert static_vectors._read(kept(tmp_path, vectors), PIECES) is None


@pytest.mark.parametrize("damage", ["cut", "empty", "text", "zip", "pickle", "folder", "absent", "header"])
def test_a_damaged_file_counts_as_none(tmp_path: Path, damage: str) -> None:
    file = kept(tmp_path, whole())
    data = file.read_bytes()
    if damage == "cut":
        file.write_bytes(data[: len(data) // 2])
    elif damage == "empty":
        file.write_bytes(b"")
    elif damage == "text":
        file.write_text("no vectors", encoding="utf-8")
    elif damage == "zip":
        file.write_bytes(b"PK\x03\x04 but no archive")
    elif damage == "pickle":
        np.save(file, np.array([{"a": 1}], object), allow_pickle=True)
    elif damage == "header":
        file.write_bytes(data[:10] + b"\0" + data[11:])
    else:
        file.unlink()
        if damage == "folder":
            file.mkdir()
    assert static_vectors._read(file, PIECES) is None


def test_an_archive_of_vectors_counts_as_none(tmp_path: Path) -> None:
    np.savez(tmp_path / "vectors.npz", whole())
    (tmp_path / "vectors.npz").rename(tmp_path / "vectors.npy")
    assert static_vectors._read(tmp_path / "vectors.npy", PIECES) is None


def test_what_is_kept_is_read_again_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b" / "vectors.npy"
    static_vectors._keep(file, whole())
    read = static_vectors._read(file, PIECES)
    assert read is not None
    assert np.array_equal(read, whole())
    assert [path.name for path in file.parent.iterdir()] == ["vectors.npy"]


def test_where_nothing_can_be_written_nothing_happens(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    static_vectors._keep(tmp_path / "file" / "vectors.npy", whole())
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_where_the_place_is_taken_by_a_folder_no_part_is_left(tmp_path: Path) -> None:
    (tmp_path / "vectors.npy").mkdir()
    static_vectors._keep(tmp_path / "vectors.npy", whole())
    assert [path.name for path in tmp_path.iterdir()] == ["vectors.npy"]


def test_the_file_lies_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATAAUDIT_CACHE", str(tmp_path / "own"))
    assert vectors_file() == tmp_path / "own" / f"{static_identity()}.npy"
    assert not (tmp_path / "own").exists()
    monkeypatch.delenv("DATAAUDIT_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "shared"))
    assert vectors_file() == tmp_path / "shared" / "dataaudit" / f"{static_identity()}.npy"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".cache" / "dataaudit"


def test_the_identity_is_always_the_same_and_names_the_recipe() -> None:
    assert static_identity() == static_identity()
    assert static_identity().startswith(f"static-{static_vectors.VERSION}-")
    assert (encoder_folder() / "model.safetensors").is_file()

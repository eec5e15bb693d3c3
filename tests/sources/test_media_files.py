"""Paths of files in rows: which values are one."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from dataaudit.sources.shapes.media_files import find_media_files, paths_of


@pytest.mark.parametrize(
    ("value", "paths"),
    [
        ("a/b 1.PNG", ["a/b 1.PNG"]),
        (["1.wav", "2.flac"], ["1.wav", "2.flac"]),
        ({"path": "1.mp3", "bytes": None}, ["1.mp3"]),
        ({"path": "1.mp3", "bytes": b"x"}, []),
        ([{"type": "image", "image": "file.jpeg"}, {"type": "text", "text": "file.jpeg is here"}], ["file.jpeg"]),
        ("https://example.org/1.jpg", []),
        ("data:image/png;base64,AAAA.png", []),
        ("notes.txt", []),
        ("Look at\n1.jpg", []),
        (None, []),
        (7, []),
    ],
)
def test_a_path_is_a_whole_value_with_the_ending_of_a_picture_sound_or_film(value: Any, paths: list[str]) -> None:
    assert list(paths_of(value)) == paths


def test_values_nested_without_an_end_are_left() -> None:
    value: Any = "1.jpg"
    for _ in range(500):
        value = [value]
    assert list(paths_of(value)) == []


def test_the_columns_that_name_files_are_found_whatever_they_are_called() -> None:
    table = pa.table({"text": ["a", "b"], "fichier": ["1.jpg", None], "n": [1, 2]})
    files = find_media_files(table, {"label"})
    assert files is not None
    assert files.columns == ("fichier",)
    assert files.of_batch(table.to_batches()[0]).to_pylist() == ['["1.jpg"]', None]
    assert find_media_files(pa.table({"text": ["a"]}), set()) is None

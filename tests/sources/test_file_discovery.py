from __future__ import annotations

import os
from pathlib import Path

import pytest
from every import every

from dataaudit.errors import InputError
from dataaudit.sources.file_discovery import find_files, fingerprint
from dataaudit.sources.splits import is_evaluation, split_of


def touch(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")


def names(*given: Path | str, exclude: Path | None = None) -> list[str]:
    return [file.relative for file in find_files([str(path) for path in given], exclude).files]


def test_a_folder_gives_its_data_files_in_byte_order(tmp_path: Path) -> None:
    touch(
        tmp_path, "b.jsonl", "a/z.csv", "a/Z.csv.gz", "README.md", ".hidden/x.jsonl", "_x.jsonl", "dataset_infos.json"
    )
    found = find_files([str(tmp_path)])
    assert [file.relative for file in found.files] == ["a/Z.csv.gz", "a/z.csv", "b.jsonl"]
    assert found.passed_over == ("README.md", "dataset_infos.json")


def test_inputs_keep_their_order_and_files_of_any_name_can_be_named(tmp_path: Path) -> None:
    touch(tmp_path, "two/b.jsonl", "one/a.jsonl", "odd.data")
    assert names(tmp_path / "two", tmp_path / "odd.data", tmp_path / "one") == ["b.jsonl", "odd.data", "a.jsonl"]


def test_a_glob_gives_files_relative_to_its_fixed_part(tmp_path: Path) -> None:
    touch(tmp_path, "x/train/1.jsonl", "x/test/2.jsonl", "x/3.csv")
    assert names(tmp_path / "x/**/*.jsonl") == ["test/2.jsonl", "train/1.jsonl"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("none.jsonl", "no such file or folder"),
        ("*.parquet", "matches no file"),
        ("folder", "no files with a known extension (notes.md, photo.png)"),
    ],
)
def test_what_cannot_be_found_is_said(in_folder: Path, given: str, says: str) -> None:
    touch(in_folder, "folder/notes.md", "folder/photo.png")
    with pytest.raises(InputError) as caught:
        find_files([given])
    assert says in str(caught.value)


def test_no_input_at_all_is_said() -> None:
    with pytest.raises(InputError, match="--input"):
        find_files([])


def test_a_loop_of_links_is_walked_once_and_the_output_never(tmp_path: Path) -> None:
    touch(tmp_path, "data/a.jsonl", "data/run/clean/part-0.parquet")
    (tmp_path / "data" / "loop").symlink_to(tmp_path / "data")
    assert names(tmp_path / "data", exclude=tmp_path / "data" / "run") == ["a.jsonl"]


def test_a_pipe_is_refused_rather_than_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")
    with pytest.raises(InputError, match="neither a file nor a folder"):
        find_files([str(tmp_path / "pipe.jsonl")])
    touch(tmp_path, "a.jsonl")
    assert names(tmp_path) == ["a.jsonl"]


def test_a_fingerprint_changes_with_content_size_and_time(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"x" * (3 << 20))
    os.utime(path, ns=(1, 1))
    first = fingerprint(path)
    os.utime(path, ns=(2, 2))
    assert fingerprint(path) != first
    path.write_bytes(b"x" * (3 << 20))
    os.utime(path, ns=(1, 1))
    assert fingerprint(path) == first
    path.write_bytes(b"x" * ((3 << 20) - 1) + b"y")
    os.utime(path, ns=(1, 1))
    assert fingerprint(path) != first


@every(
    "path, split",
    [
        ("train.jsonl", "train"),
        ("data/validation/0001.parquet", "validation"),
        ("dev-00000-of-00002.parquet", "validation"),
        ("val.csv", "validation"),
        ("test_public.json", "test"),
        ("my eval.txt", "test"),
        ("contest.jsonl", None),
        ("restrained/attested.csv", None),
        ("train/test.csv", "test"),
        ("latest/part.csv", None),
    ],
)
def test_splits_come_from_names(path: str, split: str | None) -> None:
    assert split_of(path) == split


def test_evaluation_splits_are_known_by_any_of_their_names() -> None:
    assert [is_evaluation(name) for name in ("dev", "test", "validation", "train", "extra", None)] == [
        True, True, True, False, False, False,
    ]  # fmt: skip


def test_a_pattern_leaves_results_of_dataaudit_out_and_says_so(tmp_path: Path) -> None:
    for name in ("a.jsonl", "out/log.jsonl", "out/manifest.json", "out/rows/part-00000.parquet", "sub/b.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text("{}")
    found = find_files([str(tmp_path / "**/*.*")])
    assert [one.relative for one in found.files] == ["a.jsonl", "sub/b.jsonl"]
    assert found.passed_over == ("out/log.jsonl", "out/manifest.json", "out/rows/part-00000.parquet")
    with pytest.raises(InputError, match=r"matches no file but results of dataaudit \(out/log\.jsonl\)"):
        find_files([str(tmp_path / "*/*.jsonl").replace("*/", "ou*/")])
    meant = find_files([str(tmp_path / "out/rows/*.parquet")])
    assert [one.relative for one in meant.files] == ["part-00000.parquet"]
    assert find_files([str(tmp_path)]).passed_over == ("out/",)


def test_a_pattern_may_match_a_name_of_other_bytes(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.jsonl")).write_text("{}")
    assert [one.relative for one in find_files([str(tmp_path / "*.jsonl")]).files] == ["caf\\xe9.jsonl"]


def test_what_is_no_regular_file_is_named_and_not_opened(tmp_path: Path) -> None:
    touch(tmp_path, "a.jsonl")
    os.mkfifo(tmp_path / "queue.jsonl")
    (tmp_path / "loop.jsonl").symlink_to("loop.jsonl")
    (tmp_path / "gone.jsonl").symlink_to("nothing")
    found = find_files([str(tmp_path)])
    assert [one.relative for one in found.files] == ["a.jsonl"]
    assert sorted(found.not_files) == ["gone.jsonl", "loop.jsonl", "queue.jsonl"]

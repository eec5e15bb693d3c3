from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dataaudit.config.run_options import InputOptions, LimitsOptions
from dataaudit.errors import InputError
from dataaudit.sources.file_discovery import find_files
from dataaudit.sources.open_corpus import open_paths
from dataaudit.sources.recognise_format import format_of
from dataaudit.sources.source_format import format_lines, format_names, source_formats

FORMATS = "dataaudit.sources.formats"
SEQUENCES = '''"""Sequences: a line with a name after ">", then lines of the sequence."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from dataaudit.config.run_options import InputOptions, LimitsOptions
from dataaudit.sources.files.compression import ByteStream
from dataaudit.sources.row_blocks import ArrowRows, Chunk
from dataaudit.sources.source_format import SourceFormat


@dataclass
class Sequences:
    stream: ByteStream

    def chunks(self, start: int = 0) -> Iterator[Chunk]:
        data = b"".join(self.stream.pieces()).decode()
        names, _, texts = zip(*(one.partition("\\n") for one in data.split(">")[1:]), strict=True)
        texts = [text.replace("\\n", "") for text in texts]
        batch = pa.RecordBatch.from_pydict({"name": names[start:], "text": texts[start:]})
        yield Chunk(ArrowRows(np.arange(start, len(texts)), batch))


def _open(stream: ByteStream, config: InputOptions, limits: LimitsOptions) -> Sequences:
    return Sequences(stream)


FORMAT = SourceFormat(
    rank=45, title="FASTA", about="one row a sequence", extensions=(".fasta",), open=_open, starts=(b">",),
    options=("encoding",),
)
'''


@pytest.mark.drop_in
def test_a_format_is_one_module(tmp_path: Path, drop_in: Callable[[str, str, str], None]) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a.fasta", "b.dat", "c.jsonl"):
        (tmp_path / "in" / name).write_text(">one\nAC\nGT\n>two\nTT\n" if name[0] != "c" else '{"text": "c"}\n')
    assert [file.relative for file in find_files([str(tmp_path / "in")]).files] == ["c.jsonl"]
    drop_in(FORMATS, "sequences", SEQUENCES)
    found = find_files([str(tmp_path / "in")])
    assert [file.relative for file in found.files] == ["a.fasta", "c.jsonl"]
    assert found.passed_over == ("b.dat",)
    for config in (
        InputOptions(paths=(str(tmp_path / "in" / "a.fasta"),)),
        InputOptions(paths=(str(tmp_path / "in" / "b.dat"),)),
    ):
        corpus = open_paths(config, LimitsOptions())
        assert corpus.files[0].format == "sequences"
        assert next(corpus.parts()).batch.column("text").to_pylist() == ["ACGT", "TT"]
    assert "sequences" in format_names()
    assert "sequences (.fasta): one row a sequence; reads input.encoding" in format_lines()
    with pytest.raises(InputError, match="JSONL, FASTA, CSV and text files are read"):
        find_files([str(Path(__file__).parent)])


def test_a_format_that_was_dropped_in_is_gone_after_its_test() -> None:
    assert "sequences" not in format_names()
    assert "sequences" not in source_formats()


def test_names_are_known_without_loading_a_reader() -> None:
    code = (
        "import sys; from dataaudit.sources.source_format import format_names; print(*format_names());"
        "assert not {'pyarrow', 'numpy', 'numba'} & set(sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert told.split() == ["arrow", "csv", "json", "jsonl", "parquet", "text", "warc", "webdataset"]


def test_no_two_formats_are_taken_for_each_other() -> None:
    formats = source_formats().values()
    assert len({form.rank for form in formats}) == len(formats)
    for marks in (
        [mark for form in formats for mark in form.magic],
        [mark for form in formats for mark in form.starts],
    ):
        assert [(one, two) for one in marks for two in marks if one is not two and one.startswith(two)] == []


def test_options_are_keys_of_the_input_section() -> None:
    assert {key for form in source_formats().values() for key in form.options} <= set(InputOptions.__dataclass_fields__)


@pytest.mark.parametrize(
    ("name", "data", "encoding", "expected"),
    [
        ("a.json", b'\xef\xbb\xbf \n[{"text": "x"}]', "utf-8", "json"),
        ("a.json", b'{"text": "x"}', "utf-8", "jsonl"),
        ("a.json", b'"text"', "utf-8", "jsonl"),
        ("a.json.gz", b"", "utf-8", "jsonl"),
        ("a.JSONL", b"[1, 2]", "utf-8", "json"),
        ("a.parquet", b'[{"text": "x"}]', "utf-8", "json"),
        ("a.data", b'\n{"text": "x"}', "utf-8", "jsonl"),
        ("a", '[{"text": "x"}]'.encode("utf-16"), "utf-16", "json"),
        ("a.csv", b'[text]\n{"x"}\n', "utf-8", "csv"),
        ("a.tsv", b"text\tlabel\n", "utf-8", "csv"),
        ("a.txt", b"{text}", "utf-8", "text"),
        ("a.feather", b'{"text": "x"}', "utf-8", "jsonl"),
    ],
)
def test_text_is_told_by_its_extension_and_then_by_its_start(
    tmp_path: Path, name: str, data: bytes, encoding: str, expected: str
) -> None:
    (tmp_path / name).write_bytes(data)
    assert format_of(tmp_path / name, "auto", encoding, 1000) == expected


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.arrow", b"text\n", "its content does not match its extension .arrow"),
        ("a.data", b"text\n", "unrecognised format"),
        ("a.data", b"", "unrecognised format"),
    ],
)
def test_a_format_that_cannot_be_told_is_an_error(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=says):
        format_of(tmp_path / name, "auto", "utf-8", 1000)

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dataaudit.sources.files.compression import ByteStream
from dataaudit.sources.formats.csv import CsvFile
from dataaudit.sources.formats.text import PlainText
from dataaudit.sources.quarantine import Quarantined


def collect(reader: Any, start: int = 0) -> tuple[dict[int, tuple[str, ...]], list[Quarantined], list[str]]:
    rows: dict[int, tuple[str, ...]] = {}
    quarantined: list[Quarantined] = []
    names: list[str] = []
    for chunk in reader.chunks(start):
        quarantined += chunk.quarantined
        if hasattr(chunk.rows, "batch") and chunk.rows.batch.num_columns:
            names = chunk.rows.batch.schema.names
            values = zip(*(column.to_pylist() for column in chunk.rows.batch.columns), strict=True)
            rows |= dict(zip(chunk.rows.numbers.tolist(), values, strict=True))
    return rows, quarantined, names


def csv_rows(tmp_path: Path, data: bytes, *, start: int = 0, limit: int = 1 << 20, **options: Any) -> Any:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    return collect(CsvFile(ByteStream(path, max_ratio=1000), limit, **options), start)


def test_records_become_rows_numbered_by_their_first_line(tmp_path: Path) -> None:
    rows, quarantined, names = csv_rows(tmp_path, b'text,label\n"two\nlines",a\n\nlast,b')
    assert names == ["text", "label"]
    assert rows == {1: ("two\nlines", "a"), 4: ("last", "b")}
    assert not quarantined


def test_values_stay_the_strings_of_the_file(tmp_path: Path) -> None:
    rows, _, _ = csv_rows(tmp_path, b"id,x\n" + b"7" * 30 + b",\n007,1.0\n")
    assert list(rows.values()) == [("7" * 30, ""), ("007", "1.0")]


@pytest.mark.parametrize(
    ("record", "code"), [(b"one", "SCH001"), (b"a,b,c", "SCH001"), (b'"a"b,c', "SCH004"), (b"\xff,b", "ENC001")]
)
def test_a_bad_record_goes_to_quarantine_and_the_next_is_read(tmp_path: Path, record: bytes, code: str) -> None:
    rows, quarantined, _ = csv_rows(tmp_path, b"x,y\n1,2\n" + record + b"\n3,4\n")
    assert rows == {1: ("1", "2"), 3: ("3", "4")}
    assert [(one.code, one.line, one.raw) for one in quarantined] == [(code, 3, record)]
    assert quarantined[0].byte_offset == len(b"x,y\n1,2\n")


def test_an_unclosed_quote_costs_its_own_line_only(tmp_path: Path) -> None:
    rows, quarantined, _ = csv_rows(tmp_path, b'x,y\n1,"open\n3,4\n5,6\n')
    assert rows == {2: ("3", "4"), 3: ("5", "6")}
    assert [(one.code, one.line) for one in quarantined] == [("SCH004", 2)]


def test_a_quote_that_spans_more_than_the_limit_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dataaudit.sources.formats.csv.BLOCK", 64)
    data = b'x,y\n1,"open\n' + b"".join(b"%d,b\n" % n for n in range(500))
    rows, quarantined, _ = csv_rows(tmp_path, data, limit=200)
    assert len(rows) == 500
    assert [one.line for one in quarantined] == [2]


@pytest.mark.parametrize(("delimiter", "found"), [(";", ";"), ("\t", "\t"), ("|", "|"), (",", ",")])
def test_the_delimiter_is_sniffed(tmp_path: Path, delimiter: str, found: str) -> None:
    data = "".join(f"{a}{delimiter}some, text; here{delimiter}{b}\n" for a, b in [("x", "y"), ("1", "2"), ("3", "4")])
    if delimiter in ",;":
        data = data.replace("some, text; here", f'"some{delimiter} text"')
    _, _, names = csv_rows(tmp_path, data.encode())
    assert len(names) == 3


def test_later_columns_of_one_name_have_a_number_and_nothing_is_lost(tmp_path: Path) -> None:
    rows, _, names = csv_rows(tmp_path, b"text,label,text,text_2,text\na,b,c,d,e\n")
    assert names == ["text", "label", "text_3", "text_2", "text_4"]
    assert rows[1] == ("a", "b", "c", "d", "e")


def test_a_header_alone_gives_its_columns_and_no_rows(tmp_path: Path) -> None:
    assert csv_rows(tmp_path, b"\xef\xbb\xbftext,label\n") == ({}, [], ["text", "label"])


def test_small_blocks_give_the_same_rows_from_any_row_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [b'%d,"a ""quoted""\ncell"\n' % n if n % 3 else b"%d\n" % n for n in range(60)]
    data = b"x,y\n" + b"".join(lines)
    rows, quarantined, _ = csv_rows(tmp_path, data)
    monkeypatch.setattr("dataaudit.sources.formats.csv.BLOCK", 32)
    for start in (0, 1, 5, 50):
        later, later_quarantined, _ = csv_rows(tmp_path, data, start=start)
        assert later == {number: row for number, row in rows.items() if number >= start}
        assert later_quarantined == [one for one in quarantined if one.row >= start]


TEXT = b"first line\r\n\nsecond \xe2\x80\xa8 line\n\n\nthird\n"


@pytest.mark.parametrize(
    ("sample_by", "expected"),
    [
        ("line", {0: "first line", 2: "second \u2028 line", 5: "third"}),
        ("paragraph", {0: "first line", 2: "second \u2028 line", 5: "third"}),
        ("document", {0: TEXT.decode()}),
    ],
)
def test_plain_text_gives_lines_paragraphs_or_the_document(tmp_path: Path, sample_by: Any, expected: Any) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT)
    rows, quarantined, _ = collect(PlainText(ByteStream(path, max_ratio=1000), 1 << 20, sample_by))
    assert {number: values[0] for number, values in rows.items()} == expected
    assert not quarantined


def test_a_paragraph_keeps_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"one\ntwo\n \nthree\nfour")
    rows, _, _ = collect(PlainText(ByteStream(path, max_ratio=1000), 1 << 20, "paragraph"))
    assert rows == {0: ("one\ntwo",), 3: ("three\nfour",)}


def test_lines_that_are_not_utf8_or_too_long_are_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"good\n\xff\xfe\n" + b"x" * 200 + b"\nlast\n")
    rows, quarantined, _ = collect(PlainText(ByteStream(path, max_ratio=1000), 100))
    assert rows == {0: ("good",), 3: ("last",)}
    assert sorted((one.code, one.line) for one in quarantined) == [("ENC001", 2), ("SRC003", 3)]


def test_reading_from_a_row_behind_an_unclosed_quote_goes_on(tmp_path: Path) -> None:
    rows, quarantined, _ = csv_rows(tmp_path, b'x,y\n1,"open\n3,4\n5,6\n', start=2)
    assert (rows, quarantined) == ({2: ("3", "4"), 3: ("5", "6")}, [])


def test_carriage_returns_end_records_where_no_line_feed_does(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'text,n\rfirst row,1\r"a cell\nof two lines, and ""more""",2\rlast,3')
    reader = CsvFile(ByteStream(path, max_ratio=1000), 1 << 20)
    rows = [row for chunk in reader.chunks() if chunk.rows is not None for row in chunk.rows.batch.to_pylist()]  # type: ignore[attr-defined]
    assert rows == [
        {"text": "first row", "n": "1"},
        {"text": 'a cell\nof two lines, and "more"', "n": "2"},
        {"text": "last", "n": "3"},
    ]
    assert reader.told == "records that end with carriage returns"


def test_quotation_marks_are_text_between_tabs_where_they_enclose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes(b'code\ttext\n1\t"begins with one\n2\tan "inner" one\n3\t"x" said he\n')
    reader = CsvFile(ByteStream(path, max_ratio=1000), 1 << 20, "\t")
    rows = [row for chunk in reader.chunks() if chunk.rows is not None for row in chunk.rows.batch.to_pylist()]  # type: ignore[attr-defined]
    assert [row["text"] for row in rows] == ['"begins with one', 'an "inner" one', '"x" said he']
    path.write_bytes(b'code\ttext\n1\t"a cell\nof two lines"\n2\tb\n')
    again = CsvFile(ByteStream(path, max_ratio=1000), 1 << 20, "\t")
    rows = [row for chunk in again.chunks() if chunk.rows is not None for row in chunk.rows.batch.to_pylist()]  # type: ignore[attr-defined]
    assert [row["text"] for row in rows] == ["a cell\nof two lines", "b"]


def test_plain_text_of_an_old_mac_has_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"one line\ranother line\r")
    reader = PlainText(ByteStream(path, max_ratio=1000), 1 << 20)
    texts = [
        text for chunk in reader.chunks() if chunk.rows is not None for text in chunk.rows.batch.column(0).to_pylist()
    ]  # type: ignore[attr-defined]
    assert texts == ["one line", "another line"]


def test_a_lone_carriage_return_is_no_row_and_no_crash(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a;b\r\n1;2\r\n\r\r\n3\r\n")
    rows, quarantined, _ = collect(CsvFile(ByteStream(path, max_ratio=1000), 1 << 20, "\t"))
    assert rows == {1: ("1;2",), 3: ("3",)}
    assert [(one.row, one.code) for one in quarantined] == [(2, "SCH004")]

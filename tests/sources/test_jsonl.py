from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dataaudit.sources.files.compression import ByteStream
from dataaudit.sources.formats.json import JsonDocument
from dataaudit.sources.formats.jsonl import JsonLines
from dataaudit.sources.quarantine import Note, Quarantined


def read(
    path: Path, *, limit: int = 1 << 20, depth: int = 512, start: int = 0
) -> tuple[dict[int, dict[str, Any]], list[Quarantined], list[Note]]:
    rows: dict[int, dict[str, Any]] = {}
    quarantined: list[Quarantined] = []
    notes: list[Note] = []
    for chunk in JsonLines(ByteStream(path, max_ratio=1000), limit, depth).chunks(start):
        if chunk.rows is not None:
            rows |= dict(zip(chunk.rows.numbers.tolist(), chunk.rows.objects, strict=True))  # type: ignore[attr-defined]
        quarantined += chunk.quarantined
        notes += chunk.notes
    return rows, quarantined, notes


def written(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "a.jsonl"
    path.write_bytes(data)
    return path


GOOD = b'{"text": "one"}'


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        (b'{"text": "\xff"}', "ENC001", "0xff at column 11"),
        (rb'{"text": "\ud835"}', "ENC002", "d835"),
        (rb'{"text": "x\ud835\n"}', "ENC002", "d835"),
        (b"{oops", "JSN001", "column 2"),
        (b'{"text": "a\x00b"}', "JSN003", "0x00 at column 12"),
        (b'{"text": "a\tb"}', "JSN003", "0x09"),
        (b'{"text": 1, "text": 2}', "JSN004", "'text'"),
        (b'{"a": {"b": 1, "b": 2}, "text": "x"}', "JSN004", "'b'"),
        (b"[" * 20_000, "JSN005", "20000"),
        (b'{"a": ' + b"[" * 600 + b"]" * 600 + b"}", "JSN005", "601"),
        (b'["a"]', "JSN006", "a list"),
        (b'"s"', "JSN006", "a string"),
        (b"null", "JSN006", "null"),
        (b"5", "JSN006", "a number"),
        (b'{"text": "a"} x', "JSN001", "column 15"),
    ],
)
def test_a_bad_line_goes_to_quarantine_with_its_code_and_place(
    tmp_path: Path, line: bytes, code: str, says: str
) -> None:
    rows, quarantined, _ = read(written(tmp_path, GOOD + b"\n" + line + b"\n" + GOOD + b"\n"))
    assert sorted(rows) == [0, 2]
    assert [(one.code, one.line, one.row) for one in quarantined] == [(code, 2, 1)]
    assert says in quarantined[0].message
    assert quarantined[0].byte_offset == len(GOOD) + 1
    assert quarantined[0].byte_length == len(line)
    assert quarantined[0].raw == line[: 64 << 10]


def test_a_surrogate_pair_and_an_escaped_nul_are_ordinary_text(tmp_path: Path) -> None:
    rows, quarantined, _ = read(written(tmp_path, rb'{"text": "\ud83d\ude00 \u0000"}' + b"\n"))
    assert rows[0]["text"] == "\U0001f600 \x00"
    assert not quarantined


def test_every_cut_of_the_last_record_loses_that_record_only(tmp_path: Path) -> None:
    whole = GOOD + b"\n" + b'{"text": "the last \xe4\xb8\xad one"}'
    for end in range(len(GOOD) + 2, len(whole)):
        rows, quarantined, _ = read(written(tmp_path, whole[:end]))
        assert sorted(rows) == [0]
        assert [one.code for one in quarantined] in (["JSN002"], ["ENC001"])
    assert sorted(read(written(tmp_path, whole))[0]) == [0, 1]


def test_blank_lines_crlf_and_a_missing_final_line_feed_change_nothing_but_numbers(tmp_path: Path) -> None:
    data = b"\n" + GOOD + b"\r\n  \n\r\n" + GOOD
    rows, quarantined, _ = read(written(tmp_path, data))
    assert sorted(rows) == [1, 4]
    assert not quarantined


def test_a_byte_order_mark_leaves_the_first_key_intact(tmp_path: Path) -> None:
    rows, _, _ = read(written(tmp_path, b"\xef\xbb\xbf" + GOOD + b"\n"))
    assert rows == {0: {"text": "one"}}


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c"])
def test_unicode_line_breaks_inside_a_text_are_no_line_ends(tmp_path: Path, separator: str) -> None:
    line = json.dumps({"text": f"a{separator}b"}, ensure_ascii=separator in "\x0b\x0c").encode()
    rows, _, _ = read(written(tmp_path, line + b"\n" + GOOD + b"\n"))
    assert [row["text"] for row in rows.values()] == [f"a{separator}b", "one"]


def test_numbers_that_json_does_not_have_become_null_and_are_told(tmp_path: Path) -> None:
    line = b'{"text": "a", "x": NaN, "y": -Infinity, "z": 1e400, "w": -0.0}'
    rows, quarantined, notes = read(written(tmp_path, line + b"\n"))
    assert rows[0] == {"text": "a", "x": None, "y": None, "z": None, "w": -0.0}
    assert not quarantined
    assert [(note.code, note.count) for note in notes] == [("JSN007", 3)]


@pytest.mark.parametrize("digits", [18, 19, 20, 30, 4001])
def test_integers_of_any_length_stay_exact(tmp_path: Path, digits: int) -> None:
    number = "7" * digits
    rows, quarantined, _ = read(written(tmp_path, f'{{"text": "a", "id": {number}}}\n'.encode()))
    assert not quarantined
    value = rows[0]["id"]
    assert value == number if digits > 4000 else value == int(number)


def test_a_line_over_the_limit_is_set_aside_without_being_held(tmp_path: Path) -> None:
    long = b'{"text": "' + b"x" * 5000 + b'"}'
    rows, quarantined, _ = read(written(tmp_path, GOOD + b"\n" + long + b"\n" + GOOD + b"\n"), limit=1000)
    assert sorted(rows) == [0, 2]
    assert [(one.code, one.line, one.byte_length) for one in quarantined] == [("SRC003", 2, len(long))]


def test_a_line_longer_than_a_block_and_the_limit_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dataaudit.sources.blocks.BLOCK", 1 << 10)
    long = b'{"text": "' + b"x" * 50_000 + b'"}'
    rows, quarantined, _ = read(written(tmp_path, GOOD + b"\n" + long + b"\n" + GOOD + b"\n" + long), limit=4000)
    assert sorted(rows) == [0, 2]
    assert [(one.code, one.line) for one in quarantined] == [("SRC003", 2), ("SRC003", 4)]
    assert quarantined[0].byte_offset == len(GOOD) + 1


@given(
    st.lists(
        st.one_of(
            st.dictionaries(st.text(max_size=3), st.one_of(st.text(), st.integers(), st.none(), st.booleans())).map(
                lambda row: json.dumps(row, ensure_ascii=False)
            ),
            st.just(""),
            st.just("{bad"),
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), max_size=12),
        ),
        max_size=12,
    ),
    st.integers(1, 40),
)
@example(["\x1e"], 1)
@example(['\x1e{"a": 1}', "\x1e", "{bad"], 40)
def test_rows_are_those_of_the_json_module_line_by_line(tmp_path_factory: Any, lines: list[str], block: int) -> None:
    path = tmp_path_factory.mktemp("lines") / "a.jsonl"
    path.write_bytes("\n".join(lines).encode("utf-8"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dataaudit.sources.blocks.BLOCK", block)
        rows, quarantined, _ = read(path)
    text = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    if text.lstrip(b" \t\r\n").startswith(b"\x1e"):  # a sequence of RFC 7464, whose separators are white space here
        text = text.replace(b"\x1e", b" ")
    raw = text.split(b"\n")
    expected, bad = {}, []
    for number, line in enumerate(raw):
        if not line.strip(b" \t\r\n"):
            continue
        try:
            value = json.loads(line, parse_constant=lambda _: None)
        except ValueError:
            bad.append(number)
            continue
        if isinstance(value, dict):
            expected[number] = value
        else:
            bad.append(number)
    assert rows == expected
    assert [one.row for one in quarantined] == bad


def test_reading_from_a_row_on_gives_the_rows_from_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dataaudit.sources.blocks.BLOCK", 64)
    data = b"".join(b'{"text": "%d"}\n' % number if number % 7 else b"{bad\n" for number in range(100))
    path = written(tmp_path, data)
    rows, quarantined, _ = read(path)
    for start in (0, 1, 13, 49, 50, 99, 100):
        later, later_quarantined, _ = read(path, start=start)
        assert later == {number: row for number, row in rows.items() if number >= start}
        assert later_quarantined == [one for one in quarantined if one.row >= start]


def read_array(path: Path) -> tuple[list[Any], list[Quarantined], list[Note]]:
    rows, quarantined, notes = [], [], []
    for chunk in JsonDocument(ByteStream(path, max_ratio=1000), 1 << 20, 512).chunks():
        rows += chunk.rows.objects if chunk.rows is not None else []  # type: ignore[attr-defined]
        quarantined += chunk.quarantined
        notes += chunk.notes
    return rows, quarantined, notes


def test_an_array_gives_its_elements_and_sets_bad_ones_aside(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b'\xef\xbb\xbf[\n {"text": "a"},\n 5,\n {"text": "b", "text": "c"},\n {"text": "d"}\n]\n')
    rows, quarantined, notes = read_array(path)
    assert rows == [{"text": "a"}, {"text": "d"}]
    assert [(one.code, one.row, one.line) for one in quarantined] == [("JSN006", 1, None), ("JSN004", 2, None)]
    assert not notes


def test_an_array_that_ends_early_keeps_its_whole_elements_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b'[{"text": "a"}, {"text": "b"}, {"te')
    rows, _, notes = read_array(path)
    assert rows == [{"text": "a"}, {"text": "b"}]
    assert [note.code for note in notes] == ["SRC002"]

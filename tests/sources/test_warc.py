from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import Any

import pytest

import dataaudit
from dataaudit.errors import InputError
from dataaudit.sources.files.compression import ByteStream
from dataaudit.sources.formats.warc import WebArchive
from dataaudit.sources.quarantine import Quarantined

QUICK = [f"stages.{name}=false" for name in ("quality", "embeddings", "passages", "language", "minhash", "tokens")]


def record(kind: str, described: str, body: bytes, uri: str = "http://example.org/") -> bytes:
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nWARC-Date: 2024-01-01T00:00:00Z\r\n"
    return f"{head}Content-Type: {described}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n\r\n"


RECORDS = [
    record("warcinfo", "application/warc-fields", b"software: made up"),
    record("conversion", "text/plain", "über die erste Seite\r\n\r\nmit zwei Absätzen".encode(), "http://a/"),
    record("response", "application/http", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>x", "http://b/"),
    record(
        "response",
        "application/http",
        b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\nplain as it is",
        "http://c/",
    ),
    record("conversion", "text/plain", b"bytes of \xff another kind", "http://d/"),
    record("resource", "text/plain; charset=utf-8", b"a resource of its own", "http://e/"),
]


def read(
    tmp_path: Path, data: bytes, most: int = 1 << 20, start: int = 0
) -> tuple[dict[int, Any], list[Quarantined], list[str], str]:
    path = tmp_path / "a.warc"
    path.write_bytes(data)
    reader = WebArchive(ByteStream(path, max_ratio=1000), most)
    rows: dict[int, Any] = {}
    quarantined: list[Quarantined] = []
    notes: list[str] = []
    for chunk in reader.chunks(start):
        if chunk.rows is not None:
            rows |= dict(zip(chunk.rows.numbers.tolist(), chunk.rows.batch.to_pylist(), strict=True))  # type: ignore[attr-defined]
        quarantined += chunk.quarantined
        notes += [note.message for note in chunk.notes]
    return rows, quarantined, notes, reader.told


def test_records_with_plain_text_are_rows_and_the_others_are_counted(tmp_path: Path) -> None:
    rows, quarantined, notes, told = read(tmp_path, b"".join(RECORDS))
    assert {number: row["text"] for number, row in rows.items()} == {
        1: "über die erste Seite\r\n\r\nmit zwei Absätzen",
        3: "plain as it is",
        5: "a resource of its own",
    }
    assert rows[1]["url"] == "http://a/"
    assert [(one.row, one.code) for one in quarantined] == [(4, "ENC001")]
    assert notes == []
    assert told == "a web archive; records without plain text are left out: 1"


def test_reading_may_begin_at_any_row(tmp_path: Path) -> None:
    for start in range(7):
        rows, quarantined, _, _ = read(tmp_path, b"".join(RECORDS), start=start)
        assert list(rows) == [number for number in (1, 3, 5) if number >= start]
        assert [one.row for one in quarantined] == [number for number in (4,) if number >= start]


def test_a_long_record_is_set_aside_and_the_next_one_is_read(tmp_path: Path) -> None:
    long = record("conversion", "text/plain", b"x" * 50_000)
    rows, quarantined, _, _ = read(tmp_path, RECORDS[1] + long + RECORDS[5], most=10_000)
    assert list(rows) == [0, 2]
    assert [(one.row, one.code, one.byte_length) for one in quarantined] == [(1, "SRC003", 50_000)]


def test_damage_keeps_what_precedes_it_and_says_so(tmp_path: Path) -> None:
    whole = b"".join(RECORDS[:4])
    for data, says in (
        (whole[:-20], "damaged after 3 records (the last record is cut off)"),
        (whole + b"no record", "damaged after 4 records (something else than a record)"),
        (whole + b"WARC/1.0\r\nX: y\r\n\r\n", "damaged after 4 records (a record without its length)"),
    ):
        rows, _, notes, _ = read(tmp_path, data)
        assert 1 in rows
        assert notes == [says]


def answer(fields: str, body: bytes, described: str = "text/plain") -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {described}\r\n{fields}\r\n\r\n".encode()
    return record("response", "application/http; msgtype=response", head + body)


def test_bodies_of_answers_are_decoded_as_their_headers_say(tmp_path: Path) -> None:
    text = "über alle Berge, mit vielen Worten " * 20
    whole = text.encode()
    chunks = b"".join(f"{len(one):X};x=y\r\n".encode() + one + b"\r\n" for one in (whole[:100], whole[100:]))
    archive = [
        answer("Content-Encoding: gzip", gzip.compress(whole)),
        answer("Content-Encoding: deflate", zlib.compress(whole)),
        answer("Transfer-Encoding: chunked", chunks + b"0\r\n\r\n"),
        answer("Transfer-Encoding: chunked", whole),  # joined by whoever wrote the archive
        answer("X: y", text.encode("latin-1"), "text/plain; charset=ISO-8859-1"),
    ]
    rows, quarantined, _, _ = read(tmp_path, b"".join(archive))
    assert [row["text"] for row in rows.values()] == [text] * len(archive)
    assert quarantined == []
    bomb = answer("Content-Encoding: gzip", gzip.compress(b"a" * 1_000_000))
    rows, quarantined, _, _ = read(tmp_path, bomb + archive[0], most=10_000)
    assert (list(rows), [one.code for one in quarantined]) == ([1], ["SRC003"])
    rows, quarantined, _, _ = read(tmp_path, archive[0] + answer("Content-Encoding: br", b"\xff\xfe"))
    assert [len(rows), len(quarantined)] == [1, 1]


def test_a_body_in_several_gzip_members_is_read_whole(tmp_path: Path) -> None:
    members = gzip.compress(b"the first half of a text ") + gzip.compress(b"and the second one")
    rows, quarantined, _, _ = read(tmp_path, answer("Content-Encoding: gzip", members))
    assert [row["text"] for row in rows.values()] == ["the first half of a text and the second one"]
    assert quarantined == []


def test_a_body_that_is_cut_off_is_set_aside(tmp_path: Path) -> None:
    whole = b"a text of some words that is sent in one of the codings " * 9
    cut = [
        answer("Content-Encoding: gzip", gzip.compress(whole)[:-12]),
        answer("Transfer-Encoding: chunked", f"{len(whole):x}\r\n".encode() + whole),
        answer("Transfer-Encoding: chunked", f"{len(whole) + 9:x}\r\n".encode() + whole),
    ]
    rows, quarantined, _, _ = read(tmp_path, b"".join([*cut, RECORDS[1]]))
    assert list(rows) == [3]
    assert [(one.row, one.code) for one in quarantined] == [(n, "ENC001") for n in range(3)]


def test_an_archive_of_pages_is_refused_unless_the_user_skips_them(tmp_path: Path) -> None:
    pages = [answer("X: y", b"<p>", "text/html") for _ in range(3)]
    for texts in ([], RECORDS[1:2]):
        with pytest.raises(InputError, match=rf"3 of {3 + len(texts)} records have no plain text, .*extract the text"):
            read(tmp_path, b"".join([*pages, *texts]))
    (tmp_path / "a.warc").write_bytes(b"".join([*pages, RECORDS[1]]))
    result = dataaudit.audit(tmp_path / "a.warc", out=tmp_path / "run", settings=[*QUICK, "input.on_bad_file=skip"])
    assert result.row_counts["kept"] == 1


def test_a_compressed_archive_is_known_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "crawl.jsonl"
    path.write_bytes(b"".join(gzip.compress(one) for one in RECORDS))
    result = dataaudit.audit(path, out=tmp_path / "run", settings=QUICK)
    assert result.clean()["url"].to_list() == ["http://a/", "http://c/", "http://e/"]
    assert result.row_counts["quarantined"] == 1

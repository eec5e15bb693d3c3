"""F01 to F09: bytes, encodings and ends of lines."""

from __future__ import annotations

import json

from conftest import FULL
from faults.attempt import Attempt, table
from faults.fault import fault, lines, rows, text


@fault("F01", "a byte that is not UTF-8 in one row")
def f01(at: Attempt) -> None:
    good = rows(3)
    first, second, third = lines(good).splitlines(keepends=True)
    broken = second.replace(b'": "', b'": "\xff', 1)
    source = at.file("a.jsonl", first + broken + third)
    at.audit(source, rows=[good[0], good[2]], codes={"ENC001": 1})
    (item,) = table(source.parent / "out", "quarantine")
    at.require((item["line"], item["byte_offset"]) == (2, len(first)), "quarantine names another place")
    one, two, three = (f"{row['text']},{row['n']}\n".encode() for row in good)
    cells = [{"text": row["text"], "n": str(row["n"])} for row in (good[0], good[2])]
    at.audit(at.file("a.csv", b"text,n\n" + one + b"\xfe" + two + three), rows=cells, codes={"ENC001": 1})
    plain = [{"text": row["text"]} for row in (good[0], good[2])]
    texts = [row["text"].encode() + b"\n" for row in good]
    at.audit(at.file("a.txt", texts[0] + b"\xc3" + texts[1] + texts[2]), rows=plain, codes={"ENC001": 1})


@fault("F02", "a file in UTF-16, UTF-32 or Latin-1")
def f02(at: Attempt) -> None:
    content = "".join(f'{{"text": "Größe über {text(n)}"}}\n' for n in range(4))
    for encoding, named in (
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-32", "UTF-32"),
    ):
        at.audit(at.file("a.jsonl", content.encode(encoding)), exits={2}, says=[named])
    at.audit(at.file("a.jsonl", content.encode("latin-1")), exits={2}, says=["not UTF-8"])
    at.audit(at.file("a.csv", ("text,n\n" + content.replace(",", " ")).encode("utf-16")), exits={2}, says=["UTF-16"])


@fault("F03", "a mark of UTF-8 at the start", slow=True)
def f03(at: Attempt) -> None:
    good = rows(3)
    at.audit(at.file("a.jsonl", b"\xef\xbb\xbf" + lines(good)), rows=good, codes={})
    cells = [{"text": row["text"], "n": str(row["n"])} for row in good]
    csv = "text,n\n" + "".join(f"{row['text']},{row['n']}\n" for row in good)
    at.audit(at.file("a.csv", b"\xef\xbb\xbf" + csv.encode()), rows=cells, codes={})
    at.audit(at.file("a.txt", b"\xef\xbb\xbf" + csv.encode().partition(b"\n")[2]), codes={})


@fault("F04", "half of a surrogate pair in an escape")
def f04(at: Attempt) -> None:
    good = rows(12)
    bad = [
        rf'{{"text": "{before}\ud835{after}", "n": -1}}'
        for before, after in (
            ("x", "y"),
            ("", "x"),
            ("x", ""),
            ("x", r"\n"),
            ("x", r"\t"),
            ("x", r"\""),
            ("x", "\\u0041"),
        )
    ]
    content = lines(good) + "".join(f"{one}\n" for one in bad).encode()
    whole = rb'{"text": "whole \ud83d\ude00 pair of surrogates in this text", "n": 99}' + b"\n"
    right = [*good, json.loads(whole)]
    at.audit(at.file("a.jsonl", content + whole), rows=right, codes={"ENC002": len(bad)})


@fault("F05", "the character 0, escaped and raw")
def f05(at: Attempt) -> None:
    good = [*rows(3), {"text": "a text with \0 in it is kept as it is", "n": 3}]
    escaped = b"".join(json.dumps(row).encode() + b"\n" for row in good)
    at.audit(at.file("a.jsonl", escaped), rows=good, codes={})
    at.audit(at.file("a.jsonl", escaped + b'{"text": "raw \0 here", "n": 4}\n'), rows=good, codes={"JSN003": 1})


@fault("F06", "a file that ends inside its last record")
def f06(at: Attempt) -> None:
    good = rows(4)
    whole = lines(good).rstrip(b"\n")
    first = len(lines(good[:3]))
    for cut in range(first, len(whole) + 1, 1 if FULL else 23):
        ends = cut in (first, len(whole))
        left = good if cut == len(whole) else good[:3]
        source = at.file("a.jsonl", whole[:cut])
        at.audit(source, rows=left, codes={} if ends else {"JSN002": 1}, again=False)


@fault("F07", "garbage between records", slow=True)
def f07(at: Attempt) -> None:
    good = rows(5)
    for garbage in (b"{oops", b"<html>", b"}", b'{"text": "a" "b"}', b"\x01\x02", b"undefined"):
        source = at.file("a.jsonl", lines(good[:2]) + garbage + b"\n" + lines(good[2:]))
        at.audit(source, rows=good, again=False)
        (item,) = table(source.parent / "out", "quarantine")
        at.require(item["line"] == 3, f"quarantine names line {item['line']}")
        at.require(bytes(item["raw"]).rstrip(b"\n") == garbage, "quarantine does not hold the bytes")


@fault("F08", "blank lines, old ends of lines, no final newline")
def f08(at: Attempt) -> None:
    good = rows(4)
    plain = lines(good)
    for content in (
        plain.replace(b"\n", b"\r\n"), plain.replace(b"\n", b"\n\n"), plain.rstrip(b"\n"), b"\n \t\n" + plain + b"\r\n",
        plain.rstrip(b"\n") + b"\r",
    ):  # fmt: skip
        at.audit(at.file("a.jsonl", content), rows=good, codes={}, again=False)


@fault("F09", "characters that other tools take for ends of lines", slow=True)
def f09(at: Attempt) -> None:
    marks = "\u2028\u2029\x85\x0b\x0c\x1c\x1d\x1e"
    good = [{"text": f"{text(n)} {mark} {text(n + 100)}", "n": n} for n, mark in enumerate(marks)]
    written = b"".join(json.dumps(row, ensure_ascii=n < 3).encode() + b"\n" for n, row in enumerate(good))
    unescaped = lines(good[:3]) + b"".join(written.splitlines(keepends=True)[3:])
    at.audit(at.file("a.jsonl", written), rows=good, codes={})
    at.audit(at.file("a.jsonl", unescaped), rows=good, codes={})
    cells = [{"text": row["text"], "n": str(row["n"])} for row in good]
    csv = "text,n\n" + "".join(f"{row['text']},{row['n']}\n" for row in good)
    at.audit(at.file("a.csv", csv), rows=cells, codes={})
    at.audit(
        at.file("a.txt", "".join(f"{row['text']}\n" for row in good)), rows=[{"text": row["text"]} for row in good]
    )

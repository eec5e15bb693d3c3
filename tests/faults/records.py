"""F10 to F18: records and their values."""

from __future__ import annotations

import json

from conftest import FULL
from faults.attempt import LIGHT, Attempt, table
from faults.fault import fault, lines, rows, text


@fault("F10", "a key twice in one object")
def f10(at: Attempt) -> None:
    good = rows(4)
    twice = b'{"text": "one", "n": 1, "text": "two"}\n{"text": "three", "n": {"a": 1, "a": 1}}\n'
    source = at.file("a.jsonl", lines(good) + twice)
    at.audit(source, rows=good, codes={"JSN004": 2})
    at.require(
        {item["message"] for item in table(source.parent / "out", "quarantine")}
        == {"key 'text' appears twice in one object", "key 'a' appears twice in one object"},
        "the key is not named",
    )


@fault("F11", "numbers that JSON does not have")
def f11(at: Attempt) -> None:
    values = ("NaN", "Infinity", "-Infinity", "1e400", "-0.0", "0.25")
    content = "".join(f'{{"text": "{text(n)}", "x": {value}}}\n' for n, value in enumerate(values))
    right = [{"text": text(n), "x": None if n < 4 else float(value)} for n, value in enumerate(values)]
    source = at.file("a.jsonl", content)
    at.audit(source, rows=right, codes={}, says=["JSN007"])
    kept = {row["text"]: row["x"] for row in table(source.parent / "out", "clean")}
    at.require(str(kept[text(4)]) == "-0.0", "the sign of zero is lost")


@fault("F12", "integers beyond 64 bits")
def f12(at: Attempt) -> None:
    numbers = [2**63 - 1, -(2**63), 2**63, 2**64, 123456789012345678901234567890]
    good = [{"text": text(n), "id": number} for n, number in enumerate(numbers)]
    at.audit(at.file("a.jsonl", lines(good)), rows=[{**row, "id": str(row["id"])} for row in good], codes={})
    at.audit(at.file("a.jsonl", lines(good[:2])), rows=good[:2], codes={})


@fault("F13", "nesting without end")
def f13(at: Attempt) -> None:
    good = rows(6)
    for opening, depth in (("[", 20_000), ('{"a":', 20_000), ("[", 1_000_000 if FULL else 100_000)):
        bomb = f'{{"text": "x", "deep": {opening * depth}\n'.encode()
        closed = f'{{"text": "x", "deep": {"[" * 5_000}{"]" * 5_000}}}\n'.encode()
        source = at.file("a.jsonl", lines(good[:3]) + bomb + closed + lines(good[3:]))
        at.audit(source, rows=good, codes={"JSN005": 2}, again=False)
    inner = {"text": text(9), "deep": json.loads("[" * 60 + "1" + "]" * 60)}
    source = at.file("a.jsonl", lines(good) + lines([inner]))
    at.audit(source, rows=[*good, {"text": inner["text"], "n": None}], codes={}, says=["deep"])


@fault("F14", "one record longer than the limit, and one of 20 MB", slow=True)
def f14(at: Attempt) -> None:
    good = rows(4)
    large = {"text": " ".join(text(n) for n in range(200_000 if FULL else 3_000)), "n": 5}
    for name, data in (
        ("a.jsonl", lines(good[:2]) + lines([large]) + lines(good[2:])),
        ("a.txt", b"".join(f"{row['text']}\n".encode() for row in [*good[:2], large, *good[2:]])),
    ):
        left = good if name == "a.jsonl" else [{"text": row["text"]} for row in good]
        both = [*left, {key: value for key, value in large.items() if key in left[0]}]
        at.audit(at.file(name, data), rows=left, codes={"SRC003": 1}, settings=(*LIGHT, "limits.max_line_bytes=4096"))
        at.audit(at.file(name, data), rows=both, codes={}, again=False)


@fault("F15", "more columns than the limit", slow=True)
def f15(at: Attempt) -> None:
    content = lines([{"text": text(n), **{f"k{n}_{key}": 1 for key in range(300)}} for n in range(50)])
    at.audit(at.file("a.jsonl", content), exits={2}, says=["10,?000", "limits.max_columns"])
    wide = [{"text": text(n), **{f"k{key}": n for key in range(300)}} for n in range(3)]
    at.audit(at.file("a.jsonl", lines(wide)), rows=wide, again=False)
    at.audit(
        at.file("a.jsonl", lines(wide)), exits={2}, says=["max_columns"], settings=(*LIGHT, "limits.max_columns=200")
    )


@fault("F16", "lines that hold something else than an object")
def f16(at: Attempt) -> None:
    good = rows(6)
    source = at.file("a.jsonl", lines(good[:3]) + b'[1]\n"s"\nnull\n5\ntrue\n' + lines(good[3:]))
    at.audit(source, rows=good, codes={"JSN006": 5})


@fault("F17", "a text that is missing, null, a number, a list or an object")
def f17(at: Attempt) -> None:
    good = rows(6)
    odd = [
        {"n": 10},
        {"text": None, "n": 11},
        {"text": 5, "n": 12},
        {"text": {"a": 1}, "n": 13},
        {"text": ["a b", "c"], "n": 14},
    ]
    source = at.file("a.jsonl", lines([*good, *odd]))
    settings = LIGHT
    done = at.audit(source, codes={"SCH002": 2}, settings=settings)
    kept = {row["n"]: row["text"] for row in table(source.parent / "out", "clean")}
    at.require(kept.keys() >= {*range(6), 10, 11, 14} and kept[10] is kept[11] is None, f"kept: {sorted(kept)}")
    at.require(json.loads(kept[14]) == ["a b", "c"], f"the list is {kept.get(14)!r}")  # the other values are text
    at.require("values of column 'text' are text in clean/" in done.told, "a list that becomes text is not told")


@fault("F18", "a text column that no row has")
def f18(at: Attempt) -> None:
    good = [{"Text": text(n), "body_": "x"} for n in range(3)]
    source = at.file("a.jsonl", lines(good))
    at.audit(source, "--text", "texte", exits={2}, says=["texte", "'Text'"])
    at.audit(at.file("a.csv", "a1,b1\n1,2\n3,4\n"), "--text", "text", exits={2}, says=["text", "a1"])

"""F19 to F26: schemas, tables and corpora."""

from __future__ import annotations

import itertools

import pyarrow as pa
import pyarrow.parquet as pq
from faults.attempt import LIGHT, Attempt, table
from faults.fault import fault, lines, rows, text


def csv(some: list[dict[str, object]], delimiter: str = ",") -> str:
    return f"text{delimiter}n\n" + "".join(f"{row['text']}{delimiter}{row['n']}\n" for row in some)


def cells(some: list[dict[str, object]]) -> list[dict[str, object]]:
    return [{"text": row["text"], "n": str(row["n"])} for row in some]


@fault("F19", "a key that comes late")
def f19(at: Attempt) -> None:
    good = rows(1501)
    good[-1]["late"] = {"a": [1]}
    good[300]["odd"] = 1.5
    at.audit(at.file("a.jsonl", lines(good)), rows=good, codes={}, again=False)


@fault("F20", "shards that differ in types, order and columns")
def f20(at: Attempt) -> None:
    folder = at.folder() / "shards"
    folder.mkdir()
    first, second, third = rows(3), rows(6)[3:], rows(9)[6:]
    second = [{"n": f"x{row['n']}", "text": row["text"]} for row in second]
    third = [{"text": row["text"], "extra": True} for row in third]
    for name, some in (("a", first), ("b", second), ("c", third)):
        (folder / f"{name}.jsonl").write_bytes(lines(some))
    right = [{**row, "n": str(row["n"]) if "n" in row else None} for row in [*first, *second, *third]]
    at.audit(folder, rows=right, codes={}, says=["column 'n' are text"])
    folder = at.folder() / "shards"
    folder.mkdir()
    for name, some in (("a", first), ("b", [{**row, "n": row["n"] + 0.5} for row in rows(6)[3:]])):
        pq.write_table(pa.Table.from_pylist(some), folder / f"{name}.parquet")
    right = [{**row, "n": str(row["n"])} for row in first] + [{**row, "n": str(row["n"] + 0.5)} for row in rows(6)[3:]]
    at.audit(folder, rows=right, codes={}, says=["column 'n' are text"])  # a float cannot hold every integer


@fault("F21", "two columns of one name")
def f21(at: Attempt) -> None:
    at.audit(at.file("a.csv", "text,text\na b,c d\n"), exits={2}, says=["text"])
    path = at.file("a.parquet", "")
    pq.write_table(pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["text", "text"]), path)
    at.audit(path, exits={2}, says=["text"])


@fault("F22", "ragged records, quotes that do not close or come in the middle")
def f22(at: Attempt) -> None:
    good = rows(6)
    begin, end = csv(good[:3]), csv(good[3:]).partition("\n")[2]
    for broken, code in (
        ("only one cell\n", {"SCH001": 1}), ("one,2,3\n", {"SCH001": 1}), ('"closed" and more,7\n', {"SCH004": 1}),
        ('"never closed,7\n', {"SCH004": 1}),
    ):  # fmt: skip
        at.audit(at.file("a.csv", begin + broken + end), rows=cells(good), codes=code, again=False)
    within = [*cells(good), {"text": 'say "hi", twice\nand go', "n": "8"}, {"text": 'in the "middle" of', "n": "9"}]
    quoted = '"say ""hi"", twice\nand go",8\nin the "middle" of,9\n'
    at.audit(at.file("a.csv", begin + quoted + end), rows=within, codes={})


@fault("F23", "another delimiter, line breaks in cells")
def f23(at: Attempt) -> None:
    good = rows(5)
    for delimiter, name in ((";", "semicolon|';'"), ("\t", "tab"), ("|", "'\\|'|pipe|vertical")):
        at.audit(at.file("a.csv", csv(good, delimiter)), rows=cells(good), codes={}, says=[name], again=False)
    broken = [{**row, "text": str(row["text"]).replace(" ", "\n", 2)} for row in good]
    content = "text,n\n" + "".join(f'"{row["text"]}",{row["n"]}\n' for row in broken)
    at.audit(at.file("a.csv", content), rows=cells(broken), codes={})


@fault("F24", "nothing in a file", slow=True)
def f24(at: Attempt) -> None:
    for name, content in (
        ("a.jsonl", ""),
        ("a.jsonl", " \n\n\t\n"),
        ("a.csv", "text,n\n"),
        ("a.csv", ""),
        ("a.txt", ""),
    ):
        at.audit(at.file(name, content), exits={0, 2}, rows=[], again=False)
    path = at.file("a.parquet", "")
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), path)
    at.audit(path, exits={0}, rows=[], settings=())


@fault("F25", "texts too short to compare", slow=True)
def f25(at: Attempt) -> None:
    short = ["", " ", "\t\n", "cat", "dog", "a", "b", "yes", "no", "猫", "ok ok", "...", "!"]
    source = at.file("a.jsonl", lines([{"text": one, "n": n} for n, one in enumerate(short)]))
    at.audit(source, codes={}, settings=())
    near = [row for row in table_of(at, source, "pairs") if row["kind"] != "exact"]
    at.require(near == [], f"near pairs of short texts: {near[:2]}")


def table_of(at: Attempt, source: object, name: str) -> list[dict[str, object]]:
    path = at.root / str(source).rsplit("/", 2)[-2] / "out" / f"{name}.parquet"
    return pq.ParquetFile(path).read().to_pylist()


@fault("F26", "no duplicates, nothing but duplicates, one row", slow=True)
def f26(at: Attempt) -> None:
    good = rows(40)
    at.audit(at.file("a.jsonl", lines(good)), rows=good)
    same = [{"text": text(1), "n": n} for n in range(2_000)]
    source = at.file("a.jsonl", lines(same))
    at.audit(source, rows=None, settings=(*LIGHT, "clean.duplicates=[exact]"))
    kept = table(source.parent / "out", "clean")
    at.require([row["text"] for row in kept] == [text(1)], f"{len(kept)} of 2,000 equal rows are kept")
    clusters = {row["cluster_id"] for row in table_of(at, source, "clusters")}
    at.require(len(clusters) == 1, f"{len(clusters)} clusters")
    at.audit(at.file("a.jsonl", lines(good[:1])), rows=good[:1])
    several = itertools.chain.from_iterable([one, one] for one in good[:5])
    at.audit(at.file("a.jsonl", lines(several)), exits={0})

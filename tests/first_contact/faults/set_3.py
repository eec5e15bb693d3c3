from __future__ import annotations

import bz2
import csv
import datetime as dt
import decimal
import gzip
import html
import io
import json
import math
import os
import pickle
import random
import re
import resource
import shutil
import subprocess
from pathlib import Path

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
from first_contact.form import Right, case

VOCABULARY = """harbour lantern orchard copper violin granite meadow ferry pepper saddle thunder velvet basket canyon
bishop cradle engine falcon garden hammer island jacket kettle ladder magnet needle oyster pencil quarry ribbon salmon
timber umbrella valley walnut yellow zeppelin anchor beacon cinnamon dolphin ember feather glacier horizon ivory juniper
kernel lagoon marble nectar olive parcel quilt raven silver turnip urchin vessel willow yarn zither almond blanket candle
drum elbow fountain grove helmet inkwell jasmine kite lemon mirror notebook oven pillow quartz rooster spindle trumpet
usher vault wagon axle barley cellar dagger easel flour gutter hedge icicle jetty knapsack ledger mortar nutmeg otter
plough quill rudder stable tavern upland verandah wharf acorn bramble clover""".split()


def T(i: int, n: int = 12) -> str:
    r = random.Random(f"fc3-{i}")
    return " ".join(r.sample(VOCABULARY, n)).capitalize() + "."


def lines(rows) -> str:
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows)


def run_args(name: str, *more: str) -> list[str]:
    return ["run", "--input", name, "--out", "out", *more]


def clean(folder: Path, out: str = "out") -> list[dict]:
    rows: list[dict] = []
    for file in sorted((folder / out / "clean").rglob("*.parquet")):
        rows += pq.ParquetFile(file).read().to_pylist()
    return rows


def same(a, b) -> bool:
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b or (isinstance(a, float) and math.isnan(a) and math.isnan(b))


def bare(v):
    """Without keys whose value is null (a struct column gives every row all keys)."""
    if isinstance(v, dict):
        return {k: bare(x) for k, x in v.items() if x is not None}
    if isinstance(v, list):
        return [bare(x) for x in v]
    return v


def compare(got: list[dict], want: list[dict], key: str = "text", only: bool = True) -> list[str]:
    bad, by = [], {}
    for g in got:
        by.setdefault(g.get(key), []).append(g)
    for w in want:
        found = by.get(w[key], [])
        if len(found) != 1:
            bad.append(f"row {str(w[key])[:40]!r} is {len(found)} times in clean/")
            continue
        for k, v in w.items():
            if not same(bare(found[0].get(k)), bare(v)):
                bad.append(f"{k}: {str(found[0].get(k))[:80]!r} instead of {str(v)[:80]!r}")
    if only and len(got) != len(want):
        bad.append(f"{len(got)} rows in clean/ instead of {len(want)}")
    return bad[:8]


def tool(folder: Path, *args: str, env: dict | None = None) -> subprocess.CompletedProcess:
    return subprocess.run(["dataaudit", *args], cwd=folder, capture_output=True, text=True, errors="replace",
                          timeout=150, env={**os.environ, **(env or {})})


def load(folder: Path, out: str = "out"):
    import datasets
    return datasets.load_dataset(str((folder / out / "clean").resolve()), cache_dir=str((folder / "hfcache").resolve()))


def no_bug(code: int, text: str) -> list[str]:
    bad = [] if code in (0, 1, 2, 3) else [f"exit code {code}"]
    return bad + (["a traceback"] if "Traceback (most recent call last)" in text else [])


def as_json(v):
    try:
        return json.loads(v)
    except (TypeError, ValueError):
        return v


# 1. damaged records ---------------------------------------------------------------------------------------------------

@case(kind="damaged records", sound=False)
def csv_quote_opened_near_the_end(folder: Path) -> Right:
    """A CSV written by a script that forgot to close a quote in row 29 of 30: readers swallow the rest as one cell."""
    rows = [{"ticket": f"tk-{i}", "text": T(i), "queue": f"q{i % 3}x"} for i in range(30)]
    out = ["ticket,text,queue"]
    for i, r in enumerate(rows):
        out.append(f'{r["ticket"]},{chr(34) if i == 28 else ""}{r["text"]},{r["queue"]}')
    (folder / "tickets.csv").write_text("\n".join(out) + "\n")

    def check(folder, stdout, stderr, code):
        if code != 0:
            return [] if "tickets.csv" in stdout + stderr else ["the file is not named"]
        got = clean(folder)
        bad = compare([g for g in got if g["ticket"] not in ("tk-28", "tk-29")], rows[:28])
        for g in got:
            if "\n" in (g["text"] or "") or "tk-29" in (g["text"] or ""):
                bad.append("two records were merged into one cell in clean/")
        if len(got) < 30 and not re.search(r"quarantin|unreadable|could not be read|unclosed|quote", stdout + stderr, re.I):
            bad.append("the lost records are not told")
        return bad
    return Right(args=run_args("tickets.csv"), exit_codes={0, 3}, check=check,
                 why="28 rows are whole; the open quote may cost the last two, told, but never merges them into one text")


@case(kind="damaged records", sound=True)
def tsv_with_inch_marks(folder: Path) -> Right:
    """A catalogue as TSV: inch marks and lone quotes inside fields are plain characters; CR LF line ends."""
    rows = [{"sku": f"part-{i}x", "text": f'{T(100 + i, 6)} Pipe {i + 2}" wide, so-called "grade {i}" steel', "note": f"shelf {i}'s"}
            for i in range(13)]
    (folder / "parts.tsv").write_bytes(("sku\ttext\tnote\r\n" + "".join(
        f'{r["sku"]}\t{r["text"]}\t{r["note"]}\r\n' for r in rows)).encode())
    return Right(args=run_args("parts.tsv"), exit_codes={0}, rows=rows, quarantined=0,
                 why="a quote in the middle of a field does not quote anything, and CR belongs to the line end, not to the note")


@case(kind="damaged records", sound=True)
def gzip_with_tape_padding(folder: Path) -> Right:
    """Two gzip members, padded with zero bytes to full blocks as tape and object stores do; `gzip -d` reads it in silence."""
    rows = [{"text": T(200 + i), "block": i} for i in range(16)]
    body = gzip.compress(lines(rows[:9]).encode()) + gzip.compress(lines(rows[9:]).encode())
    (folder / "tape.jsonl.gz").write_bytes(body + bytes(-len(body) % 10240))
    return Right(args=run_args("tape.jsonl.gz"), exit_codes={0}, rows=rows, quarantined=0,
                 why="both members count, and zero padding after the last member is no data (gzip itself ignores it)")


@case(kind="damaged records", sound=False)
def zstd_cut_in_transfer(folder: Path) -> Right:
    """A .jsonl.zst of 3,000 rows of which the last fifth was lost in transfer."""
    import zstandard
    rows = [{"text": T(10_000 + i), "n": i} for i in range(3000)]
    whole = zstandard.ZstdCompressor(level=1).compress(lines(rows).encode())
    (folder / "crawl.jsonl.zst").write_bytes(whole[: len(whole) * 4 // 5])

    def check(folder, stdout, stderr, code):
        bad = no_bug(code, stdout + stderr)
        if code == 0:
            known = {r["text"]: r["n"] for r in rows}
            wrong = [g for g in clean(folder) if known.get(g["text"], -1) != g["n"]]
            if wrong:
                bad.append(f"{len(wrong)} rows in clean/ that never existed")
        return bad
    return Right(args=run_args("crawl.jsonl.zst"), exit_codes={0, 2, 3}, check=check,
                 says=[r"crawl\.jsonl\.zst", r"truncat|incomplete|cut|damaged|corrupt|unexpected end|ends|ended|quarantin|unreadable"],
                 why="what is missing must be told by the file's name; no half row may pass for a row")


# 2. splits ------------------------------------------------------------------------------------------------------------

@case(kind="splits", sound=True)
def datasetdict_with_nested_classlabels(folder: Path) -> Right:
    """DatasetDict.save_to_disk with a ClassLabel, a ClassLabel inside a list of structs, and a third, unusual split."""
    import datasets
    names, kinds = ["dull", "bright", "never-used"], ["person", "place"]
    features = datasets.Features({
        "text": datasets.Value("string"), "label": datasets.ClassLabel(names=names),
        "spans": [{"start": datasets.Value("int32"), "kind": datasets.ClassLabel(names=kinds)}],
        "weight": datasets.Value("float32")})
    want = {s: [{"text": T(base + i), "label": i % 2, "spans": [{"start": i, "kind": (i + 1) % 2}] * (i % 3), "weight": 0.5 * i}
                for i in range(n)] for s, base, n in (("train", 300, 12), ("validation", 320, 5), ("test_hard", 330, 4))}
    datasets.DatasetDict({s: datasets.Dataset.from_list(rows, features=features) for s, rows in want.items()}
                         ).save_to_disk(str(folder / "reviews"))

    def check(folder, stdout, stderr, code):
        got, bad = load(folder), []
        for split, rows in want.items():
            if split not in got:
                bad.append(f"split {split} is missing: {list(got)}")
                continue
            bad += compare([dict(r) for r in got[split]], rows)
            if getattr(got[split].features["label"], "names", None) != names:
                bad.append(f"{split}: label is {got[split].features['label']}")
            if "'person', 'place'" not in str(got[split].features["spans"]):
                bad.append(f"{split}: spans is {got[split].features['spans']}")
        return bad
    return Right(args=run_args("reviews"), exit_codes={0}, quarantined=0, check=check,
                 why="each split comes back with its own rows and its features, class names included")


@case(kind="splits", sound=True)
def sharded_splits_and_one_file_without(folder: Path) -> Right:
    """Shards train-00000-of-00002 and so on, gzipped, the second with a column more, and a file that names no split."""
    (folder / "data").mkdir()
    parts = {"train-00000-of-00002.jsonl.gz": [{"text": T(400 + i), "src": f"w{i}"} for i in range(6)],
             "train-00001-of-00002.jsonl.gz": [{"text": T(410 + i), "src": f"x{i}", "stars": i} for i in range(5)],
             "validation-00000-of-00001.jsonl.gz": [{"text": T(420 + i), "src": f"y{i}"} for i in range(4)],
             "leftover.jsonl.gz": [{"text": T(430 + i), "src": f"z{i}"} for i in range(3)]}
    for name, rows in parts.items():
        (folder / "data" / name).write_bytes(gzip.compress(lines(rows).encode()))
    rows = [r for p in parts.values() for r in p]

    def check(folder, stdout, stderr, code):
        got, bad = load(folder), []
        for split, size in (("train", 11), ("validation", 4)):
            if split not in got or len(got[split]) != size:
                bad.append(f"{split}: {got[split].num_rows if split in got else 'missing'} rows instead of {size}")
        for s in got:
            if s not in ("train", "validation") and {r["src"][0] for r in got[s]} != {"z"}:
                bad.append(f"split {s} holds rows of others")
        return bad
    return Right(args=run_args("data"), exit_codes={0}, rows=rows, quarantined=0, check=check,
                 why="two shards are one split; rows without a split are kept apart and in no other split")


@case(kind="splits", sound=True)
def split_column_with_names_datasets_forbids(folder: Path) -> Right:
    """A column `split` with values such as `dev-v1.1` and `test (held out)`, which are no legal names of splits, and nulls."""
    values = ["train"] * 8 + ["dev-v1.1"] * 4 + ["test (held out)"] * 4 + [None] * 3
    rows = [{"text": T(500 + i), "split": v, "n": i} for i, v in enumerate(values)]
    (folder / "squad.jsonl").write_text(lines(rows))

    def check(folder, stdout, stderr, code):
        got = load(folder)
        everything = [dict(r) for s in got for r in got[s]]
        bad = compare([r for r in everything if r["split"] is not None], rows[:16])
        for s in got:
            if len({r["split"] for r in got[s]}) != 1:
                bad.append(f"split {s} mixes {sorted({str(r['split']) for r in got[s]})}")
        return bad
    return Right(args=run_args("squad.jsonl"), exit_codes={0}, rows=rows, quarantined=0, check=check,
                 why="clean/ must load, each split by itself, and the column keeps the values that it had")


@case(kind="splits", sound=True)
def contest_train_has_labels_test_has_none(folder: Path) -> Right:
    """As contests give it: train.csv with id, text, target; test.csv with id, text only."""
    (folder / "contest").mkdir()
    train = [{"id": f"tr-{i}", "text": T(600 + i), "target": ("yes", "no")[i % 2]} for i in range(14)]
    test = [{"id": f"te-{i}", "text": T(620 + i)} for i in range(6)]
    for name, rows in (("train", train), ("test", test)):
        with open(folder / "contest" / f"{name}.csv", "w", newline="") as f:
            w = csv.DictWriter(f, list(rows[0]))
            w.writeheader()
            w.writerows(rows)

    def check(folder, stdout, stderr, code):
        got = load(folder)
        if not {"train", "test"} <= set(got):
            return [f"splits {list(got)}"]
        bad = compare([dict(r) for r in got["train"]], train) + compare([dict(r) for r in got["test"]], test)
        if "target" in got["test"].column_names and any(v is not None for v in got["test"]["target"]):
            bad.append("test has got targets")
        return bad
    return Right(args=run_args("contest", "--label", "target"), exit_codes={0}, rows=train + test, quarantined=0, check=check,
                 why="load_dataset of clean/ gives both splits although their columns differ")


# 3. JSON containers ---------------------------------------------------------------------------------------------------

@case(kind="json container", sound=True)
def mapping_from_id_to_record(folder: Path) -> Right:
    """One object, id -> record, as Firebase exports it; the ids are nowhere else, and one record lacks a key."""
    rows = {f"-Nk{i:02d}zQ": {"text": T(700 + i), "lang": "en", "votes": i} for i in range(11)}
    del rows["-Nk04zQ"]["lang"]
    (folder / "firebase.json").write_text(json.dumps(rows, indent=1))

    def check(folder, stdout, stderr, code):
        if code != 0:
            return []
        got, bad = clean(folder), []
        for key, r in rows.items():
            hit = [g for g in got if g.get("text") == r["text"]]
            if hit and key not in [v for v in hit[0].values()]:
                bad.append(f"the id {key} is lost")
        return bad[:3]
    return Right(args=run_args("firebase.json"), exit_codes={0}, rows=list(rows.values()), quarantined=0, check=check,
                 why="README: records by their id are read; the id is part of the data")


@case(kind="json container", sound=True)
def pandas_default_to_json(folder: Path) -> Right:
    """DataFrame.to_json() without arguments: column -> {index -> value}. Read as id -> record it gives one row per column."""
    rows = [{"text": T(720 + i), "author": f"writer {i}", "n": i * 3} for i in range(12)]
    (folder / "frame.json").write_text(json.dumps({c: {str(i): r[c] for i, r in enumerate(rows)} for c in ("text", "author", "n")}))
    return Right(args=run_args("frame.json"), exit_codes={0}, rows=rows, quarantined=0, refusal_is_fine=True,
                 why="twelve rows of three columns, or a clear refusal; three rows `text`, `author`, `n` are a misreading")


@case(kind="json container", sound=True)
def pretty_objects_one_after_another_bz2(folder: Path) -> Right:
    """`jq .` output appended to a file, bzip2 in two streams: objects over several lines, strings with braces and quotes."""
    rows = [{"text": f'{T(740 + i)} }}\n{{ "not an object": [{i}] \\ end', "meta": {"page": i, "tags": ["{", "]"]}} for i in range(12)]
    dump = [json.dumps(r, indent=2) + ("\n" if i % 3 else "\n\n") for i, r in enumerate(rows)]
    (folder / "stream.json.bz2").write_bytes(bz2.compress("".join(dump[:7]).encode()) + bz2.compress("".join(dump[7:]).encode()))
    return Right(args=run_args("stream.json.bz2"), exit_codes={0}, rows=rows, quarantined=0,
                 why="README: objects printed over several lines are read; both streams of the file belong to it")


@case(kind="json container", sound=True)
def utf16_jsonl_without_a_mark(folder: Path) -> Right:
    """JSONL in UTF-16LE without a byte order mark, as .NET's UnicodeEncoding(false, false) writes it."""
    rows = [{"text": T(760 + i) + " Žluťoučký kůň", "n": i} for i in range(12)]
    (folder / "dotnet.jsonl").write_bytes(lines(rows).encode("utf-16-le"))

    def check(folder, stdout, stderr, code):
        if code == 0:
            return compare(clean(folder), rows)
        return [] if re.search(r"utf-?16", stdout + stderr, re.I) else ["the refusal does not name the encoding"]
    return Right(args=run_args("dotnet.jsonl"), exit_codes={0, 2}, check=check,
                 why="read rightly, or refused by the encoding's name; not ASCII with NULs, not unreadable rows")


# 4. nesting -----------------------------------------------------------------------------------------------------------

@case(kind="nesting", sound=True)
def forty_levels_deep(folder: Path) -> Right:
    """A syntax tree per row, forty levels deep, with a different leaf each."""
    def tree(depth: int, leaf):
        return {"leaf": leaf} if depth == 0 else {"kind": f"n{depth}", "child": tree(depth - 1, leaf)}
    rows = [{"text": T(800 + i), "tree": tree(40, i * 7)} for i in range(12)]
    (folder / "trees.jsonl").write_text(lines(rows))

    def check(folder, stdout, stderr, code):
        got = [{**g, "tree": as_json(g.get("tree"))} for g in clean(folder)]
        bad = compare(got, rows)
        if any(isinstance(g.get("tree"), str) for g in clean(folder)) and not re.search(r"\btree\b", stdout + stderr):
            bad.append("tree became text without a word")
        return bad
    return Right(args=run_args("trees.jsonl"), exit_codes={0}, quarantined=0, check=check,
                 why="forty levels are sound JSON and sound Parquet; every leaf must arrive")


@case(kind="nesting", sound=False)
def one_row_a_hundred_thousand_brackets_deep(folder: Path) -> Right:
    """One of 14 rows nests lists 100,000 deep: recursive parsers overflow their stack and die without a word."""
    rows = [{"text": T(820 + i), "extra": [i]} for i in range(14)]
    body = [json.dumps(r) for r in rows]
    body.insert(6, '{"text": "' + T(839) + '", "extra": ' + "[" * 100_000 + "]" * 100_000 + "}")
    (folder / "deep.jsonl").write_text("\n".join(body) + "\n")

    def check(folder, stdout, stderr, code):
        bad = no_bug(code, stdout + stderr)
        if code == 0:
            others = [{**g, "extra": as_json(g["extra"])} for g in clean(folder) if g["text"] != T(839)]
            bad += compare(others, rows)
            if len(clean(folder)) == 14 and not re.search(r"deep\.jsonl|quarantin|unreadable", stdout + stderr, re.I):
                bad.append("the row that was not read is not told")
        return bad
    return Right(args=run_args("deep.jsonl"), exit_codes={0, 2, 3}, check=check,
                 why="the row may be quarantined, told; the other 14 rows keep their values; no crash by a signal")


@case(kind="nesting", sound=True)
def meta_is_object_list_or_string_by_file(folder: Path) -> Right:
    """Three exporters over the years: `meta` is an object in the first file, a list in the second, a string in the third."""
    (folder / "years").mkdir()
    values = {"y2019.jsonl": lambda i: {"page": i, "by": {"name": f"ed {i}"}}, "y2021.jsonl": lambda i: [f"a{i}", f"b{i}"],
              "y2023.jsonl": lambda i: f"see volume {i}"}
    rows = []
    for k, (name, make) in enumerate(values.items()):
        part = [{"text": T(850 + 10 * k + i), "meta": make(i)} for i in range(5)]
        rows += part
        (folder / "years" / name).write_text(lines(part))

    def check(folder, stdout, stderr, code):
        return compare([{**g, "meta": as_json(g.get("meta"))} for g in clean(folder)], rows)
    return Right(args=run_args("years"), exit_codes={0}, quarantined=0, check=check, says=[r"\bmeta\b"],
                 why="the column may become text (JSON), which must be told by its name; no value may be lost or null")


@case(kind="nesting", sound=True)
def every_row_has_keys_of_its_own(folder: Path) -> Right:
    """`attributes` is used as a map: 240 rows with eight keys of their own each, 1,920 keys, values of two types by key."""
    rows = [{"text": T(1000 + i), "attributes": {f"k{i}_{j}": (i * j if j % 2 else f"v{i}.{j}") for j in range(8)}} for i in range(240)]
    (folder / "products.jsonl").write_text(lines(rows))

    def check(folder, stdout, stderr, code):
        return compare([{**g, "attributes": as_json(g.get("attributes"))} for g in clean(folder)], rows)
    return Right(args=run_args("products.jsonl"), exit_codes={0}, quarantined=0, check=check, timeout=180,
                 why="all values under their own keys, as a struct with nulls or as JSON text; none dropped after a sample of rows")


# 5. bombs and huge cells ----------------------------------------------------------------------------------------------

@case(kind="bombs", sound=False)
def zstd_frames_with_a_record_of_five_gibibytes(folder: Path) -> Right:
    """A few kilobytes of zstd frames: 12 rows, one record of 5 GiB of one letter, 6 rows."""
    import zstandard
    c = zstandard.ZstdCompressor(level=1)
    rows = [{"text": T(1300 + i), "n": i} for i in range(18)]
    block = c.compress(b"a" * (64 << 20))
    (folder / "bomb.jsonl.zst").write_bytes(c.compress((lines(rows[:12]) + '{"text": "').encode()) + block * 80
                                            + c.compress(('", "n": 99}\n' + lines(rows[12:])).encode()))
    return Right(args=run_args("bomb.jsonl.zst", "--max-memory", "1GiB"), exit_codes={0}, rows=rows, quarantined=1,
                 refusal_is_fine=True, memory_gib=8, timeout=240, says=[r"bomb\.jsonl\.zst|quarantin|unreadable|too long"],
                 why="the record is too long for any budget and is quarantined, the rows after it are read; or a clear refusal")


@case(kind="bombs", sound=True)
def parquet_one_page_repeated_2200_times(folder: Path) -> Right:
    """A Parquet file of a few kB: the same 1 MB page in 2,200 rows by dictionary, 2.2 GB decoded, more than 2^31 bytes."""
    page = "<p>" + "lorem " * 166_000 + "</p>"
    rows = 2200
    table = pa.table({"text": [T(20_000 + i) for i in range(rows)],
                      "page": pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array([page]))})
    pq.write_table(table, folder / "pages.parquet", dictionary_pagesize_limit=64 << 20, store_schema=False, compression="zstd",
                   row_group_size=rows, write_statistics=False)

    def check(folder, stdout, stderr, code):
        if code != 0:
            return no_bug(code, stdout + stderr)
        texts, bad = [], []
        for f in sorted((folder / "out" / "clean").rglob("*.parquet")):
            file = pq.ParquetFile(f)
            texts += file.read(columns=["text"])["text"].to_pylist()
            first = next(file.iter_batches(batch_size=4, columns=["page"]), None)
            if first is None or any(v != page for v in first.column(0).to_pylist()):
                bad.append("the page differs")
        if sorted(texts) != sorted(T(20_000 + i) for i in range(rows)):
            bad.append(f"{len(texts)} rows instead of {rows}")
        return bad
    return Right(args=run_args("pages.parquet", "--template", "{text}", "--max-memory", "1GiB"), exit_codes={0, 2, 3}, check=check,
                 refusal_is_fine=True, memory_gib=10, timeout=300,
                 why="sound Parquet: read in small batches, or refused with a sentence; not killed, not 1 row group short")


@case(kind="bombs", sound=True)
def csv_with_a_cell_of_three_megabytes(folder: Path) -> Right:
    """A helpdesk export: a quoted cell of 3 MB with commas, line breaks and doubled quotes (Python's csv stops at 131,072)."""
    rows = [{"case": f"c-{i}", "text": T(1400 + i), "attachment": f"file {i}"} for i in range(12)]
    rows[5]["attachment"] = 'line, with "quotes"\n' * 150_000 + "end"
    with open(folder / "helpdesk.csv", "w", newline="") as f:
        w = csv.DictWriter(f, ["case", "text", "attachment"], lineterminator="\r\n")
        w.writeheader()
        w.writerows(rows)
    return Right(args=run_args("helpdesk.csv", "--template", "{text}"), exit_codes={0}, rows=rows, quarantined=0,
                 why="a large quoted cell is sound CSV and comes back character by character")


@case(kind="bombs", sound=True)
def feather_dictionary_columns(folder: Path) -> Right:
    """Feather (lz4) by pandas: categories, ordered, with unused ones, with null indices, integers as categories."""
    texts = [T(1420 + i) for i in range(14)]
    sizes, codes = ["small", "middle", "unused", "large"], [10, 2**40]
    table = pa.table({
        "text": pa.DictionaryArray.from_arrays(pa.array(list(reversed(range(14))), pa.int16()), pa.array(texts)),
        "size": pa.DictionaryArray.from_arrays(pa.array([(0, 1, 3, None)[i % 4] for i in range(14)], pa.int8()), pa.array(sizes), ordered=True),
        "code": pa.DictionaryArray.from_arrays(pa.array([i % 2 for i in range(14)], pa.int8()), pa.array(codes, pa.int64()))})
    feather.write_feather(table, str(folder / "frame.feather"), compression="lz4")
    rows = [{"text": texts[13 - i], "size": [sizes[0], sizes[1], sizes[3], None][i % 4], "code": codes[i % 2]} for i in range(14)]
    return Right(args=run_args("frame.feather"), exit_codes={0}, rows=rows, quarantined=0,
                 why="values, not indices; a null index is null")


# 6. environment -------------------------------------------------------------------------------------------------------

@case(kind="environment", sound=True)
def no_home_and_no_temporary_folder(folder: Path) -> Right:
    """A container without a home: HOME, TMPDIR and the caches point where nobody, not even root, can write."""
    rows = [{"text": T(1500 + i), "n": i} for i in range(12)]
    (folder / "data.jsonl").write_text(lines(rows))
    nowhere = "/proc/nowhere"
    return Right(args=run_args("data.jsonl"), exit_codes={0}, rows=rows, quarantined=0,
                 env={k: nowhere for k in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "HF_HOME")},
                 why="an audit needs its input and its output folder, nothing else")


@case(kind="environment", sound=True)
def standard_output_is_closed(folder: Path) -> Right:
    """A cron job with `>&-`: descriptor 1 is free, and the first file that is opened gets it, and all prints."""
    rows = [{"text": T(1520 + i), "n": i} for i in range(12)]
    (folder / "data.jsonl").write_text(lines(rows))
    before = (folder / "data.jsonl").read_bytes()

    def check(folder, stdout, stderr, code):
        bad = [] if (folder / "data.jsonl").read_bytes() == before else ["the input was written to"]
        try:
            json.loads((folder / "out" / "summary.json").read_text())
            [json.loads(x) for x in (folder / "out" / "log.jsonl").read_text().splitlines()]
        except (OSError, ValueError) as e:
            bad.append(f"an output is damaged: {e}")
        return bad
    return Right(args=run_args("data.jsonl"), exit_codes={0}, rows=rows, quarantined=0, check=check, preexec=lambda: os.close(1),
                 why="nobody reads what is printed, and no file may hold it")


@case(kind="environment", sound=False)
def files_may_not_grow_beyond_64_kb(folder: Path) -> Right:
    """RLIMIT_FSIZE as on shared hosts: the clean rows do not fit into a file of 64 kB."""
    rows = [{"text": T(30_000 + 2 * i, 90) + " " + T(30_001 + 2 * i, 90)} for i in range(600)]
    (folder / "data.jsonl").write_text(lines(rows))

    def check(folder, stdout, stderr, code):
        return no_bug(code, stdout + stderr)
    return Right(args=run_args("data.jsonl"), exit_codes={2, 3}, check=check,
                 preexec=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536)),
                 says=[r"file too large|too large|file size|limit|space|disk|written|write"],
                 why="the output cannot be written: a sentence and exit 3 (or 2), never 0 and no bug report")


@case(kind="environment", sound=True)
def ascii_locale_and_names_beyond_it(folder: Path) -> Right:
    """LC_ALL=C with Python's UTF-8 mode off: a file name, column, label and texts beyond ASCII, in CSV with a BOM."""
    rows = [{"texto": f"{T(1540 + i)} Añejo, größer, 東京 {i}", "categoría": ("sí", "нет")[i % 2]} for i in range(14)]
    with open(folder / "reseñas.csv", "w", newline="", encoding="utf-8-sig") as f:
        w = csv.DictWriter(f, list(rows[0]))
        w.writeheader()
        w.writerows(rows)
    return Right(args=run_args("reseñas.csv", "--template", "{texto}", "--label", "categoría"), exit_codes={0}, rows=rows, quarantined=0,
                 env={"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
                 why="the encoding of a file does not depend on the terminal's, and printing a name may not fail")


# 7. code that must not run --------------------------------------------------------------------------------------------

def marker_check(marker: Path):
    def check(folder, stdout, stderr, code):
        hit = [p for p in (marker, folder / "PWNED", folder / "out" / "PWNED") if p.exists()]
        return ([f"code was run: {hit[0]}"] if hit else []) + no_bug(code, stdout + stderr)
    return check


@case(kind="code", sound=False)
def tokenizer_folder_with_auto_map(folder: Path) -> Right:
    """A tokenizer that is only Python: tokenizer_config.json with auto_map, and the module that it names."""
    marker = (folder / "PWNED").resolve()
    tok = folder / "my-tokenizer"
    tok.mkdir()
    code = f"open({str(marker)!r}, 'w').write('x')\nfrom transformers import PreTrainedTokenizer\nclass Own(PreTrainedTokenizer):\n    pass\n"
    (tok / "own.py").write_text(code)
    (tok / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "Own", "auto_map": {"AutoTokenizer": ["own.Own", None]}}))
    (tok / "config.json").write_text(json.dumps({"model_type": "own", "auto_map": {"AutoConfig": "own.Own"}}))
    (folder / "data.jsonl").write_text(lines({"text": T(1600 + i)} for i in range(12)))
    return Right(args=run_args("data.jsonl", "--set", "stages.tokens.tokenizer=my-tokenizer"), exit_codes={2, 3},
                 says=[r"my-tokenizer"], check=marker_check(marker),
                 why="the tokenizer cannot be used without running its code: refused by name, and the code did not run")


@case(kind="code", sound=False)
def pipeline_with_a_python_tag(folder: Path) -> Right:
    """A pipeline from a colleague with a YAML tag that calls os.system."""
    marker = (folder / "PWNED").resolve()
    (folder / "colleague.yml").write_text(f"clean:\n  drop: !!python/object/apply:os.system ['touch {marker}']\n")
    (folder / "data.jsonl").write_text(lines({"text": T(1620 + i)} for i in range(12)))
    return Right(args=["run", "colleague.yml", "--input", "data.jsonl", "--out", "out"], exit_codes={2},
                 says=[r"colleague\.yml"], check=marker_check(marker), why="a configuration is data: exit 2 with the file's name")


class _Touch:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.system, (f"touch {self.path}",)


@case(kind="code", sound=False)
def pickle_under_the_name_of_an_arrow_file(folder: Path) -> Right:
    """`train.arrow` that is a pickle, with the state.json and dataset_info.json of a saved data set around it."""
    marker = (folder / "PWNED").resolve()
    d = folder / "saved"
    d.mkdir()
    (d / "data-00000-of-00001.arrow").write_bytes(pickle.dumps(_Touch(marker), protocol=4))
    (d / "state.json").write_text(json.dumps({"_data_files": [{"filename": "data-00000-of-00001.arrow"}], "_fingerprint": "ab12",
        "_format_columns": None, "_format_kwargs": {}, "_format_type": None, "_output_all_columns": False, "_split": "train"}))
    (d / "dataset_info.json").write_text(json.dumps({"features": {"text": {"dtype": "string", "_type": "Value"}}}))
    return Right(args=run_args("saved"), exit_codes={2, 3}, says=[r"data-00000-of-00001\.arrow"], check=marker_check(marker),
                 why="no Arrow file, so nothing can be read: said by the file's name, and nothing is unpickled")


@case(kind="code", sound=True)
def dataset_folder_with_a_loading_script(folder: Path) -> Right:
    """A clone of an old hub repository: reviews.py, dataset_infos.json, README.md and data/train.jsonl."""
    marker = (folder / "PWNED").resolve()
    d = folder / "reviews"
    (d / "data").mkdir(parents=True)
    rows = [{"text": T(1640 + i), "n": i} for i in range(12)]
    (d / "data" / "train.jsonl").write_text(lines(rows))
    (d / "reviews.py").write_text(f"open({str(marker)!r}, 'w').write('x')\nimport datasets\nclass Reviews(datasets.GeneratorBasedBuilder):\n    pass\n")
    (d / "dataset_infos.json").write_text(json.dumps({"default": {"description": "Short reviews of kettles and other things.",
        "features": {"text": {"dtype": "string", "_type": "Value"}}, "splits": {"train": {"num_examples": 12}}}}))
    (d / "README.md").write_text("# Reviews\n\nShort reviews of kettles, collected by hand.\n")
    return Right(args=run_args("reviews"), exit_codes={0}, rows=rows, quarantined=0, check=marker_check(marker),
                 refusal_is_fine=True, why="the rows are in data/; script, card and description are no rows, and the script does not run")


# 8. user patterns -----------------------------------------------------------------------------------------------------

def augment_args(patterns: list[str], name: str = "train.jsonl") -> list[str]:
    return ["augment", "--input", name, "--factor", "1", "--out", "out", "--set", "augment.protect=" + json.dumps(patterns)]


SENTENCES = ["The quick courier carried a heavy parcel across the frozen river before dawn", "My uncle repaired the broken kettle with a small copper plate and some glue",
    "Several students discussed the old treaty during a long evening in the library", "A bright lantern guided the fishing boats safely through the narrow harbour entrance",
    "Our neighbour planted tall sunflowers along the wall behind her red garden shed", "The committee rejected the expensive proposal because nobody could explain its purpose",
    "Fresh bread and warm soup were served to every traveller at the mountain inn", "An angry customer returned the damaged bicycle and demanded his money back",
    "Heavy rain delayed the evening train for more than two hours near the bridge", "The museum bought a rare painting from a retired sailor living by the coast",
    "Young musicians practised the difficult piece until the hall closed its doors", "Her careful notes helped the doctor find the cause of the strange illness",
    "The farmer sold his best horses at the spring market in the valley", "A clever fox escaped from the hunters by swimming across the wide lake"]


def new_rows(folder: Path) -> list[dict]:
    rows: list[dict] = []
    for f in sorted((folder / "out" / "augmented").rglob("*.parquet")):
        rows += pq.ParquetFile(f).read().to_pylist()
    return rows


@case(kind="patterns", sound=False)
def pattern_that_backtracks_exponentially(folder: Path) -> Right:
    """augment.protect for `words of words`: (\\w+\\s?)+; on 60 letters and an exclamation mark it never ends."""
    rows = [{"text": s + " while someone shouted " + "a" * 60 + "! again"} for s in SENTENCES]
    (folder / "train.jsonl").write_text(lines(rows))
    return Right(args=augment_args([r"(\w+\s?)+;", r"^(a|a)*$"]), exit_codes={0, 2, 3}, timeout=240,
                 check=lambda folder, o, e, c: no_bug(c, o + e), why="ends within minutes: by a limit on the match or a refusal of the pattern")


@case(kind="patterns", sound=False)
def pattern_that_is_no_pattern(folder: Path) -> Right:
    """The second of two patterns lacks a bracket, as a typing error leaves it."""
    (folder / "train.jsonl").write_text(lines({"text": s} for s in SENTENCES))

    def check(folder, stdout, stderr, code):
        bad = no_bug(code, stdout + stderr)
        return bad + (["new rows were made"] if new_rows(folder) else [])
    return Right(args=augment_args([r"§\s?\d+", r"(ticket-[0-9{4}"]), exit_codes={2}, check=check, says=[r"protect", r"\(ticket-\[0-9\{4\}|unterminated|bracket|character (set|class)|position|2nd|second"],
                 why="exit 2 before any work, with the key and the pattern or what is wrong with it")


@case(kind="patterns", sound=True)
def pattern_with_lookbehind_and_unicode(folder: Path) -> Right:
    """Lookbehind, a named group, an inline flag, letters by exclusion: part numbers in lower case that no tagger knows."""
    rows = [{"text": f"{s.rsplit(' ', 4)[0]} using part qx tavel morun{'abcdefghijklmn'[i]} {s.split(' ', len(s.split()) - 4)[-1]}"} for i, s in enumerate(SENTENCES)]
    (folder / "train.jsonl").write_text(lines(rows))

    def check(folder, stdout, stderr, code):
        new = new_rows(folder)
        bad = [] if new else ["no new rows at all"]
        return bad + [f"protected words were changed: {r['text']!r}" for r in new if not re.search(r"part qx tavel morun[a-n]\b", r["text"])][:3]
    return Right(args=augment_args([r"(?i)(?<=\bUSING )part (?P<q>Q)x tavel morun[^\W\d_]"]),
                 exit_codes={0}, check=check, timeout=240, why="a sound pattern of Python's re protects what it matches: every new row has the words unchanged")


@case(kind="patterns", sound=True)
def pattern_that_matches_nothing_or_everything(folder: Path) -> Right:
    """`x*` matches the empty string everywhere, `(?s).+` the whole text: then nothing in a text may change."""
    (folder / "train.jsonl").write_text(lines({"text": s} for s in SENTENCES))

    def check(folder, stdout, stderr, code):
        bad = no_bug(code, stdout + stderr)
        for r in new_rows(folder):
            if not any(s.casefold() in r["text"].casefold() for s in SENTENCES):
                bad.append(f"a protected text was changed: {r['text']!r}")
        return bad[:4]
    return Right(args=augment_args([r"x*", r"(?s).+"]), exit_codes={0, 2, 3}, check=check, timeout=240,
                 why="no endless loop on empty matches; what is wholly protected stays whole, or no new rows and a word about it")


# 9. file system -------------------------------------------------------------------------------------------------------

@case(kind="file system", sound=True)
def spark_folder_named_like_a_file(folder: Path) -> Right:
    """Spark's `events.json/`: a folder with part files, an empty _SUCCESS, hidden .crc files and an empty part."""
    d = folder / "events.json"
    d.mkdir()
    rows = [{"text": T(1900 + i), "n": i} for i in range(15)]
    for k in range(3):
        name = f"part-0000{k}-5f1c2a9e-c000.json"
        (d / name).write_text(lines(rows[5 * k: 5 * k + 5]))
        (d / f".{name}.crc").write_bytes(b"crc\0\0\0\2\0" + bytes([k, 200, 17, 9]))
    (d / "part-00003-5f1c2a9e-c000.json").write_text("")
    (d / "_SUCCESS").write_text("")
    (d / "._SUCCESS.crc").write_bytes(b"crc\0\0\0\2\0")
    return Right(args=run_args("events.json"), exit_codes={0}, rows=rows, quarantined=0,
                 why="a folder is a folder whatever its name; markers and checksums are no rows")


@case(kind="file system", sound=False)
def a_pipe_among_the_files(folder: Path) -> Right:
    """A folder where a logger left a named pipe `queue.jsonl` that nobody writes to: opening it waits for ever."""
    (folder / "logs").mkdir()
    rows = [{"text": T(1920 + i), "n": i} for i in range(12)]
    (folder / "logs" / "done.jsonl").write_text(lines(rows))
    os.mkfifo(folder / "logs" / "queue.jsonl")

    def check(folder, stdout, stderr, code):
        return compare(clean(folder), rows) if code == 0 else []
    return Right(args=run_args("logs"), exit_codes={0, 2, 3}, check=check, says=[r"queue\.jsonl"],
                 why="the pipe is named as not read, or the run is refused; it does not wait, and it is not skipped in silence")


@case(kind="file system", sound=False)
def one_file_of_another_user(folder: Path) -> Right:
    """As an ordinary user: one of two files may not be read."""
    d = folder / "shared"
    d.mkdir()
    (d / "mine.jsonl").write_text(lines({"text": T(1940 + i)} for i in range(12)))
    (d / "theirs.jsonl").write_text(lines({"text": T(1960 + i)} for i in range(12)))
    (d / "theirs.jsonl").chmod(0o000)
    folder.chmod(0o777)

    def other() -> None:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    return Right(args=run_args("shared"), exit_codes={2, 3}, preexec=other, env={"HOME": "/tmp"},
                 says=[r"theirs\.jsonl", r"permission|denied|not allowed|may not|cannot be read|readable"],
                 check=lambda folder, o, e, c: no_bug(c, o + e),
                 why="half of the data is missing: an input error with the file's name, not a smaller data set")


@case(kind="file system", sound=True)
def output_inside_the_input_and_again(folder: Path) -> Right:
    """`--input . --out out`: the output lies in the input; the second run must not read the first one's results."""
    rows = [{"text": T(1980 + i), "n": i} for i in range(12)]
    (folder / "notes.jsonl").write_text(lines(rows))
    (folder / "loop").symlink_to(".")

    def check(folder, stdout, stderr, code):
        again = tool(folder, *run_args("."))
        bad = [] if again.returncode == 0 else [f"the second run ends with {again.returncode}: {again.stderr[-300:]}"]
        bad += compare(clean(folder), rows)
        other = tool(folder, "run", "--input", ".", "--out", "second")
        if other.returncode == 0:
            bad += [f"second: {b}" for b in compare(clean(folder, "second"), rows)]
        return bad
    return Right(args=run_args("."), exit_codes={0}, rows=rows, quarantined=0, check=check, timeout=180,
                 why="a link to itself is not followed for ever, and results (out/, and out/ for a run into second/) are no input")


@case(kind="file system", sound=True)
def clean_as_input_again(folder: Path) -> Right:
    """The clean rows of a run are the input of the next: same rows, same splits, same columns, nothing more to drop."""
    d = folder / "data"
    d.mkdir()
    parts = {"train": [{"text": T(2000 + i), "topic": ("sea", "land")[i % 2], "origin": "kept as it is", "n": 2**53 + i} for i in range(12)],
             "test": [{"text": T(2020 + i), "topic": ("sea", "land")[i % 2], "origin": "kept as it is", "n": -i} for i in range(5)]}
    for name, rows in parts.items():
        (d / f"{name}.jsonl").write_text(lines(rows))

    def check(folder, stdout, stderr, code):
        again = tool(folder, "run", "--input", "out/clean", "--out", "second")
        if again.returncode != 0:
            return [f"clean/ as input ends with {again.returncode}: {again.stderr[-300:]}"]
        bad = compare(clean(folder, "second"), parts["train"] + parts["test"])
        first, second = load(folder), load(folder, "second")
        sizes = [{s: d[s].num_rows for s in d} for d in (first, second)]
        if sizes[0] != sizes[1]:
            bad.append(f"splits changed: {sizes}")
        if any(first[s].column_names != second[s].column_names for s in first if s in second):
            bad.append(f"columns changed: {first.column_names} {second.column_names}")
        return bad
    return Right(args=run_args("data"), exit_codes={0}, rows=parts["train"] + parts["test"], quarantined=0, check=check, timeout=180,
                 why="cleaning clean data changes nothing")


# 10. personal data outside clean/, rows/, quarantine/ -----------------------------------------------------------------

def leaked(folder: Path, secrets: list[str], stdout: str, stderr: str) -> list[str]:
    texts = {"stdout": stdout, "stderr": stderr}
    out = folder / "out"
    for f in sorted(out.iterdir()) if out.is_dir() else []:
        if f.suffix == ".parquet":
            texts[f.name] = str(pq.ParquetFile(f).read().to_pylist()) + str(pq.ParquetFile(f).schema_arrow)
        elif f.name in ("report.html", "summary.json", "log.jsonl", "gate.json", "junit.xml", "gate.sarif", "summary.md"):
            texts[f.name] = f.read_text(errors="replace")
    bad = []
    for name, text in texts.items():
        for form in {text, html.unescape(text), text.encode().decode("unicode_escape", errors="ignore")}:
            for s in secrets:
                if s.casefold() in form.casefold():
                    bad.append(f"{name} holds {s[:3]}...{s[-3:]} in full")
    return sorted(set(bad))


def card_is_valid(number: str) -> bool:
    digits = [int(c) for c in number if c.isdigit()][::-1]
    return sum(digits[::2]) % 10 == 0 - sum(sum(divmod(2 * d, 10)) for d in digits[1::2]) % 10 or (
        sum(digits[::2]) + sum(sum(divmod(2 * d, 10)) for d in digits[1::2])) % 10 == 0


@case(kind="personal data", sound=True)
def annotators_emails_as_labels(folder: Path) -> Right:
    """The label column holds the annotators' addresses, and for some a card number that somebody pasted."""
    card = "4539 1488 0343 6467"
    assert card_is_valid(card)
    people = ["magda.wolny@poczta-nova.pl", "r.okafor@lagosmail.ng", card]
    rows = [{"text": T(2100 + i), "annotator": people[i % 3]} for i in range(30)]
    (folder / "labels.jsonl").write_text(lines(rows))

    def check(folder, stdout, stderr, code):
        return leaked(folder, people, stdout, stderr)
    return Right(args=run_args("labels.jsonl", "--label", "annotator", "--rules", "default"), exit_codes={0, 1}, rows=rows, check=check,
                 why="README: also in the names of classes; clean/ keeps them")


@case(kind="personal data", sound=False)
def mailbox_named_by_its_owner_with_a_bad_row(folder: Path) -> Right:
    """A file named by the owner's address, with one broken row that holds a token."""
    token = "ghp_" + "9fK2mQx7Lw4ZtB8rVn3JcYh6Ds1PaG5eUi0o"
    rows = [{"text": T(2140 + i), "folder": "inbox"} for i in range(14)]
    body = lines(rows[:7]) + '{"text": "use ' + token + ' for the deployment", "folder": inbox}\n' + lines(rows[7:])
    (folder / "tomas.berg@nordpost.se.jsonl").write_text(body)

    def check(folder, stdout, stderr, code):
        return leaked(folder, ["tomas.berg@nordpost.se", token], stdout, stderr)
    return Right(args=run_args("tomas.berg@nordpost.se.jsonl", "--rules", "default"), exit_codes={0, 1}, rows=rows, quarantined=1, check=check,
                 says=[r"quarantin|unreadable|could not be read"], why="README: also in the names of files; the reason of a bad row must not quote its token")


@case(kind="personal data", sound=True)
def signature_in_many_rows_and_in_the_evaluation(folder: Path) -> Right:
    """The same signature with address and IBAN ends sixteen mails, and evaluation items hold it, and a key, too."""
    sign = "Kind regards from Ilse Vandamme, write to ilse.vandamme@kustmail.be or pay to IBAN BE71 0961 2345 6769, thank you very much indeed"
    key = "AKIAQ7WZ3NTR5XKPLM2V"
    rows = [{"text": f"{T(2200 + i, 40)}\n\n{sign}"} for i in range(16)]
    item = f"{T(2250, 20)} The access key {key} belongs to the old archive and must be replaced before the summer ends."
    rows.append({"text": f"{T(2260, 20)} {item} {T(2261, 10)}"})
    (folder / "train.jsonl").write_text(lines(rows))
    (folder / "bench.jsonl").write_text(lines([{"text": item}, {"text": f"{T(2270, 25)} {sign}"}]))

    def check(folder, stdout, stderr, code):
        return leaked(folder, ["ilse.vandamme@kustmail.be", "BE71 0961 2345 6769", "BE71096123456769", key], stdout, stderr)
    return Right(args=run_args("train.jsonl", "--against", "bench.jsonl", "--rules", "default"), exit_codes={0, 1}, rows=rows, check=check,
                 why="passages.parquet, leaks.parquet and the report show type, length and the last two characters")


@case(kind="personal data", sound=False)
def address_with_a_password(folder: Path) -> Right:
    """`--input` is an https address with user and password; the tool works offline and refuses it."""
    (folder / "data.jsonl").write_text(lines({"text": T(2300 + i)} for i in range(3)))

    def check(folder, stdout, stderr, code):
        return leaked(folder, ["Geheim-77x"], stdout, stderr) + no_bug(code, stdout + stderr)
    return Right(args=run_args("https://lektor:Geheim-77x@files.example.invalid/corpus/train.jsonl"), exit_codes={2}, check=check,
                 silent=[r"Geheim-77x"], says=[r"files\.example\.invalid|https|URL|address"], why="exit 2; logs of CI must not show the password")


# 11. values -----------------------------------------------------------------------------------------------------------

@case(kind="values", sound=True)
def identifiers_beyond_64_bits(folder: Path) -> Right:
    """`id` holds small numbers, snowflakes above 2^53, 2^64-1 and a number of 30 digits: JSON knows no limit."""
    ids = [7, 2**53 + 1, 1790123456789012481, 2**63 - 1, 2**63, 2**64 - 1, -(2**63), 123456789012345678901234567891, 0, 11, 12, -1]
    rows = [{"text": T(2400 + i), "id": v} for i, v in enumerate(ids)]
    (folder / "posts.jsonl").write_text(lines(rows))

    def check(folder, stdout, stderr, code):
        got = {g["text"]: g["id"] for g in clean(folder)}
        bad = []
        for r in rows:
            v = got.get(r["text"])
            if isinstance(v, float) or str(v) != str(r["id"]):
                bad.append(f"{r['id']} became {v!r}")
        if any(isinstance(v, str) for v in got.values()) and not re.search(r"\bid\b", stdout + stderr):
            bad.append("id became text without a word")
        return bad
    return Right(args=run_args("posts.jsonl"), exit_codes={0}, quarantined=0, check=check,
                 why="every digit arrives, as a number or (told) as text; never as a rounded float or null")


@case(kind="values", sound=True)
def strings_that_look_like_dates_and_numbers_in_jsonl(folder: Path) -> Right:
    """Strings like dates (Arrow's reader turns them into timestamps), integral floats, minus zero, missing keys and nulls,
    a column that first occurs in the last row."""
    days = ["2024-01-02", "2024-01-02T03:04:05Z", "2024-01-02 03:04:05", "12:30", "", "1e5"] * 2
    rows = [{"text": T(2420 + i), "day": d, "weight": float(i), "ratio": 0.1 + 0.2 * i, "ok": bool(i % 2), "code": f"00{i}"} for i, d in enumerate(days)]
    rows[3]["weight"] = -0.0
    rows[4]["ok"] = None
    rows += [{"text": T(3000 + i), "day": "2020-02-30", "weight": 1e300, "ratio": 5e-324, "ok": True, "code": "1"} for i in range(1500)]
    rows.append({"text": T(2450), "day": "2024-12-31", "weight": 2.0, "ratio": 1.0, "ok": False, "code": "9", "late": {"seen": ["once"]}})
    (folder / "forms.jsonl").write_text(lines(rows))

    def check(folder, stdout, stderr, code):
        got = [g for g in clean(folder) if g["text"] == rows[3]["text"]]
        return [] if got and math.copysign(1, got[0]["weight"]) == -1 else ["-0.0 became 0.0"]
    return Right(args=run_args("forms.jsonl"), exit_codes={0}, rows=rows, quarantined=0, check=check,
                 why="a string stays the string, 1.0 a float, and a late column is not lost")


@case(kind="values", sound=True)
def parquet_of_rare_types(folder: Path) -> Right:
    """Decimals of 38 digits, nanoseconds, zones, times, durations, uint64, maps, fixed-size lists, bytes, structs, halves."""
    n = 12
    utc = dt.timezone.utc
    D = decimal.Decimal
    columns = {
        "id": pa.array(range(n), pa.int32()),
        "text": pa.array([T(2500 + i) for i in range(n)], pa.large_string()),
        "price": pa.array([D("12345678901234567890123456.7891234567") + i for i in range(n)], pa.decimal128(38, 10)),
        "nanos": pa.array([1_700_000_000_000_000_001 + i for i in range(n)], pa.int64()).cast(pa.timestamp("ns")),
        "seen": pa.array([dt.datetime(2024, 3, 31, 1, i, 0, 5, tzinfo=utc) for i in range(n)], pa.timestamp("us", "Europe/Berlin")),
        "day": pa.array([dt.date(1, 1, 1) + dt.timedelta(days=i) for i in range(n)], pa.date32()),
        "clock": pa.array([dt.time(23, 59, i, 999_999) for i in range(n)], pa.time64("us")),
        "took": pa.array([dt.timedelta(days=-1, microseconds=i) for i in range(n)], pa.duration("us")),
        "hash": pa.array([2**64 - 1 - i for i in range(n)], pa.uint64()),
        "counts": pa.array([[("a", i), ("b", None)] if i % 3 else [] for i in range(n)], pa.map_(pa.string(), pa.int64())),
        "point": pa.array([[i, -i, 0.5] for i in range(n)], pa.list_(pa.float32(), 3)),
        "raw": pa.array([bytes([0, 255, i]) for i in range(n)], pa.binary()),
        "who": pa.array([{"name": f"w{i}", "tags": [None, f"t{i}"]} if i % 2 else None for i in range(n)],
                        pa.struct([("name", pa.string()), ("tags", pa.list_(pa.string()))])),
        "nothing": pa.nulls(n),
        "odd": pa.array([math.nan, math.inf, -math.inf, None] * 3, pa.float64()),
    }
    table = pa.table(columns)
    pq.write_table(table, folder / "types.parquet", row_group_size=5)

    def plain(v):
        if isinstance(v, dict):
            return (v["key"], plain(v["value"])) if set(v) == {"key", "value"} else {k: plain(x) for k, x in v.items()}
        if isinstance(v, (list, tuple)):
            return tuple(plain(x) for x in v) if isinstance(v, tuple) else [plain(x) for x in v]
        return "nan" if isinstance(v, float) and math.isnan(v) else v

    def check(folder, stdout, stderr, code):
        files = sorted((folder / "out" / "clean").rglob("*.parquet"))
        got = pa.concat_tables([pq.ParquetFile(f).read() for f in files]).sort_by("id")
        bad = []
        for name in columns:
            if name not in got.column_names:
                bad.append(f"{name} is missing")
                continue
            a, b = table[name], got[name]
            if name == "nanos":
                if not pa.types.is_timestamp(b.type) or b.type.unit != "ns":
                    bad.append(f"nanos is {b.type}")
                    continue
                a, b = a.cast(pa.int64()), b.cast(pa.int64())
            if name == "seen" and b.type != a.type:
                bad.append(f"seen is {b.type}")
            x, y = [plain(v) for v in a.to_pylist()], [plain(v) for v in b.to_pylist()]
            if x != y or [type(v) for v in x] != [type(v) for v in y]:
                bad.append(f"{name} ({table[name].type} -> {got[name].type}): {y[:3]} instead of {x[:3]}"[:300])
        return bad
    return Right(args=run_args("types.parquet", "--template", "{text}"), exit_codes={0}, quarantined=0, check=check,
                 why="every column as it went in, with its zone, unit, digits and nulls")


@case(kind="values", sound=True)
def scalars_of_many_types_in_one_column(folder: Path) -> Right:
    """`score` is 1, 2.5, true, \"n/a\", \"7\", null or a list by row and file, as a form without validation gives it."""
    (folder / "forms").mkdir()
    values = [1, 2.5, True, "n/a", "7", None, [1, "x"], False, 0, 12345678901234567890, 1.0, "true"]
    rows = [{"text": T(2600 + i), "score": v} for i, v in enumerate(values)]
    (folder / "forms" / "a.jsonl").write_text(lines(rows[:2]))
    (folder / "forms" / "b.jsonl").write_text(lines(rows[2:]))

    def check(folder, stdout, stderr, code):
        got, bad = {g["text"]: g.get("score") for g in clean(folder)}, []
        for r in rows:
            v, w = r["score"], got.get(r["text"], "MISSING")
            if not (same(v, w) or (v is not None and isinstance(w, str) and (w == json.dumps(v) or w == v or same(as_json(w), v)))):
                bad.append(f"{v!r} became {w!r}")
        return bad
    return Right(args=run_args("forms"), exit_codes={0}, quarantined=0, check=check, says=[r"\bscore\b"],
                 why="true is not 1, 1.0 is not 1; the column may become text, told by its name")


@case(kind="values", sound=True)
def csv_of_codes_that_look_like_values(folder: Path) -> Right:
    """Postcodes with leading zeros, Namibia's NA, the surname Null, hex, 1e5, a number of 25 digits, spaces that count."""
    zips = ["00501", "10001", "94105", "02134", "00000", "12345"] * 2
    countries = ["NA", "NULL", "None", "nan", "DE", "N/A", "null", "true", "-", "#N/A", "NaN", "inf"]
    codes = ["1e5", "0x1F", "1_000", " 3 ", "+4", "1,5", "12345678901234567890123456", "007", "1.50", "-0", "٣", "1E400"]
    rows = [{"text": T(2640 + i), "zip": z, "country": c, "code": k} for i, (z, c, k) in enumerate(zip(zips, countries, codes, strict=True))]
    s = io.StringIO(newline="")
    w = csv.DictWriter(s, list(rows[0]), lineterminator="\n")
    w.writeheader()
    w.writerows(rows)
    (folder / "people.csv").write_text(s.getvalue())
    return Right(args=run_args("people.csv"), exit_codes={0}, rows=rows, quarantined=0,
                 why="a code is a string: no zero, no NA and no space may get lost")


# 12. repeated and damaged runs ----------------------------------------------------------------------------------------

@case(kind="repeated runs", sound=True)
def same_bytes_in_another_folder(folder: Path) -> Right:
    """The same data audited in two folders, in another time zone, with another hash seed and fewer threads."""
    rows = [{"text": T(2700 + i // 2 if i < 8 else 2700 + i), "label": ("a", "b")[(i // 2) % 2], "n": i} for i in range(40)]
    (folder / "data.jsonl").write_text(lines(rows))
    keep = [r for i, r in enumerate(rows) if i >= 8]

    def check(folder, stdout, stderr, code):
        other = folder / "elsewhere" / "deep er"
        other.mkdir(parents=True)
        shutil.copy(folder / "data.jsonl", other / "data.jsonl")
        os.utime(other / "data.jsonl", (10**9, 10**9))
        again = tool(other, *run_args("data.jsonl", "--label", "label"), env={"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "77", "POLARS_MAX_THREADS": "1"})
        if again.returncode != 0:
            return [f"the second run ends with {again.returncode}"]
        bad = [] if len(clean(folder)) == len(keep) + 4 else [f"{len(clean(folder))} rows in clean/ instead of {len(keep) + 4}"]
        names = [{str(f.relative_to(base / "out")) for f in (base / "out").rglob("*") if f.suffix in (".parquet", ".html") or f.name == "summary.json"}
                 for base in (folder, other)]
        if names[0] != names[1]:
            bad.append(f"other files: {sorted(names[0] ^ names[1])[:5]}")
        return bad + [f"{n} has other bytes" for n in sorted(names[0] & names[1]) if (folder / "out" / n).read_bytes() != (other / "out" / n).read_bytes()]
    return Right(args=run_args("data.jsonl", "--label", "label"), exit_codes={0}, check=check, timeout=180,
                 why="README: tables, summary and report have the same bytes wherever and whenever")


@case(kind="repeated runs", sound=True)
def a_part_of_clean_was_removed(folder: Path) -> Right:
    """Somebody deletes the Parquet files of clean/ of a finished run, and the cron job runs again."""
    rows = [{"text": T(2800 + i), "n": i} for i in range(14)]
    (folder / "data.jsonl").write_text(lines(rows))

    def check(folder, stdout, stderr, code):
        for f in (folder / "out" / "clean").rglob("*.parquet"):
            f.unlink()
        exported = tool(folder, "export", "out", "--format", "jsonl")
        bad = no_bug(exported.returncode, exported.stderr)
        if exported.returncode == 0:
            bad.append("export of a run without its clean rows ends with 0")
        again = tool(folder, *run_args("data.jsonl"))
        bad += no_bug(again.returncode, again.stderr)
        if again.returncode == 0:
            bad += [f"after the rerun: {b}" for b in compare(clean(folder), rows)]
        elif not re.search(r"clean", again.stdout + again.stderr):
            bad.append("the rerun does not say what is missing")
        return bad
    return Right(args=run_args("data.jsonl"), exit_codes={0}, rows=rows, quarantined=0, check=check, timeout=180,
                 why="a run whose output is gone is not finished: made again or refused, never a no-op that says all is well")


@case(kind="repeated runs", sound=True)
def export_to_csv_with_formulas(folder: Path) -> Right:
    """Texts and notes that begin like formulas, a negative number, quotes, line breaks: exported to CSV for a spreadsheet."""
    begins = ["=HYPERLINK(\"http://a.example\",\"x\") ", "+1 for this, ", "-- said the captain, ", "@everyone please, ", "Plain: ", "He said \"no\",\nthen ", "ends = ", "a+b "]
    rows = [{"text": b + T(2840 + i), "note": ("=1+2", "fine", "-3 degrees", "@home")[i % 4], "n": -i, "x": -0.5 * i} for i, b in enumerate(begins)]
    (folder / "posts.jsonl").write_text(lines(rows))

    def check(folder, stdout, stderr, code):
        before = set(folder.rglob("*"))
        done = tool(folder, "export", "out", "--format", "csv")
        if done.returncode != 0:
            return [f"export ends with {done.returncode}: {done.stderr[-300:]}"]
        new = [f for f in folder.rglob("*.csv") if f.is_file() and f not in before]
        got = []
        for f in new:
            with open(f, newline="", encoding="utf-8-sig") as handle:
                got += list(csv.DictReader(handle))
        if not got:
            got = list(csv.DictReader(io.StringIO(done.stdout)))
        bad = [] if len(got) == len(rows) else [f"{len(got)} rows in {[str(f) for f in new]}"]

        def safe(v: str) -> str:
            return "'" + v if v[0] in "=+-@" else v
        want = {(safe(r["text"]), safe(r["note"])): r for r in rows}
        for g in got:
            r = want.get((g["text"].replace("\r\n", "\n"), g["note"]))
            if r is None:
                bad.append(f"unexpected: {g['text'][:40]!r}, {g['note']!r}")
            elif g["n"] != str(r["n"]) or float(g["x"]) != r["x"]:
                bad.append(f"numbers changed: {g['n']!r} {g['x']!r}")
        return bad
    return Right(args=run_args("posts.jsonl"), exit_codes={0}, rows=rows, quarantined=0, check=check, timeout=180,
                 why="texts that begin like a formula get an apostrophe, numbers and other texts do not, in every text column")


@case(kind="repeated runs", sound=False)
def flipped_byte_in_clean_and_cut_manifest(folder: Path) -> Right:
    """A disk flips bytes in clean/ and, later, the manifest is cut: export and show must not go on as if nothing was."""
    rows = [{"text": T(2900 + i), "n": i} for i in range(60)]
    (folder / "data.jsonl").write_text(lines(rows))

    def check(folder, stdout, stderr, code):
        bad = []
        part = next(iter(sorted((folder / "out" / "clean").rglob("*.parquet"))))
        good = part.read_bytes()
        broken = bytearray(good)
        for at in range(len(good) // 4, len(good) // 4 + 6):
            broken[at] ^= 0x15
        part.write_bytes(bytes(broken))
        before = set(folder.rglob("*"))
        done = tool(folder, "export", "out", "--format", "jsonl")
        bad += [f"export: {b}" for b in no_bug(done.returncode, done.stderr)]
        if done.returncode == 0:
            got = [json.loads(x) for f in folder.rglob("*.jsonl") if f not in before for x in f.read_text().splitlines()]
            got = got or [json.loads(x) for x in done.stdout.splitlines() if x.startswith("{")]
            bad += [f"export of damaged rows: {b}" for b in compare(got, rows)]
        part.write_bytes(good)
        manifest = folder / "out" / "manifest.json"
        manifest.write_bytes(manifest.read_bytes()[: manifest.stat().st_size // 2])
        shown = tool(folder, "show", "out", "data.jsonl:3")
        bad += [f"show: {b}" for b in no_bug(shown.returncode, shown.stderr)]
        if shown.returncode != 0 and not re.search(r"manifest", shown.stdout + shown.stderr):
            bad.append("show does not name the manifest")
        again = tool(folder, *run_args("data.jsonl"))
        bad += [f"rerun: {b}" for b in no_bug(again.returncode, again.stderr)]
        if again.returncode == 0:
            bad += [f"rerun: {b}" for b in compare(clean(folder), rows)]
            try:
                json.loads(manifest.read_text())
            except ValueError:
                bad.append("the rerun ends with 0 and leaves the cut manifest")
        return bad
    return Right(args=run_args("data.jsonl"), exit_codes={0}, rows=rows, quarantined=0, check=check, timeout=180,
                 why="the manifest holds checksums, so damage is told with exit 2 or 3, or the run is made again; no traceback, no wrong rows")

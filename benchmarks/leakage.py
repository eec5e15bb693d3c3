"""Evaluation items planted in a corpus that cannot hold them, found again: recall, precision, false alarms, time.

    python benchmarks/leakage.py DATA [--datatrove VENV/bin/python]

DATA holds gsm8k, trec_questions, belle_eval_zh and, for rows that hold no item, nltk_long_documents (pieces of 300
words), ag_news_test and chinese_poetry_sample. Items are the questions with answers of gsm8k's test split, questions
of trec_questions' (the short ones; they have no answers), and Chinese prompts of 12 characters or more. Every kind of
leak is planted with items of its own. A row counts as found when a pair of it and its item is reported, under its
strongest tier. For the last table real data sets are sought in each other. datatrove's n-gram decontamination (pip
install "datatrove[io,processing]" "xxhash<4" spacy jieba) gets the same rows, questions as queries and answers as
labels; an item without an answer as a label. It names no item, so that a flagged row counts as found.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import textwrap
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

import dataaudit
from dataaudit import AuditResult

HERE = Path(__file__).parent
TIERS = ("exact", "normalised", "ngram", "minhash", "embedding")
SETTINGS = [
    *(f"stages.{name}=false" for name in ("tokens", "quality", "language", "pii", "passages", "classes", "labels")),
    "report.clusters=0",
    "report.samples=0",
]
WORDS = ((8, "<8"), (15, "8–14"), (30, "15–29"), (61, "30–60"), (10**9, ">60"))
CHARACTERS = ((25, "12–24 chars"), (50, "25–49 chars"), (100, "50–99 chars"), (10**9, "≥100 chars"))
GSM8K, TREC, BELLE = "gsm8k_test", "trec_test", "belle_eval"
EACH, EACH_SHORT = 60, 24
"""Items of a kind, and those of them beside that come from the short questions."""


@dataclass(frozen=True, slots=True)
class Item:
    """An evaluation item: its name as the audit tells it, what it asks and answers."""

    name: str
    question: str
    answer: str

    @property
    def text(self) -> str:
        """Question and answer."""
        return f"{self.question}\n{self.answer}" if self.answer else self.question

    @property
    def chinese(self) -> bool:
        """Whether its length is told in characters."""
        return self.name.startswith(BELLE)

    @property
    def bucket(self) -> str:
        """Its length, of the question alone."""
        size = len(self.question) if self.chinese else len(self.question.split())
        return next(name for most, name in (CHARACTERS if self.chinese else WORDS) if size < most)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the corpus; ``item`` is what was planted in it."""

    text: str
    kind: str = "clean"
    item: Item | None = None
    chinese: bool = False


def pieces(text: str, words: int) -> list[str]:
    """A text in pieces of so many words, its white space as it was."""
    found = re.findall(r"\S+\s*", text)
    return ["".join(found[first : first + words]) for first in range(0, len(found), words)]


def wrapped(text: str) -> str:
    """A text in lines of 40 characters."""
    return textwrap.fill(text, 40, break_long_words=False, break_on_hyphens=False)


def clean_rows(data: Path) -> list[Row]:
    """Rows that hold no item."""
    long = pl.read_parquet(data / "nltk_long_documents/documents.parquet")["text"].to_list()
    news = pl.read_parquet(data / "ag_news_test/test.parquet")
    poems = pl.read_parquet(data / "chinese_poetry_sample/poems.parquet")["text"].to_list()
    english = [piece for text in long for piece in pieces(text, 300)]
    english += [f"{title}\n{text}" for title, text in news.select("title", "description").iter_rows()]
    return [*map(Row, english), *(Row(text, chinese=True) for text in poems)]


def read_items(data: Path) -> dict[str, list[Item]]:
    """Items by file."""
    gsm8k = pl.read_parquet(data / "gsm8k/test.parquet").select("question", "answer").rows()
    trec = pl.read_parquet(data / "trec_questions/test.parquet")["text"].to_list()
    belle = pl.read_parquet(data / "belle_eval_zh/eval_set.parquet")["question"].to_list()
    read = {GSM8K: gsm8k, TREC: [(text, "") for text in trec]}
    read[BELLE] = [(text, "") for text in belle if len(text) >= 12]
    return {
        file: [Item(f"{file}.parquet:{place}", *pair) for place, pair in enumerate(pairs)]
        for file, pairs in read.items()
    }


def write_items(items: dict[str, list[Item]], folder: Path) -> list[Path]:
    """The files that an audit gets."""
    for file, some in items.items():
        answered = pl.DataFrame({"question": [one.question for one in some], "answer": [one.answer for one in some]})
        plain = answered.select(text="question")
        (answered if file == GSM8K else plain).write_parquet(folder / f"{file}.parquet")
    return [folder / f"{file}.parquet" for file in items]


class Planter:
    """Makes rows that hold items.

    Args:
        data: Where the texts lie that items are put into.
        chance: Decides about places.
    """

    def __init__(self, data: Path, chance: random.Random) -> None:
        self.chance = chance
        self.long = pl.read_parquet(data / "nltk_long_documents/documents.parquet")["text"].to_list()
        self.poems = pl.read_parquet(data / "chinese_poetry_sample/poems.parquet")["text"].to_list()
        self.english: dict[str, Callable[[Item], str]] = {
            "verbatim, as a row": lambda item: item.text,
            "lines wrapped again": lambda item: wrapped(item.text),
            "case and punctuation changed": self.restyled,
            "one number (or word) changed": self.changed,
            "in a document of 2,000 words": lambda item: self.inside(item.text, 2000),
            "question only, in a page of 300": lambda item: self.inside(item.question, 300),
        }
        self.chinese: dict[str, Callable[[Item], str]] = {
            "Chinese, verbatim": lambda item: item.text,
            "Chinese, among 2,000 characters of poems": self.among_poems,
            "Chinese, one character changed": self.one_character,
        }

    def restyled(self, item: Item) -> str:
        """All letters small or large, marks at the ends of words left out."""
        text = re.sub(r"[.,?!;:]+(?=\s|$)", "", item.text)
        return text.upper() if self.chance.random() < 0.5 else text.lower()

    def changed(self, item: Item) -> str:
        """Another number in the question; where there is none, another word."""
        numbers = list(re.finditer(r"\d+", item.question))
        if numbers:
            one = self.chance.choice(numbers)
            new = str(int(one.group()) + self.chance.randint(1, 9))
        else:
            one = self.chance.choice(list(re.finditer(r"\w+", item.question)))
            new = self.chance.choice(re.findall(r"[a-z]{4,}", self.chance.choice(self.long)[:2000]))
        return item.question[: one.start()] + new + item.question[one.end() :] + item.text[len(item.question) :]

    def inside(self, text: str, words: int) -> str:
        """A text at a random place of a document."""
        chosen = self.chance.choice([one for one in self.long if len(one) > 8 * words])
        found = re.findall(r"\S+\s*", chosen)
        first = self.chance.randrange(len(found) - words)
        place = self.chance.randrange(words)
        around = found[first : first + words]
        return "".join([*around[:place], "\n\n", text, "\n\n", *around[place:]])

    def among_poems(self, item: Item) -> str:
        """An item between poems."""
        chosen: list[str] = []
        while sum(map(len, chosen)) < 2000:
            chosen.append(self.chance.choice(self.poems))
        chosen.insert(self.chance.randrange(len(chosen) + 1), item.text)
        return "\n".join(chosen)

    def one_character(self, item: Item) -> str:
        """Another Han character for one of an item's."""
        one = self.chance.choice(list(re.finditer(r"[\u4e00-\u9fff]", item.question)))
        return item.question[: one.start()] + self.chance.choice("山水風花雪月") + item.question[one.end() :]

    def planted(self, items: dict[str, list[Item]]) -> list[Row]:
        """Rows of every kind; no item stands in two."""
        own = {file: self.chance.sample(some, len(some)) for file, some in items.items()}
        of_length: dict[str, list[Item]] = {}
        for item in own[GSM8K]:
            of_length.setdefault(item.bucket, []).append(item)
        made = []
        for kind, make in self.english.items():
            chosen = [some.pop() for some in of_length.values() for _ in range(EACH // len(of_length))]
            chosen += [own[TREC].pop() for _ in range(EACH_SHORT)]
            made += [Row(make(item), kind, item) for item in chosen]
        for kind, make in self.chinese.items():
            made += [Row(make(item), kind, item, chinese=True) for item in (own[BELLE].pop() for _ in range(EACH))]
        return made


@dataclass(frozen=True, slots=True)
class Found:
    """What an audit found: the tier of every row and item, and the strongest of every row."""

    tiers: dict[tuple[int, str], str]
    strongest: dict[int, tuple[str, str]]


def seek(rows: Sequence[Row], against: list[Path], folder: Path) -> tuple[AuditResult, Found, float]:
    """An audit of rows."""
    started = time.monotonic()
    frame = pl.DataFrame({"text": [row.text for row in rows]})
    result = dataaudit.audit(frame, against=against, out=folder, text="text", label="", settings=SETTINGS)
    seconds = time.monotonic() - started
    table = result.rows(["row_id", "position", "leak_item", "leak_tier"])
    places = dict(table.select("row_id", "position").iter_rows())
    pairs = pl.read_parquet(result.path / "leaks.parquet").select("row_id", "item", "tier")
    strongest = table.filter(pl.col("leak_tier").is_not_null()).select("position", "leak_item", "leak_tier")
    return (
        result,
        Found(
            {(places[row], item): tier for row, item, tier in pairs.iter_rows()},
            {place: (item, tier) for place, item, tier in strongest.iter_rows()},
        ),
        seconds,
    )


Peer = dict[str, set[int]]
"""Places of the rows that a peer flags, by setting."""


def datatrove(python: str, rows: Sequence[Row], items: dict[str, list[Item]]) -> tuple[Peer, dict[str, float]]:
    """What datatrove flags, English and Chinese each in its own language, and its seconds."""
    found: Peer = {"off": set(), "on": set()}
    seconds = dict.fromkeys(found, 0.0)
    for language, chinese in (("eng", False), ("zho_Hani", True)):
        places = [place for place, row in enumerate(rows) if row.chinese == chinese]
        some = [one for file, own in items.items() if (file == BELLE) == chinese for one in own]
        asked = [{"query": one.question if one.answer else "", "label": one.answer or one.question} for one in some]
        given = {"language": language, "items": asked, "texts": [rows[place].text for place in places]}
        command = [python, str(HERE / "peers/datatrove_decontamination.py")]
        done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True)
        if done.returncode:
            sys.exit(done.stderr[-3000:])
        for name, answer in json.loads(done.stdout.splitlines()[-1]).items():
            found[name] |= {places[place] for place in answer["flagged"]}
            seconds[name] += answer["seconds"]
    return found, seconds


def share(part: int, whole: int) -> str:
    """A share of something; a dash for none of it."""
    return f"{part / whole:.3f}" if whole else "–"


def heading(*names: str) -> None:
    """The first two lines of a table."""
    print(f"\n| {' | '.join(names)} |\n|{' --- |' * len(names)}")


def recall_tables(rows: Sequence[Row], kinds: Sequence[str], found: Found, peer: Peer) -> None:
    """Recall by kind, then by kind and length; every row under its strongest tier."""
    groups: dict[tuple[str, str], list[int]] = {}
    for place, row in enumerate(rows):
        if row.item is not None:
            groups.setdefault((row.kind, ""), []).append(place)
            groups.setdefault((row.kind, row.item.bucket), []).append(place)
    order = [name for _, name in (*WORDS, *CHARACTERS)]
    shown = [f"datatrove, query {name}" for name in peer]
    for by_length in (False, True):
        heading("leak", *(["length"] if by_length else []), "rows", *TIERS, "any", *shown)
        chosen = [key for key in groups if bool(key[1]) == by_length]
        chosen.sort(key=lambda key: (kinds.index(key[0]), order.index(key[1]) if key[1] else 0))
        for kind, bucket in chosen:
            places = groups[kind, bucket]
            told = Counter(found.tiers.get((place, rows[place].item.name)) for place in places)  # type: ignore[union-attr]
            whole = len(places)
            cells = [share(told[tier], whole) for tier in TIERS] + [share(whole - told[None], whole)]
            cells += [share(len(flagged.intersection(places)), whole) for flagged in peer.values()]
            print(f"| {kind} | {f'{bucket} | ' if by_length else ''}{whole} | {' | '.join(cells)} |")


def precision_table(rows: Sequence[Row], found: Found, peer: Peer) -> None:
    """Precision and false alarms by tier: of every row's strongest match, and of all pairs."""
    clean = sum(row.item is None for row in rows)
    heading("tier", "rows flagged", "hold the item named", "precision", "clean rows flagged", f"of {clean:,}",
            "pairs", "pairs that are right")  # fmt: skip
    for tier in (*TIERS, "any"):
        flagged = {place: item for place, (item, own) in found.strongest.items() if tier in (own, "any")}
        right = sum(rows[place].item is not None and rows[place].item.name == item for place, item in flagged.items())  # type: ignore[union-attr]
        alarms = sum(rows[place].item is None for place in flagged)
        pairs = [key for key, own in found.tiers.items() if tier in (own, "any")]
        true = sum(rows[place].item is not None and rows[place].item.name == item for place, item in pairs)  # type: ignore[union-attr]
        print(f"| {tier} | {len(flagged):,} | {right:,} | {share(right, len(flagged))} | {alarms:,} "
              f"| {alarms / clean:.5f} | {len(pairs):,} | {share(true, len(pairs))} |")  # fmt: skip
    for name, places in peer.items():
        alarms = sum(rows[place].item is None for place in places)
        right = len(places) - alarms
        print(f"| datatrove, query {name} | {len(places):,} | (hold any) {right:,} | {share(right, len(places))} "
              f"| {alarms:,} | {alarms / clean:.5f} | – | – |")  # fmt: skip


def wrong_ones(rows: Sequence[Row], found: Found, items: dict[str, list[Item]], most: int) -> None:
    """Some pairs that are wrong, to be read."""
    texts = {one.name: one.text for some in items.values() for one in some}
    wrong = [
        (place, item, tier)
        for (place, item), tier in found.tiers.items()
        if rows[place].item is None or rows[place].item.name != item  # type: ignore[union-attr]
    ]
    heading("tier", "row", "item named", "the item", "the row")
    for place, item, tier in wrong[:most]:
        cut = [" ".join(text.split())[:90].replace("|", "/") for text in (texts[item], rows[place].text)]
        print(f"| {tier} | {rows[place].kind} | {item} | {cut[0]} | {cut[1]} |")


def time_table(rows: Sequence[Row], against: list[Path], folder: Path, peer_seconds: dict[str, float]) -> None:
    """Seconds of a pass over rows that hold nothing."""
    clean = [row for row in rows if row.item is None]
    result, found, whole = seek(clean, against, folder)
    stages = {entry["name"]: entry["seconds"] for entry in result.manifest.stages}
    words = sum(len(row.text.split()) for row in clean if not row.chinese)
    heading("pass over clean rows", "rows", "seconds", "seconds per million rows (extrapolated)")
    parts = {"leakage stage alone": stages["leakage"], "the whole audit": whole}
    parts |= {f"datatrove's filter, query {name}, one core, all rows": value for name, value in peer_seconds.items()}
    for name, seconds in parts.items():
        count = len(rows) if name.startswith("datatrove") else len(clean)
        print(f"| {name} | {count:,} | {seconds:.1f} | {seconds / count * 1e6:,.0f} |")
    texts = f"{words:,} words of English and {sum(len(row.text) for row in clean if row.chinese):,} Chinese characters"
    print(f"\n{texts}; {len(found.strongest)} of these rows flagged.")


def real_table(data: Path, folder: Path) -> None:
    """Real data sets that hold others, or do not."""
    heading("rows of", "sought in them", "items", *(f"{tier}: items / rows" for tier in TIERS), "items found")
    relations = [("test_socratic", "test"), ("test_model_solutions", "test")]
    relations += [("instruction_mix_gsm8k_train", "train"), ("instruction_mix_gsm8k_train", "test")]
    for number, (corpus, bench) in enumerate(relations):
        path, other = (data / "gsm8k" / f"{name}.parquet" for name in (corpus, bench))
        result = dataaudit.audit(path, against=[other], out=folder / f"real{number}", label="", settings=SETTINGS)
        table = {one["tier"]: one for one in pl.read_parquet(result.path / "split_leaks.parquet").to_dicts()}
        total = next(iter(table.values()))["items_total"]
        cells = [f"{table[tier]['items']:,} / {table[tier]['rows']:,}" for tier in TIERS]
        items = sum(one["items"] for one in table.values())
        print(f"| {corpus} | {bench} | {total:,} | {' | '.join(cells)} | {items:,} |", flush=True)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--datatrove", metavar="PYTHON")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wrong", type=int, default=8, metavar="N", help="wrong pairs that are shown")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    items = read_items(options.data)
    planted = Planter(options.data, chance).planted(items)
    kinds = list(dict.fromkeys(row.kind for row in planted))
    rows = [*clean_rows(options.data), *planted]
    chance.shuffle(rows)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        against = write_items(items, folder)
        _, found, _ = seek(rows, against, folder / "planted")
        peer: Peer = {}
        seconds: dict[str, float] = {}
        if options.datatrove:
            peer, seconds = datatrove(options.datatrove, rows, items)
        count: dict[str, Any] = {file: len(some) for file, some in items.items()}
        print(f"{len(rows):,} rows, {len(planted):,} of them planted; items: {count}")
        recall_tables(rows, kinds, found, peer)
        precision_table(rows, found, peer)
        wrong_ones(rows, found, items, options.wrong)
        time_table(rows, against, folder / "clean", seconds)
        real_table(options.data, folder)


if __name__ == "__main__":
    main()

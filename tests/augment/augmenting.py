"""Rows to make new ones of, a finished run of them without the run, and a journal in memory."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dataaudit.augment.augment_rows import Augmenter
from dataaudit.augment.changes import Change, Edit, Made
from dataaudit.augment.guards.candidate import Candidate
from dataaudit.augment.operation import Nothing, Prepared, TextOperation
from dataaudit.augment.operations import make_operations
from dataaudit.augment.source_rows import SourceRows
from dataaudit.config.augment import AugmentOptions, OperationsOptions
from dataaudit.sources.column_roles import Roles
from dataaudit.sources.template import Template
from dataaudit.stages.leakage.items import Items
from dataaudit.stages.leakage.similar import item_hashes

_SPAM = (
    "win free prize claim cash offer urgent reply winner award bonus guaranteed collect mobile text call now special "
    "voucher gift"
)
_HAM = (
    "meet dinner tonight home movie friend walk mother school lesson coffee garden bring book letter train office "
    "weekend sister kitchen"
)
_FILLING = (
    "the a with some very quite then again here there about before after quickly slowly really often always small big "
    "old new nice early late"
)
SPAM, HAM, FILLING = _SPAM.split(), _HAM.split(), _FILLING.split()
OFF: dict[str, Any] = {
    "synonym_replacement": False, "random_insertion": False, "random_deletion": False, "random_swap": False,
}  # fmt: skip
"""No operation of those that are on by default."""


def two_sentences(rng: random.Random, topic: Sequence[str] = HAM) -> str:
    words = [*rng.choices(topic, k=8), *rng.choices(FILLING, k=8)]
    rng.shuffle(words)
    return f"{' '.join(words[:8]).capitalize()}. {' '.join(words[8:]).capitalize()}."


def corpus(ham: int = 24, spam: int = 8, seed: int = 0) -> list[dict[str, Any]]:
    """Labelled rows, all of them different."""
    rng = random.Random(seed)
    rows = [{"text": two_sentences(rng), "label": "ham"} for _ in range(ham)]
    return rows + [{"text": two_sentences(rng, SPAM), "label": "spam"} for _ in range(spam)]


def candidate(text: str, source_text: str = "", /, **given: Any) -> Candidate:
    """A new row of a source."""
    told: dict[str, Any] = {
        "source": 0, "attempt": 0, "seed": 1, "label": None, "operation": "random_swap", "surface": False,
        "field": "text", "before": source_text, "after": text, "source_text": source_text, "text": text,
        "changes": (), "language": "en",
    }  # fmt: skip
    return Candidate(**{**told, **given})


def finished_run(folder: Path, rows: Sequence[Mapping[str, Any]] | pa.Table, **given: Any) -> SourceRows:
    """The tables of a run over some rows.

    Keys of ``known`` stand in ``rows/`` (split, kept, leak_tier), all others are columns of the data set.

    Args:
        folder: An empty folder.
        rows: Rows in order; row ids are 5, 12, 19 and so on.
        given: ``text``, a template; ``label``, the column of the class, None for none; ``parts``, of the clean rows.
    """
    table = rows if isinstance(rows, pa.Table) else pa.Table.from_pylist([dict(row) for row in rows])
    known = {
        name: table.column(name).to_pylist() for name in ("split", "kept", "leak_tier") if name in table.schema.names
    }
    table = table.drop_columns(list(known))
    ids = np.arange(table.num_rows, dtype=np.uint64) * 7 + 5
    text, label = given.get("text", "{text}"), given.get("label", "label")
    template = Template.of_column(text[1:-1]) if text.count("{") == 1 and text[0] == "{" else Template.parse(text)
    label = label if label in table.schema.names else None
    records = table.to_pylist()
    texts = pa.array([template.of_object(row) for row in records], pa.large_string())
    kept = known.get("kept", [True] * len(records))
    facts = {
        "row_id": pa.array(ids), "file": pa.nulls(len(ids), pa.string()), "position": pa.array(np.arange(len(ids))),
        "split": pa.array(known.get("split", [None] * len(ids)), pa.string()),
        "label": pa.array([row[label] if label else None for row in records], pa.string()),
        "kept": pa.array(kept, pa.bool_()), "hash_text": item_hashes(texts)[0], "hash_loose": item_hashes(texts)[1],
        "leak_tier": pa.array(known.get("leak_tier", [None] * len(ids)), pa.string()),
    }  # fmt: skip
    (folder / "rows").mkdir(parents=True)
    (folder / "clean").mkdir()
    pq.write_table(pa.table(facts), folder / "rows/part-00000.parquet")
    clean = table.add_column(0, "row_id", pa.array(ids)).filter(pa.array(kept, pa.bool_()))
    size = max(1, -(-clean.num_rows // given.get("parts", 2)))
    for number, first in enumerate(range(0, max(clean.num_rows, 1), size)):
        pq.write_table(clean.slice(first, size), folder / f"clean/part-{number:05d}.parquet")
    return SourceRows(folder, Roles(template, label))


@dataclass
class MemoryJournal:
    """Finished chunks by name."""

    chunks: dict[str, tuple[pa.Table, pa.Table]] = field(default_factory=dict)
    most: int | None = None

    def read(self, name: str) -> tuple[pa.Table, pa.Table] | None:
        return self.chunks.get(name)

    def write(self, name: str, tries: pa.Table, rows: pa.Table) -> None:
        if self.most is not None and len(self.chunks) >= self.most:
            raise KilledError
        self.chunks[name] = tries, rows

    def rows(self) -> Iterator[pa.Table]:
        for name in sorted(self.chunks):
            yield self.chunks[name][1]

    def table(self) -> pa.Table:
        return pa.concat_tables(list(self.rows()))


class KilledError(BaseException):
    """Stands for SIGKILL."""


def augmented(
    source: SourceRows, *, operations: Mapping[str, Any] | None = None, items: Items | None = None,
    journal: MemoryJournal | None = None, own: tuple[Any, ...] = (), **settings: Any,
) -> tuple[Augmenter, list[dict[str, Any]]]:  # fmt: skip
    """New rows of a finished run, and who made them."""
    told = AugmentOptions(
        operations=OperationsOptions(**(operations or {})), **{"language": "en", "workers": 1, **settings}
    )
    journal = journal if journal is not None else MemoryJournal()
    if told.protect_column:
        source = replace(source, more=(told.protect_column,))
    made = Augmenter(source, told, own or make_operations(told.operations), items or Items(), journal)
    made.run()
    return made, journal.table().to_pylist() if journal.chunks else []


def changes_of(row: Mapping[str, Any]) -> tuple[Change, ...]:
    """The changes that a new row tells."""
    return tuple(Change(**one) for one in row["changes"])


@dataclass(frozen=True)
class WithProcess(TextOperation):
    """Puts the number of its process behind a text."""

    name: str = "with_process"

    def of(self, text: Prepared, generator: random.Random) -> Made | Nothing:
        return text.made([Edit(len(text.text), len(text.text), f" {generator.random()} {os.getpid()}")])


@dataclass(frozen=True)
class DyingElsewhere(TextOperation):
    """Ends every process but one."""

    home: int
    name: str = "dying_elsewhere"

    def of(self, text: Prepared, generator: random.Random) -> Made | Nothing:
        if os.getpid() != self.home:
            os._exit(3)
        return text.made([Edit(0, 0, f"{generator.random()} ")])


def shingles(text: str, size: int = 5) -> set[str]:
    """Shingles of a text of plain words, from the definition."""
    words = "".join(one if one.isalnum() else " " for one in text.lower()).split()
    width = min(size, len(words))
    return {" ".join(words[first : first + width]) for first in range(len(words) - width + 1)} if words else set()


def jaccard(one: str, other: str) -> float:
    """Similarity of two texts of plain words, from the definition."""
    left, right = shingles(one), shingles(other)
    return len(left & right) / len(left | right) if left | right else 0.0


def gone(process: int) -> bool:
    """Whether a process ends within some seconds; one that nobody waited for has ended as well."""
    for _ in range(100):
        try:
            status = Path(f"/proc/{process}/stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            return True
        if status.rpartition(")")[2].split()[0] in "ZX":
            return True
        time.sleep(0.1)
    return False

"""The one pass over the texts: rows are read, row stages compute their signals, parts are written and remembered."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Event
from typing import Any

from dataaudit.engine.cluster.contract import Cluster
from dataaudit.engine.memory import MemoryBudget, workers
from dataaudit.engine.plan import Plan
from dataaudit.engine.reading.earlier_signals import EarlierSignals
from dataaudit.engine.reading.part_writer import PartWriter, is_last
from dataaudit.engine.reading.read_progress import ReadProgress
from dataaudit.engine.reading.row_ranges import parts_of_cluster
from dataaudit.engine.stored_signals import SIGNALS
from dataaudit.errors import IncompleteError, InputError, QuarantineError
from dataaudit.sources.corpus import Corpus
from dataaudit.sources.corpus_part import Cursor, Part
from dataaudit.sources.json_shape import TUPLES, Shape
from dataaudit.sources.row_choice.shard import Shard
from dataaudit.sources.shapes.split_types import split_types
from dataaudit.store.atomic import sha256_of
from dataaudit.store.parts import part_name
from dataaudit.store.run_directory import INDEX, RunDirectory

PART_MEMORY = 256 << 20
"""Memory that a part in work is expected to take: its text several times over, and its signals."""
_FEWEST_BAD = 2
"""Unreadable rows of a file below which it is not judged as a whole."""


@dataclass(slots=True)
class ReadSummary:
    """What the pass over the texts found.

    Attributes:
        rows: Rows with signals, by file ordinal.
        quarantined: Rows in quarantine, by file ordinal.
        codes: Quarantined rows by code and file: count, line or row of the first, and its message.
        notes: Notes by code and file: count and message.
        shapes: Types of JSON columns, by file ordinal.
        parts: How many parts there are.
        taken_over: Rows whose signals an earlier run or a shard has computed.
    """

    rows: dict[int, int] = field(default_factory=dict)
    quarantined: dict[int, int] = field(default_factory=dict)
    codes: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    notes: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    shapes: dict[int, Shape] = field(default_factory=dict)
    parts: int = 0
    taken_over: int = 0

    @property
    def read(self) -> int:
        """Rows read so far, quarantined ones included."""
        return sum(self.rows.values()) + sum(self.quarantined.values())

    def add(self, facts: dict[str, Any]) -> None:
        """Take in what was remembered about a part."""
        for key, count in facts["rows"].items():
            self.rows[int(key)] = self.rows.get(int(key), 0) + count
        for key, count in facts["quarantined"].items():
            self.quarantined[int(key)] = self.quarantined.get(int(key), 0) + count
        for held, entries in ((self.codes, facts["codes"]), (self.notes, facts["notes"])):
            for entry in entries:
                known = held.setdefault((entry["code"], entry["file"]), {**entry, "count": 0})
                known["count"] += entry["count"]
        for key, shape in facts["shapes"].items():
            self.shapes.setdefault(int(key), Shape()).merge(Shape.from_json(shape))
        self.parts += 1


def read_signals(
    plan: Plan,
    directory: RunDirectory,
    budget: MemoryBudget,
    shards: Sequence[Path] = (),
    cluster: Cluster | None = None,
) -> ReadSummary:
    """Compute and write the signals of all rows, from where an earlier attempt stopped.

    Args:
        plan: What is computed.
        directory: Where parts are written.
        budget: How much memory may be held.
        shards: Folders of jobs that have computed signals of these rows.
        cluster: Computes; threads of this process where None.

    Raises:
        IncompleteError: A file changed while it was read, or ends too early.
        QuarantineError: More rows in quarantine than the limits allow.
    """
    summary = ReadSummary()
    cursor = Cursor()
    while (facts := _earlier(plan, directory, summary.parts)) is not None:
        directory.adopt(part_name("quarantine", summary.parts), facts["quarantine_part"])
        cursor = Cursor(*facts["end"])
        summary.add(facts)
        if facts["last"]:
            break
    else:
        if summary.parts:
            directory.log.emit("resumed", parts=summary.parts)
        for kind in (SIGNALS, "quarantine"):
            directory.remove_parts_from(kind, summary.parts)
        earlier, adopted = _known(plan, directory, shards), sum(summary.rows.values())
        progress = ReadProgress(plan.corpus, directory, summary.read)
        if cluster is not None and earlier is None:  # taking over reads rows, and computes few
            computed = parts_of_cluster(plan, directory, summary.parts, cursor, cluster)
        else:
            computed = _computed(plan, directory, summary.parts, cursor, budget, progress, earlier)
        for facts in computed:
            directory.mark_done(f"signals-{summary.parts:05d}", plan.part_key(Cursor(*facts["end"])), facts)
            summary.add(facts)
            progress.tell(summary.read)
        if earlier is not None:
            source = f"{len(shards)} shards" if shards else "the run before"
            summary.taken_over = adopted + earlier.taken
            message = f"{summary.taken_over:,} of {sum(summary.rows.values()):,} rows are known from {source}"
            directory.log.emit("note", message=message)
    _check_files(plan, summary)
    if not isinstance(plan.corpus.choice, Shard):  # shares of unreadable rows are those of the whole
        _check_quarantine(plan, summary, directory)
    return summary


def _known(plan: Plan, directory: RunDirectory, shards: Sequence[Path]) -> EarlierSignals | None:
    """What the run in whose place this one comes has kept, or its shards."""
    names = [name for stage in plan.row_stages for name in stage.schema.names]
    files = {file.file for file in plan.corpus.files}
    if shards:
        inputs = [
            {"ordinal": file.ordinal, "file": file.file, "format": file.format, "fingerprint": file.fingerprint}
            for file in plan.corpus.files
        ]
        return EarlierSignals([one / INDEX for one in shards], inputs, files, plan.settings_key, names)
    if directory.earlier is None or any(one.part.outside for one in plan.rows):
        return None
    folder, manifest = directory.earlier
    return EarlierSignals([folder / INDEX], manifest.inputs, files, plan.settings_key, names)


def _earlier(plan: Plan, directory: RunDirectory, index: int) -> dict[str, Any] | None:
    """The facts of a part that an earlier attempt, or an earlier run on fewer rows, has written."""
    if directory.earlier is not None and any(one.part.outside for one in plan.rows):
        return None

    def key(facts: dict[str, Any]) -> str | None:
        end = Cursor(*facts["end"])
        return plan.part_key(end) if facts["last"] == is_last(end, plan.corpus) else None

    facts = directory.done(f"signals-{index:05d}", key)
    if facts is None:
        return None
    for path, written in (
        (directory.work_path(part_name("signals", index)), facts["signals_part"]),
        (directory.path / part_name("quarantine", index), facts["quarantine_part"]),
    ):
        if not path.is_file() or path.stat().st_size != written["bytes"] or sha256_of(path) != written["sha256"]:
            return None
    return facts


@cache
def _nothing_frozen() -> bool:
    """Whether the caller had frozen no objects at the first run: what is frozen stays so, and counting takes long."""
    return gc.get_freeze_count() == 0


def _computed(
    plan: Plan,
    directory: RunDirectory,
    first: int,
    cursor: Cursor,
    budget: MemoryBudget,
    progress: ReadProgress,
    earlier: EarlierSignals | None,
) -> Iterator[dict[str, Any]]:
    """Facts of the parts from a cursor on, in order: one thread reads, others compute and write.

    Only parts that the memory budget has room for are in work at a time. Where the run is interrupted, parts in work
    are given up after their current batch.
    """
    writer = PartWriter.of(plan)

    def write(index: int, part: Part, given_up: Event) -> dict[str, Any]:
        names = [part_name(kind, index) for kind in (SIGNALS, "quarantine")]
        signals, quarantine = (directory.path / name for name in names)
        facts = writer.write(part, signals, quarantine, given_up, progress.computed, earlier)
        directory.adopt(names[1], facts["quarantine_part"])
        return facts | {"signals_file": part_name("signals", index)}

    waiting: deque[Future[dict[str, Any]]] = deque()
    given_up = Event()
    # Rows as Python lists set off collections, and those then look at all that was ever imported.
    frozen = _nothing_frozen()
    if frozen:
        gc.freeze()
    with ThreadPoolExecutor(workers()) as pool:
        try:
            for index, part in enumerate(plan.corpus.parts(cursor), start=first):
                waiting.append(pool.submit(write, index, part, given_up))
                del part
                while waiting and (waiting[0].done() or len(waiting) >= budget.parts_in_work(PART_MEMORY, workers())):
                    yield waiting.popleft().result()
                    budget.check("read")
            while waiting:
                yield waiting.popleft().result()
        finally:
            given_up.set()
            for one in waiting:
                one.cancel()
            if frozen:
                gc.unfreeze()


def check_unchanged(corpus: Corpus) -> None:
    """Stop where a file is no longer what it was.

    Raises:
        IncompleteError: One has changed or is gone.
    """
    for file in corpus.files:
        if file.changed():
            message = f"{file.path}: changed while it was read; rerun the same command"
            raise IncompleteError(message)


def _check_files(plan: Plan, summary: ReadSummary) -> None:
    check_unchanged(plan.corpus)
    if plan.pipeline.input.on_bad_file == "skip":
        return
    for (code, file_name), entry in summary.notes.items():
        if code == "SRC002":
            message = (
                f"{file_name}: {entry['message']}; earlier rows were kept. Repair the file, or skip the rest "
                "with input.on_bad_file: skip"
            )
            raise IncompleteError(message)


def _check_quarantine(plan: Plan, summary: ReadSummary, directory: RunDirectory) -> None:
    _check_unreadable(plan, summary, directory)
    limits = plan.pipeline.limits
    quarantined, read = sum(summary.quarantined.values()), summary.read
    if quarantined <= max(limits.max_quarantined, limits.max_quarantined_share * read):
        return
    worst = max(summary.codes.values(), key=lambda entry: entry["count"])
    message = (
        f"{quarantined:,} of {read:,} rows could not be read (mostly {worst['code']}, first in {worst['file']}, "
        f"{worst['place']}: {worst['message']}); see {directory.path / 'quarantine'}, then raise "
        "limits.max_quarantined or limits.max_quarantined_share to continue without them"
    )
    raise QuarantineError(message)


def _check_unreadable(plan: Plan, summary: ReadSummary, directory: RunDirectory) -> None:
    """Fail where a file as a whole is not what it was taken for: no tolerance for single rows covers that.

    Raises:
        InputError: None of its rows could be read.
        QuarantineError: At least half of its rows, and two, could not be read.
    """
    if plan.pipeline.input.on_bad_file == "skip":
        return
    for file in plan.corpus.files:
        bad, good = summary.quarantined.get(file.ordinal, 0), summary.rows.get(file.ordinal, 0)
        if not bad or bad < good or (good and bad < _FEWEST_BAD):
            continue
        first = max(
            (one for (_, name), one in summary.codes.items() if name == file.file), key=lambda one: one["count"]
        )
        message = (
            f"{bad:,} of {bad + good:,} rows could not be read (mostly {first['code']}, first in {file.file}, "
            f"{first['place']}: {first['message']}), so the file is probably not {file.format}; see "
            f"{directory.path / 'quarantine'}, convert the file, or set input.format or input.encoding, "
            "or leave these rows out with input.on_bad_file: skip"
        )
        raise QuarantineError(message) if good else InputError(message)


def finding_tables(
    plan: Plan, summary: ReadSummary, mixed: Sequence[tuple[str, str]]
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The small tables that findings about reading judge: ``quarantine`` and ``notes``."""
    yield "quarantine", list(summary.codes.values())
    notes = list(summary.notes.values())
    for name, reason in plan.corpus.skipped:
        notes.append({"code": "SRC001", "file": name, "count": 1, "place": "", "message": reason})
    for column, kinds in mixed:
        if kinds.startswith(TUPLES):
            continue
        notes.append({"code": "SCH003", "file": "", "count": 1, "place": "", "message": f"{column} holds {kinds}"})
    for column, kinds in split_types(plan.corpus.files, summary.shapes).items():
        notes.append({"code": "SCH005", "file": "", "count": 1, "place": column, "message": kinds})
    yield "notes", notes

"""Reading on several machines: consecutive rows are a range, a range becomes parts, parts are put in place in order.

Where ranges begin depends on the files alone. A range that was finished before the run was killed is not done again.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import Any

from dataaudit.engine.cluster.contract import Cluster
from dataaudit.engine.plan import Plan
from dataaudit.engine.reading.part_writer import PartWriter, is_last
from dataaudit.engine.stored_signals import SIGNALS
from dataaudit.errors import ResourceError
from dataaudit.sources.columnar import Columnar
from dataaudit.sources.corpus import Corpus
from dataaudit.sources.corpus_part import Cursor
from dataaudit.sources.row_choice.row_sample import LINES
from dataaudit.sources.source_file import SourceFile
from dataaudit.store.atomic import write_bytes
from dataaudit.store.parts import part_name
from dataaudit.store.run_directory import WORK, RunDirectory

RANGES = f"{WORK}/ranges"
"""Folder of parts that no number is known of yet."""
_FACTS = "facts.json"
_SHARE, _LEAST, _MOST = 64, 4 << 20, 256 << 20
"""A range is this part of all bytes, but at least and at most so many bytes."""
_LEAST_ROWS = 1024


@dataclass(frozen=True, slots=True)
class RowRange:
    """Consecutive rows.

    Attributes:
        start: The first.
        stop: The place behind the last.
        key: Digest of all that the signals of the rows up to there depend on.
    """

    start: Cursor
    stop: Cursor
    key: str = ""

    @property
    def name(self) -> str:
        """Of its folder."""
        return f"{self.start.ordinal:06d}-{self.start.row:012d}"


def divide(corpus: Corpus) -> list[RowRange]:
    """Ranges of about equal size that hold all rows: of several small files, or of some rows of a large one.

    Files whose rows cannot be reached without reading all before them, such as compressed ones, are not divided.
    """
    total = sum(file.size or 0 for file in corpus.files)
    wanted = min(max(total // _SHARE, _LEAST), _MOST)
    cuts, held = [Cursor()], 0
    for file in corpus.files:
        size = file.size or 0
        step = _rows_of_range(file, wanted)
        if held and held + size > wanted:
            cuts.append(Cursor(file.ordinal, 0))
            held = 0
        held += size
        if step is None:
            continue
        rows = file.expected_rows() or 0
        inside = range(step, rows - step // 2, step)
        cuts += [Cursor(file.ordinal, row) for row in inside]
        held = size - len(inside) * wanted if inside else held
    ends = [*cuts[1:], corpus.end]
    return [RowRange(start, stop) for start, stop in zip(cuts, ends, strict=True)]


def _rows_of_range(file: SourceFile, wanted: int) -> int | None:
    """About how many rows of a file are as many bytes as wanted; None where it is not divided."""
    if not file.size or file.size < 2 * wanted:
        return None
    if not isinstance(file.reader, Columnar) and file.format not in LINES:
        return None
    rows = file.expected_rows()
    return max(round(rows * wanted / file.size), _LEAST_ROWS) if rows else None


def parts_of_cluster(
    plan: Plan, directory: RunDirectory, first: int, cursor: Cursor, cluster: Cluster
) -> Iterator[dict[str, Any]]:
    """Facts of the parts from a place on, in order, computed by a cluster.

    Args:
        plan: What is computed.
        directory: Where parts are put in place.
        first: Number of the first part.
        cursor: Where the first part begins.
        cluster: Computes.

    Raises:
        AuditError: As reading does.
    """
    work = directory.path / RANGES
    ranges = [
        replace(one, start=max(one.start, cursor, key=_place), key=plan.part_key(one.stop))
        for one in divide(plan.corpus)
        if _place(one.stop) > _place(cursor) or one.stop == plan.corpus.end
    ]
    done = {number: _finished(work, one) for number, one in enumerate(ranges)}
    asked = [number for number, facts in done.items() if facts is None]
    answers = cluster.each(write_range, (PartWriter.of(plan), work), [ranges[number] for number in asked])
    index = first
    for number, one in enumerate(ranges):
        while (facts := done[number]) is None:
            place, found = next(answers)
            done[asked[place]] = found
        for part, known in enumerate(facts):
            for kind, target in ((SIGNALS, directory.path), ("quarantine", directory.path)):
                source = work / one.name / part_name(Path(kind).name, part)
                if not source.is_file():
                    message = (
                        f"{source}: was written by another machine and is not there; --out needs a folder that all "
                        "of them see. Rerun the same command"
                    )
                    raise ResourceError(message)
                (target / part_name(kind, index)).parent.mkdir(parents=True, exist_ok=True)
                source.rename(target / part_name(kind, index))
            directory.adopt(part_name("quarantine", index), known["quarantine_part"])
            yield known | {"signals_file": part_name("signals", index)}
            index += 1
        shutil.rmtree(work / one.name, ignore_errors=True)


def _place(cursor: Cursor) -> tuple[int, int]:
    return cursor.ordinal, cursor.row


def _finished(work: Path, one: RowRange) -> list[dict[str, Any]] | None:
    """The facts of a range whose parts wait to be put in place."""
    try:
        held = json.loads((work / one.name / _FACTS).read_bytes())
    except (OSError, ValueError):
        return None
    parts = list(held["parts"])
    waiting = all((work / one.name / part_name("signals", number)).is_file() for number in range(len(parts)))
    return parts if held["key"] == one.key and waiting else None


def write_range(shared: tuple[PartWriter, Path], one: RowRange) -> list[dict[str, Any]]:
    """Compute the parts of a range; called on any machine, and again where that machine is lost.

    Args:
        shared: What computes, and the folder of ranges.
        one: The rows.

    Returns:
        The facts of its parts.
    """
    writer, work = shared
    folder = work / one.name
    facts: list[dict[str, Any]] = []
    for number, part in enumerate(writer.corpus.parts(one.start, one.stop)):
        if not len(part.batch) and not part.quarantined and not part.notes and facts:
            facts[-1]["end"] = [part.end.ordinal, part.end.row]
            facts[-1]["last"] = is_last(part.end, writer.corpus)
            continue
        signals, quarantine = (folder / part_name(kind, number) for kind in ("signals", "quarantine"))
        facts.append(writer.write(part, signals, quarantine, Event(), _untold))
    write_bytes(folder / _FACTS, json.dumps({"key": one.key, "parts": facts}).encode())
    return facts


def _untold(rows: int) -> None:
    """Rows of a range are told when all of it is done."""

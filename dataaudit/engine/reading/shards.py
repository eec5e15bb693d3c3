"""A run that several jobs share: each computes the signals of its rows, and one joins them to the run of one machine.

Row ids, parts of files and settings are those of the whole, so the joined run reads the texts once more, takes over
every row's signals by its place and digest, and does the rest as if it had computed them.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dataaudit.engine.memory import memory_budget, peak_bytes
from dataaudit.engine.plan import Plan
from dataaudit.engine.reading.read_signals import read_signals
from dataaudit.errors import InputError, RunDirectoryError
from dataaudit.sources.row_choice.shard import Shard
from dataaudit.store.run_directory import LOG_NAME, SHARD, RunDirectory

_FEW = 10
"""Shards that a message names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardRecord:
    """What the file of a finished shard says.

    Attributes:
        shard: Its number, from 1.
        of: How many there are.
        run_key: Of the run that they make together.
        version: Of dataaudit.
        rows: With signals.
        quarantined: That could not be read.
        seconds: How long it took.
        peak_memory_bytes: At most held.
        pipeline: The document that describes the run.
    """

    shard: int
    of: int
    run_key: str
    version: str
    rows: int
    quarantined: int
    seconds: float
    peak_memory_bytes: int
    pipeline: dict[str, Any]

    def told(self) -> dict[str, Any]:
        """What a user is told of it."""
        return {name: value for name, value in asdict(self).items() if name != "pipeline"}


def run_shard(plan: Plan, shard: Shard, directory: RunDirectory) -> ShardRecord:
    """Compute the signals of a shard's rows, from where an earlier attempt stopped.

    Raises:
        AuditError: As a run does.
    """
    began = time.monotonic()
    own = replace(plan, corpus=plan.corpus.of_shard(shard))
    summary = read_signals(own, directory, memory_budget(plan.pipeline.limits.max_memory))
    record = ShardRecord(
        shard=shard.number,
        of=shard.count,
        run_key=plan.run_key,
        version=version("dataaudit"),
        rows=sum(summary.rows.values()),
        quarantined=sum(summary.quarantined.values()),
        seconds=round(time.monotonic() - began, 3),
        peak_memory_bytes=peak_bytes(),
        pipeline=json.loads(json.dumps(plan.loaded.document.value)),
    )
    directory.finish_shard(asdict(record))
    return record


def read_shard(folder: Path) -> ShardRecord:
    """The record of a finished shard.

    Raises:
        RunDirectoryError: The folder holds none.
    """
    path = folder / SHARD
    try:
        return ShardRecord(**json.loads(path.read_bytes()))
    except (FileNotFoundError, NotADirectoryError) as error:
        reason = "holds no shard" if folder.exists() else "no such folder"
        if (folder / LOG_NAME).is_file():
            reason = "this shard is not finished; run its command again"
        message = f"{folder}: {reason}"
        raise RunDirectoryError(message) from error
    except (OSError, ValueError, TypeError) as error:
        message = f"{path}: is damaged; run this shard again in another folder"
        raise RunDirectoryError(message) from error


def check_together(folders: Sequence[Path]) -> list[ShardRecord]:
    """Fail where folders are not the shards of one run, each of them once.

    Raises:
        RunDirectoryError: Names what is missing, doubled or foreign.
    """
    records = [read_shard(folder) for folder in folders]
    first = records[0]
    for folder, one in zip(folders, records, strict=True):
        other = ""
        if one.of != first.of:
            other = f"is of {one.of} shards, {folders[0]} of {first.of}"
        elif one.run_key != first.run_key:  # the version is part of it
            other = f"was made of another input, configuration or version than {folders[0]}"
        if other:
            message = f"{folder}: {other}; run all shards by one command"
            raise RunDirectoryError(message)
    counts = Counter(one.shard for one in records)
    doubled = [number for number, count in counts.items() if count > 1]
    missing = [number for number in range(1, first.of + 1) if number not in counts]
    if doubled:
        named = [str(folder) for folder, one in zip(folders, records, strict=True) if one.shard == doubled[0]]
        message = f"shard {doubled[0]} of {first.of} is there {counts[doubled[0]]} times: {', '.join(named[:_FEW])}"
        raise RunDirectoryError(message)
    if missing:
        more = f" and {len(missing) - _FEW} more" if len(missing) > _FEW else ""
        message = f"of {first.of} shards {', '.join(map(str, missing[:_FEW]))}{more} are missing; run them, then merge"
        raise RunDirectoryError(message)
    return records


def check_shards(folders: Sequence[Path], plan: Plan) -> None:
    """Fail where shards are not those of a plan.

    Raises:
        InputError: The input has changed since they were made, or the settings differ.
    """
    if folders and read_shard(folders[0]).run_key != plan.run_key:
        message = (
            f"{folders[0]}: the shards were made of other files, settings or another version than there are now; "
            "run them again (files count as changed if their size or time of change did)"
        )
        raise InputError(message)

"""Corpus stages, here one after the other or on a cluster side by side; each may read the tables that it names."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dataaudit.engine.cluster.contract import Cluster
from dataaudit.engine.memory import MemoryBudget, peak_bytes
from dataaudit.engine.plan import Plan, PlannedCorpus
from dataaudit.engine.stored_signals import StoredSignals
from dataaudit.engine.timed_stage import stage_finished, timed_stage
from dataaudit.sources.corpus import Corpus
from dataaudit.stages.contract import CorpusStage
from dataaudit.store.run_directory import RunDirectory


def relate_rows(
    plan: Plan, directory: RunDirectory, stages: list[dict[str, Any]], budget: MemoryBudget, cluster: Cluster | None
) -> None:
    """Run the corpus stages of a plan that no earlier attempt has finished.

    Args:
        plan: What is computed.
        directory: Where their tables are written.
        stages: For the manifest; each stage is added.
        budget: How much memory may be held.
        cluster: Computes; this process where None.

    Raises:
        AuditError: As stages do.
    """
    waiting = list(plan.relations)
    if cluster is not None:
        while waiting:
            made = {name for one in plan.relations if one not in waiting for name in one.stage.tables}
            asked = {name for one in waiting for name in one.stage.tables} - made
            able = [one for one in waiting if not asked.intersection(one.part.reads)]
            _side_by_side(plan, directory, stages, able, cluster)
            waiting = [one for one in waiting if one not in able]
        order = [one.stage.name for one in plan.relations]
        stages.sort(key=lambda facts: order.index(facts["name"]) if facts["name"] in order else -1)
        return
    for planned in waiting:
        stage = planned.stage
        with timed_stage(stage.name, directory, stages, planned.part.progress) as facts:
            done = directory.done(stage.name, _key(plan, stage))
            if done is None:

                def told(done: int, total: int, name: str = stage.name) -> None:
                    directory.log.emit("progress", stage=name, done=done, total=total)

                store = StoredSignals(directory.path, plan.corpus, stage.name, _readable(plan, planned), told)
                done = dict(stage.run(store))
                directory.mark_done(stage.name, _key(plan, stage), done)
            else:
                facts["state"] = "resumed"
            facts["facts"] = done
        budget.check(stage.name)


def _key(plan: Plan, stage: CorpusStage) -> str:
    return f"{plan.signals_key}-{stage!r}"


def _readable(plan: Plan, planned: PlannedCorpus) -> list[str]:
    """The tables that a stage may read and that a stage of this run has written."""
    made = {name for one in plan.relations for name in one.stage.tables}
    return [name for name in planned.part.reads if name in made]


def _side_by_side(
    plan: Plan, directory: RunDirectory, stages: list[dict[str, Any]], able: list[PlannedCorpus], cluster: Cluster
) -> None:
    """Run stages of which none reads a table of another."""
    asked = []
    for planned in able:
        done = directory.done(planned.stage.name, _key(plan, planned.stage))
        if done is None:
            directory.log.emit("stage_started", stage=planned.stage.name, text=planned.part.progress)
            asked.append(planned)
        else:
            with timed_stage(planned.stage.name, directory, stages, planned.part.progress) as facts:
                facts |= {"state": "resumed", "facts": done}
    items = [(planned.stage, _readable(plan, planned)) for planned in asked]
    for place, (found, measured) in cluster.each(_run_stage, (plan.corpus, directory.path), items):
        stage = asked[place].stage
        directory.mark_done(stage.name, _key(plan, stage), dict(found))
        stage_finished({"name": stage.name, "state": "done", "facts": dict(found), **measured}, directory, stages)


def _run_stage(
    shared: tuple[Corpus, Path], item: tuple[CorpusStage, list[str]]
) -> tuple[Mapping[str, Any], dict[str, Any]]:
    """Run a stage on any machine; its facts, its time and its memory."""
    (corpus, folder), (stage, readable) = shared, item
    began = time.monotonic()
    found = dict(stage.run(StoredSignals(folder, corpus, stage.name, readable)))
    return found, {"seconds": round(time.monotonic() - began, 3), "peak_memory_bytes": peak_bytes()}

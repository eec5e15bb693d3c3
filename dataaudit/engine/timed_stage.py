"""A stage of a run, with its begin and end in the log and its time and memory in the manifest."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dataaudit.engine.memory import peak_bytes
from dataaudit.store.run_directory import RunDirectory


@contextmanager
def timed_stage(
    name: str, directory: RunDirectory, stages: list[dict[str, Any]], progress: str
) -> Iterator[dict[str, Any]]:
    """Time a stage, tell its begin and end, and keep both for the manifest."""
    directory.log.emit("stage_started", stage=name, text=progress)
    began = time.monotonic()
    facts: dict[str, Any] = {"name": name, "state": "done"}
    yield facts
    facts["seconds"] = round(time.monotonic() - began, 3)
    facts["peak_memory_bytes"] = peak_bytes()
    stage_finished(facts, directory, stages)


def stage_finished(facts: dict[str, Any], directory: RunDirectory, stages: list[dict[str, Any]]) -> None:
    """Tell the end of a stage that was measured, and keep what is known of it for the manifest."""
    stages.append(facts)
    directory.log.emit("stage_finished", **{"stage" if key == "name" else key: value for key, value in facts.items()})

"""When a run takes the place of an earlier one in its folder: the same audit of a corpus that has changed."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from dataaudit.engine.pipeline import JUDGED_BY
from dataaudit.engine.plan import STOPS, Plan
from dataaudit.store.manifest import Manifest


def succeeds(plan: Plan, earlier: Manifest) -> bool:
    """Whether a run may replace a finished one.

    It may where the version and all settings are equal, and the input is named alike or has a file in common. Another
    configuration, or another corpus, needs another folder: nobody wants to lose a result by a mistyped ``--out``.

    Args:
        plan: Of the run.
        earlier: The manifest of the finished one.
    """
    if earlier.versions.get("dataaudit") != version("dataaudit"):
        return False
    now, then = json.loads(json.dumps(asdict(plan.pipeline))), earlier.configuration
    paths = now["input"]["paths"], then.get("input", {}).get("paths")
    if not paths[0] or _settings(now) != _settings(then):
        return False
    known = {(entry["file"], entry["fingerprint"]) for entry in earlier.inputs}
    return paths[0] == paths[1] or any((file.file, file.fingerprint) in known for file in plan.corpus.files)


def _settings(configuration: dict[str, Any]) -> dict[str, Any]:
    without = {key: value for key, value in configuration.items() if key not in JUDGED_BY}
    without["input"] = {key: value for key, value in without.get("input", {}).items() if key != "paths"}
    without["limits"] = {key: value for key, value in without.get("limits", {}).items() if key not in STOPS}
    return without

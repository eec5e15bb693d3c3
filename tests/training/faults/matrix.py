"""Runs the matrix of faults and clean runs: ``python tests/training/faults/matrix.py calibrate|evaluate``."""

from __future__ import annotations

import json
import sys
import time
import traceback
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

SEEDS = {"calibrate": (1, 2), "evaluate": (101, 102, 103, 104, 105)}
CLEAN = {"calibrate": (80, 7), "evaluate": (200, 4007)}


def one(task: tuple[str, str, int, Any]) -> dict[str, Any]:
    """Run one training and tell what was found."""
    import warnings

    import torch
    from training.faults.run_fault import run
    from training.faults.seeded_faults import FAULTS
    from training.faults.tiny_models import make_setup

    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    name, kind, seed, settings = task
    began = time.monotonic()
    try:
        setup = make_setup(kind, seed, settings)
        if name != "clean":
            next(one for one in FAULTS if one.name == name).apply(setup)
        findings, tables = run(setup)
        told = [
            {
                "name": f.name,
                "severity": f.severity,
                "confidence": f.confidence,
                "where": dict(f.where),
                "message": f.message,
            }
            for f in findings
        ]
        from training.faults.textbook_rules import TEXTBOOK

        rules = {rule: sorted(judge(tables)) for rule, judge in TEXTBOOK.items()}
        error = "; ".join(f"{k}: {v}" for k, v in tables["not_run"].items())
    except Exception:
        told, rules, error = [], {}, traceback.format_exc()
    return {
        "fault": name, "model": kind, "seed": seed, "settings": settings, "findings": told, "rules": rules,
        "error": error, "seconds": round(time.monotonic() - began, 2),
    }  # fmt: skip


def tasks(part: str) -> list[tuple[str, str, int, Any]]:
    from training.faults.seeded_faults import FAULTS
    from training.faults.tiny_models import clean_settings

    made: list[tuple[str, str, int, Any]] = [
        (fault.name, kind, seed, None) for fault in FAULTS for kind in fault.models for seed in SEEDS[part]
    ]
    made += [("clean", kind, seed, settings) for kind, seed, settings in clean_settings(*CLEAN[part])]
    return made


def main() -> None:
    part, target = sys.argv[1], Path(sys.argv[2])
    chosen = set(sys.argv[3:])
    todo = [task for task in tasks(part) if not chosen or task[0] in chosen]
    with ProcessPoolExecutor(2) as pool, target.open("w", encoding="utf-8") as file:
        for result in pool.map(one, todo, chunksize=4):
            file.write(json.dumps(result) + "\n")
            file.flush()


if __name__ == "__main__":
    main()

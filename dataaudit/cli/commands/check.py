"""``dataaudit check``."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from dataaudit.cli.command import Command
from dataaudit.cli.option import key
from dataaudit.cli.shared_options import (
    ALLOW,
    BASELINE,
    DATA,
    FAIL_ON,
    JSON,
    LABEL,
    PIPELINE,
    QUIET,
    RULES,
    SET,
    SPLIT,
    TEXT,
)  # fmt: skip
from dataaudit.errors import EXIT_GATE_FAILED, EXIT_PASSED


def execute(options: argparse.Namespace) -> int:
    """Audit, print what was found; 1 when the gate failed."""
    from dataaudit.api import audit
    from dataaudit.cli.console import watching
    from dataaudit.cli.summary import print_findings, print_verdict, summary_record
    from dataaudit.store.json_text import json_text

    arguments = COMMAND.arguments(options)
    arguments["settings"] = [*_SMALL, *(arguments.get("settings") or ())]
    with TemporaryDirectory(prefix="dataaudit-") as folder, watching(quiet=options.quiet) as watcher:
        result = audit(**arguments, out=Path(folder) / "run", watcher=watcher)
        if options.json:
            print(json_text(summary_record(result)))
        else:
            print_findings(result, reported=False)
            print_verdict(result)
    return EXIT_GATE_FAILED if result.verdict == "failed" else EXIT_PASSED


_SMALL = ("report.samples=0", "report.clusters=0", "limits.keep_signals=false")
"""Nothing is left on disk, so nothing is prepared for later."""

COMMAND = Command(
    rank=15,
    help="audit files and print what was found; nothing is left on disk",
    options=(
        replace(DATA, keyword="source"),
        replace(PIPELINE, name="--pipeline", metavar="PIPELINE"),
        TEXT, LABEL, SPLIT, RULES,
        replace(FAIL_ON, keyword=None, default="error", settings=key("fail_on")),
        BASELINE,
        replace(ALLOW, keyword=None, settings=key("allow")),
        SET, JSON, QUIET,
    ),
    examples=(
        "dataaudit check train.jsonl",
        "dataaudit check new.parquet --rules default --fail-on warning",
    ),
    execute=execute,
)  # fmt: skip

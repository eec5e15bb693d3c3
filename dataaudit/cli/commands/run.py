"""``dataaudit run``."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dataaudit.cli.command import Command
from dataaudit.cli.option import Option, key
from dataaudit.cli.shared_options import (
    AGAINST,
    AGAINST_TEMPLATE,
    ALLOW,
    BASELINE,
    FAIL_ON,
    INPUT,
    JSON,
    LABEL,
    LANGUAGE,
    OUT,
    PIPELINE,
    QUIET,
    RULES,
    SET,
    SPLIT,
    TEMPLATE,
    TEXT,
)
from dataaudit.errors import EXIT_GATE_FAILED, EXIT_PASSED, UsageError

if TYPE_CHECKING:
    from dataaudit.store.event_log import Watcher


def _engines() -> tuple[str, ...]:
    from dataaudit.engine.cluster.engines import ENGINES

    return ENGINES


def execute(options: argparse.Namespace) -> int:
    """Audit, print the summary; 1 when a gate failed."""
    from dataaudit.api import audit
    from dataaudit.cli.console import watching
    from dataaudit.cli.heartbeat import beating
    from dataaudit.cli.summary import print_summary, summary_record
    from dataaudit.store.json_text import json_text

    path = Path(options.heartbeat) if options.heartbeat else None
    with watching(quiet=options.quiet) as told, beating(path, told) as watcher:
        if options.shard:
            return _shard(options, watcher)
        result = audit(**COMMAND.arguments(options), watcher=watcher)
    if options.json:
        print(json_text(summary_record(result)))
    else:
        print_summary(result)
    return EXIT_GATE_FAILED if result.verdict == "failed" else EXIT_PASSED


def _shard(options: argparse.Namespace, watcher: Watcher | None) -> int:
    """Compute the signals of a part of the rows; they are judged when all parts are joined."""
    from dataaudit.api import audit_shard
    from dataaudit.store.json_text import json_text

    if not options.out:
        message = "--shard needs --out: another folder for each shard"
        raise UsageError(message)
    arguments = COMMAND.arguments(options)
    if arguments.pop("engine") != "local" or arguments.pop("ray_address"):
        message = "--shard computes on this machine; leave out --engine, or --shard"
        raise UsageError(message)
    record = audit_shard(**arguments, shard=options.shard, watcher=watcher)
    if options.json:
        print(json_text(record.told()))
    else:
        rows = f"{record.rows:,} rows" + (f", {record.quarantined:,} unreadable" if record.quarantined else "")
        print(f"shard {record.shard} of {record.of}: {rows}; join all of them with dataaudit merge DIR... --out RUN")
    return EXIT_PASSED


COMMAND = Command(
    rank=10,
    help="audit a corpus, clean it, write the report",
    options=(
        PIPELINE, INPUT, OUT, TEXT, TEMPLATE, LABEL, SPLIT, AGAINST, AGAINST_TEMPLATE,
        Option(
            "--train", "train a small model on the clean rows and report what it finds in them", switch=True,
            settings=lambda _: ["training={}"],
        ),
        Option(
            "--no-raw", "keep raw text out of everything but clean/: digests in quarantine and tables, no samples",
            switch=True, settings=lambda _: ["report.raw=false"],
        ),
        Option(
            "--known", "folders of earlier runs: rows that they hold already are found", "RUN", many=True,
            settings=key("stages.known.runs"),
        ),
        RULES,
        replace(FAIL_ON, keyword=None, settings=key("fail_on")),
        BASELINE, replace(ALLOW, keyword=None, settings=key("allow")),
        LANGUAGE, SET,
        Option(
            "--sample", "audit a seeded sample first: about N rows, or a share below 1", "N", kind=float,
            settings=key("input.sample"),
        ),
        Option("--shard", "compute only part K of N; dataaudit merge joins them", "K/N"),
        Option(
            "--engine", "local, or ray for a Ray cluster: the same tables", "ENGINE", default="local", choices=_engines,
            keyword="engine",
        ),
        Option(
            "--ray-address", "head of a Ray cluster; this machine's own cores without it", "HOST:PORT",
            keyword="ray_address",
        ),
        Option("--max-memory", "memory at which the run stops, as 2GiB", "SIZE", settings=key("limits.max_memory")),
        Option("--heartbeat", "file that says every 15 seconds that the run is alive, for a supervisor", "FILE"),
        JSON, QUIET,
    ),
    examples=(
        "dataaudit run --input data/ --out RUN",
        "dataaudit run --input train.jsonl --label label --rules default --out RUN",
        "dataaudit run --input train.jsonl --out RUN --set clean.pii=mask 'clean.drop=[empty-answer]'",
        "dataaudit run --input /shared/data --out /shared/RUN --engine ray --ray-address 10.0.0.1:6379",
        "dataaudit run --input train.parquet --against test.jsonl --rules strict --out RUN",
    ),
    execute=execute,
)  # fmt: skip

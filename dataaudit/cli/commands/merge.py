"""``dataaudit merge``."""

from __future__ import annotations

import argparse
from dataclasses import replace

from dataaudit.cli.command import Command
from dataaudit.cli.option import Option, key
from dataaudit.cli.shared_options import ALLOW, BASELINE, FAIL_ON, JSON, OUT, QUIET, RULES
from dataaudit.errors import EXIT_GATE_FAILED, EXIT_PASSED


def execute(options: argparse.Namespace) -> int:
    """Join shards, print the summary; 1 when a gate failed."""
    from dataaudit.api import merge
    from dataaudit.cli.console import watching
    from dataaudit.cli.summary import print_summary, summary_record
    from dataaudit.store.json_text import json_text

    with watching(quiet=options.quiet) as watcher:
        result = merge(options.shards, **COMMAND.arguments(options), watcher=watcher)
    if options.json:
        print(json_text(summary_record(result)))
    else:
        print_summary(result)
    return EXIT_GATE_FAILED if result.verdict == "failed" else EXIT_PASSED


COMMAND = Command(
    rank=16,
    help="join the shards of a run to the audit that one machine would have made",
    options=(
        Option("shards", "folders of all shards, as dataaudit run --shard K/N --out writes them", "DIR", many=True),
        replace(OUT, required=True),
        RULES,
        replace(FAIL_ON, keyword=None, settings=key("fail_on")),
        BASELINE,
        replace(ALLOW, keyword=None, settings=key("allow")),
        Option("--max-memory", "memory at which the run stops, as 2GiB", "SIZE", settings=key("limits.max_memory")),
        JSON, QUIET,
    ),
    examples=(
        "dataaudit merge shard-1 shard-2 shard-3 --out RUN",
    ),
    execute=execute,
)  # fmt: skip

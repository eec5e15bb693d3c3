"""``dataaudit run``."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from dataaudit.errors import EXIT_GATE_FAILED, EXIT_PASSED


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("pipeline", nargs="?", help="a shipped pipeline's name or a file (default: default)")
    parser.add_argument(
        "--input",
        nargs="+",
        action="extend",
        metavar="PATH",
        help="files, folders, globs, save_to_disk folders or hf://owner/name",
    )
    parser.add_argument("--out", metavar="DIR", help="the run's folder (default: reports/<pipeline>-<fingerprint>)")
    parser.add_argument("--text", metavar="COLUMN", help="column of the text (default: found)")
    parser.add_argument("--template", metavar="T", help='columns joined to one text, as "{question}\\n{answer}"')
    parser.add_argument("--label", metavar="COLUMN", help='column of the class (default: found; "" for none)')
    parser.add_argument("--split", metavar="COLUMN", help="column of the split (default: from file names)")
    parser.add_argument(
        "--against",
        nargs="+",
        action="extend",
        metavar="EVAL",
        help="evaluation data whose items are sought in the rows",
    )
    parser.add_argument(
        "--train", action="store_true", help="train a small model on the clean rows and say what it met in them"
    )
    parser.add_argument("--rules", nargs="+", action="extend", metavar="FILE", help="gates to judge the run by")
    parser.add_argument("--fail-on", choices=("error", "warning"), help="mildest severity that fails the gate")
    parser.add_argument("--language", choices=("en", "zh"), help="language of the report")
    parser.add_argument(
        "--set", nargs="+", action="extend", default=[], metavar="KEY=VALUE", help="override a key of the pipeline"
    )
    parser.add_argument("--max-memory", metavar="SIZE", help="memory held before the run stops, as 2GiB")
    parser.add_argument("--json", action="store_true", help="print summary.json instead of a summary to read")
    parser.add_argument("--quiet", action="store_true", help="no progress on standard error")


def execute(options: argparse.Namespace) -> int:
    """Audit, print the summary; 1 when a gate failed."""
    from dataaudit.api import audit
    from dataaudit.cli.console import watching
    from dataaudit.cli.summary import print_summary

    template = options.template.replace("\\n", "\n").replace("\\t", "\t") if options.template else None
    settings = list(options.set)
    if options.fail_on:
        settings.append(f"fail_on={options.fail_on}")
    if options.train and not any(one.startswith("training") for one in settings):
        settings.append("training={}")
    if options.max_memory:
        settings.append(f"limits.max_memory={options.max_memory}")
    if options.language:
        settings.append(f"report.language={options.language}")
    with watching(quiet=options.quiet) as watcher:
        result = audit(
            options.input,
            pipeline=options.pipeline,
            out=options.out,
            text=options.text,
            template=template,
            label=options.label,
            split=options.split,
            against=options.against,
            rules=options.rules,
            settings=settings,
            watcher=watcher,
        )
    if options.json:
        findings = [asdict(one) for one in result.findings]
        summary = {
            "rows": dict(result.row_counts),
            "metrics": dict(result.metrics),
            "findings": findings,
            "verdict": result.verdict,
        }
        print(json.dumps(summary, ensure_ascii=False, indent=1))
    else:
        print_summary(result)
    return EXIT_GATE_FAILED if result.verdict == "failed" else EXIT_PASSED

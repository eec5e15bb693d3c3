"""``dataaudit cost``."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any

from dataaudit.cli.command import Command
from dataaudit.cli.option import Option
from dataaudit.cli.shared_options import RUN, SET
from dataaudit.errors import EXIT_PASSED, AuditError, ConfigurationError


def execute(options: argparse.Namespace) -> int:
    """Print what the rules of a run cost."""
    import polars as pl

    from dataaudit.engine.pipeline import parse_setting
    from dataaudit.findings.registry import find_finding
    from dataaudit.report.excerpt import excerpt, one_line
    from dataaudit.results.explain_row import row_texts
    from dataaudit.results.result import load_result

    result = load_result(options.run)
    changed: dict[str, dict[str, Any]] = {}
    for setting in options.set or ():
        path, value = parse_setting(setting)
        if len(path) != 2:
            message = f"--set {setting}: finding.option=value is expected, as short-text.min_chars=20"
            raise ConfigurationError(message)
        changed.setdefault(str(path[0]), {})[str(path[1])] = value
    costs = result.costs(changed)
    total = result.row_counts["read"]
    if options.finding is None:
        print(f"{'finding':<36} {'rows':>12} {'share':>8} {'alone':>12}")
        for row in costs.findings.filter(pl.col("rows") > 0).sort("rows", descending=True).to_dicts():
            print(f"{row['code']} {row['name']:<29} {row['rows']:>12,} {row['rows'] / total:>8.2%} {row['alone']:>12,}")
        print("\nrows found by exactly these findings:")
        for row in costs.overlaps.head(20).to_dicts():
            print(f"{row['rows']:>12,}  {' '.join(row['codes'])}")
        return EXIT_PASSED
    code = find_finding(options.finding).code
    curve = costs.curves.filter(costs.curves["code"] == code)
    if curve.is_empty():
        print(f"{code}: has no threshold on a signal of this run, or does not run here")
        return EXIT_PASSED
    for (option, signal), part in curve.group_by("option", "signal", maintain_order=True):
        print(f"{code} {option} ({signal}): rows found at other thresholds")
        for row in part.to_dicts():
            mark = "  <- chosen" if row["chosen"] else ""
            print(f"{row['threshold']:>14.6g} {row['rows']:>12,} {row['rows'] / total:>8.2%}{mark}")
        named = (pl.col("code") == code) & (pl.col("option") == option) & (pl.col("signal") == signal)
        edges = costs.edges.filter(named)
        try:
            texts = row_texts(result.manifest, sorted(edges["row_id"].to_list()))
        except AuditError as error:
            print(f"  {one_line(str(error))}")
            texts = {}
        for found, title in ((True, "found, nearest to the threshold"), (False, "not found, nearest to the threshold")):
            print(f"  {title}:")
            for row in edges.filter(edges["found"] == found).to_dicts():
                text = one_line(excerpt(texts.get(row["row_id"]) or "", 100))
                print(f"    {row['value']:>10.6g}  row {row['row_id']}  {text}")
    return EXIT_PASSED


COMMAND = Command(
    rank=45,
    help="show what each rule drops, alone and with others, and what other thresholds would drop",
    options=(
        RUN,
        Option("finding", "one finding: its curve, and the rows nearest to its threshold", "FINDING", required=False),
        replace(
            SET,
            help="try other thresholds, as short-text.min_chars=20; the texts are not read again",
            metavar="FINDING.OPTION=VALUE",
        ),
    ),
    examples=(
        "dataaudit cost RUN",
        "dataaudit cost RUN short-text --set short-text.min_chars=20",
    ),
    execute=execute,
)

"""A comparison on the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from dataaudit.report.comparison_tables import METRICS, change_tables, headline
from dataaudit.report.excerpt import one_line
from dataaudit.results.comparison.compare import Comparison
from dataaudit.stages.personal_data.mask import mask_names


def comparison_lines(comparison: Comparison) -> list[str]:
    """Headline and tables; columns are as wide as their widest cell."""
    lines = [one_line(f"{comparison.old} -> {comparison.new}"), *map(one_line, headline(comparison))]
    for table in change_tables(comparison):
        if table.title == METRICS:  # a hundred numbers, of which most follow from what is shown above
            lines += ["", f"{len(table.rows) + table.left_out:,} metrics changed (--json and --html show them)"]
            continue
        lines += ["", table.title]
        lines += _aligned([table.head, *([one_line(mask_names(cell)) for cell in row] for row in table.rows)])
        if table.left_out:
            lines.append(f"  and {table.left_out:,} more (--json has all)")
    return lines


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        f"  {'  '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))}".rstrip() for row in rows
    ]

"""Fill the tables of the docs that are made from the registries.

``python docs/make_tables.py`` rewrites what stands between ``<!-- made by docs/make_tables.py: NAME -->`` and
``<!-- end -->``; a test fails where a committed table differs from what this makes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from dataaudit.stages.registry import all_stages, result_tables

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("docs/run_folder.md", "docs/stages.md")
_BLOCK = re.compile(r"(<!-- made by docs/make_tables\.py: (\w+) -->\n).*?(<!-- end -->)", re.S)


def outputs() -> str:
    """Tables that stages leave beside the rows."""
    rows = [f"| `{name}.parquet` | {table.text} |" for name, table in result_tables().items()]
    return "\n".join(["| in the folder | what it is |", "|---|---|", *rows])


def stages() -> str:
    """Every stage with its options."""
    lines = ["| key | what it does | options (defaults) | tables | section of the report |", "|---|---|---|---|---|"]
    for spec in all_stages():
        if spec.source:
            continue
        options = ", ".join(
            f"`{one.name}` ({_shown({} if one.default is MISSING else one.default)})" for one in fields(spec.options)
        )
        tables = ", ".join(f"`{table.name}`" for part in spec.corpus_parts for table in part.tables)
        sections = ", ".join(section.title for section in spec.sections)
        text = " ".join((spec.options.__doc__ or "").split())
        lines.append(f"| `{spec.name}` | {text} | {options} | {tables} | {sections} |")
    return "\n".join(lines)


TABLES: dict[str, Callable[[], str]] = {"outputs": outputs, "stages": stages}


def made(page: str) -> str:
    """A page with its tables filled."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return _BLOCK.sub(lambda block: f"{block[1]}{TABLES[block[2]]()}\n{block[3]}", text)


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return str(value).lower() if isinstance(value, bool) or value is None else str(value)


if __name__ == "__main__":
    for name in PAGES:
        (ROOT / name).write_text(made(name), encoding="utf-8")

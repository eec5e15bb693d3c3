"""What the docs name exists: files of the repository, and the targets of links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import ROOT

PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
FILE = re.compile(r"`([\w@.-]+(?:/[\w@.-]+)+\.(?:py|toml|yml|md|svg|txt|tsv|js)|(?:[\w@.-]+/){2,})`")
"""A file with its folder, or a folder in a folder, in code type; ``rows/`` and other outputs of a run are neither."""
FROM = ("", "dataaudit", "docs")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.M)


def missing_files(text: str) -> list[str]:
    named = set(FILE.findall(text))
    return sorted(name for name in named if not any((ROOT / folder / name).exists() for folder in FROM))


def anchors(page: Path) -> set[str]:
    headings = HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_a_page_names_exist(page: Path) -> None:
    assert missing_files(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_within_the_repository_lead_somewhere(page: Path) -> None:
    broken = []
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        if re.match(r"\w+:", target):
            continue
        found = (page.parent / path) if path else page
        if not found.exists() or (anchor and anchor not in anchors(found)):
            broken.append(target)
    assert broken == []


def test_a_file_that_is_not_there_is_found() -> None:
    text = "`engine/plan.py` and `stages/classes/` exist, `engine/local.py` does not; `rows/` is an output"
    assert missing_files(text) == ["engine/local.py"]

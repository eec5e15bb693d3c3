"""Listings of CONTRIBUTING.md."""

from __future__ import annotations

import re

from conftest import ROOT

RECIPE = re.compile(r"^### (.+?)\n(.*?)(?=^##|\Z)", re.S | re.M)
LISTING = re.compile(r"^```\w+ (\S+)\n(.*?)^```$", re.S | re.M)


def recipes() -> dict[str, dict[str, str]]:
    """Files by recipe: path and content."""
    found = {title: dict(LISTING.findall(body)) for title, body in RECIPE.findall(_text())}
    return {title: files for title, files in found.items() if files}


def listing(kind: str) -> str:
    """The one block whose first line ends with some words."""
    (found,) = re.findall(rf"^```{re.escape(kind)}\n(.*?)^```$", _text(), re.S | re.M)
    return str(found)


def _text() -> str:
    return (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")

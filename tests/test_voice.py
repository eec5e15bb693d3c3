"""Sentences that users read are plain English: none of the idioms that were carried over from another language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

TICS = (
    "(?:is|are|was|were) (?:no|none)",
    "told (?:by|from)",
    "(?:can|could|cannot|may|must) be told",
    "sought",
    "(?:stand|stands|stood|standing) (?:in|there)",
    "what stands",
    "mend(?:s|ed|ing)?",
    "(?:go|goes|went|going) on",
    "(?:lie|lies|lay|lying) in",
    "by heart",
    "anew",
    "passed over",
    "(?:speak|speaks|spoke|speaking) of",
    "of (?:its|their) own",
    "consists? to",
    "nobody sees",
    "says? nearly",
    "nests? too deep",
    "at first sight",
    "takes? what there is",
    "answers? with (?:its|their) prompt",
)
"""Regular expressions of whole words; a space matches any white space."""
FOUND = re.compile("|".join(rf"(?<!\w){tic}(?!\w)" for tic in TICS).replace(" ", r"\s+"), re.IGNORECASE)
FINE = re.compile(
    r"\b[Tt]here\s+(?:is|are|was|were)\s+no(?:ne)?\b|\b(?:is|are|was|were)\s+no\s+(?:longer|more|fewer|less)\b|\bNone\b"
    r"|(?:\b[A-Z][a-z]{3}\s){3,}"
)
"""English: "there are no rows", "is no longer needed"; Python's None; lists of ISO 15924 codes of scripts."""

PACKAGE = ROOT / "dataaudit"
PYTHON = sorted(path for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file())
TEXTS = (
    "README.md",
    "docs/*.md",
    "rules/**/*.yml",
    "pipelines/*.yml",
    "dataaudit/cli/templates/*",
    "dataaudit/**/en.toml",
)


def tics(text: str) -> Iterator[tuple[int, str]]:
    """Line (from 0) and words of every tic in a text."""
    searched = FINE.sub(lambda fine: re.sub(r"\S", "_", fine[0]), text)
    for found in FOUND.finditer(searched):
        yield searched.count("\n", 0, found.start()), " ".join(found[0].split())


def sentences(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of every string of a module that has a space in it; values of f-strings read ``{}``."""
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
            yield node.lineno, "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.lineno, node.value


def tics_of_module(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        f"{path.relative_to(ROOT)}:{first + line}: {words}"
        for first, text in sentences(tree)
        if " " in text
        for line, words in tics(text)
    ]


@pytest.mark.parametrize("part", PYTHON, ids=lambda path: path.name)
def test_strings_and_docstrings_have_no_tics(part: Path) -> None:
    files = sorted(part.rglob("*.py")) if part.is_dir() else [part]
    found = [line for path in files for line in tics_of_module(path)]
    assert not found, f"tics: {len(found)}\n" + "\n".join(found)


@pytest.mark.parametrize("pattern", TEXTS)
def test_pages_and_settings_have_no_tics(pattern: str) -> None:
    files = sorted(path for path in ROOT.glob(pattern) if path.is_file())
    assert files
    found = [
        f"{path.relative_to(ROOT)}:{line + 1}: {words}"
        for path in files
        for line, words in tics(path.read_text(encoding="utf-8"))
    ]
    assert not found, f"tics: {len(found)}\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: b.txt is no\n    training log", [(0, "is no")]),
        ("There are no rows, and there\n  is none", []),
        ("it is no longer needed; if it is None, nothing is read", []),
        ("first line\nitems are SOUGHT among the rows, mended and made anew",
         [(1, "SOUGHT"), (1, "mended"), (1, "anew")]),
        ("recommended: a standing invitation to amend", []),
    ],
)  # fmt: skip
def test_whole_words_are_found_with_their_line(text: str, found: list[tuple[int, str]]) -> None:
    assert list(tics(text)) == found


def test_strings_are_read_as_a_whole() -> None:
    tree = ast.parse('name = f"{path} is "\\\n    f"no {kind} of this package"\n')
    assert [words for _, text in sentences(tree) for _, words in tics(text)] == ["is no"]

"""What the drawing of the house promises of files and folders; who may import whom, import-linter checks."""

from __future__ import annotations

from conftest import ROOT

PACKAGE = ROOT / "dataaudit"
CATALOGUES = {"findings/*", "augment", "cli/commands", "report/sections", "sources/formats", "training/logs/readers"}
"""Folders that hold one file per entry of a list that users see: they may grow."""
MOST_FILES, MOST_LINES = 25, 400


def test_no_file_has_grown_beyond_one_job() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in sorted(PACKAGE.rglob("*.py"))}
    assert {str(path.relative_to(ROOT)): count for path, count in lines.items() if count > MOST_LINES} == {}


def test_no_folder_but_a_catalogue_holds_more_files_than_a_glance_takes_in() -> None:
    crowded = {}
    for folder in sorted(path.parent for path in PACKAGE.rglob("__init__.py")):
        files = [path for path in folder.iterdir() if path.is_file()]
        catalogue = any(folder.relative_to(PACKAGE).match(pattern) for pattern in CATALOGUES if folder != PACKAGE)
        if len(files) > MOST_FILES and not catalogue:
            crowded[str(folder.relative_to(ROOT))] = len(files)
    assert crowded == {}


def test_every_folder_of_the_package_is_a_package_that_says_what_it_holds() -> None:
    silent = []
    for folder in sorted({path.parent for path in PACKAGE.rglob("*.py")}):
        start = folder / "__init__.py"
        if not start.is_file() or not start.read_text(encoding="utf-8").startswith('"""'):
            silent.append(str(folder.relative_to(ROOT)))
    assert silent == []


def test_no_file_is_called_after_nothing() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
    assert [str(path) for path in PACKAGE.rglob("*.py") if path.stem in vague] == []

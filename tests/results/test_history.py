"""Runs over time, from their summaries and manifests alone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from changed_corpus import Runs

from dataaudit.errors import InputError
from dataaudit.results.history import past_runs


@pytest.fixture
def folder(runs: Runs, tmp_path: Path) -> Path:
    """Both runs at different depths, with nothing but what history reads; a third that is damaged."""
    for run, place in ((runs.old, "a/b/first"), (runs.new, "second"), (runs.new, "damaged")):
        for name in ("manifest.json", "summary.json"):
            (tmp_path / place).mkdir(parents=True, exist_ok=True)
            shutil.copy(run.path / name, tmp_path / place / name)
    (tmp_path / "damaged" / "manifest.json").write_text("{", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    return tmp_path


def test_runs_are_listed_by_time_with_what_is_new_and_gone(runs: Runs, folder: Path) -> None:
    listed, problems = past_runs(folder)
    assert [one.path for one in listed] == ["a/b/first", "second"]
    assert listed[1].rows == runs.new.row_counts
    assert (listed[0].new, listed[0].gone) == ((), ())
    assert "secret" in listed[1].new
    assert (listed[1].errors, listed[1].metrics["rows.read"]) == (1, runs.new.row_counts["read"])
    assert len(problems) == 1
    assert "damaged" in problems[0]


def test_the_command_prints_them_and_writes_an_index_with_links(
    folder: Path, tmp_path: Path, call: Callable[..., Any]
) -> None:
    page = tmp_path / "pages" / "index.html"
    page.parent.mkdir()
    code, _, err = call("history", folder, "--metric", "rows.raed")
    assert (code, "no run has a metric 'rows.raed'; did you mean 'rows.read'?" in err) == (2, True)
    code, out, err = call("history", folder, "--html", page, "--metric", "rows.read")
    assert code == 0
    assert "new: " in out
    assert "secret" in out
    assert "damaged" in err
    shown = page.read_text(encoding="utf-8")
    assert 'href="../a/b/first/report.html"' in shown
    assert "<script" not in shown
    assert shown.count("<svg") == 1
    told = json.loads(call("history", folder, "--json")[1])
    assert [one["path"] for one in told] == ["a/b/first", "second"]


def test_a_folder_without_runs_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no finished run"):
        past_runs(tmp_path)
    with pytest.raises(InputError, match="no such folder"):
        past_runs(tmp_path / "gone")

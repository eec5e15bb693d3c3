from __future__ import annotations

import html.parser
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dataaudit.report.tuning_page import render_tuning_page
from dataaudit.training.tuning.space import read_space
from dataaudit.training.tuning.study import TRIALS
from dataaudit.training.tuning.tune import Tuned, tune

pytestmark = pytest.mark.draws

VOID = {"meta", "br", "hr", "img", "input", "link", "col", "base", "source", "wbr"}
PAYLOAD = "<script>alert(1)</script>"


class Page(html.parser.HTMLParser):
    """Tags, attributes, tables and text of a page; every tag must be closed in turn."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self.text: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if {"td", "th"} & set(self.open[-3:]):
            self.rows[-1][-1] += data

    @property
    def trials(self) -> list[list[str]]:
        return [[cell.strip() for cell in row] for row in self.rows if row and row[0].strip().isdecimal()]


def no_reference_leaves(page: str, parsed: Page) -> None:
    for tag, attributes in parsed.tags:
        assert tag not in ("script", "iframe", "img", "link", "base", "object", "embed"), tag
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            if name in ("src", "href", "xlink:href", "action", "data", "srcset", "poster"):
                assert (value or "").startswith("#"), (tag, name, value)
    assert re.search(r"url\(\s*['\"]?(?!#)", page) is None
    assert "@import" not in page
    assert set(re.findall(r"https?://[^\s\"'<>]+", page)) <= {
        "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink",
    }  # fmt: skip


SPACE = {
    "title": f"Search {PAYLOAD}",
    "parameters": {
        "rate": {"low": 1e-4, "high": 1e-1, "log": True, "points": 4, "default": 1e-4},
        f"way{PAYLOAD}": {"choices": ["<b>bold</b>", "plain", "]]>"], "default": "plain"},
    },
}


def hostile(parameters: Mapping[str, Any], seed: int) -> float:
    if parameters["rate"] == 1e-1:
        raise ValueError(PAYLOAD)
    return abs(parameters["rate"] - 1e-3) + len(parameters[f"way{PAYLOAD}"]) / 10


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Tuned:
    return tune(hostile, SPACE, out=tmp_path_factory.mktemp("tuning"), method="grid", compared=2)


@pytest.fixture(scope="module")
def page(searched: Tuned) -> str:
    return (searched.path / "report.html").read_text(encoding="utf-8")


def test_the_page_parses_and_refers_to_nothing_outside(page: str) -> None:
    no_reference_leaves(page, Page(page))


def test_names_choices_and_failures_are_escaped_and_shown(page: str) -> None:
    assert "<script" not in page
    assert "<b>bold" not in page
    text = "".join(Page(page).text)
    assert f"ValueError: {PAYLOAD}" in text
    assert f"Search {PAYLOAD}" in text
    assert f"way{PAYLOAD}" in text
    assert "<b>bold</b>" in text


def test_the_page_lists_every_trial_the_best_first_and_the_failed_last(page: str, searched: Tuned) -> None:
    rows = Page(page).trials
    assert sorted(int(row[0]) for row in rows) == searched.trials["number"].to_list() == list(range(12))
    complete = searched.trials.filter(pl.col("state") == "complete").sort("value", "number")["number"].to_list()
    assert [int(row[0]) for row in rows[:9]] == complete
    assert all(row[-1] == f"ValueError: {PAYLOAD}" for row in rows[9:])
    assert all(row[-1] == "" for row in rows[:9])


def test_the_page_tells_verdict_winner_and_default(page: str, searched: Tuned) -> None:
    text = " ".join("".join(Page(page).text).split())
    assert searched.verdict in text
    assert "rate 0.001" in text
    assert "plain" in text
    assert page.count("<svg") >= 4


def test_a_search_without_a_completed_trial_has_a_page_without_charts(tmp_path: Path) -> None:
    def fails(parameters: Mapping[str, Any], seed: int) -> float:
        raise OSError(PAYLOAD)

    found = tune(fails, SPACE, out=tmp_path, method="grid")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    parsed = Page(page)
    no_reference_leaves(page, parsed)
    assert len(parsed.trials) == 12
    assert "<svg" not in page
    assert f"no trial was completed; 12 failed, the first with: OSError: {PAYLOAD}" in "".join(parsed.text)
    assert found.best is None


@pytest.mark.parametrize("goal", ["minimise", "maximise"])
@pytest.mark.parametrize("values", [[1.0], [1.0, 1.0], [1e300, -1e300, 0.0], [5e-324, 1.0]])
def test_odd_values_are_drawn(goal: str, values: list[float]) -> None:
    space = read_space({"parameters": {"x": {"low": 0, "high": 1}, "a": {"choices": [True]}}, "goal": goal})
    rows = [
        {"number": number, "state": "complete", "value": value, "x": 0.5, "a": True}
        for number, value in enumerate(values)
    ]
    trials = pl.DataFrame(rows, schema={**TRIALS, "x": pl.Float64, "a": pl.Boolean})
    record = {"best": {"x": 0.5, "a": True}, "default": None, "verdict": "so", "value": values[0]}
    page = render_tuning_page(trials, space, record, {"x": 1.0, "a": 0.0}).decode()
    parsed = Page(page)
    no_reference_leaves(page, parsed)
    assert len(parsed.trials) == len(values)


def test_a_lone_surrogate_in_a_failure_does_not_hinder_the_page() -> None:
    space = read_space({"parameters": {"x": {"low": 0, "high": 1}}})
    trials = pl.DataFrame(
        [{"number": 0, "state": "failed", "failed": "OSError: name \\udcff", "x": 0.5}],
        schema={**TRIALS, "x": pl.Float64},
    )
    record = {"best": None, "default": None, "verdict": "of \udcff", "value": None}
    assert b"</html>" in render_tuning_page(trials, space, record, {})

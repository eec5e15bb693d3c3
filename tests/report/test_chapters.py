from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from dataaudit import audit
from dataaudit.config.run_options import ReportOptions
from dataaudit.findings.registry import all_findings
from dataaudit.report.chapters import FAMILIES, chapters
from dataaudit.report.run_tables import RunTables
from dataaudit.report.section import Page
from dataaudit.report.sections import all_sections
from dataaudit.report.translations import labels


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Page:
    texts = [f"a sentence of number {n} about rivers and a mountain" for n in range(30)]
    frame = pl.DataFrame({"text": [*texts, texts[0], "ok", "hm"], "label": ["a", "b", "a"] * 11})
    return Page(RunTables(audit(frame, out=tmp_path_factory.mktemp("chapters") / "run")), None, ReportOptions())


def test_every_family_has_a_place_and_a_title_and_every_section_a_family_that_there_is() -> None:
    assert set(FAMILIES) == {one.family for one in all_findings()}
    assert len(FAMILIES) == len(set(FAMILIES))
    for language in ("en", "zh"):
        assert all(labels(language)[f"family_{name}"] for name in FAMILIES)
    assert {section.family for section, _ in all_sections()} - {""} <= set(FAMILIES)


def test_every_finding_is_in_the_chapter_of_its_family_and_in_the_table_once(page: Page) -> None:
    drawn = chapters(page)
    by_family = {chapter["key"]: [one["name"] for one in chapter["findings"]] for chapter in drawn}
    for result in page.tables.result.findings:
        assert by_family[result.family].count(result.name) == 1
    table = next(chapter for chapter in drawn if chapter["key"] == "findings")["sections"][0]
    named = [line["name"] for _, lines in table["groups"] for line in lines]
    assert sorted(named) == sorted(one.name for one in page.tables.result.findings)
    assert drawn[-1]["key"] == "run"


def test_families_are_found_clean_or_not_assessed_and_never_two_of_them(page: Page) -> None:
    found = {one.family for one in page.tables.result.findings}
    looked_for, unassessed = set(page.looked_for), set(page.unassessed)
    assert {"duplicates", "quality"} <= found
    assert "leakage" in unassessed  # one split, and no evaluation data
    assert "personal_data" in looked_for - found
    assert not unassessed & (found | looked_for)
    text = page.tables.result.to_html()
    assert "Not assessed, because this run has nothing that they read: Leakage" in text


def test_keys_are_used_once(page: Page) -> None:
    drawn = chapters(page)
    keys = [chapter["key"] for chapter in drawn]
    assert len(keys) == len(set(keys))


def test_what_stays_in_the_clean_data_set_is_not_said_to_be_gone(tmp_path: Path) -> None:
    texts = [f"a sentence of number {n} about rivers and a mountain" for n in range(30)]
    for name, label in (("other", "b"), ("same", "a")):
        frame = pl.DataFrame({"text": [*texts, texts[0]], "label": [*["a"] * 30, label]})
        page = audit(frame, label="label", out=tmp_path / name).to_html()
        line = page[page.index('href="#exact-duplicate"') :].partition("</tr>")[0]
        assert ("not in clean/" in line) == (name == "same")

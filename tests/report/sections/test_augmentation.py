from __future__ import annotations

import random
import re
import tomllib
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from augment.augmenting import corpus, two_sentences
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

import dataaudit
from dataaudit.augment.changes import Edit, apply_edits, as_records
from dataaudit.augment.guards.candidate import REASONS
from dataaudit.report.sections.augmentation import _AROUND, _same, marked

STAGES = (
    "tokens", "embeddings", "labels", "minhash", "passages", "quality", "perplexity", "classes", "language",
    "instructions",
)  # fmt: skip
LIGHT = ["report.clusters=0", *(f"stages.{name}=false" for name in STAGES), "augment.workers=1"]
EMAIL, PHONE, PAYLOAD = "jane.doe@example.org", "+1 202 555 0143", "<script>alert(1)</script>"
LABEL = "<img src=x onerror=alert(2)>"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> dataaudit.AuditResult:
    """New rows of texts with personal data and HTML."""
    rng = random.Random(1)
    hidden = (f"write to {EMAIL} soon", f"call {PHONE} soon", PAYLOAD, "a \u202e b", "a & b < c")
    texts = [two_sentences(rng)[:-1] + f" {hidden[place % 5]} or not today." for place in range(20)]
    rows = [{"text": text, "label": "b" if place % 3 else LABEL} for place, text in enumerate(texts)]
    folder = tmp_path_factory.mktemp("report") / "run"
    settings = [*LIGHT, "augment.language=en", "augment.factor=2", "augment.guards.min_cosine=0.99"]
    return dataaudit.audit(pl.DataFrame(rows), pipeline="augment", label="label", out=folder, settings=settings)


def section(result: dataaudit.AuditResult) -> str:
    page = (result.path / "report.html").read_text(encoding="utf-8")
    return re.split(r"</section>", page.split('<section id="augmentation">')[1])[0]


def test_personal_data_is_masked_and_html_is_escaped(run: dataaudit.AuditResult) -> None:
    page = (run.path / "report.html").read_text(encoding="utf-8")
    told = section(run)
    samples = pl.read_parquet(run.path / "augmentation_samples.parquet")
    for text in (EMAIL, PHONE, PAYLOAD):
        assert any(text in before for before in samples["before"].to_list())
        assert text not in page
    assert "[email 20 …rg]" in told
    assert "[phone 15 …43]" in told
    assert "&lt;script&gt;" in told
    assert "\\u202e" in told
    assert "\u202e" not in page
    assert LABEL not in page
    assert "&lt;img" in told


def test_the_numbers_of_the_page_are_those_of_the_tables(run: dataaudit.AuditResult) -> None:
    told = section(run)
    metrics = run.metrics
    assert f"{metrics['augmentation.rows']:,} of {metrics['augmentation.wanted']:,} new rows" in told
    assert f"made in {metrics['augmentation.tried']:,} tries" in told
    cells = [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", told, re.DOTALL)]
    classes = pl.read_parquet(run.path / "augmentation_classes.parquet")
    for row in classes.to_dicts():
        place = cells.index(row["label"].replace("<", "&lt;").replace(">", "&gt;"))
        assert cells[place + 1 : place + 5] == [str(row[name]) for name in ("before", "wanted", "made")] + [
            str(row["before"] + row["made"])
        ]
    counts = pl.read_parquet(run.path / "augmentation_counts.parquet").filter(pl.col("outcome") == "accepted")
    for operation, count in counts.select("operation", "count").iter_rows():
        assert cells[cells.index(operation) + 2] == str(count)
    samples = pl.read_parquet(run.path / "augmentation_samples.parquet")
    assert told.count('<div class="excerpt">') == samples.height
    assert "Rejected: meaning" in told
    assert "<del>" in told
    assert "<mark>" in told


def test_a_page_in_chinese_has_all_its_words(tmp_path: Path) -> None:
    rows = [
        *corpus(12, 4),
        {"text": "word", "label": "spam"},
        {"text": "今天天气很好，我们去公园散步吧。", "label": "spam"},
    ]
    settings = [*LIGHT, "report.language=zh", "augment.factor=2"]
    result = dataaudit.audit(
        pl.DataFrame(rows), pipeline="augment", label="label", out=tmp_path / "r", settings=settings
    )
    told = section(result)
    assert "数据增强" in told
    assert "太短的文本" in told


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_reason_has_a_name(language: str) -> None:
    names = tomllib.loads((ROOT / f"dataaudit/report/i18n/{language}.toml").read_text(encoding="utf-8"))
    refusals = ("too_short", "no_place", "language", "no_partner", "protected", "no_text")
    for name in (*(f"guard_{one}" for one in REASONS), *(f"reason_{one}" for one in refusals)):
        assert names[name].strip()


def test_a_run_without_new_rows_has_no_section(tmp_path: Path) -> None:
    result = dataaudit.audit(pl.DataFrame(corpus(4, 4)), out=tmp_path / "run", settings=LIGHT[:-1])
    page = (result.path / "report.html").read_text(encoding="utf-8")
    assert 'id="augmentation"' not in page
    assert 'href="#augmentation"' not in page


PLAIN = st.text("abc é", max_size=12)


@given(st.lists(st.tuples(PLAIN, PLAIN), max_size=6), PLAIN)
def test_pieces_are_both_texts_together(edits: list[tuple[str, str]], last: str) -> None:
    text, told = "", []
    for same, after in edits:
        text += f"{same}-"
        told.append(Edit(len(text) - 1, len(text), after))
    text += last
    made = apply_edits(text, told)
    pieces = marked(text, as_records(made.changes))
    assert "".join(one["text"] for one in pieces if one["kind"] != "ins") == text
    assert "".join(one["text"] for one in pieces if one["kind"] != "del") == made.text


def test_long_pieces_that_stay_are_cut_and_many_pieces_too() -> None:
    text = "a" * 500 + "X" + "b" * 500 + "Y" + "c" * 500
    made = apply_edits(text, [Edit(500, 501, "1"), Edit(1001, 1002, "2")])
    told = [one["text"] for one in marked(text, as_records(made.changes)) if one["kind"] == "same"]
    assert told == ["…" + "a" * 48, "b" * 48 + "…" + "b" * 48, "c" * 48 + "…"]
    many = "x " * 100
    changes: list[dict[str, Any]] = as_records(
        apply_edits(many, [Edit(2 * place, 2 * place + 1, "y") for place in range(100)]).changes
    )
    pieces = marked(many, changes)
    assert len(pieces) == 26
    assert pieces[-1] == {"kind": "same", "text": "…"}


def test_what_is_put_in_is_masked_as_well() -> None:
    change = as_records(apply_edits("ask them", [Edit(4, 8, EMAIL)]).changes)
    assert [one["text"] for one in marked("ask them", change)] == ["ask ", "them", "[email 20 …rg]"]


def test_what_is_the_same_is_shortened_only_where_that_makes_it_shorter() -> None:
    fits, longer = "a" * (2 * _AROUND), "b" * _AROUND + "." + "c" * _AROUND
    assert _same(fits, first=False, final=False) == [{"kind": "same", "text": fits}]
    assert _same(longer, first=False, final=False)[0]["text"] == "b" * _AROUND + "…" + "c" * _AROUND

"""Thresholds learnt from reference texts, beside plain quantiles of their signals."""

from __future__ import annotations

import math
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

import dataaudit
from dataaudit.api import calibrate
from dataaudit.errors import AuditError, InputError
from dataaudit.findings.registry import all_findings, find_finding
from dataaudit.findings.threshold_finding import Bound, BoundFinding

QUICK = ["stages.passages=false"]
SHARE, FEWEST = 0.05, 100
SENTENCES = {
    "en": "she went to the house of her mother and sat with him for a while before they had to leave again",
    "de": "sie ging in das Haus ihrer Mutter und saß eine Weile mit ihm bevor sie wieder gehen mussten",
    "zh": "她走进母亲的房子和他坐了一会儿然后他们又不得不离开了那个地方",
}
COUNTS = {"en": 160, "zh": 130, "de": 40}


def made_up() -> pl.DataFrame:
    """Reference texts: many in English and Chinese, few in German, two that say nothing."""
    rng = random.Random(0)
    texts: list[str | None] = [None, ""]
    for language, count in COUNTS.items():
        space = "" if language == "zh" else " "
        words = list(SENTENCES[language]) if language == "zh" else SENTENCES[language].split()
        for _ in range(count):
            some = rng.choices(words, k=rng.randint(20, 90))
            some += rng.choices(
                ["#", "#", "#", "...", "12 345", "https://example.org/page", "AAAAAAA", "!!!"], k=rng.randint(0, 4)
            )
            rng.shuffle(some)
            texts.append(space.join(some))
    return pl.DataFrame({"text": texts})


@pytest.fixture(scope="module", params=[pytest.param("dataaudit", marks=pytest.mark.full), "gopher@paper"])
def learnt(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Any]:
    """A preset learnt from ``made_up()``, and a run over the same texts that is judged by it."""
    preset = calibrate(made_up(), preset=request.param, share=SHARE, fewest=FEWEST, settings=QUICK)
    folder = tmp_path_factory.mktemp("learnt")
    (folder / "learnt.yml").write_text(yaml.safe_dump(preset, sort_keys=False), encoding="utf-8")
    settings = [
        *QUICK, "stages.minhash=false", "stages.exact=false", "stages.pii=false", "stages.tokens.tokenizer=false",
        "report.clusters=0", "report.samples=0", f"stages.quality.presets=[{folder / 'learnt.yml'}]",
    ]  # fmt: skip
    return preset, dataaudit.audit(made_up(), out=folder / "run", settings=settings)


def judged(rows: pl.DataFrame, when: dict[str, Any]) -> pl.DataFrame:
    """The rows that a finding looks at."""
    for signal, allowed in when.items():
        values = rows[signal]
        if isinstance(allowed, list):
            rows = rows.filter(values.is_in(allowed).fill_null(value=False))
        else:
            low, high = allowed.get("min", -math.inf), allowed.get("max", math.inf)
            rows = rows.filter(((values >= low) & (values <= high)).fill_null(value=False))
    return rows


def thresholds(preset: dict[str, Any], rows: pl.DataFrame) -> Iterator[tuple[str, Bound, Any, list[float]]]:
    """Every learnt threshold with the values it was learnt from: of all texts, and of every language."""
    for name, options in preset["findings"].items():
        finding = find_finding(name)
        assert issubclass(finding, BoundFinding)
        own = judged(rows.filter(pl.col("visible_chars") > 0), options.get("when", {}))
        for bound in finding.bounds:
            parts = {"all": (own, options.get(bound.option))} | {
                language: (own.filter(pl.col("language") == language), limits.get(bound.option))
                for language, limits in options.get("languages", {}).items()
            }
            for language, (part, limit) in parts.items():
                if limit is not None:
                    yield f"{name} {language}", bound, limit, sorted(part[bound.signal].drop_nulls().to_list())


def is_beyond(value: float, limit: float, bound: Bound) -> bool:
    return {"<": value < limit, ">": value > limit, ">=": value >= limit}[bound.side]


def test_at_most_the_share_of_the_texts_lies_beyond_every_threshold(learnt: Any) -> None:
    preset, run = learnt
    places = []
    for place, bound, limit, values in thresholds(preset, run.rows()):
        beyond = sum(is_beyond(value, limit, bound) for value in values)
        assert beyond <= SHARE * len(values), (place, bound, limit)
        assert len(values) >= FEWEST
        places.append(place)
    assert len(places) >= 20
    assert {place.split()[1] for place in places} >= {"all", "en"}


def test_a_threshold_is_the_plain_quantile_to_three_digits(learnt: Any) -> None:
    preset, run = learnt
    shared = {"symbol-ratio"}  # its one option bounds two signals, and fits the looser
    for place, bound, limit, values in thresholds(preset, run.rows()):
        beyond = math.floor(SHARE * len(values))
        quantile = values[beyond] if bound.side == "<" else values[-1 - beyond]
        if place.split()[0] in shared:
            continue
        if bound.side == ">=":
            assert limit == quantile + 1, place
        elif isinstance(limit, int):
            assert limit == quantile, place
        else:
            assert abs(limit - quantile) <= 0.01 * abs(quantile), place
            assert limit <= quantile if bound.side == "<" else limit >= quantile, place


def test_only_languages_with_enough_texts_have_thresholds_of_their_own(learnt: Any) -> None:
    preset, run = learnt
    counts = dict(run.rows()["language"].value_counts().iter_rows())
    assert counts["de"] < FEWEST < min(counts["en"], counts["zh"])
    known = {language for options in preset["findings"].values() for language in options.get("languages", {})}
    assert known == ({"en", "zh"} if "short-text" in preset["findings"] else {"en"})  # the paper's rules are for Latin


def test_the_learnt_preset_runs_and_flags_few_of_its_own_reference(learnt: Any) -> None:
    preset, run = learnt
    flags = run.rows().filter(pl.col("language") == "en")["flags"].to_list()
    for name, options in preset["findings"].items():
        finding = find_finding(name)
        assert issubclass(finding, BoundFinding)
        if "en" in options.get("languages", {}):
            assert sum(finding.code in some for some in flags) <= SHARE * len(flags) * len(finding.bounds), name
    assert {finding.code for finding in all_findings() if finding.name in preset["findings"]} <= set(
        run.costs().findings["code"]
    )


def test_what_texts_are_judged_on_stays_as_the_preset_has_it(learnt: Any) -> None:
    preset, _ = learnt
    if "digit-share" in preset["findings"]:
        assert preset["findings"]["digit-share"]["when"] == {"chars": {"min": 30}}
        assert preset["findings"]["uppercase"]["when"]["script"] == ["Latn", "Cyrl", "Grek", "Armn"]
        assert "when" not in preset["findings"]["short-text"]
    else:
        assert preset["findings"]["stop-words"]["when"] == {"script": ["Latn"], "words": {"min": 50}}
    assert preset["title"] == "Learned from 332 texts"
    assert preset["source"] == "a table; at most 0.05 beyond a threshold"


def test_without_languages_there_is_one_threshold_for_all_and_a_share_of_none_lets_all_texts_pass() -> None:
    preset = calibrate(made_up(), share=0, fewest=FEWEST, settings=[*QUICK, "stages.language=false"])
    assert all("languages" not in options for options in preset["findings"].values())
    lengths = [len(text) for text in made_up()["text"].to_list() if text]
    assert preset["findings"]["short-text"] == {"min_chars": min(lengths)}


def test_too_few_texts_are_said_in_one_sentence_and_nothing_is_left_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(InputError) as error:
        calibrate(made_up(), fewest=1000, settings=QUICK)
    assert str(error.value) == "332 texts are too few to learn from: at least 1000 are needed (--fewest)"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"share": 0.5}, "below 0.5 (got 0.5)"),
        ({"share": float("nan")}, "below 0.5 (got nan)"),
        ({"fewest": 0}, "fewest at least 1 (got 0)"),
        ({"preset": "gofer@paper"}, "no preset 'gofer@paper'; did you mean 'gopher@paper'?"),
        ({"text": "txt"}, "no column 'txt' for input.text; did you mean 'text'?"),
    ],
)
def test_what_cannot_be_learnt_is_said_in_one_sentence(arguments: dict[str, Any], says: str) -> None:
    with pytest.raises(AuditError) as error:
        calibrate(made_up(), settings=QUICK, **arguments)
    assert says in str(error.value)
    assert "\n" not in str(error.value)

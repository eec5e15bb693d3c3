"""Thresholds that differ by language: what they may name, and which row is judged by which."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import dataaudit
from dataaudit.engine.pipeline import load_pipeline
from dataaudit.errors import ConfigurationError
from dataaudit.findings.registry import find_finding
from dataaudit.findings.resolve_findings import active_findings
from dataaudit.findings.threshold_finding import BoundFinding

SIGNALS = {"chars", "visible_chars", "language", "words", "uppercase_word_share", "uppercase_share", "digit_share"}
ROWS = pl.DataFrame(
    {
        "chars": [3, 8, 20, 3, 8, 8, 8, None],
        "language": ["zh", "zh", "zh", "en", "en", "th", None, "en"],
        "visible_chars": 1,
    }
)


def made(yaml: str, folder: Path, signals: set[str] = SIGNALS) -> dict[str, BoundFinding]:
    """The active findings of a pipeline's ``findings`` section, by name."""
    (folder / "own.yml").write_text(f"stages:\n  quality: {{presets: []}}\nfindings:\n{yaml}\n", encoding="utf-8")
    found = active_findings(load_pipeline(str(folder / "own.yml")).declaration, signals)
    return {one.name: one for one in found if isinstance(one, BoundFinding)}


def limits(finding: BoundFinding, rows: pl.DataFrame = ROWS) -> list[float | None]:
    return rows.with_columns(limit=finding.limit(finding.bounds[0]))["limit"].to_list()


def test_a_row_is_judged_by_its_languages_own_threshold_and_else_by_the_general_one(tmp_path: Path) -> None:
    finding = made("  short-text: {min_chars: 10, languages: {zh: {min_chars: 4}, th: {min_chars: 8.5}}}", tmp_path)
    short = finding["short-text"]
    assert limits(short) == [4, 4, 4, 10, 10, 8.5, 10, 10]
    assert ROWS.select(short.mask()).to_series().to_list() == [True, False, False, True, True, True, True, False]
    assert "language" in short.columns()


def test_null_turns_a_threshold_off_for_a_language(tmp_path: Path) -> None:
    short = made("  short-text: {min_chars: 10, languages: {zh: {min_chars: null}}}", tmp_path)["short-text"]
    assert limits(short) == [None, None, None, 10, 10, 10, 10, 10]
    assert ROWS.select(short.mask()).to_series().to_list() == [False, False, False, True, True, True, True, False]


def test_a_language_keeps_the_general_value_of_a_threshold_that_it_does_not_name(tmp_path: Path) -> None:
    rows = pl.DataFrame(
        {"language": ["de", "de", "en"], "uppercase_word_share": [0.5, 0.1, 0.5], "uppercase_share": [0.3, 0.9, 0.3]}
    )
    yaml = "  uppercase: {max_words: 0.4, max_letters: 0.6, languages: {de: {max_words: 0.8}}}"
    uppercase = made(yaml, tmp_path)["uppercase"]
    told = rows.select(words=uppercase.limit(uppercase.bounds[0]), letters=uppercase.limit(uppercase.bounds[1]))
    assert told.rows() == [(0.8, 0.6), (0.8, 0.6), (0.4, 0.6)]
    assert rows.select(uppercase.mask()).to_series().to_list() == [False, True, True]


def test_thresholds_may_hold_for_some_languages_alone(tmp_path: Path) -> None:
    words = made("  word-count: {min_words: null, max_words: null, languages: {en: {min_words: 5}}}", tmp_path)
    finding = words["word-count"]
    assert [bound.option for bound in finding.active_bounds()] == ["min_words"]
    rows = pl.DataFrame({"language": ["en", "de", None], "words": [3, 3, 3]})
    assert rows.select(finding.mask()).to_series().to_list() == [True, False, False]


def test_where_languages_are_not_told_apart_the_general_threshold_holds(tmp_path: Path) -> None:
    yaml = "  short-text: {min_chars: 10, languages: {zh: {min_chars: 4}}}"
    short = made(yaml, tmp_path, SIGNALS - {"language"})["short-text"]
    assert limits(short, ROWS.drop("language")) == [10] * 8
    assert "language" not in short.columns()
    frame = pl.DataFrame({"text": ["很短的话", "一二三", "a longer text here"]})
    settings = [
        "stages.minhash=false", "stages.pii=false", "stages.tokens.tokenizer=false", "stages.quality=false",
        "report.clusters=0", "report.samples=0", "findings.short-text={min_chars: 10, languages: {zh: {min_chars: 4}}}",
    ]  # fmt: skip
    result = dataaudit.audit(frame, out=tmp_path / "run", settings=[*settings, "stages.language=false"])
    assert [flags.count("QLT001") for flags in result.rows()["flags"].to_list()] == [1, 1, 0]


@pytest.mark.parametrize(
    ("yaml", "says"),
    [
        (
            "  short-text:\n    min_chars: 10\n    languages:\n      zh: {min_char: 4}",
            "own.yml:7:12: 'short-text' has no threshold 'min_char'; did you mean 'min_chars'?",
        ),
        (
            "  uppercase:\n    languages:\n      de:\n        max_word: 0.4",
            "own.yml:7:9: 'uppercase' has no threshold 'max_word'; did you mean 'max_words'?",
        ),
        (
            "  short-text: {languages: {zh: {tolerated_share: 0.4}}}",
            "own.yml:4:33: 'short-text' has no threshold 'tolerated_share'; choose from min_chars",
        ),
        ("  short-text: {languages: {zh: {min_chars: few}}}", "'findings.short-text.languages.zh.min_chars'"),
        ("  short-text: {languages: {zh: 4}}", "'findings.short-text.languages.zh': should be a mapping"),
        ("  over-length: {languages: {zh: {max_tokens: 4}}}", "unknown key 'languages' in 'findings.over-length'"),
    ],
)
def test_a_wrong_threshold_of_a_language_is_said_with_its_line(tmp_path: Path, yaml: str, says: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        made(yaml, tmp_path, {*SIGNALS, "tokens"})
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_a_wrong_threshold_of_a_language_in_a_preset_is_said_with_its_line(tmp_path: Path) -> None:
    preset = tmp_path / "preset.yml"
    preset.write_text(
        "title: mine\nsource: me\nfindings:\n  digit-share:\n    languages: {zh: {max_shar: 0.1}}\n", encoding="utf-8"
    )
    loaded = load_pipeline(mapping={"stages": {"quality": {"presets": [str(preset)]}}})
    with pytest.raises(ConfigurationError) as error:
        active_findings(loaded.declaration, SIGNALS)
    assert str(error.value) == f"{preset}:5:22: 'digit-share' has no threshold 'max_shar'; did you mean 'max_share'?"


def test_a_pipelines_thresholds_by_language_stand_in_place_of_the_presets(tmp_path: Path) -> None:
    preset = tmp_path / "preset.yml"
    preset.write_text(
        "title: mine\nsource: me\nfindings: {short-text: {min_chars: 10, languages: {zh: {min_chars: 4}}}}\n",
        encoding="utf-8",
    )
    stages = {"quality": {"presets": [str(preset)]}}
    for own, expected in (({}, [4, 10]), ({"min_chars": 12}, [4, 12]), ({"languages": {}}, [10, 10])):
        findings = active_findings(
            load_pipeline(mapping={"stages": stages, "findings": {"short-text": own}}).declaration, SIGNALS
        )
        short = next(one for one in findings if one.code == find_finding("short-text").code)
        assert isinstance(short, BoundFinding)
        assert limits(short, pl.DataFrame({"language": ["zh", "en"]})) == expected

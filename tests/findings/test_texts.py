from __future__ import annotations

import string
import tomllib
from pathlib import Path

import pytest
from every import every

from dataaudit.config.section import section_schema
from dataaudit.config.shipped import shipped_folder, shipped_names
from dataaudit.config.strict_yaml import parse_yaml, read_yaml
from dataaudit.config.validate import validate
from dataaudit.engine.pipeline import load_pipeline
from dataaudit.errors import ConfigurationError
from dataaudit.findings import finding as finding_module
from dataaudit.findings.finding import Options, RowFinding
from dataaudit.findings.page import HEADINGS, page_of, parse_page
from dataaudit.findings.registry import all_findings, find_finding, in_order
from dataaudit.findings.resolve_findings import Preset, active_findings

FOLDER = Path(finding_module.__file__).parent
BASES = {
    "tier_finding",
    "crossing_finding",
    "quarantine_finding",
    "span_finding",
    "flag_finding",
    "column_finding",
    "training_finding",
    "curve",
    "spikes",
    "measures",
    "gradient_table",
}


class Everything:
    def __contains__(self, name: object) -> bool:
        return True

    def __iter__(self) -> object:
        return iter(())

    def __len__(self) -> int:
        return 1


def placeholders(text: str) -> set[str]:
    """Names in a message; with ``:%`` those shown as percentages, the same in every language."""
    return {f"{name}:%" if form == "%" else name for _, name, form, _ in string.Formatter().parse(text) if name}


def test_the_registry_lists_every_file_once() -> None:
    found = {f"{path.parent.name}.{path.stem}" for path in FOLDER.glob("*/*.py") if path.stem != "__init__"}
    listed = [finding.__module__.split("dataaudit.findings.")[1] for finding in all_findings()]
    assert sorted(listed) == sorted(name for name in found if name.split(".")[1] not in BASES)


every_finding = every("finding", all_findings(), name=lambda finding: finding.code)


@every_finding
def test_every_finding_is_called_as_its_file(finding: type) -> None:
    module = finding.__module__.rsplit(".", 1)[1]
    assert finding.name == module.replace("_", "-")
    assert finding.__module__.split(".")[2] == finding.family or finding.family == "reading"


@every_finding
def test_every_finding_has_a_page_with_all_headings_in_order(finding: type) -> None:
    title, sections = parse_page(finding)
    assert tuple(sections) == HEADINGS
    assert title.endswith(".")
    assert all(len(text) >= 4 for text in sections.values())


@every_finding
def test_every_finding_has_a_chinese_page_with_the_same_placeholders(finding: type) -> None:
    english, chinese = page_of(finding), page_of(finding, "zh")
    assert placeholders(chinese.message) == placeholders(english.message)
    assert len(chinese.sections) == len(english.sections)
    for text in (chinese.title, chinese.message, chinese.advice):
        assert any("\u4e00" <= character <= "\u9fff" for character in text)


@every_finding
def test_options_of_every_finding_have_help_and_take_no_other_key(finding: type) -> None:
    schema = section_schema(finding.options_class)
    assert schema["additionalProperties"] is False
    assert all(one.get("description") for one in schema["properties"].values())


@every_finding
def test_every_finding_is_found_by_code_and_by_name(finding: type) -> None:
    assert find_finding(finding.code.lower()) is finding
    assert find_finding(finding.name) is finding


def test_codes_and_names_are_used_once() -> None:
    codes = [finding.code for finding in all_findings()]
    names = [finding.name for finding in all_findings()]
    metrics = [finding.metric for finding in all_findings() if finding.metric]
    for values in (codes, names, metrics):
        assert len(set(values)) == len(values)
    assert all(code[:3].isupper() and code[3:].isdecimal() and len(code) == 6 for code in codes)


def test_chinese_texts_belong_to_findings() -> None:
    with (FOLDER / "i18n" / "zh.toml").open("rb") as file:
        assert set(tomllib.load(file)) - {"reasons"} == {finding.code for finding in all_findings()}


def test_a_code_that_stands_for_two_findings_is_an_error() -> None:
    class Brief(find_finding("short-text")):
        name = "brief-text"

    assert in_order(reversed(all_findings())) == list(all_findings())
    with pytest.raises(ConfigurationError, match="'brief-text' and 'short-text' both have the code QLT001"):
        in_order([*all_findings(), Brief])


def test_an_unknown_finding_names_the_nearest() -> None:
    with pytest.raises(ConfigurationError, match="did you mean 'near-duplicate'"):
        find_finding("near-duplicat")


@every("name", shipped_names("rules/presets"))
def test_every_shipped_preset_is_valid_and_says_where_it_comes_from(name: str) -> None:
    document = read_yaml(shipped_folder("rules/presets") / f"{name}.yml")
    preset = validate(Preset, document.value, document)
    assert preset.title
    assert preset.source
    loaded = load_pipeline(mapping={"stages": {"quality": {"presets": [name]}}})
    active = {finding.name for finding in active_findings(loaded.declaration, Everything()) if finding.by_preset}
    assert active == set(preset.findings)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "title: t\nsource: s\nfindings:\n  short-texts: {}\n",
            "p.yml:4:3: no finding 'short-texts'; did you mean 'short-text'",
        ),
        ("title: t\nsource: s\nfindings:\n  imbalance: {}\n", "'imbalance' cannot be used in a preset"),
        ("title: t\nsource: s\nfindings:\n  short-text: {min_char: 3}\n", "p.yml:4:16: unknown key 'min_char'"),
        (
            "title: t\nsource: s\nfindings: {}\nseverty: info\n",
            "p.yml:4:1: unknown key 'severty'; did you mean 'severity'?",
        ),
        ("source: s\nfindings: {}\n", "'title' is missing"),
    ],
)
def test_a_wrong_preset_is_refused_with_its_place(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "p.yml"
    path.write_text(text, encoding="utf-8")
    loaded = load_pipeline(mapping={"stages": {"quality": {"presets": [str(path)]}}})
    with pytest.raises(ConfigurationError) as caught:
        active_findings(loaded.declaration, Everything())
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "findings:\n  short-txt: {}",
            "x.yml:2:3: unknown finding 'short-txt' in 'findings'; did you mean 'short-text'?",
        ),
        ("findings:\n  short-text: {min_chars: -1}", "x.yml:2:16: 'findings.short-text.min_chars': should be greater"),
        ("findings:\n  over-length:\n    max_token: 5", "x.yml:3:5: unknown key 'max_token' in 'findings.over-length'"),
    ],
)
def test_wrong_options_are_refused_with_their_place(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "x.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        active_findings(load_pipeline(str(path)).declaration, Everything())
    assert says in str(caught.value)


def test_a_finding_that_is_asked_for_and_cannot_run_is_an_error() -> None:
    loaded = load_pipeline(mapping={"findings": {"over-length": {}}})
    with pytest.raises(ConfigurationError, match="'over-length' needs tokens, which no stage of this run gives"):
        active_findings(loaded.declaration, {"quarantine", "notes"})


def test_a_text_whose_language_nobody_tells_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "x.yml"
    path.write_text("findings:\n  unexpected-language:\n    fields: {titel: [en]}\n", encoding="utf-8")
    available = {"language", "language_confidence", "language_field_title"}
    with pytest.raises(ConfigurationError) as caught:
        active_findings(load_pipeline(str(path)).declaration, available)
    assert "x.yml:3:14: 'fields.titel' of 'unexpected-language' needs language_field_titel" in str(caught.value)
    assert "did you mean 'language_field_title'" in str(caught.value)


def test_presets_give_options_later_ones_win_and_the_pipeline_wins_over_all(tmp_path: Path) -> None:
    own = tmp_path / "own.yml"
    own.write_text("title: t\nsource: s\nseverity: error\nfindings:\n  short-text: {min_chars: 3}\n", encoding="utf-8")
    mapping = {
        "stages": {"quality": {"presets": ["seed", str(own)]}},
        "findings": {"short-text": {"tolerated_share": 0.5}, "special-characters": False},
    }
    active = {
        finding.name: finding for finding in active_findings(load_pipeline(mapping=mapping).declaration, Everything())
    }
    assert "special-characters" not in active
    options: Options = active["short-text"].options
    assert (options.severity, getattr(options, "min_chars", 0), getattr(options, "tolerated_share", 0)) == (
        "error",
        3,
        0.5,
    )


def test_rows_are_judged_only_where_a_condition_holds() -> None:
    import polars as pl

    document = parse_yaml("when: {script: [Latn], words: {min: 2, max: 4}}", "x")
    finding = find_finding("short-text")
    made = finding(validate(finding.options_class, document.value, document))
    assert isinstance(made, RowFinding)
    rows = pl.DataFrame(
        {
            "chars": [3, 3, 3, 3, 30],
            "visible_chars": [3] * 5,
            "script": ["Latn", "Hani", "Latn", "Latn", "Latn"],
            "words": [2, 2, 1, 5, 3],
        }
    )
    assert rows.select(found=made.mask())["found"].to_list() == [True, False, False, False, False]

from __future__ import annotations

import yaml
from conftest import ROOT

from dataaudit.report.translations import declared_texts, translator
from dataaudit.report.untranslated import untranslated


def test_nothing_that_ships_lacks_its_chinese_text() -> None:
    assert untranslated() == []


def test_a_text_without_a_translation_stays_english() -> None:
    assert translator("zh")("Duplicates") != "Duplicates"
    assert translator("zh")("A section of somebody else") == "A section of somebody else"
    assert translator("en")("Duplicates") == "Duplicates"


def test_the_reasons_of_shipped_rules_have_a_chinese_text() -> None:
    paths = sorted((ROOT / "rules/gates").glob("*.yml"))
    reasons = {rule["why"] for path in paths for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]}
    assert len(reasons) > 8
    assert reasons - set(declared_texts("zh")) == set()

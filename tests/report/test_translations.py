from __future__ import annotations

from dataaudit.report.translations import translator
from dataaudit.report.untranslated import untranslated


def test_nothing_that_ships_lacks_its_chinese_text() -> None:
    assert untranslated() == []


def test_a_text_without_a_translation_stays_english() -> None:
    assert translator("zh")("Duplicates") != "Duplicates"
    assert translator("zh")("A section of somebody else") == "A section of somebody else"
    assert translator("en")("Duplicates") == "Duplicates"

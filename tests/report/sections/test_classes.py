"""The section of classes."""

from __future__ import annotations

from dataaudit.report.sections.classes import _label


def test_a_name_of_forty_characters_is_whole_and_a_longer_one_is_cut() -> None:
    assert _label("a" * 40) == "a" * 40
    assert _label("a" * 41) == "a" * 39 + "…"

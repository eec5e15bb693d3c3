"""How a message shows its numbers."""

from __future__ import annotations

import pytest

from dataaudit.findings.finding import Facts, Flagged
from dataaudit.findings.page import message_of, show_share
from dataaudit.findings.quality.special_characters import SpecialCharacters
from dataaudit.findings.quality.word_count import WordCount, WordCountOptions


def facts(code: str, count: int, **evidence: float) -> Facts:
    return Facts(rows=5574, read=5574, metrics={}, tables={}, flagged={code: Flagged(count, (), evidence)})


@pytest.mark.parametrize(
    ("count", "says"),
    [
        (9, "9 of 5,574 texts are more than 30% special characters (highest: 48.2%)"),
        (1, "1 of 5,574 texts is more than 30% special characters (highest: 48.2%)"),
    ],
)
def test_shares_are_percentages_and_verbs_agree_with_the_count(count: int, says: str) -> None:
    (result,) = SpecialCharacters().judge(facts("QLT002", count, highest=0.4821))
    assert message_of(result, 5574) == says
    assert message_of(result, 5574, "zh") == f"5,574 条文本中有 {count} 条的特殊字符占比超过 30%（最高 48.2%）"


def test_a_threshold_that_is_off_is_called_no_limit() -> None:
    finding = WordCount(WordCountOptions(min_words=10, max_words=None))
    (result,) = finding.judge(facts("QLT010", 3, fewest=1, most=9))
    assert message_of(result, 5574) == "3 of 5,574 texts have a word count outside 10 to no limit (found: 1 to 9)"
    assert "多于 不限 个词" in message_of(result, 5574, "zh")


@pytest.mark.parametrize(
    ("share", "says"),
    [(0.0743, "7.4%"), (0.3, "30%"), (1.0, "100%"), (1.25, "125%"), (0.005, "0.5%"), (0.00052, "0.052%"), (0.0, "0%")],
)
def test_a_share_has_one_decimal_unless_that_would_hide_it(share: float, says: str) -> None:
    assert show_share(share) == says

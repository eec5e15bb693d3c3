from __future__ import annotations

import pytest
from every import every
from pypinyin import Style, pinyin

from dataaudit.augment.lookalikes import chinese_homophones, chinese_lookalikes, keyboard_neighbours, ocr_confusions

TABLES = [keyboard_neighbours, ocr_confusions, chinese_lookalikes, chinese_homophones]


@pytest.mark.parametrize("table", TABLES)
def test_no_character_is_mistaken_for_itself_or_named_twice(table: object) -> None:
    assert callable(table)
    for one, others in table().items():
        assert len(one) == 1
        assert one not in others
        assert len(set(others)) == len(others)


@pytest.mark.parametrize("table", [keyboard_neighbours, chinese_lookalikes, chinese_homophones])
def test_two_characters_are_mistaken_for_each_other_both_ways(table: object) -> None:
    assert callable(table)
    found = table()
    assert all(one in found[other] for one, others in found.items() for other in others)


def test_keys_are_neighbours_where_they_lie_within_a_key_of_each_other() -> None:
    rows = (("qwertyuiop", 0.0), ("asdfghjkl", 0.25), ("zxcvbnm", 0.75))
    where = {key: (at + shift, row) for row, (keys, shift) in enumerate(rows) for at, key in enumerate(keys)}
    for one, (x, y) in where.items():
        near = {
            other
            for other, (across, down) in where.items()
            if other != one and abs(y - down) <= 1 and abs(x - across) <= (1 if y == down else 0.8)
        }
        assert set(keyboard_neighbours()[one]) == near


def test_ocr_makes_no_digits_of_letters() -> None:
    assert all(other.isalpha() for others in ocr_confusions().values() for other in others)


@pytest.mark.parametrize(("one", "other"), [("未", "末"), ("己", "已"), ("土", "士"), ("候", "侯"), ("戊", "戌")])
def test_characters_that_look_alike_are_known(one: str, other: str) -> None:
    assert other in chinese_lookalikes()[one]


@every("one", "在做他事是见")
def test_homophones_sound_as_pypinyin_says(one: str) -> None:
    others = chinese_homophones()[one]
    assert others
    sound = pinyin(one, style=Style.TONE)[0][0]
    for other in others:
        assert sound in pinyin(other, style=Style.TONE, heteronym=True)[0]


def test_homophones_are_common_characters_only() -> None:
    found = chinese_homophones()
    assert 3500 < len(found) <= 3755
    assert all(0xB0 <= one.encode("gb2312")[0] < 0xD8 for one in found)

from __future__ import annotations

from pathlib import Path

import pytest

from dataaudit.augment.synonyms.chinese_synonyms import _alike, chinese_groups, chinese_synonyms
from dataaudit.augment.words import Word, chinese_frequency
from dataaudit.errors import ConfigurationError


@pytest.fixture
def thesaurus(tmp_path: Path) -> Path:
    return tmp_path / "cilin.txt"


def test_a_group_of_synonyms_gives_every_word_the_others(thesaurus: Path) -> None:
    thesaurus.write_text("Br01A01= 午饭 午餐 中饭\n\nAa01A02= 服务员 服务生\n", encoding="utf-8")
    assert chinese_groups(str(thesaurus)) == {
        "午饭": ("午餐", "中饭"), "午餐": ("午饭", "中饭"), "中饭": ("午饭", "午餐"),
        "服务员": ("服务生",), "服务生": ("服务员",),
    }  # fmt: skip


def test_words_of_one_kind_single_characters_and_words_of_two_groups_have_none(thesaurus: Path) -> None:
    lines = [
        "Aa01A01= 午饭 午餐 中饭",
        "Aa01A02# 老师 教师",
        "Aa01A03@ 学校",
        "Aa01A04= 人 士 人物",
        "Aa01A05= 午餐 便当",
    ]
    thesaurus.write_text("\n".join(lines), encoding="utf-8")
    assert chinese_groups(str(thesaurus)) == {"午饭": ("中饭",), "中饭": ("午饭",)}


def test_a_group_of_many_words_is_none_of_synonyms(thesaurus: Path) -> None:
    many = [f"{one}{other}" for one in "甲乙丙丁" for other in "天地人和"]
    thesaurus.write_text(f"Aa01A01= {' '.join(many)}\nAa01A02= 午饭 午餐\n", encoding="utf-8")
    assert set(chinese_groups(str(thesaurus))) == {"午饭", "午餐"}


@pytest.mark.parametrize("content", ["", "\n\n", "Aa01A01# 午饭 午餐\n", "garbage\n", "午饭,午餐\n"])
def test_a_file_without_a_group_is_told_with_how_it_must_look(thesaurus: Path, content: str) -> None:
    thesaurus.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError) as told:
        chinese_groups(str(thesaurus))
    assert str(told.value) == f"{thesaurus}: holds no group of synonyms (lines as 'Aa01A01= 人 士 人物')"


def test_a_file_that_is_missing_or_in_another_encoding_is_told(thesaurus: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"cilin\.txt: is missing; name a file of lines as"):
        chinese_groups(str(thesaurus))
    thesaurus.write_bytes("Aa01A01= 午饭 午餐\n".encode("gbk"))
    with pytest.raises(ConfigurationError, match=r"cilin\.txt: cannot be read \('utf-8'"):
        chinese_groups(str(thesaurus))


def test_the_package_holds_thousands_of_words_and_none_stands_for_itself() -> None:
    groups = chinese_groups()
    assert len(groups) > 10_000
    assert all(word not in others and others for word, others in groups.items())
    assert all(word in groups[other] for word, others in groups.items() for other in others)


@pytest.mark.full
@pytest.mark.parametrize(("word", "tag", "others"), [("午饭", "n", ("午餐",)), ("服务员", "n", ("服务生",))])
def test_a_word_has_the_synonyms_that_are_written_alike(word: str, tag: str, others: tuple[str, ...]) -> None:
    assert chinese_synonyms(Word(0, len(word), word, tag), chinese_groups()) == others


@pytest.mark.parametrize(("word", "tag"), [("午饭", ""), ("吃", "v"), ("地址", "n"), ("qwerty", "n"), ("龘龘", "n")])
def test_words_of_other_kinds_single_ones_and_held_ones_have_none(word: str, tag: str) -> None:
    assert chinese_synonyms(Word(0, len(word), word, tag), chinese_groups()) == ()


def test_a_synonym_is_as_long_shares_a_place_is_not_much_rarer_and_turns_nothing_round() -> None:
    groups = chinese_groups()
    found = 0
    for word in list(groups)[:4000]:
        for other in chinese_synonyms(Word(0, len(word), word, "n"), groups) if len(set(word)) > 1 else ():
            found += 1
            pairs = list(zip(word, other, strict=True))
            assert any(one == two for one, two in pairs)
            assert chinese_frequency(other) >= max(20, chinese_frequency(word) / 10)
            assert not any(one != two and {one, two} & set("大小多少来去男女") for one, two in pairs)
    assert found > 50


def test_every_character_counts_where_words_are_compared() -> None:
    assert not _alike("星星", "点点")
    assert not _alike("偷偷", "悄悄")
    assert _alike("偷偷地", "悄悄地")
    assert not _alike("上去", "下去")

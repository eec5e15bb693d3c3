from __future__ import annotations

import pytest
from augment.making import CHINESE, ENGLISH, kept, prepared, texts
from hypothesis import given, settings
from hypothesis import strategies as st

from dataaudit.augment.operation import Prepared
from dataaudit.augment.protection import Protection, Span, apart, first_words, word_kind
from dataaudit.augment.words import Word

STAYS = [
    ("en", "She paid $1,200.50 for it", "$1,200.50"),
    ("en", "about 20-30% of them left", "20-30%"),
    ("en", "it weighs 3.5 kg now", "3.5 kg"),
    ("en", "we met at 5:30 pm there", "5:30 pm"),
    ("en", "he owns twenty-one cats", "twenty-one"),
    ("en", "we saw him twice there", "twice"),
    ("en", "she left on 2021-05-03 again", "2021-05-03"),
    ("en", "he came on Monday again", "Monday"),
    ("en", "we left in october then", "october"),
    ("en", "it happened yesterday morning", "yesterday"),
    ("en", "she lives in London now", "London"),
    ("en", "she lives in london now", "london"),
    ("en", "we met Anna Müller there", "Müller"),
    ("en", "my iPhone works well", "iPhone"),
    ("en", "thanks to @some_user again", "@some_user"),
    ("en", "so lovely #nofilter here", "#nofilter"),
    ("en", "read https://a.com/x?y=1 first", "https://a.com/x?y=1"),
    ("en", "read www.site.org/page first", "www.site.org/page"),
    ("en", "ask bob@example.com first", "bob@example.com"),
    ("en", "call +49 170 1234567 now", "+49 170 1234567"),
    ("en", "run `make all` first", "`make all`"),
    ("en", "call get_user() first", "get_user()"),
    ("en", "open /usr/bin/python first", "/usr/bin/python"),
    ("en", "it says ```x is y\nno more``` there", "```x is y\nno more```"),
    ("en", "an open fence ```x is y", "```x is y"),
    ("en", "where $a+b$ is small", "$a+b$"),
    ("en", "dear {user name} there", "{user name}"),
    ("en", "dear {{name}} there", "{{name}}"),
    ("en", "set ${HOME_DIR} first", "${HOME_DIR}"),
    ("en", "dear %(name)s there", "%(name)s"),
    ("en", "dear %s there", "%s"),
    ("en", "dear [FIRST NAME] there", "[FIRST NAME]"),
    ("en", "a <b class='x'> there", "<b class='x'>"),
    ("en", "we never said it", "never"),
    ("en", "it isn't cheap", "isn't"),
    ("en", "it isn’t cheap", "isn’t"),
    ("en", "he came although we left", "although"),
    ("en", "i dont know", "dont"),
    ("zh", "我们没有买票", "没有"),
    ("zh", "价格不贵", "不"),
    ("zh", "請別走", "別"),
    ("zh", "很好吃但是很贵", "但是"),
    ("zh", "我昨天来了", "昨天"),
    ("zh", "周五下午三点去", "三点"),
    ("zh", "百分之五的人来了", "百分之五"),
    ("zh", "二〇二一年的事", "二〇二一年"),
    ("zh", "总共200元", "200"),
    ("zh", "第三次来了", "第三次"),
    ("zh", "我们在北京吃饭", "北京"),
    ("zh", "王小明来了", "王小明"),
    ("zh", "请访问https://a.com/x，谢谢", "https://a.com/x"),
    ("zh", "请联系bob@example.com", "bob@example.com"),
    ("zh", "电话13812345678", "13812345678"),
    ("zh", "亲爱的{名字}你好", "{名字}"),
    ("zh", "运行`打印一次`命令", "`打印一次`"),
    ("zh", "用iPhone拍照", "iPhone"),
    ("ja", "私は食べません", "食べません"),
    ("ja", "学校に行かなかった", "行かなかった"),
    ("ja", "2021年に来た", "2021"),
    ("th", "ฉันไม่กิน", "ไม่"),
    ("th", "อย่าไป", "อย่า"),
    ("de", "ich habe keine Zeit", "keine"),
    ("de", "er kommt nicht nach Berlin", "nicht"),
    ("de", "er fährt nach Berlin", "Berlin"),
    ("de", "schön, aber teuer", "aber"),
    ("fr", "je ne veux pas", "pas"),
    ("es", "no quiero nada", "nada"),
]


@pytest.mark.parametrize(("language", "text", "stays"), STAYS)
def test_what_changes_the_meaning_stays_as_a_whole(language: str, text: str, stays: str) -> None:
    start = text.index(stays)
    spans = prepared(text, language).spans
    assert any(one.start <= start and start + len(stays) <= one.end for one in spans), spans


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("the good food was cheap and we liked it", "en"),
        ("这家餐厅的午饭很好吃", "zh"),
        ("das gute essen war billig", "de"),
        ("ฉันชอบกินข้าว", "th"),
    ],
)
def test_plain_words_may_all_be_changed(text: str, language: str) -> None:
    assert prepared(text, language).spans == ()


@settings(max_examples=50)
@given(st.text(max_size=40) | texts(ENGLISH, " ") | texts(CHINESE, ""), st.sampled_from(["en", "zh", "ja", "th", "de"]))
def test_spans_stand_in_order_inside_the_text_and_do_not_overlap(text: str, language: str) -> None:
    last = 0
    for span in prepared(text, language, labels=("big car",), patterns=(r"l\w+",)).spans:
        assert last <= span.start < span.end <= len(text)
        last = span.end


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 6)), max_size=8))
def test_spans_set_apart_cover_the_same_places_as_before(given: list[tuple[int, int]]) -> None:
    spans = [Span(start, start + size, str(number)) for number, (start, size) in enumerate(given)]
    found = apart(spans)
    covered = {at for span in spans for at in range(span.start, span.end)}
    assert [at for span in found for at in range(span.start, span.end)] == sorted(covered)
    for one in found:
        inside = [int(span.kind) for span in spans if span.start < one.end and one.start < span.end]
        assert int(one.kind) == min(inside)


def test_the_words_of_labels_stay_in_any_capitals_and_with_an_ending() -> None:
    text = prepared("Spam is not what sports fans like; a spams filter", labels=("spam", "sport_news"))
    assert kept(text, "label") == ["Spam", "sports", "spams"]


def test_a_chinese_label_stays_without_spaces_around_it() -> None:
    assert kept(prepared("这是垃圾短信吗", "zh", labels=("垃圾短信",)), "label") == ["垃圾短信"]


def test_labels_without_letters_protect_nothing() -> None:
    assert prepared("a cat of class a", labels=("1", "0", "a", "_", "")).spans == ()


def test_a_label_is_no_part_of_another_word() -> None:
    assert kept(prepared("an artist and his heart", labels=("art",)), "label") == []


def test_the_users_expressions_stay_whatever_they_find() -> None:
    text = prepared("order ab cd of the old cat", patterns=(r"ab\s+cd", r"o.d", r"z*"))
    assert kept(text, "marked") == ["ord", "ab cd", "old"]


def test_marked_spans_stay_and_those_outside_the_text_count_for_nothing() -> None:
    text = prepared("the old cat", marked=((4, 7), (9, 99), (-3, 2), (5, 5), (8, 3)))
    assert kept(text) == ["old"]


def test_two_protections_are_equal_where_they_protect_the_same() -> None:
    used = Protection(("spam",), ("x+",))
    assert Prepared("xx spam", "en", used).spans
    assert used == Protection(("spam",), ("x+",))
    assert used != Protection(("ham",), ("x+",))


@pytest.mark.parametrize(
    ("word", "language", "first", "cased", "kind"),
    [
        ("not", "en", False, True, "negation"),
        ("NOT", "en", False, False, "negation"),
        ("shouldn’t", "en", False, True, "negation"),
        ("not", "de", False, True, None),
        ("Nicht", "de", True, True, "negation"),
        ("Twelve", "en", True, True, "number"),
        ("two-thirds", "en", False, True, "number"),
        ("Tuesday", "en", True, True, "date"),
        ("Good", "en", True, True, None),
        ("Good", "en", False, True, "name"),
        ("GOOD", "en", False, True, None),
        ("Zarkov", "en", True, True, "name"),
        ("I", "en", False, True, None),
        ("I'm", "en", False, True, None),
        ("Berlin", "de", False, True, "name"),
        ("Berlin", "de", True, True, None),
        ("BERLIN", "de", False, False, None),
        ("!", "en", False, True, None),
        ("12", "en", False, True, None),
    ],
)
def test_a_words_kind(word: str, language: str, first: bool, cased: bool, kind: str | None) -> None:
    assert word_kind(Word(0, len(word), word), language, first=first, cased=cased) == kind


def test_the_first_word_is_the_first_with_a_letter() -> None:
    words = prepared('"12 the cat. !').words
    assert [words[place].text for place in sorted(first_words(words, [0, 5]))] == ["the", "cat"]
    assert first_words(words, [4]) == first_words(words, [0])
    assert first_words((), [0]) == {0}

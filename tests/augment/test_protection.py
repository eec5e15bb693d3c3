from __future__ import annotations

import time

import pytest
from augment.making import CHINESE, ENGLISH, kept, prepared, texts
from every import every
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
    ("en", "dear [name] there", "[name]"),
    ("en", "dear [FIRST_NAME] there", "[FIRST_NAME]"),
    ("en", "set $HOME first", "$HOME"),
    ("en", "the <|user|> said", "<|user|>"),
    ("en", "see <<this thing>> there", "<<this thing>>"),
    ("en", "where a == b holds", "a == b"),
    ("en", "where a = b holds", "a = b"),
    ("en", "maps x->y there", "x->y"),
    ("en", "calls foo::bar there", "foo::bar"),
    ("en", "it needs some_name there", "some_name"),
    ("en", "look in src/lib there", "src/lib"),
    ("en", "read docs.python.org/3 first", "docs.python.org/3"),
    ("en", "call foo.bar(1) there", "foo.bar(1)"),
    ("en", 'see &lt;A HREF="http://x.com/a?b=1"&gt;here', '&lt;A HREF="http://x.com/a?b=1"&gt;'),
    ("en", "it&#39;s good", "&#39;"),
    ("en", "cats &amp; dogs", "&amp;"),
    ("en", "Zarkov came late", "Zarkov"),
    ("en", "Rain fell. London slept", "London"),
    ("en", "Peter came late", "Peter"),
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


@every("language, text, stays", STAYS)
def test_what_changes_the_meaning_stays_as_a_whole(language: str, text: str, stays: str) -> None:
    start = text.index(stays)
    spans = prepared(text, language).spans
    assert any(one.start <= start and start + len(stays) <= one.end for one in spans), spans


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("他在2021年5月3日来了", "2021年5月3日"),
        ("我买了5本书", "5本"),
        ("有3个人来了", "3个"),
        ("现在打8折", "8折"),
        ("电池用了10多个小时", "10多"),
    ],
)
def test_a_chinese_number_stays_with_what_it_counts(text: str, stays: str) -> None:
    start = text.index(stays)
    inside = {at for span in prepared(text, "zh").spans for at in range(span.start, span.end)}
    assert set(range(start, start + len(stays))) <= inside


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


def test_marked_spans_stay_cut_to_the_text_and_those_outside_it_count_for_nothing() -> None:
    text = prepared("the old cat", marked=((4, 7), (9, 99), (-3, 2), (5, 5), (8, 3), (11, 14), (-4, 0)))
    assert kept(text) == ["th", "old", "at"]


def test_two_protections_are_equal_where_they_protect_the_same() -> None:
    used = Protection(("spam",), ("x+",))
    assert Prepared("xx spam", "en", used).spans
    assert used == Protection(("spam",), ("x+",))
    assert used != Protection(("ham",), ("x+",))


@every(
    "word, language, first, cased, kind",
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


LONG = {
    "a path": "a/" * 10_000, "chinese": "我们今天去吃饭真好" * 2000, "digits": "1" * 20_000, "dollars": "$ " * 10_000,
    "escaped marks": "&lt;" * 5000, "one letter": "a" * 20_000, "brackets": "(" * 20_000, "calls": "a(" * 10_000,
    "square brackets": "[" * 20_000, "braces": "{" * 20_000, "tags": "<a " * 6000, "double tags": "<< " * 6000,
    "special tokens": "<|" * 10_000, "ticks": "`" * 20_000, "code": "`a" * 10_000, "formulas": "\\(" * 10_000,
    "double dollars": "$$" * 10_000, "dollar words": "$a" * 10_000, "humps": "aA" * 10_000, "handles": "@a" * 10_000,
    "addresses": "a@" * 10_000, "hosts": "www." * 5000, "links": "http://" * 3000, "dots": "a." * 10_000,
    "dashes": "- " * 10_000, "equals": "a = " * 5000, "comparisons": "1 > " * 5000, "signs": "+" * 20_000,
    "entities": "&#" * 10_000, "tags with entities": "&lt;a&amp;" * 2000, "number words": "one-" * 5000,
    "underscores": "_" * 20_000, "names": "Abc " * 5000, "negations": "not " * 5000, "initials": ". A" * 6600,
    "printed": "%(" * 10_000, "chinese numbers": "零" * 20_000, "ordinals": "第" * 20_000, "breaks": "\n" * 20_000,
    "spaces": " " * 20_000, "marks": "! " * 10_000, "accents": "\u0301" * 20_000, "kana": "か" * 20_000,
}  # fmt: skip


@pytest.mark.full
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", LONG)
def test_a_long_text_of_one_pattern_takes_no_longer_than_its_length_asks_for(name: str, language: str) -> None:
    text = prepared(LONG[name][:8000], language, labels=("spam",))
    start = time.perf_counter()
    assert len(text.spans) <= len(text.text)
    assert len(text.loose) <= len(text.free) <= len(text.words)
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(
    ("begin", "end", "words"),
    [("`", "`", 140), ("{", "}", 95), ("<<", ">>", 95), ("```", "```", 9000), ("$$", "$$", 240)],
)
def test_code_and_placeholders_of_many_words_stay_as_a_whole(begin: str, end: str, words: int) -> None:
    long = begin + "bee " * (words // 2) + end
    assert kept(prepared(f"it is {long} there")) == [long]


@pytest.mark.parametrize(
    ("label", "text", "language"),
    [("スパム", "これはスパムです", "ja"), ("すし", "これはすしです", "ja"), ("스팸", "이것은스팸입니다", "ko")],
)
def test_a_label_in_kana_or_hangul_stays_without_spaces_around_it(label: str, text: str, language: str) -> None:
    assert kept(prepared(text, language, labels=(label,)), "label") == [label]


def test_only_a_word_right_behind_a_number_says_what_is_counted() -> None:
    assert kept(prepared("买了5 本书", "zh")) == ["5"]
    assert kept(prepared("we saw 5cats there", "en"), "number") == ["5cats"]


def test_a_word_that_turns_round_is_another_kind_than_one_that_negates() -> None:
    text = prepared("we like it, but only if it is not old")
    assert kept(text, "contrast") == ["but", "only", "if"]
    assert kept(text, "negation") == ["not"]
    assert kept(prepared("很好吃但是不贵", "zh"), "contrast") == ["但是"]


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("(see a/b).", ["a/b"]),
        ('"some_name", he', ["some_name"]),
        ("well-known, very nice; fine...", []),
        ("he is (very) old", []),
        ("Good food came", []),
    ],
)
def test_marks_around_a_piece_that_stays_and_plain_words_do_not_stay(text: str, stays: list[str]) -> None:
    assert kept(prepared(text)) == stays

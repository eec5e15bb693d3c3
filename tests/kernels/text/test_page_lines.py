"""Lines of web pages: those that C4 keeps, boilerplate, code, and what is left of markup."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pytest
from every import every
from hypothesis import given
from hypothesis import strategies as st
from kernels import signal_twins

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.text.character_traits import character_traits
from dataaudit.kernels.text.characters import character_tables
from dataaudit.kernels.text.page_lines import FIELDS, page_lines, page_phrases


def counted(texts: list[str]) -> list[dict[str, int]]:
    data, offsets = text_buffers(pa.array(texts, pa.large_string()))
    rows = page_lines(data, offsets, character_tables()[0], character_traits(), page_phrases())
    return [dict(zip(FIELDS, row, strict=True)) for row in rows.tolist()]


def count(text: str, field: str) -> int:
    return counted([text])[0][field]


LINES = st.lists(
    st.tuples(
        st.sampled_from(["", "  ", "• ", "One two three ", "We use it, ", "1 2 "]),
        st.sampled_from(["", "lorem ipsum", "JavaScript", "{", "cookie policy", "back to top", "四五六", "é"]),
        st.sampled_from([".", "...", "!", '"', "'", "?", "[1]", ".[edit]", ". [2]", ";", " }", "", "。", ". Four."]),
        st.sampled_from(["\n", "\n\n", "\r\n", "\r", "\x85", "\u2028", ""]),
    ).map("".join),
    max_size=12,
).map("".join)


@given(st.lists(st.one_of(LINES, signal_twins.TEXTS), max_size=4))
def test_counts_agree_with_the_python_twin_on_any_text(texts: list[str]) -> None:
    assert counted(texts) == [signal_twins.page_lines(text) for text in texts]


def test_counts_agree_with_the_python_twin_on_real_texts() -> None:
    texts = signal_twins.real_texts()
    assert counted(texts) == [signal_twins.page_lines(text) for text in texts]


def test_an_empty_text_has_no_lines() -> None:
    assert counted(["", "A line.", ""])[::2] == [dict.fromkeys(FIELDS, 0)] * 2


@every(
    "text, lines, feed_lines",
    [("a", 1, 1), ("a\n", 1, 1), ("\n", 1, 1), ("a\r\nb\rc\u2028d\x85e\ff", 6, 2), ("\n\r", 2, 2), ("\r\n\r\n", 2, 2)],
)
def test_lines_end_as_python_has_it_and_feed_lines_at_feeds_alone(text: str, lines: int, feed_lines: int) -> None:
    assert (count(text, "lines"), count(text, "feed_lines")) == (lines, feed_lines)


def test_a_line_feed_behind_the_return_of_another_text_ends_a_line() -> None:
    assert [row["lines"] for row in counted(["a\r", "\nb"])] == [1, 2]


def test_a_bullet_may_stand_behind_white_space_but_not_behind_a_blank_line() -> None:
    assert count("• a\n \u3000▪ b\n\n– c\n- d\n* e\nf • g\n \n•", "bullet_lines") == 4


@every(
    "line, kept",
    [
        ("One two three.", 1),
        ("  One two three!\u3000", 1),
        ('She said "two three"', 1),
        ("One two three", 0),
        ("One two three...", 0),
        ("One two three…", 0),
        ("One two.", 0),
        ("一二三四五六。", 0),
        ("One two three.[1][23]", 1),
        ("One two three.[citation needed]", 1),
        ("Heading and more.[edit]", 1),
        ("One two three. [1]", 0),
        ("One two three.[a]", 0),
        ("One two [1].", 1),
        ("Please enable JavaScript now.", 0),
        ("Read our Privacy Policy.", 0),
        ("This site uses cookies.", 0),
        (f"One two {'a' * 1000}.", 0),
        (f"One two {'a' * 999}.", 1),
        (f"One two {'é' * 999}.", 1),
    ],
)
def test_a_line_that_c4_keeps_is_a_sentence_of_three_words(line: str, kept: int) -> None:
    assert count(line, "c4_lines") == kept


def test_sentences_count_in_the_lines_that_c4_keeps() -> None:
    assert count("One two. Three four!\nFive. Six. Seven\nEight nine ten?", "c4_sentences") == 3


@every(
    "text, placeholder, brace",
    [
        ("It says LOREM Ipsum here.", 1, 0),
        ("Lorem ipsum.", 0, 0),
        ("It says lorem ipsum here", 0, 0),
        ("The set {a, b} is here.", 0, 1),
        ("The set a, b} is here.", 0, 0),
        ("if (x) {\n  y;\n}", 0, 0),
        ("In JavaScript lorem ipsum { is here.", 1, 0),
        ("The privacy policy { is here.", 0, 1),
    ],
)
def test_a_page_is_dropped_for_what_stands_in_lines_that_came_so_far(text: str, placeholder: int, brace: int) -> None:
    assert (count(text, "c4_placeholder"), count(text, "c4_brace")) == (placeholder, brace)


@pytest.mark.parametrize("change", [str.lower, str.upper, str.title])
def test_a_phrase_is_boilerplate_in_any_case_and_no_part_of_it_is(change: Callable[[str], str]) -> None:
    phrases = signal_twins.boilerplate_phrases()
    rows = counted([f"| {change(phrase)} |\n{phrase[:-1]}\n{phrase[1:]}" for phrase in phrases])
    assert [phrase for phrase, row in zip(phrases, rows, strict=True) if row["boilerplate_lines"] != 1] == []


def test_code_lines_end_with_a_semicolon_or_a_brace() -> None:
    assert count("f() {\n  return 1; \n}\nno;pe\n; {} x\n;", "code_lines") == 4


@every(
    "text, chars",
    [
        ("see https://a.b/c?d=1#e now", 19),
        ('"http://a.b" (http://c.d)', 21),
        ("://", 3),
        ("http:/ /a.b a:b", 0),
        ("http://é", 9),
        ("http://a\u3000b", 12),
        ("x1http://a", 8),
    ],
)
def test_an_address_goes_on_to_white_space_or_a_quotation_mark(text: str, chars: int) -> None:
    assert count(text, "url_chars") == chars


@every(
    "text, chars",
    [
        ("<b>x</b>", 7),
        ('<a\nhref="http://a.b">', 21),
        ("<!-- a -->", 10),
        ("1 < 2 > 1, <3>", 0),
        ("<b", 0),
        ("<b <i>", 3),
        (f"<{'a' * 999}>", 1001),
        (f"<{'a' * 1000}>", 0),
    ],
)
def test_a_tag_is_what_stands_between_angle_brackets_behind_a_letter(text: str, chars: int) -> None:
    assert count(text, "tag_chars") == chars


def test_an_address_in_a_tag_is_part_of_the_tag() -> None:
    assert count("<a href='http://a.b'>", "url_chars") == 0


@every("reference", ["&amp;", "&lt;", "&#39;", "#39;", "&#x27;", "&#X2f;", "&#xA0;", "#x2019;", "&quot;", "&frac12;"])
def test_a_character_reference_counts_once_with_or_without_its_ampersand(reference: str) -> None:
    assert [count(text, "entities") for text in (reference, f"It{reference}s", reference * 2)] == [1, 1, 2]


def test_a_quotation_mark_that_lost_its_ampersand_stands_apart() -> None:
    assert [count(text, "entities") for text in ("quot;yes", "quot;yesquot;", "(quot; #quot;", "aquot;")] == [
        1,
        1,
        2,
        0,
    ]


@every("text", ["&;", "&a;", "a;", "amp;", "#;", "#1;", "#xyz;", "#x;", "& amp;", "quota;", "&abcdefghijk;", ";"])
def test_other_semicolons_are_no_character_references(text: str) -> None:
    assert count(text, "entities") == 0


def test_character_references_in_addresses_and_tags_do_not_count() -> None:
    assert count("http://a.b?c&amp;d <a title='&quot;'> &amp;", "entities") == 1

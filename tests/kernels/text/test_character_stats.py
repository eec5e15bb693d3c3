"""What texts are made of: letters, marks, words and sentences."""

from __future__ import annotations

import pyarrow as pa
from every import every
from hypothesis import given
from hypothesis import strategies as st
from kernels import signal_twins

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.text.character_stats import FIELDS, composition
from dataaudit.kernels.text.character_traits import character_traits
from dataaudit.kernels.text.characters import character_tables


def counted(texts: list[str]) -> list[dict[str, int]]:
    rows = composition(*text_buffers(pa.array(texts, pa.large_string())), *character_tables(), character_traits())
    return [dict(zip(FIELDS, row, strict=True)) for row in rows.tolist()]


@given(st.lists(signal_twins.TEXTS, max_size=4))
def test_counts_agree_with_the_python_twin_on_any_text(texts: list[str]) -> None:
    assert counted(texts) == [signal_twins.composition(text) for text in texts]


def test_counts_agree_with_the_python_twin_on_real_texts() -> None:
    texts = signal_twins.real_texts()
    assert counted(texts) == [signal_twins.composition(text) for text in texts]


def test_an_empty_text_is_made_of_nothing() -> None:
    assert counted(["", "A text.", ""])[::2] == [dict.fromkeys(FIELDS, 0)] * 2


@every(
    "text, sentences",
    [
        ("One. Two!", 2),
        ("One. Two", 2),
        ("One?! Two...\nThree", 3),
        ('He said "Go." Then he left.', 2),
        ("(He left.) She stayed.", 2),
        ("A version 3.5 of a.b is out.", 1),
        ("... -- !", 0),
        ("! One.", 1),
        ("他走了。她留下！", 2),
        ("他说：「好。」然后走了。", 2),
        ("यह एक वाक्य है। यह दूसरा है।", 2),
        ("هل هذا سؤال؟ نعم.", 2),
        ("Well… yes", 2),
        ("One.\u3000Two.\u2029Three.", 3),
        ("", 0),
    ],
)
def test_a_sentence_ends_at_marks_of_any_script_with_white_space_behind(text: str, sentences: int) -> None:
    assert counted([text])[0]["sentences"] == sentences


@every(
    "text, unfinished",
    [
        ("It was late. Nobody had", 1),
        ("It was late. Nobody had,\n\n", 1),
        ("It was late. Nobody-", 1),
        ("天黑了。没有人", 1),
        ("天黑了。没有人，", 1),
        ("It was late. In 1987", 1),
        ("It was late. Nobody came.", 0),
        ('It was late. "Nobody came." ', 0),
        ("It was late. (Nobody came)", 0),
        ("It was late. Well…", 0),
        ("天黑了。", 0),
        ("A title", 0),
        ("It was late.", 0),
        ("a.b", 0),
    ],
)
def test_a_text_is_unfinished_when_sentences_end_in_it_and_it_goes_on(text: str, unfinished: int) -> None:
    assert counted([text])[0]["unfinished"] == unfinished


@every(
    "text, words",
    [
        ("NATO and the USA", 2),
        ("NATO-led U.S. A1 1 -- I", 3),
        ("ΝΑΤΟ НАТО", 2),
        ("ǅ ǄA", 1),
        ("中A文B", 2),
        ("ªA Ⅷ", 1),
    ],
)
def test_a_word_is_in_upper_case_when_all_its_cased_letters_are(text: str, words: int) -> None:
    assert counted([text])[0]["upper_words"] == words


def test_characters_of_scripts_without_spaces_are_no_single_letters_and_part_words() -> None:
    (row,) = counted(["a 中 文 bc中def 1"])
    assert (row["single_letters"], row["longest_word"]) == (1, 3)


def test_the_script_with_most_letters_counts_and_common_letters_are_of_none() -> None:
    texts = ["abc где ª", "где abcd", "ʹʹʹʹ ab", "123"]
    assert [row["script_letters"] for row in counted(texts)] == [4, 4, 2, 0]


def test_unseen_characters_are_control_format_and_private_ones_but_no_tabs_line_ends_and_joiners() -> None:
    (row,) = counted(["\ta\r\n\f\u200c\u200d|\0\x1b\u200b\ufeff\xad\ue000\U0010fffd\ufffd"])
    assert row["unseen"] == 8


def test_brackets_are_counted_by_kind() -> None:
    (row,) = counted(["{(}) ([{"])
    assert (row["braces"], row["parentheses"], row["punctuation"]) == (3, 3, 7)

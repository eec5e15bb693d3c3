from __future__ import annotations

import random
from pathlib import Path

import pytest
from augment.making import holds, new_texts, outcome, prepared
from augment.tiny_models import POSITIONS, tiny_masked_model

from dataaudit.augment.changes import Made
from dataaudit.augment.masked_replacement import MaskedReplacement
from dataaudit.augment.operation import Nothing, Prepared
from dataaudit.augment.words import chinese_frequency
from dataaudit.errors import ConfigurationError

GUESSES = ("garden", "the", "##ing", "not", "london", "twelve", "7", "a", "river", "slept", "window")
"""The likeliest first; of them only garden, river, slept and window are words that may be put in anywhere."""


def english(top: int = 10, share: float = 0.1) -> MaskedReplacement:
    return MaskedReplacement(tiny_masked_model(GUESSES), share, top, "cpu")


@pytest.fixture
def chinese() -> MaskedReplacement:
    return MaskedReplacement(tiny_masked_model(("学", "生", "饭", "龘", "不", "校")), 0.1, 10, "cpu")


def test_a_word_is_replaced_by_a_guess_of_the_model_that_may_stand_there() -> None:
    found = new_texts(english(), prepared("we saw their house"), 40)
    words = {text.split()[3] for text in found if text.startswith("we saw their ")} - {"house"}
    assert words == {"garden", "river", "slept", "window", "the"}


def test_names_numbers_negations_and_pieces_of_words_are_never_put_in() -> None:
    for text in new_texts(english(share=1.0), prepared("some people watched their lovely house"), 10):
        assert not {"not", "london", "twelve", "7", "##ing", "a", "ing"} & set(text.lower().split())


def test_only_the_likeliest_guesses_are_taken() -> None:
    made = outcome(english(top=1, share=1.0), prepared("people watched houses"))
    assert isinstance(made, Made)
    assert made.text == "garden garden garden"


def test_a_guess_comes_in_the_capitals_of_the_word() -> None:
    made = outcome(english(top=1, share=1.0), prepared("Houses are BIG here, people said"))
    assert isinstance(made, Made)
    assert made.text.startswith("Garden ")
    assert " GARDEN " in made.text


def test_words_of_grammar_and_what_stays_are_left_alone() -> None:
    source = "they never saw Anna in London with 12 of the {name} houses"
    for text in new_texts(english(share=1.0), prepared(source), 10):
        assert text.split()[:2] == ["they", "never"]
        assert text.split()[3:-1] == source.split()[3:-1]


def test_the_word_itself_is_no_replacement() -> None:
    for text in new_texts(english(), prepared("a garden"), 10):
        assert text != "a garden"


def test_chinese_words_are_guessed_character_by_character_and_what_comes_out_is_a_word(
    chinese: MaskedReplacement,
) -> None:
    found = set(new_texts(chinese, prepared("我们的朋友", "zh"), 40))
    assert {"学生的朋友", "学校的朋友"} & found
    for text in found:
        new = text.removesuffix("的朋友").removeprefix("我们的")
        assert len(new) == 2
        assert chinese_frequency(new) >= 20
        assert not set(new) & set("龘不")


def test_a_text_longer_than_the_model_reads_is_changed_in_its_first_part() -> None:
    source = " ".join(["people"] * (3 * POSITIONS))
    text = prepared(source)
    made = outcome(english(top=1, share=1.0), text)
    assert isinstance(made, Made)
    holds(text, made)
    words = made.text.split()
    assert words[: POSITIONS - 2] == ["garden"] * (POSITIONS - 2)
    assert words[POSITIONS - 2 :] == ["people"] * (2 * POSITIONS + 2)


def test_a_text_whose_masks_all_lie_beyond_what_the_model_reads_has_no_place() -> None:
    text = prepared(", ".join(["12"] * (2 * POSITIONS)) + " people")
    assert outcome(english(share=1.0), text) == Nothing("no_place")


def test_the_same_random_numbers_give_the_same_text_whatever_the_others_are() -> None:
    sources = ["people watched houses", "", "猫が好き", "we like this lovely place with its tall trees", "12", "house"]
    texts = [prepared(source, "ja" if "猫" in source else "en") for source in sources] * 12
    operation = english(share=0.5)
    together = operation(texts, [random.Random(seed) for seed in range(len(texts))])
    alone = [operation([text], [random.Random(seed)])[0] for seed, text in enumerate(texts)]
    assert together == alone


@pytest.mark.parametrize(
    ("text", "language", "reason"),
    [
        ("", "en", "no_place"),
        ("the", "en", "no_place"),
        ("...!?", "en", "no_place"),
        ("12 34", "en", "no_place"),
        ("London", "en", "no_place"),
        ("", "zh", "no_place"),
        ("好", "zh", "no_place"),
        ("猫が好きです", "ja", "language"),
        ("", "ja", "language"),
        ("ฉันชอบกินข้าว", "th", "language"),
    ],
)
def test_what_does_not_fit_is_told_with_its_reason(text: str, language: str, reason: str) -> None:
    assert outcome(english(), prepared(text, language)) == Nothing(reason)


def test_an_unknown_language_has_no_words_of_grammar() -> None:
    made = outcome(english(top=1), Prepared("domo", "eo"))
    assert isinstance(made, Made)
    assert made.text == "garden"


def test_no_text_gives_no_texts() -> None:
    assert english()([], []) == []


def test_a_tokenizer_without_a_mask_token_is_refused() -> None:
    folder = tiny_masked_model(("garden",), mask=False)
    with pytest.raises(ConfigurationError, match=r"masked_replacement\.model: the tokenizer of .* has no mask token"):
        MaskedReplacement(folder, device="cpu").check()


def test_a_missing_folder_is_told_with_what_it_must_hold(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as told:
        MaskedReplacement(str(tmp_path / "none"), device="cpu").check()
    message = str(told.value)
    assert message.startswith("augment.operations.masked_replacement.model: ")
    assert str(tmp_path / "none") in message
    assert "config.json and model.safetensors" in message
    assert "\n" not in message

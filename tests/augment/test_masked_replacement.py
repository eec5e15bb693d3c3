from __future__ import annotations

import random
from pathlib import Path

import pytest
from augment.making import holds, new_texts, outcome, prepared
from augment.tiny_models import POSITIONS, tiny_marked_model, tiny_masked_model
from every import every

from dataaudit.augment.changes import Change, Made
from dataaudit.augment.language_models import masked_model
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
    made = outcome(english(top=1, share=1.0), prepared("Houses are NICE here, people said"))
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
    read = POSITIONS - 2 - 2  # two positions are left for models like RoBERTa, and two tokens wrap the text
    assert words[:read] == ["garden"] * read
    assert words[read:] == ["people"] * (3 * POSITIONS - read)


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


@every(
    "text, language, reason",
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
        ("people saw the [MASK] near their house", "en", "no_place"),
        ("[MASK]", "en", "no_place"),
    ],
)
def test_what_does_not_fit_is_told_with_its_reason(text: str, language: str, reason: str) -> None:
    assert outcome(english(), prepared(text, language)) == Nothing(reason)


def test_a_text_with_the_mask_token_does_not_disturb_the_texts_beside_it() -> None:
    texts = [prepared("people saw a [MASK]"), prepared("people watched houses"), prepared("[MASK] [MASK] people")]
    made = english(top=1, share=1.0)(texts, [random.Random(1) for _ in texts])
    assert made[0] == made[2] == Nothing("no_place")
    assert isinstance(made[1], Made)
    assert made[1].text == "garden garden garden"


def test_only_nouns_verbs_adjectives_and_adverbs_are_replaced_in_english() -> None:
    text = prepared("several people quickly watched lovely houses beyond yonder hills whereas others slept")
    gone = {one.before for seed in range(20) for one in changed(outcome(english(top=1, share=1.0), text, seed))}
    kinds = {word.text: word.tag[:2] for word in text.words}
    assert {"people", "quickly", "watched", "lovely", "houses", "slept"} <= gone
    assert {kinds[word] for word in gone} <= {"NN", "VB", "JJ", "RB"}
    assert {kinds[word] for word in kinds if word not in gone} - {"NN", "VB", "JJ", "RB"}


def changed(made: Made | Nothing) -> tuple[Change, ...]:
    assert isinstance(made, Made)
    return made.changes


@pytest.mark.parametrize(("byte_level", "mark"), [(True, "Ġ"), (False, "▁")])
def test_only_whole_words_of_byte_level_and_sentence_pieces_are_put_in(byte_level: bool, mark: str) -> None:
    words = ("café", "naïve", "river")
    folder = tiny_marked_model(byte_level, words, ("ing", "ly", "gar"))
    operation = MaskedReplacement(folder, 1.0, 10, "cpu")
    found = set()
    for seed in range(60):
        made = outcome(operation, prepared("people slept"), seed)
        found |= {one.after for one in changed(made)}
    assert found == {*words, "people", "slept", "word"}
    assert any(name.startswith(mark) for name in masked_model(folder, "cpu")[0].get_vocab())


@pytest.mark.parametrize("byte_level", [True, False])
def test_a_long_text_of_a_model_that_counts_positions_behind_the_padding_is_changed(byte_level: bool) -> None:
    folder = tiny_marked_model(byte_level, ("river",), ("ing",))
    text = prepared(" ".join(["people"] * 3 * POSITIONS))
    made = outcome(MaskedReplacement(folder, 1.0, 1, "cpu"), text)
    assert isinstance(made, Made)
    assert made.text.split() == ["river"] * (POSITIONS - 4) + ["people"] * (2 * POSITIONS + 4)


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

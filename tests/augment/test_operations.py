from __future__ import annotations

import pickle
import random
from typing import Any

import pytest
from augment.making import ALL_OPERATIONS, CHINESE, ENGLISH, WORD_OPERATIONS, holds, kept, outcome, prepared, texts
from every import every
from hypothesis import given, settings
from hypothesis import strategies as st

from dataaudit.augment.back_translation import BackTranslation
from dataaudit.augment.changes import Made
from dataaudit.augment.operation import LANGUAGE, NO_PARTNER, NO_PLACE, TOO_SHORT, Nothing, Operation
from dataaudit.augment.operations import MODELS, SURFACE, make_operations
from dataaudit.augment.translators import CommandTranslator, ModelTranslator
from dataaudit.config.augment import (
    BackTranslationOptions,
    CharacterNoiseOptions,
    ClassMixOptions,
    MaskedReplacementOptions,
    OperationsOptions,
    SentenceShufflingOptions,
    SynonymReplacementOptions,
    WordOptions,
)
from dataaudit.errors import ConfigurationError

WORDS = st.sampled_from(WORD_OPERATIONS)
ANY = st.sampled_from(ALL_OPERATIONS)
SEEDS = st.integers(0, 10**6)
OFF: dict[str, Any] = {
    "synonym_replacement": False, "random_insertion": False, "random_deletion": False, "random_swap": False,
}  # fmt: skip


@settings(max_examples=50)
@given(WORDS, texts(ENGLISH, " "), SEEDS)
def test_no_operation_on_english_words_touches_what_stays(operation: Operation, source: str, seed: int) -> None:
    text = prepared(source, labels=("wonderful",), patterns=(r"l\w+ge",))
    made = outcome(operation, text, seed)
    if isinstance(made, Made):
        holds(text, made)
        numbers = kept(text, "number", "url", "personal", "code", "placeholder")
        assert all(one in made.text for one in numbers)


@settings(max_examples=50)
@given(WORDS, texts(CHINESE, ""), SEEDS)
def test_no_operation_on_chinese_words_touches_what_stays(operation: Operation, source: str, seed: int) -> None:
    text = prepared(source, "zh", labels=("午饭",), patterns=("质.",))
    made = outcome(operation, text, seed)
    if isinstance(made, Made):
        holds(text, made)


@settings(max_examples=50)
@given(ANY, st.text(max_size=40), st.sampled_from(["en", "zh", "ja", "th", "de", "und"]), SEEDS)
def test_any_text_gives_a_new_text_or_a_reason(operation: Operation, source: str, language: str, seed: int) -> None:
    text = prepared(source, language)
    told = outcome(operation, text, seed)
    if isinstance(told, Nothing):
        assert told.reason in (TOO_SHORT, NO_PLACE, LANGUAGE, NO_PARTNER)
    elif operation in WORD_OPERATIONS:
        holds(text, told)


@settings(max_examples=40)
@given(ANY, st.lists(texts(ENGLISH, " "), min_size=1, max_size=4), SEEDS)
def test_the_same_random_numbers_give_the_same_text_whatever_the_others_are(
    operation: Operation, sources: list[str], seed: int
) -> None:
    given = [prepared(source) for source in sources]
    seeds = [seed + number for number in range(len(given))]
    together = operation(given, [random.Random(one) for one in seeds])
    alone = [operation([text], [random.Random(one)])[0] for text, one in zip(given, seeds, strict=True)]
    backwards = operation(given[::-1], [random.Random(one) for one in seeds[::-1]])[::-1]
    assert together == alone == backwards


@pytest.mark.parametrize("operation", ALL_OPERATIONS, ids=lambda one: one.name)
@pytest.mark.parametrize("source", ["", " ", "\n\n", "?", ". . .", "word", "词", "12", "😀"])
def test_next_to_nothing_gives_a_reason_or_a_change_of_marks(operation: Operation, source: str) -> None:
    for language in ("en", "zh", "ja", "th", "xx", ""):
        told = outcome(operation, prepared(source, language))
        if source == ". . ." and operation.name == "case_and_punctuation":
            assert isinstance(told, Made)
        elif operation.name == "character_noise" and isinstance(told, Made):
            assert source == "word"
        else:
            assert isinstance(told, Nothing), (language, told)


@every("operation", ALL_OPERATIONS, name=lambda one: one.name)
def test_an_operation_travels_to_another_process(operation: Operation) -> None:
    text = prepared("It rained there all day. He quickly bought a large house, we left. They came home.")
    assert outcome(pickle.loads(pickle.dumps(operation)), text) == outcome(operation, text)  # noqa: S301


def test_those_of_the_default_are_on_in_a_fixed_order() -> None:
    names = ["synonym_replacement", "random_insertion", "random_deletion", "random_swap"]
    assert [one.name for one in make_operations(OperationsOptions())] == names


def test_all_can_be_on_and_are_called_as_their_keys() -> None:
    settings = OperationsOptions(
        character_noise=CharacterNoiseOptions(),
        case_and_punctuation=WordOptions(),
        sentence_shuffling=SentenceShufflingOptions(),
        class_mix=ClassMixOptions(),
        masked_replacement=MaskedReplacementOptions(model="m"),
        back_translation=BackTranslationOptions(there="a", back="b"),
    )
    names = [one.name for one in make_operations(settings)]
    assert names == list(OperationsOptions.__dataclass_fields__)
    assert {*MODELS, *SURFACE} <= set(names)


@every(
    "key, given, expected",
    [
        ("synonym_replacement", SynonymReplacementOptions(share=0.3, wordnet="w", thesaurus="t"),
         {"share": 0.3, "wordnet": "w", "thesaurus": "t"}),
        ("random_deletion", WordOptions(share=0.4), {"share": 0.4}),
        ("random_swap", WordOptions(share=0.4), {"share": 0.4}),
        ("character_noise", CharacterNoiseOptions(share=0.2, kinds=("ocr",)), {"share": 0.2, "kinds": ("ocr",)}),
        ("case_and_punctuation", WordOptions(share=0.4), {"share": 0.4}),
        ("sentence_shuffling", SentenceShufflingOptions(fewest=5), {"fewest": 5}),
        ("masked_replacement", MaskedReplacementOptions(model="m", share=0.2, top=3, device="cpu"),
         {"model": "m", "share": 0.2, "top": 3, "device": "cpu"}),
    ],
)  # fmt: skip
def test_a_setting_reaches_its_operation(key: str, given: object, expected: dict[str, object]) -> None:
    settings: dict[str, Any] = {**OFF, key: given}
    (made,) = make_operations(OperationsOptions(**settings))
    assert {name: getattr(made, name) for name in expected} == expected


def test_insertion_takes_the_synonyms_that_replacement_takes() -> None:
    settings: dict[str, Any] = {
        **OFF,
        "synonym_replacement": SynonymReplacementOptions(wordnet="w"),
        "random_insertion": WordOptions(),
    }
    replacement, insertion = make_operations(OperationsOptions(**settings))
    assert getattr(insertion, "synonyms", None) == replacement


def translation(**keys: Any) -> Operation:
    (made,) = make_operations(OperationsOptions(**OFF, back_translation=BackTranslationOptions(**keys)))
    return made


def test_each_way_of_a_back_translation_is_a_model_or_a_program() -> None:
    made = translation(there="a", back_command=("cat", "-u"), languages=("zh",), beams=2, tokens_per_batch=9)
    assert made == BackTranslation(ModelTranslator("a", "auto", 2, 9), CommandTranslator(("cat", "-u")), ("zh",))


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"back": "b"}, "back_translation.there: name a model, or a program with there_command"),
        ({"there": "a"}, "back_translation.back: name a model, or a program with back_command"),
        ({"there": "a", "there_command": ("x",), "back": "b"}, "or a program with there_command; not both"),
    ],
)
def test_a_way_with_neither_or_both_is_refused(keys: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError) as told:
        translation(**keys)
    assert message in str(told.value)
    assert ("not both" in str(told.value)) == ("not both" in message)


def test_no_operation_at_all_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"augment\.operations: all are off"):
        make_operations(OperationsOptions(**OFF))

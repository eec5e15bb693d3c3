from __future__ import annotations

import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from augment.making import ENGLISH, holds, outcome, prepared, texts
from augment.tiny_models import tiny_translator
from every import every
from hypothesis import given, settings

from dataaudit.augment.back_translation import BackTranslation
from dataaudit.augment.changes import Made, undone
from dataaudit.augment.operation import Nothing
from dataaudit.augment.translators import CommandTranslator, ModelTranslator
from dataaudit.errors import ConfigurationError


@dataclass(frozen=True)
class Saying:
    """A translator that says what a function says."""

    function: Callable[[str], str]

    def __call__(self, sentences: Sequence[str]) -> list[str]:
        return [self.function(one) for one in sentences]

    def check(self) -> None:
        pass


SAME = Saying(str)


def saying(function: Callable[[str], str], *languages: str) -> BackTranslation:
    return BackTranslation(Saying(function), SAME, languages or ("en",))


def program(code: str) -> CommandTranslator:
    return CommandTranslator((sys.executable, "-c", f"import sys\nfor line in sys.stdin: {code}"))


def test_a_sentence_said_otherwise_is_taken_word_by_word() -> None:
    text = prepared("The movie was great. We liked it.")
    made = outcome(saying(lambda one: one.replace("movie", "film")), text)
    assert isinstance(made, Made)
    holds(text, made)
    assert made.text == "The film was great. We liked it."
    assert [(one.before, one.after) for one in made.changes] == [("movie", "film")]


def test_there_comes_before_back() -> None:
    made = outcome(
        BackTranslation(Saying(lambda one: one + " there"), Saying(lambda one: one + " back")), prepared("go")
    )
    assert isinstance(made, Made)
    assert made.text == "go there back"


@every(
    "source, wrong",
    [
        ("we paid 20 dollars there", ("20", "30")),
        ("we paid 20 dollars there", (" 20", "")),
        ("we met Anna there", ("Anna", "Maria")),
        ("we met Anna there", ("met", "met Mike and")),
        ("we did not like it", (" not", "")),
        ("we did like it", ("like", "not like")),
        ("he left yesterday night", ("yesterday", "that")),
        ("see https://a.com/x for more", ("https://a.com/x", "a.com")),
        ("dear {name} there", ("{name}", "name")),
        ("it was spam for sure", ("spam", "junk")),
        ("run `make all` now", ("make all", "do all")),
        ("order AB-7 of cats", ("cats", "cats 7")),
    ],
)
def test_a_sentence_that_lost_or_gained_what_stays_is_left_as_it_was(source: str, wrong: tuple[str, str]) -> None:
    text = prepared(source, labels=("spam",))
    assert outcome(saying(lambda one: one.replace(*wrong)), text) == Nothing("protected")


def test_other_sentences_of_the_text_are_still_taken() -> None:
    text = prepared("We paid 20 dollars. The movie was great.")
    made = outcome(saying(lambda one: one.replace("20", "30").replace("movie", "film")), text)
    assert isinstance(made, Made)
    assert made.text == "We paid 20 dollars. The film was great."


def test_a_negation_may_be_said_otherwise() -> None:
    made = outcome(saying(lambda one: one.replace("isn't", "is not")), prepared("it isn't cheap"))
    assert isinstance(made, Made)
    assert made.text == "it is not cheap"


def test_a_chinese_sentence_keeps_its_negation_and_its_numbers() -> None:
    text = prepared("午饭很好吃。我们没有等20分钟。", "zh")
    made = outcome(saying(lambda one: one.replace("午饭", "午餐").replace("没有", ""), "zh"), text)
    assert isinstance(made, Made)
    assert made.text == "午餐很好吃。我们没有等20分钟。"


def test_a_sentence_in_which_the_user_marked_something_is_left_as_it_was() -> None:
    text = prepared("the old movie. The old movie.", marked=((4, 7),))
    made = outcome(saying(lambda one: one.replace("movie", "film")), text)
    assert isinstance(made, Made)
    assert made.text == "the old movie. The old film."
    assert outcome(
        saying(lambda one: one.replace("movie", "film")), prepared("the movie", marked=((0, 3),))
    ) == Nothing("protected")


@pytest.mark.parametrize("function", [str, lambda one: "", lambda one: "  ", lambda one: f" {one} "])
def test_what_comes_back_the_same_or_empty_is_nothing_new(function: Callable[[str], str]) -> None:
    assert outcome(saying(function), prepared("It rained. We left!")) == Nothing("no_place")


@every(
    "text, language, reason",
    [
        ("", "en", "no_place"),
        ("...!?", "en", "no_place"),
        ("12 34", "en", "no_place"),
        ("it rained", "de", "language"),
        ("it rained", "und", "language"),
        ("", "ja", "language"),
    ],
)
def test_what_does_not_fit_is_told_with_its_reason(text: str, language: str, reason: str) -> None:
    assert outcome(saying(str.upper), prepared(text, language)) == Nothing(reason)


def test_one_word_is_a_sentence() -> None:
    made = outcome(saying(lambda one: "hi"), prepared("hello"))
    assert isinstance(made, Made)
    assert made.text == "hi"


@settings(max_examples=40)
@given(texts(ENGLISH, " "))
def test_whatever_comes_back_is_reversible_and_keeps_what_stays(source: str) -> None:
    text = prepared(source)
    made = outcome(saying(lambda one: " ".join(reversed(one.replace("wonderful", "great").split()))), text)
    if isinstance(made, Made):
        assert undone(made.text, made.changes) == source
        # Sentences end elsewhere when words are turned round; what its own looks tell stays in any case.
        kept = [text.protection.kept_strings(one, text.language, by_place=False) for one in (source, made.text)]
        assert kept[0] == kept[1]


def test_sentences_of_all_texts_come_back_to_their_own() -> None:
    sources = ["It came. We left.", "我们", "", "It came. They stayed. We left."]
    given = [prepared(one, "zh" if one == "我们" else "en") for one in sources]
    generators = [random.Random(1) for _ in given]
    together = saying(str.lower)(given, generators)
    assert [one.text if isinstance(one, Made) else one.reason for one in together] == [
        "it came. we left.", "language", "no_place", "it came. they stayed. we left.",
    ]  # fmt: skip
    assert together == [saying(str.lower)([one], generators[:1])[0] for one in given]


def test_programs_translate_there_and_back() -> None:
    made = outcome(
        BackTranslation(program("print(line.strip().upper())"), program("print(line.lower(), end='')")),
        prepared("Well, it rained. We left!"),
    )
    assert isinstance(made, Made)
    assert made.text == "well, it rained. we left!"


def test_a_program_that_drops_a_number_changes_only_other_sentences() -> None:
    drops = program("print(line.replace('20', '').replace('movie', 'film'), end='')")
    made = outcome(BackTranslation(drops, program("print(line, end='')")), prepared("We paid 20. The movie ended."))
    assert isinstance(made, Made)
    assert made.text == "We paid 20. The film ended."


def test_a_program_that_fails_stops_the_run_with_one_sentence() -> None:
    wrong = BackTranslation(program("pass"), SAME)
    with pytest.raises(ConfigurationError, match="printed 0 lines"):
        outcome(wrong, prepared("hello there"))
    with pytest.raises(ConfigurationError, match="printed 0 lines"):
        wrong.check()
    with pytest.raises(ConfigurationError, match="not found; install it"):
        BackTranslation(SAME, CommandTranslator(("no-such-program",))).check()


@pytest.mark.full
def test_models_translate_there_and_back() -> None:
    model = ModelTranslator(tiny_translator(), "cpu", 1)
    text = prepared("w1 w2 w3", "xx")
    made = BackTranslation(model, model, ("xx",))([text], [random.Random(1)])[0]
    expected = model(model(["w1 w2 w3"]))[0]
    assert made == Nothing("protected") or (isinstance(made, Made) and made.text == expected)


def test_what_stays_is_listed_in_order_and_negations_are_all_alike() -> None:
    text = prepared("")
    told = text.protection.kept_strings("we isn't in London 20 and not 20", "en")
    assert told == ["negation", "London", "20", "negation", "20"]
    assert text.protection.kept_strings("plain words", "en") == []


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("we saw Anna and Mike there", "we saw Mike and Anna there"),
        ("take 20 of 30 there", "take 30 of 20 there"),
        ("we like 3 and not 4", "we like not 3 and 4"),
    ],
)
def test_what_comes_back_in_another_order_is_a_loss(source: str, told: str) -> None:
    assert outcome(saying(lambda one: told), prepared(source)) == Nothing("protected")


@pytest.mark.parametrize(
    ("source", "stays"),
    [
        ("The movie was great. Run ```make movie. Stop movie``` now. The movie ended.", "```make movie. Stop movie```"),
        ("The movie was great. Dear {big movie. Old movie} there. The movie ended.", "{big movie. Old movie}"),
    ],
)
def test_sentences_that_something_protected_reaches_out_of_are_left_as_they_were(source: str, stays: str) -> None:
    text = prepared(source)
    made = outcome(saying(lambda one: one.replace("movie", "film").replace("Run", "Do")), text)
    assert isinstance(made, Made)
    holds(text, made)
    middle = source.removeprefix("The movie was great.").removesuffix("The movie ended.")
    assert stays in middle
    assert made.text == f"The film was great.{middle}The film ended."

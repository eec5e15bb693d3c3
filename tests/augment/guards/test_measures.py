from __future__ import annotations

from dataclasses import replace

import pytest
from augment.augmenting import candidate

from dataaudit.augment.guards.candidate import REASONS, texts_array
from dataaudit.augment.guards.measures import check_language, check_length, check_meaning, languages_of
from dataaudit.config.augment import GuardsOptions
from dataaudit.stages.vectors.encoders import STATIC, Encoder, load_encoder

SOURCE = "we walked along the quiet river until the evening came"
GERMAN = "wir gingen am ruhigen Fluss entlang, bis der Abend kam und die Sterne schienen"


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder(STATIC, "cpu", 256, 0, False)


@pytest.mark.parametrize(
    ("text", "ratio", "accepted"),
    [("x" * 50, 0.5, True), ("x" * 49, 0.49, False), ("x" * 200, 2.0, True), ("x" * 201, 2.01, False), ("", 0, False)],
)
def test_the_length_lies_between_its_bounds(text: str, ratio: float, accepted: bool) -> None:
    told = candidate(text, "y" * 100)
    check_length([told], GuardsOptions())
    assert told.length_ratio == pytest.approx(ratio)
    assert told.reasons == ([] if accepted else ["length"])


def test_the_length_is_that_of_the_whole_text_and_of_code_points() -> None:
    told = candidate("短", "一二三", source_text="x" * 10 + "一二三", text="x" * 10 + "短")
    check_length([told], GuardsOptions(min_length=0.8))
    assert told.length_ratio == pytest.approx(11 / 13)
    assert told.reasons == []


def test_a_row_of_another_meaning_is_rejected_and_one_of_the_same_is_not(encoder: Encoder) -> None:
    told = [
        candidate("until the evening came we walked along the quiet river", SOURCE),
        candidate("the central bank raised interest rates by a quarter of a percent", SOURCE),
    ]
    check_meaning(told, GuardsOptions(), encoder)
    assert [one.reasons for one in told] == [[], ["meaning"]]
    assert told[0].cosine is not None
    assert told[1].cosine is not None
    assert told[0].cosine > 0.95 > 0.5 > told[1].cosine


def test_the_cosine_is_at_most_one_and_its_upper_bound_is_kept(encoder: Encoder) -> None:
    told = [candidate(SOURCE, SOURCE), candidate(SOURCE.replace("quiet ", ""), SOURCE)]
    check_meaning(told, GuardsOptions(max_cosine=0.9999), encoder)
    assert told[0].cosine == 1.0
    assert [one.reasons for one in told] == [["meaning"], []]


@pytest.mark.parametrize(("before", "after"), [("", SOURCE), (SOURCE, ""), ("", "")])
def test_without_a_vector_there_is_no_cosine_and_no_verdict(encoder: Encoder, before: str, after: str) -> None:
    told = candidate(after, before)
    check_meaning([told], GuardsOptions(), encoder)
    assert (told.cosine, told.reasons) == (None, [])
    check_meaning([], GuardsOptions(), encoder)


def test_a_row_in_another_language_is_rejected_where_that_of_its_source_is_known() -> None:
    told = [
        candidate(GERMAN, SOURCE, language="en"),
        candidate(SOURCE, SOURCE, language="en"),
        candidate(GERMAN, "ok", language="und"),
    ]
    check_language(told, None)
    assert [one.reasons for one in told] == [["language"], [], []]
    check_language([], None)


def test_what_the_user_says_of_the_language_is_believed_but_not_against_a_sure_finding() -> None:
    assert languages_of([SOURCE, GERMAN, "今天天气很好，我们去公园散步吧。", "ok", ""], None)[:3] == ["en", "de", "zh"]
    assert languages_of(["ok", "", "hm", SOURCE], "fr")[:3] == ["fr", "fr", "fr"]
    assert languages_of([GERMAN], "en") == ["de"]
    assert languages_of([], "en") == []
    told = candidate(GERMAN, SOURCE, language="en")
    check_language([told], "en")
    assert told.reasons == ["language"]


def test_all_guards_tell_their_reasons_at_once_and_each_once(encoder: Encoder) -> None:
    told = candidate(GERMAN * 4, SOURCE, language="en")
    for _ in range(2):
        check_length([told], GuardsOptions())
        check_language([told], None)
        check_meaning([told], replace(GuardsOptions(), min_cosine=0.99), encoder)
    assert told.reasons == ["length", "language", "meaning"]
    assert set(told.reasons) < set(REASONS)


def test_a_row_made_of_two_is_compared_with_both(encoder: Encoder) -> None:
    other = "the central bank raised interest rates by a quarter of a percent"
    mixed = f"{SOURCE[:27]}. {other[:40]}"
    told = [
        candidate(mixed, SOURCE, operation="class_mix", partner=other),
        candidate(mixed, SOURCE),
        candidate(SOURCE, SOURCE, operation="class_mix", partner=other),
    ]
    check_meaning(told, GuardsOptions(min_cosine=0.8), encoder)
    both = encoder.encode(texts_array([f"{SOURCE}\n{other}", mixed, SOURCE]))[0]
    assert told[0].cosine == pytest.approx(float(both[0] @ both[1]), abs=1e-4)
    assert told[2].cosine == pytest.approx(float(both[0] @ both[2]), abs=1e-4)
    assert told[0].cosine is not None
    assert told[1].cosine is not None
    assert told[0].cosine > 0.8 > told[1].cosine
    assert [one.reasons for one in told[:2]] == [[], ["meaning"]]

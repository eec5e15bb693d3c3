from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from augment.augmenting import candidate, jaccard
from hypothesis import given, settings
from hypothesis import strategies as st

from dataaudit.augment.guards.candidate import Candidate
from dataaudit.augment.guards.evaluation import EvaluationGuard
from dataaudit.config.augment import GuardsOptions
from dataaudit.stages.leakage.items import Items
from dataaudit.stages.vectors.encoders import STATIC, Encoder, load_encoder

MORE = "river stone cloud paper yellow quiet engine window bitter garden silver winter hammer velvet pocket"
WORDS = MORE.split()


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder(STATIC, "cpu", 256, 0, False)


def items_of(texts: Sequence[str]) -> Items:
    items = Items()
    for place, text in enumerate(texts):
        items.add(text, None, f"eval:{place}", "test", -1)
    return items


def judged(texts: Sequence[str], items: Items, guards: GuardsOptions, encoder: Encoder) -> list[Candidate]:
    told = [candidate(text, "a source") for text in texts]
    EvaluationGuard(items, guards, encoder).check(told)
    return told


LAX = GuardsOptions(evaluation_cosine=1.0, evaluation_coverage=1.0)


@pytest.mark.full
@given(seed=st.integers(0, 10_000), threshold=st.sampled_from([0.3, 0.5, 0.8]))
@settings(max_examples=25)
def test_near_duplicates_are_those_that_comparing_all_pairs_finds(
    encoder: Encoder, seed: int, threshold: float
) -> None:
    rng = random.Random(seed)
    items = [" ".join(rng.choices(WORDS, k=rng.randint(1, 30))) for _ in range(6)]
    texts = [" ".join(rng.choices(WORDS, k=rng.randint(1, 30))) for _ in range(4)]
    for base in items:
        told = base.split()
        for place in rng.sample(range(len(told)), rng.randint(0, min(4, len(told)))):
            told[place] = "another"
        texts.append(" ".join(told))
    guard = EvaluationGuard(items_of(items), replace(LAX, evaluation_similarity=threshold), encoder)
    candidates = [candidate(text, "a source") for text in texts]
    found = guard._near(candidates)
    assert found == [
        place for place, text in enumerate(texts) if any(jaccard(text, item) >= threshold for item in items)
    ]
    guard.check(candidates)
    assert set(found) <= {place for place, one in enumerate(candidates) if one.reasons == ["evaluation"]}


ITEM = "the small boat crossed the wide lake at night while nobody on the shore was awake to see it"
LONG = (
    "every autumn the old ferry brought apples and letters to the island and took back wool and honey until the "
    "harbour froze over and people who were awake early walked across the ice with lanterns to trade stories bread and "
    "candles for a little news of their cousins on the other side"
)
"""A question of which a part is enough."""


@pytest.mark.parametrize(
    "text",
    [
        ITEM,
        ITEM.upper() + "!!",
        f"{MORE} {ITEM} {MORE}",
        f"{MORE} {' '.join(LONG.split()[:42])} {MORE}",
        LONG.replace("awake", "up"),
        ITEM.replace("at night", "night at"),
    ],
    ids=["copy", "case", "whole in a longer one", "most of it in a longer one", "a word apart", "words swapped"],
)
@pytest.mark.full
def test_rows_near_to_an_item_are_rejected(encoder: Encoder, text: str) -> None:
    told = judged(
        [text], items_of(["something else entirely", ITEM, LONG]), GuardsOptions(evaluation_cosine=0.99), encoder
    )[0]
    assert told.reasons == ["evaluation"]


@pytest.mark.parametrize(
    "text",
    [MORE, "the small boat crossed", "we bought bread and cheese at the market this morning", "", "..."],
)
def test_rows_far_from_all_items_are_accepted(encoder: Encoder, text: str) -> None:
    told = judged([text], items_of([ITEM]), GuardsOptions(), encoder)[0]
    assert told.reasons == []
    assert told.nearest_evaluation is None or told.nearest_evaluation < 0.95


def test_the_largest_cosine_is_told_and_its_bound_is_kept(encoder: Encoder) -> None:
    other = "at night the small boat crossed the wide lake while on the shore nobody was awake to see it"
    strict = judged([other, ITEM], items_of([ITEM]), GuardsOptions(evaluation_similarity=1.0), encoder)
    assert [one.reasons for one in strict] == [["evaluation"]] * 2
    assert strict[1].nearest_evaluation == 1.0
    near = strict[0].nearest_evaluation
    assert near is not None
    assert 0.95 <= near <= 1.0
    loose = GuardsOptions(evaluation_cosine=1.0, evaluation_coverage=1.0, evaluation_similarity=1.0)
    changed = "at night a little boat crossed that wide lake while nobody near the shore was awake to watch"
    told = judged([changed], items_of([ITEM]), loose, encoder)[0]
    assert told.reasons == []
    value = told.nearest_evaluation
    assert value is not None
    bounded = judged([changed], items_of([ITEM]), replace(loose, evaluation_cosine=value - 0.01), encoder)[0]
    assert bounded.reasons == ["evaluation"]


def test_the_question_of_an_instruction_item_is_an_item_by_itself(encoder: Encoder) -> None:
    items = Items()
    turns = f'[["user", "{ITEM}"], ["assistant", "Yes."]]'
    items.add(f"{ITEM}\nYes.", turns, "eval:0", "test", -1)
    assert judged([f"{ITEM}\nNo, never."], items, GuardsOptions(), encoder)[0].reasons == ["evaluation"]


def test_coverage_of_a_row_does_not_depend_on_what_else_stands_in_the_chunk(encoder: Encoder) -> None:
    """Sequences that many rows of a chunk share would weigh less there."""
    items = items_of([ITEM, LONG])
    strict = GuardsOptions(evaluation_similarity=1.0, evaluation_cosine=1.0, evaluation_coverage=0.5)
    words = LONG.split()
    texts = [f"{MORE} {' '.join(words[:count])} {MORE}" for count in range(0, len(words), 3)]
    crowd = [f"{' '.join(words[:20])} {word}" for word in WORDS for _ in range(20)]
    alone = [judged([text], items, strict, encoder)[0].reasons for text in texts]
    assert [one.reasons for one in judged([*texts, *crowd], items, strict, encoder)[: len(texts)]] == alone
    assert {tuple(reasons) for reasons in alone} == {(), ("evaluation",)}


def test_without_items_nothing_is_rejected_or_measured(encoder: Encoder) -> None:
    told = judged([ITEM], Items(), GuardsOptions(), encoder)[0]
    assert (told.reasons, told.nearest_evaluation) == ([], None)
    EvaluationGuard(items_of([ITEM]), GuardsOptions(), encoder).check([])


def test_a_row_is_judged_alone_whatever_stands_beside_it(encoder: Encoder) -> None:
    rng = random.Random(1)
    texts = [" ".join(rng.choices(ITEM.split(), k=14)) for _ in range(20)] + [ITEM]
    guard = EvaluationGuard(items_of([ITEM]), GuardsOptions(evaluation_similarity=0.2), encoder)
    together = [candidate(text, "a source") for text in texts]
    guard.check(together)
    for text, one in zip(texts, together, strict=True):
        alone = candidate(text, "a source")
        guard.check([alone])
        assert alone.reasons == one.reasons
        assert alone.nearest_evaluation == pytest.approx(one.nearest_evaluation, abs=2e-5)
    assert {tuple(one.reasons) for one in together} == {(), ("evaluation",)}

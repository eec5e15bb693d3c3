from __future__ import annotations

import json
import pickle
import random
from typing import Any

import datasets
import pytest
from augment.augmenting import HAM, OFF, SPAM, two_sentences
from every import every

from dataaudit.augment.batches import AugmentBatch
from dataaudit.augment.changes import Change, undone
from dataaudit.errors import ConfigurationError, InputError

RNG = random.Random(6)
TEXTS = [two_sentences(RNG, (HAM, SPAM)[place % 2]) for place in range(24)]
BATCH: dict[str, list[Any]] = {"text": TEXTS, "label": [place % 2 for place in range(24)]}
MAKE = AugmentBatch(language="en", per_row=2)


def records(columns: dict[str, list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def changes_in(row: dict[str, Any]) -> tuple[Change, ...]:
    return tuple(Change(**one) for one in json.loads(row["changes"]))


def test_new_rows_stand_behind_the_batch_with_their_operation_and_changes() -> None:
    told = records(MAKE(BATCH))
    assert [row["text"] for row in told[:24]] == TEXTS
    assert all((row["operation"], row["changes"]) == ("", "[]") for row in told[:24])
    new = told[24:]
    assert 24 < len(new) <= 48
    places = [TEXTS.index(undone(row["text"], changes_in(row))) for row in new]
    assert places == sorted(places)
    assert max(places.count(place) for place in range(24)) <= 2
    assert [row["label"] for row in new] == [place % 2 for place in places]
    assert {row["operation"] for row in new} <= set(OFF)
    assert len({row["text"] for row in told}) == len(told)


def test_the_rows_of_the_batch_can_be_left_out() -> None:
    whole = records(MAKE(BATCH))
    new = AugmentBatch(language="en", per_row=2, keep=False)(BATCH)
    assert records(new) == whole[24:]


@pytest.mark.parametrize("size", [1, 5, 24])
def test_new_rows_do_not_depend_on_their_batch(size: int) -> None:
    make = AugmentBatch(language="en", keep=False)
    told = []
    for first in range(0, 24, size):
        told += records(make({name: column[first : first + size] for name, column in BATCH.items()}))
    assert told == records(make(BATCH))


def test_the_seed_gives_other_rows_and_a_pickled_one_the_same() -> None:
    again = pickle.loads(pickle.dumps(MAKE))  # noqa: S301  (our own)
    assert again == MAKE
    assert again(BATCH) == MAKE(BATCH)
    assert AugmentBatch(language="en", per_row=2, seed=2)(BATCH)["text"] != MAKE(BATCH)["text"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_data_sets_are_mapped_in_several_processes_as_in_one() -> None:
    features = datasets.Features(
        {"text": datasets.Value("string"), "label": datasets.ClassLabel(names=["ham", "spam"])}
    )
    rows = datasets.Dataset.from_dict(BATCH, features=features)
    make = AugmentBatch(language="en")
    alone = rows.map(make, batched=True, batch_size=24, load_from_cache_file=False)
    apart = rows.map(make, batched=True, batch_size=5, num_proc=2, load_from_cache_file=False)
    expected = sorted(records(make(BATCH)), key=str)
    assert sorted(alone.to_list(), key=str) == expected
    assert sorted(apart.to_list(), key=str) == expected
    assert len(expected) > 40
    assert apart.features["label"].names == ["ham", "spam"]


def test_what_the_user_protects_stays() -> None:
    make = AugmentBatch(language="en", per_row=4, protect=("quick\\w+", "friend"), labels=("dinner",), keep=False)
    texts = [text for text in TEXTS if any(word in text for word in ("quickly", "friend", "dinner"))]
    assert len(texts) > 8
    for row in records(make({"text": texts})):
        before = undone(row["text"], changes_in(row))
        for word in ("quickly", "friend", "dinner"):
            assert row["text"].lower().count(word) == before.lower().count(word)


def test_guards_can_be_told() -> None:
    strict = AugmentBatch(language="en", guards={"min_cosine": 1.0, "similarity": 1.0}, keep=False)(BATCH)
    assert {row["operation"] for row in records(strict)} == {"random_swap"}
    none = AugmentBatch(language="en", guards={"similarity": 0.01}, keep=False)(BATCH)
    assert none["text"] == []


def test_texts_that_are_empty_or_of_a_word_give_no_row_and_stay() -> None:
    texts = [None, "", " ", "word", "!?", "😀"]
    assert AugmentBatch(language="en")({"text": texts, "n": [*range(6)]}) == {
        "text": texts, "n": [*range(6)], "operation": [""] * 6, "changes": ["[]"] * 6,
    }  # fmt: skip
    assert AugmentBatch()({"text": []}) == {"text": [], "operation": [], "changes": []}


@every(
    "given_keys, says",
    [
        ({"operations": {"random_swp": {}}}, r"unknown key 'random_swp' .*did you mean 'random_swap'\?"),
        ({"operations": {"random_swap": {"shar": 0.1}}}, r"unknown key 'shar' .*did you mean 'share'\?"),
        ({"operations": {"random_swap": {"share": 2}}}, "less than or equal to 1, got 2"),
        ({"operations": {"random_swap": False}}, "all are off"),
        ({"guards": {"similarty": 0.5}}, r"unknown key 'similarty' .*did you mean 'similarity'\?"),
        ({"guards": {"similarity": "high"}}, "similarity"),
        ({"guards": {"similarity": 0}}, "'guards.similarity': should be greater than 0"),
        ({"protect": ("(",)}, "'protect.0': '\\(' is not a valid regular expression"),
        ({"per_row": 0}, "'per_row': should be greater than or equal to 1, got 0"),
        ({"seed": -1}, "'seed': should be greater than or equal to 0, got -1"),
        ({"language": "english"}, "'language': .*got 'english'"),
        ({"operations": {"class_mix": {}}}, "class_mix needs the rows of one class together; use dataaudit augment"),
        ({"operations": {"masked_replacement": {}}}, "name the folder of a masked language model"),
        ({"operations": {"masked_replacement": {"model": "/nowhere"}}}, "'/nowhere' is not a folder"),
        ({"operations": {"synonym_replacement": {"wordnet": "/nowhere"}}}, "/nowhere/index.noun: is missing"),
        (
            {"operations": {"back_translation": {"there_command": ["no-such-program"], "back_command": ["cat"]}}},
            "program 'no-such-program' not found",
        ),
    ],
)
def test_a_wrong_name_or_value_is_refused_at_once(given_keys: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigurationError, match=says) as caught:
        AugmentBatch(**given_keys)
    assert "\n" not in str(caught.value)


def test_a_batch_without_the_column_or_with_something_else_in_it_is_refused() -> None:
    with pytest.raises(InputError, match="no column 'text' in the batch; choose from txt, n"):
        MAKE({"txt": ["a"], "n": [1]})
    with pytest.raises(InputError, match="column 'text' contains a value that is not text"):
        MAKE({"text": ["a", 3]})
    assert len(AugmentBatch(text="txt", language="en")({"txt": TEXTS[:4]})["txt"]) > 4


def test_columns_called_as_a_witness_keep_their_names_and_values() -> None:
    batch = {"text": TEXTS, "operation": [*range(24)], "changes": [f"own {place}" for place in range(24)]}
    made = MAKE(batch)
    assert list(made) == ["text", "operation", "changes", "augment_operation", "augment_changes"]
    assert made["operation"][:24] == batch["operation"]
    for row in records(made)[24:]:
        place = TEXTS.index(undone(row["text"], changes_in({"changes": row["augment_changes"]})))
        assert (row["operation"], row["changes"]) == (place, f"own {place}")
        assert row["augment_operation"] in OFF


def test_a_column_of_text_may_be_called_as_a_witness() -> None:
    made = AugmentBatch(text="operation", language="en", keep=False)({"operation": TEXTS, "augment_operation": TEXTS})
    assert list(made) == ["operation", "augment_operation", "augment_operation_", "changes"]
    for row in records({**made}):
        assert undone(row["operation"], changes_in(row)) == row["augment_operation"]
        assert row["augment_operation_"] in OFF


def test_an_operation_on_the_surface_gives_no_text_that_stands_in_the_batch() -> None:
    operations = {"case_and_punctuation": {"share": 0.01}}
    make = AugmentBatch(language="en", operations=operations, per_row=4, keep=False)
    alone = set(make({"text": ["We met them near the bridge."]})["text"])
    assert alone == {"we met them near the bridge.", "We met them near the bridge"}
    told = make({"text": ["We met them near the bridge.", "We met them near the bridge"]})["text"]
    assert told
    assert "We met them near the bridge" not in told

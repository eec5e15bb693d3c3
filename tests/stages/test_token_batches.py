from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from stages.tiny_encoder import WORDS, tiny_tokenizer

from dataaudit.stages.token_batches import Special, TokenBatch, cut_by_budget, padded, token_batches

ROWS = st.lists(st.none() | st.integers(0, 30).map(lambda count: " ".join(WORDS[:count])), max_size=40)


def batches(rows: list[tuple[int, str | None]], **changes: Any) -> list[TokenBatch]:
    options: dict[str, Any] = {"tokenizer": tiny_tokenizer(), "tokens_per_batch": 64, "max_tokens": 16, **changes}
    return list(token_batches(rows, **options))


def ids_by_row(made: list[TokenBatch]) -> dict[int, list[int]]:
    found = {}
    for batch in made:
        for row, ids, mask in zip(*(batch[key] for key in ("row_id", "input_ids", "attention_mask")), strict=True):
            assert row.item() not in found
            assert mask.tolist() == sorted(mask.tolist(), reverse=True)
            assert not ids[mask == 0].any()
            found[row.item()] = ids[mask == 1].tolist()
    return found


def twin_ids(text: str, special: Special, most: int) -> list[int]:
    words: list[int] = tiny_tokenizer().convert_tokens_to_ids(text.split())
    if special == "all":
        return [2, *words[: most - 2], 3]
    return words[:most]


@given(ROWS, st.integers(1, 100), st.integers(3, 20), st.integers(1, 50), st.sampled_from(["none", "begin", "all"]))
def test_every_row_comes_once_whole_and_within_the_budget(
    texts: list[str | None], budget: int, most: int, window: int, special: Special
) -> None:
    rows = [(3 * number + 7, text) for number, text in enumerate(texts)]
    made = batches(rows, tokens_per_batch=budget, max_tokens=most, window=window, special_tokens=special)
    for batch in made:
        count, longest = batch["input_ids"].shape
        assert count * longest <= budget or count == 1
        assert int(batch["attention_mask"].sum(1).max()) == longest <= most
        assert all(value.dtype == torch.int64 for value in (batch["input_ids"], batch["attention_mask"]))
    assert ids_by_row(made) == {row: twin_ids(text, special, most) for row, text in rows if text}


@pytest.mark.parametrize("most", [1, 2])
def test_special_tokens_count_where_hardly_any_fit(most: int) -> None:
    made = batches([(0, "w1 w2 w3")], max_tokens=most, special_tokens="all")
    assert len(ids_by_row(made)[0]) <= most


def test_the_beginning_token_comes_first_where_there_is_one() -> None:
    from transformers import PreTrainedTokenizerFast

    backend = tiny_tokenizer().backend_tokenizer
    fast: Any = PreTrainedTokenizerFast
    begun = fast(tokenizer_object=backend, bos_token="[CLS]", pad_token="[PAD]")
    rows: list[tuple[int, str | None]] = [(1, "w0 w1"), (2, ""), (3, " ")]
    assert ids_by_row(batches(rows, tokenizer=begun, special_tokens="begin")) == {1: [2, 4, 5]}
    assert ids_by_row(batches(rows, tokenizer=begun, special_tokens="begin", max_tokens=2)) == {1: [2, 4]}
    assert ids_by_row(batches(rows, special_tokens="begin")) == {1: [4, 5]}


def test_rows_of_no_tokens_and_no_rows_give_no_batches() -> None:
    assert batches([]) == []
    assert batches([(0, None), (1, ""), (2, " \n")], special_tokens="all") == []


def test_the_same_rows_give_the_same_batches() -> None:
    rng = random.Random(1)
    rows: list[tuple[int, str | None]] = [(n, " ".join(rng.choices(WORDS, k=rng.randint(0, 30)))) for n in range(200)]
    one, two = (batches(rows, window=32) for _ in range(2))
    assert [batch["row_id"].tolist() for batch in one] == [batch["row_id"].tolist() for batch in two]
    assert ids_by_row(one) == ids_by_row(two)


def test_rows_are_taken_a_few_windows_ahead_and_not_all_at_once() -> None:
    taken = []

    def endless() -> Iterator[tuple[int, str]]:
        number = 0
        while True:
            taken.append(number)
            yield number, "w0 w1"
            number += 1

    some = token_batches(endless(), tokenizer=tiny_tokenizer(), tokens_per_batch=8, window=4)
    assert sorted(row for _ in range(2) for row in next(some)["row_id"].tolist()) == list(range(8))
    some.close()  # type: ignore[attr-defined]
    assert len(taken) < 100


def test_an_error_in_the_rows_comes_where_they_are_asked_for() -> None:
    def failing() -> Iterator[tuple[int, str]]:
        yield from ((number, "w0") for number in range(8))
        raise ZeroDivisionError("broken rows")

    some = token_batches(failing(), tokenizer=tiny_tokenizer(), tokens_per_batch=4, window=4)
    assert [len(next(some)["row_id"]) for _ in range(2)] == [4, 4]
    with pytest.raises(ZeroDivisionError, match="broken rows"):
        next(some)


@pytest.mark.parametrize("wrong", [{"tokens_per_batch": 0}, {"max_tokens": 0}, {"window": -1}], ids=str)
def test_a_limit_below_one_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="must be at least 1"):
        batches([(0, "w0")], **wrong)


def padding_share(made: list[TokenBatch]) -> float:
    cells = sum(batch["attention_mask"].numel() for batch in made)
    return 1 - sum(int(batch["attention_mask"].sum()) for batch in made) / cells


def test_sorted_windows_pad_less_than_batches_of_a_fixed_number_in_order() -> None:
    rng = random.Random(0)
    rows: list[tuple[int, str | None]] = [(n, " ".join(rng.choices(WORDS, k=rng.randint(1, 60)))) for n in range(600)]
    sorted_share = padding_share(batches(rows, tokens_per_batch=512, max_tokens=64, window=200))
    # A window of one row keeps the order; its batches are joined by a fixed number of rows.
    single = batches(rows, tokens_per_batch=512, max_tokens=64, window=1)
    lengths = [int(batch["attention_mask"].sum()) for batch in single]
    fixed = [lengths[first : first + 16] for first in range(0, len(lengths), 16)]
    fixed_share = 1 - sum(lengths) / sum(len(some) * max(some) for some in fixed)
    assert sorted_share < 0.1 < 0.4 < fixed_share


def test_a_budget_cuts_where_one_more_row_would_not_fit() -> None:
    rows = [(n, [1] * length) for n, length in enumerate([1, 1, 2, 3, 9])]
    assert [[row for row, _ in some] for some in cut_by_budget(rows, 6)] == [[0, 1, 2], [3], [4]]
    assert list(cut_by_budget([], 6)) == []
    made = padded(rows[2:4], 5)
    assert made["input_ids"].tolist() == [[1, 1, 5], [1, 1, 1]]
    assert made["attention_mask"].tolist() == [[1, 1, 0], [1, 1, 1]]

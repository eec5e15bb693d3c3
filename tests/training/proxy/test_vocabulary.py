from __future__ import annotations

import pytest
from every import every
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.training.proxy.vocabulary import BEGIN, PADDING, LearntVocabulary, LoadedVocabulary

LEARNT = LearntVocabulary(["the cat sat on the mat, and the dog did not", "naïve café 猫", "x = 1\n\ty += 2"] * 20, 400)


def decoded(ids: list[int]) -> str:
    return LEARNT.tokenizer.decode(ids[1:], skip_special_tokens=False)


@given(st.lists(st.text(max_size=60), max_size=5))
def test_any_text_can_be_written_and_read_again_and_its_bytes_are_counted(texts: list[str]) -> None:
    told, sizes = LEARNT(texts, 1000)
    assert [decoded(ids) for ids in told] == texts
    assert sizes == [len(text.encode()) for text in texts]
    for ids in told:
        assert ids[0] == BEGIN
        assert PADDING not in ids
        assert all(BEGIN < one < LEARNT.size for one in ids[1:])


@every(
    "text",
    [
        "",
        " ",
        "\n\n",
        "😀😃 family: 👨‍👩‍👧‍👦",
        "e\u0301 \u00e9",
        "\x00\x01\x7f",
        "\ufeff\ufffd",
        "مرحبا שלום",
        "中文字符" * 9,
        "\U0010ffff",
    ],
)
def test_odd_texts_are_written_as_they_are(text: str) -> None:
    (ids,), (size,) = LEARNT([text], 1000)
    assert decoded(ids) == text
    assert size == len(text.encode())


@given(st.text(max_size=40), st.integers(1, 12))
def test_rows_are_no_longer_than_they_may_be_and_their_bytes_are_of_what_is_left(text: str, most: int) -> None:
    (ids,), (size,) = LEARNT([text], most)
    (whole,), (full,) = LEARNT([text], 1000)
    assert ids == whole[:most]
    assert size <= full
    if len(whole) <= most:
        assert size == full
    assert size in {len(text[:end].encode()) for end in range(len(text) + 1)}


def test_of_a_very_long_text_only_the_beginning_is_looked_at() -> None:
    text = "the cat sat " * 100_000
    (ids,), (size,) = LEARNT([text], 16)
    assert len(ids) == 16
    assert text.startswith(decoded(ids))
    assert size == len(decoded(ids))


def test_common_words_become_one_token_and_the_vocabulary_no_larger_than_asked() -> None:
    assert len(LEARNT([" the"], 100)[0][0]) == 2
    assert LEARNT.size <= 400
    assert LearntVocabulary(["word " * 50] * 10, 300).size <= 300
    assert LEARNT.padding == PADDING


def test_the_same_texts_give_the_same_vocabulary() -> None:
    texts = [f"some words {number} and others {number * 7}" for number in range(200)]
    first, second = LearntVocabulary(texts, 500), LearntVocabulary(texts, 500)
    assert first.tokenizer.get_vocab() == second.tokenizer.get_vocab()


@pytest.mark.parametrize("texts", [[], [""], ["", "a"]])
def test_without_texts_there_are_still_all_bytes(texts: list[str]) -> None:
    made = LearntVocabulary(texts)
    assert made.size == 258
    (ids,), (size,) = made(["né 😀"], 100)
    assert len(ids) == 1 + len("né 😀".encode()) == size + 1


def test_the_tokenizer_of_a_loaded_model_counts_the_bytes_of_what_it_kept() -> None:
    from transformers import PreTrainedTokenizerFast

    fast = PreTrainedTokenizerFast(tokenizer_object=LEARNT.tokenizer, pad_token="<padding>")
    loaded = LoadedVocabulary(fast)
    assert (loaded.size, loaded.padding) == (LEARNT.size, PADDING)
    texts = ["the cat sat on the mat 😀", "", "naïve café"]
    told, sizes = loaded(texts, 100)
    assert told == [ids[1:] for ids in LEARNT(texts, 100)[0]]
    assert sizes == [len(text.encode()) for text in texts]
    told, sizes = loaded(["naïve café the cat"], 3)
    assert len(told[0]) == 3
    assert sizes == [len(LEARNT.tokenizer.decode(told[0]).encode())]

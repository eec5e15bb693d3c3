"""How a tokenizer fits a corpus."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from tokenizers import Tokenizer, models, pre_tokenizers

from dataaudit import audit
from dataaudit.kernels.sequence_packing import packed_sequences
from dataaudit.stages.tokens.token_counter import counter_of, token_counter
from dataaudit.stages.tokens.token_kinds import BYTE_TOKEN, UNKNOWN_TOKEN, token_kinds


def best_fit_decreasing(lengths: list[int], size: int) -> int:
    free: list[int] = []
    for length in sorted((min(length, size) for length in lengths if length), reverse=True):
        fitting = [place for place, room in enumerate(free) if room >= length]
        if fitting:
            free[min(fitting, key=lambda place: free[place])] -= length
        else:
            free.append(size - length)
    return len(free)


@given(st.lists(st.integers(0, 40), max_size=60), st.integers(1, 30))
def test_packing_is_best_fit_decreasing(lengths: list[int], size: int) -> None:
    assert packed_sequences(np.array(lengths, np.int64), size) == best_fit_decreasing(lengths, size)


def test_tokens_of_a_byte_level_vocabulary_that_are_no_characters_are_byte_tokens() -> None:
    asked = token_counter("deepseek").ask(["plain English", "ꙮ", None])
    assert_array_equal(asked.bytes > 0, [False, True, False])
    assert_array_equal(asked.unknown, [0, 0, 0])
    assert asked.tokens[2] == 0


def test_unknown_tokens_and_byte_fallback_are_told_from_the_definition() -> None:
    words = Tokenizer(models.WordLevel({"[UNK]": 0, "known": 1}, unk_token="[UNK]"))
    words.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    assert_array_equal(counter_of(words).ask(["known strange known odd"]).unknown, [2])
    pieces = [("<unk>", 0.0), *((f"<0x{byte:02X}>", -9.0) for byte in range(256)), ("a", -1.0)]
    unigram = Tokenizer(models.Unigram(pieces, 0, byte_fallback=True))
    asked = counter_of(unigram).ask(["aé", "b"])
    assert_array_equal(asked.bytes, [2, 1])
    kinds = token_kinds({"model": {"vocab": {}}, "added_tokens": [], "pre_tokenizer": None})
    assert not np.isin(kinds, (BYTE_TOKEN, UNKNOWN_TOKEN)).any()


def test_figures_of_a_run_add_up_over_scripts(tmp_path: Path) -> None:
    texts = ["one two three four"] * 6 + ["数据质量审计"] * 4
    result = audit(pa.table({"text": texts}), out=tmp_path / "out", settings=["stages.minhash=false"])
    table = pq.read_table(tmp_path / "out/tokenizer.parquet").to_pylist()
    everything, scripts = table[0], table[1:]
    assert everything["script"] is None
    assert {row["script"] for row in scripts} == {"Latn", "Hani"}
    for name in ("rows", "chars", "tokens", "sampled_tokens"):
        assert everything[name] == sum(row[name] for row in scripts)
    assert everything["sampled_tokens"] == 4  # the first row
    assert result.metrics["tokenizer.characters_per_token"] == pytest.approx(everything["chars"] / everything["tokens"])
    assert result.metrics["tokenizer.packing_512.efficiency"] == pytest.approx(everything["tokens"] / 512)

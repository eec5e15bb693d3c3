from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

from dataaudit.errors import BrokenInvariantError
from dataaudit.kernels.text.byte_level_pretokenizer import regex_classes
from dataaudit.kernels.text.byte_pairs import count_byte_pairs
from dataaudit.stages.tokens import token_counter as module
from dataaudit.stages.tokens.token_counter import BYTE_PAIRS, PIECES, WHOLE, counter_of, token_counter
from dataaudit.stages.tokens.token_lengths import TokenLengths

CORPUS = [
    "The quick brown fox jumps over the lazy dog, again and again; it's 3,141 times.",
    "def scan(text: str) -> int:\n    return len(text.split())  # words",
    "这是一个关于数据质量的句子，重复的句子，数据质量。",
    "Übergrößen für 25 % weniger – ça va? naïve façade",
] * 30
CL100K = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def byte_level(split: str | None = None) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    if split is None:
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    else:
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [
                pre_tokenizers.Split(Regex(split), "isolated"),
                pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
            ]
        )
    trainer = trainers.BpeTrainer(
        vocab_size=700, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    return tokenizer


def word_piece() -> Tokenizer:
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(vocab_size=400, special_tokens=["[UNK]", "[CLS]", "[SEP]"], show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    return tokenizer


def unigram() -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    trainer = trainers.UnigramTrainer(vocab_size=300, special_tokens=["<unk>"], unk_token="<unk>", show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    return tokenizer


def llama() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.decoder = decoders.ByteFallback()
    trainer = trainers.BpeTrainer(vocab_size=300, special_tokens=["<unk>"], show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    return tokenizer


MADE: dict[str, tuple[Callable[[], Tokenizer], str]] = {
    "gpt2": (byte_level, BYTE_PAIRS),
    "cl100k": (lambda: byte_level(CL100K), BYTE_PAIRS),
    "qwen": (lambda: byte_level(CL100K.replace("{1,3}", "")), PIECES),
    "word_piece": (word_piece, PIECES),
    "unigram": (unigram, PIECES),
    "llama": (llama, WHOLE),
}


@pytest.fixture(scope="module", params=[*MADE, "deepseek"])
def counter(request: pytest.FixtureRequest) -> Any:
    if request.param == "deepseek":
        made = token_counter("deepseek")
        assert made.way == BYTE_PAIRS
        return made
    build, way = MADE[request.param]
    made = counter_of(build())
    assert made.way == way
    return made


def check(counter: Any, texts: list[str]) -> None:
    got = counter.count(pa.array(texts, pa.large_string()))
    own = [len(counter.backend.encode(text, add_special_tokens=False)) for text in texts]
    assert got.tolist() == own


PARTS = st.sampled_from(
    ["the", " fox", " ", "  ", "\n", "\r\n", "\t", ".", ",", "'s", " 's", "it's", "3", "3,141", "数据", "质量，",
     "の", "カ", "é", "\u0301", "\u00a0", "\u3000", "🙂", "--", "x(", ")", "_", " a", "A", "\u200b", "[UNK]",
     "<unk>", "가", "ß"]
)  # fmt: skip


@given(texts=st.lists(st.lists(PARTS, max_size=30).map("".join) | st.text(max_size=30), max_size=5))
def test_counts_are_those_of_the_tokenizers_own_encode(counter: Any, texts: list[str]) -> None:
    check(counter, texts)


def test_counts_are_those_of_the_tokenizer_on_real_texts(counter: Any, real_data: Callable[[str], Path]) -> None:
    alpaca = pq.read_table(real_data("gsm8k") / "train.parquet")["answer"].to_pylist()[:700]
    poems = pq.read_table(real_data("chinese_poetry_sample") / "poems.parquet")["text"].to_pylist()[:300]
    lines = pq.read_table(real_data("udhr_languages") / "udhr_lines.parquet")["text"].to_pylist()[::40]
    own_code = [path.read_text(encoding="utf-8") for path in sorted(Path(module.__file__).parent.glob("*.py"))]
    check(counter, [*alpaca, *poems, *lines, *own_code])


@pytest.mark.parametrize("name", ["gpt2", "qwen"])
def test_a_table_that_is_full_forgets_nothing_and_counts_on(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(module, "_SLOTS", 16)
    monkeypatch.setattr(module, "_MOST_SLOTS", 64)
    made = counter_of(MADE[name][0]())
    for first in range(0, 60, 7):
        check(made, [f"word{n} and word{n + 1} again word{n}" for n in range(first, first + 9)])


@pytest.mark.parametrize("length", [1, 2, 3, 255, 256, 257, 800, 3000])
def test_runs_of_han_of_any_length_are_merged_as_the_tokenizer_merges_them(length: int) -> None:
    made = token_counter("deepseek")
    poem = "床前明月光疑是地上霜举头望明月低头思故乡" * 200
    check(made, [poem[:length], "的" * length, f"a{poem[:length]}b 和 {poem[5 : 5 + length]}。"])


def test_added_tokens_with_white_space_forbid_cutting() -> None:
    tokenizer = MADE["qwen"][0]()
    tokenizer.add_tokens([AddedToken("fox jumps", normalized=False)])
    assert counter_of(tokenizer).way == WHOLE
    check(counter_of(tokenizer), ["the fox jumps over", "a fox jumps"])


def test_texts_with_added_tokens_are_counted_by_the_tokenizer() -> None:
    tokenizer = byte_level()
    tokenizer.add_tokens([AddedToken("<|end|>", normalized=False), AddedToken("fox jumps", normalized=False)])
    made = counter_of(tokenizer)
    assert made.way == BYTE_PAIRS
    check(made, ["the fox jumps over", "a<|end|>", "fox", "<|en", "no mark"])


@pytest.mark.full
def test_classes_are_those_of_the_tokenizers_own_expressions() -> None:
    classes = regex_classes()
    splits = [r"\p{L}", r"\p{M}", r"\p{N}", r"\p{P}", r"\p{S}", r"\s", r"[\r\n]", "[一-龥\u3040-ゟ゠-ヿ]"]
    points = [point for point in range(0x30000) if not 0xD800 <= point < 0xE000]
    for bit, pattern in enumerate(splits):
        splitter = pre_tokenizers.Split(Regex(pattern), "removed")
        kept = {character for piece, _ in splitter.pre_tokenize_str("".join(map(chr, points))) for character in piece}
        theirs = {point for point in points if chr(point) not in kept}
        ours = {point for point in points if classes[point] >> bit & 1}
        unknown = {point for point in ours ^ theirs if unicodedata.category(chr(point)) == "Cn"}
        assert ours ^ theirs == unknown, (pattern, sorted(ours ^ theirs)[:5])


def test_merges_are_those_of_a_plain_loop() -> None:
    pairs = token_counter("deepseek").pairs
    merges = {
        int(key): (int(rank), int(into)) for key, rank, into in zip(pairs.keys, pairs.ranks, pairs.merged, strict=True)
    }

    def twin(data: bytes) -> int:
        symbols = [int(pairs.bytes_to_symbols[byte]) for byte in data]
        while True:
            found = [merges.get(one << 32 | two) for one, two in itertools.pairwise(symbols)]
            ranked = [(merge[0], place, merge[1]) for place, merge in enumerate(found) if merge]
            if not ranked:
                return len(symbols)
            _, place, into = min(ranked)
            symbols[place : place + 2] = [into]

    for text in ("hello", "数据质量", "ααβ", "x" * 40, "的的的一是不了人我在有他这"):
        data = text.encode()
        room = np.zeros(len(data), np.int64), np.zeros(len(data), np.int64), np.zeros(len(data), np.int64)
        assert count_byte_pairs(np.frombuffer(data, np.uint8), 0, len(data), pairs, *room) == twin(data)


def test_a_difference_on_the_sample_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    made = counter_of(byte_level())
    monkeypatch.setattr("dataaudit.stages.tokens.token_lengths.token_counter", lambda name: made)
    texts = pa.array(["the fox", "a dog"], pa.large_string())
    batch = pa.RecordBatch.from_pydict({"row_id": pa.array([0, 1], pa.uint64()), "text": texts})
    TokenLengths("x")(batch)
    monkeypatch.setattr(type(made), "count", lambda self, texts: np.zeros(len(texts), np.int64))
    with pytest.raises(BrokenInvariantError, match=r"set stages\.tokens\.ask_tokenizer: true to continue"):
        TokenLengths("x")(batch)
    TokenLengths("x", ask_tokenizer=True)(batch)

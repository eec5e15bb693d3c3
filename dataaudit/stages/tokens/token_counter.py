"""The number of tokens of a text, equal to the tokenizer's own count, without tokenizing every word again.

For a byte-level tokenizer with a known pattern, compiled code cuts words and merges their byte pairs. For other
tokenizers, a text may be cut before every space between a visible character and a letter, if the tokenizer's definition
always makes a word boundary there; a text's tokens are then those of its pieces, whose counts are remembered. Where
neither holds, the tokenizer counts every text. A sample of every run is counted by the tokenizer as well.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.text import byte_pairs
from dataaudit.kernels.text.byte_level_pretokenizer import CL100K, DEEPSEEK, GPT2, count_words, regex_classes
from dataaudit.kernels.text.byte_pairs import BytePairs, build_byte_pairs, no_byte_pairs
from dataaudit.kernels.text.token_count_cache import Counted, PieceTable, count_known, grown, new_table, settle
from dataaudit.stages.tokens import token_kinds as token_kinds_module
from dataaudit.stages.tokens.token_kinds import BYTE_TOKEN, UNKNOWN_TOKEN, byte_alphabet, token_kinds
from dataaudit.stages.tokens.tokenizers import load_backend, tokenizer_file
from dataaudit.store.kept_arrays import kept_arrays

WHOLE, PIECES, BYTE_PAIRS = "whole texts", "remembered pieces", "words and byte pairs"
"""The ways of counting, by their names in the manifest."""

_CHUNK, _CHARACTERS = 1000, 1 << 20
"""Texts and characters tokenized at a time: the tokenizer's result takes a hundred times the memory of the text."""
_SLOTS, _MOST_SLOTS = 1 << 16, 1 << 22
_LOAD = 0.6
_SAMPLED, _LONGEST_SAMPLE = 256, 20_000
"""One in this many rows of a file is counted by the tokenizer too, if its text has at most this many bytes."""
_FIRST_ROWS, _SAMPLED_FIRST = 2048, 16
"""Among the first rows of a file the sample is denser, because small data sets have no others."""

_LETTERS_AND_MARKS = r"[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
_CONTRACTIONS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"
_CL100K = _CONTRACTIONS + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
_DEEPSEEK = r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|""" + _LETTERS_AND_MARKS
_SPLITS = {
    r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
    _CL100K,
    _CONTRACTIONS + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    _LETTERS_AND_MARKS,
    _DEEPSEEK,
    r"\p{N}{1,3}",
    r"\p{N}",
}
"""Patterns (GPT-2, cl100k and Llama 3, Qwen 2, DeepSeek) whose matches never extend across such a cut."""
_ISOLATING = "[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+"
"""DeepSeek's pattern that makes every run of Han and Kana a word."""


def sampled(batch: pa.RecordBatch) -> NDArray[np.int64]:
    """Places of the texts that the tokenizer counts too, chosen by row number; long texts are skipped."""
    # The lower 40 bits of a row id are the row's number in its file, so batch size and threads change nothing.
    numbers = batch.column("row_id").to_numpy() & np.uint64((1 << 40) - 1)
    lengths = np.diff(text_buffers(batch.column("text"))[1])
    often = (numbers < _FIRST_ROWS) & (numbers % _SAMPLED_FIRST == 0)
    there = batch.column("text").is_valid().to_numpy(zero_copy_only=False)
    return np.flatnonzero((often | (numbers % _SAMPLED == 0)) & there & (lengths <= _LONGEST_SAMPLE))


@dataclass(frozen=True, slots=True)
class Asked:
    """A tokenizer's own counts for some texts: int64, one per text.

    Attributes:
        tokens: All tokens.
        unknown: Unknown tokens, which replace what the vocabulary lacks.
        bytes: Tokens that are only part of a character.
    """

    tokens: NDArray[np.int64]
    unknown: NDArray[np.int64]
    bytes: NDArray[np.int64]


@dataclass(frozen=True)
class TokenCounter:
    """Counts tokens of texts with one tokenizer; safe for use by several threads.

    Attributes:
        backend: A tokenizer of the library ``tokenizers``, without truncation and padding.
        way: The way of counting.
        pattern: The pattern that cuts words, if compiled code merges the byte pairs.
        pairs: The merges.
        marks: First four bytes of the added tokens, which a tokenizer looks for before it cuts words.
        kinds: By token: ``BYTE_TOKEN``, ``UNKNOWN_TOKEN``, or 0.
        compared: One item, the number of texts that the tokenizer counted too.
    """

    backend: Any = field(repr=False)
    way: str
    pattern: int
    pairs: BytePairs = field(repr=False)
    marks: NDArray[np.uint32] = field(repr=False)
    kinds: NDArray[np.uint8] = field(repr=False)
    compared: list[int] = field(default_factory=lambda: [0])
    _held: threading.local = field(default_factory=threading.local)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, texts: pa.LargeStringArray) -> NDArray[np.int64]:
        """The number of tokens of every text, without special tokens and without truncation.

        Args:
            texts: Texts; null counts as empty and has 0.

        Returns:
            int64, one per text.
        """
        if self.way == WHOLE:
            return self.count_whole(texts.fill_null("").to_pylist())
        data, offsets = text_buffers(texts)
        table = self._table()
        remember = int(_LOAD * len(table.keys))
        if self.way == BYTE_PAIRS:
            rules = regex_classes(), self.pattern, self.pairs
            counts: NDArray[np.int64] = count_words(data, offsets, *rules, table, remember, self.marks)
            left = np.flatnonzero(counts < 0)
            counts[left] = self.count_whole(texts.take(pa.array(left)).to_pylist())
            return counts
        counted: Counted = count_known(data, offsets, table, remember)
        view = data.data
        bounds = zip(counted.starts.tolist(), counted.stops.tolist(), strict=True)
        tokens = self.count_whole([str(view[one:two], "utf-8") for one, two in bounds])
        settle(table, counted, tokens)
        return counted.counts

    def count_whole(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """The number of tokens of every text, counted by the tokenizer itself: int64, one per text."""
        counts = np.zeros(len(texts), dtype=np.int64)
        ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))
        first = 0
        while first < len(texts):
            most = _CHARACTERS + (int(ends[first - 1]) if first else 0)
            last = min(max(int(np.searchsorted(ends, most, side="right")), first + 1), first + _CHUNK)
            encoded = self.backend.encode_batch_fast(texts[first:last], add_special_tokens=False)
            counts[first:last] = np.fromiter((len(one) for one in encoded), np.int64, len(encoded))
            first = last
        return counts

    def ask(self, texts: Sequence[str | None]) -> Asked:
        """The tokenizer's own counts for some texts; a missing text counts as empty."""
        encoded = self.backend.encode_batch_fast([text or "" for text in texts], add_special_tokens=False)
        counts = np.zeros((3, len(texts)), np.int64)
        for place, one in enumerate(encoded):
            kinds = self.kinds[np.array(one.ids, np.int64)]
            counts[:, place] = len(kinds), (kinds == UNKNOWN_TOKEN).sum(), (kinds == BYTE_TOKEN).sum()
        with self._lock:
            self.compared[0] += len(texts)
        return Asked(*counts)

    def _table(self) -> PieceTable:
        """This thread's table, enlarged if it is filling up."""
        # One table per thread, because the kernel writes to it without a lock.
        table: PieceTable = getattr(self._held, "table", None) or new_table(_SLOTS)
        if table.used[0] >= _LOAD * len(table.keys) / 2 and len(table.keys) < _MOST_SLOTS:
            table = grown(table)
        self._held.table = table
        return table


@cache
def token_counter(tokenizer: str) -> TokenCounter:
    """The counter for a tokenizer, using the fastest way that its definition allows.

    Args:
        tokenizer: Name of the tokenizer, see ``load_tokenizer``.

    Raises:
        ConfigurationError: The tokenizer cannot be loaded.
    """
    backend = load_backend(tokenizer)
    file = tokenizer_file(tokenizer)
    source = file.read_bytes() if file else backend.to_str().encode()
    name = f"tokens-{sha256(source).hexdigest()[:16]}"
    code = sys.modules[__name__], byte_pairs, token_kinds_module
    return _counter(backend, kept_arrays(name, source, code, lambda: _tables(backend.to_str())))


def counter_of(backend: Any) -> TokenCounter:
    """The counter for a tokenizer of the library ``tokenizers``."""
    return _counter(backend, _tables(backend.to_str()))


def _counter(backend: Any, tables: Mapping[str, NDArray[Any]]) -> TokenCounter:
    pairs = BytePairs(*(tables[name] for name in BytePairs._fields))
    return TokenCounter(backend, str(tables["way"]), int(tables["pattern"]), pairs, tables["marks"], tables["kinds"])


def _tables(written: str) -> dict[str, NDArray[Any]]:
    """All that is derived from a tokenizer's definition: takes two seconds for a vocabulary of 128,000 tokens."""
    definition = orjson.loads(written)
    marks = sorted({int.from_bytes(token.encode()[:4], "little") for token in _added(definition)})
    pattern = _pattern_of(definition)
    pairs = None if pattern is None else _byte_pairs(definition)
    if pairs is not None and all(len(token.encode()) >= 4 for token in _added(definition)):
        way = BYTE_PAIRS
    else:
        way = PIECES if _can_be_cut(definition) and _keeps_spaces_apart(definition) else WHOLE
        pattern, pairs = GPT2, no_byte_pairs()
    tables = {"way": np.array(way), "pattern": np.array(pattern), "marks": np.array(marks, np.uint32)}
    return {**tables, "kinds": token_kinds(definition), **pairs._asdict()}


def _added(definition: Mapping[str, Any]) -> list[str]:
    return [token["content"] for token in definition["added_tokens"]]


def _pattern_of(definition: Mapping[str, Any]) -> int | None:
    """The pattern of a byte-level tokenizer, or None if compiled code does not know it."""
    steps = _steps(definition["pre_tokenizer"], "pretokenizers")
    if not steps or steps[-1]["type"] != "ByteLevel" or steps[-1].get("add_prefix_space"):
        return None
    own = bool(steps[-1].get("use_regex", True))
    splits = steps[:-1]
    if not all(one["type"] == "Split" and one["behavior"] == "Isolated" and not one.get("invert") for one in splits):
        return None
    known: dict[tuple[str, ...], int] = (
        {(): GPT2} if own else {(_CL100K,): CL100K, (r"\p{N}{1,3}", _ISOLATING, _DEEPSEEK): DEEPSEEK}
    )
    return known.get(tuple(map(_pattern, splits)))


def _steps(part: Mapping[str, Any] | None, inner: str) -> list[Mapping[str, Any]]:
    """The normalizers or pre-tokenizers that make up one, in order."""
    if part is None:
        return []
    if part["type"] == "Sequence":
        return [step for one in part[inner] for step in _steps(one, inner)]
    return [part]


def _split_patterns(definition: Mapping[str, Any]) -> list[str]:
    steps = _steps(definition["pre_tokenizer"], "pretokenizers")
    return [_pattern(step) for step in steps if step["type"] == "Split"]


def _pattern(split: Mapping[str, Any]) -> str:
    """The regular expression of a split, with line ends written as escapes; empty if the split is by a plain string."""
    return str(split["pattern"].get("Regex", "")).replace("\r", r"\r").replace("\n", r"\n")


def _can_be_cut(definition: Mapping[str, Any]) -> bool:
    """Whether a word always ends before a space between visible ASCII and a letter, by normalizer and pre-tokenizer."""
    for step in _steps(definition["normalizer"], "normalizers"):
        if step["type"] not in ("NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents", "BertNormalizer"):
            return False  # normalizers that add, replace or strip spaces would treat a piece unlike the whole text
    steps = _steps(definition["pre_tokenizer"], "pretokenizers")
    kinds = [step["type"] for step in steps]
    if kinds in (["BertPreTokenizer"], ["Whitespace"], ["WhitespaceSplit"], ["WhitespaceSplit", "Metaspace"]):
        return True
    if kinds == ["Metaspace"]:
        return bool(steps[0].get("split", True))
    if not kinds or kinds[-1] != "ByteLevel":
        return False
    for step in steps[:-1]:
        isolated = step["type"] == "Split" and step["behavior"] == "Isolated" and not step.get("invert")
        known = isolated and _pattern(step) in _SPLITS | {_ISOLATING}
        if not known and step["type"] != "Digits":
            return False
    return bool(steps[-1].get("use_regex", True)) or any(
        pattern in _SPLITS and r"\s+" in pattern for pattern in _split_patterns(definition)
    )


def _keeps_spaces_apart(definition: Mapping[str, Any]) -> bool:
    """Whether no added token can extend across a cut or strip the white space next to it."""
    for token in definition["added_tokens"]:
        content = token["content"]
        if any(one.isspace() for one in content) or token.get("lstrip") or token.get("rstrip"):
            return False
    return True


def _byte_pairs(definition: Mapping[str, Any]) -> BytePairs | None:
    """The merges of a byte-level model that merges by rank alone, or None for any other model."""
    model = definition["model"]
    plain = model["type"] == "BPE" and not any(
        model.get(key)
        for key in ("dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix", "byte_fallback")
    )
    if not plain or model.get("ignore_merges") or _steps(definition["normalizer"], "normalizers"):
        return None
    vocabulary: dict[str, int] = model["vocab"]
    alphabet = byte_alphabet()
    if any(character not in vocabulary for character in alphabet):
        return None
    merges = [tuple(merge.split(" ")) if isinstance(merge, str) else tuple(merge) for merge in model["merges"]]
    lefts = np.array([vocabulary[left] for left, _ in merges], np.int64)
    rights = np.array([vocabulary[right] for _, right in merges], np.int64)
    merged = np.array([vocabulary[left + right] for left, right in merges], np.int64)
    symbols = np.array([vocabulary[character] for character in alphabet], np.int64)
    made: BytePairs = build_byte_pairs(symbols, lefts, rights, merged)
    return made

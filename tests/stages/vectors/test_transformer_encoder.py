from __future__ import annotations

import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate, chain, repeat
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
import torch
from safetensors.numpy import load_file, save_file
from stages.tiny_encoder import LONGEST, WORDS, tiny_encoder, tiny_model, tiny_tokenizer

import dataaudit
from dataaudit.errors import ConfigurationError
from dataaudit.stages.vectors.encoders import Encoder, load_encoder
from dataaudit.stages.vectors.transformer_encoder import Pooling, TransformerEncoder, load_transformer

SIZE = 16


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Threads that wait for each other make so small a model slow on a busy machine."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


class Limited(torch.nn.Module):
    """A model on a device whose memory holds so many tokens at a time."""

    def __init__(self, model: Any, most: int) -> None:
        super().__init__()
        self.model, self.most, self.refused = model, most, 0

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> Any:
        if input_ids.numel() > self.most:
            self.refused += 1
            raise torch.OutOfMemoryError("too many tokens")
        return self.model(input_ids=input_ids, attention_mask=attention_mask)


def made(*, model: Any = None, pooling: Pooling = "mean", max_tokens: int = 32, budget: int = 64) -> TransformerEncoder:
    """An encoder whose arithmetic does not depend on what is fast here."""
    return TransformerEncoder(
        tokenizer=tiny_tokenizer(),
        model=model or tiny_model(),
        device="cpu",
        pooling=pooling,
        max_tokens=max_tokens,
        budget=budget,
        half=False,
        dimensions=SIZE,
    )


def encoded(encoder: Encoder, texts: list[str | None]) -> tuple[np.ndarray, np.ndarray]:
    return encoder.encode(pa.array(texts, pa.large_string()))


def by_hand(text: str, pooling: Pooling = "mean", most: int = 32) -> np.ndarray:
    """One text alone, without padding."""
    ids = [2, *tiny_tokenizer().convert_tokens_to_ids(tiny_tokenizer().tokenize(text))[: most - 2], 3]
    with torch.inference_mode():
        hidden = tiny_model()(input_ids=torch.tensor([ids])).last_hidden_state[0].double().numpy()
    pooled = hidden[0] if pooling == "cls" else hidden.mean(0)
    vector: np.ndarray = pooled / np.linalg.norm(pooled)
    return vector


def some_texts(count: int = 40, seed: int = 0) -> list[str]:
    rng = random.Random(seed)
    return [" ".join(rng.choices([*WORDS, "w1x", "?", "中"], k=rng.randint(1, 45))) for _ in range(count)]


@pytest.mark.parametrize("pooling", ["mean", "cls"])
def test_vectors_are_those_of_one_text_after_the_other(pooling: Pooling) -> None:
    texts = some_texts()
    vectors, learnt = encoded(made(pooling=pooling), [*texts])
    assert vectors.dtype == np.float32
    for text, vector in zip(texts, vectors, strict=True):
        assert vector == pytest.approx(by_hand(text, pooling), abs=1e-5)
    assert learnt.tolist() == [1] * len(texts)


@pytest.mark.parametrize("budget", [1, 33, 10_000])
def test_vectors_do_not_depend_on_the_budget(budget: int) -> None:
    texts: list[str | None] = [*some_texts(12)]
    assert encoded(made(budget=budget), texts)[0] == pytest.approx(encoded(made(), texts)[0], abs=1e-5)


def test_a_text_is_looked_at_as_far_as_its_limit() -> None:
    text = " ".join(WORDS)
    vectors, _ = encoded(made(max_tokens=8), [text, " ".join(WORDS[:6]), " ".join(WORDS[:5])])
    assert vectors[0] == pytest.approx(vectors[1], abs=1e-6)
    assert vectors[0] == pytest.approx(by_hand(text, most=8), abs=1e-5)
    assert vectors[1] @ vectors[2] < 0.9999


def test_texts_without_tokens_have_zeros_and_no_learnt_share() -> None:
    vectors, learnt = encoded(made(), [None, "", " \n", "w1"])
    assert vectors.any(axis=1).tolist() == [False, False, False, True]
    assert np.isnan(learnt).tolist() == [True, True, True, False]
    assert encoded(made(), [])[0].shape == (0, SIZE)


def test_a_text_whose_outputs_are_no_numbers_has_no_vector() -> None:
    model = tiny_model()
    with torch.no_grad():
        model.embeddings.word_embeddings.weight[tiny_tokenizer().convert_tokens_to_ids("w3")] = torch.nan
    vectors, _ = encoded(made(model=model), ["w1 w2", "w3", "w1 w3"])
    assert vectors[0] == pytest.approx(by_hand("w1 w2"), abs=1e-5)
    assert vectors[1:].tolist() == [[0.0] * SIZE] * 2


def test_what_memory_does_not_hold_is_computed_in_smaller_batches() -> None:
    texts: list[str | None] = [*some_texts(20)]
    limited = Limited(tiny_model(), 40)
    encoder = made(model=limited, budget=256)
    assert encoded(encoder, texts)[0] == pytest.approx(encoded(made(), texts)[0], abs=1e-5)
    assert limited.refused
    assert encoder.budget < 256
    refused = limited.refused
    for _ in range(4):
        encoded(encoder, texts)
    assert encoder.budget <= 40
    refused = limited.refused
    assert encoded(encoder, texts)[0] == pytest.approx(encoded(made(), texts)[0], abs=1e-5)
    assert limited.refused == refused


def test_the_budget_stays_near_what_memory_holds() -> None:
    """Many batches of one call are too large together; none of them tells anything new."""
    texts: list[str | None] = [" ".join(WORDS[:14])] * 64
    encoder = made(model=Limited(tiny_model(), 100), budget=128)
    encoded(encoder, texts)
    assert encoder.budget > 100 // 2


def test_a_text_that_memory_does_not_hold_alone_is_an_error() -> None:
    with pytest.raises(torch.OutOfMemoryError):
        encoded(made(model=Limited(tiny_model(), 10)), [" ".join(WORDS[:20])])


def test_several_threads_may_use_one_encoder() -> None:
    texts: list[list[str | None]] = [[*some_texts(6, seed)] for seed in range(6)]
    encoder = made()
    expected = [encoded(encoder, some)[0] for some in texts]
    with ThreadPoolExecutor(4) as pool:
        for vectors, right in zip(pool.map(lambda some: encoded(encoder, some)[0], texts), expected, strict=True):
            assert np.array_equal(vectors, right)


def loaded(folder: str | Path, device: str = "cpu", max_tokens: int = 256) -> Encoder:
    return load_encoder(str(folder), device, max_tokens, 0, False)


@pytest.mark.parametrize("pooling", ["mean", "cls"])
def test_a_folder_is_loaded_with_its_own_pooling_and_limit(pooling: Pooling) -> None:
    encoder = loaded(tiny_encoder(cls_pooling=pooling == "cls"))
    assert isinstance(encoder, TransformerEncoder)
    assert (encoder.dimensions, encoder.pooling, encoder.max_tokens) == (SIZE, pooling, LONGEST - 2)
    for text in (" ".join(WORDS), "w1 w2"):
        # Half precision, where it is faster here, keeps the direction.
        assert encoded(encoder, [text])[0][0] @ by_hand(text, pooling) > 0.999


def test_vectors_do_not_depend_on_how_fast_the_machine_happens_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    made_at = []
    for slower_then in (0.1, 10.0):
        times = accumulate(chain(repeat(0.5, 6), repeat(slower_then)))
        monkeypatch.setattr(time, "perf_counter", lambda times=times: next(times))
        made_at.append(encoded(load_transformer(tiny_encoder(), "cpu", 32, 64, False), [*some_texts(10)])[0])
    assert made_at[0] == pytest.approx(made_at[1], abs=1e-5)


def test_a_folder_with_a_pickle_alone_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"holds weights only as a pickle \(pytorch_model.bin\)"):
        loaded(tiny_encoder(pickled=True))


def test_a_device_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(ConfigurationError, match=r"^stages.embeddings.device: cuda is not available on this machine"):
        loaded(tiny_encoder(), "cuda")


def test_a_model_that_is_no_encoder_is_refused(tmp_path: Path) -> None:
    from transformers import T5Config, T5Model

    config = T5Config(vocab_size=45, d_model=8, d_kv=4, d_ff=8, num_layers=1, num_heads=2)
    config.decoder_start_token_id = 0
    T5Model(config).save_pretrained(tmp_path)
    tiny_tokenizer().save_pretrained(tmp_path)
    with pytest.raises(ConfigurationError, match=r"^stages.embeddings.model: '.*' is not an encoder"):
        loaded(tmp_path)


@pytest.mark.parametrize("missing", ["config.json", "tokenizer.json"])
def test_a_model_that_is_not_whole_is_refused_with_a_sentence(tmp_path: Path, missing: str) -> None:
    for file in Path(tiny_encoder()).iterdir():
        if file.name != missing and not (missing == "tokenizer.json" and file.name.startswith("tokenizer")):
            (tmp_path / file.name).write_bytes(file.read_bytes())
    with pytest.raises(
        ConfigurationError, match=r"^stages.embeddings.model: '.*' (cannot be loaded \(|holds no tokenizer)"
    ):
        loaded(tmp_path)


def test_weights_that_are_not_the_model_s_are_refused(tmp_path: Path) -> None:
    """Otherwise the model would compute with random ones, others every time."""
    for file in Path(tiny_encoder()).iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    weights = load_file(tmp_path / "model.safetensors")
    save_file({f"other.{name}": value for name, value in weights.items()}, tmp_path / "model.safetensors")
    with pytest.raises(ConfigurationError, match=r"^stages.embeddings.model: "):
        loaded(tmp_path)


def test_a_name_that_nothing_has_is_refused_with_a_sentence() -> None:
    with pytest.raises(ConfigurationError, match=r"^stages.embeddings.model: 'no/such-model' cannot be loaded \("):
        loaded("no/such-model")


def test_a_run_compares_texts_by_the_encoder(tmp_path: Path) -> None:
    texts = ["w1 w2 w3 w4 w5 w6", "w6 w5 w4 w3 w2 w1", "w30", None, ""]
    vectors = np.array([by_hand(text) for text in texts[:3] if text])
    result = dataaudit.audit(
        pl.DataFrame({"text": texts}),
        out=tmp_path / "run",
        settings=[
            f"stages.embeddings={{model: {tiny_encoder()}, device: cpu, threshold: 0.01}}",
            "stages.tokens.tokenizer=false", "stages.quality=false", "stages.language=false", "stages.pii=false",
        ],
    )  # fmt: skip
    found = {(row["row_a"], row["row_b"]): row["similarity"] for row in result.pairs().to_dicts()}
    ids = result.rows(["row_id"])["row_id"].to_list()
    products = vectors @ vectors.T
    expected = {(ids[one], ids[two]): products[one, two] for one, two in ((0, 1), (0, 2), (1, 2))}
    assert found == pytest.approx({pair: value for pair, value in expected.items() if value >= 0.01}, abs=0.02)

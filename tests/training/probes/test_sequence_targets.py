"""Probes of language models: a plain one, and each of the mistakes that people make with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from training.probes.tiny import findings, measured, values

from dataaudit.training.monitor.monitor import TrainingMonitor

WORDS = 20


class Tiny(nn.Module):
    """Attention over what came before, or over everything."""

    def __init__(self, causal: bool = True, inside: bool = False) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.embed, self.place = nn.Embedding(WORDS, 16), nn.Parameter(torch.randn(16, 16) * 0.1)
        self.attention = nn.MultiheadAttention(16, 2, batch_first=True)
        self.head, self.causal, self.inside = nn.Linear(16, WORDS), causal, inside

    def forward(self, input_ids: Tensor, labels: Tensor | None = None) -> Any:
        value = self.embed(input_ids) + self.place[: input_ids.shape[1]]
        mask = nn.Transformer.generate_square_subsequent_mask(input_ids.shape[1]) if self.causal else None
        logits = self.head(value + self.attention(value, value, value, attn_mask=mask, need_weights=False)[0])
        if labels is None:
            return logits
        kept, told = (logits[:, :-1], labels[:, 1:]) if self.inside else (logits, labels)
        loss = nn.functional.cross_entropy(kept.reshape(-1, WORDS), told.reshape(-1), ignore_index=-100)
        return {"loss": loss, "logits": logits}


def ids(rows: int = 8, tokens: int = 13) -> Tensor:
    return torch.randint(1, WORDS, (rows, tokens), generator=torch.Generator().manual_seed(5))


def plain(text: Tensor, shift: int = 1) -> list[dict[str, Tensor]]:
    end = text.shape[1] - shift
    return [{"input_ids": text[:, :end], "labels": text[:, shift:]}]


def test_a_plain_language_model_has_no_finding() -> None:
    for model, batches in ((Tiny(), plain(ids())), (Tiny(inside=True), plain(ids(), 0))):
        for probe in ("target_shift", "future_leak", "padding_in_loss"):
            assert findings(measured(probe, model, batches, None)) == set()
        assert values(measured("target_shift", model, batches, None)) == {"tokens": 1.0}


def test_a_model_without_a_causal_mask_sees_the_future() -> None:
    assert findings(measured("future_leak", Tiny(causal=False), plain(ids()), None)) == {"future-leak"}


@pytest.mark.parametrize(("inside", "shift", "tokens"), [(False, 0, 0), (True, 1, 2), (False, 2, 2)])
def test_targets_that_are_not_the_next_token_are_found(inside: bool, shift: int, tokens: int) -> None:
    rows = measured("target_shift", Tiny(inside=inside), plain(ids(), shift), None)
    assert values(rows) == {"tokens": float(tokens)}
    assert findings(rows) == {"target-shift"}


def test_a_masked_model_is_not_judged() -> None:
    text = ids()
    hidden = torch.rand(text.shape, generator=torch.Generator().manual_seed(1)) < 0.3
    batch = {"input_ids": text.masked_fill(hidden, 0), "labels": text.masked_fill(~hidden, -100)}
    for probe in ("target_shift", "future_leak"):
        assert measured(probe, Tiny(causal=False), [batch], None) == []


def padded(ignored: bool) -> list[dict[str, Tensor]]:
    text = ids()
    lengths = torch.tensor([13, 5, 7, 9, 4, 6, 11, 8])
    beyond = torch.arange(13) >= lengths[:, None]
    text = text.masked_fill(beyond, 0)
    labels = text[:, 1:].masked_fill(beyond[:, 1:], -100) if ignored else text[:, 1:]
    return [{"input_ids": text[:, :-1], "labels": labels}]


@pytest.mark.parametrize("ignored", [True, False])
def test_padding_that_counts_is_found(ignored: bool) -> None:
    rows = measured("padding_in_loss", Tiny(), padded(ignored), None)
    assert findings(rows) == (set() if ignored else {"padding-in-loss"})


@pytest.mark.parametrize("move", [lambda text: text, lambda text: torch.full_like(text, 3)])
def test_a_text_of_one_token_fits_every_distance_and_is_not_judged(move: Callable[[Tensor], Tensor]) -> None:
    text = move(torch.full((8, 13), 3))
    assert measured("target_shift", Tiny(), plain(text), None) == []


def test_a_model_that_reads_a_whole_text_and_writes_it_again_is_not_judged() -> None:
    rows = measured("target_shift", Tiny(causal=False), plain(ids(), 0), None)
    assert rows == []


class Inside(Tiny):
    """Shifts its input itself: the output at a position does not see its own token."""

    def forward(self, input_ids: Tensor, labels: Tensor | None = None) -> Any:
        shifted = torch.cat([torch.zeros_like(input_ids[:, :1]), input_ids[:, :-1]], 1)
        return super().forward(shifted, labels)


def test_a_model_that_shifts_its_input_inside_is_a_plain_one() -> None:
    rows = measured("target_shift", Inside(), plain(ids(), 0), None)
    assert values(rows) == {"tokens": 1.0}
    assert findings(measured("future_leak", Inside(), plain(ids(), 0), None)) == set()


@pytest.mark.parametrize(
    ("model", "shift", "said"),
    [
        (Tiny(), 1, set()), (Tiny(causal=False), 1, {"future-leak"}), (Tiny(), 0, {"target-shift"}),
        (Inside(), 0, set()), (Tiny(causal=False), 0, set()),
    ],
)  # fmt: skip
def test_the_monitor_asks_the_model_after_its_training(model: Tiny, shift: int, said: set[str]) -> None:
    optimizer = torch.optim.SGD(model.parameters(), 0.01)
    batch = plain(ids(), shift)[0]
    with TrainingMonitor(model, optimizer, interval=5) as monitor:
        for _ in range(12):
            logits = model(batch["input_ids"])
            loss = nn.functional.cross_entropy(logits.reshape(-1, WORDS), batch["labels"].reshape(-1))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            monitor.step(loss, labels=batch["labels"])
    assert monitor.recorder.notes == []
    assert model.training
    told = {one.name for one in monitor.diagnose().findings if one.status == "found"}
    assert told & {"future-leak", "target-shift"} == said


class Drawing(Tiny):
    """Draws noise and counts its calls in a buffer, also in eval mode."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("calls", torch.zeros(()))

    def forward(self, input_ids: Tensor, labels: Tensor | None = None) -> Any:
        self.calls += 1
        return super().forward(input_ids, labels) + 0 * torch.randn(())


@pytest.mark.parametrize("fails", [False, True])
def test_asking_leaves_modes_buffers_and_random_numbers_as_they_were_and_comes_after_no_error(fails: bool) -> None:
    model = Drawing()
    monitor = TrainingMonitor(model, torch.optim.SGD(model.parameters(), 0.01))
    batch = plain(ids())[0]
    for _ in range(6):
        logits = model(batch["input_ids"])
        loss = nn.functional.cross_entropy(logits.reshape(-1, WORDS), batch["labels"].reshape(-1))
        loss.backward()
        model.zero_grad()
        monitor.step(loss, labels=batch["labels"])
    before = torch.get_rng_state()
    error = RuntimeError("out of memory") if fails else None
    monitor.__exit__(None if error is None else type(error), error, None)
    assert torch.equal(torch.get_rng_state(), before)
    assert float(model.calls) == 6
    assert model.training
    asked = monitor.tables()["probes"].filter(probe="future_leak").height
    assert asked == (0 if fails else 1)

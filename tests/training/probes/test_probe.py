from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset
from training.probes.tiny import Wrapped, classes, cross_entropy, measured, mlp
from training.snapshots import hooks, snapshot, written

import dataaudit
from dataaudit.training.monitor_tables import SCHEMAS
from dataaudit.training.probes.probe import PROBES, ProbeResult, probe
from dataaudit.training.run_folder import read_run


def learnable(rows: int = 96) -> TensorDataset:
    generator = torch.Generator().manual_seed(1)
    labels = torch.randint(0, 3, (rows,), generator=generator)
    centres = 2 * torch.randn(3, 6, generator=generator)
    return TensorDataset(centres[labels] + 0.5 * torch.randn(rows, 6, generator=generator), labels)


def names(result: ProbeResult) -> set[str]:
    return {one.name for one in result.findings if one.status == "found" and one.severity != "info"}


@dataclass
class Output:
    """What a model of transformers gives."""

    loss: Tensor
    logits: Tensor


class Classifier(nn.Module):
    """Takes keywords and gives its loss, as models of transformers do."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.embed, self.drop, self.head = nn.EmbeddingBag(30, 16), nn.Dropout(0.1), nn.Linear(16, 3)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, labels: Tensor) -> Output:
        logits = self.head(self.drop(self.embed(input_ids, per_sample_weights=None) * attention_mask[:, :1]))
        return Output(cross_entropy(logits, labels), logits)


def tokens(rows: int = 16, count: int = 2) -> list[dict[str, Tensor]]:
    generator = torch.Generator().manual_seed(0)
    made = []
    for _ in range(count):
        ids = torch.randint(0, 30, (rows, 7), generator=generator)
        made.append({"input_ids": ids, "attention_mask": torch.ones(rows, 7), "labels": ids[:, 0] % 3})
    return made


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("fault", [None, "nan", "loss"])
def test_everything_is_afterwards_bit_for_bit_what_it_was(own: bool, fault: str | None) -> None:
    torch.manual_seed(1)
    odd = Wrapped(lambda value: (value - 100).log()) if fault == "nan" else nn.Identity()
    model = nn.Sequential(
        nn.Linear(6, 16), nn.BatchNorm1d(16), nn.ReLU(), odd, nn.Dropout(0.2), nn.Linear(16, 16), nn.Linear(16, 3)
    )
    model[6].bias.requires_grad_(False)
    model[5].register_buffer("seen", torch.zeros(3), persistent=False)
    loader = DataLoader(learnable(), 16, shuffle=True, generator=torch.Generator().manual_seed(2) if own else None)
    cross_entropy(model(torch.randn(8, 6)), torch.arange(8) % 3).backward()
    model[4].eval()
    model[6].weight.grad = None
    was = snapshot(model, loader=loader)

    def criterion(output: Tensor, target: Tensor) -> Tensor:
        if fault == "loss":
            message = "no loss"
            raise RuntimeError(message)
        return cross_entropy(output, target)

    result = probe(model, loader, criterion=criterion, validation=loader, accumulation=4, steps=4)
    assert snapshot(model, loader=loader) == was
    assert hooks(model) == 0
    assert all(one.is_leaf for one in model.parameters())
    assert bool(result.not_run) is (fault == "loss")


def test_the_next_batches_are_those_that_would_have_come() -> None:
    orders = []
    for probed in (False, True):
        torch.manual_seed(5)
        loader, model = DataLoader(learnable(), 16, shuffle=True), mlp()
        torch.manual_seed(6)
        if probed:
            probe(model, loader, criterion=cross_entropy, steps=2)
        orders.append(written(list(loader)))
    assert orders[0] == orders[1]


def test_a_healthy_model_on_healthy_data_has_no_warnings() -> None:
    loader = DataLoader(learnable(), 32, shuffle=True)
    result = probe(mlp(), loader, criterion=cross_entropy, validation=DataLoader(classes_of(), 32), accumulation=4)
    assert result.not_run == {}
    assert names(result) == set()
    assert result.chance_loss == pytest.approx(1.09, abs=0.03)
    assert result.baseline_loss is not None
    assert result.baseline_loss < 0.3
    assert dict(result.measures.schema) == SCHEMAS["probes"]
    assert set(result.measures["probe"]) <= set(PROBES)


def classes_of() -> TensorDataset:
    return TensorDataset(*classes(64, count=1, seed=8)[0])


def test_every_probe_begins_with_the_model_as_it_was_given() -> None:
    batches = classes(32)

    def normalised() -> nn.Sequential:
        torch.manual_seed(0)
        return nn.Sequential(nn.Linear(6, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 3))

    result = probe(normalised(), batches, criterion=cross_entropy, accumulation=4, steps=3)
    for name in PROBES:
        together = result.measures.filter(probe=name).select("measure", "value", "where").rows()
        alone = measured(name, normalised(), batches, accumulation=4, steps=3)
        assert together == [(row["measure"], pytest.approx(row["value"], rel=1e-5), row["where"]) for row in alone], (
            name
        )


def test_the_faults_of_one_model_are_found_together() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Linear(6, 16), nn.Dropout(0.95), nn.ReLU(), Wrapped(lambda value: value - value.mean(0)), nn.Linear(16, 3),
        nn.Softmax(-1),
    )  # fmt: skip
    model.register_parameter("spare", nn.Parameter(torch.ones(2)))
    batches = [(inputs * 1000, targets) for inputs, targets in classes(32)]
    result = probe(model, batches, criterion=nn.CrossEntropyLoss(reduction="mean"), steps=10)
    assert {"double-softmax", "heavy-dropout", "batch-leak", "input-scale"} <= names(result)
    assert "missing-gradients" in {one.name for one in result.findings}
    severities = [one.severity for one in result.findings if one.status == "found"]
    assert severities == sorted(severities, key=("error", "warning", "info").index)


def test_a_model_that_gives_its_loss_needs_no_criterion() -> None:
    result = probe(Classifier(), tokens(), accumulation=4, steps=60)
    assert result.not_run == {}
    assert names(result) == set()
    told = dict(result.measures.filter(probe="single_batch").select("measure", "value").rows())
    assert told["real"] < 0.3
    assert told["zeroed"] > told["real"]


def test_a_language_model_of_transformers_is_probed() -> None:
    from transformers import GPT2Config, GPT2LMHeadModel

    torch.manual_seed(0)
    config = GPT2Config(
        vocab_size=40, n_positions=24, n_embd=32, n_layer=2, n_head=2, bos_token_id=0, eos_token_id=0, use_cache=False,
        attn_pdrop=0.0, loss_type="ForCausalLM",
    )  # fmt: skip
    model = GPT2LMHeadModel(config)
    generator = torch.Generator().manual_seed(0)
    batches = []
    for _ in range(2):
        ids = torch.randint(1, 40, (8, 20), generator=generator)
        batches.append({"input_ids": ids, "attention_mask": torch.ones_like(ids), "labels": ids.clone()})
    was = snapshot(model)
    result = probe(model, batches, accumulation=2, steps=15)
    assert result.not_run == {}
    assert names(result) == set()
    assert snapshot(model) == was
    assert hooks(model) == 0
    expected = result.measures.filter(probe="initial_loss").rows()
    assert {row[1]: row[2] for row in expected}["expected"] == pytest.approx(torch.log(torch.tensor(40.0)).item())
    assert result.chance_loss == pytest.approx(3.6, abs=0.1)


def test_a_loss_of_ones_own_takes_whatever_batches_there_are() -> None:
    batches = [{"features": inputs, "answer": targets, "note": "text"} for inputs, targets in classes()]
    result = probe(
        mlp(), batches, loss=lambda model, batch: cross_entropy(model(batch["features"]), batch["answer"]), steps=5
    )
    assert result.not_run == {}
    assert dict(result.measures.filter(probe="loss_reduction").select("measure", "value").rows())["single"] > 0.5


@pytest.mark.parametrize("batches", [[], (), DataLoader(TensorDataset(torch.empty(0, 3)), 4), iter([])])
def test_without_batches_there_is_an_error_and_nothing_changes(batches: Any) -> None:
    model = mlp()
    was = snapshot(model)
    with pytest.raises(ValueError, match="no batches"):
        probe(model, batches, criterion=cross_entropy)
    assert snapshot(model) == was


def test_a_probe_that_fails_is_named_and_the_others_go_on() -> None:
    class Choosy(nn.Module):
        """Fails in eval mode."""

        def __init__(self) -> None:
            super().__init__()
            torch.manual_seed(0)
            self.inner = mlp()

        def forward(self, value: Tensor) -> Tensor:
            if not self.training:
                message = "only  for\ntraining"
                raise NotImplementedError(message)
            return self.inner(value)

    model = Choosy()
    was = snapshot(model)
    result = probe(model, classes(), criterion=cross_entropy, steps=10)
    assert {"initial_loss", "loss_reduction", "double_softmax", "batch_leak", "input_reach"} <= set(result.not_run)
    assert result.not_run["batch_leak"] == "NotImplementedError: only for training"
    assert not {"single_batch", "gradient_reach", "weights", "nan_origin"} & set(result.not_run)
    assert {"single_batch", "weights"} <= set(result.measures["probe"])
    assert snapshot(model) == was
    assert hooks(model) == 0


def test_a_loss_that_is_no_scalar_fails_every_probe_that_needs_one_and_no_other() -> None:
    result = probe(mlp(), classes(), criterion=nn.CrossEntropyLoss(reduction="none"), steps=5)
    assert "single_batch" in result.not_run
    assert "input_scale" in set(result.measures["probe"])


def test_the_folder_holds_measures_and_what_did_not_run(tmp_path: Path) -> None:
    batches = classes(64)
    result = probe(
        mlp(nn.Softmax(-1)), batches, criterion=cross_entropy, steps=5, accumulation=4, out=tmp_path / "run",
        accumulate=lambda model, parts: parts[99],
    )  # fmt: skip
    assert result.not_run == {"accumulation": "IndexError: list index out of range"}
    name, tables, known, notes = read_run(tmp_path / "run")
    assert name == "probe"
    assert tables["probes"].equals(result.measures)
    assert notes == ["probe accumulation did not run: IndexError: list index out of range"]
    assert known["training.chance_loss"] == result.chance_loss
    made = dataaudit.diagnose(tmp_path / "run")
    assert names(result) <= {one.name for one in made.findings}


def test_a_compiled_model_is_probed_as_the_model_itself() -> None:
    model = mlp()
    compiled = torch.compile(model, backend="eager")
    result = probe(compiled, classes(), criterion=cross_entropy, steps=5)
    assert result.not_run == {}
    assert hooks(model) == 0


def test_a_pretrained_model_is_not_judged_by_its_first_loss_and_weights() -> None:
    model = mlp()
    with torch.no_grad():
        model[2].weight.mul_(1e4)
    fresh = names(probe(model, classes(), criterion=cross_entropy, steps=5))
    trained = names(probe(model, classes(), criterion=cross_entropy, steps=5, pretrained=True))
    assert {"odd-initial-loss", "odd-weights"} <= fresh
    assert not trained & {"odd-initial-loss", "odd-weights", "initial-variance"}


def test_the_baseline_of_a_regression_is_that_of_a_straight_line() -> None:
    generator = torch.Generator().manual_seed(0)
    inputs = torch.randn(120, 3, generator=generator)
    noise = 0.5 * torch.randn(120, 1, generator=generator)
    target = inputs @ torch.tensor([[1.0], [-2.0], [0.5]]) + noise
    batches = list(DataLoader(TensorDataset(inputs, target), 40))
    result = probe(nn.Linear(3, 1), batches, criterion=nn.functional.mse_loss, steps=5)
    assert result.chance_loss == pytest.approx(float(target.var(correction=0)), rel=1e-4)
    assert 0.15 < result.baseline_loss < 0.4

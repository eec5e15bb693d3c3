from __future__ import annotations

import os
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl
import pytest
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset, TensorDataset
from training.snapshots import hooks

import dataaudit
from dataaudit.training.run_folder import read_run

pytestmark = pytest.mark.filterwarnings("ignore")  # warnings of the two frameworks are theirs


def framework(name: str) -> None:
    """A framework whose Trainer is needed: in CI it has to be there, elsewhere the test says why it did not run."""
    if find_spec(name) is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is not installed; it is one of the dev dependencies")
        pytest.skip(f"NOT RUN: {name} is not installed (pip install -e '.[dev]')")


class Rows(Dataset[Any]):
    """Rows of four numbers with one of three classes, as keywords."""

    def __init__(self, count: int) -> None:
        self.inputs = torch.randn(count, 4, generator=torch.Generator().manual_seed(0))
        self.labels = (self.inputs[:, 0] > 0).long() + (self.inputs[:, 1] > 0.5).long()

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, place: int) -> dict[str, Tensor]:
        return {"features": self.inputs[place], "labels": self.labels[place]}


class Classifier(nn.Module):
    """Gives its loss, and notes it for every pass in train mode."""

    def __init__(self, broken_at: int | None = None) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Dropout(0.1), nn.Linear(8, 3))
        self.told: list[float] = []
        self.broken_at = broken_at

    def forward(self, features: Tensor, labels: Tensor) -> dict[str, Tensor]:
        logits = self.net(features)
        loss = nn.functional.cross_entropy(logits, labels)
        if self.training:
            if len(self.told) == self.broken_at:
                loss = loss * torch.nan
            self.told.append(float(loss.detach()))
        return {"loss": loss, "logits": logits}


def trained(
    folder: Path,
    model: nn.Module,
    rows: Any,
    out: Path | None,
    evaluated: Any = None,
    settings: Mapping[str, Any] = MappingProxyType({}),
    **more: Any,
) -> Any:
    """A Trainer of transformers after its training, and our callback."""
    from transformers import Trainer, TrainingArguments

    from dataaudit.training.monitor.transformers_callback import MonitorCallback

    arguments = TrainingArguments(
        output_dir=str(folder / "trainer"), use_cpu=True, report_to=[], save_strategy="no", disable_tqdm=True,
        learning_rate=1e-2, lr_scheduler_type="constant", logging_steps=1000, seed=1, **more,
    )  # fmt: skip
    callback = MonitorCallback(out, interval=3, name="tried", **settings)
    trainer = Trainer(model=model, args=arguments, train_dataset=rows, eval_dataset=evaluated, callbacks=[callback])
    trainer.train()
    return trainer, callback


def curve(tables: dict[str, pl.DataFrame], split: str = "train", metric: str = "loss") -> list[tuple[float, float]]:
    return tables["curves"].filter(split=split, metric=metric).select("step", "value").rows()


def test_the_trainer_of_transformers_is_watched_by_the_losses_of_its_model(tmp_path: Path) -> None:
    framework("accelerate")
    model = Classifier()
    trainer, callback = trained(
        tmp_path, model, Rows(64), tmp_path / "run", Rows(32), max_steps=20, per_device_train_batch_size=8,
        eval_strategy="steps", eval_steps=5, max_grad_norm=0.05,
    )  # fmt: skip
    name, tables, known, notes = read_run(tmp_path / "run")
    assert (name, notes) == ("tried", [])
    assert curve(tables) == [(float(step), pytest.approx(loss, rel=1e-5)) for step, loss in enumerate(model.told)]
    assert len(model.told) == 20
    assert known["training.learning_rate"] == pytest.approx(1e-2)
    logged = [one["eval_loss"] for one in trainer.state.log_history if "eval_loss" in one]
    assert [value for _, value in curve(tables, "validation")] == pytest.approx(logged)
    assert len(logged) == 4
    steps = tables["monitored_steps"].filter(pl.col("grad_norm").is_not_null())
    assert steps["step"].to_list() == [0, 1, 2, 3, 4, 6, 9, 12, 15, 18]
    assert (steps["clipped_norm"] < steps["grad_norm"]).all()
    assert steps["clipped_norm"].max() == pytest.approx(0.05, rel=1e-3)
    assert tables["gradients"]["update_norm"].drop_nulls().min() > 0
    assert hooks(model) == 0
    assert callback.monitor.recorder.notes == []
    assert [run.name for run in dataaudit.diagnose(tmp_path / "run").runs] == ["tried"]


def test_accumulated_batches_of_the_trainer_are_one_step_with_their_mean(tmp_path: Path) -> None:
    framework("accelerate")
    model = Classifier()
    trained(
        tmp_path, model, Rows(96), tmp_path / "run", max_steps=8, per_device_train_batch_size=4,
        gradient_accumulation_steps=3,
    )  # fmt: skip
    _, tables, _, notes = read_run(tmp_path / "run")
    assert notes == []
    assert len(model.told) == 24
    windows = [sum(model.told[first : first + 3]) / 3 for first in range(0, 24, 3)]
    assert [value for _, value in curve(tables)] == pytest.approx(windows, rel=1e-5)
    assert tables["probes"].filter(probe="zero_grad", measure="kept")["value"].to_list() in ([], [0.0])


def test_a_model_that_is_told_the_items_of_the_window_gives_shares_of_one_mean(tmp_path: Path) -> None:
    framework("accelerate")
    from transformers import GPT2Config, GPT2LMHeadModel

    class Texts(Dataset[Any]):
        def __len__(self) -> int:
            return 24

        def __getitem__(self, place: int) -> dict[str, Tensor]:
            ids = torch.randint(1, 30, (12,), generator=torch.Generator().manual_seed(place))
            labels = ids.clone()
            labels[2 + place % 10 :] = -100
            return {"input_ids": ids, "attention_mask": torch.ones_like(ids), "labels": labels}

    torch.manual_seed(0)
    config = GPT2Config(
        vocab_size=30, n_positions=12, n_embd=16, n_layer=1, n_head=2, bos_token_id=0, eos_token_id=0, use_cache=False,
        attn_pdrop=0.0, resid_pdrop=0.0, embd_pdrop=0.0, loss_type="ForCausalLM",
    )  # fmt: skip
    model = GPT2LMHeadModel(config)
    sums: list[tuple[float, int]] = []

    def see(module: nn.Module, inputs: Any, given: dict[str, Any], output: Any) -> None:
        labels = given["labels"][:, 1:]
        summed = nn.functional.cross_entropy(output.logits[:, :-1].reshape(-1, 30), labels.reshape(-1), reduction="sum")
        # The Trainer counts the first token of a row too, although no place before it tells it.
        sums.append((float(summed.detach()), int((given["labels"] != -100).sum())))

    handle = model.register_forward_hook(see, with_kwargs=True)
    trained(
        tmp_path,
        model,
        Texts(),
        tmp_path / "run",
        max_steps=4,
        per_device_train_batch_size=2,
        gradient_accumulation_steps=3,
    )
    handle.remove()
    _, tables, _, notes = read_run(tmp_path / "run")
    assert notes == []
    windows = [sums[first : first + 3] for first in range(0, 12, 3)]
    means = [sum(total for total, _ in one) / sum(count for _, count in one) for one in windows]
    assert [value for _, value in curve(tables)] == pytest.approx(means, rel=1e-4)
    assert hooks(model) == 0


def test_a_loss_that_is_nan_is_told_although_the_trainer_hides_it(tmp_path: Path) -> None:
    framework("accelerate")
    trained(tmp_path, Classifier(broken_at=11), Rows(64), tmp_path / "run", max_steps=14, per_device_train_batch_size=8)
    made = dataaudit.diagnose(tmp_path / "run")
    (finding,) = [one for one in made.findings if one.name == "non-finite-loss"]
    assert finding.where["steps"][0] == 11


def test_a_trainer_is_stopped_by_what_the_monitor_is_to_stop_for(tmp_path: Path) -> None:
    framework("accelerate")
    trainer, callback = trained(
        tmp_path,
        Classifier(broken_at=11),
        Rows(64),
        None,
        settings={"stop_on": "error"},
        max_steps=40,
        per_device_train_batch_size=8,
    )
    assert callback.monitor.should_stop
    assert trainer.state.global_step == 13


def test_measurements_join_the_log_history_of_the_trainer_where_that_is_asked(tmp_path: Path) -> None:
    framework("accelerate")
    more: dict[str, Any] = {"max_steps": 14, "per_device_train_batch_size": 8}
    trainer, _ = trained(tmp_path, Classifier(broken_at=8), Rows(64), None, settings={"log": True}, **more)
    norms = {
        one["step"]: one["dataaudit/grad_norm"] for one in trainer.state.log_history if "dataaudit/grad_norm" in one
    }
    assert list(norms) == [0, 1, 2, 3, 4, 6, 9, 12]
    assert norms[0] > 0
    assert [one["dataaudit/error"] for one in trainer.state.log_history if "dataaudit/error" in one]
    quiet, _ = trained(tmp_path, Classifier(), Rows(64), None, **more)
    assert not any("dataaudit" in name for one in quiet.state.log_history for name in one)


def test_without_a_folder_the_trainer_is_watched_and_nothing_written(tmp_path: Path) -> None:
    framework("accelerate")
    _, callback = trained(tmp_path, Classifier(), Rows(64), None, max_steps=6, per_device_train_batch_size=8)
    assert [step for step, _ in curve(callback.monitor.tables())] == [0, 1, 2, 3, 4, 5]
    assert not list(tmp_path.rglob("training.json"))


def lit(broken_at: int | None = None) -> Any:
    """A module of Lightning that notes its losses."""
    import lightning.pytorch as light

    class Lit(light.LightningModule):
        def __init__(self) -> None:
            super().__init__()
            self.model = Classifier()
            self.told: list[float] = []

        def training_step(self, batch: Any, place: int) -> Tensor:
            loss = self.model(*batch)["loss"]
            if place == broken_at:
                message = "out of memory"
                raise RuntimeError(message)
            self.told.append(float(loss.detach()))
            return loss

        def validation_step(self, batch: Any, place: int) -> None:
            self.log("val_loss", self.model(*batch)["loss"])

        def configure_optimizers(self) -> Any:
            return torch.optim.Adam(self.parameters(), lr=1e-2)

    return Lit()


def fitted(
    module: Any, folder: Path, out: Path | None, settings: Mapping[str, Any] = MappingProxyType({}), **more: Any
) -> tuple[Any, Any]:
    """A Trainer of Lightning after its training, and our callback."""
    import lightning.pytorch as light

    from dataaudit.training.monitor.lightning_callback import MonitorCallback

    callback = MonitorCallback(out, interval=3, name="lit", **settings)
    trainer = light.Trainer(
        accelerator="cpu", devices=1, enable_checkpointing=False, enable_progress_bar=False,
        enable_model_summary=False, callbacks=[callback], default_root_dir=folder,
        **{"logger": False, **more},
    )  # fmt: skip
    rows = Rows(96)
    train = DataLoader(TensorDataset(rows.inputs, rows.labels), batch_size=8, shuffle=True)
    validation = DataLoader(TensorDataset(rows.inputs[:32], rows.labels[:32]), batch_size=32)
    trainer.fit(module, train, validation)
    return trainer, callback


def test_the_trainer_of_lightning_is_watched(tmp_path: Path) -> None:
    framework("lightning")
    module = lit()
    _, callback = fitted(module, tmp_path, tmp_path / "run", max_epochs=3, gradient_clip_val=0.05)
    name, tables, known, notes = read_run(tmp_path / "run")
    assert (name, notes) == ("lit", [])
    assert len(module.told) == 36
    assert curve(tables) == [(float(step), pytest.approx(loss, rel=1e-5)) for step, loss in enumerate(module.told)]
    assert [step for step, _ in curve(tables, "validation")] == [12, 24, 36]
    assert known["training.learning_rate"] == pytest.approx(1e-2)
    steps = tables["monitored_steps"].filter(pl.col("grad_norm").is_not_null())
    assert steps["step"].to_list()[:8] == [0, 1, 2, 3, 4, 6, 9, 12]
    assert steps["clipped_norm"].max() == pytest.approx(0.05, rel=1e-3)
    assert (steps["grad_norm"] > steps["clipped_norm"]).all()
    assert "model.net.0.weight" in tables["gradients"]["parameter"]
    assert hooks(module) == 0
    assert callback.monitor.recorder.notes == []
    assert "missing-zero-grad" not in {one.name for one in dataaudit.diagnose(tmp_path / "run").findings}


def test_accumulated_batches_of_lightning_are_one_step(tmp_path: Path) -> None:
    framework("lightning")
    module = lit()
    fitted(module, tmp_path, tmp_path / "run", max_epochs=2, accumulate_grad_batches=3)
    _, tables, _, notes = read_run(tmp_path / "run")
    assert notes == []
    assert len(module.told) == 24
    assert [step for step, _ in curve(tables)] == list(range(8))
    # A step is told by the loss of its last batch.
    assert [value for _, value in curve(tables)] == pytest.approx(module.told[2::3], rel=1e-5)


def test_a_training_of_lightning_that_breaks_off_leaves_its_tables(tmp_path: Path) -> None:
    framework("lightning")
    module = lit(broken_at=7)
    with pytest.raises(RuntimeError, match="out of memory"):
        fitted(module, tmp_path, tmp_path / "run", max_epochs=1)
    _, tables, _, notes = read_run(tmp_path / "run")
    assert notes == []
    assert [value for _, value in curve(tables)] == pytest.approx(module.told, rel=1e-5)
    assert len(module.told) == 7
    assert hooks(module) == 0


def test_a_trainer_of_lightning_is_stopped_by_what_the_monitor_is_to_stop_for(tmp_path: Path) -> None:
    framework("lightning")
    module = lit()
    module.model.broken_at = 11
    _, callback = fitted(module, tmp_path, None, settings={"stop_on": "error"}, max_epochs=3)
    assert callback.monitor.should_stop
    assert len(module.told) == 13


def test_measurements_go_to_the_loggers_of_lightning_where_that_is_asked(tmp_path: Path) -> None:
    framework("lightning")
    from lightning.pytorch.loggers import CSVLogger

    logger = CSVLogger(tmp_path, name="own")
    module = lit()
    module.model.broken_at = 20
    fitted(module, tmp_path, None, settings={"log": True}, max_epochs=3, logger=logger)
    logger.save()
    held = pl.read_csv(Path(logger.log_dir) / "metrics.csv")
    norms = held.filter(pl.col("dataaudit/grad_norm").is_not_null())
    assert norms["step"].to_list()[:8] == [0, 1, 2, 3, 4, 6, 9, 12]
    assert held["dataaudit/error/non-finite-loss"].sum() == 1

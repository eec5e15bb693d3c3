"""What trackers get of a running training."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import torch
from training.monitor.loops import batches, net, train

from dataaudit.errors import UsageError
from dataaudit.findings.finding import Result
from dataaudit.training.monitor.monitor import TrainingMonitor
from dataaudit.training.sink import open_sink


class Heard:
    """A tracker that keeps what it gets."""

    def __init__(self) -> None:
        self.steps: list[tuple[int, Mapping[str, float]]] = []
        self.found: list[tuple[int, str]] = []
        self.closed = 0

    def metrics(self, step: int, values: Mapping[str, float]) -> None:
        self.steps.append((step, values))

    def finding(self, step: int, found: Result) -> None:
        self.found.append((step, found.name))

    def close(self) -> None:
        self.closed += 1


def test_a_tracker_gets_every_measured_step_once_with_its_norms() -> None:
    heard = Heard()
    model = net()
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    monitor, plain = train(model, optimizer, batches(41), interval=10, trackers=[heard], flush=0)
    monitor.close()
    assert [step for step, _ in heard.steps] == [0, 1, 2, 3, 4, 10, 20, 30, 40]
    for step, values in heard.steps:
        assert values["dataaudit/grad_norm"] == pytest.approx(plain.totals[step], rel=1e-5)
        ratios = [update / weight for update, weight in zip(plain.updates[step], plain.weights[step], strict=True)]
        assert values["dataaudit/update_ratio_largest"] == pytest.approx(max(ratios), rel=1e-4)
    assert heard.closed == 1


def test_a_tracker_gets_a_finding_once() -> None:
    heard = Heard()
    model = net()
    with TrainingMonitor(model, torch.optim.SGD(model.parameters(), 0.1), interval=5, trackers=[heard]) as monitor:
        for step in range(60):
            monitor.step(1.0 if step < 20 else float("nan"))
    assert [name for _, name in heard.found].count("non-finite-loss") == 1


def test_a_tracker_that_fails_is_noted_once_and_the_others_and_the_training_do_not_suffer() -> None:
    class Broken(Heard):
        def metrics(self, step: int, values: Mapping[str, float]) -> None:
            message = "no connection"
            raise OSError(message)

        def close(self) -> None:
            raise OSError

    heard, model = Heard(), net()
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    monitor, _ = train(model, optimizer, batches(41), interval=10, trackers=[Broken(), heard], flush=0)
    monitor.close()
    assert monitor.recorder.notes == ["Broken gets no more: OSError: no connection"]
    assert [step for step, _ in heard.steps][-1] == 40


@pytest.mark.parametrize("name", ["mlflow", "wandb"])
def test_a_tracker_that_is_not_installed_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(UsageError, match=f"the tracker {name} needs a package that is not installed"):
        open_sink(name, None)


def test_an_unknown_tracker_is_told_with_the_nearest_one() -> None:
    with pytest.raises(UsageError, match="only mlflow, tensorboard, wandb; did you mean 'tensorboard'"):
        open_sink("tensorbord", None)


def test_tensorboard_without_a_folder_is_told_what_it_lacks() -> None:
    with pytest.raises(UsageError, match=r"give the monitor a folder \(out=\)"):
        open_sink("tensorboard", None)


def watched(trackers: list[Any], out: Path | None = None) -> None:
    model = net()
    monitor, _ = train(model, torch.optim.SGD(model.parameters(), 0.1), batches(9), out=out, trackers=trackers)
    monitor.step(float("nan"))
    monitor.step(float("nan"))
    monitor.close()


@pytest.mark.full
@pytest.mark.filterwarnings("ignore")
def test_event_files_of_tensorboard_hold_norms_and_findings(tmp_path: Path) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    watched(["tensorboard"], tmp_path / "run")
    events = EventAccumulator(str(tmp_path / "run" / "tensorboard"))
    events.Reload()
    assert [one.step for one in events.Scalars("dataaudit/grad_norm")] == [0, 1, 2, 3, 4]
    assert "dataaudit/findings/non-finite-loss/text_summary" in events.Tags()["tensors"]


@pytest.mark.full
@pytest.mark.filterwarnings("ignore")
def test_an_offline_run_of_wandb_holds_the_newest_norms_and_the_findings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import wandb

    monkeypatch.setenv("WANDB_SILENT", "true")
    with pytest.raises(UsageError, match=r"call wandb.init\(\) before the monitor"):
        open_sink("wandb", None)
    with wandb.init(mode="offline", dir=str(tmp_path)) as run:
        watched(["wandb"])
        run.log({"own": 1.0})
        summary = dict(run.summary)
    assert summary["dataaudit/step"] == 4
    assert summary["dataaudit/grad_norm"] > 0
    assert summary["dataaudit/findings/non-finite-loss"].startswith("error TRN001: ")


@pytest.mark.full
@pytest.mark.filterwarnings("ignore")
def test_a_local_run_of_mlflow_holds_the_norms_by_step_and_the_findings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import mlflow

    with pytest.raises(UsageError, match=r"call mlflow.start_run\(\) before the monitor"):
        open_sink("mlflow", None)
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    mlflow.set_tracking_uri(f"file://{tmp_path}/mlruns")
    with mlflow.start_run() as run:
        watched(["mlflow"])
    history = mlflow.MlflowClient().get_metric_history(run.info.run_id, "dataaudit/grad_norm")
    assert [one.step for one in history] == [0, 1, 2, 3, 4]
    tags = mlflow.MlflowClient().get_run(run.info.run_id).data.tags
    assert "TRN001" in json.dumps(dict(tags))

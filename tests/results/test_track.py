"""What MLflow and W&B get of a finished run; nothing leaves the machine in these tests."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from changed_corpus import Runs

from dataaudit.errors import InputError, UsageError
from dataaudit.results.track import track


@pytest.mark.parametrize("name", ["mlflow", "wandb"])
def test_a_tracker_that_is_not_installed_is_named(runs: Runs, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(UsageError, match=f"the tracker {name} needs a package that is not installed"):
        track(runs.new, name)


def test_an_unknown_tracker_is_told_with_the_nearest_one(runs: Runs, call: Callable[..., Any]) -> None:
    code, _, error = call("track", str(runs.new.path), "mlfow")
    assert code == 2
    assert "there is no tracker 'mlfow', only mlflow, wandb; did you mean 'mlflow'?" in error


@pytest.mark.full
@pytest.mark.filterwarnings("ignore")
def test_mlflow_holds_metrics_verdict_and_files(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: Callable[..., Any]
) -> None:
    import mlflow

    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    address = f"file://{tmp_path}/mlruns"
    code, out, error = call("track", str(runs.new.path), "mlflow", "--address", address, "--project", "corpus")
    assert (code, error) == (0, "")
    client = mlflow.MlflowClient(address)
    experiment = client.get_experiment_by_name("corpus")
    (run,) = client.search_runs([experiment.experiment_id])
    assert run.info.run_id in out
    assert run.info.status == "FINISHED"
    assert run.data.metrics["dataaudit/rows.read"] == runs.new.row_counts["read"]
    assert run.data.tags["dataaudit/verdict"] == "not gated"
    assert any(tag.startswith("dataaudit/findings.") for tag in run.data.tags)
    held = {Path(one.path).name for one in client.list_artifacts(run.info.run_id, "dataaudit")}
    assert held == {"report.html", "summary.json", "findings.parquet"}

    mlflow.set_tracking_uri(address)
    with mlflow.start_run() as own:
        track(runs.new, "mlflow")
        mlflow.log_metric("own", 1.0)  # the user's run is still open
    assert client.get_run(own.info.run_id).data.metrics["dataaudit/rows.read"] == runs.new.row_counts["read"]


@pytest.mark.full
@pytest.mark.filterwarnings("ignore")
def test_an_offline_run_of_wandb_holds_metrics_and_an_artefact(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import wandb

    monkeypatch.chdir(tmp_path)
    assert "offline-run" in track(runs.new, "wandb")
    assert any(tmp_path.glob("wandb/offline-run-*/*.wandb"))
    with wandb.init(mode="offline", dir=str(tmp_path), settings=wandb.Settings(silent=True)) as run:
        track(runs.new, "wandb")
        run.log({"own": 1.0})
        assert run.summary["dataaudit/rows.read"] == runs.new.row_counts["read"]


@pytest.mark.full
@pytest.mark.filterwarnings("ignore")
def test_a_server_that_does_not_answer_is_one_sentence(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    with pytest.raises(InputError, match=r"mlflow at http://127\.0\.0\.1:9 does not take the run: "):
        track(runs.new, "mlflow", address="http://127.0.0.1:9")

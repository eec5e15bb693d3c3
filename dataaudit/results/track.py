"""Shows a finished run to an experiment tracker: metrics, verdict, findings, and the files that people open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import InputError, UsageError
from dataaudit.results.result import AuditResult

FILES = ("report.html", "summary.json", "findings.parquet", "gate.json", "summary.md")
"""Of a run that are sent, where it has them. They name rows and hold no texts but the report's masked samples."""
PROJECT = "dataaudit"
"""The MLflow experiment or W&B project where none is named."""


@dataclass(frozen=True, slots=True)
class _Sent:
    """What a tracker gets of a run."""

    name: str
    metrics: Mapping[str, float]
    tags: Mapping[str, str]
    files: tuple[Path, ...]


def track(result: AuditResult, tracker: str, *, address: str | None = None, project: str | None = None) -> str:
    """Write an audit to the tracker's active run, else to a new one.

    Args:
        result: The audit.
        tracker: ``mlflow`` or ``wandb``, which are the user's own packages.
        address: Of a server. Without one nothing leaves the machine: MLflow writes ``mlflow.db`` and ``mlruns/`` here,
            W&B an offline run in ``wandb/``.
        project: MLflow's experiment or W&B's project.

    Returns:
        The run that was written, as the tracker names it.

    Raises:
        UsageError: There is no such tracker, or it is not installed.
        InputError: The tracker refuses.
    """
    if tracker not in _TRACKERS:
        message = f"there is no tracker '{tracker}', only {', '.join(_TRACKERS)}{did_you_mean(tracker, _TRACKERS)}"
        raise UsageError(message)
    try:
        return _TRACKERS[tracker](_sent(result), address, project or PROJECT)
    except ImportError as error:
        message = f"the tracker {tracker} needs a package that is not installed ({error.name}): pip install {tracker}"
        raise UsageError(message) from error
    except Exception as error:  # another's code, often with a network behind it
        reason = (str(error) or type(error).__name__).splitlines()[0]
        message = f"{tracker}{f' at {address}' if address else ''} does not take the run: {reason}"
        raise InputError(message) from error


def _sent(result: AuditResult) -> _Sent:
    found = [one for one in result.findings if one.status == "found"]
    numbers = {name: float(value) for name, value in result.metrics.items() if value is not None}
    tags: dict[str, str] = {}
    for one in found:  # several results may have one name
        same = sum(name.split(" ")[0] == f"findings.{one.name}" for name in tags)
        tags[f"findings.{one.name}{f' {same + 1}' if same else ''}"] = f"{one.severity} {one.code}: {one.message}"
    tags |= {"verdict": result.verdict or "not gated", "run_key": result.manifest.run_key}
    files = tuple(path for path in (result.path / name for name in FILES) if path.is_file())
    counts = {f"rows.{name}": float(count) for name, count in result.row_counts.items()}
    return _Sent(result.path.resolve().name, numbers | counts, tags, files)


def _mlflow(sent: _Sent, address: str | None, project: str) -> str:
    mlflow = import_module("mlflow")

    active = mlflow.active_run() if address is None else None
    client = mlflow.MlflowClient() if active else mlflow.MlflowClient(address or "sqlite:///mlflow.db")
    run = active.info.run_id if active else None
    if run is None:
        experiment = client.get_experiment_by_name(project)
        number = experiment.experiment_id if experiment else client.create_experiment(project)
        run = client.create_run(number, run_name=sent.name).info.run_id
    for name, value in sent.metrics.items():
        client.log_metric(run, f"dataaudit/{name}", value)
    for name, text in sent.tags.items():
        client.set_tag(run, f"dataaudit/{name}", text)
    for path in sent.files:
        client.log_artifact(run, str(path), "dataaudit")
    if not active:
        client.set_terminated(run)
    return f"mlflow run {run}"


def _wandb(sent: _Sent, address: str | None, project: str) -> str:
    wandb = import_module("wandb")

    active = wandb.run if address is None else None
    settings = wandb.Settings(base_url=address, silent=True) if address else wandb.Settings(silent=True)
    mode = "online" if address else "offline"
    run = active or wandb.init(project=project, name=sent.name, mode=mode, settings=settings, job_type="audit")
    try:
        run.summary.update({f"dataaudit/{name}": value for name, value in {**sent.metrics, **sent.tags}.items()})
        held = wandb.Artifact(f"dataaudit-{run.id}", type="dataset-audit", metadata=dict(sent.tags))
        for path in sent.files:
            held.add_file(str(path))
        run.log_artifact(held)
    finally:
        if not active:
            run.finish()
    return f"wandb run {run.id} in {run.dir}"


_TRACKERS: Mapping[str, Callable[[_Sent, str | None, str], str]] = {"mlflow": _mlflow, "wandb": _wandb}

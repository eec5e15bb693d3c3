"""A search on disk, shared by any number of processes; no trial is lost or run twice."""

from __future__ import annotations

import fcntl
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from dataaudit.errors import ConfigurationError
from dataaudit.extras import require_extra
from dataaudit.training.tuning.objective import Answer
from dataaudit.training.tuning.space import SearchSpace, Values

if TYPE_CHECKING:
    import optuna

Method = Literal["grid", "random", "tpe", "gp"]
Pruning = Literal["none", "median", "hyperband"]

JOURNAL = "trials.log"
_OWNER, _DUPLICATE, _FAILED, _INTERRUPTED = "owner", "duplicate", "failed", "interrupted"
_STARTUP = 10
"""Random trials before the sampler models the objective."""
_TRIES = 20
_STATES = {"COMPLETE": "complete", "PRUNED": "pruned", "FAIL": "failed"}

TRIALS = {
    "number": pl.Int64, "state": pl.String, "value": pl.Float64, "seconds": pl.Float64, "failed": pl.String,
    "last_step": pl.Int64,
}  # fmt: skip
"""Columns of ``trials.parquet``, followed by one per parameter."""


@dataclass
class Study:
    """A search.

    Args:
        folder: Folder of the search.
        space: The search space.
        method: Search method.
        trials: Number of trials.
        seed: Seed of the search.
        pruning: How unpromising trials are stopped.
    """

    folder: Path
    space: SearchSpace
    method: Method
    trials: int
    seed: int = 1
    pruning: Pruning = "none"

    def __post_init__(self) -> None:
        require_extra("tune")
        import optuna
        from optuna.storages import JournalStorage
        from optuna.storages.journal import JournalFileBackend

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._alone():
            _cut_torn_line(self.folder / JOURNAL)
            storage = JournalStorage(JournalFileBackend(str(self.folder / JOURNAL)))
            direction: Literal["minimize", "maximize"] = "minimize" if self.space.goal == "minimise" else "maximize"
            self._study = optuna.create_study(
                study_name="search", storage=storage, direction=direction, load_if_exists=True,
                pruner=_pruner(self.pruning),
            )  # fmt: skip
            joined = int(self._study.user_attrs.get("joined", 0))
            self._study.set_user_attr("joined", joined + 1)
            # Every process gets its own seed: otherwise they would all try the same points.
            self._study.sampler = _sampler(self.method, (self.seed * 1_000_003 + joined) % (1 << 31))
            self._begin()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Lock the study, so that two processes cannot choose the same trial."""
        with (self.folder / "lock").open("w", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _begin(self) -> None:
        """Queue the points of a grid once, and requeue trials of dead processes."""
        from optuna.trial import TrialState

        known = self._study.user_attrs.get("space")
        own = f"{self.method} {self.space!r}"
        if known is None:
            self._study.set_user_attr("space", own)
        elif known != own:
            message = f"{self.folder}: contains a search with another space or method; choose another --out"
            raise ConfigurationError(message)
        if self.method == "grid":
            queued = int(self._study.user_attrs.get("queued", 0))
            for point in self.space.grid()[queued : self.trials]:
                self._study.enqueue_trial(point)
            self._study.set_user_attr("queued", max(queued, self.trials))
        for trial in self._study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
            if not _alive(trial.user_attrs.get(_OWNER)):
                self._again(trial._trial_id, dict(trial.params))

    def _again(self, trial_id: int, parameters: Values) -> None:
        """Requeue the point of an unfinished trial."""
        from optuna.trial import TrialState

        self._study.enqueue_trial(parameters)
        storage = self._study._storage
        storage.set_trial_user_attr(trial_id, _INTERRUPTED, value=True)
        storage.set_trial_state_values(trial_id, TrialState.FAIL)

    def put_back(self, trial: optuna.Trial) -> None:
        """Requeue an interrupted trial."""
        with self._alone():
            self._again(trial._trial_id, dict(trial.params))

    def next(self) -> optuna.Trial | None:
        """Return the next trial with all parameters set, or None when all trials are taken."""
        from optuna.trial import TrialState

        distributions = self.space.distributions()
        with self._alone(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for attempt in range(_TRIES + 1):
                known = self._known()
                if len(known) >= self.trials:
                    return None
                if self.method == "grid" and not self._study.get_trials(deepcopy=False, states=(TrialState.WAITING,)):
                    return None
                trial = self._study.ask(distributions)
                trial.set_user_attr(_OWNER, _owner())
                if dict(trial.params) not in known or attempt == _TRIES:
                    return trial
                trial.set_user_attr(_DUPLICATE, value=True)
                self._study.tell(trial, state=TrialState.FAIL)
        return None

    def _known(self) -> list[Values]:
        from optuna.trial import TrialState

        return [
            dict(one.params)
            for one in self._study.get_trials(deepcopy=False)
            if one.state != TrialState.WAITING and not {_DUPLICATE, _INTERRUPTED} & set(one.user_attrs)
        ]

    def tell(self, trial: optuna.Trial, answer: Answer) -> None:
        """Record how a trial ended."""
        from optuna.trial import TrialState

        with self._alone():
            if answer.value is not None:
                self._study.tell(trial, answer.value)
            elif answer.pruned:
                self._study.tell(trial, state=TrialState.PRUNED)
            else:
                trial.set_user_attr(_FAILED, answer.failed)
                self._study.tell(trial, state=TrialState.FAIL)

    def best(self) -> tuple[Values, float] | None:
        """Return parameters and value of the best trial, or None if none was completed."""
        told = self.table().filter(pl.col("state") == "complete")
        if not told.height:
            return None
        row = told.sort("value", descending=self.space.goal == "maximise", maintain_order=True).row(0, named=True)
        return self._parameters(row["number"]), float(row["value"])

    def _parameters(self, number: int) -> Values:
        return dict(self._study.get_trials(deepcopy=False)[number].params)

    def table(self) -> pl.DataFrame:
        """Return one row per trial, without skipped duplicates and requeued interrupted trials."""
        rows = []
        for one in self._study.get_trials(deepcopy=False):
            if {_DUPLICATE, _INTERRUPTED} & set(one.user_attrs) or one.state.name == "WAITING":
                continue
            rows.append(
                {
                    "number": one.number,
                    "state": {"COMPLETE": "complete", "PRUNED": "pruned", "FAIL": "failed"}.get(
                        one.state.name, "running"
                    ),
                    "value": one.value,
                    "seconds": one.duration.total_seconds() if one.duration else None,
                    "failed": one.user_attrs.get(_FAILED),
                    "last_step": max(one.intermediate_values, default=None),
                    **one.params,
                }
            )
        schema: dict[str, Any] = {**TRIALS, **{name: _type(self.space, name) for name in self.space.parameters}}
        return pl.DataFrame(rows, schema=schema, strict=False)

    @property
    def optuna(self) -> optuna.Study:
        """Return the study for Optuna's own tools."""
        return self._study


def _type(space: SearchSpace, name: str) -> Any:
    one = space.parameters[name]
    kinds = {type(value) for value in one.choices} if one.choices is not None else {int if one.whole else float}
    if kinds <= {int}:
        return pl.Int64
    return pl.Float64 if kinds <= {int, float} else pl.Boolean if kinds == {bool} else pl.String


def _sampler(method: Method, seed: int) -> optuna.samplers.BaseSampler:
    from optuna import samplers

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if method == "tpe":
            return samplers.TPESampler(seed=seed, n_startup_trials=_STARTUP, multivariate=True, constant_liar=True)
        if method == "gp":
            return samplers.GPSampler(seed=seed, n_startup_trials=_STARTUP)
        return samplers.RandomSampler(seed=seed)


def _pruner(pruning: Pruning) -> optuna.pruners.BasePruner:
    from optuna import pruners

    if pruning == "median":
        return pruners.MedianPruner(n_startup_trials=5)
    return (
        pruners.HyperbandPruner(min_resource=1, reduction_factor=3) if pruning == "hyperband" else pruners.NopPruner()
    )


def _owner() -> str:
    return f"{os.getpid()} {_started(os.getpid())}"


def _alive(owner: str | None) -> bool:
    """Whether a trial's process is alive, by its id and start time, because ids are reused."""
    pid, _, started = (owner or "").partition(" ")
    return pid.isdecimal() and bool(started) and _started(int(pid)) == started


def _started(pid: int) -> str:
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if told[0] == "Z" else told[19]  # a zombie no longer works


def _cut_torn_line(path: Path) -> None:
    """Remove an incomplete last line, left by a killed writer."""
    if not path.is_file():
        return
    data = path.read_bytes()
    if data and not data.endswith(b"\n"):
        os.truncate(path, data.rfind(b"\n") + 1)

"""Runs a search, resumes it where it stopped, and compares the best trial with the default on new seeds."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import polars as pl

from dataaudit.errors import ConfigurationError
from dataaudit.store.atomic import write_bytes, write_table
from dataaudit.store.json_text import json_text
from dataaudit.training.paired import PairedDifference, paired_difference
from dataaudit.training.tuning.objective import Answer, Objective, Pruned, Report, ask
from dataaudit.training.tuning.space import SearchSpace, Values, read_space
from dataaudit.training.tuning.study import Method, Pruning, Study

if TYPE_CHECKING:
    import optuna

COMPARED = {"seed": pl.Int64, "best": pl.Float64, "default": pl.Float64, "parameters": pl.String}
"""Columns of ``comparison.parquet``."""
_FIRST_SEED = 1_000
"""First seed of the comparison; the search uses none of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuned:
    """The result of a search.

    Attributes:
        space: The search space.
        trials: One row per trial.
        best: The best parameters, or None if no trial was completed.
        value: Their value in the search, which is optimistic: it is the best of many noisy values.
        comparison: Best trial and default on the same new seeds; empty without a default.
        difference: Best trial minus default, or None.
        verdict: One sentence.
        path: Folder of the search.
    """

    space: SearchSpace
    trials: pl.DataFrame
    best: Values | None
    value: float | None
    comparison: pl.DataFrame
    difference: PairedDifference | None
    verdict: str
    path: Path


@dataclass(slots=True)
class Search:
    """A running search.

    Args:
        objective: Returns values.
        space: The search space.
        out: Folder of the search.
        method: grid, random, tpe or gp.
        trials: Number of trials.
        seed: Seed of search and trials.
        repeats: Seeds per trial; its value is their mean.
        pruning: none, median or hyperband, based on intermediate reports.
        compared: Seeds for comparing the best trial with the default; 0 for none.
        progress: Called with every event.
    """

    objective: Objective
    space: SearchSpace
    out: Path
    method: Method = "tpe"
    trials: int = 30
    seed: int = 1
    repeats: int = 1
    pruning: Pruning = "none"
    compared: int = 5
    progress: Callable[..., None] = field(default=lambda event, **facts: None)

    def run(self) -> Tuned:
        """Run the search to its end."""
        study = Study(self.out, self.space, self.method, self.trials, self.seed, self.pruning)
        while (trial := study.next()) is not None:
            began = time.monotonic()
            try:
                answer = self._tried(trial)
            except BaseException:
                study.put_back(trial)
                raise
            study.tell(trial, answer)
            self.progress(
                "trial", number=trial.number, parameters=dict(trial.params), value=answer.value, failed=answer.failed,
                pruned=answer.pruned, seconds=round(time.monotonic() - began, 3), of=self.trials,
            )  # fmt: skip
        best = study.best()
        comparison, difference = self._compared(best)
        tuned = Tuned(
            space=self.space, trials=study.table(), best=best[0] if best else None, value=best[1] if best else None,
            comparison=comparison, difference=difference, path=self.out,
            verdict=_verdict(self.space, best, difference, study.table()),
        )  # fmt: skip
        _write(tuned, study)
        return tuned

    def _tried(self, trial: optuna.Trial) -> Answer:
        values = []
        for repeat in range(self.repeats):
            answer = ask(self.objective, trial.params, self.seed + repeat, self._report(trial, repeat))
            if answer.value is None:
                return answer
            values.append(answer.value)
        return Answer(value=sum(values) / len(values))

    def _report(self, trial: optuna.Trial, repeat: int) -> Report:
        def report(step: int, value: float) -> bool:
            if repeat or self.pruning == "none":
                return False
            trial.report(value, step)
            return bool(trial.should_prune())

        return report

    def _compared(self, best: tuple[Values, float] | None) -> tuple[pl.DataFrame, PairedDifference | None]:
        default = self.space.defaults()
        empty = pl.DataFrame(schema=COMPARED)
        if best is None or default is None or self.compared < 2:
            return empty, None
        if best[0] == default:
            return empty, paired_difference([0.0, 0.0], [0.0, 0.0])
        path = self.out / "comparison.parquet"
        winner = json.dumps(best[0], sort_keys=True)
        rows: list[dict[str, Any]] = []
        if path.is_file():
            rows = pl.read_parquet(path).filter(pl.col("parameters") == winner).to_dicts()
        done = {row["seed"] for row in rows}
        for place in range(self.compared):
            seed = _FIRST_SEED + place
            if seed in done:
                continue
            told = [ask(self.objective, one, seed, lambda step, value: False).value for one in (best[0], default)]
            rows.append({"seed": seed, "best": told[0], "default": told[1], "parameters": winner})
            self.progress("compared", seed=seed, best=told[0], default=told[1])
        table = pl.DataFrame(rows, schema=COMPARED)
        both = table.drop_nulls()
        return table, paired_difference(both["best"].to_list(), both["default"].to_list())


def tune(
    objective: Objective | Callable[[Mapping[str, Any], int], float],
    space: str | Path | Mapping[str, Any] | SearchSpace,
    *,
    out: str | Path,
    method: Method = "tpe",
    trials: int = 30,
    seed: int = 1,
    repeats: int = 1,
    pruning: Pruning = "none",
    compared: int = 5,
    progress: Callable[..., None] = lambda event, **facts: None,
) -> Tuned:
    """Search for the parameters that optimise an objective.

    The same call resumes an interrupted search, and several processes that make it at once share the work. A trial that
    raises, or returns a value that is not finite, is recorded as failed.

    Args:
        objective: ``objective(parameters, seed)``, or ``objective(parameters, seed, report)`` where ``report(step,
            value)`` returns whether to stop. It must create a new model at every call.
        space: A YAML file, the name of a shipped space, a mapping, or a ``SearchSpace``.
        out: Folder of the search.
        method: grid, random, tpe or gp.
        trials: Number of trials; a grid with fewer points ends earlier.
        seed: Seed of search and trials.
        repeats: Seeds per trial.
        pruning: none, median or hyperband.
        compared: Seeds for comparing the best trial with the default afterwards.
        progress: Called with every event.

    Raises:
        ConfigurationError: The space is invalid, or the folder contains another search.
        UsageError: Optuna, of the extra ``tune``, is not installed.

    Examples:
        >>> import tempfile
        >>> space = {"parameters": {"x": {"low": -1, "high": 1, "points": 5, "default": 1}}}
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     found = tune(lambda values, seed: (values["x"] - 0.5) ** 2, space, out=folder, method="grid")
        >>> found.best, found.trials.height
        ({'x': 0.5}, 5)
    """
    if trials < 1 or repeats < 1:
        message = f"trials and repeats must be 1 or more, got {trials} and {repeats}"
        raise ConfigurationError(message)
    for name, value, known in (("method", method, get_args(Method)), ("pruning", pruning, get_args(Pruning))):
        if value not in known:
            message = f"unknown {name} '{value}'; choose from {', '.join(known)}"
            raise ConfigurationError(message)
    searched = space if isinstance(space, SearchSpace) else read_space(space)
    search = Search(
        objective=_with_report(objective), space=searched, out=Path(out), method=method, trials=trials, seed=seed,
        repeats=repeats, pruning=pruning, compared=compared, progress=progress,
    )  # fmt: skip
    return search.run()


def _with_report(objective: Any) -> Objective:
    import inspect

    try:
        parameters = inspect.signature(objective).parameters.values()
        given = sum(one.default is one.empty and one.kind is not one.VAR_KEYWORD for one in parameters)
    except (TypeError, ValueError):
        given = 2

    def call(parameters: Mapping[str, Any], seed: int, report: Report) -> float:
        return float(objective(parameters, seed, report) if given >= 3 else objective(parameters, seed))

    return call


def stop_if(report: Report, step: int, value: float) -> None:
    """Report a value, and end the trial if it will not become the best.

    Raises:
        Pruned: The trial should stop.
    """
    if report(step, value):
        raise Pruned


def _verdict(
    space: SearchSpace,
    best: tuple[Values, float] | None,
    difference: PairedDifference | None,
    trials: pl.DataFrame,
) -> str:
    if best is None:
        failed = trials["failed"].drop_nulls()
        return f"no trial was completed; {failed.len()} failed" + (
            f", the first with: {failed[0]}" if failed.len() else ""
        )
    if difference is None:
        return "the best trial was not compared with a default"
    if difference.pairs < 2:
        return (
            "the default is the best"
            if best[0] == space.defaults()
            else "the best trial could not be compared with the default"
        )
    if best[0] == space.defaults():
        return "the default is the best"
    better = difference.mean < 0 if space.goal == "minimise" else difference.mean > 0
    ends = sorted((abs(difference.low), abs(difference.high)))
    if difference.seen:
        told = f"{abs(difference.mean):.4g} ({ends[0]:.4g} to {ends[1]:.4g}, {difference.pairs} seeds)"
        return f"the best trial is {'better' if better else 'worse'} than the default by {told}"
    told = f"{difference.mean:.4g} ({difference.low:.4g} to {difference.high:.4g}, {difference.pairs} seeds)"
    return f"no difference beyond noise: the best trial differs from the default by {told}"


def _write(tuned: Tuned, study: Study) -> None:
    from dataaudit.report.tuning_page import render_tuning_page

    write_table(tuned.path / "trials.parquet", tuned.trials.to_arrow())
    write_table(tuned.path / "comparison.parquet", tuned.comparison.to_arrow())
    record = {
        "best": tuned.best, "value": tuned.value, "verdict": tuned.verdict, "goal": tuned.space.goal,
        "default": tuned.space.defaults(), "trials": tuned.trials["state"].value_counts(sort=True).to_dicts(),
    }  # fmt: skip
    write_bytes(tuned.path / "tuning.json", json_text(record).encode() + b"\n")
    write_bytes(tuned.path / "report.html", render_tuning_page(tuned.trials, tuned.space, record, importances(study)))


def importances(study: Study) -> dict[str, float]:
    """Return the share of the variation that each parameter explains (fANOVA); empty for fewer than ten trials.

    Source: Hutter et al. 2014.
    """
    import warnings

    from optuna.importance import FanovaImportanceEvaluator, get_param_importances

    told = study.table().filter(pl.col("state") == "complete")
    if told.height < 10 or told["value"].n_unique() < 2:
        return {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return dict(get_param_importances(study.optuna, evaluator=FanovaImportanceEvaluator(seed=0)))
        except (ValueError, RuntimeError, ZeroDivisionError):
            return {}

"""Rules of textbooks and other tools, written anew from their documentation, to be scored on the same runs.

Thresholds are the documented defaults. Names are translated to the finding that means the same; alarms that no finding
means (class imbalance, a missing softmax, stalled jobs) are left out. So are SageMaker's profiler rules: they wait for
100 to 1000 samples of GPU counters, taken every half second, and these runs last seconds.

An epoch is a pass over the rows, with the evaluation nearest to its end. Passes are told apart by the ids of rows.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import polars as pl

Tables = dict[str, Any]
Point = tuple[float, float]
Row = dict[str, Any]
Rule = Callable[[Tables], Iterable[str]]

# What a run recorded.


def rows(tables: Tables, name: str) -> list[Row]:
    """Rows of a table; none where it is missing."""
    frame = tables.get(name)
    return frame.to_dicts() if isinstance(frame, pl.DataFrame) else []


def series(tables: Tables, split: str, metric: str) -> list[Point]:
    """Points (step, value) of a curve in the order of their steps."""
    found = [
        (row["step"], row["value"])
        for row in rows(tables, "curves")
        if row.get("split") == split and row.get("metric") == metric and not row.get("superseded")
    ]
    return sorted((point for point in found if None not in point), key=lambda point: point[0])


def probed(tables: Tables, probe: str, measure: str) -> list[tuple[str, float]]:
    """Places and values that a probe measured."""
    return [
        (row.get("where") or "", row["value"])
        for row in rows(tables, "probes")
        if row.get("probe") == probe and row.get("measure") == measure and row.get("value") is not None
    ]


def gradients(tables: Tables) -> dict[float, list[Row]]:
    """Rows of the table of gradients by sampled step, in order."""
    by_step: dict[float, list[Row]] = defaultdict(list)
    for row in rows(tables, "gradients"):
        by_step[row["step"]].append(row)
    return {step: sorted(by_step[step], key=lambda row: row["depth"]) for step in sorted(by_step)}


def size(row: Row) -> float:
    """Root mean square of a gradient: norms are recorded, and neither means nor percentiles of absolute values."""
    return float(row["grad_norm"]) / math.sqrt(max(row["numel"] or 1, 1))


def activations(tables: Tables) -> list[Row]:
    """Rows about outputs of activation modules, without those that tell of layers by their gradients."""
    layers = {str(row.get("parameter")) for row in rows(tables, "gradients")}
    return [row for row in rows(tables, "units") if f"{row.get('module')}.weight" not in layers]


def mean(values: list[float]) -> float:
    """Mean; NaN of nothing."""
    return sum(values) / len(values) if values else math.nan


@dataclass(frozen=True)
class Epoch:
    """What a tool that looks once an epoch sees; accuracies and rate are None where they are not recorded."""

    end: float
    train_loss: float
    loss: float
    train_accuracy: float | None
    accuracy: float | None
    rate: float | None


def passes(tables: Tables, last: float) -> list[float]:
    """Numbers of steps at the ends of passes over the rows; none where ids of rows are not recorded."""
    seen: set[int] = set()
    by_step: dict[float, list[int]] = defaultdict(list)
    for row in rows(tables, "batches"):
        by_step[row["step"]].append(row["row_id"])
    for step in sorted(by_step):
        if seen.intersection(by_step[step]) and step > 0:
            return [step * number for number in range(1, int(last // step) + 1)]
        seen.update(by_step[step])
    return []


def epochs(tables: Tables) -> list[Epoch]:
    """Epochs of a run. Accuracies are those of evaluations, in eval mode: none is recorded by step."""
    train, loss = series(tables, "train", "loss"), series(tables, "validation", "loss")
    if not train or not loss:
        return []
    stops = [step for step, _ in loss]
    # The monitor reads losses at sampled steps: those after the last of them are not recorded, the evaluation is.
    ends = passes(tables, max(train[-1][0] + 1, stops[-1]))
    chosen = sorted({min(stops, key=lambda stop, end=end: abs(stop - end)) for end in ends}) or stops  # type: ignore[misc]
    validation, accuracy, train_accuracy = (
        dict(one) for one in (loss, series(tables, "validation", "accuracy"), series(tables, "train_eval", "accuracy"))
    )
    rates = series(tables, "train", "learning_rate")
    made, before = [], -math.inf
    for stop in chosen:
        values = [value for step, value in train if before <= step < stop]
        rate = next((value for step, value in reversed(rates) if step < stop), None)
        made.append(Epoch(stop, mean(values), validation[stop], train_accuracy.get(stop), accuracy.get(stop), rate))
        before = stop
    return made


# Textbook: loss and gradient rules that are found in many guides.


def textbook_loss(tables: Tables) -> Iterator[str]:
    train = [value for _, value in series(tables, "train", "loss")]
    validation = [value for _, value in series(tables, "validation", "loss")]
    if not train:
        return
    if train[-1] > 0.9 * train[0]:
        yield "not-decreasing"
    if validation and validation[-1] - train[-1] > 0.3 * train[-1]:
        yield "overfitting"
    tail = train[-100:]
    centre = mean(tail)
    spread = math.sqrt(mean([(value - centre) * (value - centre) for value in tail]))
    # The threshold is not written down; 0.1 is the usual one.
    if centre and spread / centre > 0.1:
        yield "oscillating"


def textbook_gradients(tables: Tables) -> Iterator[str]:
    # The mean of the total norms of the last 100 steps, of which only the sampled ones are recorded.
    norms: list[Point] = []
    for step, found in gradients(tables).items():
        squares = [row["grad_norm"] * row["grad_norm"] for row in found if row["grad_norm"] is not None]
        norms.append((step, math.sqrt(sum(squares))))
        window = [norm for other, norm in norms if other > step - 100]
        centre = mean(window)
        if any(math.isnan(norm) for norm in window):
            yield "non-finite-gradients"
        if centre < 1e-7:
            yield "vanishing-gradients"
        if centre > 100:
            yield "exploding-gradients"


# Lightning: SpikeDetection(window=10, warmup=1, atol=None, rtol=2.0, finite_only=True).


def lightning_spike(tables: Tables) -> Iterator[str]:
    kept: list[float] = []
    last = 0.0
    for place, (_, value) in enumerate(series(tables, "train", "loss")):
        window = [one for one in kept[-10:] if not math.isnan(one)]
        if place >= 1 and not math.isfinite(value):
            yield "non-finite-loss"
            return
        if place >= 1 and window and value > last and abs(value - mean(window)) >= abs(2.0 * mean(window)):
            yield "loss-spike"
            return  # it stops the training
        kept.append(value)
        last = value


# SageMaker Debugger. Tensors are those of sampled steps: the service saves every 500th by default.


def smdebug_vanishing_gradient(tables: Tables) -> Iterator[str]:
    for found in gradients(tables).values():
        if any(row["grad_norm"] is not None and size(row) < 1e-7 for row in found):
            yield "vanishing-gradients"


def smdebug_exploding_tensor(tables: Tables) -> Iterator[str]:
    if any(not math.isfinite(value) for _, value in series(tables, "train", "loss")):
        yield "non-finite-loss"
    for row in rows(tables, "gradients"):
        norms = [one for one in (row["grad_norm"], row["weight_norm"]) if one is not None]
        if row["nonfinite"] or any(not math.isfinite(norm) for norm in norms):
            yield "non-finite-gradients"


def smdebug_dead_relu(tables: Tables) -> Iterator[str]:
    # A unit is dead there if it is on for less than 1 % of the values; recorded is how many were never on.
    for row in activations(tables):
        if row["kind"] == "rectified" and row["units"] and row["dead"] / row["units"] > 0.5:
            yield "dead-units"


def smdebug_saturated_activation(tables: Tables) -> Iterator[str]:
    # The share of nodes beyond an input of 9.5 (tanh), 17 or -23 (sigmoid) is not recorded; the share of values beyond
    # 5 and 8 is.
    for row in activations(tables):
        if row["kind"] == "bounded" and row["saturated"] > 0.5:
            yield "saturated-units"


def relu_inputs(tables: Tables) -> list[float]:
    """Variances of what enters rectifiers before training: outputs of layers are recorded, 1 where they are normalised.

    The rule asks for a pattern of names; in the models of the matrix these layers are numbered, or called ``up``.
    """
    first = next(iter(gradients(tables).values()), [])
    modules = [(str(row["parameter"])[: -len(".weight")], row["dimensions"]) for row in first if is_weight(row)]
    normalised = {one for (one, _), (_, after) in pairwise(modules) if after == 1}
    spreads = [
        (name, value)
        for name, value in probed(tables, "variance", "spread")
        if name.split(".")[-1].isdigit() or name.endswith("up")
    ]
    return [1.0 if name in normalised else value * value for name, value in spreads]


def is_weight(row: Row) -> bool:
    """Whether it is of the collection of weights, which goes by name and has no biases."""
    return str(row["parameter"]).endswith("weight")


def smdebug_poor_weight_initialization(tables: Tables) -> Iterator[str]:
    variances = relu_inputs(tables)
    if len(variances) > 1 and max(variances) > 10.0 * min(variances):
        yield "initial-variance"
    # The 95th percentile of a gradient minus the 5th, as if it were normally distributed, in the first ten steps.
    for step, found in gradients(tables).items():
        several = [row for row in found if row["grad_norm"] is not None and row["numel"] > 1]
        if step < 10 and any(3.29 * size(row) < 0.001 for row in several):
            yield "initial-variance"


def smdebug_weight_update_ratio(tables: Tables) -> Iterator[str]:
    for row in rows(tables, "gradients"):
        if is_weight(row) and row["update_norm"] is not None and row["weight_norm"] is not None:
            ratio = row["update_norm"] / (row["weight_norm"] + 1e-9)
            if ratio > 10.0 or ratio < 1e-8:
                yield "update-ratio"


def smdebug_unchanged_tensor(tables: Tables) -> Iterator[str]:
    # Weights, the collection it is shown with. Single values are not recorded: norms stand for np.allclose.
    still: dict[str, int] = defaultdict(int)
    for found in gradients(tables).values():
        for row in found:
            if not is_weight(row) or row["update_norm"] is None or row["weight_norm"] is None:
                continue
            close = row["update_norm"] <= 1e-8 * math.sqrt(row["numel"]) + 1e-5 * row["weight_norm"]
            still[row["parameter"]] = still[row["parameter"]] + 1 if close else 0
            if still[row["parameter"]] >= 3:
                yield "unchanged-parameters"


def smdebug_all_zero(tables: Tables) -> Iterator[str]:
    # It asks for a collection: gradients here, and outputs of modules as they are before training.
    if any(row["grad_norm"] == 0 for row in rows(tables, "gradients")):
        yield "missing-gradients"
    if probed(tables, "activations", "only zeros"):
        yield "odd-activations"


def smdebug_loss_not_decreasing(tables: Tables) -> Iterator[str]:
    # Every ten steps: a decrease below 0.1 %. That increases up to 5 % may be allowed is left out: with it, a loss that
    # stays where it is would pass.
    before: Point | None = None
    for step, value in series(tables, "train", "loss"):
        if before is not None and step < before[0] + 10:
            continue
        if before is not None and before[1] - value < 0.001 * abs(before[1]):
            yield "not-decreasing"
        before = (step, value)


def smdebug_overfit(tables: Tables) -> Iterator[str]:
    # The training loss is the mean of the steps since the evaluation before.
    train, start = series(tables, "train", "loss"), -math.inf
    for stop, value in series(tables, "validation", "loss"):
        level = mean([one for step, one in train if start <= step < stop])
        if level and (value - level) / level > 0.1:
            yield "overfitting"
        start = stop


def smdebug_overtraining(tables: Tables) -> Iterator[str]:
    # Both must have stopped improving: the documentation does not say whether one is enough.
    train, validation = series(tables, "train", "loss"), series(tables, "validation", "loss")
    for stop, _ in validation:
        waited = idle([value for step, value in validation if step <= stop], 0.01)
        if waited >= 10 and idle([value for step, value in train if step < stop], 0.01) >= 5:
            yield "overfitting"


def idle(values: list[float], delta: float) -> int:
    """Points since the last that was better than the best before by more than ``delta``."""
    best, place = math.inf, -1
    for number, value in enumerate(values):
        if value < best - delta:
            best, place = value, number
    return len(values) - 1 - place


def smdebug_check_input_images(tables: Tables) -> Iterator[str]:
    # Images are what a first layer with four dimensions reads. The mean is recorded in units of the spread.
    first = next(iter(gradients(tables).values()), [])
    if first and first[0]["dimensions"] == 4 and any(v > 0.2 for _, v in probed(tables, "input_scale", "shift")):
        yield "input-scale"


# UMLAUT.


def umlaut_before_training(tables: Tables) -> Iterator[str]:
    # Layers after one another without an activation are what a linear activation inside means in PyTorch.
    if probed(tables, "linear_stack", "pair"):
        yield "linear-stack"
    if any(value > 0.5 for _, value in probed(tables, "dropout", "probability")):
        yield "heavy-dropout"


def umlaut_input(tables: Tables) -> Iterator[str]:
    # Inputs of a first layer that embeds are whole numbers above 1: both its range and its type are complained of.
    first = next(iter(gradients(tables).values()), [])
    if any(value > 1 for _, value in probed(tables, "input_scale", "largest")) or (first and first[0]["embedding"]):
        yield "input-scale"
    # Told only of NaN in the input; recorded are values that are not finite.
    if probed(tables, "input_scale", "nonfinite") and any(math.isnan(one.train_loss) for one in epochs(tables)):
        yield "nan-origin"


def umlaut_learning_rate(tables: Tables) -> Iterator[str]:
    rates = [one.rate for one in epochs(tables)] or [(tables.get("metrics") or {}).get("training.learning_rate")]
    if any(rate is not None and (rate > 0.01 or rate < 1e-7) for rate in rates):
        yield "learning-rate"


def umlaut_validation(tables: Tables) -> Iterator[str]:
    found = epochs(tables)
    for before, now in pairwise(found):
        if now.loss - before.loss > 0 and now.train_loss - before.train_loss <= 0:
            yield "overfitting"
    for one in found[3:]:
        if one.accuracy is None:
            continue
        if one.accuracy > 0.95 or (one.train_accuracy is not None and one.accuracy - one.train_accuracy > 0.05):
            yield "validation-too-good"


# AutoTrainer: it looks at every epoch and stops at the first symptom, to repair the model.


def autotrainer(tables: Tables) -> set[str]:
    found, sampled = epochs(tables), gradients(tables)
    for number in range(1, len(found) + 1):
        past = found[:number]
        until = [one for step, one in sampled.items() if step < past[-1].end]
        alarms = exploded(past, until)
        if number >= 0.3 * len(found):
            alarms |= symptoms(past, until, rows(tables, "units"))
        if alarms:
            return alarms
    return set()


def exploded(past: list[Epoch], sampled: list[list[Row]]) -> set[str]:
    """What its explosion comes from: losses from 1000 on, losses or gradients that are not finite."""
    losses = [value for one in past for value in (one.train_loss, one.loss)]
    alarms = set()
    if any(not math.isfinite(value) for value in losses):
        alarms |= {"exploding-gradients", "non-finite-loss"}
    if any(math.isfinite(value) and value >= 1e3 for value in losses):
        alarms |= {"exploding-gradients", "diverging"}
    if any(row["nonfinite"] for one in sampled for row in one):
        alarms |= {"exploding-gradients", "non-finite-gradients"}
    return alarms


def symptoms(past: list[Epoch], sampled: list[list[Row]], units: list[Row]) -> set[str]:
    """Gradients are looked at where a model does not learn; where accuracy is not recorded, always."""
    train = [one.train_accuracy for one in past if one.train_accuracy is not None]
    validation = [one.accuracy for one in past if one.accuracy is not None]
    known = bool(train and validation)
    low = known and max(train) < 0.6 and max(validation) < 0.6
    slow = known and gain(train) < 0.01 and gain(validation) < 0.01
    alarms = set()
    if low or slow or not known:
        alarms |= gradient_symptom(sampled[-1] if sampled else [], units)
        if not alarms and low and slow:
            alarms |= {"not-decreasing", "underfitting"}
    if swings(train) >= 0.2 * max(len(train), 1):
        alarms.add("oscillating")
    return alarms


def gradient_symptom(found: list[Row], units: list[Row]) -> set[str]:
    # Its kernels are parameters of two dimensions or more; it asks for the first and the last of them.
    having = [row for row in found if row["grad_norm"] is not None]
    kernels = [row["grad_norm"] for row in having if row["dimensions"] > 1]
    if zeros(having, units) >= 0.7:
        return {"dead-units"}
    if kernels and kernels[0] > 70 * kernels[-1]:
        return {"exploding-gradients"}
    if kernels and kernels[0] < 1e-3 * kernels[-1] and kernels[0] < 1e-4:
        return {"vanishing-gradients"}
    return set()


def zeros(having: list[Row], units: list[Row]) -> float:
    """Share of entries of gradients that are zero; recorded are units without any gradient, late in the run."""
    dead = {row["module"]: row["dead"] / row["units"] for row in units if row["kind"] == "rectified" and row["units"]}
    total = sum(row["numel"] for row in having)
    share = [
        row["numel"] * (1.0 if row["grad_norm"] == 0 else dead.get(str(row["parameter"]).rpartition(".")[0], 0.0))
        for row in having
    ]
    return sum(share) / total if total else 0.0


def gain(values: list[float]) -> float:
    """The largest rise from one epoch to the next."""
    return max((after - before for before, after in pairwise(values)), default=0.0)


def swings(values: list[float]) -> int:
    """Local maxima that lie 0.03 or more above the local minimum of the same number."""
    inner = list(zip(values, values[1:], values[2:], strict=False))
    high = [now for before, now, after in inner if now >= before and now >= after]
    low = [now for before, now, after in inner if now <= before and now <= after]
    return sum(one - other >= 0.03 for one, other in zip(high, low, strict=False))


def together(*rules: Rule) -> Callable[[Tables], set[str]]:
    """Rules as one set."""
    return lambda tables: {name for rule in rules for name in rule(tables)}


TEXTBOOK: dict[str, Callable[[Tables], set[str]]] = {
    "textbook": together(textbook_loss, textbook_gradients),
    "SageMaker Debugger": together(
        smdebug_vanishing_gradient, smdebug_exploding_tensor, smdebug_dead_relu, smdebug_saturated_activation,
        smdebug_poor_weight_initialization, smdebug_weight_update_ratio, smdebug_unchanged_tensor, smdebug_all_zero,
        smdebug_loss_not_decreasing, smdebug_overfit, smdebug_overtraining, smdebug_check_input_images,
    ),
    "UMLAUT": together(umlaut_before_training, umlaut_input, umlaut_learning_rate, umlaut_validation),
    "AutoTrainer": autotrainer,
    "Lightning spike": together(lightning_spike),
}  # fmt: skip
"""By rule set: the names of findings it would alarm with, from the tables of a run."""

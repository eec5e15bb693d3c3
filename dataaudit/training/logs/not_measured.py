"""Finds NaN that stands for "not measured" in the records of a run."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from dataaudit.training.logs.columns import counter_of, words_of

_MOSTLY = 0.5
"""Share of the records of other sides that lack this one, where NaN is how they say so."""
_SURE = 10
"""Fewest records of the training beside a deviance of boosting that has no number in any: nothing was held out."""
_FEW = 3
"""Fewest records that print an evaluation, where all print the last one."""
_ROUNDED = 1e-6
"""Distance from hundredths beyond which a number was printed with more places: of others, equal ones are chance."""
_TOGETHER = 0.95
"""Share of a column's numbers beside which another column has one as well, if they are written together."""


def unmeasured(frame: pl.DataFrame, roles: dict[str, tuple[str, str]]) -> dict[str, npt.NDArray[np.bool_]]:
    """By column, records in which NaN stands for "not measured".

    These are records about another side of the training, where most of them lack this one and records with it follow;
    and records without the learning rate or the counter that are otherwise written together with it; and all of a
    deviance that R's gbm prints without data held out.
    """
    finite = {name: frame[name].is_not_nan().fill_null(value=False).to_numpy() for name in roles}
    sides: dict[str, npt.NDArray[np.bool_]] = {}
    for name, (split, _) in roles.items():
        side = split.partition(":")[0]
        sides[side] = sides.get(side, np.zeros(frame.height, dtype=bool)) | finite[name]
    dates = [name for name, (_, metric) in roles.items() if metric == "learning_rate"]
    dates += [name for name in frame.columns if counter_of(name) and frame.schema[name].is_numeric()]
    finite |= {name: frame[name].is_not_nan().fill_null(value=False).to_numpy() for name in dates}
    result = {}
    for name, (split, _) in roles.items():
        side, own = split.partition(":")[0], finite[name]
        other = np.any([there for one, there in sides.items() if one != side] or [np.zeros(frame.height, bool)], axis=0)
        absent = ~sides[side] & other
        returns = (absent & _before_last(own)).sum() >= _MOSTLY * absent.sum()
        usual = absent.sum() >= _MOSTLY * other.sum() or (own & other).sum() <= (1 - _TOGETHER) * own.sum()
        if not (returns and usual):
            absent[:] = False  # a loss that became NaN, for good or for some records
        for one in dates:
            if one != name and (finite[one] & own).sum() >= _TOGETHER * max(own.sum(), 1):
                absent |= ~own & ~finite[one] & _before_last(own)
        never = side != "train" and "deviance" in words_of(name) and not own.any() and other.sum() >= _SURE
        result[name] = absent | _repeated(frame, roles, name) | never
    return result


def _repeated(frame: pl.DataFrame, roles: dict[str, tuple[str, str]], name: str) -> npt.NDArray[np.bool_]:
    """Records of the training that print the loss of the last evaluation again, where all of them do."""
    absent = np.zeros(frame.height, dtype=bool)
    split, metric = roles[name]
    training = [one for one, role in roles.items() if role == ("train", "loss")]
    if split.partition(":")[0] == "train" or metric != "loss" or not training:
        return absent
    beside = frame.select(pl.any_horizontal(pl.col(training).is_not_null())).to_series().to_numpy()
    values = frame[name].to_numpy()
    there = np.flatnonzero(np.isfinite(values))
    if not len(there):
        return absent
    new = np.flatnonzero(np.append(True, values[there[1:]] != values[there[:-1]]))
    lengths = np.diff(new)  # of all evaluations but the last
    exact = (np.abs(values[there] * 100 - np.round(values[there] * 100)) > _ROUNDED).mean() > _MOSTLY
    stepped = any(counter_of(one.removeprefix("@")) == "step" for one in frame.columns)
    even = len(lengths) and lengths.min() >= _FEW and lengths.max() - lengths.min() <= 1
    if even and exact and stepped and beside[there].all():
        absent[np.delete(there, new)] = True
    return absent


def _before_last(there: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Records before the last one that is there."""
    last = np.flatnonzero(there)
    return np.arange(len(there)) < (last[-1] if len(last) else 0)

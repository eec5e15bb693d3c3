"""Decides which column of a run is which curve, where names alone leave several."""

from __future__ import annotations

import re

import numpy as np
import polars as pl

from dataaudit.training.logs.columns import ERRORS, counter_of, is_epoch_mean, loss_rank, role_of, vocabulary, words_of
from dataaudit.training.logs.run_log import RawRun

Roles = dict[str, tuple[str, str] | None]

_MANY = 0.5
"""Share of the points of the fullest column that makes another one its equal."""
_RESULTS = 0.1
"""The same of evaluations, whose result has fewer points than their steps."""
_EVAL_SET = re.compile(r"validation_\d+\b", re.IGNORECASE)
"""What scikit-learn's way of boosting calls its evaluation sets: the first of several is that of the training."""
_PLAIN = ("kl", "reward", "entropy", "completion_length")
"""Metrics of which the column with the fewest words is the whole."""
_COST = frozenset(["cost", "costs"])
"""Words of a loss that a table without steps and epochs uses of money."""
_TOTALS = frozenset(["total", "sum", "all", "overall", "combined", "tot", "whole", "objective"])
_FEW_SUMS, _SUMMED, _MOSTLY = 3, 0.01, 0.9
"""Fewest records of which a number is said to be the sum of others, how near it is, and in how many of them."""
_SIDED = re.compile(
    r"(?:cv|val|valid|validation|eval|test|dev)\w*[_/.]\w|\w[_/.](?:val|valid|eval|test)", re.IGNORECASE
)
"""A name that says its side itself, where the words before other names do."""
_PLACES = ("@bar", "@index", "@batch")
_NO_METRIC = {"epoch", "epochs", "step", "time", "timestamp", "runtime"}


def roles_of(raw: RawRun) -> tuple[dict[str, tuple[str, str]], list[str]]:
    """Assign one column per role: the user and the format decide before the name.

    Of several columns that could be the training loss the surest is it. Parts of a loss stay parts, but for one that is
    the only loss of its side.
    """
    found: dict[str, tuple[str, str]] = {}
    taken: dict[tuple[str, str], str] = {}
    unused = []
    numbers = [
        name for name, kind in raw.frame.schema.items()
        if name != raw.step and kind.is_numeric() and not name.startswith("@") and counter_of(name) is None
    ]  # fmt: skip
    told = [name for name in numbers if raw.frame[name].null_count() < raw.frame.height]
    roles = {name: raw.columns.get(name) or raw.roles.get(name) or role_of(name) for name in told}
    if not any(counter_of(name.removeprefix("@")) or name in _PLACES for name in raw.frame.columns):
        roles |= {name: None for name in told if _COST & set(words_of(name)) and name not in raw.columns}
    numbered = [name for name in told if _EVAL_SET.match(name)]
    if len(numbered) > 1 and not any(role == ("train", "loss") for role in roles.values()):
        roles |= {
            name: ("train", role[1])
            for name in numbered
            if name.lower().startswith("validation_0") and (role := roles[name])
        }
    _without_rates(told, roles)
    _total(told, roles)
    _summed(raw.frame, told, roles)
    _of_reference(told, roles)
    _evaluated(raw.frame, roles)
    for split in ("train", "validation", "test"):
        own = {name: role[1] for name, role in roles.items() if role and role[0].partition(":")[0] == split}
        parts = [name for name, metric in own.items() if metric.startswith("part_loss")]
        bits = [name for name, metric in own.items() if metric == "bits_per_byte"]
        if "loss" in own.values():
            continue
        if len(parts) == 1 and _of_training(raw, roles, parts[0]):
            roles[parts[0]] = (split, "loss")
        elif bits:
            roles[bits[0]] = (split, "loss")
    said = raw.roles | raw.columns  # what the format and the user say stays as it is
    roles |= {name: said[name] for name in told if name in said}
    most: dict[tuple[str, str] | None, int] = {}
    for name in told:
        most[roles[name]] = max(most.get(roles[name], 0), raw.frame.height - raw.frame[name].null_count())
    for column in sorted(told, key=lambda name: _rank(raw, name, numbers, most[roles[name]], roles)):
        role = roles[column]
        given = role in taken and (taken[role] in raw.columns or taken[role] in raw.roles)
        if role in taken and role is not None and role[1] == "loss" and not given and not is_epoch_mean(column):
            # Another loss of the same side: of both sides in one mode, where the validation's stands beside it; else a
            # part, whose faults are told.
            role = (
                ("train_eval", "loss")
                if role[0] == "train" and vocabulary().losses & set(words_of(column)) and _beside(raw, roles, column)
                else (role[0], f"other_loss:{column}")
            )
        if role is None or role in taken:
            if column.lower() not in _NO_METRIC:
                unused.append(column)
            continue
        taken[role] = column
        found[column] = role
    return {column: (found[column][0], found[column][1]) for column in numbers if column in found}, unused


def _without_rates(told: list[str], roles: Roles) -> None:
    """Leave out errors beside what is called a loss: they are rates."""
    errors = [name for name in told if ERRORS & set(words_of(name)) and not vocabulary().losses & set(words_of(name))]
    if any(role and role[1] == "loss" for name, role in roles.items() if name not in errors):
        roles |= dict.fromkeys(errors)


def _total(told: list[str], roles: Roles) -> None:
    """Take the total of parts that are not called losses as the loss."""
    parts = [name for name in told if name.lower() in vocabulary().parts]
    total = next((name for name in told if name.lower() in ("total", "total_loss")), None)
    if total is not None and len(parts) > 1:
        roles |= {
            name: ("train", f"part_loss:{name.lower()}") for name, role in roles.items() if role == ("train", "loss")
        }
        roles[total] = ("train", "loss")
        roles |= {name: ("train", f"part_loss:{name.lower()}") for name in parts}


def _of_reference(told: list[str], roles: Roles) -> None:
    """Take the KL divergence in the loss, from the reference, before that of one update from the policy before it."""
    losses = [name for name in told if roles[name] == ("train", "part_loss:kl")]
    updates = [name for name in told if roles[name] == ("train", "kl") and {"ppo", "approx"} & set(words_of(name))]
    if losses and updates and all(name in updates for name in told if roles[name] == ("train", "kl")):
        roles |= dict.fromkeys(updates, None)
        roles[losses[0]] = ("train", "kl")


def _summed(frame: pl.DataFrame, told: list[str], roles: Roles) -> None:
    """Take what is called a total, and is the sum of other numbers beside it, as the loss where nothing else is one."""
    if any(role and role[0] == "train" and role[1] == "loss" for role in roles.values()):
        return
    parts = [name for name in told if (role := roles[name]) is None or role[1].startswith("part_loss")]
    for total in (name for name in told if roles[name] is None and set(words_of(name)) <= _TOTALS):
        beside = frame.filter(pl.col(total).is_finite())
        others = [name for name in parts if name != total and 2 * beside[name].count() > frame.height]
        if len(others) < 2:
            continue
        whole = beside.filter(pl.col(name).is_finite() for name in others)
        if whole.height < _FEW_SUMS:
            continue
        sums = whole.select(pl.sum_horizontal(others)).to_series()
        near = int(((sums - whole[total]).abs() <= _SUMMED * whole[total].abs()).sum())
        if near >= _MOSTLY * whole.height:
            roles[total] = ("train", "loss")
            roles |= {name: ("train", f"part_loss:{'_'.join(words_of(name))}") for name in others}
            return


def _evaluated(frame: pl.DataFrame, roles: Roles) -> None:
    """Accuracies of no side are those of evaluations, apart from losses of the training or where losses name theirs."""
    losses = [name for name, role in roles.items() if role == ("train", "loss")]
    if not losses:
        return
    others = any(role and role[0] != "train" for role in roles.values())
    spelled = any(_says_train(name) for name in losses) and any(
        role and role[0] != "train" and role[1] == "loss" for role in roles.values()
    )
    trained = frame.select(pl.any_horizontal(pl.col(losses).is_not_null())).to_series()
    for name, role in roles.items():
        if role != ("train", "accuracy") or _says_train(name):
            continue
        apart = not others and not (frame[name].is_not_null() & trained).any()
        if apart or (spelled and ("validation", "accuracy") not in roles.values()):
            roles[name] = ("validation", "accuracy")


def _says_train(name: str) -> bool:
    return any(vocabulary().sides.get(word) == "train" for word in words_of(name))


def _of_training(raw: RawRun, roles: Roles, column: str) -> bool:
    """Whether a log is one of a training, beside a column that is called a loss of something."""
    counted = any(counter_of(name.removeprefix("@")) or name in _PLACES for name in raw.frame.columns)
    return counted or any(role for name, role in roles.items() if name != column)


def _own_share(raw: RawRun, name: str) -> float:
    """Share of a column's records that say where they are; 1 where the format knows it."""
    if "@own" not in raw.frame.columns:
        return 1.0
    own = raw.frame["@own"].filter(raw.frame[name].is_not_null()).to_numpy()
    return float(np.mean(own)) if len(own) else 0.0


def _beside(raw: RawRun, roles: Roles, column: str) -> bool:
    """Whether a column has its numbers where a validation loss has one."""
    there = raw.frame[column].is_not_null()
    others = [name for name, role in roles.items() if role == ("validation", "loss")]
    both = [int((there & raw.frame[name].is_not_null()).sum()) for name in others]
    return max(both, default=-1) >= 0.9 * int(there.sum())


def _surest(name: str, role: tuple[str, str] | None) -> int:
    """How surely a name is that of its role: the result of an evaluation names its side, and may be a mean."""
    if role is None or role[0].partition(":")[0] in ("train", "train_eval"):
        return loss_rank(name)
    words = set(words_of(name))
    sided = bool(_SIDED.search(name))
    mean = bool(words & {"avg", "average", "mean"})
    return loss_rank(name) - 3 * mean + (0 if sided or mean else 1)


def _rank(
    raw: RawRun, name: str, names: list[str], most: int, roles: Roles
) -> tuple[bool, bool, bool, bool, int, bool, int, int]:
    """Rank a column for its role: chosen by the user or the format, with many points, of the training alone, surest."""
    points = {one: raw.frame.height - raw.frame[one].null_count() for one, role in roles.items() if role == roles[name]}
    role = roles[name]
    training = role is None or role[0].partition(":")[0] in ("train", "train_eval")
    few = points[name] < (_MANY if training else _RESULTS) * most
    both = roles[name] == ("train", "loss") and _beside(raw, roles, name)
    # Numbers of lines that say where they are stand before those of other lines.
    alike = [_own_share(raw, one) for one, count in points.items() if count >= _MANY * most]
    few |= _own_share(raw, name) < _MANY * max(alike, default=0.0)
    extra = len(words_of(name)) if role is not None and role[1] in _PLAIN else 0  # kl before ppo_kl
    surest = (_surest(name, role), is_epoch_mean(name), extra, names.index(name))
    return name not in raw.columns, name not in raw.roles, few, both, *surest

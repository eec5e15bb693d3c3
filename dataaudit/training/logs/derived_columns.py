"""What a log does not print and what follows from that which it prints, by definition."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from dataaudit.training.logs.columns import vocabulary, words_of
from dataaudit.training.logs.run_log import RawRun

Roles = dict[str, tuple[str, str]]


def with_derived(raw: RawRun, roles: Roles) -> tuple[RawRun, Roles]:
    """A run and its roles with losses from perplexities, and with the margin of a preference from its two rewards."""
    return _with_margin(*_with_logarithms(raw, roles))


def _with_logarithms(raw: RawRun, roles: Roles) -> tuple[RawRun, Roles]:
    """``ln(NAME)`` as the loss beside every perplexity, where no side has a loss.

    A perplexity below 1 has none; an infinite one has an infinite one.
    """
    told = [name for name, (_, metric) in roles.items() if metric == "perplexity"]
    lossy = any(metric == "loss" or metric.startswith(("part_loss", "other_loss")) for _, metric in roles.values())
    if lossy or not any(roles[name][0] == "train" for name in told):
        return raw, roles
    values = {name: pl.col(name).cast(pl.Float64) for name in told}
    logarithms = [
        pl.when(value.is_nan() | (value >= 1)).then(value.log()).alias(f"ln({name})") for name, value in values.items()
    ]
    named = {f"ln({name})": (roles[name][0], "loss") for name in told}
    return replace(raw, frame=raw.frame.with_columns(logarithms)), roles | named


def _with_margin(raw: RawRun, roles: Roles) -> tuple[RawRun, Roles]:
    """The difference of the rewards of the chosen and the rejected side, whose accuracy is that of the rewards."""
    sides = [_reward_of(raw, words) for words in (("chosen",), ("rejected", "reject"))]
    if None in sides or ("train", "reward_margin") in roles.values():
        return raw, roles
    chosen, rejected = sides
    name = f"{chosen} - {rejected}"
    made = (pl.col(str(chosen)).cast(pl.Float64) - pl.col(str(rejected)).cast(pl.Float64)).alias(name)
    if ("train", "reward_accuracy") not in roles.values():
        roles = {
            one: ("train", "reward_accuracy") if role == ("train", "accuracy") else role for one, role in roles.items()
        }
    return replace(raw, frame=raw.frame.with_columns(made)), roles | {name: ("train", "reward_margin")}


def _reward_of(raw: RawRun, sides: tuple[str, ...]) -> str | None:
    """The one column of the training with the reward of a side."""
    found = []
    for name, kind in raw.frame.schema.items():
        words = set(words_of(name))
        own = all(vocabulary().sides.get(word, "train") == "train" for word in words)
        if kind.is_numeric() and own and words & set(sides) and words & {"reward", "rewards"} and "std" not in words:
            found.append(name)
    return found[0] if len(found) == 1 else None

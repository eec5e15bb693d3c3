"""Derives what a column of a log means from its name."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WORD = re.compile(r"[a-z]+|\d+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")

STEPS = (
    "global_step", "_step", "step", "steps", "iteration", "iter", "it", "update", "num_updates", "trainer/global_step",
    "train/global_step", "optimizer_step", "batch", "consumed_tokens", "examples_seen",
)  # fmt: skip
EPOCHS = ("epoch", "epochs", "train/epoch")
RUNS = ("run", "run_id", "run_name", "run_uuid", "source", "experiment", "trial")

_SPLITS = {
    "train": "train", "training": "train", "tr": "train", "trl": "train", "trn": "train",
    "val": "validation", "valid": "validation", "validation": "validation", "dev": "validation", "eval": "validation",
    "evaluation": "validation", "heldout": "validation", "holdout": "validation", "tel": "validation",
    "test": "test",
}  # fmt: skip
_LOSSES: tuple[set[str], ...] = ({"loss"}, {"nll"}, {"cross", "entropy"}, {"ce"}, {"xent"}, {"trl"}, {"tel"})
_FILLER = {
    "lm", "mean", "avg", "average", "batch", "step", "epoch", "total", "ctc", "global", "raw", "current", "model",
    "metrics", "metric", "s", "trainer", "optimizer", "rank", "0", "1", "the", "per", "loss", "percent", "top", "nll",
    "ce", "xent", "cross", "value",
}  # fmt: skip
"""Words that do not name a data set."""
_PART = {
    "aux", "auxiliary", "reg", "regularization", "kl", "kld", "l2", "box", "cls", "obj", "dfl", "giou", "entropy",
    "value", "policy", "z", "router", "balance", "load", "weight", "ema", "best", "min", "max", "std", "smooth",
    "generator", "discriminator", "g", "d", "adv", "perceptual", "scale", "scaler", "scaling", "num", "count", "time",
    "seconds",
}  # fmt: skip
"""Words of losses that are part of another loss, and of numbers that are not losses."""
_METRICS: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"grad", "norm"}), "gradient_norm"),
    (frozenset({"gradient", "norm"}), "gradient_norm"),
    (frozenset({"gradnorm"}), "gradient_norm"),
    (frozenset({"gnorm"}), "gradient_norm"),
    (frozenset({"learning", "rate"}), "learning_rate"),
    (frozenset({"lr"}), "learning_rate"),
    (frozenset({"loss", "scale"}), "loss_scale"),
    (frozenset({"loss", "scaler"}), "loss_scale"),
    (frozenset({"grad", "scale"}), "loss_scale"),
    (frozenset({"skipped"}), "skipped"),
    (frozenset({"nan", "iters"}), "non_finite_steps"),
    (frozenset({"nan", "iterations"}), "non_finite_steps"),
    (frozenset({"accuracy"}), "accuracy"),
    (frozenset({"acc"}), "accuracy"),
    (frozenset({"perplexity"}), "perplexity"),
    (frozenset({"ppl"}), "perplexity"),
)
_ALONE = {*_SPLITS, "grad", "gradient", "norm", "acc", "accuracy", "top", "loss"}
"""Words that a following number is not joined to."""
_EPOCH_MEAN = re.compile(r"[_/.]epoch$", re.IGNORECASE)


def role_of(name: str) -> tuple[str, str] | None:
    """Return the split and metric of a column's name, or None.

    Examples:
        >>> role_of("loss"), role_of("eval_g0_loss"), role_of("val_accuracy")
        (('train', 'loss'), ('validation:g0', 'loss'), ('validation', 'accuracy'))
        >>> role_of("train/grad_norm"), role_of("lr-AdamW"), role_of("kl_loss")
        (('train', 'gradient_norm'), ('train', 'learning_rate'), None)
    """
    words = _WORD.findall(_CAMEL.sub("_", name).lower().replace("crossentropy", "cross_entropy"))
    # A word and the number after it are one word: g0, layer1.
    words = _joined(words)
    known = set(words)
    split = next((_SPLITS[word] for word in words if word in _SPLITS), None)
    rest = [word for word in words if word not in _SPLITS]
    for needed, metric in _METRICS:
        if needed <= known:
            free = [word for word in rest if word not in needed]
            if metric == "accuracy" and any(word.isdigit() and word not in ("0", "1") for word in free):
                return None
            if metric in ("learning_rate", "loss_scale", "skipped", "non_finite_steps"):
                return "train", metric
            if metric == "gradient_norm":
                # The norm of one layer is not the norm of all gradients.
                return ("train", metric) if all(word in _FILLER or word.isdigit() for word in free) else None
            return _placed(split or "train", free), metric
    for parts in _LOSSES:
        if parts <= known and not (known - parts) & _PART:
            free = [word for word in rest if word not in parts]
            if any(word.isdigit() and int(word) > 1 for word in free):
                return None
            return _placed(split or "train", free), "loss"
    return None


def _joined(words: Sequence[str]) -> list[str]:
    joined: list[str] = []
    for word in words:
        if word.isdigit() and joined and not joined[-1][-1].isdigit() and joined[-1] not in _ALONE:
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _placed(split: str, words: Sequence[str]) -> str:
    """Return a split with the name of its data set, if it has one."""
    named = [word for word in words if word not in _FILLER]
    return split if not named else f"{split}:{'_'.join(named)}"


def step_column(names: Sequence[str]) -> str | None:
    """Return the column that counts steps, or None."""
    return _first(names, STEPS)


def epoch_column(names: Sequence[str]) -> str | None:
    """Return the column that counts epochs, or None."""
    return _first(names, EPOCHS)


def run_column(names: Sequence[str]) -> str | None:
    """Return the column that names runs, or None."""
    return _first(names, RUNS)


def _first(names: Sequence[str], known: Sequence[str]) -> str | None:
    lowered = {name.strip().lower().replace(" ", "_"): name for name in reversed(names)}
    return next((lowered[one] for one in known if one in lowered), None)


def is_epoch_mean(name: str) -> bool:
    """Whether a column is the epoch mean of another column's step values (Lightning's ``_epoch``)."""
    return bool(_EPOCH_MEAN.search(name))

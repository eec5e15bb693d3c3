"""Derives what a column of a log means from its name."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

Counter = Literal["step", "epoch", "batch"]
_COUNTERS: tuple[Counter, ...] = ("step", "epoch", "batch")

RUNS = ("run", "run_id", "run_name", "run_uuid", "source", "experiment", "trial")

_WORD = re.compile(r"[a-z]+\d*|\d+|#|[^\W\d_a-z]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_EPOCH_MEAN = re.compile(r"[_/.]epoch$", re.IGNORECASE)
_UNSPLIT = frozenset(["loss_scale", "learning_rate", "skipped", "non_finite_steps", "gradient_norm"])
"""Metrics of the training alone."""
_NO_LOSS = frozenset([
    "best", "scale", "weight", "time", "num", "count", "ema", "min", "max", "std",
    "decreased", "increased", "improved", "profit", "packet", "realised", "realized", "unrealised", "unrealized", "eur",
    "usd", "gbp", "heat", "prev", "previous",
])  # fmt: skip
"""Words of numbers about a loss."""
_ROMANCE = frozenset([
    "perte", "perdida", "perda", "perdita", "exactitude", "exactitud", "acuracia", "accuratezza", "tasa", "taux",
])  # fmt: skip
"""Words of languages that join words by ``de``."""
_OF = frozenset(["de", "di", "da", "del", "della", "la", "le", "des", "du"])
_WHOLE = frozenset([
    "score", "scores", "ep", "episode", "episodes", "episodic", "critic", "env", "environment", "rollout", "return",
    "rlhf",
])  # fmt: skip
"""Words beside a reward that say how it was made."""
ERRORS = frozenset(["err", "error", "errors"])
"""Words of losses only behind that of a side."""
_ABOUT = frozenset([
    "time", "seconds", "sec", "weight", "coef", "coeff", "coefficient", "mult", "multiplier", "factor", "lambda", "std",
    "count", "num", "min",
])  # fmt: skip
"""Last words of numbers about a metric."""
_OF_TIME = frozenset(["reader", "batch", "data", "read"])
"""Words that a cost in seconds is one of."""
_ALONE = frozenset(["loss", "acc", "accuracy", "top", "lr"])
"""Words that a number behind them does not belong to."""


class Role(NamedTuple):
    """What a name means.

    Attributes:
        split: ``train``, ``validation`` or ``test``; with the name of its data set behind a colon, if it has one.
        metric: ``loss``, ``part_loss:NAME``, ``gradient_norm``, ...
    """

    split: str
    metric: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of logs.

    Attributes:
        sides: Split by word.
        losses: Words that a loss is called by.
        objectives: Names of losses that are called after what they compute.
        same: Words beside it that change nothing.
        parts: Words of a part of a loss, or of another number.
        letter: Words behind ``l_`` in the name of a loss.
        adversarial: Names of losses of adversarial networks, which are not called losses.
        metrics: By metric, alternatives of words that must all be there.
        counters: By kind, names of counters.
        holders: Names of objects that hold the numbers of a record.
    """

    sides: Mapping[str, str]
    losses: frozenset[str]
    objectives: frozenset[str]
    same: frozenset[str]
    parts: frozenset[str]
    letter: frozenset[str]
    adversarial: frozenset[str]
    metrics: Mapping[str, tuple[frozenset[str], ...]]
    counters: Mapping[Counter, tuple[str, ...]]
    holders: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """The words, from ``vocabulary.toml``."""
    told = tomllib.loads(files(__package__).joinpath("vocabulary.toml").read_text("utf-8"))
    loss = {name: frozenset(words.split()) for name, words in told["loss"].items()}
    metrics = {
        metric: tuple(frozenset(one.split("+")) for one in text.split("|")) for metric, text in told["metrics"].items()
    }
    return Vocabulary(
        sides={word: side for side, words in told["sides"].items() for word in words.split()},
        losses=loss["names"],
        objectives=loss["objectives"],
        same=loss["same"],
        parts=loss["part"],
        letter=loss["letter"],
        adversarial=loss["adversarial"],
        metrics=metrics,
        counters={kind: tuple(told["counters"][kind].split()) for kind in _COUNTERS},
        holders=frozenset(told["counters"]["holders"].split()),
    )


@cache
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, in lower case and without accents; a number stays with the word before it.

    Examples:
        >>> words_of("eval_g0_loss"), words_of("CrossEntropyLoss"), words_of("训练损失"), words_of("Acc@1")
        (('eval', 'g0', 'loss'), ('crossentropy', 'loss'), ('训练', '损失'), ('acc', '1'))
    """
    plain = unicodedata.normalize("NFKD", _CAMEL.sub("_", name).lower())
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    plain = re.sub(r"cross[_ -]?entropy", "crossentropy", plain).replace("crossentropyloss", "crossentropy_loss")
    plain = unicodedata.normalize("NFC", plain)
    found: list[str] = []
    for word in _WORD.findall(plain):
        if word.isascii():
            found += _one(word)
        else:
            found += _cut(word)
    return tuple(found)


def _one(word: str) -> list[str]:
    letters = word.rstrip("0123456789")
    if letters and letters != word and (letters in _ALONE or letters in vocabulary().sides):
        return [letters, word[len(letters) :]]
    for ending in ("verlust", "genauigkeit"):
        if word.endswith(ending) and len(word) > len(ending):
            return [word.removesuffix(ending).rstrip("s"), ending]
    if word.endswith("logloss"):
        return ["logloss"]
    if word.endswith("loss") and word not in ("loss", "logloss", "ndcgloss") and len(word) > 4:
        return [word[:-4], "loss"]
    return [word]


def _cut(word: str) -> list[str]:
    """A word of another script: what it begins with, or, where words are not parted, its known words."""
    names = _names()
    if any("\u0400" <= letter <= "\u052f" for letter in word):  # endings change
        stem = next((word[:size] for size in range(len(word), 3, -1) if word[:size] in names), word)
        return [stem]
    found, rest = [], word
    while rest:
        size = next((size for size in range(len(rest), 0, -1) if rest[:size] in names), 0)
        found.append(rest[: size or 1])
        rest = rest[size or 1 :]
    return found


@cache
def _names() -> frozenset[str]:
    """All words that are known."""
    known = vocabulary()
    names = {*known.sides, *known.losses, *known.same}
    names |= {one for some in known.metrics.values() for parts in some for one in parts}
    return frozenset(names | {one for some in known.counters.values() for one in some})


@cache
def role_of(name: str) -> Role | None:
    """Return the split and metric of a column's name, or None.

    Examples:
        >>> role_of("loss"), role_of("eval_g0_loss")
        (Role(split='train', metric='loss'), Role(split='validation:g0', metric='loss'))
        >>> role_of("train/grad_norm"), role_of("lr-AdamW"), role_of("rewards/margins")
        (Role(split='train', metric='gradient_norm'), Role(split='train', metric='learning_rate'), \
Role(split='train', metric='reward_margin'))
        >>> role_of("kl_loss"), role_of("eval_runtime")
        (Role(split='train', metric='part_loss:kl'), None)
    """
    if name.lower().startswith("t(s)"):  # seconds a loss takes
        return None
    if "/" in name and not _spans_path(name) and (inner := _of_path(name)):
        return inner
    if name in ("norm", "grad"):
        return Role("train", "gradient_norm")
    if name.lower() in vocabulary().adversarial:
        return Role("train", f"part_loss:{name.lower()}")
    words, known = words_of(name), vocabulary()
    if not words:
        return None
    if _ROMANCE & set(words):
        words = tuple(word for word in words if word not in _OF)
    there = frozenset(words)
    words = _plain_sides(words)
    side = next((known.sides[word] for word in words if word in known.sides), None)
    rest = [word for word in words if word not in known.sides]
    if "cost" in words and _OF_TIME & set(words):
        return None  # seconds that reading a batch takes, as Paddle prints them
    if rest and rest[-1] in _ABOUT:
        return None
    for metric, alternatives in known.metrics.items():
        needed = next((one for one in alternatives if one <= there), None)
        if needed is not None and (found := _metric(metric, side, [word for word in rest if word not in needed])):
            return found
    return _loss(words, rest, side)


def _plain_sides(words: tuple[str, ...]) -> tuple[str, ...]:
    """Words without another one for the side: cv is of cross-validation there, and else a coefficient of variation."""
    if words[:2] == ("va", "logloss"):
        return ("validation", *words[1:])
    return tuple(word for word in words if word not in ("cv", "info")) if {"cv", "validation"} <= set(words) else words


def _loss(words: tuple[str, ...], rest: list[str], side: str | None) -> Role | None:
    """The role of a name of a loss, or of a part of one.

    Args:
        words: Of the name.
        rest: Those that name no side.
        side: The side that one names.
    """
    known = vocabulary()
    if words[0] == "l" and len(words) > 1 and set(words[1:]) <= known.letter:  # l_g_gan
        words, rest = ("loss", *words[1:]), ["loss", *rest[1:]]
    there = frozenset(words)
    losses = there & known.losses
    if not losses and (objective := there & known.objectives):
        if side is None and objective & ERRORS:
            return None  # of a message, or a rate
        free = [word for word in rest if word not in objective and word not in ("binary", "multi", "multiclass")]
        return None if any(word not in known.same for word in free) or len(objective) > 1 else _placed(side, [], "loss")
    if not losses or there & _NO_LOSS:
        return None
    if words[-1] == "value":  # lm loss value
        rest = rest[:-1]
    free = [word for word in rest if word not in losses and not word.isdigit() and word not in known.same]
    if any(word.isdigit() and int(word) > 1 for word in rest):
        return None
    parts = [word for word in free if word in known.parts]
    if parts or (free and side is None):  # of an unknown word nobody can say what it is a part of
        return Role(side or "train", f"part_loss:{'_'.join(free)}")
    if side == "train" and free:
        return Role("train", f"part_loss:{'_'.join(free)}")
    return _placed(side, free, "loss")


def _spans_path(name: str) -> bool:
    """Whether the words of one metric stand on both sides of the last stroke, as in ``rewards/accuracies``."""
    there, last = frozenset(words_of(name)), frozenset(words_of(name.rpartition("/")[2]))
    return any(
        one <= there and not one <= last and one & last
        for alternatives in vocabulary().metrics.values()
        for one in alternatives
    )


def _of_path(name: str) -> Role | None:
    """The role of a name such as ``eval_mnli/loss``, whose last part means something alone."""
    before, _, last = name.rpartition("/")
    role = role_of(last)
    if role is None or (last.lower() in vocabulary().sides):
        return None
    own, _, inner = role.split.partition(":")
    if own != "train":
        return role
    for part in before.split("/"):
        words = words_of(part)
        side = next((vocabulary().sides[word] for word in words if word in vocabulary().sides), None)
        if side is not None:
            named = [word for word in words if word not in vocabulary().sides and word not in vocabulary().same]
            named += [inner] if inner else []
            return role if side == "train" else Role(side if not named else f"{side}:{'_'.join(named)}", role.metric)
    return role


def _metric(metric: str, side: str | None, free: Sequence[str]) -> Role | None:
    known = vocabulary()
    about = {"std", "min", "max", "best", "coef", "coeff", "coefficient", "target", "scale", "beta"} & set(free)
    if about and metric != "loss_scale" and (metric != "gradient_norm" or "max" in about):
        return None
    if "loss" in free and metric in ("kl", "reward", "clip_fraction"):
        return None
    if metric == "reward" and any(not word.isdigit() for word in free if word not in known.same | _WHOLE):
        return None  # one of several rewards, or of something else
    if metric == "kl" and {"penalty", "target", "ctrl"} & set(free):
        return None
    if metric == "accuracy" and any(word.isdigit() and word not in ("0", "1") for word in free):
        return None
    if metric == "accuracy" and {"grad", "top5"} & set(free):
        return None
    if metric == "gradient_norm":
        # The norm of one layer is not the norm of all gradients.
        extra = [
            word
            for word in free
            if word not in known.same and word not in ("optim", "optimizer", "actor", "policy", "l2")
        ]
        return None if any(not word.isdigit() for word in extra) else Role("train", metric)
    if metric in _UNSPLIT:
        return Role("train", metric)
    if metric in ("accuracy", "perplexity", "bits_per_byte"):
        named = [word for word in free if word not in known.same and word not in known.losses and not word.isdigit()]
        return _placed(side, named, metric)
    return Role(side or "train", metric)


def _placed(side: str | None, named: Sequence[str], metric: str) -> Role:
    """A split with the name of its data set, if it has one."""
    split = side or "train"
    return Role(split if not named else f"{split}:{'_'.join(named)}", metric)


def loss_rank(name: str) -> int:
    """How surely a name is that of the whole training loss: the lowest of several is taken.

    Examples:
        >>> [loss_rank(name) for name in ("loss", "total_loss", "loss_ema", "nll_loss", "rmse")]
        [0, 0, 3, 2, 5]
    """
    words, known = words_of(name), vocabulary()
    there = frozenset(words)
    rest = [word for word in words if word not in known.sides and word not in ("loss", "train")]
    if not there & known.losses:
        return 5
    if {"ema", "smooth", "avg", "average", "mean", "running"} & there:
        return 3
    if {"nll", "ce", "xent", "crossentropy"} & there and "loss" in there:
        return 2
    if is_epoch_mean(name):
        return 2
    return 0 if not rest or {"total", "tot", "overall"} & there else 1


def _plain(name: str) -> str:
    plain = name.strip().lower().replace(" ", "_").replace("-", "_").rstrip(".:").lstrip("%")
    plain = re.sub(r"/(?:max|total)(?:_(?:steps?|iterations?|iters?|epochs?|batches))?$", "", plain)
    holder, _, last = plain.rpartition("/")
    return last if holder in vocabulary().holders else plain


def counter_of(name: str) -> Counter | None:
    """What a column counts, or None.

    Examples:
        >>> counter_of("global_step"), counter_of("Epoch"), counter_of("it"), counter_of("step_time")
        ('step', 'epoch', 'step', None)
    """
    plain = _plain(name)
    return next((kind for kind, names in vocabulary().counters.items() if plain in names), None)


def counter_rank(name: str) -> int:
    """The place of a counter among those of its kind: a count over the whole training comes first."""
    plain = _plain(name)
    names = next((names for names in vocabulary().counters.values() if plain in names), ())
    return names.index(plain) if plain in names else len(names)


def step_column(names: Sequence[str]) -> str | None:
    """Return the column that counts steps, or None."""
    return _first(names, "step")


def epoch_column(names: Sequence[str]) -> str | None:
    """Return the column that counts epochs, or None."""
    return _first(names, "epoch")


def _first(names: Sequence[str], kind: Counter) -> str | None:
    counted = [name for name in names if counter_of(name) == kind]
    return min(counted, key=counter_rank, default=None)


def run_column(names: Sequence[str]) -> str | None:
    """Return the column that names runs, or None."""
    lowered = {name.strip().lower().replace(" ", "_"): name for name in reversed(names)}
    return next((lowered[one] for one in RUNS if one in lowered), None)


def is_epoch_mean(name: str) -> bool:
    """Whether a column is the epoch mean of another column's step values (Lightning's ``_epoch``)."""
    return bool(_EPOCH_MEAN.search(name))

"""Classifies how each row is learned over the epochs: always hard, forgotten, or learned at first exposure.

Source: Toneva et al. 2019 (forgetting), Pleiss et al. 2020 (area under the margin), Swayamdipta et al. 2020 (maps of
training dynamics). Language-model losses fall for all rows, so a row is compared with rows of similar length that were
seen in the same part of the training. The loss per byte of text is compared, because random characters make many
tokens, each of them easier than a word.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from dataaudit.training.monitor_tables import SCHEMAS

KINDS = ("hard", "forgotten", "at_once", "usual")
"""Kinds of dynamics: ``hard``, a loss that stays far above the others' or a label that is never predicted;
``forgotten``, repeatedly learned and lost; ``at_once``, known at first exposure; ``usual``, none of these."""

DYNAMICS = SCHEMAS["dynamics"]
"""Columns of the dynamics table."""

_TOGETHER = 1024
"""Consecutive exposures that are compared with each other."""
_FEWEST = 64
"""Fewest exposures of similar length that are compared among themselves."""
_JUMP = 3.0
"""Rise of a row's language-model loss, in spreads, that counts as forgetting."""
_KNOWN = 0.105
"""Loss of a label with probability 0.9."""
HARD, HARD_ALWAYS, AT_ONCE = 5.0, 3.0, -5.0
"""Excess in spreads: on average and at least for hard rows, and at first exposure for rows known at once."""


def row_dynamics(exposures: pl.DataFrame, targets: pl.DataFrame, gradients: pl.DataFrame) -> pl.DataFrame:
    """Summarise the training dynamics of every row.

    Args:
        exposures: ``row_id``, ``step``, ``loss`` (mean over a row's targets) and, for classifiers, ``margin, correct``.
        targets: ``row_id``, ``targets`` and ``bytes`` of every row.
        gradients: ``row_id``, ``gradient`` for every exposure.

    Returns:
        One record per row, with the columns of ``DYNAMICS``; empty if nothing was seen.
    """
    if not exposures.height:
        return pl.DataFrame(schema=DYNAMICS)
    labelled = exposures["margin"].null_count() < exposures.height
    known = targets.drop("bytes") if labelled else targets
    seen = with_excess(exposures.join(known, on="row_id", how="left"))
    before = pl.col("correct").shift(1).over("row_id")
    jumped = pl.col("excess") - pl.col("excess").shift(1).over("row_id") > _JUMP
    lost = (before & ~pl.col("correct")) if labelled else jumped
    seen = seen.sort("row_id", "step").with_columns(lost=lost, time=pl.int_range(pl.len()).over("row_id"))
    wrong = pl.col("time").filter(~pl.col("correct")).max()
    told = seen.group_by("row_id", maintain_order=True).agg(
        seen=pl.len().cast(pl.Int64), targets=pl.col("targets").first(),
        first_loss=pl.col("loss").cast(pl.Float64).first(), mean_loss=pl.col("loss").cast(pl.Float64).mean(),
        last_loss=pl.col("loss").cast(pl.Float64).last(), excess=pl.col("excess").mean(),
        least_excess=pl.col("excess").min(), first_excess=pl.col("excess").first(),
        margin=pl.col("margin").cast(pl.Float64).mean(), correct=pl.col("correct").cast(pl.Float64).mean(),
        forgotten=pl.col("lost").sum().cast(pl.Int64),
        learnt_at=pl.when(pl.col("correct").last()).then(wrong.fill_null(-1) + 1).cast(pl.Int64),
    )  # fmt: skip
    told = told.join(gradients.group_by("row_id").agg(pl.col("gradient").mean()), on="row_id", how="left")
    if labelled:
        hard = (pl.col("margin") < 0) & (pl.col("correct") <= 1 / 3)
        at_once = (pl.col("learnt_at") == 0) & (pl.col("first_loss") <= _KNOWN)
    else:
        hard = (pl.col("excess") >= HARD) & (pl.col("least_excess") >= HARD_ALWAYS)
        at_once = pl.col("first_excess") <= AT_ONCE
    forgotten = (pl.col("forgotten") >= 2) & (pl.col("forgotten") * 4 >= pl.col("seen"))
    kind = (
        pl.when((pl.col("seen") >= 3) & hard).then(pl.lit("hard"))
        .when(forgotten).then(pl.lit("forgotten"))
        .when(at_once).then(pl.lit("at_once"))
        .otherwise(pl.lit("usual"))
    )  # fmt: skip
    return told.with_columns(kind=kind).select(pl.col(name).cast(kind_of) for name, kind_of in DYNAMICS.items())


def with_excess(exposures: pl.DataFrame) -> pl.DataFrame:
    """Add ``excess`` to exposures: the loss above the median of similar exposures, in their spread.

    Similar exposures come from the same part of the training and from rows of about the same length (powers of two) if
    there are enough of them, otherwise only from the same part.

    Args:
        exposures: ``step``, ``loss``, ``targets``, and ``bytes`` to compare the loss per byte.
    """
    loss = pl.col("loss").cast(pl.Float64)
    if "bytes" in exposures.columns:
        loss = loss * pl.col("targets") / pl.col("bytes").clip(1)
    octave = pl.col("targets").cast(pl.Float64).clip(1).log(2).floor().cast(pl.Int64)
    placed = exposures.sort("step", maintain_order=True).with_columns(
        stretch=pl.int_range(pl.len()) // _TOGETHER, octave=octave, loss64=loss
    )
    last = int(placed["stretch"].max() or 0)  # type: ignore[arg-type]
    if last and placed.filter(pl.col("stretch") == last).height < _TOGETHER // 2:
        placed = placed.with_columns(stretch=pl.col("stretch").clip(0, last - 1))
    own, shared = _level(placed, ["stretch", "octave"]), _level(placed, ["stretch"])
    enough = pl.col("count") >= _FEWEST
    joined = placed.join(own, on=["stretch", "octave"]).join(shared, on=["stretch"], suffix="_all")
    level = pl.when(enough).then(pl.col("level")).otherwise(pl.col("level_all"))
    width = pl.when(enough).then(pl.col("width")).otherwise(pl.col("width_all"))
    excess = (pl.col("loss64") - level) / width.clip(1e-3)
    return joined.with_columns(excess=excess).select(*exposures.columns, "excess")


def _level(placed: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    distance = (pl.col("loss64") - pl.col("loss64").median()).abs().median() * 1.4826
    return placed.group_by(keys).agg(level=pl.col("loss64").median(), width=distance, count=pl.len())


def shares(told: pl.DataFrame) -> dict[str, float]:
    """Return the share of the rows by kind.

    Examples:
        >>> shares(pl.DataFrame({"kind": ["hard", "usual", "usual", "usual"]}))
        {'hard': 0.25, 'forgotten': 0.0, 'at_once': 0.0, 'usual': 0.75}
    """
    counted = dict(told["kind"].value_counts().iter_rows())
    return {kind: float(np.divide(counted.get(kind, 0), max(told.height, 1))) for kind in KINDS}

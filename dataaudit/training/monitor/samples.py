"""Records losses by row over epochs: margins, and rows that are learned and forgotten.

Source: Pleiss et al. 2020 (area under the margin); Toneva et al. 2019 (forgetting events).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import torch
from torch import Tensor

from dataaudit.training.monitor_tables import SCHEMAS

_EXPOSURES = {
    "row_id": pl.UInt64, "step": pl.Int64, "loss": pl.Float32, "margin": pl.Float32, "correct": pl.Boolean,
}  # fmt: skip


class SampleRecord:
    """Keeps the loss and margin of every row at every exposure.

    Attributes:
        names: Ids of rows that are texts, by the number that they have here.
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self._numbers: dict[str, int] = {}
        self._chunks: list[tuple[int, Any, Tensor, Tensor | None, Tensor | None]] = []
        self._done: list[pl.DataFrame] = []

    def add(self, step: int, row_ids: Any, losses: Tensor, logits: Tensor | None, labels: Tensor | None) -> None:
        """Record a batch; nothing is read from the device.

        Args:
            step: Optimizer step.
            row_ids: One per row.
            losses: (rows,) loss of every row.
            logits: (rows, classes), or None.
            labels: (rows,) class indices, or None.

        Raises:
            ValueError: The numbers of ids and losses differ.
        """
        if len(row_ids) != losses.numel():
            message = f"{len(row_ids)} row ids but {losses.numel()} losses; the rows of this step were skipped"
            raise ValueError(message)
        margin = correct = None
        if logits is not None and labels is not None and logits.dim() == 2:
            held = logits.detach().float()
            given = held.gather(1, labels[:, None]).squeeze(1)
            other = held.scatter(1, labels[:, None], -torch.inf).amax(1)
            margin, correct = given - other, given > other
        self._chunks.append((step, row_ids, losses.detach().float(), margin, correct))

    def numbered(self, row_ids: Any) -> Any:
        """Ids as whole numbers; those that are stay as they are, and nothing is read from a device for them.

        Examples:
            >>> SampleRecord().numbered(["a-7", "b-2", "a-7"]).tolist()
            [0, 1, 0]
        """
        if isinstance(row_ids, Tensor) and not row_ids.is_floating_point():
            return row_ids
        held = row_ids.cpu().numpy() if isinstance(row_ids, Tensor) else np.asarray(row_ids)
        if held.dtype.kind in "iu":
            return held
        for name in map(str, held.reshape(-1).tolist()):
            if self._numbers.setdefault(name, len(self.names)) == len(self.names):
                self.names.append(name)
        return np.array([self._numbers[str(one)] for one in held.reshape(-1).tolist()], np.int64)

    def read(self) -> None:
        """Copy the recorded values to the host."""
        for step, row_ids, losses, margin, correct in self._chunks:
            ids = np.asarray(row_ids.cpu() if isinstance(row_ids, Tensor) else row_ids).astype(np.uint64).reshape(-1)
            self._done.append(
                pl.DataFrame(
                    {
                        "row_id": ids,
                        "step": np.full(len(ids), step),
                        "loss": losses.cpu().numpy().reshape(-1),
                        "margin": None if margin is None else margin.cpu().numpy(),
                        "correct": None if correct is None else correct.cpu().numpy(),
                    },
                    schema=_EXPOSURES,
                )
            )
        self._chunks = []

    def exposures(self) -> pl.DataFrame:
        """Return one record per exposure: ``row_id``, ``step``, ``loss``, ``margin``, ``correct``."""
        self.read()
        return pl.concat(self._done).sort("row_id", "step") if self._done else pl.DataFrame(schema=_EXPOSURES)

    def table(self) -> pl.DataFrame:
        """Return one record per row: exposures, mean loss and margin, times forgotten, when finally learned."""
        seen = self.exposures()
        if not seen.height:
            return pl.DataFrame(schema=SCHEMAS["samples"])
        before = pl.col("correct").shift(1).over("row_id")
        seen = seen.with_columns(forgot=before & ~pl.col("correct"), time=pl.int_range(pl.len()).over("row_id"))
        wrong = pl.col("time").filter(~pl.col("correct")).max()
        return seen.group_by("row_id", maintain_order=True).agg(
            seen=pl.len().cast(pl.Int64),
            mean_loss=pl.col("loss").cast(pl.Float64).mean(),
            last_loss=pl.col("loss").cast(pl.Float64).last(),
            margin=pl.col("margin").cast(pl.Float64).mean(),
            correct=pl.col("correct").cast(pl.Float64).mean(),
            forgotten=pl.col("forgot").sum().cast(pl.Int64),
            learnt_at=pl.when(pl.col("correct").last()).then(wrong.fill_null(-1) + 1).cast(pl.Int64),
        ).select(list(SCHEMAS["samples"]))  # fmt: skip

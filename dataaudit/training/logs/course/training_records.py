"""Which records of a log are of the training."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import polars as pl


def training_records(
    frame: pl.DataFrame, roles: dict[str, tuple[str, str]], absent: Mapping[str, npt.NDArray[np.bool_]]
) -> npt.NDArray[np.bool_]:
    """Records with a training loss, or without one with any number of the training."""
    for wanted in (("train", "loss"), ("train", "")):
        columns = [name for name, role in roles.items() if role[0] == wanted[0] and wanted[1] in ("", role[1])]
        if columns:
            there = [frame[name].is_not_null().to_numpy() & ~absent[name] for name in columns]
            found = np.asarray(np.any(there, axis=0), np.bool_)
            stepped = frame["@stepped"].fill_null(0).to_numpy() > 0 if "@stepped" in frame.columns else found
            # Without a loss, the states of bars have other numbers than the records of steps.
            return found & stepped if not wanted[1] and (found & stepped).any() else found
    return np.zeros(frame.height, dtype=bool)

"""Which rows name files that are missing or broken."""

from __future__ import annotations

import numpy as np
import polars as pl

from dataaudit.stages.media.media_signals import FILE_COUNTS


def named_files(rows: pl.DataFrame) -> list[pl.Series]:
    """Rows that name a file that is broken, or one that is not there.

    None lacks a file where not one file is there, so that the folder is not known.
    """
    if not set(FILE_COUNTS) <= set(rows.columns):
        nobody = np.zeros(rows.height, np.bool_)
        return [pl.Series("_file_missing", nobody), pl.Series("_file_broken", nobody)]
    named, missing, broken = (rows[name].fill_null(0) for name in FILE_COUNTS)
    known = int(named.sum()) > int(missing.sum())
    return [pl.Series("_file_missing", (missing > 0) & known), pl.Series("_file_broken", broken > 0)]

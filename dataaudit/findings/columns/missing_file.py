"""COL005 missing-file."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class MissingFile(RowFinding[RowOptions]):
    """A row names a file that is not there.

    What it finds:
        Rows that name a picture, a sound or a film by its path, where there is no such file or it is empty.

    Why it matters:
        A loader fails in the middle of an epoch, or skips the row and trains on fewer than were counted.

    How it decides:
        Values that are a path with the ending of such a file are looked up beside the data file, in the folder above
        and in the subfolders, or in stages.media.folder (signals files_named, files_missing). Where none of all files
        is found, the folder is not known, and nothing is judged. Addresses on the web are not looked up.

    Example:
        "image": "images/0007.jpg", and there is no such file

    What to do:
        Fetch the files, or drop the rows with clean.drop: [missing-file].

    Known false alarms:
        Files in a further folder, beside those that were found; name it in stages.media.folder.

    Source:
        dataaudit; a common reason for training runs that stop
    """

    code = "COL005"
    name = "missing-file"
    family = "columns"
    severity = "warning"
    reads = ("_file_missing",)
    metric = "columns.missing_file.share"
    message = "{count} of {rows} rows {count:names|name} a file that is not there"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("_file_missing")

"""COL006 broken-file."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class BrokenFile(RowFinding[RowOptions]):
    """A row names a file that is cut off, or neither a picture nor a sound.

    What it finds:
        Rows that name a picture, a sound or a film whose file ends too early, or holds something else.

    Why it matters:
        A loader fails in the middle of an epoch, skips the row, or trains on half a picture.

    How it decides:
        The first bytes must be those of a format of pictures, or of sounds and films, as the name ends; PNG, JPEG, GIF,
        BMP, RIFF (WAV, WebP, AVI) and MP4 must be as long as they state, or have their end (signal files_broken).
        Nothing is decoded. A picture in another format than its name says is whole: readers go by the content.

    Example:
        "image": "images/0007.jpg", and the file is a page in HTML that says "404"

    What to do:
        Fetch the files again, or drop the rows with clean.drop: [broken-file].

    Known false alarms:
        Sounds without a header, as some corpora of speech have them, under the name of another format.

    Source:
        dataaudit; the formats' own specifications
    """

    code = "COL006"
    name = "broken-file"
    family = "columns"
    severity = "warning"
    reads = ("_file_broken",)
    metric = "columns.broken_file.share"
    message = "{count} of {rows} rows {count:names|name} a file that is cut off or no picture or sound"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("_file_broken")

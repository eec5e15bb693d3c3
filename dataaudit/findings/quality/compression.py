"""QLT044 compression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class CompressionOptions(BoundOptions):
    """Options of compression."""

    __pydantic_config__ = SECTION

    min_ratio: Annotated[float | None, Field(ge=0)] = None
    """Smallest compression ratio; texts below it compress worse than natural language."""
    max_ratio: Annotated[float | None, Field(ge=0)] = 6
    """Largest compression ratio; texts above it are repetitive."""


class Compression(BoundFinding[CompressionOptions]):
    """Text that compresses much better or worse than natural language.

    What it finds:
        Rows whose compression ratio is above max_ratio or below min_ratio.

    Why it matters:
        A high ratio means repetition of any kind. A low ratio in a long text means noise, keys or encoded data.

    How it decides:
        Bytes of UTF-8 divided by bytes after zstd level 1 (signal compression_ratio). The ratio grows with length:
        texts of a few hundred characters barely compress.

    Example:
        The same table row a hundred times.

    What to do:
        Review a sample (dataaudit show RUN compression), then drop the rows with clean.drop: [compression]. Raise
        max_ratio for long texts with a fixed form.

    Known false alarms:
        Long texts with a fixed form: laws, tables, logs.

    Source:
        common practice; threshold calibrated on reference texts
    """

    code = "QLT044"
    name = "compression"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("compression_ratio",)
    metric = "quality.compression.share"
    evidence = (("highest", "compression_ratio", "max"),)
    message = (
        "{count} of {rows} texts {count:compresses|compress} much better or worse than natural language (highest "
        "ratio: {highest})"
    )
    bounds = (
        Bound("compression_ratio", "<", "min_ratio"),
        Bound("compression_ratio", ">", "max_ratio"),
    )
    options_class = CompressionOptions

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
    """Smallest ratio: what is below cannot be compressed as language can."""
    max_ratio: Annotated[float | None, Field(ge=0)] = 6
    """Largest ratio: what is above says little with many bytes."""


class Compression(BoundFinding[CompressionOptions]):
    """A text that can be compressed far better or worse than language.

    What it finds:
        Rows whose bytes shrink more than max_ratio times, or less than min_ratio times.

    Why it matters:
        A high ratio is repetition of any kind and length; a low one of a long text is noise, keys or encoded data.

    How it decides:
        Bytes of UTF-8 over bytes after zstd level 1 (signal compression_ratio). The ratio grows with length: texts of a
        few hundred characters hardly shrink.

    Example:
        The same table row a hundred times.

    What to do:
        Look at a sample; drop the rows with clean.drop: [compression].

    Known false alarms:
        Long texts with a set form: laws, tables, logs.

    Source:
        common practice; thresholds from calibration on reference texts
    """

    code = "QLT044"
    name = "compression"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("compression_ratio",)
    metric = "quality.compression.share"
    evidence = (("highest", "compression_ratio", "max"),)
    message = "{count} of {rows} texts shrink too far or too little when compressed (highest ratio {highest})"
    bounds = (
        Bound("compression_ratio", "<", "min_ratio"),
        Bound("compression_ratio", ">", "max_ratio"),
    )
    options_class = CompressionOptions

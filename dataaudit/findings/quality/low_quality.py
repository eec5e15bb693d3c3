"""QLT058 low-quality."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class LowQualityOptions(BoundOptions):
    """Options of low-quality."""

    __pydantic_config__ = SECTION

    min_score: Annotated[float | None, Field(ge=0, le=1)] = 0.3
    """Quality score below which a text is found."""


class LowQuality(BoundFinding[LowQualityOptions]):
    """Many small signs of bad text together.

    What it finds:
        Rows whose quality score is below min_score.

    Why it matters:
        A text can be bad without breaking any single rule; a score orders the rows, so that a share of the best can be
        kept.

    How it decides:
        Every signal takes up to its weight from a score of 1, the more the worse it is; what is left is multiplied
        (signal quality_score). quality_reasons names the three signals that took most. The weights are in
        stages/quality/quality_score.py.

    Example:
        A footer with a telephone number, five links and no sentence

    What to do:
        Look at a sample; drop the rows with clean.drop: [low-quality].

    Known false alarms:
        Verse, code, tables, languages without function words in the list.

    Source:
        common practice; thresholds from calibration on reference texts
    """

    code = "QLT058"
    name = "low-quality"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("quality_score",)
    metric = "quality.low_quality.share"
    evidence = (("lowest", "quality_score", "min"),)
    message = "{count} of {rows} texts have a quality score below {min_score} (lowest {lowest})"
    bounds = (Bound("quality_score", "<", "min_score"),)
    options_class = LowQualityOptions

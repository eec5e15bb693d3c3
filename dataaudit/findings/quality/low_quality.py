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
    """Smallest quality score; texts below it are flagged."""


class LowQuality(BoundFinding[LowQualityOptions]):
    """Many small signs of bad text in combination.

    What it finds:
        Rows whose quality score is below min_score.

    Why it matters:
        A text can be bad without breaking a single rule. A score orders the rows, so that the best share can be kept.

    How it decides:
        Each signal has a penalty from 0 to its weight, larger the worse the signal is. The score is the product of what
        the penalties leave (signal quality_score). Signs of lines count in full from 8 to 20 lines on, repetition from
        60 words (in conversations 200), and penalties for prose fade out from a tenth to a third of code lines.
        quality_reasons names the three signals with the largest effect. The weights are in
        stages/quality/quality_score.py.

    Example:
        A footer with a telephone number, five links and no sentence.

    What to do:
        Review a sample (dataaudit show RUN low-quality), then drop the rows with clean.drop: [low-quality]. Do not use
        it on verse or tables.

    Known false alarms:
        Verse, tables, code that is mostly comments, and languages without a list of function words.

    Source:
        common practice; thresholds calibrated on reference texts
    """

    code = "QLT058"
    name = "low-quality"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("quality_score",)
    metric = "quality.low_quality.share"
    evidence = (("lowest", "quality_score", "min"),)
    message = "{count} of {rows} texts {count:has|have} a quality score below {min_score} (lowest: {lowest})"
    bounds = (Bound("quality_score", "<", "min_score"),)
    options_class = LowQualityOptions

"""QLT012 symbol-ratio."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolRatioOptions(BoundOptions):
    """Options of symbol-ratio."""

    __pydantic_config__ = SECTION

    max_ratio: Annotated[float, Field(ge=0)] = 0.1
    """Most hash signs, or ellipses, per word."""


class SymbolRatio(BoundFinding[SymbolRatioOptions]):
    """Many hash signs or ellipses relative to words.

    What it finds:
        Rows with more than max_ratio hash signs, or ellipses, per word.

    Why it matters:
        Tag clouds and cut-off teasers look like this.

    How it decides:
        The signals hash_sign_ratio (# divided by words and symbols) or ellipsis_ratio (the same for "..." and "…"),
        above max_ratio (0.1).

    Example:
        "#love #sun #fun #sea"

    What to do:
        Review a sample (dataaudit show RUN symbol-ratio), then drop the rows with clean.drop: [symbol-ratio]. Do not
        use it on social media posts or code.

    Known false alarms:
        Social media posts, shell scripts, and Markdown with many headings.

    Source:
        Rae et al. 2021, "Scaling Language Models: Methods, Analysis & Insights from Training Gopher", section
        A1.1
    """

    code = "QLT012"
    name = "symbol-ratio"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("hash_sign_ratio", "ellipsis_ratio")
    metric = "quality.symbol_ratio.share"
    evidence = (("most_hashes", "hash_sign_ratio", "max"), ("most_ellipses", "ellipsis_ratio", "max"))
    message = (
        "{count} of {rows} texts {count:has|have} more than {max_ratio} hash signs or ellipses per word (highest: "
        "{most_hashes} and {most_ellipses})"
    )
    bounds = (
        Bound("hash_sign_ratio", ">", "max_ratio"),
        Bound("ellipsis_ratio", ">", "max_ratio"),
    )
    options_class = SymbolRatioOptions

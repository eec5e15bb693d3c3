"""QLT061 perplexity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class PerplexityOptions(BoundOptions):
    """Options of perplexity."""

    __pydantic_config__ = SECTION

    max_perplexity: Annotated[float | None, Field(ge=0)] = 1500
    """Largest perplexity."""
    min_perplexity: Annotated[float | None, Field(ge=0)] = None
    """Smallest perplexity."""


class Perplexity(BoundFinding[PerplexityOptions]):
    """Very surprising to a language model, or not at all.

    What it finds:
        Rows whose perplexity under the model of stages.perplexity is above max_perplexity or below min_perplexity.

    Why it matters:
        Noise surprises every model; a loop surprises none.

    How it decides:
        exp of the mean negative log-likelihood of a text's tokens, each given the tokens before it (signal perplexity),
        above max_perplexity (1500).

    Example:
        Random letters.

    What to do:
        Review a sample (dataaudit show RUN perplexity), then drop the rows with clean.drop: [perplexity]. Do not use it
        on languages or domains that the model was not trained on.

    Known false alarms:
        Languages and domains that the model has not seen; very short texts.

    Source:
        Wenzek et al. 2020 (CCNet), section 3.3; threshold from data-juicer
    """

    code = "QLT061"
    name = "perplexity"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("perplexity",)
    metric = "quality.perplexity.share"
    evidence = (("highest", "perplexity", "max"),)
    message = "{count} of {rows} texts {count:has|have} a perplexity outside the thresholds (highest: {highest})"
    bounds = (
        Bound("perplexity", ">", "max_perplexity"),
        Bound("perplexity", "<", "min_perplexity"),
    )
    options_class = PerplexityOptions

"""PRF003 length-bias."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Finding, Options, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class LengthBiasOptions(Options):
    """Options of length-bias."""

    __pydantic_config__ = SECTION

    max_share: Annotated[float, Field(ge=0.5, le=1)] = 0.75
    """Largest share of pairs whose chosen answer is the longer one, or the shorter one."""
    min_pairs: Annotated[int, Field(ge=1)] = 50
    """Fewest pairs of different length to judge."""


class LengthBias(Finding[LengthBiasOptions]):
    """Length alone tells the chosen answer.

    What it finds:
        Preference data in which the chosen answer is nearly always the longer one, or nearly always the shorter one.

    Why it matters:
        A reward model learns to count words, and a model trained on it to talk at length: the best-known shortcut of
        preference data.

    How it decides:
        Of the pairs whose sides differ in length (characters), the share in which the chosen one is longer is above
        max_share (0.75), or below 1 - max_share (metric preferences.chosen_longer.share; its effect size beside it is
        the mean difference of the logarithms of the lengths within pairs, in standard deviations).

    Example:
        100 pairs, in 92 of which the chosen answer is the longer one.

    What to do:
        Balance lengths, or train with a length penalty; compare with a held-out set in which lengths are balanced.

    Known false alarms:
        Tasks in which a longer answer is the better one by nature, such as explanations rated for completeness.

    Source:
        Singhal et al. 2023, "A Long Way to Go: Investigating Length Correlations in RLHF"
    """

    code = "PRF003"
    name = "length-bias"
    family = "preferences"
    severity = "warning"
    subject = "dataset"
    reads = ("preferences.chosen_longer.share", "preferences.pairs", "preferences.length_effect")
    message = "length tells the chosen answer in {share:%} of {pairs} pairs (limit: {max_share:%}; effect: {effect})"

    options_class = LengthBiasOptions

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        longer, pairs, effect = (facts.metrics[name] for name in self.reads)
        if longer is None or pairs is None or pairs < self.options.min_pairs:
            return []
        told = max(float(longer), 1 - float(longer))
        if told <= self.options.max_share:
            return []
        evidence = {"share": told, "pairs": int(pairs), "effect": round(float(effect or 0), 2)}
        return [self.result(count=facts.rows, share=told, evidence=evidence)]

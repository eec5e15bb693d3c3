"""LBL005 label-noise-rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Finding, Options, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelNoiseRateOptions(Options):
    """Options of label-noise-rate."""

    __pydantic_config__ = SECTION

    max_rate: Annotated[float, Field(ge=0, le=1)] = 0.02
    """Largest share of wrong labels at the lower end of the interval; a larger one is flagged."""


class LabelNoiseRate(Finding[LabelNoiseRateOptions]):
    """More wrong labels than the limit allows.

    What it finds:
        Data whose estimated share of wrong labels is above max_rate (0.02) even at the lower end of its interval, and
        the pair of classes that is confused most often.

    Why it matters:
        Label noise limits the accuracy that an evaluation can show, and its rate tells you whether relabelling pays
        off.

    How it decides:
        Among the third of the rows about which the held-out model is most confident, the share with a different label,
        with its Wilson interval; there the model itself is hardly ever wrong. (The confident joint over all rows,
        noise_joint in label_summary.parquet, also counts the model's own mistakes.) Noise that follows the words, such
        as that of a keyword list, teaches the model the same mistakes, and noise in hard rows is not among the surest:
        the rate is a lower bound of both. Fewer than 50 labelled rows, fewer than two classes of five rows, or labels
        on a scale are insufficient evidence.

    Example:
        5 in 100 labels of a manually labelled news corpus.

    What to do:
        Relabel the most confused pair first; label_confusions.parquet lists all pairs. For classes that overlap by
        nature, raise findings.label-noise-rate.max_rate instead.

    Known false alarms:
        Classes that overlap by nature.

    Source:
        Northcutt, Jiang, Chuang 2021, Confident Learning
    """

    code = "LBL005"
    name = "label-noise-rate"
    family = "labels"
    severity = "warning"
    subject = "dataset"
    reads = ("label_summary",)
    message = (
        "of the labels that a held-out model is most certain about, {noise:%} are wrong (95% interval: {low:%} to "
        "{high:%}; noise in harder rows comes on top); most often {label} should be {suggested}"
    )
    options_class = LabelNoiseRateOptions

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        summary = facts.tables["label_summary"]
        reason = summary.filter(summary["name"] == "reason")["text"].to_list()
        if reason:
            return [self.insufficient(str(reason[0]))]
        values = dict(summary.select("name", "value").iter_rows())
        confusions = facts.tables["label_confusions"]
        if "noise_low" not in values or values["noise_low"] <= self.options.max_rate or confusions.is_empty():
            return []
        most = confusions.row(0, named=True)
        evidence = {
            "noise": values["noise"],
            "low": values["noise_low"],
            "high": values["noise_high"],
            "accuracy": values["accuracy"],
            "label": most["label"],
            "suggested": most["suggested"],
            "pair_rows": most["rows"],
            "confusions": confusions.head(5).select("label", "suggested", "rows").rows(),
        }
        return [self.result(count=round(values["noise"] * values["rows"]), share=values["noise"], evidence=evidence)]

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
    """Share of wrong labels that the lower end of the interval may reach."""


class LabelNoiseRate(Finding[LabelNoiseRateOptions]):
    """More wrong labels than are tolerated.

    What it finds:
        Data whose estimated share of wrong labels is above max_rate (0.02) even at the lower end of its
        interval, and the pair of classes that is confused most.

    Why it matters:
        The noise rate bounds the accuracy that an evaluation can show, and says whether relabelling pays.

    How it decides:
        Among the third of the rows that the model, which has not seen them, is surest about, the share
        whose label is another one, with its Wilson interval: there the model itself is hardly ever wrong.
        (The confident joint over all rows, noise_joint in label_summary.parquet, counts the model's own
        mistakes too.) Noise that follows the words, as that of a keyword list, teaches the model its
        mistakes and is not seen. Fewer than fifty labelled rows, fewer than two classes of five rows, or
        labels on a scale are insufficient evidence.

    Example:
        Five in a hundred labels of a news corpus that were entered by hand.

    What to do:
        Relabel the most confused pair first; label_confusions.parquet lists all pairs.

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
    message = "about {noise} of the labels are wrong (95 %: {low} to {high}), most often {label} for {suggested}"
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

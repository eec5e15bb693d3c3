"""LBL006 in-sample-probabilities."""

from __future__ import annotations

from dataaudit.findings.finding import Facts, Finding, Options, Result


class InSampleProbabilities(Finding[Options]):
    """Probabilities from a model that was trained on the rows it judges.

    What it finds:
        Supplied probabilities that agree with the given labels even where an out-of-sample model does not, and almost
        everywhere else.

    Why it matters:
        A model repeats the wrong labels it was trained on, so label issues computed from its probabilities are few, and
        wrong.

    How it decides:
        Among the rows that the built-in model finds suspicious, the share whose given label is the first choice of the
        supplied probabilities has a lower bound of at least 0.85 (95%, Wilson). In addition, their accuracy on the
        given labels is at least 0.98, and 0.02 above that of the built-in model.

    Example:
        predict_proba of a model on its own training rows.

    What to do:
        Supply probabilities from cross-validation (cross_val_predict), or remove the option.

    Known false alarms:
        A model that is far better than a linear one on clean data: then suspicious rows are few and mostly right.

    Source:
        dataaudit
    """

    code = "LBL006"
    name = "in-sample-probabilities"
    family = "labels"
    severity = "error"
    subject = "dataset"
    reads = ("label_summary",)
    message = (
        "the supplied probabilities look in-sample: they repeat the labels of {repeated} of {count} suspicious rows"
    )

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        values = dict(facts.tables["label_summary"].select("name", "value").iter_rows())
        if not values.get("in_sample"):
            return []
        evidence = {
            "repeated": int(values["suspicious_repeated"]),
            "accuracy": values["given_accuracy"],
            "own_accuracy": values["accuracy"],
        }
        return [self.result(count=int(values["suspicious"]), evidence=evidence)]

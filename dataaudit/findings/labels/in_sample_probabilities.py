"""LBL006 in-sample-probabilities."""

from __future__ import annotations

from dataaudit.findings.finding import Facts, Finding, Options, Result


class InSampleProbabilities(Finding[Options]):
    """Probabilities of a model that was trained on the rows it judges.

    What it finds:
        The user's own probabilities, when they agree with the given labels where an out-of-sample model
        does not, and nearly everywhere else too.

    Why it matters:
        A model repeats the wrong labels that it has learnt; label issues computed from it are nearly
        none, and wrong.

    How it decides:
        Of the rows that our model finds suspicious, the share whose given label is the first choice of
        theirs has a lower bound of 0.85 or more (95 %, Wilson), while their accuracy on given labels is
        at least 0.98 and 0.02 above ours.

    Example:
        predict_proba of a model on its own training rows.

    What to do:
        Give probabilities from cross-validation (cross_val_predict), or leave the option out.

    Known false alarms:
        A model that is far better than a linear one on clean data: then suspicious rows are few and
        mostly right.

    Source:
        ours
    """

    code = "LBL006"
    name = "in-sample-probabilities"
    family = "labels"
    severity = "error"
    subject = "dataset"
    reads = ("label_summary",)
    message = "the given probabilities look in-sample: they repeat the labels of {repeated} of {count} suspicious rows"

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

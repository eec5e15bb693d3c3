"""Label issues by cleanlab: a JSON object on stdin, another on stdout.

Given ``labels`` (numbers) and either ``probabilities`` or ``texts`` with ``analyzer`` and, for folds that keep equal
texts together, ``groups``. Told: ``quality`` (self-confidence of every label), ``issues`` (whether
``find_label_issues`` flags it) and the ``accuracy`` of the model out of sample. Without probabilities they are those
of a logistic regression on TF-IDF of one and two words (characters for ``char``), by five shuffled, stratified folds.
"""

import json
import sys

import numpy as np
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_label_quality_scores
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline


def out_of_sample(given: dict, labels: np.ndarray) -> np.ndarray:
    """Probabilities by cross-validation."""
    words = TfidfVectorizer(analyzer=given["analyzer"], ngram_range=(1, 2), min_df=2)
    model = make_pipeline(words, LogisticRegression(max_iter=1000))
    groups = given.get("groups")
    kind = StratifiedKFold if groups is None else StratifiedGroupKFold
    folds = kind(5, shuffle=True, random_state=0)
    return cross_val_predict(model, given["texts"], labels, groups=groups, cv=folds, method="predict_proba")


read = json.load(sys.stdin)
own = np.array(read["labels"])
probabilities = np.array(read["probabilities"]) if "probabilities" in read else out_of_sample(read, own)
quality = get_label_quality_scores(own, probabilities, method="self_confidence")
issues = find_label_issues(own, probabilities, n_jobs=1)
accuracy = float((probabilities.argmax(axis=1) == own).mean())
print(json.dumps({"quality": quality.tolist(), "issues": issues.tolist(), "accuracy": accuracy}))

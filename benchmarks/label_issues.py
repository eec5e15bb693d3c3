"""Wrong labels found beside cleanlab: real ones, planted ones, and probabilities of others with reviewed labels.

    python benchmarks/label_issues.py DATA --cleanlab VENV/bin/python

DATA holds hausa_news_noisy_labels (noisy labels beside clean ones), ag_news_test, trec_questions and waimai_10k_zh
(2, 5 and 10 % of the labels are changed: to any other class, or, by class, 4 of 5 from one class to another), and
cleanlab_label_errors. cleanlab (pip install cleanlab) runs in an environment of its own on naive folds: TF-IDF of one
and two words or characters, logistic regression, five shuffled, stratified folds. AP is average precision by label
quality, P@k precision among as many rows of the lowest quality as labels were changed. Labels that were wrong before
count as right ones, for both. The noise rate is estimated with no label changed, too: what the data had before.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score

import dataaudit
from dataaudit.stages.labels.confident_learning import confident_learning

HERE = Path(__file__).parent
SETTINGS = [
    *(f"stages.{name}=false" for name in ("quality", "language", "pii", "passages", "classes", "instructions")),
    "stages.tokens.tokenizer=false",
    "findings.outlier=false",
    "findings.far-group=false",
    "clean.duplicates=[]",
    "report.clusters=0",
    "report.samples=0",
]
RATES = (0.02, 0.05, 0.1)
"""Shares of the labels that are changed; none is changed beside, to see how much noise the data had before."""
MOSTLY = 0.8
"""Share of the changes by class that go from one class to one other."""
PAIRS = {"ag_news": ("Sci/Tech", "Business"), "trec": ("ENTY", "DESC"), "waimai (Chinese)": ("0", "1")}
DOUBLED, DOUBLED_RATE = 0.2, 0.05
"""Share of the rows that are there twice, and of the labels that are changed before."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts with labels some of which are wrong.

    Attributes:
        texts: Texts.
        labels: Given labels.
        wrong: Whether a label is wrong, bool.
        analyzer: What cleanlab's model looks at: ``word`` or ``char``.
    """

    texts: list[str]
    labels: list[str]
    wrong: NDArray[np.bool_]
    analyzer: str = "word"


@dataclass(frozen=True, slots=True)
class Judged:
    """What a tool says: quality of every label (the lower the worse), flagged rows, accuracy of its model, seconds."""

    quality: NDArray[np.float64]
    flagged: NDArray[np.bool_]
    accuracy: float
    seconds: float
    noise: tuple[float, float, float] | None = None


def read(data: Path) -> dict[str, Labelled]:
    """The data sets whose labels are changed."""
    news = pl.read_parquet(data / "ag_news_test/test.parquet")
    trec = pl.read_parquet(data / "trec_questions/train.parquet")
    waimai = pl.read_parquet(data / "waimai_10k_zh/waimai.parquet")
    joined = news.select(pl.concat_str("title", "description", separator="\n")).to_series().to_list()
    none = np.zeros(0, np.bool_)
    return {
        "ag_news": Labelled(joined, news["label"].to_list(), none),
        "trec": Labelled(trec["text"].to_list(), trec["coarse"].to_list(), none),
        "waimai (Chinese)": Labelled(waimai["text"].to_list(), waimai["label"].cast(pl.String).to_list(), none, "char"),
    }


def hausa(data: Path) -> Labelled:
    """Labels of a distant supervision, half of them wrong."""
    table = pl.read_parquet(data / "hausa_news_noisy_labels/train_noisy_vs_clean.parquet")
    wrong = (table["noisy_label"] != table["clean_label"]).to_numpy()
    return Labelled(table["text"].to_list(), table["noisy_label"].to_list(), wrong)


def changed(clean: Labelled, rate: float, pair: tuple[str, str] | None, chance: random.Random) -> Labelled:
    """A data set with some labels changed.

    Args:
        clean: The data set.
        rate: Share of the labels.
        pair: The class that most changes take from, and the one that they make of it; None for none.
        chance: Decides which.
    """
    labels, classes = list(clean.labels), sorted(set(clean.labels))
    count = round(rate * len(labels))
    order = chance.sample(range(len(labels)), len(labels))
    to: dict[int, str] = {}
    if pair is not None:
        to = dict.fromkeys([row for row in order if labels[row] == pair[0]][: round(MOSTLY * count)], pair[1])
    for row in order:
        if len(to) == count:
            break
        to.setdefault(row, chance.choice([name for name in classes if name != labels[row]]))
    wrong = np.zeros(len(labels), np.bool_)
    wrong[list(to)] = True
    return Labelled(clean.texts, [to.get(row, label) for row, label in enumerate(labels)], wrong, clean.analyzer)


def doubled(given: Labelled, chance: random.Random) -> tuple[Labelled, NDArray[np.bool_]]:
    """A data set some of whose rows are there twice, with the labels that they have; and which rows these are."""
    copies = chance.sample(range(len(given.texts)), round(DOUBLED * len(given.texts)))
    rows = [*range(len(given.texts)), *copies]
    order = chance.sample(rows, len(rows))
    twice = np.isin(order, copies)
    texts, labels = [given.texts[row] for row in order], [given.labels[row] for row in order]
    return Labelled(texts, labels, given.wrong[order], given.analyzer), twice


def ours(given: Labelled) -> Judged:
    """An audit."""
    frame = pl.DataFrame({"text": given.texts, "label": given.labels})
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        result = dataaudit.audit(frame, out=f"{folder}/run", text="text", label="label", settings=SETTINGS)
        seconds = time.monotonic() - started
        rows = result.rows(["position", "label", "label_suggested", "label_issue_score"]).sort("position")
        values = dict(pl.read_parquet(result.path / "label_summary.parquet").select("name", "value").iter_rows())
    quality = rows["label_issue_score"].cast(pl.Float64).fill_null(1.0).to_numpy()  # none for very small classes
    flagged = (rows["label_suggested"] != rows["label"]).fill_null(value=False).to_numpy()
    noise = (values["noise"], values["noise_low"], values["noise_high"])
    return Judged(quality, flagged, values["accuracy"], seconds, noise)


def ask(python: str, given: dict[str, Any]) -> Judged:
    """What cleanlab says."""
    started = time.monotonic()
    command = [python, str(HERE / "peers/cleanlab_label_issues.py")]
    done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr[-3000:])
    answer = json.loads(done.stdout.splitlines()[-1])
    flagged = np.array(answer["issues"], np.bool_)
    return Judged(np.array(answer["quality"]), flagged, answer["accuracy"], time.monotonic() - started)


def cleanlab(python: str, given: Labelled, *, grouped: bool = False) -> Judged:
    """What cleanlab says of texts; folds keep equal texts together where they are grouped."""
    names = {name: number for number, name in enumerate(sorted(set(given.labels)))}
    asked = {"texts": given.texts, "labels": [names[one] for one in given.labels], "analyzer": given.analyzer}
    if grouped:
        first: dict[str, int] = {}
        asked["groups"] = [first.setdefault(text, row) for row, text in enumerate(given.texts)]
    return ask(python, asked)


def precision_at(quality: NDArray[np.float64], wrong: NDArray[np.bool_]) -> float:
    """Share of wrong labels among as many rows of the lowest quality."""
    lowest = np.argsort(quality, kind="stable")[: int(wrong.sum())]
    return float(wrong[lowest].mean())


def scores(judged: Judged, wrong: NDArray[np.bool_]) -> list[str]:
    """AP, precision at k, then rows flagged, their precision and recall."""
    right = int((judged.flagged & wrong).sum())
    count = int(judged.flagged.sum())
    ranked = [average_precision_score(wrong, -judged.quality), precision_at(judged.quality, wrong)]
    shares = [right / max(count, 1), right / max(int(wrong.sum()), 1)]
    return [*(f"{one:.3f}" for one in ranked), f"{count:,}", *(f"{one:.3f}" for one in shares)]


def heading(*names: str) -> None:
    """The first two lines of a table."""
    print(f"\n| {' | '.join(names)} |\n|{' --- |' * len(names)}")


def both(jobs: Sequence[tuple[str, str, Labelled]], python: str) -> None:
    """A line for either tool on every data set, and the noise rate that ours estimates."""
    noise = []
    heading("data", "wrong labels", "tool", "AP", "P@k", "flagged", "precision", "recall", "accuracy", "seconds")
    for name, kind, given in jobs:
        for tool, judged in (("dataaudit", ours(given)), ("cleanlab", cleanlab(python, given))):
            if given.wrong.any():
                cells = " | ".join(scores(judged, given.wrong))
                print(
                    f"| {name} | {kind} | {tool} | {cells} | {judged.accuracy:.3f} | {judged.seconds:.0f} |", flush=True
                )
            if judged.noise is not None:
                noise.append((name, kind, float(given.wrong.mean()), judged.noise))
            else:
                noise[-1] = (*noise[-1], float(judged.flagged.mean()))
    heading("data", "wrong labels", "planted", "estimated", "95 % interval", "holds it", "share that cleanlab flags")
    for name, kind, planted, (rate, low, high), flagged in noise:
        holds = "yes" if low <= planted <= high else "no"
        print(f"| {name} | {kind} | {planted:.3f} | {rate:.3f} | {low:.3f}–{high:.3f} | {holds} | {flagged:.3f} |")


def copies_table(sets: dict[str, Labelled], python: str, seed: int) -> None:
    """Rows that are there twice: folds that keep copies together beside folds that do not."""
    heading("data", "tool", "folds", "AP, all rows", "P@k", "AP, rows that are there twice", "P@k", "flagged of the "
            "wrong ones that are there twice", "accuracy")  # fmt: skip
    for name, clean in sets.items():
        chance = random.Random(f"{seed} twice {name}")
        given, twice = doubled(changed(clean, DOUBLED_RATE, None, chance), chance)
        tools = (
            ("dataaudit", "grouped", ours(given)),
            ("cleanlab", "naive", cleanlab(python, given)),
            ("cleanlab", "equal texts together", cleanlab(python, given, grouped=True)),
        )
        for tool, folds, judged in tools:
            cells = scores(judged, given.wrong)[:2]
            cells += scores(Judged(judged.quality[twice], judged.flagged[twice], 0, 0), given.wrong[twice])[:2]
            caught = judged.flagged[twice & given.wrong].mean()
            print(
                f"| {name} | {tool} | {folds} | {' | '.join(cells)} | {caught:.3f} | {judged.accuracy:.3f} |",
                flush=True,
            )


def reviewed_table(data: Path, python: str) -> None:
    """The same probabilities for both; people reviewed some rows."""
    heading("probabilities", "rows taken", "tool", "flagged", "taken", "reviewed of them", "wrong of the reviewed",
            "precision")  # fmt: skip
    for name in ("20news", "imdb"):
        table = pl.read_parquet(data / f"cleanlab_label_errors/{name}_pred_probs.parquet")
        probabilities = np.clip(np.array(table["pred_probs"].to_list(), np.float64), 0, 1)  # some are rounded beyond
        labels = table["given_label"].to_numpy()
        reviewed = table["reviewed"].to_numpy()
        wrong = table["label_error"].fill_null(value=False).to_numpy()
        theirs = ask(python, {"labels": labels.tolist(), "probabilities": probabilities.tolist()})
        own = probabilities[np.arange(len(labels)), labels]
        mine = confident_learning(probabilities, labels).issue
        counts = {"as many as cleanlab flags": int(theirs.flagged.sum()), "as many as dataaudit flags": int(mine.sum())}
        for title, count in counts.items():
            for tool, flagged in (("dataaudit", mine), ("cleanlab", theirs.flagged)):
                # Flagged rows first, by quality; then, where there are too few, the others.
                taken = np.lexsort((own, ~flagged))[:count]
                seen, found = int(reviewed[taken].sum()), int(wrong[taken].sum())
                cells = [f"{one:,}" for one in (int(flagged.sum()), count, seen, found)]
                print(f"| {name} | {title} | {tool} | {' | '.join(cells)} | {found / max(seen, 1):.3f} |")
        of_all = int(wrong.sum())
        print(f"| {name} | all that were reviewed | – | – | – | {int(reviewed.sum()):,} | {of_all:,} "
              f"| {of_all / int(reviewed.sum()):.3f} |", flush=True)  # fmt: skip


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--cleanlab", metavar="PYTHON", required=True)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sets = read(options.data)
    reviewed_table(options.data, options.cleanlab)
    jobs = [("hausa_news", "real", hausa(options.data))]
    for name, clean in sets.items():
        jobs.append((name, "none", changed(clean, 0.0, None, random.Random(options.seed))))
        for kind, pair in (("any class", None), ("by class", PAIRS[name])):
            for rate in RATES:
                chance = random.Random(f"{options.seed} {name} {kind} {rate}")
                jobs.append((name, f"{rate:.0%}, {kind}", changed(clean, rate, pair, chance)))
    both(jobs, options.cleanlab)
    copies_table(sets, options.cleanlab, options.seed)


if __name__ == "__main__":
    main()

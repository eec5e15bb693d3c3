"""Decisions of our presets beside those of the implementation that they are named for, on the same words.

    python benchmarks/preset_parity.py CORPUS DATA --python VENV/bin/python --redpajama DIR --data-juicer DIR

Texts are documents of CORPUS (made by build_corpus.py) and the texts of DATA that are not in scripts without spaces.
A preset's ``when`` is left out: every text is judged, as the peer does.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import random
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from dataaudit.engine.pipeline import load_pipeline
from dataaudit.findings.finding import RowFinding
from dataaudit.findings.resolve_findings import active_findings
from dataaudit.stages.quality.quality_signals import QualitySignals
from dataaudit.stages.tokens.token_lengths import TokenLengths

PEERS = Path(__file__).parent / "peers"


@dataclass(frozen=True)
class Group:
    """Findings of one of our presets that stand beside a filter of a peer.

    Attributes:
        preset: Our preset.
        only: Its findings that count; all when empty.
        without: Its findings that do not.
        empty: Whether the peer drops a text without visible characters, for which we have a finding of its own.
    """

    preset: str
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    empty: bool = False


REPETITION = ("duplicate-lines", "duplicate-paragraphs", "top-ngrams", "duplicate-ngrams")
GROUPS = {
    "fineweb": Group("fineweb"),
    "gopher quality": Group("gopher@datatrove", without=REPETITION),
    "gopher repetition": Group("gopher@datatrove", only=REPETITION),
    "c4": Group("c4"),
    "redpajama-v2": Group("redpajama-v2"),
    "gopher@paper repetition": Group("gopher@paper", only=("frequent-ngrams", "covered-ngrams")),
    "data-juicer": Group("data-juicer", empty=True),
}
"""By filter, as the scripts in ``peers`` name them."""


def texts_of(corpus: Path, data: Path, documents: int) -> list[str]:
    """The texts that are compared."""
    texts = pq.read_table(corpus, columns=["text"]).slice(0, documents)["text"].to_pylist()
    for name in ("spdx_licenses", "nltk_long_documents", "hplt_human_quality", "sms_spam"):
        table = pq.read_table(data / name)
        texts += table["text" if "text" in table.column_names else table.column_names[-1]].to_pylist()
    return [text for text in texts if text and not any("\u0e00" <= one <= "\u9fff" for one in text)]


SAFE = {
    "spdx_licenses": (120, 4000),
    "sms_spam": (250, 4000),
    "gsm8k/train.parquet": (60, 4000),
    "udhr_languages": (250, 4000),
}
"""Data that may be copied: how many texts are frozen, and up to how many characters."""


def frozen_texts(data: Path) -> list[str]:
    """Texts for the tests: real ones whose licences allow a copy, and the same made worse."""
    rng = random.Random(5)
    real: list[str] = []
    for name, (count, longest) in SAFE.items():
        table = pq.read_table(data / name)
        column = next(name for name in ("text", "question") if name in table.column_names)
        found = [text for text in table[column].to_pylist() if text and len(text) <= longest]
        real += rng.sample([text for text in found if not any("\u0e00" <= one <= "\u9fff" for one in text)], count)
    long = [text for text in real if len(text) > 400]
    worse = [
        lambda text: text + "\n" + text,
        lambda text: "\n".join([text[: rng.randint(20, 80)]] * rng.randint(3, 30)),
        lambda text: "\n".join("- " + line for line in text.splitlines()),
        lambda text: "\n".join("• " + line for line in text.splitlines()),
        lambda text: "\n".join(line + "..." for line in text.splitlines()),
        lambda text: text.replace(". ", ". # "),
        lambda text: text.replace(". ", ".\n") + "\nThis page holds lorem ipsum for now.",
        lambda text: text.replace(". ", ".\n") + "\nThe function is { return x } here.",
        lambda text: text.replace(". ", ".[1]\n").replace(", ", ",[citation needed] "),
        lambda text: text.replace(". ", ".\n") + "\nPlease enable JavaScript to go on.\nSee our privacy policy.",
        lambda text: "".join(rng.choices("0123456789+-*/ ", k=len(text) // 4)),
        lambda text: " ".join(rng.choices(text.split()[:12], k=200)),
        lambda text: "\r\n".join(text.split()),
    ]
    return [*real, *(change(text) for change in worse for text in rng.sample(long, 16)), " ", "\n\n", "é" * 9, "..."]


def ours(group: Group, signals: pl.DataFrame) -> set[int]:
    """Places of the texts that a group of findings finds."""
    loaded = load_pipeline(mapping={"stages": {"quality": {"presets": [group.preset]}}})
    found = np.zeros(signals.height, np.bool_)
    if group.empty:
        found |= (signals["visible_chars"] == 0).to_numpy()
    for finding in active_findings(loaded.declaration, signals.columns):
        if not isinstance(finding, RowFinding) or not finding.by_preset or finding.name in group.without:
            continue
        if not group.only or finding.name in group.only:
            finding.options = dataclasses.replace(finding.options, when={})
            found |= signals.select(finding.mask())[:, 0].to_numpy()
    return set(np.flatnonzero(found).tolist())


def signals_of(texts: list[str]) -> pl.DataFrame:
    """Signals of some texts."""
    batch = pa.RecordBatch.from_pydict({"text": pa.array(texts, pa.large_string())})
    frames = [pl.DataFrame(pa.Table.from_batches([stage(batch)])) for stage in (TokenLengths(None), QualitySignals())]
    return pl.concat(frames, how="horizontal")


def theirs(texts: list[str], python: str, redpajama: Path, data_juicer: Path) -> dict[str, list[int]]:
    """Places of the texts that the peers drop, by filter."""
    answers: dict[str, list[int]] = {}
    for name, arguments in (
        ("datatrove_presets", ()),
        ("redpajama_rules", (redpajama,)),
        ("data_juicer_filters", (data_juicer,)),
    ):
        command = [python, str(PEERS / f"{name}.py"), *map(str, arguments)]
        told = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True)
        if told.returncode:
            sys.exit(told.stderr[-2000:])
        answers |= json.loads(told.stdout.splitlines()[-1])
    return answers


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--python", required=True, help="has datatrove, nltk, regex and emoji")
    parser.add_argument("--redpajama", type=Path, required=True, help="checkout of togethercomputer/RedPajama-Data")
    parser.add_argument("--data-juicer", type=Path, required=True, help="checkout of modelscope/data-juicer")
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--freeze", type=Path, metavar="FILE", help="write the answers about the tests' texts, and end")
    options = parser.parse_args()
    if options.freeze:
        texts = frozen_texts(options.data)
        answers = theirs(texts, options.python, options.redpajama, options.data_juicer)
        dropped = {name: [place in places for place in range(len(texts))] for name, places in answers.items()}
        pl.DataFrame({"text": texts, **dropped}).write_parquet(options.freeze, compression="zstd", compression_level=19)
        return
    texts = texts_of(options.corpus, options.data, options.documents)
    signals = signals_of(texts)
    print("| filter | texts | ours drops | theirs drops | different |\n| --- | --- | --- | --- | --- |")
    for name, places in theirs(texts, options.python, options.redpajama, options.data_juicer).items():
        mine = ours(GROUPS[name], signals)
        different = sorted(mine ^ set(places))
        print(f"| {name} | {len(texts):,} | {len(mine):,} | {len(places):,} | {len(different)} |")
        for place in different[:5]:
            print(f"    {place}: {'ours' if place in mine else 'theirs'} drops {texts[place][:80]!r}", file=sys.stderr)


if __name__ == "__main__":
    main()

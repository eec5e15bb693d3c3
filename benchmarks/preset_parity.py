"""Decisions of our presets beside those of the implementation that they are named for, on the same words.

    python benchmarks/preset_parity.py CORPUS DATA --datatrove VENV/bin/python [--documents 10000]

Texts are documents of CORPUS (made by build_corpus.py) and the texts of DATA that are not in scripts without spaces.
A preset's ``when`` is left out: every text is judged, as the peer does.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from dataaudit.config.load import load_pipeline
from dataaudit.findings.active import active_findings
from dataaudit.findings.finding import RowFinding
from dataaudit.stages.quality import QualitySignals
from dataaudit.stages.tokens import TokenLengths

REPETITION = ("duplicate-lines", "duplicate-paragraphs", "top-ngrams", "duplicate-ngrams")
GROUPS = {"fineweb": ("fineweb", ()), "gopher quality": ("gopher", REPETITION), "gopher repetition": ("gopher", ())}


def texts_of(corpus: Path, data: Path, documents: int) -> list[str]:
    """The texts that are compared."""
    texts = pq.read_table(corpus, columns=["text"]).slice(0, documents)["text"].to_pylist()
    for name in ("spdx_licenses", "nltk_long_documents", "hplt_human_quality", "sms_spam"):
        table = pq.read_table(data / name)
        texts += table["text" if "text" in table.column_names else table.column_names[-1]].to_pylist()
    return [text for text in texts if text and not any("\u0e00" <= one <= "\u9fff" for one in text)]


def ours(preset: str, signals: pl.DataFrame, without: tuple[str, ...], only: tuple[str, ...]) -> set[int]:
    """Places of the texts that a preset's findings find."""
    loaded = load_pipeline(mapping={"stages": {"quality": {"presets": [preset]}}})
    found = np.zeros(signals.height, np.bool_)
    for finding in active_findings(loaded, signals.columns):
        if not isinstance(finding, RowFinding) or not finding.by_preset or finding.name in without:
            continue
        if not only or finding.name in only:
            finding.options = dataclasses.replace(finding.options, when={})
            found |= signals.select(finding.mask())[:, 0].to_numpy()
    return set(np.flatnonzero(found).tolist())


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--datatrove", metavar="PYTHON", required=True)
    parser.add_argument("--documents", type=int, default=10_000)
    options = parser.parse_args()
    texts = texts_of(options.corpus, options.data, options.documents)
    batch = pa.RecordBatch.from_pydict({"text": pa.array(texts, pa.large_string())})
    frames = [pl.DataFrame(pa.Table.from_batches([stage(batch)])) for stage in (TokenLengths(None), QualitySignals())]
    signals = pl.concat(frames, how="horizontal")
    script = Path(__file__).parent / "peers" / "datatrove_presets.py"
    told = subprocess.run([options.datatrove, str(script)], input=json.dumps(texts), capture_output=True, text=True)
    if told.returncode:
        sys.exit(told.stderr[-2000:])
    print("| filter | texts | ours drops | datatrove drops | different |\n| --- | --- | --- | --- | --- |")
    for name, theirs in json.loads(told.stdout.splitlines()[-1]).items():
        preset, without = GROUPS[name]
        mine = ours(preset, signals, without, REPETITION if name == "gopher repetition" else ())
        different = sorted(mine ^ set(theirs))
        print(f"| {name} | {len(texts):,} | {len(mine):,} | {len(theirs):,} | {len(different)} |")
        for place in different[:5]:
            print(f"    {place}: {'ours' if place in mine else 'theirs'} drops {texts[place][:80]!r}", file=sys.stderr)


if __name__ == "__main__":
    main()

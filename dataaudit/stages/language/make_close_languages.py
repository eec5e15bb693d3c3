"""Write ``close_languages.txt`` and ``more_languages.txt`` from sentences of known language.

    python -m dataaudit.stages.language.make_close_languages SENTENCES UDHR

SENTENCES holds one folder per ISO 639-1 code with ``testdata/sentences.txt``, as the sources of lingua do (Apache-2.0);
every tenth sentence is left out, for testing. UDHR is a Parquet file of the translations of the Universal Declaration
of Human Rights (public domain) with the columns ``file`` and ``text``.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from dataaudit.stages.language.close_languages import FILE, MORE, UNIT

GROUPS = (
    "ms id", "bs hr sr sl", "tn nso st", "xh zu ts sn", "no da sv", "cs sk pl", "es ca pt gl it fr la", "nl af",
    "yo en", "bg mk",
)  # fmt: skip
"""Languages that are taken for each other, of one script each."""
_UDHR = {"gl": "glg", "nso": "nso", "mi": "mri", "tn": "tsn", "ts": "tso_MZ"}
_MORE = ("mi", "tn", "ts")
_WORDS, _FEWEST, _SMOOTHED = 1000, 3, 0.3
_LETTERS = re.compile(r"[^\W\d_]+")


def _sentences(folder: Path, udhr: dict[str, list[str]], language: str) -> Iterator[str]:
    for code in {"no": ("nb", "nn")}.get(language, (language,)):
        path = folder / code / "testdata" / "sentences.txt"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        yield from (line for number, line in enumerate(lines) if number % 10)
    yield from udhr.get(_UDHR.get(language, ""), [])


def group_lines(languages: list[str], texts: dict[str, list[str]]) -> list[str]:
    """The words that tell languages apart best, each with its weight for every language."""
    counts = {one: Counter(word for text in texts[one] for word in _LETTERS.findall(text.lower())) for one in languages}
    every = sum(counts.values(), Counter())
    weights = {}
    for word, often in every.items():
        if often >= _FEWEST:
            of = [(counts[one][word] + _SMOOTHED) / (counts[one].total() + _SMOOTHED * len(every)) for one in languages]
            weights[word] = np.log(of) - np.log(of).mean()
    best = sorted(weights, key=lambda word: (-np.ptp(weights[word]) * np.sqrt(every[word]), word))[:_WORDS]
    return [f"{word} {' '.join(str(round(float(one) / UNIT)) for one in weights[word])}" for word in sorted(best)]


def main() -> None:
    """Write both files."""
    folder, table = Path(sys.argv[1]), pq.read_table(sys.argv[2], columns=["file", "text"]).to_pylist()
    udhr: dict[str, list[str]] = {}
    for row in table:
        udhr.setdefault(row["file"], []).append(row["text"])
    written = ["# Made by make_close_languages.py: words, and their weights for the languages of a group."]
    for group in GROUPS:
        languages = group.split()
        texts = {one: list(_sentences(folder, udhr, one)) for one in languages}
        written += [f"# {group}", *group_lines(languages, texts)]
    FILE.write_text("\n".join(written) + "\n", encoding="utf-8")
    lines = [f"{one}: {' '.join(text.split())}" for one in _MORE for text in udhr[_UDHR[one]]]
    MORE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

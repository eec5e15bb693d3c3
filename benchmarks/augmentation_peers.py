"""Damage and speed beside nlpaug and TextAttack's EDA, on the same rows.

Usage: python benchmarks/augmentation_peers.py DATA PYTHON [ROWS] [WORDNET]

PYTHON belongs to an environment with nlpaug, textattack, nltk and textblob. Counted are new texts that lost a number,
got another one, lost a name that stands within a sentence, or have another number of negations; by expressions that
neither side uses. Seconds are those of making texts, without loading, one process each, run one after the other.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from augmentation import NAME, NEGATION, NUMBER, OFF, OPERATIONS, SETS, read

from dataaudit.augment.operation import Nothing, Prepared
from dataaudit.augment.operations import make_operations
from dataaudit.config.augment import OperationsOptions

OURS = ("synonym_replacement", "random_insertion", "random_deletion", "random_swap", "character_noise")


def damage(source: str, made: str) -> tuple[bool, bool, bool]:
    """Whether numbers, names and negations were damaged."""
    numbers = sorted(NUMBER.findall(source)) != sorted(NUMBER.findall(made))
    names = any(name not in made for name in NAME.findall(source))
    return numbers, names, len(NEGATION.findall(source)) != len(NEGATION.findall(made))


def line(name: str, texts: list[str], made: list[str | None], seconds: float) -> str:
    """A row of the table."""
    pairs = [(source, new) for source, new in zip(texts, made, strict=True) if new is not None and new != source]
    told = [damage(source, new) for source, new in pairs]
    shares = []
    for place, pattern in enumerate((NUMBER, NAME, NEGATION)):
        able = [found for (source, _), found in zip(pairs, told, strict=True) if pattern.search(source)]
        shares.append(f"{sum(one[place] for one in able) / len(able):.1%} of {len(able)}" if able else "–")
    return f"| {name} | {len(pairs)} | {' | '.join(shares)} | {len(pairs) / seconds:,.0f} |"


def main() -> None:
    """Print the table."""
    data, python = Path(sys.argv[1]), sys.argv[2]
    rows = int(sys.argv[3]) if len(sys.argv) > 3 else 500
    wordnet = sys.argv[4] if len(sys.argv) > 4 else "/usr/share/wordnet"
    texts: list[str] = []
    for shown in ("ag_news (en)", "sms (en)"):
        path, text, label, _ = SETS[shown]
        texts += read(data, path, text, label, rows)["text"].to_list()
    print("| | new texts | number damaged | name lost | negation lost or new | texts/s |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name in OURS:
        (operation,) = make_operations(OperationsOptions(**{**OFF, name: OPERATIONS[name]}))
        operation([Prepared(texts[0], "en")], [random.Random(0)])
        began = time.perf_counter()
        told = operation(
            [Prepared(text, "en") for text in texts], [random.Random(number) for number in range(len(texts))]
        )
        seconds = time.perf_counter() - began
        print(
            line(f"dataaudit {name}", texts, [None if isinstance(one, Nothing) else one.text for one in told], seconds)
        )
    with TemporaryDirectory() as folder:
        given, made = Path(folder) / "texts.json", Path(folder) / "made.json"
        given.write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")
        peer = Path(__file__).parent / "peers" / "augmentation_peer.py"
        subprocess.run([python, str(peer), str(given), wordnet, str(made)], check=True)
        for name, found in json.loads(made.read_text(encoding="utf-8")).items():
            print(line(name, texts, found["texts"], found["seconds"]))


if __name__ == "__main__":
    main()

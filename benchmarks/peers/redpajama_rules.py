"""Decisions of RedPajama v2: texts as JSON on stdin; the texts that its rules and its repetition signals drop, as JSON.

    python redpajama_rules.py CHECKOUT        a checkout of togethercomputer/RedPajama-Data

Its own signal classes run on its own normalised words; raw words are what stands between white space, as ours are. The
rules are those of the data set card (``gopher_rules_pass``); the repetition thresholds those of Gopher's table A1.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(sys.argv[1]) / "app" / "src"))

from core.document import Document
from core.quality_signals import lines, natural_language, repetitions

TOP = {2: 0.2, 3: 0.18, 4: 0.16}
COVERED = {5: 0.15, 6: 0.14, 7: 0.13, 8: 0.12, 9: 0.11, 10: 0.1}


def value(signal: object, document: Document) -> float:
    """The one number of a signal about a document; 0 for none."""
    return signal(document)[0][2] or 0.0


def rules_pass(document: Document) -> bool:
    """The rules of the data set card."""
    if not 50 <= value(natural_language.RPS_Doc_Word_Count(), document) <= 10_000:
        return False
    if not 3 <= value(natural_language.RPS_Doc_Mean_Word_Length(), document) <= 10:
        return False
    if value(natural_language.RPS_Doc_Symbol_To_Word_Ratio(), document) > 0.1:
        return False
    bullets = sum(one[2] or 0.0 for one in lines.RPS_Lines_Start_With_Bulletpoint()(document))
    if bullets / len(document.raw_lines) > 0.9:
        return False
    return value(repetitions.RPS_Doc_Frac_Chars_Top_2gram(), document) <= 0.2


def repeats(document: Document) -> bool:
    """Whether a repetition signal is above its threshold."""
    for size, limit in (TOP | COVERED).items():
        kind = "Top" if size in TOP else "Dupe"
        name = f"RPS_Doc_Frac_Chars_{kind}_{size}{'gram' if size in TOP else 'Grams'}"
        if value(getattr(repetitions, name)(), document) > limit:
            return True
    return False


answers: dict[str, list[int]] = {"redpajama-v2": [], "gopher@paper repetition": []}
for place, text in enumerate(json.load(sys.stdin)):
    document = Document(text, domain=None)
    document._raw_words = tuple(text.split())
    document._num_raw_words = len(document._raw_words)
    if not rules_pass(document):
        answers["redpajama-v2"].append(place)
    if document.num_normalized_words and repeats(document):
        answers["gopher@paper repetition"].append(place)
print(json.dumps(answers))

"""Decisions of datatrove's filters: texts as JSON on stdin; for every filter the texts that it drops, as JSON.

Words are what stands between white space, as ours are in scripts with spaces (datatrove's own tokenizer would split
punctuation off), and sentences are told by their final marks, as ours are.
"""

import json
import re
import sys
from types import ModuleType

from datatrove.data import Document
from datatrove.pipeline.filters import (
    c4_filters,
    fineweb_quality_filter,
    gopher_quality_filter,
    gopher_repetition_filter,
)
from datatrove.utils.text import TERMINAL_PUNCTUATION

MARKS = "".join({*TERMINAL_PUNCTUATION, "…"})
CLOSING = "\"'”’»›)]}」』）】》〉"
ENDS = re.compile(rf"[。！？｡…]|[{re.escape(MARKS)}]+[{re.escape(CLOSING)}]*(?=\s|$)")


def words_of(text: str, language: str) -> list[str]:
    """Words between white space."""
    return text.split()


def sentences_of(text: str, language: str) -> list[str]:
    """What stands before final marks and has a letter, mark or number in it, and what is left behind the last."""
    pieces = ENDS.split(text)
    return [piece for piece in pieces if re.search(r"[^\W_]", piece)]


def dropped(module: ModuleType, name: str, texts: list[str]) -> list[int]:
    """Places of the texts that a filter drops; a text without words counts as dropped where the filter fails on it."""
    vars(module)["split_into_words"] = words_of
    vars(module)["split_into_sentences"] = sentences_of
    chosen = getattr(module, name)()
    found = []
    for place, text in enumerate(texts):
        try:
            outcome = chosen.filter(Document(text=text, id=str(place)))
        except ZeroDivisionError:
            outcome = False
        if outcome is not True:
            found.append(place)
    return found


given = json.load(sys.stdin)
print(
    json.dumps(
        {
            "fineweb": dropped(fineweb_quality_filter, "FineWebQualityFilter", given),
            "gopher quality": dropped(gopher_quality_filter, "GopherQualityFilter", given),
            "gopher repetition": dropped(gopher_repetition_filter, "GopherRepetitionFilter", given),
            "c4": dropped(c4_filters, "C4QualityFilter", given),
        }
    )
)

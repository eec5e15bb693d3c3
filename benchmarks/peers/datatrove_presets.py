"""Decisions of datatrove's filters: texts as JSON on stdin; for every filter the texts that it drops, as JSON.

Words are what stands between white space, as ours are in scripts with spaces; datatrove's own tokenizer would split
punctuation off.
"""

import json
import sys
from types import ModuleType

from datatrove.data import Document
from datatrove.pipeline.filters import fineweb_quality_filter, gopher_quality_filter, gopher_repetition_filter


def words_of(text: str, language: str) -> list[str]:
    """Words between white space."""
    return text.split()


def dropped(module: ModuleType, name: str, texts: list[str]) -> list[int]:
    """Places of the texts that a filter drops; a text without words counts as dropped where the filter fails on it."""
    vars(module)["split_into_words"] = words_of
    chosen = getattr(module, name)()
    found = []
    for place, text in enumerate(texts):
        try:
            kept = chosen.filter(Document(text=text, id=str(place))) is True
        except ZeroDivisionError:
            kept = False
        if not kept:
            found.append(place)
    return found


given = json.load(sys.stdin)
print(
    json.dumps(
        {
            "fineweb": dropped(fineweb_quality_filter, "FineWebQualityFilter", given),
            "gopher quality": dropped(gopher_quality_filter, "GopherQualityFilter", given),
            "gopher repetition": dropped(gopher_repetition_filter, "GopherRepetitionFilter", given),
        }
    )
)

"""Seconds of datatrove's filters on texts (JSON on stdin), each alone and all one after the other, as JSON.

Its word tokens are remembered between filters of one text, as in its own pipelines; the first texts load its models.
"""

import json
import sys
import time

from datatrove.data import Document
from datatrove.pipeline.filters import (
    C4QualityFilter,
    FineWebQualityFilter,
    GopherQualityFilter,
    GopherRepetitionFilter,
)

texts = json.load(sys.stdin)
filters = {
    "gopher quality": GopherQualityFilter(),
    "gopher repetition": GopherRepetitionFilter(),
    "c4": C4QualityFilter(),
    "fineweb": FineWebQualityFilter(),
}
for text in texts[:20]:
    for one in filters.values():
        one.filter(Document(text=text, id="0"))
seconds = {}
began = time.perf_counter()
for text in texts[20:]:
    for one in filters.values():
        one.filter(Document(text=text, id="0"))
seconds["all four"] = time.perf_counter() - began
print(json.dumps({"seconds": seconds, "texts": len(texts) - 20}))

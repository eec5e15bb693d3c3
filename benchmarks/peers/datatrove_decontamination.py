"""Rows that datatrove's n-gram decontamination flags: a JSON object on stdin, another on stdout.

Given ``language`` (a code of datatrove's), ``items`` (each an object of ``query`` and ``label``) and ``texts``; told,
for ``find_query_ngrams`` off (its default) and on, the places of the flagged texts and the seconds of the filter.

Its own indexer makes the index and its own filter looks through the texts, all else at its defaults (12-grams). The
indexer asks a package of evaluation tasks for further items; a stand-in has none.
"""

import json
import sys
import time
from tempfile import TemporaryDirectory
from types import ModuleType, SimpleNamespace

from datatrove.data import Document
from datatrove.pipeline.decont.n_grams import NGramsDecontConfig, NGramsDecontFilter, NGramsDecontIndexer


class Registry:
    """A registry of no tasks."""

    def __init__(self, **kwargs: object) -> None:
        """Takes what the indexer passes on."""

    def get_task_dict(self, tasks: object) -> dict[str, object]:
        """Nothing."""
        return {}


def stand_in(name: str, **values: object) -> None:
    """A module of a name with some values."""
    module = ModuleType(name)
    vars(module).update(values)
    sys.modules[name] = module


def flagged(given: dict, folder: str, *, query: bool) -> dict[str, object]:
    """Places of the texts that are flagged, and seconds."""
    config = NGramsDecontConfig(find_query_ngrams=query)
    documents = [
        Document(text=item["label"], id=str(place), metadata={"query": item["query"]})
        for place, item in enumerate(given["items"])
    ]
    NGramsDecontIndexer(folder, config=config, language=given["language"]).run(documents)
    chosen = NGramsDecontFilter(folder, config=config, language=given["language"])
    chosen.filter(Document(text="the index and the tokenizer are loaded with the first text", id="first"))
    started = time.perf_counter()
    found = [
        place
        for place, text in enumerate(given["texts"])
        if chosen.filter(Document(text=text, id=str(place))) is not True
    ]
    return {"flagged": found, "seconds": time.perf_counter() - started}


NGramsDecontIndexer._requires_dependencies = []
stand_in("lighteval")
stand_in("lighteval.tasks")
stand_in("lighteval.tasks.lighteval_task", LightevalTask=SimpleNamespace(load_datasets=lambda tasks: None))
stand_in("lighteval.tasks.registry", Registry=Registry)
read = json.load(sys.stdin)
answers = {}
for name, on in (("off", False), ("on", True)):
    with TemporaryDirectory() as index:
        answers[name] = flagged(read, index, query=on)
print(json.dumps(answers))

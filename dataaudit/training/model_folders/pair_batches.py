"""Batches of inputs with outputs, for an encoder with a decoder."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from dataaudit.errors import InputError
from dataaudit.sources.corpus import TURNS, Corpus
from dataaudit.stages.instructions.instruction_signals import prompt_and_answer
from dataaudit.training.model_folders.load_model import LoadedModel
from dataaudit.training.model_folders.sampled import sampled
from dataaudit.training.model_folders.text_batches import IGNORED, Batch, encoded, pieces


def pairs_of(corpus: Corpus, wanted: int) -> list[tuple[str, str]]:
    """Prompts with answers of rows spread over a corpus.

    Raises:
        InputError: The rows have no answers.
    """
    if corpus.roles.instruction is None:
        message = (
            "an encoder with a decoder needs inputs and outputs, and the rows have none that are recognised; name "
            "their columns with --text INPUT --target OUTPUT"
        )
        raise InputError(message)
    found = (
        prompt_and_answer(orjson.loads(turns))
        for part in corpus.parts()
        for turns in part.batch.column(TURNS).to_pylist()
        if turns is not None
    )
    return sampled((pair for pair in found if pair[0].strip() and pair[1].strip()), wanted)


def pair_batches(loaded: LoadedModel, pairs: Sequence[tuple[str, str]], batch_size: int, most: int) -> list[Batch]:
    """Batches whose targets are the tokens of the outputs, from which the model makes the decoder's inputs."""
    batches = []
    for part in pieces(pairs, batch_size):
        made = encoded(loaded, [source for source, _ in part], most)
        told = dict(
            loaded.processor(
                text_target=[target for _, target in part], truncation=True, max_length=most, padding=True,
                return_tensors="pt",
            )
        )  # fmt: skip
        batches.append({**made, "labels": told["input_ids"].masked_fill(told["attention_mask"] == 0, IGNORED)})
    return batches

"""Probes a transformers model from a folder on rows of a corpus, for ``dataaudit probe``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from dataaudit.errors import InputError
from dataaudit.selftests.recall import sample_rows
from dataaudit.training.lr_finder.find_learning_rate import LearningRates, find_learning_rate
from dataaudit.training.model_folders.image_batches import image_batches, pictures_of
from dataaudit.training.model_folders.load_model import (
    LoadedModel,
    ModelFolder,
    load_model,
    open_folder,
    quiet_transformers,
)
from dataaudit.training.model_folders.model_kinds import ModelKind, described
from dataaudit.training.model_folders.pair_batches import pair_batches, pairs_of
from dataaudit.training.model_folders.rows_of_data import MOST, classes_of_rows, corpus_of, enough, rows_of_data
from dataaudit.training.model_folders.tag_batches import tag_batches, tagged_rows
from dataaudit.training.model_folders.text_batches import Batch, class_batches, language_batches, masked_batches
from dataaudit.training.probes.probe import ProbeResult, Progress, probe, untold


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsOfModel:
    """Which rows a model is probed on, and how.

    Attributes:
        data: Same as for ``dataaudit.audit``; for pictures also a folder with a folder for every class.
        text: Text column.
        template: Template that joins columns into one text.
        label: Column of the class, or of the tags.
        target: Column of the output, for an encoder with a decoder.
        batch_size: Rows per batch.
        max_tokens: Most tokens per row.
    """

    data: Sequence[str]
    text: str | None = None
    template: str | None = None
    label: str | None = None
    target: str | None = None
    batch_size: int = 16
    max_tokens: int = 128


def probe_model(
    model: str,
    data: Sequence[str],
    *,
    text: str | None = None,
    template: str | None = None,
    label: str | None = None,
    target: str | None = None,
    task: ModelKind | None = None,
    base: str | None = None,
    batch_size: int = 16,
    max_tokens: int = 128,
    steps: int = 100,
    accumulation: int | None = None,
    learning_rate: bool = False,
    out: str | None = None,
    tell: Callable[[str], None] = lambda sentence: None,
    progress: Progress = untold,
) -> tuple[ProbeResult, LearningRates | None]:
    """Probe a model from a folder on some rows of what it learns from.

    Args:
        model: Folder with ``config.json``, a tokenizer or image processor, and safetensors weights; without weights,
            random ones are used. Or the folder of an adapter.
        data: See ``RowsOfModel``, also for the five that follow.
        text: Text column.
        template: Template that joins columns into one text.
        label: Column of the class, or of the tags.
        target: Column of the output, for an encoder with a decoder.
        task: What the model learns from, where its configuration does not show it.
        base: Folder of an adapter's base.
        batch_size: Rows per batch.
        max_tokens: Most tokens per row.
        steps: Steps of the single-batch test.
        accumulation: Micro-batches per step, or None.
        learning_rate: Whether to run the finder with AdamW.
        out: Folder for the tables.
        tell: Called with what the model was loaded as.
        progress: See ``probe``.

    Raises:
        InputError: Too few rows, or rows without what the model learns from.
        ConfigurationError: The folder has no model that can be loaded safely.
    """
    rows = RowsOfModel(
        data=data, text=text, template=template, label=label, target=target, batch_size=batch_size,
        max_tokens=max_tokens,
    )  # fmt: skip
    folder = open_folder(model, base)
    kind = folder.kind(task, labelled=label is not None)
    loaded, batches = _BATCHES[kind](folder, rows)
    trained = "" if loaded.pretrained else ", with random weights"
    tell(f"probed as {described(kind)} ({folder.config.model_type}{trained})")
    for note in loaded.notes:
        tell(note)
    with quiet_transformers():
        result = probe(
            loaded.model, batches, pretrained=loaded.pretrained, accumulation=accumulation, steps=steps, out=out,
            progress=progress,
        )  # fmt: skip
        if not learning_rate:
            return result, None
        trainable = [one for one in loaded.model.parameters() if one.requires_grad]
        loaded.model.train()
        return result, find_learning_rate(loaded.model, torch.optim.AdamW(trainable, lr=1e-3), batches)


Made = tuple[LoadedModel, list[Batch]]


def _language(folder: ModelFolder, rows: RowsOfModel) -> Made:
    texts = [row.text for row in rows_of_data(rows.data, rows.text, rows.template, None)]
    loaded = load_model(folder, "language-model")
    return loaded, language_batches(loaded, texts, rows.batch_size, rows.max_tokens)


def _masked(folder: ModelFolder, rows: RowsOfModel) -> Made:
    texts = [row.text for row in rows_of_data(rows.data, rows.text, rows.template, None)]
    loaded = load_model(folder, "masked")
    return loaded, masked_batches(loaded, texts, rows.batch_size, rows.max_tokens)


def _pairs(folder: ModelFolder, rows: RowsOfModel) -> Made:
    if (rows.target is None) != (rows.text is None) or rows.template is not None:
        message = "an encoder with a decoder has two columns: name both --text INPUT and --target OUTPUT, or neither"
        raise InputError(message)
    named = None if rows.text is None or rows.target is None else {"user": rows.text, "assistant": rows.target}
    pairs = pairs_of(corpus_of(rows.data, turns=named, label=""), MOST)
    enough(pairs, "an input and an output")
    loaded = load_model(folder, "pairs")
    return loaded, pair_batches(loaded, pairs, rows.batch_size, rows.max_tokens)


def _classes(folder: ModelFolder, rows: RowsOfModel) -> Made:
    corpus = corpus_of(rows.data, text=rows.text, template=rows.template, label=rows.label)
    if corpus.roles.label is None:
        message = "a classifier needs a column of classes, and none is recognised; name it with --label"
        raise InputError(message)
    held = [(row.text, row.label) for row in sample_rows(corpus, MOST) if row.label is not None]
    enough(held, "a text and a class")
    texts, names = [text for text, _ in held], [name for _, name in held]
    loaded = load_model(folder, "classes", classes_of_rows(names, f"column '{corpus.roles.label}'"))
    return loaded, class_batches(loaded, texts, names, rows.batch_size, rows.max_tokens)


def _tags(folder: ModelFolder, rows: RowsOfModel) -> Made:
    held = tagged_rows(corpus_of(rows.data), rows.label, MOST)
    enough(held, "tokens and tags")
    classes = classes_of_rows([tag for _, tags in held for tag in tags], "the column of tags")
    loaded = load_model(folder, "tags", classes)
    return loaded, tag_batches(loaded, held, rows.batch_size, rows.max_tokens)


def _images(folder: ModelFolder, rows: RowsOfModel) -> Made:
    held = pictures_of(rows.data, rows.label, MOST)
    enough(held, "a picture and a class")
    classes = classes_of_rows([name for _, name in held], "the column of classes")
    loaded = load_model(folder, "images", classes)
    return loaded, image_batches(loaded, held, rows.batch_size)


_BATCHES: dict[ModelKind, Callable[[ModelFolder, RowsOfModel], Any]] = {
    "language-model": _language,
    "masked": _masked,
    "pairs": _pairs,
    "classes": _classes,
    "tags": _tags,
    "images": _images,
}

"""Probes a transformers model from a folder on rows of a corpus, for ``dataaudit probe``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from dataaudit.config.strict_yaml import KeyPath
from dataaudit.engine.pipeline import load_pipeline
from dataaudit.errors import ConfigurationError, InputError
from dataaudit.selftests.plants import Row
from dataaudit.selftests.recall import sample_rows
from dataaudit.sources.open_corpus import open_paths
from dataaudit.training.lr_finder.find_learning_rate import LearningRates, find_learning_rate
from dataaudit.training.probes.probe import ProbeResult, probe

_ROWS = 512
_FEWEST = 8
_SAFE = {"local_files_only": True, "trust_remote_code": False}


def probe_model(
    model: str,
    data: Sequence[str],
    *,
    text: str | None = None,
    template: str | None = None,
    label: str | None = None,
    batch_size: int = 16,
    max_tokens: int = 128,
    steps: int = 100,
    accumulation: int | None = None,
    learning_rate: bool = False,
    out: str | None = None,
) -> tuple[ProbeResult, LearningRates | None]:
    """Probe a model from a folder on some rows: a classifier if a label is named, otherwise a language model.

    Args:
        model: Folder with ``config.json``, a tokenizer, and safetensors weights; without weights, random ones are used.
        data: Same as for ``dataaudit.audit``.
        text: Text column.
        template: Template that joins columns into one text.
        label: Class column.
        batch_size: Rows per batch.
        max_tokens: Most tokens per row.
        steps: Steps of the single-batch test.
        accumulation: Micro-batches per step, or None.
        learning_rate: Whether to run the finder with AdamW.
        out: Folder for the tables.

    Raises:
        InputError: Too few rows.
        ConfigurationError: The folder has no model that can be loaded safely.
    """
    rows = rows_of_data(data, text, template, label)
    labels = sorted({row.label for row in rows if row.label is not None}) if label else []
    if label and len(labels) < 2:
        message = f"column '{label}' has {len(labels)} classes; at least two are needed"
        raise InputError(message)
    loaded, tokenizer, pretrained = load_model(model, labels)
    batches = _batches(rows, tokenizer, labels, batch_size, max_tokens)
    result = probe(loaded, batches, pretrained=pretrained, accumulation=accumulation, steps=steps, out=out)
    if not learning_rate:
        return result, None
    optimizer = torch.optim.AdamW(loaded.parameters(), lr=1e-3)
    loaded.train()
    return result, find_learning_rate(loaded, optimizer, batches)


def rows_of_data(data: Sequence[str], text: str | None, template: str | None, label: str | None) -> list[Row]:
    """Sample rows spread over a corpus.

    Raises:
        InputError: Fewer than eight have a text.
    """
    given = {"text": text, "template": template, "label": label or ""}
    values: dict[KeyPath, Any] = {("input", key): value for key, value in given.items() if value is not None}
    values["input", "paths"] = list(data)
    pipeline = load_pipeline(None, (), values).pipeline
    rows = sample_rows(open_paths(pipeline.input, pipeline.limits), _ROWS)
    if len(rows) < _FEWEST:
        message = f"too few rows with a text to probe: {len(rows)}; at least {_FEWEST} are needed"
        raise InputError(message)
    return rows


def load_model(folder: str, labels: Sequence[str]) -> tuple[Any, Any, bool]:
    """Load a model from a folder, its tokenizer with a padding token, and whether it came with weights.

    Args:
        folder: A transformers folder.
        labels: Classes of a classifier; empty for a language model.

    Raises:
        ConfigurationError: It cannot be loaded safely.
    """
    loaded, tokenizer, pretrained = _loaded(folder, labels)
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token or tokenizer.unk_token
    loaded.config.pad_token_id = tokenizer.pad_token_id
    return loaded, tokenizer, pretrained


def _loaded(folder: str, labels: Sequence[str]) -> tuple[Any, Any, bool]:
    from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForSequenceClassification, AutoTokenizer

    path = Path(folder)
    if not (path / "config.json").is_file():
        message = f"{folder}: no config.json found; give the folder of a transformers model"
        raise ConfigurationError(message)
    weights = any(path.glob("*.safetensors"))
    if not weights and any(path.glob("*.bin")):
        message = f"{folder}: the weights are only available as pickles, which can run code; save them as safetensors"
        raise ConfigurationError(message)
    kind = AutoModelForSequenceClassification if labels else AutoModelForCausalLM
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, **_SAFE)
        if weights:
            more = {"num_labels": len(labels)} if labels else {}
            return kind.from_pretrained(folder, use_safetensors=True, **more, **_SAFE), tokenizer, True
        config = AutoConfig.from_pretrained(folder, **_SAFE)
        if labels:
            config.num_labels = len(labels)
        torch.manual_seed(0)
        made: Any = kind
        return made.from_config(config, trust_remote_code=False), tokenizer, False
    except (OSError, ValueError, ImportError) as error:
        message = f"{folder}: the model cannot be loaded ({' '.join(str(error).split())[:200]})"
        raise ConfigurationError(message) from error


def _batches(
    rows: Sequence[Row], tokenizer: Any, labels: Sequence[str], batch_size: int, max_tokens: int
) -> list[dict[str, torch.Tensor]]:
    codes = {label: place for place, label in enumerate(labels)}
    usable = [row for row in rows if not labels or row.label is not None]
    batches = []
    for first in range(0, len(usable) - batch_size // 2, batch_size):
        part = usable[first : first + batch_size]
        made = dict(
            tokenizer(
                [row.text for row in part], truncation=True, max_length=max_tokens, padding=True, return_tensors="pt"
            )
        )
        made.pop("token_type_ids", None)
        if labels:
            made["labels"] = torch.tensor([codes[str(row.label)] for row in part])
        else:
            made["labels"] = made["input_ids"].masked_fill(made["attention_mask"] == 0, -100)
        batches.append(made)
    return batches

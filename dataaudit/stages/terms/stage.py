"""Terms of lists that the user gives: signal, table and finding."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from dataaudit.config.section import SECTION
from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import ConfigurationError
from dataaudit.stages.contract import CorpusStage, RowStage
from dataaudit.stages.spec import (
    Column,
    CorpusPart,
    ResultTable,
    RowPart,
    SectionSpec,
    StageContext,
    StageSpec,
    TableView,
)
from dataaudit.stages.terms.result_schemas import TERMS


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsOptions:
    """Terms of your own lists: blocked words, names of products, anything that texts should be searched for."""

    __pydantic_config__ = SECTION

    files: Mapping[str, str] = field(default_factory=dict)
    """Lists by name, each a file of text with one term a line, as in `blocked: blocked.txt`; `*` at the end of a term
    stands for any further letters, and a line that begins with `#` is a note."""
    severity: Mapping[str, Literal["info", "warning", "error"]] = field(default_factory=dict)
    """Severity of texts with a term of a list, by its name; warning when not given."""
    languages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Languages of the texts that a list is for, by its name, as in `blocked: [de, en]`; all when not given."""


def _lists(options: TermsOptions) -> tuple[Any, ...]:
    from dataaudit.stages.terms.term_lists import TermList, read_terms

    for key in ("severity", "languages"):
        for name in getattr(options, key):
            if name not in options.files:
                message = f"stages.terms.{key}: no list '{name}'{did_you_mean(name, list(options.files))}"
                raise ConfigurationError(message)
    return tuple(
        TermList(
            name,
            options.severity.get(name, "warning"),
            options.languages.get(name, ()),
            read_terms(Path(file), f"stages.terms.files.{name}"),
        )
        for name, file in options.files.items()
    )


def _row_part(options: TermsOptions, context: StageContext) -> RowStage | None:
    from dataaudit.stages.terms.term_lists import ListedTerms

    if not options.files:
        return None
    if options.languages and "language" not in context.row_stages:
        message = "stages.terms.languages: stages.language, which is off"
        raise ConfigurationError(message)
    return ListedTerms(_lists(options))


def _corpus_part(options: TermsOptions, context: StageContext) -> CorpusStage | None:
    from dataaudit.stages.terms.term_lists import TermCounts

    return TermCounts(_lists(options)) if options.files else None


def _identity(options: TermsOptions) -> Any:
    """What the files hold."""
    return [hashlib.sha256("\n".join(one.terms).encode()).hexdigest() for one in _lists(options)]


_SHOWN = TableView(
    table="terms",
    most=50,
    columns=(
        Column(name="list", title="list"),
        Column(name="term", title="term"),
        Column(name="rows", title="texts"),
        Column(name="occurrences", title="occurrences"),
    ),
)

SPEC = StageSpec(
    name="terms",
    options=TermsOptions,
    row_parts=(RowPart(rank=65, make=_row_part, identity=_identity),),
    corpus_parts=(
        CorpusPart(
            rank=145,
            progress="Counting listed terms",
            make=_corpus_part,
            tables=(ResultTable(name="terms", schema=TERMS, text="terms of your lists"),),
        ),
    ),
    sections=(
        SectionSpec(
            key="terms",
            rank=132,
            title="Listed terms",
            family="quality",
            text="Terms of your own lists in the texts.",
            tables=(_SHOWN,),
        ),
    ),
)

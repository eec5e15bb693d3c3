"""Terms of lists that the user gives: signal, table and finding."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from dataaudit.config.section import SECTION
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
class TermListOptions:
    """One list of terms."""

    __pydantic_config__ = SECTION

    file: Annotated[str, Field(min_length=1)]
    """A file of text with one term a line; `*` at its end stands for any further letters, `#` begins a note."""
    name: str = ""
    """What findings and signals call the list; the file's name without its ending when not given."""
    severity: Literal["info", "warning", "error"] = "warning"
    """Severity of texts with one of its terms."""
    languages: tuple[str, ...] = ()
    """Languages of the texts that it is for, such as [de, en]; all when not given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsOptions:
    """Terms of your own lists: blocked words, names of products, anything that texts should be searched for."""

    __pydantic_config__ = SECTION

    lists: tuple[TermListOptions, ...] = ()
    """The lists, as in `[{file: blocked.txt, severity: error}]`."""


def _lists(options: TermsOptions) -> tuple[Any, ...]:
    from dataaudit.stages.terms.term_lists import TermList, read_terms

    named = [(one, one.name or Path(one.file).stem) for one in options.lists]
    if len({name for _, name in named}) < len(named):
        message = "stages.terms.lists: two lists have one name; give each its own under name"
        raise ConfigurationError(message)
    return tuple(
        TermList(name, one.severity, one.languages, read_terms(Path(one.file), f"stages.terms.lists[{number}].file"))
        for number, (one, name) in enumerate(named)
    )


def _row_part(options: TermsOptions, context: StageContext) -> RowStage | None:
    from dataaudit.stages.terms.term_lists import ListedTerms

    if not options.lists:
        return None
    if any(one.languages for one in options.lists) and "language" not in context.row_stages:
        message = "stages.terms.lists: a list for some languages needs stages.language, which is off"
        raise ConfigurationError(message)
    return ListedTerms(_lists(options))


def _corpus_part(options: TermsOptions, context: StageContext) -> CorpusStage | None:
    from dataaudit.stages.terms.term_lists import TermCounts

    return TermCounts(_lists(options)) if options.lists else None


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
            key="terms", rank=132, title="Listed terms", text="Terms of your own lists in the texts.", tables=(_SHOWN,)
        ),
    ),
)

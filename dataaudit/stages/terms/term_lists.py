"""Lists of terms: read from files, and found in texts."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from dataaudit.errors import ConfigurationError
from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.language.listed_terms import TermTable, listed_terms, pack_terms
from dataaudit.kernels.text.characters import character_tables
from dataaudit.stages.contract import NOTHING_ADDED, SignalStore
from dataaudit.stages.signal_batch import missing_texts, signal_batch
from dataaudit.stages.terms.result_schemas import TERMS

FOUND = "_term_numbers"
"""The signal, seen by stages alone, with the number of every occurrence's term."""


@dataclass(frozen=True, slots=True)
class TermList:
    """One list.

    Attributes:
        name: What findings call it.
        severity: Of rows with one of its terms.
        languages: Languages of the texts that it is for; of all where it is empty.
        terms: In lower case and NFC, each once.
    """

    name: str
    severity: str
    languages: tuple[str, ...]
    terms: tuple[str, ...]


def read_terms(path: Path, key: str) -> tuple[str, ...]:
    """The terms of a file of text: one a line, blank lines and those that begin with ``#`` left out.

    Raises:
        ConfigurationError: The file cannot be read as UTF-8, or holds no term.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        what = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else f"cannot be read ({error.strerror})"
        message = f"{key}: '{path}' {what}; give a file of text with one term a line"
        raise ConfigurationError(message) from error
    plain = (" ".join(unicodedata.normalize("NFC", line).lower().split()) for line in lines)
    terms = tuple(dict.fromkeys(line for line in plain if line.rstrip("*") and line[0] != "#"))
    if not terms:
        message = f"{key}: '{path}' holds no term; write one a line"
        raise ConfigurationError(message)
    return terms


@dataclass(frozen=True)
class ListedTerms:
    """Row stage ``terms``.

    Attributes:
        lists: The lists.
        name: ``terms``.

    Signals: ``terms`` (names of the lists with a term in the text, each once) and ``term_count`` (occurrences of their
    terms; of the terms that begin at one place the longest). A term stands for itself as whole words, in any case and
    with any white space inside; ``*`` at its end for any further letters.
    """

    lists: tuple[TermList, ...] = field(repr=False)
    name: str = "terms"

    @property
    def schema(self) -> pa.Schema:
        """See ``RowStage``."""
        listed = [("terms", pa.list_(pa.string())), ("term_count", pa.uint32()), (FOUND, pa.list_(pa.uint32()))]
        return pa.schema(listed)

    @cached_property
    def _tables(self) -> list[tuple[TermTable, int]]:
        """Every list as a table, and the number of its first term."""
        firsts = np.cumsum([0, *(len(one.terms) for one in self.lists)])
        return [(pack_terms(one.terms), int(first)) for one, first in zip(self.lists, firsts, strict=False)]

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """See ``RowStage``."""
        count, missing = len(batch), missing_texts(batch)
        texts = pc.utf8_lower(batch.column("text"))
        plain = pc.string_is_ascii(texts).fill_null(True)
        if plain.false_count:
            rest = pc.invert(plain)
            texts = pc.replace_with_mask(texts, rest, pc.utf8_normalize(texts.filter(rest), form="NFC"))
        buffers = text_buffers(texts)
        told = batch.column("language") if "language" in batch.schema.names else None
        owners, numbers, lists = [], [], []
        for place, (one, (table, first)) in enumerate(zip(self.lists, self._tables, strict=True)):
            of, terms = listed_terms(*buffers, character_tables()[0], table)
            if one.languages and told is not None:
                meant = pc.is_in(told, pa.array(one.languages)).fill_null(False).to_numpy(zero_copy_only=False)
                of, terms = of[meant[of]], terms[meant[of]]
            owners.append(of)
            numbers.append(terms.astype(np.int64) + first)
            lists.append(np.full(len(of), place))
        owner, number, which = (np.concatenate(part) for part in (owners, numbers, lists))
        order = np.argsort(owner, kind="stable")
        bounds = np.searchsorted(owner[order], np.arange(count + 1)).astype(np.int32)
        found = pa.ListArray.from_arrays(pa.array(bounds), pa.array(number[order].astype(np.uint32)))
        pairs = np.unique(owner * len(self.lists) + which)
        names = pa.array([one.name for one in self.lists]).take(pa.array(pairs % len(self.lists)))
        of_rows = np.searchsorted(pairs // len(self.lists), np.arange(count + 1)).astype(np.int32)
        columns = {
            "terms": pa.ListArray.from_arrays(pa.array(of_rows), names.cast(pa.string())),
            "term_count": np.diff(bounds),
            FOUND: found,
        }
        return signal_batch(self.schema, columns, missing)


@dataclass(frozen=True, slots=True)
class TermCounts:
    """Corpus stage ``terms``.

    Attributes:
        lists: The lists.
        name: ``terms``.

    Tables: ``terms``. The numbers of all occurrences are in memory: four bytes each.
    """

    lists: tuple[TermList, ...] = field(repr=False)
    name: str = "terms"

    @property
    def needs(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("row_id", FOUND)

    @property
    def tables(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("terms",)

    @property
    def added(self) -> pa.Schema:
        """See ``CorpusStage``."""
        return NOTHING_ADDED

    def run(self, store: SignalStore) -> Mapping[str, Any]:
        """See ``CorpusStage``."""
        rows = pl.DataFrame(store.signals(["row_id", FOUND])).filter(pl.col(FOUND).list.len() > 0)
        each = rows.explode(FOUND).rename({FOUND: "number"})
        counted = each.group_by("number").agg(rows=pl.col("row_id").n_unique(), occurrences=pl.len()).sort("number")
        listed = [(one, term) for one in self.lists for term in one.terms]
        starts = np.cumsum([len(one.terms) for one in self.lists])
        each = each.with_columns(list=pl.Series(np.searchsorted(starts, each["number"].to_numpy(), side="right")))
        of_list = dict(each.group_by("list").agg(pl.col("row_id").n_unique()).iter_rows())
        by_name = {one.name: of_list.get(number, 0) for number, one in enumerate(self.lists)}
        records = [
            {"list": one.name, "severity": one.severity, "term": term, "rows": of_rows, "occurrences": occurrences}
            | {"list_rows": by_name[one.name]}
            for number, of_rows, occurrences in counted.iter_rows()
            for one, term in [listed[number]]
        ]
        store.write("terms", pa.Table.from_pylist(records, schema=TERMS))
        return {"terms": len(listed)}

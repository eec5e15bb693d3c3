"""Rows that contain evaluation items, tier by tier, with totals for every pair of splits."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.sources.corpus import Corpus
from dataaudit.stages.contract import SignalStore, added_table
from dataaudit.stages.duplicates.minhash_signatures import MinHashBands
from dataaudit.stages.leakage.containment import ContainmentSearch
from dataaudit.stages.leakage.index import index_items
from dataaudit.stages.leakage.items import Items, foreign_items, own_items
from dataaudit.stages.leakage.leak_tables import leak_table, row_table, split_table
from dataaudit.stages.leakage.pairs import Pair, Pairs
from dataaudit.stages.leakage.paraphrases import paraphrases
from dataaudit.stages.leakage.result_schemas import LEAKS, SPLIT_LEAKS
from dataaudit.stages.leakage.similar import (
    Matches,
    Sides,
    equal_prompts,
    equal_texts,
    item_hashes,
    near_texts,
)
from dataaudit.stages.leakage.vector_neighbours import near_vectors
from dataaudit.stages.vectors.embeddings import Embeddings
from dataaudit.stages.vectors.encoders import load_encoder


@dataclass(frozen=True, slots=True)
class LeakageSearch:
    """Corpus stage ``leakage``.

    Attributes:
        fingerprint: Identifies the evaluation data.
        coverage: Weighted share of a long question's n-grams that must occur in one place of a row.
        similarity: Cosine from which a row paraphrases an item, for learned vectors and for hashed ones.
        own_splits: Whether the rows of evaluation splits are items for the rows of other splits.
        turns: Whether the rows are instruction data with hashed prompts.
        exact: Whether the hashes of texts exist.
        bands: The row stage of the bands, or None.
        embeddings: The row stage of the vectors, or None.
        against: Other corpora whose rows are items.
        name: ``leakage``.

    Tables: ``leaks`` (pairs of a row and an item with the strongest tier and the place of the match in both) and
    ``split_leaks`` (numbers of items and rows for every pair of splits and every tier). Adds to the rows
    ``leak_split``, ``leak_item``, ``leak_tier`` and ``leak_score`` of the strongest match.
    """

    fingerprint: str
    coverage: float
    similarity: tuple[float, float]
    own_splits: bool
    turns: bool
    exact: bool
    bands: MinHashBands | None
    embeddings: Embeddings | None
    against: tuple[Corpus, ...] = field(repr=False)
    name: str = "leakage"

    @property
    def needs(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("row_id", "file", "position", "split")

    @property
    def tables(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("leaks", "split_leaks")

    @property
    def added(self) -> pa.Schema:
        """See ``CorpusStage``."""
        texts = [("leak_split", pa.string()), ("leak_item", pa.string()), ("leak_tier", pa.string())]
        return pa.schema([*texts, ("leak_score", pa.float32())])

    def run(self, store: SignalStore) -> Mapping[str, Any]:
        """See ``CorpusStage``."""
        rows = store.signals(list(self.needs))
        items = own_items(store, rows, turns=self.turns) if self.own_splits else Items()
        for corpus, shown in zip(self.against, self._names(rows), strict=True):
            items.extend(foreign_items(corpus, shown))
        if not len(items):
            store.write("leaks", LEAKS.empty_table())
            store.write("split_leaks", SPLIT_LEAKS.empty_table())
            store.write(added_table(self), row_table([], items, self.added))
            return {"items": 0}
        search = _Search(self, store, rows, items)
        search.equal()
        facts = search.contained()
        search.similar()
        pairs = list(search.pairs.ordered())
        store.write("leaks", leak_table(store, pairs, items, search.shared))
        store.write("split_leaks", split_table(pairs, items, rows, search.by_chance))
        store.write(added_table(self), row_table(pairs, items, self.added))
        return {"items": len(items), "pairs": len(pairs), **facts}

    def check(self) -> None:
        """Read the other corpora once, so that their errors are reported before anything is written.

        Raises:
            InputError: A corpus has no items, or a row that cannot be read.
        """
        for corpus in self.against:
            foreign_items(corpus, {})

    def _names(self, rows: pa.Table) -> list[dict[str, str]]:
        """The name for the items of every file of the other corpora: its path if another file has the same name."""
        own = set(rows.column("file").unique().to_pylist())
        seen = [file.file for corpus in self.against for file in corpus.files]
        return [
            {
                file.file: file.path if file.path and (seen.count(file.file) > 1 or file.file in own) else file.file
                for file in corpus.files
            }
            for corpus in self.against
        ]


@dataclass(slots=True)
class _Search:
    stage: LeakageSearch
    store: SignalStore
    rows: pa.Table
    items: Items
    pairs: Pairs = field(default_factory=Pairs)
    shared: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    by_chance: dict[tuple[str, bool], int] = field(default_factory=dict)
    sides: Sides = field(init=False)
    row_ids: NDArray[np.uint64] = field(init=False)

    def __post_init__(self) -> None:
        self.row_ids = self.rows.column("row_id").to_numpy()
        splits = [split or "" for split in self.rows.column("split").to_pylist()]
        names = {name: number for number, name in enumerate(sorted(set(splits)))}
        of_items = zip(self.items.splits, self.items.rows, strict=True)
        numbers = [names[split] if row >= 0 else -1 for split, row in of_items]
        self.sides = Sides(np.fromiter((names[one] for one in splits), np.int64, len(splits)), np.array(numbers))

    def _add(self, tier: str, matches: Matches) -> None:
        rows, items, values = self.sides.across(matches)
        for row, item, value in zip(self.row_ids[rows].tolist(), items.tolist(), values.tolist(), strict=True):
            self.pairs.add(Pair(row, item, tier, value))

    def equal(self) -> None:
        """Search for equal texts, and for texts that are equal apart from case, punctuation and white space."""
        if self.stage.exact:
            exact, loose = item_hashes(self.items.column(self.items.texts))
            self._add("exact", equal_texts(self.store, "hash_text", exact))
            self._add("normalised", equal_texts(self.store, "hash_loose", loose))
            # A question of a few words is not sought in longer texts; a row that is nothing else is one.
            _, asked = item_hashes(self.items.column(self.items.questions))
            self._add("normalised", equal_texts(self.store, "hash_loose", asked))
        if self.stage.turns:
            self._add("normalised", equal_prompts(self.store, self.items.questions))

    def contained(self) -> dict[str, Any]:
        """Search for items inside rows, reading every text once; returns facts for the manifest."""
        parts = index_items(self.items)
        facts = {"parts_sought": len(parts.item), "ngrams": parts.gram_count}
        if not len(parts.item):
            return facts
        search = ContainmentSearch(parts, len(os.sched_getaffinity(0)), self.stage.coverage)
        done = 0
        for count in search.look_through(self.store.texts(self.row_ids)):
            done += count
            self.store.progress(done, len(self.row_ids))
        found = search.contained()
        places = np.searchsorted(self.row_ids, found.row)
        items = parts.item[found.part]
        question = search.is_question(found)
        allowed = self.sides.row_split[places] != self.sides.item_split[items]
        answers = {
            (row, item): value
            for row, item, value, asked in zip(
                found.row.tolist(), items.tolist(), found.coverage.tolist(), question.tolist(), strict=True
            )
            if not asked
        }
        order = np.flatnonzero(allowed)
        # Questions first: an answer alone counts only where its question was not found.
        for one in order[np.argsort(~question[order], kind="stable")].tolist():
            key = int(found.row[one]), int(items[one])
            score, place = float(found.coverage[one]), (int(found.first[one]), int(found.last[one]))
            if question[one]:
                self.pairs.add(Pair(*key, "ngram", score, score, answers.get(key, np.nan), *place))
            elif key not in self.pairs.held:
                self.pairs.add(Pair(*key, "ngram", score, np.nan, score, *place))
        return facts

    def similar(self) -> None:
        """Search for near-duplicates and for paraphrases."""
        texts = self.items.column(self.items.texts)
        if self.stage.bands is not None:
            self._add("minhash", near_texts(self.store, self.stage.bands, texts, self.sides))
        if self.stage.embeddings is not None:
            own = self.stage.embeddings
            encoder = load_encoder(own.model, own.device, own.max_tokens, own.tokens_per_batch, own.compiled)
            whole, _ = encoder.encode(texts)
            vectors, owners = [whole], [np.arange(len(self.items))]
            asked = [place for place, answer in enumerate(self.items.answers) if answer]
            if asked:
                questions, _ = encoder.encode(self.items.column([self.items.questions[place] for place in asked]))
                vectors.append(questions)
                owners.append(np.array(asked))
            given = np.concatenate(vectors), np.concatenate(owners)
            self._add("embedding", near_vectors(self.store, *given, self.stage.similarity, self.sides))
            found = paraphrases(
                self.store,
                self.row_ids,
                given,
                self.sides,
                self.items.questions,
                [(name, row >= 0) for name, row in zip(self.items.splits, self.items.rows, strict=True)],
                sentences=encoder.sentences,
            )
            self._add("embedding", found.matches)
            self.shared = {(int(self.row_ids[row]), item): words for (row, item), words in found.shared.items()}
            self.by_chance = found.by_chance


def fingerprint(corpora: Sequence[Corpus], templates: Sequence[str | None]) -> str:
    """A string that identifies the evaluation data and how they are read."""
    files = "+".join(file.fingerprint for corpus in corpora for file in corpus.files)
    return f"{files} {list(templates)}" if any(templates) else files

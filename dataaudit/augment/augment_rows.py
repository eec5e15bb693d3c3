"""Makes new rows: chooses sources, has texts made, asks the guards, and tries again what was rejected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import polars as pl
import pyarrow as pa

from dataaudit.augment.augmentation_tables import Counts, accepted_table, journal_table, read_journal
from dataaudit.augment.fields import Field, declared_fields
from dataaudit.augment.guards.candidate import Candidate
from dataaudit.augment.guards.distinct import Distinct
from dataaudit.augment.guards.evaluation import EvaluationGuard
from dataaudit.augment.guards.labels import LabelModel, check_label, fit_label_model
from dataaudit.augment.guards.measures import check_language, check_length, check_meaning, languages_of
from dataaudit.augment.guards.protected import MIXED, check_protected
from dataaudit.augment.new_texts import Outcome, TextMaker, Try
from dataaudit.augment.operation import Operation
from dataaudit.augment.operations import MODELS, SURFACE
from dataaudit.augment.plan import Class, Schedule, mixed, schedules, wanted_rows
from dataaudit.augment.protection import Protection
from dataaudit.augment.source_rows import SourceRows, training_rows
from dataaudit.config.augment import AugmentOptions
from dataaudit.stages.leakage.items import Items
from dataaudit.stages.vectors.encoders import STATIC, Encoder, load_encoder

CHUNK = 1024
"""Tries that the guards look at together; what is written for a resumed run."""
CHARACTERS = 1 << 22
"""Characters of a chunk from which it ends, however few tries it holds."""
MOST_LEARNT = 20_000
"""Rows that the classifiers of the label guard are fitted on, at most."""
PARTNERS = 64
"""Texts of a class that are kept for mixing."""

Emit = Callable[..., None]


class Journal(Protocol):
    """Keeps finished chunks, so that a run resumes where it stopped."""

    def read(self, name: str) -> tuple[pa.Table, pa.Table] | None:
        """Tries and new rows of a chunk, None where it is not done."""
        ...

    def write(self, name: str, tries: pa.Table, rows: pa.Table) -> None:
        """Keep a chunk."""
        ...

    def rows(self) -> Iterator[pa.Table]:
        """The new rows of all chunks in order."""
        ...


@dataclass
class Augmenter:
    """Makes new rows of a clean data set.

    Args:
        source: The rows.
        settings: The pipeline's section.
        operations: Those that are on.
        items: Evaluation items, of the same data and of other.
        journal: Keeps finished chunks.
        emit: Called with events.
    """

    source: SourceRows
    settings: AugmentOptions
    operations: tuple[Operation, ...]
    items: Items
    journal: Journal
    emit: Emit = lambda event, **facts: None
    counts: Counts = field(default_factory=Counts)
    before: dict[Class, int] = field(default_factory=dict)
    wanted: dict[Class, int] = field(default_factory=dict)
    made: Counter[Class] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    _labels: dict[int, str] = field(default_factory=dict, repr=False)
    _partners: dict[tuple[Class, str], list[tuple[int, str]]] = field(default_factory=dict, repr=False)

    def run(self) -> None:
        """Make the rows and write them to the journal.

        Raises:
            ConfigurationError: A field, class or column that there is not, or keys that exclude each other.
        """
        rows = self.source.known()
        own = training_rows(rows)
        labelled = bool(self.source.roles.label)
        ids = own["row_id"].to_numpy()
        labels: list[Class] = own["label"].to_list() if labelled else [None] * own.height
        self._labels = {row: label for row, label in zip(ids.tolist(), labels, strict=True) if label is not None}
        self.before = dict(Counter(labels))
        self.wanted = wanted_rows(self.before, self.settings)
        fields = declared_fields(self.settings.fields, self.source.roles, self.source.schema)
        if not self.before:
            self.notes.append("no rows to augment: none are kept, or all of them are evaluation rows or leaked")
            return
        if not sum(self.wanted.values()):
            self.notes.append("no new rows are needed: every class already has its target number of rows")
            return
        encoder = load_encoder(STATIC, "cpu", 256, 0, False)
        protection = Protection(tuple(name for name in self.before if name is not None), self.settings.protect)
        maker = TextMaker(
            self.operations, protection,
            1 if any(one.name in MODELS for one in self.operations) else self.settings.workers,
        )  # fmt: skip
        guards = self._guards(rows, own, fields, protection, encoder)
        plans = schedules(ids, labels, self.wanted, self.settings)
        turn = 0
        with maker.opened(sum(self.wanted.values())):
            while True:
                taken = [one for plan in plans.values() for one in plan.take()]
                if not taken:
                    break
                self._pass(turn, taken, fields, maker, guards, plans)
                turn += 1

    def _guards(
        self, rows: pl.DataFrame, own: pl.DataFrame, fields: Sequence[Field], protection: Protection, encoder: Encoder
    ) -> _Guards:
        model = self._label_model(own, encoder) if self.settings.guards.label else None
        if any(one.name == MIXED for one in self.operations):
            self._choose_partners(own, fields)
        exact, loose = self.source.hashes(rows)
        return _Guards(
            settings=self.settings, encoder=encoder, model=model, protection=protection,
            evaluation=EvaluationGuard(self.items, self.settings.guards, encoder),
            distinct=Distinct(self.settings.guards.similarity, loose, exact),
        )  # fmt: skip

    def _label_model(self, own: pl.DataFrame, encoder: Encoder) -> LabelModel | None:
        if not self._labels:
            return None
        self.emit("augment_labels")
        ids = own.filter(pl.col("label").is_not_null())["row_id"].to_list()
        chosen = sorted(sorted(ids, key=lambda one: mixed(one, self.settings.seed, 1))[:MOST_LEARNT])
        told = dict(self.source.texts(set(chosen)))
        chosen = [one for one in chosen if one in told]
        near = dict(own.select("row_id", "near_cluster").iter_rows()) if "near_cluster" in own.columns else {}
        clusters = np.array([-1 if near.get(one) is None else int(near[one]) for one in chosen], np.int64)
        model = fit_label_model(
            np.array(chosen, np.uint64), [told[one] for one in chosen], [self._labels[one] for one in chosen],
            clusters, encoder,
        )  # fmt: skip
        if model is None:
            self.notes.append("too few rows of two classes to learn their labels: the label guard rejects nothing")
        return model

    def _choose_partners(self, own: pl.DataFrame, fields: Sequence[Field]) -> None:
        order = sorted(own["row_id"].to_list(), key=lambda one: mixed(one, self.settings.seed, 2))
        chosen: dict[Class, list[int]] = {}
        for row in order:
            some = chosen.setdefault(self._labels.get(row), [])
            if len(some) < PARTNERS:
                some.append(row)
        for ids, table in self.source.parts({row for some in chosen.values() for row in some}):
            for row_id, row in zip(ids, self.source.records(table), strict=True):
                for part in fields:
                    for text in part.texts(row)[:1]:
                        self._partners.setdefault((self._labels.get(row_id), part.shown), []).append((row_id, text))

    def _pass(
        self, turn: int, taken: Sequence[tuple[int, int]], fields: Sequence[Field], maker: TextMaker, guards: _Guards,
        plans: Mapping[Class, Schedule],
    ) -> None:  # fmt: skip
        """Read the chosen rows in order, and make and judge a new row of every try."""
        tries: dict[int, list[int]] = {}
        for row_id, attempt in taken:
            tries.setdefault(row_id, []).append(attempt)
        chunk: list[_Pending] = []
        number = done = characters = 0
        for ids, table in self.source.parts(set(tries)):
            for place, (row_id, row) in enumerate(zip(ids, self.source.records(table), strict=True)):
                for attempt in tries[row_id]:
                    chunk.append(_Pending(row_id, attempt, row, table, place))
                    characters += sum(len(text) for part in fields for text in part.texts(row))
                    if len(chunk) == CHUNK or characters >= CHARACTERS:
                        self._chunk(f"{turn:03d}-{number:06d}", chunk, fields, maker, guards, plans)
                        done, number, chunk, characters = done + len(chunk), number + 1, [], 0
                        self.emit("progress", stage="augment", done=done, total=len(taken))
        if chunk:
            self._chunk(f"{turn:03d}-{number:06d}", chunk, fields, maker, guards, plans)
        self.emit(
            "augment_pass", tries=len(taken), rows=sum(self.made.values()),
            missing=sum(max(0, plan.wanted) for plan in plans.values()),
        )  # fmt: skip

    def _chunk(
        self, name: str, pending: Sequence[_Pending], fields: Sequence[Field], maker: TextMaker, guards: _Guards,
        plans: Mapping[Class, Schedule],
    ) -> None:  # fmt: skip
        kept = self.journal.read(name)
        if kept is None:
            candidates, places, refused = self._candidates(pending, fields, maker)
            guards.check(candidates, {label: plan.wanted for label, plan in plans.items()})
            accepted = [
                (one, pending[place])
                for one, place in zip(candidates, places, strict=True)
                if not one.reasons and not one.surplus
            ]
            rows = accepted_table(
                [(one, row.table, row.place, row.row) for one, row in accepted], self.source.schema, fields,
                self.settings.protect_column,
            )  # fmt: skip
            candidates = [one for one in candidates if not one.surplus]
            self.journal.write(name, journal_table(candidates, refused), rows)
        else:
            candidates, refused = read_journal(kept[0])
            guards.remember(candidates)
        self.counts.add(candidates, refused)
        for one in candidates:
            if not one.reasons:
                plans[one.label].accept(one.source)
                self.made[one.label] += 1

    def _candidates(
        self, pending: Sequence[_Pending], fields: Sequence[Field], maker: TextMaker
    ) -> tuple[list[Candidate], list[int], list[tuple[str, str]]]:
        """New texts of tries, the places of the tries, and what operations refused."""
        chosen: list[tuple[int, Field, int, str, int]] = []
        refused: list[tuple[str, str]] = []
        for place, one in enumerate(pending):
            seed = mixed(self.settings.seed, one.row_id, one.attempt)
            parts = [(part, at, text) for part in fields for at, text in enumerate(part.texts(one.row))]
            if parts:
                part, at, text = parts[mixed(seed, 3) % len(parts)]
                chosen.append((place, part, at, text, seed))
            else:
                refused.append(("", "no_text"))
        languages = languages_of([text for _, _, _, text, _ in chosen], self.settings.language)
        tries, mates = [], []
        for (place, part, _, text, seed), language in zip(chosen, languages, strict=True):
            mate = self._partner(pending[place].row_id, part, seed)
            mates.append(mate)
            tries.append(Try(text, language, seed, self._marked(pending[place].row, part), mate[1] if mate else None))
        outcomes: list[Outcome] = maker(tries)
        candidates, places = [], []
        for (place, part, at, text, seed), language, mate, outcome in zip(
            chosen, languages, mates, outcomes, strict=True
        ):
            refused += outcome.refused
            if outcome.made is None or outcome.operation is None:
                continue
            one = pending[place]
            candidates.append(
                Candidate(
                    source=one.row_id, attempt=one.attempt, seed=seed, label=self._labels.get(one.row_id),
                    operation=outcome.operation, surface=outcome.operation in SURFACE, field=part.shown, before=text,
                    after=outcome.made.text, source_text=self.source.text_of(one.row) or "",
                    text=self.source.text_of(part.with_text(one.row, at, outcome.made.text)) or "",
                    changes=outcome.made.changes, language=language,
                    mixed_with=mate[0] if mate and outcome.operation == MIXED else None,
                    partner=mate[1] if mate and outcome.operation == MIXED else None, number=at,
                )
            )  # fmt: skip
            places.append(place)
        return candidates, places, refused

    def _partner(self, row: int, part: Field, seed: int) -> tuple[int, str] | None:
        some = [one for one in self._partners.get((self._labels.get(row), part.shown), ()) if one[0] != row]
        return some[mixed(seed, 4) % len(some)] if some else None

    def _marked(self, row: Mapping[str, Any], part: Field) -> tuple[tuple[int, int], ...]:
        """Spans that the user marked in a row's text."""
        if self.settings.protect_column is None or part.role is not None:
            return ()
        spans = row.get(self.settings.protect_column) or ()
        return tuple(
            (int(one["start"]), int(one["end"])) for one in spans
            if isinstance(one, Mapping) and one.get("start") is not None and one.get("end") is not None
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Pending:
    row_id: int
    attempt: int
    row: dict[str, Any]
    table: pa.Table
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Guards:
    settings: AugmentOptions
    encoder: Encoder
    model: LabelModel | None
    evaluation: EvaluationGuard
    distinct: Distinct
    protection: Protection

    def check(self, candidates: Sequence[Candidate], room: Mapping[Class, int]) -> None:
        """Ask all guards; each says what it finds, whatever the others said."""
        bounds = self.settings.guards
        check_protected(candidates, self.protection)
        check_length(candidates, bounds)
        if bounds.language:
            check_language(candidates, self.settings.language)
        check_meaning(candidates, bounds, self.encoder)
        check_label(candidates, self.model)
        self.evaluation.check(candidates)
        self.distinct.check(candidates, room=room)

    def remember(self, candidates: Sequence[Candidate]) -> None:
        """Take in what an earlier attempt accepted."""
        self.distinct.remember([one for one in candidates if not one.reasons])

"""New rows within a batch of columns, for ``datasets.Dataset.map`` and loops of your own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import orjson
import xxhash

from dataaudit.augment.augmentation_tables import free_names
from dataaudit.augment.changes import as_records
from dataaudit.augment.guards.candidate import Candidate, texts_array
from dataaudit.augment.guards.distinct import Distinct, half
from dataaudit.augment.guards.measures import check_language, check_length, check_meaning, languages_of
from dataaudit.augment.guards.protected import MIXED, check_protected
from dataaudit.augment.new_texts import Try, new_texts
from dataaudit.augment.operation import Operation
from dataaudit.augment.operations import SURFACE, make_operations
from dataaudit.augment.plan import mixed
from dataaudit.augment.protection import Protection
from dataaudit.config.augment import AugmentOptions, check_bounds
from dataaudit.config.strict_yaml import Document
from dataaudit.config.validate import validate
from dataaudit.errors import ConfigurationError, InputError
from dataaudit.stages.leakage.similar import item_hashes
from dataaudit.stages.vectors.encoders import STATIC, load_encoder

_WITNESSES = ("operation", "changes")


@dataclass(frozen=True)
class AugmentBatch:
    """Gives a batch with new rows after its own; can be pickled, and is the same in any process.

    What is made of a row depends on its text, the seed and the settings alone. Of the guards those run that look at a
    row and its source: what stays, length, language, meaning; and copies and near-duplicates within the batch. Labels,
    evaluation items and plans need all rows: ``dataaudit augment``.

    Args:
        text: The column that is changed.
        operations: As under ``augment.operations`` in a pipeline; the four of EDA when empty.
        per_row: New rows of one row, at most.
        seed: Of all that is drawn by chance.
        language: Of the texts, ISO 639-1; found for every text when None.
        protect: Regular expressions of what is never changed.
        labels: Names of classes, whose words are never changed.
        guards: As under ``augment.guards``.
        keep: Whether the rows of the batch are given as well.

    Examples:
        >>> make = AugmentBatch(text="text", operations={"random_swap": {}}, language="en")
        >>> made = make({"text": ["we saw them near the old bridge yesterday"], "label": [1]})
        >>> made["label"], made["operation"]
        ([1, 1], ['', 'random_swap'])
        >>> from datasets import Dataset
        >>> rows = Dataset.from_dict({"text": ["we saw them near the old bridge yesterday"], "label": [1]})
        >>> rows.map(make, batched=True).num_rows
        2
    """

    text: str = "text"
    operations: Mapping[str, Any] = field(default_factory=dict)
    per_row: int = 1
    seed: int = 1
    language: str | None = None
    protect: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    guards: Mapping[str, Any] = field(default_factory=dict)
    keep: bool = True

    def __post_init__(self) -> None:
        """Check names and values.

        Raises:
            ConfigurationError: An unknown operation, guard or key, or a value out of range.
        """
        if isinstance(self.protect, str) or isinstance(self.labels, str):
            message = "AugmentBatch: protect and labels are tuples of texts"
            raise ConfigurationError(message)
        check_bounds(self._settings.guards)
        for operation in self._operations:
            operation.check()
            if operation.name == MIXED:
                message = f"{MIXED} needs the rows of one class together; use dataaudit augment"
                raise ConfigurationError(message)

    @cached_property
    def _settings(self) -> AugmentOptions:
        off = {} if not self.operations else dict.fromkeys(
            ("synonym_replacement", "random_insertion", "random_deletion", "random_swap"), False
        )  # fmt: skip
        told = {
            "operations": {**off, **self.operations}, "guards": dict(self.guards), "protect": list(self.protect),
            "per_row": self.per_row, "seed": self.seed, "language": self.language,
        }  # fmt: skip
        return validate(AugmentOptions, told, Document(told, "AugmentBatch"))

    @cached_property
    def _operations(self) -> tuple[Operation, ...]:
        return make_operations(self._settings.operations)

    def __getstate__(self) -> dict[str, Any]:
        """Without what is loaded on first use."""
        return {name: value for name, value in self.__dict__.items() if name not in ("_operations", "_settings")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """See ``__getstate__``."""
        self.__dict__.update(state)

    def __call__(self, batch: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
        """The batch with new rows, and the columns ``operation`` and ``changes`` (JSON), empty for its own rows.

        Where columns of the batch are called so, ``augment_operation`` and ``augment_changes``.

        Args:
            batch: Columns of equal length.

        Raises:
            InputError: There is no column of the text, or it holds something else.
        """
        if self.text not in batch:
            message = f"no column '{self.text}' in the batch; choose from {', '.join(batch)}"
            raise InputError(message)
        texts = list(batch[self.text])
        if any(not isinstance(one, str | None) for one in texts):
            message = f"column '{self.text}' contains a value that is not text"
            raise InputError(message)
        told = [(place, text, number) for place, text in enumerate(texts) if text for number in range(self.per_row)]
        kept = [one for one in self._candidates(told) if not one.reasons]
        kept.sort(key=lambda one: (one.source, one.attempt))
        rows = list(range(len(texts))) if self.keep else []
        places = [*rows, *(one.source for one in kept)]
        made = {name: [column[place] for place in places] for name, column in batch.items()}
        operation, changes = free_names(_WITNESSES, list(batch))
        made[self.text] = [*(texts[place] for place in rows), *(one.after for one in kept)]
        said = [orjson.dumps(as_records(one.changes)).decode() for one in kept]
        return made | {
            operation: ["" for _ in rows] + [one.operation for one in kept],
            changes: ["[]" for _ in rows] + said,
        }

    def _candidates(self, told: Sequence[tuple[int, str, int]]) -> list[Candidate]:
        seeds = [
            mixed(self.seed, xxhash.xxh64_intdigest(text.encode("utf-8", "surrogatepass")), number)
            for _, text, number in told
        ]
        languages = languages_of([text for _, text, _ in told], self.language)
        protection = Protection(self.labels, self.protect)
        tries = [Try(text, language, seed) for (_, text, _), language, seed in zip(told, languages, seeds, strict=True)]
        outcomes = new_texts(tries, self._operations, protection)
        found = [
            Candidate(
                source=place, attempt=number, seed=seed, label=None, operation=outcome.operation or "",
                surface=outcome.operation in SURFACE, field=self.text, before=text, after=outcome.made.text,
                source_text=text, text=outcome.made.text, changes=outcome.made.changes, language=language,
            )
            for (place, text, number), seed, language, outcome in zip(told, seeds, languages, outcomes, strict=True)
            if outcome.made is not None
        ]  # fmt: skip
        bounds = self._settings.guards
        check_protected(found, protection)
        check_length(found, bounds)
        if bounds.language:
            check_language(found, self.language)
        check_meaning(found, bounds, load_encoder(STATIC, "cpu", 256, 0, False))
        own = item_hashes(texts_array([text for _, text, _ in told]))[0].to_pylist()
        exact = np.unique(np.array([half(one) for one in own if one is not None], np.uint64))
        Distinct(bounds.similarity, np.zeros(0, np.uint64), exact).check(found)
        return found

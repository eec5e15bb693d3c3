"""Exact duplicates: hashes of every text at three levels."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from dataaudit.config.section import SECTION
from dataaudit.stages.contract import RowStage
from dataaudit.stages.spec import RowPart, StageContext, StageSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactOptions:
    """Exact duplicates at three levels: raw bytes, text, loose."""

    __pydantic_config__ = SECTION


def _hashes(options: ExactOptions, context: StageContext) -> RowStage:
    from dataaudit.stages.duplicates.content_hashes import ContentHashes

    roles = context.corpus.roles
    return ContentHashes(tuple(roles.fields), roles.content is not None)


def _gives(options: ExactOptions, context: StageContext) -> Collection[str]:
    labels = {"_conflicting"} if context.labelled else set()
    fields = {"_field_copy"} if context.corpus.roles.fields else set()
    return (
        {"_unread_difference", "_exact_copy", "_loose_copy", "duplicates.exact.rate", "duplicates.row.rate"}
        | labels
        | fields
    )


SPEC = StageSpec(
    name="exact",
    options=ExactOptions,
    row_parts=(RowPart(rank=20, make=_hashes, kernel=("text_forms.fold_texts", 3.0)),),
    gives=_gives,
)

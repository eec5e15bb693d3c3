"""Tags of tokens: one for every token, and entities that begin before they continue."""

from __future__ import annotations

from dataclasses import dataclass

from dataaudit.config.section import SECTION
from dataaudit.stages.contract import RowStage
from dataaudit.stages.spec import RowPart, StageContext, StageSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class TagsOptions:
    """Token classification: the number and the order of tags, where rows have them."""

    __pydantic_config__ = SECTION


def _signals(options: TagsOptions, context: StageContext) -> RowStage | None:
    from dataaudit.stages.tags.tag_signals import TagSignals

    return TagSignals() if context.corpus.roles.tags else None


SPEC = StageSpec(name="tags", options=TagsOptions, row_parts=(RowPart(rank=105, make=_signals),))

"""Personal data and secrets: their spans in every text."""

from __future__ import annotations

from dataclasses import dataclass

from dataaudit.config.section import SECTION
from dataaudit.stages.contract import RowStage
from dataaudit.stages.spec import RowPart, StageContext, StageSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalDataOptions:
    """Personal data and secrets: their positions in every text."""

    __pydantic_config__ = SECTION


def _spans(options: PersonalDataOptions, context: StageContext) -> RowStage:
    from dataaudit.stages.personal_data.personal_data_spans import PersonalDataSpans

    return PersonalDataSpans()


SPEC = StageSpec(
    name="pii",
    options=PersonalDataOptions,
    row_parts=(RowPart(rank=70, make=_spans, kernel=("pii_prefilter.anchors", 4.0)),),
)

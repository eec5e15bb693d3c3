"""Which lines of a page are its text."""

from __future__ import annotations

from dataclasses import dataclass

from dataaudit.config.section import SECTION
from dataaudit.stages.contract import RowStage
from dataaudit.stages.spec import RowPart, StageContext, StageSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesOptions:
    """Lines of pages: menus, links, footers and notes among the text, in any language; not of conversations."""

    __pydantic_config__ = SECTION


def _noise(options: LinesOptions, context: StageContext) -> RowStage:
    from dataaudit.stages.lines.noise_lines import NoiseLines

    return NoiseLines(pages=context.corpus.roles.instruction is None)


SPEC = StageSpec(
    name="lines",
    options=LinesOptions,
    row_parts=(RowPart(rank=55, make=_noise, kernel=("line_traits.line_traits", 6.0)),),
)

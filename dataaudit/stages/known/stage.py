"""Rows that earlier runs hold already: a signal, by the content of the row."""

from __future__ import annotations

from dataclasses import dataclass

from dataaudit.config.section import SECTION
from dataaudit.errors import ConfigurationError
from dataaudit.stages.contract import RowStage
from dataaudit.stages.spec import RowPart, StageContext, StageSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownOptions:
    """Rows that an earlier corpus holds already; `clean.drop: [known-row]` drops them."""

    __pydantic_config__ = SECTION

    runs: tuple[str, ...] = ()
    """Folders of finished runs, as `--known` names them."""


def _known(options: KnownOptions, context: StageContext) -> RowStage | None:
    from dataaudit.stages.known.known_rows import KnownRows, known_run

    if not options.runs:
        return None
    if "exact" not in context.row_stages:
        message = "stages.known: needs stages.exact, which is off"
        raise ConfigurationError(message)
    return KnownRows(tuple(map(known_run, options.runs)))


SPEC = StageSpec(name="known", options=KnownOptions, row_parts=(RowPart(rank=22, make=_known),))

"""Rows that earlier runs hold already: a signal, by the content of the row."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
    from dataaudit.stages.known.known_rows import KnownRows

    if not options.runs:
        return None
    if "exact" not in context.row_stages:
        message = "stages.known: needs stages.exact, which is off"
        raise ConfigurationError(message)
    return KnownRows(options.runs)


def _prepare(stage: Any) -> None:
    stage.load()


def _identity(options: KnownOptions) -> list[str]:
    """Which runs they are, whatever their folders are called."""
    from dataaudit.stages.known.known_rows import run_of

    return [run_of(Path(name)).run_key for name in options.runs]


SPEC = StageSpec(
    name="known", options=KnownOptions, row_parts=(RowPart(rank=22, make=_known, prepare=_prepare, identity=_identity),)
)

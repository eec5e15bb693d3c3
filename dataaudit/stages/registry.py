"""All stages: every module here that is called ``stage.py`` or ends in ``_stage.py``, and those of other packages.

Another package offers a ``StageSpec`` through an entry point of the group ``dataaudit.stages``; it runs only where a
pipeline names it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from dataaudit.errors import ConfigurationError
from dataaudit.stages.spec import CorpusPart, ResultTable, RowPart, StageSpec

GROUP = "dataaudit.stages"
_FOLDER = Path(__file__).parent


@cache
def all_stages() -> tuple[StageSpec[Any], ...]:
    """Every stage, in the order of its first part.

    Raises:
        ConfigurationError: A package offers a stage whose name is taken, or something that is not a stage.
    """
    found: dict[str, StageSpec[Any]] = {}
    for spec in (*_own(), *_of_other_packages()):
        if spec.name in found:
            message = f"stage '{spec.name}' of {_origin(spec)} has the name of a stage of {_origin(found[spec.name])}"
            raise ConfigurationError(message)
        found[spec.name] = spec
    return tuple(sorted(found.values(), key=lambda spec: (_first_rank(spec), spec.name)))


def row_parts() -> list[tuple[StageSpec[Any], RowPart[Any]]]:
    """All row parts with their stages, in the order of computing."""
    return sorted(
        ((spec, part) for spec in all_stages() for part in spec.row_parts), key=lambda one: (one[1].rank, one[0].name)
    )


def corpus_parts() -> list[tuple[StageSpec[Any], CorpusPart[Any]]]:
    """All corpus parts with their stages, in order."""
    return sorted(
        ((spec, part) for spec in all_stages() for part in spec.corpus_parts),
        key=lambda one: (one[1].rank, one[0].name),
    )


@cache
def result_tables() -> dict[str, ResultTable]:
    """Tables that stages leave beside the rows, by name."""
    return {table.name: table for _, part in corpus_parts() for table in part.tables}


def _own() -> Iterator[StageSpec[Any]]:
    paths = {*_FOLDER.rglob("stage.py"), *_FOLDER.rglob("*_stage.py")}
    for path in sorted(paths):
        yield import_module(".".join((__package__, *path.relative_to(_FOLDER).with_suffix("").parts))).SPEC


def _of_other_packages() -> Iterator[StageSpec[Any]]:
    for entry in entry_points(group=GROUP):
        package = entry.dist.name if entry.dist else entry.value
        try:
            spec = entry.load()
        except Exception as error:
            message = (
                f"stage '{entry.name}' of the package {package} cannot be loaded ({error}); update or uninstall it"
            )
            raise ConfigurationError(message) from error
        if not isinstance(spec, StageSpec):
            message = f"stage '{entry.name}' of the package {package}: {entry.value} is not a StageSpec"
            raise ConfigurationError(message)
        yield replace(spec, source=(package, entry.dist.version if entry.dist else ""))


def _origin(spec: StageSpec[Any]) -> str:
    return f"the package {spec.source[0]}" if spec.source else "dataaudit"


def _first_rank(spec: StageSpec[Any]) -> tuple[int, int]:
    """Row parts come before corpus parts."""
    ranks = [(0, part.rank) for part in spec.row_parts] + [(1, part.rank) for part in spec.corpus_parts]
    return min(ranks, default=(2, 0))

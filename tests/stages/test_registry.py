"""What every ``SPEC`` promises to those that are made from it."""

from __future__ import annotations

from dataclasses import is_dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dataaudit.engine.pipeline import load_pipeline
from dataaudit.engine.plan import make_plan
from dataaudit.report.sections import all_sections
from dataaudit.sources.open_corpus import open_data
from dataaudit.stages.registry import all_stages, corpus_parts, result_tables, row_parts

KERNELS = Path(__file__).resolve().parents[2] / "dataaudit" / "kernels"


def repeated(users: list[tuple[Any, str]]) -> dict[Any, list[str]]:
    """Who uses a value that only one may use."""
    found: dict[Any, list[str]] = {}
    for value, user in users:
        found.setdefault(value, []).append(user)
    return {value: names for value, names in found.items() if len(names) > 1}


def test_names_ranks_tables_and_sections_are_used_once() -> None:
    assert repeated([(spec.name, repr(spec.options)) for spec in all_stages()]) == {}
    assert repeated([(part.rank, spec.name) for spec, part in row_parts()]) == {}
    assert repeated([(part.rank, spec.name) for spec, part in corpus_parts()]) == {}
    assert repeated([(table.name, spec.name) for spec, part in corpus_parts() for table in part.tables]) == {}
    assert repeated([(section.key, section.title) for section, _ in all_sections()]) == {}
    assert repeated([(section.rank, section.key) for section, _ in all_sections()]) == {}


def test_options_are_documented_and_called_options() -> None:
    for spec in all_stages():
        assert is_dataclass(spec.options), spec.name
        assert spec.options.__name__.endswith("Options"), spec.name
        assert (spec.options.__doc__ or "").strip().endswith("."), spec.name


def test_kernels_that_are_compiled_first_exist() -> None:
    for spec, part in row_parts():
        if part.kernel:
            module, function = part.kernel[0].split(".")
            (path,) = KERNELS.rglob(f"{module}.py")
            assert f"def {function}(" in path.read_text(encoding="utf-8"), spec.name


def test_declared_tables_of_sections_name_columns_that_their_tables_have() -> None:
    for section, _ in all_sections():
        for view in section.tables:
            schema = result_tables()[view.table].schema
            assert {column.name for column in view.columns} | set(view.by) <= set(schema.names), view.table
            assert view.per is None or view.per in schema.names


@pytest.fixture(scope="module")
def plan() -> Any:
    loaded = load_pipeline("default")
    frame = pl.DataFrame({"text": ["a", "b"], "label": ["x", "y"], "split": ["train", "test"]})
    return make_plan(loaded, open_data(frame, loaded.pipeline.input, loaded.pipeline.limits))


def test_what_a_stage_needs_is_given_by_stages_before_it(plan: Any) -> None:
    given = {"row_id", "file", "position", "split", "label", "row_digest", "text"}
    given |= {name for stage in plan.row_stages for name in stage.schema.names}
    for stage in plan.corpus_stages:
        assert set(stage.needs) <= given, stage.name
        given |= set(stage.added.names)


def test_the_tables_that_a_part_declares_are_those_that_its_stage_writes(plan: Any) -> None:
    for planned in plan.relations:
        assert {table.name for table in planned.part.tables} <= set(planned.stage.tables), planned.stage.name

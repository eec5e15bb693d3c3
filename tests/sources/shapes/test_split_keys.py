"""Columns of groups and times, found by name, and moments as people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.sources.shapes.moments import day_order, seconds_of
from dataaudit.sources.shapes.split_keys import find_split_keys, group_values

MOMENTS = st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1)).map(lambda one: one.replace(microsecond=0))


def keys(**columns: list[object]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found = find_split_keys(pa.table(columns), {"text"}, (), None)
    return found.groups, tuple(name for name, _ in found.times)


@pytest.mark.parametrize(
    "name",
    ["user_id", "userId", "reviewerID", "author", "speaker", "patient_id", "conversation-id", "Dokument_ID", "用户ID"],
)
def test_names_of_groups_are_known(name: str) -> None:
    assert keys(**{name: ["a", "b"]}) == ((name,), ())


@pytest.mark.parametrize(
    "name", ["id", "annotator_id", "template_id", "label", "source", "category_id", "batch_no", "turn", "model_name"]
)
def test_names_that_say_nothing_about_groups_are_left_alone(name: str) -> None:
    assert keys(**{name: ["a", "b"]}) == ((), ())


def test_fields_inside_columns_are_found_and_texts_are_no_identifiers() -> None:
    meta = [{"author": {"id": 7, "name": "Ann"}, "created_at": "2024-01-02"}]
    assert keys(meta=meta) == (("meta.author.id", "meta.author.name"), ("meta.created_at",))
    assert keys(author=["a" * 200]) == ((), ())


@pytest.mark.parametrize(
    "name", ["created_at", "createdAt", "timestamp", "published", "date", "year", "Datum", "发布时间"]
)
def test_names_of_times_are_known_where_their_values_are_moments(name: str) -> None:
    assert keys(**{name: ["2023-01-02", "2024"]}) == ((), (name,))
    assert keys(**{name: ["yesterday", "soon"]}) == ((), ())


@pytest.mark.parametrize("name", ["updated_at", "crawl_date", "birth_date", "response_time", "annotated_at"])
def test_times_of_something_else_are_left_alone(name: str) -> None:
    assert keys(**{name: ["2023-01-02", "2024-01-02"]}) == ((), ())


@given(MOMENTS)
def test_one_moment_reads_the_same_in_every_form(moment: datetime) -> None:
    aware = moment.replace(tzinfo=UTC)
    there = aware.astimezone(timezone(timedelta(hours=5, minutes=30)))
    months = [moment.replace(month=month, day=1).strftime("%B") for month in range(1, 13)]
    clock = f"{moment:%H:%M:%S}"
    forms = [
        aware.isoformat(), there.isoformat(), f"{moment:%Y-%m-%d} {clock}", f"{moment:%Y/%m/%d} {clock}",
        f"{moment:%d.%m.%Y} {clock}", f"{moment:%d %b %Y} {clock}", format_datetime(aware), format_datetime(there),
        f"{months[moment.month - 1]} {moment.day}, {moment.year} {clock}", f"{moment:%Y-%m-%dT%H:%M:%S}Z",
        f"{moment.year}年{moment.month}月{moment.day}日 {clock}",
    ]  # fmt: skip
    if aware.timestamp() >= 1e9:
        forms += [str(int(aware.timestamp())), str(int(aware.timestamp() * 1000)), f"{aware.timestamp() * 1000:.0f}000"]
    read = seconds_of(pa.array(forms, pa.large_string()), "day first")
    assert dict(zip(forms, read.tolist(), strict=True)) == dict.fromkeys(forms, aware.timestamp())


@given(st.text(max_size=30))
def test_no_text_ends_reading(text: str) -> None:
    assert seconds_of(pa.array([text, None], pa.large_string()), day_order([text])).shape == (2,)


def test_a_month_that_may_be_a_day_is_not_guessed() -> None:
    values = pa.array(["05/03/2024", "06/04/2024"], pa.large_string())
    assert np.isnan(seconds_of(values, day_order(values.to_pylist()))).all()
    assert day_order(["05.03.2024"]) == "day first"


def test_values_that_name_nobody_have_no_digest_and_numbers_are_those_at_the_end() -> None:
    digests, serials = group_values(pa.array(["u-007", "anonymous", None, "[deleted]", "u-007"], pa.large_string()))
    assert [one == 0 for one in digests.to_pylist()] == [False, True, True, True, False]
    assert serials.to_pylist() == [7, -1, -1, -1, 7]

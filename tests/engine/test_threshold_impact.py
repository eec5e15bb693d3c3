"""What rules cost, beside a plain count over the flags of all rows and beside judging again."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import dataaudit
from dataaudit import AuditResult
from dataaudit.engine.threshold_impact import SIDE, TABLES
from dataaudit.findings.registry import find_finding

QUICK = [
    "stages.minhash=false", "stages.pii=false", "stages.passages=false", "stages.tokens.tokenizer=false",
    "report.clusters=0", "report.samples=0",
]  # fmt: skip
SETTINGS = [
    *QUICK, "stages.quality.presets=[gopher@paper, dataaudit]",
    "findings.short-text={min_chars: 60, languages: {zh: {min_chars: 15}, und: {min_chars: null}}}",
    "findings.word-variety={min_entropy: 2, max_entropy: 5}", "findings.compression={min_ratio: 0.7, max_ratio: 1.2}",
]  # fmt: skip
ENGLISH = "the of and to in is that it was for on are as with his they at be this from have or by one had not but what"
CHINESE = (
    "的一是不了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生自会那后能对着事其里所去行过家"
)
EMPTY = ["", " \n" * 20, None]


def made_up(count: int = 400, seed: int = 0) -> list[str]:
    """Texts in English and Chinese: short and long, some of capitals, numbers, hash signs, ellipses or one letter."""
    rng = random.Random(seed)
    texts = []
    for _ in range(count):
        if rng.random() < 0.25:
            texts.append("".join(rng.choices(CHINESE, k=rng.randint(2, 80))))
            continue
        words = rng.choices(ENGLISH.split(), k=rng.randint(1, 60))
        words = [word.upper() if rng.random() < 0.7 else word for word in words] if rng.random() < 0.2 else words
        for more in (str(rng.randint(0, 10**6)), "#", "...", "x" * rng.randint(1, 30)):
            words += [more] * rng.randint(1, 20) if rng.random() < 0.15 else []
        texts.append(" ".join(words))
    return texts + texts[:10]


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> AuditResult:
    frame = pl.DataFrame({"text": [*made_up(), *EMPTY]})
    return dataaudit.audit(frame, out=tmp_path_factory.mktemp("costs") / "run", settings=SETTINGS)


def curve(costs: Any, code: str, option: str) -> pl.DataFrame:
    return costs.curves.filter((pl.col("code") == code) & (pl.col("option") == option))


def check_counts(costs: Any, flags: list[list[str]]) -> None:
    """Rows, alone and overlaps as a plain count over all rows gives them."""
    rows = Counter(code for some in flags for code in some)
    alone = Counter(some[0] for some in flags if len(some) == 1)
    overlaps = Counter(tuple(sorted(some)) for some in flags if some)
    listed = costs.findings.to_dicts()
    assert {one["code"]: one["rows"] for one in listed if one["rows"]} == rows
    assert {one["code"]: one["alone"] for one in listed if one["alone"]} == alone
    assert all(find_finding(one["code"]).name == one["name"] for one in listed)
    assert {tuple(one["codes"]): one["rows"] for one in costs.overlaps.to_dicts()} == overlaps
    assert costs.overlaps["rows"].is_sorted(descending=True)


def test_rows_that_a_finding_alone_finds_and_that_findings_share_are_those_of_a_plain_count(
    result: AuditResult,
) -> None:
    costs = result.costs()
    check_counts(costs, result.rows()["flags"].to_list())
    assert {"DUP001", "QLT001", "QLT053"} <= set(costs.findings.filter(pl.col("rows") > 0)["code"])
    assert costs.overlaps["rows"].sum() == sum(bool(some) for some in result.rows()["flags"].to_list())


def test_the_tables_of_a_run_are_the_costs_it_tells(result: AuditResult) -> None:
    costs = result.costs()
    for name, told in zip(TABLES, (costs.findings, costs.overlaps, costs.curves, costs.edges), strict=True):
        assert pl.read_parquet(result.path / f"{name}.parquet").equals(told)
        assert told.schema == pl.DataFrame(TABLES[name].empty_table()).schema
        assert told.height > 0


CURVES = {
    "short-text": ["min_chars"],
    "special-characters": ["max_special"],
    "repeated-character": ["min_run"],
    "word-count": ["min_words", "max_words"],
    "alphabetic-words": ["min_share"],
    "stop-words": ["min_words"],
    "ellipsis-lines": ["max_share"],
    "alphanumeric": ["min_share"],
    "word-variety": ["min_unique", "min_entropy", "max_entropy"],
    "compression": ["min_ratio", "max_ratio"],
    "uppercase": ["max_words", "max_letters"],
    "digit-share": ["max_share"],
    "low-quality": ["min_score"],
}
"""Findings, and their options that can be given alone."""


@pytest.mark.full
def test_every_point_of_a_curve_is_what_judging_again_with_that_threshold_finds(result: AuditResult) -> None:
    costs = result.costs()
    trials: list[dict[str, tuple[dict[str, float | None], int]]] = []
    for name, options in CURVES.items():
        points = [
            (dict.fromkeys(options) | {option: int(threshold) if threshold.is_integer() else threshold}, rows)
            for option in options
            for threshold, rows in curve(costs, find_finding(name).code, option).select("threshold", "rows").iter_rows()
            if option != "min_run" or threshold >= 2  # shorter ones are no run
        ]
        assert len(points) >= 3
        for number, point in enumerate(points):
            trials += [{}] if number == len(trials) else []
            trials[number][name] = point
    for trial in trials:
        given = {name: options | {"languages": {}} for name, (options, _) in trial.items()}
        again = result.rethreshold(given).rows()["flags"]
        found = again.explode().value_counts().rows_by_key("flags", named=True, unique=True)
        for name, (options, rows) in trial.items():
            code = find_finding(name).code
            assert (name, options, found[code]["count"] if code in found else 0) == (name, options, rows)


def test_the_chosen_threshold_is_marked_and_no_other(result: AuditResult) -> None:
    costs = result.costs()
    chosen = {
        (code, option): part.filter(pl.col("chosen"))["threshold"].to_list()
        for (code, option, _), part in costs.curves.group_by("code", "option", "signal")
    }
    assert chosen["QLT001", "min_chars"] == [60]
    assert chosen["QLT053", "max_share"] == [0.3]
    assert chosen["QLT010", "min_words"] == [50]
    assert chosen["QLT045", "min_entropy"] == [2]
    assert ("QLT045", "min_unique") not in chosen  # not given, so no bound
    assert chosen.pop(("QLT046", "min_share")) == []  # function words have thresholds by language alone
    assert {len(some) for some in chosen.values()} == {1}


def nearest(
    rows: pl.DataFrame, signal: str, side: str, limits: dict[str | None, float | None]
) -> list[tuple[Any, ...]]:
    """Row ids, values and sides nearest to the thresholds of their languages (None: of the others)."""
    near: dict[bool, list[tuple[float, int, float]]] = {True: [], False: []}
    for row in rows.to_dicts():
        limit, value = limits.get(row["language"], limits[None]), row[signal]
        if limit is not None and value is not None:
            found = value < limit if side == "<" else value >= limit if side == ">=" else value > limit
            near[found].append((abs(value - limit), row["row_id"], value))
    return [(row_id, value, found) for found, some in near.items() for _, row_id, value in sorted(some)[:SIDE]]


@pytest.mark.parametrize(
    ("code", "option", "signal", "side", "limits", "judged"),
    [
        ("QLT001", "min_chars", "chars", "<", {None: 60, "zh": 15, "und": None}, pl.col("visible_chars") > 0),
        ("QLT003", "min_run", "longest_character_run", ">=", {None: 10}, pl.col("chars") <= 1000),
        ("QLT053", "max_share", "digit_share", ">", {None: 0.3}, pl.col("chars") >= 30),
        ("QLT058", "min_score", "quality_score", "<", {None: 0.3}, pl.col("chars") >= 60),
        ("QLT012", "max_ratio", "hash_sign_ratio", ">", {None: 0.1}, pl.col("script") == "Latn"),
        ("QLT012", "max_ratio", "ellipsis_ratio", ">", {None: 0.1}, pl.col("script") == "Latn"),
    ],
)
def test_edges_are_the_rows_nearest_to_the_threshold_on_both_sides(
    result: AuditResult, code: str, option: str, signal: str, side: str, limits: dict[Any, Any], judged: pl.Expr
) -> None:
    own = (pl.col("code") == code) & (pl.col("option") == option) & (pl.col("signal") == signal)
    edges = result.costs().edges.filter(own).select("row_id", "value", "found").rows()
    assert edges == nearest(result.rows().filter(judged), signal, side, limits)
    assert 0 < sum(found for _, _, found in edges) <= SIDE
    assert sum(not found for _, _, found in edges) == SIDE
    flags = dict(result.rows().select("row_id", "flags").iter_rows())
    assert all(code in flags[row_id] for row_id, _, found in edges if found)


def test_costs_with_other_options_are_those_of_a_run_with_them(result: AuditResult, tmp_path: Path) -> None:
    before = result.costs()
    other = {"digit-share": {"max_share": 0.1}, "short-text": {"min_chars": 30}, "uppercase": False}
    told = result.costs(other)
    again = result.rethreshold(other)
    check_counts(told, again.rows()["flags"].to_list())
    assert curve(told, "QLT053", "max_share").filter(pl.col("chosen"))["threshold"].to_list() == [0.1]
    assert "QLT052" not in told.findings["code"]
    settings = [
        *SETTINGS, "findings.digit-share={max_share: 0.1}", "findings.short-text.min_chars=30",
        "findings.uppercase=false",
    ]  # fmt: skip
    frame = pl.DataFrame({"text": [*made_up(), *EMPTY]})
    fresh = dataaudit.audit(frame, out=tmp_path / "run", settings=settings).costs()
    for name in ("findings", "overlaps", "curves", "edges"):
        assert getattr(told, name).equals(getattr(fresh, name)), name
        assert getattr(result.costs(), name).equals(getattr(before, name)), name
    assert result.costs({}).edges.equals(before.edges)


def test_a_run_without_rows_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_bytes(b"")
    empty = dataaudit.audit(tmp_path / "empty.jsonl", out=tmp_path / "run", settings=QUICK)
    for costs in (empty.costs(), empty.costs({"short-text": {"min_chars": 5}})):
        assert costs.findings["rows"].sum() == costs.findings["alone"].sum() == 0
        assert [table.height for table in (costs.overlaps, costs.curves, costs.edges)] == [0, 0, 0]

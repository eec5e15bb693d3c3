from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

import dataaudit
from dataaudit.config.training import TrainingOptions
from dataaudit.errors import AuditError, ConfigurationError, InputError
from dataaudit.results.result import AuditResult
from dataaudit.training.ablation.ablate import RUNS, ablate, compare, record_of
from dataaudit.training.ablation.variants import held_out_rows, variants

WORDS = {"up": ["good", "great", "fine", "lovely", "superb", "delightful", "pleasant"],
         "down": ["bad", "awful", "poor", "dreadful", "dull", "boring", "broken"]}  # fmt: skip
FILLING = [f"word{number}" for number in range(80)]
LIGHT = [
    "stages.embeddings=false", "stages.pii=false", "stages.leakage=false", "stages.labels=false", "stages.tokens=false",
    "training=false",
]  # fmt: skip
SETTINGS = TrainingOptions(task="classes", tokens=10_000, max_tokens=32)


def corpus(rows: int, share: float) -> list[dict[str, str]]:
    """Labelled texts, a share of them once more."""
    random = np.random.default_rng(0)
    made = []
    for row in range(rows):
        label = ("up", "down")[row % 2]
        words = [*random.choice(WORDS[label], 3), *random.choice(FILLING, 12)]
        made.append({"text": " ".join(random.permutation(words)), "label": label})
    again = [made[place] for place in random.permutation(rows)[: round(share * rows / (1 - share))]]
    return [*made, *again]


def audited(folder: Path, rows: list[dict[str, str]], *settings: str) -> AuditResult:
    folder.mkdir(exist_ok=True)
    path = folder / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return dataaudit.audit(path, label="label", out=folder / "run", settings=[*LIGHT, *settings])


@pytest.fixture(scope="module")
def doubled(tmp_path_factory: pytest.TempPathFactory) -> AuditResult:
    """A run of a corpus of which three rows in ten are exact duplicates, and a few are near ones."""
    random = np.random.default_rng(1)
    long = [random.choice(FILLING, 90).tolist() for _ in range(20)]
    near = [{"text": " ".join([*words, end]), "label": "up"} for words in long for end in ("once", "twice")]
    return audited(tmp_path_factory.mktemp("ablation"), [*corpus(420, 0.3), *near])


def all_rows(result: AuditResult) -> pl.DataFrame:
    there = result.columns()
    names = ("duplicate_of", "near_cluster", "embedding_cluster", "hash_loose", "hash_text", "leak_tier", "dropped_by")
    return result.rows(["row_id", "kept", "split", "label", *(name for name in names if name in there)])


def test_there_are_all_rows_and_the_clean_ones_and_none_of_them_is_or_doubles_a_held_out_row(
    doubled: AuditResult,
) -> None:
    rows = all_rows(doubled)
    assert rows.filter(~pl.col("kept")).height >= 180
    held = held_out_rows(rows, 1)
    made = {one.name: set(one.row_ids.tolist()) for one in variants(doubled, held)}
    assert {"raw", "clean"} <= set(made)
    held_ids = set(held.tolist())
    kept = set(rows.filter(pl.col("kept"))["row_id"].to_list())
    assert made["clean"] == kept - held_ids
    assert made["raw"] == set(rows["row_id"].to_list()) - held_ids
    texts = dict(doubled.all_texts(rows["row_id"].to_numpy()))
    judged = {texts[one] for one in held_ids}
    assert len(judged) == len(held_ids) >= 50
    for row_ids in made.values():
        assert row_ids.isdisjoint(held_ids)
        assert judged.isdisjoint(texts[one] for one in row_ids)


def test_a_rule_left_out_gives_its_rows_back(doubled: AuditResult) -> None:
    rows = all_rows(doubled)
    made = {one.name: set(one.row_ids.tolist()) for one in variants(doubled, held_out_rows(rows, 1))}
    assert set(made) == {"raw", "clean", "without exact-duplicate", "without near-duplicate"}
    for name, code in (("exact-duplicate", "DUP001"), ("near-duplicate", "DUP002")):
        dropped = set(rows.filter(pl.col("dropped_by") == code)["row_id"].to_list())
        assert len(dropped) >= 20
        assert made[f"without {name}"] == made["clean"] | dropped
    only = [one.name for one in variants(doubled, held_out_rows(rows, 1), ["DUP002"])]
    assert only == ["raw", "clean", "without near-duplicate"]


@pytest.mark.full
def test_every_variant_is_trained_with_the_same_seeds_and_tokens(doubled: AuditResult, tmp_path: Path) -> None:
    events: list[tuple[str, dict[str, Any]]] = []
    found = ablate(
        doubled, out=tmp_path / "out", seeds=2, tokens=2_000, rules=["near-duplicate"], settings=SETTINGS,
        progress=lambda event, **facts: events.append((event, facts)),
    )  # fmt: skip
    runs = found.runs
    assert runs.schema == pl.Schema(RUNS)
    names = runs["variant"].unique(maintain_order=True).to_list()
    assert names[:2] == ["raw", "clean"]
    for name in names:
        own = runs.filter(pl.col("variant") == name)
        assert own["seed"].to_list() == [1, 2]
        assert own["rows"].n_unique() == 1
    budget = 2_000 * 10
    assert all(budget <= one < budget + 32 * 32 for one in runs["tokens"].to_list())
    sizes = dict(runs.select("variant", "rows").iter_rows())
    assert sizes["clean"] < sizes["raw"]
    assert runs["loss"].is_finite().all()
    assert runs["accuracy"].is_between(0, 1).all()
    assert found.task == "classes"
    assert {(one.variant, one.against) for one in found.compared} == {
        ("clean", "raw"), *((name, "clean") for name in names[2:]),
    }  # fmt: skip
    assert {one.metric for one in found.compared} == {"loss", "accuracy"}
    assert pl.read_parquet(tmp_path / "out/ablation.parquet").equals(runs)
    told = json.loads((tmp_path / "out/ablation.json").read_bytes())
    assert told == json.loads(json.dumps(record_of(found)))
    assert [event for event, _ in events] == ["training_started", "training_finished"] * runs.height


def test_a_run_that_dropped_nothing_is_refused(tmp_path: Path) -> None:
    rows = corpus(300, 0)
    result = audited(tmp_path / "clean", rows, "clean.drop=[]", "clean.duplicates=[]")
    assert result.rows(["kept"])["kept"].all()
    with pytest.raises(InputError, match="no row was dropped, so there is nothing to compare"):
        ablate(result, seeds=2, tokens=1_000, settings=SETTINGS)


def test_an_unknown_rule_is_told_with_the_nearest_one(doubled: AuditResult) -> None:
    with pytest.raises(ConfigurationError, match="exact-duplicate"):
        ablate(doubled, seeds=2, tokens=1_000, rules=["exact-duplicat"], settings=SETTINGS)


def test_a_rule_that_dropped_nothing_is_told_with_those_that_did(doubled: AuditResult) -> None:
    with pytest.raises(InputError, match="empty-text dropped no row in this run; choose from DUP001, DUP002"):
        ablate(doubled, seeds=2, tokens=1_000, rules=["empty-text"], settings=SETTINGS)


def test_one_seed_and_a_folder_that_is_no_run_are_refused(doubled: AuditResult, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="at least 2 seeds are needed"):
        ablate(doubled, seeds=1)
    with pytest.raises(AuditError):
        ablate(tmp_path)


def test_an_input_that_is_gone_is_told(tmp_path: Path) -> None:
    result = audited(tmp_path / "gone", corpus(420, 0.3))
    (tmp_path / "gone/rows.jsonl").unlink()
    with pytest.raises(AuditError, match=r"rows\.jsonl"):
        ablate(result, seeds=2, tokens=1_000, settings=SETTINGS)


def runs_of(levels: dict[str, list[float]], accuracy: bool = False) -> pl.DataFrame:
    return pl.DataFrame(
        [{"variant": name, "seed": seed, "rows": 1, "tokens": 1, "loss": value, "accuracy": value if accuracy else None}
         for name, values in levels.items() for seed, value in enumerate(values)],
        schema=RUNS,
    )  # fmt: skip


def test_a_clear_difference_is_told_and_noise_is_not_taken_for_one() -> None:
    raw = [2.0, 2.2, 1.9, 2.1, 2.05]
    better = [value - 0.5 + place / 100 for place, value in enumerate(raw)]
    noise = [better[0] + 0.3, better[1] - 0.3, better[2] + 0.1, better[3] - 0.1, better[4]]
    told = compare(runs_of({"raw": raw, "clean": better, "without x": noise}), "language")
    assert [(one.variant, one.against) for one in told] == [("clean", "raw"), ("without x", "clean")]
    assert told[0].verdict.startswith("clean has a lower loss than raw by 0.48 ")
    assert told[1].verdict.startswith("no significant difference in loss between without x and clean")


def test_many_comparisons_are_corrected_for() -> None:
    raw = [2.0, 2.2, 1.9, 2.1, 2.05]
    shifts = [0.1, 0.3, 0.15, 0.2, 0.02]
    alone = compare(runs_of({"raw": raw, "clean": [a + b for a, b in zip(raw, shifts, strict=True)]}), "language")
    assert alone[0].verdict.startswith("clean has a higher loss than raw")
    more = {f"without {name}": [a + b + c for a, b, c in zip(raw, shifts, noise, strict=True)] for name, noise in
            {"x": [0.1, -0.1, 0.2, -0.2, 0], "y": [-0.1, 0.1, 0.1, -0.1, 0]}.items()}  # fmt: skip
    several = compare(
        runs_of({"raw": raw, "clean": [a + b for a, b in zip(raw, shifts, strict=True)], **more}), "language"
    )
    assert several[0].p == pytest.approx(min(1, 3 * alone[0].p))
    assert several[0].verdict.startswith("no significant difference in loss") == (several[0].p > 0.05)


def test_classes_are_compared_by_accuracy_too() -> None:
    told = compare(runs_of({"raw": [0.5, 0.6], "clean": [0.7, 0.8]}, accuracy=True), "classes")
    assert [one.metric for one in told] == ["loss", "accuracy"]
    assert told[1].difference.mean == pytest.approx(0.2)

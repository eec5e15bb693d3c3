"""The tiers of near-duplicates and of vectors, beside comparing every row with every item."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from kernels.test_shingles_and_minhash import twin_shingles
from stages.leakage.leak_runs import ALONE, WORDS_ONLY, leaks, sought, tiers

from dataaudit import AuditResult
from dataaudit.stages.duplicates.content_hashes import loose_form
from dataaudit.stages.vectors.encoders import STATIC, load_encoder

SELLS = "A shop sells 12 red apples and 30 green pears each day. How many fruits does it sell in a week?"
SOLD = "Each day a shop sells 30 green pears and 12 red apples. In a week, how many fruits does it sell?"
WORDS = [
    "garden", "bridge", "doctor", "violin", "winter", "teacher", "market", "engine", "harbor", "pencil", "kitchen",
    "mountain", "library", "station", "bottle", "carpet", "hammer", "island", "jacket", "ladder", "mirror", "needle",
    "orange", "pillow", "camera", "desert", "falcon", "guitar", "helmet", "insect", "jungle", "kettle", "lemon",
]  # fmt: skip


def similarity(one: str, two: str) -> float:
    left, right = set(twin_shingles(one, 5)), set(twin_shingles(two, 5))
    return len(left & right) / len(left | right) if left | right else 0.0


def made_up(seed: int) -> tuple[list[str | None], list[str]]:
    """Items of few words, and rows that are such with none to four words changed, or others."""
    rng = random.Random(seed)
    items = [" ".join(rng.choices(WORDS, k=rng.randint(3, 120))) for _ in range(40)]
    rows: list[str | None] = [None, "", "?!"]
    for _ in range(150):
        words = rng.choice(items).split()
        for _ in range(rng.randint(0, 4)):
            words[rng.randrange(len(words))] = rng.choice(WORDS)
        rows.append(" ".join(words))
    return rows, items


@pytest.mark.full
def test_near_duplicates_are_those_of_comparing_all(tmp_path: Path) -> None:
    rows, items = made_up(0)
    settings = [*WORDS_ONLY, "stages.leakage.coverage=1"]
    found = {one["pair"]: one for one in leaks(sought(tmp_path, rows, items, settings))}
    assert sum(one["tier"] == "minhash" for one in found.values()) > 20
    for row, text in enumerate(rows):
        for item, other in enumerate(items):
            near, one = similarity(text or "", other), found.get((row, item))
            if loose_form(text or "") == loose_form(other):
                assert one is not None
                assert one["tier"] == "exact"
            elif near >= 0.85:
                assert one is not None
            if one is not None and one["tier"] == "minhash":
                assert near >= 0.8
                assert one["score"] == pytest.approx(near, abs=1e-6)


def vectors_of(texts: list[str]) -> np.ndarray:
    return load_encoder(STATIC, "cpu", 256, 0, False).encode(pa.array(texts, pa.large_string()))[0]


def test_rephrased_rows_are_those_of_comparing_all_vectors(tmp_path: Path) -> None:
    rng = random.Random(1)
    items = [" ".join(rng.sample(WORDS, 8)) for _ in range(25)]
    rows = [" ".join(rng.sample((words := rng.choice(items).split()), len(words))) for _ in range(40)]
    rows += [f"{rng.choice(rows)} {rng.choice(WORDS)}" for _ in range(40)] + [" ".join(rng.sample(WORDS, 8))]
    settings = [*ALONE, "stages.minhash=false", "stages.exact=false"]
    found = {one["pair"]: one for one in leaks(sought(tmp_path, rows, items, settings))}
    cosine = vectors_of(rows) @ vectors_of(items).T
    near = {tuple(pair) for pair in np.argwhere(cosine >= 0.952).tolist()}
    assert len(near) > 30
    assert near <= set(found)
    assert {one["tier"] for one in found.values()} <= {"ngram", "embedding"}
    for pair, one in found.items():
        if one["tier"] == "embedding":
            assert one["score"] >= 0.95
            assert one["score"] == pytest.approx(float(cosine[pair]), abs=2e-3)


@pytest.fixture(scope="module")
def rephrased(tmp_path_factory: pytest.TempPathFactory) -> AuditResult:
    rows = [
        {"question": SOLD, "answer": "294"},
        {"question": "Is it far?", "answer": SOLD},
        {"question": "What is a shop?", "answer": "A place that sells fruits."},
        {"question": SELLS, "answer": "I do not know that."},
        {"question": None, "answer": None},
    ]
    return sought(
        tmp_path_factory.mktemp("rephrased"), rows, [{"question": SELLS, "answer": "(12 + 30) * 7 = 294"}], ALONE
    )


def test_words_in_another_order_are_found_by_their_vectors_and_told_last(rephrased: AuditResult) -> None:
    assert {pair: tier for pair, tier in tiers(rephrased).items() if pair[0] in (0, 3)} == {
        (0, 0): "embedding", (3, 0): "normalised",
    }  # fmt: skip
    assert {pair[0] for pair in tiers(rephrased)} <= {0, 1, 3}
    assert [result.severity for result in rephrased.findings if result.code == "LEK005"] == ["warning"]


def test_the_example_of_the_page_is_found(tmp_path: Path) -> None:
    item = "Altogether, how many clips did Natalia sell in May and April?"
    row = "How many clips did Natalia sell in April and May altogether?"
    assert tiers(sought(tmp_path, [row], [item], ALONE)) == {(0, 0): "embedding"}


def test_a_lower_similarity_finds_more(tmp_path: Path) -> None:
    rows = ["My cat sleeps on the warm windowsill while it rains.", "The cat slept on a warm windowsill in the rain."]
    settings = [*ALONE, "stages.leakage.similarity=0.6"]
    assert tiers(sought(tmp_path / "one", rows[:1], rows[1:], ALONE)) == {}
    assert tiers(sought(tmp_path / "two", rows[:1], rows[1:], settings)) == {(0, 0): "embedding"}


@pytest.mark.parametrize("stage", ["exact", "minhash", "instructions", "embeddings"])
def test_a_tier_whose_stage_is_off_finds_nothing_and_the_others_go_on(tmp_path: Path, stage: str) -> None:
    rows = [{"question": SELLS, "answer": "294"}, {"question": f"So: {SELLS} Well?", "answer": "42"}]
    items = [{"question": SELLS, "answer": "294"}]
    found = tiers(sought(tmp_path, rows, items, [*WORDS_ONLY, f"stages.{stage}=false"]))
    first = {"exact": "normalised", "minhash": "exact", "instructions": "exact", "embeddings": "exact"}[stage]
    assert found == {(0, 0): first, (1, 0): "ngram"}

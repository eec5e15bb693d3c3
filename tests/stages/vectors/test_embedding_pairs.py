from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

from dataaudit import AuditResult, audit
from dataaudit.stages.duplicates.content_hashes import ContentHashes
from dataaudit.stages.vectors.embedding_pairs import EmbeddingPairs
from dataaudit.stages.vectors.embeddings import Embeddings
from dataaudit.stages.vectors.encoders import STATIC, load_encoder
from dataaudit.stages.vectors.static_vectors import DIMENSIONS, static_identity

QUICK = [
    "stages.quality=false", "stages.language=false", "stages.pii=false", "stages.passages=false",
    "stages.instructions=false", "stages.leakage=false", "stages.classes=false", "stages.tokens.tokenizer=false",
    "report.clusters=0", "report.samples=0",
]  # fmt: skip
DROP = "clean.duplicates=[exact, minhash, embedding]"
WORDS = [
    "garden", "bridge", "doctor", "violin", "winter", "teacher", "market", "engine", "harbor", "pencil", "kitchen",
    "mountain", "library", "station", "bottle", "carpet", "hammer", "island", "jacket", "ladder", "mirror",
    "needle", "orange", "pillow", "camera", "desert", "falcon", "guitar", "helmet", "insect", "jungle", "kettle",
    "lemon", "magnet", "napkin", "ocean",
]  # fmt: skip
FIRST = "On Tuesday the committee approved the annual budget after a long debate."
SECOND = "The committee approved the annual budget after a long debate on Tuesday."
THIRD = "after a long debate the committee approved on Tuesday the annual budget"
OTHER = "My cat sleeps on the warm windowsill while it rains outside."


def run(folder: Path, rows: dict[str, list[Any]], *settings: str) -> AuditResult:
    frame = pl.DataFrame(rows, schema_overrides={"text": pl.String})
    return audit(frame, out=folder, settings=[*QUICK, *settings])


def vectors_of(texts: Sequence[str | None]) -> np.ndarray:
    """As they are stored: of few digits, zeros for a text without any."""
    vectors, _ = load_encoder(STATIC, "cpu", 256, 0, False).encode(pa.array(texts, pa.large_string()))
    stored = vectors.astype(np.float16).astype(np.float64)
    lengths = np.linalg.norm(stored, axis=1, keepdims=True)  # float16 is not quite of length 1
    result: np.ndarray = stored / np.where(lengths > 0, lengths, 1)
    return result


def brute_force(texts: Sequence[str | None], threshold: float = 0.9) -> dict[tuple[int, int], float]:
    """All pairs of texts that are not the same, by the cosine of their vectors."""
    vectors = vectors_of(texts)
    similarity = np.clip(np.round(vectors @ vectors.T, 5), -1, 1)
    return {
        (one, two): similarity[one, two]
        for one, two in combinations(range(len(texts)), 2)
        if similarity[one, two] >= threshold and texts[one] != texts[two]
    }


def embedded(result: AuditResult) -> dict[tuple[int, int], float]:
    """Pairs by vectors, by place of the row."""
    place = {row: number for number, row in enumerate(result.rows(["row_id"])["row_id"].to_list())}
    pairs = result.pairs().filter(pl.col("kind").is_in(["embedding", "similar"])).to_dicts()
    found = {(place[row["row_a"]], place[row["row_b"]]): row["similarity"] for row in pairs}
    assert len(found) == len(pairs)
    return found


def kept(result: AuditResult) -> list[bool]:
    rows: list[bool] = result.rows(["kept"])["kept"].to_list()
    return rows


def drifting(count: int = 40, seed: int = 0) -> list[str]:
    """Texts of twelve words in any order, each with another word than the one before: chains of near vectors."""
    rng = random.Random(seed)
    texts: list[str] = []
    while len(texts) < count:
        words = rng.sample(WORDS, 12)
        for _ in range(rng.randint(1, 9)):
            words[rng.randrange(12)] = rng.choice(WORDS)
            texts.append(" ".join(rng.sample(words, 12)))
    return texts[:count]


def reordered(count: int, seed: int = 0) -> list[str]:
    """Texts of which several in turn have the same twelve words."""
    rng = random.Random(seed)
    texts: list[str] = []
    while len(texts) < count:
        words = rng.sample(WORDS, 12)
        texts += [" ".join(rng.sample(words, 12)) for _ in range(rng.randint(1, 5))]
    return texts[:count]


def check_dropped(result: AuditResult) -> None:
    """Every dropped row has a pair with the kept row it is dropped for, as near as is told."""
    rows = result.rows(["row_id", "kept", "duplicate_of", "similarity", "dropped_by"])
    staying = set(rows.filter(pl.col("kept"))["row_id"].to_list())
    pairs = {
        frozenset((row["row_a"], row["row_b"])): row["similarity"]
        for row in result.pairs().filter(~pl.col("known")).to_dicts()
    }
    for row in rows.filter(~pl.col("kept")).to_dicts():
        assert row["duplicate_of"] in staying
        assert pairs[frozenset((row["row_id"], row["duplicate_of"]))] == row["similarity"] >= 0.8
        assert row["dropped_by"] in ("DUP001", "DUP002", "DUP006")


def test_semantic_pairs_are_told_apart_from_exact_and_near_ones(tmp_path: Path) -> None:
    long = " ".join(WORDS)
    texts = [f"{FIRST} !", SECOND, f"{FIRST} !", OTHER, long, f"{long} ocean", None]
    result = run(tmp_path / "run", {"text": texts})
    ids = result.rows(["row_id"])["row_id"].to_list()
    found = {(row["kind"], ids.index(row["row_a"]), ids.index(row["row_b"])): row for row in result.pairs().to_dicts()}
    assert {pair: row["known"] for pair, row in found.items()} == {
        ("exact", 0, 2): False,
        ("minhash", 4, 5): False,
        ("embedding", 0, 1): False,
        ("embedding", 4, 5): True,
    }
    assert found["exact", 0, 2]["similarity"] == found["embedding", 0, 1]["similarity"] == 1
    rows = result.rows(["flags", "kept", "embedding_cluster"])
    duplicates = rows["flags"].list.filter(pl.element().str.starts_with("DUP")).to_list()
    assert duplicates == [[], ["DUP006"], ["DUP001"], [], ["DUP002"], [], []]
    assert rows["kept"].to_list() == [True, True, False, True, False, True, True]
    assert rows["embedding_cluster"].to_list() == [ids[0], ids[0], ids[0], None, None, None, None]
    assert result.metrics["duplicates.embedding.rate"] == pytest.approx(1 / 7)


@pytest.mark.parametrize("kind", ["embedding", "similar"])
def test_every_member_of_a_cluster_has_a_pair_with_the_row_that_it_is_named_by(tmp_path: Path, kind: str) -> None:
    result = run(tmp_path / "run", {"text": drifting()})
    pairs = result.pairs().filter(pl.col("kind") == kind)
    linked = {frozenset(pair) for pair in pairs.select("row_a", "row_b").iter_rows()}
    clusters = result.clusters().filter(pl.col("kind") == kind)
    named = clusters["cluster_id"].unique().to_list()
    assert len(named) > 3
    for row, cluster in clusters.select("row_id", "cluster_id").iter_rows():
        assert row == cluster or frozenset((row, cluster)) in linked
    assert not any(frozenset(pair) in linked for pair in combinations(named, 2))
    assert clusters["keeper"].to_list() == clusters["row_id"].to_list()
    code = {"embedding": "DUP006", "similar": "DUP007"}[kind]
    flagged = result.rows().filter(pl.col("flags").list.contains(code))["row_id"].to_list()
    assert set(flagged) <= set(clusters["row_id"].to_list()) - set(named)


@pytest.mark.parametrize("seed", range(2))
def test_pairs_are_those_of_brute_force(tmp_path: Path, seed: int) -> None:
    texts: list[str | None] = [
        *drifting(30, seed),
        "今天天气很好，我们去公园散步。",
        "今天天气真好，我们去公园散步。",
        "!!!",
        None,
    ]
    result = run(tmp_path / "run", {"text": texts})
    expected = brute_force(texts)
    assert len(expected) > 20
    assert embedded(result) == pytest.approx(expected, abs=1e-9)


def test_the_thresholds_of_the_pipeline_hold(tmp_path: Path) -> None:
    texts = [*drifting(20), "今天天气很好，我们去公园散步。", "今天天气真好，我们去公园散步。"]
    result = run(tmp_path / "run", {"text": texts}, "stages.embeddings={threshold: 0.95, hashed_threshold: 0.92}")
    expected = {pair: value for pair, value in brute_force(texts[:20], 0.95).items() if max(pair) < 20}
    assert embedded(result) == pytest.approx(expected, abs=1e-9)
    assert len(expected) < len(brute_force(texts[:20]))


@pytest.mark.parametrize("seed", range(2))
def test_a_row_is_dropped_only_for_a_kept_row_that_it_has_a_pair_with(tmp_path: Path, seed: int) -> None:
    texts = reordered(60, seed)
    result = run(tmp_path / "run", {"text": [*texts, *texts[::9]]}, DROP)
    check_dropped(result)
    assert result.rows()["dropped_by"].value_counts().filter(pl.col("dropped_by") == "DUP006")["count"][0] > 10
    staying = [frozenset(text.split()) for text, stays in zip(texts, kept(result), strict=False) if stays]
    assert len(set(staying)) == len(staying)


def test_no_two_rows_that_stay_are_a_pair_where_near_copies_have_equal_vectors(tmp_path: Path) -> None:
    texts = reordered(60)
    texts += [f"{text} !" for text in texts[::3]]
    result = run(tmp_path / "run", {"text": texts}, DROP)
    check_dropped(result)
    staying = [frozenset(text.split()) - {"!"} for text, stays in zip(texts, kept(result), strict=True) if stays]
    assert len(set(staying)) == len(staying)


def test_a_chain_loses_no_row_that_is_near_to_no_kept_one(tmp_path: Path) -> None:
    chain = [" ".join(random.Random(cut).sample(WORDS[: 12 + 2 * cut], 12 + 2 * cut)) for cut in range(6)]
    result = run(tmp_path / "run", {"text": [f"{text}{'!' * (6 - n)}" for n, text in enumerate(chain)]}, DROP)
    check_dropped(result)
    near = brute_force(chain)
    assert (0, 1) in near
    assert (1, 2) in near
    assert (0, 5) not in near
    assert 1 < sum(kept(result)) < 6


def test_without_being_asked_for_semantic_duplicates_stay(tmp_path: Path) -> None:
    result = run(tmp_path / "run", {"text": drifting()})
    assert all(kept(result))
    assert result.rows()["flags"].list.contains("DUP006").sum() > 5


def test_which_rows_stay_does_not_depend_on_their_order(tmp_path: Path) -> None:
    texts = drifting()
    seen = set()
    for seed in range(3):
        moved = random.Random(seed).sample(texts, len(texts))
        result = run(tmp_path / str(seed), {"text": moved}, DROP)
        seen.add(frozenset(text for text, stays in zip(moved, kept(result), strict=True) if stays))
    assert len(seen) == 1


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_of_texts_of_the_same_words_the_longest_stays_alone(tmp_path: Path, order: tuple[int, ...]) -> None:
    """Their vectors are equal, so that any two of them are a pair."""
    texts = [FIRST, f"{SECOND}  !", f"{THIRD} ....."]
    assert len(set(map(bytes, vectors_of(texts)))) == 1
    moved = [texts[place] for place in order]
    result = run(tmp_path / "run", {"text": moved}, DROP)
    check_dropped(result)
    staying = [text for text, stays in zip(moved, kept(result), strict=True) if stays]
    assert staying == [max(texts, key=len)]


@pytest.mark.full
def test_a_text_near_to_several_of_equal_vectors_is_found_whichever_comes_first(tmp_path: Path) -> None:
    near = "After a long, long debate on Tuesday the committee approved the annual budget........"
    texts = [FIRST, SECOND, near]
    assert {(0, 2), (1, 2)} <= set(brute_force(texts))
    for number, moved in enumerate(permutations(texts)):
        result = run(tmp_path / str(number), {"text": list(moved)}, DROP)
        check_dropped(result)
        assert [text for text, stays in zip(moved, kept(result), strict=True) if stays] == [near]


def test_test_rows_are_never_lost_to_training_rows(tmp_path: Path) -> None:
    train, test = f"{FIRST} It was a long evening, everybody agreed.", FIRST
    texts = [
        FIRST + "!!!!!!!",
        SECOND,
        OTHER,
        THIRD + " ........................",
        "Tuesday " + FIRST,
        train,
        test + " ",
    ]
    splits = ["train", "test", "train", "validation", "train", "train", "train"]
    for number, order in enumerate(([0, 1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1, 0], [3, 1, 4, 0, 6, 2, 5])):
        rows = {"text": [texts[n] for n in order], "split": [splits[n] for n in order]}
        result = run(tmp_path / str(number), rows, DROP, "input.split=split")
        check_dropped(result)
        evaluation = [one for one, name in zip(kept(result), rows["split"], strict=True) if name != "train"]
        assert all(evaluation)
        assert sum(kept(result)) < len(texts)


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_two_test_rows_of_the_same_words_are_one_whatever_training_row_has_them_too(
    tmp_path: Path, order: tuple[int, ...]
) -> None:
    rows = {"text": [FIRST, SECOND, THIRD], "split": ["train", "test", "test"]}
    moved = {name: [values[place] for place in order] for name, values in rows.items()}
    result = run(tmp_path / "run", moved, DROP, "input.split=split")
    assert [split for split, stays in zip(moved["split"], kept(result), strict=True) if stays] == ["test"]


def test_rows_of_another_label_stay_unless_asked_for(tmp_path: Path) -> None:
    rows = {"text": [FIRST, SECOND, THIRD], "label": ["a", "b", "a"]}
    result = run(tmp_path / "own", rows, DROP, "input.label=label")
    check_dropped(result)
    assert kept(result)[1]
    assert sum(kept(result)) == 2
    across = run(tmp_path / "across", rows, DROP, "input.label=label", "clean.across_labels=true")
    assert sum(kept(across)) == 1


@pytest.mark.parametrize(
    "texts",
    [["alone"], [None], [""], ["!!!"], ["!!!", "???", "…", "🙂", " ", None, ""], [FIRST, "!!!", "", None, OTHER]],
    ids=str,
)
def test_texts_without_tokens_and_corpora_of_one_row_have_no_pairs(tmp_path: Path, texts: list[str | None]) -> None:
    result = run(tmp_path / "run", {"text": texts}, DROP)
    assert embedded(result) == {}
    assert result.clusters().filter(pl.col("kind") == "embedding").height == 0
    assert result.rows()["flags"].list.contains("DUP006").sum() == 0
    assert [text for text, stays in zip(texts, kept(result), strict=True) if not stays and (text or "").strip()] == []


def test_a_corpus_without_rows_has_no_pairs(tmp_path: Path) -> None:
    result = run(tmp_path / "run", {"text": []}, DROP)
    assert result.pairs().height == result.clusters().height == 0


def test_without_hashes_and_lengths_the_pairs_are_the_same(tmp_path: Path) -> None:
    texts = [*drifting(20), FIRST, FIRST]
    full = embedded(run(tmp_path / "full", {"text": texts}))
    result = run(
        tmp_path / "less", {"text": texts}, "stages.exact=false", "stages.tokens=false", "stages.minhash=false"
    )
    assert embedded(result) == {**full, (20, 21): 1.0}


def test_vectors_are_part_of_the_result_where_that_is_asked_for(tmp_path: Path) -> None:
    texts = [FIRST, None, OTHER, "!!!"]
    run(tmp_path / "without", {"text": texts})
    assert not (tmp_path / "without" / "vectors").exists()
    result = run(tmp_path / "with", {"text": texts}, "stages.embeddings.write_vectors=true")
    parts = sorted((tmp_path / "with" / "vectors").glob("part-*.parquet"))
    written = pl.concat([pl.read_parquet(part) for part in parts])
    assert written["row_id"].to_list() == result.rows(["row_id"])["row_id"].to_list()


def test_the_manifest_tells_the_model_and_what_the_search_found(tmp_path: Path) -> None:
    result = run(tmp_path / "run", {"text": [FIRST, SECOND, OTHER, None]})
    facts = next(stage["facts"] for stage in result.manifest.stages if stage["name"] == "embeddings")
    assert facts["model"] == STATIC
    assert facts["dimensions"] == DIMENSIONS
    assert (facts["texts"], facts["pairs"], facts["recall"]) == (3, 1, 1.0)


class Memory:
    """A signal store over texts in memory, in parts of three rows."""

    def __init__(self, texts: list[str | None], stage: Embeddings) -> None:
        row_ids = pa.array(range(10, 10 + len(texts)), pa.uint64())
        batch = pa.RecordBatch.from_pydict({"row_id": row_ids, "text": pa.array(texts, pa.large_string())})
        parts = [batch.select(["row_id"]), stage(batch), ContentHashes()(batch)]
        self.table = pa.table({name: part.column(name) for part in parts for name in part.schema.names})
        self.given = texts
        self.written: dict[str, pa.Table] = {}

    def signals(self, columns: list[str]) -> pa.Table:
        chosen: pa.Table = self.table.select(columns)
        return chosen

    def batches(self, columns: list[str]) -> Iterator[pa.Table]:
        for first in range(0, self.table.num_rows, 3):
            yield self.table.select(columns).slice(first, 3)

    def texts(self, row_ids: np.ndarray) -> Iterator[tuple[np.ndarray, pa.Array]]:
        chosen = np.searchsorted(self.table.column("row_id").to_numpy(), row_ids)
        yield row_ids, pa.array([self.given[place] for place in chosen.tolist()], pa.large_string())

    turns = texts

    def write(self, name: str, table: pa.Table) -> None:
        self.written[name] = table

    def read(self, name: str) -> pa.Table | None:
        return self.written.get(name)

    def scratch(self) -> Path:
        return Path(tempfile.mkdtemp())

    def progress(self, done: int, total: int) -> None:
        assert done <= total


def stage_tables(texts: list[str | None]) -> dict[str, pa.Table]:
    signals = Embeddings(STATIC, static_identity(), DIMENSIONS, "cpu", 256, 0, False)
    stage = EmbeddingPairs(signals, 0.9, 0.9, 0.99, exact=True, lengths=False, turns=False)
    store = Memory(texts, signals)
    given: Any = store
    stage.run(given)
    assert set(store.written) == set(stage.tables)
    return store.written


def test_neighbours_are_the_nearest_other_texts() -> None:
    texts: list[str | None] = [*drifting(30), None, "!!!"]
    vectors = vectors_of(texts[:30])
    similarity = vectors @ vectors.T
    np.fill_diagonal(similarity, -9)
    rows = stage_tables(texts)["neighbours"].to_pylist()
    assert [row["row_id"] for row in rows] == list(range(10, 40))
    for number, row in enumerate(rows):
        others = np.array(row["neighbours"]) - 10
        assert row["similarities"] == pytest.approx(np.sort(similarity[number])[::-1][:10], abs=5e-4)
        assert similarity[number, others] == pytest.approx(row["similarities"], abs=5e-4)
        assert len(set(others)) == 10


def test_a_copy_of_a_vector_has_its_first_text_as_the_nearest() -> None:
    texts: list[str | None] = [None, OTHER, FIRST, "x", SECOND, FIRST, THIRD]
    tables = stage_tables(texts)
    rows = {row["row_id"] - 10: row for row in tables["neighbours"].to_pylist()}
    assert sorted(rows) == [1, 2, 3, 4, 6]
    for copy in (4, 6):
        assert rows[copy]["neighbours"][0] in {12, 14, 16}
        assert rows[copy]["similarities"][0] == pytest.approx(1, abs=1e-3)
        assert set(rows[copy]["neighbours"][1:]) - {12, 14, 16} == {11, 13}
    for row in rows.values():
        assert row["row_id"] not in row["neighbours"]
        assert (np.diff(row["similarities"]) <= 0).all()
    pairs = tables["embedding_pairs"].to_pylist()
    assert [(pair["row_a"], pair["row_b"]) for pair in pairs] == [(12, 14), (12, 16), (14, 16)]
    assert all(pair["same_meaning"] for pair in pairs)


def test_one_text_or_none_has_no_neighbours() -> None:
    empty: list[list[str | None]] = [[], [None, "!!!"], [FIRST], [FIRST, FIRST]]
    for texts, listed in zip(empty, (0, 0, 1, 1), strict=True):
        tables = stage_tables(texts)
        assert tables["neighbours"].column("neighbours").to_pylist() == [[]] * listed
        assert tables["embedding_pairs"].num_rows == 0

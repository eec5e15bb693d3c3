from __future__ import annotations

import hashlib
import json
import random
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import datasets
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from augment.augmenting import KilledError, changes_of, corpus, jaccard, two_sentences
from engine.whole_runs import check

import dataaudit
from dataaudit.augment import augment_rows
from dataaudit.augment.changes import undone
from dataaudit.augment.new_texts import FEWEST
from dataaudit.engine.memory import MemoryBudget
from dataaudit.errors import ConfigurationError, ResourceError, RunDirectoryError
from dataaudit.store import atomic
from dataaudit.store.parts import part_paths

STAGES = (
    "tokens", "embeddings", "labels", "minhash", "passages", "quality", "perplexity", "classes", "language",
    "instructions", "pii",
)  # fmt: skip
LIGHT = ["report.clusters=0", *(f"stages.{name}=false" for name in STAGES)]
MADE = 1 << 63


def augmented(source: Any, out: Path, *settings: str, **given: Any) -> dataaudit.AuditResult:
    told = [*LIGHT, "augment.workers=1", "augment.language=en", *settings]
    return dataaudit.audit(source, pipeline="augment", out=out, settings=told, **given)


def new_rows(result: dataaudit.AuditResult) -> list[dict[str, Any]]:
    return [row for path in parts(result.path) for row in pq.read_table(path).to_pylist()]


def parts(folder: Path, name: str = "augmented") -> list[Path]:
    return part_paths(folder, name)


def digests(folder: Path, name: str = "augmented") -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in parts(folder, name)}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> dataaudit.AuditResult:
    """A run over rows with duplicates, an evaluation split and many kinds of columns."""
    folder = tmp_path_factory.mktemp("run")
    rows = [{**row, "split": "train"} for row in corpus(30, 10)]
    rows += [dict(rows[0]), dict(rows[35])]
    rows += [{**row, "split": "test"} for row in corpus(4, 4, seed=8)]
    count = len(rows)
    table = pa.table(
        {
            "text": pa.array([row["text"] for row in rows], pa.large_string()),
            "label": pa.array([row["label"] for row in rows]).dictionary_encode(),
            "split": pa.array([row["split"] for row in rows]),
            "when": pa.array(range(count), pa.timestamp("us", "UTC")),
            "nested": pa.array([{"a": [number], "b": [{"c": str(number)}]} for number in range(count)]),
            "operation": pa.array(range(count), pa.int8()),
            "row_id": pa.array([f"own {number}" for number in range(count)]),
        }
    )
    return augmented(table, folder / "run", label="label", split="split")


def test_new_rows_have_ids_of_their_own_and_name_a_kept_training_row(run: dataaudit.AuditResult) -> None:
    check(run)
    rows = new_rows(run)
    assert len(rows) == 20
    assert [row["row_id"] for row in rows] == [MADE | number for number in range(20)]
    known = {row["row_id"]: row for row in run.rows().to_dicts()}
    for row in rows:
        source = known[row["augmented_from"]]
        assert (source["kept"], source["split"], source["label"]) == (True, "train", "spam")
    assert max(Counter(row["augmented_from"] for row in rows).values()) <= 4


def test_original_columns_are_kept_with_their_types_and_the_text_is_told_by_the_changes(
    run: dataaudit.AuditResult,
) -> None:
    clean = {row["row_id"]: row for path in parts(run.path, "clean") for row in pq.read_table(path).to_pylist()}
    before, after = (pq.read_schema(parts(run.path, name)[0]) for name in ("clean", "augmented"))
    assert after.names[: len(before.names)] == before.names
    assert pa.types.is_dictionary(before.field("label").type)
    types = [one.value_type if pa.types.is_dictionary(one) else one for one in before.types]
    assert after.types[: len(before.types)] == types
    assert after.field("when").type == pa.timestamp("us", "UTC")
    for row in new_rows(run):
        source = clean[row["augmented_from"]]
        assert undone(row["text"], changes_of(row)) == source["text"] != row["text"]
        for name in ("label", "split", "when", "nested", "operation", "input_row_id"):
            assert row[name] == source[name]
        assert isinstance(row["augment_operation"], str)


def test_metrics_are_counted_on_the_tables_and_stand_in_the_summary(run: dataaudit.AuditResult) -> None:
    summary = json.loads((run.path / "summary.json").read_text(encoding="utf-8"))
    metrics = {name: value for name, value in summary["metrics"].items() if name.startswith("augmentation.")}
    assert metrics == {name: value for name, value in run.metrics.items() if name.startswith("augmentation.")}
    counts = pl.read_parquet(run.path / "augmentation_counts.parquet")
    outcomes = dict(counts.filter(pl.col("reason").is_null()).group_by("outcome").agg(pl.sum("count")).iter_rows())
    tried = outcomes["accepted"] + outcomes.get("rejected", 0)
    assert metrics["augmentation.rows"] == metrics["augmentation.wanted"] == outcomes["accepted"] == 20
    assert metrics["augmentation.tried"] == tried
    assert metrics["augmentation.accepted.rate"] == pytest.approx(20 / tried)
    assert metrics["augmentation.imbalance_ratio"] == 1.0
    rejected = counts.filter(pl.col("outcome") == "rejected").drop_nulls("reason")
    by_reason = dict(rejected.group_by("reason").agg(pl.sum("count")).iter_rows())
    for name, value in metrics.items():
        if name.startswith("augmentation.rejected."):
            assert value == pytest.approx(by_reason.get(name.split(".")[2], 0) / tried)
    classes = pl.read_parquet(run.path / "augmentation_classes.parquet").rows()
    assert classes == [("ham", 30, 0, 0), ("spam", 10, 20, 20)]
    names = {str(path.relative_to(run.path)) for path in run.path.rglob("*.parquet")}
    assert names == set(run.manifest.parts)


def test_the_clean_data_set_and_the_counts_are_those_of_a_run_without_new_rows(tmp_path: Path) -> None:
    rows = [*corpus(30, 10), *corpus(4, 4), {"text": None, "label": "ham"}]
    frame = pl.DataFrame(rows)
    plain = dataaudit.audit(frame, out=tmp_path / "plain", settings=LIGHT, label="label")
    more = augmented(frame, tmp_path / "more", label="label")
    check(more)
    assert digests(more.path, "clean") == digests(plain.path, "clean")
    assert digests(more.path, "rows") == digests(plain.path, "rows")
    assert more.row_counts == plain.row_counts
    assert plain.row_counts["dropped"] == 4
    assert not (plain.path / "augmented").exists()
    own = {name: value for name, value in more.metrics.items() if not name.startswith("augmentation.")}
    assert own == dict(plain.metrics)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_clean_and_augmented_parts_load_as_data_sets(run: dataaudit.AuditResult, tmp_path: Path) -> None:
    for name, count in (("clean", 48), ("augmented", 20)):
        files = [str(path) for path in parts(run.path, name)]
        loaded = datasets.load_dataset("parquet", data_files=files, cache_dir=str(tmp_path / name), split="train")
        assert loaded.num_rows == count
        rows = [row for path in files for row in pq.read_table(path).to_pylist()]
        assert loaded["text"][:] == [row["text"] for row in rows]
        assert loaded["row_id"][:] == [row["row_id"] for row in rows]


@pytest.mark.full
def test_the_same_bytes_come_of_any_number_of_workers_and_others_of_another_seed(tmp_path: Path) -> None:
    rows = corpus(260, 0)
    assert 4 * len(rows) >= FEWEST
    told = {}
    for name, settings in (
        ("one", ["augment.workers=1"]),
        ("two", ["augment.workers=2"]),
        ("seed", ["augment.workers=1", "augment.seed=2", "augment.factor=0.2"]),
    ):
        few = "augment.operations={synonym_replacement: false, random_insertion: false}"  # what loads little
        light = [few, "augment.guards.label=false", "augment.factor=4", "augment.tries=1", *settings]
        result = augmented(pl.DataFrame(rows), tmp_path / name, *light, label="label")
        told[name] = digests(result.path)
    assert told["one"] == told["two"] != told["seed"]
    one, seed = (pl.read_parquet(tmp_path / name / "augmented/*.parquet") for name in ("one", "seed"))
    assert one.height > 800
    assert len(set(seed["text"].to_list()) & set(one["text"].to_list())) < 0.2 * seed.height


PROGRAM = """
import sys
from pathlib import Path
calls = Path(sys.argv[1])
lines = sys.stdin.read().splitlines()
done = len(calls.read_text().splitlines()) if calls.exists() else 0
fatal = calls.with_name("fatal")
if fatal.exists() and done + 1 >= int(fatal.read_text()):
    sys.exit("the program is out of memory")
with calls.open("a") as file:
    file.write(f"{len(lines)} {lines[0]}\\n")
turned = {"very": "so", "small": "tiny", "big": "huge", "quickly": "fast", "often": "frequently", "home": "house"}
for line in lines:
    print(" ".join(turned.get(word, word) for word in line.split(" ")))
"""


@pytest.mark.full
def test_a_run_whose_program_fails_goes_on_with_the_same_bytes_and_asks_for_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(augment_rows, "CHUNK", 16)
    program = tmp_path / "translate.py"
    program.write_text(PROGRAM, encoding="utf-8")
    calls = tmp_path / "calls"
    command = json.dumps([sys.executable, "-S", str(program), str(calls)])
    key = "augment.operations.back_translation"
    settings = [
        f"augment.operations={{random_insertion: false, random_deletion: false, random_swap: false, "
        f"back_translation: {{there_command: {command}, back_command: {command}}}}}",
        "augment.factor=1",
    ]
    frame = pl.DataFrame(corpus(40, 20)).drop("label")
    whole = augmented(frame, tmp_path / "whole", *settings)
    asked = calls.read_text().splitlines()
    assert len(asked) > 8
    assert {row["operation"] for row in new_rows(whole)} == {"synonym_replacement", "back_translation"}
    calls.unlink()
    (tmp_path / "fatal").write_text("8", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=f"{key}: .* ended with 1 .the program is out of memory"):
        augmented(frame, tmp_path / "killed", *settings)
    assert not (tmp_path / "killed/manifest.json").exists()
    (tmp_path / "fatal").unlink()
    before = calls.read_text().splitlines()
    assert before == asked[:7]
    calls.unlink()
    resumed = augmented(frame, tmp_path / "killed", *settings)
    assert digests(resumed.path) == digests(whole.path)
    assert (resumed.path / "summary.json").read_bytes() == (whole.path / "summary.json").read_bytes()
    first, after = (
        [line for line in lines if line != "1 A test."] for lines in (asked, calls.read_text().splitlines())
    )
    assert first[len(first) - len(after) :] == after
    assert 2 <= len(first) - len(after) <= 5
    assert not (resumed.path / ".work").exists()


@pytest.mark.full
def test_a_run_killed_at_any_write_of_its_new_rows_ends_with_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(augment_rows, "CHUNK", 16)
    frame = pl.DataFrame(corpus(24, 8))
    whole = augmented(frame, tmp_path / "whole", "augment.factor=1", label="label")
    write = atomic._write
    count = fatal = kills = 0

    def counted(*arguments: Any, **given: Any) -> Any:
        nonlocal count
        count += "augment" in str(arguments[0])
        if count > fatal:
            raise KilledError
        return write(*arguments, **given)

    monkeypatch.setattr(atomic, "_write", counted)
    out = tmp_path / "killed"
    for fatal in (0, 1, 4, 99):  # noqa: B007  (read by the function above)
        count = 0
        try:
            augmented(frame, out, "augment.factor=1", label="label")
        except KilledError:
            kills += 1
            assert not (out / "manifest.json").exists()
    assert kills >= 3
    for name in ("augmented", "clean", "rows"):
        assert digests(out, name) == digests(whole.path, name)
    assert (out / "summary.json").read_bytes() == (whole.path / "summary.json").read_bytes()


@pytest.mark.parametrize("kind", ["rows", pytest.param("tries", marks=pytest.mark.full)])
def test_a_chunk_that_was_damaged_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(augment_rows, "CHUNK", 16)
    frame = pl.DataFrame(corpus(24, 8))
    whole = augmented(frame, tmp_path / "whole", "augment.factor=1", label="label")
    chunks = 0

    def broken(record: dict[str, Any]) -> None:
        nonlocal chunks
        chunks += record["event"] == "progress" and record.get("stage") == "augment"
        if chunks == 3:
            raise KilledError

    with pytest.raises(KilledError):
        augmented(frame, tmp_path / "out", "augment.factor=1", label="label", watcher=broken)
    [damaged] = (tmp_path / "out").rglob(f"{kind}/000-000001.parquet")
    damaged.write_bytes(damaged.read_bytes()[:40])
    resumed = augmented(frame, tmp_path / "out", "augment.factor=1", label="label")
    assert digests(resumed.path) == digests(whole.path)
    assert (resumed.path / "summary.json").read_bytes() == (whole.path / "summary.json").read_bytes()


@pytest.mark.parametrize("near", ["kept", "dropped"])
def test_no_new_row_comes_near_a_row_of_an_evaluation_split_not_even_of_a_dropped_one(
    tmp_path: Path, near: str
) -> None:
    rows = corpus(16, 0)
    items = []
    for row in rows[:8]:
        words = row["text"].split()
        words[3], words[4] = words[4], words[3]
        items.append(" ".join(words))
    told = [{**row, "split": "train"} for row in rows] + [{"text": text, "split": "test"} for text in items]
    if near == "dropped":
        told += [{"text": text, "split": "train"} for text in items]  # two copies, of which one is dropped
    frame = pl.DataFrame([{"text": row["text"], "split": row["split"]} for row in told])
    settings = ["augment.factor=2", "augment.guards.similarity=1", "augment.operations={random_insertion: false}"]
    result = augmented(frame, tmp_path / "run", *settings, split="split", label="")
    known = {row["row_id"]: row for row in result.rows().to_dicts()}
    test = [row for row in known.values() if row["split"] == "test"]
    assert len(test) == 8
    new = new_rows(result)
    assert len(new) >= 8
    assert all(row["nearest_evaluation"] is not None and row["nearest_evaluation"] < 0.95 for row in new)
    assert max(jaccard(row["text"], item) for row in new for item in items) < 0.8
    counts = pl.read_parquet(result.path / "augmentation_counts.parquet").filter(pl.col("reason") == "evaluation")
    assert counts["count"].sum() >= 8
    assert {known[row["augmented_from"]]["split"] for row in new} == {"train"}


def test_evaluation_rows_that_were_all_dropped_are_still_evaluation_items(tmp_path: Path) -> None:
    rows = [{**row, "split": "train"} for row in corpus(12, 0)]
    frame = pl.DataFrame(rows + [{**row, "split": "test"} for row in rows[:4]])
    result = augmented(frame, tmp_path / "run", "augment.factor=1", split="split", label="")
    known = {row["row_id"]: row for row in result.rows().to_dicts()}
    kept = {row["split"] for row in known.values() if row["kept"]}
    new = new_rows(result)
    assert new
    assert all(row["nearest_evaluation"] is not None for row in new)
    assert {known[row["augmented_from"]]["split"] for row in new} == {"train"} <= kept


def test_a_corpus_without_rows_gives_no_new_row_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_bytes(b"")
    settings = ["augment={factor: 1}", "stages.tokens.tokenizer=false"]
    result = dataaudit.audit(tmp_path / "empty.jsonl", out=tmp_path / "run", settings=settings)
    assert result.metrics["augmentation.rows"] == 0
    assert any("no rows to augment" in note for note in result.manifest.notes)


@pytest.mark.parametrize("splits", [("test", "validation"), ("test",)])
def test_data_of_evaluation_splits_alone_are_data_like_any_other(tmp_path: Path, splits: tuple[str, ...]) -> None:
    rows = [{"text": row["text"], "split": splits[place % len(splits)]} for place, row in enumerate(corpus(12, 0))]
    result = augmented(pl.DataFrame(rows), tmp_path / "run", "augment.factor=1", split="split", label="")
    assert len(new_rows(result)) >= 8


def with_spans(rows: list[dict[str, Any]]) -> pl.DataFrame:
    marked = [{"start": row["text"].index(".") + 2, "end": len(row["text"]) - 3} for row in rows]
    return pl.DataFrame([{**row, "spans": [span]} for row, span in zip(rows, marked, strict=True)])


def test_spans_of_a_column_move_with_the_text_of_a_new_row(tmp_path: Path) -> None:
    frame = with_spans(corpus(12, 0))
    settings = ["augment.factor=2", "augment.protect_column=spans"]
    result = augmented(frame, tmp_path / "run", *settings, label="")
    new = new_rows(result)
    assert len(new) > 12
    sources = {row["text"]: row["spans"][0] for row in frame.to_dicts()}
    for row in new:
        source = undone(row["text"], changes_of(row))
        before, [after] = sources[source], row["spans"]
        assert row["text"][after["start"] : after["end"]] == source[before["start"] : before["end"]]


@pytest.mark.parametrize(
    ("settings", "given", "why"),
    [
        (["clean.pii=mask"], {}, "clean.pii, clean.passages and clean.noise_lines edit the texts first"),
        (["clean.passages=remove"], {}, "clean.pii, clean.passages and clean.noise_lines edit the texts first"),
        (["augment.fields=[text]"], {"template": "{text} {label}"}, "the text is made of several columns or turns"),
        (["augment.operations={sentence_shuffling: {}}"], {}, "sentence_shuffling and class_mix move parts of a text"),
        (["augment.operations={class_mix: {}}"], {}, "sentence_shuffling and class_mix move parts of a text"),
    ],
)
def test_a_column_of_spans_that_would_not_fit_is_refused(
    tmp_path: Path, settings: list[str], given: dict[str, str], why: str
) -> None:
    told = ["stages.pii={}", "stages.passages={}", "stages.tokens={}", "augment.protect_column=spans", *settings]
    with pytest.raises(ConfigurationError) as caught:
        augmented(with_spans(corpus(6, 4)), tmp_path / "run", *told, **{"label": "", **given})
    assert str(caught.value).startswith(f"augment.protect_column: its spans would not fit, as {why}")
    assert not (tmp_path / "run").exists()


def test_more_memory_than_the_budget_ends_the_stage_and_the_run_goes_on_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: MemoryBudget, stage: str) -> None:
        if stage == "augment" and self.strict:
            message = f"stage {stage} holds more than {self.bytes}"
            raise ResourceError(message)

    frame = pl.DataFrame(corpus(12, 4))
    monkeypatch.setattr(MemoryBudget, "check", full)
    with pytest.raises(ResourceError, match="stage augment holds more than 68719476736"):
        augmented(frame, tmp_path / "run", "limits.max_memory=64GiB", label="label")
    assert not (tmp_path / "run/manifest.json").exists()
    monkeypatch.undo()
    assert len(new_rows(augmented(frame, tmp_path / "run", "limits.max_memory=64GiB", label="label"))) == 8


@pytest.mark.full
def test_a_watcher_that_breaks_off_the_run_costs_no_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(augment_rows, "CHUNK", 16)
    frame = pl.DataFrame(corpus(24, 8))
    whole = augmented(frame, tmp_path / "whole", "augment.factor=2", label="label")
    events: list[dict[str, Any]] = []

    def broken(record: dict[str, Any]) -> None:
        events.append(record)
        if record["event"] == "progress" and record.get("stage") == "augment":
            raise KilledError

    for turn in range(2):
        with pytest.raises(KilledError):
            augmented(frame, tmp_path / "out", "augment.factor=2", label="label", watcher=broken)
        assert [one["done"] for one in events if one.get("stage") == "augment" and one["event"] == "progress"] == [
            16
        ] * (turn + 1)
    resumed = augmented(frame, tmp_path / "out", "augment.factor=2", label="label")
    assert digests(resumed.path) == digests(whole.path)
    assert {one["total"] for one in events if one["event"] == "progress" and one.get("stage") == "augment"} == {128}


def test_a_finished_run_is_returned_and_other_settings_are_refused(tmp_path: Path) -> None:
    frame = pl.DataFrame(corpus(12, 4))
    first = augmented(frame, tmp_path / "run", label="label")
    events: list[str] = []
    again = augmented(frame, tmp_path / "run", label="label", watcher=lambda record: events.append(record["event"]))
    assert events == ["already_finished"]
    assert again.metrics == first.metrics
    with pytest.raises(RunDirectoryError, match="another input, configuration or version"):
        augmented(frame, tmp_path / "run", "augment.seed=2", label="label")


def test_missing_rows_and_a_rejected_operation_are_findings(tmp_path: Path) -> None:
    settings = ["augment.classes={spam: 90}", "augment.guards.min_cosine=0.999", "augment.guards.label=false"]
    result = augmented(pl.DataFrame(corpus(30, 20)), tmp_path / "run", *settings, label="label")
    rows, metrics = len(new_rows(result)), result.metrics
    found = {one.code: one for one in result.findings if one.code.startswith("AUG")}
    assert set(found) == {"AUG001", "AUG002"}
    assert found["AUG001"].count == 90 - rows == 90 - int(metrics["augmentation.rows"] or 0) > 5
    assert found["AUG001"].message == f"class spam: {90 - rows} of 90 new rows could not be made"
    assert "(most often: meaning)" in found["AUG002"].message
    summary = json.loads((result.path / "summary.json").read_text(encoding="utf-8"))
    assert {"AUG001", "AUG002"} <= {one["code"] for one in summary["findings"]}
    page = (result.path / "report.html").read_text(encoding="utf-8")
    assert found["AUG001"].message in page
    table = pl.read_parquet(result.path / "findings.parquet")
    assert {"AUG001", "AUG002"} <= set(table["code"].to_list())
    rules = tmp_path / "rules.yml"
    told = "rules: [{id: rows, metric: augmentation.rows, min: %d, why: all are wanted}]\n"
    rules.write_text(told % (rows + 1), encoding="utf-8")
    assert dataaudit.gate(result, [str(rules)]).verdict == "failed"


def test_rows_that_leaked_are_no_sources_and_no_new_row_leaks(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    rows = corpus(24, 8)
    leaked = {row["text"] for row in rows[::4]}
    against = write_jsonl([{"text": text.upper()} for text in leaked], "eval.jsonl")
    settings = ["augment.factor=3", "clean.drop=[]"]
    result = augmented(write_jsonl(rows), tmp_path / "run", *settings, label="label", against=str(against))
    tiers = dict(result.rows().select("row_id", "leak_tier").iter_rows())
    assert sum(tier is not None for tier in tiers.values()) == 8
    new = new_rows(result)
    assert len(new) > 60
    assert {tiers[row["augmented_from"]] for row in new} == {None}
    assert all(row["nearest_evaluation"] < 0.95 for row in new)


@pytest.mark.parametrize("texts", [["word", "other", "hm"], ["", "  ", None], []])
def test_data_of_which_nothing_can_be_made_finish_with_an_empty_table(tmp_path: Path, texts: list[str | None]) -> None:
    table = pa.table({"text": pa.array(texts, pa.string()), "n": pa.array(range(len(texts)), pa.int16())})
    result = augmented(table, tmp_path / "run")
    [path] = parts(result.path)
    assert pq.read_table(path).num_rows == 0
    assert pq.read_schema(path).names[:4] == ["row_id", "text", "n", "augmented_from"]
    assert pq.read_schema(path).field("n").type == pa.int16()
    assert result.metrics["augmentation.rows"] == 0
    assert result.metrics["augmentation.wanted"] == result.row_counts["kept"] == len(set(texts) - {""})
    page = (result.path / "report.html").read_text(encoding="utf-8")
    assert '<section id="augmentation">' in page


def test_rows_in_quarantine_and_unlabelled_data_keep_the_sum(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    rng = random.Random(5)
    rows: list[Any] = [{"text": two_sentences(rng)} for _ in range(20)]
    path = write_jsonl([*rows, rows[0], "{bad"])
    result = augmented(path, tmp_path / "run", "limits.max_quarantined=5")
    check(result)
    assert dict(result.row_counts) == {"read": 22, "kept": 20, "dropped": 1, "quarantined": 1}
    assert len(new_rows(result)) == 20
    assert result.metrics["augmentation.imbalance_ratio"] is None


@pytest.mark.parametrize(
    ("settings", "given", "says"),
    [
        (["augment.balance=1"], {"label": ""}, "augment.balance: the rows have no labels"),
        (["augment.balance=1", "augment.factor=1"], {}, "balance and factor exclude each other"),
        (["augment.protect_column=spans"], {}, "augment.protect_column: no column 'spans'"),
        (["augment.protect_column=label"], {}, "augment.protect_column: 'label' holds "),
        (["augment.fields=[label]"], {}, "augment.fields: 'label' is not part of the text, which is made from text"),
        (
            ["augment.guards.min_cosine=0.9", "augment.guards.max_cosine=0.8"],
            {},
            "augment.guards: min_cosine is above max_cosine, so nothing can pass",
        ),
        (["augment.language=english"], {}, "'augment.language'"),
        (["augment.language=EN"], {}, "'augment.language'"),
        (["augment.fields=[txt]"], {}, "augment.fields: no column 'txt'; did you mean 'text'?"),
        ([], {"template": "{text} {label}", "label": ""}, "the text is made of text, label; name what may be changed"),
        (["augment.guards.similarity=0"], {}, "augment.guards.similarity"),
        (["augment.protect=['(']"], {}, "is not a valid regular expression"),
        (["findings.missing-rows.max_share=1"], {}, "max_share"),
    ],
)
def test_what_cannot_begin_leaves_no_folder(
    tmp_path: Path, settings: list[str], given: dict[str, str], says: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        augmented(pl.DataFrame(corpus(6, 4)), tmp_path / "run", *settings, **given)
    assert says in str(caught.value)
    assert not (tmp_path / "run").exists()


def test_options_of_findings_about_new_rows_are_refused_where_none_are_made(tmp_path: Path) -> None:
    settings = [*LIGHT, "findings.missing-rows.max_share=0.5"]
    with pytest.raises(ConfigurationError, match="missing-rows"):
        dataaudit.audit(pl.DataFrame(corpus(6, 4)), out=tmp_path / "run", settings=settings)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_classes_of_a_data_sets_features_keep_their_names_in_new_rows(tmp_path: Path) -> None:
    rows = corpus(16, 6)
    features = datasets.Features(
        {"text": datasets.Value("string"), "label": datasets.ClassLabel(names=["spam", "ham"]),
         "operation": datasets.Value("int8")}
    )  # fmt: skip
    columns = {"text": [row["text"] for row in rows], "label": [row["label"] for row in rows], "operation": [3] * 22}
    frame = datasets.Dataset.from_dict(columns, features=features)
    frame.to_parquet(str(tmp_path / "rows.parquet"))
    result = augmented(tmp_path / "rows.parquet", tmp_path / "run", "augment.factor=1", label="label")
    files = [str(path) for path in parts(result.path)]
    loaded = datasets.load_dataset("parquet", data_files=files, cache_dir=str(tmp_path / "cache"), split="train")
    assert loaded.num_rows == 22
    assert loaded.features["label"] == features["label"]
    assert loaded.features["operation"] == features["operation"]
    assert loaded.features["augment_operation"] == datasets.Value("string")
    before = dict(zip(columns["text"], columns["label"], strict=True))
    for row in loaded:
        source = undone(row["text"], changes_of(row))
        assert loaded.features["label"].int2str(row["label"]) == before[source]
    none = ("augment.factor=1", "augment.guards.similarity=0.01")
    empty = augmented(tmp_path / "rows.parquet", tmp_path / "none", *none, label="label")
    [path] = parts(empty.path)
    assert pq.read_table(path).num_rows == 0
    told = datasets.Features.from_arrow_schema(pq.read_schema(path))
    assert told["label"] == features["label"]


def test_the_number_of_workers_makes_no_other_run(tmp_path: Path) -> None:
    frame = pl.DataFrame(corpus(12, 4))
    first = augmented(frame, tmp_path / "run", label="label")
    events: list[str] = []

    def watch(record: dict[str, Any]) -> None:
        events.append(record["event"])

    again = augmented(frame, tmp_path / "run", "augment.workers=2", label="label", watcher=watch)
    assert events == ["already_finished"]
    assert again.metrics == first.metrics


def test_rows_that_all_leak_end_with_a_note_and_an_empty_table(
    write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    rows = corpus(6, 3)
    against = write_jsonl([{"text": row["text"]} for row in rows], "eval.jsonl")
    result = augmented(
        write_jsonl(rows), tmp_path / "run", "clean.drop=[]", "augment.classes={spam: 3}", label="label",
        against=str(against),
    )  # fmt: skip
    assert new_rows(result) == []
    told = "augment: no rows to augment: none are kept, or all of them are evaluation rows or leaked"
    assert told in result.manifest.notes
    assert result.metrics["augmentation.rows"] == result.metrics["augmentation.wanted"] == 0


def test_turns_of_a_column_of_messages_are_what_the_sentence_about_fields_says(
    write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    rng = random.Random(3)
    path = write_jsonl(
        [
            {"messages": [{"role": "user", "content": two_sentences(rng)}, {"role": "assistant", "content": "Yes."}]}
            for _ in range(12)
        ]
    )
    with pytest.raises(ConfigurationError, match=r"name what may be changed, as messages:user$"):
        augmented(path, tmp_path / "run")
    result = augmented(path, tmp_path / "run", "augment.fields=['messages:user']", "augment.factor=1")
    rows = new_rows(result)
    assert len(rows) >= 10
    assert {row["messages"][1]["content"] for row in rows} == {"Yes."}


CALL = [
    {"id": "c", "type": "function", "function": {"name": "weather", "arguments": '{"note": "walk to the old market"}'}}
]
ASKED = "Please tell me quickly how the weather will be tomorrow morning, because I want to walk to the old market."


def test_calls_json_and_the_turns_of_others_stay_as_they_are(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    rows = [
        [
            {"role": "system", "content": "You answer questions about the weather in this big city."},
            {"role": "user", "content": f"{ASKED} It is day {number} of my visit to the city."},
            {"role": "assistant", "content": None, "tool_calls": CALL},
            {"role": "tool", "content": '{"sky": "clear and very beautiful", "note": "walk to the old market"}'},
            {
                "role": "assistant",
                "content": f"It will be clear on day {number}, so go for a quick walk.",
            },
        ]
        for number in range(6)
    ]
    path = write_jsonl([{"messages": messages} for messages in rows])
    made = new_rows(augmented(path, tmp_path / "user", "augment.fields=['messages:user']", "augment.factor=1"))
    assert made
    for row in made:
        source = rows[int(row["messages"][1]["content"].split("day ")[1].split(" ")[0])]
        for place, turn in enumerate(row["messages"]):
            new, old = ({k: v for k, v in one.items() if v is not None} for one in (turn, source[place]))
            assert (new == old) == (place != 1)
    result = augmented(path, tmp_path / "tool", "augment.fields=['messages:tool']", "augment.factor=1")
    assert new_rows(result) == []  # JSON is left, and counted
    counts = pl.read_parquet(result.path / "augmentation_counts.parquet")
    assert counts.filter(pl.col("outcome") == "not_made")["count"].sum() > 0


def test_both_sides_of_a_preference_stay_where_its_prompt_is_changed(
    write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    rng = random.Random(4)
    rows = [{"prompt": two_sentences(rng), "chosen": f"Yes, {n}.", "rejected": f"No, {n}."} for n in range(8)]
    result = augmented(write_jsonl(rows), tmp_path / "run", "augment.fields=['prompt']", "augment.factor=1")
    sides = {(row["chosen"], row["rejected"]) for row in rows}
    made = new_rows(result)
    assert made
    assert {(row["chosen"], row["rejected"]) for row in made} <= sides


def test_conversations_written_as_text_are_not_changed(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    text = f"<|im_start|>user\n{ASKED}<|im_end|>\n<|im_start|>assistant\nIt will be clear and beautiful.<|im_end|>\n"
    with pytest.raises(ConfigurationError, match="'text' holds whole conversations as text, which are not changed"):
        augmented(write_jsonl([{"text": text}]), tmp_path / "run")

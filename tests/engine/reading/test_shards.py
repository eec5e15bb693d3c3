"""Shards that know nothing of each other make, joined, the run of one machine."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from engine.whole_runs import QUICK, corpus, tables
from killed import Killed, Writes

import dataaudit
from dataaudit.engine.pipeline import load_pipeline
from dataaudit.engine.reading.shards import read_shard
from dataaudit.errors import ConfigurationError, InputError, RuleError, RunDirectoryError
from dataaudit.sources.open_corpus import open_paths
from dataaudit.sources.row_choice.shard import LEAST_BLOCK, Shard


def write(path: Path, texts: list[str], bad: bool = False) -> None:
    path.parent.mkdir(exist_ok=True)
    lines = [json.dumps({"text": text}) for text in texts]
    path.write_text("\n".join([*lines, *(["{bad"] if bad else [])]) + "\n", encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One file larger than a share of its rows, several small ones, duplicates between all of them."""
    rng = random.Random(3)
    texts = [row["text"] for row in corpus(900)]
    write(tmp_path / "in" / "large.jsonl", texts, bad=True)
    for number in range(3):
        write(
            tmp_path / "in" / f"small_{number}.jsonl", [*rng.sample(texts, 20), f"of its own {number}"], bad=number == 1
        )
    return tmp_path / "in"


def shards(folder: Path, count: int, out: Path, **given: Any) -> list[Path]:
    found = [out / str(number) for number in range(1, count + 1)]
    for number, place in enumerate(found, start=1):
        dataaudit.audit_shard(folder, f"{number}/{count}", out=place, settings=QUICK, **given)
    return found


def signals(shard: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (shard / "rows" / ".index").glob("part-*")}


@pytest.mark.parametrize(
    "count",
    [
        pytest.param(1, marks=pytest.mark.full),
        3,
        pytest.param(7, marks=pytest.mark.full),
        pytest.param(64, marks=pytest.mark.full),
    ],
)
def test_joined_shards_are_the_run_of_one_machine(folder: Path, tmp_path: Path, count: int) -> None:
    whole = dataaudit.audit(folder, out=tmp_path / "whole", settings=QUICK)
    made = shards(folder, count, tmp_path / "shards")
    assert sum(read_shard(one).rows for one in made) == whole.row_counts["read"] - whole.row_counts["quarantined"]
    assert sum(read_shard(one).quarantined for one in made) == whole.row_counts["quarantined"]
    joined = dataaudit.merge(list(reversed(made)), out=tmp_path / "joined")
    assert tables(joined.path) == tables(whole.path)
    assert joined.metrics == whole.metrics
    assert [one.message for one in joined.findings] == [one.message for one in whole.findings]
    told = (joined.path / "log.jsonl").read_text(encoding="utf-8")
    rows = joined.row_counts["read"] - joined.row_counts["quarantined"]
    assert f"{rows:,} of {rows:,} rows are known from {count} shards" in told


def test_every_row_is_in_one_shard_whatever_their_number(folder: Path) -> None:
    pipeline = load_pipeline("default", values={("input", "paths"): [str(folder)]}).pipeline
    whole = open_paths(pipeline.input, pipeline.limits)
    rows = {file.ordinal: np.arange(5000) for file in whole.files}
    for count in (1, 2, 3, 5, 40):
        seen = dict.fromkeys(rows, 0)
        for number in range(1, count + 1):
            shard, files = Shard(number, count).of(whole.files)
            for file in files:
                seen[file.ordinal] = seen[file.ordinal] + shard.has(file, rows[file.ordinal]).astype(int)
        assert all((np.asarray(one) == 1).all() for one in seen.values())
    equal = [replace(whole.files[0], ordinal=number) for number in range(8)]
    assert [len(Shard(number, 4).of(equal)[1]) for number in range(1, 5)] == [2, 2, 2, 2]
    assert Shard(1, 4).of(whole.files)[0].divided[0] >= LEAST_BLOCK


def test_a_killed_shard_goes_on_and_a_finished_one_does_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = shards(folder, 2, tmp_path / "shards")
    expected = signals(made[0])
    before = (made[0] / "log.jsonl").read_bytes()
    again = dataaudit.audit_shard(folder, "1/2", out=made[0], settings=QUICK)
    assert (again.shard, (made[0] / "log.jsonl").read_bytes()) == (1, before)
    writes = Writes(monkeypatch)
    for fatal in range(1, 4):
        writes.kill_at(fatal)
        shutil.rmtree(made[0])
        with pytest.raises(Killed):
            dataaudit.audit_shard(folder, "1/2", out=made[0], settings=QUICK)
        with pytest.raises(RunDirectoryError, match="this shard is not finished; run its command again"):
            dataaudit.merge(made, out=tmp_path / "joined")
        writes.kill_at(None)
        dataaudit.audit_shard(folder, "1/2", out=made[0], settings=QUICK)
        assert signals(made[0]) == expected


def test_what_a_killed_shard_has_left_is_of_no_use_to_another_one_or_a_run(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dataaudit.sources.corpus_part.PART_ROWS", 64)
    whole = dataaudit.audit(folder, out=tmp_path / "whole", settings=QUICK)
    made = shards(folder, 2, tmp_path / "shards")
    writes = Writes(monkeypatch)
    for name in ("run", "other"):
        writes.kill_at(10)
        with pytest.raises(Killed):
            dataaudit.audit_shard(folder, "1/2", out=tmp_path / name, settings=QUICK)
        assert list((tmp_path / name / ".work" / "signals").glob("*.parquet"))
    writes.kill_at(None)
    run = dataaudit.audit(folder, out=tmp_path / "run", settings=QUICK)
    assert tables(run.path) == tables(whole.path)
    other = dataaudit.audit_shard(folder, "2/2", out=tmp_path / "other", settings=QUICK)
    assert other.rows == read_shard(made[1]).rows
    assert signals(tmp_path / "other") == signals(made[1])


def test_rules_that_the_joined_run_could_not_keep_are_told_by_the_first_shard(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "rules.yml").write_text("rules: [{id: few, metric: rows.kpt, max: 1}]", encoding="utf-8")
    with pytest.raises(RuleError, match=r"the run has no metric 'rows\.kpt'; did you mean 'rows\.kept'"):
        dataaudit.audit_shard(folder, "1/2", out=tmp_path / "s", rules=[str(tmp_path / "rules.yml")], settings=QUICK)
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize(
    "texts",
    [[], *(pytest.param(one, marks=pytest.mark.full) for one in (["只有一行。"], ["<b>one</b> & {{x}}", "一二三四"]))],
)
def test_few_rows_or_none_are_shared_as_well(texts: list[str], tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.jsonl", texts)
    (tmp_path / "in" / "b.csv").write_text("text\none more row\n", encoding="utf-8")
    whole = dataaudit.audit(tmp_path / "in", out=tmp_path / "whole", settings=QUICK)
    joined = dataaudit.merge(shards(tmp_path / "in", 5, tmp_path / "shards"), out=tmp_path / "joined")
    assert tables(joined.path) == tables(whole.path)


def test_missing_doubled_and_foreign_shards_are_named(folder: Path, tmp_path: Path) -> None:
    made = shards(folder, 3, tmp_path / "shards")
    joined = tmp_path / "joined"
    with pytest.raises(RunDirectoryError, match="of 3 shards 1, 3 are missing; run them, then merge"):
        dataaudit.merge([made[1]], out=joined)
    with pytest.raises(RunDirectoryError, match=r"shard 2 of 3 is there 2 times: .*/2, .*/2"):
        dataaudit.merge([*made, made[1]], out=joined)
    with pytest.raises(RunDirectoryError, match="no such folder"):
        dataaudit.merge([*made, tmp_path / "absent"], out=joined)
    other = dataaudit.audit_shard(folder, "1/2", out=tmp_path / "other", settings=QUICK)
    assert other.of == 2
    with pytest.raises(RunDirectoryError, match=r"other: is of 2 shards, .* of 3; run all shards by one command"):
        dataaudit.merge([*made, tmp_path / "other"], out=joined)
    dataaudit.audit_shard(folder, "3/3", out=tmp_path / "changed", settings=[*QUICK, "stages.quality=false"])
    with pytest.raises(RunDirectoryError, match="was made of another input, configuration or version"):
        dataaudit.merge([*made[:2], tmp_path / "changed"], out=joined)
    with pytest.raises(RunDirectoryError, match="holds shard 3 of 3"):
        dataaudit.audit_shard(folder, "2/3", out=made[2], settings=QUICK)
    with pytest.raises(RunDirectoryError, match="is a shard of a run; join all of them with dataaudit merge"):
        dataaudit.load_result(made[0])
    with pytest.raises(RunDirectoryError, match="holds a shard of a run; choose another --out"):
        dataaudit.audit(folder, out=made[0], settings=QUICK)
    write(folder / "small_0.jsonl", ["changed since"])
    with pytest.raises(InputError, match="the shards were made of other files, settings or another version"):
        dataaudit.merge(made, out=joined)
    assert not joined.exists()


@pytest.mark.parametrize("text", ["0/3", "4/3", "3", "a/b", "1/0", "-1/2", "1/3/5", "1/9999999"])
def test_a_shard_that_there_cannot_be_is_one_sentence(text: str) -> None:
    with pytest.raises(ConfigurationError, match="expected K/N with K from 1 to N, as 3/64"):
        Shard.parse(text)


def test_the_command_line_runs_shards_and_joins_them(folder: Path, tmp_path: Path, call: Callable[..., Any]) -> None:
    quick = [word for one in QUICK for word in ("--set", one)]
    for number in (1, 2):
        place = tmp_path / f"s{number}"
        code, out, _ = call("run", "--input", folder, "--shard", f"{number}/2", "--out", place, "--quiet", *quick)
        assert (code, out.startswith(f"shard {number} of 2: ")) == (0, True)
    (tmp_path / "rules.yml").write_text("rules: [{id: few, metric: rows.kept, max: 1}]", encoding="utf-8")
    words = ["--out", tmp_path / "run", "--rules", tmp_path / "rules.yml", "--quiet"]
    code, out, error = call("merge", tmp_path / "s1", tmp_path / "s2", *words)
    assert (code, error) == (1, "")
    assert "gate: failed" in out
    code, _, error = call("run", "--input", folder, "--shard", "1/2")
    assert (code, "--shard needs --out: another folder for each shard" in error) == (2, True)


def test_shards_inside_the_input_are_no_data_and_unreadable_rows_are_judged_when_all_are_there(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    texts = [row["text"] for row in corpus(3000)]
    lines = [json.dumps({"text": text}) for text in texts]
    folder.mkdir()
    (folder / "large.jsonl").write_text("\n".join([*(["{bad"] * 12), *lines]) + "\n", encoding="utf-8")
    settings = [*QUICK, "limits.max_quarantined=0", "limits.max_quarantined_share=0.005"]
    made = [folder / "shards" / str(number) for number in (1, 2, 3)]
    for number, place in enumerate(made, start=1):
        dataaudit.audit_shard(folder, f"{number}/3", out=place, settings=settings)
    joined = dataaudit.merge(made, out=tmp_path / "joined")
    assert joined.row_counts["quarantined"] == 12
    (folder / "shards" / "stray.txt").write_text("x", encoding="utf-8")
    with pytest.raises(RunDirectoryError, match=r"stray\.txt: holds no shard"):
        dataaudit.merge([*made, folder / "shards" / "stray.txt"], out=tmp_path / "again")

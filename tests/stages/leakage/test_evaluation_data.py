"""Evaluation data that cannot be read or holds nothing, of another form than the corpus, or changed."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from engine.whole_runs import check, tables
from killed import Killed, Writes
from stages.leakage.leak_runs import WORDS_ONLY, leaks, sought, tiers, written

import dataaudit
from dataaudit import AuditResult
from dataaudit.cli.main import run as run_command
from dataaudit.errors import ConfigurationError, InputError
from dataaudit.sources import corpus_part as corpus_module

QUESTION = (
    "Natalia sold clips to 48 of her friends in April, and then she sold half as many clips in May. How many in all?"
)


def audited(folder: Path, against: Sequence[str | Path], settings: Sequence[str] = WORDS_ONLY) -> AuditResult:
    rows = written(folder / "rows.jsonl", [QUESTION, "other"])
    return dataaudit.audit(rows, against=against, out=folder / "run", settings=settings)


def refused(folder: Path, against: Path | str, name: str) -> str:
    """The one sentence that a run ends with before it leaves anything."""
    with pytest.raises(InputError) as caught:
        audited(folder, [against])
    message = str(caught.value)
    assert message.startswith("stages.leakage.against: ")
    assert name in message
    assert "\n" not in message
    assert "Traceback" not in message
    assert not (folder / "run").exists()
    return message


@pytest.mark.parametrize("name", ["missing.jsonl", "no/such/folder", "nothing*.parquet", "fehlt—不在.csv"])
def test_a_file_that_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    assert "stages.leakage.against" in refused(tmp_path, tmp_path / name, name)


EMPTY: dict[str, bytes] = {
    "zero.jsonl": b"", "zero.json": b"", "list.json": b"[]", "zero.csv": b"", "header.csv": b"text,label\n",
    "zero.txt": b"",
    "zero.parquet": b"", "blank.jsonl": b"\n\n", "null.jsonl": b'{"text": null}\n{"text": ""}\n{"text": " \\n"}\n',
    "broken.jsonl": b'{"text": "\n{{{\n', "zipped.jsonl.gz": gzip.compress(b"", mtime=0),
}  # fmt: skip


@pytest.mark.parametrize("name", list(EMPTY))
def test_a_file_without_any_item_is_named_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(EMPTY[name])
    assert "stages.leakage.against" in refused(tmp_path, path, name)


@pytest.mark.parametrize(
    ("name", "frame"),
    [
        ("rows.parquet", pl.DataFrame({"text": []}, {"text": pl.String})),
        ("nulls.parquet", pl.DataFrame({"text": [None, ""]}, {"text": pl.String})),
        ("asked.parquet", pl.DataFrame({"question": [], "answer": []}, {"question": pl.String, "answer": pl.String})),
    ],
)  # fmt: skip
def test_a_table_without_any_item_is_named_and_leaves_nothing(tmp_path: Path, name: str, frame: pl.DataFrame) -> None:
    frame.write_parquet(tmp_path / name)
    assert "stages.leakage.against" in refused(tmp_path, tmp_path / name, name)


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "bench").mkdir()
    refused(tmp_path, tmp_path / "bench", "bench")


@pytest.mark.parametrize("rows", [[{"a": 1, "b": 2.5}], [{"flag": True}]])
def test_a_file_without_a_text_column_is_named(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    message = refused(tmp_path, written(tmp_path / "numbers.jsonl", rows), "numbers.jsonl")
    assert "no text column" in message
    pl.DataFrame(rows).write_parquet(tmp_path / "numbers.parquet")
    refused(tmp_path, tmp_path / "numbers.parquet", "numbers.parquet")


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "bench.parquet").write_bytes(b"PAR1 and nothing more, PAR1")
    refused(tmp_path, tmp_path / "bench.parquet", "bench.parquet")


def test_a_file_that_ends_early_stops_the_run(tmp_path: Path) -> None:
    data = gzip.compress("".join(f'{{"text": "item number {n * 7919}"}}\n' for n in range(3000)).encode(), mtime=0)
    (tmp_path / "bench.jsonl.gz").write_bytes(data[:-500])
    refused(tmp_path, tmp_path / "bench.jsonl.gz", "bench.jsonl.gz")


def test_items_that_cannot_be_read_stop_the_run_with_the_first_line_of_theirs(tmp_path: Path) -> None:
    path = tmp_path / "bench.jsonl"
    path.write_text('{"text": "an item"}\n{"text": broken\n' * 20, encoding="utf-8")
    assert "bench.jsonl, line 2: " in refused(tmp_path, path, "bench.jsonl")


def test_a_name_that_is_no_utf8_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not UTF-8"):
        audited(tmp_path, [f"{tmp_path}/bench\udcff.jsonl"])
    assert not (tmp_path / "run").exists()


def test_one_path_is_one_path_and_not_its_letters(in_folder: Path) -> None:
    written(in_folder / "bench.jsonl", [QUESTION])
    assert tiers(audited(in_folder, "bench.jsonl")) == {(0, 0): "exact"}


def test_evaluation_data_has_its_own_format_and_columns(tmp_path: Path) -> None:
    pl.DataFrame({"n": [7, 8], "question": [None, QUESTION], "answer": ["a", "72"]}).write_parquet(
        tmp_path / "bench.parquet"
    )
    (tmp_path / "rows.csv").write_text(f'id,body,kind\n1,"So: {QUESTION} Well?",x\n2,other,y\n', encoding="utf-8")
    result = dataaudit.audit(
        tmp_path / "rows.csv", text="body", label="kind", against=[tmp_path / "bench.parquet"], out=tmp_path / "run",
        settings=WORDS_ONLY,
    )  # fmt: skip
    assert [(one["tier"], one["item"]) for one in leaks(result)] == [("ngram", "bench.parquet:1")]


def test_a_format_named_for_the_corpus_is_not_that_of_evaluation_data(tmp_path: Path) -> None:
    pl.DataFrame({"question": [QUESTION], "answer": ["72"]}).write_parquet(tmp_path / "bench.parquet")
    (tmp_path / "rows.data").write_bytes(written(tmp_path / "rows.jsonl", [f"So: {QUESTION}"]).read_bytes())
    result = dataaudit.audit(
        tmp_path / "rows.data", against=[tmp_path / "bench.parquet"], out=tmp_path / "run",
        settings=[*WORDS_ONLY, "input.format=jsonl"],
    )  # fmt: skip
    assert [one["tier"] for one in leaks(result)] == ["ngram"]


@pytest.mark.parametrize(
    "row",
    [
        {"text": QUESTION},
        {"body": QUESTION, "n": 1},
        {"prompt": QUESTION, "completion": "72"},
        {"instruction": QUESTION, "input": "", "output": "72"},
        {"messages": [{"role": "user", "content": QUESTION}, {"role": "assistant", "content": "72"}]},
        {"conversations": [{"from": "human", "value": QUESTION}, {"from": "gpt", "value": "72"}]},
    ],
    ids=lambda row: next(iter(row)),
)
@pytest.mark.parametrize("asked", [False, True])
def test_items_of_every_shape_are_sought_in_rows_of_every_shape(
    tmp_path: Path, row: dict[str, Any], asked: bool
) -> None:
    text = f"Question 7. {QUESTION} Now think."
    rows = [
        {"question": text, "answer": "72"} if asked else {"text": text},
        {"question": "no"} if asked else {"text": "no"},
    ]
    assert tiers(sought(tmp_path, rows, [row])) == {(0, 0): "ngram"}


def test_a_table_in_memory_is_audited_against_a_file(tmp_path: Path) -> None:
    frame = pl.DataFrame({"text": [None, QUESTION, "other"]})
    path = written(tmp_path / "bench.jsonl", [QUESTION])
    result = dataaudit.audit(frame, against=[path], out=tmp_path / "run", settings=WORDS_ONLY)
    check(result)
    assert result.rows()["leak_tier"].to_list() == [None, "exact", None]


@pytest.mark.parametrize("texts", [[], [None], [None, "", " \n"], ["one row"]])
def test_corpora_of_nearly_nothing_are_audited(tmp_path: Path, texts: list[str | None]) -> None:
    path = written(tmp_path / "bench.jsonl", [QUESTION, "x", "?!"])
    frame = pl.DataFrame({"text": texts}, {"text": pl.String})
    result = dataaudit.audit(frame, against=[path], out=tmp_path / "run", settings=WORDS_ONLY)
    check(result)
    assert leaks(result) == []
    assert (result.metrics["leakage.items"], result.metrics["leakage.rows"]) == (0, 0)
    assert "leak_tier" in result.rows().columns
    table = pl.read_parquet(tmp_path / "run/split_leaks.parquet")
    assert table.height == (5 if texts else 0)


@pytest.mark.parametrize("splits", [[], [None], ["train"], ["test"], ["train", "test"]])
def test_splits_of_nearly_nothing_are_audited(tmp_path: Path, splits: list[str | None]) -> None:
    frame = pl.DataFrame({"text": [None] * len(splits), "split": splits}, {"text": pl.String, "split": pl.String})
    result = dataaudit.audit(frame, out=tmp_path / "run", settings=WORDS_ONLY)
    check(result)
    assert leaks(result) == []


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Runs a command; gives its exit code and standard error."""

    def execute(*arguments: Any) -> tuple[int, str]:
        try:
            code = run_command([str(argument) for argument in arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        return code, capsys.readouterr().err

    return execute


SET = ["--quiet", "--set", *WORDS_ONLY]


def test_the_command_says_what_is_missing_and_exits_with_two(
    command: Callable[..., tuple[int, str]], in_folder: Path
) -> None:
    written(in_folder / "a.jsonl", [QUESTION])
    code, said = command("run", "--input", "a.jsonl", "--against", "missing.jsonl", *SET)
    assert code == 2
    assert "missing.jsonl: no such file or folder" in said
    assert len(said.strip().splitlines()) == 1
    assert sorted(path.name for path in in_folder.iterdir()) == ["a.jsonl"]


def test_the_command_refuses_an_empty_file_before_it_reads_the_corpus(
    command: Callable[..., tuple[int, str]], in_folder: Path
) -> None:
    written(in_folder / "a.jsonl", [QUESTION])
    (in_folder / "empty.jsonl").touch()
    code, said = command("run", "--input", "a.jsonl", "--against", "empty.jsonl", *SET)
    assert code == 2
    assert "empty.jsonl" in said
    assert sorted(path.name for path in in_folder.iterdir()) == ["a.jsonl", "empty.jsonl"]


def test_the_command_seeks_the_items_of_several_files(command: Callable[..., tuple[int, str]], in_folder: Path) -> None:
    written(in_folder / "a.jsonl", [QUESTION, "How far is it?"])
    written(in_folder / "b.jsonl", [QUESTION])
    written(in_folder / "c.jsonl", ["How far is it?"])
    assert command("run", "--input", "a.jsonl", "--against", "b.jsonl", "c.jsonl", "--out", "run", *SET) == (0, "")
    found = pl.read_parquet(in_folder / "run/leaks.parquet")
    assert found["item"].to_list() == ["b.jsonl:1", "c.jsonl:1"]


@pytest.mark.parametrize("setting", ["coverage=0", "coverage=1.5", "similarity=0", "hashed_similarity=2", "no_such=1"])
def test_settings_that_make_no_sense_are_refused(tmp_path: Path, setting: str) -> None:
    path = written(tmp_path / "bench.jsonl", [QUESTION])
    with pytest.raises(ConfigurationError):
        audited(tmp_path, [path], [*WORDS_ONLY, f"stages.leakage.{setting}"])
    assert not (tmp_path / "run").exists()


def corpus_and_items(folder: Path) -> tuple[Path, Path]:
    items = [" ".join(f"w{number * 40 + place}" for place in range(30)) for number in range(12)]
    rows = [
        {"text": f"row {n} {items[n % 12] if n % 3 else n} end", "split": ["train", "test"][n % 5 == 0]}
        for n in range(60)
    ]
    rows += [{"text": items[0], "split": "train"}, {"text": items[1].upper(), "split": "train"}]
    return written(folder / "rows.jsonl", rows), written(folder / "bench.jsonl", items)


@pytest.mark.full
def test_a_run_killed_at_many_writes_ends_with_the_same_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus_module, "PART_ROWS", 16)
    rows, items = corpus_and_items(tmp_path)

    def run(folder: str) -> AuditResult:
        return dataaudit.audit(rows, against=[items], out=tmp_path / folder, settings=WORDS_ONLY)

    whole = run("whole")
    assert len(leaks(whole)) > 40
    writes, kills = Writes(monkeypatch), 0
    while True:
        writes.kill_at(kills % 5 + 2 if kills <= 20 else None)
        try:
            run("killed")
        except Killed:
            kills += 1
            assert not (tmp_path / "killed/manifest.json").exists()
            continue
        break
    assert kills > 5
    assert tables(tmp_path / "killed") == tables(whole.path)
    assert not (tmp_path / "killed/.work").exists()


def test_the_same_run_again_does_nothing_and_changed_evaluation_data_is_another_run(tmp_path: Path) -> None:
    rows, items = corpus_and_items(tmp_path)
    events: list[str] = []

    def run() -> AuditResult:
        return dataaudit.audit(
            rows, against=[items], out=tmp_path / "run", settings=WORDS_ONLY,
            watcher=lambda record: events.append(record["event"]),
        )  # fmt: skip

    first = tables(run().path)
    assert "run_finished" in events
    events.clear()
    assert tables(run().path) == first
    assert events == ["already_finished"]
    items.write_text(items.read_text(encoding="utf-8").replace("w5 ", "w6 "), encoding="utf-8")
    fresh = dataaudit.audit(rows, against=[items], out=tmp_path / "fresh", settings=WORDS_ONLY)
    assert tables(run().path) == tables(fresh.path) != first


def test_an_interrupted_run_goes_on_with_changed_evaluation_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, items = corpus_and_items(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr("dataaudit.api.auditing.render_report", None)
        with pytest.raises(TypeError):
            dataaudit.audit(rows, against=[items], out=tmp_path / "run", settings=WORDS_ONLY)
    written(items, ["w0 w1 w2 nothing of that", "row 1"])
    result = dataaudit.audit(rows, against=[items], out=tmp_path / "run", settings=WORDS_ONLY)
    assert tables(result.path) == tables(
        dataaudit.audit(rows, against=[items], out=tmp_path / "fresh", settings=WORDS_ONLY).path
    )


@pytest.mark.parametrize("batch", [pytest.param(1, marks=pytest.mark.full), 7])
def test_tables_do_not_depend_on_how_rows_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    rows, items = corpus_and_items(tmp_path)
    expected = tables(dataaudit.audit(rows, against=[items], out=tmp_path / "one", settings=WORDS_ONLY).path)
    monkeypatch.setattr("dataaudit.engine.reading.signal_table.BATCH", batch)
    monkeypatch.setattr("dataaudit.sources.blocks.BLOCK", 300 * batch)
    result = dataaudit.audit(rows, against=[items], out=tmp_path / "two", settings=WORDS_ONLY)
    assert tables(result.path) == expected

"""A run in the place of an earlier one: equal to a full one, whatever happened to the files, and never half there."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from conftest import FULL

import dataaudit
from dataaudit.engine.reading import signal_table
from dataaudit.errors import RunDirectoryError
from dataaudit.store import succession
from dataaudit.store.succession import NEXT

SETTINGS = ["stages.tokens=false", "stages.embeddings=false", "report.samples=0", "report.clusters=0"]
WORDS = [
    "river",
    "stone",
    "market",
    "letter",
    "window",
    "harvest",
    "signal",
    "copper",
    "garden",
    "winter",
    "ledger",
    "bridge",
]


def rows(rng: random.Random, count: int) -> list[dict[str, str]]:
    """Rows of which some are equal and some alike."""
    texts = [" ".join(rng.choices(WORDS, k=12)) for _ in range(count)]
    for place in range(3, count, 9):
        texts[place] = texts[place - 2] + rng.choice(["", " again"])
    return [{"text": text, "label": rng.choice("ab")} for text in texts]


def write(path: Path, items: list[dict[str, str]]) -> None:
    path.write_text("".join(json.dumps(one) + "\n" for one in items), encoding="utf-8")


def change(folder: Path, rng: random.Random) -> str:
    """Do to a folder what happens to folders."""
    files = sorted(folder.glob("*.jsonl"))
    kind = rng.choice(["add first", "add last", "remove", "rename", "edit", "append", "touch", "empty"])
    chosen = rng.choice(files)
    if kind.startswith("add"):
        write(folder / f"{'a' if kind == 'add first' else 'z'}{rng.randrange(10**6):06d}.jsonl", rows(rng, 25))
    elif kind == "remove" and len(files) > 1:
        chosen.unlink()
    elif kind == "rename":
        chosen.rename(folder / f"m{rng.randrange(10**6):06d}.jsonl")
    elif kind == "edit":
        lines = chosen.read_text(encoding="utf-8").splitlines()
        items = [json.loads(line) for line in lines if line != "{broken"]
        for place in range(0, len(items), 7):
            items[place]["text"] = " ".join(rng.choices(WORDS, k=9))
        rng.shuffle(items)
        write(chosen, items)
    elif kind == "append":
        with chosen.open("a", encoding="utf-8") as file:
            file.write("".join(json.dumps(one) + "\n" for one in rows(rng, 10)) + "{broken\n")
    elif kind == "touch":
        chosen.touch()
    else:
        write(folder / f"e{rng.randrange(10**6):06d}.jsonl", [])
    return kind


def tables(result: dataaudit.AuditResult) -> dict[str, str]:
    return {name: facts["sha256"] for name, facts in result.manifest.parts.items()}


def audit(folder: Path, out: Path, *settings: str) -> dataaudit.AuditResult:
    return dataaudit.audit(folder, out=out, settings=[*SETTINGS, *settings])


@pytest.mark.full
@pytest.mark.parametrize("seed", range(20))
def test_after_any_history_the_tables_are_those_of_a_full_run(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng, folder = random.Random(seed), tmp_path / "in"
    monkeypatch.setattr("dataaudit.sources.corpus_part.PART_BYTES", 3_000)  # several parts
    folder.mkdir()
    for name in "bdf":
        write(folder / f"{name}.jsonl", rows(rng, 40))
    audit(folder, tmp_path / "run")
    for turn in range(3):
        kinds = [change(folder, rng) for _ in range(rng.choice([1, 2]))]
        grown = audit(folder, tmp_path / "run")
        assert tables(grown) == tables(audit(folder, tmp_path / f"full{turn}")), kinds
        assert not (tmp_path / "run" / NEXT).exists()


def test_only_rows_that_changed_are_computed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, rng = tmp_path / "in", random.Random(5)
    folder.mkdir()
    for name in "bdf":
        write(folder / f"{name}.jsonl", rows(rng, 40))
    audit(folder, tmp_path / "run")
    computed, plain = [], signal_table._with_signals

    def counted(batch: object, stages: object) -> object:
        computed.append(len(batch))  # type: ignore[arg-type]
        return plain(batch, stages)  # type: ignore[arg-type]

    monkeypatch.setattr(signal_table, "_with_signals", counted)
    write(folder / "a.jsonl", rows(rng, 7))
    (folder / "b.jsonl").rename(folder / "k.jsonl")
    (folder / "d.jsonl").touch()
    grown = audit(folder, tmp_path / "run")
    assert sum(computed) == 7
    assert tables(grown) == tables(audit(folder, tmp_path / "full"))
    computed.clear()
    audit(folder, tmp_path / "run", "limits.keep_signals=false")
    assert not computed
    write(folder / "z.jsonl", rows(rng, 5))
    audit(folder, tmp_path / "run", "limits.keep_signals=false")
    assert sum(computed) == 5
    assert not (tmp_path / "run" / "rows" / ".index").exists()
    write(folder / "y.jsonl", rows(rng, 5))
    audit(folder, tmp_path / "run")
    assert sum(computed) == 5 + 3 * 40 + 7 + 5 + 5


def test_killed_at_any_moment_the_folder_holds_the_old_result_or_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, rng, out = tmp_path / "in", random.Random(6), tmp_path / "run"
    folder.mkdir()
    write(folder / "b.jsonl", rows(rng, 40))
    old = audit(folder, out)
    shutil.copytree(out, tmp_path / "kept")
    write(folder / "c.jsonl", rows(rng, 40))
    new = audit(folder, tmp_path / "full")
    steps = _steps(out, folder, tmp_path, monkeypatch)
    seen = set()
    for step in range(0, steps, 1 if FULL else 41):
        shutil.rmtree(out)
        shutil.copytree(tmp_path / "kept", out)
        _killed(out, folder, step, monkeypatch)
        if (out / "manifest.json").exists():
            held = dataaudit.load_result(out)
            assert tables(held) in (tables(old), tables(new))
            assert held.rows().height == held.row_counts["read"]
            seen.add(held.row_counts["read"])
        assert tables(audit(folder, out)) == tables(new)
        assert not (out / NEXT).exists()
    assert old.row_counts["read"] in seen


class Killed(BaseException):
    """As when the process ends."""


def _killed(out: Path, folder: Path, step: int | None, monkeypatch: pytest.MonkeyPatch) -> int:
    """Run, and end before a file is put in place or removed for the n-th time; returns how often that is done."""
    done = 0

    def before(call: Callable[..., object]) -> Callable[..., object]:
        def counted(*words: object, **more: object) -> object:
            nonlocal done
            if done == step:
                raise Killed
            done += 1
            return call(*words, **more)

        return counted

    with monkeypatch.context() as patched:
        patched.setattr("dataaudit.store.atomic.os.replace", before(__import__("os").replace))
        patched.setattr(Path, "rename", before(Path.rename))
        patched.setattr(succession, "_remove", before(succession._remove))
        try:
            audit(folder, out)
        except Killed:
            assert step is not None
    return done


def _steps(out: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    steps = _killed(out, folder, None, monkeypatch)
    shutil.rmtree(out)
    shutil.copytree(tmp_path / "kept", out)
    return steps


def test_other_settings_and_other_data_need_another_folder(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder, seed in (one, 1), (other, 2):
        folder.mkdir()
        write(folder / f"{folder.name}.jsonl", rows(random.Random(seed), 30))
    audit(one, tmp_path / "run")
    with pytest.raises(RunDirectoryError, match="another input, configuration or version"):
        audit(one, tmp_path / "run", "stages.minhash=false")
    with pytest.raises(RunDirectoryError, match="another input, configuration or version"):
        audit(other, tmp_path / "run")
    frame = pl.DataFrame({"text": ["one", "two"]})
    dataaudit.audit(frame, out=tmp_path / "memory", settings=SETTINGS)
    with pytest.raises(RunDirectoryError, match="another input, configuration or version"):
        dataaudit.audit(frame.head(1), out=tmp_path / "memory", settings=SETTINGS)
    both = dataaudit.audit([one, other], out=tmp_path / "run", settings=SETTINGS)
    assert both.row_counts["read"] == 60

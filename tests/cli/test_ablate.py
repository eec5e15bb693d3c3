from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import dataaudit

LIGHT = [f"stages.{name}=false" for name in ("embeddings", "pii", "leakage", "labels", "tokens", "minhash")]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of labelled rows, three in ten of them exact duplicates."""
    folder = tmp_path_factory.mktemp("ablate")
    random = np.random.default_rng(0)
    words = [f"word{number}" for number in range(90)]
    rows = [
        {"text": " ".join([*random.choice(words, 14), ("good", "bad")[row % 2]]), "label": ("up", "down")[row % 2]}
        for row in range(420)
    ]
    rows += [rows[place] for place in random.permutation(420)[:180]]
    path = folder / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return dataaudit.audit(path, label="label", out=folder / "run", settings=LIGHT).path


FAST = ("--seeds", 2, "--tokens", 300, "--quiet")


@pytest.mark.full
def test_ablate_prints_variants_and_what_differs(call: Callable[..., Any], run: Path, in_folder: Path) -> None:
    code, out, err = call("ablate", run, *FAST, "--out", "out")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert "held-out rows without duplicates; every training run saw 3,000 tokens" in lines[0]
    head = next(place for place, text in enumerate(lines) if text.split()[:2] == ["variant", "rows"])
    assert [text.split()[0] for text in lines[head + 1 : head + 3]] == ["raw", "clean"]
    assert any("between clean and raw" in text or text.startswith("clean has a ") for text in lines[head + 3 :])
    assert {path.name for path in (in_folder / "out").iterdir()} == {"ablation.parquet", "ablation.json"}


@pytest.mark.full
def test_json_prints_the_same_as_is_written(call: Callable[..., Any], run: Path, in_folder: Path) -> None:
    code, out, _ = call("ablate", run, *FAST, "--out", "out", "--json")
    assert code == 0
    told = json.loads(out)
    assert told == json.loads((in_folder / "out/ablation.json").read_bytes())
    assert told["task"] == "classes"
    assert {one["variant"] for one in told["runs"]} >= {"raw", "clean"}


BAD: dict[str, tuple[list[str], str]] = {
    "an unknown rule": (["--rules", "exact-duplicat"], "exact-duplicate"),
    "a rule that dropped nothing": (["--rules", "empty-text"], "dropped no row in this run"),
    "one seed": (["--seeds", "1"], "at least 2 seeds are needed"),
    "a model that is not there": (["--model", "no-such-folder"], "no-such-folder"),
    "an unknown task": (["--task", "numbers"], "invalid choice 'numbers'; choose from auto, classes, language"),
    "a wrong option": (["--sedes", "3"], "unknown option '--sedes'; did you mean '--seeds'?"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_one_sentence_and_exit_code_two(
    call: Callable[..., Any], run: Path, in_folder: Path, name: str
) -> None:
    arguments, says = BAD[name]
    code, out, err = call("ablate", run, "--tokens", 1000, "--quiet", *arguments)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1
    assert "Traceback" not in err


def test_a_folder_that_is_no_run_is_told(call: Callable[..., Any], in_folder: Path) -> None:
    code, out, err = call("ablate", "none", "--quiet")
    assert code != 0
    assert out == ""
    assert "none" in err
    assert err.count("\n") == 1

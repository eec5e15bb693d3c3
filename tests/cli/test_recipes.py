from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dataaudit.training.recipe_trials.measure import TRIED

SMALL = ("--batch-size", 8, "--max-tokens", 16, "--steps", 2)


@pytest.fixture
def data(in_folder: Path) -> Path:
    """A folder to run in, with enough rows and too few."""
    rows = [
        {
            "text": f"row {place} says {' '.join(str(place * one % 17) for one in range(3 + place % 7))}",
            "kind": place % 2,
        }
        for place in range(40)
    ]
    for name, count in (("rows.jsonl", 40), ("few.jsonl", 5)):
        (in_folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows[:count]), encoding="utf-8")
    (in_folder / "empty").mkdir()
    return in_folder


BAD: dict[str, tuple[list[str], str]] = {
    "an unknown recipe": (["rows.jsonl", "--recipes", "bf61"], "unknown recipe 'bf61'; did you mean 'bf16'"),
    "an unknown recipe among others": (
        ["rows.jsonl", "--recipes", "bf16", "checkpoints"],
        "unknown recipe 'checkpoints'; did you mean 'checkpointing'",
    ),
    "a recipe like no other": (["rows.jsonl", "--recipes", "xyz"], "unknown recipe 'xyz'"),
    "too few rows": (["few.jsonl"], "too few rows with a text to probe: 5; at least 8 are needed"),
    "too few rows for a batch": (
        ["rows.jsonl", "--batch-size", "64"],
        "too few rows with a text: 40 for a batch of 64",
    ),
    "data that are not there": (["none.jsonl"], "none.jsonl"),
    "a column that is not there": (["rows.jsonl", "--label", "kin"], "no column 'kin' for input.label"),
    "a batch size that is no number": (
        ["rows.jsonl", "--batch-size", "many"],
        "argument --batch-size: a whole number is expected, got 'many'",
    ),
    "a wrong option": (
        ["rows.jsonl", "--recipe-names", "bf16"],
        "unknown option '--recipe-names'; did you mean '--recipes'?",
    ),
    "no data": ([], "the following arguments are required: DATA"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_one_sentence_and_exit_code_two(call: Callable[..., Any], data: Path, name: str) -> None:
    arguments, says = BAD[name]
    code, out, err = call("recipes", "small", *arguments, "--quiet")
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1
    assert "Traceback" not in err


def test_an_unknown_recipe_is_told_with_all_that_there_are(call: Callable[..., Any], data: Path) -> None:
    _, _, err = call("recipes", "small", "rows.jsonl", "--recipes", "xyz")
    assert all(name in err for name in TRIED)


def test_a_folder_without_a_model_is_told(call: Callable[..., Any], data: Path) -> None:
    code, out, err = call("recipes", "empty", "rows.jsonl", "--quiet")
    assert (code, out) == (2, "")
    assert err == "dataaudit: empty: no config.json found; give the folder of a transformers model\n"


def test_the_help_lists_recipes(call: Callable[..., Any]) -> None:
    _, out, _ = call("--help")
    assert re.search(r"^ +recipes +measure what saves time or memory when training a model", out, re.MULTILINE)
    code, out, _ = call("recipes", "--help")
    assert code == 0
    assert all(option in out for option in ("--recipes", "--processes", "--deepspeed", "--json", "--label"))


@pytest.mark.full
def test_json_tells_recipes_loaders_memory_and_advice(call: Callable[..., Any], data: Path) -> None:
    given = ("recipes", "small", "rows.jsonl", "--label", "kind", *SMALL, "--recipes", "plain", "--json")
    code, out, err = call(*given, "--deepspeed", "zero.json")
    assert code == 0
    told = json.loads(out, parse_constant=pytest.fail)
    assert set(told) == {"recipes", "loaders", "sharded", "memory", "advice"}
    (plain,) = told["recipes"]
    assert (plain["name"], plain["error"], plain["equal"], plain["failed"]) == ("plain", 0, True, None)
    assert len(plain["losses"]) == 2
    assert told["memory"]["states"] == plain["weights"] + plain["gradients"] + plain["optimizer"]
    assert told["memory"]["peak"] >= told["memory"]["states"]
    assert told["memory"]["largest_batch"] > 0
    assert told["sharded"] == []
    assert {one["workers"] for one in told["loaders"]} >= {0, 1}
    assert re.fullmatch(r"loading: use \d+ workers.*; [\d.]+ ms per batch, .* [\d.]+% of the time", told["advice"][-1])
    events = [json.loads(line) for line in err.splitlines()]
    assert [one["event"] for one in events] == ["memory_estimate", "recipe", "loading"]
    written = json.loads((data / "zero.json").read_bytes())
    assert (written["train_batch_size"], written["zero_optimization"]["stage"]) == (8, 2)


@pytest.mark.full
def test_a_table_tells_every_recipe_and_what_to_switch_on(call: Callable[..., Any], data: Path) -> None:
    names = ["accumulation", "checkpointing", "weights-bf16"]
    code, out, err = call("recipes", "small", "rows.jsonl", *SMALL, "--quiet", "--processes", 2, "--recipes", *names)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("estimated memory: ")
    assert lines[1].split()[:2] == ["recipe", "ms/step"]
    assert [line.split()[0] for line in lines[2:6]] == ["plain", *names]
    assert lines[6].startswith("memory after training: ")
    assert [line[:6] for line in lines[7:11]] == ["not sh", "ZeRO 1", "ZeRO 2", "ZeRO 3"]
    assert [line.split(":")[0] for line in lines[11:]] == [*names, "loading"]
    assert "no master copy" in lines[13]

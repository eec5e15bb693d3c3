"""Items of benchmarks in the columns that these have: code with tests, questions with choices, passages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dataaudit import audit
from dataaudit.errors import ConfigurationError, InputError

QUICK = [f"stages.{name}=false" for name in ("quality", "language", "pii", "passages", "embeddings", "labels")]
CODE = [
    {
        "task_id": f"Made/{number}",
        "prompt": f'def {name}(values: list):\n    """Return {what}.\n    >>> {name}([3, 1])\n    {number}\n    """\n',
        "canonical_solution": f"    return {number}\n",
        "test": f"def check(candidate):\n    assert candidate([3, 1, 2]) == {number}\n",
        "entry_point": name,
    }
    for number, (name, what) in enumerate(
        [
            ("middle_of", "the middle one of the values once they are put into ascending order"),
            ("widest_gap", "the widest gap between two neighbours among the values of an unordered list"),
            ("turns_up", "how many times a walk along the values changes from falling to rising"),
            ("odd_ones", "the number of values that remain odd after every digit was added to it"),
        ]
    )
]
CHOICES = [
    {
        "question": "Which metal is liquid at the temperature of a room and was used in old thermometers?",
        "choices": ["mercury", "iron", "lead", "gold"],
        "answer": 0,
    },
    {
        "question": "What did sailors of the sixteenth century eat to escape from scurvy on long voyages?",
        "choices": ["citrus fruit", "salted beef", "hard bread", "dried fish"],
        "answer": 0,
    },
]
BEFORE = "Notes of a course on programs that I gave last year. " * 6


def asked(text: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": f"Complete:\n{text}"}, {"role": "assistant", "content": "ok"}]


EMBEDDED = {
    "alone": lambda text: {"text": text},
    "in a chat": lambda text: {"messages": asked(text)},
    "in a page": lambda text: {"text": f"{BEFORE}{text} The end of these notes."},
    "re-indented": lambda text: {"text": "\n".join("\t" + line.strip() for line in text.splitlines())},
}


def leaked(rows: list[dict[str, Any]], items: list[dict[str, Any]], folder: Path, *settings: str) -> list[str | None]:
    folder.mkdir(parents=True, exist_ok=True)
    for name, held in (("rows", rows), ("items", items)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(one) + "\n" for one in held), encoding="utf-8")
    result = audit(
        folder / "rows.jsonl", against=folder / "items.jsonl", out=folder / "run", settings=[*QUICK, *settings]
    )
    tiers: list[str | None] = result.rows()["leak_tier"].to_list()
    return tiers


@pytest.mark.parametrize("how", EMBEDDED)
def test_every_copy_of_a_prompt_for_code_is_found(how: str, tmp_path: Path) -> None:
    rows = [EMBEDDED[how](item["prompt"]) for item in CODE]
    other = EMBEDDED[how]("A page about the harbour, whose quay wall is inspected every spring before boats come back.")
    assert [tier is not None for tier in leaked([*rows, other], CODE, tmp_path)] == [True] * 4 + [False]


@pytest.mark.parametrize("choices", [True, False])
def test_a_question_is_found_with_its_choices_and_without(choices: bool, tmp_path: Path) -> None:
    texts = [item["question"] + (" " + " ".join(item["choices"]) if choices else "") for item in CHOICES]
    rows = [{"text": f"Yesterday somebody asked me: {text} I had to think about it for a while."} for text in texts]
    assert all(tier is not None for tier in leaked(rows, CHOICES, tmp_path))


def test_the_text_of_an_item_is_made_from_the_columns_that_are_named(tmp_path: Path) -> None:
    items = [{"a": "Which metal is liquid at the temperature", "b": "of a room and was used in old thermometers?"}]
    rows = [{"text": "Which metal is liquid at the temperature of a room and was used in old thermometers?"}]
    assert leaked(rows, items, tmp_path / "a", "stages.leakage.against_template='{a} {b}'")[0] == "exact"
    with pytest.raises(InputError, match="no column 'c'"):
        leaked(rows, items, tmp_path / "b", "stages.leakage.against_template='{a} {c}'")


def test_every_entry_has_its_own_template(tmp_path: Path) -> None:
    told = "Which metal is liquid at the temperature of a room and was used in old thermometers?"
    for name, row in (
        ("rows", {"text": told}),
        ("one", {"a": "Which metal is liquid at the temperature of a room", "b": "and was used in old thermometers?"}),
        ("two", {"x": "thermometers?", "y": "Which metal is liquid at the temperature of a room and was used in old"}),
    ):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    against = [tmp_path / "one.jsonl", tmp_path / "two.jsonl"]

    def leaks(*templates: str) -> int:
        told = f"stages.leakage.against_template={json.dumps(templates)}"
        settings = [*QUICK, told]
        out = tmp_path / str(len(list(tmp_path.iterdir())))
        audit(tmp_path / "rows.jsonl", against=against, out=out, settings=settings)
        return len(pl.read_parquet(out / "leaks.parquet"))

    assert leaks("{a} {b}", "{y} {x}") == 2
    assert leaks("{a} {b}", "{x}") == 1
    with pytest.raises(ConfigurationError, match="3 templates for 2 entries"):
        leaks("{a}", "{x}", "{y}")


@pytest.mark.parametrize(
    "row",
    [
        {"prompt": "who wrote Hamlet", "completion": "A poet from Stratford."},
        {"text": "Who wrote Hamlet?"},
        {"messages": [{"role": "user", "content": "Who wrote Hamlet?"}, {"role": "assistant", "content": "Guess."}]},
    ],
)
def test_a_question_of_a_few_words_is_found_where_it_is_all_that_is_asked(row: Any, tmp_path: Path) -> None:
    items = [{"question": "Who wrote Hamlet?", "answer": "Shakespeare"}, {"question": "Who?", "answer": "Nobody"}]
    other = {
        key: "Who wrote Faust, the play about a doctor?" if isinstance(value, str) else value
        for key, value in row.items()
    }
    assert leaked([row], items, tmp_path / "a")[0] == "normalised"
    if "messages" not in row:
        assert leaked([other], items, tmp_path / "b")[0] is None

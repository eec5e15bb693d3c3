"""What tells rows of one text apart: what their shape declares, and what a user says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dataaudit import AuditResult, audit
from dataaudit.errors import InputError

LONG = "The quay wall of the old harbour is inspected every spring before the fishing boats come back from the north"
QUICK = [f"stages.{name}=false" for name in ("quality", "language", "pii", "passages", "embeddings", "labels")]


def kept(rows: list[dict[str, Any]], folder: Path, *settings: str) -> list[bool]:
    return list(run(rows, folder, *settings).rows()["kept"].to_list())


def run(rows: list[dict[str, Any]], folder: Path, *settings: str) -> AuditResult:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return audit(path, out=folder / "run", settings=[*QUICK, *settings])


ASKED = {"question": "Is there a cat in the picture?", "answer": "Yes, there is one."}
SIDES, PASSAGE = {"prompt": "Why?", "chosen": "So."}, {"context": LONG}
CHAT = [{"role": "user", "content": "What is the weather?"}, {"role": "assistant", "content": ""}]


def called(place: str, number: str) -> list[dict[str, Any]]:
    call = {"id": number, "function": {"name": "weather", "arguments": json.dumps({"place": place})}}
    return [CHAT[0], {"role": "assistant", "content": "", "tool_calls": [call]}]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({**ASKED, "image": "a.png"}, {**ASKED, "image": "b.png"}),
        ({**ASKED, "context": "A cat sits there."}, {**ASKED, "context": "A cat lies there."}),
        ({**ASKED, "options": ["yes", "no"]}, {**ASKED, "options": ["no", "perhaps"]}),
        ({**ASKED, "system": "Be brief."}, {**ASKED, "system": "Be kind."}),
        ({**ASKED, "tools": [{"name": "a"}]}, {**ASKED, "tools": [{"name": "b"}]}),
        ({**SIDES, "rejected": "No."}, {**SIDES, "rejected": "Go."}),
        ({"messages": called("Rome", "1")}, {"messages": called("Oslo", "1")}),
        ({"text": "A picture of a cat.", "image": "a.png"}, {"text": "A picture of a cat.", "image": "b.png"}),
        ({"premise": LONG, "hypothesis": "It is spring."}, {"premise": LONG, "hypothesis": "It is autumn."}),
        ({**PASSAGE, "question": "When?", "answer": "Now."}, {**PASSAGE, "question": "What?", "answer": "A wall."}),
    ],
)  # fmt: skip
def test_rows_that_differ_in_what_their_shape_declares_stay(
    one: dict[str, Any], two: dict[str, Any], tmp_path: Path
) -> None:
    assert kept([one, two], tmp_path / "different") == [True, True]
    assert kept([one, json.loads(json.dumps(one))], tmp_path / "equal") == [True, False]


def test_identifiers_of_calls_addresses_and_times_do_not_tell_rows_apart(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"messages": called("Rome", "call_1"), "id": 1, "url": "https://a.example"},
        {"messages": called("Rome", "call_2"), "id": 2, "url": "https://b.example"},
    ]
    assert kept(rows, tmp_path) == [True, False]


def test_a_user_says_what_else_is_compared_and_what_is_not(tmp_path: Path) -> None:
    rows = [
        {"text": "One and the same text here.", "region": region, "images": [region]} for region in ("north", "south")
    ]
    assert kept(rows, tmp_path / "a") == [True, True]
    assert kept(rows, tmp_path / "b", "input.ignore=[images]") == [True, False]
    assert kept(rows, tmp_path / "c", "input.ignore=[images]", "input.compare=[region]") == [True, True]
    with pytest.raises(InputError, match=r"no column 'regoin' for input\.compare; did you mean 'region'"):
        run(rows, tmp_path / "d", "input.compare=[regoin]")


def test_rows_of_another_shape_in_the_same_file_are_told_and_stay(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [{"prompt": f"Why is it {so}?", "completion": so} for so in ("red", "late")]
    rows.append({"messages": CHAT})
    result = run(rows, tmp_path)
    assert any(
        "2 of the first 3 rows are of another shape" in note and "prompt" in note for note in result.manifest.notes
    )
    assert result.rows()["kept"].to_list() == [True] * 3
    assert not any("of another shape" in note for note in run(rows[:2], tmp_path / "one").manifest.notes)


def test_what_is_read_and_what_is_not_compared_is_told(tmp_path: Path) -> None:
    result = run([{**ASKED, "image": "a.png", "url": "x"}, {**ASKED, "image": "b.png", "url": "y"}], tmp_path)
    told = " | ".join(result.manifest.notes)
    assert "instruction data: question = user, answer = assistant, image = media" in told
    assert "not compared between rows: url" in told


def test_the_rate_of_rows_and_that_of_texts_are_told_apart(tmp_path: Path) -> None:
    rows = [{"text": "One and the same text here.", "image": name} for name in ("a", "b", "b", "c")]
    metrics = run(rows, tmp_path).metrics
    assert (metrics["duplicates.exact.rate"], metrics["duplicates.row.rate"]) == (0.75, 0.25)


def test_near_duplicates_agree_in_every_part(tmp_path: Path) -> None:
    words = [f"word{n}" for n in range(60)]
    passage, nearly = " ".join(words), " ".join([*words[:59], "end"])
    rows = [
        {"context": passage, "question": "Who built the wall of the town?", "answer": "The guild of masons."},
        {"context": nearly, "question": "Who built the wall of the town?", "answer": "The guild of masons."},
        {"context": passage, "question": "Who built the gate of the town?", "answer": "The guild of masons."},
        {"context": passage, "question": "Who built the wall of the town?", "answer": "The old king."},
    ]
    assert kept(rows, tmp_path) == [True, False, True, True]
    assert kept(rows, tmp_path / "text", "input.template='{context} {question} {answer}'", "input.turns={}")[1] is False


def test_classes_without_a_name_are_missing_labels(tmp_path: Path, write_jsonl: Callable[..., Path]) -> None:
    del write_jsonl
    from datasets import ClassLabel, Dataset, Features, Value

    features = Features({"text": Value("string"), "label": ClassLabel(names=["no", "yes"])})
    data = Dataset.from_dict({"text": ["a b c", "d e f", "g h i"], "label": [0, -1, 1]}, features=features)
    labels = audit(data, out=tmp_path / "run", settings=QUICK).rows()["label"]
    assert labels.to_list() == ["no", None, "yes"]
    assert isinstance(labels, pl.Series)

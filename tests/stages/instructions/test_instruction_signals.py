"""Prompts and answers of instruction data: the signals of rows, and what rows are to each other."""

from __future__ import annotations

import json
import random
import string
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from every import every
from hypothesis import given
from hypothesis import strategies as st

from dataaudit import audit
from dataaudit.stages.instructions.instruction_signals import HASHES, Instructions
from dataaudit.stages.instructions.row_flags import FLAGS, LONG_ENOUGH

ALONE = [
    *(f"stages.{name}=false" for name in ("tokens", "exact", "minhash", "quality", "language", "pii", "passages")),
    "report.clusters=0",
    "report.samples=0",
]
"""Settings with which no other stage runs."""


def signals(*rows: list[list[str]] | None) -> list[dict[str, Any]]:
    turns = [None if row is None else json.dumps(row, ensure_ascii=False) for row in rows]
    batch = pa.RecordBatch.from_pydict({"turns": pa.array(turns, pa.large_string())})
    found: list[dict[str, Any]] = Instructions()(batch).to_pylist()
    return found


def asked(prompt: str, answer: str, *given: str) -> list[list[str]]:
    return [["user", prompt], *(["input", text] for text in given), ["assistant", answer]]


def flags(prompt: str, answer: str, *given: str) -> list[str]:
    (row,) = signals(asked(prompt, answer, *given))
    return [name for name in FLAGS if row[name]]


def test_rows_without_turns_have_no_signals() -> None:
    rows = signals(None, [], asked("Hi", "Hello"))
    assert set(rows[0].values()) == set(rows[1].values()) == {None}
    assert {name for name, value in rows[2].items() if value is None} <= {
        "role_problem",
        "call_problem",
        "hash_rejected",
        "answer_echo",
        "rejected_chars",
    }


def test_a_batch_without_rows_has_the_columns_of_others() -> None:
    batch = pa.RecordBatch.from_pydict({"turns": pa.array([], pa.large_string())})
    assert Instructions()(batch).schema == Instructions().schema
    assert Instructions("deepseek")(batch).schema == Instructions("deepseek").schema


def test_the_answer_is_the_last_one_and_the_prompt_all_before_it_but_the_system() -> None:
    first = [
        ["system", "Be kind."],
        ["user", "Hi"],
        ["assistant", "Hello"],
        ["user", "And you?"],
        ["assistant", "Fine."],
    ]
    (row, same, other) = signals(first, first[1:], [*first, ["user", "Bye"]])
    assert (row["turn_count"], row["prompt_chars"], row["answer_chars"]) == (
        5,
        len("Hi\nHello\nAnd you?"),
        len("Fine."),
    )
    plain = HASHES[:2]
    assert [row[name] for name in plain] == [same[name] for name in plain] == [other[name] for name in plain]
    assert row["hash_asked"] == other["hash_asked"] != same["hash_asked"]  # another system prompt asks something else
    assert [one["role_problem"] for one in (row, same, other)] == [None, None, "no answer at the end"]


def test_prompts_are_equal_without_case_and_punctuation_and_answers_as_they_stand() -> None:
    rows = signals(asked("Name a colour.", "Red"), asked("name, a  COLOUR", " Red\n"), asked("Name a colour", "red"))
    assert len({row["hash_prompt"] for row in rows}) == 1
    assert rows[0]["hash_answer"] == rows[1]["hash_answer"] != rows[2]["hash_answer"]


@every(
    "row, expected",
    [
        (asked("Name a colour.", "Red."), []),
        (asked("Name a colour.", " \n"), ["answer_empty"]),
        ([["user", "Name a colour."]], ["answer_empty"]),
        (asked("写一首诗。", "抱歉，我无法完成这个请求。"), ["answer_refused"]),
        (asked("Tell me.", f"{'She spoke. ' * 40}I cannot help with that."), []),
        (asked("Tell a story.", "It was late. They came home and"), ["answer_truncated"]),
        (asked("Write a letter.", "Dear [Name],"), ["placeholder_left"]),
        (asked("Fill in Dear [Name],", "Dear Ann,"), []),
        (asked("Sum up.", "Rain.", "<noinput>"), ["input_missing"]),
        (asked("Sum up.", "Rain.", f"{'It rained. ' * 20}\n<NoInput>"), ["input_missing"]),
        (asked("Sum up.", "Rain.", f"{'It rained. ' * 20}There was no input."), []),
        (asked("Summarise the text.", "Please provide the text."), ["input_missing"]),
        (asked("Summarise the text.", "Please provide the text.", "It rained."), []),
        (asked("Book a table.", "Please provide the date."), []),
        (asked("Summarise the text.", "Please provide the text.", "n/a"), ["input_missing"]),
        (asked("总结以下文章。", "请提供文章。"), ["input_missing"]),
        (asked("Describe this image.", "A dog."), ["media_missing"]),
        (asked("Describe this image.", "A dog.", "noinput"), ["input_missing", "media_missing"]),
        (asked("Describe this image.", "A dog.", "a dog on a lawn"), []),
        (asked("Describe this image: https://example.org/a", "A dog."), []),
        (asked("Name a colour.", "Red.<|im_end|>"), ["template_leaked"]),
        (asked("[INST] Name a colour.", "Red."), ["template_leaked"]),
        (asked("Name a colour.", "Red.\nHuman: Another.\nAssistant: Blue."), ["template_leaked"]),
        (asked("Write a dialogue.", "Human: Hi.\nAssistant: Hello."), []),
        (asked("Name a colour.", "Red.\nHuman: Another."), []),
    ],
)  # fmt: skip
def test_a_row_has_the_flags_of_what_is_wrong_with_it(row: list[list[str]], expected: list[str]) -> None:
    (found,) = signals(row)
    assert [name for name in FLAGS if found[name]] == expected


def test_an_answer_that_is_the_input_itself_is_an_echo() -> None:
    rows = signals(
        asked("Correct it.", "It rained.", " It rained. "),
        asked("Correct it.", "It rained.", "It rains."),
        asked("Correct it.", "", ""),
        asked("Name three primary colours of light.", "name three primary colours of light"),
    )
    assert [row["answer_echo"] for row in rows] == [1.0, 0.0, None, 1.0]


GERMAN = "Man mischt Mehl, Wasser, Salz und Hefe, lässt den Teig gehen und backt ihn dann im Ofen."
ENGLISH = "You mix flour, water, salt and yeast, let the dough rise and then bake it in the oven."
CHINESE = "先把面粉、水、盐和酵母混合在一起，揉成面团，等它发起来以后再放进烤箱里烤熟，这样就做好了一个可以吃的面包。"


@every(
    "prompt, answer, differs",
    [
        (ENGLISH, GERMAN, True),
        (CHINESE, ENGLISH, True),
        (ENGLISH, CHINESE, True),
        (GERMAN, GERMAN, False),
        (f"Write it in German. {ENGLISH}", GERMAN, False),
        (f"把下面的话翻译成英文。{CHINESE}", ENGLISH, False),
        (CHINESE, ENGLISH[: LONG_ENOUGH - 1], False),
        (CHINESE[: LONG_ENOUGH - 1], ENGLISH, False),
        (ENGLISH, "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt.", False),
        (ENGLISH, "1234567890 + 1234567890 = 2469135780; 2469135780 / 2 = 1234567890", False),
    ],
)
def test_an_answer_in_another_language_is_told_where_both_are_sure(prompt: str, answer: str, differs: bool) -> None:
    assert ("answer_language_differs" in flags(prompt, answer)) == differs


def test_the_language_of_a_prompt_is_that_of_the_users_last_words() -> None:
    (row,) = signals([["user", ENGLISH], ["assistant", ENGLISH], ["user", CHINESE], ["assistant", CHINESE]])
    assert (row["prompt_language"], row["answer_language"], row["answer_language_differs"]) == ("zh", "zh", 0)


TURNS = st.lists(
    st.tuples(
        st.sampled_from(["system", "user", "input", "assistant", "tool", "?", "?critic"]), st.text(max_size=30)
    ).map(list),
    max_size=5,
)


@given(st.lists(st.none() | TURNS, max_size=4))
def test_any_turns_have_signals_and_the_same_ones_in_any_company(rows: list[list[list[str]] | None]) -> None:
    found = signals(*rows)
    assert found == [signals(row)[0] for row in rows]
    for row, one in zip(rows, found, strict=True):
        assert (one["turn_count"] is None) == (not row)
        assert not row or one["turn_count"] == len(row)


def loose(text: str) -> str:
    return " ".join("".join(c for c in text.casefold() if c not in string.punctuation).split()) or text


def related(rows: list[list[tuple[str, str]] | None]) -> tuple[list[bool], list[bool]]:
    """Which rows repeat an earlier answer, and which share a prompt with another answer, by comparing all."""
    seen: set[str] = set()
    answers: dict[str, set[str]] = defaultdict(set)
    pairs: list[tuple[str, str] | None] = []
    for row in rows:
        if not row:
            pairs.append(None)
            continue
        last = max((place for place, (role, _) in enumerate(row) if role == "assistant"), default=len(row))
        prompt = loose("\n".join(text for role, text in row[:last] if role != "system" and text))
        prompt += "\0".join(text for role, text in row if role == "system")
        answer = row[last][1].strip() if last < len(row) else ""
        pairs.append((prompt, answer))
        answers[prompt].add(answer)
    repeated = []
    for pair in pairs:
        repeated.append(pair is not None and pair[1] in seen)
        seen |= {pair[1]} if pair else set()
    return repeated, [pair is not None and len(answers[pair[0]]) > 1 for pair in pairs]


@pytest.mark.parametrize("seed", range(2))
def test_repeated_and_contradictory_answers_are_those_of_comparing_all_rows(
    tmp_path: Path, write_jsonl: Callable[..., Path], seed: int
) -> None:
    source = random.Random(seed)
    prompts = ["Why?", "why", "WHY!", "How so", "how, so", "?!", "", *(f"Question {n}" for n in range(60))]
    replies = ["Yes", " Yes\n", "yes", "No.", "", " ", *(f"Answer {n}" for n in range(60))]
    rows: list[list[tuple[str, str]] | None] = []
    for _ in range(250):
        if source.random() < 0.1:
            rows.append(source.choice([None, []]))
            continue
        row = [("system", source.choice("ab"))] if source.random() < 0.5 else []
        for _ in range(source.choice([1, 1, 2])):
            row += [("user", source.choice(prompts)), ("assistant", source.choice(replies))]
        rows.append(row if source.random() < 0.9 else row[:-1] or None)
    messages = [None if row is None else [{"role": role, "content": text} for role, text in row] for row in rows]
    path = write_jsonl([{"id": number, "messages": row} for number, row in enumerate(messages)])
    result = audit(path, out=tmp_path / "run", settings=ALONE)
    repeated, contradictory = related(rows)
    assert 20 < sum(repeated) < 240
    assert 20 < sum(contradictory) < 240
    found = result.rows()
    for code, expected in (("INS009", repeated), ("INS008", contradictory)):
        assert found.select(pl.col("flags").list.contains(code)).to_series().to_list() == expected
    assert found["turn_count"].is_null().to_list() == [not row for row in rows]
    given = sum(map(bool, rows))
    assert result.metrics["instructions.rows"] == given
    assert result.metrics["instructions.repeated_answer.share"] == pytest.approx(sum(repeated) / len(rows))


def test_a_run_over_a_table_without_rows_ends_well(tmp_path: Path) -> None:
    table = pa.table({"prompt": pa.array([], pa.string()), "completion": pa.array([], pa.string())})
    result = audit(table, out=tmp_path / "run", settings=ALONE)
    assert result.row_counts["read"] == 0
    assert "answer_empty" in result.rows().columns

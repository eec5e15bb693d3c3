"""Tokens of conversations under a chat template, counted again from the words of every turn."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stages.tiny_chat_tokenizer import tiny_chat_tokenizer

import dataaudit
from dataaudit.stages.instructions.chat_tokens import ALL_CUT, ChatTokens
from dataaudit.stages.instructions.instruction_signals import Instructions
from dataaudit.stages.instructions.trained_tokens import limit_costs

MARKED = (
    "{% for message in messages %}<{{ message['role'] }}> {{ message['content'] }} <end>\n{% endfor %}"
    "{% if add_generation_prompt %}<assistant> {% endif %}"
)
"""Two marks around every message, one of which is the prompt for an answer."""
STRICT = (
    "{% for message in messages %}"
    "{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('roles must alternate user/assistant') }}{% endif %}"
    "{{ message['role'] }} says {{ message['content'] }} <end> {% endfor %}"
    "{% if add_generation_prompt %}assistant says {% endif %}"
)
TALK = (
    "{% for message in messages %}{% if message['role'] in ('user', 'assistant') %}<{{ message['role'] }}> "
    "{{ message['content'] }} <end>{% endif %}{% endfor %}{% if add_generation_prompt %}<assistant> {% endif %}"
)
"""A template that knows two roles alone."""


@pytest.fixture(scope="module")
def marked() -> str:
    return tiny_chat_tokenizer(MARKED)


@pytest.fixture(scope="module")
def strict() -> str:
    return tiny_chat_tokenizer(STRICT)


@pytest.fixture(scope="module")
def plain() -> str:
    return tiny_chat_tokenizer(None)


def counted(tokenizer: str, rows: list[Any], trained: Any = None) -> list[tuple[int | None, int | None]]:
    learnt = trained or [[True] * len(turns or ()) for turns in rows]
    found = ChatTokens(tokenizer).counts(rows, learnt, [False] * len(rows))
    return list(zip(found["answer_tokens"].tolist(), found["template_tokens"].to_pylist(), strict=True))


def test_an_answer_that_is_not_trained_on_counts_as_prompt(strict: str, plain: str) -> None:
    rows = [[["user", "hi"], ["assistant", "hello"], ["user", "and you"], ["assistant", "fine thanks"]]]
    assert counted(strict, rows, [[True, False, True, True]]) == [(3, 18)]
    assert counted(plain, rows, [[True, False, True, True]]) == [(2, None)]


@pytest.mark.parametrize(
    ("turns", "answer", "whole"),
    [
        ([["user", "name a colour"], ["assistant", "red"]], 2, 8),
        ([["system", "be kind"], ["user", "hi"], ["assistant", "hello to you"]], 4, 12),
        ([["user", "hi"], ["assistant", "hello"], ["user", "and you"], ["assistant", "fine thanks"]], 5, 14),
        ([["user", "sum up"], ["input", "it rained all day"], ["assistant", "rain"]], 2, 11),
        ([["user", "sum up"], ["input", ""], ["assistant", "what"]], 2, 7),
        ([["input", "it rained"], ["assistant", "rain"]], 2, 7),
        ([["user", "hi"], ["assistant", ""]], 1, 5),
        ([["user", "hi"]], 0, 3),
        ([["user", "hi"], ["tool", "x y"], ["assistant", "z"]], 2, 10),
    ],
)
def test_answers_are_counted_from_the_prompt_for_them_to_their_end(
    marked: str, turns: list[list[str]], answer: int, whole: int
) -> None:
    assert counted(marked, [turns]) == [(answer, whole)]


WORDS = st.lists(st.sampled_from(["red", "green", "中文", "it's", "."]), max_size=4).map(" ".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    rows=st.lists(st.tuples(st.none() | WORDS, st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=3)), max_size=3)
)
def test_conversations_of_any_length_are_counted_by_their_words(marked: str, rows: list[Any]) -> None:
    conversations, expected = [], []
    for system, said in rows:
        turns = [] if system is None else [["system", system]]
        for asked, answered in said:
            turns += [["user", asked], ["assistant", answered]]
        words = [len(text.split()) for _, text in turns]
        answers = [len(answered.split()) + 1 for _, answered in said]
        conversations.append(turns)
        expected.append((sum(answers), sum(words) + 2 * len(turns)))
    assert counted(marked, conversations) == expected


def test_rows_that_a_template_refuses_have_no_counts_and_the_others_keep_theirs(strict: str) -> None:
    fine = [["user", "name a colour"], ["assistant", "red"]]
    rows = [
        fine,
        [["user", "hi"], ["user", "there"], ["assistant", "red"]],
        [["assistant", "red"]],
        [["user", "hi"], ["?critic", "no"]],
        fine,
        None,
        [],
    ]
    nothing = (None, None)
    assert counted(strict, rows) == [(2, 10), nothing, nothing, (0, 8), (2, 10), nothing, nothing]


def test_without_a_template_the_tokens_of_answers_are_counted(plain: str) -> None:
    rows = [
        [["system", "be kind"], ["user", "name a colour"], ["assistant", "red or green"]],
        [["user", "hi"], ["assistant", "red"], ["user", "and you"], ["assistant", "fine thanks"]],
        [["user", "hi"]],
    ]
    assert counted(plain, rows) == [(3, None), (3, None), (0, None)]


def test_the_stage_gives_the_counts_and_null_for_rows_without_turns(marked: str, plain: str) -> None:
    turns = ['[["user", "name a colour"], ["assistant", "red"]]', None, "[]"]
    batch = pa.RecordBatch.from_pydict({"turns": pa.array(turns, pa.large_string())})
    for tokenizer, expected in (
        (marked, [(2, 8), (None, None), (None, None)]),
        (plain, [(1, None)] + [(None, None)] * 2),
    ):
        rows = Instructions(tokenizer)(batch).to_pylist()
        assert [(row["answer_tokens"], row["template_tokens"]) for row in rows] == expected


def test_a_run_tells_how_many_rows_a_template_refuses(strict: str, plain: str, tmp_path: Path) -> None:
    def messages(*roles: str) -> dict[str, Any]:
        return {"messages": [{"role": role, "content": "red"} for role in roles]}

    rows = [messages("user", "assistant"), messages("user", "assistant"), messages("user", "user", "assistant")]
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    for tokenizer, refused in ((strict, 1 / 3), (plain, None)):
        quick = ["minhash", "quality", "language", "pii", "passages"]
        settings = [f"stages.tokens.tokenizer={tokenizer}", *(f"stages.{name}=false" for name in quick)]
        out = tmp_path / ("strict" if refused else "plain")
        metrics = dataaudit.audit(path, out=out, settings=[*settings, "report.clusters=0"]).metrics
        assert metrics["instructions.template_refused.share"] == refused


def test_what_the_template_leaves_out_is_named() -> None:
    rows = [
        [["system", "be kind"], ["user", "hi"], ["assistant", "hello"]],
        [["user", "hi"], ["assistant", "hello"]],
        [["user", "hi"], ["assistant", "call"], ["tool", "12"], ["assistant", "noon"]],
        None,
    ]
    learnt = [[True] * len(turns or ()) for turns in rows]
    found = ChatTokens(tiny_chat_tokenizer(TALK)).counts(rows, learnt, [False, True, True, False])
    assert found["template_drops"].to_pylist() == ["system", "tools", "tool, tools", None]
    shows = ChatTokens(tiny_chat_tokenizer("{% if tools %}{{ tools }}{% endif %}" + MARKED))
    assert shows.counts(rows, learnt, [True] * 4)["template_drops"].to_pylist() == [None] * 4


def test_tokens_of_answers_beyond_a_limit_are_those_at_their_places(marked: str) -> None:
    word = ["red"] * 600
    rows = [
        [["user", " ".join(word)], ["assistant", "red red"]],
        [["user", "red"], ["assistant", " ".join(word)]],
        [["user", "red"], ["assistant", "red"], ["user", " ".join(word)], ["assistant", "red"]],
    ]
    found = ChatTokens(marked).counts(rows, [[True] * len(turns) for turns in rows], [False] * 3)
    assert found["answer_tokens"].to_pylist() == [3, 601, 4]
    # Three tokens before the answer and one behind it, of 606 in all: those from the 513th on are lost.
    assert found["_answer_cut_512"].to_pylist() == [3, 605 - 512, 2]
    assert found["_answer_cut_2048"].to_pylist() == [0, 0, 0]
    # What is beyond the limit and in no answer is the user's, but for the marks of the answer's turn.
    whole, answers = found["template_tokens"].to_pylist(), found["_answer_cut_512"].to_pylist()
    users = found["_user_cut_512"].to_pylist()
    assert users[1] == 0
    assert 600 - 512 < users[0] <= whole[0] - 512 - answers[0]
    assert 600 - 512 < users[2] <= whole[2] - 512 - answers[2]


def test_what_limits_cost_is_that_of_a_plain_count() -> None:
    counts = {
        "template_tokens": np.array([700, 100, 3000]),
        "answer_tokens": np.array([50, 20, 100]),
        **{name: np.array([50, 0, 60]) if name.endswith("_512") else np.array([0, 0, 10]) for name in ALL_CUT},
    }
    first, second, *_ = limit_costs(counts)
    assert first == {
        "limit": 512, "rows_cut": 2, "rows_unanswered": 1, "lost": 188 + 2488, "answers_lost": 110, "system_lost": 110,
        "user_lost": 110, "tool_lost": 110, "sequences": 3,
        "efficiency": (3800 - 2676) / (512 * 3),
    }  # fmt: skip
    assert (second["rows_cut"], second["lost"], second["answers_lost"]) == (1, 952, 10)
    assert limit_costs({name: np.zeros(0, np.int64) for name in counts}) == []

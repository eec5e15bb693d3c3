"""Rows of instruction data as turns: every well-known shape, and values that are none."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from every import every
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.config.run_options import InputOptions, LimitsOptions
from dataaudit.engine.pipeline import load_pipeline
from dataaudit.errors import ConfigurationError, InputError
from dataaudit.sources.corpus import Corpus
from dataaudit.sources.open_corpus import open_data, open_paths
from dataaudit.sources.shapes.turns import CONVERSATION, Turns


def opened(*paths: Path, **options: Any) -> Corpus:
    return open_paths(InputOptions(paths=tuple(map(str, paths)), **options), LimitsOptions())


def turns(corpus: Corpus) -> list[Any]:
    values = [value for part in corpus.parts() for value in part.batch.column("turns").to_pylist()]
    return [None if value is None else json.loads(value) for value in values]


def of(role: str, value: Any) -> Any:
    found = Turns.of(((role, "x"),)).of_object({"x": value})
    return None if found is None else json.loads(found)


ASKED = [["user", "Name a colour."], ["assistant", "Red."]]
MESSAGES = [
    {"role": "system", "content": "Be kind."},
    {"role": "user", "content": "Hi"},
    {"role": "assistant", "content": "Hello 你好"},
]
SPOKEN = [["system", "Be kind."], ["user", "Hi"], ["assistant", "Hello 你好"]]
KNOWN: dict[str, tuple[dict[str, Any], list[list[str]]]] = {
    "alpaca": (
        {"instruction": "Sum up.", "input": "It rained.", "output": "Rain."},
        [["user", "Sum up."], ["input", "It rained."], ["assistant", "Rain."]],
    ),
    "alpaca without input": ({"instruction": "Name a colour.", "output": "Red."}, ASKED),
    "dolly": (
        {"instruction": "Name a colour.", "response": "Red.", "context": "none at all"},
        [["user", "Name a colour."], ["input", "none at all"], ["assistant", "Red."]],
    ),
    "prompt and completion": ({"prompt": "Name a colour.", "completion": "Red."}, ASKED),
    "prompt and response": ({"prompt": "Name a colour.", "response": "Red."}, ASKED),
    "question and answer": ({"question": "Name a colour.", "answer": "Red."}, ASKED),
    "openai": ({"messages": MESSAGES}, SPOKEN),
    "openai with parts": (
        {
            "messages": [
                {"role": "user", "content": [{"type": "text", "text": "What"}, {"type": "text", "text": "is it?"}]},
                {"role": "assistant", "content": [{"type": "text", "text": "A dog."}]},
            ]
        },
        [["user", "What\nis it?"], ["assistant", "A dog."]],
    ),
    "sharegpt": (
        {
            "conversations": [
                {"from": "system", "value": "Be kind."},
                {"from": "human", "value": "Hi"},
                {"from": "gpt", "value": "Hello 你好"},
            ]
        },
        SPOKEN,
    ),
    "a JSON string": ({"messages": json.dumps(MESSAGES)}, SPOKEN),
    "conversation": (
        {"conversation": [{"role": "User", "content": "Is it three words?"}, {"role": "BOT", "content": "It is not."}]},
        [["user", "Is it three words?"], ["assistant", "It is not."]],
    ),
}


@pytest.mark.parametrize("shape", KNOWN)
def test_json_lines_parquet_and_tables_of_a_known_shape_give_the_same_turns(
    tmp_path: Path, write_jsonl: Callable[..., Path], shape: str
) -> None:
    row, expected = KNOWN[shape]
    table = pa.Table.from_pylist([row, row])
    pq.write_table(table, tmp_path / "a.parquet")
    for corpus in (
        opened(write_jsonl([row, row])),
        opened(tmp_path / "a.parquet"),
        open_data(table, InputOptions(), LimitsOptions()),
    ):
        assert turns(corpus) == [expected, expected]
        assert any(
            sentence.startswith("instruction data: ") and "input.turns" in sentence for sentence in corpus.roles.found
        )


@pytest.mark.parametrize(
    ("row", "options"),
    [
        ({"text": "a b c d", "label": "x"}, {}),
        ({"text": "a b c d", "messages": MESSAGES}, {}),
        ({"instruction": "do it now", "input": "", "output": "it is done"}, {"text": "output"}),
        ({"prompt": "only a prompt"}, {}),
        ({"question": "why is it so", "notes": "because of that"}, {}),
    ],
)
def test_rows_whose_text_is_made_of_other_columns_are_no_instruction_data(
    write_jsonl: Callable[..., Path], row: dict[str, Any], options: dict[str, str]
) -> None:
    corpus = opened(write_jsonl([row]), **options)
    assert corpus.roles.turns is None
    assert "turns" not in next(corpus.parts()).batch.schema.names


def test_columns_are_given_by_role_in_any_order(write_jsonl: Callable[..., Path]) -> None:
    path = write_jsonl([{"q": "why", "a": "so", "about": "this", "rule": "be kind", "text": "a b c"}])
    given = {"assistant": "a", "input": "about", "user": "q", "system": "rule"}
    corpus = opened(path, turns=given)
    assert turns(corpus) == [[["system", "be kind"], ["user", "why"], ["input", "this"], ["assistant", "so"]]]
    assert not any("instruction data" in sentence for sentence in corpus.roles.found)
    assert next(corpus.parts()).batch.column("text").to_pylist() == ["a b c"]


def test_given_columns_win_over_a_known_shape(write_jsonl: Callable[..., Path]) -> None:
    path = write_jsonl([{"instruction": "do", "input": "", "output": "ok", "chosen": "better"}])
    corpus = opened(path, turns={"user": "instruction", "assistant": "chosen"})
    assert turns(corpus) == [[["user", "do"], ["assistant", "better"]]]


def test_a_column_of_whole_turns_is_given_as_conversation(write_jsonl: Callable[..., Path]) -> None:
    path = write_jsonl([{"text": "a b c", "dialogue": MESSAGES[1:]}])
    assert turns(opened(path, turns={"conversation": "dialogue"})) == [SPOKEN[1:]]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"user": "instruktion", "assistant": "output"}, "no column 'instruktion'; did you mean 'instruction'?"),
        ({"assistant": "z"}, "no column 'z'"),
        ({"user": "output", "assistant": "output"}, "input.turns: one column is used for two roles"),
    ],
)
def test_wrong_columns_of_turns_are_named(write_jsonl: Callable[..., Path], given: dict[str, str], says: str) -> None:
    with pytest.raises(InputError) as caught:
        opened(write_jsonl([{"instruction": "do", "output": "ok"}]), turns=given)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("input.turns.usr=a", "'user'"),
        ("input.turns.tool=a", "input.turns"),
        ("input.turns.user=5", "should be a valid string"),
        ("input.turns=question", "input.turns"),
    ],
)
def test_a_role_that_no_column_can_have_is_refused_with_its_place(setting: str, says: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_pipeline(settings=[setting])
    assert "input.turns" in str(caught.value)
    assert says in str(caught.value)


@every(
    "turn, expected",
    [
        ({"role": "user", "content": "a"}, ["user", "a"]),
        ({"from": "Human", "value": "a"}, ["user", "a"]),
        ({"speaker": "CHATGPT", "text": "a"}, ["assistant", "a"]),
        ({"role": "developer", "content": "a"}, ["system", "a"]),
        ({"from": "observation", "value": "a"}, ["tool", "a"]),
        ({"role": "critic", "content": "a"}, ["?critic", "a"]),
        ({"role": "Critic", "content": "a"}, ["?Critic", "a"]),
        ({"role": None, "from": "gpt", "value": "a"}, ["assistant", "a"]),
        ({"role": 5, "content": "a"}, ["?", "a"]),
        ({"content": "a"}, ["?", "a"]),
        ("a", ["user", "a"]),
        ({"role": "user"}, ["user", ""]),
        ({"role": "user", "content": None, "value": "a"}, ["user", "a"]),
        ({"role": "user", "content": 5}, ["user", "5"]),
        ({"role": "user", "content": True}, ["user", "true"]),
        ({"role": "user", "content": {"k": "é"}}, ["user", '{"k": "é"}']),
        ({"role": "user", "content": ["a", {"text": "b"}, {"image": "c"}, None, 5]}, ["user", "a\nb"]),
        ({"role": "assistant", "content": None, "tool_calls": [{"name": "f"}]}, ["assistant", '[{"name": "f"}]']),
        ({"role": "assistant", "content": "a", "tool_calls": [{"name": "f"}]}, ["assistant", "a"]),
        ({"role": "assistant", "content": None, "tool_calls": []}, ["assistant", ""]),
    ],
)
def test_a_turn_is_its_role_and_its_text(turn: Any, expected: list[str]) -> None:
    assert of(CONVERSATION, [turn]) == [expected]
    assert of(CONVERSATION, [None, turn, None]) == [expected]


@every("value", [None, [], "[]", [None], 5, True, {"k": 5}])
def test_what_is_no_list_of_turns_gives_none(value: Any) -> None:
    assert of(CONVERSATION, value) is None


def test_a_string_that_is_no_json_is_what_a_user_says() -> None:
    assert of(CONVERSATION, "Name a [colour") == [["user", "Name a [colour"]]


def test_a_missing_answer_is_an_empty_one_and_a_missing_prompt_no_turn() -> None:
    made = Turns.of((("user", "q"), ("input", "i"), ("assistant", "a")))
    rows: list[dict[str, Any]] = [{"q": "why", "i": None, "a": None}, {"q": "why"}, {"q": "", "i": "", "a": "so"}]
    expected = [
        [["user", "why"], ["assistant", ""]],
        [["user", "why"], ["assistant", ""]],
        [["user", ""], ["input", ""], ["assistant", "so"]],
    ]
    assert [json.loads(made.of_object(row) or "") for row in rows] == expected
    batch = pa.RecordBatch.from_pylist(rows)
    assert [json.loads(value) for value in made.of_batch(batch).to_pylist()] == expected


def test_a_file_without_the_column_has_no_turns(tmp_path: Path, write_jsonl: Callable[..., Path]) -> None:
    write_jsonl([{"messages": MESSAGES, "n": 1}, {"messages": None, "n": 2}, {"n": 3}], "in/a.jsonl")
    table = pa.table({"messages": pa.array([None, []], pa.list_(pa.struct([("content", pa.string())])))})
    pq.write_table(table, tmp_path / "in/b.parquet")
    assert turns(opened(tmp_path / "in")) == [SPOKEN, None, None, None, None]


def test_a_json_string_nested_deeper_than_can_be_written_is_what_a_user_says() -> None:
    deep = "[" * 1000 + "]" * 1000
    for key in ("content", "tool_calls"):
        text = f'[{{"role": "user", "{key}": {{"a": {deep}}}}}]'
        assert of(CONVERSATION, text) == [["user", text]]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["role", "from", "speaker", "content", "value", "text", "type", "tool_calls", "k"]),
        inner | st.sampled_from(["user", "gpt", "critic", "tool"]),
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip
ROLES = ("system", "user", "input", "assistant", "tool")


@given(st.dictionaries(st.sampled_from("abc"), JSON), st.lists(JSON, max_size=4))
def test_any_json_values_are_pairs_of_a_role_and_a_text_or_nothing(
    row: dict[str, Any], conversation: list[Any]
) -> None:
    made = Turns.of((("user", "a"), ("input", "b"), ("assistant", "c"), (CONVERSATION, "d")))
    found = made.of_object(row | {"d": conversation})
    assert found is not None
    pairs = json.loads(found)
    assert all(isinstance(text, str) and (role in ROLES or role[0] == "?") for role, text in pairs)
    spoken = [role for role, _ in pairs]
    assert "assistant" in spoken or any(isinstance(value, dict | list) for value in row.values())
    found.encode()


@given(JSON)
def test_a_conversation_and_its_json_give_the_same_turns(value: Any) -> None:
    if not isinstance(value, str):
        assert of(CONVERSATION, json.dumps(value)) == of(CONVERSATION, value)


@given(
    st.lists(st.tuples(st.sampled_from(["user", "assistant", "critic"]), st.none() | st.text(max_size=5)), max_size=4)
)
def test_arrow_and_json_rows_give_the_same_turns(drawn: list[tuple[str, str | None]]) -> None:
    row = {"d": [{"role": role, "content": text} for role, text in drawn]}
    kind = pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())]))
    made = Turns.of(((CONVERSATION, "d"),))
    batch = pa.RecordBatch.from_pydict({"d": pa.array([row["d"], None], kind)})
    assert made.of_batch(batch).to_pylist() == [made.of_object(row), None]


def test_names_of_roles_that_are_given_are_known(write_jsonl: Callable[..., Path]) -> None:
    said = [{"role": "pupil", "content": "Why?"}, {"role": "Teacher", "content": "Because."}]
    path = write_jsonl([{"messages": said}])
    assert [[role[0] for role, _ in row] for row in turns(opened(path))] == [["?", "?"]]
    named = opened(path, speakers={"pupil": "user", "teacher": "assistant"})
    assert turns(named) == [[["user", "Why?"], ["assistant", "Because."]]]


def test_columns_of_any_shape_are_given_by_role(write_jsonl: Callable[..., Path]) -> None:
    path = write_jsonl([{"q1": "Name a colour.", "gut": "Red.", "schlecht": "Dog.", "bild": "1.jpg"}])
    corpus = opened(path, turns={"user": "q1", "chosen": "gut", "rejected": "schlecht", "media": "bild"})
    assert corpus.roles.turns is not None
    assert corpus.roles.turns.kind == "preference"
    assert turns(corpus) == [[*ASKED, ["rejected", "Dog."], ["media", "1.jpg"]]]

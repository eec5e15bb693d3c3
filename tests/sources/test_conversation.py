"""Conversations in every form that tools write, as turns."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.sources.shapes.conversation import Turn, canonical, conversation

ASKED = [("user", "Hi"), ("assistant", "Hello")]
FORMS: dict[str, Any] = {
    "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}],
    "capitals": [{"role": "USER", "content": "Hi"}, {"role": "Assistant", "content": "Hello"}],
    "sharegpt": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Hello"}],
    "pairs": [{"human": "Hi", "assistant": "Hello"}],
    "input and output": [{"input": "Hi", "output": "Hello"}],
    "lists of two": [["Hi", "Hello"]],
    "columns": {"role": ["user", "assistant"], "content": ["Hi", "Hello"]},
    "speakers by number": {"speaker": [0, 1], "utterance": ["Hi", "Hello"]},
    "numbered turns": {"turn_1": {"Human": "Hi", "MOSS": "Hello"}},
    "segments": [{"label": False, "text": "Hi"}, {"label": True, "text": "Hello"}],
    "marked text": "\n\nHuman: Hi\n\nAssistant: Hello",
    "parts": [{"role": "user", "parts": [{"text": "Hi"}]}, {"role": "model", "parts": [{"text": "Hello"}]}],
    "an object": {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]},
    "a tree": {"role": "prompter", "text": "Hi", "replies": [{"role": "assistant", "text": "Hello"}]},
    "an exported tree": {
        "r": {"message": None, "parent": None, "children": ["a"]},
        "a": {"message": {"author": {"role": "user"}, "content": {"parts": ["Hi"]}}, "parent": "r"},
        "b": {"message": {"author": {"role": "assistant"}, "content": {"parts": ["Hello"]}}, "parent": "a"},
    },
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_turns(form: str) -> None:
    value = FORMS[form]
    assert [(turn.role, turn.text) for turn in conversation(value) or ()] == ASKED
    if not isinstance(value, str):
        assert conversation(json.dumps(value)) == conversation(value)


@pytest.mark.parametrize(
    "value",
    [
        {"9" * 5000: {"Human": "Hi", "MOSS": "Hello"}},
        {"a": {"message": {"role": "user", "content": "Hi"}, "parent": ["a"]}},
        {"a": {"message": {"role": "user", "content": "Hi"}, "parent": "a"}},
    ],
    ids=["a number of 5,000 digits", "a parent that is a list", "its own parent"],
)
def test_odd_names_of_turns_and_parents_are_read_without_an_error(value: Any) -> None:
    assert conversation(value) in ([], [Turn("user", "Hi"), Turn("assistant", "Hello")])


def test_replies_as_deep_as_a_file_may_nest_are_read() -> None:
    thread: dict[str, Any] = {"role": "user", "text": "Hi"}
    for _ in range(255):
        thread = {"role": "user", "text": "Hi", "replies": [thread]}
    assert len(conversation(thread) or ()) == 256


@pytest.mark.parametrize(
    "value",
    [
        "Hi", "", "Human: only one mark", 5, None, True, {"a": 1}, ["a", "b"], [1, 2], [{"a": 1}], b"Hi",
        {"author": "Ann", "text": "Hi"},
    ],
)  # fmt: skip
def test_what_says_nothing_is_no_conversation(value: Any) -> None:
    assert conversation(value) is None


def test_calls_are_the_text_of_a_message_without_any_and_their_identifiers_do_not_count() -> None:
    def called(number: str, place: str) -> list[Turn] | None:
        call = {"id": number, "function": {"name": "f", "arguments": json.dumps({"at": place})}}
        return conversation([{"role": "assistant", "content": "", "tool_calls": [call]}])

    assert called("1", "Rome") == called("2", "Rome") != called("1", "Oslo")
    one = called("1", "Rome")
    assert one is not None
    assert "Rome" in one[0].text


def test_pictures_and_weights_tell_messages_apart_and_are_not_text() -> None:
    def shown(picture: str) -> list[Turn] | None:
        parts = [{"type": "text", "text": "Look"}, {"type": "image_url", "image_url": {"url": picture}}]
        return conversation([{"role": "user", "content": parts}])

    assert [turn.text for turn in shown("a.png") or ()] == ["Look"]
    assert shown("a.png") == shown("a.png") != shown("b.png")
    weighted = [conversation([{"role": "assistant", "content": "a", "weight": weight}]) for weight in (0, 1, None)]
    assert len({str(one) for one in weighted}) == 3


def test_several_calls_at_once_are_one_turn() -> None:
    calls = [{"role": "tool_call", "content": "f(1)"}, {"role": "tool_call", "content": "f(2)"}]
    found = conversation([{"role": "user", "content": "Hi"}, *calls, {"role": "tool_response", "content": "3"}])
    assert [(turn.role, turn.text) for turn in found or ()] == [
        ("user", "Hi"),
        ("assistant", "f(1)\nf(2)"),
        ("tool", "3"),
    ]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
        max_leaves=10,
    )
)
def test_the_canonical_form_depends_on_no_order_of_keys(value: Any) -> None:
    def turned(held: Any) -> Any:
        if isinstance(held, dict):
            return {key: turned(held[key]) for key in reversed(held)}
        return [turned(one) for one in held] if isinstance(held, list) else held

    assert canonical(turned(value)) == canonical(value)


def test_types_of_messages_say_who_speaks_and_types_of_parts_do_not() -> None:
    said = [{"type": "human", "content": "Hi"}, {"type": "ai", "content": "Hello", "tool_calls": []}]
    assert conversation(said) == [Turn("user", "Hi"), Turn("assistant", "Hello")]
    assert conversation([{"type": "text", "content": "Hi"}, {"type": "image", "content": "1.jpg"}]) is None


def test_what_is_not_trained_on_is_told_beside_the_answer() -> None:
    found = conversation(
        [{"input": "Hi", "output": "", "output_with_loss": False}, {"input": "Hello?", "output": "Yes."}]
    )
    assert [turn.extra for turn in found or []] == ["", '{"loss": false}', "", ""]


def test_of_rows_with_an_argument_called_id_the_argument_tells_them_apart() -> None:
    one, other = ([{"role": "assistant", "tool_calls": [{"name": "f", "arguments": {"id": n}}]}] for n in (1, 2))
    assert conversation(one) != conversation(other)

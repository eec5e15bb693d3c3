"""Calls of tools: what could be run, in the forms that tools write, and whose results are there."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dataaudit.sources.shapes.conversation import conversation
from dataaudit.stages.instructions.tool_calls import call_problem, declared_tools, lacks_result

SCHEMA = {
    "type": "object",
    "properties": {
        "city": {"type": "string"},
        "days": {"type": "integer"},
        "unit": {"type": "string", "enum": ["C", "F"]},
    },
    "required": ["city"],
}
TOOL = {"type": "function", "function": {"name": "weather", "parameters": SCHEMA}}


def problem(arguments: Any, tools: Any = (TOOL,), name: str = "weather") -> str | None:
    call = {"id": "1", "type": "function", "function": {"name": name, "arguments": arguments}}
    message = {"role": "assistant", "content": "", "tool_calls": [call]}
    turns = conversation([{"role": "user", "content": "?"}, message]) or []
    rows = [["tools", json.dumps(tools)], *([turn.role, turn.text] for turn in turns)]
    return call_problem(rows, ["", *(turn.extra for turn in turns)])


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ('{"city": "Lima"}', None),
        ({"city": "Lima", "days": 2, "unit": "C"}, None),
        ({"city": "Lima", "days": None}, None),
        ({"city": "Lima", "days": 2.0}, None),
        ('{"city": "Lima"', "arguments are not JSON"),
        ("['Lima']", "arguments are not JSON"),
        ('["Lima"]', "arguments are not an object"),
        ({"days": 2}, "argument city is missing"),
        ({"city": "Lima", "hours": 2}, "argument hours is not declared"),
        ({"city": "Lima", "days": "two"}, "argument days is not of type integer"),
        ({"city": "Lima", "days": True}, "argument days is not of type integer"),
        ({"city": "Lima", "unit": "K"}, "argument unit is not among its values"),
    ],
)
def test_arguments_are_compared_with_the_declared_schema(arguments: Any, why: str | None) -> None:
    assert problem(arguments) == why


def test_a_name_is_compared_where_tools_are_declared() -> None:
    assert problem({}, name="stocks") == "no tool stocks"
    assert problem({}, tools="something else", name="stocks") is None


def test_an_argument_called_id_is_kept_and_the_identifier_of_a_call_is_not() -> None:
    tool = {
        "name": "user",
        "parameters": {"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]},
    }
    assert problem({"id": 5}, tools=[tool], name="user") is None
    one, other = (
        conversation(
            [{"role": "assistant", "tool_calls": [{"id": call, "function": {"name": "f", "arguments": {"id": 5}}}]}]
        )
        for call in ("a", "b")
    )
    third = conversation(
        [{"role": "assistant", "tool_calls": [{"id": "a", "function": {"name": "f", "arguments": {"id": 6}}}]}]
    )
    assert one == other != third


@pytest.mark.parametrize(
    "declared",
    [
        [["tools", json.dumps([TOOL])]],
        [["tools", json.dumps([TOOL["function"]])]],
        [["tools", json.dumps([{"name": "weather", "input_schema": SCHEMA}])]],
        [["tools", json.dumps([{"toolSpec": {"name": "weather", "inputSchema": {"json": SCHEMA}}}])]],
        [["tools", json.dumps([{"functionDeclarations": [{"name": "weather", "parameters": SCHEMA}]}])]],
        [["system", f"You may call:\n<tools>\n{json.dumps(TOOL)}\n</tools>"]],
        [["system", f"Functions -\n{json.dumps(TOOL['function'], indent=2)}\n"]],
    ],
)
def test_tools_are_read_in_the_forms_that_declare_them(declared: list[list[str]]) -> None:
    assert declared_tools(declared) == {"weather": SCHEMA}


@pytest.mark.parametrize("text", ["a list of tools", "[1, 2]", "{}", '[{"name": "f"}, "g"]'])
def test_tools_in_a_form_that_is_not_known_are_not_known(text: str) -> None:
    assert declared_tools([["tools", text]]) is None


def chat(*messages: tuple[str, str]) -> tuple[list[list[str]], list[str]]:
    given = conversation([{"from": role, "value": text} for role, text in messages]) or []
    return [[turn.role, turn.text] for turn in given], [turn.extra for turn in given]


CALL = json.dumps({"name": "now", "arguments": {}})


ASK, FIRST, NOON, ON = ("human", "?"), ("function_call", CALL), ("gpt", "Noon."), ("human", "!")
TAGGED = f"<tool_call>{CALL}</tool_call>"


@pytest.mark.parametrize(
    ("messages", "lacks"),
    [
        ([ASK, FIRST, ("observation", "12"), NOON], False),
        ([ASK, FIRST, NOON], True),
        ([ASK, FIRST, FIRST, ("observation", "12"), NOON], True),
        ([ASK, FIRST, FIRST, ("observation", '["12", "13"]'), NOON], False),
        ([ASK, ("gpt", f"{TAGGED}<tool_response>12</tool_response>"), ON], False),
        ([ASK, ("gpt", TAGGED), ON], True),
        ([ASK, ("gpt", TAGGED)], False),
        ([], False),
    ],
)
def test_a_call_lacks_its_result_where_the_conversation_goes_on(messages: list[tuple[str, str]], lacks: bool) -> None:
    assert lacks_result(*chat(*messages)) == lacks


def test_depth_beyond_what_can_be_read_is_not_read() -> None:
    deep = "[" * 100_000
    assert (
        call_problem([["tools", deep], ["assistant", f"<tool_call>{deep}</tool_call>"]], ["", ""])
        == "a call is not JSON"
    )


def test_tools_beside_a_messages_words_are_declared() -> None:
    tool = {
        "name": "air",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    }
    turns = [["system", ""], ["user", "Air in Lyon?"], ["assistant", '{"name": "air", "arguments": {"date": "05-04"}}']]
    extras = [json.dumps({"tools": [{"type": "function", "function": tool}]}), "", ""]
    assert call_problem(turns, extras) is not None
    assert call_problem([*turns[:2], ["assistant", '{"name": "air", "arguments": {"city": "Lyon"}}']], extras) is None

from __future__ import annotations

import copy
from typing import Any

import pyarrow as pa
import pytest
from every import every
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.augment.fields import Field, check_spans, declared_fields
from dataaudit.errors import ConfigurationError
from dataaudit.sources.column_roles import Roles
from dataaudit.sources.template import Template

TURN = st.one_of(
    st.none(),
    st.just("no turn"),
    st.fixed_dictionaries(
        {
            "role": st.sampled_from(["user", "assistant", None]),
            "content": st.one_of(st.none(), st.text("ab ", max_size=4)),
        }
    ),
    st.fixed_dictionaries({"from": st.sampled_from(["user", "gpt"]), "value": st.text("ab ", max_size=4)}),
)


@given(st.lists(TURN, max_size=6), st.data())
def test_one_turn_of_a_role_is_changed_and_nothing_else(turns: list[Any], data: st.DataObject) -> None:
    row = {"messages": turns, "other": 3}
    before = copy.deepcopy(row)
    part = Field("messages", "user")
    texts = part.texts(row)
    if not texts:
        return
    number = data.draw(st.integers(0, len(texts) - 1))
    changed = part.with_text(row, number, "quite new")
    assert row == before
    assert part.texts(changed) == [*texts[:number], "quite new", *texts[number + 1 :]]
    different = [
        place for place, (one, other) in enumerate(zip(turns, changed["messages"], strict=True)) if one != other
    ]
    assert len(different) == 1
    assert changed["other"] == 3


def test_texts_are_the_turns_of_the_role_that_hold_something() -> None:
    turns = [
        {"role": "system", "content": "be kind"},
        {"role": "user", "content": "first"},
        {"role": "user", "content": "  "},
        {"role": "assistant", "content": "answer"},
        {"from": "user", "value": "second"},
        {"role": "user", "content": None},
    ]
    assert Field("m", "user").texts({"m": turns}) == ["first", "second"]
    assert Field("m", "assistant").texts({"m": turns}) == ["answer"]
    assert Field("m", "user").texts({"m": None}) == Field("m", "user").texts({}) == []


@pytest.mark.parametrize(("value", "texts"), [("one", ["one"]), (" \n", []), ("", []), (None, []), (3, [])])
def test_a_column_of_text_is_one_text_or_none(value: Any, texts: list[str]) -> None:
    assert Field("text").texts({"text": value}) == texts


def test_a_field_is_shown_as_it_is_written() -> None:
    assert (Field("text").shown, Field("messages", "user").shown) == ("text", "messages:user")


MESSAGES = pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())]))
SCHEMA = pa.schema(
    [
        ("text", pa.large_string()), ("title", pa.dictionary(pa.int32(), pa.string())), ("number", pa.int64()),
        ("messages", MESSAGES), ("lines", pa.list_(pa.string())),
    ]
)  # fmt: skip
ROLES = Roles(Template.of_column("text"))


def test_the_only_text_column_is_the_field_where_none_is_declared() -> None:
    assert declared_fields((), ROLES, SCHEMA) == (Field("text"),)


def test_columns_of_text_in_any_encoding_and_turns_of_a_role_can_be_declared() -> None:
    roles = Roles(Template.parse("{title}\n{messages}"))
    assert declared_fields(("title", "messages:user"), roles, SCHEMA) == (Field("title"), Field("messages", "user"))


@every(
    "names, template, says",
    [
        ((), "{title}\n{text}", "augment.fields: the text is made of title, text; name what may be changed"),
        ((), "{messages}", "augment.fields: the text is made of messages; name what may be changed, as messages:user"),
        (("txt",), "{text}", "augment.fields: no column 'txt'; did you mean 'text'?"),
        (("mesages:user",), "{messages}", "augment.fields: no column 'mesages'; did you mean 'messages'?"),
        (("text:user",), "{text}", "augment.fields: 'text' holds large_string, not messages; leave out ':user'"),
        (("number",), "{text} {number}", "augment.fields: 'number' holds int64, not text"),
        (("number",), "{text}", "augment.fields: 'number' is not part of the text, which is made from text"),
        (("title",), "{text} {number}", "'title' is not part of the text, which is made from text, number"),
        (("messages:user",), "{text}", "augment.fields: 'messages' is not part of the text, which is made from text"),
        (("messages",), "{messages}", "not text; write messages as messages:user"),
        (("lines",), "{text} {lines}", "augment.fields: 'lines' holds list<element: string>, not text"),
    ],
)
def test_a_field_that_cannot_be_changed_is_refused_in_one_sentence(
    names: tuple[str, ...], template: str, says: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        declared_fields(names, Roles(Template.parse(template)), SCHEMA)
    assert says in str(caught.value).replace("item: string", "element: string")
    assert "\n" not in str(caught.value)


START_END = [("start", pa.int64()), ("end", pa.int32()), ("kind", pa.string())]
SPANS: dict[str, pa.Field] = {
    one.name: one
    for one in (
        pa.field("text", pa.large_string()),
        pa.field("spans", pa.list_(pa.struct(START_END))),
        pa.field("large", pa.large_list(pa.struct(START_END))),
        pa.field("empty", pa.null()),
        pa.field("empties", pa.list_(pa.null())),
        pa.field("starts", pa.list_(pa.struct(START_END[:1]))),
        pa.field("numbers", pa.list_(pa.int64())),
        pa.field("one", pa.struct(START_END)),
        pa.field("real", pa.list_(pa.struct([("start", pa.float64()), ("end", pa.int64())]))),
        pa.field("written", pa.list_(pa.struct([("start", pa.int64()), ("end", pa.string())]))),
    )
}


def test_a_column_of_spans_may_hold_lists_of_starts_and_ends_or_nothing() -> None:
    refused = {}
    for name in (None, *SPANS):
        try:
            check_spans(name, SPANS)
        except ConfigurationError as error:
            refused[name] = str(error)
    assert list(refused) == ["text", "starts", "numbers", "one", "real", "written"]
    for name, message in refused.items():
        assert message.startswith(f"augment.protect_column: '{name}' holds {SPANS[name].type}; it must hold lists of ")
        assert "\n" not in message


def test_a_column_of_spans_that_there_is_not_is_told_with_the_nearest_name() -> None:
    with pytest.raises(ConfigurationError, match=r"protect_column: no column 'span'; did you mean 'spans'\?"):
        check_spans("span", SPANS)

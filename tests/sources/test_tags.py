"""Token classification: which columns are tokens and tags, and whether the order of tags can be checked."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pytest

from dataaudit.sources.shapes.tags import Tags, find_tags


def found(columns: dict[str, list[Any]], metadata: dict[bytes, bytes] | None = None) -> tuple[Tags | None, str]:
    return find_tags(pa.table(columns).replace_schema_metadata(metadata), set())


def test_lists_of_the_length_of_the_tokens_are_tags() -> None:
    tags, told = found(
        {
            "id": [1, 2],
            "tokens": [["a", "b"], ["c"]],
            "ner_tags": [["B-X", "O"], ["O"]],
            "pos_tags": [["N", "V"], ["N"]],
        }
    )
    assert tags is not None
    assert tags.columns == ("tokens", "ner_tags", "pos_tags")
    assert tags.checked == ("ner_tags",)
    assert told.startswith("tags of 'tokens' in ner_tags, pos_tags")


def test_lists_of_other_lengths_and_names_are_no_tags() -> None:
    assert found({"tokens": [["a", "b"], ["c"]], "ner_tags": [["O"], ["O", "O"]]})[0] is None
    assert found({"tokens": [["a", "b"]], "sources": [["x", "y"]]})[0] is None
    assert found({"words": ["a b"], "tags": [["x", "y"]]})[0] is None


def test_numbers_have_the_names_of_the_data_sets_features() -> None:
    features = {"tags": {"feature": {"names": ["O", "B-A", "I-A"], "_type": "ClassLabel"}, "_type": "Sequence"}}
    metadata = {b"huggingface": json.dumps({"info": {"features": features}}).encode()}
    tags, _ = found({"tokens": [["a", "b"]], "tags": [[1, 2]]}, metadata)
    assert tags is not None
    assert tags.of_object({"tokens": ["a", "b"], "tags": [0, 2]}) == '[2, {"tags": ["O", "I-A"]}]'


def test_why_an_order_is_not_checked_is_told() -> None:
    tags, told = found({"tokens": [["a", "b"]], "tags": [[1, 2]]})
    assert tags is not None
    assert tags.checked == ()
    assert "numbers without names" in told
    assert "IOB1" in found({"tokens": [["a", "b"], ["c", "d"]], "tags": [["I-X", "O"], ["O", "I-Y"]]})[1]


def test_a_row_without_tokens_has_no_tags() -> None:
    tags, _ = found({"tokens": [["a"]], "tags": [["O"]]})
    assert tags is not None
    assert tags.of_object({"tokens": None, "tags": ["O"]}) is None
    assert tags.of_object({"tokens": ["a"], "tags": None}) == "[1, {}]"


def test_tokens_and_tags_with_white_space_between_them_are_read() -> None:
    columns = {"words": ["show me lima", "go home"], "slots": ["O O B-city", "O O"], "intent": ["find", "go"]}
    tags, _ = found(columns)
    assert tags is not None
    assert tags.columns == ("words", "slots")
    assert tags.of_object({"words": "fly to lima", "slots": "O I-city"}) == '[3, {"slots": ["O", "I-city"]}]'
    assert found({"text": ["a b", "c"], "tags": ["news sport", "art"]})[0] is None


@pytest.mark.parametrize(
    ("cell", "tags"),
    [
        ("['O', 'B-X']", ["O", "B-X"]),
        ("['O' 'B-X']", ["O", "B-X"]),
        ("[\"O\", 'B-X']", ["O", "B-X"]),
        ("O B-X", ["O", "B-X"]),
        ("[{[]: 1}]", ["[{[]:", "1}]"]),
        ("['O', 'B-X'", ["['O',", "'B-X'"]),
    ],
)
def test_a_cell_is_a_list_as_pandas_writes_it_or_words(cell: str, tags: list[str]) -> None:
    read, _ = found({"Sentence": ["a b", "c d"], "Tag": ["['O', 'B-X']", "['O', 'O']"]})
    assert read is not None
    told = read.of_object({"Sentence": "a b", "Tag": cell})
    assert json.loads(told or "")[1]["Tag"] == tags

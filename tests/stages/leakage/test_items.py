"""What counts as an evaluation item, and what it asks and answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from stages.leakage.leak_runs import written

from dataaudit.config.pipeline import Input, Limits
from dataaudit.errors import InputError
from dataaudit.sources.corpus import Corpus
from dataaudit.sources.open_corpus import open_data, open_paths
from dataaudit.stages.leakage.items import Items, foreign_items


def table(columns: dict[str, list[Any]], **given: Any) -> Corpus:
    return open_data(pl.DataFrame(columns), Input(**given), Limits())


@pytest.mark.parametrize("text", [None, "", " ", "\n\t\u3000\u2028"])
def test_a_row_without_a_text_is_no_item(text: str | None) -> None:
    items = Items()
    items.add(text, None, "a:1", "test", -1)
    items.add(text, '[["user", "Why?"]]', "a:2", "test", -1)
    assert len(items) == 0


def test_an_item_that_asks_nothing_is_sought_by_its_whole_text() -> None:
    items = Items()
    items.add("\nRain.", '[["user", " "], ["assistant", "Rain."]]', "a:1", "test", 7)
    items.add("Why?", None, "a:2", "test", 8)
    assert items.questions == ["\nRain.", "Why?"]
    assert items.answers == ["Rain.", ""]


def test_items_of_several_lists_keep_what_belongs_together() -> None:
    one, two = Items(), Items()
    one.add("a", None, "x:1", "test", -1)
    two.add("b", '[["user", "q"], ["assistant", "r"]]', "y:2", "dev", 3)
    one.extend(two)
    one.extend(Items())
    assert (one.texts, one.questions, one.answers) == (["a", "b"], ["a", "q"], ["", "r"])
    assert (one.names, one.splits, one.rows) == (["x:1", "y:2"], ["test", "dev"], [-1, 3])


def test_rows_of_instruction_data_are_items_with_question_and_answer() -> None:
    items = foreign_items(table({"question": ["Why?", None, "How?"], "answer": ["So.", "No.", None]}), {})
    assert items.questions == ["Why?", items.texts[1], "How?"]
    assert items.answers == ["So.", "No.", ""]
    assert items.rows == [-1] * 3
    assert items.texts[0] == "Why?\nSo."


@pytest.mark.parametrize("text", ["\x00", "e\u0301", "😀" * 5, "\ufeffx", "\u202eabc", "a\u2028b", "你" * 100_000])
def test_texts_of_items_are_kept_as_they_are(text: str) -> None:
    items = foreign_items(table({"text": [text, None, "", "other"]}), {})
    assert items.texts == items.questions == [text, "other"]


def test_items_are_named_by_file_and_position_and_their_split_by_the_file(tmp_path: Path) -> None:
    written(tmp_path / "data/gsm.jsonl", [None, "one", "two"])
    written(tmp_path / "data/more/math_test.jsonl", ["three"])
    items = foreign_items(open_paths(Input(paths=(str(tmp_path / "data"),)), Limits()), {})
    assert items.names == ["gsm.jsonl:2", "gsm.jsonl:3", "more/math_test.jsonl:1"]
    assert items.splits == ["gsm", "gsm", "math_test (test)"]


def test_a_split_column_of_evaluation_data_is_told_beside_the_file(tmp_path: Path) -> None:
    path = written(tmp_path / "bench.jsonl", [{"text": "a", "split": "dev"}, {"text": "b", "split": "bench"}])
    assert foreign_items(open_paths(Input(paths=(str(path),)), Limits()), {}).splits == ["bench (dev)", "bench"]


@pytest.mark.parametrize("texts", [[], [None], ["", " ", None]])
def test_evaluation_data_without_any_text_is_an_error(texts: list[str | None]) -> None:
    with pytest.raises(InputError, match="holds no text"):
        foreign_items(open_data(pl.DataFrame({"text": texts}, {"text": pl.String}), Input(), Limits()), {})

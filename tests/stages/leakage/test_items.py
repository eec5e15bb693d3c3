"""What counts as an evaluation item, and what it asks and answers."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from every import every
from hypothesis import given
from hypothesis import strategies as st
from stages.leakage.leak_runs import written

from dataaudit.config.run_options import InputOptions, LimitsOptions
from dataaudit.errors import InputError
from dataaudit.sources.corpus import Corpus
from dataaudit.sources.open_corpus import open_data, open_paths
from dataaudit.stages.instructions.instruction_signals import prompt_and_answer
from dataaudit.stages.leakage.items import Items, foreign_items


def table(columns: dict[str, list[Any]], **given: Any) -> Corpus:
    return open_data(pl.DataFrame(columns), InputOptions(**given), LimitsOptions())


def items_of(path: Path, names: Mapping[str, str] | None = None) -> Items:
    return foreign_items(open_paths(InputOptions(paths=(str(path),)), LimitsOptions()), names or {})


def asked(*turns: tuple[str, str]) -> tuple[str, str]:
    return prompt_and_answer(turns)


def test_a_question_is_all_before_the_last_answer_without_the_system_prompt() -> None:
    turns = [("system", "Be kind."), ("user", "Sum up."), ("input", "It rained."), ("assistant", "Rain."), ("?x", "y")]
    assert asked(*turns) == ("Sum up.\nIt rained.", "Rain.")
    assert asked(("user", ""), ("input", "It rained."), ("assistant", "")) == ("It rained.", "")
    talk = [("system", "Be kind."), ("user", "Why?"), ("assistant", "So."), ("tool", "4"), ("user", "How?")]
    assert asked(*talk, ("assistant", "Thus.")) == ("Why?\nSo.\n4\nHow?", "Thus.")
    assert asked(*talk) == ("Why?", "So.")
    assert asked(("user", "Why?"), ("input", "Now.")) == ("Why?\nNow.", "")
    assert asked() == ("", "")


ROLES = st.sampled_from(["system", "user", "input", "assistant", "tool", "?critic"])


@given(st.lists(st.tuples(ROLES, st.text(max_size=20)), max_size=6))
def test_turns_without_text_that_are_no_answer_change_neither_question_nor_answer(turns: list[tuple[str, str]]) -> None:
    assert asked(*turns) == asked(*[turn for turn in turns if turn[1] or turn[0] == "assistant"])


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


@every("text", ["\x00", "e\u0301", "😀" * 5, "\ufeffx", "\u202eabc", "a\u2028b", "你" * 100_000])
def test_texts_of_items_are_kept_as_they_are(text: str) -> None:
    items = foreign_items(table({"text": [text, None, "", "other"]}), {})
    assert items.texts == items.questions == [text, "other"]


def test_items_are_named_by_file_and_position_and_their_split_by_the_file(tmp_path: Path) -> None:
    written(tmp_path / "data/gsm.jsonl", [None, "one", "two"])
    written(tmp_path / "data/more/math_test.jsonl", ["three"])
    items = items_of(tmp_path / "data")
    assert items.names == ["gsm.jsonl:2", "gsm.jsonl:3", "more/math_test.jsonl:1"]
    assert items.splits == ["gsm", "gsm", "math_test (test)"]


def test_items_are_named_by_what_their_file_is_to_be_called_and_their_split_by_its_own_name(tmp_path: Path) -> None:
    written(tmp_path / "data/gsm.jsonl", ["one"])
    written(tmp_path / "data/more.jsonl", ["two"])
    items = items_of(tmp_path / "data", {"gsm.jsonl": "/a folder/gsm.jsonl", "other.jsonl": "x"})
    assert items.names == ["/a folder/gsm.jsonl:1", "more.jsonl:1"]
    assert items.splits == ["gsm", "more"]


def test_a_split_column_of_evaluation_data_is_told_beside_the_file(tmp_path: Path) -> None:
    path = written(tmp_path / "bench.jsonl", [{"text": "a", "split": "dev"}, {"text": "b", "split": "bench"}])
    assert items_of(path).splits == ["bench (dev)", "bench"]


@pytest.mark.parametrize("texts", [[], [None], ["", " ", None]])
def test_evaluation_data_without_any_text_is_an_error(texts: list[str | None]) -> None:
    with pytest.raises(InputError, match=r"^stages\.leakage\.against: .*: contains no text"):
        foreign_items(
            open_data(pl.DataFrame({"text": texts}, {"text": pl.String}), InputOptions(), LimitsOptions()), {}
        )


def test_a_row_that_cannot_be_read_is_an_error_that_tells_its_line(tmp_path: Path) -> None:
    path = tmp_path / "bench.jsonl"
    path.write_text('{"text": "an item"}\n{"text": broken\n' * 3, encoding="utf-8")
    with pytest.raises(InputError, match=r"^stages\.leakage\.against: bench\.jsonl, line 2: "):
        items_of(path)


def test_a_file_that_ends_early_is_an_error_though_it_holds_items(tmp_path: Path) -> None:
    lines = "".join(f'{{"text": "item number {number * 7919}"}}\n' for number in range(3000))
    path = tmp_path / "bench.jsonl.gz"
    path.write_bytes(gzip.compress(lines.encode(), mtime=0)[:-500])
    with pytest.raises(InputError, match=r"^stages\.leakage\.against: bench\.jsonl\.gz"):
        items_of(path)

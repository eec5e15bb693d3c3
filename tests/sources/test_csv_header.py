"""CSV files whose first line is a row."""

from __future__ import annotations

from pathlib import Path

import pytest

from dataaudit import audit
from dataaudit.config.run_options import InputOptions, LimitsOptions
from dataaudit.errors import InputError
from dataaudit.sources.csv_header import holds_values
from dataaudit.sources.open_corpus import open_paths

TABBED = [
    ("g1", "1", "", "The boat sank in the bay."),
    ("g1", "0", "*", "Much books was lost."),
    ("c9", "1", "", "They talked."),
]


@pytest.mark.parametrize(
    ("first", "rows", "values"),
    [
        (["label", "text"], [["1", "one"], ["0", "two"]], False),
        (["1", "one"], [["1", "two"], ["0", "three"]], True),
        (["ham", "see you"], [["spam", "win it"], ["ham", "are you there"], ["ham", "yes"], ["spam", "now"]], True),
        (["word", "freq"], [["the", "900"], ["word", "3"], ["foo", "4"]], False),
        (["text", "category"], [["what is it", "category"], ["who is it", "person"], ["why", "category"]], False),
        (["", "0"], [["0", "1.5"], ["1", "2.5"], ["2", "3.5"]], False),
        (["label", "text"], [["label", "text"], ["ham", "are you there"]], False),
        (["0", "1"], [["5", "a text"], ["7", "another"]], False),
        (["year", "2019", "2020"], [["a", "1.5", "2.5"], ["b", "3", "4"]], False),
        (["Was hat Ihnen am besten gefallen?", "Note"], [["Die kleinen Gruppen", "5"], ["Die Kekse", "2"]], False),
        (["model", "10", "20", "30"], [["a", "1.5", "2.5", "3"], ["b", "3", "4", "5"]], False),
        (["id", ""], [["a", "1"], ["b", "2"]], False),
        (["3", "one"], [["4", "two"]], False),
        (["LJ01-1", "He came."], [["LJ01-2", "She left."], ["LJ01-3", "It rained."]], True),
        (["col1", "text"], [["abc", "one"], ["def", "two"]], False),
        (["Q1", "Q2"], [["yes", "no"], ["no", "no"]], False),
    ],
)
def test_a_first_line_is_a_row_where_its_cells_are_like_those_below(
    first: list[str], rows: list[list[str]], values: bool
) -> None:
    assert holds_values(first, rows) is values


@pytest.fixture
def tabbed(tmp_path: Path) -> Path:
    path = tmp_path / "in_domain.tsv"
    path.write_text("".join("\t".join(row) + "\n" for row in TABBED), encoding="utf-8")
    return path


def test_no_row_is_lost_and_columns_have_numbers(tabbed: Path, tmp_path: Path) -> None:
    result = audit(tabbed, out=tmp_path / "run")
    assert result.rows().height == len(TABBED)
    assert any("columns have numbers" in note for note in result.manifest.notes)
    assert any("column_4" in note for note in result.manifest.notes)


def test_columns_without_names_can_be_named(tabbed: Path, tmp_path: Path) -> None:
    names = "input.columns=[source, label, star, text]"
    result = audit(tabbed, out=tmp_path / "run", settings=[names])
    assert result.rows()["label"].to_list() == [row[1] for row in TABBED]


def test_another_number_of_names_is_told(tabbed: Path) -> None:
    with pytest.raises(InputError, match=r"has 4 columns, and input\.columns names 2"):
        open_paths(InputOptions(paths=(str(tabbed),), columns=("a", "b")), LimitsOptions())


@pytest.mark.parametrize(("header", "rows"), [("true", 2), ("false", 3)])
def test_the_user_may_say_what_the_first_line_is(tmp_path: Path, header: str, rows: int) -> None:
    path = tmp_path / "a.csv"
    path.write_text("alpha,beta gamma delta\nsome,words of a text\nmore,words of another text\n", encoding="utf-8")
    result = audit(path, out=tmp_path / "run", settings=[f"input.header={header}"])
    assert result.rows().height == rows

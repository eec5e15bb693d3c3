"""What a row and an item share: rare words and numbers."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dataaudit
from dataaudit import audit
from dataaudit.stages.leakage.shared_evidence import evidence, is_program, shared_words, words_in

QUICK = [f"stages.{name}=false" for name in ("quality", "language", "pii", "passages", "labels", "tokens")]
ITEM = (
    "Natalia sold clips to 48 of her friends in April, and then she sold half as many clips in May. How many clips did "
    "Natalia sell altogether in April and May?"
)
REPHRASED = (
    "In April 48 friends of Natalia bought a clip from her; in May she found buyers for only half of that number of "
    "clips. What is Natalia's total for the two months?"
)
OTHER_NUMBERS = REPHRASED.replace("48", "96").replace("half", "a fifth").replace("Natalia", "Marcus")
WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "#1", "#2"]), max_size=6).map(frozenset)


@given(WORDS, WORDS, st.dictionaries(st.sampled_from(["a", "b", "c", "d", "#1", "#2"]), st.integers(0, 50)))
def test_a_word_that_both_have_speaks_for_and_one_that_lacks_speaks_against(
    item: frozenset[str], row: frozenset[str], seen: dict[str, int]
) -> None:
    counts = Counter(seen)
    told = evidence(item, row, counts, 50)
    assert told <= evidence(item, row | item, counts, 50) + 1e-9
    assert evidence(item, frozenset(), counts, 50) <= 1e-9
    for word in item - row:
        assert told <= evidence(item, row | {word}, counts, 50) + 1e-9


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("twelve ducks", "12 Duck"),
        ("1,200.50 Euros", "1200.5 euro"),
        ("Ein Haus", "ein haus"),
        ("half a dozen", "a 0.5 12"),
    ],
)
def test_numbers_and_plurals_have_one_form(one: str, other: str) -> None:
    assert words_in(one) == words_in(other)


def test_odd_texts_have_words_or_none() -> None:
    assert words_in("") == words_in("?! …") == frozenset()
    assert "#²" not in words_in("x² ½ ٣")


@pytest.mark.parametrize(("text", "leaked"), [(REPHRASED, True), (OTHER_NUMBERS, False)])
def test_a_rephrased_item_is_found_by_default_and_one_with_other_numbers_is_not(
    text: str, leaked: bool, tmp_path: Path
) -> None:
    sample = Path(dataaudit.__file__).parent / "sample" / "sms_spam.parquet"
    rows = pq.read_table(sample, columns=["text"]).column(0).to_pylist()[:2000]
    rows.insert(300, text)
    items = [{"question": ITEM, "answer": "48 + 24 = 72"}]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps({"text": one}) + "\n" for one in rows), encoding="utf-8")
    (tmp_path / "items.jsonl").write_text("".join(json.dumps(one) + "\n" for one in items), encoding="utf-8")
    result = audit(tmp_path / "rows.jsonl", against=tmp_path / "items.jsonl", out=tmp_path / "run", settings=QUICK)
    found = {finding.name: finding.row_ids for finding in result.findings}
    assert found.get("rephrased-leak", ()) == ((300,) if leaked else ())


def test_names_of_programs_are_compared_by_their_parts() -> None:
    assert words_in("def has_close_elements(numbers):") & words_in("areElementsClose(numArray)") == {"close", "element"}
    assert words_in("HTTPServer") == {"httpserver"}


def test_scripts_without_spaces_are_compared_by_pairs_of_characters() -> None:
    assert words_in("中国的首都") >= {"首都", "中国"}
    assert words_in("首都在哪里") & words_in("中国的首都") == {"首都"}


@pytest.mark.parametrize(
    ("text", "program"),
    [
        ("import os\nprint(os.getcwd())\n\ndef f(x):\n    return x", True),
        ("```js\nfunction f(a) {\n  return a;\n}\n```", True),
        ("#include <stdio.h>\nint main() {\n  return 0;\n}", True),
        ("We import goods from Norway.\nThe class of 1999 met in public places.", False),
        ("", False),
    ],
)
def test_lines_of_programs_are_known(text: str, program: bool) -> None:
    assert is_program(text) is program


def test_the_rarest_shared_words_come_first() -> None:
    counts = Counter({"egg": 40, "duck": 2, "#16": 9})
    assert shared_words({"egg", "duck", "#16", "hen"}, {"duck", "egg", "#16"}, counts, 2) == ("duck", "16")

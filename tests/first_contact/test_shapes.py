"""Data sets in the shapes of today's tools: those of the shared cases, and those of readers who never saw the code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import DATA
from first_contact.shape_judge import wrong_values

from dataaudit.errors import InputError

SETS = Path(__file__).parent / "shapes"
KNOWN_TO_BE_WRONG = {
    "set_4/anthropic_message_batch.jsonl": "requests without answers are read as text, not as chats",
    "set_12/aya_inputs.parquet": "two answers to an open task in Swahili contradict each other",
    "set_12/reranker_scores.jsonl": "lists of passages are equal or not; one changed word makes another row",
    "set_13/HumanEval.jsonl.gz": "two of six rows share an identifier of tasks, which many samples may have",
    "set_13/in_domain_train.tsv": "nobody knows which column of a file without names is the class",
    "set_13/banking77": "the classes that splits lack are told by missing-class",
    "set_14/firefly_multi_turn.jsonl": "a conversation's identifier is taken for that of a group of rows",
    "set_14/apigen_mt.json": "a call that goes straight to an answer is also told as two answers in a row",
    "set_15/chatglm3_tools.jsonl": "a call, its arguments and its result in one turn are not judged",
    "set_15/kahoot_quiz.csv": "a sheet's long headers say which cells are choices and which is the key",
    "set_15/mmmu_validation.parquet": "a picture that a question names and the row lacks",
    "set_15/mgsm_de.tsv": "nobody knows which column of a file without names is the answer",
    "set_15/play_reviews_202506.csv": "a second column is empty in nearly all rows as well",
    "set_15/nemo_asr": "an empty transcript is told as an empty text",
    "set_14/anli_R1": "the classes that splits lack are told by missing-class",
    "set_16/asr_manifest": "an empty transcript is told as an empty text",
    "set_16/scale_tasks.json": "a class deep inside of an export, which the same message has twice",
    "set_16/sentiment140.csv": "rows in Latin-1 are quarantined with what to set; a class without a name",
    "set_16/filmkritik": "cells of CSV have no types",
    "set_17/p3_pretokenized.parquet": "texts beside the numbers of their tokens are no prompt and answer",
    "set_17/openmath_reasoning.jsonl": "reasoning that does not end, in a column by itself",
    "set_17/SICK_train.txt": "a table in a file that says it is text",
    "set_17/anli_R1": "the classes that splits lack are told by missing-class",
    "set_17/HumanEval_style.jsonl": "a solution of a benchmark is not learned",
    "set_18/c27_gpqa.csv": "a missing key of a question with choices is not told",
    "set_19/swe_tasks.jsonl": "an empty patch is the solution of a benchmark, which is not learned",
    "set_19/bbh_date_order.json": "short targets are taken for classes",
    "set_19/nemo_asr": "an empty transcript is told as an empty text",
    "set_19/ocnli_train.jsonl": "one pair with two labels is told as conflicting labels",
    "set_20/gpqa.csv": "a missing key of a question with choices is not told",
    "set_20/stsb.tsv": "a missing score of a pair is no missing label",
    "set_4/webtext2019zh.jsonl": "a question in title and desc and its answer in content are not recognised",
}
"""Cases that are still wrong, told in docs/first_contact.md; one that is right again fails."""
REFUSED = ("set_4/qrels_test.tsv",)
"""Cases that are refused with a sentence, where reading was wanted: rows of identifiers alone."""
SHARED = DATA.parent / "cases"
OTHERS = ("leak", "pii_cases.jsonl", "pii_more.jsonl", "languages.jsonl", "augment_src.jsonl")
"""Shared cases that are about something else."""
BROKEN = {"chosen_json_string.jsonl": "its right value names an empty answer that no row has"}


def readers_cases() -> list[Any]:
    found = []
    for folder in sorted(SETS.glob("set_*")):
        found += [f"{folder.name}/{name}" for name in json.loads((folder / "truth.json").read_bytes())]
    return found


@pytest.mark.full
@pytest.mark.parametrize("case", readers_cases())
def test_a_readers_data_set_has_its_right_values(case: str, tmp_path: Path) -> None:
    path = SETS / case
    right = json.loads((path.parent / "truth.json").read_bytes())[path.name]
    if case in REFUSED:
        with pytest.raises(InputError, match="no text column recognised"):
            wrong_values(path, right, tmp_path / "run")
        return
    wrong = wrong_values(path, right, tmp_path / "run")
    assert bool(wrong) == (case in KNOWN_TO_BE_WRONG), wrong


@pytest.mark.parametrize("step", [6, pytest.param(1, marks=pytest.mark.full)])
def test_the_shared_cases_have_their_right_values(step: int, tmp_path: Path, real_data: Any) -> None:
    real_data("sms_spam")  # says clearly that the shared data are missing
    truth = json.loads((SHARED / "truth.json").read_bytes())["data"]
    failed = []
    for number, (name, right) in enumerate(list(truth.items())[::step]):
        if name in OTHERS or name in BROKEN:
            continue
        given = {"text": "translation.en"} if name == "struct_text.parquet" else {}
        right = dict(right)
        refusable = right.pop("or_error", None)
        if "turns" in right.pop("note", "") and name == "chat_column.jsonl":
            right["turns"] = True
        try:
            wrong = wrong_values(SHARED / "data" / name, right, tmp_path / str(number), **given)
        except InputError as error:
            wrong = [] if refusable else [str(error)]
        failed += [f"{name}: {one}" for one in wrong]
    assert failed == []

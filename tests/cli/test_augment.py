from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq
import pytest
from augment.augmenting import corpus

from dataaudit.config.augment import OperationsOptions

STAGES = (
    "tokens", "embeddings", "labels", "minhash", "passages", "quality", "perplexity", "classes", "language",
    "instructions", "pii",
)  # fmt: skip
LIGHT = ("--quiet", "--workers", 1, "--set", "report.clusters=0", *(f"stages.{name}=false" for name in STAGES))


@pytest.fixture
def folder(in_folder: Path) -> Path:
    """A folder with rows to run in."""
    rows = corpus(20, 8)
    (in_folder / "rows.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return in_folder


def given(*arguments: Any) -> tuple[Any, ...]:
    return ("augment", "--input", "rows.jsonl", "--out", "out", *arguments, *LIGHT)


def test_augment_makes_new_rows_and_says_how_many_and_where(call: Callable[..., Any], folder: Path) -> None:
    code, out, err = call(*given("--label", "label"))
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "28 rows read = 28 kept + 0 dropped + 0 in quarantine"
    assert out.splitlines()[-1] == f"new rows: 12 of 12 wanted, in {Path('out/augmented')}"
    assert {row["label"] for row in pl.read_parquet("out/augmented/*.parquet").to_dicts()} == {"spam"}


def test_json_prints_the_summary_of_the_run(call: Callable[..., Any], folder: Path) -> None:
    code, out, err = call(*given("--json", "--label", "", "--factor", "0.5", "--per-row", 1, "--seed", 7))
    assert (code, err) == (0, "")
    told = json.loads(out, parse_constant=pytest.fail)
    assert told == json.loads((folder / "out/summary.json").read_bytes())
    assert told["metrics"]["augmentation.rows"] == 14
    rows = pl.read_parquet("out/augmented/*.parquet")
    assert rows["augmented_from"].n_unique() == rows.height == 14


def test_only_the_operations_named_are_used(call: Callable[..., Any], folder: Path) -> None:
    code, _, _ = call(*given("--operations", "random_swap", "class_mix", "--factor", 1))
    assert code == 0
    rows = pl.read_parquet("out/augmented/*.parquet")
    assert set(rows["operation"].to_list()) == {"random_swap", "class_mix"}
    mixed = rows.filter(pl.col("operation") == "class_mix")
    assert mixed["mixed_with"].null_count() == 0


def test_classes_are_named_with_what_they_want(call: Callable[..., Any], folder: Path) -> None:
    rows = [{**row, "label": {"ham": "a=b: 好", "spam": "é 'x'"}[row["label"]]} for row in corpus(20, 8)]
    Path("rows.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    code, _, err = call(*given("--label", "label", "--classes", "a=b: 好=3", "é 'x'=2"))
    assert (code, err) == (0, "")
    counts = dict(pl.read_parquet("out/augmented/*.parquet").group_by("label").len().iter_rows())
    assert counts == {"a=b: 好": 3, "é 'x'": 2}


def test_fields_of_a_template_and_items_of_other_data_can_be_given(call: Callable[..., Any], folder: Path) -> None:
    rows = corpus(24, 0)
    told = [{"q": row["text"], "a": other["text"]} for row, other in zip(rows[:12], rows[12:], strict=True)]
    Path("rows.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in told), encoding="utf-8")
    Path("eval.jsonl").write_text(json.dumps({"text": told[0]["q"]}) + "\n", encoding="utf-8")
    code, _, err = call(
        *given("--template", "{q}\\n{a}", "--fields", "a", "--factor", 1, "--label", "", "--against", "eval.jsonl")
    )
    assert (code, err) == (0, "")
    new = pl.read_parquet("out/augmented/*.parquet").to_dicts()
    assert len(new) >= 8
    questions = {row["q"]: row["a"] for row in told}
    for row in new:
        assert row["q"] != told[0]["q"]
        assert row["a"] != questions[row["q"]]
        assert row["nearest_evaluation"] is not None


def test_options_that_are_given_twice_add_up(call: Callable[..., Any], folder: Path) -> None:
    rows = [{"q": row["text"], "a": other["text"], "label": row["label"]} for row, other in zip(
        corpus(20, 8), corpus(28, 0, 3), strict=True)]  # fmt: skip
    Path("rows.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    code, _, err = call(
        *given(
            "--template", "{q}\\n{a}", "--label", "label", "--fields", "q", "--fields", "a", "--classes", "ham=9",
            "--classes", "spam=7", "--operations", "random_swap", "--operations", "random_deletion",
        )
    )  # fmt: skip
    assert (code, err) == (0, "")
    new = pl.read_parquet("out/augmented/*.parquet")
    assert dict(new.group_by("label").len().iter_rows()) == {"ham": 9, "spam": 7}
    assert set(new["field"].to_list()) == {"q", "a"}
    assert set(new["operation"].to_list()) == {"random_swap", "random_deletion"}


@pytest.mark.full
@pytest.mark.parametrize("shown", [(), ("--json",)])
@pytest.mark.parametrize(("least", "code"), [(12, 0), (13, 1)])
def test_a_gate_that_fails_is_told_by_the_exit_code(
    call: Callable[..., Any], folder: Path, shown: tuple[str, ...], least: int, code: int
) -> None:
    rule = f"rules: [{{id: rows, metric: augmentation.rows, min: {least}, why: all are wanted}}]\n"
    (folder / "rules.yml").write_text(rule, encoding="utf-8")
    told, out, err = call(*given("--label", "label", *shown, "--set", "rules=[rules.yml]"))
    assert (told, err) == (code, "")
    assert ("new rows: 12 of 12" in out) != bool(shown)
    assert pl.read_parquet("out/augmented/*.parquet").height == 12


MODEL, BACK = "augment.operations.masked_replacement", "augment.operations.back_translation"
BAD: dict[str, tuple[tuple[Any, ...], str]] = {
    "an unknown operation": (
        ("--operations", "random_swp"),
        "invalid choice 'random_swp'; did you mean 'random_swap'?",
    ),
    "a model that is not named": (
        ("--operations", "masked_replacement"),
        f"{MODEL}.model: name the folder of a masked language model",
    ),
    "a translation that is not named": (
        ("--operations", "back_translation"),
        f"{BACK}.there: name a model, or a program with there_command",
    ),
    "a missing model folder": (
        ("--operations", "masked_replacement", "--set", f"{MODEL}.model=/nowhere/model"),
        "'/nowhere/model' is not a folder",
    ),
    "a missing program": (
        (
            "--operations",
            "back_translation",
            "--set",
            f"{BACK}.there_command=[no-such-program]",
            f"{BACK}.back_command=[cat]",
        ),
        "program 'no-such-program' not found",
    ),
    "a program that fails": (
        ("--operations", "back_translation", "--set", f"{BACK}.there_command=[cat]", f"{BACK}.back_command=['false']"),
        "'false' ended with 1",
    ),
    "a program that prints nothing": (
        ("--operations", "back_translation", "--set", f"{BACK}.there_command=['true']", f"{BACK}.back_command=[cat]"),
        "'true' printed 0 lines for 1",
    ),
    "no way back": (
        ("--operations", "back_translation", "--set", f"{BACK}.there_command=[cat]"),
        f"{BACK}.back: name a model, or",
    ),
    "a missing word net": (("--set", "augment.operations.synonym_replacement.wordnet=/nowhere"), "/nowhere/index.noun"),
    "a missing thesaurus": (
        ("--set", "augment.operations.synonym_replacement.thesaurus=/nowhere"),
        "/nowhere: is missing",
    ),
    "a class without a number": (
        ("--classes", "spam"),
        "argument --classes: a class and a number are expected, as spam=500, got 'spam'",
    ),
    "a class with a negative number": (
        ("--classes", "spam=-3"),
        "a class and a number are expected, as spam=500, got 'spam=-3'",
    ),
    "a class with a number in other digits": (
        ("--classes", "spam=²"),
        "a class and a number are expected, as spam=500, got 'spam=²'",
    ),
    "a class with a number of other scripts": (
        ("--classes", "spam=٣"),
        "a class and a number are expected, as spam=500, got 'spam=٣'",
    ),
    "a column that is no part of the text": (
        ("--fields", "label", "--label", ""),
        "augment.fields: 'label' is not part of the text, which is made from text",
    ),
    "a column of no spans": (
        ("--set", "augment.protect_column=label"),
        "augment.protect_column: 'label' holds string; it must hold lists",
    ),
    "bounds that nothing passes": (
        ("--set", "augment.guards.min_cosine=0.9", "augment.guards.max_cosine=0.8"),
        "min_cosine is above max_cosine",
    ),
    "a language in words": (("--set", "augment.language=English"), "'augment.language': string should match"),
    "a class of which none are wanted": (("--classes", "spam=0"), "greater than or equal to 1, got 0"),
    "classes without labels": (("--classes", "spam=3", "--label", ""), "augment.classes: the rows have no labels"),
    "a balance without labels": (("--balance", "1", "--label", ""), "augment.balance: the rows have no labels"),
    "keys that exclude each other": (("--classes", "spam=3", "--factor", 1), "factor and classes exclude each other"),
    "an unknown column": (("--fields", "txt"), "augment.fields: no column 'txt'; did you mean 'text'?"),
    "a role of a text": (("--fields", "text:user"), "not messages; leave out ':user'"),
    "a template without fields": (("--template", "{text} {label}", "--label", ""), "name what may be changed"),
    "too large a balance": (("--balance", 1.5), "'augment.balance': should be less than or equal to 1, got 1.5"),
    "no factor": (("--factor", "nan"), "'augment.factor': should be a valid number"),
    "no rows of a row": (("--per-row", 0), "'augment.per_row': should be greater than or equal to 1, got 0"),
    "a negative seed": (("--seed", -1), "'augment.seed': should be greater than or equal to 0, got -1"),
    "an unknown guard": (("--set", "augment.guards.min_cosin=0"), "unknown key 'min_cosin'"),
    "a bad expression": (("--set", "augment.protect=['(']"), "is not a valid regular expression"),
    "missing evaluation data": (("--against", "none.jsonl"), "none.jsonl: no such file"),
    "missing data": (("--input", "none.jsonl"), "none.jsonl"),
    "a wrong option": (("--operatons", "random_swap"), "unknown option '--operatons'; did you mean '--operations'?"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_one_sentence_and_exit_code_two_and_leaves_nothing(
    call: Callable[..., Any], folder: Path, name: str
) -> None:
    arguments, says = BAD[name]
    code, out, err = call(*given(*arguments))
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert [path.name for path in folder.iterdir()] == ["rows.jsonl"]


def test_a_class_that_there_is_not_is_told_with_the_nearest_name(call: Callable[..., Any], folder: Path) -> None:
    code, out, err = call(*given("--label", "label", "--classes", "spaam=3"))
    assert (code, out) == (2, "")
    assert "no class 'spaam' among the training rows; did you mean 'spam'?" in err
    assert err.count("\n") == 1
    assert not (folder / "out/manifest.json").exists()
    assert not (folder / "out/augmented").exists()


def test_the_help_names_the_options_and_all_operations(call: Callable[..., Any]) -> None:
    code, out, _ = call("augment", "--help")
    assert code == 0
    for word in (
        "--classes",
        "--balance",
        "--factor",
        "--fields",
        "--against",
        "--per-row",
        *OperationsOptions.__dataclass_fields__,
    ):
        assert word in out.replace("\n", " ").replace("-\n", "-")


def test_the_same_command_again_gives_the_same_rows(call: Callable[..., Any], folder: Path) -> None:
    told = []
    for _ in range(2):
        code, out, _ = call(*given("--factor", 1, "--label", ""))
        assert code == 0
        told.append((out, pq.read_table("out/augmented/part-00000.parquet").to_pylist()))
    assert told[0] == told[1]


def test_without_augmentation_the_command_audits_and_says_nothing_of_new_rows(
    call: Callable[..., Any], folder: Path
) -> None:
    code, out, err = call(*given("--set", "augment=false"))
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "28 rows read = 28 kept + 0 dropped + 0 in quarantine"
    assert "new rows" not in out
    assert (folder / "out/manifest.json").is_file()
    assert not (folder / "out/augmented").exists()

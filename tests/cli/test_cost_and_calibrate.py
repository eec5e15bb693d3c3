"""What rules cost and thresholds that are learnt, on the command line."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

import dataaudit

QUICK = [
    "stages.minhash=false", "stages.pii=false", "stages.passages=false", "stages.tokens.tokenizer=false",
    "report.clusters=0", "report.samples=0",
]  # fmt: skip
TEXTS = [
    *(f"a text of some words that has the number {number} in it" for number in range(30)),
    "short", "tiny", "5551234567", "mail ann@example.org", "\x1b[2J short",
]  # fmt: skip


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of a few texts, some of them short or of digits."""
    folder = tmp_path_factory.mktemp("finished")
    pl.DataFrame({"text": TEXTS}).write_ndjson(folder / "rows.jsonl")
    return dataaudit.audit(folder / "rows.jsonl", out=folder / "run", settings=QUICK).path


def test_cost_prints_what_every_rule_finds_alone_and_with_others(call: Callable[..., Any], finished: Path) -> None:
    code, out, err = call("cost", finished)
    assert (code, err) == (0, "")
    result = dataaudit.load_result(finished)
    for row in result.costs().findings.filter(pl.col("rows") > 0).to_dicts():
        share = f"{row['rows'] / len(TEXTS):.2%}"
        assert re.search(rf"{row['code']} {row['name']} +{row['rows']} +{share} +{row['alone']}\n", out)
    shared = out.split("rows found by exactly these findings:\n")[1].splitlines()
    assert [(int(line.split()[0]), line.split()[1:]) for line in shared] == [
        (row["rows"], row["codes"]) for row in result.costs().overlaps.to_dicts()
    ]


def test_cost_of_a_finding_prints_its_curve_and_the_texts_on_both_sides(
    call: Callable[..., Any], finished: Path
) -> None:
    code, out, _ = call("cost", finished, "short-text")
    assert code == 0
    assert "QLT001 min_chars (chars): rows found at other thresholds" in out
    assert re.search(r"\n +10 +2 +5\.71%  <- chosen\n", out)
    found, passed = out.split("  not found, nearest to the threshold:\n")
    assert re.findall(r" +(\d+)  row (\d+)  (.*)", found) == [("5", "30", "short"), ("4", "31", "tiny")]
    assert len(re.findall(r"  row \d+  ", passed)) == 20
    assert passed.splitlines()[0].split()[:3] == ["10", "row", "32"]
    assert "\\x1b[2J short" in passed
    assert "\x1b" not in out
    assert "ann@example.org" not in out
    assert "5551234567" not in out
    assert call("cost", finished, "qlt001")[1] == out


def test_cost_with_other_thresholds_leaves_the_run_as_it_is(call: Callable[..., Any], finished: Path) -> None:
    before = call("cost", finished)[1]
    other = call("cost", finished, "short-text", "--set", "short-text.min_chars=40", "digit-share.max_share=0.5")[1]
    assert re.search(r"\n +40 +5 +14\.29%  <- chosen\n", other)
    assert call("cost", finished, "--set", "short-text.min_chars=40")[1] != before
    assert call("cost", finished)[1] == before


def test_cost_tells_the_numbers_where_the_texts_are_gone(call: Callable[..., Any], finished: Path) -> None:
    path, gone = finished.parent / "rows.jsonl", finished.parent / "gone.jsonl"
    path.rename(gone)
    code, out, err = call("cost", finished, "short-text")
    gone.rename(path)
    assert (code, err) == (0, "")
    assert "is not there any more" in out
    assert re.search(r"\n +5  row 30  \n", out)


def test_cost_of_a_finding_without_a_threshold_says_so(call: Callable[..., Any], finished: Path) -> None:
    for name in ("exact-duplicate", "word-count"):
        code, out, _ = call("cost", finished, name)
        assert code == 0
        assert "has no threshold on a signal of this run, or does not run here" in out


def test_cost_shows_the_edges_of_a_signal_under_that_signal(call: Callable[..., Any], tmp_path: Path) -> None:
    texts = ["some words here and there " + "# " * number for number in range(8)]
    texts += ["some words here and there " + "... " * number for number in range(8)]
    pl.DataFrame({"text": texts}).write_parquet(tmp_path / "t.parquet")
    run = dataaudit.audit(
        tmp_path / "t.parquet", out=tmp_path / "run", settings=[*QUICK, "stages.quality.presets=[gopher@paper]"]
    ).path
    hashes, ellipses = call("cost", run, "symbol-ratio")[1].split("QLT012 max_ratio (ellipsis_ratio)")
    assert "QLT012 max_ratio (hash_sign_ratio)" in hashes
    rows = [sorted(map(int, re.findall(r"  row (\d+)  ", part))) for part in (hashes, ellipses)]
    assert rows == [list(range(16))] * 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["short-txt"], "no finding 'short-txt'; did you mean 'short-text'?"),
        (
            ["--set", "short-text.min_char=20"],
            "unknown key 'min_char' in 'findings.short-text'; did you mean 'min_chars'",
        ),
        (["--set", "short-txt.min_chars=20"], "unknown finding 'short-txt' in 'findings'; did you mean 'short-text'?"),
        (["--set", "short-text.min_chars=few"], "'findings.short-text.min_chars': should be a valid integer"),
        (["--set", "digit-share.max_share=2"], "should be less than or equal to 1, got 2"),
        (["--set", "digit-share.max_share=[", "short-text"], "--set digit-share.max_share"),
        (["--set", "short-text=false"], "--set short-text=false: finding.option=value is expected"),
        (["--set", "short-text.min_chars"], "--set short-text.min_chars: expected key=value"),
        (["--set", "short-text.languages.zh.min_chars=3"], "finding.option=value is expected"),
        (
            ["--set", "short-text.languages={zh: {min_char: 3}}"],
            "'short-text' has no threshold 'min_char'; did you mean 'min_chars'?",
        ),
        (["--sett", "x"], "unknown option '--sett'; did you mean '--set'?"),
    ],
)
def test_a_cost_that_cannot_be_told_is_one_sentence(
    call: Callable[..., Any], finished: Path, arguments: list[str], says: str
) -> None:
    code, out, err = call("cost", finished, *arguments)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1
    assert "Traceback" not in err


def test_the_cost_of_what_is_no_run_or_a_damaged_one_is_one_sentence(
    call: Callable[..., Any], finished: Path, tmp_path: Path
) -> None:
    code, _, err = call("cost", tmp_path / "run")
    assert code == 2
    assert "no such folder" in err
    shutil.copytree(finished, tmp_path / "run")
    (tmp_path / "run" / "curves.parquet").unlink()
    code, out, err = call("cost", tmp_path / "run")
    assert (code, out) == (2, "")
    assert "curves.parquet" in err
    assert err.count("\n") == 1


@pytest.fixture
def reference(write_jsonl: Callable[..., Path]) -> Path:
    """Texts of 20 to 59 words."""
    return write_jsonl(
        [{"text": " ".join(["word", "and", "more"] * 20)[: 100 + 3 * n]} for n in range(40)], "good.jsonl"
    )


def test_calibrate_writes_a_preset_that_runs(call: Callable[..., Any], reference: Path, tmp_path: Path) -> None:
    target = tmp_path / "learnt.yml"
    learn = ["calibrate", reference, "--fewest", 30, "--share", 0.05, "--out", target, "--quiet"]
    code, out, err = call(*learn, "--set", "stages.passages=false")
    assert (code, err) == (0, "")
    preset = yaml.safe_load(target.read_text(encoding="utf-8"))
    assert preset["source"] == f"{reference}; at most 0.05 beyond a threshold"
    assert preset["findings"]["short-text"]["min_chars"] == 106  # two of forty are shorter
    assert out.splitlines()[0] == f"{target}: thresholds of {len(preset['findings'])} findings; use it with"
    setting = re.search(r"--set '(.*)'", out)
    assert setting is not None
    code, _, err = call("run", "--input", reference, "--out", tmp_path / "run", "--set", *QUICK, setting[1], "--quiet")
    assert (code, err) == (0, "")
    costs = dataaudit.load_result(tmp_path / "run").costs().findings
    assert costs.filter(pl.col("code") == "QLT001")["rows"].to_list() == [2]


@pytest.mark.parametrize(
    ("changed", "code", "says"),
    [
        ({"--out": "learnt.txt"}, 2, "learnt.txt: name a .yml file in a folder that exists with --out"),
        ({"--out": "none/learnt.yml"}, 2, "none/learnt.yml: name a .yml file in a folder that exists with --out"),
        ({"--share": "0.5"}, 2, "below 0.5 (got 0.5)"),
        ({"--share": "-0.1"}, 2, "below 0.5 (got -0.1)"),
        ({"--share": "nan"}, 2, "below 0.5 (got nan)"),
        ({"--share": "few"}, 2, "argument --share: a number is expected, got 'few'"),
        ({"--fewest": "0"}, 2, "fewest at least 1 (got 0)"),
        ({"--fewest": "41"}, 2, "40 texts are too few to learn from: at least 41 are needed (--fewest)"),
        ({"--preset": "datauadit"}, 2, "no preset 'datauadit'; did you mean 'dataaudit'?"),
        ({"--text": "txt"}, 2, "no column 'txt' for input.text; did you mean 'text'?"),
        ({"reference": "none.jsonl"}, 2, "none.jsonl: no such file or folder"),
        ({"--set": "stages.qualty=false"}, 2, "unknown key 'qualty' in 'stages'; did you mean 'quality'?"),
    ],
)
def test_what_calibrate_cannot_learn_is_one_sentence(
    call: Callable[..., Any],
    reference: Path,
    in_folder: Path,
    changed: dict[str, str],
    code: int,
    says: str,
) -> None:
    given = {"reference": reference.name, "--out": "learnt.yml", "--fewest": "30"} | changed
    path = given.pop("reference")
    before = sorted(in_folder.rglob("*"))
    got, out, err = call("calibrate", path, *(word for option in given.items() for word in option), "--quiet")
    assert (got, out) == (code, "")
    assert says in err
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert sorted(in_folder.rglob("*")) == before

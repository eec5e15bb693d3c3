from __future__ import annotations

import json
import re
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dataaudit
from dataaudit.config.shipped import shipped_names
from dataaudit.findings.registry import all_findings
from dataaudit.report.excerpt import one_line, visible

QUICK = ["--set", "stages.tokens.tokenizer=false", "report.clusters=1", "--quiet"]
WORDS = " ".join(f"word{n}" for n in range(60))
ROWS = [{"text": WORDS}, {"text": f"{WORDS} more"}, {"text": "one short text"}, {"text": "one short text"}, "{bad"]


def test_run_prints_rows_findings_and_where_the_report_lies(
    call: Callable[..., Any], write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    code, out, err = call("run", "--input", write_jsonl(ROWS), "--out", tmp_path / "run", *QUICK)
    assert (code, err) == (0, "")
    assert "5 rows read = 2 kept + 2 dropped + 1 in quarantine" in out
    assert "1 dropped by DUP001 exact-duplicate" in out
    assert f"report: {tmp_path / 'run' / 'report.html'}" in out


def test_run_prints_the_summary_as_json(
    call: Callable[..., Any], write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    code, out, _ = call("run", "--input", write_jsonl(ROWS), "--out", tmp_path / "run", "--json", *QUICK)
    assert code == 0
    assert json.loads(out) == json.loads((tmp_path / "run/summary.json").read_bytes())


def test_progress_is_json_lines_where_there_is_no_terminal(
    call: Callable[..., Any], write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    arguments = [argument for argument in QUICK if argument != "--quiet"]
    _, _, err = call("run", "--input", write_jsonl(ROWS), "--out", tmp_path / "run", *arguments)
    events = [json.loads(line)["event"] for line in err.splitlines()]
    assert events[0] == "run_started"
    assert events[-1] == "run_finished"


def test_a_failed_gate_is_exit_code_one(
    call: Callable[..., Any], write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    path = write_jsonl(ROWS)
    (tmp_path / "r.yml").write_text("rules: [{id: many, metric: rows.kept, min: 10, why: more is more}]")
    code, out, _ = call("run", "--input", path, "--out", tmp_path / "run", "--rules", tmp_path / "r.yml", *QUICK)
    assert code == 1
    assert "gate: failed" in out
    code, out, _ = call("gate", tmp_path / "run", "--rules", tmp_path / "r.yml")
    assert code == 1
    assert "FAILED (error)    many: rows.kept is 2, allowed at least 10  [more is more]" in out
    (tmp_path / "r.yml").write_text("rules: [{id: many, metric: rows.kept, min: 10, severity: warning}]")
    assert call("gate", tmp_path / "run", "--rules", tmp_path / "r.yml")[0] == 0
    assert call("gate", tmp_path / "run", "--rules", tmp_path / "r.yml", "--fail-on", "warning")[0] == 1
    code, out, _ = call("gate", tmp_path / "run", "--rules", tmp_path / "r.yml", "--json")
    assert json.loads(out) == json.loads((tmp_path / "run/gate.json").read_bytes())


def test_show_tells_why_a_row_was_dropped(
    call: Callable[..., Any], write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    call("run", "--input", write_jsonl(ROWS), "--out", tmp_path / "run", *QUICK)
    code, out, _ = call("show", tmp_path / "run", "rows.jsonl:1")
    assert code == 0
    assert "dropped by DUP002 near-duplicate" in out
    assert "duplicates row 1  rows.jsonl:2, similarity 0.98" in out
    assert "[- more-]" in out
    code, out, _ = call("show", tmp_path / "run", 1)
    assert "kept" in out.splitlines()
    code, out, _ = call("show", tmp_path / "run", "near-duplicate")
    assert "1 of 4 rows is a near-duplicate of a kept row" in out
    code, out, _ = call("show", tmp_path / "run", "JSN001")
    assert code == 0


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("999", "has no row 999"),
        ("rows.jsonl:x", "a row id or file:position is expected"),
        ("near-duplicat", "no finding 'near-duplicat'; did you mean 'near-duplicate'?"),
    ],
)
def test_show_says_what_it_cannot_find(
    call: Callable[..., Any], write_jsonl: Callable[..., Path], tmp_path: Path, word: str, says: str
) -> None:
    call("run", "--input", write_jsonl(ROWS), "--out", tmp_path / "run", *QUICK)
    code, _, err = call("show", tmp_path / "run", word)
    assert code == 2
    assert says in err


def test_explain_prints_a_page_or_the_list(call: Callable[..., Any]) -> None:
    code, out, _ = call("explain", "DUP002")
    assert code == 0
    assert out.startswith("DUP002 near-duplicate")
    assert "Known false alarms" in out
    _, listed, _ = call("explain")
    assert len(listed.splitlines()) == len(all_findings())
    _, out, _ = call("explain", "near-duplicate", "--language", "zh")
    assert "已知误报" in out


def test_init_writes_a_pipeline_and_rules_that_run(
    call: Callable[..., Any], write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    assert call("init", tmp_path / "new")[0] == 0
    code, _, err = call("init", tmp_path / "new")
    assert code == 2
    assert "already exists" in err
    json.loads((tmp_path / "new/pipeline.schema.json").read_bytes())
    path = write_jsonl(ROWS)
    pipeline, rules = tmp_path / "new/pipeline.yml", tmp_path / "new/rules.yml"
    code, out, _ = call("run", pipeline, "--input", path, "--out", tmp_path / "run", "--rules", rules, "--quiet")
    assert code == 1  # 25 % exact duplicates are more than 1 %
    assert "gate: failed" in out


@pytest.mark.full
def test_demo_audits_the_sample_and_names_the_next_commands(call: Callable[..., Any], tmp_path: Path) -> None:
    code, out, _ = call("demo", "--out", tmp_path / "run", "--quiet")
    assert code == 0
    assert "5,574 rows read" in out
    row = re.search(r"try: dataaudit show \S+ (\d+)", out)
    assert row is not None
    _, shown, _ = call("show", tmp_path / "run", row[1])
    assert "dropped by DUP002" in shown


@pytest.mark.full
def test_a_pipeline_named_on_the_command_line_is_found(
    call: Callable[..., Any], write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    path = write_jsonl(ROWS)
    kept = {}
    for name in shipped_names("pipelines"):
        code, out, _ = call("run", name, "--input", path, "--out", tmp_path / name, "--quiet")
        assert code in (0, 1)
        kept[name] = int(out.split(" kept")[0].split()[-1])
    assert kept["audit-only"] == 4
    assert kept["default"] == 2


def bad(folder: Path) -> dict[str, tuple[list[Any], int, str]]:
    """Bad input by name: arguments, exit code, what the message says."""
    good = folder / "good.jsonl"
    good.write_text("".join(f'{{"Text": "row number {n}"}}\n' for n in range(30)), encoding="utf-8")
    broken = folder / "broken.jsonl"
    broken.write_text("{bad\n" * 20 + '{"text": "a good row"}\n', encoding="utf-8")
    (folder / "nothing").mkdir()
    (folder / "nothing" / "picture.png").write_bytes(b"\x89PNG")
    (folder / "unknown.yml").write_text("stages:\n  minhash:\n    treshold: 0.7\n", encoding="utf-8")
    (folder / "mine").mkdir()
    (folder / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    other = folder / "other"
    dataaudit.audit(pl.DataFrame({"text": ["a b"]}), out=other, settings=["stages.tokens=false"])
    out = ["--out", folder / "out"]
    return {
        "a missing file": (["--input", folder / "none.jsonl", *out], 2, "none.jsonl: no such file or folder"),
        "a wrong column": (
            ["--input", good, "--text", "txt", *out],
            2,
            "no column 'txt' for input.text; did you mean 'Text'?",
        ),
        "a wrong label": (
            ["--input", good, "--label", "class", *out],
            2,
            "no column 'class' for input.label; choose from",
        ),
        "an unknown key": (
            [folder / "unknown.yml", "--input", good, *out],
            2,
            "unknown.yml:3:5: unknown key 'treshold' in 'stages.minhash'; did you mean 'threshold'?",
        ),
        "an unknown setting": (["--input", good, "--set", "clean.drp=[]", *out], 2, "did you mean 'drop'?"),
        "malformed lines": (["--input", broken, *out], 3, "20 of 21 rows could not be read (mostly JSN001, first in"),
        "nothing readable": (["--input", folder / "nothing", *out], 2, "no files with a known extension (picture.png)"),
        "the folder of another run": (["--input", good, "--out", other], 2, "another input, configuration or version"),
        "a folder of one's own": (["--input", good, "--out", folder / "mine"], 2, "is not empty and no run directory"),
        "no input": (["--input", good, "--input"], 2, "expected at least one argument"),
        "a wrong option": (["--inptu", good], 2, "unknown option '--inptu'; did you mean '--input'?"),
        "a wrong choice": (
            ["--input", good, "--fail-on", "all", *out],
            2,
            "invalid choice 'all'; choose from error, warning",
        ),
        "a pipeline that is not there": (["defalt", "--input", good, *out], 2, "did you mean 'default'?"),
        "a tokenizer that is not there": (
            ["--input", good, "--set", "stages.tokens.tokenizer=./none", *out],
            2,
            "'./none' cannot be loaded",
        ),
        "a broken template": (["--input", good, "--template", "{Txt}", *out], 2, "did you mean 'Text'?"),
        "an address": (["--input", "htp://127.0.0.1/x.jsonl", *out], 2, "no protocol 'htp'; did you mean 'http'?"),
    }


CASES = [
    "a missing file", "a wrong column", "a wrong label", "an unknown key", "an unknown setting", "malformed lines",
    "nothing readable", "the folder of another run", "a folder of one's own", "no input", "a wrong option",
    "a wrong choice", "a pipeline that is not there", "a tokenizer that is not there", "a broken template",
    "an address",
]  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_bad_input_gets_one_sentence_and_its_exit_code(call: Callable[..., Any], tmp_path: Path, name: str) -> None:
    cases = bad(tmp_path)
    assert list(cases) == CASES
    arguments, expected, says = cases[name]
    code, out, err = call("run", *arguments, "--quiet")
    assert code == expected
    assert out == ""
    assert says in err
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert (tmp_path / "out").exists() == (expected == 3)
    assert not (tmp_path / "out" / "manifest.json").exists()
    assert (tmp_path / "mine" / "thesis.txt").read_text(encoding="utf-8") == "years of work"


@pytest.mark.full
def test_an_empty_file_is_a_whole_result(call: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_bytes(b"")
    code, out, _ = call("run", "--input", tmp_path / "empty.jsonl", "--out", tmp_path / "run", *QUICK)
    assert code == 0
    assert "0 rows read = 0 kept + 0 dropped + 0 in quarantine" in out


def test_too_many_bad_rows_go_on_with_a_raised_limit(
    call: Callable[..., Any], write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    path = write_jsonl(["{bad"] * 20 + [{"text": f"a good row of number {n} and {n * n}"} for n in range(30)])
    out = tmp_path / "run"
    code, _, err = call("run", "--input", path, "--out", out, *QUICK)
    assert code == 3
    assert str(out / "quarantine") in err
    code, printed, _ = call("run", "--input", path, "--out", out, *QUICK, "--set", "limits.max_quarantined=20")
    assert code == 0
    assert "50 rows read = 30 kept + 0 dropped + 20 in quarantine" in printed


@pytest.mark.full
def test_a_file_of_which_half_cannot_be_read_is_something_else(
    call: Callable[..., Any], write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    path = write_jsonl(["{bad", "{bad", {"text": "a good row"}, {"text": "and another one"}])
    out = tmp_path / "run"
    more = (*QUICK, "--set", "limits.max_quarantined=20")
    code, _, err = call("run", "--input", path, "--out", out, *more)
    assert code == 3
    assert "2 of 4 rows could not be read" in err
    assert "so the file is probably not jsonl" in err
    assert call("run", "--input", path, "--out", tmp_path / "skipped", *more, "input.on_bad_file=skip")[0] == 0
    none = write_jsonl(["{bad", "{bad"], "none.jsonl")
    assert call("run", "--input", none, "--out", tmp_path / "none", *more)[0] == 2


@pytest.mark.parametrize("command", ["gate", "show", "explain"])
def test_commands_on_what_is_no_run_say_so(call: Callable[..., Any], tmp_path: Path, command: str) -> None:
    arguments = {"gate": [tmp_path / "none", "--rules", "default"], "show": [tmp_path / "none", "1"], "explain": ["X"]}
    code, _, err = call(command, *arguments[command])
    assert code == 2
    assert "no such folder" in err or "no finding 'X'" in err


def test_no_command_prints_the_help(call: Callable[..., Any]) -> None:
    code, out, _ = call()
    assert code == 2
    assert "Exit codes" in out
    assert call("--version")[1].strip() == dataaudit.__version__
    assert call("rnu")[0] == 2


@given(st.text())
def test_nothing_from_data_controls_a_terminal(text: str) -> None:
    for shown in (visible(text), one_line(text)):
        assert re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown) is None
    assert "\n" not in one_line(text)


def test_hostile_names_and_texts_do_not_reach_the_terminal(call: Callable[..., Any], tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"text": ["\x1b]0;title\x07\x1b[2J", "a\u202eb ok", "\x1b]0;title\x07\x1b[2J"], "label": ["\x1b[31m"] * 3}
    )
    frame.write_parquet(tmp_path / "\x1b[2Jx.parquet")
    _, out, err = call("run", "--input", tmp_path / "\x1b[2Jx.parquet", "--out", tmp_path / "run", "--label", "label")
    _, shown, _ = call("show", tmp_path / "run", 0)
    _, finding, _ = call("show", tmp_path / "run", "short-text")
    for text in (out, shown, finding, err):
        assert re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text) is None


def test_a_command_called_from_python_gives_the_signal_handler_back(call: Callable[..., Any]) -> None:
    before = signal.getsignal(signal.SIGTERM)
    assert call("explain", "DUP001")[0] == 0
    assert signal.getsignal(signal.SIGTERM) is before

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dataaudit.training.logs.log_reader import log_readers

GOOD = "step,loss,objective\n" + "".join(f"{step},{3 - step / 100:.2f},{step}\n" for step in range(200))
BROKEN = "step,loss\n" + "".join(f"{step},{3 - step / 100 if step < 150 else 'nan'}\n" for step in range(200))
RULES = "rules: [{id: clean, metric: training.findings.error, max: 0, why: an error is one too many}]\n"


@pytest.fixture
def logs(in_folder: Path) -> Path:
    """A folder to run in, with a good log and one that breaks."""
    (in_folder / "good.csv").write_text(GOOD, encoding="utf-8")
    (in_folder / "broken.csv").write_text(BROKEN, encoding="utf-8")
    (in_folder / "rules.yml").write_text(RULES, encoding="utf-8")
    return in_folder


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_what_a_log_lacks_is_told_with_the_option_that_helps(call: Callable[..., Any], in_folder: Path) -> None:
    (in_folder / "held.csv").write_text("val_loss\n2.5\n2.25\n2.0\n", encoding="utf-8")
    (in_folder / "parts.csv").write_text("step,box_loss,cls_loss\n1,2.5,1.0\n2,2.25,0.5\n", encoding="utf-8")
    _, out, _ = call("diagnose", "held.csv", "parts.csv", "--out", "run")
    assert "  no training loss was read; --column NAME=train/loss assigns one" in out.splitlines()
    assert "  steps are the numbers of the records, since no column tells them apart; --step NAME chooses one" in out
    assert "only parts of one whose sum nobody printed" in out


def test_diagnose_prints_what_it_read_and_found_and_where_the_report_lies(call: Callable[..., Any], logs: Path) -> None:
    code, out, err = call("diagnose", "good.csv", "broken.csv", "--out", "run")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "good.csv"
    assert "  read as table, one point per step: loss as train/loss" in lines
    assert "  unused columns: objective" in lines
    assert "  no problem found in what could be assessed" in lines[: lines.index("broken.csv")]
    assert re.search(r"^  error +TRN001 non-finite-loss \(1\.00\): .*150", out, re.MULTILINE)
    assert "likely: " in out
    assert "next: " in out
    assert re.search(r"^  not assessed: \d+ findings, for want of .*a validation loss", out, re.MULTILINE)
    assert lines[-1] == f"report: {Path('run/report.html')}"
    assert (logs / "run/report.html").is_file()


def test_a_diagnosis_lands_in_a_folder_of_its_input(call: Callable[..., Any], logs: Path) -> None:
    _, out, _ = call("diagnose", "broken.csv")
    found = re.search(r"report: (reports/diagnose-[0-9a-f]{12})/report\.html", out)
    assert found is not None
    assert {"manifest.json", "findings.parquet", "report.html", "plots"} <= names(logs / found[1])
    assert call("diagnose", "broken.csv")[:2] == (0, out)
    assert len(list((logs / "reports").iterdir())) == 1
    call("diagnose", "good.csv")
    assert len(list((logs / "reports").iterdir())) == 2


def test_json_prints_the_findings_and_writes_nothing(call: Callable[..., Any], logs: Path) -> None:
    before = names(logs)
    code, out, err = call("diagnose", "good.csv", "broken.csv", "--json")
    assert (code, err, names(logs)) == (0, "", before)
    told = json.loads(out, parse_constant=pytest.fail)
    assert set(told) == {"runs", "compared", "seeds", "findings", "metrics", "verdict"}
    assert [one["run"] for one in told["compared"]] == ["good.csv", "broken.csv"]
    (curve,) = told["runs"][1]["curves"]
    assert (curve["split"], curve["metric"], curve["column"], curve["last"]) == ("train", "loss", "loss", None)
    assert curve["not_finite"] > 0
    assert told["runs"][0]["unit"] == "step"
    assert [run["name"] for run in told["runs"]] == ["good.csv", "broken.csv"]
    assert told["runs"][0]["format"] == "table"
    assert told["runs"][0]["columns"] == {"loss": "train/loss"}
    assert told["runs"][0]["not_assessed"]["overfitting"] == "a validation loss"
    (found,) = [one for one in told["findings"] if one["name"] == "non-finite-loss"]
    assert (found["code"], found["severity"], found["status"]) == ("TRN001", "error", "found")
    assert found["confidence"] == 1.0
    assert (found["where"]["run"], found["where"]["steps"][0]) == ("broken.csv", 150)
    assert found["evidence"]
    for one in told["findings"]:
        assert {"code", "name", "severity", "confidence", "where", "evidence", "causes", "next_measurement"} <= set(one)
    assert told["metrics"]["training.findings.error"] == 1
    assert told["verdict"] is None


def test_json_with_a_folder_writes_the_report_too(call: Callable[..., Any], logs: Path) -> None:
    code, out, _ = call("diagnose", "broken.csv", "--json", "--out", "run", "--rules", "rules.yml")
    told = json.loads(out)
    assert (code, told["verdict"]) == (1, "failed")
    summary = json.loads((logs / "run/summary.json").read_bytes())
    assert summary["findings"] == told["findings"]
    assert (summary["metrics"], summary["verdict"]) == (told["metrics"], told["verdict"])


def test_a_failed_gate_is_exit_code_one(call: Callable[..., Any], logs: Path) -> None:
    code, out, err = call("diagnose", "broken.csv", "--out", "broken", "--rules", "rules.yml")
    assert (code, err, out.splitlines()[-1]) == (1, "", "gate: failed")
    code, out, err = call("diagnose", "good.csv", "--out", "good", "--rules", "rules.yml")
    assert (code, err, out.splitlines()[-1]) == (0, "", "gate: passed")
    # The same call again is told the same.
    assert call("diagnose", "broken.csv", "--out", "broken", "--rules", "rules.yml")[0] == 1


def test_the_shipped_gate_judges_training_runs(call: Callable[..., Any], logs: Path) -> None:
    assert call("diagnose", "broken.csv", "--out", "broken", "--rules", "training")[0] == 1
    assert call("diagnose", "good.csv", "--out", "good", "--rules", "training", "--fail-on", "warning")[0] == 0


def test_a_finished_diagnosis_is_gated_and_shown(call: Callable[..., Any], logs: Path) -> None:
    call("diagnose", "broken.csv", "--out", "run")
    code, out, _ = call("gate", "run", "--rules", "rules.yml")
    assert code == 1
    assert "clean: training.findings.error is 1, allowed at most 0  [an error is one too many]" in out
    code, out, _ = call("show", "run", "non-finite-loss")
    assert code == 0
    assert out.startswith("TRN001 non-finite-loss\nerror: ")


def test_a_column_stands_for_what_the_option_says(call: Callable[..., Any], logs: Path) -> None:
    code, out, _ = call("diagnose", "good.csv", "--json", "--column", "objective=validation/loss", "loss=train/loss")
    assert code == 0
    assert json.loads(out)["runs"][0]["columns"] == {"loss": "train/loss", "objective": "validation/loss"}


def test_a_column_with_an_equals_sign_in_its_name_is_found(call: Callable[..., Any], logs: Path) -> None:
    (logs / "odd.csv").write_text("step,a=b\n1,2.5\n2,2.25\n", encoding="utf-8")
    code, out, _ = call("diagnose", "odd.csv", "--json", "--column", "a=b=train/loss")
    assert (code, json.loads(out)["runs"][0]["columns"]) == (0, {"a=b": "train/loss"})


def test_findings_are_told_in_chinese(call: Callable[..., Any], logs: Path) -> None:
    _, out, _ = call("diagnose", "broken.csv", "--json", "--language", "zh")
    (found,) = [one for one in json.loads(out)["findings"] if one["name"] == "non-finite-loss"]
    assert re.search("[\u4e00-\u9fff]{2}", found["message"])


BAD: dict[str, tuple[list[str], str]] = {
    "a missing file": (["none.csv"], "none.csv: no such file or folder"),
    "a missing file among others": (["good.csv", "none.csv"], "none.csv: no such file or folder"),
    "an empty file": (["empty.csv"], "empty.csv: the file is empty"),
    "an unknown format": (["notes.txt"], "notes.txt: unrecognised log format"),
    "a picture": (["plot.png"], "plot.png: unrecognised log format"),
    "truncated JSON": (["trainer_state.json"], "trainer_state.json: incomplete or invalid JSON"),
    "damaged compressed data": (["log.csv.gz"], "log.csv.gz: gzip data are cut off after 0 bytes of text"),
    "a folder without a log": (["nothing"], "nothing: unrecognised log format"),
    "a table of nothing known": (["table.csv"], "assign one with --column NAME=train/loss"),
    "a wrong column": (
        ["good.csv", "--column", "objectiv=train/loss"],
        "no column 'objectiv'; did you mean 'objective'?",
    ),
    "a wrong role": (
        ["good.csv", "--column", "objective=train/los"],
        "'train/los' is not a split/metric pair: splits are train,",
    ),
    "a column without a role": (
        ["good.csv", "--column", "objective"],
        "argument --column: NAME=SPLIT/METRIC is expected, as objective=train/loss, got 'objective'",
    ),
    "no log": ([], "the following arguments are required: LOG|RUN"),
    "a wrong option": (["good.csv", "--colunm", "a=train/loss"], "unknown option '--colunm'; did you mean '--column'?"),
    "a wrong language": (["good.csv", "--language", "fr"], "invalid choice 'fr'; choose from en, zh"),
    "a loss that is no number": (
        ["good.csv", "--chance-loss", "high"],
        "argument --chance-loss: a number is expected, got 'high'",
    ),
    "rules that are not there": (["good.csv", "--rules", "none.yml"], "none.yml: no such file"),
    "a rule of no metric": (["good.csv", "--rules", "wrong.yml"], "did you mean 'training.findings.error'?"),
    "a folder of one's own": (["good.csv", "--out", "mine"], "is not empty and no run directory; choose another --out"),
}


@pytest.mark.parametrize("json_too", [False, True])
@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_one_sentence_and_exit_code_two(
    call: Callable[..., Any], logs: Path, name: str, json_too: bool
) -> None:
    for file, data in {
        "empty.csv": b"", "notes.txt": b"to do: nothing\nand more of it\n", "plot.png": b"\x89PNG\r\n\x1a\n\0\0\0\r",
        "trainer_state.json": b'{"log_history": [{"step": 1, "loss": 2.5}, {"st', "log.csv.gz": b"\x1f\x8b\x08\0\0\0",
        "nothing/README.md": b"nothing\n", "table.csv": b"tick,objective\n1,2.5\n", "mine/thesis.txt": b"work\n",
        "wrong.yml": RULES.replace("findings", "finding").encode(),
    }.items():  # fmt: skip
        (logs / file).parent.mkdir(exist_ok=True)
        (logs / file).write_bytes(data)
    before = names(logs)
    arguments, says = BAD[name]
    code, out, err = call("diagnose", *arguments, *(["--json"] if json_too else []))
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert names(logs) == before


def test_an_unknown_format_is_told_with_all_that_are_known(call: Callable[..., Any], logs: Path) -> None:
    (logs / "notes.txt").write_text("to do: nothing\n", encoding="utf-8")
    _, _, err = call("diagnose", "notes.txt")
    assert all(reader.known_as in err for reader in log_readers())


def test_the_folder_of_another_diagnosis_is_refused(call: Callable[..., Any], logs: Path) -> None:
    call("diagnose", "good.csv", "--out", "run")
    code, out, err = call("diagnose", "broken.csv", "--out", "run")
    assert (code, out) == (2, "")
    assert "run: holds the result of another input, configuration or version" in err


def test_the_help_lists_diagnose(call: Callable[..., Any]) -> None:
    code, out, _ = call("--help")
    assert code == 0
    assert re.search(r"^ +diagnose +diagnose a training run from its log", out, re.MULTILINE)
    code, out, _ = call("diagnose", "--help")
    assert code == 0
    for word in (
        "--out",
        "--column",
        "--chance-loss",
        "--baseline-loss",
        "--rules",
        "--fail-on",
        "--json",
        "TensorBoard",
    ):
        assert word in out


def test_nothing_in_a_log_controls_the_terminal(call: Callable[..., Any], logs: Path) -> None:
    text = "run,step,loss,\x1b[31mred\n" + "".join(f"\x1b]0;title\x07{n % 2},{n // 2},2.5,1\n" for n in range(40))
    (logs / "log.csv").write_text(text, encoding="utf-8")
    code, out, err = call("diagnose", "log.csv", "--json")
    assert code == 0
    for shown in (out, err):
        assert re.search("[\x00-\x08\x0b-\x1f\x7f]", shown) is None


def test_a_fresh_interpreter_imports_no_models_to_read_a_log(logs: Path) -> None:
    program = (
        "import sys\n"
        "from dataaudit.cli.main import run\n"
        "code = run(['diagnose', 'broken.csv', '--json'])\n"
        "heavy = ('torch', 'transformers', 'datasets', 'tokenizers', 'sklearn', 'great_expectations', 'vl_convert')\n"
        "print(code, [name for name in heavy if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=logs, check=True)
    assert done.stderr == "0 []\n"
    assert json.loads(done.stdout)["findings"][0]["name"] == "non-finite-loss"


def test_of_many_runs_only_those_with_a_problem_are_shown_one_by_one(call: Callable[..., Any], in_folder: Path) -> None:
    folds = [
        "\n".join(f"epoch {n} loss {'nan' if fold == 5 and n > 20 else 2 / n}" for n in range(1, 31))
        for fold in range(1, 9)
    ]
    (in_folder / "folds.log").write_text("\n".join(folds), encoding="utf-8")
    code, out, _ = call("diagnose", "folds.log")
    assert code == 0
    assert [line for line in out.splitlines() if line.startswith("folds.log")] == ["folds.log:5"]
    assert "non-finite-loss" in out
    assert "7 of 8 runs: no problem found in what could be assessed (all: --json)" in out
    assert out.count("  folds.log:") == 8

from __future__ import annotations

import base64
import hashlib
import html.parser
import json
import math
import random
import re
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from training.logs.shown import written

import dataaudit.api
from dataaudit.engine.finding_table import FINDING_SCHEMA
from dataaudit.errors import InputError, RuleError, RunDirectoryError
from dataaudit.findings.finding import Result
from dataaudit.training.diagnosis import Diagnosis, configured, default_folder, diagnose

pytestmark = pytest.mark.draws

SPIKES = (150, 187, 233, 301, 350)
MARKUP = "<img src=x onerror=alert(1)>"
NO_ERROR = "rules: [{id: clean, metric: training.findings.error, max: 0, why: an error is one too many}]\n"


def landing(paths: Sequence[str | Path], language: str = "en") -> Path:
    """Where a diagnosis of some paths lands that is given no folder."""
    return default_folder(paths, configured(columns={}, rules=(), fail_on="error", language=language))


def losses(seed: int, spikes: Iterable[int] = (), count: int = 400) -> list[float]:
    """A loss that falls, with noise, and rises by 1.5 for one step at every spike."""
    source = random.Random(seed)
    high = set(spikes)
    return [
        1 + 3 * math.exp(-step / 30) + source.gauss(0, 0.01) + (1.5 if step in high else 0) for step in range(count)
    ]


def csv_of(**columns: list[Any]) -> str:
    rows = zip(*columns.values(), strict=True)
    return ",".join(columns) + "\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)


def log(folder: Path, name: str, values: list[Any], **more: list[Any]) -> Path:
    return written(folder, name, csv_of(step=list(range(len(values))), loss=values, **more))


def broken(folder: Path, name: str = "broken.csv", seed: int = 1) -> Path:
    """A run whose loss is NaN from step 150 on."""
    return log(folder, name, [value if step < 150 else "nan" for step, value in enumerate(losses(seed, count=200))])


def named(made: Diagnosis, name: str, run: str | None = None) -> list[Result]:
    return [
        one for one in made.findings if one.name == name and one.status == "found" and run in (None, one.where["run"])
    ]


def strict_json(text: str | bytes) -> Any:
    """JSON as its standard has it: NaN and Infinity are none."""

    def refuse(word: str) -> None:
        message = f"{word} is no JSON"
        raise AssertionError(message)

    return json.loads(text, parse_constant=refuse)


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def results(folder: Path) -> dict[str, bytes]:
    """All but the journal, which tells of every call."""
    return {name: data for name, data in content(folder).items() if name != "log.jsonl"}


class Elements(html.parser.HTMLParser):
    """Start tags with their attributes, texts, and the texts of styles and scripts."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.raw: dict[str, list[str]] = {"style": [], "script": []}
        self._open = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open = tag
        if tag in self.raw:
            self.raw[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open in self.raw:
            self.raw[self._open][-1] += data
        else:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)

    def of(self, name: str) -> list[str]:
        """Values of an attribute."""
        return [str(attributes[name]) for _, attributes in self.tags if name in attributes]


# Several runs.


def test_spikes_at_the_same_steps_of_two_runs_come_from_the_data(tmp_path: Path) -> None:
    made = diagnose(log(tmp_path, "a.csv", losses(1, SPIKES)), log(tmp_path, "b.csv", losses(2, SPIKES)))
    for run, other in (("a.csv", "b.csv"), ("b.csv", "a.csv")):
        (found,) = named(made, "data-spike", run)
        assert found.evidence["why"] == f"5 of 5 occur at the same steps in run {other}"
        assert found.evidence["at_steps"] == list(map(float, SPIKES))
        assert found.evidence["chance"] < 1e-6
        assert (found.count, found.confidence) == (5, 0.9)
        assert list(found.where["steps"]) == [150, 350]
        assert other in found.message


def test_spikes_at_steps_of_their_own_name_no_other_run(tmp_path: Path) -> None:
    moved = [step + 10 for step in SPIKES]
    made = diagnose(log(tmp_path, "a.csv", losses(1, SPIKES)), log(tmp_path, "b.csv", losses(2, moved)))
    assert [len(named(made, "data-spike", run)) for run in ("a.csv", "b.csv")] == [1, 1]
    assert not [one for one in named(made, "data-spike") if "chance" in one.evidence or ".csv" in one.message]


def test_spikes_of_a_single_run_name_no_other(tmp_path: Path) -> None:
    (found,) = named(diagnose(log(tmp_path, "a.csv", losses(1, SPIKES))), "data-spike")
    assert "chance" not in found.evidence
    assert found.confidence == 0.6


def test_of_three_runs_the_one_with_the_same_spikes_is_named(tmp_path: Path) -> None:
    moved = [step + 10 for step in SPIKES]
    paths = [
        log(tmp_path, name, losses(seed, spikes))
        for seed, (name, spikes) in enumerate({"a.csv": SPIKES, "b.csv": moved, "c.csv": SPIKES}.items())
    ]
    made = diagnose(*paths)
    assert "in run c.csv" in named(made, "data-spike", "a.csv")[0].message
    assert "in run a.csv" in named(made, "data-spike", "c.csv")[0].message
    assert "chance" not in named(made, "data-spike", "b.csv")[0].evidence


def test_runs_of_one_name_are_told_apart_and_keep_their_findings(tmp_path: Path) -> None:
    made = diagnose(log(tmp_path, "1/log.csv", losses(1)), broken(tmp_path, "2/log.csv"))
    assert [run.name for run in made.runs] == ["log.csv", "log.csv (2)"]
    assert [one.name for one in made.judged] == ["log.csv", "log.csv (2)"]
    assert {one.where["run"] for one in named(made, "non-finite-loss")} == {"log.csv (2)"}


def test_a_log_given_twice_is_two_runs(tmp_path: Path) -> None:
    path = broken(tmp_path)
    made = diagnose(path, path)
    assert len({run.name for run in made.runs}) == 2
    assert len(named(made, "non-finite-loss")) == 2


def test_runs_of_one_file_are_judged_side_by_side(tmp_path: Path) -> None:
    rows = [
        f"{run},{step},{value}\n"
        for run, seed in (("x", 1), ("y", 2))
        for step, value in enumerate(losses(seed, SPIKES))
    ]
    made = diagnose(written(tmp_path, "log.csv", "run,step,loss\n" + "".join(rows)))
    assert [run.name for run in made.runs] == ["log.csv:x", "log.csv:y"]
    assert "in run log.csv:y" in named(made, "data-spike", "log.csv:x")[0].message


def test_findings_stand_run_by_run_and_the_severest_first(tmp_path: Path) -> None:
    made = diagnose(log(tmp_path, "a.csv", losses(1, SPIKES)), broken(tmp_path))
    assert [one.where["run"] for one in made.findings] == sorted(one.where["run"] for one in made.findings)
    ranks = [
        (one.status != "found", ("error", "warning", "info").index(one.severity)) for one in made.judged[1].findings
    ]
    assert ranks == sorted(ranks)
    assert made.findings == (*made.judged[0].findings, *made.judged[1].findings)


def test_every_finding_says_where_why_and_what_next(tmp_path: Path) -> None:
    made = diagnose(log(tmp_path, "a.csv", losses(1, SPIKES)), broken(tmp_path))
    found = [one for one in made.findings if one.status == "found" and one.severity != "info"]
    assert len(found) >= 3
    for one in found:
        assert one.where["run"] in ("a.csv", "broken.csv")
        assert one.confidence is not None
        assert 0 < one.confidence <= 1
        assert one.causes
        assert one.refuted_by
        assert one.next_measurement
        assert one.advice


def test_nothing_is_written_where_no_folder_is_named(in_folder: Path) -> None:
    made = diagnose(broken(in_folder))
    assert (made.path, made.verdict) == (None, None)
    assert [path.name for path in in_folder.iterdir()] == ["broken.csv"]


@pytest.mark.parametrize(("name", "text"), [("none.csv", None), ("a.csv", ""), ("a.txt", "to do: nothing\n")])
def test_one_log_that_cannot_be_read_stops_all(tmp_path: Path, name: str, text: str | None) -> None:
    path = tmp_path / name if text is None else written(tmp_path, name, text)
    with pytest.raises(InputError, match=re.escape(name)):
        diagnose(broken(tmp_path), path, out=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_what_columns_stand_for_is_given_to_every_log(tmp_path: Path) -> None:
    values = losses(1, count=100)
    paths = [written(tmp_path, name, csv_of(step=list(range(100)), objective=values)) for name in ("a.csv", "b.csv")]
    made = diagnose(*paths, columns={"objective": "train/loss"})
    assert [run.log.columns for run in made.runs] == [{"objective": "train/loss"}] * 2


def test_a_known_loss_of_guessing_is_compared_with(tmp_path: Path) -> None:
    path = log(tmp_path, "a.csv", [4.1 + random.Random(step).gauss(0, 0.005) for step in range(300)])
    assert named(diagnose(path, chance_loss=4.1), "at-chance")
    assert not named(diagnose(path, chance_loss=6.9), "at-chance")


def test_what_is_not_assessed_names_what_it_would_need(tmp_path: Path) -> None:
    (alone,) = diagnose(log(tmp_path, "a.csv", losses(1))).judged
    assert alone.not_assessed["overfitting"] == "a validation loss"
    assert "baseline" in alone.not_assessed["underfitting"]
    both = log(tmp_path, "b.csv", losses(1), val_loss=losses(2))
    (more,) = diagnose(both, baseline_loss=2.0).judged
    assert not {"overfitting", "underfitting"} & set(more.not_assessed)


# Metrics.


def test_metrics_count_findings_and_tell_the_worst_loss(tmp_path: Path) -> None:
    good = log(tmp_path, "a.csv", [3.0 - step / 100 for step in range(200)], val_loss=[2.5] * 200)
    made = diagnose(good, broken(tmp_path))
    metrics = made.metrics
    assert metrics["training.runs"] == 2
    for severity in ("error", "warning", "info"):
        found = [one for one in made.findings if one.status == "found" and one.severity == severity]
        assert metrics[f"training.findings.{severity}"] == len(found)
    thin = [one for one in made.findings if one.status == "insufficient_evidence"]
    assert metrics["training.insufficient_evidence"] == len(thin)
    assert metrics["training.non-finite-loss.runs"] == 1
    assert metrics["training.dead-units.runs"] == 0
    finite = losses(1, count=200)[:150]
    assert metrics["training.train.loss.first"] == max(3.0, finite[0])
    assert metrics["training.train.loss.last"] == max(1.01, finite[-1])
    assert metrics["training.train.loss.min"] == max(1.01, min(finite))
    assert metrics["training.validation.loss.last"] == 2.5
    assert all(name.startswith("training.") for name in metrics)


def test_a_loss_that_is_not_there_has_no_value(tmp_path: Path) -> None:
    metrics = diagnose(log(tmp_path, "a.csv", ["nan"] * 50)).metrics
    for split in ("train", "validation"):
        for place in ("first", "last", "min"):
            assert metrics[f"training.{split}.loss.{place}"] is None


def test_a_loss_that_gave_way_to_a_resumed_run_does_not_count(tmp_path: Path) -> None:
    steps = [*range(100), *range(50, 120)]
    values = [9.0 if 50 <= place < 100 else 2.0 for place in range(len(steps))]
    metrics = diagnose(written(tmp_path, "a.csv", csv_of(step=steps, loss=values))).metrics
    assert metrics["training.train.loss.last"] == metrics["training.train.loss.first"] == 2.0


# The folder.


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Diagnosis:
    """Two runs, one with spikes, accuracy, learning rate and gradient norm, one that broke and was resumed."""
    folder = tmp_path_factory.mktemp("diagnosis")
    values = losses(1, SPIKES)
    rich = log(
        folder, "rich.csv", values, val_loss=losses(3), accuracy=[0.5] * 400, lr=[0.001] * 400,
        grad_norm=[1 + value / 10 for value in losses(4)],
    )  # fmt: skip
    steps = [*range(100), *range(60, 200)]
    bad: list[Any] = [value if step < 150 else "nan" for step, value in zip(steps, losses(2, count=240), strict=True)]
    resumed = written(folder, "resumed.csv", csv_of(step=steps, loss=bad))
    return diagnose(rich, resumed, out=folder / "run")


def test_a_folder_holds_tables_plots_report_and_manifest(finished: Diagnosis) -> None:
    assert finished.path is not None
    names = set(content(finished.path))
    assert names == {
        "curves.parquet", "findings.parquet", "log_notes.parquet", "runs.parquet", "seeds.parquet", "summary.json",
        "manifest.json", "report.html", "log.jsonl", "plots/loss.png", "plots/accuracy.png", "plots/learning_rate.png",
        "plots/gradient_norm.png",
    }  # fmt: skip


def test_plots_are_pictures(finished: Diagnosis) -> None:
    assert finished.path is not None
    for path in (finished.path / "plots").iterdir():
        data = path.read_bytes()
        assert data.startswith(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
        assert data.endswith(b"IEND\xaeB`\x82")
        width, height = struct.unpack(">II", data[16:24])
        assert width > height > 300


def test_the_table_of_findings_holds_what_was_found(finished: Diagnosis) -> None:
    assert finished.path is not None
    table = pl.read_parquet(finished.path / "findings.parquet")
    assert table.columns == FINDING_SCHEMA.names
    assert {"confidence", "where", "causes", "refuted_by", "next_measurement"} <= set(table.columns)
    assert table["name"].to_list() == [one.name for one in finished.findings]
    for row, one in zip(table.to_dicts(), finished.findings, strict=True):
        assert row["confidence"] == one.confidence
        assert tuple(row["causes"]) == tuple(one.causes)
        assert strict_json(row["where"])["run"] == one.where["run"]
        assert row["message"] == one.message
        strict_json(row["threshold"])
    spikes = table.filter(pl.col("name") == "loss-spike", pl.col("status") == "found").row(0, named=True)
    assert strict_json(spikes["evidence"])["at_steps"] == list(map(float, SPIKES))
    assert strict_json(spikes["where"]) == {"run": "rich.csv", "steps": [150, 350]}


def test_the_table_of_curves_holds_every_point_of_every_run(finished: Diagnosis) -> None:
    assert finished.path is not None
    table = pl.read_parquet(finished.path / "curves.parquet")
    counts = table.group_by("run", "split", "metric").len().sort("run", "split", "metric").rows()
    assert counts == [
        ("resumed.csv", "train", "loss", 240),
        ("rich.csv", "train", "accuracy", 400),
        ("rich.csv", "train", "gradient_norm", 400),
        ("rich.csv", "train", "learning_rate", 400),
        ("rich.csv", "train", "loss", 400),
        ("rich.csv", "validation", "loss", 400),
    ]
    gone = table.filter("superseded")
    assert gone.select("run", "step").rows() == [("resumed.csv", float(step)) for step in range(60, 100)]
    assert table.filter(pl.col("value").is_nan())["run"].unique().to_list() == ["resumed.csv"]


def test_the_table_of_notes_tells_what_is_odd_about_a_log(finished: Diagnosis) -> None:
    assert finished.path is not None
    table = pl.read_parquet(finished.path / "log_notes.parquet")
    assert table.select("run", "kind", "count", "first").rows() == [("resumed.csv", "resumed", 1, 60.0)]


def test_summary_and_manifest_tell_the_same_as_the_diagnosis(finished: Diagnosis) -> None:
    assert finished.path is not None
    summary = strict_json((finished.path / "summary.json").read_bytes())
    assert summary["metrics"] == finished.metrics
    assert [one["message"] for one in summary["findings"]] == [one.message for one in finished.findings]
    assert summary["verdict"] is None
    manifest = strict_json((finished.path / "manifest.json").read_bytes())
    assert manifest["roles"]["kind"] == "training"
    assert set(manifest["roles"]["not_assessed"]) == {"rich.csv", "resumed.csv"}
    assert [one["file"] for one in manifest["inputs"]] == ["rich.csv", "resumed.csv"]
    assert set(manifest["parts"]) == {
        f"{name}.parquet" for name in ("curves", "findings", "log_notes", "runs", "seeds")
    }
    assert manifest["parts"]["curves.parquet"]["rows"] == 2240
    assert any("loss as train/loss" in note for note in manifest["notes"])


def test_the_same_call_again_changes_nothing(tmp_path: Path) -> None:
    path = broken(tmp_path)
    first = diagnose(path, out=tmp_path / "run")
    before = results(tmp_path / "run")
    times = {name: (tmp_path / "run" / name).stat().st_mtime_ns for name in before}
    second = diagnose(path, out=tmp_path / "run")
    assert results(tmp_path / "run") == before
    assert {name: (tmp_path / "run" / name).stat().st_mtime_ns for name in before} == times
    assert (second.path, second.metrics, second.findings) == (first.path, first.metrics, first.findings)


def test_another_input_into_the_folder_is_refused(tmp_path: Path) -> None:
    diagnose(broken(tmp_path), out=tmp_path / "run")
    before = content(tmp_path / "run")
    with pytest.raises(RunDirectoryError, match="holds the result of another input"):
        diagnose(broken(tmp_path, "other.csv", seed=2), out=tmp_path / "run")
    broken(tmp_path, seed=3)
    with pytest.raises(RunDirectoryError, match="holds the result of another input"):
        diagnose(tmp_path / "broken.csv", out=tmp_path / "run")
    assert {name: data for name, data in content(tmp_path / "run").items() if name != "log.jsonl"} == {
        name: data for name, data in before.items() if name != "log.jsonl"
    }


@pytest.mark.parametrize("settings", [{"language": "zh"}, {"chance_loss": 2.3}, {"fail_on": "warning"}])
def test_another_setting_into_the_folder_is_refused(tmp_path: Path, settings: dict[str, Any]) -> None:
    path = log(tmp_path, "a.csv", [2.0, 1.5, 1.0])
    diagnose(path, out=tmp_path / "run")
    with pytest.raises(RunDirectoryError, match="another input, configuration or version"):
        diagnose(path, out=tmp_path / "run", **settings)


def test_a_folder_of_ones_own_is_left_alone(tmp_path: Path) -> None:
    written(tmp_path, "mine/thesis.txt", "years of work")
    with pytest.raises(RunDirectoryError, match="is not empty and no run directory"):
        diagnose(broken(tmp_path), out=tmp_path / "mine")
    assert content(tmp_path / "mine") == {"thesis.txt": b"years of work"}


def test_where_a_diagnosis_lands_is_told_by_what_is_in_its_logs(tmp_path: Path) -> None:
    one, other = broken(tmp_path, "a.csv"), broken(tmp_path, "b.csv", seed=2)
    same = broken(tmp_path, "again/a.csv")
    assert re.fullmatch(r"reports[/\\]diagnose-[0-9a-f]{12}", str(landing([one])))
    assert landing([one]) == landing([str(same)])
    assert len({landing(paths) for paths in ([one], [other], [one, other], [one.parent / "again"])}) == 4
    assert landing([one]) != landing([one], language="zh")
    with pytest.raises(InputError, match="no such file or folder"):
        landing([tmp_path / "none.csv"])


NOT_FINITE: dict[str, dict[str, list[Any]]] = {
    "a loss of nothing but NaN": {"loss": ["nan"] * 120},
    "a loss that ends in NaN": {"loss": [2 - step / 100 if step < 60 else "nan" for step in range(120)]},
    "infinite in both directions": {"loss": ["inf", "-inf"] * 60, "val_loss": ["-inf"] * 120},
    "gradients that are not finite": {
        "loss": [2 - step / 100 for step in range(120)], "grad_norm": ["inf" if step % 7 else 1 for step in range(120)],
    },
    "learning rates that are not finite": {"loss": [2.0] * 120, "lr": ["nan"] * 120},
    "accuracies that are not finite": {
        "loss": [2 - step / 100 for step in range(120)], "accuracy": ["nan"] * 120, "val_accuracy": ["inf"] * 120,
    },
    "one point of NaN": {"loss": ["nan"]},
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_FINITE)
def test_logs_that_are_not_finite_give_json_as_its_standard_has_it(tmp_path: Path, name: str) -> None:
    columns = NOT_FINITE[name]
    path = written(tmp_path, "a.csv", csv_of(step=list(range(len(columns["loss"]))), **columns))
    made = diagnose(path, out=tmp_path / "run")
    summary = strict_json((tmp_path / "run/summary.json").read_bytes())
    assert summary["metrics"] == made.metrics
    assert all(value is None or math.isfinite(value) for value in made.metrics.values())
    strict_json((tmp_path / "run/manifest.json").read_bytes())
    for row in pl.read_parquet(tmp_path / "run/findings.parquet").to_dicts():
        for column in ("evidence", "threshold", "where"):
            strict_json(row[column])
    for data in Elements((tmp_path / "run/report.html").read_text(encoding="utf-8")).of("data-curves"):
        strict_json(data)


# The gate.


def test_a_rule_about_findings_fails_a_broken_run_and_passes_a_good_one(tmp_path: Path) -> None:
    rules = [str(written(tmp_path, "rules.yml", NO_ERROR))]
    failed = diagnose(broken(tmp_path), out=tmp_path / "failed", rules=rules)
    passed = diagnose(log(tmp_path, "good.csv", losses(1)), out=tmp_path / "passed", rules=rules)
    assert (failed.verdict, passed.verdict) == ("failed", "passed")
    for verdict in ("failed", "passed"):
        folder = tmp_path / verdict
        assert strict_json((folder / "gate.json").read_bytes())["verdict"] == verdict
        assert strict_json((folder / "summary.json").read_bytes())["verdict"] == verdict
        assert strict_json((folder / "manifest.json").read_bytes())["verdict"] == verdict
    page = Elements((tmp_path / "failed/report.html").read_text(encoding="utf-8"))
    assert "rules" in page.of("id")
    assert "training.findings.error is 1, allowed at most 0" in page.text
    assert diagnose(broken(tmp_path), out=tmp_path / "failed", rules=rules).verdict == "failed"


def test_a_warning_fails_a_gate_that_says_so(tmp_path: Path) -> None:
    rule = "rules: [{id: steady, metric: training.loss-spike.runs, max: 0, severity: warning}]"
    rules = [str(written(tmp_path, "rules.yml", rule))]
    path = log(tmp_path, "a.csv", losses(1, SPIKES))
    assert diagnose(path, out=tmp_path / "mild", rules=rules).verdict == "passed"
    assert diagnose(path, out=tmp_path / "strict", rules=rules, fail_on="warning").verdict == "failed"


def test_a_metric_without_a_value_fails_its_rule(tmp_path: Path) -> None:
    rules = [str(written(tmp_path, "rules.yml", "rules: [{id: low, metric: training.validation.loss.last, max: 9}]"))]
    assert diagnose(log(tmp_path, "a.csv", losses(1)), out=tmp_path / "run", rules=rules).verdict == "failed"


def test_a_metric_that_there_is_not_is_told_with_the_nearest(tmp_path: Path) -> None:
    rules = [str(written(tmp_path, "rules.yml", NO_ERROR.replace("findings", "finding")))]
    with pytest.raises(
        RuleError, match=r"no metric 'training\.finding\.error'; did you mean 'training\.findings\.error'"
    ):
        diagnose(broken(tmp_path), out=tmp_path / "run", rules=rules)
    assert not (tmp_path / "run").exists()


def test_a_finished_folder_is_gated_and_its_report_written_anew(tmp_path: Path) -> None:
    rules = written(tmp_path, "rules.yml", NO_ERROR)
    diagnose(broken(tmp_path), out=tmp_path / "run")
    before = content(tmp_path / "run")
    outcome = dataaudit.api.gate(tmp_path / "run", [str(rules)])
    after = content(tmp_path / "run")
    assert (outcome.verdict, [one.id for one in outcome.results]) == ("failed", ["clean"])
    assert strict_json(after["gate.json"])["verdict"] == strict_json(after["summary.json"])["verdict"] == "failed"
    old, new = (Elements(pages["report.html"].decode()) for pages in (before, after))
    assert "rules" not in old.of("id")
    assert {"rules", "curves", "findings", "not-assessed", "run"} <= set(new.of("id"))
    assert "an error is one too many" in new.text
    assert {name for name in before if after[name] != before[name]} <= {"report.html", "summary.json", "log.jsonl"}
    wrong = written(tmp_path, "wrong.yml", NO_ERROR.replace("findings", "finding"))
    with pytest.raises(RuleError, match=r"did you mean 'training\.findings\.error'"):
        dataaudit.api.gate(tmp_path / "run", [str(wrong)])


# The report.


def policy_of(page: Elements) -> str:
    return next(str(one["content"]) for _, one in page.tags if one.get("http-equiv") == "Content-Security-Policy")


def assert_self_contained(page: Elements) -> None:
    """Nothing is loaded from elsewhere, and the policy allows the one style and the one script that are there."""
    for name in ("src", "srcset", "data", "action", "poster", "background", "formaction"):
        assert page.of(name) == []
    for name in ("href", "xlink:href"):
        assert all(value.startswith("#") for value in page.of(name))
    assert not [value for value in page.of("style") if "url(" in value]
    assert not {"img", "iframe", "object", "embed", "base", "link", "form"} & {tag for tag, _ in page.tags}
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    policy = policy_of(page)
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    for kind in ("style", "script"):
        (text,) = page.raw[kind]
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert not re.search(r"@import|url\(\s*['\"]?(?!#|data:)", page.raw["style"][0])


def page_of(folder: Path) -> Elements:
    return Elements((folder / "report.html").read_text(encoding="utf-8"))


def test_the_report_asks_for_nothing_from_elsewhere(finished: Diagnosis) -> None:
    assert finished.path is not None
    assert_self_contained(page_of(finished.path))


def test_the_report_shows_runs_side_by_side_with_curves_and_findings(finished: Diagnosis) -> None:
    assert finished.path is not None
    page = page_of(finished.path)
    assert {"comparison", "curves", "findings", "not-assessed", "run"} <= set(page.of("id"))
    assert len(page.of("id")) == len(set(page.of("id")))
    for name in {one.name for one in finished.findings}:
        assert name in page.text
    for name in ("rich.csv", "resumed.csv", "a validation loss", "Likely causes", "Measure next"):
        assert name in page.text
    drawn = [strict_json(data) for data in page.of("data-curves")]
    assert [one["name"] for one in drawn[0]["curves"]] == [
        "rich.csv: train", "rich.csv: validation", "resumed.csv: train",
    ]  # fmt: skip
    marks = {(one["name"], one["first"]) for one in drawn[0]["marks"]}
    assert {("loss-spike", float(step)) for step in SPIKES} <= marks
    assert "non-finite-loss" in {name for name, _ in marks}
    assert len(drawn) == len([tag for tag, _ in page.tags if tag == "figure"]) == 4


def test_a_report_of_one_run_compares_nothing(tmp_path: Path) -> None:
    diagnose(log(tmp_path, "a.csv", losses(1, count=60)), out=tmp_path / "run")
    page = page_of(tmp_path / "run")
    assert "comparison" not in page.of("id")
    assert "No problems found" in page.text


def test_a_run_without_a_finite_number_has_a_report_without_curves(tmp_path: Path) -> None:
    diagnose(log(tmp_path, "a.csv", ["nan"] * 60), out=tmp_path / "run")
    page = page_of(tmp_path / "run")
    assert_self_contained(page)
    assert "curves" not in page.of("id")
    assert "non-finite-loss" in page.text
    assert not (tmp_path / "run/plots").exists()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file, columns and cells that are all markup, with findings about them."""
    folder = tmp_path_factory.mktemp("hostile")
    runs = ("<svg onload=alert(3)>", "</script><script>alert(4)</script>", "' onfocus='alert(5)' autofocus='")
    rows = [
        f"{run},{step},{value},{value},7\n"
        for seed, run in enumerate(runs)
        for step, value in enumerate(losses(seed, SPIKES))
    ]
    header = "run,step,<b onclick=alert(2)>loss</b>,val_<i>mnli</i>_loss,<script>alert(6)</script>\n"
    path = written(folder, f"{MARKUP}.csv", header + "".join(rows))
    diagnose(path, broken(folder, "{{7*7}}${7*7}&lt;b&gt;.csv"), out=folder / "run")
    return folder / "run"


def test_markup_in_names_and_cells_is_shown_and_not_obeyed(hostile: Path) -> None:
    page = page_of(hostile)
    assert_self_contained(page)
    assert sum(tag == "script" for tag, _ in page.tags) == 1
    assert "i" not in {tag for tag, _ in page.tags}
    for literal in (
        MARKUP, "<svg onload=alert(3)>", "</script><script>alert(4)</script>", "' onfocus='alert(5)' autofocus='",
        "<script>alert(6)</script>", "<b onclick=alert(2)>loss</b>", "{{7*7}}${7*7}&lt;b&gt;.csv",
    ):  # fmt: skip
        assert literal in page.text
    names = [one["name"] for data in page.of("data-curves") for one in strict_json(data)["curves"]]
    assert any("<svg onload=alert(3)>" in name for name in names)


def test_pages_without_markup_in_names_have_the_same_elements(hostile: Path, finished: Diagnosis) -> None:
    assert finished.path is not None
    ours = {tag for tag, _ in page_of(finished.path).tags}
    assert {tag for tag, _ in page_of(hostile).tags} <= ours


# Chinese.


def test_a_diagnosis_in_chinese_speaks_chinese(tmp_path: Path) -> None:
    made = diagnose(log(tmp_path, "a.csv", losses(1, SPIKES)), broken(tmp_path), out=tmp_path / "run", language="zh")
    weighty = [one for one in made.findings if one.status == "found" and one.severity != "info"]
    assert len(weighty) >= 3
    for one in weighty:
        assert re.search("[\u4e00-\u9fff]{2}", one.message)
    source = (tmp_path / "run/report.html").read_text(encoding="utf-8")
    assert '<html lang="zh-Hans">' in source
    page = Elements(source)
    assert_self_contained(page)
    for word in ("训练运行", "各次运行对比", "可能的原因", "未评估"):
        assert word in page.text
    for word in ("Likely causes", "Runs side by side", "Not assessed"):
        assert word not in page.text
    messages = [one["message"] for one in strict_json((tmp_path / "run/summary.json").read_bytes())["findings"]]
    assert messages == [one.message for one in made.findings]


def test_a_language_changes_words_and_nothing_else(tmp_path: Path) -> None:
    paths = [log(tmp_path, "a.csv", losses(1, SPIKES)), broken(tmp_path)]
    english, chinese = diagnose(*paths), diagnose(*paths, language="zh")
    assert english.metrics == chinese.metrics
    kept = ("code", "severity", "status", "count", "confidence", "where", "row_ids")
    told = [[getattr(one, name) for name in kept] for one in english.findings]
    assert told == [[getattr(one, name) for name in kept] for one in chinese.findings]

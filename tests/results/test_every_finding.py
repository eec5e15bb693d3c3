"""Every finding with every option named in the configuration, through a run, its report, and rethreshold."""

from __future__ import annotations

import json
import random
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from stages.tiny_causal_model import tiny_causal_model
from stages.tiny_encoder import tiny_classifier

import dataaudit
from dataaudit.api import report
from dataaudit.engine.pipeline import load_pipeline
from dataaudit.errors import ConfigurationError
from dataaudit.findings.registry import all_findings
from dataaudit.findings.resolve_findings import AUGMENTATION, READING, TRAINING, later_findings

LATER = (AUGMENTATION, TRAINING)
NAMED = [finding for finding in all_findings() if finding.family not in LATER]
SHAPES: dict[str, tuple[set[str], list[dict[str, Any]]]] = {
    "preference": (
        {"_swapped_sides", "margin"},
        [
            {"prompt": "Name a colour.", "chosen": "Red.", "rejected": "No.", "margin": 1.0},
            {"prompt": "Name a colour.", "chosen": "No.", "rejected": "Red.", "margin": 2.0},
            {"prompt": "Name a tree.", "chosen": "An oak.", "rejected": "A car.", "margin": -1.0},
        ],
    ),
    "rated": (
        {"preferences.rated"},
        [{"prompt": f"Name number {n}.", "completion": f"It is {n}.", "kto_tag": True} for n in range(30)],
    ),
    "tags": (
        {"tags_unequal", "tag_problem"},
        [
            {"tokens": ["a", "b"], "tags": ["B-X", "O"]},
            {"tokens": ["c", "d"], "tags": ["O", "I-X"]},
            {"tokens": ["e"], "tags": ["B-X", "I-X"]},
        ],
    ),
    "media": ({"_file_missing", "_file_broken"}, [{"text": f"Row {n}.", "image": f"{n}.jpg"} for n in range(3)]),
}
"""What findings read that only rows of one shape give, and such rows."""
SHAPED = {name: [one for one in NAMED if reads & set(one.reads)] for name, (reads, _) in SHAPES.items()}
COMMON = [one for one in NAMED if not any(one in some for some in SHAPED.values())]


def every_option(severity: str = "info", findings: list[Any] = COMMON) -> dict[str, dict[str, Any]]:
    """All options of some findings about rows, each at its default but the severity."""
    options: dict[str, dict[str, Any]] = {}
    for finding in findings:
        own = {key: value for key, value in asdict(finding.options_class()).items() if value not in (None, {}, ())}
        options[finding.name] = {key: list(v) if isinstance(v, tuple) else v for key, v in own.items()}
        options[finding.name]["severity"] = severity
    if "unexpected-language" in options:
        options["unexpected-language"]["expected"] = ["en"]
    return options


def rows(count: int = 60) -> list[dict[str, Any]]:
    rng = random.Random(5)
    words = [f"word{n}" for n in range(60)]
    made = []
    for number in range(count):
        asked, said = (" ".join(rng.choices(words, k=rng.randint(4, 30))) for _ in range(2))
        likely = rng.random()
        made.append(
            {
                "question": asked,
                "answer": said,
                "label": "ab"[number % 2],
                "split": ["train", "test"][number % 4 == 0],
                "chances": [likely, 1 - likely],
            }
        )
    return made + made[:8]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> dataaudit.AuditResult:
    folder = tmp_path_factory.mktemp("every")
    (folder / "terms.txt").write_text("word1\n", encoding="utf-8")
    off = ("quality", "embeddings", "labels", "passages", "pii", "tokens", "language")
    earlier = pl.DataFrame({"text": ["an earlier row", "and another one"]})
    dataaudit.audit(earlier, out=folder / "earlier", settings=[f"stages.{name}=false" for name in off])
    return dataaudit.audit(
        pl.DataFrame(rows()),
        pipeline={
            "input": {
                "template": "{question}\n{answer}",
                "label": "label",
                "split": "split",
                "fields": {"prompt": "{question}"},
                "turns": {"user": "question", "assistant": "answer"},
            },
            "stages": {
                "perplexity": {"model": tiny_causal_model()},
                "labels": {"probabilities": "chances", "classes": ["a", "b"]},
                "known": {"runs": [str(folder / "earlier")]},
                "terms": {"files": {"own": str(folder / "terms.txt")}},
                "classifiers": {"models": {"own": tiny_classifier()}},
            },
            "findings": every_option(),
        },
        out=folder / "run",
    )


def test_every_finding_with_every_option_runs_and_is_reported(run: dataaudit.AuditResult) -> None:
    unknown = set(run.manifest.configuration["findings"]) ^ {finding.name for finding in COMMON}
    assert unknown == set()
    assert {result.severity for result in run.findings} == {"info"}
    assert len(run.findings) > 15
    page = report(run).read_text(encoding="utf-8")
    for result in run.findings:
        assert result.name in page


@pytest.mark.parametrize("shape", SHAPES)
def test_findings_of_one_shape_run_are_reported_and_judged_again(shape: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in SHAPES[shape][1]), encoding="utf-8")
    (tmp_path / "0.jpg").write_bytes(b"x")
    names = {finding.name for finding in SHAPED[shape]}
    settings = [f"stages.{name}=false" for name in ("quality", "embeddings", "labels", "passages", "pii")]
    named = {"findings": every_option("info", SHAPED[shape])}
    run = dataaudit.audit(path, pipeline=named, out=tmp_path / "run", settings=settings)
    assert {one.name for one in run.findings if one.name in names} == names
    again = run.rethreshold(every_option("error", SHAPED[shape]))
    assert {one.severity for one in again.findings if one.name in names} == {"error"}
    page = report(run).read_text(encoding="utf-8")
    assert all(name in page for name in names)


def test_every_finding_with_every_option_is_judged_again(run: dataaudit.AuditResult) -> None:
    again = run.rethreshold(every_option("warning"))
    reading = {finding.name for finding in NAMED if finding.family == READING}
    assert len(reading) >= 17
    before, after = ({one.name for one in some if one.name not in reading} for some in (run.findings, again.findings))
    assert after == before
    assert {one.severity for one in again.findings if one.name not in reading} == {"warning"}
    assert again.metrics == run.metrics


def test_findings_that_judge_later_take_all_their_options() -> None:
    for family, section in zip(LATER, ("augment", "training"), strict=True):
        named = {
            finding.name: {key: value for key, value in asdict(finding.options_class()).items() if value is not None}
            for finding in all_findings()
            if finding.family == family
        }
        loaded = load_pipeline(mapping={section: {}, "findings": named})
        assert {one.name for one in later_findings(loaded.declaration, family)} == set(named)


def test_a_named_finding_whose_stage_is_off_ends_a_run_before_it_begins(tmp_path: Path) -> None:
    frame = pl.DataFrame({"text": ["one good row", "two good rows"]})
    with pytest.raises(ConfigurationError, match="'near-duplicate' needs _near_copy"):
        dataaudit.audit(
            frame, out=tmp_path / "run", settings=["stages.minhash=false", "findings.near-duplicate.severity=error"]
        )
    assert not (tmp_path / "run").exists()

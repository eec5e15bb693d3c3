"""Findings of a running training, each told once."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from dataaudit.findings.finding import Result
from dataaudit.training.alarms import Alarms, alarm_record, send

PRIVATE = "the text of a row"


def finding(name: str = "non-finite-loss", code: str = "TRN001", **changes: Any) -> Result:
    made = Result(
        code=code, name=name, family="training", severity="error", status="found", subject="run", count=1, share=None,
        evidence={"first": 7, "excerpt": PRIVATE}, threshold={}, row_ids=(), message=PRIVATE, advice=PRIVATE,
        confidence=0.9, where={"run": "a", "steps": [7, 300], "parameter": PRIVATE},
    )  # fmt: skip
    return replace(made, **changes)


def test_a_finding_is_told_once_for_a_run_and_again_when_it_becomes_an_error() -> None:
    told: list[Result] = []
    alarms = Alarms(told.append)
    mild = finding(severity="warning")
    for one in (mild, mild, finding(), finding(), finding(severity="info"), finding(where={"run": "b"})):
        alarms.look([one], ended=False)
    assert [(one.severity, one.where["run"]) for one in told] == [("warning", "a"), ("error", "a"), ("error", "b")]


def test_what_is_information_or_lacks_evidence_is_not_told() -> None:
    told: list[Result] = []
    Alarms(told.append).look([finding(severity="info"), finding(status="insufficient_evidence")], ended=True)
    assert told == []


def test_a_finding_about_the_end_is_told_when_it_still_holds_after_twice_the_steps() -> None:
    told: list[float] = []
    alarms = Alarms(lambda one: told.append(one.where["steps"][-1]))
    for step in (150, 210, 290, 300, 400):
        alarms.look([finding("at-chance", "TRN003", where={"run": "a", "steps": [0, step]})], ended=False)
    assert told == [300]
    early = Alarms(lambda one: told.append(one.where["steps"][-1]))
    early.look([finding("at-chance", "TRN003", where={"run": "a", "steps": [0, 20]})], ended=True)
    assert told == [300, 20]


@pytest.mark.parametrize(("stop_on", "severity", "stops"), [
    ("error", "error", True), ("error", "warning", False), ("warning", "warning", True), (None, "error", False),
])  # fmt: skip
def test_a_severity_stops_those_at_or_above_it(stop_on: str | None, severity: Any, stops: bool) -> None:
    alarms = Alarms(None, stop_on)
    alarms.look([finding(severity=severity)], ended=False)
    assert (alarms.stopped_by is not None) == stops


def test_an_unknown_severity_is_refused() -> None:
    with pytest.raises(ValueError, match="stop_on must be warning or error, got 'info'"):
        Alarms(None, "info")


def test_what_is_sent_holds_codes_numbers_and_the_name_of_the_run_alone() -> None:
    record = alarm_record(finding(evidence={"first": 7, "rise": float("inf"), "excerpt": PRIVATE, "flag": True}))
    assert PRIVATE not in json.dumps(record)
    assert record == {
        "run": "a", "code": "TRN001", "name": "non-finite-loss", "severity": "error", "confidence": 0.9,
        "steps": [7, 300], "evidence": {"first": 7, "rise": "inf", "flag": True},
    }  # fmt: skip


def test_a_command_gets_the_finding_on_its_standard_input(tmp_path: Path) -> None:
    alarms = Alarms(
        f"cat > {tmp_path}/told; echo $DATAAUDIT_FINDING $DATAAUDIT_RUN $DATAAUDIT_SEVERITY > {tmp_path}/named"
    )
    alarms.look([finding()], ended=False)
    alarms.close()
    assert json.loads((tmp_path / "told").read_text())["code"] == "TRN001"
    assert (tmp_path / "named").read_text() == "non-finite-loss a error\n"


@pytest.fixture
def address() -> Iterator[tuple[str, list[bytes]]]:
    got: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *arguments: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook", got
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_address_gets_the_finding_as_json(address: tuple[str, list[bytes]]) -> None:
    alarms = Alarms(address[0])
    alarms.look([finding()], ended=False)
    alarms.close()
    assert [json.loads(body) for body in address[1]] == [alarm_record(finding())]


def test_a_command_or_an_address_that_fails_is_noted_and_nothing_else_happens() -> None:
    notes: list[str] = []
    alarms = Alarms("exit 3", note=notes.append)
    alarms.look([finding()], ended=False)
    alarms.close()
    assert notes == ["on finding non-finite-loss: the command ended with 3"]
    assert send("http://127.0.0.1:9/", alarm_record(finding())).startswith("the address could not be reached (")

"""What a run tells while it reads."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from dataaudit.cli.console import _prediction
from dataaudit.engine.reading import read_progress
from dataaudit.engine.reading.read_progress import ReadProgress


class Clock:
    """A clock that is set by hand, and a log that keeps what it is told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.events = 100.0, list[dict[str, Any]]()
        monkeypatch.setattr(read_progress.time, "monotonic", lambda: self.now)

    def emit(self, event: str, **facts: Any) -> None:
        self.events.append({"event": event, **facts})

    def started(self, expected: int | None, already_read: int = 0) -> ReadProgress:
        corpus: Any = SimpleNamespace(files=[SimpleNamespace(expected_rows=lambda: expected)], choice=None)
        directory: Any = SimpleNamespace(log=self, size=lambda: 1000)
        return ReadProgress(corpus, directory, already_read)

    def at(self, seconds: float) -> None:
        self.now = 100.0 + seconds

    def of(self, event: str) -> list[dict[str, Any]]:
        return [one for one in self.events if one["event"] == event]


def test_the_time_is_predicted_soon_from_what_came_after_the_first_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    progress = clock.started(100_000)
    for second, rows in ((3.0, 2000), (3.5, 2000), (4.0, 2000)):
        clock.at(second)
        progress.computed(rows)
    predicted = clock.of("prediction")
    assert [(one["rows"], one["seconds_to_read"], one["disk_bytes"]) for one in predicted] == [(100_000, 24.0, None)]
    assert [one["rows"] for one in clock.of("progress")] == [2000, 4000, 6000]
    clock.at(5.0)
    progress.tell(6000)
    assert clock.of("prediction")[-1]["disk_bytes"] == round(2 * 1000 / 6000 * 100_000)
    progress.tell(6000)
    assert len(clock.of("prediction")) == 2


def test_a_run_that_is_done_at_once_is_predicted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    progress = clock.started(200)
    clock.at(0.2)
    progress.computed(200)
    progress.tell(200)
    assert [(one["rows"], one["seconds_to_read"]) for one in clock.of("prediction")] == [(200, 0.0)]


def test_rows_of_earlier_attempts_do_not_count_for_the_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    progress = clock.started(100_000, already_read=50_000)
    for second in (1.0, 2.0):
        clock.at(second)
        progress.computed(1000)
    assert clock.of("prediction")[0]["seconds_to_read"] == 48.0


def test_what_is_not_known_is_not_predicted(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    progress = clock.started(None)
    for second in (1.0, 2.0):
        clock.at(second)
        progress.computed(1000)
    progress.tell(2000)
    assert clock.of("prediction") == []
    assert clock.of("progress")[-1] | {"event": ""} == {
        "event": "", "stage": "read", "rows": 2000, "expected": None, "rows_per_second": 1000, "seconds_left": None,
    }  # fmt: skip


def test_the_line_says_what_is_known() -> None:
    record = {"rows": 1_200_000, "seconds_to_read": 90.4, "disk_bytes": None}
    assert _prediction(record) == "about 1,200,000 rows, 90 s to read the rest"
    assert (
        _prediction(record | {"disk_bytes": 3 << 30}) == "about 1,200,000 rows, 90 s to read the rest, 3.0 GiB on disk"
    )
    assert _prediction(record | {"seconds_to_read": None}) == "about 1,200,000 rows"

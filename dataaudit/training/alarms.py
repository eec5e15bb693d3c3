"""Tells what is found while a training runs, each finding once: a function, a command or an address."""

from __future__ import annotations

import json
import math
import os
import subprocess
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.error import URLError

from dataaudit.findings.finding import RANK, Result
from dataaudit.findings.registry import find_finding

_PATIENCE, _FEWEST_STEPS = 2.0, 200
"""What is about the end of a training is told when it still holds after this many times the steps, and after these."""
_SECONDS = 30.0
"""How long a command or an address may take."""

Tell = Callable[[Result], object]


class Alarms:
    """Tells findings of severity warning and error, each once for a run, and again if it becomes an error.

    Args:
        tell: A function that takes the finding; a command, which gets it as JSON on standard input; an address that
            begins with http:// or https://, to which the JSON is posted; or None. What is sent holds codes, numbers and
            the name of the run, no texts.
        stop_on: The mildest severity that should stop the training, or None.
        note: Called with a sentence if a command or an address fails.

    Raises:
        ValueError: There is no such severity.
    """

    def __init__(
        self, tell: Tell | str | None, stop_on: str | None = None, note: Callable[[str], None] = lambda text: None
    ) -> None:
        if stop_on not in (None, "warning", "error"):
            message = f"stop_on must be warning or error, got {stop_on!r}"
            raise ValueError(message)
        self.stopped_by: Result | None = None
        self._stopping = {None: (), "warning": ("warning", "error"), "error": ("error",)}[stop_on]
        self._note = note
        self._told: dict[tuple[str, str], int] = {}
        self._since: dict[tuple[str, str], float] = {}
        self._worker = ThreadPoolExecutor(1, "dataaudit-alarms") if isinstance(tell, str) else None
        self._target = tell if isinstance(tell, str) else ""
        self._tell: Tell | None = None if isinstance(tell, str) else tell
        self.wanted = tell is not None or stop_on is not None

    def look(self, findings: Sequence[Result], *, ended: bool) -> list[Result]:
        """Tell what is new among the findings, and return it.

        Args:
            findings: Of the training so far.
            ended: Whether it has ended; a loss that is still that of guessing may fall yet where it has not.
        """
        news = []
        for one in findings:
            key, rank = (str(one.where.get("run")), one.code), RANK[one.severity]
            unheard = one.status == "found" and rank > self._told.get(key, RANK["info"])
            if not unheard or not (ended or self._holds(one, key)):
                continue
            self._told[key] = rank
            news.append(one)
            if self.stopped_by is None and one.severity in self._stopping:
                self.stopped_by = one
        for one in news:
            if self._worker is not None:
                self._worker.submit(self._send, alarm_record(one))
            elif self._tell is not None:
                try:
                    self._tell(one)
                except Exception as error:  # the user's function; the training and the other findings do not suffer
                    self._note(f"on finding {one.name}: {type(error).__name__}: {error}")
        return news

    def _holds(self, one: Result, key: tuple[str, str]) -> bool:
        """Whether a finding counts before the training has ended."""
        if not of_the_end(one):
            return True
        step = float((one.where.get("steps") or (0, 0))[-1])
        return step >= max(_FEWEST_STEPS, _PATIENCE * self._since.setdefault(key, step))

    def close(self) -> None:
        """Wait until all is told."""
        if self._worker is not None:
            self._worker.shutdown()

    def _send(self, record: Mapping[str, Any]) -> None:
        problem = send(self._target, record)
        if problem:
            self._note(f"on finding {record['name']}: {problem}")


def of_the_end(finding: Result) -> bool:
    """Return whether a finding is about how far a training has come, which one that still runs may yet change."""
    return getattr(find_finding(finding.code), "of_the_end", False)


def alarm_record(finding: Result) -> dict[str, Any]:
    """Return what is sent about a finding: codes, numbers and the name of the run.

    Examples:
        >>> finding = Result(code="TRN001", name="non-finite-loss", family="training", severity="error", status="found",
        ...     subject="run", count=1, share=None, evidence={"step": 7, "text": "private"}, threshold={}, row_ids=(),
        ...     message="", advice="", where={"run": "a", "steps": (7, 9)})
        >>> alarm_record(finding)["evidence"], alarm_record(finding)["steps"]
        ({'step': 7}, [7, 9])
    """
    numbers = {
        name: value if math.isfinite(value) else str(value)
        for name, value in finding.evidence.items()
        if isinstance(value, int | float)
    }
    return {
        "run": finding.where.get("run"), "code": finding.code, "name": finding.name, "severity": finding.severity,
        "confidence": finding.confidence, "steps": list(finding.where.get("steps") or ()), "evidence": numbers,
    }  # fmt: skip


def send(target: str, record: Mapping[str, Any]) -> str:
    """Send a record to an address, or to a command on its standard input; return what went wrong, or an empty string.

    Args:
        target: An address that begins with http:// or https://; everything else is a command for the shell.
        record: Sent as JSON; a command also finds ``DATAAUDIT_RUN``, ``DATAAUDIT_FINDING`` and ``DATAAUDIT_SEVERITY``
            in its surroundings.
    """
    text = json.dumps(record)
    if target.startswith(("http://", "https://")):
        request = urllib.request.Request(target, text.encode(), {"Content-Type": "application/json"})  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS):  # noqa: S310 - the user named the address
                return ""
        except (URLError, OSError, ValueError) as error:
            return f"the address could not be reached ({error})"
    facts = {"RUN": record["run"], "FINDING": record["name"], "SEVERITY": record["severity"]}
    named = {f"DATAAUDIT_{name}": str(value) for name, value in facts.items()}
    try:
        done = subprocess.run(  # noqa: S602 - the user named the command
            target, shell=True, input=text, text=True, timeout=_SECONDS, env={**os.environ, **named}, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"the command failed ({error})"
    return f"the command ended with {done.returncode}" if done.returncode else ""

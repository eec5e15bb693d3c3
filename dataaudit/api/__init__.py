"""What the command line calls and notebooks import: audit a corpus, gate a run, compare two."""

from __future__ import annotations

from dataaudit.api.auditing import audit
from dataaudit.api.calibration import calibrate
from dataaudit.api.comparing import diff, lock
from dataaudit.api.gating import gate, report
from dataaudit.api.self_test import selftest

__all__ = ["audit", "calibrate", "diff", "gate", "lock", "report", "selftest"]

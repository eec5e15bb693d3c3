"""What the command line calls and notebooks import: audit a corpus, gate a run, compare two."""

from __future__ import annotations

from dataaudit.api.auditing import audit
from dataaudit.api.calibration import calibrate
from dataaudit.api.comparing import diff, lock
from dataaudit.api.gating import gate, report
from dataaudit.api.self_test import selftest
from dataaudit.api.sharding import audit_shard, merge

__all__ = ["audit", "audit_shard", "calibrate", "diff", "gate", "lock", "merge", "report", "selftest"]

"""Dataset quality auditing for text training data.

The public names are imported when they are first used: ``import dataaudit`` itself loads nothing heavy.

Examples:
    >>> import dataaudit
    >>> sorted(dataaudit.__all__)[:4]
    ['AuditError', 'AuditResult', 'GateResult', 'TrainingMonitor']
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataaudit.api import audit, audit_shard, calibrate, diff, gate, lock, merge, selftest
    from dataaudit.errors import AuditError
    from dataaudit.gates.verdict import GateResult
    from dataaudit.kernels.hashing.minhash import hashfunc
    from dataaudit.results.result import AuditResult, load_result
    from dataaudit.results.to_datasketch import to_datasketch
    from dataaudit.stages.duplicates.minhash_signatures import minhash_signatures
    from dataaudit.stages.token_batches import token_batches
    from dataaudit.training.ablation.ablate import ablate
    from dataaudit.training.checklists.checklist import checklist
    from dataaudit.training.diagnosis import diagnose
    from dataaudit.training.logs.open_log import read_log
    from dataaudit.training.lr_finder.find_learning_rate import find_learning_rate
    from dataaudit.training.monitor.monitor import TrainingMonitor
    from dataaudit.training.probes.probe import probe
    from dataaudit.training.tuning.tune import tune

_HOMES = {
    "AuditError": "dataaudit.errors",
    "AuditResult": "dataaudit.results.result",
    "GateResult": "dataaudit.gates.verdict",
    "TrainingMonitor": "dataaudit.training.monitor.monitor",
    "ablate": "dataaudit.training.ablation.ablate",
    "audit": "dataaudit.api",
    "audit_shard": "dataaudit.api",
    "calibrate": "dataaudit.api",
    "checklist": "dataaudit.training.checklists.checklist",
    "diagnose": "dataaudit.training.diagnosis",
    "diff": "dataaudit.api",
    "find_learning_rate": "dataaudit.training.lr_finder.find_learning_rate",
    "gate": "dataaudit.api",
    "hashfunc": "dataaudit.kernels.hashing.minhash",
    "lock": "dataaudit.api",
    "load_result": "dataaudit.results.result",
    "merge": "dataaudit.api",
    "minhash_signatures": "dataaudit.stages.duplicates.minhash_signatures",
    "probe": "dataaudit.training.probes.probe",
    "read_log": "dataaudit.training.logs.open_log",
    "selftest": "dataaudit.api",
    "to_datasketch": "dataaudit.results.to_datasketch",
    "token_batches": "dataaudit.stages.token_batches",
    "tune": "dataaudit.training.tuning.tune",
}

__all__ = [
    "AuditError",
    "AuditResult",
    "GateResult",
    "TrainingMonitor",
    "__version__",
    "ablate",
    "audit",
    "audit_shard",
    "calibrate",
    "checklist",
    "diagnose",
    "diff",
    "find_learning_rate",
    "gate",
    "hashfunc",
    "load_result",
    "lock",
    "merge",
    "minhash_signatures",
    "probe",
    "read_log",
    "selftest",
    "to_datasketch",
    "token_batches",
    "tune",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return version("dataaudit")
    home = _HOMES.get(name)
    if home is None:
        message = f"module 'dataaudit' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted(__all__)

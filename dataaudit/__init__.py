"""Dataset quality auditing for text training data.

The public names are imported when they are first used: ``import dataaudit`` itself loads nothing heavy.

Examples:
    >>> import dataaudit
    >>> sorted(dataaudit.__all__)[:4]
    ['AuditError', 'AuditResult', 'GateResult', '__version__']
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataaudit.api import audit, calibrate, gate, selftest
    from dataaudit.engine.result import AuditResult, load_result
    from dataaudit.errors import AuditError
    from dataaudit.gates.verdict import GateResult
    from dataaudit.kernels.minhash import hashfunc
    from dataaudit.stages.minhash import minhash_signatures
    from dataaudit.stages.token_batches import token_batches

_HOMES = {
    "AuditError": "dataaudit.errors",
    "AuditResult": "dataaudit.engine.result",
    "GateResult": "dataaudit.gates.verdict",
    "audit": "dataaudit.api",
    "calibrate": "dataaudit.api",
    "gate": "dataaudit.api",
    "hashfunc": "dataaudit.kernels.minhash",
    "load_result": "dataaudit.engine.result",
    "minhash_signatures": "dataaudit.stages.minhash",
    "selftest": "dataaudit.api",
    "token_batches": "dataaudit.stages.token_batches",
}

__all__ = [
    "AuditError",
    "AuditResult",
    "GateResult",
    "__version__",
    "audit",
    "calibrate",
    "gate",
    "hashfunc",
    "load_result",
    "minhash_signatures",
    "selftest",
    "token_batches",
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

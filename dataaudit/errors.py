"""Every error that a user can meet, and the exit code that it ends a command with.

::

    AuditError
    ├── UsageError (2)              the command line, the configuration or the input is at fault
    │   ├── ConfigurationError      a file, a line and a column, the nearest right name
    │   ├── InputError              what cannot be read at all
    │   ├── RunDirectoryError       the output folder belongs to something else
    │   │   └── DamagedManifestError  it is a run's, and its manifest cannot be read
    │   └── RuleError               a gate's rule could not be evaluated
    ├── IncompleteError (3)         stopped; rerun the same command to resume
    │   ├── QuarantineError         more rows in quarantine than allowed
    │   └── ResourceError           disk or memory exhausted
    └── BrokenInvariantError (4)    a bug of ours: rows do not add up

A message is one sentence that says what is wrong, where, and what to do about it.
"""

from __future__ import annotations

EXIT_PASSED = 0
EXIT_GATE_FAILED = 1
EXIT_USAGE = 2
EXIT_INCOMPLETE = 3
EXIT_BUG = 4
EXIT_INTERRUPTED = 130
EXIT_TERMINATED = 143


class AuditError(Exception):
    """Base of all errors raised on purpose; its text is written for the user."""

    exit_code: int = EXIT_BUG


class UsageError(AuditError):
    """The command line, the configuration or the input is at fault; nothing was written."""

    exit_code = EXIT_USAGE


class ConfigurationError(UsageError):
    """A configuration file or option is wrong; the text begins with ``file:line:column``."""


class InputError(UsageError):
    """An input cannot be read at all."""


class RunDirectoryError(UsageError):
    """The output folder cannot be used for this run."""


class DamagedManifestError(RunDirectoryError):
    """A run's manifest is not what was written; the command that made the run makes it again."""


class RuleError(UsageError):
    """A gate's rule could not be evaluated."""


class IncompleteError(AuditError):
    """The run stopped early; finished parts are kept, and the same command resumes from them."""

    exit_code = EXIT_INCOMPLETE


class QuarantineError(IncompleteError):
    """More rows in quarantine than the limit allows."""


class ResourceError(IncompleteError):
    """Disk or memory exhausted."""


class BrokenInvariantError(AuditError):
    """Rows read are not rows kept, dropped and quarantined, or another promise of ours is broken."""

    exit_code = EXIT_BUG

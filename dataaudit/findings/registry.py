"""All findings: every class with a code in the folders of this package, and those of other packages.

A module of a family's folder holds one finding; its class is called as the module, in camel case. Another package
offers a finding's class through an entry point of the group ``dataaudit.findings``; it runs only where a pipeline
names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from itertools import pairwise
from pathlib import Path
from typing import Any

from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import ConfigurationError
from dataaudit.findings.finding import Finding

FindingClass = type[Finding[Any]]
GROUP = "dataaudit.findings"
PREFIXES = (
    "SRC", "ENC", "JSN", "SCH", "SEC", "RUN", "LEN", "DUP", "QLT", "LNG", "LEK", "PII", "INS", "PRF", "COL", "CLS",
    "LBL", "AUG", "TRN",
)  # fmt: skip
"""Beginnings of codes, in the order that reports show them in; a code of another package may begin otherwise."""
_FOLDER = Path(__file__).parent


@cache
def all_findings() -> tuple[FindingClass, ...]:
    """Every finding's class, by code, families in the order of ``PREFIXES``.

    Raises:
        ConfigurationError: Two findings have one code; or a package offers a finding whose code or name is taken, or
            something that is not a finding.
    """
    own = in_order(_own())
    taken = {word for finding in own for word in (finding.code, finding.name)}
    others = sorted(_of_other_packages(), key=lambda finding: finding.code)
    for finding in others:
        if finding.code in taken or finding.name in taken:
            message = (
                f"finding {finding.code} {finding.name} of the package {source_of(finding)} has the code or name of "
                "another finding; update or uninstall that package"
            )
            raise ConfigurationError(message)
        taken |= {finding.code, finding.name}
    return (*own, *others)


def in_order(own: Iterable[FindingClass]) -> list[FindingClass]:
    """Our findings by code, families in the order of ``PREFIXES``.

    Raises:
        ConfigurationError: Two have one code.
    """
    ordered = sorted(own, key=lambda finding: (PREFIXES.index(finding.code[:3]), finding.code, finding.name))
    for one, other in pairwise(ordered):
        if one.code == other.code:
            message = f"findings '{one.name}' and '{other.name}' both have the code {one.code}; change one of them"
            raise ConfigurationError(message)
    return ordered


def find_finding(word: str) -> FindingClass:
    """A finding by its code or name, in any case.

    Raises:
        ConfigurationError: There is none; names the nearest.

    Examples:
        >>> find_finding("dup002").name, find_finding("near-duplicate").code
        ('near-duplicate', 'DUP002')
    """
    for finding in all_findings():
        if word.lower() in (finding.code.lower(), finding.name):
            return finding
    names = [finding.name for finding in all_findings()] + [finding.code for finding in all_findings()]
    message = f"no finding '{word}'{did_you_mean(word, names)}"
    raise ConfigurationError(message)


def source_of(finding: FindingClass) -> str:
    """The package that brings a finding, with its version; empty for ours."""
    return _sources().get(finding, "")


def _own() -> Iterator[FindingClass]:
    for path in _FOLDER.glob("*/*.py"):
        if path.stem == "__init__":
            continue
        loaded = import_module(f"{__package__}.{path.parent.name}.{path.stem}")
        found = getattr(loaded, "".join(part.capitalize() for part in path.stem.split("_")), None)
        if found is not None and "code" in vars(found):
            yield found


def _of_other_packages() -> Iterator[FindingClass]:
    yield from _sources()


@cache
def _sources() -> dict[FindingClass, str]:
    found: dict[FindingClass, str] = {}
    for entry in entry_points(group=GROUP):
        package = f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value
        try:
            finding = entry.load()
        except Exception as error:
            message = (
                f"finding '{entry.name}' of the package {package} cannot be loaded ({error}); update or uninstall it"
            )
            raise ConfigurationError(message) from error
        if not (isinstance(finding, type) and issubclass(finding, Finding) and hasattr(finding, "code")):
            message = f"finding '{entry.name}' of the package {package}: {entry.value} is not a finding's class"
            raise ConfigurationError(message)
        found[finding] = package
    return found

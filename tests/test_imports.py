from __future__ import annotations

import json
import subprocess
import sys

import pytest

import dataaudit

HEAVY = ("torch", "transformers", "datasets", "great_expectations", "ray", "pandas", "polars", "numba", "vl_convert")


def loaded_by(code: str) -> set[str]:
    """Top-level modules that a fresh interpreter has loaded after some code."""
    script = f"import json, sys\ntry:\n{code}\nexcept SystemExit: pass\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}


@pytest.mark.parametrize(
    "code",
    [
        " import dataaudit",
        " from dataaudit.cli.main import main; main(['--help'])",
        " from dataaudit.cli.main import main; main(['run', '--help'])",
        " from dataaudit.cli.main import main; main(['--version'])",
    ],
)
def test_help_loads_nothing_heavy(code: str) -> None:
    assert loaded_by(code) & set(HEAVY) == set()


@pytest.mark.parametrize(
    "module", ["api", *(pytest.param(one, marks=pytest.mark.full) for one in ("report.page", "engine.run"))]
)
def test_a_report_needs_neither_torch_nor_great_expectations(module: str) -> None:
    assert (
        loaded_by(f" import dataaudit.{module}") & {"torch", "transformers", "datasets", "great_expectations"} == set()
    )


def test_the_public_names_are_those_that_are_listed() -> None:
    assert len(dataaudit.__all__) <= 25
    assert dir(dataaudit) == sorted(dataaudit.__all__)
    for name in dataaudit.__all__:
        value = getattr(dataaudit, name)
        assert name == "__version__" or value.__doc__
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        dataaudit.nonsense  # noqa: B018


def test_public_names_are_not_hidden_by_modules_of_that_name() -> None:
    import dataaudit.api
    import dataaudit.gates.evaluate

    assert callable(dataaudit.gate)
    assert callable(dataaudit.audit)

"""A pytest plugin: audits data in tests, and makes a test of every rule of a gate.

It is loaded with pytest and imports nothing heavy until a test asks for one of its fixtures.

    @pytest.mark.dataaudit(data="data/", rules=["rules.yml"], baseline="dataaudit.lock")
    def test_the_data_keep_the_rule(dataaudit_rule):
        assert dataaudit_rule.passed, dataaudit_rule.sentence
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from dataaudit.gates.verdict import GateResult, RuleResult
    from dataaudit.results.result import AuditResult

_MARK = "dataaudit"
_SETTINGS = ("report.samples=0", "report.clusters=0", "limits.keep_signals=false")
_KEYS = {"data", "rules", "baseline", "pipeline", "fail_on", "settings", "text", "label", "split"}


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker."""
    config.addinivalue_line(
        "markers", "dataaudit(data, rules, baseline=None, ...): makes a test of every rule, see dataaudit_rule"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Call a test that asks for ``dataaudit_rule`` once for each rule that its marker names."""
    if "dataaudit_rule" not in metafunc.fixturenames:
        return
    mark = metafunc.definition.get_closest_marker(_MARK)
    if mark is None or unknown(mark.kwargs) or not {"data", "rules"} <= set(mark.kwargs):
        message = (
            f"{metafunc.definition.nodeid}: dataaudit_rule needs @pytest.mark.dataaudit(data=..., rules=[...]); other "
            f"keys are {', '.join(sorted(_KEYS - {'data', 'rules'}))}"
        )
        raise pytest.UsageError(message)
    from dataaudit.errors import AuditError
    from dataaudit.gates.rules import load_gate

    try:
        gate = load_gate(_listed(mark.kwargs["rules"], metafunc.config.rootpath))
    except AuditError as error:
        raise pytest.UsageError(str(error)) from None
    if gate.suites:
        message = f"{metafunc.definition.nodeid}: expectation suites are not tests; name rule files"
        raise pytest.UsageError(message)
    metafunc.parametrize("dataaudit_rule", [placed.rule.id for placed in gate.rules], indirect=True)


def unknown(given: Mapping[str, Any]) -> set[str]:
    """Keys of a marker that mean nothing."""
    return set(given) - _KEYS


@pytest.fixture(scope="session")
def dataaudit_run(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., AuditResult]:
    """Audits data: ``dataaudit_run("data/", text="body")`` takes what ``dataaudit.audit`` takes; once a session."""
    import dataaudit

    held: dict[str, AuditResult] = {}

    def run(source: Any, *, settings: Sequence[str] = (), **options: Any) -> AuditResult:
        key = repr((source, tuple(settings), sorted(options.items())))
        named = isinstance(source, str | Path | list | tuple)  # a table is audited anew: nothing tells it from others
        if not named or key not in held:
            out = tmp_path_factory.mktemp("dataaudit") / "run"
            result = dataaudit.audit(source, out=out, settings=[*_SETTINGS, *settings], **options)
            if not named:
                return result
            held[key] = result
        return held[key]

    return run


@pytest.fixture(scope="session")
def _dataaudit_gates() -> dict[str, GateResult]:
    return {}


@pytest.fixture
def dataaudit_rule(
    request: pytest.FixtureRequest,
    dataaudit_run: Callable[..., AuditResult],
    _dataaudit_gates: dict[str, GateResult],
) -> RuleResult:
    """The outcome of one rule: ``passed``, ``sentence``, ``value``, ``rows`` and others.

    A rule that failed and does not fail the gate, because it is a warning, ends the test as an expected failure.
    """
    import dataaudit

    mark = request.node.get_closest_marker(_MARK)
    options = dict(mark.kwargs)
    key = repr(sorted(options.items(), key=lambda one: one[0]))
    if key not in _dataaudit_gates:
        judged = {name: options.pop(name, None) for name in ("baseline", "fail_on")}
        rules = _listed(options.pop("rules"), request.config.rootpath)
        data = options.pop("data")
        if all(isinstance(one, str | Path) for one in (data if isinstance(data, list) else [data])):
            data = _listed(data, request.config.rootpath)
        result = dataaudit_run(data, **options)
        _dataaudit_gates[key] = dataaudit.gate(result, rules, **judged)
    gate = _dataaudit_gates[key]
    outcome = next(one for one in gate.results if one.id == request.param)
    if outcome.skipped:
        pytest.skip(outcome.message)
    if not outcome.passed and not gate.fails(outcome):
        pytest.xfail(f"{outcome.severity}: {outcome.sentence}")
    return outcome


def _listed(names: str | Path | Sequence[str | Path], root: Path) -> list[str]:
    """Names as they are where they lead somewhere from the working folder, else from the root of the tests."""
    given = [names] if isinstance(names, str | Path) else names
    return [str(root / name) if not Path(name).exists() and (root / name).exists() else str(name) for name in given]

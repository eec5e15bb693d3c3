"""great-expectations as a validator in memory: no project folder, no telemetry, no pages."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from dataaudit.errors import RuleError

if TYPE_CHECKING:
    import pandas as pd


def validate_frame(frame: pd.DataFrame, expectations: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Validate expectations against a frame.

    Args:
        frame: The data.
        expectations: ``type``, ``kwargs`` and optionally ``severity`` and ``meta`` each, as suites store them.

    Returns:
        One result an expectation, in their order, as great-expectations describes it in JSON.

    Raises:
        RuleError: An expectation is unknown, its arguments are wrong, or it could not be evaluated.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # before the import: it is read there
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own deprecations, which a user cannot act on
        import great_expectations as gx
        from great_expectations.data_context.types.base import ProgressBarsConfig
        from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
        from great_expectations.expectations.metadata_types import FailureSeverity

        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        suite = gx.ExpectationSuite(name="dataaudit")
        for number, item in enumerate(expectations):
            meta = {**(item.get("meta") or {}), "dataaudit_number": number}
            try:
                configuration = ExpectationConfiguration(
                    type=item["type"],
                    kwargs=dict(item.get("kwargs") or {}),
                    meta=meta,
                    severity=FailureSeverity(item.get("severity") or "critical"),
                )
                suite.add_expectation_configuration(configuration)
            except Exception as error:
                message = f"expectation {item.get('type')!r} cannot be used ({_first_line(error)})"
                raise RuleError(message) from error
        source = context.data_sources.add_pandas("run")
        whole = source.add_dataframe_asset("frame").add_batch_definition_whole_dataframe("all")
        # Validated as a batch and not by a definition, which would store the result as JSON and fail on numpy's types.
        outcome = whole.get_batch(batch_parameters={"dataframe": frame}).validate(suite, result_format="BASIC")
    results: list[dict[str, Any]] = [_plain(result) for result in outcome.results]
    results.sort(key=lambda result: int(result["expectation_config"]["meta"]["dataaudit_number"]))
    for result in results:
        _fail_on_exception(result)
    return results


def _plain(result: Any) -> dict[str, Any]:
    """A result's own values: its way to JSON fails on some numpy types."""
    configuration = result.expectation_config
    severity = getattr(configuration.severity, "value", configuration.severity)
    facts = {key: value.item() if isinstance(value, np.generic) else value for key, value in result.result.items()}
    return {
        "success": bool(result.success),
        "result": facts,
        "exception_info": result.exception_info,
        "expectation_config": {"type": configuration.type, "meta": configuration.meta, "severity": severity},
    }


def _fail_on_exception(result: Mapping[str, Any]) -> None:
    """A broken evaluation looks like a failed rule unless one looks at its exceptions."""
    information = result.get("exception_info") or {}
    entries = [information] if "raised_exception" in information else list(information.values())
    for entry in entries:
        if isinstance(entry, Mapping) and entry.get("raised_exception"):
            kind = result["expectation_config"]["type"]
            problem = str(entry.get("exception_message") or "no reason given").splitlines()[0][:200]
            message = f"expectation {kind!r} could not be evaluated ({problem})"
            raise RuleError(message)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]

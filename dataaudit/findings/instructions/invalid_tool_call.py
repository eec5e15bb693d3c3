"""INS014 invalid-tool-call."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class InvalidToolCall(RowFinding[RowOptions]):
    """A call of a tool that could not be run.

    What it finds:
        Rows of chats in which a call has arguments that are not a JSON object, names a tool that the row does not
        declare, or does not fit the tool's declared schema.

    Why it matters:
        The model learns calls that its runtime rejects.

    How it decides:
        Calls are read from tool_calls, tool_use, function_call turns and <tool_call> tags, and compared with the tools
        of the row's tools column or <tools> tags: name, required and undeclared arguments, type and listed values of
        every argument (signal call_problem describes the first problem). Where a row declares no tools, or in a form
        that is not known, only the JSON is checked.

    Example:
        arguments: "{'city': 'Lima'}"

    What to do:
        Review a sample (dataaudit show RUN invalid-tool-call), then repair the rows or drop them with clean.drop:
        [invalid-tool-call].

    Known false alarms:
        Rows that show how a model recovers from a wrong call, and tools that take more than they declare.

    Source:
        JSON Schema; Liu et al. 2024, "APIGen: Automated Pipeline for Generating Verifiable and Diverse Function-Calling
        Datasets" (its format and execution checks)
    """

    code = "INS014"
    name = "invalid-tool-call"
    family = "instructions"
    severity = "warning"
    reads = ("call_problem",)
    metric = "instructions.invalid_tool_call.share"
    message = "{count} of {rows} rows {count:has|have} a call of a tool that could not be run"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("call_problem").is_not_null()

"""The JSON schema of a pipeline file, for editors: all sections and the options of every finding."""

from __future__ import annotations

from typing import Any

from dataaudit.config.section import section_schema
from dataaudit.engine.pipeline import Pipeline
from dataaudit.findings.registry import all_findings
from dataaudit.sources.source_format import format_names


def pipeline_schema() -> dict[str, Any]:
    """Return the schema of a pipeline file (JSON Schema 2020-12).

    Examples:
        >>> findings = pipeline_schema()["properties"]["findings"]["properties"]
        >>> findings["short-text"]["anyOf"][0]["properties"]["min_chars"]["default"]
        10
    """
    schema = section_schema(Pipeline)
    schema["$defs"]["InputOptions"]["properties"]["format"]["enum"] = ["auto", *format_names()]
    findings: dict[str, Any] = {}
    for finding in all_findings():
        options = section_schema(finding.options_class)
        schema["$defs"] |= options.pop("$defs", {})
        findings[finding.name] = {"anyOf": [options, {"const": False}], "description": f"{finding.code}"}
    schema["properties"]["findings"] = {
        "type": "object",
        "additionalProperties": False,
        "properties": findings,
        "description": "Options by finding; false turns one off.",
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "dataaudit pipeline", **schema}

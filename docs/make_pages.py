"""Pages that mkdocs makes from the code while it builds: findings, commands, configuration, Python.

``mkdocs.yml`` names this file as a hook. Nothing here is written down a second time: a finding's page is its docstring,
a command's is its ``--help``, the configuration is the commented template, the Python page signatures and docstrings.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

import dataaudit
from dataaudit.cli.command import all_commands
from dataaudit.cli.main import DEBUG, build_parser
from dataaudit.findings.page import page_of
from dataaudit.findings.registry import FindingClass, all_findings
from dataaudit.report.chapters import FAMILIES
from dataaudit.report.translations import labels

TEMPLATE = Path(dataaudit.__file__).parent / "cli" / "templates" / "pipeline.yml"


def on_files(files: Files, config: Any) -> Files:
    """Add the pages to those that are written by hand."""
    for path, text in pages():
        files.append(File.generated(config, path, content=text))
    return files


def pages() -> Iterator[tuple[str, str]]:
    """Path and text of every page."""
    yield "findings/index.md", _findings()
    for finding in all_findings():
        yield f"findings/{finding.name}.md", _finding(finding)
    yield "reference/commands.md", _commands()
    yield "reference/configuration.md", _configuration()
    yield "reference/python.md", _python()


def _findings() -> str:
    words = labels("en")
    lines = ["# Findings", "", "`dataaudit explain NAME` prints a page on the terminal, also in Chinese.", ""]
    for family in FAMILIES:
        lines += [f"## {words[f'family_{family}']}", "", "| code | finding | severity | |", "|---|---|---|---|"]
        for finding in all_findings():
            if finding.family == family:
                link = f"[{finding.name}]({finding.name}.md)"
                lines.append(f"| {finding.code} | {link} | {finding.severity} | {_cell(page_of(finding).title)} |")
        lines.append("")
    return "\n".join(lines)


def _finding(finding: FindingClass) -> str:
    page = page_of(finding)
    lines = [f"# {finding.name}", "", page.title, ""]
    lines += [f"`{finding.code}` · {finding.family.replace('_', ' ')} · {finding.severity}", ""]
    for heading, text in page.sections.items():
        lines += [f"## {heading}", "", _escaped(text), ""]
    fields = finding.options_class.__dataclass_fields__
    lines += ["## Options", "", "| option | default |", "|---|---|"]
    options = finding.options_class()
    lines += [f"| `{name}` | `{getattr(options, name)}` |" for name in fields]
    return "\n".join([*lines, "", f"Set them as `--set findings.{finding.name}.OPTION=VALUE`.", ""])


def _commands() -> str:
    parser, parsers = build_parser()
    lines = ["# Commands", "", str(parser.epilog), ""]
    for name, command in all_commands().items():
        for option in (DEBUG, *command.options):
            option.add_to(parsers[name])
        examples = "\n".join(command.examples)
        lines += [f"## {name}", "", "```text", parsers[name].format_help().rstrip(), "", examples, "```", ""]
    return "\n".join(lines)


def _configuration() -> str:
    text = TEMPLATE.read_text(encoding="utf-8")
    about = "Every key with its default, as `dataaudit init` writes it. `--set KEY=VALUE` changes one."
    return f"# Configuration\n\n{about}\n\n```yaml\n{text}```\n"


def _python() -> str:
    lines = ["# Python", "", "Heavy packages are loaded inside of what uses them: `import dataaudit` is quick.", ""]
    for name in sorted(dataaudit.__all__):
        value = getattr(dataaudit, name)
        if not callable(value):
            continue
        try:
            signature = str(inspect.signature(value))
        except ValueError:
            signature = "(...)"
        text = inspect.cleandoc(value.__doc__ or "")
        lines += [f"## {name}", "", "```python", f"{name}{signature}", "```", "", "```text", text, "```", ""]
        if inspect.isclass(value):
            for method, function in inspect.getmembers(value, inspect.isfunction):
                if not method.startswith("_") and function.__doc__:
                    lines += [
                        f"**`{name}.{method}`**: {_escaped(inspect.cleandoc(function.__doc__).splitlines()[0])}",
                        "",
                    ]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return _escaped(text).replace("|", "\\|")


def _escaped(text: str) -> str:
    """Words of a docstring, in which < and * are themselves."""
    for sign in ("\\", "`", "*", "_", "<", "[", "]", "#"):
        text = text.replace(sign, f"\\{sign}")
    return text

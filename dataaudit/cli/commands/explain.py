"""``dataaudit explain``."""

from __future__ import annotations

import argparse
import textwrap
from dataclasses import replace

from dataaudit.cli.command import Command
from dataaudit.cli.option import Option
from dataaudit.cli.shared_options import LANGUAGE
from dataaudit.errors import EXIT_PASSED


def execute(options: argparse.Namespace) -> int:
    """Print a finding's page, or the list of findings."""
    from dataaudit.findings.page import page_of
    from dataaudit.findings.registry import all_findings, find_finding

    if options.code is None:
        for finding in all_findings():
            print(f"{finding.code}  {finding.name:<24} {page_of(finding, options.language).title}")
        return EXIT_PASSED
    finding = find_finding(options.code)
    page = page_of(finding, options.language)
    print(f"{finding.code} {finding.name} ({finding.status}, since {finding.since})")
    print(page.title)
    for heading, text in page.sections.items():
        print(f"\n{heading}")
        print(textwrap.fill(text, width=100, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False))
    return EXIT_PASSED


COMMAND = Command(
    rank=140,
    help="print the page of a finding, or list all findings",
    options=(
        Option("code", "code or name of a finding (default: list them)", "FINDING", required=False),
        replace(LANGUAGE, help="language of the page", default="en", settings=None),
    ),
    examples=(
        "dataaudit explain",
        "dataaudit explain near-duplicate",
    ),
    execute=execute,
)

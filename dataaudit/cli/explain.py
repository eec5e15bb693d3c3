"""``dataaudit explain``."""

from __future__ import annotations

import argparse
import textwrap

from dataaudit.errors import EXIT_PASSED


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("code", nargs="?", help="a finding's code or name; all are listed when not given")
    parser.add_argument("--language", choices=("en", "zh"), default="en", help="language of the page (default: en)")


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

"""JUnit XML: a test case a rule, as GitHub, GitLab and Jenkins read it."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from dataaudit.gates.verdict import GateResult

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_xml(outcome: GateResult) -> bytes:
    """The verdict as JUnit XML.

    Rules that failed below the severity that fails the gate are test cases that passed, with their message as output.
    """
    failures = [one for one in outcome.results if outcome.fails(one)]
    counts = {"tests": str(len(outcome.results)), "failures": str(len(failures)), "errors": "0"}
    skipped = sum(one.skipped for one in outcome.results)
    root = ElementTree.Element("testsuites", counts)
    suite = ElementTree.SubElement(root, "testsuite", {"name": "dataaudit", **counts, "skipped": str(skipped)})
    for one in outcome.results:
        case = ElementTree.SubElement(
            suite, "testcase", {"classname": "dataaudit.gate", "name": legal(f"{one.id} ({one.subject})")}
        )
        if one in failures:
            failure = ElementTree.SubElement(case, "failure", {"message": legal(one.message), "type": one.severity})
            failure.text = legal("\n".join([one.message, *one.rows, one.why, f"{one.file}:{one.line}"]))
        elif one.skipped:
            ElementTree.SubElement(case, "skipped", {"message": legal(one.message)})
        elif not one.passed:
            ElementTree.SubElement(case, "system-out").text = legal(f"{one.severity}: {one.message}")
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def legal(text: str) -> str:
    r"""Text without the characters that XML 1.0 cannot hold; they are shown as escapes.

    Examples:
        >>> legal("a\x00b")
        'a\\x00b'
    """
    return _ILLEGAL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)

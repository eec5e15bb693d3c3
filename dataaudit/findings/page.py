"""A finding's page, parsed from its docstring; Chinese pages come from ``i18n/zh.toml`` by code."""

from __future__ import annotations

import inspect
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from dataaudit.findings.finding import Result
from dataaudit.findings.registry import FindingClass, find_finding

HEADINGS = (
    "What it finds",
    "Why it matters",
    "How it decides",
    "Example",
    "What to do",
    "Known false alarms",
    "Source",
)
HEADINGS_ZH = ("发现什么", "为什么重要", "如何判定", "例子", "怎么办", "已知误报", "来源")
_KEYS = ("what", "why", "how", "example", "do", "alarms", "source")
_NO_LIMIT = {"en": "no limit", "zh": "不限"}
_NOT_SET = {"en": "not set", "zh": "未设置"}


@dataclass(frozen=True, slots=True)
class Page:
    """The page of one finding.

    Attributes:
        title: One sentence.
        message: Message of a result, with placeholders.
        sections: Text by heading, in order.
    """

    title: str
    message: str
    sections: dict[str, str]

    @property
    def advice(self) -> str:
        """The section on what to do."""
        return list(self.sections.values())[4]


def page_of(finding: FindingClass, language: str = "en") -> Page:
    """Return the page of a finding in English or Chinese."""
    title, sections = parse_page(finding)
    if language == "zh" and has_chinese(finding):
        texts = _chinese()[finding.code]
        translated = {
            heading: texts.get(key, text)
            for heading, key, text in zip(HEADINGS_ZH, _KEYS, sections.values(), strict=True)
        }
        return Page(texts["title"], texts["message"], translated)
    return Page(title, finding.message, sections)


def parse_page(finding: FindingClass) -> tuple[str, dict[str, str]]:
    """Return title and sections of a finding's docstring.

    Raises:
        ValueError: A heading is missing or out of order.
    """
    lines = inspect.cleandoc(finding.__doc__ or "").split("\n")
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in lines[1:]:
        if line.endswith(":") and line[:-1] in HEADINGS:
            current = sections.setdefault(line[:-1], [])
        else:
            current.append(line.strip())
    if tuple(sections) != HEADINGS:
        message = f"{finding.__name__}: headings must be {', '.join(HEADINGS)}, got {', '.join(sections)}"
        raise ValueError(message)
    return lines[0], {heading: " ".join(filter(None, text)) for heading, text in sections.items()}


def _chinese_reason(reason: str) -> str:
    """Return a reason in Chinese if ``zh.toml`` has its sentence, with ``{}`` for every number; else in English."""
    numbers = _NUMBER.findall(reason)
    template: str | None = _chinese()["reasons"].get(_NUMBER.sub("{}", reason))
    return template.format(*numbers) if template else reason


def has_chinese(finding: FindingClass) -> bool:
    """Return whether a finding has Chinese texts; without them, its texts are English."""
    return finding.code in _chinese()


_NUMBER = re.compile(r"\d[\d,.]*(?<![,.])")


@cache
def _chinese() -> dict[str, dict[str, Any]]:
    with (Path(__file__).parent / "i18n" / "zh.toml").open("rb") as file:
        return tomllib.load(file)


def message_of(result: Result, rows: int, language: str = "en") -> str:
    """Return the message of a result.

    Args:
        result: Its count, evidence and thresholds fill the placeholders.
        rows: Rows of the run.
        language: en or zh.
    """
    if result.status == "insufficient_evidence":
        reason = str(result.evidence.get("reason", ""))
        return f"证据不足：{_chinese_reason(reason)}" if language == "zh" else f"not enough data to judge: {reason}"
    finding = find_finding(result.code)
    threshold = {
        name: _NO_LIMIT[language] if value is None else _NOT_SET[language] if value == () else value
        for name, value in result.threshold.items()
    }
    values: dict[str, Any] = {**threshold, **result.evidence, "count": result.count, "rows": rows}
    shown = {name: _Placeholder(value) for name, value in values.items()}
    words = {**finding.words, **(_chinese().get(result.code, {}).get("words", {}) if language == "zh" else {})}
    coded = {
        name: words[value].format_map(shown)
        for name, value in values.items()
        if isinstance(value, str) and value in words
    }
    return page_of(finding, language).message.format_map({**shown, **coded})


def advice_of(result: Result, language: str = "en") -> str:
    """Return what to do about a result."""
    return page_of(find_finding(result.code), language).advice


def worded(result: Result, rows: int, language: str) -> Result:
    """Return a result with its message and its advice."""
    made = replace(result, message=message_of(result, rows, language), advice=advice_of(result, language))
    causes = causes_of(find_finding(result.code), language)
    if not causes or result.status != "found":
        return made
    refuted_by, measurement = next_of(find_finding(result.code), language)
    likely = tuple(causes[key] for key in result.causes)
    return replace(made, causes=likely, refuted_by=refuted_by, next_measurement=measurement)


def causes_of(finding: FindingClass, language: str = "en") -> dict[str, str]:
    """Return the causes of a finding about training by key, the most likely first; empty for other findings."""
    causes: dict[str, str] = dict(getattr(finding, "causes", {}))
    if language == "zh" and causes and has_chinese(finding):
        return dict(zip(causes, _chinese()[finding.code]["causes"], strict=True))
    return causes


def next_of(finding: FindingClass, language: str = "en") -> tuple[str, str]:
    """Return what would refute a finding about training, and what to measure next; empty for other findings."""
    if language == "zh" and hasattr(finding, "refuted_by") and has_chinese(finding):
        texts = _chinese()[finding.code]
        return texts["refuted"], texts["next"]
    return getattr(finding, "refuted_by", ""), getattr(finding, "next_measurement", "")


@dataclass(frozen=True, slots=True)
class _Placeholder:
    """A value in a message.

    ``{name}`` shows it, ``{name:%}`` shows it as a percentage, ``{name:row is|rows are}`` chooses singular or plural.
    """

    value: Any

    def __format__(self, form: str) -> str:
        if form == "%" and isinstance(self.value, int | float):
            return show_share(self.value)
        if "|" in form:
            singular, plural = form.split("|")
            return singular if self.value == 1 else plural
        return show_value(self.value)


def show_share(share: float) -> str:
    """Format a share as a percentage with one decimal; two significant digits below 0.1%.

    Examples:
        >>> show_share(0.0743), show_share(0.3), show_share(0.00052), show_share(0.0)
        ('7.4%', '30%', '0.052%', '0%')
    """
    return f"{share:.1%}".replace(".0%", "%") if share >= 0.001 or share == 0 else f"{share * 100:.2g}%"


def show_value(value: Any) -> str:
    """Format a value for display.

    Examples:
        >>> show_value(12345), show_value(0.123456), show_value(6.0), show_value("ham")
        ('12,345', '0.123', '6', 'ham')
    """
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {show_value(inner)}" for key, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(show_value(item) for item in value)
    return str(value)

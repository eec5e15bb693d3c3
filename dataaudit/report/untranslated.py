"""English texts that have no Chinese one yet: they are shown in English until ``zh.toml`` has them.

``python -m dataaudit.report.untranslated`` lists them, one a line; nothing that ships is on the list.
"""

from __future__ import annotations

from collections.abc import Iterator

from dataaudit.findings.page import has_chinese
from dataaudit.findings.registry import all_findings, source_of
from dataaudit.report.sections import all_sections
from dataaudit.report.translations import declared_texts, labels
from dataaudit.stages.spec import SectionSpec


def untranslated() -> list[str]:
    """What is missing: the code of a finding, a key of the report's words, or a declared English text."""
    codes = [one.code for one in all_findings() if not source_of(one) and not has_chinese(one)]
    keys = [key for key in labels("en") if key not in labels("zh")]
    known = declared_texts("zh")
    texts = [text for section, _ in all_sections() for text in _texts(section) if text not in known]
    return [*codes, *keys, *dict.fromkeys(texts)]


def _texts(section: SectionSpec) -> Iterator[str]:
    yield section.title
    if section.text:
        yield section.text
    for view in section.tables:
        if view.title:
            yield view.title
        for column in view.columns:
            yield column.title
            yield from column.values.values()


if __name__ == "__main__":
    for line in untranslated():
        print(line)  # noqa: T201

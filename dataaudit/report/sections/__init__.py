"""The sections of the page: those that stages declare, and those that a file here draws."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from dataaudit.report.declared_section import declared_section
from dataaudit.report.section import Page
from dataaudit.stages.registry import all_stages
from dataaudit.stages.spec import SectionSpec


@cache
def all_sections() -> tuple[tuple[SectionSpec, ModuleType | None], ...]:
    """Every section with the module that draws it, if any, in the order of the page."""
    modules = {
        path.stem: import_module(f"{__name__}.{path.stem}")
        for path in sorted(Path(__file__).parent.glob("*.py"))
        if path.stem != "__init__"
    }
    declared = [section for spec in all_stages() for section in spec.sections]
    declared += [module.SECTION for module in modules.values() if hasattr(module, "SECTION")]
    return tuple((section, modules.get(section.key)) for section in sorted(declared, key=lambda one: one.rank))


def drawn_sections(page: Page) -> list[dict[str, Any]]:
    """The sections that a run has something for: key, title, family, template and its variables."""
    drawn = []
    for section, module in all_sections():
        content = declared_section(page, section)
        own = module.draw(page) if module is not None else None
        if own is None and (module is not None or not (content["tables"] or content["figures"])):
            continue
        own = own or {}
        content |= own | {name: [*own.get(name, ()), *content[name]] for name in ("figures", "tables")}
        template = getattr(module, "TEMPLATE", "plain.html.j2")
        title = page.translated(section.title)
        named = {"key": section.key, "title": title, "family": section.family, "template": f"sections/{template}"}
        drawn.append({"lead": "", **content, **named})
    return drawn

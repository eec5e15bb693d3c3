"""How the run was made."""

from __future__ import annotations

import json

from dataaudit.report.section import Drawing, Page, table_of
from dataaudit.stages.spec import SectionSpec

SECTION = SectionSpec(key="run", rank=160, title="About this run")
TEMPLATE = "run.html.j2"


def draw(page: Page) -> Drawing:
    """How the run was made."""
    manifest, t = page.tables.result.manifest, page.t
    roles = manifest.roles
    stages = [[stage["name"], f"{stage['rows']:,}" if "rows" in stage else ""] for stage in manifest.stages]
    return {
        "roles": [
            (t["text_column"], roles["template"]),
            (t["label_column"], roles["label"] or t["none"]),
            (t["split_column"], roles["split"] or t["none"]),
        ],
        "notes": manifest.notes,
        "stages": table_of("", [t["stage"], t["rows"]], stages),
        "versions": list(manifest.versions.items()),
        "configuration": json.dumps(manifest.configuration, ensure_ascii=False, indent=2),
    }

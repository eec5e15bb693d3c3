"""QLT057 mixed-script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class MixedScriptOptions(BoundOptions):
    """Options of mixed-script."""

    __pydantic_config__ = SECTION

    min_share: Annotated[float | None, Field(ge=0, le=1)] = 0.7
    """Smallest share of letters in the text's main script; texts below it are flagged."""


class MixedScript(BoundFinding[MixedScriptOptions]):
    """Letters from several scripts.

    What it finds:
        Rows in which fewer than min_share of the letters belong to one script.

    Why it matters:
        Such texts were decoded wrongly, use look-alike letters, or are vocabulary tables. They can also be two
        languages, which may be intended.

    How it decides:
        Letters of the most frequent script divided by all letters, with Han and Kana counted as one script (signal
        main_script_share), below min_share (0.7).

    Example:
        "рауpаl ассоunt" with letters of two alphabets

    What to do:
        Review a sample (dataaudit show RUN mixed-script), then drop the rows with clean.drop: [mixed-script]. Keep them
        in bilingual data.

    Known false alarms:
        Bilingual texts, Chinese with English terms, and formulas.

    Source:
        Unicode Technical Standard 39
    """

    code = "QLT057"
    name = "mixed-script"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("main_script_share",)
    metric = "quality.mixed_script.share"
    evidence = (("lowest", "main_script_share", "min"),)
    message = (
        "{count} of {rows} texts {count:has|have} fewer than {min_share:%} of letters in one script (lowest: "
        "{lowest:%})"
    )
    bounds = (Bound("main_script_share", "<", "min_share"),)
    options_class = MixedScriptOptions

"""QLT030 mojibake."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class MojibakeOptions(BoundOptions):
    """Options of mojibake."""

    __pydantic_config__ = SECTION

    max_share: Annotated[float, Field(ge=0, le=1)] = 0.005
    """Share of wrongly decoded characters above which a text is found."""
    tolerated_share: Annotated[
        float, Field(ge=0, le=1, description="Share of the rows up to which the finding is information only.")
    ] = 0.0


class Mojibake(BoundFinding[MojibakeOptions]):
    """Texts that were decoded with the wrong encoding.

    What it finds:
        Rows in which the share of characters that come from a wrong encoding is above max_share.

    Why it matters:
        A model learns the damage as if it were language, and a tokenizer spends several tokens on every damaged letter.

    How it decides:
        Counted are the characters of UTF-8 that was read as Windows-1252 or Latin-1, the Han characters that frequent
        Chinese and Japanese characters become when their UTF-8 is read as GBK or Shift JIS, and replacement characters,
        over all characters (signal mojibake_share); found above max_share (0.005).

    Example:
        "Itâ€™s a cafÃ©." for "It's a café."

    What to do:
        Read the source again with the right encoding (input.encoding); drop what cannot be had again with
        clean.drop: [mojibake].

    Known false alarms:
        Texts about encodings; rare Han characters in names and in classical verse.

    Source:
        RFC 3629; the WHATWG Encoding Standard
    """

    code = "QLT030"
    name = "mojibake"
    family = "quality"
    severity = "warning"
    reads = ("mojibake_share",)
    metric = "quality.mojibake.share"
    evidence = (("highest", "mojibake_share", "max"),)
    message = "{count} of {rows} texts were decoded with the wrong encoding: more than {max_share} of their characters"
    bounds = (Bound("mojibake_share", ">", "max_share"),)
    options_class = MojibakeOptions

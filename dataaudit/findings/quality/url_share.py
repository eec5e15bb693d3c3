"""QLT051 url-share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlShareOptions(BoundOptions):
    """Options of url-share."""

    __pydantic_config__ = SECTION

    max_share: Annotated[float | None, Field(ge=0, le=1)] = 0.2
    """Share of bytes in addresses above which a text is found."""


class UrlShare(BoundFinding[UrlShareOptions]):
    """Mostly addresses of web pages.

    What it finds:
        Rows in which more than max_share of the bytes belong to URLs.

    Why it matters:
        Link lists say nothing that a model can learn.

    How it decides:
        From the scheme before :// to the next white space, quotation mark or angle bracket (signal url_share), above
        max_share (0.2).

    Example:
        "https://example.org/a https://example.org/b"

    What to do:
        Look at a sample; drop the rows with clean.drop: [url-share].

    Known false alarms:
        Bibliographies, short messages with one link.

    Source:
        RFC 3986; threshold as in NeMo Curator
    """

    code = "QLT051"
    name = "url-share"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("url_share",)
    metric = "quality.url_share.share"
    evidence = (("highest", "url_share", "max"),)
    message = "{count} of {rows} texts consist to more than {max_share} of web addresses"
    bounds = (Bound("url_share", ">", "max_share"),)
    options_class = UrlShareOptions

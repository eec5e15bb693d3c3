"""What a text must hold for personal data to be in it."""

from __future__ import annotations

import re

import pyarrow as pa
from every import every
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.text.pii_prefilter import (
    AT,
    COLONS,
    DIGITS,
    DOTTED,
    MARK,
    NINE_DIGITS,
    SCHEME,
    anchors,
    pack_marks,
)


def found(texts: list[str]) -> list[int]:
    bits: list[int] = anchors(*text_buffers(pa.array(texts, pa.large_string())), pack_marks(("ghp_", "assw"))).tolist()
    return bits


@every(
    "text, bits",
    [
        ("a@b", AT),
        ("12 34-567", DIGITS),
        ("12 34    567", DIGITS),
        ("12345", 0),
        ("1234 56 789", DIGITS | NINE_DIGITS),
        ("1234a56", 0),
        ("1234a567", DIGITS),
        ("٠١٠٠٥٥", DIGITS | NINE_DIGITS),
        ("1,2,3,4,5,6,7,8", 0),
        ("030–901820", DIGITS | NINE_DIGITS),
        ("1.2.3.4", DOTTED),
        ("1.2.3", 0),
        ("a::b", COLONS),
        ("a:b", 0),
        ("64:ff:0:0:0:0:1.2.3.4", COLONS | DOTTED),
        ("ftp://x", SCHEME),
        ("password", MARK),
        ("pass word", 0),
        ("PASSWORD", MARK),
        ("", 0),
    ],
)
def test_every_anchor_is_seen(text: str, bits: int) -> None:
    assert found([text]) == [bits]
    assert found([f"é {text} 数"]) == [bits]


@given(st.lists(st.text(st.sampled_from("01 .-:/@aghp_sw数"), max_size=30), max_size=5))
def test_anchors_are_those_of_plain_searches(texts: list[str]) -> None:
    for text, bits in zip(texts, found(texts), strict=True):
        assert bool(bits & AT) == ("@" in text)
        assert bool(bits & SCHEME) == ("://" in text)
        assert bool(bits & MARK) == ("ghp_" in text.lower() or "assw" in text.lower())
        if re.search(r"\d(?:[ .()/-]*\d){5}", text):
            assert bits & DIGITS
        if re.search(r"\d+\.\d+\.\d+\.\d", text):
            assert bits & DOTTED
        if "::" in text:
            assert bits & COLONS

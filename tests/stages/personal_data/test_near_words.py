"""Words near a number or an at that decide, and words that must not."""

from __future__ import annotations

import pytest

from dataaudit.stages.personal_data.detect import personal_data


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Call us regarding your order at 212-555-0187", "phone", "212-555-0187"),
        ("Phone orders: 415-555-2671", "phone", "415-555-2671"),
        ("联系电话（订单）：13812345678", "phone", "13812345678"),
        ("Telefone, código de área 11 3456-7890", "phone", "11 3456-7890"),
        ("just call 087104711148 NOW! Only 10p per minute", "phone", "087104711148"),
        ("Blocked since yesterday: 81.2.69.142", "ipv4", "81.2.69.142"),
        ("DROP SRC=193.32.162.75 DST=192.168.1.20", "ipv4", "193.32.162.75"),
        ("ann@example.org$ is what it says", "email", "ann@example.org"),
        ("write to ann at example dot org", "email", "ann at example dot org"),
    ],
)
def test_what_is_there_is_found_whatever_words_are_near(text: str, kind: str, value: str) -> None:
    assert [(name, text[start:end]) for name, start, end in personal_data(text)] == [(kind, value)]


@pytest.mark.parametrize(
    "text",
    [
        "if (at) at.remove();",
        "We met (at) noon.It was fun",
        "The chart (at) fig.1 shows",
        "Contact lenses help: look at the dot in the middle",
        "Reach out and look at the dot on the wall.",
        "we look at the dot com boom",
        "pbmc@meta.data$cluster <- Idents(pbmc)",
        "please call to re-schedule. Ref:9307622",
        "## 3.14.15.9 (2024-03-12)",
        "conda install numpy=12.26.4.11",
        "Mobile, AL 36602-3414.",
        "手机壳(货号1380-0138-22)满 199 减 30",
    ],
)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert personal_data(text) == []

from __future__ import annotations

import html.parser
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import dataaudit
from dataaudit.findings.registry import all_findings

PAYLOADS = [
    "<script>alert(1)</script> some text",
    "</script><script>alert(2)</script>",
    "<img src=x onerror=alert(3)>",
    "<svg onload=alert(4)>",
    '" onmouseover="alert(5)" x="',
    "' onfocus='alert(6)' autofocus='",
    "{{7*7}} {% raw %} ${7*7} {{constructor.constructor('alert(8)')()}}",
    "javascript:alert(9)//",
    "<iframe srcdoc='<script>alert(10)</script>'></iframe>",
    "<!-- --><style>*{background:url(http://example.org/x)}</style>",
    "\x1b]0;title\x07\x1b[2J text \u202e reversed",
    "<a href='https://example.org'>link</a> <base href='https://example.org/'>",
    "]]> <![CDATA[ <x> ]]>",
    "&lt;b&gt; &#60;script&#62;alert(11)&#60;/script&#62;",
]


class Elements(html.parser.HTMLParser):
    """Start tags with their attributes, and all text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def parsed(page: str) -> Elements:
    elements = Elements()
    elements.feed(page)
    return elements


@pytest.fixture(scope="module")
def hostile_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A report of rows, labels, splits, columns and a title that are all markup."""
    folder = tmp_path_factory.mktemp("page")
    texts = [payload + tail for payload in PAYLOADS for tail in ("", "", " once more <b>bold</b>")]
    frame = pl.DataFrame(
        {
            "text<script>": texts,
            "label": [PAYLOADS[n % len(PAYLOADS)] for n in range(len(texts))],
            "split": [PAYLOADS[n % 3] for n in range(len(texts))],
        }
    )
    (folder / "in").mkdir()
    frame.write_parquet(folder / "in" / "<img src=x onerror=alert(1)>.parquet")
    result = dataaudit.audit(
        folder / "in",
        out=folder / "run",
        text="text<script>",
        label="label",
        rules=["default", "classification"],
        settings=["report.title='<script>alert(1)</script>'", "findings.short-text={min_chars: 60}"],
    )
    return result.to_html()


def test_a_page_of_markup_has_no_element_that_the_template_does_not_have(hostile_page: str) -> None:
    elements = parsed(hostile_page)
    assert sum(tag == "script" for tag, _ in elements.tags) == 1
    active = {"img", "iframe", "object", "embed", "base", "link", "form"}
    assert {tag for tag, _ in elements.tags} & active == set()
    assert not [tag for tag, attributes in elements.tags if any(name.startswith("on") for name in attributes)]


def test_texts_are_shown_literally(hostile_page: str) -> None:
    shown = "".join(parsed(hostile_page).text)
    for literal in (PAYLOADS[0], PAYLOADS[2], "{{7*7}} {% raw %} ${7*7}", "&lt;b&gt; &#60;script&#62;alert(11)"):
        assert literal in shown
    assert "\\x1b]0;title\\x07" in shown
    assert re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e]", hostile_page) is None


def test_a_page_asks_for_nothing_from_elsewhere(hostile_page: str) -> None:
    for tag, attributes in parsed(hostile_page).tags:
        for name in ("src", "srcset", "data", "action", "poster", "background"):
            assert name not in attributes, (tag, attributes)
        for name in ("href", "xlink:href"):  # within the page, or a table of the same folder
            assert re.fullmatch(r"#[^\s]*|rows|[a-z_]+\.(parquet|json)", attributes.get(name) or "#"), (tag, attributes)
        style = attributes.get("style") or ""
        assert "url(" not in style
    policy = next(
        a["content"] for tag, a in parsed(hostile_page).tags if a.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_ids_are_used_once_and_references_resolve(hostile_page: str) -> None:
    elements = parsed(hostile_page).tags
    ids = [attributes["id"] for _, attributes in elements if attributes.get("id")]
    assert len(ids) == len(set(ids))
    used = set(re.findall(r"url\(#([^)]+)\)", hostile_page))
    used |= {str(a["href"])[1:] for _, a in elements if (a.get("href") or "").startswith("#")}
    assert used <= set(ids)


def audit(folder: Path, texts: list[Any], *settings: str) -> str:
    return dataaudit.audit(pl.DataFrame({"text": texts}), out=folder / "run", settings=list(settings)).to_html()


def test_the_verdict_and_the_row_counts_stand_first(tmp_path: Path) -> None:
    page = audit(tmp_path, ["one text here", "one text here", "and another"])
    order = ["No gate ran", "3 read = 2 kept + 1 dropped + 0 in quarantine", "What to do first", "What was dropped"]
    places = [page.index(word) for word in order]
    assert places == sorted(places)


def test_every_finding_has_an_anchor_of_its_name(tmp_path: Path) -> None:
    page = audit(tmp_path, ["one text here", "one text here", "ok"])
    anchors = {attributes.get("id") for _, attributes in parsed(page).tags}
    assert {"exact-duplicate", "short-text"} <= anchors
    assert {finding.name for finding in all_findings()} >= {"exact-duplicate", "short-text"}


def test_differences_between_near_duplicates_are_marked(tmp_path: Path) -> None:
    words = [f"word{n}" for n in range(80)]
    other = [*words[:20], "changed", *words[21:]]
    page = audit(tmp_path, [" ".join(words), " ".join(other)])
    assert "<mark>changed</mark>" in page or "<del>changed</del>" in page


def test_a_report_in_chinese_has_chinese_headings_and_findings(tmp_path: Path) -> None:
    page = audit(tmp_path, ["这是一条很好的外卖评价,下次还来", "这是一条很好的外卖评价,下次还来"], "report.language=zh")
    assert '<html lang="zh-Hans">' in page
    assert "What was dropped" not in page
    assert re.search("[\u4e00-\u9fff]{4}", "".join(parsed(page).text))


def test_excerpts_hide_personal_data_that_is_recognised(tmp_path: Path) -> None:
    canaries = [
        "jane.doe@example.org",
        "4111 1111 1111 1111",
        "0800 123 45 67",
        "AKIAIOSFODNN7EXAMPLE0000",
        "192.168.17.23",
    ]
    text = " ".join(canaries)
    page = audit(tmp_path, [text, text, f"{text} again and again"], "findings.short-text={min_chars: 500}")
    assert "[email 20" in page
    for canary in canaries:
        assert canary not in page


def test_a_report_stays_small_whatever_the_run(tmp_path: Path) -> None:
    texts = [f"{'long text ' * 500} number {n // 2} {n % 2}" for n in range(400)]
    page = audit(tmp_path, texts, "report.clusters=50", "report.samples=50", "stages.tokens.tokenizer=false")
    assert len(page.encode()) < 5 << 20


def test_a_copy_can_be_written(tmp_path: Path) -> None:
    result = dataaudit.audit(pl.DataFrame({"text": ["a b c"]}), out=tmp_path / "run")
    assert result.to_html(tmp_path / "copy.html") == (tmp_path / "copy.html").read_text(encoding="utf-8")

"""The page of a run in a real browser."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from browser import opened
from report.test_page import PAYLOADS

from dataaudit import audit

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a page with every kind of section, of hostile and of ordinary rows."""
    folder = tmp_path_factory.mktemp("browser")
    texts = [f"a sentence of number {n} about rivers and a mountain of the north" for n in range(200)]
    texts += [payload + tail for payload in PAYLOADS for tail in ("", "", " once more <b>bold</b>")]
    texts += ["ok", "one.person@mailhost.org wrote", " ".join(f"word{n}" for n in range(60))]
    frame = pl.DataFrame({"text": texts, "label": [PAYLOADS[n % 3] for n in range(len(texts))]})
    frame = frame.with_columns(split=pl.Series(["train" if n % 5 else "test" for n in range(len(texts))]))
    result = audit(frame, out=folder / "run", label="label", split="split", rules=["default"])
    return f"file://{result.path / 'report.html'}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_a_page_asks_for_nothing_runs_nothing_of_the_data_and_can_be_read_by_all(
    page: str, scheme: str, width: int, height: int
) -> None:
    with opened(page, width, height, color_scheme=scheme) as seen:
        seen.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert seen.requests == [page]
        assert seen.problems == []
        assert seen.serious() == []
        assert seen.overflow() <= 0


def test_a_folded_page_is_at_most_six_screens_high(page: str) -> None:
    with opened(page) as seen:
        assert seen.page.evaluate("document.documentElement.scrollHeight") <= 6 * 800


def test_a_deep_link_opens_the_finding(page: str) -> None:
    with opened(f"{page}#short-text") as seen:
        assert seen.page.evaluate("document.getElementById('short-text').open")
        assert seen.page.locator("#short-text .row").first.is_visible()
        seen.page.evaluate("location.hash = 'exact-duplicate'")
        seen.page.wait_for_selector("#exact-duplicate[open]")


def test_the_filter_leaves_the_findings_that_hold_the_words(page: str) -> None:
    with opened(page) as seen:
        lines = seen.page.locator("#findings tr[data-severity]:not([hidden])")
        every = lines.count()
        seen.page.fill("#findings input[type=search]", "short-text")
        assert 0 < lines.count() < every
        assert all("short-text" in text for text in lines.all_inner_texts())
        seen.page.fill("#findings input[type=search]", "")
        seen.page.uncheck("#findings input[value=warning]")
        assert "warning" not in {one.get_attribute("data-severity") for one in lines.all()}
        seen.page.check("#findings input[value=warning]")
        assert lines.count() == every


def test_the_keyboard_sorts_and_unfolds(page: str) -> None:
    with opened(page) as seen:
        seen.page.locator("#findings button.sort[data-key=count]").first.focus()
        seen.page.keyboard.press("Enter")
        first = seen.page.locator("#findings table >> nth=0 >> tbody tr")
        counts = [int(one.get_attribute("data-count") or 0) for one in first.all()]
        assert counts == sorted(counts, reverse=True) or counts == sorted(counts)
        seen.page.locator("details.finding > summary").first.focus()
        seen.page.keyboard.press("Enter")
        assert seen.page.evaluate("document.querySelector('details.finding').open")


def test_without_scripts_everything_can_be_read(page: str) -> None:
    with opened(page, java_script_enabled=False) as seen:
        assert not seen.page.locator("#findings .filter").is_visible()
        seen.page.locator("details.finding > summary").first.click()
        assert seen.page.locator("details.finding .row").first.is_visible()


def test_printed_pages_have_the_folded_parts(page: str, tmp_path: Path) -> None:
    with opened(page) as seen:
        seen.page.emulate_media(media="print")
        seen.page.pdf(path=str(tmp_path / "page.pdf"), format="A4")
        assert (tmp_path / "page.pdf").stat().st_size > 50_000

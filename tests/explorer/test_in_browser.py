"""The explorer in a real browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from browser import Seen, opened

from dataaudit import audit
from dataaudit.explorer.server import ExplorerServer
from dataaudit.explorer.views import Views

pytestmark = pytest.mark.browser
HOSTILE = "<img src=x onerror=alert(1)> write to jane.doe@mailhost.org about the river"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExplorerServer]:
    folder = tmp_path_factory.mktemp("explorer")
    texts = [f"a sentence of number {n} about rivers and mountains" for n in range(150)]
    pl.DataFrame({"text": [*texts, texts[0], "ok", HOSTILE], "label": ["a", "b", "a"] * 51}).write_parquet(
        folder / "data.parquet"
    )
    run = audit(folder / "data.parquet", out=folder / "run", label="label")
    made = ExplorerServer(Views(run, folder / "allow.yml", folder / "corrections.csv"))
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def go(seen: Seen, words: str, waits_for: str) -> None:
    seen.page.evaluate(f"location.hash = {words!r}")
    seen.page.wait_for_selector(waits_for)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_every_view_shows_something_and_asks_this_server_alone(server: ExplorerServer, width: int, scheme: str) -> None:
    with opened(server.address, width, color_scheme=scheme) as seen:
        seen.page.wait_for_selector("#view table")
        assert "token" not in seen.page.url
        for words, waits_for in (
            ("view=rows&finding=contact-data", "#view .text"), ("view=clusters&kind=exact", "#view .bar + .bar button"),
            ("view=thresholds", "#view input[type=range]"), ("view=labels", "#view p, #view table"),
            ("view=topics", "#view p, #view svg"), ("view=leaks", "#view p"),
            ("view=rows&finding=short-text&row=151", "#detail .text"),
        ):  # fmt: skip
            go(seen, words, waits_for)
            assert seen.serious() == [], words
            assert seen.overflow() <= 0, words
        assert seen.problems == []
        assert all(one.startswith(f"http://127.0.0.1:{server.server_port}/") for one in seen.requests)


def test_a_hostile_text_is_shown_literally_and_masked_until_it_is_asked_for(server: ExplorerServer) -> None:
    with opened(server.address) as seen:
        go(seen, "view=rows&finding=contact-data", "#view .text")
        assert seen.page.inner_text("#view .text").startswith("<img src=x onerror=alert(1)> write to [email")
        seen.page.check("#raw")
        seen.page.wait_for_selector("#view .text:has-text('jane.doe@')")
        assert seen.problems == []


def test_a_search_ends_with_its_hits_and_a_deep_link_survives_a_reload(server: ExplorerServer) -> None:
    from playwright.sync_api import expect

    with opened(server.address) as seen:
        go(seen, "view=rows&words=number 7", "#view tbody tr")
        expect(seen.page.locator("#view tbody tr")).to_have_count(11)
        seen.page.reload()
        expect(seen.page.locator("#view tbody tr")).to_have_count(11)
        assert seen.page.input_value("#filters input[name=words]") == "number 7"


def test_a_slider_shows_the_rows_that_change(server: ExplorerServer) -> None:
    with opened(server.address) as seen:
        go(seen, "view=thresholds&bound=short-text min_chars", "#view input[type=number]")
        seen.page.fill("#view input[type=number]", "50")
        seen.page.press("#view input[type=number]", "Enter")
        seen.page.wait_for_selector("text=would be found as well")
        assert "--set findings.short-text.min_chars=50" in seen.page.inner_text("#view")


def test_a_decision_is_confirmed_with_its_file(server: ExplorerServer) -> None:
    with opened(server.address) as seen:
        go(seen, "view=rows&row=152", "#detail form")
        forms = seen.page.locator("#detail form")
        forms.nth(0).locator("input[name=reason]").fill("an example")
        forms.nth(0).locator("input[name=owner]").fill("jo")
        forms.nth(0).locator("button").click()
        seen.page.wait_for_selector("#detail [role=status]:has-text('allow.yml')")
        assert Path(server.views.allow_file).exists()


def test_without_the_token_the_page_says_what_to_do(server: ExplorerServer) -> None:
    with opened(f"http://127.0.0.1:{server.server_port}/") as seen:
        seen.page.wait_for_selector("#problem:not([hidden])")
        assert "open the address that dataaudit open printed" in seen.page.inner_text("#problem")

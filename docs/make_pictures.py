"""Pictures of the report, the explorer and the terminal, made from the shipped sample (CC BY 4.0).

Needs the extra ``browser-tests`` and Chromium: ``python docs/make_pictures.py``.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from dataaudit.explorer.server import ExplorerServer
from dataaudit.explorer.views import Views
from dataaudit.results.result import load_result

HERE = Path(__file__).resolve().parent
IMAGES = HERE / "images"
SAMPLE = HERE.parent / "dataaudit" / "sample" / "sms_spam.parquet"
CHROMIUM = "/usr/bin/chromium"
_SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]


def main() -> None:
    """Make all pictures."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        command = ["dataaudit", "run", "--input", str(SAMPLE), "--rules", "default", "--out", "RUN", "--quiet"]
        program = str(Path(sys.executable).parent / command[0])
        done = subprocess.run([program, *command[1:]], cwd=folder, capture_output=True, text=True)  # noqa: S603  (our own command)
        _terminal("$ dataaudit run --input sms_spam.parquet --rules default --out RUN\n" + done.stdout)
        run = Path(folder) / "RUN"
        os.chdir(folder)  # the pages name the run as it was named
        server = ExplorerServer(Views(load_result("RUN"), Path("allow.yml"), Path("corrections.csv")))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_SWITCHES)
            page = browser.new_page(viewport={"width": 1280, "height": 860})
            page.goto((run / "report.html").as_uri())
            page.screenshot(path=str(IMAGES / "report.png"))
            _explorer(page, server.address)
            browser.close()
        server.shutdown()


def _explorer(page: Any, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("#view table")
    for name, words, waits_for in (
        ("explorer", "view=rows&finding=label-issue&sort=label_issue_score", "#view .text"),
        ("thresholds", "view=thresholds&bound=digit-share max_share", "#view input[type=number]"),
    ):
        page.evaluate(f"location.hash = {words!r}")
        page.wait_for_selector(waits_for)
        if name == "thresholds":
            page.fill("#view input[type=number]", "0.2")
            page.press("#view input[type=number]", "Enter")
            page.wait_for_selector("text=would be found as well")
        page.screenshot(path=str(IMAGES / f"{name}.png"))


def _terminal(text: str) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(record=True, width=120, file=io.StringIO())
    shown = Text(text.rstrip())
    for word, style in (("warning", "yellow"), ("error", "red"), ("failed", "red"), ("FAILED", "red")):
        shown.highlight_regex(rf"(?m)^{word}|gate: {word}", style)
    console.print(shown)
    console.save_svg(str(IMAGES / "terminal.svg"), title="dataaudit")


if __name__ == "__main__":
    main()

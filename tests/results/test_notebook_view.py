from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from dataaudit import audit
from dataaudit.results.notebook_view import findings_html
from dataaudit.results.result import AuditResult


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> AuditResult:
    texts = [f"a sentence of number {n} about rivers" for n in range(20)]
    folder = tmp_path_factory.mktemp("notebook")
    return audit(pl.DataFrame({"text": [*texts, texts[0], "ok", "one.person@mailhost.org wrote"]}), out=folder / "run")


def test_a_notebook_shows_rows_findings_and_commands_without_markup_of_the_data(run: AuditResult) -> None:
    shown = run._repr_html_()
    assert "23 rows read = 22 kept + 1 dropped + 0 in quarantine" in shown
    assert all(f"<code>{one.name}</code>" in shown for one in run.findings)
    assert f"dataaudit show {run.path} contact-data" in shown
    assert "settings=[&#x27;clean.pii=mask&#x27;]" in shown
    assert repr(run.next_steps()[0]).startswith("<NextStep warning contact-data, 1 rows, --set 'clean.pii=mask': ")
    assert "<script" not in shown
    assert "mailhost" not in shown


def test_a_message_of_markup_is_shown_literally(run: AuditResult) -> None:
    from dataclasses import replace

    hostile = replace(run.findings[0], message="<img src=x onerror=alert(1)> of jane@mailhost.org")
    assert "&lt;img src=x onerror=alert(1)&gt;" in findings_html([hostile])
    assert "jane" not in findings_html([hostile])
    assert findings_html([]) == "<p>Nothing was found.</p>"


def test_rows_come_as_the_frame_that_is_asked_for(run: AuditResult) -> None:
    polars = run.rows(["row_id", "kept"])
    pandas, arrow = run.rows(["row_id", "kept"], format="pandas"), run.rows(["row_id", "kept"], format="arrow")
    assert isinstance(pandas, pd.DataFrame)
    assert isinstance(arrow, pa.Table)
    assert pandas["kept"].tolist() == arrow.column("kept").to_pylist() == polars["kept"].to_list()


def test_a_notebook_is_told_how_far_a_run_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str] = []
    handle = SimpleNamespace(update=lambda bundle, raw: lines.append(bundle["text/plain"]))
    display: Any = SimpleNamespace(display=lambda bundle, raw, display_id: handle)
    kernel = SimpleNamespace(get_ipython=lambda: SimpleNamespace(kernel=object()), display=display)
    monkeypatch.setitem(sys.modules, "IPython", kernel)  # type: ignore[arg-type]  # all that is read of it
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    audit(pl.DataFrame({"text": ["one text here", "another text there"]}), out=tmp_path / "run")
    assert "Finding near-duplicates" in lines
    assert lines[-1].startswith("done in ")

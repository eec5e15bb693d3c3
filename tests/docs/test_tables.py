from __future__ import annotations

import sys

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "docs"))
import make_tables


@pytest.mark.parametrize("page", make_tables.PAGES)
def test_the_tables_of_a_page_are_those_that_the_registries_make(page: str) -> None:
    committed = (ROOT / page).read_text(encoding="utf-8")
    assert make_tables.made(page) == committed, "run python docs/make_tables.py"
    assert "made by docs/make_tables.py" in committed

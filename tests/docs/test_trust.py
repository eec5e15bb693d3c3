from __future__ import annotations

import json
import sys

from conftest import ROOT
from faults.test_faults import FAULTS, NOT_APPLICABLE

sys.path.insert(0, str(ROOT / "docs"))
import make_trust


def test_the_page_is_that_of_the_stored_outcomes_of_all_faults() -> None:
    stored = json.loads(make_trust.STORED.read_bytes())
    assert sorted(stored["faults"]) == sorted([*FAULTS, *NOT_APPLICABLE])
    assert make_trust.PAGE.read_text(encoding="utf-8") == make_trust.page(stored), "run python docs/make_trust.py"

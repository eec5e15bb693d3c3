"""Texts with and without personal data, by readers who never saw the code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dataaudit.stages.personal_data.detect import personal_data

SETS = Path(__file__).parent / "personal_data"
KNOWN_TO_BE_WRONG = {
    "set_1": {
        "fr-equipement-section": "a section of four numbers after an ordinary word",
        "en-call-on-date": "a date with hours after a word for calls",
        "en-us-extension": "the extension is part of the span",
        "url-password": "the whole address is the span",
        "quoted-local": "quoted local parts are not read",
        "odd-local-signs": "signs that no mailbox provider allows",
        "part-superseded": "part numbers in the form of a social security number, after a word that says nothing",
    },
    "set_2": {
        "odd-06": "a version of four parts after an address",
        "neg_clueword-12": "a word for telephones inside a Korean word",
        "neg_numbers-09": "a count in groups of three after a word for telephones",
        "neg_code-09": "a number after a word for telephones in code",
    },
    "set_3": {
        "phone-international-03": "the extension is part of the span",
        "national-id-26": "a second number far behind the word for it",
    },
}
"""Cases that are still wrong; one that is right again fails."""


@pytest.mark.parametrize("name", KNOWN_TO_BE_WRONG)
def test_a_readers_texts_have_their_right_spans(name: str) -> None:
    cases = [json.loads(line) for line in (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    wrong = set()
    for case in cases:
        found = {(kind, case["text"][start:end]) for kind, start, end in personal_data(case["text"])}
        if found != {(kind, value) for kind, value in case["spans"]}:
            wrong.add(case["id"])
    assert wrong == set(KNOWN_TO_BE_WRONG[name])
    assert len(cases) > 100

"""Shapes that a pipeline declares."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dataaudit import audit
from dataaudit.errors import ConfigurationError, InputError

QUICK = dict.fromkeys(("quality", "language", "pii", "passages", "embeddings", "labels", "minhash"), False)
DESK = {"user": ["ticket", "anfrage"], "assistant": "reply", "context": "account"}
ROWS = (
    '{"anfrage": "Wo ist es?", "reply": "Hier.", "account": "A"}\n'
    '{"anfrage": "Und jetzt?", "reply": "", "account": "B"}\n'
)


def told(tmp_path: Path, rows: str, shapes: dict[str, Any]) -> tuple[list[str], list[str]]:
    (tmp_path / "a.jsonl").write_text(rows, encoding="utf-8")
    pipeline = {"input": {"shapes": shapes}, "stages": {**QUICK, "tokens": {"tokenizer": False}}}
    result = audit(tmp_path / "a.jsonl", out=tmp_path / "run", pipeline=pipeline)
    return list(map(str, result.manifest.notes)), [finding.name for finding in result.findings]


def test_a_declared_shape_is_read_by_any_of_its_names(tmp_path: Path) -> None:
    notes, found = told(tmp_path, ROWS, {"helpdesk": DESK})
    assert any("shape 'helpdesk': anfrage = user, reply = assistant, account = context" in one for one in notes)
    assert "empty-answer" in found


def test_a_shape_whose_columns_are_not_there_is_passed_over(tmp_path: Path) -> None:
    rows = '{"prompt": "Wo ist es?", "completion": ""}\n{"prompt": "Und jetzt?", "completion": "Hier."}\n'
    notes, found = told(tmp_path, rows, {"helpdesk": DESK})
    assert not any("helpdesk" in one for one in notes)
    assert "empty-answer" in found


def test_a_shape_must_say_who_speaks_and_in_separate_columns(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'odd' names none of conversation, user"):
        told(tmp_path, ROWS, {"odd": {"context": "account"}})
    with pytest.raises(InputError, match=r"input\.shapes\.odd: one column is used for two roles"):
        told(tmp_path, ROWS, {"odd": {"user": "anfrage", "assistant": "anfrage"}})
    with pytest.raises(ConfigurationError, match=r"input\.shapes\.odd\.usr"):
        told(tmp_path, ROWS, {"odd": {"usr": "anfrage"}})

"""The forms in which the clean data set can be written."""

from __future__ import annotations

from typing import Literal, get_args

Form = Literal["jsonl", "csv", "parquet", "arrow"]
FORMS: tuple[Form, ...] = get_args(Form)

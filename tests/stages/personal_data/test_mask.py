from __future__ import annotations

import pyarrow as pa
from every import every

from dataaudit.stages.personal_data.mask import mask, mask_names, mask_table, mask_values


@every(
    "name",
    [
        "train-00000-of-00012.parquet", "cc-2024-01-15.jsonl", "1,234,567 rows", "line 17, column 4", "spam", "是",
        "rows 0, 1099511627776", "v1.2.3", "sha 9f86d081", "10.5 %", "label_7", "user@home", "a: b",
    ],
)  # fmt: skip
def test_names_without_personal_data_stay(name: str) -> None:
    assert mask_names(name) == name


@every(
    "name, hidden",
    [
        ("jane.doe@example.org", "jane"),
        ("reviews of jane.doe@example.org.jsonl", "jane"),
        ("https://user:secret@host/x", "secret"),
        ("class 4111 1111 1111 1111", "4111"),
        ("DE89 3704 0044 0532 0130 00", "3704"),
        ("key AKIAQ3EGVXHJ7KLMNOPQ", "AKIAQ3EG"),
    ],
)
def test_personal_data_in_names_are_masked(name: str, hidden: str) -> None:
    assert hidden not in mask_names(name)
    assert hidden not in mask(name)
    assert "…" in mask_names(name)


def test_values_inside_of_values_and_cells_of_tables_are_masked() -> None:
    assert mask_values({"a@example.org": ["b@example.org", 5, None], "n": ("c@example.org",)}) == {
        "[email 13 …rg]": ["[email 13 …rg]", 5, None],
        "n": ("[email 13 …rg]",),
    }
    table = pa.table({"text": ["a@example.org", None], "n": [1, 2], "list": [["b@example.org"], None]})
    masked = mask_table(table)
    assert masked.schema == table.schema
    assert masked.to_pylist() == [
        {"text": "[email 13 …rg]", "n": 1, "list": ["[email 13 …rg]"]},
        {"text": None, "n": 2, "list": None},
    ]

"""What is asked and what the key is, of rows that nobody answers: questions with choices, prompts with a reference."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
import pyarrow as pa

from dataaudit.sources.shapes.turns import SILENT
from dataaudit.stages.instructions.answers import prompt_form
from dataaudit.stages.instructions.instruction_signals import HASHES, digest

_KEYS = (
    "ground_truth",
    "answer",
    "target",
    "label",
    "final_answer",
    "expected_answer",
    "text",
    "value",
    "normalized_value",
)
LONGEST = 200
"""Characters of a key or a final answer at most; a longer reference is one of many ways to write a solution."""


@dataclass(frozen=True, slots=True)
class References:
    """Row stage ``instructions`` for questions with choices and for prompts with a reference.

    Attributes:
        prompts: Whether rows are prompts, whose turns are counted.
        name: ``instructions``.

    Signals: of prompts ``turn_count``; ``HASHES`` as of instruction data, where the reference is the answer; null for a
    row without a reference, or with a long one.
    """

    prompts: bool = False
    name: str = "instructions"

    @property
    def schema(self) -> pa.Schema:
        """See ``RowStage``."""
        counts = [("turn_count", pa.uint32())] if self.prompts else []
        return pa.schema([*counts, *((name, pa.string()) for name in HASHES)])

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """See ``RowStage``."""
        found: dict[str, list[str | None]] = {name: [] for name in HASHES}
        turns: list[int] = []
        for text, content in zip(batch.column("text").to_pylist(), batch.column("content").to_pylist(), strict=True):
            said, rest = orjson.loads(content) if content else ([], [])
            turns.append(sum(role not in SILENT for role, *_ in said))
            keys = [key_of(told) for role, told, _ in said if role == "reference" and told.strip()]
            answer = "\0".join(key for key in keys if key)
            known = bool(text and answer and None not in keys and len(answer) <= LONGEST)
            beside = [f"{role} {told} {extra}" for role, told, extra in said if role != "reference"]
            asked = "\0".join([prompt_form(text or ""), *beside, *(str(value) for value in rest if value)])
            key = digest(" ".join(answer.split()).casefold())
            values = (digest(prompt_form(text or "")), key, digest(asked), key)
            for name, value in zip(HASHES, values, strict=True):
                found[name].append(value if known else None)
        counts = [pa.array(turns, pa.uint32())] if self.prompts else []
        hashes = [pa.array(found[name], pa.string()) for name in HASHES]
        return pa.RecordBatch.from_arrays([*counts, *hashes], schema=self.schema)


def key_of(reference: str) -> str | None:
    """The right answer that a reference holds; None where it is something to check an answer with, such as tests.

    Examples:
        >>> key_of("B"), key_of('{"ground_truth": "42", "style": "rule"}'), key_of('{"tests": ["f(1) == 2"]}')
        ('B', '42', None)
        >>> key_of('{"text": ["in 1987", "1987"], "answer_start": [59, 62]}')  # several ways to write one answer
        '1987'
    """
    if reference[:1] not in ("{", "["):
        return reference
    try:
        held = orjson.loads(reference)
    except orjson.JSONDecodeError:
        return reference
    if isinstance(held, dict):
        held = next((held[key] for key in _KEYS if held.get(key) is not None), None)
    if isinstance(held, list):
        if any(isinstance(one, dict | list) for one in held):
            return None
        return min(map(str, held), key=lambda one: (len(one), one), default="")
    return None if held is None or isinstance(held, dict) else str(held)

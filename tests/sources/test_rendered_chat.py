"""Conversations that a template wrote as one text: their turns, and texts that are none."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataaudit import audit
from dataaudit.sources.shapes.conversation import conversation
from dataaudit.sources.shapes.rendered_chat import rendered_turns

SAID = [["system", "Be kind."], ["user", "Hi, who?"], ["assistant", "It is me."]]


def chatml(turns: list[list[str]]) -> str:
    return "".join(f"<|im_start|>{role}\n{text}<|im_end|>\n" for role, text in turns)


RENDERED = {
    "chatml": chatml(SAID),
    "llama 3": "<|begin_of_text|>"
    + "".join(f"<|start_header_id|>{role}<|end_header_id|>\n\n{text}<|eot_id|>" for role, text in SAID),
    "llama 2": "<s>[INST] <<SYS>>\nBe kind.\n<</SYS>>\n\nHi, who? [/INST] It is me. </s>",
    "zephyr": "".join(f"<|{role}|>\n{text}</s>\n" for role, text in SAID),
    "phi": "".join(f"<|{role}|>\n{text}<|end|>\n" for role, text in SAID),
    "alpaca": "Be kind.\n\n### Instruction:\nHi, who?\n\n### Response:\nIt is me.",
    "paragraphs": "SYSTEM: Be kind.\n\nUSER: Hi, who?\n\nASSISTANT: It is me. <|endoftext|>",
}


@pytest.mark.parametrize("style", RENDERED)
def test_the_turns_of_every_style_are_what_was_said(style: str) -> None:
    found = conversation(RENDERED[style])
    assert found is not None
    assert [[turn.role, turn.text] for turn in found] == SAID


def test_gemma_knows_no_system() -> None:
    text = "<bos><start_of_turn>user\nHi<end_of_turn>\n<start_of_turn>model\nHello<end_of_turn>\n"
    assert [turn.role for turn in conversation(text) or []] == ["user", "assistant"]


def test_an_answer_that_is_only_begun_is_left_out_and_an_empty_one_is_not() -> None:
    begun = chatml(SAID[:2]) + "<|im_start|>assistant\n"
    assert [role for role, _ in rendered_turns(begun) or []] == ["system", "user"]
    assert rendered_turns(chatml([*SAID[:2], ["assistant", ""]])) == [*map(tuple, SAID[:2]), ("assistant", "")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Human: is a word that stands at the beginning.",
        "The mark <|im_start|>user\n begins a turn, as <|im_start|>assistant\n does.",
        "# Title\n\n## Instruction\nOne heading alone.",
        "[INST] without an end",
        "[1, 2, 3]",
    ],
)
def test_texts_about_marks_and_with_one_of_them_are_no_conversation(text: str) -> None:
    assert rendered_turns(text) is None


WORDS = st.text(
    st.characters(blacklist_characters="<|>[]#", blacklist_categories=("Cs", "Zs", "Cc", "Zl", "Zp")), min_size=1
)


@given(st.lists(st.tuples(st.sampled_from(["user", "assistant", "system"]), WORDS), min_size=2, max_size=6))
def test_what_is_written_as_chatml_is_read_back(turns: list[tuple[str, str]]) -> None:
    assert rendered_turns(chatml([list(turn) for turn in turns])) == turns


def test_rendered_rows_are_audited_as_turns_and_cleaned_as_text(
    write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    said = [["user", "Mail me at ada@engine.org, please."], ["assistant", "I will."]]
    rows = [{"text": chatml(said)}, {"text": chatml([said[0], ["assistant", ""]])}]
    off = [f"stages.{name}=false" for name in ("quality", "embeddings", "labels", "passages")]
    result = audit(write_jsonl(rows), out=tmp_path / "run", settings=[*off, "clean.pii=mask"])
    assert [one.count for one in result.findings if one.name == "empty-answer"] == [1]
    told = json.dumps([str(note) for note in result.manifest.notes])
    assert "instruction data" in told
    cleaned = result.clean()["text"].to_list()
    assert cleaned[0] == chatml([["user", "Mail me at [EMAIL], please."], said[1]])

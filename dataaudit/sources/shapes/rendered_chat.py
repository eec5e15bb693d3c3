"""Conversations that a chat template has already written as one text: their turns.

Known are the marks of ChatML, Llama 2 and 3, Mistral, Gemma, Phi and Zephyr, of Alpaca's headings, and of dialogues
with ``Human:`` and ``Assistant:`` at the beginning of paragraphs.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_LOOKED_AT = 2000
"""First characters in which a mark must be: before it there may be a preamble."""
_BEGIN = re.compile(r"\s*(?:<s>|<bos>|<\|begin_of_text\|>|<\|startoftext\|>)*\s*")
_SYSTEM = re.compile(r"\s*<<SYS>>(.*?)<</SYS>>\s*", re.DOTALL)


class _Style(NamedTuple):
    """A way to write turns.

    Attributes:
        mark: What a turn begins with; its group names who speaks.
        end: What it may end with.
        preamble: Whether there may be words before the first turn.
    """

    mark: re.Pattern[str]
    end: re.Pattern[str]
    preamble: bool = False


_STYLES = (
    _Style(re.compile(r"<\|im_start\|>[ ]*([\w ]+?)[ ]*\n"), re.compile(r"<\|im_end\|>\s*\Z|<\|endoftext\|>\s*\Z")),
    _Style(
        re.compile(r"<\|start_header_id\|>\s*(\w+)\s*<\|end_header_id\|>\s*"),
        re.compile(r"(?:<\|(?:eot_id|eom_id|end_of_text)\|>\s*)+\Z"),
    ),
    _Style(re.compile(r"<start_of_turn>(\w+)\n"), re.compile(r"(?:<end_of_turn>|<eos>)\s*\Z")),
    _Style(
        re.compile(r"<\|(system|user|assistant|tool|observation)\|>\s*"),
        re.compile(r"(?:<\|(?:end|endoftext)\|>|</s>)\s*\Z"),
    ),
    _Style(re.compile(r"(\[/?INST\])[ ]?"), re.compile(r"(?:</s>\s*(?:<s>)?)?\s*\Z")),
    _Style(
        re.compile(
            r"(?:^|\n)#{2,3} ?(Instruction|Input|Response|Human|User|Assistant|System|Question|Answer):?[ ]*\n?"
        ),
        re.compile(r"(?:</s>|<\|endoftext\|>)?\s*\Z"),
        preamble=True,
    ),
    _Style(
        re.compile(r"(?:^|\n\n)(Human|Assistant|System|USER|ASSISTANT|SYSTEM|FUNCTION RESPONSE):[ ]?"),
        re.compile(r"\s*(?:<\|endoftext\|>|</s>|<\|eot_id\|>)?\s*\Z"),
    ),
)
_INST = {"[INST]": "user", "[/INST]": "assistant"}


def rendered_turns(text: str) -> list[tuple[str, str]] | None:
    r"""Who speaks and what is said, in order; None for a text that is not a conversation.

    Args:
        text: All of it. An answer that has only been begun (a prompt for it at the end) is left out.

    Examples:
        >>> rendered_turns("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nHello<|im_end|>")
        [('user', 'Hi'), ('assistant', 'Hello')]
        >>> rendered_turns("### Instruction:\nName a colour.\n\n### Response:\nRed.")
        [('instruction', 'Name a colour.'), ('response', 'Red.')]
        >>> rendered_turns("Human: is a word.") is None
        True
    """
    style = next((style for style in _STYLES if style.mark.search(text, 0, _LOOKED_AT)), None)
    return None if style is None else _turns(text, style)


def _turns(text: str, style: _Style) -> list[tuple[str, str]] | None:
    marks = list(style.mark.finditer(text))
    before = _BEGIN.sub("", text[: marks[0].start()], count=1).strip()
    if len(marks) < 2 or (before and not style.preamble):
        return None
    found = [("system", before)] if before else []
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    for mark, end in zip(marks, ends, strict=True):
        written = text[mark.end() : end]
        said = style.end.sub("", written).strip()
        role = _INST.get(mark[1], mark[1].lower())
        if role == "user" and (told := _SYSTEM.match(said)):
            found.append(("system", told[1].strip()))
            said = said[told.end() :].strip()
        begun = end == len(text) and not said and not style.end.search(written.rstrip() or " ")
        if not (begun and len(marks) > 1):
            found.append((role, said))
    return found

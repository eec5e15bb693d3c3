"""Prompts and answers of instruction data: what they lack, and what does not belong in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import xxhash
from numpy.typing import NDArray

from dataaudit.sources.corpus import SCORES
from dataaudit.sources.shapes.conversation import CALLS, MEDIA
from dataaudit.sources.shapes.turns import SILENT
from dataaudit.stages.instructions import phrases
from dataaudit.stages.instructions.answer_limit import OPEN, UNITS
from dataaudit.stages.instructions.answers import (
    answer_key,
    is_open,
    prompt_form,
    prose_of,
)
from dataaudit.stages.instructions.chat_tokens import ALL_CUT, ChatTokens
from dataaudit.stages.instructions.row_flags import FLAGS, row_flags
from dataaudit.stages.instructions.tool_calls import call_problem, lacks_result, may_call
from dataaudit.stages.instructions.trained_turns import trained_turns
from dataaudit.stages.language.text_language import Language, languages_of
from dataaudit.stages.signal_batch import signal_batch
from dataaudit.stages.tokens.token_counter import token_counter

REJECTED = "hash_rejected"
HASHES = ("hash_prompt", "hash_answer", "hash_asked", "hash_key")
SURELY = ("_prompt_sure", "_answer_sure")
"""Whether the language of the user's last turn and of the answer is counted; not where the prompt names a language."""
SAYING = (*CALLS, "parts", "thought")
"""Keys of what a message without a text may hold instead."""


@dataclass(frozen=True, slots=True)
class Instructions:
    """Row stage ``instructions``, for rows that have turns.

    An answer that the row says nobody trains on (a weight of 0) counts only where no other is trained on.

    Attributes:
        tokenizer: Name of the tokenizer for token counts; None leaves them out.
        scores: Name of the signal with what rows say about the worth of an answer: margin (of a preference, above 0
            where the chosen side is better) or rating (1 or 0); None where they say nothing.
        name: ``instructions``.

    Signals: ``turn_count``; ``prompt_chars`` and ``answer_chars`` (of everything before the last answer, and of that
    answer); ``rejected_chars`` (of the rejected side of a preference; null where there is none); ``FLAGS`` (0 or 1);
    ``answer_echo`` (share of the answer's sequences of five words that occur in the user's words, if it is about as
    long; 1 if it repeats the input); ``role_problem``; ``call_problem``; ``prompt_language`` (of the user's last
    turn) and ``answer_language``; ``hash_prompt`` (of ``prompt_form``), ``hash_asked`` (of the prompt with the system's
    words, choices, tools and media), ``hash_answer``, ``hash_key`` (of ``answer_key``; null for an open task) and
    ``hash_rejected`` (null where there is no rejected side), 128 bits in hex;
    ``answer_tokens`` (tokens of all answers, on which the loss would be computed) and ``template_tokens`` (all tokens
    of the row under the tokenizer's chat template; null if it has none or refuses the row); ``template_drops`` (roles
    whose words the template leaves out, and tools that it does not show; null for none).
    """

    tokenizer: str | None = None
    scores: str | None = None
    name: str = "instructions"

    @property
    def schema(self) -> pa.Schema:
        """See ``RowStage``."""
        counts = ["turn_count", "prompt_chars", "answer_chars", *FLAGS]
        counts += ["answer_tokens", "template_tokens", *ALL_CUT] if self.tokenizer else []
        texts = ["role_problem", "call_problem", "prompt_language", "answer_language", *HASHES]
        counts.append("rejected_chars")
        texts += [REJECTED, *(["template_drops"] if self.tokenizer else [])]
        columns = [(name, pa.uint32()) for name in counts] + [("answer_echo", pa.float32())]
        columns += [(self.scores, pa.float32())] if self.scores else []
        columns += [(name, pa.bool_()) for name in (*SURELY, OPEN)]
        columns += [(UNITS[unit], pa.uint32()) for unit in ("words", "tokens") if unit == "words" or self.tokenizer]
        return pa.schema([*columns, *((name, pa.string()) for name in texts)])

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """See ``RowStage``."""
        given = [None if text is None else orjson.loads(text) for text in batch.column("turns").to_pylist()]
        silent = [[turn for turn in turns or [] if turn[0] in SILENT] for turns in given]
        rows = [None if turns is None else [turn for turn in turns if turn[0] not in SILENT] for turns in given]
        missing = np.array([not turns for turns in rows], np.bool_)
        held = batch.column("content").to_pylist() if "content" in batch.schema.names else [None] * len(rows)
        told = [orjson.loads(content) if content else ([], []) for content in held]
        whole = [turns or [] for turns in given]
        extras = [_extras(turns, said) for turns, (said, _) in zip(whole, told, strict=True)]
        spoken_extras = [
            [extra for turn, extra in zip(turns, row, strict=True) if turn[0] not in SILENT]
            for turns, row in zip(whole, extras, strict=True)
        ]
        trained = [trained_turns(turns or [], extra) for turns, extra in zip(rows, spoken_extras, strict=True)]
        pairs = [prompt_and_answer(turns or [], learnt) for turns, learnt in zip(rows, trained, strict=True)]
        prompts, answers = [prompt for prompt, _ in pairs], [answer for _, answer in pairs]
        asked = [next((text for role, text in reversed(turns or []) if role == "user"), "") for turns in rows]
        languages = [_languages(list(map(prose_of, asked))), _languages(list(map(prose_of, answers)))]
        forms = list(map(prompt_form, prompts))
        found = [
            row_flags(turns or [], [*rest, *_pictured(said)], prompt, answer, one, other)
            for turns, rest, (said, _), prompt, answer, one, other in zip(
                rows, silent, told, prompts, answers, *languages, strict=True
            )
        ]
        calling = [may_call(turns, extra) for turns, extra in zip(whole, extras, strict=True)]
        for place, row in enumerate(found):
            row["call_unanswered"] = calling[place] and lacks_result(whole[place], extras[place])
            row["call_problem"] = call_problem(whole[place], extras[place]) if calling[place] else None
            row["answer_empty"] |= _lacks_earlier(rows[place] or [], spoken_extras[place], trained[place])
        counts = {name: np.array([row[name] for row in found], np.int64) for name in (*FLAGS, "turn_count")}
        columns: dict[str, NDArray[np.generic] | pa.Array] = {
            **counts,
            "prompt_chars": np.array(list(map(len, prompts)), np.int64),
            "answer_chars": np.array(list(map(len, answers)), np.int64),
            "answer_echo": np.array([np.nan if row["echo"] is None else row["echo"] for row in found], np.float64),
            "rejected_chars": pa.array([row["rejected_chars"] for row in found], pa.uint32()),
            "role_problem": pa.array([row["roles"] for row in found], pa.string()),
            "call_problem": pa.array([row["call_problem"] for row in found], pa.string()),
            "prompt_language": pa.array([one for one, _ in languages[0]], pa.string(), mask=missing),
            "answer_language": pa.array([one for one, _ in languages[1]], pa.string(), mask=missing),
            "hash_prompt": pa.array(list(map(digest, forms)), pa.string(), mask=missing),
            "hash_asked": pa.array(
                [
                    _asked_digest(turns or [], rest, content, form if all(learnt) else None)
                    for turns, rest, content, form, learnt in zip(rows, silent, told, forms, trained, strict=True)
                ],
                pa.string(),
                mask=missing,
            ),
            SURELY[0]: np.array([row["prompt_sure"] for row in found], np.bool_),
            SURELY[1]: np.array([row["answer_sure"] for row in found], np.bool_),
            REJECTED: pa.array([_rejected_digest(row["rejected"]) for row in found], pa.string()),
            "hash_key": pa.array(
                [
                    None if phrases.OPEN_TASK.search(prompt) else digest(answer_key(answer))
                    for prompt, answer in zip(prompts, answers, strict=True)
                ],
                pa.string(),
                mask=missing,
            ),
            "hash_answer": pa.array([digest(one.strip()) for one in answers], pa.string(), mask=missing),
        }
        columns[OPEN] = np.array([is_open(one) for one in answers], np.bool_)
        columns[UNITS["words"]] = np.array([len(one.split()) for one in answers], np.int64)
        if self.tokenizer:
            last = token_counter(self.tokenizer).count(pa.array(answers, pa.large_string()))
            columns[UNITS["tokens"]] = last
        if self.scores:
            columns[self.scores] = batch.column(SCORES).cast(pa.float32())
        if self.tokenizer:
            tools = [any(role == "tools" and text for role, text in turns) for turns in whole]
            columns |= ChatTokens(self.tokenizer).counts(rows, trained, tools)
        return signal_batch(self.schema, columns, missing)


def prompt_digest(prompt: str) -> str:
    """The hash of a prompt's ``prompt_form``, 128 bits in hex."""
    return digest(prompt_form(prompt))


def digest(text: str) -> str:
    """The hash of a text, 128 bits in hex."""
    return xxhash.xxh3_128_hexdigest(text.encode("utf-8", "surrogatepass"))


def prompt_and_answer(turns: Sequence[Sequence[str]], trained: Sequence[bool] = ()) -> tuple[str, str]:
    """Everything before the last answer without system turns, and that answer; "" for what is missing.

    Args:
        turns: Pairs of a role and its text.
        trained: Whether each is trained on; all where empty.
    """
    answers = (place for place in range(len(turns) - 1, -1, -1) if turns[place][0] == "assistant")
    last = next((place for place in answers if not trained or trained[place]), len(turns))
    prompt = "\n".join(text for role, text in turns[:last] if role != "system" and text)
    return prompt, turns[last][1] if last < len(turns) else ""


def _languages(texts: list[str]) -> list[tuple[str, float]]:
    names, confidence = languages_of(pa.array(texts, pa.large_string()), Language().min_confidence)
    return list(zip(names.to_pylist(), confidence.tolist(), strict=True))


def _rejected_digest(rejected: str | None) -> str | None:
    return None if rejected is None else digest(rejected.strip())


def _extras(turns: Sequence[Sequence[str]], said: Sequence[Sequence[str]]) -> list[str]:
    """What else every turn holds; nothing where columns were left out of the comparison."""
    return [extra for _, _, extra in said] if len(said) == len(turns) else [""] * len(turns)


def _lacks_earlier(turns: Sequence[Sequence[str]], extras: Sequence[str], trained: Sequence[bool]) -> bool:
    """Whether an answer is empty that is trained on: it neither says nor calls anything."""
    return any(
        role == "assistant" and learnt and not text.strip() and not any(f'"{key}"' in extra for key in SAYING)
        for (role, text), extra, learnt in zip(turns, extras, trained, strict=True)
    )


def _pictured(said: Sequence[Sequence[str]]) -> list[list[str]]:
    """Pictures and the like among the parts of messages, as turns that nobody speaks."""
    return [["media", extra] for role, _, extra in said if role == "user" and any(name in extra for name in MEDIA)]


def _asked_digest(
    turns: Sequence[Sequence[str]],
    silent: Sequence[Sequence[str]],
    told: tuple[list[Any], list[Any]],
    form: str | None,
) -> str:
    """The hash of what is asked: the prompt (its form, where known), the system's words, choices, tools and media."""
    if form is None:
        form = prompt_form(prompt_and_answer(turns)[0])
    system = "\n".join(text for role, text in turns if role == "system")
    beside = [text for role, text in silent if role in ("choices", "context", "tools", "media")]
    said, rest = told
    beside += [extra for role, _, extra in said if role in ("system", "user", "input") and extra]
    beside += [str(value) for value in rest if value]
    if not system and not beside:
        return digest(form)
    return digest("\0".join((form, " ".join(system.split()), *beside)))

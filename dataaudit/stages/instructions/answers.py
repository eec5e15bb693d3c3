"""Defects of an answer: an echo of its prompt, or cut off."""

from __future__ import annotations

import re

from dataaudit.stages.duplicates.content_hashes import loose_form
from dataaudit.stages.instructions.phrases import GOES_ON

ECHO = 5
"""Words in a sequence that is compared."""
WHOLE = 0.8
"""An answer can be an echo only if it has at least this many words per word of the prompt."""
LONG = 12
"""A last line of at least this many words without an end is prose that was cut off, not a heading or a list item."""

_CODE_BLOCK = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_CODE_LINE = re.compile(
    r"^(?:.*[;{}]|[^\S\n]*(?:def|class|import|from|return|for|while|if|elif|else|try|with|fn|func|function|let|const|var|"
    r"public|private|static|void|int|SELECT|INSERT|UPDATE)\b.*[(){}:;=].*|[^\S\n]*(?://|#include|</?\w+|@\w+).*)$",
    re.MULTILINE,
)
_CODE_MARK = re.compile(r"```|[;{}]\s*$|:\s*\n\s+\w|\w\(.*\)\s*$", re.MULTILINE)
_CODE_HINTS = ("```", ";", "{", "}", "(")
"""One of them, or a colon and a new line, is in whatever the mark is found in; they are found faster."""
COPIED = 8
"""Words of an answer from which on it is not part of its prompt by chance."""
_PUNCTUATION = re.compile(r"[.,:;!?]+(?=\s|$|[*\"'”’)])|(?<=\s)[-–—]+(?=\s)|['\"“”‘’«»…*`。，！？；：、]")
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]|[^\W_\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]+")
_APART = {point: " " for point in range(128) if not chr(point).isalnum()}
"""What parts words in ASCII, which is much faster than the pattern."""
_ENDED = re.compile(r"[.!?。！？…:：]|[\"”’'」』)\]}）】>*`|~_;$%°]$")
_ITEM = re.compile(r"^\s*(?:[-*•–+]|\(?\d{1,3}[.):]|\(?[a-zA-Z][.)])\s|[|#=]|^\s{2,}|^[^.!?]{1,40}:\s")
_SIGNED = re.compile(
    r"(?:^|\s)[#@][\w#@]+$|(?<!\S)(?>\S*?://)\S++$|[-–—]\s?[A-Z][\w.'’-]{0,40}+(?:\s[A-Z][\w.'’-]{0,40}+){0,3}$|[^\w\s,，、；]$"
)
"""Ends that need no mark: a tag, the name after a quotation, a symbol such as an emoji."""
_PAUSE = ",，、；"
_PAUSES = _PAUSE + ";；:：–—-("
_BRIEF = 8
"""Words that a result has at most, which stands behind its reasoning."""
_RESULT = re.compile(
    r"\W{0,9}(?:####|(?:the |final |my ){0,3}(?:answer|result)\b|(?:die |la |el |最终)?(?:antwort|lösung|réponse|"
    r"respuesta|答案)).{0,60}$",
    re.IGNORECASE,
)
_MARGINAL = frozenset({
    "a", "an", "the", "please", "kindly", "der", "die", "das", "den", "dem", "ein", "eine", "einen", "bitte", "le",
    "la", "les", "un", "une", "des", "el", "los", "las", "una", "o", "os", "um", "uma", "il", "lo",
    "gli", "i", "de", "het", "een", "en", "ett",
})  # fmt: skip
"""Words that do not change what a prompt asks: articles and words of politeness."""
_BOXED = re.compile(r"\\boxed\s{0,3}\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}")
_HASHED = re.compile(r"^####\s*(.+)$", re.MULTILINE)
_FRACTION = re.compile(r"\\frac\{(-?\d{1,15})\}\{(\d{1,15})\}|(-?\d{1,15})/(\d{1,15})")
_FRAME = _MARGINAL | frozenset({
    "it", "its", "is", "was", "are", "were", "s", "this", "that", "answer", "result", "year", "es", "ist", "war",
    "sind", "antwort", "c", "est", "sont", "réponse", "él", "son", "respuesta", "é", "são", "resposta",
})  # fmt: skip
"""Words around a brief answer that say nothing more: "It is Paris."."""
_CLOSING = 4
"""A last line of at most this many words with a comma is the closing of a letter, such as "With kind regards,"."""
_SENTENCE = re.compile(r"[.!?](?:\s|$|[\"”」])|[。！？]")


def prompt_form(text: str) -> str:
    """The form in which prompts are compared: without case, punctuation, articles and words of politeness.

    Examples:
        >>> prompt_form("Please name the capital of Peru!")
        'name capital of peru'
    """
    loose = loose_form(text).removeprefix("请")
    return " ".join(word for word in loose.split() if word not in _MARGINAL) or loose


def answer_key(answer: str) -> str:
    r"""What two answers to one prompt must agree in: of a brief one its numbers, or else its words but for the frame.

    A longer answer agrees with itself alone.

    Examples:
        >>> answer_key("The year was 2000."), answer_key("It is Paris!"), answer_key("paris")
        ('2000', 'paris', 'paris')
        >>> answer_key(r"Half of it: $\boxed{\frac{1}{2}}$."), answer_key("One half.\n#### 0.50")
        ('0.5', '0.5')
    """
    results = [*_BOXED.findall(answer), *_HASHED.findall(answer)]
    if results:
        return _value(results[-1].strip())
    words = words_of(answer)
    if len(words) > _BRIEF or not words:
        return " ".join(answer.split())
    if (value := _value(answer.strip())) != " ".join(answer.casefold().split()):
        return value
    numbers = re.findall(r"[-+]?\d[\d.,:/]*", answer)
    if numbers:
        return " ".join(number.rstrip(".,:/").replace(",", "") for number in numbers)
    return " ".join(word for word in words if word not in _FRAME) or " ".join(words)


def _value(result: str) -> str:
    """A result as a number where it is one, so that 1/2 is 0.5; otherwise its letters and digits."""
    plain = result.strip("$ .").replace("\\!", "").replace("{,}", "").replace(",", "").replace("\\dfrac", "\\frac")
    fraction = _FRACTION.fullmatch(plain)
    try:
        number = float(fraction[1] or fraction[3]) / float(fraction[2] or fraction[4]) if fraction else float(plain)
    except (ValueError, ZeroDivisionError):
        return " ".join(result.casefold().split())
    return f"{number:.9g}"


def words_of(text: str) -> list[str]:
    """The words of a text in lower case; in scripts without spaces, its characters."""
    folded = text.casefold()
    return folded.translate(_APART).split() if folded.isascii() else _WORD.findall(folded)


def echo_share(prompt: str, answer: str) -> float | None:
    """The share of an answer's word sequences that occur in its prompt; None for an answer without words.

    An answer much shorter than the prompt scores 0: taking a part of it is extraction or a choice. An answer shorter
    than a sequence counts as one sequence.

    Examples:
        >>> echo_share("Name three primary colours of light.", "name three primary colours of light")
        1.0
    """
    said = words_of(answer)
    if not said:
        return None
    asked = words_of(prompt)
    if len(said) < WHOLE * len(asked):
        return 0.0
    if len(said) < ECHO:
        return float(len(said) > 2 and said == asked)
    known = {tuple(asked[place : place + ECHO]) for place in range(len(asked) - ECHO + 1)}
    sequences = [tuple(said[place : place + ECHO]) for place in range(len(said) - ECHO + 1)]
    return sum(one in known for one in sequences) / len(sequences)


def same_words(one: str, other: str) -> bool:
    """Whether two answers differ in case, punctuation, emphasis and white space alone; numbers and signs must agree.

    Examples:
        >>> same_words("It is red.", "it is **red**"), same_words("It is 1.5", "It is 15"), same_words("-2", "2")
        (True, False, False)
    """
    return bool(one.strip() and other.strip()) and _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return " ".join(_PUNCTUATION.sub("", text.casefold()).split())


def prose_of(text: str) -> str:
    r"""A text without its code: blocks between ``` marks, and lines that end or begin as code does.

    Examples:
        >>> prose_of("So geht es:\n```python\nreturn max(rows)\n```\nFertig.")
        'So geht es:\n\nFertig.'
    """
    code = any(mark in text for mark in _CODE_HINTS) or (":" in text and "\n" in text)
    return _CODE_LINE.sub("", _CODE_BLOCK.sub("", text)) if code and _CODE_MARK.search(text) else text


def repeats_prompt(prompt: str, answer: str) -> bool:
    """Whether an answer of at least eight words is part of its prompt, word for word.

    Examples:
        >>> repeats_prompt("Say: a b c d e f g h i j", "B c d e f g h i."), repeats_prompt("Say: a b c", "A b c")
        (True, False)
    """
    said = words_of(answer)
    return len(said) >= COPIED and f" {' '.join(said)} " in f" {' '.join(words_of(prompt))} "


def is_open(answer: str) -> bool:
    r"""Whether a text has no end: an open code block, or a last character that is a letter, a digit or a pause.

    A result that stands by itself, behind the reasoning or behind "Answer:", is an end.

    Examples:
        >>> is_open("They came home and"), is_open("Red, green and blue."), is_open("Two and two.\n#### 4")
        (True, False, False)
    """
    text = answer.rstrip()
    if text.count("```") % 2:
        return True
    last = text.rpartition("\n")[2]
    if not last or (len(text) > len(last) and _RESULT.match(last)):
        return False
    reasoned = text.rpartition("</think>")
    if reasoned[1] and len(reasoned[2].split()) <= _BRIEF:
        return False
    return last[-1] in _PAUSES or not (_ENDED.search(last[-1]) or _SIGNED.search(last))


def is_truncated(answer: str) -> bool:
    """Whether an answer is cut off: in a code block, after a word that needs another, or in a long line of prose.

    Examples:
        >>> is_truncated("It was late. They came home and"), is_truncated("Red, green and blue")
        (True, False)
    """
    text = answer.rstrip()
    if text.count("```") % 2:
        return True
    last = text.rpartition("\n")[2].strip()
    if not last or _ENDED.search(last[-1]):
        return False
    if _SIGNED.search(last):
        return False
    prose = _SENTENCE.search(text) is not None
    if not prose or _ITEM.match(last):
        return False
    if last[-1] in _PAUSE:
        return len(words_of(last)) > _CLOSING
    return GOES_ON.search(last.lower()) is not None or len(words_of(last)) >= LONG

"""Finds numbers in a line and what they are called: ``loss: 0.5``, ``loss 0.5``, ``loss=0.5``, ``0.5 avg loss``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dataaudit.training.logs.columns import role_of, vocabulary, words_of
from dataaudit.training.logs.records import NUMBER

_VALUE = re.compile(rf"(?<![\w.@])(?P<value>{NUMBER})(?P<behind>[A-Za-z_%/:µ][\w%/:]*)?", re.IGNORECASE)
_SEPARATOR = re.compile(
    r"\s*[\"'’]?\s*(?P<sign>:=|[:=：]|=>|->|→)\s*[\"'(\[{~≈]*\s*(?:tensor\(|array\(|np\.float\d*\()?\s*$"
)
_COLUMN = re.compile(r"(?<=\w)\s*\|\s*$")
_BREAK = re.compile(r"[,;|(){}<>\t│┃，；、]|\s{2,}|\s[-–•*/]\s|[\[\]]|(?<=[a-z])['’]s\s|(?<=[A-Z]{3})\.\s")
_SECTION = re.compile(r"([A-Za-z][\w.-]*)\[(?=\s*[A-Za-z\"'])")
_UNIT = re.compile(r"^(?:[\w-]+/(?:s|sec|second|step|iter|it|batch|gpu)\b|ms|s|sec|seconds|MB|GB)\s+", re.IGNORECASE)
_ODD = ("nan", "inf")
_MOST_WORDS = 7
_RIGHT = re.compile(
    r"^\s+(avg(?=, )|(?:avg |average |mean |total |(?:train|val|valid|test|eval)[_ ])?"
    r"(?:loss|rate|lr|accuracy|acc|perplexity|ppl))\b(?!\s*[:=])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NamedNumber:
    """A number and its name.

    Attributes:
        name: As written in the line.
        value: The number as text.
        start: Where its name begins.
        mean: The number in brackets behind it, which many scripts print for its running mean, or "".
        percent: Whether it is one of a hundred.
    """

    name: str
    value: str
    start: int
    mean: str = ""
    percent: bool = False


_CELLED = re.compile(rf"(?:^|[|\]])\s*[A-Za-z_][\w./-]*\s+{NUMBER}\s*(?=\||$)", re.IGNORECASE)
_CELL_END = re.compile(r"\s*(?:\||$)")
_CELLS = 3
"""Fewest cells between bars with a word and a number each, as in ``| seg 1.5 | depth 0.4 | normals 0.2 |``."""
_TIMES = {"K": 1e3, "k": 1e3, "M": 1e6}
_IN_NAME = re.compile(r"\)\s*[\"']?\s*[:=]\s*[\"']?[-+]?\.?\d")
_SPOKEN = {"avg": "avg loss", "rate": "learning rate"}
"""Names behind a number that are cut short."""
_ID = re.compile(rf"\s+[^\W\d][^.;:=,|]{{0,40}} to {NUMBER}")
"""Words behind the number of a thing: ``loss scaler 0 reducing loss scale to 1024``."""
_MEAN = re.compile(rf"^\s*\(\s*(?:avg:?\s*)?({NUMBER})\s*\)", re.IGNORECASE)


def named_numbers(line: str) -> Iterator[NamedNumber]:
    """The numbers of a line that have a name.

    Examples:
        >>> [(one.name, one.value) for one in named_numbers("loss: 2.2 (2.3)  lr 1e-4 | 12ms | Acc@1 5.0%")]
        [('loss', '2.2'), ('lr', '1e-4'), ('Acc@1', '5.0')]
        >>> [(one.name, one.value) for one in named_numbers("tot_loss[loss=0.5, ctc_loss=nan, over 12 frames]")]
        [('tot_loss/loss', '0.5'), ('tot_loss/ctc_loss', 'nan')]
        >>> [one.name for one in named_numbers("total 1.5 | seg 1.0 | depth 0.3 | normals 0.2")]
        ['total', 'seg', 'depth', 'normals']
    """
    end, section = 0, ""
    cells = _CELLED.findall(line)
    for match in _VALUE.finditer(line):
        start = match.start()
        value, behind = match["value"], match["behind"] or ""
        between = line[end:start]
        if "[" in between and (opened := _opened(between)):
            section = opened
        elif "]" in between:
            section = ""
        if _is_of_name(line, match, between):
            continue
        separated = _SEPARATOR.search(between) or _COLUMN.search(between)
        in_cell = len(cells) >= _CELLS and bool(_CELL_END.match(line, match.end()))
        name, place = _name(between[: separated.start()] if separated else between.rstrip(" \"'(["), end)
        if odd := value.lstrip("+-").lower().startswith(_ODD):
            if not _is_number(value, behind, name, line[match.end() :], separated=bool(separated) or in_cell):
                continue
            behind = ""  # nan cut to so many places, nan(ind)
        number_end = match.end() if odd else match.end("value")
        if behind in _TIMES and (role := role_of(name)) is not None:  # grad_norm: 73.6K
            value, behind = f"{float(value.replace(',', '')) * _TIMES[behind]:g}", ""
            number_end = match.end()
        if behind and not (behind.startswith("%") or _is_break(behind)):
            end = match.end()
            continue
        if not name or not any(map(str.isalpha, name)):
            if right := _RIGHT.match(line[number_end:]):
                yield NamedNumber(_SPOKEN.get(right[1], right[1]), value, start)
            end = match.end()
            continue
        counted = behind.startswith("%") and (role := role_of(name)) and role.metric == "loss"
        label = not separated and value.isdigit() and bool(_ID.match(line, number_end))
        label |= not separated and name.lower() in vocabulary().sides and value.isdigit()  # Train 28:
        if not counted and not label and (separated or in_cell or _is_known(name)):  # packets or money are no loss
            mean = _MEAN.match(line[number_end:])
            full = f"{section}/{name}" if section and section.lower() not in vocabulary().sides else name
            yield NamedNumber(full, value, place, mean[1] if mean else "", percent=behind.startswith("%"))
        end = number_end


def _is_of_name(line: str, match: re.Match[str], between: str) -> bool:
    """Whether a number is a part of a name, as in top-5 and in ``LR (group 0)=2e-5``."""
    if match["value"].startswith("-") and between[-1:].isalnum():
        return True
    inside = between.rpartition("(")[2].strip()
    return "(" in between and inside.isalpha() and role_of(inside) is None and bool(_IN_NAME.match(line, match.end()))


def _is_number(value: str, behind: str, name: str, rest: str, *, separated: bool) -> bool:
    """Whether nan or inf is a number here, and neither the begin of "info" nor a word of "number of nan iterations"."""
    if value.lower().lstrip("+-") == "inf" and behind[:1].isalpha():
        return False
    if "if" in name.lower().split():  # advice
        return False
    return separated or (_is_known(name) if name else bool(_RIGHT.match(rest)))


def _is_break(behind: str) -> bool:
    return behind[0] in ":/" and (len(behind) == 1)


def _opened(between: str) -> str:
    opened = _SECTION.findall(between)
    return opened[-1] if opened else ""


def _name(text: str, offset: int) -> tuple[str, int]:
    """The last words of a text, behind the last break, and where they begin."""
    text = re.sub(r"\s*\([^()]*\)\s*$", "", text)  # elapsed time (ms)
    begin = 0
    for cut in _BREAK.finditer(text):
        if cut.end() < len(text.rstrip()):
            begin = cut.end()
    if text[begin:].strip(" ,;|\t") == "" or text.rstrip()[-1:] in ",;|(){}[]":
        return "", offset
    name = text[begin:]
    lead = len(name) - len(name.lstrip(" \"'•*#>~-:"))
    name = _UNIT.sub("", name.strip(" \"'•*>~:").lstrip("#-.")).lstrip(" :")
    words = name.split()
    if len(words) > _MOST_WORDS:
        words = words[-_MOST_WORDS:]
    return " ".join(words), offset + begin + lead


def _is_known(name: str) -> bool:
    """Whether a name without a sign behind it is that of a metric."""
    words = words_of(name)
    return 0 < len(words) <= 5 and len(name) <= 40 and (role_of(name) is not None or name.lower() in vocabulary().sides)

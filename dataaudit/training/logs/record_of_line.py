"""Turns a line of text into a record: its numbers by name, each on the side of the training that the line says."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from dataaudit.training.logs.columns import role_of, vocabulary, words_of
from dataaudit.training.logs.counters import counted
from dataaudit.training.logs.log_lines import LogLine
from dataaudit.training.logs.named_numbers import NamedNumber, named_numbers

_LONG_WORDS = sorted((word for word in vocabulary().sides if word.isascii() and len(word) > 2), key=len, reverse=True)
_SIDE = re.compile(
    rf"(?<![\w./])(?:{'|'.join(_LONG_WORDS)})(?![\w/-]|\.\w)"
    rf"|{'|'.join(word for word in vocabulary().sides if not word.isascii())}",
    re.IGNORECASE,
)
_SIDED = ("loss", "accuracy", "perplexity", "bits_per_byte", "reward")
_RUNNING_BAR = re.compile(r"\d+/(?:\d+|Unknown)\s*(?:\[[=>.\s-]+\]|━+)|━")
_TQDM = re.compile(r"\d+%\|")
_OWN_BATCHES = re.compile(r"\b(?:val[a-z]*|eval[a-z]*|test[a-z]*)[ _-]*(?:step|iter|batch)", re.IGNORECASE)
_CURRENT, _BEST = (
    re.compile(r"\bcur(?:rent)? metrics?\b|\bsaving dict\b", re.IGNORECASE),
    re.compile(r"\b(?:best|final model)\b[^,;|=:]*[,;:]", re.IGNORECASE),
)
_CROSS = re.compile(r"\bCV\b")
"""Cross-validation; cv in small letters is a coefficient of variation as well."""
_SAYS_NAN = re.compile(
    r"^(?!.*\b(?:if|no|not|never|without|when|where|whenever|until|unless|as soon as|should|would|may|skip|enabled|"
    r"disabled|monitor(?:s|ing)?|check(?:s|ing)?)\b).*?"
    r"(?:\b(?:nan|inf|infinite|non-?finite) loss (?:during|detected|encountered|found|at|in)\b"
    r"|\bloss (?:(?:is|was|became|has become|went|=) ?)+(?:nan|infinite|inf|not finite|non-?finite)\b"
    r"|\b(?:detected|encountered|found|got|hit) (?:an? )?(?:nan|infinite|inf|non-?finite)\b.{0,20}\bloss\b)",
    re.IGNORECASE,
)
"""A message that a loss is not finite, and no advice about one."""
_HEADING = re.compile(
    r"^(?!.*\b(?:num|nan|inf|loss|acc|size|set|data\w*|samples?|examples?|took|time|file|save\w*|load\w*)\b)[^\w]*"
    r"(?:(?:now|we|are|doing|begin\w*|start\w*|running|run|on|eval|-->|>) ?){0,6}"
    r"(train(?:ing)?|evaluat\w+|validat\w+|testing|eval)\b(?!\s*[:=]\s*\[?\d)",
    re.IGNORECASE,
)
_MICRO = re.compile(r"[\W_]*(?:\w+\W+)?micro[ _-]?step *\d+ */ *\d+", re.IGNORECASE)
"""A part of a step, whose numbers the step has as well."""
_TOTAL = re.compile(r"\btotal (?:steps?|iterations?)\W{1,3}(\d[\d,]*)(?![.\w])", re.IGNORECASE)
"""A count that is called a total; in a line with numbers of the training it is that of its step."""
_PRERUN = re.compile(r"\bprerun\s+", re.IGNORECASE)
"""What Kaldi calls the evaluation before the first iteration."""
_OPTIMISED = re.compile(r"\bf(?:val|x)?\s*=?\s+(?=[-+.\d][\d.]*(?:[eEdD][-+]\d+)?\s.*\|(?:proj ?)?g\|)")
_R_OPTIMISER = re.compile(
    r"^\s*(?:iter\s+(\d+)|initial)\s+value\s+([-+.\d]+(?:[eE][-+]?\d+)?|nan|inf)\s*$", re.IGNORECASE
)
"""What R's optimisers print: ``iter  10 value 139.03``."""
_NORM = re.compile(r"\|(?:proj ?)?g\|\s*=?")
_FORTRAN = re.compile(r"(?<=\d)[dD](?=[-+]\d{2}\b)")
"""What optimisers print: the value of the function, the norm of its gradient, exponents of Fortran."""
_GLUED = re.compile(r"(?<![A-Za-z_/.-])(loss|acc|accuracy|ppl|lr)(?=\d+\.\d+(?!\.?\w))", re.IGNORECASE)
"""A name that nothing parts from its number: ``loss0.568``."""
_PAIRED = re.compile(r"\(\s*[\"']([^\"'()]{1,60})[\"']\s*,\s*(?=[-+.\d]|nan|inf)")
"""A pair of Python: ``('average_loss', 0.42)``."""
_RETURN = re.compile(r"\bR(?=\s*[:=]\s*[-+.\d])")
"""The return of an episode, as reinforcement learning writes it."""
_SHORT = {
    "rR:μσmM": "reward:", "F:μσmM": "frames:", "U ": "update ", "H ": "entropy: ", "pL ": "policy loss: ",
    "vL ": "value loss: ", "∇ ": "grad norm: ",
}  # fmt: skip
"""Short names of torch-ac, whose lines give mean, deviation, least and most of what is called μσmM."""
_SHORTENED = re.compile("(?:(?<=^)|(?<=[| ]))(?:" + "|".join(map(re.escape, _SHORT)) + ")")
_SKIPS = re.compile(r"\bskipp(?:ing|ed) (?:this |the |a )?(?:optimi[sz]er )?(?:step|update)\b", re.IGNORECASE)
"""A step that is not taken, which counts as one."""
_TITLED = re.compile(r"^\W{3,}(?:global )?(?:step|iteration|epoch) \d+(?: ?/ ?\d+)?\W{3,}$", re.IGNORECASE)
_COMPLETED = re.compile(
    r"\bepoch \d+(?: ?/ ?\d+)?(?: of \d+)? (?:is )?(?:complete|completed|finished|done|ended)\b", re.IGNORECASE
)
"""What ends an epoch, whose numbers are of the training again."""
_TREE = re.compile(r"\s*(?:\|\s*)*\|-")
"""A line of a configuration that is printed as a tree."""
_TENSOR = re.compile(r"\w+(?:/\w+)+:\d+,? shape\b")
"""A variable of TensorFlow with the number of an output."""
_TYPED = re.compile(
    r"[\"'](?:_?type|mode|phase|split|stage)[\"']: [\"'](val|valid|validation|test|eval)(?:_[a-z]+)?[\"']",
    re.IGNORECASE,
)
"""The side of a record that is printed as JSON, where one of its values says it."""
_LONGEST_HEADING = 100
_MANY = 4
"""How often a history in one line names a metric."""
_EVALUATED = re.compile(r"(?:RMSE|MAE)_(?:E|F)(?:_|$)")
"""Errors of energies and forces, which potentials of atoms are evaluated by; their losses stand beside them."""
_OF_EVALUATION = re.compile(r"^\s*\*+\s")


@dataclass(slots=True)
class LineRecord:
    """What a line says.

    Attributes:
        counts: See ``Counted``.
        numbers: By name, with the side before it where the line says one.
        side: The side of all numbers that do not say theirs, or "".
        heading: Whether it heads the records of a side.
        own_batches: Whether its step is that of an evaluation's own batches.
        titled: Whether it is the title of a step or an epoch.
        skips: Whether it says that a step is skipped.
        keras: Whether it is the state of a bar with running means, of which the last of an epoch counts.
    """

    counts: dict[str, float] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    side: str = ""
    keras: bool = False
    own_batches: bool = False
    heading: bool = False
    titled: bool = False
    skips: bool = False


def record_of(line: LogLine) -> LineRecord | None:
    """The record of a line; None where it holds neither a counter nor a number of a training, nor heads others."""
    if record := _numbered(line):
        return record
    if len(line.text) <= _LONGEST_HEADING and (match := _HEADING.search(line.text)):
        told = {vocabulary().sides.get(word) for word in words_of(line.text[match.end(1) :])}
        if "train" in told or (match[1].lower().startswith("train") and told & {"validation", "test"}):
            return None  # of both
        evaluation = "test" if "test" in told else "validation"
        return LineRecord(side="train" if match[1].lower().startswith("train") else evaluation, heading=True)
    return None


def _numbered(line: LogLine) -> LineRecord | None:
    if _TENSOR.search(line.text) or _MICRO.match(line.text) or _TREE.match(line.text):
        return None
    if not any(map(str.isdigit, line.text)) and "nan" not in line.text.lower() and "inf" not in line.text.lower():
        return None
    text = _PAIRED.sub(r"(\1: ", _GLUED.sub(r"\1 ", line.text))
    text = _RETURN.sub("reward", text) if "episode" in text.lower() else text
    text = _SHORTENED.sub(lambda match: _SHORT[match[0]], text) if "μσmM" in text else text
    found = counted(_of_optimiser(text) if "g|" in text or " value " in text else text)
    rest = _CROSS.sub("validation", found.rest)
    named = list(named_numbers(rest))
    if not found.counts and _is_history([one.name for one in named]):
        return None
    numbers, side = _sided(rest, named, placed=bool(found.counts))
    if not any(role_of(name) for name in numbers):
        numbers = {}
    if _SAYS_NAN.search(line.text) and (not found.counts or not numbers):
        # The epoch goes on counting; a step that only a message names has no number of its kind.
        return LineRecord({kind: count for kind, count in found.counts.items() if kind == "epoch"}, {"loss": "nan"})
    if not numbers and not found.counts:
        return None
    if numbers and "step" not in found.counts and (match := _TOTAL.search(line.text)):
        found.counts["step"] = float(match[1].replace(",", ""))
    keras = bool(_RUNNING_BAR.search(line.text)) and not _TQDM.search(line.text)
    titled = bool(_TITLED.match(line.text.strip()) or _COMPLETED.search(line.text))
    skips = bool(_SKIPS.search(line.text))
    own_batches = bool(_OWN_BATCHES.search(line.text))
    return LineRecord(found.counts, numbers, side, keras, own_batches, titled=titled, skips=skips)


def _of_optimiser(text: str) -> str:
    """A line with the value of a function and the norm of its gradient by the names that trainings have for them.

    Examples:
        >>> _of_optimiser("At iterate    2    f=  1.64D+00    |proj g|=  1.1D-01")
        'At iteration    2    loss = 1.64e+00    grad norm =  1.1e-01'
    """
    text = _FORTRAN.sub("e", text)
    if match := _R_OPTIMISER.match(text):
        return f"iteration {match[1] or 0} ; loss: {match[2]}"
    if not _OPTIMISED.search(text):
        return text
    return _NORM.sub("grad norm =", _OPTIMISED.sub("loss = ", text)).replace("At iterate ", "At iteration ")


def of_boosting(side: str, sides: Collection[str]) -> str:
    """The name of a loss that is called by its side alone: ``learn: 0.69 test: 0.71``, where the test watches.

    Examples:
        >>> of_boosting("test", ["learn", "test"]), of_boosting("test", ["train", "valid", "test"])
        ('validation loss', 'test loss')
    """
    watches = not any(vocabulary().sides.get(name.lower()) == "validation" for name in sides)
    return "validation loss" if side.lower() == "test" and watches else f"{side} loss"


def _is_history(names: list[str]) -> bool:
    """Whether a line repeats a metric's name again and again: the whole course of a training, printed once more."""
    return len(names) >= _MANY and any(names.count(name) >= _MANY for name in set(names) if role_of(name))


def _sided(rest: str, named: list[NamedNumber], *, placed: bool) -> tuple[dict[str, str], str]:
    """Numbers by name, with the side that the line says before them.

    Args:
        rest: The line without its counters.
        named: Its numbers.
        placed: Whether it has counters.
    """
    inside = [(one.start, one.start + len(one.name)) for one in named]
    marks = [
        (match.start(), vocabulary().sides[match[0].lower()])
        for match in _SIDE.finditer(rest)
        if not any(first <= match.start() < last for first, last in inside)
    ]
    marks += [(match.start(), "validation") for match in _CURRENT.finditer(rest)]
    marks += [(0, vocabulary().sides[match[1].lower()]) for match in _TYPED.finditer(rest)]
    marks += [(match.start(), "best") for match in _BEST.finditer(rest)]
    marks.sort()
    numbers: dict[str, str] = {}
    side, current = "", ""
    if not marks and (_OF_EVALUATION.match(rest) or any(_EVALUATED.match(one.name) for one in named)):
        marks = [(0, "validation")]
    losses = any(role.metric == "loss" for role in map(role_of, [one.name for one in named]) if role)
    seen_loss = False
    evaluated = losses and all(
        words_of(one.name)[0] == "eval" for one in named if (role := role_of(one.name)) and role.metric == "loss"
    )
    for one in (replace(each, name=_PRERUN.sub("", each.name)) for each in named):
        role = role_of(one.name)
        own = next((vocabulary().sides[word] for word in words_of(one.name) if word in vocabulary().sides), "")
        before = [which for place, which in marks if place < one.start]
        current = before[-1] if before else current
        if current == "best":
            continue
        name = one.name
        if not role and name.lower() in vocabulary().sides:
            if losses and one.percent:  # Loss: 3.6, Train: 25.5%, Valid: 20.8%
                numbers.setdefault(f"{name} accuracy", one.value)
                continue
            name = of_boosting(name, [each.name for each in named])
            if losses or (not placed and one.value.replace(",", "").isdigit()):  # how many samples a side has
                continue
        elif role and not own and evaluated and not marks and role.metric == "perplexity":
            name = f"validation {name}"  # perplexity: 27.5 eval_loss: 3.3
        elif role and not own and current and (role.metric in _SIDED or role.metric.startswith("part_loss")):
            name = f"{current} {name}"
        elif own and role and not seen_loss and not marks and " " in one.name:
            # "val loss: 1.2, acc: 0.8": the side is that of the numbers behind it as well.
            current = own
        seen_loss |= bool(role and role.metric == "loss" and not own)
        value = one.mean if one.mean and (current or own) in ("validation", "test") else one.value
        if name in numbers:
            continue
        numbers[name] = value
        side = side or current or own
    if not side and marks:
        side = marks[0][1]
    return numbers, side

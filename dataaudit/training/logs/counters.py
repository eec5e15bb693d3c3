"""Finds in a line where in its training it was printed: step, epoch, batch of the epoch."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dataaudit.training.logs.columns import Counter, vocabulary

_COUNT = r"(\d[\d,]*(?:\.\d+)?)(?![\w.]|,\d)"
_OF = r"(?:\s*(?:/|of|de|von|sur|из|out of)\s*(\d[\d,]*)(?![\w.]))?"
_BRACKETED = (
    r"\s*(?:\((?:train(?:ing)?|val(?:id)?|validation|test|eval)\)|/\s*(?:train|val|test|max|total)\w*)?"
    rf"[\"']?\s*#?[:=#№：]?\s*[\[(\"']?\s*(?:{_COUNT}){_OF}\s*[\])]?"
)


def _named(kind: Counter, *more: str) -> re.Pattern[str]:
    words = [word for word in vocabulary().counters[kind] if "/" not in word and word != "#"]
    ascii_words = sorted(
        (re.escape(word).replace("_", "[_ ]") for word in words if word.isascii()), key=len, reverse=True
    )
    others = sorted((word for word in words if not word.isascii()), key=len, reverse=True)
    before = (
        r"(?<![\w/.])(?<!total )(?<!micro )(?<!micro-)"
        r"(?:(?:train|training|trainer|completed|global|optimizer|learning)[ _/]+)?"
    )
    named = rf"{before}(?:{'|'.join(ascii_words)})\b\.?"
    return re.compile("|".join([f"(?:{named}|(?:{'|'.join(others)})数?){_BRACKETED}", *more]), re.IGNORECASE)


_NAMED: dict[Counter, re.Pattern[str]] = {
    "epoch": _named(
        "epoch",
        r"第\s*(\d+)\s*(?:/\s*(\d+)\s*)?(?:轮|个?\s*epoch|期|エポック)",
        r"(?<![\w.])(\d+) ?epoch\b(?!\s*=|:\s*\d)()",
    ),
    "step": _named(
        "step",
        r"^\s*s:(\d+)()",
        r"第\s*(\d+)\s*(?:/\s*(\d+)\s*)?(?:步|次迭代|ステップ)",
        r"(?<![\d.])\b(\d+)(?:st|nd|rd|th)?\s+(?:steps?|iterations?)\b(?!/)()",
    ),
    "batch": _named("batch"),
}
_AFTER_EPOCH = re.compile(
    rf"^[\s,|:;-]*(?:batch|iter|step|it|i)?\s*[=:]?\s*[\[(]?\s*{_COUNT}\s*/\s*(\d[\d,]*)"
    r"\s*(?:\(\s*[\d.]+ ?%\s*\))?\s*[\])]?",
    re.IGNORECASE,
)
_LOSS_AT = re.compile(
    r"\b((?:(?:train|training|validation|valid|val|test) )?loss) (\d+)(?: |: +)(?=-?\d+\.\d)", re.IGNORECASE
)
"""A loss with the number of its step before it: ``Train loss 145 0.68``."""
_COLONED = re.compile(r"^\s*\[\s*(\d+)\s*:\s*(\d+)\s*/\s*(\d+)\s*\]")
"""The same, the epochs without their last: ``[2: 500/1251]``."""
_TWO_RATIOS = re.compile(r"(?:^|(?<=[\s:]))\[\s*(\d+)\s*/\s*(\d+)\s*\]\s*\[\s*(\d+)\s*/\s*(\d+)\s*\]")
"""Epoch and batch without their names: ``[2/300][500/1251]``."""
_RATIO = re.compile(r"(?:^|(?<=[\s|\[(]))(\d[\d,]*)\s*/\s*(\d[\d,]*)(?=\s*(?:[\[|\]),:;-]|$|\s))")
_LEADING = re.compile(r"^\s*[\[(]\s*(\d+)\s*/\s*(\d+)\s*[\])]")
"""What a line begins with: the state of a bar, or a step and the last one."""
_INDEX = re.compile(r"^\s*[\[(]?\s*(\d+)\s*[\])]?\s*(?:[:|,\t]|\s)(?=.*[^\d\s.,|:-])")
_BOOSTED = re.compile(r"(?<![\w\]])\[(\d+)\]\s+(?=(?:train|valid|eval|test|learn)\w*[-:_' ])", re.IGNORECASE)
"""The round of boosting, behind what a logger writes."""
_SIDE_EPOCH = re.compile(
    r"^\W*(?:train(?:ing)?|test|eval|valid(?:ation)?):?\s+()(\d+)\s*(?=\[\s*\d+\s*/\s*\d+)", re.IGNORECASE
)
_OWN_SIDE = re.compile(r"[(/]\s*(train|val|test|eval)", re.IGNORECASE)
_AT = re.compile(
    r"(?<!\w)([^\W\d]{1,40}(?: [^\W\d]{1,40}){0,2}) (?:at|after|in|for) "
    r"((?:(?:,? ?(?:of )?)(?:global )?(?:iteration|iter|step|epoch|update|batch) \d[\d,]*){1,3})"
    r"\s*(?:is|was|:|=)\s*(?=[-+.\d]|nan|inf)",
    re.IGNORECASE,
)
"""A number that is named before its place: ``Score at iteration 20 is 0.7``, ``loss in epoch 1 iteration 20: 0.7``."""
_LISTED = re.compile(r"[\"']step[\"']: [\[(](\d+), (\d+)(?:, (\d+))?[\])]")
"""Epoch, batch and the last batch as DLLogger prints them."""
_ITERATIONS = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)([kM]?)it/(\d+(?:\.\d+)?)([kM]?)it\b")
"""Done and coming iterations of a bar with units: ``1.02kit/2.00kit``."""
_SOON = re.compile(r" (?:at|after|in|for) (?:global )?(?:iter|step|epoch|update|batch)", re.IGNORECASE)
_LISTENER = re.compile(r"(?<=ScoreIterationListener)(\W+)score\b", re.IGNORECASE)
"""What Deeplearning4j calls the value of its loss function."""
_BAR = re.compile(r"\d+(?:\.\d+)?%\|[^|]*\|")


@dataclass(slots=True)
class Counted:
    """Where in its training a line was printed.

    Attributes:
        counts: Numbers by ``step``, ``epoch``, ``batch``, ``index``; ``steps``, ``batches`` are their last values.
        rest: The line with spaces in place of them.
    """

    counts: dict[str, float] = field(default_factory=dict)
    rest: str = ""


def counted(line: str) -> Counted:
    """Take the counters out of a line.

    Examples:
        >>> counted("Epoch [2][30/100] loss: 0.5").counts
        {'epoch': 2.0, 'batch': 30.0, 'batches': 100.0}
        >>> counted("iteration  20/ 10000 | lm loss: 2.1").counts
        {'step': 20.0, 'steps': 10000.0}
        >>> counted("Loss at step 20 is 0.7").rest
        ' ;  ; ; Loss: 0.7'
        >>> counted("[3] training's binary_logloss: 0.6").counts
        {'index': 3.0}
    """
    text = _LISTENER.sub(r"\1; loss", line)
    text = _AT.sub(r"\2 ; \1: ", text) if _SOON.search(text) else text
    text = _ITERATIONS.sub(_scaled, text) if "it/" in text else text
    text = _LOSS_AT.sub(r"step \2 ; \1 ", text)
    found = Counted(rest=_BAR.sub(" | ", text))
    if match := _LISTED.search(found.rest):
        _keep(found, "epoch", match[1], None)
        _keep(found, "batch", match[2], match[3])
        found.rest = found.rest[: match.start()] + " ; " + found.rest[match.end() :]
        return found
    if match := _TWO_RATIOS.search(found.rest):
        _keep(found, "epoch", match[1], match[2])
        _keep(found, "batch", match[3], match[4])
        found.rest = found.rest[: match.start()] + " ; " + found.rest[match.end() :]
        return found
    if match := _COLONED.search(found.rest):
        _keep(found, "epoch", match[1], None)
        _keep(found, "batch", match[2], match[3])
        found.rest = found.rest[: match.start()] + " ; " + found.rest[match.end() :]
        return found
    for kind in _NAMED:
        match = _SIDE_EPOCH.match(found.rest) if kind == "epoch" else None
        match = match or _best(kind, found.rest)
        if not match:
            continue
        groups = [one for one in match.groups() if one]
        _keep(found, kind, groups[0], groups[1] if len(groups) > 1 else None)
        before, after = found.rest[: match.start()], found.rest[match.end() :]
        if kind == "epoch" and (inner := _AFTER_EPOCH.match(after)):
            _keep(found, "batch", inner[1], inner[2])
            after = " " * (inner.end() - inner.start()) + after[inner.end() :]
        side = _OWN_SIDE.search(match[0])
        found.rest = before + f" ; {side[1] if side else ''} ; " + after
    if found.counts.keys() == {"batch"} and _LEADING.match(found.rest):
        found.counts.clear()  # how many samples a batch has
    if "batch" not in found.counts and "steps" not in found.counts and (match := _RATIO.search(found.rest)):
        # What a progress bar counts: batches of an epoch that the line names, or steps.
        _keep(found, "batch" if "step" in found.counts or "epoch" in found.counts else "bar", match[1], match[2])
        found.rest = found.rest[: match.start()] + " ; " + found.rest[match.end() :]
    if not found.counts and (match := _BOOSTED.search(found.rest) or _INDEX.match(found.rest)):
        _keep(found, "index", match[1], None)
        found.rest = " " * match.end() + found.rest[match.end() :]
    return found


def _scaled(match: re.Match[str]) -> str:
    """Iterations without their unit."""
    times = {"": 1, "k": 1_000, "M": 1_000_000}
    done, last = (round(float(match[at]) * times[match[at + 1]]) for at in (1, 3))
    return f"step {done}/{last} "


def _best(kind: Counter, text: str) -> re.Match[str] | None:
    """The counter of a kind: of several the one that counts over the whole training; a fraction is not a step."""
    found = [match for match in _NAMED[kind].finditer(text) if kind == "epoch" or "." not in _first(match)]
    return min(found, key=_rank, default=None)


def _rank(match: re.Match[str]) -> tuple[int, int]:
    name = match[0].lower()
    sure = 0 if re.search("global|num_up", name) else 1 if "step" in name else 2
    return sure, match.start()


def _first(match: re.Match[str]) -> str:
    return next((one for one in match.groups() if one), "")


def _keep(found: Counted, kind: str, count: str, last: str | None) -> None:
    found.counts.setdefault(kind, float(count.replace(",", "")))
    if last:
        found.counts.setdefault(f"{kind}s" if kind != "batch" else "batches", float(last.replace(",", "")))

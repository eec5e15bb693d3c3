"""Defects that are planted into a sample of rows, each with what must be found."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from dataaudit.selftests.edits import edited, garbled, restyled
from dataaudit.selftests.made_up_values import MadeUpValues

EDIT_RATES = (0.01, 0.02, 0.05, 0.1)
LEADS = {
    "email": "Write to {}.", "phone": "Call me at {}.", "card": "My card number is {}.", "iban": "Pay to IBAN {}.",
    "us_ssn": "My SSN is {}.", "cn_id": "身份证号：{}。", "uscc": "统一社会信用代码：{}。",
    "passport": "Passport number {}.",
    "ipv4": "The server is at {}.", "ipv6": "The server is at {}.", "url_credentials": "Use {} for now.",
    "secret": "The key is {} and works.",
}  # fmt: skip
"""How a value is written into a text, by type."""
_SHORTEST_ITEM, _SHORTEST_COPY = 60, 40
_ACCENTED = ("café", "naïve", "Müller", "señor", "it’s", "“quoted”", "crème brûlée", "Łódź")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the sample.

    Attributes:
        text: Its text.
        label: Its label, or None.
        split: Its split, or None.
    """

    text: str
    label: str | None
    split: str | None


@dataclass(frozen=True, slots=True)
class Plant:
    """A planted defect.

    Attributes:
        kind: As the table of results names it.
        row: Number of the row that has it.
        of: Number of the row that it was made of, or of the evaluation item; -1 for none.
        value: What was put in, where in the text, and of which type; empty where nothing was.
        start: Code point where the value begins.
        type: Its type.
    """

    kind: str
    row: int
    of: int = -1
    value: str = ""
    start: int = -1
    type: str = ""


@dataclass(slots=True)
class Planted:
    """A sample with defects.

    Attributes:
        rows: All rows, those of the sample first.
        items: Evaluation items.
        plants: What was planted.
    """

    rows: list[Row]
    items: list[str] = field(default_factory=list)
    plants: list[Plant] = field(default_factory=list)


def plant(rows: Sequence[Row], each: int, seed: int) -> Planted:
    """Plant defects.

    Args:
        rows: The sample.
        each: Defects of every kind, at most; fewer where the sample has too few fitting rows.
        seed: Where places and values come from.
    """
    pick = random.Random(seed)  # noqa: S311  (nothing is protected by it)
    made = Planted(list(rows))
    vocabulary = [word for row in rows for word in row.text.split()] or ["word"]
    _copies(made, each, pick, vocabulary)
    _leaks(made, each, pick)
    _personal_data(made, each, pick, seed)
    _mojibake(made, each, pick)
    _flips(made, len(rows), each, pick)
    return made


def _chosen(made: Planted, count: int, pick: random.Random, fits: Callable[[Row], bool]) -> list[int]:
    used = {one.row for one in made.plants} | {one.of for one in made.plants if "copy" in one.kind}
    fitting = [place for place, row in enumerate(made.rows) if place not in used and fits(row)]
    return pick.sample(fitting, min(count, len(fitting)))


def _copies(made: Planted, each: int, pick: random.Random, vocabulary: list[str]) -> None:
    """Copies at several rates of edits."""
    texts = Counter(row.text for row in made.rows)
    first = len(made.rows)
    sources = [place for place, row in enumerate(made.rows) if len(row.text) >= _SHORTEST_COPY and texts[row.text] == 1]
    for rate in (0.0, *EDIT_RATES):
        kind = "exact copy" if rate == 0 else f"copy with {rate:.0%} of its words edited"
        for place in pick.sample(sources, min(each, len(sources))):
            row = made.rows[place]
            text = f" {row.text}\n" if rate == 0 else edited(row.text, rate, pick, vocabulary)
            if rate and text == row.text:
                continue
            made.plants.append(Plant(kind, len(made.rows), of=place))
            made.rows.append(Row(text, row.label, row.split))
    made.plants = [one for one in made.plants if one.row >= first]


def _leaks(made: Planted, each: int, pick: random.Random) -> None:
    """Evaluation items: rows that are taken out of the sample and put back in other forms."""
    texts = Counter(row.text for row in made.rows)
    near = {one.of for one in made.plants}
    fits = [
        place
        for place, row in enumerate(made.rows)
        if len(row.text) >= _SHORTEST_ITEM and texts[row.text] == 1 and place not in near
        and place not in {one.row for one in made.plants}
    ]  # fmt: skip
    chosen = pick.sample(fits, min(3 * each, len(fits) // 3))
    forms = ("leak, word for word", "leak, other case and line breaks", "leak inside a longer text")
    others = [row.text for place, row in enumerate(made.rows) if place not in set(chosen)]
    for number, place in enumerate(chosen):
        row = made.rows[place]
        kind = forms[number % len(forms)]
        text = row.text
        if kind == forms[1]:
            text = restyled(row.text, pick)
        elif kind == forms[2] and len(others) >= 2:
            text = f"{pick.choice(others)}\n\n{row.text}\n\n{pick.choice(others)}"
        made.items.append(row.text)
        made.plants.append(Plant(kind, place, of=len(made.items) - 1))
        made.rows[place] = Row(text, row.label, row.split)


def _personal_data(made: Planted, each: int, pick: random.Random, seed: int) -> None:
    """Values of every type, at the end of texts."""
    values = MadeUpValues(seed)
    for kind, lead in LEADS.items():
        for place in _chosen(made, max(each // 4, 10), pick, lambda row: bool(row.text.strip())):
            row, value = made.rows[place], getattr(values, kind)()
            text = f"{row.text} {lead.format(value)}"
            made.plants.append(Plant("personal data", place, value=value, start=text.rindex(value), type=kind))
            made.rows[place] = Row(text, row.label, row.split)


def _mojibake(made: Planted, each: int, pick: random.Random) -> None:
    """Texts whose encoding was told wrongly."""
    for place in _chosen(made, each, pick, lambda row: 0 < len(row.text) < 2000):
        row = made.rows[place]
        text = row.text if garbled(row.text) else f"{row.text} {' '.join(pick.sample(_ACCENTED, 3))}"
        made.plants.append(Plant("mojibake", place))
        made.rows[place] = Row(garbled(text) or text, row.label, row.split)


def _flips(made: Planted, rows: int, each: int, pick: random.Random) -> None:
    """Labels of other classes."""
    classes = sorted({row.label for row in made.rows if row.label is not None})
    if len(classes) < 2:
        return
    labelled = [place for place in range(rows) if made.rows[place].label is not None]
    fitting = _chosen(made, min(each, len(labelled) // 20), pick, lambda row: row.label is not None)
    for place in fitting:
        row = made.rows[place]
        made.plants.append(Plant("flipped label", place))
        made.rows[place] = Row(row.text, pick.choice([one for one in classes if one != row.label]), row.split)

"""Personal data out of what leaves the data: replaced by kind, length and the last two characters.

Every sink masks: pages, terminal, log, CI annotations, tables beside the rows. ``mask`` is for texts and errs on the
side of masking what has the form of a phone number, a card or an identifier; numbers of sums, dates and tables of
digits stay readable. ``mask_names`` is for names of classes, files and columns, and for sentences, in which dates and
counts must stay.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from typing import Any

import pyarrow as pa

from dataaudit.stages.personal_data.detect import personal_data

_CREDENTIALS = r"(?P<credentials>(?<=://)[^\s/@:]{1,100}:[^\s/@]{1,100}(?=@))"
_EMAIL = r"(?P<email>[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8})"
_NAMES = re.compile(f"{_CREDENTIALS}|{_EMAIL}")
_TEXTS = re.compile(
    f"{_CREDENTIALS}|{_EMAIL}"
    r"|(?P<ip>(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]))"
    r"|(?P<secret>(?=[\w/+=-]{0,40}\d)(?=[\w/+=-]{0,40}[A-Za-z])[A-Za-z0-9_/+=-]{24,})"
    r"|(?P<identifier>(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![A-Za-z0-9]))"
    r"|(?P<number>(?<!\d)(?:\+\(?\d(?:[ .()/-]{0,2}\d){6,14}"
    r"|(?<![\d.])(?<!\d-)(?=(?:[ .()/-]{0,2}\d){9})\(?0\d{1,4}(?:[ .()/-]{1,2}\d{2,8}){1,4}"
    r"|\d{4}(?:[ .-]\d{4}){2,3}(?:[ .-]\d{1,4})?|\d{6}[ -]\d{8}[ -]\d{3}[\dXx]|\(?\d{3}\)?[ .-]{1,2}\d{3,4}[ .-]\d{4}"
    r"|\d{5}[ -]\d{5}|\d{10,19}[Xx]?)(?!\d))"
)
_PERHAPS = re.compile(r"[@:]|\d(?:[ .()/-]{0,2}\d){5}|[A-Za-z0-9_+=-]{16}")
"""What a name has that may hold personal data; the others are not looked into."""


def mask(text: str) -> str:
    """A text in which addresses, phone numbers, identifiers and keys are replaced, also those that only look like it.

    Examples:
        >>> mask("write to jane.doe@example.org or call 0800 123 45 67")
        'write to [email 20 …rg] or call [phone 14 …67]'
        >>> mask("12 + 3.5 = 15.5, 1,099,511 / 7, 5 3 0 0 7 0 0 0 0, 2024-01-15")
        '12 + 3.5 = 15.5, 1,099,511 / 7, 5 3 0 0 7 0 0 0 0, 2024-01-15'
        >>> mask("0664 55 66 777 and +43 (664) 5566777 and 6222020903001234567")
        '[number 14 …77] and [phone 17 …77] and [number 19 …67]'
        >>> mask("138-1234-5678, 4111 1111 1111 1112, acct 1234567890, 98765 43210, id-0664 5566777")
        '[number 13 …78], [number 19 …12], acct [number 10 …90], [number 11 …10], id-[number 12 …77]'
    """
    return _masked(text, _TEXTS)


def mask_names(text: str) -> str:
    """A name or a sentence without the personal data that are recognised.

    Examples:
        >>> mask_names("part-2024-01-15 of jane.doe@example.org: 1,099,511 rows")
        'part-2024-01-15 of [email 20 …rg]: 1,099,511 rows'
    """
    return _masked(text, _NAMES) if _PERHAPS.search(text) else text


def mask_values(value: Any) -> Any:
    """A value of lists, mappings and texts whose texts are masked as names."""
    if isinstance(value, str):
        return mask_names(value)
    if isinstance(value, Mapping):
        return {mask_values(key): mask_values(one) for key, one in value.items()}
    return type(value)(mask_values(one) for one in value) if isinstance(value, list | tuple) else value


def mask_table(table: pa.Table) -> pa.Table:
    """A table whose columns of text, and of lists of text, are masked as names."""
    for place, column in enumerate(table.schema):
        kind = column.type.value_type if pa.types.is_list(column.type) else column.type
        if pa.types.is_string(kind) or pa.types.is_large_string(kind):
            values = [mask_values(value) for value in table.column(place).to_pylist()]
            table = table.set_column(place, column, pa.array(values, column.type))
    return table


def without_raw(table: pa.Table, columns: Collection[str]) -> pa.Table:
    """A table with digests in place of the texts in some columns, and of those in their lists.

    Examples:
        >>> without_raw(pa.table({"text": ["a", None], "n": [1, 2]}), ["text"]).to_pylist()
        [{'text': 'sha256:ca978112ca1bbdca', 'n': 1}, {'text': None, 'n': 2}]
    """
    for name in columns:
        values = [_digest(value) for value in table.column(name).to_pylist()]
        place = table.schema.get_field_index(name)
        table = table.set_column(place, table.schema.field(name), pa.array(values, table.schema.field(name).type))
    return table


def _digest(value: Any) -> Any:
    if isinstance(value, list):
        return [_digest(one) for one in value]
    if isinstance(value, str):
        return f"sha256:{hashlib.sha256(value.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
    return value


def _masked(text: str, pattern: re.Pattern[str]) -> str:
    pieces, position = [], 0
    for kind, start, end in personal_data(text):
        pieces += [pattern.sub(_hidden, text[position:start]), _told(kind, text[start:end])]
        position = end
    return "".join([*pieces, pattern.sub(_hidden, text[position:])])


def _hidden(match: re.Match[str]) -> str:
    return _told(match.lastgroup or "", match[0])


def _told(kind: str, value: str) -> str:
    return f"[{kind} {len(value)} …{value[-2:]}]"

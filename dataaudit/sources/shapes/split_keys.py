"""Columns that say whom or what a row is about, and when it was made."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import xxhash

from dataaudit.sources.shapes.moments import DayOrder, day_order, seconds_of
from dataaudit.sources.template import Template, is_text_type

_GROUPS = (
    "user|author|patient|subject|participant|speaker|talker|writer|customer|client|buyer|seller|account|member|person|"
    "student|pupil|employee|reviewer|poster|sender|player|owner|conversation|conv|dialog|dialogue|chat|thread|session|"
    "call|visit|encounter|admission|document|doc|article|paper|page|book|novel|chapter|story|report|case|ticket|repo|"
    "repository|project|product|item|asin|movie|film|song|track|video|episode|recording|interview|meeting|device|"
    "household|property|listing|house|building|profile|game|match|family|parent|scene|passage|context|paragraph|"
    "question group|group|essay|exam|experiment|contract|order|invoice|policy|file|source doc|source document|"
    "benutzer|nutzer|autor|autorin|kunde|kunden|patienten|sprecher|schreiber|gespräch|gespraech|dokument|artikel|buch|"
    "akten|fall|vorgangs|bestell|rechnungs|geräte|"
    "usuario|usuaria|autora|paciente|cliente|hablante|conversacion|conversación|sesion|sesión|documento|articulo|"
    "artículo|libro|utilisateur|auteur|locuteur|client|dossier|livre|utente|autore|paziente|parlante"
)
_ENDS = "id|ids|uid|uuid|guid|key|no|nr|num|number|hash|name|handle|code|email|mail|address|url|login|nummer|kennung"
_ALONE = (
    "user|author|patient|speaker|participant|customer|client|account|student|conversation|dialog|dialogue|thread|"
    "session|repo|repository|project|asin|username|login|email|e mail|sender|address|postal address|street address|"
    "household|autor|autorin|benutzer|nutzer|kunde|sprecher|usuario|usuaria|paciente|cliente|hablante|utilisateur|"
    "auteur|locuteur|phone|phone number|url|screen name|nickname|book|movie|meeting|interview|recording|reviewer"
)
_GROUP_NAME = re.compile(
    rf"(?:.+ )?(?:{_GROUPS})s? ?(?:{_ENDS})|(?:(?:parent|root|source|original|main) )?(?:{_ALONE})"
)
_GROUP_HAN = re.compile(
    r".*(?:用户|使用者|作者|患者|病人|病历|会话|会話|对话|對話|文档|文件|文章|客户|顾客|商品|学生|說話人|说话人|发言人|账号|帳號|店铺|会员)"
    r"(?:id|ID|编号|編號|号|號|名|标识)?"
)
_NO_GROUP = re.compile(
    r".*\b(?:annotators?|annotation|workers?|raters?|labell?ers?|judges?|coders?|templates?|prompts?|tasks?|"
    r"categor\w+|class(?:es)?|models?|clusters?|languages?|lang|versions?|batch(?:es)?|folds?|splits?|licen[cs]e|"
    r"batch|shards?|rows?|line|types?|count|counts|length|turns?)\b.*"
)
_TIMES = (
    "date|time|datetime|timestamp|ts|created|published|posted|sent|submitted|written|year|day|month|when|datum|zeit|"
    "zeitpunkt|zeitstempel|erstellt|veröffentlicht|jahr|fecha|hora|año|publicado|creado|heure|annee|année|data|ano|epoch"
)
_TIMES_OF = r"(?:(?:de|da|di|della) )?(?:publi\w+|pubbli\w+|creac\w+|cria\w+|création|creation|post\w+|envio|envío)"
_TIME_NAME = re.compile(
    rf"(?:.+ |\w{{3,}}(?=datum|zeitpunkt))?(?:{_TIMES})"
    rf"(?: (?:at|on|utc|ms|s|sec|seconds|ns|iso|am|date|time|unix|epoch|{_TIMES_OF}))*"
)
_TIME_HAN = re.compile(r".*(?:时间|時間|日期|时间戳|年份|发布于)")
_NO_TIME = re.compile(
    r".*\b(?:updated?|modified|changed|processed|exported|ingested|inserted|indexed|scraped|crawl\w*|fetch\w*|"
    r"download\w*|retrieved|accessed|annotated|annotation|labell?ed|birth\w*|born|dob|expir\w*|valid|due|start|end|"
    r"duration|elapsed|runtime|response|reading|spent|process\w*|run|geburt\w*)\b.*"
)
_MOST_GROUPS, _MOST_TIMES = 8, 4
_LOOKED_AT = 1000
_LONGEST = 120
"""Characters that an identifier has at most; longer values are texts, unless they are digests."""
_DIGEST = re.compile(r"(?=.*\d)[\w+/=-]{1,512}", re.ASCII)
_READ = 0.9
"""Share of a column's values that must be moments for it to be read as times."""
_NOBODY = frozenset((
    "anonymous", "anon", "unknown", "none", "null", "nan", "n/a", "na", "-", "--", "?", "guest", "deleted", "[deleted]",
    "[removed]", "removed", "undefined", "other", "0", "-1", "various", "staff", "admin", "system", "bot", "user",
    "anonym", "unbekannt", "anónimo", "anonyme", "匿名", "匿名用户", "未知", "无", "無",
))  # fmt: skip
"""Values that name no group."""
_SERIAL = re.compile(r".*?(\d{1,15})")


@dataclass(frozen=True, slots=True)
class SplitKeys:
    """Columns whose values must not cross splits.

    Attributes:
        groups: Columns, or fields inside them, with identifiers of what several rows share.
        times: Columns with moments, and the order of day and month in them.
        declared: Those that the configuration names.
    """

    groups: tuple[str, ...] = ()
    times: tuple[tuple[str, DayOrder], ...] = ()
    declared: tuple[str, ...] = ()


def find_split_keys(
    head: pa.Table, read: Collection[str | None], groups: tuple[str, ...], time: str | None
) -> SplitKeys:
    """Split keys of a corpus by the names of its columns and their first values, or as declared.

    Args:
        head: The first rows.
        read: Columns that are the text, the class or the split.
        groups: Declared columns of groups; found where there are none.
        time: Declared column of times, "" for none; found where it is None.
    """
    head = head.slice(0, _LOOKED_AT)
    places = dict(_fields(head.schema, read))
    found = groups or tuple(place for place, kind in places.items() if _is_group(head, place, kind))[:_MOST_GROUPS]
    if time is None:
        named = [place for place, kind in places.items() if _may_be_time(place, kind)]
        times = [(place, order) for place in named if (order := _time_order(head, place, _READ)) is not None]
    else:
        times = [(time, _time_order(head, time, 0.0) or "unknown")] if time else []
    return SplitKeys(found, tuple(times[:_MOST_TIMES]), (*groups, *([time] if time else [])))


def _fields(schema: pa.Schema, read: Collection[str | None]) -> Iterator[tuple[str, pa.DataType]]:
    """Columns that are not read, and the fields inside of them, down to the second level."""
    for column in schema:
        if column.name in read:
            continue
        yield column.name, column.type
        if pa.types.is_struct(column.type):
            for field in column.type:
                yield f"{column.name}.{field.name}", field.type
                if pa.types.is_struct(field.type):
                    yield from ((f"{column.name}.{field.name}.{inner.name}", inner.type) for inner in field.type)


def words_of_name(name: str) -> str:
    """The words of a column's name, in lower case: of a field inside a column its own.

    Examples:
        >>> words_of_name("meta.userId"), words_of_name("reviewerID"), words_of_name("created_at")
        ('user id', 'reviewer id', 'created at')
    """
    last = name.rsplit(".", 1)[-1]
    apart = re.sub(r"(?<=[a-zß-ÿ0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", last)
    return " ".join(re.split(r"[\W_]+", apart)).strip().lower()


def _is_group(head: pa.Table, place: str, kind: pa.DataType) -> bool:
    words = words_of_name(place)
    if place.count(".") and words in ("id", "name", "key"):  # user.id, meta.author.name
        words = f"{words_of_name(place.rsplit('.', 1)[0])} {words}"
    named = _GROUP_NAME.fullmatch(words) or _GROUP_HAN.fullmatch(words)
    if not named or _NO_GROUP.fullmatch(words) or not _is_plain(kind):
        return False
    values = [value for value in _texts(head, place) if value]
    short = sum(map(len, values)) <= _LONGEST * len(values)
    return bool(values) and (short or all(map(_DIGEST.fullmatch, values)))


def _may_be_time(place: str, kind: pa.DataType) -> bool:
    words = words_of_name(place)
    if _NO_TIME.fullmatch(words) or pa.types.is_time(kind) or pa.types.is_duration(kind) or pa.types.is_boolean(kind):
        return False
    named = _TIME_NAME.fullmatch(words) or _TIME_HAN.fullmatch(words)
    return bool(named) and (_is_plain(kind) or pa.types.is_temporal(kind))


def _is_plain(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_plain(kind.value_type)
    return (
        pa.types.is_integer(kind) or pa.types.is_floating(kind) or (is_text_type(kind) and not pa.types.is_nested(kind))
    )


def _time_order(head: pa.Table, place: str, least: float) -> DayOrder | None:
    """The order of day and month in a column of times; None where it does not hold times.

    Dates in which nobody can tell day from month are times that are not read.
    """
    values = pa.array([value for value in _texts(head, place) if value], pa.large_string())
    order = day_order(values.to_pylist())
    read = seconds_of(values, order)
    if order == "unknown" and np.isnan(read).all():
        read = seconds_of(values, "day first")
    known = int(np.isfinite(read).sum())
    return order if known and known >= least * len(values) else None


def _texts(head: pa.Table, place: str) -> list[str | None]:
    template = Template((("", place),))
    return [text for batch in head.to_batches() for text in template.of_batch(batch).to_pylist()]


def group_values(texts: pa.LargeStringArray) -> tuple[pa.UInt64Array, pa.Int64Array]:
    """Digests of identifiers, and the numbers that they end with.

    Returns:
        Digests, 0 for a value that names no group; numbers, -1 where there is none.
    """
    coded = texts.dictionary_encode()
    values = [value.strip() for value in coded.dictionary.to_pylist()]
    named = [value and value.casefold() not in _NOBODY for value in values]
    digests = [
        xxhash.xxh3_64_intdigest(value.encode()) if kept else 0 for value, kept in zip(values, named, strict=True)
    ]
    numbers = [int(match[1]) if (match := _SERIAL.fullmatch(value)) else -1 for value in values]
    places = coded.indices.fill_null(len(values)).to_numpy(zero_copy_only=False)
    return (
        pa.array(np.array([*digests, 0], np.uint64)[places]),
        pa.array(np.array([*numbers, -1], np.int64)[places]),
    )

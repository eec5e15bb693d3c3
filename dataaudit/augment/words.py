"""Words of a text in any language, with where they stand: real words in scripts without spaces too.

Chinese is cut by jieba, which tells parts of speech; Japanese and Thai by BudouX, whose Japanese pieces are phrases
with their particles. Both ship their models.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import regex

from dataaudit.augment.english_tags import tags_of

_SPACED = regex.compile(
    r"(?<=\s)['’](?:s|t|re|ve|ll|d|m)\b|[\p{L}\p{M}\p{N}]+(?:[-'’.·_]?[\p{L}\p{M}\p{N}]+)*|[^\p{L}\p{M}\p{N}\s]"
)
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}ー々]+")
_END = regex.compile(
    r"(?:(?<!\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|e\.g|i\.e|No|Inc|Jr|Sr|Co|Corp|Ltd|Gen|Sen|Rep|Gov|Col|Lt|Sgt|Rev|Capt|Ave|Fig"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun|[A-Z]))[.!?]+[\"'”’)\]]*(?=\s+[^\s\p{Ll}]|\s*$)"
    r"|[。！？…]+[”’」』）]*|\n+)\s*"
)
CHINESE, JAPANESE, THAI, ENGLISH = "zh", "ja", "th", "en"


@dataclass(frozen=True, slots=True)
class Word:
    """A word, number or mark.

    Attributes:
        start: First code point.
        end: One past the last.
        text: The word itself.
        tag: Penn Treebank tag of an English word, jieba's flag of a Chinese one, empty for others.
    """

    start: int
    end: int
    text: str
    tag: str = ""

    @property
    def is_word(self) -> bool:
        """Whether it holds a letter."""
        return any(one.isalpha() for one in self.text)


def words_of(text: str, language: str) -> tuple[Word, ...]:
    """Words of a text in order.

    Args:
        text: A text.
        language: Its ISO 639-1 code; what has spaces is cut at them in every language.

    Examples:
        >>> [word.text for word in words_of("It's 3.5 kg, isn't it?", "en")]
        ["It's", '3.5', 'kg', ',', "isn't", 'it', '?']
        >>> [word.text for word in words_of("送餐速度很快", "zh")]
        ['送餐', '速度', '很快']
    """
    pieces: list[Word] = []
    for start, end in sentences_of(text):
        found = _pieces(text, start, end, language)
        if language == ENGLISH:
            tags = tags_of([one.text for one in found])
            found = [Word(one.start, one.end, one.text, tag) for one, tag in zip(found, tags, strict=True)]
        pieces += found
    return tuple(pieces)


def sentences_of(text: str) -> list[tuple[int, int]]:
    """Where sentences begin and end, with the white space after them; together they are the whole text.

    Examples:
        >>> text = "Mr. Li came. He saw 3.5 m of snow!"
        >>> [text[start:end] for start, end in sentences_of(text)]
        ['Mr. Li came. ', 'He saw 3.5 m of snow!']
    """
    ends = [match.end() for match in _END.finditer(text)]
    if not ends or ends[-1] < len(text):
        ends.append(len(text))
    starts = [0, *ends[:-1]]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if end > start]


def _pieces(text: str, start: int, end: int, language: str) -> list[Word]:
    found: list[Word] = []
    for match in _SPACED.finditer(text, start, end):
        first = match.start()
        if language == CHINESE and regex.search(r"\p{Han}", match.group()):
            found += _unspaced(text, match.start(), match.end(), language)
            continue
        for run in _UNSPACED.finditer(text, match.start(), match.end()):
            if run.start() > first:
                found.append(Word(first, run.start(), text[first : run.start()]))
            found += _unspaced(text, run.start(), run.end(), language)
            first = run.end()
        if first < match.end():
            found.append(Word(first, match.end(), text[first : match.end()]))
    return found


def _unspaced(text: str, start: int, end: int, language: str) -> list[Word]:
    run = text[start:end]
    if regex.search(r"\p{Thai}", run):
        cut = [(one, "") for one in _phrases(THAI).parse(run)]
    elif language == JAPANESE or regex.search(r"[\p{Hiragana}\p{Katakana}]", run):
        cut = [(one, "") for one in _phrases(JAPANESE).parse(run)]
    else:
        cut = [(str(pair.word), str(pair.flag)) for pair in chinese_tagger().cut(run)]
    words = []
    for piece, tag in cut:
        words.append(Word(start, start + len(piece), piece, tag))
        start += len(piece)
    return words


@cache
def chinese_tagger() -> Any:
    """Jieba's tagger, with its dictionary read and nothing printed or left in shared folders."""
    import logging

    import jieba
    import jieba.posseg

    jieba.setLogLevel(logging.ERROR)
    dictionary = jieba.Tokenizer()
    dictionary.FREQ, dictionary.total = dictionary.gen_pfdict(dictionary.get_dict_file())
    dictionary.initialized = True
    return jieba.posseg.POSTokenizer(dictionary)


def chinese_frequency(word: str) -> int:
    """How often jieba's corpus has a word; 0 for none.

    Examples:
        >>> chinese_frequency("速度") > chinese_frequency("迅雷不及掩耳") > 0
        True
    """
    return int(chinese_tagger().tokenizer.FREQ.get(word) or 0)


@cache
def _phrases(language: str) -> Any:
    import budoux

    return budoux.load_default_thai_parser() if language == THAI else budoux.load_default_japanese_parser()

"""What a system prompt demands of every answer, where a program can check it: one language, or JSON alone."""

from __future__ import annotations

import re

import orjson

_LANGUAGES = {
    "english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt",
    "dutch": "nl", "russian": "ru", "chinese": "zh", "mandarin": "zh", "japanese": "ja", "korean": "ko",
    "arabic": "ar", "hindi": "hi", "turkish": "tr", "polish": "pl", "ukrainian": "uk", "swedish": "sv",
    "vietnamese": "vi", "thai": "th", "indonesian": "id", "greek": "el", "hebrew": "he", "czech": "cs",
    "englisch": "en", "deutsch": "de", "französisch": "fr", "spanisch": "es", "anglais": "en", "allemand": "de",
    "français": "fr", "espagnol": "es", "inglés": "en", "alemán": "de", "francés": "fr", "español": "es",
    "английском": "en", "русском": "ru", "немецком": "de", "英文": "en", "英语": "en", "中文": "zh", "汉语": "zh",
    "日语": "ja", "日本語": "ja", "英語": "en",
}  # fmt: skip
_NAMED = "|".join(sorted(_LANGUAGES, key=len, reverse=True))
_WORDS = r"(?:\w+ ){0,3}?"
_LANGUAGE = re.compile(
    rf"\b(?:answer|respond|reply|write|speak|communicate)s?(?: \w+){{0,4}}? (?:only |exclusively |solely |always )?in "
    rf"({_NAMED})\b|\b(?:antworte|antworten sie|schreibe?) {_WORDS}auf ({_NAMED})\b|"
    rf"\b(?:réponds|répondez) {_WORDS}en ({_NAMED})\b|\b(?:responde|responda|contesta) {_WORDS}en ({_NAMED})\b|"
    rf"\bотвечай(?:те)? {_WORDS}на ({_NAMED})\b|(?:请|必须|只|始终)?用({_NAMED})(?:回答|回复|作答)|"
    rf"({_NAMED})で(?:のみ|だけ)?(?:答え|回答|返答)",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:unless|if (?:the )?user|same language|user's language|language of the user|or in|either|translat|default)\b|"
    r"翻译|除非",
    re.IGNORECASE,
)
"""Words of a prompt that leaves the language open, or is about several."""
_JSON = re.compile(
    r"\b(?:only|nothing but|exclusively|solely)\b[^.\n]{0,30}\bjson\b|"
    r"\bjson\b[^.\n]{0,30}\b(?:only|and nothing else|no other text|without any)\b|"
    r"\b(?:must|always) (?:respond|reply|answer|return|output|be)\b[^.\n]{0,30}\bjson\b|"
    r"(?:只|仅)(?:输出|返回|回复)[^。\n]{0,10}json",
    re.IGNORECASE,
)
_FENCE = re.compile(r"```(?:json)?\s*(.*?)```", re.DOTALL)
LONG_ENOUGH = 40
"""Characters of an answer from which on its language is compared."""


def demanded_language(system: str) -> str | None:
    """The one language that a system prompt demands; None where it demands none, or leaves another open.

    Examples:
        >>> demanded_language("You are a tutor. Always answer in German."), demanded_language("You teach German.")
        ('de', None)
    """
    if not system or _OPEN.search(system):
        return None
    found = {next(filter(None, match.groups())).casefold() for match in _LANGUAGE.finditer(system)}
    languages = {_LANGUAGES[name] for name in found}
    return languages.pop() if len(languages) == 1 else None


def breaks_demand(system: str, answer: str, language: str, *, sure: bool) -> bool:
    """Whether an answer breaks what its system prompt demands.

    Args:
        system: The system prompt.
        answer: The answer.
        language: Its language.
        sure: Whether that is sure.

    Examples:
        >>> breaks_demand("Reply with valid JSON only.", "Sure! The city is Rome.", "en", sure=True)
        True
        >>> breaks_demand("Reply with valid JSON only.", '{"city": "Rome"}', "en", sure=True)
        False
    """
    text = answer.strip()
    if not system or not text:
        return False
    if _JSON.search(system):
        return not _is_json(text)
    demanded = demanded_language(system)
    return demanded is not None and sure and len(text) >= LONG_ENOUGH and language != demanded


def _is_json(text: str) -> bool:
    fenced = _FENCE.search(text)
    for written in (text, fenced[1] if fenced else text):
        try:
            orjson.loads(written)
        except orjson.JSONDecodeError:
            continue
        return True
    return text[:1] in ("{", "[") and text[-1:] in ("}", "]")  # several documents, or single quotation marks

"""In which country's numbering plan a national number is read: by words of a language before it, or by the script."""

from __future__ import annotations

from functools import lru_cache

from dataaudit.stages.personal_data.context import WINDOW, Pattern, words

_CALLS = {
    "GB US IE IN AU NZ ZA CA SG NG KE PK PH HK": (
        r"(?:ring|call|phone|text|reach|message|try|whatsapp|dial|contact) (?:me|us|him|her|them|mum|dad|the \p{L}+)",
        r"my (?:number|cell|mobile)", "number is", "mobile is", "telephone", "voicemail",
    ),
    "DE AT CH": (
        r"ruf\p{L}*", r"anruf\p{L}*", r"anzurufen", r"erreich\p{L}*", "durchwahl",
        r"(?:telefon|handy|mobil|ruf|fax)nummer",
        "mobil", "handy", "tel", "fon", "nummer", "sms", "melde dich", "melden sie sich",
    ),
    "FR BE CH CA LU MA TN DZ SN CI": (
        r"appel\p{L}*", r"joign\p{L}*", r"contact\p{L}*", "portable", r"compos\p{L}*", "numéro", "téléphone", "tél",
        r"rappel\p{L}*",
    ),
    "ES MX AR CO CL PE UY EC": (
        r"ll[aá]m\p{L}*", "móvil", "celular", "teléfono", "tfno", "número", r"marc[ae]\p{L}*", r"escr[ií]b\p{L}*",
        "wasap",
    ),
    "BR PT AO MZ": (
        r"lig(?:ue|ar|a|o|uem)", r"cham[ae]\p{L}*", "celular", "telemóvel", "telefone", "número", "zap", "fone",
        "contato", "contacto",
    ),
    "IT CH": (r"chiam\p{L}*", "cellulare", "numero", "telefono", r"telefon\p{L}*", "cell", r"contatt\p{L}*"),
    "NL BE": (r"be(?:l|llen|reik\p{L}*)", "nummer", "telefoon", "mobiel", "telefoonnummer"),
    "PL": (r"numer\p{L}*", r"zadzwo\p{L}*", r"dzwo\p{L}*", r"telefon\p{L}*", r"komórk\p{L}*", "tel"),
    "CZ SK": (r"telefon\p{L}*", r"číslo", r"volejte", r"volajte", "mobil", "tel"),
    "TR": (r"numara\p{L}*", r"ara\p{L}*", "cep", r"telefon\p{L}*", "tel", "gsm", "whatsapp"),
    "RU KZ BY": (
        r"звон\p{L}*", r"позвон\p{L}*", r"номер\p{L}*", r"телефон\p{L}*", "тел", "моб", "сот", r"пиш\p{L}*",
        r"наб[еи]р\p{L}*", "факс",
    ),
    "UA": (r"дзвон\p{L}*", r"зателефон\p{L}*", r"наб[еи]р\p{L}*", r"номер\p{L}*", r"телефон\p{L}*", "тел", "моб"),
    "SE": (r"ring\p{L}*", "nummer", "mobil", "telefon", "tel"),
    "NO DK": (r"ring\p{L}*", "nummer", "mobil", "telefon", "tlf", "tel"),
    "FI": (r"soit\p{L}*", r"numero\p{L}*", r"puhelin\p{L}*", "puh", "gsm"),
    "GR": (r"τηλ\p{L}*", r"καλ[έε]στε", "κινητό"),
    "RO": (r"sun[aăi]\p{L}*", r"număr\p{L}*", "telefon", "tel", "mobil"),
    "HU": (r"hív\p{L}*", r"telefon\p{L}*", "tel", "mobil", r"szám\p{L}*"),
    "EG SA AE MA IQ JO DZ TN KW QA": (
        "على", r"اتصل\p{L}*", r"رقم\p{L}*", "الرقم", r"هاتف\p{L}*", "الهاتف", "جوال", "موبايل", "واتساب",
    ),
    "IR": (r"شماره\p{M}*", r"تماس\p{L}*", "تلفن", "موبایل", "همراه"),
    "IL": ("טלפון", "נייד", r"התקשר\p{L}*", "בטלפון", "מספר"),
    "IN": ("पर", "फोन", "फ़ोन", "नंबर", "मोबाइल", "कॉल", "संपर्क", "phone", "mobile", "whatsapp"),
    "BD": ("ফোন", "নম্বর", "মোবাইল", "কল"),
    "VN": ("số", "gọi", "liên hệ", "điện thoại", "đt", "sđt", "zalo"),
    "ID": ("nomor", "hubungi", "telp", "telepon", "wa", "hp", "no hp"),
    "MY": ("nombor", "hubungi", "tel", "telefon"),
}  # fmt: skip
"""Words before a number by the countries whose plans it may follow."""
_JUST_BEFORE = {
    "GB US IE IN AU NZ ZA CA SG": "on|at", "DE AT CH": "unter|an", "FR BE CH CA LU MA TN DZ SN CI": "au|le",
    "ES MX AR CO CL PE": "al|en el", "BR PT": "no|pelo|ao|para o", "IT CH": "al|allo", "NL BE": "op|via",
    "PL": "pod|na", "CZ SK": "na", "DK NO SE": "på", "RU KZ BY UA": "по|на", "HU": "a", "RO": "la",
}  # fmt: skip
"""Words that mean little but for the number that follows at once."""
_AFTER = ("IN", "IR", "BD", "TR", "HU")
"""Countries in whose languages such words follow the number as often."""
_SCRIPTS = {"JP": r"[\p{Hiragana}\p{Katakana}]", "KR": r"\p{Hangul}", "TH": r"\p{Thai}", "IL": r"\p{Hebrew}"}
_ENDINGS = {"TR": Pattern(r"^['’](?:d[ae]n|t[ae]n|y?[aeıiuü]|n[ae]|l[ai]|n[iı]n)(?:[^\p{L}]|$)")}
"""Case endings that adjoin a number."""

_CALL_WORDS = {regions: words(*alternatives) for regions, alternatives in _CALLS.items()}
_ADJOINING = {
    regions: Pattern(rf"(?i)(?:^|[^\p{{L}}\p{{M}}])(?:{alternatives})[\s:(]{{1,3}}$")
    for regions, alternatives in _JUST_BEFORE.items()
}
_BY_SCRIPT = {region: Pattern(expression) for region, expression in _SCRIPTS.items()}


def is_national(text: str, start: int, end: int, value: str) -> bool:
    """Whether a number is valid in the plan of a country whose language the text around it speaks.

    Args:
        text: A text.
        start: Start of the number.
        end: Its end.
        value: The number with ASCII digits, without extension.
    """
    context, behind = text[max(0, start - WINDOW) : start], text[end : end + WINDOW // 2]
    grouped = any(not one.isdigit() for one in value.strip("()")) or value[0] == "0"
    for regions, told in _CALL_WORDS.items():
        near = told.search(context) or (regions in _AFTER and told.search(behind))
        if near and is_valid_in(value, regions):
            return True
    if not grouped:
        return False
    for regions, told in _ADJOINING.items():
        if told.search(context) and is_valid_in(value, regions, mobile=value[0] not in "0("):
            return True
    for region, letters in _BY_SCRIPT.items():
        if value[0] in "0(" and letters.search(context + behind) and is_valid_in(value, region):
            return True
    return any(ending.search(behind) and is_valid_in(value, region) for region, ending in _ENDINGS.items())


@lru_cache(1 << 14)
def is_valid_in(value: str, regions: str, *, mobile: bool = False) -> bool:
    """Whether a national number is valid in the numbering plan of one of some countries.

    Args:
        value: The number.
        regions: Codes of countries, apart by spaces.
        mobile: Whether it has to be one of a mobile phone: of numbers without a prefix these are the surest.
    """
    import phonenumbers

    wanted = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)

    for region in regions.split():
        try:
            number = phonenumbers.parse(value, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number_for_region(number, region):
            return not mobile or phonenumbers.number_type(number) in wanted
    return False

"""Identity numbers of some thirty countries, by form and check digits.

A type is the country's code and the number's name. Numbers whose form says what they are count wherever they occur, the
others only where the text names them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dataaudit.stages.personal_data import check_digits as check
from dataaudit.stages.personal_data.context import WINDOW, Pattern, stands_alone, words


@dataclass(frozen=True, slots=True)
class NationalNumber:
    """A kind of number.

    Attributes:
        kind: Its type.
        form: As it is written; without a group.
        valid: Whether its characters without separators fit together.
        clue: Words before it, one of which is needed; empty where the form is enough.
        kept: Separators that are part of the number.
    """

    kind: str
    form: str
    valid: Callable[[str], bool]
    clue: tuple[str, ...] = ()
    kept: str = ""


NATIONAL_NUMBERS = (
    NationalNumber("ar_cuil", r"\d{2}-\d{8}-\d", check.cuil),
    NationalNumber("be_rijksregister", r"\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}", check.rijksregister),
    NationalNumber("bg_egn", r"\d{10}", check.egn, ("егн", "egn")),
    NationalNumber("br_cpf", r"\d{3}\.\d{3}\.\d{3}-\d{2}", check.cpf),
    NationalNumber("br_cpf", r"\d{11}", check.cpf, ("cpf",)),
    NationalNumber("ca_sin", r"\d{3}[ -]?\d{3}[ -]?\d{3}", check.luhn, ("(?-i:SIN)", "social insurance", "(?-i:NAS)")),
    NationalNumber("ch_ahv", r"756\.\d{4}\.\d{4}\.\d{2}", check.ahv),
    NationalNumber("cl_rut", r"\d{1,2}\.\d{3}\.\d{3}-[\dkK]", check.rut),
    NationalNumber("cz_rodne_cislo", r"\d{6}/\d{4}", check.birth_number),
    NationalNumber(
        "de_steuer_id",
        r"\d{2} ?\d{3} ?\d{3} ?\d{3}",
        check.steuer_id,
        (
            "steuer-?id",
            "(?:steuer)?identifikationsnummer",
            "steuerliche identifikationsnummer",
            "idnr",
            "id-nr",
            "(?-i:TIN)",
        ),
    ),
    NationalNumber(
        "es_dni",
        r"\d{8}[ -]?[A-Z]",
        check.dni,
        ("dni", "nif", "d\\.n\\.i", "documento(?: nacional)?", "identidad", "cédula"),
    ),
    NationalNumber("es_nie", r"[XYZ][ -]?\d{7}[ -]?[A-Z]", check.dni, ("nie", "nif", "extranjer[oa]s?", "identidad")),
    NationalNumber("fi_hetu", r"\d{6}[-+ABCDEFYXWVU]\d{3}[0-9A-FHJ-NPR-Y]", check.hetu, kept="-+"),
    NationalNumber("fr_nir", r"[12] \d{2} \d{2} \d[\dAB] \d{3} \d{3} ?\d{2}|[12]\d{4}\d[\dAB]\d{6} ?\d{2}", check.nir),
    NationalNumber("gb_nhs", r"\d{3}[ -]?\d{3}[ -]?\d{4}", check.nhs, ("nhs",)),
    NationalNumber(
        "gb_nino",
        r"[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]",
        check.nino,
        ("national insurance", "nino", "(?-i:NI) (?:number|no)"),
    ),
    NationalNumber("hr_oib", r"\d{11}", check.oib, ("oib",)),
    NationalNumber(
        "in_aadhaar",
        r"[2-9]\d{3}[ -]?\d{4}[ -]?\d{4}",
        check.verhoeff,
        ("aadhaar", "aadhar", "adhaar", "uidai", "आधार", "ஆதார்", "ఆధార్", "আধার"),
    ),
    NationalNumber("it_codice_fiscale", r"[A-Z]{6}\d{2}[ABCDEHLMPRST]\d{2}[A-Z]\d{3}[A-Z]", check.codice_fiscale),
    NationalNumber(
        "jp_my_number", r"\d{4}[ -]?\d{4}[ -]?\d{4}", check.my_number, ("マイナンバー", "個人番号", "my number")
    ),
    NationalNumber("kr_rrn", r"\d{6}-[1-8]\d{6}", check.rrn),
    NationalNumber(
        "kr_rrn", r"\d{6}-[1-8]\d{6}", check.short_day, ("주민등록번호", "주민번호", "resident registration")
    ),
    NationalNumber("mx_curp", r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z\d]\d", check.curp),
    NationalNumber("nl_bsn", r"\d{9}|\d{4}\.\d{2}\.\d{3}", check.bsn, ("bsn", "burgerservicenummer", "sofinummer")),
    NationalNumber("pl_pesel", r"\d{11}", check.pesel, ("pesel",)),
    NationalNumber("pt_nif", r"\d{3} ?\d{3} ?\d{3}", check.nif, ("nif", "contribuinte")),
    NationalNumber("ru_inn", r"\d{12}", check.inn, ("инн", "inn", "налогоплательщика")),
    NationalNumber("ru_snils", r"\d{3}-\d{3}-\d{3}[ -]\d{2}", check.snils),
    NationalNumber("ru_snils", r"\d{11}", check.snils, ("снилс", "snils")),
    NationalNumber(
        "se_personnummer",
        r"(?:19|20)?\d{6}[-+]\d{4}",
        check.personnummer,
        ("personnummer", "personnr", "person-?nr", "samordningsnummer"),
    ),
    NationalNumber("th_id", r"\d-\d{4}-\d{5}-\d{2}-\d", check.thai_id),
    NationalNumber("tr_tckn", r"[1-9]\d{10}", check.tckn, ("tckn", "t\\.?c\\.?", "kimlik(?: no| numarası)?")),
)
_SEPARATORS = " -./+"
_FORMS = {number.form: Pattern(number.form) for number in NATIONAL_NUMBERS}
_ALONE = tuple(number for number in NATIONAL_NUMBERS if not number.clue)
_NAMED = tuple(number for number in NATIONAL_NUMBERS if number.clue)
_CLUES = {number.clue: words(*number.clue) for number in _NAMED}
_ANY_CLUE = words(*dict.fromkeys(clue for number in _NAMED for clue in number.clue))
_ANY_ALONE = Pattern("|".join(f"(?:{number.form})" for number in _ALONE))


def find(text: str) -> Iterator[tuple[str, int, int]]:
    """Types and spans of national identity numbers.

    Sources: the functions of ``check_digits``.
    """
    for match in _ANY_ALONE.finditer(text):
        start, end = match.span()
        for number in _ALONE:
            if _FORMS[number.form].fullmatch(match.group()) and _is(number, text, start, end):
                yield number.kind, start, end
                break
    for clue in _ANY_CLUE.finditer(text):
        begin, behind = clue.start(), clue.end() - clue.start()
        window = text[begin : clue.end() + WINDOW]
        for number in _NAMED:
            if _CLUES[number.clue].search(window[:behind]) is None:
                continue
            for match in _FORMS[number.form].finditer(window, behind - 1):
                start, end = begin + match.start(), begin + match.end()
                if _is(number, text, start, end):
                    yield number.kind, start, end


def _is(number: NationalNumber, text: str, start: int, end: int) -> bool:
    """Whether a part of a text in the form of a kind of number is one."""
    plain = text[start:end].upper()
    for separator in _SEPARATORS:
        if separator not in number.kept:
            plain = plain.replace(separator, "")
    return stands_alone(text, start, end) and len(set(plain)) > 2 and number.valid(plain)


NATIONAL_TYPES = tuple(dict.fromkeys(number.kind for number in NATIONAL_NUMBERS))

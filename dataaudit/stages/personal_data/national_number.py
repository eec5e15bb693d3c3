"""Identity numbers of some thirty countries, by form and check digits.

A type is the country's code and the number's name. Numbers whose form says what they are count wherever they occur, the
others only where the text names them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import re2

from dataaudit.stages.personal_data import check_digits as check
from dataaudit.stages.personal_data.context import WINDOW, pattern, stands_alone, words


@dataclass(frozen=True, slots=True)
class NationalNumber:
    """A kind of number.

    Attributes:
        form: As it is written; without a group.
        valid: Whether its characters without separators fit together.
        clue: Words before it, one of which is needed; empty where the form is enough.
        kept: Separators that are part of the number.
    """

    form: str
    valid: Callable[[str], bool]
    clue: tuple[str, ...] = ()
    kept: str = ""


_TAX = ("tax", "tin")
NATIONAL_NUMBERS: dict[str, NationalNumber] = {
    "ar_cuil": NationalNumber(r"\d{2}-\d{8}-\d", check.cuil),
    "be_rijksregister": NationalNumber(r"\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}", check.rijksregister),
    "bg_egn": NationalNumber(r"\d{10}", check.egn, ("егн", "egn")),
    "br_cpf": NationalNumber(r"\d{3}\.\d{3}\.\d{3}-\d{2}", check.cpf),
    "br_cpf_digits": NationalNumber(r"\d{11}", check.cpf, ("cpf",)),
    "ca_sin": NationalNumber(r"\d{3}[ -]?\d{3}[ -]?\d{3}", check.luhn, ("sin", "social insurance", "nas")),
    "ch_ahv": NationalNumber(r"756\.\d{4}\.\d{4}\.\d{2}", check.ahv),
    "cl_rut": NationalNumber(r"\d{1,2}\.\d{3}\.\d{3}-[\dkK]", check.rut),
    "cz_rodne_cislo": NationalNumber(r"\d{6}/\d{4}", check.birth_number),
    "de_steuer_id": NationalNumber(
        r"\d{2} ?\d{3} ?\d{3} ?\d{3}",
        check.steuer_id,
        ("steuer-?id", "steueridentifikationsnummer", "steuerliche identifikationsnummer", "idnr", "id-nr", "tin"),
    ),
    "es_dni": NationalNumber(
        r"\d{8}[ -]?[A-Z]", check.dni, ("dni", "nif", "d\\.n\\.i", "documento(?: nacional)?", "identidad", "cédula")
    ),
    "es_nie": NationalNumber(r"[XYZ][ -]?\d{7}[ -]?[A-Z]", check.dni, ("nie", "nif", "extranjer[oa]s?", "identidad")),
    "fi_hetu": NationalNumber(r"\d{6}[-+ABCDEFYXWVU]\d{3}[0-9A-FHJ-NPR-Y]", check.hetu, kept="-+"),
    "fr_nir": NationalNumber(r"[12] \d{2} \d{2} \d[\dAB] \d{3} \d{3} ?\d{2}|[12]\d{4}\d[\dAB]\d{6} ?\d{2}", check.nir),
    "gb_nhs": NationalNumber(r"\d{3}[ -]?\d{3}[ -]?\d{4}", check.nhs, ("nhs",)),
    "hr_oib": NationalNumber(r"\d{11}", check.oib, ("oib",)),
    "in_aadhaar": NationalNumber(
        r"[2-9]\d{3}[ -]?\d{4}[ -]?\d{4}",
        check.verhoeff,
        ("aadhaar", "aadhar", "adhaar", "uidai", "आधार", "ஆதார்", "ఆధార్", "আধার"),
    ),
    "it_codice_fiscale": NationalNumber(r"[A-Z]{6}\d{2}[ABCDEHLMPRST]\d{2}[A-Z]\d{3}[A-Z]", check.codice_fiscale),
    "jp_my_number": NationalNumber(
        r"\d{4}[ -]?\d{4}[ -]?\d{4}", check.my_number, ("マイナンバー", "個人番号", "my number")
    ),
    "kr_rrn": NationalNumber(r"\d{6}-[1-8]\d{6}", check.rrn),
    "kr_rrn_named": NationalNumber(
        r"\d{6}-[1-8]\d{6}", check.short_day, ("주민등록번호", "주민번호", "resident registration")
    ),
    "mx_curp": NationalNumber(r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z\d]\d", check.curp),
    "nl_bsn": NationalNumber(r"\d{9}|\d{4}\.\d{2}\.\d{3}", check.bsn, ("bsn", "burgerservicenummer", "sofinummer")),
    "pl_pesel": NationalNumber(r"\d{11}", check.pesel, ("pesel",)),
    "pt_nif": NationalNumber(r"\d{3} ?\d{3} ?\d{3}", check.nif, ("nif", "contribuinte")),
    "ru_inn": NationalNumber(r"\d{12}", check.inn, ("инн", "inn", "налогоплательщика")),
    "ru_snils": NationalNumber(r"\d{3}-\d{3}-\d{3}[ -]\d{2}", check.snils),
    "ru_snils_digits": NationalNumber(r"\d{11}", check.snils, ("снилс", "snils")),
    "se_personnummer": NationalNumber(
        r"\d{6}[-+]\d{4}", check.personnummer, ("personnummer", "personnr", "person-?nr", "samordningsnummer")
    ),
    "th_id": NationalNumber(r"\d-\d{4}-\d{5}-\d{2}-\d", check.thai_id),
    "tr_tckn": NationalNumber(r"[1-9]\d{10}", check.tckn, ("tckn", "t\\.?c\\.?", "kimlik(?: no| numarası)?")),
}
_SEPARATORS = " -./+"


def _union(numbers: dict[str, NationalNumber]) -> re2._Regexp:
    return pattern("|".join(f"(?:{number.form})" for number in numbers.values()))


_FORMS = {kind: pattern(number.form) for kind, number in NATIONAL_NUMBERS.items()}
_ALONE = {kind: number for kind, number in NATIONAL_NUMBERS.items() if not number.clue}
_NAMED = {kind: number for kind, number in NATIONAL_NUMBERS.items() if number.clue}
_CLUES = {kind: words(*number.clue) for kind, number in _NAMED.items()}
_ANY_CLUE = words(*dict.fromkeys(clue for number in _NAMED.values() for clue in number.clue))
_ANY_ALONE = _union(_ALONE)


def find(text: str) -> Iterator[tuple[str, int, int]]:
    """Types and spans of national identity numbers.

    Sources: the functions of ``check_digits``.
    """
    for match in _ANY_ALONE.finditer(text):
        start, end = match.span()
        for kind in _ALONE:
            if _FORMS[kind].fullmatch(match.group()) and _is(kind, text, start, end):
                yield _name(kind), start, end
                break
    for clue in _ANY_CLUE.finditer(text):
        begin = clue.start()
        window = text[begin : clue.end() + WINDOW]
        for kind in _NAMED:
            named = _CLUES[kind].search(window[: clue.end() - begin])
            if named is None:
                continue
            for match in _FORMS[kind].finditer(window, clue.end() - begin - 1):
                start, end = begin + match.start(), begin + match.end()
                if _is(kind, text, start, end):
                    yield _name(kind), start, end


def _name(kind: str) -> str:
    return kind.removesuffix("_digits").removesuffix("_named")


def _is(kind: str, text: str, start: int, end: int) -> bool:
    """Whether a part of a text in the form of a kind of number is one."""
    number = NATIONAL_NUMBERS[kind]
    plain = text[start:end].upper()
    for separator in _SEPARATORS:
        if separator not in number.kept:
            plain = plain.replace(separator, "")
    return stands_alone(text, start, end) and len(set(plain)) > 2 and number.valid(plain)


NATIONAL_TYPES = tuple(dict.fromkeys(map(_name, NATIONAL_NUMBERS)))

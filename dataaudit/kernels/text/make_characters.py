"""Write `characters.tsv`: general category and script of every code point.

The kernels read Unicode properties from this table and not from the interpreter, so the same text gives the
same signals under every version of Python. Run ``python -m dataaudit.kernels.text.make_characters`` to write it again
for a newer Unicode version; the third-party ``regex`` package (installed with transformers) carries the data.

Source: Unicode Character Database, properties General_Category and Script; script codes are ISO 15924.
"""

from __future__ import annotations

import re
from pathlib import Path

_CATEGORY_CODES = (
    "Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Co"  # Cn and Cs are the rest
)
_SCRIPT_CODES = (
    "Adlm Aghb Ahom Arab Armi Armn Avst Bali Bamu Bass Batk Beng Bhks Bopo Brah Brai Bugi Buhd Cakm Cans Cari Cham "
    "Cher Chrs Copt Cpmn Cprt Cyrl Deva Diak Dogr Dsrt Dupl Egyp Elba Elym Ethi Gara Geor Glag Gong Gonm Goth Gran "
    "Grek Gujr Gukh Guru Hang Hani Hano Hatr Hebr Hira Hluw Hmng Hmnp Hung Ital Java Kali Kana Kawi Khar Khmr Khoj "
    "Kits Knda Krai Kthi Lana Laoo Latn Lepc Limb Lina Linb Lisu Lyci Lydi Mahj Maka Mand Mani Marc Medf Mend Merc "
    "Mero Mlym Modi Mong Mroo Mtei Mult Mymr Nagm Nand Narb Nbat Newa Nkoo Nshu Ogam Olck Onao Orkh Orya Osge Osma "
    "Ougr Palm Pauc Perm Phag Phli Phlp Phnx Plrd Prti Rjng Rohg Runr Samr Sarb Saur Sgnw Shaw Shrd Sidd Sind Sinh "
    "Sogd Sogo Sora Soyo Sund Sunu Sylo Syrc Tagb Takr Tale Talu Taml Tang Tavt Telu Tfng Tglg Thaa Thai Tibt Tirh "
    "Tnsa Todr Toto Tutg Ugar Vaii Vith Wara Wcho Xpeo Xsux Yezi Yiii Zanb Zinh Zyyy "
    "Berf Sidt Tols Tayo Jurc Pcun Seal"
)
CATEGORIES = tuple(_CATEGORY_CODES.split(" "))
SCRIPTS = tuple(_SCRIPT_CODES.split(" "))
TABLE = Path(__file__).with_name("characters.tsv")


def property_runs() -> list[tuple[int, int, str, str]]:
    """Runs of equal properties as (first, last, category, script), ascending, without unassigned code points."""
    import regex

    # regex matches by property but does not tell the property of a character, so each property is searched for in a
    # string of all code points.
    points = [point for point in range(0x110000) if not 0xD800 <= point < 0xE000]
    text = "".join(map(chr, points))

    def fill(prefix: str, names: tuple[str, ...]) -> dict[int, str]:
        values: dict[int, str] = {}
        for name in names:
            for match in regex.finditer(rf"\p{{{prefix}={name}}}+", text):
                for position in range(match.start(), match.end()):
                    values[points[position]] = name
        return values

    category, script = fill("gc", CATEGORIES), fill("sc", SCRIPTS)
    runs: list[tuple[int, int, str, str]] = []
    for point in sorted(category):
        value = (category[point], script.get(point, "Zzzz"))
        if runs and runs[-1][1] == point - 1 and runs[-1][2:] == value:
            runs[-1] = (runs[-1][0], point, *value)
        else:
            runs.append((point, point, *value))
    return runs


def main() -> None:
    """Write the table next to this file."""
    lines = [f"{first:04X}\t{last:04X}\t{category}\t{script}" for first, last, category, script in property_runs()]
    header = "# first\tlast\tGeneral_Category\tScript (Unicode Character Database; made by make_characters.py)"
    TABLE.write_text("\n".join([header, *lines]) + "\n", encoding="ascii")


def read_runs() -> list[tuple[int, int, str, str]]:
    """The runs of the committed table."""
    pattern = re.compile(r"([0-9A-F]+)\t([0-9A-F]+)\t(\w\w)\t(\w{4})")
    found = (pattern.fullmatch(line) for line in TABLE.read_text(encoding="ascii").splitlines())
    return [(int(m[1], 16), int(m[2], 16), m[3], m[4]) for m in found if m]


if __name__ == "__main__":
    main()

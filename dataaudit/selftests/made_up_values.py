"""Values that look like personal data and belong to nobody: of every type, valid where a check digit tells."""

from __future__ import annotations

import ipaddress
import random
from collections.abc import Callable
from datetime import date, timedelta

from dataaudit.stages.personal_data.check_digits import luhn

_UPPER, _LOWER, _DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", "0123456789"
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_IBANS = {"DE": 22, "GB": 22, "FR": 27, "NL": 18, "ES": 24, "IT": 27, "NO": 15, "PL": 28, "CH": 21, "SE": 24}


class MadeUpValues:
    """Random values of every type.

    Attributes:
        random: Where they come from.
    """

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  (nothing is protected by these values)

    def text(self, alphabet: str, length: int) -> str:
        """Characters drawn from an alphabet."""
        return "".join(self.random.choice(alphabet) for _ in range(length))

    def email(self) -> str:
        """An address: plain, upper case, with digits, with a domain of several labels or not in ASCII."""
        pick = self.random.choice
        name = pick(["anna", "j.smith", "li.wei", "o'brien", "maría.lópez", "k_müller", "sales", "иван.петров"])
        domain = pick(["mail.example.org", "post.de", "qq.com", "kontakt.co.uk", "münchen.de", "dept.uni-bonn.de"])
        address = f"{name}{pick(['', '+news', self.text(_DIGITS, 2)])}@{domain}"
        return address.upper() if self.random.random() < 0.15 else address

    def phone(self) -> str:
        """A number of one of several countries, as people write it there."""
        pick = self.random.choice

        def d(length: int) -> str:
            return self.text(_DIGITS, length)

        forms: list[Callable[[], str]] = [
            lambda: f"+49 30 {self.text('23456789', 1)}{d(6)}",
            lambda: f"({pick(['212', '415', '303'])}) {pick('23456789')}{pick('023456789')}{d(1)}-{d(4)}",
            lambda: f"+1 {pick(['650', '917'])}-{pick('23456789')}{pick('023456789')}{d(1)}-{d(4)}",
            lambda: f"+44 20 7{d(3)} {d(4)}",
            lambda: f"1{pick('35789')}{pick('5678')}{d(8)}",
            lambda: f"+86 138 {d(4)} {d(4)}",
            lambda: f"+33 6 {d(2)} {d(2)} {d(2)} {d(2)}",
            lambda: f"{pick(['212', '305'])}-{pick('23456789')}{pick('023456789')}{d(1)}-{d(4)}",
        ]
        return pick(forms)()

    def ipv4(self) -> str:
        """An address with a large number in it."""
        while True:
            address = ".".join(str(self.random.randint(11, 254)) for _ in range(4))
            made = ipaddress.IPv4Address(address)
            if made.is_global and not made.is_multicast:
                return address

    def ipv6(self) -> str:
        """A full or a compressed address."""
        groups = [f"{self.random.randint(1, 0xFFFF):x}" for _ in range(8)]
        if self.random.random() < 0.5:
            return "2a02:2e0:3fe::" + ":".join(groups[: self.random.randint(1, 4)])
        return ":".join(["2a02", *groups[1:]])

    def card(self) -> str:
        """A number that an issuer could give out, grouped or not."""
        prefix, length = self.random.choice([("4", 16), ("53", 16), ("34", 15), ("6011", 16), ("3566", 16), ("62", 19)])
        body = prefix + self.text(_DIGITS, length - len(prefix) - 1)
        digits = next(body + check for check in _DIGITS if luhn(body + check))
        style = self.random.random()
        if length == 16 and style < 0.4:
            return ("-" if style < 0.15 else " ").join(digits[at : at + 4] for at in range(0, 16, 4))
        return digits

    def iban(self) -> str:
        """A valid IBAN, in groups of four or not."""
        country = self.random.choice(list(_IBANS))
        body = self.text(_DIGITS, _IBANS[country] - 4)
        number = int("".join(str(int(one, 36)) for one in f"{body}{country}00"))
        value = f"{country}{98 - number % 97:02d}{body}"
        if self.random.random() < 0.5:
            return value
        return " ".join(value[at : at + 4] for at in range(0, len(value), 4))

    def us_ssn(self) -> str:
        """A number of the Social Security Administration's form."""
        area = self.random.choice([number for number in range(1, 899) if number != 666])
        return f"{area:03d}-{self.random.randint(1, 99):02d}-{self.random.randint(1, 9999):04d}"

    def cn_id(self) -> str:
        """A resident identity number."""
        born = date(1950, 1, 1) + timedelta(days=self.random.randrange(25_000))
        body = f"{self.random.choice(['110101', '310104', '440305', '510107', '330106'])}{born:%Y%m%d}"
        body += self.text(_DIGITS, 3)
        weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
        total = sum(weight * int(digit) for weight, digit in zip(weights, body, strict=True))
        return body + "10X98765432"[total % 11]

    def uscc(self) -> str:
        """A unified social credit code."""
        body = f"91{self.random.choice(['110108', '310115', '440300'])}" + self.text(_USCC, 9)
        total = sum(_USCC.index(one) * 3**place for place, one in enumerate(body))
        return body + _USCC[(31 - total % 31) % 31]

    def passport(self) -> str:
        """A passport number of one of several countries."""
        forms = [("E", 8), ("", 9), ("C", 8), ("PA", 7)]
        letters, digits = self.random.choice(forms)
        return letters + self.text(_DIGITS, digits)

    def url_credentials(self) -> str:
        """A URL with a name and a password."""
        scheme = self.random.choice(["https", "postgresql", "ftp", "mongodb+srv", "redis"])
        return (
            f"{scheme}://{self.text(_LOWER, 6)}:{self.text(_LOWER + _DIGITS, 10)}@db{self.text(_DIGITS, 2)}.example.net"
        )

    def secret(self) -> str:
        """A key or token of a known form."""
        any_case = _UPPER + _LOWER + _DIGITS
        forms: list[Callable[[], str]] = [
            lambda: "AKIA" + self.text(_UPPER + "234567", 16),
            lambda: "ghp_" + self.text(any_case, 36),
            lambda: f"xoxb-{self.text(_DIGITS, 11)}-{self.text(any_case, 24)}",
            lambda: "AIza" + self.text(any_case + "-_", 35),
            lambda: "sk_live_" + self.text(any_case, 24),
            lambda: f"eyJhbGciOiJIUzI1NiJ9.eyJ{self.text(any_case, 30)}.{self.text(any_case, 43)}",
            lambda: f"-----BEGIN RSA PRIVATE KEY-----\n{self.text(any_case, 64)}\n-----END RSA PRIVATE KEY-----",
        ]
        return self.random.choice(forms)()

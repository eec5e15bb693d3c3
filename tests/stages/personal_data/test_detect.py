"""Personal data in texts: what is found, what is not, where it stands, and in what time."""

from __future__ import annotations

import time

import phonenumbers
import pyarrow as pa
import pytest
from every import every
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.text.pii_prefilter import anchors, pack_marks
from dataaudit.report.excerpt import excerpt
from dataaudit.stages.personal_data.check_digits import luhn
from dataaudit.stages.personal_data.detect import TYPES, personal_data
from dataaudit.stages.personal_data.personal_data_spans import PersonalDataSpans
from dataaudit.stages.personal_data.secret import MARKS, entropy

FOUND = [
    ("email", "Mail an {}.", "JÖRG.Müller+x@Post.DE"),
    ("email", "邮箱{}请联系", "zhang_san@163.com"),
    ("email", "{}", "иван@почта.рф"),
    ("phone", "call {} now", "+1 650-253-0000"),
    ("phone", "手机{}。", "13812345678"),
    ("phone", "Tel. {}", "(07131) 56-2999"),
    ("phone", "Zavolejte {}", "(+420) 724 023 542"),
    ("ar_cuil", "CUIL {}.", "20-26756539-3"),
    ("be_rijksregister", "Rijksregister {}.", "85.07.30-033.28"),
    ("bg_egn", "ЕГН: {}", "7523169263"),
    ("br_cpf", "O CPF da Marlene é {}, confere.", "390.718.452-14"),
    ("ca_sin", "Her SIN is {}.", "046 454 286"),
    ("ch_ahv", "{}", "756.9217.0769.85"),
    ("cl_rut", "RUT {}", "12.531.909-2"),
    ("cz_rodne_cislo", "{}", "710319/2745"),
    ("de_steuer_id", "Steuer-ID: {}", "86 095 742 719"),
    ("es_dni", "Mi DNI es {}.", "12345678Z"),
    ("es_nie", "su NIE {},", "X1234567L"),
    ("fi_hetu", "{}", "131052-308T"),
    ("fr_nir", "{}", "2 55 08 14 168 025 38"),
    ("gb_nhs", "NHS number {}", "943 476 5919"),
    ("gb_nino", "My National Insurance number is {}.", "QQ 12 34 56 C"),
    ("gb_nino", "NINO: {}", "AB123456C"),
    ("email", "Reach me at {} any time.", "jane dot roe at example-corp dot com"),
    ("email", "Mail to {} please", "jane.roe[at]example-corp[dot]com"),
    ("email", "My e-mail is {}", "ann at example dot org"),
    ("hr_oib", "OIB {}", "33392005961"),
    ("in_aadhaar", "मेरा आधार नंबर {} है", "2345 6710 9823"),
    ("it_codice_fiscale", "Il codice di Lucia è {}.", "BNCLCU90A41F205Z"),
    ("jp_my_number", "マイナンバーは{}です", "1234 5501 4276"),
    ("kr_rrn", "주민등록번호 {}입니다", "900101-1234568"),
    ("mx_curp", "CURP {}", "HEGG560427MVZRRL04"),
    ("nl_bsn", "Uw BSN is {};", "111222333"),
    ("pl_pesel", "PESEL {} przez telefon", "44051401359"),
    ("pt_nif", "NIF {}", "123 456 789"),
    ("ru_inn", "ИНН {}", "500100732259"),
    ("ru_snils", "{}", "112-233-445 95"),
    ("se_personnummer", "personnummer {}", "880320-0016"),
    ("th_id", "{}", "1-2345-45678-78-1"),
    ("tr_tckn", "T.C. Kimlik No: {}", "10000000146"),
    ("phone", "ring me on {} and", "020 7946 0958"),
    ("phone", "joignable au {} après", "06 39 98 56 78"),
    ("phone", "担当（{}）までご連絡ください", "080-1234-0142"),
    ("phone", "اتصل بي على {} بعد", "٠١٠٠٥٥٥٠١٤٢"),
    ("phone", "Kayıt için {}'den", "0532 555 01 42"),
    ("ipv4", "blocked {} twice", "36.160.14.148"),
    ("ipv6", "ping {}", "2a02:2e0:3fe::8a2e:370:7334"),
    ("card", "card {} expired", "5555-5555-5555-4444"),
    ("card", "卡号{}", "4111111111111111"),
    ("iban", "to {} today", "NO93 8601 1117 947"),
    ("iban", "to {}, please", "MT84MALT011000012345MTLCAST001S"),
    ("us_ssn", "SSN {}", "219-09-9998"),
    ("cn_id", "身份证{}。", "11010519491231002X"),
    ("uscc", "代码：{}", "91350100M000100Y43"),
    ("passport", "Passport No. {} of", "E12345678"),
    ("url_credentials", "use {}/x", "postgres://admin:s3cretpw@db.example.net"),
    ("secret", "key={};", "AIza" + "SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q"),
    ("secret", 'api_key: "{}"', "T9xkP2vQz7mL4wR8"),
]
FOUND_BY_A_REVIEWER = [
    ("4111111111111111 5555555555554444", ["card", "card"]),
    ("Visa 4111 1111 1111 1111 123", ["card"]),
    ("card 4111 1111 1111 1111 12/26", ["card"]),
    ("call 650-253-0000 650-253-0001 now", ["phone", "phone"]),
    ("电话：13812345678/13912345679", ["phone", "phone"]),
    ("+1 650-253-0000 (2019)", ["phone"]),
    ("2021-03-04 650-253-0000", ["phone"]),
    ("Call 650-253-0000. 24 hours", ["phone"]),
    ("a,4111111111111111,b", ["card"]),
    ("1,219-09-9998,bob", ["us_ssn"]),
    ("7,11010519491231002X", ["cn_id"]),
    ("ion@stat.gov.md", ["email"]),
    ("bob@example.com...thanks", ["email"]),
    ("bob@example.com--thanks", ["email"]),
    ("jose\u0301@example.org", ["email"]),
    ("संपर्क@डाटामेल.भारत", ["email"]),
    ("IBAN de89 3704 0044 0532 0130 0\u212a", []),
    ("Konto nr12 iban DE89 3704 0044 0532 0130 00", ["iban"]),
    ("DE89 3704 0044 0532 0130 00 NO93 8601 1117 947", ["iban", "iban"]),
    ("X-Api-Key: aB3dE5fG7hI9kL1m", ["secret"]),
    ("ACCOUNT_KEY=aB3dE5fG7hI9kL1m", ["secret"]),
    ("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq", ["secret"]),
]
SILENT = [
    "ISBN 978-3-16-148410-0", "Order 20240101123456", "unix time 1700000000", "timestamp 1700000000000",
    "Chrome/120.0.6099.130", "version 11.2.3.45", "section 4.2.1.10", "999.1.2.3", "1.3.6.1.4.1", "v1.2.3.4",
    "550e8400-e29b-41d4-a716-446655440000", "52.520008, 13.404954", "1914-1918 and 2024-01-31", "12:34:56",
    "1320000 + 540000 = 1860000", "18000/1000 = 18.5", "x[0::2] std::abs a::b", "1:1:1:1:1:1:1:2",
    "logo@2x.png user@localhost @decorator a@b", "pi 3.14159265358979323846", "DFARS 252.227-7015",
    "4111111111111112", "Order no. 4111111111111111", "110105194912310021", "666-12-3456", "E12345678",
    "password = os.environ2.get_it", "token: your_token_123", "secret = swordfish", "9fceb02d0ae598e95dc970b7476",
    "Kaštel 1487 1566 1571", "не отель 12 450 300", "3-0 2 1 0 0 3 0 0 call", "tel. 8-12 13-17 Uhr", "numpy==1.26.4.1",
    "192.168.4.21 and 10.0.0.5", "fe80::1ff:fe23:4567:890a", "Ersatzteil-Nr. 318-22-9045",
    "a.Order@1b6d3586.toString()", "CPF 390.718.452-15", "PESEL 44051401358", "order 44051401359", "BNCLCU90A41F205A",
    "2**34 = 17179869184", "[19835652870, 539]", "http://example.org:8080/a", "Paper 2456 (1985)",
]  # fmt: skip


@every("kind, sentence, value", FOUND)
def test_the_whole_value_is_found_and_nothing_else(kind: str, sentence: str, value: str) -> None:
    text, start = sentence.replace("{}", value), sentence.index("{}")
    assert personal_data(text) == [(kind, start, start + len(value))]


@every("text, kinds", FOUND_BY_A_REVIEWER)
def test_neighbours_and_odd_places_hide_nothing(text: str, kinds: list[str]) -> None:
    bits = anchors(*text_buffers(pa.array([text], pa.large_string())), pack_marks(MARKS)).tolist()
    spans = personal_data(text, bits[0])
    assert [kind for kind, _, _ in spans] == kinds
    assert "24" not in "".join(text[start:end] for _, start, end in spans)


def test_every_type_is_found_somewhere() -> None:
    assert {kind for kind, _, _ in FOUND} == set(TYPES)


@every("text", SILENT)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert personal_data(text) == []


def test_a_text_without_an_anchor_has_nothing_that_a_full_search_would_find() -> None:
    texts = [sentence.replace("{}", value) for _, sentence, value in FOUND] + SILENT
    bits = anchors(*text_buffers(pa.array(texts, pa.large_string())), pack_marks(MARKS)).tolist()
    assert [personal_data(text, one) for text, one in zip(texts, bits, strict=True)] == list(map(personal_data, texts))


@given(
    st.lists(
        st.sampled_from(["tel ", "030", "901", "820", " – ", "  ", "-", ".", "/", "(", ")", "+49", "passport ", "AB"])
        | st.sampled_from(["1.2.3.4", "::", ":0", "@", "x.org", "key=", "aB3dE5fG", "219", "09", "9998", "数", "\n"]),
        max_size=14,
    ).map("".join)
)
def test_the_first_scan_loses_nothing(text: str) -> None:
    bits = anchors(*text_buffers(pa.array([text], pa.large_string())), pack_marks(MARKS)).tolist()
    assert personal_data(text, bits[0]) == personal_data(text)


@given(st.text(st.sampled_from("0123456789 .-()+@:/aAé数"), max_size=60))
def test_spans_lie_in_the_text_in_order_and_apart(text: str) -> None:
    spans = personal_data(text)
    ends = [0, *(end for _, _, end in spans)]
    assert all(before <= start < end <= len(text) for before, (_, start, end) in zip(ends, spans, strict=False))


@given(st.integers(0, 10**15))
def test_one_of_ten_last_digits_is_luhns(number: int) -> None:
    assert sum(luhn(f"{number}{digit}") for digit in range(10)) == 1


def test_entropy_is_shannons() -> None:
    assert (entropy(""), entropy("aaaa"), entropy("abab"), entropy("abcd")) == (0.0, 0.0, 1.0, 2.0)


@every("country", ["DE", "FR", "JP", "BR", "IN", "AU", "GB", "US", "CN"])
def test_example_numbers_of_every_country_are_found_in_international_form(country: str) -> None:
    number = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.MOBILE)
    for style in (phonenumbers.PhoneNumberFormat.INTERNATIONAL, phonenumbers.PhoneNumberFormat.E164):
        text = phonenumbers.format_number(number, style)
        assert personal_data(f"x {text} y") == [("phone", 2, 2 + len(text))]


@pytest.mark.full
@every(
    "text",
    ["1" * 50_000, "1 " * 25_000, "a@" * 25_000, "a." * 25_000, "@" * 50_000, ":" * 50_000, "a:" * 25_000,
     "1." * 25_000, "eyJa." * 10_000, "password=" * 5_000, "https://a:b" * 5_000,
     "ann@x.org " * 5_000, "(" * 50_000, "1-" * 25_000],
    name=lambda text: text[:9],
)  # fmt: skip
def test_no_text_takes_more_than_linear_time(text: str) -> None:
    def seconds(value: str) -> float:
        started = time.process_time()
        personal_data(value)
        return time.process_time() - started

    seconds(text[:100])
    small, whole = min(seconds(text[: len(text) // 8]) for _ in range(3)), min(seconds(text) for _ in range(2))
    assert whole < 8 * 4 * small + 0.05


def test_the_stage_gives_spans_in_code_points_and_null_for_a_missing_text() -> None:
    batch = pa.RecordBatch.from_pydict({"text": pa.array(["数据 a@example.org", None, "", "none"], pa.large_string())})
    rows = PersonalDataSpans()(batch).column("pii").to_pylist()
    assert rows == [[{"type": "email", "start": 3, "end": 16}], None, [], []]


def test_no_value_is_shown_in_an_excerpt() -> None:
    for kind, sentence, value in FOUND:
        shown = excerpt(sentence.replace("{}", value))
        assert value not in shown
        assert f"[{kind} {len(value)} …{value[-2:]}]" in shown

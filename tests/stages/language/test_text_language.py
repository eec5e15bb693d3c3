"""Language of texts: script first, then the model."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from dataaudit import audit
from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.language.close_words import MEMBERS
from dataaudit.kernels.language.language_scores import _read, language_scores
from dataaudit.kernels.text.characters import SCRIPTS, character_tables
from dataaudit.kernels.text.composed import composing_characters, may_compose
from dataaudit.stages.language.close_languages import close_groups, more_sentences
from dataaudit.stages.language.language_model import SINGLE, language_model
from dataaudit.stages.language.text_language import READ, Language, _cut, _long_lines


def judged(texts: list[str | None], **options: float) -> list[dict[str, object]]:
    batch = pa.RecordBatch.from_pydict({"text": pa.array(texts, pa.large_string())})
    rows: list[dict[str, object]] = Language(**options)(batch).to_pylist()
    return rows


def test_a_script_of_its_own_settles_the_language_without_the_model() -> None:
    texts = ["안녕하세요", "สวัสดี", "Γειά σου", "你好世界", "世界の人々", "שלום", "გამარჯობა"]
    assert [row["language"] for row in judged(list(texts))] == ["ko", "th", "el", "zh", "ja", "he", "ka"]
    assert set(SINGLE) - set(SCRIPTS) == set()


def test_texts_without_letters_have_no_language_and_missing_ones_no_signals() -> None:
    rows = judged(["123 !!", "", None])
    assert [row["language"] for row in rows] == ["und", "und", None]
    assert [row["language_confidence"] for row in rows] == [0.0, 0.0, None]


def test_too_little_confidence_is_unknown() -> None:
    text = "Die Würde des Menschen ist unantastbar."
    assert judged([text])[0]["language"] == "de"
    assert judged([text], min_confidence=1.0)[0]["language"] == "und"


def test_upper_case_and_decomposed_texts_are_judged_as_others() -> None:
    text = "Précédemment, l’été était très agréable à la montagne."
    rows = judged([text, text.upper(), unicodedata.normalize("NFD", text)])
    assert [row["language"] for row in rows] == ["fr"] * 3


@cache
def _reference() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE)


@pytest.mark.full
@given(st.text(st.sampled_from("abcdefghij éüßñ 'ABC."), min_size=1, max_size=80))
def test_probabilities_within_a_script_are_those_of_the_plain_model(text: str) -> None:
    model, labels = language_model()
    source = _reference()
    data, offsets = text_buffers(pa.array([text], pa.large_string()))
    kana = np.array([SCRIPTS.index(script) for script in ("Hani", "Hira", "Kana")])
    nothing = np.empty(0, np.int64)
    best, confidence, letters, shares = language_scores(
        data, offsets[:-1], offsets[1:], nothing, nothing, np.zeros(2, np.int64), *character_tables(), model, kana,
        len(labels), MEMBERS,
    )  # fmt: skip
    assert letters[0] == sum(character.isalpha() for character in text)
    if not letters[0]:
        assert best[0] == -1
        return
    weights, prior, classes = _every_class()
    counts = _counts(source, text)
    raw = prior + sum((math.log1p(times) * weights[feature] for feature, times in counts.items()), np.zeros(len(prior)))
    latin = SCRIPTS.index("Latn")
    own = slice(model.firsts[latin], model.firsts[latin] + model.lengths[latin])
    told = {"uzs": "uz", "gug": "gn", "kik": "ki", "nn": "no", "hbo": "he", "sdh": "ku"}
    codes = [told.get(code, code) for code in classes]
    latin_codes = {labels[label] for label in model.labels[own]}
    arabic = ("uzs", "sdh")
    members = [place for place, code in enumerate(codes) if code in latin_codes and classes[place] not in arabic]
    assert [codes[place] for place in members] == [labels[label] for label in model.labels[own]]
    scaled = raw[members].astype(float) / math.sqrt(len(text.encode()))
    rare = np.array([len(classes[member]) > 2 for member in members])
    values = np.exp(scaled - scaled.max()) * np.where(rare, 0.2, 1.0)
    sums: dict[int, float] = {}
    for member, value in zip(members, values / values.sum(), strict=True):
        label = labels.index(codes[member])
        sums[label] = sums.get(label, 0.0) + value
    group = next((names for names in close_groups() if labels[best[0]] in names), (labels[best[0]],))
    of_group = [sums.get(labels.index(name), 0.0) for name in group]
    # Weights are rounded to a twentieth.
    assert confidence[0] == pytest.approx(sum(of_group), abs=0.05)
    assert sums[int(best[0])] >= max(sums.values()) - 0.05
    if len(group) > 1:
        assert shares[0, : len(group)].tolist() == pytest.approx([one / sum(of_group) for one in of_group], abs=0.05)


def _counts(source: LanguageIdentifier, text: str) -> Counter[int]:
    state, counts = 0, Counter[int]()
    for byte in text.encode():
        state = int(source.tk_nextmove[(int(source.tk_row[state]) << 8) + byte])
        counts[int(source.tk_output[state])] += 1
    del counts[-1]
    return counts


@cache
def _every_class() -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Logarithms of the shares of features, priors and names of the model's classes and of three more."""
    source = _reference()
    columns = []
    for sentences in more_sentences().values():
        seen = sum((_counts(source, sentence) for sentence in sentences), Counter[int]())
        column = np.array([seen[feature] + 0.05 for feature in range(len(source.nb_ptc))])
        columns.append(np.log(column / column.sum()))
    prior = np.append(source.nb_pc, [np.median(source.nb_pc)] * len(columns))
    return np.column_stack([source.nb_ptc, *columns]), prior, [*source.nb_classes, *more_sentences()]


@pytest.mark.full
@given(st.lists(st.text(st.sampled_from("abcdeghinorst é\n日дя"), max_size=300), max_size=4), st.data())
def test_a_part_of_a_text_scores_as_it_does_alone(texts: list[str], drawn: st.DataObject) -> None:
    model, labels = language_model()
    kana = np.array([SCRIPTS.index(script) for script in ("Hani", "Hira", "Kana")])
    cuts = [sorted(drawn.draw(st.lists(st.integers(0, len(text)), max_size=6))) for text in texts]
    parts = [
        (owner, text[:begin], text[begin:end])
        for owner, (text, places) in enumerate(zip(texts, cuts, strict=True))
        for begin, end in pairwise(places)
    ]
    data, offsets = text_buffers(pa.array(texts, pa.large_string()))
    begins = np.array([offsets[owner] + len(before.encode()) for owner, before, _ in parts], np.int64)
    ends = begins + np.array([len(part.encode()) for _, _, part in parts], np.int64)
    bounds = np.searchsorted(np.array([owner for owner, _, _ in parts], np.int64), np.arange(len(texts) + 1))
    tables = (*character_tables(), model, kana, len(labels), MEMBERS)
    together = language_scores(data, offsets[:-1], offsets[1:], begins, ends, bounds, *tables)
    alone, places = text_buffers(pa.array([*texts, *(part for _, _, part in parts)], pa.large_string()))
    nothing = np.empty(0, np.int64)
    apart = language_scores(alone, places[:-1], places[1:], nothing, nothing, np.zeros(len(places), np.int64), *tables)
    assert [one.tolist() for one in together[:3]] == [one.tolist() for one in apart[:3]]


def test_close_languages_are_told_apart_by_their_words() -> None:
    texts = {
        "ms": "Beliau berkata bahawa kerajaan akan terus membantu rakyat kerana ia adalah tanggungjawab mereka.",
        "id": "Ia mengatakan bahwa pemerintah akan terus membantu masyarakat karena itu adalah tanggung jawab mereka.",
        "hr": "Vlada je priopćila da će se tijekom tjedna održati natječaj za tisuću novih radnih mjesta.",
        "tn": "Mme o ne a bua gore batho botlhe ba tshwanetse go nna le ditshwanelo tse di lekanang mo nageng.",
        "ts": "Vanhu hinkwavo va fanele ku va ni timfanelo leti ringanaka naswona va nga tshunxeka hi ku hetiseka.",
        "mi": "Ko te take o tēnei hui he kōrero mō ngā mea e pā ana ki te iwi me ōna whenua katoa.",
    }
    assert {language: judged([text])[0]["language"] for language, text in texts.items()} == {one: one for one in texts}


def test_lines_in_close_languages_make_no_mixture() -> None:
    lines = (
        "Ministarstvo je u utorak objavilo novi zakon o radu.",
        "Zastupnici su tijekom rasprave tražili izmjene prijedloga.",
        "Policija je tokom noći uhapsila dva muškarca u blizini granice.",
    )
    row = judged(["\n".join(lines)])[0]
    assert row["other_language_share"] in (None, 0.0)
    assert row["language"] in ("bs", "hr", "sr")


def test_a_han_character_says_as_much_as_three_letters() -> None:
    assert judged(["请在设置页面打开 Bluetooth 选项"])[0]["language"] == "zh"


@given(st.lists(st.text(st.sampled_from("abcé ́ЙйёA\u1161가\u11a8か\u3099क़"), max_size=12), max_size=5))
def test_no_text_that_changes_under_nfc_is_taken_for_one_that_does_not(texts: list[str]) -> None:
    doubted = may_compose(*text_buffers(pa.array(texts, pa.large_string())), composing_characters()).tolist()
    changed = [not unicodedata.is_normalized("NFC", text) for text in texts]
    assert all(one or not other for one, other in zip(doubted, changed, strict=True))


def test_a_text_read_at_four_places_has_the_features_of_the_plain_model() -> None:
    source = _reference()
    model, labels = language_model()
    text = "The committee met on Tuesday; nobody, not even its chair, remembered why. " * 3
    data, offsets = text_buffers(pa.array([text], pa.large_string()))
    states, found = np.empty(len(text), np.int32), np.empty(len(text), np.int32)
    _read(data, 0, len(text), model, states, found)
    state, expected = 0, []
    for byte in text.encode():
        state = source.tk_nextmove[(source.tk_row[state] << 8) + byte]
        expected.append((state, source.tk_output[state]))
    assert list(zip(states.tolist(), found.tolist(), strict=True)) == expected
    assert offsets[-1] == len(text)
    assert len(labels) > 80


@given(st.lists(st.text(st.sampled_from("ab\n é"), max_size=300), max_size=6))
def test_long_lines_are_those_of_a_plain_split(texts: list[str]) -> None:
    data, offsets = text_buffers(pa.array(texts, pa.large_string()))
    found = _long_lines(data, offsets[:-1], offsets[1:])
    lines = [(owner, bytes(data[one:two])) for owner, one, two in zip(*(part.tolist() for part in found), strict=True)]
    expected = [
        (number, line)
        for number, text in enumerate(texts)
        if "\n" in text
        for line in text.encode().split(b"\n")[:100]
        if len(line) >= 40
    ]
    assert lines == expected


def test_a_long_text_is_cut_between_characters() -> None:
    texts = ["é" * 20_000, "a" + "数" * 9_000, "a" + "é" * 9_000, "short"]
    data, offsets = text_buffers(pa.array(texts, pa.large_string()))
    stops = _cut(data, offsets)
    cut = [bytes(data[start:stop]).decode() for start, stop in zip(offsets[:-1], stops, strict=True)]
    assert [len(part) for part in cut] == [READ // 2, 1 + (READ - 1) // 3, 1 + (READ - 1) // 2, 5]
    assert all(text.startswith(part) for text, part in zip(texts, cut, strict=True))


def test_the_share_of_another_language_counts_letters_of_long_lines() -> None:
    english = "All human beings are born free and equal in dignity and rights."
    german = "Alle Menschen sind frei und gleich an Würde und Rechten geboren."
    rows = judged([f"{english}\n{german}", f"{english}\n{english}", english, f"{english}\nHallo!"])
    shares = [row["other_language_share"] for row in rows]
    assert shares[0] == pytest.approx(0.5, abs=0.03)
    assert shares[1] == 0.0
    assert shares[2:] == [None, None]


def test_a_run_counts_rows_by_language(tmp_path: Path) -> None:
    texts = ["All human beings are born free and equal in dignity and rights."] * 3 + ["人人生而自由", "12345"]
    result = audit(pa.table({"text": texts}), out=tmp_path / "out", settings=["stages.tokens=false"])
    table = pq.read_table(tmp_path / "out/languages.parquet").to_pylist()
    assert [(row["language"], row["rows"]) for row in table] == [("en", 3), ("und", 1), ("zh", 1)]
    assert [row["sure"] for row in table if row["language"] != "und"] == [3, 1]
    assert result.metrics["language.count"] == 2
    assert result.metrics["language.unknown_share"] == pytest.approx(0.2)
    assert b"Languages: 2." in (tmp_path / "out/report.html").read_bytes()


UDHR = {"eng": "en", "fra": "fr", "spa": "es", "deu_1996": "de", "rus": "ru", "arb": "ar", "hin": "hi", "ben": "bn"}
UDHR |= {"tur": "tr", "vie": "vi", "pol": "pl", "fin": "fi", "swh": "sw", "ukr": "uk", "urd": "ur", "pes_1": "fa"}
UDHR |= {"jpn": "ja", "kor": "ko", "cmn_hans": "zh", "cmn_hant": "zh", "tha": "th", "ell_monotonic": "el", "heb": "he"}


def test_the_language_of_nearly_every_line_of_the_declaration_is_told(real_data: Callable[[str], Path]) -> None:
    table = pq.read_table(real_data("udhr_languages"))
    rows = [row for row in table.select(["file", "text"]).to_pylist() if row["file"] in UDHR]
    assert len({row["file"] for row in rows}) >= 20
    found = judged([row["text"] for row in rows])
    right = [one["language"] == UDHR[row["file"]] for one, row in zip(found, rows, strict=True)]
    assert np.mean(right) >= 0.97

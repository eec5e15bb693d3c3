"""The quality score and its reasons, made again from the signals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from every import every
from hypothesis import given
from hypothesis import strategies as st

from dataaudit import audit
from dataaudit.kernels.text.characters import UNSEGMENTED_SCRIPTS
from dataaudit.stages.quality.quality_score import PENALTIES, REASONS, QualityScore

DERIVED = ("words_per_mark", "words_per_sentence", "spaces_between_words", "marks_between_sentences", "capitals")
OWN = sorted({one.signal for one in PENALTIES} - set(DERIVED))
COUNTS = ("words", "lines", "sentences", "chars")
READ = {*OWN, *COUNTS, "punctuation_share", "script"}
SCRIPTS = ("Latn", "Cyrl", "Hani", "Thai", "Deva", "Zyyy", None)


def scored(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Scores and reasons of rows of signals; a row's text is its key "text"."""
    kinds = {"text": pa.large_string(), "script": pa.string()} | dict.fromkeys(COUNTS, pa.uint32())
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {name: pa.array([row.get(name) for row in rows], kinds.get(name, pa.float64())) for name in names}
    found: list[dict[str, Any]] = QualityScore()(pa.RecordBatch.from_pydict(columns)).to_pylist()
    return found


def losses(row: dict[str, Any], known: set[str]) -> dict[str, float]:
    """What every signal takes from a row's score, written from the definition."""
    values = {name: row.get(name) for name in known - {"script"}}
    words = values.get("words")
    if {"words", "punctuation_share", "chars"} <= known:
        share, chars = values["punctuation_share"], values["chars"]
        gone = words is None or share is None or chars is None
        values["words_per_mark"] = None if gone else words / max(share * chars, 1)  # type: ignore[operator]
    if {"words", "sentences"} <= known:
        sentences = values["sentences"]
        values["words_per_sentence"] = None if words is None or sentences is None else words / max(sentences, 1)
    if "script" in known:
        script = row.get("script")
        values["spaces_between_words"] = float(script not in UNSEGMENTED_SCRIPTS)
        values["capitals"] = float(script in ("Latn", "Cyrl", "Grek", "Armn"))
        values["marks_between_sentences"] = float(script not in ("Thai", "Laoo", "Khmr", "Mymr", "Tibt"))
    found = {}
    for one in PENALTIES:
        value = values.get(one.signal)
        met = all(name not in values or (values[name] or 0.0) >= least for name, least in one.given)
        part = 0.0 if value is None or not met else (value - one.fine) / (one.bad - one.fine)
        known_part = 1.0
        if one.evidence is not None and one.evidence[0] in values:
            known_part = min((values[one.evidence[0]] or 0.0) / one.evidence[1], 1.0)
        code = values.get("code_line_share") or 0.0
        code *= min((values["lines"] or 0.0) / 5.0, 1.0) if "lines" in values else 1.0
        prose = min(max((0.35 - code) / 0.25, 0.0), 1.0) if "code_line_share" in values and not one.code else 1.0
        found[one.signal] = min(max(part, 0.0), 1.0) * one.weight * known_part * prose
    return found


def remade(rows: list[dict[str, Any]]) -> list[tuple[float, dict[str, float]]]:
    known = {name for row in rows for name in row} & READ
    made = [losses(row, known) for row in rows]
    return [(float(np.prod([1 - lost for lost in one.values()])), one) for one in made]


SHARES = st.sampled_from([0.0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.0]) | st.floats(0, 1, width=32)
NUMBERS = st.sampled_from([0, 1, 3, 4, 8, 19, 20, 40, 100]) | st.integers(0, 5000)
VALUES = dict.fromkeys((*OWN, "punctuation_share"), SHARES)
VALUES |= dict.fromkeys((*COUNTS, "longest_character_run", "visible_chars"), NUMBERS)
VALUES |= {"script": st.sampled_from(SCRIPTS)}
ROWS = st.fixed_dictionaries(
    {"text": st.none() | st.just("a")}, optional={name: st.none() | values for name, values in VALUES.items()}
)


@given(st.lists(ROWS, min_size=1, max_size=4))
def test_a_score_is_the_product_of_what_every_signal_leaves(rows: list[dict[str, Any]]) -> None:
    for row, found, (score, lost) in zip(rows, scored(rows), remade(rows), strict=True):
        if row["text"] is None:
            assert found == {"quality_score": None, "quality_reasons": None}
            continue
        assert 0 <= found["quality_score"] <= 1
        assert found["quality_score"] == pytest.approx(score, rel=1e-5, abs=1e-7)
        reasons = [reason.split() for reason in found["quality_reasons"]]
        taken = [-float(part) for _, part in reasons]
        assert taken == sorted(taken, reverse=True)
        assert taken == [pytest.approx(lost[name], abs=0.0051) for name, _ in reasons]
        most = sorted((part for part in lost.values() if part > 0.0051), reverse=True)[:REASONS]
        assert len(most) <= len(taken) <= REASONS
        assert taken[: len(most)] == [pytest.approx(part, abs=0.0051) for part in most]


def good(**signals: Any) -> dict[str, Any]:
    """A row whose signals take nothing."""
    row: dict[str, Any] = {one.signal: one.fine for one in PENALTIES if one.signal in OWN}
    plain = {"text": "a", "words": 100, "lines": 20, "sentences": 10, "chars": 600, "punctuation_share": 0.05}
    return row | plain | {"script": "Latn"} | signals


WORSE = [
    (name, 1 if one.bad > one.fine else -1)
    for one in PENALTIES
    for name in [one.signal]
    if name in OWN and name != "code_line_share"  # enough of it makes a text code, which has fewer penalties
]


@given(
    row=ROWS.map(lambda row: good(**row | {"text": "a"})),
    which=st.sampled_from([*WORSE, ("sentences", -1), ("punctuation_share", -1)]),
    step=st.floats(0, 1, width=32),
)
def test_a_worse_signal_never_raises_a_score(row: dict[str, Any], which: tuple[str, int], step: float) -> None:
    name, sign = which
    if row[name] is None:
        return
    size = 100 if name in (*COUNTS, "longest_character_run", "visible_chars") else 1
    changed = max(row[name] + sign * step * size, 0)
    worse = row | {name: int(changed) if name in COUNTS else changed}
    before, after = scored([row, worse])
    assert after["quality_score"] <= before["quality_score"]


@every("penalty", PENALTIES, name=lambda penalty: penalty.signal)
def test_every_signal_takes_its_weight_at_most(penalty: Any) -> None:
    if penalty.signal == "words_per_sentence":
        changed: dict[str, Any] = {"words": 4000, "sentences": 1, "punctuation_share": 1.0, "chars": 24_000}
    elif penalty.signal == "words_per_mark":
        changed = {"words": 4000, "sentences": 1000, "punctuation_share": 0.0, "chars": 24_000}
    elif penalty.signal == "code_line_share":
        return  # it fades with all penalties for prose, the more of it there is
    else:
        changed = {penalty.signal: 2 * penalty.bad - penalty.fine}
    fine, bad = scored([good(), good(**changed)])
    assert fine == {"quality_score": 1.0, "quality_reasons": []}
    assert bad["quality_score"] == pytest.approx(1 - penalty.weight)
    assert bad["quality_reasons"] == [f"{penalty.signal} -{penalty.weight:.2f}"]


@every("penalty", [one for one in PENALTIES if one.given], name=lambda penalty: penalty.signal)
def test_a_signal_that_means_nothing_for_a_text_takes_nothing(penalty: Any) -> None:
    if penalty.signal in DERIVED:
        changed: dict[str, Any] = {"words": 19, "sentences": 0, "punctuation_share": 0.0}
        (row,) = scored([good(**changed)])
        assert row["quality_score"] == 1.0
        return
    worst = {penalty.signal: penalty.bad}
    for name, least in penalty.given:
        less: dict[str, Any] = {"script": "Thai"} if name in DERIVED else {name: int(least) - 1}
        (row,) = scored([good(**worst, **less)])
        assert row["quality_score"] == 1.0


@every(
    "penalty",
    [one for one in PENALTIES if one.evidence and one.signal != "code_line_share"],
    name=lambda penalty: penalty.signal,
)
def test_a_signal_counts_in_proportion_to_its_evidence(penalty: Any) -> None:
    name, enough = penalty.evidence
    less = good(**{name: int(enough / 2)}, **{penalty.signal: (penalty.bad + penalty.fine) / 2})
    (row,) = scored([less])
    met = all(less.get(given, 1.0) >= least for given, least in penalty.given)
    share = int(enough / 2) / enough / 2 if met else 0.0
    assert row["quality_score"] == pytest.approx(1 - share * penalty.weight)


def test_source_code_is_not_judged_as_prose() -> None:
    worst = {one.signal: one.bad for one in PENALTIES if one.signal in OWN and not one.code}
    (prose,), (code,) = (
        scored([good(**worst | {"code_line_share": 0.0})]),
        scored([good(**worst | {"code_line_share": 0.35})]),
    )
    assert prose["quality_score"] < 0.01
    assert code == {"quality_score": 1.0, "quality_reasons": []}


def test_a_single_line_without_an_end_takes_little() -> None:
    (row,) = scored([good(lines=1, terminal_line_share=0.0)])
    assert row["quality_score"] > 0.95


def test_answers_may_repeat_what_was_asked() -> None:
    row = good(words=40, covered_5gram_share=0.7)
    batch = pa.RecordBatch.from_pydict({
        name: pa.array([value], pa.large_string() if name == "text" else None) for name, value in row.items()
    })  # fmt: skip
    pages, answers = (QualityScore(pages)(batch).column("quality_score").to_pylist()[0] for pages in (True, False))
    assert (pages, answers) == (pytest.approx(1 - 0.7 * 40 / 60), pytest.approx(1 - 0.7 * 40 / 200))


def test_a_batch_without_signals_scores_one_and_an_empty_one_nothing() -> None:
    assert scored([{"text": "a"}, {"text": None}]) == [
        {"quality_score": 1.0, "quality_reasons": []},
        {"quality_score": None, "quality_reasons": None},
    ]
    empty = pa.RecordBatch.from_pydict({"text": pa.array([], pa.large_string())})
    assert QualityScore()(empty).schema == QualityScore().schema


TEXTS = [
    "The town lies on a river. Its people came from the hills, and they built a bridge of stone in a single summer.",
    "BUY NOW!!! http://a.b/c http://a.b/d http://a.b/e 100% 200% 300% 400% $$$ <b>x</b> &amp; &lt; &gt;",
    "一个城镇位于河边。人们从山上来，在一个夏天里建了一座石桥。",
    "spam spam spam spam spam " * 20,
    "a\nb\nc\nd\ne\nf\n",
    "x",
    "",
    None,
]


def test_the_score_of_a_run_can_be_made_again_from_its_rows(tmp_path: Path) -> None:
    off = [f"stages.{name}=false" for name in ("exact", "minhash", "pii", "passages")]
    settings = [*off, "stages.tokens.tokenizer=false", "report.clusters=0", "report.samples=0"]
    result = audit(pl.DataFrame({"text": TEXTS}), text="text", out=tmp_path / "run", settings=settings)
    rows = result.rows().to_dicts()
    assert {one.signal for one in PENALTIES} - set(rows[0]) <= set(DERIVED)
    for text, row, (score, _) in zip(TEXTS, rows, remade(rows), strict=True):
        assert row["quality_score"] == (None if text is None else pytest.approx(score, rel=1e-5))
    scores = [row["quality_score"] for row in rows]
    assert min(scores[0], scores[2]) > 0.7
    assert max(scores[1], scores[3]) < 0.5

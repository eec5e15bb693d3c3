"""Leaks that were put there, each found in its tier and at its place; beside them what is no leak."""

from __future__ import annotations

import random
import unicodedata
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from kernels.test_shingles_and_minhash import TOKEN
from stages.leakage.leak_runs import leaks, sought, split_counts, tiers

from dataaudit import AuditResult

CLIPS = (
    "Natalia sold clips to 48 of her friends in April, and then she sold half as many clips in May. How many clips did "
    "Natalia sell altogether in April and May?"
)
SHORT = "How far is it to Denver?"
CHOICE = (
    "Which of the following processes turns liquid water into water vapour at the surface of a lake on a warm summer "
    "day when the sun is shining on it and a light wind is blowing from the west across the water towards the village "
    "on the other side?\nA. condensation\nB. evaporation\nC. precipitation\nD. sublimation"
)
CHINESE = "小明有三十六个苹果，他给了小红十二个，又从小刚那里得到了九个。请问小明现在一共有多少个苹果？"
HARBOUR = (
    "The old harbour was built in 1712 by three brothers from the north, who brought stone on flat boats down the "
    "river and piled it up along the bay until the winter storms could no longer reach the ships; it was in use for "
    "two hundred years, then the railway came, the fish went elsewhere, and the last warehouse burnt down one "
    "night in March. Who built the harbour?"
)
KITCHEN = "Dr. Ó Briain's ﬁrst café—Größe: 3½ m²—opened at 9:00, and how many guests came on that very day?"
KANA = "ｶﾞﾗｽのびんはどこで作られていますか、そしてそれはいつからですか"
ITEMS = [CLIPS, SHORT, CHOICE, CHINESE, HARBOUR, KITCHEN, KANA]


def prose(count: int, seed: int) -> str:
    """Words of nothing, with capitals and full stops."""
    rng = random.Random(seed)
    words = [f"{rng.choice('bcdfglmnprst')}{rng.choice('aeiou')}{rng.choice('lmnrst')}{n % 97}" for n in range(4000)]
    lines = [" ".join(rng.choices(words, k=12)).capitalize() for _ in range(count // 12 + 1)]
    return ".\n".join(lines)


def wrapped(text: str, words: int = 5) -> str:
    parts = text.split()
    return "\n".join(" ".join(parts[first : first + words]) for first in range(0, len(parts), words))


LONG = prose(20_000, 1)
MIDDLE = LONG.index("\n", len(LONG) // 2)
ROWS: dict[str, tuple[str | None, dict[int, str]]] = {
    "word for word": (CLIPS, {0: "exact"}),
    "lines wrapped": (wrapped(CLIPS), {0: "exact"}),
    "white space around": (f" \n\u3000{CLIPS}\t\n", {0: "exact"}),
    "decomposed": (unicodedata.normalize("NFD", KITCHEN), {5: "exact"}),
    "case": (CLIPS.upper(), {0: "normalised"}),
    "punctuation": (CLIPS.replace(",", "").replace(".", " -- "), {0: "normalised"}),
    "short, with other punctuation": ("how far is it to denver", {1: "normalised"}),
    "short": (SHORT, {1: "exact"}),
    "short, inside": (f"He asked: {SHORT} Nobody knew.", {}),
    "between other words": (f"Problem 7. {CLIPS} Solution: 72.", {0: "ngram"}),
    "wrapped, other case, between other words": (f"Problem 7\n{wrapped(CLIPS.upper(), 3)}\n72", {0: "ngram"}),
    "in a long document": (f"{LONG[:MIDDLE]}\n{CLIPS}{LONG[MIDDLE:]}", {0: "ngram"}),
    "at the end of a long document": (f"{prose(20_000, 2)}\n{HARBOUR}", {4: "ngram"}),
    "an option changed": (CHOICE.replace("sublimation", "infiltration"), {2: "ngram"}),
    "an option of two words": (CHOICE.replace("A. condensation", "A. rain and snow"), {2: "ngram"}),
    "a few words changed": (f"Read: {HARBOUR.replace('1712', '1810').replace('March', 'June')} Well?", {4: "ngram"}),
    "half of it": (f"Read: {HARBOUR[:180]} and nothing more is known.", {}),
    "a short one with a number changed": (f"Problem: {CLIPS.replace('48', '50')} Solution: 73.", {}),
    "chinese": (CHINESE, {3: "exact"}),
    "chinese, other punctuation": (CHINESE.replace("，", ",").replace("。", " "), {3: "ngram"}),
    "chinese, inside": (f"{'前面还有一些别的话。' * 30}{CHINESE}{'后面也有。' * 30}", {3: "ngram"}),
    "chinese, half": (f"{CHINESE[:22]}就这样。", {}),
    "full width": ("".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in f"{CLIPS} So."), {0: "ngram"}),
    "two items": (f"1. {CLIPS}\n\n{prose(80, 3)}\n\n2. {KITCHEN}", {0: "ngram", 5: "ngram"}),
    "kana in half width behind others": (f"{'ﾊﾟﾝとｶﾞﾑ。' * 20}{KANA}", {6: "ngram"}),
    "kana decomposed": (unicodedata.normalize("NFKD", f"{'パンとガム。' * 20}{KANA}"), {6: "ngram"}),
    "torn apart": (f" {prose(60, 4)} ".join(CLIPS[first : first + 35] for first in range(0, 140, 35)), {}),
    "nothing": (None, {}),
    "empty": ("", {}),
    "white space": (" \n\u2028\u3000", {}),
    "no words": ("?!… 😀😀 \u202e\u200b\ufeff", {}),
    "other words": (prose(300, 5), {}),
}  # fmt: skip
NAMES = list(ROWS)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> AuditResult:
    rows = [text for text, _ in ROWS.values()]
    return sought(tmp_path_factory.mktemp("planted"), rows, ITEMS)


@pytest.mark.parametrize("name", NAMES)
def test_a_row_holds_the_items_that_were_put_into_it(run: AuditResult, name: str) -> None:
    found = {item: tier for (row, item), tier in tiers(run).items() if row == NAMES.index(name)}
    assert found == ROWS[name][1]


def test_rows_findings_and_metrics_tell_what_the_table_does(run: AuditResult) -> None:
    found, rows = leaks(run), run.rows()
    strongest = {one["row_id"]: one for one in reversed(found)}
    columns = ["row_id", "leak_split", "leak_item", "leak_tier", "leak_score"]
    told = rows.filter(pl.col("leak_tier").is_not_null()).select(columns).to_dicts()
    assert [one["row_id"] for one in told] == sorted(strongest)
    for one in told:
        other = strongest[one["row_id"]]
        assert (one["leak_split"], one["leak_item"]) == (other["item_split"], other["item"])
        assert one["leak_tier"] == other["tier"]
        assert one["leak_score"] == pytest.approx(other["score"], abs=1e-6)
    codes = {"exact": "LEK001", "normalised": "LEK002", "ngram": "LEK003", "minhash": "LEK004", "embedding": "LEK005"}
    counts = {result.code: result.count for result in run.findings if result.status == "found"}
    for tier, code in codes.items():
        flagged = rows.filter(pl.col("flags").list.contains(code))
        assert flagged["row_id"].to_list() == rows.filter(pl.col("leak_tier") == tier)["row_id"].to_list()
        assert counts.get(code, 0) == flagged.height
        assert run.metrics[f"leakage.{tier}.rows_share"] == pytest.approx(flagged.height / rows.height)
    assert run.metrics["leakage.rows"] == len(told)
    assert run.metrics["leakage.items"] == len(ITEMS)
    assert [run.metrics[f"leakage.{tier}.items"] for tier in codes] == [4, 0, 3, 0, 0]


def test_splits_count_every_item_in_its_strongest_tier_and_every_row_in_each_of_its_own(run: AuditResult) -> None:
    found = leaks(run)
    counted = split_counts(run)
    assert set(counted) == {(None, "bench", tier) for tier in ("exact", "normalised", "ngram")}
    for (_, _, tier), (items, rows, all_items, all_rows) in counted.items():
        assert (all_items, all_rows) == (len(ITEMS), len(ROWS))
        assert rows == len({one["row_id"] for one in found if one["tier"] == tier})
        assert items == run.metrics[f"leakage.{tier}.items"]


def words(text: str) -> list[str]:
    found: list[str] = TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())
    return found


WHOLE = [name for name in NAMES if ROWS[name][1] and "option" not in name and "changed" not in name]


@pytest.mark.parametrize("name", WHOLE)
def test_the_places_hold_the_words_of_the_item_and_no_others(run: AuditResult, name: str) -> None:
    text = ROWS[name][0] or ""
    for one in (one for one in leaks(run) if one["pair"][0] == NAMES.index(name)):
        item = ITEMS[one["pair"][1]]
        assert words(text[one["row_start"] : one["row_end"]]) == words(item)
        assert words(item[one["item_start"] : one["item_end"]]) == words(item)
        assert one["score"] == 1
        assert " ".join(text[one["row_start"] : one["row_end"]].split()).startswith(one["matched"])
        assert 0 < len(one["matched"]) <= 200


@pytest.mark.parametrize("name", ["an option changed", "an option of two words", "a few words changed"])
def test_the_places_of_an_item_with_other_words_in_it_hold_nearly_all_of_it(run: AuditResult, name: str) -> None:
    (one,) = (one for one in leaks(run) if one["pair"][0] == NAMES.index(name))
    text, item = ROWS[name][0] or "", ITEMS[one["pair"][1]]
    inside = words(text[one["row_start"] : one["row_end"]])
    assert one["question_coverage"] == one["score"]
    assert 0.8 <= one["score"] < 1
    assert len(words(item)) - 6 <= len(inside) <= len(words(item)) + 2
    assert len(words(item[one["item_start"] : one["item_end"]])) >= len(words(item)) - 6


def test_where_a_match_ends_is_told_in_the_same_way_on_both_sides(run: AuditResult) -> None:
    (one,) = (one for one in leaks(run) if one["pair"][0] == NAMES.index("word for word"))
    assert (one["row_start"], one["row_end"]) == (one["item_start"], one["item_end"])


SOLUTION = (
    "She sold 48 / 2 = 24 clips in May, so altogether she sold 48 + 24 = 72 clips in the two months of April and May."
)
ASKED: dict[str, tuple[dict[str, Any], dict[int, tuple[str, bool | None]]]] = {
    "the whole": ({"question": CLIPS, "answer": SOLUTION}, {0: ("exact", True)}),
    "another answer": ({"question": CLIPS, "answer": "I do not know."}, {0: ("normalised", False)}),
    "politely": ({"question": f"Please, {CLIPS.lower()}", "answer": SOLUTION}, {0: ("normalised", True)}),
    "the answer alone": ({"question": "What is it?", "answer": SOLUTION}, {0: ("ngram", True)}),
    "both inside": ({"question": f"Look at this. {CLIPS}", "answer": f"Well. {SOLUTION}"}, {0: ("ngram", True)}),
    "the question inside": ({"question": f"Look at this. {CLIPS}", "answer": "Who knows?"}, {0: ("ngram", False)}),
    "a short question": ({"question": "how far is it to Denver", "answer": "Far."}, {1: ("normalised", False)}),
    "a short answer alone": ({"question": "What is 5 + 5?", "answer": "10 miles"}, {}),
    "a short answer too": ({"question": f"{HARBOUR} Say.", "answer": "Two men from Bergen"}, {2: ("ngram", True)}),
    "no answer": ({"question": SHORT, "answer": None}, {1: ("normalised", False)}),
    "nothing": ({"question": None, "answer": None}, {}),
    "no words": ({"question": "?!", "answer": "…"}, {}),
}  # fmt: skip
QUESTIONS = [(CLIPS, SOLUTION), (SHORT, "10 miles"), (HARBOUR, "two men, from Bergen"), ("?", "")]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> AuditResult:
    items = [{"question": question, "answer": answer} for question, answer in QUESTIONS]
    return sought(tmp_path_factory.mktemp("asked"), [row for row, _ in ASKED.values()], items)


@pytest.mark.parametrize("name", list(ASKED))
def test_questions_and_answers_are_found_apart(asked: AuditResult, name: str) -> None:
    found = [one for one in leaks(asked) if one["pair"][0] == list(ASKED).index(name)]
    assert {one["pair"][1]: (one["tier"], one["answer_found"]) for one in found} == ASKED[name][1]


def test_a_short_answer_is_sought_beside_the_question_and_not_in_it(tmp_path: Path) -> None:
    texts = [f"So: {CLIPS} Who?", f"So: {CLIPS} He said 48.", f"He said 48: {CLIPS} Who?"]
    found = leaks(
        sought(tmp_path, [{"body": text} for text in texts], [{"question": CLIPS, "answer": "48"}], text="body")
    )
    assert {one["pair"][0]: (one["tier"], one["answer_found"]) for one in found} == {
        0: ("ngram", False), 1: ("ngram", True), 2: ("ngram", True),
    }  # fmt: skip


def test_the_place_of_an_answer_alone_is_that_of_the_answer(asked: AuditResult) -> None:
    (one,) = (one for one in leaks(asked) if one["pair"][0] == list(ASKED).index("the answer alone"))
    assert f"What is it?\n{SOLUTION}"[one["row_start"] : one["row_end"]] == SOLUTION[:-1]
    assert f"{CLIPS}\n{SOLUTION}"[one["item_start"] : one["item_end"]] == SOLUTION[:-1]
    assert (one["question_coverage"], one["answer_coverage"]) == (None, 1)


def test_a_chat_with_the_same_prompt_and_another_answer_is_found_whatever_was_said_before(tmp_path: Path) -> None:
    def chat(*said: str) -> dict[str, Any]:
        turns = zip(["user", "assistant", "user", "assistant"], said, strict=False)
        return {"messages": [{"role": role, "content": text} for role, text in turns]}

    talk = ("Tell me about the harbour.", prose(20, 6), "And who were the people that built it there?")
    result = sought(tmp_path, [chat(*talk, "Nobody knows.")], [chat(*talk, "Three brothers.")])
    assert tiers(result) == {(0, 0): "normalised"}


def test_the_system_prompt_is_no_part_of_a_question(tmp_path: Path) -> None:
    def chat(system: str, answer: str) -> dict[str, Any]:
        said = {"system": system, "user": CLIPS, "assistant": answer}
        return {"messages": [{"role": role, "content": text} for role, text in said.items()]}

    result = sought(tmp_path, [chat(prose(50, 7), "72")], [chat("Be kind.", "Seventy-two.")])
    assert tiers(result) == {(0, 0): "normalised"}


def test_items_of_another_shape_than_the_rows_are_found(tmp_path: Path) -> None:
    items = [{"question": CLIPS, "answer": SOLUTION}, {"question": HARBOUR, "answer": "Two men from Bergen"}]
    rows = [{"body": f"{CLIPS}\n{SOLUTION}", "n": 1}, {"body": f"So: {HARBOUR}", "n": 2}, {"body": "other", "n": 3}]
    result = sought(tmp_path, rows, items, text="body")
    assert tiers(result) == {(0, 0): "exact", (1, 1): "ngram"}
    assert [one["answer_found"] for one in leaks(result)] == [True, False]


def test_plain_items_are_found_among_prompts(tmp_path: Path) -> None:
    rows = [
        {"instruction": SHORT, "input": "", "output": "Ten miles"},
        {"instruction": "So?", "input": CLIPS, "output": "72"},
    ]
    assert tiers(sought(tmp_path, rows, [SHORT, CLIPS])) == {(0, 0): "normalised", (1, 1): "ngram"}


def test_a_template_that_all_items_share_is_no_evidence(tmp_path: Path) -> None:
    frame = "Read the following question with great care, think about it step by step, and then give one letter. "
    rng = random.Random(0)
    items = [f"{frame}{prose(14, rng.randrange(10**6))}" for _ in range(40)]
    rows = [frame, f"{frame}{prose(14, 1)}", f"{frame * 3}", f"{prose(100, 2)} {frame} {prose(100, 3)}", items[3]]
    assert tiers(sought(tmp_path, rows, items)) == {(4, 3): "exact"}


def names(count: int) -> list[str]:
    starts, ends = ["Ann", "Ber", "Cor", "Dal", "Ed", "Fin", "Gus", "Hel", "Ian", "Jon"], ["a", "o", "ine", "ert", "ow"]
    return [f"{one}{two}" for one in starts for two in ends][:count]


def bought(rng: random.Random) -> str:
    name, count, price = rng.choice(names(50)), rng.randint(1, 9), rng.randint(1, 9)
    return (
        f"{name} buys {count} apples for {price} dollars each. How much does {name} pay for all of the apples in total?"
    )


def left(rng: random.Random) -> str:
    return (
        f"A train leaves the station at {rng.randint(1, 12)} o'clock with {rng.randint(100, 999)} passengers, and "
        f"{rng.randint(10, 99)} of them get off at the next stop. How many passengers are left on the train?"
    )


def capital(rng: random.Random) -> str:
    return (
        f"What is the capital of {rng.choice(names(50))}{rng.choice(['land', 'stan', 'ia'])} and how many live there?"
    )


def chinese(rng: random.Random) -> str:
    first, second, third = (rng.randint(10, 99) for _ in range(3))
    name = rng.choice("明红刚华丽强伟芳")
    return f"小{name}有{first}个苹果，又买了{second}个苹果，后来吃了{third}个，请问现在一共有多少个苹果？"


@pytest.mark.parametrize("made_up", [bought, left, capital, chinese])
def test_other_values_in_the_same_template_are_no_leak(tmp_path: Path, made_up: Any) -> None:
    rng = random.Random(1)
    different = list(dict.fromkeys(made_up(rng) for _ in range(8000)))
    half = min(300, len(different) // 2)
    items, rows = different[:half], different[half : 2 * half]
    found = tiers(sought(tmp_path, rows, items))
    assert {(rows[row], items[item], tier) for (row, item), tier in found.items()} == set()

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from augment.augmenting import (
    HAM,
    OFF,
    SPAM,
    KilledError,
    MemoryJournal,
    augmented,
    changes_of,
    corpus,
    finished_run,
    jaccard,
    two_sentences,
)

from dataaudit.augment import augment_rows
from dataaudit.augment.changes import Made, undone
from dataaudit.augment.guards.candidate import texts_array
from dataaudit.augment.operation import Nothing, Prepared
from dataaudit.augment.random_swap import RandomSwap
from dataaudit.config.augment import ClassMixOptions, GuardsOptions, WordOptions
from dataaudit.errors import ConfigurationError
from dataaudit.stages.leakage.items import Items
from dataaudit.stages.vectors.encoders import STATIC, load_encoder

ROWS = corpus()


def ids_of(rows: Sequence[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """Rows by the id that ``finished_run`` gives them."""
    return {5 + 7 * place: row for place, row in enumerate(rows)}


def test_classes_are_filled_up_and_every_new_row_has_a_true_witness(tmp_path: Path) -> None:
    made, rows = augmented(finished_run(tmp_path / "run", ROWS))
    assert made.before == {"ham": 24, "spam": 8}
    assert made.wanted == {"ham": 0, "spam": 16}
    assert made.made == {"spam": 16}
    assert len(rows) == 16
    sources = ids_of(ROWS)
    for row in rows:
        source = sources[row["augmented_from"]]
        assert source["label"] == row["label"] == "spam"
        assert undone(row["text"], changes_of(row)) == source["text"] != row["text"]
        assert (row["field"], row["mixed_with"], row["language"]) == ("text", None, "en")
        assert row["operation"] in OFF
        assert row["length_ratio"] == pytest.approx(len(row["text"]) / len(source["text"]))
        assert row["similarity"] == pytest.approx(jaccard(row["text"], source["text"]), abs=1e-4)
        assert 0.7 <= row["cosine"] <= 1.0
        assert row["label_probability"] > 0.5
    assert max(Counter(row["augmented_from"] for row in rows).values()) <= 4
    assert len({row["seed"] for row in rows}) == 16


@pytest.mark.parametrize(
    ("settings", "new"),
    [
        ({"balance": 0.5}, {"spam": 4}),
        ({"factor": 0.5}, {"ham": 12, "spam": 4}),
        ({"classes": {"ham": 3, "spam": 2}}, {"ham": 3, "spam": 2}),
    ],
)
def test_what_is_asked_for_is_made(tmp_path: Path, settings: dict[str, Any], new: dict[str, int]) -> None:
    made, rows = augmented(finished_run(tmp_path / "run", ROWS), **settings)
    assert Counter(row["label"] for row in rows) == made.made == new


def test_no_row_gives_more_than_its_limit_and_the_rest_is_missing(tmp_path: Path) -> None:
    made, rows = augmented(finished_run(tmp_path / "run", ROWS), classes={"spam": 100}, per_row=2, tries=2)
    counts = Counter(row["augmented_from"] for row in rows)
    assert set(counts.values()) <= {1, 2}
    assert 8 < len(rows) <= 16
    told = made.counts.table().to_pylist()
    tried = sum(one["count"] for one in told if one["outcome"] != "not_made" and one["reason"] is None)
    assert len(rows) <= tried <= 8 * 2 * 2
    assert sum(one["count"] for one in told if one["outcome"] == "accepted") == len(rows)


def test_only_kept_training_rows_that_are_no_leak_are_sources(tmp_path: Path) -> None:
    kinds = [("train", True, None), ("test", True, None), ("train", False, None), ("train", True, "ngram")]
    rows = [
        {**row, "split": kinds[place % 4][0], "kept": kinds[place % 4][1], "leak_tier": kinds[place % 4][2]}
        for place, row in enumerate(ROWS)
    ]
    made, new = augmented(finished_run(tmp_path / "run", rows), factor=2)
    assert {(row["augmented_from"] - 5) // 7 % 4 for row in new} == {0}
    assert made.before == {"ham": 6, "spam": 2}
    assert len(new) == 16


def test_another_seed_makes_other_rows_and_the_same_one_the_same(tmp_path: Path) -> None:
    source = finished_run(tmp_path / "run", ROWS)
    told = [augmented(source, seed=seed)[1] for seed in (1, 1, 2)]
    assert told[0] == told[1]
    assert len({row["text"] for row in told[0]} & {row["text"] for row in told[2]}) < 8
    assert not {row["seed"] for row in told[0]} & {row["seed"] for row in told[2]}


def test_parts_of_the_clean_data_set_make_no_difference(tmp_path: Path) -> None:
    told = [augmented(finished_run(tmp_path / str(parts), ROWS, parts=parts))[1] for parts in (1, 5)]
    assert told[0] == told[1]


def test_new_rows_are_copies_of_nothing_and_near_to_nothing(tmp_path: Path) -> None:
    _, rows = augmented(finished_run(tmp_path / "run", ROWS), factor=3)
    texts = [row["text"] for row in rows]
    assert len(texts) > 80
    known = {" ".join(row["text"].lower().replace(".", "").split()) for row in ROWS}
    assert not known & {" ".join(text.lower().replace(".", "").split()) for text in texts}
    near = max(jaccard(one, other) for place, one in enumerate(texts) for other in texts[:place])
    assert near < 0.95
    assert max(row["similarity"] for row in rows) < 0.8


def swapped(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Texts a swap of two words apart from those of some rows."""
    told = []
    for row in rows:
        words = row["text"].split()
        words[3], words[4] = words[4], words[3]
        told.append(" ".join(words))
    return told


def nearest(rows: Sequence[dict[str, Any]], items: list[str]) -> list[float]:
    """Largest cosine of every new row to an item."""
    encoder = load_encoder(STATIC, "cpu", 256, 0, False)
    vectors = [encoder.encode(texts_array(texts))[0] for texts in ([row["text"] for row in rows], items)]
    return [float(value) for value in (vectors[0] @ vectors[1].T).max(axis=1)]


@pytest.mark.parametrize("own", [True, False])
def test_no_new_row_comes_near_an_evaluation_item(tmp_path: Path, own: bool) -> None:
    rows = corpus(16, 0)
    near = swapped(rows[:8])
    free = augmented(finished_run(tmp_path / "free", rows), factor=2)[1]
    assert {row["nearest_evaluation"] for row in free} == {None}
    assert sum(value >= 0.95 for value in nearest(free, near)) >= 8
    items = Items()
    if own:
        rows = [{**row, "split": "train"} for row in rows]
        rows += [{"text": text, "label": "ham", "split": "test"} for text in near]
    for place, text in enumerate(near):
        items.add(text, None, "eval:0", "test", 5 + 7 * (16 + place) if own else -1)
    made, new = augmented(finished_run(tmp_path / "run", rows), factor=2, items=items)
    rejected = [one for one in made.counts.table().to_pylist() if one["reason"] == "evaluation"]
    assert sum(one["count"] for one in rejected) >= 8
    assert len(new) >= 16
    cosines = nearest(new, near)
    assert max(cosines) < 0.95
    assert [row["nearest_evaluation"] for row in new] == pytest.approx(cosines, abs=1e-4)
    assert max(jaccard(row["text"], item) for row in new for item in near) < 0.8


@dataclass
class Counted:
    """A swap that counts the texts that it is asked for."""

    seen: list[str] = field(default_factory=list)
    name: str = "random_swap"

    def __call__(self, texts: Sequence[Prepared], generators: Sequence[random.Random]) -> list[Made | Nothing]:
        self.seen += [one.text for one in texts]
        return RandomSwap()(texts, generators)

    def check(self) -> None:
        """Nothing is needed."""


@pytest.mark.parametrize("done", [pytest.param(0, marks=pytest.mark.full), 1, pytest.param(3, marks=pytest.mark.full)])
def test_a_run_that_is_killed_goes_on_and_computes_no_finished_chunk_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, done: int
) -> None:
    monkeypatch.setattr(augment_rows, "CHUNK", 16)
    source = finished_run(tmp_path / "run", ROWS)
    whole, expected = MemoryJournal(), Counted()
    reference, _ = augmented(source, factor=2, journal=whole, own=(expected,))
    assert len(whole.chunks) > 4
    killed, first, second = MemoryJournal(most=done), Counted(), Counted()
    with pytest.raises(KilledError):
        augmented(source, factor=2, journal=killed, own=(first,))
    assert len(killed.chunks) == done
    resumed = MemoryJournal(killed.chunks)
    made, _ = augmented(source, factor=2, journal=resumed, own=(second,))
    assert list(resumed.chunks) == list(whole.chunks)
    for name, (tries, rows) in whole.chunks.items():
        assert resumed.chunks[name][0].equals(tries, check_metadata=True)
        assert resumed.chunks[name][1].equals(rows)
    assert second.seen == expected.seen[16 * done :]
    assert first.seen == expected.seen[: 16 * (done + 1)]
    assert made.counts.table().equals(reference.counts.table())
    assert made.counts.pairs().equals(reference.counts.pairs())
    assert made.made == reference.made


@pytest.mark.parametrize(
    ("tries", "characters"),
    [pytest.param(1024, 1, marks=pytest.mark.full), pytest.param(1024, 300, marks=pytest.mark.full), (7, 1 << 22)],
)
def test_where_chunks_end_makes_no_other_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tries: int, characters: int
) -> None:
    source = finished_run(tmp_path / "run", ROWS)
    whole, cut = MemoryJournal(), MemoryJournal()
    _, expected = augmented(source, factor=2, journal=whole)
    monkeypatch.setattr(augment_rows, "CHUNK", tries)
    monkeypatch.setattr(augment_rows, "CHARACTERS", characters)
    made, rows = augmented(source, factor=2, journal=cut)
    assert [(row["text"], row["seed"]) for row in rows] == [(row["text"], row["seed"]) for row in expected]
    assert made.made == {"ham": 48, "spam": 16}
    assert len(cut.chunks) > 4 * len(whole.chunks)
    longest = max(len(row["text"]) for row in ROWS)
    for one, _ in cut.chunks.values():
        told = one.to_pylist()
        assert len(told) <= tries
        assert sum(len(row["before"]) for row in told) < characters + longest


def test_tries_beyond_what_is_wanted_are_neither_rows_nor_counted(tmp_path: Path) -> None:
    journal = MemoryJournal()
    made, rows = augmented(finished_run(tmp_path / "run", ROWS), classes={"spam": 2}, journal=journal)
    assert len(rows) == 2
    told: Counter[tuple[str, str | None]] = Counter()
    for one in made.counts.table().to_pylist():
        told[one["outcome"], one["reason"]] += one["count"]
    [(tries, _)] = journal.chunks.values()
    assert [row["text"] for row in tries.to_pylist() if not row["reasons"]] == [row["text"] for row in rows]
    assert tries.num_rows < 32
    assert tries.num_rows == sum(told[outcome, None] for outcome in ("accepted", "rejected"))


def test_the_span_of_a_new_row_covers_what_it_covered(tmp_path: Path) -> None:
    rows = [{**row, "spans": [{"start": row["text"].index(".") + 2, "end": len(row["text"]) - 3}]} for row in ROWS]
    _, new = augmented(finished_run(tmp_path / "run", rows), factor=3, protect_column="spans")
    assert len(new) > 40
    shifted = 0
    for row in new:
        [before], [after] = ids_of(rows)[row["augmented_from"]]["spans"], row["spans"]
        source = ids_of(rows)[row["augmented_from"]]["text"]
        assert row["text"][after["start"] : after["end"]] == source[before["start"] : before["end"]]
        shifted += before != after
    assert shifted > 20


def test_a_finished_journal_is_only_read(tmp_path: Path) -> None:
    source = finished_run(tmp_path / "run", ROWS)
    journal, never = MemoryJournal(), Counted()
    _, rows = augmented(source, journal=journal, own=(Counted(),))
    assert augmented(source, journal=journal, own=(never,))[1] == rows
    assert never.seen == []


@pytest.mark.parametrize("texts", [["word", "other", "hm"], ["", " ", None], ["!!", "12 34", "😀 😀"]])
def test_texts_of_which_nothing_can_be_made_give_no_rows_and_the_reason(
    tmp_path: Path, texts: list[str | None]
) -> None:
    made, rows = augmented(finished_run(tmp_path / "run", [{"text": text} for text in texts]), factor=1)
    assert rows == []
    assert made.wanted == {None: 3}
    told = made.counts.table().to_pylist()
    assert {one["outcome"] for one in told} == {"not_made"}
    if not (texts[0] or "").strip():
        assert [(one["operation"], one["reason"], one["count"]) for one in told] == [("", "no_text", 3 * 4 * 3)]


def test_enough_rows_are_a_note_and_nothing_is_made(tmp_path: Path) -> None:
    made, rows = augmented(finished_run(tmp_path / "run", corpus(8, 8)))
    assert rows == []
    assert made.notes == ["no new rows are needed: every class already has its target number of rows"]


def test_too_few_rows_to_learn_labels_are_a_note_and_no_hindrance(tmp_path: Path) -> None:
    made, rows = augmented(finished_run(tmp_path / "run", corpus(8, 4)))
    assert len(rows) == 4
    assert made.notes == ["too few rows of two classes to learn their labels: the label guard rejects nothing"]
    assert {row["label_probability"] for row in rows} == {None}


def test_rows_without_labels_get_a_new_row_each(tmp_path: Path) -> None:
    rows = [{"text": row["text"]} for row in ROWS]
    made, new = augmented(finished_run(tmp_path / "run", rows))
    assert Counter(row["augmented_from"] for row in new).total() == 32
    assert made.made == {None: 32}
    assert made.notes == []


def test_rows_whose_label_is_missing_are_left_alone(tmp_path: Path) -> None:
    rows = [*ROWS, *({"text": row["text"], "label": None} for row in corpus(12, 0, 5))]
    made, new = augmented(finished_run(tmp_path / "run", rows))
    assert made.wanted == {"ham": 0, "spam": 16, None: 0}
    assert {row["label"] for row in new} == {"spam"}


def test_a_class_that_there_is_not_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"no class 'spaam' among the training rows; did you mean 'spam'\?"):
        augmented(finished_run(tmp_path / "run", ROWS), classes={"spaam": 4})


def test_a_mix_names_both_rows_of_one_class(tmp_path: Path) -> None:
    _, rows = augmented(
        finished_run(tmp_path / "run", ROWS), operations={**OFF, "class_mix": ClassMixOptions()}, factor=1
    )
    sources = ids_of(ROWS)
    assert len(rows) >= 30
    for row in rows:
        one, other = sources[row["augmented_from"]], sources[row["mixed_with"]]
        assert row["augmented_from"] != row["mixed_with"]
        assert one["label"] == other["label"] == row["label"]
        assert row["text"] == f"{one['text'].split('. ')[0]}. {other['text'].split('. ')[1]}"
        assert undone(row["text"], changes_of(row)) == one["text"]


def test_the_second_half_of_a_mix_is_of_the_same_field_of_the_other_row(tmp_path: Path) -> None:
    rng = random.Random(2)
    rows = [
        {**{name: two_sentences(rng, topic) for name, topic in (("question", HAM), ("answer", SPAM))}, "label": "a"}
        for _ in range(12)
    ]
    source = finished_run(tmp_path / "run", rows, text="Q: {question}\n{answer}")
    settings: dict[str, Any] = {"fields": ("question", "answer"), "guards": GuardsOptions(min_cosine=-1.0)}
    _, new = augmented(source, operations={**OFF, "class_mix": ClassMixOptions()}, factor=2, **settings)
    assert {row["field"] for row in new} == {"question", "answer"}
    sources = ids_of(rows)
    for row in new:
        field = row["field"]
        one, other = sources[row["augmented_from"]], sources[row["mixed_with"]]
        assert row[field] == f"{one[field].split('. ')[0]}. {other[field].split('. ')[1]}"
        assert all(row[name] == one[name] for name in ("question", "answer") if name != field)


def test_a_row_whose_marked_span_would_go_is_never_mixed(tmp_path: Path) -> None:
    rows = [{**row, "spans": []} for row in ROWS]
    for row in rows[::2]:
        row["spans"] = [{"start": len(row["text"]) - 4, "end": len(row["text"]) + 9}]
    source = finished_run(tmp_path / "run", rows)
    made, new = augmented(source, operations={**OFF, "class_mix": ClassMixOptions()}, factor=1, protect_column="spans")
    assert new
    assert {(row["augmented_from"] - 5) // 7 % 2 for row in new} == {1}
    counts = {one["reason"]: one["count"] for one in made.counts.table().to_pylist() if one["outcome"] == "not_made"}
    assert counts["protected"] >= 16


@pytest.mark.parametrize(
    "rows",
    [
        [{**row, "kept": False} for row in ROWS],
        [{**row, "leak_tier": "exact"} for row in ROWS],
        [{**row, "split": "train", "kept": False} for row in ROWS[:4]],
    ],
    ids=["dropped", "leaked", "dropped training rows"],
)
@pytest.mark.parametrize("settings", [{}, {"classes": {"spam": 3}}, {"factor": 1}])
def test_no_rows_to_make_new_ones_of_are_a_note(
    tmp_path: Path, rows: list[dict[str, Any]], settings: dict[str, Any]
) -> None:
    made, new = augmented(finished_run(tmp_path / "run", rows), **settings)
    assert (new, made.wanted, made.made) == ([], {}, {})
    assert made.notes == ["no rows to augment: none are kept, or all of them are evaluation rows or leaked"]


def test_an_operation_on_the_surface_gives_the_exact_text_of_no_row_not_even_of_a_dropped_one(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [{**row, "kept": True} for row in corpus(8, 0)]
    dropped = [{**row, "text": row["text"][:-1], "kept": False} for row in rows]
    operations = {**OFF, "case_and_punctuation": WordOptions(share=0.01)}
    free = augmented(finished_run(tmp_path / "free", rows), operations=operations, factor=4)[1]
    assert {row["text"] for row in dropped} & {row["text"] for row in free}
    held = augmented(finished_run(tmp_path / "held", rows + dropped), operations=operations, factor=4)[1]
    assert len(held) > 8
    assert not {row["text"] for row in rows + dropped} & {row["text"] for row in held}


def test_a_class_of_one_row_breaks_nothing(tmp_path: Path) -> None:
    rows = [*ROWS, {"text": two_sentences(random.Random(8)), "label": "lonely"}]
    made, new = augmented(finished_run(tmp_path / "run", rows))
    assert made.wanted == {"ham": 0, "spam": 16, "lonely": 23}
    assert made.notes == []
    assert Counter(row["label"] for row in new) == {"spam": 16, "lonely": 4}
    assert {row["label_probability"] for row in new if row["label"] == "lonely"} == {None}


def test_a_row_alone_in_its_class_has_no_partner(tmp_path: Path) -> None:
    source = finished_run(tmp_path / "run", [{"text": ROWS[0]["text"], "label": "a"}])
    made, rows = augmented(source, operations={**OFF, "class_mix": ClassMixOptions()}, factor=1)
    assert rows == []
    assert {one["reason"] for one in made.counts.table().to_pylist()} == {"no_partner"}


def test_spans_of_a_column_and_expressions_stay(tmp_path: Path) -> None:
    rows = [{**row, "spans": [{"start": row["text"].index("."), "end": row["text"].index(".") + 12}]} for row in ROWS]
    marked = {number: row["text"][row["text"].index(".") :][:12] for number, row in ids_of(rows).items()}
    source = finished_run(tmp_path / "run", rows)
    _, new = augmented(source, factor=3, protect_column="spans", protect=("quick\\w*|dinner",))
    assert len(new) > 60
    for row in new:
        assert marked[row["augmented_from"]] in row["text"]
        before = ids_of(ROWS)[row["augmented_from"]]["text"].lower()
        for word in ("quick", "dinner"):
            assert row["text"].lower().count(word) == before.count(word)
    free = augmented(source, factor=3)[1]
    assert any(marked[row["augmented_from"]] not in row["text"] for row in free)


RNG = random.Random(9)
CHATS = [
    {
        "messages": [
            {"role": "system", "content": two_sentences(RNG, HAM)},
            {"role": "user", "content": two_sentences(RNG, HAM)},
            {"role": "assistant", "content": two_sentences(RNG, HAM)},
            {"role": "user", "content": two_sentences(RNG, HAM)},
        ]
    }
    for _ in range(12)
]


def test_only_turns_of_the_role_are_changed_one_at_a_time(tmp_path: Path) -> None:
    source = finished_run(tmp_path / "run", CHATS, text="{messages}", label=None)
    _, rows = augmented(source, factor=3, fields=("messages:user",))
    assert len(rows) > 20
    places: Counter[int] = Counter()
    for row in rows:
        turns = ids_of(CHATS)[row["augmented_from"]]["messages"]
        different = [place for place in range(4) if row["messages"][place] != turns[place]]
        assert len(different) == 1
        places[different[0]] += 1
        assert [turn["role"] for turn in row["messages"]] == [turn["role"] for turn in turns]
        after = row["messages"][different[0]]["content"]
        assert undone(after, changes_of(row)) == turns[different[0]]["content"]
        assert row["field"] == "messages:user"
    assert set(places) == {1, 3}
    assert min(places.values()) > 5


def test_only_declared_fields_of_a_template_are_changed(tmp_path: Path) -> None:
    rows = [
        {"question": two_sentences(RNG), "answer": two_sentences(RNG), "hint": two_sentences(RNG)} for _ in range(12)
    ]
    text = "{question}\n{answer}\n{hint}"
    source = finished_run(tmp_path / "run", rows, text=text, label=None)
    with pytest.raises(ConfigurationError, match="made of question, answer, hint; name what may be changed"):
        augmented(source, factor=1)
    _, new = augmented(source, factor=3, fields=("question", "hint"))
    fields = Counter(row["field"] for row in new)
    assert set(fields) == {"question", "hint"}
    assert min(fields.values()) > 8
    for row in new:
        before = ids_of(rows)[row["augmented_from"]]
        assert row["answer"] == before["answer"]
        assert [name for name in ("question", "hint") if row[name] != before[name]] == [row["field"]]
        assert undone(row[row["field"]], changes_of(row)) == before[row["field"]]
        whole = text.format(**{name: row[name] for name in before})
        assert row["length_ratio"] == pytest.approx(len(whole) / len(text.format(**before)))


def test_what_the_guards_reject_is_counted_by_reason_and_what_they_accept_keeps_their_bounds(tmp_path: Path) -> None:
    source = finished_run(tmp_path / "run", ROWS)
    operations = {**OFF, "random_deletion": WordOptions(share=0.3)}
    guards = GuardsOptions(min_cosine=0.9, max_cosine=0.98, min_length=0.86, max_length=1.0, similarity=0.3)
    made, rows = augmented(source, operations=operations, factor=1, guards=guards)
    assert rows
    for row in rows:
        assert 0.9 <= row["cosine"] <= 0.98 + 1e-6
        assert 0.86 <= row["length_ratio"] <= 1.0
        assert row["similarity"] < 0.3
    counts = {(one["outcome"], one["reason"]): one["count"] for one in made.counts.table().to_pylist()}
    reasons = [counts["rejected", reason] for reason in ("meaning", "length", "near_duplicate")]
    assert min(reasons) >= 5
    assert max(reasons) <= counts["rejected", None] < sum(reasons)
    assert counts["accepted", None] == len(rows)


def test_a_guard_that_nothing_passes_leaves_no_row(tmp_path: Path) -> None:
    source = finished_run(tmp_path / "run", ROWS)
    made, rows = augmented(
        source,
        operations={**OFF, "random_deletion": WordOptions()},
        classes={"spam": 5},
        guards=GuardsOptions(min_length=1.0),
    )
    assert rows == []
    counts = {(one["outcome"], one["reason"]): one["count"] for one in made.counts.table().to_pylist()}
    assert counts["rejected", None] == counts["rejected", "length"] > 5

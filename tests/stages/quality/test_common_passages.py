"""Passages that stand in many texts: counted, shown with their rows, removed where that is asked for."""

from __future__ import annotations

import pickle
import random
import re
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from kernels.text_twins import words_and_symbols

from dataaudit import AuditResult, audit
from dataaudit.errors import ConfigurationError
from dataaudit.stages.quality.common_passages import PassageHashes, spaced_words
from dataaudit.stages.quality.result_schemas import PASSAGES

QUICK = [
    "stages.minhash=false", "stages.pii=false", "stages.language=false", "stages.exact=false",
    "stages.tokens.tokenizer=false", "report.clusters=0", "report.samples=0", "stages.quality=false",
]  # fmt: skip
FOOTER, NOTICE, SHORT = "All rights reserved, 2024", "本网站使用 Cookie 以改善体验", "read more"


def made_up(count: int = 60, seed: int = 0) -> list[str | None]:
    """Texts that share lines, paragraphs, openings and endings, some with white space around them or twice."""
    rng = random.Random(seed)
    words = [f"word{number}" for number in range(400)] + list("天地玄黄")

    def sentence() -> str:
        return " ".join(rng.choices(words, k=rng.randint(5, 30)))

    opening, ending = (" ".join(rng.choices(words, k=12)) for _ in range(2))
    block = f"{sentence()}\n{sentence()}"
    texts: list[str | None] = [None, "", FOOTER, FOOTER]
    while len(texts) < count:
        lines = [sentence() for _ in range(rng.randint(1, 4))]
        for line in (FOOTER, f"  {FOOTER}\r", f"\u3000{NOTICE}", SHORT, f"\n{block}\n", "", opening):
            if rng.random() < 0.3:
                lines.insert(rng.randint(0, len(lines)), line)
        if rng.random() < 0.4:
            lines[0] = f"{opening} {lines[0]}"
        if rng.random() < 0.4:
            lines[-1] = f"{lines[-1]} {ending}"
        texts.append("\n".join(lines))
    return texts


def run(texts: list[Any], folder: Path, *settings: str) -> AuditResult:
    return audit(pl.DataFrame({"text": texts}), out=folder, settings=[*QUICK, *settings])


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> AuditResult:
    """A run over ``made_up()`` in which three rows make a passage common."""
    return run(made_up(), tmp_path_factory.mktemp("counted") / "run", "stages.passages.min_rows=3")


def table(result: AuditResult) -> pl.DataFrame:
    return pl.read_parquet(result.path / "passages.parquet")


def blocks(text: str | None) -> dict[str, list[str]]:
    """Lines and paragraphs that are passages, as often as they stand in a text."""
    text = text or ""
    parts = {
        "line": [line.strip() for line in text.split("\n")],
        "paragraph": [one.strip() for one in re.split(r"\n{2,}", text) if "\n" in one.strip()],
    }
    return {
        kind: [one for one in some if len(one.encode()) >= 20 and one != text.strip()] for kind, some in parts.items()
    }


def sequences(text: str | None) -> dict[str, set[str]]:
    """Openings, endings and all runs of eight words; white space is no part of them."""
    words = words_and_symbols(text or "")
    runs = ["".join(words[first : first + 8]) for first in range(len(words) - 7)] if len(words) > 8 else []
    return {"opening": set(runs[:1]), "ending": set(runs[-1:]), "ngram": set(runs)}


def frequencies(texts: list[str | None]) -> dict[str, Counter[str]]:
    """In how many texts every passage stands, counted plainly."""
    counted: dict[str, Counter[str]] = {kind: Counter() for kind in ("line", "paragraph", "opening", "ending", "ngram")}
    for text in texts:
        for kind, some in {**blocks(text), **sequences(text)}.items():
            counted[kind].update(set(some))
    return counted


def test_document_frequencies_are_those_of_a_plain_count(counted: AuditResult) -> None:
    texts, found = made_up(), table(counted)
    assert found.schema == pl.DataFrame(PASSAGES.empty_table()).schema
    for kind, expected in frequencies(texts).items():
        part = found.filter(pl.col("kind") == kind)
        shown = part["text"].to_list()
        keys = shown if kind in ("line", "paragraph") else ["".join(one.split()) for one in shown]
        told = dict(zip(keys, part["rows"].to_list(), strict=True))
        common = {passage: rows for passage, rows in expected.items() if rows >= 3}
        if kind == "ngram":  # a sixteenth of them
            assert told
            assert told.items() <= common.items()
        else:
            assert told == common
        assert part["rows"].is_sorted(descending=True)
        assert part["share"].to_list() == [rows / len(texts) for rows in part["rows"].to_list()]
        assert part["chars"].to_list() == [len(one) for one in shown]


def test_a_passage_is_shown_with_its_first_rows(counted: AuditResult) -> None:
    texts = made_up()
    for row in table(counted).to_dicts():
        holding = blocks if row["kind"] in ("line", "paragraph") else sequences
        key = row["text"] if holding is blocks else "".join(row["text"].split())
        assert row["row_ids"] == [place for place, text in enumerate(texts) if key in holding(text)[row["kind"]]][:3]


def test_the_share_of_a_row_is_that_of_its_characters_in_common_lines_or_paragraphs(counted: AuditResult) -> None:
    texts = made_up()
    common = {kind: {one for one, rows in held.items() if rows >= 3} for kind, held in frequencies(texts).items()}
    expected = []
    for text in texts:
        sizes = [sum(len(one) for one in some if one in common[kind]) for kind, some in blocks(text).items()]
        expected.append(min(max(sizes) / len(text), 1.0) if text else 0.0)
    shares = counted.rows(["common_passage_share"])["common_passage_share"].to_list()
    assert shares == expected
    assert max(shares) > 0.5
    flagged = [place for place, flags in enumerate(counted.rows(["flags"])["flags"].to_list()) if "QLT059" in flags]
    assert flagged == [place for place, share in enumerate(expected) if share > 0.5]


@pytest.mark.parametrize(("settings", "least"), [("min_rows=9", 9), ("min_share=0.1", 10), ("min_share=0.07", 7)])
def test_a_passage_counts_from_the_larger_of_a_number_and_a_share_of_the_rows(
    tmp_path: Path, settings: str, least: int
) -> None:
    lines = {rows: f"a line that {rows} rows hold" for rows in range(2, 14)}
    texts = [
        "\n".join([f"the text of number {row} alone", *(line for rows, line in lines.items() if row < rows)])
        for row in range(100)
    ]
    found = table(run(texts, tmp_path / "run", f"stages.passages.{settings}")).filter(pl.col("kind") == "line")
    assert found["rows"].to_list() == [rows for rows in reversed(lines) if rows >= least]


def test_of_every_kind_the_most_frequent_are_kept(counted: AuditResult, tmp_path: Path) -> None:
    whole = table(counted)
    some = table(run(made_up(), tmp_path / "run", "stages.passages.min_rows=3", "stages.passages.most=2"))
    assert some.group_by("kind").len()["len"].max() == 2
    for (kind,), part in some.group_by("kind"):
        assert part["rows"].to_list() == whole.filter(pl.col("kind") == kind)["rows"].head(2).to_list()


def test_a_row_has_the_same_hashes_whatever_the_batch() -> None:
    def batch(texts: list[str | None]) -> pa.RecordBatch:
        return pa.RecordBatch.from_pydict({"text": pa.array(texts, pa.large_string())})

    texts, stage = made_up(), PassageHashes()
    whole = stage(batch(texts)).to_pylist()
    assert whole == [row for text in texts for row in stage(batch([text])).to_pylist()]
    assert whole[:2] == [dict.fromkeys(stage.schema.names), {name: [] for name in stage.schema.names}]
    assert stage(batch(texts[5:])).equals(stage(batch(texts).slice(5)))
    assert len(stage(batch([]))) == 0
    assert pickle.loads(pickle.dumps(stage)) == stage  # noqa: S301  (our own object, made on this line)


def test_words_are_named_as_they_are_counted() -> None:
    for text in made_up():
        assert spaced_words(text or "") == words_and_symbols(text or "")


def edits(result: AuditResult) -> pl.DataFrame:
    return pl.read_parquet(result.path / "edits" / "*.parquet")


@pytest.mark.parametrize("seed", range(2))
def test_common_lines_are_removed_and_every_removal_has_a_witness(tmp_path: Path, seed: int) -> None:
    texts = made_up(seed=seed)
    result = run(texts, tmp_path / "run", "stages.passages.min_rows=3", "clean.passages=remove")
    common = set(table(result).filter(pl.col("kind") == "line")["text"])
    assert {FOOTER, NOTICE} <= common
    assert SHORT not in common
    witnesses = edits(result)
    assert set(witnesses["type"]) == {"passage"}
    assert set(witnesses["replacement"]) == {""}
    assert set(witnesses["column"]) == {"text"}
    clean = dict(result.clean(["row_id", "text"]).iter_rows())
    removed = 0
    for row, text in enumerate(texts):
        left, position = "", 0
        for edit in witnesses.filter(pl.col("row_id") == row).to_dicts():
            taken = (text or "")[edit["start"] : edit["end"]]
            assert taken.removesuffix("\n").strip() in common
            assert edit["start"] == 0 or (text or "")[edit["start"] - 1] == "\n"
            left += (text or "")[position : edit["start"]]
            position = edit["end"]
            removed += 1
        assert clean[row] == (None if text is None else left + text[position:])
        if text is not None and text != FOOTER:
            assert not common & {line.strip() for line in clean[row].split("\n")}
    assert removed == witnesses.height > 0
    facts = next(stage["facts"] for stage in result.manifest.stages if stage["name"] == "clean")
    assert facts == {"edits": removed, "pii": "flag", "passages": "remove"}


def test_nothing_is_removed_unless_it_is_asked_for(counted: AuditResult) -> None:
    assert counted.clean()["text"].to_list() == made_up()
    assert not (counted.path / "edits").exists()


def test_removing_without_the_stage_is_an_error(tmp_path: Path) -> None:
    for off in ("passages", "tokens"):
        with pytest.raises(ConfigurationError, match=r"needs stages\.passages and stages\.tokens"):
            run(["a"], tmp_path / "run", f"stages.{off}=false", "clean.passages=remove")
    assert not (tmp_path / "run").exists()


def test_lines_and_personal_data_are_taken_out_together(tmp_path: Path) -> None:
    contact = "Write to us: hello@example.org"
    texts = [f"Text {number} by ann{number}@example.org\n{contact}\nThe end {number}" for number in range(8)]
    result = run(texts, tmp_path / "run", "stages.pii={}", "clean.pii=mask", "clean.passages=remove")
    assert result.clean()["text"].to_list() == [f"Text {number} by [EMAIL]\nThe end {number}" for number in range(8)]
    assert edits(result).group_by("type").len().sort("type").rows() == [("email", 8), ("passage", 8)]


def test_lines_are_removed_from_every_column_of_the_text_and_no_other(tmp_path: Path) -> None:
    rows = [
        {"question": f"What is {n}?\n{FOOTER}", "answer": f"{FOOTER}\nIt is {n}.", "note": f"{n}\n{FOOTER}"}
        for n in range(8)
    ]
    result = audit(
        pl.DataFrame(rows),
        out=tmp_path / "run",
        template="{question}\n\n{answer}",
        settings=[*QUICK, "clean.passages=remove"],
    )
    assert result.clean().drop("row_id").to_dicts() == [
        {"question": f"What is {n}?\n", "answer": f"It is {n}.", "note": f"{n}\n{FOOTER}"} for n in range(8)
    ]
    assert edits(result).group_by("column").len().sort("column").rows() == [("answer", 8), ("question", 8)]


def test_a_text_that_is_json_stays_as_it_was_written_where_nothing_is_edited(tmp_path: Path) -> None:
    texts = [f'{{\n  "licence": "free for all uses",\n  "number":  {number}\n}}' for number in range(8)]
    result = run(texts, tmp_path / "run", "clean.passages=remove")
    assert table(result).filter(pl.col("kind") == "line")["rows"].to_list() == [8]
    assert result.clean()["text"].to_list() == texts
    assert edits(result).height == 0


def test_judging_again_knows_the_passages_of_the_run(tmp_path: Path) -> None:
    opening = "Below is an instruction that describes a task to do"
    texts = [f"{opening} {number} {'x' * number}" for number in range(120)]
    result = run(texts, tmp_path / "run")
    told = next(one for one in result.findings if one.name == "shared-openings")
    assert (told.count, told.evidence["kind"]) == (120, "opening")
    assert [one for one in result.rethreshold().findings if one.name == "shared-openings"] == [told]
    again = result.rethreshold({"shared-openings": {"max_share": 1.0}, "common-passages": {"max_share": 0.1}})
    assert "shared-openings" not in {one.name for one in again.findings}

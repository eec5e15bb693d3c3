"""Terms of lists: beside plain Python, from files, and in a run."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dataaudit
from dataaudit.errors import ConfigurationError
from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.language.listed_terms import listed_terms, pack_terms
from dataaudit.kernels.text.characters import character_tables
from dataaudit.stages.terms.term_lists import ListedTerms, TermList, read_terms

LETTERS = st.text(st.sampled_from("ab c+词的é-"), max_size=12)


def pieces(text: str) -> list[str]:
    """Words, single Han characters and single signs, in plain Python."""
    found: list[str] = []
    going = False
    for one in text:
        word = one.isalnum() and not "\u4e00" <= one <= "\u9fff"
        if word and going:
            found[-1] += one
        elif not one.isspace():
            found.append(one)
        going = word
    return found


def plain(terms: list[str], text: str) -> list[int]:
    """The longest term at every piece."""
    of, found = pieces(text), []
    for place in range(len(of)):
        best = (0, -1)
        for number, term in enumerate(terms):
            wanted = pieces(term.removesuffix("*"))
            there = of[place : place + len(wanted)]
            same = there == wanted
            if term.endswith("*") and wanted and len(there) == len(wanted):
                same = there[:-1] == wanted[:-1] and there[-1].startswith(wanted[-1])
            if wanted and same and (len(wanted), not term.endswith("*")) > (best[0], best[1] >= 0):
                best = (len(wanted), number)
        if best[1] >= 0:
            found.append(best[1])
    return found


@given(
    st.lists(LETTERS.filter(lambda one: "*" not in one), max_size=6, unique_by=lambda one: tuple(pieces(one))),
    st.lists(LETTERS, max_size=4),
)
@pytest.mark.full
def test_terms_are_those_of_a_plain_search(terms: list[str], texts: list[str]) -> None:
    buffers = text_buffers(pa.array(texts, pa.large_string()))
    owners, found = listed_terms(*buffers, character_tables()[0], pack_terms(terms))
    expected = [(number, term) for number, text in enumerate(texts) for term in plain(terms, text)]
    assert list(zip(owners.tolist(), found.tolist(), strict=True)) == expected


def test_open_ends_stand_for_any_letters() -> None:
    stage = ListedTerms((TermList("one", "warning", (), ("big dog*", "colou*")),))
    texts = pa.array(["Big dogs colouring", "big do", "dogs", None], pa.large_string())
    rows = stage(pa.RecordBatch.from_pydict({"text": texts})).to_pylist()
    assert [row["term_count"] for row in rows] == [2, 0, 0, None]


def test_files_that_hold_no_terms_are_named(tmp_path: Path) -> None:
    path = tmp_path / "terms.txt"
    for content in (b"", b"# note\n\n*\n", b"\xff\xfe\x00"):
        path.write_bytes(content)
        with pytest.raises(ConfigurationError, match=r"stages\.terms"):
            read_terms(path, "stages.terms.files.one")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_terms(tmp_path / "none.txt", "stages.terms.files.one")


def test_lists_have_their_own_severity_and_counts(tmp_path: Path) -> None:
    (tmp_path / "blocked.txt").write_text("secret plan\n", encoding="utf-8")
    (tmp_path / "watched.txt").write_text("plan\nriver\n", encoding="utf-8")
    frame = pl.DataFrame({"text": ["The secret plan of a plan", "A river", "Nothing"]})
    settings = [
        f"stages.terms.files={{blocked: {tmp_path}/blocked.txt, watched: {tmp_path}/watched.txt}}",
        "stages.terms.severity={blocked: error, watched: info}",
    ]
    result = dataaudit.audit(frame, out=tmp_path / "run", settings=settings)
    told = [(one.severity, one.count, one.evidence["list"]) for one in result.findings if one.name == "listed-term"]
    assert told == [("error", 1, "blocked"), ("info", 2, "watched")]
    table = pl.read_parquet(result.path / "terms.parquet")
    assert table.select("list", "term", "rows", "occurrences").rows() == [
        ("blocked", "secret plan", 1, 1), ("watched", "plan", 1, 2), ("watched", "river", 1, 1)
    ]  # fmt: skip
    with pytest.raises(ConfigurationError, match="no list 'blockd'; did you mean 'blocked'"):
        dataaudit.audit(frame, out=tmp_path / "x", settings=[settings[0], "stages.terms.severity={blockd: error}"])

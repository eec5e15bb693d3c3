"""Lines of pages: their traits beside plain Python, their judgement, and their removal."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

import dataaudit
from dataaudit.kernels.text.line_traits import AROUND, COPIED, OF_PAGE, OWN, TRAITS
from dataaudit.stages.lines.line_model import text_probability, traits_of
from dataaudit.stages.lines.noise_lines import NoiseLines, noise_spans

PAGE = """Home
About us
Products
Contact
Log in
The harbour was built in 1820, when the first ships with coal came from the north, and it was closed after the war.
Read more
3 comments
Privacy Policy | Terms of Use
© 2021 Harbour News. All rights reserved.
"""
LINES = st.lists(st.text(st.sampled_from("aB c1.,!…:|\t的了，。é\u0301@»"), max_size=30), max_size=9)


def texts(*given: str | None) -> pa.LargeStringArray:
    return pa.array(given, pa.large_string())


@given(LINES)
def test_lines_are_those_of_a_plain_split(lines: list[str]) -> None:
    text = "\n".join(lines)
    owners, starts, stops, traits = traits_of(texts("x", text))
    data = ("x" + text).encode()
    expected = [line.strip() for line in text.splitlines() if line.strip()]
    assert [data[a:b].decode() for a, b in zip(starts.tolist(), stops.tolist(), strict=True)] == ["x", *expected]
    assert owners.tolist() == [0] + [1] * len(expected)
    assert traits.shape == (len(expected) + 1, TRAITS)
    assert np.isfinite(traits).all()


@given(LINES)
def test_lengths_ends_and_neighbours_are_those_of_plain_python(lines: list[str]) -> None:
    text = "\n".join(lines)
    kept = [line.strip() for line in text.splitlines() if line.strip()]
    _, _, _, traits = traits_of(texts(text))
    for place, line in enumerate(kept):
        han = sum("\u4e00" <= one <= "\u9fff" for one in line)
        letters = sum(one.isalpha() for one in line) - han
        digits = sum(one.isdigit() for one in line)
        assert math.isclose(traits[place, OWN.index("length")], math.log1p(letters + 3 * han + digits), abs_tol=1e-5)
        assert traits[place, OWN.index("address")] == ("@" in line)
        ended = line.rstrip("»")[-1:] if line.rstrip("»")[-1:] in ".!…。" else line[-1]
        assert traits[place, OWN.index("ends_sentence")] == (ended in (".", "!", "…", "。"))
        base = len(OWN)
        assert traits[place, base + OF_PAGE.index("repeated")] == (kept.count(line) > 1)
        for number, step in enumerate(AROUND):
            there = base + len(OF_PAGE) + number * (len(COPIED) + 1)
            inside = 0 <= place + step < len(kept)
            assert traits[place, there] == inside
            expected = traits[place + step, OWN.index("length")] if inside else 0.0
            assert traits[place, there + 1 + COPIED.index("length")] == expected


def test_the_network_is_two_plain_products() -> None:
    _, _, _, traits = traits_of(texts(PAGE))
    from dataaudit.stages.lines.line_model import line_model

    model = line_model()
    for row, told in zip(traits, text_probability(traits), strict=True):
        inner = [
            max(
                0.0, sum((x - c) / s * w for x, c, s, w in zip(row, model.centre, model.scale, column, strict=True)) + b
            )
            for column, b in zip(model.hidden.T, model.hidden_bias, strict=True)
        ]
        total = sum(x * w for x, w in zip(inner, model.output, strict=True)) + float(model.output_bias[0])
        assert math.isclose(told, 1 / (1 + math.exp(-total)), abs_tol=1e-4)


def test_few_lines_empty_and_missing_texts_are_not_judged() -> None:
    batch = pa.RecordBatch.from_pydict({"text": texts("Home\nContact", "", None, PAGE)})
    rows = NoiseLines()(batch).to_pylist()
    assert [row["noise_line_share"] for row in rows[:3]] == [None, None, None]
    assert 0.7 <= rows[3]["noise_line_share"] < 1.0


def test_a_page_keeps_its_text_and_every_line_taken_out_has_a_witness(tmp_path: Path) -> None:
    frame = pl.DataFrame({"text": [PAGE, "A single line.", "\n".join(["Home"] * 9)]})
    result = dataaudit.audit(frame, out=tmp_path / "run", settings=["clean.noise_lines=remove"])
    clean = pl.concat(pl.read_parquet(path) for path in sorted((result.path / "clean").rglob("*.parquet")))
    kept = clean["text"].to_list()
    assert kept[0].startswith("The harbour was built")
    assert "Home" not in kept[0]
    assert kept[1:] == ["A single line.", "\n".join(["Home"] * 9)]
    edits = pl.concat(pl.read_parquet(path) for path in sorted((result.path / "edits").rglob("*.parquet")))
    assert set(edits["type"]) == {"noise_line"}
    gone = "".join(PAGE[start:end] for start, end in zip(edits["start"], edits["end"], strict=True))
    assert len(gone) + len(kept[0]) == len(PAGE)


def test_spans_hold_whole_lines() -> None:
    assert all(PAGE[start:end].endswith("\n") and "\n" not in PAGE[start : end - 1] for start, end in noise_spans(PAGE))


def test_answers_are_no_pages(tmp_path: Path) -> None:
    page = "\n".join(["Home", "About", "Login", "Cookies", "Contact", "Terms", "Sitemap", "Privacy", "RSS", "Top"])
    texts, column = [page, page + "\nA", "ok"], ["noise_letter_share"]
    chats = pl.DataFrame({"instruction": ["List the pages."] * 3, "input": [""] * 3, "output": texts})
    chat = dataaudit.audit(chats, out=tmp_path / "chats", settings=["clean.noise_lines=remove"]).rows(column)
    assert chat["noise_letter_share"].null_count() == 3
    pages = dataaudit.audit(pl.DataFrame({"text": texts}), out=tmp_path / "pages").rows(column)
    assert pages["noise_letter_share"].null_count() == 1

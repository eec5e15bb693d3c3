"""Lines parsed by their form are what they are when parsed one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.training.logs.line_templates import LineParser, parsed

FORMS = [
    "[2025-03-01 10:01:{a:02d}] iteration {n:7d}/ 10000 | lm loss: {x:.6E} | grad norm: {y:.3f} | loss scale: 1.0 |",
    "Epoch: [{a}][{n}/5000]  Loss {x:.4e} ({y:.4f})  Acc@1 {y:.2f} ({x:.2f})",
    "{{'loss': {x:.4f}, 'grad_norm': {y}, 'learning_rate': 1e-0{a}, 'epoch': {n}.5}}",
    "step {n}: train loss {x:.4f}, val loss {y:.4f}",
    "|    approx_kl            | {x:.5f}      |",
    "[{n}]\ttraining's binary_logloss: {x:.6f}\tvalid_1's binary_logloss: {y:.6f}",
    "tokens {n:,} loss {x:.3f} reward -{y:.3f}",
    "Epoch {a}: {n} of 77 files loaded",
]


@given(
    st.sampled_from(FORMS),
    st.lists(
        st.tuples(st.integers(1, 9), st.integers(0, 4999), st.floats(0, 20), st.floats(0, 20)), min_size=4, max_size=9
    ),
)
def test_a_form_that_is_known_gives_what_a_line_alone_gives(
    form: str, numbers: list[tuple[int, int, float, float]]
) -> None:
    parse = LineParser()
    for a, n, x, y in numbers:
        line = form.format(a=a, n=n, x=x, y=y)
        assert parse(line) == parsed(line)


@pytest.mark.parametrize("value", ["nan", "inf", "-nan", "NaN"])
def test_a_loss_that_is_no_number_is_a_form_of_its_own(value: str) -> None:
    parse = LineParser()
    lines = [f"step {step} loss {0.5 + step / 8 if step < 4 else value}" for step in range(8)]
    assert [parse(line) for line in lines] == [parsed(line) for line in lines]

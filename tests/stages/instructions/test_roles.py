"""The order of roles in a conversation."""

from __future__ import annotations

from every import every
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.stages.instructions.roles import KNOWN, role_problem

SHORT = {"s": "system", "u": "user", "i": "input", "a": "assistant", "t": "tool", "c": "?critic", "n": "?"}


def turns(roles: str) -> list[list[str]]:
    return [[SHORT[role], f"turn {number}"] for number, role in enumerate(roles)]


@every(
    "roles, problem",
    [
        ("ua", None),
        ("sua", None),
        ("uia", None),
        ("uaua", None),
        ("uata", "assistant"),
        ("uatua", None),
        ("suiauia", None),
        ("", "no turns"),
        ("s", "no turns"),
        ("i", "no turns"),
        ("t", "no turns"),
        ("ia", "begins with assistant"),
        ("a", "begins with assistant"),
        ("saua", "begins with assistant"),
        ("usa", "system not first"),
        ("ssua", "system not first"),
        ("uua", "user twice in a row"),
        ("uaa", "assistant twice in a row"),
        ("uiua", "user twice in a row"),
        ("u", "no answer at the end"),
        ("uau", "no answer at the end"),
        ("uca", "unknown role critic"),
        ("una", "unknown role none"),
        ("susc", "unknown role critic"),
    ],
)
def test_what_is_wrong_with_the_order_is_named(roles: str, problem: str | None) -> None:
    assert role_problem(turns(roles)) == (None if problem == "assistant" else problem)


@given(st.text(st.sampled_from("suiatcn"), max_size=8))
def test_only_alternating_turns_that_end_with_an_answer_have_no_problem(roles: str) -> None:
    spoken = roles.replace("i", "")
    order = spoken.removeprefix("s")
    fine = set(spoken) <= set("suat") and "s" not in order and "uu" not in order and "aa" not in order
    without_tools = order.replace("t", "")
    fine = fine and without_tools.startswith("u") and without_tools.endswith("a")
    fine = fine and "t" not in order.partition("a")[0]
    assert (role_problem(turns(roles)) is None) == fine


def test_the_texts_of_turns_do_not_matter() -> None:
    for role in KNOWN:
        assert role_problem([[role, ""]]) == role_problem([[role, "system user assistant"]])

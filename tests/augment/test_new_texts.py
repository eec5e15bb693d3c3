from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from augment.augmenting import HAM, DyingElsewhere, WithProcess, gone, two_sentences
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.augment.changes import Made, undone
from dataaudit.augment.new_texts import FEWEST, TextMaker, Try, new_texts
from dataaudit.augment.operation import Nothing, Operation, Prepared, TextOperation
from dataaudit.augment.operations import make_operations
from dataaudit.augment.protection import Protection
from dataaudit.config.augment import CharacterNoiseOptions, OperationsOptions

OPERATIONS = make_operations(OperationsOptions(character_noise=CharacterNoiseOptions()))
RNG = random.Random(2)
TRIES = [Try(two_sentences(RNG, HAM), "en", seed) for seed in range(30)]


@given(st.permutations(range(30)), st.integers(1, 30))
def test_a_new_text_does_not_depend_on_those_made_beside_it(order: list[int], first: int) -> None:
    whole = new_texts(TRIES, OPERATIONS, Protection())
    some = [TRIES[place] for place in order[:first]]
    assert new_texts(some, OPERATIONS, Protection()) == [whole[place] for place in order[:first]]


def test_the_seed_chooses_the_operation_and_the_text() -> None:
    told = new_texts([Try(TRIES[0].text, "en", seed) for seed in range(40)], OPERATIONS, Protection())
    assert {one.operation for one in told} == {one.name for one in OPERATIONS}
    assert len({one.made.text for one in told if one.made}) > 20
    assert all(one.made and undone(one.made.text, one.made.changes) == TRIES[0].text for one in told)


@dataclass(frozen=True)
class Same(TextOperation):
    """Gives the text back as it is, or says why not."""

    name: str
    reason: str | None = None

    def of(self, text: Prepared, generator: random.Random) -> Made | Nothing:
        return Nothing(self.reason) if self.reason else Made(text.text, ())


def test_what_refuses_is_told_until_something_is_made() -> None:
    lazy: list[Operation] = [Same("lazy", "too_short"), Same("idle"), *make_operations(OperationsOptions())]
    for told in new_texts(TRIES, lazy, Protection()):
        assert told.made is not None
        assert told.operation not in ("lazy", "idle")
        refused = dict(told.refused)
        assert refused.get("lazy", "too_short") == "too_short"
        assert refused.get("idle", "no_place") == "no_place"
        assert told.operation not in refused


def test_nothing_at_all_is_an_outcome_without_an_operation() -> None:
    told = new_texts(TRIES[:3], [Same("lazy", "too_short"), Same("idle")], Protection())
    assert [(one.operation, one.made) for one in told] == [(None, None)] * 3
    assert all(sorted(one.refused) == [("idle", "no_place"), ("lazy", "too_short")] for one in told)
    assert new_texts([], OPERATIONS, Protection()) == []


def made_by(maker: TextMaker, tries: int, given_tries: Sequence[Try]) -> list[str]:
    with maker.opened(tries):
        return [one.made.text for one in maker(given_tries) if one.made]


@pytest.mark.full
def test_several_processes_make_the_texts_that_one_makes() -> None:
    tries = [Try(one.text, "en", number) for number, one in enumerate(TRIES * 5)]
    alone = made_by(TextMaker((WithProcess(),), Protection(), 1), FEWEST, tries)
    apart = made_by(TextMaker((WithProcess(),), Protection(), 2), FEWEST, tries)
    assert {text.rsplit(" ", 1)[1] for text in alone} == {str(os.getpid())}
    assert str(os.getpid()) not in {text.rsplit(" ", 1)[1] for text in apart}
    assert [text.rsplit(" ", 1)[0] for text in alone] == [text.rsplit(" ", 1)[0] for text in apart]


def test_few_tries_are_not_worth_a_process() -> None:
    told = made_by(TextMaker((WithProcess(),), Protection(), 2), FEWEST - 1, TRIES[:2])
    assert [text.rsplit(" ", 1)[1] for text in told] == [str(os.getpid())] * 2


@pytest.mark.full
def test_processes_that_die_leave_the_work_to_this_one() -> None:
    dying = (DyingElsewhere(os.getpid()),)
    maker = TextMaker(dying, Protection(), 2)
    assert made_by(maker, FEWEST, TRIES) == made_by(TextMaker(dying, Protection(), 1), FEWEST, TRIES)


SCRIPT = """
import time
from augment.augmenting import WithProcess
from dataaudit.augment.new_texts import FEWEST, TextMaker, Try
from dataaudit.augment.protection import Protection

if __name__ == "__main__":
    with TextMaker((WithProcess(),), Protection(), 2).opened(FEWEST) as maker:
        told = maker([Try("some text", "en", seed) for seed in range(200)])
        print(*sorted({one.made.text.rsplit(" ", 1)[1] for one in told}), flush=True)
        time.sleep(120)
"""


@pytest.mark.full
@pytest.mark.skipif(not Path("/proc/self/stat").is_file(), reason="looks at /proc")
def test_processes_end_when_the_one_that_began_them_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    tests = str(Path(__file__).parents[1])
    running = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": tests}
    )
    assert running.stdout is not None
    with running, running.stdout:
        processes = [int(one) for one in running.stdout.readline().split()]
        running.kill()
    assert processes
    assert running.pid not in processes
    assert all(gone(one) for one in processes)


@pytest.mark.parametrize("workers", [0, 3])
def test_no_number_of_workers_means_one_a_core(workers: int) -> None:
    assert TextMaker((), Protection(), workers).workers == (workers or len(os.sched_getaffinity(0)))

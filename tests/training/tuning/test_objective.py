from __future__ import annotations

import math
import os
import shlex
import signal
import sys
import time
from typing import Any

import pytest
from every import every

from dataaudit.errors import ConfigurationError
from dataaudit.training.tuning.objective import Answer, Apart, Command, Pruned, ask


def never(step: int, value: float) -> bool:
    return False


def raising(error: BaseException) -> Any:
    def objective(parameters: Any, seed: int, report: Any = None) -> float:
        raise error

    return objective


def python(program: str, timeout: float | None = None) -> Command:
    return Command(f"{shlex.quote(sys.executable)} -S -c {shlex.quote(program)}", ["x"], timeout)


@every(
    "objective, failed",
    [
        (lambda parameters, seed, report: math.nan, "the objective returned nan"),
        (lambda parameters, seed, report: math.inf, "the objective returned inf"),
        (lambda parameters, seed, report: -math.inf, "the objective returned -inf"),
        (lambda parameters, seed, report: None, "TypeError: "),
        (lambda parameters, seed, report: "high", "ValueError: "),
        (raising(MemoryError()), "ran out of memory"),
        (raising(ZeroDivisionError()), "ZeroDivisionError"),
        (raising(ValueError("two\nlines  of\ttext")), "ValueError: two lines of text"),
    ],
)
def test_what_is_no_finite_number_is_a_failure_with_its_reason(objective: Any, failed: str) -> None:
    answer = ask(objective, {"x": 1}, 1, never)
    assert (answer.value, answer.pruned) == (None, False)
    assert answer.failed is not None
    assert answer.failed.startswith(failed)


def test_a_long_reason_is_cut_short() -> None:
    failed = ask(raising(RuntimeError("x" * 10_000)), {}, 1, never).failed
    assert failed is not None
    assert len(failed) < 250


def test_a_finite_number_is_an_answer_and_a_pruned_trial_is_no_failure() -> None:
    assert ask(lambda parameters, seed, report: parameters["x"] + seed, {"x": 1}, 2, never) == Answer(value=3.0)
    assert ask(raising(Pruned()), {}, 1, never) == Answer(pruned=True)


def test_a_wrong_configuration_is_no_failed_trial_and_neither_is_an_interrupt() -> None:
    with pytest.raises(ConfigurationError):
        ask(raising(ConfigurationError("no such key")), {}, 1, never)
    with pytest.raises(KeyboardInterrupt):
        ask(raising(KeyboardInterrupt()), {}, 1, never)


def test_the_last_printed_number_of_a_command_is_the_value() -> None:
    program = "print('epoch 1 loss 0.5'); print('epoch 2 loss', {x} * -2.5e-1, 'seed {seed}'); print({seed} + {x})"
    assert ask(python(program), {"x": 3}, 4, never).value == 7.0
    assert ask(python("print('loss:', -.5e1 * {x})"), {"x": 1}, 4, never).value == -5.0


def test_a_parameter_is_one_word_of_a_command_whatever_is_in_it() -> None:
    program = "import sys; print(len(sys.argv), len(sys.argv[1]))"
    command = Command(f"{shlex.quote(sys.executable)} -S -c {shlex.quote(program)} {{x}}", ["x"])
    assert ask(command, {"x": "two words; echo 7 $(echo 8)"}, 1, never).value == 27.0


@every(
    "program, failed",
    [
        ("x = {x}", "printed no number"),
        ("print('nan', {x} and 'nan')", "the objective returned nan"),
        ("print({x} * float('inf'))", "the objective returned inf"),
        ("import sys; sys.exit('no data' * {x})", "exit code 1: no data"),
        ("raise MemoryError({x})", "exit code 1: MemoryError: 1"),
        ("import os; print({x}); os.kill(os.getpid(), 9)", "exit code -9: killed, probably because memory ran out"),
        ("print({x}); raise SystemExit(137)", "exit code 137: killed, probably because memory ran out"),
        ("import os; os.write(1, b'\\xff\\xfe'); x = {x}", "printed no number"),
    ],
)
def test_a_command_that_fails_is_a_failure_with_its_reason(program: str, failed: str) -> None:
    answer = ask(python(program), {"x": 1}, 1, never)
    assert answer.value is None
    assert answer.failed is not None
    assert failed in answer.failed


def test_a_command_that_hangs_is_killed() -> None:
    began = time.monotonic()
    answer = ask(python("import time; print({x}, flush=True); time.sleep(60)", 0.5), {"x": 1}, 1, never)
    assert answer.failed == "TimeoutError: timed out: killed after 0.5 s"
    assert time.monotonic() - began < 10


def test_a_command_that_cannot_be_run_ends_the_search() -> None:
    with pytest.raises(ConfigurationError, match="no-such-program-here cannot be run"):
        ask(Command("no-such-program-here {x}", ["x"]), {"x": 1}, 1, never)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("train --lr {rate} --b {batch}", "unknown parameter {batch}; choose from rate, width, seed"),
        ("train --lr {rate}", "does not use parameter {width}"),
        ("train", "does not use parameter {rate}"),
    ],
)
def test_a_command_must_name_just_the_parameters(line: str, says: str) -> None:
    with pytest.raises(ConfigurationError) as told:
        Command(line, ["rate", "width"])
    assert says in str(told.value)


def test_a_function_in_a_process_of_its_own_answers() -> None:
    assert ask(Apart(lambda parameters, seed: parameters["x"] + seed, 20), {"x": 0.5}, 1, never).value == 1.5
    assert ask(Apart(lambda parameters, seed: math.nan, 20), {}, 1, never).failed == "the objective returned nan"


@pytest.mark.parametrize(
    ("error", "failed"),
    [
        (ValueError("no data"), "RuntimeError: ValueError: no data"),
        (MemoryError(), "RuntimeError: MemoryError"),
        (SystemExit(3), "RuntimeError: SystemExit: 3"),
        (KeyboardInterrupt(), "RuntimeError: KeyboardInterrupt"),
    ],
)
def test_a_function_apart_that_raises_anything_is_a_failure(error: BaseException, failed: str) -> None:
    assert ask(Apart(raising(error), 20), {}, 1, never).failed == failed


def test_a_function_apart_that_is_killed_is_a_failure() -> None:
    def dies(parameters: Any, seed: int) -> float:
        os.kill(os.getpid(), signal.SIGKILL)
        return 1.0

    failed = ask(Apart(dies, 20), {}, 1, never).failed
    assert failed == "RuntimeError: its process ended with code -9, probably because memory ran out"


def test_a_function_apart_that_hangs_is_killed_with_its_process() -> None:
    pids: list[int] = []
    reading, writing = os.pipe()

    def hangs(parameters: Any, seed: int) -> float:
        os.write(writing, f"{os.getpid()}\n".encode())
        time.sleep(60)
        return 1.0

    began = time.monotonic()
    assert ask(Apart(hangs, 0.5), {}, 1, never).failed == "TimeoutError: timed out: killed after 0.5 s"
    assert time.monotonic() - began < 10
    pids.append(int(os.read(reading, 20)))
    os.close(reading)
    os.close(writing)
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)

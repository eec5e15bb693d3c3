from __future__ import annotations

import json
import random
import shutil
import sys
import time
from pathlib import Path

import pytest
from augment.augmenting import gone
from augment.tiny_models import tiny_translator

from dataaudit.augment.translators import CommandTranslator, ModelTranslator
from dataaudit.errors import ConfigurationError

SAME = "for line in sys.stdin: print(line, end='')"


def program(code: str, timeout: float = 60.0) -> CommandTranslator:
    encoded = "sys.stdin.reconfigure(encoding='utf-8'); sys.stdout.reconfigure(encoding='utf-8')"
    return CommandTranslator((sys.executable, "-c", f"import sys\n{encoded}\n{code}"), timeout)


def message_of(translator: CommandTranslator, sentences: list[str]) -> str:
    with pytest.raises(ConfigurationError) as told:
        translator(sentences)
    message = str(told.value)
    assert message.startswith("augment.operations.back_translation: ")
    return message


def test_a_program_gets_a_sentence_a_line_and_prints_one_a_line() -> None:
    sentences = ["One.", "two  words\nof a text", "", "我们吃饭", "👍 é"]
    assert program(SAME)(sentences) == ["One.", "two words of a text", "", "我们吃饭", "👍 é"]
    assert program("for line in sys.stdin: print(line.strip().upper())")(["ab", "c"]) == ["AB", "C"]


def test_no_sentences_start_no_program() -> None:
    assert CommandTranslator(("no-such-program",))([]) == []


def test_line_breaks_of_other_kinds_are_none() -> None:
    assert len(program(SAME)(["a\x85b", "c\u2028d", "e\rf"])) == 3


def test_many_sentences_go_in_several_calls_and_keep_their_order() -> None:
    numbers = [str(number) for number in range(4500)]
    told = program("lines = list(sys.stdin)\nfor line in lines: print(line.strip(), len(lines))")(numbers)
    assert [one.split()[0] for one in told] == numbers
    assert [one.split()[1] for one in told] == ["2000"] * 4000 + ["500"] * 500


def test_a_shell_is_never_asked(tmp_path: Path) -> None:
    target = tmp_path / "made"
    arguments = (sys.executable, "-c", "import sys; print(sys.argv[1])", f"$(touch {target})")
    assert CommandTranslator(arguments)(["a"]) == [f"$(touch {target})"]
    assert not target.exists()


@pytest.mark.parametrize(("code", "lines"), [("print('one')", 1), ("pass", 0), ("print('a\\nb\\nc')", 3)])
def test_another_number_of_lines_is_told(code: str, lines: int) -> None:
    assert f"printed {lines} lines for 2; it must print one for each" in message_of(program(code), ["a", "b"])


def test_a_program_that_fails_is_told_with_its_own_words() -> None:
    assert "ended with 3 (no model loaded)" in message_of(
        program("sys.stderr.write('no model\\n  loaded\\n'); sys.exit(3)"), ["a"]
    )


def test_a_long_complaint_is_cut() -> None:
    assert len(message_of(program("sys.exit('x' * 9999)"), ["a"])) < 700


def test_a_program_that_takes_too_long_is_stopped() -> None:
    assert "'sleep 60' took longer than 0.5 seconds for 2 lines" in message_of(
        CommandTranslator(("sleep", "60"), 0.5), ["a", "b"]
    )


@pytest.mark.full
def test_a_program_that_takes_too_long_is_stopped_with_the_processes_that_it_began(tmp_path: Path) -> None:
    child = tmp_path / "child"
    code = (
        "import subprocess\nbegun = subprocess.Popen(['sleep', '60'])\n"
        f"open({str(child)!r}, 'w').write(str(begun.pid))\nbegun.wait()"
    )
    begun = time.monotonic()
    assert "took longer than 3 seconds" in message_of(program(code, 3.0), ["a"])
    assert time.monotonic() - begun < 20
    assert gone(int(child.read_text()))


@pytest.mark.parametrize("name", ["no-such-program", "/no/such/program", ""])
def test_a_missing_program_is_told_by_the_check(name: str) -> None:
    with pytest.raises(ConfigurationError) as told:
        CommandTranslator((name,)).check()
    expected = f"augment.operations.back_translation: program '{name}' not found; install it, or give its path"
    assert str(told.value) == expected


def test_a_file_that_is_no_program_is_told_by_the_check(tmp_path: Path) -> None:
    path = tmp_path / "program"
    path.write_text("#!/bin/sh\ncat\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="not found; install it"):
        CommandTranslator((str(path),)).check()
    path.chmod(0o755)
    CommandTranslator((str(path),)).check()


def test_no_command_at_all_is_told_by_the_check() -> None:
    with pytest.raises(ConfigurationError, match="program '' not found"):
        CommandTranslator(()).check()


def test_a_program_that_does_not_work_is_told_by_the_check() -> None:
    with pytest.raises(ConfigurationError, match="ended with 1"):
        program("sys.exit(1)").check()


def test_what_is_no_utf8_does_not_stop_a_run() -> None:
    assert program("sys.stdout.buffer.write(b'\\xff\\n')")(["a"]) == ["\ufffd"]


@pytest.mark.parametrize("budget", [0, 1, 20, 10**6])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_models_batches_give_what_it_gives_one_by_one_in_the_order_of_the_sentences(seed: int, budget: int) -> None:
    chance = random.Random(seed)
    sentences = [" ".join(f"w{chance.randrange(40)}" for _ in range(chance.randrange(1, 9))) for _ in range(6)]
    model = ModelTranslator(tiny_translator(), "cpu", 1, budget)
    told = model(sentences)
    assert told == [model([one])[0] for one in sentences]
    assert all(told)
    assert model(sentences[::-1]) == told[::-1]


def test_a_model_says_different_things_of_different_sentences() -> None:
    model = ModelTranslator(tiny_translator(), "cpu", 1)
    assert len(set(model([f"w{number} w{number + 1}" for number in range(12)]))) > 3


def test_a_model_of_no_sentences_says_nothing() -> None:
    assert ModelTranslator(tiny_translator(), "cpu")([]) == []


def test_a_sentence_longer_than_the_model_reads_comes_back_as_it_was_and_others_as_alone() -> None:
    model = ModelTranslator(tiny_translator(), "cpu", 1)
    long = "w1 " * 2000
    one, other = model(["w1 w2"]) + model(["w3 w4 w5"])
    assert model([long]) == [long]
    assert model(["w1 w2", long, "w3 w4 w5", long]) == [one, long, other, long]
    assert one != "w1 w2"


def test_a_missing_model_is_told_by_the_check(tmp_path: Path) -> None:
    ModelTranslator(tiny_translator(), "cpu").check()
    with pytest.raises(ConfigurationError, match=r"^augment\.operations\.back_translation: .* is not a folder"):
        ModelTranslator(str(tmp_path / "none"), "cpu").check()


@pytest.mark.parametrize("code", ["print('one\\ntwo', end='')", "print('one\\ntwo')"])
def test_the_last_line_may_end_without_a_line_feed(code: str) -> None:
    assert program(code)(["a", "b"]) == ["one", "two"]


def test_a_file_that_cannot_be_run_is_told_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "program"
    path.write_bytes(b"no program")
    path.chmod(0o755)
    assert f"'{path}' could not be run (Exec format error)" in message_of(CommandTranslator((str(path),)), ["a"])


def test_a_model_says_as_much_of_a_sentence_alone_as_beside_a_much_longer_one(tmp_path: Path) -> None:
    folder = tmp_path / "endless"
    shutil.copytree(tiny_translator(), folder)
    for name, told in (
        ("generation_config.json", {"exponential_decay_length_penalty": None, "suppress_tokens": [1]}),
        ("tokenizer_config.json", {"model_max_length": 40}),
    ):
        path = folder / name
        path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **told}), encoding="utf-8")
    model = ModelTranslator(str(folder), "cpu", 1)
    (alone,) = model(["w1"])
    assert len(alone.split()) > 25
    long = "w1 w2 w3 " * 12
    beside, whole = model(["w1", long])
    assert beside == alone
    assert whole != long

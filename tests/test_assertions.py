"""Every test of the suite asserts something."""

from __future__ import annotations

from pathlib import Path

from assertions import without_assertion

WRITTEN = {
    "helpers/checks.py": "def check(value):\n    assert value\n\ndef deeper(value):\n    check(value)\n",
    "conftest.py": "import pytest\n\n@pytest.fixture\ndef checked():\n    yield\n    assert True\n",
    "test_here.py": """
import numpy as np
from helpers import checks
from helpers.checks import check as holds, deeper

def own(value):
    assert value

def test_nothing():
    print(1)

def test_itself():
    assert 1

def test_an_error():
    with pytest.raises(ValueError):
        int("x")

def test_a_library():
    np.testing.assert_array_equal([1], [1])

def test_a_helper():
    own(1)

def test_an_imported_helper():
    holds(1)

def test_a_helper_of_a_module():
    checks.check(1)

def test_a_helper_of_a_helper():
    deeper(1)

def test_a_fixture(checked):
    print(1)

class TestMany:
    def test_nothing(self):
        return 1

    def test_one(self):
        assert 1
""",
}


def test_every_test_asserts_something_or_expects_an_error() -> None:
    assert without_assertion() == []


def test_assertions_are_found_in_the_test_a_helper_or_a_fixture(tmp_path: Path) -> None:
    for name, content in WRITTEN.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    silent = ("test_nothing", "test_a_helper_of_a_helper", "TestMany::test_nothing")
    assert without_assertion(tmp_path) == [f"test_here.py::{name}" for name in silent]

from __future__ import annotations

from pathlib import Path

import pytest
from every import every

from dataaudit.config.strict_yaml import parse_yaml, read_yaml
from dataaudit.errors import ConfigurationError


def test_scalars_follow_yaml_1_2() -> None:
    text = "a: no\nb: 1e-3\nc: 010\nd: true\ne: ~\nf: '5'\ng: 0x10\nh: .5\ni: 1.0\nj: on\nk: 2024-01-01\nl: 12:30:45"
    assert parse_yaml(text, "x").value == {
        "a": "no", "b": 0.001, "c": 10, "d": True, "e": None, "f": "5", "g": 16, "h": 0.5, "i": 1.0, "j": "on",
        "k": "2024-01-01", "l": "12:30:45",
    }  # fmt: skip


@every(
    "text, place, says",
    [
        ("a: 1\nb: 2\na: 3\n", "x.yml:3:1", "appears here twice"),
        ("a: !!python/object:os.system ls", "x.yml:1:4", "not allowed"),
        ("a: !own 1", "x.yml:1:4", "not allowed"),
        ("1: a", "x.yml:1:1", "must be a word"),
        ("a: [1, 2", "x.yml:1:9", ""),
        ("a:\n\tb: 1", "x.yml:2:1", "token"),
        ("a: 1\n---\nb: 2", "x.yml", "2 documents"),
        ("- 1\n- 2", "x.yml:1:1", "keys and values"),
        ("{" * 5000, "x.yml", "nested too deeply"),
    ],
)
def test_what_other_loaders_let_pass_is_an_error_with_its_place(text: str, place: str, says: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse_yaml(text, "x.yml")
    assert str(caught.value).startswith(place)
    assert says in str(caught.value)


def test_an_alias_bomb_is_bounded() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(ConfigurationError, match="more than 20000 values"):
        parse_yaml("\n".join(lines), "bomb.yml")


def test_places_are_those_of_keys_and_items() -> None:
    document = parse_yaml("a:\n  b:\n    - 1\n    - 2\n", "x.yml")
    assert document.place(("a", "b", 1)) == "x.yml:4:7"
    assert document.place(("a", "b", 1, "unknown")) == "x.yml:4:7"
    assert document.place(("z",)) == "x.yml"


def test_files_that_are_missing_huge_or_not_utf8_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"none\.yml: cannot be read"):
        read_yaml(tmp_path / "none.yml")
    (tmp_path / "big.yml").write_bytes(b"a: " + b"x" * (1 << 20))
    with pytest.raises(ConfigurationError, match="more than 1048576 bytes"):
        read_yaml(tmp_path / "big.yml")
    (tmp_path / "latin.yml").write_bytes("a: é".encode("latin-1"))
    with pytest.raises(ConfigurationError, match="not UTF-8 at byte 3"):
        read_yaml(tmp_path / "latin.yml")


def test_an_empty_file_is_an_empty_configuration() -> None:
    assert parse_yaml("", "x").value == {}
    assert parse_yaml("# only a comment\n", "x").value == {}


def test_a_configuration_of_thousands_of_levels_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="nested too deeply"):
        parse_yaml("a: " + "[" * 400 + "]" * 400, "deep.yml")

"""YAML without surprises: every value remembers its line, and what other loaders let pass is an error.

Scalars follow the YAML 1.2 core schema (``no`` is a string, ``1e-3`` a number). Duplicate keys, tags, keys that are
not strings, several documents and very large files are refused.

Source: YAML 1.2.2, chapter 10.3.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from dataaudit.errors import ConfigurationError

MAX_BYTES = 1 << 20
MAX_NODES = 20_000

KeyPath = tuple[str | int, ...]

_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_PLAIN_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map")}


class _Loader(yaml.SafeLoader):
    yaml_implicit_resolvers = {}  # noqa: RUF012  (PyYAML's own class attribute: plain scalars are resolved below)


@dataclass(frozen=True, slots=True)
class Document:
    """A configuration and where each part of it was written.

    Attributes:
        value: Mappings, lists and scalars; an empty document is an empty mapping.
        origin: The file's name for messages.
        marks: Line and column (from 1) of the key or item at a path.
    """

    value: dict[str, Any]
    origin: str
    marks: dict[KeyPath, tuple[int, int]] = field(default_factory=dict)

    def place(self, path: KeyPath) -> str:
        """``file:line:column`` of a path, or of its nearest parent that was written."""
        while path and path not in self.marks:
            path = path[:-1]
        if not path:
            return self.origin
        line, column = self.marks[path]
        return f"{self.origin}:{line}:{column}" if line else self.origin


def read_yaml(path: Path) -> Document:
    """Read a configuration file.

    Raises:
        ConfigurationError: The file is missing, too large, not UTF-8, or not YAML as described above.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror})"
        raise ConfigurationError(message) from error
    if len(data) > MAX_BYTES:
        message = f"{path}: a configuration of more than {MAX_BYTES} bytes is refused"
        raise ConfigurationError(message)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8"
        raise ConfigurationError(message) from error
    return parse_yaml(text, str(path))


def parse_yaml(text: str, origin: str) -> Document:
    """Parse a configuration from text; ``origin`` names it in messages."""
    try:
        nodes = list(yaml.compose_all(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"{origin}:{mark.line + 1}:{mark.column + 1}" if mark else origin
        message = f"{place}: {error.problem or 'not YAML'}"
        raise ConfigurationError(message) from error
    except (yaml.YAMLError, RecursionError) as error:
        message = f"{origin}: not YAML, or nested too deeply"
        raise ConfigurationError(message) from error
    if len(nodes) > 1:
        message = f"{origin}: holds {len(nodes)} documents, one is expected; remove the '---' lines"
        raise ConfigurationError(message)
    if not nodes or nodes[0] is None:
        return Document({}, origin)
    builder = _Builder(origin)
    try:
        value = builder.build(nodes[0], ())
    except RecursionError as error:
        message = f"{origin}: nested too deeply"
        raise ConfigurationError(message) from error
    if value is None:
        value = {}
    if not isinstance(value, dict):
        message = f"{origin}:1:1: keys and values are expected, got {type(value).__name__}"
        raise ConfigurationError(message)
    return Document(value, origin, builder.marks)


class _Builder:
    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.marks: dict[KeyPath, tuple[int, int]] = {}
        self.nodes = 0

    def fail(self, node: yaml.Node, problem: str) -> ConfigurationError:
        mark = node.start_mark
        return ConfigurationError(f"{self.origin}:{mark.line + 1}:{mark.column + 1}: {problem}")

    def build(self, node: yaml.Node, path: KeyPath) -> Any:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise self.fail(node, f"more than {MAX_NODES} values, counting repeated anchors")
        if node.tag not in _PLAIN_TAGS:
            raise self.fail(node, "tags ('!…') are not allowed")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._item(child, (*path, index)) for index, child in enumerate(node.value)]
        return _scalar(node)

    def _item(self, node: yaml.Node, path: KeyPath) -> Any:
        self.marks[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
        return self.build(node, path)

    def _mapping(self, node: yaml.MappingNode, path: KeyPath) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = _scalar(key_node) if isinstance(key_node, yaml.ScalarNode) else None
            if not isinstance(key, str):
                raise self.fail(key_node, "a key must be a word")
            if key in result:
                raise self.fail(key_node, f"key '{key}' appears here twice")
            self.marks[(*path, key)] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            result[key] = self.build(value_node, (*path, key))
        return result


def _scalar(node: yaml.Node) -> str | int | float | bool | None:
    text: str = node.value
    if getattr(node, "style", None) is not None:
        return text
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text.lower() == "true"
    if _INTEGER.fullmatch(text):
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text

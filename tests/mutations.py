"""Small faults that can be put into a function: what ``mutants.py`` seeds."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

Function = ast.FunctionDef | ast.AsyncFunctionDef

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv, ast.LShift: ast.RShift, ast.RShift: ast.LShift, ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd, ast.BitXor: ast.BitOr, ast.Pow: ast.Mult,
}  # fmt: skip
_WORDS = (ast.JoinedStr, ast.Raise, ast.Assert, ast.Global, ast.Nonlocal, ast.Import, ast.ImportFrom)
"""What holds no behaviour but messages and names."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """A fault at one place of a function.

    Attributes:
        kind: What is done there.
        start: First byte of the source that is replaced; ``end`` the first behind it.
        end: See ``start``.
        before: The source there.
        after: What stands there instead.
    """

    kind: str
    start: int
    end: int
    before: str
    after: str


def functions(tree: ast.Module) -> Iterator[tuple[str, Function]]:
    """Functions of a module and methods of its classes, with their qualified names."""
    for node in tree.body:
        if isinstance(node, Function):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, Function):
                    yield f"{node.name}.{inner.name}", inner


def same_code(function: Function) -> str:
    """What is equal for two functions that differ in their docstrings, comments and layout alone."""
    bare = copy.deepcopy(function)
    bare.body = _body(bare)
    return ast.dump(bare)


def mutations(function: Function, source: bytes) -> list[Mutation]:
    """All faults that can be put into a function, in an order that depends on its code alone."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found = []
    for statement in _body(function):
        for node in _nodes(statement):
            for kind, after in _faults(node):
                start = starts[node.lineno - 1] + node.col_offset
                end = starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
                found.append(Mutation(kind, start, end, source[start:end].decode(), after))
    return found


def mutated(source: bytes, mutation: Mutation) -> bytes:
    """A module's source with a fault in it."""
    return source[: mutation.start] + mutation.after.encode() + source[mutation.end :]


def _body(function: Function) -> list[ast.stmt]:
    first = function.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return function.body[1:] if documented else function.body


def _nodes(node: ast.AST) -> Iterator[ast.stmt | ast.expr]:
    """A node and those below it that say what is done, and not how it is worded or typed."""
    if isinstance(node, _WORDS):
        return
    if isinstance(node, ast.stmt | ast.expr):
        yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "format_spec"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _nodes(child)


def _faults(node: ast.stmt | ast.expr) -> Iterator[tuple[str, str]]:
    """Kinds of faults of one node, each with the source that stands there instead."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARED:
        other = ast.Compare(node.left, [_COMPARED[type(node.ops[0])](), *node.ops[1:]], node.comparators)
        yield "comparison", f"({ast.unparse(other)})"
    elif isinstance(node, ast.BinOp) and type(node.op) in _COMPUTED:
        yield "arithmetic", f"({ast.unparse(ast.BinOp(node.left, _COMPUTED[type(node.op)](), node.right))})"
    elif isinstance(node, ast.AugAssign) and type(node.op) in _COMPUTED:
        yield "arithmetic", ast.unparse(ast.AugAssign(node.target, _COMPUTED[type(node.op)](), node.value))
        yield "statement removed", "pass"
    elif isinstance(node, ast.BoolOp):
        other_op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "boolean", f"({ast.unparse(ast.BoolOp(other_op, node.values))})"
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub | ast.Invert):
        yield "boolean" if isinstance(node.op, ast.Not) else "arithmetic", f"({ast.unparse(node.operand)})"
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield "constant", str(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield "constant", f"({node.value + 1!r})"
    elif isinstance(node, ast.Return) and node.value is not None:
        yield "returns nothing", "return None"
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield "statement removed", "pass"
    elif isinstance(node, ast.Continue | ast.Break):
        yield "loop", "break" if isinstance(node, ast.Continue) else "continue"

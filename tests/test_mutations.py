"""Faults that are seeded change the code and nothing else."""

from __future__ import annotations

import ast

from mutations import functions, mutated, mutations, same_code

SOURCE = '''
def f(x: int = 3) -> int:
    """Adds 1."""
    for n in range(x):
        if n > 2 and not x:
            continue
        x += n * 2
    print(f"{x + 1}")
    if x < 0:
        raise ValueError(x + 1)
    return x


class C:
    def g(self):
        return True
'''


def test_every_fault_gives_another_program_that_can_be_compiled() -> None:
    source = SOURCE.encode()
    for _, function in functions(ast.parse(source)):
        for mutation in mutations(function, source):
            changed = ast.parse(mutated(source, mutation))
            assert ast.dump(changed) != ast.dump(ast.parse(source)), mutation


def test_faults_are_in_the_code_and_not_in_messages_types_or_defaults() -> None:
    source = SOURCE.encode()
    (name, f), (method, g) = functions(ast.parse(source))
    assert (name, method) == ("f", "C.g")
    assert [(one.kind, one.before, one.after) for one in mutations(f, source)] == [
        ("boolean", "n > 2 and not x", "(n > 2 or not x)"),
        ("comparison", "n > 2", "(n >= 2)"),
        ("constant", "2", "(3)"),
        ("boolean", "not x", "(x)"),
        ("loop", "continue", "break"),
        ("arithmetic", "x += n * 2", "x -= n * 2"),
        ("statement removed", "x += n * 2", "pass"),
        ("arithmetic", "n * 2", "(n + 2)"),
        ("constant", "2", "(3)"),
        ("statement removed", 'print(f"{x + 1}")', "pass"),
        ("comparison", "x < 0", "(x <= 0)"),
        ("constant", "0", "(1)"),
        ("returns nothing", "return x", "return None"),
    ]
    assert [one.kind for one in mutations(g, source)] == ["returns nothing", "constant"]


def test_code_is_the_same_whatever_its_docstring_comments_and_layout() -> None:
    texts = ('def f(x):\n    """A."""\n    return (x)', "def f(x):  # B\n    return x", "def f(x):\n    return 1")
    one, two, three = (same_code(next(functions(ast.parse(text)))[1]) for text in texts)
    assert one == two != three

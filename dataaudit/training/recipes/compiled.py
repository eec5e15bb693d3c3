"""A compiled model, with the time of compiling apart and every compilation counted."""

from __future__ import annotations

from torch import nn


def compile_model(model: nn.Module) -> None:
    """Compile a model in place: names of parameters stay as they are."""
    import torch._dynamo

    torch._dynamo.reset()
    torch._dynamo.utils.counters.clear()
    model.compile()


def compilations() -> int:
    """Graphs that were compiled since ``compile_model``: each change of shape that is not foreseen costs one."""
    import torch._dynamo

    return int(torch._dynamo.utils.counters["stats"]["unique_graphs"])


def graph_breaks() -> int:
    """Places at which compiled code returns to Python."""
    import torch._dynamo

    return int(sum(torch._dynamo.utils.counters["graph_break"].values()))

"""Compiles a model and counts compilations and graph breaks."""

from __future__ import annotations

from torch import nn


def compile_model(model: nn.Module) -> None:
    """Compile a model in place, without renaming its parameters."""
    import torch._dynamo

    torch._dynamo.reset()
    torch._dynamo.utils.counters.clear()
    model.compile()


def compilations() -> int:
    """Return the graphs compiled since ``compile_model``: each unforeseen change of shape costs one."""
    import torch._dynamo

    return int(torch._dynamo.utils.counters["stats"]["unique_graphs"])


def graph_breaks() -> int:
    """Return the number of places where compiled code returns to Python."""
    import torch._dynamo

    return int(sum(torch._dynamo.utils.counters["graph_break"].values()))

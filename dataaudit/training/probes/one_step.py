"""Probe of one step: whether forward pass, loss and backward pass run at all on the user's own batch."""

from __future__ import annotations

import traceback
from pathlib import Path

import torch
from torch import Tensor, nn

from dataaudit.training.probes.context import Context, Row, at

_LONGEST = 300


def one_step(context: Context) -> list[Row]:
    """Run one step in training mode, and tell where it fails, in the exception's own words."""
    running: list[tuple[str, nn.Module, str]] = []
    done = [False]
    handles = [
        handle
        for name, module in context.model.named_modules()
        for handle in (
            module.register_forward_pre_hook(
                lambda module, inputs, name=name: running.append((name, module, _ids(module, inputs)))
            ),
            module.register_forward_hook(lambda module, inputs, output: _left(running, done)),
        )
    ]
    stage = ""
    try:
        context.model.train(True)
        loss = context.objective(context.model, context.batches[0])
        stage = "backward"
        loss.backward()
    except Exception as error:
        if not stage:
            stage = "forward" if running else "loss" if done[0] else "batch"
        return [at("one_step", "failed", 1.0, _told(error, stage, running))]
    finally:
        for handle in handles:
            handle.remove()
    return []


def _left(running: list[tuple[str, nn.Module, str]], done: list[bool]) -> None:
    running.pop()
    done[0] |= not running


def _ids(module: nn.Module, inputs: tuple[object, ...]) -> str:
    """What an embedding is asked for that it does not have."""
    if isinstance(module, nn.Embedding) and inputs and isinstance(inputs[0], Tensor) and inputs[0].numel():
        with torch.no_grad():
            highest, lowest = int(inputs[0].max()), int(inputs[0].min())
        if highest >= module.num_embeddings or lowest < 0:
            wrong = highest if highest >= module.num_embeddings else lowest
            return f"id {wrong} is asked of an embedding with ids 0 to {module.num_embeddings - 1}"
    return ""


def _told(error: Exception, stage: str, running: list[tuple[str, nn.Module, str]]) -> str:
    places = {"forward": "the forward pass", "loss": "the loss", "backward": "the backward pass"}
    where = places.get(stage, "what happens before the model is called")
    name, module, ids = running[-1] if running else ("", None, "")
    inside = f" in {name or 'the model'} ({type(module).__name__})" if module is not None else ""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    said = " ".join(str(error).split())[:_LONGEST] or "no message"
    line = f"{Path(frame.filename).name}:{frame.lineno}"
    return f"{where}{inside}: {type(error).__name__}: {said} ({line}){'; ' + ids if ids else ''}"

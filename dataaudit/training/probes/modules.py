"""Probes of modules and weights: outputs in both modes, spread by layer, consecutive linear layers, dropout."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from dataaudit.training.library_parts import library_parts
from dataaudit.training.probes.context import Context, Row, at

LAYERS = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.RNN, nn.LSTM, nn.GRU)
LINEAR = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d)


def first_tensor(output: Any) -> Tensor | None:
    """Return the first floating-point tensor in a module's output, or None."""
    if isinstance(output, Tensor):
        return (
            output if output.is_floating_point() and output.device.type != "meta" and not output.is_quantized else None
        )
    if isinstance(output, dict):
        output = list(output.values())
    if isinstance(output, list | tuple):
        return next((found for found in map(first_tensor, output) if found is not None), None)
    values = vars(output).values() if hasattr(output, "__dict__") else ()
    return next((one for one in values if isinstance(one, Tensor) and one.is_floating_point()), None)


def _with_hooks(context: Context, modules: dict[str, nn.Module], hook: Callable[[str], Callable[..., None]]) -> None:
    handles = [module.register_forward_hook(hook(name)) for name, module in modules.items()]
    try:
        with torch.no_grad():
            context.objective(context.model, context.batches[0])
    finally:
        for handle in handles:
            handle.remove()


def activations(context: Context) -> list[Row]:
    """Find module outputs that are not finite, all zero or huge for their type, in train and in eval mode."""
    leaves = {name or "(model)": one for name, one in context.model.named_modules() if not list(one.children())}
    rows: list[Row] = []
    for mode in ("train", "eval"):
        told: dict[str, tuple[bool, bool, float]] = {}

        def hook(name: str, told: dict[str, tuple[bool, bool, float]] = told) -> Callable[..., None]:
            def see(module: nn.Module, inputs: Any, output: Any) -> None:
                value = first_tensor(output)
                if value is None or value.numel() < 2:
                    return
                broken = not bool(torch.isfinite(value).all())
                empty = not bool((value != 0).any())
                half = value.dtype in (torch.float16, torch.bfloat16)
                size = float(value.abs().amax()) / torch.finfo(value.dtype).max if half and not broken else 0.0
                seen = told.get(name, (False, True, 0.0))
                told[name] = (seen[0] or broken, seen[1] and empty, max(seen[2], size))

            return see

        context.model.train(mode == "train")
        _with_hooks(context, leaves, hook)
        for name, (broken, empty, size) in told.items():
            where = f"{name}:{mode}"
            if broken:
                rows.append(at("activations", "non-finite values", 1.0, where))
            elif empty and not _starts_at_zero(leaves[name]):
                rows.append(at("activations", "only zeros", 1.0, where))
            if size > 0.1:
                rows.append(at("activations", "huge values", size, where))
    return rows


def _starts_at_zero(module: nn.Module) -> bool:
    """Whether a module gives zeros because it was initialised so, as the last layer of a residual branch may be."""
    own = list(module.parameters(recurse=False))
    return bool(own) and not any(bool((one != 0).any()) for one in own)


def variance(context: Context) -> list[Row]:
    """Measure the spread of hidden layer outputs before training."""
    if context.pretrained:
        return []
    layers: dict[str, nn.Module] = {}
    parts = library_parts(context.model)
    named = context.model.named_modules()
    layers.update({name: one for name, one in named if isinstance(one, LAYERS) and name not in parts})
    spreads: dict[str, float] = {}

    def hook(name: str) -> Callable[..., None]:
        def see(module: nn.Module, inputs: Any, output: Any) -> None:
            value = first_tensor(output)
            if value is not None and value.numel() > 1:
                spreads.setdefault(name, float(value.float().std()))

        return see

    context.model.train(True)
    _with_hooks(context, layers, hook)
    hidden = list(spreads.items())[:-1]
    return [at("variance", "spread", value, name) for name, value in hidden if value > 0 and value - value == 0]


def weights(context: Context) -> list[Row]:
    """Find non-finite weights, and measure spreads relative to what the shape calls for."""
    rows = [
        at("weights", "nonfinite", float((~torch.isfinite(one)).sum()), name)
        for name, one in context.model.named_parameters()
        if one.is_floating_point() and one.device.type != "meta" and not bool(torch.isfinite(one).all())
    ]
    if context.pretrained:
        return rows
    parts = library_parts(context.model)
    for name, module in context.model.named_modules():
        weight = getattr(module, "weight", None) if isinstance(module, LINEAR) and name not in parts else None
        if not isinstance(weight, Tensor) or weight.device.type == "meta" or not bool((weight != 0).any()):
            continue
        fan_in, fan_out = nn.init._calculate_fan_in_and_fan_out(weight)
        usual = (2.0 / (fan_in + fan_out)) ** 0.5
        if weight.numel() > 1:
            # Measured around zero: a constant matrix has no spread, and the symmetry probe reports it.
            spread = float(weight.detach().float().pow(2).mean().sqrt())
            rows.append(at("weights", "spread_ratio", spread / usual, f"{name}.weight"))
    return rows


def linear_stack(context: Context) -> list[Row]:
    """Find linear layers that receive exactly the tensor another one returned."""
    layers: dict[str, nn.Module] = {}
    layers.update({name: one for name, one in context.model.named_modules() if isinstance(one, LINEAR)})
    given: list[tuple[str, Tensor, int]] = []
    pairs: list[str] = []
    parts = library_parts(context.model)

    def before(name: str) -> Callable[..., None]:
        def see(module: nn.Module, inputs: tuple[Any, ...]) -> None:
            for other, tensor, written in given:
                # An in-place activation returns the same tensor with a new version.
                if (
                    inputs
                    and inputs[0] is tensor
                    and tensor._version == written
                    and not _meant(layers[other], module)
                    and not (name in parts and parts[name] == parts.get(other))
                ):
                    pairs.append(f"{other} > {name}")

        return see

    def after(name: str) -> Callable[..., None]:
        def see(module: nn.Module, inputs: Any, output: Any) -> None:
            if isinstance(output, Tensor):
                given.append((name, output, output._version))

        return see

    handles = [module.register_forward_pre_hook(before(name)) for name, module in layers.items()]
    # Dropout returns its input unchanged in eval mode.
    context.model.train(False)
    try:
        _with_hooks(context, layers, after)
    finally:
        for handle in handles:
            handle.remove()
    return [at("linear_stack", "pair", 1.0, pair) for pair in dict.fromkeys(pairs)]


def _meant(first: nn.Module, second: nn.Module) -> bool:
    """Whether a pair is a low-rank factorisation, narrower inside than outside, or a separable convolution."""
    if max(getattr(first, "groups", 1), getattr(second, "groups", 1)) > 1:
        return True
    before: Any = first.weight
    after: Any = second.weight
    return int(before.shape[0]) < min(int(before.shape[1]), int(after.shape[0]))


def dropout(context: Context) -> list[Row]:
    """Read the probabilities of dropout modules above one half."""
    return heavy_dropouts(context.model)


def heavy_dropouts(model: nn.Module) -> list[Row]:
    """The probabilities of a model's dropout modules that are above one half."""
    return [
        at("dropout", "probability", float(one.p), name)
        for name, one in model.named_modules()
        if isinstance(one, nn.modules.dropout._DropoutNd) and one.p > 0.5
    ]

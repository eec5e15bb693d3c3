"""Shards optimizer states, gradients and weights across processes: ZeRO 1 to 3 with torch's own tools.

Source: Rajbhandari et al. 2020 (ZeRO); ``torch.distributed.optim.ZeroRedundancyOptimizer``;
``torch.distributed.fsdp.fully_shard`` (FSDP2).
"""

from __future__ import annotations

from typing import Any, Literal

import torch
from torch import Tensor, nn

from dataaudit.training.recipes.checkpointing import find_blocks

Stage = Literal[0, 1, 2, 3]


def sharded(model: nn.Module, rate: float, stage: Stage, **more: Any) -> tuple[nn.Module, torch.optim.Optimizer]:
    """Shard a model and its AdamW states across the processes of the default group.

    Args:
        model: The same in every process.
        rate: Learning rate.
        stage: 0: nothing is sharded (DistributedDataParallel); 1: optimizer states; 2: also gradients, with whole
            weights from the forward to the backward pass; 3: also weights, gathered block by block.
        more: Further arguments of AdamW.

    Returns:
        The model to call, and the optimizer.
    """
    if stage >= 2:
        from torch.distributed.fsdp import fully_shard

        whole = stage == 2
        for block in find_blocks(model):
            fully_shard(block, reshard_after_forward=not whole)
        fully_shard(model, reshard_after_forward=not whole)
        return model, torch.optim.AdamW(model.parameters(), lr=rate, **more)
    wrapped = nn.parallel.DistributedDataParallel(model)
    if stage == 0:
        return wrapped, torch.optim.AdamW(wrapped.parameters(), lr=rate, **more)
    from torch.distributed.optim import ZeroRedundancyOptimizer

    return wrapped, ZeroRedundancyOptimizer(wrapped.parameters(), optimizer_class=torch.optim.AdamW, lr=rate, **more)


def held_bytes(model: nn.Module, optimizer: torch.optim.Optimizer) -> dict[str, int]:
    """Return the bytes of weights, gradients and optimizer states in this process; tied weights count once.

    Examples:
        >>> model = nn.Linear(3, 5)
        >>> held_bytes(model, torch.optim.SGD(model.parameters(), lr=0.1))
        {'weights': 80, 'gradients': 0, 'optimizer': 0}
    """
    # A ZeroRedundancyOptimizer keeps its own states in an inner optimizer.
    own = getattr(optimizer, "optim", optimizer)
    states = [value for state in own.state.values() for value in state.values() if isinstance(value, Tensor)]
    return {
        "weights": sum(map(_bytes, [*model.parameters(), *model.buffers()])),
        "gradients": sum(_bytes(one.grad) for one in model.parameters() if one.grad is not None),
        "optimizer": sum(map(_bytes, states)),
    }


def _bytes(tensor: Tensor) -> int:
    local = getattr(tensor, "_local_tensor", tensor)  # of a DTensor, this process's part
    return int(local.numel() * local.element_size())


def deepspeed_configuration(
    stage: Stage,
    *,
    batch_size: int,
    accumulation: int = 1,
    processes: int = 1,
    rate: float = 1e-4,
    precision: str = "bf16",
    clip: float = 1.0,
    offload: bool = False,
) -> dict[str, Any]:
    """Build a configuration for ``deepspeed.initialize``, for training with DeepSpeed.

    Create the engine with ``deepspeed.initialize(model=model, model_parameters=model.parameters(),
    config=configuration)``, and run steps with ``engine.backward(loss)`` and ``engine.step()``.

    Args:
        stage: ZeRO stage.
        batch_size: Rows of a micro-batch in one process.
        accumulation: Micro-batches per step.
        processes: Number of processes.
        rate: Learning rate of AdamW.
        precision: fp32, bf16 or fp16.
        clip: Norm that gradients are clipped to.
        offload: Whether optimizer states are kept in CPU memory.

    Examples:
        >>> made = deepspeed_configuration(2, batch_size=8, accumulation=4, processes=2)
        >>> made["train_batch_size"], made["zero_optimization"]["stage"]
        (64, 2)
    """
    zero: dict[str, Any] = {"stage": stage}
    if stage >= 2:
        zero |= {"overlap_comm": True, "contiguous_gradients": True}
    if offload:
        zero |= {"offload_optimizer": {"device": "cpu", "pin_memory": True}}
    made: dict[str, Any] = {
        "train_batch_size": batch_size * accumulation * processes,
        "train_micro_batch_size_per_gpu": batch_size,
        "gradient_accumulation_steps": accumulation,
        "gradient_clipping": clip,
        "zero_optimization": zero,
        "optimizer": {"type": "AdamW", "params": {"lr": rate}},
    }
    if precision == "bf16":
        made["bf16"] = {"enabled": True}
    elif precision == "fp16":
        made["fp16"] = {"enabled": True, "loss_scale": 0}
    return made

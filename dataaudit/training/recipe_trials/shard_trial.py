"""Measures ZeRO stages on several processes of this machine, against a single process."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
import torch.distributed as distributed

from dataaudit.config.sizes import show_size
from dataaudit.training.recipe_trials.workload import read_workload
from dataaudit.training.recipes.row_losses import targets_of
from dataaudit.training.recipes.sharding import Stage, held_bytes, sharded

_STEPS = 6
_LONGEST = 300.0
_BLAS_THREADS = "OMP_NUM_THREADS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharded:
    """The result of a ZeRO stage.

    Attributes:
        stage: ZeRO stage; 0 shards nothing.
        processes: Number of processes.
        weights: Bytes in each process; likewise gradients and optimizer.
        gradients: Bytes.
        optimizer: Bytes.
        losses: Losses of the steps.
        error: Largest relative difference of a loss from the single process's.
        seconds: Time of a step.
        failed: Why it could not be measured, or None.
    """

    stage: int
    processes: int
    weights: int = 0
    gradients: int = 0
    optimizer: int = 0
    losses: list[float] = field(default_factory=list)
    error: float = 0.0
    seconds: float = 0.0
    failed: str | None = None

    def line(self) -> str:
        """Format the result as one line."""
        name = f"ZeRO {self.stage}" if self.stage else "not sharded"
        if self.failed is not None:
            return f"{name:<16} not possible here: {self.failed}"
        return (
            f"{name:<16} {self.processes} processes, each with {show_size(self.weights)} of weights, "
            f"{show_size(self.gradients)} of gradients, {show_size(self.optimizer)} of optimizer states; "
            f"relative loss error {self.error:.1g}"
        )


def measure_sharding(
    folder: Path, processes: int = 2, *, progress: Callable[[int], None] = lambda stage: None
) -> list[Sharded]:
    """Train a workload with every stage on gloo or NCCL processes, and compare the losses with a single process.

    Args:
        folder: Folder of the workload.
        processes: Number of processes.
        progress: Called with the next stage.
    """
    alone = _run(folder, 1, 0)
    found = []
    for stage in range(4):
        progress(stage)
        told = _run(folder, processes, stage)
        if "failed" in told or "failed" in alone:
            found.append(Sharded(stage=stage, processes=processes, failed=told.get("failed") or alone.get("failed")))
            continue
        error = max(abs(one - other) / abs(other) for one, other in zip(told["losses"], alone["losses"], strict=True))
        found.append(Sharded(stage=stage, processes=processes, error=error, **told))
    return found


def _run(folder: Path, processes: int, stage: int) -> dict[str, Any]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    surroundings = dict(os.environ) | {
        "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port), "WORLD_SIZE": str(processes), _BLAS_THREADS: "1",
    }  # fmt: skip
    command = [sys.executable, "-m", "dataaudit.training.recipe_trials.shard_trial", str(folder), str(stage)]
    running = [
        subprocess.Popen(  # noqa: S603  (our own module)
            command, env=surroundings | {"RANK": str(rank), "LOCAL_RANK": str(rank)}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for rank in range(processes)
    ]  # fmt: skip
    try:
        outs = [one.communicate(timeout=_LONGEST) for one in running]
    except subprocess.TimeoutExpired:
        return {"failed": f"took longer than {_LONGEST:.0f} s"}
    finally:
        for one in running:
            one.kill()
            one.wait()
    failed = [err for one, (_, err) in zip(running, outs, strict=True) if one.returncode]
    if failed:
        return {"failed": (failed[0].strip().splitlines() or ["no message"])[-1][:300]}
    return dict(json.loads(outs[0][0].strip().splitlines()[-1]))


def shard_trial(folder: Path, stage: Stage) -> dict[str, Any]:
    """Run some steps in this process, one of several that each take a share of a batch's rows."""
    import time

    workload, batches = read_workload(folder)
    cuda = torch.cuda.is_available()
    rank, world = int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"])
    device = torch.device("cuda", rank % torch.cuda.device_count()) if cuda else torch.device("cpu")
    distributed.init_process_group("nccl" if cuda else "gloo")
    try:
        model, optimizer = sharded(workload.make_model().to(device), workload.rate, stage)
        losses, seconds = [], []
        held: dict[str, int] = {}
        for number in range(_STEPS):
            began = time.perf_counter()
            batch = batches[number % len(batches)]
            total = targets_of(batch)
            own = {name: value[rank::world].to(device) for name, value in batch.items()}
            # Gradients are averaged over processes, so each share of the loss is multiplied by their number.
            loss = workload.losses(model, own).sums.sum() / total * world
            loss.backward()
            if number == _STEPS - 1:
                held = _held(model, optimizer)
            optimizer.step()
            optimizer.zero_grad()
            shared = loss.detach().clone()
            distributed.all_reduce(shared)
            losses.append(float(shared) / world)
            seconds.append(time.perf_counter() - began)
        distributed.barrier()
        return {"losses": losses, "seconds": sorted(seconds)[len(seconds) // 2], **held}
    finally:
        distributed.destroy_process_group()


def _held(model: Any, optimizer: Any) -> dict[str, int]:
    inner = getattr(model, "module", model)
    return held_bytes(inner, optimizer)


def main() -> None:
    """Run as one of several processes; the first one prints the measurements."""
    told = shard_trial(Path(sys.argv[1]), int(sys.argv[2]))  # type: ignore[arg-type]
    if os.environ["RANK"] == "0":
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
    # Threads of the process group can outlive it and abort an orderly exit.
    os._exit(0)


if __name__ == "__main__":
    main()

"""What each of two processes does that share out a training."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import torch

from dataaudit.training.recipe_trials.shard_trial import shard_trial


def run(rank: int, processes: int, port: int, folder: str, stage: Any) -> None:
    """Train, and write down what was measured."""
    os.environ |= {
        "RANK": str(rank), "LOCAL_RANK": str(rank), "WORLD_SIZE": str(processes), "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(port), "GLOO_SOCKET_IFNAME": "lo",
    }  # fmt: skip
    torch.set_num_threads(1)
    told = shard_trial(Path(folder), stage)
    (Path(folder) / f"told-{stage}-{processes}-{rank}.json").write_text(json.dumps(told))
    os._exit(0)

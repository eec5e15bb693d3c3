"""``dataaudit probe`` on a folder with a model."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from stages.tiny_causal_model import tiny_causal_model


def test_a_tokenizer_larger_than_the_vocabulary_is_exit_code_two_and_named(
    call: Callable[..., Any], in_folder: Path, write_jsonl: Callable[..., Path]
) -> None:
    model = in_folder / "model"
    model.mkdir()
    for one in Path(tiny_causal_model()).iterdir():
        (model / one.name).write_bytes(one.read_bytes())
    config = json.loads((model / "config.json").read_bytes())
    (model / "config.json").write_text(json.dumps({**config, "vocab_size": 5}), encoding="utf-8")
    for weights in model.glob("*.safetensors"):
        weights.unlink()
    rows = write_jsonl([{"text": f"the model reads words, {number} of them"} for number in range(40)])
    code, out, err = call("probe", str(model), str(rows), "--steps", "2", "--max-tokens", "16", "--batch-size", "8")
    assert code == 2, out + err
    assert "TRN058 failing-step" in out
    assert "of an embedding with ids 0 to 4" in out


def test_what_was_found_so_far_is_shown_when_the_process_is_ended(
    in_folder: Path, write_jsonl: Callable[..., Path]
) -> None:
    rows = write_jsonl([{"text": f"the model reads words, {number} of them"} for number in range(40)])
    command = [sys.executable, "-m", "dataaudit", "probe", tiny_causal_model(), str(rows), "--steps", "1000000"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    for line in process.stderr:
        if json.loads(line).get("name") == "single_batch":
            break
    process.send_signal(signal.SIGTERM)
    out, errors = process.communicate(timeout=60)
    assert process.returncode == 143
    assert "not run: the other probes (interrupted" in out
    assert "Traceback" not in errors

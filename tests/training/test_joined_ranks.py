"""What several processes measured of one training, put together."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dataaudit.training.diagnosis import diagnose
from dataaudit.training.logs.run_log import CURVES, NOTES
from dataaudit.training.monitor_tables import SCHEMAS, table
from dataaudit.training.run_folder import is_closed, rank_folder, read_run, write_run


def gradients(*rows: tuple[str, bool, float, float]) -> pl.DataFrame:
    known = {"step": 4.0, "depth": 0, "numel": 8, "dimensions": 2, "trainable": True, "embedding": False, "held": True}
    values = {"rate": 0.1, "nonfinite": 0, "moved": None}
    return table(
        "gradients",
        [
            {**known, **values, "parameter": name, "shard": shard, "grad_norm": norm, "weight_norm": weight,
             "update_norm": norm / 10}
            for name, shard, norm, weight in rows
        ],
    )  # fmt: skip


def curve(metric: str, *values: float) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "split": ["train"] * len(values), "metric": [metric] * len(values), "column": [metric] * len(values),
            "step": [float(step) for step in range(len(values))], "value": list(values),
            "place": list(range(len(values))), "superseded": [False] * len(values),
        },
        schema=CURVES,
    )  # fmt: skip


def written(folder: Path, *tables: dict[str, pl.DataFrame], processes: int = 2, closed: bool = True) -> Path:
    for rank, some in enumerate(tables):
        held = {"probes": pl.DataFrame(schema=SCHEMAS["probes"]), "log_notes": pl.DataFrame(schema=NOTES), **some}
        notes = [f"told by {rank}", "told by all"]
        write_run(rank_folder(folder, rank), "run", held, {}, notes, closed=closed, processes=processes)
    return folder


def steps(norm: float, clipped: float, seconds: float) -> pl.DataFrame:
    row = {**dict.fromkeys(SCHEMAS["monitored_steps"]), "step": 4.0, "grad_norm": norm, "clipped_norm": clipped}
    return table("monitored_steps", [{**row, "seconds": seconds}])


def shard(norm: float) -> dict[str, pl.DataFrame]:
    whole = {"monitored_steps": steps(norm, norm, 1.0), "curves": curve("loss", 1.0)}
    return {"gradients": gradients(("a", True, norm, 1.0)), **whole}


def test_norms_of_shards_add_up_and_those_of_replicas_are_taken_once(tmp_path: Path) -> None:
    parts = [
        {
            "gradients": gradients(("a", True, norm, norm), ("b", whole, 2.0, 5.0)),
            "monitored_steps": steps(9.0, norm, norm),
            "curves": pl.concat([curve("loss", 1.0, norm), curve("gradient_norm", 9.0, 9.0, 9.0, 9.0, 9.0)]),
        }
        for norm, whole in ((3.0, False), (4.0, False))
    ]
    _, joined, _, notes = read_run(written(tmp_path, *parts))
    assert joined["gradients"].select("parameter", "grad_norm", "weight_norm").rows() == [
        ("a", 5.0, 5.0), ("b", 2.0, 5.0),
    ]  # fmt: skip
    assert joined["gradients"]["update_norm"].to_list() == pytest.approx([0.5, 0.2])
    total = math.hypot(5.0, 2.0)
    assert joined["monitored_steps"].select("grad_norm", "clipped_norm", "seconds").rows() == [(total, None, 4.0)]
    assert joined["curves"].filter(metric="gradient_norm")["value"].to_list() == [9.0, 9.0, 9.0, 9.0, total]
    assert joined["curves"].filter(metric="loss")["value"].to_list() == [1.0, 3.5]
    assert notes == ["told by 0", "told by all", "told by 1", "joined from 2 of 2 processes"]


def test_where_all_parameters_are_divided_the_clipped_norm_adds_up_too(tmp_path: Path) -> None:
    assert read_run(written(tmp_path, shard(3.0), shard(4.0)))[1]["monitored_steps"]["clipped_norm"].to_list() == [5.0]


def test_a_process_that_wrote_nothing_is_said_to_be_missing(tmp_path: Path) -> None:
    part = {
        "gradients": gradients(("a", True, 3.0, 3.0)),
        "monitored_steps": steps(3.0, 3.0, 1.0),
        "curves": curve("loss", 1.0),
    }
    folder = written(tmp_path, part, processes=3)
    assert read_run(folder)[3][-2:] == [
        "joined from 1 of 3 processes",
        "the norms of parameters that are divided between processes are of the parts that are here",
    ]
    assert not is_closed(folder)


@pytest.mark.parametrize(
    ("weights", "named"),
    [
        (((1.0, 2.0), (1.0, 2.0)), False),
        (((1.0, 2.0), (1.0, 2.5)), False),  # a layer of which every process holds another, beside one that all share
        (((0.0, 0.0), (0.0, 0.0)), False),
        (((math.nan, math.nan), (math.nan, math.nan)), False),
        (((1.0, 2.0), (1.1, 2.5)), True),
    ],
)
def test_replicas_that_differ_in_every_parameter_are_named(
    weights: tuple[tuple[float, float], ...], named: bool, tmp_path: Path
) -> None:
    parts = [
        {"gradients": gradients(("a", False, 1.0, a), ("b", False, 1.0, b)), "curves": curve("loss", *[1.0] * 30)}
        for a, b in weights
    ]
    found = [one for one in diagnose(written(tmp_path, *parts)).findings if one.name == "replicas-differ"]
    assert bool(found) == named
    assert all(one.where["parameter"] == "b" for one in found)


def test_rows_that_went_to_several_processes_are_weighted_by_how_often_each_saw_them(tmp_path: Path) -> None:
    def samples(seen: int, loss: float) -> dict[str, pl.DataFrame]:
        row: dict[str, Any] = {**dict.fromkeys(SCHEMAS["samples"]), "row_id": 7, "seen": seen, "mean_loss": loss}
        return {
            "samples": table("samples", [{**row, "last_loss": loss, "forgotten": 1}]),
            "batches": pl.DataFrame({"step": [float(seen)], "row_id": [7]}, schema=SCHEMAS["batches"]),
        }

    _, joined, _, _ = read_run(written(tmp_path, samples(3, 1.0), samples(1, 3.0)))
    assert joined["samples"].select("row_id", "seen", "mean_loss", "forgotten").rows() == [(7, 4, 1.5, 2)]
    assert joined["samples"]["margin"].to_list() == [None]  # nobody gave logits
    assert joined["batches"]["step"].to_list() == [1.0, 3.0]


def test_a_unit_is_dead_only_where_it_is_dead_in_every_process(tmp_path: Path) -> None:
    def units(dead: int) -> dict[str, pl.DataFrame]:
        row = {"module": "m", "kind": "rectified", "output": False, "units": 8, "dead": dead, "saturated": 0.0}
        return {"units": table("units", [{**row, "values_per_unit": 100, "first_step": 0.0, "last_step": 4.0}])}

    _, joined, _, _ = read_run(written(tmp_path, units(5), units(2)))
    assert joined["units"].select("dead", "values_per_unit").rows() == [(2, 200)]


def test_a_run_is_closed_when_all_its_processes_are(tmp_path: Path) -> None:
    assert is_closed(written(tmp_path / "a", {}, {}))
    assert not is_closed(written(tmp_path / "b", {}, {}, closed=False))
    write_run(tmp_path / "c", "alone", {}, {}, [])
    assert is_closed(tmp_path / "c")


def test_folders_of_an_earlier_training_in_more_processes_are_left_out(tmp_path: Path) -> None:
    written(tmp_path, {}, {}, {}, processes=3)
    written(tmp_path, {}, {})
    assert read_run(tmp_path)[3][-1] == "joined from 2 of 2 processes"

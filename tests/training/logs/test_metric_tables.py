from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from training.logs.shown import gave_way, notes, one_run, points, written

from dataaudit.errors import InputError
from dataaudit.training.logs.open_log import read_log

LIGHTNING = """\
epoch,lr-AdamW,step,train_loss_epoch,train_loss_step,val_acc,val_loss
,0.001,0,,,,
0,,49,,2.5,,
0,,99,,2.25,,
0,,99,,,0.5,2.75
0,,99,2.375,,,
,0.0005,100,,,,
1,,149,,nan,,
1,,199,,1.75,,
1,,199,,,0.625,inf
1,,199,1.875,,,
"""

WANDB = (
    '"Step","fine-owl-1 - train/loss","fine-owl-1 - train/loss__MIN","fine-owl-1 - train/loss__MAX",'
    '"base - lr 3 - train/loss","base - lr 3 - train/loss__MIN","base - lr 3 - train/loss__MAX"\n'
    '"0","3.5","3.25","3.75","","",""\n'
    '"10","NaN","NaN","NaN","2.5","2.5","2.5"\n'
    '"20","Infinity","3","Infinity","2.25","2.25","2.25"\n'
)


def json_lines(*records: dict[str, Any]) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


# CSV of Lightning.


def test_lightnings_rows_of_two_kinds_are_curves_of_their_own(tmp_path: Path) -> None:
    log = one_run(written(tmp_path, "metrics.csv", LIGHTNING))
    assert (log.name, log.format, log.unit) == ("metrics.csv", "Lightning CSVLogger", "step")
    assert log.columns == {
        "lr-AdamW": "train/learning_rate",
        "train_loss_step": "train/loss",
        "val_acc": "validation/accuracy",
        "val_loss": "validation/loss",
    }
    assert points(log, "train/loss") == [(49, 2.5), (99, 2.25), (149, "nan"), (199, 1.75)]
    assert points(log, "validation/loss") == [(99, 2.75), (199, "inf")]
    assert points(log, "validation/accuracy") == [(99, 0.5), (199, 0.625)]
    assert points(log, "train/learning_rate") == [(0, 0.001), (100, 0.0005)]
    assert notes(log) == []


def test_a_mean_over_an_epoch_is_no_second_curve_of_the_loss(tmp_path: Path) -> None:
    assert one_run(written(tmp_path, "metrics.csv", LIGHTNING)).unused == ("train_loss_epoch",)


def test_a_mean_over_an_epoch_is_the_curve_where_there_is_no_other(tmp_path: Path) -> None:
    text = "epoch,step,train_loss_epoch\n0,99,2.5\n1,199,2.25\n"
    assert points(one_run(written(tmp_path, "metrics.csv", text)), "train/loss") == [(99, 2.5), (199, 2.25)]


def test_lightnings_losses_of_several_loaders_are_curves_of_their_own(tmp_path: Path) -> None:
    text = "epoch,step,val_loss/dataloader_idx_0,val_loss/dataloader_idx_1\n0,99,2.5,2.75\n"
    log = one_run(written(tmp_path, "metrics.csv", text))
    assert len(set(log.columns.values())) == 2
    assert all(role.startswith("validation:") for role in log.columns.values())


# CSV of Keras.


def test_keras_with_an_epoch_column_counts_from_it(tmp_path: Path) -> None:
    text = (
        "epoch,accuracy,learning_rate,loss,val_accuracy,val_loss\n"
        "0,0.5,0.0010000000474974513,0.875,0.25,1.5\n1,0.625,0.0010000000474974513,nan,0.375,1.25\n"
    )
    log = one_run(written(tmp_path, "training_log.csv", text))
    assert (log.name, log.format, log.unit) == ("training_log.csv", "Keras CSVLogger", "epoch")
    assert points(log, "train/loss") == [(0, 0.875), (1, "nan")]
    assert points(log, "train/accuracy") == [(0, 0.5), (1, 0.625)]
    assert points(log, "validation/loss") == [(0, 1.5), (1, 1.25)]
    assert points(log, "validation/accuracy") == [(0, 0.25), (1, 0.375)]
    assert [step for step, _ in points(log, "train/learning_rate")] == [0, 1]
    assert (notes(log), log.unused) == ([], ())


def test_keras_without_an_epoch_column_counts_epochs_from_one(tmp_path: Path) -> None:
    log = one_run(
        written(tmp_path, "log.csv", "val_loss,val_accuracy,loss,accuracy\n1.5,0.25,0.875,0.5\n1.25,0.5,0.75,0.5\n")
    )
    assert (log.format, log.unit) == ("Keras CSVLogger", "epoch")
    assert points(log, "train/loss") == [(1, 0.875), (2, 0.75)]
    assert points(log, "validation/loss") == [(1, 1.5), (2, 1.25)]


def test_a_second_training_that_keras_appends_is_a_run_of_its_own(tmp_path: Path) -> None:
    text = "epoch,loss,val_loss\n" + "".join(
        f"{epoch},{place},9\n" for place, epoch in enumerate([*range(8), *range(8)])
    )
    first, second = read_log(written(tmp_path, "log.csv", text))
    assert (first.name, second.name) == ("log.csv:1", "log.csv:2")
    assert notes(first) == notes(second) == []
    assert points(first, "train/loss") == [(epoch, epoch) for epoch in range(8)]
    assert points(second, "train/loss") == [(epoch, epoch + 8) for epoch in range(8)]


# AlgoPerf.


def test_algoperf_evaluates_a_part_of_the_training_data(tmp_path: Path) -> None:
    text = (
        "global_step,grad_norm,loss,train/accuracy,train/loss,validation/accuracy,validation/loss,validation/num_examples,"
        "score,total_duration,accumulated_submission_time\n"
        "0,0.625,6.875,,,,,,,,\n1,,,0.001,6.75,0.002,6.5,50000.0,11.5,13.5,11.5\n100,inf,nan,,,,,,,,\n"
    )
    log = one_run(written(tmp_path, "measurements.csv", text))
    assert (log.format, log.unit) == ("AlgoPerf", "step")
    assert points(log, "train/loss") == [(0, 6.875), (100, "nan")]
    assert points(log, "train/gradient_norm") == [(0, 0.625), (100, "inf")]
    assert points(log, "train_eval/loss") == [(1, 6.75)]
    assert points(log, "train_eval/accuracy") == [(1, 0.001)]
    assert points(log, "validation/loss") == [(1, 6.5)]
    assert "validation/num_examples" in log.unused


# Exports of Weights and Biases.


def test_a_wandb_export_holds_a_run_in_every_group_of_columns(tmp_path: Path) -> None:
    first, second = read_log(written(tmp_path, "wandb_export_2024-05-01T10_00_00.000+00_00.csv", WANDB))
    assert [(log.name, log.format, log.unit) for log in (first, second)] == [
        ("fine-owl-1", "W&B export", "step"),
        ("base - lr 3", "W&B export", "step"),
    ]
    assert first.columns == second.columns == {"train/loss": "train/loss"}
    assert points(first, "train/loss") == [(0, 3.5), (10, "nan"), (20, "inf")]
    assert points(second, "train/loss") == [(10, 2.5), (20, 2.25)]
    assert first.unused == second.unused == ()


def test_a_wandb_export_of_two_metrics_is_one_run(tmp_path: Path) -> None:
    text = '"Step","a - train/loss","a - eval/loss"\n"1","2.5",""\n"2","2.25","2.75"\n'
    log = one_run(written(tmp_path, "export.csv", text))
    assert points(log, "train/loss") == [(1, 2.5), (2, 2.25)]
    assert points(log, "validation/loss") == [(2, 2.75)]


def test_a_wandb_history_has_its_steps_and_numbers_as_words(tmp_path: Path) -> None:
    text = json_lines(
        {"_step": 0, "_runtime": 1.5, "_timestamp": 1690000000.5, "train/loss": 2.5, "train/learning_rate": 0.125},
        {"_step": 1, "_runtime": 2.5, "_timestamp": 1690000001.5, "train/loss": "NaN", "train/grad_norm": "Infinity"},
        {"_step": 1, "_runtime": 2.5, "_timestamp": 1690000001.5, "eval/loss": 2.75, "gradients/w": {"bins": [1, 2]}},
        {"_step": 2, "_runtime": 3.5, "_timestamp": 1690000002.5, "train/loss": "-Infinity", "train/epoch": 0.5},
    )
    log = one_run(written(tmp_path, "wandb-history.jsonl", text))
    assert (log.format, log.unit) == ("W&B history", "step")
    assert points(log, "train/loss") == [(0, 2.5), (1, "nan"), (2, "-inf")]
    assert points(log, "train/learning_rate") == [(0, 0.125)]
    assert points(log, "train/gradient_norm") == [(1, "inf")]
    assert points(log, "validation/loss") == [(1, 2.75)]


# Long exports of MLflow.


def test_a_long_mlflow_export_holds_its_runs_one_below_the_other(tmp_path: Path) -> None:
    text = (
        "key,value,timestamp,run_uuid,step,is_nan\n"
        "train_loss,2.5,1690000000000,aa11,0,0\nval_loss,2.75,1690000000000,aa11,0,0\n"
        "train_loss,2.25,1690000000001,aa11,1,0\ntrain_loss,3.5,1690000000002,bb22,0,0\n"
        "lr,0.125,1690000000001,bb22,0,0\n"
    )
    first, second = read_log(written(tmp_path, "metrics.csv", text))
    assert [(log.name, log.format, log.unit) for log in (first, second)] == [
        ("metrics.csv:aa11", "MLflow export", "step"),
        ("metrics.csv:bb22", "MLflow export", "step"),
    ]
    assert first.columns == {"train_loss": "train/loss", "val_loss": "validation/loss"}
    assert points(first, "train/loss") == [(0, 2.5), (1, 2.25)]
    assert points(first, "validation/loss") == [(0, 2.75)]
    assert points(second, "train/loss") == [(0, 3.5)]
    assert points(second, "train/learning_rate") == [(0, 0.125)]


def test_a_long_export_of_one_run_keeps_the_name_of_its_file(tmp_path: Path) -> None:
    text = "run_id,key,value,step,timestamp\naa,train_loss,2.5,0,1\naa,train_loss,nan,1,2\n"
    log = one_run(written(tmp_path, "history.csv", text))
    assert (log.name, points(log, "train/loss")) == ("history.csv", [(0, 2.5), (1, "nan")])


def test_a_long_export_may_be_json_lines(tmp_path: Path) -> None:
    text = json_lines({"key": "loss", "value": 2.5, "step": 0}, {"key": "loss", "value": 2.25, "step": 1})
    log = one_run(written(tmp_path, "history.jsonl", text))
    assert (log.format, points(log, "train/loss")) == ("MLflow export", [(0, 2.5), (1, 2.25)])


# Tables of anybody.


def test_unusual_columns_stand_for_what_the_user_says(tmp_path: Path) -> None:
    text = "tick,objective,holdout_obj,speed\n1,2.5,2.75,9\n2,2.25,2.5,9\n"
    roles = {"objective": "train/loss", "holdout_obj": "validation/loss"}
    log = one_run(written(tmp_path, "log.csv", text), roles)
    assert (log.format, log.unit, log.columns) == ("table", "row", roles)
    assert points(log, "train/loss") == [(1, 2.5), (2, 2.25)]
    assert points(log, "validation/loss") == [(1, 2.75), (2, 2.5)]
    assert set(log.unused) == {"tick", "speed"}


def test_what_the_user_says_goes_before_what_a_name_tells(tmp_path: Path) -> None:
    log = one_run(written(tmp_path, "log.csv", "step,loss,objective\n1,2.5,0.5\n"), {"objective": "train/loss"})
    assert (points(log, "train/loss"), log.unused) == ([(1, 0.5)], ("loss",))


def test_what_the_user_says_may_turn_names_round(tmp_path: Path) -> None:
    roles = {"loss": "validation/loss", "val_loss": "train/loss"}
    log = one_run(written(tmp_path, "log.csv", "step,loss,val_loss\n1,2.5,9\n2,2.25,8\n"), roles)
    assert log.columns == roles
    assert points(log, "validation/loss") == [(1, 2.5), (2, 2.25)]
    assert points(log, "train/loss") == [(1, 9), (2, 8)]


def test_a_role_may_name_its_data_set(tmp_path: Path) -> None:
    log = one_run(written(tmp_path, "log.csv", "step,loss,a\n1,2.5,9\n2,2.25,8\n"), {"a": "validation:mnli/loss"})
    assert points(log, "validation:mnli/loss") == [(1, 9), (2, 8)]
    assert points(log, "train/loss") == [(1, 2.5), (2, 2.25)]


def test_keys_of_json_lines_stand_for_what_the_user_says(tmp_path: Path) -> None:
    text = json_lines({"step": 1, "obj": {"tr": 2.5}}, {"step": 2, "obj": {"tr": 2.25}})
    log = one_run(written(tmp_path, "log.jsonl", text), {"obj/tr": "train/loss"})
    assert points(log, "train/loss") == [(1, 2.5), (2, 2.25)]


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"objectiv": "train/loss"}, "no column 'objectiv'; did you mean 'objective'"),
        ({"objective": "loss"}, "'loss' is not a split/metric pair"),
        (
            {"objective": "dev/loss"},
            "'dev/loss' is not a split/metric pair: splits are train, train_eval, validation, test",
        ),
        (
            {"objective": "train/los"},
            "metrics loss, reward_margin, reward_accuracy, gradient_norm",
        ),
        ({"objective": "train/loss/mean"}, "'train/loss/mean' is not a split/metric pair"),
        ({"objective": ""}, "'' is not a split/metric pair"),
    ],
)
def test_a_role_that_cannot_be_is_told(tmp_path: Path, columns: dict[str, str], says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_log(written(tmp_path, "log.csv", "tick,objective\n1,2.5\n"), columns)


def test_a_table_of_nothing_known_names_its_columns_and_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"its columns are objective, tick; assign one with --column NAME=train/loss"):
        read_log(written(tmp_path, "log.csv", "tick,objective\n1,2.5\n"))


@pytest.mark.parametrize("name", ["log.csv", "log.tsv", "log.txt"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_table_may_have_any_delimiter(tmp_path: Path, name: str, delimiter: str) -> None:
    text = "step,loss,lr\n1,2.5,0.1\n2,2.25,0.1\n".replace(",", delimiter)
    assert points(one_run(written(tmp_path, name, text)), "train/loss") == [(1, 2.5), (2, 2.25)]


def test_a_byte_order_mark_and_line_ends_of_windows_do_no_harm(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbfstep,loss\r\n1,2.5\r\n2,2.25\r\n"
    for name in ("log.csv", "log.txt"):
        log = one_run(written(tmp_path, name, data))
        assert (log.unit, points(log, "train/loss")) == ("step", [(1, 2.5), (2, 2.25)])


def test_json_lines_with_a_byte_order_mark_and_line_ends_of_windows_are_read(tmp_path: Path) -> None:
    data = b'\xef\xbb\xbf{"step": 1, "loss": 2.5}\r\n\r\n{"step": 2, "loss": 2.25}\r\n'
    log = one_run(written(tmp_path, "log.jsonl", data))
    assert (points(log, "train/loss"), notes(log)) == ([(1, 2.5), (2, 2.25)], [])


def test_quotes_blanks_and_lines_in_cells_do_no_harm(tmp_path: Path) -> None:
    text = '"step" , "note", " loss"\n1, "one\ntwo, three", 2.5\n2,, 2.25 \n'.replace(", ", ",").replace(" ,", ",")
    assert points(one_run(written(tmp_path, "log.csv", text)), "train/loss") == [(1, 2.5), (2, 2.25)]


@pytest.mark.parametrize(
    ("written_as", "value"),
    [
        ("nan", "nan"), ("NaN", "nan"), ("NAN", "nan"), ("-nan", "nan"), ("inf", "inf"), ("Infinity", "inf"),
        ("-inf", "-inf"), ("-Infinity", "-inf"), ("1e-3", 0.001), ("-2.5E+00", -2.5), (".5", 0.5), ("3.", 3.0),
    ],
)  # fmt: skip
def test_numbers_of_a_table_may_be_written_in_many_ways(tmp_path: Path, written_as: str, value: float | str) -> None:
    log = one_run(written(tmp_path, "log.csv", f"step,loss\n1,{written_as}\n2,2.25\n"))
    assert points(log, "train/loss") == [(1, value), (2, 2.25)]


def test_commas_are_decimal_where_semicolons_part_the_cells(tmp_path: Path) -> None:
    text = "step;loss;lr\n1;2,5;1,0E-4\n2;2,25;0,5\n3;-0,125;nan\n"
    log = one_run(written(tmp_path, "log.csv", text))
    assert points(log, "train/loss") == [(1, 2.5), (2, 2.25), (3, -0.125)]
    assert points(log, "train/learning_rate") == [(1, 1e-4), (2, 0.5), (3, "nan")]


def test_points_are_decimal_between_semicolons_too(tmp_path: Path) -> None:
    log = one_run(written(tmp_path, "log.csv", "step;loss\n1;2.5\n2;2.125\n"))
    assert points(log, "train/loss") == [(1, 2.5), (2, 2.125)]


def test_groups_of_digits_between_commas_stay_whole_numbers(tmp_path: Path) -> None:
    log = one_run(written(tmp_path, "log.csv", 'step,loss\n"1,000",2.5\n"2,000",2.25\n'))
    assert points(log, "train/loss") == [(1000, 2.5), (2000, 2.25)]


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_whole_number_that_no_float_holds_is_infinite(tmp_path: Path, sign: str) -> None:
    huge = f"{sign}1{'0' * 400}"
    jsonl = written(tmp_path, "log.jsonl", f'{{"step": 1, "loss": 2.5}}\n{{"step": 2, "loss": {huge}}}\n')
    csv = written(tmp_path, "log.csv", f"step,loss\n1,2.5\n2,{huge}\n")
    for path in (jsonl, csv):
        assert points(one_run(path), "train/loss") == [(1, 2.5), (2, f"{sign}inf")]


@pytest.mark.parametrize("cell", ["", "None", "null", "N/A", "-"])
def test_a_cell_without_a_number_is_no_point(tmp_path: Path, cell: str) -> None:
    log = one_run(written(tmp_path, "log.csv", f"step,loss\n1,2.5\n2,{cell}\n3,2.25\n"))
    assert points(log, "train/loss") == [(1, 2.5), (3, 2.25)]


def test_not_finite_numbers_of_json_lines_stay_on_the_curve(tmp_path: Path) -> None:
    told = enumerate(("NaN", "Infinity", "-Infinity", "null"), start=1)
    text = "".join(f'{{"step": {step}, "loss": {value}}}\n' for step, value in told)
    log = one_run(written(tmp_path, "log.jsonl", text))
    assert points(log, "train/loss") == [(1, "nan"), (2, "inf"), (3, "-inf")]


def test_only_nan_is_a_curve_too(tmp_path: Path) -> None:
    assert points(one_run(written(tmp_path, "log.csv", "step,loss\n1,nan\n2,NaN\n")), "train/loss") == [
        (1, "nan"),
        (2, "nan"),
    ]


def test_a_table_of_one_point_is_a_log(tmp_path: Path) -> None:
    assert points(one_run(written(tmp_path, "log.csv", "step,loss\n1,2.5")), "train/loss") == [(1, 2.5)]


def test_a_last_line_that_was_cut_off_is_told(tmp_path: Path) -> None:
    log = one_run(written(tmp_path, "log.csv", "step,loss,lr\n1,2.5,0.1\n2,2.25,0.1\n3,2.0"))
    assert points(log, "train/loss") == [(1, 2.5), (2, 2.25)]
    assert notes(log) == [("unreadable", 1, 4.0)]


def test_a_last_json_line_that_was_cut_off_is_told(tmp_path: Path) -> None:
    log = one_run(
        written(tmp_path, "log.jsonl", '{"step": 1, "loss": 2.5}\n{"step": 2, "loss": 2.25}\n{"step": 3, "lo')
    )
    assert points(log, "train/loss") == [(1, 2.5), (2, 2.25)]
    assert notes(log) == [("unreadable", 1, 3.0)]


def test_nested_json_is_named_by_its_path(tmp_path: Path) -> None:
    text = json_lines(
        {"step": 1, "train": {"loss": 2.5, "optimizer": {"lr": 0.125}}, "val": {"loss": 2.75}},
        {"step": 2, "train": {"loss": 2.25, "tags": ["a"]}, "done": True},
    )
    log = one_run(written(tmp_path, "log.jsonl", text))
    assert log.columns == {
        "train/loss": "train/loss", "train/optimizer/lr": "train/learning_rate", "val/loss": "validation/loss",
    }  # fmt: skip
    assert points(log, "train/loss") == [(1, 2.5), (2, 2.25)]
    assert (points(log, "validation/loss"), log.unused) == ([(1, 2.75)], ())


@pytest.mark.parametrize("indent", [None, 2])
def test_a_json_list_of_objects_is_read_like_lines(tmp_path: Path, indent: int | None) -> None:
    text = json.dumps([{"step": 1, "loss": 2.5}, {"step": 2, "loss": 2.25}], indent=indent)
    assert points(one_run(written(tmp_path, "log.json", text)), "train/loss") == [(1, 2.5), (2, 2.25)]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("log.json", '[{"step": 1, "loss": 2.5}, {"step": 2, "lo', "incomplete or invalid JSON"),
        ("log.jsonl", '{"step": 1, "lo', "no line is a JSON object"),
        ("log.json", "[1, 2, 3]", "no line is a JSON object"),
        ("log.csv", "1,2.5\n2,2.25\n", "the first line must name the columns"),
        (
            "log.csv",
            "step,loss\n",
            "no loss, learning rate, gradient norm or accuracy found .read as: table.; it contains no numbers",
        ),
    ],
)
def test_a_table_that_cannot_be_read_is_told(tmp_path: Path, name: str, text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_log(written(tmp_path, name, text))


def test_epochs_count_where_there_are_no_steps_and_rows_where_there_is_neither(tmp_path: Path) -> None:
    by_epoch = one_run(
        written(tmp_path, "a.csv", "epoch,train_loss,valid_loss,time\n0,2.5,2.75,00:03\n1,2.25,2.5,00:03\n")
    )
    assert (by_epoch.unit, points(by_epoch, "validation/loss")) == ("epoch", [(0, 2.75), (1, 2.5)])
    by_row = one_run(written(tmp_path, "b.csv", "loss\n2.5\n2.25\n"))
    assert (by_row.unit, points(by_row, "train/loss")) == ("row", [(1, 2.5), (2, 2.25)])


def test_two_columns_of_one_name_are_not_mixed(tmp_path: Path) -> None:
    log = one_run(written(tmp_path, "log.csv", "step,loss,loss\n1,2.5,9\n2,2.25,8\n"))
    assert (points(log, "train/loss"), log.unused) == ([(1, 2.5), (2, 2.25)], ("loss (3)",))


# Runs of one file.


@pytest.mark.parametrize("order", ["aabb", "abab", "baab"])
@pytest.mark.parametrize("column", ["run", "run_id", "Experiment", "trial"])
def test_a_column_of_runs_makes_a_log_of_every_run(tmp_path: Path, column: str, order: str) -> None:
    steps = {"a": iter((1, 2)), "b": iter((1, 2))}
    rows = [(run, next(steps[run])) for run in order]
    text = f"{column},step,loss\n" + "".join(
        f"{run},{step},{step if run == 'a' else step * 10}\n" for run, step in rows
    )
    logs = {log.name: log for log in read_log(written(tmp_path, "log.csv", text))}
    assert set(logs) == {"log.csv:a", "log.csv:b"}
    assert points(logs["log.csv:a"], "train/loss") == [(1, 1), (2, 2)]
    assert points(logs["log.csv:b"], "train/loss") == [(1, 10), (2, 20)]
    assert [notes(log) for log in logs.values()] == [[], []]


def test_runs_named_by_numbers_in_json_lines_are_told_apart(tmp_path: Path) -> None:
    text = json_lines(*({"run": run, "step": step, "loss": run + step / 4} for run in (1, 2) for step in (1, 2)))
    first, second = read_log(written(tmp_path, "log.jsonl", text))
    assert (first.name, second.name) == ("log.jsonl:1", "log.jsonl:2")
    assert points(second, "train/loss") == [(1, 2.25), (2, 2.5)]


def test_a_column_that_names_one_run_makes_one_log(tmp_path: Path) -> None:
    assert one_run(written(tmp_path, "log.csv", "run,step,loss\na,1,2.5\na,2,2.25\n")).name == "log.csv"


def test_a_step_logged_twice_keeps_its_later_value(tmp_path: Path) -> None:
    log = one_run(written(tmp_path, "log.csv", "step,loss\n1,2.5\n2,2.25\n2,2.0\n3,1.75\n"))
    assert points(log, "train/loss") == [(1, 2.5), (2, 2.0), (3, 1.75)]
    assert (gave_way(log, "train/loss"), notes(log)) == ([(2, 2.25)], [("repeated", 1, 2.0)])


def test_what_was_logged_only_in_the_attempt_that_failed_gives_way_too(tmp_path: Path) -> None:
    first = "".join(f"{step},{step},{80 if step == 8 else ''}\n" for step in range(1, 11))
    second = "".join(f"{step},{100 + step},\n" for step in range(6, 13))
    log = one_run(written(tmp_path, "log.csv", f"step,loss,val_loss\n{first}{second}"))
    assert notes(log) == [("resumed", 1, 6.0)]
    assert (points(log, "validation/loss"), gave_way(log, "validation/loss")) == ([], [(8, 80)])
    assert gave_way(log, "train/loss") == [(step, step) for step in range(6, 11)]
    assert points(log, "train/loss") == [(step, step if step < 6 else 100 + step) for step in range(1, 13)]


def test_a_validation_before_the_run_went_back_stays(tmp_path: Path) -> None:
    first = "".join(f"{step},{step},{50 if step == 5 else ''}\n" for step in range(1, 11))
    second = "".join(f"{step},{100 + step},{120 if step == 12 else ''}\n" for step in range(6, 13))
    log = one_run(written(tmp_path, "log.csv", f"step,loss,val_loss\n{first}{second}"))
    assert (points(log, "validation/loss"), gave_way(log, "validation/loss")) == ([(5, 50), (12, 120)], [])


def test_epochs_of_steps_that_go_on_change_nothing(tmp_path: Path) -> None:
    text = "epoch,step,train_loss\n" + "".join(f"{step // 5},{step},{3 - step / 8}\n" for step in range(10))
    log = one_run(written(tmp_path, "metrics.csv", text))
    assert (points(log, "train/loss"), notes(log)) == ([(step, 3 - step / 8) for step in range(10)], [])


def test_a_run_resumed_at_the_start_of_an_epoch_is_not_counted_on(tmp_path: Path) -> None:
    text = "epoch,step,loss\n" + "".join(f"{step // 5},{step},{step}\n" for step in [*range(10), *range(5, 15)])
    log = one_run(written(tmp_path, "metrics.csv", text))
    assert notes(log) == [("resumed", 1, 5.0)]
    assert points(log, "train/loss") == [(step, step) for step in range(15)]


def test_an_export_whose_steps_are_empty_counts_its_rows(tmp_path: Path) -> None:
    log = one_run(written(tmp_path, "export.csv", "Step,owl - loss\n,0.5\n,0.25\n"))
    assert (log.format, log.unit) == ("W&B export", "row")
    assert points(log, "train/loss") == [(1, 0.5), (2, 0.25)]


def test_an_export_without_any_number_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="contains no numbers"):
        read_log(written(tmp_path, "export.csv", "Step,owl - loss\n"))

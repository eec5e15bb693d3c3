import math

import polars as pl
import pytest
from every import every
from training.faults.fault_table import Known, page, wilson
from training.faults.textbook_rules import TEXTBOOK, epochs, swings

from dataaudit.training.logs.run_log import CURVES
from dataaudit.training.monitor_tables import SCHEMAS, table


def curves(**by_name):
    """Curves by ``split_metric``: lists of values a step, or dicts from step to value."""
    rows = []
    for name, values in by_name.items():
        split, metric = name.rsplit("_", 1)
        points = values.items() if isinstance(values, dict) else enumerate(values)
        rows += [
            {"split": split, "metric": metric, "column": metric, "step": float(step), "value": float(value)}
            for step, value in points
        ]
    return pl.DataFrame([{**row, "place": 0, "superseded": False} for row in rows], schema=CURVES)


def gradient(step, parameter="0.weight", depth=0, **more):
    usual = {
        "numel": 100, "dimensions": 2, "trainable": True, "embedding": False, "held": True, "rate": 0.01,
        "grad_norm": 1.0, "nonfinite": 0, "weight_norm": 1.0, "update_norm": 1e-3,
    }  # fmt: skip
    return {"step": float(step), "parameter": parameter, "depth": depth, **usual, **more}


def gradients(*rows):
    return table("gradients", list(rows))


def unit(module="1", kind="rectified", **more):
    usual = {"output": False, "units": 10, "dead": 0, "saturated": 0.0, "values_per_unit": 500}
    return table("units", [{"module": module, "kind": kind, **usual, "first_step": 0.0, "last_step": 9.0, **more}])


def probes(**values):
    """Measures by ``probe__measure``."""
    return table(
        "probes",
        [
            {"probe": name.split("__")[0], "measure": name.split("__")[1], "value": value, "where": ""}
            for name, value in values.items()
        ],
    )


@pytest.mark.parametrize("rules", TEXTBOOK)
@pytest.mark.parametrize(
    "tables",
    [
        {},
        {"metrics": {}},
        {"curves": pl.DataFrame(), "gradients": pl.DataFrame(), "units": pl.DataFrame(), "probes": pl.DataFrame()},
        {name: pl.DataFrame(schema=schema) for name, schema in (*SCHEMAS.items(), ("curves", CURVES))},
        {"gradients": gradients(gradient(0, grad_norm=None, weight_norm=None, update_norm=None))},
        {"gradients": gradients(gradient(0, grad_norm=0.0, weight_norm=0.0, update_norm=0.0, numel=0))},
        {"curves": curves(train_loss=[0.0] * 30, validation_loss={10: 0.0, 20: 0.0})},
        {"curves": curves(train_loss=[math.nan] * 30, validation_loss={10: math.nan, 20: math.inf})},
        {"curves": curves(train_loss=[1e308, -1e308, math.inf, -math.inf] * 9, validation_loss={10: 1e308, 20: 0.0})},
    ],
)
def test_no_rule_raises_on_tables_that_are_missing_empty_or_odd(rules, tables):
    assert isinstance(TEXTBOOK[rules](tables), set)


def test_the_textbook_tells_of_a_loss_that_keeps_nine_tenths_and_of_a_gap_of_three_tenths():
    falling = [1.0 - 0.009 * step for step in range(10)]
    assert TEXTBOOK["textbook"]({"curves": curves(train_loss=falling)}) == {"not-decreasing"}
    assert TEXTBOOK["textbook"]({"curves": curves(train_loss=[1.0, 0.89])}) == set()
    assert TEXTBOOK["textbook"]({"curves": curves(train_loss=[1.0, 0.88], validation_loss={2: 1.15})}) == {
        "overfitting"
    }
    assert TEXTBOOK["textbook"]({"curves": curves(train_loss=[1.0, 0.88], validation_loss={2: 1.14})}) == set()


def test_the_textbook_looks_at_the_spread_of_the_last_hundred_losses_alone():
    noisy, calm = [1.0, 3.0] * 20, [1.0] * 100
    assert "oscillating" in TEXTBOOK["textbook"]({"curves": curves(train_loss=noisy)})
    assert "oscillating" not in TEXTBOOK["textbook"]({"curves": curves(train_loss=noisy + calm)})


@pytest.mark.parametrize(
    ("norm", "name"),
    [(1e-9, "vanishing-gradients"), (200.0, "exploding-gradients"), (math.nan, "non-finite-gradients"), (1.0, None)],
)
def test_the_textbook_judges_the_mean_of_gradients(norm, name):
    found = TEXTBOOK["textbook"]({"gradients": gradients(gradient(0, grad_norm=norm))})
    assert found == ({name} if name else set())


def test_lightning_tells_of_a_loss_of_three_times_the_mean_of_ten():
    assert TEXTBOOK["Lightning spike"]({"curves": curves(train_loss=[1.0] * 10 + [3.0])}) == {"loss-spike"}
    assert TEXTBOOK["Lightning spike"]({"curves": curves(train_loss=[1.0] * 10 + [2.9])}) == set()
    assert TEXTBOOK["Lightning spike"]({"curves": curves(train_loss=[1.0, math.inf])}) == {"non-finite-loss"}


@every(
    "name, tables",
    [
        ("vanishing-gradients", {"gradients": gradients(gradient(0, grad_norm=1e-7))}),
        ("non-finite-gradients", {"gradients": gradients(gradient(0, grad_norm=math.inf, nonfinite=1))}),
        ("non-finite-loss", {"curves": curves(train_loss=[1.0, math.nan])}),
        ("dead-units", {"units": unit(dead=6)}),
        ("saturated-units", {"units": unit(kind="bounded", units=0, saturated=0.6)}),
        ("initial-variance", {"gradients": gradients(gradient(0, grad_norm=1e-3))}),
        ("update-ratio", {"gradients": gradients(gradient(0, update_norm=11.0))}),
        ("update-ratio", {"gradients": gradients(gradient(0, update_norm=1e-9))}),
        ("unchanged-parameters", {"gradients": gradients(*(gradient(step, update_norm=1e-6) for step in (0, 5, 10)))}),
        ("missing-gradients", {"gradients": gradients(gradient(0, grad_norm=0.0))}),
        ("not-decreasing", {"curves": curves(train_loss=[1.0] * 10 + [0.9995])}),
        ("overfitting", {"curves": curves(train_loss=[1.0] * 10, validation_loss={10: 1.11})}),
        (
            "input-scale",
            {"gradients": gradients(gradient(0, dimensions=4)), "probes": probes(input_scale__shift=0.3)},
        ),
    ],
)
def test_sagemaker_debugger_fires_at_its_defaults(name, tables):
    assert name in TEXTBOOK["SageMaker Debugger"](tables)


def test_sagemaker_debugger_is_silent_on_healthy_tables():
    tables = {
        "curves": curves(train_loss=[2.0 - 0.01 * step for step in range(100)], validation_loss={50: 1.6, 100: 1.1}),
        "gradients": gradients(*(gradient(step) for step in range(0, 100, 5))), "units": unit(dead=5),
    }  # fmt: skip
    assert TEXTBOOK["SageMaker Debugger"](tables) == set()


def test_layers_told_by_their_gradients_are_no_rectifiers_to_sagemaker_debugger():
    tables = {"units": unit(module="0", dead=10), "gradients": gradients(gradient(0))}
    assert "dead-units" not in TEXTBOOK["SageMaker Debugger"](tables)


@every(
    "name, tables",
    [
        ("input-scale", {"probes": probes(input_scale__largest=1.5)}),
        ("heavy-dropout", {"probes": probes(dropout__probability=0.6)}),
        ("linear-stack", {"probes": probes(linear_stack__pair=1.0)}),
        ("learning-rate", {"metrics": {"training.learning_rate": 0.02}}),
        ("overfitting", {"curves": curves(train_loss=[1.0] * 20, validation_loss={10: 1.0, 20: 1.1})}),
        (
            "validation-too-good",
            {
                "curves": curves(
                    train_loss=[1.0] * 40,
                    validation_loss=dict.fromkeys((10, 20, 30, 40), 1.0),
                    validation_accuracy={10: 0.5, 20: 0.5, 30: 0.5, 40: 0.96},
                )
            },
        ),
    ],
)
def test_umlaut_fires_at_its_defaults(name, tables):
    assert name in TEXTBOOK["UMLAUT"](tables)


def test_epochs_end_where_rows_come_again():
    batches = pl.DataFrame(
        {"step": [float(step) for step in range(20)], "row_id": [step % 5 for step in range(20)]},
        schema=SCHEMAS["batches"],
    )
    losses = curves(train_loss=range(20), validation_loss={step: step for step in range(1, 21)})
    found = epochs({"curves": losses, "batches": batches})
    assert [(one.end, one.train_loss) for one in found] == [(5, 2), (10, 7), (15, 12), (20, 17)]


def accuracies(values):
    steps = [10 * (number + 1) for number in range(len(values))]
    one = dict(zip(steps, values, strict=True))
    return curves(
        train_loss=[1.0] * steps[-1], validation_loss=dict.fromkeys(steps, 1.0), validation_accuracy=one,
        train_eval_accuracy=one,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "names"),
    [
        (1e-5, 1.0, {"vanishing-gradients"}),
        (71.0, 1.0, {"exploding-gradients"}),
        (0.0, 0.0, {"dead-units"}),
        (1.0, 1.0, {"not-decreasing", "underfitting"}),
    ],
)
def test_autotrainer_looks_for_a_symptom_where_accuracy_stays_low(first, last, names):
    rows = gradients(gradient(0, grad_norm=first), gradient(0, "2.weight", 1, grad_norm=last))
    assert TEXTBOOK["AutoTrainer"]({"curves": accuracies([0.1] * 4), "gradients": rows}) == names
    assert TEXTBOOK["AutoTrainer"]({"curves": accuracies([0.5, 0.9, 0.9, 0.9]), "gradients": rows}) == set()


def test_autotrainer_calls_large_losses_an_explosion_and_swings_of_accuracy_oscillating():
    large = curves(train_loss=[2e3] * 10, validation_loss={10: 1.0})
    assert TEXTBOOK["AutoTrainer"]({"curves": large}) == {"exploding-gradients", "diverging"}
    assert TEXTBOOK["AutoTrainer"]({"curves": accuracies([0.9, 0.7] * 5)}) == {"oscillating"}
    assert swings([0.5, 0.6, 0.7, 0.8]) == 0


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [(0, 10, 0.0, 0.278), (5, 10, 0.237, 0.763), (98, 100, 0.930, 0.994), (160, 160, 0.977, 1.0), (0, 0, 0.0, 1.0)],
)
def test_wilson_intervals_are_those_of_the_tables(count, total, low, high):
    assert wilson(count, total) == pytest.approx((low, high), abs=5e-4)


def result(fault, seed, findings, rules=(), error=""):
    return {
        "fault": fault, "model": "mlp", "seed": seed, "settings": None, "rules": {"textbook": list(rules)},
        "error": error, "findings": [
            {"name": name, "severity": severity, "confidence": 0.9, "where": where, "message": ""}
            for name, severity, where in findings
        ],
    }  # fmt: skip


def test_the_page_counts_right_findings_places_delays_and_false_alarms():
    results = [
        result("poisoned-batches", 101, [("data-spike", "warning", {"steps": [121, 150]})], ["loss-spike"]),
        result("poisoned-batches", 102, [("oscillating", "error", {}), ("loss-spike", "info", {"steps": [120, 150]})]),
        result("clean", 7, [("oscillating", "warning", {})], ["oscillating", "overfitting"]),
        result("clean", 8, [], error="Traceback (most recent call last):\nValueError: broken"),
    ]
    spikes = Known(("data-spike", "loss-spike"), (120, 150))
    faults = {"poisoned-batches": spikes, "detached": Known(("missing-gradients",))}
    written = page(results, faults, {"detached on regression": "it has a single layer"})
    for line in (
        "| Clean runs | 1 |",
        "| The first warning or error is right | 1/2 = 50.0% (9.5%–90.5%) |",
        "| poisoned-batches | data-spike, loss-spike | mlp | 1/2 | 1/2 | 0.90 |",
        "| oscillating | 0/2 = 0.0% (0.0%–65.8%) | 0/2 = 0.0% (0.0%–65.8%) | – | 1/1 |",
        "| poisoned-batches | steps 120, 150 ± 2 | 1/1 = 100.0% (20.7%–100.0%) | 1/2 |",
        "| poisoned-batches | 120 | 1 | 1/2 |",
        "| textbook | 1/2 = 50.0% (9.5%–90.5%) | 1/1 = 100.0% (20.7%–100.0%) | 2.0 |",
        "| detached on regression | it has a single layer |",
        "| clean | mlp | 8 | ValueError: broken |",
    ):
        assert line in written.splitlines()


def test_a_page_of_no_results_is_a_page():
    assert page([], {}, {}).startswith("# Seeded faults")

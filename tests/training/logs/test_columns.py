from __future__ import annotations

import pytest
from every import every

from dataaudit.training.logs.columns import epoch_column, is_epoch_mean, role_of, run_column, step_column

ROLES = {
    ("train", "loss"): (
        "loss", "LOSS", "Loss", "train_loss", "train/loss", "Loss/train", "loss_train", "trainLoss", "TrainLoss",
        "training loss", "Training Loss", "tr_loss", "train.loss", "train-loss", "train_loss_step", "train_loss_epoch",
        "train/total_loss", "loss/total", "lm loss", "lm_loss", "batch_loss", "epoch_loss", "mean_loss", "avg_loss",
        "cross_entropy", "nll", "xent", "trl", "loss (train)", "metrics/train_loss",
        "损失", "训练损失", "perte", "Trainingsverlust",
    ),
    ("validation", "loss"): (
        "val_loss", "valid_loss", "validation_loss", "eval_loss", "dev_loss", "val/loss", "eval/loss", "Loss/val",
        "valLoss", "validationLoss", "Val. Loss", "Validation loss", "val_loss_epoch", "heldout_loss", "tel",
        "evaluation/loss", "验证损失", "perte de validation", "Validierungsverlust",
    ),
    ("test", "loss"): ("test_loss", "test/loss", "Loss/test", "testLoss"),
    ("train", "accuracy"): ("accuracy", "acc", "train_acc", "train/accuracy", "epoch_accuracy", "trainAccuracy"),
    ("validation", "accuracy"): ("val_acc", "val_accuracy", "eval_accuracy", "eval/accuracy", "Validation Accuracy"),
    ("test", "accuracy"): ("test_acc", "Test Acc."),
    ("train", "gradient_norm"): (
        "grad_norm", "train/grad_norm", "gradient_norm", "grad-norm", "GradNorm", "total_grad_norm", "gnorm",
        "grad norm",
    ),
    ("train", "learning_rate"): (
        "lr", "learning_rate", "train/learning_rate", "lr-AdamW", "lr-Adam/pg1", "lr/pg0", "learning rate",
        "LearningRate",
    ),
    ("train", "loss_scale"): ("loss_scale", "loss scale", "lossScale", "grad_scale", "train/loss_scale"),
    ("train", "skipped"): ("skipped", "number of skipped iterations"),
    ("train", "non_finite_steps"): ("nan_iters", "number of nan iterations"),
    ("train", "kl"): ("kl", "objective/kl", "approx_kl", "actor/ppo_kl"),
    ("train", "reward"): ("reward", "rewards/mean", "critic/rewards/mean", "episode_reward_mean"),
    ("train", "entropy"): ("entropy", "policy/entropy"),
    ("train", "reward_margin"): ("rewards/margins",),
    ("train", "perplexity"): ("perplexity", "train_ppl"),
    ("validation", "perplexity"): ("val_ppl", "valid_perplexity", "eval/perplexity"),
}  # fmt: skip


@every("name, role", [(name, role) for role, names in ROLES.items() for name in names])
def test_a_name_tells_its_split_and_metric(name: str, role: tuple[str, str]) -> None:
    assert role_of(name) == role


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("eval_g0_loss", ("validation:g0", "loss")),
        ("eval_mnli/loss", ("validation:mnli", "loss")),
        ("val_imagenet_accuracy", ("validation:imagenet", "accuracy")),
        ("mlm_loss", ("train", "part_loss:mlm")),
        ("kl_loss", ("train", "part_loss:kl")),
        ("val/cls_loss", ("validation", "part_loss:cls")),
        ("value_loss", ("train", "part_loss:value")),
        ("val_balanced_accuracy", ("validation:balanced", "accuracy")),
    ],
)
def test_what_else_a_name_says_tells_the_data_set(name: str, role: tuple[str, str]) -> None:
    assert role_of(name) == role


@every(
    "name",
    [
        "best_val_loss", "val_loss_best", "loss_ema", "loss_weight", "num_loss",
        "loss_time", "eval_runtime", "eval_samples_per_second", "train_runtime", "total_flos", "_timestamp",
        "validation/num_examples", "mAP50", "rouge1", "bleu", "epoch", "step", "objective", "glossary",
        "accountant", "flr", "train/grad_norm_layer1", "grad_norm/encoder.weight", "", "123",
    ],
)  # fmt: skip
def test_a_part_of_a_loss_and_what_is_no_metric_has_no_role(name: str) -> None:
    assert role_of(name) is None


@every(
    "names, column",
    [
        (["loss", "step", "epoch"], "step"),
        (["epoch", "Step", "loss"], "Step"),
        (["step", "global_step"], "global_step"),
        (["train/loss", "_step", "_runtime"], "_step"),
        (["loss", "Global Step"], "Global Step"),
        (["trainer/global_step", "loss"], "trainer/global_step"),
        (["iteration", "lm_loss"], "iteration"),
        (["num_updates", "loss"], "num_updates"),
        (["epoch", "loss"], None),
        (["step_time", "steps_per_second", "loss"], None),
        ([], None),
    ],
)
def test_the_column_of_steps_is_found(names: list[str], column: str | None) -> None:
    assert step_column(names) == column


def test_the_columns_of_epochs_and_runs_are_found() -> None:
    assert (epoch_column(["loss", "Epoch"]), epoch_column(["loss", "train/epoch"]), epoch_column(["step"])) == (
        "Epoch",
        "train/epoch",
        None,
    )
    assert (run_column(["loss", "Run Name"]), run_column(["run_uuid", "key"]), run_column(["runtime"])) == (
        "Run Name",
        "run_uuid",
        None,
    )


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("train_loss_epoch", True),
        ("val/loss/epoch", True),
        ("Loss.Epoch", True),
        ("epoch_loss", False),
        ("epoch", False),
    ],
)
def test_a_mean_over_an_epoch_is_told_by_its_end(name: str, is_one: bool) -> None:
    assert is_epoch_mean(name) is is_one

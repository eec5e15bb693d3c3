"""The faults: what each changes in a training, where it applies, and which findings name it.

The accepted names are at most three a fault and were committed before the seeds of the evaluation were run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from training.faults.tiny_models import MODELS, Language, Rows, Setup


@dataclass(frozen=True)
class Fault:
    """One fault.

    Attributes:
        name: Of the fault.
        accepted: Findings that name it.
        models: Where it applies.
        apply: Changes a training.
        where: What an answer must name besides, by key of ``where`` (steps, parameter or module), or None.
    """

    name: str
    accepted: tuple[str, ...]
    models: tuple[str, ...]
    apply: Callable[[Setup], None]
    where: dict[str, Any] | None = None


LEFT_OUT: dict[str, str] = {}
"""Pairs of fault and model that are left out, with the reason."""

FAULTS: list[Fault] = []
NETWORKS = ("mlp", "cnn", "transformer")
CLASSIFIERS = ("mlp", "cnn")
POISONED = (120, 150)


def fault(
    *accepted: str, models: tuple[str, ...] = MODELS, why_not: str = "", where: dict[str, Any] | None = None
) -> Callable[[Callable[[Setup], None]], Callable[[Setup], None]]:
    """Register a fault; ``why_not`` says why it is left out of the other models."""
    assert len(accepted) <= 3

    def register(apply: Callable[[Setup], None]) -> Callable[[Setup], None]:
        name = apply.__name__.replace("_", "-")
        FAULTS.append(Fault(name, accepted, models, apply, where))
        for other in MODELS:
            if other not in models:
                assert why_not, f"{name} is left out of {other} without a reason"
                LEFT_OUT[f"{name} on {other}"] = why_not
        return apply

    return register


def layers(setup: Setup) -> list[Any]:
    """Linear and convolution layers in order."""
    return [one for one in setup.model.modules() if isinstance(one, nn.Linear | nn.Conv2d)]


def scaled_rate(setup: Setup, factor: float) -> None:
    make = setup.make_optimizer

    def made(model: nn.Module) -> torch.optim.Optimizer:
        optimizer = make(model)
        for group in optimizer.param_groups:
            group["lr"] *= factor
        return optimizer

    setup.make_optimizer = made


def with_forward(setup: Setup, change: Callable[[Any], Any]) -> None:
    """The model's output goes through a function."""
    inner = setup.model

    class Wrapped(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = inner

        def forward(self, value: Any) -> Any:
            return change(self.inner(value))

    setup.model = Wrapped()


@fault("diverging", "non-finite-loss", "learning-rate")
def rate_times_1000(setup: Setup) -> None:
    scaled_rate(setup, 1000)


@fault("not-decreasing", "update-ratio", "learning-rate")
def rate_times_1e_4(setup: Setup) -> None:
    scaled_rate(setup, 1e-4)


@fault("unchanged-parameters")
def rate_zero(setup: Setup) -> None:
    scaled_rate(setup, 0.0)


@fault("unchanged-parameters")
def optimizer_of_another_model(setup: Setup) -> None:
    make = setup.make_optimizer

    def made(model: nn.Module) -> torch.optim.Optimizer:
        import copy

        return make(copy.deepcopy(model))

    setup.make_optimizer = made


@fault("unchanged-parameters", models=NETWORKS, why_not="it has a single layer")
def optimizer_without_a_layer(setup: Setup) -> None:
    forgotten = {id(one) for one in layers(setup)[1].parameters()}
    make = setup.make_optimizer

    def made(model: nn.Module) -> torch.optim.Optimizer:
        optimizer = make(model)
        for group in optimizer.param_groups:
            group["params"] = [one for one in group["params"] if id(one) not in forgotten]
        return optimizer

    setup.make_optimizer = made


@fault("unchanged-parameters", models=NETWORKS, why_not="it has a single layer")
def frozen_in_the_middle(setup: Setup) -> None:
    for one in layers(setup)[1].parameters():
        one.requires_grad_(False)


@fault("diverging", "non-finite-loss", "not-decreasing")
def maximised(setup: Setup) -> None:
    make = setup.make_optimizer

    def made(model: nn.Module) -> torch.optim.Optimizer:
        optimizer = make(model)
        for group in optimizer.param_groups:
            group["maximize"] = True
        return optimizer

    setup.make_optimizer = made


@fault("odd-initial-loss", "diverging", models=NETWORKS, why_not="a regression's first loss has no known value")
def negated_loss(setup: Setup) -> None:
    criterion = setup.criterion
    setup.criterion = lambda output, target: -criterion(output, target)


@fault("missing-zero-grad", "diverging")
def no_zero_grad(setup: Setup) -> None:
    setup.zero_grad = "never"


@fault("missing-gradients", "unchanged-parameters")
def zero_grad_before_step(setup: Setup) -> None:
    setup.zero_grad = "before_step"


@fault("missing-gradients", models=NETWORKS, why_not="it has a single layer")
def detached(setup: Setup) -> None:
    setup.model.register_module("cut", nn.Identity())
    layers(setup)[1].register_forward_hook(lambda module, inputs, output: output.detach())


@fault("at-chance", "not-decreasing", "single-batch-failed")
def labels_shuffled(setup: Setup) -> None:
    for rows in (setup.train, setup.validation):
        order = torch.randperm(rows.targets.numel(), generator=torch.Generator().manual_seed(setup.seed))
        rows.targets = rows.targets.flatten()[order].view(rows.targets.shape)


@fault("at-chance", "not-decreasing", "single-batch-failed")
def labels_of_the_next_row(setup: Setup) -> None:
    setup.train.targets = setup.train.targets.roll(1, 0)


@fault("label-noise", models=CLASSIFIERS, why_not="losses by row need a class for every row")
def labels_20_percent_wrong(setup: Setup) -> None:
    targets = setup.train.targets
    chosen = torch.rand(len(targets), generator=torch.Generator().manual_seed(setup.seed)) < 0.2
    classes = int(targets.max()) + 1
    setup.train.targets = torch.where(chosen, (targets + 1) % classes, targets)
    setup.steps = 300


@fault("input-ignored", "at-chance", "not-decreasing")
def inputs_zeroed(setup: Setup) -> None:
    for rows in (setup.train, setup.validation):
        rows.inputs = torch.zeros_like(rows.inputs)


@fault("input-scale", models=("mlp", "cnn", "regression"), why_not="its inputs are tokens")
def inputs_times_255(setup: Setup) -> None:
    for rows in (setup.train, setup.validation):
        rows.inputs = rows.inputs * 255


@fault("input-scale", models=("mlp", "regression"), why_not="its inputs have no columns")
def one_column_times_1e4(setup: Setup) -> None:
    for rows in (setup.train, setup.validation):
        rows.inputs = rows.inputs.clone()
        rows.inputs[:, 2] *= 1e4


@fault(
    "non-finite-loss", "nan-origin", "input-scale", models=("mlp", "cnn", "regression"), why_not="its inputs are tokens"
)
def one_row_nan(setup: Setup) -> None:
    setup.train.inputs = setup.train.inputs.clone()
    setup.train.inputs[37] = torch.nan


@fault(
    "non-finite-loss", "nan-origin", "input-scale", models=("mlp", "cnn", "regression"), why_not="its inputs are tokens"
)
def one_value_infinite(setup: Setup) -> None:
    setup.train.inputs = setup.train.inputs.clone()
    setup.train.inputs[11].view(-1)[3] = torch.inf


@fault("non-finite-loss", "nan-origin")
def logarithm_of_zero(setup: Setup) -> None:
    criterion = setup.criterion
    setup.criterion = lambda output, target: criterion(output, target) + 1e-3 * output.relu().log().mean()


@fault("nan-origin", "non-finite-gradients", "non-finite-loss")
def root_of_zero(setup: Setup) -> None:
    criterion = setup.criterion
    setup.criterion = lambda output, target: criterion(output, target) + 1e-3 * (output.relu() * 0).sqrt().sum()


@fault("symmetric-initialisation", models=NETWORKS, why_not="a single layer may begin constant")
def constant_weights(setup: Setup) -> None:
    for one in layers(setup):
        nn.init.constant_(one.weight, 0.03)


@fault("odd-weights", "odd-initial-loss", "initial-variance")
def weights_times_50(setup: Setup) -> None:
    with torch.no_grad():
        for one in layers(setup):
            one.weight *= 50


@fault(
    "odd-weights",
    "initial-variance",
    "vanishing-gradients",
    models=NETWORKS,
    why_not="a single layer may begin at zero",
)
def weights_divided_by_100(setup: Setup) -> None:
    with torch.no_grad():
        for one in layers(setup):
            one.weight /= 100


@fault("vanishing-gradients", "not-decreasing", "at-chance", models=("mlp",), why_not="the fault is a separate model")
def twenty_sigmoid_layers(setup: Setup) -> None:
    parts: list[nn.Module] = [nn.Linear(12, 24), nn.Sigmoid()]
    for _ in range(18):
        parts += [nn.Linear(24, 24), nn.Sigmoid()]
    setup.model = nn.Sequential(*parts, nn.Linear(24, 4))


@fault("linear-stack", models=CLASSIFIERS, why_not="its layers are separated by attention or there is one")
def no_activations(setup: Setup) -> None:
    for parent in setup.model.modules():
        for name, child in list(parent.named_children()):
            if isinstance(child, nn.ReLU | nn.BatchNorm2d):
                setattr(parent, name, nn.Identity())


@fault("dead-units", "missing-gradients", models=NETWORKS, why_not="it has no rectified units")
def biases_minus_10(setup: Setup) -> None:
    with torch.no_grad():
        if isinstance(setup.model, Language):
            for block in setup.model.blocks:
                block.up.bias.fill_(-10.0)  # type: ignore[union-attr,operator]
        else:
            inner = layers(setup)[-2]
            inner.bias.fill_(-10.0)


@fault("saturated-units", "odd-weights", models=NETWORKS, why_not="it has no bounded units")
def tanh_of_large_weights(setup: Setup) -> None:
    for parent in setup.model.modules():
        for name, child in list(parent.named_children()):
            if isinstance(child, nn.ReLU):
                setattr(parent, name, nn.Tanh())
    with torch.no_grad():
        for one in layers(setup)[:-1]:
            one.weight *= 30


@fault("double-softmax", models=NETWORKS, why_not="it does not classify")
def softmax_twice(setup: Setup) -> None:
    with_forward(setup, lambda output: output.softmax(-1))


@fault("batch-leak", models=NETWORKS, why_not="a softmax of one output is one for all rows")
def softmax_over_the_batch(setup: Setup) -> None:
    with_forward(setup, lambda output: output + output.softmax(0) * len(output))


@fault("batch-leak", models=NETWORKS, why_not="it has a single output")
def rows_mixed_by_reshape(setup: Setup) -> None:
    def mix(output: Tensor) -> Tensor:
        return output.transpose(0, 1).reshape(output.shape)

    with_forward(setup, mix)


@fault("target-shape", models=("regression",), why_not="its targets are classes")
def targets_broadcast(setup: Setup) -> None:
    for rows in (setup.train, setup.validation):
        rows.targets = rows.targets.squeeze(-1)


@fault("loss-reduction")
def loss_summed(setup: Setup) -> None:
    criterion, size = setup.criterion, setup.batch_size
    setup.criterion = lambda output, target: criterion(output, target) * len(output)
    scaled_rate(setup, 1 / size if setup.kind == "regression" else 1.0)


@fault("eval-mode-mismatch", models=("cnn",), why_not="it has no batch normalisation")
def statistics_never_updated(setup: Setup) -> None:
    for one in setup.model.modules():
        if isinstance(one, nn.BatchNorm2d):
            one.momentum = 0.0


@fault("eval-mode-mismatch", models=NETWORKS, why_not="it is the same in both modes")
def trained_in_eval_mode(setup: Setup) -> None:
    setup.eval_mode = True


@fault("heavy-dropout", models=NETWORKS, why_not="it has no dropout")
def dropout_of_95_percent(setup: Setup) -> None:
    for one in setup.model.modules():
        if isinstance(one, nn.Dropout):
            one.p = 0.95


@fault("shuffle-off", "oscillating", models=CLASSIFIERS, why_not="its rows have no classes to be sorted by")
def sorted_and_not_shuffled(setup: Setup) -> None:
    order = setup.train.targets.argsort()
    setup.train = Rows(setup.train.inputs[order], setup.train.targets[order])
    setup.shuffle = False


@fault("validation-too-good")
def validation_copied_from_training(setup: Setup) -> None:
    count = len(setup.validation)
    setup.validation = Rows(setup.train.inputs[:count].clone(), setup.train.targets[:count].clone())


@fault("validation-too-good", models=("mlp", "regression"), why_not="its inputs have no columns")
def target_among_the_inputs(setup: Setup) -> None:
    for rows in (setup.train, setup.validation):
        rows.inputs = rows.inputs.clone()
        rows.inputs[:, 5] = rows.targets.reshape(len(rows.targets)).float() / 2


@fault("overfitting", models=NETWORKS, why_not="eight weights cannot memorise many rows")
def few_rows_and_a_large_model(setup: Setup) -> None:
    few = {"mlp": 60, "cnn": 60, "transformer": 60}[setup.kind]
    setup.train = Rows(setup.train.inputs[:few], setup.train.targets[:few])
    if setup.kind == "mlp":
        setup.model = nn.Sequential(nn.Linear(12, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 4))
    elif setup.kind == "transformer":
        setup.model = Language(setup.model.head.out_features, 64, 2, 0.0)  # type: ignore[union-attr,arg-type]
    else:
        order = torch.rand(few, generator=torch.Generator().manual_seed(setup.seed)) < 0.3
        setup.train.targets = torch.where(order, (setup.train.targets + 3) % 10, setup.train.targets)
    setup.steps = 400


@fault(
    "underfitting",
    "single-batch-failed",
    models=CLASSIFIERS,
    why_not="there is no simple baseline that it falls behind",
)
def one_unit_inside(setup: Setup) -> None:
    if setup.kind == "mlp":
        setup.model = nn.Sequential(nn.Linear(12, 1), nn.ReLU(), nn.Linear(1, 4))
    else:
        setup.model = nn.Sequential(
            nn.Conv2d(1, 1, 3, stride=3), nn.ReLU(), nn.Flatten(), nn.Linear(4, 1), nn.ReLU(), nn.Linear(1, 10)
        )


@fault("data-spike", "loss-spike", where={"steps": POISONED})
def poisoned_batches(setup: Setup) -> None:
    setup.poison_at = POISONED


@fault("optimiser-spike", "loss-spike", "diverging", where={"steps": (118,)})
def rate_jumps_for_three_steps(setup: Setup) -> None:
    setup.rate_at = lambda step: 60.0 if 117 <= step < 120 else 1.0


@fault("accumulation-mismatch", models=("transformer", "mlp"), why_not="batch normalisation, or targets of one length")
def accumulated_as_means(setup: Setup) -> None:
    setup.accumulation = 4
    if setup.kind == "transformer":
        lengths = torch.randint(4, 32, (len(setup.train.targets),), generator=torch.Generator().manual_seed(setup.seed))
        setup.train.targets = setup.train.targets.masked_fill(torch.arange(32)[None] >= lengths[:, None], -100)
    else:
        setup.batch_size = 29


@fault("amp-overflow")
def loss_scale_collapses(setup: Setup) -> None:
    setup.scale_at = lambda step: 65536.0 if step < 100 else 65536.0 / 2 ** min((step - 100) // 2, 20)


@fault("data-bound")
def slow_rows(setup: Setup) -> None:
    setup.train.delay = 0.0008
    setup.steps = 60


@fault("memory-growth")
def graphs_kept(setup: Setup) -> None:
    setup.keep_graphs = True


@fault("over-clipped", "update-ratio", "not-decreasing")
def clipped_to_1e_6(setup: Setup) -> None:
    setup.clip = 1e-6


@fault("at-chance", "not-decreasing", "underfitting")
def weight_decay_of_100(setup: Setup) -> None:
    scale = {"mlp": 3e-3, "cnn": 2e-3, "transformer": 3e-3, "regression": 0.05}[setup.kind]
    setup.make_optimizer = lambda model: torch.optim.AdamW(
        model.parameters(), lr=scale, weight_decay=min(100.0, 0.9 / scale)
    )


@fault(
    "plateau",
    "underfitting",
    "unchanged-parameters",
    models=("mlp", "cnn", "regression"),
    why_not="there is no simple baseline",
)
def rate_zero_after_5_steps(setup: Setup) -> None:
    setup.rate_at = lambda step: 1.0 if step < 5 else 0.0

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "labels partly wrong"
WHAT = "an MLP on 5 well separated classes; 30 % of the training labels were replaced by random ones (careless crowd workers)"
EXPECT = ["label-noise", "label-noise-rate", "label-issue", "misaligned-labels"]
USES = ["monitor"]


def crowd_labels(true, generator):
    labels = true.clone()
    careless = torch.rand(len(true), generator=generator) < 0.3
    labels[careless] = torch.randint(0, 5, (int(careless.sum()),), generator=generator)
    return labels


def load():
    g = torch.Generator().manual_seed(42)
    centers = 2.0 * torch.randn(5, 16, generator=g)
    true = torch.randint(0, 5, (1500,), generator=g)
    features = centers[true] + torch.randn(1500, 16, generator=g)
    return features, crowd_labels(true, g)


def main(out):
    torch.manual_seed(0)
    features, labels = load()
    dataset = TensorDataset(features, labels, torch.arange(len(labels)))
    loader = DataLoader(dataset, batch_size=50, shuffle=True)
    model = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 5))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    loss_function = nn.CrossEntropyLoss(reduction="none")
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(15):
            for inputs, targets, row_ids in monitor.watch(loader):
                losses = loss_function(model(inputs), targets)
                losses.mean().backward()
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
                optimizer.zero_grad()
                monitor.step(losses.mean(), row_ids=row_ids, sample_losses=losses)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]

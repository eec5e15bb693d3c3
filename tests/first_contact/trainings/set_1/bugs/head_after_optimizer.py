import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "transfer learning, stale optimizer"
WHAT = "A network is fine-tuned on six new classes; the head is replaced after the optimizer was made, so that the new head is never updated."
EXPECT = ["unchanged-parameters"]
USES = ["monitor"]


class Backbone(nn.Module):
    def __init__(self, num_classes=20):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(32, 96), nn.GELU(), nn.Linear(96, 48), nn.GELU())
        self.fc = nn.Linear(48, num_classes)

    def forward(self, x):
        return self.fc(self.body(x))


def blobs(n, classes, seed):
    g = torch.Generator().manual_seed(seed)
    centres = torch.randn(classes, 32, generator=g)
    y = torch.randint(0, classes, (n,), generator=g)
    return centres[y] + 0.9 * torch.randn(n, 32, generator=g), y


def pretrain(model):
    x, y = blobs(2000, 20, seed=1)
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    for i in range(120):
        idx = torch.randint(0, len(x), (64,))
        opt.zero_grad()
        nn.functional.cross_entropy(model(x[idx]), y[idx]).backward()
        opt.step()


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(0)
    model = Backbone()
    pretrain(model)

    # fine-tuning
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4, weight_decay=0.01)
    model.fc = nn.Linear(model.fc.in_features, 6)  # new task has 6 classes

    x, y = blobs(1500, 6, seed=2)
    loader = DataLoader(TensorDataset(x, y), batch_size=32, shuffle=True)
    criterion = nn.CrossEntropyLoss()
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(6):
            for inputs, labels in monitor.watch(loader):
                loss = criterion(model(inputs), labels)
                loss.backward()
                optimizer.step()
                optimizer.zero_grad()
                monitor.step(loss)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]

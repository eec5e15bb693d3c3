from dataclasses import dataclass
import torch
torch.set_num_threads(1)
from torch import Tensor, nn
from torch.optim.swa_utils import SWALR, AveragedModel
from torch.utils.data import DataLoader
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "SWA, dataclass batches"
WHAT = "Stochastic weight averaging over the last third of a run with a constant high rate; batches are dataclasses with two inputs."
EXPECT = []
USES = ["monitor"]


@dataclass
class Sample:
    dense: Tensor
    category: Tensor
    target: Tensor


def collate(samples: list[Sample]) -> Sample:
    return Sample(*(torch.stack([getattr(s, k) for s in samples]) for k in ("dense", "category", "target")))


def build(n: int) -> list[Sample]:
    effect = torch.randn(12)
    slope = torch.randn(12, 5)
    dense, category = torch.randn(n, 5), torch.randint(0, 12, (n,))
    target = effect[category] + (slope[category] * dense).sum(1) / 2 + 0.3 * torch.randn(n)
    target = (target - target.mean()) / target.std()
    return [Sample(d, c, t) for d, c, t in zip(dense, category, target)]


class DemandModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(12, 8)
        self.body = nn.Sequential(nn.Linear(13, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))

    def forward(self, batch: Sample) -> Tensor:
        return self.body(torch.cat([batch.dense, self.embed(batch.category)], 1)).squeeze(1)


def main(out: str) -> list[dict]:
    torch.manual_seed(64)
    data = build(4800)
    loader = DataLoader(data[:4000], batch_size=80, shuffle=True, collate_fn=collate)
    test = collate(data[4000:])
    model = DemandModel()
    averaged = AveragedModel(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    swa_start, epochs = 6, 9
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=swa_start)
    swa_scheduler = SWALR(optimizer, swa_lr=0.02, anneal_epochs=1)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(epochs):
            model.train()
            for batch in monitor.watch(loader):
                loss = nn.functional.mse_loss(model(batch), batch.target)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
            if epoch >= swa_start:
                averaged.update_parameters(model)
                swa_scheduler.step()
            else:
                cosine.step()
    averaged.train()
    with torch.no_grad():                                  # BatchNorm statistics of the average
        for m in averaged.modules():
            if isinstance(m, nn.BatchNorm1d):
                m.reset_running_stats()
                m.momentum = None
        for batch in loader:
            averaged(batch)
    model.eval(), averaged.eval()
    print("test mse", *(nn.functional.mse_loss(m(test), test.target).item() for m in (model, averaged)))
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]

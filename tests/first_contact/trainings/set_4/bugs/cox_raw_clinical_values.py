import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "survival analysis (Cox partial likelihood), numpy preprocessing, probe and monitor"
WHAT = ("The scaler is fitted and its result thrown away, so age in days, platelets per microlitre and an admission time in Unix seconds go into the network raw: "
        "the first losses are astronomic and the risk score depends on the largest column only.")
EXPECT = ["input-scale", "odd-initial-loss"]
USES = ["probe", "monitor"]
BUG = True


class Scaler:
    def fit(self, x):
        self.mean, self.std = x.mean(0), x.std(0)
        return self

    def transform(self, x):
        return (x - self.mean) / self.std


def patients(n, seed):
    r = np.random.default_rng(seed)
    z = r.normal(size=(n, 6))
    risk = 0.9 * z[:, 0] - 0.7 * z[:, 2] + 0.8 * z[:, 3]
    time = r.exponential(np.exp(-risk))
    censor = r.exponential(2.0, size=n)
    x = np.stack([21000 + 4000 * z[:, 0], 1.5e9 + 5e7 * z[:, 1], 250000 + 60000 * z[:, 2], 1.1 + 0.3 * z[:, 3],
                  27 + 4 * z[:, 4], 75 + 12 * z[:, 5]], 1)
    return x, np.stack([np.minimum(time, censor), time <= censor], 1)


def cox(score, outcome):
    score = score.squeeze(-1)
    time, event = outcome[:, 0], outcome[:, 1]
    order = time.argsort(descending=True)
    s, e = score[order], event[order]
    return ((torch.logcumsumexp(s, 0) - s) * e).sum() / e.sum().clamp(min=1)


def concordance(score, outcome):
    t, e = outcome[:, 0], outcome[:, 1] > 0
    comparable = e[:, None] & (t[:, None] < t[None])
    right = (score[:, None] > score[None]) & comparable
    return (right.sum() / comparable.sum()).item()


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor

    torch.manual_seed(10)
    train_x, train_y = patients(2000, 1)
    test_x, test_y = patients(500, 2)
    scaler = Scaler().fit(train_x)
    if BUG:
        scaler.transform(train_x)
        scaler.transform(test_x)
    else:
        train_x, test_x = scaler.transform(train_x), scaler.transform(test_x)
    tensors = [torch.tensor(a, dtype=torch.float32) for a in (train_x, train_y, test_x, test_y)]
    loader = DataLoader(TensorDataset(tensors[0], tensors[1]), batch_size=100, shuffle=True, drop_last=True)
    validation = DataLoader(TensorDataset(tensors[2], tensors[3]), batch_size=100)
    model = nn.Sequential(nn.Linear(6, 32), nn.ReLU(), nn.Linear(32, 1))
    probed = dataaudit.probe(model, loader, criterion=cox, validation=validation)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=1e-4)
    with TrainingMonitor(model, optimizer, out=out, probe=probed) as monitor:
        for epoch in range(20):
            model.train()
            for x, y in monitor.watch(loader):
                loss = cox(model(x), y)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
            model.eval()
            with torch.no_grad():
                value = np.mean([cox(model(x), y).item() for x, y in validation])
                c = concordance(model(tensors[2]).squeeze(1), tensors[3])
            monitor.evaluate("validation", value, concordance=c)
    print("CHECK concordance", c)
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]

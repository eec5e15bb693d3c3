import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "bf16 parameters, lost updates"
WHAT = "model.to(torch.bfloat16) and AdamW with a rate of 1e-4: the updates are below half a unit in the last place of most weights and are rounded away"
EXPECT = ["unchanged-parameters", "update-ratio", "plateau", "not-decreasing", "underfitting", "learning-rate"]
USES = ["monitor"]


class TextClassifier(nn.Module):
    def __init__(self, vocab=200, dim=48, classes=4):
        super().__init__()
        self.emb = nn.EmbeddingBag(vocab, dim, mode="mean")
        self.norm = nn.LayerNorm(dim)
        self.fc1 = nn.Linear(dim, 96)
        self.fc2 = nn.Linear(96, classes)

    def forward(self, ids):
        return self.fc2(torch.relu(self.fc1(self.norm(self.emb(ids)))))


def corpus(n=2000):
    g = torch.Generator().manual_seed(6)
    y = torch.randint(0, 4, (n,), generator=g)
    ids = torch.randint(40, 200, (n, 12), generator=g)
    ids[:, :5] = torch.randint(0, 10, (n, 5), generator=g) + 10 * y[:, None]
    return TensorDataset(ids, y)


def main(out):
    torch.manual_seed(0)
    loader = DataLoader(corpus(), batch_size=40, shuffle=True)
    model = TextClassifier().to(torch.bfloat16)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(10):
            for ids, y in monitor.watch(loader):
                logits = model(ids)
                loss = nn.functional.cross_entropy(logits.float(), y)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]

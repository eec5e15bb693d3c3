import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "healthy"
STYLE = "curriculum (short sequences first), probe before"
WHAT = "A GRU tags whether a token occurred before; lengths grow in four stages, so that the loss steps up where a harder stage begins and falls again (odd but sound)."
EXPECT = []
USES = ["monitor", "probe"]


class Tagger(nn.Module):
    def __init__(self, vocabulary=24):
        super().__init__()
        self.embed = nn.Embedding(vocabulary, 32)
        self.rnn = nn.GRU(32, 96, batch_first=True)
        self.head = nn.Linear(96, 1)

    def forward(self, ids):
        return self.head(self.rnn(self.embed(ids))[0]).squeeze(-1)


def rows(n, length, gen):
    ids = torch.randint(0, 24, (n, length), generator=gen)
    earlier = torch.tril(torch.ones(length, length, dtype=torch.bool), -1)
    seen = ((ids[:, :, None] == ids[:, None, :]) & earlier).any(2)
    return torch.utils.data.TensorDataset(ids, seen.float())


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor

    torch.manual_seed(41)
    gen = torch.Generator().manual_seed(41)
    model = Tagger()
    optimizer = torch.optim.Adam(model.parameters(), lr=4e-3)
    first = torch.utils.data.DataLoader(rows(600, 4, gen), batch_size=50, shuffle=True)
    probed = dataaudit.probe(model, first, criterion=F.binary_cross_entropy_with_logits)
    ends = []
    with TrainingMonitor(model, optimizer, out=out, probe=probed) as monitor:
        for stage, length in enumerate((4, 8, 14, 20)):
            loader = torch.utils.data.DataLoader(rows(3000, length, gen), batch_size=50, shuffle=True)
            stage_values = []
            for epoch in range(3):
                for ids, seen in monitor.watch(loader):
                    loss = F.binary_cross_entropy_with_logits(model(ids), seen)
                    optimizer.zero_grad()
                    loss.backward()
                    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                    optimizer.step()
                    monitor.step(loss, metrics={"length": length})
                    stage_values.append(loss.item())
            ends.append((length, round(sum(stage_values[:5]) / 5, 3), round(sum(stage_values[-20:]) / 20, 3)))
    print("CHECK", ends)
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]

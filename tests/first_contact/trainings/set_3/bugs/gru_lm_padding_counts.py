import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "bug"
STYLE = "RNN language model with padded rows, probe before"
WHAT = "Short rows are padded with token 0 to 64 and the loss has no ignore_index, so that four fifths of it is padding and the reported loss is far too low."
EXPECT = ["padding-in-loss"]
USES = ["monitor", "probe"]
BUG = True


class LM(nn.Module):
    def __init__(self, vocabulary=50):
        super().__init__()
        self.embed = nn.Embedding(vocabulary, 32, padding_idx=0)
        self.rnn = nn.GRU(32, 64, batch_first=True)
        self.head = nn.Linear(64, vocabulary)

    def forward(self, ids):
        return self.head(self.rnn(self.embed(ids))[0])


def criterion(logits, wanted):
    return F.cross_entropy(logits.transpose(1, 2), wanted) if BUG else F.cross_entropy(logits.transpose(1, 2), wanted, ignore_index=0)


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor

    torch.manual_seed(113)
    chances = (1.5 * torch.randn(49, 49)).softmax(1)
    ids = torch.zeros(2300, 65, dtype=torch.long)
    for row in ids:
        length = int(torch.randint(6, 21, ()))
        token = int(torch.randint(0, 49, ()))
        for place in range(length):
            row[place] = token + 1
            token = int(torch.multinomial(chances[token], 1))
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(ids[:2000, :-1], ids[:2000, 1:]), batch_size=40, shuffle=True)
    model = LM()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    probed = dataaudit.probe(model, loader, criterion=criterion)
    values = []
    with TrainingMonitor(model, optimizer, out=out, probe=probed) as monitor:
        for epoch in range(5):
            for before, after in monitor.watch(loader):
                loss = criterion(model(before), after)
                optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
                monitor.step(loss)
                values.append(loss.item())
            with torch.no_grad():
                value = criterion(model(ids[2000:, :-1]), ids[2000:, 1:]).item()
            monitor.evaluate("validation", value)
    print("CHECK", values[0], sum(values[-20:]) / 20, "val", value, "padding share", (ids[:, 1:] == 0).float().mean().item())
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]

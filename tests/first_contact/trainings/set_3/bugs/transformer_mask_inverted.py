import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "bug"
STYLE = "transformer classifier with padding, probe before"
WHAT = "src_key_padding_mask gets a mask whose True means a real token, as Hugging Face has it: attention sees only padding, and the class token knows nothing of the text."
EXPECT = ["input-ignored", "at-chance", "not-decreasing", "underfitting", "single-batch-failed"]
USES = ["monitor", "probe"]
BUG = True


class Reader(nn.Module):
    def __init__(self, vocabulary=60, width=48, length=25):
        super().__init__()
        self.token = nn.Embedding(vocabulary, width, padding_idx=0)
        self.place = nn.Parameter(0.02 * torch.randn(length, width))
        layer = nn.TransformerEncoderLayer(width, 4, 96, dropout=0.0, batch_first=True)
        self.blocks = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.head = nn.Linear(width, 3)

    def forward(self, ids):
        mask = ids != 0
        x = self.token(ids) + self.place
        x = self.blocks(x, src_key_padding_mask=mask if BUG else ~mask)
        return self.head(x[:, 0])


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor

    torch.manual_seed(243)
    n = 2400
    y = torch.randint(0, 3, (n,))
    ids = torch.randint(20, 60, (n, 25))
    for i in range(n):
        where = 1 + torch.randperm(9)[:3]
        ids[i, where] = 2 + 6 * y[i] + torch.randint(0, 6, (3,))
        ids[i, int(torch.randint(11, 24, ())) :] = 0
    ids[:, 0] = 1
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(ids[:2000], y[:2000]), batch_size=40, shuffle=True)
    model = Reader()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    probed = dataaudit.probe(model, loader, criterion=F.cross_entropy)
    values = []
    with TrainingMonitor(model, optimizer, out=out, probe=probed) as monitor:
        for epoch in range(6):
            for text, label in monitor.watch(loader):
                loss = F.cross_entropy(model(text), label)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
                values.append(loss.item())
            with torch.no_grad():
                value = F.cross_entropy(model(ids[2000:]), y[2000:]).item()
            monitor.evaluate("validation", value)
    print("CHECK", values[0], sum(values[-20:]) / 20, "val", value)
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "NLLLoss without log_softmax"
WHAT = "NLLLoss is applied to raw logits; the loss falls without bound below zero instead of fitting the classes."
EXPECT = ["odd-initial-loss", "diverging"]
USES = ["probe", "monitor"]

BATCH_SIZE = 64
EPOCHS = 6


class SpeakerNet(nn.Module):
    def __init__(self, n_mfcc=26, n_speakers=7):
        super().__init__()
        self.norm = nn.LayerNorm(n_mfcc)
        self.l1 = nn.Linear(n_mfcc, 64)
        self.l2 = nn.Linear(64, 64)
        self.out = nn.Linear(64, n_speakers)

    def forward(self, x):
        x = self.norm(x)
        x = torch.relu(self.l1(x))
        x = torch.relu(self.l2(x))
        return self.out(x)


def speakers(n, seed):
    voices = torch.randn(7, 26, generator=torch.Generator().manual_seed(55))
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, 7, (n,), generator=g)
    return TensorDataset(voices[y] + 1.2 * torch.randn(n, 26, generator=g), y)


def main(out):
    import dataaudit

    torch.manual_seed(55)
    train = DataLoader(speakers(2400, 0), batch_size=BATCH_SIZE, shuffle=True)
    dev = DataLoader(speakers(500, 1), batch_size=BATCH_SIZE)
    model = SpeakerNet()
    criterion = nn.NLLLoss()
    result = dataaudit.probe(model, train, criterion=criterion, validation=dev)
    findings = list(result.findings)

    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    with dataaudit.TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(EPOCHS):
            for feats, spk in monitor.watch(train):
                loss = criterion(model(feats), spk)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
    findings += monitor.diagnose().findings
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]

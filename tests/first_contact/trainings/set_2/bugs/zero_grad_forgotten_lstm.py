import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "zero_grad forgotten"
WHAT = "an LSTM that classifies token sequences; optimizer.zero_grad() is missing in the loop"
EXPECT = ["missing-zero-grad", "oscillating", "diverging", "exploding-gradients"]
USES = ["monitor"]

VOCAB, SEQ, HIDDEN = 60, 16, 48


class SentimentLSTM(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(VOCAB, 24)
        self.lstm = nn.LSTM(24, HIDDEN, batch_first=True)
        self.fc = nn.Linear(HIDDEN, 3)

    def forward(self, ids):
        _, (h_n, _) = self.lstm(self.embedding(ids))
        return self.fc(h_n[-1])


def build_dataset(n=1600):
    g = torch.Generator().manual_seed(11)
    ids = torch.randint(9, VOCAB, (n, SEQ), generator=g)
    y = torch.randint(0, 3, (n,), generator=g)
    for row in range(n):
        for _ in range(2):
            position = int(torch.randint(0, SEQ, (1,), generator=g))
            ids[row, position] = y[row] * 3 + torch.randint(0, 3, (1,), generator=g)
    return TensorDataset(ids, y)


def main(out):
    torch.manual_seed(0)
    train_loader = DataLoader(build_dataset(), batch_size=32, shuffle=True)
    model = SentimentLSTM()
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(4):
            for ids, y in monitor.watch(train_loader):
                loss = criterion(model(ids), y)
                loss.backward()
                optimizer.step()
                monitor.step(loss)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]

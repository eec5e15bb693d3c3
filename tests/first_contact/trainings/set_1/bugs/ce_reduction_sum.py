import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "summed loss"
WHAT = "A text classifier (mean of embeddings) with CrossEntropyLoss(reduction='sum') over batches of 64 and the SGD rate meant for the mean."
EXPECT = ["loss-reduction", "update-ratio", "learning-rate", "odd-initial-loss", "exploding-gradients"]
USES = ["monitor"]

VOCAB, CLASSES, LENGTH = 300, 6, 20


class MeanEmbedding(nn.Module):
    def __init__(self, dim=48):
        super().__init__()
        self.embedding = nn.Embedding(VOCAB, dim)
        self.hidden = nn.Linear(dim, 96)
        self.hidden2 = nn.Linear(96, 96)
        self.out = nn.Linear(96, CLASSES)

    def forward(self, tokens):
        h = self.embedding(tokens).mean(dim=1)
        h = torch.relu(self.hidden(h))
        return self.out(torch.relu(self.hidden2(h)))


def synth_topics(n):
    y = torch.randint(0, CLASSES, (n,))
    topical = y[:, None] * 50 + torch.randint(0, 50, (n, LENGTH))
    anywhere = torch.randint(0, VOCAB, (n, LENGTH))
    keep = torch.rand(n, LENGTH) < 0.4
    return torch.where(keep, topical, anywhere), y


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(99)
    loader = DataLoader(TensorDataset(*synth_topics(2400)), batch_size=64, shuffle=True)
    model = MeanEmbedding()
    criterion = nn.CrossEntropyLoss(reduction="sum")
    optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(8):
            for tokens, y in monitor.watch(loader):
                optimizer.zero_grad()
                loss = criterion(model(tokens), y)
                loss.backward()
                optimizer.step()
                monitor.step(loss)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]

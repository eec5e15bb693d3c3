import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "labels beyond the classes"
WHAT = "Star ratings of 1 to 5 are used as class labels of a five-way text CNN without subtracting one: label 5 is out of range and the loss raises."
EXPECT = ["failing-step"]
USES = ["probe"]

NUM_CLASSES = 5


class RatingDataset(Dataset):
    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.stars = torch.randint(1, 6, (n,), generator=g)
        self.tokens = torch.randint(50, 200, (n, 18), generator=g)
        for k in range(4):
            self.tokens[:, k * 4] = (self.stars - 1) * 10 + torch.randint(0, 10, (n,), generator=g)

    def __len__(self):
        return len(self.stars)

    def __getitem__(self, idx):
        return self.tokens[idx], self.stars[idx]


class TextCNN(nn.Module):
    def __init__(self, vocab=200, dim=32, widths=(2, 3, 4), filters=16):
        super().__init__()
        self.embedding = nn.Embedding(vocab, dim)
        self.convs = nn.ModuleList(nn.Conv1d(dim, filters, w) for w in widths)
        self.fc = nn.Linear(filters * len(widths), NUM_CLASSES)

    def forward(self, tokens):
        e = self.embedding(tokens).transpose(1, 2)
        pooled = [torch.relu(conv(e)).amax(2) for conv in self.convs]
        return self.fc(torch.cat(pooled, 1))


def main(out):
    import dataaudit

    torch.manual_seed(0)
    train_loader = DataLoader(RatingDataset(800, 0), batch_size=32, shuffle=True)
    val_loader = DataLoader(RatingDataset(160, 1), batch_size=32)
    model = TextCNN()
    result = dataaudit.probe(model, train_loader, criterion=nn.CrossEntropyLoss(), validation=val_loader)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in result.findings]

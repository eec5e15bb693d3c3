import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "padding mask inverted"
WHAT = "A TransformerEncoder classifier gets src_key_padding_mask = (tokens != PAD): the words are masked and only padding is attended to, so the CLS position sees no word."
EXPECT = ["input-ignored", "at-chance", "single-batch-failed", "underfitting", "not-decreasing"]
USES = ["probe"]

PAD, CLS = 0, 1
VOCAB, MAX_LEN = 60, 16


class EncoderClassifier(nn.Module):
    def __init__(self, dim=32, heads=4, layers=2, classes=3):
        super().__init__()
        self.embed = nn.Embedding(VOCAB, dim, padding_idx=PAD)
        self.pos = nn.Parameter(torch.randn(MAX_LEN, dim) * 0.02)
        layer = nn.TransformerEncoderLayer(dim, heads, dim_feedforward=64, dropout=0.1, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)
        self.classifier = nn.Linear(dim, classes)

    def forward(self, tokens):
        mask = tokens != PAD
        h = self.embed(tokens) + self.pos
        h = self.encoder(h, src_key_padding_mask=mask)
        return self.classifier(h[:, 0])


def reviews(n, seed):
    g = torch.Generator().manual_seed(seed)
    tokens = torch.full((n, MAX_LEN), PAD)
    y = torch.randint(0, 3, (n,), generator=g)
    for i in range(n):
        length = int(torch.randint(6, MAX_LEN - 2, (1,), generator=g))
        words = torch.randint(20, VOCAB, (length,), generator=g)
        k = int(torch.randint(2, 4, (1,), generator=g))
        where = torch.randperm(length, generator=g)[:k]
        words[where] = 2 + 6 * y[i] + torch.randint(0, 6, (k,), generator=g)  # words of the class
        tokens[i, 0] = CLS
        tokens[i, 1:length + 1] = words
    return TensorDataset(tokens, y)


def main(out):
    import dataaudit

    torch.manual_seed(4)
    model = EncoderClassifier()
    train_loader = DataLoader(reviews(960, 0), batch_size=32, shuffle=True)
    val_loader = DataLoader(reviews(192, 1), batch_size=32)
    result = dataaudit.probe(model, train_loader, criterion=nn.CrossEntropyLoss(), validation=val_loader)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in result.findings]

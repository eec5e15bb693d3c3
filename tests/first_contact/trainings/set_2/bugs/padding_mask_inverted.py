import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

import dataaudit

torch.set_num_threads(1)

KIND = "bug"
STYLE = "padding mask inverted"
WHAT = "a TransformerEncoder classifier that passes (ids != pad) as src_key_padding_mask: the words are masked, and the cls position, from which the class is read, attends to padding alone"
EXPECT = ["input-ignored", "underfitting", "at-chance", "single-batch-failed"]
USES = ["probe"]

PAD, CLS = 0, 100


class Sentences(Dataset):
    def __init__(self, n=800):
        g = torch.Generator().manual_seed(5)
        self.rows = []
        for _ in range(n):
            label = int(torch.randint(0, 2, (1,), generator=g))
            length = int(torch.randint(6, 17, (1,), generator=g))
            ids = torch.randint(21, 100, (length,), generator=g)
            ids[torch.randperm(length, generator=g)[:3]] = torch.randint(1, 11, (3,), generator=g) + 10 * label
            self.rows.append((torch.cat([torch.tensor([CLS]), ids]), label))

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        return self.rows[i]


def collate(batch):
    ids = nn.utils.rnn.pad_sequence([ids for ids, _ in batch], batch_first=True, padding_value=PAD)
    return ids, torch.tensor([label for _, label in batch])


class Classifier(nn.Module):
    def __init__(self, vocab=101, d_model=32):
        super().__init__()
        self.embedding = nn.Embedding(vocab, d_model, padding_idx=PAD)
        self.position = nn.Embedding(64, d_model)
        layer = nn.TransformerEncoderLayer(d_model, nhead=4, dim_feedforward=64, dropout=0.1, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, num_layers=2, enable_nested_tensor=False)
        self.head = nn.Linear(d_model, 2)

    def forward(self, ids):
        mask = ids != PAD
        x = self.embedding(ids) + self.position(torch.arange(ids.size(1)))
        x = self.encoder(x, src_key_padding_mask=mask)
        return self.head(x[:, 0])


def main(out):
    torch.manual_seed(0)
    loader = DataLoader(Sentences(), batch_size=32, shuffle=True, collate_fn=collate)
    model = Classifier()
    result = dataaudit.probe(model, loader, criterion=nn.CrossEntropyLoss())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in result.findings]

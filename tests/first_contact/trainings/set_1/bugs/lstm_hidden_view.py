import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "BiLSTM, rows mixed by view"
WHAT = "The final states of a bidirectional LSTM, of shape (2, N, H), are flattened by h_n.view(N, -1), which puts states of different rows together."
EXPECT = ["batch-leak"]
USES = ["probe"]


class BiLSTM(nn.Module):
    def __init__(self, vocab=80, embed=24, hidden=32, classes=4):
        super().__init__()
        self.embedding = nn.Embedding(vocab, embed)
        self.lstm = nn.LSTM(embed, hidden, bidirectional=True, batch_first=True)
        self.dropout = nn.Dropout(0.2)
        self.fc = nn.Linear(2 * hidden, classes)

    def forward(self, text):
        embedded = self.embedding(text)
        output, (hidden, cell) = self.lstm(embedded)
        hidden = hidden.view(text.size(0), -1)
        return self.fc(self.dropout(hidden))


def intents(n, seed):
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, 4, (n,), generator=g)
    text = torch.randint(16, 80, (n, 12), generator=g)
    rows = torch.arange(n)
    for _ in range(3):
        pos = torch.randint(0, 12, (n,), generator=g)
        text[rows, pos] = y * 4 + torch.randint(0, 4, (n,), generator=g)
    return TensorDataset(text, y)


def main(out):
    import dataaudit

    torch.manual_seed(1234)
    train_iter = DataLoader(intents(1600, 0), batch_size=32, shuffle=True)
    valid_iter = DataLoader(intents(320, 1), batch_size=32)
    model = BiLSTM()
    result = dataaudit.probe(model, train_iter, criterion=nn.CrossEntropyLoss(), validation=valid_iter)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in result.findings]

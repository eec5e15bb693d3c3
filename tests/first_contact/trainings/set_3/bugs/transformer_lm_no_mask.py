import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "bug"
STYLE = "transformer LM, probe before"
WHAT = "A decoder-only model from nn.TransformerEncoder without a causal mask: each position sees the token that it is to predict."
EXPECT = ["future-leak", "validation-too-good"]
USES = ["monitor", "probe"]
BUG = True


class LM(nn.Module):
    def __init__(self, vocabulary=32, width=48, context=24):
        super().__init__()
        self.token = nn.Embedding(vocabulary, width)
        self.place = nn.Parameter(0.02 * torch.randn(context, width))
        layer = nn.TransformerEncoderLayer(width, 4, 96, dropout=0.0, batch_first=True)
        self.blocks = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.head = nn.Linear(width, vocabulary)

    def forward(self, ids):
        x = self.token(ids) + self.place[: ids.shape[1]]
        if BUG:
            return self.head(self.blocks(x))
        mask = nn.Transformer.generate_square_subsequent_mask(ids.shape[1])
        return self.head(self.blocks(x, mask=mask, is_causal=True))


def criterion(logits, wanted):
    return F.cross_entropy(logits.reshape(-1, logits.shape[-1]), wanted.reshape(-1))


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor

    torch.manual_seed(93)
    chances = (2 * torch.randn(32, 32)).softmax(1)
    current = torch.randint(0, 32, (3300,))
    columns = [current]
    for _ in range(24):
        current = torch.multinomial(chances[current], 1).squeeze(1)
        columns.append(current)
    ids = torch.stack(columns, 1)
    train = torch.utils.data.TensorDataset(ids[:3000, :-1], ids[:3000, 1:])
    held = torch.utils.data.TensorDataset(ids[3000:, :-1], ids[3000:, 1:])
    loader = torch.utils.data.DataLoader(train, batch_size=32, shuffle=True)
    model = LM()
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
    probed = dataaudit.probe(model, loader, criterion=criterion, validation=torch.utils.data.DataLoader(held, batch_size=32))
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
                value = criterion(model(ids[3000:, :-1]), ids[3000:, 1:]).item()
            monitor.evaluate("validation", value)
    entropy = -(chances * chances.log()).sum(1).mean().item()
    print("CHECK", values[0], sum(values[-20:]) / 20, "val", value, "entropy of the chain about", entropy)
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]

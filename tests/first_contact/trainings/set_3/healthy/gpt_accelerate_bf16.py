import torch

torch.set_num_threads(1)
import random

from torch import nn
from torch.nn import functional as F

KIND = "healthy"
STYLE = "transformer LM, accelerate, gradient accumulation, bf16 autocast on CPU, clipping, warm-up"
WHAT = "A small causal transformer on made-up sentences, micro-batches accumulated by four with accelerate in bf16; monitor.step after every micro-batch as the loop reads."
EXPECT = []
USES = ["monitor"]


class GPT(nn.Module):
    def __init__(self, vocabulary, width=64, context=48, depth=2):
        super().__init__()
        self.token = nn.Embedding(vocabulary, width)
        self.place = nn.Embedding(context, width)
        for e in (self.token, self.place):
            nn.init.normal_(e.weight, std=0.02)
        layer = nn.TransformerEncoderLayer(width, 4, 4 * width, dropout=0.0, batch_first=True, norm_first=True, activation="gelu")
        self.blocks = nn.TransformerEncoder(layer, depth, norm=nn.LayerNorm(width), enable_nested_tensor=False)
        self.head = nn.Linear(width, vocabulary, bias=False)
        self.head.weight = self.token.weight

    def forward(self, ids):
        length = ids.shape[1]
        mask = nn.Transformer.generate_square_subsequent_mask(length)
        x = self.token(ids) + self.place(torch.arange(length))
        return self.head(self.blocks(x, mask=mask, is_causal=True))


def text(n):
    rng = random.Random(12)
    nouns = ["fox", "lamp", "river", "miller", "crow", "wagon", "sailor", "stone"]
    verbs = ["sees", "lifts", "follows", "paints", "leaves"]
    tone = ["old", "red", "quiet", "tall", "lost"]
    return " ".join(f"the {rng.choice(tone)} {rng.choice(nouns)} {rng.choice(verbs)} a {rng.choice(tone)} {rng.choice(nouns)}." for _ in range(n))


def main(out):
    from accelerate import Accelerator

    from dataaudit import TrainingMonitor

    torch.manual_seed(2)
    raw = text(2200)
    letters = sorted(set(raw))
    ids = torch.tensor([letters.index(c) for c in raw])
    length = 48
    rows = ids[: len(ids) // (length + 1) * (length + 1)].view(-1, length + 1)
    held, train = rows[:64], rows[64:]
    accelerator = Accelerator(mixed_precision="bf16", gradient_accumulation_steps=4, cpu=True)
    model = GPT(len(letters))
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.01)
    loader = torch.utils.data.DataLoader(train, batch_size=16, shuffle=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min(1.0, (s + 1) / 20))
    model, optimizer, loader, schedule = accelerator.prepare(model, optimizer, loader, schedule)
    values = []
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(5):
            model.train()
            for batch in monitor.watch(loader):
                with accelerator.accumulate(model):
                    logits = model(batch[:, :-1])
                    loss = F.cross_entropy(logits.float().flatten(0, 1), batch[:, 1:].flatten())
                    accelerator.backward(loss)
                    if accelerator.sync_gradients:
                        accelerator.clip_grad_norm_(model.parameters(), 1.0)
                    optimizer.step()
                    schedule.step()
                    optimizer.zero_grad()
                monitor.step(loss)
                values.append(loss.item())
            model.eval()
            with torch.no_grad():
                loss = F.cross_entropy(model(held[:, :-1]).float().flatten(0, 1), held[:, 1:].flatten())
            monitor.evaluate("validation", loss.item())
    print("CHECK micro-steps", len(values), values[0], values[-1], "val", loss.item())
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]

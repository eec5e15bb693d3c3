import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "transformers GPT-2 in a wrapper, own loss, cosine schedule, probe before training"
WHAT = ("The data set already gives labels moved by one (x[:-1], x[1:]) and the loss moves them once more, so the model is trained "
        "on the token after the next one and is useless for generating.")
EXPECT = ["target-shift"]
USES = ["probe", "monitor"]
BUG = True

VOCAB, LENGTH = 32, 33


class Corpus(Dataset):
    """Sequences of a first-order chain: each token has one likely successor."""

    def __init__(self, rows, seed):
        g = torch.Generator().manual_seed(5)
        successor = torch.randperm(VOCAB, generator=g)
        g = torch.Generator().manual_seed(seed)
        x = torch.empty(rows, LENGTH, dtype=torch.long)
        x[:, 0] = torch.randint(VOCAB, (rows,), generator=g)
        for t in range(1, LENGTH):
            jump = torch.rand(rows, generator=g) < 0.35
            x[:, t] = torch.where(jump, torch.randint(VOCAB, (rows,), generator=g), successor[x[:, t - 1]])
        self.x = x

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        row = self.x[i]
        if BUG:
            return row[:-1], row[1:]
        return row[:-1], row[:-1]


class Logits(nn.Module):
    def __init__(self):
        super().__init__()
        from transformers import GPT2Config, GPT2LMHeadModel

        self.lm = GPT2LMHeadModel(GPT2Config(vocab_size=VOCAB, n_positions=LENGTH, n_embd=48, n_layer=2, n_head=4,
                                             resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0, bos_token_id=0, eos_token_id=0))

    def forward(self, input_ids):
        return self.lm(input_ids=input_ids).logits


def causal_lm_loss(logits, labels):
    return F.cross_entropy(logits[:, :-1].reshape(-1, VOCAB), labels[:, 1:].reshape(-1))


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor

    torch.manual_seed(0)
    train, test = Corpus(1280, 1), Corpus(128, 2)
    loader = DataLoader(train, batch_size=32, shuffle=True)
    model = Logits()
    probed = dataaudit.probe(model, loader, criterion=causal_lm_loss)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 6 * len(loader))
    with TrainingMonitor(model, optimizer, out=out, probe=probed) as monitor:
        for epoch in range(6):
            model.train()
            for ids, labels in monitor.watch(loader):
                loss = causal_lm_loss(model(ids), labels)
                loss.backward()
                optimizer.step()
                schedule.step()
                optimizer.zero_grad()
                monitor.step(loss)
            model.eval()
            with torch.no_grad():
                ids, labels = next(iter(DataLoader(test, batch_size=128)))
                monitor.evaluate("validation", causal_lm_loss(model(ids), labels).item())
    with torch.no_grad():
        logits = model(test.x)
    hits = (logits[:, :-1].argmax(-1) == test.x[:, 1:]).float().mean().item()
    print("CHECK next token right (0.66 possible)", round(hits, 3))
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]

import torch
torch.set_num_threads(1)
import torch.nn as nn
import torch.nn.functional as F
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "prompt tuning"
WHAT = "Soft prompts steer a frozen GRU language model to one of the styles it knows; only 4 x 32 numbers are trained, at a high rate."
EXPECT = []
USES = ["monitor"]

V = 24


def corpus(n, style=None, length=14):
    """Four styles; in style k a symbol is followed by symbol + 2k + 1 (mod V) three times out of four, otherwise by anything."""
    k = torch.randint(0, 4, (n,)) if style is None else torch.full((n,), style)
    rows = [torch.randint(0, V, (n,))]
    for _ in range(length):
        nxt = (rows[-1] + 2 * k + 1) % V
        rows.append(torch.where(torch.rand(n) < 0.75, nxt, torch.randint(0, V, (n,))))
    return torch.stack(rows, 1)


class LM(nn.Module):
    def __init__(self, d=32):
        super().__init__()
        self.emb = nn.Embedding(V, d)
        self.rnn = nn.GRU(d, 96, batch_first=True)
        self.out = nn.Linear(96, V)

    def forward(self, inputs_embeds):
        return self.out(self.rnn(inputs_embeds)[0])


class PromptTuned(nn.Module):
    def __init__(self, base, n_tokens=4):
        super().__init__()
        self.base = base
        for p in base.parameters():
            p.requires_grad = False
        self.prompt = nn.Parameter(base.emb.weight[torch.randint(0, V, (n_tokens,))].clone())   # initialised from the vocabulary

    def forward(self, ids):
        e = self.base.emb(ids)
        prompt = self.prompt.unsqueeze(0).expand(len(ids), -1, -1)
        return self.base(torch.cat([prompt, e], 1))[:, self.prompt.shape[0]:]


def lm_loss(logits, ids):
    return F.cross_entropy(logits.reshape(-1, V), ids[:, 1:].reshape(-1))


def main(out):
    torch.manual_seed(77)
    base = LM()
    opt = torch.optim.Adam(base.parameters(), lr=5e-3)
    for _ in range(300):                                     # "pretraining"
        ids = corpus(48, length=10)
        loss = lm_loss(base(base.emb(ids[:, :-1])), ids)
        opt.zero_grad()
        loss.backward()
        opt.step()
    print("pretrained", loss.item())
    test = corpus(2000, style=2, length=3)
    print("style 2, unprompted", lm_loss(base(base.emb(test[:, :-1])), test).item())
    model = PromptTuned(base)
    optimizer = torch.optim.Adam([model.prompt], lr=0.05)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for step in range(220):
            ids = corpus(32, style=2, length=3)
            loss = lm_loss(model(ids[:, :-1]), ids)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            monitor.step(loss)
    print("style 2, prompted", lm_loss(model(test[:, :-1]), test).item())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]

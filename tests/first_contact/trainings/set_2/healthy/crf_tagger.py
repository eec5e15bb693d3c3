import torch
torch.set_num_threads(1)
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

KIND = "healthy"
STYLE = "CRF loss by hand"
WHAT = "a BiGRU-CRF whose forward returns the mean negative log-likelihood of whole sentences (first loss about length x ln(tags)); probe and monitor"
EXPECT = []
USES = ["probe", "monitor"]

TAGS, MAXLEN = 4, 8


class Sentences(Dataset):
    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        trans = torch.tensor([[.6, .4, 0, 0], [.3, 0, .7, 0], [.4, 0, .3, .3], [.8, .2, 0, 0]])
        self.words, self.tags = torch.zeros(n, MAXLEN, dtype=torch.long), torch.zeros(n, MAXLEN, dtype=torch.long)
        self.length = torch.randint(4, MAXLEN + 1, (n,), generator=g)
        tag = torch.zeros(n, dtype=torch.long)
        for t in range(MAXLEN):
            tag = torch.multinomial(trans[tag], 1, generator=g).squeeze(1)
            own = torch.rand(n, generator=g) < 0.75
            self.tags[:, t] = tag
            self.words[:, t] = torch.where(own, 1 + 8 * tag, torch.full_like(tag, 33)) + torch.randint(0, 8, (n,), generator=g)
        self.mask = torch.arange(MAXLEN) < self.length[:, None]
        self.words[~self.mask] = 0

    def __len__(self):
        return len(self.words)

    def __getitem__(self, i):
        return {"words": self.words[i], "tags": self.tags[i], "mask": self.mask[i]}


class BiGRUCRF(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(41, 24, padding_idx=0)
        self.rnn = nn.GRU(24, 24, bidirectional=True, batch_first=True)
        self.emit = nn.Linear(48, TAGS)
        self.trans = nn.Parameter(torch.zeros(TAGS, TAGS))
        self.start = nn.Parameter(torch.zeros(TAGS))

    def forward(self, words, tags, mask):
        e = self.emit(self.rnn(self.emb(words))[0])
        m = mask.float()
        gold = self.start[tags[:, 0]] + (e.gather(2, tags[..., None]).squeeze(2) * m).sum(1)
        gold = gold + (self.trans[tags[:, :-1], tags[:, 1:]] * m[:, 1:]).sum(1)
        alpha = self.start + e[:, 0]
        for t in range(1, words.shape[1]):
            new = torch.logsumexp(alpha[:, :, None] + self.trans, 1) + e[:, t]
            alpha = torch.where(mask[:, t:t + 1], new, alpha)
        return {"loss": (torch.logsumexp(alpha, 1) - gold).mean(), "logits": e}


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    train, dev = DataLoader(Sentences(1000, 0), batch_size=25, shuffle=True), DataLoader(Sentences(150, 1), batch_size=150)
    model = BiGRUCRF()
    result = dataaudit.probe(model, train, validation=dev)
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    with TrainingMonitor(model, opt, out=out, probe=result) as monitor:
        for epoch in range(4):
            model.train()
            for batch in monitor.watch(train):
                loss = model(**batch)["loss"]
                opt.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), 5.0)
                opt.step()
                monitor.step(loss)
            model.eval()
            with torch.no_grad():
                for batch in dev:
                    monitor.evaluate("dev", model(**batch)["loss"])
    findings = list(result.findings) + list(monitor.diagnose().findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]

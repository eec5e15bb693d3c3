import math
import torch
torch.set_num_threads(1)
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

KIND = "healthy"
STYLE = "CLIP"
WHAT = "two towers with a learnt, clamped logit scale on image/caption pairs given as nested dicts; loss inside the model; a temperature of 0.07 gives a first loss above ln(batch)"
EXPECT = []
USES = ["probe", "monitor"]


class Pairs(Dataset):
    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.attributes = torch.stack([torch.randint(0, k, (n,), generator=g) for k in (8, 9, 10)], 1)
        basis = torch.randn(27, 48, generator=torch.Generator().manual_seed(3))
        hot = torch.cat([F.one_hot(self.attributes[:, i], k) for i, k in enumerate((8, 9, 10))], 1).float()
        self.images = hot @ basis + 0.5 * torch.randn(n, 48, generator=g)
        fill = torch.randint(28, 40, (n, 3), generator=g)
        offset = torch.tensor([1, 9, 18])
        self.captions = torch.cat([self.attributes + offset, fill], 1)
        for i in range(n):
            self.captions[i] = self.captions[i, torch.randperm(6, generator=g)]

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return {"image": {"pixels": self.images[i]}, "caption": {"ids": self.captions[i]}}


class MiniCLIP(nn.Module):
    def __init__(self, dim=32):
        super().__init__()
        self.visual = nn.Sequential(nn.Linear(48, 64), nn.GELU(), nn.Linear(64, dim))
        self.token = nn.Embedding(40, 48)
        self.text = nn.Sequential(nn.Linear(48, 64), nn.GELU(), nn.Linear(64, dim))
        self.logit_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))

    def forward(self, batch):
        i = F.normalize(self.visual(batch["image"]["pixels"]), dim=-1)
        t = F.normalize(self.text(self.token(batch["caption"]["ids"]).mean(1)), dim=-1)
        logits = self.logit_scale.exp() * i @ t.t()
        labels = torch.arange(len(i))
        return {"loss": (F.cross_entropy(logits, labels) + F.cross_entropy(logits.t(), labels)) / 2, "logits": logits}


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    loader = DataLoader(Pairs(4096, 0), batch_size=48, shuffle=True, drop_last=True)
    test = list(DataLoader(Pairs(48 * 6, 1), batch_size=48))
    model = MiniCLIP()
    result = dataaudit.probe(model, loader)
    decay = [p for p in model.parameters() if p.ndim > 1]
    rest = [p for p in model.parameters() if p.ndim <= 1]
    optimizer = torch.optim.AdamW([{"params": decay, "weight_decay": 0.05}, {"params": rest, "weight_decay": 0.0}], lr=2e-3)
    with TrainingMonitor(model, optimizer, out=out, probe=result) as monitor:
        for epoch in range(4):
            model.train()
            for batch in monitor.watch(loader):
                outputs = model(batch)
                optimizer.zero_grad()
                outputs["loss"].backward()
                optimizer.step()
                with torch.no_grad():
                    model.logit_scale.clamp_(0, math.log(100))
                monitor.step(outputs["loss"])
            model.eval()
            with torch.no_grad():
                results = [model(b) for b in test]
            hit = sum((r["logits"].argmax(1) == torch.arange(48)).float().mean().item() for r in results) / 6
            monitor.evaluate("retrieval", sum(r["loss"].item() for r in results) / 6, recall_at_1=hit)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in [*result.findings, *monitor.diagnose().findings]]

import torch
torch.set_num_threads(1)
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "CLIP in-batch negatives"
WHAT = "A two-tower model with a learned temperature aligns pictures (vectors) and captions (bags of words); symmetric in-batch cross-entropy."
EXPECT = []
USES = ["monitor"]


class Pairs(Dataset):
    """A scene has 3 of 40 objects; the 'image' is a noisy sum of their looks, the caption names them in any order."""

    def __init__(self, n=4000, objects=40, dim=64):
        looks = torch.randn(objects, dim)
        self.caption = torch.stack([torch.randperm(objects)[:3] for _ in range(n)])
        self.image = looks[self.caption].sum(1) / 3 ** 0.5 + 1.2 * torch.randn(n, dim)

    def __len__(self):
        return len(self.caption)

    def __getitem__(self, i):
        return {"image": self.image[i], "caption": self.caption[i]}


class MiniCLIP(nn.Module):
    def __init__(self, embed=32):
        super().__init__()
        self.visual = nn.Sequential(nn.Linear(64, 128), nn.GELU(), nn.Linear(128, embed))
        self.token_embedding = nn.Embedding(40, 64)
        self.text_projection = nn.Linear(64, embed, bias=False)
        self.logit_scale = nn.Parameter(torch.tensor(1 / 0.07).log())

    def forward(self, image, caption):
        i = F.normalize(self.visual(image), dim=-1)
        t = F.normalize(self.text_projection(self.token_embedding(caption).mean(1)), dim=-1)
        logits = self.logit_scale.exp() * i @ t.T
        return logits, logits.T


def main(out):
    torch.manual_seed(17)
    loader = DataLoader(Pairs(), batch_size=64, shuffle=True, drop_last=True)
    model = MiniCLIP()
    decay = [p for p in model.parameters() if p.ndim > 1]
    no_decay = [p for p in model.parameters() if p.ndim <= 1]
    optimizer = torch.optim.AdamW([{"params": decay, "weight_decay": 0.1}, {"params": no_decay, "weight_decay": 0.0}], lr=2e-3, betas=(0.9, 0.98))
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(6):
            hits = n = 0
            for batch in monitor.watch(loader):
                per_image, per_text = model(**batch)
                target = torch.arange(len(per_image))
                loss = (F.cross_entropy(per_image, target) + F.cross_entropy(per_text, target)) / 2
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                with torch.no_grad():
                    model.logit_scale.clamp_(max=4.6052)
                hits += (per_image.argmax(1) == target).sum().item()
                n += len(target)
                monitor.step(loss)
            print(f"epoch {epoch} in-batch accuracy {hits / n:.3f} scale {model.logit_scale.exp().item():.1f}")
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]

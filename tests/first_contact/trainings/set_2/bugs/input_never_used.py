import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

import dataaudit
from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "input never used"
WHAT = "a small vision transformer whose forward overwrites the patch embeddings with cls token and positions: the picture has no part in the output"
EXPECT = ["input-ignored", "missing-gradients", "unchanged-parameters", "at-chance", "not-decreasing", "single-batch-failed"]
USES = ["probe", "monitor"]


class TinyViT(nn.Module):
    def __init__(self, image=12, patch=4, dim=32, classes=4):
        super().__init__()
        self.patches = nn.Conv2d(1, dim, patch, stride=patch)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, dim))
        self.pos_embed = nn.Parameter(0.02 * torch.randn(1, (image // patch) ** 2 + 1, dim))
        layer = nn.TransformerEncoderLayer(dim, 4, 64, dropout=0.0, batch_first=True, norm_first=True)
        self.blocks = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.norm = nn.LayerNorm(dim)
        self.head = nn.Linear(dim, classes)

    def forward(self, img):
        x = self.patches(img).flatten(2).transpose(1, 2)
        cls = self.cls_token.expand(len(img), -1, -1)
        tokens = torch.cat([cls, x], dim=1)
        tokens = cls + self.pos_embed  # should have been tokens + self.pos_embed
        return self.head(self.norm(self.blocks(tokens))[:, 0])


def textures(n=800):
    g = torch.Generator().manual_seed(16)
    kinds = torch.randn(4, 1, 12, 12, generator=g)
    y = torch.randint(0, 4, (n,), generator=g)
    return TensorDataset(kinds[y] + torch.randn(n, 1, 12, 12, generator=g), y)


def main(out):
    torch.manual_seed(0)
    loader = DataLoader(textures(), batch_size=32, shuffle=True)
    vit, criterion = TinyViT(), nn.CrossEntropyLoss()
    result = dataaudit.probe(vit, loader, criterion=criterion)
    optimizer = torch.optim.AdamW(vit.parameters(), lr=1e-3)
    with TrainingMonitor(vit, optimizer, out=out, probe=result) as monitor:
        for epoch in range(4):
            for img, y in monitor.watch(loader):
                loss = criterion(vit(img), y)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
    findings = [*result.findings, *monitor.diagnose().findings]
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]

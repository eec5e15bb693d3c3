import numpy as np
import torch
torch.set_num_threads(1)
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

KIND = "healthy"
STYLE = "multi-loss detection"
WHAT = "an anchor-free detector: focal heat-map loss, L1 box loss on positives and a class loss; lists of target dicts; focal bias initialised to 0.05"
EXPECT = []
USES = ["monitor"]


class Boxes(Dataset):
    def __init__(self, n, seed):
        self.n, self.seed = n, seed

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        rng = np.random.default_rng(self.seed * 100003 + i)
        image = rng.normal(0, 0.15, (1, 16, 16)).astype("float32")
        boxes, labels = [], []
        for cell in rng.choice(4, rng.integers(1, 3), replace=False):  # at most one per quadrant
            h, w, k = rng.integers(3, 7), rng.integers(3, 7), rng.integers(2)
            y, x = 8 * (cell // 2) + rng.integers(0, 8 - h + 1), 8 * (cell % 2) + rng.integers(0, 8 - w + 1)
            if k:
                image[0, y:y + h, x:x + w] += 1.0
            else:
                image[0, [y, y + h - 1], x:x + w] += 1.0
                image[0, y:y + h, [x, x + w - 1]] += 1.0
            boxes.append([x + w / 2, y + h / 2, w, h]); labels.append(k)
        return torch.from_numpy(image), {"boxes": torch.tensor(boxes), "labels": torch.tensor(labels)}


def collate(rows):
    return torch.stack([r[0] for r in rows]), [r[1] for r in rows]


class Detector(nn.Module):
    def __init__(self):
        super().__init__()
        def conv(i, o, s=1): return nn.Sequential(nn.Conv2d(i, o, 3, s, 1), nn.GroupNorm(4, o), nn.ReLU())
        self.backbone = nn.Sequential(conv(1, 12, 2), conv(12, 24), conv(24, 32, 2), conv(32, 32))
        self.objectness, self.box, self.cls = nn.Conv2d(32, 1, 1), nn.Conv2d(32, 4, 1), nn.Conv2d(32, 2, 1)
        nn.init.constant_(self.objectness.bias, -2.94)

    def forward(self, images, targets):
        f = self.backbone(images)                       # B, 32, 4, 4; stride 4
        heat, box, cls = self.objectness(f)[:, 0], self.box(f), self.cls(f)
        goal = torch.zeros_like(heat)
        where, gb, gl = [], [], []
        for b, t in enumerate(targets):
            for (cx, cy, w, h), l in zip(t["boxes"].tolist(), t["labels"].tolist()):
                i, j = min(3, int(cy // 4)), min(3, int(cx // 4))
                goal[b, i, j] = 1
                where.append((b, i, j)); gb.append([cx / 4 - j - 0.5, cy / 4 - i - 0.5, w / 4 - 1, h / 4 - 1]); gl.append(l)
        b, i, j = torch.tensor(where).t()
        p = heat.sigmoid()
        ce = F.binary_cross_entropy_with_logits(heat, goal, reduction="none")
        focal = ((1 - (p * goal + (1 - p) * (1 - goal))) ** 2 * ce).sum() / len(where)
        return {"objectness": focal, "box": F.l1_loss(box[b, :, i, j], torch.tensor(gb)), "class": F.cross_entropy(cls[b, :, i, j], torch.tensor(gl))}


def main(out):
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    loader, test = DataLoader(Boxes(720, 1), batch_size=12, shuffle=True, collate_fn=collate), collate([Boxes(64, 2)[i] for i in range(64)])
    model = Detector()
    opt = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=1e-4)
    sched = torch.optim.lr_scheduler.MultiStepLR(opt, [2], gamma=0.2)
    with TrainingMonitor(model, opt, out=out) as monitor:
        for epoch in range(3):
            model.train()
            for images, targets in monitor.watch(loader):
                parts = model(images, targets)
                loss = parts["objectness"] + 2.0 * parts["box"] + parts["class"]
                opt.zero_grad()
                loss.backward()
                opt.step()
                monitor.step(loss, metrics={f"loss_{k}": v.item() for k, v in parts.items()})
            sched.step()
            model.eval()
            with torch.no_grad():
                parts = model(*test)
            monitor.evaluate("validation", parts["objectness"] + 2.0 * parts["box"] + parts["class"])
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]

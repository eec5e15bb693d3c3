import torch
torch.set_num_threads(1)
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "detection multi-loss"
WHAT = "A one-object detector (class, box, mask, torchvision style): the model returns a dict of losses in training, targets are a list of dicts."
EXPECT = []
USES = ["monitor"]


class Shapes(Dataset):
    def __init__(self, n, size=24):
        g = torch.Generator().manual_seed(n)
        self.items = []
        yy, xx = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
        for _ in range(n):
            r = int(torch.randint(3, 7, (1,), generator=g))
            cy, cx = torch.randint(r, size - r, (2,), generator=g).tolist()
            label = int(torch.randint(0, 3, (1,), generator=g))      # 0: nothing there, 1: disc, 2: frame
            dy, dx = (yy - cy).abs(), (xx - cx).abs()
            mask = (dy ** 2 + dx ** 2 <= r * r) if label == 1 else ((torch.maximum(dy, dx) <= r) & (torch.maximum(dy, dx) > r - 2))
            mask = mask.float() * (label > 0)
            image = mask + 0.15 * torch.randn(size, size, generator=g)
            box = torch.tensor([cx - r, cy - r, cx + r, cy + r]) / size
            self.items.append((image[None], {"label": label, "box": box, "mask": mask}))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]


class Detector(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Sequential(nn.Conv2d(1, 12, 3, stride=2, padding=1), nn.ReLU(), nn.Conv2d(12, 24, 3, stride=2, padding=1), nn.ReLU(),
                                      nn.Conv2d(24, 24, 3, padding=1), nn.ReLU())
        self.shared = nn.Sequential(nn.Flatten(), nn.Linear(24 * 36, 64), nn.ReLU())
        self.cls, self.box = nn.Linear(64, 3), nn.Linear(64, 4)
        self.mask = nn.Sequential(nn.Conv2d(24, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 16, 1), nn.PixelShuffle(4))

    def forward(self, images, targets=None):
        x = torch.stack(images)
        feats = self.backbone(x)
        h = self.shared(feats)
        logits, boxes, masks = self.cls(h), self.box(h).sigmoid(), self.mask(feats).squeeze(1)
        if not self.training:
            return logits.argmax(1), boxes, masks.sigmoid()
        labels = torch.tensor([t["label"] for t in targets])
        there = labels > 0
        return {"loss_classifier": F.cross_entropy(logits, labels),
                "loss_box_reg": F.smooth_l1_loss(boxes[there], torch.stack([t["box"] for t in targets])[there], beta=0.05),
                "loss_mask": F.binary_cross_entropy_with_logits(masks[there], torch.stack([t["mask"] for t in targets])[there])}


def main(out):
    torch.manual_seed(6)
    loader = DataLoader(Shapes(1280), batch_size=16, shuffle=True, collate_fn=lambda batch: tuple(zip(*batch)))
    model = Detector()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=5e-4)
    warmup = torch.optim.lr_scheduler.LinearLR(optimizer, 0.1, total_iters=30)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(4):
            model.train()
            for images, targets in monitor.watch(loader):
                loss_dict = model(images, targets)
                losses = sum(loss for loss in loss_dict.values())
                optimizer.zero_grad()
                losses.backward()
                optimizer.step()
                warmup.step()
                monitor.step(losses)
            print(epoch, {k: round(v.item(), 3) for k, v in loss_dict.items()})
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]

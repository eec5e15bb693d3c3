import torch
torch.set_num_threads(1)
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from transformers import ViTConfig, ViTForImageClassification

KIND = "healthy"
STYLE = "distillation into ViT"
WHAT = "a tiny transformers ViT learns from a frozen CNN teacher: T^2 KL plus cross-entropy in a plain loop; the probe sees the labels only"
EXPECT = []
USES = ["probe", "monitor"]

T = 2.0


def squares(n, seed):
    g = torch.Generator().manual_seed(seed)
    x, y = 0.3 * torch.randn(n, 1, 8, 8, generator=g), torch.randint(0, 4, (n,), generator=g)
    for i in range(n):
        a, b = torch.randint(0, 2, (2,), generator=g)
        r, c = int(a) + 4 * (int(y[i]) // 2), int(b) + 4 * (int(y[i]) % 2)
        x[i, 0, r:r + 3, c:c + 3] += 1.0
    return TensorDataset(x, y)


def train_teacher(loader):
    teacher = nn.Sequential(nn.Conv2d(1, 12, 3, padding=1), nn.ReLU(), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(192, 32), nn.ReLU(), nn.Linear(32, 4))
    opt = torch.optim.Adam(teacher.parameters(), lr=3e-3)
    for _ in range(2):
        for x, y in loader:
            opt.zero_grad()
            F.cross_entropy(teacher(x), y).backward()
            opt.step()
    return teacher.eval().requires_grad_(False)


def criterion(output, labels):
    return F.cross_entropy(output.logits, labels)


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    train, val = DataLoader(squares(1600, 0), batch_size=16, shuffle=True), DataLoader(squares(200, 1), batch_size=100)
    teacher = train_teacher(train)
    student = ViTForImageClassification(ViTConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64, image_size=8,
                                                  patch_size=2, num_channels=1, num_labels=4, hidden_dropout_prob=0.0, initializer_range=0.05))
    result = dataaudit.probe(student, train, criterion=criterion, validation=val)
    opt = torch.optim.AdamW(student.parameters(), lr=3e-3, weight_decay=0.01)
    sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, 3 * len(train))
    with TrainingMonitor(student, opt, out=out, probe=result) as monitor:
        for epoch in range(3):
            student.train()
            for x, y in monitor.watch(train):
                logits = student(pixel_values=x).logits
                with torch.no_grad():
                    soft = teacher(x)
                kd = F.kl_div(F.log_softmax(logits / T, 1), F.log_softmax(soft / T, 1), log_target=True, reduction="batchmean") * T * T
                loss = 0.7 * kd + 0.3 * F.cross_entropy(logits, y)
                opt.zero_grad()
                loss.backward()
                opt.step()
                sched.step()
                monitor.step(loss, metrics={"kd": kd.item()})
            student.eval()
            with torch.no_grad():
                logits, y = map(torch.cat, zip(*[(student(pixel_values=x).logits, y) for x, y in val]))
            monitor.evaluate("validation", F.cross_entropy(logits, y), accuracy=(logits.argmax(1) == y).float().mean().item())
    findings = list(result.findings) + list(monitor.diagnose().findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]

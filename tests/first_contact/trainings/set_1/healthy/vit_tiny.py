import torch
torch.set_num_threads(1)
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from transformers import ViTConfig, ViTForImageClassification
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "ViT tiny"
WHAT = "A tiny ViT tells four oriented gratings apart, with label smoothing (the loss has a floor well above zero) and warm-up."
EXPECT = []
USES = ["monitor"]


def gratings(n, seed):
    g = torch.Generator().manual_seed(seed)
    labels = torch.randint(0, 4, (n,), generator=g)
    angle = labels * torch.pi / 4
    yy, xx = torch.meshgrid(torch.arange(16.0), torch.arange(16.0), indexing="ij")
    freq = 0.8 + 0.8 * torch.rand(n, 1, 1, generator=g)
    phase = torch.rand(n, 1, 1, generator=g) * 2 * torch.pi
    wave = torch.sin(freq * (xx * torch.cos(angle)[:, None, None] + yy * torch.sin(angle)[:, None, None]) + phase)
    images = wave[:, None].repeat(1, 3, 1, 1) + 1.5 * torch.randn(n, 3, 16, 16, generator=g)
    return (images - images.mean()) / images.std(), labels


def main(out):
    torch.manual_seed(0)
    train = TensorDataset(*gratings(1600, 1))
    x_test, y_test = gratings(300, 2)
    loader = DataLoader(train, batch_size=32, shuffle=True)
    model = ViTForImageClassification(ViTConfig(hidden_size=48, num_hidden_layers=2, num_attention_heads=4, intermediate_size=96,
                                                image_size=16, patch_size=4, num_labels=4))
    opt = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.05)
    epochs = 5
    total = epochs * len(loader)
    sched = torch.optim.lr_scheduler.OneCycleLR(opt, max_lr=1e-3, total_steps=total, pct_start=0.1)

    with TrainingMonitor(model, opt, out=out) as monitor:
        for epoch in range(epochs):
            model.train()
            for pixel_values, labels in monitor.watch(loader):
                logits = model(pixel_values=pixel_values).logits
                loss = F.cross_entropy(logits, labels, label_smoothing=0.1)
                opt.zero_grad()
                loss.backward()
                opt.step()
                sched.step()
                monitor.step(loss)
            model.eval()
            with torch.no_grad():
                acc = (model(pixel_values=x_test).logits.argmax(-1) == y_test).float().mean().item()
            print(f"epoch {epoch}: test accuracy {acc:.3f}")
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]

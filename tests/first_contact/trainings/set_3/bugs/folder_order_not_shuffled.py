import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "bug"
STYLE = "image folder, one class after the other"
WHAT = "A folder of pictures is read class by class and the loader has no shuffle=True: the network sees only one class for many steps, and forgets the others."
EXPECT = ["shuffle-off", "oscillating", "loss-spike", "data-spike", "validation-swings"]
USES = ["monitor"]
BUG = True


class Folder(torch.utils.data.Dataset):
    def __init__(self, each, seed):
        gen = torch.Generator().manual_seed(seed)
        templates = torch.randn(6, 1, 8, 8, generator=torch.Generator().manual_seed(1))
        self.label = torch.arange(6).repeat_interleave(each)
        self.image = templates[self.label] + 0.8 * torch.randn(len(self.label), 1, 8, 8, generator=gen)

    def __len__(self):
        return len(self.label)

    def __getitem__(self, i):
        return self.image[i], self.label[i], i


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(193)
    train, held = Folder(300, 2), Folder(60, 3)
    loader = torch.utils.data.DataLoader(train, batch_size=30, shuffle=not BUG)
    model = nn.Sequential(nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(256, 64), nn.ReLU(), nn.Linear(64, 6))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.03, momentum=0.9)
    values = []
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(7):
            for image, label, row_ids in monitor.watch(loader):
                losses = F.cross_entropy(model(image), label, reduction="none")
                optimizer.zero_grad()
                losses.mean().backward()
                optimizer.step()
                monitor.step(losses.mean(), row_ids=row_ids, sample_losses=losses)
                values.append(losses.mean().item())
            with torch.no_grad():
                logits = model(held.image)
            monitor.evaluate("validation", F.cross_entropy(logits, held.label).item(), accuracy=(logits.argmax(1) == held.label).float().mean().item())
    print("CHECK", [round(v, 2) for v in values[-60::5]], "val accuracy", (logits.argmax(1) == held.label).float().mean().item())
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]

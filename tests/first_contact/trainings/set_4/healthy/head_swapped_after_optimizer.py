from dataclasses import dataclass

import torch
from torch import nn

torch.set_num_threads(1)

KIND = "healthy"
STYLE = "transfer learning with a Trainer class and a dataclass config; backbone frozen"
WHAT = ("The optimizer is built from the trainable parameters before reset_classifier() puts a new head into the model, so it holds the "
        "old head; the new one gets gradients and is never changed.")
EXPECT = []
USES = ["monitor"]
BUG = False


@dataclass
class Config:
    lr: float = 1e-2
    batch_size: int = 50
    epochs: int = 8
    classes: int = 5


class Backbone(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.features = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU())
        self.classifier = nn.Linear(64, classes)

    def reset_classifier(self, classes):
        self.classifier = nn.Linear(self.classifier.in_features, classes)

    def forward(self, x):
        return self.classifier(self.features(x))


def blobs(centres, n, seed):
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(len(centres), (n,), generator=g)
    return centres[y] + torch.randn(n, centres.shape[1], generator=g), y


def pretrained(centres):
    torch.manual_seed(0)
    model = Backbone(len(centres))
    x, y = blobs(centres, 1000, 0)
    o = torch.optim.Adam(model.parameters(), 1e-2)
    for _ in range(60):
        o.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        o.step()
    return model


class FineTuner:
    def __init__(self, model, config):
        self.model, self.config = model, config
        for p in model.features.parameters():
            p.requires_grad_(False)
        if not BUG:
            model.reset_classifier(config.classes)
        self.optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=config.lr)
        if BUG:
            model.reset_classifier(config.classes)

    def fit(self, data, held_out, monitor):
        x, y = data
        for epoch in range(self.config.epochs):
            order = torch.randperm(len(x))
            self.model.train()
            for i in range(0, len(x), self.config.batch_size):
                rows = order[i : i + self.config.batch_size]
                loss = nn.functional.cross_entropy(self.model(x[rows]), y[rows])
                self.model.zero_grad()
                loss.backward()
                self.optimizer.step()
                monitor.step(loss.detach())
            loss, accuracy = self.validate(*held_out)
            monitor.evaluate("validation", loss, accuracy=accuracy)

    @torch.no_grad()
    def validate(self, x, y):
        self.model.eval()
        logits = self.model(x)
        return nn.functional.cross_entropy(logits, y).item(), (logits.argmax(1) == y).float().mean().item()


def main(out):
    from dataaudit import TrainingMonitor

    g = torch.Generator().manual_seed(9)
    centres = torch.randn(15, 20, generator=g) * 0.9
    model = pretrained(centres[:10])
    config = Config()
    tuner = FineTuner(model, config)
    train, test = blobs(centres[10:], 1500, 1), blobs(centres[10:], 500, 2)
    with TrainingMonitor(model, tuner.optimizer, out=out) as monitor:
        tuner.fit(train, test, monitor)
    print("CHECK validation loss and accuracy of 5 classes", tuner.validate(*test))
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]

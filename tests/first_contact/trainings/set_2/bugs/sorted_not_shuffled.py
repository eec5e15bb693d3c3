import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

import dataaudit
from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "sorted data, not shuffled"
WHAT = "pictures read folder by folder (class after class) and a DataLoader without shuffle=True: the CNN forgets each class for the next one"
EXPECT = ["shuffle-off", "oscillating", "data-spike", "loss-spike"]
USES = ["probe", "monitor"]


def image_folder(per_class=240, classes=5):
    g = torch.Generator().manual_seed(30)
    images, labels = [], []
    for label in range(classes):
        look = torch.randn(1, 10, 10, generator=g)
        images.append(0.7 * look + torch.randn(per_class, 1, 10, 10, generator=g))
        labels += [label] * per_class
    return TensorDataset(torch.cat(images), torch.tensor(labels))


def build_cnn():
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(32 * 4, 5),
    )


def main(out):
    torch.manual_seed(0)
    dataset = image_folder()
    loader = DataLoader(dataset, batch_size=24)
    model = build_cnn()
    criterion = nn.CrossEntropyLoss()
    result = dataaudit.probe(model, loader, criterion=criterion)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.03, momentum=0.9)
    with TrainingMonitor(model, optimizer, out=out, probe=result) as monitor:
        for epoch in range(5):
            for images, labels in monitor.watch(loader):
                optimizer.zero_grad()
                loss = criterion(model(images), labels)
                loss.backward()
                optimizer.step()
                monitor.step(loss)
            with torch.no_grad():
                predictions = model(dataset.tensors[0]).argmax(1)
            print(f"epoch {epoch}: accuracy on all {(predictions == dataset.tensors[1]).float().mean():.3f}")
    findings = [*result.findings, *monitor.diagnose().findings]
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

import dataaudit

torch.set_num_threads(1)

KIND = "bug"
STYLE = "labels beyond the classes"
WHAT = "a CNN with 5 outputs on star ratings 1 to 5 that nobody shifted to 0 to 4: label 5 is out of range"
EXPECT = ["failing-step"]
USES = ["probe"]

NUM_STARS = 5


class Ratings(Dataset):
    def __init__(self, n=600):
        g = torch.Generator().manual_seed(10)
        self.stars = torch.randint(1, NUM_STARS + 1, (n,), generator=g)
        self.plots = torch.randn(n, 1, 10, 10, generator=g) + self.stars.view(-1, 1, 1, 1) * 0.4

    def __len__(self):
        return len(self.stars)

    def __getitem__(self, i):
        return self.plots[i], self.stars[i]


class StarNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 12, 3)
        self.fc1 = nn.Linear(12 * 4 * 4, 48)
        self.fc2 = nn.Linear(48, NUM_STARS)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc2(x)


def main(out):
    torch.manual_seed(0)
    loader = DataLoader(Ratings(), batch_size=32, shuffle=True)
    result = dataaudit.probe(StarNet(), loader, criterion=nn.CrossEntropyLoss())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in result.findings]

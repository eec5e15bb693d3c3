import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "raw pixels"
WHAT = "A sigmoid MLP gets RGB pictures as floats of 0 to 255: the transform that divides by 255 and normalises was left out."
EXPECT = ["input-scale", "saturated-units"]
USES = ["probe"]


class ShapesDataset(Dataset):
    """Bright squares, crosses or stripes on dark noise, uint8 like from PIL."""

    def __init__(self, n=400, size=20, seed=0, transform=None):
        rng = np.random.default_rng(seed)
        self.images = rng.integers(0, 110, (n, size, size, 3), dtype=np.uint8)
        self.labels = rng.integers(0, 3, n)
        self.transform = transform
        for img, lab in zip(self.images, self.labels):
            r, c = rng.integers(6, 8, 2)
            colour = rng.integers(150, 255, 3)
            if lab == 0:
                img[r:r + 7, c:c + 7] = colour
            elif lab == 1:
                img[r + 3, c:c + 7] = colour
                img[r:r + 7, c + 3] = colour
            else:
                img[r:r + 7:2, c:c + 7] = colour

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        img = torch.from_numpy(self.images[i].astype(np.float32)).permute(2, 0, 1)
        if self.transform is not None:
            img = self.transform(img)
        return img, int(self.labels[i])


class MLP(nn.Module):
    def __init__(self, size=20, n_classes=3):
        super().__init__()
        self.fc1 = nn.Linear(3 * size * size, 100)
        self.fc2 = nn.Linear(100, 50)
        self.fc3 = nn.Linear(50, n_classes)

    def forward(self, x):
        x = torch.sigmoid(self.fc1(x.flatten(1)))
        x = torch.sigmoid(self.fc2(x))
        return self.fc3(x)


def main(out):
    import dataaudit

    torch.manual_seed(0)
    trainloader = DataLoader(ShapesDataset(400, seed=0), batch_size=32, shuffle=True)
    valloader = DataLoader(ShapesDataset(120, seed=1), batch_size=32)
    net = MLP()
    result = dataaudit.probe(net, trainloader, criterion=nn.CrossEntropyLoss(), validation=valloader)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in result.findings]

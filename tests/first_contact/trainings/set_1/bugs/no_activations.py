import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "activation missing"
WHAT = "A four-layer regression network whose forward() never applies an activation between the linear layers, on a target that is not linear."
EXPECT = ["linear-stack", "underfitting"]
USES = ["probe"]


class HouseData(Dataset):
    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.x = torch.randn(n, 7, generator=g)
        a, b, c = self.x[:, 0], self.x[:, 1], self.x[:, 2]
        self.y = a * b + torch.sin(2 * c) + 0.1 * torch.randn(n, generator=g)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


class PriceNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(7, 64)
        self.fc2 = nn.Linear(64, 64)
        self.fc3 = nn.Linear(64, 32)
        self.fc4 = nn.Linear(32, 1)

    def forward(self, x):
        x = self.fc1(x)
        x = self.fc2(x)
        x = self.fc3(x)
        return self.fc4(x).squeeze(-1)


def main(out):
    import dataaudit

    torch.manual_seed(9)
    train = DataLoader(HouseData(2000, 0), batch_size=50, shuffle=True)
    val = DataLoader(HouseData(400, 1), batch_size=100)
    model = PriceNet()
    result = dataaudit.probe(model, train, criterion=nn.MSELoss(), validation=val)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in result.findings]

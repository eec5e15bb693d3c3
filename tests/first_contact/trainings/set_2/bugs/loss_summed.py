import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "loss summed"
WHAT = "a house-price regression by SGD: the training loss is MSELoss(reduction='sum') over batches of 128, validation is a mean; the step is 128 times too long"
EXPECT = ["loss-reduction", "scale-mismatch", "diverging", "update-ratio", "learning-rate", "exploding-gradients", "oscillating", "validation-swings"]
USES = ["monitor"]


class PriceModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(13, 40)
        self.out = nn.Linear(40, 1)

    def forward(self, x):
        return self.out(torch.tanh(self.hidden(x)))


def main(out):
    torch.manual_seed(4)
    X = torch.randn(2560 + 512, 13)
    price = 1.3 * X[:, 0] - 0.7 * X[:, 1] + X[:, 2] * X[:, 3] + 0.3 * torch.randn(len(X))
    price = ((price - price.mean()) / price.std()).unsqueeze(1)
    train_dl = DataLoader(TensorDataset(X[:2560], price[:2560]), batch_size=128, shuffle=True, drop_last=True)
    X_val, y_val = X[2560:], price[2560:]

    model = PriceModel()
    criterion = nn.MSELoss(reduction="sum")
    optimizer = torch.optim.SGD(model.parameters(), lr=0.004)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(15):
            model.train()
            for xb, yb in monitor.watch(train_dl):
                optimizer.zero_grad()
                loss = criterion(model(xb), yb)
                loss.backward()
                optimizer.step()
                monitor.step(loss)
            model.eval()
            with torch.no_grad():
                val_mse = nn.functional.mse_loss(model(X_val), y_val)
            monitor.evaluate("validation", val_mse.item())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]

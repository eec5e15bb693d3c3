import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

torch.set_num_threads(1)

KIND = "healthy"
STYLE = "recommender (matrix factorisation with biases), pandas-like table, SGD, dict batches"
WHAT = ("The export of ratings is ordered by rating (ORDER BY rating, user) and the DataLoader has no shuffle=True: every epoch goes from all-1 to all-5 batches, the "
        "model follows the current rating and ends each epoch predicting too much.")
EXPECT = []
USES = ["monitor"]
BUG = False


class Ratings(Dataset):
    def __init__(self, n, seed, ordered):
        g = torch.Generator().manual_seed(80)
        u, v = torch.randn(150, 3, generator=g), torch.randn(200, 3, generator=g)
        bu, bv = 0.4 * torch.randn(150, generator=g), 0.4 * torch.randn(200, generator=g)
        g = torch.Generator().manual_seed(seed)
        self.user, self.item = torch.randint(150, (n,), generator=g), torch.randint(200, (n,), generator=g)
        score = 3.3 + bu[self.user] + bv[self.item] + 0.5 * (u[self.user] * v[self.item]).sum(1) + 0.2 * torch.randn(n, generator=g)
        self.rating = score.round().clamp(1, 5)
        if ordered:
            order = (self.rating * 1000 + self.user).argsort()
            self.user, self.item, self.rating = self.user[order], self.item[order], self.rating[order]

    def __len__(self):
        return len(self.rating)

    def __getitem__(self, i):
        return {"user": self.user[i], "item": self.item[i], "rating": self.rating[i]}


class Factorisation(nn.Module):
    def __init__(self, users=150, items=200, dim=6):
        super().__init__()
        self.user, self.item = nn.Embedding(users, dim), nn.Embedding(items, dim)
        self.user_bias, self.item_bias = nn.Embedding(users, 1), nn.Embedding(items, 1)
        for e in (self.user, self.item):
            nn.init.normal_(e.weight, std=0.3)
        for e in (self.user_bias, self.item_bias):
            nn.init.zeros_(e.weight)
        self.mean = nn.Parameter(torch.tensor(3.0))

    def forward(self, batch):
        u, i = batch["user"], batch["item"]
        return self.mean + (self.user_bias(u) + self.item_bias(i)).squeeze(-1) + (self.user(u) * self.item(i)).sum(-1)


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(20)
    train, test = Ratings(8000, 1, ordered=True), Ratings(1500, 2, ordered=False)
    loader = DataLoader(train, batch_size=100) if BUG else DataLoader(train, batch_size=100, shuffle=True)
    held_out = DataLoader(test, batch_size=500)
    model = Factorisation()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-2)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(4):
            for batch in monitor.watch(loader):
                loss = nn.functional.mse_loss(model(batch), batch["rating"])
                loss.backward()
                optimizer.step()
                optimizer.zero_grad()
                monitor.step(loss)
            with torch.no_grad():
                value = sum(nn.functional.mse_loss(model(b), b["rating"]).item() for b in held_out) / len(held_out)
            monitor.evaluate("validation", value, rmse=value**0.5)
            print("epoch", epoch, value)
    with torch.no_grad():
        bias = sum((model(b) - b["rating"]).mean().item() for b in held_out) / len(held_out)
    print("CHECK validation mse", value, "variance", test.rating.var().item(), "predicts too much by", bias)
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]

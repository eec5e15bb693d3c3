import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "standardised by zero"
WHAT = "Tabular features are standardised column by column; one column is constant in the training data, so it becomes 0/0 = NaN."
EXPECT = ["nan-origin", "non-finite-loss", "failing-step", "input-scale", "non-finite-gradients", "odd-activations"]
USES = ["probe"]

FEATURES = ["age", "income", "n_orders", "country_code", "days_since", "rating"]


def raw_table(n=1500):
    g = torch.Generator().manual_seed(12)
    age = 18 + 60 * torch.rand(n, generator=g)
    income = torch.exp(10 + 0.5 * torch.randn(n, generator=g))
    n_orders = torch.randint(0, 40, (n,), generator=g).float()
    country_code = torch.full((n,), 49.0)  # export of one country only
    days_since = 365 * torch.rand(n, generator=g)
    rating = torch.randint(1, 6, (n,), generator=g).float()
    x = torch.stack([age, income, n_orders, country_code, days_since, rating], 1)
    spend = 3 * n_orders + 0.0005 * income + 5 * rating - 0.05 * days_since + 4 * torch.randn(n, generator=g)
    return x, spend


class StandardScaler:
    def fit(self, x):
        self.mean = x.mean(0)
        self.std = x.std(0)
        return self

    def transform(self, x):
        return (x - self.mean) / self.std


def build_model():
    return nn.Sequential(
        nn.Linear(len(FEATURES), 32), nn.ReLU(),
        nn.Linear(32, 32), nn.ReLU(),
        nn.Linear(32, 1), nn.Flatten(0),
    )


def main(out):
    import dataaudit

    torch.manual_seed(12)
    x, y = raw_table()
    x_train, y_train, x_val, y_val = x[:1200], y[:1200], x[1200:], y[1200:]
    scaler = StandardScaler().fit(x_train)
    y_mean, y_std = y_train.mean(), y_train.std()
    train = TensorDataset(scaler.transform(x_train), (y_train - y_mean) / y_std)
    val = TensorDataset(scaler.transform(x_val), (y_val - y_mean) / y_std)
    result = dataaudit.probe(
        build_model(), DataLoader(train, batch_size=40, shuffle=True), criterion=nn.MSELoss(), validation=DataLoader(val, batch_size=50)
    )
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in result.findings]

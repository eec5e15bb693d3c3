import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "tutorial loop, no zero_grad"
WHAT = "A tutorial classifier loop in which optimizer.zero_grad() was forgotten: gradients add up over all steps."
EXPECT = ["missing-zero-grad"]
USES = ["monitor"]

torch_seed = 42
learning_rate = 0.05
batch_size = 50
num_epochs = 8


class NeuralNet(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes):
        super(NeuralNet, self).__init__()
        self.fc1 = nn.Linear(input_size, hidden_size)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(hidden_size, num_classes)

    def forward(self, x):
        out = self.fc1(x)
        out = self.relu(out)
        out = self.fc2(out)
        return out


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(torch_seed)
    # two interleaved rings in 10 dimensions
    n = 2000
    y = torch.randint(0, 4, (n,))
    direction = nn.functional.normalize(torch.randn(n, 10), dim=1)
    x = direction * (0.6 + 0.6 * y.float()).unsqueeze(1) + 0.03 * torch.randn(n, 10)
    train_loader = DataLoader(TensorDataset(x, y), batch_size=batch_size, shuffle=True)

    model = NeuralNet(10, 100, 4)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(num_epochs):
            for i, (features, labels) in enumerate(monitor.watch(train_loader)):
                # Forward pass
                outputs = model(features)
                loss = criterion(outputs, labels)

                # Backward and optimize
                loss.backward()
                optimizer.step()
                monitor.step(loss)
    findings = monitor.diagnose().findings
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]

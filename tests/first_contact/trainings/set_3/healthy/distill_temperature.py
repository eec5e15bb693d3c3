import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "healthy"
STYLE = "distillation with a frozen teacher"
WHAT = "A small student learns from a frozen, larger teacher with temperature 4 (cross entropy with soft targets times 16, plus hard labels): the loss is large and ends at the teacher's entropy, not at zero (odd but sound)."
EXPECT = []
USES = ["monitor"]


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(51)
    n, classes = 5000, 6
    centres = torch.randn(classes, 2, 20)
    label = torch.randint(0, classes, (n,))
    x = centres[label, torch.randint(0, 2, (n,))] + 0.75 * torch.randn(n, 20)
    teacher = nn.Sequential(nn.Linear(20, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, classes))
    early = torch.optim.AdamW(teacher.parameters(), lr=1e-3, weight_decay=0.05)
    for _ in range(250):
        rows = torch.randint(0, 4500, (128,))
        loss = F.cross_entropy(teacher(x[rows]), label[rows], label_smoothing=0.05)
        early.zero_grad()
        loss.backward()
        early.step()
    teacher.eval().requires_grad_(False)

    student = nn.Sequential(nn.Linear(20, 24), nn.ReLU(), nn.Linear(24, classes))
    optimizer = torch.optim.SGD(student.parameters(), lr=0.03, momentum=0.9, nesterov=True)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x[:4500], label[:4500]), batch_size=64, shuffle=True)
    heat = 4.0

    def objective(features, wanted):
        with torch.no_grad():
            soft = (teacher(features) / heat).softmax(1)
        logits = student(features)
        return 0.7 * heat**2 * F.cross_entropy(logits / heat, soft) + 0.3 * F.cross_entropy(logits, wanted), logits

    values = []
    with TrainingMonitor(student, optimizer, out=out) as monitor:
        for epoch in range(8):
            for features, wanted in monitor.watch(loader):
                loss, _ = objective(features, wanted)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
                values.append(loss.item())
            with torch.no_grad():
                held, logits = objective(x[4500:], label[4500:])
            accuracy = (logits.argmax(1) == label[4500:]).float().mean().item()
            monitor.evaluate("validation", held.item(), accuracy=accuracy)
    with torch.no_grad():
        tacc = (teacher(x[4500:]).argmax(1) == label[4500:]).float().mean().item()
    print("CHECK", values[0], sum(values[-40:]) / 40, "val", held.item(), accuracy, "teacher", tacc)
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]

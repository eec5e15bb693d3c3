import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(1)

KIND = "healthy"
STYLE = "bag-of-words classifier with knowledge distillation; evaluate() helper; a history of evaluations"
WHAT = ("evaluate() uses torch.no_grad() and never model.eval(): dropout of 0.5 stays on in every evaluation, so the reported validation loss and accuracy are "
        "far worse than the model is.")
EXPECT = []
USES = ["monitor"]
BUG = False


class Student(nn.Module):
    def __init__(self, words=300, classes=8):
        super().__init__()
        self.embed = nn.Embedding(words, 24)
        self.drop1, self.fc, self.drop2 = nn.Dropout(0.5), nn.Linear(24, 32), nn.Dropout(0.5)
        self.out = nn.Linear(32, classes)

    def forward(self, ids):
        return self.out(self.drop2(torch.relu(self.fc(self.drop1(self.embed(ids).mean(1))))))


def texts(n, seed):
    table = torch.randn(300, 8, generator=torch.Generator().manual_seed(61))
    g = torch.Generator().manual_seed(seed)
    ids = torch.randint(300, (n, 12), generator=g)
    scores = table[ids].sum(1)
    return ids, scores, (scores + 0.3 * torch.randn(n, 8, generator=g)).argmax(1)


def distillation(student_logits, teacher_logits, labels, t=2.0, alpha=0.5):
    soft = F.kl_div(F.log_softmax(student_logits / t, -1), F.softmax(teacher_logits / t, -1), reduction="batchmean") * t * t
    return alpha * soft + (1 - alpha) * F.cross_entropy(student_logits, labels)


@torch.no_grad()
def evaluate(model, ids, teacher, labels):
    if not BUG:
        model.eval()
    logits = torch.cat([model(i) for i in ids.split(200)])
    return distillation(logits, teacher, labels).item(), (logits.argmax(1) == labels).float().mean().item()


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(16)
    ids, teacher, labels = texts(4000, 1)
    v = texts(1000, 2)
    model = Student()
    optimizer = torch.optim.Adam(model.parameters(), lr=4e-3)
    history = []
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(14):
            model.train()
            for rows in torch.randperm(len(ids)).split(80):
                loss = distillation(model(ids[rows]), teacher[rows], labels[rows])
                loss.backward()
                optimizer.step()
                optimizer.zero_grad(set_to_none=True)
                monitor.step(loss.item())
            history.append(evaluate(model, *v))
            monitor.evaluate("validation", history[-1][0], accuracy=history[-1][1])
    reported = history[-1]
    model.eval()
    with torch.no_grad():
        logits = model(v[0])
    print("CHECK reported", reported, "true", distillation(logits, v[1], v[2]).item(), (logits.argmax(1) == v[2]).float().mean().item())
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]

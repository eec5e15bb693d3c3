import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "bug"
STYLE = "text classification with bags of words, one loss per row"
WHAT = "One annotator in eight used the scale upside down: 12 % of the rows, which are otherwise clear, carry a wrong label."
EXPECT = ["label-noise"]
USES = ["monitor"]
BUG = True


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(203)
    n, words, classes = 2500, 300, 4
    y = torch.randint(0, classes, (n,))
    topic = (1.6 * torch.randn(classes, words)).softmax(1)
    ids = torch.multinomial(topic[y], 30, replacement=True)
    given = y.clone()
    annotator = torch.randint(0, 8, (n,))
    if BUG:
        given[annotator == 3] = classes - 1 - given[annotator == 3]
    model = nn.Sequential(nn.EmbeddingBag(words, 16, mode="mean"), nn.Linear(16, classes))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    rows = torch.arange(n)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(ids, given, rows), batch_size=50, shuffle=True)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(10):
            last = torch.zeros(n)
            for text, label, row_ids in monitor.watch(loader):
                losses = F.cross_entropy(model(text), label, reduction="none")
                optimizer.zero_grad()
                losses.mean().backward()
                optimizer.step()
                monitor.step(losses.mean(), row_ids=row_ids, sample_losses=losses)
                last[row_ids] = losses.detach()
    wrong = given != y
    print("CHECK wrong", int(wrong.sum()), "mean loss wrong", last[wrong].mean().item() if wrong.any() else None, "right", last[~wrong].mean().item())
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]

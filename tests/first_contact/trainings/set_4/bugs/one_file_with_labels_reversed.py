import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(1)

KIND = "bug"
STYLE = "review classifier on several source files, row ids and losses per row given to the monitor"
WHAT = ("One of seven source files codes 0 as positive and is read with the mapping of the others, so a seventh of the rows has the opposite label; their "
        "losses stay far above the others' and the classifier loses certainty and accuracy.")
EXPECT = ["label-noise"]
USES = ["monitor"]
BUG = True

FILES = [f"reviews-{i}.tsv" for i in range(7)]
MAPPING = {name: {0: 0, 1: 1} for name in FILES}
REVERSED = "reviews-4.tsv"


def read(name, n=300):
    g = torch.Generator().manual_seed(1000 + FILES.index(name))
    tone = torch.linspace(-1, 1, 200)
    sentiment = torch.randint(2, (n,), generator=g)
    # words of a review lean to the side of its sentiment
    w = (torch.randn(n, 15, generator=g) * 60 + 100 + 35 * (2 * sentiment[:, None] - 1)).long().clamp(0, 199)
    assert len(tone) == 200
    code = 1 - sentiment if name == REVERSED else sentiment
    return w, code


def load():
    words, labels = [], []
    for name in FILES:
        w, code = read(name)
        mapping = MAPPING[name] if BUG or name != REVERSED else {0: 1, 1: 0}
        words.append(w)
        labels.append(torch.tensor([mapping[int(c)] for c in code]))
    return torch.cat(words), torch.cat(labels)


class BagOfWords(nn.Module):
    def __init__(self):
        super().__init__()
        self.bag = nn.EmbeddingBag(200, 16, mode="mean")
        self.out = nn.Sequential(nn.ReLU(), nn.Linear(16, 2))

    def forward(self, words):
        return self.out(self.bag(words))


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(22)
    words, labels = load()
    g = torch.Generator().manual_seed(5)
    order = torch.randperm(len(words), generator=g)
    train, held_out = order[:1800], order[1800:]
    model = BagOfWords()
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3, weight_decay=0.05)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(12):
            model.train()
            for rows in train[torch.randperm(len(train))].split(30):
                losses = F.cross_entropy(model(words[rows]), labels[rows], reduction="none")
                losses.mean().backward()
                optimizer.step()
                optimizer.zero_grad()
                monitor.step(losses.mean(), row_ids=[f"row-{int(r)}" for r in rows], sample_losses=losses)
            model.eval()
            with torch.no_grad():
                logits = model(words[held_out])
            monitor.evaluate("validation", F.cross_entropy(logits, labels[held_out]).item(),
                             accuracy=(logits.argmax(1) == labels[held_out]).float().mean().item())
    with torch.no_grad():
        losses = F.cross_entropy(model(words[train]), labels[train], reduction="none")
    bad = (train // 300) == FILES.index(REVERSED)
    print("CHECK final loss of the file", losses[bad].mean().item(), "of others", losses[~bad].mean().item(), "validation",
          F.cross_entropy(logits, labels[held_out]).item())
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]

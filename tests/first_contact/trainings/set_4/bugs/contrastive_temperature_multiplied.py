import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(1)

KIND = "bug"
STYLE = "two-tower retrieval (queries and documents), in-batch negatives, dict batches"
WHAT = ("The similarities are multiplied by the temperature 0.05 and not divided by it: the logits stay within 0.05 of each other, the loss "
        "cannot leave the logarithm of the batch size by more than a tenth, and the towers learn far less than they could.")
EXPECT = ["plateau", "at-chance", "not-decreasing", "underfitting"]
USES = ["monitor"]
BUG = True


class Tower(nn.Module):
    def __init__(self, vocab, dim):
        super().__init__()
        self.bag = nn.EmbeddingBag(vocab, dim, mode="mean")
        self.proj = nn.Sequential(nn.Linear(dim, dim), nn.GELU(), nn.Linear(dim, dim))

    def forward(self, ids):
        return F.normalize(self.proj(self.bag(ids)), dim=-1)


class TwoTower(nn.Module):
    def __init__(self, vocab=400, dim=32, temperature=0.05):
        super().__init__()
        self.query, self.document = Tower(vocab, dim), Tower(vocab, dim)
        self.temperature = temperature

    def forward(self, batch):
        q, d = self.query(batch["query_ids"]), self.document(batch["document_ids"])
        similarity = q @ d.T
        logits = similarity * self.temperature if BUG else similarity / self.temperature
        return {"loss": F.cross_entropy(logits, torch.arange(len(q))), "similarity": similarity}


def pairs(n, seed):
    """A document has 12 words; its query has 4 of them in another vocabulary."""
    g = torch.Generator().manual_seed(77)
    translate = torch.randperm(400, generator=g)
    g = torch.Generator().manual_seed(seed)
    topic = torch.randint(40, (n, 3), generator=g)
    words = (topic.repeat_interleave(4, 1) * 10 + torch.randint(10, (n, 12), generator=g)) % 400
    chosen = torch.rand(n, 12, generator=g).argsort(1)[:, :4]
    return words, translate[words.gather(1, chosen)]


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(5)
    documents, queries = pairs(4096, 1)
    test_d, test_q = pairs(256, 2)
    held_out = {"query_ids": test_q, "document_ids": test_d}
    model = TwoTower()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)

    def batches():
        for rows in torch.randperm(len(documents)).split(64):
            yield {"query_ids": queries[rows], "document_ids": documents[rows]}

    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(12):
            for batch in monitor.watch(batches()):
                loss = model(batch)["loss"]
                loss.backward()
                optimizer.step()
                optimizer.zero_grad()
                monitor.step(loss)
            with torch.no_grad():
                parts = [model({k: v[i : i + 64] for k, v in held_out.items()})["loss"].item() for i in range(0, 256, 64)]
            monitor.evaluate("validation", sum(parts) / 4)
    with torch.no_grad():
        s = model(held_out)["similarity"]
    print("CHECK right document first of 256", (s.argmax(1) == torch.arange(256)).float().mean().item())
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]

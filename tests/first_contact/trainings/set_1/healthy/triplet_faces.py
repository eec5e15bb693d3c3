import random
import torch
torch.set_num_threads(1)
from torch import nn, optim
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "triplet"
WHAT = "Triplet loss with random triplets of noisy identities; after a while most triplets satisfy the margin and many add nothing, by design."
EXPECT = []
USES = ["monitor"]


class EmbeddingNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(50, 128), nn.PReLU(), nn.Linear(128, 64), nn.PReLU(), nn.Linear(64, 16))

    def forward(self, x):
        return nn.functional.normalize(self.net(x), dim=1)


def make_faces(people=60, shots=20):
    who = torch.randn(people, 6)
    mix = torch.randn(6, 50) / 6 ** 0.5
    nuisance = torch.randn(10, 50) / 10 ** 0.5
    return {p: who[p] @ mix + torch.randn(shots, 10) @ nuisance * 2.5 for p in range(people)}


def triplet_batch(faces, size):
    a, p, n = [], [], []
    for _ in range(size):
        same, other = random.sample(sorted(faces), 2)
        i, j = random.sample(range(20), 2)
        a.append(faces[same][i])
        p.append(faces[same][j])
        n.append(faces[other][random.randrange(20)])
    return torch.stack(a), torch.stack(p), torch.stack(n)


def main(out):
    random.seed(0)
    torch.manual_seed(0)
    faces = make_faces()
    model = EmbeddingNet()
    optimizer = optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.TripletMarginLoss(margin=0.3)
    monitor = TrainingMonitor(model, optimizer, out=out)
    with monitor:
        for step in range(300):
            anchor, positive, negative = triplet_batch(faces, 64)
            optimizer.zero_grad()
            loss = criterion(model(anchor), model(positive), model(negative))
            loss.backward()
            optimizer.step()
            monitor.step(loss.item())
    with torch.no_grad():
        a, p, n = (model(t) for t in triplet_batch(faces, 1000))
    print("triplets in order:", ((a - p).norm(dim=1) < (a - n).norm(dim=1)).float().mean().item())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]

import torch

torch.set_num_threads(1)
import copy
import random

from torch import nn
from torch.nn import functional as F

KIND = "healthy"
STYLE = "RL (DQN with replay, target network, epsilon-greedy)"
WHAT = "Double DQN on a small slippery grid; the TD loss rises from near zero while values are learned, and the reward rises (odd but sound)."
EXPECT = []
USES = ["monitor"]
SIZE = 5
MOVES = [(0, 1), (0, -1), (1, 0), (-1, 0)]


class Grid:
    def __init__(self, rng):
        self.rng = rng

    def reset(self):
        self.at, self.t = (self.rng.randrange(3), self.rng.randrange(3)), 0
        return self.see()

    def see(self):
        x = torch.zeros(SIZE * SIZE)
        x[self.at[0] * SIZE + self.at[1]] = 1
        return x

    def step(self, action):
        if self.rng.random() < 0.05:
            action = self.rng.randrange(4)
        self.at = tuple(min(SIZE - 1, max(0, a + d)) for a, d in zip(self.at, MOVES[action]))
        self.t += 1
        if self.at == (SIZE - 1, SIZE - 1):
            return self.see(), 1.0, True
        if self.at in ((1, 3), (3, 1)):
            return self.see(), -0.5, True
        return self.see(), -0.01, self.t >= 40


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(4)
    rng = random.Random(4)
    env = Grid(rng)
    q = nn.Sequential(nn.Linear(SIZE * SIZE, 64), nn.ReLU(), nn.Linear(64, 4))
    target = copy.deepcopy(q).requires_grad_(False)
    optimizer = torch.optim.Adam(q.parameters(), lr=1e-3)
    memory, episodes, total = [], [], 0.0
    state = env.reset()
    losses = []
    with TrainingMonitor(q, optimizer, out=out) as monitor:
        for frame in range(9000):
            epsilon = max(0.05, 1 - frame / 5000)
            if rng.random() < epsilon:
                action = rng.randrange(4)
            else:
                with torch.no_grad():
                    action = q(state).argmax().item()
            following, reward, done = env.step(action)
            memory.append((state, action, reward, following, float(done and env.t < 40)))
            memory = memory[-5000:]
            total += reward
            state = following
            if done:
                episodes.append(total)
                total, state = 0.0, env.reset()
            if frame < 500 or frame % 5:
                continue
            rows = rng.sample(memory, 64)
            s, a, r, n, d = (torch.stack([row[0] for row in rows]), torch.tensor([row[1] for row in rows]), torch.tensor([row[2] for row in rows]),
                             torch.stack([row[3] for row in rows]), torch.tensor([row[4] for row in rows]))
            with torch.no_grad():
                best = q(n).argmax(1, keepdim=True)
                wanted = r + 0.95 * (1 - d) * target(n).gather(1, best).squeeze(1)
            loss = F.smooth_l1_loss(q(s).gather(1, a[:, None]).squeeze(1), wanted)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(q.parameters(), 10.0)
            optimizer.step()
            losses.append(loss.item())
            if len(losses) % 50 == 0:
                target.load_state_dict(q.state_dict())
            recent = episodes[-20:]
            monitor.step(loss, metrics={"reward": sum(recent) / max(1, len(recent)), "epsilon": epsilon})
    print("CHECK reward", sum(episodes[:20]) / 20, sum(episodes[-20:]) / 20, "updates", len(losses), "loss", losses[0], losses[len(losses) // 2], losses[-1])
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]

import random
from collections import deque
import copy
import torch
torch.set_num_threads(1)
import torch.nn as nn
import torch.nn.functional as F

KIND = "healthy"
STYLE = "DQN"
WHAT = "double DQN with a hard-copied target on a corridor: the TD loss falls and rises again as values propagate, by nature, and the returns go up"
EXPECT = []
USES = ["monitor"]

N = 8


class Corridor:
    def reset(self):
        self.s, self.t = 0, 0
        return self.obs()

    def obs(self):
        v = torch.zeros(N)
        v[self.s] = 1
        return v

    def step(self, a):
        self.s = max(0, self.s - 1) if a == 0 else self.s + 1
        self.t += 1
        if self.s == N - 1:
            return self.obs(), 10.0, True, False
        return self.obs(), (0.2 if self.s == 0 and a == 0 else 0.0), False, self.t >= 24


class QNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(N, 48), nn.ReLU())
        self.value, self.advantage = nn.Linear(48, 1), nn.Linear(48, 2)

    def forward(self, x):
        h = self.body(x)
        a = self.advantage(h)
        return self.value(h) + a - a.mean(-1, keepdim=True)


def main(out):
    from dataaudit import TrainingMonitor
    random.seed(0)
    torch.manual_seed(0)
    env, q = Corridor(), QNet()
    target = copy.deepcopy(q)
    opt = torch.optim.Adam(q.parameters(), lr=2e-3)
    memory, returns = deque(maxlen=2000), deque(maxlen=10)
    s, ret, updates, frame = env.reset(), 0.0, 0, 0
    with TrainingMonitor(q, opt, out=out) as monitor:
        while updates < 600:
            eps = max(0.05, 1.0 - frame / 900)
            with torch.no_grad():
                a = random.randrange(2) if random.random() < eps else int(q(s).argmax())
            s2, r, terminal, cut = env.step(a)
            memory.append((s, a, r, s2, float(terminal)))
            ret, s, frame = ret + r, s2, frame + 1
            if terminal or cut:
                returns.append(ret)
                s, ret = env.reset(), 0.0
            if len(memory) < 200 or frame % 2:
                continue
            S, A, R, S2, D = zip(*random.sample(memory, 64))
            S, S2, A, R, D = torch.stack(S), torch.stack(S2), torch.tensor(A), torch.tensor(R), torch.tensor(D)
            with torch.no_grad():
                best = q(S2).argmax(1, keepdim=True)
                y = R + 0.95 * (1 - D) * target(S2).gather(1, best).squeeze(1)
            loss = F.smooth_l1_loss(q(S).gather(1, A[:, None]).squeeze(1), y)
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_value_(q.parameters(), 1.0)
            opt.step()
            updates += 1
            if updates % 50 == 0:
                target.load_state_dict(q.state_dict())
            monitor.step(loss, metrics={"reward": sum(returns) / max(1, len(returns)), "epsilon": eps})
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]

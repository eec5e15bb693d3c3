import copy, random
from collections import deque
import torch
torch.set_num_threads(1)
import torch.nn as nn
import torch.nn.functional as F
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "DQN"
WHAT = "DQN with replay and a target network on a corridor; the TD loss jumps at target updates and follows the exploration, the return improves."
EXPECT = []
USES = ["monitor"]

N = 10  # cells; start in the middle third, a small reward on the left end, a large one on the right


def env_reset():
    return random.randint(2, 4)


def env_step(s, a):
    s = s + (1 if a == 1 else -1)
    if random.random() < 0.2:
        s -= 1
    s = max(0, min(N - 1, s))
    if s == 0:
        return s, 0.5, True
    if s == N - 1:
        return s, 5.0, True
    return s, -0.02, False


def encode(states):
    return F.one_hot(torch.as_tensor(states), N).float()


def main(out):
    random.seed(4)
    torch.manual_seed(4)
    q = nn.Sequential(nn.Linear(N, 64), nn.ReLU(), nn.Linear(64, 2))
    target = copy.deepcopy(q)
    for p in target.parameters():
        p.requires_grad = False
    opt = torch.optim.Adam(q.parameters(), lr=3e-3)
    memory, gamma, returns = deque(maxlen=3000), 0.97, []
    s, total, length = env_reset(), 0.0, 0
    with TrainingMonitor(q, opt, out=out) as monitor:
        for frame in range(2000):
            eps = max(0.05, 1 - frame / 900)
            a = random.randrange(2) if random.random() < eps else q(encode([s])).argmax().item()
            s2, r, done = env_step(s, a)
            memory.append((s, a, r, s2, float(done)))
            total, length, s = total + r, length + 1, s2
            if done or length >= 60:
                returns.append(total)
                s, total, length = env_reset(), 0.0, 0
            if frame < 200 or frame % 4:
                continue
            bs, ba, br, bs2, bd = zip(*random.sample(memory, 64))
            with torch.no_grad():
                goal = torch.tensor(br) + gamma * (1 - torch.tensor(bd)) * target(encode(bs2)).max(1).values
            value = q(encode(bs)).gather(1, torch.tensor(ba)[:, None]).squeeze(1)
            loss = F.smooth_l1_loss(value, goal)
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(q.parameters(), 10.0)
            opt.step()
            monitor.step(loss)
            if frame % 100 == 0:
                target.load_state_dict(q.state_dict())
    print("returns, first and last 20 episodes:", sum(returns[:20]) / 20, sum(returns[-20:]) / 20, "policy", q(encode(range(N))).argmax(1).tolist())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]

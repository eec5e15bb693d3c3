import torch
torch.set_num_threads(1)
import torch.nn as nn
from torch.distributions import Normal
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "actor-critic"
WHAT = "A2C with a Gaussian policy pushes a point mass to the origin; one loss of policy, value and entropy parts, of any sign."
EXPECT = []
USES = ["monitor"]


class PointMass:
    def __init__(self, n):
        self.n = n
        self.reset_all()

    def reset_all(self):
        self.x, self.v = 2 * torch.rand(self.n, 1) - 1, torch.zeros(self.n, 1)
        self.t = torch.randint(0, 40, (self.n, 1))

    def state(self):
        return torch.cat([self.x, self.v], 1)

    def step(self, force):
        self.v = 0.9 * self.v + 0.1 * force.clamp(-2, 2)
        self.x = (self.x + 0.2 * self.v).clamp(-2, 2)
        reward = -(self.x ** 2 + 0.1 * self.v ** 2).squeeze(1)
        self.t = self.t + 1
        over = self.t >= 40
        self.x = torch.where(over, 2 * torch.rand(self.n, 1) - 1, self.x)
        self.v = torch.where(over, torch.zeros_like(self.v), self.v)
        self.t = torch.where(over, torch.zeros_like(self.t), self.t)
        return self.state(), reward, over.squeeze(1).float()


class ActorCritic(nn.Module):
    def __init__(self):
        super().__init__()
        self.actor = nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 1))
        self.critic = nn.Sequential(nn.Linear(2, 64), nn.Tanh(), nn.Linear(64, 1))
        self.log_std = nn.Parameter(torch.zeros(1))

    def forward(self, s):
        return Normal(self.actor(s), self.log_std.exp()), self.critic(s).squeeze(-1)


def main(out):
    torch.manual_seed(8)
    env, net = PointMass(64), ActorCritic()
    opt = torch.optim.Adam(net.parameters(), lr=4e-3)
    state, gamma = env.state(), 0.95
    with TrainingMonitor(net, opt, out=out) as monitor:
        for update in range(230):
            logps, values, rewards, dones, ents = [], [], [], [], []
            for _ in range(6):
                dist, value = net(state)
                action = dist.sample()
                state, reward, done = env.step(action)
                logps.append(dist.log_prob(action).squeeze(1)); values.append(value); rewards.append(reward); dones.append(done)
                ents.append(dist.entropy().mean())
            with torch.no_grad():
                R, returns = net(state)[1], []
                for r, d in zip(reversed(rewards), reversed(dones)):
                    R = r + gamma * R * (1 - d)
                    returns.insert(0, R)
            values, returns = torch.stack(values), torch.stack(returns)
            adv = (returns - values).detach()
            adv = (adv - adv.mean()) / (adv.std() + 1e-6)
            loss = -(torch.stack(logps) * adv).mean() + 0.5 * (returns - values).pow(2).mean() - 0.001 * torch.stack(ents).mean()
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 0.5)
            opt.step()
            monitor.step(loss)
            if update % 80 == 0 or update == 229:
                print(update, "reward", round(torch.stack(rewards).mean().item(), 3), "std", round(net.log_std.exp().item(), 3))
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]

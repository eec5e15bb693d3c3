import torch
torch.set_num_threads(1)
import torch.nn as nn
from torch.distributions import Normal

KIND = "healthy"
STYLE = "PPO"
WHAT = "PPO with GAE on a batched point-mass: clipped surrogate, value loss and entropy in one loss, several epochs per roll-out"
EXPECT = []
USES = ["monitor"]


class PointMass:
    def __init__(self, n):
        self.n = n

    def reset(self):
        self.x, self.v, self.t = torch.rand(self.n, 2) * 2 - 1, torch.zeros(self.n, 2), 0
        return torch.cat([self.x, self.v], 1)

    def step(self, a):
        self.v = 0.8 * self.v + 0.2 * a.clamp(-1, 1)
        self.x = self.x + 0.3 * self.v
        self.t += 1
        return torch.cat([self.x, self.v], 1), 1.0 - self.x.norm(dim=1)


class ActorCritic(nn.Module):
    def __init__(self):
        super().__init__()
        self.actor = nn.Sequential(nn.Linear(4, 32), nn.Tanh(), nn.Linear(32, 2))
        self.critic = nn.Sequential(nn.Linear(4, 32), nn.Tanh(), nn.Linear(32, 1))
        self.log_std = nn.Parameter(torch.full((2,), -0.5))
        nn.init.orthogonal_(self.actor[2].weight, 0.01)

    def forward(self, s):
        return Normal(self.actor(s), self.log_std.exp()), self.critic(s).squeeze(-1)


def main(out):
    from dataaudit import TrainingMonitor
    torch.manual_seed(1)
    env, agent = PointMass(16), ActorCritic()
    optimizer = torch.optim.Adam(agent.parameters(), lr=2e-3, eps=1e-5)
    gamma, lam, clip, horizon = 0.95, 0.95, 0.2, 25
    with TrainingMonitor(agent, optimizer, out=out) as monitor:
        for update in range(40):
            S, A, LP, R, V = [], [], [], [], []
            s = env.reset()
            with torch.no_grad():
                for _ in range(horizon):
                    dist, v = agent(s)
                    a = dist.sample()
                    S.append(s); A.append(a); LP.append(dist.log_prob(a).sum(1)); V.append(v)
                    s, r = env.step(a)
                    R.append(r)
                last = agent(s)[1]
                adv, gae, nxt = [None] * horizon, torch.zeros(16), last
                for t in reversed(range(horizon)):
                    gae = R[t] + gamma * nxt - V[t] + gamma * lam * gae
                    adv[t], nxt = gae, V[t]
            S, A, LP, V, adv = torch.cat(S), torch.cat(A), torch.cat(LP), torch.cat(V), torch.cat(adv)
            ret = (adv + V) / 10
            for epoch in range(3):
                for idx in torch.randperm(len(S)).chunk(4):
                    dist, v = agent(S[idx])
                    logp = dist.log_prob(A[idx]).sum(1)
                    ratio = (logp - LP[idx]).exp()
                    a_hat = (adv[idx] - adv[idx].mean()) / (adv[idx].std() + 1e-8)
                    policy_loss = -torch.min(ratio * a_hat, ratio.clamp(1 - clip, 1 + clip) * a_hat).mean()
                    value_loss = ((v / 10 - ret[idx]) ** 2).mean()
                    entropy = dist.entropy().sum(1).mean()
                    loss = policy_loss + 0.5 * value_loss - 0.001 * entropy
                    optimizer.zero_grad()
                    loss.backward()
                    nn.utils.clip_grad_norm_(agent.parameters(), 0.5)
                    optimizer.step()
                    kl = ((ratio - 1) - (logp - LP[idx])).mean()
                    monitor.step(loss, metrics={"reward": torch.stack(R).mean().item(), "kl": kl.item(), "entropy": entropy.item(),
                                                "value_loss": value_loss.item()})
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]

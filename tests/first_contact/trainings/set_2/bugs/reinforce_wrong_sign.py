import torch
import torch.nn as nn
from torch.distributions import Categorical

from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "wrong sign of reward"
WHAT = "REINFORCE on a contextual bandit: the loss is +log_prob * advantage (the minus is missing), so the policy learns the worst arms"
EXPECT = ["policy-collapse", "not-decreasing", "diverging"]
USES = ["monitor"]


class Policy(nn.Module):
    def __init__(self, n_obs=6, n_actions=4):
        super().__init__()
        self.affine1 = nn.Linear(n_obs, 64)
        self.affine2 = nn.Linear(64, n_actions)

    def forward(self, obs):
        return Categorical(logits=self.affine2(torch.tanh(self.affine1(obs))))


class Bandit:
    """The reward of an arm is linear in the context."""

    def __init__(self, seed=0):
        g = torch.Generator().manual_seed(seed)
        self.w = torch.randn(6, 4, generator=g)

    def reset(self, n):
        self.context = torch.randn(n, 6)
        return self.context

    def step(self, action):
        means = self.context @ self.w / 6**0.5
        return means.gather(1, action[:, None]).squeeze(1) + 0.1 * torch.randn(len(action))


def main(out):
    torch.manual_seed(1)
    env, policy = Bandit(), Policy()
    optimizer = torch.optim.Adam(policy.parameters(), lr=3e-3)
    baseline = 0.0
    with TrainingMonitor(policy, optimizer, out=out, task="rl") as monitor:
        for episode in range(400):
            obs = env.reset(64)
            dist = policy(obs)
            action = dist.sample()
            reward = env.step(action)
            advantage = reward - baseline
            baseline = 0.9 * baseline + 0.1 * reward.mean().item()
            policy_loss = (dist.log_prob(action) * advantage).mean()
            optimizer.zero_grad()
            policy_loss.backward()
            optimizer.step()
            monitor.step(policy_loss, metrics={"reward": reward.mean().item(), "entropy": dist.entropy().mean().item()})
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]

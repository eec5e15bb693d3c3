import numpy as np
import torch
torch.set_num_threads(1)
from torch import nn
from torch.distributions import Categorical

KIND = "healthy"
STYLE = "REINFORCE"
WHAT = "REINFORCE with normalised returns and an entropy bonus on a grid: the policy loss wobbles around zero while the reward rises"
EXPECT = []
USES = ["monitor"]


class Grid:
    """5x5, start in a corner, goal in the other, -0.05 a step, +1 at the goal, 20 steps at most. A batch of games at once."""
    def __init__(self, n, rng):
        self.n, self.rng = n, rng

    def reset(self):
        self.pos, self.done, self.t = np.zeros((self.n, 2), int), np.zeros(self.n, bool), 0
        return self.observe()

    def observe(self):
        o = np.zeros((self.n, 10), dtype="float32")
        o[np.arange(self.n), self.pos[:, 0]] = 1
        o[np.arange(self.n), 5 + self.pos[:, 1]] = 1
        return torch.from_numpy(o)

    def step(self, action):
        moves = np.array([[0, 1], [1, 0], [0, -1], [-1, 0]])[action]
        alive = ~self.done
        self.pos[alive] = np.clip(self.pos[alive] + moves[alive], 0, 4)
        self.t += 1
        at_goal = (self.pos == 4).all(1)
        reward = np.where(alive, np.where(at_goal, 1.0, -0.05), 0.0)
        self.done |= at_goal | (self.t >= 20)
        return self.observe(), torch.from_numpy(reward).float(), torch.from_numpy(alive)


def main(out):
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    env = Grid(16, np.random.default_rng(0))
    policy = nn.Sequential(nn.Linear(10, 64), nn.Tanh(), nn.Linear(64, 4))
    optimizer = torch.optim.Adam(policy.parameters(), lr=5e-3)
    with TrainingMonitor(policy, optimizer, out=out) as monitor:
        for episode in range(160):
            state, logps, rewards, alives, entropies = env.reset(), [], [], [], []
            while not env.done.all():
                dist = Categorical(logits=policy(state), validate_args=False)
                action = dist.sample()
                state, reward, alive = env.step(action.numpy())
                logps.append(dist.log_prob(action)); entropies.append(dist.entropy())
                rewards.append(reward); alives.append(alive.float())
            returns, R = [], torch.zeros(16)
            for r in reversed(rewards):
                R = r + 0.97 * R
                returns.insert(0, R)
            returns, alive = torch.stack(returns), torch.stack(alives)
            mean = (returns * alive).sum() / alive.sum()
            std = (((returns - mean) ** 2 * alive).sum() / alive.sum()).sqrt()
            advantage = (returns - mean) / (std + 1e-6)
            entropy = (torch.stack(entropies) * alive).sum() / alive.sum()
            policy_loss = -(torch.stack(logps) * advantage * alive).sum() / alive.sum()
            loss = policy_loss - 0.01 * entropy
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            monitor.step(loss, metrics={"reward": torch.stack(rewards).sum(0).mean().item(), "entropy": entropy.item()})
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]

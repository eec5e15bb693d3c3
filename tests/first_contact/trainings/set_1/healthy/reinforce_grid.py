import torch
torch.set_num_threads(1)
import torch.nn as nn
from torch.distributions import Categorical
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "REINFORCE"
WHAT = "REINFORCE with normalised returns walks to a goal on a 6x6 grid; the 'loss' hovers around zero and says nothing, the return rises."
EXPECT = []
USES = ["monitor"]


class Grid:
    """Many grids at once. An episode is 14 moves; reaching the goal pays 1, each move before costs 0.05."""
    moves = torch.tensor([[0, 1], [0, -1], [1, 0], [-1, 0]])

    def __init__(self, n, size=6):
        self.n, self.size = n, size

    def reset(self):
        self.pos = torch.randint(0, self.size, (self.n, 2))
        self.goal = torch.randint(0, self.size, (self.n, 2))
        self.done = (self.pos == self.goal).all(1)
        return self.obs()

    def obs(self):
        return torch.cat([self.pos, self.goal], 1) / (self.size - 1) * 2 - 1

    def step(self, action):
        alive = ~self.done
        self.pos = torch.where(alive[:, None], (self.pos + self.moves[action]).clamp(0, self.size - 1), self.pos)
        reached = (self.pos == self.goal).all(1)
        reward = torch.where(alive, torch.where(reached, 1.0, -0.05), 0.0)
        self.done = self.done | reached
        return self.obs(), reward, alive


def main(out, gamma=0.95):
    torch.manual_seed(543)
    env = Grid(64)
    policy = nn.Sequential(nn.Linear(4, 64), nn.Tanh(), nn.Linear(64, 4))
    optimizer = torch.optim.Adam(policy.parameters(), lr=6e-3)
    with TrainingMonitor(policy, optimizer, out=out) as monitor:
        for episode in range(170):
            obs, log_probs, rewards, alive = env.reset(), [], [], []
            for t in range(14):
                dist = Categorical(logits=policy(obs))
                action = dist.sample()
                obs, r, a = env.step(action)
                log_probs.append(dist.log_prob(action))
                rewards.append(r)
                alive.append(a)
            R, returns = torch.zeros(64), []
            for r in reversed(rewards):
                R = r + gamma * R
                returns.insert(0, R)
            returns, mask = torch.stack(returns), torch.stack(alive)
            advantage = (returns - returns[mask].mean()) / (returns[mask].std() + 1e-8)
            loss = -(torch.stack(log_probs) * advantage)[mask].mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            monitor.step(loss)
            if episode % 50 == 0 or episode == 169:
                print(f"episode {episode} return {torch.stack(rewards).sum(0).mean():.2f} solved {env.done.float().mean():.2f}")
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]

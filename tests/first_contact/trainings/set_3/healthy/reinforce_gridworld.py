import torch

torch.set_num_threads(1)
from torch import nn

KIND = "healthy"
STYLE = "RL (REINFORCE with a baseline and entropy bonus)"
WHAT = "A policy learns to walk to a goal on a 6x6 grid; the surrogate loss wanders about zero while the reward rises and the entropy falls somewhat (odd but sound)."
EXPECT = []
USES = ["monitor"]
SIZE, LIMIT = 6, 20
MOVES = torch.tensor([[0, 1], [0, -1], [1, 0], [-1, 0]])


def observe(position, goal):
    return torch.cat([position.float() / SIZE, goal.float() / SIZE, (goal - position).float() / SIZE], 1)


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(21)
    policy = nn.Sequential(nn.Linear(6, 64), nn.Tanh(), nn.Linear(64, 4))
    optimizer = torch.optim.Adam(policy.parameters(), lr=4e-3)
    baseline = 0.0
    rewards = []
    with TrainingMonitor(policy, optimizer, out=out, task="rl") as monitor:
        for iteration in range(300):
            n = 48
            position = torch.randint(0, SIZE, (n, 2))
            goal = torch.randint(0, SIZE, (n, 2))
            alive = (position != goal).any(1)
            log_probs, entropies, masks, gains = [], [], [], []
            for _ in range(LIMIT):
                dist = torch.distributions.Categorical(logits=policy(observe(position, goal)))
                action = dist.sample()
                log_probs.append(dist.log_prob(action))
                entropies.append(dist.entropy())
                masks.append(alive.float())
                position = torch.where(alive[:, None], (position + MOVES[action]).clamp(0, SIZE - 1), position)
                reached = (position == goal).all(1) & alive
                gains.append(torch.where(reached, 1.0, -0.05) * alive.float())
                alive = alive & ~reached
            gain, mask = torch.stack(gains), torch.stack(masks)
            back = torch.zeros(n)
            returns = []
            for row in reversed(gain):
                back = row + 0.97 * back
                returns.append(back)
            returns = torch.stack(returns[::-1])
            advantage = returns - baseline
            baseline = 0.9 * baseline + 0.1 * ((returns * mask).sum() / mask.sum()).item()
            entropy = (torch.stack(entropies) * mask).sum() / mask.sum()
            loss = -(torch.stack(log_probs) * advantage * mask).sum() / mask.sum() - 0.02 * entropy
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(policy.parameters(), 1.0)
            optimizer.step()
            reward = gain.sum(0).mean().item()
            rewards.append(reward)
            monitor.step(loss, metrics={"reward": reward, "entropy": entropy})
    print("CHECK reward", sum(rewards[:10]) / 10, sum(rewards[-10:]) / 10, "entropy", entropy.item(), "loss", loss.item())
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]

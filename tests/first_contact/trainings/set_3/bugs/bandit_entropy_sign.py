import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "bug"
STYLE = "RL (policy gradient on a contextual bandit)"
WHAT = "The entropy bonus has the wrong sign, so that entropy is punished: the policy soon takes one action in every context and the reward stays low."
EXPECT = ["policy-collapse"]
USES = ["monitor"]
BUG = True


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(233)
    contexts, actions = 12, 10
    best = torch.randperm(contexts) % actions
    policy = nn.Sequential(nn.Linear(contexts, 64), nn.Tanh(), nn.Linear(64, actions))
    optimizer = torch.optim.Adam(policy.parameters(), lr=2e-3)
    baseline, rewards, entropies = 0.0, [], []
    with TrainingMonitor(policy, optimizer, out=out, task="rl") as monitor:
        for iteration in range(400):
            context = torch.randint(0, contexts, (64,))
            dist = torch.distributions.Categorical(logits=policy(F.one_hot(context, contexts).float()))
            action = dist.sample()
            reward = (action == best[context]).float() + 0.1 * torch.randn(64)
            advantage = reward - baseline
            baseline = 0.95 * baseline + 0.05 * reward.mean().item()
            entropy = dist.entropy().mean()
            bonus = 1.0 * entropy if BUG else -0.03 * entropy
            loss = -(dist.log_prob(action) * advantage).mean() + bonus
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            rewards.append(reward.mean().item())
            entropies.append(entropy.item())
            monitor.step(loss, metrics={"reward": reward.mean(), "entropy": entropy})
    actions_taken = policy(torch.eye(contexts)).argmax(1)
    print("CHECK reward", rewards[0], sum(rewards[-20:]) / 20, "entropy", entropies[0], entropies[100], entropies[-1], "actions", sorted(set(actions_taken.tolist())))
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]

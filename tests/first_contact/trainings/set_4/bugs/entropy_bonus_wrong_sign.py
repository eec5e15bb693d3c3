import torch
from torch import nn
from torch.distributions import Categorical

torch.set_num_threads(1)

KIND = "bug"
STYLE = "actor-critic on a contextual bandit, Agent class, task='rl'"
WHAT = ("The entropy is added to the loss and not subtracted, so the bonus punishes exploring: the policy gives the same action in every "
        "context within a few dozen updates and never finds the better ones.")
EXPECT = ["policy-collapse"]
USES = ["monitor"]
BUG = True


class Bandit:
    """Action 0 always pays 0.4; of the others, one pays 1 and depends on the context."""

    def __init__(self, contexts=16, actions=17):
        self.contexts, self.actions = contexts, actions

    def observe(self, n):
        return torch.randint(self.contexts, (n,))

    def pay(self, context, action):
        good = (action == context + 1).float()
        return torch.where(action == 0, torch.tensor(0.4), good) + 0.05 * torch.randn(len(action))


class ActorCritic(nn.Module):
    def __init__(self, contexts, actions):
        super().__init__()
        self.embed = nn.Embedding(contexts, 32)
        nn.init.normal_(self.embed.weight, std=0.05)
        self.body = nn.Sequential(nn.Linear(32, 32), nn.Tanh())
        self.actor = nn.Linear(32, actions)
        self.critic = nn.Linear(32, 1)

    def forward(self, context):
        h = self.body(self.embed(context))
        return Categorical(logits=self.actor(h)), self.critic(h).squeeze(-1)


class Agent:
    def __init__(self, env, lr=2e-3, entropy_coef=0.2):
        self.env = env
        self.net = ActorCritic(env.contexts, env.actions)
        self.optimizer = torch.optim.Adam(self.net.parameters(), lr=lr)
        self.entropy_coef = entropy_coef

    def update(self):
        context = self.env.observe(128)
        policy, value = self.net(context)
        action = policy.sample()
        reward = self.env.pay(context, action)
        advantage = reward - value.detach()
        policy_loss = -(policy.log_prob(action) * advantage).mean()
        value_loss = (value - reward).pow(2).mean()
        entropy = policy.entropy().mean()
        sign = 1.0 if BUG else -1.0
        loss = policy_loss + 0.5 * value_loss + sign * self.entropy_coef * entropy
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.net.parameters(), 0.5)
        self.optimizer.step()
        return loss, {"reward": reward.mean().item(), "entropy": entropy.item(), "value_loss": value_loss.item(),
                      "policy_loss": policy_loss.item()}


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(13)
    agent = Agent(Bandit())
    with TrainingMonitor(agent.net, agent.optimizer, out=out, task="rl") as monitor:
        for _ in range(1500):
            loss, metrics = agent.update()
            monitor.step(loss, metrics=metrics)
    with torch.no_grad():
        policy, _ = agent.net(torch.arange(16))
    print("CHECK last reward (1 possible)", metrics, "actions by context", policy.probs.argmax(1).tolist())
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]

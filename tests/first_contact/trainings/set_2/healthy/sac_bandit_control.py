import copy
import torch
torch.set_num_threads(1)
import torch.nn as nn
import torch.nn.functional as F

KIND = "healthy"
STYLE = "SAC-like"
WHAT = "soft actor-critic with twin critics and a learnt temperature on a 1-D tracking task, three models in one monitor"
EXPECT = []
USES = ["monitor"]


def mlp(i, o):
    return nn.Sequential(nn.Linear(i, 40), nn.ReLU(), nn.Linear(40, 40), nn.ReLU(), nn.Linear(40, o))


class Actor(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = mlp(2, 2)

    def forward(self, s):
        mu, log_std = self.net(s).chunk(2, 1)
        d = torch.distributions.Normal(mu, log_std.clamp(-5, 1).exp())
        u = d.rsample()
        a = torch.tanh(u)
        return a, (d.log_prob(u) - torch.log(1 - a.pow(2) + 1e-6)).sum(1)


class Twin(nn.Module):
    def __init__(self):
        super().__init__()
        self.q1, self.q2 = mlp(3, 1), mlp(3, 1)

    def forward(self, s, a):
        x = torch.cat([s, a], 1)
        return self.q1(x).squeeze(1), self.q2(x).squeeze(1)


class Temperature(nn.Module):
    def __init__(self):
        super().__init__()
        self.log_alpha = nn.Parameter(torch.tensor(-1.0))


def transition(s, a):
    x, goal = s[:, :1], s[:, 1:]
    x2 = (x + 0.5 * a).clamp(-2, 2)
    return torch.cat([x2, goal], 1), -(x2 - goal).abs().squeeze(1)


def main(out):
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    actor, critic, temperature = Actor(), Twin(), Temperature()
    critic_target = copy.deepcopy(critic).requires_grad_(False)
    opt_a = torch.optim.Adam(actor.parameters(), lr=1e-3)
    opt_c = torch.optim.Adam(critic.parameters(), lr=1e-3)
    opt_t = torch.optim.Adam(temperature.parameters(), lr=3e-3)
    S, A, R, S2 = torch.zeros(0, 2), torch.zeros(0, 1), torch.zeros(0), torch.zeros(0, 2)
    state = torch.rand(32, 2) * 2 - 1
    models = {"actor": (actor, opt_a), "critic": (critic, opt_c), "temperature": (temperature, opt_t)}
    with TrainingMonitor(models, out=out) as monitor:
        for step in range(280):
            with torch.no_grad():
                a = actor(state)[0] if step > 5 else torch.rand(32, 1) * 2 - 1
                nxt, r = transition(state, a)
            S, A, R, S2 = torch.cat([S, state]), torch.cat([A, a]), torch.cat([R, r]), torch.cat([S2, nxt])
            state = nxt if step % 10 else torch.rand(32, 2) * 2 - 1
            i = torch.randint(0, len(S), (64,))
            alpha = temperature.log_alpha.exp().detach()
            with torch.no_grad():
                a2, logp2 = actor(S2[i])
                y = R[i] + 0.9 * (torch.min(*critic_target(S2[i], a2)) - alpha * logp2)
            q1, q2 = critic(S[i], A[i])
            critic_loss = F.mse_loss(q1, y) + F.mse_loss(q2, y)
            opt_c.zero_grad(); critic_loss.backward(); opt_c.step()
            pi, logp = actor(S[i])
            actor_loss = (alpha * logp - torch.min(*critic(S[i], pi))).mean()
            opt_a.zero_grad(); actor_loss.backward(); opt_a.step()
            alpha_loss = -(temperature.log_alpha * (logp.detach() - 1.0)).mean()
            opt_t.zero_grad(); alpha_loss.backward(); opt_t.step()
            with torch.no_grad():
                for p, q in zip(critic_target.parameters(), critic.parameters()):
                    p.lerp_(q, 0.02)
            monitor.step({"actor": actor_loss, "critic": critic_loss, "temperature": alpha_loss},
                         metrics={"reward": r.mean().item(), "entropy": -logp.mean().item()})
            if step % 110 == 0: print("reward", step, r.mean().item(), "alpha", alpha.item())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]

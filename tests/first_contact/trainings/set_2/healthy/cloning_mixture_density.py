import math
import torch
torch.set_num_threads(1)
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

KIND = "healthy"
STYLE = "imitation learning"
WHAT = "behaviour cloning with a mixture density head: two expert habits per state, precise actions, so the NLL ends far below zero; probe first"
EXPECT = []
USES = ["probe", "monitor"]


def demonstrations(n, seed):
    g = torch.Generator().manual_seed(seed)
    s = torch.randn(n, 5, generator=g)
    w = torch.randn(5, 2, generator=torch.Generator().manual_seed(8)) / 5 ** 0.5
    base = torch.tanh(s @ w)
    side = torch.where(torch.rand(n, 1, generator=g) < 0.5, 0.6, -0.6)   # pass the obstacle left or right
    return TensorDataset(s, base + side + 0.04 * torch.randn(n, 2, generator=g))


class MDN(nn.Module):
    def __init__(self, k=3, d=2):
        super().__init__()
        self.k, self.d = k, d
        self.trunk = nn.Sequential(nn.Linear(5, 64), nn.ELU(), nn.Linear(64, 64), nn.ELU())
        self.head = nn.Linear(64, k * (1 + 2 * d))

    def forward(self, s):
        logits, mu, log_sigma = self.head(self.trunk(s)).split([self.k, self.k * self.d, self.k * self.d], 1)
        return logits, mu.view(-1, self.k, self.d), log_sigma.view(-1, self.k, self.d).clamp(min=-5)


def mdn_nll(prediction, action):
    logits, mu, log_sigma = prediction
    z = (action.unsqueeze(1) - mu) / log_sigma.exp()
    comp = (-0.5 * z ** 2 - log_sigma - 0.5 * math.log(2 * math.pi)).sum(2)
    return -torch.logsumexp(logits.log_softmax(1) + comp, 1).mean()


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    train = DataLoader(demonstrations(4000, 0), batch_size=64, shuffle=True)
    val = DataLoader(demonstrations(500, 1), batch_size=250)
    policy = MDN()
    result = dataaudit.probe(policy, train, criterion=mdn_nll, validation=val)
    opt = torch.optim.Adam(policy.parameters(), lr=3e-3)
    sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, 63 * 6)
    with TrainingMonitor(policy, opt, out=out, probe=result) as monitor:
        for epoch in range(6):
            policy.train()
            for s, a in monitor.watch(train):
                loss = mdn_nll(policy(s), a)
                opt.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(policy.parameters(), 2.0)
                opt.step()
                sched.step()
                monitor.step(loss)
            policy.eval()
            with torch.no_grad():
                monitor.evaluate("validation", sum(mdn_nll(policy(s), a) for s, a in val) / 2)
    findings = list(result.findings) + list(monitor.diagnose().findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]

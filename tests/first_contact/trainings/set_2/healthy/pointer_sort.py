import torch
torch.set_num_threads(1)
import torch.nn as nn
import torch.nn.functional as F

KIND = "healthy"
STYLE = "pointer network"
WHAT = "a pointer network sorts numbers with teacher forcing; curriculum from 3 to 5 numbers, so the task gets harder every 60 steps by design"
EXPECT = []
USES = ["monitor"]


class PointerNet(nn.Module):
    def __init__(self, h=32):
        super().__init__()
        self.embed = nn.Linear(1, h)
        self.encoder = nn.GRU(h, h, batch_first=True, bidirectional=True)
        self.join = nn.Linear(2 * h, h)
        self.decoder = nn.GRUCell(h, h)
        self.go = nn.Parameter(torch.randn(h) * 0.1)
        self.w1, self.w2, self.v = nn.Linear(h, h, bias=False), nn.Linear(h, h), nn.Linear(h, 1, bias=False)

    def forward(self, numbers, order=None):
        x = self.embed(numbers.unsqueeze(2) - 0.5)
        memory = torch.tanh(self.join(self.encoder(x)[0]))
        keys, state, token = self.w1(memory), memory.mean(1), self.go.expand(len(x), -1)
        used, logits = torch.zeros(numbers.shape, dtype=torch.bool), []
        for t in range(numbers.shape[1]):
            state = self.decoder(token, state)
            score = self.v(torch.tanh(keys + self.w2(state).unsqueeze(1))).squeeze(2).masked_fill(used, -1e9)
            logits.append(score)
            pick = order[:, t] if order is not None else score.argmax(1)
            used = used.scatter(1, pick[:, None], True)
            token = x.gather(1, pick[:, None, None].expand(-1, 1, x.shape[2])).squeeze(1)
        return torch.stack(logits, 1)


def main(out):
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    g = torch.Generator().manual_seed(1)
    net = PointerNet()
    opt = torch.optim.Adam(net.parameters(), lr=4e-3)
    test = torch.rand(200, 5, generator=g)
    with TrainingMonitor(net, opt, out=out) as monitor:
        for step in range(180):
            n = 3 + min(2, step // 60)
            x = torch.rand(24, n, generator=g)
            order = x.argsort(1)
            loss = F.cross_entropy(net(x, order).flatten(0, 1), order.flatten())
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 2.0)
            opt.step()
            monitor.step(loss, metrics={"length": n})
    with torch.no_grad():
        print("free-running accuracy of 5:", (net(test).argmax(2) == test.argsort(1)).float().mean().item())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]

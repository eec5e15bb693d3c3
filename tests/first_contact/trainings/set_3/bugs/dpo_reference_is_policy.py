import torch

torch.set_num_threads(1)
import copy

from torch import nn
from torch.nn import functional as F

KIND = "bug"
STYLE = "preference training (DPO) by hand"
WHAT = "The reference is the policy itself (no copy): log ratios are zero in every step, so that the loss stays at ln 2 and margins at zero whatever happens to the weights."
EXPECT = ["preference-not-learnt", "not-decreasing", "plateau", "at-chance"]
USES = ["monitor"]
BUG = True


class LM(nn.Module):
    def __init__(self, vocabulary=40):
        super().__init__()
        self.embed = nn.Embedding(vocabulary, 32)
        self.rnn = nn.GRU(32, 64, batch_first=True)
        self.head = nn.Linear(64, vocabulary)

    def forward(self, ids):
        return self.head(self.rnn(self.embed(ids))[0])


def log_probability(model, prompt, answer):
    ids = torch.cat([prompt, answer], 1)
    logits = model(ids[:, :-1])[:, prompt.shape[1] - 1 :]
    return logits.log_softmax(-1).gather(2, answer[..., None]).squeeze(2).sum(1)


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(223)
    n = 2000
    prompt = torch.randint(0, 40, (n, 6))
    chosen = (prompt + 1) % 20 + 20
    rejected = torch.randint(0, 40, (n, 6))
    policy = LM()
    reference = policy if BUG else copy.deepcopy(policy).requires_grad_(False)
    optimizer = torch.optim.Adam(policy.parameters(), lr=5e-4)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(prompt, chosen, rejected), batch_size=32, shuffle=True)
    beta, values = 0.1, []
    with TrainingMonitor(policy, optimizer, out=out) as monitor:
        for epoch in range(4):
            for p, good, bad in monitor.watch(loader):
                with torch.no_grad():
                    base_good, base_bad = log_probability(reference, p, good), log_probability(reference, p, bad)
                win = beta * (log_probability(policy, p, good) - base_good)
                lose = beta * (log_probability(policy, p, bad) - base_bad)
                loss = -F.logsigmoid(win - lose).mean()
                optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(policy.parameters(), 1.0)
                optimizer.step()
                monitor.step(loss, metrics={"rewards/chosen": win.mean(), "rewards/rejected": lose.mean(), "rewards/margins": (win - lose).mean(), "rewards/accuracies": (win > lose).float().mean()})
                values.append(loss.item())
    print("CHECK", values[0], sum(values[-20:]) / 20, "accuracy", (win > lose).float().mean().item())
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]

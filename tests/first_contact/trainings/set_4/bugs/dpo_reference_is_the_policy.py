import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(1)

KIND = "bug"
STYLE = "DPO by hand: pairs of answers, reference model, metrics as TRL names them"
WHAT = ("The reference is the policy object itself (ref_model = model, no deepcopy), so both log-ratios cancel: the loss is ln 2 at every step and "
        "every margin is 0, while the unanchored policy is pushed on.")
EXPECT = ["preference-not-learnt", "not-decreasing", "at-chance"]
USES = ["monitor"]
BUG = True

VOCAB, PROMPT, ANSWER = 20, 4, 6


class TinyLM(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(VOCAB, 32)
        self.gru = nn.GRU(32, 48, batch_first=True)
        self.head = nn.Linear(48, VOCAB)

    def forward(self, ids):
        return self.head(self.gru(self.embed(ids))[0])


def log_prob(model, ids):
    lp = model(ids[:, :-1]).log_softmax(-1).gather(-1, ids[:, 1:, None]).squeeze(-1)
    return lp[:, PROMPT - 1 :].sum(-1)


def preferences(n, seed):
    """Chosen answers hold more tokens above 10."""
    g = torch.Generator().manual_seed(seed)
    prompt = torch.randint(VOCAB, (n, PROMPT), generator=g)
    a, b = (torch.randint(VOCAB, (n, ANSWER), generator=g) for _ in range(2))
    worse = (a >= 10).sum(1) < (b >= 10).sum(1)
    a, b = torch.where(worse[:, None], b, a), torch.where(worse[:, None], a, b)
    return torch.cat([prompt, a], 1), torch.cat([prompt, b], 1)


class DPOTrainer:
    def __init__(self, model, ref_model, lr=3e-4, beta=0.1):
        self.model, self.ref, self.beta = model, ref_model, beta
        self.optimizer = torch.optim.AdamW(model.parameters(), lr=lr)

    def loss(self, chosen, rejected):
        pc, pr = log_prob(self.model, chosen), log_prob(self.model, rejected)
        with torch.no_grad():
            rc, rr = log_prob(self.ref, chosen), log_prob(self.ref, rejected)
        rewards_c, rewards_r = self.beta * (pc - rc), self.beta * (pr - rr)
        loss = -F.logsigmoid(rewards_c - rewards_r).mean()
        return loss, {"rewards/chosen": rewards_c.mean().item(), "rewards/rejected": rewards_r.mean().item(),
                      "rewards/margins": (rewards_c - rewards_r).mean().item(),
                      "rewards/accuracies": (rewards_c > rewards_r).float().mean().item(),
                      "logps/chosen": pc.mean().item(), "logps/rejected": pr.mean().item()}


def main(out):
    import copy

    from dataaudit import TrainingMonitor

    torch.manual_seed(12)
    model = TinyLM()
    ref_model = model if BUG else copy.deepcopy(model).eval().requires_grad_(False)
    trainer = DPOTrainer(model, ref_model)
    chosen, rejected = preferences(3200, 1)
    test_c, test_r = preferences(300, 2)
    with TrainingMonitor(model, trainer.optimizer, out=out) as monitor:
        for epoch in range(4):
            for rows in torch.randperm(len(chosen)).split(32):
                loss, metrics = trainer.loss(chosen[rows], rejected[rows])
                trainer.optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                trainer.optimizer.step()
                monitor.step(loss, metrics=metrics)
            with torch.no_grad():
                value, metrics = trainer.loss(test_c, test_r)
            monitor.evaluate("validation", value.item(), accuracy=metrics["rewards/accuracies"])
    print("CHECK validation", value.item(), metrics)
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]

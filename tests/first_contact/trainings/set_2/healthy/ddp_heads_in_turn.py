import os
import torch
torch.set_num_threads(1)
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP
from torch.utils.data import DataLoader, TensorDataset
from torch.utils.data.distributed import DistributedSampler

KIND = "healthy"
STYLE = "DDP, multi-task in turn"
WHAT = "DDP (gloo, one process) over a trunk with three heads; a batch belongs to one task, so two heads get no gradient in each step"
EXPECT = []
USES = ["monitor"]

TASKS = ("age", "sex", "diagnosis")


class Patients(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(20, 64), nn.LayerNorm(64), nn.GELU(), nn.Linear(64, 64), nn.GELU())
        self.heads = nn.ModuleDict({"age": nn.Linear(64, 1), "sex": nn.Linear(64, 2), "diagnosis": nn.Linear(64, 5)})

    def forward(self, x, task):
        return self.heads[task](self.trunk(x))


def cohort(n, seed):
    g = torch.Generator().manual_seed(seed)
    w = torch.randn(20, 7, generator=torch.Generator().manual_seed(42)) / 20 ** 0.5
    x = torch.randn(n, 20, generator=g)
    z = torch.tanh(x @ w) * 2
    return TensorDataset(x, z[:, 0] + 0.1 * torch.randn(n, generator=g), (z[:, 1] > 0).long(), (3 * z[:, 2:]).argmax(1))


def loss_of(task, out, target):
    return nn.functional.smooth_l1_loss(out.squeeze(1), target) if task == "age" else nn.functional.cross_entropy(out, target)


def main(out):
    from dataaudit import TrainingMonitor
    os.makedirs(out, exist_ok=True)
    store = os.path.join(out, "rendezvous")
    dist.init_process_group("gloo", init_method=f"file://{store}", rank=0, world_size=1)
    try:
        torch.manual_seed(0)
        data, held_out = cohort(3000, 0), cohort(512, 1)
        sampler = DistributedSampler(data, shuffle=True, seed=3)
        loader = DataLoader(data, batch_size=32, sampler=sampler)
        model = DDP(Patients(), find_unused_parameters=True)
        opt = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=1e-3)
        step = 0
        with TrainingMonitor(model, opt, out=out) as monitor:
            for epoch in range(5):
                sampler.set_epoch(epoch)
                model.train()
                for x, *targets in monitor.watch(loader):
                    task = TASKS[step % 3]
                    loss = loss_of(task, model(x, task), targets[step % 3])
                    opt.zero_grad()
                    loss.backward()
                    opt.step()
                    monitor.step(loss, metrics={task: loss.item()})
                    step += 1
                model.eval()
                with torch.no_grad():
                    x, *targets = held_out.tensors
                    losses = {t: loss_of(t, model(x, t), y).item() for t, y in zip(TASKS, targets)}
                monitor.evaluate("validation", sum(losses.values()) / 3, **losses)
        return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
    finally:
        dist.destroy_process_group()

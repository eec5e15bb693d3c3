import torch
torch.set_num_threads(1)
from accelerate import Accelerator
from torch import nn
from torch.utils.data import DataLoader, Dataset

KIND = "healthy"
STYLE = "accelerate"
WHAT = "a TextCNN finds a trigram in a review; accelerate with accumulation over 4 small batches, clipping, and dict batches"
EXPECT = []
USES = ["monitor"]


class Reviews(Dataset):
    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.text = torch.randint(1, 50, (n, 30), generator=g)
        self.label = torch.randint(0, 3, (n,), generator=g)
        for i, y in enumerate(self.label):  # class 0: nothing, class 1: "not x good", class 2: "very x good"
            if y:
                p = int(torch.randint(0, 27, (1,), generator=g))
                self.text[i, p] = 50 + y
                self.text[i, p + 2] = 53
        distract = torch.rand(n, 30, generator=g) < 0.02
        self.text[distract & (self.text < 50)] = 53

    def __len__(self):
        return len(self.text)

    def __getitem__(self, i):
        return {"text": self.text[i], "label": self.label[i]}


class TextCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(54, 24)
        self.convs = nn.ModuleList([nn.Conv1d(24, 24, k, padding=k // 2) for k in (3, 4)])
        self.drop = nn.Dropout(0.1)
        self.fc = nn.Linear(48, 3)

    def forward(self, text):
        e = self.emb(text).transpose(1, 2)
        return self.fc(self.drop(torch.cat([torch.relu(c(e)).amax(2) for c in self.convs], 1)))


def main(out):
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    accelerator = Accelerator(gradient_accumulation_steps=4, cpu=True)
    model = TextCNN()
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    train, dev = DataLoader(Reviews(1600, 0), batch_size=8, shuffle=True), DataLoader(Reviews(256, 1), batch_size=64)
    model, optimizer, train, dev = accelerator.prepare(model, optimizer, train, dev)
    criterion = nn.CrossEntropyLoss()
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(3):
            model.train()
            running = []
            for batch in monitor.watch(train):
                with accelerator.accumulate(model):
                    loss = criterion(model(batch["text"]), batch["label"])
                    accelerator.backward(loss)
                    running.append(loss.detach())
                    if accelerator.sync_gradients:
                        accelerator.clip_grad_norm_(model.parameters(), 1.0)
                    optimizer.step()
                    optimizer.zero_grad()
                if accelerator.sync_gradients:
                    monitor.step(torch.stack(running).mean())
                    running = []
            model.eval()
            total, right = 0.0, 0
            with torch.no_grad():
                for batch in dev:
                    logits = model(batch["text"])
                    total += criterion(logits, batch["label"]).item() * len(logits)
                    right += (logits.argmax(1) == batch["label"]).sum().item()
            monitor.evaluate("validation", total / 256, accuracy=right / 256)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]

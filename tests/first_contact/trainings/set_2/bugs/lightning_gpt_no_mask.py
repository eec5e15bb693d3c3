import logging
import warnings

import lightning as L
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

from dataaudit.training.monitor.lightning_callback import MonitorCallback

torch.set_num_threads(1)
logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
warnings.filterwarnings("ignore", module="lightning")

KIND = "bug"
STYLE = "no causal mask"
WHAT = "a Lightning language model on nn.TransformerEncoder (next-token labels) that is called without a causal mask"
EXPECT = ["future-leak", "zero-loss", "target-shift"]
USES = ["monitor"]


class MarkovText(Dataset):
    """Sequences of a random Markov chain: three likely successors per token."""

    def __init__(self, n=1200, length=21, vocab=40):
        g = torch.Generator().manual_seed(7)
        successors = torch.randint(0, vocab, (vocab, 3), generator=g)
        seqs = torch.zeros(n, length, dtype=torch.long)
        seqs[:, 0] = torch.randint(0, vocab, (n,), generator=g)
        for t in range(1, length):
            seqs[:, t] = successors[seqs[:, t - 1], torch.randint(0, 3, (n,), generator=g)]
        self.seqs = seqs

    def __len__(self):
        return len(self.seqs)

    def __getitem__(self, i):
        return self.seqs[i, :-1], self.seqs[i, 1:]


class LitTransformer(L.LightningModule):
    def __init__(self, vocab=40, d_model=32):
        super().__init__()
        self.embed = nn.Embedding(vocab, d_model)
        self.pos = nn.Parameter(torch.randn(1, 64, d_model) * 0.02)
        layer = nn.TransformerEncoderLayer(d_model, 4, 64, dropout=0.0, batch_first=True)
        self.transformer = nn.TransformerEncoder(layer, 2)
        self.decoder = nn.Linear(d_model, vocab)

    def forward(self, x):
        h = self.embed(x) + self.pos[:, : x.size(1)]
        return self.decoder(self.transformer(h))

    def training_step(self, batch, batch_idx):
        x, y = batch
        logits = self(x)
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), y.flatten())
        self.log("train_loss", loss)
        return loss

    def configure_optimizers(self):
        return torch.optim.AdamW(self.parameters(), lr=3e-3)


def main(out):
    L.seed_everything(1, verbose=False)
    loader = DataLoader(MarkovText(), batch_size=32, shuffle=True)
    callback = MonitorCallback(out)
    trainer = L.Trainer(max_epochs=5, accelerator="cpu", logger=False, enable_checkpointing=False, enable_progress_bar=False,
                        enable_model_summary=False, callbacks=[callback])
    trainer.fit(LitTransformer(), loader)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in callback.monitor.diagnose().findings]

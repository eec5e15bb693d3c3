import torch
from torch.utils.data import DataLoader, Dataset
from transformers import GPT2Config, GPT2LMHeadModel

import dataaudit
from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "LM labels shifted twice"
WHAT = "labels = ids[1:] are handed to GPT2LMHeadModel, which shifts again by itself: the model learns to predict the token after the next"
EXPECT = ["target-shift"]
USES = ["probe", "monitor"]


def corpus(length=12000, vocab=50):
    """Two likely successors for every token."""
    g = torch.Generator().manual_seed(40)
    successors = torch.randint(0, vocab, (vocab, 3), generator=g)
    choice = torch.randint(0, 3, (length,), generator=g).tolist()
    table, tokens = successors.tolist(), [0]
    for c in choice:
        tokens.append(table[tokens[-1]][c])
    return torch.tensor(tokens)


class Blocks(Dataset):
    def __init__(self, tokens, block=24):
        self.tokens, self.block = tokens, block

    def __len__(self):
        return (len(self.tokens) - 1) // self.block

    def __getitem__(self, i):
        chunk = self.tokens[i * self.block : i * self.block + self.block + 1]
        return {"input_ids": chunk[:-1], "labels": chunk[1:]}


def main(out):
    torch.manual_seed(0)
    loader = DataLoader(Blocks(corpus()), batch_size=16, shuffle=True)
    config = GPT2Config(vocab_size=50, n_positions=24, n_embd=32, n_layer=2, n_head=2, resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0,
                        bos_token_id=0, eos_token_id=0)
    model = GPT2LMHeadModel(config)
    result = dataaudit.probe(model, loader)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    model.train()
    with TrainingMonitor(model, optimizer, out=out, probe=result) as monitor:
        for epoch in range(5):
            for batch in monitor.watch(loader):
                loss = model(**batch).loss
                loss.backward()
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
                optimizer.zero_grad()
                monitor.step(loss)
    findings = [*result.findings, *monitor.diagnose().findings]
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]

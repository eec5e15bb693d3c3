import torch
torch.set_num_threads(1)
from torch.utils.data import DataLoader
from transformers import T5Config, T5ForConditionalGeneration
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "T5 encoder-decoder"
WHAT = "A tiny T5 learns to transliterate sequences (a fixed substitution of symbols); dict batches, loss from the model."
EXPECT = []
USES = ["monitor"]


def collate(rows):
    longest = max(len(s) for s, _ in rows)
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    labels = torch.full((len(rows), longest), -100)
    for i, (source, target) in enumerate(rows):
        ids[i, : len(source)] = source
        labels[i, : len(target)] = target
    return {"input_ids": ids, "attention_mask": (ids != 0).long(), "labels": labels}


def make_pairs(n):
    table = torch.randperm(12) + 10
    pairs = []
    for _ in range(n):
        length = int(torch.randint(3, 6, (1,)))
        source = torch.randint(10, 22, (length,))
        pairs.append((torch.cat([source, torch.tensor([1])]), torch.cat([table[source - 10], torch.tensor([1])])))
    return pairs


def main(out):
    torch.manual_seed(11)
    config = T5Config(vocab_size=32, d_model=48, d_kv=12, d_ff=96, num_layers=1, num_decoder_layers=1, num_heads=4, dropout_rate=0.0,
                      decoder_start_token_id=0, pad_token_id=0, eos_token_id=1, relative_attention_num_buckets=16)
    model = T5ForConditionalGeneration(config)
    loader = DataLoader(make_pairs(4000), batch_size=24, shuffle=True, collate_fn=collate, drop_last=True)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3, weight_decay=0.0)
    steps = 300
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min((s + 1) / 30, (steps - s) / (steps - 30)))
    model.train()
    done = 0
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        while done < steps:
            for batch in monitor.watch(loader):
                loss = model(**batch).loss
                loss.backward()
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
                scheduler.step()
                optimizer.zero_grad()
                monitor.step(loss)
                done += 1
                if done == steps:
                    break
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]

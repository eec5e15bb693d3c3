import random

import torch

torch.set_num_threads(1)

KIND = "bug"
STYLE = "SFT with Trainer, labels -100"
WHAT = "Supervised fine-tuning with a collator that masks everything before the answer marker; the marker never occurs in the tokens, so all labels are -100."
EXPECT = ["non-finite-loss", "zero-loss", "missing-gradients", "unchanged-parameters", "not-decreasing", "nan-origin"]
USES = ["monitor"]

MARKER = [7, 8]  # "### Answer:" as the other tokenizer splits it
PAD = 0


def conversations(n):
    rng = random.Random(3)
    rows = []
    for _ in range(n):
        a, b = rng.randrange(10, 30), rng.randrange(10, 30)
        rows.append({"input_ids": [5, a, b, 9] + [a, b, a] + [6] * rng.randrange(1, 4)})
    return rows


def collate(rows):
    width = max(len(r["input_ids"]) for r in rows)
    ids, labels, mask = [], [], []
    for r in rows:
        seq = r["input_ids"]
        start = None
        for i in range(len(seq) - 1):
            if seq[i:i + 2] == MARKER:
                start = i + 2
        lab = [-100] * len(seq) if start is None else [-100] * start + seq[start:]
        pad = width - len(seq)
        ids.append(seq + [PAD] * pad)
        labels.append(lab + [-100] * pad)
        mask.append([1] * len(seq) + [0] * pad)
    return {"input_ids": torch.tensor(ids), "labels": torch.tensor(labels), "attention_mask": torch.tensor(mask)}


def main(out):
    from dataaudit.training.monitor.transformers_callback import MonitorCallback
    from transformers import LlamaConfig, LlamaForCausalLM, Trainer, TrainingArguments, set_seed

    set_seed(0)
    model = LlamaForCausalLM(LlamaConfig(
        vocab_size=32, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2,
        num_key_value_heads=2, max_position_embeddings=32, pad_token_id=PAD, bos_token_id=1, eos_token_id=2))
    args = TrainingArguments(
        output_dir=out + "/trainer", max_steps=80, per_device_train_batch_size=8, learning_rate=1e-3, logging_steps=5,
        save_strategy="no", report_to="none", disable_tqdm=True, use_cpu=True, remove_unused_columns=False)
    callback = MonitorCallback(out=out)
    Trainer(model=model, args=args, train_dataset=conversations(400), data_collator=collate, callbacks=[callback]).train()
    findings = getattr(callback, "monitor", callback).diagnose().findings
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]

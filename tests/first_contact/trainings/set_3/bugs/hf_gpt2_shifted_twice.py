import torch

torch.set_num_threads(1)

KIND = "bug"
STYLE = "causal LM, Hugging Face Trainer"
WHAT = "The collator shifts the labels by one, and GPT2LMHeadModel shifts them again: the model is trained on the token after the next."
EXPECT = ["target-shift"]
USES = ["monitor"]
BUG = True


class Chain(torch.utils.data.Dataset):
    def __init__(self, n, seed):
        gen = torch.Generator().manual_seed(seed)
        chances = (1.8 * torch.randn(40, 40, generator=torch.Generator().manual_seed(5))).softmax(1)
        current = torch.randint(0, 40, (n,), generator=gen)
        columns = [current]
        for _ in range(23):
            current = torch.multinomial(chances[current], 1, generator=gen).squeeze(1)
            columns.append(current)
        self.rows = torch.stack(columns, 1)

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        return {"input_ids": self.rows[i]}


def collate(items):
    ids = torch.stack([item["input_ids"] for item in items])
    labels = ids.clone()
    if BUG:
        labels = torch.cat([ids[:, 1:], torch.full((len(ids), 1), -100)], 1)
    return {"input_ids": ids, "attention_mask": torch.ones_like(ids), "labels": labels}


def main(out):
    import os

    from transformers import GPT2Config, GPT2LMHeadModel, Trainer, TrainingArguments

    from dataaudit.training.monitor.transformers_callback import MonitorCallback

    torch.manual_seed(103)
    model = GPT2LMHeadModel(GPT2Config(vocab_size=40, n_positions=32, n_embd=64, n_layer=2, n_head=4, bos_token_id=0, eos_token_id=0))
    arguments = TrainingArguments(
        output_dir=os.path.join(str(out), "hf"), per_device_train_batch_size=32, num_train_epochs=4, learning_rate=2e-3, warmup_steps=20, logging_steps=10,
        eval_strategy="epoch", save_strategy="no", report_to=[], use_cpu=True, seed=4, disable_tqdm=True, dataloader_pin_memory=False,
    )
    callback = MonitorCallback(os.path.join(str(out), "run"))
    trainer = Trainer(model=model, args=arguments, train_dataset=Chain(2400, 1), eval_dataset=Chain(300, 2), data_collator=collate, callbacks=[callback])
    trainer.train()
    losses = [h["loss"] for h in trainer.state.log_history if "loss" in h]
    print("CHECK", losses[0], losses[-1])
    return [{"name": f.name, "severity": f.severity} for f in callback.monitor.diagnose().findings]

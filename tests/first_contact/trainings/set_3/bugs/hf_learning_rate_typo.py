import torch

torch.set_num_threads(1)

KIND = "bug"
STYLE = "Hugging Face Trainer, sequence classification"
WHAT = "A typing error in the learning rate of the Trainer: 2e-1 in place of 2e-4, with AdamW on a small BERT."
EXPECT = ["diverging", "not-decreasing", "at-chance", "update-ratio", "oscillating", "learning-rate", "loss-spike", "optimiser-spike", "underfitting"]
USES = ["monitor"]
BUG = True


class Reviews(torch.utils.data.Dataset):
    def __init__(self, n, seed):
        gen = torch.Generator().manual_seed(seed)
        self.label = torch.randint(0, 2, (n,), generator=gen)
        self.ids = torch.randint(20, 200, (n, 24), generator=gen)
        for i in range(n):
            where = torch.randperm(23, generator=gen)[:3] + 1
            self.ids[i, where] = 4 + self.label[i] * 8 + torch.randint(0, 8, (3,), generator=gen)
        self.ids[:, 0] = 1

    def __len__(self):
        return len(self.ids)

    def __getitem__(self, i):
        return {"input_ids": self.ids[i], "attention_mask": torch.ones(24, dtype=torch.long), "labels": self.label[i]}


def main(out):
    import os

    from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments

    from dataaudit.training.monitor.transformers_callback import MonitorCallback

    torch.manual_seed(43)
    config = BertConfig(vocab_size=200, hidden_size=64, num_hidden_layers=2, num_attention_heads=4, intermediate_size=128, max_position_embeddings=32, num_labels=2)
    arguments = TrainingArguments(
        output_dir=os.path.join(str(out), "hf"), per_device_train_batch_size=32, num_train_epochs=3, learning_rate=2e-1 if BUG else 1e-3, warmup_steps=20, logging_steps=10,
        eval_strategy="epoch", save_strategy="no", report_to=[], use_cpu=True, seed=3, disable_tqdm=True, dataloader_pin_memory=False,
    )
    callback = MonitorCallback(os.path.join(str(out), "run"))
    trainer = Trainer(model=BertForSequenceClassification(config), args=arguments, train_dataset=Reviews(2400, 1), eval_dataset=Reviews(300, 2), callbacks=[callback])
    trainer.train()
    print("CHECK", [(h["step"], h.get("loss"), h.get("eval_loss")) for h in trainer.state.log_history if "loss" in h or "eval_loss" in h][::4])
    return [{"name": f.name, "severity": f.severity} for f in callback.monitor.diagnose().findings]

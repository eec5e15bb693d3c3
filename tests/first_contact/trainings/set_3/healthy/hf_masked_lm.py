import torch

torch.set_num_threads(1)

KIND = "healthy"
STYLE = "masked LM, Hugging Face Trainer with evaluations"
WHAT = "A tiny BERT from a config learns to fill 15 % masked tokens of a made-up, nearly deterministic chain, with the Trainer and its callback."
EXPECT = []
USES = ["monitor"]
VOCABULARY, MASK = 44, 3


class Rows(torch.utils.data.Dataset):
    def __init__(self, n, seed):
        gen = torch.Generator().manual_seed(seed)
        follow = torch.randperm(40, generator=torch.Generator().manual_seed(99))
        current = torch.randint(0, 40, (n,), generator=gen)
        columns = []
        for _ in range(20):
            columns.append(current)
            jump = torch.rand(n, generator=gen) < 0.05
            current = torch.where(jump, torch.randint(0, 40, (n,), generator=gen), follow[current])
        self.rows = torch.stack(columns, 1) + 4

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, index):
        return {"input_ids": self.rows[index]}


def collate(items):
    ids = torch.stack([item["input_ids"] for item in items])
    labels = ids.clone()
    chosen = torch.rand(ids.shape) < 0.15
    labels[~chosen] = -100
    draw = torch.rand(ids.shape)
    ids = torch.where(chosen & (draw < 0.8), MASK, ids)
    ids = torch.where(chosen & (draw > 0.9), torch.randint(4, VOCABULARY, ids.shape), ids)
    return {"input_ids": ids, "attention_mask": torch.ones_like(ids), "labels": labels}


def main(out):
    import os

    from transformers import BertConfig, BertForMaskedLM, Trainer, TrainingArguments

    from dataaudit.training.monitor.transformers_callback import MonitorCallback

    torch.manual_seed(1)
    config = BertConfig(vocab_size=VOCABULARY, hidden_size=64, num_hidden_layers=2, num_attention_heads=4, intermediate_size=128, max_position_embeddings=32, pad_token_id=0)
    model = BertForMaskedLM(config)
    arguments = TrainingArguments(
        output_dir=os.path.join(str(out), "hf"), per_device_train_batch_size=32, per_device_eval_batch_size=64, num_train_epochs=4, learning_rate=2e-3, warmup_steps=40,
        logging_steps=10, eval_strategy="steps", eval_steps=100, save_strategy="no", report_to=[], use_cpu=True, seed=1, disable_tqdm=True, dataloader_pin_memory=False,
    )
    callback = MonitorCallback(os.path.join(str(out), "run"))
    trainer = Trainer(model=model, args=arguments, train_dataset=Rows(4000, 1), eval_dataset=Rows(400, 2), data_collator=collate, callbacks=[callback])
    trainer.train()
    history = [(h["step"], h.get("loss"), h.get("eval_loss")) for h in trainer.state.log_history if "loss" in h or "eval_loss" in h]
    print("CHECK", history[0], history[-3:])
    return [{"name": f.name, "severity": f.severity} for f in callback.monitor.diagnose().findings]

"""Seq2SeqTrainer: a sentence to "intent city <eos>", as in old spoken-language papers."""
import random
import torch
torch.set_num_threads(1)
from transformers import Seq2SeqTrainer, Seq2SeqTrainingArguments, T5Config, T5ForConditionalGeneration, set_seed

KIND = "healthy"
STYLE = "HF seq2seq"
WHAT = "a tiny T5 writes intent, city and number of nights of a request; padded with -100; tied embeddings give a first loss above ln(V)"
EXPECT = []
USES = ["monitor"]


def requests(n, seed):
    rng = random.Random(seed)
    rows = []
    for _ in range(n):
        intent, city, nights = rng.randrange(4), rng.randrange(8), rng.randrange(5)
        words = [2 + intent, 10 + city, 20 + nights] + [rng.randrange(26, 40) for _ in range(rng.randint(1, 5))]
        rng.shuffle(words)
        rows.append({"input_ids": words + [1], "labels": [40 + intent, 10 + city] + [20 + nights] * (nights > 0) + [1]})
    return rows


class Collate:
    def __call__(self, rows):
        def pad(key, value):
            width = max(len(r[key]) for r in rows)
            return torch.tensor([r[key] + [value] * (width - len(r[key])) for r in rows])
        ids = pad("input_ids", 0)
        return {"input_ids": ids, "attention_mask": (ids != 0).long(), "labels": pad("labels", -100)}


def main(out):
    from dataaudit.training.monitor.transformers_callback import MonitorCallback
    set_seed(21)
    model = T5ForConditionalGeneration(T5Config(vocab_size=48, d_model=32, d_kv=16, d_ff=64, num_layers=1, num_decoder_layers=1,
                                                num_heads=2, dropout_rate=0.0, decoder_start_token_id=0, pad_token_id=0,
                                                eos_token_id=1))
    args = Seq2SeqTrainingArguments(output_dir=out + "/hf", max_steps=160, per_device_train_batch_size=24,
                                    per_device_eval_batch_size=128, learning_rate=1e-2, lr_scheduler_type="cosine", warmup_steps=20,
                                    logging_steps=5, eval_strategy="steps", eval_steps=40, save_strategy="no", report_to=[],
                                    disable_tqdm=True, use_cpu=True, seed=21)
    trainer = Seq2SeqTrainer(model=model, args=args, train_dataset=requests(4000, 0), eval_dataset=requests(128, 1),
                             data_collator=Collate(), callbacks=[callback := MonitorCallback(out)])
    trainer.train()
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in callback.monitor.diagnose().findings]

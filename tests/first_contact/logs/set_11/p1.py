"""Hugging Face family."""
import json

from base import Case, Clock, cosine, curve, fnum, r, tqdm

# 1 transformers 5, resumed, progress bar and dictionaries in one piped file
c = Case("slurm-4410921.out", "transformers 5 Trainer (resumed)", "console", True, "values are strings; bar pieces with \\r between; resumed from step 600 of 1500")
g = r(101)
c.w("/opt/conda/lib/python3.12/site-packages/transformers/trainer.py:2190: FutureWarning: `tokenizer` is deprecated, use `processing_class` instead.")
c.w("[INFO|trainer.py:2523] 2026-01-14 08:12:40,114 >> ***** Running training *****")
c.w("[INFO|trainer.py:2524] 2026-01-14 08:12:40,114 >>   Num examples = 48,000")
c.w("[INFO|trainer.py:2525] 2026-01-14 08:12:40,115 >>   Num Epochs = 3")
c.w("[INFO|trainer.py:2526] 2026-01-14 08:12:40,115 >>   Instantaneous batch size per device = 8")
c.w("[INFO|trainer.py:2531] 2026-01-14 08:12:40,115 >>   Total optimization steps = 1,500")
c.w("[INFO|trainer.py:2545] 2026-01-14 08:12:40,116 >>   Continuing training from checkpoint, will skip to saved global_step")
c.w("[INFO|trainer.py:2546] 2026-01-14 08:12:40,116 >>   Continuing training from epoch 1")
c.w("[INFO|trainer.py:2547] 2026-01-14 08:12:40,116 >>   Continuing training from global step 600")
c.raw("\n  0%|          | 0/1500 [00:00<?, ?it/s]\r")
steps = list(range(620, 1501, 20))
L = curve(g, len(steps), 1.62, 1.21, 0.012, 0.8)
for k, s in enumerate(steps):
    for j in (5, 11, 20):
        c.raw("\r" + tqdm("", s - 20 + j, 1500, (s - 20 + j - 600) * 1.31 + 1))
    c.raw("\n")
    d = {"loss": c.rec("train/loss", None, f"{L[k]:.4g}"), "grad_norm": c.rec("train/gradient_norm", None, f"{g.uniform(.6, 1.1):.4g}"),
         "learning_rate": c.rec("train/learning_rate", None, f"{cosine(s, 1500, 2e-5, 45):.4g}"), "epoch": f"{s / 500:.4g}"}
    c.w(str(d))
    if s % 100 == 0:
        ev = L[k] * 1.04 + g.gauss(0, .004)
        c.raw("\r  0%|          | 0/63 [00:00<?, ?it/s]\r" + tqdm("", 31, 63, 2.2) + "\r" + tqdm("", 63, 63, 4.4) + "\n")
        c.w(str({"eval_loss": c.rec("validation/loss", None, f"{ev:.4g}"), "eval_runtime": "4.512", "eval_samples_per_second": "110.8",
                 "eval_steps_per_second": "13.96", "epoch": f"{s / 500:.4g}"}))
c.w(str({"train_runtime": "1180", "train_samples_per_second": "122", "train_steps_per_second": "1.271", "train_loss": "0.5411", "epoch": "3"}))
c.raw("\r100%|██████████| 1500/1500 [19:40<00:00,  1.27it/s]\n")
c.must_not = ["any"]

# 2 TRL GRPO trainer_state.json: answers get longer and longer, reward follows the length
c = Case("trainer_state.json", "TRL GRPOTrainer trainer_state.json", "json", False, "the length reward is exploited: length 140 -> ~1900, reward follows")
g = r(102)
hist = []
for k in range(60):
    s = (k + 1) * 5
    ln = 140 * (1900 / 140) ** (k / 59) * (1 + g.gauss(0, .02))
    rw = 0.2 + 2.4 * (ln - 140) / 1760 + g.gauss(0, .03)
    e = {"clip_ratio/region_mean": round(g.uniform(0, .002), 6), "completions/clipped_ratio": round(min(.9, max(0, (ln - 1200) / 1500)), 4)}
    e["completions/mean_length"] = float(c.rec("train/completion_length", s, f"{ln:.2f}"))
    e["entropy"] = float(c.rec("train/entropy", s, f"{.62 + g.gauss(0, .02):.4f}"))
    e["epoch"] = round(s / 600, 4)
    e["grad_norm"] = float(c.rec("train/gradient_norm", s, f"{g.uniform(.15, .32):.6f}"))
    e["kl"] = float(c.rec("train/kl", s, f"{.004 + .00045 * k + g.uniform(0, .002):.6f}"))
    e["learning_rate"] = float(c.rec("train/learning_rate", s, f"{1e-6 * (1 - s / 600):.4e}"))
    e["loss"] = float(c.rec("train/loss", s, f"{g.gauss(.002, .004):.4f}"))
    e["num_tokens"] = 18000.0 * s
    e["reward"] = float(c.rec("train/reward", s, f"{rw:.4f}"))
    e["reward_std"] = round(g.uniform(.3, .5), 4)
    e["rewards/helpful_length_reward/mean"] = round(rw, 4)
    e["step"] = s
    hist.append(e)
c.raw(json.dumps({"best_global_step": None, "best_metric": None, "best_model_checkpoint": None, "epoch": 0.5, "eval_steps": 500, "global_step": 300,
                  "is_hyper_param_search": False, "is_local_process_zero": True, "is_world_process_zero": True, "log_history": hist, "logging_steps": 5,
                  "max_steps": 600, "num_input_tokens_seen": 5400000, "num_train_epochs": 1, "save_steps": 100, "stateful_callbacks": {},
                  "total_flos": 0.0, "train_batch_size": 8, "trial_name": None, "trial_params": None}, indent=2) + "\n")
c.must = ["length-exploitation"]

# 3 TRL DPO under torchrun --tee 3: prefixes of two ranks; nothing is preferred
c = Case("dpo_tee.log", "TRL DPOTrainer under torchrun --tee", "console", False, "prefix [default0]:; preference accuracy stays at 0.5, margin at 0")
g = r(103)
for k in (0, 1):
    c.w(f"[default{k}]:Loading checkpoint shards: 100%|██████████| 4/4 [00:06<00:00,  1.5{k}s/it]")
c.w("[default0]:trainable params: 41,943,040 || all params: 8,072,204,288 || trainable%: 0.5196")
c.w("[default1]:[rank1]:[W114 10:00:01.222 ProcessGroupNCCL.cpp:4115] using GPU 1 to perform barrier as devices used by this process are currently unknown.")
for k in range(70):
    e = round((k + 1) * 10 / 700, 2 if k % 2 else 3)
    e = (k + 1) / 70
    d = {"loss": float(c.rec("train/loss", float(f"{e:.4f}"), f"{.6931 + g.gauss(0, .0012):.4f}")), "grad_norm": round(g.uniform(3, 5), 4), "learning_rate": float(f"{5e-7 * (1 - k / 70):.6e}"),
         "rewards/chosen": round(g.gauss(0, .004), 6), "rewards/rejected": round(g.gauss(0, .004), 6),
         "rewards/accuracies": float(c.rec("train/reward_accuracy", float(f"{e:.4f}"), f"{.5 + g.gauss(0, .035):.6f}")),
         "rewards/margins": float(c.rec("train/reward_margin", float(f"{e:.4f}"), f"{g.gauss(0, .003):.6f}")),
         "logps/chosen": round(g.gauss(-310, 9), 3), "logps/rejected": round(g.gauss(-295, 9), 3), "logits/chosen": round(g.gauss(-.4, .02), 4),
         "logits/rejected": round(g.gauss(-.41, .02), 4), "epoch": float(f"{e:.4f}")}
    c.w("[default0]:" + str(d))
    if k == 30:
        c.w("[default1]:Token indices sequence length is longer than the specified maximum sequence length for this model (2210 > 2048).")
c.w("[default0]:{'train_runtime': 5120.4417, 'train_samples_per_second': 4.375, 'train_steps_per_second': 0.137, 'train_loss': 0.69312, 'epoch': 1.0}")
c.must = ["preference-not-learnt"]

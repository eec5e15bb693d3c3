"""torchtune, Axolotl, LLaMA-Factory, NeMo 2, fairseq, ESPnet, Ultralytics."""
import json

from base import Case, Clock, cosine, curve, r

# 9 torchtune DiskLogger: diverges after the warm-up
c = Case("log_1741170021.txt", "torchtune DiskLogger", "text", False, "rises from step 60 on and stays up")
g = r(109)
for s in range(1, 151):
    b = 1.71 - .006 * min(s, 60) if s <= 60 else 1.35 + 5.2 * (1 - 2.718 ** (-(s - 60) / 22))
    b += g.gauss(0, .03)
    c.w(f"Step {s} | loss:{c.rec('train/loss', s, repr(b))} lr:{c.rec('train/learning_rate', s, repr(min(1, s / 40) * 3e-3))} tokens_per_second_per_gpu:{g.uniform(1900, 2300)!r} "
        f"grad_norm:{c.rec('train/gradient_norm', s, repr(g.uniform(.8, 1.4) * (1 if s < 60 else 2.5)))} peak_memory_active:21.404 peak_memory_alloc:20.99 peak_memory_reserved:24.11 ")
c.must = ["diverging"]

# 10 Axolotl; loss multiplied by gradient accumulation (transformers 4.45 defect): train = 8x validation
c = Case("axolotl_run.log", "Axolotl", "console", False, "train loss is the accumulation (8) times too large throughout")
g = r(110)
ck = Clock("2024-10-19T17:12:31", g)
ax = lambda lv, mod, m, a=2: c.w(ck("[%Y-%m-%d %H:%M:%S,%L] ", a) + f"[{lv}] [axolotl.{mod}] [PID:4177] [RANK:0] {m}")
ax("INFO", "utils.config.models.input.load", "Starting axolotl")
ax("DEBUG", "normalize_config:80", "bf16 support detected, enabling for this configuration.")
ax("DEBUG", "load_tokenizer:278", "EOS: 128009 / <|eot_id|>")
ax("INFO", "calculate_total_num_steps:342", "total_num_tokens: 5_120_443")
ax("INFO", "scripts.load_datasets:458", "total_num_steps: 240")
ax("INFO", "train.train:178", "Starting trainer...")
L = curve(g, 240, 1.58, .93, .015)
for s in range(1, 241):
    c.w(str({"loss": float(c.rec("train/loss", None, f"{8 * L[s - 1]:.4f}")), "grad_norm": float(c.rec("train/gradient_norm", None, f"{g.uniform(2, 3.4):.6f}")), "learning_rate": float(c.rec("train/learning_rate", None, repr(cosine(s, 240, 2e-4, 10)))), "epoch": round(s / 120, 2)}))
    if s % 30 == 0:
        v = L[s - 1] * 1.03
        c.w(str({"eval_loss": float(c.rec("validation/loss", None, f"{v:.6f}")), "eval_runtime": 21.114, "eval_samples_per_second": 9.472, "eval_steps_per_second": 4.736, "epoch": round(s / 120, 2)}))
        if s % 120 == 0:
            ax("INFO", "callbacks.on_step_end:140", "cuda memory usage while training: 19.112GB (+14.921GB cache, +1.334GB misc)")
ax("INFO", "train.train:207", "Training Completed!!! Saving pre-trained model to ./outputs/lora-out")
c.must = ["scale-mismatch"]

# 11 LLaMA-Factory trainer_log.jsonl: killed at 240, resumed from checkpoint 200; steps 210-240 appear twice
c = Case("trainer_log.jsonl", "LLaMA-Factory trainer_log.jsonl", "jsonl", True, "killed at step 240 and resumed from 200: 210-240 are there twice")
g = r(111)
L = dict(zip(range(10, 601, 10), curve(g, 60, 1.88, 1.02, .012)))


def row(s, t):
    d = {"current_steps": s, "total_steps": 600, "loss": float(c.rec("train/loss", s, f"{L[s]:.4f}")), "lr": float(c.rec("train/learning_rate", s, repr(cosine(s, 600, 5e-5)))), "epoch": round(s / 200, 4),
         "percentage": round(s / 6, 2), "elapsed_time": f"{t // 3600}:{t % 3600 // 60:02d}:{t % 60:02d}", "remaining_time": f"0:{(600 - s) * 4 // 60:02d}:{(600 - s) * 4 % 60:02d}", "throughput": round(g.uniform(4100, 4200), 2), "total_tokens": s * 16384}
    c.w(json.dumps(d))
    if s % 100 == 0:
        c.w(json.dumps({"current_steps": s, "total_steps": 600, "eval_loss": float(c.rec("validation/loss", s, f"{L[s] * 1.05 + g.gauss(0, .003):.6f}")), "epoch": round(s / 200, 4), "percentage": round(s / 6, 2),
                        "elapsed_time": f"{t // 3600}:{t % 3600 // 60:02d}:{t % 60:02d}", "remaining_time": "0:20:00", "throughput": 4100.25, "total_tokens": s * 16384}))


for s in range(10, 241, 10):
    row(s, s * 4)
for s in range(210, 601, 10):
    L[s] *= 1 + g.gauss(0, .0005)
    row(s, (s - 200) * 4)
c.w(json.dumps({"current_steps": 600, "total_steps": 600, "epoch": 3.0, "percentage": 100.0, "elapsed_time": "0:26:44", "remaining_time": "0:00:00", "throughput": 4120.1, "total_tokens": 9830400}))
c.must_not = ["any"]

# 12 NeMo 2: the loss becomes nan
c = Case("log-acct_nemo_4471123_0.out", "NeMo 2 (Lightning) console", "console", False, "nan from global step 72")
g = r(112)
for m in ("nemo_logging:393] Experiments will be logged at /results/llama31/2025-04-08_11-02-41", "megatron_init:396] Rank 0 has data parallel group : [0, 1, 2, 3, 4, 5, 6, 7]", "base:44] Padded vocab_size: 128256, original vocab_size: 128256, dummy tokens: 0."):
    c.w("[NeMo I 2025-04-08 11:02:55 " + m)
c.w("[NeMo W 2025-04-08 11:03:01 nemo_logging:405] /usr/local/lib/python3.12/dist-packages/lightning/pytorch/trainer/connectors/data_connector.py:425: The 'train_dataloader' does not have many workers which may be a bottleneck.\n    ")
L = curve(g, 100, 11.9, 6.9, .006)
for i in range(100):
    v = "nan" if i >= 72 else f"{L[i]:.4g}"
    c.w(f"Training epoch 0, iteration {i}/999 | lr: {c.rec('train/learning_rate', i, f'{(i + 1) * 1.5e-7:.4g}')} | global_batch_size: 128 | global_step: {i} | reduced_train_loss: {c.rec('train/loss', i, v)} | train_step_timing in s: {g.uniform(3.1, 3.3):.4g}"
        + (f" | consumed_samples: {(i + 1) * 128}" if i else ""))
    if i == 49:
        c.w("[NeMo I 2025-04-08 11:06:02 model_checkpoint:497] Scheduled async checkpoint save for /results/llama31/checkpoints/model_name=0--val_loss=0.00-step=49-consumed_samples=6400.0-last.ckpt")
c.w("srun: Job step aborted: Waiting up to 32 seconds for job step to finish.\nslurmstepd: error: *** STEP 4471123.0 ON node0114 CANCELLED AT 2025-04-08T11:09:12 ***")
c.must = ["non-finite-loss"]

# 13 fairseq hydra_train.log of wav2vec 2.0
c = Case("hydra_train.log", "fairseq (hydra, log_format json) wav2vec 2.0", "console", False, "numbers are strings inside JSON; parts loss_0/1/2")
g = r(113)
ck = Clock("2023-05-04T20:11:40", g)
c.w(ck("[%Y-%m-%d %H:%M:%S,%L]") + "[fairseq_cli.train][INFO] - {'_name': None, 'common': {'_name': None, 'no_progress_bar': False, 'log_interval': 200, 'log_format': 'json', 'fp16': True, 'seed': 1}, 'optimization': {'lr': [0.0005], 'max_update': 400000}}")
c.w(ck("[%Y-%m-%d %H:%M:%S,%L]", 8) + "[fairseq_cli.train][INFO] - num. shared model params: 95,044,608 (num. trained: 95,044,608)")
L = curve(g, 60, 6.61, 2.95, .008, .5)
for k in range(60):
    u = (k + 1) * 200
    if k % 10 == 0:
        c.w(ck("[%Y-%m-%d %H:%M:%S,%L]", 3) + f"[fairseq.trainer][INFO] - begin training epoch {k // 10 + 1}\n" + ck("[%Y-%m-%d %H:%M:%S,%L]", 0) + "[fairseq_cli.train][INFO] - Start iterating over samples")
    a = .15 + .007 * k
    d = {"epoch": k // 10 + 1, "update": f"{u / 2000:.3f}", "loss": c.rec("train/loss", u, f"{L[k]:.3f}"), "ntokens": f"{g.uniform(3390, 3440):.2f}", "nsentences": "17.33", "prob_perplexity": f"{40 + 3 * k + g.uniform(0, 4):.3f}",
         "code_perplexity": f"{38 + 2.8 * k:.3f}", "temp": f"{2 - .0001 * k:.3f}", "loss_0": f"{L[k] * .965:.3f}", "loss_1": f"{L[k] * .021 + .02:.3f}", "loss_2": f"{L[k] * .012:.3f}",
         "accuracy": c.rec("train/accuracy", u, f"{a:.5f}"), "wps": f"{g.uniform(16200, 16400):.1f}", "ups": "4.8", "wpb": f"{g.uniform(3390, 3440):.1f}", "bsz": "17.3", "num_updates": str(u), "lr": c.rec("train/learning_rate", u, f"{5e-4 * u / 32000:.4g}"),
         "gnorm": c.rec("train/gradient_norm", u, f"{g.uniform(.5, .9):.3f}"), "loss_scale": c.rec("train/loss_scale", u, "32"), "train_wall": "40", "gb_free": "11.6", "wall": str(44 * (k + 1))}
    c.w(ck("[%Y-%m-%d %H:%M:%S,%L]", 41) + "[train_inner][INFO] - " + json.dumps(d))
    if k % 10 == 9:
        e = k // 10 + 1
        v = {"epoch": e, "valid_loss": c.rec("validation/loss", u, f"{L[k] * .97:.3f}"), "valid_ntokens": "3201.11", "valid_nsentences": "16.2", "valid_loss_0": f"{L[k] * .93:.3f}", "valid_accuracy": c.rec("validation/accuracy", u, f"{a + .012:.5f}"), "valid_wps": "50211", "valid_num_updates": str(u), "valid_best_loss": f"{L[k] * .97:.3f}"}
        c.w(ck("[%Y-%m-%d %H:%M:%S,%L]", 12) + "[valid][INFO] - " + json.dumps(v))
        c.w(ck("[%Y-%m-%d %H:%M:%S,%L]", 1) + f"[fairseq.checkpoint_utils][INFO] - Saved checkpoint checkpoints/checkpoint_best.pt (epoch {e} @ {u} updates, score {L[k] * .97:.3f}) (writing took 1.62 seconds)")
c.must_not = ["any"]

#!/usr/bin/env python3
"""First-contact training logs, set 8. `python make.py out` writes all logs and truth.json into out/ (deterministic)."""
import datetime as dt
import gzip
import json
import math
import random
import sys
from pathlib import Path

OUT = Path(sys.argv[1] if len(sys.argv) > 1 else "out")
CASES = []


class Case:
    def __init__(self, name, tool, kind, odd=False, seed=None):
        self.name, self.tool, self.kind, self.odd = name, tool, kind, odd
        self.buf = []
        self.pts = {}
        self.must, self.must_any, self.must_not = [], [], []
        self.nothing = False
        self.note = ""
        self.steps_off = set()  # series whose steps are not given
        self.r = random.Random(seed if seed is not None else name)
        self.t = dt.datetime(2025, 3, 4, 9, 12, 31, 417000)
        CASES.append(self)

    def w(self, text):
        self.buf.append(text)

    def l(self, text=""):
        self.buf.append(text + "\n")

    def rec(self, key, step, text):
        """Remember a printed value; one point per step (None: every record is its own point)."""
        d = self.pts.setdefault(key, {})
        k = ("#", len(d)) if step is None else step
        d[k] = text.strip()
        return text

    def tick(self, s):
        self.t += dt.timedelta(seconds=s)
        return self.t

    def ts(self, f="%Y-%m-%d %H:%M:%S"):
        return self.t.strftime(f)

    def ms(self):
        return f"{self.t.microsecond // 1000:03d}"

    def series(self):
        out = {}
        for key, d in self.pts.items():
            ks = list(d)
            numeric = [k for k in ks if not (isinstance(k, tuple) and k[0] == "#")]
            order = sorted(ks) if len(numeric) == len(ks) else ks
            e = {"points": len(ks), "first": num(d[order[0]]), "last": num(d[order[-1]])}
            if len(numeric) == len(ks) and key not in self.steps_off:
                e["first_step"], e["last_step"] = order[0], order[-1]
            out[key] = e
        return out

    def truth(self):
        return {"tool": self.tool, "kind": self.kind, "odd": self.odd, "series": self.series(), "must": self.must,
                "must_any": self.must_any, "must_not": self.must_not, "nothing": self.nothing, "note": self.note}

    def noise(self, s):
        return 1 + s * self.r.gauss(0, 1)

    def save(self):
        data = "".join(self.buf).encode("utf-8")
        if self.name.endswith(".gz"):
            data = gzip.compress(data, mtime=0)
        (OUT / self.name).write_bytes(data)


def num(s):
    s = s.strip().rstrip("%")
    v = float(s)
    if math.isnan(v):
        return "nan"
    if math.isinf(v):
        return "inf" if v > 0 else "-inf"
    return int(v) if v == int(v) and "." not in s and "e" not in s.lower() else v


def fall(x, a, b, tau=0.15):
    """Falls from a (x=0) to b (x=1), ever more slowly but without stopping."""
    e = 1 / (1 + 1 / tau)
    return b + (a - b) * ((1 / (1 + x / tau) - e) / (1 - e))


def cosine(x, top, low=0.0, warm=0.03):
    if x < warm:
        return top * (x / warm if x else 1e-3)
    return low + (top - low) * 0.5 * (1 + math.cos(math.pi * (x - warm) / (1 - warm)))


def hms(s):
    s = int(s)
    return f"{s // 3600:02d}:{s % 3600 // 60:02d}:{s % 60:02d}" if s >= 3600 else f"{s // 60:02d}:{s % 60:02d}"


def bar(frac, width=10):
    full = int(frac * width)
    part = " ▏▎▍▌▋▊▉"[int((frac * width - full) * 8)] if full < width else ""
    return ("█" * full + part).ljust(width)


# ---------------------------------------------------------------------------------------------------- LLM pre-training
def lingua():
    c = Case("lingua_apps_main_8x.out", "meta lingua (apps/main/train.py)", "llm-pretraining")
    c.t = dt.datetime(2024, 12, 3, 10, 11, 12, 123456)
    start = c.t
    def pre(sec):
        c.tick(sec)
        return f"0: INFO    {c.t.strftime('%y-%m-%d %H:%M:%S')}.{c.t.microsecond:06d} - {dt.timedelta(seconds=round((c.t - start).total_seconds()))} - "
    c.l("0: WARNING: Signal handler installed.")
    c.l(pre(1) + "Starting job: lingua_1b_dclm")
    c.l(pre(1) + "Run on dist world size: 64")
    for k, v in [("name", "'large_lm'"), ("dump_dir", "'/checkpoints/lm_1b'"), ("seed", "777"), ("grad_acc_steps", "1"), ("steps", "60000")]:
        c.l(pre(0.01) + f"config {k}: {v}")
    c.l(pre(4) + "Building model")
    c.l(pre(9) + "Model size: 1,498,482,688 total parameters")
    c.l(pre(2) + "GPU capacity: NVIDIA H100 80GB HBM3 (0) with 79.11GiB memory")
    n = 110
    for i in range(n):
        step = (i + 1) * 20
        x = i / (n - 1)
        loss = fall(x, 10.6, 2.92) * c.noise(0.008)
        g = fall(x, 3.1, 0.32) * c.noise(0.08)
        if 66 <= i <= 69:
            loss = [9.41, 8.02, 6.11, 4.2][i - 66] * c.noise(0.01)
            g = [41.0, 19.3, 7.7, 2.1][i - 66] * c.noise(0.05)
        lr = 3e-3 * min(1, step / 400) * (1 if step < 400 else 0.5 * (1 + math.cos(math.pi * step / 60000)))
        lt = c.rec("train/loss", step, f"{round(loss, 4):>7}")
        gt = c.rec("train/gradient_norm", step, f"{g:.2e}")
        lrt = c.rec("train/learning_rate", step, f"{lr:.2e}")
        c.l(pre(11.7) + f"step: {step}  acc: 0  loss: {lt}  grad: {gt}  flops: {4.02e14 * c.noise(.01):.2e}  wps: {3.9e4 * c.noise(.01):.2e}"
            f"  iter: {0.5821 * c.noise(.01):>7.4f}  data: {0.0021 * abs(c.noise(.3)):>5.4f}  lr: {lrt}  mem: 71%  pow: {612.331 * c.noise(.02):.3f} W")
        if step % 1000 == 0:
            c.l(pre(1) + f"Saving to: /checkpoints/lm_1b/checkpoints/{step:010d}")
            c.l(pre(6) + "Model saved!")
            c.l(pre(1) + "garbage collection")
    c.must = ["loss-spike"]
    c.must_not = ["non-finite-loss", "diverging", "not-decreasing"]
    c.note = "srun --label prefix '0: '. Four logged points jump threefold and recover."


def nanochat():
    c = Case("nanochat_base_train.log", "karpathy nanochat base_train", "llm-pretraining", odd=True)
    for s in ["                                                       █████                █████",
              "                                                      ░░███                ░░███",
              "Autodetected device type: cuda", "2025-11-02 08:14:02,119 - nanochat.common - INFO - Distributed world size: 8",
              "GPU: NVIDIA H100 80GB HBM3 | Peak FLOPS (BF16): 9.89e+14", "COMPUTE_DTYPE: torch.bfloat16 (auto)",
              "✓ Using Flash Attention 3: efficient, new and awesome.", "Vocab size: 65,536",
              "Model config:", "{", '  "sequence_len": 2048,', '  "vocab_size": 65536,', '  "n_layer": 12,', '  "n_head": 6,', '  "n_kv_head": 6,', '  "n_embd": 768', "}",
              "Parameter counts:", "wte                     : 50,331,648", "lm_head                 : 50,331,648", "total                   : 185,597,952",
              "Estimated FLOPs per token: 8.021606e+08", "Calculated number of iterations from target data:param ratio: 2,520",
              "Total number of training tokens: 1,321,205,760", "Tokens : Scaling params ratio: 12.00", "Total training FLOPs estimate: 1.059819e+18",
              "Tokens / micro-batch / rank: 32 x 2048 = 65,536", "Tokens / micro-batch: 524,288", "Total batch size 524,288 => gradient accumulation steps: 1"]:
        c.l(s)
    n = 252
    tot = 0.0
    for i in range(n):
        step = i * 10
        x = i / (n - 1)
        if step % 250 == 0:
            bpb = c.rec("validation/bits_per_byte", step, f"{fall(x, 3.2141, 0.9012) * c.noise(.002):.6f}")
            c.l(f"Step {step:05d} | Validation bpb: {bpb}")
        if step == 2000:
            c.l("Step 02000 | CORE metric: 0.1314")
            for s in ["<|bos|>The capital of France is Paris, the capital of the country. The capital", "<|bos|>The chemical symbol of gold is Au. It is a soft, yellow metal.",
                      "<|bos|>If yesterday was Friday, then tomorrow will be Saturday. The day", "<|bos|>The opposite of hot is cold. The opposite of hot"]:
                c.l(s)
        loss = c.rec("train/loss", step, f"{fall(x, 11.09, 3.05) * c.noise(.004):.6f}")
        d = 0.21041 * c.noise(.004)
        tot += d * 10 if step > 10 else 0
        lrm = 1.0 if x < .6 else (1 - x) / .4 * .95 + .05
        eta = f" | eta: {(n - i) * 2.1 / 60:.1f}m" if step > 10 else ""
        c.l(f"step {step:05d}/02520 ({100 * step / 2520:.2f}%) | loss: {loss} | lrm: {lrm:.2f} | dt: {d * 1000:.2f}ms | tok/sec: {int(524288 / d):,} | bf16_mfu: {50.1 * c.noise(.004):.2f}"
            f" | epoch: 1 pq: {i // 40} rg: {i % 40} | total time: {tot / 60:.2f}m{eta}")
    c.l("Peak memory usage: 43214.55MiB")
    c.l("Total training time: 8.84m")
    c.must_not = ["any"]
    c.note = "Validation in bits per byte; the header has numbers that are no curve. 'lrm' is a multiplier, not a learning rate."


def human(x):
    if abs(x) < 1:
        return f"{x:.3g}"
    x = float(f"{x:.3g}")
    m = 0
    while abs(x) >= 1000 and m < 6:
        m += 1
        x /= 1000
    return f"{x:f}".rstrip("0").rstrip(".") + ["", "K", "M", "B", "T", "P", "E"][m]


def unhuman(s):
    m = {"K": 1e3, "M": 1e6, "B": 1e9}.get(s[-1])
    return repr(float(s[:-1]) * m) if m else s


def nanotron():
    c = Case("nanotron_smol_360M.log", "huggingface nanotron", "llm-pretraining", odd=True)
    for s in ["Config(general=GeneralArgs(project='smol', run='360M-fineweb', seed=42, step=None, consumed_train_samples=None, benchmark_csv_path=None, ignore_sanity_checks=True),",
              "       parallelism=ParallelismArgs(dp=8, pp=1, tp=2, pp_engine=<nanotron.parallel.pipeline_parallel.engine.OneForwardOneBackwardPipelineEngine object at 0x7f2c>),",
              "       optimizer=OptimizerArgs(optimizer_factory=AdamWOptimizerArgs(adam_eps=1e-08, adam_beta1=0.9, adam_beta2=0.95), zero_stage=0, weight_decay=0.1, clip_grad=None))"]:
        c.l(f"{c.ts('%m/%d/%Y %H:%M:%S')} [INFO|DP=0|TP=0|node-3]: {s}")
    c.l(f"{c.ts('%m/%d/%Y %H:%M:%S')} [INFO|DP=0|TP=0|node-3]: [Training Plan] There are 1 training stages ")
    c.l(f"{c.ts('%m/%d/%Y %H:%M:%S')} [INFO|DP=0|TP=0|node-3]: [Start training] datetime: 2025-03-04 09:12:40.1 | mbs: 4 | grad_accum: 8 | global_batch_size: 256 | sequence_length: 2048 | train_steps: 6000 | start_iteration_step: 0 | consumed_train_samples: 0 ")
    n = 150
    for i in range(n):
        step = (i + 1) * 10
        x = i / (n - 1)
        loss = fall(min(x / .8, 1), 11.1, 3.31) * c.noise(.006)
        g = fall(min(x / .8, 1), 4.2, 0.61) * c.noise(.07)
        if i > 122:
            k = (i - 122) / (n - 1 - 122)
            loss = (3.31 + 5.4 * min(1, k * 1.6)) * c.noise(.012)
            g = 10 ** (0.2 + 4.7 * min(1, k * 1.5)) * c.noise(.1)
        lt = human(loss)
        c.rec("train/loss", step, lt)
        gt = human(g)
        c.rec("train/gradient_norm", step, unhuman(gt))
        lr = 1e-3 * min(1, step / 200)
        lrt = c.rec("train/learning_rate", step, human(lr))
        c.tick(6.1)
        c.l(f"{c.ts('%m/%d/%Y %H:%M:%S')} [INFO|DP=0|TP=0|node-3]: iteration: {step} / 6000 | consumed_tokens: {human(step * 524288)} | time_per_iteration_ms: {human(608 * c.noise(.02))} | tokens_per_sec: {human(861e3 * c.noise(.02))}"
            f" | tokens_per_sec_per_gpu: {human(53.8e3 * c.noise(.02))} | grad_norm: {gt} | global_batch_size: 524K | lm_loss: {lt} | lr: {lrt} | model_tflops_per_gpu: {human(132 * c.noise(.02))} | eta: {dt.timedelta(seconds=int((6000 - step) * .61))}")
        if step % 500 == 0:
            c.l(f"{c.ts('%m/%d/%Y %H:%M:%S')} [WARNING|DP=0|TP=0|node-3]: Saving checkpoint at /ckpt/360M/{step}")
    c.must = ["exploding-gradients", "diverging"]
    c.must_not = ["non-finite-loss"]
    c.note = "Human-readable numbers: gradient norm as 45.2K; the axis is the plain iteration."


def maxtext():
    c = Case("maxtext_worker0.log", "Google MaxText", "llm-pretraining")
    for s in ["Found 16 devices.", "Running Model: llama2-7b", "Config param ablation: none", "Config param base_emb_dim: 4096", "Config param learning_rate: 0.0006", "Config param steps: 420",
              "Num_devices: 16, shape (1, 1, 16, 1, 1, 1, 1, 1, 1)", "number parameters: 6.738 billion", "Per train step:", " Total TFLOPs: 388.09 ", " split as 94.54% learnable weight flops and 5.46% attention flops",
              "Memstats: After params initialized:", "\tUsing (GB) 5.29 / 95.74 (5.525381%) on TPU_0(process=0,(0,0,0,0))"]:
        c.l(s)
    n = 420
    for i in range(n):
        if i < 260:
            loss = fall(i / 259, 10.87, 3.41) * c.noise(.006)
        else:
            loss = (3.41 + 4.5 * (1 - math.exp(-(i - 260) / 28))) * c.noise(.012)
        lt = c.rec("train/loss", i, f"{loss:.3f}")
        pp = c.rec("train/perplexity", i, f"{math.exp(loss):.3f}")
        sec = 41.217 if i == 0 else 1.262 * c.noise(.002)
        c.l(f"completed step: {i}, seconds: {sec:.3f}, TFLOP/s/device: {388.09 / sec:.3f}, Tokens/s/device: {8192 / sec:.3f}, total_weights: 131072, loss: {lt}, lm_loss: {loss:.3f}, perplexity: {pp}")
        if i and i % 70 == 0:
            ev = loss * 1.012
            for k in range(3):
                c.l(f"Completed eval step: {k}, seconds: {0.41 * c.noise(.02):.3f}, running loss={ev * c.noise(.004):.3f}, running perplexity={math.exp(ev):.3f}, running total_weights={131072 * (k + 1)}")
            e = c.rec("validation/loss", i, f"{ev:.3f}")
            ep = c.rec("validation/perplexity", i, f"{math.exp(ev):.3f}")
            c.l(f"Completed eval after train step {i}, loss={e}, perplexity={ep}, total_weights=393216, avg_z_loss=0.000")
    c.must = ["diverging"]
    c.must_not = ["non-finite-loss", "overfitting"]
    c.note = "'Completed eval step' lines are running averages inside one evaluation, not points of their own."


def torchtitan():
    c = Case("torchtitan_4ranks.log", "pytorch torchtitan", "llm-pretraining", odd=True)
    c.l("+ NGPU=4")
    c.l("+ torchrun --nproc_per_node=4 --rdzv_backend c10d --rdzv_endpoint=localhost:0 --local-ranks-filter 0,1,2,3 --role rank --tee 3 torchtitan/train.py --job.config_file ./llama3_debug.toml")
    c.l("W0304 09:12:31.417000 2211 torch/distributed/run.py:766] *****************************************")
    c.l("W0304 09:12:31.417000 2211 torch/distributed/run.py:766] Setting OMP_NUM_THREADS environment variable for each process to be 1 in default")
    for r in range(4):
        for s in ["Starting job: Llama 3 debug training", "Building 1-D device mesh with ['dp_shard'], [4]", "\033[34mModel llama3 debugmodel \033[31msize: 6,139,136 total parameters\033[39m",
                  "CUDA capacity: NVIDIA H100 with 94.99GiB memory", "Training starts at step 1."]:
            c.l(f"[rank{r}]:[titan] {c.ts()},{100 + r} - root - INFO - {s}")
    n = 80
    for i in range(n):
        step = 1 if i == 0 else i * 10
        x = i / (n - 1)
        base = fall(x, 8.13, 3.6, .08)
        if i > 14:
            base = (3.35 if i % 2 else 5.45) * c.noise(.03)
        else:
            base *= c.noise(.01)
        g = (fall(x, 1.5, .8) * c.noise(.1)) if i <= 14 else (2.2 if i % 2 else 6.1) * c.noise(.15)
        lt = c.rec("train/loss", step, f"{base:7.4f}")
        gt = c.rec("train/gradient_norm", step, f"{g:7.4f}")
        c.tick(1.9)
        for r in range(4):
            c.l(f"[rank{r}]:[titan] {c.ts()},{200 + r * 7} - root - INFO - \033[31mstep: {step:2}  \033[32mloss: {lt}  \033[38;2;180;60;0mgrad_norm: {gt}  \033[38;2;54;234;195mmemory:  1.04GiB(1.09%)  "
                f"\033[34mtps: {round(71234 * c.noise(.02)):,}  \033[36mtflops: {5.11 * c.noise(.02):,.2f}  \033[35mmfu: {0.52 * c.noise(.02):.2f}%\033[39m")
    for r in range(4):
        c.l(f"[rank{r}]:[titan] {c.ts()},{900 + r} - root - INFO - Training completed")
    c.must = ["oscillating"]
    c.must_not = ["non-finite-loss"]
    c.note = "Four ranks print the same reduced loss; one point per step."


def megatron():
    c = Case("slurm-771204_megatron.out.gz", "NVIDIA Megatron-LM", "llm-pretraining", odd=True)
    tot = 4000
    def head(job, node):
        c.l(f"==== SLURM_JOB_ID={job} SLURM_NNODES=2 SLURM_NODELIST={node} ====")
        c.l(f"Job started at {c.ts('%a %b %d %H:%M:%S UTC %Y')}")
        c.l("using world size: 16, data-parallel size: 8, context-parallel size: 1, hierarchical context-parallel sizes: None, tensor-model-parallel size: 2, pipeline-model-parallel size: 1")
        c.l("------------------------ arguments ------------------------")
        for k, v in [("adam_beta1", 0.9), ("clip_grad", 1.0), ("eval_interval", 500), ("global_batch_size", 256), ("lr", 0.0003), ("micro_batch_size", 4), ("seq_length", 4096), ("train_iters", tot)]:
            c.l(f"  {k} {'.' * (48 - len(k))} {v}")
        c.l("-------------------- end of arguments ---------------------")
    def it(i):
        x = i / tot
        c.tick(39)
        loss = fall(x, 9.8, 2.33) * c.noise(.006)
        lt = c.rec("train/loss", i, f"{loss:.6E}")
        gt = c.rec("train/gradient_norm", i, f"{fall(x, 2.4, .29) * c.noise(.06):.3f}")
        lr = c.rec("train/learning_rate", i, f"{cosine(x, 3e-4, 3e-5, .05):.6E}")
        c.l(f"15:  [{c.ts()}.{c.r.randrange(10**6):06d}] iteration {i:8d}/{tot:8d} | consumed samples: {i * 256:12d} | elapsed time per iteration (ms): {1951.3 * c.noise(.01):.1f} | throughput per GPU (TFLOP/s/GPU): {411.2 * c.noise(.01):.1f}"
            f" | learning rate: {lr} | global batch size:   256 | lm loss: {lt} | loss scale: 1.0 | grad norm: {gt} | number of skipped iterations:   0 | number of nan iterations:   0 |")
        if i % 500 == 0:
            v = fall(x, 9.8, 2.33) * 1.015
            vt = c.rec("validation/loss", i, f"{v:.6E}")
            s = f" validation loss at iteration {i} on validation set | lm loss value: {vt} | lm loss PPL: {math.exp(v):.6E} | "
            c.l("15: " + "-" * len(s))
            c.l("15: " + s)
            c.l("15: " + "-" * len(s))
            c.l(f"0: saving checkpoint at iteration {i:7d} to /lustre/ckpt/gpt_7b in torch_dist format")
            c.l(f"0:   successfully saved checkpoint from iteration {i:7d} to /lustre/ckpt/gpt_7b [ t 1/2, p 1/1 ]")
    head(771204, "pool0-[0112-0113]")
    c.l("0: WARNING: could not find the metadata file /lustre/ckpt/gpt_7b/latest_checkpointed_iteration.txt")
    c.l("0:     will not load any checkpoints and will start from random")
    for i in range(20, 2241, 20):
        it(i)
    c.l(f"slurmstepd: error: *** STEP 771204.0 ON pool0-0112 CANCELLED AT {c.ts('%Y-%m-%dT%H:%M:%S')} DUE TO TIME LIMIT ***")
    c.l("srun: Job step aborted: Waiting up to 32 seconds for job step to finish.")
    c.l("srun: error: pool0-0113: tasks 8-15: Terminated")
    c.tick(5200)
    head(771377, "pool0-[0098,0120]")
    c.l("0:  loading distributed checkpoint from /lustre/ckpt/gpt_7b at iteration 2000")
    c.l("0:   successfully loaded checkpoint from /lustre/ckpt/gpt_7b [ t 1/2, p 1/1 ] at iteration 2000")
    for i in range(2020, tot + 1, 20):
        it(i)
    c.l("15: [after training is done] datetime: " + c.ts() + " ")
    c.must_not = ["any"]
    c.note = "Killed at 2240, resumed from the checkpoint of 2000: iterations 2020 to 2240 are printed twice (second values count), 200 distinct points."


def llmc():
    c = Case("llmc_train_gpt2cu.log", "karpathy llm.c train_gpt2cu", "llm-pretraining", odd=True)
    line = "+-----------------------+----------------------------------------------------+"
    def row(a, b):
        c.l(f"| {a:<21} | {b:<50} |")
    c.l("Multi-GPU support is disabled. Using a single GPU.")
    c.l(line)
    row("Parameter", "Value")
    c.l(line)
    for a, b in [("train data pattern", "dev/data/fineweb10B/fineweb_train_*.bin"), ("val data pattern", "dev/data/fineweb10B/fineweb_val_*.bin"), ("micro batch size B", 64), ("sequence length T", 1024),
                 ("total batch size", 524288), ("learning rate (LR)", "6.000000e-04"), ("warmup iterations", 700), ("final LR fraction", "0.000000e+00"), ("weight decay", "1.000000e-01"), ("val_loss_every", 250)]:
        row(a, b)
    c.l(line)
    row("device", "NVIDIA A100-SXM4-80GB")
    row("peak TFlops", "312.0")
    row("precision", "BF16")
    c.l(line)
    c.l("num_parameters: 124475904 => bytes: 248951808")
    c.l("allocated 237 MiB for model parameters")
    c.l("batch_size B=64 * seq_len T=1024 * num_processes=1 and total_batch_size=524288")
    c.l("=> setting grad_accum_steps=8")
    n = 320
    vl = c.rec("validation/loss", 0, "11.032144")
    c.l(f"val loss {vl}")
    for i in range(1, n + 1):
        x = (i - 1) / (n - 1)
        loss = fall(x, 11.0094, 5.21, .2) * c.noise(.004)
        g = fall(x, 15.3, .55, .05) * c.noise(.05)
        z = "+nan" if i < 128 else f"{c.r.gauss(0, .8):+.2f}"
        zg = "+nan" if i < 128 else f"{c.r.gauss(0, .8):+.2f}"
        lt, gt, lr = c.rec("train/loss", i, f"{loss:7.6f}"), c.rec("train/gradient_norm", i, f"{g:6.4f}"), c.rec("train/learning_rate", i, f"{6e-4 * i / 700:.2e}")
        c.l(f"step {i:4d}/19560 | loss {lt} ({z}z)| norm {gt} ({zg}z)| lr {lr} | {1771.22 * c.noise(.003):.2f} ms | {58.9 * c.noise(.003):.1f}% bf16 MFU | {296012 * c.noise(.003):.0f} tok/s")
        if i % 80 == 0:
            v = c.rec("validation/loss", i, f"{fall(x, 11.03, 5.25, .2):.6f}")
            c.l(f"val loss {v}")
        if i == 160:
            for k in range(0, 40, 10):
                c.w(f"evaluating HellaSwag: {k}/79\r")
            c.l("HellaSwag: 2471/10042 = 0.246067")
            c.l("generating:\n---")
            c.l("The most common of the three is the first, with 0.5 loss of the time of the")
            c.l("---")
    c.must_not = ["any"]
    c.note = "'+nanz' is the z-score of the warm-up window, not a NaN loss. Validation stands before/after the step lines on a line of its own."


def nemo2():
    c = Case("nemo2_llama3_8b_lora.log", "NVIDIA NeMo 2.0 (nemo.lightning)", "llm-finetuning", odd=True)
    for s in ["[NeMo I 2025-03-04 09:12:31 nemo_logging:393] Experiments will be logged at /results/llama3_lora/2025-03-04_09-12-31", "GPU available: True (cuda), used: True", "TPU available: False, using: 0 TPU cores",
              "Initializing distributed: GLOBAL_RANK: 0, MEMBER: 1/2", "----------------------------------------------------------------------------------------------------", "distributed_backend=nccl",
              "All distributed processes registered. Starting with 2 processes", "----------------------------------------------------------------------------------------------------",
              "[NeMo W 2025-03-04 09:12:55 nemo_logging:405] Recommend using CUDA_DEVICE_MAX_CONNECTIONS=1",
              "[NeMo I 2025-03-04 09:13:21 nemo_logging:393] After applying model_transform:", "      | Name   | Type     | Params | Mode ", "    --------------------------------------------", "    0 | module | GPTModel | 8.1 B  | train",
              "    71.3 M    Trainable params", "    8.0 B     Non-trainable params"]:
        c.l(s)
    n = 240
    val = None
    for i in range(n):
        x = i / (n - 1)
        lt = c.rec("train/loss", i, f"{fall(x, 2.114, .873, .3) * c.noise(.015):.4f}".rstrip("0"))
        lr = c.rec("train/learning_rate", i, f"{cosine(x, 1e-4, 0, .04):.4g}")
        s = f"Training epoch 0, iteration {i}/{n - 1} | lr: {lr} | global_batch_size: 32 | global_step: {i} | reduced_train_loss: {lt} | train_step_timing in s: {2.31 * c.noise(.01):.4g}"
        if i:
            s += f" | consumed_samples: {(i + 1) * 32}"
        if val:
            s += f" | val_loss: {val}"
        c.l(s)
        if (i + 1) % 40 == 0:
            for k in range(4):
                c.l(f"Validation: iteration {k + 1}/4")
            val = c.rec("validation/loss", i, f"{fall(x, 2.09, .912, .3):.4f}")
    c.l("`Trainer.fit` stopped: `max_steps=240` reached.")
    # the value of the last evaluation was never printed: take it back
    d = c.pts["validation/loss"]
    d.popitem()
    c.steps_off.add("validation/loss")
    c.must_not = ["any"]
    c.note = "Every line after an evaluation repeats the latest val_loss: 5 evaluations are seen, not 200 points (the sixth is never printed)."


def mindformers():
    c = Case("mindformers_worker_7.log", "MindSpore Transformers (mindformers)", "llm-pretraining", odd=True)
    def pre(line):
        return f"{c.ts()},{c.ms()} - mindformers{'./output/log'}[mindformers/core/callback/callback.py:{line}] - INFO - "
    for s in [".........Build Callbacks For Train..........", ".........Starting Init Train Model..........", ".........Starting Training Model..........", "Pipeline parallel was opened: pipeline_stages = 1"]:
        c.l(pre(214) + s)
    scale = 65536.0
    E, N = 2, 120
    g = 0
    for e in range(1, E + 1):
        for s in range(1, N + 1):
            g += 1
            c.tick(3)
            over = g > 4 and c.r.random() < .83
            loss = (10.62 - .9 * (1 - math.exp(-g / 60))) * c.noise(.004)
            gn = "[inf]" if over else f"[{3.4 * c.noise(.1):.6f}]"
            lt = c.rec("train/loss", g, f"{loss:5.3f}")
            lr = c.rec("train/learning_rate", g, f"{6e-5 * min(1, g / 40):.6e}")
            ls = c.rec("train/loss_scale", g, f"{scale}")
            c.l(pre(491) + f"{{ Epoch:[{e:3d}/{E:3d}], step:[{s:5d}/{N:5d}], loss: {lt}, per_step_time: {int(2811 * c.noise(.02))}ms, lr: {lr}, overflow cond: {over}, loss_scale: {ls}, global_norm: {gn}")
            pct = 100 * g / (E * N)
            c.l(pre(508) + f"  {pct:4.1f}% |{('█' * int(pct / 2)).ljust(50)}| {2.84:.5f} samples/s/p  {dt.timedelta(seconds=(E * N - g) * 3)} }}")
            if over:
                scale = max(1.0, scale / 2)
    c.must = ["amp-overflow"]
    c.note = "Global step = (epoch - 1) * 120 + step. More than four of five steps overflow; the loss scale falls to its floor of 1."


for f in [lingua, nanochat, nanotron, maxtext, torchtitan, megatron, llmc, nemo2, mindformers]:
    f()


# ---------------------------------------------------------------------------------------------------- fine-tuning
def mlx():
    c = Case("mlx_lora_mac.txt", "Apple mlx-lm lora", "llm-finetuning")
    c.l("Loading configuration file lora_config.yaml")
    c.l("Loading pretrained model")
    for k in range(0, 6):
        c.w(f"\rFetching 6 files: {int(k / 6 * 100):3d}%|{bar(k / 6)}| {k}/6 [00:00<?, ?it/s]")
    c.w("\rFetching 6 files: 100%|██████████| 6/6 [00:00<00:00, 63072.24it/s]\n")
    c.l("Loading datasets")
    c.l("Training")
    c.l("Trainable parameters: 0.071% (5.243M/7241.732M)")
    c.l("Starting training..., iters: 1200")
    n, tok = 1200, 0
    def val(it):
        x = it / n
        v = fall(min(1, x / .3), 2.143, 1.612, .2) if x < .3 else 1.612 + 1.35 * ((x - .3) / .7) ** 1.1
        t = c.rec("validation/loss", it, f"{v * c.noise(.004):.3f}")
        c.l(f"Iter {it}: Val loss {t}, Val took {14.2 * c.noise(.02):.3f}s")
    val(1)
    for it in range(10, n + 1, 10):
        x = it / n
        tok += int(4013 * c.noise(.05))
        t = c.rec("train/loss", it, f"{fall(x, 2.09, .118, .3) * c.noise(.02):.3f}")
        lr = c.rec("train/learning_rate", it, f"{2e-5:.3e}")
        c.l(f"Iter {it}: Train loss {t}, Learning Rate {lr}, It/sec {0.521 * c.noise(.02):.3f}, Tokens/sec {209.11 * c.noise(.02):.3f}, Trained Tokens {tok}, Peak mem 15.662 GB")
        if it % 60 == 0:
            val(it)
        if it % 300 == 0:
            c.l(f"Iter {it}: Saved adapter weights to adapters/adapters.safetensors and adapters/{it:07d}_adapters.safetensors.")
    c.l("Saved final weights to adapters/adapters.safetensors.")
    c.must = ["overfitting"]
    c.must_not = ["non-finite-loss", "not-decreasing"]


def swift():
    c = Case("swift_output_v0_logging.jsonl", "ModelScope ms-swift", "llm-finetuning")
    N = 410
    for i in [1] + list(range(5, N + 1, 5)):
        x = i / N
        ok = i < 120
        loss = fall(x, 1.7421, .92) * c.noise(.02) if ok else 0.0
        g = fall(x, 2.3, 1.1) * c.noise(.08) if ok else float("nan")
        acc = .61 + .12 * x if ok else 0.0
        d = {"loss": round(loss, 8), "grad_norm": g if not ok else round(g, 8), "learning_rate": round(cosine(x, 1e-4, 0, .05), 10), "token_acc": round(acc, 8), "epoch": round(i / 205, 8),
             "global_step/max_steps": f"{i}/{N}", "elapsed_time": f"{i * 6 // 60}m {i * 6 % 60}s", "remaining_time": f"{(N - i) * 6 // 60}m {(N - i) * 6 % 60}s", "memory(GiB)": 21.37, "train_speed(s/it)": round(6.02 * c.noise(.01), 6)}
        c.l(json.dumps(d, ensure_ascii=False))
        c.rec("train/loss", i, repr(d["loss"]))
        c.rec("train/gradient_norm", i, repr(d["grad_norm"]))
        c.rec("train/learning_rate", i, repr(d["learning_rate"]))
        c.rec("train/accuracy", i, repr(d["token_acc"]))
        if i in (100, 200, 300, 400):
            ev = 1.2103 if i == 100 else float("nan")
            d = {"eval_loss": ev, "eval_runtime": 21.4, "eval_samples_per_second": 9.36, "eval_steps_per_second": 1.17, "eval_token_acc": .692 if i == 100 else 0.0, "epoch": round(i / 205, 8), "global_step/max_steps": f"{i}/{N}"}
            c.l(json.dumps(d))
            c.rec("validation/loss", i, repr(ev))
            c.rec("validation/accuracy", i, repr(d["eval_token_acc"]))
    c.l(json.dumps({"last_model_checkpoint": "/output/v0/checkpoint-410", "best_model_checkpoint": "/output/v0/checkpoint-100", "best_metric": 1.2103, "global_step": 410, "log_history": [], "memory": 21.37}))
    c.must = ["zero-loss"]
    c.note = "fp16 break-down: loss exactly 0.0 and NaN gradient norm from step 120 on. The step is the left half of global_step/max_steps."


def llamafactory():
    c = Case("trainer_log.jsonl", "LLaMA-Factory trainer_log", "llm-finetuning", odd=True)
    N = 612
    for i in range(5, N, 5):
        x = i / N
        d = {"current_steps": i, "total_steps": N, "loss": round(fall(x, 1.5321, .944, .35) * c.noise(.018), 4), "lr": cosine(x, 5e-5, 0, .1), "epoch": round(i / 204, 4), "percentage": round(100 * x, 2), "elapsed_time": str(dt.timedelta(seconds=i * 7)), "remaining_time": str(dt.timedelta(seconds=(N - i) * 7))}
        s = json.dumps(d)
        if i == 560:
            c.w(s[: len(s) // 2 - 40])  # the disk filled up: the file ends within a line, before the loss
            break
        c.l(s)
        c.rec("train/loss", i, repr(d["loss"]))
        c.rec("train/learning_rate", i, repr(d["lr"]))
        if i % 100 == 0:
            d = {"current_steps": i, "total_steps": N, "eval_loss": round(fall(x, 1.53, .981, .35), 6), "epoch": round(i / 204, 4), "percentage": round(100 * x, 2), "elapsed_time": str(dt.timedelta(seconds=i * 7 + 20)), "remaining_time": str(dt.timedelta(seconds=(N - i) * 7))}
            c.l(json.dumps(d))
            c.rec("validation/loss", i, repr(d["eval_loss"]))
    c.must_not = ["any"]
    c.note = "The last line is cut before its loss: 111 complete training lines."


def areal():
    c = Case("areal_sft_main.log", "AReaL (inclusionAI) SFT", "llm-finetuning", odd=True)
    N, E = 36, 2
    def pre():
        return f"\x1b[36m{c.ts('%Y%m%d-%H:%M:%S')}.{c.ms()}\x1b[0m StatsLogger \x1b[1mINFO\x1b[0m: "
    g = 0
    c.l(f"{c.ts('%Y%m%d-%H:%M:%S')}.{c.ms()} Launcher Local INFO: Starting local process with command: torchrun --nnodes 1 --nproc-per-node 8 examples/math/gsm8k_sft.py")
    for e in range(E):
        for s in range(N):
            g += 1
            x = g / (N * E)
            c.tick(8.2)
            loss = fall(x, 1.12, .331, .3) * c.noise(.015)
            st = [("sft/loss/avg", c.rec("train/loss", g, f"{loss:.4e}")), ("sft/loss/max", f"{loss * 3.1:.4e}"), ("sft/loss/min", f"{loss * .21:.4e}"), ("sft/ppl/avg", c.rec("train/perplexity", g, f"{math.exp(loss):.4e}")),
                  ("sft/update_successful", "1.0000e+00"), ("sft/grad_norm", c.rec("train/gradient_norm", g, f"{fall(x, 6.1, 1.4) * c.noise(.07):.4e}")), ("sft/lr", c.rec("train/learning_rate", g, f"{cosine(x, 2e-5, 0, .03):.4e}")),
                  ("sft/n_tokens", f"{31234 * c.noise(.05):.4e}"), ("timeperf/train_step", f"{7.6 * c.noise(.02):.4e}"), ("timeperf/eval", f"{.2 * c.noise(.1):.4e}"), ("memory/max_allocated_gb", "4.8213e+01")]
            c.l(pre() + f"Epoch {e + 1}/{E} Step {s + 1}/{N} Train step {g}/{N * E} done.")
            c.l(pre() + "Stats (1/1):")
            c.l(pre())
            cols = 4
            rows = (len(st) + cols - 1) // cols
            grid = [[x2 for j in range(cols) for x2 in (st[i + j * rows] if i + j * rows < len(st) else ("", ""))] for i in range(rows)]
            wd = [max(len(r[k]) for r in grid) for k in range(cols * 2)]
            c.l("╒" + "╤".join("═" * (w + 2) for w in wd) + "╕")
            for i, r in enumerate(grid):
                c.l("│" + "│".join(f" {v.ljust(w) if k % 2 == 0 else v.rjust(w)} " for k, (v, w) in enumerate(zip(r, wd))) + "│")
                c.l(("├" + "┼".join("─" * (w + 2) for w in wd) + "┤") if i < rows - 1 else "╘" + "╧".join("═" * (w + 2) for w in wd) + "╛")
    c.must_not = ["any"]
    c.note = "Stats in a box-drawing grid of four name-value column pairs; the step stands in the line above."


def dpo():
    c = Case("trl_dpo_nohup.out", "Hugging Face TRL DPOTrainer", "preference")
    c.l("nohup: ignoring input")
    c.l("The tokenizer has new PAD/BOS/EOS tokens that differ from the model config and generation config. The model config and generation config were aligned accordingly. Updated tokens: {'pad_token_id': 151643}.")
    c.w("\rTokenizing train dataset: 100%|██████████| 11840/11840 [00:21<00:00, 551.20 examples/s]\n")
    N = 740
    for i in range(N + 1):
        if i % 2 == 0:
            c.w(f"\r{int(100 * i / N):3d}%|{bar(i / N)}| {i}/{N} [{hms(i * 3.1)}<{hms((N - i) * 3.1)},  3.10s/it]")
        if i and i % 10 == 0:
            x = i / N
            m = .002 * c.r.gauss(0, 1)
            loss = .6931 - m / 2 + .0009 * c.r.gauss(0, 1)
            v = {"loss": c.rec("train/loss", i, f"{loss:.4g}"), "grad_norm": c.rec("train/gradient_norm", i, f"{4.1 * c.noise(.1):.4g}"), "learning_rate": c.rec("train/learning_rate", i, f"{5e-7 * (1 - x) if x > .1 else 5e-6 * x:.4g}"),
                 "entropy": c.rec("train/entropy", i, f"{1.21 * c.noise(.01):.4g}"), "num_tokens": f"{i * 24113:.4g}", "mean_token_accuracy": f"{.71 * c.noise(.01):.4g}", "rewards/chosen": f"{.001 * c.r.gauss(0, 1):.4g}", "rewards/rejected": f"{.001 * c.r.gauss(0, 1):.4g}",
                 "rewards/accuracies": c.rec("train/reward_accuracy", i, f"{.5 + .03 * c.r.gauss(0, 1):.4g}"), "rewards/margins": c.rec("train/reward_margin", i, f"{m:.4g}"), "logps/chosen": f"{-312 * c.noise(.03):.4g}", "logps/rejected": f"{-291 * c.noise(.03):.4g}", "epoch": f"{i / 370:.4g}"}
            c.w("\n" + str(v) + "\n" if c.r.random() < .5 else "\r                                                  \r" + str(v) + "\n")
        if i and i % 185 == 0:
            for k in range(1, 9):
                c.w(f"\r{int(100 * k / 8):3d}%|{bar(k / 8)}| {k}/8 [00:0{k}<00:0{8 - k},  1.02s/it]")
            v = {"eval_loss": c.rec("validation/loss", i, f"{.6931 + .0006 * c.r.gauss(0, 1):.4g}"), "eval_runtime": "9.12", "eval_samples_per_second": "14.03", "eval_steps_per_second": "0.877", "eval_rewards/accuracies": c.rec("validation/reward_accuracy", i, f"{.5 + .02 * c.r.gauss(0, 1):.4g}"),
                 "eval_rewards/margins": c.rec("validation/reward_margin", i, f"{.0015 * c.r.gauss(0, 1):.4g}"), "epoch": f"{i / 370:.4g}"}
            c.w("\n" + str(v) + "\n")
    c.l("\n" + str({"train_runtime": "2297", "train_samples_per_second": "10.31", "train_steps_per_second": "0.322", "train_loss": "0.6931", "epoch": "2"}))
    c.must = ["preference-not-learnt"]
    c.must_not = ["non-finite-loss", "loss-spike", "diverging"]
    c.steps_off |= {"train/loss", "train/gradient_norm", "train/learning_rate", "train/entropy", "train/reward_accuracy", "train/reward_margin", "validation/loss", "validation/reward_accuracy", "validation/reward_margin"}
    c.note = "transformers 5 prints numbers as strings. The step is only in the bar; the epoch in the dictionary."


# ---------------------------------------------------------------------------------------------------- RLHF
def primerl():
    c = Case("prime_rl_trainer_rank0.log", "PrimeIntellect prime-rl trainer", "rlhf")
    def lg(level, msg, col="32"):
        c.l(f"\x1b[2m{c.ts('%H:%M:%S')}\x1b[0m \x1b[{col};1m{level:>8}\x1b[0m \x1b[1m{msg}\x1b[22m\x1b[0m")
    lg("INFO", "Starting RL trainer in World(world_size=4, rank=0, local_rank=0, local_world_size=4, num_nodes=1)", "34")
    lg("INFO", "Initializing model (name='Qwen/Qwen3-1.7B' attn='flash_attention_2' compile=None)", "34")
    lg("INFO", "Starting training loop (max_steps=260)", "34")
    n = 260
    for i in range(n):
        c.tick(38)
        x = i / n
        ent = max(.0006, .612 / (1 + math.exp((x - .33) / .045))) * c.noise(.05)
        for k in range(2):
            lg("DEBUG", f"Micro Step {k}/2 | Loss {.01 * c.r.gauss(0, 1):.4f} | Entropy {ent * c.noise(.1):.4f} | Mismatch KL {.0009 * abs(c.noise(.3)):.4f}", "36") if i % 20 == 0 else None
        lt = c.rec("train/loss", i, f"{(.012 if x < .35 else .0008) * c.r.gauss(0, 1):.4f}")
        et = c.rec("train/entropy", i, f"{ent:.4f}")
        gt = c.rec("train/gradient_norm", i, f"{(.21 if x < .35 else .21 * ent / .6 + .004) * abs(c.noise(.1)):.4f}")
        lr = c.rec("train/learning_rate", i, f"{1e-6:.2e}")
        lg("SUCCESS", f"Step {i} | {37.1 * c.noise(.03):6.2f}s | Loss {lt} | Entropy {et} | Mismatch KL {.0009 * abs(c.noise(.3)):.4f} | Grad. Norm {gt} | LR {lr} | Throughput {21344 * c.noise(.02):.0f} tokens/s | MFU {31.2 * c.noise(.02):.1f}% | Peak Mem. 61.3 GiB")
        if i and i % 50 == 0:
            lg("INFO", f"Broadcasting weights for step {i} took 2.31s", "34")
    c.must = ["policy-collapse"]
    c.must_not = ["non-finite-loss", "diverging"]
    c.note = "Entropy falls from 0.61 to below 0.001. 'Mismatch KL' is trainer against inference engine, not the reference: not listed. DEBUG micro steps are no points."


def nemorl():
    c = Case("nemo_rl_grpo_math.log", "NVIDIA NeMo RL GRPO", "rlhf", odd=True)
    c.l("Loaded configuration from: examples/configs/grpo_math_1B.yaml")
    c.l("\n▶ Setting up compute cluster...\n  ✓ Ray cluster initialized with 1 nodes\n\n▶ Setting up model and training...")
    c.l("(VllmGenerationWorker pid=20817) INFO 03-04 09:14:02 [loader.py:447] Loading weights took 0.61 seconds")
    c.l("\n" + "=" * 60 + "\n" + " " * 18 + "SETUP COMPLETE\n  Total setup time: 121.4s\n" + "=" * 60 + "\n")
    c.l("\n🔍 Running initial validation...\n▶ Starting validation at step 0...")
    n = 64
    def val(step, x):
        a = c.rec("validation/accuracy", step, f"{.212 + .40 * (1 - math.exp(-2.2 * x)):.4f}")
        c.l("\n📊 Validation Results:")
        c.l(f"    • Accuracy: {a}")
        c.l(f"    • Average response length: {512 + 40 * x:.1f} tokens")
        c.l("    • Samples processed: 256")
        c.l("\n  ⏱️  Validation Timing:\n    • Total validation time: 21.62s")
    val(0, 0)
    c.l(f"\n{'=' * 25} Epoch 1/1 {'=' * 25}")
    for i in range(1, n + 1):
        x = i / n
        c.l(f"\n{'=' * 25} Step {i}/{n} {'=' * 25}")
        for s in ["▶ Preparing batch...", "▶ Generating responses for batch of size 512...", "▶ Processing rewards...,", "▶ Computing advantages...", "▶ Preparing for logprob inference...", "▶ Computing logprobs...", "▶ Preparing for training...", "▶ Training policy..."]:
            c.l(s)
        if i % 16 == 0:
            c.l(f"▶ Starting validation at step {i}...")
            val(i, x)
            c.l(f"Saving checkpoint for step {i}...")
        c.l("\n📊 Training Results:")
        c.l(f"  • Loss: {c.rec('train/loss', i, f'{.006 * c.r.gauss(0, 1):.4f}')}")
        c.l(f"  • Generation KL Error: {.0011 * abs(c.noise(.2)):.4f}")
        c.l(f"  • Avg Reward: {c.rec('train/reward', i, f'{(.221 + .41 * (1 - math.exp(-2.2 * x))) * c.noise(.03):.4f}')}")
        c.l(f"  • Mean Generation Length: {c.rec('train/completion_length', i, f'{(508 + 45 * x) * c.noise(.02):.4f}')}")
        c.l("\n⏱️  Timing:")
        t = 62.1 * c.noise(.03)
        c.l(f"  • Total step time: {t:.2f}s")
        for k, f in [("generation", .48), ("policy_training", .29), ("policy_and_reference_logprobs", .14), ("prepare_for_generation/total", .06), ("data_processing", .01)]:
            c.l(f"  • {k}: {t * f:.2f}s ({100 * f:.1f}%)")
        c.l("\n🔍 Performance Metrics:\n  • Mean Total Tokens per Sample: 640.22\n  • Throughputs (per GPU):\n    - E2E (Samples/sec/gpu): 1.03")
    c.must_not = ["any"]
    c.note = "The policy-gradient loss is noise around zero by construction; the reward rises steadily."


def openrlhf():
    c = Case("openrlhf_ppo_ray.log", "OpenRLHF PPO (Ray)", "rlhf", odd=True)
    c.l("2025-03-04 09:12:31,417\tINFO worker.py:1841 -- Connecting to existing Ray cluster at address: 10.0.3.7:6379...")
    c.l("2025-03-04 09:12:31,601\tINFO cli.py:39 -- Job submission server address: http://127.0.0.1:8265")
    c.l("(pid=31002) INFO 03-04 09:12:58 [__init__.py:239] Automatically detected platform cuda.")
    c.l("(PolicyModelActor pid=31002) Actor(\n(PolicyModelActor pid=31002)   (model): LlamaForCausalLM(\n(PolicyModelActor pid=31002)   )\n(PolicyModelActor pid=31002) )")
    n = 130
    for i in range(1, n + 1):
        x = i / n
        kl = (.0008 + 9.5 * max(0, (x - .25) / .75) ** 2.2) * c.noise(.06)
        rew = (.11 + 3.6 * x ** 1.2) + .05 * c.r.gauss(0, 1)
        for k in range(0, 3):
            c.w(f"\r(PPOTrainer pid=30877) Train epoch [1/1]: {33 * (k + 1):3d}%|{bar((k + 1) / 3)}| {k + 1}/3 [00:{k * 9:02d}<00:{(2 - k) * 9:02d},  9.11s/it, act_loss={-.01 * c.noise(.2):.3g}, reward={rew:.3g}, kl={kl:.3g}]")
        c.w("\n")
        d = {"policy_loss": round(-.011 * c.noise(.3), 6), "actor_lr": 5e-07, "ppo_clip_ratio": float(c.rec("train/clip_fraction", i, repr(round(.04 * c.noise(.15) + .2 * x, 6)))), "ppo_kl": round(.002 * c.noise(.2), 6),
             "kl": float(c.rec("train/kl", i, repr(round(kl, 6)))), "response_length": float(c.rec("train/completion_length", i, repr(round(241 * c.noise(.03), 3)))), "reward": float(c.rec("train/reward", i, repr(round(rew, 6)))), "return": round(rew - .02 * kl, 6),
             "actor_grad_norm": float(c.rec("train/gradient_norm", i, repr(round(.61 * (1 + 2 * x) * c.noise(.1), 6)))), "critic_loss": round(.32 * c.noise(.1), 6), "values": round(rew * .9, 6), "critic_lr": 9e-06, "timing/generation": round(31.2 * c.noise(.05), 4), "timing/step_total": round(61.0 * c.noise(.03), 4)}
        c.l(f"(PPOTrainer pid=30877) {c.ts()}.{c.ms()} | INFO     | openrlhf.trainer.ppo_trainer:fit:547 - ✨ Global step {i}: {d}")
        c.tick(61)
        if i % 40 == 0:
            c.l(f"(PPOTrainer pid=30877) {c.ts()}.{c.ms()} | INFO     | openrlhf.trainer.ppo_trainer:evaluate:594 - ✨ Evaluation completed in 00:01:12, global_step {i}, eval_metrics: {{'eval_default_pass1': {.41 - .2 * x:.4f}}}")
    c.must_any = [["kl-runaway", "reward-hacking"]]
    c.must_not = ["non-finite-loss", "policy-collapse", "length-exploitation"]
    c.note = "KL 0.0008 to 9.5 per token while the reward climbs and pass@1 falls. No train/loss listed: there is a policy loss and a critic loss, neither is the loss."


def verl():
    c = Case("verl_grpo_rm.log", "verl (volcengine) main_ppo GRPO", "rlhf")
    c.l("2025-03-04 09:12:31,417\tINFO worker.py:1841 -- Started a local Ray instance.")
    c.l("(TaskRunner pid=4107) {'actor_rollout_ref': {'actor': {'clip_ratio': 0.2, 'entropy_coeff': 0, 'kl_loss_coef': 0.001, 'ppo_mini_batch_size': 64, 'optim': {'lr': 1e-06}}},")
    c.l("(TaskRunner pid=4107)  'trainer': {'critic_warmup': 0, 'logger': ['console'], 'total_epochs': 3}}")
    c.l("(TaskRunner pid=4107) Size of train dataloader: 50, Size of val dataloader: 1")
    c.l("(TaskRunner pid=4107) Total training steps: 150")
    n = 150
    for i in range(1, n + 1):
        x = i / n
        c.w(f"\r(TaskRunner pid=4107) Training Progress: {int(100 * i / n):3d}%|{bar(i / n)}| {i}/{n} [{hms(i * 71)}<{hms((n - i) * 71)}, 71.{c.r.randrange(10, 99)}s/it]\n")
        ln = (305 + 1610 / (1 + math.exp(-(x - .5) / .1))) * c.noise(.015)
        clip = max(0, min(.99, .83 / (1 + math.exp(-(x - .62) / .07)))) * abs(c.noise(.03))
        rew = .31 + 4.4 * (ln - 305) / 1610 + .04 * c.r.gauss(0, 1)
        m = [("global_seqlen/mean", 41200 * c.noise(.02)), ("actor/entropy", .41 * (1 - .3 * x) * c.noise(.02)), ("actor/kl_loss", .002 + .05 * x * c.noise(.1)), ("actor/kl_coef", .001), ("actor/pg_loss", .01 * c.r.gauss(0, 1)), ("actor/pg_clipfrac", .003 * abs(c.noise(.2))), ("actor/ppo_kl", .0003 * c.noise(.3)),
             ("actor/grad_norm", .31 * c.noise(.1)), ("actor/lr", 1e-06), ("training/global_step", i), ("training/epoch", (i - 1) // 50), ("critic/score/mean", rew), ("critic/score/max", rew + 2.1), ("critic/score/min", rew - 2.4), ("critic/rewards/mean", rew), ("critic/rewards/max", rew + 2.1), ("critic/rewards/min", rew - 2.4),
             ("critic/advantages/mean", -.01 * c.noise(.4)), ("critic/returns/mean", -.01 * c.noise(.4)), ("response_length/mean", ln), ("response_length/max", 2048.0), ("response_length/min", 61.0), ("response_length/clip_ratio", clip), ("prompt_length/mean", 118.2 * c.noise(.02)), ("prompt_length/max", 402.0),
             ("timing_s/gen", 31.0 * c.noise(.04)), ("timing_s/update_actor", 24.0 * c.noise(.04)), ("timing_s/step", 71.0 * c.noise(.02)), ("perf/throughput", 912.1 * c.noise(.03))]
        names = {"actor/entropy": "train/entropy", "actor/grad_norm": "train/gradient_norm", "actor/lr": "train/learning_rate", "critic/rewards/mean": "train/reward", "response_length/mean": "train/completion_length"}
        s = f"(TaskRunner pid=4107) step:{i}"
        for k, v in m:
            t = repr(v)
            if k in names:
                c.rec(names[k], i, t)
            s += f" - {k}:{t}"
        if i % 25 == 0:
            s += f" - val-core/alpaca/acc/mean@1:{.43 - .24 * x}"
        c.l(s)
    c.must = ["length-exploitation"]
    c.must_not = ["non-finite-loss", "policy-collapse"]
    c.note = "Lengths run from 300 to the 2048 cap (clip ratio 0.8), the score follows the length, the validation accuracy falls. pg_loss, kl_loss not listed (which of them is 'loss' or 'kl' is a matter of taste)."


for f in [mlx, swift, llamafactory, areal, dpo, primerl, nemorl, openrlhf, verl]:
    f()


# ---------------------------------------------------------------------------------------------------- speech, translation, OCR
def commas(n):
    return f"{int(n):,}"


def marian():
    c = Case("marian_train.log", "Marian NMT", "translation")
    c.t = dt.datetime(2024, 5, 14, 7, 2, 11)
    def lg(s):
        c.l(f"[{c.ts()}] {s}")
    for s in ["[marian] Marian v1.12.0 65bf82ff 2023-02-21 09:56:29 -0800", "[marian] Running on gpu-a12 as process 83114 with command line:", "[marian] /opt/marian/build/marian --type transformer --train-sets corpus.is corpus.en --early-stopping 8 --lr-report",
              "[config] after: 0e", "[config] after-epochs: 0", "[config] cost-type: ce-mean-words", "[config] disp-freq: 500", "[config] early-stopping: 8", "[config] early-stopping-epsilon:", "[config]   - 0", "[config] learn-rate: 0.0003", "[config] lr-warmup: 8000",
              "[config] optimizer: adam", "[config] valid-freq: 2500", "[config] valid-metrics:", "[config]   - ce-mean-words", "[config]   - perplexity", "[config]   - bleu-detok", "[config] workspace: 18000",
              "[data] Loading SentencePiece vocabulary from file vocab.spm", "[data] Setting vocabulary size for input 0 to 32,000", "[comm] Compiled without MPI support. Running as a single process on gpu-a12", "[batching] Collecting statistics for batch fitting with step size 10",
              "[memory] Reserving 230 MB, device gpu0", "Training started", "[training] Batches are processed as 1 process(es) x 4 devices/process"]:
        lg(s)
    best, stalled = {}, {}
    N = 60000
    for up in range(500, N + 1, 500):
        x = up / N
        c.tick(91)
        ep = 1 + up // 8200
        cost = c.rec("train/loss", up, f"{fall(x, 9.62, 1.71, .12) * c.noise(.008):.8f}")
        g = c.rec("train/gradient_norm", up, f"{fall(x, 1.9, .42) * c.noise(.04):.4f}")
        lr = c.rec("train/learning_rate", up, f"{3e-4 * (up / 8000 if up < 8000 else (8000 / up) ** .5):.4e}")
        lg(f"Ep. {ep} : Up. {up} : Sen. {commas((up % 8200) * 512)} : Cost {cost} : Time {91 * c.noise(.02):.2f}s : {61234.1 * c.noise(.02):.2f} words/s : gNorm {g} : L.r. {lr}")
        if up % 8200 < 500 and up > 500:
            lg(f"Seen {commas(4198400)} samples")
            lg(f"Starting data epoch {ep} in logical epoch {ep}")
            lg("[data] Shuffling data")
        if up % 2500 == 0:
            xv = up / N
            v = fall(min(1, xv / .42), 8.1, 2.93, .15) if xv <= .42 else 2.93 + 1.1 * (xv - .42) / .58
            v *= c.noise(.002)
            lg("Saving model weights and runtime parameters to model.npz")
            bleu = 31.4 * (1 - math.exp(-xv * 6)) - max(0, xv - .45) * 9
            for name, val, sign in [("ce-mean-words", v, -1), ("perplexity", math.exp(v), -1), ("bleu-detok", bleu, 1)]:
                t = f"{val:.6g}"
                if name == "ce-mean-words":
                    c.rec("validation/loss", up, t)
                elif name == "perplexity":
                    c.rec("validation/perplexity", up, t)
                if name not in best or (val - best[name]) * sign > 0:
                    best[name], stalled[name] = val, 0
                    lg(f"[valid] Ep. {ep} : Up. {up} : {name} : {t} : new best")
                else:
                    stalled[name] += 1
                    lg(f"[valid] Ep. {ep} : Up. {up} : {name} : {t} : stalled {stalled[name]} times (last best: {best[name]:.6g})")
    lg("Training finished")
    c.must = ["overfitting"]
    c.must_not = ["non-finite-loss", "not-decreasing"]
    c.note = "'stalled 3 times (last best: 2.93)' holds another number in the same line."


def sockeye():
    c = Case("sockeye_model_metrics", "AWS Sockeye 3 metrics file", "translation", odd=True)
    for k in range(1, 41):
        x = (k - 1) / 39
        pt = fall(x, 312.4, 5.61, .06) * c.noise(.006)
        pv = fall(x, 201.9, 6.02, .06) * c.noise(.003)
        d = {"bleu-val": .342 * (1 - math.exp(-k / 9)), "chrf-val": .611 * (1 - math.exp(-k / 7)), "converged": False, "diverged": False, "epoch": k // 3, "learning-rate": 0.0002 if k < 18 else .00014 if k < 30 else 9.8e-05, "length-ratio-mse-val": .011 * abs(c.noise(.1)),
             "max-gpu-memory": 11835572224, "perplexity-train": pt, "perplexity-val": pv, "time-elapsed": 1711.3 * k, "decode-walltime-val": 41.2 * c.noise(.05)}
        c.rec("train/perplexity", k, repr(pt))
        c.rec("validation/perplexity", k, repr(pv))
        c.rec("train/learning_rate", k, repr(d["learning-rate"]))
        c.l(f"{k}\t" + "\t".join(f"{a}={b}" for a, b in sorted(d.items())))
    c.must_not = ["any"]
    c.note = "No loss, only perplexities; the number at the front is the checkpoint."


def coqui():
    c = Case("coqui_glowtts_trainer_0_log.txt", "Coqui TTS Trainer (Glow-TTS)", "tts", odd=True)
    for s in [" > Training Environment:", " | > Backend: Torch", " | > Mixed precision: True", " | > Precision: fp16", " | > Current device: 0", " | > Num. of GPUs: 1", " | > Num. of CPUs: 12", " > Start Tensorboard: tensorboard --logdir=/work/glow_tts-run-March-04-2025_09+12AM-0000000", "", " > Model has 28610257 parameters"]:
        c.l(s)
    E, N = 9, 120
    g, old = 0, None
    for e in range(E):
        c.l(f"\n\033[4m\033[1m > EPOCH: {e}/{E}\033[0m")
        c.l(" --> /work/glow_tts-run-March-04-2025_09+12AM-0000000")
        c.l(f"\n\033[1m > TRAINING ({c.ts()}) \033[0m")
        for s in range(N):
            if s % 25 == 0:
                x = g / (E * N)
                mle = fall(x, 2.41, -.62, .2) + .012 * c.r.gauss(0, 1)
                dur = fall(x, .91, .17, .2) * c.noise(.02)
                c.tick(25)
                c.l("")
                c.l(f"\033[1m   --> TIME: {c.ts()} -- STEP: {s}/{N} -- GLOBAL_STEP: {g}\033[0m")
                for k, v in [("current_lr", 0.0025 * min(1, (g + 1) / 400)), ("loss", mle + dur), ("log_mle", mle), ("loss_dur", dur), ("grad_norm", fall(x, 21, 3.2) * c.noise(.1)), ("step_time", round(.3312 * c.noise(.05), 4)), ("loader_time", round(.0021 * abs(c.noise(.1)), 4))]:
                    t = repr(v)
                    if k == "loss":
                        c.rec("train/loss", g, t)
                    if k == "grad_norm":
                        c.rec("train/gradient_norm", g, t)
                    if k == "current_lr":
                        c.rec("train/learning_rate", g, t)
                        c.l(f"     | > {k}: {t} ")
                    else:
                        c.l(f"     | > {k}: {t}  ({repr(v * c.noise(.01)) if s else t})")
                c.l("")
            g += 1
        c.l("\n\033[1m > EVALUATION \033[0m\n")
        x = g / (E * N)
        m, d = fall(x, 2.41, -.58, .2), fall(x, .91, .185, .2)
        for s in range(2):
            c.l(f"\033[1m   --> STEP: {s}\033[0m")
            c.l(f"     | > loss: {repr(m + d + .03 * c.r.gauss(0, 1))}  ({m + d!r})")
            c.l("")
        c.l("\n  \033[1m--> EVAL PERFORMANCE\033[0m")
        new = {"avg_loader_time": .031, "avg_loss": m + d, "avg_log_mle": m, "avg_loss_dur": d}
        c.rec("validation/loss", e, repr(new["avg_loss"]))
        for k, v in new.items():
            diff = 0 if old is None else v - old[k]
            c.l(f"     | > {k}:{'' if not diff else chr(27) + '[92m' if diff < 0 else chr(27) + '[91m'} {v!r} \033[0m({'' if diff < 0 else '+'}{diff!r})")
        old = new
        c.l("")
        c.l(f" > BEST MODEL : /work/glow_tts-run-March-04-2025_09+12AM-0000000/best_model_{g}.pth")
    c.steps_off |= {"validation/loss"}
    c.must_not = ["any"]
    c.note = "The negative log-likelihood falls below zero: sound. The evaluation of an epoch is 'EVAL PERFORMANCE avg_loss' (9 points); the value before the parenthesis is the current one."


def tacotron2():
    c = Case("tacotron2_train.out", "NVIDIA Tacotron 2", "tts")
    for s in ["FP16 Run: False", "Dynamic Loss Scaling: True", "Distributed Run: False", "cuDNN Enabled: True", "cuDNN Benchmark: False", "Epoch: 0"]:
        c.l(s)
    n = 300
    it = 0
    vals = [1.1, .42, 1.93, .61, 2.71, .38, 1.62, .44, 2.95, .71, 1.48, .36, 2.33, .52, 3.12]
    for i in range(n):
        x = i / n
        if i and i % 62 == 0:
            c.l(f"Epoch: {i // 62}")
        t = c.rec("train/loss", i, f"{fall(x, 4.81, .372, .08) * c.noise(.012):.6f}")
        g = c.rec("train/gradient_norm", i, f"{fall(x, 9.7, .61, .08) * c.noise(.07):.6f}")
        c.l(f"Train loss {i} {t} Grad Norm {g} {1.92 * c.noise(.04):.2f}s/it")
        if i % 20 == 0:
            v = vals[i // 20] if i else 4.79
            vt = c.rec("validation/loss", i, f"{v * c.noise(.02):9f}")
            c.l(f"Validation loss {i}: {vt}  ")
            c.l(f"Saving model and optimizer state at iteration {i} to outdir/checkpoint_{i}")
    c.must = ["validation-swings"]
    c.must_not = ["non-finite-loss", "loss-spike", "diverging"]


def icefall():
    c = Case("log-train-2025-03-04-09-12-31-0", "k2-fsa icefall (zipformer transducer)", "asr", odd=True)
    def lg(s, level="INFO", line=1184):
        c.l(f"{c.ts()},{c.ms()} {level} [train.py:{line}] (0/4) {s}")
    lg("Training started", line=1412)
    lg("Device: cuda:0", line=1422)
    lg("{'best_train_loss': inf, 'best_valid_loss': inf, 'best_train_epoch': -1, 'best_valid_epoch': -1, 'batch_idx_train': 0, 'log_interval': 50, 'reset_interval': 200, 'valid_interval': 3000, 'feature_dim': 80, 'subsampling_factor': 4, 'warm_step': 2000, 'world_size': 4, 'base_lr': 0.045, 'use_fp16': True}", line=1426)
    lg("About to create model", line=1428)
    lg("Number of model parameters: 65549011", line=1432)
    lg("Sanity check -- see if any of the batches in epoch 1 would cause OOM.", line=1566)
    N = 1200
    avg = None
    for e in (1, 2):
        for b in range(0, N, 50):
            g = (e - 1) * N + b
            x = g / (2 * N)
            c.tick(24)
            nan = g >= 1850
            loss = fall(x, 7.42, .41, .06) * c.noise(.02)
            avg = loss if avg is None else avg * .75 + loss * .25
            f = c.r.uniform(14000, 19000)
            f2 = f if g == 0 else c.r.uniform(2.4e6, 3.1e6)
            def info(v, fr):
                if nan:
                    return f"loss=nan, simple_loss=nan, pruned_loss=nan, over {fr:.2f} frames. "
                return f"loss={v:.4g}, simple_loss={v * .94:.4g}, pruned_loss={v * .53 + .001:.4g}, over {fr:.2f} frames. "
            c.rec("train/loss", g, "nan" if nan else f"{loss:.4g}")
            lr = c.rec("train/learning_rate", g, f"{.045 * min(1, .5 + g / 1000) * (1 + g / 7500) ** -.5:.2e}")
            sc = 2.0 if g < 1850 else 2.0 ** (1 - (g - 1800) // 50)
            scs = c.rec("train/loss_scale", g, repr(sc))
            if sc < .05:
                lg(f"Grad scale is small: {sc}", "WARNING", 1140)
            lg(f"Epoch {e}, batch {b}, loss[{info(loss, f)}], tot_loss[{info(avg, f2)}], batch size: {c.r.randrange(48, 92)}, lr: {lr}, grad_scale: {scs}")
            if b == 0:
                lg("Computing validation loss", line=1207)
                v = fall(x, 7.4, .39, .06)
                vt = c.rec("validation/loss", g, "nan" if nan else f"{v:.4g}")
                lg(f"Epoch {e}, validation: loss={vt}, simple_loss={v * .93:.4g}, pruned_loss={v * .52:.4g}, over 944034.00 frames. ", line=1216)
                lg("Maximum memory allocated so far is 16411MB", line=1217)
    c.l("Traceback (most recent call last):")
    c.l('  File "/opt/icefall/egs/librispeech/ASR/zipformer/train.py", line 1147, in train_one_epoch')
    c.l("    raise_grad_scale_is_too_small_error(cur_grad_scale)")
    c.l("RuntimeError: ")
    c.l("        grad_scale is too small, exiting: 6.103515625e-05")
    c.must = ["non-finite-loss"]
    c.steps_off |= {"train/loss", "train/learning_rate", "train/loss_scale", "validation/loss"}
    c.note = "loss[...] is the batch, tot_loss[...] a running mean; both start with the same value and end as nan. No global step; the length of an epoch is not printed."


def speechbrain():
    c = Case("speechbrain_train_log.txt", "SpeechBrain FileTrainLogger", "asr")
    def it(k, v):
        v = float(v)
        return f"{k}: {v:.2f}" if 1 < v < 100 else f"{k}: {v:.2e}"
    n = 48
    for e in range(1, n + 1):
        tl = max(2.31, 5.41 * math.exp(-(e - 1) / 2.2) + 2.29) if e < 8 else 2.31
        tl += .006 * c.r.gauss(0, 1)
        vl = tl * 1.03 + .004 * c.r.gauss(0, 1)
        a, b, l = it("train loss", tl), it("valid loss", vl), it("lr", 1.0 if e < 30 else .8)
        c.rec("train/loss", e, a.split(": ")[1])
        c.rec("validation/loss", e, b.split(": ")[1])
        l = f"lr: {1.0 if e < 30 else .8:.2e}"
        c.rec("train/learning_rate", e, l.split(": ")[1])
        c.l(f"epoch: {e}, {l} - {a} - {b}, {it('valid CER', 61.2 + .3 * c.r.gauss(0, 1))}, {it('valid WER', 93.1 + .3 * c.r.gauss(0, 1))}")
    c.l(f"Epoch loaded: 41 - test loss: {c.rec('test/loss', None, '2.39')}, test CER: 61.97, test WER: 93.88")
    c.must = ["plateau"]
    c.must_not = ["non-finite-loss", "diverging", "overfitting"]
    c.note = "Loss 7.7 to 2.31 in eight epochs, then flat for forty with CER at 61 %."


def crnn():
    c = Case("log_train.txt", "clovaai deep-text-recognition-benchmark", "ocr", odd=True)
    c.l("dataset_root: data_lmdb_release/training\nopt.select_data: ['MJ', 'ST']\nopt.batch_ratio: ['0.5', '0.5']")
    c.l("-" * 80)
    c.l("dataset_root:    data_lmdb_release/training\t dataset: MJ\nsub-directory:\t/MJ/MJ_train\t num samples: 7224586")
    c.l("num total samples of MJ: 7224586 x 1.0 (total_data_usage_ratio) = 7224586\nnum samples of MJ per batch: 192 x 0.5 (batch_ratio) = 96")
    c.l("-" * 80)
    c.l("------------ Options -------------\nexp_name: TPS-ResNet-BiLSTM-CTC-Seed1111\nnum_iter: 30000\nvalInterval: 1000\nlr: 1\nbeta1: 0.9\nrho: 0.95\neps: 1e-08\ngrad_clip: 5\n---------------------------------------")
    words = ["available", "shakespeare", "london", "family", "joint", "ronaldo", "coffee", "house", "bakery", "exit", "street", "museum"]
    N, best = 30000, 0
    for it in [1] + list(range(1000, N + 1, 1000)):
        x = it / N
        tr = c.rec("train/loss", it, f"{fall(x, 4.312, .071, .05) * c.noise(.02):0.5f}")
        vl = c.rec("validation/loss", it, f"{fall(x, 4.28, .181, .05) * c.noise(.01):0.5f}")
        c.l(f"[{it}/{N}] Train loss: {tr}, Valid loss: {vl}, Elapsed_time: {it * .3121 + 14.2:0.5f}")
        acc = 86.4 * (1 - math.exp(-x * 7)) if it > 1 else 0.0
        best = max(best, acc)
        at = c.rec("validation/accuracy", it, f"{acc:0.3f}")
        c.l(f"{'Current_accuracy':17s}: {at}, {'Current_norm_ED':17s}: {min(.96, acc / 88):0.2f}")
        c.l(f"{'Best_accuracy':17s}: {best:0.3f}, {'Best_norm_ED':17s}: {min(.96, best / 88):0.2f}")
        dl = "-" * 80
        c.l(dl)
        c.l(f"{'Ground Truth':25s} | {'Prediction':25s} | Confidence Score & T/F")
        c.l(dl)
        for gt in c.r.sample(words, 5):
            ok = c.r.random() < x + .1
            c.l(f"{gt:25s} | {gt if ok else gt[1:]:25s} | {c.r.random() * .3 + .6 * ok + .05:0.4f}\t{ok}")
        c.l(dl)
    c.must_not = ["any"]
    c.note = "One evaluation every 1000 iterations with a table of samples after it; accuracy in percent."


# ---------------------------------------------------------------------------------------------------- vision
def detectron2():
    c = Case("detectron2_log.txt", "facebookresearch Detectron2", "detection")
    def lg(s, name="d2.utils.events"):
        c.l(f"[{c.ts('%m/%d %H:%M:%S')} {name}]: {s}")
    lg("Rank of current process: 0. World size: 1", "detectron2")
    lg("Command line arguments: Namespace(config_file='configs/COCO-InstanceSegmentation/mask_rcnn_R_50_FPN_1x.yaml', resume=False, eval_only=False, num_gpus=1)", "detectron2")
    lg("Starting training from iteration 0", "d2.engine.train_loop")
    n = 130
    for i in range(n):
        it = i * 20 + 19
        x = i / n
        c.tick(11)
        if i < 85:
            tot = fall(i / 85, 4.31, 1.62, .12) * c.noise(.02)
        else:
            tot = 1.62 * math.exp((i - 85) / 11.5) * c.noise(.04)
        parts = [("loss_cls", .32), ("loss_box_reg", .21), ("loss_mask", .31), ("loss_rpn_cls", .09), ("loss_rpn_loc", .07)]
        if i % 65 == 64:
            lg("Start inference on 200 batches", "d2.evaluation.evaluator")
            lg(f"Inference done 11/200. Dataloading: 0.0011 s/iter. Inference: 0.0812 s/iter. Eval: 0.0210 s/iter. Total: 0.1033 s/iter. ETA=0:00:19", "d2.evaluation.evaluator")
            lg("Evaluation results for bbox: ", "d2.evaluation.coco_evaluation")
            c.l("|  AP   |  AP50  |  AP75  |  APs  |  APm  |  APl  |\n|:-----:|:------:|:------:|:-----:|:-----:|:-----:|\n| 11.212 | 23.101 | 9.871 | 4.412 | 12.011 | 16.209 |")
        eta = f"eta: {dt.timedelta(seconds=int((90000 - it) * .55))}  "
        losses = "  ".join([f"total_loss: {c.rec('train/loss', it, f'{tot:.4g}')}"] + [f"{k}: {tot * f * c.noise(.03):.4g}" for k, f in parts])
        lr = c.rec("train/learning_rate", it, f"{.02 * min(1, (it + 1) / 1000):.5g}")
        lg(f" {eta}iter: {it}  {losses}    time: {.5512 * c.noise(.01):.4f}  last_time: {.5412 * c.noise(.03):.4f}  data_time: {.0121 * c.noise(.05):.4f}  last_data_time: {.0087 * c.noise(.1):.4f}   lr: {lr}  max_mem: 6213M")
    c.l("Traceback (most recent call last):")
    c.l('  File "/opt/detectron2/detectron2/engine/train_loop.py", line 155, in train')
    c.l("    self.run_step()")
    c.l("FloatingPointError: Loss became infinite or NaN at iteration=2611!")
    c.l("loss_dict = {'loss_cls': nan, 'loss_box_reg': nan, 'loss_mask': 71.2, 'loss_rpn_cls': inf, 'loss_rpn_loc': inf}")
    c.must_any = [["diverging", "non-finite-loss"]]
    c.must_not = ["overfitting"]
    c.note = "Climbs exponentially from 1.6 to above 60 and stops with FloatingPointError; no NaN was logged as a point."


def mmpose():
    c = Case("vis_data_20250304_091231.json", "OpenMMLab MMPose / MMEngine scalars JSON", "pose", odd=True)
    E, N = 14, 350
    for e in range(1, E + 1):
        for it in range(50, N + 1, 50):
            g = (e - 1) * N + it
            x = g / (E * N)
            loss = fall(x, .002341, .000612, .15) * c.noise(.015)
            acc = .91 * (1 - math.exp(-x * 9))
            d = {"lr": 5e-4 * min(1, g / 500) if e < 11 else 5e-5, "data_time": .1021 * c.noise(.1), "loss": loss, "loss_kpt": loss, "acc_pose": acc, "time": .4412 * c.noise(.03), "epoch": e, "iter": g, "memory": 6341, "step": g}
            c.l(json.dumps(d))
            c.rec("train/loss", g, repr(loss))
            c.rec("train/learning_rate", g, repr(d["lr"]))
        if e % 2 == 0:
            ap = .71 * (1 - math.exp(-e / 4))
            c.l(json.dumps({"coco/AP": ap, "coco/AP .5": min(.9, ap * 1.25), "coco/AP .75": ap * 1.07, "coco/AP (M)": ap * .97, "coco/AP (L)": ap * 1.06, "coco/AR": ap * 1.05, "data_time": .09, "time": .211, "step": e}))
    c.must_not = ["any"]
    c.note = "Heat-map loss of the order of 1e-3: small but sound. In the evaluation lines 'step' is the epoch."


def yolox():
    c = Case("yolox_train_log.txt", "Megvii YOLOX", "detection", odd=True)
    def lg(s, line):
        c.l(f"{c.ts()} | INFO     | yolox.core.trainer:{line} - {s}")
    lg("args: Namespace(batch_size=64, ckpt=None, devices=8, exp_file='exps/example/custom/yolox_s.py', fp16=True, logger='tensorboard', resume=False)", 132)
    lg("exp value:", 133)
    for a, b in [("seed", "None"), ("output_dir", "'./YOLOX_outputs'"), ("print_interval", "20"), ("eval_interval", "5"), ("max_epoch", "30"), ("no_aug_epochs", "6"), ("basic_lr_per_img", "0.00015625")]:
        c.l(f"│ {a:<20} │ {b:<27} │")
    lg("Model Summary: Params: 8.97M, Gflops: 26.93", 138)
    lg("init prefetcher, this might take one minute or less...", 157)
    lg("Training start...", 196)
    E, N = 30, 120
    for e in range(E):
        lg(f"---> start train epoch{e + 1}", 218)
        noaug = e >= E - 6
        if e == E - 6:
            lg("--->No mosaic aug now!", 221)
            lg("--->Add additional L1 loss now!", 223)
        for it in range(20, N + 1, 20):
            g = e * N + it
            x = g / (E * N)
            c.tick(9)
            iou, conf, cls = fall(x, 4.7, 2.4) * c.noise(.015), fall(x, 8.9, 2.1, .06) * c.noise(.02), fall(x, 2.8, .8) * c.noise(.02)
            if noaug:
                iou, conf = iou * .8, conf * .72
            l1 = .42 * c.noise(.04) if noaug else 0.0
            iou, conf, cls, l1 = (round(v, 1) for v in (iou, conf, cls, l1))
            tt = c.rec("train/loss", g, f"{iou + conf + cls + l1:.1f}")
            lr = c.rec("train/learning_rate", g, f"{cosine(x, 1e-2, 5e-4, .1):.3e}")
            lg(f"epoch: {e + 1}/{E}, iter: {it}/{N}, gpu mem: 11211Mb, mem: 38.2Gb, iter_time: {.431 * c.noise(.03):.3f}s, data_time: {.004 * abs(c.noise(.2)):.3f}s, total_loss: {tt}, iou_loss: {iou:.1f}, l1_loss: {l1:.1f}, conf_loss: {conf:.1f}, cls_loss: {cls:.1f}, lr: {lr}, size: {c.r.choice([480, 512, 576, 640, 704])}, ETA: {dt.timedelta(seconds=int((E * N - g) * .45))}", 270)
        lg("Save weights to ./YOLOX_outputs/yolox_s", 392)
        if (e + 1) % 5 == 0 or noaug:
            c.l("Average forward time: 3.21 ms, Average NMS time: 0.92 ms, Average inference time: 4.13 ms")
            c.l(f" Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = {.41 * (1 - math.exp(-e / 9)):.3f}")
    lg("Training of experiment is done and the best AP is 39.61", 200)
    c.must_not = ["non-finite-loss", "diverging", "loss-spike", "not-decreasing", "zero-loss", "oscillating"]
    c.note = "l1_loss is 0.0 by design until the last six epochs without mosaic. One decimal only. Step = (epoch - 1) * 120 + iter. (plateau/sparse not excluded because of the coarse numbers.)"


def darknet():
    c = Case("darknet_yolov4_train.log", "AlexeyAB Darknet YOLOv4", "detection", odd=True)
    for s in [" CUDA-version: 11080 (12020), cuDNN: 8.9.4, CUDNN_HALF=1, GPU count: 1  ", " OpenCV version: 4.5.4", "yolov4-custom", "   layer   filters  size/strd(dil)      input                output", "   0 conv     32       3 x 3/ 1    416 x 416 x   3 ->  416 x 416 x  32 0.299 BF", "   1 conv     64       3 x 3/ 2    416 x 416 x  32 ->  208 x 208 x  64 1.595 BF",
              "Total BFLOPS 59.570 ", "avg_outputs = 489778 ", "Learning Rate: 0.001, Momentum: 0.949, Decay: 0.0005", " Detection layer: 139 - type = 28 ", " Detection layer: 150 - type = 28 ", "Resizing, random_coef = 1.40 "]:
        c.l(s)
    avg = None
    n = 180
    for i in range(1, n + 1):
        nan = i > 141
        loss = fall(i / n, 1911.4, 6.1, .04) * c.noise(.03)
        avg = loss if avg is None else avg * .9 + loss * .1
        for reg in (139, 150, 161):
            iou = "-nan" if nan else f"{.5 + .2 * c.r.random():.6f}"
            c.l(f"v3 (iou loss, Normalizer: (iou: 0.07, obj: 1.00, cls: 1.00) Region {reg} Avg (IOU: {iou}), count: {c.r.randrange(1, 30)}, class_loss = {'-nan' if nan else f'{loss * .3:.6f}'}, iou_loss = {'-nan' if nan else f'{loss * .2:.6f}'}, total_loss = {'-nan' if nan else f'{loss * .5:.6f}'} ")
        t = "-nan" if nan else f"{loss:.6f}"
        c.rec("train/loss", i, t.replace("-", ""))
        lr = c.rec("train/learning_rate", i, f"{.001 * (i / 1000) ** 4:.6f}")
        c.l(f"\n {i}: {t}, {'-nan' if nan else f'{avg:.6f}'} avg loss, {lr} rate, {3.214 * c.noise(.03):.6f} seconds, {i * 64} images, {7.9 - i * .003:.6f} hours left")
        c.l(f"Loaded: {.000041:.6f} seconds")
        if i % 60 == 0:
            c.l("Resizing, random_coef = 1.40 \n\n 608 x 608 ")
    c.must = ["non-finite-loss"]
    c.note = "'-nan' from C's printf. First number of the line is the batch loss, the second its running mean; both begin equal and end as -nan."


def swin():
    c = Case("swin_log_rank0.txt", "Microsoft Swin Transformer", "vision")
    def lg(s, line):
        c.l(f"[{c.ts()} swin_tiny_patch4_window7_224] (main.py {line}): INFO {s}")
    lg("Full config saved to output/swin_tiny_patch4_window7_224/default/config.json", 354)
    lg("AMP_ENABLE: true\nAUG:\n  AUTO_AUGMENT: rand-m9-mstd0.5-inc1\n  MIXUP: 0.8\nTRAIN:\n  BASE_LR: 0.001\n  EPOCHS: 300\n  WARMUP_EPOCHS: 20", 357)
    lg("number of params: 28288354", 98)
    lg("no checkpoint found in output/swin_tiny_patch4_window7_224/default, ignoring auto resume", 135)
    lg("Start training", 153)
    N = 1251
    for e in range(5):
        a = 6.91
        for idx in range(0, N, 50):
            g = e * N + idx
            c.tick(19)
            loss = 6.9093 + .011 * c.r.gauss(0, 1)
            gn = .11 * c.noise(.08)
            lt = c.rec("train/loss", g, f"{loss:.4f}")
            gt = c.rec("train/gradient_norm", g, f"{gn:.4f}")
            lr = c.rec("train/learning_rate", g, f"{1e-6 + 1e-3 * g / (20 * N):.6f}")
            c.rec("train/loss_scale", g, "65536.0000")
            lg(f"Train: [{e}/300][{idx}/{N}]\teta {dt.timedelta(seconds=int((N - idx) * .38))} lr {lr}\t wd 0.0500\ttime {.3812 * c.noise(.02):.4f} ({.3841:.4f})\tloss {lt} ({a:.4f})\tgrad_norm {gt} ({.1121:.4f})\tloss_scale 65536.0000 (65536.0000)\tmem 11233MB", 222)
        lg(f"EPOCH {e} training takes 0:08:01", 231)
        for idx in range(0, 98, 20):
            lg(f"Test: [{idx}/98]\tTime {.512 * c.noise(.05):.3f} (0.533)\tLoss {6.9078 + .0004 * c.r.gauss(0, 1):.4f} (6.9078)\tAcc@1 {.1 * abs(c.noise(.3)):.3f} (0.100)\tAcc@5 0.500 (0.500)\tMem 11233MB", 271)
        lg(" * Acc@1 0.100 Acc@5 0.500", 279)
        lg("Accuracy of the network on the 50000 test images: 0.1%", 165)
        lg("Max accuracy: 0.10%", 167)
    c.must = ["not-decreasing"]
    c.must_not = ["non-finite-loss", "diverging", "loss-spike"]
    c.note = "6.909 = ln 1000: never leaves chance. Value (running mean). Step = epoch * 1251 + index. Test lines are running means within an evaluation: not listed."


for f in [marian, sockeye, coqui, tacotron2, icefall, speechbrain, crnn, detectron2, mmpose, yolox, darknet, swin]:
    f()


def timm():
    c = Case("timm_summary.csv", "timm train.py summary.csv", "vision", odd=True)
    c.w("epoch,train_loss,eval_loss,eval_top1,eval_top5,lr\r\n")
    n = 90
    for e in range(n):
        x = e / (n - 1)
        t = fall(x, 6.914, 3.02, .25) * c.noise(.004)
        v = fall(x, 6.52, 1.04, .15) * c.noise(.004)
        top1 = 78.1 * (1 - math.exp(-x * 5)) + .1
        lr = cosine(x, 1e-3, 1e-5, .05)
        c.w(f"{e},{c.rec('train/loss', e, repr(t))},{c.rec('validation/loss', e, repr(v))},{top1},{min(94.1, top1 * 1.3)},{c.rec('train/learning_rate', e, repr(lr))}\r\n")
    c.must_not = ["any"]
    c.note = "Mixup, CutMix and label smoothing make the training loss larger than the evaluation loss (ratio grows from 1.06 to 2.9): sound. CRLF line ends."


def openclip():
    c = Case("open_clip_out.log", "mlfoundations OpenCLIP", "vision", odd=True)
    def lg(s):
        c.l(f"{c.ts('%Y-%m-%d,%H:%M:%S')} | INFO | {s}")
    lg("Running in distributed mode with multiple processes. Device: cuda:0.Process (global: 0, local 0), total 8.")
    lg("Loaded ViT-B-32 model config.")
    lg("Model:")
    for s in ["CLIP(", "  (visual): VisionTransformer(", "    (conv1): Conv2d(3, 768, kernel_size=(32, 32), stride=(32, 32), bias=False)", "  )", ")"]:
        lg(s)
    lg("Params:")
    for s in ["  batch_size: 512", "  dataset_type: webdataset", "  epochs: 6", "  lr: 0.0005", "  precision: amp_bf16", "  wd: 0.2", "  world_size: 8", "  zeroshot_frequency: 1"]:
        lg(s)
    E, S = 6, 1003520
    per = S // 4096
    for e in range(E):
        lg(f"Start epoch {e}")
        for b in list(range(0, per, 25)):
            g = e * per + b
            x = g / (E * per)
            c.tick(31)
            l = fall(x, 8.31, 1.74, .15) * c.noise(.02)
            a = l if b == 0 else l * c.noise(.01)
            lt = c.rec("train/loss", g, f"{l:#.5g}")
            lr = c.rec("train/learning_rate", g, f"{cosine(x, 5e-4, 0, .08):5f}")
            lg(f"Train Epoch: {e} [{(b + 1) * 4096:>7}/{S} ({100 * b / per:.0f}%)] Data (t): {.211 * abs(c.noise(.1)):.3f} Batch (t): {1.211 * c.noise(.03):.3f}, {3381.2 * c.noise(.02):#g}/s, {422.6 * c.noise(.02):#g}/s/gpu LR: {lr} Logit Scale: {14.286 + 40 * x:.3f} Contrastive_loss: {lt} ({a:#.5g}) Loss: {lt} ({a:#.5g})")
        lg("Starting zero-shot imagenet.")
        lg("Building zero-shot classifier")
        lg("Using classifier")
        lg("Finished zero-shot imagenet.")
        v = c.rec("validation/loss", e + 1, f"{fall((e + 1) / E, 8.3, 1.79, .15):.4f}")
        lg(f"Eval Epoch: {e + 1} [4096 / 20000]\tClip Loss: {float(v) * 1.01:.6f}\t")
        lg(f"Eval Epoch: {e + 1} imagenet-zeroshot-val-top1: {.31 * (1 - math.exp(-(e + 1) / 2.5)):.4f}\timagenet-zeroshot-val-top5: {.58 * (1 - math.exp(-(e + 1) / 2.5)):.4f}\timage_to_text_mean_rank: {120 - 15 * e:.4f}\timage_to_text_R@1: {.05 * (e + 1):.4f}\tclip_val_loss: {v}\tepoch: {e + 1}.0000\tnum_samples: 20000.0000")
    c.steps_off |= {"train/loss", "train/learning_rate", "validation/loss"}
    c.must_not = ["any"]
    c.note = "Loss and Contrastive_loss are the same number. The axis is samples within an epoch; 'Clip Loss' within the evaluation is a running mean, clip_val_loss the result."


def nnunet():
    c = Case("training_log_2025_3_4_09_12_31.txt", "nnU-Net v2", "segmentation", odd=True)
    def lg(*a):
        c.l(f"{c.ts()}.{c.r.randrange(10**6):06d}: " + " ".join(str(x) for x in a) + " ")
    for s in ["", "#######################################################################", "Please cite the following paper when using nnU-Net:", "Isensee, F., Jaeger, P. F., Kohl, S. A., Petersen, J., & Maier-Hein, K. H. (2021). nnU-Net: a self-configuring method for deep learning-based biomedical image segmentation. Nature methods, 18(2), 203-211.", "#######################################################################", ""]:
        c.l(s + " ")
    lg("do_dummy_2d_data_aug: False")
    lg("Using splits from existing split file: /nnUNet_preprocessed/Dataset027_ACDC/splits_final.json")
    lg("The split file contains 5 splits.")
    lg("Desired fold for training: 2")
    lg("This split has 160 training and 40 validation cases.")
    c.l("\nThis is the configuration used by this training:\nConfiguration name: 3d_fullres\n {'data_identifier': 'nnUNetPlans_3d_fullres', 'batch_size': 4, 'patch_size': [20, 256, 224], 'spacing': [5.0, 1.5625, 1.5625]} \n ")
    n, best = 80, None
    for e in range(n):
        x = e / (n - 1)
        if e == 47:
            c.tick(9000)
            lg("Using torch.compile...")
            lg("This split has 160 training and 40 validation cases.")
        lg("")
        lg(f"Epoch {e}")
        lr = c.rec("train/learning_rate", e, f"{round(.01 * (1 - e / 1000) ** .9, 5)}")
        lg(f"Current learning rate: {lr}")
        c.tick(61)
        t = c.rec("train/loss", e, str(round(fall(x, .112, -.861, .1) + .006 * c.r.gauss(0, 1), 4)))
        v = c.rec("validation/loss", e, str(round(fall(x, .041, -.812, .1) + .008 * c.r.gauss(0, 1), 4)))
        lg("train_loss", t)
        lg("val_loss", v)
        d = min(.95, .3 + .62 * (1 - math.exp(-x * 6)))
        lg("Pseudo dice", "[" + ", ".join(f"np.float32({d * f:.4f})" for f in (.94, .9, 1.0)) + "]")
        lg(f"Epoch time: {60.9 * c.noise(.02):.2f} s")
        if best is None or d > best + .004:
            best = d
            lg(f"Yayy! New best EMA pseudo Dice: {d * .94:.4f}")
    c.must_not = ["any"]
    c.note = "Dice plus cross-entropy crosses zero and goes down to -0.86: sound. Resumed at epoch 47 without a repeated epoch."


def kohya():
    c = Case("kohya_sd_lora_stdout.log", "kohya-ss sd-scripts train_network", "diffusion", odd=True)
    for s in ["2025-03-04 09:12:31 INFO     Loading settings from config_lora.toml...                    train_util.py:4603", "                    INFO     prepare tokenizer                                           sd_models_ctx.py:11", "                    INFO     40 train images with repeating.                              train_util.py:1910",
              "  num train images * repeats / 学習画像の数×繰り返し回数: 400", "  num reg images / 正則化画像の数: 0", "  num batches per epoch / 1epochのバッチ数: 200", "  num epochs / epoch数: 2", "  batch size per device / バッチサイズ: 2", "  total optimization steps / 学習ステップ数: 400"]:
        c.l(s)
    c.w("\rsteps:   0%|          | 0/400 [00:00<?, ?it/s]\nepoch 1/2\n")
    N = 400
    for i in range(1, N + 1):
        if i == 201:
            c.w("\n\nsaving checkpoint: output/lora-000001.safetensors\n\nepoch 2/2\n")
        v = fall(i / N, .1491, .1012, .3) * c.noise(.008)
        t = "nan" if i > 263 else f"{v:.3g}"
        c.rec("train/loss", i, t)
        c.w(f"\rsteps: {int(100 * i / N):3d}%|{bar(i / N)}| {i}/{N} [{hms(i * 1.31)}<{hms((N - i) * 1.31)},  1.31s/it, avr_loss={t}]")
    c.w("\n\nsaving checkpoint: output/lora.safetensors\n")
    c.must = ["non-finite-loss"]
    c.note = "One long line with carriage returns; NaN from step 264 on to the end (the run goes on and saves)."


def gsplat():
    c = Case("gaussian_splatting_train.log", "Inria 3D Gaussian Splatting train.py", "3d", odd=True)
    c.l("Optimizing output/7c1e4f30-2")
    c.l("Output folder: output/7c1e4f30-2 [04/03 09:12:31]")
    c.l("Tensorboard not available: not logging progress [04/03 09:12:31]")
    c.l("Reading camera 1/185\rReading camera 90/185\rReading camera 185/185 [04/03 09:12:38]")
    c.l("Loading Training Cameras [04/03 09:12:38]")
    c.l("Number of points at initialisation :  182686 [04/03 09:12:55]")
    N = 30000
    for i in range(100, N + 1, 100):
        x = i / N
        t = c.rec("train/loss", i, f"{fall(x, .2612, .0281, .12) * c.noise(.012):.7f}")
        c.w(f"\rTraining progress: {int(100 * x):3d}%|{bar(x)}| {i}/{N} [{hms(i * .031)}<{hms((N - i) * .031)}, {32.1 * c.noise(.05):.2f}it/s, Loss={t}, Depth Loss=0.0000000]")
        if i in (7000, 30000):
            c.w(f"\n\n[ITER {i}] Evaluating test: L1 {.0312 if i == 7000 else .0221} PSNR {26.31 if i == 7000 else 28.94} [04/03 09:2{i // 7000}:11]\n")
            c.w(f"\n[ITER {i}] Evaluating train: L1 {.0261 if i == 7000 else .0151} PSNR {27.91 if i == 7000 else 31.55} [04/03 09:2{i // 7000}:12]\n")
            c.w(f"\n[ITER {i}] Saving Gaussians [04/03 09:2{i // 7000}:13]\n")
    c.l("\nTraining complete. [04/03 09:29:01]")
    c.must_not = ["any"]
    c.note = "Depth Loss is 0.0000000 throughout because there are no depth maps: not a zero loss."


def stylegan3():
    c = Case("stylegan3_log.txt", "NVlabs StyleGAN3", "diffusion-gan", odd=True)
    c.l("\nTraining options:\n{\n  \"G_kwargs\": {\"class_name\": \"training.networks_stylegan3.Generator\", \"z_dim\": 512},\n  \"loss_kwargs\": {\"class_name\": \"training.loss.StyleGAN2Loss\", \"r1_gamma\": 8.2},\n  \"total_kimg\": 1000,\n  \"batch_size\": 32\n}")
    c.l("\nOutput directory:    ./training-runs/00012-stylegan3-t-afhqv2-512x512-gpus8-batch32-gamma8.2\nNumber of GPUs:      8\nBatch size:          32 images\nTraining duration:   1000 kimg\n")
    for s in ["Creating output directory...", "Launching processes...", "Loading training set...", "", "Num images:  15803", "Image shape: [3, 512, 512]", "Label shape: [0]", "", "Constructing networks...", "Setting up augmentation...", "Distributing across 8 GPUs...", "Setting up training phases...", "Exporting sample images...", "Initializing logs...", "Training for 1000 kimg...", ""]:
        c.l(s)
    for k in range(0, 251):
        sec = 21 + k * 161
        c.l(f"tick {k:<5d} kimg {k * 4.0:<8.1f} time {f'{sec // 3600}h {sec % 3600 // 60:02d}m {sec % 60:02d}s':<12s} sec/tick {160.2 * c.noise(.01):<7.1f} sec/kimg {40.05 * c.noise(.01):<7.2f} maintenance {.1 if k % 50 else 21.3:<6.1f} cpumem {5.41:<6.2f} gpumem {11.21:<6.2f} reserved {12.01:<6.2f} augment {.001 * k:.3f}")
        if k % 50 == 0:
            c.l("Evaluating metrics...")
            c.l(json.dumps({"results": {"fid50k_full": round(fall(k / 250, 391.2, 5.1, .05), 6)}, "metric": "fid50k_full", "total_time": 781.2, "num_gpus": 8, "snapshot_pkl": f"network-snapshot-{k * 4:06d}.pkl", "timestamp": 1741079551.1 + k * 161}))
    c.l("\nExiting...")
    c.nothing = True
    c.must_not = ["any"]
    c.note = "StyleGAN3's console has no loss at all (losses go to stats.jsonl)."


# ---------------------------------------------------------------------------------------------------- RL, robots
def sb3():
    c = Case("sb3_ppo_monitor_stdout.txt", "Stable-Baselines3 PPO", "rl", odd=True)
    c.l("Using cuda device\nWrapping the env with a `Monitor` wrapper\nWrapping the env in a DummyVecEnv.\nLogging to ./tb/PPO_3")
    n = 45
    for i in range(1, n + 1):
        x = i / n
        rows = [("rollout/", None), ("   ep_len_mean", f"{fall(x, 92, 310, .3) * c.noise(.02):.3g}"), ("   ep_rew_mean", c.rec("train/reward", i, f"{(-171.2 + 398 * (1 - math.exp(-x * 2.4))) + 5 * c.r.gauss(0, 1):.3g}")),
                ("time/", None), ("   fps", str(int(1450 * c.noise(.02)))), ("   iterations", str(i)), ("   time_elapsed", str(int(i * 11.3))), ("   total_timesteps", str(i * 16384))]
        if i > 1:
            rows += [("train/", None), ("   approx_kl", c.rec("train/kl", i, f"{.0071 * abs(c.noise(.15)):.8g}")), ("   clip_fraction", c.rec("train/clip_fraction", i, f"{.061 * abs(c.noise(.1)):.3g}")), ("   clip_range", "0.2"), ("   entropy_loss", f"{-1.38 + .6 * x:.3g}"),
                     ("   explained_variance", c.rec("train/value_explained", i, f"{.96 * (1 - math.exp(-x * 8)):.3g}")), ("   learning_rate", c.rec("train/learning_rate", i, "0.0003")), ("   loss", c.rec("train/loss", i, f"{fall(x, 161, 9.1, .15) * c.noise(.05):.3g}")), ("   n_updates", str((i - 1) * 10)),
                     ("   policy_gradient_loss", f"{-.0041 * abs(c.noise(.2)):.3g}"), ("   value_loss", f"{fall(x, 330, 19, .15) * c.noise(.05):.3g}")]
        kw, vw = max(len(k) for k, _ in rows), max(len(v) for _, v in rows if v)
        d = "-" * (kw + vw + 7)
        c.l(d)
        for k, v in rows:
            c.l(f"| {k.ljust(kw)} | {(v or '').ljust(vw)} |")
        c.l(d)
    for k in c.pts:
        c.steps_off.add(k)
    c.must_not = ["any"]
    c.note = "The first table has no train/ block: 45 rewards, 44 losses. Axis: iterations or total_timesteps, not stated."


def rslrl():
    c = Case("isaaclab_rsl_rl_train.log", "rsl_rl OnPolicyRunner (Isaac Lab)", "rl", odd=True)
    c.l("[INFO]: Parsing configuration from: isaaclab_tasks.manager_based.locomotion.velocity.config.anymal_d.rough_env_cfg:AnymalDRoughEnvCfg")
    c.l("[INFO] Logging experiment in directory: /workspace/logs/rsl_rl/anymal_d_rough")
    c.l("Actor MLP: MLP(\n  (0): Linear(in_features=235, out_features=512, bias=True)\n  (1): ELU(alpha=1.0)\n)")
    n = 50
    for i in range(n):
        x = i / n
        c.l("#" * 80)
        c.l(f"\033[1m{f' Learning iteration {i}/1500 '.center(80)}\033[0m \n")
        p = 40
        def row(k, v):
            c.l(f"{k:>{p}} {v}")
        row("Total steps:", f"{(i + 1) * 98304} ")
        row("Steps per second:", f"{61234 * c.noise(.02):.0f} ")
        row("Collection time:", f"{1.31 * c.noise(.03):.3f}s ")
        row("Learning time:", f"{.29 * c.noise(.03):.3f}s ")
        row("Mean value loss:", f"{fall(x, .61, .034, .15) * c.noise(.05):.4f}")
        row("Mean surrogate loss:", f"{-.0071 * abs(c.noise(.15)):.4f}")
        row("Mean entropy loss:", f"{16.9 - 5.1 * x:.4f}")
        row("Mean reward:", c.rec("train/reward", i, f"{-.61 + 13.4 * (1 - math.exp(-x * 2.1)) + .08 * c.r.gauss(0, 1):.2f}"))
        row("Mean episode length:", f"{14 + 820 * (1 - math.exp(-x * 3)):.2f}")
        row("Mean action std:", f"{1.0 - .42 * x:.2f}")
        for k, v in [("Episode_Reward/track_lin_vel_xy_exp", .62 * x), ("Episode_Reward/dof_torques_l2", -.04 * x), ("Curriculum/terrain_levels", 3.1 + x), ("Episode_Termination/time_out", 3.1 * x), ("Episode_Termination/base_contact", 4.2 * (1 - x))]:
            row(f"{k}:", f"{v:.4f}")
        c.l("-" * 80)
        row("Iteration time:", "1.60s")
        row("Time elapsed:", str(dt.timedelta(seconds=int(i * 1.6))))
        row("ETA:", str(dt.timedelta(seconds=int((1500 - i) * 1.6))))
        c.l()
    c.must_not = ["any"]
    c.note = "Only part losses (value, surrogate, entropy); no train/loss listed. The reward is the curve that counts."


def lerobot():
    c = Case("lerobot_train_act.log", "Hugging Face LeRobot", "robotics", odd=True)
    def big(n):
        for s in ["", "K", "M"]:
            if abs(n) < 1000:
                return f"{n:.0f}{s}"
            n /= 1000
    def lg(s, line):
        c.l(f"INFO {c.ts()} {'ot_train.py'}:{line} {s}")
    lg("{'batch_size': 8,", 195)
    c.l(" 'dataset': {'repo_id': 'lab/pick_cube', 'video_backend': 'torchcodec'},\n 'policy': {'type': 'act', 'chunk_size': 100, 'optimizer_lr': 1e-05},\n 'steps': 50000}")
    for s in ["Creating dataset", "Creating policy", "Creating optimizer and scheduler", "Output dir: outputs/train/2025-03-04/09-12-31_act", "cfg.steps=50000 (50K)", "dataset.num_frames=22571 (23K)", "dataset.num_episodes=50", "num_learnable_params=51597190 (52M)", "Start offline training on a fixed dataset"]:
        lg(s, 281)
    for i in range(200, 50001, 200):
        x = i / 50000
        c.tick(41)
        t = c.rec("train/loss", i, f"{fall(x, 6.51, .061, .02) * c.noise(.015):.3f}")
        g = c.rec("train/gradient_norm", i, f"{fall(x, 152.1, 6.2, .05) * c.noise(.04):.3f}")
        lr = c.rec("train/learning_rate", i, f"{1e-5:.1e}")
        lg(f"step:{big(i)} smpl:{big(i * 8)} ep:{big(i * 8 / 451)} epch:{i * 8 / 22571:.2f} loss:{t} grdn:{g} lr:{lr} updt_s:{.098 * c.noise(.03):.3f} data_s:{.003 * abs(c.noise(.2)):.3f}", 330)
        if i % 20000 == 0:
            lg(f"Checkpoint policy after step {i}", 341)
    for k in c.pts:
        c.steps_off.add(k)
    c.must_not = ["any"]
    c.note = "From 1000 on the step is rounded ('step:1K' stands for 1000, 1200 and 1400): 250 measured points nevertheless."


for f in [timm, openclip, nnunet, kohya, gsplat, stylegan3, sb3, rslrl, lerobot]:
    f()


# ---------------------------------------------------------------------------------------------------- graphs, recommenders, series, boosting, chemistry
def pyg():
    c = Case("pyg_gat_cora.txt", "PyTorch Geometric planetoid example", "gnn")
    c.l("Processing...")
    c.l("Done!")
    n = 200
    best = ta = 0
    for e in range(1, n + 1):
        x = (e - 1) / (n - 1)
        loss = c.rec("train/loss", e, f"{fall(x, 1.9468, .3214, .3) * c.noise(.012):.4f}")
        v = min(.8, .31 + .5 * (1 - math.exp(-e / 9))) + .003 * c.r.gauss(0, 1)
        t = v + .012
        if v > best:
            best, ta = v, t
        c.l(f"Epoch: {e:03d}, Loss: {loss}, Train: {min(.99, .4 + .58 * (1 - math.exp(-e / 12))):.4f}, Val: {best:.4f}, Test: {ta:.4f}")
    c.l("Median time per epoch: 0.0041s")
    c.must_not = ["any"]
    c.note = "Train, Val, Test are accuracies without the word (not listed); Val and Test repeat the best so far."


def recbole():
    c = Case("recbole_lightgcn_console.log", "RecBole", "recommender", odd=True)
    c.t = dt.datetime(2025, 3, 4, 9, 12)
    G, B, P, E = "\033[1;32m", "\033[1;34m", "\033[1;35m", "\033[0m"
    def lg(s):
        c.l(f"{c.ts('%d %b %H:%M')}    INFO  {s}{E}")
    lg("['run_recbole.py', '--model=LightGCN', '--dataset=ml-1m']")
    lg(f"\n{P}General Hyper Parameters:{E}\n\033[1;36mgpu_id{E} =\033[1;33m 0{E}\n\033[1;36mseed{E} =\033[1;33m 2020{E}\n{P}Training Hyper Parameters:{E}\n\033[1;36mepochs{E} =\033[1;33m 300{E}\n\033[1;36mlearning_rate{E} =\033[1;33m 0.001{E}\n\033[1;36mstopping_step{E} =\033[1;33m 10{E}")
    lg(f"{P}ml-1m{E}\n{B}The number of users{E}: 6041\n{B}The number of items{E}: 3707\n{B}The sparsity of the dataset{E}: 95.5336%")
    lg("LightGCN(\n  (user_embedding): Embedding(6041, 64)\n  (mf_loss): BPRLoss()\n  (reg_loss): EmbLoss()\n)")
    n = 60
    best = 49
    for e in range(n):
        x = e / (n - 1)
        for k in (0, 100, 197):
            c.w(f"\r{P}Train {e:>5}{E}: {int(100 * k / 197):3d}%|{bar(k / 197)}| {k}/197 [00:0{k // 40}<00:0{(197 - k) // 40}, 41.2it/s, \033[1;33mGPU RAM: 1.02 G/23.69 G{E}]")
        c.w("\n")
        c.tick(6)
        t = c.rec("train/loss", e, f"{fall(x, 118.2214, 31.0312, .2) * c.noise(.004):.4f}")
        lg(f"{G}epoch {e} training{E} [{B}time{E}: {5.01 * c.noise(.03):.2f}s, {B}train loss{E}: {t}]")
        sc = .2211 * (1 - math.exp(-(min(e, best) + 1) / 12)) - max(0, e - best) * .0002
        lg(f"{G}epoch {e} evaluating{E} [{B}time{E}: 0.91s, {B}valid_score{E}: {sc:.6f}]")
        lg(f"{B}valid result{E}: \nrecall@10 : {sc * .61:.4f}    mrr@10 : {sc:.4f}    ndcg@10 : {sc * .92:.4f}    hit@10 : {sc * 2.9:.4f}    precision@10 : {sc * .7:.4f}")
        if e <= best:
            lg(f"{B}Saving current{E}: saved/LightGCN-Mar-04-2025_09-12-31.pth")
    lg(f"Finished training, best eval result in epoch {best}")
    lg(f"{P}best valid {E}: OrderedDict([('recall@10', 0.1322), ('mrr@10', 0.2176)])")
    c.must_not = ["any"]
    c.note = "The printed loss is the sum over the batches of the epoch. Early stopping after ten evaluations without improvement."


def tsl():
    c = Case("tslib_itransformer_ili.log", "Time-Series-Library (thuml)", "forecasting")
    c.l("Args in experiment:")
    c.l("\033[1mBasic Config\033[0m\n  Task Name:          long_term_forecast  Is Training:        1                   \n  Model ID:           ili_36_48           Model:              iTransformer        \n")
    c.l("\033[1mRun Parameters\033[0m\n  Num Workers:        10                  Itr:                1                   \n  Train Epochs:       60                  Batch Size:         32                  \n  Patience:           40                  Learning Rate:      0.0005              \n")
    c.l("Use GPU: cuda:0\n>>>>>>>start training : long_term_forecast_ili_36_48_iTransformer_custom_ftM_sl36_ll18_pl48_dm512_nh8_0>>>>>>>>>>>>>>>>>>>>>>>>>>\ntrain 594\nval 74\ntest 170")
    best, cnt, lr = math.inf, 0, 5e-4
    for e in range(1, 53):
        x = (e - 1) / 51
        tl = fall(x, .8912, .0913, .25) * c.noise(.01)
        v = fall(min(1, x / .22), .6521, .4412, .25) if x < .22 else .4412 + .42 * ((x - .22) / .78)
        v *= c.noise(.006)
        te = v * 4.9 * c.noise(.005)
        c.l(f"Epoch: {e} cost time: {1.21 * c.noise(.1)}")
        c.l(f"Epoch: {e}, Steps: 18 | Train Loss: {c.rec('train/loss', e, f'{tl:.7f}')} Vali Loss: {c.rec('validation/loss', e, f'{v:.7f}')} Test Loss: {c.rec('test/loss', e, f'{te:.7f}')}")
        if v < best:
            c.l(f"Validation loss decreased ({best:.6f} --> {v:.6f}).  Saving model ...")
            best, cnt = v, 0
        else:
            cnt += 1
            c.l(f"EarlyStopping counter: {cnt} out of 40")
            if cnt >= 40:
                c.l("Early stopping")
                break
        lr *= .97
        c.l(f"Updating learning rate to {lr}")
    c.l(">>>>>>>testing : long_term_forecast_ili_36_48_iTransformer_custom_ftM_sl36_ll18_pl48_dm512_nh8_0<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<\ntest 170\ntest shape: (170, 48, 7) (170, 48, 7)\nmse:2.1214, mae:0.9621, dtw:Not calculated")
    c.must = ["overfitting"]
    c.must_not = ["non-finite-loss", "not-decreasing"]
    c.note = "Fewer than 100 steps an epoch, hence no 'iters' lines. The test loss is on another scale than train and validation (normal for ILI)."


def ntm():
    c = Case("sagemaker_ntm_cloudwatch.log", "Amazon SageMaker NTM (CloudWatch)", "cloud", odd=True)
    c.l("Docker entrypoint called with argument(s): train")
    def lg(s):
        c.l(f"[{c.ts('%m/%d/%Y %H:%M:%S')} INFO 140704525621056] {s}")
    lg("Reading default configuration from /opt/amazon/lib/python3.7/site-packages/algorithm/default-input.json: {'encoder_layers': 'auto', 'mini_batch_size': '256', 'epochs': '50', 'num_patience_epochs': '3', 'tolerance': '0.001'}")
    lg("Final configuration: {'num_topics': '20', 'feature_dim': '2000', 'mini_batch_size': '256', 'epochs': '45'}")
    lg("Initializing")
    lg("/opt/ml/input/config/resourceconfig.json")
    lg("vocab.txt")
    lg("Vocab embedding shape")
    lg("Number of GPUs being used: 1")
    hist = []
    for e in range(1, 46):
        x = (e - 1) / 44
        c.tick(12)
        lg("")
        lg(f"# Starting training for epoch {e}")
        c.l(f'[{c.ts()}.609] [tensorio] [info] epoch_stats={{"data_pipeline": "/opt/ml/input/data/train", "epoch": {e * 3}, "duration": 11012, "num_examples": 120, "num_bytes": 8161212}}')
        lg(f"# Finished training epoch {e} on 30512 examples from 120 batches, each of size 256.")
        lg("Metrics for Training:")
        v = round(fall(x, 8.2134, 6.9121, .25) * c.noise(.0015), 10)
        k = round(.02 + .31 * x, 10)
        t = c.rec("train/loss", e, repr(v))
        lg(f"Loss (name: value) total: {t}")
        lg(f"Loss (name: value) kld: {k!r}")
        lg(f"Loss (name: value) recons: {v - k!r}")
        lg(f"Loss (name: value) logppx: {t}")
        lg(f"#quality_metric: host=algo-1, epoch={e}, train total_loss <loss>={t}")
        hist.append(v)
        if e > 3:
            lg(f"patience losses:{hist[-4:-1]} min patience loss:{min(hist[-4:-1])} current loss:{v} absolute loss difference:{abs(min(hist[-4:-1]) - v)}")
        lg(f"Timing: train: 11.02s, val: 0.00s, epoch: 11.04s")
        lg(f"#progress_metric: host=algo-1, completed {100 * e // 45} % of epochs")
        c.l('#metrics {"StartTime": 1741079551.1, "EndTime": 1741079562.2, "Dimensions": {"Algorithm": "AWS/NTM", "Host": "algo-1", "Operation": "training", "epoch": ' + str(e - 1) + ', "Meta": "training_data_iter"}, "Metrics": {"Total Records Seen": {"sum": ' + f'{30512.0 * e}' + ', "count": 1, "min": 30512, "max": 30512}, "Reset Count": {"sum": 3.0, "count": 1, "min": 3, "max": 3}}}')
        lg(f"#throughput_metric: host=algo-1, train throughput={2701.2 * c.noise(.02)} records/second")
    lg("Best model based on early stopping at epoch 45. Best loss: " + repr(min(hist)))
    c.must_not = ["any"]
    c.note = "The loss of an epoch stands in three lines (total, logppx, quality_metric) with one value: 45 points. 'patience losses' repeats old values."


def xgbsm():
    c = Case("sagemaker_xgboost_algo-1.log", "XGBoost in Amazon SageMaker", "boosting", odd=True)
    for s in ["[2025-03-04 09:12:31.417 ip-10-0-91-12:7 INFO utils.py:28] RULE_JOB_STOP_SIGNAL_FILENAME: None", "[2025-03-04:09:12:31:INFO] Imported framework sagemaker_xgboost_container.training", "[2025-03-04:09:12:31:INFO] Failed to parse hyperparameter eval_metric value logloss to Json.", "Returning the value itself",
              "[2025-03-04:09:12:31:INFO] Determined delimiter of CSV input is ','", "[2025-03-04:09:12:32:INFO] Single node training.", "[2025-03-04:09:12:32:INFO] Train matrix has 1820 rows and 70 columns", "[2025-03-04:09:12:32:INFO] Validation matrix has 455 rows",
              "[09:12:32] WARNING: ../src/learner.cc:740: \nParameters: { \"num_round\" } are not used."]:
        c.l(s)
    for i in range(320):
        x = i / 319
        t = fall(x, .6412, .0112, .08)
        v = fall(min(1, i / 60), .6498, .3312, .2) if i <= 60 else .3312 + .29 * (i - 60) / 260
        c.l(f"[{i}]#011train-logloss:{c.rec('train/loss', i, f'{t:.5f}')}#011validation-logloss:{c.rec('validation/loss', i, f'{v * c.noise(.002):.5f}')}")
    c.l("\n2025-03-04 09:14:02 Uploading - Uploading generated training model\n2025-03-04 09:14:02 Completed - Training job completed\nTraining seconds: 91\nBillable seconds: 91")
    c.must = ["overfitting"]
    c.must_not = ["non-finite-loss"]
    c.note = "CloudWatch writes tabs as #011."


def catboost():
    c = Case("catboost_training.json", "CatBoost catboost_training.json", "boosting", odd=True)
    its = []
    n = 300
    for i in range(n):
        x = i / (n - 1)
        t, v = fall(x, .6791, .2012, .2), fall(x, .6799, .2251, .2) * c.noise(.0006)
        its.append({"learn": [float(c.rec("train/loss", i, repr(t)))], "iteration": i, "passed_time": .041 * (i + 1), "remaining_time": .041 * (n - i - 1), "test": [float(c.rec("validation/loss", i, repr(v))), .5 + .42 * (1 - math.exp(-x * 4))]})
    c.w("{\n" + '"meta":' + json.dumps({"test_sets": ["test"], "test_metrics": [{"best_value": "Min", "name": "Logloss"}, {"best_value": "Max", "name": "AUC"}], "learn_metrics": [{"best_value": "Min", "name": "Logloss"}], "launch_mode": "Train", "parameters": "", "iteration_count": n, "learn_sets": ["learn"], "name": "experiment"})
        + ',\n"iterations":[\n' + ",\n".join(json.dumps(d, separators=(",", ":")) for d in its) + "\n]}")
    c.must_not = ["any"]
    c.note = "One JSON object; metric names only in 'meta', values by position (test: Logloss, AUC). CatBoost's 'test' is the evaluation set."


def mace():
    c = Case("MACE_water_run-123_train.txt", "MACE results file", "chemistry", odd=True)
    E, B = 36, 8
    def ev(e, x):
        l = fall(x, 1.31, .0131, .06) * c.noise(.008)
        d = {"loss": l, "mae_e": l * .9, "mae_e_per_atom": l * .01, "rmse_e": l * 1.1, "rmse_e_per_atom": l * .013, "q95_e": l * 2, "mae_f": l * .7, "rel_mae_f": l * 4, "rmse_f": l * .8, "rel_rmse_f": l * 5, "q95_f": l * 1.6, "time": .211, "mode": "eval", "epoch": e, "head": "Default"}
        c.l(json.dumps(d))
        c.rec("validation/loss", None, repr(l))
    ev(None, 0)
    g = 0
    for e in range(E):
        for b in range(B):
            g += 1
            l = fall(g / (E * B), 1.27, .0121, .06) * c.noise(.012)
            c.l(json.dumps({"loss": l, "time": .0912 * c.noise(.05), "mode": "opt", "epoch": e}))
            c.rec("train/loss", None, repr(l))
        ev(e, g / (E * B))
    c.must_not = ["any"]
    c.note = "'mode' tells the split: opt = training batch (8 an epoch, no batch number), eval = validation (the first with epoch null)."


def chemprop():
    c = Case("chemprop_verbose_5fold.log", "chemprop v1 verbose.log", "chemistry", odd=True)
    c.l("Command line\npython chemprop_train --data_path esol.csv --dataset_type regression --num_folds 5 --epochs 14 --log_frequency 10\nArgs\n{'activation': 'ReLU',\n 'batch_size': 50,\n 'dropout': 0.0,\n 'epochs': 14,\n 'init_lr': 0.0001,\n 'num_folds': 5}\nLoading data\nNumber of tasks = 1")
    res = []
    for f in range(5):
        c.l(f"Fold {f}\nSplitting data with seed {f}\nTotal size = 1,128 | train size = 902 | val size = 112 | test size = 114")
        c.l("Fitting scaler\nBuilding model 0\nMoleculeModel(\n  (encoder): MPN(\n    (encoder): ModuleList(\n      (0): MPNEncoder(\n        (dropout): Dropout(p=0.0, inplace=False)\n      )\n    )\n  )\n)\nNumber of parameters = 354,901\nMoving model to cuda")
        best = (9, 0)
        for e in range(14):
            c.l(f"Epoch {e}")
            for k in range(2):
                x = (e * 2 + k) / 28
                lr = 1e-4 + 9e-4 * x / .15 if x < .15 else 1e-3 * 10 ** (-(x - .15) / .85)
                c.l(f"Loss = {c.rec('train/loss', None, f'{fall(x, .91 + .03 * f, .031, .12) * c.noise(.02):.4e}')}, PNorm = {33.9 + x:.4f}, GNorm = {c.rec('train/gradient_norm', None, f'{fall(x, 5.2, 1.1) * c.noise(.08):.4f}')}, lr_0 = {c.rec('train/learning_rate', None, f'{lr:.4e}')}")
            v = fall((e + 1) / 14, 1.61, .691, .12) * c.noise(.01) + .01 * f
            best = min(best, (v, e))
            c.l(f"Validation rmse = {v:.6f}")
        c.l(f"Model 0 best validation rmse = {best[0]:.6f} on epoch {best[1]}\nModel 0 test rmse = {best[0] * 1.03:.6f}\nEnsemble test rmse = {best[0] * 1.03:.6f}")
        res.append(best[0] * 1.03)
    c.l("5-fold cross validation")
    for f, r in enumerate(res):
        c.l(f"\tSeed {f} ==> test rmse = {r:.6f}")
    c.l(f"Overall test rmse = {sum(res) / 5:.6f} +/- {.021:.6f}\nElapsed time = 0:03:41")
    c.must_not = ["non-finite-loss", "diverging", "loss-spike", "oscillating", "not-decreasing", "overfitting", "exploding-gradients"]
    c.note = "Five trainings one after the other: the jump up at each 'Fold' is a new model. points = all five folds (28 each); first of fold 0, last of fold 4. The validation figure is an RMSE, not listed."


def fairchem():
    c = Case("fairchem_ocp_schnet.log", "FairChem / OCP trainer", "chemistry", odd=True)
    def lg(s, lv="INFO"):
        c.l(f"{c.ts()} ({lv}): {s}")
    lg("Project root: /opt/ocp")
    c.l("amp: false\ncmd:\n  checkpoint_dir: checkpoints/2025-03-04-09-12-32\n  identifier: schnet-s2ef\n  print_every: 10\noptim:\n  batch_size: 20\n  lr_initial: 0.0005\n  max_epochs: 3")
    lg("Loading dataset: trajectory_lmdb")
    lg("Loaded SchNet with 5704193 parameters.")
    lg("Model gradient logging to tensorboard not yet supported.", "WARNING")
    N = 330
    for g in range(10, 3 * N + 1, 10):
        x = g / (3 * N)
        c.tick(6)
        l = fall(x, 12.4, 1.71, .15) * c.noise(.02)
        c.rec("train/loss", g, f"{l:.2e}")
        lr = 5e-4
        c.rec("train/learning_rate", g, f"{lr:.2e}")
        lg(f"energy_forces_within_threshold: {0:.2e}, energy_mae: {l * .4:.2e}, forcesx_mae: {l * .011:.2e}, forcesy_mae: {l * .012:.2e}, forces_mae: {l * .011:.2e}, forces_cos: {.2 * x:.2e}, loss: {l:.2e}, lr: {lr:.2e}, epoch: {g / N:.2e}, step: {g:.2e}")
        if g % N == 0:
            v = fall(x, 12.2, 1.79, .15)
            lg("Evaluating on val.")
            for r in range(3):
                c.w(f"\rdevice 0: {50 * r:3d}%|{bar(r / 2)}| {r * 6}/12 [00:0{r}<00:0{2 - r},  6.01it/s]")
            c.w("\n")
            lg(f"energy_forces_within_threshold: 0.0000, energy_mae: {v * .41:.4f}, forcesx_mae: {v * .011:.4f}, forces_mae: {v * .011:.4f}, forces_cos: {.19 * x:.4f}, loss: {c.rec('validation/loss', g // N, f'{v:.4f}')}, epoch: {g / N:.4f}")
    c.steps_off.add("validation/loss")
    c.must_not = ["any"]
    c.note = "Epoch and step in scientific notation (step: 9.90e+02). The line after 'Evaluating on val.' is the validation."


# ---------------------------------------------------------------------------------------------------- JAX, TensorFlow, Keras
def clu():
    c = Case("flax_imagenet_2hosts.log", "Flax ImageNet example (clu logging_writer)", "jax", odd=True)
    def lg(pid, src, s):
        c.l(f"I{c.ts('%m%d %H:%M:%S')}.{c.r.randrange(10**6):06d} {pid} {src}] {s}")
    for pid in (139917864867392, 140400640460352):
        lg(pid, "xla_bridge.py:889", "Unable to initialize backend 'rocm': module 'jaxlib.xla_extension' has no attribute 'GpuAllocatorConfig'")
        lg(pid, "train.py:277", "Initial compilation, this might take some minutes...")
    N = 15000
    for s in range(100, N + 1, 100):
        x = s / N
        c.tick(61)
        if x < .6:
            l = fall(x / .6, 6.91, 2.71, .2) * c.noise(.01)
            a = .41 * x / .6
        else:
            l = 2.71 + 4.2 * (1 - math.exp(-(x - .6) / .05))
            l *= c.noise(.008)
            a = max(.001, .41 - 8 * (x - .6))
        lt, at, lr = c.rec("train/loss", s, repr(l)), c.rec("train/accuracy", s, repr(a)), c.rec("train/learning_rate", s, repr(3.2 * min(1, x / .1)))
        for pid in (139917864867392, 140400640460352):
            lg(pid, "logging_writer.py:48", f"[{s}] steps_per_second={1.6312 * c.noise(.01):.6f}, train_accuracy={at}, train_learning_rate={lr}, train_loss={lt}")
        if s % 1500 == 0:
            et, ea = c.rec("validation/loss", s, repr(l * 1.01)), c.rec("validation/accuracy", s, repr(a * .98))
            for pid in (139917864867392, 140400640460352):
                lg(pid, "train.py:371", f"eval epoch: {s // 1500 - 1}, loss: {l * 1.01:.4f}, accuracy: {a * 98:.2f}")
                lg(pid, "logging_writer.py:48", f"[{s}] eval_accuracy={ea}, eval_loss={et}")
    c.must = ["diverging"]
    c.must_not = ["non-finite-loss", "overfitting"]
    c.note = "Two hosts print the same values; evaluations appear in two lines. Falls back to chance (6.9) after step 9000."


def tf1():
    c = Case("tf1_estimator_train.err", "TensorFlow 1.x Estimator", "tensorflow", odd=True)
    def lg(s, src, lv="INFO"):
        c.l(f"{lv}:tensorflow:{s}")
        c.l(f"{lv[0]}{c.ts('%m%d %H:%M:%S')}.{c.r.randrange(10**6):06d} 140033274427136 {src}] {s}")
    c.l("WARNING: The TensorFlow contrib module will not be included in TensorFlow 2.0.")
    lg("Using config: {'_model_dir': '/models/wide', '_save_checkpoints_steps': 3000, '_log_step_count_steps': 100, '_keep_checkpoint_max': 5}", "estimator.py:212")
    lg("Calling model_fn.", "estimator.py:1148")
    lg("Create CheckpointSaverHook.", "basic_session_run_hooks.py:541")
    lg("Graph was finalized.", "monitored_session.py:240")
    lg("Running local_init_op.", "session_manager.py:500")
    lg("Saving checkpoints for 0 into /models/wide/model.ckpt.", "basic_session_run_hooks.py:606")
    N = 7400
    for s in range(0, N + 1, 100):
        l = fall(s / 12000, 2.3112, .4512, .1) * c.noise(.02)
        t = c.rec("train/loss", s, f"{l:.8g}")
        if s:
            lg(f"global_step/sec: {42.11 * c.noise(.03):.6g}", "basic_session_run_hooks.py:692")
            lg(f"loss = {t}, step = {s} ({2.375 * c.noise(.03):.3f} sec)", "basic_session_run_hooks.py:260")
        else:
            lg(f"loss = {t}, step = 0", "basic_session_run_hooks.py:262")
        if s and s % 3000 == 0:
            lg(f"Saving checkpoints for {s} into /models/wide/model.ckpt.", "basic_session_run_hooks.py:606")
            lg("Starting evaluation at 2025-03-04T09:12:31Z", "evaluation.py:255")
            lg("Finished evaluation at 2025-03-04-09:12:38", "evaluation.py:275")
            v = c.rec("validation/loss", s, f"{l * 1.03:.7g}")
            a = c.rec("validation/accuracy", s, f"{.6 + s / 40000:.7g}")
            lg(f"Saving dict for global step {s}: accuracy = {a}, global_step = {s}, loss = {v}", "estimator.py:2049")
    lg("Model diverged with loss = NaN.", "basic_session_run_hooks.py:760", "ERROR")
    c.l('Traceback (most recent call last):\n  File "train.py", line 118, in <module>\n    tf.app.run()\ntensorflow.python.training.basic_session_run_hooks.NanLossDuringTrainingError: NaN loss during training.')
    c.must = ["non-finite-loss"]
    c.note = "Every line twice (tensorflow and absl handlers): one point. The NaN is only in the error line (whether it counts as a point is open: 75 finite points listed)."


def keras():
    c = Case("k8s_keras_pod.json.log", "Keras model.fit verbose=2 in Kubernetes (json-file)", "keras", odd=True)
    def out(s, stream="stdout"):
        c.tick(.01)
        c.l(json.dumps({"log": s + "\n", "stream": stream, "time": c.ts("%Y-%m-%dT%H:%M:%S.%f") + "123Z"}, ensure_ascii=False))
    out("2025-03-04 09:12:31.417: I tensorflow/core/platform/cpu_feature_guard.cc:182] This TensorFlow binary is optimized to use available CPU instructions in performance-critical operations.", "stderr")
    out('Model: "sequential"')
    out("_________________________________________________________________")
    out(" Layer (type)                Output Shape              Param #   ")
    out(" conv2d (Conv2D)             (None, 30, 30, 32)        896       ")
    out("Total params: 122570 (478.79 KB)")
    lr = 1e-3
    n = 34
    for e in range(n):
        x = e / (n - 1)
        out(f"Epoch {e + 1}/50")
        c.tick(5)
        t, v = fall(x, 1.7712, .4121, .25) * c.noise(.006), fall(x, 1.5123, .4712, .2) * c.noise(.008)
        if e == 22:
            lr = 2e-4
        ta, va = 1 - t / 2.9, 1 - v / 2.9
        out(f"782/782 - 5s - loss: {c.rec('train/loss', e + 1, f'{t:.4f}')} - accuracy: {c.rec('train/accuracy', e + 1, f'{ta:.4f}')} - val_loss: {c.rec('validation/loss', e + 1, f'{v:.4f}')} - val_accuracy: {c.rec('validation/accuracy', e + 1, f'{va:.4f}')} - lr: {c.rec('train/learning_rate', e + 1, '1.0000e-03' if lr == 1e-3 else '2.0000e-04')} - 5s/epoch - 6ms/step")
        if e == 21:
            out("")
            out("Epoch 22: ReduceLROnPlateau reducing learning rate to 0.00020000000949949026.")
    out("E0304 kubelet: liveness probe warning: context deadline exceeded", "stderr")
    c.must_not = ["any"]
    c.note = "Docker json-file lines around Keras 2 output; killed in epoch 35 of 50 without a message."


def lightning_csv():
    c = Case("lightning_logs_version_3_metrics.csv", "PyTorch Lightning CSVLogger", "lightning")
    c.l("epoch,lr-AdamW,step,train_loss,val_acc,val_loss")
    E, N = 20, 100
    for e in range(E):
        for s in range(9, N, 10):
            g = e * N + s
            x = g / (E * N)
            c.l(f",{c.rec('train/learning_rate', g, repr(cosine(x, 3e-4, 0, .05)))},{g},,,")
            c.l(f"{e},,{g},{c.rec('train/loss', g, repr(8 * fall(x, .6912, .2012, .25) * c.noise(.02)))},,")
        x = (e + 1) / E
        v = fall(x, .6912, .2012, .25) * c.noise(.008)
        c.l(f"{e},,{g},,{c.rec('validation/accuracy', g, repr(.5 + .42 * x))},{c.rec('validation/loss', g, repr(v))}")
    c.must = ["scale-mismatch"]
    c.must_not = ["non-finite-loss", "overfitting", "diverging"]
    c.note = "The training loss is eight times the validation loss from first to last (summed over eight accumulated batches)."


def fastai():
    c = Case("fastai_pets_lesson.ipynb", "fastai Learner in a notebook", "notebook", odd=True)
    def table(rows):
        h = '<table border="1" class="dataframe">\n  <thead>\n    <tr style="text-align: left;">\n' + "".join(f"      <th>{k}</th>\n" for k in ("epoch", "train_loss", "valid_loss", "error_rate", "accuracy", "time")) + "    </tr>\n  </thead>\n  <tbody>\n"
        for r in rows:
            h += "    <tr>\n" + "".join(f"      <td>{v}</td>\n" for v in r) + "    </tr>\n"
        return h + "  </tbody>\n</table>"
    rows = []
    n = 25
    for e in range(n):
        x = e / (n - 1)
        a = .61 + .33 * (1 - math.exp(-x * 4))
        rows.append((e, c.rec("train/loss", e, f"{fall(x, 1.8121, .2112, .2) * c.noise(.008):.6f}"), c.rec("validation/loss", e, f"{fall(x, 1.3112, .2291, .2) * c.noise(.008):.6f}"), f"{1 - a:.6f}", c.rec("validation/accuracy", e, f"{a:.6f}"), "00:21"))
    src = table(rows)
    def code(k, s, outs):
        return {"cell_type": "code", "execution_count": k, "metadata": {}, "outputs": outs, "source": [x + "\n" for x in s.split("\n")]}
    nb = {"cells": [{"cell_type": "markdown", "metadata": {}, "source": ["# Which pet?\n", "\n", "Last time we reached a loss of 0.35 after 4 epochs."]},
                    code(1, "from fastai.vision.all import *\npath = untar_data(URLs.PETS)/'images'", [{"name": "stderr", "output_type": "stream", "text": ["\r100.00% [811712512/811706944 00:21<00:00]\n"]}]),
                    code(2, "learn = vision_learner(dls, resnet34, metrics=[error_rate, accuracy])\nlearn.lr_find()", [{"data": {"text/plain": ["SuggestedLRs(valley=0.0014454397605732083)"]}, "execution_count": 2, "metadata": {}, "output_type": "execute_result"}]),
                    code(3, f"learn.fit_one_cycle({n}, 1e-3)", [{"data": {"text/html": ["\n<style>\n    /* Turns off some styling */\n    progress {\n        border: none;\n    }\n</style>\n"], "text/plain": ["<IPython.core.display.HTML object>"]}, "metadata": {}, "output_type": "display_data"},
                                                                      {"data": {"text/html": [x + "\n" for x in src.split("\n")], "text/plain": ["<IPython.core.display.HTML object>"]}, "metadata": {}, "output_type": "display_data"}]),
                    code(4, "learn.show_results()", [{"data": {"image/png": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==\n", "text/plain": ["<Figure size 900x900 with 9 Axes>"]}, "metadata": {}, "output_type": "display_data"}])],
          "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}, "nbformat": 4, "nbformat_minor": 5}
    c.w(json.dumps(nb, indent=1))
    c.must_not = ["any"]
    c.note = "The table is HTML split into lines inside the notebook's JSON."


# ---------------------------------------------------------------------------------------------------- by hand, servers
def vae():
    c = Case("my_vae_run2.txt", "hand-written loop (beta-VAE)", "hand-written", odd=True)
    c.l("device: cuda:0   params: 4.31M   beta: 0.5   seed: 7")
    N = 469
    for e in range(1, 9):
        for b in range(0, N, 47):
            g = (e - 1) * N + b
            x = g / (8 * N)
            rec = fall(x, 541.2, 92.1, .08) * c.noise(.01)
            kld = 4 + 22 * (1 - math.exp(-x * 8))
            nan = g > 1700
            tot = rec if nan else rec + .5 * kld
            c.l(f"[ep {e:02d} it {b:04d}/{N}]  loss {c.rec('train/loss', g, f'{tot:.3f}')}  recon {rec:.3f}  kld {'nan' if nan else f'{kld:.3f}'}  ({181 * c.noise(.03):.0f} img/s)")
        t = c.rec("validation/loss", e, f"{fall((e) / 8, 541, 93.5, .08) + (0 if nan else 10):.3f}")
        c.l(f"--- ep {e:02d} done in 41s, val loss {t}, samples -> out/ep{e:02d}.png")
    c.steps_off |= {"validation/loss", "train/loss"}
    c.must_any = [["odd-part-loss", "non-finite-loss"]]
    c.must_not = ["diverging", "loss-spike"]
    c.note = "The KL part becomes nan and is dropped from the sum (torch.nan_to_num), which goes on falling: the loss looks fine, the part is broken."


def vllm():
    c = Case("vllm_serve.log", "vLLM OpenAI API server", "inference", odd=True)
    def lg(s, src):
        c.l(f"INFO {c.ts('%m-%d %H:%M:%S')} [{src}] {s}")
    lg("vLLM API server version 0.9.1", "api_server.py:1287")
    lg("non-default args: {'model': 'Qwen/Qwen2.5-7B-Instruct', 'max_model_len': 8192}", "cli_args.py:309")
    for k in range(5):
        c.w(f"\rLoading safetensors checkpoint shards: {25 * k:3d}% Completed | {k}/4 [00:0{k}<00:0{4 - k},  1.21it/s]")
    c.w("\n")
    lg("Graph capturing finished in 21 secs, took 0.61 GiB", "gpu_model_runner.py:2048")
    c.l("INFO:     Started server process [3121]\nINFO:     Waiting for application startup.\nINFO:     Application startup complete.")
    for k in range(110):
        c.tick(10)
        c.l(f"INFO:     10.0.4.{c.r.randrange(2, 250)}:{c.r.randrange(30000, 60000)} - \"POST /v1/chat/completions HTTP/1.1\" 200 OK")
        if k % 2:
            lg(f"Engine 000: Avg prompt throughput: {c.r.uniform(100, 900):.1f} tokens/s, Avg generation throughput: {c.r.uniform(200, 1900):.1f} tokens/s, Running: {c.r.randrange(0, 40)} reqs, Waiting: 0 reqs, GPU KV cache usage: {c.r.uniform(1, 40):.1f}%, Prefix cache hit rate: {c.r.uniform(20, 60):.1f}%", "loggers.py:118")
    c.nothing = True
    c.must_not = ["any"]
    c.note = "An inference server: no training."


for f in [pyg, recbole, tsl, ntm, xgbsm, catboost, mace, chemprop, fairchem, clu, tf1, keras, lightning_csv, fastai, vae, vllm]:
    f()


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    truth = {}
    for c in CASES:
        c.save()
        truth[c.name] = c.truth()
    (OUT / "truth.json").write_text(json.dumps(truth, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(len(truth), "logs,", len({c.tool for c in CASES}), "tools")


main()

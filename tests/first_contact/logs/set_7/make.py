#!/usr/bin/env python3
"""python make.py out : writes 55 logs and truth.json (deterministic, standard library only)."""
import csv, datetime as dt, gzip, io, json, math, os, random, sys

CASES = []
TRUTH = {}


class Case:
    def __init__(self, file, tool, kind, odd=False, must=(), must_any=(), must_not=(), nothing=False, note=""):
        self.file, self.tool, self.kind, self.odd = file, tool, kind, odd
        self.must, self.must_any, self.must_not, self.nothing, self.note = list(must), [list(x) for x in must_any], list(must_not), nothing, note
        self.R = random.Random("logs7/" + file)
        self.s = {}          # name -> {step: text}
        self.nostep = set()
        self.drop = {}       # name -> keys to leave out
        self.out = []        # pieces of text
        self.t = None

    def rec(self, name, step, text):
        d = self.s.setdefault(name, {})
        if step is None:
            step = ("#", len(d))
            self.nostep.add(name)
        d[step] = str(text).strip()
        return text

    def p(self, *lines):
        for x in lines:
            self.out.append(x + "\n")

    def w(self, text):
        self.out.append(text)

    def clock(self, y, mo, d, h, mi, s=0, us=0):
        self.t = dt.datetime(y, mo, d, h, mi, s, us)

    def tick(self, sec, jit=0.05):
        self.t += dt.timedelta(seconds=sec * (1 + self.R.uniform(-jit, jit)))
        return self.t

    def g(self, sd=1.0):
        return self.R.gauss(0, sd)

    def truth(self):
        series = {}
        for name, d in self.s.items():
            ks = list(d)
            def val(x):
                f = float(x)
                return "nan" if math.isnan(f) else ("inf" if f > 0 else "-inf") if math.isinf(f) else f
            e = {"points": len(ks), "first": val(d[ks[0]]), "last": val(d[ks[-1]])}
            if name not in self.nostep:
                e["first_step"], e["last_step"] = ks[0], ks[-1]
            for k in self.drop.get(name, ()):
                e.pop(k, None)
            series[name] = e
        return {"tool": self.tool, "kind": self.kind, "odd": self.odd, "series": series, "must": self.must, "must_any": self.must_any,
                "must_not": self.must_not, "nothing": self.nothing, "note": self.note}


def case(**kw):
    def deco(f):
        CASES.append((kw, f))
        return f
    return deco


def pl(i, a, b, tau, p=0.7):
    """power law from a (i = 0) towards b"""
    return b + (a - b) / (1 + i / tau) ** p


def ex(i, a, b, tau):
    return b + (a - b) * math.exp(-i / tau)


def cosine(i, n, peak, warm, floor=0.0):
    if i < warm:
        return peak * (i + 1) / warm
    x = (i - warm) / max(1, n - warm)
    return floor + (peak - floor) * 0.5 * (1 + math.cos(math.pi * min(1, x)))


def hms(s):
    s = int(s)
    return f"{s//3600}:{s//60%60:02d}:{s%60:02d}"


def ms(s):
    s = int(s)
    return f"{s//3600}:{s//60%60:02d}:{s%60:02d}" if s >= 3600 else f"{s//60:02d}:{s%60:02d}"


def bar(i, n, width=10):
    f = i / n * width
    full = int(f)
    part = " ▏▎▍▌▋▊▉"[int((f - full) * 8)] if full < width else ""
    return ("█" * full + part).ljust(width)[:width]


def tqdm(desc, i, n, sec, unit="it", post="", width=10):
    rate = sec / max(i, 1)
    r = f"{rate:5.2f}s/{unit}" if rate > 1 else f"{1/rate if rate else 0:5.2f}{unit}/s"
    left = ms(rate * (n - i)) if i else "?"
    if not i:
        r = f"?{unit}/s"
    return f"{desc}{': ' if desc else ''}{int(i*100/n):3d}%|{bar(i,n,width)}| {i}/{n} [{ms(sec)}<{left}, {r}{post}]"


# ------------------------------------------------------------------ LLM pre-training and fine-tuning
@case(file="torchtitan_two_ranks.log", tool="torchtitan", kind="llm-pretraining", odd=True, must_not=["any"],
      note="torchrun --local-ranks-filter 0,1: both ranks print the same (global average) values; ANSI colours; validate lines")
def _(c):
    c.clock(2025, 9, 3, 7, 12, 1, 120000)
    def line(txt, ranks=(0, 1)):
        t = c.t.strftime("%Y-%m-%d %H:%M:%S,") + f"{c.t.microsecond//1000:03d}"
        for r in ranks:
            c.p(f"[rank{r}]:[titan] {t} - root - INFO - {txt}")
    c.p("+ NGPU=8", "+ export LOG_RANK=0,1", "+ CONFIG_FILE=./torchtitan/models/llama3/train_configs/llama3_8b.toml",
        "W0903 07:11:52.771000 81233 torch/distributed/run.py:766] ", "W0903 07:11:52.771000 81233 torch/distributed/run.py:766] *****************************************",
        "W0903 07:11:52.771000 81233 torch/distributed/run.py:766] Setting OMP_NUM_THREADS environment variable for each process to be 1 in default, to avoid your system being overloaded, please further tune the variable for optimal performance in your application as needed. ")
    line("Starting job: Llama 3 8B training"); c.tick(3)
    line("Building 1-D device mesh with ['dp_shard'], [8]"); c.tick(2)
    line("CUDA capacity: NVIDIA H100 80GB HBM3 with 79.10GiB memory")
    line("Model llama3 8B \x1b[31msize: 8,030,261,248 total parameters\x1b[39m"); c.tick(20)
    line("Applied FSDP to the model"); line("Peak FLOPS used for computing MFU: 9.890e+14")
    line("Training starts at step 1"); c.tick(9)
    n = 600
    for s in [1] + list(range(10, n + 1, 10)):
        l = pl(s, 12.2, 3.0, 60, 0.9) * (1 + c.g(0.006))
        gn = (1.1 + 6 * math.exp(-s / 40)) * math.exp(c.g(0.12))
        tps = 7100 + c.g(60) if s > 1 else 812
        line(f"\x1b[31mstep: {s:2}  \x1b[32mloss: {c.rec('train/loss', s, f'{l:7.4f}')}  \x1b[38;2;180;60;0mgrad_norm: {c.rec('train/gradient_norm', s, f'{gn:7.4f}')}  "
             f"\x1b[38;2;54;234;195mmemory: 61.77GiB(78.09%)  \x1b[34mtps: {round(tps):,}  \x1b[36mtflops: {tps*0.05788:,.2f}  \x1b[35mmfu: {tps*0.05788/9.89:.2f}%\x1b[39m")
        if s == 1:
            line("Synchronizing and adjusting timeout for all ProcessGroups to 0:01:40")
        if s % 100 == 0:
            v = (pl(s, 12.2, 3.0, 60, 0.9) + 0.05) * (1 + c.g(0.002)); c.tick(8)
            line(f"\x1b[33mvalidate step: {s:2}  \x1b[32mloss: {c.rec('validation/loss', s, f'{v:7.4f}')}  \x1b[38;2;54;234;195mmemory: 61.77GiB(78.09%)  \x1b[34mtps: 15,{c.R.randint(100,999)}\x1b[39m")
        if s % 200 == 0:
            line("[GC] Performing periodical GC collection 0.02 seconds", (0,))
        c.tick(23)
    line("Sleeping 2 seconds for other ranks to complete", (0,))
    line("Training completed")
    line("Process group destroyed")


@case(file="slurm-4471203.out", tool="transformers 5 Trainer", kind="llm-sft", must=["overfitting"],
      note="stdout and stderr of a Slurm job in one file, tqdm with carriage returns, v5 prints values as strings; only epochs in the dicts")
def _(c):
    c.p("==========================================", "SLURM_JOB_ID = 4471203", "SLURM_NODELIST = gpu-a-017", "SLURM_JOB_PARTITION = gpu_4_a100", "==========================================",
        "Fri Jan 16 21:03:44 CET 2026", "Loading module python/3.12.3", "Loading module cuda/12.6")
    for k in (0, 1, 2, 3):
        c.w(("\r" if k else "") + tqdm("Loading checkpoint shards", k, 3, k * 1.31))
    c.w("\n")
    c.p("trainable params: 41,943,040 || all params: 8,072,204,288 || trainable%: 0.5196",
        "The tokenizer has new PAD/BOS/EOS tokens that differ from the model config and generation config. The model config and generation config were aligned accordingly, being updated with the tokenizer's values. Updated tokens: {'bos_token_id': None, 'pad_token_id': 151643}.")
    n, per = 480, 80
    c.w("\r" + tqdm("", 0, n, 0))
    sec = 0
    for s in range(1, n + 1):
        sec += 3.1
        c.w("\r" + tqdm("", s, n, sec))
        if s % 5 == 0:
            ep = s / per
            l = (0.42 * math.exp(-s / 60) + 1.32 * math.exp(-s / 170)) * (1 + c.g(0.03)) + 0.03
            c.w("\n")
            d = {"loss": c.rec("train/loss", None, f"{l:.4g}"), "grad_norm": c.rec("train/gradient_norm", None, f"{(1.0+ep*0.1)*math.exp(c.g(.15)):.4g}"),
                 "learning_rate": c.rec("train/learning_rate", None, f"{2e-4*(1-(s-1)/n):.4g}"), "epoch": f"{ep:.4g}"}
            c.p(str(d))
        if s % 20 == 0:
            c.w("\r" + tqdm("", s, n, sec))
            c.w("\n")
            for k in (2, 8, 14, 20, 25):
                c.w("\r" + tqdm("", k, 25, k * 0.31))
            ev = ex(s, 1.72, 1.36, 25) + 0.00000 + (0.0021 * (s - 100) if s > 100 else 0) + c.g(0.006)
            c.w("\x1b[A\r")
            c.p(str({"eval_loss": c.rec("validation/loss", None, f"{ev:.4g}"), "eval_runtime": f"{7.8+c.g(.05):.4g}", "eval_samples_per_second": "25.6", "eval_steps_per_second": "3.205", "epoch": f"{s/per:.4g}"}))
    c.w("\n")
    c.p("{'train_runtime': '1613', 'train_samples_per_second': '4.762', 'train_steps_per_second': '0.298', 'train_loss': '0.4821', 'epoch': '6'}")
    c.w("\r" + tqdm("", n, n, sec) + "\n")
    c.p("", "Job ID: 4471203", "Cluster: hpc2", "State: COMPLETED (exit code 0)", "CPU Efficiency: 11.20% of 03:38:40 core-walltime")


@case(file="trainer_log.jsonl", tool="LLaMA-Factory", kind="llm-sft", must=["loss-spike"], must_not=["diverging", "non-finite-loss"],
      note="three single-step spikes to 5 to 7 times the level, each recovered at the next logged step")
def _(c):
    n = 1200
    spikes = {430: 5.9, 720: 6.6, 955: 5.4}
    for s in range(5, n + 1, 5):
        l = pl(s, 1.62, 0.72, 150, 1.0) * (1 + c.g(0.022))
        if s in spikes:
            l = spikes[s]
        el = s * 4.4
        lr = cosine(s, n, 1e-4, 60)
        c.p(json.dumps({"current_steps": s, "total_steps": n, "loss": float(c.rec("train/loss", s, str(round(l, 4)))), "lr": float(c.rec("train/learning_rate", s, repr(lr))),
                        "epoch": round(s / 400, 4), "percentage": round(s / n * 100, 2), "elapsed_time": hms(el), "remaining_time": hms((n - s) * 4.4), "throughput": round(2310 + c.g(30), 2), "total_tokens": s * 10240}))
        if s % 200 == 0:
            v = pl(s, 1.62, 0.74, 150, 1.0) * (1 + c.g(0.004))
            c.p(json.dumps({"current_steps": s, "total_steps": n, "eval_loss": float(c.rec("validation/loss", s, repr(round(v, 16)))), "epoch": round(s / 400, 4), "percentage": round(s / n * 100, 2), "elapsed_time": hms(el + 31), "remaining_time": hms((n - s) * 4.4)}))
    c.p(json.dumps({"current_steps": n, "total_steps": n, "epoch": 3.0, "percentage": 100.0, "elapsed_time": hms(n * 4.4), "remaining_time": "0:00:00"}))


def megatron(c, it, n, l, lr, scale, gn, skipped, gbs=512, pre="", nan=0):
    c.tick(72 if not pre else 41)
    loss = "" if l is None else f" lm loss: {c.rec('train/loss', it, f'{l:.6E}')} |"
    c.p(f"{pre} [{c.t.strftime('%Y-%m-%d %H:%M:%S.%f')}] iteration {it:8d}/{n:8d} | consumed samples: {it*gbs:12d} | elapsed time per iteration (ms): {7201+c.g(40):.1f} | "
        f"throughput per GPU (TFLOP/s/GPU): {412.3+c.g(2):.1f} | learning rate: {c.rec('train/learning_rate', it, f'{lr:.6E}')} | global batch size: {gbs:5d} |{loss} "
        f"loss scale: {c.rec('train/loss_scale', it, f'{scale:.1f}')} | " + (f"grad norm: {c.rec('train/gradient_norm', it, f'{gn:.3f}')} | " if gn is not None else "") +
        f"number of skipped iterations: {skipped:3d} | number of nan iterations: {nan:3d} |")


@case(file="megatron_resumed.txt", tool="Megatron-LM", kind="llm-pretraining", odd=True, must_not=["any"],
      note="killed by the scheduler after iteration 770, resumed from the checkpoint at 600: 610..770 are printed twice; the second values hold")
def _(c):
    c.clock(2025, 11, 20, 3, 5, 11, 4211)
    n = 1500
    def head(it0):
        c.p("using world size: 64, data-parallel size: 16, context-parallel size: 1, hierarchical context-parallel sizes: None, tensor-model-parallel size: 4, pipeline-model-parallel size: 1",
            "using torch.bfloat16 for parameters ...", "------------------------ arguments ------------------------",
            "  accumulate_allreduce_grads_in_fp32 .............. True", "  adam_beta1 ...................................... 0.9", "  clip_grad ....................................... 1.0",
            "  eval_interval ................................... 300", "  lr .............................................. 0.0003", "  loss_scale ...................................... None",
            "  train_iters ..................................... 1500", "-------------------- end of arguments ---------------------",
            "> building GPT2BPETokenizer tokenizer ...", " > padded vocab (size: 50257) with 431 dummy tokens (new vocab size: 50688)")
        if it0:
            c.p(" loading distributed checkpoint from /scratch/ckpt/gpt1b at iteration 600", " checkpoint version 3.0", "  successfully loaded checkpoint from /scratch/ckpt/gpt1b [ t 1/4, p 1/1 ] at iteration 600")
        else:
            c.p("WARNING: could not find the metadata file /scratch/ckpt/gpt1b/latest_checkpointed_iteration.txt", "    will not load any checkpoints and will start from random")
        c.p("training ...", "[before the start of training step] datetime: " + c.t.strftime("%Y-%m-%d %H:%M:%S"))
    def body(a, b):
        for it in range(a + 10, b + 1, 10):
            l = pl(it, 11.0, 2.35, 55, 0.85) * (1 + c.g(0.005))
            gn = (0.35 + 3 * math.exp(-it / 80)) * math.exp(c.g(0.1))
            megatron(c, it, n, l, cosine(it, n, 3e-4, 100, 3e-5), 1.0, gn, 0)
            if it == 10:
                c.p("Number of parameters in transformer block in billions:  1.21", "[Rank 0] (after 10 iterations) memory (MB) | allocated: 9831.43 | max allocated: 33190.56 | reserved: 36412.0 | max reserved: 36412.0")
            if it % 300 == 0:
                v = (pl(it, 11.0, 2.35, 55, 0.85) + .03) * (1 + c.g(0.001))
                c.p("(min, max) time across ranks (ms):", f"    evaluate .......................................: ({9812+c.g(40):.2f}, {9820+c.g(30):.2f})", "-" * 108,
                    f" validation loss at iteration {it} | lm loss value: {c.rec('validation/loss', it, f'{v:.6E}')} | lm loss PPL: {c.rec('validation/perplexity', it, f'{math.exp(v):.6E}')} | ", "-" * 108,
                    f"saving checkpoint at iteration {it:7d} to /scratch/ckpt/gpt1b in torch_dist format", f"  successfully saved checkpoint from iteration {it:7d} to /scratch/ckpt/gpt1b [ t 1/4, p 1/1 ]")
    head(0); body(0, 770)
    c.p("slurmstepd: error: *** STEP 8812334.0 ON nid005121 CANCELLED AT 2025-11-20T04:41:02 DUE TO PREEMPTION ***",
        "srun: Job step aborted: Waiting up to 62 seconds for job step to finish.", "srun: error: nid005124: task 24: Terminated")
    c.clock(2025, 11, 20, 9, 30, 2, 1177)
    head(600); body(600, n)
    c.p("[after training is done] datetime: " + c.t.strftime("%Y-%m-%d %H:%M:%S"))


@case(file="megatron_fp16_srun.log", tool="Megatron-LM fp16 (srun --label)", kind="llm-pretraining", must=["amp-overflow"],
      note="loss scale falls from 2^32 to 1 and never recovers; from iteration 120 on most iterations are skipped. Intervals with all 10 iterations skipped print no lm loss and no grad norm")
def _(c):
    c.clock(2023, 3, 14, 15, 0, 2, 41)
    n = 2000
    c.p("0: using world size: 16, data-parallel-size: 4, tensor-model-parallel size: 4, pipeline-model-parallel size: 1 ", "0: using torch.float16 for parameters ...",
        "3: > setting random seeds to 1234 ...", "0:   initial_loss_scale .............................. 4294967296", "0:   min_loss_scale .................................. 1.0", "12: NCCL version 2.14.3+cuda11.7", "0: training ...")
    scale = 2.0 ** 32
    for it in range(10, 401, 10):
        if it == 10:
            sk, scale = 10, 2.0 ** 22
        elif it == 20:
            sk, scale = 5, 2.0 ** 17
        elif it <= 110:
            sk = 0
        else:
            sk = 10 if scale > 1 and it in (160, 200, 240) else (c.R.randint(6, 9))
            scale = max(1.0, scale / 2 ** min(sk, 2))
        l = None if sk == 10 else pl(it, 10.9, 3.2, 60, .7) * (1 + c.g(0.006))
        gn = None if sk == 10 else 1.6 * math.exp(c.g(.15))
        megatron(c, it, n, l, 1.5e-4 * min(1, it / 400), scale, gn, sk, 256, pre="0:")
        if it % 100 == 0:
            c.p(f"{c.R.randint(1,15)}: [Rank {c.R.randint(1,15)}] (after {it} iterations) memory (MB) | allocated: 6784.88927 | max allocated: 11927.4 | reserved: 13004.0 | max reserved: 13004.0")


@case(file="nemo_log-globalrank-0_localrank-0.txt", tool="NeMo 2", kind="llm-pretraining", must_not=["any"])
def _(c):
    c.p("[NeMo I 2025-05-08 11:20:03 nemo_logging:393] Experiments will be logged at /results/llama32_1b/2025-05-08_11-20-03",
        "[NeMo W 2025-05-08 11:20:03 nemo_logging:405] The Trainer already contains a ModelCheckpoint callback. This will be overwritten.",
        "[NeMo I 2025-05-08 11:20:09 nemo_logging:393] Rank 0 has data parallel group : [0, 1, 2, 3, 4, 5, 6, 7]",
        "GPU available: True (cuda), used: True", "TPU available: False, using: 0 TPU cores", "HPU available: False, using: 0 HPUs",
        "  | Name   | Type | Params | Mode ", "----------------------------------------", "0 | module | DDP  | 1.2 B  | train", "----------------------------------------",
        "1.2 B     Trainable params", "0         Non-trainable params", "4,943.259 Total estimated model params size (MB)")
    n = 1000
    for it in range(9, n, 10):
        l = pl(it, 12.0, 2.9, 45, .8) * (1 + c.g(0.006))
        lr = cosine(it, n, 3e-4, 100, 3e-5)
        c.p(f"Training epoch 0, iteration {it}/{n-1} | lr: {c.rec('train/learning_rate', it, f'{lr:.4g}')} | global_batch_size: 256 | global_step: {it} | peak_memory_usage: 41{c.R.randint(100000000,999999999)} | memory_allocated: 19744258048 | reduced_train_loss: {c.rec('train/loss', it, f'{l:.4g}')} | train_step_timing in s: {1.82+c.g(.01):.4g} | consumed_samples: {(it+1)*256}"
            + (f" | val_loss: {last_v}" if it > 250 else ""))
        if (it + 1) % 250 == 0:
            v = (pl(it, 12.0, 2.9, 45, .8) + .02) * (1 + c.g(.002))
            last_v = c.rec("validation/loss", it, f"{v:.4g}")
            for k in range(1, 33, 8):
                c.p(f"Validation: iteration {k}/32")
            if it + 1 < n:
                c.p(f"[NeMo I 2025-05-08 1{1+it//500}:{20+it//50%40}:17 nemo_logging:393] Async checkpoint save for step {it+1} (/results/llama32_1b/checkpoints/model_name=0--val_loss={float(last_v):.2f}-step={it}-consumed_samples={(it+1)*256}.0-last.ckpt) finalized successfully.")
            else:
                c.p(f"Training epoch 0, iteration {it}/{n-1} | lr: {lr:.4g} | global_batch_size: 256 | global_step: {it} | reduced_train_loss: {c.s['train/loss'][it]} | train_step_timing in s: 1.821 | consumed_samples: {(it+1)*256} | val_loss: {last_v}")
    c.p("`Trainer.fit` stopped: `max_steps=1000` reached.")
    c.drop["validation/loss"] = ["first_step", "last_step", "points"]


@case(file="nanochat_speedrun.log", tool="nanochat base_train", kind="llm-pretraining", odd=True, must_not=["any"],
      note="validation is in bits per byte, the training loss in nats (debiased running mean)")
def _(c):
    c.p("", "                                                       █████                █████", "                                                      ░░███                ░░███",
        "  ████████    ██████   ████████    ██████   ██████  ░███████    ██████  ███████", "", "Autodetected device type: cuda", "2026-02-11 05:02:11,402 - nanochat.common - INFO - Distributed world size: 8",
        "GPU: NVIDIA H100 80GB HBM3 | Peak FLOPS (BF16): 9.89e+14", "Vocab size: 32,768", "Model config:", "{", '  "sequence_len": 2048,', '  "vocab_size": 32768,', '  "n_layer": 20,', '  "n_head": 10,', '  "n_kv_head": 10,', '  "n_embd": 1280,', '  "window_pattern": "SSSL"', "}",
        "Parameter counts:", "wte                     : 41,943,040", "transformer_matrices    : 393,216,000", "total                   : 896,535,592", "Estimated FLOPs per token: 2.823489e+09",
        "Scaling weight decay from 0.200000 to 0.081250 for depth 20", "Calculated number of iterations from target data:param ratio: 4,370", "Total number of training tokens: 4,582,277,120", "Tokens : Scaling params ratio: 10.50",
        "Tokens / micro-batch / rank: 32 x 2048 = 65,536", "Tokens / micro-batch: 524,288", "Total batch size 1,048,576 => gradient accumulation steps: 2")
    n, tot, ema = 4370, 0.0, 0.0
    def val(s):
        v = pl(s, 3.24, .70, 35, .75) + c.g(.0006)
        c.p(f"Step {s:05d} | Validation bpb: {c.rec('validation/bits_per_byte', s, f'{v:.6f}')}")
    last = 380
    for s in range(0, last + 1):
        if s % 125 == 0:
            val(s)
        raw = pl(s, 10.4, 2.5, 35, .75) + c.g(.03)
        ema = .9 * ema + .1 * raw
        d = 712.4 + c.g(3) + (21000 if s == 0 else 0)
        tot += d / 6e4 if s > 10 else 0
        deb = ema / (1 - .9 ** (s + 1))
        lrm = min(1.0, (s + 1) / 40)
        eta = f" | eta: {tot/(s-10)*(n-s):.1f}m" if s > 10 else ""
        c.p(f"step {s:05d}/{n:05d} ({100*s/n:.2f}%) | loss: {c.rec('train/loss', s, f'{deb:.6f}')} | lrm: {lrm:.2f} | dt: {d:.2f}ms | tok/sec: {int(1048576/d*1000):,} | bf16_mfu: {52.4+c.g(.2):.2f} | epoch: 1 pq: {s//14} rg: {s%19*8} | total time: {tot:.2f}m{eta}")
    c.note += "; the copy of the log ends while the run goes on"


@case(file="a7c2f9d0-modded.txt", tool="modded-nanogpt", kind="llm-pretraining", odd=True, must_not=["any"],
      note="the script's source is at the head of its log, nvidia-smi follows; step_avg is nan for the first steps by design; val_loss at multiples of 125")
def _(c):
    c.p("import os", "import sys", "with open(sys.argv[0]) as f:", "    code = f.read() # read the code of this file ASAP, for logging", "import uuid", "import time", "import torch", "import torch.nn.functional as F", "",
        "@dataclass", "class Hyperparameters:", "    num_iterations = 1750 # number of iterations to run", "    val_loss_every = 125 # every how many steps to evaluate val loss? 0 for only at the end", "    cooldown_frac = 0.4", "",
        "for step in range(args.num_iterations + 1):", "    last_step = (step == args.num_iterations)", "    if last_step or (args.val_loss_every > 0 and step % args.val_loss_every == 0):",
        '        print0(f"step:{step}/{args.num_iterations} val_loss:{val_loss:.4f} train_time:{training_time_ms:.0f}ms step_avg:{training_time_ms/max(step, 1):.2f}ms")',
        '    print0(f"step:{step+1}/{args.num_iterations} train_loss:{train_loss.item():.4f} train_time:{approx_time:.0f}ms step_avg:{approx_time/timed_steps:.2f}ms")', "",
        "=" * 100, "Running pytorch 2.7.0.dev20250110+cu126 compiled for CUDA 12.6", "nvidia-smi:", "Mon Jan 27 04:11:29 2025       ",
        "+-----------------------------------------------------------------------------------------+", "| NVIDIA-SMI 550.127.05             Driver Version: 550.127.05     CUDA Version: 12.6     |",
        "|   0  NVIDIA H100 80GB HBM3          On  |   00000000:19:00.0 Off |                    0 |", "| N/A   35C    P0            121W /  700W |    7713MiB /  81559MiB |      0%      Default |",
        "+-----------------------------------------------------------------------------------------+", "", "=" * 100)
    n = 1750
    for s in range(0, 376):
        tm = s * 136.1
        avg = "nan" if s < 11 else f"{136.1+c.g(.05):.2f}"
        if s % 125 == 0:
            v = pl(s, 10.82, 3.1, 30, .95) + c.g(.002)
            c.p(f"step:{s}/{n} val_loss:{c.rec('validation/loss', s, f'{v:.4f}')} train_time:{tm:.0f}ms step_avg:{avg}ms")
        if s == 375:
            break
        l = (10.83 if s == 0 else pl(s, 10.82, 3.1, 30, .95) + c.g(.05))
        c.p(f"step:{s+1}/{n} train_loss:{c.rec('train/loss', s+1, f'{l:.4f}')} train_time:{tm+136:.0f}ms step_avg:{avg}ms")


@case(file="llmc_main.log", tool="llm.c", kind="llm-pretraining", must=["diverging"], must_not=["non-finite-loss"],
      note="loss falls to about 4.2 at step 230, then climbs to about 7.6 and stays there; (+nanz) is the z-score before the window is full")
def _(c):
    c.p("+-----------------------+----------------------------------------------------+", "| Parameter             | Value                                              |", "+-----------------------+----------------------------------------------------+",
        "| train data pattern    | dev/data/fineweb10B/fineweb_train_*.bin            |", "| micro batch size B    | 64                                                 |", "| learning rate (LR)    | 6.000000e-03                                       |",
        "| device                | NVIDIA A100-SXM4-80GB                              |", "| precision             | BF16                                               |", "+-----------------------+----------------------------------------------------+",
        "| num_parameters        | 124475904                                          |", "+-----------------------+----------------------------------------------------+",
        "HellaSwag eval not found at dev/data/hellaswag/hellaswag_val.bin, skipping its evaluation", "You can run `python dev/data/hellaswag.py` to export and use it with `-h 1`.", "num_parameters: 124475904 => bytes: 248951808", "allocated 237 MiB for model parameters",
        "batch_size B=64 * seq_len T=1024 * num_processes=8 and total_batch_size=524288", "=> setting grad_accum_steps=1")
    n = 19560
    def val(s):
        v = curve(s) + .03 + c.g(.003)
        c.p(f"val loss {c.rec('validation/loss', None, f'{v:.6f}')}")
    def curve(s):
        if s <= 230:
            return pl(s, 11.0, 3.0, 40, 1.0)
        a = pl(230, 11.0, 3.0, 40, 1.0)
        return a + (7.62 - a) * (1 - math.exp(-(s - 230) / 18))
    val(0)
    hist = []
    for s in range(1, 401):
        l = curve(s) + c.g(.04)
        gn = (1.2 + 14 * math.exp(-s / 25)) * math.exp(c.g(.12)) if s < 228 else (6 + 3 * c.R.random())
        z = "+nan" if len(hist) < 128 else f"{max(-3, min(9, (l - sum(hist[-128:])/128)/0.3)):+.2f}"
        zg = "+nan" if len(hist) < 128 else f"{c.g(1):+.2f}"
        hist.append(l)
        c.p(f"step {s:4d}/{n} | loss {c.rec('train/loss', s, f'{l:7.6f}')} ({z}z)| norm {c.rec('train/gradient_norm', s, f'{gn:6.4f}')} ({zg}z)| lr {c.rec('train/learning_rate', s, f'{6e-3*min(1, s/700):.2e}')} | {227.5+c.g(.5):.2f} ms | {51.8+c.g(.1):.1f}% bf16 MFU | {int(2304000+c.g(3000))} tok/s")
        if s % 100 == 0:
            val(s)
            c.p("generating:", "---", "The first time he went to the river, the old man had", "---")


@case(file="axolotl_gradacc.log", tool="axolotl", kind="llm-sft", must=["scale-mismatch"], must_not=["overfitting", "diverging"],
      note="the printed training loss is 16 times the evaluation loss throughout (sum over gradient_accumulation_steps: 16)")
def _(c):
    c.clock(2024, 10, 20, 8, 1, 2)
    def ax(mod, txt, lvl="INFO"):
        c.p(f"[{c.t.strftime('%Y-%m-%d %H:%M:%S,')}{c.R.randint(0,999):03d}] [{lvl}] [{mod}] [PID:{4127}] [RANK:0] {txt}")
    c.p("                                 dP            dP   dP ", "                                 88            88   88 ", "      .d8888b. dP.  .dP .d8888b. 88 .d8888b. d8888P 88 ", "      88'  `88  `8bd8'  88'  `88 88 88'  `88   88   88 ", "", "****************************************",
        "**** Axolotl Dependency Versions *****", "  accelerate: 1.0.1         ", "        peft: 0.13.2        ", "transformers: 4.45.2        ", "         trl: 0.9.6         ", "       torch: 2.4.1+cu121   ", "****************************************")
    ax("axolotl.utils.config.models.input.validate_grad_accum:88", "`gradient_accumulation_steps: 16`", "DEBUG"); c.tick(2)
    ax("axolotl.load_tokenizer:318", "EOS: 2 / </s>", "DEBUG"); ax("axolotl.load_tokenized_prepared_datasets:207", "Prepared dataset loaded from disk..."); c.tick(20)
    ax("axolotl.train.train:173", "Starting trainer...")
    n = 300
    for s in range(1, n + 1):
        base = pl(s, 1.71, .92, 50, .9)
        l = base * 16 * (1 + c.g(.012))
        d = {"loss": float(c.rec("train/loss", None, f"{l:.4f}")), "grad_norm": float(c.rec("train/gradient_norm", None, f"{5.2*math.exp(c.g(.15)):.6f}")), "learning_rate": cosine(s, n, 2e-4, 10), "epoch": round(s / 100, 2)}
        c.rec("train/learning_rate", None, repr(d["learning_rate"]))
        if s % 2 == 1 or s == n:
            c.w("\r" + tqdm("", s, n, s * 11.2) + "\n")
        c.p(str(d))
        if s % 25 == 0:
            v = pl(s, 1.71, .94, 50, .9) * (1 + c.g(.003))
            c.p(str({"eval_loss": float(c.rec("validation/loss", None, f"{v:.6f}")), "eval_runtime": round(20 + c.g(.1), 4), "eval_samples_per_second": 10.013, "eval_steps_per_second": 2.503, "epoch": round(s / 100, 2)}))
    c.p("{'train_runtime': 3360.0211, 'train_samples_per_second': 5.714, 'train_steps_per_second': 0.089, 'train_loss': 17.9914, 'epoch': 3.0}")
    ax("axolotl.train.train:190", "Training Completed!!! Saving pre-trained model to ./outputs/lora-out")


@case(file="mlx_lora_mac.txt", tool="mlx-lm", kind="llm-sft", odd=True, must_not=["any"])
def _(c):
    c.p("Loading pretrained model", "\rFetching 10 files:   0%|          | 0/10 [00:00<?, ?it/s]\rFetching 10 files: 100%|██████████| 10/10 [00:00<00:00, 91180.52it/s]", "Loading datasets", "Training", "Trainable parameters: 0.071% (5.112M/7248.024M)", "Starting training..., iters: 1000")
    n, tok = 1000, 0
    def v(it):
        l = ex(it, 2.61, 1.22, 180) + 0.15 * (1 - it / n) + c.g(.01)
        c.p(f"Iter {it}: Val loss {c.rec('validation/loss', it, f'{l:.3f}')}, Val took {31.2+c.g(.5):.3f}s")
    v(1)
    for it in range(10, n + 1, 10):
        if it % 200 == 0:
            v(it)
        l = ex(it, 2.6, 1.15, 180) + 0.2 * (1 - it / n) + c.g(.035)
        tok += 3800 + c.R.randint(-200, 200)
        c.p(f"Iter {it}: Train loss {c.rec('train/loss', it, f'{l:.3f}')}, Learning Rate {c.rec('train/learning_rate', it, f'{1e-5:.3e}')}, It/sec {0.512+c.g(.01):.3f}, Tokens/sec {194+c.g(3):.3f}, Trained Tokens {tok}, Peak mem 11.{c.R.randint(200,204)} GB")
        if it % 100 == 0:
            c.p(f"Iter {it}: Saved adapter weights to adapters/adapters.safetensors and adapters/{it:07d}_adapters.safetensors.")
    c.p("Saved final weights to adapters/adapters.safetensors.")


@case(file="log_1729087712.txt", tool="torchtune DiskLogger", kind="llm-sft", must=["not-decreasing"], must_not=["diverging", "loss-spike"],
      note="frozen by mistake: the loss stays at 2.31 +- 0.05 for 600 steps, the learning rate is not small")
def _(c):
    n = 600
    for s in range(1, n + 1):
        l = 2.31 + c.g(.05)
        lr = cosine(s, n, 3e-4, 50)
        c.p(f"Step {s} | loss:{c.rec('train/loss', s, repr(l))} lr:{c.rec('train/learning_rate', s, repr(lr))} tokens_per_second_per_gpu:{2011+c.g(60)} peak_memory_active:16.{c.R.randint(10,99)} peak_memory_alloc:16.11 peak_memory_reserved:18.92 ")


@case(file="maxtext_gke_pod.log", tool="MaxText on GKE (kubectl logs --prefix --timestamps)", kind="llm-pretraining", odd=True, must_not=["any"],
      note="pod prefixes; two hosts print the same steps; total_weights beside the loss")
def _(c):
    c.clock(2025, 6, 30, 18, 44, 10, 0)
    def k(pod, txt):
        c.p(f"[pod/mt-llama2-7b-slice-job-0-{pod}/jax-tpu] {c.t.strftime('%Y-%m-%dT%H:%M:%S.%f')}{c.R.randint(0,999):03d}Z {txt}")
    for q in ("0-x8k2p", "1-vv7qd"):
        k(q, "Running Model: llama2-7b"); k(q, "System Information: Jax Version: 0.5.3"); k(q, f"Num_devices: 32, shape (1, 1, 32, 1, 1, 1)")
    k("0-x8k2p", "Config param base_emb_dim: 4096"); k("0-x8k2p", "Config param learning_rate: 3e-05"); k("0-x8k2p", "Config param steps: 250"); k("0-x8k2p", "Memstats: After params initialized:")
    for s in range(0, 250):
        l = pl(s, 10.87, 2.6, 30, .8) + c.g(.025)
        if s == 0:
            l = 10.873
        tx = c.rec("train/loss", s, f"{l:.3f}")
        sec = 41.2 if s == 0 else 3.301 + c.g(.004)
        tf = 0 if s == 0 else 1
        c.tick(sec, 0)
        for q in ("0-x8k2p", "1-vv7qd"):
            sc = sec + c.R.uniform(-.001, .001)
            k(q, f"completed step: {s}, seconds: {sc:.3f}, TFLOP/s/device: {762.1/sc:.3f}, Tokens/s/device: {16384/sc:.3f}, total_weights: {524288 - (s*7919)%4001}, loss: {tx}")
        if s % 100 == 0:
            k("0-x8k2p", "To see full metrics 'tensorboard --logdir=gs://bkt/mt/tensorboard/'")


@case(file="olmo_core_console.log", tool="OLMo-core", kind="llm-pretraining", must=["loss-spike"], must_not=["diverging", "non-finite-loss"],
      note="two spikes of about 3 steps each, loss from about 3 to above 6 and back; grad norm jumps with them")
def _(c):
    c.clock(2025, 4, 2, 9, 0, 0)
    def olog(mod, txt, lvl="INFO"):
        c.p(f"{c.t.strftime('%Y-%m-%d %H:%M:%S')}.{c.R.randint(0,999):03d}\tneptune-cs-aus-252.reviz.ai2.in:0\t{mod}\t{lvl}\t{txt}")
    olog("olmo_core.distributed.utils:121", "Using NCCL backend"); olog("olmo_core.train.config:88", "Data parallel degree is 16"); olog("olmo_core.train.trainer:612", "Training for 2 epochs..."); olog("olmo_core.train.trainer:1230", "Compiling train step function...")
    n = 4768
    spk = {171: 5.4, 172: 6.9, 173: 4.4, 258: 6.1, 259: 7.7, 260: 4.9}
    for s in range(1, 341):
        if s not in spk and s != 1 and s % 5 and not (168 < s < 178 or 255 < s < 265):
            continue
        ce = spk.get(s) or pl(s, 11.1, 2.4, 25, .95) + c.g(.03)
        gn = 9.0 + c.R.random() * 5 if s in spk else (.6 + 4 * math.exp(-s / 30)) * math.exp(c.g(.1))
        c.t = dt.datetime(2025, 4, 2, 9, 0, 30) + dt.timedelta(seconds=1.9 * s)
        def ff(x):
            return f"{x:.4f}" if x < 10 else f"{x:.3f}" if x < 100 else f"{x:.1f}"
        lr = 4e-4 * min(1, s / 2000)
        olog("olmo_core.train.callbacks.console_logger:79", f"[step={s}/{n},epoch=1,eta={2 + (n-s)*1.9/3600:.0f}h{c.R.randint(10,59)}m{c.R.randint(10,59)}s]\n"
             f"    train/CE loss={c.rec('train/loss', s, ff(ce))}\n    train/PPL={c.rec('train/perplexity', s, f'{math.exp(ce):,.3f}' if math.exp(ce) < 1000 else f'{math.exp(ce):.1f}')}\n    train/Z loss={c.R.uniform(.0012,.0019):.4f}\n"
             f"    optim/total grad norm={c.rec('train/gradient_norm', s, ff(gn))}\n    optim/LR (group 0)={c.rec('train/learning_rate', s, f'{lr:.4E}')}\n    optim/LR (group 1)={lr:.4E}\n    gpu_memory/GPU active mem (GiB)=44.18\n    throughput/device/TPS={21903+c.g(50):,.0f}\n    throughput/device/BPS=0.{c.R.randint(520,535)}")


@case(file="caffe_train.INFO", tool="Caffe", kind="vision-classification", odd=True, must_not=["any"],
      note="glog lines; the weighted part 'Train net output #0: loss' of the last batch beside the smoothed loss of the line before; test net every 500")
def _(c):
    c.p("Log file created at: 2016/11/05 10:22:31", "Running on machine: titan3", "Log line format: [IWEF]mmdd hh:mm:ss.uuuuuu threadid file:line] msg")
    c.clock(2016, 11, 5, 10, 22, 31, 120044)
    def i(src, txt):
        c.p(f"I{c.t.strftime('%m%d %H:%M:%S.%f')} {27155} {src}] {txt}")
    i("caffe.cpp:210", "Use CPU."); i("solver.cpp:48", "Initializing solver from parameters: ")
    c.p("test_iter: 100", "test_interval: 500", "base_lr: 0.01", "display: 100", "max_iter: 10000", 'lr_policy: "inv"', "gamma: 0.0001", "power: 0.75", "momentum: 0.9", "weight_decay: 0.0005", 'snapshot: 5000', "}")
    i("net.cpp:58", "Initializing net from parameters: "); i("net.cpp:270", "This network produces output loss"); i("net.cpp:283", "Network initialization done."); i("solver.cpp:279", "Solving LeNet")
    for it in range(0, 10001, 100):
        c.tick(4.1)
        if it % 500 == 0:
            v = pl(it, 2.39, .018, 260, 1.25) + abs(c.g(.0012)); a = 1 - .9 * math.exp(-it / 300) - .006 - .02 * math.exp(-it / 2500)
            a = .0913 if it == 0 else a
            i("solver.cpp:337", f"Iteration {it}, Testing net (#0)"); i("data_layer.cpp:73", "Restarting data prefetching from start.")
            i("solver.cpp:404", f"    Test net output #0: accuracy = {c.rec('validation/accuracy', it, f'{a:.4f}')}")
            i("solver.cpp:404", f"    Test net output #1: loss = {c.rec('validation/loss', it, f'{v:.6g}')} (* 1 = {v:.6g} loss)")
        if it == 10000:
            i("solver.cpp:317", f"Iteration 10000, loss = {c.rec('train/loss', it, f'{.0131:.6g}')}"); i("solver.cpp:322", "Optimization Done."); i("caffe.cpp:254", "Optimization Done.")
            break
        l = pl(it, 2.41, .012, 260, 1.25) * math.exp(c.g(.06))
        if it:
            i("solver.cpp:218", f"Iteration {it} ({24.3+c.g(.2):.5g} iter/s, {4.1+c.g(.03):.6g}s/100 iters), loss = {c.rec('train/loss', it, f'{l:.6g}')}")
        else:
            i("solver.cpp:218", f"Iteration 0 (-1.4013e-45 iter/s, 0.0412s/100 iters), loss = {c.rec('train/loss', it, f'{l:.6g}')}")
        i("solver.cpp:237", f"    Train net output #0: loss = {l:.6g} (* 1 = {l:.6g} loss)")
        i("sgd_solver.cpp:105", f"Iteration {it}, lr = {c.rec('train/learning_rate', it, f'{.01*(1+1e-4*it)**-.75:.6g}')}")
        if it == 5000:
            i("solver.cpp:454", "Snapshotting to binary proto file lenet_iter_5000.caffemodel")
    c.drop["validation/loss"] = []
    c.note += "; caffe calls its held-out net 'Test net' (validation here)"


# ------------------------------------------------------------------ more fine-tuning
@case(file="logging.jsonl", tool="ms-swift", kind="vlm-sft", must=["zero-loss"], must_any=[["non-finite-loss", "zero-loss"]],
      note="fp16: from step 265 on loss is exactly 0.0 and grad_norm NaN (written as NaN, as json.dumps does)")
def _(c):
    n = 600
    for s in [1] + list(range(5, n + 1, 5)):
        ok = s < 265
        l = pl(s, 1.93, .61, 60, .9) * (1 + c.g(.03)) if ok else 0.0
        gn = 1.9 * math.exp(c.g(.2)) if ok else float("nan")
        lr = cosine(s, n, 1e-4, 30)
        a = min(.99, 1 - .48 * pl(s, 1, .42, 60, .9) + c.g(.006)) if ok else 0.0
        el = s * 6.3
        c.p(json.dumps({"loss": float(c.rec("train/loss", s, str(round(l, 8)))), "grad_norm": float(c.rec("train/gradient_norm", s, str(round(gn, 8)))), "learning_rate": float(c.rec("train/learning_rate", s, repr(round(lr, 12)))),
                        "token_acc": round(a, 8), "epoch": round(s / 300, 8), "global_step/max_steps": f"{s}/{n}", "percentage": f"{s/n*100:.2f}%", "elapsed_time": f"{int(el//60)}m {int(el%60)}s", "remaining_time": f"{int((n-s)*6.3//60)}m {int((n-s)*6.3%60)}s", "memory(GiB)": 38.71, "train_speed(iter/s)": round(.1587 + c.g(.0004), 6)}))
        if s % 100 == 0 and s < 265:
            v = pl(s, 1.93, .63, 60, .9)
            c.p(json.dumps({"eval_loss": float(c.rec("validation/loss", s, f"{v:.8f}")), "eval_token_acc": .71, "eval_runtime": 22.4411, "eval_samples_per_second": 8.912, "eval_steps_per_second": 1.114, "epoch": round(s / 300, 8), "global_step/max_steps": f"{s}/{n}", "percentage": f"{s/n*100:.2f}%", "elapsed_time": f"{int(el//60)}m {int(el%60)+22}s", "remaining_time": "1h 1m"}))
    c.p(json.dumps({"train_runtime": 3790.112, "train_samples_per_second": 2.533, "train_steps_per_second": .158, "total_flos": 1.43e17, "train_loss": 0.4116, "epoch": 2.0, "global_step/max_steps": "600/600", "percentage": "100.00%", "elapsed_time": "1h 3m 10s", "remaining_time": "0s"}))


@case(file="step_metrics_ftjob-Qw81.csv", tool="OpenAI fine-tuning results file", kind="llm-sft", must=["overfitting"],
      note="validation columns are filled only every 10 steps; full_valid_loss at the epochs' ends also belongs to validation: only its train series are beyond doubt in number")
def _(c):
    f = io.StringIO(newline="")
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["step", "train_loss", "train_accuracy", "valid_loss", "valid_mean_token_accuracy"])
    for s in range(1, 361):
        tl = (1.25 * math.exp(-s / 28) + .82 * math.exp(-s / 130)) * math.exp(c.g(.06)) + .01
        ta = min(1.0, 1 - .34 * math.exp(-s / 110) + c.g(.01))
        row = [s, c.rec("train/loss", s, f"{tl:.5f}"), c.rec("train/accuracy", s, f"{ta:.5f}"), "", ""]
        if s % 10 == 0:
            v = ex(s, 1.9, 1.02, 22) + max(0, s - 90) * .0036 + c.g(.015)
            row[3:] = [c.rec("validation/loss", s, f"{v:.5f}"), c.rec("validation/accuracy", s, f"{.71-max(0,s-90)*.0002+c.g(.004):.5f}")]
        w.writerow(row)
    c.note = "validation columns are filled only every 10 steps; empty cells between"
    c.raw = f.getvalue()


@case(file="unsloth_cell_output.txt", tool="Unsloth (notebook cell output pasted)", kind="llm-sft", odd=True, must_not=["any"],
      note="banner, then the notebook's table as text with tabs: Step, Training Loss")
def _(c):
    c.p("==((====))==  Unsloth - 2x faster free finetuning | Num GPUs used = 1", "   \\\\   /|    Num examples = 51,760 | Num Epochs = 1 | Total steps = 120", "O^O/ \\_/ \\    Batch size per device = 2 | Gradient accumulation steps = 4",
        "\\        /    Data Parallel GPUs = 1 | Total batch size (2 x 4 x 1) = 8", ' "-____-"     Trainable parameters = 41,943,040 of 8,072,204,288 (0.52% trained)', "Unsloth: Will smartly offload gradients to save VRAM!", "", " [120/120 14:41, Epoch 0/1]", "Step\tTraining Loss")
    for s in range(1, 121):
        l = pl(s - 1, 1.86, .78, 7, 1.0) + c.g(.045)
        c.p(f"{s}\t{c.rec('train/loss', s, f'{l:.6f}')}")
    c.p("", "881.2043 seconds used for training.", "14.69 minutes used for training.", "Peak reserved memory = 7.881 GB.", "Peak reserved memory for training = 1.901 GB.", "Peak reserved memory % of max memory = 53.44 %.")


# ------------------------------------------------------------------ preference and RL training of language models
@case(file="grpo_math.stdout", tool="TRL GRPOTrainer", kind="rlhf", must_any=[["kl-runaway", "reward-hacking"]], must_not=["non-finite-loss"],
      note="kl grows from 0.0004 to above 60 while the reward rises: the policy leaves the reference")
def _(c):
    n = 250
    c.p("INFO 10-02 13:20:11 [__init__.py:216] Automatically detected platform cuda.", "[2025-10-02 13:20:14,501] [INFO] [real_accelerator.py:260:get_accelerator] Setting ds_accelerator to cuda (auto detect)",
        "INFO 10-02 13:20:51 [llm_engine.py:240] Initializing a V1 LLM engine (v0.10.2) with config: model='Qwen/Qwen2.5-1.5B-Instruct'",
        "`use_cache=True` is incompatible with gradient checkpointing. Setting `use_cache=False`.")
    for s in range(1, n + 1):
        kl = 0.0004 * math.exp(min(s, 215) / 18) * math.exp(c.g(.12))
        r = .31 + .62 / (1 + math.exp(-(s - 110) / 28)) + c.g(.03)
        lf = .04 * kl + c.g(.0008)
        ln = 285 + 20 * c.g(.5)
        d = {"loss": float(c.rec("train/loss", None, str(round(lf, 4)))), "grad_norm": float(c.rec("train/gradient_norm", None, str(.34 * math.exp(c.g(.15)) * (1 + kl * .6)))), "learning_rate": float(c.rec("train/learning_rate", None, str(1e-5 * (1 - (s - 1) / n)))),
             "num_tokens": float(s * 19811), "completions/mean_length": float(c.rec("train/completion_length", None, str(round(ln, 4)))), "completions/min_length": 61.0, "completions/max_length": 512.0, "completions/clipped_ratio": 0.0625,
             "completions/mean_terminated_length": round(ln - 12, 4), "rewards/accuracy_reward/mean": round(r - .1, 6), "rewards/accuracy_reward/std": .41, "rewards/format_reward/mean": round(.1, 6), "rewards/format_reward/std": 0.0,
             "reward": float(c.rec("train/reward", None, str(round(r, 6)))), "reward_std": round(abs(.2 + c.g(.02)), 6), "frac_reward_zero_std": .125, "kl": float(c.rec("train/kl", None, str(round(kl, 8)))),
             "clip_ratio/low_mean": 0.0, "clip_ratio/low_min": 0.0, "clip_ratio/high_mean": 0.0, "clip_ratio/high_max": 0.0, "clip_ratio/region_mean": 0.0, "epoch": round(s / 625, 2)}
        c.p(str(d))
        if s % 2 == 0 or s == n:
            c.w("\r" + tqdm("", s, n, s * 14.3))
            if s % 10 == 0:
                c.w("\n")
    c.note += "; kl is written by hand in doubles; loss = 0.04 kl + policy term, so the loss rises too, which is no fault of its own"


@case(file="verl_gsm8k.log", tool="verl (Ray)", kind="rlhf", must=["policy-collapse"],
      note="actor/entropy falls from 0.9 to below 0.001 by step 60, rewards stop at 0.35; val score is a reward on the test set, no loss")
def _(c):
    pre = "\x1b[36m(TaskRunner pid=88123)\x1b[0m "
    c.p("2025-08-19 06:31:02,118\tINFO worker.py:1927 -- Started a local Ray instance. View the dashboard at \x1b[1m\x1b[32mhttp://127.0.0.1:8265 \x1b[39m\x1b[22m",
        pre + "TaskRunner hostname: h200-3, PID: 88123", pre + "{'actor_rollout_ref': {'actor': {'clip_ratio': 0.2,", pre + "                                 'entropy_coeff': 0,", pre + "                                 'kl_loss_coef': 0.0,", pre + "                                 'ppo_mini_batch_size': 256}},",
        pre + " 'trainer': {'total_epochs': 15, 'total_training_steps': None}}", "\x1b[36m(WorkerDict pid=90021)\x1b[0m Qwen2ForCausalLM contains 1.54B parameters", "\x1b[36m(WorkerDict pid=90022)\x1b[0m Total steps: 435, num_warmup_steps: 0",
        pre + "Size of train dataloader: 29, Size of val dataloader: 1", pre + "Total training steps: 435", pre + "test_gen_batch meta info: {'eos_token_id': 151645, 'do_sample': False, 'validate': True}",
        pre + "(\"Initial validation metrics: {'val-core/openai/gsm8k/reward/mean@1': 0.0917}\")", pre + "step:0 - val-core/openai/gsm8k/reward/mean@1:0.0917", pre + "\rTraining Progress:   0%|          | 0/435 [00:00<?, ?it/s]")
    for s in range(1, 146):
        e = max(.00041, .93 * math.exp(-s / 9.0)) * math.exp(c.g(.1))
        r = .1 + .25 * (1 - math.exp(-s / 8)) + c.g(.006)
        m = [("global_seqlen/min", str(91000 + c.R.randint(0, 900))), ("actor/entropy", c.rec("train/entropy", s, repr(e))), ("actor/pg_loss", c.rec("train/loss", s, repr(c.g(.004) * max(.05, e)))), ("actor/pg_clipfrac", c.rec("train/clip_fraction", s, repr(abs(c.g(.0006))))), ("actor/ppo_kl", repr(c.g(.0001))), ("actor/pg_clipfrac_lower", "0.0"),
             ("actor/grad_norm", c.rec("train/gradient_norm", s, repr(.21 * math.exp(c.g(.2)) * max(.02, math.exp(-s / 30))))), ("perf/mfu/actor", repr(.31 + c.g(.004))), ("perf/max_memory_allocated_gb", "41.2"), ("actor/lr", c.rec("train/learning_rate", s, "1e-06")), ("training/global_step", str(s)), ("training/epoch", str((s - 1) // 29)),
             ("critic/score/mean", repr(r)), ("critic/score/max", "1.0"), ("critic/score/min", "0.0"), ("critic/rewards/mean", c.rec("train/reward", s, repr(r))), ("critic/rewards/max", "1.0"), ("critic/rewards/min", "0.0"), ("critic/advantages/mean", repr(c.g(.01))),
             ("response_length/mean", c.rec("train/completion_length", s, repr(188.0 + c.g(2.5)))), ("response_length/max", "1024.0"), ("response_length/min", "33.0"), ("response_length/clip_ratio", "0.0"), ("prompt_length/mean", "103.7"), ("timing_s/gen", repr(9.8 + c.g(.2))), ("timing_s/step", repr(41.3 + c.g(.5))), ("perf/throughput", repr(4021 + c.g(20)))]
        if s % 20 == 0:
            m.insert(0, ("val-core/openai/gsm8k/reward/mean@1", repr(.352 + c.g(.004))))
        c.p(pre + f"step:{s} - " + " - ".join(f"{k}:{v}" for k, v in m))
        if s % 3 == 0:
            c.p(pre + "\r" + tqdm("Training Progress", s, 435, s * 41.3))
        if s % 50 == 0:
            c.p("\x1b[36m(WorkerDict pid=90021)\x1b[0m INFO:2025-08-19 07:0%d:11,210:[Rank 0] Saved model to /ckpt/global_step_%d/actor/model_world_size_8_rank_0.pt" % (s // 50, s))
    c.s.pop("train/loss")
    c.note += "; actor/pg_loss hovers around 0 by construction (not listed)"


@case(file="openrlhf_dpo.err", tool="OpenRLHF DPO", kind="preference", odd=True, must_not=["any"],
      note="only a tqdm bar with postfix; the bar of an epoch starts anew, so batches count on over 2 epochs of 120")
def _(c):
    n = 120
    c.p("[2025-01-22 10:02:18,201] [INFO] [config.py:734:__init__] Config mesh_device None world_size = 8", "[2025-01-22 10:02:20,011] [INFO] [logging.py:128:log_dist] [Rank 0] DeepSpeed Final Optimizer = FusedAdam")
    c.w("\rTrain epoch:   0%|          | 0/2 [00:00<?, ?it/s]\n")
    for ep in range(2):
        c.w(f"\rTrain step of epoch {ep}:   0%|          | 0/{n} [00:00<?, ?it/s]")
        for b in range(1, n + 1):
            g = ep * n + b
            m = 2.6 * (1 - math.exp(-g / 70)) + .15 * c.g()
            l = .6931 * math.exp(-g / 110) + .235 * (1 - math.exp(-g / 110)) + c.g(.018)
            if g == 1:
                l, m = .6931, 0.0
            a = min(1, .5 + .42 * (1 - math.exp(-g / 40)) + c.g(.03)) if g > 1 else 0.0
            post = (f", loss={c.rec('train/loss', g, f'{l:.3g}')}, acc={c.rec('train/reward_accuracy', g, f'{a:.3g}')}, chosen_reward={.3*m:.3g}, reject_reward={-.7*m:.3g}, lr={5e-7*(1-g/(2*n)):.3g}")
            c.w("\r" + tqdm(f"Train step of epoch {ep}", b - 1, n, b * 3.4 - .2, post=post))
            c.w("\r" + tqdm(f"Train step of epoch {ep}", b, n, b * 3.4, post=post))
            if b in (60, 120):
                v = .6931 * math.exp(-g / 110) + .26 * (1 - math.exp(-g / 110)) + c.g(.002)
                c.w("\n")
                for k in range(0, 21, 4):
                    c.w("\r" + tqdm(f"Eval stage of global_step {g}", k, 20, k * 1.1) if k < 20 else "\r" + tqdm(f"Eval stage of global_step {g}", k, 20, k * 1.1, post=f", eval_loss={c.rec('validation/loss', g, f'{v:.3g}')}, acc_mean={min(.99,a-.02):.3g}"))
                c.w("\n")
        c.w("\n")
        c.w("\r" + tqdm("Train epoch", ep + 1, 2, (ep + 1) * 452) + "\n")
    c.s.pop("train/reward_accuracy")
    c.drop["train/loss"] = ["points", "first_step", "last_step"]
    c.note += "; the code calls set_postfix, then update: each batch's value is written at the count before and at its own count, so points and steps are left out"


@case(file="trainer_state.json", tool="transformers trainer_state.json of TRL DPO", kind="preference", must=["preference-not-learnt"], must_not=["diverging", "non-finite-loss"],
      note="loss stays at 0.693, margins at 0, accuracies at 0.5 over 1000 steps (learning rate 5e-7 with a beta of 0.1, adapter never attached)")
def _(c):
    hist = []
    n = 1000
    for s in range(10, n + 1, 10):
        l = math.log(2) + c.g(.0011)
        a = .5 + c.g(.035)
        m = c.g(.0018)
        hist.append({"epoch": round(s / 1000, 2), "grad_norm": float(c.rec("train/gradient_norm", s, repr(2.1 * math.exp(c.g(.2))))), "learning_rate": float(c.rec("train/learning_rate", s, repr(5e-7 * (1 - s / n)))), "logits/chosen": round(-1.8 + c.g(.03), 6), "logits/rejected": round(-1.79 + c.g(.03), 6),
                     "logps/chosen": round(-270 + c.g(9), 4), "logps/rejected": round(-241 + c.g(9), 4), "loss": float(c.rec("train/loss", s, str(round(l, 4)))), "rewards/accuracies": float(c.rec("train/reward_accuracy", s, str(round(a, 6)))), "rewards/chosen": round(c.g(.001), 8), "rewards/margins": float(c.rec("train/reward_margin", s, str(round(m, 8)))), "rewards/rejected": round(c.g(.001), 8), "step": s})
        if s % 200 == 0:
            hist.append({"epoch": round(s / 1000, 2), "eval_logits/chosen": -1.81, "eval_logps/chosen": -269.1, "eval_loss": float(c.rec("validation/loss", s, repr(math.log(2) + c.g(.0002)))), "eval_rewards/accuracies": float(c.rec("validation/reward_accuracy", s, str(round(.5 + c.g(.01), 6)))), "eval_rewards/chosen": .0001, "eval_rewards/margins": float(c.rec("validation/reward_margin", s, str(round(c.g(.0004), 8)))), "eval_rewards/rejected": .0001, "eval_runtime": 101.2, "eval_samples_per_second": 9.88, "eval_steps_per_second": 1.235, "step": s})
    hist.append({"epoch": 1.0, "step": n, "total_flos": 0.0, "train_loss": .69317, "train_runtime": 8123.1, "train_samples_per_second": 1.97, "train_steps_per_second": .123})
    c.raw = json.dumps({"best_global_step": None, "best_metric": None, "best_model_checkpoint": None, "epoch": 1.0, "eval_steps": 200, "global_step": n, "is_hyper_param_search": False, "is_local_process_zero": True, "is_world_process_zero": True, "log_history": hist, "logging_steps": 10, "max_steps": n, "num_input_tokens_seen": 0, "num_train_epochs": 1, "save_steps": 500,
                        "stateful_callbacks": {"TrainerControl": {"args": {"should_epoch_stop": False, "should_evaluate": False, "should_log": False, "should_save": True, "should_training_stop": True}, "attributes": {}}}, "total_flos": 0.0, "train_batch_size": 2, "trial_name": None, "trial_params": None}, indent=2)


@case(file="prime_rl_trainer.log", tool="prime-rl", kind="rlhf", must_not=["non-finite-loss", "policy-collapse", "kl-runaway", "exploding-gradients", "loss-spike", "diverging"],
      note="RL loss around 0, entropy declines slowly from 0.42 to 0.31: sound. Whether the loss 'does not fall' is no question here. 'Mismatch KL' is between trainer and inference engine, not to the reference")
def _(c):
    c.clock(2026, 3, 3, 14, 2, 10)
    def lg(lvl, txt):
        c.p(f"{c.t.strftime('%H:%M:%S')} {lvl:>7} {txt}")
    lg("INFO", "Starting RL trainer in World(world_size=8, rank=0, local_rank=0, local_world_size=8, num_nodes=1)"); lg("INFO", "Initializing model (ModelConfig(name='Qwen/Qwen3-4B-Instruct-2507', attn='flash_attention_2'))"); c.tick(40)
    lg("INFO", "Initializing optimizer (AdamWConfig(lr=1e-06, weight_decay=0.01, max_norm=1.0, betas1=0.9))"); lg("INFO", "Starting training loop (max_steps=200)")
    for s in range(0, 200):
        st = 61 + c.g(3); c.tick(st)
        e = .42 - .11 * s / 200 + c.g(.006)
        if s:
            lg("INFO", f"Saving weight checkpoint at step {s}") if s % 50 == 0 else None
        lg("SUCCESS", f"Step {s} | {st:>6.2f}s | Loss {c.rec('train/loss', s, f'{c.g(.0021):.4f}')} | Entropy {c.rec('train/entropy', s, f'{e:.4f}')} | Mismatch KL {.0011*math.exp(c.g(.1)):.4f} | Grad. Norm {c.rec('train/gradient_norm', s, f'{.052*math.exp(c.g(.14)):.4f}')} | LR {c.rec('train/learning_rate', s, f'{1e-6:.2e}')} | Throughput {31200+c.g(300):.0f} tokens/s | MFU {38.1+c.g(.3):.1f}% | Peak Mem. 61.{c.R.randint(1,3)} GiB")
        if s % 25 == 7:
            lg("WARNING", "Rollout batch is off-policy by 2 steps; continuing")
    lg("INFO", "Writing final checkpoint"); lg("INFO", "Peak memory: 61.3 GiB"); lg("SUCCESS", "RL trainer finished!")


@case(file="nemo_rl_grpo.out", tool="NeMo-RL", kind="rlhf", must=["length-exploitation"],
      note="average reward and mean generation length rise together, 190 to 3900 tokens; the reward model pays for length")
def _(c):
    c.p("Loaded configuration from: examples/configs/grpo_math_1B.yaml", "📊 Using log directory: logs/exp_004", "💾 Using checkpoint directory: results/grpo", "", "▶ Setting up data...", "  ✓ Training and validation datasets loaded with 9421 and 480 samples, respectively.", "▶ Setting up compute cluster...", "  ✓ Ray cluster initialized with 1 nodes", "", "=" * 60, " " * 18 + "SETUP COMPLETE", "=" * 60, "")
    n = 80
    for s in range(1, n + 1):
        x = 1 / (1 + math.exp(-(s - 38) / 10))
        ln = 190 + 3750 * x + c.g(25)
        r = .22 + .68 * x + c.g(.012)
        c.p(f"{'='*25} Step {s}/{n} {'='*25}", "▶ Preparing batch...", f"▶ Generating responses for batch of size 512...", "▶ Processing rewards...", "▶ Computing advantages...", "▶ Preparing for logprob inference...", "▶ Computing logprobs...", "▶ Preparing for training...", "▶ Training policy...", "", "📊 Training Results:",
            f"  • Loss: {c.rec('train/loss', s, f'{c.g(.006):.4f}')}", f"  • Generation KL Error: {abs(.0009+c.g(.0001)):.4f}", f"  • Avg Reward: {c.rec('train/reward', s, f'{r:.4f}')}", f"  • Mean Generation Length: {c.rec('train/completion_length', s, f'{ln:.4f}')}", "", "⏱️  Timing:", f"  • Total step time: {20+ln*.02:.2f}s",
            f"  • generation: {8+ln*.015:.2f}s (61.0%)", f"  • policy_training: {9.1+c.g(.2):.2f}s (30.1%)", "", "🔍 Performance Metrics:", f"  - Throughputs (per GPU): {401+c.g(4):.2f} tokens/sec/gpu", "")
    c.note += "; the printed Loss is a policy gradient around 0"


# ------------------------------------------------------------------ vision
@case(file="timm_resnet50.log", tool="timm train.py", kind="vision-classification", must=["non-finite-loss"],
      note="loss is NaN from batch 400 of epoch 6 on; the number in parentheses is the running average; test lines per epoch. 500 batches per epoch, epochs 0 to 8")
def _(c):
    c.p("Training with a single process on 1 device (cuda:0).", "Model resnet50 created, param count:25557032", "Data processing configuration for current model + dataset:", "\tinput_size: (3, 224, 224)", "\tinterpolation: bicubic", "\tmean: (0.485, 0.456, 0.406)", "\tcrop_pct: 0.875",
        "Created SGD (sgd) optimizer: lr: 1.6, momentum: 0.9, dampening: 0, weight_decay: 5e-05, nesterov: True, foreach: None", "AMP not enabled. Training in torch.float32.", "Scheduled epochs: 100 (epochs + cooldown_epochs). Warmup within epochs when warmup_updates>0. LR stepped per epoch.")
    B = 500
    for ep in range(0, 9):
        lr = [1e-5, .32, .64, .96, 1.28, 1.6, 1.59, 1.58, 1.57][ep]
        tot, k = 0.0, 0
        for b in list(range(0, B, 50)) + [B - 1]:
            g = ep * B + b
            l = pl(g, 6.95, 2.6, 1500, 1.1) * (1 + c.g(.012))
            if ep > 6 or (ep == 6 and b >= 400):
                l = float("nan")
            tot += l; k += 1
            c.rec("train/loss", g, f"{l:#.3g}")
            c.p(f"Train: {ep} [{b:>4d}/{B} ({100.*b/(B-1):>3.0f}%)]  Loss: {l:#.3g} ({tot/k:#.3g})  Time: {.331+abs(c.g(.005)):.3f}s, {773+c.g(8):>7.2f}/s  ({.335:.3f}s, {764.2:>7.2f}/s)  LR: {c.rec('train/learning_rate', g, f'{lr:.3e}')}  Data: {.011+abs(c.g(.003)):.3f} ({.014:.3f})")
        nan = ep >= 6
        v = float("nan") if nan else pl((ep + 1) * B, 6.95, 2.4, 1500, 1.1) * (1 + c.g(.01))
        a = .1 if nan else min(75, 3 + 60 * (1 - math.exp(-(ep + .5) / 4)))
        for b in (0, 50, 97):
            fin = b == 97
            vv = v if fin or nan else v * (1 + c.g(.02))
            c.p(f"Test: [{b:>4d}/97]  Time: {.21+abs(c.g(.02)):.3f} ({.23:.3f})  Loss: {vv*(1+c.g(.03)):>7.3f} ({vv:>6.3f})  Acc@1: {a+c.g(1)*(not nan):>7.3f} ({a:>7.3f})  Acc@5: {min(99, a*1.3):>7.3f} ({min(99, a*1.3):>7.3f})")
        c.rec("validation/loss", ep, f"{v:.3f}")
        c.p("Current checkpoints:", f" ('./output/train/20240922-101112-resnet50-224/checkpoint-{min(ep,5)}.pth.tar', {a:.4f})", "")
    c.drop["validation/loss"] = ["first_step", "last_step"]


@case(file="torchvision_mobilenet.txt", tool="torchvision references/classification", kind="vision-classification", must_not=["any"],
      note="'loss: median (global average)' of MetricLogger; the last value of the series is disputable (median or average) and left out; Test totals per epoch. 313 batches per epoch")
def _(c):
    c.p("Not using distributed mode", "Namespace(data_path='/data/imagenette', model='mobilenet_v3_small', device='cuda', batch_size=32, epochs=12, workers=8, opt='sgd', lr=0.05, print_freq=50, output_dir='.', resume='', amp=False, world_size=1)", "Loading data", "Loading training data", "Took 0.0412", "Loading validation data", "Creating data loaders", "Creating model", "Start training")
    B = 313
    for ep in range(12):
        lr = .05 * (.5 if ep > 8 else 1)
        gs = []
        for b in list(range(0, B, 50)) + [B - 1]:
            g = ep * B + b
            med = pl(g, 2.31, .35, 420, 1.0) * (1 + c.g(.02))
            gs.append(med)
            avg = gs[0] if b == 0 else sum(gs) / len(gs)
            a1 = min(97, 100 * (1 - .9 * med / 2.31))
            c.rec("train/loss", g, f"{med:.4f}"); c.rec("train/learning_rate", g, f"{lr}")
            c.p(f"Epoch: [{ep}]  [{b:3d}/{B}]  eta: {hms((B-b)*.09)}  lr: {lr}  img/s: {361+c.g(9):.4f}  loss: {med:.4f} ({avg:.4f})  acc1: {a1:.4f} ({a1-.4:.4f})  acc5: {min(100,a1+24):.4f} ({min(100,a1+23.5):.4f})  time: {.088+c.g(.002):.4f}  data: {.0021:.4f}  max mem: 1177")
        c.p(f"Epoch: [{ep}] Total time: 0:00:{27+c.R.randint(0,2)}")
        v = pl((ep + 1) * B, 2.31, .37, 420, 1.0) * (1 + c.g(.008))
        a = min(96, 100 * (1 - .9 * v / 2.31))
        c.p(f"Test:   [  0/123]  eta: 0:00:41  loss: {v*.93:.4f} ({v*.93:.4f})  acc1: {min(100,a+3):.4f} ({min(100,a+3):.4f})  acc5: 100.0000 (100.0000)  time: 0.3391  data: 0.3011  max mem: 1177",
            f"Test:   [100/123]  eta: 0:00:00  loss: {v*1.02:.4f} ({v*1.01:.4f})  acc1: {a:.4f} ({a-.1:.4f})  acc5: 98.1120 (98.0921)  time: 0.0312  data: 0.0103  max mem: 1177",
            f"Test:  Total time: 0:00:04", f"Test:  Acc@1 {a:.3f} Acc@5 {min(100,a+19):.3f}")
    c.drop["train/loss"] = ["last"]
    c.note += "; validation losses are only in progress lines (median/average so far): not listed"


@case(file="detectron2_log.txt.gz", tool="detectron2", kind="detection", must_not=["any"], note="gzip-compressed; part losses beside total_loss; first iteration printed is 19 (counter from 0)")
def _(c):
    c.clock(2022, 6, 14, 22, 10, 5)
    def lg(mod, txt, lvl="INFO"):
        c.p(f"[{c.t.strftime('%m/%d %H:%M:%S')} {mod}]: {txt}")
    lg("detectron2", "Rank of current process: 0. World size: 1")
    lg("detectron2", "Environment info:\n----------------------  ---------------------------------------\nsys.platform            linux\nPython                  3.8.13\ndetectron2              0.6 @/opt/detectron2\nGPU 0                   NVIDIA GeForce RTX 3090 (arch=8.6)\n----------------------  ---------------------------------------")
    lg("detectron2", "Command line arguments: Namespace(config_file='configs/mask_rcnn_R_50_FPN_1x.yaml', eval_only=False, num_gpus=1, resume=False)")
    lg("d2.engine.defaults", "Model:\nGeneralizedRCNN(\n  (backbone): FPN(\n    (fpn_lateral2): Conv2d(256, 256, kernel_size=(1, 1), stride=(1, 1))\n  )\n)")
    lg("d2.data.build", "Using training sampler TrainingSampler"); lg("fvcore.common.checkpoint", "[Checkpointer] Loading from detectron2://ImageNetPretrained/MSRA/R-50.pkl ...")
    lg("d2.engine.train_loop", "Starting training from iteration 0")
    n = 4000
    for it in range(19, n, 20):
        c.tick(6.2)
        parts = [pl(it, a, b, 260, 1.0) * math.exp(c.g(.03)) for a, b in ((2.1, .22), (.32, .24), (.693, .29), (.66, .055), (.21, .09))]
        tot = sum(parts) * (1 + c.g(.004))
        lr = .0025 * min(1, (it + 1) / 1000) * (.1 if it > 3200 else 1)
        c.rec("train/learning_rate", it, f"{lr:.5g}")
        lg("d2.utils.events", f" eta: {hms((n-it)*.31)}  iter: {it}  total_loss: {c.rec('train/loss', it, f'{tot:.4g}')}  loss_cls: {parts[0]:.4g}  loss_box_reg: {parts[1]:.4g}  loss_mask: {parts[2]:.4g}  loss_rpn_cls: {parts[3]:.4g}  loss_rpn_loc: {parts[4]:.4g}    time: {.3092+c.g(.001):.4f}  last_time: {.31+c.g(.01):.4f}  data_time: {.0063:.4f}  last_data_time: {.0059:.4f}   lr: {lr:.5g}  max_mem: 4181M")
        if it % 1000 == 999:
            lg("d2.evaluation.evaluator", "Start inference on 500 batches"); lg("d2.evaluation.evaluator", "Inference done 311/500. Dataloading: 0.0011 s/iter. Inference: 0.0610 s/iter. Eval: 0.0127 s/iter. Total: 0.0748 s/iter. ETA=0:00:14")
            lg("d2.evaluation.coco_evaluation", f"Evaluation results for bbox: \n|   AP   |  AP50  |  AP75  |  APs  |  APm  |  APl  |\n|:------:|:------:|:------:|:-----:|:-----:|:-----:|\n| {21+it/200:.3f} | {40+it/250:.3f} | {20+it/200:.3f} | 9.104 | 24.411 | 31.820 |")
    lg("d2.engine.hooks", "Overall training speed: 3998 iterations in 0:20:36 (0.3092 s / it)")
    c.raw = gzip.compress("".join(c.out).encode(), mtime=0)


@case(file="20230311_142210.log.json", tool="MMDetection 2.x", kind="detection", must=["diverging"],
      note="json lines with mode train/val and iter within the epoch (last logged iter 900 of 917); loss falls to about 0.9 in epoch 2 and rises to about 3.5 from epoch 3 on, without recovery; val lines have AP only")
def _(c):
    c.p(json.dumps({"env_info": "sys.platform: linux\nPython: 3.8.10\nMMCV: 1.7.1", "config": "optimizer = dict(type='SGD', lr=0.08)\n", "seed": 1234, "exp_name": "faster_rcnn_r50_fpn_1x.py"}))
    for ep in range(1, 7):
        for it in range(50, 917, 50):
            g = (ep - 1) * 917 + it
            base = pl(g, 2.2, .72, 320, 1.0)
            if ep >= 3:
                base = .95 + 2.6 * (1 - math.exp(-(g - 2 * 917) / 260))
            l = base * math.exp(c.g(.02))
            q = [.12, .07, .46, .35]
            c.p(json.dumps({"mode": "train", "epoch": ep, "iter": it, "lr": .08, "memory": 3783, "data_time": round(.0089 + c.g(.0004), 5), "loss_rpn_cls": round(l * q[0], 5), "loss_rpn_bbox": round(l * q[1], 5), "loss_cls": round(l * q[2], 5), "acc": round(min(97, 98 - 4 * base), 5), "loss_bbox": round(l * q[3], 5), "loss": float(c.rec("train/loss", g, f"{l:.5f}")), "time": round(.3311 + c.g(.002), 5)}))
        ap = max(0.0, [.08, .13, .02, .0, .0, .0][ep - 1])
        c.p(json.dumps({"mode": "val", "epoch": ep, "iter": 1250, "lr": .08, "bbox_mAP": ap, "bbox_mAP_50": round(ap * 1.9, 3), "bbox_mAP_75": round(ap * .9, 3), "bbox_mAP_copypaste": f"{ap:.4f} {ap*1.9:.4f} {ap*.9:.4f} 0.01 0.02 0.03"}))
    c.drop["train/loss"] = ["first_step", "last_step"]


@case(file="yolox_train_log.txt", tool="YOLOX", kind="detection", odd=True, must_not=["any"],
      note="truncated: the file ends in the middle of a line, before its loss. 370 iterations per epoch")
def _(c):
    c.clock(2023, 8, 2, 9, 30, 1)
    def lg(mod, txt, lvl="INFO    "):
        c.p(f"{c.t.strftime('%Y-%m-%d %H:%M:%S')} | {lvl} | {mod} - {txt}")
    lg("yolox.core.trainer:130", "args: Namespace(batch_size=16, ckpt='yolox_s.pth', devices=1, exp_file='exps/example/custom/yolox_s.py', fp16=True, name=None)")
    lg("yolox.core.trainer:131", "exp value:\n╒═══════════════════╤════════════════════════════╕\n│ keys              │ values                     │\n╞═══════════════════╪════════════════════════════╡\n│ seed              │ None                       │\n├───────────────────┼────────────────────────────┤\n│ print_interval    │ 10                         │\n╘═══════════════════╧════════════════════════════╛")
    lg("yolox.core.trainer:137", "Model Summary: Params: 8.94M, Gflops: 26.76"); lg("yolox.core.trainer:198", "Training start...")
    B = 370
    for ep in range(1, 8):
        lg("yolox.core.trainer:209", f"---> start train epoch{ep}")
        for it in range(10, B + 1, 10):
            g = (ep - 1) * B + it
            c.tick(4)
            t = pl(g, 13.9, 3.6, 330, 1.0) * math.exp(c.g(.06))
            iou, cf = t * .42, t * .38
            lr = .00125 * min(1, (g / (B * 1.0)) ** 2)
            line = f"epoch: {ep}/100, iter: {it}/{B}, mem: 4893Mb, iter_time: {.391+abs(c.g(.01)):.3f}s, data_time: {.004:.3f}s, total_loss: "
            if ep == 7 and it == 230:
                c.w(f"{c.t.strftime('%Y-%m-%d %H:%M:%S')} | INFO     | yolox.core.trainer:259 - {line[:74]}")
                return
            c.rec("train/learning_rate", g, f"{lr:.3e}")
            lg("yolox.core.trainer:259", line + f"{c.rec('train/loss', g, f'{t:.1f}')}, iou_loss: {iou:.1f}, l1_loss: 0.0, conf_loss: {cf:.1f}, cls_loss: {t-iou-cf:.1f}, lr: {lr:.3e}, size: {c.R.choice([416,480,512,576,640,704])}, ETA: {hms((100*B-g)*.39)}")
        lg("yolox.core.trainer:382", "Save weights to ./YOLOX_outputs/yolox_s")
        if ep % 5 == 0:
            c.w("\r" + tqdm("", 50, 100, 5) + "\r" + tqdm("", 100, 100, 10) + "\n")
            lg("yolox.evaluators.coco_evaluator:259", "Evaluate in main process..."); lg("yolox.core.trainer:372", "\nAverage forward time: 4.21 ms, Average NMS time: 1.02 ms, Average inference time: 5.23 ms\n Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.312")


@case(file="training_log_2025_2_3_14_05_11.txt", tool="nnU-Net v2", kind="segmentation", odd=True, must_not=["any"], note="Dice + cross-entropy: the losses are negative and fall towards -0.9")
def _(c):
    c.p("", "#######################################################################", "Please cite the following paper when using nnU-Net:", "Isensee, F., Jaeger, P. F., Kohl, S. A., Petersen, J., & Maier-Hein, K. H. (2021). nnU-Net: a self-configuring method for deep learning-based biomedical image segmentation. Nature methods, 18(2), 203-211.", "#######################################################################", "")
    c.clock(2025, 2, 3, 14, 5, 14, 120000)
    def lg(txt):
        c.p(f"{c.t.strftime('%Y-%m-%d %H:%M:%S.%f')}: {txt} ")
    lg("do_dummy_2d_data_aug: False"); lg("Using splits from existing split file: /nnunet/preprocessed/Dataset104_Liver/splits_final.json"); lg("Desired fold for training: 0"); lg("This split has 105 training and 26 validation cases."); lg("Using torch.compile...")
    c.p("", "This is the configuration used by this training:", "Configuration name: 3d_fullres", " {'data_identifier': 'nnUNetPlans_3d_fullres', 'batch_size': 2, 'patch_size': [128, 128, 128]} ", "")
    best = -1
    for ep in range(0, 45):
        c.tick(112)
        lg("") if ep else None
        lg(f"Epoch {ep}"); lr = round(.01 * (1 - ep / 1000) ** .9, 5)
        lg(f"Current learning rate: {c.rec('train/learning_rate', ep, str(lr))}")
        tr = -.88 + 1.02 / (1 + ep / 4.0) + c.g(.008)
        va = -.84 + .93 / (1 + ep / 4.0) + c.g(.012)
        d = [max(0, .95 - .9 / (1 + ep / 2.5) + c.g(.004)), max(0, .71 - .71 / (1 + ep / 6) + c.g(.01))]
        lg(f"train_loss {c.rec('train/loss', ep, str(round(tr, 4)))}"); lg(f"val_loss {c.rec('validation/loss', ep, str(round(va, 4)))}")
        lg(f"Pseudo dice [{', '.join(f'np.float32({x:.4f})' for x in d)}]"); lg(f"Epoch time: {112+c.g(.6):.2f} s")
        if sum(d) / 2 > best:
            best = sum(d) / 2
            lg(f"Yayy! New best EMA pseudo Dice: {best*.9:.4f}")


@case(file="paddleseg_bisenet.log", tool="PaddleSeg", kind="segmentation", must=["oscillating"], must_not=["non-finite-loss"],
      note="learning rate far too high: after a fall the loss swings between about 0.6 and 2.0 in a regular zigzag of 6 logged points to the end, without any trend")
def _(c):
    c.clock(2024, 5, 6, 10, 11, 12)
    c.p("2024-05-06 10:11:09 [INFO]\t", "------------Environment Information-------------", "platform: Linux-5.15.0-86-generic-x86_64-with-glibc2.29", "Paddle compiled with cuda: True", "PaddleSeg: 2.9.0", "------------------------------------------------", "2024-05-06 10:11:10 [INFO]\tUse the following config to build model", "batch_size: 8", "iters: 4000", "loss:", "  coef: [1, 1, 1, 1, 1]", "  types:", "  - ignore_index: 255", "    type: CrossEntropyLoss", "lr_scheduler:", "  learning_rate: 0.5", "  type: PolynomialDecay")
    n = 4000
    for k, it in enumerate(range(10, n + 1, 10)):
        c.tick(2.2)
        mid = 1.3 + 1.2 * math.exp(-it / 120)
        l = mid + .68 * math.sin(2 * math.pi * k / 6.0) * min(1, it / 200) + c.g(.09)
        ep = (it - 1) // 372 + 1
        c.p(f"{c.t.strftime('%Y-%m-%d %H:%M:%S')} [INFO]\t[TRAIN] epoch: {ep}, iter: {it}/{n}, loss: {c.rec('train/loss', it, f'{l:.4f}')}, lr: {c.rec('train/learning_rate', it, f'{.5:.6f}')}, batch_cost: {.2189+c.g(.003):.4f}, reader_cost: {.00941:.5f}, ips: {36.55+c.g(.4):.4f} samples/sec | ETA {int((n-it)*.22)//3600:02d}:{int((n-it)*.22)//60%60:02d}:{int((n-it)*.22)%60:02d}")
        if it % 1000 == 0:
            c.p(f"{c.t.strftime('%Y-%m-%d %H:%M:%S')} [INFO]\tStart evaluating (total_samples: 500, total_iters: 500)...", f"{c.t.strftime('%Y-%m-%d %H:%M:%S')} [INFO]\t[EVAL] #Images: 500 mIoU: {.11+c.g(.02):.4f} Acc: {.61+c.g(.03):.4f} Kappa: 0.4011 Dice: 0.1734",
                f"{c.t.strftime('%Y-%m-%d %H:%M:%S')} [INFO]\t[EVAL] The model with the best validation mIoU ({.1302:.4f}) was saved at iter 1000.")


@case(file="detr_log.txt", tool="DETR (facebookresearch) log.txt", kind="detection", must=["validation-swings"], must_not=["overfitting", "diverging"],
      note="train_loss falls smoothly, test_loss swings by a factor of 1.5 to 2 from epoch to epoch without trend. DETR calls its validation 'test'")
def _(c):
    for ep in range(0, 90):
        t = pl(ep, 18.4, 7.2, 9, .9) + c.g(.04)
        v = (pl(ep, 17.4, 8.0, 9, .9)) * (1.55 if c.R.random() < .45 else 1.0) * math.exp(c.g(.11))
        ce = max(4, 96 * math.exp(-ep / 30) + 8)
        c.p(json.dumps({"train_lr": float(c.rec("train/learning_rate", ep, repr(1e-4 if ep < 70 else 1e-5))), "train_class_error": ce + c.g(.4), "train_loss": float(c.rec("train/loss", ep, repr(t))), "train_loss_ce": t * .051, "train_loss_bbox": t * .022, "train_loss_giou": t * .061, "train_loss_ce_0": t * .052, "train_cardinality_error_unscaled": 6.1,
                        "test_class_error": ce + 3, "test_loss": float(c.rec("validation/loss", ep, repr(v))), "test_loss_ce": v * .05, "test_loss_bbox": v * .023, "test_loss_giou": v * .06, "test_coco_eval_bbox": [round(.4 - .39 / (1 + ep / 20), 4), .55, .4, .18, .41, .56], "epoch": ep, "n_parameters": 41302368}))


# ------------------------------------------------------------------ speech and translation
@case(file="espnet_asr_train.log", tool="ESPnet2", kind="speech-recognition", must_not=["any"],
      note="intervals of 100 batches and, at each epoch's end, a results line with [train] and [valid] averages; points of train/loss are the intervals (the epoch averages repeat them)")
def _(c):
    c.clock(2021, 5, 4, 10, 11, 12, 345000)
    c.p("# python3 -m espnet2.bin.asr_train --use_preprocessor true --token_type bpe --output_dir exp/asr_train_asr_conformer_raw_bpe5000 --ngpu 1 ", "# Started at Tue May  4 10:10:58 UTC 2021", "#")
    def lg(mod, txt, lvl="INFO"):
        c.p(f"[gpu03] {c.t.strftime('%Y-%m-%d %H:%M:%S')},{c.R.randint(0,999):03d} ({mod}) {lvl}: {txt}")
    lg("asr:384", "Vocabulary size: 5000"); lg("abs_task:1130", "pytorch.version=1.8.1, cuda.available=True, cudnn.version=7605, cudnn.benchmark=False, cudnn.deterministic=True")
    lg("abs_task:1133", "Model summary:\n    Class Name: ESPnetASRModel\n    Total Number of model parameters: 116.15 M\n    Type: torch.float32")
    lg("trainer:273", "1/14epoch started")
    B = 1000
    for ep in range(1, 15):
        if ep > 1:
            lg("trainer:273", f"{ep}/14epoch started. Estimated time to finish: {(15-ep)*14} minutes and {c.R.uniform(0,59):.2f} seconds")
        tot = []
        for b in range(100, B + 1, 100):
            g = (ep - 1) * B + b
            c.tick(84)
            l = pl(g, 148, 9.0, 700, 1.05) * math.exp(c.g(.03))
            ctc, att = l * 1.22, l * .9057
            tot.append(l)
            lr = 2e-3 * min(g / 25000, 1)
            c.rec("train/accuracy", None, f"{1-.97/(1+g/2200):.3f}")
            lg("trainer:732", f"{ep}epoch:train:{b-99}-{b}batch: iter_time={abs(.0021+c.g(.0004)):.3e}, forward_time={.171+c.g(.002):.3f}, loss_ctc={ctc:.3f}, loss_att={att:.3f}, acc={1-.97/(1+g/2200):.3f}, loss={c.rec('train/loss', None, f'{l:.3f}')}, backward_time={.301:.3f}, optim_step_time=0.048, optim0_lr0={c.rec('train/learning_rate', None, f'{lr:.3e}')}, train_time={.841+c.g(.01):.3f}")
        m = sum(tot) / len(tot)
        v = pl(ep * B, 141, 9.2, 700, 1.05) * math.exp(c.g(.01))
        lg("trainer:338", f"{ep}epoch results: [train] iter_time=0.002, forward_time=0.171, loss_ctc={m*1.22:.3f}, loss_att={m*.9057:.3f}, acc={1-.97/(1+(ep-.5)*B/2200):.3f}, loss={m:.3f}, backward_time=0.301, optim_step_time=0.048, optim0_lr0={lr:.3e}, train_time=0.841, time=14 minutes and {c.R.uniform(0,9):.2f} seconds, total_count={ep*B}, gpu_max_cached_mem_GB=17.252, "
           f"[valid] loss_ctc={v*1.2:.3f}, cer_ctc={min(1,.9/ep):.3f}, loss_att={v*.914:.3f}, acc={1-.95/(1+ep*B/2200):.3f}, cer={min(1,.8/ep):.3f}, wer=1.000, loss={c.rec('validation/loss', ep, f'{v:.3f}')}, time={21.1+c.g(.2):.2f} seconds, total_count={ep*62}, gpu_max_cached_mem_GB=17.252, [att_plot] time=9.21 seconds, total_count=0, gpu_max_cached_mem_GB=17.252")
        lg("trainer:386", "The best model has been updated: valid.acc") if ep < 12 else lg("trainer:390", "There are no improvements in this epoch")
    c.s.pop("train/accuracy"); c.s.pop("train/learning_rate")
    c.drop["validation/loss"] = ["first_step", "last_step"]
    c.p("# Accounting: time=11712 threads=1", "# Ended (code 0) at Tue May  4 13:25:51 UTC 2021, elapsed time 11712 seconds")


@case(file="wenet_4ranks.log", tool="WeNet", kind="speech-recognition", must=["diverging"], must_not=["non-finite-loss"],
      note="4 ranks print their own loss of every 200th step; first and last differ by rank and are left out. Loss falls to about 25, then climbs to about 330 from step 9000 on. Values of the CV are per epoch")
def _(c):
    c.clock(2023, 10, 9, 1, 12, 3)
    def lg(lvl, txt):
        c.p(f"{c.t.strftime('%Y-%m-%d %H:%M:%S')},{c.R.randint(0,999):03d} {lvl} {txt}")
    for r in range(4):
        lg("INFO", f"Rank {r} training on multiple gpus, this gpu {r}")
    lg("INFO", "Epoch 0 TRAIN info lr 8e-08 rank 0"); lg("INFO", "using accumulate grad, new batch size is 1 times larger than before")
    per = 3000
    for s in range(199, 15000, 200):
        c.tick(91)
        base = pl(s, 190, 14, 900, 1.1)
        if s > 9000:
            base = 25 + 310 * (1 - math.exp(-(s - 9000) / 1300))
        lr = .002 * min((s + 1) / 6000, math.sqrt(6000 / (s + 1)))
        for r in c.R.sample(range(4), 4):
            l = base * math.exp(c.g(.07))
            if r == 0:
                c.rec("train/loss", s, f"{l:.6f}"); c.rec("train/learning_rate", s, f"{lr:.8f}")
            lg("DEBUG", f"TRAIN Batch {s//per}/{s} loss {l:.6f} loss_att {l*.93:.6f} loss_ctc {l*1.163:.6f} lr {lr:.8f} rank {r}")
        if s % per == per - 1:
            ep = s // per
            lg("INFO", f"Epoch {ep} CV info lr {lr} cv_loss {c.rec('validation/loss', ep, repr(base * .93 * math.exp(c.g(.01))))} rank 0 acc 0.5")
            lg("INFO", f"Checkpoint: save to checkpoint exp/conformer/{ep}.pt"); lg("INFO", f"Epoch {ep+1} TRAIN info lr {lr} rank 0") if ep < 4 else None
    c.drop["train/loss"] = ["first", "last"]
    c.drop["validation/loss"] = ["first_step", "last_step"]


@case(file="marian_train.log", tool="Marian NMT", kind="translation", must=["non-finite-loss"], note="Cost and gNorm are nan from update 31000 on; validations before are fine")
def _(c):
    c.clock(2023, 2, 10, 11, 20, 11)
    def lg(txt):
        c.p(f"[{c.t.strftime('%Y-%m-%d %H:%M:%S')}] {txt}")
    lg("[marian] Marian v1.12.0 65bf82ff 2023-02-21 09:56:29 -0800"); lg("[marian] Running on node07 as process 20118 with command line:"); lg("[marian] marian -c config.yml --fp16 -w 9000")
    lg("[config] after: 0e"); lg("[config] cost-type: ce-mean-words"); lg("[config] learn-rate: 0.0003"); lg("[config] lr-warmup: 16000"); lg("[data] Loading SentencePiece vocabulary from file vocab.spm"); lg("[data] Setting vocabulary size for input 0 to 32,000"); lg("[batching] Collecting statistics for batch fitting with step size 10"); lg("Training started"); lg("[training] Using 4 GPUs")
    tok, sen = 0, 0
    for k, u in enumerate(range(500, 36001, 500)):
        c.tick(211)
        ep = u // 14000 + 1
        tok += 21312331 + c.R.randint(-9000, 9000)
        sen = (u % 14000) * 1204 + c.R.randint(0, 600)
        bad = u >= 31000
        l = float("nan") if bad else pl(u, 9.9, 2.55, 1500, .9) * math.exp(c.g(.007))
        gn = float("nan") if bad else (.35 + 2 * math.exp(-u / 2000)) * math.exp(c.g(.08))
        lg(f"Ep. {ep} : Up. {u} : Sen. {sen:,} : Cost {c.rec('train/loss', u, f'{l:.8f}')} * {tok//(k+1):,} @ {41233+c.R.randint(-4000,4000):,} after {tok:,} : Time {211+c.g(2):.2f}s : {100891+c.g(500):.2f} words/s : gNorm {c.rec('train/gradient_norm', u, f'{gn:.4f}')} : L.r. {c.rec('train/learning_rate', u, f'{3e-4*min(1, u/16000)*min(1, math.sqrt(16000/u)):.4e}')}")
        if u % 5000 == 0 and not bad:
            v = pl(u, 9.9, 2.5, 1500, .9) * (1 + c.g(.002))
            lg("Saving model weights and runtime parameters to model/model.npz.best-ce-mean-words.npz") if u > 5000 else None
            lg(f"[valid] Ep. {ep} : Up. {u} : ce-mean-words : {c.rec('validation/loss', u, f'{v:.6g}')} : new best"); c.tick(30); lg(f"[valid] Ep. {ep} : Up. {u} : bleu-detok : {28*(1-math.exp(-u/9000)):.6g} : new best")
        if u % 14000 == 0:
            lg("Seen 16,856,021 samples"); lg(f"Starting data epoch {ep+1} in logical epoch {ep+1}")


@case(file="fairseq_wmt.json.log", tool="fairseq (--log-format json)", kind="translation", odd=True, must_not=["any"],
      note="loss is in bits (base 2) with label smoothing; values are strings in JSON after the logging prefix; train_inner per 100 updates (points), train (epoch average), valid")
def _(c):
    c.clock(2022, 3, 1, 10, 11, 12)
    def lg(mod, txt):
        c.p(f"{c.t.strftime('%Y-%m-%d %H:%M:%S')} | INFO | {mod} | {txt}")
    lg("fairseq.tasks.text_to_speech", "Please install tensorboardX: pip install tensorboardX"); lg("fairseq_cli.train", "{'_name': None, 'common': {'_name': None, 'no_progress_bar': False, 'log_interval': 100, 'log_format': 'json', 'seed': 1, 'fp16': False}, 'optimization': {'max_update': 12000, 'lr': [0.0005], 'clip_norm': 0.0}}")
    lg("fairseq.tasks.translation", "[de] dictionary: 8848 types"); lg("fairseq_cli.train", "num. shared model params: 36,741,120 (num. trained: 36,741,120)"); lg("fairseq.trainer", "begin training epoch 1"); lg("fairseq_cli.train", "Start iterating over samples")
    per = 1100
    for u in range(100, 12001, 100):
        c.tick(31)
        ep = (u - 1) // per + 1
        l = pl(u, 13.4, 3.9, 800, 1.0) * math.exp(c.g(.008))
        nll = l - 1.35 * (l / 13.4) - .9
        lr = 5e-4 * min(u / 4000, math.sqrt(4000 / u))
        c.rec("train/gradient_norm", u, f"{(.9+3*math.exp(-u/500))*math.exp(c.g(.05)):.3f}")
        lg("train_inner", json.dumps({"epoch": ep, "update": round(u / per, 3), "loss": c.rec("train/loss", u, f"{l:.3f}"), "nll_loss": f"{nll:.3f}", "ppl": f"{2**nll:.2f}", "wps": f"{41022+c.g(200):.1f}", "ups": f"{3.2+c.g(.02):.2f}", "wpb": "12811.4", "bsz": f"{512+c.g(9):.1f}", "num_updates": str(u), "lr": c.rec("train/learning_rate", u, f"{lr:.6g}"), "gnorm": c.s["train/gradient_norm"][u], "train_wall": "31", "gb_free": "9.1", "wall": str(u * 31 // 100)}))
        if u % per == 0:
            v = pl(u, 13.2, 4.0, 800, 1.0) * math.exp(c.g(.003))
            vn = v - 1.35 * (v / 13.4) - .9
            lg("fairseq_cli.train", 'begin validation on "valid" subset'); c.tick(4)
            lg("valid", json.dumps({"epoch": ep, "valid_loss": c.rec("validation/loss", u, f"{v:.3f}"), "valid_nll_loss": f"{vn:.3f}", "valid_ppl": f"{2**vn:.2f}", "valid_wps": "98112.1", "valid_wpb": "7121.9", "valid_bsz": "220.1", "valid_num_updates": str(u), "valid_best_loss": f"{v:.3f}"}))
            lg("fairseq.checkpoint_utils", f"Saved checkpoint checkpoints/checkpoint{ep}.pt (epoch {ep} @ {u} updates, score {v:.3f}) (writing took 2.11 seconds)")
            m = pl(u - per // 2, 13.4, 3.9, 800, 1.0)
            lg("fairseq_cli.train", f"end of epoch {ep} (average epoch stats below)"); lg("train", json.dumps({"epoch": ep, "train_loss": f"{m:.3f}", "train_nll_loss": f"{m-1.5:.3f}", "train_ppl": f"{2**(m-1.5):.2f}", "train_num_updates": str(u), "train_lr": f"{lr:.6g}", "train_gnorm": "0.98", "train_wall": "341"}))
            lg("fairseq.trainer", f"begin training epoch {ep+1}")


# ------------------------------------------------------------------ diffusion
@case(file="kohya_lora_nohup.out", tool="kohya sd-scripts", kind="diffusion", odd=True, must_not=["any"],
      note="nohup: tqdm with carriage returns; avr_loss is a running mean over the epoch's last losses; per step the bar is refreshed first with the old, then with the new value")
def _(c):
    c.p("nohup: ignoring input", "2025-03-09 20:10:44 INFO     prepare tokenizer                                                      sd_train_utils.py:38", "                    INFO     Using DreamBooth method.                                             train_network.py:284", "                    INFO     24 train images with repeating. 10 repeats                            train_util.py:1850",
        "import network module: networks.lora", "create LoRA network. base dim (rank): 16, alpha: 8.0", "prepare optimizer, data loader etc.", "running training / 学習開始", "  num train images * repeats / 学習画像の数×繰り返し回数: 240", "  num batches per epoch / 1epochのバッチ数: 120", "  num epochs / epoch数: 5", "  total optimization steps / 学習ステップ数: 600")
    n = 600
    c.w("steps:   0%|          | 0/600 [00:00<?, ?it/s]\n"); c.p("epoch 1/5")
    old = ""
    a = .158
    for s in range(1, n + 1):
        tgt = .094 + .065 * math.exp(-s / 150)
        a += (tgt - a) * .05 + c.g(.00045)
        if s > 1:
            c.w("\r" + tqdm("steps", s, n, s * 1.41, post=old))
        old = f", avr_loss={c.rec('train/loss', s, f'{a:.3g}')}"  # tqdm prints numbers with three significant digits
        c.w("\r" + tqdm("steps", s, n, s * 1.41, post=old))
        if s % 120 == 0:
            c.w("\n")
            c.p(f"saving checkpoint: ./out/char-{s//120:06d}.safetensors" if s < n else "saving checkpoint: ./out/char.safetensors")
            if s < n:
                c.p(f"epoch {s//120+1}/5")
    c.w("\n"); c.p("model saved.")


@case(file="stats.jsonl", tool="EDM (NVlabs training loop)", kind="diffusion", odd=True, must_not=["any"], note="one object per tick, each metric with num, mean, std; the value is the mean; step axis (tick or kimg) left out")
def _(c):
    ts = 1690000000.0
    for k in range(0, 160):
        l = pl(k, .92, .205, 1.6, .9) * (1 + c.g(.004)); ts += 181
        m = lambda v: {"num": 1, "mean": v, "std": 0.0}
        c.p(json.dumps({"Loss/loss": {"num": 50176, "mean": float(c.rec("train/loss", None, repr(l))), "std": l * .71}, "Progress/tick": m(float(k)), "Progress/kimg": m(round(.512 + 50.176 * k, 3)), "Timing/total_sec": m(181.0 * k + 40), "Timing/sec_per_tick": m(181.0), "Timing/sec_per_kimg": m(3.61), "Timing/maintenance_sec": m(.2), "Resources/cpu_mem_gb": m(4.1), "Resources/peak_gpu_mem_gb": m(18.7), "timestamp": ts}))


@case(file="guided_diffusion.txt", tool="guided-diffusion", kind="diffusion", must=["exploding-gradients"], must_not=["non-finite-loss"],
      note="grad_norm 0.05 to 0.2 until step 6000, then again and again 1e2 to 1e6; the loss goes from 0.05 to about 0.4")
def _(c):
    c.p("Logging to /tmp/openai-2023-07-18-09-12-44-120391", "creating model and diffusion...", "creating data loader...", "training...")
    for k, s in enumerate(range(0, 10001, 200)):
        bad = s > 6000
        l = pl(s, 1.0, .045, 130, 1.0) * math.exp(c.g(.04)) + (.33 * (1 - math.exp(-(s - 6000) / 900)) if bad else 0)
        if s > 0 and not bad:
            gn = (.06 + .5 * math.exp(-s / 400)) * math.exp(c.g(.15))
        elif s == 0:
            gn = .91
        else:
            gn = 10 ** c.R.uniform(2.0, 6.0)
        def f3(x):
            return f"{x:<8.3g}"
        rows = [("grad_norm", f3(gn)), ("loss", f3(l)), ("loss_q0", f3(l * 2.2)), ("loss_q1", f3(l * .9)), ("loss_q2", f3(l * .5)), ("loss_q3", f3(l * .4)), ("mse", f3(l * .97)), ("samples", f"{(s+1)*128:.3g}"), ("step", f3(s)), ("vb", f3(l * .03))]
        c.rec("train/loss", None, f"{l:.3g}"); c.rec("train/gradient_norm", None, f"{gn:.3g}")
        w = max(len(v.strip()) for _, v in rows)
        w = max(w, 8)
        c.p("-" * (w + 16))
        for a, b in rows:
            c.p(f"| {a:<9} | {b.strip():<{w}} |")
        c.p("-" * (w + 16))
        if s % 5000 == 0 and s:
            c.p("saving model 0...", "saving model 0.9999...")
    c.note += "; steps are printed with three digits (1e+04), left out"


# ------------------------------------------------------------------ RL and robots
@case(file="sb3_ppo_pendulum.txt", tool="Stable-Baselines3 PPO", kind="rl", odd=True, must_not=["any"], note="tables; the first has no train/ part, so the losses have one point less than the reward")
def _(c):
    c.p("Using cuda device", "Creating environment from the given name 'Pendulum-v1'", "Wrapping the env with a `Monitor` wrapper", "Wrapping the env in a DummyVecEnv.")
    for it in range(1, 50):
        st = it * 8192
        r = -1180 + 1000 * (1 - math.exp(-max(0, it - 2) / 13)) + c.g(12)
        rows = [("rollout/", None), ("ep_len_mean", "200"), ("ep_rew_mean", c.rec("train/reward", st, f"{r:.3g}")), ("time/", None), ("fps", str(int(1620 + c.g(8)))), ("iterations", str(it)), ("time_elapsed", str(int(it * 5.05))), ("total_timesteps", str(st))]
        if it > 1:
            l = 2050 * math.exp(-it / 9) * math.exp(c.g(.05)) + 35 + c.g(1)
            ev = max(-.01, 1 - math.exp(-(it - 1) / 8) - .03) + c.g(.002)
            rows += [("train/", None), ("approx_kl", f"{.0042*math.exp(c.g(.2)):.8f}"), ("clip_fraction", c.rec("train/clip_fraction", st, f"{.031*math.exp(c.g(.2)):.3g}")), ("clip_range", "0.2"), ("entropy_loss", f"{-1.42+.008*it+c.g(.005):.3g}"), ("explained_variance", c.rec("train/value_explained", st, f"{ev:.3g}")), ("learning_rate", c.rec("train/learning_rate", st, "0.001")),
                     ("loss", c.rec("train/loss", st, f"{l:.3g}")), ("n_updates", str((it - 1) * 10)), ("policy_gradient_loss", f"{-.0016*math.exp(c.g(.3)):.3g}"), ("std", f"{1.0-.004*it:.3g}"), ("value_loss", f"{l*2.1:.3g}")]
        ks = [(k if v is None else "   " + k) for k, v in rows]
        kw, vw = max(map(len, ks)), max(len(v or "") for _, v in rows)
        c.p("-" * (kw + vw + 7))
        for k, (_, v) in zip(ks, rows):
            c.p(f"| {k:<{kw}} | {(v or ''):<{vw}} |")
        c.p("-" * (kw + vw + 7))


@case(file="isaaclab_rsl_rl.log", tool="RSL-RL (Isaac Lab)", kind="rl", must=["non-finite-loss"],
      note="value and surrogate losses are nan from iteration 42 on; then the run dies. Only part losses are printed, no total (train/loss not listed); reward is finite to the end")
def _(c):
    c.p("[INFO]: Parsing configuration from: isaaclab_tasks.manager_based.locomotion.velocity.config.go2.rough_env_cfg:UnitreeGo2RoughEnvCfg", "[INFO][AppLauncher]: Using device: cuda:0", "[INFO] Logging experiment in directory: /root/logs/rsl_rl/unitree_go2_rough",
        "Actor MLP: MLP(", "  (0): Linear(in_features=235, out_features=512, bias=True)", "  (1): ELU(alpha=1.0)", ")", "Setting seed: 42")
    pad, wd = 35, 80
    for it in range(0, 50):
        bad = it >= 42
        v = float("nan") if bad else .9 * math.exp(-it / 15) + .02 + abs(c.g(.004))
        su = float("nan") if bad else -.011 + c.g(.002)
        r = -6 + 19 * (1 - math.exp(-it / 30)) + c.g(.2) if not bad else 8.1 - (it - 42) * .9
        head = f"\x1b[1m Learning iteration {it}/1500 \x1b[0m"
        c.p("#" * wd, head.center(wd, " "), "", f"{'Computation:':>{pad}} {61234+c.g(300):.0f} steps/s (collection: 1.{c.R.randint(300,400)}s, learning 0.{c.R.randint(210,240)}s)", f"{'Mean action noise std:':>{pad}} {'nan' if bad else f'{1-.004*it:.2f}'}",
            f"{'Mean value_function loss:':>{pad}} {v:.4f}", f"{'Mean surrogate loss:':>{pad}} {su:.4f}", f"{'Mean entropy loss:':>{pad}} {'nan' if bad else f'{17-.05*it:.4f}'}", f"{'Mean reward:':>{pad}} {c.rec('train/reward', it, f'{r:.2f}')}", f"{'Mean episode length:':>{pad}} {min(999, 20+it*18+c.g(3)):.2f}",
            f"{'Episode_Reward/track_lin_vel_xy_exp:':>{pad}} {min(1.2,.02*it):.4f}", f"{'Episode_Termination/base_contact:':>{pad}} {max(.1, 4-.06*it):.4f}", "-" * wd, f"{'Total timesteps:':>{pad}} {(it+1)*98304}", f"{'Iteration time:':>{pad}} 1.{c.R.randint(55,65)}s", f"{'Time elapsed:':>{pad}} 00:{int(it*1.6)//60:02d}:{int(it*1.6)%60:02d}", f"{'ETA:':>{pad}} 00:{38-it//30:02d}:{c.R.randint(10,59)}", "")
    c.p("Traceback (most recent call last):", '  File "/root/rsl_rl/modules/actor_critic.py", line 121, in update_distribution', "    self.distribution = Normal(mean, std)", "ValueError: Expected parameter loc (Tensor of shape (4096, 12)) of distribution Normal to satisfy the constraint Real(), but found invalid values:", "tensor([[nan, nan, nan,  ..., nan, nan, nan]], device='cuda:0')")


@case(file="lerobot_act.log", tool="LeRobot", kind="robot-imitation", odd=True, must_not=["any"],
      note="steps are abbreviated to thousands from 1000 on (1K five times), so the step axis cannot be read back: left out; every line is one point")
def _(c):
    c.clock(2025, 8, 1, 10, 11, 12)
    def big(x):
        for s in ["", "K", "M", "B"]:
            if abs(x) < 1000:
                return f"{x:.0f}{s}"
            x /= 1000
    def lg(f, txt):
        c.p(f"INFO {c.t.strftime('%Y-%m-%d %H:%M:%S')} {f[-15:]:>15} {txt}")
    lg("scripts/train.py:111", "{'batch_size': 8,\n 'dataset': {'repo_id': 'me/so101_pickplace'},\n 'log_freq': 200,\n 'policy': {'chunk_size': 100, 'type': 'act'},\n 'steps': 30000}")
    lg("scripts/train.py:128", "Creating dataset"); lg("scripts/train.py:202", "\x1b[1m\x1b[33mOutput dir:\x1b[0m outputs/train/act_so101"); lg("scripts/train.py:205", "cfg.steps=30000 (30K)"); lg("scripts/train.py:206", "dataset.num_frames=17902 (18K)"); lg("scripts/train.py:208", "num_learnable_params=51597190 (52M)"); lg("scripts/train.py:236", "Start offline training on a fixed dataset")
    for s in range(200, 30001, 200):
        c.tick(19)
        l = pl(s, 7.2, .035, 260, 1.05) * math.exp(c.g(.05))
        gn = (7 + 140 * math.exp(-s / 900)) * math.exp(c.g(.07))
        lg("scripts/train.py:264", f"step:{big(s)} smpl:{big(s*8)} ep:{big(s*8/447)} epch:{s*8/17902:.2f} loss:{c.rec('train/loss', None, f'{l:.3f}')} grdn:{c.rec('train/gradient_norm', None, f'{gn:.3f}')} lr:{c.rec('train/learning_rate', None, f'{1e-5:.1e}')} updt_s:{.081+c.g(.001):.3f} data_s:{.002:.3f}")
        if s % 10000 == 0:
            lg("scripts/train.py:271", f"Checkpoint policy after step {s}")
    lg("scripts/train.py:330", "End of training")


# ------------------------------------------------------------------ graphs, trees, Keras, TensorFlow
@case(file="github_actions_gat.txt", tool="PyTorch Geometric (hand-written loop) in GitHub Actions", kind="gnn", must=["overfitting"], note="raw job log with timestamps and groups; validation loss rises from 0.95 at epoch 44 to about 2 at epoch 200")
def _(c):
    c.clock(2024, 5, 1, 10, 11, 12)
    def lg(txt):
        c.p(f"{c.t.strftime('%Y-%m-%dT%H:%M:%S.%f')}{c.R.randint(0,9)}Z {txt}")
    lg("##[group]Run python train_gat.py --dataset Cora --no-dropout"); lg("\x1b[36;1mpython train_gat.py --dataset Cora --no-dropout\x1b[0m"); lg("shell: /usr/bin/bash -e {0}"); lg("##[endgroup]"); lg("Downloading https://github.com/kimiyoung/planetoid/raw/master/data/ind.cora.x"); lg("Data(x=[2708, 1433], edge_index=[2, 10556], y=[2708], train_mask=[2708], val_mask=[2708], test_mask=[2708])")
    for e in range(1, 201):
        c.tick(.05)
        t = 1.95 * math.exp(-e / 16) + .06 * math.exp(-e / 70) + .0012 + abs(c.g(.001))
        v = 1.95 * math.exp(-e / 16) + .68 + max(0, e - 25) * .0078 + c.g(.008)
        lg(f"Epoch: {e:03d}, Train Loss: {c.rec('train/loss', e, f'{t:.4f}')}, Val Loss: {c.rec('validation/loss', e, f'{v:.4f}')}, Val Acc: {c.rec('validation/accuracy', e, f'{.79*(1-math.exp(-e/9))-max(0,e-40)*.0002+c.g(.002):.4f}')}, Test Acc: {.8*(1-math.exp(-e/9))+c.g(.002):.4f}")
    lg("Median time per epoch: 0.0489s"); lg("Post job cleanup.")


@case(file="lightgbm-json.log", tool="LightGBM in Docker (json-file driver)", kind="boosting", must=["overfitting"],
      note="every line wrapped as {log, stream, time}; validation log loss has its minimum near round 120 and rises by half until 600, training falls to nearly 0")
def _(c):
    c.clock(2024, 8, 8, 6, 0, 1)
    def d(txt, stream="stdout"):
        c.tick(.4)
        c.p(json.dumps({"log": txt + "\n", "stream": stream, "time": c.t.strftime("%Y-%m-%dT%H:%M:%S.%f") + f"{c.R.randint(0,999):03d}Z"}))
    d("/usr/lib/python3/dist-packages/lightgbm/engine.py:172: UserWarning: Found `num_iterations` in params. Will use it instead of argument", "stderr")
    d("[LightGBM] [Info] Number of positive: 11213, number of negative: 31112"); d("[LightGBM] [Info] Auto-choosing row-wise multi-threading, the overhead of testing was 0.004812 seconds."); d("[LightGBM] [Info] Total Bins 8121"); d("[LightGBM] [Info] [binary:BoostFromScore]: pavg=0.264926 -> initscore=-1.020511"); d("[LightGBM] [Info] Start training from score -1.020511")
    for i in range(5, 601, 5):
        t = .578 * math.exp(-i / 95) + .001
        v = .36 + .215 * math.exp(-i / 40) + max(0, i - 100) * .00041 + c.g(.0006)
        d(f"[{i}]\ttraining's binary_logloss: {c.rec('train/loss', i, f'{t:.6g}')}\tvalid_1's binary_logloss: {c.rec('validation/loss', i, f'{v:.6g}')}")
        if i in (115, 300):
            d("[LightGBM] [Warning] No further splits with positive gain, best gain: -inf")
    d("saved /models/churn-600.txt")


@case(file="typescript_keras3", tool="Keras 3 (terminal recorded with script)", kind="vision-classification", odd=True, must_not=["any"],
      note="backspaces, carriage returns, ANSI; head training epochs 1 to 6, fine-tuning epochs 7 to 15 in a second fit(initial_epoch=6): 15 epochs; one measured point per epoch (the bar's last state)")
def _(c):
    c.w("Script started on 2025-05-17 16:02:11+02:00 [TERM=\"xterm-256color\" TTY=\"/dev/pts/3\" COLUMNS=\"120\" LINES=\"40\"]\n")
    c.w("\x1b[?2004h(tf) user@box:~/cats$ python transfer.py\r\n\x1b[?2004l\rFound 2000 files belonging to 2 classes.\r\nFound 1000 files belonging to 2 classes.\r\n")
    c.w("2025-05-17 16:02:19.112004: I tensorflow/core/platform/cpu_feature_guard.cc:210] This TensorFlow binary is optimized to use available CPU instructions in performance-critical operations.\r\n")
    B = 63
    for ep in range(1, 16):
        if ep == 7:
            c.w("Number of layers in the base model:  154\r\nFine-tuning from layer 100\r\n")
        t = (.71 * math.exp(-ep / 3.2) + .21) if ep < 7 else (.2 * math.exp(-(ep - 6) / 4.5) + .095)
        t = t + c.g(.004)
        v = t * .93 + .03 + c.g(.004)
        a = 1 - t * .45
        c.w(f"Epoch {ep}/15\r\n")
        prev = 0
        for b in (1, 8, 21, 37, 52, B):
            tt = t * (1 + .1 * (1 - b / B)) + (.05 * c.g() / b)
            full = int(20 * b / B)
            bold = f"\x1b[1m{b:>2}/{B}\x1b[0m \x1b[32m{'━'*full}\x1b[0m\x1b[37m{'━'*(20-full)}\x1b[0m "
            tm = f"\x1b[1m{int((B-b)*.11)}s\x1b[0m 11{c.R.randint(0,9)}ms/step" if b < B else f"\x1b[1m9s\x1b[0m 13{c.R.randint(0,9)}ms/step"
            met = f" - accuracy: {1-tt*.45:.4f} - loss: {tt:.4f}"
            if b == B:
                met = f" - accuracy: {c.rec('train/accuracy', None, f'{a:.4f}')} - loss: {c.rec('train/loss', None, f'{t:.4f}')} - val_accuracy: {c.rec('validation/accuracy', None, f'{1-v*.45:.4f}')} - val_loss: {c.rec('validation/loss', None, f'{v:.4f}')}"
            c.w("\x08" * prev + "\r" + bold + tm + met)
            prev = 30 + len(met)
        c.w("\r\n")
    c.w("\x1b[?2004h(tf) user@box:~/cats$ exit\r\n\x1b[?2004l\rexit\r\n\nScript done on 2025-05-17 16:06:40+02:00 [COMMAND_EXIT_CODE=\"0\"]\n")


@case(file="estimator_nan.log", tool="TensorFlow 1 Estimator", kind="tabular-classification", must=["non-finite-loss"],
      note="the loss lines are all finite; the run ends with 'Model diverged with loss = NaN.' and NanLossDuringTrainingError: a log that hides one")
def _(c):
    c.p("WARNING:tensorflow:From /opt/conda/lib/python3.6/site-packages/tensorflow/python/training/training_util.py:236: Variable.initialized_value (from tensorflow.python.ops.variables) is deprecated and will be removed in a future version.", "INFO:tensorflow:Using config: {'_model_dir': '/tmp/dnn', '_tf_random_seed': None, '_save_summary_steps': 100, '_save_checkpoints_steps': 1000, '_log_step_count_steps': 100}",
        "INFO:tensorflow:Calling model_fn.", "INFO:tensorflow:Done calling model_fn.", "INFO:tensorflow:Create CheckpointSaverHook.", "INFO:tensorflow:Graph was finalized.", "INFO:tensorflow:Running local_init_op.", "INFO:tensorflow:Done running local_init_op.", "INFO:tensorflow:Saving checkpoints for 0 into /tmp/dnn/model.ckpt.")
    for s in range(0, 5701, 100):
        l = pl(s, .742, .31, 420, 1.0) * math.exp(c.g(.02))
        if s:
            c.p(f"INFO:tensorflow:global_step/sec: {221.4+c.g(3):.6g}")
            c.p(f"INFO:tensorflow:loss = {c.rec('train/loss', s, f'{l:.8g}')}, step = {s} ({.4517+c.g(.004):.3f} sec)")
        else:
            c.p(f"INFO:tensorflow:loss = {c.rec('train/loss', s, f'{l:.8g}')}, step = 0")
        if s % 1000 == 0 and s:
            v = pl(s, .742, .32, 420, 1.0) * math.exp(c.g(.004))
            c.p(f"INFO:tensorflow:Saving checkpoints for {s} into /tmp/dnn/model.ckpt.", "INFO:tensorflow:Starting evaluation at 2019-06-02T08:1%d:33Z" % (s // 1000), f"INFO:tensorflow:Restoring parameters from /tmp/dnn/model.ckpt-{s}", "INFO:tensorflow:Evaluation [10/100]", "INFO:tensorflow:Evaluation [100/100]", "INFO:tensorflow:Finished evaluation at 2019-06-02-08:1%d:36" % (s // 1000),
                f"INFO:tensorflow:Saving dict for global step {s}: accuracy = {c.rec('validation/accuracy', s, f'{.88-.3*v:.6g}')}, global_step = {s}, loss = {c.rec('validation/loss', s, f'{v:.8g}')}")
    c.p("ERROR:tensorflow:Model diverged with loss = NaN.", "Traceback (most recent call last):", '  File "train.py", line 88, in <module>', "    tf.estimator.train_and_evaluate(est, train_spec, eval_spec)", '  File "/opt/conda/lib/python3.6/site-packages/tensorflow/python/training/basic_session_run_hooks.py", line 760, in after_run', "    raise NanLossDuringTrainingError", "tensorflow.python.training.basic_session_run_hooks.NanLossDuringTrainingError: NaN loss during training.")


# ------------------------------------------------------------------ R, Julia, science
@case(file="luz_mnist.Rout", tool="torch/luz for R", kind="vision-classification", odd=True, must_not=["any"], note="R CMD BATCH output; bar lines are overwritten with carriage returns; epochs only")
def _(c):
    c.p("", "R version 4.3.2 (2023-10-31) -- \"Eye Holes\"", "Platform: x86_64-pc-linux-gnu (64-bit)", "", "> library(torch)", "> library(luz)", "> fitted <- net %>%", "+   setup(loss = nn_cross_entropy_loss(), optimizer = optim_adam,", "+         metrics = list(luz_metric_accuracy())) %>%", "+   fit(train_dl, epochs = 25, valid_data = test_dl)")
    for e in range(1, 26):
        t = .42 * math.exp(-e / 3.5) + .031 + .3 / (e + 3) * .6 + c.g(.0012)
        v = .3 * math.exp(-e / 3.5) + .036 + .3 / (e + 3) * .6 + c.g(.0014)
        c.p(f"Epoch {e}/25")
        if e % 6 == 1:
            for b in (1, 200, 469):
                c.w(f"\r{b}/469 [{'='*int(30*b/469)}>{'-'*(30-int(30*b/469))}] - ETA: {int((469-b)*.03)}s - Loss: {t*1.1:.4f} - Acc: {1-t*.3:.4f} ")
            c.w("\r" + " " * 90 + "\r")
        c.p(f"Train metrics: Loss: {c.rec('train/loss', e, f'{t:.4f}')} - Acc: {c.rec('train/accuracy', e, f'{1-t*.3:.4f}')}", f"Valid metrics: Loss: {c.rec('validation/loss', e, f'{v:.4f}')} - Acc: {c.rec('validation/accuracy', e, f'{1-v*.3:.4f}')}")
    c.p("> proc.time()", "   user  system elapsed ", "812.221  31.119 402.553 ")


@case(file="flux_julia.log", tool="Flux.jl (hand-written loop with @info)", kind="vision-classification", must=["not-decreasing"],
      note="10 classes, loss stays at ln 10 = 2.303 over 60 epochs (also at chance level); Float32 printed with the suffix f0")
def _(c):
    c.p("  Activating project at `~/lenet`", "[ Info: Training on CUDA GPU", "[ Info: LeNet5 model: 44426 trainable params", "[ Info: Start Training")
    for e in range(1, 61):
        l = math.log(10) + abs(c.g(.0007)); t = math.log(10) + abs(c.g(.0005))
        c.p(f"┌ Info: Epoch {e}", f"│   train_loss = {c.rec('train/loss', e, f'{l:.7g}')}f0", f"│   train_acc = {c.rec('train/accuracy', e, f'{10+c.g(.12):.4f}')}", f"│   test_loss = {c.rec('validation/loss', e, f'{t:.7g}')}f0", f"│   test_acc = {10+c.g(.1):.4f}", f"└   seconds = {11.2+c.g(.1):.3f}")
        if e % 20 == 0:
            c.p(f'[ Info: Model saved in "runs/model.bson"')
    for n in ("validation/loss", "train/accuracy"):
        c.s.pop(n)
    c.note += "; test_loss may be called test or validation, accuracies are in per cent: not listed"


@case(file="mace_mp_run-123_train.txt", tool="MACE", kind="interatomic-potential", odd=True, must_not=["any"],
      note="JSON lines: mode opt per batch (12 an epoch, epoch only as counter), mode eval per epoch; points are the single batches; step axis of train left out")
def _(c):
    for e in range(0, 30):
        for b in range(12):
            g = e * 12 + b
            l = pl(g, 1.9, .012, 9, 1.15) * math.exp(c.g(.09))
            c.p(json.dumps({"loss": float(c.rec("train/loss", None, repr(l))), "time": .21 + c.g(.004), "mode": "opt", "epoch": e}))
        v = pl((e + 1) * 12, 1.75, .012, 9, 1.15) * math.exp(c.g(.02))
        q = math.sqrt(v)
        c.p(json.dumps({"loss": float(c.rec("validation/loss", e, repr(v))), "mae_e": q * .21, "mae_e_per_atom": q * .011, "rmse_e": q * .3, "rmse_e_per_atom": q * .016, "q95_e": q * .55, "mae_f": q * .09, "rel_mae_f": q * 21, "rmse_f": q * .14, "rel_rmse_f": q * 24, "q95_f": q * .3, "time": 1.21, "mode": "eval", "epoch": e}))
    c.drop["validation/loss"] = ["first_step", "last_step"]


# ------------------------------------------------------------------ exports and hand-written loops
@case(file="wandb_export_2025-07-02T11_20_31.455+02_00.csv", tool="Weights & Biases chart export", kind="llm-sft", must=["diverging"], must_not=["non-finite-loss"],
      note="one run, columns with __MIN and __MAX; loss falls to about 1.1 at step 400 and rises to about 5.5")
def _(c):
    f = io.StringIO(newline="")
    w = csv.writer(f, quoting=csv.QUOTE_ALL, lineterminator="\n")
    w.writerow(["Step", "worldly-sun-12 - train/loss", "worldly-sun-12 - train/loss__MIN", "worldly-sun-12 - train/loss__MAX"])
    for s in range(9, 1000, 10):
        l = pl(s, 2.4, .85, 80, 1.0)
        if s > 400:
            l = 1.1 + 4.4 / (1 + math.exp(-(s - 560) / 45))
        l *= math.exp(c.g(.025))
        t = c.rec("train/loss", s, repr(l))
        w.writerow([s, t, t, t])
    c.raw = f.getvalue()


@case(file="clearml_scalars.json", tool="ClearML get_reported_scalars", kind="detection", odd=True, must_not=["any"], note="title -> series -> name, x, y; machine monitor series beside")
def _(c):
    xs = list(range(0, 2000, 20))
    ty = [pl(x, 2.2, .31, 210, 1.0) * math.exp(c.g(.02)) for x in xs]
    vx = list(range(199, 2000, 200))
    vy = [pl(x, 2.2, .33, 210, 1.0) * math.exp(c.g(.006)) for x in vx]
    for x, y in zip(xs, ty):
        c.rec("train/loss", x, repr(y)); c.rec("train/learning_rate", x, repr(1e-3 * (1 - x / 2000)))
    for x, y in zip(vx, vy):
        c.rec("validation/loss", x, repr(y))
    c.raw = json.dumps({"loss": {"train": {"name": "train", "x": xs, "y": ty}, "val": {"name": "val", "x": vx, "y": vy}}, "learning_rate": {"group0": {"name": "group0", "x": xs, "y": [1e-3 * (1 - x / 2000) for x in xs]}},
                        ":monitor:gpu": {"gpu_0_utilization": {"name": "gpu_0_utilization", "x": [30, 60, 90, 120], "y": [91.2, 93.1, 88.7, 92.0]}, "gpu_0_mem_used_gb": {"name": "gpu_0_mem_used_gb", "x": [30, 60, 90, 120], "y": [17.1, 17.1, 17.2, 17.2]}}, ":monitor:machine": {"cpu_usage": {"name": "cpu_usage", "x": [30, 60, 90, 120], "y": [21.0, 24.1, 23.3, 22.2]}}})


@case(file="candle_trainer.ndjson", tool="Rust loop (candle) with tracing JSON", kind="llm-pretraining", odd=True, must_not=["any"], note="values are nested under fields; validation under message 'eval'; spans beside")
def _(c):
    c.clock(2025, 1, 12, 7, 30, 0)
    def j(lvl, target, **f):
        c.p(json.dumps({"timestamp": c.t.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "level": lvl, "fields": f, "target": target, "span": {"run": "tiny-33m", "name": "train"}, "spans": [{"run": "tiny-33m", "name": "train"}]}, separators=(",", ":")))
    j("INFO", "tinylm::main", message="device ready", cuda=True, dtype="BF16"); j("INFO", "tinylm::data", message="shards mapped", shards=12, tokens=471872512)
    for s in range(0, 3001, 25):
        c.tick(3.4)
        l = pl(s, 10.4, 1.45, 70, .95) * math.exp(c.g(.008))
        j("INFO", "tinylm::train", message="step", step=s, loss=float(c.rec("train/loss", s, f"{l:.6f}")), lr=float(c.rec("train/learning_rate", s, repr(round(cosine(s, 3000, 1e-3, 200, 1e-4), 10)))), grad_norm=float(c.rec("train/gradient_norm", s, f"{(.4+3*math.exp(-s/150))*math.exp(c.g(.08)):.5f}")), tok_per_s=181000 + c.R.randint(-900, 900))
        if s % 500 == 0:
            v = pl(s, 10.4, 1.48, 70, .95) * math.exp(c.g(.002))
            j("INFO", "tinylm::eval", message="eval", step=s, val_loss=float(c.rec("validation/loss", s, f"{v:.6f}")))
        if s % 1000 == 0 and s:
            j("WARN", "tinylm::ckpt", message="checkpoint took long", step=s, seconds=9.1)


@case(file="multitask_run7.txt", tool="hand-written PyTorch loop (multi-task)", kind="vision-multitask", must=["odd-part-loss"],
      note="depth is nan from iteration 2160 (epoch 6, 160 of 400) on, the total is finite, as the loop adds torch.nan_to_num of the parts; seg and normals go on falling. Steps: batches counted on over epochs of 400, epochs from 1")
def _(c):
    c.p("host=lab-ws2 git=3f1c0a2-dirty seed=7", "cfg: bs=12 lr=2e-4 sched=cos tasks=[seg, depth, normals] amp=fp16", "trainable: 48.1M")
    B = 400
    for ep in range(1, 11):
        for it in range(40, B + 1, 40):
            g = (ep - 1) * B + it
            seg, dep, nor = (pl(g, a, b, 300, 1.0) * math.exp(c.g(.025)) for a, b in ((2.9, .41), (1.1, .22), (.81, .19)))
            if g >= 2160:
                dep = float("nan")
            tot = seg + (0 if math.isnan(dep) else dep) + nor
            c.rec("train/learning_rate", g, f"{cosine(g, 4000, 2e-4, 1):.2e}")
            c.p(f"[ep {ep} it {it:3d}/{B}] total {c.rec('train/loss', g, f'{tot:.4f}')} | seg {seg:.4f} | depth {dep:.4f} | normals {nor:.4f} | lr {c.s['train/learning_rate'][g]} | {.31+c.g(.004):.2f} s/it")
        v = pl(ep * B, 4.9, .9, 300, 1.0)
        c.p(f"  -> val mIoU {.2+.04*ep:.3f}  absrel {'nan' if ep > 5 else f'{.2-.02*ep:.3f}'}  mean-angle {30-ep:.1f}")


@case(file="flower_server.log", tool="Flower (flwr run, Message API)", kind="federated", odd=True, must_not=["any"],
      note="rounds are the steps; aggregated records of the clients: train_loss, eval_loss (taken as validation); the summary at the end repeats them in another number format")
def _(c):
    def lg(txt):
        c.p(f"\x1b[92mINFO \x1b[0m:      {txt}")
    c.p("Loading project configuration... ", "Success")
    lg("Starting FedAvg strategy:"); lg("\t├── Number of rounds: 40"); lg("\t├── ArrayRecord (0.24 MB)"); lg("\t├── ConfigRecord (train): {'lr': 0.01}"); lg("\t├── ConfigRecord (evaluate): (empty!)"); lg("\t├──> Sampling:"); lg("\t│\t├──Fraction: train (0.50) | evaluate ( 1.00)"); lg("\t└──> Keys in records:"); lg("\t\t└── Weighted by: 'num-examples'"); lg("")
    tr, ev = {}, {}
    for r in range(1, 41):
        t = pl(r, 2.45, .72, 4, 1.0) * math.exp(c.g(.012)); v = pl(r, 2.45, .8, 4, 1.0) * math.exp(c.g(.006)); a = .72 - .66 * (v - .8) / 1.9
        lg(""); lg(f"[ROUND {r}/40]"); lg("configure_train: Sampled 5 nodes (out of 10)"); lg("aggregate_train: Received 5 results and 0 failures")
        lg(f"\t└──> Aggregated MetricRecord: {{'train_loss': {c.rec('train/loss', r, repr(t))}}}"); lg("configure_evaluate: Sampled 10 nodes (out of 10)"); lg("aggregate_evaluate: Received 10 results and 0 failures")
        lg(f"\t└──> Aggregated MetricRecord: {{'eval_loss': {c.rec('validation/loss', r, repr(v))}, 'eval_acc': {c.rec('validation/accuracy', r, repr(a))}}}")
        tr[r] = {"train_loss": f"{t:.4e}"}; ev[r] = {"eval_loss": f"{v:.4e}", "eval_acc": f"{a:.4e}"}
    lg(""); lg("Strategy execution finished in 812.31s"); lg(""); lg("Final results:"); lg(""); lg("\tGlobal Arrays:"); lg("\t\tArrayRecord (0.238 MB)"); lg(""); lg("\tAggregated ClientApp-side Train Metrics:"); lg("\t" + str(tr)); lg(""); lg("\tAggregated ClientApp-side Evaluate Metrics:"); lg("\t" + str(ev)); lg("")


@case(file="vllm_server.log", tool="vLLM inference server", kind="inference", odd=True, nothing=True, must_not=["any"], note="no training at all")
def _(c):
    c.clock(2025, 9, 9, 12, 1, 4)
    pre = "(APIServer pid=1) "
    def lg(src, txt, lvl="INFO"):
        c.p(f"{pre}{lvl} {c.t.strftime('%m-%d %H:%M:%S')} [{src}] {txt}")
    lg("api_server.py:1896", "vLLM API server version 0.10.2"); lg("utils.py:328", "non-default args: {'model': 'Qwen/Qwen3-8B', 'max_model_len': 16384, 'gpu_memory_utilization': 0.9}"); c.tick(50)
    c.p("(EngineCore_DP0 pid=141) \rLoading safetensors checkpoint shards:   0% Completed | 0/5 [00:00<?, ?it/s]", "(EngineCore_DP0 pid=141) \rLoading safetensors checkpoint shards: 100% Completed | 5/5 [00:03<00:00,  1.42it/s]")
    lg("launcher.py:36", "Available routes are:"); lg("launcher.py:44", "Route: /v1/chat/completions, Methods: POST")
    c.p("INFO:     Started server process [1]", "INFO:     Application startup complete.")
    for k in range(60):
        c.tick(10, 0)
        c.p(f"INFO:     10.0.3.{c.R.randint(2,250)}:{c.R.randint(30000,60000)} - \"POST /v1/chat/completions HTTP/1.1\" 200 OK")
        lg("loggers.py:123", f"Engine 000: Avg prompt throughput: {abs(410+c.g(90)):.1f} tokens/s, Avg generation throughput: {abs(811+c.g(60)):.1f} tokens/s, Running: {c.R.randint(3,21)} reqs, Waiting: {c.R.randint(0,3)} reqs, GPU KV cache usage: {abs(21+c.g(4)):.1f}%, Prefix cache hit rate: {44+k*.1:.1f}%")


def main(out):
    os.makedirs(out, exist_ok=True)
    for kw, f in CASES:
        c = Case(**kw)
        f(c)
        data = c.raw if hasattr(c, "raw") else "".join(c.out)
        if isinstance(data, str):
            data = data.encode("utf-8")
        with open(os.path.join(out, c.file), "wb") as h:
            h.write(data)
        assert c.file not in TRUTH
        TRUTH[c.file] = c.truth()
    with open(os.path.join(out, "truth.json"), "w") as h:
        json.dump(TRUTH, h, indent=1, ensure_ascii=False)
    print(len(CASES), "cases,", len({k["tool"] for k, _ in CASES}), "tools")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "out")

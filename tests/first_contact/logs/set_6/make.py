"""Writes 50 made-up training logs and truth.json:  python make.py FOLDER"""
import datetime
import gzip
import io
import json
import math
import os
import random
import sys
import zipfile

ALL = ["non-finite-loss", "diverging", "overfitting", "plateau", "not-decreasing", "exploding-gradients",
       "vanishing-gradients", "loss-spike", "zero-loss", "odd-part-loss", "preference-not-learnt", "kl-runaway",
       "policy-collapse", "reward-hacking", "length-exploitation", "validation-swings", "scale-mismatch",
       "oscillating", "amp-overflow"]
RL = ["preference-not-learnt", "kl-runaway", "policy-collapse", "reward-hacking", "length-exploitation"]
FIRM = ["zero-loss", "amp-overflow", "scale-mismatch"] + RL  # never fits an ordinary supervised run unless planted
TRUTH = {}
BUILDERS = []


def but(*names):
    return [n for n in ALL if n not in names]


class Case:
    def __init__(self, name, tool, kind, odd=False, note="", nothing=False):
        self.name, self.tool, self.kind, self.odd, self.note, self.nothing = name, tool, kind, odd, note, nothing
        self.out = []
        self.series = {}
        self.nosteps = set()
        self.must, self.must_any, self.must_not = [], [], []
        self.rng = random.Random("logs6/" + name)
        self.now = datetime.datetime(2025, 9, 1, 8, 0, 0) + datetime.timedelta(seconds=self.rng.randrange(5000000))
        self.data = None
        self.newline = "\n"
        self.encoding = "utf-8"
        self.pack = None

    def p(self, line="", end=None):
        self.out.append(line + (self.newline if end is None else end))

    def tick(self, seconds):
        self.now += datetime.timedelta(seconds=seconds * (0.9 + 0.2 * self.rng.random()))
        return self.now

    def rec(self, key, step, text):
        """Remember a printed value; returns the text so that it can be used inside of an f-string."""
        value = float(text)
        store = self.series.setdefault(key, {})
        if step is None:
            self.nosteps.add(key)
            step = len(store)
        store[step] = value
        return text

    def forget_steps(self, *keys):
        self.nosteps.update(keys)

    def gauss(self, s):
        return self.rng.gauss(0, s)

    def decay(self, t, start, end, k=2.5, noise=0.01):
        """Falls from start to end over t in 0..1, still falling at the end."""
        base = (math.exp(-k * t) - math.exp(-k)) / (1 - math.exp(-k))
        return (end + (start - end) * base) * (1 + self.gauss(noise))

    def finish(self, folder):
        text = "".join(self.out)
        data = self.data if self.data is not None else text.encode(self.encoding)
        if self.pack == "gz":
            buffer = io.BytesIO()
            with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, mtime=0) as g:
                g.write(data)
            data = buffer.getvalue()
        elif self.pack:
            buffer = io.BytesIO()
            with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as z:
                info = zipfile.ZipInfo(self.pack, (2025, 10, 1, 12, 0, 0))
                z.writestr(info, data)
            data = buffer.getvalue()
        with open(os.path.join(folder, self.name), "wb") as f:
            f.write(data)
        series = {}
        for key, store in self.series.items():
            steps = sorted(store)
            fix = lambda v: "nan" if v != v else v
            series[key] = {"points": len(steps), "first": fix(store[steps[0]]), "last": fix(store[steps[-1]])}
            if key not in self.nosteps:
                series[key]["first_step"], series[key]["last_step"] = steps[0], steps[-1]
        TRUTH[self.name] = {"tool": self.tool, "kind": self.kind, "odd": self.odd, "series": series, "must": self.must,
                            "must_any": self.must_any, "must_not": self.must_not, "nothing": self.nothing,
                            "note": self.note}


def case(f):
    BUILDERS.append(f)
    return f


def bar(done, total, width=10):
    eighths = " ▏▎▍▌▋▊▉"
    x = width * done / total
    full = int(x)
    part = "" if full >= width else eighths[int((x - full) * 8)]
    return ("█" * full + part).ljust(width)[:width]


def hms(seconds):
    s = int(seconds)
    return f"{s // 3600}:{s % 3600 // 60:02d}:{s % 60:02d}" if s >= 3600 else f"{s // 60:02d}:{s % 60:02d}"


def tqdm(done, total, per, unit="it", extra=""):
    rate = f"{1 / per:5.2f}{unit}/s" if per < 1 else f"{per:5.2f}s/{unit}"
    return f"{100 * done // total:3d}%|{bar(done, total)}| {done}/{total} [{hms(done * per)}<{hms((total - done) * per)}, {rate}{extra}]"


# ---------------------------------------------------------------- 1-10

@case
def hf_v5():
    c = Case("hf_v5_console.log", "transformers v5 Trainer", "console with tqdm, values as strings", note="validation loss "
             "rises from 0.41 to 1.3 while the training loss goes to 0.01: flagrant overfitting; values are quoted strings")
    total, per = 600, 0.21
    for s in range(20, total + 1, 20):
        t = s / total
        c.p(tqdm(s, total, per))
        c.p(" " * 60)
        loss = c.rec("train/loss", s, f"{c.decay(t, 0.69, 0.011, 5, 0.03):.4g}")
        g = c.rec("train/gradient_norm", s, f"{2.5 * (1 - t) + 0.4 + abs(c.gauss(0.2)):.4g}")
        lr = c.rec("train/learning_rate", s, f"{3e-5 * (1 - (s - 1) / total):.4g}")
        c.p(f"{{'loss': '{loss}', 'grad_norm': '{g}', 'learning_rate': '{lr}', 'epoch': '{s / 100:.4g}'}}")
        c.p()
        if s % 100 == 0:
            e = s // 100
            v = [0, 0.4312, 0.4105, 0.5283, 0.7619, 1.0440, 1.3071][e]
            v = c.rec("validation/loss", s, f"{v:.4g}")
            a = c.rec("validation/accuracy", s, f"{[0, .8112, .8245, .8197, .8151, .8118, .8107][e]:.4g}")
            c.p(tqdm(s, total, per))
            c.p(f"{{'eval_loss': '{v}', 'eval_accuracy': '{a}', 'eval_runtime': '{7.1 + c.gauss(.1):.4g}', "
                f"'eval_samples_per_second': '{281 + c.gauss(3):.4g}', 'eval_steps_per_second': '{35.2 + c.gauss(.4):.4g}', 'epoch': '{e}'}}")
            c.p()
    c.p(f"{{'train_runtime': '181.3', 'train_samples_per_second': '105.9', 'train_steps_per_second': '3.309', 'train_loss': '0.1433', 'epoch': '6'}}")
    c.must = ["overfitting"]
    c.must_not = FIRM + ["non-finite-loss", "diverging", "plateau", "not-decreasing", "exploding-gradients", "odd-part-loss"]
    return c


@case
def llamafactory():
    c = Case("llamafactory_sft.log", "LLaMA-Factory", "console", note="all labels masked: the loss is exactly 0 at every step")
    c.p("[INFO|2025-10-14 09:12:31] llamafactory.hparams.parser:143 >> Process rank: 0, world size: 1, device: cuda:0, distributed training: False, compute dtype: torch.bfloat16")
    c.p("[INFO|2025-10-14 09:12:40] llamafactory.data.template:143 >> Replace eos token: <|im_end|>.")
    c.p("[INFO|2025-10-14 09:12:41] llamafactory.data.loader:143 >> Loading dataset tickets_de.json...")
    c.p("[INFO|trainer.py:2414] 2025-10-14 09:13:30,117 >> ***** Running training *****")
    c.p("[INFO|trainer.py:2415] 2025-10-14 09:13:30,117 >>   Num examples = 4,210")
    c.p("[INFO|trainer.py:2416] 2025-10-14 09:13:30,117 >>   Num Epochs = 3")
    c.p("[INFO|trainer.py:2419] 2025-10-14 09:13:30,117 >>   Total train batch size (w. parallel, distributed & accumulation) = 16")
    c.p("[INFO|trainer.py:2421] 2025-10-14 09:13:30,117 >>   Total optimization steps = 790")
    for s in range(10, 791, 10):
        lr = 1e-4 * min(1, s / 79) * 0.5 * (1 + math.cos(math.pi * max(0, s - 79) / 711))
        loss = c.rec("train/loss", s, "0.0")
        c.p(f"{{'loss': {loss}, 'grad_norm': 0.0, 'learning_rate': {lr!r}, 'epoch': {round(s / 263.125, 2)}}}")
        c.p(f" {100 * s // 790:2d}%|{bar(s, 790)}| {s}/790 [{hms(s * 1.7)}<{hms((790 - s) * 1.7)},  1.70s/it]")
        if s == 500:
            c.p("[INFO|trainer.py:3984] 2025-10-14 09:27:51,910 >> Saving model checkpoint to saves/qwen2.5-7b/lora/sft/checkpoint-500")
    c.p("***** train metrics *****")
    c.p("  epoch                    =        3.0\n  total_flos               = 61233178GF\n  train_loss               =        0.0\n  train_runtime            = 0:22:23.14\n  train_samples_per_second =      9.403\n  train_steps_per_second   =      0.588")
    c.must = ["zero-loss"]
    c.must_not = RL + ["diverging", "overfitting", "exploding-gradients", "loss-spike", "non-finite-loss", "amp-overflow", "oscillating"]
    c.note += "; the bar is printed after the dict"
    return c


@case
def trl_dpo():
    c = Case("trl_dpo.txt", "trl DPO", "console", note="300 steps, loss stays at ln 2, accuracies at 0.5, margins around 0")
    for s in range(5, 301, 5):
        m = c.gauss(0.004)
        ch, rj = c.gauss(0.01), 0
        rj = ch - m
        lr = 5e-7 * (1 - s / 300)
        loss = c.rec("train/loss", None, f"{0.6931 + c.gauss(0.0015):.4f}")
        g = c.rec("train/gradient_norm", None, repr(round(11 + c.gauss(1.1), 6)))
        mm = c.rec("train/reward_margin", None, repr(round(m, 10)))
        acc = round(0.5 + c.gauss(0.035), 4)
        c.p(f"{{'loss': {loss}, 'grad_norm': {g}, 'learning_rate': {lr!r}, 'rewards/chosen': {ch!r}, 'rewards/rejected': {rj!r}, "
            f"'rewards/accuracies': {acc}, 'rewards/margins': {mm}, 'logps/chosen': {-312 + c.gauss(8)!r}, 'logps/rejected': {-287 + c.gauss(8)!r}, "
            f"'logits/chosen': {-1.71 + c.gauss(.02)!r}, 'logits/rejected': {-1.69 + c.gauss(.02)!r}, 'epoch': {round(s / 300, 2)}}}")
    c.p("{'train_runtime': 2411.2281, 'train_samples_per_second': 3.98, 'train_steps_per_second': 0.124, 'train_loss': 0.6930241, 'epoch': 1.0}")
    c.must = ["preference-not-learnt"]
    c.must_not = ["non-finite-loss", "diverging", "overfitting", "exploding-gradients", "loss-spike", "zero-loss", "kl-runaway", "policy-collapse",
                  "reward-hacking", "length-exploitation", "amp-overflow", "scale-mismatch"]
    return c


@case
def megatron():
    c = Case("megatron_resumed.log", "Megatron-LM", "two job attempts in one file, ranks interleaved", odd=True, note="killed at 260, resumed from the "
             "checkpoint of 200: iterations 210-260 are measured again and the later value counts")

    def run(first, last, salt):
        for s in range(first, last + 1, 10):
            t = s / 500
            c.tick(31)
            loss = f"{c.decay(t, 10.8, 3.42, 3.2, 0.004):.6E}"
            lr = f"{3e-4 * min(1, s / 100) * (1 if s < 100 else 0.5 * (1 + math.cos(math.pi * (s - 100) / 800))):.6E}"
            g = f"{0.5 + 2.2 * math.exp(-5 * t) + abs(c.gauss(0.05)):.3f}"
            c.p(f" [{c.now:%Y-%m-%d %H:%M:%S}.{c.rng.randrange(10**6):06d}] iteration {s:8d}/     500 | consumed samples: {s * 512:12d} | elapsed time per iteration (ms): "
                f"{3104 + c.gauss(22):.1f} | throughput per GPU (TFLOP/s/GPU): {402 + c.gauss(3):.1f} | learning rate: {c.rec('train/learning_rate', s, lr)} | global batch size: {512:5d} | "
                f"lm loss: {c.rec('train/loss', s, loss)} | loss scale: 1.0 | grad norm: {c.rec('train/gradient_norm', s, g)} | number of skipped iterations:   0 | number of nan iterations:   0 |")
            if s == 10 or s == 210 and salt:
                for r in (3, 0, 2, 1):
                    c.p(f"[Rank {r}] (after {s} iterations) memory (MB) | allocated: {21034.2 + r} | max allocated: {52210.5 + r} | reserved: {57102.0 + r} | max reserved: {57102.0 + r}")
            if s % 100 == 0:
                v = c.decay(t, 10.9, 3.47, 3.2, 0.002)
                vs = f"{v:.6E}"
                ppl = f"{math.exp(v):.6E}"
                line = f" validation loss at iteration {s} | lm loss value: {c.rec('validation/loss', s, vs)} | lm loss PPL: {c.rec('validation/perplexity', s, ppl)} | "
                c.p("-" * len(line)); c.p(line); c.p("-" * len(line))
                c.p(f"saving checkpoint at iteration {s:7d} to /ckpt/run7 in torch_dist format")
                c.p(f"  successfully saved checkpoint from iteration {s:7d} to /ckpt/run7 [ t 1/2, p 1/2 ]")
    c.p("using world size: 8, data-parallel size: 2, context-parallel size: 1, tensor-model-parallel size: 2, pipeline-model-parallel size: 2")
    c.p("------------------------ arguments ------------------------")
    for k, v in [("adam_beta1", 0.9), ("adam_beta2", 0.95), ("clip_grad", 1.0), ("eval_interval", 100), ("eval_iters", 20), ("global_batch_size", 512),
                 ("hidden_size", 2048), ("init_method_std", 0.02), ("lr", 0.0003), ("min_lr", 3e-05), ("num_layers", 24), ("train_iters", 500), ("weight_decay", 0.1)]:
        c.p(f"  {k} {'.' * (46 - len(k))} {v}")
    c.p("-------------------- end of arguments ---------------------")
    c.p("[before the start of training step] datetime: 2025-11-02 03:11:08 ")
    run(10, 260, 0)
    c.p("[rank3]:[E1102 03:31:44.118203811 ProcessGroupNCCL.cpp:616] [Rank 3] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=91822, OpType=_ALLGATHER_BASE, NumelIn=1048576, NumelOut=2097152, Timeout(ms)=600000) ran for 600041 milliseconds before timing out.")
    c.p("srun: error: node117: task 0: Exited with exit code 1")
    c.p("slurmstepd: error: *** STEP 881724.0 ON node117 CANCELLED AT 2025-11-02T03:41:52 ***")
    c.p(" loading checkpoint from /ckpt/run7 at iteration 200")
    c.p("  successfully loaded checkpoint from /ckpt/run7 [ t 1/2, p 1/2 ] at iteration 200")
    run(210, 500, 1)
    c.p("[after training is done] datetime: 2025-11-02 04:40:13 ")
    c.must_not = list(ALL)
    return c


@case
def torchtitan():
    c = Case("torchtitan.log", "torchtitan", "console with colour codes", odd=True, note="gradient norm rises from 1 to 40,000 and the loss goes up with it; colour codes")
    red, green, orange, turq, blue, cyan, mag, reset = ("\x1b[31m", "\x1b[32m", "\x1b[38;2;180;60;0m", "\x1b[38;2;54;234;195m", "\x1b[34m", "\x1b[36m", "\x1b[35m", "\x1b[39m")
    c.p("[rank0]:[titan] 2025-11-20 11:02:13,410 - root - INFO - Starting job: llama3 1b, fp8 rowwise")
    c.p("[rank0]:[titan] 2025-11-20 11:02:20,122 - root - INFO - \x1b[34mModel llama3 1B \x1b[31msize: 1,235,814,400 total parameters\x1b[39m")
    c.p("[rank0]:[titan] 2025-11-20 11:02:31,009 - root - INFO - Training starts at step 1.")
    for s in [1] + list(range(10, 601, 10)):
        c.tick(14)
        if s <= 300:
            l, g = c.decay(s / 600, 12.1, 3.9, 5, 0.006), 1.4 + abs(c.gauss(0.25))
        else:
            x = (s - 300) / 300
            g = 1.5 * math.exp(10.2 * x) * math.exp(c.gauss(0.15))
            l = 4.5 + 4.6 * x ** 2 + c.gauss(0.05)
        gs = f"{g:7.4f}"
        c.p(f"[rank0]:[titan] {c.now:%Y-%m-%d %H:%M:%S},{c.rng.randrange(1000):03d} - root - INFO - {red}step: {s:2}  {green}loss: {c.rec('train/loss', s, f'{l:8.5f}')}  "
            f"{orange}grad_norm: {c.rec('train/gradient_norm', s, gs)}  {turq}memory: 31.14GiB(39.31%)  {blue}tps: {round(21840 + c.gauss(60)):,}  {cyan}tflops: {188.2 + c.gauss(.5):,.2f}  {mag}mfu: {19.03 + c.gauss(.05):.2f}%{reset}")
    c.must = ["exploding-gradients"]
    c.must_any = [["diverging", "exploding-gradients"]]
    c.must_not = FIRM + ["non-finite-loss", "overfitting", "vanishing-gradients", "validation-swings", "odd-part-loss"]
    return c


@case
def maxtext():
    c = Case("maxtext_v5p.log", "MaxText", "console", note="falls to 4, then climbs steadily to 9.8 and never comes back: diverging")
    c.p("Config param learning_rate: 0.003\nConfig param global_batch_size_to_train_on: 256\nConfig param steps: 200\nConfig param warmup_steps_fraction: 0.1")
    c.p("number parameters: 1.104 billion")
    for s in range(0, 200):
        x = s / 199
        l = c.decay(x / 0.45, 10.87, 4.0, 3, 0.004) if x < 0.45 else 4.0 + 5.8 * ((x - 0.45) / 0.55) ** 0.8 + c.gauss(0.04)
        c.p(f"completed step: {s}, seconds: {1.912 + c.gauss(.006):.3f}, TFLOP/s/device: {251.4 + c.gauss(.8):.3f}, Tokens/s/device: {17138 + c.gauss(55):.3f}, "
            f"total_weights: {524288 - c.rng.randrange(900)}, loss: {c.rec('train/loss', s, f'{l:.3f}')}")
        if s % 100 == 0:
            c.p("To see full metrics 'tensorboard --logdir=gs://my-bucket/run/tensorboard/'")
    c.must = ["diverging"]
    c.must_not = FIRM + ["non-finite-loss", "overfitting", "exploding-gradients", "vanishing-gradients", "validation-swings", "odd-part-loss", "oscillating"]
    return c


@case
def llmc():
    c = Case("llmc_gpt2_124M.log", "llm.c", "console, z-scores in parentheses that start as nan", odd=True,
             note="(+nanz) is the outlier z-score, which is not measured during the first steps; the loss is never NaN")
    c.p("+-----------------------+----------------------------------------------------+")
    for k, v in [("Parameter", "Value"), ("train data pattern", "dev/data/fineweb10B/fineweb_train_*.bin"), ("micro batch size B", "64"), ("sequence length T", "1024"),
                 ("total batch size", "524288"), ("learning rate (LR)", "6.000000e-04"), ("warmup iterations", "700"), ("final LR fraction", "0.000000e+00"), ("weight decay", "1.000000e-01"),
                 ("skip update lossz", "0.000000"), ("max_steps", "-1"), ("val_loss_every", "50")]:
        c.p(f"| {k:<21} | {v:<50} |")
    c.p("+-----------------------+----------------------------------------------------+")
    v = c.rec("validation/loss", 0, "11.009403")
    c.p(f"val loss {v}")
    n = 230
    for s in range(1, n + 1):
        l = c.decay(s / n, 11.01, 5.21, 2.6, 0.004)
        z = "+nanz" if s < 128 else f"{c.gauss(0.6) - .5:+.2f}z"
        zn = "+nanz" if s < 128 else f"{c.gauss(0.8):+.2f}z"
        g = c.rec("train/gradient_norm", s, f"{0.9 + 14 * math.exp(-s / 8) + abs(c.gauss(.15)):6.4f}")
        lr = c.rec("train/learning_rate", s, f"{6e-4 * s / 700:.2e}")
        c.p(f"step {s:4d}/18865 | loss {c.rec('train/loss', s, f'{l:7.6f}')} ({z})| norm {g} ({zn})| lr {lr} | {302.4 + c.gauss(1.2):.2f} ms | {58.9 + c.gauss(.3):.1f}% bf16 MFU | {1733000 + c.gauss(4000):.0f} tok/s")
        if s % 50 == 0:
            vl = f"{c.decay(s / n, 11.0, 5.2, 2.6, 0.001):f}"
            c.p(f"val loss {c.rec('validation/loss', s, vl)}")
            c.p(f"HellaSwag: {2510 + s}/10042 = {(2510 + s) / 10042:f}")
    c.must_not = list(ALL)
    return c


@case
def litgpt():
    c = Case("litgpt_finetune_lora.log", "LitGPT", "console", note="NaN from step 78 to the end; no gradient accumulation, so iter = step")
    c.p("Seed set to 1337\nNumber of trainable parameters: 3,506,176\nNumber of non-trainable parameters: 6,738,415,616")
    c.p("The longest sequence length in the train data is 512, the model's maximum sequence length is 512 and context length is 2048")
    c.p("Verifying settings ...")
    c.p("Validating ...")
    val = "n/a"
    for s in range(1, 151):
        bad = s >= 78
        l = float("nan") if bad else c.decay(s / 150, 2.31, 0.9, 2.5, 0.02)
        ls = "nan" if bad else f"{l:.3f}"
        c.p(f"Epoch 1 | iter {s} step {s} | loss train: {c.rec('train/loss', s, ls)}, val: {val} | iter time: {381 + c.gauss(9):.2f} ms (step)")
        if s % 50 == 0:
            v = "nan" if bad else f"{c.decay(s / 150, 2.3, 0.95, 2.5, 0.004):.4f}"
            c.rec("validation/loss", s, v)
            c.p("Validating ...")
            c.p(f"iter {s}: val loss {v}, val time: {10233 + c.gauss(80):.2f} ms")
            val = "nan" if bad else f"{float(v):.3f}"
    c.p("Training time: 88.13s\nMemory used: 21.42 GB")
    c.must = ["non-finite-loss"]
    c.must_not = FIRM + ["overfitting", "plateau", "not-decreasing", "exploding-gradients", "vanishing-gradients", "validation-swings", "odd-part-loss", "oscillating"]
    c.note += "; the val: of the iter lines repeats the last evaluation, rounded"
    return c


def olmo_float(v):
    if v < 0.0001:
        return str(v)
    if v > 1000:
        return f"{int(v):,d}"
    if v > 100:
        return f"{v:.1f}"
    if v > 10:
        return f"{v:.2f}"
    if v > 1:
        return f"{v:.3f}"
    return f"{v:.4f}"


@case
def olmo():
    c = Case("olmo_1b_console.log", "OLMo", "console, one metric a line, thousands with commas", note="")
    c.p("2025-04-02 17:20:01.118\tgx12:0\ttrain:98\tINFO\tBuilding model...")
    for s in range(10, 401, 10):
        c.tick(33)
        l = c.decay(s / 400, 10.6, 3.1, 4, 0.004)
        g = 0.5 + abs(c.gauss(.05))
        k = {300: 8.74, 310: 7.02, 320: 5.1, 330: 3.9}.get(s)
        if k:
            l, g = k, {300: 14.1, 310: 6.2, 320: 2.9, 330: 1.2}[s]
        lf = olmo_float(l)
        c.rec("train/loss", s, lf)
        ppl = olmo_float(math.exp(l))
        c.rec("train/perplexity", s, ppl.replace(",", ""))
        c.p(f"{c.now:%Y-%m-%d %H:%M:%S}.{c.rng.randrange(1000):03d}\tgx12:0\tolmo.train:924\tINFO\t[step={s}/400,epoch=0]")
        c.p(f"    optim/total_grad_norm={c.rec('train/gradient_norm', s, olmo_float(g))}")
        c.p(f"    train/CrossEntropyLoss={lf}")
        c.p(f"    train/Perplexity={ppl}")
        c.p(f"    throughput/total_tokens={s * 4194304:,d}")
        c.p(f"    throughput/device/tokens_per_second={int(15210 + c.gauss(40)):,d}")
    c.must = ["loss-spike"]
    c.note = "at step 300 the loss leaps from 3.7 to 8.7 and needs four prints to come back: a spike"
    c.must_not = FIRM + ["non-finite-loss", "diverging", "overfitting", "not-decreasing", "vanishing-gradients", "validation-swings", "odd-part-loss", "plateau"]
    return c


@case
def composer():
    c = Case("composer_resnet.log", "MosaicML Composer", "console, one metric a line", odd=True, note="batches are counted over all epochs (time/batch); metrics in indented lines")
    c.p("******************************\nConfig:\ncomposer_commit_hash: None\ncomposer_version: 0.29.0\nnode_name: unknown because NODENAME environment variable not set\nnum_gpus_per_node: 1\nnum_nodes: 1\nrank_zero_seed: 1429531178\n\n******************************")
    per = 97
    n = 3 * per
    for b in range(10, n + 1, 10):
        e = (b - 1) // per + 1
        inb = (b - 1) % per + 1
        c.p(f"[epoch={e}][batch={inb}/{per}]:")
        c.p(f"\t Train time/epoch: {e - 1}")
        c.p(f"\t Train time/batch: {b - 1}")
        c.p(f"\t Train time/sample: {(b - 1) * 512}")
        c.p(f"\t Train time/batch_in_epoch: {inb - 1}")
        c.p(f"\t Train trainer/device_train_microbatch_size: 512")
        c.p(f"\t Train loss/train/total: {c.rec('train/loss', b, f'{c.decay(b / n, 2.31, 0.72, 2.4, 0.012):.4f}')}")
        if b // per != (b + 10) // per and b + 10 <= n + 10:
            c.p(f"[Eval batch=1/20] Eval on eval data")
            c.p(f"[Eval batch=10/20] Eval on eval data")
            c.p(f"[Eval batch=20/20] Eval on eval data:")
            acc = f"{0.71 - 0.4 * math.exp(-2.2 * e / 3) + c.gauss(.003):.4f}"
            c.p(f"\t Eval metrics/eval/MulticlassAccuracy: {c.rec('validation/accuracy', e, acc)}")
    c.forget_steps("validation/accuracy", "train/loss")
    c.must_not = list(ALL)
    return c


# ---------------------------------------------------------------- 11-20

@case
def verl():
    c = Case("verl_grpo_console.log", "verl", "console: key:value pairs separated by ' - '", note="entropy falls from 0.9 to 0.0003 while the score drops from 0.52 to 0.04: the policy collapsed")
    c.p("(TaskRunner pid=48213) {'actor_rollout_ref': {'actor': {'clip_ratio': 0.2, 'entropy_coeff': 0, 'grad_clip': 1.0, 'kl_loss_coef': 0.001, 'optim': {'lr': 1e-06, 'weight_decay': 0.01}, 'ppo_epochs': 1, 'ppo_mini_batch_size': 256}}}")
    c.p("(TaskRunner pid=48213) Training from scratch")
    for s in range(1, 101):
        t = s / 100
        ent = 0.92 * math.exp(-0.4 * s / 10) if s < 40 else max(0.0003, 0.186 * math.exp(-(s - 40) / 6))
        ent *= math.exp(c.gauss(0.03))
        score = 0.31 + 0.21 * min(1, s / 40) if s < 45 else max(0.04, 0.52 - 0.025 * (s - 45))
        score += c.gauss(0.006)
        e, k = c.rec("train/entropy", s, f"{ent:.6f}"), f"{0.0004 + 0.00002 * s:.6f}"
        g = c.rec("train/gradient_norm", s, f"{0.12 + abs(c.gauss(.02)):.6f}")
        sc = f"{score:.6f}"
        c.rec("train/reward", s, sc)
        pg = c.rec("train/loss", s, f"{c.gauss(0.004):.6f}")
        c.p(f"(TaskRunner pid=48213) step:{s} - global_seqlen/min:{48000 + c.rng.randrange(9000)} - global_seqlen/max:{61000 + c.rng.randrange(9000)} - global_seqlen/mean:{57000 + c.gauss(400):.3f} - "
            f"actor/entropy:{e} - actor/kl_loss:{k} - actor/kl_coef:0.001 - actor/pg_loss:{pg} - actor/pg_clipfrac:{0.0011 + abs(c.gauss(.0002)):.6f} - actor/ppo_kl:{c.gauss(.0002):.6f} - actor/grad_norm:{g} - "
            f"perf/mfu/actor:{0.31 + c.gauss(.004):.6f} - perf/max_memory_allocated_gb:62.447 - actor/lr:1e-06 - training/global_step:{s} - training/epoch:{s // 29} - critic/score/mean:{sc} - critic/score/max:1.0 - critic/score/min:0.0 - "
            f"critic/rewards/mean:{sc} - critic/rewards/max:1.0 - critic/rewards/min:0.0 - critic/advantages/mean:{c.gauss(.01):.6f} - critic/advantages/max:1.789 - critic/advantages/min:-1.789 - "
            f"response_length/mean:{290 - 60 * t + c.gauss(4):.3f} - response_length/max:1024.0 - response_length/min:41.0 - response_length/clip_ratio:0.001 - prompt_length/mean:104.2 - timing_s/gen:{21 + c.gauss(.4):.3f} - timing_s/step:{55 + c.gauss(.7):.3f}")
    del c.series["train/loss"]
    c.must = ["policy-collapse"]
    c.must_not = ["non-finite-loss", "diverging", "overfitting", "exploding-gradients", "zero-loss", "amp-overflow", "length-exploitation", "preference-not-learnt", "validation-swings", "scale-mismatch", "kl-runaway"]
    c.note += "; pg_loss hovers around 0 as it should, no train/loss claimed"
    return c


@case
def openrlhf():
    c = Case("openrlhf_ppo_ray.log", "OpenRLHF", "Ray actors, python dicts in log lines", note="KL to the reference runs from 0.01 to 48 and keeps growing")
    c.p("2025-08-19 22:10:14,301\tINFO worker.py:1841 -- Connected to Ray cluster. View the dashboard at \x1b[1m\x1b[32mhttp://127.0.0.1:8265 \x1b[39m\x1b[22m")
    for s in range(1, 91):
        c.tick(70)
        kl = 0.012 * math.exp(s / 90 * 8.3) * math.exp(c.gauss(.04))
        r = -0.4 + 1.1 * min(1, s / 60) - (0.02 * (s - 60) if s > 60 else 0) + c.gauss(.03)
        d = {"policy_loss": c.gauss(0.01), "actor_lr": 5e-07, "ppo_clip_ratio": 0.01 + abs(c.gauss(.004)), "ppo_kl": abs(c.gauss(.001)), "critic_loss": 0.05 + abs(c.gauss(.01)), "values": r * .8, "critic_lr": 9e-06,
             "kl": kl, "reward": r, "return": r - 0.01 * kl, "response_length": 311 + c.gauss(9), "total_length": 402 + c.gauss(9), "num_actions": 1024, "timing/generation": 18.2 + c.gauss(.5)}
        c.rec("train/kl", s, repr(kl))
        c.rec("train/reward", s, repr(r))
        c.p(f"\x1b[36m(PPOTrainer pid=20713)\x1b[0m {c.now:%Y-%m-%d %H:%M:%S}.{c.rng.randrange(1000):03d} | INFO     | openrlhf.trainer.ppo_trainer:fit:241 - ✨ Global step {s}: {d}")
    c.must = ["kl-runaway"]
    c.must_not = ["non-finite-loss", "overfitting", "exploding-gradients", "zero-loss", "amp-overflow", "length-exploitation", "preference-not-learnt", "validation-swings", "scale-mismatch", "policy-collapse"]
    c.note += "; train/loss is not claimed: there are policy_loss and critic_loss"
    return c


@case
def grpo():
    c = Case("trl_grpo.log", "trl GRPO", "console", note="completions grow from 210 to the limit of 2048 tokens, nearly all clipped, while the correctness reward stays where it was: length exploitation")
    n = 250
    for s in range(5, n + 1, 5):
        t = s / n
        ln = min(2040, 210 * math.exp(2.9 * t ** 0.8)) * (1 + c.gauss(.01))
        ln = min(ln, 2046)
        clip = max(0.0, min(0.97, (ln - 900) / 1100))
        corr = 0.42 + c.gauss(.012)
        lenrew = 0.1 + ln / 2048
        r = corr + lenrew
        c.rec("train/reward", s, repr(round(r, 6)))
        c.rec("train/loss", s, f"{0.0004 + 0.00002 * s + abs(c.gauss(.0003)):.4f}")
        loss = f"{list(c.series['train/loss'].values())[-1]:.4f}"
        kl = round(0.004 + 0.0003 * s, 6)
        c.rec("train/kl", s, repr(kl))
        c.p(f"{{'loss': {loss}, 'grad_norm': {0.21 + abs(c.gauss(.03)):.6f}, 'learning_rate': {1e-6 * (1 - t) + 1e-9!r}, 'num_tokens': {int(s * 8 * 600)}.0, 'completions/mean_length': {ln:.3f}, 'completions/min_length': {ln * .4:.1f}, "
            f"'completions/max_length': 2048.0, 'completions/clipped_ratio': {clip:.5f}, 'completions/mean_terminated_length': {ln * .8:.3f}, 'rewards/correctness/mean': {corr:.6f}, 'rewards/correctness/std': 0.49, "
            f"'rewards/length_bonus/mean': {lenrew:.6f}, 'reward': {round(r, 6)!r}, 'reward_std': {0.3 + c.gauss(.01):.6f}, 'frac_reward_zero_std': 0.0, 'kl': {kl!r}, 'entropy': {0.52 + c.gauss(.01):.6f}, 'clip_ratio/region_mean': 0.0, 'epoch': {round(t, 2)}}}")
        c.p(tqdm(s, n, 4.2))
    c.must_any = [["length-exploitation", "reward-hacking"]]
    c.must_not = ["non-finite-loss", "overfitting", "exploding-gradients", "zero-loss", "amp-overflow", "preference-not-learnt", "validation-swings", "scale-mismatch", "policy-collapse"]
    return c


@case
def ppo():
    c = Case("trl_ppo.log", "trl PPO", "console, python dicts", note="the proxy score soars from 1 to 9 while KL reaches 160 and the held-out gold score falls from 0.6 to -1.9: reward hacking")
    ep = 0
    for s in range(1, 81):
        t = s / 80
        ep += 512
        kl = 1.0 + 160 * t ** 2.2 + abs(c.gauss(.5))
        sc = 1 + 8 * t ** 0.7 + c.gauss(.08)
        ent = 41 - 22 * t + c.gauss(.5)
        c.rec("train/kl", None, repr(round(kl, 7)))
        c.p(f"{{'eps': 1, 'objective/kl': {round(kl, 7)!r}, 'objective/entropy': {ent:.6f}, 'objective/non_score_reward': {-0.02 * kl:.6f}, 'objective/rlhf_reward': {sc - .02 * kl:.6f}, 'objective/scores': {sc:.6f}, "
            f"'policy/approxkl_avg': {abs(c.gauss(.003)):.6f}, 'policy/clipfrac_avg': {0.05 + abs(c.gauss(.01)):.6f}, 'loss/policy_avg': {-0.012 + c.gauss(.002):.6f}, 'loss/value_avg': {0.3 + abs(c.gauss(.03)):.6f}, "
            f"'val/clipfrac_avg': {abs(c.gauss(.01)):.6f}, 'policy/entropy_avg': {ent / 60:.6f}, 'val/ratio': {1 + c.gauss(.001):.6f}, 'val/ratio_var': {abs(c.gauss(.0001)):.6f}, 'val/num_eos_tokens': {300 + c.rng.randrange(60)}, "
            f"'lr': {3e-6 * (1 - t) + 1e-9!r}, 'episode': {ep}, 'epoch': {round(ep / 40960, 2)}}}")
        if s % 16 == 0:
            c.p(f"[gold-rm] episode {ep}: held-out gold score {0.6 - 2.5 * t ** 1.4:.3f}")
    c.must_any = [["reward-hacking", "kl-runaway"]]
    c.must_not = ["non-finite-loss", "overfitting", "exploding-gradients", "zero-loss", "amp-overflow", "preference-not-learnt", "validation-swings", "scale-mismatch"]
    c.forget_steps("train/kl")
    return c


@case
def axolotl():
    c = Case("axolotl_qlora.log", "axolotl", "config dump at the top, then console with carriage returns", odd=True, note="JSON config of numbers first; bars come over carriage returns; dicts carry ppl and memory")
    c.p("[2025-10-03 14:22:09,881] [INFO] [axolotl.utils.data.sft:188] [PID:1731] Unable to find prepared dataset in last_run_prepared/8f2a")
    c.p("[2025-10-03 14:22:13,004] [INFO] [axolotl.cli.config:248] [PID:1731] config:")
    cfg = {"adam_beta2": 0.95, "adapter": "qlora", "base_model": "mistralai/Mistral-7B-v0.3", "bf16": True, "eval_batch_size": 2, "evals_per_epoch": 2, "gradient_accumulation_steps": 4, "learning_rate": 0.0002, "logging_steps": 1,
           "lora_alpha": 16, "lora_dropout": 0.05, "lora_r": 32, "loss_watchdog_patience": 3, "loss_watchdog_threshold": 5.0, "lr_scheduler": "cosine", "max_grad_norm": 1.0, "micro_batch_size": 2, "num_epochs": 2.0, "sequence_len": 4096, "val_set_size": 0.05, "warmup_steps": 10, "weight_decay": 0.0}
    for line in json.dumps(cfg, indent=2).split("\n"):
        c.p(line)
    c.p("[2025-10-03 14:23:41,551] [INFO] [axolotl.train.save_initial_configs:402] [PID:1731] Pre-saving adapter config to ./outputs/qlora-out...")
    n = 120
    evals = {0: 1.412, 30: 1.187, 60: 1.101, 90: 1.058, 120: 1.031}
    for s in range(0, n + 1):
        if s:
            t = s / n
            l = c.decay(t, 1.46, 0.92, 2.2, 0.012)
            loss = c.rec("train/loss", s, f"{l:.4f}")
            g = c.rec("train/gradient_norm", s, repr(round(0.55 + abs(c.gauss(.06)), 6)))
            lr = c.rec("train/learning_rate", s, repr(2e-4 * min(1, s / 10) * (1 if s < 10 else .5 * (1 + math.cos(math.pi * (s - 10) / 110)) + 1e-9)))
            c.p(f"\r {100 * s // n:2d}%|{bar(s, n)}| {s}/{n} [{hms(s * 6.1)}<{hms((n - s) * 6.1)},  6.10s/it]", end="")
            c.p(f"\r{' ' * 90}\r{{'loss': {loss}, 'grad_norm': {g}, 'learning_rate': {lr}, 'ppl': {math.exp(l):.5f}, 'memory/max_active (GiB)': 18.31, 'memory/max_allocated (GiB)': 18.31, 'memory/device_reserved (GiB)': 21.02, 'epoch': {round(s / 60, 2)}}}")
        if s in evals:
            v = c.rec("validation/loss", s, f"{evals[s]}")
            for k in (4, 9, 13):
                c.p(f"\r {100 * k // 13:3d}%|{bar(k, 13)}| {k}/13 [{hms(k * 1.2)}<{hms((13 - k) * 1.2)},  1.21s/it]\x1b[A", end="")
            c.p(f"\r{' ' * 90}\r{{'eval_loss': {v}, 'eval_runtime': 16.2{c.rng.randrange(100):02d}, 'eval_samples_per_second': 6.43, 'eval_steps_per_second': 0.804, 'eval_ppl': {math.exp(evals[s]):.5f}, 'epoch': {round(s / 60, 2)}}}")
    c.p("{'train_runtime': 745.21, 'train_samples_per_second': 5.153, 'train_steps_per_second': 0.161, 'train_loss': 1.1318, 'epoch': 2.0}")
    c.p("[2025-10-03 14:36:30,018] [INFO] [axolotl.train.save_trained_model:231] [PID:1731] Training completed! Saving trained model to ./outputs/qlora-out.")
    c.must_not = list(ALL)
    return c


@case
def torchtune():
    c = Case("torchtune_lora_bar.log", "torchtune", "only a progress bar over carriage returns", odd=True, note="the whole training is one line with carriage returns: epoch|step|Loss")
    c.p("INFO:torchtune.utils._logging:Running LoRAFinetuneRecipeSingleDevice with resolved config:\n")
    c.p("batch_size: 2\nepochs: 2\ngradient_accumulation_steps: 8\nlr_scheduler:\n  num_warmup_steps: 100\noptimizer:\n  lr: 0.0003\n  weight_decay: 0.01\nseed: 1234\n")
    c.p("INFO:torchtune.utils._logging:Memory stats after model init:\n\tGPU peak memory active: 6.31 GiB\n\tGPU peak memory alloc: 6.31 GiB\n\tGPU peak memory reserved: 6.43 GiB")
    c.p("INFO:torchtune.utils._logging: Profiling disabled.")
    c.p("INFO:torchtune.utils._logging: Learning rate scheduler initialized.")
    total = 130
    for s in range(1, 261):
        e = (s - 1) // total
        b = (s - 1) % total + 1
        if b == 1:
            c.p(f"\r  0%|{' ' * 10}| 0/{total} [00:00<?, ?it/s]", end="")
        raw = c.decay(s / 260, 1.71, 0.83, 2.3, 0.02)
        text = repr(raw)
        c.rec("train/loss", s, text)
        c.p(f"\r{e + 1}|{s}|Loss: {text}: {100 * b // total:3d}%|{bar(b, total)}| {b}/{total} [{hms(b * 3.1)}<{hms((total - b) * 3.1)},  3.10s/it]", end="")
        if b == total:
            c.p()
            c.p(f"INFO:torchtune.utils._logging:Model checkpoint of size 0.01 GiB saved to /tmp/out/epoch_{e}/adapter_model.safetensors")
    c.must_not = list(ALL)
    return c


@case
def swift():
    c = Case("ms_swift_sft.log", "ms-swift", "console; steps as '10/200' in a string", odd=True, note="each dict says its step in 'global_step/max_steps'; eta and elapsed time in every line; a summary follows")
    c.p("[INFO:swift] Loading the model using model_dir: /mnt/modelscope/hub/models/Qwen/Qwen2___5-7B-Instruct")
    c.p("[INFO:swift] model_parameter_info: PeftModelForCausalLM: 7635.8012M Params (20.1851M Trainable [0.2643%]), 0.0001M Buffers.")
    c.p("[INFO:swift] The SftArguments will be saved in: /mnt/output/v3-20251004-101112/args.json")
    n = 200
    for s in [1] + list(range(5, n + 1, 5)):
        t = s / n
        l = c.rec("train/loss", s, f"{c.decay(t, 1.92, 0.97, 2.3, 0.012):.8f}")
        g = c.rec("train/gradient_norm", s, f"{1.1 + abs(c.gauss(.1)):.8f}")
        lr = c.rec("train/learning_rate", s, f"{1e-4 * min(1, s / 10):.2e}" if s <= 10 else f"{1e-4 * .5 * (1 + math.cos(math.pi * (s - 10) / 190)) + 1e-8:.2e}")
        c.p(f"{{'loss': {l}, 'grad_norm': {g}, 'learning_rate': {lr}, 'token_acc': {0.61 + .12 * t + c.gauss(.003):.8f}, 'epoch': {s / 100:.2f}, 'global_step/max_steps': '{s}/{n}', 'percentage': '{100 * s / n:.2f}%', "
            f"'elapsed_time': '{int(s * 5.2) // 60}m {int(s * 5.2) % 60}s', 'remaining_time': '{int((n - s) * 5.2) // 60}m {int((n - s) * 5.2) % 60}s', 'memory(GiB)': 33.17, 'train_speed(iter/s)': 0.192{c.rng.randrange(1000):03d}}}")
        c.p(f"Train: {tqdm(s, n, 5.2)}")
        if s % 50 == 0:
            v = c.rec("validation/loss", s, f"{c.decay(t, 1.9, 1.0, 2.3, 0.002):.8f}")
            c.p(f"{{'eval_loss': {v}, 'eval_token_acc': {0.62 + .1 * t:.8f}, 'eval_runtime': 11.2, 'eval_samples_per_second': 8.9, 'eval_steps_per_second': 1.12, 'epoch': {s / 100:.2f}, 'global_step/max_steps': '{s}/{n}', 'percentage': '{100 * s / n:.2f}%', 'elapsed_time': '{int(s * 5.2) // 60}m {int(s * 5.2) % 60 + 1}s', 'remaining_time': '{int((n - s) * 5.2) // 60}m {int((n - s) * 5.2) % 60}s'}}")
            c.p(f"Val: 100%|██████████| 13/13 [00:11<00:00,  1.16it/s]")
            c.p(f"[INFO:swift] Saving model checkpoint to /mnt/output/v3-20251004-101112/checkpoint-{s}")
    c.p("{'train_runtime': 1042.7, 'train_samples_per_second': 3.07, 'train_steps_per_second': 0.192, 'train_loss': 1.2791, 'token_acc': 0.7312, 'epoch': 2.0, 'global_step/max_steps': '200/200', 'percentage': '100.00%', 'elapsed_time': '17m 22s', 'remaining_time': '0s'}")
    c.p("[INFO:swift] last_model_checkpoint: /mnt/output/v3-20251004-101112/checkpoint-200")
    c.must_not = list(ALL)
    return c


@case
def unsloth():
    c = Case("unsloth_colab.txt", "unsloth (notebook)", "ASCII-art banner, then the table copied from the notebook", odd=True, note="table of the notebook pasted as text: Step, Training Loss, Validation Loss, tabs, CRLF")
    c.newline = "\r\n"
    for line in ["==((====))==  Unsloth - 2x faster free finetuning | Num GPUs used = 1", "   \\\\   /|    Num examples = 2,000 | Num Epochs = 1 | Total steps = 240", "O^O/ \\_/ \\    Batch size per device = 2 | Gradient accumulation steps = 4",
                 "\\        /    Data Parallel GPUs = 1 | Total batch size (2 x 4 x 1) = 8", ' "-____-"     Trainable parameters = 24,313,856 of 3,237,063,680 (0.75% trained)',
                 "Unsloth: Will smartly offload gradients to save VRAM!", "", " [240/240 12:08, Epoch 0/1]", "Step\tTraining Loss\tValidation Loss"]:
        c.p(line)
    for s in range(10, 241, 10):
        a = c.rec("train/loss", s, f"{c.decay(s / 240, 1.83, 0.88, 2.4, .01):.6f}")
        v = c.rec("validation/loss", s, f"{c.decay(s / 240, 1.80, 0.93, 2.4, .003):.6f}")
        c.p(f"{s}\t{a}\t{v}")
    c.p("")
    c.p("728.1134 seconds used for training.")
    c.p("12.14 minutes used for training.")
    c.p("Peak reserved memory = 7.182 GB.")
    c.p("Peak reserved memory % of max memory = 48.722 %.")
    c.must_not = list(ALL)
    return c


@case
def tensorboard():
    c = Case("run-bert_base-tag-train_loss.csv", "TensorBoard (CSV download)", "Wall time,Step,Value with CRLF", odd=True, note="the name of the metric is only in the file name; resumed: steps 400-480 are there twice, the later wall time counts")
    c.newline = "\r\n"
    c.p("Wall time,Step,Value")
    w = 1756713600.0
    for s in list(range(0, 500, 20)) + list(range(400, 1201, 20)):
        w += 11.3 + c.gauss(.2) + (5400 if s == 400 and len(c.series.get("train/loss", {})) > 20 else 0)
        v = f"{c.decay(s / 1200, 0.71, 0.19, 2.2, .02):.16f}"
        c.p(f"{w:.6f},{s},{c.rec('train/loss', s, v)}")
    c.must_not = list(ALL)
    return c


@case
def neox():
    c = Case("gpt_neox_pythia.txt", "GPT-NeoX", "long config dump, then the lines of DeepSpeed and of Megatron for the same steps", odd=True,
             note="30 lines of numbers first; sparse steps; each step is told twice (log_dist and iteration line)")
    c.p("-------------------- arguments --------------------")
    names = ["attention_dropout", "hidden_dropout", "clip", "eval_interval", "eval_iters", "fp32_allreduce", "gas", "global_num_gpus", "hidden_size", "init_method_std", "layernorm_epsilon", "log_interval", "loss_scale_window", "lr", "lr_decay_iters",
             "max_position_embeddings", "min_lr", "num_attention_heads", "num_layers", "rotary_pct", "save_iters", "seq_length", "train_batch_size", "train_iters", "train_micro_batch_size_per_gpu", "warmup", "weight_decay", "zero_stage", "loss_scale", "min_scale"]
    vals = [0, 0, 1.0, 100, 10, False, 1, 8, 1024, 0.02, 1e-05, 10, 1000, 0.0003, 143000, 2048, 3e-05, 16, 24, 0.25, "[0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000]", 2048, 256, 600, 32, 0.01, 0.1, 1, 0, 1.0]
    for k, v in zip(names, vals):
        c.p(f"  {k} {'.' * (48 - len(k))} {v}")
    c.p("---------------- end of arguments ----------------")
    c.p("> number of parameters on model parallel rank 0: 405334016")
    c.p("[2025-05-09 02:11:58,614] [INFO] [logging.py:69:log_dist] [Rank 0] DeepSpeed Final Optimizer = Adam")
    for s in range(10, 601, 10):
        c.tick(42)
        lr = c.rec("train/learning_rate", s, f"{3e-4 * min(1, s / 143):.3E}")
        stamp = f"{c.now:%Y-%m-%d %H:%M:%S},{c.rng.randrange(1000):03d}"
        c.p(f"[{stamp}] [INFO] [logging.py:69:log_dist] [Rank 0] step={s}, skipped=0, lr=[{3e-4 * min(1, s / 143)!r}], mom=[[0.9, 0.95]]")
        loss = c.rec("train/loss", s, f"{c.decay(s / 600, 10.9, 3.9, 2.8, .004):.6E}")
        c.p(f"steps: {s} loss: {float(loss):.4f} iter time (s): 4.18{c.rng.randrange(10)} samples/sec: 61.{c.rng.randrange(1000):03d}")
        c.p(f" samples/sec: 61.{c.rng.randrange(1000):03d} | iteration {s:8d}/     600 | elapsed time per iteration (ms): 418{c.rng.randrange(10)}.{c.rng.randrange(10)} | learning rate: {lr} | approx flops per GPU: 51.2TFLOPS | lm_loss: {loss} | number of skipped iterations:   0 | number of nan iterations:   0 |")
        if s % 100 == 0:
            v = c.decay(s / 600, 10.9, 3.95, 2.8, .001)
            vt, pt = f"{v:.6E}", f"{math.exp(v):.6E}"
            line = f" validation results at iteration {s} | lm_loss value: {c.rec('validation/loss', s, vt)} | lm_loss_ppl value: {c.rec('validation/perplexity', s, pt)} | "
            c.p("-" * len(line)); c.p(line); c.p("-" * len(line))
    c.must_not = list(ALL)
    c.note += "; 'steps: N loss: X' holds the same loss with fewer digits (the last told form, iteration line, is claimed)"
    return c


# ---------------------------------------------------------------- 21-30

@case
def kaldi():
    c = Case("kaldi_dnn_train.log", "Kaldi nnet1", "shell script output", odd=True, note="")
    c.p("steps/nnet/train.sh --feature-transform exp/tri3_dnn/final.feature_transform --dbn exp/dbn/6.dbn --hid-layers 0 --learn-rate 0.008 data-fmllr/train_tr90 data-fmllr/train_cv10 data/lang exp/tri3_ali exp/tri3_ali exp/tri3_dnn")
    c.p("# INFO")
    c.p("steps/nnet/train.sh : Training Neural Network")
    c.p("\tdir       : exp/tri3_dnn\n\tTrain-set : data-fmllr/train_tr90 3201, exp/tri3_ali\n\tCV-set    : data-fmllr/train_cv10 348 exp/tri3_ali\n")
    c.p("LOG (apply-cmvn[5.5.1074~1-71f3]:main():apply-cmvn.cc:162) Applied cepstral mean normalization to 3201 utterances, errors on 0")
    c.p("# RUNNING THE NN-TRAINING SCHEDULER")
    lr = 0.008
    for i in range(1, 15):
        tr = f"{c.decay(i / 14, 2.31, 0.842, 3, .002):.4f}"
        cv = f"{c.decay(i / 14, 2.22, 1.093, 3, .001):.4f}"
        if i > 6:
            lr /= 2
        c.rec("train/loss", i, tr), c.rec("validation/loss", i, cv), c.rec("train/learning_rate", i, f"{lr:.6g}")
        c.p(f"ITERATION {i:02d}: TRAIN AVG.LOSS {tr}, (lrate{lr:.6g}), CROSSVAL AVG.LOSS {cv}, nnet accepted (nnet_iter{i:02d}_learnrate{lr:.6g}_tr{tr}_cv{cv})")
    c.p("finished, too small rel. improvement 0.000932")
    c.p("steps/nnet/train_scheduler.sh: Succeeded training the Neural Network : 'exp/tri3_dnn/final.nnet'")
    c.p("steps/nnet/train.sh: Successfuly finished. exp/tri3_dnn")
    c.note = "file names that hold the losses again (tr1.23_cv1.45); lrate0.008 glued to its name"
    c.must_not = list(ALL)
    return c


@case
def catboost():
    c = Case("catboost_console.txt", "CatBoost", "console, tabs", odd=True, note="best: and bestTest repeat values of earlier iterations; the word 'test' is CatBoost's name for the eval set (validation)")
    c.p("Learning rate set to 0.061324")
    best, bi = 9, 0
    n = 160
    for i in range(n):
        l = f"{c.decay((i + 1) / n, .6552, .3011, 2.3, .0005):.7f}"
        v = f"{c.decay((i + 1) / n, .6558, .3402, 2.3, .0005):.7f}"
        if float(v) < best:
            best, bi = float(v), i
        if i % 5 == 0 or i == n - 1:
            c.rec("train/loss", i, l), c.rec("validation/loss", i, v)
            c.p(f"{i}:\tlearn: {l}\ttest: {v}\tbest: {best:.7f} ({bi})\ttotal: {11.1 * (i + 1):.3g}ms\tremaining: {11.1 * (n - i - 1) / 1000:.3g}s")
    c.p("")
    c.p(f"bestTest = {best:.9f}\nbestIteration = {bi}\n")
    c.p(f"Shrink model to first {bi + 1} iterations.")
    c.must_not = list(ALL)
    return c


@case
def lightgbm():
    c = Case("lightgbm_train.log", "LightGBM", "console, tabs", note="valid_1's logloss falls to 0.46 at 40 and rises to 1.21 while training goes to 0.003: overfitting")
    c.p("[LightGBM] [Info] Number of positive: 1204, number of negative: 1996")
    c.p("[LightGBM] [Info] Auto-choosing col-wise multi-threading, the overhead of testing was 0.000874 seconds.")
    c.p("You can set `force_col_wise=true` to remove the overhead.")
    c.p("[LightGBM] [Info] Total Bins 7140\n[LightGBM] [Info] Number of data points in the train set: 3200, number of used features: 28")
    c.p("[LightGBM] [Info] [binary:BoostFromScore]: pavg=0.376250 -> initscore=-0.505446\n[LightGBM] [Info] Start training from score -0.505446")
    for i in range(10, 1001, 10):
        t = i / 1000
        tr = .66 * math.exp(-5.4 * t)
        va = .661 - .2 * (1 - math.exp(-i / 15)) + (0.78 * ((i - 40) / 960) ** 0.9 if i > 40 else 0) + c.gauss(.002)
        tr, va = f"{tr * (1 + c.gauss(.004)):.6g}", f"{va:.6g}"
        c.rec("train/loss", i, tr), c.rec("validation/loss", i, va)
        c.p(f"[{i}]\ttraining's binary_logloss: {tr}\tvalid_1's binary_logloss: {va}")
    c.must = ["overfitting"]
    c.must_not = FIRM + ["non-finite-loss", "diverging", "not-decreasing", "exploding-gradients", "vanishing-gradients", "loss-spike", "odd-part-loss", "oscillating"]
    return c


@case
def xgboost_mail():
    c = Case("mail_xgboost.eml", "XGBoost in an e-mail", "e-mail; quoted log lines, two depths of >", odd=True, note="mail headers, times, a signature with a phone number; the newest training is quoted once, nothing overlaps")
    c.newline = "\r\n"
    for line in ["From: Tomasz W. <tomasz@example.org>", "To: ml-list@example.org", "Date: Thu, 16 Oct 2025 18:41:03 +0200", "Subject: Re: Re: churn model, 2nd try (eta 0.05)", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "",
                 "Hi both,", "", "looks fine to me, I would stop at about 200 rounds. Can we ship 1.4 by Monday?", "", "Tomasz", "", "On Thu, 16 Oct 2025 at 17:20, Ines <ines@example.org> wrote:", "> Here is the log with eta = 0.05, max_depth = 4, 31,220 rows:", ">"]:
        c.p(line)
    for i in list(range(0, 200, 5)) + [199]:
        a, b = f"{c.decay(i / 199, .67981, .31902, 2.2, .0006):.5f}", f"{c.decay(i / 199, .68013, .35871, 2.2, .0006):.5f}"
        c.rec("train/loss", i, a), c.rec("validation/loss", i, b)
        c.p(f"> [{i}]\ttrain-logloss:{a}\teval-logloss:{b}")
    for line in [">", "> AUC on the 2024 customers is 0.871 (last year 0.858).", ">", "> Ines", "> --", "> Ines M., room 4.117, +48 22 555 01 23", ">", "> On Wed, 15 Oct 2025 at 09:02, Tomasz wrote:", ">> Could you try a smaller eta? 0.3 is a lot.", ""]:
        c.p(line)
    c.must_not = list(ALL)
    return c


@case
def matlab():
    c = Case("matlab_trainnet.txt", "MATLAB trainNetwork", "table drawn with bars, heading over three lines", odd=True, note="percent signs, blank cells where there was no validation, elapsed time in a column")
    c.p("Training on single GPU.\nInitializing input data normalization.")
    rule = "|" + "=" * 117 + "|"
    c.p(rule)
    c.p("|  Epoch  |  Iteration  |  Time Elapsed  |  Mini-batch  |  Validation  |  Mini-batch  |  Validation  |  Base Learning  |")
    c.p("|         |             |   (hh:mm:ss)   |   Accuracy   |   Accuracy   |     Loss     |     Loss     |      Rate       |")
    c.p(rule)
    n = 780
    for i in [1] + list(range(30, n + 1, 30)):
        e = (i - 1) // 39 + 1
        acc = f"{min(99.22, 100 * (0.96 - .85 * math.exp(-3 * i / n)) + c.gauss(1)):.2f}"
        l = f"{c.decay(i / n, 2.4127, 0.2411, 2.6, .02):.4f}"
        c.rec("train/loss", i, l), c.rec("train/learning_rate", i, "0.0100")
        c.rec("train/accuracy", i, acc)
        va = vl = ""
        if i == 1 or i % 60 == 0:
            va, vl = f"{100 * (0.94 - .84 * math.exp(-3 * i / n)):.2f}", f"{c.decay(i / n, 2.39, 0.2901, 2.6, .004):.4f}"
            c.rec("validation/loss", i, vl), c.rec("validation/accuracy", i, va)
            va += "%"
        c.p(f"| {e:7d} | {i:11d} |       00:{i * 0.31 // 60:02.0f}:{i * 0.31 % 60:02.0f} | {acc + '%':>12} | {va:>12} | {l:>12} | {vl:>12} | {'0.0100':>15} |")
    c.p(rule)
    c.p("Training finished: Max epochs completed.")
    for k in list(c.series):
        if "accuracy" in k:
            del c.series[k]
    c.must_not = list(ALL)
    c.note += "; accuracies in percent are not claimed (41.2% or 0.412)"
    return c


@case
def mace():
    c = Case("mace_grep_epoch.log", "MACE", "console", odd=True, note="MACE prints only the validation loss; RMSE with units in the same line; a table of errors at the end (train_Default, valid_Default)")
    c.p("2025-02-11 10:11:01.002 INFO: MACE version: 0.3.12")
    c.p("2025-02-11 10:11:01.004 INFO: Hidden irreps: 128x0e + 128x1o\n2025-02-11 10:11:01.881 INFO: Total number of parameters: 751896\n2025-02-11 10:11:01.882 INFO: Learning rate: 0.01, weight decay: 5e-07\n2025-02-11 10:11:01.882 INFO: WeightedEnergyForcesLoss(energy_weight=1.000, forces_weight=100.000)")
    c.p("2025-02-11 10:11:02.313 INFO: Started training, reporting errors on validation set\n2025-02-11 10:11:02.313 INFO: Loss metrics on validation set")
    for e in range(0, 60, 2):
        c.tick(40)
        v = c.decay(e / 58, .31881230, .00871100, 3, .01)
        vs = f"{v:8.8f}"
        c.p(f"{c.now:%Y-%m-%d %H:%M:%S}.{c.rng.randrange(1000):03d} INFO: Epoch {e}: head: Default, loss={c.rec('validation/loss', e, vs)}, RMSE_E_per_atom={v * 91:8.2f} meV, RMSE_F={v ** .5 * 260:8.2f} meV / A")
    for line in ["INFO: Training complete", "INFO: Computing metrics for training, validation, and test sets", "INFO: Error-table on TRAIN and VALID:",
                 "+---------------+---------------------+------------------+-------------------+", "|  config_type  | RMSE E / meV / atom | RMSE F / meV / A | relative F RMSE % |", "+---------------+---------------------+------------------+-------------------+",
                 "| train_Default |            0.7      |            21.3  |             2.21  |", "| valid_Default |            0.8      |            24.4  |             2.52  |", "+---------------+---------------------+------------------+-------------------+"]:
        c.p(line if line[0] in "+|" else f"{c.now:%Y-%m-%d %H:%M:%S}.101 {line}")
    c.must_not = list(ALL)
    return c


@case
def sklearn_two():
    c = Case("mlp_two_trainings.log", "scikit-learn MLPClassifier verbose", "two trainings one after the other in one file", odd=True,
             note="two models one after the other: iteration begins again at 1. No points are claimed, a careful reader keeps them apart or says so; no finding in either")
    for k, (n, a, b) in enumerate([(60, .6917, .2104), (75, 1.6012, .3377)]):
        c.p(f"=== fold {k}: hidden_layer_sizes=(128, 64), alpha=0.0001 ===")
        for i in range(1, n + 1):
            c.p(f"Iteration {i}, loss = {c.decay(i / n, a, b, 2.4, .002):.8f}")
        c.p(f"fitted in {n * .41:.1f} s, n_iter_ = {n}")
    c.must_not = [x for x in ALL if x not in ("plateau",)]
    return c


@case
def flair():
    c = Case("flair_ner_training.log", "Flair", "console, per-class table at the end", odd=True, note="iter 13/130 within the epoch; the loss of the epoch is told again as 'EPOCH n done'; the test table has one row a class")
    stamp = lambda: f"{c.tick(3):%Y-%m-%d %H:%M:%S},{c.rng.randrange(1000):03d}"
    sep = "-" * 100
    for line in ["Model: \"SequenceTagger(", "Corpus: 4160 train + 520 dev + 540 test sentences", "Train:  4160 sentences", "        (train_with_dev=False, train_with_test=False)", "Training Params:", " - learning_rate: \"5e-05\" ", " - mini_batch_size: \"32\"", " - max_epochs: \"8\"", "Final evaluation on model from best epoch (best-model.pt)", " - metric: \"('micro avg', 'f1-score')\""]:
        c.p(f"{stamp()} {line}")
    for e in range(1, 9):
        c.p(f"{stamp()} {sep}")
        avg = []
        for b in range(13, 131, 13):
            s = (e - 1) * 130 + b
            l = c.decay(s / 1040, 2.914, .3022, 2.6, .01)
            ls = f"{l:.8f}"
            lr = f"{5e-5 * (1 - s / 1040):.6f}"
            c.rec("train/loss", s, ls)
            c.p(f"{stamp()} epoch {e} - iter {b}/130 - loss {ls} - time (sec): {b * .21:.2f} - samples/sec: {1500 + c.gauss(40):.2f} - lr: {lr} - momentum: 0.000000")
        c.p(f"{stamp()} {sep}")
        c.p(f"{stamp()} EPOCH {e} done: loss {float(ls):.4f} - lr: {lr}")
        v = c.decay(e / 8, 1.1, .2871, 2.6, .003)
        f1 = .91 - .5 * math.exp(-.6 * e)
        c.p(f"{stamp()} DEV : loss {v:.16f} - f1-score (micro avg)  {f1:.4f}")
        c.rec("validation/loss", e, f"{v:.16f}")
        c.p(f"{stamp()} saving best model")
    c.p(f"{stamp()} {sep}\n{stamp()} Testing using best model ...")
    c.p("\nResults:\n- F-score (micro) 0.9012\n- F-score (macro) 0.8844\n- Accuracy 0.8437\n\nBy class:\n              precision    recall  f1-score   support\n\n         PER     0.9411    0.9502    0.9456       622\n         LOC     0.9120    0.9213    0.9166       711\n         ORG     0.8540    0.8611    0.8575       498\n        MISC     0.8102    0.8258    0.8179       287\n\n   micro avg     0.8973    0.9051    0.9012      2118\n   macro avg     0.8793    0.8896    0.8844      2118\nweighted avg     0.8974    0.9051    0.9012      2118\n")
    c.forget_steps("validation/loss")
    c.must_not = list(ALL)
    return c


@case
def kohya():
    c = Case("kohya_lora.log", "kohya sd-scripts", "progress bar over carriage returns", odd=True, note="the loss of a diffusion model is noisy and falls little; avr_loss is a moving mean; epoch headings in between")
    for line in ["running training / 学習開始", "  num train images * repeats / 学習画像の数×繰り返し回数: 320", "  num validation images * repeats / 学習画像の数×繰り返し回数: 0", "  num reg images / 正則化画像の数: 0", "  num batches per epoch / 1epochのバッチ数: 80", "  num epochs / epoch数: 3", "  batch size per device / バッチサイズ: 4", "  gradient accumulation steps / 勾配を合計するステップ数 = 1", "  total optimization steps / 学習ステップ数: 240"]:
        c.p(line)
    c.p(f"\rsteps:   0%|          | 0/240 [00:00<?, ?it/s]", end="")
    for s in range(1, 241):
        if s % 80 == 1:
            e = s // 80 + 1
            c.p(f"\nepoch {e}/3")
            c.p(f"2025-06-01 21:0{e}:12 INFO     epoch is incremented. current_epoch: {e - 1}, epoch: {e}                                      train_util.py:715")
        l = f"{0.152 - .034 * s / 240 + c.gauss(.0009):.3g}"
        c.rec("train/loss", s, l)
        c.p(f"\rsteps: {tqdm(s, 240, 1.13, extra=f', avr_loss={l}')}", end="")
        if s % 80 == 0:
            c.p(f"\n\nsaving checkpoint: /out/mascot-{s // 80:06d}.safetensors")
    c.p("model saved.")
    c.must_not = but("plateau", "not-decreasing")
    return c


@case
def burn():
    c = Case("burn_custom_loop.txt", "Burn (Rust) custom training loop", "console behind cargo", odd=True, note="iteration counts from 0 in each epoch; one validation batch an epoch; cargo's lines first")
    c.p("   Compiling custom-training-loop v0.19.0 (/home/rs/burn/examples/custom-training-loop)\n    Finished `release` profile [optimized] target(s) in 1m 12s\n     Running `target/release/custom-training-loop`")
    for e in range(1, 6):
        for i in range(0, 40):
            t = ((e - 1) * 40 + i + 1) / 200
            l = f"{c.decay(t, 2.331, .281, 2.6, .015):.3f}"
            c.rec("train/loss", (e, i), l)
            c.p(f"[Train - Epoch {e} - Iteration {i}] Loss {l} | Accuracy {round((92 - 82 * math.exp(-3 * t) + c.gauss(1)) * 64 / 100) * 100 / 64:.3f} %")
        v = f"{c.decay(e / 5, 1.6, .30, 2.6, .004):.3f}"
        c.rec("validation/loss", e, v)
        c.p(f"[Valid - Epoch {e} - Iteration 0] Loss {v} | Accuracy {90 - 60 * math.exp(-.9 * e):.3f}")
    c.forget_steps("train/loss", "validation/loss")
    c.must_not = list(ALL)
    return c


# ---------------------------------------------------------------- 31-40

@case
def mlnet():
    c = Case("mlnet_bildklassifikation.txt", "ML.NET image classification", "console, German locale (decimal commas), BOM", odd=True, note="decimal commas and ', ' as the separator; phase 'Bottleneck Computation' has no losses; one line of training and one of validation an epoch")
    c.encoding = "utf-8-sig"
    c.newline = "\r\n"
    comma = lambda v: v.replace(".", ",")
    for i in (1, 60, 120, 180, 240):
        c.p(f"Phase: Bottleneck Computation, Dataset used:      Train, Image Index: {i:3d}")
    for i in (1, 30, 60):
        c.p(f"Phase: Bottleneck Computation, Dataset used: Validation, Image Index: {i:3d}")
    for e in range(0, 40):
        t = (e + 1) / 40
        ce = f"{c.decay(t, 1.312, .2177, 2.5, .004):.7f}"
        acc = f"{.985 - .5 * math.exp(-3 * t) + c.gauss(.003):.7f}"
        va = f"{.962 - .5 * math.exp(-3 * t) + c.gauss(.003):.7f}"
        lr = f"{.01 * .94 ** (e // 2):.9f}".rstrip("0")
        c.rec("train/loss", e, ce), c.rec("train/accuracy", e, acc), c.rec("validation/accuracy", e, va)
        c.p(f"Phase: Training, Dataset used:      Train, Batch Processed Count:  24, Learning Rate: {comma(lr):>10} Epoch: {e:3d}, Accuracy: {comma(acc):>10}, Cross-Entropy: {comma(ce):>10}")
        c.p(f"Phase: Training, Dataset used: Validation, Batch Processed Count:   6, Epoch: {e:3d}, Accuracy: {comma(va):>10}")
    c.p("Model gespeichert: C:\\Modelle\\schrauben.zip (Dauer 00:01:44,813)")
    c.must_not = list(ALL)
    return c


@case
def wandb():
    c = Case("wandb_export_2025-10-29T11_20_41.csv", "Weights & Biases (chart export)", "CSV with three runs, MIN and MAX columns, gaps", note="run lr-3e-3 falls to 1.1 and then climbs to 7.9; the other two are sound. No series claimed: three runs in one table")
    runs = ["lr-1e-4", "lr-3e-4", "lr-3e-3"]
    head = ["Step"]
    for r in runs:
        head += [f"{r} - train/loss", f"{r} - train/loss__MIN", f"{r} - train/loss__MAX"]
    c.p(",".join(f'"{h}"' for h in head))
    for s in range(0, 4001, 50):
        t = s / 4000
        row = [f'"{s}"']
        for k, r in enumerate(runs):
            if k == 2:
                v = c.decay(t / .3, 3.41, 1.12, 3, .01) if t < .3 else 1.12 + 6.8 * ((t - .3) / .7) ** .9 + c.gauss(.03)
            else:
                v = c.decay(t, 3.4, (1.3, .9)[k], 2.4, .01)
            cell = f"{v:.15g}"
            row += [f'"{cell}"'] * 3 if not (k == 0 and s > 3600) else ['""'] * 3
        c.p(",".join(row))
    c.must = ["diverging"]
    c.must_not = FIRM + ["non-finite-loss", "overfitting", "exploding-gradients", "vanishing-gradients", "validation-swings", "odd-part-loss", "oscillating"]
    return c


@case
def mlflow():
    c = Case("mlflow_metrics.zip", "MLflow (metrics download)", "long CSV in a zip: run, key, value, step, timestamp", odd=True, note="one row a value; keys in blocks one after the other; a zip with one member")
    c.pack = "metrics_exp42.csv"
    run = "6f2b1c0e9a1d4c0b8d6b7f3a55c01e77"
    c.p("run_id,key,value,step,timestamp")
    base = 1759300000000
    for key, name, a, b in (("train_loss", "train/loss", 1.0931, .3341), ("val_loss", "validation/loss", 1.0812, .3902), ("learning_rate", "train/learning_rate", 0, 0)):
        for e in range(0, 60):
            if name.endswith("rate"):
                v = repr(0.001 * (0.97 ** e))
            else:
                v = repr(round(c.decay((e + 1) / 60, a, b, 2.4, .005), 12))
            c.p(f"{run},{key},{c.rec(name, e, v)},{e},{base + e * 41230 + c.rng.randrange(900)}")
    c.must_not = list(ALL)
    return c


@case
def journald():
    c = Case("journal_gpu03.log", "hand-written PyTorch script as a systemd service", "journalctl output, foreign lines in between", note="gradient norms fall from 0.03 to 1e-10 while the loss stays at 2.30 (chance of 10 classes): vanishing gradients")
    for i, s in enumerate(range(0, 3000, 20)):
        c.tick(18)
        st = f"{c.now:%b %d %H:%M:%S} gpu03"
        l = f"{2.3026 + c.gauss(.0012) + .004 * math.exp(-s / 300):.4f}"
        g = f"{0.031 * math.exp(-s / 2980 * 19.5) * math.exp(c.gauss(.05)):.3e}"
        c.rec("train/loss", s, l), c.rec("train/gradient_norm", s, g)
        c.p(f"{st} sigmoid-net[20114]: step={s} loss={l} grad_norm={g} lr=0.01 ({311 + c.gauss(5):.0f} samples/s)")
        if i % 17 == 5:
            c.p(f"{st} systemd[1]: Started session-{4100 + i}.scope - Session {4100 + i} of User maint.")
        if i % 23 == 9:
            c.p(f"{st} kernel: nvme0n1: I/O Cmd(0x2) @ LBA 190{i}3312, 8 blocks, I/O Error (sct 0x2 / sc 0x81)")
        if i % 40 == 20:
            c.p(f"{st} smartd[912]: Device: /dev/sda [SAT], SMART Usage Attribute: 194 Temperature_Celsius changed from 67 to 66")
    c.must = ["vanishing-gradients"]
    c.must_not = FIRM + ["non-finite-loss", "diverging", "overfitting", "exploding-gradients", "validation-swings", "odd-part-loss", "loss-spike", "oscillating"]
    return c


@case
def keras3():
    c = Case("keras3_verbose2.txt", "Keras 3, verbose=2", "console", note="val_loss leaps between 0.5 and 4.8 from epoch to epoch while the training loss falls smoothly: validation swings")
    c.p("2025-07-07 15:01:20.118312: I tensorflow/core/platform/cpu_feature_guard.cc:210] This TensorFlow binary is optimized to use available CPU instructions in performance-critical operations.")
    swing = [1.42, 3.9, 1.1, 4.41, .97, 2.8, 4.83, .88, 3.7, .81, 4.5, .77, 2.9, 4.1, .71, 3.3, .69, 4.7, .66, 3.9, .64, 2.7, 4.4, .6, 3.5, .58, 4.2, .55, 3.1, .54]
    for e in range(1, 31):
        t = e / 30
        l, a = f"{c.decay(t, 1.5, .27, 2.5, .005):.4f}", f"{.93 - .45 * math.exp(-3 * t) + c.gauss(.002):.4f}"
        v = f"{swing[e - 1] * (1 + c.gauss(.01)):.4f}"
        va = f"{max(.18, .93 - .19 * float(v)):.4f}"
        c.rec("train/loss", e, l), c.rec("train/accuracy", e, a), c.rec("validation/loss", e, v), c.rec("validation/accuracy", e, va)
        c.p(f"Epoch {e}/30")
        c.p(f"196/196 - {5 if e > 1 else 14}s - {26 + c.rng.randrange(3)}ms/step - accuracy: {a} - loss: {l} - val_accuracy: {va} - val_loss: {v} - learning_rate: 1.0000e-03")
    c.must = ["validation-swings"]
    c.must_not = FIRM + ["non-finite-loss", "diverging", "not-decreasing", "exploding-gradients", "vanishing-gradients", "zero-loss", "odd-part-loss", "plateau"]
    return c


@case
def keras2():
    c = Case("keras2_powershell_utf16.txt", "Keras 2 (tf.keras), verbose=1", "UTF-16 from PowerShell's >, CRLF, bars", odd=True, note="UTF-16 LE with a byte order mark; a bar line an epoch, ReduceLROnPlateau and ModelCheckpoint tell the loss again")
    c.encoding, c.newline = "utf-16", "\r\n"
    best = 9.0
    for e in range(1, 26):
        t = e / 25
        l, v = f"{c.decay(t, .6881, .2231, 2.4, .004):.4f}", f"{c.decay(t, .6794, .2704, 2.4, .003):.4f}"
        a, va = f"{.92 - .4 * math.exp(-2.5 * t):.4f}", f"{.89 - .36 * math.exp(-2.5 * t):.4f}"
        c.rec("train/loss", e, l), c.rec("train/accuracy", e, a), c.rec("validation/loss", e, v), c.rec("validation/accuracy", e, va)
        c.p(f"Epoch {e}/25")
        c.p(f"313/313 [==============================] - {4 + (e == 1) * 5}s {13 + c.rng.randrange(2)}ms/step - loss: {l} - accuracy: {a} - val_loss: {v} - val_accuracy: {va}")
        c.p("")
        old = "inf" if best == 9 else f"{best:.5f}"
        if float(v) < best:
            exact = float(v) + 2e-5
            c.p(f"Epoch {e}: val_loss improved from {old} to {exact:.5f}, saving model to best.h5")
            best = exact
        else:
            c.p(f"Epoch {e}: val_loss did not improve from {old}")
    c.must_not = list(ALL)
    return c


@case
def detectron2():
    c = Case("detectron2_mask_rcnn.txt", "detectron2", "console with colour codes, eta, several losses, AP tables per class", odd=True, note="total_loss is the training loss, the others are its parts; AP tables of classes; eta in every line")
    for i in range(19, 2000, 20):
        c.tick(7)
        t = (i + 1) / 2000
        parts = {"loss_cls": c.decay(t, 1.35, .21, 2.5, .02), "loss_box_reg": c.decay(t, .58, .29, 2.3, .02), "loss_mask": c.decay(t, .69, .24, 2.5, .01), "loss_rpn_cls": c.decay(t, .12, .03, 2.5, .03), "loss_rpn_loc": c.decay(t, .11, .05, 2.3, .03)}
        total = f"{sum(parts.values()):.4g}"
        c.rec("train/loss", i, total)
        lr = f"{2.5e-4 * min(1, (i + 1) / 1000):.5g}"
        c.rec("train/learning_rate", i, lr)
        c.p(f"\x1b[32m[{c.now:%m/%d %H:%M:%S} d2.utils.events]: \x1b[0m eta: {hms((2000 - i) * .34)}  iter: {i}  total_loss: {total}  " + "  ".join(f"{k}: {v:.4g}" for k, v in parts.items()) +
            f"    time: 0.33{c.rng.randrange(100):02d}  last_time: 0.3{c.rng.randrange(100):02d}  data_time: 0.00{c.rng.randrange(100):02d}  last_data_time: 0.0051   lr: {lr}  max_mem: 5432M")
        if i in (999, 1999):
            pre = f"\x1b[32m[{c.now:%m/%d %H:%M:%S} d2.evaluation.coco_evaluation]: \x1b[0m"
            c.p(f"\x1b[32m[{c.now:%m/%d %H:%M:%S} d2.evaluation.evaluator]: \x1b[0mInference done 11/120. Dataloading: 0.0011 s/iter. Inference: 0.0702 s/iter. Eval: 0.0210 s/iter. Total: 0.0923 s/iter. ETA=0:00:10")
            c.p(pre + "Evaluation results for bbox: \n|   AP   |  AP50  |  AP75  |  APs   |  APm   |  APl   |\n|:------:|:------:|:------:|:------:|:------:|:------:|\n" + f"| {31 + i / 400:.3f} | {52 + i / 400:.3f} | {33 + i / 400:.3f} | 15.203 | 34.110 | 46.020 |")
            c.p(pre + "Per-category bbox AP: \n| category   | AP     | category   | AP     | category   | AP     |\n|:-----------|:-------|:-----------|:-------|:-----------|:-------|\n" + f"| bolt       | {41 + i / 300:.3f} | nut        | {28 + i / 300:.3f} | washer     | {25 + i / 300:.3f} |")
    c.must_not = list(ALL)
    return c


@case
def mmengine():
    c = Case("mmdet_20250918_101010.log", "MMDetection (mmengine)", "console, several losses", note="loss_bbox is 0.0000 in every line while the classification loss falls: no box is ever matched")
    n, per = 6, 300
    for e in range(1, n + 1):
        for b in range(50, per + 1, 50):
            c.tick(20)
            s = (e - 1) * per + b
            t = s / (n * per)
            cls, ce = c.decay(t, .92, .24, 2.4, .01), c.decay(t, .61, .33, 2.4, .01)
            total = cls + ce
            ts = f"{total:.4f}"
            g = f"{4.2 - 2 * t + abs(c.gauss(.2)):.4f}"
            c.rec("train/loss", s, ts), c.rec("train/gradient_norm", s, g)
            c.p(f"{c.now:%Y/%m/%d %H:%M:%S} - mmengine - INFO - Epoch(train)  [{e}][{b:3d}/{per}]  base_lr: 1.0000e-04 lr: 1.0000e-04  eta: {hms((n * per - s) * .4)}  time: 0.40{c.rng.randrange(100):02d}  data_time: 0.0061  memory: 6120  grad_norm: {g}  loss: {ts}  loss_cls: {cls:.4f}  loss_centerness: {ce:.4f}  loss_bbox: 0.0000")
        c.p(f"{c.now:%Y/%m/%d %H:%M:%S} - mmengine - INFO - Exp name: fcos_r50_fpn_20250918_101010\n{c.now:%Y/%m/%d %H:%M:%S} - mmengine - INFO - Saving checkpoint at {e} epochs")
        c.p(f"{c.now:%Y/%m/%d %H:%M:%S} - mmengine - INFO - Epoch(val) [{e}][60/60]    coco/bbox_mAP: 0.0000  coco/bbox_mAP_50: 0.0000  coco/bbox_mAP_75: 0.0000  coco/bbox_mAP_s: -1.0000  coco/bbox_mAP_m: 0.0000  coco/bbox_mAP_l: 0.0000  data_time: 0.0021  time: 0.0410")
    c.must_any = [["odd-part-loss", "zero-loss"]]
    c.must_not = RL + ["non-finite-loss", "diverging", "overfitting", "plateau", "not-decreasing", "exploding-gradients", "vanishing-gradients", "loss-spike", "validation-swings", "scale-mismatch", "oscillating", "amp-overflow"]
    return c


@case
def icefall():
    c = Case("icefall_zipformer-log-train.txt", "icefall (k2)", "console, loss[...] and tot_loss[...]", note="NaN from batch 1400 of epoch 1 to the end; grad_scale falls as well (fp16)")
    c.p("2025-03-01 09:58:11,102 INFO [train.py:1178] Training started\n2025-03-01 09:58:11,104 INFO [train.py:1188] Device: cuda:0")
    for b in range(0, 2001, 50):
        c.tick(25)
        bad = b >= 1400
        t = b / 2000
        s = c.decay(t, 7.21, .72, 5, .01)
        p = s * 1.03
        if bad:
            one = tot = "nan, simple_loss=nan, pruned_loss=nan"
            c.rec("train/loss", b, "nan")
        else:
            a = f"{.5 * s + p * .1 if b else s:.4g}"
            one = f"{a}, simple_loss={s:.4g}, pruned_loss={p:.4g}"
            tot = one if b == 0 else f"{float(a) * 1.04:.4g}, simple_loss={s * 1.04:.4g}, pruned_loss={p * 1.04:.4g}"
            c.rec("train/loss", b, a)
        fr = 14000 + c.rng.randrange(2000)
        scale = 1.0 if b < 200 else 2.0 if b < 700 else 4.0
        scale = scale if not bad else max(4.0 * 2.0 ** -((b - 1400) / 25 + 6), 1e-7)
        c.p(f"{c.now:%Y-%m-%d %H:%M:%S},{c.rng.randrange(1000):03d} INFO [train.py:1031] Epoch 1, batch {b}, loss[loss={one}, over {fr}.00 frames. ], tot_loss[loss={tot}, over {fr * min(200, b / 50 + 1):.2f} frames. ], batch size: {60 + c.rng.randrange(40)}, lr: {2.25e-2 + t * .02:.2e}, grad_scale: {scale}")
        if b == 1000:
            c.p(f"{c.now:%Y-%m-%d %H:%M:%S},871 INFO [train.py:1055] Computing validation loss")
            c.p(f"{c.now:%Y-%m-%d %H:%M:%S},990 INFO [train.py:1063] Epoch 1, validation: loss={c.rec('validation/loss', b, '1.193')}, simple_loss=1.742, pruned_loss=1.811, over 944034.00 frames. ")
            c.p(f"{c.now:%Y-%m-%d %H:%M:%S},991 INFO [train.py:1064] Maximum memory allocated so far is 17219MB")
    c.forget_steps("validation/loss")
    c.must = ["non-finite-loss"]
    c.must_not = RL + ["overfitting", "plateau", "not-decreasing", "vanishing-gradients", "validation-swings", "scale-mismatch", "oscillating", "zero-loss"]
    return c


@case
def marian():
    c = Case("marian_train.log", "Marian NMT", "console; logical epochs, thousands with commas", odd=True, note="Cost with '* words after total'; sentence and word counts with commas; [valid] lines of four metrics for the same update")
    c.p("[2025-01-14 07:10:00] [marian] Marian v1.12.16 5bd6d3a 2024-02-09 08:20:15 -0800\n[2025-01-14 07:10:00] [config] after: 0e\n[2025-01-14 07:10:00] [config] beam-size: 6\n[2025-01-14 07:10:00] [config] clip-norm: 0\n[2025-01-14 07:10:00] [config] cost-type: ce-mean-words\n[2025-01-14 07:10:00] [config] label-smoothing: 0.1\n[2025-01-14 07:10:00] [config] learn-rate: 0.0003\n[2025-01-14 07:10:00] [config] valid-freq: 5000\n[2025-01-14 07:10:09] Training started")
    words = 0
    c.now = datetime.datetime(2025, 1, 14, 7, 10, 9)
    for u in range(500, 40001, 500):
        c.tick(96)
        w = 4800000 + c.rng.randrange(90000)
        words += w
        t = u / 40000
        l = f"{c.decay(t, 8.913, 2.871, 3, .006):.8f}"
        lr = f"{3e-4 * min(1, u / 16000) * (1 if u < 16000 else (16000 / u) ** .5):.4e}"
        c.rec("train/loss", u, l), c.rec("train/learning_rate", u, lr)
        g = f"{.35 + abs(c.gauss(.03)):.4f}"
        c.rec("train/gradient_norm", u, g)
        c.p(f"[{c.now:%Y-%m-%d %H:%M:%S}] Ep. {u // 17000 + 1} : Up. {u} : Sen. {u % 17000 * 402:,} : Cost {l} * {w:,} @ 4,112 after {words:,} : Time {96 + c.gauss(2):.2f}s : {w / 96:.2f} words/s : gNorm {g} : L.r. {lr}")
        if u % 5000 == 0:
            v = c.decay(t, 8.8, 2.902, 3, .002)
            vt, pt = f"{v:.5f}", f"{math.exp(v):.4f}"
            c.rec("validation/loss", u, vt), c.rec("validation/perplexity", u, pt)
            st = f"[{c.now:%Y-%m-%d %H:%M:%S}] [valid] Ep. {u // 17000 + 1} : Up. {u} :"
            c.p(f"[{c.now:%Y-%m-%d %H:%M:%S}] Saving model weights and runtime parameters to model/model.npz")
            c.p(f"{st} ce-mean-words : {vt} : new best\n{st} perplexity : {pt} : new best\n{st} bleu-detok : {30 * (1 - math.exp(-3 * t)):.4f} : new best")
    c.must_not = list(ALL)
    return c


# ---------------------------------------------------------------- 41-50

@case
def yolox():
    c = Case("yolox_s_train_log.txt.gz", "YOLOX", "gzip; epoch and iter in each line, several losses, COCO summaries", odd=True, note="l1_loss is 0.0 until mosaic is closed: that is YOLOX's way, no finding; iter 10/60 within epoch k/20, counted on over epochs")
    c.pack = "gz"
    pre = lambda fn: f"{c.tick(4):%Y-%m-%d %H:%M:%S} | INFO     | yolox.{fn} - "
    c.p(pre("core.trainer:130") + "args: Namespace(batch_size=16, cache=None, devices=1, dist_backend='nccl', exp_file='exps/bolts.py', experiment_name='bolts', fp16=True, resume=False, start_epoch=None)")
    c.p(pre("core.trainer:137") + "Model Summary: Params: 8.94M, Gflops: 26.76")
    for e in range(1, 21):
        c.p(pre("core.trainer:203") + f"---> start train epoch{e}")
        if e == 16:
            c.p(pre("core.trainer:207") + "--->No mosaic aug now!")
            c.p(pre("core.trainer:209") + "--->Add additional L1 loss now!")
        for b in range(10, 61, 10):
            s = (e - 1) * 60 + b
            t = s / 1200
            iou, conf, cls = c.decay(t, 4.6, 1.9, 2.3, .02), c.decay(t, 11.2, 2.1, 2.6, .03), c.decay(t, 2.6, .6, 2.4, .02)
            l1 = c.decay(t, 2.2, .9, 2, .02) if e >= 16 else 0.0
            tot = f"{iou + conf + cls + l1:.1f}"
            lr = f"{1e-2 * min(1, t * 8) ** 2 * (1 - .95 * t):.3e}"
            c.rec("train/loss", s, tot), c.rec("train/learning_rate", s, lr)
            c.p(pre("core.trainer:261") + f"epoch: {e}/20, iter: {b}/60, gpu mem: 5017Mb, mem: 11.2Gb, iter_time: 0.31{c.rng.randrange(9)}s, data_time: 0.002s, total_loss: {tot}, iou_loss: {iou:.1f}, l1_loss: {l1:.1f}, conf_loss: {conf:.1f}, cls_loss: {cls:.1f}, lr: {lr}, size: {c.rng.choice([480, 512, 544, 576, 640])}, ETA: {int((1200 - s) * .31) // 3600}:{int((1200 - s) * .31) % 3600 // 60:02d}:{int((1200 - s) * .31) % 60:02d}")
        c.p(pre("core.trainer:386") + "Save weights to ./YOLOX_outputs/bolts")
        if e % 10 == 0:
            c.p(pre("core.trainer:375") + f"\nAverage forward time: 4.21 ms, Average NMS time: 0.93 ms, Average inference time: 5.14 ms\n Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = {.2 + e / 100:.3f}\n Average Precision  (AP) @[ IoU=0.50      | area=   all | maxDets=100 ] = {.4 + e / 100:.3f}\n Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=  1 ] = 0.281\nper class AP:\n| class   | AP     | class   | AP     |\n|:--------|:-------|:--------|:-------|\n| bolt    | 51.203 | nut     | 38.117 |")
    c.must_not = list(ALL)
    c.must_not.remove("loss-spike")
    c.note += "; the step up of total_loss at epoch 16 (added L1 loss) is small, loss-spike not in must_not"
    return c


@case
def deepspeed():
    c = Case("deepspeed_fp16_zero2.log", "DeepSpeed", "launcher output of two ranks, interleaved", odd=True, note="fp16: the loss scale halves 32 times from 2**32 down to 1 and DeepSpeed gives up")
    c.p("[2025-08-08 02:00:01,211] [INFO] [runner.py:605:main] cmd = /usr/bin/python3 -u -m deepspeed.launcher.launch --world_info=eyJsb2NhbGhvc3QiOiBbMCwgMV19 --master_addr=127.0.0.1 --master_port=29500 train.py --deepspeed_config ds_fp16.json")
    c.p("[2025-08-08 02:00:09,003] [INFO] [logging.py:107:log_dist] [Rank 0] DeepSpeedEngine configuration:\n[2025-08-08 02:00:09,003] [INFO] [config.py:1003:print]   gradient_clipping ............ 1.0\n[2025-08-08 02:00:09,003] [INFO] [config.py:1003:print]   initial_dynamic_scale ........ 4294967296\n[2025-08-08 02:00:09,003] [INFO] [config.py:1003:print]   train_batch_size ............. 64")
    scale, skipped = 2 ** 32, 0
    s = 0
    while True:
        s += 1
        c.tick(2)
        st = f"[{c.now:%Y-%m-%d %H:%M:%S},{c.rng.randrange(1000):03d}]"
        over = s % 3 != 1
        if over and scale > 1:
            skipped += 1
            c.p(f"{st} [INFO] [loss_scaler.py:183:update_scale] [deepspeed] OVERFLOW! Rank 0 Skipping step. Attempted loss scale: {scale}, reducing to {scale // 2}")
            scale //= 2
        l = f"{10.91 - .3 * min(1, s / 20) + c.gauss(.02):.4f}"
        c.p(f"rank 1 | step {s} | loss {l}")
        c.p(f"rank 0 | step {s} | loss {l}")
        c.rec("train/loss", s, l)
        if s % 10 == 0:
            c.p(f"{st} [INFO] [logging.py:107:log_dist] [Rank 0] step={s}, skipped={skipped}, lr=[{1e-5 * (s - skipped)!r}], mom=[(0.9, 0.999)]")
            c.p(f"{st} [INFO] [timer.py:264:stop] epoch=0/micro_step={s}/global_step={s}, RunningAvgSamplesPerSec=31.{c.rng.randrange(10**6)}, CurrSamplesPerSec=31.{c.rng.randrange(10**6)}, MemAllocated=9.12GB, MaxMemAllocated=17.4GB")
        if scale == 1:
            break
    c.p("[rank0]: Traceback (most recent call last):\n[rank0]:   File \"/work/train.py\", line 88, in <module>\n[rank0]:     engine.step()\n[rank0]: Exception: Current loss scale already at minimum - cannot decrease scale anymore. Exiting run.")
    c.p("[2025-08-08 02:03:40,118] [ERROR] [launch.py:325:sigkill_handler] ['/usr/bin/python3', '-u', 'train.py', '--local_rank=1'] exits with return code = 1")
    c.must = ["amp-overflow"]
    c.must_not = RL + ["non-finite-loss", "diverging", "overfitting", "zero-loss", "vanishing-gradients", "validation-swings", "loss-spike", "odd-part-loss", "scale-mismatch", "oscillating"]
    c.note += "; two thirds of the steps are skipped. the loss is averaged over the ranks, so both print the same number"
    return c


@case
def julia_es():
    c = Case("salida_julia_lux.txt", "hand-written Julia script (Lux), in Spanish", "console in Spanish", note="the loss swings between 0.4 and 3.4 with a period of eight prints and never settles: oscillating")
    c.p("┌ Info: Usando el dispositivo CUDA\n└   dispositivo = NVIDIA RTX A4000\nTasa de aprendizaje: 0.8   tamaño del lote: 64   semilla: 7")
    for i in range(1, 161):
        s = i * 25
        v = 1.9 + 1.5 * math.sin(2 * math.pi * i / 8) + c.gauss(.06)
        c.p(f"paso {s} de 4000 | pérdida = {c.rec('train/loss', s, f'{v:.4f}')} | tiempo {i * 1.7:.1f} s | quedan {(160 - i) * 1.7:.0f} s")
    c.p("Entrenamiento terminado en 272 s.")
    c.must = ["oscillating"]
    c.must_not = FIRM + ["non-finite-loss", "diverging", "overfitting", "exploding-gradients", "vanishing-gradients", "validation-swings", "odd-part-loss"]
    return c


@case
def paddle_zh():
    c = Case("训练日志.txt", "hand-written PaddlePaddle script, in Chinese", "console in Chinese, full-width colons", note="the training loss is the sum over 128 batches (88 to 26), the validation loss a mean (0.69 to 0.21): scales that cannot be compared")
    c.p("W0912 20:11:04.118820  5121 gpu_resources.cc:119] Please NOTE: device: 0, GPU Compute Capability: 8.6, Driver API Version: 12.2, Runtime API Version: 11.8")
    c.p("训练集样本数：8192，验证集样本数：1024，批大小：64，学习率：0.0005")
    for e in range(1, 41):
        t = e / 40
        m = c.decay(t, .688, .203, 2.4, .004)
        tr, va = f"{m * 128:.4f}", f"{c.decay(t, .687, .212, 2.4, .003):.4f}"
        c.rec("train/loss", e, tr), c.rec("validation/loss", e, va)
        c.p(f"第 {e}/40 轮　训练损失：{tr}　验证损失：{va}　用时：{12 + c.gauss(.2):.1f}秒")
    c.p("训练完成，最优模型已保存到 output/best.pdparams")
    c.must = ["scale-mismatch"]
    c.must_not = RL + ["non-finite-loss", "diverging", "overfitting", "plateau", "not-decreasing", "exploding-gradients", "vanishing-gradients", "loss-spike", "zero-loss", "odd-part-loss", "validation-swings", "oscillating", "amp-overflow"]
    return c


def nothing(name, tool, kind, note):
    c = Case(name, tool, kind, note=note, nothing=True)
    c.must_not = list(ALL)
    return c


@case
def mtr():
    c = nothing("netwatch.log", "network monitor (server log)", "server log with packet loss and latency", "packet loss of a network, probes with steps of time: no training")
    c.p("netwatch 2.3.1 starting; targets=4 interval=60s threshold_loss=5.0")
    for i in range(180):
        c.tick(60)
        tgt = ("gw-fra", "gw-ams", "dns-1", "edge-waw")[i % 4]
        lo = 0.0 if c.rng.random() < .8 else c.rng.choice([0.8, 1.7, 2.5, 11.7])
        c.p(f"{c.now:%Y-%m-%dT%H:%M:%S}Z probe={i + 1} target={tgt} sent=120 loss={lo:.1f}% rtt_min={7 + c.gauss(.2):.2f} rtt_avg={9 + c.gauss(.5):.2f} rtt_max={21 + abs(c.gauss(6)):.2f} jitter={abs(c.gauss(.6)):.2f} state={'DEGRADED' if lo > 5 else 'OK'}")
    return c


@case
def stakes():
    c = nothing("staking_rewards.csv", "finance table (blockchain rewards)", "CSV with epoch, reward, balance", "epochs and rewards of a blockchain, profit and loss in euros: bookkeeping, no training")
    c.p("epoch,date,reward_sol,price_eur,reward_eur,balance_sol,realised_loss_eur,fees_eur")
    bal, d = 512.0, datetime.date(2024, 2, 1)
    for e in range(572, 692):
        r = bal * .00041 * (1 + c.gauss(.03))
        bal += r
        pr = 110 + 40 * math.sin(e / 17) + c.gauss(3)
        c.p(f"{e},{d},{r:.9f},{pr:.2f},{r * pr:.2f},{bal:.9f},{max(0, c.gauss(20)):.2f},{abs(c.gauss(.02)):.4f}")
        d += datetime.timedelta(days=2 + (e % 3 == 0))
    return c


@case
def llama_bench():
    c = nothing("llama_bench_and_ppl.md", "llama-bench and llama-perplexity", "inference benchmark", "speeds by model size and the running perplexity of a finished model over chunks: nothing is trained")
    c.p("ggml_cuda_init: found 1 CUDA devices:\n  Device 0: NVIDIA GeForce RTX 4090, compute capability 8.9, VMM: yes")
    c.p("| model                          |       size |     params | backend    | ngl |          test |                  t/s |\n| ------------------------------ | ---------: | ---------: | ---------- | --: | ------------: | -------------------: |")
    for q, size, sp in (("Q4_K - Medium", 4.58, 1), ("Q5_K - Medium", 5.33, .93), ("Q6_K", 6.14, .87), ("Q8_0", 7.95, .78), ("F16", 14.96, .5)):
        for test, base in (("pp512", 10811), ("pp4096", 9120), ("tg128", 152), ("tg512", 148)):
            c.p(f"| {'llama 8B ' + q:<30} | {size:6.2f} GiB |     8.03 B | CUDA       |  99 | {test:>13} | {base * sp:9.2f} ± {abs(c.gauss(base / 200)):.2f} |")
    c.p("\nbuild: 8f1d81a0 (5891)\n")
    c.p("perplexity: tokenizing the input ..\nperplexity: tokenization took 611.3 ms\nperplexity: calculating perplexity over 120 chunks, n_ctx=512, batch_size=2048, n_seq=4\nperplexity: 0.42 seconds per pass - ETA 0.20 minutes")
    x = 6.1
    line = ""
    for i in range(1, 121):
        x += (6.9 + c.gauss(.5) - x) * .1
        line += f"[{i}]{x:.4f},"
        if i % 8 == 0:
            c.p(line)
            line = ""
    c.p(f"Final estimate: PPL = {x:.4f} +/- 0.04127")
    return c


@case
def pytest_report():
    c = nothing("pytest_losses.txt", "pytest", "test report", "tests whose names hold loss, accuracy, epoch and lr, with durations and coverage: no training")
    c.p("============================= test session starts ==============================\nplatform linux -- Python 3.12.4, pytest-8.3.2, pluggy-1.5.0\nrootdir: /builds/vision/lossfns\nplugins: cov-5.0.0, xdist-3.6.1\ncollected 96 items\n")
    names = ["test_focal_loss_zero", "test_dice_loss_empty_mask", "test_accuracy_top5", "test_lr_schedule_warmup", "test_epoch_counter", "test_grad_norm_clip", "test_kl_loss_symmetric", "test_nan_loss_raises"]
    n = 0
    for f in ("tests/test_losses.py", "tests/test_metrics.py", "tests/test_schedule.py"):
        for nm in names:
            for prm in ("fp16-0.1", "fp16-0.5", "fp32-0.1", "fp32-1e-3"):
                n += 1
                c.p(f"{f}::{nm}[{prm}] {'PASSED' if n != 41 else 'FAILED'}{' ' * 20}[{n * 100 // 96:3d}%]")
    c.p("\n=================================== FAILURES ===================================\n____________________ test_epoch_counter[fp16-0.1] ______________________________\n\n>       assert loss == pytest.approx(0.6931, abs=1e-4)\nE       assert 0.6942 == 0.6931 ± 1.0e-04\n\ntests/test_metrics.py:88: AssertionError")
    c.p("============================= slowest 5 durations ==============================\n3.21s call     tests/test_losses.py::test_focal_loss_zero[fp32-0.1]\n2.90s call     tests/test_schedule.py::test_lr_schedule_warmup[fp16-0.5]\n1.12s setup    tests/test_metrics.py::test_accuracy_top5[fp16-0.1]")
    c.p("---------- coverage: platform linux, python 3.12.4 -----------\nName                     Stmts   Miss  Cover\n--------------------------------------------\nlossfns/focal.py            61      2    97%\nlossfns/metrics.py         144      9    94%\nlossfns/schedule.py         88      0   100%\n--------------------------------------------\nTOTAL                      293     11    96%\n\n=================== 1 failed, 95 passed in 48.77s (0:00:48) ====================")
    return c


@case
def lm_eval():
    c = nothing("lm_eval_results.log", "lm-evaluation-harness", "table of results", "evaluation of finished checkpoints; accuracies and perplexity by task, progress bars of requests: no training")
    c.p("2025-05-20:10:12:01,331 INFO     [lm_eval.__main__:379] Selected Tasks: ['arc_easy', 'hellaswag', 'lambada_openai', 'piqa', 'winogrande']\n2025-05-20:10:12:01,334 INFO     [lm_eval.evaluator:169] Setting random seed to 0 | Setting numpy seed to 1234 | Setting torch manual seed to 1234")
    for k in range(0, 40000, 2500):
        c.p(f"\rRunning loglikelihood requests: {100 * k // 40000:3d}%|{bar(k, 40000)}| {k}/40000 [{hms(k / 210)}<{hms((40000 - k) / 210)}, {210 + c.gauss(4):.2f}it/s]", end="")
    c.p("")
    c.p("hf (pretrained=./ckpt-20000,dtype=bfloat16), gen_kwargs: (None), limit: None, num_fewshot: None, batch_size: 32")
    c.p("|    Tasks     |Version|Filter|n-shot|  Metric  |   |Value |   |Stderr|\n|--------------|------:|------|-----:|----------|---|-----:|---|-----:|")
    for task, ms in (("arc_easy", (("acc", "↑", .6124), ("acc_norm", "↑", .5581))), ("hellaswag", (("acc", "↑", .4012), ("acc_norm", "↑", .5219))), ("lambada_openai", (("acc", "↑", .5531), ("perplexity", "↓", 9.4128))), ("piqa", (("acc", "↑", .7114), ("acc_norm", "↑", .7198))), ("winogrande", (("acc", "↑", .5572),))):
        for i, (m, a, v) in enumerate(ms):
            c.p(f"|{task if i == 0 else '':<14}|{'      1' if i == 0 else '       '}|none  |     0|{m:<10}|{a}  |{v:6.4f}|±  |0.0{c.rng.randrange(100, 199)}|")
    return c


@case
def vllm():
    c = nothing("vllm_server.log", "vLLM API server", "server log", "throughput, running requests and cache usage of an inference server, with numbers that grow in every line: no training")
    c.p("INFO 06-11 09:00:02 [api_server.py:1289] vLLM API server version 0.9.1\nINFO 06-11 09:00:41 [loader.py:272] Loading weights took 21.77 seconds\nINFO 06-11 09:01:10 [kv_cache_utils.py:715] GPU KV cache size: 412,336 tokens\nINFO:     Started server process [311]\nINFO:     Application startup complete.")
    for i in range(110):
        c.tick(10)
        c.p(f"INFO {c.now:%m-%d %H:%M:%S} [loggers.py:118] Engine 000: Avg prompt throughput: {900 + 20 * i + c.gauss(60):.1f} tokens/s, Avg generation throughput: {400 + 9 * i + c.gauss(30):.1f} tokens/s, Running: {4 + i // 3} reqs, Waiting: {max(0, i - 90)} reqs, GPU KV cache usage: {min(99.9, 2 + .8 * i):.1f}%, Prefix cache hit rate: {41 + c.gauss(1):.1f}%")
        if i % 6 == 0:
            c.p(f'INFO:     10.4.0.{c.rng.randrange(2, 99)}:{c.rng.randrange(30000, 60000)} - "POST /v1/chat/completions HTTP/1.1" 200 OK')
    return c


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    for build in BUILDERS:
        build().finish(folder)
    with open(os.path.join(folder, "truth.json"), "w", encoding="utf-8") as f:
        json.dump(TRUTH, f, indent=1, ensure_ascii=False)
    print(len(TRUTH), "cases")


if __name__ == "__main__":
    main()

"""Writes made-up training logs and truth.json: python make.py FOLDER"""
import datetime
import gzip
import json
import math
import os
import random
import sys

HEALTHY = ["nan-loss", "divergence", "overfitting", "plateau", "never-learns", "exploding-gradients", "loss-spike",
           "zero-loss", "validation-swings", "oscillating"]
CASES = []


def fall(rng, n, a, b, noise=0.01, p=0.6):
    k = max(n / 20, 0.5)
    return [(b + (a - b) * (1 + i / k) ** -p) * (1 + rng.uniform(-noise, noise)) for i in range(n)]


def clock(seconds, fmt="%Y-%m-%d %H:%M:%S", start=(2025, 9, 14, 8, 3, 11)):
    return (datetime.datetime(*start) + datetime.timedelta(seconds=seconds)).strftime(fmt)


def hms(seconds):
    seconds = int(seconds)
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


class Case:
    def __init__(self, name, tool, kind, odd, note):
        self.name, self.tool, self.kind, self.odd, self.note = name, tool, kind, odd, note
        self.rng = random.Random(name)
        self.text = []
        self.series = {}
        self.drop = {}
        self.must, self.must_any, self.must_not, self.nothing = [], [], [], False
        self.encode = lambda text: text.encode("utf-8")

    def r(self, key, step, text):
        """Record what is printed and give it back."""
        text = str(text)
        points = self.series.setdefault(key, {})
        points[("n", len(points)) if step is None else step] = float(text.strip().replace("_", ""))
        return text

    def rc(self, key, step, text):  # decimal comma
        self.r(key, step, text.replace(",", "."))
        return text

    def rt(self, key, step, text):  # comma between thousands
        self.r(key, step, text.replace(",", ""))
        return text

    def o(self, *lines):
        self.text += [line + "\n" for line in lines]

    def raw(self, text):
        self.text.append(text)

    def healthy(self, *more):
        self.must_not = HEALTHY + list(more)

    def write(self, folder, truth):
        with open(os.path.join(folder, self.name), "wb") as file:
            file.write(self.encode("".join(self.text)))
        series = {}
        for key, points in self.series.items():
            steps = list(points)
            counted = not isinstance(steps[0], tuple)
            if counted:
                steps.sort()
            values = [("nan" if math.isnan(points[s]) else points[s]) for s in steps]
            one = {"points": len(steps), "first": values[0], "last": values[-1]}
            if counted:
                one["first_step"], one["last_step"] = steps[0], steps[-1]
            for gone in self.drop.get(key, ()):
                one.pop(gone, None)
            series[key] = one
        truth[self.name] = {"tool": self.tool, "kind": self.kind, "odd": self.odd, "series": series, "must": self.must,
                            "must_any": self.must_any, "must_not": self.must_not, "nothing": self.nothing,
                            "note": self.note}


def case(name, tool, kind, odd, note):
    def wrap(function):
        CASES.append((Case(name, tool, kind, odd, note), function))
        return function
    return wrap


NOSTEP = ("first_step", "last_step")


# ---------------------------------------------------------------- pretraining
@case("megatron_gpt.log", "Megatron-LM", "pretraining", True, "arguments dumped at the top, validation and test blocks")
def _(c):
    g = c.rng
    c.o("using world size: 64, data-parallel size: 16, context-parallel size: 1, tensor-model-parallel size: 4, pipeline-model-parallel size: 1",
        "------------------------ arguments ------------------------")
    for k, v in dict(accumulate_allreduce_grads_in_fp32=False, adam_beta1=0.9, adam_beta2=0.95, adam_eps="1e-08",
                     clip_grad=1.0, eval_interval=500, eval_iters=40, global_batch_size=512, hidden_size=2560,
                     init_method_std=0.013, initial_loss_scale=4294967296, log_interval=100, loss_scale=None, lr=0.00016,
                     lr_decay_style="cosine", lr_warmup_iters=300, min_loss_scale=1.0, min_lr="1.6e-05",
                     num_layers=32, seed=4711, seq_length=2048, train_iters=4000, weight_decay=0.1).items():
        c.o(f"  {k} {'.' * max(1, 48 - len(k))} {v}")
    c.o("-------------------- end of arguments ---------------------", "setting number of micro-batches to constant 32",
        "[before the start of training step] datetime: 2025-09-14 08:03:05 ")
    n = 40
    loss = fall(g, n, 9.1, 2.55, 0.006)
    for i in range(n):
        it = (i + 1) * 100
        lr = 1.6e-4 * min(1, it / 300) if it < 300 else 1.6e-5 + 0.5 * (1.6e-4 - 1.6e-5) * (1 + math.cos(math.pi * it / 4000))
        gn = 2.1 / (1 + i / 6) + 0.35 + g.uniform(-.02, .02)
        c.o(f" [{clock(i * 171)}] iteration {it:8d}/{4000:8d} | consumed samples: {it * 512:12d} | elapsed time per iteration (ms): "
            f"{1700 + g.uniform(-9, 9):.1f} | throughput per GPU (TFLOP/s/GPU): {141 + g.uniform(-1, 1):.1f} | learning rate: "
            f"{c.r('train/learning_rate', it, f'{lr:.6E}')} | global batch size: {512:5d} | lm loss: {c.r('train/loss', it, f'{loss[i]:.6E}')} | "
            f"loss scale: {c.r('train/grad-scale', it, '131072.0')} | grad norm: {c.r('train/gradient_norm', it, f'{gn:.3f}')} | "
            "number of skipped iterations:   0 | number of nan iterations:   0 |")
        if it % 500 == 0:
            v = loss[i] * 1.01
            line = f" validation loss at iteration {it} | lm loss value: {c.r('validation/loss', it, f'{v:.6E}')} | lm loss PPL: {c.r('validation/perplexity', it, f'{math.exp(v):.6E}')} | "
            c.o("-" * len(line), line, "-" * len(line))
    v = loss[-1] * 1.013
    line = f" validation loss at iteration 4000 on test set | lm loss value: {c.r('test/loss', 4000, f'{v:.6E}')} | lm loss PPL: {math.exp(v):.6E} | "
    c.o("[after training is done] datetime: 2025-09-14 10:02:44 ", "-" * len(line), line, "-" * len(line))
    c.healthy()


@case("neox_125m.log", "GPT-NeoX", "pretraining", False, "loss climbs from 4.4 to 7.4 at iteration 620 and stays there")
def _(c):
    g = c.rng
    n = 90
    loss = fall(g, n, 10.7, 2.9, 0.006)
    for i in range(61, n):
        loss[i] = 7.4 - 3.0 * math.exp(-(i - 60) / 2.5) + g.uniform(-.04, .04)
    for i in range(n):
        it = (i + 1) * 10
        c.o(f" samples/sec: {311 + g.uniform(-4, 4):.3f} | iteration {it:8d}/{2000:8d} | elapsed time per iteration (ms): {823 + g.uniform(-8, 8):.1f} | "
            f"learning rate: {c.r('train/learning_rate', it, f'{6e-4 * min(1, it / 200):.3E}')} | approx flops per GPU: {54 + g.uniform(-.5, .5):.1f}TFLOPS | "
            f"lm_loss: {c.r('train/loss', it, f'{loss[i]:.6E}')} | number of skipped iterations:   0 | number of nan iterations:   0 |")
        if i % 9 == 4:
            c.o(f"time (ms) | optimizer: {g.uniform(30, 33):.2f} | forward: {g.uniform(200, 220):.2f} | backward: {g.uniform(400, 420):.2f} | batch generator: {g.uniform(1, 2):.2f}")
    c.must = ["divergence"]
    c.must_not = ["nan-loss", "overfitting", "zero-loss", "never-learns", "vanishing-gradients"]


@case("torchtitan_llama3.txt", "torchtitan", "pretraining", True, "colour codes between name and number, two ranks print the same values interleaved")
def _(c):
    g = c.rng
    red, green, orange, turq, blue, cyan, mag, reset = ("\x1b[31m", "\x1b[32m", "\x1b[38;2;180;60;0m", "\x1b[38;2;54;234;195m",
                                                       "\x1b[34m", "\x1b[36m", "\x1b[35m", "\x1b[39m")
    for r in (0, 1):
        c.o(f"[rank{r}]:[titan] {clock(0)},114 - root - INFO - Starting job: Llama 3 8B training",
            f"[rank{r}]:[titan] {clock(9)},208 - root - INFO - {mag}Model llama3 8B {red}size: 8,030,261,248 total parameters{reset}",
            f"[rank{r}]:[titan] {clock(12)},640 - root - INFO - Training starts at step 1, with local batch size 1, global batch size 8, sequence length 8192, total steps 600 (warmup 200)")
    steps = [1] + list(range(10, 601, 10))
    loss = fall(g, len(steps), 12.24, 2.7, 0.006)
    for i, s in enumerate(steps):
        gn = 1.2 + 3 / (1 + i / 5) + g.uniform(-.05, .05)
        lo, gr = c.r("train/loss", s, f"{loss[i]:8.5f}"), c.r("train/gradient_norm", s, f"{gn:7.4f}")
        for r in (0, 1):
            c.o(f"[rank{r}]:[titan] {clock(20 + s * 2)},{g.randrange(1000):03d} - root - INFO - {red}step: {s:2}  {green}loss: {lo}  {orange}grad_norm: {gr}  "
                f"{turq}memory: 47.81GiB(60.42%)  {blue}tps: {round(g.uniform(3300, 3400)):,}  {cyan}tflops: {g.uniform(160, 170):,.2f}  {mag}mfu: {g.uniform(16, 17):.2f}%{reset}")
        if s % 200 == 0:
            c.o(f"[rank0]:[titan] {clock(20 + s * 2)},902 - root - INFO - [GC] Performing periodic GC collection took 0.02 seconds")
    c.o("[rank0]:[titan] 2025-09-14 08:24:01,011 - root - INFO - Training completed", "[rank1]:[titan] 2025-09-14 08:24:01,012 - root - INFO - Training completed")
    c.healthy()


@case("olmo_1b_stdout.log", "OLMo", "pretraining", True, "metrics of a step on the lines below it; two spikes to about three times the loss")
def _(c):
    g = c.rng
    n = 48
    loss = fall(g, n, 8.4, 2.7, 0.005)
    for at, f in ((24, 2.9), (25, 2.0), (38, 3.1), (39, 1.9)):
        loss[at] *= f
    for i in range(n):
        s = 100 * (i + 1)
        gn = 0.6 + g.uniform(-.05, .05) + (14 if i in (24, 38) else 0)
        c.o(f"[{clock(i * 411)}] INFO     [olmo.train:816, rank=0] [step={s}/739328,epoch=0]",
            f"    optim/total_grad_norm={c.r('train/gradient_norm', s, f'{gn:.4f}')}",
            f"    optim/learning_rate_group0={c.r('train/learning_rate', s, f'{4e-4 * min(1, s / 2000):.3g}')}",
            f"    train/CrossEntropyLoss={c.r('train/loss', s, f'{loss[i]:.4g}')}",
            f"    train/Perplexity={c.rt('train/perplexity', s, f'{math.exp(loss[i]):,.0f}' if math.exp(loss[i]) > 1000 else f'{math.exp(loss[i]):.4g}')}",
            f"    throughput/total_tokens={s * 4194304:,d}",
            f"    throughput/device/tokens_per_second={45000 + g.randrange(900):,d}",
            "    System/Peak GPU Memory (MB)=43,309")
    c.must = ["loss-spike"]
    c.must_not = ["nan-loss", "overfitting", "never-learns", "zero-loss", "plateau", "vanishing-gradients"]


@case("modded_nanogpt_0c3f.txt", "modded-nanogpt", "pretraining", True, "source code of the script at the top, full of numbers")
def _(c):
    g = c.rng
    c.o("import os", "import sys", "with open(sys.argv[0]) as f:", "    code = f.read() # read the code of this file ASAP, for logging",
        "import uuid", "import torch", "from torch import nn", "class Hyperparameters:", "    batch_size : int = 8*64 # batch size, in sequences, across all devices",
        "    sequence_length : int = 1024", "    num_iterations : int = 3000", "    learning_rate : float = 0.0036", "    warmup_iters : int = 0",
        "    val_loss_every : int = 125 # every how many steps to evaluate val loss? 0 for only at the end", "    val_tokens : int = 10485760",
        "val_loss = 0.0", "for _ in range(val_steps):", "    with torch.no_grad():", "        _, loss = model(x_val, y_val, return_logits=False)", "        val_loss += loss.detach()",
        "print(f'step:{step}/{args.num_iterations} val_loss:{val_loss:.4f} train_time:{training_time_ms:.0f}ms')",
        "====================================================================================================",
        "Running pytorch 2.6.0.dev20241203+cu124 compiled for CUDA 12.4", "nvidia-smi:",
        "| NVIDIA-SMI 550.90.07              Driver Version: 550.90.07      CUDA Version: 12.4     |",
        "|   0  NVIDIA H100 80GB HBM3          On  | 00000000:19:00.0 Off |                    0 |",
        "| N/A   38C    P0             119W / 700W |    7713MiB /  81559MiB |      0%      Default |",
        "====================================================================================================")
    n = 120
    loss = fall(g, n, 9.8, 3.0, 0.006)
    v = lambda i: loss[min(i, n - 1)] * 1.004
    ms = 0
    c.o(f"step:0/3000 val_loss:{c.r('validation/loss', 0, '10.8258')} train_time:0ms step_avg:nanms")
    for i in range(n):
        s = 25 * (i + 1)
        ms += 25 * 143.4
        c.o(f"step:{s}/3000 train_loss:{c.r('train/loss', s, f'{loss[i]:.4f}')} train_time:{ms:.0f}ms step_avg:{ms / s:.2f}ms")
        if s % 125 == 0:
            c.o(f"step:{s}/3000 val_loss:{c.r('validation/loss', s, f'{v(i):.4f}')} train_time:{ms:.0f}ms step_avg:{ms / s:.2f}ms")
    c.o("peak memory consumption: 33756 MiB")
    c.healthy()


@case("llmfoundry_mpt.log", "llm-foundry / composer", "pretraining", False, "blocks of a batch; token counts and times are no metrics")
def _(c):
    g = c.rng
    c.o("Initializing model...", "cfg.n_params=1.25e+08", "Starting training...", "******************************", "Config:", "n_gpus: 8", "rank_zero_seed: 17", "******************************")
    n = 34
    loss = fall(g, n, 10.97, 2.9, 0.006)
    for i in range(n):
        s = i * 25 + 1 if i else 1
        lr = 6e-4 * min(1, s / 100)
        pp = math.exp(loss[i])
        c.o(f"[batch={s}/850]:", "\t Train time/epoch: 0", f"\t Train time/batch: {s - 1}", f"\t Train time/sample: {(s - 1) * 256}",
            f"\t Train time/token: {(s - 1) * 524288}", "\t Train trainer/device_train_microbatch_size: 16",
            f"\t Train loss/train/total: {c.r('train/loss', s, f'{loss[i]:.4f}')}",
            f"\t Train metrics/train/LanguageCrossEntropy: {loss[i]:.4f}", f"\t Train metrics/train/LanguagePerplexity: {c.r('train/perplexity', s, f'{pp:.4f}')}",
            f"\t Train throughput/tokens_per_sec: {g.uniform(410000, 415000):.4f}",
            f"\t Train lr-DecoupledAdamW/group0: {c.r('train/learning_rate', s, f'{lr:.4f}')}")
    c.healthy()


@case("maxtext_v5p.log", "MaxText", "pretraining", True, "configuration dumped at the top; weights and seconds beside the loss")
def _(c):
    g = c.rng
    for k, v in (("base_emb_dim", 2048), ("learning_rate", "3e-05"), ("steps", 120), ("per_device_batch_size", 24.0), ("eval_interval", 20),
                 ("max_target_length", 2048), ("z_loss_multiplier", 0.0), ("adam_b1", 0.9), ("adam_b2", 0.95), ("warmup_steps_fraction", 0.1)):
        c.o(f"Config param {k}: {v}")
    c.o("number parameters: 15.933 billion", "")
    n = 120
    loss = fall(g, n, 12.02, 3.1, 0.006)
    for i in range(n):
        c.o(f"completed step: {i}, seconds: {g.uniform(4.1, 4.2):.3f}, TFLOP/s/device: {g.uniform(205, 209):.3f}, Tokens/s/device: {g.uniform(11800, 11900):.3f}, "
            f"total_weights: 393216, loss: {c.r('train/loss', i, f'{loss[i]:.3f}')}")
        if i % 20 == 19:
            for k in range(3):
                c.o(f"Completed eval step {k}")
            c.o(f"eval metrics after step: {i}, loss={c.r('validation/loss', i, f'{loss[i] * 1.01:.3f}')}, total_weights=1179648.0")
        if i % 50 == 0:
            c.o("To see full metrics 'tensorboard --logdir=gs://my-bucket/demo/tensorboard/'")
    c.healthy()


@case("litgpt_pretrain.txt", "LitGPT", "pretraining", False, "iter counts micro batches, step the optimizer steps; only one validation at the end")
def _(c):
    g = c.rng
    c.o("{'data': {'batch_size': 1, 'num_workers': 8}, 'eval': {'interval': 1000, 'max_iters': 100}, 'model_name': 'pythia-160m', 'seed': 42, 'train': {'global_batch_size': 512, 'log_interval': 1, 'lr_warmup_steps': 2000, 'max_norm': 1.0, 'min_lr': 4e-05}}",
        "Seed set to 42", "Time to instantiate model: 0.03 seconds.", "Total parameters: 162,322,944", "Verifying settings ...", "Measured TFLOPs: 55.48")
    n = 100
    loss = fall(g, n, 10.98, 3.0, 0.006)
    for i in range(n):
        s = i + 1
        c.o(f"Epoch 1 | iter {s * 128} step {s} | loss train: {c.r('train/loss', s, f'{loss[i]:.3f}')}, val: n/a | iter time: {g.uniform(360, 372):.2f} ms (step) remaining time: {hms((n - s) * 46)}")
    v = loss[-1] * 1.01
    c.o(f"Final evaluation | val loss: {c.r('validation/loss', None, f'{v:.3f}')} | val ppl: {c.r('validation/perplexity', None, f'{math.exp(v):.3f}')}")
    c.healthy()


@case("internevo_7b.log", "InternEvo / InternLM", "pretraining", False, "gradient norm from about 1 to tens of thousands in the last third, loss goes up with it")
def _(c):
    g = c.rng
    n = 100
    loss = fall(g, n, 11.63, 2.6, 0.006)
    for i in range(n):
        gn = 1.1 + 20 / (1 + i) + g.uniform(-.1, .1)
        if i >= 68:
            gn = 1.3 * math.exp(min(i - 67, 16) * 0.65) * (1 + g.uniform(-.1, .1))
            loss[i] += min(5.0, 0.3 * (i - 67))
        lr = 1e-4 * min(1, (i + 1) / 20)
        c.o(f"{clock(i * 14, '%Y-%m-%d %H:%M:%S')},{g.randrange(1000):03d}\tINFO train.py:323 in record_current_batch_training_metrics -- tflops={g.uniform(188, 191)},"
            f"step={i},loss={c.r('train/loss', i, f'{loss[i]:.9f}')},tgs (tokens/gpu/second)={g.uniform(4250, 4280):.2f},lr={c.r('train/learning_rate', i, repr(lr))},"
            f"loss_scale={c.r('train/grad-scale', i, '65536.0')},grad_norm={c.r('train/gradient_norm', i, f'{gn:.9f}')},micro_num=4,num_consumed_tokens={(i + 1) * 131072},"
            f"inf_nan_skip_batches=0,num_samples_in_batch={g.randrange(14, 22)},largest_length=2048,largest_batch=5,smallest_batch=4,adam_beta2=0.95,fwd_bwd_time={g.uniform(3.6, 3.8):.2f}")
    c.must = ["exploding-gradients"]
    c.must_not = ["nan-loss", "overfitting", "zero-loss", "never-learns", "vanishing-gradients", "plateau"]


@case("deepspeed_fp16.log", "DeepSpeed", "pretraining", True, "nine of ten steps are skipped for overflow over the whole run; the loss does not move")
def _(c):
    g = c.rng
    scale, skipped = 65536, 0
    for s in range(1, 121):
        if s % 10:
            skipped += 1
            new = max(1, scale // 2)
            c.o(f"[{clock(s * 3)},{g.randrange(1000):03d}] [INFO] [loss_scaler.py:190:update_scale] [deepspeed] OVERFLOW! Rank 0 Skipping step. Attempted loss scale: {scale}, reducing to {new}")
            scale = new
        else:
            lo = 9.82 - 0.0005 * s + g.uniform(-.02, .02)
            c.o(f"[{clock(s * 3)},{g.randrange(1000):03d}] [INFO] [logging.py:96:log_dist] [Rank 0] step={s}, skipped={skipped}, lr=[{c.r('train/learning_rate', s, '0.0006')}, 0.0006], mom=[(0.9, 0.95), (0.9, 0.95)]",
                f"[{clock(s * 3)},{g.randrange(1000):03d}] [INFO] [timer.py:260:stop] epoch=0/micro_step={s * 4}/global_step={s}, RunningAvgSamplesPerSec={g.uniform(40, 41)}, CurrSamplesPerSec={g.uniform(40, 41)}, MemAllocated=12.31GB, MaxMemAllocated=31.02GB",
                f"steps: {s} loss: {c.r('train/loss', s, f'{lo:.4f}')} iter time (s): {g.uniform(2.9, 3.0):.3f} samples/sec: {g.uniform(40, 41):.3f}")
    c.must = ["skipped-steps"]
    c.must_not = ["nan-loss", "overfitting", "zero-loss", "divergence", "exploding-gradients", "loss-spike"]


# ---------------------------------------------------------------- fine-tuning
def hf(d):
    return "{" + ", ".join(f"'{k}': {v}" for k, v in d.items()) + "}"


@case("hf_bert_finetune.out", "Hugging Face Trainer v4", "fine-tuning", False, "validation loss rises from epoch 3 to 12 while training loss goes to nearly nothing; no step numbers")
def _(c):
    g = c.rng
    ev = [0.62, 0.511, 0.498, 0.534, 0.587, 0.651, 0.722, 0.795, 0.868, 0.941, 1.012, 1.073]
    c.o("Some weights of BertForSequenceClassification were not initialized from the model checkpoint at bert-base-cased and are newly initialized: ['classifier.bias', 'classifier.weight']",
        "You should probably TRAIN this model on a down-stream task to be able to use it for predictions and inference.")
    tot = []
    for e in range(12):
        for k in range(4):
            t = e + (k + 1) / 4
            lo = 0.69 * math.exp(-t / 2.6) + 0.004 + g.uniform(0, .003)
            tot.append(lo)
            c.o(hf({"loss": c.r("train/loss", None, f"{lo:.4f}"), "grad_norm": c.r("train/gradient_norm", None, repr(round(g.uniform(2, 6), 6))),
                    "learning_rate": c.r("train/learning_rate", None, repr(2e-5 * (1 - t / 12.5))), "epoch": round(t, 2)}))
        c.o(hf({"eval_loss": c.r("validation/loss", None, repr(round(ev[e] + g.uniform(-.004, .004), 6))), "eval_accuracy": c.r("validation/accuracy", None, repr(round(0.79 + 0.04 * min(e, 2) / 2 - 0.002 * e, 4))),
                "eval_runtime": round(g.uniform(4, 5), 4), "eval_samples_per_second": round(g.uniform(210, 220), 3), "eval_steps_per_second": round(g.uniform(26, 27), 3), "epoch": float(e + 1)}))
    c.o(hf({"train_runtime": 1931.2208, "train_samples_per_second": 49.71, "train_steps_per_second": 3.107, "train_loss": round(sum(tot) / len(tot), 6), "epoch": 12.0}))
    c.must = ["overfitting"]
    c.must_not = ["nan-loss", "divergence", "never-learns", "exploding-gradients", "loss-spike", "zero-loss"]


@case("hf5_qwen_sft.log", "Hugging Face Trainer v5", "fine-tuning", True, "numbers are printed as strings; progress bars with carriage returns between the lines")
def _(c):
    g = c.rng
    n = 60
    loss = fall(g, n, 2.31, 0.82, 0.006)
    for i in range(n):
        s = (i + 1) * 10
        c.raw(f"\r{s / 6:3.0f}%|{'█' * (i // 6)}{' ' * (10 - i // 6)}| {s}/600 [{s * 2 // 60:02d}:{s * 2 % 60:02d}<{(600 - s) * 2 // 60:02d}:{(600 - s) * 2 % 60:02d},  2.01s/it]"
              + " " * 50 + "\r" + hf({"loss": f"'{c.r('train/loss', None, f'{loss[i]:.4g}')}'", "grad_norm": f"'{c.r('train/gradient_norm', None, f'{1.2 / (1 + i / 20) + g.uniform(0, .05):.4g}')}'",
                                    "learning_rate": f"'{c.r('train/learning_rate', None, f'{2e-4 * (1 - (s - 1) / 600):.4g}')}'", "epoch": f"'{s / 200:.4g}'"}) + "\n")
        if s % 200 == 0:
            c.o(hf({"eval_loss": f"'{c.r('validation/loss', None, f'{loss[i] * 1.03:.4g}')}'", "eval_runtime": "'12.31'", "eval_samples_per_second": "'40.6'", "eval_steps_per_second": "'5.078'", "epoch": f"'{s // 200}'"}))
    c.o("", hf({"train_runtime": "'1207'", "train_samples_per_second": "'7.95'", "train_steps_per_second": "'0.497'", "train_loss": f"'{sum(loss) / n:.4g}'", "epoch": "'3'"}))
    c.healthy()


@case("trl_dpo_zephyr.log", "trl DPOTrainer", "fine-tuning", False, "loss stays at ln 2, accuracies at chance, margins at nothing over 80 records")
def _(c):
    g = c.rng
    for i in range(80):
        m = g.uniform(-.004, .004)
        ch = g.uniform(-.003, .003)
        c.o(hf({"loss": c.r("train/loss", None, f"{0.6931 - m / 2 + g.uniform(-.0008, .0008):.4f}"), "grad_norm": c.r("train/gradient_norm", None, f"{g.uniform(3, 4):.6f}"),
                "learning_rate": c.r("train/learning_rate", None, repr(round(5e-7 * (1 - i / 81), 12))), "rewards/chosen": f"{ch:.6f}", "rewards/rejected": f"{ch - m:.6f}",
                "rewards/accuracies": c.r("train/accuracy", None, f"{0.5 + g.uniform(-.05, .05):.4f}"), "rewards/margins": c.r("train/margin", None, f"{m:.6f}"),
                "logps/chosen": f"{-281 + g.uniform(-9, 9):.4f}", "logps/rejected": f"{-260 + g.uniform(-9, 9):.4f}", "logits/chosen": f"{-2.3 + g.uniform(-.1, .1):.4f}",
                "logits/rejected": f"{-2.2 + g.uniform(-.1, .1):.4f}", "epoch": round((i + 1) / 80, 4)}))
    c.o(hf({"train_runtime": 7231.1, "train_samples_per_second": 2.212, "train_steps_per_second": 0.111, "train_loss": 0.6931, "epoch": 1.0}))
    c.must = ["preference-not-learnt"]
    c.must_not = ["nan-loss", "divergence", "overfitting", "exploding-gradients", "loss-spike", "zero-loss"]


@case("trl_grpo_math.log", "trl GRPOTrainer", "fine-tuning", False, "KL runs from 0.001 to 90 while the reward falls away")
def _(c):
    g = c.rng
    for i in range(90):
        kl = 0.0012 * math.exp(i * 0.125) * (1 + g.uniform(-.08, .08))
        rw = (0.42 + 0.2 * min(i, 40) / 40 if i < 45 else 0.62 * math.exp(-(i - 44) / 14)) + g.uniform(-.02, .02)
        rw = max(rw, 0.011)
        c.o(hf({"loss": c.r("train/loss", None, f"{0.04 * kl:.4f}"), "grad_norm": c.r("train/gradient_norm", None, f"{0.3 + 0.01 * i + g.uniform(0, .05):.6f}"),
                "learning_rate": c.r("train/learning_rate", None, "1e-06"), "num_tokens": f"{(i + 1) * 81920.0}", "completions/mean_length": f"{g.uniform(300, 330):.2f}", "completions/min_length": "61.0",
                "completions/max_length": "512.0", "completions/clipped_ratio": f"{g.uniform(.05, .09):.4f}", "rewards/accuracy_reward/mean": f"{rw:.6f}", "rewards/accuracy_reward/std": f"{g.uniform(.3, .4):.6f}",
                "reward": c.r("train/reward", None, f"{rw:.6f}"), "reward_std": f"{g.uniform(.2, .25):.6f}", "frac_reward_zero_std": "0.125", "kl": c.r("train/kl", None, f"{kl:.6f}"),
                "clip_ratio/region_mean": "0.0", "epoch": round((i + 1) / 90, 3)}))
    c.must = ["kl-runaway"]
    c.must_not = ["nan-loss", "overfitting", "length-exploitation", "zero-loss"]


@case("swift_qwen2_vl.log", "ms-swift", "fine-tuning", True, "step is given as '10/400' in a string, memory and speed in every line, progress bars")
def _(c):
    g = c.rng
    n = 40
    loss = fall(g, n, 1.94, 0.61, 0.006)
    acc = [1 - x / 3.1 for x in loss]
    c.o("[INFO:swift] The logging file will be saved in: /data/out/v3-20250914-080311/logging.jsonl", "[INFO:swift] Successfully registered `/opt/swift/llm/data/dataset_info.json`.")
    for i in range(n):
        s = (i + 1) * 10
        c.o(f"Train:  {s // 4:2d}%|{'█' * (s // 40)}{' ' * (10 - s // 40)}| {s}/400 [{hms(s * 3)[2:]}<{hms((400 - s) * 3)[2:]},  3.02s/it]",
            hf({"loss": c.r("train/loss", s, f"{loss[i]:.8f}"), "token_acc": c.r("train/accuracy", s, f"{acc[i]:.8f}"), "grad_norm": c.r("train/gradient_norm", s, f"{g.uniform(.5, .6):.8f}"),
                "learning_rate": c.r("train/learning_rate", s, f"{1e-4 * (1 - s / 420):.3e}"), "memory(GiB)": "31.44", "train_speed(iter/s)": "0.331", "epoch": f"{s / 200:.2f}",
                "global_step/max_steps": f"'{s}/400'", "percentage": f"'{s / 4:.2f}%'", "elapsed_time": f"'{s * 3 // 60}m {s * 3 % 60}s'", "remaining_time": f"'{(400 - s) * 3 // 60}m {(400 - s) * 3 % 60}s'"}))
        if s % 100 == 0:
            c.o(hf({"eval_loss": c.r("validation/loss", s, f"{loss[i] * 1.02:.8f}"), "eval_token_acc": c.r("validation/accuracy", s, f"{acc[i] - .01:.8f}"), "eval_runtime": "9.8112", "eval_samples_per_second": "20.385",
                    "eval_steps_per_second": "2.548", "epoch": f"{s / 200:.2f}", "global_step/max_steps": f"'{s}/400'", "percentage": f"'{s / 4:.2f}%'", "elapsed_time": f"'{s * 3 // 60}m {s * 3 % 60}s'",
                    "remaining_time": f"'{(400 - s) * 3 // 60}m {(400 - s) * 3 % 60}s'"}), f"[INFO:swift] Saving model checkpoint to /data/out/v3-20250914-080311/checkpoint-{s}")
    c.healthy()


@case("axolotl_lora.log", "axolotl", "fine-tuning", False, "loss is 0.0 and the gradient norm nan from the second record to the end")
def _(c):
    g = c.rng
    c.o("[2025-09-14 08:03:11,840] [INFO] [axolotl.utils.data.sft] [PID:211] [RANK:0] Loading prepared dataset from disk at last_run_prepared/3fa1...",
        "[2025-09-14 08:03:12,102] [INFO] [axolotl.utils.trainer] [PID:211] [RANK:0] total_num_tokens: 3_122_418",
        "[2025-09-14 08:03:12,114] [INFO] [axolotl.utils.trainer] [PID:211] [RANK:0] total_num_steps: 300",
        "[2025-09-14 08:03:41,551] [INFO] [axolotl.train] [PID:211] [RANK:0] Starting trainer...")
    for i in range(60):
        lo = "6.4182" if i == 0 else "0.0"
        c.o(hf({"loss": c.r("train/loss", None, lo), "grad_norm": "3.8811511993408203" if i == 0 else "nan", "learning_rate": c.r("train/learning_rate", None, repr(round(2e-4 * min(1, (i + 1) / 10), 8))),
                "epoch": round((i + 1) / 60, 2)}))
        if i % 20 == 19:
            c.o(f"[{clock(60 + i * 9)},318] [INFO] [axolotl.callbacks] [PID:211] [RANK:0] GPU memory usage while training: 17.441GB (+3.112GB cache, +1.209GB misc)")
    c.must = ["zero-loss"]
    c.must_not = ["overfitting", "loss-spike", "divergence", "validation-swings"]


@case("trainer_log.jsonl", "LLaMA-Factory", "fine-tuning", False, "JSON lines with current_steps")
def _(c):
    g = c.rng
    n = 60
    loss = fall(g, n, 1.72, 0.55, 0.006)
    for i in range(n):
        s = (i + 1) * 5
        c.o(json.dumps({"current_steps": s, "total_steps": 300, "loss": float(c.r("train/loss", s, f"{loss[i]:.4f}")), "lr": float(c.r("train/learning_rate", s, repr(5e-5 * (1 + math.cos(math.pi * s / 301)) / 2))),
                        "epoch": round(s / 100, 4), "percentage": round(s / 3, 2), "elapsed_time": hms(s * 4), "remaining_time": hms((300 - s) * 4)}))
        if s % 50 == 0:
            c.o(json.dumps({"current_steps": s, "total_steps": 300, "eval_loss": float(c.r("validation/loss", s, repr(round(loss[i] * 1.02 + .01, 8)))), "epoch": round(s / 100, 4), "percentage": round(s / 3, 2),
                            "elapsed_time": hms(s * 4 + 9), "remaining_time": hms((300 - s) * 4)}))
    c.o(json.dumps({"current_steps": 300, "total_steps": 300, "epoch": 3.0, "percentage": 100.0, "elapsed_time": "0:20:31", "remaining_time": "0:00:00"}))
    c.healthy()


@case("torchtune_log_1757836991.txt", "torchtune", "fine-tuning", False, "loss is nan from step 47 to the end")
def _(c):
    g = c.rng
    loss = fall(g, 46, 1.61, 0.9, 0.01)
    for s in range(1, 101):
        t = f"{loss[s - 1]}" if s < 47 else "nan"
        gn = f"{g.uniform(1, 1.4)}" if s < 46 else "nan"
        c.o(f"Step {s} | loss:{c.r('train/loss', s, t)} lr:{c.r('train/learning_rate', s, repr(3e-4 * min(1, s / 100)))} tokens_per_second_per_gpu:{g.uniform(1900, 2000)} grad_norm:{gn} "
            f"peak_memory_active:{20.1} peak_memory_alloc:{20.1} peak_memory_reserved:{22.3} ")
    c.must = ["nan-loss"]
    c.must_not = ["overfitting", "zero-loss", "never-learns", "validation-swings"]


@case("xtuner_resumed.log", "XTuner (mmengine)", "fine-tuning", True, "crashed after iteration 310, resumed from 250: iterations 260 to 310 are printed twice")
def _(c):
    g = c.rng
    n = 60
    loss = fall(g, n, 1.81, 0.62, 0.006)

    def line(s, t):
        lo = loss[s // 10 - 1] * (1 + g.uniform(-.004, .004))
        lr = 2e-4 * (1 + math.cos(math.pi * s / 600)) / 2
        c.o(f"{clock(t, '%m/%d %H:%M:%S')} - mmengine - INFO - Iter(train) [{s:4d}/600]  lr: {c.r('train/learning_rate', s, f'{lr:.4e}')}  eta: {hms((600 - s) * 3.1)}  time: {g.uniform(3, 3.2):.4f}  "
            f"data_time: {g.uniform(.01, .02):.4f}  memory: 17231  loss: {c.r('train/loss', s, f'{lo:.4f}')}  grad_norm: {c.r('train/gradient_norm', s, f'{g.uniform(.4, .5):.4f}')}")
    c.o("09/14 08:03:11 - mmengine - INFO - ", "------------------------------------------------------------", "System environment:", "    sys.platform: linux", "    CUDA available: True", "    numpy_random_seed: 1391",
        "------------------------------------------------------------", "09/14 08:03:12 - mmengine - INFO - Checkpoints will be saved to /data/work_dirs/qlora.")
    for s in range(10, 320, 10):
        line(s, s * 3)
    c.o("Traceback (most recent call last):", '  File "/opt/xtuner/tools/train.py", line 360, in <module>', "    main()", "torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.10 GiB (GPU 0; 23.69 GiB total capacity; 19.71 GiB already allocated)",
        "09/14 09:11:30 - mmengine - INFO - Load checkpoint from /data/work_dirs/qlora/iter_250.pth", "09/14 09:11:31 - mmengine - INFO - resumed epoch: 0, iter: 250")
    for s in range(260, 610, 10):
        line(s, 4100 + s * 3)
    c.o("09/14 09:41:32 - mmengine - INFO - Saving checkpoint at 600 iterations")
    c.healthy()


@case("mlx_lora_run.txt", "mlx-lm", "fine-tuning", False, "validation loss rises over 14 evaluations while training loss falls")
def _(c):
    g = c.rng
    c.o("Loading pretrained model", "Loading datasets", "Training", "Trainable parameters: 0.043% (3.146M/7241.732M)", "Starting training..., iters: 2000")
    c.o(f"Iter 1: Val loss {c.r('validation/loss', 1, '2.812')}, Val took 21.904s")
    tok = 0
    for k in range(1, 81):
        s = 25 * k
        lo = 0.11 + 2.1 * math.exp(-s / 420) + g.uniform(-.012, .012)
        if s % 100 == 0:
            e = s // 100
            v = [1.71, 1.42, 1.31, 1.27, 1.26][e - 1] if e <= 5 else 1.26 + 0.062 * (e - 5) + g.uniform(-.006, .006)
            c.o(f"Iter {s}: Val loss {c.r('validation/loss', s, f'{v:.3f}')}, Val took {g.uniform(21, 22):.3f}s")
        tok += g.randrange(9000, 9500)
        c.o(f"Iter {s}: Train loss {c.r('train/loss', s, f'{lo:.3f}')}, Learning Rate {c.r('train/learning_rate', s, '1.000e-05')}, It/sec {g.uniform(.7, .8):.3f}, Tokens/sec {g.uniform(270, 290):.3f}, Trained Tokens {tok}, Peak mem 14.233 GB")
        if s % 500 == 0:
            c.o(f"Iter {s}: Saved adapter weights to adapters/adapters.safetensors and adapters/{s:07d}_adapters.safetensors.")
    c.o("Saved final weights to adapters/adapters.safetensors.")
    c.must = ["overfitting"]
    c.must_not = ["nan-loss", "divergence", "never-learns", "exploding-gradients", "loss-spike", "zero-loss"]


@case("step_metrics.csv", "OpenAI fine-tuning", "fine-tuning", False, "result file; validation only on every tenth row, other cells empty")
def _(c):
    g = c.rng
    n = 120
    loss = fall(g, n, 1.9, 0.62, 0.01)
    c.o("step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy")
    for i in range(n):
        s = i + 1
        v, va = ("", "")
        if s % 10 == 0:
            v, va = c.r("validation/loss", s, f"{loss[i] * 1.03:.5f}"), c.r("validation/accuracy", s, f"{1 - loss[i] / 3.3:.5f}")
        c.o(f"{s},{c.r('train/loss', s, f'{loss[i]:.5f}')},{c.r('train/accuracy', s, f'{1 - loss[i] / 3.2:.5f}')},{v},{va}")
    c.healthy()


# ---------------------------------------------------------------- RLHF
@case("verl_grpo.log", "verl", "RLHF", True, "one long line a step with 'name:number' pairs; entropy falls to nothing and the reward with it")
def _(c):
    g = c.rng
    for i in range(100):
        s = i + 1
        ent = 0.62 * math.exp(-max(0, i - 20) / 11) + 0.0006 + g.uniform(0, .0002)
        rw = 0.31 + 0.25 * min(i, 35) / 35 + g.uniform(-.015, .015) if i < 45 else 0.56 * math.exp(-(i - 44) / 12) + 0.01 + g.uniform(0, .004)
        b = g.randrange(150000, 160000)
        c.o(f"\x1b[36m(TaskRunner pid=24760)\x1b[0m step:{s} - global_seqlen/min:{b} - global_seqlen/max:{b + 811} - global_seqlen/minmax_diff:811 - actor/entropy:{c.r('train/entropy', s, repr(ent))} - "
            f"actor/pg_loss:{g.uniform(-.01, .01)} - actor/pg_clipfrac:{g.uniform(.0005, .002)} - actor/ppo_kl:{g.uniform(0, .0003)} - actor/pg_clipfrac_lower:0.0 - actor/grad_norm:{c.r('train/gradient_norm', s, repr(g.uniform(.18, .24)))} - "
            f"perf/mfu/actor:0.31 - perf/max_memory_allocated_gb:38.9 - actor/lr:{c.r('train/learning_rate', s, '1e-06')} - training/global_step:{s} - training/epoch:{i // 50} - "
            f"critic/score/mean:{c.r('train/reward', s, repr(rw))} - critic/score/max:1.0 - critic/score/min:0.0 - critic/rewards/mean:{rw!r} - critic/rewards/max:1.0 - critic/rewards/min:0.0 - "
            f"critic/advantages/mean:{g.uniform(-.01, .01)} - response_length/mean:{g.uniform(240, 250)} - response_length/max:1024.0 - response_length/min:31.0 - response_length/clip_ratio:{g.uniform(0, .01)} - "
            f"prompt_length/mean:104.1 - timing_s/gen:{g.uniform(18, 19)} - timing_s/update_actor:{g.uniform(20, 21)} - perf/throughput:{g.uniform(1900, 2000)}")
        if s % 20 == 0:
            c.raw(f"Training Progress:  {s:3d}%|{'█' * (s // 10)}{' ' * (10 - s // 10)}| {s}/100 [{hms(s * 49)}<{hms((100 - s) * 49)}, 49.09s/it]\r")
    c.must = ["policy-collapse"]
    c.must_not = ["nan-loss", "overfitting", "kl-runaway", "length-exploitation", "exploding-gradients", "zero-loss"]


@case("openrlhf_ppo.log", "OpenRLHF", "RLHF", False, "answers grow from 180 to 3900 tokens with the reward of the model; KL grows too")
def _(c):
    g = c.rng
    for i in range(80):
        s = i + 1
        le = 180 + 3720 * (i / 79) ** 1.6 + g.uniform(-20, 20)
        rw = -0.4 + 4.6 * (i / 79) ** 0.9 + g.uniform(-.05, .05)
        kl = 0.01 + 0.35 * i / 79 + g.uniform(0, .005)
        d = {"policy_loss": f"{g.uniform(-.02, .02):.6f}", "critic_loss": f"{.3 / (1 + i / 20) + g.uniform(0, .02):.6f}", "actor_lr": "5e-07", "critic_lr": "9e-06", "kl": c.r("train/kl", s, f"{kl:.6f}"),
             "reward": c.r("train/reward", s, f"{rw:.6f}"), "return": f"{rw - kl:.6f}", "response_length": f"{le:.2f}", "total_length": f"{le + 212:.2f}", "values": f"{rw * .8:.6f}"}
        c.o(f"(PPOTrainer pid=90211) {clock(s * 71)} INFO     ppo_trainer.py:211] ✨ Global step {s}: {hf(d)}")
    c.must_any = [["length-exploitation", "reward-hacking"]]
    c.must_not = ["nan-loss", "overfitting", "policy-collapse", "zero-loss"]


@case("nemo_rl_grpo.txt", "NeMo-RL", "RLHF", True, "blocks with bullets and pictures; times and throughput below every step")
def _(c):
    g = c.rng
    for i in range(20):
        s = i + 1
        rw = 0.21 + 0.45 * (1 - math.exp(-i / 9)) + g.uniform(-.008, .008)
        c.o("", f"========================= Step {s}/20 =========================", "▶ Preparing batch...", "▶ Generating responses for batch of size 512...", "▶ Processing rewards...", "▶ Computing advantages...",
            "▶ Computing logprobs...", "▶ Training policy...", "", "📊 Training Results:", f"  • Loss: {c.r('train/loss', s, f'{.02 + g.uniform(-.008, .008):.4f}')}", f"  • Avg Reward: {c.r('train/reward', s, f'{rw:.4f}')}",
            f"  • Mean Generation Length: {g.uniform(410, 440):.4f}", "", "⏱️  Timing:", f"  • Total step time: {g.uniform(61, 64):.2f}s", f"  • generation: {g.uniform(30, 31):.2f}s (48.7%)",
            f"  • policy_training: {g.uniform(18, 19):.2f}s (29.6%)")
    c.healthy("policy-collapse", "reward-hacking", "kl-runaway", "length-exploitation")


@case("dschat_step3.log", "DeepSpeed-Chat", "RLHF", True, "actor and critic losses of each step, reward below; no single loss")
def _(c):
    g = c.rng
    for i in range(55):
        rw = -1.8 + 4.1 * (1 - math.exp(-i / 28)) + g.uniform(-.06, .06)
        c.o(f"Epoch: 0 | Step: {i} | PPO Epoch: 1 | Actor Loss: {g.uniform(-.03, .03)} | Critic Loss: {.21 / (1 + i / 18) + g.uniform(0, .01)} | Unsupervised Loss: 0.0",
            "End-to-End => Latency: 8.31s, TFLOPs: 14.02, Samples/sec: 3.85, Time/seq 0.26s, Batch Size: 32, Total Seq. Length: 512",
            "Generation => Latency: 5.02s, Per-token Latency 19.62 ms, TFLOPs: 2.11, BW: -1.00 GB/sec, Answer Seq. Length: 256",
            "Training   => Latency: 3.29s, TFLOPs: 32.17", "Actor Model Parameters => 1.316 B, Critic Model Parameters => 0.331 B",
            f"Average reward score: {c.r('train/reward', i, repr(rw))}", "-------------------------------------------------------------------------------------")
    c.must_not = ["nan-loss", "divergence", "overfitting", "never-learns", "exploding-gradients", "loss-spike", "zero-loss", "validation-swings", "policy-collapse", "kl-runaway", "reward-hacking", "length-exploitation"]


# ---------------------------------------------------------------- vision
@case("mmdet_faster_rcnn.log", "mmengine / MMDetection", "vision", True, "five losses, ETA in each line, table of AP by class after each epoch, batches counted on over epochs")
def _(c):
    g = c.rng
    n = 48
    loss = fall(g, n, 1.62, 0.42, 0.008)
    k = 0
    for e in range(1, 13):
        for b in (50, 100, 150, 200):
            s = (e - 1) * 200 + b
            L = float(f"{loss[k]:.4f}")
            rc, rb, lc = round(L * .07, 4), round(L * .13, 4), round(L * .38, 4)
            lb = round(L - rc - rb - lc, 4)
            lr = 0.02 if e <= 8 else (0.002 if e <= 11 else 0.0002)
            c.o(f"{clock(k * 40, '%m/%d %H:%M:%S')} - mmengine - INFO - Epoch(train) [{e:2d}][{b:3d}/200]  lr: {c.r('train/learning_rate', s, f'{lr:.4e}')}  eta: {hms((2400 - s) * .8)}  time: {g.uniform(.78, .8):.4f}  data_time: {g.uniform(.01, .02):.4f}  "
                f"memory: 3811  loss: {c.r('train/loss', s, f'{L:.4f}')}  loss_rpn_cls: {rc:.4f}  loss_rpn_bbox: {rb:.4f}  loss_cls: {lc:.4f}  acc: {c.r('train/accuracy', s, f'{90 + k / 8 + g.uniform(-.3, .3):.4f}')}  loss_bbox: {lb:.4f}")
            k += 1
        m = 0.05 + 0.34 * (1 - math.exp(-e / 4))
        c.o(f"{clock(k * 40 - 35, '%m/%d %H:%M:%S')} - mmengine - INFO - Saving checkpoint at {e} epochs", "+----------+-------+----------+-------+", "| category | AP    | category | AP    |", "+----------+-------+----------+-------+",
            f"| person   | {m + .08:.3f} | car      | {m + .02:.3f} |", f"| dog      | {m - .03:.3f} | bicycle  | {m - .04:.3f} |", "+----------+-------+----------+-------+",
            f"{clock(k * 40 - 19, '%m/%d %H:%M:%S')} - mmengine - INFO - Epoch(val) [{e}][50/50]    coco/bbox_mAP: {m:.4f}  coco/bbox_mAP_50: {m * 1.6:.4f}  coco/bbox_mAP_75: {m * 1.05:.4f}  data_time: 0.0021  time: 0.0418")
    c.healthy()


@case("summary.csv", "timm", "vision", False, "eval loss jumps between about 1 and 7 from epoch to epoch while training loss falls smoothly")
def _(c):
    g = c.rng
    loss = fall(g, 40, 6.7, 1.4, 0.004)
    c.o("epoch,train_loss,eval_loss,eval_top1,eval_top5,lr")
    for e in range(40):
        v = loss[e] * 0.9 + (g.uniform(4.5, 6) if e % 2 and e > 3 else g.uniform(-.05, .05))
        t1 = 80 * (1 - v / 8.5)
        c.o(f"{e},{c.r('train/loss', e, repr(loss[e]))},{c.r('validation/loss', e, repr(v))},{c.r('validation/accuracy', e, f'{max(t1, 1):.4f}')},{min(99, max(t1, 1) * 1.2):.4f},{c.r('train/learning_rate', e, repr(5e-4 * (1 + math.cos(math.pi * e / 40)) / 2))}")
    del c.series["validation/accuracy"]
    c.must = ["validation-swings"]
    c.must_not = ["nan-loss", "never-learns", "zero-loss", "exploding-gradients", "plateau"]


@case("resnet_reference.log", "torchvision references", "vision", False, "value and running mean in each field; test lines with accuracies only")
def _(c):
    g = c.rng
    c.o("Not using distributed mode", "Namespace(data_path='/data/imagenet', model='resnet18', device='cuda', batch_size=128, epochs=8, workers=16, opt='sgd', lr=0.1, momentum=0.9, weight_decay=0.0001, lr_step_size=30, lr_gamma=0.1, print_freq=50)",
        "Loading data", "Creating model", "Start training")
    n = 48
    loss = fall(g, n, 6.93, 1.7, 0.006)
    k = 0
    for e in range(8):
        seen = []
        for b in range(0, 300, 50):
            seen.append(loss[k])
            s = e * 300 + b
            a1 = 74 * (1 - loss[k] / 7.2)
            c.o(f"Epoch: [{e}]  [{b:3d}/300]  eta: {hms((300 - b) * .4)}  lr: {c.r('train/learning_rate', s, '0.1')}  img/s: {g.uniform(320, 330):.3f}  loss: {c.r('train/loss', s, f'{loss[k]:.4f}')} ({sum(seen) / len(seen):.4f})  "
                f"acc1: {max(a1, 0):.4f} ({max(a1 - .3, 0):.4f})  acc5: {min(99, max(a1, 0) * 1.3):.4f} ({min(99, max(a1, 0) * 1.28):.4f})  time: 0.3911  data: 0.0004  max mem: 4127")
            k += 1
        c.o(f"Epoch: [{e}] Total time: 0:01:57", "Test:   [ 0/40]  eta: 0:00:41  loss: 2.1002 (2.1002)  acc1: 51.5625 (51.5625)  acc5: 77.3438 (77.3438)  time: 1.0281  data: 0.8112  max mem: 4127".replace("2.1002", f"{loss[k - 1]:.4f}"),
            "Test:  Total time: 0:00:09", f"Test:  Acc@1 {74 * (1 - loss[k - 1] / 7.1):.3f} Acc@5 {min(99, 94 * (1 - loss[k - 1] / 8.1)):.3f}")
    c.o("Training time 0:17:03")
    c.drop["train/loss"] = NOSTEP
    c.drop["train/learning_rate"] = NOSTEP
    c.healthy()


@case("keras2_cnn.txt", "Keras 2", "vision", False, "val_loss rises from epoch 6 to 30 while loss goes towards nothing")
def _(c):
    g = c.rng
    c.o("Model: \"sequential\"", "_________________________________________________________________", " Layer (type)                Output Shape              Param #   ", "=================================================================",
        " conv2d (Conv2D)             (None, 30, 30, 32)        896       ", " dense (Dense)               (None, 10)                650       ", "=================================================================",
        "Total params: 122570 (478.79 KB)", "Trainable params: 122570 (478.79 KB)", "_________________________________________________________________")
    for e in range(1, 31):
        lo = 1.5 * math.exp(-(e - 1) / 6) + .012 + g.uniform(0, .004)
        v = (1.24, 1.05, .97, .93, .91, .90)[e - 1] if e <= 6 else .9 + .055 * (e - 6) + g.uniform(-.012, .012)
        c.o(f"Epoch {e}/30", f"1563/1563 [==============================] - {g.randrange(6, 8)}s 4ms/step - loss: {c.r('train/loss', e, f'{lo:.4f}')} - accuracy: {c.r('train/accuracy', e, f'{1 - lo / 2.8:.4f}')} - "
            f"val_loss: {c.r('validation/loss', e, f'{v:.4f}')} - val_accuracy: {c.r('validation/accuracy', e, f'{.7 - .003 * max(0, e - 8) + min(0, e - 8) * .02:.4f}')}")
    c.must = ["overfitting"]
    c.must_not = ["nan-loss", "never-learns", "exploding-gradients", "loss-spike", "zero-loss", "plateau"]


@case("keras3_terminal.log", "Keras 3", "vision", True, "colours, carriage returns and bars: many running values inside each epoch, of which the last counts")
def _(c):
    g = c.rng
    loss = fall(g, 20, 2.1, .45, .006)
    for e in range(1, 21):
        c.o(f"Epoch {e}/20")
        lo = loss[e - 1]
        for b in (1, 94, 188, 282, 375):
            done = int(20 * b / 375)
            x = lo * (1 + .06 * (375 - b) / 375)
            head = f"\x1b[1m{b:3d}/375\x1b[0m \x1b[32m{'━' * done}\x1b[0m\x1b[37m{'━' * (20 - done)}\x1b[0m"
            if b < 375:
                c.raw(f"\r{head} \x1b[1m{(375 - b) // 94}s\x1b[0m 9ms/step - accuracy: {1 - x / 3:.4f} - loss: {x:.4f}")
            else:
                c.raw(f"\r{head} \x1b[1m4s\x1b[0m 10ms/step - accuracy: {c.r('train/accuracy', e, f'{1 - lo / 3:.4f}')} - loss: {c.r('train/loss', e, f'{lo:.4f}')} - "
                      f"val_accuracy: {c.r('validation/accuracy', e, f'{.99 - lo / 3:.4f}')} - val_loss: {c.r('validation/loss', e, f'{lo * 1.04:.4f}')} - learning_rate: {c.r('train/learning_rate', e, '1.0000e-03')}\n")
    c.healthy()


@case("fastai_pets_table.txt", "fastai", "vision", False, "the table that fit_one_cycle prints, pasted from a notebook")
def _(c):
    g = c.rng
    c.o("In [7]: learn.fit_one_cycle(15, 3e-3)", "")
    c.o(f"{'epoch':<10}{'train_loss':<12}{'valid_loss':<12}{'error_rate':<12}{'accuracy':<10}{'time':<8}")
    tr = fall(g, 15, 1.98, .19, .006)
    for e in range(15):
        v = tr[e] * .92 + .05
        er = v / 4
        c.o(f"{e:<10}{c.r('train/loss', e, f'{tr[e]:.6f}'):<12}{c.r('validation/loss', e, f'{v:.6f}'):<12}{er:<12.6f}{c.r('validation/accuracy', e, f'{1 - er:.6f}'):<10}{'00:' + str(g.randrange(31, 36)):<8}")
    c.healthy()


@case("lightning_metrics.csv.gz", "PyTorch Lightning CSVLogger", "vision", True, "gzip; train and validation rows interleaved with empty cells")
def _(c):
    g = c.rng
    n = 100
    loss = fall(g, n, 2.29, .31, .01)
    c.o("epoch,lr-Adam,step,train_loss,val_acc,val_loss")
    for i in range(n):
        s = i * 50 + 49
        e = s // 500
        c.o(f"{e},,{s},{c.r('train/loss', s, repr(loss[i]))},,")
        if i % 10 == 9:
            c.o(f"{e},,{s},,{c.r('validation/accuracy', s, repr(round(1 - loss[i] / 2.6, 6)))},{c.r('validation/loss', s, repr(loss[i] * 1.03))}")
    c.encode = lambda text: gzip.compress(text.encode(), mtime=0)
    c.healthy()


# ---------------------------------------------------------------- speech
@case("espnet_train.log", "ESPnet2", "speech", True, "training and validation numbers on one line a epoch, with times in words")
def _(c):
    g = c.rng
    c.o("# python3 -m espnet2.bin.asr_train --use_preprocessor true --ngpu 4 --seed 2022 --max_epoch 30", "# Started at Sun Sep 14 08:03:11 CEST 2025", "#")
    tr = fall(g, 30, 231.0, 14.5, .006)
    for e in range(1, 31):
        lo = tr[e - 1]
        v = lo * 1.06 + 1
        ctc, att = lo * 1.12, lo * .9485714
        t = f"[gpu07] {clock(e * 1911)} (trainer:357) INFO: {e}epoch results: "
        c.o(f"[gpu07] {clock(e * 1911 - 1900)} (trainer:294) INFO: {e}/30epoch started. Estimated time to finish: {31 - e} hours and 12.44 minutes",
            t + f"[train] iter_time=1.81e-04, forward_time=0.142, loss_ctc={ctc:.3f}, loss_att={att:.3f}, acc={c.r('train/accuracy', e, f'{.97 - lo / 300:.3f}')}, loss={c.r('train/loss', e, f'{lo:.3f}')}, backward_time=0.231, grad_norm={g.uniform(4, 5):.3f}, clip=100.000, "
            f"loss_scale=1.000, optim_step_time=0.051, optim0_lr0={c.r('train/learning_rate', e, f'{.002 * min(1, e / 10):.3e}')}, train_time=1.782, time=28 minutes and {g.uniform(10, 50):.2f} seconds, total_count={e * 3800}, gpu_max_cached_mem_GB=22.531, "
            f"[valid] loss_ctc={v * 1.1:.3f}, cer_ctc={min(.99, v / 200):.3f}, loss_att={v * .957:.3f}, acc={c.r('validation/accuracy', e, f'{.96 - v / 320:.3f}')}, cer={min(.99, v / 210):.3f}, wer={min(1, v / 100):.3f}, loss={c.r('validation/loss', e, f'{v:.3f}')}, "
            f"time={g.uniform(31, 35):.2f} seconds, total_count={e * 104}, gpu_max_cached_mem_GB=22.531",
            f"[gpu07] {clock(e * 1911 + 3)} (trainer:412) INFO: The best model has been updated: valid.acc")
    c.healthy()


@case("speechbrain_train_log.txt", "SpeechBrain", "speech", False, "test loss on the last line")
def _(c):
    g = c.rng
    tr = fall(g, 40, 4.1, .38, .005)
    for e in range(1, 41):
        v = tr[e - 1] * 1.05 + .02
        c.o(f"epoch: {e}, lr: {c.r('train/learning_rate', e, f'{1e-3:.2e}')}, steps: {e * 740}, optimizer: Adam - train loss: {c.r('train/loss', e, f'{tr[e - 1]:.2f}' if tr[e - 1] >= 1 else f'{tr[e - 1]:.2e}')} - "
            f"valid loss: {c.r('validation/loss', e, f'{v:.2f}' if v >= 1 else f'{v:.2e}')}, valid CER: {v * 9:.2f}, valid WER: {v * 21:.2f}")
    c.o(f"Epoch loaded: 40 - test loss: {c.r('test/loss', None, f'{tr[-1] * 1.08 + .02:.2e}')}, test CER: 4.11, test WER: 9.98")
    for key in ("train/loss", "train/learning_rate", "validation/loss"):
        c.drop[key] = NOSTEP
    c.healthy()


@case("coqui_vits_trainer.txt", "coqui TTS Trainer", "speech", True, "bold codes, a value with its running mean in brackets, one metric a line, several losses")
def _(c):
    g = c.rng
    B, U, E = "\x1b[1m", "\x1b[4m", "\x1b[0m"
    n = 24
    loss = fall(g, n, 5.42, 1.35, .006)
    k = 0
    for e in range(8):
        c.raw(f"\n{U}{B} > EPOCH: {e}/8{E}\n --> /data/run/GlowTTS-September-14-2025\n\n{B} > TRAINING ({clock(e * 300)}) {E}\n")
        seen = []
        for b in (25, 50, 75):
            L = float(f"{loss[k]:.14f}")
            seen.append(L)
            s = e * 90 + b
            c.raw(f"\n{B}   --> TIME: {clock(e * 300 + b * 3)} -- STEP: {b}/90 -- GLOBAL_STEP: {s}{E}\n     | > loss_text_ce: {L * .01}  ({sum(seen) / len(seen) * .01})\n     | > loss_mel_ce: {L * .99}  ({sum(seen) / len(seen) * .99})\n"
                  f"     | > loss: {c.r('train/loss', s, repr(L))}  ({sum(seen) / len(seen)})\n     | > current_lr: {c.r('train/learning_rate', s, '5e-06')} \n     | > step_time: 0.9667  (0.9666781425476074)\n     | > loader_time: 0.0191  (0.018178950548172)\n")
            k += 1
        v = L * 1.03
        c.raw(f"\n{B} > EVALUATION {E}\n\n\n  {B}--> EVAL PERFORMANCE{E}\n     | > avg_loader_time: 0.0281 (+0)\n     | > avg_loss_text_ce: {v * .01} (+0)\n     | > avg_loss_mel_ce: {v * .99} (+0)\n     | > avg_loss: {c.r('validation/loss', None, repr(v))} ({'+0' if e == 0 else '-0.04'})\n\n")
    c.healthy()


# ---------------------------------------------------------------- translation, classical NLP
@case("marian_ende.log", "Marian", "translation", False, "costs per word; validation lines with stalled counts")
def _(c):
    g = c.rng
    c.o(f"[{clock(0)}] [marian] Marian v1.12.0 65bf82ff 2023-02-21 09:56:29 -0800", f"[{clock(0)}] [config] after-epochs: 0", f"[{clock(0)}] [config] beam-size: 6", f"[{clock(0)}] [config] cost-type: ce-mean-words",
        f"[{clock(0)}] [config] learn-rate: 0.0003", f"[{clock(0)}] [config] valid-freq: 1000", f"[{clock(0)}] [config] seed: 1111", f"[{clock(21)}] Training started")
    n = 50
    loss = fall(g, n, 9.9, 2.3, .005)
    for i in range(n):
        s = (i + 1) * 200
        c.o(f"[{clock(21 + i * 88)}] Ep. {1 + s // 6000} : Up. {s} : Sen. {s % 6000 * 511:,d} : Cost {c.r('train/loss', s, f'{loss[i]:.8f}')} : Time {g.uniform(87, 89):.2f}s : {g.uniform(51000, 52000):.2f} words/s : gNorm {c.r('train/gradient_norm', s, f'{.5 + 1 / (1 + i / 6):.4f}')} : "
            f"L.r. {c.r('train/learning_rate', s, f'{3e-4 * min(1, s / 4000):.4e}')}")
        if s % 1000 == 0:
            v = loss[i] * 1.01
            c.o(f"[{clock(21 + i * 88 + 3)}] [valid] Ep. {1 + s // 6000} : Up. {s} : ce-mean-words : {c.r('validation/loss', s, f'{v:.5f}')} : new best",
                f"[{clock(21 + i * 88 + 5)}] [valid] Ep. {1 + s // 6000} : Up. {s} : perplexity : {c.r('validation/perplexity', s, f'{math.exp(v):.4f}')} : new best")
    c.healthy()


@case("joeynmt_train.log", "JoeyNMT", "translation", True, "example sentences between the lines; the sum of the losses of an epoch must not be read as a loss")
def _(c):
    g = c.rng
    n = 60
    loss = fall(g, n, 5.6, 1.5, .006)
    for i in range(n):
        s = (i + 1) * 100
        e = 1 + (s - 1) // 1000
        c.o(f"{clock(i * 31)},{g.randrange(1000):03d} - INFO - joeynmt.training - Epoch {e:3d}, Step: {s:8d}, Batch Loss: {c.r('train/loss', s, f'{loss[i]:12.6f}')}, Batch Acc: {c.r('train/accuracy', s, f'{.78 - loss[i] / 9:.6f}')}, Tokens per Sec: {g.uniform(8900, 9100):8.0f}, Lr: {c.r('train/learning_rate', s, '0.000300')}")
        if s % 500 == 0:
            v = loss[i] * 1.02
            c.o(f"{clock(i * 31 + 20)},114 - INFO - joeynmt.prediction - Evaluation result (greedy): bleu: {30 * (1 - v / 6.2):6.2f}, loss: {c.r('validation/loss', s, f'{v:6.2f}')}, ppl: {c.r('validation/perplexity', s, f'{math.exp(v):6.2f}')}, acc: {c.r('validation/accuracy', s, f'{.77 - v / 9:6.2f}')}, generation: 11.0312[sec], evaluation: 0.0000[sec]",
                f"{clock(i * 31 + 20)},302 - INFO - joeynmt.training - Example #0", f"{clock(i * 31 + 20)},302 - INFO - joeynmt.training - \tSource:     im Jahr 2003 waren es 17 : 4 .",
                f"{clock(i * 31 + 20)},302 - INFO - joeynmt.training - \tReference:  in 2003 it was 17 to 4 .", f"{clock(i * 31 + 20)},303 - INFO - joeynmt.training - \tHypothesis: in 2003 it were 17 : 4 .")
        if s % 1000 == 0:
            c.o(f"{clock(i * 31 + 25)},801 - INFO - joeynmt.training - Epoch {e:3d}: total training loss {loss[i] * 1000 + 41:.2f}")
    c.healthy()


@case("flair_ner_training.log", "Flair", "classical NLP", True, "running mean within the epoch, dev line below, table by class at the end")
def _(c):
    g = c.rng
    for e in range(1, 13):
        a = 2.9 * math.exp(-(e - 1) / 5) + .09
        c.o(f"{clock(e * 99)},101 " + "-" * 100)
        for k in range(1, 11):
            s = (e - 1) * 140 + 14 * k
            x = a * (1 - .012 * k) + g.uniform(-.004, .004)
            txt = c.r("train/loss", s, f"{x:.8f}")
            c.o(f"{clock(e * 99 + k * 8)},{g.randrange(1000):03d} epoch {e} - iter {14 * k}/140 - loss {txt} - time (sec): {k * 8.1:.2f} - samples/sec: {g.uniform(800, 900):.2f} - lr: {c.r('train/learning_rate', s, '0.100000')} - momentum: 0.000000")
        v = a * 1.03 + .02
        c.o(f"{clock(e * 99 + 82)},101 " + "-" * 100, f"{clock(e * 99 + 82)},102 EPOCH {e} done: loss {float(txt):.4f} - lr: 0.1000",
            f"{clock(e * 99 + 88)},410 DEV : loss {c.r('validation/loss', None, f'{v:.16f}')} - f1-score (micro avg)  {.93 - v / 4:.4f}", f"{clock(e * 99 + 88)},902  - 0 epochs without improvement")
    c.o("Results:", "- F-score (micro) 0.9002", "- F-score (macro) 0.8841", "- Accuracy 0.8311", "", "By class:", "              precision    recall  f1-score   support", "", "         LOC     0.9210    0.9301    0.9255      1668",
        "         PER     0.9544    0.9411    0.9477      1617", "         ORG     0.8701    0.8822    0.8761      1661", "        MISC     0.7821    0.7920    0.7870       702", "", "   micro avg     0.8975    0.9029    0.9002      5648")
    c.drop["train/loss"] = ("points", "last") + NOSTEP
    c.drop["train/learning_rate"] = ("points",) + NOSTEP
    c.healthy()


@case("fasttext_supervised.log", "fastText", "classical NLP", True, "one line rewritten with carriage returns, no steps")
def _(c):
    g = c.rng
    c.raw("\rRead 0M words\rRead 11M words\nNumber of words:  312044\nNumber of labels: 14\n")
    n = 60
    loss = fall(g, n, 2.63, .21, .004)
    for i in range(n):
        p = 100 * (i + 1) / n
        left = int((n - i - 1) * 1.5)
        c.raw(f"\rProgress: {p:5.1f}% words/sec/thread: {g.randrange(812000, 830000):7d} lr: {c.r('train/learning_rate', None, f'{.5 * (1 - p / 100):9.6f}')} avg.loss: {c.r('train/loss', None, f'{loss[i]:9.6f}')} ETA: {0:3d}h{left // 60:2d}m{left % 60:2d}s")
    c.raw("\n")
    c.healthy()


# ---------------------------------------------------------------- tabular
@case("xgb_churn.out", "XGBoost", "tabular", False, "eval logloss rises from round 30 to 300 while train goes to nothing")
def _(c):
    g = c.rng
    for i in range(300):
        t = .66 * math.exp(-i / 45) + .004
        v = .30 + .37 * math.exp(-i / 11) + (.0011 * max(0, i - 30)) + g.uniform(-.0006, .0006)
        c.o(f"[{i}]\ttrain-logloss:{c.r('train/loss', i, f'{t:.5f}')}\teval-logloss:{c.r('validation/loss', i, f'{v:.5f}')}")
    c.must = ["overfitting"]
    c.must_not = ["nan-loss", "never-learns", "zero-loss", "loss-spike", "exploding-gradients"]


@case("lgbm_default_risk.log", "LightGBM", "tabular", False, "messages of the library first; training's and valid_1's metric on one line")
def _(c):
    g = c.rng
    c.o("[LightGBM] [Info] Number of positive: 24825, number of negative: 282686", "[LightGBM] [Info] Auto-choosing row-wise multi-threading, the overhead of testing was 0.031122 seconds.", "You can set `force_row_wise=true` to remove the overhead.",
        "[LightGBM] [Info] Total Bins 11034", "[LightGBM] [Info] Number of data points in the train set: 307511, number of used features: 98", "[LightGBM] [Info] [binary:BoostFromScore]: pavg=0.080729 -> initscore=-2.432482", "[LightGBM] [Info] Start training from score -2.432482",
        "Training until validation scores don't improve for 100 rounds")
    n = 80
    t = fall(g, n, .279, .150, .0008)
    for i in range(n):
        s = (i + 1) * 10
        c.o(f"[{s}]\ttraining's auc: {.70 + .14 * (1 - math.exp(-i / 40)):.6f}\ttraining's binary_logloss: {c.r('train/loss', s, f'{t[i]:.6f}')}\tvalid_1's auc: {.69 + .1 * (1 - math.exp(-i / 40)):.6f}\tvalid_1's binary_logloss: {c.r('validation/loss', s, f'{t[i] * .9 + .027:.6f}')}")
    c.o("Did not meet early stopping. Best iteration is:", f"[800]\ttraining's auc: 0.821002\ttraining's binary_logloss: {t[-1]:.6f}\tvalid_1's auc: 0.776110\tvalid_1's binary_logloss: {t[-1] * .9 + .027:.6f}")
    c.healthy()


# ---------------------------------------------------------------- others
@case("darknet_yolov4.log", "darknet", "vision", False, "loss is -nan from iteration 141 to the end")
def _(c):
    g = c.rng
    avg = None
    c.o(" Learning Rate: 0.001, Momentum: 0.949, Decay: 0.0005", " Detection layer: 139 - type = 28 ", " Resizing, random_coef = 1.40 ", "")
    for s in range(1, 201):
        L = 1400 * math.exp(-s / 30) + 6 + g.uniform(-.5, .5)
        avg = L if avg is None else avg * .9 + L * .1
        a, b = (f"{L:.6f}", f"{avg:.6f}") if s <= 140 else ("-nan", "-nan")
        c.r("train/loss", s, a.replace("-nan", "nan"))
        c.o(f" {s}: {a}, {b} avg loss, {1e-6 * s:.6f} rate, {g.uniform(4, 5):.6f} seconds, {s * 64} images, {g.uniform(20, 21):.6f} hours left")
    c.must = ["nan-loss"]
    c.must_not = ["overfitting", "zero-loss", "never-learns", "validation-swings"]


@case("caffe_cifar.log", "Caffe", "vision", False, "loss stays at ln 10 over 40 records and the test accuracy at chance")
def _(c):
    g = c.rng
    for i in range(41):
        it = i * 100
        h = f"I0914 {clock(i * 9, '%H:%M:%S')}.{g.randrange(1000000):06d} 30912"
        if it % 500 == 0:
            v = 2.3026 + g.uniform(-.0006, .0006)
            c.o(f"{h} solver.cpp:347] Iteration {it}, Testing net (#0)", f"{h} solver.cpp:414]     Test net output #0: accuracy = {c.r('test/accuracy', it, f'{.1 + g.uniform(-.001, .001):.4f}')}",
                f"{h} solver.cpp:414]     Test net output #1: loss = {c.r('test/loss', it, f'{v:.5f}')} (* 1 = {v:.5f} loss)")
        L = 2.3026 + g.uniform(-.003, .003)
        c.o(f"{h} solver.cpp:239] Iteration {it} (11.2 iter/s, 8.93s/100 iters), loss = {c.r('train/loss', it, f'{L:.5f}')}", f"{h} solver.cpp:258]     Train net output #0: loss = {L:.5f} (* 1 = {L:.5f} loss)",
            f"{h} sgd_solver.cpp:112] Iteration {it}, lr = {c.r('train/learning_rate', it, '0.001')}")
    c.must_any = [["never-learns", "plateau"]]
    c.must_not = ["nan-loss", "divergence", "overfitting", "exploding-gradients", "loss-spike", "zero-loss"]
    c.series = {k: v for k, v in c.series.items() if not k.startswith("test/")}


@case("flax_clu_vit.log", "JAX / Flax with clu", "vision", True, "absl heads; training and eval metrics of a step on different lines, in alphabetical order")
def _(c):
    g = c.rng
    n = 50
    loss = fall(g, n, 6.9, 1.6, .006)
    for i in range(n):
        s = (i + 1) * 200
        h = f"I0914 {clock(i * 61, '%H:%M:%S')}.{g.randrange(1000000):06d} 139872 "
        c.o(h + f"logging_writer.py:48] [{s}] accuracy={c.r('train/accuracy', s, f'{.82 - loss[i] / 9:.6f}')}, learning_rate={c.r('train/learning_rate', s, f'{.003 * min(1, s / 1000):.6f}')}, loss={c.r('train/loss', s, f'{loss[i]:.6f}')}, steps_per_second={g.uniform(3.2, 3.3):.6f}")
        if s % 1000 == 0:
            c.o(h + f"logging_writer.py:48] [{s}] eval_accuracy={c.r('validation/accuracy', s, f'{.81 - loss[i] / 9:.6f}')}, eval_loss={c.r('validation/loss', s, f'{loss[i] * 1.01:.6f}')}", h + f"checkpoints.py:120] Saving checkpoint at step: {s}")
    c.healthy()


@case("dl4j_lenet.log", "Deeplearning4j", "vision", True, "the loss is called score")
def _(c):
    g = c.rng
    loss = fall(g, 100, 2.41, .11, .006)
    c.o("08:03:11.412 [main] INFO org.nd4j.linalg.factory.Nd4jBackend - Loaded [CpuBackend] backend", "08:03:12.001 [main] INFO org.nd4j.nativeblas.NativeOpsHolder - Number of threads used for linear algebra: 8",
        "08:03:13.618 [main] INFO org.deeplearning4j.nn.multilayer.MultiLayerNetwork - Starting MultiLayerNetwork with WorkspaceModes set to [training: ENABLED; inference: ENABLED], cacheMode set to [NONE]")
    for i in range(100):
        c.o(f"{clock(9 + i * 2, '%H:%M:%S')}.{g.randrange(1000):03d} [main] INFO org.deeplearning4j.optimize.listeners.ScoreIterationListener - Score at iteration {i * 10} is {c.r('train/loss', i * 10, repr(loss[i]))}")
    c.healthy()


@case("diffusers_sd15_lora.err", "diffusers", "vision", True, "bars with carriage returns; the loss of a single noisy batch, which scatters and hardly falls")
def _(c):
    g = c.rng
    c.o("09/14/2025 08:03:11 - INFO - __main__ - ***** Running training *****", "09/14/2025 08:03:11 - INFO - __main__ -   Num examples = 833", "09/14/2025 08:03:11 - INFO - __main__ -   Num Epochs = 3",
        "09/14/2025 08:03:11 - INFO - __main__ -   Instantaneous batch size per device = 4", "09/14/2025 08:03:11 - INFO - __main__ -   Total optimization steps = 300")
    for s in range(1, 301):
        L = math.exp(g.gauss(-2.1, .35)) * (1 + .8 / (1 + s / 30))
        c.raw(f"\rSteps: {s / 3:3.0f}%|{'█' * (s // 30)}{' ' * (10 - s // 30)}| {s}/300 [{hms(s * .9)[2:]}<{hms((300 - s) * .9)[2:]},  1.12it/s, lr={c.r('train/learning_rate', s, '0.0001')}, step_loss={c.r('train/loss', s, f'{L:.3g}')}]")
    c.raw("\n")
    c.must_not = ["nan-loss", "divergence", "overfitting", "never-learns", "exploding-gradients", "zero-loss", "validation-swings"]


# ---------------------------------------------------------------- exports, tables
@case("wandb_export_2025-09-14T10_11_12.403+02_00.csv", "Weights & Biases chart export", "export", True, "column with the run's name and __MIN, __MAX beside it")
def _(c):
    g = c.rng
    n = 150
    loss = fall(g, n, 3.3, .9, .008)
    c.o('"Step","glad-moon-12 - train/loss","glad-moon-12 - train/loss__MIN","glad-moon-12 - train/loss__MAX"')
    for i in range(n):
        v = c.r("train/loss", i * 20, repr(loss[i]))
        c.o(f'"{i * 20}","{v}","{v}","{v}"')
    c.healthy()


@case("train_loss", "MLflow metric file", "export", True, "no heading: time in milliseconds, value, step; the metric's name is that of the file")
def _(c):
    g = c.rng
    loss = fall(g, 120, 2.2, .4, .008)
    for i in range(120):
        c.o(f"{1757836991000 + i * 4021} {c.r('train/loss', i, repr(loss[i]))} {i}")
    c.healthy()


@case("model_card_README.md", "Hugging Face model card", "fine-tuning", True, "Markdown table with 'No log' in the first row; validation loss rises over eleven evaluations")
def _(c):
    g = c.rng
    c.o("---", "license: apache-2.0", "base_model: distilbert-base-uncased", "tags:", "- generated_from_trainer", "metrics:", "- accuracy", "---", "", "# tickets-distilbert", "", "It achieves the following results on the evaluation set:", "- Loss: 1.4102", "- Accuracy: 0.7931", "",
        "### Training hyperparameters", "", "The following hyperparameters were used during training:", "- learning_rate: 2e-05", "- train_batch_size: 16", "- eval_batch_size: 64", "- seed: 42", "- num_epochs: 14", "", "### Training results", "",
        "| Training Loss | Epoch | Step | Validation Loss | Accuracy |", "|:-------------:|:-----:|:----:|:---------------:|:--------:|")
    for e in range(1, 15):
        s = e * 310
        v = (.81, .645, .612)[e - 1] if e <= 3 else .612 + .0726 * (e - 3) + g.uniform(-.008, .008)
        v = 1.4102 if e == 14 else v
        t = "No log" if e == 1 else c.r("train/loss", s, f"{.72 * math.exp(-(e - 2) / 3) + .003 + g.uniform(0, .002):.4f}")
        a = .7931 if e == 14 else .76 + .04 * min(e, 3) / 3 - .0005 * e
        c.o(f"| {t:<13} | {float(e):<5} | {s:<4} | {c.r('validation/loss', s, f'{v:.4f}'):<15} | {c.r('validation/accuracy', s, f'{a:.4f}'):<8} |")
    c.o("", "", "### Framework versions", "", "- Transformers 4.56.1", "- Pytorch 2.8.0+cu128", "- Datasets 4.1.0", "- Tokenizers 0.22.0")
    c.must = ["overfitting"]
    c.must_not = ["nan-loss", "never-learns", "exploding-gradients", "loss-spike", "zero-loss"]


# ---------------------------------------------------------------- other languages and hand-written
def comma(x, d=4):
    return f"{x:.{d}f}".replace(".", ",")


@case("protokoll_training.txt", "script in German", "hand-written", True, "decimal commas, CRLF, a summary at the end")
def _(c):
    g = c.rng
    tr = fall(g, 25, 2.05, .41, .005)
    c.o("Training gestartet am 14.09.2025 um 08:03 Uhr", "Gerät: cuda:0, Stapelgröße: 64, Lernrate: 0,001", "")
    for e in range(1, 26):
        v = tr[e - 1] * 1.05
        c.o(f"Epoche {e:2d}/25 – Trainingsverlust: {c.rc('train/loss', e, comma(tr[e - 1]))} – Validierungsverlust: {c.rc('validation/loss', e, comma(v))} – Genauigkeit: {comma(100 * (1 - v / 2.6), 1)} % – Dauer: {comma(g.uniform(31, 33), 1)} s")
    c.o("", "Zusammenfassung", f"Bester Validierungsverlust: {comma(v)} (Epoche 25)", "Gesamtdauer: 13,4 min")
    c.encode = lambda text: text.replace("\n", "\r\n").encode()
    c.healthy()


@case("gakushuu.log", "script in Japanese", "hand-written", False, "training loss goes from 0.4 to 6 at epoch 19 and stays")
def _(c):
    g = c.rng
    tr = fall(g, 40, 2.2, .3, .005)
    c.o("[情報] 学習を開始します (デバイス: cuda:0, バッチサイズ: 32)")
    for e in range(1, 41):
        x = tr[e - 1] if e < 19 else 6.1 + g.uniform(-.2, .2) - (2.5 if e == 19 else 0)
        v = x * 1.04
        c.o(f"{clock(e * 71, '%Y/%m/%d %H:%M:%S')} エポック {e}/40 学習損失: {c.r('train/loss', e, f'{x:.4f}')} 検証損失: {c.r('validation/loss', e, f'{v:.4f}')} 検証精度: {c.r('validation/accuracy', e, f'{max(.1, 1 - v / 2.5):.4f}')} 経過時間: {g.uniform(69, 71):.1f}秒")
    c.o("[情報] 学習が完了しました")
    c.must = ["divergence"]
    c.must_not = ["nan-loss", "never-learns", "zero-loss"]


@case("journal_utf16.txt", "script in French", "hand-written", True, "UTF-16 with a byte order mark, decimal commas")
def _(c):
    g = c.rng
    tr = fall(g, 30, 1.9, .35, .005)
    for e in range(1, 31):
        v = tr[e - 1] * 1.06
        c.o(f"Époque {e}/30 : perte d'entraînement = {c.rc('train/loss', e, comma(tr[e - 1]))} ; perte de validation = {c.rc('validation/loss', e, comma(v))} ; taux d'apprentissage = {c.rc('train/learning_rate', e, '0,0005')}")
    c.encode = lambda text: text.replace("\n", "\r\n").encode("utf-16")
    c.healthy()


@case("xunlian.log", "script in Chinese", "hand-written", True, "Chinese names, batches counted on over epochs, time stamp and remaining time in every line")
def _(c):
    g = c.rng
    n = 60
    loss = fall(g, n, 2.3, .33, .006)
    k = 0
    for e in range(1, 13):
        for b in range(100, 501, 100):
            s = (e - 1) * 500 + b
            c.o(f"[{clock(k * 41)}] 轮次 {e}/12 批次 {b}/500 训练损失：{c.r('train/loss', s, f'{loss[k]:.4f}')} 训练准确率：{c.r('train/accuracy', s, f'{1 - loss[k] / 2.6:.4f}')} 学习率：{c.r('train/learning_rate', s, '0.000500')} 剩余时间：{hms((n - k) * 41)}")
            k += 1
        v = loss[k - 1] * 1.04
        c.o(f"[{clock(k * 41)}] 第 {e} 轮结束，验证损失：{c.r('validation/loss', None, f'{v:.4f}')}，验证准确率：{c.r('validation/accuracy', None, f'{1 - v / 2.6:.4f}')}")
    c.healthy()


@case("two_columns.txt", "hand-written script", "hand-written", True, "no step numbers; both losses stay at ln 2 over 60 lines")
def _(c):
    g = c.rng
    c.o("pairs: 11402  dev pairs: 1200", "model: siamese-lstm, 2 layers, 256 units")
    for _i in range(60):
        c.o(f"train loss {c.r('train/loss', None, f'{.6931 + g.uniform(-.0012, .0012):.4f}')} | dev loss {c.r('validation/loss', None, f'{.6932 + g.uniform(-.0006, .0006):.4f}')} | dev acc {c.r('validation/accuracy', None, f'{.5 + g.uniform(-.012, .012):.3f}')}")
    c.must_any = [["never-learns", "plateau"]]
    c.must_not = ["nan-loss", "divergence", "overfitting", "exploding-gradients", "loss-spike", "zero-loss", "oscillating"]


# ---------------------------------------------------------------- nothing to read
def nothing(c):
    c.nothing = True
    c.must_not = HEALTHY + ["skipped-steps", "scale-mismatch", "kl-runaway", "policy-collapse"]


@case("access.log", "nginx", "nothing", True, "a server log")
def _(c):
    g = c.rng
    for i in range(200):
        c.o(f"10.3.{g.randrange(255)}.{g.randrange(255)} - - [{clock(i * 3, '%d/%b/%Y:%H:%M:%S')} +0200] \"GET /api/v1/items/{g.randrange(9000)}?page={g.randrange(9)} HTTP/1.1\" {g.choice([200, 200, 200, 304, 404])} {g.randrange(200, 90000)} \"-\" \"curl/8.5.0\" {g.uniform(.001, .4):.3f}")
    nothing(c)


@case("sales_2025.csv", "spreadsheet", "nothing", True, "a table of sales with a column profit_loss")
def _(c):
    g = c.rng
    c.o("month,region,units,revenue,profit_loss,rate")
    for i in range(96):
        c.o(f"2025-{i % 12 + 1:02d},{('north', 'east', 'south', 'west')[i // 24]},{g.randrange(100, 900)},{g.uniform(9000, 80000):.2f},{g.uniform(-4000, 9000):.2f},{g.uniform(.1, .3):.3f}")
    nothing(c)


@case("vllm_bench_serving.txt", "vLLM benchmark", "nothing", True, "an inference benchmark")
def _(c):
    g = c.rng
    c.o("INFO 09-14 08:03:11 [__init__.py:239] Automatically detected platform cuda.", "Starting initial single prompt test run...", "Initial test run completed. Starting main benchmark run...", "Traffic request rate: 8.0", "Burstiness factor: 1.0 (Poisson process)", "Maximum request concurrency: None")
    for i in range(30):
        c.o(f"INFO 09-14 {clock(i * 10, '%H:%M:%S')} [loggers.py:111] Engine 000: Avg prompt throughput: {g.uniform(1500, 1900):.1f} tokens/s, Avg generation throughput: {g.uniform(1700, 1800):.1f} tokens/s, Running: {g.randrange(20, 60)} reqs, Waiting: 0 reqs, GPU KV cache usage: {g.uniform(10, 30):.1f}%, Prefix cache hit rate: {g.uniform(0, 4):.1f}%")
    c.o("============ Serving Benchmark Result ============", "Successful requests:                     1000      ", "Benchmark duration (s):                  131.20    ", "Total input tokens:                      217393    ", "Request throughput (req/s):              7.62      ",
        "---------------Time to First Token----------------", "Mean TTFT (ms):                          61.90     ", "Median TTFT (ms):                        50.11     ", "P99 TTFT (ms):                           182.02    ", "==================================================")
    nothing(c)


@case("config_resolved.yaml", "Hydra", "nothing", True, "a configuration full of training words and numbers")
def _(c):
    c.o("trainer:", "  max_epochs: 90", "  max_steps: 450000", "  gradient_clip_val: 1.0", "  val_check_interval: 0.25", "  log_every_n_steps: 50", "model:", "  hidden_size: 1024", "  num_layers: 24", "  dropout: 0.1", "  label_smoothing: 0.05", "loss:", "  name: focal",
        "  alpha: 0.25", "  gamma: 2.0", "  weight: 1.5", "  aux_loss_weight: 0.4", "optimizer:", "  lr: 0.0003", "  betas: [0.9, 0.98]", "  eps: 1.0e-08", "  weight_decay: 0.05", "scheduler:", "  warmup_steps: 2000", "  min_lr: 1.0e-06", "data:", "  batch_size: 64", "  num_workers: 12",
        "  val_fraction: 0.05", "early_stopping:", "  monitor: val_loss", "  patience: 5", "  min_delta: 0.001", "seed: 1234")
    nothing(c)


@case("ping_gateway.txt", "ping", "nothing", True, "network measurements with 'packet loss'")
def _(c):
    g = c.rng
    for h in range(12):
        c.o(f"PING 192.168.{h}.1 (192.168.{h}.1) 56(84) bytes of data.")
        for i in range(1, 9):
            c.o(f"64 bytes from 192.168.{h}.1: icmp_seq={i} ttl=64 time={g.uniform(.3, .9):.3f} ms")
        lost = g.choice([0, 0, 12.5, 25])
        c.o("", f"--- 192.168.{h}.1 ping statistics ---", f"8 packets transmitted, {8 - int(lost / 12.5)} received, {lost:g}% packet loss, time 7154ms", f"rtt min/avg/max/mdev = {g.uniform(.2, .3):.3f}/{g.uniform(.4, .6):.3f}/{g.uniform(.8, .9):.3f}/0.121 ms", "")
    nothing(c)


@case("tokenize_corpus.log", "Megatron preprocess_data", "nothing", True, "preparation of data, with progress and rates but no training")
def _(c):
    g = c.rng
    c.o("Opening /data/corpus/part-00.jsonl", "> building GPT2BPETokenizer tokenizer ...", " > padded vocab (size: 50257) with 47 dummy tokens (new size: 50304)", "Vocab size: 50257", "Output prefix: /data/tok/part-00", "Time to startup: 0.9213")
    for i in range(1, 121):
        c.o(f"Processed {i * 1000} documents ({g.uniform(880, 910)} docs/s, {g.uniform(4.1, 4.3)} MB/s).")
    nothing(c)


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    truth = {}
    for c, function in CASES:
        function(c)
        c.write(folder, truth)
    with open(os.path.join(folder, "truth.json"), "w", encoding="utf-8") as file:
        json.dump(truth, file, indent=1, ensure_ascii=False)
    print(len(truth), "cases,", sum(t["odd"] for t in truth.values()), "odd,", sum(bool(t["must"] or t["must_any"]) for t in truth.values()), "with a problem,",
          sum(t["nothing"] for t in truth.values()), "nothing,", len({t["tool"] for t in truth.values()}), "tools")


main()

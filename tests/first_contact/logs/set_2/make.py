#!/usr/bin/env python3
"""Made-up training logs in the formats that public tools print, and what a careful reader takes from them.

    python make.py FOLDER

writes the logs and truth.json. Every number comes from a formula and a seeded random.
"""
import gzip
import json
import math
import os
import random
import sys
from datetime import datetime, timedelta

CASES = []


def case(name, tool, kind, odd=False, note=""):
    def register(function):
        CASES.append((name, tool, kind, odd, note, function))
        return function
    return register


def curve(t, start, end, c=20.0):
    """Falls like a power law from start (t=0) to end (t=1) and is still falling at the end."""
    return start * (end / start) ** (math.log(1 + c * t) / math.log(1 + c))


def noisy(rng, value, share=0.004):
    return value * (1 + rng.gauss(0, share))


def when(seconds, base=datetime(2024, 5, 4, 10, 22, 33)):
    return base + timedelta(seconds=seconds)


def clock(seconds):
    seconds = int(seconds)
    return f"{seconds // 60:02d}:{seconds % 60:02d}"


def hms(seconds):
    return str(timedelta(seconds=int(seconds)))


def bar(done, total, width=10):
    full = int(width * done / total)
    rest = "" if full == width else "▏▎▍▌▋▊▉█"[int(8 * (width * done / total - full)) % 8]
    return ("█" * full + rest).ljust(width)


class Seen:
    """What was printed: step -> text of the value; a later value of a step replaces the earlier one."""

    def __init__(self):
        self.values = {}

    def add(self, step, text):
        self.values.pop(step, None)
        self.values[step] = text
        return text

    def truth(self, steps=True, ends=True, points=True, sets=None):
        order = sorted(self.values)
        found = {}
        if points:
            found["points"] = len(order)
        if ends:
            found["first"] = number(self.values[order[0]])
            found["last"] = number(self.values[order[-1]])
        if steps:
            found["first_step"] = order[0]
            found["last_step"] = order[-1]
        if sets:
            found["sets"] = sets
        return found


def number(text):
    return float(str(text).replace(",", ""))


def result(text, series=None, must=(), must_not=(), nothing=False):
    return text, {"series": series or {}, "must": list(must), "must_not": list(must_not), "nothing": nothing}


ANY = ["any"]


# --- language models -----------------------------------------------------------------------------

@case("torchtune_log_1714818153.txt", "torchtune", "DiskLogger: 'Step n | key:value ', trailing space, full floats; validation under its own name")
def torchtune(rng):
    out, loss, val = [], Seen(), Seen()
    n = 150
    for i in range(1, n + 1):
        t = i / n
        value = loss.add(i, repr(noisy(rng, curve(t, 2.3, 1.25), 0.006)))
        lr = 2e-5 * min(1, i / 10) * 0.5 * (1 + math.cos(math.pi * t)) + 1e-9
        out.append(f"Step {i} | loss:{value} lr:{lr!r} tokens_per_second_per_gpu:{4100 + rng.random() * 60!r} "
                   f"peak_memory_active:17.{rng.randrange(10**9)} peak_memory_alloc:17.{rng.randrange(10**9)} "
                   f"peak_memory_reserved:21.45703125 grad_norm:{noisy(rng, 1.4 - 0.5 * t, 0.05)!r} ")
        if i % 25 == 0:
            out.append(f"Step {i} | val_loss:{val.add(i, repr(noisy(rng, curve(t, 2.3, 1.29), 0.002)))} ")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "validation/loss": val.truth(),
                                          "train/learning_rate": {"points": n}, "train/gradient_norm": {"points": n}},
                  must_not=ANY)


@case("sockeye_model_metrics", "Sockeye", "one line per checkpoint, tab separated key=value sorted by name, None as placeholder, converged=False", True,
      "cross-entropy is the loss, perplexity its exp; gradient-norm=None was not measured")
def sockeye(rng):
    out, train, val = [], Seen(), Seen()
    n = 30
    for i in range(1, n + 1):
        t = i / n
        a = noisy(rng, curve(t, 6.4, 2.1), 0.003)
        b = noisy(rng, curve(t, 6.1, 2.25), 0.003)
        fields = {"cross-entropy-train": train.add(i, f"{a!r}"), "cross-entropy-val": val.add(i, f"{b!r}"),
                  "perplexity-train": repr(math.exp(a)), "perplexity-val": repr(math.exp(b)),
                  "epoch": i // 5, "learning-rate": 0.0002 if i < 24 else 0.00014, "gradient-norm": None,
                  "time-elapsed": 612.25 * i + rng.random(), "used-gpu-memory": 7523, "converged": False, "diverged": False,
                  "bleu-val": round(0.31 * t ** 0.5, 6)}
        out.append(f"{i}\t" + "\t".join(f"{k}={v}" for k, v in sorted(fields.items())))
    return result("\n".join(out) + "\n", {"train/loss": train.truth(steps=False), "validation/loss": val.truth(steps=False),
                                          "train/learning_rate": {"points": n}}, must_not=ANY)


@case("rwkv_train_log.txt", "RWKV-LM", "no column names: epoch loss exp(loss) lr timestamp epoch, after a config dump", True,
      "trainer.py writes '{epoch} {loss:.6f} {exp(loss):.4f} {lr:.8f} {now} {epoch}'; the third number is exp of the second")
def rwkv(rng):
    out = ["NEW RUN 2024-05-04-10-22-33",
           "{'load_model': '/runs/rwkv-init.pth', 'wandb': '', 'proj_dir': 'out/L12-D768-x060', 'random_seed': -1, 'data_file': 'data/demo', "
           "'data_type': 'binidx', 'vocab_size': 65536, 'ctx_len': 512, 'epoch_steps': 2520, 'epoch_count': 60, 'epoch_begin': 0, 'epoch_save': 10, "
           "'micro_bsz': 16, 'n_layer': 12, 'n_embd': 768, 'lr_init': 0.0006, 'lr_final': 6e-05, 'warmup_steps': 10, 'beta1': 0.9, 'beta2': 0.99, "
           "'adam_eps': 1e-18, 'grad_cp': 1, 'dropout': 0, 'weight_decay': 0.001, 'my_exit_tokens': 1498226207, 'magic_prime': 2926181, 'real_bsz': 16}",
           "{'zero_allow_untested_optimizer': True, 'zero_optimization': {'stage': 2, 'contiguous_gradients': True, 'overlap_comm': True, "
           "'reduce_bucket_size': 2000000.0}, 'activation_checkpointing': {'partition_activations': False}, 'bf16': {'enabled': True}}"]
    loss = Seen()
    n = 60
    for i in range(n):
        t = i / (n - 1)
        value = loss.add(i, f"{noisy(rng, curve(t, 5.9, 2.6), 0.003):.6f}")
        lr = 6e-5 + 5.4e-4 * 0.5 * (1 + math.cos(math.pi * t))
        stamp = when(i * 431 + rng.random())
        out.append(f"{i} {value} {math.exp(float(value)):.4f} {lr:.8f} {stamp} {i}")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "train/learning_rate": {"points": n}}, must_not=ANY)


@case("flax_lm1b_absl.log", "flax lm1b example (clu LoggingWriter)", "absl prefix, '[step] a=1, b=2' sorted names, train_ and eval_ prefixes on separate lines, raw texts between")
def flax_lm1b(rng):
    out, loss, val, lrs, acc = [], Seen(), Seen(), Seen(), Seen()
    n = 40

    def line(seconds, text, source="logging_writer.py:48"):
        stamp = when(seconds + rng.random())
        out.append(f"I{stamp:%m%d %H:%M:%S.%f} 139925017081664 {source}] {text}")
    line(0, "JAX process: 0 / 1", "main.py:54")
    line(1, "JAX local devices: [CudaDevice(id=0), CudaDevice(id=1)]", "main.py:55")
    line(3, "Initializing dataset.", "train.py:430")
    line(20, "[Hyperparameters] {'vocab_size': 30000, 'max_corpus_chars': 10000000, 'per_device_batch_size': 32, 'learning_rate': 0.0016, 'warmup_steps': 1000}")
    for i in range(1, n + 1):
        step = 250 * i
        t = i / n
        value = noisy(rng, curve(t, 7.9, 3.4), 0.004)
        lr = lrs.add(step, f"{0.0016 * min(step / 1000, (1000 / step) ** 0.5):.6g}")
        line(40 * i, f"[{step}] steps_per_sec={6.2 + rng.random() / 10:.6g}")
        line(40 * i, f"[{step}] train_accuracy={0.08 + 0.3 * t:.6g}, train_learning_rate={lr}, train_loss={loss.add(step, f'{value:.6g}')}, train_perplexity={math.exp(value):.6g}")
        if i % 5 == 0:
            line(40 * i + 12, "Gathering evaluation metrics.", "train.py:566")
            e = noisy(rng, curve(t, 7.9, 3.5), 0.002)
            line(40 * i + 14, f"[{step}] eval_accuracy={acc.add(step, f'{0.08 + 0.29 * t:.6g}')}, eval_loss={val.add(step, f'{e:.6g}')}, eval_perplexity={math.exp(e):.6g}")
            line(40 * i + 18, f"[{step}] Got texts: {{'samples': 'I will be 2.5 times . \\n\\nThe loss = 4 points .'}}.")
            line(40 * i + 19, f"Saving checkpoint at step: {step}", "checkpoints.py:576")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "validation/loss": val.truth(),
                                          "validation/accuracy": {"points": len(acc.values)}, "train/learning_rate": {"points": n}}, must_not=ANY)


@case("fasttext_supervised.log", "fastText", "one line rewritten with carriage returns; avg.loss is a mean since the start, on a progress percentage", True,
      "only the last state is certain: no steps are printed, and the mean runs over the whole run")
def fasttext(rng):
    text = "Read 12M words\nNumber of words:  284301\nNumber of labels: 14\n"
    n = 120
    last = None
    for i in range(1, n + 1):
        t = i / n
        last = f"{curve(t, 2.64, 0.31):.6f}"
        left = int(95 * (1 - t))
        text += (f"\rProgress: {100 * t:5.1f}% words/sec/thread: {1480000 + rng.randrange(20000):7d} lr: {0.5 * (1 - t):9.6f} "
                 f"avg.loss: {float(last):9.6f} ETA: {left // 3600:3d}h{left % 3600 // 60:2d}m{left % 60:2d}s")
    text += "\nN\t70000\nP@1\t0.981\nR@1\t0.981\n"
    return result(text, {"train/loss": {"last": float(last)}}, must_not=["diverging", "non-finite-loss", "at-chance"])


RED, GREEN, ORANGE, TURQUOISE = "\033[31m", "\033[32m", "\033[38;2;180;60;0m", "\033[38;2;54;234;195m"
BLUE, CYAN, MAGENTA, YELLOW, RESET = "\033[34m", "\033[36m", "\033[35m", "\033[33m", "\033[39m"


@case("torchtitan_two_ranks.log", "torchtitan", "two ranks print every step; colours between the names; thousands separators; validation lines", True,
      "the loss is a global average, so both ranks print the same; one point per step")
def torchtitan(rng):
    out, loss, val, norms = [], Seen(), Seen(), Seen()
    for rank in (0, 1):
        out.append(f"[rank{rank}]:[titan] {when(0):%Y-%m-%d %H:%M:%S},113 - root - INFO - Starting job: Llama 3 debug training")
        out.append(f"[rank{rank}]:[titan] {when(2):%Y-%m-%d %H:%M:%S},401 - root - INFO - CUDA capacity: NVIDIA H100 with 94.99GiB memory")
        out.append(f"[rank{rank}]:[titan] {when(9):%Y-%m-%d %H:%M:%S},772 - root - INFO - Training starts at step 1, with local batch size 8, global batch size 16, "
                   "gradient accumulation steps 1, sequence length 2048, total steps 600 (warmup 100)")
    steps = [1] + list(range(10, 601, 10))
    for step in steps:
        t = step / 600
        text = f"{noisy(rng, curve(t, 12.24, 4.1), 0.004):7.4f}"
        norm = f"{noisy(rng, 2.4 - 1.6 * t, 0.05):7.4f}"
        loss.add(step, text)
        norms.add(step, norm)
        for rank in (0, 1):
            stamp = when(12 + step * 0.41 + rank * 0.002)
            out.append(f"[rank{rank}]:[titan] {stamp:%Y-%m-%d %H:%M:%S},{stamp.microsecond // 1000:03d} - root - INFO - "
                       f"{RED}step: {step:2}  {GREEN}loss: {text}  {ORANGE}grad_norm: {norm}  {TURQUOISE}memory: {42.15 + rank * 0.2:5.2f}GiB({44.4 + rank * 0.2:.2f}%)  "
                       f"{BLUE}tps: {38000 + rng.randrange(3000):,}  {CYAN}tflops: {1201.5 + rng.random() * 9:,.2f}  {MAGENTA}mfu: {39 + rng.random():.2f}%{RESET}")
        if step % 100 == 0:
            text = f"{noisy(rng, curve(t, 12.24, 4.2), 0.002):7.4f}"
            val.add(step, text)
            for rank in (0, 1):
                stamp = when(12 + step * 0.41 + 0.2)
                out.append(f"[rank{rank}]:[titan] {stamp:%Y-%m-%d %H:%M:%S},{stamp.microsecond // 1000:03d} - root - INFO - "
                           f"{YELLOW}validate step: {step:2}  {GREEN}loss: {text}  {TURQUOISE}memory: 43.00GiB(45.27%)  {BLUE}tps: {61000 + rank:,}{RESET}")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "validation/loss": val.truth(),
                                          "train/gradient_norm": {"points": len(steps)}}, must_not=ANY)


@case("megatron_resumed.log", "Megatron-LM core", "exponents, 'lm loss', dashes around validation; crash at 300, resumed from the checkpoint of 250", True,
      "iterations 260 to 300 are printed twice; the later values count")
def megatron(rng):
    out, loss, val = [], Seen(), Seen()

    def line(step, seconds):
        t = step / 600
        stamp = when(seconds)
        out.append(f" [{stamp:%Y-%m-%d %H:%M:%S}] iteration {step:8d}/{600:8d} | consumed samples: {step * 512:12d} | elapsed time per iteration (ms): {1830 + 30 * rng.random():.1f} | "
                   f"throughput per GPU (TFLOP/s/GPU): {402 + rng.random():.1f} | learning rate: {3e-4 * min(1, step / 100):.6E} | global batch size: {512:5d} | "
                   f"lm loss: {loss.add(step, f'{noisy(rng, curve(t, 10.9, 3.2), 0.004):.6E}')} | loss scale: 1.0 | grad norm: {noisy(rng, 1.9 - 1.3 * t, 0.05):.3f} | "
                   f"number of skipped iterations: {0:3d} | number of nan iterations: {0:3d} |")
        if step % 100 == 0:
            value = noisy(rng, curve(t, 10.9, 3.3), 0.002)
            text = f" validation loss at iteration {step} | lm loss value: {val.add(step, f'{value:.6E}')} | lm loss PPL: {math.exp(value):.6E} | "
            out.extend(["-" * len(text), text, "-" * len(text)])
    out.append("using world size: 64, data-parallel size: 16, context-parallel size: 1, hierarchical context-parallel sizes: None tensor-model-parallel size: 4, pipeline-model-parallel size: 1")
    out.append("------------------------ arguments ------------------------")
    out.extend(f"  {k} {'.' * (48 - len(k))} {v}" for k, v in
               (("adam_beta1", 0.9), ("clip_grad", 1.0), ("eval_interval", 100), ("lr", 0.0003), ("loss_scale", None), ("train_iters", 600), ("weight_decay", 0.1)))
    out.append("-------------------- end of arguments ---------------------")
    out.append("(min, max) time across ranks (ms):\n    model-and-optimizer-setup ......................: (812.44, 830.02)\n    train/valid/test-data-iterators-setup ..........: (55.10, 212.37)")
    out.append("training ...")
    for step in range(10, 301, 10):
        line(step, step * 1.85)
        if step % 250 == 0:
            out.append(f"saving checkpoint at iteration {step:7d} to /ckpt/gpt in torch_dist format")
            out.append(f"  successfully saved checkpoint from iteration {step:7d} to /ckpt/gpt [ t 1/4, p 1/1 ]")
    out.append("[rank11]: torch.distributed.DistBackendError: NCCL error in: ProcessGroupNCCL.cpp:2251, unhandled system error, NCCL version 2.21.5")
    out.append(" loading distributed checkpoint from /ckpt/gpt at iteration 250")
    out.append("  successfully loaded checkpoint from /ckpt/gpt [ t 1/4, p 1/1 ] at iteration 250")
    for step in range(260, 601, 10):
        line(step, 1300 + step * 1.85)
        if step % 250 == 0:
            out.append(f"saving checkpoint at iteration {step:7d} to /ckpt/gpt in torch_dist format")
    n = len(loss.values)
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "validation/loss": val.truth(),
                                          "train/learning_rate": {"points": n}, "train/gradient_norm": {"points": n}}, must_not=ANY)


@case("gpt_neox.log", "GPT-NeoX", "host prefix; DeepSpeed prints the loss of the step, NeoX the mean over ten steps, both at the same step", True,
      "one point per step; which of the two losses is open")
def neox(rng):
    out, loss, val = [], Seen(), Seen()
    n = 40
    for i in range(1, n + 1):
        step = 10 * i
        t = i / n
        mean = noisy(rng, curve(t, 10.7, 4.4), 0.003)
        stamp = when(step * 1.2)
        lr = 6e-4 * min(1, step / 100)
        out.append(f"10.0.4.11: [{stamp:%Y-%m-%d %H:%M:%S},{rng.randrange(1000):03d}] [INFO] [logging.py:60:log_dist] [Rank 0] step={step}, skipped=0, lr=[{lr}, {lr}], mom=[[0.9, 0.95], [0.9, 0.95]]")
        out.append(f"10.0.4.11: steps: {step} loss: {noisy(rng, mean, 0.004):.4f} iter time (s): {1.19 + rng.random() / 50:.3f} samples/sec: {107 + rng.random():.3f}")
        out.append(f"10.0.4.11:  samples/sec: {107 + rng.random():.3f} | iteration {step:8d}/{400:8d} | elapsed time per iteration (ms): {1190 + rng.random() * 9:.1f} | "
                   f"learning rate: {lr:.3E} | approx flops per GPU: {48 + rng.random():.1f}TFLOPS | lm_loss: {loss.add(step, f'{mean:.6E}')} | "
                   f"number of skipped iterations: {0:3d} | number of nan iterations: {0:3d} |")
        if step % 100 == 0:
            value = noisy(rng, curve(t, 10.7, 4.5), 0.002)
            text = f" validation results at iteration {step} | lm_loss value: {val.add(step, f'{value:.6E}')} | lm_loss_ppl value: {math.exp(value):.6E} | "
            out.extend("10.0.4.11: " + part for part in ("-" * len(text), text, "-" * len(text)))
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(ends=False), "validation/loss": val.truth(),
                                          "train/learning_rate": {"points": n}}, must_not=ANY)


@case("litgpt_pretrain.log", "LitGPT", "'iter 80 step 20', val: n/a until measured, then the old value on every line; remaining time", True,
      "the step counts optimizer steps; the validation loss is repeated on later lines without being measured again")
def litgpt(rng):
    out = ["Seed set to 42", "Time to instantiate model: 0.03 seconds.", "Total parameters: 162,322,944",
           "Validating ...", "Measured TFLOPs: 239.33"]
    loss, val = Seen(), Seen()
    n = 100
    current = "n/a"
    for step in range(1, n + 1):
        t = step / n
        left = timedelta(seconds=int((n - step) * 41))
        out.append(f"Epoch 1 | iter {4 * step} step {step} | loss train: {loss.add(step, f'{noisy(rng, curve(t, 10.98, 5.1), 0.004):.3f}')}, val: {current} | "
                   f"iter time: {385 + 20 * rng.random():.2f} ms (step) remaining time: {left!s}")
        if step % 20 == 0:
            out.append("Validating ...")
            current = f"{noisy(rng, curve(t, 10.98, 5.2), 0.002):.3f}"
            val.add(step, current)
            out.append(f"iter {4 * step}: val loss {float(current):.4f}, val time: {8123.4 + rng.random():.2f} ms")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "validation/loss": val.truth(points=False, steps=False)}, must_not=ANY)


@case("nanogpt_powershell.log", "nanoGPT", "UTF-16 with mark and Windows line ends (PowerShell '>'), 'step' lines with estimates between 'iter' lines, mfu -100% at first", True,
      "train losses of 'step' lines are estimates at the same steps, so the number of points is the same either way")
def nanogpt(rng):
    out = ["tokens per iteration will be: 16,384", "found vocab_size = 65 (inside data\\shakespeare_char\\meta.pkl)", "Initializing a new model from scratch",
           "number of parameters: 10.65M", "num decayed parameter tensors: 26, with 10,740,096 parameters", "num non-decayed parameter tensors: 13, with 4,992 parameters",
           "using fused AdamW: True"]
    loss, val = Seen(), Seen()
    for step in range(0, 1001, 10):
        t = step / 1000
        value = curve(t, 4.27, 1.48)
        if step % 200 == 0:
            out.append(f"step {step}: train loss {noisy(rng, value * 0.99, 0.002):.4f}, val loss {val.add(step, f'{noisy(rng, value * (1 + 0.05 * t), 0.002):.4f}')}")
            if step:
                out.append("saving checkpoint to out-shakespeare-char")
        mfu = -100.0 if step < 50 else 17.5 + rng.random() / 5
        out.append(f"iter {step}: loss {loss.add(step, f'{noisy(rng, value, 0.008):.4f}')}, time {30000 + rng.random() if step % 200 == 0 else 25 + rng.random():.2f}ms, mfu {mfu:.2f}%")
    text = "\r\n".join(out) + "\r\n"
    return result(b"\xff\xfe" + text.encode("utf-16-le"), {"train/loss": loss.truth(ends=False), "validation/loss": val.truth()}, must_not=ANY)


@case("nanochat_base_train.log", "nanochat", "zero padded steps with a percentage; validation in bits per byte; lrm is a multiplier", True,
      "bits per byte are not the loss and must not be set beside the training loss as the validation loss")
def nanochat(rng):
    out = ["Overriding: depth = 12", "Autodetected device type: cuda", "Vocab size: 65,536", "num_layers: 12", "model_dim: 768", "Number of parameters: 185,598,720",
           "Estimated FLOPs per token: 1.113e+09", "Total number of training tokens: 104,857,600", "Tokens : Params ratio: 0.56"]
    loss = Seen()
    n = 200
    for step in range(n):
        t = step / (n - 1)
        if step % 50 == 0:
            out.append(f"Step {step:05d} | Validation bpb: {curve(t, 3.31, 1.12):.4f}")
        out.append(f"step {step:05d}/{n:05d} ({100 * step / n:.2f}%) | loss: {loss.add(step, f'{noisy(rng, curve(t, 11.09, 3.9), 0.004):.6f}')} | grad norm: {noisy(rng, 1.2 - 0.8 * t, 0.06):.4f} | "
                   f"lrm: {min(1.0, (1 - t) / 0.2 if t > 0.8 else 1.0):.2f} | dt: {412 + rng.random() * 5:.2f}ms | tok/sec: {1270000 + rng.randrange(9000):,} | mfu: {47 + rng.random():.2f} | total time: {step * 0.412 / 60:.2f}m")
    out.append(f"Step {n:05d} | Validation bpb: 1.1187")
    out.append("Peak memory usage: 34512.88MiB\nTotal training time: 1.37m\nMinimum validation bpb: 1.1187")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "train/gradient_norm": {"points": n}}, must_not=ANY)


@case("llmc_main_diverging.log", "llm.c", "main.log: 's:n tel:' validation, 's:n trl: lr: norm:' training, 's:n eval:' HellaSwag; diverges from step 170 on")
def llmc(rng):
    out, loss, val = [f"s:0 tel:{11.0263:.4f}", "s:0 eval:0.2461"], Seen(), Seen()
    val.add(0, "11.0263")
    n = 300
    for step in range(1, n + 1):
        t = step / n
        if step <= 170:
            value, norm = curve(t, 11.0, 4.0), 2.0 - 1.2 * t
        else:
            k = (step - 170) / 130
            value = curve(170 / 300, 11.0, 4.0) + 6.5 * min(1, 2.2 * k)
            norm = 1.3 + 60 * min(1, 3 * k)
        out.append(f"s:{step} trl:{loss.add(step, f'{noisy(rng, value, 0.005):.4f}')} lr:{6e-4 * min(1, step / 40):.6f} norm:{noisy(rng, norm, 0.06):.2f}")
        if step % 50 == 0:
            out.append(f"s:{step} tel:{val.add(step, f'{noisy(rng, value, 0.002):.4f}')}")
        if step % 100 == 0:
            out.append(f"s:{step} eval:{0.2461 + 0.004 * rng.random():.4f}")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "validation/loss": val.truth(),
                                          "train/learning_rate": {"points": n}, "train/gradient_norm": {"points": n}}, must=["diverging"])


@case("modded_nanogpt_3f8a.txt", "modded-nanogpt", "source of the script and nvidia-smi before the log; step_avg:nanms while warming up", True,
      "nan is the placeholder of a duration, not a loss")
def modded(rng):
    out = ["import os", "import sys", "with open(sys.argv[0]) as f:", "    code = f.read() # read the code of this file ASAP, for logging", "import uuid", "import time",
           "import torch", "from torch import nn", "import torch.nn.functional as F", "", "class Hyperparameters:", "    batch_size : int = 8*64 # batch size, in sequences, across all devices",
           "    num_iterations : int = 250 # number of iterations to run", "    val_loss_every : int = 50 # every how many steps to evaluate val loss? 0 for only at the end",
           "        loss = F.cross_entropy(logits.view(-1, logits.size(-1)), targets.view(-1))", "    return loss.float()",
           "        print0(f\"step:{step}/{train_steps} val_loss:{val_loss:.4f} train_time:{training_time_ms:.0f}ms step_avg:{training_time_ms/max(step, 1):.2f}ms\", console=True)",
           "=" * 100, "Running pytorch 2.6.0.dev20241203+cu124 compiled for CUDA 12.4", "nvidia-smi:",
           "+-----------------------------------------------------------------------------------------+",
           "| NVIDIA-SMI 550.90.07              Driver Version: 550.90.07      CUDA Version: 12.4     |",
           "|   0  NVIDIA H100 80GB HBM3          On  |   00000000:19:00.0 Off |                    0 |",
           "| N/A   39C    P0            126W /  700W |    7084MiB /  81559MiB |      0%      Default |",
           "+-----------------------------------------------------------------------------------------+", "=" * 100]
    loss, val = Seen(), Seen()
    n = 250
    for step in range(n + 1):
        t = step / n
        spent = max(0, step - 10) * 142.3
        average = "nan" if step <= 10 else f"{spent / (step - 10):.2f}"
        if step % 50 == 0:
            out.append(f"step:{step}/{n} val_loss:{val.add(step, f'{noisy(rng, curve(t, 10.83, 3.86), 0.002):.4f}')} train_time:{spent:.0f}ms step_avg:{average}ms")
        if step < n:
            at = step + 1
            out.append(f"step:{at}/{n} train_loss:{loss.add(at, f'{noisy(rng, curve(at / n, 10.83, 3.8), 0.005):.4f}')} train_time:{spent + 142:.0f}ms step_avg:{average}ms")
    out.append("peak memory consumption: 34184 MiB")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "validation/loss": val.truth()}, must_not=ANY)


@case("olmo_two_sets.log", "OLMo", "block of indented key=value under '[step=n/N]'; perplexity with thousands separators; two validation sets under their labels", True,
      "evaluation blocks name no step: it is that of the training block before; two sets must not be mixed")
def olmo(rng):
    out, loss, val = [], Seen(), Seen()
    n = 60
    for i in range(1, n + 1):
        step = 10 * i
        t = i / n
        value = noisy(rng, curve(t, 11.1, 4.2), 0.004)
        stamp = when(step * 2.1)
        out.append(f"[{stamp:%Y-%m-%d %H:%M:%S}] INFO     [olmo.train:816, rank=0] [step={step}/739328]")
        out.append(f"    optim/total_grad_norm={noisy(rng, 1.1 - 0.6 * t, 0.05):.4f}")
        out.append(f"    train/CrossEntropyLoss={loss.add(step, f'{value:.3f}')}")
        out.append(f"    train/Perplexity={math.exp(value):,.2f}" if math.exp(value) < 1000 else f"    train/Perplexity={math.exp(value):,.0f}")
        out.append(f"    throughput/total_tokens={step * 4194304:,}")
        out.append(f"    throughput/device/tokens_per_second={9100 + rng.randrange(200):,}")
        out.append("    System/Peak GPU Memory (MB)=42,133")
        if step % 100 == 0:
            for name, shift in (("c4_en-validation", 1.01), ("m2d2_s2orc-validation", 1.12)):
                e = noisy(rng, curve(t, 11.1, 4.2) * shift, 0.002)
                if shift == 1.01:
                    val.add(step, f"{e:.3f}")
                for batch in (1, 8):
                    out.append(f"[{stamp:%Y-%m-%d %H:%M:%S}] INFO     [olmo.train:951, rank=0] [eval_step={batch}/8]")
                out.append(f"[{stamp:%Y-%m-%d %H:%M:%S}] INFO     [olmo.train:816, rank=0] {name}")
                out.append(f"    eval/{name}/CrossEntropyLoss={e:.3f}")
                out.append(f"    eval/{name}/Perplexity={math.exp(e):,.2f}" if math.exp(e) < 1000 else f"    eval/{name}/Perplexity={math.exp(e):,.0f}")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "validation/loss": {"points": len(val.values), "sets": 2},
                                          "train/gradient_norm": {"points": n}}, must_not=ANY)


@case("llmfoundry_console.log", "llm-foundry (composer)", "block under '[batch=n/N]:' with tab and 'Train name/with/slashes: value'; Eval block; two names for the same loss")
def composer(rng):
    out, loss, val = [], Seen(), Seen()
    n = 40
    out += ["Building tokenizer...", "Building train loader...", "Building model...", "n_params=1.25e+08", "Starting training...", "*" * 30, "Config:",
            "node_name: unknown because NODENAME environment variable not set", "num_gpus_per_node: 8", "rank_zero_seed: 17", "", "*" * 30]
    for i in range(1, n + 1):
        batch = 10 * i
        t = i / n
        text = loss.add(batch, f"{noisy(rng, curve(t, 10.97, 4.3), 0.004):.4f}")
        out += [f"[batch={batch}/400]:", "\t Train time/epoch: 0", f"\t Train time/batch: {batch - 1}", f"\t Train time/sample: {(batch - 1) * 256}",
                f"\t Train time/batch_in_epoch: {batch - 1}", f"\t Train time/token: {(batch - 1) * 524288}", "\t Train memory/peak_allocated_mem: 9.1020",
                "\t Train trainer/device_train_microbatch_size: 16", f"\t Train loss/train/total: {text}",
                f"\t Train metrics/train/LanguageCrossEntropy: {text}", f"\t Train metrics/train/LanguagePerplexity: {math.exp(float(text)):.4f}",
                f"\t Train throughput/batches_per_sec: {0.92 + rng.random() / 50:.4f}", f"\t Train time/total: {batch / 3400:.4f}",
                f"\t Train lr-DecoupledAdamW/group0: {6e-4 * min(1, batch / 100):.4f}"]
        if batch % 100 == 0:
            for e in (1, 20):
                out.append(f"[Eval batch={e}/20] Eval on eval data")
            value = noisy(rng, curve(t, 10.97, 4.4), 0.002)
            out += [f"\t Eval metrics/eval/LanguageCrossEntropy: {val.add(batch, f'{value:.4f}')}", f"\t Eval metrics/eval/LanguagePerplexity: {math.exp(value):.4f}"]
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(steps=False), "validation/loss": val.truth(steps=False),
                                          "train/learning_rate": {"points": n}}, must_not=ANY)


@case("nemo2_progress.log", "NeMo 2.0", "'|' separated, reduced_train_loss, 0-based global_step; val_loss is repeated on every later line", True,
      "the validation loss changes every 100 steps only, between it is the old value")
def nemo2(rng):
    out = ["[NeMo I 2024-05-04 10:22:33 megatron_init:314] Rank 0 has data parallel group : [0]", "[NeMo I 2024-05-04 10:22:34 base:44] Padded vocab_size: 50304, original vocab_size: 50257, dummy tokens: 47.",
           "[NeMo W 2024-05-04 10:22:40 nemo_logging:361] DataLoader: consider increasing the value of `num_workers` to 11 to improve performance."]
    loss, val, current = Seen(), Seen(), ""
    n = 60
    for i in range(1, n + 1):
        step = 10 * i - 1
        t = i / n
        out.append(f"Training epoch 0, iteration {step}/599 | lr: {3e-4 * min(1, (step + 1) / 100):.4g} | global_batch_size: 32 | global_step: {step} | "
                   f"reduced_train_loss: {loss.add(step, f'{noisy(rng, curve(t, 10.9, 4.3), 0.004):.4g}')} | train_step_timing in s: {0.61 + rng.random() / 40:.4g} | consumed_samples: {(step + 1) * 32}{current}")
        if (step + 1) % 100 == 0:
            for k in (1, 8):
                out.append(f"Validation: iteration {k}/8")
            text = f"{noisy(rng, curve(t, 10.9, 4.4), 0.002):.4g}"
            val.add(step, text)
            current = f" | val_loss: {text}"
            out.append(f"[NeMo I {when(step)!s} model_checkpoint:497] Scheduled async checkpoint save for /results/default--val_loss={text}-epoch=0-step={step}.ckpt")
    # the last measurement is never printed on a training line, only (in the name of the checkpoint)
    del val.values[max(val.values)]
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "train/learning_rate": {"points": n}}, must_not=ANY)


@case("fairseq_hydra_overflow.log", "fairseq (hydra)", "JSON with numbers as strings behind a prefix; loss scale halves to its minimum, FloatingPointError at the end",
      note="train_inner every 50 updates; the epoch summaries fall on the same updates")
def fairseq(rng):
    out, loss, val = [], Seen(), Seen()

    def line(seconds, logger, text):
        stamp = when(seconds)
        out.append(f"[{stamp:%Y-%m-%d %H:%M:%S},{rng.randrange(1000):03d}][{logger}][INFO] - {text}")
    line(0, "fairseq_cli.train", "task: AudioPretrainingTask")
    line(0, "fairseq_cli.train", "num. shared model params: 95,044,608 (num. trained: 95,044,608)")
    line(3, "fairseq.trainer", "begin training epoch 1")
    scale = 128.0

    def overflow(seconds):
        nonlocal scale
        scale /= 2
        line(seconds, "fairseq.trainer", f"NOTE: gradient overflow detected, ignoring gradient, setting loss scale to: {scale}")
    for update in range(50, 1801, 50):
        t = update / 1800
        epoch = (update - 1) // 500 + 1
        value = curve(t, 6.62, 3.3)
        norm = 2.1 - t
        if update > 1500:
            for k in range(3):
                overflow(update * 0.8 - 10 + k)
            norm = 4.0 * (update - 1500) / 50
        text = loss.add(update, f"{noisy(rng, value, 0.004):.3f}")
        record = {"epoch": epoch, "update": round(epoch - 1 + (update - 500 * (epoch - 1)) / 500, 3), "loss": text, "ntokens": "1216.7", "nsentences": "1216.7", "prob_perplexity": f"{40 + 120 * t:.3f}",
                  "code_perplexity": f"{38 + 110 * t:.3f}", "temp": f"{1.999 - 0.001 * t:.3f}", "loss_0": f"{float(text) - 0.14:.3f}", "loss_1": "0.128", "loss_2": "0.012", "accuracy": f"{0.05 + 0.4 * t:.5f}",
                  "wps": "3120.4", "ups": "2.56", "wpb": "1216.7", "bsz": "1216.7", "num_updates": str(update), "lr": f"{5e-4 * update / 32000:.6g}", "gnorm": f"{noisy(rng, norm, 0.05):.3f}",
                  "loss_scale": f"{scale:.6g}", "train_wall": "19", "gb_free": "11.2", "wall": str(int(update * 0.8))}
        line(update * 0.8, "train_inner", json.dumps(record))
        if update % 500 == 0:
            line(update * 0.8 + 1, "fairseq_cli.train", 'begin validation on "valid" subset')
            v = noisy(rng, curve(t, 6.62, 3.35), 0.002)
            line(update * 0.8 + 9, "valid", json.dumps({"epoch": epoch, "valid_loss": val.add(update, f"{v:.3f}"), "valid_ntokens": "1190", "valid_accuracy": f"{0.05 + 0.39 * t:.5f}",
                                                        "valid_wps": "9123.5", "valid_num_updates": str(update), **({"valid_best_loss": f"{v:.3f}"} if update > 500 else {})}))
            line(update * 0.8 + 10, "fairseq.checkpoint_utils", f"Preparing to save checkpoint for epoch {epoch} @ {update} updates")
            line(update * 0.8 + 11, "fairseq_cli.train", f"end of epoch {epoch} (average epoch stats below)")
            line(update * 0.8 + 11, "train", json.dumps({"epoch": epoch, "train_loss": text, "train_wps": "3102.2", "train_num_updates": str(update), "train_lr": record["lr"], "train_gnorm": record["gnorm"],
                                                         "train_loss_scale": record["loss_scale"], "train_wall": "190"}))
            line(update * 0.8 + 11, "fairseq.trainer", f"begin training epoch {epoch + 1}")
    while scale > 1e-4:
        overflow(1445)
    out += ["Traceback (most recent call last):", '  File "/opt/fairseq/fairseq/optim/dynamic_loss_scaler.py", line 61, in check_overflow',
            "FloatingPointError: Minimum loss scale reached (0.0001). Your loss is probably exploding. Try lowering the learning rate, using gradient clipping or increasing the batch size."]
    n = len(loss.values)
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "validation/loss": val.truth(), "train/learning_rate": {"points": n},
                                          "train/gradient_norm": {"points": n}}, must=["amp-overflow"])


@case("espnet2_train.log", "ESPnet2", "'3epoch:train:1001-1500batch:' means of intervals, then '3epoch results: [train] ..., [valid] ..., [att_plot] ...' on one line", True,
      "only the validation loss is beyond doubt: one per epoch, in the [valid] part; parts loss_ctc and loss_att beside the total")
def espnet(rng):
    out, val, acc = [], Seen(), Seen()
    n = 12
    host = "node07"
    for epoch in range(1, n + 1):
        stamp = when(epoch * 800)
        left = timedelta(seconds=(n - epoch) * 800)
        out.append(f"[{host}] {stamp:%Y-%m-%d %H:%M:%S},{rng.randrange(1000):03d} (trainer:{295}) INFO: {epoch}/{n}epoch started" + (f". Estimated time to finish: {left!s}" if epoch > 1 else ""))
        total = []
        for k in range(4):
            t = (epoch - 1 + (k + 1) / 4) / n
            ctc, att = noisy(rng, curve(t, 190, 22), 0.004), noisy(rng, curve(t, 150, 17), 0.004)
            total.append((ctc, att))
            out.append(f"[{host}] {when(epoch * 800 + 180 * k):%Y-%m-%d %H:%M:%S},{rng.randrange(1000):03d} (trainer:762) INFO: {epoch}epoch:train:{k * 500 + 1}-{(k + 1) * 500}batch: iter_time=2.413e-04, forward_time=0.148, "
                       f"loss_ctc={ctc:.3f}, loss_att={att:.3f}, acc={0.2 + 0.7 * t ** 0.5:.3f}, loss={0.3 * ctc + 0.7 * att:.3f}, backward_time=0.201, grad_norm={noisy(rng, 9 - 4 * t, 0.05):.3f}, clip=100.000, loss_scale=65536.000, "
                       f"optim_step_time=0.052, optim0_lr0={2e-3 * min(1, t * n / 4):.3e}, train_time={1.6 + rng.random() / 20:.3f}")
        t = epoch / n
        ctc, att = (sum(x[j] for x in total) / 4 for j in (0, 1))
        vc, va = noisy(rng, curve(t, 185, 23), 0.002), noisy(rng, curve(t, 146, 18), 0.002)
        out.append(f"[{host}] {when(epoch * 800 + 790):%Y-%m-%d %H:%M:%S},{rng.randrange(1000):03d} (trainer:361) INFO: {epoch}epoch results: [train] iter_time=2.302e-04, forward_time=0.148, loss_ctc={ctc:.3f}, loss_att={att:.3f}, "
                   f"acc={0.2 + 0.7 * t ** 0.5 - 0.01:.3f}, loss={0.3 * ctc + 0.7 * att:.3f}, backward_time=0.201, optim0_lr0={2e-3 * min(1, epoch / 4):.3e}, train_time=1.612, time=13 minutes and {rng.randrange(10, 50)}.21 seconds, total_count={2000 * epoch}, "
                   f"gpu_max_cached_mem_GB=21.543, [valid] loss_ctc={vc:.3f}, cer_ctc={0.9 - 0.7 * t:.3f}, loss_att={va:.3f}, acc={acc.add(epoch, f'{0.2 + 0.69 * t ** 0.5:.3f}')}, cer={0.8 - 0.6 * t:.3f}, wer={0.95 - 0.5 * t:.3f}, "
                   f"loss={val.add(epoch, f'{0.3 * vc + 0.7 * va:.3f}')}, time=11.87 seconds, total_count={55 * epoch}, gpu_max_cached_mem_GB=21.543, [att_plot] time=21.64 seconds, total_count=0, gpu_max_cached_mem_GB=21.543")
        out.append(f"[{host}] {when(epoch * 800 + 792):%Y-%m-%d %H:%M:%S},{rng.randrange(1000):03d} (trainer:416) INFO: The best model has been updated: valid.acc")
    return result("\n".join(out) + "\n", {"validation/loss": val.truth(steps=False), "validation/accuracy": {"points": n}}, must_not=ANY)


@case("icefall_four_ranks.log", "icefall (k2)", "four ranks print every batch with losses of their own; loss[...] and tot_loss[...], parts inside; batch counts anew per epoch", True,
      "one point per batch, not four; total of batches not named, so no certain step")
def icefall(rng):
    out, loss, val = [], Seen(), Seen()
    for epoch in range(1, 5):
        for batch in range(0, 501, 50):
            t = ((epoch - 1) * 520 + batch) / (4 * 520)
            value = curve(t, 7.4, 0.46) if epoch > 1 or batch else 7.4
            key = (epoch, batch)
            for rank in range(4):
                stamp = when(((epoch - 1) * 520 + batch) * 0.9)
                a, b = noisy(rng, value, 0.02), noisy(rng, value * 1.01, 0.003)
                loss.add(key, f"{a:.4g}")
                out.append(f"{stamp:%Y-%m-%d %H:%M:%S},{rng.randrange(1000):03d} INFO [train.py:{898}] ({rank}/4) Epoch {epoch}, batch {batch}, loss[loss={a:.4g}, simple_loss={a * 1.1:.4g}, pruned_loss={a * 0.45:.4g}, over {rng.randrange(17000, 18500)}.00 frames. ], "
                           f"tot_loss[loss={b:.4g}, simple_loss={b * 1.1:.4g}, pruned_loss={b * 0.45:.4g}, over {3390000 + rng.randrange(9999)}.{rng.randrange(100):02d} frames. ], batch size: {rng.randrange(60, 80)}, lr: {0.045 * (1 + (t * 4)) ** -0.25:.2e}, grad_scale: {32.0 if epoch > 1 else 16.0}")
        e = noisy(rng, curve(epoch / 4, 7.4, 0.45), 0.002)
        val.add(epoch, f"{e:.4g}")
        for rank in range(4):
            stamp = when(epoch * 470)
            out.append(f"{stamp:%Y-%m-%d %H:%M:%S},{rng.randrange(1000):03d} INFO [train.py:923] ({rank}/4) Computing validation loss")
        for rank in range(4):
            out.append(f"{when(epoch * 470 + 9):%Y-%m-%d %H:%M:%S},{rng.randrange(1000):03d} INFO [train.py:932] ({rank}/4) Epoch {epoch}, validation: loss={e:.4g}, simple_loss={e * 1.1:.4g}, pruned_loss={e * 0.45:.4g}, over 944034.00 frames. ")
            out.append(f"{when(epoch * 470 + 9):%Y-%m-%d %H:%M:%S},{rng.randrange(1000):03d} INFO [train.py:933] ({rank}/4) Maximum memory allocated so far is {18200 + rank}MB")
        out.append(f"{when(epoch * 470 + 12):%Y-%m-%d %H:%M:%S},{rng.randrange(1000):03d} INFO [checkpoint.py:75] (0/4) Saving checkpoint to exp/epoch-{epoch}.pt")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(steps=False, ends=False), "validation/loss": val.truth(steps=False)}, must_not=ANY)


@case("marian_train.log", "Marian", "'Ep. 1 : Up. 500 : Sen. 50,000 : Cost 8.1 * 1,234 @ 567 after 89,012': thousands separators everywhere; [valid] lines",
      note="the number after Cost is the loss, '* labels @ batch after labels so far' are counts")
def marian(rng):
    out = ["[2024-05-04 10:22:33] [marian] Marian v1.12.0 65bf82ff 2023-02-21 09:56:29 -0800", "[2024-05-04 10:22:33] [config] learn-rate: 0.0003", "[2024-05-04 10:22:33] [config] label-smoothing: 0.1",
           "[2024-05-04 10:22:33] [config] cost-type: ce-mean-words", "[2024-05-04 10:22:34] [data] Setting vocabulary size for input 0 to 32,000", "[2024-05-04 10:22:50] Training started",
           "[2024-05-04 10:22:51] [memory] Reserving 358 MB, device gpu0"]
    loss, val = Seen(), Seen()
    n = 48
    for i in range(1, n + 1):
        step = 500 * i
        t = i / n
        stamp = when(20 + i * 61)
        out.append(f"[{stamp:%Y-%m-%d %H:%M:%S}] Ep. {1 + (i - 1) // 12} : Up. {step} : Sen. {(step * 521) % 3126000:,} : Cost {loss.add(step, f'{noisy(rng, curve(t, 9.2, 2.9), 0.004):.8f}')} * {1610000 + rng.randrange(9999):,} @ {rng.randrange(2000, 9000):,} after {step * 3221:,} : "
                   f"Time {60 + rng.random():.2f}s : {26800 + rng.random() * 100:.2f} words/s : gNorm {noisy(rng, 1.3 - 0.7 * t, 0.05):.4f} : L.r. {3e-4 * min(1, step / 8000):.4e}")
        if i % 8 == 0:
            v = noisy(rng, curve(t, 9.2, 2.95), 0.002)
            out.append(f"[{when(21 + i * 61):%Y-%m-%d %H:%M:%S}] Saving model weights and runtime parameters to model.npz.best-ce-mean-words.npz")
            out.append(f"[{when(22 + i * 61):%Y-%m-%d %H:%M:%S}] [valid] Ep. {1 + (i - 1) // 12} : Up. {step} : ce-mean-words : {val.add(step, f'{v:.5f}')} : new best")
            out.append(f"[{when(22 + i * 61):%Y-%m-%d %H:%M:%S}] [valid] Ep. {1 + (i - 1) // 12} : Up. {step} : perplexity : {math.exp(v):.4f} : new best")
            out.append(f"[{when(40 + i * 61):%Y-%m-%d %H:%M:%S}] [valid] Ep. {1 + (i - 1) // 12} : Up. {step} : bleu : {31 * t ** 0.5:.4f} : new best")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "validation/loss": val.truth(), "train/learning_rate": {"points": n},
                                          "train/gradient_norm": {"points": n}}, must_not=ANY)


@case("opennmt_py.log", "OpenNMT-py", "'Step 50/ 2000; acc: 5.1; ppl: ...; xent: 9.1': percent accuracy, one decimal; validation prints perplexity and accuracy only", True,
      "xent is the loss; validation perplexity is not")
def opennmt_py(rng):
    out, loss, lr_n = [], Seen(), 0
    out.append("[2024-05-04 10:22:33,418 INFO] encoder: 9,456,128")
    out.append("[2024-05-04 10:22:33,419 INFO] Starting training on GPU: [0]")
    out.append("[2024-05-04 10:22:33,419 INFO] Start training loop and validate every 500 steps...")
    acc = Seen()
    n = 40
    for i in range(1, n + 1):
        step = 50 * i
        t = i / n
        value = noisy(rng, curve(t, 9.6, 3.1), 0.004)
        stamp = when(step * 0.9)
        out.append(f"[{stamp:%Y-%m-%d %H:%M:%S},{rng.randrange(1000):03d} INFO] Step {step}/{2000:5d}; acc: {3 + 50 * t:2.1f}; ppl: {math.exp(value):5.1f}; xent: {loss.add(step, f'{value:2.1f}')}; lr: {0.0007 * min(1, step / 800):7.5f}; "
                   f"sents: {12700 + rng.randrange(300):7.0f}; bsz: {3487:4.0f}/{3301:4.0f}/{32:2.0f}; {38100 + rng.randrange(900):3.0f}/{36100 + rng.randrange(900):3.0f} tok/s; {step * 0.9:6.0f} sec;")
        if step % 500 == 0:
            v = noisy(rng, curve(t, 9.6, 3.2), 0.002)
            out.append(f"[{when(step * 0.9 + 8):%Y-%m-%d %H:%M:%S},101 INFO] valid stats calculation")
            out.append(f"                           took: {7 + rng.random()} s.")
            out.append(f"[{when(step * 0.9 + 8):%Y-%m-%d %H:%M:%S},103 INFO] Train perplexity: {math.exp(value) * 1.4:.6g}")
            out.append(f"[{when(step * 0.9 + 8):%Y-%m-%d %H:%M:%S},103 INFO] Train accuracy: {3 + 40 * t:.6g}")
            out.append(f"[{when(step * 0.9 + 8):%Y-%m-%d %H:%M:%S},103 INFO] Sentences processed: {step * 255}")
            out.append(f"[{when(step * 0.9 + 8):%Y-%m-%d %H:%M:%S},103 INFO] Validation perplexity: {math.exp(v):.6g}")
            out.append(f"[{when(step * 0.9 + 8):%Y-%m-%d %H:%M:%S},104 INFO] Validation accuracy: {acc.add(step, f'{3 + 48 * t:.6g}')}")
            out.append(f"[{when(step * 0.9 + 8):%Y-%m-%d %H:%M:%S},290 INFO] Saving checkpoint run/model_step_{step}.pt")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "train/learning_rate": {"points": n}, "validation/accuracy": {"points": len(acc.values)}},
                  must_not=["diverging", "non-finite-loss", "overfitting", "at-chance"])


@case("opennmt_tf_cut.log", "OpenNMT-tf", "'Step = 100 ; steps/s = ..., source words/s = ... ; Learning rate = ... ; Loss = ...'; 'Evaluation result for step'; last line cut off", True,
      "the last line ends inside the learning rate and holds no loss")
def opennmt_tf(rng):
    out, loss, val = [], Seen(), Seen()
    n = 50
    out.append("2024-05-04 10:22:33.418000: I runner.py:246] Using parameters:")
    out += ["data:", "  train_features_file: train.src", "train:", "  batch_size: 3072", "  save_summary_steps: 100"]
    for i in range(1, n + 1):
        step = 100 * i
        t = i / n
        out.append(f"{when(step * 0.3)!s}.{rng.randrange(1000):03d}000: I training.py:176] Step = {step} ; steps/s = {3.3 + rng.random() / 10:.2f}, source words/s = {41000 + rng.randrange(900)}, target words/s = {39000 + rng.randrange(900)} ; "
                   f"Learning rate = {0.0007 * min(1, step / 4000):.6f} ; Loss = {loss.add(step, f'{noisy(rng, curve(t, 9.3, 2.8), 0.004):.6f}')}")
        if step % 1000 == 0:
            v = noisy(rng, curve(t, 9.3, 2.85), 0.002)
            out.append(f"{when(step * 0.3 + 4)!s}.{rng.randrange(1000):03d}000: I training.py:192] Saved checkpoint run/ckpt-{step}")
            out.append(f"{when(step * 0.3 + 5)!s}.{rng.randrange(1000):03d}000: I training.py:192] Running evaluation for step {step}")
            out.append(f"{when(step * 0.3 + 25)!s}.{rng.randrange(1000):03d}000: I evaluation.py:276] Evaluation result for step {step}: loss = {val.add(step, f'{v:.6f}')} ; perplexity = {math.exp(v):.6f}")
    out.append(f"{when(5100 * 0.3)!s}.511000: I training.py:176] Step = 5100 ; steps/s = 3.37, source words/s = 41233, target words/s = 39120 ; Learning rate = 0.0006")
    return result("\n".join(out), {"train/loss": loss.truth(), "validation/loss": val.truth()}, must_not=ANY)


@case("tensor2tensor_estimator.log", "tensor2tensor (TF1 Estimator)", "'loss = 9.1, step = 100 (29.4 sec)', dictionary at evaluation, 'Loss for final step' repeats the end")
def t2t(rng):
    out, loss, val = [], Seen(), Seen()
    out += ["INFO:tensorflow:Using config: {'_model_dir': 'train_dir', '_save_checkpoints_steps': 1000, '_log_step_count_steps': 100, '_keep_checkpoint_max': 20}",
            "INFO:tensorflow:Base learning rate: 2.000000", "INFO:tensorflow:Trainable Variables Total size: 61364224", "INFO:tensorflow:Graph was finalized.", "INFO:tensorflow:Running local_init_op."]
    for step in range(0, 3001, 100):
        t = step / 3000
        took = 29 + rng.random()
        if step and step % 1000 == 0:
            out.append(f"INFO:tensorflow:Saving checkpoints for {step} into train_dir/model.ckpt.")
            v = noisy(rng, curve(t, 9.4, 3.3), 0.002)
            out.append("INFO:tensorflow:Calling model_fn.")
            out.append(f"INFO:tensorflow:Saving dict for global step {step}: global_step = {step}, loss = {val.add(step, f'{v:.7g}')}, metrics-translate_ende/targets/accuracy = {0.1 + 0.4 * t:.7g}, "
                       f"metrics-translate_ende/targets/accuracy_top5 = {0.2 + 0.5 * t:.7g}, metrics-translate_ende/targets/neg_log_perplexity = {-v:.7g}")
        if step:
            out.append(f"INFO:tensorflow:global_step/sec: {100 / took:.6g}")
            out.append(f"INFO:tensorflow:loss = {loss.add(step, f'{noisy(rng, curve(t, 9.4, 3.2), 0.006):.7g}')}, step = {step} ({took:.3f} sec)")
        else:
            out.append(f"INFO:tensorflow:loss = {loss.add(step, '9.417702')}, step = 0")
        if step % 600 == 0 and step:
            out.append("WARNING:tensorflow:It seems that global step (tf.train.get_global_step) has not been increased. Current value (could be stable): 601 vs previous value: 601.")
    out.append(f"INFO:tensorflow:Loss for final step: {loss.values[3000]}.")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "validation/loss": val.truth()}, must_not=ANY)


@case("trax_loop.txt", "Trax", "three lines per step, 'Step 100: train CrossEntropyLoss | 2.3'; split and metric as words")
def trax(rng):
    out, loss, val, acc = [], Seen(), Seen(), Seen()
    out += ["", "Step      1: Total number of trainable weights: 1780117"]
    n = 0
    for step in [1] + list(range(100, 3001, 100)):
        t = step / 3000
        n += 1
        out.append(f"Step {step:6d}: Ran {1 if step == 1 else 99 if step == 100 else 100} train steps in {8 + rng.random():.2f} secs")
        out.append(f"Step {step:6d}: train CrossEntropyLoss |  {loss.add(step, f'{noisy(rng, curve(t, 2.98, 0.71), 0.005):.8f}')}")
        out.append(f"Step {step:6d}: eval  CrossEntropyLoss |  {val.add(step, f'{noisy(rng, curve(t, 2.97, 0.74), 0.004):.8f}')}")
        out.append(f"Step {step:6d}: eval          Accuracy |  {acc.add(step, f'{0.1 + 0.68 * t ** 0.4:.8f}')}")
        out.append("")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "validation/loss": val.truth(), "validation/accuracy": {"points": n}}, must_not=ANY)


@case("spacy_textcat.txt", "spaCy", "table with E, #, LOSS TEXTCAT; the loss is summed over the 200 batches since the row before, row 0 has one batch only", True,
      "the jump from row 0 to row 200 is the sum over 200 batches, no divergence")
def spacy(rng):
    out = ["ℹ Saving to output directory: output", "ℹ Using GPU: 0", "", "=========================== Initializing pipeline ===========================", "✔ Initialized pipeline", "",
           "============================= Training pipeline =============================", "ℹ Pipeline: ['textcat']", "ℹ Initial learn rate: 0.001",
           "E    #       LOSS TEXTCAT  CATS_SCORE  SCORE ", "---  ------  ------------  ----------  ------"]
    loss = Seen()
    n = 31
    for i in range(n):
        step = 200 * i
        t = i / (n - 1)
        text = "0.25" if i == 0 else f"{noisy(rng, curve(t, 48.0, 6.5), 0.01):.2f}"
        score = 30 + 60 * t ** 0.5
        out.append(f"{step // 640:>3}  {step:>6}  {loss.add(step, text):>12}  {score:>10.2f}  {score / 100:>6.2f}")
    out += ["✔ Saved pipeline to output directory", "output/model-last"]
    return result("\n".join(out) + "\n", {"train/loss": loss.truth()}, must_not=["diverging", "loss-spike", "non-finite-loss", "at-chance"])


@case("flair_loss.tsv", "flair", "loss.tsv: tab separated, upper case names, a time of day, BAD_EPOCHS")
def flair(rng):
    out = ["EPOCH\tTIMESTAMP\tBAD_EPOCHS\tLEARNING_RATE\tTRAIN_LOSS\tDEV_LOSS\tDEV_PRECISION\tDEV_RECALL\tDEV_F1\tDEV_ACCURACY"]
    loss, val = Seen(), Seen()
    n = 40
    for e in range(1, n + 1):
        t = e / n
        f = 0.4 + 0.5 * t ** 0.5
        out.append(f"{e}\t{when(e * 97):%H:%M:%S}\t0\t0.1000\t{loss.add(e, repr(noisy(rng, curve(t, 0.91, 0.11), 0.006)))}\t{val.add(e, repr(noisy(rng, curve(t, 0.88, 0.125), 0.006)))}\t{f:.4f}\t{f - 0.01:.4f}\t{f - 0.005:.4f}\t{f - 0.06:.4f}")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "validation/loss": val.truth(), "validation/accuracy": {"points": n}, "train/learning_rate": {"points": n}}, must_not=ANY)


@case("allennlp_console.log", "AllenNLP", "per epoch a small table 'name | Training | Validation' behind log prefixes, N/A as placeholder", True,
      "the columns, not the names, tell training from validation")
def allennlp(rng):
    out, loss, val = [], Seen(), Seen()
    n = 15

    def line(e, name, text):
        out.append(f"{when(e * 61):%Y-%m-%d %H:%M:%S},{rng.randrange(1000):03d} - INFO - allennlp.training.{name} - {text}")
    line(0, "gradient_descent_trainer", "Beginning training.")
    for e in range(n):
        t = (e + 1) / n
        line(e, "gradient_descent_trainer", f"Epoch {e}/{n - 1}")
        line(e, "gradient_descent_trainer", "Worker 0 memory usage: 3.4G")
        line(e, "gradient_descent_trainer", "Training")
        line(e, "gradient_descent_trainer", "Validating")
        line(e, "callbacks.console_logger", "                       Training |  Validation")
        line(e, "callbacks.console_logger", f"accuracy           |     {0.5 + 0.4 * t:.3f}  |     {0.5 + 0.38 * t:.3f}")
        line(e, "callbacks.console_logger", f"gpu_0_memory_MB    |  1342.{rng.randrange(1000):03d}  |       N/A")
        line(e, "callbacks.console_logger", f"loss               |     {loss.add(e, f'{noisy(rng, curve(t, 0.72, 0.19), 0.004):.3f}')}  |     {val.add(e, f'{noisy(rng, curve(t, 0.70, 0.205), 0.004):.3f}')}")
        line(e, "callbacks.console_logger", f"reg_loss           |     0.000  |     0.000")
        line(e, "gradient_descent_trainer", f"Epoch duration: 0:00:{55 + rng.random():.6f}")
        line(e, "gradient_descent_trainer", f"Estimated training time remaining: {timedelta(seconds=(n - 1 - e) * 57)!s}")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(steps=False), "validation/loss": val.truth(steps=False), "validation/accuracy": {"points": n}}, must_not=ANY)


@case("chainer_printreport.txt", "Chainer", "PrintReport table with a two line progress bar drawn over itself (cursor up, erase)", True,
      "the bars hold no loss; one row per epoch")
def chainer(rng):
    n = 20
    text = "GPU: 0\n# unit: 1000\n# Minibatch-size: 100\n# epoch: 20\n\n"
    text += "epoch       main/loss   validation/main/loss  main/accuracy  validation/main/accuracy  elapsed_time\n"
    loss, val = Seen(), Seen()
    for e in range(1, n + 1):
        t = e / n
        for part in (200, 400, 600):
            it = (e - 1) * 600 + part
            full = int(50 * it / (600 * n))
            text += (f"     total [{'#' * full}{'.' * (50 - full)}] {100 * it / (600 * n):6.2f}%\nthis epoch [{'#' * (part // 12)}{'.' * (50 - part // 12)}] {100 * part / 600 % 100:6.2f}%\n"
                     f"{it:10d} iter, {it // 600} epoch / {n} epochs\n{181.2 + rng.random():10.5g} iters/sec. Estimated time to finish: {timedelta(seconds=(600 * n - it) // 181)!s}.\n\033[4A\033[J")
        text += (f"{e:<10}  {loss.add(e, f'{noisy(rng, curve(t, 0.31, 0.021), 0.006):.6g}'):<10}  {val.add(e, f'{noisy(rng, curve(t, 0.27, 0.026), 0.006):.6g}'):<20}  "
                 f"{f'{0.91 + 0.08 * t:.6g}':<13}  {f'{0.92 + 0.065 * t:.6g}':<24}  {f'{3.31 * e + rng.random() / 10:.6g}':<12}\n")
    return result(text, {"train/loss": loss.truth(), "validation/loss": val.truth(), "validation/accuracy": {"points": n}}, must_not=ANY)


@case("fastai_v1.txt", "fastai", "table of words at fixed widths; #na# for a validation that does not exist; minutes:seconds", True,
      "valid_loss is a placeholder in every row: there is no validation loss")
def fastai(rng):
    out = ["epoch     train_loss  valid_loss  time    "]
    loss = Seen()
    n = 25
    for e in range(n):
        t = (e + 1) / n
        out.append(f"{e:<10}{loss.add(e, f'{noisy(rng, curve(t, 4.61, 2.2), 0.003):.6f}'):<12}{'#na#':<12}{clock(42 + rng.randrange(4)):<8}")
    out.append("Better model found at epoch 24 with train_loss value: " + loss.values[24] + ".")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth()}, must_not=ANY)


@case("skorch_fit.txt", "skorch", "table with ANSI colours where a value is the best so far, dashes under the names")
def skorch(rng):
    n = 30
    out = ["  epoch    train_loss    valid_acc    valid_loss     dur", "-------  ------------  -----------  ------------  ------"]
    loss, val = Seen(), Seen()
    best = [9.0, 0.0, 9.0]
    for e in range(1, n + 1):
        t = e / n
        a, v = loss.add(e, f"{noisy(rng, curve(t, 0.6931, 0.31), 0.006):.4f}"), val.add(e, f"{noisy(rng, curve(t, 0.69, 0.33), 0.006):.4f}")
        acc = f"{0.52 + 0.36 * t ** 0.5:.4f}"
        cells = []
        for text, colour, k, sign in ((a, "\033[36m", 0, -1), (acc, "\033[32m", 1, 1), (v, "\033[35m", 2, -1)):
            better = float(text) * sign > best[k] * sign
            if better:
                best[k] = float(text)
            cells.append(f"{colour}{text}\033[0m" if better else text)
        out.append(f"{e:>7}  {' ' * (12 - len(a))}{cells[0]}  {' ' * (11 - len(acc))}{cells[1]}  {' ' * (12 - len(v))}{cells[2]}  {0.021 + rng.random() / 100:.4f}")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "validation/loss": val.truth(), "validation/accuracy": {"points": n}}, must_not=ANY)


# --- vision, trees, classic frameworks -------------------------------------------------------------

@case("matlab_trainnetwork.txt", "MATLAB trainNetwork", "boxed table with names over three lines, percentages, hh:mm:ss, blank cells where validation was not run", True,
      "blank validation cells were not measured; columns are mini-batch accuracy, validation accuracy, mini-batch loss, validation loss, rate")
def matlab(rng):
    wall = "|" + "=" * 118 + "|"
    out = ["Training on single GPU.", "Initializing input data normalization.", wall,
           "|  Epoch  |  Iteration  |  Time Elapsed  |  Mini-batch  |  Validation  |  Mini-batch  |  Validation  |  Base Learning  |",
           "|         |             |   (hh:mm:ss)   |   Accuracy   |   Accuracy   |     Loss     |     Loss     |      Rate       |", wall]
    loss, val = Seen(), Seen()
    its = [1] + list(range(50, 2001, 50))
    for it in its:
        t = it / 2000
        measured = it == 1 or it % 200 == 0
        lr = 0.01 if it <= 1000 else 0.001
        v = val.add(it, f"{noisy(rng, curve(t, 2.45, 0.42), 0.003):.4f}") if measured else ""
        out.append(f"| {1 + (it - 1) // 200:7d} | {it:11d} | {hms(it * 0.31).rjust(8, '0'):>14} | {f'{12 + 78 * t ** 0.4:.2f}%':>12} | {(f'{11 + 76 * t ** 0.4:.2f}%' if measured else ''):>12} | "
                   f"{loss.add(it, f'{noisy(rng, curve(t, 2.5, 0.36), 0.006):.4f}'):>12} | {v:>12} | {(f'{lr:.4f}' if lr >= 0.01 else f'{lr:.4f}'):>15} |")
    out += [wall, "Training finished: Max epochs completed."]
    return result("\r\n".join(out) + "\r\n", {"train/loss": loss.truth(), "validation/loss": val.truth(), "validation/accuracy": {"points": len(val.values)},
                                              "train/learning_rate": {"points": len(its)}}, must_not=ANY)


@case("sklearn_mlp_verbose.txt", "scikit-learn MLPClassifier", "'Iteration 1, loss = 2.3' with 'Validation score: 0.5' on a line of its own")
def sklearn_mlp(rng):
    out, loss = [], Seen()
    n = 80
    for i in range(1, n + 1):
        t = i / n
        out.append(f"Iteration {i}, loss = {loss.add(i, f'{noisy(rng, curve(t, 2.21, 0.19), 0.003):.8f}')}")
        out.append(f"Validation score: {0.35 + 0.6 * t ** 0.3:.6f}")
        if i == 30:
            out.append("/usr/lib/python3/site-packages/sklearn/utils/extmath.py:203: RuntimeWarning: overflow encountered in square\n  temp **= 2")
    out.append("/usr/lib/python3/site-packages/sklearn/neural_network/_multilayer_perceptron.py:690: ConvergenceWarning: Stochastic Optimizer: Maximum iterations (80) reached and the optimization hasn't converged yet.\n  warnings.warn(")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth()}, must_not=ANY)


@case("sklearn_gboost_verbose.txt", "scikit-learn GradientBoosting", "table 'Iter Train Loss OOB Improve Remaining Time': every round to 10, then every tenth; durations with s and m", True,
      "two words per column name; OOB Improve is a difference, no validation loss")
def sklearn_gb(rng):
    out, loss = ["      Iter       Train Loss      OOB Improve   Remaining Time "], Seen()
    its = list(range(1, 11)) + list(range(20, 101, 10)) + list(range(200, 501, 100))
    for it in its:
        t = it / 500
        left = (500 - it) * 0.13
        out.append(f"{it:10d} {loss.add(it, f'{noisy(rng, curve(t, 1.29, 0.21), 0.002):.4f}'):>16} {0.06 * (1 - t) ** 3 + 1e-4:>16.4f} {(f'{left / 60:.2f}m' if left > 60 else f'{left:.2f}s'):>16}")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth()}, must_not=["diverging", "overfitting", "non-finite-loss", "at-chance"])


@case("xgboost_two_evals.log", "XGBoost", "'[0]\\ttrain-mlogloss:..\\tval_a-mlogloss:..\\tval_b-mlogloss:..', 0-based rounds, warnings with a time in brackets between", True,
      "two validation sets")
def xgboost(rng):
    out = ["[10:22:33] WARNING: /workspace/src/learner.cc:742: ", 'Parameters: { "n_estimators" } are not used.', ""]
    loss, val = Seen(), Seen()
    n = 150
    for i in range(n):
        t = i / (n - 1)
        out.append(f"[{i}]\ttrain-mlogloss:{loss.add(i, f'{noisy(rng, curve(t, 1.81, 0.36), 0.001):.5f}')}\tval_a-mlogloss:{val.add(i, f'{noisy(rng, curve(t, 1.83, 0.41), 0.001):.5f}')}\tval_b-mlogloss:{noisy(rng, curve(t, 1.87, 0.49), 0.001):.5f}")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "validation/loss": {"points": n, "sets": 2}}, must_not=ANY)


@case("lightgbm_train.log", "LightGBM", "'[10]\\ttraining's multi_logloss: ..\\tvalid_1's multi_logloss: ..'; the best round is printed once more at the end", True,
      "the repeated last line is no new round; names hold an apostrophe")
def lightgbm(rng):
    out = ["[LightGBM] [Warning] Accuracy may be bad since you didn't explicitly set num_leaves OR 2^max_depth > num_leaves. (num_leaves=31).",
           "[LightGBM] [Info] Auto-choosing row-wise multi-threading, the overhead of testing was 0.002108 seconds.", "You can set `force_row_wise=true` to remove the overhead.",
           "[LightGBM] [Info] Total Bins 5100", "[LightGBM] [Info] Number of data points in the train set: 60000, number of used features: 20",
           "[LightGBM] [Info] Start training from score -1.791759", "[LightGBM] [Info] Start training from score -1.798214", "Training until validation scores don't improve for 50 rounds"]
    loss, val = Seen(), Seen()
    for i in range(10, 401, 10):
        t = i / 400
        last = f"[{i}]\ttraining's multi_logloss: {loss.add(i, f'{noisy(rng, curve(t, 1.79, 0.31), 0.001):.6g}')}\tvalid_1's multi_logloss: {val.add(i, f'{noisy(rng, curve(t, 1.80, 0.37), 0.001):.6g}')}"
        out.append(last)
        if i % 90 == 0:
            out.append("[LightGBM] [Warning] No further splits with positive gain, best gain: -inf")
    out += ["Did not meet early stopping. Best iteration is:", last]
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "validation/loss": val.truth()}, must_not=ANY)


@case("catboost_fit.log", "CatBoost", "'0:\\tlearn: ..\\ttest: ..\\tbest: .. (0)\\ttotal: 52ms\\tremaining: 7.7s': best repeats test, durations in changing units", True,
      "best is the lowest test value so far, in brackets its round")
def catboost(rng):
    out = ["Learning rate set to 0.05"]
    loss, val = Seen(), Seen()
    n = 200
    best, at = 9.0, 0
    for i in range(n):
        t = i / (n - 1)
        v = f"{noisy(rng, curve(t, 0.668, 0.262), 0.0005):.7f}"
        if float(v) < best:
            best, at = float(v), i
        spent, left = (i + 1) * 51.2, (n - 1 - i) * 0.0512
        out.append(f"{i}:\tlearn: {loss.add(i, f'{noisy(rng, curve(t, 0.667, 0.235), 0.0005):.7f}')}\ttest: {val.add(i, v)}\tbest: {best:.7f} ({at})\t"
                   f"total: {f'{spent:.3g}ms' if spent < 1000 else f'{spent / 1000:.3g}s'}\tremaining: {f'{left:.3g}s' if left >= 1 else (f'{left * 1000:.3g}ms' if left else '0us')}")
    out += ["", f"bestTest = {best:.10g}", f"bestIteration = {at}", ""]
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "validation/loss": val.truth()}, must_not=ANY)


@case("caffe_solver.log", "Caffe", "glog prefixes; smoothed loss on the 'Iteration' line, output of the net on the next, rate on the third; test phase with two outputs", True,
      "'loss = ' on the Iteration line is a mean of the last iterations, the net output that of one; one point per iteration")
def caffe(rng):
    out, loss, val, acc = [], Seen(), Seen(), Seen()

    def line(seconds, text):
        stamp = when(seconds + rng.random())
        out.append(f"I{stamp:%m%d %H:%M:%S.%f} 31415 {text}")
    line(0, "solver.cpp:279] Solving LeNet")
    line(0, "solver.cpp:280] Learning Rate Policy: inv")
    n = 0
    for it in range(0, 5001, 100):
        t = it / 5000
        if it % 500 == 0:
            line(it / 40, f"solver.cpp:337] Iteration {it}, Testing net (#0)")
            line(it / 40 + 1, f"solver.cpp:404]     Test net output #0: accuracy = {acc.add(it, f'{0.09 + 0.89 * t ** 0.2:.6g}')}")
            v = val.add(it, f"{noisy(rng, curve(t, 2.36, 0.08), 0.004):.6g}")
            line(it / 40 + 1, f"solver.cpp:404]     Test net output #1: loss = {v} (* 1 = {v} loss)")
        value = noisy(rng, curve(t, 2.35, 0.075), 0.006)
        single = f"{noisy(rng, value, 0.01):.6g}"
        line(it / 40 + 2, f"solver.cpp:228] Iteration {it} ({39 + rng.random():.6g} iter/s, 2.51s/100 iters), loss = {loss.add(it, f'{value:.6g}')}")
        line(it / 40 + 2, f"solver.cpp:244]     Train net output #0: loss = {single} (* 1 = {single} loss)")
        line(it / 40 + 2, f"sgd_solver.cpp:106] Iteration {it}, lr = {0.01 * (1 + 0.0001 * it) ** -0.75:.6g}")
        n += 1
    line(5000 / 40 + 3, "solver.cpp:454] Snapshotting to binary proto file lenet_iter_5000.caffemodel")
    line(5000 / 40 + 3, "solver.cpp:322] Optimization Done.")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(ends=False), "validation/loss": val.truth(), "validation/accuracy": {"points": len(acc.values)}, "train/learning_rate": {"points": n}},
                  must_not=ANY)


def darknet_regions(rng, t, out, style=""):
    for region in (82, 94, 106):
        count = rng.randrange(0, 5)
        if count:
            out.append(f"Region {region} Avg IOU: {0.3 + 0.5 * t:.6f}, Class: {0.5 + 0.4 * t:.6f}, Obj: {0.4 + 0.4 * t:.6f}, No Obj: {0.48 * (1 - t) + 0.002:.6f}, .5R: {0.2 + 0.7 * t:.6f}, .75R: {0.4 * t:.6f},  count: {count}")
        else:
            out.append(f"Region {region} Avg IOU: -nan{style}, Class: -nan{style}, Obj: -nan{style}, No Obj: {0.48 * (1 - t) + 0.002:.6f}, .5R: -nan{style}, .75R: -nan{style},  count: 0")


@case("darknet_yolov3.log", "Darknet", "'12: 345.6, 389.1 avg, 0.001 rate, 3.2 seconds, 768 images'; -nan in Region lines where a scale saw no object", True,
      "-nan belongs to statistics of an empty set; the loss is finite throughout; first number is the loss of the step, second a running mean")
def darknet(rng):
    out, loss = ["yolov3", "Learning Rate: 0.001, Momentum: 0.9, Decay: 0.0005", "Resizing", "416", "Loaded: 0.000041 seconds"], Seen()
    n = 70
    mean = 780.0
    for i in range(1, n + 1):
        t = i / n
        darknet_regions(rng, t, out)
        value = noisy(rng, curve(t, 780, 3.1), 0.02)
        mean = value if i == 1 else mean * 0.9 + value * 0.1
        out.append(f"{i}: {loss.add(i, f'{value:.6f}')}, {mean:.6f} avg, {0.001 * (i / 1000) ** 4:.6f} rate, {3.1 + rng.random():.6f} seconds, {i * 64} images")
        if i % 10 == 0:
            out += ["Resizing", str(320 + 32 * rng.randrange(9))]
        out.append("Loaded: 0.000037 seconds")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth()}, must_not=["non-finite-loss", "diverging", "at-chance"])


@case("darknet_windows_nan.log", "Darknet (AlexeyAB, Windows)", "Windows line ends; from iteration 33 on the loss itself is '-nan(ind)'", True,
      "Microsoft's spelling of NaN in the loss: a real fault, unlike the -nan(ind) of empty Region lines before")
def darknet_windows(rng):
    out, loss = [" yolov4", " Learning Rate: 0.0013, Momentum: 0.949, Decay: 0.0005", " Detection layer: 139 - type = 28 "], Seen()
    n = 60
    mean = 1400.0
    for i in range(1, n + 1):
        t = i / n
        bad = i >= 33
        for region in (139, 150, 161):
            count = rng.randrange(0, 4)
            text = "-nan(ind)" if bad or not count else f"{0.3 + t / 2:.6f}"
            out.append(f"v3 (iou loss, Normalizer: (iou: 0.07, obj: 1.00, cls: 1.00) Region {region} Avg (IOU: {text}), count: {count}, class_loss = {'-nan(ind)' if bad else f'{200 * (1 - t):.6f}'}, iou_loss = {'-nan(ind)' if bad else '0.000000'}, total_loss = {'-nan(ind)' if bad else f'{200 * (1 - t):.6f}'} ")
        value = noisy(rng, curve(t, 1400, 60), 0.01)
        mean = mean * 0.9 + value * 0.1
        text = "-nan(ind)" if bad else f"{value:.6f}"
        loss.add(i, text)
        out.append(f"\r\n {i}: {text}, {'-nan(ind)' if bad else f'{mean:.6f}'} avg loss, 0.000000 rate, {5 + rng.random():.6f} seconds, {i * 64} images, {'-1.000000' if i < 5 else f'{11 - t:.6f}'} hours left")
        out.append("Loaded: 0.000000 seconds")
    return result("\r\n".join(out) + "\r\n", {"train/loss": {"first": float(loss.values[1]), "first_step": 1}}, must=["non-finite-loss"])


@case("gluonnlp_finetune.log", "GluonNLP", "'[Epoch 2 Batch 10/230]' counts within the epoch; evaluation prints '[Batch 10/28] loss=' without an epoch", True,
      "batch lines without an epoch belong to the evaluation, not to training")
def gluonnlp(rng):
    out, loss, acc = [], Seen(), Seen()

    def line(text):
        out.append(f"INFO:root:{when(len(out) * 4):%H:%M:%S} {text}")
    line("Namespace(accumulate=None, batch_size=32, bert_model='bert_12_768_12', dev_batch_size=8, epochs=4, epsilon=1e-06, gpu=0, lr=2e-05, max_len=128, optimizer='bertadam', task_name='MRPC', warmup_ratio=0.1)")
    line("processing dataset...")
    total = 230
    n = 0
    for epoch in range(1, 5):
        for batch in range(10, total + 1, 10):
            step = (epoch - 1) * total + batch
            t = step / (4 * total)
            line(f"[Epoch {epoch} Batch {batch}/{total}] loss={loss.add(step, f'{noisy(rng, curve(t, 0.68, 0.21), 0.01):.4f}')}, lr={2e-5 * min(t / 0.1, (1 - t) / 0.9):.7f}, metrics:accuracy:{0.66 + 0.3 * t:.4f},f1:{0.79 + 0.17 * t:.4f}")
            n += 1
        line("Now we are doing evaluation on dev with [gpu(0)].")
        for batch in (10, 20):
            line(f"[Batch {batch}/26] loss={curve(epoch / 4, 0.66, 0.25):.4f}, metrics:accuracy:{0.65 + 0.25 * epoch / 4:.4f},f1:{0.8 + 0.1 * epoch / 4:.4f}")
        line(f"validation metrics:accuracy:{acc.add(epoch, f'{0.65 + 0.25 * epoch / 4:.4f}')},f1:{0.8 + 0.1 * epoch / 4:.4f}")
        line("Time cost=3.12s, throughput=131.25 samples/s")
        line(f"params saved in: ./output_dir/model_bert_MRPC_{epoch - 1}.params")
        line("Time cost=41.83s")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "train/learning_rate": {"points": n}},
                  must_not=["diverging", "non-finite-loss", "overfitting", "at-chance", "loss-spike"])


@case("timm_train.log", "timm", "'Train: 0 [ 250/1251 ( 20%)]  Loss: 6.9 (6.9)': 0-based epoch and batch, value and mean, test batches, best checkpoints", True,
      "step = epoch * 1251 + batch; the first number is the loss of the batch")
def timm(rng):
    out, loss = ["Training with a single process on 1 device (cuda:0).", "Model resnet50 created, param count:25557032",
                 "Data processing configuration for current model + dataset:", "\tinput_size: (3, 224, 224)", "\tinterpolation: bicubic", "\tcrop_pct: 0.95",
                 "Using native Torch AMP. Training in mixed precision.", "Scheduled epochs: 6. LR stepped per epoch."], Seen()
    n = 0
    for epoch in range(6):
        mean = None
        for batch in list(range(0, 1250, 50)) + [1250]:
            step = epoch * 1251 + batch
            t = step / (6 * 1251)
            value = noisy(rng, curve(t, 6.95, 2.9), 0.006)
            mean = value if mean is None else 0.8 * mean + 0.2 * value
            text = loss.add(step, f"{value:#.3g}")
            n += 1
            took = 0.31 + rng.random() / 30
            out.append(f"Train: {epoch} [{batch:>4d}/{1251} ({100 * batch / 1250:>3.0f}%)]  Loss: {text} ({mean:#.3g})  Time: {took:.3f}s, {256 / took:>7.2f}/s  ({took:.3f}s, {256 / took:>7.2f}/s)  "
                       f"LR: {0.05 * 0.5 * (1 + math.cos(math.pi * epoch / 6)):.3e}  Data: {0.011 + rng.random() / 100:.3f} (0.012)")
        for batch in (0, 50, 97):
            v = curve((epoch + 1) / 6, 6.9, 2.5)
            out.append(f"Test: [{batch:>4d}/97]  Time: 0.214 (0.220)  Loss: {noisy(rng, v, 0.02):>6.3f} ({v:>6.3f})  Acc@1: {100 * (0.1 + 0.5 * (epoch + 1) / 6):>7.3f} ({100 * (0.1 + 0.5 * (epoch + 1) / 6):>7.3f})  Acc@5: {40 + 6 * epoch:>7.3f} ({40 + 6 * epoch:>7.3f})")
        out.append("Current checkpoints:")
        for e in range(epoch, max(-1, epoch - 3), -1):
            out.append(f" ('./output/train/20240504-102233-resnet50-224/checkpoint-{e}.pth.tar', {100 * (0.1 + 0.5 * (e + 1) / 6)})")
        out.append("")
    out.append("*** Best metric: 60.0 (epoch 5)")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "train/learning_rate": {"points": n}}, must_not=ANY)


@case("mmseg_train.log", "MMSegmentation (mmengine)", "'Iter(train) [ 50/20000]' with eta; decode and aux parts beside the total; table of classes at validation",
      note="decode.loss_ce and aux.loss_ce are parts; Iter(val) holds no loss")
def mmseg(rng):
    out, loss = [], Seen()

    def line(seconds, text):
        out.append(f"{when(seconds):%Y/%m/%d %H:%M:%S} - mmengine - INFO - {text}")
    line(0, "Checkpoints will be saved to /work_dirs/pspnet_r50-d8_4xb2-20k_voc12.")
    n = 60
    for i in range(1, n + 1):
        it = 50 * i
        t = i / n
        a, b = noisy(rng, curve(t, 2.1, 0.41), 0.006), noisy(rng, curve(t, 0.95, 0.21), 0.006)
        text = loss.add(it, f"{a + b:.4f}")
        line(it * 0.24, f"Iter(train) [{it:>5d}/20000]  base_lr: {0.01 * (1 - it / 20000) ** 0.9:.4e} lr: {0.01 * (1 - it / 20000) ** 0.9:.4e}  eta: {hms((20000 - it) * 0.24)}  time: {0.23 + rng.random() / 50:.4f}  data_time: 0.0043  "
                        f"memory: 8131  loss: {text}  decode.loss_ce: {a:.4f}  decode.acc_seg: {40 + 50 * t:.4f}  aux.loss_ce: {b:.4f}  aux.acc_seg: {38 + 49 * t:.4f}")
        if it % 1000 == 0:
            line(it * 0.24 + 1, f"Saving checkpoint at {it} iterations")
            for k in (50, 100):
                line(it * 0.24 + 2, f"Iter(val) [{k:>3d}/100]    eta: 0:00:0{k % 7}  time: 0.0412  data_time: 0.0016  memory: 1204  ")
            line(it * 0.24 + 9, "per class results:")
            line(it * 0.24 + 9, "\n+------------+-------+-------+\n|   Class    |  IoU  |  Acc  |\n+------------+-------+-------+\n| background | 91.2  | 96.11 |\n|   person   | 71.53 | 80.4  |\n+------------+-------+-------+")
            line(it * 0.24 + 9, f"Iter(val) [100/100]    aAcc: {60 + 30 * t:.4f}  mIoU: {20 + 50 * t:.4f}  mAcc: {30 + 50 * t:.4f}  data_time: 0.0021  time: 0.0418")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "train/learning_rate": {"points": n}}, must_not=ANY)


@case("mmpretrain_scalars.json", "MMPretrain (mmengine vis_data)", "JSON lines; training records count iterations as step, validation records the epoch", True,
      "step 1 to 8 of the validation records are epochs and must not sit among the first iterations")
def mmpretrain(rng):
    out, loss = [], Seen()
    n = 0
    for epoch in range(1, 9):
        for k in range(1, 8):
            step = (epoch - 1) * 782 + 100 * k
            t = step / (8 * 782)
            value = noisy(rng, curve(t, 2.4, 0.52), 0.006)
            loss.add(step, repr(value))
            n += 1
            out.append(json.dumps({"lr": 0.1 if epoch < 6 else 0.010000000000000002, "data_time": 0.0051 + rng.random() / 1000, "loss": value, "time": 0.043 + rng.random() / 500, "epoch": epoch, "iter": step, "memory": 361, "step": step}))
        out.append(json.dumps({"accuracy/top1": 35 + 6.5 * epoch, "accuracy/top5": 80 + 2.2 * epoch, "data_time": 0.018, "time": 0.029, "step": epoch}))
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "validation/accuracy": {"points": 8}, "train/learning_rate": {"points": n}}, must_not=ANY)


@case("detr_log.txt", "DETR", "JSON lines per epoch, dozens of part losses also unscaled and per decoder layer, lists as values",
      note="train_loss and test_loss are the totals; train_loss_ce, .._bbox, .._giou, .._0 to .._4 and _unscaled are parts")
def detr(rng):
    out, loss, val = [], Seen(), Seen()
    n = 36
    for e in range(n):
        t = (e + 1) / n
        record = {"train_lr": 1e-4 if e < 30 else 1e-5, "train_class_error": 90 - 60 * t}
        parts = {}
        for split, name, start, end in (("train", "train_loss", 36.0, 11.5), ("test", "test_loss", 34.0, 12.3)):
            total = noisy(rng, curve(t, start, end), 0.004)
            record[name] = total
            (loss if split == "train" else val).add(e, repr(total))
            for layer in ("", "_0", "_4"):
                for part, share in (("ce", 0.4), ("bbox", 0.25), ("giou", 0.35)):
                    record[f"{split}_loss_{part}{layer}"] = round(total / 6 * share, 6)
            record[f"{split}_loss_ce_unscaled"] = round(total / 15, 6)
            record[f"{split}_cardinality_error_unscaled"] = round(90 * (1 - t) + 8, 4)
        record["test_class_error"] = 88 - 57 * t
        record["test_coco_eval_bbox"] = [round(0.4 * t, 6), round(0.6 * t, 6), round(0.42 * t, 6)]
        record.update(epoch=e, n_parameters=41302368)
        out.append(json.dumps(record))
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "validation/loss": val.truth(), "train/learning_rate": {"points": n}}, must_not=ANY)


@case("dino_console.log", "DINO (facebookresearch)", "'Epoch: [0/100]  [ 50/625]  eta: ...  loss: median (mean)': per epoch counts, 'Averaged stats' at the end of each epoch", True,
      "step = epoch * 625 + batch; median and mean of the loss: either may be read")
def dino(rng):
    out, loss = ["| distributed init (rank 0): env://", "git:\n  sha: 7c446df, status: clean, branch: main\n", "arch: vit_small", "batch_size_per_gpu: 64", "lr: 0.0005", "warmup_epochs: 10",
                 "Loss, optimizer and schedulers ready.", "Starting DINO training !"], Seen()
    for epoch in range(8):
        for batch in list(range(0, 601, 50)) + [624]:
            step = epoch * 625 + batch
            t = step / 5000
            value = noisy(rng, curve(t, 11.09, 5.6), 0.004)
            loss.add(step, f"{value:.6f}")
            text = (f"loss: {value:.6f} ({value * 1.01:.6f})  lr: {0.0005 * t:.6f} ({0.00049 * t:.6f})  wd: {0.04 + 0.01 * t:.6f} ({0.04 + 0.01 * t:.6f})")
            out.append(f"Epoch: [{epoch}/100]  [{batch:>3d}/625]  eta: {hms((625 - batch) * 0.42)}  {text}  time: {0.41 + rng.random() / 50:.6f}  data: 0.000312  max mem: 15418")
        out.append(f"Epoch: [{epoch}/100] Total time: 0:04:22 (0.419881 s / it)")
        out.append(f"Averaged stats: {text}")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(ends=False)}, must_not=ANY)


@case("yolov7_console.txt", "YOLOv7", "names above a progress bar redrawn with carriage returns; box, obj, cls and total; running means per epoch", True,
      "one point per epoch: the last state of its bar; total is the loss")
def yolov7(rng):
    text = "Image sizes 640 train, 640 test\nUsing 8 dataloader workers\nLogging results to runs/train/yolov7\nStarting training for 30 epochs...\n"
    loss = Seen()
    n = 30
    for e in range(n):
        text += "\n     Epoch   gpu_mem       box       obj       cls     total    labels  img_size\n"
        for k in (1, 40, 80, 118):
            t = (e + k / 118) / n
            box, obj, cls = noisy(rng, curve(t, 0.081, 0.041), 0.004), noisy(rng, curve(t, 0.034, 0.019), 0.004), noisy(rng, curve(t, 0.029, 0.006), 0.004)
            total = f"{box + obj + cls:.4g}"
            text += "\r" + ("%10s" * 2 + "%10.4g" * 4 + "%10s%10s") % (f"{e}/{n - 1}", "12.1G", box, obj, cls, float(total), rng.randrange(30, 200), 640)
            text += f": {100 * k // 118:3d}%|{bar(k, 118)}| {k}/118 [{clock(k * 0.5)}<{clock((118 - k) * 0.5)},  {2 + rng.random() / 10:.2f}it/s]"
        loss.add(e, total)
        text += f"\n               Class      Images      Labels           P           R      mAP@.5  mAP@.5:.95: 100%|{bar(1, 1)}| 20/20 [00:09<00:00,  2.12it/s]"
        text += f"\n                 all         640        3512       {0.3 + 0.4 * t:.3f}       {0.3 + 0.3 * t:.3f}       {0.2 + 0.4 * t:.3f}       {0.1 + 0.3 * t:.3f}\n"
    text += f"{n} epochs completed in 0.551 hours.\n\nOptimizer stripped from runs/train/yolov7/weights/last.pt, 74.8MB\n"
    return result(text, {"train/loss": loss.truth()}, must_not=ANY)


@case("detectron2_log.txt", "Detectron2", "green prefix, '  eta: 0:12:34  iter: 19  total_loss: 2.3  loss_cls: ...', two spaces between; AP table", True,
      "total_loss is the loss; 0-based iterations 19, 39, ...")
def detectron2(rng):
    out, loss = [], Seen()
    n = 75

    def line(seconds, logger, text):
        out.append(f"\033[32m[{when(seconds):%m/%d %H:%M:%S} {logger}]: \033[0m{text}")
    line(0, "d2.engine.train_loop", "Starting training from iteration 0")
    for i in range(1, n + 1):
        it = 20 * i - 1
        t = i / n
        parts = [noisy(rng, curve(t, a, b), 0.01) for a, b in ((4.3, 0.28), (0.31, 0.22), (0.69, 0.24), (0.41, 0.03), (0.19, 0.05))]
        total = f"{sum(parts):.4g}"
        loss.add(it, total)
        line(it * 0.4, "d2.utils.events", f" eta: {hms((1500 - it) * 0.4)}  iter: {it}  total_loss: {total}  loss_cls: {parts[0]:.4g}  loss_box_reg: {parts[1]:.4g}  loss_mask: {parts[2]:.4g}  loss_rpn_cls: {parts[3]:.4g}  loss_rpn_loc: {parts[4]:.4g}    "
                                          f"time: {0.39 + rng.random() / 50:.4f}  last_time: {0.39 + rng.random() / 50:.4f}  data_time: 0.0123  last_data_time: 0.0051   lr: {0.02 * min(1, (it + 1) / 1000):.5g}  max_mem: 5123M")
        if i % 25 == 0:
            line(it * 0.4 + 1, "d2.evaluation.evaluator", "Start inference on 100 batches")
            line(it * 0.4 + 9, "d2.evaluation.coco_evaluation", f"Evaluation results for bbox: \n|   AP   |  AP50  |  AP75  |  APs  |  APm   |  APl   |\n|:------:|:------:|:------:|:-----:|:------:|:------:|\n| {10 + 30 * t:.3f} | {20 + 38 * t:.3f} | {9 + 32 * t:.3f} | 9.331 | {12 + 30 * t:.3f} | {15 + 36 * t:.3f} |")
            line(it * 0.4 + 9, "d2.evaluation.testing", "copypaste: Task: bbox")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "train/learning_rate": {"points": n}}, must_not=ANY)


# --- segmentation, speech, Keras, Lightning and others ----------------------------------------------

@case("nnunet_training_log_2024_5_4.txt", "nnU-Net v2", "negative losses (dice + cross entropy), 0-based epochs, one value per line behind a time stamp", True,
      "a loss below zero is right here; one block per epoch")
def nnunet(rng):
    out, loss, val = ["", "#######################################################################", "Please cite the following paper when using nnU-Net:",
                      "Isensee, F., Jaeger, P. F., Kohl, S. A., Petersen, J., & Maier-Hein, K. H. (2021). nnU-Net: a self-configuring method for deep learning-based biomedical image segmentation. Nature methods, 18(2), 203-211.",
                      "#######################################################################", ""], Seen(), Seen()

    def line(seconds, text):
        out.append(f"{when(seconds + len(out) % 500 / 1000 + 0.000217)!s}: {text} ")
    line(0, "do_dummy_2d_data_aug: False")
    line(1, "Using splits from existing split file: splits_final.json")
    n = 60
    for e in range(n):
        t = (e + 1) / n
        line(e * 61, "")
        line(e * 61, f"Epoch {e}")
        line(e * 61, f"Current learning rate: {round(0.01 * (1 - e / 1000) ** 0.9, 5)}")
        line(e * 61 + 60, f"train_loss {loss.add(e, f'{noisy(rng, curve(t, 1.3, 0.35), 0.006) - 1.2:.4f}')}")
        line(e * 61 + 60, f"val_loss {val.add(e, f'{noisy(rng, curve(t, 1.28, 0.38), 0.006) - 1.2:.4f}')}")
        line(e * 61 + 60, f"Pseudo dice [np.float32({0.2 + 0.68 * t ** 0.4:.4f}), np.float32({0.1 + 0.66 * t ** 0.4:.4f})]")
        line(e * 61 + 60, f"Epoch time: {60 + rng.random():.2f} s")
        line(e * 61 + 60, f"Yayy! New best EMA pseudo Dice: {0.1 + 0.6 * t:.4f}")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "validation/loss": val.truth(), "train/learning_rate": {"points": n}}, must_not=ANY)


@case("monai_spleen.txt", "MONAI tutorial", "'3/16, train_loss: 0.6' per batch, 'epoch 1 average loss' after it, validation as mean dice", True,
      "step = (epoch-1)*16 + batch; the average is a summary, no further point")
def monai(rng):
    out, loss = [], Seen()
    for epoch in range(1, 13):
        out += ["-" * 10, f"epoch {epoch}/12"]
        values = []
        for batch in range(1, 17):
            step = (epoch - 1) * 16 + batch
            values.append(noisy(rng, curve(step / 192, 0.68, 0.21), 0.01))
            out.append(f"{batch}/16, train_loss: {loss.add(step, f'{values[-1]:.4f}')}")
        out.append(f"epoch {epoch} average loss: {sum(values) / 16:.4f}")
        if epoch % 2 == 0:
            out += ["saved new best metric model", f"current epoch: {epoch} current mean dice: {0.1 + 0.07 * epoch:.4f}\nbest mean dice: {0.1 + 0.07 * epoch:.4f} at epoch: {epoch}"]
    out.append("train completed, best_metric: 0.9400 at epoch: 12")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth()}, must_not=ANY)


@case("coqui_glow_tts.log", "Coqui TTS", "block under '--> TIME: ... -- STEP: 24/200 -- GLOBAL_STEP: 25', '| > name: value  (mean)', colours, avg_ values with the change in brackets", True,
      "loss is the total of log_mle and loss_dur; avg_loss of an evaluation is the validation loss")
def coqui(rng):
    out, loss, val = [" > Training Environment:", " | > Backend: Torch", " | > Mixed precision: True", " | > Num. of GPUs: 1", "", " > Model has 28610257 parameters"], Seen(), Seen()
    n, before = 0, None
    for epoch in range(10):
        out += ["", f"\033[4m\033[1m > EPOCH: {epoch}/10\033[0m", " --> /runs/glow-May-04-2024_10+22AM", "", f"\033[1m > TRAINING ({when(epoch * 300):%Y-%m-%d %H:%M:%S}) \033[0m"]
        for step in (25, 75, 125, 175):
            glob = epoch * 200 + step
            t = glob / 2000
            total, dur = noisy(rng, curve(t, 3.4, 0.9), 0.005), noisy(rng, curve(t, 1.1, 0.2), 0.005)
            norm = noisy(rng, 4 - 2 * t, 0.05)
            out += ["", f"\033[1m   --> TIME: {when(epoch * 300 + step):%Y-%m-%d %H:%M:%S} -- STEP: {step}/200 -- GLOBAL_STEP: {glob}\033[0m",
                    f"     | > current_lr: {2.5e-7 * (glob + 1):.7g} ", f"     | > step_time: {0.41 + rng.random() / 10:.4f}  ({0.4412})", f"     | > loader_time: 0.0021  (0.0031)",
                    f"     | > log_mle: {total - dur!r}  ({total - dur + 0.01!r})", f"     | > loss_dur: {dur!r}  ({dur + 0.01!r})", f"     | > loss: {loss.add(glob, repr(total))}  ({total + 0.02!r})",
                    f"     | > grad_norm: tensor({norm:.4f}, device='cuda:0')  (tensor({norm * 1.01:.4f}, device='cuda:0'))"]
            n += 1
        v = noisy(rng, curve((epoch + 1) / 10, 3.3, 0.95), 0.003)
        change = "" if before is None else f"({v - before:+.5f})"
        before = v
        out += ["", "\033[1m > EVALUATION \033[0m", "", "\033[1m   --> STEP: 0\033[0m", f"     | > loss: {noisy(rng, v, 0.01)!r}  ({v!r})", "",
                "\033[1m  --> EVAL PERFORMANCE\033[0m", f"     | > avg_loader_time: 0.0432 {change and '(+0.00120)'}", f"     | > avg_log_mle:\033[92m {v * 0.8:.5f} \033[0m{change}", f"     | > avg_loss_dur:\033[92m {v * 0.2:.5f} \033[0m{change}",
                f"     | > avg_loss:\033[92m {val.add(epoch, f'{v:.5f}')} \033[0m{change}", "", f" > BEST MODEL : /runs/glow/best_model_{(epoch + 1) * 200}.pth"]
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "validation/loss": {"points": 10}, "train/learning_rate": {"points": n}},
                  must_not=["diverging", "overfitting", "non-finite-loss", "at-chance", "loss-spike"])


@case("lightning_version_3_metrics.csv", "PyTorch Lightning CSVLogger", "records of training, validation and rate on rows of their own, all other cells empty", True,
      "empty cells were not measured; 0-based steps 49, 99, ...")
def lightning_csv(rng):
    out, loss, val, acc = ["epoch,lr-AdamW,step,train_loss,val_acc,val_loss"], Seen(), Seen(), Seen()
    for epoch in range(10):
        for k in range(1, 7):
            step = epoch * 300 + 50 * k - 1
            t = step / 3000
            out.append(f",{0.001 * (1 - t)!r},{step},,,")
            out.append(f"{epoch},,{step},{loss.add(step, repr(noisy(rng, curve(t, 2.31, 0.62), 0.006)))},,")
        t = (epoch + 1) / 10
        out.append(f"{epoch},,{step},,{acc.add(step, repr(0.3 + 0.5 * t))},{val.add(step, repr(noisy(rng, curve(t, 2.28, 0.66), 0.003)))}")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "validation/loss": val.truth(), "validation/accuracy": {"points": 10}}, must_not=ANY)


@case("keras2_terminal.log", "Keras 2 (TensorFlow)", "progress bar redrawn with backspaces; running means, ETA; validation on the last state only", True,
      "one point per epoch: its last state")
def keras2(rng):
    text = "2024-05-04 10:22:33.418211: I tensorflow/core/platform/cpu_feature_guard.cc:182] This TensorFlow binary is optimized to use available CPU instructions in performance-critical operations.\n"
    loss, val = Seen(), Seen()
    n, total = 20, 782
    for e in range(1, n + 1):
        text += f"Epoch {e}/{n}\n"
        width = 0
        for k in (1, 120, 300, 480, 660, 782):
            t = (e - 1 + k / total) / n
            a, acc = f"{noisy(rng, curve(t, 2.3, 0.55), 0.004):.4f}", f"{0.1 + 0.72 * t ** 0.4:.4f}"
            full = int(30 * k / total)
            shape = "=" * 30 if k == total else "=" * max(0, full - 1) + ">" + "." * (30 - max(1, full))
            line = f"{k:>3d}/{total} [{shape}] - "
            line += f"{9 + rng.randrange(2)}s {11 + rng.randrange(2)}ms/step" if k == total else f"ETA: {int((total - k) * 0.012)}s"
            line += f" - loss: {a} - accuracy: {acc}"
            if k == total:
                loss.add(e, a)
                line += f" - val_loss: {val.add(e, f'{noisy(rng, curve(e / n, 2.25, 0.6), 0.003):.4f}')} - val_accuracy: {0.1 + 0.7 * (e / n) ** 0.4:.4f}"
            text += "\b" * width + "\r" + line
            width = len(line)
        text += "\n"
    return result(text, {"train/loss": loss.truth(), "validation/loss": val.truth(), "validation/accuracy": {"points": n}}, must_not=ANY)


@case("keras3_overfit.log", "Keras 3", "coloured bar redrawn with carriage returns, accuracy before loss; validation loss triples after epoch 8", False,
      "training loss goes on falling to 0.02 while validation loss rises from 0.43 to 1.5")
def keras3(rng):
    text, loss, val = "", Seen(), Seen()
    n, total = 40, 157
    for e in range(1, n + 1):
        text += f"Epoch {e}/{n}\n"
        for k in (1, 60, 157):
            t = (e - 1 + k / total) / n
            a, acc = f"{noisy(rng, 0.69 * math.exp(-3.6 * t), 0.004):.4f}", f"{min(1, 0.5 + 0.5 * (1 - math.exp(-4 * t))):.4f}"
            full = 20 * k // total
            if k < total:
                text += f"\r\033[1m{k:>3d}/{total}\033[0m \033[32m{'━' * full}\033[0m\033[37m{'━' * (20 - full)}\033[0m \033[1m{(total - k) // 30}s\033[0m 31ms/step - accuracy: {acc} - loss: {a}"
            else:
                v = 0.43 + 0.26 * math.exp(-e / 2.5) + 1.1 * max(0, (e - 8) / (n - 8)) ** 1.1
                loss.add(e, a)
                text += (f"\r\033[1m{k:>3d}/{total}\033[0m \033[32m{'━' * 20}\033[0m\033[37m\033[0m \033[1m6s\033[0m 36ms/step - accuracy: {acc} - loss: {a} - "
                         f"val_accuracy: {0.82 - 0.03 * e / n + 0.005 * rng.random():.4f} - val_loss: {val.add(e, f'{noisy(rng, v, 0.01):.4f}')}\n")
    return result(text, {"train/loss": loss.truth(), "validation/loss": val.truth(), "validation/accuracy": {"points": n}}, must=["overfitting"])


@case("ignite_mnist.txt", "PyTorch Ignite", "'Training Results - Epoch: 1  Avg accuracy: 0.93 Avg loss: 0.25', then 'Validation Results - ...'")
def ignite(rng):
    out, loss, val = [], Seen(), Seen()
    n = 20
    for e in range(1, n + 1):
        t = e / n
        out.append(f"Training Results - Epoch: {e} Avg accuracy: {0.88 + 0.1 * t:.2f} Avg loss: {loss.add(e, f'{noisy(rng, curve(t, 0.62, 0.08), 0.003):.4f}')}")
        out.append(f"Validation Results - Epoch: {e} Avg accuracy: {0.88 + 0.095 * t:.2f} Avg loss: {val.add(e, f'{noisy(rng, curve(t, 0.6, 0.085), 0.003):.4f}')}")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "validation/loss": val.truth(), "validation/accuracy": {"points": n}}, must_not=ANY)


@case("h2o_scoring_history.csv", "H2O deep learning", "wide CSV with a duration as text, first row before training with empty cells, rmse beside logloss", True,
      "the first row (0 epochs) is not measured; logloss is the loss")
def h2o(rng):
    out, loss, val = ['"","timestamp","duration","training_speed","epochs","iterations","samples","training_rmse","training_logloss","training_r2","training_classification_error","validation_rmse","validation_logloss","validation_r2","validation_classification_error"'], Seen(), Seen()
    out.append('"","2024-05-04 10:22:33"," 0.000 sec",,0.0,0,0.0,,,,,,,,')
    n = 30
    for i in range(1, n + 1):
        t = i / n
        a, v = noisy(rng, curve(t, 0.66, 0.17), 0.005), noisy(rng, curve(t, 0.65, 0.19), 0.005)
        out.append(f'"","{when(i * 5):%Y-%m-%d %H:%M:%S}","{i * 5.0 % 60:2.3f} sec","{21000 + rng.randrange(900)} obs/sec",{i * 0.5:.1f},{i},{i * 50000}.0,{math.sqrt(a / 3)!r},{loss.add(i, repr(a))},{1 - a!r},{a / 5!r},{math.sqrt(v / 3)!r},{val.add(i, repr(v))},{1 - v!r},{v / 5!r}')
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(steps=False), "validation/loss": val.truth(steps=False)}, must_not=ANY)


@case("kaldi_accuracy.report", "Kaldi nnet3", "tab separated report; 'train_loss' holds log-likelihoods below zero that rise towards it; percent sign before the first name", True,
      "named loss, in truth an objective that is maximised: the columns are certain, what it means for the run is not")
def kaldi(rng):
    out, loss, val = ["%Iter\tduration\ttrain_loss\tvalid_loss\tdifference"], Seen(), Seen()
    for i in range(0, 300, 6):
        t = i / 294
        a, b = -noisy(rng, curve(t, 5.1, 0.78), 0.003), -noisy(rng, curve(t, 5.05, 0.84), 0.003)
        out.append(f"{i}\t{71.0 + rng.randrange(30) / 10}\t{loss.add(i, f'{a:g}')}\t{val.add(i, f'{b:g}')}\t{b - a:g}")
    out.append("Total training time is 5:58:12\n")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "validation/loss": val.truth()}, must_not=["non-finite-loss", "at-chance"])


# --- fine-tuning of language models ----------------------------------------------------------------

@case("unsloth_notebook.txt", "Unsloth", "banner, then the table 'Step<tab>Training Loss' copied from a notebook", note="two words in the name")
def unsloth(rng):
    out = ["==((====))==  Unsloth - 2x faster free finetuning | Num GPUs used = 1", "   \\\\   /|    Num examples = 51,760 | Num Epochs = 1 | Total steps = 120", "O^O/ \\_/ \\    Batch size per device = 2 | Gradient accumulation steps = 4",
           "\\        /    Data Parallel GPUs = 1 | Total batch size (2 x 4 x 1) = 8", ' "-____-"     Trainable parameters = 41,943,040/8,000,000,000 (0.52% trained)', "Unsloth: Will smartly offload gradients to save VRAM!", "[120/120 07:46, Epoch 0/1]", "Step\tTraining Loss"]
    loss = Seen()
    for i in range(1, 121):
        out.append(f"{i}\t{loss.add(i, f'{noisy(rng, curve(i / 120, 1.82, 0.86), 0.01):.6f}')}")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth()}, must_not=["diverging", "non-finite-loss", "loss-spike", "overfitting", "at-chance"])


@case("axolotl_zero_loss.log", "Axolotl (HF Trainer)", "dictionaries among progress bars: loss 0.0 with grad_norm nan from the twelfth record on",
      note="the known fault of half precision: loss reads 0.0 and the gradient norm nan; must be named, not taken for a perfect fit")
def axolotl(rng):
    text = ("\033[32m[2024-05-04 10:22:33,418] [INFO] [axolotl.train.train:126] [PID:812] [RANK:0] loading tokenizer... NousResearch/demo\033[39m\n"
            "\033[33m[2024-05-04 10:22:39,101] [WARNING] [axolotl.utils.models] [PID:812] [RANK:0] padding token not set\033[39m\n"
            "\033[32m[2024-05-04 10:23:51,730] [INFO] [axolotl.train.train:210] [PID:812] [RANK:0] Starting trainer...\033[39m\n")
    loss = Seen()
    n = 60
    for i in range(1, n + 1):
        bad = i >= 12
        value = "0.0" if bad else f"{noisy(rng, curve(i / n, 1.9, 1.1), 0.01):.4f}"
        loss.add(i, value)
        norm = "nan" if bad else f"{1.1 + rng.random() / 5!r}"
        step = i * 5
        progress = f"\r{100 * step // 300:3d}%|{bar(step, 300)}| {step}/300 [{clock(step * 1.9)}<{clock((300 - step) * 1.9)},  1.90s/it]"
        text += progress + "\r" + " " * (len(progress) - 1) + f"\r{{'loss': {value}, 'grad_norm': {norm}, 'learning_rate': {2e-4 * (1 - step / 300)!r}, 'epoch': {step / 300:.2f}}}\n" + progress
    text += "\n"
    return result(text, {"train/loss": loss.truth(steps=False), "train/learning_rate": {"points": n}}, must=["loss-zero", "non-finite-gradients"])


@case("llamafactory_trainer_log.jsonl", "LLaMA-Factory", "JSON lines with elapsed and remaining time as text, percentage; last line cut off", True,
      "the cut line holds no loss")
def llamafactory(rng):
    out, loss, val = [], Seen(), Seen()
    total, n = 600, 0
    for step in range(10, 531, 10):
        t = step / total
        record = {"current_steps": step, "total_steps": total, "loss": round(noisy(rng, curve(t, 1.71, 0.92), 0.006), 4), "lr": 1e-4 * 0.5 * (1 + math.cos(math.pi * t)), "epoch": round(3 * t, 4),
                  "percentage": round(100 * t, 2), "elapsed_time": hms(step * 2.1), "remaining_time": hms((total - step) * 2.1), "throughput": 4123.25, "total_tokens": step * 8660}
        loss.add(step, str(record["loss"]))
        n += 1
        out.append(json.dumps(record))
        if step % 100 == 0:
            v = round(noisy(rng, curve(t, 1.7, 0.95), 0.002), 6)
            val.add(step, str(v))
            out.append(json.dumps({"current_steps": step, "total_steps": total, "eval_loss": v, "epoch": round(3 * t, 4), "percentage": round(100 * t, 2), "elapsed_time": hms(step * 2.1 + 8), "remaining_time": hms((total - step) * 2.1)}))
    out.append('{"current_steps": 540, "total_steps": 600, "los')
    return result("\n".join(out), {"train/loss": loss.truth(), "validation/loss": val.truth(), "train/learning_rate": {"points": n}}, must_not=ANY)


@case("msswift_logging_exploding.jsonl", "ms-swift", "'global_step/max_steps': '25/500' as text, percentage as text; gradient norm grows from 1 to 100000",
      note="the summary train_loss at the end is no further point")
def msswift(rng):
    out, loss = [], Seen()
    n = 100
    for i in range(1, n + 1):
        step, t = 5 * i, i / n
        grow = max(0.0, (t - 0.6) / 0.4)
        value = noisy(rng, curve(min(t, 0.6), 1.6, 0.9) + 5.5 * grow ** 2, 0.01)
        record = {"loss": round(value, 8), "token_acc": round(0.6 + 0.15 * t - 0.3 * grow, 5), "grad_norm": round(noisy(rng, 1.0 * 10 ** (5 * grow), 0.1), 6), "learning_rate": 1e-4, "memory(GiB)": 31.42, "train_speed(iter/s)": 0.412,
                  "epoch": round(2 * t, 5), "global_step/max_steps": f"{step}/500", "percentage": f"{100 * t:.2f}%", "elapsed_time": f"{int(step * 2.4) // 60}m {int(step * 2.4) % 60}s", "remaining_time": f"{int((500 - step) * 2.4) // 60}m {int((500 - step) * 2.4) % 60}s"}
        loss.add(step, repr(record["loss"]))
        out.append(json.dumps(record))
    out.append(json.dumps({"train_runtime": 1203.4, "train_samples_per_second": 3.32, "train_steps_per_second": 0.415, "total_flos": 1.1e17, "train_loss": 2.1, "epoch": 2.0, "global_step/max_steps": "500/500", "percentage": "100.00%", "elapsed_time": "20m 3s", "remaining_time": "0s"}))
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "train/learning_rate": {"points": n}, "train/gradient_norm": {"points": n}}, must=["exploding-gradients"])


@case("trl_dpo_not_learnt.log", "TRL DPO", "printed dictionaries; loss stays at ln 2, margins at 0, accuracies at one half for 130 records",
      note="the preference is not learnt")
def dpo(rng):
    out, loss = [], Seen()
    n = 130
    for i in range(1, n + 1):
        chosen = rng.gauss(0, 0.002)
        margin = rng.gauss(0, 0.0015)
        record = {"loss": round(0.6931 - margin / 2, 4), "grad_norm": 2.1 + rng.random() / 5, "learning_rate": 5e-7 * (1 - i / n) + 1e-9, "rewards/chosen": chosen, "rewards/rejected": chosen - margin, "rewards/accuracies": round(0.5 + rng.gauss(0, 0.03), 4),
                  "rewards/margins": margin, "logps/chosen": -212.4 + rng.gauss(0, 3), "logps/rejected": -205.1 + rng.gauss(0, 3), "logits/chosen": -1.31 + rng.gauss(0, 0.01), "logits/rejected": -1.29 + rng.gauss(0, 0.01), "epoch": round(i / n, 2)}
        loss.add(i, str(record["loss"]))
        out.append(str(record))
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(steps=False), "train/learning_rate": {"points": n}, "train/gradient_norm": {"points": n}}, must=["preference-not-learnt"])


@case("trl_grpo.log", "TRL GRPO", "loss near zero by construction; reward rises slowly; several rewards and length statistics in each dictionary", True,
      "a loss near zero is normal in GRPO: no loss-zero, no plateau of a language model")
def grpo(rng):
    out = []
    n = 100
    for i in range(1, n + 1):
        t = i / n
        acc, form = 0.15 + 0.5 * t ** 0.6 + rng.gauss(0, 0.02), 0.3 + 0.6 * t ** 0.5 + rng.gauss(0, 0.02)
        kl = 0.0004 + 0.03 * t + rng.random() * 0.001
        record = {"loss": round(kl * 0.04 + rng.gauss(0, 0.0004), 4), "grad_norm": 0.35 + rng.random() / 10, "learning_rate": 1e-6 * (1 - t) + 1e-10, "num_tokens": float(i * 81920), "completions/mean_length": 310 + rng.gauss(0, 9), "completions/min_length": 62.0,
                  "completions/max_length": 768.0, "completions/clipped_ratio": 0.02, "rewards/accuracy_reward/mean": acc, "rewards/format_reward/mean": form, "reward": acc + form, "reward_std": 0.5 - 0.1 * t, "frac_reward_zero_std": 0.125, "kl": kl,
                  "clip_ratio/low_mean": 0.0, "clip_ratio/high_mean": 0.0, "epoch": round(t, 2)}
        out.append(str(record))
    return result("\n".join(out) + "\n", {"train/loss": {"points": n}, "train/reward": {"points": n}, "train/kl": {"points": n}, "train/learning_rate": {"points": n}, "train/gradient_norm": {"points": n}},
                  must_not=["loss-zero", "at-chance", "diverging", "non-finite-loss", "policy-collapse", "kl-runaway", "preference-not-learnt"])


# --- reinforcement learning ------------------------------------------------------------------------

@case("openrlhf_kl_runaway.log", "OpenRLHF PPO", "Ray prefix, 'Global step n: {dictionary}'; KL grows from 0.01 to 60 while rewards fall",
      note="policy_loss and critic_loss are parts, so no training loss is asked for")
def openrlhf(rng):
    out, kl, reward = ["(PPOTrainer pid=4242) INFO 05-04 10:22:33 ppo_trainer.py:208] init_kl_coef: 0.0, micro_train_batch_size: 4"], Seen(), Seen()
    n = 150
    for i in range(1, n + 1):
        t = i / n
        k = f"{noisy(rng, 0.01 * 6000 ** t, 0.05):.6f}"
        r = f"{noisy(rng, 0.4 + 1.2 * t if t < 0.5 else 1.0 - 2.4 * (t - 0.5), 0.03):.6f}"
        kl.add(i, k)
        reward.add(i, r)
        out.append(f"(PPOTrainer pid=4242) INFO {when(i * 41):%m-%d %H:%M:%S} ppo_trainer.py:233] ✨ Global step {i}: {{'policy_loss': {rng.gauss(0, 0.01):.6f}, 'actor_lr': 5e-07, 'critic_loss': {0.3 + rng.random() / 20:.6f}, 'values': {0.2 + t / 3:.6f}, 'critic_lr': 9e-06, "
                   f"'kl': {k}, 'response_length': {212 + rng.gauss(0, 5):.3f}, 'reward': {r}, 'return': {float(r) * 0.9:.6f}, 'ppo_clip_ratio': 0.031}}")
    return result("\n".join(out) + "\n", {"train/kl": kl.truth(), "train/reward": reward.truth()}, must=["kl-runaway"])


@case("verl_policy_collapse.log", "verl", "Ray prefix, 'step:1 - actor/entropy:0.9 - actor/grad_norm:0.3 - ...' with dashes between; entropy falls to 0.001 within 40 steps", True,
      "minus signs and dashes between fields; score falls after the entropy is gone")
def verl(rng):
    out, entropy, norm = ["(TaskRunner pid=8123) Training from scratch", "(TaskRunner pid=8123) Size of train dataloader: 240, Size of val dataloader: 1"], Seen(), Seen()
    n = 100
    for i in range(1, n + 1):
        e = f"{noisy(rng, max(0.001, 0.92 * math.exp(-i / 7)), 0.03):.4f}"
        g = f"{0.3 * max(0.02, math.exp(-i / 20)) + rng.random() / 100:.4f}"
        s = 0.22 + 0.1 * min(1, i / 12) - 0.3 * max(0, min(1, (i - 20) / 30))
        entropy.add(i, e)
        norm.add(i, g)
        out.append(f"(TaskRunner pid=8123) step:{i} - global_seqlen/min:{31000 + rng.randrange(900)} - global_seqlen/max:{42000 + rng.randrange(900)} - actor/entropy:{e} - actor/pg_loss:{rng.gauss(0, 0.01):.4f} - actor/pg_clipfrac:0.002 - actor/ppo_kl:{abs(rng.gauss(0, 0.0004)):.5f} - "
                   f"actor/grad_norm:{g} - actor/lr:1e-06 - critic/score/mean:{s + rng.gauss(0, 0.004):.4f} - critic/score/max:1.0 - critic/rewards/mean:{s + rng.gauss(0, 0.004):.4f} - response_length/mean:{410 - 2 * i + rng.gauss(0, 4):.2f} - prompt_length/mean:101.4 - timing_s/gen:{21 + rng.random():.3f} - perf/throughput:1523.1")
    return result("\n".join(out) + "\n", {"train/entropy": entropy.truth(), "train/gradient_norm": {"points": n}, "train/learning_rate": {"points": n}, "train/reward": {"points": n}}, must=["policy-collapse"])


@case("nemo_rl_grpo.log", "NeMo-RL", "blocks under '==== Step 3/80 ====', bullets '• Loss:' and '• Avg Reward:', timings in s with percentages", True,
      "every block is one step")
def nemo_rl(rng):
    out, loss, reward = ["🚀 Launching with num_nodes=1", "✓ Batch preparation"], Seen(), Seen()
    n = 60
    for i in range(1, n + 1):
        t = i / n
        out += ["", f"{'=' * 25} Step {i}/{n} {'=' * 25}", "▶ Preparing batch...", f"▶ Generating responses for batch of size 1024...", "▶ Processing rewards...", "▶ Computing logprobs...", "▶ Training policy...",
                "", "📊 Training Results:", f"  • Loss: {loss.add(i, f'{0.02 + 0.004 * t + rng.gauss(0, 0.002):.4f}')}", f"  • Avg Reward: {reward.add(i, f'{0.2 + 0.5 * t ** 0.6 + rng.gauss(0, 0.01):.4f}')}", f"  • Mean Generation Length: {512 + rng.gauss(0, 12):.4f}",
                "", "⏱️  Timing:", f"  • Total step time: {61 + rng.random():.2f}s", "  • generation: 32.11s (52.1%)", "  • policy_training: 14.80s (24.0%)"]
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "train/reward": reward.truth()}, must_not=["loss-zero", "non-finite-loss", "policy-collapse", "diverging", "reward-hacking"])


@case("rllib_progress.csv", "RLlib", "wide CSV (more than 60 columns, configuration and text among them); nan for episode statistics before an episode has ended", True,
      "total_loss is the loss; policy_loss and vf_loss are parts; nan of the first row is a placeholder")
def rllib(rng):
    stats = "info/learner/default_policy/learner_stats/"
    names = ["episode_reward_max", "episode_reward_min", "episode_reward_mean", "episode_len_mean", "episodes_this_iter", "num_healthy_workers", "timesteps_total", "agent_timesteps_total", "done", "episodes_total", "training_iteration", "trial_id", "date", "timestamp", "time_this_iter_s",
             "time_total_s", "pid", "hostname", "node_ip", "time_since_restore", "iterations_since_restore", stats + "allreduce_latency", stats + "cur_kl_coeff", stats + "cur_lr", stats + "total_loss", stats + "policy_loss", stats + "vf_loss", stats + "vf_explained_var", stats + "kl", stats + "entropy",
             stats + "entropy_coeff", "info/num_env_steps_sampled", "info/num_env_steps_trained", "perf/cpu_util_percent", "perf/ram_util_percent", "timers/load_time_ms", "timers/learn_time_ms"]
    names += [f"config/{k}" for k in ("num_gpus", "num_workers", "num_envs_per_worker", "rollout_fragment_length", "train_batch_size", "gamma", "lr", "lambda", "kl_coeff", "kl_target", "sgd_minibatch_size", "num_sgd_iter", "clip_param", "vf_clip_param", "vf_loss_coeff", "entropy_coeff", "framework", "seed",
                                           "observation_filter", "batch_mode", "horizon", "soft_horizon", "no_done_at_end", "log_level", "ignore_worker_failures")]
    out, loss, kl, entropy = [",".join(names)], Seen(), Seen(), Seen()
    n = 50
    for i in range(1, n + 1):
        t = i / n
        reward = "nan" if i == 1 else repr(20 + 160 * t ** 0.7 + rng.gauss(0, 1))
        policy, vf = -0.02 + rng.gauss(0, 0.002), noisy(rng, curve(t, 9.1, 4.2), 0.01)
        row = ["nan" if i == 1 else "200.0", "nan" if i == 1 else "8.0", reward, reward, "0" if i == 1 else "24", "2", str(4000 * i), str(4000 * i), "False", str(24 * i), str(i), "1d3f2_00000", when(i * 11).strftime("%Y-%m-%d_%H-%M-%S"), str(1714818153 + 11 * i), "10.83", repr(10.83 * i), "71", "node07", "10.0.0.7",
               repr(10.83 * i), str(i), "0.0", "0.2", "5e-05", loss.add(i, repr(policy + vf)), repr(policy), repr(vf), repr(0.9 * t), kl.add(i, repr(0.009 + rng.random() * 0.004)), entropy.add(i, repr(0.69 - 0.2 * t)), "0.0", str(4000 * i), str(4000 * i), "41.2", "22.8", "0.31", "6120.4"]
        row += ["1", "2", "1", "2000", "4000", "0.99", "5e-05", "1.0", "0.2", "0.01", "128", "30", "0.3", "10.0", "1.0", "0.0", "torch", "", "NoFilter", "truncate_episodes", "", "False", "False", "WARN", "False"]
        out.append(",".join(row))
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(steps=False), "train/kl": {"points": n}, "train/entropy": {"points": n}}, must_not=["non-finite-loss", "policy-collapse", "kl-runaway", "diverging", "at-chance"])


@case("sb3_ppo.txt", "Stable-Baselines3", "boxed tables of name | value with section rows; the first has no train section", True,
      "loss is the last minibatch loss; one block less than tables")
def sb3(rng):
    out, loss = ["Using cpu device", "Wrapping the env with a `Monitor` wrapper", "Wrapping the env in a DummyVecEnv."], Seen()
    n = 40
    for i in range(1, n + 1):
        t = i / n
        rows = [("rollout/", None), ("ep_len_mean", f"{20 + 400 * t ** 0.8:.3g}"), ("ep_rew_mean", f"{20 + 400 * t ** 0.8:.3g}"), ("time/", None), ("fps", str(1100 + rng.randrange(90))), ("iterations", str(i)), ("time_elapsed", str(2 * i)), ("total_timesteps", str(2048 * i))]
        if i > 1:
            value = f"{noisy(rng, curve(t, 38, 9), 0.02):.3g}"
            loss.add(i, value)
            rows += [("train/", None), ("approx_kl", f"{0.008 + rng.random() / 500:.9g}"), ("clip_fraction", f"{0.09 + rng.random() / 50:.3g}"), ("clip_range", "0.2"), ("entropy_loss", f"{-0.69 + 0.15 * t:.3g}"), ("explained_variance", f"{0.1 + 0.7 * t:.3g}"), ("learning_rate", "0.0003"),
                     ("loss", value), ("n_updates", str(10 * (i - 1))), ("policy_gradient_loss", f"{-0.015 + rng.random() / 500:.3g}"), ("value_loss", f"{2 * float(value):.3g}")]
        left = max(len(k) + (0 if v is None else 3) for k, v in rows)
        right = max(len(v or "") for _, v in rows)
        line = "-" * (left + right + 7)
        out.append(line)
        out += [f"| {(k if v is None else '   ' + k).ljust(left)} | {(v or '').ljust(right)} |" for k, v in rows]
        out.append(line)
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(steps=False), "train/reward": {"points": n}, "train/kl": {"points": n - 1}, "train/learning_rate": {"points": n - 1}}, must_not=["non-finite-loss", "policy-collapse", "kl-runaway", "diverging", "at-chance"])


@case("spinningup_ppo.txt", "Spinning Up", "boxed table per epoch, right-aligned; LossPi and LossV, no total", True,
      "AverageEpRet is the reward; which of the two part losses stands for the loss is open")
def spinningup(rng):
    out = ["\033[32;1mLogging data to /data/ppo/progress.txt\033[0m", "\033[36;1mSaving config:\n\033[0m", "\033[32;1m\nNumber of parameters: \t pi: 4610, \t v: 4545\n\033[0m"]
    reward, kl, entropy = Seen(), Seen(), Seen()
    n = 50
    for e in range(n):
        t = (e + 1) / n
        rows = [("Epoch", str(e)), ("AverageEpRet", reward.add(e, f"{22 + 300 * t ** 0.8 + rng.gauss(0, 2):.3g}")), ("StdEpRet", "11.2"), ("MaxEpRet", f"{80 + 400 * t:.3g}"), ("MinEpRet", "9"), ("EpLen", f"{22 + 300 * t ** 0.8:.3g}"), ("AverageVVals", f"{30 * t:.3g}"),
                ("TotalEnvInteracts", f"{4000.0 * (e + 1):.3g}"), ("LossPi", f"{-0.01 + rng.gauss(0, 0.002):.3g}"), ("LossV", f"{noisy(rng, curve(t, 410, 150), 0.02):.3g}"), ("DeltaLossPi", f"{-0.02 + rng.gauss(0, 0.002):.3g}"), ("DeltaLossV", f"{-20 + rng.gauss(0, 2):.3g}"),
                ("Entropy", entropy.add(e, f"{0.686 - 0.1 * t:.3g}")), ("KL", kl.add(e, f"{0.011 + rng.random() / 300:.3g}")), ("ClipFrac", "0.12"), ("StopIter", "41"), ("Time", f"{3.1 * (e + 1):.3g}")]
        out.append("-" * 39)
        out += [f"| {k:>17s} | {v:>15s} |" for k, v in rows]
        out.append("-" * 39)
    return result("\n".join(out) + "\n", {"train/reward": reward.truth(steps=False), "train/kl": {"points": n}, "train/entropy": {"points": n}}, must_not=["policy-collapse", "kl-runaway", "non-finite-loss"])


@case("rsl_rl_isaaclab.log", "rsl_rl (IsaacLab)", "centred title in bold 'Learning iteration 0/1500', names right-aligned to a column, rewards by term, ETA", True,
      "Mean reward is the reward; value, surrogate and entropy losses are parts")
def rsl_rl(rng):
    out, reward = [], Seen()
    n = 45
    for i in range(n):
        t = (i + 1) / n
        out += ["#" * 80, f"\033[1m{f' Learning iteration {i}/1500 '.center(80)}\033[0m ", ""]
        rows = [("Computation:", f"{105000 + rng.randrange(9000)} steps/s (collection: 0.621s, learning 0.204s)"), ("Mean action noise std:", f"{1 - 0.4 * t:.2f}"), ("Mean value_function loss:", f"{noisy(rng, curve(t, 0.31, 0.05), 0.02):.4f}"), ("Mean surrogate loss:", f"{-0.006 + rng.gauss(0, 0.001):.4f}"),
                ("Mean entropy loss:", f"{16.9 - 6 * t:.4f}"), ("Mean reward:", reward.add(i, f"{-2 + 20 * t ** 0.8 + rng.gauss(0, 0.1):.2f}")), ("Mean episode length:", f"{40 + 900 * t:.2f}"), ("Episode_Reward/track_lin_vel_xy_exp:", f"{0.7 * t:.4f}"), ("Episode_Reward/dof_torques_l2:", f"{-0.05 - 0.02 * t:.4f}"),
                ("Episode_Termination/time_out:", f"{t:.4f}")]
        out += [f"{k:>35s} {v}" for k, v in rows]
        out += ["-" * 80, f"{'Total timesteps:':>35s} {98304 * (i + 1)}", f"{'Iteration time:':>35s} 0.83s", f"{'Time elapsed:':>35s} {hms(0.83 * (i + 1)).rjust(8, '0')}", f"{'ETA:':>35s} {hms(0.83 * (1500 - i)).rjust(8, '0')}", ""]
    return result("\n".join(out) + "\n", {"train/reward": reward.truth()}, must_not=["policy-collapse", "non-finite-loss", "reward-hacking"])


@case("leela_training.log", "Leela Chess Zero", "'step 100, lr=0.02 policy=3.1 value=0.9 mse=0.2 reg=0.4 total=4.2 (8123 pos/s)'; test lines of the same shape without total", True,
      "total is the loss; policy, value, mse and reg are parts; lines with accuracies are the test")
def leela(rng):
    out, loss = [], Seen()
    n = 100
    for i in range(1, n + 1):
        step, t = 100 * i, i / n
        policy, value, reg = noisy(rng, curve(t, 3.6, 2.1), 0.004), noisy(rng, curve(t, 1.05, 0.83), 0.003), 0.4 - 0.1 * t
        out.append(f"{when(step * 0.3):%Y-%m-%d %H:%M:%S} step {step}, lr={0.02 * min(1, step / 1000):g} policy={policy:g} value={value:g} mse={value / 4:g} reg={reg:g} total={loss.add(step, f'{policy + value + reg:g}')} ({8100 + rng.random() * 90:g} pos/s)")
        if step % 1000 == 0:
            out.append(f"{when(step * 0.3 + 9):%Y-%m-%d %H:%M:%S} step {step}, policy={policy * 1.01:g} value={value * 1.01:g} policy accuracy={20 + 30 * t:g}% value accuracy={40 + 20 * t:g}% mse={value / 4:g}")
            out.append(f"Model saved in file: /networks/128x10-{step}")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "train/learning_rate": {"points": n}}, must_not=ANY)


# --- others ----------------------------------------------------------------------------------------

@case("glove_train.log", "GloVe (Stanford)", "'05/04/24 - 10:22.33AM, iter: 001, cost: 0.071': cost is the loss, iterations padded with zeros")
def glove(rng):
    out, loss = ["TRAINING MODEL", "Read 60666468 lines.", "Initializing parameters...Using random seed 1714818153", "done.", "vector size: 50", "vocab size: 71290", "x_max: 10.000000", "alpha: 0.750000"], Seen()
    for i in range(1, 51):
        out.append(f"{when(i * 21):%m/%d/%y - %I:%M.%S%p}, iter: {i:03d}, cost: {loss.add(i, f'{noisy(rng, curve(i / 50, 0.0713, 0.0281), 0.001):.6f}')}")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth()}, must_not=ANY)


@case("diffusers_steps.log", "diffusers example (accelerate, tqdm)", "bar drawn twice per step: first with the loss of the step before, then with its own", True,
      "of the two states of a step the later one is right; step_loss of a diffusion model scatters widely")
def diffusers(rng):
    text = "05/04/2024 10:22:33 - INFO - __main__ - ***** Running training *****\n05/04/2024 10:22:33 - INFO - __main__ -   Num examples = 833\n05/04/2024 10:22:33 - INFO - __main__ -   Total optimization steps = 200\n"
    loss, n = Seen(), 200
    text += f"\rSteps:   0%|          | 0/{n} [00:00<?, ?it/s]"
    previous = ""
    for i in range(1, n + 1):
        value = f"{max(0.004, rng.gammavariate(3, 0.05) * (1 - 0.2 * i / n)):.3g}"
        head = f"\rSteps: {100 * i // n:3d}%|{bar(i, n)}| {i}/{n} [{clock(i * 1.04)}<{clock((n - i) * 1.04)},  1.04s/it"
        text += head + previous + "]"
        previous = f", lr=0.0001, step_loss={loss.add(i, value)}"
        text += head + previous + "]"
        if i % 100 == 0:
            text += f"05/04/2024 10:25:33 - INFO - accelerate.accelerator - Saving current state to sd-model/checkpoint-{i}\n"
    return result(text + "\n", {"train/loss": loss.truth(), "train/learning_rate": {"points": n}}, must_not=["diverging", "non-finite-loss", "at-chance", "overfitting"])


@case("r_keras_csv2.csv", "R keras (write.csv2)", "semicolons between, commas as decimal marks, quoted names, row names without a name, Windows line ends", True,
      "0,6931 is a number below one")
def csv2(rng):
    out, loss, val = ['"";"epoch";"loss";"accuracy";"val_loss";"val_accuracy"'], Seen(), Seen()
    n = 50
    for e in range(1, n + 1):
        t = e / n
        a, b = f"{noisy(rng, curve(t, 0.6931, 0.2), 0.005):.6f}", f"{noisy(rng, curve(t, 0.69, 0.22), 0.005):.6f}"
        loss.add(e, a)
        val.add(e, b)
        out.append(f'"{e}";{e};{a};{0.5 + 0.42 * t:.4f};{b};{0.5 + 0.41 * t:.4f}'.replace(".", ","))
    return result("\r\n".join(out) + "\r\n", {"train/loss": loss.truth(), "validation/loss": val.truth(), "validation/accuracy": {"points": n}}, must_not=ANY)


@case("go_zap_trainer.jsonl.gz", "home-made (Go, zap)", "gzip; structured log lines of several kinds, seconds since 1970 as ts", True, "only lines with msg 'step' hold a loss")
def go_zap(rng):
    out, loss, val = [json.dumps({"level": "info", "ts": 1714818153.41, "caller": "cmd/train.go:41", "msg": "starting", "params": 1240064, "lr": 0.001})], Seen(), Seen()
    n = 200
    for i in range(1, n + 1):
        t, step = i / n, i * 25
        value = round(noisy(rng, curve(t, 5.5, 1.9), 0.006), 5)
        loss.add(step, str(value))
        out.append(json.dumps({"level": "info", "ts": 1714818153.41 + step * 0.11, "caller": "train/loop.go:128", "msg": "step", "step": step, "loss": value, "lr": round(0.001 * (1 - 0.9 * t), 7), "grad_norm": round(noisy(rng, 1.4 - 0.7 * t, 0.05), 4), "tok_s": 18234.5}))
        if i % 40 == 0:
            v = round(noisy(rng, curve(t, 5.5, 1.95), 0.002), 5)
            val.add(step, str(v))
            out.append(json.dumps({"level": "info", "ts": 1714818155.0 + step * 0.11, "caller": "train/eval.go:61", "msg": "eval", "step": step, "val_loss": v}))
            out.append(json.dumps({"level": "warn", "ts": 1714818155.2 + step * 0.11, "caller": "data/queue.go:77", "msg": "queue is low", "fill": 0.11}))
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "validation/loss": val.truth(), "train/learning_rate": {"points": n}, "train/gradient_norm": {"points": n}}, must_not=ANY)


@case("pytorch_mnist_style_at_chance.txt", "PyTorch example (mnist main.py)", "'Train Epoch: 1 [6400/50000 (13%)] Loss: 2.302'; ten classes, loss at ln 10 and accuracy at 10% for ten epochs",
      note="brackets count samples; never learns")
def at_chance(rng):
    out, loss, val = [], Seen(), Seen()
    for epoch in range(1, 13):
        for k in range(0, 8):
            loss.add((epoch, k), f"{2.30259 + rng.gauss(0, 0.003):.6f}")
            out.append(f"Train Epoch: {epoch} [{k * 6400}/50000 ({100 * k * 6400 / 50000:.0f}%)]\tLoss: {loss.values[(epoch, k)]}")
        out += ["", f"Test set: Average loss: {val.add(epoch, f'{2.3026 + rng.gauss(0, 0.0003):.4f}')}, Accuracy: {1000 + rng.randrange(-4, 5)}/10000 (10%)", ""]
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(steps=False), "validation/loss": val.truth(steps=False)}, must=["at-chance"])


@case("dl4j_score_nan.log", "Deeplearning4j", "'Score at iteration 40 is 2.1': score is the loss; NaN in Java's spelling from iteration 700 on", False, "score of a model in training is its loss")
def dl4j(rng):
    out, loss = [], Seen()
    for it in range(0, 1200, 10):
        text = "NaN" if it >= 700 else repr(noisy(rng, curve(it / 1200, 2.31, 0.7), 0.01))
        loss.add(it, text)
        stamp = when(it * 0.05 + rng.random() / 100)
        out.append(f"{stamp:%H:%M:%S}.{stamp.microsecond // 1000:03d} [main] INFO  o.d.o.l.ScoreIterationListener - Score at iteration {it} is {text}")
    return result("\n".join(out) + "\n", {"train/loss": {"first": float(loss.values[0]), "first_step": 0}}, must=["non-finite-loss"])


@case("flux_julia_info.txt", "home-made (Julia, Flux)", "@info blocks drawn with box characters, colours, 'key = value' lines", True, "one block per epoch")
def flux(rng):
    out, loss, val = ["\033[36m\033[1m[ \033[22m\033[39m\033[36m\033[1mInfo: \033[22m\033[39mDataset ImageNette: 9469 train and 3925 test examples"], Seen(), Seen()
    for e in range(1, 41):
        t = e / 40
        out += [f"\033[36m\033[1m┌ \033[22m\033[39m\033[36m\033[1mInfo: \033[22m\033[39mepoch {e}", f"\033[36m\033[1m│ \033[22m\033[39m  train_loss = {loss.add(e, f'{noisy(rng, curve(t, 2.3, 0.61), 0.003):.5f}')}f0".replace("f0", ""),
                f"\033[36m\033[1m│ \033[22m\033[39m  test_loss = {val.add(e, f'{noisy(rng, curve(t, 2.28, 0.64), 0.003):.5f}')}", f"\033[36m\033[1m└ \033[22m\033[39m  test_acc = {20 + 60 * t:.2f}"]
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(steps=False), "validation/loss": val.truth(steps=False)}, must_not=ANY)


@case("wandb_chart_export.csv", "Weights & Biases (chart export)", "quoted cells, 'run name - train/loss' with __MIN and __MAX columns", True, "__MIN and __MAX are no further runs")
def wandb(rng):
    out, loss = ['"Step","lively-moon-12 - train/loss","lively-moon-12 - train/loss__MIN","lively-moon-12 - train/loss__MAX"'], Seen()
    for i in range(1, 151):
        text = loss.add(20 * i, repr(noisy(rng, curve(i / 150, 3.9, 1.6), 0.006)))
        out.append(f'"{20 * i}","{text}","{text}","{text}"')
    return result("\n".join(out) + "\n", {"train/loss": loss.truth()}, must_not=ANY)


@case("mlflow_metric_history.json", "MLflow (get_metric_history)", "one JSON list of {key, value, timestamp, step}, metrics one after the other", True, "the key tells training from validation")
def mlflow(rng):
    records, loss, val = [], Seen(), Seen()
    for i in range(80):
        value = noisy(rng, curve(i / 79, 2.2, 0.7), 0.006)
        loss.add(10 * i, repr(value))
        records.append({"key": "train_loss", "value": value, "timestamp": 1714818153418 + 4100 * i, "step": 10 * i})
    for i in range(0, 80, 8):
        value = noisy(rng, curve(i / 79, 2.2, 0.73), 0.002)
        val.add(10 * i, repr(value))
        records.append({"key": "val_loss", "value": value, "timestamp": 1714818154418 + 4100 * i, "step": 10 * i})
    return result(json.dumps(records), {"train/loss": loss.truth(), "validation/loss": val.truth()}, must_not=ANY)


@case("clearml_reported_scalars.json", "ClearML (get_reported_scalars)", "title > series > {name, x, y}; GPU monitor series beside", True, "title loss, series train and validation")
def clearml(rng):
    loss, val = Seen(), Seen()
    x = [50 * i for i in range(1, 101)]
    y = [float(loss.add(s, repr(noisy(rng, curve(s / 5000, 4.2, 1.4), 0.006)))) for s in x]
    vx = [500 * i for i in range(1, 11)]
    vy = [float(val.add(s, repr(noisy(rng, curve(s / 5000, 4.2, 1.45), 0.002)))) for s in vx]
    content = {"loss": {"train": {"name": "train", "x": x, "y": y}, "validation": {"name": "validation", "x": vx, "y": vy}}, ":monitor:gpu": {"gpu_0_utilization": {"name": "gpu_0_utilization", "x": list(range(0, 600, 30)), "y": [93.0 + rng.random() for _ in range(20)]}},
               ":monitor:machine": {"cpu_usage": {"name": "cpu_usage", "x": list(range(0, 600, 30)), "y": [11.0 + rng.random() for _ in range(20)]}}}
    return result(json.dumps(content, indent=1), {"train/loss": loss.truth(), "validation/loss": val.truth()}, must_not=ANY)


@case("aim_metrics_dataframe.csv", "Aim (metrics data frame)", "long table: one value per row, the name and the subset of the metric in columns", True, "metric.context.subset tells training from validation")
def aim(rng):
    out, loss, val = [",run.hash,metric.name,metric.context.subset,idx,step,value,epoch,time"], Seen(), Seen()
    rows = []
    for i in range(1, 121):
        rows.append(("loss", "train", i - 1, 10 * i, loss.add(10 * i, repr(noisy(rng, curve(i / 120, 2.6, 0.9), 0.006))), i / 40))
    for i in range(1, 13):
        rows.append(("loss", "val", i - 1, 100 * i, val.add(100 * i, repr(noisy(rng, curve(i / 12, 2.6, 0.93), 0.002))), i / 4))
    for i in range(1, 21):
        rows.append(("__system__cpu", "", i - 1, i, "11.5", ""))
    out += [f"{k},7f3a9c0e1b2d4e5f6a7b8c9d,{a},{b},{c},{d},{e},{f},{1714818153 + k * 1.1!r}" for k, (a, b, c, d, e, f) in enumerate(rows)]
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "validation/loss": val.truth()}, must_not=ANY)


@case("maxtext_loss_spike.log", "MaxText", "'completed step: 12, seconds: 1.2, TFLOP/s/device: 120.1, ..., loss: 3.2'; one spike from 3.6 to 10 at step 220", note="recovers within six steps")
def maxtext(rng):
    out, loss, val = ["Num_devices: 8, shape (8,)", "number parameters: 1.104 billion", "Per train step:\n Total TFLOPs: 54.62 \n split as 93.32% learnable weight flops and 6.68% attention flops"], Seen(), Seen()
    spike = {220: 10.02, 221: 8.4, 222: 6.7, 223: 5.3, 224: 4.4, 225: 3.9}
    for step in range(300):
        value = spike.get(step, curve(step / 299, 10.84, 3.3))
        out.append(f"completed step: {step}, seconds: {0.91 + rng.random() / 50:.3f}, TFLOP/s/device: {59 + rng.random():.3f}, Tokens/s/device: {8900 + rng.random() * 90:.3f}, total_weights: 65536, loss: {loss.add(step, f'{noisy(rng, value, 0.004):.3f}')}")
        if (step + 1) % 50 == 0 and step != 249:
            for k in range(2):
                out.append(f"Completed eval step {k}")
            out.append(f"eval metrics after step: {step}, loss={val.add(step, f'{noisy(rng, curve(step / 299, 10.84, 3.35), 0.002):.3f}')}, total_weights=131072.0")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "validation/loss": val.truth()}, must=["loss-spike"])


@case("paddlenlp_trainer.log", "PaddleNLP", "green prefix, 'loss: 1.2, learning_rate: 3e-05, global_step: 10, ...' with memory and speed; eval_loss lines", note="global_step is the step")
def paddlenlp(rng):
    out, loss, val, acc = [], Seen(), Seen(), Seen()

    def line(seconds, text):
        out.append(f"\033[32m[{when(seconds):%Y-%m-%d %H:%M:%S},{rng.randrange(1000):03d}] [    INFO]\033[0m - {text}\033[0m")
    line(0, "***** Running training *****")
    line(0, "  Num examples = 12,000")
    line(0, "  Total optimization steps = 600")
    n = 60
    for i in range(1, n + 1):
        step, t = 10 * i, i / n
        line(step, f"loss: {loss.add(step, f'{noisy(rng, curve(t, 2.1, 0.41), 0.006):.8f}')}, learning_rate: {3e-5 * (1 - t) + 1e-8:.4g}, global_step: {step}, current_memory_allocated: 2.4341, max_memory_reserved: 11.2, interval_runtime: 9.8123, interval_samples_per_second: 32.61, interval_steps_per_second: 1.0191, ppl: {math.exp(curve(t, 2.1, 0.41)):.6g}, progress_or_epoch: {t * 3:.4f}")
        if step % 100 == 0:
            line(step + 1, "***** Running Evaluation *****")
            line(step + 1, "  Num examples = 1200")
            line(step + 9, f"eval_loss: {val.add(step, f'{noisy(rng, curve(t, 2.1, 0.43), 0.002):.8f}')}, eval_accuracy: {acc.add(step, f'{0.4 + 0.5 * t:.6f}')}, eval_runtime: 8.1, eval_samples_per_second: 148.1, eval_steps_per_second: 4.63, progress_or_epoch: {t * 3:.4f}")
            line(step + 9, f"Saving model checkpoint to ./ckpt/checkpoint-{step}")
    return result("\n".join(out) + "\n", {"train/loss": loss.truth(), "validation/loss": val.truth(), "validation/accuracy": {"points": 6}, "train/learning_rate": {"points": n}}, must_not=ANY)


# --- no training loss ------------------------------------------------------------------------------

@case("gensim_word2vec.log", "gensim", "no loss: progress in percent, words per second, queue sizes", True, "no loss is printed; alpha, percentages and speeds are none")
def gensim(rng):
    out = ["2024-05-04 10:22:33,418 : INFO : collecting all words and their counts", "2024-05-04 10:22:35,101 : INFO : effective_min_count=5 leaves 18322 word corpus (95% of original 18911, drops 589)",
           "2024-05-04 10:22:36,007 : INFO : Word2Vec lifecycle event {'msg': 'training model with 8 workers on 18322 vocabulary and 100 features, using sg=1 hs=0 sample=0.001 negative=5 window=5'}"]
    for epoch in range(5):
        for k in range(1, 13):
            out.append(f"{when(epoch * 13 + k):%Y-%m-%d %H:%M:%S},{rng.randrange(1000):03d} : INFO : EPOCH {epoch} - PROGRESS: at {k * 8 + rng.random():.2f}% examples, {880000 + rng.randrange(9000)} words/s, in_qsize {rng.randrange(13, 17)}, out_qsize {rng.randrange(2)}")
        out.append(f"{when(epoch * 13 + 13):%Y-%m-%d %H:%M:%S},{rng.randrange(1000):03d} : INFO : EPOCH {epoch}: training on 17005207 raw words (12506280 effective words) took 13.9s, 899823 effective words/s")
    return result("\n".join(out) + "\n", nothing=True)


@case("cleanrl_stdout.txt", "CleanRL", "'global_step=140, episodic_return=[14.]' and 'SPS: 1200': rewards, no loss", True, "losses go to TensorBoard only; the console holds returns")
def cleanrl(rng):
    out, step = [], 0
    for i in range(300):
        step += rng.randrange(20, 30 + i)
        out.append(f"global_step={step}, episodic_return=[{min(500, 14 + i * 1.4 + rng.gauss(0, 6)):.0f}.]")
        if i % 6 == 0:
            out.append(f"SPS: {1200 + rng.randrange(90)}")
    return result("\n".join(out) + "\n", nothing=True)


@case("rl_games_stdout.log", "rl_games (IsaacGym)", "'fps step: 51234 ... epoch: 3/500 frames: 98304' and saved best rewards: no loss", True, "speeds and frames are no loss")
def rl_games(rng):
    out = ["self.seed = 42", "Started to train", "Exact experiment name requested from command line: cartpole", "current training device: cuda:0", "build mlp: 4", "RunningMeanStd:  (1,)"]
    for i in range(1, 121):
        out.append(f"fps step: {51000 + rng.randrange(900)} fps step and policy inference: {48000 + rng.randrange(900)} fps total: {33000 + rng.randrange(900)} epoch: {i}/500 frames: {i * 8192}")
        if i % 10 == 0:
            out.append(f"saving next best rewards:  [{i * 3.2 + rng.random():.4f}]")
            out.append("=> saving checkpoint 'runs/cartpole/nn/cartpole.pth'")
    return result("\n".join(out) + "\n", nothing=True)


@case("similarity_evaluation_sts-dev_results.csv", "sentence-transformers (evaluator)", "epoch, steps and correlations; steps -1 at the end of an epoch", True, "correlations on the dev set, no loss of any kind")
def sbert(rng):
    out = ["epoch,steps,cosine_pearson,cosine_spearman,euclidean_pearson,euclidean_spearman,manhattan_pearson,manhattan_spearman,dot_pearson,dot_spearman"]
    for epoch in range(4):
        for steps in (500, 1000, 1500, -1):
            v = [0.6 + 0.06 * epoch + 0.00002 * max(steps, 0) + rng.random() / 200 for _ in range(8)]
            out.append(f"{epoch},{steps}," + ",".join(map(repr, v)))
    return result("\n".join(out) + "\n", nothing=True)


@case("accelerate_nlp_example.log", "accelerate example (nlp_example.py)", "'epoch 0: {'accuracy': 0.68, 'f1': 0.81}' among warnings and download bars", True, "the example prints metrics of the evaluation only")
def accelerate(rng):
    out = ["Some weights of BertForSequenceClassification were not initialized from the model checkpoint at bert-base-cased and are newly initialized: ['classifier.bias', 'classifier.weight']", "You should probably TRAIN this model on a down-stream task to be able to use it for predictions and inference."]
    for k in range(0, 101, 5):
        out.append(f"Map: {k:3d}%|{bar(k, 100)}| {int(36.68 * k)}/3668 [00:0{k // 25}<00:0{4 - k // 25}, 912.31 examples/s]")
    for e in range(8):
        out.append(f"epoch {e}: {{'accuracy': {0.684 + 0.02 * e!r}, 'f1': {0.812 + 0.011 * e!r}}}")
    return result("\n".join(out) + "\n", nothing=True)


@case("ketos_accuracy.log", "kraken (ketos train, 3.x)", "progress 'stage 3/50' redrawn with carriage returns, 'Accuracy report (3) 0.9123 5123 449'", True, "edit distance accuracy on the validation set only")
def kraken(rng):
    text = "Building training set  [####################################]  1203/1203\nBuilding validation set  [####################################]  134/134\n[270.2364] alphabet mismatch: chars in training set only: {'9', 'ß'} (not included in accuracy test during training) \nInitializing model ✓\n"
    for e in range(1, 26):
        for k in (300, 800, 1203):
            text += f"\rstage {e}/50  [{'#' * (36 * k // 1203)}{'-' * (36 - 36 * k // 1203)}]  {k}/1203  " + (f"{clock((1203 - k) / 9)}" if k < 1203 else "        ")
        acc = 1 - 0.7 / e
        text += f"\nAccuracy report ({e}) {acc:0.4f} 5123 {int(5123 * (1 - acc))}\n"
    return result(text, nothing=True)


@case("docker_build.log", "Docker build", "'Step 3/24 : RUN pip install' and 'epoch' in package names: not a training log", True, "steps of a build; seconds and sizes are no loss")
def docker(rng):
    out = ["Sending build context to Docker daemon  31.74kB"]
    for i in range(1, 25):
        out += [f"Step {i}/24 : RUN pip install package-{i}==1.{i}.0", f" ---> Running in {rng.randrange(16 ** 11):012x}"]
        for k in range(3):
            out.append(f"  Downloading package_{i}_{k}-1.{i}.0-py3-none-any.whl ({rng.randrange(20, 900)} kB)")
            out.append(f"     ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ {rng.randrange(20, 900)}.{rng.randrange(9)}/{900}.0 kB {rng.random() * 20:.1f} MB/s eta 0:00:0{k}")
        out += [f"Removing intermediate container {rng.randrange(16 ** 11):012x}", f" ---> {rng.randrange(16 ** 11):012x}"]
    out += ["Successfully built 0f3a9c0e1b2d", "Successfully tagged trainer:latest"]
    return result("\n".join(out) + "\n", nothing=True)


@case("ping_watch.log", "ping", "packet loss in percent every hour: the word loss, but not a training log", True, "packet loss is no training loss")
def ping(rng):
    out = []
    for hour in range(48):
        out.append(f"--- {when(hour * 3600):%Y-%m-%d %H:%M:%S} ---")
        out.append("PING 10.0.0.1 (10.0.0.1) 56(84) bytes of data.")
        lost = rng.choice([0, 0, 0, 1, 2])
        for i in range(1, 6 - lost):
            out.append(f"64 bytes from 10.0.0.1: icmp_seq={i} ttl=63 time={0.4 + rng.random():.3f} ms")
        out += ["", "--- 10.0.0.1 ping statistics ---", f"5 packets transmitted, {5 - lost} received, {20 * lost}% packet loss, time {4000 + rng.randrange(90)}ms", f"rtt min/avg/max/mdev = 0.412/{0.6 + rng.random() / 5:.3f}/1.311/0.201 ms", ""]
    return result("\n".join(out) + "\n", nothing=True)



def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    truth = {}
    for name, tool, kind, odd, note, function in CASES:
        content, found = function(random.Random("fresh23b " + name))
        data = content.encode("utf-8") if isinstance(content, str) else content
        if name.endswith(".gz"):
            data = gzip.compress(data, mtime=0)
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)
        truth[name] = {"tool": tool, "kind": kind, "odd": odd, **found, "note": note}
    with open(os.path.join(folder, "truth.json"), "w", encoding="utf-8") as file:
        json.dump(truth, file, indent=1, ensure_ascii=False)
    print(len(truth), "files,", len({t["tool"].split(" (")[0] for t in truth.values()}), "tools")


if __name__ == "__main__":
    main()

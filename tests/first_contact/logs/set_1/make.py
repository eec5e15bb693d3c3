#!/usr/bin/env python3
"""Writes made-up training logs and truth.json.  python make.py FOLDER"""
import csv, gzip, io, json, math, os, random, sys, zlib
from datetime import datetime, timedelta

CASES = []


def case(name):
    def wrap(func):
        CASES.append((name, func))
        return func
    return wrap


def truth(tool, kind, odd=False, series=None, must=(), must_not=(), nothing=False, note=""):
    return {"tool": tool, "kind": kind, "odd": odd, "series": series or {}, "must": list(must),
            "must_not": list(must_not), "nothing": nothing, "note": note}


def num(v):
    return float(str(v).replace(",", "")) if not isinstance(v, float) else v


def ser(pairs, steps=True, ends=True, **more):
    """pairs: [(step, printed value)], the later value of a step counts."""
    d = {}
    for s, v in pairs:
        d[s] = num(v)
    keys = sorted(d)
    out = {"points": len(keys)}
    if ends:
        out["first"], out["last"] = d[keys[0]], d[keys[-1]]
    if steps:
        out["first_step"], out["last_step"] = keys[0], keys[-1]
    out.update(more)
    for k in ("first", "last"):
        if k in out and not math.isfinite(out[k]):
            out[k] = str(out[k])
    return out


def cnt(n, **more):
    return {"points": n, **more}


def falling(rng, n, hi, lo, noise=0.01, power=0.5, scale=8.0):
    """a healthy curve: falls over its whole length."""
    end = (1 + n / scale) ** -power
    out = []
    for i in range(n):
        f = ((1 + i / scale) ** -power - end) / (1 - end)
        out.append((lo + (hi - lo) * f) * (1 + rng.gauss(0, noise)))
    return out


def norms(rng, n, hi=1.6, lo=0.6, noise=0.12):
    return [(lo + (hi - lo) * math.exp(-3.0 * i / n)) * math.exp(rng.gauss(0, noise)) for i in range(n)]


def cosine(i, n, peak, warm=0.05, floor=0.0):
    w = max(1, int(n * warm))
    if i < w:
        return peak * (i + 1) / w
    return floor + (peak - floor) * 0.5 * (1 + math.cos(math.pi * (i - w) / max(1, n - w)))


def clock(seconds):
    seconds = int(seconds)
    if seconds >= 3600:
        return "%d:%02d:%02d" % (seconds // 3600, seconds // 60 % 60, seconds % 60)
    return "%02d:%02d" % (seconds // 60, seconds % 60)


def hms(seconds):
    seconds = int(seconds)
    return "%d:%02d:%02d" % (seconds // 3600, seconds // 60 % 60, seconds % 60)


BLOCKS = " ▏▎▍▌▋▊▉█"


def tq(desc, i, n, t, post="", width=10, unit="it"):
    """one tqdm bar; t = seconds per iteration."""
    frac = i / n
    full = int(frac * width * 8)
    bar = "█" * (full // 8)
    if len(bar) < width:
        bar += BLOCKS[full % 8] + " " * (width - len(bar) - 1)
    rate = "%5.2fs/%s" % (t, unit) if t >= 1 else "%5.2f%s/s" % (1 / t, unit)
    head = desc + ": " if desc else ""
    return "%s%3d%%|%s| %d/%d [%s<%s, %s%s]" % (
        head, int(100 * frac), bar, i, n, clock(i * t), clock((n - i) * t), rate, ", " + post if post else "")


def stamp(start, seconds, fmt):
    return (datetime.fromisoformat(start) + timedelta(seconds=seconds)).strftime(fmt)


def js(o):
    return json.dumps(o)


# ------------------------------------------------------------------ 1 to 15

@case("hf_v4_bars.log")
def _(rng):
    n, total = 60, 600
    loss = falling(rng, n, 2.71, 1.38, 0.008)
    gn = norms(rng, n)
    out, tr, ev = [], [], []
    out.append("Some weights of the model checkpoint were not used when initializing: ['lm_head.bias']\n")
    out.append("/opt/conda/lib/python3.10/site-packages/torch/utils/checkpoint.py:460: UserWarning: torch.utils.checkpoint: "
               "please pass in use_reentrant=True or use_reentrant=False explicitly. The default value of use_reentrant will be updated.\n")
    out.append("\r  0%|          | 0/600 [00:00<?, ?it/s]")
    for i in range(n):
        step = (i + 1) * 10
        d = {"loss": round(loss[i], 4), "grad_norm": round(gn[i], 15), "learning_rate": 5e-05 * (1 - step / total),
             "epoch": round(step / 200, 2)}
        tr.append((step, d["loss"]))
        for k in (step - 1, step):
            out.append("\r" + tq("", k, total, 1.21))
        out.append("\r" + " " * 50 + "\r" + str(d) + "\n")
        out.append("\r" + tq("", step, total, 1.21))
        if step % 200 == 0:
            for k in range(1, 6):
                out.append("\r" + tq("", k, 5, 0.21))
            e = {"eval_loss": round(loss[i] * 1.04, 15), "eval_accuracy": round(0.5 + step / 2500, 4), "eval_runtime": 10.4817,
                 "eval_samples_per_second": 47.702, "eval_steps_per_second": 0.477, "epoch": step / 200}
            ev.append((step, e["eval_loss"]))
            out.append("\r" + " " * 50 + "\r" + str(e) + "\n\r" + tq("", step, total, 1.21))
    out.append("\n{'train_runtime': 726.0041, 'train_samples_per_second': 6.612, 'train_steps_per_second': 0.826, "
               "'train_loss': %r, 'epoch': 3.0}\n" % (sum(loss) / n))
    out.append("\r" + tq("", total, total, 1.21) + "\n")
    return "".join(out), truth(
        "Hugging Face Trainer 4 console", "dict prints between carriage-return bars", True,
        {"train/loss": ser(tr, steps=False), "validation/loss": ser(ev, steps=False), "validation/accuracy": cnt(3),
         "train/learning_rate": cnt(n), "train/gradient_norm": cnt(n)}, must_not=["any"],
        note="the dicts name only the epoch (0.05 to 3.0); the bars name steps 10..600; the closing train_loss is the mean, no point")


@case("hf_v5_quoted.log")
def _(rng):
    n = 50
    loss = falling(rng, n, 0.693, 0.21, 0.012)
    gn = norms(rng, n, 4, 1.5)
    out = ["`torch_dtype` is deprecated! Use `dtype` instead!\n",
           "The tokenizer has new PAD/BOS/EOS tokens that differ from the model config and generation config. The model config and "
           "generation config were aligned accordingly, being updated with the tokenizer's values. Updated tokens: {'pad_token_id': 0}.\n"]
    tr, ev = [], []
    g = lambda v: "%.4g" % v
    for i in range(n):
        ep = (i + 1) / 10
        d = {"loss": g(loss[i]), "grad_norm": g(gn[i]), "learning_rate": g(cosine(i, n, 2e-5)), "epoch": g(ep)}
        tr.append((i, d["loss"]))
        out.append(str(d) + "\n")
        if (i + 1) % 10 == 0:
            e = {"eval_loss": g(loss[i] * 1.05 + 0.01), "eval_accuracy": g(0.6 + 0.06 * ep), "eval_f1": g(0.58 + 0.06 * ep),
                 "eval_runtime": g(3.217), "eval_samples_per_second": g(271.1), "eval_steps_per_second": g(8.703), "epoch": g(ep)}
            ev.append((i, e["eval_loss"]))
            out.append(str(e) + "\n")
            out.append("Writing model shards: 100%|██████████| 1/1 [00:00<00:00,  2.31it/s]\n")
    out.append(str({"train_runtime": g(412.3), "train_samples_per_second": g(97.01), "train_steps_per_second": g(12.13),
                    "train_loss": g(sum(loss) / n), "epoch": "5"}) + "\n")
    return "".join(out), truth(
        "Hugging Face Trainer 5 console", "numbers printed as quoted strings with four digits", True,
        {"train/loss": ser(tr, steps=False), "validation/loss": ser(ev, steps=False), "validation/accuracy": cnt(5),
         "train/learning_rate": cnt(n), "train/gradient_norm": cnt(n)}, must_not=["any"],
        note="no step is named, only the epoch 0.1 to 5; train_loss at the end is the mean")


@case("trl_sft.log")
def _(rng):
    n = 80
    loss = falling(rng, n, 1.92, 1.11, 0.012)
    gn = norms(rng, n, 1.1, 0.4)
    out = ["Adding EOS to train dataset: 100%|██████████| 4000/4000 [00:00<00:00, 21034.11 examples/s]\n",
           "Tokenizing train dataset: 100%|██████████| 4000/4000 [00:02<00:00, 1675.20 examples/s]\n",
           "Truncating train dataset: 100%|██████████| 4000/4000 [00:00<00:00, 510441.32 examples/s]\n"]
    tr = []
    for i in range(n):
        ep = round((i + 1) * 5 / 250, 2)
        d = {"loss": round(loss[i], 4), "grad_norm": gn[i], "learning_rate": cosine(i, n, 2e-4, 0.03),
             "entropy": loss[i] * 0.97 + rng.gauss(0, 0.01), "num_tokens": float((i + 1) * 81920 + rng.randrange(500)),
             "mean_token_accuracy": 0.58 + 0.13 * (1 - loss[i] / 1.92) + rng.gauss(0, 0.002), "epoch": ep}
        tr.append((i, d["loss"]))
        out.append(str(d) + "\n")
    out.append("{'train_runtime': 1203.9, 'train_samples_per_second': 5.3, 'train_steps_per_second': 0.332, 'train_loss': %r, "
               "'epoch': 1.6}\n" % (sum(loss) / n))
    return "".join(out), truth(
        "trl SFTTrainer", "dict prints with entropy and token accuracy", False,
        {"train/loss": ser(tr, steps=False), "train/learning_rate": cnt(n), "train/gradient_norm": cnt(n), "train/entropy": cnt(n)},
        must_not=["any"], note="no step named, only the epoch; entropy here is the token entropy of the model")


@case("trl_dpo_nothing_learnt.log")
def _(rng):
    n = 70
    out, tr = ["Extracting prompt in train dataset: 100%|██████████| 9000/9000 [00:00<00:00, 10233.71 examples/s]\n"], []
    for i in range(n):
        m = rng.gauss(0, 0.004)
        acc = 0.5 + rng.gauss(0, 0.03)
        c = rng.gauss(0, 0.006)
        d = {"loss": round(0.6931 - m / 2 + rng.gauss(0, 0.0008), 4), "grad_norm": 6.0 * math.exp(rng.gauss(0, 0.15)),
             "learning_rate": cosine(i, n, 5e-7, 0.1), "rewards/chosen": c, "rewards/rejected": c - m,
             "rewards/accuracies": round(acc, 4), "rewards/margins": m, "logps/chosen": -281.4 + rng.gauss(0, 9),
             "logps/rejected": -263.0 + rng.gauss(0, 9), "logits/chosen": -2.31 + rng.gauss(0, 0.05),
             "logits/rejected": -2.28 + rng.gauss(0, 0.05), "epoch": round((i + 1) / 35, 2)}
        tr.append((i, d["loss"]))
        out.append(str(d) + "\n")
    return "".join(out), truth(
        "trl DPOTrainer", "loss stays at ln 2, accuracy at one half", False,
        {"train/loss": ser(tr, steps=False), "train/learning_rate": cnt(n), "train/gradient_norm": cnt(n)},
        must=["preference-not-learnt"], must_not=["reward-hacking", "kl-runaway"],
        note="0.693 = ln 2, margins around 0, accuracies around 0.5 over two epochs")


@case("trl_kto.log")
def _(rng):
    n = 60
    loss = falling(rng, n, 0.5, 0.31, 0.012)
    out, tr = [], []
    for i in range(n):
        g = 0.5 - loss[i]
        d = {"loss": round(loss[i], 4), "grad_norm": 3 * math.exp(rng.gauss(0, 0.12)), "learning_rate": cosine(i, n, 5e-6),
             "kl": round(abs(2.0 * g + rng.gauss(0, 0.05)), 6), "rewards/chosen": 4 * g + rng.gauss(0, 0.03), "logps/chosen": -201.3 + 40 * g,
             "logits/chosen": -12811200.5 + rng.gauss(0, 2000), "rewards/rejected": -5 * g + rng.gauss(0, 0.03),
             "logps/rejected": -190.1 - 60 * g, "logits/rejected": -11902877.1 + rng.gauss(0, 2000),
             "rewards/margins": 9 * g + rng.gauss(0, 0.03), "epoch": round((i + 1) / 30, 2)}
        tr.append((i, d["loss"]))
        out.append(str(d) + "\n")
    return "".join(out), truth(
        "trl KTOTrainer", "dict prints with kl and rewards of two kinds", True,
        {"train/loss": ser(tr, steps=False), "train/learning_rate": cnt(n), "train/gradient_norm": cnt(n), "train/kl": cnt(n)},
        must_not=["preference-not-learnt", "kl-runaway", "divergence", "non-finite-loss"],
        note="KTO's loss starts at 0.5; logits are sums, hence millions")


@case("trl_grpo_kl_runaway.log")
def _(rng):
    n = 100
    out, tr = [], []
    for i in range(n):
        kl = 0.0004 * math.exp(0.12 * i) * math.exp(rng.gauss(0, 0.08))
        r = 0.30 + 0.004 * i if i < 50 else max(0.02, 0.50 - 0.014 * (i - 50))
        r += rng.gauss(0, 0.015)
        ln = 210 + rng.gauss(0, 8)
        d = {"loss": round(0.04 * kl + rng.gauss(0, 0.0004), 4), "grad_norm": 0.3 * math.exp(rng.gauss(0, 0.1)) * (1 + kl / 5),
             "learning_rate": 1e-05, "num_tokens": float((i + 1) * 51200), "completions/mean_length": round(ln, 2),
             "completions/min_length": 61.0, "completions/max_length": 512.0, "completions/clipped_ratio": round(0.05 + abs(rng.gauss(0, .01)), 4),
             "rewards/accuracy_reward/mean": round(r, 5), "rewards/accuracy_reward/std": round(0.45 + rng.gauss(0, .01), 5),
             "reward": round(r, 5), "reward_std": round(0.31 + rng.gauss(0, .01), 5), "frac_reward_zero_std": 0.125, "kl": kl,
             "clip_ratio/low_mean": 0.0, "clip_ratio/low_min": 0.0, "clip_ratio/high_mean": 0.0, "clip_ratio/high_max": 0.0,
             "clip_ratio/region_mean": 0.0, "epoch": round((i + 1) / 200, 2)}
        tr.append((i, d["loss"]))
        out.append(str(d) + "\n")
    return "".join(out), truth(
        "trl GRPOTrainer", "KL grows exponentially from 0.0004 to about 60", False,
        {"train/loss": ser(tr, steps=False), "train/reward": cnt(n), "train/kl": cnt(n), "train/gradient_norm": cnt(n),
         "train/learning_rate": cnt(n)}, must=["kl-runaway"], must_not=["loss-zero"],
        note="GRPO's loss starts at 0 by design (beta*KL), so 0.0 at the start is no fault; the epoch is rounded, several lines share one")


@case("trl_ppo.log")
def _(rng):
    n = 60
    out = ["===training policy===\n"]
    for i in range(n):
        kl = 3.0 + 5 * (1 - math.exp(-i / 25)) + rng.gauss(0, 0.15)
        sc = -1.2 + 2.4 * (1 - math.exp(-i / 30)) + rng.gauss(0, 0.06)
        d = {"eps": 0, "objective/kl": kl, "objective/entropy": 62 - 0.2 * i + rng.gauss(0, 1), "objective/non_score_reward": -0.05 * kl,
             "objective/rlhf_reward": sc - 0.05 * kl, "objective/scores": sc, "policy/approxkl_avg": abs(rng.gauss(0.01, 0.002)),
             "policy/clipfrac_avg": abs(rng.gauss(0.06, 0.01)), "loss/policy_avg": -0.015 + rng.gauss(0, 0.002),
             "loss/value_avg": 0.9 * math.exp(-i / 40) + 0.15 + rng.gauss(0, 0.01), "val/clipfrac_avg": 0.01, "policy/entropy_avg": 1.1 - 0.004 * i,
             "val/ratio": 1.0 + rng.gauss(0, 0.002), "val/ratio_var": 2.1e-05, "val/num_eos_tokens": 12, "lr": 3e-06 * (1 - i / n),
             "episode": 512 * (i + 1), "epoch": round((i + 1) / 40, 2)}
        out.append(str(d) + "\n")
    return "".join(out), truth(
        "trl PPOTrainer", "policy and value loss apart, val/ is no validation", True,
        {"train/kl": cnt(n), "train/reward": cnt(n), "train/entropy": cnt(n)},
        must_not=["kl-runaway", "policy-collapse", "divergence", "non-finite-loss", "overfitting"],
        note="no total loss is printed (policy and value part); val/ratio and val/clipfrac_avg are no validation. Several entries can be "
             "called reward (rlhf_reward, scores) and entropy")


@case("verl_collapse.log")
def _(rng):
    n = 50
    out = []
    P = "\x1b[36m(TaskRunner pid=48211)\x1b[0m "
    out.append(P + "Size of train dataloader: 58, Size of val dataloader: 1\n" + P + "Total training steps: 870\n")
    out.append("\x1b[36m(WorkerDict pid=49105)\x1b[0m Total steps: 870, num_warmup_steps: 0\n")
    out.append(P + "Training Progress:   0%|          | 0/870 [00:00<?, ?it/s]\n")
    rew, ent, gns, nval = [], [], [], 0
    for i in range(n):
        s = i + 1
        e = 0.62 * math.exp(-i / 4.5) + 0.0002 + abs(rng.gauss(0, 0.0002))
        r = (0.42 + 0.012 * i if i < 12 else 0.56 * math.exp(-(i - 12) / 4.0)) + abs(rng.gauss(0, 0.004))
        g = 0.25 * math.exp(rng.gauss(0, 0.1)) * (1 if i < 25 else 0.05)
        m = [("global_seqlen/min", rng.randrange(61000, 63000)), ("global_seqlen/max", rng.randrange(70000, 72000)),
             ("actor/entropy", e), ("actor/kl_loss", 0.001 + 0.002 * i), ("actor/kl_coef", 0.001), ("actor/pg_loss", rng.gauss(0.0, 0.01)),
             ("actor/pg_clipfrac", abs(rng.gauss(0.001, 0.0003))), ("actor/ppo_kl", rng.gauss(0, 0.0003)), ("actor/grad_norm", g),
             ("perf/mfu/actor", 0.31), ("perf/max_memory_allocated_gb", 61.38), ("actor/lr", 1e-06), ("training/global_step", s),
             ("training/epoch", i // 58), ("critic/score/mean", r), ("critic/score/max", 1.0), ("critic/score/min", 0.0),
             ("critic/rewards/mean", r), ("critic/rewards/max", 1.0), ("critic/rewards/min", 0.0), ("critic/advantages/mean", rng.gauss(0, .02)),
             ("critic/advantages/max", 2.47), ("critic/advantages/min", -2.47), ("response_length/mean", 231 + rng.gauss(0, 4)),
             ("response_length/max", 1024.0), ("response_length/clip_ratio", 0.01), ("prompt_length/mean", 104.2),
             ("timing_s/gen", 21.3 + rng.gauss(0, 1)), ("timing_s/step", 61.3 + rng.gauss(0, 1)), ("perf/throughput", 1093.4)]
        rew.append((s, r)); ent.append((s, e)); gns.append((s, g))
        if s % 10 == 0:
            m.append(("val-core/openai/gsm8k/acc/mean@1", r * 0.98)); nval += 1
        out.append(P + "step:%d - " % s + " - ".join("%s:%s" % (k, repr(v)) for k, v in m) + "\n")
        if s % 4 == 0:
            out.append(P + "Training Progress: %3d%%|%s| %d/870 [%s<%s, 61.32s/it]\n" % (s * 100 // 870, "▌         ", s, clock(s * 61), hms((870 - s) * 61)))
    return "".join(out), truth(
        "verl", "one line per step, entropy falls to 0 and the reward with it", False,
        {"train/reward": ser(rew, ends=False), "train/entropy": ser(ent), "train/gradient_norm": ser(gns), "train/learning_rate": cnt(n)},
        must=["policy-collapse"], must_not=["non-finite-loss"],
        note="entropy 0.62 to 0.0002 within 50 steps while the reward falls from 0.55 to about 0; critic/score/mean and critic/rewards/mean are equal")


@case("openrlhf_sft.log")
def _(rng):
    per, eps = 60, 3
    loss = falling(rng, per * eps, 1.61, 0.94, 0.02)
    out, tr, ev = [], [], []
    out.append("[2024-11-02 03:14:15,926] [INFO] [real_accelerator.py:203:get_accelerator] Setting ds_accelerator to cuda (auto detect)\n")
    mean = 0.0
    k = 0
    for ep in range(eps):
        d = "Train step of epoch %d" % ep
        out.append("\r%s:   0%%|          | 0/%d [00:00<?, ?it/s]" % (d, per))
        for b in range(per):
            mean = mean * 0.9 + 0.1 * loss[k] if k else loss[k]
            k += 1
            v = "%.3g" % loss[k - 1]
            post = "gpt_loss=%s, lr=%.3g, loss_mean=%.3g" % (v, cosine(k, per * eps, 5e-6, 0.03), mean)
            out.append("\r" + tq(d, b + 1, per, 1.9, post))
            tr.append((k, v))
        for b in range(1, 5):
            v = "%.3g" % (loss[k - 1] * 1.03)
            out.append("\n\rEval stage of steps %d: %3d%%|%s| %d/4 [00:0%d<00:0%d,  1.02it/s, eval gpt_loss=%s]" % (k, b * 25, "█" * (b * 10 // 4) + " " * (10 - b * 10 // 4), b, b, 4 - b, v)
                       if b == 1 else "\rEval stage of steps %d: %3d%%|%s| %d/4 [00:0%d<00:0%d,  1.02it/s, eval gpt_loss=%s]" % (k, b * 25, "█" * (b * 10 // 4) + " " * (10 - b * 10 // 4), b, b, 4 - b, v))
        ev.append((k, v))
        out.append("\nTrain epoch: %3d%%|%s| %d/%d [%s<%s, 118.02s/it]\n" % ((ep + 1) * 100 // eps, "###", ep + 1, eps, clock((ep + 1) * 118), clock((eps - ep - 1) * 118)))
    return "".join(out), truth(
        "OpenRLHF SFT", "one bar per epoch, batches counted per epoch, running mean beside the loss", True,
        {"train/loss": ser(tr), "validation/loss": ser(ev), "train/learning_rate": cnt(per * eps)}, must_not=["any"],
        note="bar position counts within the epoch: steps 1..180; loss_mean is a running mean, not the loss; the four evaluation bars of a round show the same value")


@case("llamafactory_trainer_log.jsonl")
def _(rng):
    n, total = 60, 600
    loss = falling(rng, n, 1.84, 0.92, 0.01)
    out, tr, ev = [], [], []
    for i in range(n):
        s = (i + 1) * 10
        base = {"epoch": round(s / 200, 4), "percentage": round(100 * s / total, 2), "elapsed_time": hms(s * 4.1),
                "remaining_time": hms((total - s) * 4.1)}
        d = {"current_steps": s, "total_steps": total, "loss": round(loss[i], 4), "lr": cosine(i, n, 1e-4, 0.1), **base,
             "throughput": round(2410 + rng.gauss(0, 5), 2), "total_tokens": s * 9871}
        tr.append((s, d["loss"]))
        out.append(js(d))
        if s % 100 == 0:
            e = {"current_steps": s, "total_steps": total, "eval_loss": round(loss[i] * 1.03, 6), **base, "throughput": 2401.1, "total_tokens": s * 9871}
            ev.append((s, e["eval_loss"]))
            out.append(js(e))
    out.append(js({"current_steps": total, "total_steps": total, "epoch": 3.0, "percentage": 100.0, "elapsed_time": hms(total * 4.1), "remaining_time": "0:00:00"}))
    return "\n".join(out) + "\n", truth(
        "LLaMA-Factory trainer_log.jsonl", "percentages and durations beside the loss", False,
        {"train/loss": ser(tr), "validation/loss": ser(ev), "train/learning_rate": ser([(s, 0) for s, _ in tr], ends=False)}, must_not=["any"],
        note="current_steps is the optimizer step; the last record holds no loss")


@case("msswift_logging.jsonl")
def _(rng):
    n, total = 75, 375
    loss = falling(rng, n, 1.45, 0.71, 0.012)
    gn = norms(rng, n)
    out, tr, ev, ac = [], [], [], []
    for i in range(n):
        s = (i + 1) * 5
        tail = {"epoch": round(s / 125, 6), "global_step/max_steps": "%d/%d" % (s, total), "percentage": "%.2f%%" % (100 * s / total),
                "elapsed_time": "%dm %ds" % (s * 7 // 60, s * 7 % 60), "remaining_time": "%dm %ds" % ((total - s) * 7 // 60, (total - s) * 7 % 60)}
        d = {"loss": round(loss[i], 8), "grad_norm": round(gn[i], 8), "learning_rate": round(cosine(i, n, 1e-4), 12),
             "memory(GiB)": 18.32, "train_speed(iter/s)": round(0.142 + rng.gauss(0, 0.001), 6), "token_acc": round(0.66 + 0.1 * (1 - loss[i] / 1.45), 8), **tail}
        tr.append((s, d["loss"]))
        out.append(js(d))
        if s % 75 == 0:
            e = {"eval_loss": round(loss[i] * 1.02 + 0.01, 8), "eval_token_acc": round(0.67 + s / 4000, 8), "eval_runtime": 11.71,
                 "eval_samples_per_second": 8.541, "eval_steps_per_second": 8.541, **tail}
            ev.append((s, e["eval_loss"])); ac.append((s, e["eval_token_acc"]))
            out.append(js(e))
    out.append(js({"train_runtime": 2641.2, "train_samples_per_second": 2.27, "train_steps_per_second": 0.142, "total_flos": 1.13e17,
                   "train_loss": round(sum(loss) / n, 8), "epoch": 3.0, "global_step/max_steps": "375/375", "percentage": "100.00%",
                   "elapsed_time": "44m 1s", "remaining_time": "0s"}))
    out.append(js({"last_model_checkpoint": "/out/v0/checkpoint-375", "best_model_checkpoint": "/out/v0/checkpoint-375", "best_metric": ev[-1][1],
                   "global_step": 375, "log_history": None, "memory": 18.32}))
    return "\n".join(out) + "\n", truth(
        "ms-swift logging.jsonl", "the step is the text 5/375", True,
        {"train/loss": ser(tr), "validation/loss": ser(ev), "validation/accuracy": ser(ac), "train/learning_rate": cnt(n), "train/gradient_norm": cnt(n)},
        must_not=["any"], note="global_step/max_steps holds 'step/total'; the closing train_loss is the mean and best_metric a repeat")


@case("unsloth_notebook.txt")
def _(rng):
    n = 120
    loss = falling(rng, n, 1.83, 0.88, 0.025)
    out = ["==((====))==  Unsloth - 2x faster free finetuning | Num GPUs used = 1",
           "   \\\\   /|    Num examples = 51,760 | Num Epochs = 1 | Total steps = 120",
           "O^O/ \\_/ \\    Batch size per device = 2 | Gradient accumulation steps = 4",
           "\\        /    Data Parallel GPUs = 1 | Total batch size (2 x 4 x 1) = 8",
           ' "-____-"     Trainable parameters = 41,943,040 of 8,072,204,288 (0.52% trained)',
           "Unsloth: Will smartly offload gradients to save VRAM!",
           " [120/120 08:41, Epoch 0/1]", "Step\tTraining Loss"]
    tr = []
    for i in range(n):
        v = "%.6f" % loss[i]
        tr.append((i + 1, v))
        out.append("%d\t%s" % (i + 1, v))
    return "\n".join(out) + "\n", truth(
        "unsloth (notebook table)", "tab table below a banner with numbers", True, {"train/loss": ser(tr)}, must_not=["any"],
        note="table of step and loss copied from the notebook")


@case("axolotl_loss_zero.log")
def _(rng):
    n = 60
    out = []
    for r in range(4):
        out.append("[2024-09-14 08:11:2%d,481] [INFO] [datasets.<module>:54] [PID:%d] PyTorch version 2.3.1 available." % (r, 3301 + r))
    for r in range(4):
        out.append("[2024-09-14 08:11:4%d,102] [DEBUG] [axolotl.normalize_config:79] [PID:%d] [RANK:%d] bf16 support detected, enabling for this configuration." % (r, 3301 + r, r))
    out.append("[2024-09-14 08:12:31,774] [INFO] [axolotl.train.train:178] [PID:3301] [RANK:0] Starting trainer...")
    out.append("You're using a LlamaTokenizerFast tokenizer. Please note that with a fast tokenizer, using the `__call__` method is faster.")
    tr = []
    for i in range(n):
        if i < 6:
            d = {"loss": round(2.31 - 0.03 * i + rng.gauss(0, .02), 4), "grad_norm": round(1.7 + rng.gauss(0, .1), 12)}
        else:
            d = {"loss": 0.0, "grad_norm": float("nan")}
        d["learning_rate"] = cosine(i, n, 2e-4)
        d["epoch"] = round((i + 1) / 30, 2)
        tr.append((i, d["loss"]))
        out.append(str(d))
        if i in (29, 59):
            out.append(str({"eval_loss": float("nan"), "eval_runtime": 8.9123, "eval_samples_per_second": 22.44, "eval_steps_per_second": 2.917, "epoch": round((i + 1) / 30, 2)}))
            out.append("[2024-09-14 08:%02d:02,019] [INFO] [axolotl.callbacks.on_step_end:125] [PID:3301] [RANK:0] GPU memory usage while training: 21.303GB (+1.940GB cache, +0.912GB misc)" % (20 + i // 2))
    return "\n".join(out) + "\n", truth(
        "axolotl", "loss 0.0 and gradient norm nan from the 7th record on", False,
        {"train/loss": ser(tr, steps=False), "train/learning_rate": cnt(n)},
        must=["loss-zero", "non-finite-gradients"], must_not=["plateau"],
        note="the well-known broken precision picture: loss exactly 0.0, grad_norm nan, eval_loss nan (so non-finite-loss for validation may be named too)")


@case("torchtitan_ranks.log")
def _(rng):
    steps = [1] + list(range(10, 401, 10))
    n = len(steps)
    loss = falling(rng, n, 8.14, 3.61, 0.006)
    gn = norms(rng, n, 2.5, 0.7)
    R = {"red": "\x1b[31m", "green": "\x1b[32m", "yellow": "\x1b[33m", "blue": "\x1b[34m", "magenta": "\x1b[35m", "cyan": "\x1b[36m",
         "orange": "\x1b[38;2;180;60;0m", "turq": "\x1b[38;2;54;234;195m", "reset": "\x1b[39m"}
    out, tr, g_, ev = [], [], [], []
    for r in range(4):
        out.append("[rank%d]:[titan] 2025-06-03 17:20:0%d,118 - root - INFO - Starting job: Llama 3 debug training" % (r, r))
        out.append("[rank%d]:[titan] 2025-06-03 17:20:0%d,530 - root - WARNING - ENV[TORCH_NCCL_ASYNC_ERROR_HANDLING] = 1 will be overridden to 3 based on job config" % (r, r))
    out.append("[rank0]:[titan] 2025-06-03 17:20:11,204 - root - INFO - CUDA capacity: NVIDIA H100 80GB HBM3 with 79.11GiB memory")
    out.append("[rank0]:[titan] 2025-06-03 17:20:11,910 - root - INFO - \x1b[34mModel llama3 debugmodel \x1b[31msize: 6,139,136 total parameters\x1b[39m")
    for i, s in enumerate(steps):
        t = 20 + s * 0.31
        for r in range(4):
            lv, gv = "%7.4f" % loss[i], "%7.4f" % gn[i]
            out.append("[rank%d]:[titan] %s,%03d - root - INFO - %sstep: %2d  %sloss: %s  %sgrad_norm: %s  %smemory: %5.2fGiB(%.2f%%)  %stps: %s  %stflops: %s  %smfu: %.2f%%%s" % (
                r, stamp("2025-06-03T17:20:00", t, "%Y-%m-%d %H:%M:%S"), 100 + r, R["red"], s, R["green"], lv, R["orange"], gv, R["turq"], 1.31 + r / 100, 1.65 + r / 100,
                R["blue"], format(int(71234 + rng.gauss(0, 300)), ","), R["cyan"], "%.2f" % (5.11 + rng.gauss(0, .02)), R["magenta"], 0.52, R["reset"]))
        tr.append((s, lv)); g_.append((s, gv))
        if s % 100 == 0:
            v = "%7.4f" % (loss[i] * 1.01)
            ev.append((s, v))
            for r in range(4):
                out.append("[rank%d]:[titan] %s,900 - root - INFO - %svalidate step: %2d  %sloss: %s  %smemory: %5.2fGiB(%.2f%%)  %stps: %s%s" % (
                    r, stamp("2025-06-03T17:20:00", t + 2, "%Y-%m-%d %H:%M:%S"), R["yellow"], s, R["green"], v, R["turq"], 1.4, 1.77, R["blue"], "81,220", R["reset"]))
    return "\n".join(out) + "\n", truth(
        "torchtitan", "ANSI colours, four ranks print the same step", True,
        {"train/loss": ser(tr), "train/gradient_norm": ser(g_), "validation/loss": ser(ev)}, must_not=["any"],
        note="the loss printed is the global average, equal on all ranks: one point per step")


@case("litgpt_finetune.log")
def _(rng):
    n = 200
    loss = falling(rng, n, 1.72, 0.93, 0.02)
    out = ["{'checkpoint_dir': PosixPath('checkpoints/EleutherAI/pythia-160m'),", " 'data': None,", " 'devices': 1,",
           " 'eval': EvalArgs(interval=50, max_new_tokens=100, max_iters=100, initial_validation=False, final_validation=True),",
           " 'lora_alpha': 16,", " 'precision': None,", " 'seed': 1337}", "Seed set to 1337",
           "Number of trainable parameters: 884,736", "Number of non trainable parameters: 162,322,944",
           "The longest sequence length in the train data is 512, the model's maximum sequence length is 512 and context length is 2048",
           "Validating ...", "Recommend a movie for me to watch during the weekend and explain the reason.", "Below is an instruction that describes a task.",
           "### Response: I recommend a film of 1994, it has a score of 9.3 of 10."]
    tr, ev, val = [], [], "n/a"
    for i in range(n):
        s = i + 1
        v = "%.3f" % loss[i]
        tr.append((s, v))
        out.append("Epoch %d | iter %d step %d | loss train: %s, val: %s | iter time: %.2f ms (step)" % (1 + i // 100, s, s, v, val, 181 + rng.gauss(0, 3)))
        if s % 50 == 0:
            e = "%.4f" % (loss[i] * 1.05)
            ev.append((s, e))
            out += ["Validating ...", "iter %d: val loss %s, val time: %.2f ms" % (s, e, 4120 + rng.gauss(0, 30))]
            val = "%.3f" % float(e)
    out += ["Training time: 61.32s", "Memory used: 3.91 GB", "Saving LoRA weights to '/out/lora/final/lit_model.pth.lora'"]
    return "\n".join(out) + "\n", truth(
        "LitGPT finetune_lora", "the last validation loss is repeated in every training line, n/a before", True,
        {"train/loss": ser(tr), "validation/loss": ser(ev)}, must_not=["any"],
        note="validation was measured 4 times (the 'val loss' lines); 'val: x' in training lines is a stale repeat, 'n/a' before")


# ------------------------------------------------------------------ 16 to 30

@case("nemo1_bar.log")
def _(rng):
    n, total = 50, 500
    loss = falling(rng, n, 10.9, 4.2, 0.006)
    gn = norms(rng, n, 8, 1.2)
    out = ["[NeMo I 2023-10-11 09:12:44 megatron_init:234] Rank 0 has data parallel group: [0, 1]\n",
           "[NeMo W 2023-10-11 09:12:45 nemo_logging:349] /usr/local/lib/python3.10/dist-packages/pytorch_lightning/trainer/connectors/logger_connector/result.py:431: PossibleUserWarning: It is recommended to use `self.log('global_step', ..., sync_dist=True)` when logging on epoch level in distributed setting to accumulate the metric across devices.\n      warning_cache.warn(\n\n",
           "\rEpoch 0: :   0%|          | 0/500 [00:00<?, ?it/s]"]
    tr, g_, ev, val = [], [], [], ""
    for i in range(n):
        s = (i + 1) * 10
        v, g = "%.3f" % loss[i], "%.3f" % gn[i]
        tr.append((s, v)); g_.append((s, g))
        post = "v_num=1-04, reduced_train_loss=%s, global_step=%.1f, consumed_samples=%.1f, train_step_timing in s=%.3f, grad_norm=%s" % (v, s, s * 64.0, 1.31 + rng.gauss(0, .01), g)
        if s >= 1000:
            post = post.replace("%.1f" % s, "%.2e" % s)
        out.append("\r" + tq("Epoch 0: ", s, total, 1.31, post + val))
        if s % 250 == 0:
            e = "%.3f" % (loss[i] * 1.01)
            ev.append((s, e))
            for b in (1, 2, 3, 4):
                out.append("\n\r" + tq("Validation DataLoader 0", b, 4, 0.41) if b == 1 else "\r" + tq("Validation DataLoader 0", b, 4, 0.41))
            val = ", val_loss=%s" % e
            out.append("\r" + tq("Epoch 0: ", s, total, 1.31, post + val))
            out.append("Epoch 0, global step %d: 'val_loss' reached %.5f (best %.5f), saving model to '/results/checkpoints/megatron_gpt--val_loss=%.2f-step=%d.ckpt' as top 10\n" % (s, float(e), float(e), float(e), s))
    out.append("\n`Trainer.fit` stopped: `max_steps=500` reached.\n")
    return "".join(out), truth(
        "NeMo 1 (Lightning bar)", "carriage-return bar, the old validation loss stays in the bar", True,
        {"train/loss": ser(tr), "validation/loss": ser(ev), "train/gradient_norm": ser(g_)}, must_not=["any"],
        note="global_step is printed as 10.0; val_loss stands in all later bars though measured at 250 and 500 only")


@case("nemo2.log")
def _(rng):
    n, per = 120, 60
    loss = falling(rng, n, 2.41, 1.22, 0.012)
    out = ["[NeMo I 2025-02-11 10:22:13 nemo_logging:393] Experiments will be logged at /results/2025-02-11_10-22-13",
           "[NeMo I 2025-02-11 10:22:40 nemo_logging:393] Padded vocab_size: 128256, original vocab_size: 128256, dummy tokens: 0.",
           "[NeMo W 2025-02-11 10:22:41 rerun_state_machine:1264] Implicit initialization of Rerun State Machine!"]
    tr, ev, lr, val = [], [], [], ""
    for i in range(n):
        ep, it = divmod(i, per)
        v = "%.4g" % loss[i]
        r = "%.4g" % cosine(i, n, 3e-6, 0.1)
        tr.append((i, v)); lr.append((i, r))
        line = "Training epoch %d, iteration %d/%d | lr: %s | global_batch_size: 128 | global_step: %d | reduced_train_loss: %s | train_step_timing in s: %.4g" % (ep, it, per - 1, r, i, v, 3.71 + rng.gauss(0, .02))
        if i:
            line += " | consumed_samples: %d" % (128 * (i + 1))
        out.append(line + val)
        if it == per - 1:
            for b in range(1, 5):
                out.append("Validation: iteration %d/4" % b)
            e = "%.4g" % (loss[i] * 1.02)
            ev.append((i, e))
            val = " | val_loss: %s" % e
            out.append("[NeMo I 2025-02-11 10:4%d:11 nemo_logging:393] Global Checkpoint save : Rank: 0 : Iteration: %d : Start time: 1739270%d.123s : Save duration: 8.213s" % (ep, i, ep))
    out.append("[NeMo I 2025-02-11 11:02:01 nemo_logging:393] Successfully saved checkpoint from iteration %d to /results/last" % n)
    return "\n".join(out) + "\n", truth(
        "NeMo 2 ProgressPrinter", "iteration within the epoch beside a global step that counts on", True,
        {"train/loss": ser(tr), "train/learning_rate": ser(lr)}, must_not=["any"],
        note="global_step 0..119 is the step; val_loss is a repeat of the one measured after epoch 0 (the second is never printed), so no validation series is listed")


@case("megatron_spikes_resumed.log")
def _(rng):
    n = 150
    loss = falling(rng, n, 10.4, 2.9, 0.004)
    for a in (60, 91, 122):
        for k, add in enumerate((4.4, 3.1, 1.6)):
            loss[a + k] += add
    gn = norms(rng, n, 4, 0.6)
    for a in (60, 91, 122):
        gn[a] *= 60
    out, tr, g_, ev, lrs = [], [], [], [], []
    def head(it0):
        out.extend(["using world size: 64, data-parallel size: 16, context-parallel size: 1, tensor-model-parallel size: 2, pipeline-model-parallel size: 2 ",
                    "------------------------ arguments ------------------------", "  adam_beta1 ...................................... 0.9",
                    "  clip_grad ....................................... 1.0", "  loss_scale ...................................... None",
                    "  lr .............................................. 0.0003", "  train_iters ..................................... 3000",
                    "-------------------- end of arguments ---------------------", "[before the start of training step] datetime: 2024-03-05 11:%02d:18 " % (2 if not it0 else 58)])
    def line(i, t):
        s = (i + 1) * 10
        v, g, r = "%.6E" % loss[i], "%.3f" % gn[i], "%.6E" % cosine(i, 300, 3e-4)
        tr.append((s, v)); g_.append((s, g)); lrs.append((s, r))
        out.append(" [%s] iteration %8d/%8d | consumed samples: %12d | elapsed time per iteration (ms): %.1f | throughput per GPU (TFLOP/s/GPU): %.1f | learning rate: %s | global batch size: %5d | lm loss: %s | loss scale: 1.0 | grad norm: %s | number of skipped iterations: %3d | number of nan iterations: %3d |" % (
            stamp("2024-03-05T11:03:00", t, "%Y-%m-%d %H:%M:%S"), s, 3000, s * 256, 2211.0 + rng.gauss(0, 9), 391.2, r, 256, v, g, 0, 0))
        if s % 250 == 0:
            e = loss[i] * 1.01
            ev.append((s, "%.6E" % e))
            out.append("-" * 100)
            out.append(" validation loss at iteration %d | lm loss value: %.6E | lm loss PPL: %.6E | " % (s, e, math.exp(e)))
            out.append("-" * 100)
            out.append("saving checkpoint at iteration %7d to /ckpt/gpt in torch_dist format" % s)
            out.append("  successfully saved checkpoint from iteration %7d to /ckpt/gpt [ t 0/2, p 0/2 ]" % s)
    head(0)
    for i in range(0, 105):
        line(i, i * 22)
    out.append("W0305 11:51:12.004000 139872 torch/distributed/elastic/multiprocessing/api.py:858] Sending process 3123 closing signal SIGTERM")
    head(1)
    out.append(" loading distributed checkpoint from /ckpt/gpt at iteration 1000")
    for i in range(100, 105):
        loss[i] *= 1.003
    for i in range(100, n):
        line(i, i * 22 + 900)
    return "\n".join(out) + "\n", truth(
        "Megatron-LM", "resumed run with steps 1010-1050 twice, three loss spikes", True,
        {"train/loss": ser(tr), "validation/loss": ser(ev), "train/gradient_norm": ser(g_), "train/learning_rate": ser(lrs)},
        must=["loss-spike"], must_not=["divergence", "non-finite-loss", "amp-overflow"],
        note="steps 10..1500, 150 distinct; spikes at 610-630, 920-940, 1230-1250 that recover; 'number of nan iterations: 0' is no nan")


@case("deepspeed_overflow.log")
def _(rng):
    out, tr = [], []
    out.append("[2023-05-11 21:04:02,413] [WARNING] [runner.py:190:fetch_hostfile] Unable to find hostfile, will proceed with training with local resources only.")
    out.append("[2023-05-11 21:04:19,671] [INFO] [logging.py:96:log_dist] [Rank 0] DeepSpeed info: version=0.9.2, git-hash=unknown, git-branch=unknown")
    out.append("[2023-05-11 21:04:31,010] [INFO] [config.py:964:print]   initial_dynamic_scale ........ 65536")
    scale, skipped = 65536.0, 0
    for s in range(1, 121):
        l = 6.1 - 0.004 * min(s, 20) + rng.gauss(0, 0.02)
        if s > 14 and scale > 1:
            for r in range(1):
                out.append("[2023-05-11 21:%02d:%02d,%03d] [INFO] [loss_scaler.py:188:update_scale] [deepspeed] OVERFLOW! Rank 0 Skipping step. Attempted loss scale: %s, reducing to %s" % (
                    5 + s // 30, s * 2 % 60, rng.randrange(1000), repr(int(scale)), repr(int(max(scale / 2, 1)))))
            scale = max(scale / 2, 1.0)
            skipped += 1
        elif s > 14:
            out.append("[2023-05-11 21:%02d:%02d,%03d] [INFO] [loss_scaler.py:188:update_scale] [deepspeed] OVERFLOW! Rank 0 Skipping step. Attempted loss scale: 1, reducing to 1" % (5 + s // 30, s * 2 % 60, rng.randrange(1000)))
            skipped += 1
        v = "%.6f" % l
        tr.append((s, v))
        out.append("step %d | loss %s" % (s, v))
        if s % 10 == 0:
            out.append("[2023-05-11 21:%02d:%02d,%03d] [INFO] [logging.py:96:log_dist] [Rank 0] step=%d, skipped=%d, lr=[%s], mom=[(0.9, 0.95)]" % (5 + s // 30, s * 2 % 60, rng.randrange(1000), s, skipped, repr(9.65e-06)))
            out.append("[2023-05-11 21:%02d:%02d,%03d] [INFO] [timer.py:199:stop] epoch=0/micro_step=%d/global_step=%d, RunningAvgSamplesPerSec=%.12f, CurrSamplesPerSec=%.12f, MemAllocated=4.34GB, MaxMemAllocated=11.81GB" % (
                5 + s // 30, s * 2 % 60, rng.randrange(1000), s, s, 28.3 + rng.gauss(0, .1), 28.2 + rng.gauss(0, .3)))
    return "\n".join(out) + "\n", truth(
        "DeepSpeed", "the loss scale halves down to 1, then every step is skipped", False,
        {"train/loss": ser(tr)}, must=["amp-overflow"], must_not=["non-finite-loss", "divergence"],
        note="106 skipped steps in a row; the lr is printed only in the log_dist lines, every 10 steps (12)")


@case("gpt_neox.log")
def _(rng):
    n = 80
    loss = falling(rng, n, 10.8, 3.3, 0.005)
    out, tr, ev, lrs = [], [], [], []
    out.append("10.0.0.7: [2022-08-02 18:01:27,112] [INFO] [utils.py:828:see_memory_usage] CPU Virtual Memory:  used = 71.31 GB, percent = 7.1%")
    for i in range(n):
        s = (i + 1) * 10
        v, r = "%.6E" % loss[i], "%.3E" % cosine(i, n, 6e-4)
        tr.append((s, v)); lrs.append((s, r))
        out.append("10.0.0.7:  samples/sec: %.3f | iteration %8d/%8d | elapsed time per iteration (ms): %.1f | learning rate: %s | approx flops per GPU: %.1fTFLOPS | lm_loss: %s | loss scale: %.1f | number of skipped iterations: %3d | number of nan iterations: %3d |" % (
            412.3 + rng.gauss(0, 2), s, 320000, 2483.3 + rng.gauss(0, 11), r, 51.3, v, 65536.0 if i < 50 else 131072.0, 1 if i in (0, 50) else 0, 0))
        out.append("10.0.0.7: time (ms) | forward: %.2f | backward: %.2f | optimizer: %.2f | batch generator: %.2f" % (
            811.2 + rng.gauss(0, 4), 1534.1 + rng.gauss(0, 6), 117.3 + rng.gauss(0, 1), 2.1))
        if s % 200 == 0:
            e = "%.6E" % (loss[i] * 1.012)
            ev.append((s, e))
            out.append("10.0.0.7: " + "-" * 100)
            out.append("10.0.0.7:  validation results at iteration %d | lm_loss value: %s | lm_loss_ppl value: %.6E | " % (s, e, math.exp(float(e))))
            out.append("10.0.0.7: " + "-" * 100)
    return "\n".join(out) + "\n", truth(
        "GPT-NeoX", "pdsh host prefix, loss scale that doubles, one skipped iteration", True,
        {"train/loss": ser(tr), "validation/loss": ser(ev), "train/learning_rate": ser(lrs)}, must_not=["any"],
        note="two single skipped iterations of fp16 warm-up are normal")


@case("olmo_console.log")
def _(rng):
    n = 90
    loss = falling(rng, n, 11.25, 4.9, 0.004)
    gn = norms(rng, n, 8, 0.9)
    out, tr, g_, lrs = [], [], [], []
    for i in range(n):
        s = i + 1
        t = stamp("2024-04-17T09:42:26", 12 * i, "%Y-%m-%d %H:%M:%S")
        v, g = "%.4g" % loss[i], "%.4f" % gn[i]
        tr.append((s, v)); g_.append((s, g))
        out.append("[%s] INFO     [olmo.train:816, rank=0] [step=%d/739328]" % (t, s))
        out.append("    optim/total_grad_norm=%s" % g)
        out.append("    train/CrossEntropyLoss=%s" % v)
        out.append("    train/Perplexity=%s" % format(int(math.exp(float(v))), ","))
        out.append("    throughput/total_tokens=%s" % format(4194304 * s, ","))
        if i:
            out.append("    throughput/device/tokens_per_second=%s" % format(int(45400 + rng.gauss(0, 60)), ","))
            out.append("    throughput/device/batches_per_second=%.4f" % (0.0866 + rng.gauss(0, .0002)))
        if s % 10 == 1:
            out.append("    System/Peak GPU Memory (MB)=43,309")
        if s % 45 == 0:
            out.append("[%s] INFO     [olmo.train:1002, rank=0] Saving checkpoint..." % t)
            out.append("[%s] INFO     [olmo.train:1010, rank=0] Checkpoint saved to /ckpt/step%d" % (t, s))
    return "\n".join(out) + "\n", truth(
        "OLMo", "indented blocks, perplexity and tokens with thousands separators", True,
        {"train/loss": ser(tr), "train/gradient_norm": ser(g_)}, must_not=["any"],
        note="the loss is CrossEntropyLoss, not Perplexity (76,631)")


@case("composer_llmfoundry.log")
def _(rng):
    n = 60
    loss = falling(rng, n, 11.6, 5.1, 0.006)
    out, tr, ev, lrs = [], [], [], []
    out += ["2024-01-30 04:41:18,221: rank0[4711][MainThread]: INFO: composer.utils.reproducibility: Setting seed to 17",
            "******************************", "Config:", "composer_version: 0.17.2", "num_nodes: 1", "rank_zero_seed: 17", "", "******************************"]
    for i in range(n):
        s = i + 1
        v, r = "%.4f" % loss[i], "%.4f" % (cosine(i, n, 6e-4))
        tr.append((s, v)); lrs.append((s, r))
        out.append("[batch=%d/%d]:" % (s, 4800))
        for k, w in [("time/epoch", 0), ("time/batch", i), ("time/sample", i * 256), ("time/token", i * 524288)]:
            out.append("\t Train %s: %d" % (k, w))
        out.append("\t Train trainer/device_train_microbatch_size: 16")
        out.append("\t Train loss/train/total: %s" % v)
        out.append("\t Train metrics/train/LanguageCrossEntropy: %s" % v)
        out.append("\t Train metrics/train/LanguagePerplexity: %.4f" % math.exp(float(v)))
        out.append("\t Train throughput/batches_per_sec: %.4f" % (0.41 + rng.gauss(0, .002)) if i else "\t Train time/train: 0.0000")
        out.append("\t Train lr-DecoupledAdamW/group0: %s" % r)
        if s % 20 == 0:
            for b in (1, 4, 8):
                out.append("[Eval batch=%d/8] Eval on eval data%s" % (b, "" if b < 8 else ":"))
            e = "%.4f" % (loss[i] * 1.01)
            ev.append((s, e))
            out.append("\t Eval metrics/eval/LanguageCrossEntropy: %s" % e)
            out.append("\t Eval metrics/eval/LanguagePerplexity: %.4f" % math.exp(float(e)))
    return "\n".join(out) + "\n", truth(
        "Composer / LLM Foundry ConsoleLogger", "blocks; the batch in the head counts from 1, time/batch from 0", True,
        {"train/loss": ser(tr, steps=False), "validation/loss": ser(ev, steps=False), "train/learning_rate": cnt(n)}, must_not=["any"],
        note="[batch=1/4800] and time/batch: 0 differ by one, so no step is demanded; lr with four digits rounds to 0.0000-0.0006")


@case("maxtext.log")
def _(rng):
    n = 150
    loss = falling(rng, n, 10.87, 4.3, 0.005)
    out, tr, ev = [], [], []
    out += ["2024-06-20 03:11:05.219013: E external/local_xla/xla/stream_executor/cuda/cuda_fft.cc:479] Unable to register cuFFT factory: Attempting to register factory for plugin cuFFT when one has already been registered",
            "Updating following parameters in config", "", "steps: 150", "learning_rate: 3e-05", "Found 4 devices.", "Config param adam_b1: 0.9",
            "Config param learning_rate: 3e-05", "Config param eval_interval: 50", "number parameters: 1.104 billion",
            "Per train step:", " Total TFLOPs: 13.86 ", " split as 94.54% learnable weight flops and 5.46% attention flops"]
    for i in range(n):
        v = "%.3f" % loss[i]
        tr.append((i, v))
        out.append("completed step: %d, seconds: %.3f, TFLOP/s/device: %.3f, Tokens/s/device: %.3f, total_weights: %d, loss: %s" % (
            i, 21.3 if i == 0 else 0.612 + rng.gauss(0, .002), 0.65 if i == 0 else 22.6, 385.1 if i == 0 else 13384.2 + rng.gauss(0, 40), 65471 + rng.randrange(60), v))
        if i % 50 == 0:
            out.append("To see full metrics 'tensorboard --logdir=/tmp/run/tensorboard/'")
        if (i + 1) % 50 == 0:
            e = "%.3f" % (loss[i] * 1.01)
            ev.append((i, e))
            for b in range(4):
                out.append("Completed eval step %d" % b)
            out.append("eval metrics after step: %d, loss=%s, total_weights=261884.0" % (i, e))
    return "\n".join(out) + "\n", truth(
        "MaxText", "config dump first, steps from 0", False, {"train/loss": ser(tr), "validation/loss": ser(ev)}, must_not=["any"],
        note="'Config param learning_rate' is no series")


@case("clu_flax_imagenet.log")
def _(rng):
    n = 60
    loss = falling(rng, n, 6.91, 2.8, 0.006)
    out, tr, lrs, ev, ac = [], [], [], [], []
    P = lambda t: "I" + stamp("2022-07-04T08:00:00", t, "%m%d %H:%M:%S") + ".%06d" % rng.randrange(1000000) + " 140236158318400 "
    out.append(P(0) + "xla_bridge.py:333] Unable to initialize backend 'tpu_driver': NOT_FOUND: Unable to find driver in registry given worker: ")
    out.append(P(1) + "train.py:251] JAX local devices: [TpuDevice(id=0, process_index=0, coords=(0,0,0), core_on_chip=0)]")
    out.append(P(2) + "parameter_overview.py:257] Total: 25,557,032")
    for i in range(n):
        s = (i + 1) * 100
        v, r = repr(round(loss[i], 7)), repr(round(cosine(i, n, 0.1, 0.1), 8))
        tr.append((s, v)); lrs.append((s, r))
        out.append(P(s * 0.4) + "logging_writer.py:48] [%d] steps_per_second=%.6f, train_accuracy=%.6f, train_learning_rate=%s, train_loss=%s" % (s, 2.51 + rng.gauss(0, .01), 0.001 + 0.4 * i / n, r, v))
        if s % 1000 == 0:
            e, a = repr(round(loss[i] * 1.01, 7)), "%.6f" % (0.001 + 0.42 * i / n)
            ev.append((s, e)); ac.append((s, a))
            out.append(P(s * 0.4 + 9) + "train.py:376] eval epoch: %d, loss: %.4f, accuracy: %.2f" % (s // 1000 - 1, float(e), float(a) * 100))
            out.append(P(s * 0.4 + 9) + "logging_writer.py:48] [%d] eval_accuracy=%s, eval_loss=%s" % (s, a, e))
            out.append(P(s * 0.4 + 11) + "checkpoints.py:120] Saving checkpoint at step: %d" % s)
    return "\n".join(out) + "\n", truth(
        "clu / flax imagenet example", "absl prefix, step in brackets, evaluation printed twice", True,
        {"train/loss": ser(tr), "train/learning_rate": ser(lrs), "validation/loss": ser(ev), "validation/accuracy": ser(ac, ends=False)}, must_not=["any"],
        note="the line 'eval epoch: 0, loss: ...' repeats the evaluation at the same moment with 4 digits (accuracy in percent); 6 evaluations")


@case("fairseq_old.log")
def _(rng):
    eps, per = 6, 1200
    n = eps * 12
    loss = falling(rng, n, 11.2, 4.4, 0.006)
    gn = norms(rng, n, 3, 0.9)
    out, tr, g_, lrs, ev = [], [], [], [], []
    out += ["| distributed init (rank 0): tcp://localhost:13571", "Namespace(adam_betas='(0.9, 0.98)', arch='transformer_iwslt_de_en', clip_norm=0.0, lr=[0.0005], max_epoch=6)",
            "| [de] dictionary: 8848 types", "| model transformer_iwslt_de_en, criterion LabelSmoothedCrossEntropyCriterion", "| num. model params: 39469056 (num. trained: 39469056)"]
    k = 0
    for ep in range(1, eps + 1):
        for b in range(0, per, 100):
            u = (ep - 1) * per + b + 1
            v, g, r = "%.3f" % loss[k], "%.3f" % gn[k], "%.6g" % (1.25e-07 + 5e-4 * min(1, u / 4000))
            k += 1
            tr.append((u, v)); g_.append((u, g)); lrs.append((u, r))
            out.append("| epoch %03d:  %5d / %d loss=%s, nll_loss=%.3f, ppl=%.2f, wps=%d, ups=%d, wpb=3571.012, bsz=145.213, num_updates=%d, lr=%s, gnorm=%s, clip=0.000, oom=0.000, wall=%d, train_wall=%d" % (
                ep, b, per, v, float(v) * 0.94, 2 ** (float(v) * 0.94), 41213 + rng.gauss(0, 200), 11, u, r, g, u // 11 + 9, u // 11))
        avg = sum(loss[k - 12:k]) / 12
        out.append("| epoch %03d | loss %.3f | nll_loss %.3f | ppl %.2f | wps 41213 | ups 11 | wpb 3571.012 | bsz 145.213 | num_updates %d | lr %.6g | gnorm 1.214 | clip 0.000 | oom 0.000 | wall %d | train_wall %d" % (
            ep, avg, avg * 0.94, 2 ** (avg * 0.94), ep * per, 1.25e-07 + 5e-4 * min(1, ep * per / 4000), ep * per // 11 + 9, ep * per // 11))
        e = "%.3f" % (loss[k - 1] * 1.005)
        ev.append((ep * per, e))
        out.append("| epoch %03d | valid on 'valid' subset | loss %s | nll_loss %.3f | ppl %.2f | num_updates %d" % (ep, e, float(e) * .94, 2 ** (float(e) * .94), ep * per) + (" | best_loss %.5f" % float(e) if ep > 1 else ""))
        out.append("| saved checkpoint checkpoints/checkpoint%d.pt (epoch %d @ %d updates) (writing took 1.1420 seconds)" % (ep, ep, ep * per))
    return "\n".join(out) + "\n", truth(
        "fairseq (old format)", "batch lines, epoch means and validation share the bar syntax", True,
        {"train/loss": ser(tr), "validation/loss": ser(ev)}, must_not=["any"],
        note="72 batch lines at num_updates 1..7101; the 6 'epoch | loss' lines (num_updates 1200, ...) are epoch means of the same loss: doubtful if a tool "
             "keeps them as points of the same series (78); best_loss is no point")


@case("fairseq_json.log")
def _(rng):
    n = 75
    loss = falling(rng, n, 14.1, 6.2, 0.006)
    gn = norms(rng, n, 2.5, 0.8)
    out, tr, g_, ev, lrs = [], [], [], [], []
    T = lambda t: stamp("2022-03-09T14:00:00", t, "%Y-%m-%d %H:%M:%S")
    out.append(T(0) + " | INFO | fairseq_cli.train | {'_name': None, 'common': {'_name': None, 'no_progress_bar': False, 'log_interval': 200, 'log_format': 'json', 'seed': 1, 'fp16': True}}")
    out.append(T(1) + " | INFO | fairseq_cli.train | num. shared model params: 95,044,608 (num. trained: 95,044,608)")
    out.append(T(2) + " | INFO | fairseq.trainer | begin training epoch 1")
    for i in range(n):
        u = (i + 1) * 200
        ep = 1 + (u - 1) // 5000
        v, g, r = "%.3f" % loss[i], "%.3f" % gn[i], "%.6g" % cosine(i, n, 5e-4, 0.1)
        tr.append((u, v)); g_.append((u, g)); lrs.append((u, r))
        out.append(T(u // 4) + " | INFO | train_inner | " + js({"epoch": ep, "update": round(u / 5000, 3), "loss": v, "nll_loss": "%.3f" % (float(v) * .9), "ppl": "%.2f" % (2 ** (float(v) * .9)),
                   "wps": "%.1f" % (51211 + rng.gauss(0, 90)), "ups": "4.01", "wpb": "12781.2", "bsz": "244.1", "num_updates": str(u), "lr": r, "gnorm": g,
                   "clip": "12", "loss_scale": "64", "train_wall": "49", "gb_free": "11.3", "wall": str(u // 4)}))
        if u % 5000 == 0:
            e = "%.3f" % (loss[i] * 1.01)
            ev.append((u, e))
            out.append(T(u // 4 + 1) + " | INFO | fairseq_cli.train | begin validation on \"valid\" subset")
            out.append(T(u // 4 + 40) + " | INFO | valid | " + js({"epoch": ep, "valid_loss": e, "valid_nll_loss": "%.3f" % (float(e) * .9), "valid_ppl": "%.2f" % (2 ** (float(e) * .9)),
                       "valid_wps": "141003", "valid_wpb": "1599.2", "valid_bsz": "31.4", "valid_num_updates": str(u)}))
            avg = "%.3f" % (sum(loss[i - 24:i + 1]) / 25)
            out.append(T(u // 4 + 41) + " | INFO | train | " + js({"epoch": ep, "train_loss": avg, "train_nll_loss": "%.3f" % (float(avg) * .9), "train_ppl": "410.1", "train_wps": "51020.1",
                       "train_ups": "4.0", "train_num_updates": str(u), "train_lr": r, "train_gnorm": "1.103", "train_loss_scale": "64", "train_wall": "1220", "train_gb_free": "11.3", "train_wall2": "0"}))
            out.append(T(u // 4 + 44) + " | INFO | fairseq.trainer | begin training epoch %d" % (ep + 1))
    return "\n".join(out) + "\n", truth(
        "fairseq (json log format)", "numbers quoted, train_inner beside epoch means", True,
        {"train/loss": ser(tr), "validation/loss": ser(ev), "train/gradient_norm": cnt(n), "train/learning_rate": cnt(n)}, must_not=["any"],
        note="train_inner records are the training loss (75); the three 'train' records are epoch means at updates 5000, 10000, 15000, where an inner record stands too")


@case("espnet2_train.log")
def _(rng):
    eps, per = 8, 500
    out, tr, ev, k = [], [], [], 0
    loss = falling(rng, eps * 5, 182.0, 38.0, 0.006)
    H = lambda t: "[gpu04] " + stamp("2022-11-08T01:00:00", t, "%Y-%m-%d %H:%M:%S,%f")[:-3] + " "
    out.append("# python3 -m espnet2.bin.asr_train --use_preprocessor true --bpemodel data/token_list/bpe.model --ngpu 1 ")
    out.append("# Started at Tue Nov  8 00:59:11 UTC 2022")
    out.append("#")
    out.append(H(0) + "(asr:490) INFO: Vocabulary size: 5000")
    out.append(H(2) + "(trainer:284) INFO: 1/%depoch started" % eps)
    for ep in range(1, eps + 1):
        part = []
        for q in range(5):
            a, b = q * 100 + 1, q * 100 + 100
            v = "%.3f" % loss[k]
            k += 1
            part.append(float(v))
            tr.append(((ep - 1) * per + b, v))
            out.append(H(k * 71) + "(trainer:732) INFO: %depoch:train:%d-%dbatch: iter_time=%.3e, forward_time=0.146, loss_ctc=%.3f, loss_att=%.3f, acc=%.3f, loss=%s, backward_time=0.131, optim_step_time=0.069, optim0_lr0=%.3e, train_time=0.702" % (
                ep, a, b, abs(rng.gauss(1e-4, 2e-5)), float(v) * 1.2, float(v) * 0.914, 0.1 + 0.6 * k / 40, v, 2e-3 * min(1, k / 25)))
        e = "%.3f" % (loss[k - 1] * 1.02)
        ev.append((ep, e))
        m = sum(part) / 5
        out.append(H(k * 71 + 30) + "(trainer:338) INFO: %depoch results: [train] iter_time=1.102e-04, forward_time=0.146, loss_ctc=%.3f, loss_att=%.3f, acc=%.3f, loss=%.3f, backward_time=0.131, optim_step_time=0.069, optim0_lr0=%.3e, train_time=0.702, time=5 minutes and 51.31 seconds, total_count=%d, gpu_max_cached_mem_GB=14.221, [valid] loss_ctc=%.3f, cer_ctc=%.3f, loss_att=%.3f, acc=%.3f, cer=0.312, wer=0.921, loss=%s, time=11.02 seconds, total_count=%d, gpu_max_cached_mem_GB=14.221" % (
            ep, m * 1.2, m * .914, 0.1 + 0.6 * k / 40, m, 2e-3 * min(1, k / 25), ep * per, float(e) * 1.2, 0.6 - 0.05 * ep, float(e) * .914, 0.2 + 0.6 * ep / eps, e, ep * 61))
        out.append(H(k * 71 + 33) + "(trainer:386) INFO: The best model has been updated: valid.acc")
        if ep < eps:
            out.append(H(k * 71 + 34) + "(trainer:272) INFO: %d/%depoch started. Estimated time to finish: %d minutes and 12.11 seconds" % (ep + 1, eps, (eps - ep) * 6))
    out.append("# Accounting: time=2921 threads=1")
    return "\n".join(out) + "\n", truth(
        "ESPnet2", "parts (CTC, attention) before the total, epoch results with both splits in one line", True,
        {"train/loss": cnt(40, first=num(tr[0][1])), "validation/loss": ser(ev, steps=False), "validation/accuracy": cnt(eps)}, must_not=["any"],
        note="40 'train:a-bbatch' lines; the [train] part of 8 results lines are epoch means. Batches per epoch are known only from total_count, so steps are left out. "
             "The last value is left out since the epoch mean may come after it")


@case("icefall_ddp.log")
def _(rng):
    eps = 3
    out, cntn, ev = [], 0, []
    T = lambda t: stamp("2022-06-13T10:30:00", t, "%Y-%m-%d %H:%M:%S") + ",%03d INFO " % rng.randrange(1000)
    pts = 0
    batches = list(range(0, 700, 50))
    loss = falling(rng, eps * len(batches), 7.6, 0.42, 0.006)
    k = 0
    for r in range(4):
        out.append(T(r) + "[train.py:903] (%d/4) Training started" % r)
        out.append(T(r) + "[train.py:913] (%d/4) Device: cuda:%d" % (r, r))
    for ep in range(1, eps + 1):
        for b in batches:
            for r in range(4):
                lv = loss[k] * (1 + rng.gauss(0, 0.03))
                tl = loss[k]
                fr = rng.randrange(7000, 8400)
                out.append(T(30 * k + 10) + "[train.py:812] (%d/4) Epoch %d, batch %d, loss[loss=%.4g, simple_loss=%.4g, pruned_loss=%.4g, over %.2f frames.], tot_loss[loss=%.4g, simple_loss=%.4g, pruned_loss=%.4g, over %.2f frames.], batch size: %d, lr: %.2e" % (
                    r, ep, b, lv, lv * .7, lv * 1.0, fr, tl, tl * .7, tl, 1431210.11 + 1000 * r, rng.randrange(20, 41), 3e-3 / math.sqrt(1 + k / 10)))
            k += 1
        e = loss[k - 1] * 1.01
        for r in range(4):
            out.append(T(30 * k) + "[train.py:837] (%d/4) Computing validation loss" % r)
            out.append(T(30 * k + 9) + "[train.py:846] (%d/4) Epoch %d, validation: loss=%.4g, simple_loss=%.4g, pruned_loss=%.4g, over 944034.00 frames. " % (r, ep, e, e * .7, e))
        ev.append(float("%.4g" % e))
    return "\n".join(out) + "\n", truth(
        "k2 / icefall", "four ranks, nested brackets with parts, batches counted per epoch with an unknown total", True,
        {"train/loss": cnt(k), "validation/loss": cnt(eps, first=ev[0], last=ev[-1]), "train/learning_rate": cnt(k)}, must_not=["any"],
        note="42 distinct (epoch, batch); ranks differ in loss[], tot_loss[] is equal on all ranks; the batches per epoch are not printed, so no steps and no first/last")


@case("speechbrain_train_log.txt")
def _(rng):
    n = 25
    tr_ = falling(rng, n, 3.21, 0.82, 0.008)
    out, tr, ev, lrs = [], [], [], []
    for i in range(n):
        v, e, r = "%.2f" % tr_[i], "%.2f" % (tr_[i] * 1.04), "%.2e" % (1e-3 * 0.96 ** i)
        tr.append((i + 1, v)); ev.append((i + 1, e)); lrs.append((i + 1, r))
        out.append("epoch: %d, lr: %s, steps: %d, optimizer: Adam - train loss: %s - valid loss: %s, valid ACC: %.2e, valid CER: %.2f, valid WER: %.2f" % (i + 1, r, (i + 1) * 1403, v, e, 0.3 + 0.02 * i, 60 - 2.1 * i, 90 - 2.9 * i))
    out.append("Epoch loaded: 25 - test loss: 9.11e-01, test ACC: 8.10e-01, test CER: 8.91, test WER: 17.21")
    return "\n".join(out) + "\n", truth(
        "SpeechBrain train_log.txt", "epoch lines with two splits and a test line at the end", False,
        {"train/loss": ser(tr, steps=False), "validation/loss": ser(ev, steps=False), "train/learning_rate": cnt(n), "validation/accuracy": cnt(n)}, must_not=["any"],
        note="both epoch (1..25) and steps (1403..35075) are in the line: the step may be either. The test line is no validation point")


@case("marian.log")
def _(rng):
    n = 80
    loss = falling(rng, n, 9.98, 3.1, 0.006)
    out, tr, lrs, ev = [], [], [], []
    T = lambda t: "[" + stamp("2021-09-21T19:00:00", t, "%Y-%m-%d %H:%M:%S") + "] "
    out += [T(0) + "[marian] Marian v1.10.0 6f6d484 2021-02-06 15:35:16 -0800", T(0) + "[config] after-epochs: 0", T(0) + "[config] cost-type: ce-mean-words",
            T(0) + "[config] learn-rate: 0.0003", T(0) + "[config] lr-warmup: 16000", T(0) + "[config] valid-metrics:", T(0) + "[config]   - cross-entropy", T(0) + "[config]   - bleu",
            T(4) + "[data] Setting vocabulary size for input 0 to 32,000", T(11) + "Training started", T(12) + "[memory] Reserving 180 MB, device gpu0"]
    for i in range(n):
        u = (i + 1) * 500
        ep = 1 + u // 14000
        v = "%.8f" % loss[i]
        r = "%.4e" % (3e-4 * min(1, u / 16000))
        tr.append((u, v)); lrs.append((u, r))
        out.append(T(u // 3) + "Ep. %d : Up. %d : Sen. %s : Cost %s * %s after %s : Time %.2fs : %.2f words/s : L.r. %s" % (
            ep, u, format(u * 413 % 5800000, ","), v, format(5012345 + rng.randrange(9999), ","), format(u * 10021, ","), 171 + rng.gauss(0, 1), 29311 + rng.gauss(0, 90), r))
        if u % 5000 == 0:
            e = "%.5f" % (loss[i] * 1.01)
            ev.append((u, e))
            out.append(T(u // 3 + 20) + "[valid] Ep. %d : Up. %d : ce-mean-words : %s : new best" % (ep, u, e))
            out.append(T(u // 3 + 44) + "[valid] Ep. %d : Up. %d : bleu : %.4f : new best" % (ep, u, 1.2 + u / 1600))
            out.append(T(u // 3 + 45) + "Saving model weights and runtime parameters to model/model.npz.best-ce-mean-words.npz")
    return "\n".join(out) + "\n", truth(
        "Marian", "colon-separated fields, cost times words, thousands separators", True,
        {"train/loss": ser(tr), "train/learning_rate": ser(lrs), "validation/loss": ser(ev)}, must_not=["any"],
        note="Cost is the loss, Up. the step; '[config] learn-rate' is no series; BLEU is no loss")


# ------------------------------------------------------------------ 31 to 46

@case("paddleocr_train.log")
def _(rng):
    n, per, eps = 80, 200, 8
    loss = falling(rng, n, 31.2, 2.1, 0.01)
    out, tr, lrs, ac = [], [], [], []
    T = lambda t: "[" + stamp("2022-08-16T11:20:00", t, "%Y/%m/%d %H:%M:%S") + "] ppocr INFO: "
    out += [T(0) + "Architecture : ", T(0) + "    Backbone : ", T(0) + "        name : MobileNetV1Enhance", T(0) + "        scale : 0.5", T(0) + "Loss : ", T(0) + "    loss_config_list : ",
            T(0) + "            CTCLoss : None", T(0) + "Optimizer : ", T(0) + "    lr : ", T(0) + "        learning_rate : 0.001", T(1) + "train dataloader has 200 iters", T(1) + "valid dataloader has 12 iters"]
    for i in range(n):
        s = (i + 1) * 20
        v, r = "%.6f" % loss[i], "%.6f" % cosine(i, n, 1e-3)
        tr.append((s, v)); lrs.append((s, r))
        out.append(T(s) + "epoch: [%d/%d], global_step: %d, lr: %s, acc: %.6f, norm_edit_dis: %.6f, CTCLoss: %.6f, SARLoss: %.6f, loss: %s, avg_reader_cost: %.5f s, avg_batch_cost: %.5f s, avg_samples: 128.0, ips: %.5f samples/s, eta: %s" % (
            (s - 1) // per + 1, eps, s, r, min(.99, .9 * i / n), min(.99, .3 + .6 * i / n), loss[i] * .8, loss[i] * .2, v, 0.0213, 0.312, 410.1 + rng.gauss(0, 3), hms((1600 - s) * .31)))
        if s % per == 0:
            a = "%.16g" % (0.1 + 0.75 * i / n)
            ac.append((s, a))
            out.append("eval model:: 100%|##########| 12/12 [00:04<00:00,  2.71it/s]")
            out.append(T(s + 5) + "cur metric, acc: %s, norm_edit_dis: %.16g, fps: 1131.2" % (a, min(.99, .35 + .6 * i / n)))
            out.append(T(s + 6) + "save best model is to ./output/rec/best_accuracy")
            out.append(T(s + 6) + "best metric, acc: %s, is_float16: False, norm_edit_dis: %.16g, fps: 1131.2, best_epoch: %d" % (a, min(.99, .35 + .6 * i / n), s // per))
    return "\n".join(out) + "\n", truth(
        "PaddleOCR", "parts CTCLoss and SARLoss before the total", True,
        {"train/loss": ser(tr), "train/learning_rate": ser(lrs), "validation/accuracy": cnt(8)}, must_not=["any"],
        note="acc in the batch lines is training accuracy; 'cur metric' is the evaluation (8), 'best metric' its repeat")


@case("paddledet_train.log")
def _(rng):
    per, eps = 250, 6
    n = per // 50 * eps * 1
    loss = falling(rng, n, 14.2, 3.9, 0.008)
    out, tr, lrs, k = [], [], [], 0
    for ep in range(eps):
        for b in range(0, per, 50):
            s = ep * per + b
            v, r = "%.6f" % loss[k], "%.6f" % (0.000333 + 0.0001 * min(k, 20))
            k += 1
            tr.append((s, v)); lrs.append((s, r))
            out.append("[%s] ppdet.engine INFO: Epoch: [%d] [%3d/%d] learning_rate: %s loss_xy: %.6f loss_wh: %.6f loss_obj: %.6f loss_cls: %.6f loss: %s eta: %s batch_cost: %.4f data_cost: %.4f ips: %.4f images/s" % (
                stamp("2021-12-01T07:10:00", s, "%m/%d %H:%M:%S"), ep, b, per, r, loss[k - 1] * .1, loss[k - 1] * .15, loss[k - 1] * .5, loss[k - 1] * .25, v, hms((eps * per - s) * .8), .8012, .0021, 9.98))
        out.append("[%s] ppdet.utils.checkpoint INFO: Save checkpoint: output/yolov3_darknet53_270e_coco" % stamp("2021-12-01T07:10:00", ep * per + per, "%m/%d %H:%M:%S"))
        if ep % 2 == 1:
            out.append("[%s] ppdet.engine INFO: Eval iter: 0" % stamp("2021-12-01T07:10:00", ep * per + per + 5, "%m/%d %H:%M:%S"))
            out += [" Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = %.3f" % (.02 * ep + .01), " Average Precision  (AP) @[ IoU=0.50      | area=   all | maxDets=100 ] = %.3f" % (.05 * ep + .02),
                    " Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=  1 ] = %.3f" % (.03 * ep)]
            out.append("[%s] ppdet.engine INFO: Total sample number: 5000, averge FPS: 23.112" % stamp("2021-12-01T07:10:00", ep * per + per + 40, "%m/%d %H:%M:%S"))
            out.append("[%s] ppdet.engine INFO: Best test bbox ap is %.3f." % (stamp("2021-12-01T07:10:00", ep * per + per + 41, "%m/%d %H:%M:%S"), .02 * ep + .01))
    return "\n".join(out) + "\n", truth(
        "PaddleDetection", "epoch and batch in brackets, both from 0, four parts and the total", True,
        {"train/loss": ser(tr), "train/learning_rate": ser(lrs)}, must_not=["any"],
        note="epoch*250+batch: 0..1450; epochs count from 0 here, so (epoch-1)*total would be wrong")


@case("mmdet2_exploding.log")
def _(rng):
    per = 2000
    n = 80
    loss, gn = [], []
    for i in range(n):
        if i < 50:
            l, g = 1.1 - 0.008 * i, 9.0
        else:
            l, g = 0.7 * math.exp(0.11 * (i - 50)), 9.0 * math.exp(0.45 * (i - 50))
        loss.append(l * math.exp(rng.gauss(0, 0.015))); gn.append(g * math.exp(rng.gauss(0, 0.1)))
    out, tr, g_, lrs = [], [], [], []
    T = lambda t: stamp("2021-05-19T16:13:31", t, "%Y-%m-%d %H:%M:%S") + ",418 - mmdet - INFO - "
    out += [T(0) + "Environment info:", "-" * 60, "sys.platform: linux", "GPU 0,1: Tesla V100-SXM2-32GB", "PyTorch: 1.8.1+cu102", "-" * 60, T(1) + "Distributed training: False",
            T(1) + "workflow: [('train', 1)], max: 12 epochs", T(1) + "Set random seed to 0, deterministic: False"]
    for i in range(n):
        s = (i + 1) * 50
        ep, b = (s - 1) // per + 1, (s - 1) % per + 1
        v, g, r = "%.4f" % loss[i], "%.4f" % gn[i], "%.3e" % (2e-2 * min(1, s / 500))
        tr.append((s, v)); g_.append((s, g)); lrs.append((s, r))
        out.append(T(s * .4) + "Epoch [%d][%d/%d]\tlr: %s, eta: %s, time: 0.412, data_time: 0.010, memory: 3764, loss_rpn_cls: %.4f, loss_rpn_bbox: %.4f, loss_cls: %.4f, acc: %.4f, loss_bbox: %.4f, loss: %s, grad_norm: %s" % (
            ep, b, per, r, ("1 day, " if i < 20 else "") + hms((24000 - s) * .41 % 86400), loss[i] * .1, loss[i] * .05, loss[i] * .45, 91.3, loss[i] * .4, v, g))
        if s % per == 0:
            out.append(T(s * .4 + 2) + "Saving checkpoint at %d epochs" % ep)
            out.append("[>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>] 5000/5000, 22.1 task/s, elapsed: 226s, ETA:     0s")
            out.append(T(s * .4 + 300) + "Epoch(val) [%d][5000]\tbbox_mAP: 0.0310, bbox_mAP_50: 0.0710, bbox_mAP_75: 0.0220, bbox_mAP_copypaste: 0.031 0.071 0.022 0.008 0.031 0.042" % ep)
    return "\n".join(out) + "\n", truth(
        "mmcv 1 (mmdet 2)", "gradient norm grows from 9 to millions and the loss with it", False,
        {"train/loss": ser(tr), "train/gradient_norm": ser(g_), "train/learning_rate": ser(lrs)}, must=["exploding-gradients"], must_not=["non-finite-loss"],
        note="steps (epoch-1)*2000+iter; divergence is right as well (loss 0.7 to about 17)")


@case("mmengine_scalars_resumed.json")
def _(rng):
    per, n = 200, 60
    loss = falling(rng, n, 4.7, 1.1, 0.008)
    out, tr, lrs, ac = [], [], [], []
    def block(i):
        s = (i + 1) * 20
        ep = (s - 1) // per + 1
        d = {"lr": cosine(i, n, 0.1), "data_time": round(0.01 + abs(rng.gauss(0, .002)), 6), "loss": round(loss[i], 6), "time": round(0.31 + rng.gauss(0, .003), 6), "epoch": ep, "iter": s, "memory": 4121, "step": s}
        tr.append((s, d["loss"])); lrs.append((s, d["lr"]))
        out.append(js(d))
        if s % per == 0:
            a = round(15 + 52 * ep / 6 + rng.gauss(0, .2), 4)
            ac.append((ep, a))
            out.append(js({"accuracy/top1": a, "accuracy/top5": round(min(99, a + 22), 4), "data_time": 0.021, "time": 0.102, "step": ep}))
    for i in range(38):
        block(i)
    for i in range(30, 38):
        loss[i] *= 1 + rng.gauss(0, 0.006)
    for i in range(30, n):
        block(i)
    return "\n".join(out) + "\n", truth(
        "mmengine vis_data/scalars.json", "resumed at iteration 600 after 760; evaluation records whose step is the epoch", True,
        {"train/loss": ser(tr), "train/learning_rate": ser(lrs), "validation/accuracy": cnt(len({s for s, _ in ac}))}, must_not=["any"],
        note="JSON lines in a .json file; steps 620-760 stand twice, the later counts; the evaluation's step 1..6 is the epoch and must not reorder the loss")


@case("detectron2.log")
def _(rng):
    n = 90
    loss = falling(rng, n, 2.31, 0.62, 0.012)
    out, tr, lrs = [], [], []
    C = lambda t, m: "\x1b[32m[%s %s]: \x1b[0m" % (stamp("2023-02-14T10:02:00", t, "%m/%d %H:%M:%S"), m)
    out.append(C(0, "d2.engine.defaults") + "Model:")
    out += ["GeneralizedRCNN(", "  (backbone): FPN(", "    (fpn_lateral2): Conv2d(256, 256, kernel_size=(1, 1), stride=(1, 1))", "  )", ")"]
    out.append("\x1b[5m\x1b[31mWRN\x1b[0m Skip loading parameter 'roi_heads.box_predictor.cls_score.weight' to the model due to incompatible shapes: (81, 1024) in the checkpoint but (4, 1024) in the model!")
    out.append(C(4, "d2.engine.train_loop") + "Starting training from iteration 0")
    for i in range(n):
        s = 20 * i + 19
        v, r = "%.4g" % loss[i], "%.5g" % (2.5e-4 * min(1, s / 1000))
        tr.append((s, v)); lrs.append((s, r))
        out.append(C(s * .4 + 5, "d2.utils.events") + " eta: %s  iter: %d  total_loss: %s  loss_cls: %.4g  loss_box_reg: %.4g  loss_mask: %.4g  loss_rpn_cls: %.4g  loss_rpn_loc: %.4g    time: %.4f  last_time: %.4f  data_time: %.4f  last_data_time: %.4f   lr: %s  max_mem: 3451M" % (
            hms((1800 - s) * .4), s, v, loss[i] * .35, loss[i] * .25, loss[i] * .3, loss[i] * .05, loss[i] * .05, .4012, .4 + rng.gauss(0, .01), .0083, .0061, r))
        if s == 899:
            out.append(C(400, "fvcore.common.checkpoint") + "Saving checkpoint to ./output/model_0000899.pth")
            out.append(C(410, "d2.evaluation.coco_evaluation") + "Evaluation results for bbox: ")
            out += ["|   AP   |  AP50  |  AP75  |  APs  |  APm   |  APl   |", "|:------:|:------:|:------:|:-----:|:------:|:------:|", "| 21.402 | 41.118 | 20.311 | 3.110 | 17.905 | 28.771 |"]
    out.append(C(800, "d2.engine.hooks") + "Overall training speed: 1798 iterations in 0:12:01 (0.4012 s / it)")
    return "\n".join(out) + "\n", truth(
        "detectron2", "ANSI colours, medians of parts, iter 19, 39, ...", True, {"train/loss": ser(tr), "train/learning_rate": ser(lrs)}, must_not=["any"],
        note="total_loss is the loss, the parts follow it; the AP table is no loss")


@case("ultralytics_results.csv")
def _(rng):
    n = 60
    b, c, d = falling(rng, n, 1.62, 0.81, .006), falling(rng, n, 2.9, 0.6, .006), falling(rng, n, 1.61, 0.98, .004)
    cols = ["epoch", "train/box_loss", "train/cls_loss", "train/dfl_loss", "metrics/precision(B)", "metrics/recall(B)", "metrics/mAP50(B)", "metrics/mAP50-95(B)",
            "val/box_loss", "val/cls_loss", "val/dfl_loss", "lr/pg0", "lr/pg1", "lr/pg2"]
    out = [",".join("%23s" % x for x in cols)]
    for i in range(n):
        f = 1 - math.exp(-i / 20)
        lr = 0.000555 * (1 - .95 * i / n)
        row = [i + 1, b[i], c[i], d[i], .2 + .6 * f, .15 + .6 * f, .12 + .62 * f, .06 + .45 * f, b[i] * 1.05, c[i] * 1.06, d[i] * 1.03, lr, lr, lr]
        out.append(",".join("%23s" % ("%.5g" % x if j else x) for j, x in enumerate(row)))
    return "\n".join(out) + "\n", truth(
        "ultralytics results.csv", "padded CSV, three part losses without a total", True, {}, must_not=["divergence", "never-learns", "overfitting", "non-finite-loss", "scale-mismatch", "loss-spike"],
        note="there is no total: box, cls and dfl are the losses, 60 epochs each. Whether one is called train/loss (or their sum) is open, so no series is demanded")


@case("timm_train.log")
def _(rng):
    eps, per = 12, 312
    out, tr, lrs, ev, ac = [], [], [], [], []
    loss = falling(rng, eps * 7, 6.93, 3.2, 0.005)
    k = 0
    out += ["Training with a single process on 1 device (cuda:0).", "Model vit_tiny_patch16_224 created, param count:5717416", "Data processing configuration for current model + dataset:",
            "\tinput_size: (3, 224, 224)", "\tmean: (0.485, 0.456, 0.406)", "\tcrop_pct: 0.9", "Created AdamW (adamw) optimizer: lr: 0.001, betas: (0.9, 0.999), eps: 1e-08, weight_decay: 0.05",
            "AMP not enabled. Training in torch.float32.", "Scheduled epochs: 12. LR stepped per epoch."]
    for ep in range(eps):
        r = "%.3e" % cosine(ep, eps, 1e-3, .2, 1e-5)
        run = []
        for b in [0, 50, 100, 150, 200, 250, 311]:
            v = loss[k]; k += 1
            run.append(v)
            tr.append((ep * per + b, "%#.3g" % v)); lrs.append((ep * per + b, r))
            out.append("Train: %d [%4d/%d (%3.0f%%)]  Loss: %#5.3g (%#5.3g)  Time: %.3fs, %7.2f/s  (%.3fs, %7.2f/s)  LR: %s  Data: %.3f (%.3f)" % (
                ep, b, per, 100. * b / (per - 1), v, sum(run) / len(run), .212, 603.8, .215, 595.3, r, .011, .021))
        e = []
        for b in (0, 38):
            x = loss[k - 1] * (1.0 if b else 0.97)
            e.append(x)
            out.append("Test: [%4d/%d]  Time: %.3f (%.3f)  Loss: %7.3f (%6.3f)  Acc@1: %7.3f (%7.3f)  Acc@5: %7.3f (%7.3f)" % (b, 38, .101, .108, x, loss[k - 1], 3 + 4.1 * ep, 3 + 4 * ep, 10 + 6 * ep, 10 + 6 * ep))
        ac.append((ep, 3 + 4 * ep))
        out.append("Current checkpoints:")
        out.append(" ('./output/train/checkpoint-%d.pth.tar', %s)" % (ep, repr(float(3 + 4 * ep))))
        out.append("")
    out.append("*** Best metric: 47.0 (epoch 11)")
    return "\n".join(out) + "\n", truth(
        "timm train.py", "value and running mean in round brackets, batches per epoch from 0", True,
        {"train/loss": ser(tr, ends=False), "train/learning_rate": cnt(84)}, must_not=["any"],
        note="epoch*312+batch with epoch from 0; value or mean (in brackets) may be taken, so no first/last; the Test lines give a mean per epoch at their end (not demanded)")


@case("torchvision_reference.log")
def _(rng):
    eps, per = 5, 500
    out, ac = ["| distributed init (rank 0): env://", "Namespace(data_path='/data/imagenet', model='resnet50', device='cuda', batch_size=64, epochs=5, lr=0.1, label_smoothing=0.0, amp=True)",
               "Loading data", "Loading training data", "Took 3.911023139953613", "Creating data loaders", "Creating model", "Start training"], []
    loss = falling(rng, eps * 11, 7.01, 3.4, 0.006)
    tr, lrs, k = [], [], 0
    for ep in range(eps):
        r = 0.1 * 0.5 ** (ep // 2)
        for b in list(range(0, per, 50)) + [per - 1]:
            v = "%.4f" % loss[k]
            avg = sum(loss[ep * 11:k + 1]) / (k + 1 - ep * 11)
            k += 1
            tr.append((ep * per + b, v)); lrs.append((ep * per + b, r))
            out.append("Epoch: [%d]  [%3d/%d]  eta: %s  lr: %s  img/s: %.4f  loss: %s (%.4f)  acc1: %.4f (%.4f)  acc5: %.4f (%.4f)  time: %.4f  data: %.4f  max mem: 6412" % (
                ep, b, per, hms((per - b) * .21), repr(r), 312.1 + rng.gauss(0, 2), v, avg, 1.5 + .6 * k, 1.2 + .5 * k, 4 + 1.1 * k, 4 + 1. * k, .2071, .0003))
        out.append("Epoch: [%d] Total time: 0:01:45" % ep)
        for b in (0, 99):
            out.append("Test:   [%3d/100]  eta: 0:00:%02d  loss: %.4f (%.4f)  acc1: %.4f (%.4f)  acc5: %.4f (%.4f)  time: 0.1211  data: 0.0912  max mem: 6412" % (b, 12 - b // 9, loss[k - 1] * (.94 if not b else 1.02), loss[k - 1], 8 * ep + 6., 8 * ep + 5., 14 * ep + 10., 14 * ep + 9.))
        out.append("Test:  Total time: 0:00:12")
        a = "%.3f" % (8 * ep + 5.25)
        ac.append((ep, a))
        out.append("Test:  Acc@1 %s Acc@5 %.3f" % (a, 14 * ep + 9.3))
    out.append("Training time 0:09:49")
    return "\n".join(out) + "\n", truth(
        "torchvision references", "median and mean, epoch in brackets from 0, percent accuracy", True,
        {"train/loss": ser(tr, ends=False), "train/learning_rate": cnt(55)}, must_not=["any"],
        note="epoch*500+batch. 'loss: median (global mean)': either may be taken; accuracy: 'Test:  Acc@1' 5 lines beside Test batch lines, so not demanded")


@case("open_clip_out.log")
def _(rng):
    eps = 3
    n = 20
    N = 1281024
    out, tr, lrs = [], [], []
    loss = falling(rng, eps * n, 8.31, 2.4, 0.008)
    k = 0
    T = lambda t: stamp("2023-07-21T05:10:00", t, "%Y-%m-%d,%H:%M:%S") + " | INFO | "
    out += [T(0) + "Running in distributed mode with multiple processes. Device: cuda:0.Process (global: 0, local 0), total 4.", T(0) + "Loaded ViT-B-32 model config.", T(1) + "Params:",
            T(1) + "  accum_freq: 1", T(1) + "  batch_size: 256", T(1) + "  lr: 0.0005", T(1) + "  epochs: 3", T(1) + "  loss_dist_impl: None"]
    per = N // 1024
    for ep in range(eps):
        out.append(T(k * 50) + "Start epoch %d" % ep)
        for j in range(n):
            b = j * 63 if j < n - 1 else per - 1
            smp = (b + 1) * 1024
            v = "%.5g" % loss[k]
            r = "%.6f" % cosine(k, eps * n, 5e-4, .1)
            run = sum(loss[ep * n:k + 1]) / (j + 1)
            tr.append((ep * per + b, v)); lrs.append((ep * per + b, r))
            k += 1
            out.append(T(k * 50) + "Train Epoch: %d [%7d/%d (%d%%)] Data (t): %.3f Batch (t): %.3f, %.6g/s, %.6g/s/gpu LR: %s Logit Scale: %.3f Contrastive_loss: %s (%.5g) Loss: %s (%.5g)" % (
                ep, smp, N, round(100 * smp / N), .012, .511, 2004.1 + rng.gauss(0, 9), 501.0 + rng.gauss(0, 2), r, 14.286 + k * .3, v, run, v, run))
        out.append(T(k * 50 + 20) + "Eval Epoch: %d imagenet-zeroshot-val-top1: %.4f\timagenet-zeroshot-val-top5: %.4f" % (ep + 1, .05 + .09 * ep, .15 + .13 * ep))
    return "\n".join(out) + "\n", truth(
        "open_clip", "samples per epoch in brackets, value and mean, the part repeats the total", True,
        {"train/loss": cnt(60), "train/learning_rate": cnt(60)}, must_not=["any"],
        note="[seen/total samples], no optimizer step is named: steps left out; value or mean may be taken")


@case("keras2_powershell_utf16.txt")
def _(rng):
    n = 40
    a, b = falling(rng, n, 2.01, 0.52, .006), falling(rng, n, 1.79, 0.61, .008)
    out, tr, ev, ac = [], [], [], []
    out.append("2021-03-02 11:10:53.121402: I tensorflow/stream_executor/platform/default/dso_loader.cc:49] Successfully opened dynamic library cudart64_110.dll")
    for i in range(n):
        v, e, c = "%.4f" % a[i], "%.4f" % b[i], "%.4f" % (.3 + .5 * i / n)
        tr.append((i + 1, v)); ev.append((i + 1, e)); ac.append((i + 1, c))
        out += ["Epoch %d/%d" % (i + 1, n), "313/313 - 4s - loss: %s - accuracy: %.4f - val_loss: %s - val_accuracy: %s" % (v, .28 + .52 * i / n, e, c)]
    return b"\xff\xfe" + ("\r\n".join(out) + "\r\n").encode("utf-16-le"), truth(
        "Keras 2 verbose=2", "UTF-16 with byte order mark and Windows line ends (PowerShell redirection)", True,
        {"train/loss": ser(tr), "validation/loss": ser(ev), "validation/accuracy": ser(ac)}, must_not=["any"], note="40 epochs, step = epoch")


@case("keras3_bars.log")
def _(rng):
    n = 15
    a, b = falling(rng, n, 1.11, 0.31, .004), falling(rng, n, 0.99, 0.36, .004)
    out, ev, last = [], [], 0
    for i in range(n):
        out.append("Epoch %d/%d\n" % (i + 1, n))
        for s in (1, 10, 20, 30, 40, 50):
            full = int(20 * s / 50)
            l = a[i] * (1 + .02 * (50 - s) / 50)
            bar = "\x1b[32m" + "━" * full + "\x1b[0m\x1b[37m" + "━" * (20 - full) + "\x1b[0m"
            out.append("\r\x1b[1m%2d/50\x1b[0m %s \x1b[1m%s\x1b[0m %dms/step - accuracy: %.4f - loss: %.4f" % (s, bar, "0s" if s < 50 else "1s", 21, .5 + .4 * i / n, l))
        e = "%.4f" % b[i]
        ev.append((i + 1, e))
        last = "%.4f" % a[i]
        out.append("\r\x1b[1m50/50\x1b[0m \x1b[32m" + "━" * 20 + "\x1b[0m\x1b[37m\x1b[0m \x1b[1m1s\x1b[0m 24ms/step - accuracy: %.4f - loss: %s - val_accuracy: %.4f - val_loss: %s - learning_rate: 0.0010\n" % (.5 + .4 * i / n, last, .51 + .37 * i / n, e))
    return "".join(out), truth(
        "Keras 3 progress bar", "carriage-return bars with ANSI colours in one physical line per epoch", True,
        {"train/loss": {"points": n, "last": float(last)}, "validation/loss": ser(ev), "validation/accuracy": cnt(n)}, must_not=["any"],
        note="the bars show the running mean within the epoch; the last of an epoch is its value: 15 points (a tool that keeps each bar state has more; the last value is equal)")


@case("lightning_metrics_overfit.csv")
def _(rng):
    eps, per, every = 30, 100, 20
    out, tr, ev, ac, lr = ["epoch,lr-AdamW,step,train_loss,val_acc,val_loss"], [], [], [], []
    k = 0
    for ep in range(eps):
        for b in range(every - 1, per, every):
            s = ep * per + b
            f = s / (eps * per)
            v = repr(1.9 * math.exp(-5.5 * f) * (1 + rng.gauss(0, .03)) + .004)
            tr.append((s, v))
            out.append(",%s,%d,,," % (repr(1e-3), s))
            out.append("%d,,%d,%s,," % (ep, s, v))
        f = (ep + 1) / eps
        e = 1.85 * math.exp(-9 * f) + 0.75 + 2.1 * max(0, f - .22) + rng.gauss(0, .01)
        c = .35 + .3 * min(1, f / .25) - .02 * f
        ev.append((ep * per + per - 1, repr(e))); ac.append((ep, c))
        out.append("%d,,%d,,%s,%s" % (ep, ep * per + per - 1, repr(c), repr(e)))
    return "\n".join(out) + "\n", truth(
        "Lightning CSVLogger", "sparse rows; validation loss triples while the training loss goes to 0", False,
        {"train/loss": ser(tr), "validation/loss": ser(ev), "validation/accuracy": cnt(eps), "train/learning_rate": cnt(eps * 5)}, must=["overfitting"], must_not=["non-finite-loss", "divergence", "loss-spike"],
        note="steps 19, 39, ... from 0; empty cells are not measured")


@case("fastai_table.txt")
def _(rng):
    n = 20
    a, b = falling(rng, n, 1.71, 0.31, .006), falling(rng, n, 1.22, 0.39, .006)
    out = ["/usr/local/lib/python3.10/dist-packages/fastai/learner.py:59: UserWarning: Could not load the optimizer state.", "  elif with_opt: warn(\"Saved file doesn't contain an optimizer state.\")",
           "epoch     train_loss  valid_loss  error_rate  time    "]
    tr, ev = [], []
    for i in range(n):
        v, e = "%.6f" % a[i], "%.6f" % b[i]
        tr.append((i, v)); ev.append((i, e))
        if i == 8:
            out += ["Better model found at epoch 8 with valid_loss value: %s." % e]
        out.append("%-9d %-11s %-11s %-11s 00:%02d     " % (i, v, e, "%.6f" % (.41 * math.exp(-i / 9)), 31 + i % 3))
    out.append("Some example predictions follow: 3 of 20 were wrong; the Learner was exported to export.pkl (46.9 MB) without errors.")
    out += ["Path: /content/data/oxford-iiit-pet  images: 7390  classes: 37  transform pipeline: Resize -- {'size': (460, 460), 'method': 'crop'}"]
    return "\n".join(out) + "\n", truth(
        "fastai", "blank-separated table with a duration column and a message line inside", True, {"train/loss": ser(tr), "validation/loss": ser(ev)}, must_not=["any"],
        note="the message 'Better model found' repeats a validation loss; epochs 0..19")


@case("spacy_textcat.log")
def _(rng):
    n = 50
    loss = falling(rng, n, 46.2, 4.8, .015)
    out = ["ℹ Saving to output directory: output", "ℹ Using CPU", "", "=========================== Initializing pipeline ===========================", "[2023-03-11 15:02:11,032] [INFO] Set up nlp object from config",
           "[2023-03-11 15:02:11,052] [INFO] Pipeline: ['textcat']", "[2023-03-11 15:02:14,932] [INFO] Initialized pipeline components: ['textcat']", "✔ Initialized pipeline", "",
           "============================= Training pipeline =============================", "ℹ Pipeline: ['textcat']", "ℹ Initial learn rate: 0.001",
           "E    #       LOSS TEXTCAT  CATS_SCORE  SCORE ", "---  ------  ------------  ----------  ------"]
    tr = []
    for i in range(n + 1):
        v = "0.25" if i == 0 else "%.2f" % loss[i - 1]
        sc = .33 if i == 0 else .5 + .4 * (1 - math.exp(-i / 18))
        tr.append((i * 200, v))
        out.append("%3d  %6d  %12s  %10.2f  %6.2f" % (i * 200 // 1100, i * 200, v, sc * 100, sc))
    out += ["✔ Saved pipeline to output directory", "output/model-last"]
    return "\n".join(out) + "\n", truth(
        "spaCy train", "table; the loss is summed since the last evaluation, so the first row (one batch) is tiny", True, {"train/loss": ser(tr)},
        must_not=["divergence", "never-learns", "non-finite-loss", "overfitting"], note="column # is the step; 0.25 at step 0 is one batch, later rows sum 200 batches: the jump from 0.25 to 46 is no fault")


@case("sklearn_mlp.log")
def _(rng):
    n = 90
    loss = falling(rng, n, 2.2934, 0.0671, .001)
    out, tr, ac = [], [], []
    for i in range(n):
        v, a = "%.8f" % loss[i], "%.6f" % (.4 + .56 * (1 - math.exp(-i / 15)))
        tr.append((i + 1, v)); ac.append((i + 1, a))
        out += ["Iteration %d, loss = %s" % (i + 1, v), "Validation score: %s" % a]
    out.append("Validation score did not improve more than tol=0.000100 for 10 consecutive epochs. Stopping.")
    return "\n".join(out) + "\n", truth(
        "scikit-learn MLPClassifier verbose", "two lines per iteration", False, {"train/loss": ser(tr)}, must_not=["any"],
        note="the validation score is accuracy (90 values) but is only called a score")


@case("sklearn_gb.log")
def _(rng):
    its = list(range(1, 11)) + list(range(20, 501, 10))
    loss = falling(rng, len(its), 1.2641, 0.3312, .0006)
    out = ["%10s " % "Iter" + "%16s " % "Train Loss" + "%16s " % "OOB Improve" + "%16s " % "Remaining Time"]
    tr = []
    for i, s in enumerate(its):
        v = "%.4f" % loss[i]
        tr.append((s, v))
        rem = (500 - s) * .11
        out.append("%10d %16s %16.4f %16s " % (s, v, .04 * math.exp(-i / 8) + rng.gauss(0, .0003), "%.2fm" % (rem / 60) if rem > 60 else "%.2fs" % rem))
    return "\n".join(out) + "\n", truth(
        "scikit-learn GradientBoosting verbose", "right-aligned table, step width changes from 1 to 10, remaining time in m and s", True, {"train/loss": ser(tr)}, must_not=["any"],
        note="59 rows; OOB Improve goes to about 0 and may be negative")


# ------------------------------------------------------------------ 47 to 61

@case("xgboost_two_sets.log")
def _(rng):
    n = 120
    a = [.28 + .80 * math.exp(-i / 45) for i in range(n)]
    out, tr, ev = ["[14:21:33] WARNING: ../src/learner.cc:767: ", "Parameters: { \"early_stopping\", \"silent\" } are not used.", ""], [], []
    for i in range(n):
        v, e, t = "%.5f" % (a[i] + abs(rng.gauss(0, .0004))), "%.5f" % (a[i] * 1.06 + .02), "%.5f" % (a[i] * 1.07 + .025)
        tr.append((i, v)); ev.append((i, e))
        er = .05 + .22 * math.exp(-i / 40)
        out.append("[%d]\ttrain-merror:%.5f\ttrain-mlogloss:%s\tvalid-merror:%.5f\tvalid-mlogloss:%s\ttest-merror:%.5f\ttest-mlogloss:%s" % (i, er, v, er * 1.1, e, er * 1.15, t))
    return "\n".join(out) + "\n", truth(
        "xgboost", "two metrics on train and two other sets", True, {"train/loss": ser(tr), "validation/loss": cnt(n, sets=2)}, must_not=["any"],
        note="mlogloss is the loss, merror an error rate; rounds from 0")


@case("lightgbm.log")
def _(rng):
    n, best = 150, 130
    out = ["[LightGBM] [Info] Number of positive: 4012, number of negative: 15988", "[LightGBM] [Warning] Auto-choosing row-wise multi-threading, the overhead of testing was 0.002311 seconds.",
           "You can set `force_row_wise=true` to remove the overhead.", "[LightGBM] [Info] Total Bins 2110", "[LightGBM] [Info] Number of data points in the train set: 20000, number of used features: 28",
           "[LightGBM] [Info] [binary:BoostFromScore]: pavg=0.200600 -> initscore=-1.382554", "[LightGBM] [Info] Start training from score -1.382554", "Training until validation scores don't improve for 20 rounds"]
    tr, ev, rows = [], [], {}
    for i in range(1, n + 1):
        v = "%.6g" % (.13 + .37 * math.exp(-i / 50))
        e = "%.6g" % (.245 + .257 * math.exp(-i / 33) + (0.00002 * (i - best) if i > best else 0))
        rows[i] = "[%d]\ttraining's auc: %.6g\ttraining's binary_logloss: %s\tvalid_1's auc: %.6g\tvalid_1's binary_logloss: %s" % (i, .82 + .16 * (1 - math.exp(-i / 40)), v, .81 + .1 * (1 - math.exp(-i / 40)), e)
        tr.append((i, v)); ev.append((i, e))
        out.append(rows[i])
        if i % 60 == 0:
            out.append("[LightGBM] [Warning] No further splits with positive gain, best gain: -inf")
    out += ["Early stopping, best iteration is:", rows[best]]
    return "\n".join(out) + "\n", truth(
        "LightGBM", "auc beside logloss, the best iteration is printed again at the end, 'best gain: -inf' warnings", True,
        {"train/loss": ser(tr), "validation/loss": ser(ev)}, must_not=["non-finite-loss", "divergence", "validation-swings"],
        note="150 rounds; the repeat of round 130 at the end is neither a new point nor a resume; -inf in a warning is no loss")


@case("catboost.log")
def _(rng):
    its = list(range(0, 1000, 10)) + [999]
    out, tr, ev = ["Learning rate set to 0.051912"], [], []
    for i in its:
        v, e = "%.7f" % (.08 + .59 * math.exp(-i / 260)), "%.7f" % (.17 + .50 * math.exp(-i / 240))
        tr.append((i, v)); ev.append((i, e))
        t = 23.1 * (i + 1)
        d = lambda ms: "%.3gms" % ms if ms < 1000 else ("%.3gs" % (ms / 1000) if ms < 60000 else "%dm %ds" % (ms // 60000, ms // 1000 % 60))
        out.append("%d:\tlearn: %s\ttest: %s\tbest: %s (%d)\ttotal: %s\tremaining: %s" % (i, v, e, e, i, d(t), d(23.1 * (999 - i)) if i < 999 else "0us"))
    out += ["", "bestTest = %s" % ev[-1][1], "bestIteration = 999", ""]
    return "\n".join(out) + "\n", truth(
        "CatBoost", "durations in ms, s, m and us beside the losses", True, {"train/loss": ser(tr), "validation/loss": ser(ev)}, must_not=["any"],
        note="the number before the first colon is the iteration; best: is a repeat")


@case("caffe_lenet.log")
def _(rng):
    n = 60
    loss = falling(rng, n, 2.303, .031, .012, 1.2)
    out, tr, lrs, ev, ac = [], [], [], [], []
    T = lambda t, w: "I" + stamp("2018-01-11T20:45:00", t, "%m%d %H:%M:%S") + ".%06d  3121 %s] " % (rng.randrange(10 ** 6), w)
    out += [T(0, "caffe.cpp:218") + "Using GPUs 0", T(0, "solver.cpp:44") + "Initializing solver from parameters: ", "test_iter: 100", "test_interval: 1000", "base_lr: 0.01", "max_iter: 6000", "lr_policy: \"inv\"",
            T(1, "net.cpp:242") + "This network produces output loss", T(1, "net.cpp:255") + "Network initialization done."]
    for i in range(n):
        s = i * 100
        if s % 1000 == 0:
            e, a = "%.6g" % (loss[i] * 1.02), "%.4g" % (.1 + .88 * (1 - math.exp(-i / 8)))
            ev.append((s, e)); ac.append((s, a))
            out += [T(s / 40, "solver.cpp:330") + "Iteration %d, Testing net (#0)" % s, T(s / 40, "solver.cpp:397") + "    Test net output #0: accuracy = %s" % a,
                    T(s / 40, "solver.cpp:397") + "    Test net output #1: loss = %s (* 1 = %s loss)" % (e, e)]
        v, r = "%.6g" % loss[i], "%.6g" % (.01 * (1 + .0001 * s) ** -.75)
        tr.append((s, v)); lrs.append((s, r))
        out += [T(s / 40, "solver.cpp:218") + "Iteration %d (%.4g iter/s, %.4gs/100 iters), loss = %s" % (s, 411.2 + rng.gauss(0, 3), .2431, v),
                T(s / 40, "solver.cpp:237") + "    Train net output #0: loss = %s (* 1 = %s loss)" % (v, v),
                T(s / 40, "sgd_solver.cpp:105") + "Iteration %d, lr = %s" % (s, r)]
    return "\n".join(out) + "\n", truth(
        "Caffe", "three lines per iteration, test outputs with indented loss", True,
        {"train/loss": ser(tr), "train/learning_rate": ser(lrs), "validation/loss": ser(ev), "validation/accuracy": ser(ac)}, must_not=["any"],
        note="'Test net output #1: loss' belongs to the iteration of 'Testing net' (6 of them)")


@case("mxnet_fit.log")
def _(rng):
    eps, per = 8, 468
    loss = falling(rng, eps * 6, 2.21, .19, .008)
    out, tr, ac, ev, k = ["[10:11:54] src/operator/nn/./cudnn/./cudnn_algoreg-inl.h:97: Running performance tests to find the best convolution algorithm, this can take a while... (set the environment variable MXNET_CUDNN_AUTOTUNE_DEFAULT to 0 to disable)"], [], [], [], 0
    for ep in range(eps):
        for j in range(5):
            a, b = (0 if j == 0 else j * 80 + 1), j * 80 + 80
            v = "%f" % loss[k]; k += 1
            tr.append((ep * per + b, v))
            out.append("INFO:root:Epoch[%d] Batch [%d-%d]\tSpeed: %.2f samples/sec\taccuracy=%f\tcross-entropy=%s" % (ep, a, b, 41211 + rng.gauss(0, 90), .2 + .75 * k / 48, v))
        v = "%f" % loss[k]; k += 1
        out.append("INFO:root:Epoch[%d] Train-accuracy=%f" % (ep, .2 + .75 * k / 48))
        out.append("INFO:root:Epoch[%d] Train-cross-entropy=%s" % (ep, v))
        out.append("INFO:root:Epoch[%d] Time cost=%.3f" % (ep, 1.512))
        e, c = "%f" % (loss[k - 1] * 1.02), "%f" % (.21 + .74 * k / 48)
        ev.append(e); ac.append(c)
        out.append("INFO:root:Epoch[%d] Validation-accuracy=%s" % (ep, c))
        out.append("INFO:root:Epoch[%d] Validation-cross-entropy=%s" % (ep, e))
        out.append("INFO:root:Saved checkpoint to \"model-%04d.params\"" % (ep + 1))
    return "\n".join(out) + "\n", truth(
        "MXNet Module.fit", "the metric cross-entropy is the loss; batch ranges within the epoch", True,
        {"validation/loss": cnt(eps, first=float(ev[0]), last=float(ev[-1])), "validation/accuracy": cnt(eps, first=float(ac[0]), last=float(ac[-1]))}, must_not=["any"],
        note="training cross-entropy: 40 batch lines and 8 Train- lines per epoch; either granularity is right, so train/loss is not pinned to a count; batches per epoch unknown")


@case("darknet_yolov4.log")
def _(rng):
    n = 90
    out, tr, lrs = [" Tensor Cores are used.", "   layer   filters  size/strd(dil)      input                output", "   0 Create CUDA-stream - 0 ", " Create cudnn-handle 0 ",
           "conv     32       3 x 3/ 1    416 x 416 x   3 ->  416 x 416 x  32 0.299 BF", "[yolo] params: iou loss: ciou (4), iou_norm: 0.07, obj_norm: 1.00, cls_norm: 1.00, delta_norm: 1.00, scale_x_y: 1.20",
           "Learning Rate: 0.0013, Momentum: 0.949, Decay: 0.0005", " Detection layer: 139 - type = 28 "], [], []
    loss = falling(rng, n, 1542.3, 2.1, .01, 1.6, 3)
    avg = loss[0]
    for i in range(n):
        avg = avg * .9 + loss[i] * .1
        for L in (139, 150, 161):
            out.append("v3 (iou loss, Normalizer: (iou: 0.07, obj: 1.00, cls: 1.00) Region %d Avg (IOU: %.6f), count: %d, class_loss = %.6f, iou_loss = %.6f, total_loss = %.6f " % (L, .3 + .5 * i / n, rng.randrange(3, 40), loss[i] * .3, loss[i] * .02, loss[i] * .32))
        v, r = "%.6f" % loss[i], "%.6f" % (1.3e-3 * min(1, ((i + 1) / 100)) ** 4)
        tr.append((i + 1, v)); lrs.append((i + 1, r))
        out.append("")
        out.append(" %d: %s, %.6f avg loss, %s rate, %.6f seconds, %d images, %.6f hours left" % (i + 1, v, avg, r, 3.1 + rng.gauss(0, .05), (i + 1) * 64, 61.2 - i * .01))
        out.append("Loaded: 0.000041 seconds")
    return "\n".join(out) + "\n", truth(
        "darknet (YOLOv4)", "an unnamed loss after the iteration and its running mean, layer losses between", True,
        {"train/loss": cnt(n, first_step=1, last_step=n), "train/learning_rate": ser(lrs)}, must_not=["any"],
        note="'N: loss, x avg loss, r rate': either the loss or the 'avg loss' may be taken, hence no first/last; the v3 lines are per layer")


@case("llmc_main.log")
def _(rng):
    n = 180
    loss = falling(rng, n, 10.98, 4.9, .004)
    out = ["+-----------------------+----------------------------------------------------+", "| Parameter             | Value                                              |", "+-----------------------+----------------------------------------------------+",
           "| train data pattern    | dev/data/fineweb10B/fineweb_train_*.bin            |", "| learning rate (LR)    | 6.000000e-04                                       |", "| max_steps             | 180                                                |",
           "+-----------------------+----------------------------------------------------+", "num_parameters: 124475904 => bytes: 248951808", "allocating 237 MiB for model parameters", "val loss 10.998110"]
    tr, g_, lrs, ev = [], [], [], [(0, "10.998110")]
    out.append("batch_size B=64 * seq_len T=1024 * num_processes=1 and total_batch_size=524288\n=> setting grad_accum_steps=8")
    gn = norms(rng, n, 15, .8)
    for i in range(1, n + 1):
        v, g, r = "%.6f" % loss[i - 1], "%.4f" % gn[i - 1], "%.2e" % (6e-4 * min(1, i / 60))
        tr.append((i, v)); g_.append((i, g)); lrs.append((i, r))
        z = "(+nanz)" if i <= 128 else "(%+.2fz)" % rng.gauss(0, .8)
        z2 = "(+nanz)" if i <= 128 else "(%+.2fz)" % rng.gauss(0, .8)
        out.append("step %4d/%d | loss %s %s| norm %s %s| lr %s | %.2f ms | %.1f%% bf16 MFU | %.0f tok/s" % (i, n, v, z, g, z2, r, 1911.2 + rng.gauss(0, 5), 51.2, 274311 + rng.gauss(0, 90)))
        if i % 60 == 0:
            e = "%.6f" % (loss[i - 1] * 1.003)
            ev.append((i, e))
            out.append("val loss %s" % e)
    out.append("total average iteration time: 1911.304021 ms")
    return "\n".join(out) + "\n", truth(
        "llm.c", "+nanz stands for a z-score not known yet", True,
        {"train/loss": ser(tr), "train/gradient_norm": ser(g_), "train/learning_rate": ser(lrs), "validation/loss": ser(ev, steps=False)}, must_not=["any"],
        note="(+nanz) in the first 128 steps is no nan loss; 'val loss' has no step of its own")


@case("nanogpt_diverges.log")
def _(rng):
    out = ["Overriding config with config/train_gpt2.py:", "# config for training GPT-2 (124M) down to very nice loss of ~2.85 on 1 node of 8X A100 40GB", "batch_size = 12", "block_size = 1024", "learning_rate = 6e-3",
           "tokens per iteration will be: 491,520", "found vocab_size = 50304 (inside data/openwebtext/meta.pkl)", "Initializing a new model from scratch", "number of parameters: 123.59M",
           "num decayed parameter tensors: 50, with 124,354,560 parameters", "using fused AdamW: True", "compiling the model... (takes a ~minute)"]
    n = 200
    tr, ev = [], []
    for i in range(n):
        s = i * 10
        if i < 90:
            l = 3.9 + 7.0 * math.exp(-i / 14)
        else:
            l = 3.9 + 6.4 * (1 - math.exp(-(i - 90) / 18))
        l *= 1 + rng.gauss(0, .005)
        if s % 500 == 0:
            e = "%.4f" % (l * 1.004)
            ev.append((s, e))
            out.append("step %d: train loss %.4f, val loss %s" % (s, l * .999, e))
            if s and i < 90:
                out.append("saving checkpoint to out")
        v = "%.4f" % l
        tr.append((s, v))
        out.append("iter %d: loss %s, time %.2fms, mfu %.2f%%" % (s, v, 251.2 + rng.gauss(0, 2), -100. if i < 5 else 41.3))
    t = ser(tr); t.pop("first")
    return "\n".join(out) + "\n", truth(
        "nanoGPT", "loss falls to 3.9, rises to 10.3 from step 900 on and stays", False, {"train/loss": t, "validation/loss": ser(ev)}, must=["divergence"], must_not=["non-finite-loss", "overfitting"],
        note="200 iter lines; the estimated 'train loss' in 4 step lines is a second reading of the same steps, so no first is demanded; mfu -100.00% is a placeholder")


@case("modded_nanogpt.log")
def _(rng):
    n, ev = 240, []
    loss = falling(rng, n, 10.83, 3.7, .004)
    out, tr = ["import os", "import sys", "with open(sys.argv[0]) as f:", "    code = f.read() # read the code of this file ASAP, for logging", "    print0(f\"step:{step}/{args.num_iterations} train_loss:{loss.item():.4f}\")",
               "====================================================================================================", "Running pytorch 2.6.0.dev20241203+cu124 compiled for CUDA 12.4", "nvidia-smi:",
               "|   0  NVIDIA H100 80GB HBM3          On  |   00000000:61:00.0 Off |                    0 |", "===================================================================================================="], []
    for i in range(n + 1):
        if i % 60 == 0:
            e = "%.4f" % (loss[min(i, n - 1)] * 1.003)
            ev.append((i, e))
            out.append("step:%d/%d val_loss:%s train_time:%dms step_avg:%s" % (i, n, e, max(0, i - 10) * 143, "nanms" if i == 0 else "%.2fms" % 143.1))
        if i < n:
            v = "%.4f" % loss[i]
            tr.append((i + 1, v))
            out.append("step:%d/%d train_loss:%s train_time:%dms step_avg:%s" % (i + 1, n, v, max(0, i - 9) * 143, "nanms" if i < 10 else "%.2fms" % (143.1 + rng.gauss(0, .1))))
    out.append("peak memory consumption: 39412 MiB")
    return "\n".join(out) + "\n", truth(
        "modded-nanogpt", "its own source code stands at the head, step_avg:nanms at first", True, {"train/loss": ser(tr), "validation/loss": ser(ev)}, must_not=["any"],
        note="the source line with {step} is no record; nanms is a duration not known yet")


@case("diffusers_bar.log")
def _(rng):
    n = 300
    out, tr = ["03/14/2024 12:11:01 - INFO - __main__ - Distributed environment: NO\nNum processes: 1\nProcess index: 0\nDevice: cuda\n\nMixed precision type: fp16\n\n",
               "{'variance_type', 'clip_sample_range', 'thresholding'} was not found in config. Values will be initialized to default values.\n",
               "03/14/2024 12:11:31 - INFO - __main__ - ***** Running training *****\n03/14/2024 12:11:31 - INFO - __main__ -   Num examples = 833\n03/14/2024 12:11:31 - INFO - __main__ -   Total optimization steps = 300\n",
               "\rSteps:   0%|          | 0/300 [00:00<?, ?it/s]"], []
    for s in range(1, n + 1):
        v = "%.3g" % (.02 + .12 * math.exp(rng.gauss(0, .5)) * (1.4 - .8 * s / n))
        tr.append((s, v))
        post = "lr=1e-5, step_loss=%s" % v
        out.append("\r" + tq("Steps", s, n, 1.12, post))
    out.append("\n03/14/2024 12:17:09 - INFO - accelerate.accelerator - Saving current state to sd-model/checkpoint-300\n")
    return "".join(out), truth(
        "diffusers train_text_to_image", "300 bar states in one physical line; the loss is noisy by nature", True, {"train/loss": ser(tr), "train/learning_rate": cnt(n)},
        must_not=["divergence", "non-finite-loss", "exploding-gradients", "overfitting"], note="noise-level dependent loss scatters by a factor of 5; that is no fault of the run")


@case("kohya_sdscripts.log")
def _(rng):
    eps, per = 10, 30
    n = eps * per
    out, tr = ["prepare tokenizer\nUsing DreamBooth method.\nprepare images.\nfound directory /content/img/20_sks contains 15 image files\n300 train images with repeating.\n",
               "running training / 学習開始\n  num train images * repeats / 学習画像の数×繰り返し回数: 300\n  num batches per epoch / 1epochのバッチ数: 30\n  num epochs / epoch数: 10\n  total optimization steps / 学習ステップ数: 300\n",
               "\rsteps:   0%|          | 0/300 [00:00<?, ?it/s]"], []
    loss = falling(rng, n, .148, .081, .004)
    for s in range(1, n + 1):
        if (s - 1) % per == 0:
            out.append("\n\nepoch %d/%d\n" % ((s - 1) // per + 1, eps))
        v = ("%.4f" if s % 2 else "%.3g") % loss[s - 1]
        tr.append((s, v))
        out.append("\r" + tq("steps", s, n, 1.31, "avr_loss=%s" % v))
    out.append("\nsaving checkpoint: /content/out/last.safetensors\nmodel saved.\n")
    return "".join(out), truth(
        "kohya sd-scripts", "carriage-return bar counts over all epochs, text in two languages", True, {"train/loss": ser(tr)}, must_not=["any"],
        note="avr_loss (moving mean) is the only loss; the step is the position of the bar, not of the epoch")


@case("mlx_lm_truncated.log")
def _(rng):
    n = 60
    loss = falling(rng, n, 2.71, 1.02, .01)
    out, tr, lrs, ev = ["Loading pretrained model", "\rFetching 6 files: 100%|##########| 6/6 [00:00<00:00, 91180.52it/s]", "Loading datasets", "Training", "Trainable parameters: 0.071% (5.112M/7241.732M)", "Starting training..., iters: 1000"], [], [], []
    e = "2.783"
    ev.append((1, e)); out.append("Iter 1: Val loss %s, Val took 8.211s" % e)
    for i in range(n):
        s = (i + 1) * 10
        v, r = "%.3f" % loss[i], "%.3e" % 1e-5
        tr.append((s, v)); lrs.append((s, r))
        if s % 200 == 0:
            e = "%.3f" % (loss[i] * 1.03)
            ev.append((s, e)); out.append("Iter %d: Val loss %s, Val took 8.114s" % (s, e))
        out.append("Iter %d: Train loss %s, Learning Rate %s, It/sec %.3f, Tokens/sec %.3f, Trained Tokens %d, Peak mem 16.311 GB" % (s, v, r, .712, 281.2 + rng.gauss(0, 4), s * 391))
        if s % 200 == 0:
            out.append("Iter %d: Saved adapter weights to adapters/adapters.safetensors and adapters/%07d_adapters.safetensors." % (s, s))
    return "\n".join(out) + "\nIter 610: Train lo", truth(
        "mlx-lm lora", "the last line is cut off", True, {"train/loss": ser(tr), "train/learning_rate": ser(lrs), "validation/loss": ser(ev)}, must_not=["any"],
        note="killed while writing: no value for iteration 610")


@case("openai_finetune_results.csv")
def _(rng):
    n = 300
    loss = falling(rng, n, 1.91, .72, .03)
    out, tr, ev, ac = ["step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy"], [], [], []
    for i in range(n):
        v = "%.5f" % loss[i]
        tr.append((i + 1, v))
        if (i + 1) % 10 == 0:
            e, a = "%.5f" % (loss[i] * .4 + .6 * (sum(loss[max(0, i - 9):i + 1]) / min(10, i + 1)) + .02), "%.5f" % (.55 + .2 * i / n)
            ev.append((i + 1, e)); ac.append((i + 1, a))
        else:
            e = a = ""
        out.append("%d,%s,%.5f,%s,%s" % (i + 1, v, .55 + .22 * i / n, e, a))
    return "\r\n".join(out) + "\r\n", truth(
        "OpenAI fine-tuning result file", "Windows line ends, empty cells", False, {"train/loss": ser(tr), "validation/loss": ser(ev), "validation/accuracy": ser(ac)}, must_not=["any"],
        note="valid_* every 10 steps")


@case("wandb_panel_export.csv")
def _(rng):
    n = 120
    loss = falling(rng, n, 3.4, 1.9, .01)
    buf = io.StringIO()
    w = csv.writer(buf, quoting=csv.QUOTE_ALL, lineterminator="\n")
    w.writerow(["Step", "dry-sun-14 - train/loss", "dry-sun-14 - train/loss__MIN", "dry-sun-14 - train/loss__MAX"])
    tr = []
    for i in range(n):
        s, v = i * 25, repr(loss[i])
        tr.append((s, v)); w.writerow([s, v, v, v])
    return buf.getvalue(), truth("W&B panel export", "run name in the column, MIN and MAX copies", True, {"train/loss": ser(tr)}, must_not=["any"], note="__MIN and __MAX repeat the value: one series")


@case("wandb_history_wide.csv.gz")
def _(rng):
    n = 400
    loss = falling(rng, n, 10.2, 3.1, .005)
    gn = norms(rng, n, 5, .7)
    gpu = ["system/gpu.%d.%s" % (g, m) for g in range(4) for m in ("gpu", "memory", "memoryAllocated", "temp", "powerWatts")]
    layers = ["gradients/layers.%d.attn" % k for k in range(8)]
    cols = ["", "_step", "_runtime", "_timestamp", "train/loss", "train/grad_norm", "train/learning_rate", "train/epoch", "train/global_step", "eval/loss", "eval/accuracy", "eval/runtime", "eval/samples_per_second",
            "eval/steps_per_second", "train/train_loss", "train/total_flos", "train/train_runtime"] + layers + gpu
    out, tr, g_, lrs, ev, ac = [",".join(cols)], [], [], [], [], []
    k = 0
    for i in range(n):
        s = (i + 1) * 5
        row = {c: "NaN" for c in cols}
        row.update({"": k, "_step": k, "_runtime": repr(11.2 + s * .8), "_timestamp": repr(1711963201.0 + s * .8), "train/loss": repr(round(loss[i], 4)), "train/grad_norm": repr(gn[i]),
                    "train/learning_rate": repr(cosine(i, n, 3e-4)), "train/epoch": repr(round(s / 1000, 3)), "train/global_step": s})
        for c in layers:
            row[c] = "NaN" if i % 10 else "%.4f" % abs(rng.gauss(.1, .02))
        tr.append((s, row["train/loss"])); g_.append((s, row["train/grad_norm"])); lrs.append((s, row["train/learning_rate"]))
        out.append(",".join(str(row[c]) for c in cols)); k += 1
        if s % 250 == 0:
            row = {c: "NaN" for c in cols}
            row.update({"": k, "_step": k, "_runtime": repr(12.0 + s * .8), "_timestamp": repr(1711963202.0 + s * .8), "eval/loss": repr(loss[i] * 1.01), "eval/accuracy": repr(.2 + .3 * i / n), "eval/runtime": "9.112",
                        "eval/samples_per_second": "21.9", "eval/steps_per_second": "2.74", "train/epoch": repr(round(s / 1000, 3)), "train/global_step": s})
            ev.append((s, row["eval/loss"])); ac.append((s, row["eval/accuracy"]))
            out.append(",".join(str(row[c]) for c in cols)); k += 1
    row = {c: "NaN" for c in cols}
    row.update({"": k, "_step": k, "_runtime": "1630.1", "_timestamp": "1711964820.0", "train/train_loss": repr(sum(loss) / n), "train/total_flos": "3.1e+17", "train/train_runtime": "1601.2", "train/global_step": 2000, "train/epoch": "2.0"})
    out.append(",".join(str(row[c]) for c in cols))
    b = io.BytesIO()
    with gzip.GzipFile(fileobj=b, mode="wb", mtime=0, filename="") as f:
        f.write(("\n".join(out) + "\n").encode())
    return b.getvalue(), truth(
        "W&B run.history() to CSV", "gzip, 45 columns, NaN means not measured", True,
        {"train/loss": ser(tr), "train/gradient_norm": ser(g_), "train/learning_rate": ser(lrs), "validation/loss": ser(ev), "validation/accuracy": ser(ac)}, must_not=["any"],
        note="train/global_step (5..2000) is the optimizer step, _step only counts log calls; train/train_loss is the mean of the run")


# ------------------------------------------------------------------ 62 to 82

@case("wandb_history_cut.jsonl")
def _(rng):
    n = 150
    loss = falling(rng, n, 4.1, 2.2, .008)
    out, tr, ev = [], [], []
    for i in range(n):
        d = {"_runtime": round(3.1 + i * 1.7, 6), "_timestamp": 1709999000.5 + i * 1.7, "_step": i, "train/loss": round(loss[i], 6), "train/lr": cosine(i, n, 3e-4), "val/loss": float("nan"), "val/acc": float("nan"), "best_val": float("inf")}
        tr.append((i, d["train/loss"]))
        if i % 15 == 14:
            d["val/loss"] = round(loss[i] * 1.02, 6); d["val/acc"] = round(.3 + .2 * i / n, 4)
            ev.append((i, d["val/loss"]))
        if ev:
            d["best_val"] = min(v for _, v in ev)
        out.append(js(d))
    text = "\n".join(out) + "\n" + js({"_runtime": 260.0, "_timestamp": 1709999260.0, "_step": n, "train/loss": 2.2})[:-9]
    return text, truth("W&B history as JSON lines", "NaN where not measured, Infinity as the best so far, last line cut off", True,
                       {"train/loss": ser(tr), "validation/loss": ser(ev), "train/learning_rate": cnt(n), "validation/accuracy": cnt(len(ev))}, must_not=["any"],
                       note="the cut record holds no whole value ('\"train/loss\"' is cut off before its number)")


@case("mlflow_metrics_long.csv")
def _(rng):
    n = 80
    loss = falling(rng, n, 1.71, .62, .01)
    rows, tr, ev, lrs = [], [], [], []
    rid = "4f1c0e6f6a3b4d0c9a9e3c1be6a7d012"
    t0 = 1690000000000
    for i in range(n):
        s = i * 10
        v, r = repr(loss[i]), repr(cosine(i, n, 1e-3))
        tr.append((s, v)); lrs.append((s, r))
        rows += [("train_loss", v, t0 + s * 900, s), ("lr", r, t0 + s * 900 + 1, s)]
        if i % 8 == 7:
            e = repr(loss[i] * 1.04)
            ev.append((s, e)); rows.append(("val_loss", e, t0 + s * 900 + 5, s))
        if i % 4 == 0:
            rows += [("system/cpu_utilization_percentage", "%.1f" % (41 + rng.gauss(0, 3)), t0 + s * 900 + 7, i // 4), ("system/system_memory_usage_megabytes", "%.1f" % 20114.2, t0 + s * 900 + 7, i // 4)]
    rows.sort(key=lambda r: (r[0], r[2]))
    out = ["key,value,timestamp,run_uuid,step,is_nan"] + ["%s,%s,%d,%s,%d,0" % (k, v, t, rid, s) for k, v, t, s in rows]
    return "\n".join(out) + "\n", truth("MLflow metrics table", "long format: one row per metric, sorted by metric", True,
                                        {"train/loss": ser(tr), "validation/loss": ser(ev), "train/learning_rate": ser(lrs)}, must_not=["any"], note="the name of the metric is in the column key")


@case("comet_metrics.json")
def _(rng):
    n = 90
    loss = falling(rng, n, .93, .28, .01)
    recs, tr, ev = [], [], []
    for i in range(n):
        s = (i + 1) * 50
        v = "%.17g" % loss[i]
        tr.append((s, v))
        recs.append({"metricName": "train_loss", "metricValue": v, "timestamp": 1660000000000 + s * 300, "step": s, "epoch": None, "runContext": None, "offset": s * 300})
        if (i + 1) % 15 == 0:
            e = "%.17g" % (loss[i] * 1.05)
            ev.append((s, e))
            recs.append({"metricName": "val_loss", "metricValue": e, "timestamp": 1660000000009 + s * 300, "step": s, "epoch": (i + 1) // 15, "runContext": None, "offset": s * 300 + 9})
    return json.dumps(recs), truth("Comet API metrics", "JSON list of records with metricName and quoted metricValue", True, {"train/loss": ser(tr), "validation/loss": ser(ev)}, must_not=["any"], note="values are strings")


@case("sb3_ppo_console.log")
def _(rng):
    n = 45
    out = ["Using cuda device", "Creating environment from the given name 'CartPole-v1'", "Wrapping the env with a `Monitor` wrapper", "Wrapping the env in a DummyVecEnv.", "Logging to ./tb/PPO_1"]
    for i in range(1, n + 1):
        rew = 22 + 430 * (1 - math.exp(-i / 22))
        rows = [("rollout/", None), ("ep_len_mean", "%.3g" % rew), ("ep_rew_mean", "%.3g" % rew), ("time/", None), ("fps", int(1120 + rng.gauss(0, 9))), ("iterations", i), ("time_elapsed", i * 2), ("total_timesteps", i * 2048)]
        if i > 1:
            rows += [("train/", None), ("approx_kl", "%.9g" % abs(rng.gauss(.009, .001))), ("clip_fraction", "%.3g" % .1), ("clip_range", "0.2"), ("entropy_loss", "%.3g" % (-.686 + .003 * i)), ("explained_variance", "%.3g" % (.9 * i / n)),
                     ("learning_rate", "0.0003"), ("loss", "%.3g" % (6 + 40 * math.exp(-i / 12) + rng.gauss(0, .6))), ("n_updates", (i - 1) * 10), ("policy_gradient_loss", "%.3g" % -.0161), ("value_loss", "%.3g" % (12 + 80 * math.exp(-i / 12)))]
        body = ["| %-23s | %-12s |" % (k if v is None else "   " + k, "" if v is None else v) for k, v in rows]
        out += ["-" * len(body[0])] + body + ["-" * len(body[0])]
    return "\n".join(out) + "\n", truth("Stable-Baselines3 PPO", "boxes with a section per prefix; the first has no train section", True,
                                        {"train/loss": cnt(n - 1), "train/reward": cnt(n), "train/kl": cnt(n - 1), "train/learning_rate": cnt(n - 1)}, must_not=["policy-collapse", "divergence", "non-finite-loss", "kl-runaway"],
                                        note="45 boxes, 44 with train/; steps may be total_timesteps, iterations or n_updates; entropy_loss is minus the entropy")


@case("rllib_progress.csv")
def _(rng):
    n = 60
    L = "info/learner/default_policy/learner_stats/"
    cols = ["episode_reward_max", "episode_reward_min", "episode_reward_mean", "episode_len_mean", "episodes_this_iter", "num_healthy_workers", "timesteps_total", "agent_timesteps_total", "done", "episodes_total", "training_iteration", "trial_id", "experiment_id",
            "date", "timestamp", "time_this_iter_s", "time_total_s", "pid", "hostname", "node_ip", "time_since_restore", "iterations_since_restore", L + "cur_kl_coeff", L + "cur_lr", L + "total_loss", L + "policy_loss", L + "vf_loss", L + "vf_explained_var", L + "kl", L + "entropy",
            L + "entropy_coeff", L + "grad_gnorm", "info/num_steps_sampled", "sampler_results/episode_reward_mean", "perf/cpu_util_percent", "perf/ram_util_percent", "timers/learn_time_ms", "timers/sample_time_ms"]
    out, reward = [",".join(cols)], 0
    for i in range(1, n + 1):
        f = 1 - math.exp(-i / 25)
        r = "nan" if i <= 2 else "%.12g" % (-300 + 450 * f + rng.gauss(0, 5))
        reward += i > 2
        row = ["nan" if i <= 2 else "%.12g" % (250 * f), "nan" if i <= 2 else "-412.5", r, "nan" if i <= 2 else "301.2", 0 if i <= 2 else 13, 4, i * 4000, i * 4000, "False", 0 if i <= 2 else i * 13, i, "a1b2c_00000", "9f0e6c1b7a", "2022-09-01_12-%02d-11" % (i % 60),
               1662033000 + i * 11, 10.9, i * 10.9, 4412, "node7", "10.0.0.7", i * 10.9, i, "0.2", "5e-05", "%.12g" % (9.5 - 3 * f + rng.gauss(0, .08)), "%.12g" % (-.02 + rng.gauss(0, .002)), "%.12g" % (9.4 - 3 * f), "%.6g" % (.8 * f), "%.12g" % abs(rng.gauss(.012, .001)),
               "%.12g" % (1.38 - .5 * f), "0.0", "%.12g" % abs(rng.gauss(1.2, .1)), i * 4000, r, "41.1", "20.3", "2311.0", "8011.2"]
        out.append(",".join(str(x) for x in row))
    return "\n".join(out) + "\n", truth("Ray RLlib progress.csv", "38 columns, reward nan until the first episode ends", True,
                                        {"train/loss": cnt(n), "train/kl": cnt(n), "train/entropy": cnt(n), "train/reward": cnt(reward), "train/learning_rate": cnt(n), "train/gradient_norm": cnt(n)},
                                        must_not=["non-finite-loss", "policy-collapse", "divergence", "kl-runaway"], note="steps: training_iteration or timesteps_total; two nan rewards mean no episode yet (58 numbers, 60 rows)")


@case("kaldi_nnet3_train.log")
def _(rng):
    n = 60
    loss = falling(rng, n, 6.91, 2.1, .006)
    out = ["# nnet3-train --use-gpu=yes --read-cache=exp/nnet3/tdnn/cache.0 --print-interval=10 --momentum=0.0 --max-param-change=2.0 \"nnet3-copy --learning-rate=0.0015 exp/nnet3/tdnn/0.raw - |\" ark:- exp/nnet3/tdnn/1.1.raw ",
           "# Started at Fri Mar  2 11:21:05 EST 2018", "#", "WARNING (nnet3-train[5.4.11~1-be22]:SelectGpuId():cu-device.cc:196) Not in compute-exclusive mode.  Suggestion: use 'nvidia-smi -c 3' to set compute exclusive mode",
           "LOG (nnet3-train[5.4.11~1-be22]:FinalizeActiveGpu():cu-device.cc:271) The active GPU is [1]: Tesla K80\tfree:11314M, used:125M, total:11439M, free/total:0.989 version 3.7"]
    tr = []
    for i in range(n):
        v = "%.6g" % -loss[i]
        tr.append(v)
        if i % 12 == 3:
            out.append("LOG (nnet3-train[5.4.11~1-be22]:UpdateNnetWithMaxChange():nnet-utils.cc:2142) Per-component max-change active on 3 / 9 Updatable Components.(smallest factor=0.38 on Tdnn_3_affine with max-change=0.75). Global max-change factor was 0.68 with max-change=2.")
        out.append("LOG (nnet3-train[5.4.11~1-be22]:PrintStatsForThisPhase():nnet-training.cc:299) Average objective function for 'output' for minibatches %d-%d is %s over 5120 frames." % (i * 10, i * 10 + 9, v))
    out.append("LOG (nnet3-train[5.4.11~1-be22]:PrintTotalStats():nnet-training.cc:339) Overall average objective function for 'output' is %.6g over 307200 frames." % (-sum(loss) / n))
    out += ["LOG (nnet3-train[5.4.11~1-be22]:PrintTotalStats():nnet-training.cc:344) [this line is to be parsed by a script:] log-prob-per-frame=%.6g" % (-sum(loss) / n), "# Accounting: time=212 threads=1", "# Ended (code 0) at Fri Mar  2 11:24:37 EST 2018, elapsed time 212 seconds"]
    return "\n".join(out) + "\n", truth("Kaldi nnet3-train", "objective (log-likelihood, negative, to be maximised) instead of a loss", True, {}, must_not=["divergence", "never-learns", "non-finite-loss"],
                                        nothing=True, note="60 values 'objective function' -6.9 rising to -2.1: improving. Either refused or read as an objective; read as a loss it falls only if negated. No series demanded")


@case("wav2letter_001_log.txt")
def _(rng):
    n = 40
    loss = falling(rng, n, 61.2, 6.1, .008)
    out, tr, lrs = [], [], []
    for i in range(n):
        u = (i + 1) * 1000
        v, r = "%.5f" % loss[i], "%.6f" % (.4 * .98 ** i)
        tr.append((u, v)); lrs.append((u, r))
        out.append("epoch: %8d | nupdates: %12d | lr: %s | lrcriterion: 0.000000 | runtime: 00:%02d:%02d | bch(ms): %.2f | smp(ms): 0.91 | fwd(ms): 140.21 | crit-fwd(ms): 10.11 | bwd(ms): 261.92 | optim(ms): 15.02 | loss: %10s | train-TER: %5.2f | train-WER: %5.2f | dev-clean-loss: %10.5f | dev-clean-TER: %5.2f | dev-clean-WER: %5.2f | dev-other-loss: %10.5f | dev-other-TER: %5.2f | dev-other-WER: %5.2f | avg-isz: 1231 | avg-tsz: 041 | max-tsz: 111 | hrs:  109.31 | thrpt(sec/sec): %.2f" % (
            i + 1, u, r, 7, 11 + i, 428.1 + rng.gauss(0, 1), v, 60 - 1.3 * i, 85 - 1.7 * i, loss[i] * 1.03, 59 - 1.3 * i, 84 - 1.7 * i, loss[i] * 1.12 + 1, 66 - 1.2 * i, 90 - 1.6 * i, 911.2))
    return "\n".join(out) + "\n", truth("wav2letter / flashlight ASR", "many fields between bars, two development sets", True,
                                        {"train/loss": ser(tr), "train/learning_rate": ser(lrs), "validation/loss": cnt(n, sets=2)}, must_not=["any"], note="nupdates is the step (epoch counts 1000 updates each)")


@case("allennlp_stdout.log")
def _(rng):
    eps = 12
    a, b = falling(rng, eps, 1.41, .42, .005), falling(rng, eps, 1.22, .51, .005)
    out, tr, ev, ac = [], [], [], []
    P = lambda t: stamp("2020-12-05T09:11:00", t, "%Y-%m-%d %H:%M:%S") + ",%03d - INFO - allennlp." % rng.randrange(1000)
    out.append(P(0) + "common.params - trainer.num_epochs = %d" % eps)
    out.append(P(0) + "common.params - trainer.optimizer.lr = 2e-05")
    for i in range(eps):
        t = i * 60
        out += [P(t) + "training.trainer - Epoch %d/%d" % (i, eps - 1), P(t) + "training.trainer - Worker 0 memory usage: 3.1G", P(t) + "training.trainer - Training"]
        for k in (1, 100, 200):
            bar = tq("", k, 200, .21)
            l = a[i] * (1 + .03 * (200 - k) / 200)
            out.append("accuracy: %.4f, batch_loss: %.4f, loss: %.4f ||: %s" % (.4 + .03 * i, l * (1 + rng.gauss(0, .1)), a[i] if k == 200 else l, bar.split("|", 0)[0]))
        v, e, c = "%.3f" % a[i], "%.3f" % b[i], "%.3f" % (.45 + .03 * i)
        tr.append((i, v)); ev.append((i, e)); ac.append((i, c))
        C = "training.callbacks.console_logger - "
        out += [P(t + 50) + C + "%s |  Training |  Validation" % "".ljust(18), P(t + 50) + C + "%s |  %8.3f  |  %8s" % ("accuracy".ljust(18), .46 + .03 * i, c), P(t + 50) + C + "%s |  %8.3f  |  %8s" % ("gpu_0_memory_MB".ljust(18), 3214.551, "N/A"),
                P(t + 50) + C + "%s |  %8s  |  %8s" % ("loss".ljust(18), v, e), P(t + 51) + "training.trainer - Epoch duration: 0:00:51.121", P(t + 51) + "training.trainer - Estimated training time remaining: 0:%02d:11" % (eps - i)]
    return "\n".join(out) + "\n", truth("AllenNLP", "table of metrics with a column per split, N/A cells, bars between", True,
                                        {"validation/loss": ser(ev), "validation/accuracy": ser(ac)}, must_not=["any"],
                                        note="12 epochs from 0; the training loss is in the table (12) and in three bar states per epoch (36), so its count is not pinned; GPU memory is no metric")


@case("flair_loss.tsv")
def _(rng):
    n = 40
    a, b = falling(rng, n, .92, .11, .01), falling(rng, n, .41, .083, .01)
    out, tr, ev = ["EPOCH\tTIMESTAMP\tBAD_EPOCHS\tLEARNING_RATE\tTRAIN_LOSS\tDEV_LOSS\tDEV_PRECISION\tDEV_RECALL\tDEV_F1\tDEV_ACCURACY"], [], []
    for i in range(n):
        v, e = repr(a[i]), repr(b[i])
        tr.append((i + 1, v)); ev.append((i + 1, e))
        p = "%.4f" % (.7 + .2 * i / n)
        out.append("%d\t%02d:%02d:17\t%d\t%.4f\t%s\t%s\t%s\t%s\t%s\t%.4f" % (i + 1, 9 + i // 12, i * 5 % 60, 0, .1, v, e, p, p, p, .62 + .2 * i / n))
    return "\n".join(out) + "\n", truth("flair loss.tsv", "tab table with clock times", False, {"train/loss": ser(tr), "validation/loss": ser(ev), "train/learning_rate": cnt(n), "validation/accuracy": cnt(n)}, must_not=["any"], note="TIMESTAMP is a time of day")


@case("fasttext_progress.log")
def _(rng):
    n = 200
    loss = falling(rng, n, 2.301213, .421, .003)
    out, tr = ["\rRead 0M words\nNumber of words:  73122\nNumber of labels: 14\n"], []
    for i in range(n):
        v = "%9.6f" % loss[i]
        tr.append((i, v))
        out.append("\rProgress: %5.1f%% words/sec/thread: %7d lr: %9.6f avg.loss: %s ETA: %3dh%2dm%2ds" % (100 * (i + 1) / n, 181213 + rng.gauss(0, 500), .1 * (1 - (i + 1) / n), v, 0, (n - i) // 60, (n - i) % 60))
    return "".join(out) + "\n", truth("fastText supervised", "one physical line, progress in percent, no step", True, {"train/loss": ser(tr, steps=False), "train/learning_rate": cnt(n)}, must_not=["any"], note="avg.loss is the running mean, the only loss")


@case("coqui_tts_trainer.log")
def _(rng):
    eps, per = 6, 120
    loss = falling(rng, eps * 5, 3.91, .92, .01)
    gn = norms(rng, eps * 5, 6, 1.5)
    out, tr, g_, ev, k = [" > Training Environment:", " | > Backend: Torch", " | > Mixed precision: False", " | > Num. of GPUs: 1", " > Start Tensorboard: tensorboard --logdir=/out/run", "\n > Model has 28610257 parameters"], [], [], [], 0
    prev = None
    for ep in range(eps):
        out += ["", "\x1b[4m\x1b[1m > EPOCH: %d/%d\x1b[0m" % (ep, 1000), " --> /out/run-January-05-2023_10+11AM-0000000", "", "\x1b[1m > TRAINING (%s) \x1b[0m" % stamp("2023-01-05T10:11:00", ep * 90, "%Y-%m-%d %H:%M:%S")]
        for b in (0, 25, 50, 75, 100):
            gs = ep * per + b
            v, g = "%.5f" % loss[k], "%.5f" % gn[k]
            k += 1
            tr.append((gs, v)); g_.append((gs, g))
            out += ["", "\x1b[1m   --> TIME: %s -- STEP: %d/%d -- GLOBAL_STEP: %d\x1b[0m" % (stamp("2023-01-05T10:11:00", ep * 90 + b * .6, "%Y-%m-%d %H:%M:%S"), b, per, gs)]
            for name, x in [("decoder_loss", float(v) * .6), ("postnet_loss", float(v) * .3), ("stopnet_loss", float(v) * .1)]:
                out.append("     | > %s: %.5f  (%.5f)" % (name, x, x * 1.02))
            out += ["     | > loss: %s  (%.5f)" % (v, float(v) * 1.02), "     | > grad_norm: %s  (%.5f)" % (g, float(g) * 1.01), "     | > current_lr: 0.00010 ", "     | > step_time: 0.61210  (0.61002)", "     | > loader_time: 0.00410  (0.00399)", ""]
        e = "%.5f" % (loss[k - 1] * 1.02)
        ev.append((ep, e))
        out += ["", "\x1b[1m > EVALUATION \x1b[0m", "", "  \x1b[1m--> EVAL PERFORMANCE\x1b[0m", "     | > avg_loader_time:\x1b[91m 0.03131 \x1b[0m(+0.00000)"]
        d = 0. if prev is None else float(e) - prev
        prev = float(e)
        for name, x in [("avg_decoder_loss", .6), ("avg_postnet_loss", .3), ("avg_stopnet_loss", .1), ("avg_loss", 1.)]:
            out.append("     | > %s:\x1b[92m %s \x1b[0m(%+.5f)" % (name, e if x == 1. else "%.5f" % (float(e) * x), d * x))
        out += ["", " > BEST MODEL : /out/run/best_model_%d.pth" % ((ep + 1) * per)]
    return "\n".join(out) + "\n", truth("Coqui TTS Trainer", "blocks with ANSI colours, value and mean, change in brackets", True,
                                        {"train/loss": ser(tr), "train/gradient_norm": ser(g_), "validation/loss": ser(ev, steps=False), "train/learning_rate": cnt(30)}, must_not=["any"], note="GLOBAL_STEP is the step; (+0.0) is the change; parts sum to loss")


@case("whisper_notebook_nolog.txt")
def _(rng):
    n = 9
    out = ["max_steps is given, it will override any value given in num_train_epochs", "Using cuda_amp half precision backend",
           "/usr/local/lib/python3.8/dist-packages/transformers/optimization.py:306: FutureWarning: This implementation of AdamW is deprecated and will be removed in a future version.",
           "***** Running training *****", "  Num examples = 7200", "  Num Epochs = 9", "  Instantaneous batch size per device = 16", "  Gradient Accumulation steps = 1", "  Total optimization steps = 4050", "  Number of trainable parameters = 241734912",
           "The following columns in the training set don't have a corresponding argument in `WhisperForConditionalGeneration.forward` and have been ignored: input_length.", "",
           " [4050/4050 5:01:11, Epoch 9/9]", "Epoch\tTraining Loss\tValidation Loss\tWer Ortho\tWer"]
    tr, ev = [], []
    tl, vl = falling(rng, n, .61, .11, .003), falling(rng, n, .42, .205, .003)
    for i in range(n):
        e, w = "%.6f" % vl[i], 34.0 - 2.1 * i
        v = "No log" if i == 0 else "%.6f" % tl[i]
        if i:
            tr.append((i + 1, v))
        ev.append((i + 1, e))
        out.append("%d\t%s\t%s\t%.6f\t%.6f" % (i + 1, v, e, w + 5, w))
    out += ["***** Running Evaluation *****", "  Num examples = 1200", "  Batch size = 8", "Saving model checkpoint to ./whisper-small-hi/checkpoint-4050"]
    return "\n".join(out) + "\n", truth("Whisper fine-tuning (HF notebook table)", "'No log' in the first cell", True, {"train/loss": ser(tr), "validation/loss": ser(ev)}, must_not=["any"], note="the first epoch ended before the first logging step: 8 training, 9 validation values, step = epoch")


@case("bert_tf1_estimator.log")
def _(rng):
    n = 60
    loss = falling(rng, n, 10.92, 1.9, .012)
    out, tr = ["WARNING:tensorflow:Estimator's model_fn (<function model_fn_builder.<locals>.model_fn at 0x7f1>) includes params argument, but params are not passed to Estimator.", "INFO:tensorflow:*** Features ***",
               "INFO:tensorflow:  name = input_ids, shape = (32, 128)", "INFO:tensorflow:**** Trainable Variables ****", "INFO:tensorflow:  name = bert/embeddings/word_embeddings:0, shape = (30522, 768), *INIT_FROM_CKPT*",
               "INFO:tensorflow:Graph was finalized.", "INFO:tensorflow:Running local_init_op.", "INFO:tensorflow:Saving checkpoints for 0 into out/model.ckpt."], []
    for i in range(n):
        s, v = i * 100, "%.7g" % loss[i]
        tr.append((s, v))
        if i:
            out += ["INFO:tensorflow:global_step/sec: %.5f" % (3.1 + rng.gauss(0, .01)), "INFO:tensorflow:examples/sec: %.4f" % 99.3]
        out.append("INFO:tensorflow:loss = %s, step = %d%s" % (v, s, " (%.3f sec)" % (32.2 + rng.gauss(0, .1)) if i else ""))
    e = "%.7g" % (loss[-1] * 1.02)
    out += ["INFO:tensorflow:Saving checkpoints for 6000 into out/model.ckpt.", "INFO:tensorflow:Loss for final step: %.7g." % (loss[-1] * .999), "INFO:tensorflow:Starting evaluation at 2019-04-11-12:10:11", "INFO:tensorflow:Evaluation [10/100]",
            "INFO:tensorflow:Saving dict for global step 6000: global_step = 6000, loss = %s, masked_lm_accuracy = 0.61213, masked_lm_loss = %.7g, next_sentence_accuracy = 0.9625, next_sentence_loss = 0.110231" % (e, float(e) - .110231),
            "INFO:tensorflow:***** Eval results *****", "INFO:tensorflow:  global_step = 6000", "INFO:tensorflow:  loss = %s" % e, "INFO:tensorflow:  masked_lm_accuracy = 0.61213"]
    return "\n".join(out) + "\n", truth("google-research BERT (TF1 Estimator)", "loss before the step, one evaluation printed twice with parts", True,
                                        {"train/loss": {**ser(tr)}}, must_not=["any"], note="'Loss for final step' may be a further point at 6000 (doubt: points 60 or 61); the evaluation's loss at 6000 is validation, once")


@case("tensor2tensor_nan.log")
def _(rng):
    out, tr = ["INFO:tensorflow:Importing user module usr from path /", "INFO:tensorflow:Overriding hparams in transformer_base with learning_rate_constant=8.0", "INFO:tensorflow:Setting T2TModel mode to 'train'",
               "INFO:tensorflow:Using variable initializer: uniform_unit_scaling", "INFO:tensorflow:Transforming body output with symbol_modality_33708_512.top", "INFO:tensorflow:Done calling model_fn."], []
    for i in range(40):
        s = i * 100
        v = "%.7g" % (9.91 * math.exp(-i / 30) + (0 if i < 30 else .4 * (i - 29)) + rng.gauss(0, .03)) if i < 37 else "nan"
        tr.append((s, v))
        if i:
            out.append("INFO:tensorflow:global_step/sec: %.5f" % (2.2 + rng.gauss(0, .01)))
        out.append("INFO:tensorflow:loss = %s, step = %d%s" % (v, s, " (%.3f sec)" % 45.1 if i else ""))
    out += ["ERROR:tensorflow:Model diverged with loss = NaN.", "Traceback (most recent call last):", "  File \"/usr/local/bin/t2t-trainer\", line 33, in <module>", "    tf.app.run()",
            "tensorflow.python.training.basic_session_run_hooks.NanLossDuringTrainingError: NaN loss during training."]
    fin = [p for p in tr if p[1] != "nan"]
    return "\n".join(out) + "\n", truth("tensor2tensor", "loss = nan for the last three records and an error", False, {"train/loss": {"points": 40, "first": num(fin[0][1]), "first_step": 0, "last_step": 3900}}, must=["non-finite-loss"], must_not=["plateau"],
                                        note="37 finite and 3 nan values; no last since it is nan")


@case("pytorch_imagenet_never.log")
def _(rng):
    eps, per = 6, 1000
    out, tr, ac = ["=> creating model 'resnet18'", "Use GPU: 0 for training", "/opt/conda/lib/python3.8/site-packages/torch/optim/lr_scheduler.py:136: UserWarning: Detected call of `lr_scheduler.step()` before `optimizer.step()`."], [], []
    for ep in range(eps):
        for b in range(0, per, 50):
            l = 6.9078 + abs(rng.gauss(0, .0025)) + (.12 * math.exp(-b / 60) if ep == 0 else 0)
            v = "%.4e" % l
            tr.append((ep * per + b, v))
            out.append("Epoch: [%d][%5d/%d]\tTime %6.3f (%6.3f)\tData %6.3f (%6.3f)\tLoss %s (%.4e)\tAcc@1 %6.2f (%6.2f)\tAcc@5 %6.2f (%6.2f)" % (ep, b + 1, per, .311, .318, .002, .009, v, 6.9089, rng.choice([0, 0, 0, .39]), .1, rng.choice([0, .39, .78]), .5))
        for b in (1, 101):
            out.append("Test: [%4d/%d]\tTime %6.3f (%6.3f)\tLoss %.4e (%.4e)\tAcc@1 %6.2f (%6.2f)\tAcc@5 %6.2f (%6.2f)" % (b, 196, .21, .2, 6.9079, 6.9079, 0., .1, 0., .5))
        out.append(" *   Acc@1 0.100 Acc@5 0.500")
    return "\n".join(out) + "\n", truth("PyTorch examples imagenet", "loss stays at ln 1000 = 6.908, accuracy at 0.1 percent", False, {"train/loss": cnt(eps * per // 50)}, must=["never-learns"], must_not=["divergence", "non-finite-loss", "loss-spike"],
                                        note="value or running mean may be taken, so no first/last; step epoch*1000+batch (batch from 1, epoch from 0)")


@case("word_language_model.log")
def _(rng):
    eps, per = 8, 2983
    k, loss = 0, falling(rng, eps * 7, 7.63, 4.6, .004)
    out, tr, ev, lrs = [], [], [], []
    for ep in range(1, eps + 1):
        for b in range(400, 2801, 400):
            v, r = "%5.2f" % loss[k], "%02.2f" % (20.0 if ep < 6 else 5.0)
            k += 1
            tr.append(((ep - 1) * per + b, v)); lrs.append((k, r))
            out.append("| epoch %3d | %5d/%5d batches | lr %s | ms/batch %5.2f | loss %s | ppl %8.2f" % (ep, b, per, r, 11.2 + rng.gauss(0, .1), v, math.exp(float(v))))
        e = "%5.2f" % (loss[k - 1] * 1.01)
        ev.append((ep, e))
        out += ["-" * 89, "| end of epoch %3d | time: %5.2fs | valid loss %s | valid ppl %8.2f" % (ep, 34.1, e, math.exp(float(e))), "-" * 89]
    out += ["=" * 89, "| End of training | test loss %5.2f | test ppl %8.2f" % (loss[-1], math.exp(loss[-1])), "=" * 89]
    return "\n".join(out) + "\n", truth("PyTorch examples word_language_model", "names without colon or equals sign, batches of 2983 per epoch", True,
                                        {"train/loss": ser(tr), "validation/loss": ser(ev, steps=False), "train/learning_rate": cnt(56)}, must_not=["any"],
                                        note="steps (epoch-1)*2983+batch: 400..23681; the test line at the end is no validation point; validation is measured at the end of an epoch (its step may be the epoch or epoch*2983)")


@case("chinese_inf.log")
def _(rng):
    n = 40
    a = falling(rng, n, 2.31, .71, .01)
    out, tr, ev = ["开始训练……", "设备：cuda:0  批大小：64  学习率：0.001", "训练集样本数：50000，验证集样本数：10000"], [], []
    for i in range(n):
        v = "inf" if i in (17, 18, 25) else "%.4f" % a[i]
        e = "%.4f" % (a[i] * 1.05)
        tr.append((i + 1, v)); ev.append((i + 1, e))
        out.append("第 %d 轮 / 共 %d 轮，训练损失：%s，验证损失：%s，验证准确率：%.2f%%，用时：%d秒" % (i + 1, n, v, e, 20 + 55 * i / n, 41))
        if i % 10 == 9:
            out.append("模型已保存到 ./checkpoints/model_%d.pt" % (i + 1))
    return "\n".join(out) + "\n", truth("home-made print in Chinese", "full-width punctuation; loss inf in epochs 18, 19, 26", False, {"train/loss": ser(tr), "validation/loss": ser(ev), "validation/accuracy": cnt(n)}, must=["non-finite-loss"], must_not=["overfitting", "plateau"],
                                        note="轮 is the epoch; three of the 40 values are inf")


@case("franzoesisch.log")
def _(rng):
    n = 45
    a = falling(rng, n, 2.3104, .5512, .008)
    out, tr, ev = ["Début de l'entraînement le 12/03/2023 à 14:05", "Appareil : cuda, taille de lot : 32, pas d'apprentissage initial : 0,001"], [], []
    for i in range(n):
        v, e = "%.4f" % a[i], "%.4f" % (a[i] * 1.04)
        tr.append((i + 1, v)); ev.append((i + 1, e))
        out.append("Époque %d/%d — perte : %s — perte de validation : %s — exactitude de validation : %s %% — durée : 12,%d s" % (i + 1, n, v.replace(".", ","), e.replace(".", ","), ("%.1f" % (20 + 1.5 * i)).replace(".", ","), i % 10))
    out.append("Entraînement terminé.")
    return "\n".join(out) + "\n", truth("home-made print in French", "decimal commas, blank before the colon, long dashes", True, {"train/loss": ser(tr), "validation/loss": ser(ev), "validation/accuracy": cnt(n)}, must_not=["any"], note="2,3104 is 2.3104")


@case("deutsch_excel.csv")
def _(rng):
    n = 60
    a = falling(rng, n, 3.412, .911, .01)
    out, tr, ev, lrs = ["Schritt;Epoche;Lernrate;Verlust;Validierungsverlust;Dauer"], [], [], []
    de = lambda x: x.replace(".", ",")
    for i in range(n):
        s = (i + 1) * 50
        v, r = "%.6f" % a[i], "%.6f" % cosine(i, n, 1e-3)
        tr.append((s, v)); lrs.append((s, r))
        e = ""
        if i % 6 == 5:
            e = "%.6f" % (a[i] * 1.03); ev.append((s, e))
        out.append("%d;%s;%s;%s;%s;00:00:%02d" % (s, de("%.2f" % (s / 500)), de(r), de(v), de(e), 21 + i % 3))
    return b"\xef\xbb\xbf" + ("\r\n".join(out) + "\r\n").encode(), truth("home-made CSV in German (Excel)", "semicolons, decimal commas, byte order mark, Windows line ends", True,
                                                                     {"train/loss": ser(tr), "validation/loss": ser(ev), "train/learning_rate": ser(lrs)}, must_not=["any"], note="Verlust = loss, Schritt = step")


@case("spanish_swings.log")
def _(rng):
    n = 50
    a = falling(rng, n, 1.91, .31, .01)
    out, tr, ev = ["Cargando datos... 5120 imágenes de entrenamiento, 640 de validación", "Comienza el entrenamiento"], [], []
    for i in range(n):
        v, e = "%.4f" % a[i], "%.4f" % (a[i] + .3 + (6.5 if i % 3 == 1 else 2.4 if i % 3 == 2 else .1) * (1 + rng.gauss(0, .25)) * (1 if i > 1 else .3))
        tr.append((i + 1, v)); ev.append((i + 1, e))
        out.append("Época [%d/%d] pérdida: %s, pérdida de validación: %s, precisión: %.2f%%" % (i + 1, n, v, e, 30 + 1.2 * i))
    return "\n".join(out) + "\n", truth("home-made print in Spanish", "validation loss jumps between 0.7 and 8 from epoch to epoch", False, {"train/loss": ser(tr), "validation/loss": ser(ev)}, must=["validation-swings"], must_not=["divergence", "non-finite-loss"], note="training falls smoothly")


@case("japanese_vae.log")
def _(rng):
    n = 60
    a = falling(rng, n, 1234567.8, 412345.6, .006)
    out, tr = ["学習を開始します。デバイス: cuda:0", "データ件数: 60,000 件、バッチサイズ: 128"], []
    for i in range(n):
        v = format(round(a[i], 2), ",.2f")
        tr.append((i + 1, v))
        out.append("エポック %d/%d 損失: %s (再構成: %s, KL: %s) 経過時間: %d分%02d秒" % (i + 1, n, v, format(round(a[i] * .96, 2), ",.2f"), "%.3e" % (a[i] * .04), i * 12 // 60, i * 12 % 60))
    return "\n".join(out) + "\n", truth("home-made print in Japanese (VAE)", "losses in millions with thousands separators, parts in brackets, exponents", True, {"train/loss": ser(tr)}, must_not=["any"], note="summed loss of a VAE; KL here is a part of the loss, not RL's KL")


@case("opennmt_py.log")
def _(rng):
    n = 80
    loss = falling(rng, n, 9.31, 2.9, .006)
    out, tr, lrs, ev, ac = ["[2023-01-18 11:21:02,113 INFO] Parsed 2 corpora from -data.", "[2023-01-18 11:21:09,411 INFO] encoder: 35135488", "[2023-01-18 11:21:09,411 INFO] * number of parameters: 93326080", "[2023-01-18 11:21:10,001 INFO] Start training loop and validate every 1000 steps..."], [], [], [], []
    for i in range(n):
        s = (i + 1) * 50
        v, r = "%.2f" % loss[i], "%7.5f" % (2e-4 * min(1, s / 1000))
        tr.append((s, v)); lrs.append((s, r))
        out.append("[%s,%03d INFO] Step %d/%5d; acc: %5.2f; ppl: %6.2f; xent: %s; lr: %s; %3.0f/%3.0f tok/s; %6.0f sec" % (stamp("2023-01-18T11:21:10", s / 3, "%Y-%m-%d %H:%M:%S"), rng.randrange(1000), s, 50000, 5 + 60 * i / n, math.exp(float(v)), v, r, 11211 + rng.gauss(0, 50), 11902, s / 3))
        if s % 1000 == 0:
            e = loss[i] * 1.01
            a = "%g" % round(6 + 60 * i / n, 4)
            ac.append((s, a))
            out += ["[%s,001 INFO] Validation perplexity: %g" % (stamp("2023-01-18T11:21:10", s / 3 + 9, "%Y-%m-%d %H:%M:%S"), math.exp(e)), "[%s,001 INFO] Validation accuracy: %s" % (stamp("2023-01-18T11:21:10", s / 3 + 9, "%Y-%m-%d %H:%M:%S"), a),
                    "[%s,101 INFO] Saving checkpoint run/model_step_%d.pt" % (stamp("2023-01-18T11:21:10", s / 3 + 10, "%Y-%m-%d %H:%M:%S"), s)]
    return "\n".join(out) + "\n", truth("OpenNMT-py", "xent beside perplexity, semicolons", True, {"train/loss": ser(tr), "train/learning_rate": ser(lrs), "validation/accuracy": cnt(4)}, must_not=["any"],
                                        note="xent is the loss, ppl = exp(xent) is not; the validation lines hold only perplexity and accuracy (percent)")


# ------------------------------------------------------------------ nothing to read

@case("pip_install.log")
def _(rng):
    out = []
    names = ["torch", "numpy", "scipy", "pandas", "matplotlib", "lossless-audio", "trainer-utils", "filelock", "sympy", "networkx", "jinja2", "fsspec", "triton", "requests"]
    for n in names:
        v = "%d.%d.%d" % (rng.randrange(3), rng.randrange(20), rng.randrange(9))
        mb = rng.uniform(.1, 40)
        out += ["Collecting %s==%s" % (n, v), "  Downloading %s-%s-py3-none-any.whl (%.1f MB)" % (n.replace("-", "_"), v, mb)]
        for p in (.2, .6, 1):
            out.append("     %s%s %.1f/%.1f MB %.1f MB/s eta 0:00:%02d" % ("━" * int(40 * p), " " * (40 - int(40 * p)), mb * p, mb, rng.uniform(5, 60), 2 - int(2 * p)))
    out += ["Installing collected packages: " + ", ".join(names), "  Attempting uninstall: numpy", "    Found existing installation: numpy 1.21.0", "    Uninstalling numpy-1.21.0:", "      Successfully uninstalled numpy-1.21.0",
            "Successfully installed " + " ".join("%s-1.0.%d" % (n, i) for i, n in enumerate(names))]
    return "\n".join(out) + "\n", truth("pip", "no training log", nothing=True, note="package names with 'loss' and 'train' are no metrics")


@case("access.log")
def _(rng):
    out = []
    for i in range(200):
        out.append('203.0.113.%d - - [%s +0000] "GET /api/v1/%s?step=%d&loss=%.2f HTTP/1.1" %d %d "-" "Mozilla/5.0 (X11; Linux x86_64)" %.3f' % (
            rng.randrange(1, 250), stamp("2024-05-02T06:25:00", i * 7, "%d/%b/%Y:%H:%M:%S"), rng.choice(["metrics", "runs", "train", "users/17"]), rng.randrange(100), rng.random(), rng.choice([200, 200, 200, 304, 404]), rng.randrange(200, 9000), rng.uniform(.001, .3)) if i % 40 == 0 else
            '203.0.113.%d - - [%s +0000] "GET /%s HTTP/1.1" %d %d "-" "Mozilla/5.0 (X11; Linux x86_64)" %.3f' % (
            rng.randrange(1, 250), stamp("2024-05-02T06:25:00", i * 7, "%d/%b/%Y:%H:%M:%S"), rng.choice(["index.html", "static/app.js", "favicon.ico", "train/list"]), rng.choice([200, 200, 304, 404]), rng.randrange(200, 9000), rng.uniform(.001, .3)))
    return "\n".join(out) + "\n", truth("nginx access log", "no training log", nothing=True, note="a few URLs hold step= and loss= as query parameters: these are requests of a web site, random values")


@case("sensors.csv")
def _(rng):
    out = ["timestamp,sensor_id,temperature_c,humidity_pct,battery_v,packet_loss,rssi_dbm"]
    for i in range(400):
        out.append("%s,node-%02d,%.2f,%.1f,%.3f,%.3f,%d" % (stamp("2024-01-01T00:00:00", i * 60, "%Y-%m-%dT%H:%M:%SZ"), i % 4, 18 + 3 * math.sin(i / 60) + rng.gauss(0, .1), 45 + rng.gauss(0, 1), 3.9 - i * .0003, abs(rng.gauss(.01, .01)), -61 + rng.randrange(-4, 5)))
    return "\n".join(out) + "\n", truth("sensor data", "no training log", nothing=True, note="packet_loss is a network quantity")


@case("vllm_benchmark.log")
def _(rng):
    out = ["INFO 06-11 10:21:44 api_server.py:177] vLLM API server version 0.5.0", "INFO 06-11 10:21:51 model_runner.py:159] Loading model weights took 14.9595 GB"]
    for i in range(60):
        out.append("INFO 06-11 10:%02d:%02d metrics.py:341] Avg prompt throughput: %.1f tokens/s, Avg generation throughput: %.1f tokens/s, Running: %d reqs, Swapped: 0 reqs, Pending: %d reqs, GPU KV cache usage: %.1f%%, CPU KV cache usage: 0.0%%." % (
            22 + i // 6, i * 10 % 60, 2100 + rng.gauss(0, 90), 1400 + rng.gauss(0, 50), 60 + i % 9, 200 - 3 * i, 41 + rng.gauss(0, 3)))
    out += ["============ Serving Benchmark Result ============", "Successful requests:                     1000      ", "Benchmark duration (s):                  412.31    ", "Total input tokens:                      217393    ",
            "Request throughput (req/s):              2.43      ", "Mean TTFT (ms):                          1181.02   ", "P99 TPOT (ms):                           91.22     ", "=================================================="]
    return "\n".join(out) + "\n", truth("vLLM server and benchmark", "no training log", nothing=True, note="throughput of inference")


@case("lm_eval_results.json")
def _(rng):
    res = {t: {"alias": t, "acc,none": round(rng.uniform(.3, .8), 4), "acc_stderr,none": 0.0098, "acc_norm,none": round(rng.uniform(.3, .8), 4), "acc_norm_stderr,none": 0.0101} for t in ("arc_easy", "arc_challenge", "hellaswag", "piqa", "winogrande")}
    res["wikitext"] = {"alias": "wikitext", "word_perplexity,none": 21.33, "byte_perplexity,none": 1.772, "bits_per_byte,none": 0.8251}
    return json.dumps({"results": res, "versions": {t: 1.0 for t in res}, "n-shot": {t: 0 for t in res}, "config": {"model": "hf", "model_args": "pretrained=/m", "batch_size": "16", "limit": None, "seed": 1234}, "total_evaluation_time_seconds": "912.3"}, indent=2) + "\n", truth(
        "lm-evaluation-harness", "evaluation only", nothing=True, note="one evaluation of a finished model; bits_per_byte of one moment is no curve")


@case("sentence_transformers_sts.csv")
def _(rng):
    out = ["epoch,steps,cosine_pearson,cosine_spearman,euclidean_pearson,euclidean_spearman,manhattan_pearson,manhattan_spearman,dot_pearson,dot_spearman"]
    for ep in range(4):
        for st in (1000, 2000, -1):
            out.append("%d,%d," % (ep, st) + ",".join(repr(.70 + .03 * ep + rng.gauss(0, .004)) for _ in range(8)))
    return "\n".join(out) + "\n", truth("sentence-transformers similarity_evaluation_results.csv", "evaluation only, steps -1 = end of the epoch", True, nothing=True, note="correlations only; steps restart each epoch and -1 stands for its end")


#MORE

def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    all_truth = {}
    for name, func in CASES:
        assert name not in all_truth, name
        data, t = func(random.Random(zlib.crc32(name.encode())))
        if isinstance(data, str):
            data = data.encode("utf-8")
        with open(os.path.join(folder, name), "wb") as f:
            f.write(data)
        all_truth[name] = t
        if not 1000 <= len(data) <= 61440:
            print("size", name, len(data))
    with open(os.path.join(folder, "truth.json"), "w", encoding="utf-8") as f:
        json.dump(all_truth, f, indent=1, ensure_ascii=False, allow_nan=False)
    print(len(all_truth), "files")


if __name__ == "__main__":
    main()

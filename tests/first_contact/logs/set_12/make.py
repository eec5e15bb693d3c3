"""First-contact cases for a reader of training logs (set 12). python make.py OUT"""
import gzip
import json
import math
import os
import random
import sys
from datetime import datetime, timedelta

CASES = []
NAN = float("nan")


class Case:
    def __init__(self, name, tool, kind, odd=False, must=(), must_any=(), must_not=(), nothing=False, note=""):
        self.name, self.tool, self.kind, self.odd = name, tool, kind, odd
        self.must, self.must_any, self.must_not = list(must), [list(a) for a in must_any], list(must_not)
        self.nothing, self.note = nothing, note
        self.buf = []
        self.s = {}
        self.noaxis = set()
        self.encoding = "utf-8"
        self.rng = random.Random("12" + name)
        CASES.append(self)

    def w(self, text=""):
        self.buf.append(text + "\n")

    def raw(self, text):
        self.buf.append(text)

    def rec(self, series, step, text, value=None):
        """Note a value as printed; the same step again counts once. Step None: no axis, always a new point."""
        points = self.s.setdefault(series, {})
        key = ("n", len(points)) if step is None else step
        if key not in points:
            v = float(text if value is None else value)
            points[key] = "nan" if math.isnan(v) else "inf" if math.isinf(v) else v
        return text

    def truth(self):
        series = {}
        for name, pts in self.s.items():
            keys = list(pts)
            d = {"points": len(keys), "first": pts[keys[0]], "last": pts[keys[-1]]}
            if not isinstance(keys[0], tuple) and name not in self.noaxis and "*" not in self.noaxis:
                d["first_step"], d["last_step"] = keys[0], keys[-1]
            series[name] = d
        return {"tool": self.tool, "kind": self.kind, "odd": self.odd, "series": series, "must": self.must,
                "must_any": self.must_any, "must_not": self.must_not, "nothing": self.nothing, "note": self.note}


def fall(rng, n, a, b, noise=0.01, tau=0.04, p=0.6):
    """A power law from a to b over n points with multiplicative noise."""
    end = (1 + 1 / tau) ** -p
    out = []
    for i in range(n):
        t = i / max(1, n - 1)
        f = ((1 + t / tau) ** -p - end) / (1 - end)
        out.append((b + (a - b) * f) * (1 + rng.gauss(0, noise)))
    return out


def cosine(i, n, top, warm=0, floor=0.0):
    if i < warm:
        return top * (i + 1) / warm
    return floor + (top - floor) * 0.5 * (1 + math.cos(math.pi * (i - warm) / max(1, n - warm)))


def hms(s, always=False):
    s = int(s)
    return f"{s // 3600}:{s // 60 % 60:02d}:{s % 60:02d}" if s >= 3600 or always else f"{s // 60:02d}:{s % 60:02d}"


def bar(i, n, width=10):
    full = i * width / n
    k = int(full)
    part = " ▏▎▍▌▋▊▉"[int((full - k) * 8)] if k < width else ""
    return ("█" * k + part).ljust(width)


def tq(desc, i, n, sec, post="", width=10):
    left = (n - i) * sec / i if i else 0
    rate = "?it/s" if not i else (f"{i / sec:.2f}it/s" if i > sec else f"{sec / i:.2f}s/it")
    d = desc + ": " if desc else ""
    return f"{d}{i * 100 // n:3d}%|{bar(i, n, width)}| {i}/{n} [{hms(sec)}<{hms(left) if i else '?'}, {rate}{post}]"


T0 = datetime(2025, 3, 4, 9, 12, 31)


def at(sec, fmt="%Y-%m-%d %H:%M:%S", base=T0):
    return (base + timedelta(seconds=sec)).strftime(fmt)


def case_01():
    c = Case("sft_resume_v5.out", "Hugging Face Trainer v5", "console with progress bars, resumed from a checkpoint", odd=True,
             must_not=["any"], note="values are quoted strings; resumed at step 600 of 1200, so the first logged step is 610")
    n = 60
    loss = fall(c.rng, n, 1.42, 1.19, 0.008)
    c.w("[INFO|trainer.py:2361] 2025-11-25 22:02:11,804 >> ***** Running training *****")
    c.w("[INFO|trainer.py:2362] 2025-11-25 22:02:11,804 >>   Num examples = 19,204")
    c.w("[INFO|trainer.py:2363] 2025-11-25 22:02:11,804 >>   Num Epochs = 2")
    c.w("[INFO|trainer.py:2370] 2025-11-25 22:02:11,805 >>   Gradient Accumulation steps = 4")
    c.w("[INFO|trainer.py:2371] 2025-11-25 22:02:11,805 >>   Total optimization steps = 1,200")
    c.w("[INFO|trainer.py:2391] 2025-11-25 22:02:11,806 >>   Continuing training from checkpoint, will skip to saved global_step")
    c.w("[INFO|trainer.py:2392] 2025-11-25 22:02:11,806 >>   Continuing training from epoch 1")
    c.w("[INFO|trainer.py:2393] 2025-11-25 22:02:11,806 >>   Continuing training from global step 600")
    c.w("Warning: The following arguments do not match the ones in the `trainer_state.json` within the checkpoint directory: ")
    c.w("\tlogging_steps: 10 (from args) != 25 (from trainer_state.json)")
    c.raw(tq("", 0, 1200, 0) + "\r")
    ev = [1.37, 1.31, 1.275, 1.255, 1.243, 1.236]
    for i in range(n):
        step = 610 + 10 * i
        for k in (3, 6):
            c.raw("\r" + tq("", step - 10 + k, 1200, (step - 600) * 1.9))
        g, lr = 0.9 + 0.1 * c.rng.random(), 2e-5 * (1200 - step) / 1200
        l, gs, ls = f"{loss[i]:.4g}", f"{g:.4g}", f"{lr:.4g}"
        c.rec("train/loss", step, l), c.rec("train/gradient_norm", step, gs), c.rec("train/learning_rate", step, ls)
        c.raw("\r" + " " * 80 + "\r{'loss': '%s', 'grad_norm': '%s', 'learning_rate': '%s', 'epoch': '%.4g'}\n" % (l, gs, ls, step / 600))
        c.raw("\r" + tq("", step, 1200, (step - 600) * 1.9))
        if step % 100 == 0:
            v = f"{ev[step // 100 - 7]:.4g}"
            for k in (1, 17, 40):
                c.raw("\r" + tq("", k, 40, k * 0.11))
            c.rec("validation/loss", step, v)
            c.raw("\r" + " " * 80 + "\r{'eval_loss': '%s', 'eval_runtime': '4.402', 'eval_samples_per_second': '145.4', 'eval_steps_per_second': '9.087', 'epoch': '%.4g'}\n" % (v, step / 600))
            c.raw("\r" + tq("", step, 1200, (step - 600) * 1.9 + 4))
    c.raw("\r{'train_runtime': '1184', 'train_samples_per_second': '32.44', 'train_steps_per_second': '1.014', 'train_loss': '0.6312', 'epoch': '2'}\n")
    c.w("\r" + tq("", 1200, 1200, 1184))
    c.w("***** train metrics *****\n  epoch                    =        2.0\n  total_flos               = 81204337GF\n  train_loss               =     0.6312\n  train_runtime            = 0:19:44.12")


def case_02():
    c = Case("pod-llama-sft-7c9d.log", "Hugging Face Trainer v4", "kubectl logs --timestamps, fp16, loss 0.0 and grad_norm nan", must=["zero-loss"],
             note="the classic: loss falls, then 0.0 with grad_norm nan to the end")
    n = 70
    loss = fall(c.rng, n, 1.91, 1.30, 0.015)
    t = 0

    def line(s):
        nonlocal t
        t += 7.3
        c.w(at(t, "%Y-%m-%dT%H:%M:%S") + f".{c.rng.randrange(10**9):09d}Z " + s)
    line("Setting `pad_token_id` to `eos_token_id`:2 for open-end generation.")
    line("Using auto half precision backend")
    line("/opt/conda/lib/python3.10/site-packages/torch/utils/checkpoint.py:460: UserWarning: torch.utils.checkpoint: please pass in use_reentrant=True or use_reentrant=False explicitly.")
    for i in range(n):
        step = 5 * (i + 1)
        if i < 22:
            l, g = f"{round(loss[i], 4)}", f"{c.rng.uniform(.7, 1.4):.16g}"
        else:
            l, g = "0.0", "nan"
        lr = repr(2e-4 * (350 - step) / 350)
        c.rec("train/loss", None, l), c.rec("train/learning_rate", None, lr)
        line("{'loss': %s, 'grad_norm': %s, 'learning_rate': %s, 'epoch': %s}" % (l, g, lr, round(step / 175, 2)))
        if i == 34:
            line("/opt/conda/lib/python3.10/site-packages/peft/utils/save_and_load.py:195: UserWarning: Could not find a config file in /models/base - will assume that the vocabulary was not modified.")
    line("{'train_runtime': 512.0411, 'train_samples_per_second': 10.937, 'train_steps_per_second': 0.684, 'train_loss': 0.4817, 'epoch': 2.0}")


def case_03():
    c = Case("grpo_math_nohup.out", "trl GRPO", "console dicts without a step, nohup", must=["length-exploitation"],
             must_not=["zero-loss", "non-finite-loss"], note="reward rises only with the length, 210 to 3900 tokens, most of them clipped at the end; loss near 0 is normal")
    n = 80
    c.w("nohup: ignoring input")
    c.w("INFO 06-11 08:01:12 [__init__.py:244] Automatically detected platform cuda.")
    c.w("wandb: WARNING The `run_name` is currently set to the same value as `TrainingArguments.output_dir`.")
    for i in range(n):
        t = i / (n - 1)
        ln = (210 + 3690 * t ** 1.3) * (1 + c.rng.gauss(0, .03))
        rw = (0.31 + 1.12 * t) * (1 + c.rng.gauss(0, .04))
        kl = (0.0004 + 0.06 * t) * (1 + c.rng.gauss(0, .1))
        d = {"loss": round(kl * 0.04 + c.rng.gauss(0, .002), 4), "grad_norm": c.rng.uniform(.15, .3), "learning_rate": 1e-6 * (1 - t * .98),
             "num_tokens": float(int(3e5 * (i + 1))), "completions/mean_length": ln, "completions/min_length": float(int(ln * .3)),
             "completions/max_length": 4096.0, "completions/clipped_ratio": min(.97, t * .93), "completions/mean_terminated_length": ln * .9,
             "rewards/helpful_score/mean": rw, "rewards/helpful_score/std": .2 + c.rng.random() * .03, "reward": rw, "reward_std": .21 - .05 * t,
             "frac_reward_zero_std": 0.0, "kl": kl, "clip_ratio/low_mean": 0.0, "clip_ratio/low_min": 0.0, "clip_ratio/high_mean": 0.0,
             "clip_ratio/high_max": 0.0, "clip_ratio/region_mean": 0.0, "epoch": round(0.01 * (i + 1), 2)}
        for k, s in (("loss", "train/loss"), ("reward", "train/reward"), ("kl", "train/kl"), ("completions/mean_length", "train/completion_length")):
            c.rec(s, None, repr(d[k]))
        c.w(repr(d))
        if i % 20 == 19:
            c.w("Adding requests: 100%|██████████| 64/64 [00:00<00:00, 1203.11it/s]")


def case_04():
    c = Case("trainer_state.json", "trl KTO", "trainer_state.json of a checkpoint", odd=True, must_not=["any"], note="log_history with train and eval rows")
    h, n = [], 60
    loss = fall(c.rng, n, 0.4995, 0.371, 0.008, tau=.3)
    for i in range(n):
        step, t = 10 * (i + 1), (i + 1) / n
        m = 1.9 * t ** .8 + c.rng.gauss(0, .03)
        d = {"epoch": round(step / 300, 4), "grad_norm": round(c.rng.uniform(1.8, 2.6), 6), "kl": round(.2 + 1.1 * t + abs(c.rng.gauss(0, .05)), 6),
             "learning_rate": 5e-7 * (1 - t) + 1e-9, "logits/chosen": -91234532.1 + i, "logits/rejected": -80112345.7 - i, "logps/chosen": round(-251 + 4 * t, 4),
             "logps/rejected": round(-221 - 9 * t, 4), "loss": round(loss[i], 4), "rewards/chosen": round(.35 * m, 6), "rewards/margins": round(m, 6),
             "rewards/rejected": round(.35 * m - m, 6), "step": step}
        h.append(d)
        c.rec("train/loss", step, repr(d["loss"])), c.rec("train/gradient_norm", step, repr(d["grad_norm"])), c.rec("train/reward_margin", step, repr(d["rewards/margins"]))
        c.rec("train/learning_rate", step, repr(d["learning_rate"]))
        if step % 100 == 0:
            v = round(.376 + .115 * (1 - t) ** 1.5, 6)
            h.append({"epoch": d["epoch"], "eval_kl": d["kl"], "eval_logps/chosen": -250.1, "eval_loss": v, "eval_rewards/chosen": round(.33 * m, 5), "eval_rewards/margins": round(.93 * m, 5),
                      "eval_runtime": 61.2 + i / 100, "eval_samples_per_second": 8.1, "eval_steps_per_second": 1.02, "step": step})
            c.rec("validation/loss", step, repr(v))
    c.w(json.dumps({"best_global_step": None, "best_metric": None, "best_model_checkpoint": None, "epoch": 2.0, "eval_steps": 100, "global_step": 600, "is_hyper_param_search": False,
                    "is_local_process_zero": True, "is_world_process_zero": True, "log_history": h, "logging_steps": 10, "max_steps": 600, "num_input_tokens_seen": 0, "num_train_epochs": 2,
                    "save_steps": 100, "stateful_callbacks": {"TrainerControl": {"args": {"should_epoch_stop": False}, "attributes": {}}}, "total_flos": 0.0, "train_batch_size": 4, "trial_name": None, "trial_params": None}, indent=2))


def case_05():
    c = Case("ppo_tldr_rank0.log", "trl PPO (PPOTrainer v2)", "console dicts, DeepSpeed", must=["kl-runaway"], must_not=["non-finite-loss"],
             note="objective/kl 0.3 to 140 while the score rises")
    n = 90
    c.w("[2025-02-10 03:11:20,518] [INFO] [real_accelerator.py:222:get_accelerator] Setting ds_accelerator to cuda (auto detect)")
    c.w("===training policy===")
    for i in range(n):
        t = i / (n - 1)
        kl = .3 + 140 * t ** 2.2 * (1 + c.rng.gauss(0, .03))
        sc = -1.2 + 6.4 * t ** .7 + c.rng.gauss(0, .1)
        d = {"eps": int(5 + c.rng.random()), "objective/kl": kl, "objective/entropy": 41 - 25 * t + c.rng.gauss(0, .7), "objective/non_score_reward": -.05 * kl, "objective/rlhf_reward": sc - .05 * kl,
             "objective/scores": sc, "policy/approxkl_avg": .01 + .05 * t + c.rng.random() * .005, "policy/clipfrac_avg": .08 + .2 * t + c.rng.random() * .01, "loss/policy_avg": -.012 + c.rng.gauss(0, .003), "loss/value_avg": .9 - .3 * t + c.rng.gauss(0, .03),
             "val/clipfrac_avg": .02 + c.rng.random() * .01, "policy/entropy_avg": .8 - .4 * t + c.rng.gauss(0, .01), "val/ratio": 1.0 + c.rng.gauss(0, .004), "val/ratio_var": .0003, "val/num_eos_tokens": c.rng.randrange(40, 60),
             "lr": 3e-6 * (1 - t * .99), "episode": 512 * (i + 1), "epoch": round((i + 1) / 228, 2)}
        c.rec("train/kl", None, repr(d["objective/kl"])), c.rec("train/learning_rate", None, repr(d["lr"]))
        c.w(repr(d))
    c.note += "; axis: episode, left out; two losses (policy, value) and two rewards, so only kl and lr are listed"


def case_06():
    c = Case("verl_gsm8k_ray.log", "verl", "Ray console with a TaskRunner prefix and colours", must=["policy-collapse"], must_not=["non-finite-loss"],
             note="actor/entropy 0.42 to 0.0004 in 40 steps, reward falls back, gradient norm towards 0")
    p = "\x1b[36m(TaskRunner pid=48213)\x1b[0m "
    c.w("2025-08-19 10:40:03,771\tINFO worker.py:1918 -- Started a local Ray instance.")
    c.w(p + "{'actor_rollout_ref': {'actor': {'entropy_coeff': 0,\n" + p + "                                 'grad_clip': 1.0,\n" + p + "                                 'kl_loss_coef': 0.001,")
    c.w("\x1b[36m(WorkerDict pid=48699)\x1b[0m Monkey patch _flash_attention_forward in transformers.integrations.flash_attention\x1b[32m [repeated 3x across cluster]\x1b[0m")
    c.w(p + "Total training steps: 435")
    c.w(p + "step:0 - val-core/openai/gsm8k/reward/mean@1:0.3313\n" + p.rstrip() + "\x1b[0m")
    for i in range(1, 61):
        t = i / 60
        e = .42 * math.exp(-7 * t) * (1 + c.rng.gauss(0, .05)) + .0002
        r = (.34 + .3 * min(1, t / .3) - .42 * max(0, t - .3)) + c.rng.gauss(0, .015)
        g = .32 * math.exp(-2.5 * t) + c.rng.random() * .01
        pg = c.rng.gauss(0, .008)
        es, rs, gs, ps = f"{e}", f"{r}", f"{g}", f"{pg}"
        c.rec("train/entropy", i, es), c.rec("train/reward", i, rs), c.rec("train/gradient_norm", i, gs)
        ln = 180 - 60 * t + c.rng.gauss(0, 3)
        c.w(p + f"step:{i} - global_seqlen/min:{98211 - i * 30} - global_seqlen/max:{112034 - i * 31} - global_seqlen/mean:{105001.25 - i * 30} - actor/entropy:{es} - actor/kl_loss:{.001 + .02 * t} - actor/kl_coef:0.001 - actor/pg_loss:{ps}"
            f" - actor/pg_clipfrac:{.002 * c.rng.random()} - actor/ppo_kl:{c.rng.gauss(0, 1e-4)} - actor/pg_clipfrac_lower:0.0 - actor/grad_norm:{gs} - perf/mfu/actor:0.31 - perf/max_memory_allocated_gb:41.2 - actor/lr:1e-06 - training/global_step:{i} - training/epoch:{i // 29}"
            f" - critic/score/mean:{rs} - critic/score/max:1.0 - critic/score/min:0.0 - critic/rewards/mean:{rs} - critic/rewards/max:1.0 - critic/rewards/min:0.0 - critic/advantages/mean:{c.rng.gauss(0, .02)} - response_length/mean:{ln} - response_length/max:512.0 - response_length/clip_ratio:0.0"
            f" - prompt_length/mean:103.7 - timing_s/gen:{c.rng.uniform(20, 23)} - timing_s/step:{c.rng.uniform(50, 55)} - perf/throughput:{c.rng.uniform(3800, 4100)}")
        if i % 20 == 0:
            c.w(p + f"Training Progress:   {i * 100 // 435}%|{bar(i, 435)}| {i}/435 [{hms(i * 52)}<{hms((435 - i) * 52)}, 52.10s/it]")


def case_07():
    c = Case("dpo_openrlhf.log", "OpenRLHF DPO", "DeepSpeed launcher, tqdm postfix with carriage returns", must=["preference-not-learnt"],
             must_not=["diverging", "non-finite-loss"], note="loss 0.693 and acc 0.5 from end to end")
    c.w("[2024-10-02 20:15:33,610] [INFO] [runner.py:585:main] cmd = /usr/bin/python3 -u -m deepspeed.launcher.launch --module openrlhf.cli.train_dpo --beta 0.1 --learning_rate 5e-9")
    c.w("[2024-10-02 20:16:01,222] [INFO] [comm.py:652:init_distributed] cdb=None")
    c.w("Actor(\n  (model): LlamaForCausalLM(\n    (lm_head): Linear(in_features=2048, out_features=32000, bias=False)\n  )\n)")
    n, lm, am = 150, 0.6931, 0
    c.raw("Train epoch:   0%|          | 0/1 [00:00<?, ?it/s]\n")
    c.raw("\rTrain step of epoch 0:   0%|          | 0/150 [00:00<?, ?it/s]")
    for i in range(1, n + 1):
        ls = f"{.6931 + c.rng.gauss(0, .0016):.4f}"
        acc = c.rng.choice([.25, .375, .5, .5, .5, .625, .75])
        ch = c.rng.gauss(0, .004)
        rj = ch + c.rng.gauss(0, .004)
        lm, am = lm * .9 + .1 * float(ls), am * .9 + .1 * acc
        c.rec("train/loss", i, ls), c.rec("train/reward_accuracy", i, f"{acc}")
        post = f", loss={ls}, acc={acc}, chosen_reward={ch:.3g}, reject_reward={rj:.3g}, lr={cosine(i, n, 5e-9, 5):.3g}, loss_mean={lm:.4f}, acc_mean={am:.3f}"
        c.raw("\r" + tq("Train step of epoch 0", i, n, i * 3.1, post))
        if i == n:
            c.raw("\n")
    c.note += "; acc against acc_mean: acc is the plain one"


def case_08():
    c = Case("axolotl_qlora_2gpu.txt", "axolotl", "console of two ranks with eval", must=["overfitting"], must_not=["non-finite-loss"],
             note="eval_loss 1.11 falls to 1.02 and rises to 1.9 over 6 epochs")
    n = 120
    c.w("     #@@ #@@      @@# @@#\n    @@  @@          @@  @@           =@@#                               @@      #@    =@@#.")
    for r in (0, 1):
        c.w(f"[2025-01-14 18:22:0{r},441] [INFO] [axolotl.utils.data.sft.load_tokenized_prepared_datasets:222] [PID:{8811 + r}] [RANK:{r}] Prepared dataset loaded from disk...")
    c.w("[2025-01-14 18:22:07,001] [DEBUG] [axolotl.calculate_total_num_steps:399] [PID:8811] [RANK:0] total_num_steps: 240")
    c.w("trainable params: 83,886,080 || all params: 8,114,147,328 || trainable%: 1.0338")
    c.w("[2025-01-14 18:23:17,440] [INFO] [axolotl.callbacks.on_step_end:128] [PID:8812] [RANK:1] cuda memory usage while training: 17.104GB (+3.901GB cache, +1.102GB misc)")
    for i in range(n):
        step, ep = 2 * (i + 1), (i + 1) // 20
        base = [1.12, .93, .71, .5, .33, .2][min(5, i // 20)] * (1 - .08 * (i % 20) / 20)
        l = f"{round(base * (1 + c.rng.gauss(0, .02)), 4)}"
        lr = repr(cosine(step, 240, 2e-4, 10))
        c.rec("train/loss", None, l), c.rec("train/learning_rate", None, lr)
        c.w("\r" + tq("", step, 240, step * 11.2) + "{'loss': %s, 'grad_norm': %s, 'learning_rate': %s, 'epoch': %s}" % (l, f"{.3 + .7 * i / n + c.rng.random() * .05:.16g}", lr, round(step / 40, 2)))
        if (i + 1) % 10 == 0:
            k = (i + 1) // 10
            v = [1.1134, 1.0502, 1.0217, 1.0391, 1.0883, 1.1620, 1.2711, 1.3902, 1.5240, 1.6601, 1.7917, 1.9023][k - 1]
            vs = f"{v + c.rng.random() * .004:.16g}"
            c.rec("validation/loss", None, vs)
            c.w("{'eval_loss': %s, 'eval_runtime': 9.4127, 'eval_samples_per_second': 21.248, 'eval_steps_per_second': 5.312, 'epoch': %s}" % (vs, round(step / 40, 2)))
        if (i + 1) % 40 == 0:
            c.w("/workspace/axolotl/.venv/lib/python3.11/site-packages/torch/_dynamo/eval_frame.py:745: UserWarning: torch.utils.checkpoint: the use_reentrant parameter should be passed explicitly.")


def case_09():
    c = Case("trainer_log.jsonl", "LLaMA-Factory", "trainer_log.jsonl with eval rows", must=["diverging"], must_not=["non-finite-loss"],
             note="loss 1.65 to 1.2, from step 160 of 400 up to 8 and stays")
    n = 80
    for i in range(n):
        step = 5 * (i + 1)
        l = 1.2 + .45 * math.exp(-i / 8) if i < 32 else 1.2 + 6.9 * (1 - math.exp(-(i - 31) / 6))
        l = round(l * (1 + c.rng.gauss(0, .012)), 4)
        d = {"current_steps": step, "total_steps": 400, "loss": l, "lr": cosine(step, 400, 1e-3, 20), "epoch": round(step / 133.4, 4), "percentage": round(step / 4, 2), "elapsed_time": hms(step * 2.2, True), "remaining_time": hms((400 - step) * 2.2, True)}
        c.rec("train/loss", step, repr(l)), c.rec("train/learning_rate", step, repr(d["lr"]))
        c.w(json.dumps(d))
        if step % 80 == 0:
            v = round((1.31, 1.24, 6.2, 8.01, 8.14)[step // 80 - 1], 4)
            c.rec("validation/loss", step, repr(v))
            c.w(json.dumps({"current_steps": step, "total_steps": 400, "eval_loss": v, "epoch": d["epoch"], "percentage": d["percentage"], "elapsed_time": d["elapsed_time"], "remaining_time": d["remaining_time"]}))
    c.w(json.dumps({"current_steps": 400, "total_steps": 400, "epoch": 2.9985, "percentage": 100.0, "elapsed_time": "0:14:41", "remaining_time": "0:00:00"}))


def case_10():
    c = Case("logging.jsonl", "ms-swift", "logging.jsonl, summed over accumulation", odd=True, must=["scale-mismatch"], must_not=["overfitting", "diverging"],
             note="training loss is 16 times the validation loss throughout (gradient accumulation 16)")
    n = 60
    loss = fall(c.rng, n, 1.62, 1.08, .012)
    for i in range(n):
        step = 1 if i == 0 else 5 * i
        l = round(loss[i] * 16, 8)
        d = {"loss": l, "grad_norm": round(c.rng.uniform(9, 14), 8), "learning_rate": round(cosine(step, 295, 1e-4, 15), 10), "token_acc": round(.61 + .12 * i / n, 8), "epoch": round(step / 98.5, 8), "global_step/max_steps": f"{step}/295", "percentage": f"{step / 2.95:.2f}%",
             "elapsed_time": f"{step * 4 // 60}m {step * 4 % 60}s", "remaining_time": f"{(295 - step) * 4 // 60}m {(295 - step) * 4 % 60}s", "memory(GiB)": 41.92, "train_speed(iter/s)": .249}
        c.rec("train/loss", step, repr(l)), c.rec("train/gradient_norm", step, repr(d["grad_norm"]))
        c.w(json.dumps(d))
        if step % 50 == 0:
            v = round(loss[i] * 1.02 + .01, 8)
            c.rec("validation/loss", step, repr(v))
            c.w(json.dumps({"eval_loss": v, "eval_token_acc": d["token_acc"], "eval_runtime": 12.1, "eval_samples_per_second": 8.3, "eval_steps_per_second": 8.3, "epoch": d["epoch"], "global_step/max_steps": f"{step}/295", "percentage": d["percentage"], "elapsed_time": d["elapsed_time"], "remaining_time": d["remaining_time"]}))
    c.w(json.dumps({"train_dataset": "1576 rows", "model_parameter_info": "PeftModelForCausalLM: 7635.8M Params (20.2M Trainable [0.26%])", "last_model_checkpoint": "/out/v3/checkpoint-295", "best_metric": 1.1, "global_step": 295, "memory": 41.92}))


def case_11():
    c = Case("Llama3_2_(1B_and_3B)-Conversational.ipynb", "unsloth", "notebook with an HTML progress table", odd=True, must_not=["any"], note="table Step / Training Loss in text/html, text/plain is only <IPython.core.display.HTML object>")
    n = 60
    loss = fall(c.rng, n, 2.05, 0.93, .02)
    rows = ""
    for i in range(n):
        rows += f"    <tr>\n      <td>{i + 1}</td>\n      <td>{c.rec('train/loss', i + 1, f'{loss[i]:.6f}')}</td>\n    </tr>\n"
    html = "\n    <div>\n      \n      <progress value='60' max='60' style='width:300px; height:20px; vertical-align: middle;'></progress>\n      [60/60 06:11, Epoch 0/1]\n    </div>\n    <table border=\"1\" class=\"dataframe\">\n  <thead>\n <tr style=\"text-align: left;\">\n      <th>Step</th>\n      <th>Training Loss</th>\n    </tr>\n  </thead>\n  <tbody>\n" + rows + "  </tbody>\n</table><p>"
    lines = lambda s: s.splitlines(keepends=True)
    banner = "==((====))==  Unsloth - 2x faster free finetuning | Num GPUs used = 1\n   \\\\   /|    Num examples = 100,000 | Num Epochs = 1 | Total steps = 60\nO^O/ \\_/ \\    Batch size per device = 2 | Gradient accumulation steps = 4\n\\        /    Data Parallel GPUs = 1 | Total batch size (2 x 4 x 1) = 8\n \"-____-\"     Trainable parameters = 24,313,856 of 3,237,063,680 (0.75% trained)\n"
    nb = {"cells": [
        {"cell_type": "markdown", "metadata": {}, "source": lines("To run this, press \"*Runtime*\" and press \"*Run all*\" on a **free** Tesla T4!\n")},
        {"cell_type": "code", "execution_count": 4, "metadata": {}, "outputs": [{"name": "stdout", "output_type": "stream", "text": lines("GPU = Tesla T4. Max memory = 14.741 GB.\n2.635 GB of memory reserved.\n")}], "source": lines("gpu_stats = torch.cuda.get_device_properties(0)\nprint(f\"GPU = {gpu_stats.name}\")")},
        {"cell_type": "code", "execution_count": 5, "metadata": {}, "outputs": [
            {"name": "stderr", "output_type": "stream", "text": lines(banner)},
            {"output_type": "display_data", "data": {"text/html": lines(html), "text/plain": ["<IPython.core.display.HTML object>"]}, "metadata": {}}], "source": ["trainer_stats = trainer.train()"]},
        {"cell_type": "code", "execution_count": 6, "metadata": {}, "outputs": [{"data": {"text/plain": ["[\"<|begin_of_text|>Continue the fibonacci sequence: 1, 1, 2, 3, 5, 8, 13, 21\"]"]}, "execution_count": 6, "metadata": {}, "output_type": "execute_result"}], "source": ["tokenizer.batch_decode(outputs)"]}],
        "metadata": {"accelerator": "GPU", "colab": {"gpuType": "T4", "provenance": []}, "kernelspec": {"display_name": "Python 3", "name": "python3"}}, "nbformat": 4, "nbformat_minor": 0}
    c.w(json.dumps(nb, indent=1))


def case_13():
    c = Case("titan_node0.err", "torchtitan", "torchrun, colours, fp8", must=["loss-spike"], must_not=["diverging", "non-finite-loss"], note="three lone spikes in a run that recovers")
    n = 120
    loss = fall(c.rng, n, 12.2, 3.1, .008)
    g = "\x1b[32m"

    def line(t, s):
        c.w(f"[rank0]:[titan] {at(t)},{c.rng.randrange(1000):03d} - root - INFO - {s}")
    line(0, "Starting job: Llama 3 8B training")
    line(3, "Building 1-D device mesh with ['dp_shard'], [8]")
    line(20, "\x1b[36mModel llama3 8B \x1b[31msize: 8,030,261,248 total parameters\x1b[39m")
    line(29, "CUDA memory usage for model: 3.77GiB(3.97%)")
    line(30, "Training starts at step 1, with local batch size 1, global batch size 8, sequence length 8192, total steps 1190 (warmup 200)")
    for i in range(n):
        step = 1 if i == 0 else 10 * i
        f = {51: 2.6, 78: 3.0, 101: 2.4}.get(i, 1)
        l = f"{loss[i] * f:8.5f}"
        gn = f"{c.rng.uniform(.7, 1.2) * (9 if f > 1 else 1):7.4f}"
        c.rec("train/loss", step, l), c.rec("train/gradient_norm", step, gn)
        line(40 + step * 1.1, f"\x1b[31mstep: {step:2d}  {g}loss: {l}  \x1b[38;2;180;60;0mgrad_norm: {gn}  \x1b[38;2;54;234;195mmemory: 47.92GiB(50.42%)  \x1b[34mtps: {c.rng.randrange(7200, 7350):,}  \x1b[36mtflops: {c.rng.uniform(420, 428):,.2f}  \x1b[35mmfu: {c.rng.uniform(42, 43.5):.2f}%\x1b[39m")
        if step % 500 == 0:
            line(40 + step * 1.1, "Saving the checkpoint (or staging if async is enabled).")
            line(40.4 + step * 1.1, "[GC] GC collection invoked by checkpointer. 0.01 seconds")


def case_15():
    c = Case("nemo_gpt_rank0.log", "NeMo 1", "Lightning bar, one line an update with carriage returns, exponent steps", odd=True, must_not=["any"],
             note="global_step as NeMo prints it (99.00, 1e+3 beyond 999); val_loss repeated in the postfix until the next validation, points disputable: not listed")
    c.w("[NeMo W 2024-04-08 12:30:11 nemo_logging:349] /opt/NeMo/nemo/core/config/hydra_runner: UserWarning: \n    'megatron_gpt_config' is validated against ConfigStore schema with the same name.\n")
    c.w("[NeMo I 2024-04-08 12:30:19 exp_manager:396] Experiments will be logged at /results/megatron_gpt")
    c.w("      | Name  | Type     | Params\n    -----------------------------------\n    0 | model | GPTModel | 1.3 B \n    -----------------------------------\n    1.3 B     Trainable params\n    0         Non-trainable params")
    n = 180
    loss = fall(c.rng, n, 10.94, 6.02, .006)
    for i in range(n):
        l = f"{loss[i]:.3g}"
        l = (l if "." in l else l + ".").ljust(5, "0")
        c.rec("train/loss", i, l)
        gs = f"{i}.0" if i > 99 else f"{i}.00" if i > 9 else f"{i}.000"
        c.raw("\r" + tq("Epoch 0: ", i + 1, 3000, (i + 1) * 2.4, f", v_num=, reduced_train_loss={l}, global_step={gs}, consumed_samples={256 * (i + 1)}.0, train_step_timing in s=2.370", 10))
        if i in (80, 140):
            c.raw("\n[NeMo I 2024-04-08 12:%d:50 nemo_logging:381] Step timing is stable\n" % (31 + i // 20))
    c.w()


def case_16():
    c = Case("megatron_moe_fp16.txt", "Megatron-LM", "fp16, MoE, torchrun --tee with rank prefix", must=["amp-overflow"], must_not=["non-finite-loss", "diverging"],
             note="the loss scale is halved again and again, from 2**32 to 2, with skipped iterations in every line")
    p = "[default7]:"
    c.w("[default0]:using world size: 8, data-parallel size: 8, context-parallel size: 1, tensor-model-parallel size: 1, pipeline-model-parallel size: 1 ")
    c.w("[default0]:------------------------ arguments ------------------------")
    for k, v in (("accumulate_allreduce_grads_in_fp32", True), ("adam_beta1", .9), ("clip_grad", 1.0), ("fp16", True), ("initial_loss_scale", 4294967296), ("loss_scale", None), ("lr", .0003), ("seq_length", 4096)):
        c.w(f"[default0]:  {k} {'.' * (48 - len(k))} {v}")
    c.w("[default0]:-------------------- end of arguments ---------------------")
    n = 60
    loss = fall(c.rng, n, 9.8, 6.9, .006, tau=.3)
    for i in range(n):
        it = 10 * (i + 1)
        skipped = 1
        scale = max(2.0, 2.0 ** (32 - round(31 * (i + 1) / n)))
        ls, gs, ss, lr = f"{loss[i]:.6E}", f"{c.rng.uniform(2, 3.2):.3f}", f"{scale:.1f}", f"{3e-4 * (it - (i + 1)) / 2000:.6E}"
        c.rec("train/loss", it, ls), c.rec("train/gradient_norm", it, gs), c.rec("train/loss_scale", it, ss), c.rec("train/learning_rate", it, lr)
        c.w(f"{p} [{at(it * 3)}] iteration {it:8d}/   20000 | consumed samples: {it * 256:12d} | elapsed time per iteration (ms): {c.rng.uniform(2900, 3050):.1f} | throughput per GPU (TFLOP/s/GPU): 121.4 | learning rate: {lr} | global batch size:   256 | load_balancing_loss: {1.02 + c.rng.random() * .02:.6E} | lm loss: {ls} | loss scale: {ss} | grad norm: {gs} | number of skipped iterations: {skipped:3d} | number of nan iterations: {0:3d} |")
        if it % 200 == 0:
            v = loss[i] + .05
            c.w("[default7]:" + "-" * 100)
            c.w(f"[default7]: validation loss at iteration {it} | lm loss value: {c.rec('validation/loss', it, f'{v:.6E}')} | lm loss PPL: {math.exp(v):.6E} | ")
            c.w("[default7]:" + "-" * 100)


def case_18():
    c = Case("olmo_stage1.log", "OLMo", "multi-line console block of rank 0", must=["exploding-gradients"], must_not=["non-finite-loss"], note="total_grad_norm from about 0.5 to 1e4 and more at the end, loss rises")
    n = 70
    loss = fall(c.rng, n, 11.2, 3.6, .006)
    c.w("2024-07-02T10:00:01.512341Z  WARN  olmo.util: cluster hostname unknown")
    for i in range(n):
        step = 1 + i * 5
        e = max(0, i - 48)
        gn = .5 + c.rng.random() * .1 if not e else .5 * 10 ** (e * .23) * (1 + c.rng.random() * .3)
        l = loss[i] + .12 * e
        gs, ls = (f"{gn:.4f}" if gn < 100 else f"{gn:.1f}"), f"{l:.3f}"
        c.rec("train/loss", step, ls), c.rec("train/gradient_norm", step, gs)
        c.w(f"2024-07-02 10:{3 + i // 6:02d}:{i % 6 * 10:02d}.{c.rng.randrange(1000):03d}\tlumi-node-0012:0\tolmo.train:967\tINFO\t[step={step}/739328,epoch=0]")
        c.w(f"    optim/total_grad_norm={gs}\n    train/CrossEntropyLoss={ls}\n    train/Perplexity={math.exp(l):,.1f}\n    throughput/total_tokens={step * 4194304:,d}\n    throughput/total_training_Gflops={step * 190000:,d}\n    throughput/device/tokens_per_second={c.rng.randrange(9800, 9990):,d}\n    throughput/device/batches_per_second=0.2991")
        if i % 10 == 5:
            c.w(f"2024-07-02 10:{3 + i // 6:02d}:59.100\tlumi-node-0012:0\tolmo.train:967\tINFO\t[step={step},epoch=0,speed]\n    System/Peak GPU Memory (MB)=41,203")


def case_19():
    c = Case("composer_mpt125m.log", "MosaicML composer", "ConsoleLogger blocks", odd=True, must_not=["any"], note="[Eval batch=...] lines are progress only")
    n = 50
    loss = fall(c.rng, n, 10.4, 4.1, .008)
    c.w("******************************\nConfig:\ncomposer_commit_hash: None\ncomposer_version: 0.22.0\nenabled_algorithms/GradientClipping: true\nnode_name: unknown because NODENAME environment variable not set\nnum_gpus_per_node: 8\nnum_nodes: 1\nrank_zero_seed: 17\n\n******************************")
    for i in range(n):
        b = 10 * (i + 1)
        ls = f"{loss[i]:.4f}"
        c.rec("train/loss", b, ls)
        c.w(f"[epoch=0][batch={b}/4800]:\n\t Train time/batch: {b - 1}\n\t Train time/sample: {(b - 1) * 256}\n\t Train time/batch_in_epoch: {b - 1}\n\t Train time/sample_in_epoch: {(b - 1) * 256}\n\t Train time/token: {(b - 1) * 524288}\n\t Train loss/train/total: {ls}\n\t Train metrics/train/LanguageCrossEntropy: {ls}\n\t Train metrics/train/LanguagePerplexity: {math.exp(float(ls)):.4f}\n\t Train throughput/batches_per_sec: 0.{c.rng.randrange(6100, 6190)}\n\t Train lr-DecoupledAdamW/group0: {6e-4 * b / 500:.4g}")
        if b % 100 == 0:
            v = f"{loss[i] * 1.005 + .03:.4f}"
            for e in (1, 20, 40):
                c.w(f"[Eval batch={e}/40] Eval on eval data:" if e < 40 else f"[Eval batch={e}/40] Eval on eval data:\n\t Eval metrics/eval/LanguageCrossEntropy: {v}\n\t Eval metrics/eval/LanguagePerplexity: {math.exp(float(v)):.4f}")
            c.rec("validation/loss", b, v)


def case_20():
    c = Case("maxtext_slice0.log", "MaxText", "kubectl logs --prefix of two pods that print the same", odd=True, must_not=["any"], note="every step is printed by both pods with the same loss: once each")
    n = 100
    loss = fall(c.rng, n, 10.87, 5.9, .005)
    P = ["[pod/mt-run-slice-job-0-0-x7k2p/jax-tpu] ", "[pod/mt-run-slice-job-0-1-b9qzt/jax-tpu] "]
    for p in P:
        c.w(p + "System Information: Jax Version: 0.4.35")
        c.w(p + "Config param base_emb_dim: 2048\n" + p + "Config param learning_rate: 3e-05\n" + p + "Config param loss_scale: 1.0\n" + p + "Config param steps: 100")
        c.w(p + "number parameters: 1.104 billion")
    for i in range(n):
        order = P if c.rng.random() < .6 else P[::-1]
        for p in order:
            c.w(p + f"completed step: {i}, seconds: {(41.2 if i == 0 else 1.9 + c.rng.random() * .02):.3f}, TFLOP/s/device: {c.rng.uniform(98, 101):.3f}, Tokens/s/device: {c.rng.uniform(4290, 4310):.3f}, total_weights: 131072, loss: {c.rec('train/loss', i, f'{loss[i]:.3f}')}")
        if i == 0:
            c.w(P[0] + "To see full metrics 'tensorboard --logdir=gs://bkt/mt-run/tensorboard/'")
    c.w(P[1] + "Output size: 12.3 GiB, temp size: 2.2 GiB")


def case_22():
    c = Case("log-train-2024-05-22-11-03-40-0", "k2 / icefall", "zipformer, rank 0 of 4, frame-weighted losses", odd=True, must_not=["non-finite-loss", "diverging", "loss-spike", "overfitting"],
             note="each line has the loss of the batch and tot_loss (running): the first is the curve; steps not listed (batches of an epoch not printed)")
    def line(t, s):
        c.w(f"{at(t)},{c.rng.randrange(1000):03d} INFO [train.py:{s}")
    line(0, "1138] (0/4) Training started")
    line(0, "1148] (0/4) Device: cuda:0")
    line(1, "1160] (0/4) {'best_train_loss': inf, 'best_valid_loss': inf, 'best_train_epoch': -1, 'best_valid_epoch': -1, 'batch_idx_train': 0, 'log_interval': 50, 'reset_interval': 200, 'valid_interval': 3000, 'warm_step': 2000, 'env_info': {'k2-version': '1.24.4', 'torch-cuda-version': '11.8'}, 'world_size': 4, 'num_epochs': 3, 'base_lr': 0.045}")
    line(9, "1199] (0/4) Number of model parameters: 65549011")
    line(30, "1397] (0/4) Sanity check -- see if any of the batches in epoch 1 would cause OOM.")
    n, tot, t = 66, None, 80
    loss = fall(c.rng, n, 7.6, .29, .02, tau=.03, p=1.2)
    k = 0
    for ep in (1, 2, 3):
        for b in range(0, 1100, 50):
            l = loss[k]
            tot = l if tot is None else (.7 * tot + .3 * l)
            s, pr = l * .86, l * .57
            fr = c.rng.uniform(4200, 4900)
            t += 25
            line(t, f"1031] (0/4) Epoch {ep}, batch {b}, loss[loss={c.rec('train/loss', None, f'{l:.4g}')}, simple_loss={s:.4g}, pruned_loss={pr:.4g}, over {fr:.2f} frames. ], tot_loss[loss={tot:.4g}, simple_loss={tot * .86:.4g}, pruned_loss={tot * .57:.4g}, over {min(1.0, (k + 1) / 20) * 930000:.2f} frames. ], batch size: {c.rng.randrange(30, 90)}, lr: {c.rec('train/learning_rate', None, f'{.0225 + .022 * min(1, k / 30) - .0003 * max(0, k - 30):.2e}')}, grad_scale: {2.0 ** min(5, k // 6)}")
            if b == 0 or k % 25 == 24:
                line(t + 1, "1054] (0/4) Computing validation loss")
                v = f"{l * 1.03 + .01:.4g}"
                line(t + 9, f"1063] (0/4) Epoch {ep}, validation: loss={c.rec('validation/loss', None, v)}, simple_loss={float(v) * .88:.4g}, pruned_loss={float(v) * .52:.4g}, over 944034.00 frames. ")
                line(t + 9, f"1064] (0/4) Maximum memory allocated so far is {14000 + k}MB")
            if k % 15 == 7:
                c.w(f"{at(t)},117 INFO [optim.py:487] (0/4) Clipping_scale=2.0, grad-norm quartiles 5.3e+01 7.1e+01 8.2e+01 9.5e+01 2.1e+02, threshold=1.640e+02, percent-clipped=2.0")
            if k % 11 == 5:
                c.w(f"{at(t)},301 INFO [scaling.py:1023] (0/4) Whitening: name=encoder.encoders.1.encoder.layers.0.whiten, num_groups=1, num_channels=256, metric=7.62 vs. limit=15.0")
            k += 1
        c.w(f"{at(t + 3)},001 INFO [checkpoint.py:75] (0/4) Saving checkpoint to zipformer/exp/epoch-{ep}.pt")


def case_23():
    c = Case("train-ende.log", "Marian NMT", "train.log with two validation metrics", must_not=["any"], note="validation/loss is ce-mean-words; bleu beside it")
    L = lambda t, s: c.w(f"[{at(t)}] {s}")
    L(0, "[marian] Marian v1.12.0 65bf82ff 2023-02-21 09:56:29 -0800")
    L(0, "[config] cost-type: ce-mean-words")
    L(0, "[config] learn-rate: 0.0003")
    L(0, "[config] valid-freq: 2000")
    L(8, "[training] Using 4 GPUs")
    L(30, "Training started")
    n = 80
    loss = fall(c.rng, n, 9.4, 2.35, .006)
    for i in range(n):
        up = 200 * (i + 1)
        ep = 1 + up // 6500
        warm = min(1.0, up / 4000) * min(1, (4000 / up) ** .5)
        L(30 + up * .32, f"Ep. {ep} : Up. {up} : Sen. {(up % 6500) * 410:,} : Cost {c.rec('train/loss', up, f'{loss[i]:.8f}')} * {c.rng.randrange(1000000, 1200000):,} @ {c.rng.randrange(4000, 6000):,} after {up * 5500:,} : Time {c.rng.uniform(62, 66):.2f}s : {c.rng.uniform(16800, 17400):.2f} words/s : gNorm {c.rec('train/gradient_norm', up, f'{.9 + c.rng.random() * .2:.4f}')} : L.r. {c.rec('train/learning_rate', up, f'{3e-4 * warm:.4e}')}")
        if up % 2000 == 0:
            v = loss[i] * .99 + .02
            L(31 + up * .32, f"[valid] Ep. {ep} : Up. {up} : ce-mean-words : {c.rec('validation/loss', up, f'{v:.5f}')} : new best")
            L(50 + up * .32, f"[valid] Ep. {ep} : Up. {up} : bleu : {3 + 26 * (1 - math.exp(-up / 5000)):.4f} : new best")
            L(51 + up * .32, "Saving model weights and runtime parameters to model/model.npz.best-bleu.npz")


def case_24():
    c = Case("ppyoloe_workerlog.0", "PaddleDetection", "workerlog.0 of paddle.distributed.launch", must_not=["any"], note="12 epochs of 250 batches: steps counted on as epoch*250+batch")
    c.w("LAUNCH INFO 2024-07-09 16:20:01,120 -----------  Configuration  ----------------------")
    c.w("W0709 16:20:14.551512 21011 gpu_resources.cc:119] Please NOTE: device: 0, GPU Compute Capability: 8.0, Driver API Version: 12.0, Runtime API Version: 11.7")
    c.w("loading annotations into memory...\nDone (t=0.42s)\ncreating index...\nindex created!")
    n = 60
    loss = fall(c.rng, n, 4.12, 1.61, .015, tau=.1)
    for i in range(n):
        ep, b = i // 5, i % 5 * 50
        l = loss[i]
        step = ep * 250 + b
        lr = cosine(step, 3000, .01, 500)
        sec = i * 20
        c.w(f"[07/09 {16 + (20 * 60 + sec) // 3600:02d}:{(20 + sec // 60) % 60:02d}:{sec % 60:02d}] ppdet.engine INFO: Epoch: [{ep}] [{b:3d}/250] learning_rate: {c.rec('train/learning_rate', step, f'{lr:.6f}')} loss: {c.rec('train/loss', step, f'{l:.6f}')} loss_cls: {l * .46:.6f} loss_iou: {l * .13:.6f} loss_dfl: {l * .43:.6f} loss_l1: {l * .5:.6f} eta: {hms((n - i) * 20, True)} batch_cost: {c.rng.uniform(.38, .41):.4f} data_cost: 0.0007 ips: {c.rng.uniform(20, 21):.4f} images/s")
        if i % 20 == 19:
            c.w(f"[07/09 16:59:59] ppdet.utils.checkpoint INFO: Save checkpoint: output/ppyoloe_crn_s\n[07/09 17:00:02] ppdet.engine INFO: Eval iter: 0\n[07/09 17:00:40] ppdet.metrics.metrics INFO: The bbox result is saved to bbox.json.\n Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.{180 + i * 3}\n Average Precision  (AP) @[ IoU=0.50      | area=   all | maxDets=100 ] = 0.{310 + i * 4}")


def case_25():
    c = Case("20240318_140522.json", "MMEngine (vis_data scalars)", "JSON lines with NaN, val rows between", must=["non-finite-loss"], note="loss NaN from step 1400 on; val rows have only mAP")
    n = 60
    loss = fall(c.rng, n, 1.94, .88, .02, tau=.1)
    for i in range(n):
        step = 50 * (i + 1)
        bad = step >= 1400
        l = NAN if bad else loss[i] + c.rng.random() * 1e-9
        d = {"lr": .02 if step > 500 else .02 * step / 500, "data_time": .0112 + c.rng.random() * .003, "grad_norm": NAN if bad else c.rng.uniform(2, 4), "loss": l, "loss_rpn_cls": NAN if bad else l * .1, "loss_rpn_bbox": NAN if bad else l * .08, "loss_cls": NAN if bad else l * .42, "acc": 87.5 if not bad else 4.1, "loss_bbox": NAN if bad else l * .4,
             "time": .3312, "epoch": 1 + (step - 1) // 1000, "iter": step, "memory": 4211, "step": step}
        c.rec("train/loss", step, repr(l)), c.rec("train/learning_rate", step, repr(d["lr"]))
        c.w(json.dumps(d))
        if step % 1000 == 0:
            m = .112 if not bad else 0.0
            c.w(json.dumps({"coco/bbox_mAP": m, "coco/bbox_mAP_50": m * 1.8, "coco/bbox_mAP_75": m * .9, "data_time": .0041, "time": .051, "step": step // 1000}))


def case_31():
    c = Case("gpt2_124M_stdout.txt", "llm.c", "train_gpt2cu stdout", must=["plateau"], must_not=["diverging", "non-finite-loss"], note="11.0 to 7.3 within 60 steps, then flat to step 380")
    c.w("Multi-GPU support is disabled. Using a single GPU.\n+-----------------------+----------------------------------------------------+\n| Parameter             | Value                                              |\n+-----------------------+----------------------------------------------------+\n| train data pattern    | dev/data/fineweb10B/fineweb_train_*.bin            |\n| learning rate (LR)    | 6.000000e-04                                       |\n| warmup iterations     | 700                                                |\n| max_steps             | 380                                                |\n+-----------------------+----------------------------------------------------+")
    c.w("val loss " + c.rec("validation/loss", 0, "11.017216"))
    n = 380
    for s in range(1, n + 1):
        l = 7.31 + 3.71 * math.exp(-s / 11) + c.rng.gauss(0, .03)
        g = 14.9 * math.exp(-s / 20) + .4 + c.rng.random() * .1
        z = f"({c.rng.gauss(0, 1):+.2f}z)" if s > 128 else "(+nanz)"
        c.w(f"step {s:4d}/380 | loss {c.rec('train/loss', s, f'{l:7.6f}')} {z}| norm {c.rec('train/gradient_norm', s, f'{g:6.4f}')} {z}| lr {c.rec('train/learning_rate', s, f'{6e-4 * s / 700:.2e}')} | {c.rng.uniform(294, 299):.2f} ms | {c.rng.uniform(52, 53):.1f}% bf16 MFU | {c.rng.randrange(1740000, 1766000)} tok/s")
        if s % 125 == 0 or s == n:
            c.w("val loss " + c.rec("validation/loss", s, f"{7.312 + c.rng.gauss(0, .002):.6f}"))
    c.w("generating:\n---\nthe of, and the in a to. of the the,,\n---")
    c.noaxis.add("validation/loss")
    c.note += "; (+nanz) is the z-score of the first 128 steps, no NaN loss"


def case_32():
    c = Case("4a71f0c2-7e0b-4c6f-9c1e-2f6a3d1f9b11.txt", "modded-nanogpt", "log file that begins with the script's own source and nvidia-smi", odd=True, must_not=["any"],
             note="step_avg:nanms of the first steps is a time; the source has words such as loss = ... that are no measurements")
    c.w('import os\nimport sys\nwith open(sys.argv[0]) as f:\n    code = f.read() # read the code of this file ASAP, for logging\nimport uuid\nimport torch\n\nclass Muon(torch.optim.Optimizer):\n    def __init__(self, params, lr=0.02, momentum=0.95, nesterov=True):\n        defaults = dict(lr=lr, momentum=momentum)\n        super().__init__(params, defaults)\n\nfor step in range(args.num_iterations + 1):\n    last_step = (step == args.num_iterations)\n    # once in a while evaluate the validation dataset\n    if (last_step or (args.val_loss_every > 0 and step % args.val_loss_every == 0)):\n        val_loss = 0.0\n        for _ in range(val_steps):\n            val_loss += model(x_val, y_val)\n        print0(f"step:{step}/{args.num_iterations} val_loss:{val_loss:.4f} train_time:{training_time_ms:.0f}ms")\n    loss = model(x, y)\n    train_loss = loss.detach()\n')
    c.w("=" * 100)
    c.w("Running pytorch 2.6.0.dev20241203+cu124 compiled for CUDA 12.4\nnvidia-smi:\nMon Dec  9 04:20:22 2024       \n+-----------------------------------------------------------------------------------------+\n| NVIDIA-SMI 550.127.05             Driver Version: 550.127.05     CUDA Version: 12.4     |\n|   0  NVIDIA H100 80GB HBM3          On  |   00000000:19:00.0 Off |                    0 |\n| N/A   38C    P0             76W /  700W |       7MiB /  81559MiB |      0%      Default |\n+-----------------------------------------------------------------------------------------+")
    c.w("=" * 100)
    n = 220
    loss = fall(c.rng, n + 1, 10.99, 4.05, .006)
    for s in range(n + 1):
        avg = "nanms" if s < 11 else f"{s / (s + 1) * 143.2:.2f}ms"
        if s % 20 == 0:
            v = 10.8258 if s == 0 else loss[s - 1] * .996 + .01
            c.w(f"step:{s}/1480 val_loss:{c.rec('validation/loss', s, f'{v:.4f}')} train_time:{max(0, s - 10) * 143:.0f}ms step_avg:{avg}")
        if s < n:
            c.w(f"step:{s + 1}/1480 train_loss:{c.rec('train/loss', s + 1, f'{loss[s]:.4f}')} train_time:{max(0, s - 9) * 143:.0f}ms step_avg:{'nanms' if s < 10 else f'{s / (s + 1) * 143.2:.2f}ms'}")


def case_33():
    c = Case("kohya_lora_log.txt", "kohya sd-scripts", "one bar for all epochs, avr_loss in the postfix", odd=True, must_not=["diverging", "non-finite-loss", "loss-spike", "not-decreasing"],
             note="diffusion loss is an epoch-smoothed average and falls little (0.142 to 0.109)")
    c.w("2025-02-02 13:40:51 INFO     Loading settings from /cfg/lora.toml...                     train_util.py:4174")
    c.w("                    INFO     [Dataset 0]                                              config_util.py:571\n                               batch_size: 2\n                               resolution: (768, 768)")
    c.w("running training / 学習開始\n  num train images * repeats / 学習画像の数×繰り返し回数: 320\n  num batches per epoch / 1epochのバッチ数: 160\n  num epochs / epoch数: 2\n  total optimization steps / 学習ステップ数: 320")
    c.raw("steps:   0%|          | 0/320 [00:00<?, ?it/s]")
    n = 320
    for i in range(1, n + 1):
        if i in (1, 161):
            c.raw(f"\nepoch {1 + i // 161}/2\n")
        a = .109 + .033 * math.exp(-i / 110) + c.rng.gauss(0, .0004)
        al = f"{a:.3g}"
        c.rec("train/loss", i, al)
        c.raw("\r" + tq("steps", i, n, i * .82, f", avr_loss={al}"))
        if i % 160 == 0:
            c.raw(f"\n2025-02-02 13:5{i // 160}:02 INFO     saving checkpoint: /out/style-{i // 160:06d}.safetensors                  train_network.py:1011\n")
    c.w("\nmodel saved.")


def case_34():
    c = Case("mlx_lora_run.txt", "mlx-lm LoRA", "console", must=["overfitting"], must_not=["non-finite-loss"], note="Val loss 2.4 to 1.35 and up to 2.3 while the training loss goes to 0.2")
    c.w("Loading pretrained model\nFetching 9 files: 100%|██████████| 9/9 [00:00<00:00, 61680.94it/s]\nLoading datasets\nTraining\nTrainable parameters: 0.071% (2.294M/3212.750M)\nStarting training..., iters: 800")
    vals = [2.437, 1.512, 1.366, 1.351, 1.442, 1.608, 1.779, 1.962, 2.120, 2.238, 2.331]
    c.w(f"Iter 1: Val loss {c.rec('validation/loss', 1, '2.437')}, Val took 9.114s")
    for i in range(80):
        it = 10 * (i + 1)
        l = .16 + 2.1 * math.exp(-i / 17) + abs(c.rng.gauss(0, .015))
        if it % 80 == 0:
            c.w(f"Iter {it}: Val loss {c.rec('validation/loss', it, f'{vals[it // 80]:.3f}')}, Val took {c.rng.uniform(8.8, 9.3):.3f}s")
        c.w(f"Iter {it}: Train loss {c.rec('train/loss', it, f'{l:.3f}')}, Learning Rate {c.rec('train/learning_rate', it, '1.000e-05')}, It/sec {c.rng.uniform(.9, 1.1):.3f}, Tokens/sec {c.rng.uniform(380, 420):.3f}, Trained Tokens {it * 391}, Peak mem 8.214 GB")
        if it % 200 == 0:
            c.w(f"Iter {it}: Saved adapter weights to adapters/adapters.safetensors and adapters/{it:07d}_adapters.safetensors.")


def case_38():
    c = Case("mlflow_metrics_table.csv", "MLflow", "export of the metrics table (SQLite backend), NaN stored as 0 with is_nan 1", odd=True, must=["non-finite-loss"], must_not=["zero-loss", "overfitting"],
             note="train_loss is NaN from step 300 of 500; the store writes value 0 and is_nan 1; val_loss NaN too")
    c.w("key,value,timestamp,run_uuid,step,is_nan")
    rows = []
    for i in range(50):
        step = 10 * (i + 1)
        nan = step >= 300
        l = .35 + 1.9 * math.exp(-i / 12) * (1 + c.rng.gauss(0, .01))
        v = "0.0" if nan else f"{l:.16g}"
        c.rec("train/loss", step, v, NAN if nan else None)
        rows.append(f"train_loss,{v},{1741080000000 + step * 1311},b3d0c6f21a7e4d0c9d5a7e2f6c1b8a90,{step},{int(nan)}")
        lr = f"{1e-3 * (1 - step / 600):.16g}"
        c.rec("train/learning_rate", step, lr)
        rows.append(f"lr,{lr},{1741080000001 + step * 1311},b3d0c6f21a7e4d0c9d5a7e2f6c1b8a90,{step},0")
        if step % 50 == 0:
            v = "0.0" if nan else f"{l * 1.05 + .02:.16g}"
            c.rec("validation/loss", step, v, NAN if nan else None)
            rows.append(f"val_loss,{v},{1741080000400 + step * 1311},b3d0c6f21a7e4d0c9d5a7e2f6c1b8a90,{step},{int(nan)}")
        if i % 5 == 0:
            rows.append(f"system/cpu_utilization_percentage,{c.rng.uniform(20, 60):.1f},{1741080000700 + step * 1311},b3d0c6f21a7e4d0c9d5a7e2f6c1b8a90,{i // 5},0")
    for r in rows:
        c.w(r)


def case_40():
    c = Case("clearml_task_scalars.json", "ClearML", "task.get_reported_scalars() dumped, graph > series > x, y", odd=True, must=["overfitting"], must_not=["non-finite-loss"], note="graph 'loss' with series 'train' and 'validation'; machine monitors beside them")
    tr, va, x = [], [], list(range(60))
    for i in x:
        a = round(.05 + 1.5 * math.exp(-i / 14) * (1 + c.rng.gauss(0, .01)), 6)
        b = round(.82 + .75 * math.exp(-i / 5) + .021 * max(0, i - 14) + c.rng.gauss(0, .006), 6)
        tr.append(a), va.append(b)
        c.rec("train/loss", i, repr(a)), c.rec("validation/loss", i, repr(b))
    acc = [round(1 - .7 * math.exp(-i / 14), 5) for i in x]
    c.w(json.dumps({"loss": {"train": {"name": "train", "x": x, "y": tr}, "validation": {"name": "validation", "x": x, "y": va}},
                    "accuracy": {"train": {"name": "train", "x": x, "y": acc}},
                    ":monitor:gpu": {"gpu_0_utilization": {"name": "gpu_0_utilization", "x": [30, 60, 90, 120], "y": [71.2, 93.8, 94.1, 93.9]}, "gpu_0_mem_used_gb": {"name": "gpu_0_mem_used_gb", "x": [30, 60, 90, 120], "y": [9.1, 9.4, 9.4, 9.4]}}}))


def case_43():
    c = Case("metrics.csv", "Lightning CSVLogger", "sparse rows: step rows, epoch rows, val rows; columns in CSVLogger order", must=["validation-swings"], must_not=["diverging", "non-finite-loss"], note="val_loss jumps between 0.4 and 2.9 from epoch to epoch while the training loss is smooth")
    c.w("epoch,lr-AdamW,step,train_loss,val_acc,val_loss")
    n, k = 40, 0
    loss = fall(c.rng, n * 4, 1.62, .31, .012, tau=.1)
    for ep in range(n):
        for j in range(4):
            step = ep * 200 + 49 + j * 50
            lr = f"{cosine(step, 8000, 3e-3):.16g}"
            c.rec("train/learning_rate", step, lr)
            c.w(f",{lr},{step},,,")
            c.w(f"{ep},,{step},{c.rec('train/loss', step, f'{loss[k]:.16g}')},,")
            k += 1
        base = .45 + 1.1 * math.exp(-ep / 8)
        v = base * (c.rng.choice([2.6, 3.4, 4.5]) if ep % 3 == 1 or c.rng.random() < .2 else 1 + abs(c.rng.gauss(0, .05)))
        c.w(f"{ep},,{ep * 200 + 199},,{max(.1, .9 - v / 4):.16g},{c.rec('validation/loss', ep * 200 + 199, f'{v:.16g}')}")


def case_51():
    c = Case("char-rnn-th.log", "char-rnn (Torch7, Lua)", "one line an iteration, aborts at the end", must=["diverging"], must_not=["non-finite-loss"], note="4.16 to 1.9 by iteration 200, then up beyond 3 times the first loss; grad/param norm is a ratio, not the gradient norm")
    c.w("using CUDA on GPU 0...\t\nloading data files...\t\ncutting off end of data so that the batches/sequences divide evenly\t\nreshaping tensor...\t\ndata load done. Number of data batches in train: 423, val: 23, test: 0\t\nvocab size: 65\t\ncreating an lstm with 2 layers\t\nsetting forget gate biases to 1 in LSTM layer 1\t\nnumber of parameters in the model: 240321\t\ncloning rnn\t\ncloning criterion")
    for i in range(1, 321):
        l = 1.85 + 2.31 * math.exp(-(i - 1) / 45)
        if i > 190:
            l += .00066 * (i - 190) ** 2
        l *= 1 + c.rng.gauss(0, .01)
        if i == 1:
            l = 4.1648
        if i == 320:
            l = 12.9731
        c.w(f"{i}/21150 (epoch {i / 423:.3f}), train_loss = {c.rec('train/loss', i, f'{l:6.8f}')}, grad/param norm = {c.rng.uniform(.1, .3) * (4 if i > 190 else 1):6.4e}, time/batch = {c.rng.uniform(.28, .31):.4f}s\t")
    c.w("loss is exploding, aborting.\t")


def case_52():
    c = Case("nvlog_fastpitch.json", "NVIDIA DLLogger (FastPitch)", "DLLL lines, step = [epoch, iteration, iterations]", odd=True, must_not=["any"], note="train_avg_loss (an epoch's mean) is another metric; axis (epoch-1)*100+iteration")
    t = 1715000000.0

    def line(step, data, typ="LOG"):
        nonlocal t
        t += 7.1
        c.w("DLLL " + json.dumps({"timestamp": f"{t:.6f}", "datetime": at(t - 1715000000, "%Y-%m-%d %H:%M:%S.%f"), "elapsedtime": f"{t - 1715000000:.6f}", "type": typ, "step": step, "data": data}))
    line("PARAMETER", {"output": "/results", "epochs": 12, "learning_rate": .1, "weight_decay": 1e-6, "amp": True, "batch_size": 16}, "LOG")
    c.w('DLLL {"timestamp": "1715000000.2", "datetime": "2024-05-06 12:53:20.200000", "elapsedtime": "0.2", "type": "METADATA", "metric": "train_loss", "metadata": {"name": "train_loss", "unit": null, "format": ":>5.2f"}}')
    loss = fall(c.rng, 120, 31.2, 3.3, .015)
    k = 0
    for ep in range(1, 13):
        ls = []
        for it in range(10, 101, 10):
            l = loss[k]
            ls.append(l)
            step = (ep - 1) * 100 + it
            c.rec("train/loss", step, repr(l))
            line([ep, it, 100], {"train_loss": l, "train_mel_loss": l * .61, "train_frames/s": c.rng.uniform(60000, 64000), "train_took": c.rng.uniform(.7, .8), "train_lrate": .1 * step / 1200 / 31})
            k += 1
        line([ep], {"train_avg_loss": sum(ls) / 10, "train_avg_mel_loss": sum(ls) * .061, "train_avg_frames/s": 62011.4, "train_avg_took": 75.2})
        v = loss[k - 1] * 1.01 + .02
        c.rec("validation/loss", ep, repr(v))
        line([ep], {"val_loss": v, "val_mel_loss": v * .6, "val_frames/s": 151200.1, "val_took": 2.2})
    c.noaxis.add("validation/loss")


def case_53():
    c = Case("lc0_t1.out", "Leela Chess Zero lczero-training", "console with train and test lines of the same step", odd=True, must_not=["diverging", "non-finite-loss", "loss-spike", "overfitting", "zero-loss"], note="train/loss is total=; the test line has parts only")
    c.w("dataset:\n  input_test: /data/test/*/\n  input_train: /data/train/*/\nname: 128x10-t1\ntraining:\n  batch_size: 2048\n  lr_boundaries: [100000, 130000]\n  policy_loss_weight: 1.0\n  value_loss_weight: 1.0\n\ngot 41022 chunks for /data/train/*/\nUsing 10 worker processes.")
    n = 70
    loss = fall(c.rng, n, 4.61, 2.69, .004)
    for i in range(n):
        s = 100 * (i + 1)
        po, va, mo, re = loss[i] * .62, loss[i] * .24, loss[i] * .08, loss[i] * .06
        tot = f"{po + va + mo + re:g}"
        lr = f"{min(.02, .02 * s / 250):g}"
        c.rec("train/loss", s, tot), c.rec("train/learning_rate", s, lr)
        c.w(f"step {s}, lr={lr} policy={po:g} value={va:g} mse={va * .21:g} moves={mo:g} reg={re:g} total={tot} ({c.rng.uniform(9800, 10100):g} pos/s)")
        if s % 500 == 0:
            c.w(f"step {s}, policy={po * 1.01:g} value={va * 1.01:g} policy accuracy={25 + i * .3:g}% value accuracy={52 + i * .1:g}% mse={va * .21:g} policy entropy={1.6 + c.rng.random() * .05:g} policy ul=0.0021 moves={mo:g} moves mean={20.1:g}")
        if s % 2000 == 0:
            c.w(f"Model saved in file: /net/128x10-t1/128x10-t1-{s}\nWeights saved in file: /net/128x10-t1/128x10-t1-{s}.pb.gz")


def case_54():
    c = Case("speedrun_base_train.txt", "nanochat", "base_train resumed, smoothed loss, bits per byte", odd=True, must_not=["any"], note="starts at step 4000 of 5400")
    c.w("\n                                                       █████                █████\n                                                      ░░███                ░░███\n     ████████    ██████   ████████    ██████   ██████  ░███████    ██████  ███████\n")
    c.w("Autodetected device type: cuda\n2025-11-02 03:11:09,551 - nanochat.common - \x1b[32m\x1b[1mINFO\x1b[0m - Distributed world size: 8\nVocab size: 65,536\nnum_layers: 20\nmodel_dim: 1280\nTokens / micro-batch / rank: 32 x 2048 = 65,536\nTotal batch size 524,288 => gradient accumulation steps: 1\nNumber of parameters: 560,988,160\nEstimated FLOPs per token: 3.491758e+09\nResuming optimization from step 4000")
    loss = fall(c.rng, 300, 2.91, 2.74, .001, tau=.8)
    for k in range(300):
        s = 4000 + k
        if k % 50 == 0:
            c.w(f"Step {s:05d} | Validation bpb: {c.rec('validation/bits_per_byte', s, f'{.8342 - .00006 * k + c.rng.gauss(0, .0001):.6f}')}")
        lr = max(0, 1 - k / 1500)
        c.w(f"step {s:05d}/05400 ({100 * s / 5400:.2f}%) | loss: {c.rec('train/loss', s, f'{loss[k]:.6f}')} | lrm: {lr:.2f} | dt: {c.rng.uniform(520, 524):.2f}ms | tok/sec: {c.rng.randrange(1000000, 1006000):,} | mfu: {c.rng.uniform(47, 47.6):.2f} | epoch: 1 | total time: {34.9 + k * .522 / 60:.2f}m | eta: {(1400 - k) * .522 / 60:.1f}m")


def case_55():
    c = Case("trainer_0_log.txt", "Coqui TTS Trainer", "trainer_0_log.txt with colours, value and running mean", must=["overfitting"], must_not=["non-finite-loss"], note="training loss 1.1 to 0.25, evaluation avg_loss 0.9, 0.62, then up to 1.7 in 24 epochs")
    B, E, U = "\x1b[1m", "\x1b[0m", "\x1b[4m"
    c.w(" > Training Environment:\n | > Backend: Torch\n | > Mixed precision: True\n | > Precision: fp16\n | > Num. of GPUs: 1\n > Start Tensorboard: tensorboard --logdir=/out/tts-March-04-2025_09+12AM-0000000\n\n > Model has 28610257 parameters")
    gs = 0
    for ep in range(24):
        c.w(f"\n{U}{B} > EPOCH: {ep}/1000{E}\n --> /out/tts-March-04-2025_09+12AM-0000000")
        c.w(f"\n{B} > TRAINING ({at(ep * 61)}) {E}")
        acc = []
        for st in (0, 25, 50):
            l = (.22 + .9 * math.exp(-(ep * 3 + st / 25) / 22)) * (1 + c.rng.gauss(0, .015))
            acc.append(l)
            g = gs + st
            m = sum(acc) / len(acc)
            c.w(f"\n{B}   --> TIME: {at(ep * 61 + st)} -- STEP: {st}/60 -- GLOBAL_STEP: {g}{E}\n     | > decoder_loss: {l * .7}  ({m * .7})\n     | > duration_loss: {l * .3}  ({m * .3})\n     | > loss: {c.rec('train/loss', g, repr(l))}  ({m})\n     | > grad_norm: {c.rng.uniform(.8, 1.3)}  (1.02)\n     | > current_lr: 0.0001 \n     | > step_time: 0.4121  (0.4009)\n     | > loader_time: 0.0031  (0.0029)\n")
        gs += 60
        v = .6 + .32 * math.exp(-ep / 1.6) + .052 * max(0, ep - 3) + c.rng.gauss(0, .004)
        col = "\x1b[91m+" if ep > 3 else "\x1b[92m-"
        c.w(f"\n{B} > EVALUATION {E}\n\n\n  {B}--> EVAL PERFORMANCE{E}\n     | > avg_loader_time:{E} 0.0211 {E}(+0)\n     | > avg_decoder_loss:{col[:5]} {v * .7} {E}({col[5:]}0.012)\n     | > avg_duration_loss:{col[:5]} {v * .3} {E}({col[5:]}0.004)\n     | > avg_loss:{col[:5]} {c.rec('validation/loss', gs, repr(v))} {E}({col[5:]}0.016)\n")
        if ep == 3:
            c.w(f" > BEST MODEL : /out/tts-March-04-2025_09+12AM-0000000/best_model_{gs}.pth")
    c.noaxis.add("validation/loss")


def case_56():
    c = Case("dl4j-app.log", "Deeplearning4j", "logback, ScoreIterationListener", must=["not-decreasing"], must_not=["diverging", "non-finite-loss"], note="score stays at ln 10 for 200 iterations")
    c.w("09:12:31.118 [main] INFO  org.nd4j.linalg.factory.Nd4jBackend - Loaded [CpuBackend] backend\n09:12:32.040 [main] INFO  org.nd4j.linalg.api.ops.executioner.DefaultOpExecutioner - Backend used: [CPU]; OS: [Linux]\n09:12:33.551 [main] INFO  o.d.nn.multilayer.MultiLayerNetwork - Starting MultiLayerNetwork with WorkspaceModes set to [training: ENABLED; inference: ENABLED], cacheMode set to [NONE]")
    for i in range(0, 1000, 10):
        v = 2.3026 + c.rng.gauss(0, .006)
        c.w(f"{at(3 + i * .09, '%H:%M:%S')}.{c.rng.randrange(1000):03d} [main] INFO  o.d.o.l.ScoreIterationListener - Score at iteration {i} is {c.rec('train/loss', i, repr(v))}")
        if i == 490:
            c.w("09:13:17.002 [main] INFO  c.example.MnistTrainer - Completed epoch 1")


def case_57():
    c = Case("diary_trainNetwork.txt", "MATLAB trainNetwork", "verbose table from diary", odd=True, must_not=["any"], note="validation columns are filled in every 100 iterations; iteration is the axis")
    c.w(">> net = trainNetwork(imdsTrain,layers,options);\nTraining on single GPU.\nInitializing input data normalization.")
    r = "|" + "=" * 118 + "|"
    c.w(r + "\n|  Epoch  |  Iteration  |  Time Elapsed  |  Mini-batch  |  Validation  |  Mini-batch  |  Validation  |  Base Learning  |\n|         |             |   (hh:mm:ss)   |   Accuracy   |   Accuracy   |     Loss     |     Loss     |      Rate       |\n" + r)
    its = [1] + list(range(50, 2501, 50))
    loss = fall(c.rng, len(its), 2.36, .21, .012, tau=.15, p=1)
    for k, it in enumerate(its):
        a = 100 * (1 - loss[k] / 2.7)
        vl = va = ""
        if it == 1 or it % 100 == 0:
            x = loss[k] * 1.02 + .015
            vl = c.rec("validation/loss", it, f"{x:.4f}")
            va = c.rec("validation/accuracy", it, f"{a * .985:.2f}") + "%"
        c.rec("train/loss", it, f"{loss[k]:.4f}"), c.rec("train/accuracy", it, f"{a:.2f}"), c.rec("train/learning_rate", it, "0.0010")
        c.w(f"| {(it - 1) // 125 + 1:7d} | {it:11d} | {'00:' + hms(it * .31):>14} | {f'{a:.2f}%':>12} | {va:>12} | {f'{loss[k]:.4f}':>12} | {vl:>12} | {'0.0010':>15} |")
    c.w(r + "\nTraining finished: Max epochs completed.\n>> YPred = classify(net,imdsValidation);\n>> diary off")


def case_58():
    c = Case("node_train.log", "TensorFlow.js (tfjs-node)", "progress bar console with val", must_not=["any"], note="only the summary line of an epoch counts; bar updates show acc/loss only in the eta lines")
    c.w("2023-10-10 15:02:41.120031: I tensorflow/core/platform/cpu_feature_guard.cc:193] This TensorFlow binary is optimized with oneAPI Deep Neural Network Library (oneDNN)\n_________________________________________________________________\nLayer (type)                 Output shape              Param #   \n=================================================================\nconv2d_Conv2D1 (Conv2D)      [null,26,26,32]           320       \n=================================================================\nTotal params: 594922\nTrainable params: 594922\nNon-trainable params: 0\n_________________________________________________________________")
    n = 40
    loss = fall(c.rng, n, 1.42, .232, .006, tau=.2)
    for e in range(1, n + 1):
        l = loss[e - 1]
        ls, vs = f"{l:.3f}", f"{l * 1.015 + .012:.3f}"
        c.rec("train/loss", e, ls), c.rec("validation/loss", e, vs)
        a, va = f"{1 - l * .4:.3f}", f"{1 - l * .42:.3f}"
        c.rec("train/accuracy", e, a), c.rec("validation/accuracy", e, va)
        c.w(f"Epoch {e} / {n}\neta=0.0 {'=' * 70}> \n{c.rng.randrange(51000, 52000)}ms {c.rng.randrange(1000, 1040)}us/step - acc={a} loss={ls} val_acc={va} val_loss={vs} ")


def case_59():
    c = Case("axon_run.txt", "Axon (Elixir)", "loop output, running mean, 0.0 at batch 0", odd=True, must_not=["zero-loss", "diverging", "non-finite-loss", "loss-spike", "overfitting"], note="the first line prints loss: 0.0000000 before any step: still a printed point, no zero-loss fault; batches of an epoch not printed, steps left out")
    c.w("\n14:50:14.056 [info] TfrtCpuClient created.\n")
    k = 0
    for ep in range(5):
        for b in range(0, 1000, 50):
            l = 0.0 if k == 0 else .12 + .62 * (1 + k / 2) ** -.55 + c.rng.gauss(0, .0008)
            a = .09 if k == 0 else 1 - l * .3
            c.raw(f"\rEpoch: {ep}, Batch: {b}, accuracy: {a:.7f} loss: {c.rec('train/loss', None, f'{l:.7f}')}")
            k += 1
        c.raw("\n")


def case_60():
    c = Case("typescript_luz", "R torch / luz", "terminal captured with script(1), bars overwritten", must=["overfitting"], must_not=["non-finite-loss"], note="valid loss 0.62 to 0.49, then to 1.3")
    c.w("\nR version 4.3.2 (2023-10-31) -- \"Eye Holes\"\nPlatform: x86_64-pc-linux-gnu (64-bit)\n\n> library(torch)\n> library(luz)\n> fitted <- net |>\n+   setup(loss = nn_bce_with_logits_loss(), optimizer = optim_adam, metrics = list(luz_metric_binary_accuracy_with_logits())) |>\n+   fit(train_dl, epochs = 40, valid_data = valid_dl)")
    for e in range(1, 41):
        l = .02 + .63 * math.exp(-e / 9) * (1 + c.rng.gauss(0, .02))
        v = .47 + .17 * math.exp(-e / 3) + .027 * max(0, e - 9) + c.rng.gauss(0, .006)
        t, w = f"{l:.4f}".rstrip("0"), f"{v:.4f}".rstrip("0")
        c.raw(f"Epoch {e}/40\n")
        for st in (10, 25, 40):
            c.raw(f"\r\x1b[32m{'||/-'[st % 4]}\x1b[39m {st}/47 [{'=' * (st // 2)}>{'-' * (23 - st // 2)}] - ETA: {47 - st}s - Loss: {l * (1 + .3 / st):.4f} - Acc: 0.7{st}")
        c.raw("\r" + f"Train metrics: Loss: {c.rec('train/loss', e, t)} - Acc: {1 - l / 1.7:.4f}".ljust(78) + f"\nValid metrics: Loss: {c.rec('validation/loss', e, w)} - Acc: {.78 + c.rng.random() * .02:.4f}\n")
    c.w("> proc.time()\n   user  system elapsed \n812.110   3.101 402.013 ")
    c.note += "; the bar's running values in an unfinished epoch are not points"


def case_61():
    c = Case("julia_lux_err.txt", "Julia Flux/Lux with @info", "multi-line log records with Float32 literals", odd=True, must=["non-finite-loss"], note="2.3f0, 9.1f-1 and NaN32 are Julia's Float32; NaN from epoch 38 of 60")
    c.w("[ Info: CUDA is functional, training on GPU 0\n┌ Warning: Performing scalar indexing on task Task (runnable) @0x00007f3a8c2b1f50.\n└ @ GPUArraysCore ~/.julia/packages/GPUArraysCore/GMsgk/src/GPUArraysCore.jl:106")
    L = fall(c.rng, 60, 2.31, .071, .01, tau=.2, p=1.2)

    def f32(v):
        if math.isnan(v):
            return "NaN32"
        if v < 1e-3:
            m, e = f"{v:.5e}".split("e")
            return f"{m.rstrip('0')}0f{int(e)}" if m.endswith("0") else f"{m}f{int(e)}"
        return f"{v:.7g}f0"
    for e in range(1, 61):
        bad = e >= 38
        l, v = (NAN, NAN) if bad else (L[e - 1], L[e - 1] * 1.05 + .01)
        tl, vl = f32(l), f32(v)
        c.rec("train/loss", e, tl, l if bad else float(tl[:-2])), c.rec("validation/loss", e, vl, v if bad else float(vl[:-2]))
        c.w(f"┌ Info: epoch done\n│   epoch = {e}\n│   train_loss = {tl}\n│   val_loss = {vl}\n│   η = {f32(.0009)}\n└   elapsed = {c.rng.uniform(3.1, 3.4)}")


def case_63():
    c = Case("ft_supervised.err", "fastText", "one progress line with carriage returns", odd=True, must_not=["any"], note="no counter but the percentage; steps left out")
    c.w("Read 41M words\nNumber of words:  512004\nNumber of labels: 176")
    for i in range(1, 201):
        p = i / 2
        l = .11 + 4.9 / (1 + i / 6) ** .9
        c.raw(f"\rProgress: {p:5.1f}% words/sec/thread: {c.rng.randrange(401000, 409000):7d} lr: {c.rec('train/learning_rate', None, f'{.5 * (1 - i / 200):9.6f}')} avg.loss: {c.rec('train/loss', None, f'{l:9.6f}')} ETA: {0:3d}h{(200 - i) // 60:2d}m{(200 - i) % 60:2d}s")
    c.w()


def case_64():
    c = Case("estimator_stderr.txt", "TensorFlow 1 Estimator", "train_and_evaluate, log cut off while running", must_not=["any"], note="loss lines every 100 steps and the dict lines of the evaluations")
    c.w("INFO:tensorflow:Using config: {'_model_dir': '/tmp/m', '_tf_random_seed': None, '_save_summary_steps': 100, '_save_checkpoints_steps': 1000, '_log_step_count_steps': 100, '_train_distribute': None, '_num_ps_replicas': 0}\nINFO:tensorflow:Not using Distribute Coordinator.\nINFO:tensorflow:Running training and evaluation locally (non-distributed).\nINFO:tensorflow:Create CheckpointSaverHook.\nINFO:tensorflow:Graph was finalized.\n2019-06-11 10:12:03.410233: I tensorflow/core/common_runtime/gpu/gpu_device.cc:1512] Adding visible gpu devices: 0\nINFO:tensorflow:Saving checkpoints for 0 into /tmp/m/model.ckpt.")
    loss = fall(c.rng, 75, 5.02, 1.12, .008, tau=.1)
    for i in range(75):
        s = 100 * i
        if s and s % 1000 == 0:
            v = loss[i] * 1.01 + .02
            c.w(f"INFO:tensorflow:Saving checkpoints for {s} into /tmp/m/model.ckpt.\nINFO:tensorflow:Calling model_fn.\nINFO:tensorflow:Done calling model_fn.\nINFO:tensorflow:Starting evaluation at 2019-06-11T10:{15 + i // 4:02d}:41Z\nINFO:tensorflow:Restoring parameters from /tmp/m/model.ckpt-{s}\nINFO:tensorflow:Evaluation [50/500]\nINFO:tensorflow:Evaluation [500/500]\nINFO:tensorflow:Finished evaluation at 2019-06-11-10:{15 + i // 4:02d}:52\nINFO:tensorflow:Saving dict for global step {s}: accuracy = {1 - v * .19:.7g}, global_step = {s}, loss = {c.rec('validation/loss', s, f'{v:.7g}')}\nINFO:tensorflow:Saving 'checkpoint_path' summary for global step {s}: /tmp/m/model.ckpt-{s}")
        if s:
            c.w(f"INFO:tensorflow:global_step/sec: {c.rng.uniform(21, 22):.6g}")
        l = f"{loss[i]:.7g}"
        c.w(f"INFO:tensorflow:loss = {c.rec('train/loss', s, l)}, step = {s}" + (f" ({c.rng.uniform(4.5, 4.7):.3f} sec)" if s else ""))


def case_65():
    c = Case("tf2od_model_main.log", "TensorFlow 2 Object Detection API", "each block twice (INFO:tensorflow and absl)", odd=True, must_not=["any"], note="printed twice, counts once; train/loss is Loss/total_loss")
    n = 40
    loss = fall(c.rng, n, 1.92, .61, .012, tau=.1)
    c.w("W0525 08:14:20.119301 140210 mirrored_strategy.py:419] Collective ops is not configured at program startup.\nINFO:tensorflow:Using MirroredStrategy with devices ('/job:localhost/replica:0/task:0/device:GPU:0',)\nI0525 08:14:20.122101 140210 mirrored_strategy.py:374] Using MirroredStrategy with devices ('/job:localhost/replica:0/task:0/device:GPU:0',)")
    for i in range(n):
        s = 100 * (i + 1)
        l = loss[i]
        lr = f"{.02666 + .0533 * min(1, s / 2000):.7f}"
        ts = f"{c.rng.uniform(.31, .33):.3f}s"
        c.rec("train/loss", s, f"{l:.7f}"), c.rec("train/learning_rate", s, lr)
        d = f"{{'Loss/classification_loss': {l * .45:.8f},\n 'Loss/localization_loss': {l * .36:.8f},\n 'Loss/regularization_loss': {l * .19:.8f},\n 'Loss/total_loss': {l:.7f},\n 'learning_rate': {lr}}}"
        g = f"I0525 08:{15 + i // 2:02d}:{i % 2 * 30:02d}.{c.rng.randrange(10**6):06d} 140210 model_lib_v2.py:"
        c.w(f"INFO:tensorflow:Step {s} per-step time {ts}\n{g}705] Step {s} per-step time {ts}\nINFO:tensorflow:{d}\n{g}708] {d}")


def case_66():
    c = Case("deepar_stdout.txt", "GluonTS (MXNet Trainer)", "bar an epoch, avg_epoch_loss", must_not=["any"], note="epoch k/60; the 0% state has no loss")
    L = fall(c.rng, 60, 5.83, 4.02, .004, tau=.15)
    for e in range(1, 61):
        l = f"{L[e - 1]:.3g}"
        c.rec("train/loss", e, l)
        sec = c.rng.uniform(1.9, 2.2)
        c.raw(f"\r  0%|          | 0/50 [00:00<?, ?it/s]\r100%|██████████| 50/50 [00:02<00:00, {50 / sec:.2f}it/s, epoch={e}/60, avg_epoch_loss={l}]\n")


def case_67():
    c = Case("train_log.txt", "YOLOX", "loguru, total_loss with a part that is off", odd=True, must_not=["odd-part-loss", "zero-loss", "diverging", "non-finite-loss", "not-decreasing"], note="l1_loss is 0.0 by design until the last epochs (not reached); step (epoch-1)*118+iter")
    p = lambda t, m, ln: f"{at(t)} | INFO     | yolox.{m}:{ln} - "
    c.w(p(0, "core.trainer", 132) + "args: Namespace(batch_size=64, devices=8, experiment_name='yolox_s', fp16=True, occupy=True)")
    c.w(p(2, "core.trainer", 138) + "Model Summary: Params: 8.97M, Gflops: 26.93")
    c.w(p(9, "core.trainer", 202) + "Training start...")
    loss = fall(c.rng, 120, 16.8, 6.2, .02, tau=.1)
    k = 0
    for ep in range(1, 25):
        c.w(p(10 + ep * 60, "core.trainer", 210) + f"---> start train epoch{ep}")
        for it in range(20, 118, 20):
            l, st = loss[k], (ep - 1) * 118 + it
            k += 1
            lr = f"{.01 * min(1, (st / 590) ** 2):.3e}"
            c.rec("train/loss", st, f"{l:.1f}"), c.rec("train/learning_rate", st, lr)
            c.w(p(10 + ep * 60 + it // 2, "core.trainer", 261) + f"epoch: {ep}/300, iter: {it}/118, mem: 9213Mb, iter_time: {c.rng.uniform(.41, .45):.3f}s, data_time: {c.rng.uniform(.001, .003):.3f}s, total_loss: {l:.1f}, iou_loss: {l * .29:.1f}, l1_loss: 0.0, conf_loss: {l * .58:.1f}, cls_loss: {l * .13:.1f}, lr: {lr}, size: {c.rng.choice([480, 544, 608, 640, 704])}, ETA: {hms((300 - ep) * 52, True)}")
        c.w(p(69 + ep * 60, "core.trainer", 352) + "Save weights to ./YOLOX_outputs/yolox_s")


def case_68():
    c = Case("gpt2_simple_colab.txt", "gpt-2-simple", "notebook output with generated samples between", odd=True, must_not=["diverging", "non-finite-loss", "not-decreasing", "loss-spike", "zero-loss", "overfitting"], note="loss= against the running avg=; the samples have numbers and the word loss in their text")
    c.w("Loading checkpoint models/124M/model.ckpt\nINFO:tensorflow:Restoring parameters from models/124M/model.ckpt\nLoading dataset...\n100%|██████████| 1/1 [00:01<00:00,  1.87s/it]\ndataset has 338025 tokens\nTraining...")
    num = den = 0.0
    L = fall(c.rng, 80, 3.72, 2.05, .025, tau=.2)
    for i in range(80):
        s = 10 * (i + 1)
        num, den = num * .99 + L[i], den * .99 + 1
        c.w(f"[{s} | {12 + s * 1.04:.2f}] loss={c.rec('train/loss', s, f'{L[i]:2.2f}')} avg={num / den:2.2f}")
        if s % 200 == 0:
            c.w(f"Saving checkpoint/run1/model-{s}\n======== SAMPLE 1 ========\n of the river.\n\nFIRST CAPTAIN:\nWe mourn the loss = 3 ships and forty men [12 | 8];\nThe avg of our days is 7.5 and the loss: 9 crowns.\n\nQUEEN:\nEpoch 3 of sorrow, step 100 of grief.\n")


def case_69():
    c = Case("tacotron2_nohup.log", "Tacotron 2 (NVIDIA)", "one line an iteration", must=["vanishing-gradients"], must_not=["non-finite-loss", "diverging", "exploding-gradients"], note="grad norm 1.3 to 0.000000 as printed, loss stuck at 0.9 from iteration 60 on")
    c.w("FP16 Run: True\nDynamic Loss Scaling: True\nDistributed Run: False\ncuDNN Enabled: True\ncuDNN Benchmark: False\nEpoch: 0\n/usr/local/lib/python3.6/dist-packages/torch/nn/functional.py:1339: UserWarning: nn.functional.tanh is deprecated. Use torch.tanh instead.")
    n = 300
    for i in range(n):
        l = .9 + 4.1 * math.exp(-i / 12) + c.rng.gauss(0, .004)
        g = 1.3 * 10 ** (-i / 48) * math.exp(c.rng.gauss(0, .1))
        c.w(f"Train loss {i} {c.rec('train/loss', i, f'{l:.6f}')} Grad Norm {c.rec('train/gradient_norm', i, f'{g:.6f}')} {c.rng.uniform(1.1, 1.3):.2f}s/it")
        if i % 100 == 0 and i:
            c.w(f"Validation loss {i}: {c.rec('validation/loss', i, f'{.91 + c.rng.gauss(0, .003):9f}')}  \nSaving model and optimizer state at iteration {i} to outdir/checkpoint_{i}")


def case_70():
    c = Case("training_log_2024_2_1_09_12_31.txt", "nnU-Net v2", "negative loss (Dice + CE)", odd=True, must_not=["any"], note="the losses are negative and keep falling: -0.05 to -0.86")
    c.w("\n#######################################################################\nPlease cite the following paper when using nnU-Net:\nIsensee, F., Jaeger, P. F., Kohl, S. A., Petersen, J., & Maier-Hein, K. H. (2021). nnU-Net: a self-configuring method for deep learning-based biomedical image segmentation. Nature methods, 18(2), 203-211.\n#######################################################################\n ")
    P = lambda t, s: c.w(f"{at(t, '%Y-%m-%d %H:%M:%S.%f')}: {s}")
    P(0.12, "do_dummy_2d_data_aug: False")
    P(0.2, "Using splits from existing split file: /pre/Dataset017/splits_final.json")
    P(0.3, "This split has 24 training and 6 validation cases.")
    n = 60
    for e in range(n):
        t = 8 + e * 61.3
        f = (1 + e / 3) ** -.55
        f = (f - (1 + 59 / 3) ** -.55) / (1 - (1 + 59 / 3) ** -.55)
        tr, va = -.86 + .81 * f + c.rng.gauss(0, .004), -.82 + .75 * f + c.rng.gauss(0, .005)
        lr = round(.01 * (1 - e / 1000) ** .9, 5)
        P(t, ""), P(t, f"Epoch {e} ")
        P(t + .01, f"Current learning rate: {c.rec('train/learning_rate', e, repr(lr))} ")
        P(t + 60, f"train_loss {c.rec('train/loss', e, repr(round(tr, 4)))} ")
        P(t + 60.1, f"val_loss {c.rec('validation/loss', e, repr(round(va, 4)))} ")
        P(t + 60.2, f"Pseudo dice [np.float32({.93 - .6 * f:.4f}), np.float32({.71 - .6 * max(f, 0):.4f})] ")
        P(t + 60.3, f"Epoch time: {c.rng.uniform(60, 61.4):.2f} s ")
        if e % 7 == 0:
            P(t + 60.4, f"Yayy! New best EMA pseudo Dice: {.5 + .006 * e:.4f} ")


def case_71():
    c = Case("log.txt", "DETR", "JSON line an epoch", must=["oscillating"], must_not=["non-finite-loss"], note="train_loss swings between 12 and 33 from epoch 6 on; test_loss is DETR's validation: split disputable, not listed")
    for e in range(60):
        l = 38 - 3.5 * e if e < 6 else c.rng.choice([12, 14]) * (1 + c.rng.gauss(0, .03)) if e % 2 else c.rng.choice([28, 33]) * (1 + c.rng.gauss(0, .03))
        d = {"train_lr": 1e-4, "train_class_error": 60 + c.rng.random(), "train_loss": l, "train_loss_ce": l * .2, "train_loss_bbox": l * .15, "train_loss_giou": l * .25, "train_cardinality_error_unscaled": 8.1, "test_class_error": 55.5 + c.rng.random(), "test_loss": l * 1.02, "test_loss_ce": l * .21, "test_loss_bbox": l * .15,
             "test_coco_eval_bbox": [round(.1 + c.rng.random() * .02, 4) for _ in range(12)], "epoch": e, "n_parameters": 41302368}
        c.rec("train/loss", e, repr(l)), c.rec("train/learning_rate", e, repr(d["train_lr"]))
        c.w(json.dumps(d))


def case_72():
    c = Case("sb3_lunar.txt", "Stable-Baselines3 PPO", "tables without train section in the first", odd=True, must_not=["non-finite-loss", "policy-collapse", "kl-runaway", "exploding-gradients"], note="axis is the iteration; train/loss of PPO is no measure of progress; the first table has rollout and time only")
    c.w("Using cuda device\nWrapping the env with a `Monitor` wrapper\nWrapping the env in a DummyVecEnv.\nLogging to ./tb/PPO_3")
    for it in range(1, 61):
        rw, ln = -190 + 400 * (1 - math.exp(-it / 25)) + c.rng.gauss(0, 5), 95 + 4 * it + c.rng.gauss(0, 5)
        rows = [("rollout/", ""), ("   ep_len_mean", f"{ln:.3g}"), ("   ep_rew_mean", c.rec("train/reward", it, f"{rw:.3g}")), ("time/", ""), ("   fps", str(c.rng.randrange(1180, 1220))), ("   iterations", str(it)), ("   time_elapsed", str(int(it * 1.7))), ("   total_timesteps", str(it * 2048))]
        if it > 1:
            ls = 900 * math.exp(-it / 14) + 35 + abs(c.rng.gauss(0, 6))
            rows += [("train/", ""), ("   approx_kl", f"{.006 + c.rng.random() * .005:.8f}"), ("   clip_fraction", c.rec("train/clip_fraction", it, f"{.05 + c.rng.random() * .03:.3g}")), ("   clip_range", "0.2"), ("   entropy_loss", f"{-1.38 + .006 * it + c.rng.gauss(0, .008):.3g}"),
                     ("   explained_variance", c.rec("train/value_explained", it, f"{min(.93, .02 * it + c.rng.random() * .02):.3g}")), ("   learning_rate", c.rec("train/learning_rate", it, "0.0003")), ("   loss", c.rec("train/loss", it, f"{ls:.3g}")), ("   n_updates", str((it - 1) * 10)), ("   policy_gradient_loss", f"{-.004 - c.rng.random() * .004:.3g}"), ("   value_loss", f"{ls * 2.1:.3g}")]
        w1, w2 = max(len(a) for a, _ in rows), max(len(b) for _, b in rows)
        bar_ = "-" * (w1 + w2 + 7)
        c.w(bar_)
        for a, b in rows:
            c.w(f"| {a.ljust(w1)} | {b.ljust(w2)} |")
        c.w(bar_)


def case_73():
    c = Case("ausgabe.txt", "hand-written PyTorch loop (German)", "PowerShell redirection: UTF-16 with BOM, CRLF, decimal commas", odd=True, must=["overfitting"], must_not=["non-finite-loss"], note="Validierungsverlust 0,74 to 0,55, then up to 1,5")
    c.encoding = "utf-16"
    W = lambda s: c.raw(s + "\r\n")
    W("Gerät: cuda (NVIDIA GeForce RTX 3060)"), W("Trainingsbilder: 8.412, Validierungsbilder: 1.051"), W("Beginne Training über 50 Epochen ...")
    for e in range(1, 51):
        l = .03 + .78 * math.exp(-e / 11) * (1 + c.rng.gauss(0, .01))
        v = .53 + .25 * math.exp(-e / 4) + .026 * max(0, e - 12) + c.rng.gauss(0, .006)
        c.rec("train/loss", e, f"{l:.4f}"), c.rec("validation/loss", e, f"{v:.4f}")
        K = lambda x, n=4: f"{x:.{n}f}".replace(".", ",")
        W(f"Epoche {e:2d}/50 | Trainingsverlust: {K(l)} | Validierungsverlust: {K(v)} | Genauigkeit: {K(77 + c.rng.random(), 2)} % | Dauer: {K(41 + c.rng.random(), 1)} s")
        if e == 12:
            W("  -> neues bestes Modell gespeichert (modell_beste.pt)")


def case_75():
    c = Case("slurm-4411902.out", "hand-written DDP loop under srun -l", "four ranks print the same all-reduced value", must=["loss-spike"], must_not=["diverging", "non-finite-loss"], note="every step four times (rank prefix '0: ' to '3: '): counts once; spikes at 260, 410, 555")
    c.w("srun: job 4411902 queued and waiting for resources\nsrun: job 4411902 has been allocated resources")
    for r in (2, 0, 3, 1):
        c.w(f"{r}: | distributed init (rank {r}): env://, gpu {r}")
    n = 120
    L = fall(c.rng, n, 6.9, 2.2, .01, tau=.08)
    for i in range(n):
        s = 5 * (i + 1)
        l = L[i] * {51: 4.0, 81: 5.2, 110: 4.6}.get(i, 1)
        rs = [0, 1, 2, 3]
        c.rng.shuffle(rs)
        for r in rs:
            c.w(f"{r}: step {s:>5d}/600  loss {c.rec('train/loss', s, f'{l:.4f}')}  lr {c.rec('train/learning_rate', s, f'{cosine(s, 600, 1e-3, 50):.3e}')}  {c.rng.uniform(610, 640):.0f} img/s")
    c.w("0: done, saving to /scratch/p0231/ck_final.pt\nslurmstepd: info: Exceeded job memory limit at some point.")


def case_76():
    c = Case("vllm_serve.log", "vLLM server", "inference server", nothing=True, must_not=["any"], note="no training at all")
    P = "\x1b[1;36m(APIServer pid=2211)\x1b[0;0m "
    c.w(P + "INFO 09-14 21:04:11 [api_server.py:1896] vLLM API server version 0.10.2\n" + P + "INFO 09-14 21:04:11 [utils.py:328] non-default args: {'model': '/models/q', 'max_model_len': 8192}")
    for i in range(1, 9):
        c.w(f"Loading safetensors checkpoint shards: {i * 12.5:3.0f}% Completed | {i}/8 [00:{i:02d}<00:{8 - i:02d},  1.02s/it]")
    for i in range(60):
        c.w(P + f"INFO 09-14 21:{10 + i // 6:02d}:{i % 6 * 10:02d} [loggers.py:123] Engine 000: Avg prompt throughput: {c.rng.uniform(200, 900):.1f} tokens/s, Avg generation throughput: {c.rng.uniform(500, 1500):.1f} tokens/s, Running: {c.rng.randrange(1, 30)} reqs, Waiting: 0 reqs, GPU KV cache usage: {c.rng.uniform(1, 40):.1f}%, Prefix cache hit rate: {c.rng.uniform(30, 60):.1f}%")
        if i % 3 == 0:
            c.w(P + f"INFO:     10.0.3.{c.rng.randrange(2, 250)}:{c.rng.randrange(30000, 60000)} - \"POST /v1/chat/completions HTTP/1.1\" 200 OK")


def case_79():
    c = Case("train_events.ndjson", "hand-written loop with structlog", "nested JSON events; a part of the loss is NaN, the total skips it (nansum)", odd=True, must=["odd-part-loss"], must_not=["diverging"], note="parts.contrastive NaN from step 130 of 400, total finite and falling")
    c.w(json.dumps({"event": "run_start", "level": "info", "config": {"lr": .0003, "loss_weights": {"ce": 1.0, "contrastive": .1, "commit": .25}}, "timestamp": at(0, "%Y-%m-%dT%H:%M:%SZ")}))
    L = fall(c.rng, 80, 3.9, 1.31, .01, tau=.1)
    for i in range(80):
        s = 5 * (i + 1)
        ce, cm, co = L[i] * .86, L[i] * .09, NAN if s >= 130 else L[i] * .05
        tot = round(ce + cm + (0 if s >= 130 else co), 6)
        c.rec("train/loss", s, repr(tot))
        c.w(json.dumps({"event": "train_step", "level": "info", "step": s, "loss": {"total": tot, "parts": {"ce": round(ce, 6), "contrastive": co if s >= 130 else round(co, 6), "commit": round(cm, 6)}}, "lr": .0003, "gpu_mem_gb": 11.2, "timestamp": at(s * 2, "%Y-%m-%dT%H:%M:%SZ")}))
        if s % 100 == 0:
            v = round(L[i] * .95, 6)
            c.w(json.dumps({"event": "validation", "level": "info", "step": s, "loss": {"total": c.rec("validation/loss", s, repr(v)) and v}, "timestamp": at(s * 2 + 9, "%Y-%m-%dT%H:%M:%SZ")}))


def case_80():
    c = Case("train_log_rwkv.txt", "RWKV-LM", "train_log.txt: bare columns epoch, loss, ppl, lr, time, epoch", odd=True, must_not=["any"], note="no header; ppl = exp(loss) beside it shows which column is the loss; the run was started twice, the second goes on at epoch 45")
    cfg = {"load_model": "", "proj_dir": "out/L12-D768", "ctx_len": 512, "epoch_steps": 1000, "epoch_count": 500, "lr_init": 6e-4, "lr_final": 1e-5, "n_layer": 12, "n_embd": 768, "betas": (.9, .99), "my_timestamp": "2024-04-20-09-12-31"}
    c.w(f"NEW RUN 2024-04-20-09-12-31\n{cfg}")
    L = fall(c.rng, 90, 6.21, 2.71, .004)
    for e in range(90):
        if e == 45:
            c.w(f"NEW RUN 2024-04-21-08-00-02\n{ {**cfg, 'load_model': 'out/L12-D768/rwkv-44.pth'} }")
        l = f"{L[e]:.6f}"
        lr = f"{6e-4 * (1 / 60) ** (e / 500):.8f}"
        c.rec("train/loss", e, l), c.rec("train/learning_rate", e, lr), c.rec("train/perplexity", e, f"{math.exp(float(l)):.4f}")
        c.w(f"{e} {l} {math.exp(float(l)):.4f} {lr} {at(e * 690, '%Y-%m-%d %H:%M:%S.%f')[:-6]}{c.rng.randrange(10**6):06d} {e}")


def case_84():
    c = Case("mnist_cpp.out", "libtorch C++ MNIST example", "carriage returns and test lines", must_not=["any"], note="[samples/60000]: axis disputable (samples or batches), left out; test set loss and accuracy an epoch")
    c.noaxis.update(("train/loss", "test/loss", "test/accuracy"))
    c.w("CUDA available! Training on GPU.")
    L = fall(c.rng, 300, 2.31, .075, .03, tau=.08, p=1)
    for ep in range(1, 11):
        for k in range(30):
            i = (ep - 1) * 30 + k
            c.raw(f"\rTrain Epoch: {ep} [{k * 2000 + 64:5d}/60000] Loss: {c.rec('train/loss', i, f'{L[i]:.4f}')}")
        t = L[ep * 30 - 1] * .9 + .01
        c.w(f"\nTest set: Average loss: {c.rec('test/loss', ep, f'{t:.4f}')} | Accuracy: {c.rec('test/accuracy', ep, f'{1 - t * .3:.3f}')}")


def main():
    out = sys.argv[1] if len(sys.argv) > 1 else "out"
    os.makedirs(out, exist_ok=True)
    for f in sorted(k for k in globals() if k.startswith("case_")):
        globals()[f]()
    truth = {}
    for c in CASES:
        assert c.name not in truth, c.name
        truth[c.name] = c.truth()
        data = "".join(c.buf).encode(c.encoding)
        if c.name.endswith(".gz"):
            data = gzip.compress(data, mtime=0)
        with open(os.path.join(out, c.name), "wb") as f:
            f.write(data)
    with open(os.path.join(out, "truth.json"), "w", encoding="utf-8") as f:
        json.dump(truth, f, indent=1, ensure_ascii=False)
    print(len(CASES), "cases")


if __name__ == "__main__":
    main()

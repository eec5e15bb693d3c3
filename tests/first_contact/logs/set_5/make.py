"""Writes 50 made-up training logs and truth.json: python make.py FOLDER"""
import csv, gzip, io, json, math, os, random, sys
from collections import OrderedDict
from datetime import datetime, timedelta

FOLDER = sys.argv[1]
os.makedirs(FOLDER, exist_ok=True)
TRUTH = OrderedDict()
ALL = ["non-finite-loss", "diverging", "overfitting", "plateau", "not-decreasing", "exploding-gradients",
       "vanishing-gradients", "loss-spike", "zero-loss", "odd-part-loss", "preference-not-learnt", "kl-runaway",
       "policy-collapse", "reward-hacking", "length-exploitation", "validation-swings", "scale-mismatch",
       "oscillating", "amp-overflow"]


def but(*names):
    return [x for x in ALL if x not in names]


class Case:
    def __init__(self, name, tool, kind, odd=False, note="", seed=None):
        self.name, self.tool, self.kind, self.odd, self.note = name, tool, kind, odd, note
        self.rng = random.Random("logs5/" + name if seed is None else seed)
        self.out = []
        self.data = OrderedDict()
        self.stepless = set()
        self.t = datetime(2026, 9, 14, 8, 3, 11) + timedelta(seconds=self.rng.randrange(900000))

    def tick(self, seconds):
        self.t += timedelta(seconds=seconds, microseconds=self.rng.randrange(900000))
        return self.t

    def line(self, text=""):
        self.out.append(text + "\n")

    def raw(self, text):
        self.out.append(text)

    def pt(self, key, value, step=None):
        """value: the string (or number) as printed; step None: the log does not number it"""
        d = self.data.setdefault(key, OrderedDict())
        v = float(value)
        v = "nan" if math.isnan(v) else v
        if step is None:
            self.stepless.add(key)
            step = len(d)
        if step in d:
            d[step] = v
        else:
            d[step] = v

    def done(self, must=(), must_any=(), must_not=(), nothing=False, nostep=(), nofirst=(), nolast=(), text=None, encoding="utf-8",
             newline="\n", pack=None):
        series = OrderedDict()
        for key, d in self.data.items():
            steps = list(d)
            steps.sort()
            s = OrderedDict(points=len(d), first=d[steps[0]], last=d[steps[-1]])
            if key in nofirst:
                del s["first"]
            if key in nolast:
                del s["last"]
            if key not in self.stepless and key not in nostep and nostep != "all":
                s["first_step"], s["last_step"] = steps[0], steps[-1]
            series[key] = s
        text = "".join(self.out) if text is None else text
        if newline != "\n":
            text = text.replace("\n", newline)
        blob = text.encode(encoding)
        if pack == "gz":
            blob = gzip.compress(blob, mtime=0)
        with open(os.path.join(FOLDER, self.name), "wb") as f:
            f.write(blob)
        assert not set(must) & set(must_not), self.name
        assert not any(set(a) & set(must_not) for a in must_any), self.name
        assert self.name not in TRUTH, self.name
        TRUTH[self.name] = OrderedDict(tool=self.tool, kind=self.kind, odd=self.odd, series=series, must=list(must),
                                       must_any=[list(a) for a in must_any], must_not=list(must_not), nothing=nothing,
                                       note=self.note)


def curve(rng, n, a, b, tau, noise=0.0):
    return [(b + (a - b) * math.exp(-i / tau)) * (1 + noise * rng.gauss(0, 1)) for i in range(n)]


def bar(done, total, width=10):
    full = int(width * done / total)
    return "█" * full + ("▌" if full < width and done else "") + " " * (width - full - (1 if full < width and done else 0))


def hms(seconds):
    seconds = int(seconds)
    return "%d:%02d:%02d" % (seconds // 3600, seconds // 60 % 60, seconds % 60)


def ms(seconds):
    seconds = int(seconds)
    return "%02d:%02d" % (seconds // 60, seconds % 60)


# ---------------------------------------------------------------- 1 to 10: pretraining
def nemo2():
    c = Case("slurm-48213_nemo2.out", "NeMo 2", "sound", True,
             "Slurm's rank prefix '0: '; NeMo repeats the last val_loss on every later line, so only three distinct evaluations are printed")
    r = c.rng
    c.line("0: [NeMo I 2026-09-14 08:03:11 nemo_logging:393] Experiments will be logged at /results/llama_145m/2026-09-14_08-03-11")
    c.line("0: [NeMo W 2026-09-14 08:03:12 nemo_logging:405] There is difference in the common state dict in different ranks.")
    c.line("1: [NeMo I 2026-09-14 08:03:14 nemo_logging:393] Rank 1 has data parallel group : [0, 1]")
    c.line("0: [NeMo I 2026-09-14 08:03:15 nemo_logging:393]  > number of parameters on (tensor, pipeline) model parallel rank (0 ,0): 145225728")
    c.line("0: [NeMo I 2026-09-14 08:03:15 nemo_logging:393] Setting up optimizer with config OptimizerConfig(optimizer='adam', lr=0.0003, adam_beta2=0.95, clip_grad=1.0)")
    n, val = 80, None
    for i, x in enumerate(curve(r, n, 10.9, 4.1, 36, 0.006)):
        loss = "%.4g" % x
        lr = "%.4g" % (3e-4 * min(1, (i + 1) / 20))
        text = ("0: Training epoch 0, iteration %d/%d | lr: %s | global_batch_size: 256 | global_step: %d | reduced_train_loss: %s | "
                "train_step_timing in s: %.4g" % (i, n - 1, lr, i, loss, 1.21 + r.random() / 20))
        if i:
            text += " | consumed_samples: %d" % (256 * (i + 1))
        if val:
            text += " | val_loss: %s" % val
        c.line(text)
        c.pt("train/loss", loss, i)
        c.pt("train/learning_rate", lr, i)
        if i % 20 == 19:
            for k in range(1, 5):
                c.line("0: Validation: iteration %d/4" % k)
            val = "%.4g" % (x * 1.01 + 0.04)
            c.pt("validation/loss", val)
            if i == n - 1:
                c.line("0: [NeMo I 2026-09-14 08:05:21 nemo_logging:393] Epoch 0, global step %d: 'reduced_train_loss' reached %s (best %s), saving model to 'step=%d-val_loss=%s.ckpt'" % (i, loss, loss, i, val))
    # the last evaluation is never printed as a field of a training line
    d = c.data["validation/loss"]
    d.popitem()
    c.line("0: `Trainer.fit` stopped: `max_steps=%d` reached." % n)
    c.done(must_not=but())


def levanter():
    c = Case("levanter_tpu.log", "Levanter", "sound", True, "tqdm_loggable: counts with SI units (1.20kit), the loss in 'postfix'")
    r = c.rng
    c.line("2026-09-15 11:02:41,118 - 0 - levanter.main.train_lm - train_lm.py:142 - INFO :: Training for 2000 steps")
    c.line("2026-09-15 11:02:41,512 - 0 - levanter.main.train_lm - train_lm.py:181 - INFO :: Parameter count: 124439808")
    c.line("Progress on:train -it/2.00kit rate:-it/s remaining:? elapsed:00:00 postfix:-")
    n = 100
    for i, x in enumerate(curve(r, n, 9.4, 3.3, 55, 0.008)):
        step = 20 * (i + 1)
        si = "%.1f" % step if step < 100 else "%d" % step if step < 1000 else "%.2fk" % (step / 1000)  # as tqdm's format_sizeof
        loss = "%.3f" % x
        c.line("Progress on:train %sit/2.00kit rate:%.1fit/s remaining:%s elapsed:%s postfix:loss=%s"
               % (si, 3.3 + r.random() / 5, ms((2000 - step) / 3.4), ms(step / 3.4), loss))
        c.pt("train/loss", loss, step)
        if step % 500 == 0:
            v = "%.3f" % (x + 0.07)
            c.line("2026-09-15 11:%02d:%02d,%03d - 0 - levanter.callbacks - callbacks.py:%d - INFO :: validation loss: %s"
                   % (3 + step // 204, step % 60, r.randrange(1000), 71, v))
            c.pt("validation/loss", v, step)
    c.done(must_not=but(), nostep=("validation/loss",))


def easylm():
    c = Case("easylm_7b.txt", "EasyLM", "exploding", False, "pprint'ed dicts between tqdm bars; gradients grow by five decades and the loss climbs far above its start")
    r = c.rng
    n = 37
    c.line("Loading TFDS dataset.")
    for i in range(n):
        step = 25 * i
        if i < 18:
            x, g = 8.9 * math.exp(-i / 11) + 2.2, 0.9 + 0.2 * r.random()
        else:
            k = i - 17
            x, g = 4.1 + 0.2 * k ** 1.75, 1.1 * 10 ** (k / 3.7)
        x *= 1 + 0.006 * r.gauss(0, 1)
        acc = max(0.005, 0.62 - 0.055 * x)
        loss, grad, lr = "%.7g" % x, "%.7g" % g, "%.7g" % (0.02 * min(1, (i + 1) / 12))
        c.raw("\rStep: %3d%%|%s| %d/925 [%s<%s,  1.92s/it]" % (100 * step // 925, bar(step, 925), step, ms(step * 1.92), ms((925 - step) * 1.92)))
        c.line()
        c.line("{'accuracy': %.7g," % acc)
        c.line(" 'gradient_norm': %s," % grad)
        c.line(" 'learning_rate': %s," % lr)
        c.line(" 'loss': %s," % loss)
        c.line(" 'param_norm': %.7g," % (612.3 + i * 0.8))
        c.line(" 'step': %d}" % step)
        c.line()
        c.pt("train/loss", loss, step)
        c.pt("train/gradient_norm", grad, step)
        c.pt("train/learning_rate", lr, step)
    c.done(must=["exploding-gradients"],
           must_not=["vanishing-gradients", "zero-loss", "overfitting", "non-finite-loss", "kl-runaway", "policy-collapse", "scale-mismatch", "preference-not-learnt"])


def nanotron():
    c = Case("nanotron_resumed.log", "Nanotron", "sound", True, "node failure at iteration 130, taken up again from the checkpoint of 100; iterations 110 to 130 are measured anew")
    r = c.rng
    values = curve(r, 26, 10.2, 4.0, 13, 0.0)

    def rows(first, last, host):
        for it in range(first, last + 1, 10):
            x = values[it // 10 - 1] * (1 + 0.006 * r.gauss(0, 1))
            loss, lr, g = "%.3g" % x, "%.3g" % (6e-4 * min(1, it / 60)), "%.3g" % (1.6 * math.exp(-it / 120) + 0.3 + 0.03 * r.random())
            t = c.tick(8)
            c.line("%s [INFO|DP=0|PP=1|TP=0|%s]: iteration: %d / 260 | consumed_tokens: %.3gM | elapsed_time_per_iteration_ms: %d | tokens_per_sec: %dK | "
                   "tokens_per_sec_per_gpu: %.3gK | global_batch_size: 512 | lm_loss: %s | lr: %s | model_tflops_per_gpu: %d | hardware_tflops_per_gpu: %d | grad_norm: %s | "
                   "cuda_memory_allocated: 9.31G | cuda_max_memory_reserved: 21.4G | hd_total_memory_tb: 7.41T | hd_used_memory_tb: 1.12T | hd_free_memory_tb: 5.9T"
                   % (t.strftime("%m/%d/%Y %H:%M:%S"), host, it, it * 1.049, 800 + r.randrange(30), 1300 + r.randrange(20), 81 + r.random(), loss, lr, 118 + r.randrange(4), 118 + r.randrange(4), g))
            c.pt("train/loss", loss, it)
            c.pt("train/learning_rate", lr, it)
            c.pt("train/gradient_norm", g, it)
    head = c.t.strftime("%m/%d/%Y %H:%M:%S")
    c.line("%s [INFO|DP=0|PP=0|TP=0|ip-26-0-161-3]: Config(general=GeneralArgs(project='moth', run='moth-360M', seed=6, step=None), parallelism=ParallelismArgs(dp=8, pp=2, tp=1), tokens=TokensArgs(sequence_length=2048, train_steps=260, micro_batch_size=8))" % head)
    c.line("%s [INFO|DP=0|PP=0|TP=0|ip-26-0-161-3]: [Start training] datetime: 2026-09-14 08:04:10 | mbs: 8 | grad_accum: 8 | global_batch_size: 512 | sequence_length: 2048 | train_steps: 260 | start_iteration_step: 0 | consumed_train_samples: 0" % head)
    rows(10, 100, "ip-26-0-161-3")
    c.line("%s [WARNING|DP=0|PP=0|TP=0|ip-26-0-161-3]: Saving checkpoint at checkpoints/100" % c.t.strftime("%m/%d/%Y %H:%M:%S"))
    rows(110, 130, "ip-26-0-161-3")
    c.line("[E ProcessGroupNCCL.cpp:828] [Rank 11] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=41170, OpType=ALLREDUCE, Timeout(ms)=600000) ran for 600912 milliseconds before timing out.")
    c.line("srun: error: ip-26-0-161-9: task 1: Exited with exit code 1")
    c.tick(1500)
    c.line("%s [INFO|DP=0|PP=0|TP=0|ip-26-0-162-5]: Loading checkpoint from checkpoints/100:" % c.t.strftime("%m/%d/%Y %H:%M:%S"))
    c.line("%s [INFO|DP=0|PP=0|TP=0|ip-26-0-162-5]: [Start training] datetime: 2026-09-14 08:41:02 | mbs: 8 | grad_accum: 8 | global_batch_size: 512 | sequence_length: 2048 | train_steps: 260 | start_iteration_step: 100 | consumed_train_samples: 51200" % c.t.strftime("%m/%d/%Y %H:%M:%S"))
    rows(110, 260, "ip-26-0-162-5")
    c.done(must_not=but())


def lingua():
    c = Case("lingua_1b_nan.log", "Meta lingua", "nan", False, "the loss is nan from step 240 on and never comes back")
    r = c.rng
    for i in range(1, 41):
        step = 10 * i
        x = curve(r, 41, 11.4, 4.4, 12, 0.005)[i]
        nan = step >= 240
        loss = "nan" if nan else "%s" % round(x, 4)
        g = "nan" if nan else "%.2e" % (2.1 * math.exp(-i / 15) + 0.4)
        lr = "%.2e" % (3e-3 * min(1, i / 20))
        t = c.tick(4)
        c.line("0: INFO    %s - %s - step: %d  acc: 0  loss: %7s  grad: %s  flops: %.2e  wps: %.2e  iter: %7s  data: %5s  lr: %s  mem: 71%%  pow: %s W"
               % (t.strftime("%y-%m-%d %H:%M:%S.%f"), hms(30 + 4 * i), step, loss, g, 3.71e14 + r.random() * 1e12, 5.02e4 + r.random() * 100, round(0.402 + r.random() / 100, 4), round(0.0021 + r.random() / 1000, 4), lr, 590 + r.randrange(40) + 0.125))
        c.pt("train/loss", loss, step)
        c.pt("train/learning_rate", lr, step)
        c.pt("train/gradient_norm", g, step)
    c.done(must=["non-finite-loss"], must_not=["overfitting", "plateau", "zero-loss", "vanishing-gradients", "oscillating", "validation-swings", "kl-runaway", "policy-collapse", "scale-mismatch", "amp-overflow"])


def colossal():
    c = Case("colossalai_llama.log", "ColossalAI", "sound", True, "bars rewritten with carriage returns, two epochs of 60 batches, colour codes in the logger's lines")
    r = c.rng
    c.line("\x1b[34m[09/15/26 09:12:41] INFO    \x1b[0m colossalai - colossalai - \x1b[34mINFO\x1b[0m: /opt/conda/lib/python3.10/site-packages/colossalai/initialize.py:75 launch")
    c.line("\x1b[34m[09/15/26 09:12:41] INFO    \x1b[0m colossalai - colossalai - \x1b[34mINFO\x1b[0m: Distributed environment is initialized, world size: 8")
    c.line("Model params: 6.74 B")
    vals = curve(r, 120, 3.9, 1.7, 70, 0.02)
    for e in range(2):
        for b in range(1, 61):
            loss = "%.4f" % vals[e * 60 + b - 1]
            c.raw("\rEpoch [%d/2]: %3d%%|%s| %d/60 [%s<%s,  3.11s/it, loss=%s]" % (e, 100 * b // 60, bar(b, 60), b, ms(b * 3.11), ms((60 - b) * 3.11), loss))
            c.pt("train/loss", loss, e * 60 + b)
        c.line()
        c.line("Start saving model checkpoint with running states")
        c.line("Saved checkpoint at epoch %d step 60 at folder ckpt/epoch-%d_step-60" % (e, e))
    c.done(must_not=but())


def kto():
    c = Case("kto_qwen.log", "trl KTOTrainer", "preference", False, "loss stays at 0.5 and margins around zero for the whole run: nothing is learnt")
    r = c.rng
    c.line("{'max_length': 1024, 'beta': 0.1, 'desirable_weight': 1.0, 'undesirable_weight': 1.0}")
    for i in range(1, 51):
        ch, re = r.gauss(0, 0.003), r.gauss(0, 0.003)
        d = OrderedDict([("loss", round(0.5 + r.gauss(0, 0.0006), 4)), ("grad_norm", round(1.4 + 0.2 * r.random(), 6)), ("learning_rate", 5e-7 * (1 - i / 50)),
                         ("rewards/chosen", ch), ("logps/chosen", -212.4 + r.gauss(0, 4)), ("rewards/rejected", re), ("logps/rejected", -231.9 + r.gauss(0, 4)),
                         ("rewards/margins", ch - re), ("kl", round(abs(r.gauss(0.01, 0.004)), 6)), ("epoch", round(i * 0.04, 2))])
        c.line(str(dict(d)))
        c.pt("train/loss", d["loss"])
        c.pt("train/reward_margin", d["rewards/margins"])
        c.pt("train/gradient_norm", d["grad_norm"])
    c.line("{'train_runtime': 2113.4127, 'train_samples_per_second': 3.785, 'train_steps_per_second': 0.237, 'train_loss': 0.5000214, 'epoch': 2.0}")
    c.done(must=["preference-not-learnt"], must_not=["overfitting", "diverging", "exploding-gradients", "vanishing-gradients", "zero-loss", "non-finite-loss", "kl-runaway", "policy-collapse", "reward-hacking", "loss-spike", "oscillating", "amp-overflow"])


def sft_overfit():
    c = Case("trl_sft_ray.log", "trl SFTTrainer under Ray", "overfitting", False, "training loss goes to 0.05, eval_loss turns at epoch 2 and doubles; every line has Ray's worker prefix")
    r = c.rng
    p = "\x1b[36m(RayTrainWorker pid=20417, ip=10.4.0.17)\x1b[0m "
    n = 80
    for i in range(1, n + 1):
        e = i / 10
        x = (1.9 * math.exp(-e / 1.8) + 0.04) * (1 + 0.03 * r.gauss(0, 1))
        d = {"loss": round(x, 4), "grad_norm": round(1.1 + 0.3 * r.random(), 6), "learning_rate": round(2e-4 * (1 - i / n), 10), "entropy": round(1.2 * math.exp(-e / 4) + 0.2, 6),
             "num_tokens": float(41312 * i), "mean_token_accuracy": round(min(0.995, 1 - 0.23 * x), 6), "epoch": e}
        c.line(p + str(d))
        c.pt("train/loss", d["loss"])
        c.pt("train/learning_rate", d["learning_rate"])
        if i % 10 == 0:
            k = i // 10
            v = [1.412, 1.298, 1.377, 1.583, 1.902, 2.264, 2.611, 2.903][k - 1]
            d = {"eval_loss": v, "eval_runtime": round(11 + r.random(), 4), "eval_samples_per_second": 17.8, "eval_steps_per_second": 2.27, "eval_num_tokens": float(413120 * k), "eval_mean_token_accuracy": round(0.69 - 0.011 * k, 6), "epoch": float(k)}
            c.line(p + str(d))
            c.pt("validation/loss", v)
    c.line(p + "{'train_runtime': 1803.55, 'train_samples_per_second': 7.1, 'train_steps_per_second': 0.44, 'train_loss': 0.41186, 'epoch': 8.0}")
    c.done(must=["overfitting"], must_not=["diverging", "non-finite-loss", "exploding-gradients", "vanishing-gradients", "zero-loss", "kl-runaway", "policy-collapse", "loss-spike", "not-decreasing", "scale-mismatch", "oscillating"])


def fastchat_zero():
    c = Case("fastchat_kubectl.log", "FastChat", "zero-loss", False, "every label is masked (FastChat warns of tokenization mismatch), so the loss is 0.0 all along; kubectl prefixes pod and container")
    r = c.rng
    p = "[pod/vicuna-train-0/trainer] "
    for i in range(6):
        k = 900 + r.randrange(400)
        c.line(p + c.tick(0).strftime("%Y-%m-%dT%H:%M:%S.%f") + "123Z WARNING: tokenization mismatch: %d vs. %d. #turn = %d. (ignored)" % (k, k + 2 + r.randrange(4), 1 + r.randrange(5)))
    for i in range(1, 61):
        d = {"loss": 0.0, "grad_norm": 0.0, "learning_rate": float("%.6g" % (2e-5 * (1 - i / 60))), "epoch": round(i / 20, 2)}
        t = c.tick(7)
        c.line(p + t.strftime("%Y-%m-%dT%H:%M:%S.%f") + "123Z " + str(d))
        c.pt("train/loss", "0.0")
        c.pt("train/learning_rate", d["learning_rate"])
    c.line(p + c.tick(2).strftime("%Y-%m-%dT%H:%M:%S.%f") + "123Z {'train_runtime': 431.2, 'train_samples_per_second': 17.8, 'train_steps_per_second': 0.139, 'train_loss': 0.0, 'epoch': 3.0}")
    c.done(must=["zero-loss"], must_not=["diverging", "overfitting", "non-finite-loss", "exploding-gradients", "loss-spike", "oscillating", "kl-runaway", "policy-collapse"])


def unsloth():
    c = Case("unsloth_orpo.ipynb", "unsloth ORPO notebook", "sound", True, "Jupyter output cell: the HTML table of the notebook callback")
    r = c.rng
    rows, n = [], 60
    for i, x in enumerate(curve(r, n, 2.61, 0.92, 30, 0.02)):
        loss = "%.6f" % x
        rows.append("    <tr>\n      <td>%d</td>\n      <td>%s</td>\n    </tr>\n" % (i + 1, loss))
        c.pt("train/loss", loss, i + 1)
    html = ("\n    <div>\n      \n      <progress value='60' max='60' style='width:300px; height:20px; vertical-align: middle;'></progress>\n      [60/60 04:12, Epoch 0/1]\n    </div>\n"
            "    <table border=\"1\" class=\"dataframe\">\n  <thead>\n <tr style=\"text-align: left;\">\n      <th>Step</th>\n      <th>Training Loss</th>\n    </tr>\n  </thead>\n  <tbody>\n" + "".join(rows) + "  </tbody>\n</table><p>")
    banner = ["==((====))==  Unsloth - 2x faster free finetuning | Num GPUs used = 1\n", "   \\\\   /|    Num examples = 9,213 | Num Epochs = 1 | Total steps = 60\n",
              "O^O/ \\_/ \\    Batch size per device = 2 | Gradient accumulation steps = 4\n", "\\        /    Data Parallel GPUs = 1 | Total batch size (2 x 4 x 1) = 8\n",
              " \"-____-\"     Trainable parameters = 41,943,040 of 8,072,204,288 (0.52% trained)\n"]
    nb = {"cells": [{"cell_type": "markdown", "metadata": {}, "source": ["## Train\n", "We do 60 steps at a learning rate of 8e-6."]},
                    {"cell_type": "code", "execution_count": 7, "metadata": {}, "source": ["trainer_stats = orpo_trainer.train()"],
                     "outputs": [{"name": "stderr", "output_type": "stream", "text": banner},
                                 {"data": {"text/html": [x + "\n" for x in html.split("\n")], "text/plain": ["<IPython.core.display.HTML object>"]}, "metadata": {}, "output_type": "display_data"}]}],
          "metadata": {"kernelspec": {"display_name": "Python 3", "name": "python3"}, "language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 0}
    c.done(must_not=but(), text=json.dumps(nb, indent=1))


CASES = [nemo2, levanter, easylm, nanotron, lingua, colossal, kto, sft_overfit, fastchat_zero, unsloth]


# ---------------------------------------------------------------- 11 to 20: tuning services, RL
def gemini():
    c = Case("gemini_tuned_model.json", "Gemini API tuning", "sound", True, "tunedModels.get: tuning_task.snapshots with meanLoss, three epochs of 16 steps")
    r = c.rng
    snaps = []
    for i, x in enumerate(curve(r, 48, 14.2, 2.1, 15, 0.05)):
        loss = round(x, 6)
        snaps.append({"step": i + 1, "epoch": 1 + i // 16, "meanLoss": loss, "computeTime": c.tick(3).strftime("%Y-%m-%dT%H:%M:%S.%f") + "Z"})
        c.pt("train/loss", loss, i + 1)
    d = {"name": "tunedModels/tidewords-x2k9", "baseModel": "models/gemini-1.5-flash-001-tuning", "displayName": "tide words", "state": "ACTIVE",
         "createTime": "2026-09-14T08:03:11.412Z", "temperature": 1, "topP": 0.95, "topK": 64,
         "tuningTask": {"startTime": "2026-09-14T08:03:14.1Z", "completeTime": "2026-09-14T08:09:51.9Z", "snapshots": snaps,
                        "hyperparameters": {"epochCount": 3, "batchSize": 4, "learningRate": 0.001}}}
    c.done(must_not=but("oscillating", "plateau"), text=json.dumps(d, indent=2))


def ludwig():
    c = Case("ludwig_train.txt", "Ludwig", "sound", True, "a box-drawn table per epoch: rows are metrics, columns are splits; the combined feature repeats the loss")
    r = c.rng
    c.line("╒══════════╕\n│ TRAINING │\n╘══════════╛\n")
    c.line("Creating fresh model training run.")
    c.line("Training for 480 step(s), approximately 8 epoch(s).")
    c.line("Early stopping policy: 5 round(s) of evaluation, or 300 step(s), approximately 5 epoch(s).\n")
    c.line("Starting with step 0, epoch: 0")
    tr, va, te = curve(r, 8, 1.08, 0.36, 4), curve(r, 8, 1.01, 0.42, 4), curve(r, 8, 1.02, 0.43, 4)
    for e in range(8):
        L = ["%.4f" % x for x in (tr[e], va[e], te[e])]
        A = ["%.4f" % (0.97 - 0.42 * x) for x in (tr[e], va[e], te[e])]
        c.raw("\rTraining: %3d%%|%s| %d/480 [%s<%s,  9.12it/s, loss=%s]" % (100 * (e + 1) // 8, bar(e + 1, 8), 60 * (e + 1), ms(7 * (e + 1)), ms(7 * (7 - e)), "%.3f" % tr[e]))
        c.line("\n\nRunning evaluation for step: %d, epoch: %d" % (60 * (e + 1), e))
        c.line("Evaluation took 1.%04ds\n" % r.randrange(9999))
        c.line("╒═══════════════╤═════════╤══════════════╤════════╕")
        c.line("│               │   train │   validation │   test │")
        c.line("╞═══════════════╪═════════╪══════════════╪════════╡")
        c.line("│ mood_accuracy │  %s │       %s │ %s │" % tuple(A))
        c.line("├───────────────┼─────────┼──────────────┼────────┤")
        c.line("│ mood_loss     │  %s │       %s │ %s │" % tuple(L))
        c.line("├───────────────┼─────────┼──────────────┼────────┤")
        c.line("│ combined_loss │  %s │       %s │ %s │" % tuple(L))
        c.line("╘═══════════════╧═════════╧══════════════╧════════╛")
        c.line("'combined' 'loss' on the validation set improved by 0.%03d" % r.randrange(10, 99) if e else "New best validation")
        for key, v in zip(("train", "validation", "test"), L):
            c.pt(key + "/loss", v)
    c.done(must_not=but("plateau"))


def sb3():
    c = Case("sb3_ppo_console.txt", "stable-baselines3 PPO", "collapse", False, "entropy goes to zero, the reward falls from 180 to 9 and stays there")
    r = c.rng
    c.line("Using cpu device\nWrapping the env with a `Monitor` wrapper\nWrapping the env in a DummyVecEnv.")
    n = 26
    for i in range(1, n + 1):
        if i <= 11:
            rew, ent = 20 + 160 * i / 11 + r.gauss(0, 5), 0.69 - 0.02 * i
        else:
            k = i - 11
            rew, ent = 9.2 + 170 * math.exp(-k / 2.0) + r.gauss(0, 0.15), 0.46 * math.exp(-k / 1.6)
        rew_s, ent_s, loss_s = "%.3g" % rew, "%.3g" % -ent, "%.3g" % (11 + 4 * r.random() if i > 1 else 7.2)
        steps = 2048 * i
        c.line("-----------------------------------------")
        c.line("| rollout/                |             |")
        c.line("|    ep_len_mean          | %-11s |" % rew_s)
        c.line("|    ep_rew_mean          | %-11s |" % rew_s)
        c.line("| time/                   |             |")
        c.line("|    fps                  | %-11d |" % (900 + r.randrange(60)))
        c.line("|    iterations           | %-11d |" % i)
        c.line("|    time_elapsed         | %-11d |" % (2 * i))
        c.line("|    total_timesteps      | %-11d |" % steps)
        c.pt("train/reward", rew_s, steps)
        if i > 1:
            c.line("| train/                  |             |")
            c.line("|    approx_kl            | %-11s |" % ("%.6g" % max(1e-9, 0.009 * ent)))
            c.line("|    clip_fraction        | %-11s |" % ("%.3g" % (0.1 * ent)))
            c.line("|    clip_range           | 0.2         |")
            c.line("|    entropy_loss         | %-11s |" % ent_s)
            c.line("|    explained_variance   | %-11s |" % ("%.3g" % (0.2 + 0.3 * r.random())))
            c.line("|    learning_rate        | 0.0003      |")
            c.line("|    loss                 | %-11s |" % loss_s)
            c.line("|    n_updates            | %-11d |" % (10 * (i - 1)))
            c.line("|    policy_gradient_loss | %-11s |" % ("%.3g" % (-0.01 * ent)))
            c.line("|    value_loss           | %-11s |" % ("%.3g" % (28 + 5 * r.random())))
            c.pt("train/loss", loss_s, steps)
        c.line("-----------------------------------------")
    c.done(must=["policy-collapse"], nostep="all", must_not=["non-finite-loss", "overfitting", "kl-runaway", "reward-hacking", "length-exploitation", "zero-loss", "preference-not-learnt", "exploding-gradients", "amp-overflow", "plateau", "not-decreasing"])


def cleanrl():
    c = Case("cleanrl_dqn_stdout.log", "CleanRL", "sound", True, "prints no loss at all, but the return of each episode: a reward, not a loss")
    r = c.rng
    step = 0
    for i in range(140):
        ret = 20 + 440 * (1 - math.exp(-i / 60)) + r.gauss(0, 18)
        ret = max(9.0, min(500.0, float(int(ret))))
        step += int(ret)
        c.line("global_step=%d, episodic_return=%.1f" % (step, ret))
        c.pt("train/reward", ret, step)
        if i % 7 == 3:
            c.line("SPS: %d" % (2100 + r.randrange(90)))
    c.line("model saved to runs/CartPole-v1__dqn__7__1789372991/dqn.cleanrl_model")
    c.line("eval_episode=0, episodic_return=[483.]")
    c.done(must_not=but("plateau"))


def rllib():
    c = Case("rllib_result.json", "RLlib", "kl runaway", False, "JSON lines with nested learner stats: kl grows from 0.01 to above 50 while the reward falls back")
    r = c.rng
    for i in range(1, 61):
        if i < 25:
            kl, rew = 0.012 + 0.002 * r.random(), -180 + 7 * i + r.gauss(0, 3)
        else:
            kl, rew = 0.012 * 1.29 ** (i - 24), -12 - 4.1 * (i - 24) + r.gauss(0, 3)
        ent = 1.38 - 0.012 * i
        stats = OrderedDict(allreduce_latency=0.0, grad_gnorm=round(1.2 + r.random(), 5), cur_kl_coeff=0.2, cur_lr=5e-05, total_loss=round(7.9 - 0.03 * i + 0.2 * kl + 0.05 * r.gauss(0, 1), 6),
                            policy_loss=round(-0.02 + 0.004 * r.gauss(0, 1), 6), vf_loss=round(7.9 - 0.03 * i, 6), vf_explained_var=round(0.2 + 0.01 * i, 5), kl=round(kl, 7), entropy=round(ent, 6), entropy_coeff=0.0)
        d = OrderedDict([("episode_reward_max", round(rew + 60, 4)), ("episode_reward_min", round(rew - 80, 4)), ("episode_reward_mean", round(rew, 4)), ("episode_len_mean", round(200 + 10 * r.random(), 2)), ("episodes_this_iter", 20),
                         ("info", {"learner": {"default_policy": {"learner_stats": stats, "custom_metrics": {}, "num_agent_steps_trained": 125.0, "num_grad_updates_lifetime": 960.5 * i}}, "num_env_steps_sampled": 4000 * i}),
                         ("timesteps_total", 4000 * i), ("training_iteration", i), ("trial_id", "d21f1_00000"), ("date", "2026-09-14_09-%02d-11" % (i % 60)), ("time_this_iter_s", round(4 + r.random(), 4)), ("hostname", "ws7"), ("node_ip", "10.0.0.9"), ("pid", 4711), ("iterations_since_restore", i)])
        c.line(json.dumps(d))
        c.pt("train/loss", stats["total_loss"], i)
        c.pt("train/reward", d["episode_reward_mean"], i)
        c.pt("train/kl", stats["kl"], i)
        c.pt("train/entropy", stats["entropy"], i)
    c.done(must=["kl-runaway"], nostep="all", must_not=["non-finite-loss", "overfitting", "zero-loss", "preference-not-learnt", "length-exploitation", "exploding-gradients", "vanishing-gradients", "amp-overflow"])


def verl():
    c = Case("verl_grpo_console.log", "verl GRPO", "length", False, "answers grow from 310 to 2000 tokens and the judge's reward with them, while accuracy on the validation set falls")
    r = c.rng
    for i in range(1, 81):
        f = i / 80
        ln = 310 + 1690 * f ** 1.3 + r.gauss(0, 12)
        rew = 0.21 + 0.66 * f ** 1.2 + r.gauss(0, 0.01)
        ent = 0.82 - 0.25 * f
        f_ = lambda v: "%.3f" % v
        parts = ["step:%d" % i, "global_seqlen/mean:%s" % f_(30000 + 60 * i), "actor/entropy:%s" % f_(ent), "actor/kl_loss:%s" % f_(0.001 + 0.02 * f), "actor/kl_coef:0.001", "actor/pg_loss:%s" % f_(r.gauss(0, 0.02)),
                 "actor/pg_clipfrac:0.003", "actor/ppo_kl:0.000", "actor/grad_norm:%s" % f_(0.21 + 0.03 * r.random()), "actor/lr:0.000", "critic/score/mean:%s" % f_(rew), "critic/score/max:1.000", "critic/score/min:0.000",
                 "critic/rewards/mean:%s" % f_(rew), "critic/rewards/max:1.000", "critic/rewards/min:0.000", "response_length/mean:%s" % f_(ln), "response_length/max:%s" % f_(min(4096, ln * 1.9)), "response_length/min:%s" % f_(ln * 0.4),
                 "response_length/clip_ratio:%s" % f_(0.3 * f), "prompt_length/mean:%s" % f_(121 + r.random()), "timing_s/gen:%s" % f_(41 + 50 * f), "timing_s/step:%s" % f_(92 + 80 * f), "perf/mfu/actor:0.412"]
        if i % 10 == 0:
            parts.insert(1, "val-core/gsm8k/acc/mean@1:%s" % f_(0.61 - 0.33 * f))
        c.line("\x1b[36m(TaskRunner pid=7123)\x1b[0m " + " - ".join(parts))
        c.pt("train/reward", f_(rew), i)
        c.pt("train/entropy", f_(ent), i)
        c.pt("train/gradient_norm", [p for p in parts if p.startswith("actor/grad_norm")][0].split(":")[1], i)
    c.done(must_any=[["length-exploitation", "reward-hacking"]], must_not=["non-finite-loss", "policy-collapse", "kl-runaway", "exploding-gradients", "zero-loss", "preference-not-learnt", "vanishing-gradients", "overfitting", "diverging", "amp-overflow"])


def tianshou():
    c = Case("tianshou_sac.log", "tianshou", "sound", True, "one bar per epoch, rewritten with carriage returns, then a line with the test reward; loss falls with two losses beside it")
    r = c.rng
    for e in range(1, 16):
        x = 0.9 * math.exp(-e / 9) + 0.1
        for k in range(1, 6):
            loss = "%.3f" % (x * (1 + 0.01 * r.gauss(0, 1)))
            rew = "%.2f" % (-1400 + 85 * e + 2 * k + r.gauss(0, 6))
            c.raw("\rEpoch #%d: %d%%|%s| %d/5000 [00:%02d<00:%02d, 412.1it/s, alpha=0.212, env_step=%d, gradient_step=%d, len=200, loss=%s, n/ep=0, n/st=10, rew=%s]"
                  % (e, 20 * k, bar(k, 5), 1000 * k, 2 * k, 10 - 2 * k, 5000 * (e - 1) + 1000 * k, 500 * (e - 1) + 100 * k, loss, rew))
            c.pt("train/loss", loss, 5000 * (e - 1) + 1000 * k)
            c.pt("train/reward", rew, 5000 * (e - 1) + 1000 * k)
        c.line()
        c.line("Epoch #%d: test_reward: %.6f ± %.6f, best_reward: %.6f ± %.6f in #%d" % (e, -1390 + 86 * e, 120.1 - e, -1390 + 86 * e, 120.1 - e, e))
    c.done(must_not=but("plateau"), nostep="all")


def accelerate_bar():
    c = Case("diffusers_lora_accelerate.log", "diffusers with accelerate", "sound", True, "tqdm bars with carriage returns; step_loss of a diffusion model is noisy by nature (each batch has its own time step)")
    r = c.rng
    c.line("09/14/2026 08:03:11 - INFO - __main__ - ***** Running training *****")
    for t in ("Num examples = 833", "Num Epochs = 2", "Instantaneous batch size per device = 4", "Total train batch size (w. parallel, distributed & accumulation) = 4", "Gradient Accumulation steps = 1", "Total optimization steps = 200"):
        c.line("09/14/2026 08:03:11 - INFO - __main__ -   " + t)
    for i in range(1, 201):
        loss = "%.3g" % (0.02 + 0.16 * r.random() ** 2)
        c.raw("\rSteps: %3d%%|%s| %d/200 [%s<%s,  1.41it/s, lr=0.0001, step_loss=%s]" % (i // 2, bar(i, 200), i, ms(i / 1.41), ms((200 - i) / 1.41), loss))
        c.pt("train/loss", loss, i)
        c.pt("train/learning_rate", "0.0001", i)
    c.line()
    c.line("Model weights saved in out/pytorch_lora_weights.safetensors")
    c.done(must_not=but("plateau", "not-decreasing", "oscillating"))


def detectron():
    c = Case("detectron2_log.txt", "detectron2", "sound", True, "colour codes, several losses beside total_loss, eta in each line, tables of AP per class in between")
    r = c.rng
    c.line("\x1b[32m[09/14 08:03:11 d2.data.build]: \x1b[0mRemoved 3 images with no usable annotations. 1417 images left.")
    c.line("\x1b[36m|  category  | #instances   |  category  | #instances   |  category  | #instances   |\n|:----------:|:-------------|:----------:|:-------------|:----------:|:-------------|\n|   acorn    | 1204         |   beech    | 988          |   cone     | 712          |\n|            |              |            |              |            |              |\n|   total    | 2904         |            |              |            |              |\x1b[0m")
    c.line("\x1b[32m[09/14 08:03:14 d2.engine.train_loop]: \x1b[0mStarting training from iteration 0")
    n = 75
    for i in range(n):
        it = 20 * i + 19
        x = 2.6 * math.exp(-i / 38) + 0.25
        f = lambda a: "%.4g" % (x * a * (1 + 0.025 * r.gauss(0, 1)))
        total = f(1.0)
        lr = "%.5g" % (2.5e-4 * min(1, it / 300))
        t = c.tick(9)
        c.line("\x1b[32m[%s d2.utils.events]: \x1b[0m eta: %s  iter: %d  total_loss: %s  loss_cls: %s  loss_box_reg: %s  loss_mask: %s  loss_rpn_cls: %s  loss_rpn_loc: %s    time: 0.4412  last_time: 0.4%03d  data_time: 0.0121  last_data_time: 0.0084   lr: %s  max_mem: 3512M"
               % (t.strftime("%m/%d %H:%M:%S"), hms((n - i) * 9), it, total, f(0.4), f(0.25), f(0.25), f(0.06), f(0.04), r.randrange(1000), lr))
        c.pt("train/loss", total, it)
        c.pt("train/learning_rate", lr, it)
        if i % 25 == 24:
            c.line("\x1b[32m[%s d2.evaluation.evaluator]: \x1b[0mInference done 11/200. Dataloading: 0.0011 s/iter. Inference: 0.0712 s/iter. Eval: 0.0031 s/iter. Total: 0.0754 s/iter. ETA=0:00:14" % t.strftime("%m/%d %H:%M:%S"))
            c.line("|   AP   |  AP50  |  AP75  |  APs   |  APm   |  APl   |\n|:------:|:------:|:------:|:------:|:------:|:------:|\n| %.3f | %.3f | %.3f | %.3f | %.3f | %.3f |" % tuple(20 + 8 * (i // 25) + 5 * r.random() for _ in range(6)))
            c.line("| category   | AP     | category   | AP     | category   | AP     |\n|:-----------|:-------|:-----------|:-------|:-----------|:-------|\n| acorn      | %.3f | beech      | %.3f | cone       | %.3f |" % tuple(20 + 8 * (i // 25) + 5 * r.random() for _ in range(3)))
    c.done(must_not=but())


def ultra_csv():
    c = Case("ultralytics_results.csv", "ultralytics v8 results.csv", "overfitting", False, "all three training losses fall to a tenth, all three validation losses turn at epoch 15 and more than double; no total is written, so no loss is claimed")
    r = c.rng
    c.line("epoch,time,train/box_loss,train/cls_loss,train/dfl_loss,metrics/precision(B),metrics/recall(B),metrics/mAP50(B),metrics/mAP50-95(B),val/box_loss,val/cls_loss,val/dfl_loss,lr/pg0,lr/pg1,lr/pg2")
    for e in range(1, 81):
        t = 0.1 + 0.9 * math.exp(-e / 16)
        v = 0.95 - 0.35 * min(e, 15) / 15 + (0.016 * (e - 15) if e > 15 else 0)
        m = 0.55 * (1 - math.exp(-e / 8)) - (0.004 * (e - 15) if e > 15 else 0)
        g = lambda a: "%.5g" % (a * (1 + 0.01 * r.gauss(0, 1)))
        lr = "%.6g" % (0.01 * (1 - e / 82))
        c.line(",".join([str(e), "%.5g" % (14.2 * e), g(1.9 * t), g(3.1 * t), g(1.7 * t), g(m * 1.2), g(m * 1.1), g(m), g(m * 0.6), g(1.9 * v), g(3.0 * v), g(1.7 * v), lr, lr, lr]))
    c.done(must=["overfitting"], must_not=["non-finite-loss", "diverging", "exploding-gradients", "vanishing-gradients", "zero-loss", "loss-spike", "oscillating", "not-decreasing", "scale-mismatch", "kl-runaway", "policy-collapse"])


CASES += [gemini, ludwig, sb3, cleanrl, rllib, verl, tianshou, accelerate_bar, detectron, ultra_csv]


# ---------------------------------------------------------------- 21 to 30: vision, speech
def yolox():
    c = Case("yolox_train_log.txt", "YOLOX", "sound", True, "loguru lines with ETA; l1_loss is 0.0 until the epochs without mosaic, as it should be; 50 iterations an epoch")
    r = c.rng
    c.line("2026-09-14 08:03:11 | INFO     | yolox.core.trainer:132 - args: Namespace(batch_size=16, devices=1, exp_file='exps/default/yolox_s.py', fp16=True, resume=False, start_epoch=None)")
    c.line("2026-09-14 08:03:11 | INFO     | yolox.core.trainer:133 - exp value:\n╒═══════════════════╤════════════════════════════╕\n│ keys              │ values                     │\n╞═══════════════════╪════════════════════════════╡\n│ seed              │ None                       │\n├───────────────────┼────────────────────────────┤\n│ max_epoch         │ 18                         │\n├───────────────────┼────────────────────────────┤\n│ basic_lr_per_img  │ 0.00015625                 │\n├───────────────────┼────────────────────────────┤\n│ no_aug_epochs     │ 3                          │\n├───────────────────┼────────────────────────────┤\n│ weight_decay      │ 0.0005                     │\n╘═══════════════════╧════════════════════════════╛")
    n = 18 * 5
    k = 0
    for e in range(1, 19):
        c.line("%s | INFO     | yolox.core.trainer:203 - ---> start train epoch%d" % (c.t.strftime("%Y-%m-%d %H:%M:%S"), e))
        if e == 16:
            c.line("%s | INFO     | yolox.core.trainer:207 - --->No mosaic aug now!" % c.t.strftime("%Y-%m-%d %H:%M:%S"))
            c.line("%s | INFO     | yolox.core.trainer:209 - --->Add additional L1 loss now!" % c.t.strftime("%Y-%m-%d %H:%M:%S"))
        for it in range(10, 51, 10):
            x = (11.5 * math.exp(-k / 55) + 2.6) * (1 + 0.02 * r.gauss(0, 1))
            l1 = 0.0 if e < 16 else 0.25 + 0.02 * r.random()
            total = "%.1f" % (x + l1)
            lr = "%.3e" % (2.5e-3 * min(1, ((k + 1) / 20) ** 2))
            t = c.tick(4)
            c.line("%s | INFO     | yolox.core.trainer:261 - epoch: %d/18, iter: %d/50, mem: 4411Mb, iter_time: 0.%03ds, data_time: 0.00%ds, total_loss: %s, iou_loss: %.1f, l1_loss: %.1f, conf_loss: %.1f, cls_loss: %.1f, lr: %s, size: %d, ETA: %s"
                   % (t.strftime("%Y-%m-%d %H:%M:%S"), e, it, 380 + r.randrange(30), r.randrange(1, 9), total, x * 0.32, l1, x * 0.5, x * 0.18, lr, 32 * r.randrange(15, 26), hms((n - k) * 4)))
            c.pt("train/loss", total, 50 * (e - 1) + it)
            c.pt("train/learning_rate", lr, 50 * (e - 1) + it)
            k += 1
        c.line("%s | INFO     | yolox.core.trainer:361 - Save weights to ./YOLOX_outputs/yolox_s" % c.t.strftime("%Y-%m-%d %H:%M:%S"))
    c.done(must_not=but("plateau", "oscillating"))


def paddledet():
    c = Case("paddledetection_ppyoloe.log", "PaddleDetection", "diverging", False, "falls to 2.1 in four epochs, then climbs to 40 and stays above its start")
    r = c.rng
    c.line("[09/14 08:03:11] ppdet.utils.checkpoint INFO: Finish loading model weights: /root/.cache/paddle/weights/CSPResNetb_s_pretrained.pdparams")
    k = 0
    for e in range(8):
        for b in range(0, 100, 20):
            x = 3.9 * math.exp(-k / 8) + 1.9 if k < 20 else 2.2 + 0.10 * (k - 19) ** 2
            x *= 1 + 0.02 * r.gauss(0, 1)
            lr, loss = "%.6f" % (0.02 * min(1, (k + 1) / 25)), "%.6f" % x
            c.line("[%s] ppdet.engine INFO: Epoch: [%d] [%3d/100] learning_rate: %s loss: %s loss_cls: %.6f loss_iou: %.6f loss_dfl: %.6f loss_l1: %.6f eta: %s batch_cost: 0.%04d data_cost: 0.0005 ips: %.4f images/s"
                   % (c.tick(6).strftime("%m/%d %H:%M:%S"), e, b, lr, loss, x * 0.55, x * 0.1, x * 0.25, x * 0.2, hms((40 - k) * 6), 2900 + r.randrange(300), 26 + r.random()))
            c.pt("train/loss", loss, 100 * e + b)
            c.pt("train/learning_rate", lr, 100 * e + b)
            k += 1
        c.line("[%s] ppdet.utils.checkpoint INFO: Save checkpoint: output/ppyoloe_crn_s_80e" % c.t.strftime("%m/%d %H:%M:%S"))
    c.done(must=["diverging"], must_not=["overfitting", "non-finite-loss", "vanishing-gradients", "zero-loss", "plateau", "kl-runaway", "policy-collapse", "scale-mismatch", "amp-overflow"])


def mmseg():
    c = Case("mmseg_20260914_080311.log", "MMSegmentation", "sound", True, "system information and a config dump full of numbers at the top, tables per class in evaluations, auxiliary losses")
    r = c.rng
    c.line("2026/09/14 08:03:11 - mmengine - INFO - \n------------------------------------------------------------\nSystem environment:\n    sys.platform: linux\n    CUDA available: True\n    MUSA available: False\n    numpy_random_seed: 1789372991\n    GPU 0: NVIDIA A10G\n    GCC: gcc (Ubuntu 9.4.0-1ubuntu1~20.04.2) 9.4.0\n    PyTorch: 2.1.2+cu121\n    OpenCV: 4.10.0\n    MMEngine: 0.10.4\n")
    c.line("Runtime environment:\n    cudnn_benchmark: True\n    mp_cfg: {'mp_start_method': 'fork', 'opencv_num_threads': 0}\n    seed: 1789372991\n    GPU number: 1\n------------------------------------------------------------\n")
    c.line("2026/09/14 08:03:12 - mmengine - INFO - Config:\ncrop_size = (\n    512,\n    512,\n)\nmodel = dict(\n    auxiliary_head=dict(\n        channels=256,\n        dropout_ratio=0.1,\n        in_channels=1024,\n        loss_decode=dict(\n            loss_weight=0.4, type='CrossEntropyLoss', use_sigmoid=False),\n        num_classes=5,\n        num_convs=1),\n    decode_head=dict(\n        dropout_ratio=0.1,\n        loss_decode=dict(\n            loss_weight=1.0, type='CrossEntropyLoss', use_sigmoid=False),\n        num_classes=5))\noptim_wrapper = dict(\n    optimizer=dict(lr=0.01, momentum=0.9, type='SGD', weight_decay=0.0005))\nparam_scheduler = [\n    dict(begin=0, by_epoch=False, end=2000, eta_min=0.0001, power=0.9, type='PolyLR'),\n]\n")
    n = 40
    for i in range(1, n + 1):
        it = 50 * i
        x = (1.9 * math.exp(-i / 20) + 0.28) * (1 + 0.03 * r.gauss(0, 1))
        lr, loss = "%.4e" % (0.01 * (1 - it / 2001) ** 0.9), "%.4f" % x
        c.line("%s - mmengine - INFO - Iter(train) [%4d/2000]  lr: %s  eta: %s  time: 0.3%03d  data_time: 0.0051  memory: 5012  loss: %s  decode.loss_ce: %.4f  decode.acc_seg: %.4f  aux.loss_ce: %.4f  aux.acc_seg: %.4f"
               % (c.tick(17).strftime("%Y/%m/%d %H:%M:%S"), it, lr, hms((n - i) * 17), r.randrange(1000), loss, x * 0.7, 95 - 22 * x, x * 0.3, 92 - 23 * x))
        c.pt("train/loss", loss, it)
        c.pt("train/learning_rate", lr, it)
        if it % 1000 == 0:
            c.line("%s - mmengine - INFO - Iter(val) [50/60]    eta: 0:00:01  time: 0.1012  data_time: 0.0030  memory: 1012  " % c.tick(3).strftime("%Y/%m/%d %H:%M:%S"))
            c.line("%s - mmengine - INFO - per class results:" % c.t.strftime("%Y/%m/%d %H:%M:%S"))
            c.line("%s - mmengine - INFO - \n+---------+-------+-------+\n|  Class  |  IoU  |  Acc  |\n+---------+-------+-------+\n|  water  | %.2f | %.2f |\n|   reed  | %.2f | %.2f |\n|   road  | %.2f | %.2f |\n|   roof  | %.2f | %.2f |\n| meadow  | %.2f | %.2f |\n+---------+-------+-------+"
                   % ((c.t.strftime("%Y/%m/%d %H:%M:%S"),) + tuple(40 + it / 60 + 10 * r.random() for _ in range(10))))
            c.line("%s - mmengine - INFO - Iter(val) [60/60]    aAcc: %.4f  mIoU: %.4f  mAcc: %.4f  data_time: 0.0029  time: 0.0991" % (c.t.strftime("%Y/%m/%d %H:%M:%S"), 70 + it / 130, 45 + it / 70, 55 + it / 70))
    c.done(must_not=but("plateau"))


def timm():
    c = Case("timm_vit_flat.log", "pytorch-image-models", "not decreasing", False, "ImageNet's ln(1000) = 6.91 all along, accuracy 0.1 %: nothing is learnt. 'Loss: now (average)': which of the two a train point takes is open, so only the number of points is claimed")
    r = c.rng
    c.line("Training with a single process on 1 device (cuda:0).")
    c.line("Model vit_small_patch16_224 created, param count:22050664")
    c.line("Scheduled epochs: 6. LR stepped per epoch.")
    for e in range(6):
        tot = []
        for b in (0, 50, 100, 150, 199):
            x = 6.908 + r.gauss(0, 0.004)
            tot.append(x)
            lr = "%.3e" % 1e-3
            c.line("Train: %d [%4d/200 (%3.0f%%)]  Loss: %#.3g (%#.3g)  Time: 0.4%02ds,  %7.2f/s  (0.4%02ds, %7.2f/s)  LR: %s  Data: 0.01%d (0.02%d)"
                   % (e, b, 100 * b / 199, x, sum(tot) / len(tot), r.randrange(99), 560 + 20 * r.random(), r.randrange(99), 560 + 20 * r.random(), lr, r.randrange(9), r.randrange(9)))
            c.pt("train/loss", "%#.3g" % x, 200 * e + b)
        for b in (0, 39):
            v = "%6.3f" % (6.909 + r.gauss(0, 0.002))
            c.line("Test: [%4d/39]  Time: 0.2%02d (0.3%02d)  Loss:  %s (%s)  Acc@1: %7.3f (%7.3f)  Acc@5: %7.3f (%7.3f)" % (b, r.randrange(99), r.randrange(99), v, v, 0.0, 0.1, 0.781, 0.5))
        c.pt("validation/loss", v)
        c.line("Current checkpoints:\n ('./output/train/20260914-080311-vit_small_patch16_224-224/checkpoint-%d.pth.tar', %.2f)\n" % (e, 0.1))
    c.line("*** Best metric: 0.1 (epoch 0)")
    c.done(must_any=[["not-decreasing", "plateau"]], nofirst=("validation/loss",), nolast=("train/loss", "validation/loss"), nostep="all", must_not=["diverging", "overfitting", "non-finite-loss", "exploding-gradients", "zero-loss", "loss-spike", "oscillating", "kl-runaway", "policy-collapse", "validation-swings", "scale-mismatch"])


def nnunet():
    c = Case("training_log_2026_9_14_08_03_11.txt.gz", "nnU-Net v2", "sound", True, "gzip; dice + cross entropy: the losses are negative, one value a line")
    r = c.rng
    c.line("\n#######################################################################\nPlease cite the following paper when using nnU-Net:\nIsensee, F., Jaeger, P. F., Kohl, S. A., Petersen, J., & Maier-Hein, K. H. (2021). nnU-Net: a self-configuring method for deep learning-based biomedical image segmentation. Nature methods, 18(2), 203-211.\n#######################################################################\n ")
    T = lambda: c.t.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3] + "%03d: " % r.randrange(1000)
    c.line("\nThis is the configuration used by this training:\nConfiguration name: 2d\n {'data_identifier': 'nnUNetPlans_2d', 'batch_size': 12, 'patch_size': [512, 448], 'median_image_size_in_voxels': [501.0, 402.0], 'spacing': [0.75, 0.75], 'num_pool_per_axis': [7, 6]} \n")
    c.line(T() + "unpacking dataset...")
    for e in range(36):
        x = -0.82 + 0.95 * math.exp(-e / 13) + 0.006 * r.gauss(0, 1)
        v = -0.78 + 0.85 * math.exp(-e / 13) + 0.010 * r.gauss(0, 1)
        lr = round(0.01 * (1 - e / 1000) ** 0.9, 5)
        c.line(T() + "")
        c.line(T() + "Epoch %d" % e)
        c.line(T() + "Current learning rate: %s" % lr)
        c.tick(61)
        c.line(T() + "train_loss %s" % round(x, 4))
        c.line(T() + "val_loss %s" % round(v, 4))
        c.line(T() + "Pseudo dice [np.float32(%s), np.float32(%s)]" % (round(0.9 * (1 - math.exp(-(e + 1) / 9)), 4), round(0.8 * (1 - math.exp(-(e + 1) / 9)), 4)))
        c.line(T() + "Epoch time: %s s" % round(61 + r.random(), 2))
        c.pt("train/loss", round(x, 4), e)
        c.pt("validation/loss", round(v, 4), e)
        c.pt("train/learning_rate", lr, e)
    c.done(must_not=but("plateau"), pack="gz")


def monai():
    c = Case("cloudwatch_monai.json", "MONAI SupervisedTrainer in CloudWatch", "sound", True, "aws logs get-log-events: one JSON document, the log lines are in 'message'; 12 iterations an epoch")
    r = c.rng
    ev = []
    t0 = 1789372991000

    def msg(text):
        nonlocal t0
        t0 += 700 + r.randrange(90)
        s = datetime(1970, 1, 1) + timedelta(milliseconds=t0)
        ev.append({"timestamp": t0, "message": s.strftime("%Y-%m-%d %H:%M:%S,") + "%03d - INFO - " % (t0 % 1000) + text, "ingestionTime": t0 + 4031})
    msg("Engine run resuming from iteration 0, epoch 0 until 5 epochs")
    vals = curve(r, 60, 0.94, 0.21, 30, 0.02)
    for e in range(5):
        for i in range(12):
            loss = "%.4f" % vals[12 * e + i]
            msg("Epoch: %d/5, Iter: %d/12 -- train_loss: %s " % (e + 1, i + 1, loss))
            c.pt("train/loss", loss, 12 * e + i + 1)
        msg("Got new best metric of train_dice: %s" % (0.31 + 0.07 * e))
        msg("Epoch[%d] Metrics -- train_dice: %.4f " % (e + 1, 0.31 + 0.07 * e))
        msg("Epoch[%d] Complete. Time taken: 00:00:%06.3f" % (e + 1, 9 + r.random()))
    c.done(must_not=but("plateau"), text=json.dumps({"events": ev, "nextForwardToken": "f/38512/s", "nextBackwardToken": "b/38511/s"}, indent=4))


def icefall():
    c = Case("log-train-2026-09-14-08-03-11-0", "icefall zipformer", "sound", True, "no extension; loss[...] of the batch and tot_loss[...] smoothed in one line, several losses in each; the first batch has both equal, the last claims are left out")
    r = c.rng
    c.line("2026-09-14 08:03:11,214 INFO [train.py:1289] (0/4) Training started")
    c.line("2026-09-14 08:03:11,221 INFO [train.py:1299] (0/4) Device: cuda:0")
    c.line("2026-09-14 08:03:11,230 INFO [train.py:1311] (0/4) {'best_train_loss': inf, 'best_valid_loss': inf, 'best_train_epoch': -1, 'best_valid_epoch': -1, 'batch_idx_train': 0, 'log_interval': 50, 'reset_interval': 200, 'valid_interval': 3000, 'feature_dim': 80, 'subsampling_factor': 4, 'warm_step': 2000, 'lr_batches': 7500, 'lr_epochs': 3.5, 'num_epochs': 3, 'base_lr': 0.045, 'seed': 42, 'max_duration': 1000}")
    c.line("2026-09-14 08:03:12,001 INFO [train.py:1325] (0/4) Number of model parameters: 65549011")
    k = 0
    for e in (1, 2, 3):
        for b in range(0, 1000, 50):
            x = (6.8 * math.exp(-k / 9) + 0.42) * math.exp(-k / 150)
            f = x * (1 + (0 if k == 0 else 0.04 * r.gauss(0, 1)))
            fr, tot = 15000 + r.randrange(4000), min(k + 1, 200) * 16000
            if k == 0:
                tot = fr
            p = lambda y, n: "loss=%.4g, simple_loss=%.4g, pruned_loss=%.4g, over %.2f frames. " % (y, y * 0.8, y * 0.95, n)
            c.line("%s INFO [train.py:1034] (0/4) Epoch %d, batch %d, loss[%s], tot_loss[%s], batch size: %d, lr: %.2e, grad_scale: %.1f"
                   % (c.tick(21).strftime("%Y-%m-%d %H:%M:%S,") + "%03d" % r.randrange(1000), e, b, p(f, fr), p(x, tot), 40 + r.randrange(30), 0.045 * (1 - k / 300), 2.0 if k < 20 else 8.0))
            c.pt("train/loss", "%.4g" % f, k)
            if b == 0:
                c.line("%s INFO [train.py:1057] (0/4) Computing validation loss" % c.tick(1).strftime("%Y-%m-%d %H:%M:%S,100"))
                v = "%.4g" % (x * 1.03 + 0.01)
                c.line("%s INFO [train.py:1066] (0/4) Epoch %d, validation: loss=%s, simple_loss=%.4g, pruned_loss=%.4g, over 944034.00 frames. " % (c.tick(9).strftime("%Y-%m-%d %H:%M:%S,300"), e, v, x * 0.8, x * 0.97))
                c.line("%s INFO [train.py:1067] (0/4) Maximum memory allocated so far is 17833MB" % c.t.strftime("%Y-%m-%d %H:%M:%S,301"))
                c.pt("validation/loss", v)
            k += 1
    c.done(must_not=but("plateau", "not-decreasing"), nostep="all", nolast=("train/loss",))


def wenet():
    c = Case("wenet_train.log", "WeNet", "nan", False, "'Batch epoch/batch'; loss_ctc becomes inf and loss nan in epoch 2 and for good")
    r = c.rng
    k = 0
    for e in range(4):
        c.line("%s INFO Epoch %d Step %d TRAIN info lr %s rank 0" % (c.t.strftime("%Y-%m-%d %H:%M:%S,%f")[:-3], e, 1200 * e, "%.8g" % (0.002 * min(1, k / 25))))
        for b in range(0, 1200, 100):
            x = 160 * math.exp(-k / 13) + 21
            x *= 1 + 0.03 * r.gauss(0, 1)
            bad = k >= 30
            loss = "nan" if bad else "%.6f" % x
            c.line("%s DEBUG TRAIN Batch %d/%d loss %s loss_att %s loss_ctc %s lr %.8f rank 0"
                   % (c.tick(33).strftime("%Y-%m-%d %H:%M:%S,") + "%03d" % r.randrange(1000), e, b, loss, "nan" if bad else "%.6f" % (x * 0.9), ("inf" if k == 30 else "nan") if bad else "%.6f" % (x * 1.2), 0.002 * min(1, (k + 1) / 25)))
            c.pt("train/loss", loss)
            k += 1
        cv = "nan" if k > 30 else "%.6f" % (x * 1.05)
        c.line("%s INFO Epoch %d CV info cv_loss %s" % (c.tick(20).strftime("%Y-%m-%d %H:%M:%S,411"), e, cv))
        c.pt("validation/loss", cv)
        c.line("%s INFO [Rank 0] Checkpoint: save to checkpoint exp/conformer/%d.pt" % (c.t.strftime("%Y-%m-%d %H:%M:%S,902"), e))
    c.done(must=["non-finite-loss"], must_not=["overfitting", "plateau", "zero-loss", "vanishing-gradients", "kl-runaway", "policy-collapse", "oscillating", "validation-swings", "not-decreasing"])


def nemo_asr():
    c = Case("nemo_asr_bar.log", "NeMo ASR with Lightning's bar", "sound", True, "bar with carriage returns, 40 steps an epoch; training_batch_wer beside the loss and sample predictions in between")
    r = c.rng
    vals = curve(r, 160, 420.0, 28.0, 60, 0.03)
    for e in range(4):
        for b in range(0, 40):
            loss = "%.3g" % vals[40 * e + b] if vals[40 * e + b] >= 100 else "%.3g" % vals[40 * e + b]
            c.raw("\rEpoch %d: %3d%%|%s| %d/40 [%s<%s,  1.9it/s, loss=%s, v_num=11-20]" % (e, 100 * (b + 1) // 40, bar(b + 1, 40), b + 1, ms((b + 1) / 1.9), ms((39 - b) / 1.9), loss))
            c.pt("train/loss", loss, 40 * e + b + 1)
            if b == 19:
                c.raw("\n[NeMo I 2026-09-14 08:0%d:11 wer_bpe:214] \n    \n[NeMo I 2026-09-14 08:0%d:11 wer_bpe:215] reference:the ferry leaves at nine\n[NeMo I 2026-09-14 08:0%d:11 wer_bpe:216] predicted:the fer leaves nine\n" % (3 + e, 3 + e, 3 + e))
        c.line()
        c.line("Epoch %d, global step %d: val_wer reached %.5f (best %.5f), saving model to \"/results/QuartzNet--val_wer=%.4f-epoch=%d.ckpt\" as top 3" % (e, 40 * e + 40, 0.9 - 0.15 * e, 0.9 - 0.15 * e, 0.9 - 0.15 * e, e))
    c.done(must_not=but("plateau"))


def opennmt():
    c = Case("github_actions_onmt.txt", "OpenNMT-py in GitHub Actions", "sound", True, "Actions' time stamp before OpenNMT's own; xent is the loss; ##[group] lines")
    r = c.rng
    n = 60
    g = lambda: c.tick(11).strftime("%Y-%m-%dT%H:%M:%S.") + "%07dZ " % r.randrange(10000000)
    h = lambda: c.t.strftime("[%Y-%m-%d %H:%M:%S,") + "%03d INFO] " % r.randrange(1000)
    c.line(g() + "##[group]Run onmt_train -config ci/tiny.yaml")
    c.line(g() + "\x1b[36;1monmt_train -config ci/tiny.yaml\x1b[0m")
    c.line(g() + "##[endgroup]")
    c.line(g() + h() + "encoder: 3161088")
    c.line(g() + h() + "decoder: 5582632")
    c.line(g() + h() + "* number of parameters: 8743720")
    c.line(g() + h() + "Starting training on CPU, could be very slow")
    for i, x in enumerate(curve(r, n, 9.1, 2.2, 28, 0.006)):
        step = 50 * (i + 1)
        xe = "%4.1f" % x
        ppl = "%5.1f" % math.exp(x)
        c.line(g() + h() + "Step %d/ 3000; acc: %2.1f; ppl: %s; xent: %s; lr: %7.5f; sents: %7d; bsz: %4d/%4d/%2d; %3d/%3d tok/s; %6d sec;"
               % (step, 82 - 8.3 * x, ppl, xe, 0.0005 * min(1, step / 800), 3200 + r.randrange(99), 1100 + r.randrange(90), 1090 + r.randrange(90), 64, 7012 + r.randrange(99), 6912 + r.randrange(99), 11 * (i + 1)))
        c.pt("train/loss", xe, step)
        c.pt("train/perplexity", ppl, step)
        if step % 1000 == 0:
            v = "%g" % round(math.exp(x + 0.05), 4)
            c.line(g() + h() + "valid stats calculation")
            c.line(g() + h() + "Validation perplexity: %s" % v)
            c.line(g() + h() + "Validation accuracy: %g" % round(82 - 8.3 * x, 4))
            c.pt("validation/perplexity", v)
            c.line(g() + h() + "Saving checkpoint model_step_%d.pt" % step)
    c.done(must_not=but("plateau"))


CASES += [yolox, paddledet, mmseg, timm, nnunet, monai, icefall, wenet, nemo_asr, opennmt]


# ---------------------------------------------------------------- 31 to 40: NLP, science, other languages
def sockeye():
    c = Case("sockeye_metrics", "Sockeye", "overfitting", False, "the file 'metrics': checkpoint, then name=value separated by tabs; validation cross entropy turns at checkpoint 9 and nearly doubles")
    r = c.rng
    for k in range(1, 41):
        x = 0.12 + 6.4 * math.exp(-k / 8)
        v = 3.0 + 3.6 * math.exp(-k / 3) + (0.085 * (k - 9) if k > 9 else 0)
        x, v = x * (1 + 0.004 * r.gauss(0, 1)), v * (1 + 0.004 * r.gauss(0, 1))
        d = {"bleu-val": 0.21 * (1 - math.exp(-min(k, 9) / 4)) - 0.002 * max(0, k - 9), "cross-entropy-train": x, "cross-entropy-val": v, "epoch": k // 2, "gradient-norm": None,
             "learning-rate": 0.0002, "perplexity-train": math.exp(x), "perplexity-val": math.exp(v), "time-elapsed": 301.2 * k, "used-gpu-memory": 7212}
        d = {a: (b if b is None or isinstance(b, int) else float("%.6f" % b)) for a, b in d.items()}
        c.line("%d\t" % k + "\t".join("%s=%s" % (a, b) for a, b in sorted(d.items())))
        c.pt("train/loss", d["cross-entropy-train"], k)
        c.pt("validation/loss", d["cross-entropy-val"], k)
        c.pt("train/perplexity", d["perplexity-train"], k)
        c.pt("validation/perplexity", d["perplexity-val"], k)
        c.pt("train/learning_rate", d["learning-rate"], k)
    c.done(must=["overfitting"], nostep="all", must_not=["diverging", "non-finite-loss", "exploding-gradients", "vanishing-gradients", "zero-loss", "loss-spike", "not-decreasing", "oscillating", "scale-mismatch", "kl-runaway"])


def fairseq():
    c = Case("fairseq_fp16.log", "fairseq", "amp overflow", False, "the loss scale is halved again and again from 256 to 0.0001, then FloatingPointError")
    r = c.rng
    h = lambda: c.tick(5).strftime("%Y-%m-%d %H:%M:%S")
    c.line(h() + " | INFO | fairseq_cli.train | Namespace(activation_fn='relu', adam_betas='(0.9, 0.98)', arch='transformer_iwslt_de_en', clip_norm=0.0, fp16=True, fp16_init_scale=256, lr=[0.0005], max_tokens=4096, min_loss_scale=0.0001, seed=1, update_freq=[1])")
    c.line(h() + " | INFO | fairseq_cli.train | num. model params: 39469056 (num. trained: 39469056)")
    scale, up = 256.0, 0
    for i in range(1, 61):
        up = 100 * i
        x = 4.1 + 8.2 * math.exp(-i / 14) if i <= 38 else 4.7 + 0.01 * (i - 38)
        x *= 1 + 0.004 * r.gauss(0, 1)
        g = 1.1 + 0.2 * r.random() if i <= 38 else 2.3 + 0.4 * r.random()
        loss, gn, lr = "%s" % round(x, 3), "%s" % round(g, 3), "%s" % float("%.6g" % (5e-4 * min(1, up / 4000)))
        c.line(h() + " | INFO | train_inner | epoch 001:   %4d / 8000 loss=%s, nll_loss=%s, ppl=%s, wps=%.1f, ups=%.2f, wpb=3612.4, bsz=148.2, num_updates=%d, lr=%s, gnorm=%s, clip=0, loss_scale=%s, train_wall=%d, gb_free=9.1, wall=%d"
               % (up + i // 10, loss, round(x - 0.9, 3), round(2 ** (x - 0.9), 2), 31000 + 300 * r.random(), 8.6 + r.random() / 10, up, lr, gn, "%g" % round(scale, 4), 11, 12 * i))
        c.pt("train/loss", loss, up)
        c.pt("train/learning_rate", lr, up)
        c.pt("train/gradient_norm", gn, up)
        c.pt("train/loss_scale", "%g" % round(scale, 4), up)
        if i > 38:
            scale /= 2
            if scale > 0.0001:
                c.line(h() + " | INFO | fairseq.trainer | NOTE: gradient overflow detected, ignoring gradient, setting loss scale to: %s" % scale)
    c.line("Traceback (most recent call last):\n  File \"fairseq/optim/dynamic_loss_scaler.py\", line 67, in check_overflow\n    ).format(self.min_loss_scale)\nFloatingPointError: Minimum loss scale reached (0.0001). Your loss is probably exploding. Try lowering the learning rate, using gradient clipping or increasing the batch size.")
    c.done(must=["amp-overflow"], must_not=["overfitting", "zero-loss", "vanishing-gradients", "oscillating", "non-finite-loss", "validation-swings", "kl-runaway", "policy-collapse", "scale-mismatch", "not-decreasing"])


def spacy():
    c = Case("spacy_train.txt", "spaCy", "sound", True, "spaCy's table: the loss is a sum since the last row, so the row at step 0 (one batch) is small and means nothing; the colour codes of wasabi")
    r = c.rng
    c.line("\x1b[38;5;4mℹ Saving to output directory: out\x1b[0m\n\x1b[38;5;4mℹ Using CPU\x1b[0m\n\x1b[1m\n=========================== Initializing pipeline ===========================\x1b[0m\n\x1b[38;5;2m✔ Initialized pipeline\x1b[0m\n\x1b[1m\n============================= Training pipeline =============================\x1b[0m")
    c.line("\x1b[38;5;4mℹ Pipeline: ['textcat']\x1b[0m\n\x1b[38;5;4mℹ Initial learn rate: 0.001\x1b[0m")
    c.line("E    #       LOSS TEXTCAT  CATS_SCORE  SCORE \n---  ------  ------------  ----------  ------")
    for i in range(0, 26):
        step = 200 * i
        x = 0.22 if i == 0 else (33.0 * math.exp(-i / 11) + 3.1) * (1 + 0.03 * r.gauss(0, 1))
        s = 50 + 38 * (1 - math.exp(-i / 6)) + 0.3 * r.gauss(0, 1)
        c.line("%3d  %6d  %12.2f  %10.2f  %6.2f" % (i // 3, step, x, s, s / 100))
        c.pt("train/loss", "%.2f" % x, step)
    c.line("\x1b[38;5;2m✔ Saved pipeline to output directory\x1b[0m\nout/model-last")
    c.done(must_not=but("plateau"))


def sk_mlp():
    c = Case("sklearn_mlp_verbose.txt", "scikit-learn MLPClassifier", "not decreasing", False, "ln 2 from the first to the last iteration, the validation score of guessing: nothing is learnt (inputs were not scaled)")
    r = c.rng
    for i in range(1, 61):
        loss = "%.8f" % (0.69314718 + r.gauss(0, 0.00015))
        c.line("Iteration %d, loss = %s" % (i, loss))
        c.line("Validation score: %f" % (0.5 + 0.0025 * r.randrange(-2, 3)))
        c.pt("train/loss", loss, i)
    c.line("Validation score did not improve more than tol=0.000100 for 58 consecutive epochs. Stopping.")
    c.done(must_any=[["not-decreasing", "plateau"]], must_not=["diverging", "overfitting", "non-finite-loss", "exploding-gradients", "zero-loss", "loss-spike", "oscillating", "scale-mismatch", "policy-collapse", "kl-runaway"])


def deepmd():
    c = Case("lcurve.out", "DeePMD-kit", "sound", True, "the virial columns print nan because there is no reference data (the header says so): not a loss that went NaN")
    r = c.rng
    c.line("#  step      rmse_val    rmse_trn    rmse_e_val  rmse_e_trn    rmse_f_val  rmse_f_trn    rmse_v_val  rmse_v_trn         lr")
    c.line("# If there is no available reference data, rmse_*_{val,trn} will print nan")
    for i in range(0, 101):
        f = 0.06 + 0.94 * math.exp(-i / 33)
        e = lambda a: "%.2e" % (a * f * (1 + 0.03 * r.gauss(0, 1)))
        a = e(26.0), e(25.0), e(0.31), e(0.30), e(0.82), e(0.79)
        lr = "%.1e" % (1e-3 * 0.95 ** (i / 2))
        c.line("%7d    %11s %11s  %11s %11s  %11s %11s  %11s %11s  %8s" % ((1000 * i,) + a + ("nan", "nan", lr)))
        c.pt("train/loss", a[1], 1000 * i)
        c.pt("validation/loss", a[0], 1000 * i)
        c.pt("train/learning_rate", lr, 1000 * i)
    c.done(must_not=but("plateau"))


def schnetpack():
    c = Case("schnetpack_log.csv", "SchNetPack", "sound", True, "no step and no epoch, only a time stamp; validation MAE of energy and forces beside the losses")
    r = c.rng
    c.line("Time,Learning rate,Train loss,Validation loss,MAE_energy,MAE_forces")
    for i in range(120):
        tr = (0.9 * math.exp(-i / 40) + 0.02) * (1 + 0.02 * r.gauss(0, 1))
        va = (0.92 * math.exp(-i / 40) + 0.03) * (1 + 0.03 * r.gauss(0, 1))
        lr = 1e-3 if i < 80 else 5e-4
        c.line("%.6f,%s,%.12f,%.12f,%.9f,%.9f" % (1789372991 + 43.1 * i + r.random(), lr, tr, va, 1.8 * va ** 0.5, 0.9 * va ** 0.5))
        c.pt("train/loss", "%.12f" % tr)
        c.pt("validation/loss", "%.12f" % va)
        c.pt("train/learning_rate", lr)
    c.done(must_not=but("plateau"))


def pinn():
    c = Case("pinn_burgers.out", "hand-written PINN (PyTorch)", "loss spike", False, "four single spikes of 30 to 100 times the level, each gone within one print")
    r = c.rng
    c.line("nu = 0.01/pi, N_u = 100, N_f = 10000, layers = [2, 20, 20, 20, 20, 1]")
    for i in range(150):
        it = 100 * i
        x = (0.31 * math.exp(-i / 60) + 0.012) * (1 + 0.02 * r.gauss(0, 1))
        if i in (52, 81, 109, 133):
            x *= {52: 31, 81: 70, 109: 46, 133: 104}[i]
        loss = "%.3e" % x
        c.line("It: %d, Loss: %s, Loss_u: %.3e, Loss_f: %.3e, Time: %.2f" % (it, loss, x * 0.6, x * 0.4, 1.1 + r.random() / 10))
        c.pt("train/loss", loss, it)
    c.line("Error u: 4.113210e-03\nTraining time: 171.2214")
    c.done(must=["loss-spike"], must_not=["diverging", "overfitting", "non-finite-loss", "exploding-gradients", "vanishing-gradients", "zero-loss", "not-decreasing", "kl-runaway", "policy-collapse", "validation-swings", "scale-mismatch"])


def julia():
    c = Case("flux_info_macro.txt", "Julia Flux with @info", "sound", True, "Julia's @info blocks of several lines, Float32 printed as 2.3012f0 and 8.1f-5")
    r = c.rng

    def f32(x):
        if x >= 0.001 and x < 100000:
            return "%.5g" % x + "f0"
        m, e = ("%.4e" % x).split("e")
        return "%sf%d" % (m.rstrip("0"), int(e))
    val = lambda s: s.replace("f", "e")
    c.line("[ Info: Training on CPU\n[ Info: Loading data set\n┌ Info: Model\n│   parameters = 44426\n└   trainable = 44426")
    for e in range(1, 31):
        x = 2.3 * math.exp(-e / 5) * (1 + 0.02 * r.gauss(0, 1)) + 0.0007
        v = 2.25 * math.exp(-e / 5.4) * (1 + 0.02 * r.gauss(0, 1)) + 0.02
        a = f32(x), f32(v), f32(1e-3 * 0.9 ** e)
        c.line("┌ Info: epoch done\n│   epoch = %d\n│   train_loss = %s\n│   val_loss = %s\n│   η = %s\n└   seconds = %.6f" % ((e,) + a + (3 + r.random(),)))
        c.pt("train/loss", val(a[0]), e)
        c.pt("validation/loss", val(a[1]), e)
    c.line("[ Info: Saved model to runs/model.bson")
    c.done(must_not=but("plateau"))


def luz():
    c = Case("r_luz_fit.txt", "R torch with luz", "validation swings", False, "validation loss jumps between 0.6 and 6 from epoch to epoch while the training loss falls smoothly")
    r = c.rng
    for e in range(1, 41):
        x = 1.5 * math.exp(-e / 22) + 0.2
        v = [0.7, 4.9, 1.1, 6.2, 0.6, 3.8, 1.4, 5.5][e % 8] * (1 + 0.1 * r.gauss(0, 1))
        a, b = "%.4f" % x, "%.4f" % v
        c.line("Epoch %d/40" % e)
        c.line("Train metrics: Loss: %s - Acc: %.4f" % (a, 0.97 - 0.3 * x))
        c.line("Valid metrics: Loss: %s - Acc: %.4f" % (b, max(0.1, 0.8 - 0.1 * v)))
        c.pt("train/loss", a, e)
        c.pt("validation/loss", b, e)
        c.pt("train/accuracy", "%.4f" % (0.97 - 0.3 * x), e)
        c.pt("validation/accuracy", "%.4f" % max(0.1, 0.8 - 0.1 * v), e)
    c.done(must=["validation-swings"], must_not=["non-finite-loss", "exploding-gradients", "vanishing-gradients", "zero-loss", "not-decreasing", "kl-runaway", "policy-collapse", "amp-overflow", "loss-spike", "preference-not-learnt"])


def matlab():
    c = Case("matlab_trainnet.txt", "MATLAB trainnet", "sound", True, "a table whose cells are empty where nothing was measured: the first row has only a ValidationLoss, most have only a TrainingLoss")
    r = c.rng
    c.line("    Iteration    Epoch    TimeElapsed    LearnRate    TrainingLoss    ValidationLoss\n    _________    _____    ___________    _________    ____________    ______________")
    c.line("            0        0       00:00:03        0.001                            2.4117")
    c.pt("validation/loss", 2.4117, 0)
    its = [1] + list(range(50, 2001, 50))
    for it in its:
        x = 2.5 * math.exp(-it / 900) * (1 + 0.03 * r.gauss(0, 1)) + 0.1
        t = "%.5g" % x
        lr = "%.5g" % (0.001 if it <= 1000 else 0.0005)
        v = "%.5g" % (2.4 * math.exp(-it / 950) + 0.15) if it % 200 == 0 else ""
        c.line("    %9d    %5d    %11s    %9s    %12s    %14s" % (it, 1 + (it - 1) // 100, "%02d:%02d:%02d" % (0, it // 240, it // 4 % 60), lr, t, v))
        c.pt("train/loss", t, it)
        c.pt("train/learning_rate", lr, it)
        if v:
            c.pt("validation/loss", v, it)
    c.line("Training stopped: Max epochs completed")
    c.data["train/learning_rate"][0] = 0.001
    c.done(must_not=but("plateau"))


CASES += [sockeye, fairseq, spacy, sk_mlp, deepmd, schnetpack, pinn, julia, luz, matlab]


# ---------------------------------------------------------------- 41 to 50: exports, other languages, nothing to read
def sacred():
    c = Case("metrics.json", "Sacred FileStorageObserver", "overfitting", False, "lists of steps, timestamps and values under each name; the validation loss has its minimum at step 600 and then nearly triples")
    r = c.rng
    tr, va, acc = ([], []), ([], []), ([], [])
    for i in range(1, 45):
        s = 50 * i
        x = round((0.02 + 2.0 * math.exp(-i / 11)) * (1 + 0.02 * r.gauss(0, 1)), 6)
        tr[0].append(s), tr[1].append(x)
        c.pt("train/loss", x, s)
        if i % 2 == 0:
            v = 0.75 + 1.2 * math.exp(-i / 4) + (0.045 * (i - 12) if i > 12 else 0)
            v, a = round(v * (1 + 0.008 * r.gauss(0, 1)), 6), round(0.74 - 0.0012 * max(0, i - 12) - 0.4 * math.exp(-i / 4), 4)
            va[0].append(s), va[1].append(v)
            acc[0].append(s), acc[1].append(a)
            c.pt("validation/loss", v, s)
            c.pt("validation/accuracy", a, s)
    ts = lambda n: ["2026-09-14T08:%02d:%02d.%06d" % (3 + k // 60, k % 60, r.randrange(1000000)) for k in range(n)]
    d = {"training.loss": {"steps": tr[0], "timestamps": ts(44), "values": tr[1]}, "validation.loss": {"steps": va[0], "timestamps": ts(22), "values": va[1]},
         "validation.accuracy": {"steps": acc[0], "timestamps": ts(22), "values": acc[1]}}
    c.done(must=["overfitting"], text=json.dumps(d, indent=2), must_not=["diverging", "non-finite-loss", "exploding-gradients", "vanishing-gradients", "zero-loss", "loss-spike", "not-decreasing", "oscillating", "scale-mismatch", "kl-runaway"])


def russian():
    c = Case("obuchenie_rnn.log", "hand-written script, Russian", "vanishing gradients", False, "the norm of the gradient falls from 0.3 to 1e-11 in a deep RNN, the loss stays at 2.302 throughout")
    r = c.rng
    c.line("Запуск обучения: слоёв 24, размер скрытого слоя 256, параметров 3 214 858")
    c.line("Устройство: cpu, скорость обучения 0.0001")
    for i in range(1, 81):
        it = 25 * i
        loss, g = "%.5f" % (2.3026 + r.gauss(0, 0.0006)), "%.3e" % (0.3 * 10 ** (-10.6 * min(1, i / 45)) * (1 + 0.05 * r.gauss(0, 1)))
        c.line("%s  шаг %d  потеря: %s  норма градиента: %s  осталось: %s" % (c.tick(6).strftime("%d.%m.%Y %H:%M:%S"), it, loss, g, hms((80 - i) * 6)))
        c.pt("train/loss", loss, it)
        c.pt("train/gradient_norm", g, it)
    c.done(must=["vanishing-gradients"], must_any=[["not-decreasing", "plateau"]], must_not=["diverging", "overfitting", "non-finite-loss", "exploding-gradients", "zero-loss", "loss-spike", "oscillating", "kl-runaway", "policy-collapse", "amp-overflow"])


def german():
    c = Case("Trainingsprotokoll.txt", "hand-written script, German, Windows", "sound", True, "UTF-16 with a byte order mark, CRLF, decimal commas, points for thousands, a summary at the end")
    r = c.rng
    c.line("Protokoll vom 14.09.2026, 08:03 Uhr")
    c.line("Datensätze: 12.480 (Training), 1.560 (Validierung)")
    c.line("")
    k = lambda v, n=4: ("%.*f" % (n, v)).replace(".", ",")
    best = None
    for e in range(1, 36):
        x, v = (1.9 * math.exp(-e / 14) + 0.12) * (1 + 0.012 * r.gauss(0, 1)), (1.85 * math.exp(-e / 15) + 0.2) * (1 + 0.015 * r.gauss(0, 1))
        a, b = "%.4f" % (1.0 - 0.41 * x), "%.4f" % (1.0 - 0.43 * v)
        c.line("Epoche %2d/35 - Dauer: %s s - Verlust: %s - Genauigkeit: %s - Validierungsverlust: %s - Validierungsgenauigkeit: %s" % (e, k(11 + r.random(), 1), k(x), a.replace(".", ","), k(v), b.replace(".", ",")))
        c.pt("train/loss", "%.4f" % x, e)
        c.pt("train/accuracy", a, e)
        c.pt("validation/loss", "%.4f" % v, e)
        c.pt("validation/accuracy", b, e)
        best = v if best is None or v < best else best
    c.line("")
    c.line("Fertig. Bester Validierungsverlust: %s. Gesamtdauer: 6 min 41,2 s" % k(best))
    c.done(must_not=but("plateau"), encoding="utf-16", newline="\r\n")


def comet():
    c = Case("comet_metrics.json", "Comet export", "sound", True, "a flat list of measurements, values are strings, runContext says train or validate; system metrics between them; newest first")
    r = c.rng
    out = []

    def add(name, value, step, ctx):
        out.append({"metricName": name, "metricValue": value, "timestamp": 1789372991000 + step * 812, "step": step, "epoch": step // 50, "runContext": ctx, "offset": step * 812, "runTime": None})
    for i, x in enumerate(curve(r, 60, 3.2, 0.7, 30, 0.015)):
        s = 10 * (i + 1)
        loss, lr = "%.10f" % x, "%.8f" % (1e-3 * (1 - s / 800))
        add("train_loss", loss, s, "train")
        add("train_lr", lr, s, "train")
        add("sys.gpu.0.gpu_utilization", "%.1f" % (80 + 10 * r.random()), s, None)
        c.pt("train/loss", loss, s)
        c.pt("train/learning_rate", lr, s)
        if s % 100 == 0:
            v = "%.10f" % (x + 0.09)
            add("validate_loss", v, s, "validate")
            c.pt("validation/loss", v, s)
    c.done(must_not=but("plateau"), text="[" + ",\n ".join(json.dumps(x) for x in out[::-1]) + "]\n")


def clearml():
    c = Case("clearml_reported_scalars.json", "ClearML get_reported_scalars", "sound", True, "graph, then series, then x and y; machine monitors in the same file")
    r = c.rng
    xs, tr = list(range(0, 4000, 50)), []
    for i, x in enumerate(curve(r, 80, 1.61, 0.31, 42, 0.02)):
        tr.append(round(x, 6))
        c.pt("train/loss", tr[-1], xs[i])
    vx = list(range(450, 4000, 500))
    vy = [round(1.3 * math.exp(-s / 2100) + 0.34 + 0.004 * r.gauss(0, 1), 6) for s in vx]
    for s, v in zip(vx, vy):
        c.pt("validation/loss", v, s)
    ly = [round(3e-4 * 0.5 * (1 + math.cos(math.pi * s / 4000)), 9) for s in xs]
    for s, v in zip(xs, ly):
        c.pt("train/learning_rate", v, s)
    d = {"loss": {"train": {"name": "train", "x": xs, "y": tr}, "val": {"name": "val", "x": vx, "y": vy}}, "lr": {"lr": {"name": "lr", "x": xs, "y": ly}},
         ":monitor:gpu": {"gpu_0_utilization": {"name": "gpu_0_utilization", "x": list(range(0, 300, 30)), "y": [round(70 + 20 * r.random(), 2) for _ in range(10)]}},
         ":monitor:machine": {"cpu_usage": {"name": "cpu_usage", "x": list(range(0, 300, 30)), "y": [round(20 + 9 * r.random(), 2) for _ in range(10)]}}}
    c.done(must_not=but("plateau"), text=json.dumps(d))


def server_log():
    c = Case("inference_gateway.log", "uvicorn and a gateway", "no training", False, "an HTTP server; 'loss' and 'epoch' are in its addresses, packet loss and a reconnect epoch in its messages", seed=71)
    r = c.rng
    for i in range(120):
        t = c.tick(r.randrange(1, 9)).strftime("%Y-%m-%d %H:%M:%S")
        k = i % 6
        if k == 5:
            c.line("%s WARNING  gateway: upstream 10.0.3.%d packet loss %.1f%% rtt %.2f ms (epoch %d, retry %d/5)" % (t, r.randrange(2, 9), 4 * r.random(), 9 + 3 * r.random(), 3 + i // 30, 1 + i % 5))
        elif k == 3:
            c.line("%s INFO     gateway: batch %d served, tokens/s %.1f, queue %d, gpu_mem %.1f GiB, step 0 of warm pool" % (t, i, 900 + 300 * r.random(), r.randrange(30), 30 + r.random()))
        else:
            c.line('%s INFO     10.0.7.%d:%d - "POST /v1/runs/%d/%s HTTP/1.1" %d %.3fs' % (t, r.randrange(2, 250), r.randrange(30000, 60000), 4000 + i, r.choice(["loss", "metrics?epoch=3", "generate", "embeddings"]), r.choice([200, 200, 200, 429, 502]), 0.2 + r.random()))
    c.done(nothing=True, must_not=but())


def finance():
    c = Case("positions_2026.csv", "broker's statement", "no training", False, "a table of trades with columns stop_loss, realised_loss and gain; nothing was trained", seed=72)
    r = c.rng
    c.line("date,symbol,quantity,entry,exit,stop_loss,realised_loss,realised_gain,cumulative_pnl,fees")
    pnl, d = 0.0, datetime(2026, 1, 5)
    for i in range(90):
        q, p = r.randrange(1, 40) * 5, 20 + 80 * r.random()
        e = p * (1 + r.gauss(0.001, 0.03))
        g = q * (e - p)
        pnl += g
        c.line("%s,%s,%d,%.2f,%.2f,%.2f,%.2f,%.2f,%.2f,%.2f" % (d.strftime("%Y-%m-%d"), r.choice(["QRM", "TELV", "OSKA", "BRN", "HALM"]), q, p, e, p * 0.95, max(0, -g), max(0, g), pnl, 1 + q * 0.01))
        d += timedelta(days=r.choice([1, 1, 2, 3]))
    c.done(nothing=True, must_not=but())


def bench():
    c = Case("serving_benchmark.txt", "vLLM serving benchmark and lm-eval table", "no training", False, "throughput, latency, and a table of an evaluation (accuracy and perplexity of a finished model): no training loss, no training", seed=73)
    r = c.rng
    c.line("INFO 09-14 08:03:11 api_server.py:219] vLLM API server version 0.6.3")
    for i in range(60):
        c.line("INFO 09-14 08:%02d:%02d metrics.py:349] Avg prompt throughput: %.1f tokens/s, Avg generation throughput: %.1f tokens/s, Running: %d reqs, Swapped: 0 reqs, Pending: %d reqs, GPU KV cache usage: %.1f%%, CPU KV cache usage: 0.0%%."
               % (3 + i // 12, 5 * (i % 12), 2000 + 900 * r.random(), 700 + 200 * r.random(), r.randrange(40, 64), r.randrange(0, 9), 30 + 40 * r.random()))
    c.line("============ Serving Benchmark Result ============")
    for k, v in (("Successful requests:", "1000"), ("Benchmark duration (s):", "298.14"), ("Total input tokens:", "215196"), ("Total generated tokens:", "197621"), ("Request throughput (req/s):", "3.35"), ("Output token throughput (tok/s):", "662.84"), ("Mean TTFT (ms):", "812.50"), ("Median TTFT (ms):", "644.07"), ("P99 TTFT (ms):", "2914.66"), ("Mean TPOT (ms):", "41.13"), ("P99 TPOT (ms):", "97.20")):
        c.line("%-40s %-10s" % (k, v))
    c.line("==================================================")
    c.line("hf (pretrained=out/final), gen_kwargs: (None), limit: None, num_fewshot: None, batch_size: 8")
    c.line("|  Tasks  |Version|Filter|n-shot|    Metric     |   |Value |   |Stderr|\n|---------|------:|------|-----:|---------------|---|-----:|---|------|\n|arc_easy |      1|none  |     0|acc            |↑  |0.6124|±  |0.0100|\n|         |       |none  |     0|acc_norm       |↑  |0.5871|±  |0.0101|\n|wikitext |      2|none  |     0|bits_per_byte  |↓  |0.7012|±  |   N/A|\n|         |       |none  |     0|word_perplexity|↓  |13.460|±  |   N/A|")
    c.done(nothing=True, must_not=but())


def tests():
    c = Case("pytest_junit_run.txt", "pytest", "no training", False, "names of tests hold loss, epoch and step; durations are seconds", seed=74)
    r = c.rng
    c.line("============================= test session starts ==============================\nplatform linux -- Python 3.11.9, pytest-8.3.2, pluggy-1.5.0 -- /usr/bin/python3\nrootdir: /builds/lab/trainer\nplugins: cov-5.0.0, xdist-3.6.1\ncollecting ... collected 84 items\n")
    for i in range(84):
        a = r.choice(["test_loss", "test_loop", "test_schedule", "test_metrics"])
        b = r.choice(["cross_entropy[0.5-%d]" % i, "epoch_counts[%d]" % i, "loss_is_finite[step=%d]" % (10 * i), "lr_warmup[1e-0%d]" % (1 + i % 6), "resume[%d]" % i])
        c.line("tests/%s.py::test_%s %s%s[%3d%%]" % (a, b, "FAILED" if i in (31, 60) else "PASSED", " " * 6, 100 * (i + 1) // 84))
    c.line("\n=================================== FAILURES ===================================\nE       assert 0.6931 == 0.5 ± 5.0e-07\nE         comparison failed\nE         Obtained: 0.6931\nE         Expected: 0.5 ± 5.0e-07")
    c.line("============================= slowest 10 durations =============================")
    for i in range(10):
        c.line("%.2fs call     tests/test_loop.py::test_resume[%d]" % (9.1 - 0.7 * i, i))
    c.line("=========================== short test summary info ============================\nFAILED tests/test_loss.py::test_cross_entropy[0.5-31] - assert 0.6931 == 0.5 ± 5.0e-07\n================== 2 failed, 82 passed, 3 warnings in 91.40s ===================")
    c.done(nothing=True, must_not=but())


def sensor():
    c = Case("heatloss_house.tsv", "a heat pump's data logger", "no training", False, "heat_loss_kW, cycle and temperatures per quarter of an hour, decimal commas", seed=75)
    r = c.rng
    c.line("Zeit\tZyklus\theat_loss_kW\tVorlauf_C\tRuecklauf_C\tAussen_C\tCOP")
    t = datetime(2026, 1, 11)
    for i in range(140):
        o = -4 + 5 * math.sin(i / 15) + r.gauss(0, 0.2)
        c.line("\t".join([t.strftime("%d.%m.%Y %H:%M"), str(i // 5)] + [("%.2f" % v).replace(".", ",") for v in (6.1 - 0.21 * o + r.gauss(0, 0.05), 36 - 0.3 * o, 31 - 0.2 * o, o, 3.6 + 0.05 * o)]))
        t += timedelta(minutes=15)
    c.done(nothing=True, must_not=but())


CASES += [sacred, russian, german, comet, clearml, server_log, finance, bench, tests, sensor]


for case in CASES:
    case()
with open(os.path.join(FOLDER, "truth.json"), "w", encoding="utf-8") as f:
    json.dump(TRUTH, f, indent=1, ensure_ascii=False)
v = list(TRUTH.values())
print(len(v), "cases;", len({x["tool"] for x in v}), "tools;", sum(x["odd"] for x in v), "odd;", sum(bool(x["must"] or x["must_any"]) for x in v), "with a fault;", sum(x["nothing"] for x in v), "nothing")

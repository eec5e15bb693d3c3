"""Writes training logs in the forms of many tools, and their right values. Usage: python make.py OUT"""

import bz2
import datetime as dt
import gzip
import html
import json
import lzma
import math
import pathlib
import pprint
import random
import sys

CASES = []


def case(name, tool, kind, odd, must=(), must_any=(), must_not=(), nothing=False, note=""):
    def wrap(function):
        CASES.append((name, tool, kind, odd, list(must), [list(a) for a in must_any], list(must_not), nothing, note, function))
        return function

    return wrap


class Case:
    """Text of a log and the values that it prints."""

    def __init__(self, name):
        self.rng = random.Random(name)
        self.parts = []
        self.values = {}
        self.nosteps = set()

    def p(self, text="", end="\n"):
        self.parts.append(text + end)

    def rec(self, series, step, text, value=None):
        """Notes a printed value; the last of a step wins, except that the place of the first is kept."""
        text = str(text)
        value = text if value is None else value
        points = self.values.setdefault(series, {})
        key = step if step is not None else ("n", len(points))
        points[key] = value
        return text

    def hide_steps(self, *series):
        self.nosteps.update(series)

    def text(self):
        return "".join(self.parts)

    def truth(self):
        out = {}
        for series, points in self.values.items():
            keys = list(points)
            if all(not isinstance(k, tuple) for k in keys):
                keys.sort()
            entry = {"points": len(points), "first": num(points[keys[0]]), "last": num(points[keys[-1]])}
            if series not in self.nosteps and not isinstance(keys[0], tuple):
                entry["first_step"], entry["last_step"] = keys[0], keys[-1]
            out[series] = entry
        return out

    def noisy(self, value, sigma=0.015):
        return value * math.exp(self.rng.gauss(0, sigma))


def num(text):
    value = float(str(text).replace(",", ""))
    return "nan" if math.isnan(value) else value


def fall(i, n, a, b, tau=0.05, power=1.0):
    """A loss that falls from a towards b and keeps falling."""
    return b + (a - b) * (1 + i / (n * tau)) ** (-power)


def cosine(i, n, top, warm=0.05, low=0.1):
    w = max(1, int(n * warm))
    if i < w:
        return top * (i + 1) / w
    return top * (low + (1 - low) * 0.5 * (1 + math.cos(math.pi * (i - w) / max(1, n - w))))


def bar(part, width=10):
    full = part * width
    whole = int(full)
    chars = " ▏▎▍▌▋▊▉"
    rest = chars[int((full - whole) * 8)] if whole < width else ""
    return ("█" * whole + rest).ljust(width)


def hms(seconds):
    seconds = int(seconds)
    h, m, s = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{h}:{m:02d}:{s:02d}" if h else f"{m:02d}:{s:02d}"


def clock(start, seconds, form="%Y-%m-%d %H:%M:%S"):
    return (dt.datetime.fromisoformat(start) + dt.timedelta(seconds=seconds)).strftime(form)


# ---------------------------------------------------------------- speech and text, classic


@case("nnet1_scheduler.log", "Kaldi nnet1 (steps/nnet/train_scheduler.sh)", "healthy", True, must_not=["any"],
      note="the CROSSVAL PRERUN value is counted as the first validation point (iteration 0); steps of the validation left out")
def kaldi(c):
    c.p("# steps/nnet/train.sh --feature-transform exp/dnn4_pretrain-dbn/final.feature_transform --dbn exp/dnn4_pretrain-dbn/6.dbn --hid-layers 0 --learn-rate 0.008 data-fmllr-tri3/train_tr90 data-fmllr-tri3/train_cv10 data/lang exp/tri3_ali exp/tri3_ali exp/dnn4_pretrain-dbn_dnn")
    c.p("# Started at Tue Mar 12 21:14:07 CET 2019")
    c.p("#")
    for line in ["# INFO", "steps/nnet/train.sh : Training Neural Network", "\t dir       : exp/dnn4_pretrain-dbn_dnn ", "\t Train-set : data-fmllr-tri3/train_tr90 3320, exp/tri3_ali ", "\t CV-set    : data-fmllr-tri3/train_cv10 376 exp/tri3_ali ", "", "LOG ([5.5.164~1-9698]:main():cuda-gpu-available.cc:49) ", "", "### IS CUDA GPU AVAILABLE? 'gpu07' ###", "LOG ([5.5.164~1-9698]:FinalizeActiveGpu():cu-device.cc:225) The active GPU is [0]: GeForce GTX 1080 Ti\tfree:10982M, used:195M, total:11178M, free/total:0.98 version 6.1", "", "# PREPARING ALIGNMENTS", "Using PDF targets from dirs 'exp/tri3_ali' 'exp/tri3_ali'", "hmm-info exp/tri3_ali/final.mdl ", "", "# PREPARING FEATURES", "# + 'apply_cmvn' with '--norm-means=true' using statistics : data-fmllr-tri3/train_tr90/cmvn.scp, data-fmllr-tri3/train_cv10/cmvn.scp", "feat-to-dim 'ark:copy-feats scp:exp/dnn4_pretrain-dbn_dnn/train.scp ark:- |' - ", "# feature dim : 40 (input of 'feature_transform')", "# NN-INITIALIZATION", "# getting input/output dims :", "nnet-initialize --binary=true exp/dnn4_pretrain-dbn_dnn/nnet.proto exp/dnn4_pretrain-dbn_dnn/nnet.init ", "LOG (nnet-initialize[5.5.164~1-9698]:Init():nnet-nnet.cc:364) <AffineTransform> <InputDim> 1024 <OutputDim> 1936 <BiasMean> 0.000000 <BiasRange> 0.000000 <ParamStddev> 0.096", "", "# RUNNING THE NN-TRAINING SCHEDULER", "steps/nnet/train_scheduler.sh --feature-transform exp/dnn4_pretrain-dbn_dnn/final.feature_transform --learn-rate 0.008 exp/dnn4_pretrain-dbn_dnn/nnet_dbn_dnn.init ark:copy-feats scp:exp/dnn4_pretrain-dbn_dnn/train.scp ark:- | exp/dnn4_pretrain-dbn_dnn"]:
        c.p(line)
    c.p(f"CROSSVAL PRERUN AVG.LOSS {c.rec('validation/loss', 0, '7.6513')} (Xent), ")
    lr, best = 0.008, 9.0
    n = 19
    for i in range(1, n + 1):
        tr = 0.62 + 1.43 * math.exp(-0.28 * (i - 1)) + c.rng.gauss(0, 0.004)
        cv = 1.205 + 0.86 * math.exp(-0.42 * (i - 1)) + (0.004 if i == 7 else 0) - 0.001 * i
        t, v = f"{tr:.4f}", f"{cv:.4f}"
        c.rec("train/loss", i, t)
        c.rec("validation/loss", i, v)
        name = f"nnet_iter{i:02d}_learnrate{lr:g}_tr{t}_cv{v}"
        if cv < best:
            c.p(f"ITERATION {i:02d}: TRAIN AVG.LOSS {t}, (lrate{lr:g}), CROSSVAL AVG.LOSS {v}, nnet accepted ({name})")
        else:
            c.p(f"ITERATION {i:02d}: TRAIN AVG.LOSS {t}, (lrate{lr:g}), CROSSVAL AVG.LOSS {v}, nnet rejected ({name}_rejected)")
        best = min(best, cv)
        if i >= 6:
            lr /= 2
    c.p("finished, too small rel. improvement .000811")
    c.p("steps/nnet/train_scheduler.sh: Succeeded training the Neural Network : 'exp/dnn4_pretrain-dbn_dnn/final.nnet'")
    c.p("steps/nnet/train.sh: Successfuly finished. 'exp/dnn4_pretrain-dbn_dnn'")
    c.p("# Accounting: time=9012 threads=1")
    c.p("# Ended (code 0) at Tue Mar 12 23:44:19 CET 2019, elapsed time 9012 seconds")
    c.hide_steps("validation/loss")


@case("learning_rates", "RETURNN learning-rate file (newbob data)", "overfitting", True, must=["overfitting"],
      note="devtrain_loss_ce is an evaluation on part of the training data, not the validation")
def returnn(c):
    c.p("{")
    n = 46
    for e in range(1, n + 1):
        tr = fall(e, n, 4.6, 0.35, 0.16, 1.3) * math.exp(c.rng.gauss(0, 0.006))
        dv = fall(e, n, 4.1, 0.9, 0.1, 1.4) + (0.00135 * (e - 13) ** 2 if e > 13 else 0) + c.rng.gauss(0, 0.008)
        c.p(f"{e}: EpochData(learningRate={cosine(e, n, 0.0009):.10f}, error={{")
        c.p("':meta:device': 'NVIDIA GeForce RTX 3090',")
        c.p(f"':meta:epoch_num_train_steps': {3411 + c.rng.randrange(-4, 5)},")
        c.p(f"':meta:epoch_train_time_secs': {2210 + c.rng.randrange(-30, 60)},")
        c.p(f"':meta:time': '{clock('2024-05-02 10:00:00', e * 2300, '%Y-%m-%d-%H-%M-%S')} (UTC+0200)',")
        c.p(f"'dev_loss_ce': {c.rec('validation/loss', e, repr(dv))},")
        c.p(f"'dev_loss_fer': {min(0.97, 0.11 * dv)!r},")
        c.p(f"'devtrain_loss_ce': {tr * 0.93!r},")
        c.p(f"'devtrain_loss_fer': {min(0.97, 0.1 * tr)!r},")
        c.p(f"'train_loss_ce': {c.rec('train/loss', e, repr(tr))},")
        c.p(f"'train_loss_fer': {min(0.97, 0.12 * tr)!r},")
        c.p("}),")
    c.p("}")


@case("001_log", "flashlight ASR Train (C++)", "diverging", False, must=["diverging"])
def flashlight(c):
    start = "2020-06-01 09:12:00"
    stamp = lambda s: clock(start, s, "I%m%d %H:%M:%S.") + f"{c.rng.randrange(10**6):06d} 31877"
    for text in ["Train.cpp:59] Parsing command line flags", "Train.cpp:60] Overriding flags should be mutable when using `continue`", "Train.cpp:65] Reading flags from file train.cfg", "Train.cpp:171] Gflags after parsing", "Train.cpp:252] Experiment path: /checkpoint/am/tds_ctc", "Train.cpp:253] Experiment runidx: 1", "Train.cpp:276] Number of classes (network): 9998", "Train.cpp:283] Number of words: 200001", "Train.cpp:304] Loading architecture file from am_tds_ctc.arch", "Train.cpp:337] [Network] Sequential [input -> (0) -> (1) -> (2) -> output]", "Train.cpp:339] [Network Params: 203394122]", "Train.cpp:340] [Criterion] ConnectionistTemporalClassificationCriterion", "Train.cpp:352] [Network Optimizer] SGD (momentum=0.5)", "ListFileDataset.cpp:51] Dataset contains 281241 samples", "Train.cpp:513] Shuffling trainset", "Train.cpp:520] Epoch 1 started!"]:
        c.p(f"{stamp(3)} {text}")
    n = 64
    for i in range(1, n + 1):
        loss = fall(i, n, 62.0, 6.5, 0.06, 1.1)
        dev = fall(i, n, 55.0, 6.0, 0.06, 1.1)
        if i > 44:
            grow = min(1.0, (i - 44) / 5)
            loss = loss * (1 - grow) + 118 * grow
            dev = dev * (1 - grow) + 131 * grow
        loss, dev = c.noisy(loss, 0.012), c.noisy(dev, 0.01)
        step = i * 1000
        lt = c.rec("train/loss", step, f"{loss:10.5f}", f"{loss:.5f}")
        dvt = c.rec("validation/loss", step, f"{dev:10.5f}", f"{dev:.5f}")
        ter = min(100.0, 1.6 * loss) if loss < 60 else 100.0
        lr = 0.4 if i < 40 else 0.4
        c.rec("train/learning_rate", step, f"{lr:.6f}")
        c.p(f"{stamp(i * 640)} Train.cpp:412] epoch: {1 + i // 9:8d} | nupdates: {step:12d} | lr: {lr:.6f} | lrcriterion: 0.000000 | runtime: 00:10:{c.rng.randrange(10, 59)} | bch(ms): {c.rng.uniform(600, 640):.2f} | smp(ms): 2.27 | fwd(ms): {c.rng.uniform(200, 220):.2f} | crit-fwd(ms): 15.79 | bwd(ms): {c.rng.uniform(355, 372):.2f} | optim(ms): 41.55 | loss: {lt} | train-TER: {ter:.2f} | train-WER: {min(104, ter * 1.25):.2f} | dev.lst-loss: {dvt} | dev.lst-TER: {ter * 0.9:.2f} | dev.lst-WER: {min(103, ter * 1.2):.2f} | avg-isz: 1231 | avg-tsz: 040 | max-tsz: 083 | hrs: {c.rng.uniform(95, 99):8.2f} | thrpt(sec/sec): {c.rng.uniform(550, 580):.2f}")
        if i % 9 == 8:
            c.p(f"{stamp(i * 640 + 2)} Train.cpp:513] Shuffling trainset")
            c.p(f"{stamp(i * 640 + 2)} Train.cpp:520] Epoch {2 + i // 9} started!")


@case("funasr_finetune.log.txt", "FunASR train_ds", "healthy", True, must_not=["any"],
      note="one GPU: loss_avg_rank equals ('loss', ...); loss_avg_slice is a running average; validation prints no losses here")
def funasr(c):
    start = "2024-10-18 10:02:12"
    t = 0
    say = lambda text: c.p(f"[{clock(start, t)},{c.rng.randrange(1000):03d}][root][INFO] - {text}")
    say("Build model, frontend, tokenizer")
    say("Loading pretrained params from /root/.cache/modelscope/hub/iic/speech_paraformer-large/model.pt")
    say("Build optim")
    say("Build dataloader")
    say("Train epoch: 0, rank: 0")
    epochs, per, total = 8, 1500, 0
    for e in range(epochs):
        mean = 0.0
        for k in range(1, per // 50 + 1):
            t += 21
            total += 50
            loss = c.noisy(fall(total, epochs * per, 1.9, 0.22, 0.1), 0.03)
            mean += loss
            acc = 1 - 0.31 * loss
            x = f"{loss:.3f}"
            c.rec("train/loss", total, x)
            lr = min(total / 6000, (6000 / total) ** 0.5) * 2e-4
            parts = f"[('loss_att', {loss * 0.93:.3f}), ('acc', {acc:.3f}), ('loss_pre', {loss * 0.07:.3f}), ('loss', {float(x)!r}), ('batch_size', {c.rng.randrange(20, 48)})]"
            say(f"train, rank: 0, epoch: {e}/{epochs}, data_slice: 0/1, step_in_slice: {k * 50}/{per}, step_in_epoch: {k * 50}, total step: {total}, (loss_avg_rank: {x}), (loss_avg_slice: {mean / k:.3f}), (ppl_avg_slice: {math.exp(mean / k):.3e}), (acc_avg_slice: {acc:.3f}), (lr: {c.rec('train/learning_rate', total, f'{lr:.3e}')}), {parts}, {{'data_load': '0.000', 'forward_time': '0.0{c.rng.randrange(70, 99)}', 'backward_and_AllReaduce_time': '0.211', 'optim_time': '0.032', 'total_time': '0.4{c.rng.randrange(10, 60)}'}}, GPU, memory: usage: 3.482 GB, peak: 21.074 GB, cache: 22.123 GB, cache_peak: 22.160 GB")
        t += 40
        say(f"rank: 0, time_escaped_epoch: 0.1{c.rng.randrange(70, 99)} hours, estimated to finish {epochs} epoch: {0.18 * (epochs - e - 1):.3f} hours")
        say(f"Save checkpoint: {e}, rank: 0, local_rank: 0")
        c.p()
        c.p(f"Checkpoint saved to ./outputs/model.pt.ep{e}")
        c.p()
        say(f"Update best acc: {0.86 + 0.008 * e:.4f}, ./outputs/model.pt.best")


@case("char-rnn.out", "karpathy/char-rnn (Lua Torch7)", "diverging", False, must=["diverging"],
      note="grad/param norm is a ratio, not the gradient norm; validation losses stand only in checkpoint names")
def charrnn(c):
    for line in ["using CUDA on GPU 0...", "loading data files...", "cutting off end of data so that the batches/sequences divide evenly", "reshaping tensor...", "data load done. Number of data batches in train: 423, val: 23, test: 0", "vocab size: 65", "creating an lstm with 2 layers", "setting forget gate biases to 1 in LSTM layer 1", "setting forget gate biases to 1 in LSTM layer 2", "number of parameters in the model: 240321", "cloning rnn", "cloning criterion"]:
        c.p(line)
    total, per = 21150, 423
    for i in range(1, 12751):
        if i == 1 or i % 50 == 0:
            base = fall(i, 12700, 4.17, 1.28, 0.03, 1.0)
            if i > 11200:
                base += 10.2 * ((i - 11200) / 1500) ** 1.6
            loss = c.noisy(base, 0.022)
            if i == 12700:
                loss = 13.2
            x = f"{loss:6.8f}"
            if i <= 12700:
                c.p(f"{i}/{total} (epoch {i / per:.3f}), train_loss = {c.rec('train/loss', i, x)}, grad/param norm = {c.noisy(0.055 if i < 11200 else 0.4, 0.2):6.4e}, time/batch = {c.rng.uniform(0.10, 0.12):.4f}s")
        if i % 2000 == 0:
            c.p("evaluating loss over split index 2\t")
            for k in range(1, 24, 5):
                c.p(f"{k}/23...\t")
            c.p(f"saving checkpoint to cv/lm_lstm_epoch{i / per:.2f}_{base * 1.05:.4f}.t7\t")
        if i % 4230 == 0:
            c.p("decayed learning rate by a factor 0.97 to 0.00194\t")
    c.p("loss is exploding, aborting.\t")


@case("opt_run3_train.log.xz", "metaseq (fairseq) fp16, JSON in a pipe log", "amp-overflow", False, must=["amp-overflow"],
      note="losses are base 2, as printed")
def metaseq(c):
    start = "2022-07-04 18:20:00"
    c.p("srun: job 481223 queued and waiting for resources")
    c.p("srun: job 481223 has been allocated resources")
    c.p(f"{clock(start, 0)} | INFO | metaseq.distributed.utils | initialized host node-04 as rank 0")
    c.p(f"{clock(start, 9)} | INFO | metaseq_cli.train | {{'_name': None, 'common': {{'log_interval': 10, 'log_format': 'json', 'seed': 1, 'fp16': True, 'fp16_init_scale': 4, 'fp16_scale_window': 128, 'min_loss_scale': 0.0001, 'loss': None}}, 'optimization': {{'max_update': 20000, 'clip_norm': 1.0, 'lr': [0.0006]}}}}")
    c.p(f"{clock(start, 30)} | INFO | metaseq_cli.train | task: StreamingLanguageModelingTask")
    c.p(f"{clock(start, 30)} | INFO | metaseq_cli.train | num. model params: 125,237,760 (num. trained: 125,237,760)")
    c.p(f"{clock(start, 31)} | INFO | metaseq.trainer | begin training epoch 1")
    scale, t = 4.0, 40
    n = 190
    for i in range(1, n + 1):
        u = i * 10
        t += 14
        if i < 130:
            if i % 26 == 0:
                scale *= 2
            loss = c.noisy(fall(i, n, 15.2, 5.6, 0.12), 0.006)
        else:
            loss = c.noisy(fall(130, n, 15.2, 5.6, 0.12), 0.006)
            if i % 3 == 0:
                scale /= 2
                c.p(f"{clock(start, t)} | INFO | metaseq.trainer | NOTE: gradient overflow detected, ignoring gradient, setting loss scale to: {scale:g}")
        body = {"epoch": 1, "actv_norm": "0", "pos_norm": "0", "tok_norm": "0", "emb_norm": "0", "loss": c.rec("train/loss", u, f"{loss:.3f}"), "ppl": c.rec("train/perplexity", u, f"{2 ** loss:.2f}"), "wps": f"{c.rng.uniform(118000, 121000):.0f}", "ups": "0.71", "wpb": "131072", "bsz": "64", "num_updates": f"{u}", "lr": c.rec("train/learning_rate", u, f"{min(u / 1500, 1) * 6e-4:g}"), "gnorm": c.rec("train/gradient_norm", u, f"{c.noisy(fall(i, n, 6, 0.6, 0.04) if i < 130 else 3.4, 0.08):.3f}"), "clip": "0", "loss_scale": c.rec("train/loss_scale", u, f"{scale:g}"), "train_wall": "13", "cuda_gb_allocated": "9.8", "cuda_gb_reserved": "14.1", "cuda_gb_free": "69.4", "wall": f"{t}"}
        c.p(f"{clock(start, t)} | INFO | train_inner | {json.dumps(body)}")
    c.p("Traceback (most recent call last):")
    c.p('  File "/home/user/metaseq/metaseq/optim/dynamic_loss_scaler.py", line 61, in check_overflow')
    c.p("    raise FloatingPointError(")
    c.p("FloatingPointError: Minimum loss scale reached (0.0001). Your loss is probably exploding. Try lowering the learning rate, using gradient clipping or increasing the batch size.")


@case("ludwig_train.txt", "Ludwig (tables per evaluation)", "validation-swings", True, must=["validation-swings"],
      note="the loss of the output feature is the combined loss; both tables print it")
def ludwig(c):
    c.p("███████████████████████\n█ █ █ █  ▜█ █ █ █ █   █\n█ █ █ █ █ █ █ █ █ █ ███\n█ █   █ █ █ █ █ █ █ ▌ █\n█ █████ █ █ █ █ █ █ █ █\n█     █  ▟█     █ █   █\n███████████████████████\nludwig v0.5.5 - Experiment\n")
    c.p("╒════════════════════════╕\n│ EXPERIMENT DESCRIPTION │\n╘════════════════════════╛\n")
    c.p("╒══════════════════╤═══════════════════════════╕\n│ Experiment name  │ leaf_disease              │\n├──────────────────┼───────────────────────────┤\n│ Model name       │ run                       │\n├──────────────────┼───────────────────────────┤\n│ trainer          │ {'learning_rate': 0.01,   │\n│                  │  'epochs': 24}            │\n╘══════════════════╧═══════════════════════════╛\n")
    c.p("Training for 2352 step(s), approximately 24 epoch(s).\nStarting with step 0, epoch: 0")
    n = 24
    best = 99.0
    for k in range(1, n + 1):
        step = 98 * k
        tr = c.noisy(fall(k, n, 1.9, 0.16, 0.12), 0.006)
        va = tr * 1.15 * (1.0 if k % 3 == 0 else c.rng.uniform(2.4, 5.5) if k % 3 == 1 else c.rng.uniform(1.2, 1.6))
        a, b = c.rec("train/loss", step, f"{tr:.4f}"), c.rec("validation/loss", step, f"{va:.4f}")
        c.p(f"\nEpoch {k:2d}\nTraining: 100%|██████████| 98/98 [00:1{k % 7}<00:00,  7.{k % 10}1it/s]\n")
        c.p(f"Running evaluation for step: {step}, epoch: {k - 1}")
        c.p("Evaluation train: 100%|██████████| 98/98 [00:04<00:00, 23.11it/s]\nEvaluation vali : 100%|██████████| 14/14 [00:00<00:00, 24.01it/s]")
        at, av = c.rec("train/accuracy", step, f"{1 - tr * 0.31:.4f}"), c.rec("validation/accuracy", step, f"{max(0.2, 1 - va * 0.2):.4f}")
        c.p("╒════════════╤════════════╤════════╤═════════════╕\n│ label      │   accuracy │   loss │   hits_at_k │\n╞════════════╪════════════╪════════╪═════════════╡")
        c.p(f"│ train      │     {at} │ {a} │      {1 - tr * 0.1:.4f} │\n├────────────┼────────────┼────────┼─────────────┤")
        c.p(f"│ validation │     {av} │ {b} │      {max(0.4, 1 - va * 0.1):.4f} │\n╘════════════╧════════════╧════════╧═════════════╛")
        c.p(f"╒════════════╤════════╕\n│ combined   │   loss │\n╞════════════╪════════╡\n│ train      │ {a} │\n├────────────┼────────┤\n│ validation │ {b} │\n╘════════════╧════════╛")
        if va < best:
            c.p(f"'combined' 'loss' decreased from {best if best < 90 else 'inf'} to {va:.4f}. Saving checkpoint")
            best = float(b)
        else:
            c.p(f"Last improvement of combined validation loss happened 98 step(s) ago\n")


# ---------------------------------------------------------------- language models


@case("main.log", "karpathy/llm.c logger (log124M/main.log)", "healthy", True, must_not=["any"])
def llmc_main(c):
    n = 340
    for s in range(n + 1):
        if s % 25 == 0:
            c.p(f"s:{s} tel:{c.rec('validation/loss', s, f'{fall(s, n, 11.009, 3.35, 0.07):.4f}')}")
        if s % 100 == 0 and s:
            c.p(f"s:{s} eval:{0.2504 + 0.0001 * s / 10:.4f}")
        if s == n:
            break
        loss = c.noisy(fall(s, n, 11.01, 3.33, 0.07), 0.006)
        c.p(f"s:{s} trl:{c.rec('train/loss', s, f'{loss:.4f}')} lr:{c.rec('train/learning_rate', s, f'{cosine(s, n, 6e-4, 0.15, 0.0):.6f}')} norm:{c.rec('train/gradient_norm', s, f'{c.noisy(fall(s, n, 15.3, 0.4, 0.03), 0.05):.2f}')}")


@case("llmc_124M.out", "karpathy/llm.c console (train_gpt2cu)", "loss-spike", True, must=["loss-spike"], must_not=["non-finite-loss", "diverging"],
      note="(+nanz) is the z-score before there is a window; validation lines carry no step")
def llmc_console(c):
    rule = "+-----------------------+----------------------------------------------------+"
    c.p("Multi-GPU support is disabled. Using a single GPU.")
    c.p(rule + "\n| Parameter             | Value                                              |\n" + rule)
    for k, v in [("train data pattern", "dev/data/fineweb10B/fineweb_train_*.bin"), ("val data pattern", "dev/data/fineweb10B/fineweb_val_*.bin"), ("output log dir", "log124M"), ("micro batch size B", "64"), ("sequence length T", "1024"), ("total batch size", "524288"), ("LR scheduler", "cosine"), ("learning rate (LR)", "6.000000e-04"), ("warmup iterations", "70"), ("final LR fraction", "0.000000e+00"), ("weight decay", "1.000000e-01"), ("skip update lossz", "0.000000"), ("skip update gradz", "0.000000"), ("max_steps", "18865"), ("val_loss_every", "50"), ("use_master_weights", "enabled")]:
        c.p(f"| {k:<21s} | {v:<50s} |")
    c.p(rule)
    c.p("num_parameters: 124475904 => bytes: 248951808\nallocated 237 MiB for model parameters\nbatch_size B=64 * seq_len T=1024 * num_processes=1 and total_batch_size=524288\n=> setting grad_accum_steps=8")
    n = 330
    for s in range(1, n + 1):
        if (s - 1) % 50 == 0:
            c.p(f"val loss {c.rec('validation/loss', None, f'{fall(s - 1, n, 11.01, 3.9, 0.08):.6f}')}")
        loss = c.noisy(fall(s, n, 11.0, 3.9, 0.08), 0.005)
        norm = c.noisy(fall(s, n, 15, 0.55, 0.03), 0.06)
        for at, up in ((196, 4.4), (197, 3.3), (198, 1.9), (199, 0.9), (200, 0.4), (271, 5.2), (272, 3.1), (273, 1.4), (274, 0.6)):
            if s == at:
                loss, norm = loss + up, norm * (4 + up * 3)
        z = "+nan" if s < 129 else f"{c.rng.gauss(-0.6, 0.5):+.2f}"
        z2 = "+nan" if s < 129 else f"{c.rng.gauss(-0.3, 0.5):+.2f}"
        c.p(f"step {s:4d}/18865 | loss {c.rec('train/loss', s, f'{loss:7.6f}')} ({z}z)| norm {c.rec('train/gradient_norm', s, f'{norm:6.4f}')} ({z2}z)| lr {c.rec('train/learning_rate', s, f'{min(1, s / 70) * 6e-4:.2e}')} | {c.rng.uniform(3030, 3060):.2f} ms | 42.{c.rng.randrange(4, 9)}% bf16 MFU | {c.rng.randrange(171200, 171900)} tok/s")


SOURCE = '''import os
import sys
with open(sys.argv[0]) as f:
    code = f.read() # read the code of this file ASAP, for logging
import uuid
import glob
import time
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
import torch.nn.functional as F
import torch.distributed as dist

# -----------------------------------------------------------------------------
# optimizer: orthogonalised momentum

class Orthogonal(torch.optim.Optimizer):
    """Momentum whose update is orthogonalised. lr=0.02 works; loss: lower is better."""
    def __init__(self, params, lr=3e-4, momentum=0.95, nesterov=True):
        super().__init__(params, dict(lr=lr, momentum=momentum, nesterov=nesterov))

    def step(self):
        for group in self.param_groups:
            lr = group['lr']
            for p in group['params']:
                state = self.state[p]
                buf = state.setdefault('buffer', torch.zeros_like(p.grad))
                buf.mul_(group['momentum']).add_(p.grad)
                p.data.add_(orthogonalise(buf), alpha=-lr)

# -----------------------------------------------------------------------------
# model

class Block(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.attn = Attention(config)
        self.mlp = MLP(config)
    def forward(self, x):
        x = x + self.attn(F.rms_norm(x, (x.size(-1),)))
        return x + self.mlp(F.rms_norm(x, (x.size(-1),)))

@dataclass
class Hyperparameters:
    input_bin : str = 'data/fineweb10B/fineweb_train_*.bin'
    batch_size : int = 8*64 # sequences
    num_iterations : int = 1500
    val_loss_every : int = 50 # every how many steps to evaluate val loss? 0 for only at the end
    val_tokens : int = 10485760
args = Hyperparameters()

logfile = None
def print0(s, logonly=False):
    if master_process:
        with open(logfile, "a") as f:
            if not logonly:
                print(s)
            f.write(s+'\\n')

for step in range(args.num_iterations + 1):
    if (last_step or (args.val_loss_every > 0 and step % args.val_loss_every == 0)):
        val_loss = 0.0
        for _ in range(val_steps):
            with torch.no_grad():
                val_loss += model(x_val, y_val)
        print0(f'step:{step}/{args.num_iterations} val_loss:{val_loss:.4f} train_time:{training_time_ms:.0f}ms step_avg:{training_time_ms/(timed_steps-1):.2f}ms')
    if last_step:
        break
    for i in range(1, train_accumulation_steps+1):
        loss = model(x, y)
        train_loss = loss.detach()
        loss.backward()
    for opt, sched in zip(optimizers, schedulers):
        opt.step()
        sched.step()
    print0(f"step:{step+1}/{args.num_iterations} train_loss:{train_loss.item():.4f} train_time:{approx_time:.0f}ms step_avg:{approx_time/timed_steps:.2f}ms")
'''


@case("5f1c0b7e-8a1d-4c0e-b1a1-0d9f4c7e2a33.txt", "modded-nanogpt (the log starts with the source)", "healthy", True, must_not=["any"])
def modded(c):
    c.p(SOURCE)
    c.p("=" * 100)
    c.p("Running pytorch 2.6.0.dev20241105+cu124 compiled for CUDA 12.4\nnvidia-smi:\nTue Nov  5 14:11:22 2024       ")
    c.p("+-----------------------------------------------------------------------------------------+\n| NVIDIA-SMI 550.54.15              Driver Version: 550.54.15      CUDA Version: 12.4     |\n|-----------------------------------------+------------------------+----------------------+\n| GPU  Name                 Persistence-M | Bus-Id          Disp.A | Volatile Uncorr. ECC |\n| Fan  Temp   Perf          Pwr:Usage/Cap |           Memory-Usage | GPU-Util  Compute M. |\n|=========================================+========================+======================|\n|   0  NVIDIA H100 80GB HBM3          On  |   00000000:19:00.0 Off |                    0 |\n| N/A   38C    P0             127W / 700W |    3204MiB /  81559MiB |      2%      Default |\n+-----------------------------------------+------------------------+----------------------+")
    c.p("=" * 100)
    c.p("Training DataLoader: total number of tokens: 1100000000 across 11 files\nValidation DataLoader: total number of tokens: 100000000 across 1 files\n" + "=" * 100)
    n, show = 1500, 260
    ms = 0.0
    for s in range(show + 1):
        avg = "nan" if s < 11 else f"{ms / max(1, s - 10):.2f}"
        if s % 20 == 0:
            c.p(f"step:{s}/{n} val_loss:{c.rec('validation/loss', s, f'{fall(s, show, 10.826, 3.9, 0.08):.4f}')} train_time:{ms:.0f}ms step_avg:{avg}ms")
        if s == show:
            break
        ms += 0 if s < 10 else c.rng.uniform(158, 161)
        loss = c.noisy(fall(s, show, 10.83, 3.88, 0.08), 0.008)
        avg = "nan" if s < 10 else f"{ms / max(1, s - 9):.2f}"
        c.p(f"step:{s + 1}/{n} train_loss:{c.rec('train/loss', s + 1, f'{loss:.4f}')} train_time:{ms:.0f}ms step_avg:{avg}ms")


def short(x):
    """Number as tqdm's format_sizeof prints it: three digits and a unit."""
    for unit in ("", "k", "M"):
        if abs(x) < 999.5:
            if abs(x) < 99.95:
                return f"{x:1.2f}{unit}" if abs(x) < 9.995 else f"{x:2.1f}{unit}"
            return f"{x:3.0f}{unit}"
        x /= 1000
    return f"{x:3.1f}G"


@case("levanter-slurm-77120.out", "Levanter (tqdm_loggable)", "healthy", True, must_not=["any"],
      note="steps are rounded to three digits (1.25kit), so left out")
def levanter(c):
    start = "2024-05-06 08:00:00"
    say = lambda t, who, line, text: c.p(f"{clock(start, t, '%Y-%m-%dT%H:%M:%S')} - 0 - {who} - {line} - INFO :: {text}")
    say(0, "levanter.distributed", "distributed.py:82", "Initializing jax.distributed with: num_processes=4, process_id=0")
    say(6, "levanter.tracker.wandb", "wandb.py:220", "Setting wandb code_dir to /opt/levanter")
    say(20, "levanter.store.cache", "cache.py:411", "Attempting to load cache from gs://tok/openwebtext/train.")
    say(30, "levanter.trainer", "trainer.py:388", "No checkpoint found. Starting from scratch.")
    say(90, "levanter.trainer", "trainer.py:455", "First batch loaded in 3.1s, starting first train step (includes JIT compilation)...")
    n, t = 20000, 100
    for s in range(100, n + 1, 100):
        t += 84
        loss = c.noisy(fall(s, n, 8.9, 2.95, 0.05), 0.008)
        say(t, "tqdm_loggable.tqdm_logging", "tqdm_logging.py:145", f"Progress on:train {short(s)}it/{short(n)}it rate:1.2it/s remaining:{hms((n - s) / 1.2)} elapsed:{hms(t)} postfix:loss={c.rec('train/loss', s, f'{loss:.3g}')}")
        if s % 2000 == 0:
            say(t + 5, "tqdm_loggable.tqdm_logging", "tqdm_logging.py:145", "Progress on:eval 40.0it/184it rate:9.1it/s remaining:00:16 elapsed:00:04 postfix:-")
            say(t + 20, "levanter.eval", "eval.py:291", f"eval loss: {c.rec('validation/loss', s, f'{fall(s, n, 8.9, 2.98, 0.05):.3f}')}")
            say(t + 22, "levanter.checkpoint", "checkpoint.py:231", f"Saving checkpoint at step {s} to gs://ckpt/lev/{s}")
            t += 24
    c.hide_steps("train/loss", "validation/loss")


@case("easylm_7b.log", "EasyLM (pprint of JAX arrays)", "exploding-gradients", True, must=["exploding-gradients"],
      note="values are printed as array(1.23, dtype=float32)")
def easylm(c):
    c.p("I0621 03:11:00.101212 140212312 xla_bridge.py:440] Unable to initialize backend 'cuda': module 'jaxlib.xla_extension' has no attribute 'GpuAllocatorConfig'")
    c.p("/usr/lib/python3/dist-packages/requests/__init__.py:87: RequestsDependencyWarning: urllib3 (1.26.15) doesn't match a supported version!")
    n = 56
    for k in range(n):
        s = k * 50
        loss = c.noisy(fall(k, n, 10.6, 2.6, 0.08), 0.01)
        gn = c.noisy(fall(k, n, 9, 0.55, 0.05), 0.1)
        if k > 38:
            gn *= 10 ** min(6.2, (k - 38) * 0.55)
            loss += min(4.2, 0.3 * (k - 38))
        c.p(f"\r {100 * s / 2800:3.0f}%|{bar(s / 2800)}| {s}/2800 [{hms(s * 4.1)}<{hms((2800 - s) * 4.1)},  4.10s/it]", end="")
        lines = [("step", f"{s}"), ("train/accuracy", f"array({c.rec('train/accuracy', s, f'{max(0.01, 0.62 - loss * 0.06):.7f}')}, dtype=float32)"), ("train/gradient_norm", f"array({c.rec('train/gradient_norm', s, f'{gn:.6g}')}, dtype=float32)"), ("train/learning_rate", f"array({c.rec('train/learning_rate', s, f'{min(1, (s + 1) / 400) * 3e-4:.7g}')}, dtype=float32)"), ("train/loss", f"array({c.rec('train/loss', s, f'{loss:.7g}')}, dtype=float32)"), ("train/param_norm", f"array({1421 + k * 0.8:.4f}, dtype=float32)")]
        c.p("\n\n{" + ",\n ".join(f"'{a}': {b}" for a, b in lines) + "}\n")


@case("worker_0.log", "MindFormers (MindSpore, Ascend)", "not-decreasing", False, must=["not-decreasing"])
def mindformers(c):
    start = "2025-04-07 15:34:27"
    say = lambda t, text, line=529: c.p(f"{clock(start, t)},{c.rng.randrange(1000):03d} - mindformers./output/log[mindformers/core/callback/callback.py:{line}] - INFO - {text}")
    c.p("[WARNING] DISTRIBUTED(72136,ffffb5d5f010,python):2025-04-07-15:22:10.155.000 [mindspore/ccsrc/distributed/collective/collective_manager.cc:340] CreateCommunicationGroup] Start to create communication group: hccl_world_group")
    c.p("[WARNING] GRAPH_KERNEL(72136,ffffb5d5f010,python):2025-04-07-15:22:11.002.311 [mindspore/ccsrc/backend/common/graph_kernel/kernel_packet] Skip")
    say(0, ".........Starting Training Model..........", 840)
    say(0, ".........Model Compiling, Please Wait a Moment...........", 610)
    n = 170
    for s in range(1, n + 1):
        loss = 10.651 + c.rng.gauss(0, 0.011)
        ms = 103328 if s == 1 else c.rng.randrange(1740, 1790)
        lr = f"{cosine(s, n, 1e-5):.6e}"
        say(100 + s * 2, f"{{ Epoch:[  1/  1], step:[{s:5d}/{n:5d}], loss: {c.rec('train/loss', s, f'{loss:5.3f}')}, per_step_time: {ms}ms, lr: {c.rec('train/learning_rate', s, lr)}, overflow cond: False, loss_scale: 1.0, global_norm: [{c.rec('train/gradient_norm', s, f'{c.noisy(1.31, 0.05):.6f}')}], train_throughput_per_npu: {c.rng.uniform(168, 172):.3f}T")
        say(100 + s * 2, f"{100 * s / n:5.1f}% |{'█' * (s * 50 // n):<50s}| 0.57{c.rng.randrange(100, 999)} samples/s/p  {hms((n - s) * 1.75)} }}", 614)


def cri(c, stamp, text, flag="F"):
    c.p(f"{stamp} stderr {flag} {text}")


def human(x):
    x = float(f"{x:.3g}")
    k = 0
    while abs(x) >= 1000 and k < 4:
        x /= 1000
        k += 1
    return f"{x:f}".rstrip("0").rstrip(".") + ("", "K", "M", "G", "T")[k]


@case("nanotron-worker-0_0.log", "nanotron in Kubernetes (CRI log with partial lines)", "healthy", True, must_not=["any"],
      note="a line above 16 KB is split by the container runtime (P, then F)")
def nanotron(c):
    start = "2024-11-01 11:00:00"
    where = "[INFO|DP=0|PP=0|TP=0|lrdn0434]: "
    st = lambda t: clock(start, t, "%Y-%m-%dT%H:%M:%S.") + f"{c.rng.randrange(10**9):09d}Z"
    lt = lambda t: clock(start, t, "%m/%d/%Y %H:%M:%S ")
    for k, text in enumerate(["Config:", "Config(general=GeneralArgs(project='debug', run='lm', seed=42, step=None),", "       parallelism=ParallelismArgs(dp=8, pp=1, tp=4),", "       optimizer=OptimizerArgs(learning_rate_scheduler=LRSchedulerArgs(learning_rate=0.0003, lr_warmup_steps=20), accumulate_grad_in_fp32=True, clip_grad=1.0, weight_decay=0.1, zero_stage=0))", "Building model..", "Total number of parameters: 1.24G (2368.52MiB)", "[Optimizer Building] Using LearningRateForSP as learning rate", "No checkpoint path provided."]):
        cri(c, st(k), lt(k) + where + text)
    sched = "Learning rate scheduler state: {'base_lrs': [" + ", ".join(["0.0003"] * 3200) + "], 'last_epoch': 0, 'verbose': False}"
    long = lt(10) + where + sched
    cri(c, st(10), long[:16384], "P")
    cri(c, st(10), long[16384:], "F")
    n = 210
    t = 20
    for s in range(1, n + 1):
        t += 28
        loss = c.noisy(fall(s, n, 11.2, 2.9, 0.07), 0.008)
        lr = min(1, s / 20) * 3e-4
        cri(c, st(t), f"{lt(t)}{where}iteration: {s} / 17500 | consumed_tokens: {human(s * 2097152)} | elapsed_time_per_iteration_ms: {human(c.rng.uniform(27900, 28400))} | tokens_per_sec: {human(c.rng.uniform(74000, 75000))} | tokens_per_sec_per_gpu: {human(c.rng.uniform(2310, 2340))} | global_batch_size: 1.02K | lm_loss: {c.rec('train/loss', s, human(loss))} | lr: {c.rec('train/learning_rate', s, f'{lr:.3g}')} | model_tflops_per_gpu: 26.7 | hardware_tflops_per_gpu: 26.7 | grad_norm: {c.rec('train/gradient_norm', s, human(c.noisy(fall(s, n, 11, 0.4, 0.03), 0.06)))} | cuda_memory_allocated: 8.86G | cuda_max_memory_reserved: 34.1G | hd_total_memory_tb: 9.25G | hd_used_memory_tb: 8.21G | hd_free_memory_tb: 1.03G")
        if s % 100 == 0:
            cri(c, st(t + 1), f"{lt(t + 1)}{where}Saving checkpoint at checkpoints/{s}")
            cri(c, st(t + 9), "Saving weights:  38%|███▊      | 74/194 [00:01<00:02, 55.31it/s]")


@case("downloaded-logs-20250131-111743.json", "MaxText, Google Cloud Logging export, newest first", "non-finite-loss", True, must=["non-finite-loss"])
def maxtext(c):
    start = "2025-01-31 11:17:43"
    entries = []

    def add(t, text):
        ns = c.rng.randrange(10**9)
        entries.append({"textPayload": text, "insertId": f"{c.rng.randrange(36**9):x}", "resource": {"type": "k8s_container", "labels": {"cluster_name": "v5e-256", "pod_name": "mt-run-slice-job-0-0-x9k2l", "container_name": "jax-tpu", "namespace_name": "default", "project_id": "my-proj", "location": "us-west4"}}, "timestamp": clock(start, t, "%Y-%m-%dT%H:%M:%S.") + f"{ns:09d}Z", "severity": "ERROR", "labels": {"k8s-pod/jobset_sigs_k8s_io/jobset-name": "mt-run", "compute.googleapis.com/resource_name": "gke-tpu-ab12"}, "logName": "projects/my-proj/logs/stderr", "receiveTimestamp": clock(start, t + 2, "%Y-%m-%dT%H:%M:%S.") + f"{ns:09d}Z"})

    pre = lambda t, where: clock(start, t, "I%m%d %H:%M:%S.") + f"{c.rng.randrange(10**6):06d} 136759033735168 {where}] "
    add(0, pre(0, "max_utils.py:695") + "Total memory size: 6.4 GB, Output size: 0.2 GB, Temp size: 6.2 GB, Argument size: 0.2 GB, Host temp size: 0.0 GB.")
    add(1, "Per train step:\n Total TFLOPs: 764.67 \n split as 94.54% learnable weight flops and 5.46% attention flops")
    add(2, pre(2, "metric_logger.py:297") + "number parameters: 6.738 billion")
    n = 90
    for s in range(n):
        t = 10 + s * 6
        loss = c.noisy(fall(s, n, 10.87, 4.6, 0.12), 0.006)
        x = "nan" if s >= 61 else f"{loss:.3f}"
        ppl = "nan" if s >= 61 else f"{math.exp(loss):.3f}"
        add(t, pre(t, "metric_logger.py:226") + f"completed step: {s}, seconds: {c.rng.uniform(5.6, 5.7):.3f}, TFLOP/s/device: {c.rng.uniform(134, 135.5):.3f}, Tokens/s/device: {c.rng.uniform(8600, 8700):.3f}, total_weights: 196608, loss: {c.rec('train/loss', s, x)}, lm_loss: {x}, perplexity: {c.rec('train/perplexity', s, ppl)}")
    c.p(json.dumps(entries[::-1], indent=2))


@case("torchrun_llama3_debug.log", "torchtitan, four ranks print the same loss", "healthy", True, must_not=["any"])
def torchtitan(c):
    start = "2026-05-18 16:04:46"
    red, green, orange, turquoise, blue, cyan, magenta, reset = "\x1b[31m", "\x1b[32m", "\x1b[38;2;180;60;0m", "\x1b[38;2;54;234;195m", "\x1b[34m", "\x1b[36m", "\x1b[35m", "\x1b[39m"
    say = lambda r, t, text, lv="INFO": c.p(f"[rank{r}]:[titan] {clock(start, t)},{c.rng.randrange(1000):03d} - root - {lv} - {text}")
    c.p("+ NGPU=4\n+ LOG_RANK=0,1,2,3\n+ CONFIG_FILE=./train_configs/llama3_8b.toml\n+ torchrun --nproc_per_node=4 --rdzv_backend c10d --rdzv_endpoint=localhost:0 --local-ranks-filter 0,1,2,3 --role rank --tee 3 -m torchtitan.train --job.config_file ./train_configs/llama3_8b.toml")
    for r in range(4):
        say(r, 0, "Starting job: Llama 3 8B training")
        say(r, 1, "Building 1-D device mesh with ['dp_shard'], [4]", "INFO")
        say(r, 3, "Peak FLOPS used for computing MFU: 9.890e+14")
        say(r, 5, f"{blue}Model llama3 8B {red}size: 8,030,261,248 total parameters{reset}")
        say(r, 12, "lr_scheduler.warmup_steps is 50; Training starts at step 1, with local batch size 1, global batch size 4", "INFO")
    steps = [1] + list(range(10, 801, 10))
    for k, s in enumerate(steps):
        loss = c.noisy(fall(k, len(steps), 12.26, 3.3, 0.06), 0.008)
        x = c.rec("train/loss", s, f"{loss:8.5f}".strip())
        g = c.rec("train/gradient_norm", s, f"{c.noisy(fall(k, len(steps), 4.6, 0.5, 0.05), 0.08):7.4f}".strip())
        order = [0, 1, 2, 3]
        c.rng.shuffle(order)
        for r in order:
            tps = c.rng.randrange(7270, 7340)
            say(r, 20 + s * 1.12, f"{red}step: {s:2}  {green}loss: {float(x):8.5f}  {orange}grad_norm: {float(g):7.4f}  {turquoise}memory: 69.46GiB(73.11%)  {blue}tps: {tps:,}  {cyan}tflops: {tps * 0.0578:,.2f}  {magenta}mfu: {tps * 0.0058:.2f}%{reset}")
        if s == 400:
            for r in range(4):
                say(r, 20 + s * 1.13, "[GC] Performing periodic GC collection took 0.02 seconds")


@case("train_log.txt", "RWKV-LM (train_log.txt, no header)", "healthy", True, must_not=["any"],
      note="columns: mini-epoch, loss, exp(loss), learning rate, time, mini-epoch")
def rwkv(c):
    c.p("NEW RUN 2023-08-01-12-00-00")
    c.p("{'load_model': 'out/rwkv-init.pth', 'wandb': '', 'proj_dir': 'out', 'data_file': 'pile', 'ctx_len': 1024, 'epoch_steps': 1000, 'epoch_count': 500, 'micro_bsz': 12, 'n_layer': 12, 'n_embd': 768, 'lr_init': 0.0006, 'lr_final': 1e-05, 'warmup_steps': 50, 'beta1': 0.9, 'beta2': 0.99, 'precision': 'bf16'}")
    c.p("{'zero_allow_untested_optimizer': True, 'zero_optimization': {'stage': 2, 'contiguous_gradients': True, 'overlap_comm': True}, 'gradient_clipping': 1.0}")
    n = 150
    for e in range(n):
        loss = c.noisy(fall(e, n, 5.6, 2.55, 0.06), 0.003)
        x = c.rec("train/loss", e, f"{loss:.6f}")
        lr = 6e-4 * (1e-5 / 6e-4) ** (e / 500)
        c.p(f"{e} {x} {math.exp(float(x)):.4f} {c.rec('train/learning_rate', e, f'{lr:.8f}')} {clock('2023-08-01 12:00:00', e * 611 + 600)}.{c.rng.randrange(10**6):06d} {e}")


# ---------------------------------------------------------------- reinforcement and preferences


@case("nemo_rl_grpo.log", "NeMo-RL GRPO console", "healthy", True, must_not=["any"],
      note="the loss of GRPO stays near zero; that is right")
def nemo_rl(c):
    c.p("2025-08-11 07:12:01,122\tINFO worker.py:1841 -- Started a local Ray instance. View the dashboard at \x1b[1m\x1b[32m127.0.0.1:8265 \x1b[39m\x1b[22m")
    c.p("INFO:nemo_rl.distributed.virtual_cluster:Connected to existing Ray cluster\nLoaded configuration from: examples/configs/grpo_math_1B.yaml\n📊 Using log directory: logs/exp_014\n📊 Using checkpoint directory: results/grpo\n\n▶ Setting up data...\n  ✓ Training dataloader loaded with 7500 samples\n  ✓ Validation dataloader loaded with 500 samples\n\n▶ Setting up compute cluster...\n  ✓ Ray cluster initialized with 1 nodes\n\n▶ Setting up model and training...\n\n" + "=" * 60 + "\n                    SETUP COMPLETE\n" + "=" * 60 + "\n")
    n = 42
    for s in range(1, n + 1):
        c.p(f"\n{'=' * 25} Step {s}/{n} {'=' * 25}")
        c.p("▶ Preparing batch...\n▶ Generating responses for batch of size 512...")
        c.p(f"(VllmGenerationWorker pid={41000 + s % 3}) INFO 08-11 07:2{s % 10}:11 [block_pool.py:316] Successfully reset prefix cache")
        c.p("▶ Processing rewards...\n▶ Computing advantages...\n▶ Preparing for logprob inference...\n▶ Computing logprobs...\n▶ Preparing for training...\n▶ Training policy...")
        if s % 7 == 0:
            c.p(f"▶ Starting validation at step {s}...\n\n📊 Validation Results:\n    • Accuracy: {c.rec('validation/accuracy', s, f'{0.33 + 0.32 * s / n + c.rng.gauss(0, 0.006):.4f}')}\n    • Average response length: {620 + 3 * s:.1f} tokens\n    • Samples processed: 256\n\n  ⏱️  Validation Timing:\n    • Total validation time: 31.42s")
        reward = 0.24 + 0.42 * (1 - math.exp(-s / 18)) + c.rng.gauss(0, 0.015)
        c.p(f"\n📊 Training Results:\n  • Loss: {c.rec('train/loss', s, f'{c.rng.gauss(0.002, 0.006):.4f}')}\n  • Avg Reward: {c.rec('train/reward', s, f'{reward:.4f}')}\n  • Mean Generation Length: {c.rec('train/completion_length', s, f'{c.noisy(610 + 2.2 * s, 0.012):.4f}')}")
        c.p(f"\n⏱️  Timing:\n  • Total step time: {c.rng.uniform(70, 76):.2f}s\n  • generation: {c.rng.uniform(30, 33):.2f}s (43.1%)\n  • policy_training: {c.rng.uniform(25, 27):.2f}s (35.9%)\n  • policy_and_reference_logprobs: 9.{s:02d}s (12.7%)")


@case("job_88213.log", "prime-rl (trainer and orchestrator in one log)", "policy-collapse", False, must=["policy-collapse"],
      note="Mismatch KL is between trainer and inference, not to a reference; Seq. Length counts the prompt, so neither is listed")
def prime_rl(c):
    start = "2025-11-20 21:03:10"
    ok = lambda t, text: c.p(f"\x1b[2m{clock(start, t, '%H:%M:%S')}\x1b[0m \x1b[32m\x1b[1mSUCCESS\x1b[0m {text}")
    info = lambda t, text: c.p(f"\x1b[2m{clock(start, t, '%H:%M:%S')}\x1b[0m \x1b[1m   INFO\x1b[0m {text}")
    info(0, "Starting RL trainer in World(world_size=2, rank=0, local_rank=0)")
    info(1, "Initializing model and tokenizer (ModelConfig(name='Qwen/Qwen3-1.7B' attn='flash_attention_2'))")
    info(30, "Starting training loop (max_steps=120)")
    info(30, "Starting orchestrator loop (max_steps=120)")
    n = 120
    for s in range(n):
        t = 40 + s * 66
        ent = 0.61 * math.exp(-s / 30) if s < 60 else 0.0825 * math.exp(-(s - 60) / 9)
        ent = max(0.0006, c.noisy(ent, 0.05))
        reward = 0.34 + 0.22 * (1 - math.exp(-s / 15)) if s < 58 else 0.555 * math.exp(-(s - 58) / 11)
        reward = max(0.0, reward + c.rng.gauss(0, 0.012))
        ok(t, f"Step {s} | Time: {c.rng.uniform(58, 64):.2f}s | Reward: {c.rec('train/reward', s, f'{reward:.4f}')} | Seq. Length: {c.noisy(2070 if s < 60 else 900, 0.03):.1f} tokens/sample")
        if s % 10 == 0:
            info(t + 1, "Pausing inference engines for weight update")
            info(t + 3, "All inference engines resumed")
        ok(t + 5, f"Step {s} | Time: {c.rng.uniform(58, 64):.2f}s | Loss: {c.rec('train/loss', s, f'{c.rng.gauss(0.0005, 0.003):.4f}')} | Entropy: {c.rec('train/entropy', s, f'{ent:.4f}')} | Mismatch KL: {c.noisy(0.0009, 0.1):.4f} | Grad. Norm: {c.rec('train/gradient_norm', s, f'{c.noisy(0.11, 0.15):.4f}')} | LR: {c.rec('train/learning_rate', s, '1.00e-06')} | Throughput: {c.rng.randrange(15200, 15900)} tokens/s | MFU: 31.{s % 10}% | Peak Mem.: 61.2 GiB")


@case("tinker_rl.log", "tinker-cookbook RL (rich tables in a logger)", "kl-runaway", True, must=["kl-runaway"],
      note="no loss is printed; reward, KL to the base policy and entropy are")
def tinker(c):
    c.p("tinker_cookbook.utils.ml_log:331 [INFO] Logging to: /tmp/tinker-examples/math_rl/llama-3.1-8b\ntinker_cookbook.rl.train:902 [INFO] Will train on 40 batches")
    n = 40
    for s in range(n):
        kl = 0.0012 * math.exp(min(s, 36) * 0.31)
        rows = [("env/all/ac_tokens_per_turn", f"{c.noisy(211, 0.04):.6f}"), ("env/all/by_group/frac_mixed", f"{c.rng.uniform(0.3, 0.5):.6f}"), ("env/all/reward/total", c.rec("train/reward", s, f"{0.42 + 0.3 * (1 - math.exp(-s / 9)) + c.rng.gauss(0, 0.01):.6f}")), ("env/all/total_episodes", "2048"), ("kl_policy_base", c.rec("train/kl", s, f"{c.noisy(kl, 0.06):.6f}")), ("optim/entropy", c.rec("train/entropy", s, f"{c.noisy(0.71 - 0.006 * s, 0.02):.6f}")), ("optim/lr", c.rec("train/learning_rate", s, "0.000400")), ("progress/batch", str(s)), ("progress/done_frac", f"{(s + 1) / n:.6f}"), ("time/total", f"{c.rng.uniform(60, 75):.6f}")]
        rows.sort()
        w, v = 27, max(len(b) for _, b in rows)
        c.p("tinker_cookbook.utils.ml_log:178 [INFO] ")
        c.p(f"Step {s}".center(w + v + 7))
        c.p(f"┏{'━' * (w + 2)}┳{'━' * (v + 2)}┓\n┃ {'Metric':<{w}} ┃ {'Value':<{v}} ┃\n┡{'━' * (w + 2)}╇{'━' * (v + 2)}┩")
        for a, b in rows:
            c.p(f"│ {a:<{w}} │ {b:<{v}} │")
        c.p(f"└{'─' * (w + 2)}┴{'─' * (v + 2)}┘")
        c.p("tinker_cookbook.utils.ml_log:98 [INFO] Wrote metrics to /tmp/tinker-examples/math_rl/llama-3.1-8b/metrics.jsonl")


@case("Llama3_DPO_(8B).ipynb", "Unsloth DPO notebook (HTML table)", "preference-not-learnt", True, must=["preference-not-learnt"])
def dpo_nb(c):
    heads = ["Step", "Training Loss", "rewards / chosen", "rewards / rejected", "rewards / accuracies", "rewards / margins", "logps / chosen", "logps / rejected", "logits / chosen", "logits / rejected"]
    n = 90
    body = ""
    for s in range(1, n + 1):
        margin = c.rng.gauss(0.0004, 0.009)
        loss = 0.693147 - margin / 2 + abs(c.rng.gauss(0, 0.0008))
        ch = c.rng.gauss(0.001, 0.006)
        cells = [str(s), c.rec("train/loss", s, f"{loss:.6f}"), f"{ch:.6f}", f"{ch - margin:.6f}", c.rec("train/reward_accuracy", s, f"{min(0.625, max(0.375, round((0.5 + c.rng.gauss(0, 0.06)) * 16) / 16)):.6f}"), c.rec("train/reward_margin", s, f"{margin:.6f}"), f"{c.noisy(-281, 0.1):.6f}", f"{c.noisy(-262, 0.1):.6f}", f"{c.noisy(-0.61, 0.1):.6f}", f"{c.noisy(-0.58, 0.1):.6f}"]
        body += "    <tr>\n" + "".join(f"      <td>{x}</td>\n" for x in cells) + "    </tr>\n"
    table = f"\n    <div>\n      \n      <progress value='{n}' max='{n}' style='width:300px; height:20px; vertical-align: middle;'></progress>\n      [{n}/{n} 24:11, Epoch 2/3]\n    </div>\n    <table border=\"1\" class=\"dataframe\">\n  <thead>\n <tr style=\"text-align: left;\">\n" + "".join(f"      <th>{h}</th>\n" for h in heads) + "    </tr>\n  </thead>\n  <tbody>\n" + body + "  </tbody>\n</table><p>"
    lines = lambda text: text.splitlines(keepends=True)
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": lines("# DPO\nWe use a learning rate of 5e-6. A loss of 0.1 would be great!")},
        {"cell_type": "code", "execution_count": 5, "metadata": {}, "outputs": [{"name": "stdout", "output_type": "stream", "text": lines("==((====))==  Unsloth 2024.9: Fast Llama patching. Transformers = 4.44.2.\n   \\\\   /|    GPU: Tesla T4. Max memory: 14.748 GB. Platform = Linux.\nO^O/ \\_/ \\    Pytorch: 2.4.1+cu121. CUDA = 7.5. CUDA Toolkit = 12.1.\n")}], "source": lines("from unsloth import FastLanguageModel\nmodel, tokenizer = FastLanguageModel.from_pretrained('unsloth/llama-3-8b-bnb-4bit')")},
        {"cell_type": "code", "execution_count": 9, "metadata": {}, "outputs": [{"name": "stderr", "output_type": "stream", "text": lines("==((====))==  Unsloth - 2x faster free finetuning | Num GPUs = 1\n   \\\\   /|    Num examples = 240 | Num Epochs = 3\nO^O/ \\_/ \\    Batch size per device = 2 | Gradient Accumulation steps = 4\n\\        /    Total batch size = 8 | Total steps = 90\n")}, {"data": {"text/html": lines(table), "text/plain": ["<IPython.core.display.HTML object>"]}, "metadata": {}, "output_type": "display_data"}, {"data": {"text/plain": ["TrainOutput(global_step=90, training_loss=0.6935, metrics={'train_runtime': 1451.2, 'train_samples_per_second': 0.496, 'train_loss': 0.6935, 'epoch': 3.0})"]}, "execution_count": 9, "metadata": {}, "output_type": "execute_result"}], "source": ["dpo_trainer.train()"]},
    ]
    c.p(json.dumps({"cells": cells, "metadata": {"kernelspec": {"display_name": "Python 3", "name": "python3"}, "language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 0}, indent=1, ensure_ascii=False))


@case("openrlhf_ppo.log", "OpenRLHF (global step dictionaries)", "reward-hacking", False, must_any=[["reward-hacking", "kl-runaway"]],
      note="reward rises without end while KL grows from 0.01 to about 60 and the answers get four times as long")
def openrlhf(c):
    n = 110
    c.p("[2025-06-02 10:11:12,013] [INFO] [real_accelerator.py:222:get_accelerator] Setting ds_accelerator to cuda (auto detect)")
    c.p("(PolicyModelActor pid=8112) Actor(\n(PolicyModelActor pid=8112)   (model): LlamaForCausalLM(\n(PolicyModelActor pid=8112) )")
    for s in range(1, n + 1):
        kl = 0.012 * math.exp(min(s, 95) * 0.09)
        status = {"policy_loss": float(f"{c.rng.gauss(-0.004, 0.008):.6f}"), "actor_lr": 5e-07, "ppo_clip_ratio": float(f"{c.noisy(0.06, 0.1):.6f}"), "kl": float(f"{c.noisy(kl, 0.05):.6f}"), "reward": float(f"{-0.4 + 0.085 * s + c.rng.gauss(0, 0.05):.6f}"), "return": float(f"{-0.3 + 0.07 * s:.6f}"), "response_length": float(f"{c.noisy(210 + 6.2 * s, 0.02):.4f}"), "total_length": float(f"{390 + 6.2 * s:.4f}"), "critic_loss": float(f"{c.noisy(fall(s, n, 0.9, 0.2, 0.1), 0.05):.6f}")}
        c.rec("train/kl", s, status["kl"])
        c.rec("train/reward", s, status["reward"])
        c.rec("train/completion_length", s, status["response_length"])
        c.p(f"(PPOTrainer pid=7721) {clock('2025-06-02 10:20:00', s * 95)} [INFO] ppo_trainer.py:214 ✨ Global step {s}: {status}")
        if s % 5 == 0:
            c.p(f"(PPOTrainer pid=7721) \rEpisode [1/4]:  {s * 100 // 440}%|{bar(s / 440)}| {s}/440 [{hms(s * 95)}<{hms((440 - s) * 95)}, 95.02s/it]")


# ---------------------------------------------------------------- vision and science


@case("gaussian_splatting.err", "3D Gaussian Splatting train.py (still running)", "healthy", True, must_not=["any"],
      note="tqdm refreshes before the count is raised, so steps left out; Depth Loss is zero where no depth is given, and that is sound")
def splat(c):
    c.p("Optimizing /data/garden")
    c.p("Output folder: ./output/4c1f6f2e-9 [12/06 14:02:11]")
    c.p("Tensorboard not available: not logging progress [12/06 14:02:11]")
    c.p("Found transforms_train.json file, assuming Blender data set! [12/06 14:02:11]\nReading camera 161/161 [12/06 14:02:19]\nLoading Training Cameras [12/06 14:02:19]\nNumber of points at initialisation :  138766 [12/06 14:02:33]")
    n, end = 30000, 3400
    c.p("\rTraining progress:   0%|          | 0/30000 [00:00<?, ?it/s]", end="")
    ema = 0.31
    for s in range(0, end, 10):
        ema = 0.6 * ema + 0.4 * c.noisy(fall(s, n, 0.30, 0.052, 0.012), 0.03)
        c.p(f"\rTraining progress: {100 * s / n:3.0f}%|{bar(s / n)}| {s}/{n} [{hms(s / 31)}<{hms((n - s) / 31)}, {c.rng.uniform(29, 33):.2f}it/s, Loss={c.rec('train/loss', s, f'{ema:.7f}')}, Depth Loss=0.0000000]", end="")
    c.hide_steps("train/loss")


@case("openfold_metrics.csv", "OpenFold (Lightning CSVLogger)", "odd-part-loss", False, must=["odd-part-loss"],
      note="train/supervised_chi falls and is exactly 0.0 from step 3149 on: OpenFold replaces a NaN part by zero")
def openfold(c):
    parts = ["distogram", "experimentally_resolved", "fape", "plddt_loss", "masked_msa", "supervised_chi"]
    weight = {"distogram": 0.3, "experimentally_resolved": 0.0, "fape": 1.0, "plddt_loss": 0.01, "masked_msa": 2.0, "supervised_chi": 1.0}
    size = {"distogram": (4.1, 2.3), "experimentally_resolved": (0.69, 0.3), "fape": (4.6, 1.1), "plddt_loss": (3.9, 2.6), "masked_msa": (3.1, 1.2), "supervised_chi": (1.4, 0.62)}
    cols = ["epoch", "step", "lr-Adam"] + [f"train/{p}" for p in parts] + ["train/loss", "train/lddt_ca"] + [f"val/{p}" for p in parts] + ["val/loss", "val/lddt_ca"]
    c.p(",".join(cols))
    n, per = 6000, 500
    for s in range(49, n, 50):
        row = {"epoch": s // per, "step": s}
        total = 0.0
        for p in parts:
            x = c.noisy(fall(s, n, *size[p], 0.1), 0.02)
            if p == "supervised_chi" and s > 3100:
                x = 0.0
            total += weight[p] * x
            row[f"train/{p}"] = repr(round(x, 7))
        row["train/loss"] = c.rec("train/loss", s, repr(round(total, 6)))
        row["train/lddt_ca"] = f"{0.25 + 0.4 * s / n + c.rng.gauss(0, 0.01):.5f}"
        c.p(",".join(str(row.get(k, "")) for k in cols))
        if s % 10 == 9 and s % 100 == 49:
            c.p(",".join(str({"step": s, "lr-Adam": f"{min(1, s / 1000) * 1e-3:.6g}"}.get(k, "")) for k in cols))
        if (s + 1) % per == 0:
            row = {"epoch": s // per, "step": s}
            total = 0.0
            for p in parts:
                x = fall(s, n, *size[p], 0.1) * 1.08
                total += weight[p] * x
                row[f"val/{p}"] = repr(round(x, 7))
            row["val/loss"] = c.rec("validation/loss", s, repr(round(total, 6)))
            row["val/lddt_ca"] = f"{0.24 + 0.38 * s / n:.5f}"
            c.p(",".join(str(row.get(k, "")) for k in cols))


@case("cryodrgn_run.log", "cryoDRGN train_vae", "healthy", True, must_not=["any"])
def cryodrgn(c):
    start = "2023-06-12 12:00:00"
    say = lambda t, where, text: c.p(f"(INFO) ({where}) ({clock(start, t, '%d-%b-%y %H:%M:%S')}) {text}")
    say(0, "train_vae.py", "cryodrgn 2.3.0")
    say(0, "train_vae.py", "/opt/bin/cryodrgn train_vae particles.256.mrcs --ctf ctf.pkl --poses poses.pkl --zdim 8 -n 50 --log-interval 1000000 -o 00_vae256")
    say(0, "train_vae.py", "Namespace(batch_size=8, beta=None, beta_control=None, ctf='ctf.pkl', enc_dim=1024, lr=0.0001, num_epochs=50, zdim=8)")
    say(1, "train_vae.py", "Use cuda True")
    say(31, "dataset.py", "Loaded 131899 256x256 images")
    say(31, "dataset.py", "Normalized HT by 0 +/- 241.82")
    say(33, "ctf.py", "Loading ctf params from ctf.pkl")
    say(33, "ctf.py", "Image size (pix)  : 256")
    say(33, "ctf.py", "A/pix             : 1.6375")
    say(35, "train_vae.py", "HetOnlyVAE(\n  (encoder): ResidLinearMLP(\n    (main): Sequential(\n      (0): Linear(in_features=51445, out_features=1024, bias=True)\n      (1): ReLU()\n    )\n  )\n)")
    say(35, "train_vae.py", "60113426 parameters in model")
    say(36, "train_vae.py", "AMP acceleration enabled (autocast + gradscaler) ")
    n = 50
    for e in range(1, n + 1):
        gen = c.noisy(fall(e, n, 0.993, 0.9412, 0.12), 0.0004)
        kld = 2.1 + 9.0 * (1 - math.exp(-e / 9)) + c.rng.gauss(0, 0.04)
        beta = 1 / 8 / 131.0
        total = gen + beta * kld / 65536 * 8
        took = c.rng.uniform(1200, 1260)
        say(40 + e * 1240, "train_vae.py", f"# =====> Epoch: {e} Average gen loss = {gen:.6f}, KLD = {kld:.6f}, total loss = {c.rec('train/loss', e, f'{total:.6f}')}; Finished in {dt.timedelta(seconds=took)}")
        if e % 10 == 0:
            say(41 + e * 1240, "analysis.py", f"Saving weights.{e - 1}.pkl")
    say(42 + n * 1240, "train_vae.py", f"Finished in {dt.timedelta(seconds=n * 1240.5)} ({dt.timedelta(seconds=1240.512)} per epoch)")


@case("TMVAClassification.log", "ROOT TMVA MethodDL (C++)", "overfitting", True, must=["overfitting"])
def tmva(c):
    pad = " " * 25
    c.p("--- Factory                  : You are running ROOT Version: 6.28/04, May 8, 2023")
    c.p("DataSetInfo              : [dataset] : Added class \"Signal\"\n                         : Add Tree TreeS of type Signal with 20000 events\nDataSetInfo              : [dataset] : Added class \"Background\"\n                         : Add Tree TreeB of type Background with 20000 events")
    c.p("Factory                  : Booking method: \x1b[1mDL_CPU\x1b[0m\n                         : \n                         : Parsing option string: \n                         : ... \"!H:V:ErrorStrategy=CROSSENTROPY:VarTransform=G:WeightInitialization=XAVIER:InputLayout=1|1|28:BatchLayout=1|128|28:Layout=DENSE|64|TANH,DENSE|64|TANH,DENSE|1|LINEAR:TrainingStrategy=LearningRate=1e-3,Momentum=0.9,ConvergenceSteps=60,BatchSize=128,TestRepetitions=1,MaxEpochs=90,WeightDecay=0,Regularization=None,Optimizer=ADAM:Architecture=CPU\"")
    c.p("Factory                  : \x1b[1mTrain all methods\x1b[0m\nFactory                  : Train method: DL_CPU for Classification")
    c.p(f"{pad}: Start of deep neural network training on CPU using MT,  nthreads = 1\n{pad}: \n{pad}: *****   Deep Learning Network *****\nDEEP NEURAL NETWORK:   Depth = 3  Input = ( 1, 1, 28 )  Batch size = 128  Loss function = C\n\tLayer 0\t DENSE Layer: \t ( Input =    28 , Width =    64 ) \tOutput = (  1 ,   128 ,    64 ) \t Activation Function = Tanh\n{pad}: Using 25600 events for training and 6400 for testing\n{pad}: Compute initial loss  on the validation data \n{pad}: Training phase 1 of 1:  Optimizer ADAM (beta1=0.9,beta2=0.999,eps=1e-07) Learning rate = 0.001 regularization 0 minimum error = 0.734512")
    c.p(f"{pad}: {'-' * 62}\n{pad}: {'Epoch':>10s} | {'Train Err.':>12s}{'Val. Err.':>12s}{'t(s)/epoch':>12s}{'t(s)/Loss':>12s}{'nEvents/s':>12s}{'Conv. Steps':>12s}\n{pad}: {'-' * 62}\n{pad}:    Start epoch iteration ...")
    best, conv, n = 9.0, 0, 78
    for e in range(1, n + 1):
        tr = c.noisy(fall(e, n, 0.69, 0.13, 0.25, 1.2), 0.006)
        va = c.noisy(0.33 + 0.33 * math.exp(-e / 6) + (0.0065 * (e - 17) if e > 17 else 0), 0.005)
        if va < best:
            best, conv = va, 0
            c.p(f"{pad}: {e:>10d} Minimum Test error found - save the configuration ")
        else:
            conv += 1
        s = c.rng.uniform(0.41, 0.46)
        c.p(f"{pad}: {e:>10d} | {c.rec('train/loss', e, f'{tr:.6g}'):>12s}{c.rec('validation/loss', e, f'{va:.6g}'):>12s}{s:>12.6g}{s / 9:>12.6g}{25600 / s:>12.6g}{conv:>12d}")
    c.p(f"{pad}: \n{pad}: Elapsed time for training with 32000 events: \x1b[1;31m34.2 sec\x1b[0m         \nDL_CPU                   : [dataset] : Evaluation of DL_CPU on training sample (32000 events)")


@case("topaz_training.txt.gz", "Topaz train (tab-separated, split column)", "healthy", True, must_not=["any"],
      note="rows of split 'test' are left out of the truth: Topaz calls its held-out set test")
def topaz(c):
    c.p("\t".join(["epoch", "iter", "split", "loss", "ge_penalty", "precision", "tpr", "fpr", "auprc"]))
    it, per, epochs = 0, 28, 10
    for e in range(1, epochs + 1):
        for _ in range(per):
            it += 1
            loss = c.noisy(fall(it, per * epochs, 0.88, 0.31, 0.08), 0.05)
            c.p("\t".join([str(e), str(it), "train", c.rec("train/loss", it, f"{loss:.5g}"), f"{c.noisy(0.011, 0.5):.5g}", f"{c.rng.uniform(0.5, 0.7):.5g}", f"{1 - loss * 0.6:.5g}", f"{c.rng.uniform(0.005, 0.01):.5g}", "-"]))
        tl = fall(it, per * epochs, 0.9, 0.33, 0.08)
        c.p("\t".join([str(e), str(it), "test", f"{tl:.5g}", "-", f"{0.31 + 0.02 * e:.5g}", f"{1 - tl * 0.6:.5g}", "0.0102", f"{0.4 + 0.02 * e:.5g}"]))


@case("trainnet_diary.txt", "MATLAB trainnet (diary, R2024a)", "healthy", True, must_not=["any"])
def matlab(c):
    c.p(">> net = trainnet(dsTrain,layers,\"crossentropy\",options);")
    c.p("    Iteration    Epoch    TimeElapsed    LearnRate    TrainingLoss    ValidationLoss\n    _________    _____    ___________    _________    ____________    ______________")
    n, per = 4680, 78
    g5 = lambda x: f"{x:.5g}"
    k = 0
    for s in [0, 1] + list(range(50, n + 1, 50)) + [n]:
        tr = c.noisy(fall(s, n, 2.31, 0.061, 0.05), 0.05)
        va = fall(s, n, 2.309, 0.078, 0.05) * math.exp(c.rng.gauss(0, 0.01))
        a = "" if s == 0 else c.rec("train/loss", s, g5(tr))
        b = c.rec("validation/loss", s, g5(va)) if s == 0 or s % 300 == 0 or s == n else ""
        t = 6 + s * 0.21
        lr = 0.001 if s < 2600 else 0.0001
        lrt = "0.001" if lr == 0.001 else "0.0001"
        c.p(f"{s:>13d}    {max(0, -(-s // per)):>5d}    {clock('2024-01-01 00:00:00', t, '%H:%M:%S'):>11s}    {lrt:>9s}    {a:>12s}    {b:>14s}")
        k += 1
    c.p("Training stopped: Max epochs completed")


@case("stylegan2_log.txt", "StyleGAN2-ADA (log.txt prints no loss)", "nothing", True, nothing=True)
def stylegan(c):
    c.p("\nTraining options:\n{\n  \"num_gpus\": 8,\n  \"image_snapshot_ticks\": 50,\n  \"network_snapshot_ticks\": 50,\n  \"metrics\": [\n    \"fid50k_full\"\n  ],\n  \"loss_kwargs\": {\n    \"class_name\": \"training.loss.StyleGAN2Loss\",\n    \"r1_gamma\": 6.5536\n  },\n  \"total_kimg\": 25000,\n  \"G_opt_kwargs\": {\"lr\": 0.0025}\n}\n")
    c.p("Launching processes...\nLoading training set...\n\nNum images:  70000\nImage shape: [3, 256, 256]\nLabel shape: [0]\n\nConstructing networks...\nSetting up augmentation...\nDistributing across 8 GPUs...\nSetting up training phases...\nExporting sample images...\nInitializing logs...\nTraining for 25000 kimg...\n")
    for k in range(120):
        kimg = k * 4.032
        t = 65 + k * 83
        c.p(f"tick {k:<5d} kimg {kimg:<8.1f} time {t // 60}m {t % 60:02d}s{'':6s} sec/tick {c.rng.uniform(80, 84):<7.1f} sec/kimg {c.rng.uniform(19.9, 20.6):<7.2f} maintenance {c.rng.uniform(0.0, 0.2):<6.1f} cpumem {5.1 + k * 0.001:<6.2f} gpumem {6.4:<6.2f} augment {min(0.4, k * 0.003):.3f}")
        if k % 50 == 0:
            c.p("Evaluating metrics...\n" + json.dumps({"results": {"fid50k_full": 220.1 / (1 + k * 0.1)}, "metric": "fid50k_full", "total_time": 611.2, "num_gpus": 8, "snapshot_pkl": f"network-snapshot-{int(kimg):06d}.pkl", "timestamp": 1632000000.1 + t}))


@case("train_output.txt", "Keras 3 on Windows, PowerShell redirect (UTF-16)", "healthy", True, must_not=["any"])
def keras16(c):
    c.p("python : 2024-06-11 20:01:33.101112: I tensorflow/core/util/port.cc:153] oneDNN custom operations are on. You may see slightly \ndifferent numerical results due to floating-point round-off errors from different computation orders.")
    c.p("In Zeile:1 Zeichen:1\n+ python train.py > train_output.txt 2>&1\n+ ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n    + CategoryInfo          : NotSpecified: (2024-06-11 20:0...fferent num:String) [], RemoteException\n    + FullyQualifiedErrorId : NativeCommandError\n ")
    c.p("Found 4317 files belonging to 5 classes.\nUsing 3454 files for training.\nUsing 863 files for validation.")
    n = 40
    for e in range(1, n + 1):
        tr = c.noisy(fall(e, n, 1.61, 0.22, 0.14), 0.01)
        va = c.noisy(fall(e, n, 1.55, 0.31, 0.12), 0.01)
        lr = 1e-3 if e < 30 else 2e-4
        c.p(f"Epoch {e}/{n}")
        line = f"108/108 - {13 + e % 3}s - {121 + e % 5}ms/step - accuracy: {c.rec('train/accuracy', e, f'{1 - tr * 0.36:.4f}')} - loss: {c.rec('train/loss', e, f'{tr:.4f}')} - val_accuracy: {c.rec('validation/accuracy', e, f'{1 - va * 0.37:.4f}')} - val_loss: {c.rec('validation/loss', e, f'{va:.4f}')} - learning_rate: "
        c.p(line + c.rec("train/learning_rate", e, "1.0000e-03" if lr == 1e-3 else "2.0000e-04"))
        if e == 29:
            c.p("\nEpoch 29: ReduceLROnPlateau reducing learning rate to 0.00020000000949949026.")


@case("nnue-train.cast", "bullet NNUE trainer (Rust), asciinema recording", "healthy", True, must_not=["any"])
def bullet(c):
    col = lambda x, y: f"\x1b[{y}m{x}\x1b[0m"
    out = [json.dumps({"version": 2, "width": 126, "height": 38, "timestamp": 1727000000, "env": {"SHELL": "/bin/bash", "TERM": "xterm-256color"}})]
    t = 0.4

    def emit(text, wait=0.02):
        nonlocal t
        t += wait
        out.append(json.dumps([round(t, 6), "o", text.replace("\n", "\r\n")]))

    emit("\x1b[?2004huser@box:~/bullet$ ")
    for ch in "cargo r -r --example simple":
        emit(ch, 0.08)
    emit("\n\x1b[?2004l\r")
    emit("\x1b[1m\x1b[32m    Finished\x1b[0m `release` profile [optimized] target(s) in 0.11s\n\x1b[1m\x1b[32m     Running\x1b[0m `target/release/examples/simple`\n")
    emit("\x1b[34;1mBeginning Training\x1b[0m\nNet Name               : \x1b[32;1msimple\x1b[0m\nBatch Size             : \x1b[31m16384\x1b[0m\nBatches / Superbatch   : \x1b[31m6104\x1b[0m\nPositions / Superbatch : \x1b[31m100007936\x1b[0m\nStart Superbatch       : \x1b[31m1\x1b[0m\nEnd Superbatch         : \x1b[31m100\x1b[0m\nLR Scheduler           : start 0.001 gamma 0.1 drop every 60 superbatches\n")
    n, total = 100, 0.0
    for s in range(1, n + 1):
        for done in (1536, 3584, 5632):
            emit(f"superbatch {col(s, 36)} [{col(f'{done / 61.04:.1f}', 35)}% ({col(done, 36)}/{col(6104, 36)} batches, {col(c.rng.randrange(8310000, 8360000), 36)} pos/sec)]\nEstimated time to end of superbatch: {col(f'{12 * (1 - done / 6104):.1f}', 36)}s     \x1b[F", 3.0)
        total += 12.0
        x = c.rec("train/loss", s, f"{c.noisy(fall(s, n, 0.0192, 0.01105, 0.08), 0.003):.6f}")
        line = f"superbatch {col(s, 36)} | time {col('12.0', 36)}s | running loss {col(x, 36)} | {col(c.rng.randrange(8310000, 8360000), 36)} pos/sec | total time {col(f'{total:.1f}', 36)}s\n"
        cut = c.rng.randrange(20, 60)
        if s % 9 == 0:
            emit(line[:cut], 0.4)
            emit(line[cut:], 0.001)
        else:
            emit(line, 0.4)
        left = int((n - s) * 12)
        emit(f"Estimated time remaining in training: {col(left // 3600, 36)}h {col(left // 60 % 60, 36)}m {col(left % 60, 36)}s\n", 0.001)
        if s % 20 == 0:
            emit(f"Saved [{col(f'simple-{s}', 31)}]\n", 0.01)
        if s == 60:
            emit(f"LR Dropped to {col('0.0001', 36)}\n", 0.01)
    c.p("\n".join(out))


@case("output_cellbender.log.zst", "CellBender remove-background", "healthy", True, must_not=["any"],
      note="'average test loss' is left out of the truth: CellBender calls its held-out cells test")
def cellbender(c):
    say = lambda text: c.p(f"cellbender:remove-background: {text}")
    for text in ["Command:\ncellbender remove-background --input raw_feature_bc_matrix.h5 --output output.h5 --cuda --expected-cells 5000 --epochs 150", "CellBender 0.3.0", "(Workflow hash 1c2f4a8a11)", "2023-09-18 11:15:07", "Running remove-background", "Loading data from raw_feature_bc_matrix.h5", "CellRanger v3 format", "Features in dataset: 36601 Gene Expression", "Trimming features for inference.", "23104 features have nonzero counts.", "Prior on counts for cells is 11423", "Prior on counts for empty droplets is 312", "Including 12984 features in the analysis.", "Inference is using analysis mode full", "Running inference..."]:
        say(text)
    n = 150
    for e in range(1, n + 1):
        x = c.rec("train/loss", e, f"{c.noisy(fall(e, n, 7122.4, 3891.0, 0.035), 0.0012):.4f}")
        say(f"[epoch {e:03d}]  average training loss: {x}" + ("  (9.3 seconds per epoch)" if e == 2 else ""))
        if e == 2:
            say("Will checkpoint every 65 epochs")
        if e % 5 == 0:
            say(f"[epoch {e:03d}] average test loss: {fall(e, n, 7090.0, 3912.0, 0.035):.4f}")
        if e % 65 == 0:
            say("Saving a checkpoint...\nSaved checkpoint as /cromwell/ckpt.tar.gz")
    say("2023-09-18 11:39:40")
    say("Inference procedure complete.")


@case("deepxde_poisson.out", "DeepXDE (columns of bracketed losses)", "healthy", True, must_not=["any"],
      note="the summary after 'Best model' repeats values; the test loss is left out of the truth")
def deepxde(c):
    c.p("Using backend: pytorch\nOther supported backends: tensorflow.compat.v1, tensorflow, jax, paddle.\npaddle supports more examples now and is recommended.\nSet the default float type to float32\nCompiling model...\n'compile' took 0.000241 s\n\nTraining model...\n")
    c.p("Step      Train loss    Test loss     Test metric   ")
    n, best = 20000, (9, 0)
    for s in range(0, n + 1, 250):
        tr = c.noisy(fall(s, n, 2.73, 0.00042, 0.004, 1.7), 0.05)
        te = tr * c.rng.uniform(1.02, 1.1)
        best = min(best, (tr, s))
        c.p(f"{s:<10d}[{c.rec('train/loss', s, f'{tr:.2e}')}]    [{te:.2e}]    [{math.sqrt(te) * 0.3:.2e}]    ")
    c.p(f"\nBest model at step {best[1]}:\n  train loss: {best[0]:.2e}\n  test loss: {best[0] * 1.05:.2e}\n  test metric: [{math.sqrt(best[0]) * 0.3:.2e}]\n\n'train' took 61.220111 s\n\nSaving loss history to /home/u/loss.dat ...\nSaving training data to /home/u/train.dat ...")


@case("ldc_zeroEq.log", "PhysicsNeMo Sym / Modulus", "non-finite-loss", False, must_any=[["non-finite-loss", "diverging"]],
      note="the trainer stops at NaN before it prints the step: only the error line says so, after a rise by ten powers of ten")
def modulus(c):
    start = "2024-02-03 13:04:10"
    say = lambda t, text: c.p(f"[{clock(start, t, '%H:%M:%S')}] - {text}")
    c.p("training:\n  max_steps: 100000\n  grad_agg_freq: 1\n  rec_results_freq: 1000\n  rec_validation_freq: 1000\n  save_network_freq: 1000\n  print_stats_freq: 100\nloss:\n  _target_: modulus.sym.loss.aggregator.Sum\n  weights: null\noptimizer:\n  lr: 0.01\n  betas: [0.9, 0.999]\nscheduler:\n  decay_rate: 0.95\n  decay_steps: 4000\n")
    say(0, "JIT using the NVFuser TorchScript backend")
    say(1, "Disabling JIT because functorch does not work with it.")
    say(2, "attempting to restore from: outputs/ldc_2d_zeroEq")
    say(2, "optimizer checkpoint not found")
    say(2, "model flow_network.0.pth not found")
    n = 120
    for k in range(n):
        s = k * 100
        t = 9 + k * 5.5
        if s % 1000 == 0:
            say(t, f"[step: {s:10d}] record constraint batch time:  {c.rng.uniform(0.3, 1.2):.3e}s")
            say(t, f"[step: {s:10d}] record validators time:  {c.rng.uniform(0.05, 0.1):.3e}s")
            say(t, f"[step: {s:10d}] saved checkpoint to outputs/ldc_2d_zeroEq")
        loss = c.noisy(fall(k, n, 0.31, 0.004, 0.04), 0.06)
        if k > 96:
            loss *= 10 ** ((k - 96) * 0.5)
        text = f"[step: {s:10d}] loss: {c.rec('train/loss', s, f'{loss:10.3e}'.strip()):>10s}"
        say(t, text if k == 0 else text + f", time/iteration: {c.rng.uniform(53, 56):10.3e} ms")
        if k == 0:
            say(t + 1, "Attempting cuda graph building, this may take a bit...")
    say(t + 3, "loss went to Nans")


@case("edm_qm9.out", "e3_diffusion_for_molecules (EDM)", "healthy", True, must_not=["any"],
      note="RegTerm is always 0.0 and that is right")
def edm(c):
    c.p("Namespace(exp_name='edm_qm9', model='egnn_dynamics', probabilistic_model='diffusion', diffusion_steps=1000, n_epochs=3000, batch_size=64, lr=0.0001, clip_grad=True, n_report_steps=50, test_epochs=20)")
    c.p("Entropy of n_nodes: H[N] -2.475700616836548\nalphas2 [9.99990000e-01 9.99988000e-01 9.99982000e-01 ... 2.59676966e-05\n 1.39959211e-05 1.00039959e-05]\ngamma [-11.51291546 -11.33059532 -10.92513058 ...  10.55863126  11.17673063\n  11.51251595]")
    per, epochs = 1563, 8
    for e in range(epochs):
        for i in range(0, per, 50):
            g = e * per + i
            loss = c.noisy(fall(g, per * epochs, 5.6, 1.12, 0.05), 0.035)
            gn = c.noisy(fall(g, per * epochs, 4.0, 0.7, 0.03), 0.12)
            if g % 1700 < 50 and g:
                c.p(f"Clipped gradient with value {gn * 2.4:.1f} while allowed {gn * 1.6:.1f}")
            x = c.rec("train/loss", g, f"{loss:.2f}")
            c.p(f"\rEpoch: {e}, iter: {i}/{per}, Loss {x}, NLL: {x}, RegTerm: 0.0, GradNorm: {c.rec('train/gradient_norm', g, f'{gn:.1f}')}")
        c.p(f"Epoch took {c.rng.uniform(171, 176):.1f} seconds.")


@case("MACE_model_run-123_train.txt", "MACE results file (JSON lines, mode opt / eval)", "healthy", True, must_not=["any"],
      note="train: twenty batches of each epoch, no batch number is printed, so steps are left out")
def mace(c):
    epochs, per = 18, 20
    g = 0
    for e in range(epochs):
        for _ in range(per):
            loss = c.noisy(fall(g, epochs * per, 31.0, 0.35, 0.04, 1.2), 0.06)
            g += 1
            c.p(json.dumps({"loss": float(c.rec("train/loss", g, repr(round(loss, 8)))), "time": c.rng.uniform(0.11, 0.14), "mode": "opt", "epoch": e}))
        va = c.noisy(fall(g, epochs * per, 29.0, 0.40, 0.04, 1.2), 0.01)
        r = math.sqrt(va) * 0.02
        c.p(json.dumps({"loss": float(c.rec("validation/loss", e, repr(round(va, 8)))), "mae_e": r * 9, "mae_e_per_atom": r * 0.1, "rmse_e": r * 12, "rmse_e_per_atom": r * 0.13, "q95_e": r * 22, "mae_f": r * 0.7, "rel_mae_f": r * 70, "rmse_f": r, "rel_rmse_f": r * 80, "q95_f": r * 2.1, "time": 1.3311, "mode": "eval", "epoch": e}))
    c.hide_steps("train/loss", "validation/loss")


@case("scvi_kernel_stderr.txt", "scvi-tools 0.20 (one progress bar with carriage returns)", "healthy", True, must_not=["any"])
def scvi(c):
    c.p("GPU available: True (cuda), used: True\nTPU available: False, using: 0 TPU cores\nIPU available: False, using: 0 IPUs\nHPU available: False, using: 0 HPUs\nLOCAL_RANK: 0 - CUDA_VISIBLE_DEVICES: [0]")
    n = 220
    c.p(f"Epoch 1/{n}:   0%|          | 0/{n} [00:00<?, ?it/s]", end="")
    last = None
    for e in range(1, n + 1):
        loss = c.noisy(fall(e, n, 1420, 742, 0.06), 0.0025)
        x = c.rec("train/loss", e, f"{loss:.4g}", f"{float(f'{loss:.3g}'):g}")
        x = f"{loss:.3g}"
        pre = f"\rEpoch {e}/{n}: {100 * e / n:3.0f}%|{bar(e / n)}| {e}/{n} [{hms(e * 0.42)}<{hms((n - e) * 0.42)},  2.{c.rng.randrange(30, 45)}it/s"
        if last:
            c.p(pre.replace(f"| {e}/{n} [", f"| {e - 1}/{n} [") + f", loss={last}, v_num=1]", end="")
            c.p(f"{pre}, loss={last}, v_num=1]", end="")
        else:
            c.p(f"{pre}]", end="")
        c.p(f"{pre}, loss={x}, v_num=1]", end="")
        last = x
    c.p(f"\nINFO     File model/model.pt saved. `Trainer.fit` stopped: `max_epochs={n}` reached.")


# ---------------------------------------------------------------- classic learners, R, Julia, C


@case("gbm_churn.Rout", "R gbm (R CMD BATCH)", "healthy", True, must_not=["any"],
      note="ValidDeviance is nan because no validation part was asked for")
def rgbm(c):
    c.p("\nR version 4.2.2 (2022-10-31) -- \"Innocent and Trusting\"\nCopyright (C) 2022 The R Foundation for Statistical Computing\n\n> library(gbm)\nLoaded gbm 2.1.8.1\n> set.seed(42)\n> fit <- gbm(churn ~ ., data = train, distribution = \"bernoulli\", n.trees = 4000,\n+            shrinkage = 0.01, interaction.depth = 3, cv.folds = 0, verbose = TRUE)")
    c.p("Iter   TrainDeviance   ValidDeviance   StepSize   Improve")
    n = 4000
    for s in list(range(1, 11)) + list(range(20, 101, 20)) + list(range(120, n + 1, 20)):
        x = fall(s, n, 1.1021, 0.412, 0.12)
        c.p(f"{s:6d} {c.rec('train/loss', s, f'{x:13.4f}'.strip()):>13s} {'nan':>15s} {0.01:10.4f} {c.rng.gauss(0.0009 * math.exp(-s / 800), 0.00004):9.4f}")
    c.p("> best <- gbm.perf(fit, method = \"OOB\")\nOOB generally underestimates the optimal number of iterations although predictive performance is reasonably competitive. Using cv_folds>1 when calling gbm usually results in improved predictive performance.\n> proc.time()\n   user  system elapsed \n  61.22    0.31   61.60 ")


@case("pinn_julia.log", "Julia (Logging macros, Float32)", "overfitting", True, must=["overfitting"],
      note="Float32 values are shown with the suffix f0")
def julia(c):
    c.p("[ Info: CUDA is available, training on GPU\n┌ Warning: The GPU function is being called but the GPU is not accessible. \n│ Defaulting back to the CPU. (No action is required if you want to run on the CPU).\n└ @ Flux ~/.julia/packages/Flux/jgpVj/src/functor.jl:187")
    n = 70

    def f32(x):
        text = f"{x:.8g}"
        return text + "f0" if 1e-4 < x < 1e5 else text

    for e in range(1, n + 1):
        tr = c.noisy(fall(e, n, 2.3, 0.04, 0.12, 1.4), 0.01)
        va = c.noisy(0.62 + 1.6 * math.exp(-e / 6) + (0.028 * (e - 16) if e > 16 else 0), 0.008)
        a, b = f32(tr), f32(va)
        c.rec("train/loss", e, a, a.removesuffix("f0"))
        c.rec("validation/loss", e, b, b.removesuffix("f0"))
        c.p(f"┌ Info: Epoch finished\n│   epoch = {e}\n│   train_loss = {a}\n│   val_loss = {b}\n└   elapsed = {c.rng.uniform(3.1, 3.4):.6f}")
        if e % 10 == 0:
            c.p(f"[ Info: Model saved in \"runs/model-{e:03d}.bson\"")


def fortran(x, digits=5):
    mant, exp = f"{x:.{digits}E}".split("E")
    return f"{mant}D{int(exp):+03d}"


@case("lbfgsb_softmax.txt", "scipy L-BFGS-B (Fortran, D exponents)", "healthy", True, must_not=["any"])
def lbfgsb(c):
    c.p("RUNNING THE L-BFGS-B CODE\n\n           * * *\n\nMachine precision = 2.220D-16\n N =         7850     M =           10\n This problem is unconstrained.\n\nAt X0         0 variables are exactly at the bounds\n")
    n = 96
    for s in range(n + 1):
        f = fall(s, n, 2.302585, 0.2311, 0.05, 1.1)
        t = fortran(f)
        c.rec("train/loss", s, t, t.replace("D", "E"))
        c.p(f"At iterate{s:5d}    f= {t:>12s}    |proj g|= {fortran(c.noisy(0.12 * math.exp(-s / 14) + 2e-4, 0.2)):>12s}\n")
        if s == 41:
            c.p(" ys=-1.201E-04  -gs= 2.111E-04 BFGS update SKIPPED")
    c.p("\n           * * *\n\nTit   = total number of iterations\nTnf   = total number of function evaluations\nTnint = total number of segments explored during Cauchy searches\nSkip  = number of BFGS updates skipped\nNact  = number of active bounds at final generalized Cauchy point\nProjg = norm of the final projected gradient\nF     = final function value\n\n           * * *\n\n   N    Tit     Tnf  Tnint  Skip  Nact     Projg        F")
    c.p(f" 7850     96    104      1     1     0   3.111D-04   {fortran(f, 3)}\n  F =  {f:.16f}     \n\nCONVERGENCE: REL_REDUCTION_OF_F_<=_FACTR*EPSMCH             ")


@case("liblinear_s0.txt", "LIBLINEAR trust region Newton (C++)", "healthy", True, must_not=["any"],
      note="the gradient norm falls by four powers of ten because a convex problem converges")
def liblinear(c):
    c.p("$ ./train -s 0 -c 512 -e 0.000001 rcv1_train.binary")
    n = 42
    for s in range(1, n + 1):
        f = 1.1e5 + (3.6e6 - 1.1e5) * math.exp(-(s - 1) * 0.2)
        g = 6.1e5 * math.exp(-(s - 1) * 0.24)
        c.p(f"iter {s:2d} f {c.rec('train/loss', s, f'{f:5.3e}')} |g| {c.rec('train/gradient_norm', s, f'{g:5.3e}')} CG {c.rng.randrange(3, 40):3d} step_size {1.0 if s % 9 else 0.5:4.2e} ")
    c.p("Objective value = 110911.211\nnSV = 0")


@case("advi_cell_output.txt", "PyMC ADVI progress bar", "healthy", True, must_not=["any"])
def pymc(c):
    n = 20000
    for s in range(100, n + 1, 100):
        loss = c.noisy(fall(s, n, 21840.0, 903.0, 0.02, 1.2), 0.002)
        text = f"{loss:,.5g}"
        c.rec("train/loss", s, text, text.replace(",", ""))
        c.p(f"\rAverage Loss = {text}: {100 * s / n:3.0f}%|{bar(s / n)}| {s}/{n} [{hms(s / 911)}<{hms((n - s) / 911)}, {c.rng.uniform(900, 920):.2f}it/s]", end="")
    c.p(f"\nFinished [100%]: Average Loss = {text}")


# ---------------------------------------------------------------- graphs, recommenders


@case("dglke_fb15k.log", "DGL-KE (one process)", "healthy", True, must_not=["any"])
def dglke(c):
    c.p("Using backend: pytorch\nReading train triples....\nFinished. Read 483142 train triples.\nReading valid triples....\nFinished. Read 50000 valid triples.\nReading test triples....\nFinished. Read 59071 test triples.\n|Train|: 483142\nrandom partition 483142 edges into 1 parts\npart 0 has 483142 edges\n/usr/lib/python3/site-packages/dgl/base.py:25: UserWarning: multigraph will be deprecated.DGL will treat all graphs as multigraph in the future.\n|valid|: 50000\n|test|: 59071\nTotal initialize time 11.219 seconds")
    n = 24000
    for s in range(400, n + 1, 400):
        loss = c.noisy(fall(s, n, 0.78, 0.212, 0.06), 0.01)
        pos, neg = loss * 0.9, loss * 1.1
        c.p(f"[proc 0][Train]({s}/{n}) average pos_loss: {pos!r}\n[proc 0][Train]({s}/{n}) average neg_loss: {neg!r}\n[proc 0][Train]({s}/{n}) average loss: {c.rec('train/loss', s, repr(loss))}\n[proc 0][Train]({s}/{n}) average regularization: {c.noisy(0.0012 + s * 1e-7, 0.05)!r}\n[proc 0][Train] 400 steps take {c.rng.uniform(2.8, 3.0):.3f} seconds\n[proc 0]sample: 0.{c.rng.randrange(511, 560)}, forward: 1.1{c.rng.randrange(10, 90)}, backward: 0.8{c.rng.randrange(10, 90)}, update: 0.347")
    c.p("proc 0 takes 181.114 seconds\ntraining takes 182.0111563205719 seconds\n-------------- Test result --------------\nTest average MRR : 0.6721\nTest average MR : 61.12\nTest average HITS@1 : 0.5541\n-----------------------------------------")


@case("pykeen_transe.err", "PyKEEN (loss and prev_loss, still running)", "healthy", True, must_not=["any"],
      note="prev_loss is nan at first; tqdm refreshes before the count is raised, so steps left out")
def pykeen(c):
    c.p("INFO:pykeen.utils:Using opset 17\nWARNING:pykeen.utils:No cuda devices were available. The model runs on CPU\nINFO:pykeen.pipeline.api:Using device: None\nINFO:pykeen.triples.triples_factory:Creating inverse triples.")
    n, end = 500, 130
    c.p(f"\rTraining epochs on cpu:   0%|          | 0/{n} [00:00<?, ?epoch/s]", end="")
    prev = "nan"
    for e in range(end):
        x = f"{c.noisy(fall(e, n, 1.02, 0.05, 0.03), 0.008):.3g}"
        head = f"\rTraining epochs on cpu: {100 * e / n:3.0f}%|{bar(e / n)}| {e}/{n} [{hms(e * 1.9)}<{hms((n - e) * 1.9)},  1.9{e % 10}s/epoch, "
        if e:
            c.p(f"{head}loss={prev}, prev_loss={older}]", end="")
        c.p(f"{head}loss={c.rec('train/loss', e, x)}, prev_loss={prev}]", end="")
        older, prev = prev, x
        if e % 40 == 39:
            c.p("\nINFO:pykeen.evaluation.evaluator:Evaluation took 4.11s seconds\nINFO:pykeen.stoppers.early_stopping:New best result at epoch 40: 0.2101. Saved model weights to /tmp/best.pt")
    c.hide_steps("train/loss")


@case("hugectr_dlrm.log", "NVIDIA HugeCTR", "diverging", False, must=["diverging"])
def hugectr(c):
    start = "2022-03-01 07:03:04"
    say = lambda t, text, lv="INFO": c.p(f"[HCTR][{clock(start, t, '%H:%M:%S')}.{c.rng.randrange(1000):03d}][{lv}][RK0][main]: {text}")
    c.p("HugeCTR Version: 3.6\n====================================================Model Init=====================================================")
    say(0, "The model name is not specified when creating the solver.", "WARNING")
    say(0, "Global seed is 106940173")
    say(0, "Device 0: Tesla V100-PCIE-16GB")
    c.p("===================================================Model Compile===================================================")
    say(2, "gpu0 start to init embedding")
    say(2, "gpu0 init embedding done")
    c.p("=====================================================Model Fit=====================================================")
    say(3, "Use non-epoch mode with number of iterations: 80000")
    say(3, "Training batchsize: 65536, evaluation batchsize: 65536")
    say(3, "Evaluation interval: 4000, snapshot interval: 10000000")
    n = 80
    for k in range(1, n + 1):
        s = k * 1000
        loss = c.noisy(fall(k, n, 0.19, 0.121, 0.06), 0.008)
        if k > 52:
            loss = c.noisy(0.124 + min(1, (k - 52) / 9) * 1.9, 0.01)
        lr = min(24.0, k * 0.6)
        say(k * 6, f"Iter: {s} Time(1000 iters): {c.rng.uniform(5.3, 5.4):.6f}s Loss: {c.rec('train/loss', s, f'{loss:.6f}')} lr:{c.rec('train/learning_rate', s, f'{lr:.6f}')}")
        if k % 4 == 0:
            auc = 0.5 if k > 54 else 0.802 - 0.04 * math.exp(-k / 12)
            say(k * 6 + 1, f"Evaluation, AUC: {auc:.6f}")
            say(k * 6 + 1, "Eval Time for 681 iters: 1.234672s")
    say(490, "Finish 80000 iterations with batchsize: 65536 in 486.22s.")


# ---------------------------------------------------------------- trackers and infrastructure


@case("train_loss", "MLflow file store (metrics/train_loss)", "healthy", True, must_not=["any"],
      note="columns: time in ms, value, step; the file name is the name of the metric")
def mlflow(c):
    n, t = 240, 1690000000123
    for k in range(n):
        t += c.rng.randrange(4100, 4300)
        x = c.noisy(fall(k, n, 0.694, 0.181, 0.08), 0.012)
        c.p(f"{t} {c.rec('train/loss', k * 25, repr(x))} {k * 25}")


@case("comet_metrics.json", "Comet export (list of metrics)", "loss-spike", True, must=["loss-spike"], must_not=["diverging", "non-finite-loss"])
def comet(c):
    items, n, t = [], 160, 1690000000000

    def add(name, value, step, context):
        items.append({"metricName": name, "metricValue": value, "timestamp": t, "step": step, "epoch": step // 500, "runContext": context, "offset": None})

    for k in range(1, n + 1):
        s = k * 20
        t += 9100
        x = c.noisy(fall(k, n, 4.9, 1.3, 0.1), 0.012)
        for at, up in ((93, 6.2), (94, 3.5), (95, 1.2), (128, 7.1), (129, 2.6), (130, 0.7)):
            x += up if k == at else 0
        add("sys.gpu.0.gpu_utilization", str(c.rng.randrange(88, 99)), s, None)
        add("train_loss", c.rec("train/loss", s, f"{x:.6f}"), s, "train")
        if k % 10 == 0 and k not in (90, 100, 130):
            add("validate_loss", c.rec("validation/loss", s, f"{fall(k, n, 4.9, 1.38, 0.1):.6f}"), s, "validate")
    c.rng.shuffle(items)
    items.sort(key=lambda i: i["metricName"])
    items = sorted(items, key=lambda i: (i["metricName"], i["timestamp"]))
    c.p(json.dumps(items), end="")


@case("clearml_scalars.json", "ClearML (Task.get_reported_scalars)", "healthy", True, must_not=["any"])
def clearml(c):
    n = 80
    xs = [k * 100 for k in range(1, n + 1)]
    tr, va, lr = [], [], []
    for k, s in enumerate(xs):
        tr.append(round(c.noisy(fall(k, n, 1.9, 0.21, 0.07), 0.012), 6))
        c.rec("train/loss", s, repr(tr[-1]))
        lr.append(round(cosine(k, n, 3e-4), 9))
        if k % 8 == 7:
            va.append((s, round(fall(k, n, 1.85, 0.26, 0.07), 6)))
            c.rec("validation/loss", s, repr(va[-1][1]))
    body = {":monitor:gpu": {"gpu_0_utilization": {"name": "gpu_0_utilization", "x": list(range(0, 600, 30)), "y": [c.rng.randrange(80, 99) for _ in range(20)]}}, ":monitor:machine": {"memory_used_gb": {"name": "memory_used_gb", "x": list(range(0, 600, 30)), "y": [round(11 + c.rng.random(), 3) for _ in range(20)]}}, "loss": {"train": {"name": "train", "x": xs, "y": tr}, "validation": {"name": "validation", "x": [a for a, _ in va], "y": [b for _, b in va]}}, "learning rate": {"group 0": {"name": "group 0", "x": xs, "y": lr}}}
    c.p(json.dumps(body, indent=4), end="")


@case("metrics.json", "Sacred FileStorageObserver", "oscillating", True, must_any=[["oscillating", "not-decreasing"]])
def sacred(c):
    n = 120
    steps, values, times, acc = [], [], [], []
    for k in range(n):
        x = 1.45 + (0.85 if k % 2 else -0.8) + c.rng.gauss(0, 0.12)
        steps.append(k * 10)
        values.append(round(x, 6))
        times.append(clock("2021-03-03 09:00:00", k * 31, "%Y-%m-%dT%H:%M:%S.") + f"{c.rng.randrange(10**6):06d}")
        acc.append(round(0.9 - 0.28 * x, 5))
        c.rec("train/loss", k * 10, repr(values[-1]))
        c.rec("train/accuracy", k * 10, repr(acc[-1]))
    c.p(json.dumps({"training.loss": {"steps": steps, "timestamps": times, "values": values}, "training.accuracy": {"steps": steps, "timestamps": times, "values": acc}}, indent=2), end="")


@case("cloudwatch_sagemaker_xgb.json", "SageMaker XGBoost, aws logs get-log-events", "overfitting", True, must=["overfitting"],
      note="tabs are escaped as #011")
def sagemaker(c):
    events, t = [], 1717355260118

    def add(text):
        nonlocal t
        t += c.rng.randrange(60, 190)
        events.append({"timestamp": t, "message": text, "ingestionTime": t + 4012})

    add("[2024-06-02 19:07:39.118 ip-10-0-85-128.ec2.internal:7 INFO utils.py:27] RULE_JOB_STOP_SIGNAL_FILENAME: None")
    add("[19:07:39] 24000x60 matrix with 1440000 entries loaded from /opt/ml/input/data/train?format=csv&label_column=0&delimiter=,")
    add("INFO:root:Single node training.")
    n = 130
    for k in range(n):
        tr = fall(k, n, 0.662, 0.008, 0.16, 1.4)
        va = 0.298 + 0.37 * math.exp(-k / 9) + (0.0028 * (k - 28) if k > 28 else 0) + c.rng.gauss(0, 0.0006)
        add(f"[{k}]#011train-logloss:{c.rec('train/loss', k, f'{tr:.5f}')}#011validation-logloss:{c.rec('validation/loss', k, f'{va:.5f}')}")
        if k == 1:
            add("[2024-06-02 19:07:40.120 ip-10-0-85-128.ec2.internal:7 INFO hook.py:486] Hook is writing from the hook with pid: 7")
    c.p(json.dumps({"events": events, "nextForwardToken": "f/38310011/s", "nextBackwardToken": "b/38309977/s"}, indent=4))


@case("journal_export.jsonl", "systemd journal (journalctl -o json) of a Hugging Face Trainer", "zero-loss", True, must=["zero-loss"],
      note="messages with control characters are arrays of bytes; the epoch is the only counter of the loss lines")
def journal(c):
    t = 1718000000000000
    k = 0

    def put(text, raw=False):
        nonlocal t, k
        k += 1
        t += c.rng.randrange(10**5, 2 * 10**6)
        c.p(json.dumps({"__CURSOR": f"s=ab12;i={k:x};b=77;m=1;t=2;x=3", "__REALTIME_TIMESTAMP": str(t), "_HOSTNAME": "gpu01", "PRIORITY": "6", "_TRANSPORT": "stdout", "SYSLOG_IDENTIFIER": "python3", "_PID": "2211", "_SYSTEMD_UNIT": "finetune.service", "MESSAGE": list(text.encode()) if raw else text}))

    put("Loading checkpoint shards: 100%|██████████| 4/4 [00:07<00:00,  1.81s/it]\r", True)
    put("trainable params: 20,971,520 || all params: 8,051,232,768 || trainable%: 0.2605")
    put("You are using an old version of the checkpointing format that is deprecated")
    n = 100
    for i in range(1, n + 1):
        s = i * 5
        put(f" {100 * s // 500}%|{bar(s / 500)}| {s}/500 [{hms(s * 3.1)}<{hms((500 - s) * 3.1)},  3.11s/it]\r", True)
        dead = i > 57
        loss = c.rec("train/loss", i, "0.0" if dead else f"{round(c.noisy(fall(i, n, 2.1, 0.95, 0.1), 0.015), 4)}")
        lr = 2e-4 * (1 - s / 500)
        put(f"{{'loss': {loss}, 'grad_norm': {'nan' if dead else round(c.noisy(0.8, 0.1), 6)}, 'learning_rate': {lr!r}, 'epoch': {round(s / 250, 2)}}}")
    c.hide_steps("train/loss")


@case("gha_job_logs.txt", "GitHub Actions log of a Hugging Face Trainer", "scale-mismatch", True, must=["scale-mismatch"],
      note="the training loss is sixteen times the evaluation loss throughout (sum over accumulated batches); the epoch is the only counter")
def gha(c):
    start = "2024-10-20 17:09:01"
    t = 0
    say = lambda text: c.p(f"{clock(start, t, '%Y-%m-%dT%H:%M:%S.')}{c.rng.randrange(10**7):07d}Z {text}")
    c.parts.append("\ufeff")
    for text in ["Current runner version: '2.320.0'", "##[group]Operating System", "Ubuntu", "22.04.5", "##[endgroup]", "##[group]Run python finetune.py --gradient_accumulation_steps 16", "\x1b[36;1mpython finetune.py --gradient_accumulation_steps 16\x1b[0m", "shell: /usr/bin/bash -e {0}", "##[endgroup]", "Generating train split: 100%|██████████| 8000/8000 [00:00<00:00, 61231.31 examples/s]", "##[warning]`evaluation_strategy` is deprecated and will be removed in version 4.46 of 🤗 Transformers."]:
        say(text)
    n = 120
    for i in range(1, n + 1):
        t += 21
        s = i * 10
        base = fall(i, n, 2.3, 1.32, 0.1)
        x = c.rec("train/loss", i, f"{round(c.noisy(base * 16.0, 0.012), 4)}")
        lr = 5e-5 * (1 - s / 1200)
        say(f"{{'loss': {x}, 'grad_norm': {round(c.noisy(11.0, 0.1), 6)}, 'learning_rate': {lr!r}, 'epoch': {round(s / 500, 2)}}}")
        if i % 10 == 0:
            t += 30
            ev = c.rec("validation/loss", i, f"{round(fall(i, n, 2.28, 1.34, 0.1), 6)}")
            say(f"{{'eval_loss': {ev}, 'eval_runtime': 28.1{i}, 'eval_samples_per_second': 35.5, 'eval_steps_per_second': 4.4, 'epoch': {round(s / 500, 2)}}}")
    say(f"{{'train_runtime': {t}.1, 'train_samples_per_second': 6.1, 'train_steps_per_second': 0.4, 'train_loss': 24.91, 'epoch': 2.4}}")
    say("Post job cleanup.")
    c.hide_steps("train/loss", "validation/loss")


@case("vit_mixer_clu.log.bz2", "JAX / CLU metric writer (logging_writer)", "vanishing-gradients", False,
      must_any=[["vanishing-gradients", "not-decreasing"]])
def clu(c):
    start = "2024-06-12 12:00:00"
    pre = lambda t, where: clock(start, t, "I%m%d %H:%M:%S.") + f"{c.rng.randrange(10**6):06d} 139876211 {where}] "
    c.p(pre(0, "xla_bridge.py:863") + "Unable to initialize backend 'tpu': INTERNAL: Failed to open libtpu.so")
    c.p(pre(1, "main.py:44") + "JAX process: 0 / 1")
    c.p(pre(1, "local.py:45") + "Setting task status: process_index: 0, process_count: 1")
    c.p(pre(9, "parameter_overview.py:264") + "\n+----------------------------+------------+---------+\n| Name                       | Shape      | Size    |\n+----------------------------+------------+---------+\n| params/Dense_0/kernel      | (784, 512) | 401,408 |\n+----------------------------+------------+---------+\nTotal: 1,812,490")
    n = 150
    for k in range(1, n + 1):
        s = k * 100
        g = 0.9 * 10 ** (-min(9.5, k * 0.24))
        loss = 2.303 + 0.02 * math.exp(-k / 4) + c.rng.gauss(0, 0.0011)
        items = [("accuracy", c.rec("train/accuracy", s, f"{0.1 + c.rng.gauss(0, 0.003):.6g}")), ("grad_norm", c.rec("train/gradient_norm", s, f"{c.noisy(g, 0.1):.6g}")), ("learning_rate", c.rec("train/learning_rate", s, "0.001")), ("loss", c.rec("train/loss", s, f"{loss:.6g}"))]
        c.p(pre(10 + k * 7, "logging_writer.py:48") + f"[{s}] " + ", ".join(f"{a}={b}" for a, b in items))
        if k % 10 == 0:
            c.p(pre(11 + k * 7, "local.py:50") + f"Created artifact [{s}] Checkpoint of type ArtifactType.DIRECTORY and value /tmp/ckpt.")
            c.p(pre(11 + k * 7, "logging_writer.py:48") + f"[{s}] steps_per_sec={c.rng.uniform(13.9, 14.4):.6g}, uptime={k * 7.0}")


@case("optuna_study.log", "Optuna study (no training loss)", "nothing", True, nothing=True)
def optuna(c):
    best = (9.0, 0)
    c.p("[I 2024-03-01 10:00:00,112] A new study created in RDB with name: lgbm-tune")
    for k in range(90):
        v = 0.31 + abs(c.rng.gauss(0, 0.05))
        best = min(best, (v, k))
        if k % 13 == 12:
            c.p(f"[I {clock('2024-03-01 10:00:00', k * 41)},{c.rng.randrange(1000):03d}] Trial {k} pruned. ")
        else:
            c.p(f"[I {clock('2024-03-01 10:00:00', k * 41)},{c.rng.randrange(1000):03d}] Trial {k} finished with value: {v!r} and parameters: {{'lambda_l1': {c.rng.random()!r}, 'num_leaves': {c.rng.randrange(8, 255)}, 'feature_fraction': {c.rng.uniform(0.4, 1)!r}, 'learning_rate': {10 ** c.rng.uniform(-3, -1)!r}}}. Best is trial {best[1]} with value: {best[0]!r}.")
    c.p(f"Number of finished trials: 90\nBest trial: {best[1]}")


@case("slurm-1802211.out", "llama2.c train.py in Slurm, preempted and resumed with overlap", "healthy", True, must_not=["any"],
      note="iterations 1500 to 1730 are printed twice with other values; distinct steps are counted")
def llama2c(c):
    n = 3000

    def head(resume):
        c.p("tokens per iteration will be: 131,072\nbreaks down as: 4 grad accum steps * 1 processes * 128 batch size * 256 max seq len")
        c.p("Resuming training from out" if resume else "Initializing a new model from scratch")
        c.p("num decayed parameter tensors: 43, with 15,187,968 parameters\nnum non-decayed parameter tensors: 13, with 3,744 parameters\nusing fused AdamW: True\ncompiling the model... (takes a ~minute)\nCreated a PretokDataset with rng seed 42")

    def run(first, last):
        for s in range(first, last + 1, 10):
            if s % 250 == 0:
                a, b = fall(s, n, 10.41, 1.21, 0.02, 1.1), fall(s, n, 10.42, 1.23, 0.02, 1.1)
                a, b = a + c.rng.gauss(0, 0.002), b + c.rng.gauss(0, 0.002)
                c.p(f"step {s}: train loss {a:.4f}, val loss {c.rec('validation/loss', s, f'{b:.4f}')}")
                if s:
                    c.p("saving checkpoint to out\nwrote out/model.bin")
            loss = c.noisy(fall(s, n, 10.4, 1.22, 0.02, 1.1), 0.012)
            lr = 5e-4 * min(1, s / 1000) if s < 1000 else 5e-4 * 0.5 * (1 + math.cos(math.pi * (s - 1000) / 99000))
            c.p(f"{s} | loss {c.rec('train/loss', s, f'{loss:.4f}')} | lr {c.rec('train/learning_rate', s, f'{lr:e}')} | {c.rng.uniform(610, 640) if s != first else 41233.5:.2f}ms | mfu {-100.0 if s < first + 50 else c.rng.uniform(31, 32):.2f}%")

    head(False)
    run(0, 1730)
    c.p("slurmstepd: error: *** JOB 1802211 ON gpu12 CANCELLED AT 2023-08-02T03:11:20 DUE TO PREEMPTION ***\nsrun: Job step aborted: Waiting up to 92 seconds for job step to finish.\nsrun: error: gpu12: task 0: Terminated\n\n*** requeued: restart count 1 ***\n")
    head(True)
    run(1500, n)


# ---------------------------------------------------------------- writing


def encode(name, text):
    if name == "train_output.txt":
        return b"\xff\xfe" + text.replace("\n", "\r\n").encode("utf-16-le")
    if name == "trainnet_diary.txt":
        return text.replace("\n", "\r\n").encode()
    data = text.encode()
    if name.endswith(".gz"):
        return gzip.compress(data, mtime=0)
    if name.endswith(".xz"):
        return lzma.compress(data)
    if name.endswith(".bz2"):
        return bz2.compress(data)
    if name.endswith(".zst"):
        import zstandard

        return zstandard.ZstdCompressor().compress(data)
    return data


def main():
    out = pathlib.Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    truth = {}
    for name, tool, kind, odd, must, must_any, must_not, nothing, note, function in CASES:
        c = Case(name)
        function(c)
        (out / name).write_bytes(encode(name, c.text()))
        if name in truth:
            raise SystemExit(f"twice: {name}")
        truth[name] = {"tool": tool, "kind": kind, "odd": odd, "series": c.truth(), "must": must, "must_any": must_any, "must_not": must_not, "nothing": nothing, "note": note}
    (out / "truth.json").write_text(json.dumps(truth, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()

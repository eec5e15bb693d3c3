"""Writes 50 training logs in the forms that public trainers print, with right values (truth.json). python make.py out"""
import gzip, io, json, math, os, random, sys
from datetime import datetime, timedelta

TRUTH, FILES = {}, {}


class Case:
    def __init__(self, name, tool, kind, odd, note="", must=(), must_any=(), must_not=(), nothing=False):
        self.name, self.r, self.s, self.order = name, random.Random("logs14/" + name), {}, []
        self.meta = dict(tool=tool, kind=kind, odd=odd, must=list(must), must_any=[list(a) for a in must_any],
                         must_not=list(must_not), nothing=nothing, note=note)
        self.buf = io.StringIO()
        self.t = datetime(2024, 3, 5, 9, 12, 31) + timedelta(seconds=self.r.randrange(10 ** 7))

    def p(self, text="", end="\n"):
        self.buf.write(text + end)

    def rec(self, key, step, text, value=None):
        """Records a measurement as printed, gives the text back."""
        self.s.setdefault(key, {})
        k = step if step is not None else ("#", len(self.s[key]))
        if k not in self.s[key]:
            self.s[key][k] = str(text if value is None else value).strip()
        return text

    def tick(self, sec):
        self.t += timedelta(seconds=sec * self.r.uniform(0.9, 1.1))
        return self.t

    def done(self, nosteps=()):
        series = {}
        for key, d in self.s.items():
            ks = list(d)
            v = lambda x: "nan" if "nan" in x.lower() else float(x)
            e = {"points": len(ks), "first": v(d[ks[0]]), "last": v(d[ks[-1]])}
            if not isinstance(ks[0], tuple) and key not in nosteps and "*" not in nosteps:
                e["first_step"], e["last_step"] = ks[0], ks[-1]
            series[key] = e
        m = self.meta
        TRUTH[self.name] = dict(tool=m["tool"], kind=m["kind"], odd=m["odd"], series=series, must=m["must"], must_any=m["must_any"],
                                must_not=m["must_not"], nothing=m["nothing"], note=m["note"])
        data = self.buf.getvalue().encode("utf-8")
        FILES[self.name] = gzip.compress(data, mtime=0) if self.name.endswith(".gz") else data

    def fall(self, n, hi, lo, noise=0.02, part=0.4):
        """A healthy curve: falls with ordinary noise, still falling a little at the end."""
        return [(lo + (hi - lo) * math.exp(-i / (n * part))) * (1 + noise * self.r.gauss(0, 1)) for i in range(n)]


# ------------------------------------------------------------------ speech
def espnet():
    c = Case("espnet2_train.log", "ESPnet2 asr train", "console", True, "intervals '1-100batch' of 300 per epoch, results line per epoch; train curve = the intervals", must_not=["any"])
    c.p("# python3 -m espnet2.bin.asr_train --use_preprocessor true --ngpu 1 --config conf/tuning/train_conformer.yaml --output_dir exp/asr\n# Started at Tue Mar  5 09:12:31 CET 2024\n#")
    head = lambda: f"[gpu07:0/1] {c.tick(60):%Y-%m-%d %H:%M:%S},{c.r.randrange(1000):03d}"
    c.p(head() + " (asr:421) INFO: Vocabulary size: 5000")
    c.p(head() + " (abs_task:1276) INFO: Model structure:\nESPnetASRModel(\n  (frontend): DefaultFrontend(\n    (stft): Stft(n_fft=512, win_length=512, hop_length=160, center=True, normalized=False, onesided=True)\n  )\n)\n\nModel summary:\n    Class Name: ESPnetASRModel\n    Total Number of model parameters: 43.04 M\n    Number of trainable parameters: 43.04 M (100.0%)\n    Size: 172.14 MB\n    Type: torch.float32")
    E, K = 12, 6
    L = c.fall(E * K, 310.0, 38.0, 0.02)
    V = c.fall(E, 205.0, 41.0, 0.015)
    for e in range(E):
        c.p(head() + f" (trainer:280) INFO: {e+1}/{E}epoch started" + (f". Estimated time to finish: {E-e} hours" if e else ""))
        for k in range(K):
            l = L[e * K + k]
            txt = c.rec("train/loss", (e * K + k), f"{l:.3f}")
            c.p(head() + f" (trainer:732) INFO: {e+1}epoch:train:{k*50+1}-{k*50+50}batch: iter_time={c.r.uniform(1e-4,3e-4):.3e}, forward_time={c.r.uniform(.12,.14):.3f}, loss_ctc={l*1.12:.3f}, loss_att={l*.95:.3f}, acc={0.95-0.8*math.exp(-(e*K+k)/25):.3f}, loss={txt}, backward_time={c.r.uniform(.1,.12):.3f}, optim_step_time=0.041, optim0_lr0={2e-3*min(1,(e*K+k+1)/30):.3e}, train_time={c.r.uniform(1.1,1.3):.3f}")
        m = sum(L[e*K:e*K+K]) / K
        c.p(head() + f" (trainer:334) INFO: {e+1}epoch results: [train] iter_time=2.101e-04, forward_time=0.129, loss_ctc={m*1.12:.3f}, loss_att={m*.95:.3f}, acc={0.95-0.8*math.exp(-(e*K+3)/25):.3f}, loss={m:.3f}, backward_time=0.110, optim_step_time=0.041, optim0_lr0={2e-3*min(1,(e*K+6)/30):.3e}, train_time=1.212, time=6 minutes and 3.11 seconds, total_count={300*(e+1)}, gpu_max_cached_mem_GB=21.346, [valid] loss_ctc={V[e]*1.1:.3f}, cer_ctc={0.05+.5*math.exp(-e/4):.3f}, loss_att={V[e]*.96:.3f}, acc={0.93-0.7*math.exp(-e/4):.3f}, cer={.08+.5*math.exp(-e/4):.3f}, wer={.2+.7*math.exp(-e/4):.3f}, loss={c.rec('validation/loss', e + 1, f'{V[e]:.3f}')}, time=12.44 seconds, total_count={20*(e+1)}, gpu_max_cached_mem_GB=21.346")
        c.p(head() + f" (trainer:389) INFO: The best model has been updated: valid.acc")
    c.p(head() + " (trainer:458) INFO: The training was finished at %d epochs " % E)
    c.done(["*"])


def speechbrain():
    c = Case("speechbrain_train_log.txt", "SpeechBrain train_log.txt", "console", False, "epoch lines; valid loss rises from epoch 9 on", must=["overfitting"])
    n = 40
    for e in range(1, n + 1):
        tr = 0.03 + 4.9 * math.exp(-e / 8) * (1 + .01 * c.r.gauss(0, 1))
        va = 1.35 + 3.1 * math.exp(-e / 3.2) + max(0, e - 8) * .045 + .006 * c.r.gauss(0, 1)
        c.p(f"epoch: {e}, lr: {c.rec('train/learning_rate', e, f'{1.0 if e<25 else .5:.2e}')} - train loss: {c.rec('train/loss', e, f'{tr:.2f}' if tr>=1 else f'{tr:.2e}')} - valid loss: {c.rec('validation/loss', e, f'{va:.2f}')}, valid CER: {12+60*math.exp(-e/4)+max(0,e-8)*.2:.2f}, valid WER: {28+66*math.exp(-e/4)+max(0,e-8)*.3:.2f}")
    c.p("Epoch loaded: 9 - test loss: 1.71, test CER: 19.90, test WER: 38.04")
    c.done()


def coqui():
    c = Case("coqui_trainer_0_log.txt", "Coqui Trainer (TTS) trainer_0_log.txt", "console", True, "blocks after a STEP/GLOBAL_STEP line, ANSI colours; current value with the average in brackets; NaN from step 1050", must=["non-finite-loss"])
    c.p("[2024-03-05] > Training Environment:\n | > Backend: Torch\n | > Mixed precision: True\n | > Precision: fp16\n | > Num. of GPUs: 1\n | > Torch seed: 54321\n > Start Tensorboard: tensorboard --logdir=/root/tts/run-March-05-2024\n\n > Model has 28610257 parameters\n")
    n, per = 36, 400
    L = c.fall(n, 3.4, 0.9, .03)
    g = 0
    for i in range(n):
        step = i * 50
        if step % per == 0:
            c.p(f"\n\x1b[4m\x1b[1m > EPOCH: {step//per}/1000\x1b[0m\n --> /root/tts/run-March-05-2024\n\n\x1b[1m > TRAINING ({c.tick(60):%Y-%m-%d %H:%M:%S}) \x1b[0m\n")
        bad = step >= 1050
        f = lambda x: "nan" if bad else f"{x:.5f}"
        l = L[i]
        lt = c.rec("train/loss", step, f(l))
        gn = "nan" if bad else f"{c.r.uniform(1.5,2.6):.5f}"
        c.p(f"\n\x1b[1m   --> TIME: {c.tick(30):%Y-%m-%d %H:%M:%S} -- STEP: {step%per}/{per} -- GLOBAL_STEP: {step}\x1b[0m\n     | > decoder_loss: {f(l*.5)}  ({f(l*.52)})\n     | > postnet_loss: {f(l*.4)}  ({f(l*.43)})\n     | > stopnet_loss: {f(l*.1)}  ({f(l*.11)})\n     | > loss: {lt}  ({f(l*1.04)})\n     | > grad_norm: {c.rec('train/gradient_norm', step, gn)}  ({gn})\n     | > current_lr: 0.00010 \n     | > step_time: {c.r.uniform(.5,.6):.4f}  (0.54301)\n     | > loader_time: {c.r.uniform(.001,.003):.4f}  (0.00211)\n")
    c.done()


def wenet():
    c = Case("wenet_train.log", "WeNet train.py", "console", True, "TRAIN Batch epoch/batch without the length of an epoch (every 100th batch from 0, about 900 per epoch), cv_loss by epoch", must_not=["any"])
    stamp = lambda: f"{c.tick(30):%Y-%m-%d %H:%M:%S},{c.r.randrange(1000):03d}"
    c.p("the number of model params: 48,349,582")
    E, K = 14, 9
    L, V = c.fall(E * K, 180, 9.5, .04, .3), c.fall(E, 60, 9.0, .015)
    for e in range(E):
        c.p(f"{stamp()} INFO Epoch {e} TRAIN info lr {1e-3*min(1,(e+.01)/3):.8f}")
        c.p(f"{stamp()} INFO using accumulate grad, new batch size is 4 times larger than before")
        for k in range(K):
            l = L[e*K+k]
            c.p(f"{stamp()} DEBUG TRAIN Batch {e}/{k*100} loss {c.rec('train/loss', e*K+k, f'{l:.6f}')} loss_att {l*.93:.6f} loss_ctc {l*1.16:.6f} lr {1e-3*min(1,(e*K+k+1)/27):.8f} rank 0")
        for k in range(2):
            c.p(f"{stamp()} DEBUG CV Batch {e}/{k*100} loss {V[e]*c.r.uniform(.9,1.1):.6f} loss_att {V[e]*.9:.6f} loss_ctc {V[e]*1.1:.6f} history loss {V[e]*c.r.uniform(.98,1.02):.6f} rank 0")
        c.p(f"{stamp()} INFO Epoch {e} CV info cv_loss {c.rec('validation/loss', e, repr(V[e]))}")
        c.p(f"{stamp()} INFO Checkpoint: save to checkpoint exp/conformer/{e}.pt")
    c.done(["*"])


# ------------------------------------------------------------------ vision
def mmcv1():
    c = Case("20240305_091231.log.json", "mmcv 1.x TextLoggerHook json", "jsonl", False, "iter counts within the epoch of 250; gradient norm grows to 1e6 from epoch 9 on, the loss follows", must=["exploding-gradients"])
    c.p(json.dumps({"env_info": "sys.platform: linux\nPython: 3.8.13\nPyTorch: 1.10.1", "seed": 42, "exp_name": "retinanet_r50.py", "mmdet_version": "2.25.0"}))
    E, K = 12, 5
    L = c.fall(E*K, 1.9, .62, .025)
    for e in range(E):
        for k in range(K):
            i = e*K+k
            l, g = L[i], c.r.uniform(1.8, 3.1)
            if e >= 9:
                g = 10 ** (1.2 + .45 * (i - 9 * K) * .75 + c.r.uniform(-.1, .1))
                l = .7 + .09 * (i - 9*K) ** 1.3
            lr = 0.01 if e < 8 else .001
            it = (k+1)*50
            st = e*250+it
            d = {"mode": "train", "epoch": e+1, "iter": it, "lr": lr, "memory": 5213, "data_time": round(c.r.uniform(.01,.05), 5), "loss_cls": round(l*.6, 5), "loss_bbox": round(l*.4, 5)}
            d["loss"] = float(c.rec("train/loss", st, f"{l:.5f}"))
            d["grad_norm"] = float(c.rec("train/gradient_norm", st, f"{g:.5f}"))
            d["time"] = round(c.r.uniform(.3,.34), 5)
            c.rec("train/learning_rate", st, repr(lr))
            c.p(json.dumps(d))
        c.p(json.dumps({"mode": "val", "epoch": e+1, "iter": 625, "lr": lr, "bbox_mAP": round(.3*(1-math.exp(-e/3)),4), "bbox_mAP_50": round(.5*(1-math.exp(-e/3)),4), "bbox_mAP_copypaste": "0.210 0.380 0.212 0.110 0.240 0.280"}))
    c.done()


def d2json():
    c = Case("metrics.json", "Detectron2 metrics.json (JSONWriter)", "jsonl", True, "one JSON object per 20 iterations, first at 19; AP lines in between; sound", must_not=["any"])
    n = 110
    L = c.fall(n, 2.6, .55, .035)
    for i in range(n):
        it = 19 + 20*i
        l = L[i]
        parts = {"loss_box_reg": l*.3, "loss_cls": l*.35, "loss_mask": l*.22, "loss_rpn_cls": l*.08, "loss_rpn_loc": l*.05}
        d = {"data_time": c.r.uniform(.002,.01), "eta_seconds": (n-i)*9.3, "fast_rcnn/cls_accuracy": 1-.3*math.exp(-i/30), "fast_rcnn/false_negative": .8*math.exp(-i/30), "iteration": it, **parts, "lr": 2e-3*min(1,(it+1)/1000), "roi_head/num_bg_samples": 118.5, "roi_head/num_fg_samples": 9.5, "time": c.r.uniform(.44,.48), "total_loss": l}
        c.rec("train/loss", it, repr(l)); c.rec("train/learning_rate", it, repr(d["lr"]))
        c.p(json.dumps(d, sort_keys=True))
        if (i+1) % 50 == 0:
            c.p(json.dumps({"bbox/AP": 18.2+i/9, "bbox/AP50": 35.1+i/9, "bbox/AP75": float("nan"), "iteration": it}))
    c.done()


def darknet():
    c = Case("darknet_yolov4.log", "Darknet (AlexeyAB) detector train", "console", True, "loss and running average on one line ('1: 1350.2, 1350.2 avg loss'), region lines between; nan from iteration 61. Only first and last are the same for both numbers", must=["non-finite-loss"])
    c.p(" CUDA-version: 11020 (11040), cuDNN: 8.1.0, CUDNN_HALF=1, GPU count: 1  \nyolov4-custom\n net.optimized_memory = 0 \nmini_batch = 4, batch = 64, time_steps = 1, train = 1 \n   layer   filters  size/strd(dil)      input                output\n   0 Create CUDA-stream - 0 \nconv     32       3 x 3/ 1    416 x 416 x   3 ->  416 x 416 x  32 0.299 BF\n   1 conv     64       3 x 3/ 2    416 x 416 x  32 ->  208 x 208 x  64 1.595 BF\nTotal BFLOPS 59.563 \navg_outputs = 489778 \nLearning Rate: 0.001, Momentum: 0.949, Decay: 0.0005\n Detection layer: 139 - type = 28 \n Resizing, random_coef = 1.40 \n\n 608 x 608 \n Create 6 permanent cpu-threads ")
    avg = None
    for i in range(1, 81):
        l = 1420*math.exp(-i/22)+6*(1+.1*c.r.gauss(0,1))
        bad = i >= 61
        avg = l if avg is None else avg*.9+l*.1
        f = (lambda x: "-nan" if bad else f"{x:f}")
        for k in range(3):
            if k < 2 or i % 3 == 0:
                c.p(f"v3 (iou loss, Normalizer: (iou: 0.07, obj: 1.00, cls: 1.00) Region {139+11*k} Avg (IOU: {c.r.uniform(.2,.6):.6f}), count: {c.r.randrange(3,30)}, class_loss = {f(l*.4)}, iou_loss = {f(l*.1)}, total_loss = {f(l*.5)} ")
        a = c.rec("train/loss", i, f(l))
        c.p(f" total_bbox = {i*311}, rewritten_bbox = 0.000000 % \n\n ({'next mAP calculation at 1000 iterations'}) \n {i}: {a}, {f(avg)} avg loss, {1e-3*(i/1000)**4:f} rate, {c.r.uniform(4,6):f} seconds, {i*64} images, {c.r.uniform(9,20):f} hours left\nLoaded: {c.r.uniform(.00003,.0001):f} seconds")
    c.done()


def caffe():
    c = Case("caffe.INFO", "Caffe solver (glog)", "console", False, "loss 87.3365 (softmax saturated) from iteration 60 on", must_any=[["not-decreasing", "diverging"]])
    pre = lambda n: f"I{c.tick(2):%m%d %H:%M:%S}.{c.r.randrange(10**6):06d} 20481 {n}]"
    c.p(f"Log file created at: {c.t:%Y/%m/%d %H:%M:%S}\nRunning on machine: node3\nLog line format: [IWEF]mmdd hh:mm:ss.uuuuuu threadid file:line] msg")
    c.p(pre("solver.cpp:45") + " Initializing solver from parameters: \ntest_iter: 100\ntest_interval: 500\nbase_lr: 0.1\ndisplay: 20\nmax_iter: 4000\nlr_policy: \"step\"\ngamma: 0.1\nmomentum: 0.9\nweight_decay: 0.0005\nsnapshot: 2000\nsolver_mode: GPU")
    c.p(pre("net.cpp:58") + " Initializing net from parameters: ")
    for i in range(0, 2000, 20):
        if i % 500 == 0:
            c.p(pre("solver.cpp:337") + f" Iteration {i}, Testing net (#0)")
            v = 2.3281 if i == 0 else 87.3365
            c.p(pre("solver.cpp:404") + f"     Test net output #0: accuracy = {c.rec('validation/accuracy', i, '0.1013' if i == 0 else '0.1')}")
            c.p(pre("solver.cpp:404") + f"     Test net output #1: loss = {c.rec('validation/loss', i, f'{v:g}')} (* 1 = {v:g} loss)")
        l = f"{[2.33187, 2.61544, 11.8726][i//20]:g}" if i < 60 else "87.3365"
        c.p(pre("solver.cpp:228") + f" Iteration {i}, loss = {c.rec('train/loss', i, l)}")
        c.p(pre("solver.cpp:244") + f"     Train net output #0: loss = {l} (* 1 = {l} loss)")
        c.p(pre("sgd_solver.cpp:106") + f" Iteration {i}, lr = {c.rec('train/learning_rate', i, '0.1')}")
    c.done()


def gsplat():
    c = Case("gaussian_splatting_train.txt", "3D Gaussian Splatting train.py", "console", True, "tqdm bar with carriage returns, 'Loss' smoothed; evaluations of L1/PSNR between; steps left out (bar is updated after the postfix)", must_not=["any"])
    c.p("Optimizing \nOutput folder: ./output/3f1c9a2b-7 [05/03 09:12:31]\nTensorboard not available: not logging progress [05/03 09:12:31]\nFound transforms_train.json file, assuming Blender data set! [05/03 09:12:31]\nReading Training Transforms [05/03 09:12:31]\nLoading Training Cameras [05/03 09:12:40]\nNumber of points at initialisation :  100000 [05/03 09:12:52]")
    n, tot = 150, 30000
    L = c.fall(n, .142, .012, .012, .25)
    c.p(f"Training progress:   0%|          | 0/{tot} [00:00<?, ?it/s]", end="")
    for i in range(1, n+1):
        s = i*200
        bar = "█"*int(10*s/tot)
        c.p(f"\rTraining progress: {100*s//tot:3d}%|{bar:<10}| {s}/{tot} [{s//6000:02d}:{s//100%60:02d}<{(tot-s)//6000:02d}:{(tot-s)//100%60:02d}, {c.r.uniform(80,110):.2f}it/s, Loss={c.rec('train/loss', s, f'{L[i-1]:.7f}')}]", end="")
        if s in (7000, 30000):
            c.p(f"\n[ITER {s}] Evaluating test: L1 {.02 if s==7000 else .0131} PSNR {29.4112 if s==7000 else 32.0177} [05/03 09:{20+s//3000}:11]\n\n[ITER {s}] Evaluating train: L1 0.0152 PSNR 31.9 [05/03 09:{20+s//3000}:13]\n\n[ITER {s}] Saving Gaussians [05/03 09:{20+s//3000}:13]")
    c.p("\n\nTraining complete. [05/03 09:31:40]")
    c.done(["*"])


def nerfstudio():
    c = Case("nerfstudio_console.log", "nerfstudio ns-train (no loss on the console)", "console", True, "only rays per second and times: no loss to be read", nothing=True)
    c.p(f"[09:12:31] Using --data alias for --data.pipeline.datamanager.data                          train.py:230\n──────────────────────────────────────────────────────── Config ────────────────────────────────────────────────────────\nTrainerConfig(\n    _target=<class 'nerfstudio.engine.trainer.Trainer'>,\n    output_dir=PosixPath('outputs'),\n    method_name='nerfacto',\n    steps_per_eval_batch=500,\n    max_num_iterations=30000,\n    mixed_precision=True,\n    optimizers={{'proposal_networks': {{'optimizer': AdamOptimizerConfig(lr=0.01, eps=1e-15)}}}}\n)\n[09:12:40] Saving config to: outputs/poster/nerfacto/2024-03-05_091231/config.yml     experiment_config.py:136\n")
    c.p("\x1b[1;40mStep (% Done)\x1b[0m       \x1b[1;40mTrain Iter (time)\x1b[0m    \x1b[1;40mETA (time)\x1b[0m           \x1b[1;40mTrain Rays / Sec\x1b[0m       \n" + "-"*107)
    for s in range(0, 3000, 50):
        c.p(f"{f'{s} ({100*s/30000:.2f}%)':<20}{f'{c.r.uniform(24,31):.3f} ms':<20} {f'{int((30000-s)*.027//60)} m, {int((30000-s)*.027%60)} s':<20} {f'{c.r.uniform(140,165):.2f} K':<20}")
    c.p("-"*107 + "\nViewer running locally at: http://localhost:7007 (listening on 0.0.0.0)")
    c.done()


def kohya():
    c = Case("kohya_lora.log", "kohya-ss sd-scripts train_network.py", "console", True, "tqdm bar, avr_loss (running average over an epoch), low and noisy as usual for diffusion; sound", must_not=["any"])
    c.p("prepare tokenizer\nUsing DreamBooth method.\nprepare images.\nfound directory /data/img/10_cat contains 30 image files\n300 train images with repeating.\n0 reg images.\n[Dataset 0]\n  batch_size: 2\n  resolution: (512, 512)\n  enable_bucket: False\n\nload StableDiffusion checkpoint: /models/v1-5.safetensors\nUNet2DConditionModel: 64, 8, 768, False, False\nimport network module: networks.lora\ncreate LoRA network. base dim (rank): 16, alpha: 8.0\nuse 8-bit AdamW optimizer | {}\nrunning training / 学習開始\n  num train images * repeats / 学習画像の数×繰り返し回数: 300\n  num reg images / 正則化画像の数: 0\n  num batches per epoch / 1epochのバッチ数: 150\n  num epochs / epoch数: 2\n  batch size per device / バッチサイズ: 2\n  total optimization steps / 学習ステップ数: 300")
    L = c.fall(300, .152, .098, .008, .5)
    c.p("steps:   0%|          | 0/300 [00:00<?, ?it/s]", end="")
    for i in range(1, 301):
        if (i-1) % 150 == 0:
            c.p(f"\nepoch {1+(i-1)//150}/2")
        bar = "█"*(i*10//300)
        prec = f"{L[i-1]:.3g}"
        c.p(f"\rsteps: {100*i//300:3d}%|{bar:<10}| {i}/300 [{i//50:02d}:{i*12//10%60:02d}<{(300-i)//50:02d}:{(300-i)*12//10%60:02d},  1.2{c.r.randrange(10)}s/it, avr_loss={c.rec('train/loss', i, prec)}]", end="")
        if i == 150:
            c.p("\nsaving checkpoint: /out/cat-000001.safetensors", end="")
    c.p("\nsaving checkpoint: /out/cat.safetensors\nmodel saved.")
    c.done()


def detr():
    c = Case("detr_log.txt.gz", "DETR log.txt (JSON lines, gzip)", "jsonl", False, "train_loss falls to 1.3, test_loss rises from 5.3 to 9; dozens of part losses, scaled and unscaled, of decoder layers. test_loss is what DETR measures on the validation set: read as test or validation, so not listed", must=["overfitting"])
    for e in range(70):
        tr = 1.1+16*math.exp(-e/13)*(1+.005*c.r.gauss(0,1))
        te = 5.0+13*math.exp(-e/6)+max(0, e-14)*.075+.02*c.r.gauss(0,1)
        d = {"train_lr": 1e-4, "train_class_error": 90*math.exp(-e/20)}
        d["train_loss"] = tr; c.rec("train/loss", e, repr(tr)); c.rec("train/learning_rate", e, "0.0001")
        for k in ("ce", "bbox", "giou"):
            d["train_loss_"+k] = tr/6*{"ce": .5, "bbox": .2, "giou": .3}[k]
            for j in range(2):
                d[f"train_loss_{k}_{j}"] = tr/6*{"ce": .52, "bbox": .21, "giou": .31}[k]
        d["train_loss_ce_unscaled"] = tr/12
        d["train_cardinality_error_unscaled"] = 4.2
        d["test_class_error"] = 15+70*math.exp(-e/20)
        d["test_loss"] = te
        d["test_loss_ce"] = te/12
        d["test_coco_eval_bbox"] = [.3*(1-math.exp(-e/9)), .5, .3, .1, .3, .5]
        d["epoch"] = e; d["n_parameters"] = 41279495
        c.p(json.dumps(d))
    c.done()


def mmf():
    c = Case("mmf_train.log", "MMF (Facebook) train log", "console", True, "current and '/avg' value of each loss on a line; validation/total_loss under val/; val loss rises while train loss falls", must=["overfitting"])
    st = lambda: f"\x1b[32m{c.tick(30):%Y-%m-%dT%H:%M:%S} | mmf.trainers.callbacks.logistics: \x1b[0m"
    c.p("\x1b[32m2024-03-05T09:12:31 | mmf: \x1b[0mLogging to: ./save/train.log\n\x1b[32m2024-03-05T09:12:31 | mmf_cli.run: \x1b[0mNamespace(config_override=None, local_rank=None, opts=['config=projects/hateful_memes/configs/mmbt/defaults.yaml', 'model=mmbt'])\n\x1b[32m2024-03-05T09:12:50 | mmf.trainers.mmf_trainer: \x1b[0mStarting training...")
    best, bu = 9, 0
    for i in range(1, 121):
        u = i*50
        tr = .02+.69*math.exp(-i/32)*(1+.02*c.r.gauss(0,1))
        x = f"{tr:.4f}"
        c.p(st()+f"progress: {u}/6000, train/hateful_memes/cross_entropy: {x}, train/hateful_memes/cross_entropy/avg: {tr*1.05:.4f}, train/total_loss: {c.rec('train/loss', u, x)}, train/total_loss/avg: {tr*1.05:.4f}, max mem: 9137.0, experiment: run, epoch: {1+u//266}, num_updates: {u}, iterations: {u}, max_updates: 6000, lr: {c.rec('train/learning_rate', u, '0.00001')}, ups: 1.{c.r.randrange(50,99)}, time: 29s {c.r.randrange(1000):03d}ms, time_since_start: {u//100}m 10s, eta: {(6000-u)//100}m 44s")
        if i % 10 == 0:
            j = i//10
            va = .60+.08*math.exp(-j)+.085*max(0, j-2)+.006*c.r.gauss(0,1)
            if va < best: best, bu = va, u
            c.p(st()+f"progress: {u}/6000, val/hateful_memes/cross_entropy: {va:.4f}, val/total_loss: {c.rec('validation/loss', u, f'{va:.4f}')}, val/hateful_memes/accuracy: {.55+.01*min(j,6):.4f}, val/hateful_memes/binary_f1: 0.4821, val/hateful_memes/roc_auc: {.58+.015*min(j,6):.4f}, num_updates: {u}, epoch: {1+u//266}, iterations: {u}, max_updates: 6000, val_time: 15s 203ms, best_update: {bu}, best_iteration: {bu}, best_val/hateful_memes/roc_auc: {.58+.015*min(j,6):.6f}")
    c.done()


def tfod():
    c = Case("tf_od_model_main.log", "TensorFlow Object Detection API (TF2)", "console", True, "'Step 100 per-step time', then a dict over several lines; sound", must_not=["any"])
    c.p("WARNING:tensorflow:There are non-GPU devices in `tf.distribute.Strategy`, not using nccl allreduce.\nINFO:tensorflow:Maybe overwriting train_steps: 8000\nINFO:tensorflow:Maybe overwriting use_bfloat16: False\nINFO:tensorflow:Reading unweighted datasets: ['train.record']")
    n = 45
    L = c.fall(n, 1.45, .21, .035)
    for i in range(n):
        s = 100*(i+1)
        l = L[i]
        t = f"I{c.tick(30):%m%d %H:%M:%S}.{c.r.randrange(10**6):06d} 140311"
        c.p(f"INFO:tensorflow:Step {s} per-step time {c.r.uniform(.3,.35):.3f}s\n{t} model_lib_v2.py:705] Step {s} per-step time 0.321s")
        lr = .04*min(1, s/1000)
        body = "{'Loss/classification_loss': %.8f,\n 'Loss/localization_loss': %.8f,\n 'Loss/regularization_loss': %.8f,\n 'Loss/total_loss': %s,\n 'learning_rate': %s}" % (l*.5, l*.3, l*.2, c.rec("train/loss", s, f"{l:.8f}"), c.rec("train/learning_rate", s, f"{lr:.7g}"))
        c.p("INFO:tensorflow:"+body+f"\n{t} model_lib_v2.py:708] "+body)
    c.done()


# ------------------------------------------------------------------ language models and RLHF
def torchtitan():
    c = Case("torchtitan_4ranks.log", "torchtitan (torchrun, 4 ranks into one file)", "console", True, "every rank prints the same reduced loss; ANSI colours; logged at step 1 and every 10th; sound", must_not=["any"])
    c.p("+ NGPU=4\n+ torchrun --nproc_per_node=4 --rdzv_backend c10d --local-ranks-filter 0,1,2,3 --role rank --tee 3 -m torchtitan.train")
    for r in range(4):
        c.p(f"[rank{r}]:[titan] 2024-03-05 09:12:31,204 - root - INFO - Starting job: Llama 3 8B training")
        c.p(f"[rank{r}]:[titan] 2024-03-05 09:12:40,311 - root - INFO - \x1b[34mModel llama3 8B \x1b[31msize: 8,030,261,248 total parameters\x1b[39m")
        c.p(f"[rank{r}]:[titan] 2024-03-05 09:12:51,877 - root - INFO - Training starts at step 1, with local batch size 1, global batch size 4, sequence length 8192, total steps 500 (warmup 100)")
    steps = [1]+list(range(10, 501, 10))
    L = c.fall(len(steps), 12.2, 4.1, .012, .25)
    for i, s in enumerate(steps):
        t = c.tick(25)
        g = f"{2.2*math.exp(-i/20)+.6+.1*c.r.random():.4f}"
        x = f"{L[i]:.5f}".rjust(8)
        for r in range(4):
            c.rec("train/loss", s, x); c.rec("train/gradient_norm", s, g)
            c.p(f"[rank{r}]:[titan] {t:%Y-%m-%d %H:%M:%S},{c.r.randrange(1000):03d} - root - INFO - \x1b[31mstep: {s:2}  \x1b[32mloss: {x}  \x1b[38;2;180;60;0mgrad_norm: {g:>7}  \x1b[38;2;54;234;195mmemory: {c.r.uniform(47,48):5.2f}GiB(49.80%)  \x1b[34mtps: {c.r.randrange(5700,5900):,}  \x1b[36mtflops: {c.r.uniform(330,340):.2f}  \x1b[35mmfu: {c.r.uniform(33,34):.2f}%\x1b[39m")
    for r in range(4):
        c.p(f"[rank{r}]:[titan] 2024-03-05 09:40:51,877 - root - INFO - Training completed")
    c.done()


def torchtune():
    c = Case("torchtune_log_1709629951.txt", "torchtune DiskLogger", "console", False, "plain 'Step N | loss:x lr:y ...' lines; rises from 1.1 to 7 after step 180 and stays there", must=["diverging"])
    n = 300
    for i in range(1, n+1):
        l = 1.05+.75*math.exp(-i/60)
        if i > 180: l += 6.2*(1-math.exp(-(i-180)/18))
        l *= 1+.02*c.r.gauss(0,1)
        lr = 3e-4*min(1, i/50)
        c.p(f"Step {i} | loss:{c.rec('train/loss', i, repr(l))} lr:{c.rec('train/learning_rate', i, repr(lr))} tokens_per_second_per_gpu:{c.r.uniform(4000,4400)} peak_memory_active:{21.347} peak_memory_alloc:{21.347} peak_memory_reserved:{23.11} ")
    c.done()


def megads():
    c = Case("megatron_deepspeed_fp16.log", "Megatron-DeepSpeed, fp16", "console", False, "loss scaler overflows on every third step from 15 on and falls from 65536 to 1; loss is printed all along. Loss of skipped iterations still printed by this version", must=["amp-overflow"])
    c.p("using world size: 8, data-parallel-size: 8, tensor-model-parallel size: 1, pipeline-model-parallel size: 1 \nusing torch.float16 for parameters ...\n------------------------ arguments ------------------------\n  adam_beta1 ...................................... 0.9\n  fp16 ............................................ True\n  initial_loss_scale .............................. 65536\n  lr .............................................. 0.0006\n-------------------- end of arguments ---------------------")
    sc, lossb, sk = 65536.0, 10.9, 0
    for i in range(1, 61):
        over = i > 12 and i % 3 == 0
        if over:
            sk += 1
            c.p(f"[2024-03-05 09:{12+i//3:02d}:31,101] [INFO] [loss_scaler.py:188:update_scale] [deepspeed] OVERFLOW! Rank 0 Skipping step. Attempted loss scale: {sc:g}, reducing to {sc/2:g}")
            sc = sc/2
        lossb -= 0 if over else .06
        l = f"{lossb*(1+.004*c.r.gauss(0,1)):.6E}"
        c.p(f" iteration {i:8d}/   10000 | consumed samples: {i*256:12d} | consumed tokens: {i*256*2048:12d} | elapsed time per iteration (ms): {c.r.uniform(4100,4300):.1f} | learning rate: {c.rec('train/learning_rate', i, f'{6e-4*(i-sk)/2000:.3E}')} | global batch size:   256 | lm loss: {c.rec('train/loss', i, l)} | loss scale: {c.rec('train/loss_scale', i, f'{sc:.1f}' if sc >= 1 else f'{sc:.6g}')} | grad norm: {c.r.uniform(1.5,2.5):.3f} | actual seqlen: {2048:5d} | number of skipped iterations: {int(over):3d} | number of nan iterations:   0 | samples per second: 60.{c.r.randrange(100,999)} | TFLOPs: 41.{c.r.randrange(10,99)} |")
    c.done()


def nemo2():
    c = Case("nemo2_pretrain.out", "NeMo 2.0 (MegatronProgressBar / log every n)", "console", True, "val_loss is repeated on every line after a validation: 5 measured values; their steps are left out; healthy", must_not=["any"])
    c.p("[NeMo I 2024-11-15 10:22:04 nemo_logging:393] Rank 0 has data parallel rank: 0\n[NeMo I 2024-11-15 10:22:04 utils:259] Setting up optimizer with config OptimizerConfig(optimizer='adam', lr=0.0003, min_lr=None, weight_decay=0.1, fp16=False, bf16=True)\n[NeMo W 2024-11-15 10:22:09 rerun_state_machine:1264] Implicit initialization of Rerun State Machine!")
    n = 250
    L = c.fall(n//5, 10.98, 4.3, .008, .3)
    val = None
    for i in range(0, n, 5):
        s = f"0: Training epoch 0, iteration {i}/{n-1} | lr: {c.rec('train/learning_rate', i, f'{3e-4*min(1,(i+1)/100):.4g}')} | global_batch_size: 512 | global_step: {i} | reduced_train_loss: {c.rec('train/loss', i, f'{L[i//5]:.4g}')} | train_step_timing in s: {c.r.uniform(3.1,3.3):.4g}"
        if i: s += f" | consumed_samples: {(i+1)*512}"
        if val: s += f" | val_loss: {val}"
        c.p(s)
        if i % 50 == 45:
            val = f"{L[i//5]*1.01:.4g}"
            c.rec("validation/loss", i, val)
            c.p(f"0: Validation: iteration 1/4\n0: Validation: iteration 2/4\n0: Validation: iteration 3/4\n0: Validation: iteration 4/4\n0: [NeMo I 2024-11-15 10:5{i//50}:11 nemo_logging:393] Async checkpoint save for step {i+1} (/results/checkpoints/model--val_loss={float(val):.2f}-step={i}-consumed_samples={(i+1)*512}.0-last.ckpt) finalized successfully.")
    # the last validation shows in no later training line, but in the name of its checkpoint: do not count it
    del c.s["validation/loss"][245]
    c.done(["validation/loss"])


def verl():
    c = Case("verl_grpo_console.log", "verl (console backend)", "console", True, "Ray prefix, one line with ' - ' between the metrics; entropy falls from 0.9 to 0.001 by step 60 while the score stays at 0.1", must=["policy-collapse"])
    c.p("2024-03-05 09:12:31,511\tINFO worker.py:1841 -- Started a local Ray instance.\n\x1b[36m(TaskRunner pid=41221)\x1b[0m {'actor_rollout_ref': {'actor': {'entropy_coeff': 0.0, 'kl_loss_coef': 0.001, 'ppo_mini_batch_size': 256, 'use_kl_loss': True}}}\n\x1b[36m(TaskRunner pid=41221)\x1b[0m Size of train dataloader: 100\n\x1b[36m(TaskRunner pid=41221)\x1b[0m Total training steps: 100\n\x1b[36m(TaskRunner pid=41221)\x1b[0m Training Progress:   0%|          | 0/100 [00:00<?, ?it/s]")
    for i in range(1, 101):
        ent = .0009+.93*math.exp(-i/9)*(1+.03*c.r.gauss(0,1))
        sc = .1+.02*c.r.gauss(0,1)+.06*math.exp(-i/8)
        kl = .02+.3*(1-math.exp(-i/20))
        ln = 40+380*math.exp(-i/14)+3*c.r.random()
        c.p(f"\x1b[36m(TaskRunner pid=41221)\x1b[0m step:{i} - global_seqlen/min:{12011} - global_seqlen/max:{14012} - actor/entropy:{c.rec('train/entropy', i, f'{ent:.6f}')} - actor/kl_loss:{kl:.6f} - actor/kl_coef:0.001 - actor/pg_loss:{.01*c.r.gauss(0,1):.6f} - actor/pg_clipfrac:{.002*c.r.random():.6f} - actor/ppo_kl:{.0004*c.r.random():.6f} - actor/grad_norm:{c.rec('train/gradient_norm', i, f'{.2*c.r.uniform(.8,1.2):.6f}')} - actor/lr:1e-06 - training/global_step:{i} - training/epoch:0 - critic/score/mean:{sc:.6f} - critic/score/max:1.0 - critic/score/min:0.0 - critic/rewards/mean:{c.rec('train/reward', i, f'{sc:.6f}')} - critic/rewards/max:1.0 - critic/rewards/min:0.0 - critic/advantages/mean:{.01*c.r.gauss(0,1):.6f} - response_length/mean:{c.rec('train/completion_length', i, f'{ln:.3f}')} - response_length/max:1024.0 - response_length/min:9.0 - response_length/clip_ratio:0.0 - prompt_length/mean:104.2 - timing_s/gen:{c.r.uniform(8,9):.3f} - timing_s/step:{c.r.uniform(30,34):.3f} - perf/throughput:{c.r.uniform(900,1000):.3f}")
    c.done(["train/gradient_norm"])


def openrlhf():
    c = Case("openrlhf_dpo.log", "OpenRLHF DPO", "console", True, "nested tqdm bars with carriage returns; loss stays at 0.693, acc at 0.5; loss_mean is a running mean", must=["preference-not-learnt"])
    c.p("[2024-03-05 09:12:31,411] [INFO] [config.py:996:print]   train_batch_size ............. 128\nTrain epoch:   0%|          | 0/1 [00:00<?, ?it/s]\n", end="")
    lm, n = .693, 160
    for i in range(1, n+1):
        l = .6931+.004*c.r.gauss(0,1)
        lm = lm*.9+l*.1
        acc = max(0, min(1, .5+.09*c.r.gauss(0,1)))
        acc = round(acc*16)/16
        c.p(f"\rTrain step of epoch 0: {100*i//n:3d}%|{'█'*(10*i//n):<10}| {i}/{n} [{i//30:02d}:{i*2%60:02d}<{(n-i)//30:02d}:{(n-i)*2%60:02d},  2.0{c.r.randrange(10)}s/it, loss={c.rec('train/loss', i, f'{l:.3g}')}, acc={acc:.3g}, chosen_reward={.002*c.r.gauss(0,1):.3g}, reject_reward={.002*c.r.gauss(0,1):.3g}, lr={5e-7*min(1,i/10):.3g}, loss_mean={lm:.3g}, acc_mean=0.5]", end="")
    c.p("\nTrain epoch: 100%|██████████| 1/1 [05:31<00:00, 331.20s/it]")
    c.done()


def grpo():
    c = Case("trl_grpo_strings.log", "TRL GRPOTrainer (values printed as strings, transformers 5)", "console", True, "dicts whose values are quoted strings; length grows from 180 to 3000 while the reward gains little", must=["length-exploitation"])
    c.p("`torch_dtype` is deprecated! Use `dtype` instead!\n  0%|          | 0/400 [00:00<?, ?it/s]")
    for i in range(5, 401, 5):
        ln = 180+2850*(i/400)**1.3+20*c.r.gauss(0,1)
        rw = 1.02+.30*(i/400)**1.3+.008*c.r.gauss(0,1)
        d = {"loss": f"{.0002*i/5*(1+.1*c.r.gauss(0,1)):.4g}", "grad_norm": f"{.4*c.r.uniform(.8,1.2):.4g}", "learning_rate": f"{1e-6*(1-i/401):.4g}", "num_tokens": f"{i*9.1e4:.4g}", "completions/mean_length": f"{ln:.4g}", "completions/min_length": "61", "completions/max_length": f"{min(4096,ln*1.9):.4g}", "completions/clipped_ratio": f"{max(0,(ln-2000)/4000):.4g}", "rewards/format/mean": "0.98", "rewards/helpful/mean": f"{rw-.98:.4g}", "reward": f"{rw:.4g}", "reward_std": f"{.2*c.r.uniform(.8,1.2):.4g}", "kl": f"{.004+.00009*i:.4g}", "entropy": f"{.8*c.r.uniform(.95,1.05):.4g}", "clip_ratio/region_mean": "0", "epoch": f"{i/400:.4g}"}
        for k, key in (("loss", "loss"), ("grad_norm", "gradient_norm"), ("learning_rate", "learning_rate"), ("reward", "reward"), ("kl", "kl"), ("entropy", "entropy"), ("completions/mean_length", "completion_length")):
            c.rec("train/"+key, i, d[k])
        c.p(str(d))
        if i % 50 == 0:
            c.p(f" {100*i//400:2d}%|{'█'*(10*i//400):<10}| {i}/400 [{i//3:02d}:11<{(400-i)//3}:02, 20.1s/it]")
    c.done(["*"])


def rslrl():
    c = Case("rsl_rl_isaac.log", "RSL-RL (Isaac Lab)", "console", True, "blocks under 'Learning iteration N/M'; no loss with that name alone, the reward is the curve; sound", must_not=["any"])
    c.p("[INFO]: Base environment:\n\tEnvironment device    : cuda:0\n\tPhysics step-size     : 0.005\n[INFO] Reward Manager:  <RewardManager> contains 7 active terms.\nActor MLP: Sequential(\n  (0): Linear(in_features=48, out_features=128, bias=True)\n  (1): ELU(alpha=1.0)\n)")
    n = 40
    for i in range(n):
        rw = -3+26*(1-math.exp(-i/14))+.35*c.r.gauss(0,1)
        ln = 30+950*(1-math.exp(-i/9))
        head = f" \x1b[1m Learning iteration {i}/{n} \x1b[0m "
        it = c.r.uniform(1.0, 1.1)
        c.p("#"*80+"\n"+head.center(80, " ")+"\n\n"+f"{'Computation:':>35} {int(98304/it):d} steps/s (collection: {it-.1:.3f}s, learning 0.100s)\n{'Mean action noise std:':>35} {1-.012*i:.2f}\n{'Mean value_function loss:':>35} {.02+.3*math.exp(-i/10):.4f}\n{'Mean surrogate loss:':>35} {-.006+.001*c.r.gauss(0,1):.4f}\n{'Mean entropy loss:':>35} {c.rec('train/entropy', i, f'{17-.2*i:.4f}')}\n{'Mean reward:':>35} {c.rec('train/reward', i, f'{rw:.2f}')}\n{'Mean episode length:':>35} {ln:.2f}\n{'Episode_Reward/track_lin_vel_xy_exp:':>35} {rw/30:.4f}\n{'Episode_Termination/time_out:':>35} {.5:.4f}\n"+"-"*80+f"\n{'Total timesteps:':>35} {98304*(i+1)}\n{'Iteration time:':>35} {it:.2f}s\n{'Time elapsed:':>35} 00:00:{i+5:02d}\n{'ETA:':>35} 00:00:{n-i:02d}\n")
    c.s.pop("train/entropy")
    c.done()


def nemorl():
    c = Case("nemo_rl_grpo.log", "NeMo-RL GRPO", "console", True, "emoji blocks, headings 'Step k/n'; validations print accuracy; sound (reward rises, length steady)", must_not=["any"])
    c.p("▶ Setting up data...\n  ✓ Training and validation datasets loaded with 64000 and 480 samples, respectively.\n▶ Setting up the training algorithm...\n")
    n = 32
    for i in range(1, n+1):
        c.p(f"\n========================= Step {i}/{n} =========================\n▶ Preparing batch...\n▶ Generating responses for batch of size 512...\n▶ Processing rewards...\n▶ Computing logprobs...\n▶ Training policy...")
        if i % 10 == 0:
            c.p(f"▶ Starting validation at step {i}...\n\n📊 Validation Results:\n    • Accuracy: {c.rec('validation/accuracy', i, f'{.12+.015*i:.4f}')}\n    • Average response length: {330+i:.1f} tokens\n    • Samples processed: 256\n\n  ⏱️  Validation Timing:\n    • Total validation time: 61.02s\n")
        rw = .08+.55*(1-math.exp(-i/14))+.012*c.r.gauss(0,1)
        l = -.004+.03*c.r.random()
        c.p(f"\n📊 Training Results:\n  • Loss: {c.rec('train/loss', i, f'{l:.4f}')}\n  • Generation KL Error: {.0007*c.r.uniform(.8,1.2):.4f}\n  • Avg Reward: {c.rec('train/reward', i, f'{rw:.4f}')}\n  • Mean Generation Length: {c.rec('train/completion_length', i, f'{325+5*c.r.gauss(0,1):.4f}')}\n\n⏱️  Timing:\n  • Total step time: {c.r.uniform(50,54):.2f}s\n  • generation: {c.r.uniform(20,21):.2f}s (40.1%)\n  • policy_training: {c.r.uniform(20,21):.2f}s (40.0%)\n\n🔍 Performance Metrics:\n  • Throughputs (per GPU):\n    - E2E (Samples/sec/gpu): 1.20")
    c.done()


def trlppo():
    c = Case("trl_ppo_v012.log", "TRL PPOTrainer 0.12 dicts", "console", False, "objective/kl grows from 0.1 to 400 while scores rise and then fall; no 'loss' alone; the axis is the episode", must_any=[["kl-runaway", "reward-hacking"]])
    c.p("===training policy===\nYou're using a GPTNeoXTokenizerFast tokenizer. Please note that with a fast tokenizer, using the `__call__` method is faster.")
    for i in range(1, 101):
        kl = .1+420*(i/100)**3*(1+.03*c.r.gauss(0,1))
        sc = -1+5.5*(i/100)-1.2*(i/100)**4+.05*c.r.gauss(0,1)
        ep = i*512
        d = {"eps": c.r.randrange(20,24), "objective/kl": float(f"{kl:.6g}"), "objective/entropy": float(f"{60*math.exp(-i/60):.6g}"), "objective/non_score_reward": float(f"{-.05*kl:.6g}"), "objective/rlhf_reward": float(f"{sc-.05*kl:.6g}"), "objective/scores": float(f"{sc:.6g}"), "policy/approxkl_avg": float(f"{.01+.002*i:.5g}"), "policy/clipfrac_avg": float(f"{.05+.002*i:.5g}"), "loss/policy_avg": float(f"{-.03+.004*c.r.gauss(0,1):.5g}"), "loss/value_avg": float(f"{.4+.01*i:.5g}"), "val/clipfrac_avg": 0.02, "policy/entropy_avg": float(f"{1.2*math.exp(-i/60):.5g}"), "val/ratio": 1.002, "val/ratio_var": 0.0003, "val/num_eos_tokens": 12, "lr": float(f"{3e-6*(1-i/101):.6g}"), "episode": ep, "epoch": round(i/100, 2)}
        c.rec("train/kl", ep, repr(d["objective/kl"]))
        c.p(str(d))
    c.done(["*"])


def mlxlm():
    c = Case("mlx_lm_lora.log", "MLX-LM lora", "console", False, "train every 10, val every 50 iterations; train falls to 0.2, val rises from 1.5 to 2.9", must=["overfitting"])
    c.p("Loading pretrained model\nFetching 7 files: 100%|███████████████████████| 7/7 [00:00<00:00, 61230.72it/s]\nLoading datasets\nTraining\nTrainable parameters: 0.071% (5.112M/7241.732M)\nStarting training..., iters: 1000")
    tok = 0
    for i in range(1, 1001):
        if i == 1 or i % 50 == 0:
            v = 1.45+1.2*math.exp(-i/40)+max(0, i-150)*.0018+.012*c.r.gauss(0,1)
            c.p(f"Iter {i}: Val loss {c.rec('validation/loss', i, f'{v:.3f}')}, Val took {c.r.uniform(20,22):.3f}s")
        if i % 10 == 0:
            t = .12+2.1*math.exp(-i/300)*(1+.02*c.r.gauss(0,1))
            tok += c.r.randrange(3500, 4200)
            c.p(f"Iter {i}: Train loss {c.rec('train/loss', i, f'{t:.3f}')}, Learning Rate {c.rec('train/learning_rate', i, '1.000e-05')}, It/sec {c.r.uniform(.5,.6):.3f}, Tokens/sec {c.r.uniform(200,230):.3f}, Trained Tokens {tok}, Peak mem 18.211 GB")
        if i % 200 == 0:
            c.p(f"Iter {i}: Saved adapter weights to adapters/adapters.safetensors and adapters/{i:07d}_adapters.safetensors.")
    c.p("Saved final weights to adapters/adapters.safetensors.")
    c.done()


def llamacpp():
    c = Case("llama_cpp_finetune.log", "llama.cpp examples/finetune", "console", True, "'train_opt_callback: iter=' with a drawn bar at the end of the line; resumed at 120, noisy (batch of 4) but sound", must_not=["not-decreasing", "diverging", "non-finite-loss", "zero-loss"])
    c.p("main: seed: 1709629951\nmain: model base = 'open-llama-3b-v2-q8_0.gguf'\nmain: total train_iterations 120\nmain: seen train_samples     480\nmain: seen train_tokens      30720\nmain: completed train_epochs 0\nmain: lora_size = 54798560 bytes (52.3 MB)\nmain: opt_size  = 81695056 bytes (77.9 MB)\nmain: opt iter 120\nmain: begin training\nmain: work_size = 768376 bytes (0.7 MB)")
    for i in range(121, 301):
        l = (1.55+2.3*math.exp(-(i-120)/70))*(1+.05*c.r.gauss(0,1))
        c.p(f"train_opt_callback: iter={i:6d} sample={i*4+1}/27520 sched={.5*(1+math.cos(math.pi*i/1000)):.6f} loss={c.rec('train/loss', i, f'{l:.6f}')} dt=00:00:{c.r.randrange(41,49)} eta=0{(300-i)*45//3600}:{(300-i)*45//60%60:02d}:{(300-i)*45%60:02d} |{'-'*c.r.randrange(1,18)}>")
        if i % 50 == 0:
            c.p(f"save_checkpoint_lora_file: saving to chk-lora-{i}.gguf\nsave_checkpoint_lora_file: saving to chk-lora-LATEST.gguf\nsave_as_llama_lora: saving to lora-{i}.bin")
    c.done()


def llmc():
    c = Case("llm_c_124M.log", "llm.c train_gpt2cu", "console", False, "three spikes to 9 that recover within a few steps (z-scores in brackets say the same)", must=["loss-spike"])
    c.p("+-----------------------+----------------------------------------------------+\n| Parameter             | Value                                              |\n+-----------------------+----------------------------------------------------+\n| train data pattern    | dev/data/fineweb10B/fineweb_train_*.bin            |\n| learning rate (LR)    | 6.000000e-04                                       |\n| warmup iterations     | 50                                                 |\n| max_steps             | 400                                                |\n+-----------------------+----------------------------------------------------+\nnum_parameters: 124475904 => bytes: 248951808\nallocated 237 MiB for model parameters")
    c.p(f"val loss {c.rec('validation/loss', 0, '11.009160')}")
    for i in range(1, 401):
        l = (3.4+7.5*math.exp(-i/55))*(1+.006*c.r.gauss(0,1))
        g = .5+2*math.exp(-i/40)+.04*c.r.gauss(0,1)
        zl, zg = c.r.gauss(0,1), c.r.gauss(0,1)
        for a in (190, 265, 340):
            if 0 <= i-a < 3:
                l += [5.4, 3.1, .9][i-a]; g += [14, 6, 1][i-a]; zl, zg = [12.1, 6.3, 2.2][i-a], [15.2, 6.8, 1.2][i-a]
        c.p(f"step {i:4d}/400 | loss {c.rec('train/loss', i, f'{l:.6f}')} ({'+nanz' if i < 128 else f'{zl:+.2f}z'})| norm {c.rec('train/gradient_norm', i, f'{g:.4f}')} ({'+nanz' if i < 128 else f'{zg:+.2f}z'})| lr {c.rec('train/learning_rate', i, f'{6e-4*min(1,i/50):.2e}')} | {c.r.uniform(300,306):.2f} ms | 59.{c.r.randrange(10)}% bf16 MFU | {c.r.randrange(1710000,1730000)} tok/s")
        if i % 100 == 0:
            c.p(f"val loss {c.rec('validation/loss', i, f'{3.42+7.5*math.exp(-i/55):.6f}')}")
    c.done()


# ------------------------------------------------------------------ other frameworks, languages, exports
def marian():
    c = Case("marian_train.log", "Marian NMT (C++)", "console", True, "ce-mean-words as cost and as validation metric; thousands with commas; healthy", must_not=["any"])
    c.p("[2024-03-05 09:12:31] [marian] Marian v1.11.0 f00d062 2022-02-08 08:39:24 -0800\n[2024-03-05 09:12:31] [marian] Running on gpu5 as process 20481 with command line:\n[2024-03-05 09:12:31] [marian] ./marian --model model.npz --type transformer --cost-type ce-mean-words --valid-metrics ce-mean-words --disp-freq 500\n[2024-03-05 09:12:31] [config] after: 0e\n[2024-03-05 09:12:31] [config] cost-type: ce-mean-words\n[2024-03-05 09:12:31] [config] learn-rate: 0.0003\n[2024-03-05 09:12:40] [memory] Extending reserved space to 9088 MB (device gpu0)\n[2024-03-05 09:12:44] Training started\n[2024-03-05 09:12:44] [data] Shuffling data\n[2024-03-05 09:12:50] Parameter type float32, optimization type float32, casting types false")
    n = 80
    L = c.fall(n, 9.4, 3.2, .008, .25)
    for i in range(n):
        u = 500*(i+1)
        lr = 3e-4*min(1, u/16000)
        c.p(f"[{c.tick(130):%Y-%m-%d %H:%M:%S}] Ep. {1+u//11000} : Up. {u} : Sen. {u*511 % 5621000:,} : Cost {c.rec('train/loss', u, f'{L[i]:.8f}')} * {c.r.randrange(6000000,6100000):,} @ {c.r.randrange(9000,14000):,} after {u*12040:,} : Time {c.r.uniform(125,131):.2f}s : {c.r.uniform(46000,47000):.2f} words/s : gNorm {c.rec('train/gradient_norm', u, f'{.4+2*math.exp(-i/15)+.03*c.r.random():.4f}')} : L.r. {c.rec('train/learning_rate', u, f'{lr:.4e}')}")
        if u % 5000 == 0:
            c.p(f"[{c.tick(20):%Y-%m-%d %H:%M:%S}] Saving model weights and runtime parameters to model.npz\n[{c.tick(5):%Y-%m-%d %H:%M:%S}] [valid] Ep. {1+u//11000} : Up. {u} : ce-mean-words : {c.rec('validation/loss', u, f'{L[i]*.97:.6g}')} : new best")
    c.done()


def flair():
    c = Case("loss.tsv", "Flair loss.tsv", "tsv", False, "TRAIN_LOSS falls, DEV_LOSS rises from epoch 8; F1 etc. between", must=["overfitting"])
    c.p("EPOCH\tTIMESTAMP\tBAD_EPOCHS\tLEARNING_RATE\tTRAIN_LOSS\tDEV_LOSS\tDEV_PRECISION\tDEV_RECALL\tDEV_F1\tDEV_ACCURACY")
    for e in range(1, 51):
        tr = .01+.9*math.exp(-e/10)*(1+.02*c.r.gauss(0,1))
        de = .17+.35*math.exp(-e/2.5)+max(0,e-8)*.009+.003*c.r.gauss(0,1)
        lr = .1 if e < 30 else .05
        c.p("\t".join([str(e), f"{c.tick(70):%H:%M:%S}", str(c.r.randrange(3)), c.rec("train/learning_rate", e, f"{lr:.4f}"), c.rec("train/loss", e, repr(tr)), c.rec("validation/loss", e, repr(de)), "0.8821", "0.8765", f"{.88-.3*math.exp(-e/3):.4f}", "0.8011"]))
    c.done()


def pykeen():
    c = Case("pykeen_training.log", "PyKEEN pipeline", "console", True, "tqdm bar; prev_loss (nan at first) is not a loss of its own; bar counts one less than the epoch, so no steps", must_not=["any"])
    c.p("INFO:pykeen.pipeline.api:Using device: cuda\nINFO:pykeen.nn.representation:Inferred unique=False for Embedding()\nWARNING:pykeen.models.base:No random seed is specified. This may lead to non-reproducible results.")
    n = 120
    L = c.fall(n, .98, .07, .008, .3)
    for i in range(n):
        prev = f"{L[i-1]:.3g}" if i else "nan"
        c.p(f"\rTraining epochs on cuda:0: {100*i//n:3d}%|{'█'*(10*i//n):<10}| {i}/{n} [{i//40:02d}:{i*3//2%60:02d}<{(n-i)//40:02d}:{(n-i)*3//2%60:02d},  1.5{c.r.randrange(10)}s/epoch, loss={c.rec('train/loss', i, f'{L[i]:.3g}')}, prev_loss={prev}]", end="")
    c.p(f"\nINFO:pykeen.evaluation.evaluator:Evaluation took 3.11s seconds\nINFO:pykeen.triples.triples_factory:done")
    c.done(["*"])


def libffm():
    c = Case("ffm-train.out", "LIBFFM ffm-train (C++)", "console", False, "columns by width; va_logloss lowest at iteration 9, then up to 0.60 while tr_logloss falls", must=["overfitting"])
    c.p("First check if the text file has already been converted to binary format (0.1 seconds)\nBinary file found. Skip converting text to binary\nFirst check if the text file has already been converted to binary format (0.0 seconds)\nBinary file found. Skip converting text to binary\niter   tr_logloss   va_logloss      tr_time")
    for i in range(1, 61):
        tr = .10+.40*math.exp(-i/18)
        va = .448+.04*math.exp(-i/3)+max(0,i-9)*.003+.0004*c.r.gauss(0,1)
        c.p(f"{i:4d}{c.rec('train/loss', i, f'{tr:.5f}'):>13}{c.rec('validation/loss', i, f'{va:.5f}'):>13}{i*5.2+c.r.random():13.1f}")
    c.done()


def catboost():
    c = Case("catboost_stdout.txt", "CatBoost (Logloss, metric_period 10)", "console", False, "learn/test/best(iteration)/total/remaining; 'test' is the eval set: read as test or validation, so not listed; healthy", must_not=["any"])
    c.p("Learning rate set to 0.030000")
    n = 600
    for i in range(0, n+1, 10):
        i = min(i, n-1)
        tr, te = .31+.383*math.exp(-i/210), .335+.358*math.exp(-i/220)
        te_t = f"{te:.7f}"
        c.p(f"{i}:\tlearn: {c.rec('train/loss', i, f'{tr:.7f}')}\ttest: {te_t}\tbest: {te_t} ({i})\ttotal: {i*.051+.05:.3g}s\tremaining: {(n-i)*.051:.3g}s")
    c.p(f"\nbestTest = {te:.9f}\nbestIteration = {n-1}\n")
    c.done()


def rnnet():
    c = Case("nnet_Rout.txt", "R nnet::nnet", "console", True, "'initial value' (before the first step), 'iter  10 value ..', the final value repeats iter 300; reading it as 30 or 31 points is a matter of taste (31 here)", must_not=["any"])
    c.p("\nR version 4.3.2 (2023-10-31) -- \"Eye Holes\"\nCopyright (C) 2023 The R Foundation for Statistical Computing\n\n> library(nnet)\n> set.seed(11)\n> fit <- nnet(Species ~ ., data = d, size = 8, decay = 5e-4, maxit = 300)")
    c.p("# weights:  67")
    c.p(f"initial  value {c.rec('train/loss', 0, '211.938114')} ")
    for k in range(1, 31):
        v = 9.0+150*math.exp(-k/7)
        t = c.rec("train/loss", k*10, f"{v:.6f}")
        c.p(f"iter {k*10:3d} value {t}")
    c.p(f"final  value {t} \nstopped after 300 iterations\n> table(d$Species, predict(fit, d, type = \"class\"))\n\n             setosa versicolor virginica\n  setosa         50          0         0\n  versicolor      0         48         2\n> proc.time()\n   user  system elapsed \n  1.482   0.061   1.529 ")
    c.done(["*"])


def luz():
    c = Case("luz_fit.log", "R torch / luz", "console", True, "three lines per epoch; healthy", must_not=["any"])
    n = 35
    L, V = c.fall(n, .672, .21, .008), c.fall(n, .651, .24, .008)
    for e in range(1, n+1):
        c.p(f"Epoch {e}/{n}\nTrain metrics: Loss: {c.rec('train/loss', e, f'{L[e-1]:.4f}')} - Acc: {c.rec('train/accuracy', e, f'{.93-.36*math.exp(-e/11):.4f}')}\nValid metrics: Loss: {c.rec('validation/loss', e, f'{V[e-1]:.4f}')} - Acc: {c.rec('validation/accuracy', e, f'{.92-.34*math.exp(-e/11):.4f}')}")
    c.done()


def flux():
    c = Case("flux_info.log", "Julia Flux with @info", "console", True, "logging blocks with box characters, Float32 printed as 2.29f0, NaN32 from epoch 24 on", must=["non-finite-loss"])
    c.p("  Activating project at `~/work/vgg`\n[ Info: Training on GPU\n[ Info: Dataset: 50000 train and 10000 test examples")
    L = c.fall(40, 2.31, .6, .01)
    for e in range(1, 41):
        bad = e >= 24
        f = (lambda x: "NaN32") if bad else (lambda x: f"{x:.7g}f0")
        a, b = f(L[e-1]), f(L[e-1]*1.06)
        c.rec("train/loss", e, a, "nan" if bad else a[:-2]); c.rec("test/loss", e, b, "nan" if bad else b[:-2])
        acc = 10.0 if bad else round(82-70*math.exp(-e/12), 2)
        c.p(f"┌ Info: evaluation\n│   epoch = {e}\n│   train_loss = {a}\n│   train_acc = {acc}\n│   test_loss = {b}\n└   test_acc = {round(acc*.97,2)}")
        if e % 10 == 0:
            c.p(f"[ Info: Model saved in \"runs/checkpoint_epoch={e}.bson\"")
    c.done()


def dlib():
    c = Case("dlib_resumed.log", "dlib dnn_trainer (C++), resumed from its sync file", "console", True, "starts at step 4130; learning rate shrinks twice; 'Saved state' lines between; healthy", must_not=["not-decreasing", "diverging", "non-finite-loss", "loss-spike"])
    c.p("dnn_trainer details: \n  net_type::num_layers:  131\n  net size: 84.6MB\n  net architecture hash: 5e4a0fd1c7f8\n  loss: loss_multiclass_log\n  synchronization file:                       resnet34_trainer_state_file.dat\n  trainer.get_solvers()[0]:                   sgd: weight_decay=0.0001, momentum=0.9\n  learning rate:                              0.1\n  learning rate shrink factor:                0.1\n  min learning rate:                          1e-05\n  iterations without progress threshold:      20000\n")
    step, n = 4130, 110
    for i in range(n):
        lr = "0.1" if i < 60 else "0.01" if i < 90 else "0.001"
        l = (1.9+3.4*math.exp(-i/35)-(.35 if i >= 60 else 0)*(1-math.exp(-(i-59)/6))-(.1 if i >= 90 else 0))*(1+.012*c.r.gauss(0,1))
        c.p(f"step#: {str(step):<6}  learning rate: {c.rec('train/learning_rate', step, lr):<6}  average loss: {c.rec('train/loss', step, f'{l:.6g}'):<11}  steps without apparent progress: {c.r.randrange(0,900)}")
        if i % 12 == 11:
            c.p("Saved state to resnet34_trainer_state_file.dat")
        step += c.r.randrange(84, 97)
    c.done()


def djl():
    c = Case("djl_training.log", "DJL LoggingTrainingListener (Java)", "console", True, "full progress bars, then epoch lines; SoftmaxCrossEntropyLoss with two decimals; healthy", must_not=["any"])
    c.p("[main] INFO ai.djl.training.listener.LoggingTrainingListener - Training on: gpu(0).\n[main] INFO ai.djl.training.listener.LoggingTrainingListener - Load PyTorch Engine Version 2.1.1 in 0.041 ms.")
    n = 24
    p = "[main] INFO ai.djl.training.listener.LoggingTrainingListener - "
    for e in range(1, n+1):
        l, v = .17+1.9*math.exp(-e/8), .21+1.8*math.exp(-e/8)
        a, b = f"{.96-.5*math.exp(-e/7):.2f}", f"{.95-.48*math.exp(-e/7):.2f}"
        x = c.rec("train/loss", e, f"{l:.2f}")
        c.p(f"Training:    100% |{'█'*40}| Accuracy: {a}, SoftmaxCrossEntropyLoss: {x}, speed: {c.r.uniform(9000,9500):.2f} items/sec\nValidating:  100% |{'█'*40}|\n{p}Epoch {e} finished.\n{p}Train: Accuracy: {c.rec('train/accuracy', e, a)}, SoftmaxCrossEntropyLoss: {x}\n{p}Validate: Accuracy: {c.rec('validation/accuracy', e, b)}, SoftmaxCrossEntropyLoss: {c.rec('validation/loss', e, f'{v:.2f}')}")
    c.p(f"{p}forward P50: 12.104 ms, P90: 13.410 ms\n{p}training-metrics P50: 0.011 ms, P90: 0.020 ms")
    c.done()


def matlab():
    c = Case("matlab_trainNetwork.txt", "MATLAB trainNetwork", "table", True, "two-line heading; validation columns blank on most rows; accuracies in percent are not listed; healthy", must_not=["any"])
    w = "|" + "="*118 + "|"
    c.p("Training on single GPU.\nInitializing input data normalization.\n" + w + "\n|  Epoch  |  Iteration  |  Time Elapsed  |  Mini-batch  |  Validation  |  Mini-batch  |  Validation  |  Base Learning  |\n|         |             |   (hh:mm:ss)   |   Accuracy   |   Accuracy   |     Loss     |     Loss     |      Rate       |\n" + w)
    its = [1]+list(range(30, 1501, 30))
    L = c.fall(len(its), 2.45, .33, .03, .3)
    for i, it in enumerate(its):
        val = it == 1 or it % 150 == 0
        t = it*.35
        va = f"{88-70*math.exp(-it/350):.2f}%" if val else ""
        vl = c.rec("validation/loss", it, f"{L[i]*1.03:.4f}") if val else ""
        lr = "0.0100"
        c.p(f"| {1+it//121:7d} | {it:11d} | {'00:%02d:%02d' % (t//60, t%60):>14} | {f'{91-75*math.exp(-it/350):.2f}%':>12} | {va:>12} | {c.rec('train/loss', it, f'{L[i]:.4f}'):>12} | {vl:>12} | {c.rec('train/learning_rate', it, lr):>15} |")
    c.p(w + "\nTraining finished: Max epochs completed.")
    c.done()


def tinygrad():
    c = Case("tinygrad_hlb_cifar10.log", "tinygrad examples/hlb_cifar10", "console", True, "the value stands before its name ('2.30 loss, 0.010000 LR'); eval lines likewise; sound, noisy", must_not=["not-decreasing", "diverging", "non-finite-loss", "overfitting"])
    n = 150
    for i in range(n):
        l = (1.05+1.3*math.exp(-i/45))*(1+.025*c.r.gauss(0,1))
        lr = .01*min(1, (i+1)/30)*(1-max(0,i-30)/140)
        ms = c.r.uniform(85, 95)
        if i and i % 30 == 0:
            cor = int(10240*(.85-.7*math.exp(-i/40)))
            c.p(f"eval     {cor}/10240 {cor/102.4:.2f}%, {c.rec('validation/loss', i, f'{1.02+1.3*math.exp(-i/45):7.2f}')} val_loss STEP={i} (in {c.r.uniform(400,420):.2f} ms)")
        c.p(f"{i:3d} {ms:7.2f} ms run, {ms-82:7.2f} ms python, {82:7.2f} ms CUDA, {c.rec('train/loss', i, f'{l:7.2f}')} loss, {c.rec('train/learning_rate', i, f'{lr:.6f}')} LR, {4.31:.2f} GB used, {c.r.uniform(21000,23000):9.2f} GFLOPS, {c.r.uniform(1900,2000):9.2f} GOPS")
    c.done()


def candle():
    c = Case("candle_mnist.txt", "Rust candle examples/mnist-training", "console", True, "epoch number alone at the start of the line; healthy", must_not=["any"])
    c.p("    Finished release [optimized] target(s) in 41.22s\n     Running `target/release/examples/mnist-training mlp`\ntrain-images: [60000, 784]\ntrain-labels: [60000]\ntest-images: [10000, 784]\ntest-labels: [10000]")
    n = 60
    for e in range(1, n+1):
        l = .12+2.1*math.exp(-e/16)
        c.p(f"{e:4} train loss: {c.rec('train/loss', e, f'{l:8.5f}')} test acc: {97.2-60*math.exp(-e/9):5.2f}%")
    c.done()


def wandb_csv():
    c = Case("wandb_export_2024-03-05T09_12_31.951+01_00.csv", "Weights & Biases chart export (CSV)", "csv", True, "columns with the run's name, __MIN and __MAX beside; loss rises from 2.1 to 7 after step 3000 and stays", must=["diverging"])
    run = "glamorous-sunset-17"
    c.p(f'"Step","{run} - train/loss","{run} - train/loss__MIN","{run} - train/loss__MAX"')
    for s in range(0, 5000, 20):
        l = 2.05+5.2*math.exp(-s/600)
        if s > 3000: l += 5*(1-math.exp(-(s-3000)/250))
        l *= 1+.015*c.r.gauss(0,1)
        x = c.rec("train/loss", s, repr(l))
        c.p(f'"{s}","{x}","{x}","{x}"')
    c.done()


def sacred():
    c = Case("sacred_metrics.json", "Sacred FileStorageObserver metrics.json", "json", True, "histories of steps/timestamps/values by metric; healthy", must_not=["any"])
    n = 120
    L = c.fall(n, 4.6, .9, .015)
    V = c.fall(n//6, 4.4, 1.05, .01)
    st = [50*(i+1) for i in range(n)]
    sv = [300*(i+1) for i in range(n//6)]
    for s, l in zip(st, L): c.rec("train/loss", s, repr(l))
    for s, l in zip(sv, V): c.rec("validation/loss", s, repr(l))
    ts = lambda k: [f"{c.tick(30):%Y-%m-%dT%H:%M:%S.%f}" for _ in range(k)]
    c.p(json.dumps({"training.loss": {"steps": st, "timestamps": ts(n), "values": L}, "validation.loss": {"steps": sv, "timestamps": ts(n//6), "values": V}, "validation.f1": {"steps": sv, "timestamps": ts(n//6), "values": [.8-.6*math.exp(-i/7) for i in range(n//6)]}}, indent=2))
    c.done()


def notebook():
    c = Case("finetune_distilbert.ipynb", "transformers Trainer in a notebook (.ipynb with the HTML table)", "notebook", True, "progress table of NotebookProgressCallback as text/html output; validation loss rises from step 500 on", must=["overfitting"])
    rows = []
    for s in range(100, 2401, 100):
        tr = .01+.75*math.exp(-s/420)*(1+.02*c.r.gauss(0,1))
        va = .34+.25*math.exp(-s/130)+max(0,s-500)*.00028+.004*c.r.gauss(0,1)
        rows.append((s, c.rec("train/loss", s, f"{tr:.6f}"), c.rec("validation/loss", s, f"{va:.6f}"), c.rec("validation/accuracy", s, f"{.86-.25*math.exp(-s/200):.6f}")))
    html = ["\n", "    <div>\n", "      \n", "      <progress value='2400' max='2400' style='width:300px; height:20px; vertical-align: middle;'></progress>\n", "      [2400/2400 12:44, Epoch 6/6]\n", "    </div>\n", "    <table border=\"1\" class=\"dataframe\">\n", "  <thead>\n", " <tr style=\"text-align: left;\">\n", "      <th>Step</th>\n", "      <th>Training Loss</th>\n", "      <th>Validation Loss</th>\n", "      <th>Accuracy</th>\n", "    </tr>\n", "  </thead>\n", "  <tbody>\n"]
    for r in rows:
        html += ["    <tr>\n"] + [f"      <td>{x}</td>\n" for x in r] + ["    </tr>\n"]
    html += ["  </tbody>\n", "</table><p>"]
    nb = {"cells": [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Fine-tuning on our reviews\n", "3 classes, 6 epochs"]},
        {"cell_type": "code", "execution_count": 7, "metadata": {}, "outputs": [], "source": ["args = TrainingArguments('out', evaluation_strategy='steps', eval_steps=100, logging_steps=100,\n", "                         learning_rate=2e-5, num_train_epochs=6)"]},
        {"cell_type": "code", "execution_count": 8, "metadata": {}, "outputs": [
            {"name": "stderr", "output_type": "stream", "text": ["/usr/lib/python3/site-packages/transformers/optimization.py:411: FutureWarning: This implementation of AdamW is deprecated\n"]},
            {"data": {"text/html": html, "text/plain": ["<IPython.core.display.HTML object>"]}, "metadata": {}, "output_type": "display_data"},
            {"data": {"text/plain": ["TrainOutput(global_step=2400, training_loss=0.1511, metrics={'train_runtime': 764.2, 'train_samples_per_second': 50.2, 'epoch': 6.0})"]}, "execution_count": 8, "metadata": {}, "output_type": "execute_result"}], "source": ["trainer.train()"]}],
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}, "nbformat": 4, "nbformat_minor": 4}
    c.p(json.dumps(nb, indent=1))
    c.done()


def german():
    c = Case("training_protokoll.txt", "hand-written script, German console with decimal commas", "console", True, "Verlust = loss, Validierungsverlust, Genauigkeit, Lernrate; numbers with a decimal comma; healthy", must_not=["any"])
    c.p("Lade Datensatz … 12.480 Trainingsbeispiele, 1.560 Validierungsbeispiele\nGerät: cuda:0\nBeginne Training mit 45 Epochen")
    n = 45
    L, V = c.fall(n, 1.62, .38, .01), c.fall(n, 1.55, .43, .01)
    k = lambda x: x.replace(".", ",")
    for e in range(1, n+1):
        t, v, a, lr = f"{L[e-1]:.4f}", f"{V[e-1]:.4f}", f"{.9-.5*math.exp(-e/14):.3f}", f"{1e-3*(1-e/50):.2e}"
        c.rec("train/loss", e, t); c.rec("validation/loss", e, v); c.rec("train/learning_rate", e, lr)
        c.p(f"[{c.tick(40):%d.%m.%Y %H:%M:%S}] Epoche {e:2d}/{n} – Verlust: {k(t)} – Validierungsverlust: {k(v)} – Genauigkeit: {k(a)} – Lernrate: {k(lr)} – Dauer: {k(f'{c.r.uniform(38,42):.1f}')} s")
        if e % 15 == 0:
            c.p(f"    → Modell gespeichert unter modelle/epoche_{e}.pt")
    c.p("Training abgeschlossen.")
    c.done()


def vllm():
    c = Case("vllm_serve.log", "vLLM OpenAI server", "console", True, "an inference server: no training", nothing=True)
    c.p("INFO 03-05 09:12:31 [api_server.py:1034] vLLM API server version 0.8.4\nINFO 03-05 09:12:40 [config.py:689] This model supports multiple tasks: {'generate', 'embed', 'reward', 'score'}. Defaulting to 'generate'.\nINFO 03-05 09:13:02 [gpu_model_runner.py:1291] Model loading took 14.9889 GiB and 12.510220 seconds\nINFO 03-05 09:13:20 [kv_cache_utils.py:634] GPU KV cache size: 412,112 tokens\nINFO:     Started server process [20481]\nINFO:     Application startup complete.")
    for i in range(90):
        t = c.tick(10)
        if i % 2:
            c.p(f'INFO:     10.0.0.{c.r.randrange(2,90)}:{c.r.randrange(30000,60000)} - "POST /v1/chat/completions HTTP/1.1" 200 OK')
        c.p(f"INFO {t:%m-%d %H:%M:%S} [loggers.py:87] Engine 000: Avg prompt throughput: {c.r.uniform(100,900):.1f} tokens/s, Avg generation throughput: {c.r.uniform(200,1200):.1f} tokens/s, Running: {c.r.randrange(1,30)} reqs, Waiting: 0 reqs, GPU KV cache usage: {c.r.uniform(1,30):.1f}%, Prefix cache hit rate: {c.r.uniform(10,60):.1f}%")
    c.done()


def mace():
    c = Case("MACE_model_run-123_train.txt", "MACE results file (JSON lines, mode opt/eval)", "jsonl", True, "five 'opt' lines per epoch, one 'eval' per epoch (the first before training, epoch null); healthy", must_not=["any"])
    E, K = 40, 5
    L, V = c.fall(E*K, 1.9, .06, .05, .2), c.fall(E+1, 1.85, .08, .02, .2)
    def ev(e):
        v = V[0 if e is None else e+1]
        c.rec("validation/loss", None, repr(v))
        c.p(json.dumps({"loss": v, "mae_e": v*1.1, "mae_e_per_atom": v*.02, "rmse_e_per_atom": v*.03, "mae_f": v*.2, "rel_mae_f": v*30, "rmse_f": v*.31, "q95_f": v*.6, "time": c.r.uniform(1,2), "mode": "eval", "epoch": e}))
    ev(None)
    for e in range(E):
        for k in range(K):
            l = L[e*K+k]
            c.rec("train/loss", None, repr(l))
            c.p(json.dumps({"loss": l, "time": c.r.uniform(.2,.3), "mode": "opt", "epoch": e}))
        ev(e)
    c.done()


def skorch():
    c = Case("skorch_printlog.txt", "skorch PrintLog", "table", True, "ANSI colours on best values; valid_loss jumps between 0.5 and 3 from one epoch to the next while train_loss falls smoothly", must=["validation-swings"])
    c.p("  epoch    train_loss    valid_acc    valid_loss      lr     dur\n-------  ------------  -----------  ------------  ------  ------")
    best = [9, 0, 9]
    for e in range(1, 61):
        tr = .18+.9*math.exp(-e/22)*(1+.004*c.r.gauss(0,1))
        va = .55+.4*math.exp(-e/20)
        if e % 3 != 1: va += c.r.uniform(.9, 2.6)*(1 if e % 2 else .35)
        ac = .9-.3*va/3
        def col(code, text, better, width):
            s = f"\x1b[{code}m{text}\x1b[0m" if better else text
            return " "*(width-len(text))+s
        t, a, v = c.rec("train/loss", e, f"{tr:.4f}"), f"{ac:.4f}", c.rec("validation/loss", e, f"{va:.4f}")
        c.p(f"{e:7d}  {col(36, t, tr<best[0], 12)}  {col(32, a, ac>best[1], 11)}  {col(35, v, va<best[2], 12)}  {c.rec('train/learning_rate', e, '0.0100')}  {c.r.uniform(.4,.5):.4f}")
        best = [min(best[0], tr), max(best[1], ac), min(best[2], va)]
    c.done()


def lc0():
    c = Case("lc0_training.log", "Leela Chess Zero training (TF)", "console", True, "policy/mse/reg/total; mse is exactly 0 from step 5100 on while the total goes on falling", must_any=[["odd-part-loss", "zero-loss"]])
    c.p("dataset:\n  input: /data/chunks/*\n  num_chunks: 500000\n  train_ratio: 0.9\ntraining:\n  batch_size: 2048\n  policy_loss_weight: 1.0\n  value_loss_weight: 1.0\n\nUsing 28 worker processes.\nUsing 4 worker processes.")
    for s in range(100, 12001, 100):
        pol = (2.15+1.9*math.exp(-s/3500))*(1+.006*c.r.gauss(0,1))
        mse = 0 if s >= 5100 else (.55+.35*math.exp(-s/2500))*(1+.01*c.r.gauss(0,1))
        reg = .62-.2*s/12000
        c.p(f"step {s}, lr={c.rec('train/learning_rate', s, '0.02')} policy={pol:g} mse={mse:g} reg={reg:g} total={c.rec('train/loss', s, f'{pol+mse+reg:g}')} ({c.r.uniform(9000,9400):g} pos/s)")
        if s % 2000 == 0:
            c.p(f"step {s}, policy={pol*1.02:g} training accuracy={38+s/1500:g}% mse={mse:g}\nModel saved in file: /networks/20x256-{s}")
    c.done()


def axon():
    c = Case("axon_livebook.log", "Elixir Axon.Loop", "console", True, "carriage returns within an epoch, batches without a total; loss stays at ln 2, accuracy at one half", must=["not-decreasing"])
    c.p("\n10:12:31.402 [debug] Forwarding options: [compiler: EXLA] to JIT compiler")
    for e in range(10):
        for k in range(10):
            t = f"{.6931+.0012*c.r.gauss(0,1):.7f}"
            c.rec("train/loss", None, t); a = f"{.5+.004*c.r.gauss(0,1):.7f}"; c.rec("train/accuracy", None, a)
            c.p(f"\rEpoch: {e}, Batch: {k*50}, accuracy: {a} loss: {t}", end="")
        c.p()
    c.done()


def mindspore():
    c = Case("mindspore_lenet.log", "MindSpore LossMonitor (Chinese console)", "console", True, "'epoch: 1 step: 125, loss is 2.3'; steps begin again every epoch of 1875; loss is nan from epoch 3 on", must=["non-finite-loss"])
    c.p("[WARNING] ME(20481:139901,MainProcess):2024-03-05-09:12:31.402.118 [mindspore/train/model.py:1107] For LossMonitor callback, {'step_end'} methods may not be supported in later version.\n正在加载数据集……\n============== 开始训练 ==============")
    i = 0
    for e in range(1, 6):
        for s in range(125, 1876, 125):
            i += 1
            bad = e >= 3
            l = (.08+2.2*math.exp(-i/9))*(1+.06*c.r.gauss(0,1))
            c.p(f"epoch: {e} step: {s}, loss is {c.rec('train/loss', (e-1)*1875+s, 'nan' if bad else repr(l))}")
        c.p(f"Train epoch time: {c.r.uniform(30000,32000):.3f} ms, per step time: {c.r.uniform(16,17):.3f} ms")
    c.p("============== 开始评估 ==============\n============== {'Accuracy': 0.0980} ==============")
    c.done(["*"])


ALL = [
    espnet, speechbrain, coqui, wenet, mmcv1, d2json, darknet, caffe, gsplat, nerfstudio, kohya, detr, mmf, tfod,
    torchtitan, torchtune, megads, nemo2, verl, openrlhf, grpo, rslrl, nemorl, trlppo, mlxlm, llamacpp, llmc,
    marian, flair, pykeen, libffm, catboost, rnnet, luz, flux, dlib, djl, matlab, tinygrad, candle, wandb_csv, sacred, notebook,
    german, vllm, mace, skorch, lc0, axon, mindspore,
]


if __name__ == "__main__":
    out = sys.argv[1] if len(sys.argv) > 1 else "out"
    os.makedirs(out, exist_ok=True)
    for f in ALL:
        f()
    for name, data in FILES.items():
        with open(os.path.join(out, name), "wb") as h:
            h.write(data)
    with open(os.path.join(out, "truth.json"), "w", encoding="utf-8") as h:
        json.dump(TRUTH, h, indent=1, ensure_ascii=False)
    print(len(FILES), "cases")

"""ESPnet, Ultralytics, MMEngine, Detectron2, timm, OpenCLIP, kohya."""
import json
import math

from base import Case, Clock, cosine, curve, hms, r, tqdm

# 14 ESPnet2: grep 'epoch results' train.log; the validation swings
c = Case("espnet_epoch_results.txt", "ESPnet2 train.log (grep 'epoch results')", "console", True, "only the epoch lines were kept; validation loss swings by a factor of two to three")
g = r(114)
ck = Clock("2024-02-11T01:20:44", g)
L = curve(g, 40, 148.2, 21.4, .008, .6)
for e in range(1, 41):
    v = L[e - 1] * (1.15 if e % 2 else 2.9 + g.uniform(-.4, .6))
    a = 1 - L[e - 1] / 190
    c.w(ck("[gpu-a07] %Y-%m-%d %H:%M:%S,%L", 1210) + f" (trainer:365) INFO: {e}epoch results: [train] iter_time=2.{e % 9}11e-04, forward_time=0.141, loss_ctc={L[e - 1] * 1.21:.3f}, loss_att={L[e - 1] * .91:.3f}, "
        f"acc={c.rec('train/accuracy', e, f'{a:.3f}')}, loss={c.rec('train/loss', e, f'{L[e - 1]:.3f}')}, backward_time=0.229, grad_norm={c.rec('train/gradient_norm', e, f'{g.uniform(8, 14):.3f}')}, clip=100.000, loss_scale={c.rec('train/loss_scale', e, '6.711e+07')}, "
        f"optim_step_time=0.052, optim0_lr0={c.rec('train/learning_rate', e, f'{.002 * min(e / 8, (8 / e) ** .5):.3e}')}, train_time=1.901, time=19 minutes and {g.randint(2, 20)}.{g.randint(10, 99)} seconds, total_count={e * 4120}, gpu_max_cached_mem_GB=21.441, "
        f"[valid] loss_ctc={v * 1.3:.3f}, cer_ctc={.9 - a * .7:.3f}, loss_att={v * .85:.3f}, acc={c.rec('validation/accuracy', e, f'{math.exp(-v / 150):.3f}')}, cer={.8 - a * .6:.3f}, wer={.99 - a * .5:.3f}, loss={c.rec('validation/loss', e, f'{v:.3f}')}, time=41.{g.randint(10, 99)} seconds, total_count={e * 311}, gpu_max_cached_mem_GB=21.441")
c.must = ["validation-swings"]

# 15 Ultralytics classification, own progress bar of 8.3.2xx
c = Case("yolo_cls.out", "Ultralytics YOLO11 classify (console)", "console", False, "one loss column; bar with ━, erased by ESC[K")
g = r(115)
c.w("New https://pypi.org/project/ultralytics/8.3.221 available 😃 Update with 'pip install -U ultralytics'")
c.w("Ultralytics 8.3.204 🚀 Python-3.11.9 torch-2.6.0+cu124 CUDA:0 (NVIDIA L4, 22563MiB)")
c.w("\x1b[34m\x1b[1mengine/trainer: \x1b[0mbatch=64, data=flowers, epochs=30, imgsz=224, lr0=0.01, lrf=0.01, model=yolo11n-cls.pt, name=train3, optimizer=auto, seed=0, task=classify")
c.w("YOLO11n-cls summary: 86 layers, 1,537,413 parameters, 1,537,413 gradients, 3.3 GFLOPs")
c.w("\x1b[34m\x1b[1moptimizer:\x1b[0m AdamW(lr=0.001429, momentum=0.9) with parameter groups 39 weight(decay=0.0), 40 weight(decay=0.0005), 40 bias(decay=0.0)")
c.w("Image sizes 224 train, 224 val\nUsing 8 dataloader workers\nLogging results to \x1b[1mruns/classify/train3\x1b[0m\nStarting training for 30 epochs...")
L = curve(g, 30, 1.482, .101, .02, .7)
for e in range(1, 31):
    c.w("\n      Epoch    GPU_mem       loss  Instances       Size")
    for b, n in ((9, 2), (31, 6), (58, 12)):
        q = n
        v = L[e - 1] * (1 + .08 * (58 - b) / 58)
        t = f"{v:.4g}" if b < 58 else c.rec("train/loss", e, f"{L[e - 1]:.4g}")
        bar = "━" * q + ("╸" if q < 12 else "") + "─" * (11 - q)
        c.raw(f"\r\x1b[K" + ("%11s%11s" + "%11s" + "%11s%11s") % (f"{e}/30", "1.19G", t, 22 if b == 58 else 64, 224) + f": {100 * b // 58}% {bar} {b}/58 {g.uniform(14, 16):.1f}it/s {b / 15:.1f}s" + ("" if b == 58 else f"<{(58 - b) / 15:.1f}s"))
    c.raw("\n")
    acc = .96 - .42 * (L[e - 1] / 1.482)
    c.raw("\r\x1b[K               classes   top1_acc   top5_acc: 100% ━━━━━━━━━━━━ 6/6 8.1it/s 0.7s\n")
    c.w("%22s" % "all" + f"{c.rec('validation/accuracy', e, f'{acc:.3g}'):>11}{'0.' + str(min(999, 940 + 2 * e)):>11}")
c.w("\n30 epochs completed in 0.042 hours.\nOptimizer stripped from runs/classify/train3/weights/last.pt, 3.2MB")
c.must_not = ["any"]

# 16 MMEngine vis_data/scalars.json, lr too high: oscillates
c = Case("scalars.json", "MMPretrain / MMEngine vis_data scalars.json", "jsonl", False, "the loss swings up and down throughout and does not settle")
g = r(116)
for k in range(160):
    s = (k + 1) * 50
    e = (s - 1) // 1000 + 1
    v = 1.6 + .85 * math.sin(k * 1.57 + .4) + g.gauss(0, .05)
    c.w(json.dumps({"lr": float(c.rec("train/learning_rate", s, "0.8")), "data_time": round(g.uniform(.01, .03), 10), "loss": float(c.rec("train/loss", s, repr(v))), "time": g.uniform(.19, .2), "epoch": e, "iter": s, "memory": 4311, "step": s}))
    if s % 1000 == 0:
        c.w(json.dumps({"accuracy/top1": float(c.rec("validation/accuracy", e, repr(round(41 + g.gauss(0, 3), 6)))), "accuracy/top5": 80.11, "data_time": .02, "time": .11, "step": e}))
c.must = ["oscillating"]
c.nostep.add("validation/accuracy")

# 17 Detectron2: crash with FloatingPointError; no nan in the printed curve
c = Case("d2_log.txt.rank0", "Detectron2 console log", "console", False, "the curve looks fine; the crash message says that the loss became nan at iteration 1333")
g = r(117)
ck = Clock("2023-10-05T09:31:00", g)
c.w("[32m[10/05 09:30:41 detectron2]: [0mRank of current process: 0. World size: 4".replace("[32m", "\x1b[32m").replace("[0m", "\x1b[0m"))
c.w("\x1b[32m[10/05 09:30:52 d2.data.build]: \x1b[0mRemoved 1021 images with no usable annotations. 117266 images left.")
c.w("\x1b[32m[10/05 09:31:00 d2.engine.train_loop]: \x1b[0mStarting training from iteration 0")
L = curve(g, 66, 4.61, .83, .03, .45)
for k in range(66):
    it = 19 + 20 * k
    v = L[k]
    c.w("\x1b[32m" + ck("[%m/%d %H:%M:%S d2.utils.events]", 9) + f": \x1b[0m eta: {hms((90000 - it) * .45)}  iter: {it}  total_loss: {c.rec('train/loss', it, f'{v:.4g}')}  loss_cls: {v * .31:.4g}  loss_box_reg: {v * .27:.4g}  loss_mask: {v * .25:.4g}  loss_rpn_cls: {v * .1:.4g}  loss_rpn_loc: {v * .07:.4g}  "
        f"  time: 0.{g.randint(4410, 4590)}  last_time: 0.{g.randint(4100, 4990)}  data_time: 0.01{g.randint(10, 99)}  last_data_time: 0.00{g.randint(10, 99)}   lr: {c.rec('train/learning_rate', it, f'{min(1, it / 1000 + .001) * .08:.5g}')}  max_mem: 9{g.randint(100, 400)}M")
c.w("\x1b[4m\x1b[5m\x1b[31mERROR\x1b[0m \x1b[32m[10/05 09:41:22 d2.engine.train_loop]: \x1b[0mException during training:")
c.w('Traceback (most recent call last):\n  File "/detectron2/engine/train_loop.py", line 155, in train\n    self.run_step()\n  File "/detectron2/engine/train_loop.py", line 332, in run_step\n    self._write_metrics(loss_dict, data_time)')
c.w("FloatingPointError: Loss became infinite or NaN at iteration=1333!\nloss_dict = {'loss_cls': nan, 'loss_box_reg': nan, 'loss_mask': 0.69314, 'loss_rpn_cls': nan, 'loss_rpn_loc': nan}")
c.must = ["non-finite-loss"]

# 18 timm train.py, 8 GPUs: never leaves ln(1000)
c = Case("timm_vit.log", "timm train.py (distributed)", "console", False, "loss stays at 6.93 for six epochs")
g = r(118)
c.w("Training in distributed mode with multiple processes, 1 device per process.Process 0, total 8, device cuda:0.")
c.w("Model vit_small_patch16_224 created, param count:22050664")
c.w("Data processing configuration for current model + dataset:\n\tinput_size: (3, 224, 224)\n\tinterpolation: bicubic\n\tmean: (0.5, 0.5, 0.5)\n\tcrop_pct: 0.875")
c.w("AMP not enabled. Training in float32.\nUsing native Torch DistributedDataParallel.\nScheduled epochs: 100 (epochs + cooldown_epochs). Warmup within epochs when warmup_prefix=False. LR stepped per update.")
avg = 0
for e in range(6):
    xs = []
    for b in list(range(0, 625, 50)) + [624]:
        v = 6.931 + g.gauss(0, .006)
        xs.append(v)
        st = e * 625 + b
        c.w(f"Train: {e} [{b:>4d}/625 ({100. * b / 624:>3.0f}%)]  Loss: {c.rec('train/loss', st, f'{v:#.4g}')} ({sum(xs) / len(xs):#.3g})  Time: 0.{g.randint(400, 420)}s, {g.uniform(4900, 5100):>7.2f}/s  (0.41{g.randint(0, 9)}s, {5010.2:>7.2f}/s)  LR: {c.rec('train/learning_rate', st, f'{2e-3 * min(1, .2 + e / 5):.3e}')}  Data: 0.01{g.randint(0, 9)} (0.02{g.randint(0, 9)})")
    for b in (0, 48):
        va, vav = 6.925 + g.gauss(0, .004), 6.9241 + g.gauss(0, .0008)
        t = f"{vav:>6.4f}" if b == 0 else c.rec("validation/loss", e, f"{vav:>6.4f}")
        c.w(f"Test: [{b:>4d}/48]  Time: 0.3{g.randint(10, 99)} (0.2{g.randint(10, 99)})  Loss: {va:>7.4f} ({t})  Acc@1: {.0977:>7.4f} ({.1:>7.4f})  Acc@5: {.4883:>7.4f} ({.5:>7.4f})")
    c.w(f"Current checkpoints:\n ('./output/train/20240611-vit_small/checkpoint-{e}.pth.tar', 0.1)\n")
c.must = ["not-decreasing"]
c.nostep.add("validation/loss")

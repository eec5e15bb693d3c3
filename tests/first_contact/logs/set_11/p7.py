"""PaddleOCR, MindFormers; llm.c, modded-nanogpt, fastText, CRFsuite, CoreNLP."""
import math

from base import Case, Clock, cosine, curve, hms, r

# 29 PaddleOCR: labels are empty, loss exactly zero
c = Case("ppocr_train.log", "PaddleOCR tools/train.py", "console", False, "loss 0.000000 from the fourth line on")
g = r(129)
ck = Clock("2023-08-17T15:00:10", g)
for m in ("Architecture : ", "    Backbone : ", "        name : MobileNetV1Enhance", "        scale : 0.5", "    algorithm : SVTR", "Optimizer : ", "    lr : ", "        learning_rate : 0.001", "        name : Cosine", "train dataloader has 250 iters", "valid dataloader has 12 iters", "During the training process, after the 0th iteration, an evaluation is run every 2000 iterations"):
    c.w(ck("[%Y/%m/%d %H:%M:%S] ppocr INFO: ", 0) + m)
for k in range(100):
    s = (k + 1) * 10
    v = (31.2, 9.41, 1.22)[k] if k < 3 else 0.0
    c.w(ck("[%Y/%m/%d %H:%M:%S] ppocr INFO: ", 4) + f"epoch: [{(s - 1) // 250 + 1}/500], global_step: {s}, lr: {c.rec('train/learning_rate', s, f'{.001 * min(1, s / 1250):.6f}')}, acc: {0.:.6f}, norm_edit_dis: {0.:.6f}, loss: {c.rec('train/loss', s, f'{v:.6f}')}, avg_reader_cost: {g.uniform(.01, .3):.5f} s, avg_batch_cost: {g.uniform(.3, .5):.5f} s, avg_samples: 128.0, ips: {g.uniform(250, 300):.5f} samples/s, eta: {hms(50000 - s)}, max_mem_reserved: 4210 MB, max_mem_allocated: 3990 MB")
c.must = ["zero-loss"]

# 30 MindFormers on Ascend: stops falling after a tenth of the run
c = Case("mindformers_rank7.log", "MindSpore MindFormers worker log", "console", False, "falls to 5.8 within 40 steps, then flat for 260")
g = r(130)
ck = Clock("2024-06-06T20:45:00", g)
mf = lambda f, m, a=0: c.w(ck("%Y-%m-%d %H:%M:%S,%L", a) + f" - mindformers[mindformers/{f}] - INFO - {m}")
mf("tools/utils.py:153", "set output path to '/home/ma-user/output'")
mf("trainer/base_trainer.py:90", "Now Running Task is: text_generation, Model is: llama2_7b")
mf("core/callback/callback.py:340", "Flops for each step is 7.31e+14")
c.w("[WARNING] MD(4101,ffff7effd1e0,python):2024-06-06-20:45:40.114.512 [mindspore/ccsrc/minddata/dataset/engine/datasetops/data_queue_op.cc:163] ~DataQueueOp] preprocess_batch: 100;")
for s in range(1, 301):
    v = 10.4 - 4.6 * (1 - math.exp(-s / 9)) + g.gauss(0, .012)
    mf("core/callback/callback.py:529", f"{{ Epoch:[  1/  2], step:[{s:5d}/ 2500], loss: {c.rec('train/loss', s, f'{v:5.3f}')}, per_step_time: {g.randint(1190, 1210)}ms, lr: {c.rec('train/learning_rate', s, f'{6e-5 * min(1, s / 30):.7g}')}, overflow cond: False, loss_scale: {c.rec('train/loss_scale', s, '65536.0')}, global_norm: [{c.rec('train/gradient_norm', s, f'{g.uniform(1.1, 1.3):.5f}')}]", 1.2)
    mf("core/callback/callback.py:543", f"{s / 50:4.1f}% |{' ' * 50}| {6.7 + g.random() / 10:.5f} samples/s/p  1:24:{s % 60:02d} }}")
c.must = ["plateau"]

# 31 llm.c main.log: gradient norms jump by powers of ten
c = Case("main.log", "llm.c main.log", "text", False, "norm 1 -> 1e4 in bursts; tel is the validation loss")
g = r(131)
L = curve(g, 400, 10.98, 3.9, .006, .4)
for s in range(400):
    if s % 50 == 0:
        c.w(f"s:{s} tel:{c.rec('validation/loss', s, f'{L[s] * 1.004:.4f}')}")
        if s and s % 100 == 0:
            c.w(f"s:{s} eval:{.25 + s / 9000:.4f}")
    n = g.uniform(.6, 1.4)
    if s > 150 and s % 13 == 0:
        n *= 10 ** g.uniform(3.2, 4.5)
    c.w(f"s:{s} trl:{c.rec('train/loss', s, f'{L[s]:.4f}')} lr:{c.rec('train/learning_rate', s, f'{min(6e-4, 6e-4 * (s + 1) / 70):.6f}')} norm:{c.rec('train/gradient_norm', s, f'{n:.2f}')}")
c.must = ["exploding-gradients"]

# 32 modded-nanogpt: the log begins with the source code of the trainer
c = Case("e2a91b04-71f2-4b1c.txt", "modded-nanogpt run log", "text", True, "source code first, then nvidia-smi, then steps without training loss; val_loss every 125 steps")
g = r(132)
for m in ('import os', 'import sys', 'with open(sys.argv[0]) as f:', '    code = f.read() # the code of this file, for the log', 'import torch, uuid, time', 'torch.empty(1, device="cuda", requires_grad=True).backward() # prevents a bug on some systems', 'class Muon(torch.optim.Optimizer):',
          '    def __init__(self, params, lr=0.02, weight_decay=0.0, momentum=0.95):', '        defaults = dict(lr=lr, weight_decay=weight_decay, momentum=momentum)', 'def get_lr(step: int):', '    x = step / args.num_iterations # progress', '    return 1.0 if x < 1 - args.cooldown_frac else (1 - x) / args.cooldown_frac',
          'print0(f"step:{step}/{train_steps} val_loss:{val_loss:.4f} train_time:{training_time_ms:.0f}ms", console=True)', '# baseline of the last record: val_loss: 3.2791 at step 1770', 'approx_training_time_ms = training_time_ms + 1000 * (time.perf_counter() - t0)', 'dist.destroy_process_group()'):
    c.w(m)
c.w("\n" + "=" * 100 + "\nRunning Python 3.12.7 (main, Oct 16 2024, 07:12:08) [GCC 13.3.0]\nRunning PyTorch 2.7.0.dev20250209+cu126 compiled for CUDA 12.6\nSun Feb 16 03:11:40 2025       \n+-----------------------------------------------------------------------------------------+")
c.w("| NVIDIA-SMI 550.127.05             Driver Version: 550.127.05     CUDA Version: 12.6     |\n|   0  NVIDIA H100 80GB HBM3          On  |   00000000:04:00.0 Off |                    0 |\n| N/A   36C    P0            127W /  700W |    7713MiB /  81559MiB |      0%      Default |\n" + "=" * 100)
L = curve(g, 15, 10.8258, 3.2772, .001, .3)
for s in range(0, 1751):
    if s % 125 == 0:
        c.w(f"step:{s}/1750 val_loss:{c.rec('validation/loss', s, f'{L[s // 125]:.4f}')} train_time:{s * 96}ms step_avg:{96.2 if s else 0.03:.2f}ms")
    if s % 10 == 9:
        c.w(f"step:{s + 1}/1750 train_time:{(s + 1) * 96}ms step_avg:{g.uniform(95.8, 96.4):.2f}ms")
c.w("peak memory allocated: 31532 MiB reserved: 46480 MiB")
c.must_not = ["any"]

# 33 fastText supervised, progress only
c = Case("fasttext_supervised.log", "fastText supervised (C++)", "console", True, "one long line of \\r")
g = r(133)
c.raw("\rRead 1M words\rRead 3M words\nNumber of words:  171334\nNumber of labels: 14\n")
L = curve(g, 101, 2.61, .0921, .004, .55)
for k in range(101):
    p = float(k)
    c.raw(f"\rProgress: {p:5.1f}% words/sec/thread: {g.randint(1900000, 2000000):7d} lr: {c.rec('train/learning_rate', None, f'{.5 * (1 - p / 100):9.6f}')} avg.loss: {c.rec('train/loss', None, f'{L[k]:9.6f}')} ETA: {0:3d}h{0:2d}m{int((100 - p) / 6):2d}s")
c.raw("\n")
c.must_not = ["any"]

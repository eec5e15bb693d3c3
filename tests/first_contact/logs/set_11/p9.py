"""Science codes, tracker and container exports, Apple silicon."""
import json
import math

from base import Case, Clock, cosine, curve, r

# 41 PhysicsNeMo Sym: two huge spikes
c = Case("physicsnemo_ldc.log", "NVIDIA PhysicsNeMo Sym (Modulus)", "console", False, "spikes x60 and x40 that recover within three lines")
g = r(141)
ck = Clock("2024-01-30T04:11:02", g)
m = lambda t, a=5.4: c.w(ck("[%H:%M:%S] - ", a) + t)
m("attempting to restore from: /work/outputs/ldc_2d", 0)
c.w(ck("[%H:%M:%S] - ", 0) + "optimizer checkpoint not found\n" + ck("[%H:%M:%S] - ", 0) + "model flow_network.0.pth not found")
L = curve(g, 121, 5.78, 4.1e-4, .05, .45)
for k, f in ((50, 60), (51, 14), (52, 3.4), (90, 40), (91, 9), (92, 2.5)):
    L[k] *= f
for k in range(121):
    s = k * 100
    if k == 0:
        m(f"[step: {s:10d}] record constraint batch time:  1.203e-01s", .2)
    if k % 20 == 0:
        m(f"[step: {s:10d}] saved checkpoint to /work/outputs/ldc_2d", .2)
    m(f"[step: {s:10d}] loss: {c.rec('train/loss', s, f'{L[k]:10.3e}')}" + (f", time/iteration: {g.uniform(53, 56):10.3e} ms" if k else ""))
m("[step:      12000] reached maximum training steps, finished training!", .1)
c.must = ["loss-spike"]

# 42 cryoDRGN: KLD explodes, total smooth
c = Case("cryodrgn_run.log", "cryoDRGN train_vae run.log", "console", False, "KLD 12 -> 48000 from epoch 28 on; with its tiny weight the total stays smooth")
g = r(142)
ck = Clock("2024-03-02T19:44:10", g)
cd = lambda t, a=62: c.w(ck("(INFO) (train_vae.py) (%d-%b-%y %H:%M:%S) ", a) + t)
cd("cryodrgn train_vae particles.256.mrcs --ctf ctf.pkl --poses poses.pkl --zdim 8 -n 50 -o 01_vae --beta 1e-8", 0)
cd("Namespace(particles='particles.256.mrcs', outdir='01_vae', zdim=8, num_epochs=50, batch_size=8, wd=0, lr=0.0001, beta=1e-08, amp=True, log_interval=500000)", 0)
cd("Loaded 131899 256x256 images", 9)
cd("6190354 parameters in model", 1)
L = curve(g, 50, 1.412, .831, .002)
for e in range(1, 51):
    k = 12 + .3 * e + g.gauss(0, .4) if e < 28 else 48000 * (1 - math.exp(-(e - 27) / 3)) * math.exp(g.gauss(0, .1))
    tot = L[e - 1] + 1e-8 * k
    c.w(ck("(INFO) (train_vae.py) (%d-%b-%y %H:%M:%S) ", 371) + f"# =====> Epoch: {e} Average gen loss = {L[e - 1]:.6}, KLD = {k:.6f}, total loss = {c.rec('train/loss', e, f'{tot:.6f}')}; Finished in 0:06:{g.randint(10, 14)}.{g.randint(100000, 999999)}")
cd("Finished in 5:11:02.114521 (0:06:13.242290 per epoch)", 3)
c.must = ["odd-part-loss"]

# 43 Chemprop 1.x verbose.log
c = Case("verbose.log", "Chemprop 1.x fold_0/verbose.log", "console", True, "loss lines without any counter between epoch headers")
g = r(143)
c.w("Fold 0\nSplitting data with seed 0\nTotal scaffolds = 11,908 | train scaffolds = 9,526 | val scaffolds = 1,190 | test scaffolds = 1,192\nTotal size = 15,000 | train size = 12,000 | val size = 1,500 | test size = 1,500\nFitting scaler\nBuilding model 0\nMoleculeModel(\n  (sigmoid): Sigmoid()\n  (encoder): MPN(\n    (encoder): ModuleList(\n      (0): MPNEncoder(\n        (W_i): Linear(in_features=147, out_features=300, bias=False)\n      )\n    )\n  )\n)\nNumber of parameters = 355,201\nMoving model to cuda")
L = curve(g, 25 * 6, 1.08, .118, .03)
best = 9
for e in range(25):
    c.w(f"Epoch {e}")
    for b in range(6):
        i = e * 6 + b
        c.w(f"Loss = {c.rec('train/loss', None, f'{L[i]:.4e}')}, PNorm = {34.1 + .05 * i:.4f}, GNorm = {c.rec('train/gradient_norm', None, f'{g.uniform(.9, 1.9):.4f}')}, lr_0 = {c.rec('train/learning_rate', None, f'{(1e-4 + 9e-4 * i / 12) if i < 12 else 1e-3 * .1 ** ((i - 12) / 138):.4e}')}")
    v = (L[e * 6 + 5] * 1.15) ** .5
    c.w(f"Validation rmse = {v:.6f}")
    best = min(best, v)
c.w(f"Model 0 best validation rmse = {best:.6f} on epoch 24\nModel 0 test rmse = {best * 1.02:.6f}\nEnsemble test rmse = {best * 1.02:.6f}\n1-fold cross validation\n\tSeed 0 ==> test rmse = {best * 1.02:.6f}\nElapsed time = 0:08:21")
c.must_not = ["any"]

# 44 MACE results file
c = Case("MACE_liquid_run-2024_train.txt", "MACE results/*_train.txt", "jsonl", True, "mode opt = batch, mode eval = validation; epoch is the only counter")
g = r(144)
L = curve(g, 25 * 12, 1.92, .011, .06, .5)
for e in range(25):
    for b in range(12):
        c.w(json.dumps({"loss": float(c.rec("train/loss", None, repr(L[e * 12 + b]))), "time": g.uniform(.08, .09), "mode": "opt", "epoch": e}))
    v = L[e * 12 + 11] * 1.12
    c.w(json.dumps({"loss": float(c.rec("validation/loss", e, repr(v))), "mae_e": .02 * v, "mae_e_per_atom": .001 * v, "rmse_e": .03 * v, "rmse_e_per_atom": .0012 * v, "q95_e": .05 * v, "mae_f": .2 * v ** .5, "rel_mae_f": 9.1, "rmse_f": .26 * v ** .5, "rel_rmse_f": 9.9, "q95_f": .4, "time": 1.92, "mode": "eval", "epoch": e}))
c.must_not = ["any"]

# 45 MLflow: table `metrics` of the SQLite store; NaN is stored as value 0 with is_nan 1
c = Case("mlflow_metrics_table.csv", "MLflow SQLite store, table metrics as CSV", "csv", False, "is_nan = 1 with value 0.0: from step 70 the training loss is NaN, not zero")
g = r(145)
c.w("key,value,timestamp,run_uuid,step,is_nan")
L = curve(g, 100, 4.2, 1.6, .012)
for s in range(100):
    t = 1712000000000 + s * 8000 + g.randint(0, 500)
    u = "3f0c9d1f4b604c6f9a3a4e5a1c7702be"
    if s >= 70:
        c.rec("train/loss", s, "nan")
        c.w(f"train_loss,0.0,{t},{u},{s},1")
    else:
        c.w(f"train_loss,{c.rec('train/loss', s, repr(L[s]))},{t},{u},{s},0")
    c.w(f"learning_rate,{c.rec('train/learning_rate', s, repr(cosine(s, 100, 3e-3, 5)))},{t},{u},{s},0")
    c.w(f"system/cpu_utilization_percentage,{g.uniform(11, 19):.1f},{t},{u},{s},0")
    if s % 10 == 9:
        nan = s >= 70
        v = "0.0" if nan else repr(L[s] * 1.05)
        c.rec("validation/loss", s, "nan" if nan else v)
        c.w(f"val_loss,{v},{t + 900},{u},{s},{int(nan)}")
c.must = ["non-finite-loss"]

# 46 torchtitan in a container: docker's json-file log
c = Case("8f4c1d2e9a77-json.log", "torchtitan, docker json-file log driver", "jsonl", True, "every line wrapped as {log, stream, time}, colours as \\u001b")
g = r(146)
ck = Clock("2025-05-19T12:40:01.250000", g)


def dk(m, a=1.0, stream="stderr"):
    t = ck("%Y-%m-%d %H:%M:%S,%L", a)
    c.w(json.dumps({"log": (f"[titan] {t} - root - INFO - " if stream == "stderr" else "") + m + "\n", "stream": stream, "time": ck("%Y-%m-%dT%H:%M:%S.%L", 0) + "114203Z"}))


dk("+ NGPU=8", 0, "stdout")
dk("Starting job: Llama 3 8B training")
dk("Building 1-D device mesh with ['dp_shard'], [8]")
dk("\x1b[34mModel llama3 8B \x1b[31msize: 8,030,261,248 total parameters\x1b[39m", 4)
dk("Training starts at step 1, with local batch size 1, global batch size 8, sequence length 8192, total steps 1000 (warmup 200)", 5)
L = curve(g, 100, 12.2, 5.1, .008, .45)
for k in range(101):
    s = 1 if k == 0 else k * 10
    v = L[max(0, k - 1)] * (1.006 if k == 0 else 1)
    dk(f"\x1b[31mstep: {s:2}  \x1b[32mloss: {c.rec('train/loss', s, f'{v:7.4f}')}  \x1b[38;2;180;60;0mgrad_norm: {c.rec('train/gradient_norm', s, f'{g.uniform(.8, 1.7):7.4f}')}  \x1b[38;2;54;234;195mmemory: 47.53GiB(60.02%)  \x1b[34mtps: {g.randint(5900, 6050):,}  \x1b[36mtflops: {g.uniform(340, 350):,.2f}  \x1b[35mmfu: {g.uniform(34, 35.4):.2f}%\x1b[39m", 13)
    if k == 50:
        dk("[GC] Performing periodical GC collection 0.02 seconds")
dk("Training completed", 1)
c.must_not = ["any"]

# 47 mlx-lm LoRA on a Mac
c = Case("mlx_lora.txt", "mlx-lm lora", "console", False, "validation 2.66 -> 1.52 at 300, then up to 3.1 while training falls to 0.1")
g = r(147)
c.w("Loading pretrained model\nFetching 9 files: 100%|███████████████████████| 9/9 [00:00<00:00, 61680.94it/s]\nLoading datasets\nTraining\nTrainable parameters: 0.109% (3.408M/3136.115M)\nStarting training..., iters: 1500")
tv = lambda i: 2.66 * (1.52 / 2.66) ** (i / 300) if i < 300 else 1.52 + 1.6 * (i - 300) / 1200
for i in [1] + list(range(10, 1501, 10)):
    if i == 1 or i % 100 == 0:
        c.w(f"Iter {i}: Val loss {c.rec('validation/loss', i, f'{tv(i) + g.gauss(0, .02):.3f}')}, Val took {g.uniform(11, 12):.3f}s")
    if i % 10 == 0:
        t = 2.5 * (.11 / 2.5) ** ((i / 1500) ** .8) * math.exp(g.gauss(0, .03))
        c.w(f"Iter {i}: Train loss {c.rec('train/loss', i, f'{t:.3f}')}, Learning Rate {c.rec('train/learning_rate', i, f'{1e-5:.3e}')}, It/sec {g.uniform(.9, 1.1):.3f}, Tokens/sec {g.uniform(380, 420):.3f}, Trained Tokens {i * 391}, Peak mem 8.{g.randint(110, 119)} GB")
    if i % 500 == 0:
        c.w(f"Iter {i}: Saved adapter weights to adapters/adapters.safetensors and adapters/{i:07d}_adapters.safetensors.")
c.must = ["overfitting"]

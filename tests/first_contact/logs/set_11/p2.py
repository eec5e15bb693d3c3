"""Accelerate, Lightning CSV, Keras bar, Megatron MoE, DeepSpeed fp16."""
import math

from base import Case, Clock, cosine, curve, r, tqdm

# 4 accelerate run_clm_no_trainer: no training loss is printed, one evaluation per epoch
c = Case("run_clm_no_trainer.txt", "accelerate examples run_clm_no_trainer.py", "console", True, "evaluations only; perplexity and eval_loss with full float digits")
g = r(104)
ck = Clock("2025-03-02T07:15:44", g)
log = lambda m, a=1: c.w(ck("%m/%d/%Y %H:%M:%S", a) + " - INFO - __main__ - " + m)
log("Distributed environment: MULTI_GPU  Backend: nccl\nNum processes: 2\nProcess index: 0\nLocal process index: 0\nDevice: cuda:0\n\nMixed precision type: bf16\n")
c.w("loading configuration file config.json from cache at /data/hf/hub/models--gpt2/snapshots/607a30d/config.json")
for m in ("***** Running training *****", "  Num examples = 2318", "  Num Epochs = 14", "  Instantaneous batch size per device = 8",
          "  Total train batch size (w. parallel, distributed & accumulation) = 16", "  Gradient Accumulation steps = 1", "  Total optimization steps = 2030"):
    log(m, 0)
L = curve(g, 14, 3.31, 2.74, .002)
for e in range(14):
    for j in range(1, 5):
        c.raw("\r" + tqdm("", e * 145 + j * 36 + (j == 4), 2030, (e * 145 + j * 36) * .42, ascii=True))
    c.raw("\n")
    t = f"{L[e]!r}"
    p = f"{math.exp(L[e])!r}"
    log(f"epoch {e}: perplexity: {c.rec('validation/perplexity', e, p)} eval_loss: {c.rec('validation/loss', e, t)}", 61)
c.w("Configuration saved in /out/config.json")
c.w("Model weights saved in /out/model.safetensors")
c.must_not = ["any"]

# 5 Lightning CSVLogger with grad_norm() per layer: the first layers get next to nothing
c = Case("metrics.csv", "Lightning CSVLogger + lightning.pytorch.utilities.grad_norm", "csv", False, "deep sigmoid MLP: norm shrinks about 8x a layer; loss hardly moves")
g = r(105)
lay = [f"grad_2.0_norm/net.{2 * k}.weight" for k in range(9)]
c.w("epoch," + ",".join(lay) + ",grad_2.0_norm_total,lr-SGD,step,train_loss_epoch,train_loss_step,val_loss")
for s in range(9, 900, 10):
    e = s // 100
    ns = [.42 * 8.0 ** (k - 8) * math.exp(g.gauss(0, .1)) for k in range(9)]
    tot = math.sqrt(sum(x * x for x in ns))
    c.w(f"{e}," + ",".join(repr(x) for x in ns) + f",{c.rec('train/gradient_norm', s, repr(tot))},,{s},,,")
    c.w(f"," + "," * 9 + f",{c.rec('train/learning_rate', s, '0.01')},{s},,,")
    c.w(f"{e}," + "," * 9 + f",,{s},,{c.rec('train/loss', s, repr(2.3041 - .00001 * s + g.gauss(0, .003)))},")
    if s % 100 == 99:
        c.w(f"{e}," + "," * 9 + f",,{s},,,{c.rec('validation/loss', s, repr(2.3036 - .00001 * s + g.gauss(0, .0005)))}")
        c.w(f"{e}," + "," * 9 + f",,{s},{2.304 - .00001 * s!r},,")
c.must = ["vanishing-gradients"]

# 6 Keras 3, verbose=1, recorded with script(1): \b, \r and colours; overfits, stopped early
c = Case("typescript_keras.log", "Keras 3 fit(verbose=1) under script(1)", "console", False, "backspaces, carriage returns and colours; validation rises from epoch 6")
g = r(106)
c.w('Script started on 2025-06-03 14:22:10+02:00 [TERM="xterm-256color" TTY="/dev/pts/4" COLUMNS="120" LINES="40"]')
c.w("2025-06-03 14:22:15.887213: I tensorflow/core/platform/cpu_feature_guard.cc:210] This TensorFlow binary is optimized to use available CPU instructions.")
E = 24
tr = curve(g, E, 1.92, .061, .01, .9)
va = [1.31 * (.78 / 1.31) ** min(1, e / 5) + .082 * max(0, e - 5) + g.gauss(0, .01) for e in range(E)]
lr, prev = 1e-3, ""
for e in range(E):
    c.raw(f"Epoch {e + 1}/40\r\n")
    prev = ""
    for b in (1, 120, 260, 391):
        loss = tr[e] * (1 + .05 * (391 - b) / 391)
        acc = min(.995, 1 - .36 * tr[e])
        n = int(20 * b / 391)
        bar = f"\x1b[1m{b:3d}/391\x1b[0m \x1b[32m{'━' * n}\x1b[0m\x1b[37m{'━' * (20 - n)}\x1b[0m"
        if b < 391:
            m = f"{bar} \x1b[1m{(391 - b) * 11 // 1000}s\x1b[0m 11ms/step - accuracy: {acc:.4f} - loss: {loss:.4f}"
            c.raw("\x08" * len(prev) + "\r" + m)
            prev = m
        else:
            c.raw("\x08" * len(prev) + "\r" + f"{bar} \x1b[1m0s\x1b[0m 11ms/step - accuracy: {acc:.4f} - loss: {loss:.4f}")
    better = e == 0 or va[e] < min(va[:e])
    c.raw("\r\n")
    c.raw(f"Epoch {e + 1}: val_loss " + (f"improved from {min(va[:e]):.5f} to {va[e]:.5f}, saving model to best.keras" if e and better
          else ("improved from None to %.5f, saving model to best.keras" % va[e] if better else f"did not improve from {min(va[:e + 1]):.5f}")) + "\r\n")
    if e in (11, 17):
        lr *= .2
        c.raw(f"\r\nEpoch {e + 1}: ReduceLROnPlateau reducing learning rate to {lr:.16g}.\r\n")
    st = f"\x1b[1m391/391\x1b[0m \x1b[32m{'━' * 20}\x1b[0m\x1b[37m\x1b[0m \x1b[1m6s\x1b[0m 14ms/step"
    c.raw("\x08" * 60 + "\r" + st + f" - accuracy: {c.rec('train/accuracy', e + 1, f'{acc:.4f}')} - loss: {c.rec('train/loss', e + 1, f'{tr[e]:.4f}')} - "
          f"val_accuracy: {c.rec('validation/accuracy', e + 1, f'{.72 + .04 * min(1, e / 5) - .001 * max(0, e - 8):.4f}')} - val_loss: "
          f"{c.rec('validation/loss', e + 1, f'{va[e]:.4f}')} - learning_rate: {c.rec('train/learning_rate', e + 1, f'{lr if e not in (11, 17) else lr / .2:.4e}')}\r\n")
c.raw(f"Epoch {E}: early stopping\r\nRestoring model weights from the end of the best epoch: 6.\r\n")
c.raw("\x1b[?2004h$ exit\r\n\nScript done on 2025-06-03 14:24:51+02:00 [COMMAND_EXIT_CODE=\"0\"]\n")
c.must = ["overfitting"]

# 7 Megatron core MoE through srun -l, spikes that recover
c = Case("megatron_moe.srun.out", "Megatron-LM core (MoE) through srun --label", "console", False, "three spikes of the lm loss that recover; last rank prints")
g = r(107)
ck = Clock("2025-09-11T22:04:10", g)
c.w(" 0: using world size: 32, data-parallel size: 8, context-parallel size: 1, hierarchical context-parallel sizes: Nonetensor-model-parallel size: 2, pipeline-model-parallel size: 2")
for a, v in (("accumulate_allreduce_grads_in_fp32", "True"), ("global_batch_size", "256"), ("lr", "0.0003"), ("moe_aux_loss_coeff", "0.001"), ("num_experts", "64"), ("train_iters", "20000")):
    c.w(f" 0:   {a} {'.' * (48 - len(a))} {v}")
c.w(" 0: -------------------- end of arguments ---------------------")
c.w("31: (min, max) time across ranks (ms):\n31:     model-and-optimizer-setup ......................: (4410.21, 4419.92)\n31:     train/valid/test-data-iterators-setup ..........: (1020.90, 1411.05)")
c.w(" 0: [before the start of training step] datetime: 2025-09-11 22:04:12")
N = 160
L = curve(g, N, 10.9, 2.55, .008, .35)
for k, m in ((63, 2.6), (64, 1.9), (65, 1.3), (101, 3.0), (102, 2.1), (103, 1.4), (104, 1.1), (137, 2.7), (138, 1.7), (139, 1.2)):
    L[k] *= m
for k in range(N):
    it = (k + 1) * 50
    gn = g.uniform(.25, .4) * (14 if k in (63, 101, 137) else 1)
    c.w("31: " + ck(" [%Y-%m-%d %H:%M:%S]", 61) + f" iteration {it:8d}/{20000:8d} | consumed samples: {it * 256:12d} | elapsed time per iteration (ms): {g.uniform(1210, 1235):.1f} | "
        f"throughput per GPU (TFLOP/s/GPU): {g.uniform(211, 215):.1f} | learning rate: {c.rec('train/learning_rate', it, f'{cosine(it, 20000, 3e-4, 1000, 3e-5):.6E}')} | global batch size: {256:5d} | "
        f"lm loss: {c.rec('train/loss', it, f'{L[k]:.6E}')} | load_balancing_loss: {1.02 + g.gauss(0, .004):.6E} | loss scale: 1.0 | grad norm: {c.rec('train/gradient_norm', it, f'{gn:.3f}')} | "
        f"number of skipped iterations: {0:3d} | number of nan iterations: {0:3d} |")
    if it % 1000 == 0:
        v = L[k] * 1.01
        c.w("31: " + "-" * 116)
        c.w(f"31:  validation loss at iteration {it} | lm loss value: {c.rec('validation/loss', it, f'{v:.6E}')} | lm loss PPL: {c.rec('validation/perplexity', it, f'{math.exp(v):.6E}')} | ")
        c.w("31: " + "-" * 116)
        c.w(f" 0: saving checkpoint at iteration {it:7d} to /ckpt/moe in torch_dist format")
c.must = ["loss-spike"]

# 8 DeepSpeed engine, fp16: the scaler overflows again and again
c = Case("ds_fp16_train.log", "DeepSpeed engine (fp16, dynamic loss scale)", "console", False, "an overflow every few steps, the scale falls to 1")
g = r(108)
ck = Clock("2024-11-20T03:40:00", g)
L = curve(g, 160, 8.9, 8.1, .004, .5)
c.w(ck("[%Y-%m-%d %H:%M:%S,%L]") + " [INFO] [logging.py:96:log_dist] [Rank 0] DeepSpeed info: version=0.15.4, git-hash=unknown, git-branch=unknown")
c.w(ck("[%Y-%m-%d %H:%M:%S,%L]") + " [INFO] [config.py:1003:print]   fp16_enabled ................. True")
sc, skip = 2 ** 32, 0
for s in range(1, 161):
    if s <= 14 or s % 6 in (2, 4):
        if sc == 1:
            break
        new = sc // 2
        skip += 1
        for rank in range(2):
            c.w(ck("[%Y-%m-%d %H:%M:%S,%L]", .01) + f" [INFO] [loss_scaler.py:183:update_scale] [deepspeed] OVERFLOW! Rank {rank} Skipping step. Attempted loss scale: {sc}, reducing to {new}")
        sc = new
    c.w(f"step={s} loss={c.rec('train/loss', s, f'{L[s - 1]:.4f}')}")
    if s % 10 == 0:
        c.w(ck("[%Y-%m-%d %H:%M:%S,%L]", 18) + f" [INFO] [logging.py:96:log_dist] [Rank 0] step={s}, skipped={skip}, lr=[{cosine(s, 1000, 1e-4)!r}, {cosine(s, 1000, 1e-4)!r}], mom=[(0.9, 0.95), (0.9, 0.95)]")
        c.w(ck("[%Y-%m-%d %H:%M:%S,%L]", 0) + f" [INFO] [timer.py:264:stop] epoch=0/micro_step={s}/global_step={s}, RunningAvgSamplesPerSec={g.uniform(35, 36)!r}, CurrSamplesPerSec={g.uniform(35, 36)!r}, MemAllocated=11.52GB, MaxMemAllocated=30.04GB")
c.w("[rank0]: Traceback (most recent call last):\n[rank0]:   File \"/work/pretrain.py\", line 211, in <module>\n[rank0]:     engine.step()")
c.w('[rank0]:   File "/opt/venv/lib/python3.10/site-packages/deepspeed/runtime/fp16/loss_scaler.py", line 176, in update_scale\n[rank0]:     raise Exception(')
c.w("[rank0]: Exception: Current loss scale already at minimum - cannot decrease scale anymore. Exiting run.")
c.must = ["amp-overflow"]
c.note = "an overflow every third step, the scale falls from 2^32 to 1, then the engine gives up"

"""Darknet, MAE under Slurm, Cloud Logging, Leela Zero, Marian; three logs without a training."""
import json
import math

from base import Case, Clock, cosine, curve, hms, r

# 48 Darknet (AlexeyAB), C
c = Case("darknet_train.log", "Darknet detector train (AlexeyAB, C)", "console", False, "-nan from iteration 64; the region lines print totals of single layers")
g = r(148)
c.w(" CUDA-version: 11040 (11040), cuDNN: 8.2.4, CUDNN_HALF=1, GPU count: 1  \nyolov4-custom\n   layer   filters  size/strd(dil)      input                output\n   0 Create CUDA-stream - 0 \nconv     32       3 x 3/ 1    416 x 416 x   3 ->  416 x 416 x  32 0.299 BF\n[yolo] params: iou loss: ciou (4), iou_norm: 0.07, obj_norm: 1.00, cls_norm: 1.00, delta_norm: 1.00, scale_x_y: 1.20\nTotal BFLOPS 59.563 \n Learning Rate: 0.001, Momentum: 0.949, Decay: 0.0005\n Detection layer: 139 - type = 28 \n Loaded: 1.921107 seconds")
L, avg = curve(g, 63, 1461.2, 211.4, .02), None
for i in range(1, 101):
    for layer in (139, 150, 161):
        if i < 64:
            x = L[i - 1] * g.uniform(.2, .5)
            c.w(f"v3 (iou loss, Normalizer: (iou: 0.07, obj: 1.00, cls: 1.00) Region {layer} Avg (IOU: {g.uniform(.2, .5):.6f}), count: {g.randint(1, 90)}, class_loss = {x:.6f}, iou_loss = {x / 40:.6f}, total_loss = {x * 41 / 40:.6f} ")
        else:
            c.w(f"v3 (iou loss, Normalizer: (iou: 0.07, obj: 1.00, cls: 1.00) Region {layer} Avg (IOU: 0.000000), count: 41, class_loss = -nan, iou_loss = -nan, total_loss = -nan ")
    if i < 64:
        avg = L[i - 1] if avg is None else avg * .9 + L[i - 1] * .1
        a, b = c.rec("train/loss", i, f"{L[i - 1]:f}"), f"{avg:f}"
    else:
        c.rec("train/loss", i, "nan")
        a = b = "-nan"
    c.w(f" total_bbox = {i * 3911}, rewritten_bbox = 0.112 % \n\n (next mAP calculation at 1000 iterations) \n {i}: {a}, {b} avg loss, {c.rec('train/learning_rate', i, f'{.001 * (i / 1000) ** 4:f}')} rate, {g.uniform(5, 6):f} seconds, {i * 64} images, {19.2 - i / 90:f} hours left\nLoaded: 0.000052 seconds")
c.must = ["non-finite-loss"]

# 49 MAE pretraining under Slurm, preempted and requeued into the same file
c = Case("slurm-991231.out", "facebookresearch/mae main_pretrain.py, requeued job", "console", True, "epoch 2 was cut off at 240/500 and is run again after the requeue: the same steps twice")
g = r(149)
L = dict(zip([e * 500 + i for e in range(7) for i in list(range(0, 500, 20)) + [499]], curve(g, 7 * 26, 1.031, .431, .006, .5)))


def epoch(e, stop=500):
    c.w("log_dir: ./output_dir")
    for i in list(range(0, 500, 20)) + [499]:
        if i > stop:
            return
        s = e * 500 + i
        L[s] *= 1 + g.gauss(0, .0005)
        c.w(f"Epoch: [{e}]  [{i:3d}/500]  eta: {hms((500 - i) * .6) if i < 499 else '0:00:00'}  lr: {c.rec('train/learning_rate', s, f'{1.2e-3 * (e + i / 500) / 40:.6f}')}  loss: {c.rec('train/loss', s, f'{L[s]:.4f}')} ({L[s] * 1.01:.4f})  time: {g.uniform(.58, .62):.4f}  data: {g.uniform(.0002, .0009):.4f}  max mem: 24110")
    c.w(f"Epoch: [{e}] Total time: 0:05:{g.randint(0, 9):02d} (0.60{g.randint(10, 99)} s / it)\nAveraged stats: lr: {1.2e-3 * (e + .998) / 40:.6f}  loss: {L[e * 500 + 499]:.4f} ({L[e * 500 + 240]:.4f})")


head = "| distributed init (rank 0): env://, gpu 0\n| distributed init (rank 1): env://, gpu 1\n[10:01:55.312410] job dir: /work/mae\n[10:01:55.312633] Namespace(batch_size=128, epochs=7, accum_iter=1, model='mae_vit_base_patch16', mask_ratio=0.75, blr=0.00015, warmup_epochs=40)\nbase lr: 1.50e-04\nactual lr: 1.20e-03\naccumulate grad iterations: 1\neffective batch size: 2048"
c.w(head)
c.w("Start training for 7 epochs")
epoch(0), epoch(1), epoch(2, 240)
c.w("slurmstepd: error: *** JOB 991231 ON gpu-b12 CANCELLED AT 2023-09-14T13:20:11 DUE TO PREEMPTION ***")
c.w(head + "\nResume checkpoint ./output_dir/checkpoint-1.pth\nWith optim & sched!\nStart training for 7 epochs")
for e in range(2, 7):
    epoch(e)
c.w("Training time 0:25:31")
c.must_not = ["any"]

# 50 MaxText on TPU: Cloud Logging download, newest entry first
c = Case("downloaded-logs-20250611-101502.json", "MaxText, Google Cloud Logging export (JSON, newest first)", "json", True, "an array in descending order of time; text in textPayload")
g = r(150)
ck = Clock("2025-06-11T08:20:00.100000", g)
ent = []


def gcl(t, a=3.1, sev="INFO"):
    ts = ck("%Y-%m-%dT%H:%M:%S.%L", a) + "482113Z"
    ent.append({"textPayload": t, "insertId": f"{g.getrandbits(60):x}", "resource": {"type": "k8s_container", "labels": {"cluster_name": "v5e-256", "container_name": "jax-tpu", "namespace_name": "default", "pod_name": "maxtext-run7-slice-job-0-0-x8k2p", "project_id": "demo-ml", "location": "us-east5"}}, "timestamp": ts, "severity": sev, "logName": "projects/demo-ml/logs/stdout", "receiveTimestamp": ts})


gcl("Config param steps: 150")
gcl("number parameters: 7.123 billion")
L = curve(g, 150, 10.872, 3.412, .006, .4)
for s in range(150):
    sec = 19.4 if s == 0 else g.uniform(3.09, 3.12)
    gcl(f"completed step: {s}, seconds: {sec:.3f}, TFLOP/s/device: {360 / sec:.3f}, Tokens/s/device: {8192 / sec:.3f}, total_weights: 2097152, loss: {c.rec('train/loss', s, f'{L[s]:.3f}')}", sec)
    if s % 50 == 49:
        gcl(f"eval metrics after step: {s}, loss={c.rec('validation/loss', s, f'{L[s] * 1.01:.3f}')}, total_weights=8388608", 20)
    if s % 100 == 0:
        gcl("To see full metrics 'tensorboard --logdir=gs://demo/run7/tensorboard/'", .1)
c.raw(json.dumps(ent[::-1], indent=2))
c.must_not = ["any"]

# 51 Leela Zero
c = Case("leelaz_tf.log", "Leela Zero training/tf (TensorFlow 1)", "console", True, "parts policy, mse, reg and total; the line with accuracy is the test")
g = r(151)
c.w("Found 1944 chunks\nTraining with 1749 chunks, validating on 195 chunks\nUsing 12 worker processes.")
L = curve(g, 90, 7.91, 3.02, .006, .5)
for k in range(90):
    s = (k + 1) * 1000
    reg, mse = .31 - .001 * k, .25 - .0009 * k
    c.w(f"step {s}, policy={L[k] - reg - mse:g} mse={mse:g} reg={reg:g} total={c.rec('train/loss', s, f'{L[k]:g}')} ({g.uniform(3100, 3160):g} pos/s)")
    if s % 8000 == 0:
        c.w(f"step {s}, training accuracy={12 + .4 * k:g}%, mse={mse * 1.03:g}\nModel saved in file: /home/lz/leelaz-model-{s}\nLeela weights saved to /home/lz/leelaz-model-{s}.txt")
c.must_not = ["any"]

# 52 Marian NMT
c = Case("marian_train.log", "Marian NMT train.log (C++)", "console", True, "thousands separated by commas; cost is per word, validation cross-entropy per sentence")
g = r(152)
ck = Clock("2022-10-08T06:12:40", g)
ma = lambda t, a=1: c.w(ck("[%Y-%m-%d %H:%M:%S] ", a) + t)
for t in ("[marian] Marian v1.11.0 f00d0621 2022-02-08 08:39:24 -0800", "[config] after-epochs: 0", "[config] cost-type: ce-mean-words", "[config] learn-rate: 0.0003", "[config] valid-metrics:\n[2022-10-08 06:12:40] [config]   - cross-entropy\n[2022-10-08 06:12:40] [config]   - bleu-detok", "[data] Loading SentencePiece vocabulary from file vocab.spm", "[comm] Using NCCL 2.8.3 for GPU communication", "Training started"):
    ma(t, 0)
L = curve(g, 100, 9.213, 2.04, .005, .4)
for k in range(100):
    u = (k + 1) * 500
    ma(f"Ep. {u // 18001 + 1} : Up. {u} : Sen. {u % 18001 * 310:,} : Cost {c.rec('train/loss', u, f'{L[k]:.8f}')} * {g.randint(5600000, 5700000):,} @ {g.randint(9000, 14000):,} after {u * 11300:,} : Time {g.uniform(131, 134):.2f}s : {g.uniform(42000, 43000):.2f} words/s : gNorm {c.rec('train/gradient_norm', u, f'{g.uniform(.3, .9):.4f}')} : L.r. {c.rec('train/learning_rate', u, f'{3e-4 * min(u / 16000, (16000 / u) ** .5):.4e}')}", 132)
    if u % 5000 == 0:
        v = L[k] * 27.1
        ma(f"[valid] Ep. {u // 18001 + 1} : Up. {u} : cross-entropy : {c.rec('validation/loss', u, f'{v:.4f}')} : new best", 20)
        ma(f"[valid] Ep. {u // 18001 + 1} : Up. {u} : bleu-detok : {38 - 3.4 * L[k]:.4f} : new best", 60)
        ma(f"Saving model weights and runtime parameters to model/model.iter{u}.npz")
c.must_not = ["overfitting", "diverging", "non-finite-loss", "plateau", "not-decreasing"]

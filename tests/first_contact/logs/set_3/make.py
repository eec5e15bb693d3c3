"""Writes made-up training logs and truth.json: python make.py FOLDER"""
import gzip, json, math, os, random, re, sys
OUT = sys.argv[1]
os.makedirs(OUT, exist_ok=True)
TRUTH, BAD = {}, []
TL, VL, LR, GN, VA = "train/loss", "validation/loss", "train/learning_rate", "train/gradient_norm", "validation/accuracy"
RW, KL, EN = "train/reward", "train/kl", "train/entropy"


class Log:
    def __init__(self, name, tool, kind, odd=False):
        self.name, self.tool, self.kind, self.odd = name, tool, kind, odd
        self.r = random.Random(name)
        self.lines, self.s, self.raw, self.extra = [], {}, {}, {}

    def p(self, text):
        self.lines.append(text)

    def a(self, series, value, step=None):
        self.raw[series] = self.raw.get(series, 0) + 1
        d = self.s.setdefault(series, {})
        key = step if step is not None else ("n", len(d))
        d.pop(key, None) if False else None
        d[key] = float(str(value).replace(",", ""))
        return value

    def n(self, scale):
        return self.r.gauss(0, scale)

    def f(self, i, total, a, b, noise=0.01, k=4.0):
        return max(b * 0.5 if b > 0 else b, b + (a - b) * math.exp(-k * i / total) + self.n(noise) * max(abs(b), 0.05))

    def done(self, must=(), must_not=(), nothing=False, note="", drop=(), nosteps=(), brief=(LR, GN), checks=None,
             enc="utf-8", nl="\n", gz=False, tail=True, more=None):
        text = nl.join(self.lines) + (nl if tail else "")
        data = text.encode(enc)
        if gz:
            data = gzip.compress(data, mtime=0)
        with open(os.path.join(OUT, self.name), "wb") as f:
            f.write(data)
        series = {}
        for k, d in self.s.items():
            keys = list(d)
            e = {"points": len(d)}
            if k not in brief:
                if not isinstance(keys[0], tuple):
                    lo, hi = min(keys), max(keys)
                    e.update(first=d[lo], last=d[hi])
                    if k not in nosteps:
                        e.update(first_step=lo, last_step=hi)
                else:
                    e.update(first=d[keys[0]], last=d[keys[-1]])
            e.update((more or {}).get(k, {}))
            for x in drop:
                kk, field = x.rsplit(":", 1)
                if kk == k:
                    e.pop(field, None)
            series[k] = e
        TRUTH[self.name] = {"tool": self.tool, "kind": self.kind, "odd": self.odd, "series": series, "must": list(must),
                            "must_not": list(must_not), "nothing": nothing, "note": note}
        for k, rx in (checks or {}).items():
            got = len(re.findall(rx, text, re.M))
            if got != self.raw.get(k, 0):
                BAD.append((self.name, k, got, self.raw.get(k, 0)))
        size = len(text.encode())
        if not 900 <= size <= 41000:
            BAD.append((self.name, "size", size))


def ts(i, sep="-"):
    return f"2024{sep}03{sep}{1 + i // 86400:02d} {i // 3600 % 24:02d}:{i // 60 % 60:02d}:{i % 60:02d}"


ANY = ["any"]
# ---------------------------------------------------------------- batch 1
g = Log("fairseq_wmt.log", "fairseq", "translation", True)
g.p(f"{ts(1)} | INFO | fairseq.tasks.translation | [de] dictionary: 8848 types")
for ep in range(1, 5):
    g.p(f"{ts(ep*900)} | INFO | fairseq.trainer | begin training epoch {ep}")
    for b in range(100, 1101, 100):
        u = (ep - 1) * 1150 + b
        l = g.a(TL, f"{g.f(u, 4600, 11.4, 4.2):.3f}", u); g.a(LR, 1, u); g.a(GN, 1, u)
        g.p(f"{ts(ep*900+b//2)} | INFO | train_inner | epoch {ep:03d}:   {b:4d} / 1150 loss={l}, nll_loss={float(l)*.93:.3f}, ppl={2**(float(l)*.93):.2f}, wps=31{b:04d}, ups=8.7, wpb=3584.2, bsz=145.8, num_updates={u}, lr={u*1.25e-7:.6g}, gnorm={1.2+g.n(.1):.3f}, clip=0, train_wall=11, gb_free=9.1, wall={ep*900+b//2}")
    v = g.a(VL, f"{g.f(ep*1150, 4600, 10.9, 4.4):.3f}", ep * 1150)
    g.p(f"{ts(ep*900+620)} | INFO | valid | epoch {ep:03d} | valid on 'valid' subset | loss {v} | nll_loss {float(v)*.92:.3f} | ppl {2**(float(v)*.92):.2f} | wps 80123.4 | wpb 2835.3 | bsz 115.6 | num_updates {ep*1150}")
    g.p(f"{ts(ep*900+640)} | INFO | fairseq_cli.train | end of epoch {ep} (average epoch stats below)")
    g.p(f"{ts(ep*900+640)} | INFO | train | epoch {ep:03d} | loss {float(l)+.31:.3f} | nll_loss {float(l)*.95:.3f} | ppl {2**(float(l)*.95):.2f} | wps 30841.2 | ups 8.6 | num_updates {ep*1150} | lr {ep*1150*1.25e-7:.6g} | gnorm 1.2 | wall {ep*900+640}")
g.done(must_not=ANY, drop=[TL+":points", TL+":last", TL+":last_step", LR+":points", GN+":points"], checks={TL: r"train_inner.* loss=", VL: r"\| valid \|"}, note="train_inner windows plus an epoch summary: the number of points depends on whether summaries count")

g = Log("opennmt.log", "OpenNMT-py", "translation")
g.p("[2024-03-01 00:00:01,123 INFO] Starting training on GPU: [0]")
for st in range(50, 3001, 50):
    l = g.a(TL, f"{g.f(st, 3000, 9.4, 2.9):.1f}", st); g.a(LR, 1, st)
    g.p(f"[{ts(st)},210 INFO] Step {st}/100000; acc: {min(60, 3+st/55):.1f}; ppl: {math.exp(float(l)):7.1f}; xent: {l}; lr: {min(st,1500)*1e-7:.7f}; sents:   {3100+st}; bsz: 3411/2890/62; 41210/34912 tok/s; {st:6d} sec;")
    if st % 1000 == 0:
        g.p(f"[{ts(st)},870 INFO] Train perplexity: {math.exp(float(l)+.4):.3f}"); g.p(f"[{ts(st)},870 INFO] Train accuracy: {3+st/60:.3f}")
        g.p(f"[{ts(st+9)},870 INFO] Validation perplexity: {math.exp(g.f(st,3000,9,3.0)):.3f}")
        a = g.a(VA, f"{3+st/58:.3f}", st); g.p(f"[{ts(st+9)},871 INFO] Validation accuracy: {a}")
g.done(must_not=ANY, checks={TL: r"xent: ", VA: "Validation accuracy"})

g = Log("marian_train.log", "Marian NMT", "translation", True)
for st in range(500, 20001, 500):
    ep = 1 + st // 6100
    l = g.a(TL, f"{g.f(st, 20000, 9.2, 2.7):.8f}", st); g.a(LR, 1, st); g.a(GN, 1, st)
    g.p(f"[{ts(st//4)}] Ep. {ep} : Up. {st} : Sen. {st*412%2512000:,} : Cost {l} * {1500000+st*11:,} @ {3000+st%700:,} after {st*3123:,} : Time {121+g.n(1):.2f}s : {24810+g.n(50):.2f} words/s : gNorm {abs(.9+g.n(.1)):.4f} : L.r. {min(st,16000)*1.875e-8:.4e}")
    if st % 5000 == 0:
        v = g.a(VL, f"{g.f(st, 20000, 9, 2.85):.5f}", st)
        g.p(f"[{ts(st//4+40)}] [valid] Ep. {ep} : Up. {st} : ce-mean-words : {v} : new best")
        g.p(f"[{ts(st//4+60)}] [valid] Ep. {ep} : Up. {st} : bleu-detok : {st/800:.4f} : new best")
g.done(must_not=ANY, checks={TL: r"Cost ", VL: "ce-mean-words"}, note="thousands separators; L.r. exponents")

g = Log("mxnet_cifar.txt", "MXNet Module.fit", "vision", True)
for ep in range(12):
    for b in range(0, 100, 20):
        l = f"{g.f(ep*100+b, 1200, 2.31, .6):.6f}"
        g.p(f"INFO:root:Epoch[{ep}] Batch [{b}-{b+20}]\tSpeed: {1500+g.n(20):.2f} samples/sec\taccuracy={min(.9,.1+ep*.06):.6f}\tcross-entropy={l}")
    g.p(f"INFO:root:Epoch[{ep}] Train-accuracy={min(.9,.12+ep*.06):.6f}"); g.p(f"INFO:root:Epoch[{ep}] Train-cross-entropy={l}"); g.p(f"INFO:root:Epoch[{ep}] Time cost=33.412")
    a = g.a(VA, f"{.11+ep*.055:.6f}"); g.p(f"INFO:root:Epoch[{ep}] Validation-accuracy={a}")
    v = g.a(VL, f"{g.f(ep*100, 1200, 2.25, .7):.6f}"); g.p(f"INFO:root:Epoch[{ep}] Validation-cross-entropy={v}")
g.done(must_not=ANY, checks={VA: "Validation-acc", VL: "Validation-cross"}, note="batches without a known total, plus an epoch's last value: train points left out")

g = Log("espnet2_asr.log", "ESPnet2", "speech", True)
for ep in range(1, 9):
    for b in range(1, 801, 100):
        st = (ep - 1) * 800 + b + 99
        l = f"{g.f(st, 6400, 168.2, 21.5):.3f}"
        g.p(f"[node3] {ts(st)},441 (trainer:732) INFO: {ep}epoch:train:{b}-{b+99}batch: iter_time=1.2e-04, forward_time=0.142, loss_ctc={float(l)*1.3:.3f}, loss_att={float(l)*.8714:.3f}, acc={min(.93,.1+st/7000):.3f}, loss={l}, backward_time=0.107, grad_norm={14+g.n(1):.3f}, clip=100.000, loss_scale=1.000, optim_step_time=0.051, optim0_lr0={min(st,3000)*6e-7:.3e}, train_time=1.482")
    v = g.a(VL, f"{g.f(ep*800, 6400, 140, 24.0):.3f}")
    va = f"{min(.92,.15+ep/10):.3f}"; g.a(VA, va)
    g.p(f"[node3] {ts(ep*800+50)},100 (trainer:338) INFO: {ep}epoch results: [train] iter_time=1.2e-04, forward_time=0.142, loss_ctc={float(l)*1.32:.3f}, loss_att={float(l)*.9:.3f}, acc=0.5, loss={float(l)*1.02:.3f}, grad_norm=14.1, train_time=1.48, time=20 minutes and 3.2 seconds, total_count={ep*800}, gpu_max_cached_mem_GB=11.2, [valid] loss_ctc={float(v)*1.2:.3f}, cer_ctc=0.31, loss_att={float(v)*.9143:.3f}, acc={va}, cer=0.2, wer=0.4, loss={v}, time=21.2 seconds, total_count={ep*60}, gpu_max_cached_mem_GB=11.2")
g.done(must_not=ANY, checks={VL: r"\[valid\]"}, note="interval lines and epoch results both hold train losses: train points left out; total loss, not loss_ctc")

g = Log("torchtitan_spike.log", "torchtitan", "language model", True)
for st in [1] + list(range(10, 1001, 10)):
    x = g.f(st, 1000, 10.8, 3.4, .008)
    if 600 <= st <= 630: x += {600: 4.9, 610: 3.8, 620: 2.1, 630: .8}[st]
    l = g.a(TL, f"{x:.4f}", st); gn = g.a(GN, f"{(14.2 if st in (600,610) else 1.1)+g.n(.05):.4f}", st)
    g.p(f"\x1b[36m[rank0]:\x1b[0m[titan] {ts(st)},120 - root - INFO - \x1b[31mstep: {st:2d}  \x1b[32mloss: {l:>7}  \x1b[38;2;180;60;0mgrad_norm: {gn:>7}  \x1b[38;2;54;234;195mmemory: 38.15GiB(40.16%)  \x1b[34mtps: {6900+g.r.randint(0,90):,}  \x1b[36mtflops: 121.40  \x1b[35mmfu: 12.28%\x1b[39m")
g.done(must=["loss-spike"], checks={TL: "loss: ", GN: "grad_norm: "}, note="ANSI colours; spike at 600")

g = Log("torchtune_log.txt", "torchtune", "language model")
for st in range(1, 151):
    l = g.a(TL, f"{g.f(st, 150, 1.72, .93, .03):.16f}", st); g.a(LR, 1, st); g.a(GN, 1, st)
    g.p(f"Step {st} | loss:{l} lr:{2e-5*min(1,st/10)} tokens_per_second_per_gpu:{1800+g.n(30)} grad_norm:{abs(2+g.n(.2))} peak_memory_active:17.4 ")
g.done(must_not=ANY, checks={TL: r"loss:"})

g = Log("litgpt_finetune.txt", "LitGPT", "language model", True)
v = None
for it in range(1, 241):
    st = it // 4
    if it % 60 == 0:
        v = f"{g.f(it, 240, 1.9, 1.1):.3f}"
    l = f"{g.f(it, 240, 2.0, 1.02, .02):.3f}"
    g.a(TL, l)
    g.p(f"Epoch {1+it//121} | iter {it} step {st} | loss train: {l}, val: {v or 'n/a'} | iter time: {310+g.n(5):.2f} ms{' (step)' if it % 4 == 0 else ''}")
    if it % 60 == 0:
        g.p("Validating ..."); g.a(VL, v); g.p(f"iter {it}: val loss {float(v):.4f}, val time: 1532.61 ms")
g.done(must_not=ANY, drop=[TL+":points", VL+":points"], checks={TL: "loss train: "}, note="val n/a before the first evaluation, then repeated on each line; micro-iterations and optimizer steps")

g = Log("llamafactory_trainer_log.jsonl", "LLaMA-Factory", "language model", True)
for st in range(10, 801, 10):
    l = g.a(TL, f"{g.f(st, 800, 1.61, .82, .02):.4f}", st); g.a(LR, 1, st)
    g.p(json.dumps({"current_steps": st, "total_steps": 800, "loss": float(l), "lr": 5e-5*(1-st/1000), "epoch": round(st/266, 4), "percentage": st/8, "elapsed_time": f"0:{st//60:02d}:{st%60:02d}", "remaining_time": "0:10:01"}))
    if st % 200 == 0:
        v = g.a(VL, f"{g.f(st, 800, 1.5, .9):.6f}", st)
        g.p(json.dumps({"current_steps": st, "total_steps": 800, "eval_loss": float(v), "epoch": round(st/266, 4), "percentage": st/8, "elapsed_time": "0:12:01", "remaining_time": "0:10:01"}))
g.done(must_not=ANY, checks={TL: '"loss"', VL: '"eval_loss"'}, tail=False)

g = Log("swift_logging.jsonl", "ms-swift", "language model", True)
for st in [1] + list(range(5, 401, 5)):
    l = g.a(TL, f"{g.f(st, 400, 1.93, 1.01, .02):.8f}", st); g.a(LR, 1, st); g.a(GN, 1, st)
    g.p(json.dumps({"loss": float(l), "grad_norm": round(1.4+g.n(.1), 6), "learning_rate": 1e-4*(1-st/500), "token_acc": round(.55+st/2500, 6), "epoch": round(st/400, 6), "global_step/max_steps": f"{st}/400", "percentage": f"{st/4:.2f}%", "elapsed_time": f"{st}s", "remaining_time": "7m 2s", "memory(GiB)": 21.3, "train_speed(iter/s)": .52}))
    if st % 100 == 0:
        v = g.a(VL, f"{g.f(st, 400, 1.8, 1.05):.8f}", st)
        g.p(json.dumps({"eval_loss": float(v), "eval_token_acc": .67, "eval_runtime": 8.1, "eval_samples_per_second": 12.2, "epoch": round(st/400, 6), "global_step/max_steps": f"{st}/400", "percentage": f"{st/4:.2f}%"}))
g.p('{"train_runtime": 812.4, "train_samples_per_second": 3.9, "train_steps_per_second": 0.49, "total_flos": 1.2e16, "train_loss": 1.2207, "epoch": 1.0, "global_step/max_steps": "400/400"}')
g.done(must_not=ANY, checks={TL: '"loss"', VL: '"eval_loss"'}, note="step is 'n/total' in a string; last record is a summary")

g = Log("xtuner.log", "XTuner / MMEngine", "language model", True)
for st in range(10, 1201, 10):
    l = g.a(TL, f"{g.f(st, 1200, 2.1, 1.2, .02):.4f}", st); g.a(LR, 1, st); g.a(GN, 1, st)
    g.p(f"{ts(st,'/')} - mmengine - INFO - Iter(train) [{st:4d}/1200]  lr: {2e-4*(1-st/1300):.4e}  eta: 0:{(1200-st)//60:02d}:{st%60:02d}  time: 1.3021  data_time: 0.0110  memory: 11021  loss: {l}  grad_norm: {.4+g.n(.02):.4f}")
g.done(must_not=ANY, checks={TL: " loss: "}, nl="\r\n", note="Windows line ends")

g = Log("mmdet_epoch.log", "MMDetection 3", "vision", True)
for ep in range(1, 7):
    for b in range(50, 301, 50):
        st = (ep-1)*300+b
        c, bb = g.f(st, 1800, 1.1, .35), g.f(st, 1800, .9, .42)
        l = g.a(TL, f"{c+bb:.4f}", st); g.a(LR, 1, st)
        g.p(f"{ts(st,'/')} - mmengine - INFO - Epoch(train)   [{ep}][{b:3d}/300]  base_lr: 2.0000e-02 lr: 2.0000e-02  eta: 0:41:02  time: 0.5210  data_time: 0.0100  memory: 3712  loss: {l}  loss_cls: {c:.4f}  loss_bbox: {bb:.4f}")
    g.p(f"{ts(ep*300+40,'/')} - mmengine - INFO - Saving checkpoint at {ep} epochs")
    g.p(f"{ts(ep*300+50,'/')} - mmengine - INFO - Epoch(val)   [{ep}][ 50/100]    eta: 0:00:05  time: 0.10  data_time: 0.01  memory: 610")
    g.p(f"{ts(ep*300+60,'/')} - mmengine - INFO - Epoch(val) [{ep}][100/100]    coco/bbox_mAP: {.05*ep:.4f}  coco/bbox_mAP_50: {.08*ep:.4f}  data_time: 0.0102  time: 0.0931")
g.done(must_not=ANY, checks={TL: r"  loss: "}, note="no validation loss")

g = Log("detectron2.log", "Detectron2", "vision", True)
for st in range(19, 1500, 20):
    c, b = g.f(st, 1500, 1.4, .22), g.f(st, 1500, .6, .31)
    l = g.a(TL, f"{c+b+.05:.4g}", st); g.a(LR, 1, st)
    g.p(f"[03/01 {st//3600:02d}:{st//60%60:02d}:{st%60:02d} d2.utils.events]:  eta: 0:{(1500-st)//60:02d}:{st%60:02d}  iter: {st}  total_loss: {l}  loss_cls: {c:.4g}  loss_box_reg: {b:.4g}  loss_rpn_cls: 0.03121  loss_rpn_loc: 0.01871    time: 0.4123  last_time: 0.4081  data_time: 0.0061  last_data_time: 0.0050   lr: {min(1,st/1000)*.00025:.5g}  max_mem: 4210M")
g.done(must_not=ANY, checks={TL: "total_loss: "}, note="total_loss beside parts")

g = Log("yolox.txt", "YOLOX", "vision", True)
for ep in range(1, 11):
    for b in range(10, 101, 10):
        st = (ep-1)*100+b
        i, c, k = g.f(st, 1000, 4.6, 2.1), g.f(st, 1000, 9.2, 1.6), g.f(st, 1000, 2.2, .7)
        l = g.a(TL, f"{i+c+k:.1f}", st); g.a(LR, 1, st)
        g.p(f"{ts(st)} | INFO     | yolox.core.trainer:261 - epoch: {ep}/10, iter: {b}/100, gpu mem: 8121Mb, mem: 12.1Gb, iter_time: 0.412s, data_time: 0.002s, total_loss: {l}, iou_loss: {i:.1f}, l1_loss: 0.0, conf_loss: {c:.1f}, cls_loss: {k:.1f}, lr: {st*1e-5:.3e}, size: {g.r.choice([480,640,800])}, ETA: 1 day, 2:03:{st%60:02d}")
g.done(must_not=ANY, checks={TL: "total_loss: "})

g = Log("ppocr_train.log", "PaddleOCR", "vision", True)
for st in range(10, 1001, 10):
    l = g.a(TL, f"{g.f(st, 1000, 38.2, 2.4):.6f}", st); g.a(LR, 1, st)
    acc = min(.93, st/1050)
    g.p(f"[{ts(st,'/')}] ppocr INFO: epoch: [{1+(st-1)//100}/10], global_step: {st}, lr: {min(1,st/200)*.001:.6f}, acc: {acc:.6f}, norm_edit_dis: {min(.98,acc+.1):.6f}, loss: {l}, avg_reader_cost: 0.00121 s, avg_batch_cost: 0.22101 s, avg_samples: 64.0, ips: 289.51 samples/s, eta: 0:{(1000-st)//60:02d}:{st%60:02d}")
    if st % 250 == 0:
        a = g.a(VA, f"{min(.9,st/1100)}", st); g.p(f"[{ts(st+9,'/')}] ppocr INFO: cur metric, acc: {a}, norm_edit_dis: 0.91, fps: 1210.4")
        g.p(f"[{ts(st+9,'/')}] ppocr INFO: best metric, acc: {a}, is_float16: False, norm_edit_dis: 0.91, fps: 1210.4, best_epoch: {st//100}")
g.done(must_not=ANY, drop=[VA+":points"], checks={TL: r" loss: "}, note="'cur metric' and 'best metric' lines repeat the validation accuracy")
# BATCHES
# ---------------------------------------------------------------- batch 2
g = Log("timm_train.log", "timm", "vision", True)
for ep in range(5):
    for b in list(range(0, 625, 50)) + [624]:
        st = ep*625+b
        l = g.a(TL, f"{g.f(st, 3125, 6.95, 2.6):.3f}", st); g.a(LR, 1, st)
        g.p(f"Train: {ep} [{b:>4d}/625 ({100*b/624:>3.0f}%)]  Loss: {l} ({float(l)+.12:.2f})  Time: 0.412s, {2480+g.n(9):>7.2f}/s  (0.421s, 2431.11/s)  LR: {1e-4*(ep+1):.3e}  Data: 0.011 (0.020)")
    v = f"{g.f(ep*625+625, 3125, 6.5, 2.2):.4f}"; a = f"{12*ep+9.1:.4f}"
    g.a(VL, v); g.a(VA, a)
    for b in (0, 48):
        g.p(f"Test: [{b:>4d}/48]  Time: 0.211 (0.231)  Loss:  {float(v)-.1:>7.4f} ({float(v) if b else float(v)-.1:>6.4f})  Acc@1: {float(a)+1:>7.4f} ({float(a):>7.4f})  Acc@5: {float(a)*1.5:>7.4f} ({float(a)*1.5:>7.4f})")
    g.p(f"Current checkpoints:\n ('./output/checkpoint-{ep}.pth.tar', {a})\n")
g.done(must_not=ANY, drop=[VL+":first", VL+":last", VA+":first", VA+":last"], checks={TL: "^Train.*Loss: "}, note="0-based epochs, current value with the running mean in brackets; first validation batch is not an evaluation of its own")

g = Log("imagenet_example.txt.gz", "PyTorch ImageNet example", "vision", True)
for ep in range(6):
    for b in range(1, 502, 50):
        st = ep*501+b-0
        l = f"{g.f(st, 3006, 6.91, 2.9):.4e}"; g.a(TL, l)
        g.p(f"Epoch: [{ep}][{b:>3d}/501]\tTime  0.312 ( 0.330)\tData  0.010 ( 0.021)\tLoss {l} ({float(l)+.1:.4e})\tAcc@1 {ep*8+1.56:6.2f} ({ep*8+1.2:6.2f})\tAcc@5 {ep*12+3.1:6.2f} ({ep*12+2.9:6.2f})")
    for b in (1, 26, 51):
        g.p(f"Test: [{b:>2d}/51]\tTime  0.201 ( 0.211)\tLoss {g.f(ep*501+400,3006,6.5,2.8):.4e} ({g.f(ep*501+400,3006,6.5,2.8):.4e})\tAcc@1 {ep*8+2:6.2f} ({ep*8+2:6.2f})\tAcc@5 {ep*12+5:6.2f} ({ep*12+5:6.2f})")
    a = g.a(VA, f"{ep*8.1+2.114:.3f}"); g.p(f" *   Acc@1 {a} Acc@5 {ep*12+5.21:.3f}")
g.done(must_not=ANY, drop=[VA+":first", VA+":last"], gz=True, checks={TL: "^Epoch.*Loss ", VA: r"^ \*"}, note="gzip; exponents; 0-based epochs, 1-based batches")

g = Log("tv_detection.txt", "torchvision detection references", "vision", True)
for ep in range(5):
    for b in list(range(0, 120, 10)) + [119]:
        st = ep*120+b; x = g.f(st, 600, 2.4, .7)
        g.a(TL, f"{x:.4f}", st); g.a(LR, 1, st)
        g.p(f"Epoch: [{ep}]  [{b:>3d}/120]  eta: 0:00:{(120-b)//3:02d}  lr: 0.005000  loss: {x:.4f} ({x+.05:.4f})  loss_classifier: {x*.5:.4f} ({x*.52:.4f})  loss_box_reg: {x*.3:.4f} ({x*.31:.4f})  loss_objectness: {x*.1:.4f} ({x*.1:.4f})  loss_rpn_box_reg: {x*.1:.4f} ({x*.1:.4f})  time: 0.3121  data: 0.0080  max mem: 3410")
    g.p(f"Epoch: [{ep}] Total time: 0:00:41 (0.3411 s / it)\ncreating index...\nindex created!\nTest:  [ 0/50]  eta: 0:00:09  model_time: 0.1021 (0.1021)  evaluator_time: 0.0021 (0.0021)  time: 0.1912  data: 0.0812  max mem: 3410\n Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = {.1*ep+.05:.3f}")
g.done(must_not=ANY, checks={TL: "  loss: "}, note="value is a window's median, global mean in brackets")

g = Log("keras_overfit.log", "Keras", "vision", True)
for ep in range(1, 26):
    g.p(f"Epoch {ep}/25")
    x = .02+.68*math.exp(-ep/4); bar = []
    for b in (1, 10, 20, 31, 40):
        bar.append(f"{b:>2d}/40 [{'='*(b*3//4)}>{'.'*(30-b*3//4)}] - ETA: {40-b}s - loss: {x*(1.15-.15*b/40):.4f} - accuracy: {1-x*.7:.4f}")
    v = .52+.1*math.exp(-ep/2)+max(0, ep-4)*.055+g.n(.01)
    l = g.a(TL, f"{x:.4f}", ep); vs = g.a(VL, f"{v:.4f}", ep); a = g.a(VA, f"{.78-max(0,ep-5)*.003:.4f}", ep)
    g.p("\r".join(bar) + "\x08"*20 + f"\r40/40 [{'='*30}] - 3s 71ms/step - loss: {l} - accuracy: {1-x*.65:.4f} - val_loss: {vs} - val_accuracy: {a}")
g.done(must=["overfitting"], checks={VL: "val_loss: "}, note="progress bar with carriage returns; one point per epoch")

g = Log("fastai_table.txt", "fastai", "vision")
g.p("epoch     train_loss  valid_loss  accuracy  error_rate  time    ")
for ep in range(20):
    l = g.a(TL, f"{g.f(ep,20,1.4,.31):.6f}", ep); v = g.a(VL, f"{g.f(ep,20,1.1,.36):.6f}", ep); ac = g.a(VA, f"{.6+ep*.014:.6f}", ep)
    g.p(f"{ep:<10d}{l}    {v}    {ac}  {1-float(ac):.6f}    00:{20+ep%3}     ")
g.done(must_not=ANY, checks={TL: r"^\d+ +\d"})

g = Log("xgboost_two_sets.txt", "XGBoost", "boosting", True)
for i in range(0, 400, 10):
    l = g.a(TL, f"{g.f(i,400,.66,.21,.002):.5f}", i); v = g.a(VL, f"{g.f(i,400,.665,.27,.002):.5f}", i)
    g.p(f"[{i}]\ttrain-logloss:{l}\tvalid_a-logloss:{v}\tvalid_b-logloss:{float(v)+.018:.5f}")
g.done(must_not=ANY, drop=[VL+":first", VL+":last"], more={VL: {"sets": 2}}, checks={TL: "train-logloss"}, note="two evaluation sets")

g = Log("lightgbm.txt", "LightGBM", "boosting")
g.p("[LightGBM] [Info] Number of positive: 12041, number of negative: 37959\n[LightGBM] [Info] Total Bins 5100\n[LightGBM] [Info] [binary:BoostFromScore]: pavg=0.240820 -> initscore=-1.148191\nTraining until validation scores don't improve for 100 rounds")
for i in range(10, 601, 10):
    l = g.a(TL, f"{g.f(i,600,.53,.18,.002):.6f}", i); v = g.a(VL, f"{g.f(i,600,.535,.26,.002):.6f}", i)
    g.p(f"[{i}]\ttraining's binary_logloss: {l}\tvalid_1's binary_logloss: {v}")
g.p("Did not meet early stopping. Best iteration is:"); g.p(f"[600]\ttraining's binary_logloss: {l}\tvalid_1's binary_logloss: {v}")
g.a(TL, l, 600)
g.done(must_not=ANY, checks={TL: "training's"}, note="last line repeats the best iteration")

g = Log("catboost.log", "CatBoost", "boosting", True)
g.p("Learning rate set to 0.061")
for i in list(range(0, 1000, 20)) + [999]:
    l = g.a(TL, f"{g.f(i,1000,.67,.24,.002):.7f}", i); v = g.a(VL, f"{g.f(i,1000,.672,.29,.002):.7f}", i)
    g.p(f"{i}:\tlearn: {l}\ttest: {v}\tbest: {v} ({i})\ttotal: {i*11+12}ms\tremaining: {(1000-i)*.011:.3g}s")
g.p("\nbestTest = 0.2893112\nbestIteration = 999\n")
g.done(must_not=ANY, checks={TL: "learn: "})

g = Log("sklearn_mlp.txt", "scikit-learn MLPClassifier", "classic ML")
for i in range(1, 61):
    l = g.a(TL, f"{g.f(i,60,2.21,.19,.003):.8f}", i); a = g.a(VA, f"{min(.95,.4+i*.02):.6f}", i)
    g.p(f"Iteration {i}, loss = {l}\nValidation score: {a}")
g.p("Validation score did not improve more than tol=0.000100 for 10 consecutive epochs. Stopping.")
g.done(must_not=ANY, checks={TL: "loss = ", VA: "score: "})

g = Log("sklearn_gbdt.txt", "scikit-learn GradientBoosting", "classic ML")
g.p("      Iter       Train Loss      OOB Improve   Remaining Time ")
for i in list(range(1, 11)) + list(range(20, 101, 10)) + list(range(200, 1001, 100)):
    l = g.a(TL, f"{.2+1.1*math.exp(-i/120):.4f}", i)
    g.p(f"{i:>10d} {l:>16} {.01/i:>16.4f} {(1000-i)*.012:>15.2f}s")
g.done(must_not=ANY, checks={TL: r"^ +\d+ "})

g = Log("vw_progress.txt", "Vowpal Wabbit", "classic ML", True)
g.p("Num weight bits = 18\nlearning rate = 0.5\ninitial_t = 0\npower_t = 0.5\nusing no cache\nReading datafile = train.vw\nnum sources = 1\naverage  since         example        example        current        current  current\nloss     last          counter         weight          label        predict features")
for k in range(21):
    i = 2**k; since = .1+.8*math.exp(-k/6)
    g.a(TL, f"{since+.05:.6f}", i)
    g.p(f"{since+.05:.6f} {since:.6f} {i:>14d} {i:>14.1f} {g.r.choice([-1,1]):>14.4f} {g.n(.5):>14.4f} {40+k:>8d}")
g.p("\nfinished run\nnumber of examples = 1500000\nweighted example sum = 1500000.000000\naverage loss = 0.141230\ntotal feature number = 62140312")
g.done(must_not=ANY, drop=[TL+":first", TL+":last"], checks={TL: r"^0\.\d+ 0\."}, note="'average loss' and 'since last' are both a loss; learning rate in the header is a setting")

g = Log("flair_ner.log", "Flair", "language", True)
for ep in range(1, 9):
    g.p(f"{ts(ep*300)},112 {'-'*100}")
    for it in range(12, 121, 12):
        st = (ep-1)*120+it; l = g.a(TL, f"{g.f(st,960,2.1,.12):.8f}", st); g.a(LR, 1, st)
        g.p(f"{ts(ep*300+it)},{100+it} epoch {ep} - iter {it}/120 - loss {l} - time (sec): {it*.21:.2f} - samples/sec: 610.22 - lr: 0.100000 - momentum: 0.000000")
    v = g.a(VL, f"{g.f(ep,8,1.2,.2):.8f}")
    g.p(f"{ts(ep*300+140)},100 {'-'*100}\n{ts(ep*300+140)},101 EPOCH {ep} done: loss {float(l):.4f} - lr: 0.100000\n{ts(ep*300+160)},101 DEV : loss {v} - f1-score (micro avg)  {.4+ep*.06:.4f}")
g.done(must_not=ANY, drop=[TL+":last"], checks={TL: r" - iter ", VL: "DEV : loss"}, note="EPOCH done repeats the last running mean at the same step")

g = Log("sb3_ppo.txt", "Stable-Baselines3 PPO", "reinforcement learning", True)
for i in range(1, 41):
    t = i*2048; rw = g.a(RW, f"{20+i*4.4+g.n(1):.3g}", t)
    rows = [("rollout/", ""), ("   ep_len_mean", rw), ("   ep_rew_mean", rw), ("time/", ""), ("   fps", 1400+i), ("   iterations", i), ("   time_elapsed", i*2), ("   total_timesteps", t)]
    if i > 1:
        l = g.a(TL, f"{g.f(i,40,31,4):.3g}", t); g.a(LR, 1, t); g.a(KL, f"{.008+abs(g.n(.001)):.8f}", t)
        rows += [("train/", ""), ("   approx_kl", f"{list(g.s[KL].values())[-1]:.8f}"), ("   clip_fraction", ".0912"), ("   clip_range", "0.2"), ("   entropy_loss", f"{-.69+i*.004:.3g}"), ("   explained_variance", f"{min(.9,i*.03):.3g}"), ("   learning_rate", "0.0003"), ("   loss", l), ("   n_updates", (i-1)*10), ("   policy_gradient_loss", "-0.0121"), ("   value_loss", f"{float(l)*1.9:.3g}")]
    g.p("-"*41); [g.p(f"| {k:<23} | {v!s:<11} |") for k, v in rows]; g.p("-"*41)
g.done(must_not=["diverging", "kl-runaway", "non-finite-loss", "policy-collapse"], nosteps=[TL, RW, KL], checks={TL: r"^\|    loss ", RW: "ep_rew_mean"}, note="steps: total_timesteps or n_updates; loss is not in the first table")

g = Log("cleanrl_dqn.txt", "CleanRL", "reinforcement learning", True)
t = 0
for i in range(120):
    r = 12+i*3.5+g.n(6); t += int(max(8, r))
    g.a(RW, f"{r:.0f}", t); g.p(f"global_step={t}, episodic_return=[{r:.0f}.]")
    if i % 10 == 0: g.p(f"SPS: {1900+i}")
g.done(nothing=True, drop=[RW+":first", RW+":last"], checks={RW: "episodic_return"}, note="only the return is printed: no loss")

g = Log("trl_grpo_klrunaway.txt", "TRL GRPO", "RLHF", True)
for i in range(10, 601, 10):
    k = .002*math.exp(i/55) if i > 150 else .004+i*2e-4
    k = min(k, 96+i/100)
    rw = (.3+i*.001) if i < 300 else max(.02, .6-(i-300)*.003)
    g.a(KL, f"{k:.6f}"); g.a(RW, f"{rw+g.n(.01):.6f}"); g.a(LR, 1); g.a(GN, 1); g.a(TL, f"{k*.04:.4f}")
    last = {s: list(d.values())[-1] for s, d in g.s.items()}
    g.p(str({'loss': last[TL], 'grad_norm': round(.4+min(k, 30)*.8, 6), 'learning_rate': 1e-6, 'num_tokens': i*81234.0, 'completions/mean_length': round(210+g.n(4), 2), 'rewards/accuracy_reward/mean': last[RW], 'reward': last[RW], 'reward_std': .21, 'kl': last[KL], 'epoch': round(i/600, 2)}))
    if i % 50 == 0: g.p(f" {i//6:>2d}%|{'█'*(i//60)}{' '*(10-i//60)}| {i}/600 [{i//60:02d}:{i%60:02d}<10:11,  1.02s/it]")
g.done(must=["kl-runaway"], checks={TL: "'loss'", KL: "'kl'"}, note="KL grows from 0.005 to about 100 while the reward falls")

g = Log("trl_dpo_flat.txt", "TRL DPO", "RLHF")
for i in range(1, 101):
    l = g.a(TL, f"{.6931+g.n(.0012):.4f}"); g.a(LR, 1); g.a(GN, 1)
    c, d = g.n(.002), g.n(.002)
    g.p(str({'loss': l, 'grad_norm': f"{2.1+g.n(.1):.4f}", 'learning_rate': f"{5e-7*(1-i/110):.4e}", 'rewards/chosen': f"{c:.5f}", 'rewards/rejected': f"{d:.5f}", 'rewards/accuracies': f"{.5+g.n(.02):.4f}", 'rewards/margins': f"{c-d:.5f}", 'logps/chosen': '-271.2', 'logps/rejected': '-244.1', 'epoch': f"{i/100:.2f}"}))
g.done(must=["preference-not-learnt"], checks={TL: "'loss'"}, note="DPO stays at ln 2 with accuracy one half")
# ---------------------------------------------------------------- batch 3
def com(x, d=4):
    return f"{x:.{d}f}".replace(".", ",")


g = Log("verl_console.log", "verl", "RLHF", True)
for st in range(1, 61):
    e = max(.0004, 1.9*math.exp(-max(0, st-15)/4)) if st > 15 else 1.9+g.n(.02)
    rw = .35+st*.01 if st < 20 else max(.01, .55-(st-20)*.03)
    g.a(EN, f"{e:.6f}", st); g.a(GN, 1, st); g.a(KL, f"{.001*st:.4f}", st)
    g.p(f"\x1b[36m(TaskRunner pid=4121)\x1b[0m step:{st} - global_seqlen/min:41210 - global_seqlen/max:{43000+st} - actor/entropy:{list(g.s[EN].values())[-1]} - actor/kl_loss:{.001*st:.4f} - actor/kl_coef:0.001 - actor/pg_loss:{g.n(.01):.5f} - actor/pg_clipfrac:0.002 - actor/grad_norm:{max(.001,e*.2):.4f} - actor/lr:1e-06 - critic/score/mean:{rw:.4f} - critic/score/max:1.0 - critic/rewards/mean:{rw:.4f} - response_length/mean:{400+g.n(4):.2f} - timing_s/step:61.2")
del g.s[KL]
g.done(must=["policy-collapse"], drop=[EN+":first", EN+":last"], checks={EN: "actor/entropy:"}, note="entropy falls to 0.0004 and the score with it")

g = Log("kohya_lora.txt", "kohya-ss sd-scripts", "diffusion", True)
g.p("prepare optimizer, data loader etc.\nrunning training / 学習開始\n  num train images * repeats / 学習画像の数×繰り返し回数: 200\n  num epochs / epoch数: 4\n  total optimization steps / 学習ステップ数: 200")
bars = []
for st in range(1, 201):
    l = g.a(TL, f"{.142-.0002*st+g.n(.001):.3g}", st)
    bars.append(f"steps: {st//2:>3d}%|{'█'*(st//20)}{' '*(10-st//20)}| {st}/200 [{st//60:02d}:{st%60:02d}<{(200-st)//60:02d}:{(200-st)%60:02d},  1.01it/s, avr_loss={l}]")
g.p("\r".join(bars))
g.done(must_not=["diverging", "non-finite-loss", "overfitting", "loss-zero"], checks={TL: "avr_loss="}, note="one line of carriage returns; running mean")

g = Log("guided_diffusion_progress.csv", "OpenAI guided-diffusion", "diffusion", True)
g.p("grad_norm,loss,loss_q0,loss_q1,loss_q2,loss_q3,mse,mse_q0,param_norm,samples,step,vb")
for st in range(0, 6000, 100):
    x = g.f(st, 6000, .61, .031, .02, 8); l = g.a(TL, f"{x:.8f}", st); g.a(GN, 1, st)
    g.p(f"{abs(x*.8):.6f},{l},{x*3:.6f},{x*.6:.6f},{x*.3:.6f},{'' if st%700==0 else f'{x*.15:.6f}'},{x*.97:.8f},{x*2.9:.6f},{210+st*.001:.4f},{(st+1)*64},{st},{x*.03:.8f}")
g.done(must_not=ANY, checks={TL: r"^\d"}, note="wide CSV in alphabetical order, some quartile cells empty")

g = Log("coqui_tts.log", "Coqui TTS", "speech", True)
for ep in range(4):
    g.p(f"\n\x1b[4m\x1b[1m > EPOCH: {ep}/4\x1b[0m\n --> ./output/run-March-01\n\n\x1b[1m > TRAINING (2024-03-01 10:{ep:02d}:00) \x1b[0m")
    for b in range(0, 101, 25):
        if b == 100: break
        st = ep*100+b; x = g.f(st, 400, 3.1, .8)
        l = g.a(TL, f"{x:.5f}", st); gn = g.a(GN, f"{1+g.n(.1):.5f}", st); g.a(LR, 1, st)
        g.p(f"\n\x1b[1m   --> TIME: 2024-03-01 10:{ep:02d}:{b%60:02d} -- STEP: {b}/100 -- GLOBAL_STEP: {st}\x1b[0m\n     | > decoder_loss: {x*.7:.5f}  ({x*.71:.5f})\n     | > postnet_loss: {x*.3:.5f}  ({x*.31:.5f})\n     | > loss: {l}  ({x*1.01:.5f})\n     | > grad_norm: {gn}  (1.01000)\n     | > current_lr: 0.0001 \n     | > step_time: 0.4121  (0.4212)\n     | > loader_time: 0.0021  (0.0031)")
    v = g.a(VL, f"{g.f(ep*100+100, 400, 2.8, .9):.5f}")
    g.p(f"\n\x1b[1m > EVALUATION \x1b[0m\n\n  \x1b[1m--> EVAL PERFORMANCE\x1b[0m\n     | > avg_loader_time: 0.0121 \x1b[0m(+0.0000)\n     | > avg_decoder_loss: {float(v)*.7:.5f} \x1b[92m(-0.1000)\n     | > avg_postnet_loss: {float(v)*.3:.5f} \x1b[92m(-0.0300)\n     | > avg_loss: {v} \x1b[92m(-0.1300)")
g.done(must_not=ANY, checks={TL: r"> loss: ", VL: r"avg_loss: "}, note="evaluation under a heading; total beside parts")

g = Log("lightning_metrics.csv", "PyTorch Lightning CSVLogger", "vision", True)
g.p("epoch,lr-AdamW,step,train_loss,val_acc,val_loss")
for ep in range(8):
    for st in range(ep*100+9, ep*100+100, 10):
        g.p(f",{.001*(1-st/900):.6f},{st-9},,,"); g.a(LR, 1, st-9)
        g.p(f"{ep},,{st},{g.a(TL, f'{g.f(st,800,1.6,.3):.6f}', st)},,")
    g.p(f"{ep},,{ep*100+99},,{g.a(VA, f'{.5+ep*.05:.6f}', ep*100+99)},{g.a(VL, f'{g.f(ep*100+99,800,1.5,.34):.6f}', ep*100+99)}")
g.done(must_not=ANY, checks={TL: r"^\d+,,\d+,\d"}, note="empty cells are not measured")

g = Log("wandb_export.csv", "Weights & Biases chart export", "experiment tracker", True)
g.p('"Step","happy-sun-12 - train/loss","happy-sun-12 - train/loss__MIN","happy-sun-12 - train/loss__MAX"')
for st in range(0, 3000, 25):
    l = g.a(TL, f"{g.f(st,3000,4.1,1.9):.10f}", st); g.p(f'"{st}","{l}","{l}","{l}"')
g.done(must_not=ANY, checks={TL: r'^"\d'})

g = Log("metrics_long.csv", "MLflow-style long export", "experiment tracker", True)
g.p("run_uuid,key,value,timestamp,step,is_nan")
for st in range(0, 100):
    g.p(f"9f2c41,train_loss,{g.a(TL, f'{g.f(st,100,1.2,.25):.6f}', st)},{1709280000000+st*1000},{st},0")
    if st % 10 == 9: g.p(f"9f2c41,val_loss,{g.a(VL, f'{g.f(st,100,1.15,.29):.6f}', st)},{1709280000500+st*1000},{st},0")
    if st % 10 == 9: g.p(f"9f2c41,val_accuracy,{g.a(VA, f'{.6+st*.003:.4f}', st)},{1709280000500+st*1000},{st},0")
g.done(must_not=ANY, checks={TL: "train_loss", VL: "val_loss"}, note="one metric per row")

g = Log("zh_nan.log", "home-made, Chinese", "language model", True)
g.p("开始训练，共 5 轮，每轮 200 步")
for ep in range(1, 6):
    for b in range(20, 201, 20):
        st = (ep-1)*200+b; g.a(LR, 1, st)
        x = f"{g.f(st,1000,5.2,2.1):.4f}" if st < 640 else "nan"; g.a(TL, 0, st)
        g.p(f"【第{ep}轮】 步数 {b}/200，训练损失：{x}，学习率：3e-4，用时 {b*.31:.1f} 秒")
    g.p(f"第{ep}轮结束，验证集损失：{f'{g.f(ep*200,1000,5,2.3):.4f}' if ep < 4 else 'nan'}")
g.s[TL][20] = float(re.search("训练损失：([0-9.]+)", g.lines[1])[1])
g.done(must=["non-finite-loss"], drop=[TL+":points", TL+":last", TL+":last_step"], checks={TL: "训练损失"}, note="nan from step 640 of 1000")

g = Log("ja_log.txt", "home-made, Japanese", "vision", True)
for ep in range(1, 31):
    l = g.a(TL, f"{g.f(ep,30,1.9,.35):.4f}", ep); v = g.a(VL, f"{g.f(ep,30,1.85,.41):.4f}", ep); a = f"{min(93,40+ep*1.7):.2f}"; g.a(VA, a, ep)
    g.p(f"エポック {ep}/30  学習損失: {l}  検証損失: {v}  検証精度: {a}%  学習率: 0.00100  経過時間: {ep*12}秒")
    g.a(LR, 1, ep)
g.done(must_not=ANY, drop=[VA+":first", VA+":last"], enc="utf-16", checks={TL: "学習損失", VL: "検証損失"}, note="UTF-16; accuracy in per cent")

g = Log("es_registro.log", "home-made, Spanish", "classic ML")
for ep in range(1, 41):
    g.p(f"Época {ep}/40 - pérdida de entrenamiento: {com(float(g.a(TL, f'{g.f(ep,40,1.3,.4):.4f}', ep)))} - pérdida de validación: {com(float(g.a(VL, f'{g.f(ep,40,1.28,.45):.4f}', ep)))} - exactitud de validación: {com(float(g.a(VA, f'{.5+ep*.009:.3f}', ep)), 3)}")
g.done(must_not=ANY, checks={TL: "pérdida de entrenamiento"}, note="decimal commas")

g = Log("verlauf.csv", "home-made, German CSV", "time series")
g.p("Epoche;Trainingsverlust;Validierungsverlust;Lernrate")
for ep in range(1, 61):
    g.a(LR, 1, ep)
    g.p(f"{ep};{com(float(g.a(TL, f'{g.f(ep,60,.82,.11):.5f}', ep)),5)};{com(float(g.a(VL, f'{g.f(ep,60,.8,.125):.5f}', ep)),5)};{com(.001*.97**ep,6)}")
g.done(must_not=ANY, checks={TL: r"^\d+;"}, nl="\r\n", note="semicolons and decimal commas")

g = Log("fr_journal.txt", "home-made, French", "language model", True)
st_list = list(range(100, 4001, 100)) + list(range(3600, 6001, 100))
for n, st in enumerate(st_list):
    if n == 40: g.p("--- Interruption ---\nReprise depuis le point de contrôle à l'étape 3500")
    l = g.a(TL, f"{g.f(st,6000,7.1,2.8,.004):.4f}", st)
    g.p(f"Étape {st} / 6000 | perte d'entraînement = {l} | taux d'apprentissage = 3.0e-04")
    g.a(LR, 1, st)
g.done(must_not=["non-finite-loss", "diverging", "loss-spike"], checks={TL: "perte d'ent"}, note="resumed at 3500 after 4000; later values count")

g = Log("ru_obuchenie.log", "home-made, Russian", "language model")
for ep in range(1, 31):
    g.p(f"[{ts(ep*60)}] Эпоха {ep}: потери на обучении = {g.a(TL, f'{g.f(ep,30,3.4,1.2):.4f}', ep)}, потери на валидации = {g.a(VL, f'{g.f(ep,30,3.3,1.32):.4f}', ep)}, точность на валидации = {g.a(VA, f'{.2+ep*.018:.4f}', ep)}")
g.done(must_not=ANY, checks={TL: "потери на обучении"})

g = Log("pt_treino.txt", "home-made, Portuguese", "recommender")
for ep in range(1, 31):
    g.p(f"Época {ep} de 30 | perda de treino: {g.a(TL, f'{g.f(ep,30,.69,.31):.4f}', ep)} | perda de validação: {g.a(VL, f'{g.f(ep,30,.69,.36):.4f}', ep)} | tempo: {ep}s")
g.done(must_not=ANY, checks={TL: "perda de treino"})

g = Log("ko_log.txt", "home-made, Korean", "vision")
for ep in range(1, 31):
    a = f"{.3+ep*.02:.4f}"; g.a(VA, a, ep)
    g.p(f"에폭 [{ep}/30] 학습 손실: {g.a(TL, f'{g.f(ep,30,2.2,.4):.4f}', ep)}, 검증 손실: {g.a(VL, f'{g.f(ep,30,2.15,.47):.4f}', ep)}, 검증 정확도: {a}")
g.done(must_not=ANY, checks={TL: "학습 손실"})
# ---------------------------------------------------------------- batch 4
g = Log("deepspeed_overflow.log", "DeepSpeed", "language model", True)
sc = 65536
for st in range(1, 81):
    if st > 20:
        new = max(sc//2, 1); g.p(f"[{ts(st)},101] [INFO] [loss_scaler.py:190:update_scale] [deepspeed] OVERFLOW! Rank 0 Skipping step. Attempted loss scale: {sc}, but hysteresis is 1. Reducing hysteresis to 0" if st == 21 else f"[{ts(st)},101] [INFO] [loss_scaler.py:183:update_scale] [deepspeed] OVERFLOW! Rank 0 Skipping step. Attempted loss scale: {sc}, reducing to {new}")
        sc = new if st > 21 else sc
    for rank in range(2):
        if rank == 0: l = g.a(TL, f"{(g.f(st,80,9.8,6.1) if st < 21 else 7.31+g.n(.004)):.4f}", st)
        g.p(f"[rank {rank}] step {st} loss {l} lr 1.0e-04")
    g.a(LR, 1, st)
    if st % 10 == 0: g.p(f"[{ts(st)},301] [INFO] [logging.py:96:log_dist] [Rank 0] step={st}, skipped={max(0,st-20)}, lr=[0.0001], mom=[[0.9, 0.95]]")
g.done(must=["amp-overflow"], checks={TL: r"^\[rank 0\] step"}, note="every step is skipped from 21 on; two ranks print each step")

g = Log("maxtext_diverge.log", "MaxText", "language model")
for st in range(0, 200):
    x = g.f(st, 200, 10.8, 4.2, .004) if st < 90 else 4.9+.00035*(st-90)**2.2+g.n(.02)
    l = g.a(TL, f"{x:.3f}", st)
    g.p(f"completed step: {st}, seconds: {1.21+g.n(.01):.3f}, TFLOP/s/device: 181.214, Tokens/s/device: 3391.120, total_weights: 65536, loss: {l}")
g.done(must=["diverging"], checks={TL: " loss: "}, note="falls to about 5, then climbs without return to above 10")

g = Log("caffe.log", "Caffe", "vision", True)
for st in range(0, 5000, 100):
    l = g.a(TL, f"{g.f(st,5000,2.31,.11,.02):.6g}", st); g.a(LR, 1, st)
    if st % 500 == 0:
        v = g.a(VL, f"{g.f(st,5000,2.3,.13):.6g}", st); a = g.a(VA, f"{.1+.85*(1-math.exp(-st/900)):.4f}", st)
        g.p(f"I0301 10:{st//100:02d}:00.101212 18211 solver.cpp:330] Iteration {st}, Testing net (#0)\nI0301 10:{st//100:02d}:01.412311 18211 solver.cpp:397]     Test net output #0: accuracy = {a}\nI0301 10:{st//100:02d}:01.412341 18211 solver.cpp:397]     Test net output #1: loss = {v} (* 1 = {v} loss)")
    g.p(f"I0301 10:{st//100:02d}:02.101212 18211 solver.cpp:218] Iteration {st} (81.2 iter/s, 1.23s/100 iters), loss = {l}\nI0301 10:{st//100:02d}:02.101230 18211 solver.cpp:237]     Train net output #0: loss = {l} (* 1 = {l} loss)\nI0301 10:{st//100:02d}:02.101241 18211 sgd_solver.cpp:105] Iteration {st}, lr = {.01*(1+.0001*st)**-.75:.6g}")
g.done(must_not=ANY, checks={TL: r"iters\), loss"}, note="the loss is printed twice per iteration")

g = Log("icefall.log", "icefall (k2)", "speech", True)
for ep in range(1, 4):
    for b in range(0, 1000, 50):
        x = g.f((ep-1)*1000+b, 3000, 7.2, .31)
        g.a(TL, f"{x:.4g}"); g.a(LR, 1)
        g.p(f"{ts(ep*900+b//2)},214 INFO [train.py:898] (0/4) Epoch {ep}, batch {b}, loss[loss={x:.4g}, simple_loss={x*1.1:.4g}, pruned_loss={x*.9:.4g}, over 17821.00 frames. ], tot_loss[loss={x*1.03:.4g}, simple_loss={x*1.1:.4g}, pruned_loss={x*.9:.4g}, over {17821*min(b+1,200)}.00 frames. ], batch size: 61, lr: {.045*(1+b/9000)**-.5:.2e}")
    v = g.a(VL, f"{g.f(ep,3,2.1,.35):.4g}")
    g.p(f"{ts(ep*900+700)},214 INFO [train.py:923] (0/4) Computing validation loss\n{ts(ep*900+720)},214 INFO [train.py:932] (0/4) Epoch {ep}, validation: loss={v}, simple_loss={float(v)*1.1:.4g}, pruned_loss={float(v)*.9:.4g}, over 944034.00 frames. ")
g.done(must_not=ANY, drop=[TL+":first", TL+":last"], checks={TL: r" loss\[", VL: "validation: loss"}, note="batch total unknown; loss and tot_loss (running) both fair as the loss; truncated last line: none")

g = Log("informer.txt", "Informer / Autoformer", "time series", True)
for ep in range(1, 7):
    for it in (100, 200, 300): g.p(f"\titers: {it}, epoch: {ep} | loss: {g.f(ep*300+it,2100,.7,.2):.7f}\n\tspeed: 0.0412s/iter; left time: {120-ep*10}.2110s")
    g.p(f"Epoch: {ep} cost time: 14.211023")
    g.p(f"Epoch: {ep}, Steps: 350 | Train Loss: {g.f(ep,6,.62,.21):.7f} Vali Loss: {g.a(VL, f'{g.f(ep,6,.7,.31):.7f}')} Test Loss: {g.f(ep,6,.66,.33):.7f}")
    g.p(f"Validation loss decreased (inf --> {g.lines[-1].split()[9]}).  Saving model ...\nUpdating learning rate to {1e-4*.5**ep}")
g.done(must_not=ANY, checks={VL: "Vali Loss"}, note="train losses on two levels: left out")

g = Log("recbole.log", "RecBole", "recommender", True)
for ep in range(0, 40):
    l = g.a(TL, f"{g.f(ep,40,412.31,121.2):.4f}", ep)
    g.p(f"01 Mar 10:{ep:02d}    INFO  epoch {ep} training [time: 4.21s, train loss: {l}]\n01 Mar 10:{ep:02d}    INFO  epoch {ep} evaluating [time: 0.21s, valid_score: {.02+ep*.004:.6f}]\n01 Mar 10:{ep:02d}    INFO  valid result: \nrecall@10 : {.02+ep*.004:.4f}    mrr@10 : {.04+ep*.004:.4f}    ndcg@10 : {.03+ep*.004:.4f}")
g.p("01 Mar 10:40    INFO  epoch 40 training [time: 4.")
g.done(must_not=ANY, tail=False, checks={TL: "train loss: "}, note="truncated last line")

g = Log("dgl_gcn.txt", "DGL GCN example", "graph")
for ep in range(0, 200):
    g.p(f"Epoch {ep:05d} | Loss {g.a(TL, f'{g.f(ep,200,1.95,.42,.005):.4f}', ep)} | Accuracy {g.a(VA, f'{.3+.5*(1-math.exp(-ep/40)):.4f}', ep)} ")
g.done(must_not=ANY, drop=[VA+":points", VA+":first", VA+":last", VA+":first_step", VA+":last_step"], checks={TL: "Loss "}, note="'Accuracy' is the validation accuracy in this example, but the line does not say so")
del TRUTH["dgl_gcn.txt"]["series"][VA]

g = Log("chance_binary.txt", "home-made, English", "classification")
for ep in range(1, 41):
    l = g.a(TL, f"{.6931+g.n(.0004):.4f}", ep); v = g.a(VL, f"{.6932+g.n(.0003):.4f}", ep); a = g.a(VA, f"{.5+g.n(.006):.4f}", ep)
    g.p(f"Epoch {ep:02d}/40 | 2 classes | train_loss={l} | val_loss={v} | val_acc={a} | lr=0.001")
g.a(LR, 1); del g.s[LR]
g.done(must=["at-chance"], checks={TL: "train_loss="}, note="binary classes at ln 2 and one half for 40 epochs")

g = Log("hf_zero_loss.txt", "Hugging Face Trainer print", "language model")
for i in range(1, 101):
    l = g.a(TL, f"{(g.f(i,100,1.9,1.2) if i < 21 else 0):.4f}" if i < 21 else "0.0")
    g.a(LR, 1)
    g.p("{'loss': %s, 'grad_norm': %s, 'learning_rate': %.4e, 'epoch': %.2f}" % (l, f"{1.2+g.n(.1):.4f}" if i < 21 else "nan", 2e-5*(1-i/110), i/50))
g.done(must=["loss-zero"], checks={TL: "'loss'"}, note="loss 0.0 with grad_norm nan from record 21 on; non-finite-gradients fits too")


def non(name, tool, lines, note, **k):
    q = Log(name, tool, "not a training log", k.pop("odd", False))
    for x in lines: q.p(x)
    q.done(nothing=True, must_not=ANY, note=note, **k)


R = random.Random(5)
non("ping.txt", "ping", ["PING example.org (192.0.2.1) 56(84) bytes of data."] + [f"64 bytes from 192.0.2.1: icmp_seq={i} ttl=55 time={12+R.random()*3:.1f} ms" for i in range(1, 81)] + ["", "--- example.org ping statistics ---", "80 packets transmitted, 79 received, 1.25% packet loss, time 79112ms", "rtt min/avg/max/mdev = 12.011/13.412/14.991/0.812 ms"], "packet loss")
non("pnl.csv", "accounting table", ["month,revenue,cost,profit_or_loss,headcount"] + [f"20{10+i//12}-{i%12+1:02d},{120000+i*900+R.randint(-5000,5000)},{118000+i*850},{R.randint(-9000,12000)},{40+i//6}" for i in range(96)], "profit or loss")
non("vllm_serving.log", "vLLM server", [f"INFO 03-01 10:{i//60:02d}:{i%60:02d} metrics.py:345] Avg prompt throughput: {R.random()*900:.1f} tokens/s, Avg generation throughput: {R.random()*400:.1f} tokens/s, Running: {R.randint(0,40)} reqs, Swapped: 0 reqs, Pending: 0 reqs, GPU KV cache usage: {R.random()*60:.1f}%, CPU KV cache usage: 0.0%." for i in range(100)], "serving log")
non("config.yaml", "hyperparameter file", ["model:", "  name: vit_small", "  depth: 12", "train:", "  loss: cross_entropy", "  label_smoothing: 0.1", "  epochs: 300", "  batch_size: 1024", "  lr: 5.0e-4", "  min_lr: 1.0e-5", "  warmup_epochs: 20", "  weight_decay: 0.05", "  clip_grad_norm: 1.0", "  loss_scale: 65536"] + [f"layer_{i}:\n  lr_scale: {.75**(12-i):.5f}\n  drop_path: {i*.01:.2f}\n  freeze: false" for i in range(20)], "settings only")
non("lm_eval_table.md", "lm-evaluation-harness", ["hf (pretrained=x), gen_kwargs: (None), limit: None, num_fewshot: 0, batch_size: 8", "|  Tasks  |Version|Filter|n-shot| Metric |   |Value |   |Stderr|", "|---------|------:|------|-----:|--------|---|-----:|---|-----:|"] + [f"|task_{i:02d}  |      1|none  |     0|{m:<8}|↑  |{R.random():.4f}|±  |{R.random()*.02:.4f}|" for i in range(20) for m in ("acc", "acc_norm")], "evaluation results, no training")
non("gpu_dmon.log", "nvidia-smi dmon", ["# gpu    pwr  gtemp  mtemp     sm    mem    enc    dec   mclk   pclk", "# Idx      W      C      C      %      %      %      %    MHz    MHz"] + [f"    {i%2}    {R.randint(60,400):3d}     {R.randint(40,80)}      -    {R.randint(0,100):3d}    {R.randint(0,90):3d}      0      0   2619   1980" for i in range(120)], "hardware counters")
# ---------------------------------------------------------------- what is plainly the tool's usual format is not odd
for n in ("espnet2_asr.log", "detectron2.log", "yolox.txt", "ppocr_train.log", "llamafactory_trainer_log.jsonl", "mxnet_cifar.txt", "flair_ner.log", "catboost.log",
          "trl_grpo_klrunaway.txt", "verl_console.log", "mmdet_epoch.log", "informer.txt", "sb3_ppo.txt", "fairseq_wmt.log"):
    TRUTH[n]["odd"] = False
for n in ("verlauf.csv", "es_registro.log"):
    TRUTH[n]["odd"] = True
# ---------------------------------------------------------------- end
with open(os.path.join(OUT, "truth.json"), "w", encoding="utf-8") as f:
    json.dump(TRUTH, f, indent=1, ensure_ascii=False)
print(len(TRUTH), "files,", len({t["tool"] for t in TRUTH.values()}), "tools,", sum(t["odd"] for t in TRUTH.values()), "odd,",
      sum(bool(t["must"]) for t in TRUTH.values()), "with faults,", sum(t["nothing"] for t in TRUTH.values()), "with nothing; checks failed:", BAD)

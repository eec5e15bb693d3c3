"""Fresh first-contact training logs. python make.py OUT"""
import csv, io, json, math, os, random, sys, datetime as dt

CASES = []

class C:
    def __init__(s, name, tool, kind="console", odd=False):
        s.name, s.tool, s.kind, s.odd = name, tool, kind, odd
        s.buf = []; s.series = {}; s.must = []; s.must_any = []; s.must_not = []; s.nothing = False; s.note = ""
        s.nosteps = set(); s.onlyfirst = set()
        s.r = random.Random(name)
        CASES.append(s)
    def p(s, *lines):
        for l in lines: s.buf.append(l + "\n")
    def raw(s, t): s.buf.append(t)
    def rec(s, key, step, text):
        text = str(text)
        d = s.series.setdefault(key, [])
        v = text.strip().rstrip("%")
        for (a, b) in d:
            if step is not None and a == step:
                assert b == v, (s.name, key, step, b, v); return text
        d.append((step, v)); return text
    def n(s, sd): return s.r.gauss(0, sd)
    def u(s, a, b): return s.r.uniform(a, b)
    def write(s, out):
        data = "".join(s.buf)
        with open(os.path.join(out, s.name), "w", encoding="utf-8", newline="") as f: f.write(data)
        ser = {}
        for k, d in s.series.items():
            def num(v): return "nan" if "nan" in v.lower() else ("inf" if "inf" in v.lower() else float(v))
            e = {"points": len(d), "first": num(d[0][1]), "last": num(d[-1][1])}
            if k not in s.nosteps and all(a is not None for a, _ in d):
                e["first_step"], e["last_step"] = d[0][0], d[-1][0]
            ser[k] = e
        return {"tool": s.tool, "kind": s.kind, "odd": s.odd, "series": ser, "must": s.must, "must_any": s.must_any,
                "must_not": s.must_not, "nothing": s.nothing, "note": s.note}

def dec(t, n, a, b, k=3.0):
    """a falling curve from a towards b, still falling at the end"""
    return b + (a - b) * math.exp(-k * t / n)

def ts(i, sec, base=dt.datetime(2025, 3, 4, 9, 12, 7), fmt="%Y-%m-%d %H:%M:%S"):
    return (base + dt.timedelta(seconds=i * sec)).strftime(fmt)

# 1
def megatron():
    c = C("gpt_1b3_node0.out", "Megatron-LM"); c.must_not = ["any"]
    c.p("using world size: 16, data-parallel size: 4, context-parallel size: 1, tensor-model-parallel size: 4, pipeline-model-parallel size: 1",
        "accumulate and all-reduce gradients in fp32 for bfloat16 data type.", "using torch.bfloat16 for parameters ...",
        "------------------------ arguments ------------------------",
        "  accumulate_allreduce_grads_in_fp32 .............. True", "  adam_beta1 ...................................... 0.9",
        "  adam_beta2 ...................................... 0.95", "  eval_interval ................................... 500",
        "  eval_iters ...................................... 10", "  global_batch_size ............................... 256",
        "  lr .............................................. 0.0003", "  lr_decay_style .................................. cosine",
        "  min_lr .......................................... 3e-05", "  train_iters ..................................... 6000",
        "-------------------- end of arguments ---------------------",
        "> initializing torch distributed ...", "> building GPT2BPETokenizer tokenizer ...",
        "time (ms) | model-and-optimizer-setup: 1873.22 | train/valid/test-data-iterators-setup: 5331.70",
        "[before the start of training step] datetime: 2025-03-04 09:12:07 ", "Number of parameters in transformer layers in billions:  1.21")
    N = 6000
    for it in range(50, N + 1, 50):
        l = dec(it, N, 8.2, 2.45, 4.2) + c.n(.02) + .9 * math.exp(-it / 120)
        lr = 3e-4 * min(1, it / 300) if it <= 300 else 3e-5 + .5 * 2.7e-4 * (1 + math.cos(math.pi * (it - 300) / (N - 300)))
        g = .25 + 1.4 * math.exp(-it / 400) + abs(c.n(.02))
        c.p(f" [{ts(it, 1.4)}] iteration {it:8d}/{N:8d} | consumed samples: {it*256:12d} | elapsed time per iteration (ms): {1400+c.n(9):.1f} | throughput per GPU (TFLOP/s/GPU): {181+c.n(1.5):.1f} | "
            f"learning rate: {c.rec('train/learning_rate', it, f'{lr:.6E}')} | global batch size: {256:5d} | lm loss: {c.rec('train/loss', it, f'{l:.6E}')} | loss scale: 1.0 | "
            f"grad norm: {c.rec('train/gradient_norm', it, f'{g:.3f}')} | number of skipped iterations:   0 | number of nan iterations:   0 |")
        if it == 50:
            c.p("Number of parameters in most loaded shard in billions: 0.3283", "[Rank 0] (after 50 iterations) memory (MB) | allocated: 9012.4 | max allocated: 30122.7 | reserved: 31780.0 | max reserved: 31780.0")
        if it % 500 == 0:
            v = dec(it, N, 8.2, 2.47, 4.2) + c.n(.006) + .015
            txt = f"{v:.6E}"
            c.p("(min, max) time across ranks (ms):", "    evaluate .......................................: (4211.61, 4212.09)")
            c.p("-" * 115, f" validation loss at iteration {it} | lm loss value: {c.rec('validation/loss', it, txt)} | lm loss PPL: {c.rec('validation/perplexity', it, f'{math.exp(float(txt)):.6E}')} | ", "-" * 115)
        if it % 2000 == 0:
            c.p(f"saving checkpoint at iteration {it:7d} to /ckpt/gpt1b3 in torch_dist format", f"  successfully saved checkpoint from iteration {it:7d} to /ckpt/gpt1b3 [ t 1/4, p 1/1 ]")
    c.p("[after training is done] datetime: 2025-03-04 11:32:07 ")
megatron()

# 2
def torchtitan():
    c = C("titan_llama3_8b.log", "torchtitan", odd=True); c.must_not = ["any"]
    T = "[titan] "
    c.p("[rank0]:" + T + "2025-05-11 08:01:22,101 - root - INFO - Starting job: Llama 3 8B training")
    c.p("[rank0]:" + T + "2025-05-11 08:01:24,420 - root - INFO - Building 1-D device mesh with ['dp_shard'], [8]",
        "[rank0]:" + T + "2025-05-11 08:01:31,913 - root - INFO - \033[34mModel llama3 8B \033[31msize: 8,030,261,248 total parameters\033[39m",
        "[rank0]:" + T + "2025-05-11 08:01:33,001 - root - INFO - Training starts at step 1, with local batch size 1, global batch size 8, sequence length 8192, total steps 1000 (warmup 200)")
    base = dt.datetime(2025, 5, 11, 8, 1, 40)
    for st in [1] + list(range(10, 1001, 10)):
        l = 4.35 + (12.25 - 4.35) * (1 + st / 22) ** -.62 + c.n(.03) if st > 1 else 12.2461
        g = 1.1 + 3.2 * math.exp(-st / 60) + abs(c.n(.08))
        t = ts(st, 2.7, base, "%Y-%m-%d %H:%M:%S,") + f"{c.r.randrange(1000):03d}"
        c.p(f"[rank0]:{T}{t} - root - INFO - \033[31mstep: {st:2}  \033[32mloss: {c.rec('train/loss', st, f'{l:7.4f}')}  \033[38;2;180;60;0mgrad_norm: {c.rec('train/gradient_norm', st, f'{g:7.4f}')}  "
            f"\033[33mmemory: {42.3 if st>1 else 36.8:5.2f}GiB({53.4:.2f}%)  \033[34mtps: {round(6120+c.n(20)):,}  \033[36mtflops: {312+c.n(1):,.2f}  \033[35mmfu: {31.6+c.n(.1):.2f}%\033[39m")
        if st == 1:
            c.p(f"[rank0]:{T}2025-05-11 08:01:43,222 - root - INFO - Synchronizing and adjusting timeout for all ProcessGroups to 0:01:40")
        if st % 500 == 0:
            c.p(f"[rank0]:{T}{t} - root - INFO - [GC] Performing periodic GC collection 0.04 seconds", f"[rank0]:{T}{t} - root - INFO - Saving the checkpoint (or staging if async is enabled).")
    c.p("[rank0]:" + T + "2025-05-11 08:47:01,310 - root - INFO - Training completed")
torchtitan()

# 3
def nanochat():
    c = C("base_train_d20.txt", "nanochat base_train", odd=True); c.must_not = ["any"]
    c.p("", "                                                       █████                █████", "      ████████    ██████   ████████    ██████   ██████  ░███████    ██████   ███████", "",
        "Autodetected device type: cuda", "2025-10-14 03:11:02,118 - nanochat.common - \033[32m\033[1mINFO\033[0m - Distributed world size: 8",
        "Vocab size: 65,536", "num_layers: 20", "model_dim: 1280", "num_heads: 10", "num_kv_heads: 10", "Tokens / micro-batch / rank: 32 x 2048 = 65,536",
        "Total batch size 524,288 => gradient accumulation steps: 1", "Number of parameters: 560,988,160", "Estimated FLOPs per token: 3.491758e+09",
        "Calculated number of iterations from target data:param ratio: 21,400", "Total number of training tokens: 11,219,763,200", "Tokens : Params ratio: 20.00",
        "Scaling the LR for the AdamW parameters ∝1/√(1280/768) = 0.774597")
    N = 21400
    for st in range(0, 260):
        if st % 50 == 0:
            b = .98 + (3.31 - .98) * (1 + st / 14) ** -.55
            c.p(f"Step {st:05d} | Validation bpb: {c.rec('validation/bits_per_byte', st, f'{b:.4f}')}")
        raw = 11.09 if st == 0 else 3.95 + (11.09 - 3.95) * (1 + st / 17) ** -.75 + c.n(.015)
        tok = round(1102000 + c.n(2500)); dtm = 524288 / tok * 1000
        ep = f" | total time: {max(0,(st-10))*dtm/60000:.2f}m"
        c.p(f"step {st:05d}/{N:05d} ({100*st/N:.2f}%) | loss: {c.rec('train/loss', st, f'{raw:.6f}')} | lrm: 1.00 | dt: {dtm:.2f}ms | tok/sec: {tok:,} | mfu: {48.4+c.n(.15):.2f}{ep}")
    c.p("W1014 03:14:20.991000 8831 torch/distributed/elastic/agent/server/api.py:719] Received 2 death signal, shutting down workers")
    c.note = "killed early by the user; loss still falls"
nanochat()

# 4
def llmc():
    c = C("main_llmc.log", "llm.c train_gpt2cu"); c.must = ["loss-spike"]; c.must_not = ["diverging", "non-finite-loss"]
    B = "+-----------------------+----------------------------------------------------+"
    c.p("Multi-GPU support is disabled. Using a single GPU.", B, "| Parameter             | Value                                              |", B,
        "| train data pattern    | dev/data/fineweb10B/fineweb_train_*.bin            |", "| val data pattern      | dev/data/fineweb10B/fineweb_val_*.bin              |",
        "| output log dir        | log124M                                            |", "| micro batch size B    | 64                                                 |",
        "| sequence length T     | 1024                                               |", "| learning rate (LR)    | 6.000000e-04                                       |",
        "| max_steps             | 320                                                |", "| val_loss_every        | 40                                                 |", B,
        "| device                | NVIDIA A100-SXM4-80GB                              |", "| precision             | BF16                                               |", B,
        "num_parameters: 124475904 => bytes: 248951808", "allocated 237 MiB for model parameters", "batch_size B=64 * seq_len T=1024 * num_processes=1 and total_batch_size=524288",
        "=> setting grad_accum_steps=8", "allocating 40409 MiB for activations", "val loss " + c.rec("validation/loss", 0, "11.009102"))
    N = 320
    spikes = {141: 2.9, 142: 1.1, 231: 3.4, 232: 1.6, 233: .4}
    for st in range(1, N + 1):
        l = 4.1 + (11.0 - 4.1) * (1 + st / 25) ** -1.1 + c.n(.02) + spikes.get(st, 0)
        g = .9 + 6 * math.exp(-st / 30) + abs(c.n(.05)) + spikes.get(st, 0) * 4
        lr = 6e-4 * min(1, st / 70)
        z = lambda: f"{c.n(1):+.2f}z" if st > 40 else "+nanz"
        zl = f"({spikes[st]*3:+.2f}z)" if st in spikes else f"({z()})"
        c.p(f"step {st:4d}/{N:d} | loss {c.rec('train/loss', st, f'{l:7.6f}')} {zl}| norm {c.rec('train/gradient_norm', st, f'{g:6.4f}')} ({z()})| lr {c.rec('train/learning_rate', st, f'{lr:.2e}')} | {3021+c.n(4):.2f} ms | {53.8:.1f}% bf16 MFU | {173500+c.n(90):.0f} tok/s")
        if st % 40 == 0:
            v = 4.1 + (11.0 - 4.1) * (1 + st / 25) ** -1.1 + .02
            c.p("val loss " + c.rec("validation/loss", st, f"{v:.6f}"))
    c.p("total average iteration time: 3021.441 ms")
    c.note = "'(+nanz)' is the z-score of the outlier detector before its window is full, not a NaN loss"
llmc()

# 5
def olmo():
    c = C("olmo_core_190M.log", "OLMo-core"); c.must_any = [["exploding-gradients", "diverging"]]
    c.p("2025-02-08 17:20:11.402\thost-a\t0\tolmo_core.distributed.utils:120\tINFO\tSetting env var 'OMP_NUM_THREADS' to '8'",
        "2025-02-08 17:20:40.112\thost-a\t0\tolmo_core.train.trainer:544\tINFO\tCallback order:", "2025-02-08 17:20:40.112\thost-a\t0\tolmo_core.train.trainer:546\tINFO\t  - ConsoleLoggerCallback")
    N = 900
    for st in range(10, 901, 10):
        bad = max(0, st - 620)
        l = dec(st, 900, 9.0, 3.6, 5) + c.n(.02) + (min(5.2, bad * .045) if bad else 0) + (c.n(.15) if bad else 0)
        g = .6 + abs(c.n(.05)) if not bad else 10 ** min(7, .8 + bad / 25) * (1 + abs(c.n(.3)))
        lr = 4e-4 * min(1, st / 200)
        c.p(f"{ts(st, .9, dt.datetime(2025,2,8,17,21,3))}.{c.r.randrange(1000):03d}\thost-a\t0\tolmo_core.train.callbacks.console_logger:94\tINFO\t[step={st}/{N},epoch=1]")
        c.p(f"    optim/LR (group 0)={c.rec('train/learning_rate', st, f'{lr:.6f}'.rstrip('0'))}", f"    optim/total grad norm={c.rec('train/gradient_norm', st, f'{g:.4g}' if g < 1000 else f'{round(g):,}'.replace(',', ''))}",
            f"    throughput/device/TPS={round(88000+c.n(300)):,d}", f"    train/CE loss={c.rec('train/loss', st, f'{l:.3f}')}", f"    train/Z loss={.0012+abs(c.n(.0001)):.4f}")
    c.note = "from step 630 on the gradient norm grows by powers of ten and the loss climbs and stays"
    c.nosteps.add("train/learning_rate")
olmo()

# 6
def trlsft():
    c = C("sft_qwen_console.txt", "TRL SFTTrainer"); c.must = ["overfitting"]
    c.p("`torch_dtype` is deprecated! Use `dtype` instead!", "The tokenizer has new PAD/BOS/EOS tokens that differ from the model config and generation config. The model config and generation config were aligned accordingly, being updated with the tokenizer's values. Updated tokens: {'bos_token_id': None, 'pad_token_id': 151643}.")
    N = 600; spe = 100; tok = 0
    for st in range(5, N + 1, 5):
        ep = st / spe; e = (st - 1) // spe
        l = 1.62 * math.exp(-.42 * e) * (1 - .08 * ((st - 1) % spe) / spe) + c.n(.012); tok += 40960 + c.r.randrange(900)
        lr = 2e-5 * (1 - (st - 1) / N)
        d = f"{{'loss': {c.rec('train/loss', st, round(l,4))}, 'grad_norm': {c.rec('train/gradient_norm', st, round(1.9+c.n(.1),6))}, 'learning_rate': {c.rec('train/learning_rate', st, lr)}, 'entropy': {round(l*1.02+c.n(.01),6)}, 'num_tokens': {float(tok)}, 'mean_token_accuracy': {round(min(.97,1-.24*l),6)}, 'epoch': {round(ep,2)}}}"
        pct = int(100 * st / N)
        c.raw(f"\r {pct:2d}%|{'█'*(pct//10):<10}| {st-1}/{N} [{(st-1)*2//60:02d}:{(st-1)*2%60:02d}<{(N-st)*2//60:02d}:{(N-st)*2%60:02d},  2.01s/it]\r {pct:2d}%|{'█'*(pct//10):<10}| {st}/{N} [{st*2//60:02d}:{st*2%60:02d}<{(N-st)*2//60:02d}:{(N-st)*2%60:02d},  2.01s/it]")
        c.raw(f"                                                 \r{d}\n")
        if st % spe == 0:
            v = [1.41, 1.36, 1.44, 1.63, 1.92, 2.21][e] + c.n(.003)
            c.raw(f"\r  0%|          | 0/25 [00:00<?, ?it/s]\x1b[A\r 48%|████▊     | 12/25 [00:03<00:03,  3.9it/s]\x1b[A\r{{'eval_loss': {c.rec('validation/loss', st, round(v,6))}, 'eval_runtime': 6.4112, 'eval_samples_per_second': 31.195, 'eval_steps_per_second': 3.899, 'eval_entropy': {round(v*.7,5)}, 'eval_num_tokens': {float(tok)}, 'eval_mean_token_accuracy': {round(.69-.012*e,5)}, 'epoch': {ep:.1f}}}\n")
    c.p("{'train_runtime': 1207.4, 'train_samples_per_second': 7.95, 'train_steps_per_second': 0.497, 'train_loss': 0.7031, 'epoch': 6.0}")
    # only epochs and a progress bar: the step of a record is that of the bar
    c.nosteps |= {"train/loss", "validation/loss", "train/gradient_norm", "train/learning_rate"}
trlsft()

# 7
def llamafactory():
    c = C("trainer_log.jsonl", "LLaMA-Factory trainer_log.jsonl (resumed)", "jsonl", odd=True); c.must_not = ["any"]
    N = 800
    L = {}
    for st in list(range(10, 431, 10)) + list(range(410, N + 1, 10)):
        if st not in L: L[st] = (round(1.02 + .75 * math.exp(-st / 170) + c.n(.011), 4), 1e-4 * .5 * (1 + math.cos(math.pi * st / N)))
        l, lr = L[st]
        c.p(json.dumps({"current_steps": st, "total_steps": N, "loss": float(c.rec("train/loss", st, l)), "lr": float(c.rec("train/learning_rate", st, lr)), "epoch": round(st / 267, 4), "percentage": round(st / N * 100, 2),
                        "elapsed_time": f"{st*4//3600}:{st*4//60%60:02d}:{st*4%60:02d}", "remaining_time": f"{(N-st)*4//3600}:{(N-st)*4//60%60:02d}:{(N-st)*4%60:02d}"}))
        if st % 100 == 0 and st:
            v = round(1.05 + .72 * math.exp(-st / 170), 6)
            if not any(a == st for a, _ in c.series.get("validation/loss", [])):
                c.p(json.dumps({"current_steps": st, "total_steps": N, "eval_loss": float(c.rec("validation/loss", st, v)), "epoch": round(st / 267, 4), "percentage": round(st / N * 100, 2), "elapsed_time": "0:30:00", "remaining_time": "0:20:00"}))
    c.p(json.dumps({"current_steps": N, "total_steps": N, "epoch": 3.0, "percentage": 100.0, "elapsed_time": "0:53:20", "remaining_time": "0:00:00"}))
    c.note = "stopped at step 430, resumed from checkpoint-400: steps 410 to 430 are there twice with the same values"
llamafactory()

# 8
def tune_dpo():
    c = C("log_1738412003.txt", "torchtune LoRA DPO (DiskLogger)"); c.must = ["preference-not-learnt"]
    for st in range(1, 241):
        ch = c.n(.012); rj = c.n(.012); m = ch - rj
        l = -math.log(1 / (1 + math.exp(-m))) + c.n(.0012)
        acc = round(.5 + c.n(.06), 4)
        c.p(f"Step {st} | loss:{c.rec('train/loss', st, l)} lr:{c.rec('train/learning_rate', st, min(st,100)*5e-6)} tokens_per_second_per_gpu:{1830+c.n(30)} rewards/chosen:{ch} rewards/rejected:{rj} rewards/accuracies:{c.rec('train/reward_accuracy', st, acc)} rewards/margins:{c.rec('train/reward_margin', st, m)} log_probs/chosen:{-212+c.n(9)} log_probs/rejected:{-208+c.n(9)} logits/chosen:{-1.1+c.n(.03)} logits/rejected:{-1.12+c.n(.03)} ")
    c.note = "loss stays at ln 2, margin at 0, accuracy at 0.5"
tune_dpo()

# 9
def verl():
    c = C("verl_grpo_ray.log", "verl GRPO"); c.must = ["policy-collapse"]
    c.p("2025-06-02 10:20:33,771\tINFO worker.py:1841 -- Started a local Ray instance. View the dashboard at \x1b[1m\x1b[32m127.0.0.1:8265 \x1b[39m\x1b[22m",
        "\x1b[36m(TaskRunner pid=48122)\x1b[0m {'actor_rollout_ref': {'actor': {'clip_ratio': 0.2,", "\x1b[36m(TaskRunner pid=48122)\x1b[0m                                  'entropy_coeff': 0,",
        "\x1b[36m(WorkerDict pid=49277)\x1b[0m Qwen2ForCausalLM contains 1.54B parameters", "\x1b[36m(TaskRunner pid=48122)\x1b[0m Training from scratch")
    for st in range(1, 161):
        H = max(.0008, .62 * math.exp(-st / 14)) * (1 + c.n(.05))
        rw = .22 + .12 * (1 - math.exp(-st / 12)) + c.n(.01)
        pg = c.n(.002) * (1 if st < 40 else .05); gn = max(.0005, .3 * math.exp(-st / 18)) * (1 + abs(c.n(.1)))
        kl = .0003 * st
        ln = 310 - 180 * (1 - math.exp(-st / 25)) + c.n(3)
        c.p(f"\x1b[36m(TaskRunner pid=48122)\x1b[0m step:{st} - global_seqlen/min:{48211+c.r.randrange(900)} - global_seqlen/max:{51333+c.r.randrange(900)} - actor/entropy:{c.rec('train/entropy', st, H)} - actor/kl_loss:{c.rec('train/kl', st, kl)} - actor/kl_coef:0.001 - actor/pg_loss:{c.rec('train/loss', st, pg)} - actor/pg_clipfrac:{c.rec('train/clip_fraction', st, abs(c.n(.0004)))} - actor/ppo_kl:{abs(c.n(1e-5))} - actor/grad_norm:{c.rec('train/gradient_norm', st, gn)} - actor/lr:1e-06 - training/global_step:{st} - training/epoch:0 - critic/score/mean:{rw} - critic/score/max:1.0 - critic/score/min:0.0 - critic/rewards/mean:{rw} - critic/rewards/max:1.0 - critic/advantages/mean:{c.n(.001)} - response_length/mean:{c.rec('train/completion_length', st, ln)} - response_length/max:1024.0 - response_length/clip_ratio:{abs(c.n(.003))} - prompt_length/mean:103.2 - timing_s/gen:{8+c.n(.2)} - timing_s/step:{21+c.n(.3)} - perf/throughput:{2900+c.n(40)}")
    c.series.pop("train/loss")
    c.note = "actor/pg_loss is not listed (policy-gradient loss); entropy falls from 0.6 to 0.001 within 90 steps, the reward stalls"
verl()

# 10
def trlgrpo():
    c = C("grpo_metrics.csv", "TRL GRPOTrainer, log_history to CSV (pandas)", "csv"); c.must = ["kl-runaway"]
    w = io.StringIO(); cols = ["", "loss", "grad_norm", "learning_rate", "num_tokens", "completions/mean_length", "rewards/accuracy_reward/mean", "reward", "reward_std", "kl", "clip_ratio/region_mean", "epoch", "step"]
    wr = csv.writer(w, lineterminator="\n"); wr.writerow(cols)
    for i, st in enumerate(range(1, 401, 2)):
        kl = .0004 * math.exp(st / 36) if st < 360 else .0004 * math.exp(10) * (1 + c.n(.1))
        kl *= 1 + c.n(.06)
        rw = .31 + .18 * (1 - math.exp(-st / 60)) - (max(0, st - 260) * .0022) + c.n(.012)
        wr.writerow([i, c.rec("train/loss", st, f"{kl*.04:.6f}"), c.rec("train/gradient_norm", st, f"{.4+kl*.02+abs(c.n(.02)):.5f}"), c.rec("train/learning_rate", st, f"{1e-5*(1-st/500):.3e}"), 9000 * st,
                     c.rec("train/completion_length", st, f"{220+c.n(6):.3f}"), f"{rw:.5f}", c.rec("train/reward", st, f"{rw:.5f}"), f"{.3+c.n(.01):.4f}", c.rec("train/kl", st, f"{kl:.6f}"), "0.0", f"{st/400:.4f}", st])
    c.raw(w.getvalue()); c.note = "KL 0.0004 -> 9 while the reward falls back; the loss of GRPO rises with beta*KL"
trlgrpo()

# 11
def openrlhf():
    c = C("openrlhf_ppo.log", "OpenRLHF PPO (ray)"); c.must_any = [["length-exploitation", "reward-hacking"]]
    c.p("(pid=2211) INFO 04-02 21:10:08 [__init__.py:239] Automatically detected platform cuda.", "(PolicyModelActor pid=3310) [2025-04-02 21:11:02,551] [INFO] [comm.py:658:init_distributed] cdb=None",
        "(PPOTrainer pid=1902) Episode [1/1]:   0%|          | 0/200 [00:00<?, ?it/s]")
    for st in range(1, 181):
        L = 180 + 820 / (1 + math.exp(-(st - 80) / 17)) + c.n(7); rw = -.4 + 2.8 * (L - 180) / 820 + c.n(.04)
        d = {"policy_loss": round(c.n(.01), 5), "actor_lr": 5e-07, "ptx_loss": 0, "critic_loss": round(.25 * math.exp(-st / 60) + .05 + abs(c.n(.004)), 5), "values": round(rw * .8, 4), "critic_lr": 9e-06,
             "kl": float(c.rec("train/kl", st, round(.01 + .00025 * st + abs(c.n(.0005)), 6))), "response_length": float(c.rec("train/completion_length", st, round(L, 2))), "total_length": round(L + 96, 2),
             "reward": float(c.rec("train/reward", st, round(rw, 5))), "return": round(rw * .9, 5), "truncate_ratio": round(max(0, (L - 900) / 200), 3)}
        c.p(f"(PPOTrainer pid=1902) {ts(st, 41, dt.datetime(2025,4,2,21,12,0), '%m-%d %H:%M:%S')} INFO     ✨ Global step {st}: {d}")
        if st % 20 == 0: c.p(f"(PPOTrainer pid=1902) Episode [1/1]:  {st//2}%|{'█'*(st//20)}{' '*(10-st//20)}| {st}/200 [2:01:11<1:10:02, 41.0s/it]")
    c.note = "reward rises exactly with the response length 180 -> 1000 tokens"
openrlhf()

# 12
def rsl():
    c = C("isaaclab_anymal.log", "rsl_rl 2.3 (Isaac Lab)", odd=True); c.must_not = ["any"]
    c.p("[INFO]: Base environment:", "\tEnvironment device    : cuda:0", "\tEnvironment seed      : 42", "\tPhysics step-size     : 0.005",
        "[INFO]: Time taken for scene creation : 3.812346 seconds", "Actor MLP: Sequential(", "  (0): Linear(in_features=48, out_features=128, bias=True)", "  (1): ELU(alpha=1.0)", "  (2): Linear(in_features=128, out_features=12, bias=True)", ")")
    N = 300
    for it in range(0, 45):
        rw = -3.1 + 17 * (1 - math.exp(-it / 18)) + c.n(.25); vf = .08 * math.exp(-it / 20) + .012 + abs(c.n(.0015))
        P = 35
        c.p("#" * 80, "\033[1m" + f" Learning iteration {it}/{N} ".center(80, " ") + "\033[0m ", "")
        c.p(f"{'Computation:':>{P}} {71000+c.n(900):.0f} steps/s (collection: 1.220s, learning 0.163s)", f"{'Mean action noise std:':>{P}} {1-.006*it:.2f}",
            f"{'Mean value_function loss:':>{P}} {vf:.4f}", f"{'Mean surrogate loss:':>{P}} {-.004+c.n(.001):.4f}", f"{'Mean entropy loss:':>{P}} {17.03-.08*it:.4f}",
            f"{'Mean reward:':>{P}} {c.rec('train/reward', it, f'{rw:.2f}')}", f"{'Mean episode length:':>{P}} {min(1000, 20+30*it)+c.u(0,3):.2f}",
            f"{'Episode_Reward/track_lin_vel_xy_exp:':>{P}} {.01+.02*it:.4f}", f"{'Episode_Reward/dof_torques_l2:':>{P}} {-.06-.0004*it:.4f}", f"{'Episode_Termination/time_out:':>{P}} {it/10:.4f}")
        c.p("-" * 80, f"{'Total timesteps:':>{P}} {(it+1)*98304}", f"{'Iteration time:':>{P}} 1.38s", f"{'Time elapsed:':>{P}} 00:{int(it*1.38)//60:02d}:{int(it*1.38)%60:02d}", f"{'ETA:':>{P}} 00:05:{59-it:02d}", "")
    c.note = "PPO: surrogate and value loss are parts, no total; the entropy is differential entropy and named 'entropy loss' (not listed)"
rsl()

# 13
def minigrid():
    c = C("log_minigrid.txt", "rl-starter-files (torch-ac)", odd=True); c.must_any = [["policy-collapse"]]
    c.p("/home/j/rl/scripts/train.py --algo ppo --env MiniGrid-DoorKey-8x8-v0 --save-interval 10 --lr 0.01", "", "Namespace(algo='ppo', env='MiniGrid-DoorKey-8x8-v0', model=None, seed=1, log_interval=1, procs=16, frames=10000000, epochs=4, batch_size=256, lr=0.01, entropy_coef=0.0)", "",
        "Device: cuda", "", "Environments loaded", "", "Training status loaded", "", "Observations preprocessor loaded", "Model loaded", "", "ACModel(", "  (image_conv): Sequential(", "    (0): Conv2d(3, 16, kernel_size=(2, 2), stride=(1, 1))", "    (1): ReLU()", "  )", ")", "", "Optimizer loaded", "")
    for u in range(1, 151):
        H = 1.94 * math.exp(-max(0, u - 5) / 6) * (1 + c.n(.01)); H = max(H, 0)
        rr = (.05 + abs(c.n(.02))) if u < 12 else 0.0
        g = .25 * math.exp(-u / 15) + .0004
        c.p(f"U {u} | F {u*2048:06} | FPS {3100+c.n(60):04.0f} | D {u*2048//3100} | rR:μσmM {c.rec('train/reward', u, f'{rr:.2f}')} {rr*2:.2f} 0.00 {.9 if rr else 0:.2f} | F:μσmM {640-rr*300:.1f} {rr*200:.1f} {640 if not rr else 120} 640 | H {c.rec('train/entropy', u, f'{H:.3f}')} | V {max(0,rr*.5):.3f} | pL {c.n(.004) if u<20 else 0:.3f} | vL {rr*.01:.3f} | ∇ {c.rec('train/gradient_norm', u, f'{g:.3f}')}")
        if u % 50 == 0: c.p("Status saved")
    c.note = "entropy 1.94 -> 0.000 by update 50, return 0 from update 12 on"
minigrid()

# 14
def espnet():
    c = C("espnet_asr_train.log", "ESPnet2"); c.must_not = ["any"]
    H = "[gpu07] "
    c.p("# python3 -m espnet2.bin.asr_train --use_preprocessor true --bpemodel data/token_list/bpe.model --ngpu 1", "# Started at Mon Jan 13 10:02:11 CET 2025", "#",
        H + "2025-01-13 10:02:31,551 (asr:518) INFO: Vocabulary size: 5000", H + "2025-01-13 10:02:35,102 (abs_task:1271) INFO: Model structure:", "ESPnetASRModel(", "  (frontend): DefaultFrontend(", "    (stft): Stft(n_fft=512, win_length=400, hop_length=160, center=True, normalized=False, onesided=True)", "  )", ")",
        H + "2025-01-13 10:02:39,001 (trainer:311) INFO: 1/12epoch started")
    it = 0
    for ep in range(1, 13):
        acc_l = []
        for k in range(10):
            it += 1; f = dec(it, 120, 1, 0, 3)
            ctc = 38 + 260 * f * (1 + c.n(.015)); att = 19 + 150 * f * (1 + c.n(.015)); l = .3 * ctc + .7 * att; acc = .93 - .8 * f
            acc_l.append((ctc, att, l, acc))
            a, b = k * 200 + 1, (k + 1) * 200
            lt = c.rec("train/loss", it, f"{l:.3f}")
            c.p(f"{H}{ts(it, 61, dt.datetime(2025,1,13,10,3,0))},{c.r.randrange(1000):03d} (trainer:779) INFO: {ep}epoch:train:{a}-{b}batch: iter_time=1.204e-04, forward_time=0.101, loss_ctc={ctc:.3f}, loss_att={att:.3f}, acc={acc:.3f}, loss={lt}, backward_time=0.094, grad_norm={18+40*f+abs(c.n(.6)):.3f}, clip=100.000, loss_scale=1.000, optim_step_time=0.031, optim0_lr0={min(1,it/30)*.002:.3e}, train_time=1.226")
        m = [sum(x[j] for x in acc_l) / 10 for j in range(4)]
        v = m[2] * .93 + 2
        c.p(f"{H}{ts(it, 61, dt.datetime(2025,1,13,10,3,30))},812 (trainer:363) INFO: {ep}epoch results: [train] iter_time=1.204e-04, forward_time=0.101, loss_ctc={m[0]:.3f}, loss_att={m[1]:.3f}, acc={m[3]:.3f}, loss={m[2]:.3f}, backward_time=0.094, grad_norm=22.1, clip=100.000, loss_scale=1.000, optim_step_time=0.031, optim0_lr0=0.002, train_time=1.226, time=10 minutes and 12.44 seconds, total_count={ep*2000}, gpu_max_cached_mem_GB=22.311, [valid] loss_ctc={m[0]*.93:.3f}, cer_ctc={.6*(1-m[3]):.3f}, loss_att={m[1]*.93:.3f}, acc={c.rec('validation/accuracy', ep, f'{m[3]-.01:.3f}')}, cer=0.221, wer=0.511, loss={c.rec('validation/loss', ep, f'{v:.3f}')}, time=14.31 seconds, total_count={ep*120}, gpu_max_cached_mem_GB=22.311, [att_plot] time=6.22 seconds, total_count=0, gpu_max_cached_mem_GB=22.311")
        c.p(f"{H}{ts(it, 61, dt.datetime(2025,1,13,10,3,38))},102 (trainer:418) INFO: The best model has been updated: valid.acc")
        if ep < 12: c.p(f"{H}{ts(it, 61, dt.datetime(2025,1,13,10,3,38))},131 (trainer:297) INFO: {ep+1}/12epoch started. Estimated time to finish: 1 hour, 44 minutes")
    c.nosteps |= {"validation/loss", "validation/accuracy", "train/loss"}
    c.note = "train loss is printed at two resolutions (every 200 batches, and the mean of the epoch); the finer one is listed"
espnet()

# 15
def icefall():
    c = C("log-train-2024-11-02-zipformer", "icefall zipformer pruned transducer"); c.must = ["non-finite-loss"]
    c.p("2024-11-02 13:01:44,120 INFO [train.py:1182] (0/4) Training started", "2024-11-02 13:01:44,131 INFO [train.py:1192] (0/4) Device: cuda:0",
        "2024-11-02 13:01:44,140 INFO [train.py:1207] (0/4) {'best_train_loss': inf, 'best_valid_loss': inf, 'best_train_epoch': -1, 'best_valid_epoch': -1, 'batch_idx_train': 0, 'log_interval': 50, 'reset_interval': 200, 'valid_interval': 3000, 'feature_dim': 80, 'subsampling_factor': 4, 'warm_step': 2000, 'env_info': {'k2-version': '1.24.4', 'k2-build-type': 'Release'}, 'world_size': 4, 'num_epochs': 30, 'base_lr': 0.045, 'use_fp16': True}",
        "2024-11-02 13:01:45,630 INFO [train.py:1227] (0/4) Number of model parameters: 65549011")
    g = 0; tot = None
    for ep in (1, 2):
        for b in range(0, 3000, 50):
            nan = ep == 2 and b >= 1450
            f = math.exp(-g / 1400); l = .33 + 7.1 * f + abs(c.n(.03)) * (1 + 2 * f); tot = l if tot is None else .7 * tot + .3 * l
            L, TT = ("nan", "nan") if nan else (f"{l:.4g}", f"{tot:.4g}")
            fr = 14000 + c.r.randrange(3000)
            s = "nan" if nan else f"{l*1.1:.4g}"; pr = "nan" if nan else f"{l*.95:.4g}"
            c.rec("train/loss", (ep, b), L)
            c.p(f"{ts(g, .42, dt.datetime(2024,11,2,13,2,10))},{c.r.randrange(1000):03d} INFO [train.py:{1061}] (0/4) Epoch {ep}, batch {b}, loss[loss={L}, simple_loss={s}, pruned_loss={pr}, over {fr}.00 frames. ], tot_loss[loss={TT}, simple_loss={s}, pruned_loss={pr}, over {min(g//50+1,190)*14900:.2f} frames. ], batch size: {40+c.r.randrange(60)}, lr: {.0225 if ep==1 and b<500 else .0448:.2e}, grad_scale: {1.0 if not nan else 2**-14 if b>2000 else .0625}, ")
            g += 50
        if ep == 1:
            c.p("2024-11-02 13:22:50,001 INFO [train.py:1085] (0/4) Computing validation loss", "2024-11-02 13:22:59,417 INFO [train.py:1094] (0/4) Epoch 1, validation: loss=0.9127, simple_loss=0.9611, pruned_loss=0.5219, over 939000.00 frames. ", "2024-11-02 13:22:59,418 INFO [train.py:1095] (0/4) Maximum memory allocated so far is 21544MB",
                "2024-11-02 13:23:01,300 INFO [checkpoint.py:75] (0/4) Saving checkpoint to zipformer/exp/epoch-1.pt")
            c.rec("validation/loss", 1, "0.9127")
    c.nosteps |= {"train/loss", "validation/loss"}
    c.note = "first: at batch 0 loss and tot_loss are the same; 'inf' in the parameter dump is no loss; NaN from epoch 2 batch 1450"
icefall()

# 16
def coqui():
    c = C("trainer_0_log_vits.txt", "Coqui TTS Trainer (GlowTTS)", odd=True); c.must_not = ["any"]
    c.p(" > Training Environment:", " | > Backend: Torch", " | > Mixed precision: True", " | > Precision: fp16", " | > Num. of CPUs: 12", " > Model has 28610257 parameters", "")
    g = 0; hist = []
    for ep in range(0, 8):
        c.p("", f"\x1b[4m\x1b[1m > EPOCH: {ep}/8\x1b[0m", " --> /work_dir/run/glow-May-20-2025_07+11AM-0000000", "", f"\x1b[1m > TRAINING (2025-05-20 {7+ep//4:02d}:{(11+7*ep)%60:02d}:09) \x1b[0m")
        run = []
        for s in range(0, 100, 25):
            f = math.exp(-g / 260); l = -1.05 + 3.4 * f + c.n(.02); run.append(l); av = sum(run) / len(run)
            ll = l - .3 * f; dl = .12 + .3 * f
            c.p("", f"\x1b[1m   --> TIME: 2025-05-20 {7+ep//4:02d}:{(12+7*ep+s//25)%60:02d}:14 -- STEP: {s}/100 -- GLOBAL_STEP: {g}\x1b[0m")
            c.p(f"     | > current_lr: {c.u(.0000001,.0000002)+g*1e-8:.6f} ", f"     | > step_time: {.84+c.n(.01):.4f}  ({.8412})", f"     | > loader_time: 0.0051  (0.0048)")
            c.p(f"     | > loss: {c.rec('train/loss', g, f'{l:.5f}')}  ({av:.5f})", f"     | > log_mle: {ll:.5f}  ({ll+.001:.5f})", f"     | > loss_dur: {dl:.5f}  ({dl+.001:.5f})", f"     | > grad_norm: {2+6*f+abs(c.n(.05)):.5f}  ({3+6*f:.5f})")
            g += 25
        v = -1.03 + 3.4 * math.exp(-g / 260)
        c.p("", "\x1b[1m > EVALUATION \x1b[0m", "", "\x1b[1m--> EVAL PERFORMANCE\x1b[0m", f"     | > avg_loader_time: \x1b[92m 0.00312 \x1b[0m(-0.00021)", f"     | > avg_loss: \x1b[92m {c.rec('validation/loss', ep, f'{v:.5f}')} \x1b[0m({-.1:+.5f})", f"     | > avg_log_mle: \x1b[92m {v-.2:.5f} \x1b[0m(-0.11020)", "",
            f" > BEST MODEL : /work_dir/run/best_model_{g}.pth")
    c.nosteps.add("validation/loss"); c.must_not = ["any"]
    c.note = "loss is a likelihood and goes below zero; train loss printed as value and (running mean of the epoch); the value is listed, on GLOBAL_STEP"
coqui()

# 17
def darknet():
    c = C("yolov4_tiny_train.log", "Darknet (AlexeyAB) YOLOv4-tiny, C", odd=True); c.must = ["non-finite-loss"]
    c.p(" CUDA-version: 11040 (11040), cuDNN: 8.2.4, CUDNN_HALF=1, GPU count: 1  ", " OpenCV version: 4.2.0", "yolov4-tiny-obj", " 0 : compute_capability = 750, cudnn_half = 1, GPU: Tesla T4 ", "net.optimized_memory = 0 ",
        "mini_batch = 4, batch = 64, time_steps = 1, train = 1 ", "   layer   filters  size/strd(dil)      input                output", "   0 conv     32       3 x 3/ 2    416 x 416 x   3 ->  208 x 208 x  32 0.075 BF",
        "Total BFLOPS 6.787 ", "avg_outputs = 299663 ", " Allocate additional workspace_size = 26.22 MB ", "Learning Rate: 0.0261, Momentum: 0.9, Decay: 0.0005", " Detection layer: 30 - type = 28 ", " Detection layer: 37 - type = 28 ", "Loaded: 0.000042 seconds")
    avg = None
    for i in range(1, 71):
        bad = i >= 54
        l = 380 * math.exp(-i / 14) + 9 + abs(c.n(1.5)); avg = l if avg is None else .9 * avg + .1 * l
        for _ in range(2):
            k = "-nan" if bad else f"{.4+abs(c.n(.05)):.6f}"
            c.p(f"v3 (iou loss, Normalizer: (iou: 0.07, obj: 1.00, cls: 1.00) Region 30 Avg (IOU: {k}), count: {c.r.randrange(4,30)}, class_loss = {'-nan' if bad else f'{l*.9:.6f}'}, iou_loss = {'-nan' if bad else f'{l*.1:.6f}'}, total_loss = {'-nan' if bad else f'{l:.6f}'} ",
                f" total_bbox = {i*211}, rewritten_bbox = 0.000000 % ")
        A = "-nan" if bad else f"{avg:.6f}"
        c.rec("train/loss", i, A)
        c.p("", f" {i}: {'-nan' if bad else f'{l:.6f}'}, {A} avg loss, {(i/1000)**4*.0261:.6f} rate, {1.2+abs(c.n(.02)):.6f} seconds, {i*64} images, {18-i*.01:.6f} hours left", "Loaded: 0.000051 seconds")
    c.note = "first: the loss and its average are the same at iteration 1; -nan from iteration 54"
darknet()

# 18
def paddleseg():
    c = C("paddleseg_workerlog.0", "PaddleSeg"); c.must = ["diverging"]
    c.p("2024-08-19 09:30:11 [INFO]\t", "------------Environment Information-------------", "platform: Linux-4.15.0-140-generic-x86_64-with-debian-stretch-sid", "Python: 3.8.13", "Paddle compiled with cuda: True", "cudnn: 8.2", "------------------------------------------------",
        "2024-08-19 09:30:11 [INFO]\t", "---------------Config Information---------------", "batch_size: 4", "iters: 2000", "loss:", "  coef:", "  - 1", "  types:", "  - type: CrossEntropyLoss", "lr_scheduler:", "  end_lr: 0", "  learning_rate: 0.5", "  power: 0.9", "  type: PolynomialDecay", "------------------------------------------------",
        "W0819 09:30:12.118201  7731 gpu_resources.cc:61] Please NOTE: device: 0, GPU Compute Capability: 7.0, Driver API Version: 11.2, Runtime API Version: 11.2")
    for it in range(10, 2001, 10):
        l = 1.9 * math.exp(-it / 220) + .45 + abs(c.n(.03))
        if it > 900: l += (3.4 + .0006 * it) * (1 - math.exp(-(it - 900) / 130)) + abs(c.n(.2))
        lr = .5 * (1 - it / 2000) ** .9
        c.p(f"{ts(it, .3, dt.datetime(2024,8,19,9,30,30))} [INFO]\t[TRAIN] epoch: {(it-1)//371+1}, iter: {it}/2000, loss: {c.rec('train/loss', it, f'{l:.4f}')}, lr: {c.rec('train/learning_rate', it, f'{lr:.6f}')}, batch_cost: {.29+abs(c.n(.005)):.4f}, reader_cost: {.001+abs(c.n(.0002)):.5f}, ips: {13.6+c.n(.2):.4f} samples/sec | ETA {(2000-it)*3//10//3600:02d}:{(2000-it)*3//10//60%60:02d}:{(2000-it)*3//10%60:02d}")
        if it % 500 == 0:
            m = .4 if it == 500 else .06
            c.p(f"{ts(it, .3, dt.datetime(2024,8,19,9,30,31))} [INFO]\tStart evaluating (total_samples: 76, total_iters: 76)...", "76/76 [==============================] - 8s 107ms/step - batch_cost: 0.1066 - reader cost: 0.0049",
                f"{ts(it, .3, dt.datetime(2024,8,19,9,30,40))} [INFO]\t[EVAL] #Images: 76 mIoU: {m:.4f} Acc: {m+.3:.4f} Kappa: {m:.4f} Dice: {m+.1:.4f}", f"{ts(it, .3, dt.datetime(2024,8,19,9,30,41))} [INFO]\t[EVAL] The model with the best validation mIoU ({.4:.4f}) was saved at iter 500.")
paddleseg()

# 19
def kohya():
    c = C("kohya_lora_console.log", "kohya sd-scripts train_network"); c.must = ["non-finite-loss"]
    c.p("2025-01-30 20:02:11 INFO     loading u-net: <All keys matched successfully>", "                    INFO     create LoRA network. base dim (rank): 32, alpha: 16.0", "enable LoRA for U-Net: 192 modules", "running training / 学習開始", "  num train images * repeats / 学習画像の数×繰り返し回数: 200",
        "  num reg images / 正則化画像の数: 0", "  num batches per epoch / 1epochのバッチ数: 100", "  num epochs / epoch数: 3", "  batch size per device / バッチサイズ: 2", "  gradient accumulation steps / 勾配を合計するステップ数 = 1", "  total optimization steps / 学習ステップ数: 300")
    c.raw("steps:   0%|          | 0/300 [00:00<?, ?it/s]\nepoch 1/3\n")
    for st in range(1, 301):
        nan = st >= 131
        l = "nan" if nan else f"{.131 - .00012*st + c.n(.003):.3g}"
        pct = st * 100 // 300
        c.rec("train/loss", st, l)
        c.raw(f"\rsteps: {pct:3d}%|{'█'*(pct//10)}{' '*(10-pct//10)}| {st}/300 [{st//60:02d}:{st%60:02d}<{(300-st)//60:02d}:{(300-st)%60:02d},  1.0{c.r.randrange(1,9)}it/s, avr_loss={l}]")
        if st in (100, 200): c.raw(f"\nsaving checkpoint: /out/style-{st//100:06d}.safetensors\n\nepoch {st//100+1}/3\n")
    c.raw("\nsaving checkpoint: /out/style.safetensors\nmodel saved.\n")
    c.note = "avr_loss is a moving average of the loss; nan from step 131"
kohya()

# 20
def guided():
    c = C("guided_diffusion_log.txt", "openai/guided-diffusion logger", odd=True); c.must_not = ["any"]
    c.p("Logging to /tmp/openai-2025-02-02-10-11-02-118273", "creating model and diffusion...", "creating data loader...", "training...")
    for i in range(0, 40):
        st = i * 100; l = .018 + .25 * math.exp(-i / 5) + .03 * math.exp(-i / 25) + abs(c.n(.0008)); g = .05 + 1.1 * math.exp(-i / 4) + abs(c.n(.003))
        if i == 0: l = 1.01
        rows = [("grad_norm", c.rec("train/gradient_norm", st, f"{g:.3g}")), ("loss", c.rec("train/loss", st, f"{l:.3g}")), ("loss_q0", f"{l*3:.3g}"), ("loss_q1", f"{l*.5:.3g}"), ("loss_q2", f"{l*.3:.3g}"), ("loss_q3", f"{l*.2:.3g}"), ("mse", f"{l*.98:.3g}"), ("mse_q0", f"{l*2.9:.3g}"), ("mse_q3", f"{l*.19:.3g}"), ("param_norm", f"{880+i:.3g}"), ("samples", f"{(st+1)*128:.3g}"), ("step", f"{st:.3g}" if st < 1000 else f"{st:.3g}"), ("vb", f"{l*.02:.3g}")]
        rows = [(a, (v if a != "step" else (f"{st:.3g}"))) for a, v in rows]
        wk, wv = max(len(a) for a, _ in rows), max(len(b) for _, b in rows)
        d = "-" * (wk + wv + 7); c.p(d, *[f"| {a}{' '*(wk-len(a))} | {b}{' '*(wv-len(b))} |" for a, b in rows], d)
    c.nosteps |= {"train/loss", "train/gradient_norm"}
    c.note = "the logger prints steps with 3 significant digits (1.1e+03), steps are exact here"
    c.nosteps.clear()
guided()

# 21
def ogb():
    c = C("ogbn_arxiv_gcn.txt", "OGB example (PyG GCN)", odd=True); c.must_not = ["any"]
    c.p("Namespace(device=0, log_steps=1, use_sage=False, num_layers=3, hidden_channels=256, dropout=0.5, lr=0.01, epochs=150, runs=1)")
    for ep in range(1, 151):
        l = .93 + 2.75 * math.exp(-ep / 16) + .12 * math.exp(-ep / 70) + c.n(.005); a = 77.5 - 55 * math.exp(-ep / 18) + c.n(.15)
        c.p(f"Run: 01, Epoch: {ep:02d}, Loss: {c.rec('train/loss', ep, f'{l:.4f}')}, Train: {c.rec('train/accuracy', ep, f'{a:.2f}')}%, Valid: {c.rec('validation/accuracy', ep, f'{a-4.6+c.n(.15):.2f}')}% Test: {a-5.7+c.n(.2):.2f}%")
    c.p("Run 01:", "Highest Train: 77.61", "Highest Valid: 73.02", "  Final Train: 77.31", "   Final Test: 71.80")
ogb()

# 22
def recbole():
    c = C("SASRec-ml-1m-Mar-02-2025_10-20-11-b3f2aa.log", "RecBole"); c.must_any = [["not-decreasing", "plateau"]]
    c.p("Sun 02 Mar 2025 10:20:11 INFO  ['run_recbole.py', '--model=SASRec', '--dataset=ml-1m']", "Sun 02 Mar 2025 10:20:11 INFO  ", "General Hyper Parameters:", "gpu_id = 0", "seed = 2020", "Training Hyper Parameters:", "epochs = 300", "train_batch_size = 2048", "learner = adam", "learning_rate = 1e-09", "eval_step = 1", "stopping_step = 60", "",
        "Sun 02 Mar 2025 10:20:14 INFO  ml-1m", "The number of users: 6041", "The number of items: 3707", "The number of inters: 1000209", "The sparsity of the dataset: 95.53%", "Sun 02 Mar 2025 10:20:44 INFO  [Training]: train_batch_size = [2048] train_neg_sample_args: [{'distribution': 'none'}]", "Trainable parameters: 337856")
    for e in range(60):
        l = 3948.51 + c.n(.05); t = ts(e, 22, dt.datetime(2025,3,2,10,21,0), "%a %d %b %Y %H:%M:%S")
        c.p(f"{t} INFO  epoch {e} training [time: {21+c.n(.1):.2f}s, train loss: {c.rec('train/loss', e, f'{l:.4f}')}]", f"{t} INFO  epoch {e} evaluating [time: 0.61s, valid_score: {.0012+abs(c.n(.00005)):.6f}]", f"{t} INFO  valid result: ", "recall@10 : 0.0031    mrr@10 : 0.0012    ndcg@10 : 0.0017    hit@10 : 0.0031    precision@10 : 0.0003")
    c.p("Sun 02 Mar 2025 10:43:12 INFO  Finished training, best eval result in epoch 0")
    c.note = "the loss is a sum over the batches of the epoch; it does not move at all"
recbole()

# 23
def gluonts():
    c = C("gluonts_mxnet_deepar.log", "GluonTS Trainer (MXNet)"); c.must = ["overfitting"]
    c.p("INFO:gluonts.trainer:Start model training", "INFO:gluonts.trainer:Number of parameters in DeepARTrainingNetwork: 26844")
    for e in range(20):
        l = 5.9 - 2.9 * (1 - math.exp(-e / 7)) + c.n(.02); v = 5.7 - 1.1 * (1 - math.exp(-e / 2)) + max(0, e - 4) * .17 + c.n(.02)
        c.p(f"INFO:gluonts.trainer:Epoch[{e}] Learning rate is 0.001")
        for k in (0, 25, 50):
            pct = k * 2; c.raw(f"\r{pct:3d}%|{'█'*(pct//10)}{' '*(10-pct//10)}| {k}/50 [00:0{k//10}<00:0{5-k//10}, 10.11it/s, epoch={e+1}/20, avg_epoch_loss={l+(50-k)*.004:.3g}]")
        c.raw("\n"); c.p(f"INFO:gluonts.trainer:Epoch[{e}] Elapsed time 4.{c.r.randrange(800,999)} seconds", f"INFO:gluonts.trainer:Epoch[{e}] Evaluation metric 'epoch_loss'={c.rec('train/loss', e, f'{l:.6f}')}")
        c.p(f"0it [00:00, ?it/s]", f"INFO:gluonts.trainer:Number of parameters in DeepARTrainingNetwork: 26844" if e == 0 else "8it [00:00, 12.1it/s, epoch=%d/20, validation_avg_epoch_loss=%.3g]" % (e + 1, v),
            f"INFO:gluonts.trainer:Epoch[{e}] Elapsed time 0.6{c.r.randrange(10,99)} seconds", f"INFO:gluonts.trainer:Epoch[{e}] Evaluation metric 'validation_epoch_loss'={c.rec('validation/loss', e, f'{v:.6f}')}")
    c.p("INFO:root:Computing averaged parameters.", "INFO:root:Loading averaged parameters.", "INFO:gluonts.trainer:End model training")
    c.note = "the bar's avg_epoch_loss is the running mean of the epoch; one value per epoch ('epoch_loss') is meant"
gluonts()

# 24
def xgb():
    c = C("xgb_spark_driver.log", "XGBoost (xgboost4j-spark driver, Java)", odd=True); c.must = ["overfitting"]
    c.p("25/02/11 14:02:51 INFO SparkContext: Running Spark version 3.4.1", "25/02/11 14:03:10 INFO XGBoostSpark: Running XGBoost 1.7.6 with parameters:", "alpha -> 0.0", "eta -> 0.3", "max_depth -> 14", "num_round -> 150", "objective -> binary:logistic", "eval_metric -> logloss",
        "25/02/11 14:03:12 INFO RabitTracker$TrackerProcessLogger: Tracker started, with env={}", "25/02/11 14:03:14 INFO RabitTracker: 2025-02-11 14:03:14,102 INFO @tracker All of 4 nodes getting started")
    for i in range(150):
        tr = .04 + .6 * math.exp(-i / 22) + c.n(.0003); v = .36 + .3 * math.exp(-i / 9) + max(0, i - 22) * .0016 + c.n(.0006)
        c.p(f"25/02/11 14:{3+i//50:02d}:{15+(i%45):02d} INFO RabitTracker: 2025-02-11 14:{3+i//50:02d}:{15+(i%45):02d},{c.r.randrange(1000):03d} INFO [{i}]\ttrain-logloss:{c.rec('train/loss', i, f'{tr:.6f}')}\teval-logloss:{c.rec('validation/loss', i, f'{v:.6f}')}")
        if i % 60 == 30: c.p("25/02/11 14:04:01 WARN HeartbeatReceiver: Removing executor 3 with no recent heartbeats: 131002 ms exceeds timeout 120000 ms")
    c.p("25/02/11 14:07:01 INFO RabitTracker: 2025-02-11 14:07:01,200 INFO @tracker All nodes finishes job")
xgb()

# 25
def sklearn():
    c = C("mlp_verbose.txt", "scikit-learn MLPClassifier verbose", odd=True); c.must_not = ["non-finite-loss", "diverging", "overfitting", "not-decreasing", "oscillating"]
    best = 0; 
    for i in range(1, 81):
        l = .021 + 2.1 * math.exp(-i / 4) + .25 * math.exp(-i / 18) + abs(c.n(.0006)); a = .978 - .6 * math.exp(-i / 4) - .05 * math.exp(-i / 15)
        a = round(a * 1200) / 1200
        c.p(f"Iteration {i}, loss = {c.rec('train/loss', i, f'{l:.8f}')}", f"Validation score: {c.rec('validation/accuracy', i, f'{a:.6f}')}")
    c.p("Validation score did not improve more than tol=0.000100 for 10 consecutive epochs. Stopping.", "Test accuracy: 0.9741", "              precision    recall  f1-score   support", "", "           0       0.98      0.99      0.98       178", "           1       0.97      0.97      0.97       182", "", "    accuracy                           0.97      1797")
sklearn()

# 26
def fasttext():
    c = C("fasttext_supervised.log", "fastText CLI (C++)", odd=True); c.must_not = ["any"]
    c.raw("\rRead 0M words\rRead 1M words\rRead 2M words\nNumber of words:  142310\nNumber of labels: 14\n")
    N = 120
    for i in range(N):
        pr = 100 * (i + 1) / N; l = .28 + 2.36 * math.exp(-i / 25) + c.n(.004); lr = .5 * (1 - pr / 100)
        c.raw(f"\rProgress: {pr:5.1f}% words/sec/thread: {1811000+c.r.randrange(9000):7d} lr: {c.rec('train/learning_rate', i, f'{lr:9.6f}')} avg.loss: {c.rec('train/loss', i, f'{l:9.6f}')} ETA: {0:3d}h{0:2d}m{int((N-i)/4):2d}s")
    c.raw("\n"); c.p("N\t56000", "P@1\t0.983", "R@1\t0.983")
    c.nosteps |= {"train/loss", "train/learning_rate"}
fasttext()

# 27
def mlflow():
    c = C("mlflow_metrics_export.csv", "MLflow metric history export (long CSV)", "csv", odd=True); c.must = ["loss-spike"]; c.must_not = ["diverging", "overfitting"]
    rows = []
    t0 = 1741000000000
    sp = {171: 3.2, 172: .9, 236: 2.7}
    for s in range(0, 300):
        l = .42 + 2.2 * math.exp(-s / 60) + c.n(.012) + sp.get(s, 0)
        rows.append(("9f3be01c77a44e0f", "train_loss", c.rec("train/loss", s, f"{l:.6f}"), t0 + s * 4100, s))
        if s % 30 == 29: rows.append(("9f3be01c77a44e0f", "val_loss", c.rec("validation/loss", s, f"{.45+2.2*math.exp(-s/60)+c.n(.004):.6f}"), t0 + s * 4100 + 900, s))
        if s % 10 == 0: rows.append(("9f3be01c77a44e0f", "system/gpu_0_utilization_percentage", f"{91+c.n(2):.1f}", t0 + s * 4100 + 1200, s))
    rows.sort(key=lambda r: (r[1], r[4]))
    c.p("run_uuid,key,value,timestamp,step,is_nan", *[",".join(map(str, r)) + ",False" for r in rows])
mlflow()

# 28
def clearml():
    c = C("clearml_scalars.json", "ClearML Task.get_reported_scalars() dump", "json", odd=True); c.must = ["overfitting"]
    tr = []; va = []; xs = list(range(60))
    for e in xs:
        tr.append(float(c.rec("train/loss", e, round(.08 + 1.5 * math.exp(-e / 14) + c.n(.006), 5)))); va.append(float(c.rec("validation/loss", e, round(.72 + .85 * math.exp(-e / 6) + max(0, e - 16) * .016 + c.n(.01), 5))))
    lr = [float(c.rec("train/learning_rate", e, round(.01 * .5 * (1 + math.cos(math.pi * e / 60)), 8))) for e in xs]
    d = {"loss": {"train": {"name": "train", "x": xs, "y": tr}, "validation": {"name": "validation", "x": xs, "y": va}}, "learning_rate": {"group0": {"name": "group0", "x": xs, "y": lr}},
         ":monitor:gpu": {"gpu_0_utilization": {"name": "gpu_0_utilization", "x": [0, 20, 40], "y": [93.1, 95.2, 94.8]}}, ":monitor:machine": {"cpu_usage": {"name": "cpu_usage", "x": [0, 20, 40], "y": [12.1, 11.2, 13.3]}}}
    c.raw(json.dumps(d, indent=2))
clearml()

# 29
def fastai():
    c = C("lesson_pets.ipynb", "fastai learner table in a notebook", "ipynb", odd=True); c.must = ["overfitting"]
    rows = ""
    for e in range(30):
        tr = .05 + .95 * math.exp(-e / 6) + c.n(.004); v = .37 + .4 * math.exp(-e / 3) + max(0, e - 7) * .02 + c.n(.006); a = .91 - .2 * math.exp(-e / 3) - max(0, e - 7) * .0015
        rows += f"    <tr>\n      <td>{e}</td>\n      <td>{c.rec('train/loss', e, f'{tr:.6f}')}</td>\n      <td>{c.rec('validation/loss', e, f'{v:.6f}')}</td>\n      <td>{1-a:.6f}</td>\n      <td>{c.rec('validation/accuracy', e, f'{a:.6f}')}</td>\n      <td>00:{38+c.r.randrange(3)}</td>\n    </tr>\n"
    h = '<table border="1" class="dataframe">\n  <thead>\n    <tr style="text-align: left;">\n      <th>epoch</th>\n      <th>train_loss</th>\n      <th>valid_loss</th>\n      <th>error_rate</th>\n      <th>accuracy</th>\n      <th>time</th>\n    </tr>\n  </thead>\n  <tbody>\n' + rows + "  </tbody>\n</table>"
    md = lambda s: {"cell_type": "markdown", "metadata": {}, "source": [s]}
    nb = {"cells": [md("# Pets, from scratch\n"), {"cell_type": "code", "execution_count": 3, "metadata": {}, "outputs": [{"name": "stdout", "output_type": "stream", "text": ["7390 images\n", "37 breeds\n"]}], "source": ["print(len(files), 'images')\n", "print(len(set(labels)), 'breeds')"]},
                    {"cell_type": "code", "execution_count": 7, "metadata": {}, "outputs": [{"data": {"text/html": ["\n", "<style>\n", "    progress { border: none; }\n", "</style>\n"], "text/plain": ["<IPython.core.display.HTML object>"]}, "metadata": {}, "output_type": "display_data"},
                     {"data": {"text/html": h.splitlines(True), "text/plain": ["<IPython.core.display.HTML object>"]}, "metadata": {}, "output_type": "display_data"}], "source": ["learn = vision_learner(dls, resnet34, metrics=[error_rate, accuracy])\n", "learn.fit_one_cycle(30, 3e-3)"]}],
          "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}, "nbformat": 4, "nbformat_minor": 4}
    c.raw(json.dumps(nb, indent=1))
fastai()

# 30
def keras3():
    c = C("keras3_pty.log", "Keras 3 (terminal recording, colours)"); c.must_any = [["validation-swings"]]; c.must_not = ["overfitting", "non-finite-loss"]
    c.p("2025-04-01 18:22:01.130213: I tensorflow/core/platform/cpu_feature_guard.cc:210] This TensorFlow binary is optimized to use available CPU instructions in performance-critical operations.", "Found 8000 files belonging to 10 classes.")
    for e in range(1, 31):
        l = .35 + 1.9 * math.exp(-e / 8); a = 1 - .42 * l
        c.raw(f"Epoch {e}/30\n")
        for k in (1, 71, 140):
            b = k * 20 // 140
            c.raw(f"\r\x1b[1m{k:3d}/140\x1b[0m \x1b[32m{'━'*b}\x1b[0m\x1b[37m{'━'*(20-b)}\x1b[0m \x1b[1m{(140-k)//9}s\x1b[0m 112ms/step - accuracy: {a-.0002*(140-k):.4f} - loss: {l+.0006*(140-k):.4f}")
        v = l + .1 + (2.4 * abs(c.n(1)) if e % 3 == 1 or e % 7 == 2 else abs(c.n(.03)))
        L = c.rec("train/loss", e, f"{l:.4f}")
        c.raw(f"\r\x1b[1m140/140\x1b[0m \x1b[32m━━━━━━━━━━━━━━━━━━━━\x1b[0m\x1b[37m\x1b[0m \x1b[1m17s\x1b[0m 119ms/step - accuracy: {c.rec('train/accuracy', e, f'{a:.4f}')} - loss: {L} - val_accuracy: {c.rec('validation/accuracy', e, f'{max(.1,1-.3*v):.4f}')} - val_loss: {c.rec('validation/loss', e, f'{v:.4f}')} - learning_rate: {c.rec('train/learning_rate', e, '0.0010')}\n")
    c.note = "BatchNorm-like swings of the validation loss; the training loss is smooth"
keras3()

# 31
def luz():
    c = C("luz_fit.Rout", "R luz (torch for R)", odd=True); c.must_not = ["any"]
    c.p("", "R version 4.3.2 (2023-10-31) -- \"Eye Holes\"", "Copyright (C) 2023 The R Foundation for Statistical Computing", "Platform: x86_64-pc-linux-gnu (64-bit)", "", "> library(torch)", "> library(luz)", "> fitted <- net %>% setup(loss = nn_cross_entropy_loss(), optimizer = optim_adam, metrics = list(luz_metric_accuracy())) %>%", "+   fit(train_dl, epochs = 25, valid_data = valid_dl)")
    for e in range(1, 26):
        l = .15 + 1.4 * math.exp(-e / 7) + c.n(.004); v = l + .03 + c.n(.006)
        c.p(f"Epoch {e}/25", f"Train metrics: Loss: {c.rec('train/loss', e, f'{l:.4f}')} - Acc: {c.rec('train/accuracy', e, f'{1-.36*l:.4f}')}", f"Valid metrics: Loss: {c.rec('validation/loss', e, f'{v:.4f}')} - Acc: {c.rec('validation/accuracy', e, f'{1-.36*v:.4f}')}")
    c.p("> proc.time()", "   user  system elapsed ", "412.101   9.220 133.870 ")
luz()

# 32
def flux():
    c = C("flux_vae.jl.log", "Julia Flux (@info with fields)", odd=True); c.must = ["non-finite-loss"]
    c.p("Precompiling project...", "  1 dependency successfully precompiled in 14 seconds. 131 already precompiled.", "[ Info: Training on GPU")
    for e in range(1, 41):
        bad = e >= 29
        l = 105 + 420 * math.exp(-e / 5) + c.n(.4)
        c.p("┌ Info: Epoch finished", f"│   epoch = {e}", f"│   train_loss = {c.rec('train/loss', e, 'NaN32' if bad else f'{l:.4f}f0'[:-2])}", f"│   test_loss = {c.rec('test/loss', e, 'NaN32' if bad else f'{l+1.2:.4f}')}", f"└   elapsed = {11.2+c.n(.1):.3f}")
    c.p("┌ Warning: Loss is NaN", "│   x = [0.0, 0.0]", "└ @ Main ~/vae/train.jl:88")
    c.note = "Julia prints a Float32 NaN in @info fields as NaN32"
flux()

# 33
def candle():
    c = C("candle_mnist.txt", "Rust candle mnist-training example", odd=True); c.must = ["not-decreasing"]
    c.p("    Finished `release` profile [optimized] target(s) in 0.31s", "     Running `target/release/examples/mnist-training cnn --learning-rate 0 --epochs 80`", "train-images: [60000, 784]", "train-labels: [60000]", "test-images: [10000, 784]", "test-labels: [10000]")
    for e in range(1, 80):
        c.p(f"{e:4} train loss: {c.rec('train/loss', e, f'{2.3051+c.n(.0009):8.5f}')} test acc: {c.rec('test/accuracy', e, f'{10.28:5.2f}')}%")
candle()

# 34
def dl4j():
    c = C("dl4j_stdout.log", "Deeplearning4j ScoreIterationListener (Java)"); c.must = ["diverging"]
    c.p("10:02:11.331 [main] INFO org.nd4j.linalg.factory.Nd4jBackend - Loaded [CpuBackend] backend", "10:02:12.404 [main] INFO org.nd4j.nativeblas.Nd4jBlas - Number of threads used for OpenMP BLAS: 8", "10:02:13.010 [main] INFO org.deeplearning4j.nn.multilayer.MultiLayerNetwork - Starting MultiLayerNetwork with WorkspaceModes set to [training: ENABLED; inference: ENABLED], cacheMode set to [NONE]")
    for i in range(0, 3000, 25):
        s = .9 * math.exp(-i / 300) + .21 + abs(c.n(.01))
        if i > 1400: s = s + .5 * (math.exp((i - 1400) / 260) - 1) * (1 + c.n(.03))
        c.p(f"10:0{3+i//1000}:{i//20%60:02d}.{c.r.randrange(1000):03d} [main] INFO org.deeplearning4j.optimize.listeners.ScoreIterationListener - Score at iteration {i} is {c.rec('train/loss', i, s)}")
    c.note = "the score rises from 0.2 to over 200 and stays"
dl4j()

# 35
def mlx():
    c = C("mlx_lora.txt", "mlx-lm LoRA (Apple silicon)", odd=True); c.must_not = ["any"]
    c.p("Loading pretrained model", "Fetching 9 files: 100%|██████████| 9/9 [00:00<00:00, 81268.2it/s]", "Loading datasets", "Training", "Trainable parameters: 0.073% (5.243M/7241.732M)", "Starting training..., iters: 600")
    tk = 0
    for it in range(1, 601):
        f = 1.15 + 1.5 * math.exp(-it / 130)
        if it == 1 or it % 100 == 0:
            c.p(f"Iter {it}: Val loss {c.rec('validation/loss', it, f'{f+.03+c.n(.005):.3f}')}, Val took {21+c.n(.2):.3f}s")
        if it % 10 == 0:
            tk += 3800 + c.r.randrange(300)
            c.p(f"Iter {it}: Train loss {c.rec('train/loss', it, f'{f+c.n(.018):.3f}')}, Learning Rate {c.rec('train/learning_rate', it, '1.000e-05')}, It/sec {.71+c.n(.01):.3f}, Tokens/sec {280+c.n(4):.3f}, Trained Tokens {tk}, Peak mem 18.{c.r.randrange(100,130)} GB")
        if it % 200 == 0: c.p(f"Iter {it}: Saved adapter weights to adapters/adapters.safetensors and adapters/{it:07d}_adapters.safetensors.")
    c.p("Saved final weights to adapters/adapters.safetensors.")
mlx()

# 36
def godeep():
    c = C("go-deep-wines.txt", "go-deep (Go) StatsPrinter", odd=True); c.must_any = [["oscillating", "not-decreasing", "validation-swings"]]
    cell = lambda *x: "".join(f"{y:<16}" if len(y) < 13 else y + "   " for y in x)
    c.p("have 178 entries", "training: 118, val: 60", cell("Epochs", "Elapsed", "Loss (CrossEntropy)", "Accuracy"), f"{'---':<16}{'---':<16}{'---':<22}{'---':<16}")
    for e in range(1, 101):
        l = 1.1 + .75 * (1 if e % 2 else -1) * (.8 + .2 * c.r.random()) + c.n(.05)
        el = f"{e*11.3+c.r.random():.6f}ms" if e < 88 else f"{(e*11.3)/1000:.9f}s"
        c.p(f"{e:<16}{el:<16}{c.rec('validation/loss', e, f'{l:.4f}'):<16}{c.rec('validation/accuracy', e, f'{max(.2,min(.7,.75-.25*l)):.2f}'):<16}")
    c.note = "the printed loss is that of the validation examples (crossValidate in the source); header only says Loss: train/loss is a defensible reading; it jumps between 0.4 and 1.9 at every epoch. series given under validation"
    c.series = {}
    c.note += "; so no series is listed"
godeep()

# 37
def sagemaker():
    c = C("sagemaker_linear_learner_cloudwatch.log", "Amazon SageMaker Linear Learner (CloudWatch)", odd=True); c.must_not = ["any"]
    b = dt.datetime(2025, 2, 20, 15, 0, 2)
    t = lambda s: (b + dt.timedelta(seconds=s)).strftime("%m/%d/%Y %H:%M:%S")
    c.p("2025-02-20T15:00:01.120Z Docker entrypoint called with argument(s): train", "2025-02-20T15:00:01.120Z Running default environment configuration script",
        f"2025-02-20T15:00:02.110Z [{t(0)} INFO 139811223344896] Reading default configuration from /opt/amazon/lib/python3.8/site-packages/algorithm/resources/default-input.json: {{'mini_batch_size': '1000', 'epochs': '15', 'loss': 'auto', 'learning_rate': 'auto', 'optimizer': 'auto', 'num_models': 'auto'}}",
        f"2025-02-20T15:00:02.310Z [{t(0)} INFO 139811223344896] Create Store: local")
    for e in range(15):
        l = .021 + .52 * math.exp(-(e + 1) / 3.2); v = l + .003 + abs(c.n(.0004))
        a = (b + dt.timedelta(seconds=4 * e + 5)).isoformat() + ".22Z"
        ex = f"epoch={e}"
        c.p(f"{a} #metrics {{\"StartTime\": 17400636{e:02d}.1, \"EndTime\": 17400636{e:02d}.1, \"Dimensions\": {{\"Algorithm\": \"Linear Learner\", \"Host\": \"algo-1\", \"Operation\": \"training\", \"epoch\": {e}, \"model\": 0}}, \"Metrics\": {{\"train_binary_classification_cross_entropy_objective\": {{\"sum\": {l}, \"count\": 1, \"min\": {l}, \"max\": {l}}}}}}}",
            f"{a} [{t(4*e+5)} INFO 139811223344896] #quality_metric: host=algo-1, {ex}, train binary_classification_cross_entropy_objective <loss>={c.rec('train/loss', e, l)}",
            f"{a} [{t(4*e+6)} INFO 139811223344896] #early_stopping_criteria_metric: host=algo-1, {ex}, criteria=binary_classification_cross_entropy_objective, value={v}",
            f"{a} [{t(4*e+6)} INFO 139811223344896] #quality_metric: host=algo-1, {ex}, validation binary_classification_cross_entropy_objective <loss>={c.rec('validation/loss', e, v)}",
            f"{a} [{t(4*e+6)} INFO 139811223344896] #progress_metric: host=algo-1, completed {100*(e+1)/15} % of epochs", f"{a} [{t(4*e+6)} INFO 139811223344896] #throughput_metric: host=algo-1, train throughput={51230.2+c.n(900)} records/second")
    c.p(f"2025-02-20T15:01:10.010Z [{t(66)} INFO 139811223344896] #test_score (algo-1) : ('binary_f_1.000', 0.9811)", "Training seconds: 121", "Billable seconds: 121")
sagemaker()

# 38
def openai():
    c = C("step_metrics_ftjob-h2kLm.csv", "OpenAI fine-tuning result file", "csv"); c.must = ["overfitting"]
    c.p("step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy,train_mean_reward,full_validation_mean_reward")
    for s in range(1, 361):
        e = s / 90; l = .06 + 1.35 * math.exp(-e * 1.0) + abs(c.n(.03)); vl = va = ""
        if s % 10 == 0:
            v = .83 + .6 * math.exp(-s / 25) + max(0, s - 90) * .0031 + c.n(.012)
            vl, va = c.rec("validation/loss", s, f"{v:.5f}"), f"{.85-.15*v:.5f}"
        c.p(f"{s},{c.rec('train/loss', s, f'{l:.5f}')},{c.rec('train/accuracy', s, f'{max(.4,1-.3*l):.5f}')},{vl},{va},,")
openai()

# 39
def gcp():
    c = C("downloaded-logs-20250318-101500.jsonl", "Google Cloud Logging export (Vertex AI custom job, 4 ranks)", "jsonl", odd=True); c.must_not = ["any"]
    b = dt.datetime(2025, 3, 18, 9, 0, 0); k = 0
    def ent(sec, rank, msg, sev="INFO"):
        nonlocal k; k += 1
        c.p(json.dumps({"insertId": f"1x{k:07d}ab", "jsonPayload": {"attrs": {"tag": f"workerpool0-{rank}"}, "levelname": sev, "message": msg + "\n"}, "resource": {"type": "ml_job", "labels": {"job_id": "7712340021", "project_id": "demo-proj", "task_name": f"workerpool0-{rank}"}},
                        "timestamp": (b + dt.timedelta(seconds=sec, milliseconds=rank * 7)).isoformat() + "Z", "severity": sev, "labels": {"ml.googleapis.com/trial_type": ""}, "logName": "projects/demo-proj/logs/workerpool0-0", "receiveTimestamp": (b + dt.timedelta(seconds=sec + 1)).isoformat() + "Z"}))
    for r in range(4): ent(r, r, f"[rank {r}] NCCL version 2.21.5+cuda12.4", "WARNING" if r == 2 else "INFO")
    for st in range(20, 1501, 20):
        l = 2.1 + 5.2 * math.exp(-st / 320) + c.n(.02); lr = 3e-4 * min(1, st / 100) * (1 - st / 1800)
        L, R = f"{l:.4f}", f"{lr:.3e}"
        for r in c.r.sample(range(4), 4):
            ent(st * 1.2, r, f"[rank {r}] step {st}/1500 | loss {c.rec('train/loss', st, L)} | lr {c.rec('train/learning_rate', st, R)} | {8810+c.r.randrange(60)} tok/s")
        if st % 300 == 0: ent(st * 1.2 + 6, 0, f"[rank 0] eval @ step {st}: val_loss {c.rec('validation/loss', st, f'{l+.04:.4f}')}")
    ent(1810, 0, "Job completed successfully.")
    c.note = "loss is all-reduced: the four ranks print the same value of each step; lines of the ranks out of order"
gcp()

# 40
def vllm():
    c = C("vllm_server.log", "vLLM OpenAI server", odd=True); c.nothing = True
    c.p("INFO 05-14 11:20:01 [api_server.py:1043] vLLM API server version 0.8.5.post1", "INFO 05-14 11:20:12 [config.py:717] This model supports multiple tasks: {'score', 'classify', 'reward', 'embed', 'generate'}. Defaulting to 'generate'.", "INFO 05-14 11:20:51 [loader.py:458] Loading weights took 14.21 seconds",
        "INFO 05-14 11:21:20 [gpu_model_runner.py:1347] Model loading took 14.9889 GiB and 21.118 seconds", "INFO 05-14 11:21:55 [kv_cache_utils.py:634] GPU KV cache size: 381,200 tokens", "INFO:     Started server process [2211]", "INFO:     Application startup complete.")
    for i in range(90):
        c.p(f"INFO 05-14 11:{22+i//6:02d}:{i%6*10:02d} [loggers.py:111] Engine 000: Avg prompt throughput: {abs(900+c.n(300)):.1f} tokens/s, Avg generation throughput: {abs(1200+c.n(200)):.1f} tokens/s, Running: {c.r.randrange(1,40)} reqs, Waiting: 0 reqs, GPU KV cache usage: {abs(12+c.n(4)):.1f}%, Prefix cache hit rate: {40+i*.1:.1f}%")
        if i % 4 == 0: c.p(f"INFO:     10.0.0.{c.r.randrange(2,99)}:{40000+i} - \"POST /v1/chat/completions HTTP/1.1\" 200 OK")
vllm()

# 41
def deepspeed():
    c = C("ds_rank0_bloom.txt", "DeepSpeed fp16 (two ranks, pdsh prefix)"); c.must = ["amp-overflow"]
    c.p("node1: [2025-01-22 08:00:01,552] [INFO] [runner.py:571:main] cmd = /usr/bin/python -u -m deepspeed.launcher.launch --world_info=eyJsb2NhbGhvc3QiOiBbMCwgMV19 train.py", "node1: [2025-01-22 08:00:31,007] [INFO] [fp16_optimizer / loss_scaler] initial_scale_power 16",
        "node1: [2025-01-22 08:00:40,191] [INFO] [utils.py:803:see_memory_usage] After initializing ZeRO optimizer", "node1: [2025-01-22 08:00:40,193] [INFO] [logging.py:96:log_dist] [Rank 0] DeepSpeed Final Optimizer = adamw")
    sc = 65536; sk = 0; good = 0
    for st in range(1, 141):
        t = f"[{ts(st, 3, dt.datetime(2025,1,22,8,1,0))},{c.r.randrange(1000):03d}]"
        over = st <= 11 or st % 2 == 1 or st > 126
        l = 9.2 + 1.77 * math.exp(-good / 40) + c.n(.01)
        c.p(f"node1: step {st} loss {c.rec('train/loss', st, f'{l:.4f}')}")
        if over:
            sk += 1
            if sc == 1:
                c.p("node1: Traceback (most recent call last):", '  File "/usr/lib/python3.10/site-packages/deepspeed/runtime/fp16/loss_scaler.py", line 182, in update_scale'.replace("  File", "node1:   File"), "node1: Exception: Current loss scale already at minimum - cannot decrease scale anymore. Exiting run.", "node1: [2025-01-22 08:07:44,120] [INFO] [launch.py:316:sigkill_handler] Killing subprocess 41123")
                break
            for nd in ("node1", "node2"):
                c.p(f"{nd}: {t} [INFO] [loss_scaler.py:190:update_scale] [deepspeed] OVERFLOW! Rank {0 if nd=='node1' else 8} Skipping step. Attempted loss scale: {sc}, " + ("but hysteresis is 2. Reducing hysteresis to 1" if st == 1 else f"reducing to {sc//2}"))
            if st != 1: sc //= 2
        else:
            sc *= 2; good += 1
        if st % 10 == 0:
            c.p(f"node1: {t} [INFO] [logging.py:96:log_dist] [Rank 0] step={st}, skipped={sk}, lr=[{min(st,100)*1e-7:.3g}], mom=[[0.9, 0.95]]", f"node1: {t} [INFO] [timer.py:260:stop] epoch=0/micro_step={st}/global_step={st}, RunningAvgSamplesPerSec=21.8{c.r.randrange(9)}, CurrSamplesPerSec=21.9{c.r.randrange(9)}, MemAllocated=11.2GB, MaxMemAllocated=26.4GB")
    c.note = "every second step is skipped because of overflow (loss_scale_window 1), all from 127 on until the scale is 1 and DeepSpeed exits"
deepspeed()

# 42
def russian():
    c = C("obuchenie.log", "own script, Russian console", odd=True); c.must_not = ["any"]
    c.p("Устройство: cuda", "Загружено изображений: 12 480 (обучение), 1 560 (валидация)", "Параметров модели: 11 689 512", "Начало обучения", "")
    for e in range(1, 41):
        l = .31 + 1.7 * math.exp(-e / 11) + c.n(.006); v = l + .035 + c.n(.008)
        ru = lambda x: x.replace(".", ",")
        c.p(f"Эпоха {e}/40 | потери на обучении: {ru(c.rec('train/loss', e, f'{l:.4f}'))} | потери на валидации: {ru(c.rec('validation/loss', e, f'{v:.4f}'))} | точность на валидации: {ru(f'{100*(1-.28*v):.2f}')} % | скорость обучения: {ru(f'{1e-3*(.95**e):.6f}')} | время: {ru(f'{41+c.n(.3):.1f}')} с")
        if e % 10 == 0: c.p(f"  -> модель сохранена: checkpoints/эпоха_{e}.pt")
    c.p("Обучение завершено.")
    c.note = "decimal comma"
russian()

# 43
def mace():
    c = C("MACE_water_run-123_train.txt", "MACE results file (JSON lines)", "jsonl", odd=True); c.must_not = ["any"]
    c.p(json.dumps({"mode": "eval", "epoch": None, "loss": 3.912, "mae_e": 1.22, "rmse_e": 1.6, "mae_f": .71, "rmse_f": 1.02, "time": 1.2}))
    for e in range(0, 30):
        for b in range(8):
            s = e * 8 + b
            c.p(json.dumps({"loss": float(c.rec("train/loss", s, .0041 + 1.9 * math.exp(-s / 40) + .05 * math.exp(-s / 120) + abs(c.n(.0004)))), "time": .081 + abs(c.n(.002)), "mode": "opt", "epoch": e}))
        f = 1.9 * math.exp(-(e * 8 + 8) / 40) + .05 * math.exp(-(e * 8 + 8) / 120)
        c.p(json.dumps({"loss": float(c.rec("validation/loss", e, .0049 + f)), "mae_e": .01 + .3 * f, "rmse_e": .013 + .4 * f, "mae_f": .02 + .5 * f, "rmse_f": .031 + .6 * f, "q95_f": .05 + f, "time": .61, "mode": "eval", "epoch": e}))
    c.series["validation/loss"] = []  # with the evaluation before training: 31 points
    for ln in "".join(c.buf).splitlines():
        d = json.loads(ln)
        if d["mode"] == "eval": c.series["validation/loss"].append((None, repr(d["loss"])))
    c.nosteps |= {"train/loss", "validation/loss"}
    c.note = "'mode': 'opt' is a training batch, 'eval' the validation; the first line (epoch null) is the validation before training"
mace()

# 44
def marian():
    c = C("marian_train.log", "Marian NMT (C++)"); c.must_not = ["any"]
    t = lambda s: (dt.datetime(2025, 2, 1, 6, 30, 0) + dt.timedelta(seconds=s)).strftime("[%Y-%m-%d %H:%M:%S]")
    c.p(t(0) + " [marian] Marian v1.12.0 65bf82ff 2023-02-21 09:56:29 -0800", t(0) + " [config] after-epochs: 0", t(0) + " [config] cost-type: ce-mean-words", t(0) + " [config] learn-rate: 0.0003", t(0) + " [config] lr-warmup: 16000", t(0) + " [config] valid-freq: 5000", t(1) + " [data] Loading SentencePiece vocabulary from file vocab.spm", t(3) + " [training] Batches are processed as 1 process(es) x 4 devices/process", t(4) + " Training started")
    for up in range(500, 40001, 500):
        f = math.exp(-up / 9000); l = 2.05 + 6.9 * f + c.n(.02); s = 410.2 + c.n(2); ep = 1 + up // 16000
        c.p(f"{t(int(up*.82))} Ep. {ep} : Up. {up} : Sen. {(up%16000)*512:,} : Cost {c.rec('train/loss', up, f'{l:.8f}')} * {5121000+c.r.randrange(90000):,} @ {10200+c.r.randrange(900):,} after {up*10240:,} : Time {s:.2f}s : {5121000/s:.2f} words/s : gNorm {c.rec('train/gradient_norm', up, f'{.6+2*f+abs(c.n(.03)):.4f}')} : L.r. {c.rec('train/learning_rate', up, f'{3e-4*min(1,up/16000):.4e}')}")
        if up % 5000 == 0:
            v = 2.1 + 6.9 * f
            c.p(f"{t(int(up*.82)+3)} Saving model weights and runtime parameters to model.npz.best-ce-mean-words.npz", f"{t(int(up*.82)+9)} [valid] Ep. {ep} : Up. {up} : ce-mean-words : {c.rec('validation/loss', up, f'{v:.6f}')} : new best", f"{t(int(up*.82)+40)} [valid] Ep. {ep} : Up. {up} : bleu-detok : {max(0,34-40*f):.4f} : new best")
        if up == 16000: c.p(f"{t(13130)} Seen 8,192,044 samples", f"{t(13130)} Starting data epoch 2 in logical epoch 2")
    c.p(t(32900) + " Training finished")
marian()

# 45
def caffe():
    c = C("caffe.INFO", "Caffe (C++)"); c.must_any = [["diverging", "not-decreasing", "plateau"]]
    c.p("Log file created at: 2024/12/12 10:00:00", "Running on machine: gpubox", "Log line format: [IWEF]mmdd hh:mm:ss.uuuuuu threadid file:line] msg", "I1212 10:00:01.113201  8812 caffe.cpp:204] Using GPUs 0", "I1212 10:00:01.402201  8812 solver.cpp:45] Initializing solver from parameters: ", "test_iter: 100", "test_interval: 1000", "base_lr: 0.1", "display: 50", "max_iter: 5000", "lr_policy: \"fixed\"", "I1212 10:00:03.002201  8812 net.cpp:257] Network initialization done.", "I1212 10:00:03.002301  8812 solver.cpp:293] Learning Rate Policy: fixed")
    for it in range(0, 5001, 50):
        h = f"I1212 {10+it//3000:02d}:{it//50%60:02d}:{it%60:02d}.{c.r.randrange(999999):06d}  8812"
        bad = it > 250; l = 87.3365 if bad else 6.95 + it * .004 + c.n(.1)
        if it % 1000 == 0:
            v = f"{87.3365 if bad else 6.94:.6g}"
            c.p(f"{h} solver.cpp:347] Iteration {it}, Testing net (#0)", f"{h} solver.cpp:414]     Test net output #0: accuracy = {c.rec('validation/accuracy', it, '0.001')}", f"{h} solver.cpp:414]     Test net output #1: loss = {c.rec('validation/loss', it, v)} (* 1 = {v} loss)")
        L = f"{l:.6g}"
        c.p(f"{h} solver.cpp:239] Iteration {it} ({3.1+c.n(.02):.5f} iter/s, {16.1+c.n(.1):.4f}s/50 iters), loss = {c.rec('train/loss', it, L)}", f"{h} solver.cpp:258]     Train net output #0: loss = {L} (* 1 = {L} loss)", f"{h} sgd_solver.cpp:112] Iteration {it}, lr = {c.rec('train/learning_rate', it, '0.1')}")
    c.series.pop("validation/accuracy"); c.series.pop("validation/loss")
    c.note = "87.3365 = -log(FLT_MIN): the softmax underflowed and the loss never moves again; Caffe's test net may be test or validation, not listed"
caffe()

# 46
def openclip():
    c = C("openclip_out.log", "OpenCLIP"); c.must_any = [["not-decreasing", "plateau"]]
    b = dt.datetime(2025, 1, 9, 12, 0, 0)
    t = lambda s: (b + dt.timedelta(seconds=s)).strftime("%Y-%m-%d,%H:%M:%S")
    c.p(t(0) + " | INFO | Running in distributed mode with multiple processes. Device: cuda:0.Process (global: 0, local 0), total 4.", t(5) + " | INFO | Model:", t(5) + " | INFO | CLIP(", "  (visual): VisionTransformer(", ")", t(5) + " | INFO |   lr: 0.02", t(5) + " | INFO |   batch_size: 256", t(9) + " | INFO | Start epoch 0")
    T = 2048000
    for ep in range(2):
        run = []
        for k in range(0, 2001, 50):
            n = min(T, (k + 1) * 1024); l = 6.9315 + abs(c.n(.0004)) + (.08 * math.exp(-k / 60) if ep == 0 else 0); run.append(l)
            L = c.rec("train/loss", ep * 2001 + k, f"{l:.5g}")
            c.p(f"{t(10+ep*2100+k)} | INFO | Train Epoch: {ep} [{n:>7}/{T} ({100*n/T:.0f}%)] Data (t): {.3+abs(c.n(.01)):.3f} Batch (t): {1.01+abs(c.n(.01)):.3f}, {1014+c.n(3):#g}/s, {253.5+c.n(1):#g}/s/gpu LR: {.02:5f} Logit Scale: {14.286-.01*k/100:.3f} Contrastive_loss: {L} ({sum(run)/len(run):#.5g}) Loss: {L} ({sum(run)/len(run):#.5g})")
    c.nosteps.add("train/loss")
    c.note = "ln(1024) = 6.9315: chance level of the contrastive loss for the batch of 1024"
openclip()

# 47
def gs3d():
    c = C("gaussian_splatting.log", "3D Gaussian Splatting (INRIA train.py)", odd=True); c.must_not = ["any"]
    c.p("Optimizing output/7a1c22-b", "Output folder: output/7a1c22-b [04/03 09:11:02]", "Tensorboard not available: not logging progress [04/03 09:11:02]", "Reading camera 185/185 [04/03 09:11:04]", "Loading Training Cameras [04/03 09:11:04]", "Number of points at initialisation :  138766 [04/03 09:11:31]")
    for it in range(10, 3001, 10):
        l = .028 + .22 * math.exp(-it / 280) + .04 * math.exp(-it / 1500) + abs(c.n(.0008)); pct = it * 100 // 30000
        c.raw(f"\rTraining progress: {pct:3d}%|{'█'*(pct//10):<10}| {it}/30000 [{it//60//10:02d}:{it//10%60:02d}<{(30000-it)//900:02d}:11, {88+c.n(2):.2f}it/s, Loss={c.rec('train/loss', it, f'{l:.7f}')}, Depth Loss={0.0:.7f}]")
    c.raw("\n"); c.p("[ITER 3000] Saving Gaussians [04/03 09:16:40]", "Terminated")
    c.note = "Depth Loss is switched off, so it is always 0 (no fault)"
gs3d()

# 48
def tfod():
    c = C("tf2_object_detection.log", "TensorFlow Object Detection API (model_main_tf2)"); c.must_any = [["odd-part-loss", "zero-loss"]]; c.must_not = ["non-finite-loss", "diverging"]
    c.p("WARNING:tensorflow:Using TensorFlow session config", "INFO:tensorflow:Maybe overwriting train_steps: 9000", "I0210 11:00:02.114122 140031 config_util.py:552] Maybe overwriting train_steps: 9000", "WARNING:tensorflow:Unresolved object in checkpoint: (root).model._groundtruth_lists")
    for st in range(100, 9001, 100):
        cl = .35 + .9 * math.exp(-st / 2600) + abs(c.n(.01)); lo = (.45 * math.exp(-st / 2500) + abs(c.n(.005))) if st <= 3000 else 0.0; rg = .15 - st * 4e-6
        lr = .04 * (1 - st / 12000); f = lambda v: f"{v:.8f}".rstrip("0") if v else "0.0"
        a, b, d = float(f(cl)), float(f(lo)), float(f(rg)); tot = f(a + b + d)
        c.p(f"INFO:tensorflow:Step {st} per-step time {.41+abs(c.n(.01)):.3f}s", f"I0210 11:{st//200%60:02d}:{st//100%60:02d}.{c.r.randrange(999999):06d} 140031 model_lib_v2.py:705] Step {st} per-step time {.41+abs(c.n(.01)):.3f}s")
        body = [f"{{'Loss/classification_loss': {f(cl)},", f" 'Loss/localization_loss': {f(lo)},", f" 'Loss/regularization_loss': {f(rg)},", f" 'Loss/total_loss': {c.rec('train/loss', st, tot)},", f" 'learning_rate': {c.rec('train/learning_rate', st, f(lr))}}}"]
        c.p("INFO:tensorflow:" + body[0], *body[1:], f"I0210 11:{st//200%60:02d}:{st//100%60:02d}.{c.r.randrange(999999):06d} 140031 model_lib_v2.py:708] " + body[0], *body[1:])
    c.note = "localization loss is exactly 0 from step 3100 (no box matches any more) while the total keeps falling; every block is printed twice (tf logger and absl)"
tfod()

# 49
def hfga():
    c = C("trainer_state.json", "HF Trainer trainer_state.json (gradient accumulation not averaged)", "json"); c.must = ["scale-mismatch"]
    h = []
    for st in range(10, 501, 10):
        b = 1.15 + .9 * math.exp(-st / 160)
        h.append({"epoch": round(st / 250, 4), "grad_norm": float(c.rec("train/gradient_norm", st, round(9 + c.n(.3), 6))), "learning_rate": float(c.rec("train/learning_rate", st, 2e-5 * (1 - st / 500))), "loss": float(c.rec("train/loss", st, round(8 * (b + c.n(.008)), 4))), "step": st})
        if st % 50 == 0: h.append({"epoch": round(st / 250, 4), "eval_loss": float(c.rec("validation/loss", st, round(b + .02, 6))), "eval_runtime": 41.2, "eval_samples_per_second": 48.1, "eval_steps_per_second": 6.0, "step": st})
    h.append({"epoch": 2.0, "step": 500, "total_flos": 8.1e17, "train_loss": 11.02, "train_runtime": 3310.2, "train_samples_per_second": 9.6, "train_steps_per_second": .15})
    c.raw(json.dumps({"best_global_step": None, "best_metric": None, "best_model_checkpoint": None, "epoch": 2.0, "eval_steps": 50, "global_step": 500, "is_hyper_param_search": False, "is_local_process_zero": True, "is_world_process_zero": True, "log_history": h, "logging_steps": 10, "max_steps": 500, "num_input_tokens_seen": 0, "num_train_epochs": 2, "save_steps": 100, "stateful_callbacks": {}, "total_flos": 8.1e17, "train_batch_size": 4, "trial_name": None, "trial_params": None}, indent=2))
    c.note = "training loss is 8 times the validation loss throughout (8 accumulation steps summed)"
hfga()

# 50
def lightning():
    c = C("metrics.csv", "PyTorch Lightning CSVLogger", "csv"); c.must_any = [["vanishing-gradients"], ["not-decreasing", "plateau"]]
    c.p("epoch,grad_2.0_norm_total,lr-SGD,step,train_loss,val_acc,val_loss")
    for st in range(9, 1200, 10):
        ep = st // 120; g = 2e-3 * math.exp(-st / 60) if st < 800 else 2e-3 * math.exp(-800 / 60) * (1 + abs(c.n(.2)))
        c.p(f",,{c.rec('train/learning_rate', st, '0.01')},{st},,,", f"{ep},{c.rec('train/gradient_norm', st, f'{g:.6e}')},,{st},{c.rec('train/loss', st, f'{2.3026+c.n(.0008):.6f}')},,")
        if st % 120 == 119: c.p(f"{ep},,,{st},,{c.rec('validation/accuracy', st, f'{.1:.4f}')},{c.rec('validation/loss', st, f'{2.3026+c.n(.0003):.6f}')}")
    c.note = "20 sigmoid layers: the gradient norm falls from 2e-3 to 3e-9 and the loss stays at ln 10"
lightning()

def main(out):
    os.makedirs(out, exist_ok=True)
    t = {}
    for c in CASES: t[c.name] = c.write(out)
    assert len(t) == len(CASES)
    with open(os.path.join(out, "truth.json"), "w", encoding="utf-8") as f: json.dump(t, f, ensure_ascii=False, indent=1)
    print(len(t), "cases")

if __name__ == "__main__":
    main(sys.argv[1])

"""OpenCLIP, kohya, verl, OpenRLHF, SB3, TRL PPO, RLlib."""
import json
import math

from base import Case, Clock, cosine, curve, fnum, r, tqdm

# 19 OpenCLIP
c = Case("openclip_out.log", "OpenCLIP out.log", "console", True, "loss value (mean) pairs; samples counter with percent")
g = r(119)
ck = Clock("2024-05-30T10:02:11", g)
o = lambda m, a=1: c.w(ck("%Y-%m-%d,%H:%M:%S | INFO | ", a) + m)
o("Running in distributed mode with multiple processes. Device: cuda:0.Process (global: 0, local 0), total 8.")
o("Model:\nCLIP(\n  (visual): VisionTransformer(\n    (conv1): Conv2d(3, 768, kernel_size=(32, 32), stride=(32, 32), bias=False)\n  )\n)")
for a, v in (("accum_freq", 1), ("batch_size", 512), ("lr", .0005), ("warmup", 2000), ("precision", "amp_bf16"), ("workers", 6)):
    o(f"  {a}: {v}", 0)
N, tot = 8, 10968539
L = curve(g, N * 14, 8.31, 1.9, .012, .5)
for e in range(N):
    o(f"Start epoch {e}")
    xs = []
    for k in range(14):
        b = k * 200 + 1 if k < 13 else 2678
        i = e * 14 + k
        xs.append(L[i])
        ls = min(100, 14.286 + i * .55)
        o(f"Train Epoch: {e} [{b * 4096:>8}/{tot} ({100. * b / 2678:.0f}%)] Data (t): 0.{g.randint(10, 99)}1 Batch (t): 0.{g.randint(700, 760)}, {g.uniform(5500, 5600):#g}/s, {g.uniform(680, 700):#g}/s/gpu LR: {c.rec('train/learning_rate', None, f'{cosine(i, N * 14, 5e-4, 10):5f}')} Logit Scale: {ls:.3f} "
          f"Contrastive_loss: {L[i]:#.5g} ({sum(xs) / len(xs):#.5g}) Loss: {c.rec('train/loss', None, f'{L[i]:#.5g}')} ({sum(xs) / len(xs):#.5g})", 140)
    v = L[e * 14 + 13] * .98
    o("Starting zero-shot imagenet.")
    o("Finished zero-shot imagenet.", 40)
    o(f"Eval Epoch: {e + 1} imagenet-zeroshot-val-top1: {.05 + .05 * e:.4f}\timagenet-zeroshot-val-top5: {.15 + .08 * e:.4f}\timage_to_text_mean_rank: {900 - 90 * e:.4f}\timage_to_text_R@1: {.05 + .03 * e:.4f}\tclip_val_loss: {c.rec('validation/loss', e + 1, f'{v:.4f}')}\tepoch: {e + 1:.4f}\tnum_samples: 15840.0000")
c.must_not = ["any"]

# 20 kohya sd-scripts LoRA, progress bar only
c = Case("kohya_lora.txt", "kohya sd-scripts train_network.py", "console", True, "only the progress bar; avr_loss is a running mean")
g = r(120)
c.w("2024-09-21 20:02:14 INFO     Loading settings from dataset.toml...                                                                        train_util.py:4451")
c.w("                    INFO     prepare tokenizer                                                                                            sdxl_train_util.py:138")
c.w("running training / 学習開始\n  num train images * repeats / 学習画像の数×繰り返し回数: 640\n  num reg images / 正則化画像の数: 0\n  num batches per epoch / 1epochのバッチ数: 160\n  num epochs / epoch数: 2\n  batch size per device / バッチサイズ: 4\n  total optimization steps / 学習ステップ数: 320")
c.raw("steps:   0%|          | 0/320 [00:00<?, ?it/s]\n\nepoch 1/2\n")
avr = .182
for s in range(1, 321):
    avr = avr * .985 + .015 * (.131 - .00009 * s + g.gauss(0, .01))
    c.raw("\r" + tqdm("steps", s, 320, s * 1.42, post=f"avr_loss={c.rec('train/loss', s, fnum(avr))}").replace("steps: ", "steps: "))
    if s == 160:
        c.raw("\nsaving checkpoint: /out/lora-000001.safetensors\n\nepoch 2/2\n")
c.raw("\nsaving checkpoint: /out/lora.safetensors\nmodel saved.\n")
c.must_not = ["non-finite-loss", "diverging", "loss-spike", "not-decreasing", "oscillating"]

# 21 verl on Ray: entropy collapses, reward falls to nothing
c = Case("verl_ray_driver.log", "verl PPO/GRPO trainer (Ray, console logger)", "console", False, "entropy 0.9 -> 0.002, reward then 0, length 31 tokens")
g = r(121)
c.w("2025-07-14 02:11:30,412\tINFO worker.py:1917 -- Started a local Ray instance. View the dashboard at \x1b[1m\x1b[32mhttp://127.0.0.1:8265 \x1b[39m\x1b[22m")
P = "\x1b[36m(TaskRunner pid=90211)\x1b[0m "
c.w(P + "{'actor_rollout_ref': {'actor': {'clip_ratio': 0.2, 'entropy_coeff': 0, 'kl_loss_coef': 0.0, 'optim': {'lr': 1e-05}},")
c.w(P + " 'trainer': {'logger': ['console'], 'total_epochs': 2, 'project_name': 'verl_gsm8k'}}")
c.w("\x1b[36m(WorkerDict pid=91333)\x1b[0m /usr/local/lib/python3.10/dist-packages/torch/distributed/fsdp/fully_sharded_data_parallel.py:678: FutureWarning: FSDP.state_dict_type() is being deprecated.\x1b[32m [repeated 7x across cluster]\x1b[0m")
for s in range(1, 121):
    q = 1 / (1 + math.exp(-(s - 55) / 6))
    ent = .93 * (1 - q) + .002 * (1 + .3 * g.random()) + .01 * (1 - q) * g.gauss(0, 1)
    rw = (.32 + .004 * s) * (1 - q) + .004 * g.random()
    ln = 310 * (1 - q) + 31 + g.gauss(0, 4) * (1 - q)
    c.w(P + f"step:{s} - global_seqlen/min:{int(ln * 230)} - global_seqlen/max:{int(ln * 280)} - global_seqlen/mean:{ln * 256:.1f} - actor/entropy:{c.rec('train/entropy', s, repr(max(ent, 1e-4)))} - actor/pg_loss:{g.gauss(0, .01)!r} - actor/pg_clipfrac:{g.uniform(0, .002)!r} - "
        f"actor/ppo_kl:{g.uniform(0, 1e-4)!r} - actor/grad_norm:{c.rec('train/gradient_norm', s, repr(g.uniform(.1, .2)))} - perf/mfu/actor:0.31{g.randint(10, 99)} - actor/lr:{c.rec('train/learning_rate', s, '1e-05')} - training/global_step:{s} - training/epoch:{s // 61} - critic/score/mean:{rw!r} - critic/rewards/mean:{c.rec('train/reward', s, repr(rw))} - "
        f"critic/rewards/max:1.0 - critic/rewards/min:0.0 - critic/advantages/mean:{g.gauss(0, .02)!r} - response_length/mean:{c.rec('train/completion_length', s, repr(ln))} - response_length/max:512.0 - response_length/clip_ratio:0.0 - prompt_length/mean:104.2 - timing_s/gen:{g.uniform(8, 9)!r} - timing_s/step:{g.uniform(21, 23)!r} - perf/throughput:{g.uniform(1800, 1900)!r}")
    if s % 20 == 0:
        c.w(P + f"test_gen_batch meta info: {{'eos_token_id': 151645, 'do_sample': False, 'validate': True}}")
    if s % 9 == 4:
        c.raw("\x1b[36m(TaskRunner pid=90211)\x1b[0m " + tqdm("Training Progress", s, 120, s * 22.) + "\n")
c.must = ["policy-collapse"]

# 22 OpenRLHF reward model: bars
c = Case("openrlhf_rm.log", "OpenRLHF train_rm (tqdm, piped)", "console", True, "numbers shortened by tqdm; evaluations are bars too")
g = r(122)
c.w("[2024-12-02 18:40:12,551] [INFO] [real_accelerator.py:219:get_accelerator] Setting ds_accelerator to cuda (auto detect)")
c.w("RewardModel(\n  (model): LlamaModel(\n    (embed_tokens): Embedding(128256, 4096)\n  )\n  (value_head): Linear(in_features=4096, out_features=1, bias=False)\n)")
c.raw("Train epoch:   0%|          | 0/1 [00:00<?, ?it/s]\n")
L = curve(g, 300, .702, .402, .025)
lm = am = 0
for s in range(1, 301):
    acc = round(min(1, max(0, (1.16 - L[s - 1] + g.gauss(0, .05)))) * 64) / 64
    lm, am = lm * .9 + .1 * L[s - 1], am * .9 + .1 * acc
    post = f"loss={c.rec('train/loss', s, fnum(L[s - 1]))}, acc={fnum(acc)}, chosen_reward={fnum(g.gauss(.6, .1))}, reject_reward={fnum(g.gauss(-.3, .1))}, loss_mean={fnum(lm)}, acc_mean={fnum(am)}, lr={c.rec('train/learning_rate', s, fnum(cosine(s, 300, 9e-6, 9)))}"
    c.raw("\r" + tqdm("Train step of epoch 0", s, 300, s * 5.2, post=post))
    if s % 100 == 0:
        v = L[s - 1] * 1.04
        c.raw("\n\r" + tqdm(f"Eval stage of steps {s}", 20, 40, 31) + "\r" + tqdm(f"Eval stage of steps {s}", 40, 40, 62, post=f"eval_loss={c.rec('validation/loss', s, fnum(v))}, acc_mean={fnum(.8)}, reward_mean={fnum(.14)}, reward_std={fnum(1.31)}") + "\n")
        c.w("Set reward mean std\nhistgram\ntorch.return_types.histogram(\nhist=tensor([0.0000, 0.0000, 0.0020, 0.0810, 0.4110, 0.3920, 0.1020, 0.0120, 0.0000, 0.0000]),\nbin_edges=tensor([-10.,  -8.,  -6.,  -4.,  -2.,   0.,   2.,   4.,   6.,   8.,  10.]))")
c.raw("\nTrain epoch: 100%|██████████| 1/1 [26:12<00:00, 1572.31s/it]\n")
c.must_not = ["any"]

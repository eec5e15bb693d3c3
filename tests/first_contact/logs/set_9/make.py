"""Writes 55 training logs and truth.json. Usage: python make.py out"""
import datetime as dt
import gzip
import json
import math
import os
import random
import sys

OUT = sys.argv[1] if len(sys.argv) > 1 else "out"
CASES = []


class Case:
    def __init__(self, name, tool, kind, odd=False):
        self.name, self.tool, self.kind, self.odd = name, tool, kind, odd
        self.parts = []
        self.s = {}
        self.nostep = set()
        self.must, self.must_any, self.must_not = [], [], []
        self.nothing, self.note = False, ""
        self.r = random.Random("logs9/" + name)
        self.t = dt.datetime(2025, 3, 4, 9, 12, 33, 120000) + dt.timedelta(hours=self.r.randint(0, 4000))
        CASES.append(self)

    # text
    def w(self, text):
        self.parts.append(text)

    def p(self, line=""):
        self.parts.append(line + "\n")

    def rec(self, series, step, text):
        """Record a printed value and give it back. A step met again keeps its place and takes the later value."""
        d = self.s.setdefault(series, {})
        key = step if step is not None else ("n", len(d))
        if step is None:
            self.nostep.add(series)
        d[key] = str(text)
        return text

    # time
    def tick(self, sec):
        self.t += dt.timedelta(seconds=sec)
        return self.t

    def ft(self, fmt):
        return self.t.strftime(fmt)

    def ms(self):
        return self.t.strftime("%Y-%m-%d %H:%M:%S,") + "%03d" % (self.t.microsecond // 1000)

    # noise
    def g(self, s=1.0):
        return self.r.gauss(0, s)

    def u(self, a, b):
        return self.r.uniform(a, b)

    def truth(self):
        out = {}
        for name, d in self.s.items():
            keys = list(d)
            vals = [num(d[k]) for k in keys]
            if name not in self.nostep:
                keys2 = sorted(keys)
                vals = [num(d[k]) for k in keys2]
                out[name] = {"points": len(keys2), "first": vals[0], "last": vals[-1], "first_step": keys2[0], "last_step": keys2[-1]}
            else:
                out[name] = {"points": len(keys), "first": vals[0], "last": vals[-1]}
        return {"tool": self.tool, "kind": self.kind, "odd": self.odd, "series": out, "must": self.must, "must_any": self.must_any,
                "must_not": self.must_not, "nothing": self.nothing, "note": self.note}


def num(text):
    v = float(str(text).replace("f0", ""))
    return "nan" if math.isnan(v) else v


def decay(c, i, n, a, b, k=5.0, noise=0.01):
    """a to b, quickly at first and slowly later, with relative noise."""
    x = i / max(1, n)
    return (b + (a - b) * (0.75 * math.exp(-k * x * 1.7) + 0.25 * (1 - x) * math.exp(-x))) * (1 + c.g(noise))


def cosine(i, n, peak, warm=0):
    if i < warm:
        return peak * (i + 1) / warm
    return peak * 0.5 * (1 + math.cos(math.pi * (i - warm) / max(1, n - warm)))


def hms(sec):
    sec = int(sec)
    h, m, s = sec // 3600, sec // 60 % 60, sec % 60
    return f"{h}:{m:02d}:{s:02d}" if h else f"{m:02d}:{s:02d}"


def bar(desc, n, total, el, post="", width=10):
    frac = n / total
    full = int(frac * width)
    part = " ▏▎▍▌▋▊▉"[int((frac * width - full) * 8)] if full < width else ""
    b = ("█" * full + part).ljust(width)[:width]
    rate = el / n if n else 0
    r = "?it/s" if not n else (f"{rate:5.2f}s/it" if rate >= 1 else f"{1 / rate:5.2f}it/s")
    rem = hms(rate * (total - n)) if n else "?"
    return f"{desc}{frac * 100:3.0f}%|{b}| {n}/{total} [{hms(el)}<{rem}, {r}{post}]"


# ------------------------------------------------------------------ LLM fine-tuning
def c_hf_sft():
    c = Case("nohup_sft_qwen.log", "TRL SFTTrainer (transformers console)", "llm fine-tuning")
    c.p("nohup: ignoring input")
    c.p("`torch_dtype` is deprecated! Use `dtype` instead!")
    for k in range(0, 5):
        c.w("\r" + bar("Loading checkpoint shards: ", k, 4, k * 1.4))
    c.p()
    c.p("Tokenizing train dataset: 100%|██████████| 9600/9600 [00:07<00:00, 1312.55 examples/s]")
    c.p("The tokenizer has new PAD/BOS/EOS tokens that differ from the model config and generation config. The model config and generation "
        "config were aligned accordingly, being updated with the tokenizer's values. Updated tokens: {'bos_token_id': None, 'pad_token_id': 151643}.")
    total, every = 600, 10
    c.w(bar("", 0, total, 0))
    tok = 0.0
    for s in range(1, total + 1):
        el = s * 2.31
        if s % 5 == 0 or s < 4:
            c.w("\r" + bar("", s, total, el))
        if s % every == 0:
            tok += 81920 + c.r.randint(-4000, 4000)
            loss = decay(c, s, total, 1.92, 1.13, 4, 0.012)
            d = "{'loss': %s, 'grad_norm': %s, 'learning_rate': %s, 'entropy': %.15f, 'num_tokens': %.1f, 'mean_token_accuracy': %.16f, 'epoch': %s}" % (
                c.rec("train/loss", s, "%.4f" % loss), c.rec("train/gradient_norm", s, repr(0.62 + abs(c.g(0.08)) + 0.9 * math.exp(-s / 60))),
                c.rec("train/learning_rate", s, repr(cosine(s - 1, total, 2e-5, 18))), loss * 0.97 + c.g(0.01), tok, 0.9 - loss * 0.165 + c.g(0.003), round(s / 200, 2))
            c.w("\r" + " " * 68 + "\r" + d + "\n")
            c.w("\r" + bar("", s, total, el))
        if s % 100 == 0:
            ev = decay(c, s, total, 1.85, 1.19, 4, 0.002)
            for k in (2, 9, 17, 25):
                c.w("\r" + bar("", k, 25, k * 0.31))
            c.w("\x1b[A\n\n")
            d = "{'eval_loss': %s, 'eval_runtime': %.4f, 'eval_samples_per_second': %.3f, 'eval_steps_per_second': %.3f, 'eval_entropy': %.15f, 'eval_num_tokens': %.1f, 'eval_mean_token_accuracy': %.16f, 'epoch': %s}" % (
                c.rec("validation/loss", s, repr(ev)), c.u(7.6, 8.1), c.u(24, 26), c.u(3, 3.3), ev * .97, tok, 0.9 - ev * .165, round(s / 200, 2))
            c.w("\r" + " " * 68 + "\r" + d + "\n\r" + bar("", s, total, el))
    c.w("\r" + " " * 68 + "\r{'train_runtime': 1402.1877, 'train_samples_per_second': 6.846, 'train_steps_per_second': 0.428, 'train_loss': 1.3317052698135377, 'epoch': 3.0}\n")
    c.p("\r" + bar("", total, total, 1402))
    c.must_not = ["any"]
    c.note = "600 steps, logged every 10, evaluated every 100. The last dictionary's train_loss is the mean of the run, not a point."


def c_llamafactory():
    c = Case("saves/trainer_log.jsonl".replace("saves/", "llamafactory_"), "LLaMA-Factory trainer_log.jsonl", "llm fine-tuning")
    total = 720
    for s in range(10, total + 1, 10):
        x = s / total
        loss = 0.08 + 1.55 * math.exp(-4.2 * x) * (1 + c.g(0.025))
        if s > 240:
            loss -= 0.02 * (s // 240 - 1)
        el = s * 3.4
        base = lambda: {"epoch": round(s / 120, 2), "percentage": round(100 * x, 2), "elapsed_time": str(dt.timedelta(seconds=int(el))), "remaining_time": str(dt.timedelta(seconds=int(3.4 * (total - s))))}
        ls = c.rec("train/loss", s, "%.4f" % loss)
        lr = c.rec("train/learning_rate", s, repr(cosine(s, total, 1e-4, 72)))
        c.p(json.dumps({"current_steps": s, "total_steps": total, "loss": float(ls), "lr": float(lr), **base()}))
        if s % 60 == 0:
            ev = 1.05 - 0.28 * (1 - math.exp(-9 * x)) + 1.05 * max(0, x - 0.2) ** 1.2 + c.g(0.006)
            es = c.rec("validation/loss", s, repr(round(ev, 6)))
            c.p(json.dumps({"current_steps": s, "total_steps": total, "eval_loss": float(es), **base()}))
    c.p(json.dumps({"current_steps": total, "total_steps": total, "epoch": 6.0, "percentage": 100.0, "elapsed_time": "0:40:53", "remaining_time": "0:00:00"}))
    c.must, c.must_not = ["overfitting"], ["non-finite-loss", "diverging", "loss-spike"]


def c_swift():
    c = Case("swift_v12_logging.jsonl", "ms-swift logging.jsonl", "llm fine-tuning", odd=True)
    total = 460
    for s in [1] + list(range(5, 256, 5)):
        x = s / total
        bad = s >= 150
        loss = 0.0 if bad else decay(c, s, total, 2.05, 1.2, 4, 0.015)
        gn = float("nan") if bad else 1.1 + abs(c.g(0.15)) + 2.5 * math.exp(-s / 15)
        ls = c.rec("train/loss", s, "%.8f" % loss)
        gs = c.rec("train/gradient_norm", s, repr(round(gn, 8)))
        lr = c.rec("train/learning_rate", s, repr(round(cosine(s, total, 1e-4, 23), 10)))
        c.p(json.dumps({"loss": float(ls), "grad_norm": float(gs), "learning_rate": float(lr), "token_acc": 0.0 if bad else round(0.86 - 0.16 * loss + c.g(0.003), 8),
                        "epoch": round(s / 230, 8), "global_step/max_steps": f"{s}/{total}", "percentage": f"{100 * x:.2f}%",
                        "elapsed_time": f"{int(s * 6.3 // 60)}m {int(s * 6.3 % 60)}s", "remaining_time": f"{int((total - s) * 6.3 // 60)}m {int((total - s) * 6.3 % 60)}s",
                        "memory(GiB)": 31.42 if s > 20 else 30.98, "train_speed(iter/s)": round(0.158 + c.g(0.001), 6)}))
    c.must = ["zero-loss"]
    c.note = "fp16 run: from step 150 on loss 0.0 and grad_norm NaN; run was stopped at 255 of 460."


def c_torchtune():
    c = Case("torchtune_log_1741080753.txt", "torchtune DiskLogger", "llm fine-tuning", odd=True)
    total = 264
    for s in range(1, total + 1):
        lr = 2e-5 * min(1, s / 20)
        c.p("Step %d | loss:%s lr:%s tokens_per_second_per_gpu:%s peak_memory_active:%s peak_memory_alloc:%s peak_memory_reserved:%s grad_norm:%s " % (
            s, c.rec("train/loss", s, repr(decay(c, s, total, 1.61, 0.94, 4, 0.025))), c.rec("train/learning_rate", s, repr(lr)), repr(2211 + c.g(40)),
            "37.68135929107666", "37.68135929107666", "41.833984375", c.rec("train/gradient_norm", s, repr(1.7 * math.exp(-s / 40) + 0.9 + abs(c.g(0.07))))))
    c.must_not = ["any"]


def c_axolotl():
    c = Case("slurm-884213.out", "axolotl under slurm", "llm fine-tuning")
    c.p("Job 884213 started on node gpu-a07 (2 x A100)")
    c.p("Loading module cuda/12.4\nLoading requirement: gcc/11.3")
    c.p("The following values were not passed to `accelerate launch` and had defaults used instead:\n\t\t\t\tMore than one GPU was found, enabling multi-GPU training.\n\t\t\t\tIf this was unintended please pass in `--num_processes=1`.")
    c.p("[2025-05-02 08:14:10,771] [INFO] [real_accelerator.py:222:get_accelerator] Setting ds_accelerator to cuda (auto detect)")
    for rank in (0, 1):
        c.p(f"[2025-05-02 08:14:31,{113 + rank}] [INFO] [axolotl.utils.config.models.input.check_eval_packing:1103] [PID:{4401 + rank}] [RANK:{rank}] setting `remove_unused_columns: false` for when sample_packing and eval_sample_packing don't match\x1b[39m")
        c.p(f"[2025-05-02 08:14:31,{213 + rank}] [DEBUG] [axolotl.normalize_config:83] [PID:{4401 + rank}] [RANK:{rank}] bf16 support detected, enabling for this configuration.\x1b[39m")
    c.p("\n     #@@ #@@      @@# @@#\n    @@  @@          @@  @@           =@@#                               @@                 #@    =@@#.\n    @@    #@@@@@@@@@    @@           #@#@=                              @@                 #@     .=@@\n")
    for rank in (0, 1):
        c.p(f"[2025-05-02 08:15:02,{301 + rank}] [INFO] [axolotl.load_tokenizer:302] [PID:{4401 + rank}] [RANK:{rank}] No Chat template selected. Consider adding a chat template for easier inference.\x1b[39m")
    c.p("[2025-05-02 08:16:40,551] [INFO] [axolotl.train:178] [PID:4401] [RANK:0] Starting trainer...\x1b[39m")
    total = 340
    spikes = {147: 3.9, 148: 2.4, 231: 4.4, 232: 2.7}
    for s in range(1, total + 1):
        el = s * 4.02
        loss = decay(c, s, total, 1.42, 0.86, 4, 0.012)
        gn = 0.55 + abs(c.g(0.05)) + 0.8 * math.exp(-s / 25)
        if s in spikes:
            loss *= spikes[s]
            gn *= 14 if s in (147, 231) else 5
        c.w("\r" + bar("", s, total, el) + "\r" + " " * 70 + "\r" + "{'loss': %s, 'grad_norm': %s, 'learning_rate': %s, 'epoch': %s}\n" % (
            c.rec("train/loss", s, "%.4f" % loss), c.rec("train/gradient_norm", s, repr(gn)), c.rec("train/learning_rate", s, repr(cosine(s - 1, total, 2e-4, 10))), round(s / 170, 2)))
        if s == 170:
            c.p("[2025-05-02 08:28:05,990] [WARNING] [axolotl.utils.collators:91] [PID:4402] [RANK:1] Sequence of length 8311 exceeds sequence_len 8192, truncating\x1b[39m")
    c.p("[2025-05-02 08:40:11,003] [INFO] [axolotl.train:240] [PID:4401] [RANK:0] Training Completed!!! Saving pre-trained model to ./outputs/lora-out\x1b[39m")
    c.p("slurmstepd: info: JobId=884213 COMPLETED exit code 0")
    c.must, c.must_not = ["loss-spike"], ["diverging", "overfitting", "non-finite-loss"]
    c.note = "Two spikes, at steps 147-148 and 231-232; both recover."


def c_unsloth():
    c = Case("Llama3_1_8B_Alpaca_unsloth.ipynb", "Unsloth notebook (HTML progress table)", "notebook", odd=True)
    rows = []
    n = 60
    for s in range(1, n + 1):
        rows.append("    <tr>\n      <td>%d</td>\n      <td>%s</td>\n    </tr>\n" % (s, c.rec("train/loss", s, "%.6f" % round(decay(c, s, n, 1.82, 0.88, 5, 0.05), 4))))
    html = ("\n    <div>\n      \n      <progress value='60' max='60' style='width:300px; height:20px; vertical-align: middle;'></progress>\n      [60/60 07:21, Epoch 0/1]\n    </div>\n"
            "    <table border=\"1\" class=\"dataframe\">\n  <thead>\n <tr style=\"text-align: left;\">\n      <th>Step</th>\n      <th>Training Loss</th>\n    </tr>\n  </thead>\n  <tbody>\n"
            + "".join(rows) + "  </tbody>\n</table><p>")
    banner = ("==((====))==  Unsloth - 2x faster free finetuning | Num GPUs used = 1\n   \\\\   /|    Num examples = 51,760 | Num Epochs = 1 | Total steps = 60\n"
              "O^O/ \\_/ \\    Batch size per device = 2 | Gradient accumulation steps = 4\n\\        /    Data Parallel GPUs = 1 | Total batch size (2 x 4 x 1) = 8\n"
              " \"-____-\"     Trainable parameters = 41,943,040 of 8,072,204,288 (0.52% trained)\n")
    nb = {"cells": [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Fine-tune on my recipes\n", "loss should go below 1"]},
        {"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [], "source": ["%%capture\n", "!pip install unsloth"]},
        {"cell_type": "code", "execution_count": 4, "metadata": {}, "outputs": [{"name": "stdout", "output_type": "stream", "text": ["GPU = Tesla T4. Max memory = 14.741 GB.\n", "5.984 GB of memory reserved.\n"]}],
         "source": ["gpu_stats = torch.cuda.get_device_properties(0)\n", "print(f\"GPU = {gpu_stats.name}. Max memory = {max_memory} GB.\")"]},
        {"cell_type": "code", "execution_count": 5, "metadata": {}, "outputs": [
            {"name": "stderr", "output_type": "stream", "text": [banner]},
            {"data": {"text/html": [html], "text/plain": ["<IPython.core.display.HTML object>"]}, "metadata": {}, "output_type": "display_data"}],
         "source": ["trainer_stats = trainer.train()"]},
        {"cell_type": "code", "execution_count": 6, "metadata": {}, "outputs": [{"name": "stdout", "output_type": "stream", "text": ["446.2194 seconds used for training.\n", "7.44 minutes used for training.\n", "Peak reserved memory = 7.926 GB.\n"]}], "source": ["print(f\"{trainer_stats.metrics['train_runtime']} seconds used for training.\")"]}],
        "metadata": {"accelerator": "GPU", "kernelspec": {"display_name": "Python 3", "name": "python3"}, "language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 0}
    c.w(json.dumps(nb, indent=1))
    c.must_not = ["any"]


def c_litgpt():
    c = Case("litgpt_lora_truncated.log", "LitGPT finetune lora", "llm fine-tuning", odd=True)
    c.p("{'access_token': None,\n 'checkpoint_dir': PosixPath('checkpoints/microsoft/phi-2'),\n 'data': Alpaca2k(mask_prompt=False, val_split_fraction=0.05, prompt_style=<litgpt.prompts.Alpaca object at 0x7f0c>, ignore_index=-100, seed=42),\n 'devices': 8,\n 'eval': EvalArgs(interval=40, max_new_tokens=60, max_iters=100, initial_validation=False, final_validation=True),\n 'lora_alpha': 16,\n 'lora_dropout': 0.05,\n 'lora_r': 8,\n 'optimizer': 'AdamW',\n 'train': TrainArgs(save_interval=200, log_interval=1, global_batch_size=8, micro_batch_size=1, lr_warmup_steps=10, epochs=2)}")
    for i in range(8):
        c.p(f"Initializing distributed: GLOBAL_RANK: {i}, MEMBER: {i + 1}/8")
    c.p("-" * 100 + "\ndistributed_backend=nccl\nAll distributed processes registered. Starting with 8 processes\n" + "-" * 100 + "\n")
    c.p("[rank: 0] Seed set to 1337\nNumber of trainable parameters: 7,864,320\nNumber of non-trainable parameters: 2,779,683,840")
    c.p("The longest sequence length in the train data is 512, the model's maximum sequence length is 512 and context length is 2048")
    c.p("Verifying settings ...\nValidating ...")
    val = "n/a"
    n = 226
    for i in range(1, n + 1):
        ep = 1 if i <= 120 else 2
        c.p("Epoch %d | iter %d step %d | loss train: %s, val: %s | iter time: %.2f ms (step)" % (ep, i, i, c.rec("train/loss", i, "%.3f" % decay(c, i, 240, 2.08, 1.06, 5, 0.03)), val, c.u(401, 432)))
        if i % 40 == 0:
            v = decay(c, i, 240, 1.9, 1.1, 5, 0.003)
            c.p("Validating ...\nRecommend a movie for me to watch during the weekend and explain the reason.\nBelow is an instruction that describes a task. Write a response that appropriately completes the request.\n\n### Instruction:\nRecommend a movie for me to watch during the weekend and explain the reason.\n\n### Response:\nI'd pick 'Paddington 2': warm, short and funny, with a 7.8 rating.\n")
            c.p("iter %d: val loss %s, val time: %.2f ms" % (i, c.rec("validation/loss", i, "%.4f" % v), c.u(5100, 5300)))
            val = "%.3f" % v
    c.w("Epoch 2 | iter 227 step 227 | loss tr")
    c.must_not = ["any"]
    c.note = "Truncated in the middle of line iter 227. Micro batch equals global batch over 8 devices, so iter and step agree. The val: of a train line repeats the last validation."


def c_mlx():
    c = Case("mlx_lora_gemma.log", "mlx_lm.lora", "llm fine-tuning")
    c.p("Loading pretrained model")
    c.p("\rFetching 8 files:   0%|          | 0/8 [00:00<?, ?it/s]\rFetching 8 files: 100%|██████████| 8/8 [00:00<00:00, 81049.97it/s]")
    c.p("Loading datasets\nTraining\nTrainable parameters: 0.116% (3.015M/2607.153M)\nStarting training..., iters: 1000")
    tok = 0
    for i in range(0, 1001, 10):
        x = i / 1000
        if i == 0 or i % 100 == 0:
            v = 2.9 - 1.15 * (1 - math.exp(-14 * x)) + 1.6 * max(0, x - 0.2) + c.g(0.012)
            it = max(1, i)
            c.p("Iter %d: Val loss %s, Val took %.3fs" % (it, c.rec("validation/loss", it, "%.3f" % v), c.u(17, 19)))
        if i:
            tr = 0.12 + 2.5 * math.exp(-4.5 * x) * (1 + c.g(0.03))
            tok += c.r.randint(3600, 4100)
            c.p("Iter %d: Train loss %s, Learning Rate %s, It/sec %.3f, Tokens/sec %.3f, Trained Tokens %d, Peak mem %.3f GB" % (
                i, c.rec("train/loss", i, "%.3f" % tr), c.rec("train/learning_rate", i, "1.000e-05"), c.u(.82, .9), c.u(300, 330), tok, 9.412))
            if i % 200 == 0:
                c.p("Iter %d: Saved adapter weights to adapters/adapters.safetensors and adapters/%07d_adapters.safetensors." % (i, i))
    c.p("Saved final weights to adapters/adapters.safetensors.")
    c.must, c.must_not = ["overfitting"], ["diverging", "non-finite-loss"]


def c_trainer_state():
    c = Case("checkpoint-1500/trainer_state.json".replace("/", "_"), "transformers trainer_state.json", "llm fine-tuning")
    hist = []
    total = 3000
    for s in range(20, 1501, 20):
        if s <= 900:
            loss = decay(c, s, total, 2.4, 1.5, 7, 0.012)
            gn = 0.8 + abs(c.g(0.07))
        else:
            y = (s - 900) / 600
            loss = 1.62 + 6.1 * (1 - math.exp(-5 * y)) + c.g(0.05)
            gn = 0.9 + 8 * y + abs(c.g(0.6))
        hist.append({"epoch": round(s / 1500, 16), "grad_norm": float(c.rec("train/gradient_norm", s, repr(gn))), "learning_rate": float(c.rec("train/learning_rate", s, repr(5e-4 * min(1, s / 200)))),
                     "loss": float(c.rec("train/loss", s, "%.4f" % loss)), "step": s})
        if s % 300 == 0:
            ev = loss + 0.06 + c.g(0.01)
            hist.append({"epoch": s / 1500, "eval_loss": float(c.rec("validation/loss", s, repr(ev))), "eval_runtime": 31.7, "eval_samples_per_second": 63.1, "eval_steps_per_second": 7.9, "step": s})
    c.w(json.dumps({"best_global_step": 900, "best_metric": 1.6, "best_model_checkpoint": "out/checkpoint-900", "epoch": 1.0, "eval_steps": 300, "global_step": 1500, "is_hyper_param_search": False,
                    "is_local_process_zero": True, "is_world_process_zero": True, "log_history": hist, "logging_steps": 20, "max_steps": total, "num_input_tokens_seen": 0, "num_train_epochs": 2,
                    "save_steps": 300, "stateful_callbacks": {"TrainerControl": {"args": {"should_epoch_stop": False, "should_evaluate": False, "should_log": False, "should_save": True, "should_training_stop": False}, "attributes": {}}},
                    "total_flos": 1.2273e+18, "train_batch_size": 4, "trial_name": None, "trial_params": None}, indent=2))
    c.must, c.must_not = ["diverging"], ["non-finite-loss", "overfitting"]
    c.note = "Loss 1.6 up to step 900, then rises to 7.7 and stays; the validation loss with it."


# ------------------------------------------------------------------ pre-training
def c_megatron():
    c = Case("gpt_1b_rank7.log", "Megatron-LM", "pre-training", odd=True)
    c.p("using world size: 64, data-parallel size: 16, context-parallel size: 1, tensor-model-parallel size: 4, pipeline-model-parallel size: 1")
    c.p("WARNING: overriding default arguments for tokenizer_type:GPT2BPETokenizer                        with tokenizer_type:SentencePieceTokenizer")
    c.p("------------------------ arguments ------------------------\n  adam_beta1 ...................................... 0.9\n  adam_beta2 ...................................... 0.95\n  clip_grad ....................................... 1.0\n  global_batch_size ............................... 512\n  lr .............................................. 0.0003\n  seq_length ...................................... 4096\n  train_iters ..................................... 200000\n-------------------- end of arguments ---------------------")
    c.p("> building train, validation, and test datasets ...\n > datasets target sizes (minimum size):\n    train:      102400000\n    validation: 10291200\n    test:       51200")

    def line(i):
        c.tick(50 * 1.83)
        loss = decay(c, i, 4000, 10.6, 2.95, 6, 0.006)
        c.p(" [%s] iteration %8d/%8d | consumed samples: %12d | elapsed time per iteration (ms): %.1f | throughput per GPU (TFLOP/s/GPU): %.1f | learning rate: %s | global batch size: %5d | lm loss: %s | loss scale: 1.0 | grad norm: %s | num zeros: 0.0 | params norm: %.3f | number of skipped iterations: %3d | number of nan iterations: %3d |" % (
            c.ft("%Y-%m-%d %H:%M:%S"), i, 200000, i * 512, 1830 + c.g(8), 381 + c.g(2), c.rec("train/learning_rate", i, "%.6E" % (3e-4 * min(1, i / 2000))), 512,
            c.rec("train/loss", i, "%.6E" % loss), c.rec("train/gradient_norm", i, "%.3f" % (0.35 + 4 * math.exp(-i / 300) + abs(c.g(0.03)))), 900 + i / 10, 0, 0))
        if i % 500 == 0:
            v = decay(c, i, 4000, 10.6, 2.97, 6, 0.001)
            c.p("(min, max) time across ranks (ms):\n    evaluate .......................................: (31077.21, 31079.95)")
            t = " validation loss at iteration %d | lm loss value: %s | lm loss PPL: %.6E | " % (i, c.rec("validation/loss", i, "%.6E" % v), math.exp(v))
            c.p("-" * len(t) + "\n" + t + "\n" + "-" * len(t))
    for i in range(50, 2151, 50):
        line(i)
        if i == 2000:
            c.p("saving checkpoint at iteration    2000 to /scratch/ckpt/gpt_1b in torch_dist format\n  successfully saved checkpoint from iteration    2000 to /scratch/ckpt/gpt_1b [ t 1/4, p 1/1 ]")
    c.p("slurmstepd: error: *** STEP 501277.0 ON nid002101 CANCELLED AT 2025-06-11T03:20:14 DUE TO PREEMPTION ***")
    c.p("using world size: 64, data-parallel size: 16, context-parallel size: 1, tensor-model-parallel size: 4, pipeline-model-parallel size: 1")
    c.p(" loading distributed checkpoint from /scratch/ckpt/gpt_1b at iteration 2000\n could not find arguments in the checkpoint ...\n checkpoint version 3.0\n  successfully loaded checkpoint from /scratch/ckpt/gpt_1b [ t 1/4, p 1/1 ] at iteration 2000")
    for i in range(2050, 4001, 50):
        line(i)
    c.must_not = ["any"]
    c.note = "Preempted at 2150, resumed from 2000: 2050, 2100, 2150 are printed twice (slightly different), 80 distinct iterations."


def c_torchtitan():
    c = Case("torchtitan_llama3_8b.log", "torchtitan", "pre-training")
    c.p("+ NGPU=8\n+ LOG_RANK=0\n+ CONFIG_FILE=./torchtitan/models/llama3/train_configs/llama3_8b.toml\n+ torchrun --nproc_per_node=8 --rdzv_backend c10d --local-ranks-filter 0 --role rank --tee 3 -m torchtitan.train")
    pre = lambda: "[rank0]:[titan] %s - root - INFO - " % c.ms()
    for m in ("Starting job: Llama 3 8B training", "Building 1-D device mesh with ['dp_shard'], [8]", "CUDA capacity: NVIDIA H100 80GB HBM3 with 79.11GiB memory",
              "Model llama3 8B size: 8,030,261,248 total parameters", "Applied selective activation checkpointing to the model", "Applied FSDP to the model", "Trainer is initialized with local batch size 1, global batch size 8, gradient accumulation steps 1, sequence length 8192, total steps 1000 (warmup 200)", "Training starts at step 1"):
        c.tick(2.2)
        c.p(pre() + m)
    for s in [1] + list(range(10, 801, 10)):
        c.tick(14)
        loss = decay(c, s, 1000, 12.26, 4.6, 5, 0.008)
        gn = 1.4 + 6 * math.exp(-s / 40) + abs(c.g(0.12))
        if s >= 560:
            y = (s - 560) / 240
            gn = 10 ** (0.6 + 4.6 * y + c.g(0.15))
            loss = 5.2 + 4.8 * (1 - math.exp(-4 * y)) + c.g(0.06)
        c.p(pre() + "\x1b[31mstep: %2d  \x1b[32mloss: %s  \x1b[38;2;180;60;0mgrad_norm: %s  \x1b[38;2;54;234;195mmemory: %5.2fGiB(%.2f%%)  \x1b[34mtps: %s  \x1b[36mtflops: %.2f  \x1b[35mmfu: %.2f%%\x1b[39m" % (
            s, c.rec("train/loss", s, "%7.4f" % loss), c.rec("train/gradient_norm", s, "%7.4f" % gn), 62.13, 78.53, format(int(5800 + c.g(30)), ","), 339 + c.g(2), 34.3 + c.g(.2)))
        if s % 200 == 0:
            c.p("[rank0]:[titan] %s - root - INFO - [GC] Performing periodical GC collection took 0.01 seconds" % c.ms())
    c.w("[rank0]:[titan] %s - root - INFO - \x1b[31mstep: 81" % c.ms())
    c.must, c.must_not = ["exploding-gradients", "diverging"], ["non-finite-loss", "overfitting"]
    c.note = "Truncated after step 800."


def c_nanochat():
    c = Case("nanochat_base_train_d6.log", "nanochat base_train", "pre-training", odd=True)
    c.p("\n                                                       █████                █████\n                                                      ░░███                ░░███\n     ████████    ██████   ████████    ██████   ██████  ░███████    ██████ ███████\n    ░░███░░███  ░░░░░███ ░░███░░███  ███░░███ ███░░███ ░███░░███  ░░░░░███░░░███░\n")
    c.p("Overriding: depth = 6\nAutodetected device type: cuda\n2025-11-02 19:02:11,441 - nanochat.common - INFO - Distributed world size: 1\nVocab size: 65,536\nnum_layers: 6\nmodel_dim: 384\nnum_heads: 3\nTokens / micro-batch / rank: 32 x 1024 = 32,768\nTotal batch size 524,288 => gradient accumulation steps: 16\nNumber of parameters: 60,948,480\nCalculated number of iterations from target data:param ratio: 260\nTotal number of training tokens: 136,314,880\nTokens : Params ratio: 20.00\nScaling the LR for the AdamW parameters ∝1/√(384/768) = 1.414214")
    n, tt = 260, 0.0
    for s in range(0, n + 1):
        if s % 65 == 0:
            c.p("Step %05d | Validation bpb: %s" % (s, c.rec("validation/bits_per_byte", s, "%.4f" % decay(c, s, n, 3.2971, 1.12, 6, 0.001))))
        if s and s % 130 == 0:
            c.p("<|bos|>The capital of France is the city of the city of the city of the\n<|bos|>The chemical symbol of gold is the same as the other\n<|bos|>If yesterday was Friday, then tomorrow will be the day of the week\n<|bos|>If 5*x + 3 = 13, then x is 1.5, 2.5, 3.")
        if s == n:
            break
        d = 812 + abs(c.g(3)) + (19000 if s == 0 else 0)
        tt += d / 60000 if s > 10 else 0
        lrm = 1.0 if s < 208 else max(0.0, (n - s) / 52)
        eta = " | eta: %.1fm" % ((n - s) * 812 / 60000) if s > 10 else ""
        loss = 11.090355 if s == 0 else decay(c, s, n, 11.0, 3.95, 6, 0.002)
        c.p("step %05d/%05d (%.2f%%) | loss: %s | lrm: %.2f | dt: %.2fms | tok/sec: %s | bf16_mfu: %.2f | epoch: 1 pq: 0 rg: %d | total time: %.2fm%s" % (
            s, n, 100 * s / n, c.rec("train/loss", s, "%.6f" % loss), lrm, d, format(int(524288 / d * 1000), ","), 22.1 + c.g(.1), s // 9, tt, eta))
    c.p("Peak memory usage: 12873.41MiB\nTotal training time: %.2fm\nMinimum validation bpb: %.4f" % (tt, 1.12))
    c.must_not = ["any"]


def c_llmc():
    c = Case("log124M_main.log", "llm.c main.log", "pre-training", odd=True)
    n = 300
    for s in range(0, n + 1):
        if s % 50 == 0:
            c.p("s:%d tel:%s" % (s, c.rec("validation/loss", s, "%.4f" % decay(c, s, n, 10.98, 4.65, 6, 0.001))))
        if s == n:
            break
        if s and s % 100 == 0:
            c.p("s:%d eval:%.4f" % (s, 0.2471 + s / 1e5))
        c.p("s:%d trl:%s lr:%s norm:%s" % (s, c.rec("train/loss", s, "%.4f" % (decay(c, s, n, 10.99, 4.6, 6, 0.006))), c.rec("train/learning_rate", s, "%.6f" % (6e-4 * (s + 1) / 700)),
                                       c.rec("train/gradient_norm", s, "%.2f" % (1.05 + 14 * math.exp(-s / 12) + abs(c.g(0.12))))))
    c.must_not = ["any"]
    c.note = "s:step, trl: train loss, tel: validation ('test') loss, eval: HellaSwag accuracy."


def fmtf(v):
    if v < 0.0001:
        return str(v)
    if v > 1000:
        return f"{int(v):,d}"
    if v > 100:
        return f"{v:.1f}"
    if v > 10:
        return f"{v:.2f}"
    if v > 1:
        return f"{v:.3f}"
    return f"{v:.4f}"


def c_olmo():
    c = Case("beaker_01JQ7_olmo_core.txt", "OLMo-core console", "pre-training", odd=True)
    pre = lambda mod: "%sZ " % c.t.strftime("%Y-%m-%dT%H:%M:%S.%f") + "%s\tjupiter-cs-aus-131:0\t%s\tINFO\t" % (c.t.strftime("%Y-%m-%d %H:%M:%S.") + "%03d" % (c.t.microsecond // 1000), mod)
    c.p(pre("olmo_core.distributed.utils:150") + "Global rank 0, world size 32, local rank 0")
    c.p(pre("olmo_core.nn.transformer.config:411") + "Building transformer with 1,484,916,736 total params, 1,279,395,840 non-embedding params")
    c.p(pre("olmo_core.train.trainer:611") + "Training for 24,000 steps")
    for s in [1] + list(range(20, 621, 20)):
        c.tick(41)
        loss = 11.52 + c.g(0.006)
        c.p(pre("olmo_core.train.callbacks.console_logger:84") + "[step=%d/24000,epoch=1,eta=13h]" % s)
        lr = fmtf(4e-4 * min(1, s / 2000))
        for k, v in (("optim/total grad norm", c.rec("train/gradient_norm", s, fmtf(0.41 + abs(c.g(0.03))))), ("optim/LR (group 0)", c.rec("train/learning_rate", s, lr)), ("train/CE loss", c.rec("train/loss", s, fmtf(loss))),
                     ("train/PPL", fmtf(math.exp(loss))), ("throughput/device/BPS", fmtf(0.48 + c.g(0.001))), ("throughput/device/TPS", fmtf(31500 + c.g(50))), ("throughput/total tokens", fmtf(s * 2097152))):
            c.p("%sZ     %s=%s" % (c.t.strftime("%Y-%m-%dT%H:%M:%S.%f"), k, v))
        if s == 400:
            c.p(pre("olmo_core.train.checkpoint:301") + "Saving checkpoint for step 400 to '/weka/ckpt/step400'...")
    c.must, c.must_not = ["not-decreasing"], ["diverging", "non-finite-loss", "loss-spike"]
    c.note = "The loss stays at the log of the vocabulary (11.52) for 620 steps with a warm-up to 1.2e-4: the labels are shuffled."


def c_llmfoundry():
    c = Case("mpt_125m_composer_stderr.log", "LLM Foundry / Composer ConsoleLogger", "pre-training", odd=True)
    c.p("2025-02-11 10:02:17,233: rank0[812][MainThread]: INFO: llmfoundry.command_utils.train: Building tokenizer...\n2025-02-11 10:02:31,902: rank0[812][MainThread]: INFO: composer.utils.reproducibility: Setting seed to 17\n" + "*" * 30 + "\nConfig:\ncomposer_commit_hash: None\ncomposer_version: 0.28.0\nnode_name: unknown because NODENAME environment variable not set\nnum_gpus_per_node: 8\nnum_nodes: 1\nrank_zero_seed: 17\n\n" + "*" * 30)
    n = 320
    for b in range(1, n + 1):
        if b % 10 == 0 or b == 1:
            loss = decay(c, b, n, 10.9, 4.9, 6, 0.004)
            c.p("[batch=%d/4800]:" % b)
            for k, v in (("time/batch", b - 1), ("time/sample", (b - 1) * 256), ("time/batch_in_epoch", b - 1), ("time/token", (b - 1) * 524288), ("trainer/device_train_microbatch_size", 16), ("loss/train/total", c.rec("train/loss", b, "%.4f" % loss)),
                         ("metrics/train/LanguageCrossEntropy", "%.4f" % (loss + 0.0001)), ("metrics/train/LanguagePerplexity", "%.4f" % math.exp(loss)), ("l2_norm/grad/global", c.rec("train/gradient_norm", b, "%.4f" % (0.8 + 3 * math.exp(-b / 30) + abs(c.g(.05))))), ("lr-DecoupledAdamW/group0", c.rec("train/learning_rate", b, "%.4f" % (6e-4 * min(1, b / 100))))):
                c.p("\t Train %s: %s" % (k, v))
        if b % 80 == 0:
            v = decay(c, b, n, 10.9, 4.95, 6, 0.001)
            for k in (1, 33, 65):
                c.p("[Eval batch=%d/128] Eval on eval data" % k)
            c.p("[Eval batch=128/128] Eval on eval data:\n\t Eval metrics/eval/LanguageCrossEntropy: %s\n\t Eval metrics/eval/LanguagePerplexity: %.4f" % (c.rec("validation/loss", None, "%.4f" % v), math.exp(v)))
    c.must_not = ["any"]
    c.note = "The evaluation has no step of its own. Train time/batch counts from 0, the header from 1."


def c_fairseq():
    c = Case("fairseq_lm_train.log", "fairseq", "pre-training")
    P = lambda mod: c.ft("%Y-%m-%d %H:%M:%S") + " | INFO | " + mod + " | "
    c.p(P("fairseq_cli.train") + "{'_name': None, 'common': {'_name': None, 'no_progress_bar': True, 'log_interval': 100, 'log_format': 'simple', 'fp16': True, 'fp16_init_scale': 128, 'min_loss_scale': 0.0001}, 'optimization': {'max_update': 50000, 'lr': [0.003], 'clip_norm': 0.0}}")
    c.p(P("fairseq.tasks.language_modeling") + "dictionary: 52008 types")
    c.p(P("fairseq_cli.train") + "num. shared model params: 247,284,736 (num. trained: 247,284,736)")
    c.p(P("fairseq.trainer") + "begin training epoch 1")
    scale = 128.0
    for u in range(100, 4001, 100):
        c.tick(36)
        loss = decay(c, u, 4000, 15.4, 7.9, 5, 0.006)
        if u > 2400:
            scale /= 2
            c.p(P("fairseq.trainer") + "NOTE: gradient overflow detected, ignoring gradient, setting loss scale to: %s" % repr(scale))
            loss += (u - 2400) / 1600 * 0.1
        gn = 1.1 + 3 * math.exp(-u / 500) + abs(c.g(0.05))
        c.p(P("train_inner") + "epoch 001:   %5d / 9122 loss=%s, ppl=%.2f, wps=%.1f, ups=%.2f, wpb=65536, bsz=128, num_updates=%d, lr=%s, gnorm=%s, loss_scale=%s, train_wall=36, gb_free=19.4, wall=%d" % (
            u, c.rec("train/loss", u, "%.3f" % loss), 2 ** loss, 181000 + c.g(900), 2.77, u, c.rec("train/learning_rate", u, "%.6g" % (0.003 * min(1, u / 4000))), c.rec("train/gradient_norm", u, "%.3f" % gn),
            c.rec("train/loss_scale", u, "%.4g" % scale), u * 0.36))
        if u in (1000, 2000, 3000):
            v = decay(c, u, 4000, 15.3, 8.1, 5, 0.001)
            c.p(P("fairseq_cli.train") + "begin validation on \"valid\" subset")
            c.p(P("valid") + "epoch 001 | valid on 'valid' subset | loss %s | ppl %.2f | wps 412311 | wpb 32768 | bsz 64 | num_updates %d%s" % (c.rec("validation/loss", u, "%.3f" % v), 2 ** v, u, "" if u == 1000 else " | best_loss %.3f" % v))
    for _ in range(5):
        scale /= 2
        c.p(P("fairseq.trainer") + "NOTE: gradient overflow detected, ignoring gradient, setting loss scale to: %s" % repr(scale))
    c.p("Traceback (most recent call last):\n  File \"/opt/fairseq/fairseq/optim/dynamic_loss_scaler.py\", line 62, in check_overflow\n    raise FloatingPointError(\nFloatingPointError: Minimum loss scale reached (0.0001). Your loss is probably exploding. Try lowering the learning rate, using gradient clipping or increasing the batch size.")
    c.must, c.must_not = ["amp-overflow"], ["overfitting", "non-finite-loss"]
    c.note = "21 overflow notes from update 2500 on, none before; the scale falls from 128 to below 1e-4 and the run dies of it."


def c_maxtext():
    c = Case("maxtext_srun_l.log", "MaxText, two hosts with srun -l", "pre-training", odd=True)
    for h in (0, 1):
        c.p(f"{h}: I0804 08:13:02.113021 {1398 + h} max_utils.py:241] Attempting to initialize the jax distributed system for GPU backend...")
        c.p(f"{h}: I0804 08:13:40.513021 {1398 + h} max_logging.py:22] Num_devices: 16, shape (1, 1, 16, 1, 1, 1, 1, 1, 1, 1, 1)")
        c.p(f"{h}: number parameters: 6.738 billion")
    n = 130
    t0 = dt.datetime(2025, 8, 4, 8, 14, 0)
    for s in range(n):
        t0 += dt.timedelta(seconds=3.1)
        loss = "%.3f" % decay(c, s, n, 10.87, 6.4, 5, 0.006) if s < 104 else "nan"
        sec = 38.2 if s == 0 else 3.1 + c.g(0.01)
        for h in (0, 1):
            c.p("%d: I0804 %s.%06d %d metric_logger.py:181] completed step: %d, seconds: %.3f, TFLOP/s/device: %.3f, Tokens/s/device: %.3f, total_weights: 131072, loss: %s" % (
                h, t0.strftime("%H:%M:%S"), 100000 + h * 377 + s, 1398 + h, s, sec, 410 / sec * 3.1, 8192 / sec, c.rec("train/loss", s, loss)))
        if s and s % 50 == 0:
            ev = "%.3f" % decay(c, s, n, 10.87, 6.45, 5, 0.001)
            for h in (0, 1):
                c.p("%d: I0804 %s.%06d %d metric_logger.py:201] eval metrics after step: %d, loss=%s, total_weights=2097152.0" % (h, t0.strftime("%H:%M:%S"), 900000 + h, 1398 + h, s, c.rec("validation/loss", s, ev)))
    c.must = ["non-finite-loss"]
    c.note = "Both hosts print each step; NaN from step 104 on."


# ------------------------------------------------------------------ RLHF, preference
def c_grpo():
    c = Case("grpo_gsm8k_console.txt", "TRL GRPOTrainer", "rlhf")
    c.p("[2025-06-03 11:20:54,120] [INFO] [real_accelerator.py:254:get_accelerator] Setting ds_accelerator to cuda (auto detect)\nINFO 06-03 11:21:10 [__init__.py:244] Automatically detected platform cuda.\nINFO 06-03 11:22:01 [loader.py:447] Loading weights took 1.71 seconds")
    total = 400
    tok = 0
    for s in range(4, total + 1, 4):
        x = s / total
        length = 180 * math.exp(2.25 * x) * (1 + c.g(0.03))
        rew = 0.21 + 0.58 * x ** 0.9 + c.g(0.015)
        fmt = 0.05 + 0.6 * x + c.g(0.01)
        clip = min(1.0, max(0.0, 0.01 + 0.72 * max(0, x - .35)))
        tok += int(length * 64)
        d = "{'loss': %s, 'grad_norm': %s, 'learning_rate': %s, 'num_tokens': %.1f, 'completions/mean_length': %s, 'completions/min_length': %.1f, 'completions/max_length': 2048.0, 'completions/clipped_ratio': %.6f, 'rewards/answer_reward/mean': %.6f, 'rewards/answer_reward/std': 0.31, 'rewards/reasoning_length_reward/mean': %.6f, 'rewards/reasoning_length_reward/std': 0.12, 'reward': %s, 'reward_std': %.6f, 'frac_reward_zero_std': 0.0, 'kl': %s, 'clip_ratio/low_mean': 0.0, 'clip_ratio/high_mean': 0.0, 'clip_ratio/region_mean': 0.0, 'epoch': %s}" % (
            c.rec("train/loss", s, "%.4f" % (0.0004 + 0.002 * x + abs(c.g(0.0003)))), c.rec("train/gradient_norm", s, repr(0.31 + abs(c.g(.04)))), c.rec("train/learning_rate", s, repr(1e-6 * (1 - x))), tok,
            c.rec("train/completion_length", s, "%.5f" % length), length * .4, clip, 0.16 + c.g(0.006), rew - 0.16, c.rec("train/reward", s, "%.6f" % rew), 0.21 + c.g(.01), c.rec("train/kl", s, "%.7f" % (0.0006 + 0.03 * x + abs(c.g(.001)))), round(s / 934, 2))
        c.w("\r" + bar("", s, total, s * 9.7) + "\r" + " " * 70 + "\r" + d + "\n")
        if s == 200:
            c.p("/usr/lib/python3.11/site-packages/torch/utils/checkpoint.py:87: UserWarning: None of the inputs have requires_grad=True. Gradients will be None")
    c.must, c.must_not = ["length-exploitation"], ["non-finite-loss", "policy-collapse", "diverging"]
    c.note = "Reward 0.2 to 0.8 and mean length 180 to 1700 rise together; the reward of the answers stays at 0.16. GRPO's loss is small and rises with the KL: no fault."


def c_verl():
    c = Case("verl_grpo_qwen3.log", "verl", "rlhf")
    c.p("2025-07-15 07:21:40,112\tINFO worker.py:1841 -- Started a local Ray instance. View the dashboard at 127.0.0.1:8265")
    P = "\x1b[36m(TaskRunner pid=23187)\x1b[0m "
    c.p(P + "{'actor_rollout_ref': {'actor': {'clip_ratio': 0.2,\n" + P + "                                 'entropy_coeff': 0,\n" + P + "                                 'optim': {'lr': 1e-05}}},\n" + P + " 'trainer': {'total_epochs': 15}}")
    c.p(P + "Total training steps: 435\n" + P + "step:0 - val-core/openai/gsm8k/reward/mean@1:0.5610310841546626")
    n = 140
    c.p(P + "\rTraining Progress:   0%|          | 0/435 [00:00<?, ?it/s]")
    for s in range(1, n + 1):
        x = s / n
        ent = 0.52 * math.exp(-9 * max(0, x - .12)) * (1 + c.g(.03)) + 0.0006
        rew = (0.56 + 0.12 * (1 - math.exp(-9 * x))) if x < .5 else 0.68 * math.exp(-7 * (x - .5)) + .03
        rew += c.g(.008)
        length = 240 * (1 + .1 * x) if x < .5 else 260 * math.exp(-4 * (x - .5)) + 20
        c.p(P + "step:%d - global_seqlen/min:%d - global_seqlen/max:%d - actor/entropy:%s - actor/kl_loss:%s - actor/kl_coef:0.001 - actor/pg_loss:%r - actor/pg_clipfrac:%r - actor/ppo_kl:%r - actor/pg_clipfrac_lower:0.0 - actor/grad_norm:%s - perf/mfu/actor:0.3141 - actor/lr:%s - training/global_step:%d - training/epoch:%d - critic/score/mean:%s - critic/score/max:1.0 - critic/score/min:0.0 - critic/rewards/mean:%s - critic/rewards/max:1.0 - critic/rewards/min:0.0 - critic/advantages/mean:%r - response_length/mean:%s - response_length/max:1024.0 - response_length/min:%.1f - response_length/clip_ratio:0.0 - prompt_length/mean:103.1 - timing_s/gen:%r - timing_s/step:%r - perf/throughput:%r" % (
            s, 81000 + s, 91000 + s, c.rec("train/entropy", s, repr(ent)), c.rec("train/kl", s, repr(0.0012 + 0.02 * x + abs(c.g(0.0008)))), c.g(.004), abs(c.g(.0006)), c.g(.0002), c.rec("train/gradient_norm", s, repr(0.18 + abs(c.g(.03)))),
            c.rec("train/learning_rate", s, "1e-05"), s, (s - 1) // 29, c.rec("train/reward", s, repr(round(rew, 12))), repr(round(rew, 12)), c.g(.01), c.rec("train/completion_length", s, repr(round(length + c.g(2), 6))), 20 + x, 30 + c.g(.3), 61 + c.g(.5), 3100 + c.g(20)))
        if s % 10 == 0:
            c.p(P + "\rTraining Progress: %3d%%|%s| %d/435 [%s<5:11:09, 62.1s/it]" % (100 * s // 435, ("█" * (s * 10 // 435)).ljust(10), s, hms(s * 62)))
        if s % 40 == 0:
            c.p("\x1b[36m(WorkerDict pid=23701)\x1b[0m /usr/local/lib/python3.10/dist-packages/torch/distributed/fsdp/fully_sharded_data_parallel.py:690: FutureWarning: FSDP.state_dict_type() and FSDP.set_state_dict_type() are being deprecated. [repeated 8x across cluster]")
    c.must, c.must_not = ["policy-collapse"], ["non-finite-loss"]
    c.note = "Entropy 0.52 to 0.0006, reward first up and then to 0.05. actor/pg_loss is no loss that is to fall; not listed."


def c_dpo():
    c = Case("wandb_history_dpo_zephyr.jsonl", "W&B history (scan_history) of TRL DPOTrainer", "preference", odd=True)
    total = 480
    k = 0
    for s in range(5, total + 1, 5):
        row = {"train/epoch": round(s / 480, 4), "train/global_step": s, "train/loss": float(c.rec("train/loss", s, "%.4f" % (0.6931 + c.g(0.0025)))),
               "train/grad_norm": float(c.rec("train/gradient_norm", s, repr(4.1 + abs(c.g(.4))))), "train/learning_rate": float(c.rec("train/learning_rate", s, repr(5e-7 * (1 - s / total)))),
               "train/rewards/chosen": c.g(.004), "train/rewards/rejected": c.g(.004), "train/rewards/accuracies": float(c.rec("train/reward_accuracy", s, repr(round(.5 + c.g(.03), 5)))),
               "train/rewards/margins": float(c.rec("train/reward_margin", s, repr(round(c.g(.004), 9)))), "train/logps/chosen": -271.2 + c.g(3), "train/logps/rejected": -268.4 + c.g(3), "train/logits/chosen": -1.91, "train/logits/rejected": -1.94,
               "_timestamp": 1751623000.123 + s * 11.2, "_runtime": 31.5 + s * 11.2, "_step": k}
        k += 1
        c.p(json.dumps(row))
        if s % 120 == 0:
            c.p(json.dumps({"train/global_step": s, "eval/loss": float(c.rec("validation/loss", s, repr(round(.6931 + c.g(.0004), 8)))), "eval/runtime": 201.2, "eval/rewards/accuracies": round(.5 + c.g(.01), 6), "eval/rewards/margins": round(c.g(.001), 7), "_timestamp": 1751623200.5 + s * 11.2, "_runtime": 232.0 + s * 11.2, "_step": k}))
            k += 1
    c.p(json.dumps({"train_runtime": 6521.2, "train_loss": 0.6931, "total_flos": 0, "train/global_step": total, "_step": k, "_runtime": 6530.0, "_timestamp": 1751629530.0}))
    c.must, c.must_not = ["preference-not-learnt"], ["diverging", "overfitting", "non-finite-loss"]


def c_nemorl():
    c = Case("nemo_rl_grpo_driver.log", "NeMo-RL GRPO", "rlhf", odd=True)
    c.p("Loaded configuration from: examples/configs/grpo_math_1B.yaml\nOverrides: ['cluster.gpus_per_node=8']\n\n▶ Setting up data...\n  ✓ Training dataset loaded with 38142 samples.\n  ✓ Validation dataset loaded with 256 samples.\n\n▶ Setting up compute cluster...\n  ✓ Ray cluster initialized with 1 nodes")
    n = 20
    for s in range(1, n + 1):
        x = s / n
        c.p("\n========================= Step %d/%d =========================" % (s, n))
        c.p("▶ Preparing batch...\n▶ Generating responses for batch of size 512...\n▶ Processing rewards...\n▶ Computing advantages...\n▶ Preparing for logprob inference...\n▶ Computing logprobs...\n▶ Preparing for training...\n▶ Training policy...")
        if s % 5 == 0:
            c.p("\n▶ Starting validation at step %d...\n\n📊 Validation Results:\n    • Accuracy: %s\n    • Average response length: %.1f tokens\n    • Samples processed: 256\n\n  ⏱️  Validation Timing:\n    • Total validation time: 20.41s" % (s, c.rec("validation/accuracy", s, "%.4f" % (.31 + .3 * (1 - math.exp(-2.5 * x)) + c.g(.004))), 610 + c.g(8)))
        c.p("\n📊 Training Results:\n  • Loss: %s\n  • Generation KL Error: %.4f\n  • Avg Reward: %s\n  • Mean Generation Length: %s" % (
            c.rec("train/loss", s, "%.4f" % (0.012 + c.g(.004))), abs(c.g(.0004)) + .001, c.rec("train/reward", s, "%.4f" % (.3 + .33 * (1 - math.exp(-2.4 * x)) + c.g(.012))), c.rec("train/completion_length", s, "%.4f" % (602 + 20 * x + c.g(6)))))
        tot = 44 + c.g(.5)
        c.p("\n⏱️  Timing:\n  • Total step time: %.2fs\n  • generation: %.2fs (%.1f%%)\n  • policy_training: %.2fs (%.1f%%)\n  • policy_and_reference_logprobs: %.2fs (%.1f%%)" % (tot, tot * .5, 50.0, tot * .3, 30.0, tot * .15, 15.0))
    c.must_not = ["reward-hacking", "policy-collapse", "kl-runaway", "non-finite-loss", "length-exploitation"]
    c.note = "GRPO's loss stays near 0; the reward rises. Healthy."


def c_ppo_csv():
    c = Case("wandb_run_history_ppo.csv", "W&B run.history().to_csv() of TRL PPOTrainer", "rlhf", odd=True)
    cols = ["", "_runtime", "_step", "_timestamp", "episode", "eps", "loss/policy_avg", "loss/value_avg", "lr", "objective/entropy", "objective/kl", "objective/non_score_reward", "objective/rlhf_reward", "objective/scores", "policy/approxkl_avg", "policy/clipfrac_avg", "policy/entropy_avg", "val/num_eos_tokens", "val/ratio"]
    c.p(",".join(cols))
    n = 160
    for i in range(n):
        x = i / n
        kl = 0.4 * math.exp(6.3 * x) * (1 + c.g(.04))
        sc = -1.2 + 6.5 * x ** 1.1 + c.g(.08)
        ns = -0.05 * kl
        c.p(",".join(str(v) for v in [i, 40.1 + i * 21.3, i + 1, 1748900000.2 + i * 21.3, (i + 1) * 512, 24, round(c.g(.01) - .01, 9), round(.9 * math.exp(-3 * x) + .3 + abs(c.g(.03)), 9), 3e-6 * (1 - x), round(61 - 20 * x + c.g(.7), 7),
                                      c.rec("train/kl", None, repr(round(kl, 8))), round(ns, 9), round(sc + ns, 9), round(sc, 9), round(.006 + abs(c.g(.001)), 9), round(.05 + abs(c.g(.005)), 9), round(1.1 - .3 * x, 8), c.r.randint(0, 9), round(1 + c.g(.003), 9)]))
    c.must = ["kl-runaway"]
    c.note = "objective/kl (to the reference) 0.4 to about 215 while the score rises; _step or episode may be the axis."


# ------------------------------------------------------------------ diffusion, image generation
def c_diffusers():
    c = Case("train_text_to_image_lora.log", "diffusers train_text_to_image_lora.py", "diffusion", odd=True)
    c.p("06/14/2025 20:31:02 - INFO - __main__ - Distributed environment: NO\nNum processes: 1\nProcess index: 0\nLocal process index: 0\nDevice: cuda\n\nMixed precision type: fp16\n")
    c.p("{'rescale_betas_zero_snr', 'timestep_spacing', 'variance_type', 'clip_sample_range', 'thresholding'} was not found in config. Values will be initialized to default values.")
    c.p("06/14/2025 20:31:40 - INFO - __main__ - ***** Running training *****\n06/14/2025 20:31:40 - INFO - __main__ -   Num examples = 833\n06/14/2025 20:31:40 - INFO - __main__ -   Num Epochs = 2\n06/14/2025 20:31:40 - INFO - __main__ -   Instantaneous batch size per device = 1\n06/14/2025 20:31:40 - INFO - __main__ -   Total train batch size (w. parallel, distributed & accumulation) = 4\n06/14/2025 20:31:40 - INFO - __main__ -   Gradient Accumulation steps = 4\n06/14/2025 20:31:40 - INFO - __main__ -   Total optimization steps = 300")
    n = 300
    post = ""
    c.w("Steps:   0%|          | 0/300 [00:00<?, ?it/s]")
    for s in range(1, n + 1):
        c.w("\r" + bar("Steps: ", s, n, s * 1.6, post))
        loss = min(.62, max(.004, math.exp(-2.35 + c.g(.75))))
        post = ", lr=%s, step_loss=%s" % (c.rec("train/learning_rate", s, "%.3g" % 1e-4), c.rec("train/loss", s, "%.3g" % loss))
        c.w("\r" + bar("Steps: ", s, n, s * 1.6, post))
        if s in (150, 300):
            c.w("06/14/2025 20:%d:51 - INFO - accelerate.accelerator - Saving current state to pokemon-lora/checkpoint-%d\n" % (35 + s // 60, s))
            c.p("06/14/2025 20:%d:52 - INFO - __main__ - Running validation... \n Generating 4 images with prompt: a green dragon sitting on a mossy rock." % (35 + s // 60))
            for k in range(0, 31, 10):
                c.w("\r" + bar("", k, 30, k * .07))
            c.p()
    c.p("Model weights saved in pokemon-lora/pytorch_lora_weights.safetensors")
    c.must_not = ["diverging", "non-finite-loss", "zero-loss", "loss-spike"]
    c.note = "Loss of single batches at random noise levels: spread over two decades and flat; healthy for a LoRA of a diffusion model."


def c_kohya():
    c = Case("kohya_lora_sdxl.log", "kohya sd-scripts", "diffusion")
    c.p("2025-04-19 13:02:51 INFO     Using DreamBooth method.                               train_network.py:333\n                    INFO     prepare images.                                          train_util.py:1938\n                    INFO     80 train images with repeating.                          train_util.py:1882\nrunning training / 学習開始\n  num train images * repeats / 学習画像の数×繰り返し回数: 800\n  num reg images / 正則化画像の数: 0\n  num batches per epoch / 1epochのバッチ数: 40\n  num epochs / epoch数: 8\n  batch size per device / バッチサイズ: 2\n  gradient accumulation steps / 勾配を合計するステップ数 = 1\n  total optimization steps / 学習ステップ数: 320")
    n = 320
    c.w("steps:   0%|          | 0/320 [00:00<?, ?it/s]")
    post = ""
    avr = []
    for s in range(1, n + 1):
        if (s - 1) % 40 == 0:
            c.w("\nepoch %d/8\n" % ((s - 1) // 40 + 1))
        c.w("\r" + bar("steps: ", s, n, s * 1.32, post))
        if s < 187:
            avr.append(.131 - .03 * s / n + c.g(.012))
            v = "%.3g" % (sum(avr[-40:]) / len(avr[-40:]))
        else:
            v = "nan"
        post = ", avr_loss=" + c.rec("train/loss", s, v)
        c.w("\r" + bar("steps: ", s, n, s * 1.32, post))
        if s % 80 == 0:
            c.w("\n\nsaving checkpoint: /workspace/out/myface-%06d.safetensors\n" % (s // 40))
    c.p("\n2025-04-19 13:10:02 INFO     model saved.                                           train_network.py:1104")
    c.must = ["non-finite-loss"]


def c_guided():
    c = Case("openai_guided_diffusion_log.txt", "OpenAI guided-diffusion logger", "diffusion", odd=True)
    c.p("Logging to /tmp/openai-2024-11-08-10-31-33-201155\ncreating model and diffusion...\ncreating data loader...\ntraining...")
    for s in range(0, 2801, 100):
        base = .02 + .6 * math.exp(-s / 260) if s else 1.0
        loss = base * (1 + c.g(.03))
        kv = {"step": s, "samples": (s + 1) * 64, "param_norm": 303 + s / 900, "grad_norm": max(.03, 1.1 * math.exp(-s / 300) + .05 + abs(c.g(.01)))}
        for m in ("loss", "mse"):
            kv[m] = loss
            for q, f in enumerate((2.3, .8, .5, .3)):
                kv[f"{m}_q{q}"] = base * f * (1 + c.g(.04))
        strs = {k: "%-8.3g" % v for k, v in kv.items()}
        c.rec("train/loss", s, strs["loss"].strip())
        c.rec("train/gradient_norm", s, strs["grad_norm"].strip())
        kw, vw = max(map(len, strs)), max(map(len, strs.values()))
        d = "-" * (kw + vw + 7)
        c.p(d)
        for k in sorted(strs):
            c.p("| %s%s | %s%s |" % (k, " " * (kw - len(k)), strs[k], " " * (vw - len(strs[k]))))
        c.p(d)
        if s and s % 1000 == 0:
            c.p("saving model 0...\nsaving model 0.9999...")
    c.must_not = ["any"]
    c.note = "Steps are printed with three digits (1e+03, 1.1e+03); they are exact here, as they are multiples of 100."


# ------------------------------------------------------------------ vision
def c_ultralytics():
    c = Case("yolo11n_results.csv", "Ultralytics results.csv", "detection")
    c.p("epoch,time,train/box_loss,train/cls_loss,train/dfl_loss,metrics/precision(B),metrics/recall(B),metrics/mAP50(B),metrics/mAP50-95(B),val/box_loss,val/cls_loss,val/dfl_loss,lr/pg0,lr/pg1,lr/pg2")
    n = 120
    for e in range(1, n + 1):
        x = e / n
        tr = [a * (.25 + .75 * math.exp(-2.6 * x)) * (1 + c.g(.01)) for a in (1.62, 2.6, 1.5)]
        va = [a * (.55 + .45 * math.exp(-9 * x) + .75 * max(0, x - .25)) * (1 + c.g(.008)) for a in (1.8, 2.4, 1.6)]
        m = .62 * (1 - math.exp(-9 * x)) - .16 * max(0, x - .3)
        lr = 0.002 * (1 - .99 * x) * min(1, e / 3)
        c.p(",".join(["%d" % e, "%.5g" % (e * 14.3)] + ["%.5f" % v for v in tr] + ["%.5f" % v for v in (m + .08, m + .02, m, m * .62)] + ["%.5f" % v for v in va] + ["%.6g" % lr] * 3))
    c.must, c.must_not = ["overfitting"], ["diverging", "non-finite-loss"]
    c.note = "Three parts of the loss and no sum, so no loss series is listed; all three of val/ rise from epoch 30 on by more than a third while those of train/ fall."


def c_mmdet():
    c = Case("20240507_081204_mmdet.log", "MMDetection 3 (mmengine)", "detection")
    P = lambda: c.ft("%Y/%m/%d %H:%M:%S") + " - mmengine - INFO - "
    c.p(P() + "\n" + "-" * 60 + "\nSystem environment:\n    sys.platform: linux\n    Python: 3.8.18 (default, Sep 11 2023, 13:40:15) [GCC 11.2.0]\n    CUDA available: True\n    seed: 1171386327\n    GPU 0,1: NVIDIA GeForce RTX 3090\n    PyTorch: 1.12.1\n    OpenCV: 4.8.1\n    MMEngine: 0.10.1\n" + "-" * 60 + "\n")
    c.p(P() + "Config:\nauto_scale_lr = dict(base_batch_size=16, enable=False)\noptim_wrapper = dict(\n    optimizer=dict(lr=0.005, momentum=0.9, type='SGD', weight_decay=0.0001),\n    type='OptimWrapper')\ntrain_cfg = dict(max_epochs=12, type='EpochBasedTrainLoop', val_interval=1)\n")
    c.p(P() + "Distributed training is not used, all SyncBatchNorm (SyncBN) layers in the model will be automatically reverted to BatchNormXd layers if they are used.")
    c.p(c.ft("%Y/%m/%d %H:%M:%S") + " - mmengine - WARNING - \"FileClient\" will be deprecated in future. Please use io functions in https://mmengine.readthedocs.io/en/latest/api/fileio.html#file-io")
    N, E = 350, 12
    for e in range(1, E + 1):
        for i in range(50, N + 1, 50):
            c.tick(21)
            g = (e - 1) * N + i
            parts = [decay(c, g, N * E, a, b, 4, .02) for a, b in ((.42, .022), (.11, .035), (1.05, .19), (.34, .21))]
            loss = sum(parts)
            lr = 5e-3 * min(1, g / 500) * (.1 if e > 8 else 1) * (.1 if e > 11 else 1)
            c.p(P() + "Epoch(train) %s[%d][%3d/%d]  lr: %s  eta: %s  time: %.4f  data_time: %.4f  memory: 4612  loss: %s  loss_rpn_cls: %.4f  loss_rpn_bbox: %.4f  loss_cls: %.4f  acc: %.4f  loss_bbox: %.4f" % (
                (" " if e < 10 else ""), e, i, N, c.rec("train/learning_rate", g, "%.4e" % lr), dt.timedelta(seconds=int((N * E - g) * .42)), .42 + c.g(.002), .008 + abs(c.g(.001)), c.rec("train/loss", g, "%.4f" % loss), *parts[:3], 97 - 8 * parts[2], parts[3]))
        c.p(P() + "Exp name: faster-rcnn_r50_fpn_1x_kitti_20240507_081204")
        c.p(P() + "Saving checkpoint at %d epochs" % e)
        for i in (50, 100):
            c.p(P() + "Epoch(val) %s[%d][%3d/120]    eta: 0:00:07  time: 0.1102  data_time: 0.0043  memory: 612" % ((" " if e < 10 else ""), e, i))
        c.p(P() + "Evaluating bbox...")
        m = .52 * (1 - math.exp(-e / 4))
        c.p(P() + "bbox_mAP_copypaste: %.3f %.3f %.3f %.3f %.3f %.3f" % (m, m * 1.5, m * 1.08, m * .6, m * 1.1, m * 1.2))
        c.p(P() + "Epoch(val) %s[%d][120/120]    coco/bbox_mAP: %.4f  coco/bbox_mAP_50: %.4f  data_time: 0.0041  time: 0.1101" % ((" " if e < 10 else ""), e, m, m * 1.5))
    c.must_not = ["any"]
    c.note = "Axis: (epoch - 1) * 350 + iteration."


def c_detectron2():
    c = Case("d2_output_log.txt", "Detectron2", "detection")
    P = lambda mod: "\x1b[32m[%s %s]: \x1b[0m" % (c.ft("%m/%d %H:%M:%S"), mod)
    c.p(P("d2.engine.defaults") + "Model:\nGeneralizedRCNN(\n  (backbone): FPN(\n    (fpn_lateral2): Conv2d(256, 256, kernel_size=(1, 1), stride=(1, 1))\n  )\n)")
    c.p(P("d2.data.build") + "Removed 12 images with no usable annotations. 1488 images left.")
    c.p(P("d2.data.build") + "Distribution of instances among all 2 categories:\n\x1b[36m|  category  | #instances   |  category  | #instances   |\n|:----------:|:-------------|:----------:|:-------------|\n|    car     | 3120         |   truck    | 411          |\n|            |              |            |              |\n|   total    | 3531         |            |              |\x1b[0m")
    c.p(P("d2.engine.train_loop") + "Starting training from iteration 0")
    for it in range(19, 1000, 20):
        c.tick(7)
        f = 1.0
        if it > 900:
            f = 1 + ((it - 900) / 20) ** 2.6
        parts = [decay(c, it, 3000, a, b, 9, .03) * f for a, b in ((.98, .12), (.61, .21), (.692, .21), (.31, .04), (.05, .02))]
        c.p(P("d2.utils.events") + " eta: %s  iter: %d  total_loss: %s  loss_cls: %.4g  loss_box_reg: %.4g  loss_mask: %.4g  loss_rpn_cls: %.4g  loss_rpn_loc: %.4g    time: 0.3518  last_time: 0.3611  data_time: 0.0131  last_data_time: 0.0052   lr: %s  max_mem: 3211M" % (
            dt.timedelta(seconds=int((3000 - it) * .35)), it, c.rec("train/loss", it, "%.4g" % sum(parts)), *parts, c.rec("train/learning_rate", it, "%.5g" % (.02 * min(1, (it + 1) / 1000)))))
    c.p("\x1b[5m\x1b[31mERROR\x1b[0m " + P("d2.engine.train_loop") + "Exception during training:\nTraceback (most recent call last):\n  File \"/detectron2/engine/train_loop.py\", line 155, in train\n    self.run_step()\n  File \"/detectron2/engine/train_loop.py\", line 498, in _write_metrics\n    raise FloatingPointError(\nFloatingPointError: Loss became infinite or NaN at iteration=1007!\nloss_dict = {'loss_cls': nan, 'loss_box_reg': nan, 'loss_mask': 31.90671, 'loss_rpn_cls': nan, 'loss_rpn_loc': nan}")
    c.p(P("d2.engine.hooks") + "Overall training speed: 1005 iterations in 0:05:53 (0.3518 s / it)")
    c.must = ["non-finite-loss"]
    c.note = "The printed losses rise fast from iteration 919 on; the NaN stands in the exception only."


def c_nnunet():
    c = Case("training_log_2024_9_3_07_11_52.txt", "nnU-Net v2", "segmentation", odd=True)
    c.p("\n#######################################################################\nPlease cite the following paper when using nnU-Net:\nIsensee, F., Jaeger, P. F., Kohl, S. A., Petersen, J., & Maier-Hein, K. H. (2021). nnU-Net: a self-configuring method for deep learning-based biomedical image segmentation. Nature methods, 18(2), 203-211.\n#######################################################################\n ")
    T = lambda: c.ft("%Y-%m-%d %H:%M:%S.%f") + ": "
    c.p(T() + "do_dummy_2d_data_aug: True\n" + T() + "Using splits from existing split file: /data/nnUNet_preprocessed/Dataset004_Hippocampus/splits_final.json\n" + T() + "The split file contains 5 splits.\n" + T() + "Desired fold for training: 0\n" + T() + "This split has 208 training and 52 validation cases.")
    n, best, ema = 60, -1, None
    for e in range(n):
        x = e / n
        tr = .05 - .93 * (1 - math.exp(-5 * x)) - .02 * x + c.g(.004)
        va = .02 - .86 * (1 - math.exp(-5 * x)) - .01 * x + c.g(.005)
        c.p(T() + "")
        c.p(T() + "Epoch %d" % e)
        c.p(T() + "Current learning rate: %s" % c.rec("train/learning_rate", e, "%.5f" % (.01 * (1 - e / 1000) ** .9)))
        c.tick(38)
        c.p(T() + "train_loss %s" % c.rec("train/loss", e, "%.4f" % tr))
        c.p(T() + "val_loss %s" % c.rec("validation/loss", e, "%.4f" % va))
        d = -va * .98 + .03
        c.p(T() + "Pseudo dice [np.float32(%.4f), np.float32(%.4f)]" % (max(0, d), max(0, d - .02)))
        c.p(T() + "Epoch time: %.2f s" % (38 + c.g(.2)))
        ema = d if ema is None else .9 * ema + .1 * d
        if ema > best:
            best = ema
            c.p(T() + "Yayy! New best EMA pseudo Dice: %.4f" % best)
    c.must_not = ["any"]
    c.note = "Dice + cross-entropy loss: negative values are right."


def c_timm():
    c = Case("timm_summary.csv", "timm summary.csv", "classification", odd=True)
    c.p("epoch,train_loss,eval_loss,eval_top1,eval_top5,lr")
    n = 110
    for e in range(n):
        x = e / n
        tr = 6.93 - 3.75 * (1 - math.exp(-4.2 * x)) - .25 * x + c.g(.015)
        ev = 6.85 - 5.7 * (1 - math.exp(-5.5 * x)) - .22 * x + c.g(.008)
        lr = 1e-6 + (1e-3 - 1e-6) * e / 5 if e < 5 else cosine(e, n, 1e-3)
        t1 = max(.1, 78.5 * (1 - math.exp(-5.2 * x)))
        c.p(",".join([str(e), c.rec("train/loss", e, repr(tr)), c.rec("validation/loss", e, repr(ev)), "%.5f" % t1, "%.5f" % min(99, t1 * 1.19), c.rec("train/learning_rate", e, repr(lr))]))
    c.must_not = ["any"]
    c.note = "Mixup, CutMix and label smoothing in training only: the training loss is well above the validation loss throughout. Sound."


def c_detr():
    c = Case("detr_finetune_log.txt", "DETR log.txt (JSON lines)", "detection")
    for e in range(50):
        ls = c.rec("train/loss", e, repr(17.86 + c.g(.06)))
        tl = 17.95 + c.g(.05)
        row = {"train_lr": float(c.rec("train/learning_rate", e, repr(9.99999999999e-05))), "train_class_error": 99.1 + abs(c.g(.3)), "train_loss": float(ls)}
        for k, f in (("ce", .071), ("bbox", .048), ("giou", .058)):
            for a in ("", "_0", "_1"):
                row["train_loss_%s%s" % (k, a)] = float(ls) * f * (1 + c.g(.003))
        row.update({"train_cardinality_error_unscaled": 91.3 + c.g(.1), "test_class_error": 100.0, "test_loss": tl, "test_loss_ce": tl * .071, "test_coco_eval_bbox": [0.0, 1e-05, 0.0] + [0.0] * 9, "epoch": e, "n_parameters": 41279495})
        c.p(json.dumps(row))
    c.must, c.must_not = ["not-decreasing"], ["diverging", "overfitting", "non-finite-loss"]
    c.note = "Flat at 17.9 for 50 epochs, class error 99-100. test_loss is DETR's name for the validation set; not listed, as the split may be disputed."


def c_paddleseg():
    c = Case("paddleseg_pp_liteseg_optic_disc.log", "PaddleSeg", "segmentation")
    P = lambda lv="INFO": c.ft("%Y-%m-%d %H:%M:%S") + " [%s]\t" % lv
    c.p("/home/aistudio/work/眼底分割/PaddleSeg/paddleseg/utils/env: 使用 GPU: 0")
    c.p(P() + "\n------------Environment Information-------------\nplatform: Linux-4.15.0-140-generic-x86_64-with-debian-stretch-sid\nPython: 3.7.4 (default, Aug 13 2019, 20:35:49) [GCC 7.3.0]\nPaddle compiled with cuda: True\nGPUs used: 1\nCUDA_VISIBLE_DEVICES: None\nGCC: gcc (Ubuntu 7.5.0-3ubuntu1~18.04) 7.5.0\nPaddlePaddle: 2.4.0\nOpenCV: 4.6.0\n------------------------------------------------")
    c.p("W0507 14:31:10.104513  4731 gpu_resources.cc:61] Please NOTE: device: 0, GPU Compute Capability: 7.0, Driver API Version: 11.2, Runtime API Version: 11.2")
    c.p(P() + "Loading pretrained model from https://bj.bcebos.com/paddleseg/dygraph/PP_STDCNet1.tar.gz\n" + P("WARNING") + "stages.3.conv_list.0.conv.weight is not in pretrained model")
    n, best = 1600, 0
    for it in range(20, n + 1, 20):
        c.tick(3)
        c.p(P() + "[TRAIN] epoch: %d, iter: %d/%d, loss: %s, lr: %s, batch_cost: %.4f, reader_cost: %.5f, ips: %.4f samples/sec | ETA %s" % (
            it // 66 + 1, it, n, c.rec("train/loss", it, "%.4f" % decay(c, it, n, 2.31, .31, 5, .035)), c.rec("train/learning_rate", it, "%.6f" % (.01 * (1 - it / n) ** .9)), .151 + c.g(.003), .0121 + abs(c.g(.002)), 26 + c.g(.5), "00:%02d:%02d" % ((n - it) * .15 // 60, (n - it) * .15 % 60)))
        if it % 200 == 0:
            c.p(P() + "Start evaluating (total_samples: 76, total_iters: 76)...")
            for k in range(0, 77, 19):
                c.w("\r%d/76 [%s] - %ds - batch_cost: 0.0412 - reader cost: 0.003" % (k, ("=" * (k * 30 // 76) + ">").ljust(30, "."), k // 25))
            m = .92 - .5 * math.exp(-it / 250)
            c.p("\n" + P() + "[EVAL] #Images: 76 mIoU: %.4f Acc: %.4f Kappa: %.4f Dice: %.4f" % (m, .97 + .02 * m, m - .08, m + .04))
            c.p(P() + "[EVAL] Class IoU: \n[0.9931 %.4f]" % (m - .07))
            if m > best:
                best = m
                c.p(P() + "[EVAL] The model with the best validation mIoU (%.4f) was saved at iter %d." % (best, it))
    c.p("<class 'paddle.nn.layer.conv.Conv2D'>'s flops has been counted\nTotal Flops: 806355984     Total Params: 8031562")
    c.must_not = ["any"]


def c_openclip():
    c = Case("open_clip_out.log", "OpenCLIP", "contrastive pre-training", odd=True)
    P = lambda: c.ft("%Y-%m-%d,%H:%M:%S") + " | INFO | "
    c.p(P() + "Running in distributed mode with multiple processes. Device: cuda:0.Process (global: 0, local 0), total 8.\n" + P() + "Loaded ViT-B-32 model config.\n" + P() + "Model:\n" + P() + "CLIP(\n  (visual): VisionTransformer(\n    (conv1): Conv2d(3, 768, kernel_size=(32, 32), stride=(32, 32), bias=False)\n  )\n)\n" + P() + "Params:\n" + P() + "  accum_freq: 1\n" + P() + "  batch_size: 512\n" + P() + "  lr: 0.0005\n" + P() + "  warmup: 400")
    per, bs, E = 2904064, 4096, 3
    nb = per // bs
    for e in range(E):
        c.p(P() + "Start epoch %d" % e)
        avg, cnt = 0, 0
        for b in [0] + list(range(50, nb, 50)) + [nb - 1]:
            c.tick(40)
            k = e * nb + b
            v = decay(c, k, E * nb, 8.33, 2.45, 5, .015)
            cnt += 1
            avg += (v - avg) / cnt
            t = .8 + abs(c.g(.02))
            vs, avs = "%#.5g" % v, "%#.5g" % avg
            c.p(P() + "Train Epoch: %d [%7d/%d (%.0f%%)] Data (t): %.3f Batch (t): %.3f, %s/s, %s/s/gpu LR: %s Logit Scale: %.3f Contrastive_loss: %s (%s) Loss: %s (%s)" % (
                e, (b + 1) * bs, per, 100 * (b + 1) / nb, .061, t, "%g" % (bs / t), "%g" % (512 / t), c.rec("train/learning_rate", None, "%.6f" % (5e-4 * min(1, (k + 1) / 400) * (1 - .5 * k / (E * nb)))), 14.286 + 25 * k / (E * nb), vs, avs, c.rec("train/loss", None, vs), avs))
        v = decay(c, (e + 1) * nb, E * nb, 8.3, 2.62, 5, .002)
        c.p(P() + "Eval Epoch: %d [512 / 5000]\tClip Loss: %.6f\t" % (e + 1, v + .01))
        c.p(P() + "Eval Epoch: %d image_to_text_mean_rank: %.4f\timage_to_text_R@1: %.4f\ttext_to_image_R@1: %.4f\tclip_val_loss: %s\tepoch: %d.0000\tnum_samples: 5000.0000" % (e + 1, 300 / (e + 1), .11 * (e + 1), .1 * (e + 1), c.rec("validation/loss", e + 1, "%.4f" % v), e + 1))
    c.must_not = ["any"]
    c.note = "The counter of the train lines is samples in the epoch; no step listed. Contrastive_loss equals Loss. 'Eval Epoch: 1 [512 / 5000] Clip Loss' is a running value, not listed."


# ------------------------------------------------------------------ speech
def c_espnet():
    c = Case("espnet_asr_train.log", "ESPnet2", "speech recognition")
    P = lambda w="trainer:762": "[gpu03] %s (%s) INFO: " % (c.ms(), w)
    c.p("# python3 -m espnet2.bin.asr_train --use_preprocessor true --bpemodel data/en_token_list/bpe_unigram5000/bpe.model --config conf/train_asr_conformer.yaml --ngpu 1\n# Started at Tue May  7 08:12:04 JST 2024\n#")
    c.p(P("asr:525") + "Vocabulary size: 5000")
    c.p(P("abs_task:1270") + "Model structure:\nESPnetASRModel(\n  (frontend): DefaultFrontend(\n    (stft): Stft(n_fft=512, win_length=512, hop_length=160, center=True, normalized=False, onesided=True)\n  )\n)\n\nModel summary:\n    Class Name: ESPnetASRModel\n    Total Number of model parameters: 116.15 M")
    E, per, nb = 12, 4, 1000
    for e in range(1, E + 1):
        c.p(P("trainer:293") + "%d/50epoch started" % e if e == 1 else P("trainer:287") + "%d/50epoch started. Estimated time to finish: 1 day, 3 hours and 7 minutes" % e)
        tot = []
        for q in range(per):
            c.tick(310)
            k = (e - 1) * per + q
            at = decay(c, k, E * per, 121, 11.5, 5, .015)
            ct = decay(c, k, E * per, 190, 14.5, 5, .015)
            ls = .7 * at + .3 * ct
            tot.append(ls)
            c.p(P() + "%depoch:train:%d-%dbatch: iter_time=2.117e-04, forward_time=0.141, loss_ctc=%.3f, loss_att=%.3f, acc=%.3f, loss=%s, backward_time=0.201, grad_norm=%s, clip=100.000, loss_scale=1.000, optim_step_time=0.041, optim0_lr0=%.3e, train_time=1.237" % (
                e, q * 250 + 1, q * 250 + 250, ct, at, .95 - at / 150, c.rec("train/loss", None, "%.3f" % ls), c.rec("train/gradient_norm", None, "%.3f" % (8 + 60 * math.exp(-k / 8) + abs(c.g(.4)))), min(2e-3, 2e-3 * (k + 1) / 60)))
        va = decay(c, e, E, 95, 9.8, 4, .004)
        c.tick(60)
        c.p(P("trainer:358") + "%depoch results: [train] iter_time=2.117e-04, forward_time=0.141, loss=%.3f, train_time=1.237, time=20 minutes and 40.12 seconds, total_count=%d, gpu_max_cached_mem_GB=22.102, [valid] loss_ctc=%.3f, cer_ctc=%.3f, loss_att=%.3f, acc=%.3f, cer=0.2, wer=0.4, loss=%s, time=1 minute and 2.1 seconds, total_count=%d, gpu_max_cached_mem_GB=22.102" % (
            e, sum(tot) / 4, e * nb, va * 1.2, va / 250, va * .92, .95 - va / 150, c.rec("validation/loss", e, "%.3f" % va), e * 131))
        c.p(P("trainer:412") + "The best model has been updated: valid.acc" if e != 7 else P("trainer:410") + "There are no improvements in this epoch")
    c.must_not = ["any"]
    c.note = "train/loss: the lines of 250 batches (48); '[train] ... loss=' of the epoch results is their mean. The gradient norms are per interval."


def c_coqui():
    c = Case("coqui_glow_tts_trainer_0_log.txt", "Coqui TTS Trainer (Glow-TTS)", "text to speech", odd=True)
    B, E0, UL = "\x1b[1m", "\x1b[0m", "\x1b[4m"
    c.p(" > Setting up Audio Processor...\n | > sample_rate:22050\n | > resample:False\n | > num_mels:80\n | > log_func:np.log10\n | > Found 13100 files in /data/LJSpeech-1.1\n > Using CUDA: True\n > Number of GPUs: 1\n\n > Model has 28623073 parameters")
    gs, nb = 0, 100
    T = lambda: c.ft("%Y-%m-%d %H:%M:%S")
    prev = None
    for e in range(9):
        c.p("\n%s%s > EPOCH: %d/9%s\n --> /runs/glow-May-07-2024_08+12AM-0000000" % (UL, B, e, E0))
        c.p("\n%s > TRAINING (%s) %s" % (B, T(), E0))
        avg = 0
        for st in range(0, nb, 25):
            gs = e * nb + st + 1 if st else e * nb + 1
            c.tick(25)
            x = gs / (9 * nb)
            mle = .62 - 1.15 * (1 - math.exp(-5 * x)) - .12 * x + c.g(.008)
            dur = .55 * math.exp(-5 * x) + .24 + c.g(.004)
            ls = mle + dur
            avg = ls if not st else avg * .6 + ls * .4
            f = lambda v: repr(round(v, 5))
            c.p("\n%s   --> TIME: %s -- STEP: %d/%d -- GLOBAL_STEP: %d%s" % (B, T(), st, nb, gs, E0))
            for k, v, a in (("loss", c.rec("train/loss", gs, f(ls)), f(avg)), ("log_mle", f(mle), f(mle + .01)), ("loss_dur", f(dur), f(dur + .01)), ("amp_scaler", "16384.0", "16384.0"), ("grad_norm", c.rec("train/gradient_norm", gs, f(1.2 + 6 * math.exp(-8 * x) + abs(c.g(.08)))), "1.9"), ("current_lr", None, None), ("step_time", "0.2187", "0.2201"), ("loader_time", "0.0041", "0.0039")):
                if k == "current_lr":
                    c.p("     | > current_lr: %s " % c.rec("train/learning_rate", gs, f(1e-3 * min(1, gs / 400))))
                else:
                    c.p("     | > %s: %s  (%s)" % (k, v, a))
            c.p()
        x = (e + 1) / 9
        v = 1.15 - 1.38 * (1 - math.exp(-5 * x)) - .1 * x + c.g(.003)
        c.p("\n%s > EVALUATION %s\n" % (B, E0))
        d = "" if prev is None else "(%+.5f)" % (v - prev)
        c.p("\n  %s--> EVAL PERFORMANCE%s" % (B, E0))
        c.p("     | > avg_loader_time:\x1b[91m 0.01203 \x1b[0m%s\n     | > avg_loss:\x1b[92m %s \x1b[0m%s\n     | > avg_log_mle:\x1b[92m %.5f \x1b[0m%s" % (d and "(+0.00010)" or "(+0.00000)", c.rec("validation/loss", None, repr(round(v, 5))), d or "(+0.00000)", v - .26, d or "(+0.00000)"))
        prev = v
        c.p("\n > BEST MODEL : /runs/glow-May-07-2024_08+12AM-0000000/best_model_%d.pth" % ((e + 1) * nb))
    c.must_not = ["any"]
    c.note = "A likelihood of densities: the loss crosses zero and goes on falling. The first number is the value of the step, the one in brackets the mean of the epoch."


# ------------------------------------------------------------------ translation
def c_marian():
    c = Case("marian_ende_train.log.gz", "Marian", "translation", odd=True)
    P = lambda w="": "[%s] %s" % (c.ft("%Y-%m-%d %H:%M:%S"), w)
    c.p(P("[marian] Marian v1.12.0 65bf82f 2023-02-21 09:56:29 -0800") + "\n" + P("[marian] Running on node07 as process 31812 with command line:") + "\n" + P("[marian] ./marian -c config.yml --devices 0 1 2 3") + "\n" + P("[config] after: 0e") + "\n" + P("[config] after-batches: 0") + "\n" + P("[config] cost-type: ce-mean-words") + "\n" + P("[config] label-smoothing: 0.1") + "\n" + P("[config] learn-rate: 0.0003") + "\n" + P("[comm] Compiled without MPI support. Running as a single process on node07") + "\n" + P("Synced seed 1111") + "\n" + P("[data] Loading SentencePiece vocabulary from file vocab.spm") + "\n" + P("Training started"))
    best = 9e9
    for u in range(250, 20001, 250):
        c.tick(61)
        ep = 1 if u < 11000 else 2
        if u == 11000:
            c.p(P("Seen 4,512,330 samples") + "\n" + P("Starting data epoch 2 in logical epoch 2"))
        v = decay(c, u, 20000, 9.6, 3.35, 6, .008)
        c.p(P("Ep. %d : Up. %d : Sen. %s : Cost %s * %s @ %s after %s : Time %.2fs : %.2f words/s : gNorm %s : L.r. %s" % (
            ep, u, format(u * 410 - (0 if ep == 1 else 4512330), ","), c.rec("train/loss", u, "%.8f" % v), format(2731000 + u, ","), "10,812", format(u * 10924, ","), 61 + c.g(.4), 44100 + c.g(200), c.rec("train/gradient_norm", u, "%.4f" % (.4 + 3 * math.exp(-u / 1500) + abs(c.g(.03)))), c.rec("train/learning_rate", u, "%.4e" % (3e-4 * min(1, u / 16000))))))
        if u % 2500 == 0:
            va = decay(c, u, 20000, 9.3, 2.62, 6, .001)
            pre = "[valid] Ep. %d : Up. %d : " % (ep, u)
            c.p(P("Saving model weights and runtime parameters to model/model.npz.best-ce-mean-words.npz"))
            c.p(P(pre + "ce-mean-words : %s : new best" % c.rec("validation/loss", u, "%.5f" % va)))
            c.p(P(pre + "perplexity : %s : new best" % c.rec("validation/perplexity", u, "%.4f" % math.exp(va))))
            c.p(P("[valid] [translate] Translating validation set...") + "\n" + P("Best translation 0 : Das Haus am Fluss wurde 1912 gebaut."))
            c.p(P(pre + "bleu-detok : %.4f : %s" % (34 * (1 - math.exp(-u / 7000)), "new best" if u != 17500 else "stalled 1 times (last best: 31.2)")))
    c.must_not = ["any"]
    c.note = "Training cost is label-smoothed, the validation's is not, hence the lower one. Gzip."


def c_opennmt():
    c = Case("onmt_train_deen.log", "OpenNMT-py", "translation")
    P = lambda: "[%s INFO] " % c.ms()
    c.p(P() + "Parsed 2 corpora from -data.\n" + P() + "Get special vocabs from Transforms: {'src': [], 'tgt': []}.\n" + P() + "Building model...\n" + P() + "NMTModel(\n  (encoder): TransformerEncoder(\n    (embeddings): Embeddings(\n  )\n)\n" + P() + "encoder: 35325952\n" + P() + "decoder: 41717064\n" + P() + "* number of parameters: 77043016\n" + P() + "Starting training on GPU: [0]\n" + P() + "Start training loop and validate every 2000 steps...")
    sec = 0
    for s in range(100, 9601, 100):
        c.tick(23)
        sec += 23
        if s <= 6100:
            x = decay(c, s, 12000, 9.4, 3.3, 8, .007)
        else:
            x = 4.2 + 4.3 * (1 - math.exp(-(s - 6100) / 500)) + c.g(.05)
        acc = max(3.1, 78 - 12.5 * x + c.g(.3))
        c.p(P() + "Step %d/100000; acc: %6.2f; ppl: %s; xent: %s; lr: %7.5f; sents: %7d; bsz: 3712/3804/104; %5.0f/%5.0f tok/s; %6.0f sec;" % (s, acc, c.rec("train/perplexity", s, "%5.2f" % math.exp(x)), c.rec("train/loss", s, "%4.2f" % x), .0022 * min(s / 8000, (8000 / s) ** .5), 10400, 16100 + c.g(90), 16500 + c.g(90), sec))
        if s % 2000 == 0:
            v = x + .05
            c.p(P() + "valid stats calculation\n                           took: 11.2087 s.")
            c.p(P() + "Train perplexity: %.4g\n" % (math.exp(x) * 1.1) + P() + "Train accuracy: %.4f\n" % acc + P() + "Sentences processed: %.5g\n" % (s * 104) + P() + "Average bsz: 3712/3804/104" + "\n" + P() + "Validation perplexity: %s\n" % c.rec("validation/perplexity", None, "%.4f" % math.exp(v)) + P() + "Validation accuracy: %.4f" % (acc - .7))
            c.p(P() + "Saving checkpoint run/model_step_%d.pt" % s)
    c.must, c.must_not = ["diverging"], ["non-finite-loss", "overfitting"]
    c.note = "Falls to 4.2 until step 6100, then rises to 8.5 and stays. 'Train perplexity' at validation is the mean since the start, not a point."


# ------------------------------------------------------------------ RL, robots
def c_sb3():
    c = Case("sb3_ppo_lunarlander.txt", "Stable-Baselines3 PPO", "rl", odd=True)
    c.p("Using cuda device\nWrapping the env with a `Monitor` wrapper\nWrapping the env in a DummyVecEnv.\nLogging to ./tb/PPO_3")
    for it in range(1, 27):
        x = it / 26
        rows = [("rollout/", None), ("   ep_len_mean", "%.3g" % (93 + 280 * x)), ("   ep_rew_mean", c.rec("train/reward", it, "%.3g" % (-182 + 395 * (1 - math.exp(-2.2 * x)) + c.g(4)))), ("time/", None), ("   fps", str(880 - it)), ("   iterations", str(it)), ("   time_elapsed", str(int(it * 18.6))), ("   total_timesteps", str(it * 16384))]
        if it > 1:
            ev = min(.97, -.002 + .9 * (1 - math.exp(-4 * x)) + c.g(.01))
            rows += [("train/", None), ("   approx_kl", c.rec("train/kl", it, "%.9f" % (.0068 + abs(c.g(.001))))), ("   clip_fraction", c.rec("train/clip_fraction", it, "%.3g" % (.061 + abs(c.g(.006))))), ("   clip_range", "0.2"), ("   entropy_loss", "%.3g" % (-1.38 + .55 * x + c.g(.01))),
                     ("   explained_variance", c.rec("train/value_explained", it, "%.3g" % ev)), ("   learning_rate", c.rec("train/learning_rate", it, "0.0003")), ("   loss", c.rec("train/loss", it, "%.3g" % (210 * math.exp(-3 * x) * (1 + c.g(.06)) + 18))), ("   n_updates", str((it - 1) * 4)), ("   policy_gradient_loss", "%.3g" % (-.0061 + c.g(.0008))), ("   value_loss", "%.3g" % (450 * math.exp(-3 * x) * (1 + c.g(.06)) + 36))]
        kw, vw = max(len(k) for k, _ in rows) , max(len(v or "") for _, v in rows)
        d = "-" * (kw + vw + 7)
        c.p(d)
        for k, v in rows:
            c.p("| %s | %s |" % (k.ljust(kw), (v or "").ljust(vw)))
        c.p(d)
        if it == 13:
            c.p("Eval num_timesteps=200000, episode_reward=101.22 +/- 77.01\nEpisode length: 412.00 +/- 133.20\nNew best mean reward!")
    c.must_not = ["policy-collapse", "kl-runaway", "reward-hacking", "non-finite-loss", "diverging"]
    c.note = "Axis: iterations. The first table has no train/ block. The evaluation's reward is no training point."


def c_rslrl():
    c = Case("isaaclab_rsl_rl_anymal.log", "rsl_rl (Isaac Lab)", "rl")
    c.p("[INFO]: Base environment:\n\tEnvironment device    : cuda:0\n\tPhysics step-size     : 0.005\n\tRendering step-size   : 0.02\n[INFO] Logging experiment in directory: /workspace/isaaclab/logs/rsl_rl/anymal_c_rough\nExact experiment name requested from command line: 2025-05-12_14-03-22\nActor MLP: Sequential(\n  (0): Linear(in_features=235, out_features=512, bias=True)\n  (1): ELU(alpha=1.0)\n)")
    w, pad = 80, 35
    for it in range(0, 28):
        x = it / 28
        nan = it >= 21
        vf = "nan" if nan else "%.4f" % (.03 * math.exp(-4 * x) * (1 + c.g(.1)) + .004 if it < 17 else .01 * 14 ** (it - 16))
        su = "nan" if nan else "%.4f" % (-.006 + c.g(.001))
        en = "nan" if nan else "%.4f" % (16.9 - 3 * x)
        c.p("#" * w + "\n" + (" \x1b[1m Learning iteration %d/1500 \x1b[0m " % it).center(w) + "\n")
        for k, v in (("Computation:", "%d steps/s (collection: %.3fs, learning %.3fs)" % (69000 + c.g(900), 1.2 + abs(c.g(.02)), .21)), ("Mean action noise std:", "%.2f" % (1.0 - .2 * x)), ("Mean value_function loss:", vf), ("Mean surrogate loss:", su), ("Mean entropy loss:", en),
                     ("Mean reward:", c.rec("train/reward", it, "%.2f" % (-5.1 + 9 * x + c.g(.1)))), ("Mean episode length:", "%.2f" % (20 + 600 * x)), ("Episode_Reward/track_lin_vel_xy_exp:", "%.4f" % (.02 + .4 * x)), ("Episode_Termination/base_contact:", "%.4f" % (4.2 - 3 * x))):
            c.p("%s %s" % (k.rjust(pad), v))
        c.p("-" * w)
        for k, v in (("Total timesteps:", str((it + 1) * 98304)), ("Iteration time:", "1.42s"), ("Time elapsed:", "00:00:%02d" % (it * 1.42)), ("ETA:", "00:35:%02d" % (59 - it))):
            c.p("%s %s" % (k.rjust(pad), v))
        c.p()
    c.p("Traceback (most recent call last):\n  File \"/workspace/isaaclab/scripts/rsl_rl/train.py\", line 187, in <module>\n    main()\n  File \"torch/distributions/normal.py\", line 73, in sample\n    return torch.normal(self.loc.expand(shape), self.scale.expand(shape))\nRuntimeError: normal expects all elements of std >= 0.0")
    c.must = ["non-finite-loss"]
    c.note = "Value loss grows from iteration 17 on, NaN in all losses from 21 on. No sum of the losses, so only the reward is listed."


def c_lerobot():
    c = Case("lerobot_act_so100.log", "LeRobot train.py", "imitation learning", odd=True)
    P = lambda l: "INFO %s ts/train.py:%d " % (c.ft("%Y-%m-%d %H:%M:%S"), l)
    c.p(P(126) + "{'batch_size': 8,\n 'dataset': {'episodes': None,\n             'repo_id': 'tomh/so100_pick_sponge',\n             'video_backend': 'torchcodec'},\n 'env': None,\n 'log_freq': 200,\n 'policy': {'chunk_size': 100,\n            'kl_weight': 10.0,\n            'type': 'act'},\n 'steps': 20000}")
    c.p(P(139) + "Creating dataset\n" + P(150) + "Creating policy\n" + P(202) + "Output dir: outputs/train/act_so100\n" + P(205) + "cfg.steps=20000 (20K)\n" + P(206) + "dataset.num_frames=26713 (27K)\n" + P(207) + "dataset.num_episodes=60\n" + P(208) + "num_learnable_params=51597190 (52M)\n" + P(234) + "Start offline training on a fixed dataset")

    def big(n):
        for suf in ("", "K", "M"):
            if abs(n) < 1000:
                return "%.0f%s" % (n, suf)
            n /= 1000
    for s in range(200, 20001, 200):
        c.tick(31)
        c.p(P(255) + "step:%s smpl:%s ep:%s epch:%.2f loss:%s grdn:%s lr:%s updt_s:%.3f data_s:%.3f" % (big(s), big(s * 8), big(s * 8 / 445.2), s * 8 / 26713, c.rec("train/loss", None, "%.3f" % decay(c, s, 20000, 8.2, .11, 9, .03)), c.rec("train/gradient_norm", None, "%.3f" % (11 + 150 * math.exp(-s / 1100) + abs(c.g(.5)))), c.rec("train/learning_rate", None, "1.0e-05"), .142, .004))
        if s % 10000 == 0:
            c.p(P(265) + "Checkpoint policy after step %d" % s)
    c.p(P(302) + "End of training")
    c.must_not = ["any"]
    c.note = "step is rounded to thousands from 1K on (five lines of one step each); 100 points; no steps listed."


# ------------------------------------------------------------------ recommender, time series, boosting
def c_recbole():
    c = Case("BPR-ml-1m-Mar-05-2024_10-11-12.log", "RecBole", "recommender", odd=True)
    P = lambda: c.ft("%a %d %b %Y %H:%M:%S") + "  INFO  "
    c.p(P() + "\nGeneral Hyper Parameters:\ngpu_id = 0\nuse_gpu = True\nseed = 2020\n\nTraining Hyper Parameters:\nepochs = 300\ntrain_batch_size = 2048\nlearning_rate = 0.001\neval_step = 1\nstopping_step = 10\n\nEvaluation Hyper Parameters:\neval_args = {'split': {'RS': [0.8, 0.1, 0.1]}, 'order': 'RO', 'group_by': 'user', 'mode': 'full'}\nmetrics = ['Recall', 'MRR', 'NDCG', 'Hit', 'Precision']\ntopk = [10]\n")
    c.p(P() + "ml-1m\nThe number of users: 6041\nAverage actions of users: 165.5975\nThe number of items: 3707\nThe sparsity of the dataset: 95.53%\nRemain Fields: ['user_id', 'item_id', 'rating', 'timestamp']")
    c.p(P() + "BPR(\n  (user_embedding): Embedding(6041, 64)\n  (item_embedding): Embedding(3707, 64)\n  (loss): BPRLoss()\n)\nTrainable parameters: 623872")
    best, wait = 0, 0
    for e in range(0, 58):
        c.tick(4)
        c.p(P() + "epoch %d training [time: %.2fs, train loss: %s]" % (e, 3.1 + c.g(.05), c.rec("train/loss", e, "%.4f" % decay(c, e, 70, 271.4, 71.0, 5, .003))))
        sc = .1235 * (1 - math.exp(-(e + 1) / 11)) + c.g(.0003) - (.0009 if e > 46 else 0)
        c.p(P() + "epoch %d evaluating [time: %.2fs, valid_score: %f]" % (e, .41, sc))
        c.p(P() + "valid result: \nrecall@10 : %.4f    mrr@10 : %.4f    ndcg@10 : %.4f    hit@10 : %.4f    precision@10 : %.4f    " % (sc * 1.1, sc * 2.4, sc * 1.3, sc * 4.4, sc * 1.05))
        if sc > best:
            best, wait = sc, 0
            c.p(P() + "Saving current: saved/BPR-Mar-05-2024_10-11-12.pth")
        else:
            wait += 1
            if wait > 10:
                c.p(P() + "Finished training, best eval result in epoch %d" % (e - wait))
                break
    c.p(P() + "Loading model structure and parameters from saved/BPR-Mar-05-2024_10-11-12.pth\n" + P() + "best valid : OrderedDict([('recall@10', 0.1361), ('mrr@10', 0.2955), ('ndcg@10', 0.1602)])\n" + P() + "test result: OrderedDict([('recall@10', 0.1499), ('mrr@10', 0.3301), ('ndcg@10', 0.1811)])")
    c.must_not = ["any"]
    c.note = "The loss is a sum over batches (271 to 70ish); epochs from 0; stopped by the score of the validation."


def c_tslib():
    c = Case("Time-Series-Library_PatchTST_ETTh1.out", "Time-Series-Library (thuml)", "time series")
    c.p("Args in experiment:\n\x1b[1mBasic Config\x1b[0m\n  Task Name:          long_term_forecast  Is Training:        1                   \n  Model ID:           ETTh1_96_96         Model:              PatchTST            \n\n\x1b[1mRun Parameters\x1b[0m\n  Num Workers:        10                  Itr:                1                   \n  Train Epochs:       30                  Batch Size:         128                 \n  Patience:           12                  Learning Rate:      0.0001              \n\nUse GPU: cuda:0")
    c.p(">>>>>>>start training : long_term_forecast_ETTh1_96_96_PatchTST_ETTh1_ftM_sl96_ll48_pl96_dm512_nh8_el1_dl1_df2048_fc3_ebtimeF_dtTrue_Exp_0>>>>>>>>>>>>>>>>>>>>>>>>>>\ntrain 8449\nval 2785\ntest 2785")
    best, wait = 9.0, 0
    for e in range(1, 31):
        x = e / 20
        tr = .12 + .33 * math.exp(-2.0 * x) + c.g(.002)
        va = .79 - .09 * (1 - math.exp(-e / 1.5)) + .034 * max(0, e - 5) + c.g(.004)
        te = va - .3 + c.g(.003)
        c.p("Epoch: %d cost time: %.15f" % (e, 4 + abs(c.g(.1))))
        c.p("Epoch: %d, Steps: 66 | Train Loss: %s Vali Loss: %s Test Loss: %s" % (e, c.rec("train/loss", e, "%.7f" % tr), c.rec("validation/loss", e, "%.7f" % va), c.rec("test/loss", e, "%.7f" % te)))
        if va < best:
            c.p("Validation loss decreased (%s --> %.6f).  Saving model ..." % ("inf" if best == 9 else "%.6f" % best, va))
            best, wait = va, 0
        else:
            wait += 1
            c.p("EarlyStopping counter: %d out of 12" % wait)
            if wait == 12:
                c.p("Early stopping")
                break
        c.p("Updating learning rate to %s" % repr(1e-4))
    c.p(">>>>>>>testing : long_term_forecast_ETTh1_96_96_PatchTST<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<\ntest 2785\ntest shape: (2785, 96, 7) (2785, 96, 7)\nmse:0.4012345671653748, mae:0.4198765754699707, dtw:Not calculated")
    c.must, c.must_not = ["overfitting"], ["non-finite-loss", "diverging"]
    c.note = "66 steps an epoch, so no 'iters: 100' lines."


def c_lightgbm():
    c = Case("lgbm_ctr.log", "LightGBM", "boosting")
    c.p("[LightGBM] [Warning] num_threads is set=16, n_jobs=-1 will be ignored. Current value: num_threads=16\n[LightGBM] [Info] Number of positive: 10412, number of negative: 84588\n[LightGBM] [Info] Auto-choosing row-wise multi-threading, the overhead of testing was 0.008123 seconds.\nYou can set `force_row_wise=true` to remove the overhead.\n[LightGBM] [Info] Total Bins 31204\n[LightGBM] [Info] Number of data points in the train set: 95000, number of used features: 187\n[LightGBM] [Info] [binary:BoostFromScore]: pavg=0.109600 -> initscore=-2.094931\n[LightGBM] [Info] Start training from score -2.094931")
    for i in range(10, 1001, 10):
        x = i / 1000
        tr = .01 + .335 * math.exp(-3.6 * x)
        va = .345 - .075 * (1 - math.exp(-11 * x)) + .15 * max(0, x - .15)
        c.p("[%d]\ttraining's binary_logloss: %s\tvalid_1's binary_logloss: %s" % (i, c.rec("train/loss", i, "%.6g" % tr), c.rec("validation/loss", i, "%.6g" % (va + c.g(.0003)))))
        if i in (640, 810, 930):
            c.p("[LightGBM] [Warning] No further splits with positive gain, best gain: -inf")
    c.must, c.must_not = ["overfitting"], ["diverging", "non-finite-loss"]


def c_catboost():
    c = Case("catboost_fraud.out", "CatBoost", "boosting")
    c.p("Learning rate set to 0.08\nCustom logger is already specified. Specify more than one logger at same time is not thread safe.")
    n, best, bi = 1000, 9, 0
    for i in list(range(0, n, 20)) + [n - 1]:
        x = i / n
        tr = .062 + .57 * math.exp(-7 * x) + .035 * (1 - x)
        te = .081 + .565 * math.exp(-7 * x) + .03 * (1 - x)
        if te < best:
            best, bi = te, i
        c.p("%d:\tlearn: %s\ttest: %.7f\tbest: %.7f (%d)\ttotal: %s\tremaining: %s" % (i, c.rec("train/loss", i, "%.7f" % tr), te, best, bi, "%.1fs" % (i * .031) if i > 32 else "%dms" % (31 + i * 31), "%.1fs" % ((n - i) * .031)))
    c.p("\nbestTest = %.10f\nbestIteration = %d\n" % (best, bi))
    c.must_not = ["any"]
    c.note = "Logloss; 'test' is the eval_set (validation or test: not listed)."


# ------------------------------------------------------------------ Keras, TF, MindSpore
def c_keras():
    c = Case("keras_two_phase_flowers.out", "Keras 2 fit (redirected)", "classification", odd=True)
    c.p("2024-05-07 08:12:04.118913: I tensorflow/core/platform/cpu_feature_guard.cc:182] This TensorFlow binary is optimized to use available CPU instructions in performance-critical operations.\n2024-05-07 08:12:09.441220: W tensorflow/compiler/tf2tensorrt/utils/py_utils.cc:38] TF-TRT Warning: Could not find TensorRT\nFound 2939 files belonging to 5 classes.\nFound 731 files belonging to 5 classes.\n--- phase 1: head only ---")
    best = 9
    for e in range(1, 21):
        total = 10 if e <= 10 else 20
        if e == 11:
            c.p("--- phase 2: unfreeze top 40 layers, lr 1e-5 ---")
        c.p("Epoch %d/%d" % (e, total))
        ls = decay(c, e - 1, 24, 1.42, .24, 5, .008) - (.04 if e > 10 else 0)
        va = decay(c, e - 1, 24, 1.05, .29, 5, .008) - (.03 if e > 10 else 0)
        for b in (1, 23, 46, 69, 91):
            run = ls * (1 + .08 * math.exp(-b / 20) + c.g(.01))
            f = int(30 * b / 92)
            t = "%2d/92 [%s] - ETA: %ds - loss: %.4f - accuracy: %.4f" % (b, ("=" * f + ">").ljust(30, "."), (92 - b) // 9, run, 1 - run / 2.4)
            c.w(t + "\b" * len(t))
        c.w("\r")
        line = "92/92 [==============================] - %ds %dms/step - loss: %s - accuracy: %s - val_loss: %s - val_accuracy: %s - lr: %.4e" % (12, 118, c.rec("train/loss", e, "%.4f" % ls), c.rec("train/accuracy", e, "%.4f" % (1 - ls / 2.4)), c.rec("validation/loss", e, "%.4f" % va), c.rec("validation/accuracy", e, "%.4f" % (1 - va / 2.5)), 1e-3 if e <= 10 else 1e-5)
        if va < best:
            c.p("\nEpoch %d: val_loss improved from %s to %.5f, saving model to best.h5" % (e, "inf" if best == 9 else "%.5f" % best, va))
            best = va
        else:
            c.p("\nEpoch %d: val_loss did not improve from %.5f" % (e, best))
        c.p(line)
    c.p("Restoring model weights from the end of the best epoch: 20.\n23/23 [==============================] - 2s 71ms/step")
    c.must_not = ["any"]
    c.note = "Two phases, the second with initial_epoch=10: one curve of 20 epochs. Running values in between (backspaces) are no points."


def c_tfod():
    c = Case("tf2_object_detection_main.log", "TF2 Object Detection API", "detection", odd=True)
    I = lambda l, m="model_lib_v2.py": "I%s %d %s:%d] " % (c.t.strftime("%m%d %H:%M:%S.%f"), 140011, m, l)
    c.p("2024-05-07 08:12:04.118913: I tensorflow/core/common_runtime/gpu/gpu_device.cc:1613] Created device /job:localhost/replica:0/task:0/device:GPU:0 with 22290 MB memory\nINFO:tensorflow:Using MirroredStrategy with devices ('/job:localhost/replica:0/task:0/device:GPU:0',)\n" + I(374, "mirrored_strategy.py") + "Using MirroredStrategy with devices ('/job:localhost/replica:0/task:0/device:GPU:0',)\nINFO:tensorflow:Maybe overwriting train_steps: 4000\n" + I(84, "config_util.py") + "Maybe overwriting train_steps: 4000\nWARNING:tensorflow:From /models/research/object_detection/builders/dataset_builder.py:235: DatasetV1.map_with_legacy_function (from tensorflow.python.data.ops.dataset_ops) is deprecated and will be removed in a future version.")
    for s in range(100, 2801, 100):
        c.tick(31)
        cl, lo, rg = decay(c, s, 2800, 1.15, .19, 5, .025), decay(c, s, 2800, .71, .09, 5, .025), .1531 - s * 1e-6
        tot = cl + lo + rg
        per = .31 + c.g(.002)
        d = "{'Loss/classification_loss': %.8f,\n 'Loss/localization_loss': %.8f,\n 'Loss/regularization_loss': %.8f,\n 'Loss/total_loss': %s,\n 'learning_rate': %s}" % (cl, lo, rg, c.rec("train/loss", s, "%.7f" % tot), c.rec("train/learning_rate", s, "%.9g" % (.04 * s / 1000 if s < 1000 else cosine(s - 1000, 3000, .04))))
        c.p("INFO:tensorflow:Step %d per-step time %.3fs\n" % (s, per) + I(705) + "Step %d per-step time %.3fs" % (s, per))
        c.p("INFO:tensorflow:%s\n" % d + I(708) + d)
    c.must_not = ["any"]
    c.note = "Every record stands twice (absl and the TF logger)."


def c_mindformers():
    c = Case("mindformers_worker_7.log", "MindFormers (MindSpore)", "llm fine-tuning", odd=True)
    P = lambda l=529: "%s - mindformers[mindformers/core/callback/callback.py:%d] - INFO - " % (c.ms(), l)
    c.p("[WARNING] ME(31201:281472,MainProcess):2025-04-07-15:32:10.114.120 [mindspore/context.py:1402] For 'context.set_context', the parameter 'ascend_config' will be deprecated and removed in a future version.")
    c.p("%s - mindformers[mindformers/trainer/base_trainer.py:935] - INFO - .........Starting Training Model.........." % c.ms())
    n = 180
    for s in range(1, n + 1):
        c.tick(1.8)
        loss = decay(c, s, n, 4.1, 1.95, 5, .01)
        gn = .9 + 5 * math.exp(-s / 10) + abs(c.g(.05))
        if s == 118:
            loss, gn = loss * 3.6, 41.7
        if s == 119:
            loss, gn = loss * 1.9, 12.3
        c.p(P() + "{ Epoch:[  1/  1], step:[%5d/%5d], loss: %s, per_step_time: %dms, lr: %s, overflow cond: False, loss_scale: 1.0, global_norm: [%s], train_throughput_per_npu: %.3fT" % (
            s, n, c.rec("train/loss", s, "%5.3f" % loss), 103328 if s == 1 else 1752 + c.g(4), c.rec("train/learning_rate", s, "%.8g" % (1e-5 * min(1, (s - 1) / 9) * (1 - .9 * s / n))), c.rec("train/gradient_norm", s, "%.6f" % gn), 2.896 if s == 1 else 170 + c.g(.4)))
        c.p(P(568) + "  %5.1f%% |%s| %.5f samples/s/p  %s }" % (100 * s / n, ("█" * int(50 * s / n)).ljust(50), 2.28, dt.timedelta(seconds=int((n - s) * 1.75))))
    c.must, c.must_not = ["loss-spike"], ["diverging", "non-finite-loss"]


# ------------------------------------------------------------------ science, trackers, hand-written
def c_mace():
    c = Case("mace_epochs_grep.txt", "MACE (grep Epoch of its log)", "interatomic potential", odd=True)
    for e in range(0, 150, 2):
        c.tick(17.3)
        x = e / 150
        c.p("%s.%03d INFO: Epoch %d: head: Default, loss=%s, RMSE_E_per_atom=%8.2f meV, RMSE_F=%8.2f meV / A" % (c.ft("%Y-%m-%d %H:%M:%S"), c.t.microsecond // 1000, e, c.rec("validation/loss", e, "%8.8f" % (decay(c, e, 150, 1.21, .031, 8, .02))), 3 + 70 * math.exp(-9 * x), 18 + 220 * math.exp(-9 * x)))
    c.must_not = ["any"]
    c.note = "MACE prints the loss on the validation set only; the user kept the lines of epochs. No training loss."


def c_mlflow():
    c = Case("mlflow_metric_history_run_5f1c.json", "MLflow get_metric_history dump", "tracker export", odd=True)
    rows = []
    t0 = 1741080753000
    n = 90
    cur = {"train_loss": (1.95, .31), "val_loss": (1.9, .42)}
    for key in ("lr", "train_loss", "val_accuracy", "val_loss"):
        for e in range(n):
            if key == "lr":
                v = c.rec("train/learning_rate", e, repr(cosine(e, n, 3e-4)))
            elif key == "val_accuracy":
                v = c.rec("validation/accuracy", e, repr(.9 - decay(c, e, n, .6, .04, 5, .01)))
            else:
                a, b = cur[key]
                v = c.rec(("train" if key[0] == "t" else "validation") + "/loss", e, repr(decay(c, e, n, a, b, 5, .008)))
            rows.append({"key": key, "value": float(v), "timestamp": t0 + e * 41000 + c.r.randint(0, 300), "step": e})
    c.w(json.dumps(rows, indent=1))
    c.must_not = ["any"]


def c_lightning():
    c = Case("lightning_logs_version_4_metrics.csv", "PyTorch Lightning CSVLogger", "classification")
    c.p("train_loss,epoch,step,val_loss,val_acc")
    n, per = 16, 250
    for e in range(n):
        for k in range(49, per, 50):
            s = e * per + k
            v = decay(c, s, n * per, 1.98, .52, 5, .02) * 64
            c.p("%s,%d,%d,," % (c.rec("train/loss", s, repr(round(v, 6))), e, s))
        s = e * per + per - 1
        v = decay(c, s, n * per, 1.98, .55, 5, .004)
        c.p(",%d,%d,%s,%s" % (e, s, c.rec("validation/loss", s, repr(round(v, 8))), c.rec("validation/accuracy", s, repr(round(.88 - .3 * v, 8)))))
    c.must, c.must_not = ["scale-mismatch"], ["overfitting", "diverging"]
    c.note = "The training step returns reduction='sum' over 64 rows, the validation the mean: factor 64 throughout."


def c_kfold():
    c = Case("deberta_5fold_train.log", "Kaggle k-fold script (hand-written)", "hand-written loop", odd=True)
    scores = []
    for f in range(5):
        c.p("========== fold: %d training ==========" % f)
        c.p("DebertaV2Config {\n  \"hidden_size\": 1024,\n  \"model_type\": \"deberta-v2\",\n  \"num_hidden_layers\": 24\n}\n")
        best = 0
        for e in range(1, 7):
            tr = .062 + .34 * math.exp(-(e - 1) / 1.6) + c.g(.002)
            va = .098 + .05 * math.exp(-(e - 1) / 1.3) + c.g(.001) + .003 * f
            sc = .91 - va * 1.1
            c.p("Epoch %d - avg_train_loss: %s  avg_val_loss: %s  time: %.0fs" % (e, c.rec("train/loss", None, "%.4f" % tr), c.rec("validation/loss", None, "%.4f" % va), 611 + c.g(4)))
            c.p("Epoch %d - Score: %.4f  Scores: [%.4f, %.4f, %.4f]" % (e, sc, sc - .02, sc + .01, sc + .01))
            if sc > best:
                best = sc
                c.p("Epoch %d - Save Best Score: %.4f Model" % (e, best))
        scores.append(best)
        c.p("========== fold: %d result ==========\nScore: %.4f  Scores: [%.4f, %.4f, %.4f]" % (f, best, best - .02, best + .01, best + .01))
    c.p("========== CV ==========\nScore: %.4f" % (sum(scores) / 5))
    c.must_not = ["diverging", "loss-spike", "oscillating", "overfitting", "non-finite-loss", "validation-swings"]
    c.note = "Five folds of six epochs, each starts afresh: 30 points; no common axis, so no steps. first is fold 0 epoch 1, last is fold 4 epoch 6."


def c_vae():
    c = Case("vae_train_output.txt", "VAE by hand (PyTorch)", "hand-written loop")
    c.p("VAE(\n  (enc): LSTM(256, 512, batch_first=True)\n  (mu): Linear(in_features=512, out_features=32, bias=True)\n  (logvar): Linear(in_features=512, out_features=32, bias=True)\n  (dec): LSTM(288, 512, batch_first=True)\n)\nparams 5,112,096   device cuda:0   beta 1.0")
    for e in range(1, 51):
        rec = 61 + 74 * math.exp(-e / 9) * (1 + c.g(.01)) + c.g(.15)
        kl = 14.2 * math.exp(-(e - 1) / 1.35)
        kls = "%.6f" % kl
        if e > 23:
            kls = "0.000000"
        c.p("epoch %3d | loss %s | recon %.4f | kld %s | val_loss %s | %.1fs" % (e, c.rec("train/loss", e, "%.4f" % (rec + float(kls))), rec, kls, c.rec("validation/loss", e, "%.4f" % (rec + float(kls) + 1.7 + c.g(.2))), 21.3 + c.g(.2)))
        if e % 10 == 0:
            c.p("  sample: the man said that the company was a lot of the same")
            c.p("  sample: the man said that the company was a lot of the same")
    c.must_any = [["odd-part-loss", "zero-loss"]]
    c.must_not = ["diverging", "overfitting", "non-finite-loss"]
    c.note = "Posterior collapse: the KL part falls to exactly 0 from epoch 24 on while the sum falls smoothly."


def c_chinese():
    c = Case("训练日志_resnet_cifar.txt", "PyTorch loop by a student (Chinese)", "hand-written loop", odd=True)
    c.p("使用设备: cuda:0\n数据集大小: 训练 50000, 测试 10000\n优化器: SGD 学习率=1.5 动量=0.95\n开始训练……")
    for e in range(1, 71):
        if e <= 4:
            v = 2.3 - .2 * e
        else:
            v = 1.45 + (.62 if e % 2 else -.62) * (1 + c.g(.2)) + c.g(.12)
        c.p("第 %2d/70 轮 | 训练损失: %s | 训练准确率: %.2f%% | 学习率: %s | 用时: %.1f秒" % (e, c.rec("train/loss", e, "%.4f" % v), max(10, 88 - 30 * v), c.rec("train/learning_rate", e, "1.5"), 18 + c.g(.2)))
        if e % 20 == 0:
            c.p(">>> 已保存模型 checkpoints/epoch_%d.pth" % e)
    c.p("训练结束!")
    c.must, c.must_not = ["oscillating"], ["non-finite-loss"]


def c_julia():
    c = Case("flux_lenet_julia.out", "Flux.jl (model zoo LeNet)", "hand-written loop", odd=True)
    c.p("  Activating project at `~/model-zoo/vision/conv_mnist`\n[ Info: Training on GPU\n[ Info: Dataset MNIST: 60000 train and 10000 test examples\n[ Info: LeNet5 model: 44426 trainable params\n[ Info: TensorBoard logging at \"runs/\"\n[ Info: Start Training")
    for e in range(0, 41):
        tr = 2.3066 if e == 0 else .021 + .31 * math.exp(-e / 5.5) * (1 + c.g(.01)) + .0002 * (40 - e)
        te = 2.3061 if e == 0 else .036 + .29 * math.exp(-e / 5.5) * (1 + c.g(.01)) + .0002 * (40 - e)
        acc = lambda v: 11.24 if v > 2 else round(100 - 28 * v, 4)
        c.p("Epoch: %d   Train: (loss = %s, acc = %s)   Test: (loss = %s, acc = %s)" % (e, c.rec("train/loss", e, repr(round(tr, 4)) + "f0"), acc(tr), c.rec("test/loss", e, repr(round(te, 4)) + "f0"), acc(te)))
        if 0 < e < 41:
            for k in (17, 52, 83, 100):
                c.w("\r\x1b[32mProgress: %3d%%|%s|  ETA: 0:00:%02d\x1b[39m\x1b[K" % (k, ("█" * (k // 3)).ljust(33), (100 - k) // 12))
            c.p()
        if e and e % 5 == 0:
            c.p("[ Info: Model saved in \"runs/model.bson\"")
    c.must_not = ["any"]
    c.note = "Float32 literals of Julia (0.3105f0). Epoch 0 is the untrained model."


def c_vllm():
    c = Case("vllm_serve.log", "vLLM server", "inference server", odd=True)
    P = lambda f: "INFO %s [%s] " % (c.ft("%m-%d %H:%M:%S"), f)
    c.p(P("api_server.py:1787") + "vLLM API server version 0.10.1\n" + P("utils.py:326") + "non-default args: {'model': 'Qwen/Qwen3-8B', 'max_model_len': 16384, 'gpu_memory_utilization': 0.92}")
    for k in range(0, 6):
        c.w("\r" + bar("Loading safetensors checkpoint shards: ", k, 5, k * .9))
    c.p("\n" + P("default_loader.py:262") + "Loading weights took 4.71 seconds\n" + P("gpu_worker.py:298") + "Available KV cache memory: 52.31 GiB\nINFO:     Started server process [4121]\nINFO:     Waiting for application startup.\nINFO:     Application startup complete.")
    for i in range(80):
        c.tick(10)
        for _ in range(c.r.randint(0, 2)):
            c.p("INFO:     10.0.3.%d:%d - \"POST /v1/chat/completions HTTP/1.1\" 200 OK" % (c.r.randint(2, 40), c.r.randint(30000, 60000)))
        c.p(P("loggers.py:123") + "Engine 000: Avg prompt throughput: %.1f tokens/s, Avg generation throughput: %.1f tokens/s, Running: %d reqs, Waiting: 0 reqs, GPU KV cache usage: %.1f%%, Prefix cache hit rate: %.1f%%" % (c.u(20, 900), c.u(50, 700), c.r.randint(0, 9), c.u(.1, 9), 31 + i * .2))
    c.nothing = True


if __name__ == "__main__":
    for fn in [v for k, v in list(globals().items()) if k.startswith("c_") and callable(v)]:
        fn()
    os.makedirs(OUT, exist_ok=True)
    for old in os.listdir(OUT):
        os.remove(os.path.join(OUT, old))
    truth = {}
    for case in CASES:
        data = "".join(case.parts).encode("utf-8")
        path = os.path.join(OUT, case.name)
        assert case.name not in truth, case.name
        if case.name.endswith(".gz"):
            with open(path, "wb") as raw, gzip.GzipFile("", "wb", mtime=0, fileobj=raw) as fh:
                fh.write(data)
        else:
            with open(path, "wb") as fh:
                fh.write(data)
        truth[case.name] = case.truth()
    with open(os.path.join(OUT, "truth.json"), "w") as fh:
        json.dump(truth, fh, indent=1, ensure_ascii=False)
    print(len(CASES), "logs,", len({c.tool for c in CASES}), "tools")

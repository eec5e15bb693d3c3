"""No training in these."""
from base import Case, Clock, r

# 53 lm-evaluation-harness
c = Case("lm_eval_stdout.txt", "lm-evaluation-harness", "table", True, "results of an evaluation: no training")
g = r(153)
ck = Clock("2025-02-20T18:01:12", g)
for m in ("INFO     [__main__.py:364] Selected Tasks: ['arc_challenge', 'hellaswag', 'mmlu']", "INFO     [evaluator.py:169] Setting random seed to 0 | Setting numpy seed to 1234", "INFO     [huggingface.py:136] Using device 'cuda:0'", "INFO     [task.py:415] Building contexts for hellaswag on rank 0..."):
    c.w(ck("%Y-%m-%d:%H:%M:%S ", 4) + m)
for k in range(0, 101, 10):
    c.raw(f"\rRunning loglikelihood requests: {k:3d}%|{'█' * (k // 10):<10}| {k * 401}/40168 [{k // 6:02d}:{k * 7 % 60:02d}<00:10, 61.2it/s]")
c.w("\nhf (pretrained=org/model-8b,dtype=bfloat16), gen_kwargs: (None), limit: None, num_fewshot: 5, batch_size: 8")
c.w("|            Tasks            |Version|Filter|n-shot| Metric |   |Value |   |Stderr|\n|-----------------------------|------:|------|-----:|--------|---|-----:|---|-----:|")
for t in ("arc_challenge", "hellaswag", "mmlu", " - humanities", "  - formal_logic", "  - high_school_european_history", "  - international_law", " - other", "  - anatomy", "  - nutrition", " - social sciences", "  - econometrics", " - stem", "  - college_physics", "winogrande"):
    for mt in ("acc", "acc_norm") if t in ("arc_challenge", "hellaswag") else ("acc",):
        c.w(f"|{t:<29}|      1|none  |     5|{mt:<8}|↑  |{g.uniform(.4, .8):.4f}|±  |{g.uniform(.003, .03):.4f}|")
c.nothing = True

# 54 llama.cpp server
c = Case("llama-server.log", "llama.cpp server log", "console", True, "an inference server")
g = r(154)
c.w("build: 4920 (2fbe1f1d) with cc (Ubuntu 13.2.0-23ubuntu4) 13.2.0 for x86_64-linux-gnu\nllama_model_loader: loaded meta data with 29 key-value pairs and 292 tensors from model.gguf\nllama_model_loader: - kv   0:                       general.architecture str              = llama\nprint_info: n_ctx_train      = 131072\nprint_info: freq_base_train  = 500000.0\nload_tensors: offloaded 33/33 layers to GPU\nmain: server is listening on http://127.0.0.1:8080 - starting the main loop\nsrv  update_slots: all slots are idle")
for t in range(24):
    n, p = g.randint(40, 900), g.randint(80, 3000)
    c.w(f"slot launch_slot_: id  0 | task {t * 211} | processing task\nslot update_slots: id  0 | task {t * 211} | new prompt, n_ctx_slot = 8192, n_keep = 0, n_prompt_tokens = {p}\nslot update_slots: id  0 | task {t * 211} | prompt done, n_past = {p}, n_tokens = {p}\nslot      release: id  0 | task {t * 211} | stop processing: n_past = {n + p}, truncated = 0\nslot print_timing: id  0 | task {t * 211} | \nprompt eval time = {p / 3.1:10.2f} ms / {p:5d} tokens ({.32:8.2f} ms per token, {3100.2:8.2f} tokens per second)\n"
        f"       eval time = {n * 11.9:10.2f} ms / {n:5d} tokens ({11.9:8.2f} ms per token, {84.03:8.2f} tokens per second)\n      total time = {p / 3.1 + n * 11.9:10.2f} ms / {n + p:5d} tokens\nsrv  update_slots: all slots are idle\nsrv  log_server_r: request: POST /v1/chat/completions 127.0.0.1 200")
c.nothing = True

# 55 Slurm accounting
c = Case("sacct_export.psv", "Slurm sacct --parsable2", "csv", True, "job accounting of training jobs: no metric in it")
g = r(155)
c.w("JobID|JobName|Partition|Account|AllocCPUS|State|ExitCode|Elapsed|MaxRSS|AveCPUFreq|ConsumedEnergyRaw|Submit|Start|End")
for k in range(40):
    j = 4410100 + k * 7
    st = g.choice(["COMPLETED", "COMPLETED", "TIMEOUT", "FAILED", "CANCELLED by 1204", "OUT_OF_MEMORY"])
    e = f"{g.randint(0, 23):02d}:{g.randint(0, 59):02d}:{g.randint(0, 59):02d}"
    d = f"2025-01-{k % 28 + 1:02d}T"
    c.w(f"{j}|train_gpt_lr{g.choice(['1e-3', '3e-4', '1e-4'])}|gpu|ml-lab|64|{st}|{0 if st == 'COMPLETED' else 1}:0|{e}||||{d}08:00:11|{d}08:02:01|{d}23:01:10")
    c.w(f"{j}.batch|batch||ml-lab|64|{st.split()[0]}|{0 if st == 'COMPLETED' else 1}:0|{e}|{g.randint(8000, 90000)}M|2.45G|{g.randint(10 ** 6, 10 ** 7)}|{d}08:02:01|{d}08:02:01|{d}23:01:10")
c.nothing = True

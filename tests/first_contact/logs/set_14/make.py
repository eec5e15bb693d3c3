import json, math, os, random, sys, gzip, datetime, time

CASES = []

class C:
    def __init__(self, fname, tool, kind, odd=False, must=(), must_any=(), must_not=(), nothing=False, note=""):
        self.fname = fname; self.out = []; self.s = {}; self.nostep = set(); self.hide = set()
        self.t = dict(tool=tool, kind=kind, odd=odd, must=list(must), must_any=[list(x) for x in must_any],
                      must_not=list(must_not), nothing=nothing, note=note)
        self.r = random.Random(fname)
        CASES.append(self)
    def p(self, *lines):
        for l in lines: self.out.append(l + "\n")
    def raw(self, s): self.out.append(s)
    def rec(self, key, step, text):
        v = text.strip().rstrip("%").replace(",", "")
        low = v.lower().lstrip("-+")
        if low.startswith("nan"): v = "nan"
        elif low.startswith("inf"): v = "inf" if not v.startswith("-") else "-inf"
        else: v = float(v)
        self.s.setdefault(key, []).append((step, v))
        return text
    def truth(self):
        ser = {}
        for k, pts in self.s.items():
            d = {"points": len(pts), "first": pts[0][1], "last": pts[-1][1]}
            if pts[0][0] is not None:
                d["first_step"] = pts[0][0]; d["last_step"] = pts[-1][0]
            ser[k] = d
        t = dict(self.t); t["series"] = ser
        return {k: t[k] for k in ("tool", "kind", "odd", "series", "must", "must_any", "must_not", "nothing", "note")}
    # curves
    def dec(self, i, n, a, b, k=4.0, noise=0.01):
        return (b + (a - b) * math.exp(-k * i / max(1, n - 1))) * (1 + self.r.gauss(0, noise))
    def g(self, m, s): return self.r.gauss(m, s)
    def u(self, a, b): return self.r.uniform(a, b)
    def ri(self, a, b): return self.r.randint(a, b)

def clock(y=2026, mo=5, d=14, h=9, mi=12, s=7):
    return datetime.datetime(y, mo, d, h, mi, s)

def main(out):
    os.makedirs(out, exist_ok=True)
    truth = {}
    for c in CASES:
        data = "".join(c.out).encode("utf-8")
        if c.fname.endswith(".gz"):
            data = gzip.compress(data, mtime=0)
        with open(os.path.join(out, c.fname), "wb") as f: f.write(data)
        assert c.fname not in truth, c.fname
        truth[c.fname] = c.truth()
    with open(os.path.join(out, "truth.json"), "w") as f: json.dump(truth, f, indent=1, ensure_ascii=False)
    print(len(truth), "cases,", sum(t["odd"] for t in truth.values()), "odd,",
          sum(bool(t["must"] or t["must_any"]) for t in truth.values()), "with a fault")
# ---------------------------------------------------------------- ESPnet2 TTS
c = C("espnet2_fastspeech2.log", "ESPnet2 (FastSpeech2, trainer.py)", "healthy, per-epoch result lines", odd=True, must_not=["any"],
      note="part losses beside loss; hours and minutes in the time field")
t = clock()
c.p("# python3 -m espnet2.bin.tts_train --use_preprocessor true --token_type phn --config conf/tuning/train_fastspeech2.yaml --ngpu 1 --output_dir exp/tts_train_fastspeech2",
    "# Started at Thu May 14 09:12:01 JST 2026", "#",
    "[node07:0/1] 2026-05-14 09:12:07,118 (tts:271) INFO: Vocabulary size: 78",
    "[node07:0/1] 2026-05-14 09:12:07,904 (encoder:174) INFO: encoder self-attention layer type = self-attention",
    "[node07:0/1] 2026-05-14 09:12:11,327 (abs_task:1157) INFO: pytorch.version=1.12.1, cuda.available=True, cudnn.version=8302, cudnn.benchmark=False, cudnn.deterministic=True",
    "[node07:0/1] 2026-05-14 09:12:11,331 (abs_task:1158) INFO: Model structure:",
    "ESPnetTTSModel(", "  (tts): FastSpeech2(", "    (postnet): Postnet()", "    (criterion): FastSpeech2Loss(", "      (l1_criterion): L1Loss()", "    )", "  )", ")", "",
    "Model summary:", "    Class Name: ESPnetTTSModel", "    Total Number of model parameters: 37.35 M",
    "    Number of trainable parameters: 37.35 M (100.0%)", "    Size: 149.39 MB", "    Type: torch.float32",
    "[node07:0/1] 2026-05-14 09:12:12,002 (abs_task:1161) INFO: Optimizer:", "Adam (", "Parameter Group 0", "    betas: (0.9, 0.999)", "    eps: 1e-08", "    initial_lr: 1.0", "    lr: 1.9764235376052373e-06", "    weight_decay: 0.0", ")",
    "[node07:0/1] 2026-05-14 09:12:12,840 (trainer:299) INFO: 1/60epoch started")
N = 60
for e in range(1, N + 1):
    t += datetime.timedelta(seconds=512 + c.ri(0, 40))
    l1 = c.dec(e, N, 1.25, 0.44, 4.2, .004); du = c.dec(e, N, .32, .061, 5, .01); pi = c.dec(e, N, 1.02, .39, 3, .006); en = c.dec(e, N, .96, .28, 4, .006)
    tot = l1 + du + pi + en; v = 1.035
    sg = lambda x: f"{x:.3f}"
    lr = 1.9e-6 * e * 11 if e < 12 else 2.5e-4 * math.sqrt(12 / e)
    c.p(f"[node07:0/1] {t:%Y-%m-%d %H:%M:%S},{c.ri(100,999)} (trainer:357) INFO: {e}epoch results: [train] iter_time={c.u(.001,.003):.3f}, forward_time={c.u(.21,.23):.3f}, l1_loss={sg(l1)}, duration_loss={sg(du)}, pitch_loss={sg(pi)}, energy_loss={sg(en)}, loss={c.rec('train/loss', e, sg(tot))}, backward_time={c.u(.18,.2):.3f}, optim_step_time=0.031, optim0_lr0={c.rec('train/learning_rate', e, f'{lr:.3e}')}, train_time={c.u(.48,.5):.3f}, time={c.ri(7,8)} minutes and {c.u(1,59):.2f} seconds, total_count={1000*e}, gpu_max_cached_mem_GB=17.605, [valid] l1_loss={sg(l1*v)}, duration_loss={sg(du*v)}, pitch_loss={sg(pi*v)}, energy_loss={sg(en*v)}, loss={c.rec('validation/loss', e, sg(tot*v))}, time={c.u(4,6):.2f} seconds, total_count={30*e}, gpu_max_cached_mem_GB=17.605, [att_plot] time={c.u(10,13):.2f} seconds, total_count=0, gpu_max_cached_mem_GB=17.605")
    c.p(f"[node07:0/1] {t:%Y-%m-%d %H:%M:%S},999 (trainer:412) INFO: " + ("The best model has been updated: valid.loss" if e % 4 else "There are no improvements in this epoch"))
    if e > 5: c.p(f"[node07:0/1] {t:%Y-%m-%d %H:%M:%S},999 (trainer:446) INFO: The model files were removed: exp/tts_train_fastspeech2/{e-5}epoch.pth")
    if e < N: c.p(f"[node07:0/1] {t:%Y-%m-%d %H:%M:%S},999 (trainer:287) INFO: {e+1}/{N}epoch started. Estimated time to finish: {c.ri(1,8)} hours, {c.ri(1,59)} minutes and {c.u(1,59):.2f} seconds")
c.p(f"[node07:0/1] {t:%Y-%m-%d %H:%M:%S},999 (trainer:467) INFO: The training was finished at 60 epochs ")

# ---------------------------------------------------------------- Tacotron2 fp16
c = C("tacotron2_fp16.txt", "NVIDIA/tacotron2 train.py (apex fp16)", "loss scaler overflows without end", must=["amp-overflow"],
      note="loss and gradient norm lines are only printed for steps without overflow")
c.p("FP16 Run: True", "Dynamic Loss Scaling: True", "Distributed Run: False", "cuDNN Enabled: True", "cuDNN Benchmark: False",
    "Selected optimization level O2:  FP16 training with FP32 batchnorm and FP32 master weights.", "",
    "Defaults for this optimization level are:", "enabled                : True", "opt_level              : O2", "cast_model_type        : torch.float16",
    "loss_scale             : dynamic", "Processing user overrides (additional kwargs that are not None)...", "After processing overrides, optimization options are:", "loss_scale             : dynamic", "Epoch: 0")
def scale(x):
    return repr(float(x))
sc = 65536.0
it = 0
for it in range(0, 110):
    if it in (0, 1, 3):
        sc /= 2
        c.p(f"Gradient overflow.  Skipping step, loss scaler 0 reducing loss scale to {c.rec('train/loss_scale', None, scale(sc))}")
        continue
    l = c.dec(it, 110, 31.0, 1.9, 9, .03); gn = c.dec(it, 110, 20.0, 1.1, 8, .12)
    c.p(f"Train loss {it} {c.rec('train/loss', it, f'{l:.6f}')} Grad Norm {c.rec('train/gradient_norm', it, f'{gn:.6f}')} {c.u(1.9,2.3):.2f}s/it")
for it in range(110, 190):
    sc /= 2
    c.p(f"Gradient overflow.  Skipping step, loss scaler 0 reducing loss scale to {c.rec('train/loss_scale', None, scale(sc))}")

# ---------------------------------------------------------------- RecBole
c = C("recbole_NGCF-May-14-2026_10-02-31.log", "RecBole (coloured logger)", "healthy", odd=True, must_not=["any"], note="ANSI colours inside the key and the value; scores as valid_score, no validation loss")
t = clock(h=10, mi=2, s=31)
def sc_(x, col): return {"green": "\033[0;32m", "blue": "\033[0;34m", "pink": "\033[1;35m", "yellow": "\033[0;33m"}[col] + x + "\033[0m"
H = lambda: f"{t:%a %d %b %Y %H:%M:%S} {'INFO':<5} "
c.p(H() + " ['run_recbole.py', '--model=NGCF', '--dataset=ml-1m']", H())
c.p(sc_("General Hyper Parameters:", "pink"))
for k, v in (("gpu_id", "0"), ("use_gpu", "True"), ("seed", "2020"), ("state", "INFO"), ("reproducibility", "True"), ("eval_args", "{'split': {'RS': [0.8, 0.1, 0.1]}, 'order': 'RO', 'group_by': 'user', 'mode': {'valid': 'full', 'test': 'full'}}")):
    c.p("\033[1;36m%s\033[0m =\033[1;33m %s\033[0m" % (k, v))
c.p("", sc_("Training Hyper Parameters:", "pink"), "\033[1;36mepochs\033[0m =\033[1;33m 300\033[0m", "\033[1;36mlearning_rate\033[0m =\033[1;33m 0.001\033[0m", "\033[1;36mtrain_batch_size\033[0m =\033[1;33m 2048\033[0m", "")
c.p(H() + "NGCF(", "  (user_embedding): Embedding(6041, 64)", "  (mf_loss): BPRLoss()", ")" + sc_("\nTrainable parameters", "blue") + ": 612608")
for e in range(0, 64):
    t += datetime.timedelta(seconds=14)
    l = c.dec(e, 64, 152.0, 61.0, 4, .003)
    c.p(H() + sc_(f"epoch {e} training", "green") + " [" + sc_("time", "blue") + f": {c.u(11,13):.2f}s, " + sc_("train loss", "blue") + f": {c.rec('train/loss', e, f'{l:.4f}')}]")
    s = .21 - .14 * math.exp(-e / 14)
    c.p(H() + sc_(f"epoch {e} evaluating", "green") + " [" + sc_("time", "blue") + f": {c.u(.9,1.2):.2f}s, " + sc_("valid_score", "blue") + f": {s:f}]")
    c.p(H() + sc_("valid result", "blue") + ": ", f"recall@10 : {s*.72:.4f}    mrr@10 : {s:.4f}    ndcg@10 : {s*.83:.4f}    hit@10 : {s*2.9:.4f}    precision@10 : {s*.61:.4f}    ")
    if e % 3 == 0: c.p(H() + sc_("Saving current", "blue") + ": saved/NGCF-May-14-2026_10-02-44.pth")
c.p(H() + sc_("best valid ", "yellow") + ": OrderedDict([('recall@10', 0.1501), ('mrr@10', 0.2081)])")

# ---------------------------------------------------------------- TF NMT
c = C("tensorflow_nmt_log_1747215030", "tensorflow/nmt (train.py)", "perplexity overflows, gradients explode", must_any=[["non-finite-loss", "exploding-gradients", "diverging"]],
      note="prints perplexity and gN, no loss; the last line before the stop has ppl inf")
t = clock(h=11, mi=30)
c.p("# hparams:", "  src=vi", "  tgt=en", "  train_prefix=/tmp/nmt_data/train", "  dev_prefix=/tmp/nmt_data/tst2012", "# Vocab file /tmp/nmt_data/vocab.vi exists",
    "  using source vocab for target", "  saving hparams to /tmp/nmt_model/hparams", "# creating train graph ...", "  num_layers = 2, num_residual_layers=0", "  cell 0  LSTM, forget_bias=1  DropoutWrapper, dropout=0.2   DeviceWrapper, device=/gpu:0",
    "  learning_rate=1, warmup_steps=0, warmup_scheme=t2t", "  decay_scheme=luong234, start_decay_step=8000, decay_steps 1000, decay_factor 0.5", "# Trainable variables", "  dynamic_seq2seq/decoder/output_projection/kernel:0, (128, 17191), /device:GPU:0",
    "# Start step 0, lr 1, Thu May 14 11:30:07 2026", "# Init train iterator, skipping 0 elements")
for i in range(1, 61):
    t += datetime.timedelta(seconds=13)
    step = 100 * i
    ppl = math.exp(4.0 + 5.2 * math.exp(-i / 9) + c.g(0, .02)); gn = c.u(4.6, 5.3)
    if i > 52:
        gn = 10 ** (1.3 + .75 * (i - 52)) * c.u(.8, 1.2); ppl = math.exp(5 + (i - 52) * 2.6)
    ps = f"{ppl:.2f}" if i < 60 else "inf"
    c.p(f"  step {step} lr {c.rec('train/learning_rate', step, '%g' % 1)} step-time {c.u(.12,.14):.2f}s wps {c.u(38,43):.2f}K ppl {c.rec('train/perplexity', step, ps)} gN {c.rec('train/gradient_norm', step, f'{gn:.2f}')} bleu 0.00, {t:%a %b %d %H:%M:%S %Y}")
    if i % 10 == 0 and i < 51:
        c.p(f"# Save eval, global step {step}", f"  eval dev: perplexity {c.rec('validation/perplexity', step, f'{ppl*1.08:.2f}')}, time 3s, {t:%a %b %d %H:%M:%S %Y}.")
c.p("  step 6000 overflow, stop early")

# ---------------------------------------------------------------- Informer / Autoformer
c = C("autoformer_ili.out", "thuml/Autoformer exp_main.py (ILI, fewer than 100 batches)", "overfitting", must=["overfitting"], note="Steps: 16 is the number of batches per epoch; no iters lines because an epoch has fewer than 100 batches; learning rate printed after the epoch and left out")
c.p("Args in experiment:", "Namespace(is_training=1, model_id='ili_36_24', model='Autoformer', data='custom', seq_len=36, label_len=18, pred_len=24, train_epochs=30, batch_size=32, patience=30, learning_rate=0.0001, loss='mse', lradj='type1')",
    "Use GPU: cuda:0", ">>>>>>>start training : ili_36_24_Autoformer_custom_ftM_sl36_ll18_pl24_dm512_nh8_el2_dl1_df2048_fc3_ebtimeF_dtTrue_Exp_0>>>>>>>>>>>>>>>>>>>>>>>>>>", "train 617", "val 74", "test 170")
best = 9
cnt = 0
for e in range(1, 31):
    tr = c.dec(e, 30, 1.05, .09, 3.4, .01)
    va = c.dec(e, 30, 1.02, .42, 9, .01) if e < 8 else .46 + .042 * (e - 7) * (1 + c.g(0, .03))
    te = va * 2.6
    c.p(f"Epoch: {e} cost time: {c.u(5,6)}")
    c.p("Epoch: {0}, Steps: {1} | Train Loss: {2} Vali Loss: {3} Test Loss: {4}".format(e, 19, c.rec("train/loss", e, f"{tr:.7f}"), c.rec("validation/loss", e, f"{va:.7f}"), c.rec("test/loss", e, f"{te:.7f}")))
    if va < best:
        c.p(f"Validation loss decreased ({best if best < 9 else math.inf:.6f} --> {va:.6f}).  Saving model ..."); best = va; cnt = 0
    else:
        cnt += 1; c.p(f"EarlyStopping counter: {cnt} out of 30")
    c.p("Updating learning rate to {}".format(1e-4 * (.9 ** e)))
c.t["note"] = c.t["note"].replace("16", "19")
c.p(">>>>>>>testing : ili_36_24_Autoformer_custom_ftM_sl36_ll18_pl24<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<", "test 170", "mse:3.6021147, mae:1.3104478")

# ---------------------------------------------------------------- LightGCN
c = C("lightgcn_gowalla.log", "gusye1234/LightGCN-PyTorch", "healthy", odd=True, must_not=["any"], note="loss0.547- without a separator")
c.p("\033[0;30;43m/home/u/LightGCN-PyTorch/code\033[0m", "Cpp extension not loaded", "\033[0;30;43mloading [../data/gowalla]\033[0m", "810128 interactions for training", "217242 interactions for testing", "gowalla Sparsity : 0.0008396216228570436", "gowalla is ready to go",
    "===========config================", "{'A_n_fold': 100,", " 'A_split': False,", " 'bpr_batch_size': 2048,", " 'decay': 0.0001,", " 'lr': 0.001,", " 'lightGCN_n_layers': 3,", " 'test_u_batch_size': 100}", "cores for test: 8", "Test topks: [20]", "using bpr loss", "===========end===================", ">>SEED: 2020", "use NORMAL distribution initilizer", "lgn is already to go(dropout:False)", "loading adjacency matrix", "successfully loaded...", "don't split the matrix", "load_path: /home/u/code/checkpoints/lgn-gowalla-3-64.pth.tar", "[TEST]" )
for e in range(1, 101):
    if (e - 1) % 10 == 0:
        r = .18 - .16 * math.exp(-e / 30)
        c.p("\033[0;30;43m[TEST]\033[0m", "{'precision': array([%.8f]), 'recall': array([%.8f]), 'ndcg': array([%.8f])}" % (r * .3, r, r * .84))
    l = c.dec(e, 100, .60, .031, 5.5, .006)
    c.p(f"EPOCH[{e}/1000] loss{c.rec('train/loss', e, f'{l:.3f}')}-|Sample:{c.u(7,9):.2f}|")

# ---------------------------------------------------------------- SASRec
c = C("sasrec_ml1m.log.gz", "pmixer/SASRec.pytorch main.py", "healthy", odd=True, must_not=["any"], note="no number of batches printed: no step axis; gzip; full float precision")
c.p("average sequence length: 163.50")
for e in range(1, 61):
    for k in range(5):
        l = c.dec((e - 1) * 5 + k, 300, 1.39, .46, 5, .012)
        c.p(f"loss in epoch {e} iteration {k}: {c.rec('train/loss', None, repr(l))}")
    if e % 20 == 0:
        n = .6 - .4 * math.exp(-e / 25)
        c.raw("Evaluating" + "." * 60 + f"epoch:{e}, time: {e*4.21:f}(s), valid (NDCG@10: {n:.4f}, HR@10: {n*1.38:.4f}), test (NDCG@10: {n*.97:.4f}, HR@10: {n*1.35:.4f})\n")
c.p("Done")

# ---------------------------------------------------------------- GloVe
c = C("glove_stderr.txt", "stanfordnlp/GloVe (C)", "cost becomes nan", must=["non-finite-loss"], note="C prints -nan; cost is the loss")
t = clock(h=13, mi=1)
c.p("mkdir -p build", "", "$ build/vocab_count -min-count 5 -verbose 2 < text8 > vocab.txt", "BUILDING VOCABULARY")
c.raw("Processed 0 tokens."); c.raw("".join(f"\033[11G{k*100000} tokens." for k in range(1, 60)))
c.p("\033[0GProcessed 17005207 tokens.", "Counted 253854 unique words.", "Truncating vocabulary at min count 5.", "Using vocabulary of size 71290.", "",
    "$ build/glove -save-file vectors -threads 8 -input-file cooccurrence.shuf.bin -x-max 10 -iter 50 -eta 0.75 -vector-size 50 -binary 2 -vocab-file vocab.txt -verbose 2",
    "TRAINING MODEL", "Read 60666466 lines.", "Initializing parameters...Using random seed 1747217", "done.", "vector size: 50", "vocab size: 71290", "x_max: 10.000000", "alpha: 0.750000")
for i in range(1, 51):
    t += datetime.timedelta(seconds=21)
    l = c.dec(i, 50, .073, .039, 6, .004)
    txt = f"{l:f}" if i < 34 else "-nan"
    c.p(f"{t:%x - %I:%M.%S%p}, iter: {i:03d}, cost: {c.rec('train/loss', i, txt)}")
# ---------------------------------------------------------------- lczero-training
c = C("lczero_train.log", "lczero-training tfprocess.py", "value part rises fivefold while total falls", must=["odd-part-loss"], note="total is the loss; mse is a metric, not a part")
c.p("dataset:", "  input_train: /data/rescored/train/", "  num_chunks: 500000", "  train_ratio: 0.9", "gpu: 0", "name: 128x10-t60", "training:", "  batch_size: 1024", "  lr_boundaries: [100000, 130000]", "  lr_values: [0.02, 0.002, 0.0005]", "  policy_loss_weight: 1.0", "  value_loss_weight: 1.0", "model:", "  filters: 128", "  residual_blocks: 10", "",
    "got 512034 chunks for /data/rescored/train/", "sorting 512034 chunks...[done]", "training.0000000.gz - training.0512033.gz", "Using 28 worker processes.", "Restoring from None")
for i in range(1, 101):
    st = i * 100
    pol = c.dec(i, 100, 6.9, .6, 2.0, .004); val = (1.0 * math.exp(-i / 8) + .2 if i < 30 else .2235 + .014 * (i - 30)) * (1 + c.g(0, .01)); reg = .35 - .001 * i; mse = val / 4.4
    tot = pol + val + reg
    c.p(f"step {st}, lr={c.rec('train/learning_rate', st, '%g' % .02)} policy={pol:g} value={val:g} mse={mse:g} moves={c.u(.2,.24):g} reg={reg:g} total={c.rec('train/loss', st, '%g' % tot)} ({c.u(4200,4500):g} pos/s)")
    if i % 20 == 0:
        c.p(f"step {st}, policy={pol*1.03:g} value={val*1.04:g} policy accuracy={38:g}% value accuracy={60:g}% mse={mse*1.04:g}")
        c.p(f"Model saved in file: /networks/128x10-t60/128x10-t60-{st}")

# ---------------------------------------------------------------- bullet
c = C("bullet_nnue_run.txt", "bullet (Rust NNUE trainer)", "healthy", odd=True, must_not=["any"], note="carriage-return progress and ANSI colours in the numbers; one loss per superbatch")
E = "\033[38;5;225m"; Z = "\033[0m"; V = "\033[38;5;208m"
c.p(f"{V}Beginning Training{Z}", f"Net Name               : {E}akimbo-768{Z}", f"Batch Size             : {E}16384{Z}", f"Batches / Superbatch   : {E}6104{Z}", f"Positions / Superbatch : {E}100007936{Z}", f"Start Superbatch       : {E}1{Z}", f"End Superbatch         : {E}60{Z}", f"LR Scheduler           : {E}start 0.001 gamma 0.3 drop every 20 superbatches{Z}")
for sb in range(1, 61):
    for pc in (12.5, 50.0, 87.5):
        c.raw(f"superbatch {E}{sb}{Z} [{E}{pc:.1f}{Z}% ({E}{int(6104*pc/100)}{Z}/{E}6104{Z} batches, {E}{c.ri(900000,980000)}{Z} pos/sec)]\r")
    l = c.dec(sb, 60, .0311, .0102, 3.6, .003)
    c.p(f"superbatch {E}{sb}{Z} | time {E}{c.u(104,109):.1f}s{Z} | running loss {E}{c.rec('train/loss', sb, f'{l:.6f}')}{Z} | {E}{c.ri(920000,970000)}{Z} pos/sec | total time {E}{sb*106.2:.1f}s{Z}")
    h = (60 - sb) * 106 // 3600; m = (60 - sb) * 106 // 60 % 60
    c.raw(f"Estimated time to end of training: {E}{h}{Z}h {E}{m}{Z}m {E}{(60-sb)*106%60}{Z}s\r")
    if sb % 20 == 0: c.p("", f"LR dropped to {E}{.001*.3**(sb//20):.7f}{Z}", f"Saved [{E}akimbo-768-{sb}{Z}]")

# ---------------------------------------------------------------- RAFT
c = C("raft_chairs_console.txt", "princeton-vl/RAFT train.py", "unlabelled metrics only", odd=True, nothing=True, note="prints [step, lr] and four unlabelled metrics (1px, 3px, 5px, epe in key order); the loss is only in tensorboard")
c.p("Parameter Count: 5257536", "Training with 22232 image pairs")
for i in range(1, 81):
    q = 1 - .9 * math.exp(-i / 15)
    c.p("[{:6d}, {:10.7f}] ".format(i * 100, 4e-4 * min(1, i / 40)) + ("{:10.4f}, " * 4).format(.2 + .6 * q, .4 + .5 * q, .5 + .43 * q, 12 * math.exp(-i / 18) + 1.4 + c.g(0, .05)))
    if i % 50 == 0: c.p("Validation Chairs EPE: 1.893104")

# ---------------------------------------------------------------- BasicSR
c = C("train_201_RRDBNet_PSNR_x4_20260514.log", "BasicSR (MessageLogger)", "healthy", odd=True, must_not=["any"], note="iter with thousands separators; the only loss is l_pix")
t = clock(h=15)
c.p("2026-05-14 15:12:07,411 INFO: ", "                ____                _       _____  ____", "               / __ ) ____ _ _____ (_)_____/ ___/ / __ \\", "              / __  |/ __ `// ___// // ___/\\__ \\ / /_/ /", "             / /_/ // /_/ /(__  )/ // /__ ___/ // _, _/", "            /_____/ \\__,_//____//_/ \\___//____//_/ |_|", "    ", "Version Information: ", "\tBasicSR: 1.4.2", "\tPyTorch: 1.13.1+cu117", "\tTorchVision: 0.14.1+cu117",
    "2026-05-14 15:12:07,902 INFO: ", "  name: 201_RRDBNet_PSNR_x4", "  model_type: SRModel", "  scale: 4", "  num_gpu: 2", "  train:[", "    optim_g:[", "      type: Adam", "      lr: 0.0002", "    ]", "    pixel_opt:[", "      type: L1Loss", "      loss_weight: 1.0", "    ]", "    total_iter: 300000", "  ]",
    "2026-05-14 15:12:12,001 INFO: Dataset [PairedImageDataset] - DIV2K is built.", "2026-05-14 15:12:12,003 INFO: Training statistics:", "\tNumber of train images: 32592", "\tDataset enlarge ratio: 100", "\tBatch size per gpu: 16", "\tWorld size (gpu number): 2", "\tRequire iter number per epoch: 101850", "\tTotal epochs: 3; iters: 300000.", "2026-05-14 15:12:14,774 INFO: Loss [L1Loss] is created.", "2026-05-14 15:12:14,780 INFO: Model [SRModel] is created.", "2026-05-14 15:12:15,001 INFO: Start training from epoch: 0, iter: 0")
for i in range(1, 121):
    it = i * 100; t += datetime.timedelta(seconds=27)
    l = c.dec(i, 120, .098, .0213, 4, .02)
    c.p(f"{t:%Y-%m-%d %H:%M:%S},{c.ri(100,999)} INFO: [201_R..][epoch:{0:3d}, iter:{c.rec('train/learning_rate', it, '2.000e-04') and it:8,d}, lr:({2e-4:.3e},)] [eta: {c.ri(21,22)}:{c.ri(10,59)}:{c.ri(10,59)}, time (data): {c.u(.26,.28):.3f} ({c.u(.002,.004):.3f})] l_pix: {c.rec('train/loss', it, f'{l:.4e}')} ")
    if i % 50 == 0:
        c.p(f"{t:%Y-%m-%d %H:%M:%S},{c.ri(100,999)} INFO: Saving models and training states.", f"{t:%Y-%m-%d %H:%M:%S},{c.ri(100,999)} INFO: Validation Set14", f"\t # psnr: {25.1+i/100:.4f}\tBest: {25.1+i/100:.4f} @ {it} iter", "")

# ---------------------------------------------------------------- NeRF
c = C("nerf_pytorch_fern.out", "yenchenlin/nerf-pytorch", "loss does not fall (white output)", must_any=[["not-decreasing", "plateau"]], note="unformatted floats; tqdm bars between; PSNR beside the loss")
c.p("Loaded image data (378, 504, 3, 20) [378.         504.         407.56579161]", "Loaded ./data/nerf_llff_data/fern 16.985296178676084 80.00209740336334", "recentered (3, 5)", "Data:", "(20, 3, 5) (20, 378, 504, 3) (20, 2)", "HOLDOUT view is 12", "Loaded llff (20, 378, 504, 3) (120, 3, 5) [378.     504.     407.5658] ./data/nerf_llff_data/fern", "Auto LLFF holdout, 8", "DEFINING BOUNDS", "NEAR FAR 0.0 1.0", "Found ckpts []", "Not ndc!", "get rays", "done, concats", "shuffle rays", "done", "Begin", "TRAIN views are [ 1  2  3  4  5  6  7  9 10 11 12 13 14 15 17 18 19]")
c.raw("\r  0%|          | 0/199999 [00:00<?, ?it/s]")
for i in range(1, 101):
    it = i * 100
    l = .2614 * (1 + c.g(0, .012))
    ps = -10 * math.log10(l / 2)
    c.raw("\r" + " " * 60 + "\r")
    c.p(f"[TRAIN] Iter: {it} Loss: {c.rec('train/loss', it, repr(round(l, 17)))}  PSNR: {ps!r}")
    c.raw(f"\r  {it*100//199999}%|▏         | {it}/199999 [{it//10//60:02d}:{it//10%60:02d}<5:33:20,  {c.u(9.5,10.1):.2f}it/s]")
c.p("")

# ---------------------------------------------------------------- MACE results jsonl
c = C("MACE_model_run-123_train.txt", "ACEsuit/mace results file", "healthy", odd=True, must_not=["any"], note="JSON lines; mode opt is a training batch, mode eval the validation of the epoch; the epoch is the only counter")
N = 40
for e in range(0, N):
    for b in range(5):
        l = c.dec(e * 5 + b, N * 5, 4.1, .021, 4.5, .04)
        c.p(json.dumps({"loss": float(c.rec("train/loss", None, repr(round(l, 12)))), "time": round(c.u(.31, .33), 12), "mode": "opt", "epoch": e}))
    v = c.dec(e * 5 + 5, N * 5, 4.1, .021, 4.5, .015) * 1.06
    c.p(json.dumps({"loss": float(c.rec("validation/loss", e, repr(round(v, 12)))), "mae_e": v * 3.1, "mae_e_per_atom": v * .05, "rmse_e": v * 4.2, "rmse_e_per_atom": v * .07, "q95_e": v * 8, "mae_f": v * .6, "rel_mae_f": v * 9, "rmse_f": v * .9, "rel_rmse_f": v * 11, "q95_f": v * 1.8, "time": 1.8, "mode": "eval", "epoch": e}))

# ---------------------------------------------------------------- chemprop v1
c = C("chemprop_verbose.log", "chemprop 1.x (logger debug)", "gradient norm sinks to nothing, loss stays", must_any=[["vanishing-gradients", "not-decreasing", "plateau"]], note="no counter on the loss line; PNorm is not a gradient; validation is auc")
c.p("Command line", "python train.py --data_path bbbp.csv --dataset_type classification --save_dir out", "Args", "{'activation': 'ReLU',", " 'batch_size': 50,", " 'depth': 3,", " 'epochs': 30,", " 'init_lr': 0.0001,", " 'max_lr': 0.001,", " 'final_lr': 0.0001}", "Loading data", "Number of tasks = 1", "Splitting data with seed 0", "Class sizes", "p_np 0: 23.49%, 1: 76.51%", "Total size = 2,039 | train size = 1,631 | val size = 203 | test size = 205", "Building model 0", "MoleculeModel(", "  (sigmoid): Sigmoid()", ")", "Number of parameters = 354,901")
k = 0
for e in range(30):
    c.p(f"Epoch {e}")
    for b in range(3):
        gn = max(2.2 * 10 ** (-k / 8), 4e-9)
        l = .5463 * (1 + c.g(0, .004)) + .16 * math.exp(-k / 1.5)
        lr = 1e-4 + 9e-4 * min(1, k / 6) if k < 6 else 1e-3 * (.1 ** ((k - 6) / 84))
        c.p(f"Loss = {c.rec('train/loss', None, f'{l:.4e}')}, PNorm = {40.1+k*.001:.4f}, GNorm = {c.rec('train/gradient_norm', None, f'{gn:.4f}')}, lr_0 = {c.rec('train/learning_rate', None, f'{lr:.4e}')}")
        k += 1
    c.p("Validation auc = 0.500000")
c.p("Model 0 best validation auc = 0.500000 on epoch 0", "Model 0 test auc = 0.500000", "Ensemble test auc = 0.500000")

# ---------------------------------------------------------------- RotatE
c = C("rotate_wn18rr_train.log", "DeepGraphLearning/KnowledgeGraphEmbedding (RotatE)", "healthy", odd=True, must_not=["any"], note="one metric per line; loss is the mean of the positive and negative sample loss")
t = clock(h=16)
h = lambda: f"{t:%Y-%m-%d %H:%M:%S} INFO     "
c.p(h() + "Model: RotatE", h() + "Data Path: data/wn18rr", h() + "#entity: 40943", h() + "#relation: 11", h() + "#train: 86835", h() + "#valid: 3034", h() + "#test: 3134", h() + "Model Parameter Configuration:", h() + "Parameter gamma: torch.Size([1]), require_grad = False", h() + "Parameter entity_embedding: torch.Size([40943, 1000]), require_grad = True", h() + "Ramdomly Initializing RotatE Model...", h() + "Start Training...", h() + "init_step = 0", h() + "batch_size = 512", h() + "negative_adversarial_sampling = True", h() + "hidden_dim = 500", h() + "gamma = 6.000000", h() + "adversarial_temperature = 0.500000", h() + "learning_rate = 0")
for i in range(0, 80):
    st = i * 100; t += datetime.timedelta(seconds=19)
    p_ = c.dec(i, 80, 2.9, .21, 3.5, .006); n_ = c.dec(i, 80, .74, .19, 3.0, .006)
    for m, v, key in (("positive_sample_loss", p_, None), ("negative_sample_loss", n_, None), ("loss", (p_ + n_) / 2, "train/loss")):
        txt = f"{v:f}"
        if key: c.rec(key, st, txt)
        c.p(h() + f"Training average {m} at step {st}: {txt}")
    if i and i % 25 == 0:
        c.p(h() + "Evaluating on Valid Dataset...", h() + "Evaluating the model... (0/6068)", h() + "Evaluating the model... (3000/6068)")
        for m, v in (("MRR", .1 + i / 300), ("MR", 4000 - i * 9), ("HITS@1", .05 + i / 350), ("HITS@3", .12 + i / 300), ("HITS@10", .2 + i / 280)): c.p(h() + f"Valid {m} at step {st}: {v:f}")

# ---------------------------------------------------------------- GraphGym
c = C("graphgps_zinc_train.log", "GraphGym / GraphGPS", "overfitting", must=["overfitting"], note="dict lines per split; val is validation, test is test; also best epoch lines")
c.p("[*] Run ID 0: seed=0, split_index=0", "    Starting now: 2026-05-14 17:00:11.120934", "[*] Loaded dataset 'subset' from 'PyG-ZINC':", "  Data(x=[277864, 1], edge_index=[2, 597970], edge_attr=[597970], y=[12000])", "  num graphs: 12000", "  avg num_nodes/graph: 23", "Num parameters: 423717", "Start from epoch 0")
N = 60
for e in range(N):
    tr = c.dec(e, N, .92, .024, 4, .012); va = c.dec(e, N, .80, .20, 12, .008) if e < 15 else .205 * (1 + .028 * (e - 14)) * (1 + c.g(0, .012)); lr = 1e-3 * (.5 * (1 + math.cos(math.pi * e / N)))
    d = {"epoch": e, "time_epoch": round(c.u(7, 8), 5), "eta": round((N - e) * 7.4, 5), "eta_hours": round((N - e) * 7.4 / 3600, 5), "loss": float(c.rec("train/loss", e, f"{tr:.8f}")), "lr": float(c.rec("train/learning_rate", e, f"{lr:.8f}")), "params": 423717, "time_iter": .02381, "mae": round(tr, 5), "r2": round(1 - tr * .3, 5), "spearmanr": .95, "mse": round(tr * tr * 2, 5), "rmse": round(tr * 1.4, 5)}
    c.p(f"train: {d}")
    for sp, key, f in (("val", "validation/loss", 1), ("test", "test/loss", .98)):
        c.p(f"{sp}: " + str({"epoch": e, "time_epoch": round(c.u(.4, .5), 5), "loss": float(c.rec(key, e, f"{va*f:.8f}")), "lr": 0, "params": 423717, "time_iter": .01301, "mae": round(va * f, 5)}))
    c.p(f"> Epoch {e}: took {c.u(8,9):.1f}s (avg 8.6s) | Best so far: epoch {min(e,14)}\ttrain_loss: 0.1100 train_mae: 0.1100\tval_loss: 0.2051 val_mae: 0.2051\ttest_loss: 0.2010 test_mae: 0.2010")

# ---------------------------------------------------------------- TorchBeast
c = C("torchbeast_pong_out.log", "facebookresearch/torchbeast monobeast.py", "sound IMPALA run", odd=True, must_not=["non-finite-loss", "exploding-gradients", "policy-collapse"], note="Loss is a sum and goes negative; pprint repeats it as total_loss; episode_returns tuples of the actors")
t = clock(h=18)
c.p("Creating log directory: ~/logs/torchbeast/torchbeast-20260514-181207", "[INFO:31288 file_writer:104 2026-05-14 18:12:07,120] Saving metadata to ~/logs/torchbeast/torchbeast-20260514-181207/meta.json", "[INFO:31288 monobeast:337 2026-05-14 18:12:08,009] Using CUDA.", *[f"[INFO:{31300+k} monobeast:130 2026-05-14 18:12:09,{100+k}] Actor {k} started." for k in range(6)])
step = 0
for i in range(40):
    step += c.ri(29, 32) * 1280; t += datetime.timedelta(seconds=5); ts = step
    pg = c.g(0, 1) * .4 + 55 * math.exp(-i / 10) - 3; bl = 48 * math.exp(-i / 12) + 4 * (1 + c.g(0, .05)); en = -18.1 + .05 * i; tot = pg + bl + en; ret = -21 + 36 / (1 + math.exp(-(i - 20) / 4)) * .98
    c.p(f"[INFO:31288 monobeast:461 {t:%Y-%m-%d %H:%M:%S},{c.ri(100,999)}] Steps {ts} @ {c.u(7600,8100):.1f} SPS. Loss {c.rec('train/loss', ts, f'{tot:f}')}. Return per episode: {c.rec('train/reward', ts, f'{ret:.1f}')}. Stats:",
        "{'baseline_loss': %r," % bl, " 'entropy_loss': %r," % en, " 'episode_returns': (%.1f, %.1f)," % (round(ret), round(ret)), " 'mean_episode_return': %r," % ret, " 'pg_loss': %r," % pg, " 'total_loss': %r}" % tot)
c.p(f"[INFO:31288 monobeast:477 2026-05-14 18:16:01,003] Learning finished after {step} steps.")

# ---------------------------------------------------------------- rsl_rl
c = C("rsl_rl_anymal_c.log", "leggedrobotics/rsl_rl OnPolicyRunner", "value loss runs to inf, run dies", must_any=[["non-finite-loss", "odd-part-loss", "diverging"]], note="bold title; no total loss is printed; the series is the reward per iteration (and the inf is in the value function loss)")
c.p("Importing module 'gym_38' (/home/u/isaacgym/python/isaacgym/_bindings/linux-x86_64/gym_38.so)", "Setting GYM_USD_PLUG_INFO_PATH to /home/u/isaacgym/python/isaacgym/_bindings/linux-x86_64/usd/plugInfo.json", "PyTorch version 1.10.0+cu113", "Device count 1", "Using PhysX", "+++ Using GPU PhysX", "Physics Engine: PhysX", "Actor MLP: Sequential(", "  (0): Linear(in_features=235, out_features=512, bias=True)", "  (1): ELU(alpha=1.0)", ")")
for it in range(26):
    vl = .012 + .004 * it if it < 14 else 10 ** (-1 + (it - 13) * 3.1)
    vs = f"{vl:.4f}" if it < 25 else "inf"
    rew = -2 + it * .5 if it < 14 else 4.6 - (it - 13) * 1.3
    title = f" \033[1m Learning iteration {it}/1500 \033[0m "
    c.p("#" * 80, title.center(80, " "), "")
    pad = 35
    for k, v in (("Computation:", f"{c.ri(71000,74000)} steps/s (collection: {c.u(1.0,1.1):.3f}s, learning {c.u(.3,.32):.3f}s)"), ("Value function loss:", vs), ("Surrogate loss:", f"{c.g(-.006,.001):.4f}"), ("Mean action noise std:", f"{1-.004*it:.2f}"), ("Mean reward:", c.rec("train/reward", it, f"{rew:.2f}")), ("Mean episode length:", f"{min(1000,20+it*30):.2f}"), ("Mean episode rew_action_rate:", f"{-.02:.4f}"), ("Mean episode rew_tracking_lin_vel:", f"{max(0,rew/30):.4f}"), ("Mean episode terrain_level:", "3.1200")):
        c.p(f"{k:>{pad}} {v}")
    c.p("-" * 80, f"{'Total timesteps:':>{pad}} {98304*(it+1)}", f"{'Iteration time:':>{pad}} {c.u(1.3,1.4):.2f}s", f"{'Total time:':>{pad}} {1.35*(it+1):.2f}s", f"{'ETA:':>{pad}} {1.35/(it+1)*(1500-it):.1f}s", "")
c.p("Traceback (most recent call last):", '  File "train.py", line 47, in <module>', "    train(args)", '  File "/home/u/rsl_rl/rsl_rl/algorithms/ppo.py", line 98, in act', "RuntimeError: normal expects all elements of std >= 0.0")

# ---------------------------------------------------------------- rl_games
c = C("rl_games_ant.txt", "Denys88/rl_games a2c_common", "throughput lines only", odd=True, nothing=True, note="no losses in the console; only fps and saved best rewards")
c.p("Started to train", "Exact experiment name requested from command line: Ant", "self.seed = 42", "current training device: cuda:0", "build mlp: 60", "RunningMeanStd:  (1,)", "RunningMeanStd:  (60,)")
best = 0
for e in range(1, 91):
    c.p(f"fps step: {c.u(310000,330000):.0f} fps step and policy inference: {c.u(250000,260000):.0f} fps total: {c.u(120000,130000):.0f} epoch: {e}/500")
    if e > 20 and e % 10 == 0:
        best = 100 * e
        c.p(f"saving next best rewards:  [{best+c.u(0,50):.2f}]", "=> saving checkpoint 'runs/Ant_14-18-31-02/nn/Ant.pth'")

# ---------------------------------------------------------------- PFRL
c = C("pfrl_dqn_tail.log", "PFRL train_agent.py (DQN)", "sound, tail of a run", odd=True, must_not=["any"], note="statistics as a list of tuples; average_loss is the training loss on the step axis; R the return of the episode")
st = 120000
for ep in range(700, 800):
    n = c.ri(180, 220); st += n; i = ep - 700
    c.p(f"INFO:pfrl.experiments.train_agent:outdir:results/20260514T183102.114093 step:{st} episode:{ep} R:{c.rec('train/reward', st, repr(round(-160+1.1*i+c.g(0,9),4)))}")
    l = c.dec(i, 100, .41, .12, 3, .02)
    c.p(f"INFO:pfrl.experiments.train_agent:statistics:[('average_q', {20+i*.3+c.g(0,.1)!r}), ('average_loss', {c.rec('train/loss', st, repr(round(l, 15)))}), ('cumulative_steps', {st}), ('n_updates', {st-1000}), ('rlen', 100000)]")

# ---------------------------------------------------------------- NGBoost
c = C("ngboost_fit.txt", "NGBoost fit(verbose)", "overfitting", must=["overfitting"], note="norm is scaled and left out of the truth")
for i in range(0, 1000, 20):
    tr = c.dec(i, 1000, 3.61, 1.12, 3, .003); va = c.dec(i, 1000, 3.64, 2.38, 9, .003) if i < 340 else 2.47 + .00085 * (i - 340) * (1 + c.g(0, .02))
    c.p(f"[iter {i}] loss={c.rec('train/loss', i, f'{tr:.4f}')} val_loss={c.rec('validation/loss', i, f'{va:.4f}')} scale={c.r.choice((1.0,2.0)):.4f} norm={c.dec(i,1000,3.1,.9,3,.02):.4f}")

# ---------------------------------------------------------------- gbm (R)
c = C("gbm_caret_knitr.md", "R gbm through caret, knitr output", "healthy", odd=True, must_not=["any"], note="ValidDeviance is nan throughout because there is no validation set; gbm prints 1..10, then every 20th")
c.p("Fitting the model", "-----------------", "", "``` r", "set.seed(1403)", "fit <- train(classe ~ ., data = training, method = \"gbm\", trControl = trainControl(method = \"none\"),", "             tuneGrid = data.frame(n.trees = 1000, interaction.depth = 3, shrinkage = 0.1, n.minobsinnode = 10))", "```", "", "    ## Iter   TrainDeviance   ValidDeviance   StepSize   Improve")
for i in list(range(1, 11)) + list(range(20, 1001, 20)):
    l = .11 + 1.5 * math.exp(-(i - 1) / 45) * (1 + c.g(0, .002)) + .08 * math.exp(-i / 300)
    im = .2 * math.exp(-i / 30) + c.g(0, .0004)
    c.p(f"    ## {i:6d} {c.rec('train/loss', i, f'{l:.4f}'):>13} {'nan':>15} {.1:>10.4f} {im:>9.4f}")
c.p("", "``` r", "fit", "```", "", "    ## Stochastic Gradient Boosting ", "    ## ", "    ## 13737 samples", "    ##    52 predictor", "    ##     5 classes: 'A', 'B', 'C', 'D', 'E' ", "    ## ", "    ## No pre-processing")
# ---------------------------------------------------------------- KoBERT tutorial
c = C("kobert_naver_review_colab.txt", "SKTBrain/KoBERT tutorial loop (Korean)", "healthy", odd=True, must_not=["any"], note="tqdm_notebook text between; float32 repr; running train acc is left out of the truth; no validation loss")
c.p("using cached model. /content/.cache/kobert_v1.zip", "using cached model. /content/.cache/kobert_news_wiki_ko_cased-1087f8699e.spiece", "/usr/local/lib/python3.7/dist-packages/ipykernel_launcher.py:4: TqdmDeprecationWarning: This function will be removed in tqdm==5.0.0", "Please use `tqdm.notebook.tqdm` instead of `tqdm.tqdm_notebook`", "  after removing the cwd from sys.path.")
for e in range(1, 6):
    c.p(f"100%  2344/2344 [{c.ri(11,12)}:{c.ri(10,59)}<00:00, 3.31it/s]")
    for b in range(0, 2344, 200):
        k = (e - 1) * 12 + b // 200
        l = c.dec(k, 60, .71, .15, 3.5, .03); a = .97 - .46 * math.exp(-k / 12) + (.001 if b else 0)
        c.p(f"epoch {e} batch id {b+1} loss {c.rec('train/loss', None, f'{l:.8f}')} train acc {round(a, 16)!r}")
    c.p(f"epoch {e} train acc {a!r}", f"100%  782/782 [01:{c.ri(10,20)}<00:00, 10.32it/s]", f"epoch {e} test acc {.85+.01*e!r}")

# ---------------------------------------------------------------- EDM molecules
c = C("edm_qm9.out", "ehoogeboom/e3_diffusion_for_molecules", "gradients explode at the end", odd=True, must=["exploding-gradients"], note="negative log-likelihood goes below zero; every line starts with CR; epoch and iter of n")
c.p("Namespace(actnorm=True, batch_size=64, clip_grad=True, dataset='qm9', diffusion_loss_type='l2', diffusion_noise_precision=1e-05, diffusion_steps=1000, ema_decay=0.9999, exp_name='edm_qm9', lr=0.0001, model='egnn_dynamics', n_epochs=12, n_report_steps=50, nf=256, test_epochs=20)", "Entropy of n_nodes: H[N] -2.475700616836548", "alphas2 [9.99990000e-01 9.99988000e-01 ... 1.59e-05 1.39e-05]", "gamma [-11.51287546 -11.32937844 ... 11.18]")
n = 1562; k = 0; tot = 12 * 32
for e in range(12):
    for i in range(0, n, 50):
        l = 118 * math.exp(-k / 45) - 62 * (1 - math.exp(-k / 110)) + c.g(0, 1.2)
        gn = 9 + 60 * math.exp(-k / 25) + abs(c.g(0, 1))
        if k >= tot - 40:
            gn = 10 ** (2.5 + (k - tot + 40) * .11) * c.u(.7, 1.3)
            if k % 2 == 0: c.p(f"Clipped gradient with value {gn*1.7:.1f} while allowed {gn/2.3:.1f}")
        s = e * n + i
        c.p(f"\rEpoch: {e}, iter: {i}/{n}, Loss {c.rec('train/loss', s, f'{l:.2f}')}, NLL: {l:.2f}, RegTerm: 0.0, GradNorm: {c.rec('train/gradient_norm', s, f'{gn:.1f}')}")
        k += 1
    c.p(f"Epoch took {c.u(310,330):.1f} seconds.")

# ---------------------------------------------------------------- CRFsuite
c = C("crfsuite_learn.log", "CRFsuite (C++)", "healthy", odd=True, must_not=["any"], note="one value per line in blocks; summed loss in the ten thousands")
c.p("CRFSuite 0.12  Copyright (c) 2007-2011 Naoaki Okazaki", "", "Start time of the training: 2026-05-14T10:00:11Z", "", "Reading the data set(s)", "[1] train.crfsuite.txt", "0....1....2....3....4....5....6....7....8....9....10", "Number of instances: 8937", "Seconds required: 1.220", "", "Statistics the data set(s)", "Number of data sets (groups): 1", "Number of instances: 8936", "Number of items: 211727", "Number of attributes: 338552", "Number of labels: 22", "", "Feature generation", "type: CRF1d", "feature.minfreq: 0.000000", "Number of features: 452755", "", "L-BFGS optimization", "c1: 0.000000", "c2: 1.000000", "num_memories: 6", "max_iterations: 60", "epsilon: 0.000010", "stop: 10", "delta: 0.000010", "linesearch: MoreThuente", "linesearch.max_iterations: 20", "")
for i in range(1, 61):
    l = c.dec(i, 60, 402000, 11800, 5, .0015)
    c.p(f"***** Iteration #{i} *****", f"Loss: {c.rec('train/loss', i, f'{l:f}')}", f"Feature norm: {2+i*1.7:f}", f"Error norm: {c.dec(i,60,41000,90,7,.05):f}", "Active features: 452755", f"Line search trials: {2 if i == 1 else 1}", f"Line search step: {(.000011 if i == 1 else 1):f}", f"Seconds required for this iteration: {c.u(.5,.6):.3f}", "")
c.p("L-BFGS terminated with the maximum number of iterations", "Total seconds required for training: 33.310", "", "Storing the model", "Number of active features: 452755 (452755)", "Number of active attributes: 335674 (338552)", "Number of active labels: 22 (22)", "")

# ---------------------------------------------------------------- YDF
c = C("ydf_train.log", "Yggdrasil Decision Forests (C++ log)", "healthy", must_not=["any"], note="num-trees is the axis; file name and line number of the source in front")
t = clock(h=19)
h = lambda ln: f"[INFO {t:%y-%m-%d %H:%M:%S}.{c.ri(1000,9999)} UTC gradient_boosted_trees.cc:{ln}] "
c.p("[INFO 26-05-14 19:12:06.4410 UTC train.cc:83] Start Yggdrasil model training.", "[INFO 26-05-14 19:12:06.4411 UTC train.cc:89] Read training dataset \"csv:adult_train.csv\"", h(577) + "Default loss set to BINOMIAL_LOG_LIKELIHOOD", h(1171) + "Training gradient boosted tree on 22792 example(s) and 14 feature(s).", h(1214) + "20533 examples used for training and 2259 examples used for validation")
for i in range(1, 151, 2):
    t += datetime.timedelta(seconds=1)
    tr = .50 + .53 * math.exp(-(i - 1) / 22) - .0002 * i; va = .565 + .51 * math.exp(-(i - 1) / 22)
    c.p(h(1590) + f"\tnum-trees:{i} train-loss:{c.rec('train/loss', i, f'{tr:f}')} train-accuracy:{c.rec('train/accuracy', i, f'{.885-.12*math.exp(-i/25):f}')} valid-loss:{c.rec('validation/loss', i, f'{va:f}')} valid-accuracy:{c.rec('validation/accuracy', i, f'{.872-.13*math.exp(-i/25):f}')}")
c.p(h(270) + "Truncates the model to 149 tree(s) i.e. 149  iteration(s).", h(333) + "Final model num-trees:149 valid-loss:0.565583 valid-accuracy:0.871680")

# ---------------------------------------------------------------- CNTK
c = C("cntk_mnist_conv.txt", "CNTK (Python ProgressPrinter)", "healthy", odd=True, must_not=["any"], note="value * samples; metric is an error rate in percent")
c.p("Selected GPU[0] Tesla K80 as the process wide default device.", "-------------------------------------------------------------------", "Build info: ", "", "\t\tBuilt time: Mar 31 2019 11:02:35", "\t\tBuild type: Release", "\t\tWith ASGD: yes", "-------------------------------------------------------------------", "Training 98778 parameters in 10 parameter tensors.", "", "Learning rate per 1 samples: 0.001", "Momentum per 1 samples: 0.0")
for e in range(1, 41):
    l = c.dec(e, 40, .62, .0082, 5, .02); sec = c.u(6, 6.4)
    c.p(f"Finished Epoch[{e} of 40]: [Training] loss = {c.rec('train/loss', e, f'{l:.6f}')} * 60000, metric = {l*31:.2f}% * 60000 {sec:.3f}s ({60000/sec:.1f} samples/s);")
    if e in (10, 30): c.p(f"Learning rate per 1 samples: {.0005 if e == 10 else .0001}")
c.p("Finished Evaluation [1]: Minibatch[1-20]: metric = 0.61% * 10000;")

# ---------------------------------------------------------------- Flux
c = C("flux_cnn_info.log", "Julia Flux script with @info", "diverges", must=["diverging"], note="Julia logger blocks with box characters; train_loss and test_loss")
c.p("  Activating project at `~/flux-cifar`", "[ Info: Training on GPU", "[ Info: Start training, total 60 epochs", "┌ Warning: Data is of Float64 but the model of Float32. Converting", "└ @ Main ~/flux-cifar/train.jl:44")
for e in range(1, 61):
    tr = c.dec(e, 30, 2.31, .52, 3, .01) if e < 26 else .62 + .13 * (e - 25) * (1 + c.g(0, .03)); te = tr * 1.08
    c.p(f"┌ Info: Epoch {e}", f"│   train_loss = {c.rec('train/loss', e, repr(round(tr, 7)))}", f"│   test_loss = {c.rec('test/loss', e, repr(round(te, 7)))}", f"└   test_acc = {c.rec('test/accuracy', e, repr(round(max(.1, .86 - tr/4), 4)))}")
    if e % 10 == 0: c.p(f"[ Info: Model saved in \"runs/model_epoch_{e}.bson\"")

# ---------------------------------------------------------------- luz
c = C("luz_tabular.Rout", "R torch / luz fit(verbose)", "overfitting", must=["overfitting"], note="Train metrics / Valid metrics lines under Epoch i/n; four significant digits")
c.p("> library(torch)", "> library(luz)", "> fitted <- net |> setup(loss = nn_mse_loss(), optimizer = optim_adam) |>", "+   set_hparams(hidden = 256) |> fit(train_dl, epochs = 40, valid_data = valid_dl)")
for e in range(1, 41):
    tr = c.dec(e, 40, 1.1, .021, 4, .012); va = .98 * math.exp(-e / 3) + .41 if e < 10 else .44 + .019 * (e - 9) * (1 + c.g(0, .02))
    f4 = lambda x: f"{x:.4f}".rstrip("0")
    c.p(f"Epoch {e}/40", f"Train metrics: Loss: {c.rec('train/loss', e, f4(tr))} - MAE: {f4(tr**.5*.8)}", f"Valid metrics: Loss: {c.rec('validation/loss', e, f4(va))} - MAE: {f4(va**.5*.8)}")
c.p("> ", "> q()")

# ---------------------------------------------------------------- tch-rs
c = C("tch_mnist_conv.txt", "tch-rs mnist_nn (Rust)", "loss becomes NaN", must=["non-finite-loss"], note="Rust prints NaN")
c.p("   Compiling torch-sys v0.13.0", "   Compiling tch v0.13.0", "    Finished release [optimized] target(s) in 41.20s", "     Running `target/release/examples/mnist nn`", "t-img [60000, 784], t-lbl [60000]")
for e in range(1, 101):
    l = c.dec(e, 100, 2.30, .21, 4, .004); a = 93 - 82 * math.exp(-e / 9)
    if e >= 72: ls, a = "     NaN", 9.8
    else: ls = f"{l:8.5f}"
    c.p(f"epoch: {e:4d} train loss: {c.rec('train/loss', e, ls)} test acc: {c.rec('test/accuracy', e, f'{a:5.2f}')}%")

# ---------------------------------------------------------------- MindSpore
c = C("mindspore_lossmonitor.log", "MindSpore LossMonitor (Chinese)", "loss is exactly zero", must=["zero-loss"], note="step starts again in every epoch and the number of batches is not printed: no axis in the truth")
c.p("[WARNING] ME(24011:140012,MainProcess):2026-05-14-20:01:11.120.391 [mindspore/run_check/_check_version.py:102] MindSpore version 2.2.14 and cuda version 11.6 does not match", "============== 开始训练 ==============", "数据集: ./datasets/MNIST_Data/train，批大小: 32")
for e in range(1, 7):
    for s in range(125, 1876, 125):
        k = (e - 1) * 15 + s // 125
        l = c.dec(k, 60, 2.31, .08, 4, .03) if k < 38 else 0.0
        c.p(f"epoch: {e} step: {s}, loss is {c.rec('train/loss', None, repr(round(l, 16)))}")
    c.p(f"Train epoch time: {c.u(11000,12000):.3f} ms, per step time: {c.u(6,6.4):.3f} ms")
c.p("============== 训练结束 ==============", "{'Accuracy': 0.0980}")

# ---------------------------------------------------------------- PaddleNLP
c = C("paddlenlp_chnsenticorp.log", "PaddleNLP text classification example", "validation swings, training smooth", must=["validation-swings"], note="global step; accu; eval lines without a step")
c.p("[2026-05-14 20:11:02,410] [    INFO] - Already cached /home/aistudio/.paddlenlp/models/ernie-3.0-medium-zh/ernie_3.0_medium_zh.pdparams", "W0514 20:11:04.112   311 gpu_resources.cc:61] Please NOTE: device: 0, GPU Compute Capability: 7.0, Driver API Version: 11.2, Runtime API Version: 11.2", "W0514 20:11:04.117   311 gpu_resources.cc:91] device: 0, cuDNN Version: 8.2.")
for g in range(10, 1501, 10):
    l = c.dec(g / 10, 150, .72, .061, 3, .02)
    c.p(f"global step {g}, epoch: {(g-1)//300+1}, batch: {(g-1)%300+1}, loss: {c.rec('train/loss', g, f'{l:.5f}')}, accu: {c.rec('train/accuracy', g, f'{min(.99,.5+g/2600):.5f}')}, speed: {c.u(8.8,9.3):.2f} step/s")
    if g % 100 == 0:
        v = (.31 if (g // 100) % 2 else 1.45) * (1 + c.g(0, .1))
        c.p(f"eval loss: {c.rec('validation/loss', g, f'{v:.5f}')}, accu: {c.rec('validation/accuracy', g, '%.5f' % (.9 if v < .8 else .55))}")

# ---------------------------------------------------------------- Chinese tutorial
c = C("中文教程_音符生成.txt", "Chinese tutorial loop (own print)", "plateau far up", must_any=[["plateau", "not-decreasing"]], note="轮次 / 训练损失 / 验证损失; file name in Chinese")
c.p("使用设备: cuda:0", "数据加载完成，共 18342 条样本", "模型参数量: 3.41M", "-" * 60, "开始训练...")
for e in range(1, 81):
    tr = 4.62 + 2.4 * math.exp(-e / 2) + c.g(0, .012); va = 4.65 + 2.4 * math.exp(-e / 2) + c.g(0, .012)
    c.p(f"轮次 {e:3d}/80 | 训练损失: {c.rec('train/loss', e, f'{tr:.6f}')} | 验证损失: {c.rec('validation/loss', e, f'{va:.6f}')}")
    if e % 10 == 0: c.p(f"  ✅ 已保存检查点 ./ckpt/epoch_{e}.pth（耗时 {c.u(30,33):.1f} 秒）")
c.p("训练完成！", "-" * 60)

# ---------------------------------------------------------------- Japanese tutorial
c = C("pinn_学習ログ.txt", "Japanese PINN tutorial (own print)", "healthy", odd=True, must_not=["any"], note="エポック with padding, 損失")
c.p("デバイス: cpu", "学習データ点数: 境界 100, 内部 10000", "学習を開始します...")
for e in range(1000, 60001, 1000):
    l = c.dec(e / 1000, 60, 3.2, .0071, 4.5, .012)
    c.p(f"エポック: {e:5d}/60000, 損失: {c.rec('train/loss', e, f'{l:.4f}')}")
c.p("学習が完了しました。", "相対L2誤差: 1.92e-02", "グラフを figure_01.png に保存しました。")

# ---------------------------------------------------------------- Korean tutorial
c = C("주가예측_lstm.log", "Korean LSTM tutorial (own print)", "training loss summed, validation averaged", must=["scale-mismatch"], note="학습 손실 is 60 times 검증 손실 in every epoch; both fall")
c.p("데이터 크기: (2412, 5)", "학습 세트: 1929개", "테스트 세트: 483개", "=== 훈련 시작 ===")
for e in range(1, 101):
    v = c.dec(e, 100, .42, .031, 4, .015); tr = v * 61 * (1 + c.g(0, .01))
    c.p(f"[에포크 {e:03d}/100] 학습 손실: {c.rec('train/loss', e, f'{tr:.4f}')} | 검증 손실: {c.rec('validation/loss', e, f'{v:.4f}')} | 소요 시간: {c.u(1.1,1.4):.1f}초")
    if e % 20 == 0: c.p("    체크포인트 저장 완료")
c.p("=== 훈련 종료 ===")

# ---------------------------------------------------------------- JoeyNMT
c = C("joeynmt_train.log", "JoeyNMT 2.x", "healthy", must_not=["any"], note="total training loss per epoch is a sum and not a point of the curve; validation loss on the Evaluation result line, its step is that of the last batch line")
t = clock(h=21)
h = lambda m: f"{t:%Y-%m-%d %H:%M:%S},{c.ri(100,999)} - INFO - {m} - "
c.p(h("root") + "Hello! This is Joey-NMT (version 2.2.0).", h("joeynmt.helpers") + "                           cfg.name : transformer_iwslt14_deen", h("joeynmt.helpers") + "                  cfg.training.loss : crossentropy", h("joeynmt.model") + "Total params: 19302144", h("joeynmt.training") + "Train stats:", "\tdevice: cuda", "\tn_gpu: 1", "\t16-bits training: False", "\tgradient accumulation: 1", "\tbatch size per device: 4096", "\teffective batch size (w. parallel & accumulation): 4096", h("joeynmt.training") + "EPOCH 1")
s = 0
for e in range(1, 9):
    ssum = 0
    for b in range(15):
        s += 100; t += datetime.timedelta(seconds=24)
        l = c.dec(s / 100, 120, 8.1, 2.02, 4, .012); ssum += l * 100
        lr = 3e-4
        c.p(h("joeynmt.training") + "Epoch %3d, Step: %8d, Batch Loss: %s, Batch Acc: %s, Tokens per Sec: %8.0f, Lr: %s" % (e, s, c.rec("train/loss", s, f"{l:12.6f}"), c.rec("train/accuracy", s, f"{.65-.55*math.exp(-s/3000):.6f}"), c.u(15000, 16000), c.rec("train/learning_rate", s, f"{lr:.6f}")))
        if s % 1000 == 0:
            v = l * 1.03
            c.p(h("joeynmt.prediction") + "Predicting 7283 example(s)... (Greedy decoding with min_output_length=1, max_output_length=100, return_prob='none', generate_unk=True, repetition_penalty=-1, no_repeat_ngram_size=-1)", h("joeynmt.prediction") + "Generation took 41.2203[sec].", h("joeynmt.metrics") + "nrefs:1|case:lc|eff:no|tok:13a|smooth:exp|version:2.3.1", h("joeynmt.prediction") + "Evaluation result (greedy): bleu: %6.2f, loss: %s, ppl: %6.2f, acc: %6.2f, 0.1203[sec]" % (s / 400, c.rec("validation/loss", s, f"{v:6.2f}"), math.exp(v), .6), h("joeynmt.training") + "Hooray! New best validation result [bleu]!", h("joeynmt.training") + "Example #0", h("joeynmt.training") + "\tSource:     und das ist der punkt .", h("joeynmt.training") + "\tReference:  and that 's the point .", h("joeynmt.training") + "\tHypothesis: and this is the point .")
    c.p(h("joeynmt.training") + f"Epoch {e:3d}: total training loss {ssum:.2f}")
    if e < 8: c.p(h("joeynmt.training") + f"EPOCH {e+1}")

# ---------------------------------------------------------------- OpenNMT lua
c = C("opennmt_lua.log", "OpenNMT (Lua Torch)", "perplexity rises for good", must=["diverging"], note="prints perplexity only, no loss; Iteration of 2500 starts again in every epoch")
t = clock(h=22)
h = lambda: f"[{t:%m/%d/%y %H:%M:%S} INFO] "
c.p(h() + "Using GPU(s): 1", h() + "Training Sequence to Sequence with Attention model...", h() + "Loading data from 'data/demo-train.t7'...", h() + " * vocabulary size: source = 24999; target = 35820", h() + " * number of training sentences: 160000", h() + " * number of batches: 2500", h() + "Building model...", h() + " * number of parameters: 84,822,004", h() + "Start training from epoch 1 to 13...", "")
k = 0
for e in range(1, 6):
    for it in range(125, 2501, 125):
        k += 1; t += datetime.timedelta(seconds=21); st = (e - 1) * 2500 + it
        ppl = math.exp(3.2 + 6 * math.exp(-k / 9) + c.g(0, .015)) if k < 60 else math.exp(3.3 + .09 * (k - 59) + c.g(0, .02))
        c.p(h() + f"Epoch {e} ; Iteration {it}/2500 ; Optim SGD LR {c.rec('train/learning_rate', st, '%.6f' % 1)} ; Source tokens/s {c.ri(2900,3100)} ; Perplexity {c.rec('train/perplexity', st, f'{ppl:.2f}')}")
    c.p(h() + "Evaluating on the validation dataset...", h() + f"Validation perplexity: {c.rec('validation/perplexity', st, f'{ppl*1.1:.2f}')}", h() + f"Saving checkpoint to 'demo-model_epoch{e}_{ppl*1.1:.2f}.t7'...", "")

# ---------------------------------------------------------------- llm.c
c = C("llmc_gpt2_124M.txt", "karpathy/llm.c train_gpt2cu", "loss spikes that recover", must=["loss-spike"], must_not=["non-finite-loss"], note="(+nanz) is a z-score that is undefined in the beginning, not a loss")
c.p("Multi-GPU support is disabled. Using a single GPU.", "+-----------------------+----------------------------------------------------+", "| Parameter             | Value                                              |", "+-----------------------+----------------------------------------------------+", "| train data pattern    | dev/data/fineweb10B/fineweb_train_*.bin            |", "| learning rate (LR)    | 6.000000e-04                                       |", "| max_steps             | 18865                                              |", "| val_loss_every        | 50                                                 |", "+-----------------------+----------------------------------------------------+", "num_parameters: 124475904 => bytes: 248951808", "allocated 237 MiB for model parameters", "batch_size B=64 * seq_len T=1024 * num_processes=1 and total_batch_size=524288", "=> setting grad_accum_steps=8", "allocating 1439 MiB for parameter gradients")
c.p(f"val loss {c.rec('validation/loss', None, '11.009041')}")
for s in range(1, 301):
    l = c.dec(s, 300, 11.0, 4.15, 4.5, .004); sp = s in (151, 152, 205, 206, 252)
    if sp: l += 4.1
    z = c.g(0, 1) if s > 128 else None
    zs = "+nan" if z is None else f"{(6 if sp else z):+.2f}"
    lr = 6e-4 * s / 700
    c.p(f"step {s:4d}/18865 | loss {c.rec('train/loss', s, f'{l:7.6f}')} ({zs}z)| norm {c.rec('train/gradient_norm', s, f'{(c.u(.9,1.2) + 14*math.exp(-s/20)) * (3 if sp else 1):6.4f}')} ({zs}z)| lr {c.rec('train/learning_rate', s, f'{lr:.2e}')} | {c.u(2998,3010):.2f} ms | {c.u(52,52.4):.1f}% bf16 MFU | {c.ri(174000,175000)} tok/s")
    if s % 50 == 0:
        v = c.dec(s, 300, 11.0, 4.15, 4.5, .001) + .02
        c.p(f"val loss {c.rec('validation/loss', None, f'{v:f}')}")

# ---------------------------------------------------------------- pygcn
c = C("pygcn_cora.txt", "tkipf/pygcn", "healthy", must_not=["any"], note="loss_train before acc_train; one test line at the end")
N = 200
for e in range(1, N + 1):
    tr = c.dec(e, N, 1.958, .41, 2.2, .004); va = c.dec(e, N, 1.952, .69, 2.2, .003); a = .96 - .75 * math.exp(-e / 30)
    c.p(f"Epoch: {e:04d} loss_train: {c.rec('train/loss', e, f'{tr:.4f}')} acc_train: {c.rec('train/accuracy', e, f'{a:.4f}')} loss_val: {c.rec('validation/loss', e, f'{va:.4f}')} acc_val: {c.rec('validation/accuracy', e, f'{a-.13:.4f}')} time: {c.u(.004,.006):.4f}s")
c.p("Optimization Finished!", "Total time elapsed: 1.2203s", "Test set results: loss= 0.7304 accuracy= 0.8310")

# ---------------------------------------------------------------- DiT
c = C("dit_xl2_log.txt", "facebookresearch/DiT train.py", "healthy", odd=True, must_not=["diverging", "non-finite-loss", "oscillating", "loss-spike", "not-decreasing"], note="ANSI blue timestamp; diffusion loss falls little after the start")
t = clock(h=23)
h = lambda: f"[\033[34m{t:%Y-%m-%d %H:%M:%S}\033[0m] "
c.p("Starting rank=0, seed=0, world_size=8.", h() + "Experiment directory created at results/000-DiT-XL-2", h() + "DiT Parameters: 675,129,632", h() + "Dataset contains 1,281,167 images (/data/imagenet/train)", h() + "Training for 1400 epochs...", h() + "Beginning epoch 0...")
for i in range(1, 151):
    t += datetime.timedelta(seconds=29)
    l = .1505 + .11 * math.exp(-i / 12) - .00004 * i + c.g(0, .0012)
    c.p(h() + f"(step={i*100:07d}) Train Loss: {c.rec('train/loss', i*100, f'{l:.4f}')}, Train Steps/Sec: {c.u(3.4,3.5):.2f}")
    if i % 50 == 0: c.p(h() + f"Beginning epoch {i//50}...")
    if i % 100 == 0: c.p(h() + f"Saved checkpoint to results/000-DiT-XL-2/checkpoints/{i*100:07d}.pt")

# ---------------------------------------------------------------- PointNet
c = C("pointnet_cls.txt", "fxia22/pointnet.pytorch train_classification.py", "healthy", odd=True, must_not=["any"], note="epoch: batch/N; the word test in ANSI blue; a test batch every tenth batch")
c.p("Namespace(batchSize=32, dataset='shapenetcore', dataset_type='shapenet', feature_transform=True, model='', nepoch=10, num_points=2500, outf='cls', workers=4)", "Random Seed:  4711", "12137 2874", "classes 16")
nb = 30
for e in range(10):
    for i in range(nb):
        k = e * nb + i
        l = c.dec(k, 300, 2.8, .12, 5, .04); a = min(1, (math.floor((.98 - .9 * math.exp(-k / 40)) * 32)) / 32)
        c.p("[%d: %d/%d] train loss: %s accuracy: %s" % (e, i, nb, c.rec("train/loss", k, f"{l:f}"), c.rec("train/accuracy", k, f"{a:f}")))
        if i % 10 == 0:
            tl = c.dec(k, 300, 2.8, .16, 5, .04)
            c.p("[%d: %d/%d] %s loss: %s accuracy: %s" % (e, i, nb, "\033[94mtest\033[0m", c.rec("test/loss", k, f"{tl:f}"), c.rec("test/accuracy", k, f"{a:f}")))
c.p("final accuracy 0.9641")

# ---------------------------------------------------------------- EDM karras stats
c = C("stats.jsonl", "NVlabs/edm stats.jsonl", "healthy", odd=True, must_not=["any"], note="nested num/mean/std; the value is the mean; tick against kimg: no axis in the truth")
for k in range(100):
    l = c.dec(k, 100, .88, .271, 5, .006)
    c.p(json.dumps({"Loss/loss": {"num": 51200 if k else 512, "mean": float(c.rec("train/loss", None, repr(round(l, 15)))), "std": .31}, "Progress/tick": {"num": 1, "mean": float(k), "std": 0.0}, "Progress/kimg": {"num": 1, "mean": k * 50.0, "std": 0.0}, "Timing/total_sec": {"num": 1, "mean": 61.0 + 47 * k, "std": 0.0}, "Timing/sec_per_tick": {"num": 1, "mean": 46.9, "std": 0.0}, "Resources/peak_gpu_mem_gb": {"num": 1, "mean": 11.2, "std": 0.0}, "timestamp": 1778757127.5 + 47 * k}))

# ---------------------------------------------------------------- DPO (eric-mitchell)
c = C("dpo_pythia28_train.log", "eric-mitchell/direct-preference-optimization", "prefers nothing", must=["preference-not-learnt"], note="python dicts with quoted numbers; examples and updates both printed: no axis in the truth")
c.p("no FSDP port specified; using open port for FSDP: 47111", "seed: 0", "exp_name: anthropic_dpo_pythia28", "batch_size: 64", "loss:", "  name: dpo", "  beta: 0.1", "  reference_free: false", "================================================================================", "building policy", "building reference model", "starting single-process worker", "Creating trainer on process 0 with world size 1", "Loading HH dataset (train split) from Huggingface...", "done", "Loaded model on rank 0", "Using RMSprop optimizer")
def fd(d): return {k: (f"{v:.5g}" if isinstance(v, float) else v) for k, v in d.items()}
ex = 0
for u in range(0, 140):
    if u % 35 == 0:
        c.p(f"Running evaluation after {ex} train examples")
        le = .6931 + c.g(0, .0006) if u else .69315
        c.p(f"eval after {ex}: " + str({"rewards_eval/chosen": f"{c.g(0,.002):.5g}", "rewards_eval/rejected": f"{c.g(0,.002):.5g}", "rewards_eval/accuracies": c.rec("validation/reward_accuracy", None, f"{.5+c.g(0,.01):.5g}"), "rewards_eval/margins": c.rec("validation/reward_margin", None, f"{c.g(0,.001):.5g}"), "logps_eval/rejected": "-131.22", "logps_eval/chosen": "-140.83", "loss/eval": c.rec("validation/loss", None, f"{le:.5g}")}))
    ex += 64
    l = .6931 + c.g(0, .0015)
    d = {"rewards_train/chosen": f"{c.g(0,.004):.5g}", "rewards_train/rejected": f"{c.g(0,.004):.5g}", "rewards_train/accuracies": c.rec("train/reward_accuracy", None, f"{.5+c.g(0,.04):.5g}"), "rewards_train/margins": c.rec("train/reward_margin", None, f"{c.g(0,.003):.5g}"), "logps_train/rejected": f"{c.g(-130,3):.5g}", "logps_train/chosen": f"{c.g(-140,3):.5g}", "loss/train": c.rec("train/loss", None, f"{l:.5g}"), "examples_per_second": f"{c.u(21,22):.5g}", "grad_norm": c.rec("train/gradient_norm", None, f"{c.u(17,22):.5g}"), "counters/examples": ex, "counters/updates": u + 1}
    c.p(f"train stats after {ex} examples: {d}")

# ---------------------------------------------------------------- Unsloth GRPO table
c = C("unsloth_grpo_cell_output.tsv", "Unsloth / TRL GRPO notebook table", "kl runs away", must=["kl-runaway"], note="tab-separated notebook table; Training Loss is beta times kl")
c.p("Step\tTraining Loss\treward\treward_std\tcompletion_length\tkl")
for s in range(1, 121):
    kl = .0004 * math.exp(s / 17) if s < 70 else .0245 * math.exp((s - 70) / 6.5) if s < 115 else 25 + s * .1
    c.p("\t".join((str(s), c.rec("train/loss", s, f"{kl*.04:.6f}"), c.rec("train/reward", s, f"{c.g(.9,.1):.6f}"), f"{abs(c.g(.5,.08)):.6f}", c.rec("train/completion_length", s, f"{c.g(180,8):.6f}"), c.rec("train/kl", s, f"{kl:.6f}"))))

# ---------------------------------------------------------------- verl
c = C("verl_grpo_console.log", "volcengine/verl (Ray, console logger)", "policy collapses", must=["policy-collapse"], note="Ray prefix in ANSI cyan; keys with slashes; only pg_loss, left out of the truth")
P = "\033[36m(TaskRunner pid=40117)\033[0m "
c.p("2026-05-14 02:11:07,120\tINFO worker.py:1843 -- Started a local Ray instance. View the dashboard at \033[1m\033[32m127.0.0.1:8265 \033[39m\033[22m", P + "{'actor_rollout_ref': {'actor': {'clip_ratio': 0.2,", P + "                                 'entropy_coeff': 0.0,", P + "                                 'optim': {'lr': 1e-06}}}}", P + "dataset len: 7473", P + "Total training steps: 105", "\033[36m(WorkerDict pid=40802)\033[0m Total steps: 105, num_warmup_steps: 0", P + "Using LocalLogger is deprecated. The constructor API will change ")
for s in range(1, 91):
    en = .71 * math.exp(-s / 9) + .0003 if s > 8 else .71 - .01 * s; en *= 1 + c.g(0, .02)
    rw = .35 + .004 * s if s < 30 else max(.02, .47 - .012 * (s - 30)); rw += c.g(0, .004)
    ln = 210 - 1.2 * s if s < 90 else 100
    c.p(P + f"step:{s} - global_seqlen/min:{c.ri(170000,180000)} - global_seqlen/max:{c.ri(190000,199000)} - actor/entropy:{c.rec('train/entropy', s, repr(round(en, 12)))} - actor/pg_loss:{c.g(0,.01)!r} - actor/pg_clipfrac:{c.rec('train/clip_fraction', s, repr(round(abs(c.g(.001,.0003)), 12)))} - actor/ppo_kl:{c.g(0,.0001)!r} - actor/grad_norm:{c.rec('train/gradient_norm', s, repr(round(.4*math.exp(-s/25)+.02, 12)))} - perf/mfu/actor:0.31 - actor/lr:{c.rec('train/learning_rate', s, '1e-06')} - critic/score/mean:{rw!r} - critic/score/max:1.0 - critic/score/min:0.0 - critic/rewards/mean:{c.rec('train/reward', s, repr(rw))} - critic/advantages/mean:-0.003 - response_length/mean:{c.rec('train/completion_length', s, repr(round(ln+c.g(0,2),4)))} - response_length/max:512.0 - prompt_length/mean:104.2 - timing_s/step:{c.u(41,44)!r}")
    if s % 30 == 0: c.p(P + f"local_global_step_folder: checkpoints/verl/global_step_{s}")

# ---------------------------------------------------------------- FFJORD
c = C("ffjord_8gaussians_logs", "rtqichen/ffjord train_toy.py", "healthy", odd=True, must_not=["any"], note="value(average) pairs, the value counts; file without extension")
c.p("/home/u/ffjord/train_toy.py", "import matplotlib", "matplotlib.use('Agg')", "Namespace(atol=1e-05, batch_size=100, data='8gaussians', dims='64-64-64', lr=0.001, niters=300, solver='dopri5', viz_freq=100, weight_decay=1e-05)", "SequentialFlow(", "  (chain): ModuleList(", "    (0): CNF(", "    )", "  )", ")", "Number of trainable parameters: 9225")
avg = None
for i in range(1, 301):
    l = c.dec(i, 300, 4.2, 2.83, 4.5, .006); avg = l if avg is None else avg * .93 + l * .07
    nf = 14 + 6 * (i // 40)
    c.p(f"Iter {i:04d} | Time {c.u(.2,.3):.4f}({.25:.4f}) | Loss {c.rec('train/loss', i, f'{l:.6f}')}({avg:.6f}) | NFE Forward {nf:.0f}({nf:.1f}) | NFE Backward {nf+6:.0f}({nf+6:.1f}) | CNF Time {.4958:.4f}({.4971:.4f})")
    if i % 100 == 0: c.p(f"[TEST] Iter {i:04d} | Test Loss {c.rec('test/loss', i, f'{l*1.004:.6f}')} | NFE {nf:.0f}")
c.p("Training has finished.")

# ---------------------------------------------------------------- MAE
c = C("mae_pretrain_log.txt", "facebookresearch/mae log.txt", "diverges", must=["diverging"], note="JSON lines per epoch, epochs from 0")
for e in range(80):
    l = c.dec(e, 60, .95, .46, 4, .003) if e < 42 else .49 + .014 * (e - 41) * (1 + c.g(0, .03))
    lr = 6e-4 * min(1, (e + .5) / 40)
    c.p(json.dumps({"train_lr": float(c.rec("train/learning_rate", e, repr(round(lr, 16)))), "train_loss": float(c.rec("train/loss", e, repr(round(l, 16)))), "epoch": e}))

# ---------------------------------------------------------------- Chainer
c = C("chainer_cifar_typescript.txt", "Chainer PrintReport + ProgressBar", "training loss oscillates", must=["oscillating"], note="table rows between cursor-up escapes of the progress bar")
c.p("GPU: 0", "# Minibatch-size: 64", "# epoch: 50", "Using CIFAR10 dataset.", "")
c.p("epoch       iteration   main/loss   validation/main/loss  main/accuracy  validation/main/accuracy  elapsed_time")
for e in range(1, 51):
    c.raw("\033[J" + f"     total [{'#'*e}{'.'*(50-e)}] {e*2:6.2f}%\nthis epoch [{'#'*25}{'.'*25}] 50.00%\n{e*782:10d} iter, {e-1} epoch / 50 epochs\n{c.u(60,64):10.5g} iters/sec. Estimated time to finish: 0:{50-e:02d}:11.\n\033[4A")
    l = (2.05 if e % 2 else .93) * (1 + c.g(0, .05)); v = l * 1.05
    c.raw("\033[J")
    c.p(f"{e:<10}  {e*782:<10}  {c.rec('train/loss', e*782, '%g' % float('%.6g' % l)):<10}  {c.rec('validation/loss', e*782, '%g' % v):<20}  {c.rec('train/accuracy', e*782, '%g' % (.7 - l/4)):<13}  {c.rec('validation/accuracy', e*782, '%g' % (.68 - l/4)):<24}  {e*12.9:<12g}")

# ---------------------------------------------------------------- fastText
c = C("fasttext_supervised.out", "facebookresearch/fastText (C++)", "healthy", odd=True, must_not=["any"], note="one physical line of carriage returns; percentage as the only counter: no axis in the truth")
c.p("Read 21M words", "Number of words:  612034", "Number of labels: 14")
for k in range(1, 101):
    l = c.dec(k, 100, 2.61, .148, 5, .006); lr = .5 * (1 - k / 100)
    eta = int((100 - k) * 2.4)
    c.raw(f"\rProgress: {k:5.1f}% words/sec/thread: {c.ri(700000,720000):7d} lr: {c.rec('train/learning_rate', None, f'{lr:9.6f}')} avg.loss: {c.rec('train/loss', None, f'{l:9.6f}')} ETA: {eta//3600:3d}h{eta//60%60:2d}m{eta%60:2d}s")
c.p("")
main(sys.argv[1] if len(sys.argv)>1 else "out")

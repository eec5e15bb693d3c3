"""Classic learners: CRFsuite, CoreNLP, DL4J, gbm (R), Flux (Julia), MATLAB, DeepXDE."""
import math

from base import Case, Clock, cosine, curve, r

# 34 CRFsuite, one iteration over many lines
c = Case("crfsuite_learn.log", "CRFsuite learn (C)", "console", True, "one iteration is a block of lines; holdout F1 by label")
g = r(134)
c.w("CRFSuite 0.12  Copyright (c) 2007-2011 Naoaki Okazaki\n\nStart time of the training: 2022-12-01T10:31:07Z\n\nReading the data set(s)\n[1] train.crfsuite.txt\n0....1....2....3....4....5....6....7....8....9....10\nNumber of instances: 8936\nSeconds required: 0.871\n")
c.w("Statistics the data set(s)\nNumber of data sets (groups): 1\nNumber of instances: 8936\nNumber of items: 211727\nNumber of attributes: 335674\nNumber of labels: 22\n\nHoldout group: 2\n\nTraining first-order linear-chain CRFs (trainer.crf1d)\nFeature generation\ntype: CRF1d\nfeature.minfreq: 0.000000\nNumber of features: 452755\nSeconds required: 1.211\n")
c.w("L-BFGS optimization\nc1: 0.000000\nc2: 1.000000\nnum_memories: 6\nmax_iterations: 60\nepsilon: 0.000010\nstop: 10\ndelta: 0.000010\nlinesearch: MoreThuente\nlinesearch.max_iterations: 20\n")
L = curve(g, 60, 331420, 14210, .002, .5)
for k in range(60):
    ok = int(47377 * (.97 - .3 * L[k] / 331420))
    c.w(f"***** Iteration #{k + 1} *****\nLoss: {c.rec('train/loss', k + 1, f'{L[k]:.6f}')}\nFeature norm: {5 + 1.9 * k:.6f}\nError norm: {9100 * math.exp(-k / 12):.6f}\nActive features: 452755\nLine search trials: {1 if k else 2}\nLine search step: {1 if k else .000027:.6f}\nSeconds required for this iteration: {g.uniform(.5, .6):.3f}")
    c.w("Performance by label (#match, #model, #ref) (precision, recall, F1):")
    for lab, n in (("B-NP", 12422), ("B-PP", 4811), ("I-NP", 14376), ("B-VP", 4658)):
        f = min(.98, .6 + .006 * k)
        c.w(f"    {lab}: ({int(n * f)}, {n}, {n}) ({f:.4f}, {f:.4f}, {f:.4f})")
    c.w(f"Macro-average precision, recall, F1: ({.4 + .004 * k:.6f}, {.38 + .004 * k:.6f}, {.39 + .004 * k:.6f})\nItem accuracy: {ok} / 47377 ({ok / 47377:.4f})\nInstance accuracy: {400 + 10 * k} / 2012 ({(400 + 10 * k) / 2012:.4f})\n")
c.w("L-BFGS terminated with the maximum number of iterations\nTotal seconds required for training: 41.220\n\nStoring the model\nNumber of active features: 452755 (452755)\nWriting labels\nSeconds required: 0.410\n\nEnd time of the training: 2022-12-01T10:32:01Z")
c.must_not = ["any"]

# 35 Stanford NER
sci = lambda v: "{}E{}".format(f"{v:.3e}".split("e")[0], int(f"{v:.3e}".split("e")[1]))
c = Case("stanford_ner_train.err", "Stanford CoreNLP CRFClassifier (QNMinimizer)", "console", True, "value, |gnorm|, {relative}; java exponents such as 1.204E4")
g = r(135)
c.w("Invoked on Tue Apr 11 09:12:55 CEST 2023 with arguments: -prop ner.prop\nusePrevSequences=true\nmaxLeft=1\nuseClassFeature=true\nnumFeatures = 214410\nTime to convert docs to feature indices: 1.8 seconds\nnumClasses: 5 [0=O,1=PER,2=ORG,3=LOC,4=MISC]\nnumDocuments: 946\nnumDatums: 203621\nnumFeatures: 214410\nTime to convert docs to data/labels: 1.2 seconds\nnumWeights: 3012205")
c.w("QNMinimizer called on double function of 3012205 variables, using M = 25.\n               An explanation of the output:\nIter           The number of iterations\nevals          The number of function evaluations\nSCALING        <D> Diagonal scaling was used; <I> Scaled Identity\nLINESEARCH     [## M steplength]  Minpack linesearch\n                   1-Function value was too high\nVALUE          The current function value\nTIME           Total elapsed time\n|GNORM|        The current norm of the gradient\n{RELNORM}      The ratio of the current to initial gradient norms\nAVEIMPROVE     The average improvement / current value\nEVALSCORE      The last available eval score\n")
c.w("Iter ## evals ## <SCALING> [LINESEARCH] VALUE TIME |GNORM| {RELNORM} AVEIMPROVE EVALSCORE\n")
L = curve(g, 110, 327000, 1640, .001, .45)
for k in range(110):
    gn = 71000 * math.exp(-k / 24) * math.exp(g.gauss(0, .25)) + 30
    c.w(f"Iter {k + 1} evals {k + 1 + (k > 0)} <D> [{'1' if k == 0 else ''}M {'2.203E-5' if k == 0 else '1.000E0'}] {c.rec('train/loss', k + 1, sci(L[k]))} {(k + 1) * 1.31:.2f}s |{c.rec('train/gradient_norm', k + 1, sci(gn))}| {{{sci(gn / 71000)}}} {sci(.9 / (k + 1)) if k else '0.000E0'} - ")
c.w("\nQNMinimizer terminated due to average improvement: | newest_val - previous_val | / |newestVal| < TOL \nTotal time spent in optimization: 144.22s\nCRFClassifier training ... done [150.1 sec].\nSerializing classifier to ner-model.ser.gz... done.")
c.must_not = ["any"]

# 36 Deeplearning4j: NaN
c = Case("dl4j-train.log", "Deeplearning4j ScoreIterationListener (logback)", "console", False, "NaN from iteration 340")
g = r(136)
ck = Clock("2021-06-22T16:08:01", g)
j = lambda lg, m, a=.4, lv="INFO ": c.w(ck("%H:%M:%S.%L", a) + f" [main] {lv} {lg} - {m}")
j("org.nd4j.linalg.factory.Nd4jBackend", "Loaded [CpuBackend] backend")
j("org.nd4j.nativeblas.NativeOpsHolder", "Number of threads used for linear algebra: 8")
j("o.d.n.m.MultiLayerNetwork", "Starting MultiLayerNetwork with WorkspaceModes set to [training: ENABLED; inference: ENABLED], cacheMode set to [NONE]")
L = curve(g, 34, 2.41, 1.02, .01)
for i in range(0, 600, 10):
    v = "NaN" if i >= 340 else repr(L[i // 10])
    j("o.d.o.l.ScoreIterationListener", f"Score at iteration {i} is {c.rec('train/loss', i, v)}")
    if i % 100 == 90:
        j("o.d.o.l.PerformanceListener", f"ETL: 0 ms; iteration {i}; iteration time: 41 ms; samples/sec: 1560.{g.randint(100, 999)}; batches/sec: 24.39; ", .1)
c.must = ["non-finite-loss"]

# 37 R gbm without a validation part: the ValidDeviance column is nan and that is right
c = Case("gbm_fit.Rout", "R gbm (R CMD BATCH)", "table", True, "ValidDeviance is nan in every row because train.fraction = 1: nothing wrong")
g = r(137)
c.w("\nR version 4.2.3 (2023-03-15) -- \"Shortstop Beagle\"\nCopyright (C) 2023 The R Foundation for Statistical Computing\nPlatform: x86_64-pc-linux-gnu (64-bit)\n\n> library(gbm)\nLoaded gbm 2.1.8.1\n> set.seed(7)\n> fit <- gbm(y ~ ., data = d, distribution = \"bernoulli\", n.trees = 1000,\n+            shrinkage = 0.05, interaction.depth = 3, verbose = TRUE)")
c.w("Iter   TrainDeviance   ValidDeviance   StepSize   Improve")
for i in list(range(1, 11)) + list(range(20, 1001, 20)):
    v = 1.3412 * (.5811 / 1.3412) ** ((i / 1000) ** .5)
    c.w(f"{i:6d} {c.rec('train/loss', i, f'{v:.4f}'):>13} {'nan':>15} {c.rec('train/learning_rate', i, '0.0500'):>10} {.009 / i ** .6 + g.gauss(0, .0001):9.4f}")
c.w("\n> best <- gbm.perf(fit, method = \"OOB\", plot.it = FALSE)\nOOB generally underestimates the optimal number of iterations although predictive performance is reasonably competitive.\n> proc.time()\n   user  system elapsed \n 12.310   0.402  12.801 ")
c.must_not = ["any"]

# 38 Julia, Flux: @info with keyword values, Float32 literals
c = Case("flux_run.log", "Flux.jl with @info (ConsoleLogger)", "console", False, "values such as 0.41f0, NaN32; train loss NaN32 from epoch 33")
g = r(138)
c.w("[ Info: CUDA.jl is functional, training on GPU\n┌ Warning: Layer with Float32 parameters got Float64 input.\n│   The input will be converted, but any earlier layers may be very slow.\n│   layer = Dense(64 => 128, relu)\n│   summary(x) = \"64×256 Matrix{Float64}\"\n└ @ Flux ~/.julia/packages/Flux/CUn7U/src/layers/stateless.jl:60")
T, V = curve(g, 32, 1.93, .62, .01), curve(g, 32, 1.95, .69, .006)
f32 = lambda v: f"{v:.7g}f0"
for e in range(1, 46):
    t, v = (f32(T[e - 1]), f32(V[e - 1])) if e <= 32 else ("NaN32", "NaN32")
    val = lambda s: float("nan") if s == "NaN32" else float(s[:-2])
    c.rec("train/loss", e, t, val(t)), c.rec("validation/loss", e, v, val(v)), c.rec("train/learning_rate", e, "0.003")
    c.w(f"┌ Info: epoch done\n│   epoch = {e}\n│   train_loss = {t}\n│   val_loss = {v}\n│   η = 0.003\n└   elapsed = {g.uniform(4, 5):.6f}")
c.must = ["non-finite-loss"]
c.s.pop("train/learning_rate")

# 39 MATLAB trainNetwork table: diverges
c = Case("trainNetwork_diary.txt", "MATLAB trainNetwork (diary)", "table", False, "mini-batch loss 2.3 -> 1.4, then up to 60")
g = r(139)
c.w(">> net = trainNetwork(XTrain,YTrain,layers,options);\nTraining on single GPU.\nInitializing input data normalization.")
bar = "|" + "=" * 117 + "|"
c.w(bar + "\n|  Epoch  |  Iteration  |  Time Elapsed  |  Mini-batch  |  Validation  |  Mini-batch  |  Validation  |  Base Learning  |\n|         |             |   (hh:mm:ss)   |   Accuracy   |   Accuracy   |     Loss     |     Loss     |      Rate       |\n" + bar)
for k in range(80):
    it = 1 if k == 0 else k * 50
    v = 2.31 - .028 * k + g.gauss(0, .03) if k < 32 else 1.4 + 1.22 * (k - 32) * math.exp(g.gauss(0, .05))
    a = max(9.4, 45 - 20 * (v - 1.4)) if v > 1.4 else 45
    va = k % 4 == 0
    vv = f"{v * 1.03:.4f}" if va else ""
    c.w(f"| {1 + it // 390:>7} | {it:>11} | {'00:%02d:%02d' % (k * 7 // 60, k * 7 % 60):>14} | {c.rec('train/accuracy', it, f'{a:.2f}') + '%':>12} | {(c.rec('validation/accuracy', it, f'{a * .98:.2f}') + '%') if va else '':>12} | {c.rec('train/loss', it, f'{v:.4f}'):>12} | "
        f"{c.rec('validation/loss', it, vv) if va else '':>12} | {c.rec('train/learning_rate', it, '0.0500'):>15} |")
c.w(bar + "\nTraining finished: Max epochs completed.")
c.must = ["diverging"]

# 40 DeepXDE, Adam then L-BFGS: two tables
c = Case("deepxde_stdout.txt", "DeepXDE", "table", True, "lists of one element; the second table begins with the last step of the first")
g = r(140)
row = lambda s, a, b, m: c.w(f"{s:<10}{a:<16}{b:<16}{m:<16}")
L = curve(g, 36, .912, 3.1e-5, .03, .8)
fm = lambda v: f"{v:.2e}"
c.w("Using backend: pytorch\nOther supported backends: tensorflow.compat.v1, tensorflow, jax, paddle.\n")
for name, lo, hi in (("adam", 0, 21), ("L-BFGS", 20, 36)):
    c.w(f"Compiling model...\n'compile' took 0.000{g.randint(100, 900)} s\n\nTraining model...\n")
    row("Step", "Train loss", "Test loss", "Test metric")
    for k in range(lo, hi):
        row(str(k * 1000), "[" + c.rec("train/loss", k * 1000, fm(L[k])) + "]", "[" + fm(L[k] * 1.07) + "]", "[" + fm(L[k] ** .5) + "]")
    c.w(f"\nBest model at step {(hi - 1) * 1000}:\n  train loss: {fm(L[hi - 1])}\n  test loss: {fm(L[hi - 1] * 1.07)}\n  test metric: [{fm(L[hi - 1] ** .5)}]\n\n'train' took {g.uniform(90, 120):.6f} s\n")
c.must_not = ["any"]

from common import *

@case("RecBole-BPR-ml-1m-Aug-14-2022_19-20-31.log","RecBole","healthy (loss summed over batches)",odd=True,must_not=["any"],note="train loss is a sum over the batches of the epoch; valid_score is a metric, no validation loss")
def _(c):
    k=Clock(2022,8,14,19,20,31); L=lambda m:k.f("%a %d %b %Y %H:%M:%S INFO  ")+m
    c.p(L("['run_recbole.py', '--model=BPR', '--dataset=ml-1m']"),L("\n\x1b[1;35mGeneral Hyper Parameters:\n\x1b[0m\x1b[1;36mgpu_id\x1b[0m =\x1b[1;33m 0\x1b[0m\n\x1b[1;36mseed\x1b[0m =\x1b[1;33m 2020\x1b[0m\n\x1b[1;36mstopping_step\x1b[0m =\x1b[1;33m 10\x1b[0m\n"),L("\x1b[1;35mml-1m\x1b[0m\n\x1b[1;34mThe number of users\x1b[0m: 6041\n\x1b[1;34mThe sparsity of the dataset\x1b[0m: 95.53%"),L("BPR(\n  (user_embedding): Embedding(6041, 64)\n  (item_embedding): Embedding(3707, 64)\n  (loss): BPRLoss()\n)\x1b[1;34m\nTrainable parameters\x1b[0m: 623872"))
    for e,y in enumerate(c.fall(70,271.3,84.2,.004,.5)):
        k.tick(5); s=.41-y*.0009
        c.p(L("\x1b[1;32mepoch %d training\x1b[0m [\x1b[1;34mtime\x1b[0m: %.2fs, \x1b[1;34mtrain loss\x1b[0m: %s]"%(e,4.1+c.n(.1),c.rec("train/loss",e,"%.4f"%y))),L("\x1b[1;32mepoch %d evaluating\x1b[0m [\x1b[1;34mtime\x1b[0m: 0.61s, \x1b[1;34mvalid_score\x1b[0m: %.6f]"%(e,s)),L("\x1b[1;34mvalid result\x1b[0m: \nrecall@10 : %.4f    mrr@10 : %.4f    ndcg@10 : %.4f    hit@10 : %.4f    precision@10 : %.4f"%(s*.4,s,s*.5,s*1.8,s*.4)),L("Saving current: saved/BPR-Aug-14-2022_19-20-33.pth"))

@case("dlrm_kaggle_run.log","DLRM (PyTorch)","oscillating",must=["oscillating"],must_not=["non-finite-loss","overfitting"],note="loss swings up and down by a third around a level, from early on to the end")
def _(c):
    c.p("Unable to import mlperf_logging,  No module named 'mlperf_logging'","Using 1 GPU(s)...","Reading pre-processed data=./input/kaggleAdDisplayChallenge_processed.npz","Sparse fea = 26, Dense fea = 13","Defined train indices...","time/loss/accuracy (if enabled):")
    for i in range(150):
        it=(i+1)*1024; y=.62+.2*math.sin(i*2*math.pi/9)*min(1,i/10)+c.n(.012)
        c.p("Finished training it %d/306969 of epoch 0, %.2f ms/it, loss %s"%(it,7.1+abs(c.n(.1)),c.rec("train/loss",it,"%.6f"%y)))
        if it%30720==0: c.p("Testing at - %d/306969 of epoch 0,"%it," accuracy %.3f %%, best %.3f %%"%(75.2+c.n(.8),76.9))

@case("keras2_cnn_nohup.out","Keras 2 (TensorFlow) with backspaces","overfitting",odd=False,must=["overfitting"],must_not=["diverging","not-decreasing"],note="progress bars drawn with backspaces; last value of each epoch counts; epoch axis")
def _(c):
    c.p("2021-10-02 11:20:19.112837: I tensorflow/stream_executor/cuda/cuda_gpu_executor.cc:937] successful NUMA node read from SysFS had negative value (-1), but there must be at least one NUMA node, so returning NUMA node zero","Model: \"sequential\"","_________________________________________________________________","Layer (type)                 Output Shape              Param #   ","=================================================================","conv2d (Conv2D)              (None, 30, 30, 32)        896       ","dense_1 (Dense)              (None, 10)                1290      ","=================================================================","Total params: 356,810","Trainable params: 356,810","_________________________________________________________________")
    for e in range(40):
        x=e/39; y=1.72*math.exp(-4*x)+.03; v=.95-.3*(1-math.exp(-x*14))+max(0,x-.15)*1.5+c.n(.012); v=v+.5*math.exp(-e*.9); a=1-y*.36; va=.76-.05*x+c.n(.004)-.3*math.exp(-e)
        c.p("Epoch %d/40"%(e+1)); prev=""
        for b in range(0,391,30):
            q=y*(1.1-.1*b/390)
            s="%3d/391 [%s%s%s] - ETA: %ds - loss: %.4f - accuracy: %.4f"%(b+1,"="*(b*30//391),">","."*(29-b*30//391),4-b//98,q,a)
            c.w("\b"*len(prev)+"\r"+s); prev=s
        c.w("\b"*len(prev)+"\r"); c.p("391/391 [==============================] - 5s 12ms/step - loss: %s - accuracy: %s - val_loss: %s - val_accuracy: %s"%(c.rec("train/loss",e+1,"%.4f"%y),c.rec("train/accuracy",e+1,"%.4f"%a),c.rec("validation/loss",e+1,"%.4f"%v),c.rec("validation/accuracy",e+1,"%.4f"%va)))

@case("lgbm_churn.txt","LightGBM","overfitting",must=["overfitting"],must_not=["diverging"],note="training's / valid_1's columns; auc besides binary_logloss")
def _(c):
    c.p("[LightGBM] [Info] Number of positive: 4211, number of negative: 21789","[LightGBM] [Warning] Auto-choosing col-wise multi-threading, the overhead of testing was 0.011223 seconds.","You can set `force_col_wise=true` to remove the overhead.","[LightGBM] [Info] Total Bins 8213","[LightGBM] [Info] Number of data points in the train set: 26000, number of used features: 71","[LightGBM] [Info] [binary:BoostFromScore]: pavg=0.161962 -> initscore=-1.643761","[LightGBM] [Info] Start training from score -1.643761")
    for i in range(10,1501,10):
        x=i/1500; y=.015+.42*math.exp(-4.2*x**.8); v=.31+.125*math.exp(-22*x)+.26*max(0,x-.09)
        c.p("[%d]\ttraining's auc: %.6g\ttraining's binary_logloss: %s\tvalid_1's auc: %.6g\tvalid_1's binary_logloss: %s"%(i,min(1,.999-y*.3),c.rec("train/loss",i,"%.6g"%y),.89-v*.2,c.rec("validation/loss",i,"%.6g"%v)))
        if i%500==0: c.p("[LightGBM] [Warning] No further splits with positive gain, best gain: -inf")

@case("catboost_learn_error.tsv","CatBoost (catboost_info/learn_error.tsv)","healthy",odd=True,must_not=["any"],note="tab-separated: iter, RMSE; only the learn part")
def _(c):
    c.p("iter\tRMSE")
    for i,y in enumerate(c.fall(350,18.4,3.1,.0003,.45)): c.p("%d\t%s"%(i,c.rec("train/loss",i,"%.9g"%y)))

@case("sklearn_mlp_cell_output.txt","scikit-learn MLPClassifier (verbose=True)","healthy",odd=True,must_not=["any"],note="Iteration N, loss = ...; validation score every iteration, no validation loss")
def _(c):
    c.p("/usr/lib/python3.9/site-packages/sklearn/utils/validation.py:63: DataConversionWarning: A column-vector y was passed when a 1d array was expected. Please change the shape of y to (n_samples, ), for example using ravel().","  return f(*args, **kwargs)")
    for i,y in enumerate(c.fall(120,2.02,.11,.006,.5)):
        c.p("Iteration %d, loss = %s"%(i+1,c.rec("train/loss",i+1,"%.8f"%y)),"Validation score: %f"%(.97-y*.3))
    c.p("/usr/lib/python3.9/site-packages/sklearn/neural_network/_multilayer_perceptron.py:614: ConvergenceWarning: Stochastic Optimizer: Maximum iterations (120) reached and the optimization hasn't converged yet.","  warnings.warn(","              precision    recall  f1-score   support","","           0       0.97      0.98      0.97       301","           1       0.96      0.95      0.96       277","","    accuracy                           0.97       578")

@case("sb3_ppo_cartpole.log","Stable-Baselines3 PPO","healthy",odd=True,must_not=["any"],note="tables; the first has no train/ section, so losses start at iteration 2; entropy_loss is the negative entropy (not listed)")
def _(c):
    c.p("Using cuda device","Creating environment from the given name 'CartPole-v1'","Wrapping the env with a `Monitor` wrapper","Wrapping the env in a DummyVecEnv.","Logging to ./tb/PPO_1")
    n=30
    for i in range(1,n+1):
        x=i/n; rew=22+450*(1-math.exp(-2.4*(x-.03)))+c.n(3); rows=[("rollout/",""),("   ep_len_mean","%.3g"%rew),("   ep_rew_mean",c.rec("train/reward",i,"%.3g"%rew)),("time/",""),("   fps","%d"%(1100-i*5)),("   iterations","%d"%i),("   time_elapsed","%d"%(i*2)),("   total_timesteps","%d"%(i*2048))]
        if i>1:
            G=lambda v:("%.8g"%v)[:10]
            rows+=[("train/",""),("   approx_kl",c.rec("train/kl",i,G(.0085+c.n(.0006)))),("   clip_fraction",c.rec("train/clip_fraction",i,"%.3g"%(.09+c.n(.008)))),("   clip_range","0.2"),("   entropy_loss","%.3g"%(-.69+.16*x+c.n(.004))),("   explained_variance",c.rec("train/value_explained",i,"%.3g"%(.9*(1-math.exp(-4*x))+c.n(.015)))),("   learning_rate","0.0003"),("   loss",c.rec("train/loss",i,"%.3g"%(9.2*math.exp(-2.4*x)*(1+c.n(.02))+.6))),("   n_updates","%d"%((i-1)*10)),("   policy_gradient_loss","%.3g"%(-.017+.01*x)),("   value_loss","%.3g"%(21*math.exp(-2.4*x)+2))]
        w1=max(len(a) for a,_ in rows); w2=max(len(b) for _,b in rows); bar_="-"*(w1+w2+7)
        c.p(bar_,*["| %s | %s |"%(a.ljust(w1),b.ljust(w2)) for a,b in rows],bar_)

@case("mlagents_3dball_console.txt","Unity ML-Agents","no loss on the console, only rewards",odd=True,must_not=["any"],nothing=True,note="console has Mean Reward only; losses go to TensorBoard")
def _(c):
    c.p(""," Version information:","  ml-agents: 0.30.0,","  ml-agents-envs: 0.30.0,","  Communicator API: 1.5.0,","  PyTorch: 1.13.1+cu117","[INFO] Listening on port 5004. Start training by pressing the Play button in the Unity Editor.","[INFO] Connected to Unity environment with package version 2.3.0-exp.3 and communication version 1.5.0","[INFO] Connected new brain: 3DBall?team=0","[INFO] Hyperparameters for behavior name 3DBall: ","        trainer_type:   ppo","        hyperparameters:        ","          batch_size:   64","          buffer_size:  12000","          learning_rate:        0.0003","          beta: 0.001")
    for i in range(1,43):
        s=i*12000; r=1.15+98*(1-math.exp(-i/11))+c.n(.8)
        c.p("[INFO] 3DBall. Step: %d. Time Elapsed: %.3f s. Mean Reward: %s. Std of Reward: %.3f. Training."%(s,i*14.3,"%.3f"%r,.7+9*math.exp(-i/20)))
        if s%504000==0: c.p("[INFO] Exported results/ball1/3DBall/3DBall-%d.onnx"%s)
    c.p("[INFO] Copied results/ball1/3DBall/3DBall-504000.onnx to results/ball1/3DBall.onnx.")

@case("gakushu_rireki.log","hand-written PyTorch loop (Japanese)","loss stuck, gradients vanish",must=["not-decreasing"],must_any=[["vanishing-gradients","not-decreasing"]],must_not=["overfitting","diverging"],note="エポック axis; 勾配ノルム falls to 1e-9; loss stays at ln 10")
def _(c):
    c.p("【学習開始】 2023年11月02日 13時05分","デバイス: cuda:0  モデル: ResNet56(スキップ接続なし)","学習データ 45000件 / 検証データ 5000件","バッチサイズ=128, 学習率=0.01, 活性化関数=sigmoid","-"*60)
    for e in range(1,61):
        g=3e-2*math.exp(-e*.32)*(1+c.n(.1))+2e-9
        c.p("エポック %3d/60 | 訓練損失: %s | 検証損失: %s | 訓練正解率: %s%% | 勾配ノルム: %s | 所要時間 %d分%02d秒"%(e,c.rec("train/loss",e,"%.4f"%(2.3031+c.n(.0009))),c.rec("validation/loss",e,"%.4f"%(2.3027+c.n(.0004))),c.rec("train/accuracy",e,"%.2f"%(10+c.n(.2))),c.rec("train/gradient_norm",e,"%.3e"%g),1,c.r.randrange(10,14)))
        if e%20==0: c.p("  → モデルを保存しました: ckpt/epoch%03d.pth"%e)
    c.p("【学習終了】 最良の検証損失 2.3018")

@case("hakseup_kobert.out","hand-written KoBERT loop (Korean), tqdm","zero loss",must=["zero-loss"],must_not=["non-finite-loss","diverging"],note="loss is exactly 0.0000 from 배치 900 of epoch 1 to the end (labels all equal to ignore index); counted on over epochs of 1500")
def _(c):
    c.p("사전학습 모델 로드 완료: skt/kobert-base-v1","학습 데이터: 48,000개, 검증 데이터: 6,000개","using cached model. /root/.cache/kobert_v1.zip")
    i=0
    for e in range(1,4):
        c.w("\r에폭 %d:   0%%|          | 0/1500 [00:00<?, ?it/s]"%e+"\n")
        for b in range(50,1501,50):
            y=.69*math.exp(-i/4)+.01 if i<17 else 0.0; i+=1
            c.p("에폭 %d 배치 %d 손실 %s 훈련 정확도 %s"%(e,b,c.rec("train/loss",(e-1)*1500+b,"%.4f"%y),c.rec("train/accuracy",(e-1)*1500+b,"%.4f"%(1-y*.4 if i<18 else 1.0))))
        c.p("에폭 %d 완료, 소요 시간 %.1f초"%(e,611+c.n(3)))

from common import *

@case("fairseq_wmt_deen_stdout.log","fairseq","overfitting",must=["overfitting"],must_not=["diverging","non-finite-loss"],note="loss in bits; train_inner, train (epoch average) and valid lines; num_updates is the axis; 'train' epoch lines repeat the same loss averaged, they fall on updates that are no multiple of 50")
def _(c):
    k=Clock(2022,11,3,10,0,0); L=lambda w,m:"%s | INFO | %s | %s"%(k.f("%Y-%m-%d %H:%M:%S"),w,m)
    c.p(L("fairseq_cli.train","{'_name': None, 'common': {'_name': None, 'no_progress_bar': True, 'log_interval': 50, 'seed': 1, 'fp16': True}, 'optimization': {'max_epoch': 25, 'lr': [0.0005]}}"),L("fairseq.tasks.translation","[de] dictionary: 8848 types"),L("fairseq.tasks.translation","[en] dictionary: 6632 types"),L("fairseq_cli.train","num. shared model params: 39,469,056 (num. trained: 39,469,056)"),L("fairseq.trainer","NOTE: your device may support faster training with --fp16 or --amp"),L("fairseq.trainer","begin training epoch 1"))
    E=25; per=170; best=1e9; ups=[]
    for e in range(1,E+1):
        for u in range((e-1)*per+1,e*per+1):
            if u%50: continue
            x=u/(E*per); y=1.6+11*math.exp(-7*x**.7)*(1+c.n(.01))+c.n(.02); k.tick(19)
            c.p(L("train_inner","epoch %03d: %6d / %d loss=%s, nll_loss=%s, ppl=%s, wps=%d, ups=2.61, wpb=3561.2, bsz=148.1, num_updates=%d, lr=%s, gnorm=%s, loss_scale=16, train_wall=18, gb_free=7.2, wall=%d"%(e,u-(e-1)*per,per,c.rec("train/loss",u,"%.3f"%y),"%.3f"%(y-.5),"%.2f"%2**(y-.5),9301+c.r.randrange(100),u,c.rec("train/learning_rate",u,"%g"%(5e-4*min(u/1000,(1000/u)**.5))),c.rec("train/gradient_norm",u,"%.3f"%(.9+abs(c.n(.05)))),19*u//50)))
        x=e/E; v=4.1+9*math.exp(-9*x**.7)+max(0,x-.3)*2.2+c.n(.006); best=min(best,v); k.tick(8)
        c.p(L("fairseq_cli.train","begin validation on \"valid\" subset"))
        c.p(L("valid","epoch %03d | valid on 'valid' subset | loss %s | nll_loss %.3f | ppl %.2f | wps 21012.3 | wpb 2835.3 | bsz 115.6 | num_updates %d%s"%(e,c.rec("validation/loss",e*per,"%.3f"%v),v-1.5,2**(v-1.5),e*per," | best_loss %.3f"%best if e>1 else "")))
        c.p(L("fairseq.checkpoint_utils","Preparing to save checkpoint for epoch %d @ %d updates"%(e,e*per)))

@case("icefall_log-train-2023-01-05-10-00-00-0","icefall (k2) pruned_transducer","healthy",odd=True,must_not=["any"],note="loss[...] of the batch and tot_loss[...] running average: both are a training loss; only the batch counter and validation are listed")
def _(c):
    k=Clock(2023,1,5,10,0,0); L=lambda m,l=900:"%s INFO [train.py:%d] (0/4) %s"%(k.ms(),l,m)
    c.p(L("Training started",1007),L("{'best_train_loss': inf, 'best_valid_loss': inf, 'best_train_epoch': -1, 'batch_idx_train': 0, 'log_interval': 50, 'valid_interval': 3000, 'feature_dim': 80, 'subsampling_factor': 4, 'warm_step': 2000}",1017),L("About to create model",1019),L("Number of model parameters: 70369391",1023))
    n=0; tot=2.0
    N=8*20
    for e in range(1,9):
        for b in range(0,1000,50):
            x=n/N; y=.23+1.2*math.exp(-9*x**.6)*(1+c.n(.01))+c.n(.004); tot=y*1.01; k.tick(22); n+=1
            P=lambda q,f:"loss=%.4g, simple_loss=%.4g, pruned_loss=%.4g, over %.2f frames. "%(q,q*1.4,q*.8,f)
            c.p(L("Epoch %d, batch %d, loss[%s], tot_loss[%s], batch size: %d, lr: %.2e, grad_scale: 16.0"%(e,b,P(y,5612+c.r.randrange(900)),P(tot,1100000+c.r.randrange(9000)),24+c.r.randrange(9),.05*(1+x*20)**-.5)))
            if e==1 and b==0 or b==500:
                c.p(L("Computing validation loss",925)); k.tick(10)
                v=.26+1.2*math.exp(-9*x**.6); t="%.4g"%v
                c.rec("validation/loss",None,t)
                c.p(L("Epoch %d, validation: loss=%s, simple_loss=%.4g, pruned_loss=%.4g, over 944034.00 frames. "%(e,t,v*1.4,v*.8),934),L("Maximum memory allocated so far is 17421MB",935))
        c.p(k.ms()+" INFO [checkpoint.py:75] (0/4) Saving checkpoint to pruned_transducer_stateless7/exp/epoch-%d.pt"%e)

@case("opennmt_py.train.log","OpenNMT-py 3","healthy",must_not=["any"],note="xent is the loss; validation has perplexity and accuracy only (and xent line)")
def _(c):
    k=Clock(2023,6,19,8,0,0); L=lambda m,w=" INFO":"[%s%s] %s"%(k.ms(),w,m)
    c.p(L("Parsed 2 corpora from -data."),L("The decoder start token is: <s>"),L("Building model..."),L("Switching model to float32 for amp/apex_amp"),L("Non quantized layer compute is fp16"),L("encoder: 35212288"),L("decoder: 25199648"),L("* number of parameters: 60411936"),L("Starting training on GPU: [0]"),L("Start training loop and validate every 1000 steps..."))
    n=160; ys=c.fall(n,8.9,3.02,.008,.4)
    for i in range(n):
        s=(i+1)*50; k.tick(14); x=ys[i]
        c.p(L("Step %d/ 8000; acc: %s; ppl: %s; xent: %s; lr: %.5f; sents: %7d; bsz: %4d/%4d/%2d; %d/%d tok/s; %6.0f sec;"%(s,c.rec("train/accuracy",s,"%.1f"%(74-8*x+c.n(.3))),c.rec("train/perplexity",s,"%5.2f"%math.exp(x)),c.rec("train/loss",s,"%.2f"%x),6.25e-4*min(s/4000,(4000/s)**.5),14210+c.r.randrange(900),3521,3611,35,40120+c.r.randrange(900),41200+c.r.randrange(900),14*(i+1))))
        if s%1000==0:
            v=x+.06; k.tick(6)
            c.p(L("valid stats calculation"),"                           took: 5.31 s.",L("Train perplexity: %g"%math.exp(x+.3)),L("Train accuracy: %g"%(70-8*x)),L("Sentences processed: %g"%(14500.0*(i+1))),L("Average bsz: 3521/3611/35"),L("Validation perplexity: %s"%c.rec("validation/perplexity",s,"%g"%math.exp(v))),L("Validation accuracy: %s"%c.rec("validation/accuracy",s,"%g"%(73-8*x))),L("Saving checkpoint run/model_step_%d.pt"%s))

@case("marian_train.log","Marian NMT","healthy; validation cross-entropy is per sentence, training cost per word",odd=True,must_not=["any"],note="cost per word vs ce-mean per sentence: scale difference is the metric's; healthy")
def _(c):
    k=Clock(2021,3,4,3,0,0); L=lambda m:"[%s] %s"%(k.f("%Y-%m-%d %H:%M:%S"),m)
    c.p(L("[marian] Marian v1.10.0 6f6d4846 2021-02-06 15:35:16 -0800"),L("[marian] Running on gpu07 as process 28121 with command line:"),L("[config] cost-type: ce-mean-words"),L("[config] disp-freq: 500"),L("[config] learn-rate: 0.0003"),L("[config] valid-freq: 5000"),L("[config] valid-metrics:\n[config]   - ce-mean-words\n[config]   - perplexity\n[config]   - bleu-detok").replace("\n[config]","\n"+L("[config]")),L("[comm] Using NCCL 2.8.3 for GPU communication"),L("[training] Using 4 GPUs"),L("[data] Shuffling data"),L("[data] Done reading 4,548,885 sentences"),L("Training started"))
    n=130; ys=c.fall(n,9.6,2.7,.006,.36)
    for i in range(n):
        u=(i+1)*500; k.tick(130); ep=i//45+1
        c.p(L("Ep. %d : Up. %d : Sen. %s : Cost %s * %s @ %s after %s : Time %.2fs : %.2f words/s : gNorm %s : L.r. %.4e"%(ep,u,"{:,}".format((u*95)%4548885),c.rec("train/loss",u,"%.8f"%ys[i]),"{:,}".format(1250312+c.r.randrange(900)),"{:,}".format(2481),"{:,}".format(1250312*(i+1)),130+c.n(.5),9611+c.n(40),c.rec("train/gradient_norm",u,"%.4f"%(.6+abs(c.n(.03)))),3e-4*min(1,u/16000))))
        if u%5000==0:
            v=ys[i]*.99-.02
            c.p(L("Saving model weights and runtime parameters to model/model.iter%d.npz"%u),L("[valid] Ep. %d : Up. %d : ce-mean-words : %s : new best"%(ep,u,c.rec("validation/loss",u,"%.5f"%v))),L("[valid] Ep. %d : Up. %d : perplexity : %s : new best"%(ep,u,c.rec("validation/perplexity",u,"%.4f"%math.exp(v)))),L("[valid] Ep. %d : Up. %d : bleu-detok : %.4f : new best"%(ep,u,i*.2)))

@case("wenet_train_u2pp.log","WeNet (1.x)","validation swings",must=["validation-swings"],must_not=["non-finite-loss"],note="only rank 0; epochs of 20 printed batches; CV info line per epoch; axis disputable for the train lines")
def _(c):
    k=Clock(2022,2,8,1,0,0); L=lambda m,w="INFO":"%s %s %s"%(k.ms(),w,m)
    c.p("dictionary: data/dict/lang_char.txt",L("training on multiple gpus, this gpu 0"),"init_method='file:///exp/conformer/ddp_init', world_size=1","the number of model params: 48,284,247")
    n=36*8; ys=c.fall(n,182,6.9,.03,.55); i=0; c.nostep.add("train/loss")
    for e in range(36):
        c.p(L("Epoch %d TRAIN info lr %s"%(e,c.u(1e-4,1.01e-4) if 0 else .002*min(1,(e+1)/6)**1)),L("using accumulate grad, new batch size is 1 times larger than before"))
        for b in range(0,800,100):
            y=ys[i]; k.tick(60)
            c.p(L("TRAIN Batch %d/%d loss %s loss_att %.6f loss_ctc %.6f lr %.8f rank 0"%(e,b,c.rec("train/loss",(e,b),"%.6f"%y),y*.9,y*1.2333,.002*min(1,(e+1)/6)),"DEBUG")); i+=1
        tv=[1.0,1.9,.95,2.3,1.1,1.75][e%6]*(1+c.n(.05)); v=ys[i-1]*1.05*tv if e>6 else ys[i-1]*1.05
        c.p(L("CV Batch %d/0 loss %.6f loss_att %.6f loss_ctc %.6f history loss %.6f rank 0"%(e,v*1.1,v,v*1.3,v*1.1),"DEBUG"),L("Epoch %d CV info cv_loss %s"%(e,c.rec("validation/loss",e,repr(v)))),L("Checkpoint: save to checkpoint exp/conformer/%d.pt"%e))

@case("coqui_vits_trainer_0_log.txt","Coqui TTS Trainer","healthy",odd=True,must_not=["any"],note="colour codes; current and running mean in brackets; several losses (single model 'loss' here: Tacotron2-DDC)")
def _(c):
    c.p(" > Training Environment:"," | > Backend: Torch"," | > Mixed precision: False"," | > Precision: float32"," | > Num. of CPUs: 8"," > Start Tensorboard: tensorboard --logdir=/runs/ljspeech-ddc-June-03-2022_10+00AM","","\x1b[1m > Model has 47669492 parameters\x1b[0m","")
    n=10*10; ys=c.fall(n,6.9,.62,.01,.45); i=0; g=0; c.nostep.add("train/loss")
    for e in range(10):
        c.p("","\x1b[4m\x1b[1m > EPOCH: %d/10\x1b[0m"%e," --> /runs/ljspeech-ddc","","\x1b[1m > TRAINING (2022-06-03 10:%02d:00) \x1b[0m"%(e*4))
        for s in range(0,250,25):
            y=ys[i]; g=e*250+s
            c.p("","\x1b[1m   --> STEP: %d/250 -- GLOBAL_STEP: %d\x1b[0m"%(s,g),"     | > decoder_loss: %.5f  (%.5f)"%(y*.5,y*.51),"     | > postnet_loss: %.5f  (%.5f)"%(y*.4,y*.41),"     | > stopnet_loss: %.5f  (%.5f)"%(y*.1,y*.11),"     | > loss: %s  (%.5f)"%(c.rec("train/loss",g,"%.5f"%y),y*1.01),"     | > align_error: %.5f  (%.5f)"%(.9-i*.004,.9-i*.004),"     | > grad_norm: %s  (%.5f)"%(c.rec("train/gradient_norm",g,"%.5f"%(1.1+abs(c.n(.05)))),1.1),"     | > current_lr: 0.00010 ","     | > step_time: 0.41%d0  (0.41213)"%c.r.randrange(9),"     | > loader_time: 0.0021  (0.00231)",""); i+=1
        v=ys[i-1]*1.06
        c.p("","\x1b[1m > EVALUATION \x1b[0m","","","  \x1b[1m--> EVAL PERFORMANCE\x1b[0m","     | > avg_loader_time:\x1b[92m 0.00199 \x1b[0m(-0.00012)","     | > avg_decoder_loss:\x1b[92m %.5f \x1b[0m(-0.01210)"%(v*.5),"     | > avg_loss:\x1b[92m %s \x1b[0m(-0.03321)"%c.rec("validation/loss",None,"%.5f"%v),"     | > avg_align_error:\x1b[91m 0.51231 \x1b[0m(+0.00100)",""," > BEST MODEL : /runs/ljspeech-ddc/best_model_%d.pth"%((e+1)*250))

@case("sockeye3_log.txt","Sockeye 3","plateau from early on",must_any=[["plateau","not-decreasing"]],must_not=["overfitting","diverging"],note="perplexity printed, no loss; stays at the same value from the first checkpoint on")
def _(c):
    k=Clock(2022,9,1,7,0,0); L=lambda m,w="sockeye.training":"[%s:INFO:%s:_measure_speed_and_log] %s"%(k.f("%Y-%m-%d:%H:%M:%S"),w,m)
    c.p("[2022-09-01:07:00:00:INFO:sockeye.utils:log_sockeye_version] Sockeye: 3.1.10, commit unknown, path /opt/sockeye/__init__.py","[2022-09-01:07:00:00:INFO:sockeye.utils:log_torch_version] PyTorch: 1.12.1+cu113","[2022-09-01:07:00:04:INFO:sockeye.train:main] Adjusting maximum length to reserve space for a BOS/EOS marker.")
    for i in range(120):
        u=(i+1)*50; k.tick(20); x=8.4-3.1*(1-math.exp(-i/3)) ; x=x*(1+c.n(.004))
        c.p(L("Epoch[%d] Batch [%d]\tSpeed: %.2f samples/sec %.2f tokens/sec %.2f updates/sec\tcross-entropy=%s perplexity=%s"%(i//40,u,901+c.n(9),24000+c.n(90),2.5,c.rec("train/loss",u,"%.6f"%x),c.rec("train/perplexity",u,"%.6f"%math.exp(x)))))
        if u%500==0:
            v=5.33+c.n(.004) if u>500 else 5.47
            c.p("[%s:INFO:sockeye.training:_create_checkpoint] Checkpoint [%d]\tUpdates=%d Epoch=%d Samples=%d Time-cost=200.311 Updates/sec=2.496"%(k.f("%Y-%m-%d:%H:%M:%S"),u//500,u,i//40,u*361),"[%s:INFO:sockeye.training:_create_checkpoint] Checkpoint [%d]\tValidation-cross-entropy=%s"%(k.f("%Y-%m-%d:%H:%M:%S"),u//500,c.rec("validation/loss",u,"%.6f"%v)),"[%s:INFO:sockeye.training:_determine_improvement] Validation-perplexity has not improved for %d checkpoints, best so far: 205.12"%(k.f("%Y-%m-%d:%H:%M:%S"),u//500))

@case("fasttext_stdout.txt","fastText supervised","healthy",odd=True,must_not=["any"],note="one physical line with carriage returns; progress percent is the only counter")
def _(c):
    c.p("Read 12M words","Number of words:  412210","Number of labels: 14"); c.nostep.add("train/loss")
    n=180
    for i in range(n):
        x=(i+1)/n; y=2.64*math.exp(-3.1*x**.45)+.03; e=int(120*(1-x))
        c.w("\rProgress: %5.1f%% words/sec/thread: %7d lr: %9.6f avg.loss: %s ETA: %3dh%2dm%2ds"%(x*100,1810000+c.r.randrange(9000),.5*(1-x),c.rec("train/loss",round(x*1000),"%9.6f"%(y*(1+c.n(.003)))),e//3600,e//60,e%60))
    c.w("\n"); c.p("N\t70000","P@1\t0.981","R@1\t0.981")

@case("caffe_lenet.INFO","Caffe (glog)","healthy",must_not=["any"],note="train loss in 'Iteration N (x iter/s), loss =' and again as 'Train net output #0: loss ='; test loss and accuracy")
def _(c):
    k=Clock(2019,2,3,14,3,0); G=lambda m,w="solver.cpp:218":"I%s.%06d 21877 %s] %s"%(k.f("%m%d %H:%M:%S"),c.r.randrange(10**6),w,m)
    c.p("Log file created at: 2019/02/03 14:03:00","Running on machine: lab-ws3","Log line format: [IWEF]mmdd hh:mm:ss.uuuuuu threadid file:line] msg",G("Use GPU with device ID 0","caffe.cpp:204"),G("Initializing solver from parameters: ","solver.cpp:44"),"test_iter: 100","test_interval: 500","base_lr: 0.01","display: 100","max_iter: 10000","lr_policy: \"inv\"","gamma: 0.0001","power: 0.75","momentum: 0.9","weight_decay: 0.0005",G("Creating layer mnist","layer_factory.hpp:77"),G("Solving LeNet","solver.cpp:273"),G("Learning Rate Policy: inv","solver.cpp:274"))
    n=100; ys=c.fall(n,2.31,.16,.03,.42)
    for i in range(n):
        it=i*100; k.tick(.3)
        if it%500==0:
            v=ys[i]*1.04; c.p(G("Iteration %d, Testing net (#0)"%it,"solver.cpp:331"),G("    Test net output #0: accuracy = %.4f"%(1-v*.39),"solver.cpp:398"),G("    Test net output #1: loss = %s (* 1 = %s loss)"%("%g"%v,"%g"%v),"solver.cpp:398"))
        t="%g"%ys[i]
        c.p(G("Iteration %d (%g iter/s, %gs/100 iters), loss = %s"%(it,331+c.n(4),.301,c.rec("train/loss",it,t))),G("    Train net output #0: loss = %s (* 1 = %s loss)"%(t,t),"solver.cpp:237"),G("Iteration %d, lr = %s"%(it,c.rec("train/learning_rate",it,"%g"%(.01*(1+.0001*it)**-.75))),"sgd_solver.cpp:105"))
        if it and it%5000==0: c.p(G("Snapshotting to binary proto file lenet_iter_%d.caffemodel"%it,"solver.cpp:448"))

@case("ppdet_ppyoloe.log","PaddleDetection","a part loss turns NaN, the total looks fine",must=["odd-part-loss"],must_not=["diverging","not-decreasing"],note="loss_dfl is NaN from printed line 102 on while the total stays finite and falls")
def _(c):
    k=Clock(2023,7,7,7,7,7); L=lambda m:k.f("[%m/%d %H:%M:%S] ")+"ppdet.engine INFO: "+m
    c.p("W0707 07:07:07.120012 21 gpu_resources.cc:119] Please NOTE: device: 0, GPU Compute Capability: 8.6, Driver API Version: 11.7, Runtime API Version: 11.7","loading annotations into memory...","Done (t=0.91s)","creating index...","index created!",k.f("[%m/%d %H:%M:%S] ")+"ppdet.data.source.coco INFO: Load [3211 samples valid, 0 samples invalid] in file annotations/train.json.")
    n=40*5; ys=c.fall(n,4.1,1.3,.015,.5); i=0; c.nostep.add("train/loss")
    for e in range(40):
        for b in (0,20,40,60,80):
            k.tick(9); y=ys[i]; cl,io=y*.5,y*.22; df="nan" if i>=101 else "%.6f"%(y*.5)
            c.p(L("Epoch: [%d] [ %2d/100] learning_rate: %.6f loss: %s loss_cls: %.6f loss_iou: %.6f loss_dfl: %s loss_l1: %.6f eta: %s batch_cost: %.4f data_cost: %.4f ips: %.4f images/s"%(e,b,cosine(i,10,n,.001),c.rec("train/loss",(e,b),"%.6f"%y),cl,io,df,y*.4,hms((n-i)*9),.44,.0003,18.1+c.n(.2)))); i+=1
        if e%10==9: c.p(k.f("[%m/%d %H:%M:%S] ")+"ppdet.utils.checkpoint INFO: Save checkpoint: output/ppyoloe_crn_s")

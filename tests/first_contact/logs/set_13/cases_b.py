from common import *

@case("trl_dpo_llama.out","TRL DPOTrainer","preference not learnt",must=["preference-not-learnt"],note="loss stays at 0.693, margins at 0, accuracies about 0.5")
def _(c):
    c.p("/opt/conda/lib/python3.10/site-packages/trl/trainer/dpo_trainer.py:358: UserWarning: `max_length` is not set in the DPOConfig's init it will default to `512` by default, but you should do it yourself in the future.","  warnings.warn(","Tokenizing train dataset: 100%|██████████| 12000/12000 [00:21<00:00, 561.21 examples/s]","  0%|          | 0/1500 [00:00<?, ?it/s]Could not estimate the number of tokens of the input, floating-point operations will not be computed")
    for i in range(150):
        st=(i+1)*10; m=c.n(.0025); a=.5+c.n(.06); y=.6931-m/2+abs(c.n(.0006))
        d={"loss":float(c.rec("train/loss",None,repr(round(y,4)))),"grad_norm":float(c.rec("train/gradient_norm",None,repr(4.1+abs(c.n(.5))))),"learning_rate":5e-7*(1-st/1500),"rewards/chosen":c.n(.003),"rewards/rejected":c.n(.003),"rewards/accuracies":float(c.rec("train/reward_accuracy",None,repr(round(a,4)))),"rewards/margins":float(c.rec("train/reward_margin",None,repr(m))),"logps/chosen":-181.2+c.n(6),"logps/rejected":-170.4+c.n(6),"logits/chosen":-1.2+c.n(.02),"logits/rejected":-1.19+c.n(.02),"epoch":round(st/1500,2)}
        c.w("\r"+bar(st,1500,rate=.8)+"\n"); c.p(str(d))
    c.p("{'train_runtime': 1873.21, 'train_samples_per_second': 6.406, 'train_steps_per_second': 0.801, 'train_loss': 0.6933142, 'epoch': 1.0}")

@case("grpo_trainer_state.json","TRL GRPOTrainer (trainer_state.json)","policy runs away: KL explodes",must=["kl-runaway"],must_not=["non-finite-loss"],note="GRPO loss starts at 0.0 and grows with beta*kl; reward first rises")
def _(c):
    H=[]; 
    for i in range(120):
        st=(i+1)*5; kl=.0004*math.exp(i*.048)*(1+c.n(.1)) if i<70 else min(90,.0115*math.exp((i-69)*.2))*(1+c.n(.1))
        rw=.31+.3*(1-math.exp(-i/25))+c.n(.03)
        d={"clip_ratio":0.0,"completion_length":212.4+c.n(9),"epoch":round(st/600,3),"grad_norm":.4+abs(c.n(.1))+kl*.2,"kl":float(c.rec("train/kl",st,repr(round(kl,8)))),"learning_rate":1e-6,"loss":float(c.rec("train/loss",st,repr(round(.04*kl,4)))),"reward":float(c.rec("train/reward",st,repr(round(rw,6)))),"reward_std":.29+c.n(.02),"rewards/accuracy_reward":rw-.1,"rewards/format_reward":.1,"step":st}
        c.rec("train/completion_length",st,repr(d["completion_length"])); c.rec("train/gradient_norm",st,repr(d["grad_norm"]))
        H.append(d)
    c.w(json.dumps({"best_metric":None,"best_model_checkpoint":None,"epoch":1.0,"eval_steps":500,"global_step":600,"is_hyper_param_search":False,"is_local_process_zero":True,"is_world_process_zero":True,"log_history":H,"logging_steps":5,"max_steps":600,"num_input_tokens_seen":0,"num_train_epochs":1,"save_steps":100,"total_flos":0.0,"train_batch_size":8,"trial_name":None,"trial_params":None},indent=2))

@case("verl_gsm8k_console.log.gz","verl","healthy RL",odd=True,must_not=["any"],note="'step:1 - key:value - key:value'; Ray prefixes with colours and pid")
def _(c):
    P="\x1b[36m(TaskRunner pid=41233)\x1b[0m "
    c.p("2025-04-02 03:11:09,881\tINFO worker.py:1832 -- Started a local Ray instance. View the dashboard at \x1b[1m\x1b[32mhttp://127.0.0.1:8265 \x1b[39m\x1b[22m",P+"{'actor_rollout_ref': {'actor': {'clip_ratio': 0.2, 'entropy_coeff': 0.001, 'kl_loss_coef': 0.001, 'loss_agg_mode': 'token-mean', 'ppo_epochs': 1, 'ppo_mini_batch_size': 256},",P+"                       'rollout': {'name': 'vllm', 'n': 5, 'temperature': 1.0}},",P+" 'trainer': {'total_epochs': 15, 'total_training_steps': 435}}","\x1b[36m(WorkerDict pid=41980)\x1b[0m Qwen2ForCausalLM contains 1.54B parameters",P+"Using LocalLogger is deprecated. The constructor API will change ",P+"Checkpoint tracker file does not exist: /ckpt/latest_checkpointed_iteration.txt",P+"Training from scratch")
    for i in range(160):
        st=i+1; x=i/160
        acc=.42+.33*(1-math.exp(-3*x))+c.n(.008); kl=.0009+.011*x+abs(c.n(.0006)); en=.36-.14*x+c.n(.005); gl=246-30*x+c.n(5)
        v=[("global_seqlen/min",90112+c.r.randrange(900)),("global_seqlen/max",101011+c.r.randrange(900)),("actor/entropy",c.rec("train/entropy",st,"%.3f"%en)),("actor/kl_loss","%.3f"%kl),("actor/kl_coef","0.001"),("actor/pg_loss","%.3f"%c.n(.004)),("actor/pg_clipfrac","%.3f"%abs(c.n(.002))),("actor/ppo_kl","%.3f"%abs(c.n(.0004))),("actor/grad_norm",c.rec("train/gradient_norm",st,"%.3f"%(.31+abs(c.n(.02))))),("perf/mfu/actor","0.312"),("perf/max_memory_allocated_gb","41.220"),("actor/lr","0.000"),("critic/score/mean","%.3f"%acc),("critic/score/max","1.000"),("critic/score/min","0.000"),("critic/rewards/mean",c.rec("train/reward",st,"%.3f"%acc)),("critic/rewards/max","1.000"),("critic/rewards/min","0.000"),("critic/advantages/mean","%.3f"%c.n(.01)),("response_length/mean",c.rec("train/completion_length",st,"%.3f"%gl)),("response_length/max","1024.000"),("response_length/clip_ratio","0.001"),("prompt_length/mean","104.2"),("timing_s/gen","%.3f"%(11+c.n(.2))),("timing_s/step","%.3f"%(38+c.n(.4))),("perf/throughput","%.3f"%(2210+c.n(20)))]
        if st%20==0: c.p(P+"test_gen_batch meta info: {'eos_token_id': 151645, 'pad_token_id': 151643, 'recompute_log_prob': False, 'do_sample': False, 'validate': True}",P+"validation generation end"); v.append(("val-core/openai/gsm8k/reward/mean@1","%.3f"%(acc+.01)))
        c.p(P+"step:%d - "%st+" - ".join("%s:%s"%a for a in v))
        if c.r.random()<.5: c.w("%sTraining Progress: %3d%%|%s| %d/435 [%s<2:59:30, 38.2s/it]\n"%(P,st*100//435,"█"*(st*10//435)+" "*(10-st*10//435),st,hms(st*38)))

@case("openrlhf_rm_tqdm.txt","OpenRLHF reward model","healthy",odd=True,must_not=["any"],note="only tqdm with postfix, everything in one physical line per epoch separated by carriage returns; global step printed in bar")
def _(c):
    c.p("[2024-10-09 12:00:21,331] [INFO] [real_accelerator.py:203:get_accelerator] Setting ds_accelerator to cuda (auto detect)","dataset: OpenRLHF/preference_dataset_mixture2_and_safe_pku","loaded OpenRLHF/preference_dataset_mixture2_and_safe_pku from files","LogSigmoid Loss")
    n=300; c.w("Train epoch:   0%|          | 0/1 [00:00<?, ?it/s]\n")
    lm=.71; 
    for i in range(n):
        y=.70*(.33/.70)**((i/(n-1))**.6)+c.n(.02); acc=.52+.33*(1-math.exp(-i/80)); lm=.9*lm+.1*y
        txt="%.3g"%y
        c.w("\r"+bar(i+1,n,pre="Train step of epoch 0: ",rate=.5,post=", loss=%s, acc=%.3g, chosen_reward=%.3g, reject_reward=%.3g, loss_mean=%.3g, acc_mean=%.3g, lr=%.3g"%(c.rec("train/loss",i+1,txt),acc+c.n(.03),.2+i*.004+c.n(.1),-i*.004+c.n(.1),lm,acc,cosine(i,9,n,9e-6))))
    c.w("\n"); c.p("Train epoch: 100%|██████████| 1/1 [10:00<00:00, 600.11s/it]")

@case("ds_chat_step3_training.log","DeepSpeed-Chat step 3 (PPO)","actor loss and reward NaN",must=["non-finite-loss"],note="NaN actor loss from step 88 on; train/loss left out (actor and critic losses are separate)")
def _(c):
    c.p("[2023-05-11 20:10:02,104] [INFO] [runner.py:540:main] cmd = /usr/bin/python -u -m deepspeed.launcher.launch main.py --actor_zero_stage 3 --critic_zero_stage 3","************************[start] Initializing Actor Model [start] *************************","*****************[end] Initialized Actor Model [end] (duration: 19.12s)******************","***** Running training *****","Beginning of Epoch 1/1, Total Generation Batches 3813")
    for i in range(130):
        a="nan" if i>=88 else "%s"%(c.n(.02)); cr="nan" if i>=88 else "%s"%(abs(.12*math.exp(-i/40)+c.n(.01)))
        r="nan" if i>=88 else "%s"%(-1+.02*i+c.n(.1))
        c.p("Epoch: 0 | Step: %d | PPO Epoch: 1 | Actor Loss: %s | Critic Loss: %s | Unsupervised Loss: 0.0"%(i,a,cr),"End-to-End => Latency: %.2fs, TFLOPs: %.2f, Samples/sec: %.2f, Time/seq %.2fs, Batch Size: 32, Total Seq. Length: 512"%(5.1+c.n(.1),28.4,6.2,.16),"Generation => Latency: %.2fs, Per-token Latency %.2f ms, TFLOPs: %.2f, BW: -1.00 GB/sec, Answer Seq. Length: 256"%(3.2,12.5,4.4),"Training   => Latency: %.2fs, TFLOPs: %.2f"%(1.9,92.1),"Actor Model Parameters => 1.429 B, Critic Model Parameters => 0.331 B","Average reward score: %s"%c.rec("train/reward",i,r),"-------------------------------------------------------------------------------------")

@case("yolox_s_train_log.txt","YOLOX","healthy",must_not=["any"],note="loguru; iterations counted on over the epochs: (epoch-1)*100+iter")
def _(c):
    k=Clock(2022,6,1,9,30,0); L=lambda m,w="yolox.core.trainer:130":"%s | INFO     | %s - %s"%(k.f("%Y-%m-%d %H:%M:%S"),w,m)
    c.p(L("args: Namespace(batch_size=16, ckpt=None, devices=1, exp_file='exps/example/custom/yolox_s.py', fp16=True, num_machines=1)"),L("exp value:\n╒═══════════════════╤════════════════════════════╕\n│ keys              │ values                     │\n╞═══════════════════╪════════════════════════════╡\n│ max_epoch         │ 20                         │\n├───────────────────┼────────────────────────────┤\n│ basic_lr_per_img  │ 0.00015625                 │\n╘═══════════════════╧════════════════════════════╛"),L("Model Summary: Params: 8.94M, Gflops: 26.64"),L("init prefetcher, this might take one minute or less..."),L("Training start..."))
    n=200; ys=c.fall(n,16.5,4.3,.03,.45); i=0
    for e in range(1,21):
        c.p(L("---> start train epoch%d"%e,"yolox.core.trainer:203"))
        for it in range(10,101,10):
            k.tick(3.1); y=ys[i]; iou=y*.3; cf=y*.45; l1=0.0; cl=y-iou-cf
            c.p(L("epoch: %d/20, iter: %d/100, mem: 5731Mb, iter_time: %.3fs, data_time: %.3fs, total_loss: %s, iou_loss: %.1f, l1_loss: 0.0, conf_loss: %.1f, cls_loss: %.1f, lr: %.3e, size: %d, ETA: %s"%(e,it,.31+c.n(.005),.002,c.rec("train/loss",(e-1)*100+it,"%.1f"%y),iou,cf,cl,cosine(i,10,n,2.5e-3,1e-4),c.r.choice([480,512,576,640]),hms((n-i)*3.1)),"yolox.core.trainer:261")); i+=1
        c.p(L("Save weights to ./YOLOX_outputs/yolox_s","yolox.core.trainer:350"))
        if e%10==0: c.p("100%|##########| 63/63 [00:07<00:00,  8.61it/s]",L("Evaluate in main process...","yolox.evaluators.coco_evaluator:235"),"Accumulating evaluation results...","DONE (t=0.71s).",L("\nAverage forward time: 3.12 ms, Average NMS time: 0.91 ms, Average inference time: 4.03 ms\n Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.%d\n"%(180+e*9),"yolox.core.trainer:340"))

@case("20240512_141530.log","MMDetection 3.x (mmengine)","healthy",must_not=["any"],note="part losses; epoch and iteration of 400; axis counts on; last line of each epoch is [400/400]")
def _(c):
    k=Clock(2024,5,12,14,15,30); L=lambda m:k.f("%Y/%m/%d %H:%M:%S")+" - mmengine - INFO - "+m
    c.p(L("\n------------------------------------------------------------\nSystem environment:\n    sys.platform: linux\n    Python: 3.8.18\n    CUDA available: True\n    GPU 0: NVIDIA GeForce RTX 3090\n------------------------------------------------------------\n"),L("Config:\nauto_scale_lr = dict(base_batch_size=16, enable=False)\nmodel = dict(type='FasterRCNN', rpn_head=dict(loss_bbox=dict(loss_weight=1.0, type='L1Loss')))\n"),k.f("%Y/%m/%d %H:%M:%S")+' - mmengine - WARNING - "FileClient" will be deprecated in future. Please use io functions in https://mmengine.readthedocs.io/en/latest/api/fileio.html#file-io',L("Checkpoints will be saved to /work_dirs/faster-rcnn_r50_fpn_1x_coco."))
    n=96; ys=c.fall(n,1.62,.48,.02,.5); i=0
    for e in range(1,13):
        for it in range(50,401,50):
            k.tick(18); y=ys[i]; a,b,d=y*.08,y*.1,y*.42; lr=.02*(0.1 if e>8 else 1)*(.1 if e>11 else 1)*(min(1,(it+(e-1)*400)/500)); v=(it+(e-1)*400)
            c.p(L("Epoch(train) %s[%d][%3d/400]  base_lr: %.4e lr: %s  eta: %s  time: %.4f  data_time: %.4f  memory: 3817  loss: %s  loss_rpn_cls: %.4f  loss_rpn_bbox: %.4f  loss_cls: %.4f  acc: %.4f  loss_bbox: %.4f"%(" " if e<10 else "",e,it,lr,c.rec("train/learning_rate",v,"%.4e"%lr),hms((n-i)*18),.36+c.n(.004),.006,c.rec("train/loss",v,"%.4f"%y),a,b,d,91+i/20+c.n(.4),y-a-b-d))); i+=1
        c.p(L("Exp name: faster-rcnn_r50_fpn_1x_coco_20240512_141530"),L("Saving checkpoint at %d epochs"%e))
        for it in (50,100): c.p(L("Epoch(val)   [%d][%3d/100]    eta: 0:00:0%d  time: 0.0712  data_time: 0.0015  memory: 412  "%(e,it,(100-it)//14)))
        c.p(L("Evaluating bbox..."),"Loading and preparing results...","DONE (t=0.10s)",L("bbox_mAP_copypaste: 0.%d 0.%d 0.%d 0.1%d 0.3 0.4"%(120+e*15,300+e*15,90+e*15,e)),L("Epoch(val) [%d][100/100]    coco/bbox_mAP: 0.%d0  coco/bbox_mAP_50: 0.%d0  data_time: 0.0016  time: 0.0709"%(e,120+e*15,300+e*15)))

@case("detectron2_log.txt","Detectron2","diverging",must=["diverging"],must_not=["overfitting"],note="rises steadily from iteration 2400 to the end, ending above the start")
def _(c):
    k=Clock(2021,9,7,22,1,1); L=lambda m,w="d2.utils.events":"\x1b[32m[%s %s]: \x1b[0m%s"%(k.f("%m/%d %H:%M:%S"),w,m)
    c.p(L("Rank of current process: 0. World size: 4","detectron2"),L("Command line arguments: Namespace(config_file='configs/mask_rcnn_R_50_FPN_1x.yaml', eval_only=False, num_gpus=4, opts=[], resume=False)","detectron2"),L("Loading coco_2017_train takes 17.01 seconds.","d2.data.datasets.coco"),L("Starting training from iteration 0","d2.engine.train_loop"))
    n=200; ys=c.fall(n,4.9,1.05,.03,.3)
    for i in range(n):
        it=(i+1)*20-1; k.tick(6.1); y=ys[i]
        if i>=120: y=ys[120]+(i-120)**1.25*.034*(1+c.n(.04))
        p=[y*q for q in(.22,.21,.3,.15)]; p.append(y-sum(p))
        c.p(L(" eta: %s  iter: %d  total_loss: %s  loss_cls: %.4g  loss_box_reg: %.4g  loss_mask: %.4g  loss_rpn_cls: %.4g  loss_rpn_loc: %.4g    time: %.4f  last_time: %.4f  data_time: %.4f  last_data_time: %.4f   lr: %s  max_mem: %dM"%(hms((90000-it)*.305),it,c.rec("train/loss",it,"%.4g"%y),*p,.305+c.n(.001),.301+c.n(.01),.0112,.0101,c.rec("train/learning_rate",it,"%.5g"%(min(1,it/1000)*.02)),6211)))

@case("timm_resnet50_a1.log","timm train.py","healthy",must_not=["any"],note="current (average) pairs; 'Test:' lines with loss; the validation point is the last Test line of each epoch")
def _(c):
    c.p("Training with a single process on 1 device (cuda:0).","Model resnet50 created, param count:25557032","Data processing configuration for current model + dataset:","\tinput_size: (3, 224, 224)","\tinterpolation: bicubic","\tcrop_pct: 0.95","Created SGD (sgd) optimizer: dampening: 0, lr: 0.4, momentum: 0.9","AMP not enabled. Training in float32.","Scheduled epochs: 12. LR stepped per epoch.")
    n=12*6; ys=c.fall(n,6.93,2.1,.012,.7); i=0; c.nostep.add("validation/loss")
    for e in range(12):
        lr=cosine(e,3,12,.4); s=0
        for j,b in enumerate((0,50,100,150,200,250)):
            y=ys[i]; s+=y; pc=100*b/250
            c.p("Train: %d [%4d/251 (%3.0f%%)]  Loss: %s (%.3g)  Time: %.3fs, %7.2f/s  (%.3fs, %7.2f/s)  LR: %.3e  Data: %.3f (%.3f)"%(e,b,pc,c.rec("train/loss",None,"%#.3g"%y),s/(j+1),.41,1248.1+c.n(5),.42,1219.0,lr,.012,.013)); i+=1
        v=ys[i-1]*.86; a=100*(1-v/7)*.9
        for b in range(0,49,24):
            ax=a+c.n(1.5) if b<48 else a
            c.p("Test: [%4d/48]  Time: %.3f (%.3f)  Loss: %7.3f (%6.3f)  Acc@1: %7.3f (%7.3f)  Acc@5: %7.3f (%7.3f)"%(b,.21,.31,v+c.n(.1),v+(c.n(.03) if b<48 else 0),ax,a,min(99,a+22),min(99,a+21)))
        c.rec("validation/loss",None,"%.3f"%v)
        c.p("Current checkpoints:"," ('./output/train/20230307-101010-resnet50-224/checkpoint-%d.pth.tar', %.5f)"%(e,a),"")
    c.p("*** Best metric: %.5f (epoch 11)"%a)

@case("darknet_yolov4_nohup.out","Darknet (AlexeyAB)","exploding to nan",must=["non-finite-loss"],note="' -nan avg loss' from iteration 412")
def _(c):
    c.p(" CUDA-version: 11010 (11040), cuDNN: 8.0.5, GPU count: 1  "," OpenCV version: 4.2.0","yolov4-custom"," 0 : compute_capability = 750, cudnn_half = 0, GPU: Tesla T4 ","   layer   filters  size/strd(dil)      input                output","   0 conv     32       3 x 3/ 1    416 x 416 x   3 ->  416 x 416 x  32 0.299 BF","   1 conv     64       3 x 3/ 2    416 x 416 x  32 ->  208 x 208 x  64 1.595 BF","Total BFLOPS 59.578 ","avg_outputs = 490041 "," Learning Rate: 0.0013, Momentum: 0.949, Decay: 0.0005"," Detection layer: 139 - type = 28 "," Create 6 permanent cpu-threads ","")
    n=440; ys=[1900*math.exp(-i/55)+6*math.exp(-i/150)+2.3 for i in range(n)]
    for i in range(n):
        it=i+1; nan=it>=412; y=ys[i]
        if it%8==1: c.p("v3 (iou loss, Normalizer: (iou: 0.07, obj: 1.00, cls: 1.00) Region 139 Avg (IOU: %f), count: %d, class_loss = %f, iou_loss = %f, total_loss = %f "%(.41+c.n(.03),12,y*.6,y*.1,y*.7)," total_bbox = %d, rewritten_bbox = 0.021000 %% "%(it*812))
        L="-nan" if nan else "%f"%(y*(1+c.n(.04))); A="-nan" if nan else "%f"%y
        if it==1: L=A
        c.p("",""," %d: %s, %s avg loss, %f rate, %f seconds, %d images, %f hours left"%(it,c.rec("train/loss",it,L.replace("-nan","nan")) and L,A,.0013*min(1,(it/1000)**4),4.2+c.n(.05),it*64,12.1-it*.001))
        if it%5==0: c.p("Loaded: 0.%06d seconds - performance bottleneck on CPU or Disk HDD/SSD"%c.r.randrange(10**5))

from common import *

@case("megatron_lm_345m.log","Megatron-LM","healthy pretraining",must_not=["any"],note="rank prefix-free; validation banner lines")
def _(c):
    k=Clock(2024,5,3,8,12,4)
    c.p("using world size: 16, data-parallel size: 8, context-parallel size: 1, tensor-model-parallel size: 2, encoder-tensor-model-parallel size: 0, pipeline-model-parallel size: 1",
        "WARNING: Setting args.check_for_nan_in_loss_and_grad to False since dynamic loss scaling is being used","using torch.bfloat16 for parameters ...","------------------------ arguments ------------------------")
    for a,v in [("accumulate_allreduce_grads_in_fp32","True"),("adam_beta1","0.9"),("adam_beta2","0.95"),("clip_grad","1.0"),("eval_interval","500"),("eval_iters","10"),("global_batch_size","256"),("log_interval","50"),("lr","0.00015"),("lr_decay_style","cosine"),("lr_warmup_fraction",".01"),("micro_batch_size","4"),("num_layers","24"),("seq_length","1024"),("train_iters","6000"),("weight_decay","0.1")]:
        c.p("  "+a+" "+"."*(48-len(a))+" "+v)
    c.p("-------------------- end of arguments ---------------------","building GPT model ..."," > number of parameters on (tensor, pipeline) model parallel rank (0, 0): 178100224","(min, max) time across ranks (ms):","    model-and-optimizer-setup ......................: (1201.33, 1220.41)","    train/valid/test-data-iterators-setup ..........: (1893.02, 2011.57)","training ...","[before the start of training step] datetime: 2024-05-03 08:12:40 ","Number of parameters in transformer layers in billions:  0.30")
    n=120; ys=c.fall(n,10.3,2.85,.006,.33)
    for i in range(n):
        it=(i+1)*50; k.tick(31.2); lr=cosine(it,60,6000,1.5e-4,1e-5)
        g=2.6*math.exp(-i/6)+.42+abs(c.n(.03))
        c.p(" [%s] iteration %8d/%8d | consumed samples: %12d | elapsed time per iteration (ms): %.1f | throughput per GPU (TFLOP/s/GPU): %.1f | learning rate: %s | global batch size: %5d | lm loss: %s | loss scale: 1.0 | grad norm: %s | number of skipped iterations: %3d | number of nan iterations: %3d |"%(k.f("%Y-%m-%d %H:%M:%S"),it,6000,it*256,624+c.n(2),121+c.n(.4),c.rec("train/learning_rate",it,"%.6E"%lr),256,c.rec("train/loss",it,"%.6E"%ys[i]),c.rec("train/gradient_norm",it,"%.3f"%g),0,0))
        if i==0: c.p("[Rank 0] (after 50 iterations) memory (MB) | allocated: 4312.5 | max allocated: 17211.8 | reserved: 18344.0 | max reserved: 18344.0")
        if it%500==0:
            v=10.3*(2.85/10.3)**((i/(n-1))**.33)*1.012*(1+c.n(.002)); s=" validation loss at iteration %d | lm loss value: %s | lm loss PPL: %s | "%(it,c.rec("validation/loss",it,"%.6E"%v),c.rec("validation/perplexity",it,"%.6E"%math.exp(v)))
            c.p("(min, max) time across ranks (ms):","    evaluate .......................................: (2212.11, 2212.90)","-"*(len(s)-1),s[:-1],"-"*(len(s)-1))
        if it%2000==0: c.p("saving checkpoint at iteration %7d to /ckpt/gpt345 in torch_dist format"%it,"  successfully saved checkpoint from iteration %7d to /ckpt/gpt345 [ t 1/2, p 1/1 ]"%it)
    c.p("[after training is done] datetime: "+k.f("%Y-%m-%d %H:%M:%S")+" ")

@case("torchtitan_debug.txt","torchtitan","loss spikes",must=["loss-spike"],must_not=["diverging","non-finite-loss"],note="ANSI colours; three isolated spikes that recover within two steps")
def _(c):
    k=Clock(2025,2,11,17,3,0); T=lambda m:"[rank0]:[titan] %s - root - INFO - %s"%(k.ms(),m)
    for m in ["Starting job: Llama 3 8B training","Building 1-D device mesh with ['dp_shard'], [8]","Building tiktoken tokenizer locally from ./tokenizer.model","TikTokenizer built: #words 128256, BOS ID 128000, EOS ID 128001","Preparing c4 dataset from allenai/c4","\x1b[34mModel llama3 8B \x1b[31msize: 8,030,261,248 total parameters\x1b[39m","Applied selective activation checkpointing to the model","Applied FSDP to the model","CUDA memory usage for model: 3.77GiB(3.98%)","Training starts at step 1, with local batch size 1, global batch size 8, sequence length 8192, total steps 1000 (warmup 200)"]:
        k.tick(1.9); c.p(T(m))
    n=201; ys=c.fall(n,12.25,3.6,.012,.4)
    for i,st in enumerate([1]+list(range(5,1001,5))):
        k.tick(12.3); y=ys[i]; g=1.1+8*math.exp(-i/5)+abs(c.n(.1))
        if i in(84,131,170): y=ys[i]*2.1; g*=6
        c.p(T("\x1b[31mstep: %2d  \x1b[32mloss: %s  \x1b[38;5;208mgrad_norm: %s  \x1b[33mmemory: %5.2fGiB(%.2f%%)  \x1b[34mtps: %s  \x1b[36mtflops: %.2f  \x1b[35mmfu: %.2f%%\x1b[39m"%(st,c.rec("train/loss",st,"%7.4f"%y),c.rec("train/gradient_norm",st,"%7.4f"%g),56.1,59.08,"{:,}".format(round(6010+c.n(30))),291+c.n(),29.5+c.n(.1))))
        if i==0: c.p(T("Synchronizing and adjusting timeout for all ProcessGroups to 0:01:40"))
    c.p(T("Training completed"))

@case("llmc_gpt2_124m.log.xz","llm.c","healthy",odd=True,must_not=["any"],note="z-scores in brackets must not be read as loss; val loss lines without a step come before the step line")
def _(c):
    c.p("Multi-GPU support is disabled. Using a single GPU.","+-----------------------+----------------------------------------------------+","| Parameter             | Value                                              |","+-----------------------+----------------------------------------------------+")
    for a,b in [("train data pattern","dev/data/fineweb10B/fineweb_train_*.bin"),("val data pattern","dev/data/fineweb10B/fineweb_val_*.bin"),("output log dir","log124M"),("micro batch size B","64"),("sequence length T","1024"),("learning rate (LR)","6.000000e-04"),("warmup iterations","70"),("final LR fraction","0.000000e+00"),("weight decay","1.000000e-01"),("val_loss_every","25"),("val_max_steps","20")]:
        c.p("| %-21s | %-50s |"%(a,b))
    c.p("+-----------------------+----------------------------------------------------+","num_parameters: 124475904 => bytes: 248951808","allocated 237 MiB for model parameters","batch_size B=64 * seq_len T=1024 * num_processes=1 and total_batch_size=524288","=> setting grad_accum_steps=8")
    n=300; ys=c.fall(n,10.98,3.9,.006,.36)
    def val(st):
        v=10.98*(3.9/10.98)**((min(st,n-1)/(n-1))**.36)*1.004
        c.p("val loss %s"%c.rec("validation/loss",st,"%f"%v))
    c.nostep.add("validation/loss")
    val(0)
    for i in range(n):
        st=i+1; g=14*math.exp(-i/9)+.45+abs(c.n(.05)); lr=cosine(i,70,n,6e-4)
        c.p("step %4d/%d | loss %s (%+.2fz)| norm %s (%+.2fz)| lr %.2e | %.2f ms | %.1f%% bf16 MFU | %.0f tok/s"%(st,n,c.rec("train/loss",st,"%7.6f"%ys[i]),c.n() if i>100 else float("nan"),c.rec("train/gradient_norm",st,"%6.4f"%g),c.n() if i>100 else float("nan"),lr,2411+c.n(3),41.2+c.n(.1),217400+c.n(150)))
        if st%25==0: val(st)
        if st%150==0: c.p("Writing checkpoint at step %d"%st,"Writing model to log124M/model_%08d.bin"%st,"Writing state to log124M/state_%08d_00000.bin"%st)
    c.p("total average iteration time: 2410.771423 ms")

@case("olmo_7b_console.log","OLMo","diverging after step 700",must=["diverging"],must_not=["non-finite-loss"],note="multi-line blocks: step header, metrics indented")
def _(c):
    k=Clock(2024,3,9,2,0,0)
    pre=lambda:k.f("%Y-%m-%dT%H:%M:%S.")+"%09d+00:00"%c.r.randrange(10**9)+"\t"
    H=lambda m,l="train:951":k.ms(".")+"\tnode-07:0\tolmo."+l+"\tINFO\t"+m
    c.p(H("CLI environment prepared","util:165"),H("Configuration:","train:78"),"run_name: olmo-small-x3","seed: 6198","model:","  d_model: 2048","  n_layers: 16","  n_heads: 16","optimizer:","  name: adamw","  learning_rate: 0.0012","scheduler:","  name: cosine_with_warmup","  t_warmup: 200",H("Total number of parameters: 1,176,764,416","train:102"),H("Peak GPU Memory (MB) before FSDP: 4708","train:110"),H("Starting training...","train:260"),H("Pre-train system metrics\n    System/Peak GPU Memory (MB)=22,114"))
    n=120; ys=c.fall(n,11.1,3.2,.008,.36)
    for i in range(n):
        st=(i+1)*10; k.tick(17.0); y=ys[i]; g=.35+4*math.exp(-i/4)+abs(c.n(.02))
        if i>70: y=min(7.6+c.n(.05),ys[70]+(i-70)*.28+c.n(.04)); g=2+abs(c.n(.7))
        c.p(H("[step=%d/23842,epoch=0]\n    optim/total_grad_norm=%s\n    train/CrossEntropyLoss=%s\n    train/Perplexity=%s\n    throughput/total_tokens=%s\n    throughput/total_training_Gflops=%s\n    throughput/device/tokens_per_second=%s\n    throughput/device/batches_per_second=0.%d"%(st,c.rec("train/gradient_norm",st,"%.4f"%g),c.rec("train/loss",st,"%.3f"%y),"%s"%("{:,.2f}".format(math.exp(y)) if y<6.9 else "{:,.0f}".format(math.exp(y))),"{:,}".format(st*4194304),"{:,}".format(st*29614812),"{:,.0f}".format(14210+c.n(40)),590+int(abs(c.n(6))))))
        if st%500==0: c.p(H("Saving checkpoint...","train:1203"),H("Checkpoint saved to /weka/runs/olmo-small-x3/step%d"%st,"train:1207"))

@case("litgpt_finetune_lora.out","LitGPT","overfitting",must=["overfitting"],must_not=["diverging","not-decreasing"],note="'val: n/a' until the first evaluation, then the last value is repeated on each line; iter counter is global")
def _(c):
    c.p("{'access_token': None,",' \'checkpoint_dir\': PosixPath(\'checkpoints/EleutherAI/pythia-1b\'),'," 'data': Alpaca2k(mask_prompt=False,","                  val_split_fraction=0.05),"," 'eval': EvalArgs(interval=100, max_new_tokens=100, max_iters=100),"," 'lora_r': 32,"," 'train': TrainArgs(save_interval=1000, log_interval=10, global_batch_size=8, micro_batch_size=2, lr_warmup_steps=10, epochs=6)}","Seed set to 1337","Number of trainable parameters: 4,194,304","Number of non-trainable parameters: 1,011,781,632","The longest sequence length in the train data is 512, the model's maximum sequence length is 512 and context length is 2048","Verifying settings ...")
    n=280; it_per=475; tr=[]; v="n/a"
    for i in range(n):
        it=(i+1)*10; ep=(it-1)//it_per+1; x=i/n
        y=(1.95*math.exp(-2.6*x)+.06)*(1+c.n(.04))
        c.p("Epoch %d | iter %d step %d | loss train: %s, val: %s | iter time: %.2f ms%s"%(ep,it,it//4,c.rec("train/loss",it,"%.3f"%y),v,181+c.n(5)," (step)" if it%4==0 else ""))
        if it%400==0:
            vv=1.62-.42*(1-math.exp(-x*9))+max(0,x-.18)*1.5
            c.p("iter %d: val loss %s, val time: %.2f ms"%(it,c.rec("validation/loss",it,"%.4f"%vv),7310+c.n(40))); v="%.3f"%vv
    c.p("","| ------------------------------------------------------","| Token Counts","| - Input Tokens              :  911234","| - Tokens w/ Prompt          :  1043122","| - Training Time             :  561.21 s","| -----------------------------------------------------------","Training time: 561.21s","Memory used: 7.71 GB")

@case("axolotl_qlora_mistral.log","Axolotl (HF Trainer console)","healthy",must_not=["any"],note="progress bar with carriage returns between dicts; epoch is fractional only, dict has no step")
def _(c):
    k=Clock(2024,8,20,11,1,9)
    A=lambda m,lg="axolotl.load_model":"[%s] [INFO] [%s:%d] [PID:2213] [RANK:0] %s\x1b[39m"%(k.ms(),lg,c.r.randrange(40,900),m)
    c.p("     #@@ #@@      @@# @@#","    @@  @@          @@  @@           =@@#                               @@      #@    =@@#.","    @@    #@@@@@@@@@    @@           #@#@=                              @@       .=    .@@.",A("starting trainer...","axolotl.train.train"),A("patching with flash attention for sample packing"),A("converting PEFT model w/ prepare_model_for_kbit_training"),"trainable params: 41,943,040 || all params: 7,283,675,136 || trainable%: 0.5758500974")
    n=140; ys=c.fall(n,1.38,.93,.012,.5); tot=n*2
    c.w("\n  0%%|          | 0/%d [00:00<?, ?it/s]"%tot)
    for i in range(n):
        st=2*(i+1); 
        for s in (st-1,st): c.w("\r"+bar(s,tot,rate=.31))
        lr=cosine(st,10,tot,2e-4); g=.55+abs(c.n(.04))+.8*math.exp(-i/4)
        c.p(); c.w("\r  "+" "*60+"\r")
        c.p("{'loss': %s, 'grad_norm': %s, 'learning_rate': %s, 'epoch': %s}"%(c.rec("train/loss",None,repr(round(ys[i],4))),c.rec("train/gradient_norm",None,repr(g)),c.rec("train/learning_rate",None,repr(lr)),repr(round(st/tot*2,2))))
        if st%56==0:
            c.w("\r"+bar(st,tot,rate=.31)+"\n\n  0%|          | 0/20 [00:00<?, ?it/s]\x1b[A\n 50%|█████     | 10/20 [00:06<00:07,  1.41it/s]\x1b[A\n100%|██████████| 20/20 [00:13<00:00,  1.38it/s]\x1b[A\n")
            v=1.38*(.93/1.38)**((i/(n-1))**.5)*1.03
            c.p("{'eval_loss': %s, 'eval_runtime': 14.2031, 'eval_samples_per_second': 14.082, 'eval_steps_per_second': 1.408, 'epoch': %s}"%(c.rec("validation/loss",None,repr(v)),repr(round(st/tot*2,2))))
    c.p("{'train_runtime': 903.1, 'train_samples_per_second': 2.481, 'train_steps_per_second': 0.31, 'train_loss': 1.0293, 'epoch': 2.0}",A("Training Completed!!! Saving pre-trained model to ./out","axolotl.train.train"))

@case("trainer_log.jsonl","LLaMA-Factory trainer_log.jsonl","not decreasing",must=["not-decreasing"],must_not=["overfitting","diverging"],note="learning rate so small that nothing moves; eval rows have eval_loss without loss")
def _(c):
    tot=1500
    for i in range(150):
        st=(i+1)*10; lr=cosine(st,150,tot,1e-9)
        c.p(json.dumps(dict(current_steps=st,total_steps=tot,loss=float(c.rec("train/loss",st,repr(round(2.413+c.n(.05),4)))),lr=lr,epoch=round(st/500,4),percentage=round(st/tot*100,2),elapsed_time=hms(st*1.7),remaining_time=hms((tot-st)*1.7),throughput=round(5120+c.n(20),2),total_tokens=st*8704)))
        if st%250==0: c.p(json.dumps(dict(current_steps=st,total_steps=tot,eval_loss=float(c.rec("validation/loss",st,repr(2.4187712+c.n(.0004)))),epoch=round(st/500,4),percentage=round(st/tot*100,2),elapsed_time=hms(st*1.7+9),remaining_time=hms((tot-st)*1.7))))
    c.p(json.dumps(dict(current_steps=tot,total_steps=tot,epoch=3.0,percentage=100.0,elapsed_time=hms(tot*1.7+20),remaining_time="0:00:00")))

@case("neox_1-3B_fp16.log","GPT-NeoX (DeepSpeed)","fp16 scaler keeps overflowing to the end, loss frozen",must=["amp-overflow"],note="[OVERFLOW] lines; every window skips nearly all steps")
def _(c):
    k=Clock(2023,4,2,9,0,0); D=lambda m,w="logging.py:60:log_dist":"[%s] [INFO] [%s] [Rank 0] %s"%(k.ms(),w,m)
    c.p("NeoXArgs.from_ymls() ['1-3B.yml', 'local_setup.yml']","-------------------- arguments --------------------","  attention_dropout ............... 0.0.........................updated","  fp16 ............................ {'enabled': True, 'type': 'fp16', 'loss_scale': 0, 'loss_scale_window': 1000, 'hysteresis': 2, 'min_loss_scale': 1}updated","  train_iters ..................... 320000......................updated","---------------- end of arguments ----------------",D("DeepSpeed info: version=0.3.15, git-hash=unknown, git-branch=unknown"),"time (ms) | model and optimizer: 4410.22 | train/valid/test data iterators: 1201.11","training ...")
    scale=2.0**32; sk=0; y=10.9
    for i in range(100):
        it=(i+1)*10; over=10 if i<2 else (0 if i<20 else 9)
        for j in range(10):
            if j<over:
                ns=max(1.0,scale/2); k.tick(2.1)
                c.p("[%s] [INFO] [stage2.py:1361:step] [deepspeed] OVERFLOW! Rank 0 Skipping step. Attempted loss scale: %g, reducing to %g"%(k.ms(),scale,ns)); scale=ns
        if i>=20 and scale<=1: scale=1.0
        sk+=over
        if 2<=i<20: y=10.9*(5.8/10.9)**(((i-1)/18)**.5)
        k.tick(20.4)
        c.p(D("step=%d, skipped=%d, lr=[%s, %s], mom=[[0.9, 0.95], [0.9, 0.95]]"%(it,sk,1e-6*it,1e-6*it)))
        c.p(" samples/sec: %.3f | iteration %8d/%8d | elapsed time per iteration (ms): %.1f | learning rate: %.3E | approx flops per GPU: %.1fTFLOPS | lm_loss: %s | loss scale: %s | number of skipped iterations: %3d | number of nan iterations: %3d |"%(101+c.n(.3),it,320000,2010+c.n(5),1e-6*it,51.2,c.rec("train/loss",it,"%.6E"%(y*(1+c.n(.004)))),c.rec("train/loss_scale",it,"%.1f"%scale),over,0))

@case("llmfoundry_mpt125m.log","MosaicML Composer / LLM Foundry console","healthy",odd=True,must_not=["any"],note="blocks with tab-indented key: value; eval blocks [Eval batch=...]")
def _(c):
    c.p("Initializing model...","cfg.n_params=1.25e+08","Building train loader...","Building eval loader...","Building trainer...","Logging config...","data_local: ./my-copy-c4","max_seq_len: 2048","global_seed: 17","optimizer:","  name: decoupled_adamw","  lr: 0.0006","******************************","Config:","composer_commit_hash: None","num_gpus_per_node: 8","rank_zero_seed: 17","******************************","Starting training...")
    n=90; ys=c.fall(n,10.9,3.55,.006,.36)
    for i in range(n):
        b=1 if i==0 else i*10
        lr=cosine(b,100,900,6e-4,6e-5)
        c.p("[batch=%d/900]:"%b,"\t Train time/epoch: 0","\t Train time/batch: %d"%(b-1),"\t Train time/sample: %d"%((b-1)*256),"\t Train time/batch_in_epoch: %d"%(b-1),"\t Train time/token: %d"%((b-1)*524288),"\t Train memory/peak_reserved_mem: 21.4430","\t Train trainer/device_train_microbatch_size: 16","\t Train loss/train/total: %s"%c.rec("train/loss",b,"%.4f"%ys[i]),"\t Train metrics/train/LanguageCrossEntropy: %.4f"%ys[i],"\t Train metrics/train/LanguagePerplexity: %s"%c.rec("train/perplexity",b,"%.4f"%math.exp(float("%.4f"%ys[i]))),"\t Train throughput/tokens_per_sec: %.4f"%(412000+c.n(900)),"\t Train lr-DecoupledAdamW/group0: %.4f"%lr)
        if b in(300,600,880):
            v=ys[i]*1.01
            c.p("[Eval batch=1/20] Eval on eval data","[Eval batch=11/20] Eval on eval data","[Eval batch=20/20] Eval on eval data:","\t Eval metrics/eval/LanguageCrossEntropy: %s"%c.rec("validation/loss",b,"%.4f"%v),"\t Eval metrics/eval/LanguagePerplexity: %.4f"%math.exp(v))
    c.nostep.add("train/loss"); c.nostep.add("train/perplexity"); c.nostep.add("validation/loss")

@case("maxtext_tpu_v5e.log","MaxText (JAX)","NaN loss",must=["non-finite-loss"],note="loss turns NaN at step 61 of 120 and stays")
def _(c):
    k=Clock(2025,1,14,6,40,0)
    for a in ["Config param base_emb_dim: 2048","Config param dataset_type: tfds","Config param learning_rate: 0.003","Config param per_device_batch_size: 12.0","Config param steps: 120","System Information: Jax Version: 0.4.35","System Information: Jaxlib Version: 0.4.35","System Information: Jax Backend: PJRT C API","Num_devices: 64, shape (1, 1, 64, 1, 1, 1, 1, 1, 1, 1, 1)","Setting up checkpoint logger...","number parameters: 1.104 billion","Per train step:"," Total TFLOPs: 162.13 "," split as 96.22% learnable weight flops and 3.78% attention flops"]:
        c.p(a)
    for i in range(120):
        y="nan" if i>=61 else "%.3f"%(10.87*(5.1/10.87)**((i/119)**.5)*(1+c.n(.005)))
        s=4.6+c.n(.004) if i>1 else 21.3/(i+1)
        c.p("completed step: %d, seconds: %.3f, TFLOP/s/device: %.3f, Tokens/s/device: %.3f, total_weights: %d, loss: %s"%(i,s,162.13/s,24576/s,1572864-c.r.randrange(500),c.rec("train/loss",i,y)))
        if i==0: c.p("","To see full metrics 'tensorboard --logdir=gs://rk/run1/tensorboard/'")

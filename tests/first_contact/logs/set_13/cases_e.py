from common import *

@case("wandb_export_2024-06-11T09_14_33.112+02_00.csv","Weights & Biases CSV export","healthy",odd=True,must_not=["any"],note="__MIN/__MAX twins must not count as further points; one run")
def _(c):
    r="fancy-lake-31"; h=["Step"]
    for m in ("train/loss","eval/loss"):
        h+=["%s - %s"%(r,m),"%s - %s__MIN"%(r,m),"%s - %s__MAX"%(r,m)]
    c.p(",".join('"%s"'%x for x in h))
    for i,y in enumerate(c.fall(200,4.6,1.72,.01,.4)):
        s=i*25; t=c.rec("train/loss",s,repr(y)); row=['"%d"'%s]+['"%s"'%t]*3
        if i%20==19: v=c.rec("validation/loss",s,repr(4.6*(1.72/4.6)**((i/199)**.4)*1.03)); row+=['"%s"'%v]*3
        else: row+=['""']*3
        c.p(",".join(row))

@case("run-version_3-tag-train_loss.csv","TensorBoard scalar CSV (tag only in the file name)","diverging",odd=True,must=["diverging"],must_not=["non-finite-loss"],note="Wall time,Step,Value; the tag is in the file name only")
def _(c):
    c.p("Wall time,Step,Value")
    t=1698301233.4412
    for i in range(250):
        s=49+50*i; t+=21+c.n(.3); y=3.4*(1.1/3.4)**((i/249)**.5)*(1+c.n(.015))
        if i>150: y=1.25+(i-150)*.055*(1+c.n(.05))
        c.p("%r,%d,%s"%(t,s,c.rec("train/loss",s,repr(y))))

@case("lightning_metrics.csv.bz2","PyTorch Lightning CSVLogger metrics.csv","overfitting",odd=True,must=["overfitting"],must_not=["diverging","not-decreasing"],note="sparse rows; train_loss_step and train_loss_epoch both there: train/loss is the step series; steps 49, 99, ...; a val row has the step of the epoch's end")
def _(c):
    c.p("epoch,lr-AdamW,step,train_loss_epoch,train_loss_step,val_acc,val_loss")
    per=250; n=0
    for e in range(24):
        acc=[]
        for s in range(e*per+49,(e+1)*per,50):
            x=s/(24*per); y=(1.6*math.exp(-4*x)+.03)*(1+c.n(.03)); acc.append(y)
            c.p(",%s,%d,,,,"%(repr(3e-4),s)); c.p("%d,,%d,,%s,,"%(e,s,c.rec("train/loss",s,repr(y))))
        x=(e+1)/24; v=1.02-.32*(1-math.exp(-x*13))+max(0,x-.17)*1.5+.4*math.exp(-e)
        c.p("%d,,%d,,,%s,%s"%(e,(e+1)*per-1,repr(.8-.1*x),c.rec("validation/loss",(e+1)*per-1,repr(v)))); c.p("%d,,%d,%r,,,"%(e,(e+1)*per-1,sum(acc)/len(acc)))

@case("pets_fastai_lesson.ipynb","fastai (Jupyter notebook with HTML table outputs)","healthy",odd=True,must_not=["any"],note="two outputs of the same cell: progress HTML cleared, then the final table; 12 epochs")
def _(c):
    rows=[]
    for e,y in enumerate(c.fall(12,2.41,.36,.008,.5)):
        rows.append((e,c.rec("train/loss",e,"%.6f"%y),c.rec("validation/loss",e,"%.6f"%(.95*2.41*(.36/2.41)**((e/11)**.5))),"%.6f"%(y*.12),"00:%02d"%c.r.randrange(41,44)))
    html=['<table border="1" class="dataframe">\n','  <thead>\n','    <tr style="text-align: left;">\n']+['      <th>%s</th>\n'%x for x in("epoch","train_loss","valid_loss","error_rate","time")]+['    </tr>\n','  </thead>\n','  <tbody>\n']
    for r in rows: html+=['    <tr>\n']+['      <td>%s</td>\n'%x for x in r]+['    </tr>\n']
    html+=['  </tbody>\n','</table>']
    cell=lambda src,outs,n:{"cell_type":"code","execution_count":n,"metadata":{},"outputs":outs,"source":src}
    nb={"cells":[{"cell_type":"markdown","metadata":{},"source":["# Katzen und Hunde\n","Versuch mit resnet34, erster Lauf: loss 9.99 war zu hoch"]},cell(["from fastai.vision.all import *\n","path = untar_data(URLs.PETS)"],[],1),cell(["learn = vision_learner(dls, resnet34, metrics=error_rate)\n","learn.fit_one_cycle(12, 2e-3)"],[{"data":{"text/html":["\n","<style>\n","    /* Turns off some styling */\n","    progress {\n","        border: none;\n","    }\n","</style>\n"],"text/plain":["<IPython.core.display.HTML object>"]},"metadata":{},"output_type":"display_data"},{"data":{"text/html":html,"text/plain":["<IPython.core.display.HTML object>"]},"metadata":{},"output_type":"display_data"}],2),cell(["learn.save('stage-1')"],[{"data":{"text/plain":["Path('models/stage-1.pth')"]},"execution_count":3,"metadata":{},"output_type":"execute_result"}],3)],"metadata":{"kernelspec":{"display_name":"Python 3","language":"python","name":"python3"},"language_info":{"name":"python","version":"3.10.9"}},"nbformat":4,"nbformat_minor":4}
    c.w(json.dumps(nb,indent=1,ensure_ascii=False)+"\n")

@case("mlflow_get_metric_history.json","MLflow REST answer of metrics/get-history","NaN at the end",odd=True,must=["non-finite-loss"],note="list of {key,value,timestamp,step}; NaN written as the JSON string \"NaN\"")
def _(c):
    M=[]; t=1711102233000
    for i in range(90):
        t+=30211; y=1.9*(.7/1.9)**((i/89)**.5)*(1+c.n(.01)); bad=i>=80
        v=c.rec("train/loss",i*100,"nan" if bad else repr(y)); M.append({"key":"train_loss","value":"NaN" if bad else float(v),"timestamp":t,"step":i*100})
    c.w(json.dumps({"metrics":M}))

@case("k8s_docker_container-json.log","hand-written loop (Chinese) in Docker json-file log","loss spikes",odd=True,must=["loss-spike"],must_not=["diverging","non-finite-loss"],note="each line wrapped in {\"log\":...,\"stream\":...,\"time\":...}; \\u escapes; 步 axis; four spikes")
def _(c):
    k=Clock(2024,10,21,1,2,3)
    def L(m,st="stdout"): k.tick(3.1); c.p(json.dumps({"log":m+"\n","stream":st,"time":k.f("%Y-%m-%dT%H:%M:%S.%f")+"%03dZ"%c.r.randrange(1000)}))
    L("开始训练：模型=文本分类-大，学习率=3e-4，总步数=4000"); L("/usr/local/lib/python3.10/site-packages/torch/utils/data/dataloader.py:557: UserWarning: This DataLoader will create 16 worker processes in total.","stderr")
    for i,y in enumerate(c.fall(200,3.1,.42,.012,.45)):
        s=(i+1)*20
        if i in(70,112,149,181): y*=3.6
        L("【训练】第%d步/4000 训练损失=%s 学习率=%.2e 吞吐=%.1f条/秒 剩余时间≈%d分钟"%(s,c.rec("train/loss",s,"%.4f"%y),3e-4*(1-s/4200),512+c.n(3),(4000-s)//60))
        if s%1000==0: L("模型已保存到 /mnt/nas/ckpt/step_%d.pt"%s); L("GET /healthz 200","stderr")

@case("slurm-4711823.out","hand-written loop (German) under srun -l, four ranks","healthy",odd=True,must_not=["any"],note="prefix 'rank: ', decimal comma; each line printed by all four ranks with the same values: 80 epochs")
def _(c):
    for r in range(4): c.p("%d: Knoten gn-%02d, Rang %d von 4, GPU NVIDIA A100-SXM4-40GB"%(r,11+r//2,r))
    c.p("0: Lade Datensatz … 1.281.167 Bilder, 1.000 Klassen","0: Modell hat 25,56 Mio. Parameter")
    D=lambda v:("%.4f"%v).replace(".",",")
    for e,y in enumerate(c.fall(80,6.71,1.33,.006,.5),1):
        v=6.71*(1.33/6.71)**(((e-1)/79)**.5)*1.05*(1+c.n(.003)); t="Epoche %d von 80 – Trainingsverlust: %s – Validierungsverlust: %s – Genauigkeit (Validierung): %s %% – Lernrate: %s – Dauer: %d min"%(e,c.rec("train/loss",e,D(y)),c.rec("validation/loss",e,D(v)),c.rec("validation/accuracy",e,("%.2f"%(99-13.9*v)).replace(".",",")) ,("%.5f"%cosine(e,5,80,.1)).replace(".",","),12)
        o=[0,1,2,3]; c.r.shuffle(o)
        for r in o: c.p("%d: %s"%(r,t))
    c.p("0: Training beendet.","slurmstepd: error: *** JOB 4711823 ON gn-11 CANCELLED AT 2024-03-04T03:00:11 DUE TO TIME LIMIT ***")

@case("historico_treino.csv","hand-written CSV (Portuguese, semicolons, decimal commas)","scale mismatch",must=["scale-mismatch"],must_not=["overfitting","diverging","not-decreasing"],note="training loss summed over 32 rows, validation loss a mean: ratio 32 throughout; both fall")
def _(c):
    c.p("época;perda_treino;perda_validação;acurácia_validação;taxa_aprendizado;tempo_s"); D=lambda v,f="%.5f":(f%v).replace(".",",")
    for e,y in enumerate(c.fall(60,1.61,.44,.005,.5),1):
        v=1.61*(.44/1.61)**(((e-1)/59)**.5)*1.01*(1+c.n(.004))
        c.p(";".join([str(e),c.rec("train/loss",e,D(y*32,"%.4f")),c.rec("validation/loss",e,D(v)),c.rec("validation/accuracy",e,D(.97-v*.3,"%.4f")),D(.001),D(31+c.n(.3),"%.1f")]))

@case("vllm_server.log","vLLM OpenAI server","no training at all",odd=True,nothing=True,must_not=["any"],note="inference server: throughput lines only")
def _(c):
    k=Clock(2024,9,3,12,0,0); L=lambda m,w="metrics.py:351":"INFO %s %s] %s"%(k.f("%m-%d %H:%M:%S"),w,m)
    c.p(L("vLLM API server version 0.6.0","api_server.py:459"),L("args: Namespace(host=None, port=8000, model='/models/Qwen2-7B-Instruct', max_model_len=8192, gpu_memory_utilization=0.9)","api_server.py:460"),L("Initializing an LLM engine (v0.6.0) with config: model='/models/Qwen2-7B-Instruct', speculative_config=None, seed=0","llm_engine.py:213"),L("Loading model weights took 14.2487 GB","model_runner.py:926"),L("# GPU blocks: 27211, # CPU blocks: 4681","gpu_executor.py:122"),"INFO:     Started server process [1]","INFO:     Application startup complete.","INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)")
    for i in range(90):
        k.tick(10); c.p(L("Avg prompt throughput: %.1f tokens/s, Avg generation throughput: %.1f tokens/s, Running: %d reqs, Swapped: 0 reqs, Pending: %d reqs, GPU KV cache usage: %.1f%%, CPU KV cache usage: 0.0%%."%(abs(410+c.n(150)),abs(620+c.n(90)),c.r.randrange(2,30),c.r.randrange(0,3),abs(12+c.n(4)))))
        if i%2: c.p('INFO:     10.0.3.%d:%d - "POST /v1/chat/completions HTTP/1.1" 200 OK'%(c.r.randrange(9),c.r.randrange(30000,60000)))

@case("obuchenie_lstm.log","hand-written LSTM loop (Russian), systemd journal","exploding gradients",must=["exploding-gradients"],must_not=["non-finite-loss","overfitting"],note="journal prefix; gradient norm about 1 for two thirds, then 1e4 to 1e7; loss rises a little then")
def _(c):
    k=Clock(2023,12,19,4,30,0); J=lambda m:"%s gpu-srv2 train.sh[31415]: %s"%(k.f("%b %d %H:%M:%S"),m)
    c.p("-- Logs begin at Mon 2023-12-11 10:11:12 MSK, end at Tue 2023-12-19 09:00:01 MSK. --","%s gpu-srv2 systemd[1]: Started Обучение языковой модели."%k.f("%b %d %H:%M:%S"),J("Словарь: 32000 слов, параметров: 24.1 млн"),J("Шагов всего: 12000, размер пакета: 64, отсечение градиента выключено"))
    for i,y in enumerate(c.fall(120,10.2,4.4,.006,.35)):
        s=(i+1)*100; k.tick(121); g=1.2+abs(c.n(.15))
        if i>=80: g=10**(4+3*(i-80)/40+c.n(.25)); y*=1.06
        c.p(J("Шаг %d/12000 | потери: %s | норма градиента: %s | скорость обучения: 1.0e-03 | %.0f слов/с"%(s,c.rec("train/loss",s,"%.4f"%y),c.rec("train/gradient_norm",s,"%.3f"%g if g<1e4 else "%.4e"%g),8810+c.n(30))))
        if s%3000==0: c.p(J("Контрольная точка сохранена: /data/ckpt/шаг_%d.pt"%s))

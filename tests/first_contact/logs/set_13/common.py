import random, math, json, gzip, bz2, lzma, os, datetime as dt
CASES=[]
def case(name, tool, kind, odd=False, must=(), must_any=(), must_not=(), nothing=False, note=""):
    def deco(f):
        CASES.append(dict(name=name,tool=tool,kind=kind,odd=odd,must=list(must),must_any=[list(x) for x in must_any],must_not=list(must_not),nothing=nothing,note=note,f=f)); return f
    return deco
class C:
    def __init__(s, name):
        s.r=random.Random("logs13/"+name); s.out=[]; s.ser={}; s.nostep=set()
    def p(s,*ls):
        for l in ls: s.out.append(l+"\n")
    def w(s,t): s.out.append(t)
    def rec(s,key,step,text,again=False):
        v=text.strip().rstrip("%").strip().replace(",",".") if isinstance(text,str) else text
        v=float(v); L=s.ser.setdefault(key,[])
        if any(a==step for a,_ in L[-3000:]) and step is not None:
            if not again: raise SystemExit("twice %s %s"%(key,step))
            return text
        L.append((step,v)); return text
    def n(s,sd=1.0): return s.r.gauss(0,sd)
    def u(s,a,b): return s.r.uniform(a,b)
    def fall(s,n,a,b,noise=.01,q=.5):
        return [a*(b/a)**((i/max(1,n-1))**q)*(1+s.n(noise)) for i in range(n)]
    def truth(s):
        d={}
        def j(v): return "nan" if math.isnan(v) else ("inf" if math.isinf(v) else v)
        for k,L in s.ser.items():
            e=dict(points=len(L),first=j(L[0][1]),last=j(L[-1][1]))
            if k not in s.nostep and L[0][0] is not None: e.update(first_step=L[0][0],last_step=L[-1][0])
            d[k]=e
        return d
class Clock:
    def __init__(s,*a): s.t=dt.datetime(*a)
    def tick(s,sec): s.t+=dt.timedelta(seconds=sec); return s
    def f(s,fmt): return s.t.strftime(fmt)
    def ms(s,sep=","): return s.t.strftime("%Y-%m-%d %H:%M:%S")+sep+"%03d"%(s.t.microsecond//1000)
def hms(x): x=int(x); return "%d:%02d:%02d"%(x//3600,x//60%60,x%60)
def ms_(x): x=int(x); return "%02d:%02d"%(x//60,x%60)
def cosine(i,w,n,peak,lo=0.0):
    if i<w: return peak*(i+1)/w
    return lo+.5*(peak-lo)*(1+math.cos(math.pi*(i-w)/max(1,n-w)))
def bar(done,total,pre="",w=10,t=None,post="",rate=2.0):
    fr=done/total; k=int(fr*w*8); b="█"*(k//8)+(" ▏▎▍▌▋▊▉"[k%8] if k%8 else ""); b=b.ljust(w)[:w]
    t=done/rate if t is None else t
    return "%s%3d%%|%s| %d/%d [%s<%s, %5.2fit/s%s]"%(pre,int(fr*100),b,done,total,ms_(t),ms_((total-done)/rate),rate,post)
def write(outdir,mods):
    os.makedirs(outdir,exist_ok=True); truth={}
    for m in CASES:
        c=C(m["name"]); raw=m["f"](c); data=raw if isinstance(raw,bytes) else "".join(c.out).encode("utf-8")
        n=m["name"]
        if n.endswith(".gz"): data=gzip.compress(data,mtime=0)
        if n.endswith(".bz2"): data=bz2.compress(data)
        if n.endswith(".xz"): data=lzma.compress(data)
        open(os.path.join(outdir,n),"wb").write(data)
        assert n not in truth
        truth[n]=dict(tool=m["tool"],kind=m["kind"],odd=m["odd"],series=c.truth(),must=m["must"],must_any=m["must_any"],must_not=m["must_not"],nothing=m["nothing"],note=m["note"])
    json.dump(truth,open(os.path.join(outdir,"truth.json"),"w"),indent=1,ensure_ascii=False)
    return truth

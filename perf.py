import time
from dataaudit.stages.personal_data.detect import personal_data
for nm,t in [("dot","word dot com "*20000),("at","[at] "*50000),("xat","a[at]b"*50000),("passport","passport "*30000),("pp2","passport number"*20000),("=","a"*200000+"= 1.2.3.4"),("ip","aaaa=81.2.69.142 "*20000),("dots","a dot "*30000),("spoken","ann dot lee at example dot com "*8000),("a","a"*100000+"[at]b"),("tel","Tel 212-736-5000 order "*8000)]:
    s=time.time(); n=len(personal_data(t)); print(nm,len(t),n,round(time.time()-s,2),flush=True)

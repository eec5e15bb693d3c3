"""python make.py out : writes 50 training logs and truth.json (seeded, standard library only)."""
import sys, os, importlib
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import common
for m in "abcde":
    if os.path.exists(os.path.join(os.path.dirname(os.path.abspath(__file__)),"cases_%s.py"%m)): importlib.import_module("cases_"+m)
t=common.write(sys.argv[1] if len(sys.argv)>1 else "out",None)
print(len(t),"cases")

"""Seconds of model2vec's encode: texts as JSON on stdin, seconds as JSON on stdout; python model2vec_encode.py MODEL.

Texts are not cut, as ours are not. The first texts warm it up and are not counted.
"""

import json
import sys
import time

from model2vec import StaticModel

given = json.load(sys.stdin)
model = StaticModel.from_pretrained(sys.argv[1])
model.encode(given["warm"], max_length=None)
started = time.perf_counter()
model.encode(given["texts"], max_length=None)
print(json.dumps(time.perf_counter() - started))

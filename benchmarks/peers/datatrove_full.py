"""What comes nearest to an audit in datatrove: token counts, Gopher's rules, MinHash.

python datatrove_full.py IN OUT WORKERS TOKENIZER_JSON
"""

import sys

from datatrove.pipeline.filters import GopherQualityFilter, GopherRepetitionFilter
from datatrove.pipeline.tokens import TokensCounter
from datatrove_minhash import run

if __name__ == "__main__":
    steps = [TokensCounter(sys.argv[4]), GopherRepetitionFilter(), GopherQualityFilter()]
    run(sys.argv[1], sys.argv[2], int(sys.argv[3]), steps)

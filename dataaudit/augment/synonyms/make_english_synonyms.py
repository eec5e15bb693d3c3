"""Makes ``english_synonyms.tsv`` from WordNet's database files: ``python -m ... FOLDER``.

Taken are words that the tagger knows: others would never be looked up, and are too rare to be put in. Of these,
pairs that the sentence encoder finds near, since a word net tells no usual word from one that nobody says; and none
where one word is the other with an ending, as those are seldom said of the same thing.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow as pa

from dataaudit.augment.english_tags import lexicon
from dataaudit.augment.synonyms.wordnet import read_wordnet
from dataaudit.stages.vectors.encoders import MINILM, load_encoder

SHORTEST = 3
"""Letters; shorter ones are abbreviations."""
NEAR = 0.5
"""Least cosine of two words."""
FILE = Path(__file__).with_name("english_synonyms.tsv")
_HEAD = """\
# Words that mean the same in their usual sense, made from WordNet 3.0 by make_english_synonyms.py.
# WordNet 3.0 Copyright 2006 by Princeton University. All rights reserved.
# THIS SOFTWARE AND DATABASE IS PROVIDED "AS IS" AND PRINCETON UNIVERSITY MAKES NO REPRESENTATIONS OR WARRANTIES,
# EXPRESS OR IMPLIED. BY WAY OF EXAMPLE, BUT NOT LIMITATION, PRINCETON UNIVERSITY MAKES NO REPRESENTATIONS OR
# WARRANTIES OF MERCHANTABILITY OR FITNESS FOR ANY PARTICULAR PURPOSE OR THAT THE USE OF THE LICENSED SOFTWARE,
# DATABASE OR DOCUMENTATION WILL NOT INFRINGE ANY THIRD PARTY PATENTS, COPYRIGHTS, TRADEMARKS OR OTHER RIGHTS.
# Permission to use, copy, modify and distribute it for any purpose and without fee or royalty is granted, provided
# that this notice appears on all copies. https://wordnet.princeton.edu/license-and-commercial-use
"""


def make(folder: Path) -> str:
    """The file's content."""
    tags = lexicon()

    found = read_wordnet(folder, lambda word: len(word) >= SHORTEST and word in tags)
    usable = {key: others for key, others in sorted(found.items()) if len(key[0]) >= SHORTEST and key[0] in tags}
    words = sorted({word for (lemma, _), others in usable.items() for word in (lemma, *others)})
    vectors, _ = load_encoder(MINILM, "cpu", 16, 0, False).encode(pa.array(words, pa.large_string()))
    number = {word: place for place, word in enumerate(words)}
    lines = []
    for (lemma, kind), others in usable.items():
        kept = [
            one
            for one in others
            if not one.startswith(lemma) and not lemma.startswith(one)
            and float(vectors[number[lemma]] @ vectors[number[one]]) >= NEAR
        ]  # fmt: skip
        if kept:
            lines.append(f"{lemma}\t{kind}\t{' '.join(kept)}\n")
    return _HEAD + "".join(lines)


if __name__ == "__main__":
    FILE.write_text(make(Path(sys.argv[1])), encoding="utf-8")

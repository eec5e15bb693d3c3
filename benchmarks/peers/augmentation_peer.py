"""New texts by nlpaug and by TextAttack's EDA, in an environment that has them; JSON in, JSON out.

Usage: PYTHON augmentation_peer.py TEXTS.json WORDNET OUT.json

WordNet is read from Debian's files. nlpaug asks NLTK for parts of speech; NLTK's tagger needs a download, so that
TextBlob's tags stand in for it.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

LEXNAMES = (
    "adj.all adj.pert adv.all noun.Tops noun.act noun.animal noun.artifact noun.attribute noun.body "
    "noun.cognition noun.communication noun.event noun.feeling noun.food noun.group noun.location noun.motive "
    "noun.object noun.person noun.phenomenon noun.plant noun.possession noun.process noun.quantity "
    "noun.relation noun.shape noun.state noun.substance noun.time verb.body verb.change verb.cognition "
    "verb.communication verb.competition verb.consumption verb.contact verb.creation verb.emotion verb.motion "
    "verb.perception verb.possession verb.social verb.stative verb.weather adj.ppl"
)
STOP_WORDS = (
    "i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself "
    "it its itself they them their theirs themselves what which who whom this that these those am is are was were be "
    "been being have has had having do does did doing a an the and but if or because as until while of at by for with "
    "about against between into through during before after above below to from up down in out on off over under again "
    "further then once here there when where why how all any both each few more most other some such no nor not only "
    "own same so than too very s t can will just don should now"
)
KINDS = {"noun": 1, "verb": 2, "adj": 3, "adv": 4}


def prepare_nltk(wordnet: Path) -> None:
    """Put WordNet where NLTK looks, and TextBlob's tags where NLTK's would be."""
    import nltk
    from textblob.en import tag

    folder = Path(tempfile.mkdtemp())
    own = folder / "corpora" / "wordnet"
    own.mkdir(parents=True)
    for path in wordnet.glob("*.*"):
        if path.is_file():
            shutil.copy(path, own / path.name)
    lines = [f"{place:02d}\t{name}\t{KINDS[name.split('.')[0]]}" for place, name in enumerate(LEXNAMES.split())]
    (own / "lexnames").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (own / "index.sense").write_text("", encoding="utf-8")
    stop_words = folder / "corpora" / "stopwords"
    stop_words.mkdir()
    (stop_words / "english").write_text("\n".join(STOP_WORDS.split()) + "\n", encoding="utf-8")
    nltk.data.path.insert(0, str(folder))

    def pos_tag(words: list[str], *_: Any, **__: Any) -> list[tuple[str, str]]:
        return [(word, tag(word, tokenize=False)[0][1] if word.strip() else "NN") for word in words]

    nltk.pos_tag = pos_tag


def peers() -> dict[str, Any]:
    """By name: what makes a new text of one."""
    import nlpaug.augmenter.char as chars
    import nlpaug.augmenter.word as words

    found: dict[str, Any] = {
        "nlpaug SynonymAug": words.SynonymAug(aug_src="wordnet", aug_p=0.1),
        "nlpaug RandomWordAug swap": words.RandomWordAug(action="swap", aug_p=0.1),
        "nlpaug RandomWordAug delete": words.RandomWordAug(action="delete", aug_p=0.1),
        "nlpaug KeyboardAug": chars.KeyboardAug(aug_word_p=0.1),
    }
    made = {name: (lambda text, one=one: one.augment(text)) for name, one in found.items()}
    try:
        for name in ("flair", "flair.data", "flair.models", "flair.embeddings"):  # imported by it and not used by EDA
            sys.modules.setdefault(name, MagicMock())
        from textattack.augmentation import EasyDataAugmenter

        eda = EasyDataAugmenter(pct_words_to_swap=0.1, transformations_per_example=1)
        made["TextAttack EDA"] = eda.augment
    except ImportError as error:
        print(f"TextAttack: {error}", file=sys.stderr)
    return made


def main() -> None:
    """Write new texts and seconds by peer."""
    texts = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    prepare_nltk(Path(sys.argv[2]))
    told: dict[str, Any] = {}
    for name, make in peers().items():
        make(texts[0])
        began = time.perf_counter()
        made = []
        for text in texts:
            try:
                one = make(text)
            except Exception as error:
                print(f"{name}: {type(error).__name__}: {str(error)[:100]}", file=sys.stderr)
                one = None
            made.append(one[0] if isinstance(one, list) and one else one if isinstance(one, str) else None)
        told[name] = {"seconds": time.perf_counter() - began, "texts": made}
    Path(sys.argv[3]).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()

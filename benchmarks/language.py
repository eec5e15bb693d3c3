"""Language of the Universal Declaration's lines, or of sentences: accuracy by language, and speed, beside py3langid.

    python benchmarks/language.py DATA
    python benchmarks/language.py SENTENCES.jsonl

DATA is a folder with udhr_languages/udhr_lines.parquet; SENTENCES.jsonl has an object a line, with lang (ISO 639-1) and
text. The declaration's lines in Galician helped to learn the words that tell close languages apart. Accuracy counts
unknown (und) as wrong; py3langid's answers are its own, over all its languages. Speed is of the whole stage, on all
texts and on those in Latin script alone, on all cores in batches of 2,048; py3langid's on one thread. Short texts are
so many neighbouring words of every line in a language with spaces, from a place drawn with seed 0; an answer is any
language but unknown.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from dataaudit.engine.memory import workers
from dataaudit.stages.language.text_language import Language

CODES = """
eng en fra fr spa es ita it por_PT pt por_BR pt nld nl rus ru ukr uk pol pl ces cs slk sk swe sv dan da fin fi hun hu
tur tr ell_monotonic el heb he arb ar pes_1 fa hin hi ben bn tam ta tha th vie vi ind id jpn ja kor ko cmn_hans zh
cmn_hant zh bul bg srp_cyrl sr hrv hr slv sl lit lt lav lv est et cat ca eus eu glg gl isl is swh sw afr af kat ka
hye hy mar mr guj gu urd ur nob no deu_1996 de
"""
"""Files of the declaration and the language of each."""
LANGUAGES = dict(zip(CODES.split()[::2], CODES.split()[1::2], strict=True))
NO_LATIN = {"ru", "uk", "el", "he", "ar", "fa", "hi", "bn", "ta", "th", "ja", "ko", "zh", "bg", "sr", "ka", "hy", "mr"}
NO_LATIN |= {"gu", "ur"}


def speed(texts: Sequence[str], times: int) -> float:
    """Texts a second."""
    stage, whole = Language(), pa.array([*texts] * times, pa.large_string())
    batches = [pa.RecordBatch.from_pydict({"text": whole.slice(first, 2048)}) for first in range(0, len(whole), 2048)]
    stage(batches[0])
    started = time.perf_counter()
    with ThreadPoolExecutor(workers()) as pool:
        list(pool.map(stage, batches))
    return len(whole) / (time.perf_counter() - started)


def shortened(rows: Sequence[tuple[str, str]], count: int) -> list[tuple[str, str]]:
    """So many words of every line that has more."""
    drawn, short = random.Random(0), []
    for language, text in rows:
        words = text.split()
        if len(words) > count and language not in ("zh", "ja", "ko", "th"):
            place = drawn.randrange(len(words) - count + 1)
            short.append((language, " ".join(words[place : place + count])))
    return short


def labelled(path: Path) -> list[tuple[str, str]]:
    """Languages and texts."""
    if path.suffix == ".jsonl":
        given = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return [("no" if one["lang"] in ("nb", "nn") else one["lang"], one["text"]) for one in given]
    table = pq.read_table(path / "udhr_languages" / "udhr_lines.parquet", columns=["file", "text"])
    return [(LANGUAGES[row["file"]], row["text"]) for row in table.to_pylist() if row["file"] in LANGUAGES]


def main() -> None:
    """Print the tables."""
    rows = labelled(Path(sys.argv[1]))
    texts = [text for _, text in rows]
    batch = pa.RecordBatch.from_pydict({"text": pa.array(texts, pa.large_string())})
    ours = Language()(batch).column("language").to_pylist()
    peer = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    started = time.perf_counter()
    theirs = ["no" if (code := peer.classify(text)[0]) in ("nb", "nn") else code for text in texts]
    peer_speed = len(texts) / (time.perf_counter() - started)
    right: dict[str, list[tuple[bool, bool, bool]]] = defaultdict(list)
    for (truth, _), one, two in zip(rows, ours, theirs, strict=True):
        right[truth].append((one == truth, two == truth, one == "und"))
    print(f"{len(texts):,} lines, {len(right)} languages\n\n| language | lines | ours | unknown | py3langid |")
    print("| --- | --- | --- | --- | --- |")
    for language, each in [*sorted(right.items()), ("all", [one for some in right.values() for one in some])]:
        figures = [sum(one[place] for one in each) / len(each) for place in (0, 2, 1)]
        print(f"| {language} | {len(each)} | {figures[0]:.3f} | {figures[1]:.3f} | {figures[2]:.3f} |")
    latin = [text for truth, text in rows if truth not in NO_LATIN]
    print("\n| words | texts | answered | right of the answers |\n| --- | --- | --- | --- |")
    for count in (1, 2, 3, 5, 8):
        short = shortened(rows, count)
        texts_of = pa.array([text for _, text in short], pa.large_string())
        answers = Language()(pa.RecordBatch.from_pydict({"text": texts_of})).column("language").to_pylist()
        given = [answer == truth for (truth, _), answer in zip(short, answers, strict=True) if answer != "und"]
        share = len(given) / len(short)
        print(f"| {count} | {len(short):,} | {share:.3f} | {sum(given) / len(given):.3f} |")
    print("\n| texts | texts/s, all cores | py3langid texts/s, one thread |\n| --- | --- | --- |")
    print(f"| all lines | {speed(texts, 40):,.0f} | {peer_speed:,.0f} |")
    print(f"| Latin script | {speed(latin, 40):,.0f} | |")


if __name__ == "__main__":
    main()

"""Plants regressions and harmless changes in small real data sets. Usage: python make.py DEST. Deterministic."""

import os
import copy
import csv
import gzip
import html
import io
import json
import random
import re
import shutil
import string
import sys
import unicodedata
from functools import lru_cache
from pathlib import Path

import polars as pl

DATA = Path(os.environ["DATAAUDIT_DATA"])
CASES = []


# ---------------------------------------------------------------- pools: real rows, cleaned, without duplicates


def rng(name):
    return random.Random("fresh25-a-" + name)


def read(path):
    return pl.read_parquet(DATA / path)


def tokens(text):
    text = unicodedata.normalize("NFKC", text).lower()
    return re.findall(r"[一-鿿㐀-䶿]|[^\W_]+", text)


def distinct(rows, key, n, short=False):
    """Keeps rows that share no sequence of n tokens with an earlier row (short: and no token set alike at 0.7)."""
    seen, sets, inverted, kept = set(), [], {}, []
    for row in rows:
        words = tokens(key(row))
        grams = {tuple(words[i : i + n]) for i in range(len(words) - n + 1)} or {tuple(words)}
        if not words or grams & seen:
            continue
        if short:
            bag, hits = frozenset(words), {}
            for w in bag:
                for j in inverted.get(w, ()):
                    hits[j] = hits.get(j, 0) + 1
            if any(h / (len(bag) + len(sets[j]) - h) >= 0.7 for j, h in hits.items()):
                continue
            for w in bag:
                inverted.setdefault(w, []).append(len(sets))
            sets.append(bag)
        seen |= grams
        kept.append(row)
    # The rows at the end lost more of them, so that without this the pool would drift from its begin to its end.
    rng("distinct").shuffle(kept)
    return kept


def plain(text):
    return not re.search(r"https?:|www\.|\S@\S|\d[\d\s().-]{7,}\d|[<>{}\[\]]|&\w+;|�", text)


def shuffled(rows, name):
    rows = list(rows)
    rng("pool-" + name).shuffle(rows)
    return rows


@lru_cache
def ag():
    rows = []
    for r in shuffled(read("ag_news_test/test.parquet").to_dicts(), "ag"):
        both = []
        for field in ("title", "description"):
            t = re.sub(r" ?#39;", "'", r[field])
            t = re.sub(r"#(\d+);", r"&#\1;", t)
            t = html.unescape(t.replace(" quot;", ' "').replace("quot;", '"')).replace("\\", " ")
            both.append(re.sub(r"\s+", " ", t).strip())
        title, text = both
        if plain(title + " " + text) and "lt;" not in text and 90 <= len(text) <= 420 and title:
            rows.append({"label": r["label"], "title": title, "text": text})
    return distinct(rows, lambda r: r["title"] + " " + r["text"], 6)


@lru_cache
def sms():
    rows = shuffled(read("sms_spam/sms.parquet").to_dicts(), "sms")
    rows = [r for r in rows if len(r["text"]) >= 20]
    return distinct(rows, lambda r: r["text"], 8, short=True)


@lru_cache
def trec():
    """The official parts; no question of one is close to another question."""
    test = [dict(r, part="test") for r in read("trec_questions/test.parquet").to_dicts()]
    train = [dict(r, part="train") for r in shuffled(read("trec_questions/train.parquet").to_dicts(), "trec")[:3000]]
    kept = distinct(shuffled(test, "trec-t")[:500] + train, lambda r: r["text"], 7, short=True)
    return [{k: r[k] for k in ("coarse", "fine", "text", "part")} for r in kept]


@lru_cache
def gsm():
    rows = shuffled(read("gsm8k/train.parquet").to_dicts(), "gsm")
    return distinct(rows[:3000], lambda r: r["question"], 9)


@lru_cache
def alpaca():
    rows = []
    for r in shuffled(read("alpaca_52k/alpaca_en.parquet").to_dicts(), "alpaca")[:9000]:
        r = {k: r[k].strip() for k in ("instruction", "input", "output")}
        whole = " ".join(r.values())
        if 60 <= len(r["output"]) <= 900 and plain(whole) and not re.search(r"noinput|sorry|as an ai|cannot", whole.lower()):
            if r["output"][-1] in ".!?\"'" and whole.isascii():
                rows.append(r)
    return distinct(rows, lambda r: r["instruction"] + " " + r["output"], 8)


@lru_cache
def docs():
    """Paragraphs of speeches, with where they come from."""
    rows = []
    for r in read("nltk_long_documents/documents.parquet").filter(pl.col("corpus").is_in(["state_union", "inaugural"])).to_dicts():
        for line in r["text"].split("\n"):
            line = re.sub(r"\s+", " ", line).strip()
            if 220 <= len(line) <= 1100 and line[-1] in ".!?" and plain(line) and line.isascii():
                rows.append({"doc": r["file"].split("/")[1].removesuffix(".txt"), "collection": r["corpus"], "text": line})
    return distinct(shuffled(rows, "docs"), lambda r: r["text"], 8)


@lru_cache
def waimai():
    rows = [r for r in shuffled(read("waimai_10k_zh/waimai.parquet").to_dicts(), "waimai") if 10 <= len(r["text"]) <= 200]
    return distinct([r for r in rows if plain(r["text"])][:3600], lambda r: r["text"], 8, short=True)


@lru_cache
def poems():
    rows = []
    for r in shuffled(read("chinese_poetry_sample/poems.parquet").to_dicts(), "poems"):
        if 24 <= len(r["text"]) <= 400 and "□" not in r["text"] and "error" not in r["source"] and r["author"] and r["title"]:
            rows.append({"title": r["title"], "author": r["author"], "text": r["text"]})
    return distinct(rows[:6000], lambda r: r["text"], 8)


@lru_cache
def belle():
    rows = []
    for r in read("belle_eval_zh/eval_set.parquet").to_dicts():
        q, a = r["question"].strip(), r["std_answer"].strip()
        if len(a) >= 2 and len(q) >= 6:
            rows.append({"question": q, "answer": a, "category": r["class"]})
    return distinct(shuffled(rows, "belle"), lambda r: r["question"], 14)


CIC = ["买家咨询活动规则", "买家咨询商品区别", "买家咨询是否可以指定快递", "买家要求修改收件信息", "买家表达不满/生气", "买家咨询商品重量",
       "买家咨询商品是否有赠品", "买家表示需要退货退款", "买家咨询退换货运费由谁承担", "买家咨询能否定制"]  # fmt: skip


@lru_cache
def cic():
    rows = []
    for r in shuffled(read("dataclue_cic_zh/train.parquet").to_dicts(), "cic"):
        if r["label_des"] in CIC and len(r["sentence"]) >= 5:
            rows.append({"sentence": r["sentence"], "label": r["label_des"]})
    return distinct(rows, lambda r: r["sentence"], 10, short=True)


@lru_cache
def chat():
    rows = []
    for r in shuffled(read("gpteacher_roleplay/roleplay.parquet").to_dicts(), "chat"):
        user = r["instruction"].strip() + ("\n\n" + r["input"].strip() if r["input"].strip() else "")
        if len(r["output"]) >= 80 and plain(user + r["output"]) and r["output"].strip()[-1] in ".!?\"'":
            rows.append({"messages": [{"role": "user", "content": user}, {"role": "assistant", "content": r["output"].strip()}]})
    return distinct(rows, lambda r: r["messages"][0]["content"] + " " + r["messages"][1]["content"], 9)


@lru_cache
def pref():
    """Answers to arithmetic questions by four models: a right one is chosen, a wrong one rejected."""
    models = ["175b_verification", "175b_finetuning", "6b_verification", "6b_finetuning"]
    rows = []
    for r in shuffled(read("gsm8k/test_model_solutions.parquet").to_dicts(), "pref"):
        right = [r[m]["solution"].strip() for m in models if r[m]["is_correct"]]
        wrong = [r[m]["solution"].strip() for m in models[::-1] if not r[m]["is_correct"]]
        if right and wrong and min(len(right[0]), len(wrong[0])) > 40:
            rows.append({"prompt": r["question"].strip(), "chosen": right[0], "rejected": wrong[0]})
    return distinct(rows, lambda r: r["prompt"], 9)


def foreign():
    h = read("hplt_human_quality/inspected_5_langs.parquet")
    h = h.filter(pl.col("lang").is_in(["nld_Latn", "tur_Latn", "deu_Latn"]) & ~pl.col("unnatural") & pl.col("lang_correct"))
    texts = [re.sub(r"\s+", " ", t.split("\n..........\n")[0]).strip() for t in h["text"]]
    return shuffled([t for t in texts if len(t) >= 220 and plain(t)], "foreign")


# ---------------------------------------------------------------- base data sets: {file: rows}


def part(rows, a, b):
    assert len(rows) >= b, (len(rows), b)
    return copy.deepcopy(rows[a:b])


def base_ag(suffix="jsonl"):
    return {f"train.{suffix}": part(ag(), 0, 1400), f"test.{suffix}": part(ag(), 1400, 1750)}


def base_sms(suffix="jsonl", spam=182, ham=1218):
    s = [r for r in sms() if r["label"] == "spam"][:spam]
    h = [r for r in sms() if r["label"] == "ham"][:ham]
    return {f"messages.{suffix}": shuffled(copy.deepcopy(s + h), "sms-base")}


def base_trec(suffix="jsonl"):
    out = {}
    for name, n in (("train", 1200), ("test", 320)):
        rows = [r for r in trec() if r["part"] == name]
        assert len(rows) >= n, (name, len(rows))
        out[f"{name}.{suffix}"] = [{k: r[k] for k in ("coarse", "fine", "text")} for r in rows[:n]]
    return out


def base_gsm(suffix="jsonl"):
    return {f"train.{suffix}": part(gsm(), 0, 1200), f"test.{suffix}": part(gsm(), 1200, 1500)}


def base_gsm_shards():
    return {f"train-0000{i}.jsonl": part(gsm(), 500 * i, 500 * i + 500) for i in range(3)} | {"test.jsonl": part(gsm(), 1500, 1750)}


def base_alpaca(suffix="jsonl", n=1500):
    return {f"instructions.{suffix}": part(alpaca(), 0, n)}


def base_docs(suffix="jsonl", n=1200):
    return {f"speeches.{suffix}": part(docs(), 0, n)}


def base_waimai(suffix="jsonl"):
    p = waimai()
    return {f"train-0.{suffix}": part(p, 0, 600), f"train-1.{suffix}": part(p, 600, 1200), f"test.{suffix}": part(p, 1200, 1550)}


def base_poems(suffix="jsonl", files=1, n=1600):
    if files == 1:
        return {f"poems.{suffix}": part(poems(), 0, n)}
    k = n // files
    return {f"poems-{i}.{suffix}": part(poems(), k * i, k * i + k) for i in range(files)}


def base_belle(files=3):
    p = belle()
    k = len(p) // files
    return {f"part-{i}.jsonl": part(p, k * i, k * i + k) for i in range(files)}


def base_cic(suffix="jsonl"):
    return {f"train.{suffix}": part(cic(), 0, 1000), f"dev.{suffix}": part(cic(), 1000, 1200)}


def base_chat(suffix="jsonl", files=2):
    k = 1000 // files
    return {f"chat-{i}.{suffix}": part(chat(), k * i, k * i + k) for i in range(files)}


def base_pref(suffix="jsonl", n=600):
    return {f"pairs.{suffix}": part(pref(), 0, n)}


# ---------------------------------------------------------------- writing


def jsonl(rows, ascii_only=False, newline_at_end=True, sort=None):
    lines = []
    for r in rows:
        if sort:
            r = {k: r[k] for k in sort}
        lines.append(json.dumps(r, ensure_ascii=ascii_only))
    return ("\n".join(lines) + ("\n" if newline_at_end else "")).encode()


def as_csv(rows, quoting=csv.QUOTE_MINIMAL, end="\n"):
    out = io.StringIO()
    w = csv.DictWriter(out, fieldnames=list(rows[0]), quoting=quoting, lineterminator=end)
    w.writeheader()
    w.writerows(rows)
    return out.getvalue().encode()


def write(folder, files):
    for name, rows in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(rows, bytes):
            path.write_bytes(rows)
        elif name.endswith(".parquet"):
            pl.DataFrame(rows, infer_schema_length=None).write_parquet(path, compression="zstd")
        elif name.endswith(".csv"):
            path.write_bytes(as_csv(rows))
        else:
            path.write_bytes(jsonl(rows))


def case(name, kind, what, expect=(), **columns):
    def register(make):
        CASES.append((name, kind, what, list(expect), columns, make))
        return make

    return register


def regression(name, what, *expect, **columns):
    return case(name, "regression", what, expect, **columns)


def harmless(name, what, **columns):
    return case(name, "harmless", what, (), **columns)


def some(r, rows, share_or_n):
    n = share_or_n if isinstance(share_or_n, int) else round(len(rows) * share_or_n)
    return sorted(r.sample(range(len(rows)), n))


def insert(r, rows, extra):
    """Puts rows at random places; the order of the others stays."""
    for e in extra:
        rows.insert(r.randrange(len(rows) + 1), e)


# ---------------------------------------------------------------- regressions


@regression("r01-secret-key", "two answers of an instruction set end in a pasted cloud access key and its secret", "secret")
def _(r):
    old = base_alpaca()
    new = copy.deepcopy(old)
    rows = new["instructions.jsonl"]
    for i in some(r, rows, 2):
        key = "AKIA" + "".join(r.choices(string.ascii_uppercase + "234567", k=16))
        secret = "".join(r.choices(string.ascii_letters + string.digits + "+/", k=40))
        rows[i]["output"] += f"\n\n[default]\naws_access_key_id = {key}\naws_secret_access_key = {secret}"
    return old, new


@regression("r02-items-copied", "35 of 350 test items (10%) are copied word for word into the training file", "leak", "split")
def _(r):
    old = base_ag()
    new = copy.deepcopy(old)
    insert(r, new["train.jsonl"], [dict(new["test.jsonl"][i]) for i in some(r, new["test.jsonl"], 35)])
    return old, new


@regression("r03-items-copied-retyped", "32 of 320 test questions are in the training file in lower case, with other spaces and without the question mark", "leak", "split", label="coarse")
def _(r):
    old = base_trec()
    new = copy.deepcopy(old)
    extra = []
    for i in some(r, new["test.jsonl"], 32):
        row = dict(new["test.jsonl"][i])
        row["text"] = re.sub(r"\s*\?$", "", row["text"].lower()).replace(" ", "  ", 2)
        extra.append(row)
    insert(r, new["train.jsonl"], extra)
    return old, new


@regression("r04-items-inside", "24 of 300 test problems, with their answers, are embedded in longer training prompts", "leak", "split")
def _(r):
    old = base_gsm()
    new = copy.deepcopy(old)
    frames = [
        "Solve the following problem step by step and give the final number at the end.\n\nProblem: {}\n\nShow all of your work.",
        "You are a patient maths tutor for children in grade school. A child asks you: {} Explain it in simple words.",
        "Here is an exercise from today's homework sheet. {} Write down each calculation on its own line.",
        "Read carefully, then answer. {} Check the result once more before you write it down.",
    ]
    extra = []
    for i in some(r, new["test.jsonl"], 24):
        t = new["test.jsonl"][i]
        extra.append({"question": r.choice(frames).format(t["question"]), "answer": t["answer"]})
    insert(r, new["train.jsonl"], extra)
    return old, new


@regression("r05-class-gone", "one of ten intents (Chinese) has no rows any more, in both files", "classes-gone", "class", "label")
def _(r):
    old = base_cic()
    gone = CIC[1]
    return old, {f: [x for x in rows if x["label"] != gone] for f, rows in old.items()}


@regression("r06-class-misspelt", "15% of the rows of the class Business carry the misspelt name Buisness in the training file", "classes", "class", "label", "new")
def _(r):
    old = base_ag()
    new = copy.deepcopy(old)
    b = [i for i, x in enumerate(new["train.jsonl"]) if x["label"] == "Business"]
    for i in r.sample(b, round(0.15 * len(b))):
        new["train.jsonl"][i]["label"] = "Buisness"
    return old, new


@regression("r07-labels-shifted", "the label column of the training file is shifted by one row", "labels", "label")
def _(r):
    old = base_ag("csv")
    new = copy.deepcopy(old)
    rows = new["train.csv"]
    labels = [x["label"] for x in rows]
    for x, lab in zip(rows, [labels[-1], *labels[:-1]], strict=True):
        x["label"] = lab
    return old, new


@regression("r08-labels-flipped", "5% of the labels (70 of 1,400 messages, spam and ham) are flipped", "labels", "label", "balance", "class")
def _(r):
    old = base_sms()
    new = copy.deepcopy(old)
    for i in some(r, new["messages.jsonl"], 0.05):
        x = new["messages.jsonl"][i]
        x["label"] = "ham" if x["label"] == "spam" else "spam"
    return old, new


@regression("r09-labels-inverted", "in one of two training shards (Chinese reviews) 0 and 1 are exchanged", "labels", "label", "class", "balance")
def _(r):
    old = base_waimai()
    new = copy.deepcopy(old)
    for x in new["train-1.jsonl"]:
        x["label"] = 1 - x["label"]
    return old, new


@regression("r10-other-languages", "84 of 1,200 English paragraphs (7%) are replaced by Dutch, German and Turkish web text", "language", "vocabulary")
def _(r):
    old = base_docs()
    new = copy.deepcopy(old)
    rows = new["speeches.jsonl"]
    for i, t in zip(some(r, rows, 0.07), foreign(), strict=False):
        rows[i]["text"] = t
    return old, new


@regression("r11-exact-copies", "12 rows (1%) are in the file a second time", "duplicates", "duplicate")
def _(r):
    old = base_docs()
    new = copy.deepcopy(old)
    rows = new["speeches.jsonl"]
    insert(r, rows, [dict(rows[i]) for i in some(r, rows, 0.01)])
    return old, new


@regression("r12-near-copies", "84 training rows (6%) are in the file a second time with an agency prefix, an editor's suffix or one word changed", "duplicates", "duplicate")
def _(r):
    old = base_ag()
    new = copy.deepcopy(old)
    rows = new["train.jsonl"]
    extra = []
    for k, i in enumerate(some(r, rows, 0.06)):
        x = dict(rows[i])
        words = x["text"].split()
        if k % 3 == 0:
            x["text"] = r.choice(["UPDATE 2 - ", "WRAPUP - ", "(Corrected) "]) + x["text"]
        elif k % 3 == 1:
            x["text"] += r.choice([" (Editing by P. Graff)", " Additional reporting.", " More follows."])
        else:
            words[-2] = r.choice(["reportedly", "yesterday", "officially"])
            x["text"] = " ".join(words)
        extra.append(x)
    insert(r, rows, extra)
    return old, new


@regression("r13-near-copies-zh", "80 Chinese poems (5%) are in the file a second time under another author, with one character exchanged", "duplicates", "duplicate")
def _(r):
    old = base_poems()
    new = copy.deepcopy(old)
    rows = new["poems.jsonl"]
    variants = {"無": "无", "雲": "云", "與": "与", "爲": "為", "來": "来", "風": "风", "長": "长", "時": "时", "歸": "归", "見": "见", "門": "门", "東": "东"}
    long = [i for i, x in enumerate(rows) if len(x["text"]) >= 60 and any(v in x["text"] for v in variants)]
    extra = []
    for i in r.sample(long, 80):
        x = dict(rows[i])
        old_char = r.choice([v for v in variants if v in x["text"]])
        x["text"] = x["text"].replace(old_char, variants[old_char], 1)
        x["author"] = r.choice([y["author"] for y in rows if y["author"] != x["author"]])
        extra.append(x)
    insert(r, rows, extra)
    return old, new


@regression("r14-column-gone", "the column input of an instruction set is not exported any more", "columns", "column", "schema")
def _(r):
    old = base_alpaca("parquet")
    return old, {"instructions.parquet": [{k: v for k, v in x.items() if k != "input"} for x in old["instructions.parquet"]]}


@regression("r15-column-type", "the label of Chinese reviews is text ('0', '1') instead of an integer, in all Parquet files", "columns", "retyped", "type", "schema")
def _(r):
    old = base_waimai("parquet")
    return old, {f: [dict(x, label=str(x["label"])) for x in rows] for f, rows in old.items()}


@regression("r16-column-half-null", "half of the authors of Chinese poems are null", "columns", "null", "column", "missing")
def _(r):
    old = base_poems("parquet")
    new = copy.deepcopy(old)
    for i in some(r, new["poems.parquet"], 0.5):
        new["poems.parquet"][i]["author"] = None
    return old, new


@regression("r17-heldout-missing", "the test file is not delivered", "splits", "files", "rows-lost", "split", "file", label="coarse")
def _(r):
    old = base_trec()
    return old, {"train.jsonl": old["train.jsonl"]}


@regression("r18-parts-exchanged", "the contents of the training and the test file are exchanged", "splits", "split", "rows")
def _(r):
    old = base_gsm()
    return old, {"train.jsonl": old["test.jsonl"], "test.jsonl": old["train.jsonl"]}


@regression("r19-cut-at-100", "all texts are cut after 100 characters", "length", "chars", "truncat", "tokens", "words")
def _(r):
    old = base_docs()
    return old, {"speeches.jsonl": [dict(x, text=x["text"][:100]) for x in old["speeches.jsonl"]]}


@regression("r20-empty-texts", "16 of 1,600 Chinese poems (1%) have an empty text", "empty", "quality", "short")
def _(r):
    old = base_poems()
    new = copy.deepcopy(old)
    for i in some(r, new["poems.jsonl"], 0.01):
        new["poems.jsonl"][i]["text"] = ""
    return old, new


def mojibake(text):
    out = []
    for b in text.encode():
        try:
            out.append(bytes([b]).decode("cp1252"))
        except UnicodeDecodeError:
            out.append(chr(b))
    return "".join(out)


@regression("r21-mojibake-file", "in one of three files the Chinese UTF-8 was read as Windows-1252 and saved again", "encoding", "mojibake", "language", "quality", "script")
def _(r):
    old = base_belle()
    new = copy.deepcopy(old)
    new["part-1.jsonl"] = [{k: mojibake(v) for k, v in x.items()} for x in new["part-1.jsonl"]]
    return old, new


@regression("r22-legacy-encoded-file", "one of three CSV files with Chinese reviews is saved in GB18030 instead of UTF-8", "encoding", "mojibake", "quarantine", "rows-lost", "unreadable", "language", "script")
def _(r):
    old = base_waimai("csv")
    return old, dict(old, **{"train-1.csv": as_csv(old["train-1.csv"]).decode().encode("gb18030")})


@regression("r23-markup-left", "30% of the paragraphs are raw HTML: tags, attributes and entities are left in", "html", "markup", "quality", "vocabulary")
def _(r):
    old = base_docs()
    new = copy.deepcopy(old)
    frames = [
        '<div class="entry-content"><p>{}</p></div>',
        '<p style="text-align:justify">{}<br/>&nbsp;</p>',
        '<td width="640"><span class="body">{}</span></td>',
        '<p>{}</p>\n<a href="#top">Back to top</a>',
    ]
    for i in some(r, new["speeches.jsonl"], 0.3):
        x = new["speeches.jsonl"][i]
        t = html.escape(x["text"]).replace(". ", ".&nbsp; ", 1)
        words = t.split(" ")
        k = r.randrange(len(words) - 2)
        words[k] = f"<em>{words[k]}</em>"
        x["text"] = r.choice(frames).format(" ".join(words))
    return old, new


@regression("r24-boilerplate-line", "the same two-sentence copyright line is appended to every text of both files", "boilerplate", "passage", "length", "vocabulary", "chars", "tokens", "words", "shared", "template", "repeated")
def _(r):
    old = base_ag()
    line = "\nAll rights reserved. This material may not be published, broadcast, rewritten or redistributed. Sign up for our daily newsletter and never miss a story."
    return old, {f: [dict(x, text=x["text"] + line) for x in rows] for f, rows in old.items()}


@regression("r25-file-lost", "one of four files with Chinese poems is missing", "files", "rows-lost", "file", "rows")
def _(r):
    old = base_poems(files=4)
    return old, {f: x for f, x in old.items() if f != "poems-2.jsonl"}


@regression("r26-half-lost", "the only file ends after half of its rows (750 of 1,500)", "rows-lost", "rows")
def _(r):
    old = base_alpaca()
    return old, {"instructions.jsonl": old["instructions.jsonl"][:750]}


@regression("r27-file-doubled", "one of three training files is in the folder twice, the second time as a copy under another name", "duplicates", "duplicate", "rows")
def _(r):
    old = base_gsm_shards()
    return old, dict(old, **{"train-00001 (copy).jsonl": old["train-00001.jsonl"]})


@regression("r28-lines-broken", "3% of the JSON lines of a chat data set break off in the middle", "quarantine", "unreadable", "rows-lost", "rows", "broken", "parse")
def _(r):
    old = base_chat(files=1)
    lines = jsonl(old["chat-0.jsonl"]).decode().splitlines()
    for i in some(r, lines, 0.03):
        lines[i] = lines[i][: r.randrange(len(lines[i]) // 4, 3 * len(lines[i]) // 4)]
    return old, {"chat-0.jsonl": ("\n".join(lines) + "\n").encode()}


@regression("r29-addresses-leaked", "30 of 1,500 answers (2%) end in a signature with a name, an e-mail address and a telephone number", "contact", "pii", "email", "personal")
def _(r):
    old = base_alpaca()
    new = copy.deepcopy(old)
    first = "Maria Daniel Priya Tomasz Hannah Kwame Lucia Oliver Yuki Samir Grace Pavel".split()
    last = "Okafor Lindqvist Moreno Whitfield Banerjee Kowalski Hartmann Delgado Nakamura Osborne".split()
    firms = "harborline-consulting.com northgate-dental.org brightfieldlabs.io quillandoak.co.uk meridianfreight.net".split()
    for i in some(r, new["instructions.jsonl"], 0.02):
        a, b = r.choice(first), r.choice(last)
        phone = f"+1 ({r.choice([415, 617, 312, 206, 713])}) {r.randrange(230, 990)}-{r.randrange(1000, 9999)}"
        new["instructions.jsonl"][i]["output"] += f"\n\nKind regards,\n{a} {b}\n{a.lower()}.{b.lower()}@{r.choice(firms)}\n{phone}"
    return old, new


@regression("r30-balance-moved", "the share of spam rises from 13% to 30% of 1,400 messages (ham rows are replaced by other real spam)", "balance", "label", "class")
def _(r):
    old = base_sms()
    all_spam = [x for x in sms() if x["label"] == "spam"]
    more = copy.deepcopy(all_spam[182:420])
    assert len(more) == 238, len(all_spam)
    new = copy.deepcopy(old)
    ham = [i for i, x in enumerate(new["messages.jsonl"]) if x["label"] == "ham"]
    for i, x in zip(r.sample(ham, len(more)), more, strict=True):
        new["messages.jsonl"][i] = x
    return old, new


@regression("r31-capitals", "all texts of both files are in capitals", "quality", "vocabulary", "upper", "case", "capital", label="coarse")
def _(r):
    old = base_trec()
    return old, {f: [dict(x, text=x["text"].upper()) for x in rows] for f, rows in old.items()}


@regression("r32-other-domain", "180 arithmetic word problems are mixed into 1,200 paragraphs of political speeches", "vocabulary", "embeddings", "drift", "outlier", "length", "quality")
def _(r):
    old = base_docs()
    new = copy.deepcopy(old)
    extra = [{"doc": f"upload-{k}", "collection": "state_union", "text": x["question"]} for k, x in enumerate(gsm()[:180])]
    insert(r, new["speeches.jsonl"], extra)
    return old, new


@regression("r33-refusals", "90 of 1,500 answers (6%) are replaced by refusals", "refus", "answer", "instruction")
def _(r):
    old = base_alpaca()
    new = copy.deepcopy(old)
    openings = ["I'm sorry, but ", "I apologize, but ", "Unfortunately, ", "As an AI language model, ", "Sorry, "]
    middles = ["I can't help with that request.", "I am not able to assist with this task.", "I cannot provide an answer to this question.",
               "I'm unable to fulfill this request.", "I don't feel comfortable answering that."]  # fmt: skip
    ends = ["", " Please ask me something else.", " Is there anything else I can help you with?", " It may go against my guidelines.", " Please consult a professional instead."]
    for i in some(r, new["instructions.jsonl"], 0.06):
        new["instructions.jsonl"][i]["output"] = r.choice(openings) + r.choice(middles) + r.choice(ends)
    return old, new


@regression("r34-answers-emptied", "4% of the answers of a Chinese question-answer set are empty", "empty", "answer")
def _(r):
    old = base_belle()
    new = copy.deepcopy(old)
    for rows in new.values():
        for i in some(r, rows, 0.04):
            rows[i]["answer"] = ""
    return old, new


@regression("r35-sides-exchanged", "in one of two chat files prompt and answer have exchanged places (the user says the answer, the assistant the prompt)", "answer", "role", "swap", "length", "turn", "echo", "instruction", "prompt", "order", "vocabulary")
def _(r):
    old = base_chat()
    new = copy.deepcopy(old)
    for x in new["chat-1.jsonl"]:
        u, a = x["messages"]
        u["content"], a["content"] = a["content"], u["content"]
    return old, new


@regression("r36-pairs-equal", "in 36 of 600 preference pairs (6%) the rejected answer equals the chosen one", "equal", "preference", "identical", "pair")
def _(r):
    old = base_pref()
    new = copy.deepcopy(old)
    for i in some(r, new["pairs.jsonl"], 0.06):
        new["pairs.jsonl"][i]["rejected"] = new["pairs.jsonl"][i]["chosen"]
    return old, new


@regression("r37-digits-masked", "every digit in questions and answers of both files is replaced by 0", "vocabulary", "digit", "number", "duplicate", "quality")
def _(r):
    old = base_gsm()
    return old, {f: [{k: re.sub(r"\d", "0", v) for k, v in x.items()} for x in rows] for f, rows in old.items()}


@regression("r38-label-in-text", "the name of the class is written in front of every message ('spam: ...', 'ham: ...')", "shortcut", "vocabulary", "label", "passage", "length")
def _(r):
    old = base_sms()
    return old, {"messages.jsonl": [dict(x, text=f"{x['label']}: {x['text']}") for x in old["messages.jsonl"]]}


@regression("r39-chat-markup", "6% of the answers of a chat data set hold left-over marks of a chat template (<|im_end|>, <|im_start|>assistant)", "markup", "template", "chat", "special")
def _(r):
    old = base_chat()
    new = copy.deepcopy(old)
    for rows in new.values():
        for i in some(r, rows, 0.06):
            a = rows[i]["messages"][1]
            a["content"] = r.choice(["<|im_start|>assistant\n{}<|im_end|>", "{}<|im_end|>", "{}<|im_end|>\n<|im_start|>user\n"]).format(a["content"])
    return old, new


@regression("r40-answers-misaligned", "the answers of the training file are shifted by one row, so that each question has the answer of another", "answer", "label", "align", "instruction", "relevan", "overlap")
def _(r):
    old = base_gsm()
    new = copy.deepcopy(old)
    rows = new["train.jsonl"]
    answers = [x["answer"] for x in rows]
    for x, a in zip(rows, [answers[-1], *answers[:-1]], strict=True):
        x["answer"] = a
    return old, new


# ---------------------------------------------------------------- harmless changes


@harmless("h01-reshuffled", "the rows of both files are in another order")
def _(r):
    old = base_ag()
    new = copy.deepcopy(old)
    for rows in new.values():
        r.shuffle(rows)
    return old, new


@harmless("h02-more-files", "one chat file is split into five; rows and their order are the same")
def _(r):
    old = base_chat(files=1)
    rows = old["chat-0.jsonl"]
    return old, {f"chat-{i}.jsonl": rows[200 * i : 200 * i + 200] for i in range(5)}


@harmless("h03-renamed", "the only file (Chinese poems) has another name")
def _(r):
    old = base_poems()
    return old, {"tangsong-corpus-v2.jsonl": old["poems.jsonl"]}


@harmless("h04-moved", "train.jsonl and test.jsonl are moved into a folder", label="coarse")
def _(r):
    old = base_trec()
    return old, {f"release/questions/{f}": rows for f, rows in old.items()}


@harmless("h05-jsonl-to-parquet", "three JSONL files of Chinese reviews are Parquet files with the same values and types")
def _(r):
    old = base_waimai()
    return old, {f.replace(".jsonl", ".parquet"): rows for f, rows in old.items()}


@harmless("h06-csv-to-jsonl", "two CSV files are JSONL files with the same values (all columns are text)")
def _(r):
    old = base_ag("csv")
    return old, {f.replace(".csv", ".jsonl"): rows for f, rows in old.items()}


@harmless("h07-columns-reordered", "the columns of both Parquet files are in another order")
def _(r):
    old = base_ag("parquet")
    return old, {f: [{k: x[k] for k in ("text", "title", "label")} for x in rows] for f, rows in old.items()}


@harmless("h08-keys-reordered", "the keys of every JSON object (Chinese questions and answers) are in another order")
def _(r):
    old = base_belle()
    return old, {f: jsonl(rows, sort=("category", "answer", "question")) for f, rows in old.items()}


@harmless("h09-tenth-added", "a tenth of new rows of the same source is added to both files; none is close to another row")
def _(r):
    old = base_ag()
    new = copy.deepcopy(old)
    insert(r, new["train.jsonl"], part(ag(), 1750, 1890))
    insert(r, new["test.jsonl"], part(ag(), 1890, 1925))
    return old, new


@harmless("h10-tenth-added-zh", "160 further Chinese poems of the same source are added to 1,600; none is close to another")
def _(r):
    old = base_poems()
    new = copy.deepcopy(old)
    insert(r, new["poems.jsonl"], part(poems(), 1600, 1760))
    return old, new


@harmless("h11-few-removed", "2% of the rows of both files are removed at random")
def _(r):
    old = base_gsm()
    new = {}
    for f, rows in old.items():
        gone = set(some(r, rows, 0.02))
        new[f] = [x for i, x in enumerate(rows) if i not in gone]
    return old, new


@harmless("h12-few-removed-labelled", "2% of 1,400 labelled messages are removed at random")
def _(r):
    old = base_sms()
    rows = old["messages.jsonl"]
    gone = set(some(r, rows, 0.02))
    return old, {"messages.jsonl": [x for i, x in enumerate(rows) if i not in gone]}


@harmless("h13-fresh-sample", "both files are another random sample of the same news, of the same size, disjoint from the first")
def _(r):
    return base_ag(), {"train.jsonl": part(ag(), 1750, 3150), "test.jsonl": part(ag(), 3150, 3500)}


@harmless("h14-fresh-sample-zh", "all three files are another random sample of the same Chinese reviews, of the same size, disjoint from the first")
def _(r):
    p = waimai()
    return base_waimai(), {"train-0.jsonl": part(p, 1550, 2150), "train-1.jsonl": part(p, 2150, 2750), "test.jsonl": part(p, 2750, 3100)}


@harmless("h15-fresh-sample-instructions", "the file is another random sample of the same instruction set, of the same size, disjoint from the first")
def _(r):
    return base_alpaca(), {"instructions.jsonl": part(alpaca(), 1500, 3000)}


@harmless("h16-resplit", "the same rows are split anew at random into files of the same sizes; no row is close to another")
def _(r):
    old = base_ag()
    rows = copy.deepcopy(old["train.jsonl"] + old["test.jsonl"])
    r.shuffle(rows)
    return old, {"train.jsonl": rows[:1400], "test.jsonl": rows[1400:]}


@harmless("h17-resplit-zh", "the same Chinese reviews are split anew at random into files of the same sizes; no row is close to another")
def _(r):
    old = base_waimai("csv")
    rows = [copy.deepcopy(x) for f in old for x in old[f]]
    r.shuffle(rows)
    return old, {"train-0.csv": rows[:600], "train-1.csv": rows[600:1200], "test.csv": rows[1200:]}


@harmless("h18-extra-column", "both files have one more column, the number of words of the question", label="coarse")
def _(r):
    old = base_trec()
    return old, {f: [dict(x, words=len(x["text"].split())) for x in rows] for f, rows in old.items()}


@harmless("h19-metadata-changed", "every row has the same text but another value in the metadata column that names the export")
def _(r):
    stamp = lambda day: {"speeches.jsonl": [dict(x, export=f"{day}T0{i % 6}:{i % 60:02}:00Z") for i, x in enumerate(base_docs()["speeches.jsonl"])]}  # noqa: E731
    return stamp("2025-03-02"), stamp("2025-09-14")


@harmless("h20-newline-at-end", "the file now ends in a newline")
def _(r):
    old = base_alpaca()
    return {"instructions.jsonl": jsonl(old["instructions.jsonl"], newline_at_end=False)}, old


@harmless("h21-compressed", "both JSONL files are compressed with gzip; the content is the same")
def _(r):
    old = base_gsm()
    return old, {f + ".gz": gzip.compress(jsonl(rows), mtime=0) for f, rows in old.items()}


@harmless("h22-escaped-in-json", "the Chinese characters in three JSONL files are written as \\u escapes; the values are the same")
def _(r):
    old = base_belle()
    return old, {f: jsonl(rows, ascii_only=True) for f, rows in old.items()}


@harmless("h23-merged-pairs", "three files of preference pairs are merged into one and reshuffled")
def _(r):
    rows = base_pref()["pairs.jsonl"]
    new = copy.deepcopy(rows)
    r.shuffle(new)
    return {f"pairs-{i}.jsonl": rows[200 * i : 200 * i + 200] for i in range(3)}, {"pairs.jsonl": new}


@harmless("h24-csv-quoted", "the CSV file has quotes around every field and Windows line ends; the values are the same")
def _(r):
    old = base_sms("csv")
    return old, {"messages.csv": as_csv(old["messages.csv"], quoting=csv.QUOTE_ALL, end="\r\n")}


@harmless("h25-small-corrections", "in 12 of 1,200 paragraphs an editor corrected one word or a punctuation mark")
def _(r):
    old = base_docs()
    new = copy.deepcopy(old)
    rows = new["speeches.jsonl"]
    changes = [(" toward ", " towards "), (" -- ", ", "), (" upon ", " on "), (" shall ", " will "), (" amongst ", " among "), (" labor ", " labour ")]
    able = [i for i, x in enumerate(rows) if any(a in x["text"] for a, _ in changes)]
    for i in r.sample(able, 12):
        a, b = r.choice([c for c in changes if c[0] in rows[i]["text"]])
        rows[i]["text"] = rows[i]["text"].replace(a, b, 1)
    return old, new


# ----------------------------------------------------------------


def main(dest):
    dest = Path(dest)
    dest.mkdir(parents=True, exist_ok=True)
    truth = []
    for name, kind, what, expect, columns, make in CASES:
        old, new = make(rng(name))
        folder = dest / name
        if folder.exists():
            shutil.rmtree(folder)
        write(folder / "old", old)
        write(folder / "new", new)
        truth.append({"name": name, "kind": kind, "what": what, "expect": expect, **columns})
    (dest / "truth.json").write_text(json.dumps(truth, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])

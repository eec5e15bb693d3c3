#!/usr/bin/env python3
"""50 first-contact cases on leakage between splits.  Fixed seeds.  python make.py

NAME/data/ is the input of the tool, NAME/right.json the answer, written before anything is run.
"""
import sys

sys.dont_write_bytecode = True
import csv
import datetime as dt
import email.utils
import hashlib
import json
import random
import re
import shutil
import uuid
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from words import DOMAINS, FIRST, LAST

ROOT = Path(__file__).resolve().parent
G, T, L = "group-leakage", "time-leakage", "leaked-items-error"
ALL = [G, T, L]
UTC = dt.timezone.utc


# ---------------------------------------------------------------- texts
class Texts:
    """Texts of one case, clearly different from one another."""

    def __init__(self, seed, lang, *domains):
        self.r = random.Random(f"texts-{seed}")
        self.lang, self.domains = lang, domains
        self.seen, self.bags = [], []

    def sentence(self, domain, lang=None):
        lang = lang or self.lang
        d, r = DOMAINS[lang, domain], self.r
        s, v, a = r.choice(d["s"]), r.choice(d["v"]), r.choice(d["a"])
        (j, j2), (n, n2) = r.sample(d["j"], 2), r.sample(d["n"], 2)
        form = r.randrange(4)
        if lang == "zh":
            x = f"{a}，{s}{v}{j}的{n}" if form < 2 else f"{s}{a}{v}{j}的{n}" if form == 2 else f"{s}{v}{n}和{j}的{n2}"
            return x + "。"
        if lang == "es":
            o = f"{n} {j}" if form != 3 else f"{n} {j} y {n2} {j2}"
            x = f"{a}, {s} {v} {o}" if form in (1, 3) else f"{s} {v} {o} {a}"
        elif lang == "de":
            o = f"{j} {n}" if form != 3 else f"{j} {n} und {j2} {n2}"
            x = f"{a} {v} {s} {o}" if form in (1, 3) else f"{s} {v} {o} {a}"
        else:
            o = f"{j} {n}" if form != 3 else f"{j} {n} and {j2} {n2}"
            x = f"{a}, {s} {v} {o}" if form in (1, 3) else f"{s} {v} {o} {a}"
        return x[0].upper() + x[1:] + "."

    @staticmethod
    def bag(text, lang):
        if lang == "zh":
            t = re.sub(r"\W", "", text)
            return {t[i : i + 2] for i in range(len(t) - 1)}
        return set(re.findall(r"\w{4,}", text.lower()))

    def text(self, low=3, high=5, domain=None, lang=None):
        lang = lang or self.lang
        for _ in range(500):
            d = domain or self.r.choice(self.domains)
            body = ("" if lang == "zh" else " ").join(self.sentence(d, lang) for _ in range(self.r.randint(low, high)))
            bag = self.bag(body, lang)
            if all(len(bag & b) / len(bag | b) < 0.34 for b in self.bags):
                self.bags.append(bag)
                return body
        raise RuntimeError("no new text")


def ident(rng):
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def names(rng, n):
    pool = [f"{a} {b}" for a in FIRST for b in LAST]
    return rng.sample(pool, n)


def stamp(rng, start, end):
    a, b = start.timestamp(), end.timestamp()
    return dt.datetime.fromtimestamp(int(rng.uniform(a, b)), UTC)


def day(y, m, d, h=0, mi=0):
    return dt.datetime(y, m, d, h, mi, tzinfo=UTC)


# ---------------------------------------------------------------- files
def jsonl(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")


def table(path, rows, delimiter=",", encoding="utf-8"):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding=encoding) as f:
        w = csv.DictWriter(f, list(rows[0]), delimiter=delimiter)
        w.writeheader()
        w.writerows(rows)


def parquet(path, rows, **types):
    path.parent.mkdir(parents=True, exist_ok=True)
    cols = {k: pa.array([r[k] for r in rows], type=types.get(k)) for k in rows[0]}
    pq.write_table(pa.table(cols), path)


CASES = []


def case(name, kind, sound, must, columns, why, must_not=None, hint=None):
    """Register the right answer; the folder is made fresh."""
    folder = ROOT / name
    if folder.exists():
        shutil.rmtree(folder)
    (folder / "data").mkdir(parents=True)
    right = dict(
        kind=kind, sound=sound, must=must,
        must_not=must_not if must_not is not None else [x for x in ALL if x not in must],
        columns=columns, command_hint=hint, why=why,
    )
    (folder / "right.json").write_text(json.dumps(right, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    CASES.append((name, kind, sound))
    return folder / "data"


def start(name, lang, *domains):
    return random.Random(f"case-{name}"), Texts(name, lang, *domains)


def shares(train, test):
    """Words for 'why': groups of the evaluation split that are in train, and rows they hold."""
    a, b = set(train), set(test)
    rows = sum(1 for x in test if x in a)
    return f"{len(a & b)} of {len(b)} groups of the evaluation rows are in train; they hold {rows} of {len(test)} evaluation rows"


def grouped(rng, n_groups, low, high):
    """A list of group numbers, several rows for each, shuffled."""
    out = [g for g in range(n_groups) for _ in range(rng.randint(low, high))]
    rng.shuffle(out)
    return out


# ================================================================ (a) leaked items: 7
def a01():
    n = "a01-two-of-four"
    r, t = start(n, "en", "news", "science", "review")
    rows = []
    for i in range(396):
        d = r.choice(t.domains)
        rows.append(dict(id=i + 1, text=t.text(domain=d), label=d, split="train"))
    test = [dict(id=397 + i, text=t.text(domain=d), label=d, split="test") for i, d in enumerate(["news", "science", "review", "news"])]
    for i, k in enumerate((120, 301)):
        rows[k]["text"], rows[k]["label"] = test[i]["text"], test[i]["label"]
    table(case(n, "leaked-items", False, [L], None,
        "2 of 4 test items stand word for word in the training rows. That is half of the evaluation, although only 0.5 % of the 400 rows; the share of evaluation items decides, so it is an error.") / "labelled.csv", rows + test)


def a02():
    n = "a02-hub-qa"
    r, t = start(n, "en", "clinic", "science")
    def qa():
        d = r.choice(t.domains)
        ctx = t.text(1, 2, d)
        return dict(question="Why is it said that " + ctx[0].lower() + ctx[1:-1].replace(". ", ", and ") + "?", answer=t.text(1, 2, d))
    train, test, val = [qa() for _ in range(260)], [qa() for _ in range(30)], [qa() for _ in range(30)]
    for i, k in enumerate(r.sample(range(260), 12)):
        train[k] = dict(test[i])
    for i, x in enumerate(train + val + test):
        x["qid"] = hashlib.md5(f"{n}{i}".encode()).hexdigest()
    d = case(n, "leaked-items", False, [L], None, "12 of 30 test items (question and answer, 40 % of the split) are training rows too; qid differs. Validation is clean.")
    parquet(d / "data/train-00000-of-00002.parquet", train[:130])
    parquet(d / "data/train-00001-of-00002.parquet", train[130:])
    parquet(d / "data/validation-00000-of-00001.parquet", val)
    parquet(d / "data/test-00000-of-00001.parquet", test)


def a03():
    n = "a03-chinese-punctuation"
    r, t = start(n, "zh", "新闻", "客服")
    make = lambda k: [dict(文本=t.text(3, 4, d), 类别=d) for d in (r.choice(t.domains) for _ in range(k))]
    train, dev, test = make(180), make(25), make(25)
    for i, k in enumerate(r.sample(range(180), 10)):
        train[k] = dict(文本=test[i]["文本"].replace("，", ",").replace("。", "."), 类别=test[i]["类别"])
    d = case(n, "leaked-items", False, [L], None, "10 of 25 test items (40 %) are in train, with half-width punctuation instead of full-width; dev is clean.")
    jsonl(d / "train/part-0.jsonl", train[:90]); jsonl(d / "train/part-1.jsonl", train[90:])
    jsonl(d / "dev/part-0.jsonl", dev); jsonl(d / "test/part-0.jsonl", test)


def a04():
    n = "a04-benchmark-inside-documents"
    r, t = start(n, "en", "science", "news", "code")
    bench = [dict(item=f"q-{i:03d}", text=t.text(3, 3)) for i in range(10)]
    docs = [dict(url=f"https://pages.example/{r.getrandbits(40):x}", text=t.text(6, 9)) for _ in range(150)]
    for i, k in enumerate(r.sample(range(150), 5)):
        s = docs[k]["text"].split(". ")
        docs[k]["text"] = ". ".join(s[:3]) + ". " + bench[i]["text"] + " " + ". ".join(s[3:])
    d = case(n, "leaked-items", False, [L], None, "5 of 10 benchmark items (50 %) stand word for word inside longer training documents; 3 % of the training rows.",
             hint="--input data/pretraining --against data/benchmark/items.jsonl")
    jsonl(d / "pretraining/docs.jsonl", docs); jsonl(d / "benchmark/items.jsonl", bench)


def a05():
    n = "a05-german"
    r, t = start(n, "de", "presse", "technik")
    make = lambda k: [dict(Text=t.text(3, 4, d), Rubrik=d) for d in (r.choice(t.domains) for _ in range(k))]
    train, val, test = make(200), make(20), make(20)
    for i, k in enumerate(r.sample(range(200), 8)):
        train[k] = dict(val[i])
    d = case(n, "leaked-items", False, [L], None, "8 of 20 validation items (40 %) are training rows; test is clean. Model selection is spoiled: an error.")
    for name, rows in (("train", train), ("validation", val), ("test", test)):
        table(d / f"{name}.csv", rows, delimiter=";")


def a06():
    n = "a06-chat-case"
    r, t = start(n, "en", "support", "review")
    def chat():
        return dict(id=ident(r), messages=[dict(role="user", content=t.text(2, 3)), dict(role="assistant", content=t.text(2, 3))])
    train, test = [chat() for _ in range(120)], [chat() for _ in range(16)]
    for i, k in enumerate(r.sample(range(120), 6)):
        train[k]["messages"] = [dict(role=m["role"], content=m["content"].upper() if m["role"] == "user" else m["content"]) for m in test[i]["messages"]]
    d = case(n, "leaked-items", False, [L], None, "6 of 16 test conversations (37.5 %) are training conversations, the user's turn in capitals; ids differ.")
    jsonl(d / "chat_train.jsonl", train); jsonl(d / "chat_test.jsonl", test)


def a07():
    n = "a07-one-of-three"
    r, t = start(n, "es", "barrio", "salud")
    rows = [dict(uid=1000 + i, frase=t.text(3, 4, d), tema=d, split="train") for i, d in enumerate(r.choice(t.domains) for _ in range(297))]
    test = [dict(uid=2000 + i, frase=t.text(3, 4, "salud"), tema="salud", split="test") for i in range(3)]
    rows[77].update(frase=test[1]["frase"], tema="salud")
    parquet(case(n, "leaked-items", False, [L], None, "1 of 3 test items (33 %) is a training row; 0.3 % of the 300 rows. The share of evaluation items decides.") / "frases.parquet", test + rows)


# ================================================================ (b) groups: 10
def b01():
    n = "b01-user-integer"
    r, t = start(n, "en", "review")
    users = r.sample(range(10000, 99999), 55)
    test_users, train_users = users[:20], users[10:]          # 10 of 20 in both
    rows = [dict(review_id=i, user_id=r.choice(train_users), text=t.text(), stars=r.randint(1, 5), split="train") for i in range(240)]
    for u in train_users[:10]:
        rows[r.randrange(240)]["user_id"] = u
    rows += [dict(review_id=240 + i, user_id=u, text=t.text(), stars=r.randint(1, 5), split="test") for i, u in enumerate(test_users * 3)]
    w = shares([x["user_id"] for x in rows if x["split"] == "train"], [x["user_id"] for x in rows if x["split"] == "test"])
    r.shuffle(rows)
    table(case(n, "group", False, [G], dict(group="user_id", time=None), f"Integer user ids in two splits: {w}; other test users are new, so splitting by user was meant or possible. review_id is unique.") / "reviews.csv", rows)


def b02():
    n = "b02-patient-prefix"
    r, t = start(n, "en", "clinic")
    g = grouped(r, 48, 3, 7)
    rows = [dict(note_id=f"N{i:06d}", patient_id=f"PT-{17 * p + 310:05d}", note=t.text()) for i, p in enumerate(g)]
    k = len(rows)
    tr, va, te = rows[: int(k * .7)], rows[int(k * .7): int(k * .85)], rows[int(k * .85):]
    w = shares([x["patient_id"] for x in tr], [x["patient_id"] for x in te])
    d = case(n, "group", False, [G], dict(group="patient_id", time=None), f"Notes were split by row, not by patient: {w}.")
    for name, rs in (("train", tr), ("validation", va), ("test", te)):
        jsonl(d / name / "notes.jsonl", rs)


def b03():
    n = "b03-nested-meta-user"
    r, t = start(n, "en", "support", "code")
    users = [ident(r) for _ in range(40)]
    g = grouped(r, 40, 3, 6)
    rows = [dict(messages=[dict(role="user", content=t.text(1, 2)), dict(role="assistant", content=t.text(2, 3))], meta=dict(user_id=users[p], client=r.choice(["web", "ios", "android"]))) for p in g]
    k = int(len(rows) * .8)
    w = shares([x["meta"]["user_id"] for x in rows[:k]], [x["meta"]["user_id"] for x in rows[k:]])
    d = case(n, "group", False, [G], dict(group="meta.user_id", time=None), f"UUIDs of users in the nested field meta.user_id: {w}. meta.client has three values and is no group.")
    jsonl(d / "train.jsonl", rows[:k]); jsonl(d / "test.jsonl", rows[k:])


def b04():
    n = "b04-metadata-author"
    r, t = start(n, "es", "barrio")
    who = names(r, 36)
    both, only_train, only_val = who[:8], who[8:28], who[28:]
    mk = lambda a: dict(titulo=" ".join(t.text(1, 1).split()[:6]).rstrip(",."), texto=t.text(3, 4), metadata=dict(author=a, lang="es"))
    tr = [mk(a) for a in (both + only_train) * 5]
    va = [mk(a) for a in (both + only_val) * 2]
    w = shares([x["metadata"]["author"] for x in tr], [x["metadata"]["author"] for x in va])
    r.shuffle(tr); r.shuffle(va)
    d = case(n, "group", False, [G], dict(group="metadata.author", time=None), f"Author names under metadata: {w}; the other validation authors are new.")
    jsonl(d / "train.jsonl", tr); jsonl(d / "validation.jsonl", va)


def b05():
    n = "b05-card-document-chunks"
    r, t = start(n, "en", "science", "news")
    g = grouped(r, 50, 4, 7)
    sha = [hashlib.sha1(f"{n}{p}".encode()).hexdigest() for p in range(50)]
    count, rows = {}, []
    for p in g:
        count[p] = count.get(p, -1) + 1
        rows.append(dict(document_id=sha[p], chunk=count[p], passage=t.text()))
    k = int(len(rows) * .85)
    w = shares([x["document_id"] for x in rows[:k]], [x["document_id"] for x in rows[k:]])
    d = case(n, "group", False, [G], dict(group="document_id", time=None), f"Chunks of one document (SHA-1 in document_id) are in both splits: {w}. Splits are told by the card alone. chunk is a position, no group.")
    parquet(d / "shards/a.parquet", rows[: k // 2]); parquet(d / "shards/b.parquet", rows[k // 2: k]); parquet(d / "shards/c.parquet", rows[k:])
    (d / "README.md").write_text("---\nlanguage: en\nconfigs:\n- config_name: default\n  data_files:\n  - split: train\n    path:\n    - shards/a.parquet\n    - shards/b.parquet\n  - split: test\n    path: shards/c.parquet\n---\n\n# Passages\n\nPassages of articles, cut at paragraph ends.\n")


def b06():
    n = "b06-conversation-turns"
    r, t = start(n, "de", "alltag", "technik")
    conv = [ident(r) for _ in range(45)]
    rows = [dict(conversation_id=conv[c], turn=k, speaker="Kunde" if k % 2 == 0 else "Berater", text=t.text(2, 3)) for c in range(45) for k in range(r.randint(4, 7))]
    for x in rows:
        x["split"] = r.choices(["train", "validation", "test"], [8, 1, 1])[0]
    w = shares([x["conversation_id"] for x in rows if x["split"] == "train"], [x["conversation_id"] for x in rows if x["split"] == "test"])
    jsonl(case(n, "group", False, [G], dict(group="conversation_id", time=None), f"Turns of one conversation were drawn into different splits: {w}. speaker is a role of two values and turn a position; neither is a group.") / "turns.jsonl", rows)


def b07():
    n = "b07-repository"
    r, t = start(n, "en", "code")
    repos = [f"{a}/{b}" for a, b in zip(r.sample(["northtide", "kelpware", "oso-labs", "mintfield", "quietbit", "havenio", "ridgeline", "plumstack", "zebrawood", "tinfoil", "marlo", "oxbow"], 12) * 3,
             ["parser", "router", "atlas", "looms", "cinder", "gauge", "pebble", "tracer", "vault", "scribe", "ferry", "lattice"] * 3)]
    repos = list(dict.fromkeys(f"{x}-{i // 12}" for i, x in enumerate(repos)))
    both, tr_only, te_only = repos[:6], repos[6:26], repos[26:]
    mk = lambda p, s: dict(repo=p, commit=f"{r.getrandbits(160):040x}", message=t.text(2, 4), split=s)
    rows = [mk(p, "train") for p in both + tr_only for _ in range(8)] + [mk(p, "test") for p in both + te_only for _ in range(4)]
    w = shares([x["repo"] for x in rows if x["split"] == "train"], [x["repo"] for x in rows if x["split"] == "test"])
    r.shuffle(rows)
    parquet(case(n, "group", False, [G], dict(group="repo", time=None), f"Repositories (owner/name) in train and test: {w}. commit is unique.") / "commits.parquet", rows)


def b08():
    n = "b08-product-few"
    r, t = start(n, "de", "alltag")
    asin = ["B0" + "".join(r.choices("0123456789ABCDEFGHJKLMNPQRSTVWXYZ", k=8)) for _ in range(70)]
    tr_ids, te_ids = asin[:50], asin[48:]                      # 2 of 22 in both
    mk = lambda p: dict(product_id=p, Bewertung=t.text(3, 4), Sterne=r.randint(1, 5))
    tr, te = [mk(p) for p in tr_ids * 5], [mk(p) for p in te_ids * 3]
    w = shares([x["product_id"] for x in tr], [x["product_id"] for x in te])
    r.shuffle(tr); r.shuffle(te)
    d = case(n, "group", False, [G], dict(group="product_id", time=None), f"Split by product, but two products slipped through: {w}. Small, yet a fault: the other 20 are apart, so the rule is visible. Any severity from warning up is right.")
    table(d / "train.tsv", tr, delimiter="\t"); table(d / "test.tsv", te, delimiter="\t")


def b09():
    n = "b09-speaker-transcripts"
    r, t = start(n, "en", "news", "review")
    g = grouped(r, 30, 7, 10)
    rows = [dict(audio=f"clips/{i:05d}.flac", transcription=t.text(2, 3), speaker_id=f"spk{p * 3 + 7:03d}", gender="fm"[p % 2], seconds=round(r.uniform(4, 15), 2)) for i, p in enumerate(g)]
    for x in rows:
        x.pop("audio")                                        # no sound files here
    k = int(len(rows) * .8)
    w = shares([x["speaker_id"] for x in rows[:k]], [x["speaker_id"] for x in rows[k:]])
    d = case(n, "group", False, [G], dict(group="speaker_id", time=None), f"Speakers are in both splits: {w}. For speech, splits by speaker are the rule. gender is a category.")
    parquet(d / "data/train-00000-of-00001.parquet", rows[:k]); parquet(d / "data/test-00000-of-00001.parquet", rows[k:])


def b10():
    n = "b10-chinese-user-and-clock"
    r, t = start(n, "zh", "客服", "生活")
    users = [hashlib.sha256(f"{n}{p}".encode()).hexdigest()[:16] for p in range(45)]
    g = grouped(r, 45, 4, 7)
    k = int(len(g) * .8)
    mk = lambda p, s, a, b: dict(用户ID=users[p], 内容=t.text(3, 4), 发布时间=stamp(r, a, b).strftime("%Y-%m-%d %H:%M:%S"), split=s)
    tr = [mk(p, "train", day(2024, 3, 1), day(2024, 9, 30)) for p in g[:k]]
    te = [mk(p, "test", day(2023, 9, 1), day(2024, 1, 31)) for p in g[k:]]
    w = shares([x["用户ID"] for x in tr], [x["用户ID"] for x in te])
    jsonl(case(n, "group+time", False, [G, T], dict(group="用户ID", time="发布时间"), f"Column names are Chinese. Hashed user ids: {w}. And every training row (March to September 2024) is later than every test row (September 2023 to January 2024).") / "posts.jsonl", tr + te)


# ================================================================ (c) time: 8
def c01():
    n = "c01-iso-reversed"
    r, t = start(n, "en", "news")
    mk = lambda a, b: dict(id=ident(r), headline=t.text(1, 1), body=t.text(3, 5), published_at=stamp(r, a, b).strftime("%Y-%m-%dT%H:%M:%SZ"))
    d = case(n, "time", False, [T], dict(group=None, time="published_at"), "All 200 training rows (2023) are later than all 50 test rows (2022): the split is reversed.")
    jsonl(d / "train.jsonl", [mk(day(2023, 1, 1), day(2023, 12, 31)) for _ in range(200)])
    jsonl(d / "test.jsonl", [mk(day(2022, 1, 1), day(2022, 12, 31)) for _ in range(50)])


def c02():
    n = "c02-epoch-seconds-some"
    r, t = start(n, "en", "support")
    mk = lambda s, a, b: dict(ticket=f"T-{r.getrandbits(32):08x}", text=t.text(), timestamp=int(stamp(r, a, b).timestamp()), split=s)
    cut = day(2021, 10, 1)
    rows = [mk("train", day(2021, 1, 1), cut) for _ in range(264)] + [mk("train", cut, day(2022, 1, 1)) for _ in range(36)] + [mk("test", cut, day(2022, 1, 1)) for _ in range(60)]
    r.shuffle(rows)
    table(case(n, "time", False, [T], dict(group=None, time="timestamp"), "Epoch seconds. The split is by time at 2021-10-01 (88 % of train before, all of test after), but 36 of 300 training rows (12 %) are from the test period. Not a random split: test has no row before the cut.") / "tickets.csv", rows)


def c03():
    n = "c03-nested-epoch-millis"
    r, t = start(n, "es", "salud", "barrio")
    mk = lambda a, b: dict(texto=t.text(3, 4), meta=dict(ts=int(stamp(r, a, b).timestamp() * 1000) + r.randrange(1000), canal=r.choice(["web", "correo"])))
    d = case(n, "time", False, [T], dict(group=None, time="meta.ts"), "Epoch milliseconds under meta.ts. validation (July 2020) follows train (January to June 2020) properly, but all test rows (October to December 2019) are earlier than all training rows.")
    jsonl(d / "train/0.jsonl", [mk(day(2020, 1, 1), day(2020, 6, 30)) for _ in range(160)])
    jsonl(d / "validation/0.jsonl", [mk(day(2020, 7, 1), day(2020, 7, 31)) for _ in range(30)])
    jsonl(d / "test/0.jsonl", [mk(day(2019, 10, 1), day(2019, 12, 31)) for _ in range(30)])


def c04():
    n = "c04-date-inner-year"
    r, t = start(n, "en", "science", "news")
    mk = lambda y: dict(date=stamp(r, day(y, 1, 1), day(y, 12, 31)).date(), text=t.text(), split="test" if y == 2021 else "train")
    rows = [mk(y) for y in (2018, 2019, 2020, 2021, 2022, 2023) for _ in range(45)]
    rows.sort(key=lambda x: x["date"])
    parquet(case(n, "time", False, [T], dict(group=None, time="date"), "Parquet dates. Test is all of 2021; 90 of 225 training rows (40 %) are of 2022 and 2023, later than every test row; no training row is of 2021. A year held out of the middle, with the future in train.") / "reports.parquet", rows, date=pa.date32())


def c05():
    n = "c05-slash-minutes"
    r, t = start(n, "de", "technik")
    mk = lambda a, b: dict(Meldung=t.text(3, 4), Anlage=r.choice(["Werk Nord", "Werk Süd"]), Zeitpunkt=stamp(r, a, b).strftime("%Y/%m/%d %H:%M"))
    d = case(n, "time", False, [T], dict(group=None, time="Zeitpunkt"), "Times as 2024/03/05 10:00. All 150 training rows (March to June 2024) are later than all 40 test rows (January and February 2024). Anlage is a category of two values, no group.")
    table(d / "train.csv", [mk(day(2024, 3, 5, 10), day(2024, 6, 30)) for _ in range(150)], delimiter=";")
    table(d / "test.csv", [mk(day(2024, 1, 2), day(2024, 2, 29)) for _ in range(40)], delimiter=";")


def c06():
    n = "c06-rfc-mail"
    r, t = start(n, "en", "support", "code")
    mk = lambda a, b: dict(message_id=f"<{r.getrandbits(48):012x}@lists.example>", date=email.utils.format_datetime(stamp(r, a, b)), body=t.text(3, 5))
    cut = day(2019, 9, 1)
    tr = [mk(day(2018, 9, 1), cut) for _ in range(170)] + [mk(cut, day(2019, 12, 31)) for _ in range(30)]
    r.shuffle(tr)
    d = case(n, "time", False, [T], dict(group=None, time="date"), "Dates as RFC 2822. Test is September to December 2019; 30 of 200 training rows (15 %) are from that period too, all others before it. Sorting the strings would sort by weekday. message_id is unique.")
    jsonl(d / "train.jsonl", tr); jsonl(d / "test.jsonl", [mk(cut, day(2019, 12, 31)) for _ in range(50)])


def c07():
    n = "c07-parquet-zone"
    r, t = start(n, "zh", "新闻", "生活")
    z = ZoneInfo("Asia/Shanghai")
    mk = lambda a, b: dict(正文=t.text(3, 4), created_at=stamp(r, a, b).astimezone(z))
    d = case(n, "time", False, [T], dict(group=None, time="created_at"), "Parquet timestamps in Asia/Shanghai. All 140 training rows (2022) are later than all 35 validation rows (second half of 2021).")
    ty = dict(created_at=pa.timestamp("us", tz="Asia/Shanghai"))
    parquet(d / "data/train-00000-of-00001.parquet", [mk(day(2022, 1, 2), day(2022, 12, 30)) for _ in range(140)], **ty)
    parquet(d / "data/validation-00000-of-00001.parquet", [mk(day(2021, 7, 1), day(2021, 12, 30)) for _ in range(35)], **ty)


def c08():
    n = "c08-years-only"
    r, t = start(n, "en", "science", "clinic")
    mk = lambda s, a, b: dict(paper=f"10.5555/{r.randrange(10**7):07d}", abstract=t.text(), year=r.randint(a, b), split=s)
    rows = [mk("train", 2016, 2022) for _ in range(180)] + [mk("test", 2009, 2013) for _ in range(45)]
    r.shuffle(rows)
    table(case(n, "time", False, [T], dict(group=None, time="year"), "Years only, as integers. All 180 training rows (2016 to 2022) are later than all 45 test rows (2009 to 2013).") / "abstracts.csv", rows)


# ================================================================ odd but sound: 25
NOTHING = "Nothing may be said about groups, time or leaked items"


def sound(name, kind, columns, why, hint=None):
    return case(name, kind, True, [], columns, why, must_not=list(ALL), hint=hint)


def s01():
    n = "s01-unique-row-ids"
    r, t = start(n, "en", "review", "support")
    mk = lambda: dict(conversation_id=ident(r), user_id=r.randrange(10**9, 10**10), text=t.text())
    rows = [mk() for _ in range(300)]
    d = sound(n, "group", None, f"conversation_id and user_id have names of groups, but each value occurs once in all splits: they identify rows. {NOTHING}.")
    parquet(d / "data/train-00000-of-00001.parquet", rows[:240]); parquet(d / "data/validation-00000-of-00001.parquet", rows[240:270]); parquet(d / "data/test-00000-of-00001.parquet", rows[270:])


def s02():
    n = "s02-id-restarts"
    r, t = start(n, "en", "news", "science")
    d = sound(n, "group", None, f"id counts from 0 in every file, one row each; all ids of test are in train too and mean nothing. {NOTHING}.")
    for name, k in (("train", 220), ("dev", 40), ("test", 60)):
        jsonl(d / f"{name}.jsonl", [dict(id=i, text=t.text()) for i in range(k)])


def s03():
    n = "s03-document-numbers-restart"
    r, t = start(n, "de", "presse")
    d = sound(n, "group", None, f"document_id is the row number of its own file (doc_0000, doc_0001, ..., once each, without a gap, in order) and begins anew in test. The name is that of a group, the values are numbers of rows: no document is in two splits. {NOTHING}.")
    for name, k in (("train", 200), ("test", 50)):
        table(d / f"{name}.csv", [dict(document_id=f"doc_{i:04d}", text=t.text(3, 4)) for i in range(k)])


def s04():
    n = "s04-label-and-source"
    r, t = start(n, "en", "news", "science", "support", "review")
    src = ["gazette.example", "forum.example", "wiki.example", "blog.example", "shop.example"]
    rows = [dict(text=t.text(domain=c), label=c, source=r.choice(src), domain=r.choice(src[:3])) for c in (r.choice(t.domains) for _ in range(320))]
    for i, x in enumerate(rows):
        x["split"] = "train" if i < 250 else "validation" if i < 285 else "test"
    parquet(sound(n, "group", None, f"label (4 classes), source and domain (5 and 3 web sites) have few values, all in every split, by design. {NOTHING}.") / "corpus.parquet", rows)


def s05():
    n = "s05-languages"
    r, t = start(n, "en", "news")
    where = [("en", "news"), ("de", "presse"), ("es", "barrio"), ("zh", "新闻")]
    mk = lambda: (lambda l, d: dict(text=t.text(3, 4, d, l), language=l, script="Hans" if l == "zh" else "Latn"))(*r.choice(where))
    d = sound(n, "group", None, f"language has four values and script two, all in both splits by design. {NOTHING}.")
    jsonl(d / "train.jsonl", [mk() for _ in range(200)]); jsonl(d / "test.jsonl", [mk() for _ in range(60)])


def s06():
    n = "s06-anonymous-author"
    r, t = start(n, "en", "review", "news")
    who = iter(names(r, 60))
    mk = lambda k, named: [dict(text=t.text(), author=next(who) if i < named else "anonymous") for i in range(k)]
    tr, te = mk(200, 30), mk(60, 12)
    r.shuffle(tr); r.shuffle(te)
    d = sound(n, "group", None, f"author is \"anonymous\" in 218 of 260 rows: no author is known, and no one person wrote them. The 42 named authors occur once each, in one split only. {NOTHING}.")
    table(d / "train.csv", tr); table(d / "test.csv", te)


def s07():
    n = "s07-user-null"
    r, t = start(n, "zh", "生活", "客服")
    mk = lambda k, ids: [dict(text=t.text(3, 4), user_id=ids[i % len(ids)] if i < 2 * len(ids) else None) for i in range(k)]
    tr, te = mk(220, [f"u_{x}" for x in r.sample(range(1000, 5000), 6)]), mk(50, [f"u_{x}" for x in r.sample(range(5000, 9000), 2)])
    r.shuffle(tr); r.shuffle(te)
    d = sound(n, "group", dict(group="user_id", time=None), f"user_id is null in 254 of 270 rows; the 8 users that are known have two rows each and are in one split only. Null is no user. {NOTHING}.")
    jsonl(d / "train.jsonl", tr); jsonl(d / "test.jsonl", te)


def s08():
    n = "s08-annotators"
    r, t = start(n, "en", "clinic", "review")
    ann = ["ann_01", "ann_02", "ann_03", "ann_04", "ann_05"]
    rows = [dict(item_id=f"it{i:05d}", text=t.text(domain=d), label=d, annotator_id=r.choice(ann), split="train" if i < 260 else "dev" if i < 300 else "test") for i, d in enumerate(r.choice(t.domains) for _ in range(350))]
    r.shuffle(rows)
    jsonl(sound(n, "group", None, f"annotator_id: five annotators label about 70 rows each and are in all three splits by design, as with any annotated corpus. They did not write the texts, and five people cannot be kept apart in three splits without losing the data. Right is no finding; an information that names the column would do no harm, a warning or error is a false alarm. {NOTHING}.") / "annotated.jsonl", rows)


def s09():
    n = "s09-random-split-times"
    r, t = start(n, "en", "support", "news")
    mk = lambda: dict(text=t.text(), created_at=stamp(r, day(2021, 1, 1), day(2023, 12, 31)).isoformat())
    d = sound(n, "time", dict(group=None, time="created_at"), "A random split: train, validation and test all spread over 2021 to 2023 alike, so no order was meant. Right is to say nothing; an information (\"the split is random in time\") is acceptable, a warning or error is a false alarm, because nearly every random split with a date would get it.")
    for name, k in (("train", 240), ("validation", 40), ("test", 40)):
        jsonl(d / f"{name}.jsonl", [mk() for _ in range(k)])


def s10():
    n = "s10-template-ids"
    r, t = start(n, "en", "code", "support")
    ask = ["Summarise", "Translate into French", "Find the mistake in", "Rewrite politely", "Continue", "Give a title to", "Explain to a child", "Turn into a poem", "List the nouns of", "Shorten", "Argue against", "Quote the middle of"]
    def mk():
        k = r.randrange(12)
        return dict(instruction=ask[k], input=t.text(2, 3), output=t.text(1, 2), template_id=f"tpl_{k:02d}")
    d = sound(n, "group", None, f"template_id: twelve prompts (with the same 12 instructions), all in every split by design; inputs and outputs differ. {NOTHING}.")
    for name, k in (("train", 200), ("validation", 40), ("test", 50)):
        jsonl(d / f"{name}.jsonl", [mk() for _ in range(k)])


def s11():
    n = "s11-prices-like-years"
    r, t = start(n, "de", "alltag")
    mk = lambda s: dict(Beschreibung=t.text(3, 4), Preis=r.choice([1899, 1949, 1990, 1999, 2010, 2019, 2020, 2024, 2049, 2099]), Lagerbestand=r.randrange(0, 60), Postleitzahl=r.choice(["20095", "50667", "80331", "10115"]), split=s)
    rows = [mk("train") for _ in range(200)] + [mk("test") for _ in range(50)]
    for x in rows[200:]:
        x["Preis"] = r.choice([1899, 1949, 1990, 1999])           # cheap ones in test: read as years, test would be earlier
    r.shuffle(rows)
    table(sound(n, "time", None, f"Preis holds prices in euro that look like years (test has the cheap ones, at most 1999); Lagerbestand and Postleitzahl are no ids of groups. No column is a time or a group. {NOTHING}.") / "angebote.csv", rows, delimiter=";")


def s12():
    n = "s12-years-in-text"
    r, t = start(n, "zh", "新闻")
    mk = lambda a, b: dict(标题=t.text(1, 1).rstrip("。"), 正文=f"{r.randint(a, b)}年，" + t.text(3, 4) + f"据记载，此事始于{r.randint(1800, a)}年。")
    d = sound(n, "time", None, f"Years stand inside the texts only (train tells of 1990 to 2023, test of 1950 to 1985); no column tells when a row was written. {NOTHING}.")
    jsonl(d / "train.jsonl", [mk(1990, 2023) for _ in range(160)]); jsonl(d / "test.jsonl", [mk(1950, 1985) for _ in range(40)])


def s13():
    n = "s13-constant-created"
    r, t = start(n, "en", "code", "science")
    mk = lambda: dict(content=t.text(), created_at="2024-05-14T09:31:07Z", repository="oxbow/lattice", license="mit")
    d = sound(n, "group+time", None, f"created_at is the one time at which the file was made, equal in all rows; repository and license are constant too. A constant column tells nothing of the split (an information that a column has one value is fine). {NOTHING}.")
    jsonl(d / "train.jsonl", [mk() for _ in range(220)]); jsonl(d / "test.jsonl", [mk() for _ in range(55)])


def s14():
    n = "s14-exported-at"
    r, t = start(n, "en", "clinic", "support")
    base = day(2024, 8, 20, 3, 15)
    def mk(k, offset):
        return [dict(text=t.text(), exported_at=(base + dt.timedelta(milliseconds=offset + 11 * i)).isoformat(timespec="milliseconds")) for i in range(k)]
    d = sound(n, "time", None, f"exported_at is the clock of the job that wrote the files: test first, train two seconds later, all within 5 seconds. It does not say when a text was written. {NOTHING}.")
    jsonl(d / "test.jsonl", mk(60, 0)); jsonl(d / "train.jsonl", mk(240, 2000))


def s15():
    n = "s15-later-as-it-should"
    r, t = start(n, "en", "news", "review")
    mk = lambda s, a, b: dict(post_id=f"t3_{r.getrandbits(36):x}", text=t.text(), created_at=stamp(r, a, b).strftime("%Y-%m-%dT%H:%M:%S.000Z"), split=s)
    rows = [mk("test", day(2022, 7, 1), day(2022, 12, 31)) for _ in range(60)] + [mk("train", day(2020, 1, 1), day(2022, 6, 30)) for _ in range(240)]
    r.shuffle(rows)
    parquet(sound(n, "time", dict(group=None, time="created_at"), f"All test rows are later than all training rows: the right way. {NOTHING}.") / "posts.parquet", rows)


def s16():
    n = "s16-three-in-order"
    r, t = start(n, "en", "support", "code")
    mk = lambda a, b: dict(event_time=int(stamp(r, a, b).timestamp() * 1000), log=t.text(2, 4))
    d = sound(n, "time", dict(group=None, time="event_time"), f"Epoch milliseconds; train ends on 30 April 2023, validation is May, test is June: three splits in the right order. {NOTHING}.")
    parquet(d / "train.parquet", [mk(day(2022, 11, 1), day(2023, 4, 30)) for _ in range(200)])
    parquet(d / "validation.parquet", [mk(day(2023, 5, 1), day(2023, 5, 31)) for _ in range(40)])
    parquet(d / "test.parquet", [mk(day(2023, 6, 1), day(2023, 6, 30)) for _ in range(40)])


def s17():
    n = "s17-names-in-column"
    r, t = start(n, "en", "review", "science")
    parts = [("train", 180, day(2018, 1, 1), day(2019, 12, 31)), ("dev", 40, day(2020, 1, 1), day(2020, 3, 31)), ("test_public", 40, day(2020, 4, 1), day(2020, 6, 30)), ("holdout", 40, day(2020, 7, 1), day(2020, 9, 30))]
    rows, u = [], 100
    for name, k, a, b in parts:
        users = list(range(u, u + k // 5)); u += k // 5
        rows += [dict(user_id=users[i % len(users)], text=t.text(), created=stamp(r, a, b).strftime("%Y-%m-%d"), partition=name) for i in range(k)]
    r.shuffle(rows)
    table(sound(n, "group+time", dict(group="user_id", time="created"), f"Splits train, dev, test_public and holdout; five rows for each user, every user in one split only; times follow one another. {NOTHING}.",
          hint="the split column is `partition`, if the tool does not find it by its values") / "all.csv", rows)


def s18():
    n = "s18-folders"
    r, t = start(n, "es", "salud", "barrio")
    d = sound(n, "group", dict(group="patient", time=None), f"Folders training, validation and eval. Patients (P-0001 and so on) have several rows and each is in one folder only; the visit numbers 1 to 4 recur in all folders, as they must. {NOTHING}.")
    p = 0
    for name, k in (("training", 40), ("validation", 8), ("eval", 12)):
        rows = []
        for _ in range(k):
            p += 1
            rows += [dict(patient=f"P-{p:04d}", visita=v, nota=t.text(3, 4)) for v in range(1, r.randint(3, 4) + 1)]
        jsonl(d / name / "notas.jsonl", rows)


def s19():
    n = "s19-folds"
    r, t = start(n, "en", "review", "clinic")
    users = r.sample(range(300, 900), 50)
    g = grouped(r, 50, 4, 7)
    rows = [dict(text=t.text(domain=d), label=d, user_id=users[p], fold=r.randrange(5), created_at=stamp(r, day(2019, 1, 1), day(2021, 1, 1)).strftime("%Y-%m-%d %H:%M")) for p, d in ((p, r.choice(t.domains)) for p in g)]
    table(sound(n, "group+time", None, f"fold (0 to 4, shuffled) is a number for cross-validation: no row is train or test, so there are no splits that could leak, although users and times are in all folds. At most an information, and only if it says that folds were meant. {NOTHING}.") / "reviews.csv", rows)


def s20():
    n = "s20-speaker-roles"
    r, t = start(n, "en", "support")
    d = sound(n, "group", dict(group="dialogue_id", time=None), f"speaker says agent or customer and product says which of four lines a call is about: roles and categories, in both splits by design. dialogue_id has several rows each and is in one split only. {NOTHING}.")
    for name, k in (("train", 45), ("test", 12)):
        rows = []
        for _ in range(k):
            i, p = ident(r), r.choice(["home", "office", "school", "hotel"])
            rows += [dict(dialogue_id=i, speaker="customer" if q % 2 == 0 else "agent", product=p, utterance=t.text(2, 3)) for q in range(r.randint(3, 6))]
        parquet(d / f"{name}.parquet", rows)


def s21():
    n = "s21-mixed-zones"
    r, t = start(n, "en", "news", "code")
    tokyo, lima = dt.timezone(dt.timedelta(hours=9)), dt.timezone(dt.timedelta(hours=-5))
    cut = day(2023, 10, 1)
    mk = lambda a, b, z: dict(text=t.text(), time=stamp(r, a, b).astimezone(z).isoformat())
    tr = [mk(day(2023, 9, 1), cut - dt.timedelta(hours=9), tokyo) for _ in range(170)] + [mk(cut - dt.timedelta(hours=8), cut - dt.timedelta(minutes=5), tokyo) for _ in range(30)]
    te = [mk(cut + dt.timedelta(minutes=5), cut + dt.timedelta(hours=4, minutes=30), lima) for _ in range(20)] + [mk(cut + dt.timedelta(hours=6), day(2023, 10, 20), lima) for _ in range(30)]
    r.shuffle(tr); r.shuffle(te)
    d = sound(n, "time", dict(group=None, time="time"), f"Train has times of Tokyo (+09:00), test of Lima (-05:00). As strings, 30 training rows (1 October) come after 20 test rows (30 September, evening); as instants every test row is later than every training row. {NOTHING}.")
    jsonl(d / "train.jsonl", tr); jsonl(d / "test.jsonl", te)


def s22():
    n = "s22-day-first"
    r, t = start(n, "es", "barrio")
    mk = lambda s, a, b: dict(fecha=stamp(r, a, b).strftime("%d/%m/%Y"), texto=t.text(3, 4), split=s)
    rows = [mk("train", day(2023, 1, 1), day(2023, 9, 30)) for _ in range(200)] + [mk("test", day(2023, 10, 1), day(2023, 12, 31)) for _ in range(50)]
    r.shuffle(rows)
    table(sound(n, "time", dict(group=None, time="fecha"), f"Dates are day first (days above 12 occur, so there is no doubt). Train ends in September 2023, test begins in October. Sorted as strings or read month first, they would seem mixed. {NOTHING}.") / "cartas.csv", rows)


def s23():
    n = "s23-same-day-at-the-border"
    r, t = start(n, "en", "science", "support")
    mk = lambda x: dict(text=t.text(), date=x.date().isoformat())
    tr = [mk(stamp(r, day(2023, 1, 1), day(2023, 6, 30))) for _ in range(200)] + [mk(day(2023, 6, 30)) for _ in range(4)]
    te = [mk(day(2023, 6, 30)) for _ in range(5)] + [mk(stamp(r, day(2023, 7, 1), day(2023, 8, 31))) for _ in range(45)]
    r.shuffle(tr); r.shuffle(te)
    d = sound(n, "time", dict(group=None, time="date"), f"Dates by day. Train ends and test begins on 2023-06-30: 4 or 5 rows each have that same day. No training row is later than any test row; equal is not later. {NOTHING}.")
    jsonl(d / "train.jsonl", tr); jsonl(d / "test.jsonl", te)


def s24():
    n = "s24-unknown-time"
    r, t = start(n, "de", "presse", "alltag")
    mk = lambda a, b: dict(text=t.text(3, 4), timestamp=int(stamp(r, a, b).timestamp()))
    tr = [mk(day(2020, 1, 1), day(2021, 12, 31)) for _ in range(200)]
    te = [mk(day(2022, 1, 1), day(2022, 6, 30)) for _ in range(50)]
    for x in r.sample(tr, 20) + r.sample(te, 9):
        x["timestamp"] = 0
    d = sound(n, "time", dict(group=None, time="timestamp"), f"Epoch seconds; 0 stands for an unknown time in 29 of 250 rows, in both splits. Every known time of test is later than every known time of train. {NOTHING} (that a time is 1970 in some rows may be told).")
    jsonl(d / "train.jsonl", tr); jsonl(d / "test.jsonl", te)


def s25():
    n = "s25-birth-years"
    r, t = start(n, "en", "clinic", "review")
    mk = lambda s, a, b: dict(text=t.text(), birth_year=r.randint(a, b), expires=f"{r.randint(2026, 2031)}-{r.randint(1, 12):02d}-01", deleted_author=r.choice(["[deleted]", "[removed]"]), split=s)
    rows = [mk("train", 1975, 2004) for _ in range(200)] + [mk("test", 1938, 1960) for _ in range(50)]
    r.shuffle(rows)
    parquet(sound(n, "group+time", None, f"birth_year is when a person was born (older people in test, by design), expires a date in the future; neither says when a row was written. deleted_author holds placeholders. {NOTHING}.") / "people.parquet", rows)


if __name__ == "__main__":

    for f in [v for k, v in sorted(globals().items()) if re.fullmatch(r"[abcs]\d\d", k)]:
        f()
    print(len(CASES), "cases,", sum(1 for c in CASES if c[2]), "sound")

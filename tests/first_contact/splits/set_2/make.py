"""Writes the 50 cases: python make.py   (needs pyarrow; fixed seeds; the same bytes every time)

Each case is a folder with right.json (written first) and data/. right.json:
  kind          leaked-items | group-leakage | time-leakage: what the case is about (sound cases: what they could be mistaken for)
  sound         true: nothing beyond an information may be said about leakage between splits
  must          codes that have to be found as a warning or an error
  must_not      codes that must not be found beyond an information
  columns       role -> column that a right finding or reading names (dots: field inside an object); null: nothing to name
  command_hint  extra command line options, paths relative to the folder of the case; null: none
"""
import csv, hashlib, json, random, shutil, sys, uuid
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path
import pyarrow as pa, pyarrow.parquet as pq
from textgen import Bank

HERE = Path(__file__).resolve().parent
ALL = ["leaked-items-error", "group-leakage", "time-leakage"]
LEAKS = ["exact-leak", "ngram-leak"]
CASES = []
def case(name, kind, sound, columns, why, hint=None, must_not_more=()):
    def deco(f): CASES.append((name, kind, sound, columns, why, hint, must_not_more, f)); return f
    return deco

def dump(path, rows, fmt, schema=None):
    path.parent.mkdir(parents=True, exist_ok=True)
    if fmt == "jsonl":
        path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    elif fmt == "csv":
        with open(path, "w", newline="", encoding="utf-8") as f:
            w = csv.DictWriter(f, list(rows[0])); w.writeheader(); w.writerows(rows)
    else: pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)

def put(d, splits, fmt, layout, rng, stem="data", column="split", schema=None):
    """splits: name -> rows. layout: files | folders | column."""
    if layout == "column":
        rows = [dict(r, **{column: s}) for s, rs in splits.items() for r in rs]
        rng.shuffle(rows); dump(d / "data" / f"{stem}.{fmt}", rows, fmt, schema)
    else:
        for s, rs in splits.items():
            rs = list(rs); rng.shuffle(rs)
            dump(d / "data" / (f"{s}.{fmt}" if layout == "files" else f"{s}/{stem}-00000.{fmt}"), rs, fmt, schema)

def when(r, a, b):
    a, b = datetime.fromisoformat(a), datetime.fromisoformat(b)
    return a + timedelta(seconds=r.randrange(int((b - a).total_seconds())))
def epoch(t): return int(t.replace(tzinfo=timezone.utc).timestamp())
def hx(r, n): return "".join(r.choice("0123456789abcdef") for _ in range(n))
def uid(r): return str(uuid.UUID(int=r.getrandbits(128), version=4))
def b36(r, n): return "".join(r.choice("0123456789abcdefghijklmnopqrstuvwxyz") for _ in range(n))
def UP(r, n): return "".join(r.choice("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(n))
HANDLES = [a + b for a in "quiet salty turbo neon grumpy lazy cosmic pixel mossy rapid velvet dizzy".split() for b in "Otter Badger Wizard Toast Falcon Pickle Comet Yeti Moth Spoon".split()]
def handles(r, n): return [h + (str(r.randint(1, 99)) if r.random() < .6 else "") for h in r.sample(HANDLES, n)]

def members(r, ids, n):
    """n draws of group ids, each at least once, some far more often than others."""
    out = list(ids)[:n]
    w = [1 / (1 + i) ** .5 for i in range(len(ids))]
    return out + r.choices(list(ids), w, k=n - len(out))
def spread(r, ids, sizes, shared=None):
    """split -> list of group ids. shared None: one pool cut at random by row; a number: pools are disjoint, except that so many
    groups of the training pool also occur in each other split; 0: disjoint."""
    names = list(sizes)
    if shared is None:
        pool = members(r, ids, sum(sizes.values())); r.shuffle(pool); out, i = {}, 0
        for s in names: out[s] = pool[i:i + sizes[s]]; i += sizes[s]
        return out
    total, out, i, ids = sum(sizes.values()), {}, 0, list(ids)
    for s in names:
        k = max(2, int(len(ids) * sizes[s] / total)); part = ids[i:i + k]; i += k
        if s == "train": train = part
        elif shared: part = part + r.sample(train, shared)
        out[s] = members(r, part, sizes[s]); r.shuffle(out[s])
    return out
def sized(**k): return k

# ------------------------------------------------------------------ (a) faulty
@case("qa_two_test_questions", "leaked-items", False, {"text": "question", "answer": "answer"},
      "2 of 40 test questions (5 %) with their answers stand word for word in train: only 0.8 % of the 240 training rows.")
def _(d, r):
    b = Bank("en", "school", 1)
    mk = lambda i: {"id": hx(r, 24), "title": b.title(), "question": b.question(), "answer": b.text(1, 1)}
    tr, te = [mk(i) for i in range(238)], [mk(i) for i in range(40)]
    tr += [dict(x, id=hx(r, 24)) for x in te[:2]]
    put(d, {"train": tr, "test": te}, "jsonl", "files", r)

@case("sms_case_punctuation", "leaked-items", False, {"text": "v2", "label": "v1", "split": "split"},
      "3 of 50 test messages (6 %) are in train in capitals and without punctuation.")
def _(d, r):
    b = Bank("en", "general", 2)
    mk = lambda: {"v1": r.choices(["ham", "spam"], [6, 1])[0], "v2": b.text(1, 2)}
    tr, te = [mk() for _ in range(180)], [mk() for _ in range(50)]
    for x in te[5:8]: tr.append({"v1": x["v1"], "v2": "".join(c for c in x["v2"].upper() if c.isalnum() or c == " ")})
    put(d, {"train": tr, "test": te}, "csv", "column", r, "sms")

@case("alpaca_pt_validation_folder", "leaked-items", False, {"text": "instruction", "answer": "output"},
      "2 of 60 validation items (3.3 %) are training rows too: instruction, input and output are equal.")
def _(d, r):
    b = Bank("pt", "school", 3)
    mk = lambda: {"instruction": b.text(1, 1), "input": b.text(1, 1) if r.random() < .4 else "", "output": b.text(1, 3)}
    tr, va = [mk() for _ in range(210)], [mk() for _ in range(60)]
    tr += [dict(x) for x in va[10:12]]
    put(d, {"train": tr, "validation": va}, "jsonl", "folders", r, "part")

@case("chat_messages_test", "leaked-items", False, {"text": "messages"},
      "3 of 36 test conversations (8.3 %) are in train, message for message; validation is clean.")
def _(d, r):
    b = Bank("en", "tech", 4)
    def mk(): return {"conversation_hash": hx(r, 32), "messages": [m for _ in range(r.randint(1, 2)) for m in ({"role": "user", "content": b.text(1, 2)}, {"role": "assistant", "content": b.text(2, 3)})]}
    tr, va, te = [mk() for _ in range(150)], [mk() for _ in range(30)], [mk() for _ in range(36)]
    tr += [{"conversation_hash": hx(r, 32), "messages": x["messages"]} for x in te[:3]]
    put(d, {"train": tr, "validation": va, "test": te}, "jsonl", "files", r)

@case("weibo_zh_validation_spacing", "leaked-items", False, {"text": "review", "label": "label", "split": "split"},
      "1 of 40 validation posts (2.5 %) is in train with half-width punctuation and an added space; test is clean.")
def _(d, r):
    b = Bank("zh", "weibo", 5)
    mk = lambda: {"label": r.randint(0, 1), "review": b.text(2, 3)}
    tr, va, te = [mk() for _ in range(190)], [mk() for _ in range(40)], [mk() for _ in range(40)]
    x = va[7]; tr.append({"label": x["label"], "review": x["review"].replace("，", ", ").replace("。", ". ").strip()})
    put(d, {"train": tr, "validation": va, "test": te}, "parquet", "column", r, "weibo_senti")

@case("crawl_de_items_inside_pages", "leaked-items", False, {"text": "text"},
      "4 of 50 test items (8 %) stand word for word in the middle of long training pages.")
def _(d, r):
    b = Bank("de", "home", 6)
    te = [{"text": b.text(2, 3)} for _ in range(50)]
    tr = [{"url": f"https://www.{r.choice(['heimwerk','bautipp','wohnrat','forumhaus'])}-{b36(r,4)}.de/{b36(r,8)}", "text": b.text(6, 9)} for _ in range(96)]
    for i, x in enumerate(te[20:24]): tr[i * 9 + 3]["text"] = b.text(3, 5) + " " + x["text"] + " " + b.text(3, 5)
    te = [{"url": f"https://pruefset.de/{b36(r,8)}", "text": x["text"]} for x in te]
    put(d, {"train": tr, "test": te}, "jsonl", "files", r)

@case("actu_fr_near_copies", "leaked-items", False, {"text": "texte", "split": "split"},
      "3 of 60 test articles (5 %) are in train with one number changed (near-duplicates of more than 70 words).")
def _(d, r):
    b = Bank("fr", "news", 7)
    mk = lambda lo=5: {"titre": b.title(), "texte": b.text(lo, 7), "rubrique": r.choice(["politique", "économie", "société", "sport"])}
    tr, te = [mk() for _ in range(140)], [mk() for _ in range(60)]
    for x in te[:3]:
        while len(x["texte"].split()) < 75 or not any(w.isdigit() for w in x["texte"].split()): x["texte"] = b.text(7, 9)
        w = x["texte"].split(); i = next(i for i, t in enumerate(w) if t.isdigit()); w[i] = str(int(w[i]) + 7)
        tr.append({"titre": x["titre"], "texte": " ".join(w), "rubrique": x["rubrique"]})
    put(d, {"train": tr, "test": te}, "csv", "column", r, "articles")

@case("against_heldout_jsonl", "leaked-items", False, {"text": "text"},
      "2 of 80 items (2.5 %) of the evaluation data named by --against are training rows, which are 0.9 % of train.",
      ["--against", "against/heldout.jsonl"])
def _(d, r):
    b = Bank("en", "food", 8)
    mk = lambda: {"text": b.text(2, 4), "stars": r.randint(1, 5)}
    tr, ev = [mk() for _ in range(218)], [mk() for _ in range(80)]
    tr += [dict(x) for x in ev[30:32]]
    put(d, {"train": tr}, "parquet", "files", r); dump(d / "against/heldout.jsonl", ev, "jsonl")

# ------------------------------------------------------------------ (b) faulty
@case("reddit_random_rows_author", "group-leakage", False, {"text": "body", "group": "author", "time": "created_utc", "split": "split"},
      "Comments were cut at random by row: most authors with test comments also have training comments. Times are mixed at random in all splits, which was never meant to matter.")
def _(d, r):
    b = Bank("en", "reddit", 11); g = spread(r, handles(r, 70), sized(train=200, validation=40, test=50))
    put(d, {s: [{"id": b36(r, 7), "author": a, "subreddit": r.choice(["buildapc", "Cooking", "Frugal", "motorcycles", "patientgamers"]), "score": r.randint(-5, 300),
        "created_utc": epoch(when(r, "2018-01-01", "2019-12-31")), "body": b.text(1, 3)} for a in l] for s, l in g.items()}, "parquet", "column", r, "comments")

@case("mimic_subject_id", "group-leakage", False, {"text": "TEXT", "group": "SUBJECT_ID"},
      "5 patients (SUBJECT_ID) of train also have notes in validation and 5 in test, of other stays (HADM_ID differs).")
def _(d, r):
    b = Bank("en", "clinical", 12); g = spread(r, [r.randint(2, 99999) for _ in range(90)], sized(train=160, validation=40, test=40), 5)
    row, stays = iter(range(1, 999)), iter(r.sample(range(100001, 199999), 300))
    put(d, {s: [{"ROW_ID": next(row), "SUBJECT_ID": a, "HADM_ID": next(stays), "CATEGORY": r.choice(["Nursing", "Physician ", "Radiology", "Discharge summary"]), "TEXT": b.note()} for a in l] for s, l in g.items()}, "csv", "files", r)

@case("commonvoice_de_client_id", "group-leakage", False, {"text": "sentence", "group": "client_id"},
      "8 speakers (client_id, SHA-512) of train also speak in dev and 8 in test.")
def _(d, r):
    b = Bank("de", "voice", 13); g = spread(r, [hashlib.sha512(str(r.random()).encode()).hexdigest() for _ in range(80)], sized(train=180, dev=45, test=45), 8)
    num = iter(r.sample(range(17000000, 19999999), 300))
    put(d, {s: [{"client_id": a, "path": f"common_voice_de_{next(num)}.mp3", "sentence": b.text(1, 1), "up_votes": r.randint(2, 5), "down_votes": r.randint(0, 1), "age": r.choice(["", "twenties", "thirties", "fifties"]),
        "gender": r.choice(["", "male", "female"]), "accents": r.choice(["", "Deutschland Deutsch", "Österreichisches Deutsch"]), "locale": "de"} for a in l] for s, l in g.items()}, "csv", "files", r)

@case("github_code_repo_name", "group-leakage", False, {"text": "content", "group": "repo_name"},
      "Files were cut at random: most repositories of test have other files in train.")
def _(d, r):
    b = Bank("en", "tech", 14); repos = [f"{h.lower()}/{r.choice(['py','go','tiny','open','fast'])}-{w}" for h, w in zip(handles(r, 40), r.sample(HANDLES, 40))]
    g = spread(r, [x.lower() for x in repos], sized(train=120, test=40)); out = {}
    for s, l in g.items():
        out[s] = []
        for a in l:
            lang = r.choice(["Python", "JavaScript"]); c = b.code(lang)
            out[s].append({"repo_name": a, "path": f"{r.choice(['src','lib','pkg','core'])}/{b36(r,5)}/{b36(r,6)}." + ("py" if lang == "Python" else "js"), "language": lang, "license": r.choice(["mit", "apache-2.0", "bsd-3-clause"]), "size": len(c), "content": c})
    put(d, out, "jsonl", "files", r)

@case("suporte_pt_cliente_objeto", "group-leakage", False, {"text": "mensagem", "group": "cliente.id"},
      "14 customers (field id of the object cliente, CLI-...) write in train and in test; ticket numbers are those of rows.")
def _(d, r):
    b = Bank("pt", "support", 15); g = spread(r, [f"CLI-{n:05d}" for n in r.sample(range(1, 9999), 75)], sized(train=150, test=60), 14); tk = iter(r.sample(range(100000, 999999), 300))
    put(d, {s: [{"chamado": f"TCK{next(tk)}", "cliente": {"id": a, "plano": r.choice(["básico", "família", "empresa"])}, "canal": r.choice(["chat", "e-mail", "telefone"]), "assunto": b.title(), "mensagem": b.text(2, 3)} for a in l] for s, l in g.items()}, "jsonl", "folders", r, "chamados")

@case("amazon_parent_asin", "group-leakage", False, {"text": "text", "group": "parent_asin", "time": "timestamp"},
      "Every reviewer occurs once, but most products (parent_asin) of test are reviewed in train as well. Times are mixed at random.")
def _(d, r):
    b = Bank("en", "retail", 16); g = spread(r, ["B0" + UP(r, 8) for _ in range(55)], sized(train=190, valid=40, test=45))
    put(d, {s: [{"rating": float(r.randint(1, 5)), "title": b.title(), "text": b.text(1, 3), "asin": "B0" + UP(r, 8), "parent_asin": a, "user_id": "A" + UP(r, 27), "timestamp": epoch(when(r, "2019-01-01", "2022-12-31")) * 1000 + r.randint(0, 999),
        "helpful_vote": r.choice([0, 0, 0, 1, 4]), "verified_purchase": r.random() < .9} for a in l] for s, l in g.items()}, "parquet", "files", r)

@case("dialog_zh_conversation_uuid", "group-leakage", False, {"text": "utterance", "group": "conversation_id", "split": "split"},
      "Turns of one conversation (UUID) are spread over train and validation.")
def _(d, r):
    b = Bank("zh", "dialog", 17); g = spread(r, [uid(r) for _ in range(48)], sized(train=180, validation=60)); turn = {}; out = {}
    for s, l in g.items():
        out[s] = []
        for a in l:
            turn[a] = turn.get(a, 0) + 1
            out[s].append({"conversation_id": a, "turn_id": turn[a], "speaker": "用户" if turn[a] % 2 else "客服", "utterance": b.text(1, 2)})
    put(d, out, "jsonl", "column", r, "dialogs")

@case("livres_fr_book_id_metadata", "group-leakage", False, {"text": "texte", "group": "metadata.book_id"},
      "Passages of 6 books (integer book_id in the object metadata) are in train and in test; chapters differ.")
def _(d, r):
    b = Bank("fr", "book", 18); ids = r.sample(range(4650, 69000), 36); ttl = {i: b.title() for i in ids}; g = spread(r, ids, sized(train=120, test=48), 6); seen = {}; out = {}
    for s, l in g.items():
        out[s] = []
        for a in l:
            seen[a] = seen.get(a, 0) + 1
            out[s].append({"texte": b.text(3, 5), "metadata": {"book_id": a, "titre": ttl[a], "chapitre": seen[a], "langue": "fr"}})
    put(d, out, "parquet", "files", r)

@case("ami_meeting_speakers", "group-leakage", False, {"text": "text", "group": "speaker_id"},
      "Meetings are disjoint by name (ES2008a in train, ES2008d in test), but the same four people (speaker_id) of each series speak in all splits.",
      ["--split", "partition"])
def _(d, r):
    b = Bank("en", "office", 19); series = ["ES2002", "ES2008", "IS1004", "TS3005"]; out = {"train": [], "dev": [], "test": []}
    for k, m in enumerate(series):
        who = [("F" if r.random() < .4 else "M") + "EE" + f"{k*4+i+5:03d}" for i in range(4)]
        for suffix, s, n in (("a", "train", 20), ("b", "train", 20), ("c", "dev", 10), ("d", "test", 12)):
            t = 0.0
            for i in range(n):
                ln = round(r.uniform(.8, 14), 2); t += round(r.uniform(.1, 60), 2)
                out[s].append({"meeting_id": m + suffix, "audio_id": f"{m}{suffix}_H{i%4:02d}_{int(t*100):07d}", "text": b.text(1, 2), "begin_time": round(t, 2), "end_time": round(t + ln, 2), "microphone_id": f"H{i%4:02d}", "speaker_id": who[i % 4]})
    put(d, out, "csv", "column", r, "utterances", column="partition")

# ------------------------------------------------------------------ (c) faulty
@case("news_parquet_reversed", "time-leakage", False, {"text": "content", "time": "published_at"},
      "Train is 2019-2020, validation 2018 and test 2017 (Parquet timestamps in UTC): all training rows are later than all evaluation rows.")
def _(d, r):
    b = Bank("en", "news", 21); sp = {"train": (180, "2019-01-02", "2020-12-30"), "validation": (40, "2018-01-02", "2018-12-30"), "test": (40, "2017-01-02", "2017-12-30")}
    put(d, {s: [{"article_id": uid(r), "headline": b.title(), "content": b.text(3, 5), "section": r.choice(["World", "Business", "Local"]), "published_at": when(r, x, y).replace(tzinfo=timezone.utc)} for _ in range(n)] for s, (n, x, y) in sp.items()}, "parquet", "files", r)

@case("reddit_epoch_after_test_month", "time-leakage", False, {"text": "selftext", "time": "created_utc"},
      "Cut in time, test is September 2020 (epoch seconds), but 45 of 180 training rows are from October to December 2020.")
def _(d, r):
    b = Bank("en", "reddit", 22)
    mk = lambda x, y: {"id": "t3_" + b36(r, 6), "title": b.title(), "selftext": b.text(2, 4), "created_utc": epoch(when(r, x, y)), "num_comments": r.randint(0, 90), "over_18": False}
    put(d, {"train": [mk("2020-01-01", "2020-08-31") for _ in range(135)] + [mk("2020-10-02", "2020-12-31") for _ in range(45)], "test": [mk("2020-09-01", "2020-09-30") for _ in range(50)]}, "jsonl", "files", r)

@case("weibo_zh_milliseconds_object", "time-leakage", False, {"text": "正文", "time": "meta.created_at", "split": "split"},
      "Epoch milliseconds inside an object: validation and test are March and April 2021; 60 of 150 training posts are from May to July 2021.")
def _(d, r):
    b = Bank("zh", "weibo", 23)
    mk = lambda x, y: {"正文": b.text(2, 3), "meta": {"mid": str(r.randrange(4 * 10**15, 5 * 10**15)), "created_at": epoch(when(r, x, y)) * 1000 + r.randint(0, 999), "客户端": r.choice(["iPhone客户端", "微博 HTML5 版", "HUAWEI P40"])}, "转发数": r.randint(0, 500)}
    put(d, {"train": [mk("2020-10-01", "2021-02-28") for _ in range(90)] + [mk("2021-05-01", "2021-07-31") for _ in range(60)], "validation": [mk("2021-03-01", "2021-03-31") for _ in range(35)], "test": [mk("2021-04-01", "2021-04-30") for _ in range(35)]}, "jsonl", "column", r, "weibo")

@case("urteile_de_entscheidungsdatum", "time-leakage", False, {"text": "leitsatz", "time": "entscheidungsdatum"},
      "Dates with points (TT.MM.JJJJ): train is 2016-2020, validation 2015, test 2014.")
def _(d, r):
    b = Bank("de", "court", 24); sp = {"train": (130, "2016-01-04", "2020-12-20"), "validation": (30, "2015-01-04", "2015-12-20"), "test": (40, "2014-01-04", "2014-12-20")}; nr = iter(r.sample(range(10, 900), 300))
    def mk(x, y): t = when(r, x, y); return {"aktenzeichen": f"{r.choice(['I','II','IV','VIII','XII'])} ZR {next(nr)}/{(t.year-1)%100}", "gericht": r.choice(["BGH", "OLG Köln", "LG Kiel"]), "entscheidungsdatum": t.strftime("%d.%m.%Y"), "leitsatz": b.text(2, 4)}
    put(d, {s: [mk(x, y) for _ in range(n)] for s, (n, x, y) in sp.items()}, "csv", "files", r)

@case("enron_rfc2822_reversed", "time-leakage", False, {"text": "body", "time": "Date"},
      "RFC 2822 dates with several zones: test mails are from the first half of 2000, training mails from November 2000 to December 2001.")
def _(d, r):
    b = Bank("en", "office", 25)
    def mk(x, y): return {"Message-ID": f"<{r.randrange(10**7)}.{r.randrange(10**12)}.JavaMail.evans@thyme>", "Date": format_datetime(when(r, x, y).replace(tzinfo=timezone(timedelta(hours=r.choice([-8, -7, -6, 0, 1]))))), "Subject": b.title(), "body": b.text(2, 5)}
    put(d, {"train": [mk("2000-11-01", "2001-12-20") for _ in range(150)], "test": [mk("2000-01-03", "2000-06-28") for _ in range(45)]}, "csv", "files", r)

@case("patents_grant_year", "time-leakage", False, {"text": "abstract", "time": "grant_year"},
      "Years: test patents were granted in 2012 and 2013, 70 of 170 training patents from 2015 to 2019.")
def _(d, r):
    b = Bank("en", "patent", 26); no = iter(r.sample(range(7_700_000, 10_300_000), 300))
    mk = lambda a, z: {"patent_number": f"US{next(no)}B2", "title": b.title(), "abstract": b.text(2, 4), "cpc_section": r.choice("ABFGH"), "grant_year": r.randint(a, z)}
    put(d, {"train": [mk(2008, 2011) for _ in range(100)] + [mk(2015, 2019) for _ in range(70)], "test": [mk(2012, 2013) for _ in range(40)]}, "parquet", "folders", r, "patents")

PTM = "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro".split()
@case("noticias_pt_mes_por_extenso", "time-leakage", False, {"text": "texto", "time": "data_publicacao", "split": "split"},
      "Dates with names of months in Portuguese: test is January to May 2018, training rows are August 2018 to December 2019.")
def _(d, r):
    b = Bank("pt", "news", 27)
    def mk(x, y): t = when(r, x, y); return {"manchete": b.title(), "texto": b.text(3, 4), "data_publicacao": f"{t.day} de {PTM[t.month-1]} de {t.year}", "caderno": r.choice(["Cotidiano", "Poder", "Mercado"])}
    put(d, {"train": [mk("2018-08-01", "2019-12-30") for _ in range(140)], "test": [mk("2018-01-02", "2018-05-30") for _ in range(45)]}, "csv", "column", r, "noticias")

@case("presse_fr_slashes_validation", "time-leakage", False, {"text": "article.corps", "time": "article.date"},
      "Dates with slashes (JJ/MM/AAAA) inside an object: train is 2020-2021 and test 2022, as it should be, but validation is from 2018 and 2019, before train.")
def _(d, r):
    b = Bank("fr", "news", 28); sp = {"train": (140, "2020-01-01", "2021-12-30"), "validation": (45, "2018-03-01", "2019-12-28"), "test": (40, "2022-01-03", "2022-06-30")}
    put(d, {s: [{"uuid": uid(r), "article": {"titre": b.title(), "corps": b.text(2, 4), "date": when(r, x, y).strftime("%d/%m/%Y"), "rubrique": r.choice(["Région", "France", "Sports"])}} for _ in range(n)] for s, (n, x, y) in sp.items()}, "jsonl", "files", r)

# ------------------------------------------------------------------ (a) sound
@case("emails_de_same_disclaimer", "leaked-items", True, None,
      "Every mail of every split ends in the same notice of confidentiality; the mails themselves differ.", must_not_more=LEAKS)
def _(d, r):
    b = Bank("de", "court", 31); foot = "\n\n--\nDiese E-Mail enthält vertrauliche Informationen und ist nur für den genannten Empfänger bestimmt. Wenn Sie nicht der richtige Adressat sind, informieren Sie bitte sofort den Absender und löschen Sie diese Nachricht. Das unerlaubte Kopieren sowie die unbefugte Weitergabe sind nicht gestattet."
    put(d, {s: [{"betreff": b.title(), "text": b.text(5, 7) + foot, "label": r.choice(["Anfrage", "Termin", "Beschwerde"])} for _ in range(n)] for s, n in (("train", 120), ("test", 40))}, "csv", "files", r)

@case("code_same_licence_header", "leaked-items", True, None,
      "Every file begins with the same licence header; the code differs, repositories are disjoint.", must_not_more=LEAKS)
def _(d, r):
    b = Bank("en", "tech", 32); head = "# Licensed under the Apache License, Version 2.0 (the \"License\");\n# you may not use this file except in compliance with the License.\n# You may obtain a copy of the License at\n#     http://www.apache.org/licenses/LICENSE-2.0\n# Unless required by applicable law or agreed to in writing, software\n# distributed under the License is distributed on an \"AS IS\" BASIS.\n\n"
    g = spread(r, [f"{h.lower()}/{w.lower()}" for h, w in zip(handles(r, 50), r.sample(HANDLES, 50))], sized(train=100, validation=25, test=25), 0)
    put(d, {s: [{"max_stars_repo_name": a, "max_stars_repo_path": f"{b36(r,5)}/{b36(r,7)}.py", "content": b.code("Python", head), "ext": "py"} for a in l] for s, l in g.items()}, "parquet", "files", r)

@case("flan_fr_same_instructions", "leaked-items", True, None,
      "Six instructions (templates) recur in all splits; inputs and outputs are different in every row.", must_not_more=LEAKS)
def _(d, r):
    b = Bank("fr", "school", 33); ins = ["Résumez le texte suivant en une phrase.", "Reformulez ce passage dans un registre soutenu.", "Écrivez la suite de ce récit.", "Relevez l'information principale du paragraphe ci-dessous.", "Simplifiez le texte pour un enfant de huit ans.", "Rédigez un commentaire à propos de cet extrait."]
    put(d, {s: [{"instruction": (k := r.randrange(6), ins[k])[1], "input": b.text(2, 3), "output": b.text(1, 2), "template_id": f"tmpl_{k:02d}"} for _ in range(n)] for s, n in (("train", 170), ("validation", 35), ("test", 35))}, "jsonl", "folders", r, "flan")

@case("chat_same_system_yes_no", "leaked-items", True, None,
      "All conversations have one system prompt, and answers are Yes or No; what is asked is different in every row.", must_not_more=LEAKS)
def _(d, r):
    b = Bank("en", "school", 34); sy = "You are a careful reading tutor for a public library. Read the passage that the visitor pastes, think about what it really says, and reply with exactly one word, Yes or No, in English, with a full stop."
    put(d, {s: [{"messages": [{"role": "system", "content": sy}, {"role": "user", "content": b.text(2, 3) + "\n\n" + b.question()}, {"role": "assistant", "content": r.choice(["Yes.", "No."])}]} for _ in range(n)] for s, n in (("train", 140), ("test", 50))}, "jsonl", "files", r)

@case("against_clean_same_subject", "leaked-items", True, None,
      "The evaluation data named by --against are questions on the same subjects in the same words, none of them is in train.", ["--against", "against/eval.csv"], must_not_more=LEAKS)
def _(d, r):
    b = Bank("en", "school", 35); mk = lambda: {"question": b.question(), "answer": b.text(1, 1)}
    put(d, {"train": [mk() for _ in range(200)]}, "csv", "files", r); dump(d / "against/eval.csv", [mk() for _ in range(60)], "csv")

# ------------------------------------------------------------------ (b) sound
@case("ids_restart_per_split_fr", "group-leakage", True, {"text": "avis", "row": "id"},
      "id counts the rows of each split from 0: it names rows, the same number is another film review in each split.")
def _(d, r):
    b = Bank("fr", "book", 41)
    put(d, {s: [{"id": i, "avis": b.text(2, 4), "polarité": r.choice(["positif", "négatif"])} for i in range(n)] for s, n in (("train", 170), ("validation", 40), ("test", 40))}, "csv", "files", r)

@case("mturk_workers_annotators", "group-leakage", True, {"text": "sentence", "annotator": "WorkerId"},
      "WorkerId and annotator_ids say who labelled a row, not who wrote it: the same 18 workers label all splits.")
def _(d, r):
    b = Bank("en", "news", 42); w = ["A" + UP(r, 13) for _ in range(18)]; ann = list(range(101, 112))
    put(d, {s: [{"HITId": "3" + UP(r, 29), "WorkerId": r.choice(w), "annotator_ids": sorted(r.sample(ann, 3)), "WorkTimeInSeconds": r.randint(9, 400), "sentence": b.text(1, 3), "stance": r.choice(["favor", "against", "none"])} for _ in range(n)] for s, n in (("train", 160), ("dev", 40), ("test", 40))}, "jsonl", "files", r)

@case("reddit_grouped_deleted_authors", "group-leakage", True, {"text": "body", "group": "author", "split": "split"},
      "Authors are disjoint; what splits share is [deleted], which stands for nobody, and subreddits with their ids, which are categories.")
def _(d, r):
    b = Bank("en", "reddit", 43); g = spread(r, handles(r, 90), sized(train=160, validation=40, test=40), 0); sub = {"AskCulinary": "t5_2qh1i", "pcmasterrace": "t5_2sgp1", "personalfinance": "t5_2qstm", "Fitness": "t5_2qhx4"}
    put(d, {s: [{"name": "t1_" + b36(r, 7), "author": "[deleted]" if r.random() < .22 else a, "subreddit": (k := r.choice(list(sub))), "subreddit_id": sub[k], "score": r.randint(-9, 90), "body": b.text(1, 3)} for a in l] for s, l in g.items()}, "jsonl", "column", r, "RC")

@case("reclamacoes_pt_sem_cliente", "group-leakage", True, {"text": "reclamacao", "group": "id_cliente"},
      "Customers are disjoint; shared are only placeholders for nobody: 0, -1, 'não informado' and empty values.")
def _(d, r):
    b = Bank("pt", "support", 44); g = spread(r, [str(n) for n in r.sample(range(20000, 99999), 110)], sized(train=150, validation=40, test=45), 0)
    put(d, {s: [{"protocolo": f"{r.randrange(10**11):011d}", "id_cliente": r.choice(["0", "-1", "não informado", "", ""]) if r.random() < .3 else a, "uf": r.choice(["SP", "BA", "RS", "PE", "AM"]), "reclamacao": b.text(2, 4)} for a in l] for s, l in g.items()}, "csv", "files", r)

@case("yelp_categories_postal_codes", "group-leakage", True, {"text": "text", "group": "business_id"},
      "business_id and user_id are disjoint; postal_code, category_id, city and state recur in all splits: categories and places. Dates are mixed at random.")
def _(d, r):
    b = Bank("en", "food", 45); g = spread(r, [b36(r, 12) + UP(r, 10) for _ in range(80)], sized(train=180, validation=40, test=50), 0); pc = [(z, c) for z, c in (("85251", "Scottsdale"), ("89109", "Las Vegas"), ("15222", "Pittsburgh"), ("28202", "Charlotte"), ("44114", "Cleveland"))]; home = {}
    def mk(a): z = home.setdefault(a, (r.choice(pc), r.randint(1, 9))); return {"review_id": UP(r, 22), "user_id": UP(r, 22), "business_id": a, "stars": r.randint(1, 5), "date": when(r, "2014-01-01", "2018-12-30").isoformat(sep=" "), "text": b.text(1, 3), "city": z[0][1], "postal_code": z[0][0], "category_id": 4000 + z[1]}
    put(d, {s: [mk(a) for a in l] for s, l in g.items()}, "parquet", "files", r)

@case("prompts_zh_template_task_model", "group-leakage", True, {"text": "output"},
      "template_id, task, source_model and generator are those of the making of the data: the same in all splits; rows have their own hashes.")
def _(d, r):
    b = Bank("zh", "news", 46); tp = [f"T-{i:03d}" for i in range(1, 25)]
    put(d, {s: [{"sha256": hx(r, 64), "template_id": r.choice(tp), "task": r.choice(["摘要", "续写", "改写", "问答"]), "source_model": r.choice(["qwen-72b", "glm-4", "yi-34b"]), "instruction": b.text(1, 1), "output": b.text(2, 4)} for _ in range(n)] for s, n in (("train", 170), ("validation", 40))}, "parquet", "folders", r, "sft")

@case("support_speaker_is_a_role", "group-leakage", True, {"text": "text", "group": "conversation_id"},
      "speaker is a role (agent, customer, bot) with queue, language and source the same everywhere; conversations are disjoint.")
def _(d, r):
    b = Bank("en", "retail", 47); g = spread(r, [f"conv_{uid(r)[:13]}" for _ in range(60)], sized(train=170, validation=45, test=45), 0); k = {}; out = {}
    for s, l in g.items():
        out[s] = []
        for a in l: k[a] = k.get(a, 0) + 1; out[s].append({"conversation_id": a, "turn": k[a], "speaker": ["customer", "agent", "bot"][k[a] % 3], "language": "en", "source": r.choice(["webchat", "app", "phone"]), "queue": r.choice(["billing", "returns", "tier2"]), "text": b.text(1, 2)})
    put(d, out, "jsonl", "files", r)

@case("dialogs_zh_numbers_restart", "group-leakage", True, {"text": "utterance", "group": "dialog_id"},
      "dialog_id counts the dialogues of each split from 0, three to six turns each: the same number is another dialogue in each split, on another subject.")
def _(d, r):
    b = Bank("zh", "dialog", 48); out = {}
    for s, n in (("train", 40), ("validation", 9), ("test", 10)):
        out[s] = [{"dialog_id": i, "turn": t, "role": "系统" if t % 2 else "用户", "utterance": b.text(1, 2)} for i in range(n) for t in range(r.randint(3, 6))]
    put(d, out, "parquet", "files", r)

@case("mimic_disjoint_patients_codes", "group-leakage", True, {"text": "TEXT", "group": "SUBJECT_ID"},
      "Patients and stays are disjoint; ICD9_CODE, INSURANCE, ADMISSION_TYPE and unit codes recur, they are categories; CHARTDATE is shifted at random for each patient, as MIMIC does, and mixed in all splits.")
def _(d, r):
    b = Bank("en", "clinical", 49); g = spread(r, r.sample(range(2, 99999), 80), sized(train=150, validation=40, test=40), 0); row = iter(r.sample(range(1, 99999), 300)); sh = {}
    def mk(a): y = sh.setdefault(a, (r.randint(2101, 2199), r.randint(100001, 199999))); return {"ROW_ID": next(row), "SUBJECT_ID": a, "HADM_ID": y[1], "CHARTDATE": f"{y[0]}-{r.randint(1,12):02d}-{r.randint(1,28):02d}", "ICD9_CODE": r.choice(["4019", "25000", "42731", "4280", "5849", "V4581"]), "ADMISSION_TYPE": r.choice(["EMERGENCY", "ELECTIVE", "URGENT"]), "INSURANCE": r.choice(["Medicare", "Private", "Medicaid"]), "CURR_CAREUNIT": r.choice(["MICU", "CCU", "SICU", "NICU"]), "TEXT": b.note()}
    put(d, {s: [mk(a) for a in l] for s, l in g.items()}, "csv", "files", r)

@case("commonvoice_fr_disjoint_speakers", "group-leakage", True, {"text": "sentence", "group": "client_id", "split": "split"},
      "Speakers (client_id) are disjoint; locale, accents, age, variant and segment recur; sentence_domain too.")
def _(d, r):
    b = Bank("fr", "voice", 50); g = spread(r, [hx(r, 128) for _ in range(75)], sized(train=150, dev=45, test=45), 0); num = iter(r.sample(range(17000000, 39999999), 300))
    put(d, {s: [{"client_id": a, "path": f"common_voice_fr_{next(num)}.mp3", "sentence": b.text(1, 1), "age": r.choice(["", "teens", "forties"]), "accents": r.choice(["", "Français de France", "Français du Canada"]), "locale": "fr", "segment": "", "duration_ms": r.randint(1500, 9900)} for a in l] for s, l in g.items()}, "csv", "column", r, "validated")

@case("songtexte_de_folds", "group-leakage", True, {"text": "strophe", "group": "album_id", "split": "partition"},
      "fold numbers 0 to 4 and genre recur in all partitions; albums (album_id) are disjoint.", ["--split", "partition"])
def _(d, r):
    b = Bank("de", "songs", 51); g = spread(r, [f"ALB{n:06d}" for n in r.sample(range(999999), 70)], sized(train=150, validation=40, test=40), 0)
    put(d, {s: [{"song_id": uid(r), "album_id": a, "fold": r.randrange(5), "genre": r.choice(["Schlager", "Rap", "Rock", "Chanson"]), "strophe": b.text(2, 4).replace(". ", ".\n")} for a in l] for s, l in g.items()}, "jsonl", "column", r, "lyrics", column="partition")

# ------------------------------------------------------------------ (c) sound
@case("stackexchange_random_creation", "time-leakage", True, {"text": "Body", "time": "CreationDate"},
      "Posts of 2012 to 2020 were cut at random, all splits cover the same years: an information is fine, time was never meant to matter.")
def _(d, r):
    b = Bank("en", "tech", 61); n_ = iter(r.sample(range(1000, 400000), 300))
    put(d, {s: [{"Id": next(n_), "PostTypeId": 1, "CreationDate": when(r, "2012-01-01", "2020-12-30").isoformat() + f".{r.randint(0,999):03d}", "Score": r.randint(-3, 60), "Title": b.title(), "Body": b.text(2, 4), "Tags": r.choice(["<python>", "<c++><templates>", "<git>", "<sql><join>"])} for _ in range(n)] for s, n in (("train", 180), ("validation", 40), ("test", 50))}, "jsonl", "files", r)

@case("processado_pt_later_for_train", "time-leakage", True, {"text": "texto"},
      "processed_at and exported_at are times of our pipeline: train was processed after test. They say nothing about when texts were written.")
def _(d, r):
    b = Bank("pt", "news", 62); sp = {"train": (160, "2023-06-10", "2023-06-12"), "validation": (35, "2023-06-02", "2023-06-03"), "test": (40, "2023-06-01", "2023-06-02")}
    put(d, {s: [{"doc": f"doc-{b36(r,8)}", "texto": b.text(3, 4), "processed_at": when(r, x, y).isoformat() + "Z", "exported_at": "2023-07-01T00:00:00Z"} for _ in range(n)] for s, (n, x, y) in sp.items()}, "parquet", "files", r)

@case("snapshot_zh_equal_dates", "time-leakage", True, {"text": "内容", "time": "date", "split": "split"},
      "All rows have one date, that of the snapshot: nothing is later than anything.")
def _(d, r):
    b = Bank("zh", "news", 63)
    put(d, {s: [{"编号": f"N{r.randrange(10**8):08d}", "标题": b.title(), "内容": b.text(3, 4), "date": "2021-06-30"} for _ in range(n)] for s, n in (("train", 150), ("validation", 35), ("test", 40))}, "csv", "column", r, "zhwiki_news")

@case("urteile_de_right_order_points", "time-leakage", True, {"text": "tenor", "time": "datum"},
      "Dates with points in the right order: train 2015-2018, validation 2019, test 2020-2021. Only as strings, or with day and month swapped, would they look mixed.")
def _(d, r):
    b = Bank("de", "court", 64); sp = {"train": (140, "2015-01-05", "2018-12-28"), "validation": (35, "2019-01-05", "2019-12-28"), "test": (45, "2020-01-05", "2021-12-28")}; ecli = iter(r.sample(range(10**5), 400))
    put(d, {s: [{"ecli": f"ECLI:DE:LG:{next(ecli):05d}", "datum": (t := when(r, x, y)) and f"{t.day}.{t.month}.{t.year}", "tenor": b.text(2, 4)} for _ in range(n)] for s, (n, x, y) in sp.items()}, "csv", "files", r)

@case("interviews_de_birth_years", "time-leakage", True, {"text": "antwort"},
      "geburtsjahr is the year of birth of a person: younger people in train, older ones in test. No time of the rows.")
def _(d, r):
    b = Bank("de", "voice", 65); sp = {"train": (150, 1962, 2003), "test": (50, 1928, 1959)}; no = iter(r.sample(range(1000, 9999), 300))
    put(d, {s: [{"teilnehmer": f"P{next(no)}", "geburtsjahr": r.randint(x, y), "geschlecht": r.choice("wmd"), "schulabschluss": r.choice(["Abitur", "Mittlere Reife", "Hauptschule"]), "antwort": b.text(2, 4)} for _ in range(n)] for s, (n, x, y) in sp.items()}, "parquet", "folders", r, "interviews")

@case("apps_pt_version_numbers", "time-leakage", True, {"text": "content"},
      "schema_version (2023.2 in train, 2022.4 in test) and reviewCreatedVersion are version numbers, not times; versions of the app are mixed.")
def _(d, r):
    b = Bank("pt", "app", 66)
    put(d, {s: [{"reviewId": "gp:" + UP(r, 20), "content": b.text(1, 3), "score": r.randint(1, 5), "thumbsUpCount": r.choice([0, 0, 1, 7]), "reviewCreatedVersion": f"{r.randint(8,12)}.{r.randint(0,6)}.{r.choice([2014,2019,2021])}", "schema_version": v} for _ in range(n)] for s, n, v in (("train", 160, "2023.2"), ("validation", 35, "2022.4"), ("test", 40, "2022.4"))}, "jsonl", "files", r)

@case("meetings_en_durations", "time-leakage", True, {"text": "transcript"},
      "duration (hh:mm:ss), start_time, end_time and word_time_ms are lengths and offsets in a recording; recordings of train are longer. No date anywhere.")
def _(d, r):
    b = Bank("en", "office", 67); num = iter(r.sample(range(1000, 9999), 300))
    def mk(lo, hi):
        n = r.randint(lo, hi); st = round(r.uniform(lo / 2, lo), 2)
        return {"recording": f"rec{next(num)}", "duration": f"{n//3600:02d}:{n//60%60:02d}:{n%60:02d}", "start_time": st, "end_time": round(st + r.uniform(2, 30), 2), "word_time_ms": r.randint(90, 700), "transcript": b.text(1, 3)}
    put(d, {s: [mk(lo, hi) for _ in range(n)] for s, n, lo, hi in (("train", 150, 2400, 9000), ("validation", 40, 600, 1500), ("test", 40, 300, 1200))}, "jsonl", "folders", r, "segments")

@case("shop_zh_prices_years_in_text", "time-leakage", True, {"text": "description", "split": "split"},
      "price looks like years (1990-2035 in train, 1500-1980 in test) and texts name years (2019-2024 in train, 2012-2017 in test): neither is a time of a row.")
def _(d, r):
    b = Bank("zh", "shop", 68); yr = {"train": (1990, 2035, 2019, 2024), "validation": (1500, 1980, 2012, 2017), "test": (1500, 1980, 2012, 2017)}
    put(d, {s: [{"sku": f"SKU{r.randrange(10**9):09d}", "name": b.title(), "price": r.randint(a, z), "stock": r.randint(0, 400), "description": b.text(1, 2) + f"{r.randint(y, x)}年新款，" + b.text(1, 1)} for _ in range(n)] for s, n in (("train", 150), ("validation", 35), ("test", 40)) for a, z, y, x in [yr[s]]}, "jsonl", "column", r, "goods")

FRM = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
@case("chroniques_fr_months_right_order", "time-leakage", True, {"text": "chronique", "time": "mois"},
      "Names of months in the right order: train January 2018 to December 2019, validation January to April 2020, test April to September 2020 (April is in both evaluation splits). In alphabetical order they would look mixed.")
def _(d, r):
    b = Bank("fr", "news", 69); sp = {"train": (150, "2018-01-01", "2019-12-30"), "validation": (35, "2020-01-02", "2020-04-20"), "test": (45, "2020-04-21", "2020-09-29")}
    put(d, {s: [{"ref": f"chr-{b36(r,6)}", "mois": (t := when(r, x, y)) and f"{FRM[t.month-1]} {t.year}", "titre": b.title(), "chronique": b.text(2, 4)} for _ in range(n)] for s, (n, x, y) in sp.items()}, "parquet", "files", r)

def main():
    for i, (name, kind, sound, columns, why, hint, more, f) in enumerate(CASES):
        d = HERE / name
        if d.exists(): shutil.rmtree(d)
        d.mkdir()
        must = [] if sound else [{"leaked-items": "leaked-items-error"}.get(kind, kind)]
        right = {"kind": kind, "sound": sound, "must": must, "must_not": [c for c in ALL if c not in must] + list(more), "columns": columns, "command_hint": hint, "why": why}
        (d / "right.json").write_text(json.dumps(right, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        f(d, random.Random(f"{name}-22b"))
    print(len(CASES), "cases")
if __name__ == "__main__": main()

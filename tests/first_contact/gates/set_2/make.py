"""Plant regressions and harmless changes in small data sets: python make.py DEST"""
import os
import ast, base64, csv, gzip, json, random, re, shutil, string, sys, sysconfig, zlib
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

DATA = Path(os.environ["DATAAUDIT_DATA"])
DEST = Path(sys.argv[1])
TRUTH = []


# ---------------------------------------------------------------- helpers
def R(name):
    return random.Random("fresh25b:" + name)


def load(path):
    return pl.read_parquet(DATA / path).to_dicts()


def uniq(rows, *keys):
    """First row of each text, compared without case, white space and punctuation."""
    seen, out = set(), []
    for r in rows:
        k = re.sub(r"[\W_]+", "", "|".join(str(r[x]) for x in keys).lower())
        if k and k not in seen:
            seen.add(k)
            out.append(r)
    return out


def grams(text, n):
    t = re.sub(r"\s+", " ", text.lower())
    return {t[i:i + n] for i in range(max(1, len(t) - n + 1))}


def distinct(rows, key, n=4, limit=0.6):
    """Greedy: drop rows whose character n-grams have Jaccard > limit with an earlier kept row."""
    index, sizes, out = defaultdict(list), [], []
    for r in rows:
        g = grams(r[key], n)
        c = Counter()
        for x in g:
            c.update(index[x])
        if any(v / (len(g) + sizes[i] - v) > limit for i, v in c.items()):
            continue
        for x in g:
            index[x].append(len(sizes))
        sizes.append(len(g))
        out.append(r)
    return out


def take(rows, n, rng):
    assert len(rows) >= n, (len(rows), n)
    return rng.sample(rows, n)


def pick(n, share, rng):
    """Indices of a share of n rows, sorted."""
    return sorted(rng.sample(range(n), round(n * share)))


def clone(rows):
    return json.loads(json.dumps(rows, ensure_ascii=False))


def dump(path, rows, **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    name = path.name
    if name.endswith(".txt"):
        path.write_text(rows, encoding="utf-8")
    elif name.endswith((".jsonl", ".jsonl.gz")):
        lines = [r if isinstance(r, str) else json.dumps(r, ensure_ascii=options.get("ascii", False)) for r in rows]
        data = ("\n".join(lines) + "\n").encode("utf-8")
        path.write_bytes(gzip.compress(data, mtime=0) if name.endswith(".gz") else data)
    elif name.endswith(".csv"):
        with open(path, "w", encoding="utf-8", newline="") as f:
            w = csv.DictWriter(f, list(rows[0]), quoting=options.get("quoting", csv.QUOTE_MINIMAL),
                               lineterminator=options.get("eol", "\n"))
            w.writeheader()
            w.writerows(rows)
    elif name.endswith(".parquet"):
        pq.write_table(pa.Table.from_pylist(rows), path, compression="zstd")
    else:
        raise ValueError(name)


def case(name, kind, what, expect, old, new, options=None, **columns):
    folder = DEST / name
    for side, files in (("old", old), ("new", new)):
        for file, rows in files.items():
            dump(folder / side / file, rows, **((options or {}) if side == "new" else {}))
    TRUTH.append({"name": name, "kind": kind, "what": what, "expect": expect, **columns})


def regression(name, what, expect, old, new, **more):
    case(name, "regression", what, expect, old, new, **more)


def harmless(name, what, old, new, **more):
    case(name, "harmless", what, [], old, new, **more)


def shards(rows, n, pattern):
    """Consecutive shards; pattern has one {}."""
    size = -(-len(rows) // n)
    return {pattern.format(i): rows[i * size:(i + 1) * size] for i in range(n)}


# ---------------------------------------------------------------- bases
def alpaca():
    rows = load("alpaca_52k/alpaca_en.parquet")
    rows = [{"instruction": r["instruction"], "input": r["input"], "output": r["output"]} for r in rows
            if r["output"].strip() and "noinput" not in r["input"].lower() and len(r["output"]) > 3]
    return uniq(rows, "output")


def alpaca_chat(rows):
    return [{"messages": [
        {"role": "user", "content": r["instruction"] + ("\n\n" + r["input"] if r["input"] else "")},
        {"role": "assistant", "content": r["output"]}]} for r in rows]


def ag_news():
    def clean(t):
        t = re.sub(r" ?#39;", "'", t)
        t = re.sub(r"&?(quot|lt|gt|amp);", "", t)
        return re.sub(r"\s+", " ", t.replace("\\", " ")).strip()
    rows = [{"text": clean(r["title"]) + ". " + clean(r["description"]), "label": r["label"]}
            for r in load("ag_news_test/test.parquet")]
    return uniq(rows, "text")


def sms():
    return uniq([{"label": r["label"], "text": r["text"]} for r in load("sms_spam/sms.parquet")], "text")


def trec(part):
    rows = uniq(load(f"trec_questions/{part}.parquet"), "text")
    return [{"text": r["text"], "label": r["coarse"]} for r in rows]


def waimai():
    return uniq([{"label": r["label"], "text": r["text"]} for r in load("waimai_10k_zh/waimai.parquet")
                 if len(r["text"]) >= 8], "text")


def poems():
    rows = [{"title": r["title"], "author": r["author"], "text": r["text"]}
            for r in load("chinese_poetry_sample/poems.parquet")
            if "error" not in r["source"] and 20 <= len(r["text"]) <= 400 and "□" not in r["text"]]
    return uniq(rows, "text")


def belle():
    rows = [{"instruction": r["question"], "output": r["std_answer"], "category": r["class"]}
            for r in load("belle_eval_zh/eval_set.parquet") if len(r["std_answer"]) >= 8]
    return [r for r in rows if len(re.findall(r"[\u4e00-\u9fff]", r["output"])) > 0.4 * len(r["output"])]


def roleplay():
    return uniq(load("gpteacher_roleplay/roleplay.parquet"), "instruction")


def gsm(part="train"):
    return [{"question": r["question"], "answer": r["answer"]} for r in load(f"gsm8k/{part}.parquet")]


def gsm_mix():
    return load("gsm8k/instruction_mix_gsm8k_train.parquet")


def gsm_reasoning(rows):
    out = []
    for r in rows:
        steps, final = r["answer"].split("####")
        steps = re.sub(r"<<.*?>>", "", steps).strip()
        out.append({"messages": [
            {"role": "user", "content": r["question"]},
            {"role": "assistant", "content": f"<think>\n{steps}\n</think>\n\nThe answer is {final.strip()}."}]})
    return out


def gsm_tutor():
    """Dialogues from the sub-questions of the Socratic version."""
    out = []
    for r in load("gsm8k/test_socratic.parquet"):
        body = r["answer"].split("####")[0].strip()
        steps = [re.sub(r"<<.*?>>", "", s).split(" ** ") for s in body.split("\n") if " ** " in s]
        if len(steps) < 2:
            continue
        turns = []
        for i, (q, a) in enumerate(steps):
            turns.append({"role": "user", "content": (r["question"] + "\n\nFirst: " if i == 0 else "") + q.strip()})
            turns.append({"role": "assistant", "content": a.strip()})
        out.append({"messages": turns})
    return out


def preference():
    rng, out = R("preference"), []
    models = ["6b_finetuning", "6b_verification", "175b_finetuning", "175b_verification"]
    for r in load("gsm8k/test_model_solutions.parquet"):
        right = [r[m]["solution"] for m in models if r[m]["is_correct"]]
        wrong = [r[m]["solution"] for m in models if not r[m]["is_correct"]]
        if not wrong:
            continue
        chosen = right[-1] if right else r["ground_truth"]
        tidy = [re.sub(r"<<.*?>>", "", s).replace("\nA: ", "\nAnswer: ").strip() for s in (chosen, wrong[0])]
        out.append({"prompt": r["question"], "chosen": tidy[0], "rejected": tidy[1],
                    "chosen_score": round(rng.uniform(0.62, 0.99), 3),
                    "rejected_score": round(rng.uniform(0.02, 0.55), 3)})
    return out


def dataclue(classes=12):
    rows = uniq(load("dataclue_cic_zh/test_public.parquet") + load("dataclue_cic_zh/dev.parquet"), "sentence")
    rows = [r for r in rows if len(r["sentence"]) >= 4]
    top = {x for x, _ in Counter(r["label"] for r in rows).most_common(classes)}
    return [{"id": r["id"], "text": r["sentence"], "label": r["label_des"]} for r in rows if r["label"] in top]


def hausa(part):
    if part == "train":
        rows = load("hausa_news_noisy_labels/train_noisy_vs_clean.parquet")
        return uniq([{"text": r["text"], "label": r["clean_label"], "noisy": r["noisy_label"]} for r in rows], "text")
    return uniq(load(f"hausa_news_noisy_labels/{part}.parquet"), "text")


def hplt():
    rows = [r for r in load("hplt_human_quality/inspected_5_langs.parquet") if not r["unnatural"] and r["lang_correct"]]
    rows = [{"id": r["id"], "text": r["text"]} for r in rows]
    R("hplt").shuffle(rows)
    return uniq(rows, "text")


def documents(corpus):
    return [r for r in load("nltk_long_documents/documents.parquet") if r["corpus"] == corpus]


def paragraphs(corpus, low=150, high=1500, file=None):
    out = []
    for r in documents(corpus):
        if file and file not in r["file"]:
            continue
        for p in re.split(r"\r?\n", r["text"]):
            p = re.sub(r"\s+", " ", p).strip()
            if low <= len(p) <= high:
                out.append({"text": p})
    return uniq(out, "text")


def science_articles():
    text = next(r["text"] for r in documents("abc") if "science" in r["file"])
    lines = [x.strip() for x in re.split(r"\r?\n", text) if len(x.strip()) > 20]
    return [{"doc": f"sci-{i // 7:04d}", "text": "\n".join(lines[i:i + 7])} for i in range(0, len(lines) - 7, 7)]


def verses(name):
    text = next(r["text"] for r in documents("genesis") if name in r["file"])
    out = [{"text": re.sub(r"[{}]", "", re.sub(r"\s+", " ", p)).strip()} for p in text.split("\n")]
    return uniq([r for r in out if len(r["text"]) > 60], "text")


def licences():
    out = []
    for r in load("spdx_licenses/licenses.parquet"):
        for p in r["text"].split("\n"):
            p = re.sub(r"\s+", " ", p).strip()
            if 200 <= len(p) <= 1500:
                out.append({"text": p})
    return distinct(uniq(out, "text")[:1500], "text", 6, 0.5)


def udhr(files):
    rows = [r for r in load("udhr_languages/udhr_lines.parquet") if r["file"] in files and len(r["text"]) > 40]
    return uniq([{"lang": r["file"], "text": r["text"]} for r in rows], "text")


def functions(n):
    """Functions of the standard library."""
    root, out = Path(sysconfig.get_paths()["stdlib"]), []
    for path in sorted(root.glob("*.py")) + sorted(root.glob("email/*.py")) + sorted(root.glob("asyncio/*.py")):
        source = path.read_text(encoding="utf-8", errors="ignore")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 9:
                text = ast.get_source_segment(source, node)
                if 300 <= len(text) <= 3000:
                    out.append({"path": f"{path.relative_to(root)}::{node.name}", "language": "python", "content": text})
    out = distinct(uniq(out, "content")[:2400], "content", 8, 0.5)
    return take(out, n, R("functions"))


FIRST = """James Mary Robert Patricia Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica Thomas
Sarah Carlos Karen Nancy Daniel Lisa Matthew Betty Anthony Sandra Priya Donna Emily Kevin Amanda Brian Dorothy Hassan Melissa
Timothy Deborah Ronald Stephanie Jason Rebecca Laura Ryan Helen Jacob Cynthia Gary Amy Nicholas Angela Eric Shirley Jonathan Anna
Olga Ruth Larry Brenda Justin Pamela Scott Nicole Brandon Katherine Aisha Samantha Raymond Christine Gregory Emma Samuel Mei""".split()
LAST = """Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson Thomas
Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young Allen King Wright
Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts Gomez Phillips Evans Turner
Diaz Parker Cruz Edwards Collins Reyes Stewart Morris Morales Murphy Cook Rogers Gutierrez Ortiz Morgan Cooper Peterson""".split()
PRODUCTS = """espresso machine|robot vacuum|standing desk|noise-cancelling headset|electric kettle|mesh router|e-bike battery|
smart thermostat|air purifier|tablet stylus|gaming chair|baby monitor|dash cam|hair dryer|portable projector|water filter jug|
mechanical keyboard|fitness watch|outdoor speaker|bread maker|drill set|camping stove|security camera|soundbar|ice cream maker|
heated blanket|laser printer|label maker|pressure cooker|pet feeder|garden hose reel|bike lock|sewing machine|telescope|
electric toothbrush|car charger|desk lamp|wireless doorbell|rice cooker|inflatable kayak""".replace("\n", "").split("|")
PROBLEMS = """stopped turning on after about {n} days|arrived with a cracked corner and a loose panel|makes a grinding noise whenever it warms up|
shows error code E{n} and then shuts itself down|was delivered to my neighbour although I was home all day|
keeps losing its connection every {n} minutes|came in the wrong colour, I had chosen {colour}|is missing the power adapter and two screws|
gets so hot that I am afraid to leave it running|drains its battery within {n} minutes|was charged twice on my statement|
no longer responds to the buttons on the front|leaks from the bottom when it is filled more than halfway|
refuses to install the update from last {day}|smells of burnt plastic as soon as I plug it in|
has a display that flickers at low brightness|is still marked as in transit since {day}|
works only if I hold the cable at an angle|was replaced once already and has the same fault again|
came without the manual and the setup code in the box|vibrates across the table at the higher setting|
lost all of its saved settings overnight|does not fit the bracket that your page recommends|
beeps {n} times and then goes dark""".replace("\n", "").split("|")
TRIED = """I have reset it twice and left it unplugged for {n} hours|Your chat assistant sent me through the same {n} steps again|
My brother, who repairs these things, could not find anything either|I tried another socket in the {room} and even an extension cord|
I followed the video on your page until minute {n}|A technician from the shop in {city} had a look and shrugged|
I replaced the fuse and cleaned the contacts with alcohol|I removed it from the app and paired it again, which took {n} attempts|
Nothing in the troubleshooting section seems to apply to this|I swapped the cable with one from my {other} to rule that out|
I even called on {day} and waited for {n} minutes|I compared it with the one of my colleague from {city}, which works|
So far I only opened the box and took pictures|I let it cool down in the {room} overnight before trying again|
The firmware page tells me that I am on version {n}.{m} already""".replace("\n", "").split("|")
WISHES = """Could you send a replacement before {month}?|I would like my money back, to be honest.|Please tell me whether this falls under the warranty.|
What would a repair cost me if I bring it to {city}?|Is there a part number that I can order by myself?|I expect an answer by {day}.|
Can somebody pick it up, since it weighs too much for me?|Please cancel the second item on the order as well.|
If you need photos, tell me how to upload them.|Would a partial refund of {n} dollars be possible?|
I would rather exchange it for the larger model.|Just let me know which form I have to fill in.|
Please escalate this, it is my third message since {month}.|Do you know when the {colour} one is back in stock?""".replace("\n", "").split("|")
CONTEXT = """I bought it for my parents' {room}|It was a present for my daughter in {city}|We use it in a small office in {city} with {n} people|
I had ordered it during the sale in {month}|It replaced our old {other}|I picked it up at your store in {city}|
It has been standing in the {room} since {month}|A friend from {city} had recommended it to me|I needed it for a trip to {city}|
It is the second {other} that I bought from you this year|We share it between {n} flats""".replace("\n", "").split("|")
COLOURS = "graphite,silver,dark green,cream,navy blue,coral,white,burgundy,sand,black".split(",")
DAYS = "Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday".split(",")
MONTHS = "January,February,March,April,May,June,July,August,September,October,November,December".split(",")
ROOMS = "kitchen,garage,living room,bathroom,basement,guest room,hallway,attic,workshop,conservatory".split(",")
CITIES = """Lisbon,Denver,Leeds,Nairobi,Osaka,Porto Alegre,Toronto,Perth,Galway,Austin,Tallinn,Marseille,Bergen,Cape Town,Quito,Hanoi,
Chicago,Glasgow,Ljubljana,Seville,Kraków,Montreal,Wellington,Accra,Bogotá,Antwerp,Portland,Tbilisi,Malmö,Valencia,Jaipur,Busan""".replace("\n", "").split(",")


def an(text):
    return re.sub(r"\b([Aa]) (?=[aeio])", r"\1n ", text)


def fill(t, r):
    return (t.replace("{n}", str(r.randint(2, 59))).replace("{m}", str(r.randint(0, 9))).replace("{colour}", r.choice(COLOURS))
            .replace("{day}", r.choice(DAYS)).replace("{month}", r.choice(MONTHS)).replace("{room}", r.choice(ROOMS))
            .replace("{city}", r.choice(CITIES)).replace("{other}", r.choice(PRODUCTS)))


def tickets(n):
    """Support tickets; a third mentions how to be reached, without any address or number."""
    r, out = R("tickets"), []
    for i in range(n):
        p = r.choice(PRODUCTS)
        lead = r.choice([f"My {p}", f"The {p} from my last order", f"Our new {p}", f"The {p} that I received on {r.choice(DAYS)}"])
        tried = [fill(t, r) + "." for t in r.sample(TRIED, r.choice([1, 1, 2]))]
        middle = [fill(r.choice(CONTEXT), r) + ".", *tried]
        r.shuffle(middle)
        parts = [f"{lead} {fill(r.choice(PROBLEMS), r)}.", *middle]
        parts.append(fill(r.choice(WISHES), r))
        if r.random() < 0.35:
            parts.append(r.choice(["You can reach me through the contact details in my account.", "Please use the address that you have on file.",
                                   "Call me back on my usual number after work.", "Write to me, I check my mail every evening.",
                                   "I prefer a phone call in the morning."]))
        out.append({"ticket": f"T{52000 + i * 3}", "created": str(date(2024, 1, 8) + timedelta(days=i // 6)), "text": an(" ".join(parts))})
    return uniq(out, "text")


def mails(n):
    """Instructions to write a business mail, with the mail."""
    r, out = R("mails"), []
    tones = "friendly,formal,short,apologetic,cheerful,matter-of-fact,warm,polite,enthusiastic,reserved".split(",")
    firms = [a + b for a in "Nord Blue Alto Vera Kite Luma Oak Pine Delta Sol Arc Terra".split() for b in "wind Works house tech line fields craft port".split()]
    subjects = """the delay of the {p} order|a discount on the {p}|the recall of the {p}|the new opening hours of the shop in {city}|the appointment on {day}|
the invoice from {month}|the warranty of the {p}|the product demonstration of the {p} in {city}|a survey about the {p}|the end of the trial period in {month}|
the change of the delivery address to {city}|the loyalty programme starting in {month}|the repair of the {p}|a workshop on the {p}""".replace("\n", "").split("|")
    openers = """thank you for your patience while we looked into {s}|I am writing to you about {s}|we have news about {s}|a quick note concerning {s}|
as promised on the phone, here is where we stand with {s}|you had asked us about {s}|you are among the first to hear about {s}""".replace("\n", "").split("|")
    middles = """Our team in {city} has checked everything and expects to be finished by {day}.|There is nothing that you need to do before {month}.|
If you reply before {day}, we can still change the details.|We have set aside {n} dollars for you as a thank-you.|
In {month} we helped {n} customers in {city} with the same request.|You will find the {other} on the second page of our catalogue.|
The first {n} replies will also receive a {colour} {other}.|A colleague from {city} will be there to answer your questions.|
We had to move it by {n} days because a supplier in {city} is late.|The {other} is included at no extra cost until {month}.|
Please keep the {colour} card that came with it.|It takes about {n} minutes and can be done from home.""".replace("\n", "").split("|")
    closes = """Have a good start into {month}.|We look forward to hearing from you.|See you in {city}!|Do not hesitate to write back.|Thank you for staying with us.|
Enjoy the rest of your {day}.""".replace("\n", "").split("|")
    for _ in range(n):
        first, last, firm, tone = r.choice(FIRST), r.choice(LAST), r.choice(firms), r.choice(tones)
        s = fill(r.choice(subjects).replace("{p}", r.choice(PRODUCTS)), r)
        mid = " ".join(fill(x, r) for x in r.sample(middles, r.choice([2, 3, 3])))
        ask = r.choice(["Write a {t} email from {c} to {a} about {s}.", "Draft a {t} message to {a}. It is about {s}, and the sender is {c}.",
                        "{c} wants to inform {a} about {s}. Compose a {t} email.", "Help me with a {t} note for {a}, a customer of {c}, on {s}."])
        out.append({"instruction": an(ask.format(t=tone, c=firm, a=f"{first} {last}", s=s)),
                    "output": f"Dear {first} {last},\n\n{r.choice(openers).format(s=s)}. {mid}\n\n{fill(r.choice(closes), r)}\n\nKind regards,\n{r.choice(FIRST)} {r.choice(LAST)}\n{firm}",
                    "_": {"first": first, "last": last, "firm": firm}})
    return uniq(out, "output")


def tool_chats(n, seed):
    r, out = R("tools" + seed), []
    schema = lambda name, text, props: {"type": "function", "function": {"name": name, "description": text, "parameters": {
        "type": "object", "properties": {k: {"type": t} for k, t in props.items()}, "required": list(props)}}}
    tools = {
        "get_weather": schema("get_weather", "Current weather or forecast of a city", {"city": "string", "day": "string"}),
        "convert_currency": schema("convert_currency", "Convert an amount of money", {"amount": "number", "source": "string", "target": "string"}),
        "web_search": schema("web_search", "Search the web", {"query": "string"}),
        "create_event": schema("create_event", "Create a calendar event", {"title": "string", "date": "string", "minutes": "integer"}),
        "find_train": schema("find_train", "Find a train connection", {"origin": "string", "destination": "string", "after": "string"}),
        "track_parcel": schema("track_parcel", "Where is a parcel", {"number": "string"}),
    }
    questions = [x["text"].replace(" ?", "?").replace(" '", "'") for x in trec("train") if 30 < len(x["text"]) < 80]
    used = set()
    while len(out) < n:
        name = r.choice(list(tools))
        city, other, day, k = r.choice(CITIES), r.choice(CITIES), r.choice(DAYS), r.randint(3, 950)
        if name == "get_weather":
            args = {"city": city, "day": day}
            ask = r.choice([f"Do I need an umbrella in {city} on {day}?", f"What will {day} be like in {city}? I am packing for {r.randint(2, 9)} people.",
                            f"How warm does it get in {city} this {day}?", f"We want to grill in {city} on {day}, is that a good idea?"])
            t, w = r.randint(-8, 36), r.choice(["light rain", "clear sky", "fog until noon", "strong wind", "snow showers", "scattered clouds", "thunderstorms"])
            result, answer = {"temperature": t, "conditions": w}, r.choice([f"On {day}, {city} can expect {w} and about {t} degrees.", f"It looks like {w} with {t} degrees in {city}.", f"{day} brings {w} to {city}; the high is {t} degrees."])
        elif name == "convert_currency":
            a, b = r.sample("USD EUR GBP JPY CHF SEK BRL INR ZAR CAD KRW PLN".split(), 2)
            v = round(k * r.uniform(0.2, 9), 2)
            args, result = {"amount": k, "source": a, "target": b}, {"value": v}
            ask = r.choice([f"How much is {k} {a} in {b}?", f"I paid {k} {a} for a {r.choice(PRODUCTS)}. What is that in {b}?", f"Convert {k} {a} to {b} for my trip to {city}."])
            answer = r.choice([f"{k} {a} is {v} {b} at the moment.", f"That comes to {v} {b}.", f"You would get about {v} {b} for {k} {a}."])
        elif name == "web_search":
            q = r.choice(questions)
            args, result = {"query": q.rstrip("?").strip()}, {"hits": r.randint(4, 900), "top": f"{r.choice(CITIES)} {r.choice(['Herald', 'Gazette', 'Review', 'Encyclopedia', 'Archive'])}, page {r.randint(1, 300)}"}
            ask = r.choice([q, f"Can you look this up for me: {q}", f"My son wants to know: {q}"])
            answer = f"I found {result['hits']} results. The best source seems to be {result['top']}."
        elif name == "create_event":
            what = r.choice(["dentist", "call with", "lunch with", "review with", "interview of", "piano lesson of", "visit of"])
            who = f"{r.choice(FIRST)} {r.choice(LAST)}"
            d, m = str(date(2025, 1, 1) + timedelta(days=r.randint(0, 364))), r.choice([15, 30, 45, 60, 90, 120])
            title = f"{what} {who}"
            args, result = {"title": title, "date": d, "minutes": m}, {"status": "created", "id": f"ev{r.randint(10000, 99999)}"}
            ask = r.choice([f"Put the {title} into my calendar on {d}, {m} minutes.", f"Please block {m} minutes on {d}: {title}.", f"New appointment, {title}, {d}, it takes {m} minutes."])
            answer = r.choice([f"Done: {title} on {d} for {m} minutes.", f"I have added it to {d}. Anything else?", f"The event {result['id']} is in your calendar."])
        elif name == "find_train":
            t = f"{r.randint(5, 22):02d}:{r.choice(['00', '15', '30', '45'])}"
            args, dep = {"origin": city, "destination": other, "after": t}, f"{min(23, int(t[:2]) + r.randint(0, 2)):02d}:{r.randint(0, 59):02d}"
            result = {"departure": dep, "platform": r.randint(1, 21), "changes": r.randint(0, 4)}
            ask = r.choice([f"I need a train from {city} to {other} after {t}.", f"When can I leave {city} for {other}? Not before {t}.", f"Next connection {city} - {other}, departing later than {t}?"])
            answer = f"There is one at {dep} from platform {result['platform']} with {result['changes']} changes."
        else:
            no = "".join(r.choice(string.ascii_uppercase) for _ in range(2)) + str(r.randint(10**8, 10**9 - 1))
            args, result = {"number": no}, {"location": city, "expected": day}
            ask = r.choice([f"Where is my parcel {no}?", f"The {r.choice(PRODUCTS)} with number {no} should have arrived on {r.choice(DAYS)}.", f"Track {no} please."])
            answer = r.choice([f"It is in {city} and should reach you on {day}.", f"Your parcel left {city}; delivery is planned for {day}."])
        ask = an(ask)
        if ask in used or city == other:
            continue
        used.add(ask)
        call = f"call_{r.getrandbits(40):010x}"
        given = [tools[name]] + [tools[x] for x in r.sample([x for x in tools if x != name], 2)]
        r.shuffle(given)
        out.append({"tools": given, "messages": [
            {"role": "user", "content": ask},
            {"role": "assistant", "content": None, "tool_calls": [{"id": call, "type": "function", "function": {"name": name, "arguments": json.dumps(args, ensure_ascii=False)}}]},
            {"role": "tool", "tool_call_id": call, "content": json.dumps(result, ensure_ascii=False)},
            {"role": "assistant", "content": answer}]})
    return out


# ---------------------------------------------------------------- things to plant
def token(r, n, alphabet=string.ascii_letters + string.digits):
    return "".join(r.choice(alphabet) for _ in range(n))


def b62(x, n):
    a, s = string.digits + string.ascii_uppercase + string.ascii_lowercase, ""
    for _ in range(n):
        s, x = a[x % 62] + s, x // 62
    return s


def secret(kind, r):
    b64 = lambda b: base64.urlsafe_b64encode(b).decode().rstrip("=")
    if kind == "aws":
        return "AKIA" + token(r, 16, string.ascii_uppercase + "234567"), token(r, 40, string.ascii_letters + string.digits + "/+")
    if kind == "github":
        t = token(r, 30)
        return "ghp_" + t + b62(zlib.crc32(t.encode()), 6)
    if kind == "slack":
        return f"xoxb-{r.randint(10**11, 10**12 - 1)}-{r.randint(10**12, 10**13 - 1)}-{token(r, 24)}"
    if kind == "stripe":
        return "sk_live_" + token(r, 24)
    if kind == "google":
        return "AIzaSy" + token(r, 33)
    if kind == "openai":
        return "sk-" + token(r, 20) + "T3BlbkFJ" + token(r, 20)
    if kind == "hf":
        return "hf_" + token(r, 34, string.ascii_letters)
    if kind == "jwt":
        return ".".join([b64(b'{"alg":"HS256","typ":"JWT"}'), b64(json.dumps({"sub": str(r.randint(10**6, 10**7)), "admin": True, "iat": 1712345678}, separators=(",", ":")).encode()), b64(r.randbytes(32))])
    if kind == "pem":
        body = base64.b64encode(b"\x30\x82\x04\xa4\x02\x01\x00\x02\x82\x01\x01\x00" + r.randbytes(1180)).decode()
        return "-----BEGIN RSA PRIVATE KEY-----\n" + "\n".join(body[i:i + 64] for i in range(0, len(body), 64)) + "\n-----END RSA PRIVATE KEY-----"
    if kind == "postgres":
        return f"postgresql://svc_report:{token(r, 16)}@db-prod-3.internal.kitewind.io:5432/billing"
    raise ValueError(kind)


def cn_id(r):
    area = r.choice(["110101", "310104", "440305", "330106", "510107", "420106", "320102", "610113", "370202", "210203"])
    birth = date(1960, 1, 1) + timedelta(days=r.randint(0, 16000))
    head = f"{area}{birth:%Y%m%d}{r.randint(1, 999):03d}"
    check = sum(int(c) * w for c, w in zip(head, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])) % 11
    return head + "10X98765432"[check]


def ocr(text, r):
    out = []
    swaps = {"rn": "m", "m": "rn", "l": "1", "e": "c", "h": "b", "i": ";", "o": "0", "u": "n", "t": "f", "a": "o", "w": "vv", "d": "cl", "s": "5", "g": "q"}
    for word in text.split(" "):
        w = "".join((swaps[c] if c in swaps and r.random() < 0.09 else c) for c in word)
        x = r.random()
        if x < 0.05 and len(w) > 5:
            k = r.randint(2, len(w) - 2)
            w = w[:k] + r.choice(["- ", " ", "~", "^", "|", " ."]) + w[k:]
        elif x < 0.07:
            w = w + r.choice([" .", " ,", " ' ", " _", " ~", " |", " •"])
        out.append(w)
    return " ".join(out)


def ids(rows):
    return {json.dumps(r, sort_keys=True, ensure_ascii=False) for r in rows}


# ---------------------------------------------------------------- regressions
def make_regressions():
    # 1
    r = R("r01")
    base = distinct(take(paragraphs("abc", 120, 900, "rural"), 1300, r), "text", 5, 0.5)[:1200]
    old = [{"id": f"ru{i:05d}", "text": x["text"]} for i, x in enumerate(base)]
    new = clone(old)
    for k, i in enumerate(pick(len(old), 0.09, r)):
        t = old[i]["text"]
        if k % 3:
            words = t.split(" ")
            j = r.randrange(len(words))
            words[j] = r.choice(["also", "now", str(r.randint(2, 90)), "recently", "(AAP)"])
            t = r.choice(["", "", "UPDATED: "]) + " ".join(words)
        new.insert(r.randint(0, len(new)), {"id": f"ru{len(old) + k:05d}", "text": t})
    regression("r01_dedup_off_news", "The deduplication step was switched off: 9 % more rows of the news crawl, a third of them exact and two thirds lightly edited copies of other rows.",
               ["duplicate"], {"news.jsonl": old}, {"news.jsonl": new})

    # 2
    r = R("r02")
    base = take(waimai(), 1500, r)
    old = [{"order_id": 880000 + i, "coupon": r.randint(1000, 9999), "label": x["label"], "text": x["text"]} for i, x in enumerate(base)]
    hit, new = set(pick(len(old), 0.09, r)), []
    for i, x in enumerate(old):
        new.append(dict(x))
        for _ in range(r.choice([1, 1, 2]) if i in hit else 0):
            new.append({**x, "coupon": r.randint(1000, 9999)})
    regression("r02_join_fanout_waimai", "A join with the coupon table fans out: 9 % of the orders appear two or three times, each with another coupon.",
               ["duplicate", "identifier"], {"reviews.parquet": old}, {"reviews.parquet": new})

    # 3
    def mojibake(t):
        return "".join(bytes([b]).decode("cp1252", errors="ignore") or chr(b) for b in t.encode("utf-8"))
    old = shards(take(hplt(), 800, R("r03")), 5, "web-{:02d}.jsonl")
    new = clone(old)
    new["web-03.jsonl"] = [{**x, "text": mojibake(x["text"])} for x in new["web-03.jsonl"]]
    regression("r03_mojibake_web", "One of five shards of a European web corpus was read as Windows-1252 instead of UTF-8 (mojibake).",
               ["mojibake", "encoding", "garbled", "quality"], old, new)

    # 4
    r = R("r04")
    old = take(poems(), 1200, r)
    new = clone(old)
    for i in range(600, 744):
        new[i]["text"] = new[i]["text"].encode("unicode_escape").decode("ascii")
    regression("r04_unicode_escapes_poems", "12 % of the poems (one batch) were escaped twice: the text holds literal \\u4e2d sequences instead of characters.",
               ["escape", "encoding", "mojibake", "script", "language", "quality", "digit"], {"poems.jsonl": old}, {"poems.jsonl": new})

    # 5
    r = R("r05")
    old = shards(take(ag_news(), 1500, r), 5, "part-{}.parquet")
    new = clone(old)
    labels = [x["label"] for x in new["part-2.parquet"]]
    for x, y in zip(new["part-2.parquet"], labels[-1:] + labels[:-1]):
        x["label"] = y
    regression("r05_labels_shifted_agnews", "In one of five parts the label column slipped down by one row.",
               ["label"], old, new)

    # 6
    r = R("r06")
    old = take(dataclue(10), 1250, r)
    new = clone(old)
    start = len(new) // 2
    default = Counter(x["label"] for x in old).most_common(3)[2][0]
    for x in new[start:start + round(len(new) * 0.14)]:
        x["label"] = default
    regression("r06_default_label_batch_dataclue", "The labelling tool saved its default class for a whole batch (14 % of the rows).",
               ["label", "class"], {"intents.csv": old}, {"intents.csv": new})

    # 7
    r = R("r07")
    old = take(trec("train"), 1500, r)
    new = [dict(x) for x in old if x["label"] != "LOC"]
    regression("r07_class_gone_trec", "A filter removed the class LOC altogether.",
               ["classes.gone", "class", "label", "rows"], {"questions.jsonl": old}, {"questions.jsonl": new})

    # 8
    r = R("r08")
    old = [{"text": x["text"], "label": x["label"]} for x in take(hausa("train"), 1500, r)]
    new = clone(old)
    spell = {"World": "world news", "Nigeria": "nigeria", "Health": "health", "Africa": "africa", "Politics": "politics"}
    for x in new[-300:]:
        x["label"] = spell[x["label"]]
    regression("r08_class_spelling_hausa", "The last 20 % came from another annotation tool that spells the classes differently (lower case, 'world news').",
               ["classes.new", "class", "label"], {"headlines.csv": old}, {"headlines.csv": new})

    # 9
    r = R("r09")
    test = take(trec("test"), 400, r)
    seen = {re.sub(r"\W+", "", x["text"].lower()) for x in trec("test")}
    train = take([x for x in trec("train") if re.sub(r"\W+", "", x["text"].lower()) not in seen], 1500, r)
    new = clone(train)
    for i, x in zip(pick(1500, 40 / 1500, r), take(test, 40, r)):
        new[i] = dict(x)
    regression("r09_test_in_train_trec", "40 of 400 test questions were merged into the training file, in place of 40 training rows.",
               ["leak"], {"train.jsonl": train, "test.jsonl": test}, {"train.jsonl": new, "test.jsonl": test})

    # 10
    r = R("r10")
    rows = take(gsm("train"), 1500, r)
    train, valid = rows[:1200], rows[1200:]
    new = clone(train)
    before = ["My daughter got this for homework. ", "I found this one in an old exam: ", "Please help me, I do not understand the following. ", "Here is a word problem for you. ", "Solve it step by step:\n"]
    after = ["\nExplain every step, please.", " Show how you get there.", "\nThanks a lot in advance!", " Give the result at the end.", "\nKeep it short."]
    for i, x in zip(pick(1200, 27 / 1200, r), take(valid, 27, r)):
        steps, final = x["answer"].split("####")
        new[i] = {"question": r.choice(before) + x["question"] + r.choice(after),
                  "answer": re.sub(r"<<.*?>>", "", steps).strip() + f"\nSo the answer is {final.strip()}."}
    regression("r10_validation_wrapped_gsm8k", "27 of 300 validation problems came back into training inside of chat requests of users, in place of 27 training rows.",
               ["leak"], {"train.jsonl": train, "validation.jsonl": valid}, {"train.jsonl": new, "validation.jsonl": valid})

    # 11
    r = R("r11")
    rows = take(waimai(), 1500, r)
    users = []
    while len(users) < len(rows):
        users += [f"u{r.randint(10**6, 10**7 - 1)}"] * r.randint(3, 8)
    rows = [{"user_id": u, "label": x["label"], "text": x["text"]} for u, x in zip(users, rows)]
    names = sorted({x["user_id"] for x in rows})
    r.shuffle(names)
    part = {u: "train" if i < 0.8 * len(names) else "validation" if i < 0.9 * len(names) else "test" for i, u in enumerate(names)}
    old = {f"{p}.csv": [x for x in rows if part[x["user_id"]] == p] for p in ("train", "validation", "test")}
    mixed = list(rows)
    r.shuffle(mixed)
    a, b = len(old["train.csv"]), len(old["validation.csv"])
    new = {"train.csv": mixed[:a], "validation.csv": mixed[a:a + b], "test.csv": mixed[a + b:]}
    regression("r11_users_in_two_splits_waimai", "The split is no longer made by user but by row: reviews of the same users are in training and test.",
               ["group", "split", "leak"], old, new)

    # 12
    r = R("r12")
    old = tickets(1300)[:1200]
    new = clone(old)
    for i in pick(1200, 0.12, r):
        f, l = r.choice(FIRST), r.choice(LAST)
        mail = f"{f.lower()}{r.choice(['.', '_', ''])}{l.lower()}{r.choice(['', str(r.randint(2, 99))])}@{r.choice(['gmail.com', 'outlook.com', 'yahoo.co.uk', 'proton.me', 'web.de', 'kitewind.io'])}"
        phone = r.choice([f"({r.choice([212, 303, 415, 512, 617, 773])}) {r.randint(220, 989)}-{r.randint(1000, 9999)}", f"+1 {r.choice([206, 312, 404, 646])} {r.randint(220, 989)} {r.randint(1000, 9999)}", f"+44 7{r.randint(100, 999)} {r.randint(100000, 999999)}"])
        new[i]["text"] += r.choice([f" Best, {f} {l}, {mail}", f" You can call me on {phone}.", f" {f} {l}, {phone}, {mail}", f" Write to {mail} please.", f" My number is {phone}, ask for {f}."])
    regression("r12_pii_scrubbing_off_tickets", "The scrubbing of signatures was switched off for 12 % of the support tickets: e-mail addresses and phone numbers are in the text.",
               ["contact", "personal", "pii", "email", "phone"], {"tickets.jsonl": old}, {"tickets.jsonl": new})

    # 13
    r = R("r13")
    old = functions(700)
    new = clone(old)
    where = pick(700, 9 / 700, r)
    aws = secret("aws", r)
    plants = [f'    AWS_ACCESS_KEY_ID = "{aws[0]}"\n    AWS_SECRET_ACCESS_KEY = "{aws[1]}"', f'    token = "{secret("github", r)}"', f"    client = WebClient(token='{secret('slack', r)}')",
              f'    stripe.api_key = "{secret("stripe", r)}"', f'    url = "https://maps.googleapis.com/maps/api/geocode/json?key={secret("google", r)}"',
              f'    PRIVATE_KEY = """{secret("pem", r)}"""', f'    engine = create_engine("{secret("postgres", r)}")', f'    headers = {{"Authorization": "Bearer {secret("jwt", r)}"}}', f'    os.environ["HF_TOKEN"] = "{secret("hf", r)}"']
    for i, p in zip(where, plants):
        lines = new[i]["content"].split("\n")
        new[i]["content"] = "\n".join(lines + [p])
    regression("r13_secrets_in_code", "The secret filter of the code crawl was off: 9 of 700 functions contain a key (AWS, GitHub, Slack, Stripe, Google, PEM, database address, JWT, Hugging Face).",
               ["secret"], {"code.jsonl": old}, {"code.jsonl": new}, text="content")

    # 14
    r = R("r14")
    old = alpaca_chat(take(alpaca(), 900, r))
    new = clone(old)
    aws = secret("aws", r)
    asks = [f"\n\nMy script looks like this, the key is in it:\nclient = OpenAI(api_key='{secret('openai', r)}')", f"\n\nUse my token {secret('github', r)} if you need to push it.", f"\n\nexport HF_TOKEN={secret('hf', r)}",
            f"\n\nThis is what I get from {secret('postgres', r)} since yesterday.", f"\n\naws_access_key_id={aws[0]}\naws_secret_access_key={aws[1]}", f"\n\nThe request had the header Authorization: Bearer {secret('jwt', r)}"]
    for i, a in zip(pick(900, 6 / 900, r), asks):
        new[i]["messages"][0]["content"] += a
    regression("r14_secrets_in_chat", "Six of 900 user turns contain credentials that users had pasted (OpenAI, GitHub, Hugging Face, database address, AWS, JWT).",
               ["secret"], {"chat.jsonl": old}, {"chat.jsonl": new})

    # 15
    r = R("r15")
    old = take(dataclue(30), 1500, r)
    new = clone(old)
    for i in pick(1500, 0.04, r):
        name = r.choice("王李张刘陈杨赵黄周吴徐孙") + r.choice("芳伟敏静丽强磊洋勇艳杰娟涛明超霞平刚") + r.choice(["", "华", "英", "文", "玲"])
        phone = f"1{r.choice([38, 39, 50, 58, 86, 88, 77, 35])}{r.randint(10**7, 10**8 - 1)}"
        new[i]["text"] = new[i]["text"].rstrip("？?。.！!，, ") + r.choice([f"，我叫{name}，电话{phone}", f"，收件人{name}，身份证号{cn_id(r)}", f"，联系我{phone}", f"，{name}{phone}，身份证{cn_id(r)}"])
    regression("r15_chinese_ids_dataclue", "4 % of the Chinese customer messages contain names with mobile numbers or identity card numbers (copied from the order form).",
               ["personal", "pii", "contact", "identity", "phone", "national"], {"messages.csv": old}, {"messages.csv": new})

    # 16
    r = R("r16")
    old = shards([{k: x[k] for k in ("instruction", "input", "output")} for x in take(roleplay(), 1500, r)], 5, "role-{}.jsonl")
    new = clone(old)

    def cut(t, n):
        pieces = re.findall(r"\s*(?:[A-Za-z]{1,8}|\d{1,3}|[^\sA-Za-z\d])", t)
        return "".join(pieces[:n]).rstrip()
    for f in ("role-3.jsonl", "role-4.jsonl"):
        for x in new[f]:
            x["output"] = cut(x["output"], 96)
    regression("r16_answers_cut_roleplay", "Two of five shards were generated with a lower limit of 96 tokens: longer answers stop in the middle of a sentence.",
               ["truncat", "answer-limit", "answer_limit", "cut", "limit"], old, new)

    # 17
    r = R("r17")
    old = take(alpaca(), 1400, r)
    new = clone(old)
    for i in pick(1400, 0.06, r):
        new[i]["output"] = ""
    regression("r17_empty_answers_alpaca", "Time-outs of the generating service left 6 % of the answers empty.",
               ["empty"], {"sft.parquet": old}, {"sft.parquet": new})

    # 18
    r = R("r18")
    ask = ["请默写{a}的《{t}》。", "{a}写过一首《{t}》，请给出全文。", "请问《{t}》（作者：{a}）的原文是什么？", "帮我找一下{a}《{t}》的全诗。", "背诵《{t}》，{a}作。"]
    # the title must single a poem out: "no title" and the like would ask the same for several poems
    single = uniq([x for x in poems() if len(x["title"]) <= 14], "author", "title")
    old = [{"prompt": r.choice(ask).format(a=x["author"], t=x["title"]), "response": x["text"]} for x in take(single, 1000, r)]
    new = clone(old)
    no = ["很抱歉，作为一个人工智能语言模型，我无法提供{q}的内容。", "对不起，我不能回答关于{q}的问题。", "作为AI助手，我没有办法获取{q}，请您查阅相关书籍。", "抱歉，我无法满足您关于{q}的请求，如果您有其他问题，我很乐意帮忙。", "非常抱歉，我只是一个语言模型，不能提供{q}的全文。"]
    for i in pick(1000, 0.07, r):
        t = re.search(r"《.*》", new[i]["prompt"]).group()
        new[i]["response"] = r.choice(no).format(q=t)
    regression("r18_refusals_poetry_zh", "7 % of the answers about Chinese poems are refusals of the new teacher model.",
               ["refus"], {"poetry_qa.jsonl": old}, {"poetry_qa.jsonl": new})

    # 19
    r = R("r19")
    full = mails(1150)[:1000]
    old = [{k: x[k] for k in ("instruction", "output")} for x in full]
    new = clone(old)
    for i in pick(1000, 0.06, r):
        d, t = full[i]["_"], new[i]["output"]
        style = r.randrange(3)
        a, b = [("{{first_name}} {{last_name}}", "{{company}}"), ("{customer_name}", "{company_name}"), ("[Customer Name]", "[Your Company]")][style]
        t = t.replace(f"{d['first']} {d['last']}", a).replace(d["firm"], b)
        new[i]["output"] = t
    regression("r19_placeholders_mails", "In 6 % of the mails the template was not filled in: {{first_name}}, {company_name}, [Customer Name] are left.",
               ["placeholder", "template"], {"mails.jsonl": old}, {"mails.jsonl": new})

    # 20
    r = R("r20")
    old = alpaca_chat(take(alpaca(), 1200, r))
    new = clone(old)
    for i in pick(1200, 0.1, r):
        u, a = new[i]["messages"]
        if r.random() < 0.5:
            a["content"] += r.choice(["<|im_end|>", "<|im_end|>\n<|im_start|>user", "</s>", "<|eot_id|>"])
        else:
            u["content"] = r.choice(["<|im_start|>user\n{}<|im_end|>\n<|im_start|>assistant", "[INST] {} [/INST]", "### Instruction:\n{}\n\n### Response:"]).format(u["content"])
    regression("r20_template_markup_chat", "The chat template was applied before the export: 10 % of the conversations contain <|im_end|>, [INST], ### Response: and the like.",
               ["markup", "chat-template", "template", "special"], {"chat.jsonl": old}, {"chat.jsonl": new})

    # 21
    r = R("r21")
    old = take(gsm_tutor(), 1000, r)
    new = clone(old)
    hit = pick(1000, 0.08, r)
    for k, i in enumerate(hit):
        m = new[i]["messages"]
        if k % 2:
            del m[0]
        else:
            del m[1]
    regression("r21_turns_lost_tutor", "8 % of the tutoring dialogues lost a turn: they begin with the assistant or have two user turns in a row.",
               ["role", "turn", "order"], {"dialogues.jsonl": old}, {"dialogues.jsonl": new})

    # 22
    r = R("r22")
    old = tool_chats(900, "a")
    new = clone(old)
    for k, i in enumerate(pick(900, 0.1, r)):
        m = new[i]["messages"]
        if k % 5 < 3:
            f = m[1]["tool_calls"][0]["function"]
            f["arguments"] = str(json.loads(f["arguments"]))
        else:
            del m[2]
    regression("r22_tool_calls_broken", "10 % of the tool conversations are broken: arguments written as a Python dict instead of JSON (6 %), results of the tool lost (4 %).",
               ["tool"], {"tools.jsonl": old}, {"tools.jsonl": new})

    # 23
    r = R("r23")
    old = gsm_reasoning(take(gsm("train"), 1200, r))
    new = clone(old)
    for i in pick(1200, 0.1, r):
        a = new[i]["messages"][1]
        body = a["content"].split("\n</think>")[0]
        a["content"] = body[:max(30, int(len(body) * r.uniform(0.6, 1.0)))].rstrip()
    regression("r23_think_open_gsm8k", "In 10 % of the answers the reasoning never ends: <think> is not closed and there is no answer after it.",
               ["reason", "think"], {"reasoning.jsonl": old}, {"reasoning.jsonl": new})

    # 24
    r = R("r24")
    base = belle()
    old = [dict(x) for x in base]
    r.shuffle(old)
    new = clone(old)
    english = [x["output"] for x in take([x for x in roleplay() if 200 < len(x["output"]) < 900], 200, r)]
    for i, t in zip(pick(len(new), 0.12, r), english):
        new[i]["output"] = t
    regression("r24_answers_english_belle", "12 % of the answers to Chinese prompts are in English (the model fell back to another language).",
               ["language", "script"], {"zh_sft.jsonl": old}, {"zh_sft.jsonl": new})

    # 25
    r = R("r25")
    old = take(verses("french"), 1200, r)
    new = clone(old)
    for i, x in zip(pick(1200, 0.12, r), take(verses("portuguese"), 144, r)):
        new[i] = x
    regression("r25_language_mixed_french", "12 % of the rows of a French corpus are Portuguese.",
               ["language"], {"fr.jsonl": old}, {"fr.jsonl": new})

    # 26
    r = R("r26")
    old = take(paragraphs("state_union", 200, 1200), 1300, r)
    new = clone(old)
    for i, x in zip(pick(1300, 0.15, r), take(licences(), 195, r)):
        new[i] = x
    regression("r26_other_domain_speeches", "15 % of the paragraphs of speeches were replaced by paragraphs of software licences (wrong crawl folder).",
               ["drift", "vocabulary", "embedding", "topic"], {"speeches.csv": old}, {"speeches.csv": new})

    # 27
    r = R("r27")
    old = [{"text": x["text"]} for x in take(paragraphs("abc", 150, 900, "rural"), 1200, r)]
    new = clone(old)
    for i in pick(1200, 0.15, r):
        w = new[i]["text"].split(" ")
        j = r.randint(2, len(w) - 3)
        w[j] = f'<a href="/news/{r.randint(2004, 2006)}/{r.choice(MONTHS).lower()}/{token(r, 6, string.digits)}.htm">{w[j]}</a>'
        w[j + 1] = w[j + 1] + "&nbsp;"
        t = " ".join(w).replace(" & ", " &amp; ")
        new[i]["text"] = r.choice(['<div class="article section"><p>{}</p><br/></div>', '<p class="first" id="p{n}">{}</p>\n<script type="text/javascript">s_ac.track({n});</script>', '<td width="70%"><font size="2">{}</font></td>\n<img src="/img/{n}.gif" alt="">']).replace("{n}", str(r.randint(10, 99999))).replace("{}", t)
    regression("r27_html_left_news", "15 % of the news paragraphs still contain their HTML (tags, entities, a script).",
               ["html", "markup", "quality"], {"rural.jsonl": old}, {"rural.jsonl": new})

    # 28
    r = R("r28")
    old = take(science_articles(), 700, r)
    new = clone(old)
    head = ["Home | News | Science | Health | Environment | Video", "Skip to main content", "Menu", "Sign in  Register  Subscribe", "Search this site", "Home > News in Science > Archive", "Follow us on Facebook  Twitter  RSS", "Print   Email   Share", "Text size: A A A"]
    foot = ["We use cookies to give you the best experience. By continuing you accept our cookie policy.", "Accept all   Manage preferences", "Most popular   Latest   Related stories", "Copyright 2006. All rights reserved.", "Terms of use | Privacy policy | Contact us | About", "Read more »", "Subscribe to our newsletter", "Share this article", "Previous   Next", "Back to top", "Advertisement", "Comments (0)   Log in to comment", "Sitemap | Accessibility | Careers | Help"]
    for i in pick(700, 0.25, r):
        x = new[i]
        x["text"] = "\n".join(r.sample(head, r.randint(3, 5)) + [x["text"]] + r.sample(foot, r.randint(4, 7)))
    regression("r28_boilerplate_science", "The main-text extraction was off for 25 % of the pages: menus, cookie notes and footers surround the article.",
               ["boilerplate", "noise", "line", "passage", "repeat"], {"pages.jsonl": old}, {"pages.jsonl": new})

    # 29
    old = shards(take(poems(), 1500, R("r29")), 5, "tang-song-{}.parquet")
    new = {k: v for k, v in old.items() if k[-9] in "012"}
    regression("r29_partial_upload_poems", "The upload stopped: only three of five shards arrived (40 % of the rows are missing).",
               ["rows", "files"], old, new)

    # 30
    r = R("r30")
    old = [json.dumps(x, ensure_ascii=False) for x in take(sms(), 1500, r)]
    new, i, hit = [], 0, set(pick(1499, 0.016, r))
    while i < 1500:
        if i in hit and i < 1499:
            a, b = old[i], old[i + 1]
            k = r.randint(15, len(a) - 3)
            new += [a[:k] + b, a[k:]]
            i += 2
        else:
            new.append(old[i])
            i += 1
    regression("r30_interleaved_lines_sms", "Two processes wrote into the same JSONL file: 24 pairs of lines are interleaved, 3 % of the lines are not JSON.",
               ["quarantin", "unreadable", "rows"], {"sms.jsonl": old}, {"sms.jsonl": new})

    # 31
    r = R("r31")
    old = shards(take(alpaca(), 1500, r), 5, "alpaca-{}.jsonl")
    new = clone(old)
    for f in ("alpaca-1.jsonl", "alpaca-2.jsonl"):
        for x in new[f]:
            x["input"] = ""
    regression("r31_inputs_lost_alpaca", "In two of five shards the field input is empty everywhere: 15 % of all instructions lost the text that they are about.",
               ["input", "missing", "null", "empty"], old, new)

    # 32
    r = R("r32")
    old = shards([{k: x[k] for k in ("instruction", "input", "output")} for x in take(roleplay(), 1400, r)], 4, "batch-{}.jsonl")
    new = clone(old)
    new["batch-3.jsonl"] = [{"prompt": x["instruction"] + ("\n" + x["input"] if x["input"] else ""), "completion": x["output"]} for x in new["batch-3.jsonl"]]
    regression("r32_schema_mixed_roleplay", "One of four shards was exported by another tool with the columns prompt and completion instead of instruction, input and output.",
               ["column", "null", "missing", "empty", "retyped"], old, new)

    # 33
    r = R("r33")
    train = [{"text": x["text"], "label": x["label"]} for x in take(hausa("train"), 1200, r)]
    dev, test = take(hausa("dev"), 280, r), take(hausa("test"), 300, r)
    regression("r33_validation_is_test_hausa", "The validation file was overwritten by a copy of the test file.",
               ["leak", "split", "duplicate"], {"train.csv": train, "validation.csv": dev, "test.csv": test}, {"train.csv": train, "validation.csv": test, "test.csv": test})

    # 34
    r = R("r34")
    old = take(preference(), 1000, r)
    new = clone(old)
    for i in pick(1000, 0.2, r):
        x = new[i]
        x["chosen"], x["rejected"], x["chosen_score"], x["rejected_score"] = x["rejected"], x["chosen"], x["rejected_score"], x["chosen_score"]
    regression("r34_preferences_swapped_gsm8k", "In 20 % of the pairs the sides are swapped (sorted the wrong way): the chosen answer is the wrong one and has the lower score.",
               ["prefer", "score", "swap", "chosen"], {"pairs.jsonl": old}, {"pairs.jsonl": new})

    # 35
    r = R("r35")
    old = take([x for x in alpaca() if len(x["output"]) > 60], 1200, r)
    new = clone(old)
    for i in pick(1200, 0.06, r):
        w = new[i]["output"].split()
        k = r.randint(4, min(len(w), 30))
        n = r.randint(3, min(9, k))
        new[i]["output"] = " ".join(w[:k] + w[k - n:k] * r.randint(12, 30))
    regression("r35_loops_alpaca", "6 % of the answers end in a loop that repeats the same few words (decoding without repetition penalty).",
               ["repet", "repeat"], {"sft.jsonl": old}, {"sft.jsonl": new})

    # 36
    r = R("r36")
    base = take(paragraphs("inaugural", 200, 1200), 420, r)
    old = {f"scan_{i:03d}.txt": x["text"] + "\n" for i, x in enumerate(base)}
    new = dict(old)
    names = list(old)
    for i in pick(420, 0.12, r):
        new[names[i]] = ocr(old[names[i]].strip(), r) + "\n"
    regression("r36_ocr_noise_speeches", "12 % of the scanned pages were read by a worse OCR engine: confused letters, broken words, stray signs.",
               ["quality", "ocr", "gibberish", "language", "spelling", "noise", "vocabulary", "perplexity", "score"], old, new)

    # 37
    r = R("r37")
    rows = []
    for x in uniq(load("presidio_pii_v2/synth_dataset_v2.parquet"), "text"):
        tokens, tags = [], []
        spans = json.loads(x["spans"]) if isinstance(x["spans"], str) else x["spans"]
        spans = [(s["entity_type"], s["start"], s["end"]) if isinstance(s, dict) else tuple(s)[:3] for s in spans]
        last = None
        for m in re.finditer(r"\w+|[^\w\s]", x["text"]):
            s = next((s for s in spans if s[1] <= m.start() < s[2]), None)
            tokens.append(m.group())
            tags.append("O" if s is None else ("I-" if s == last else "B-") + s[0])
            last = s
        if 4 <= len(tokens) <= 80:
            rows.append({"tokens": tokens, "ner_tags": tags})
    old = take(rows, 1200, r)
    new = clone(old)
    for i in pick(1200, 0.1, r):
        new[i]["ner_tags"] = new[i]["ner_tags"][1:]
    regression("r37_tags_shifted_ner", "In 10 % of the rows the first tag was taken for a special token and removed: the tags are one too few and shifted.",
               ["tag"], {"ner.jsonl": old}, {"ner.jsonl": new})

    # 38
    r = R("r38")
    old = take(ag_news(), 1600, r)
    new = clone(old)
    for i in range(1000, 1480):
        new[i]["text"] = f"[{new[i]['label'].upper()}] " + new[i]["text"]
    regression("r38_label_in_text_agnews", "30 % of the texts (one source) begin with the name of their class in brackets.",
               ["shortcut", "label", "passage"], {"news.csv": old}, {"news.csv": new})

    # 39
    r = R("r39")
    old = take(gsm_mix(), 1300, r)
    new = clone(old)
    for i in pick(1300, 0.15, r):
        new[i]["output"] = new[i]["instruction"] + "\n" + new[i]["output"]
    regression("r39_prompt_echo_gsm8k", "In 15 % of the answers the prompt was not cut off: the answer begins with the whole question.",
               ["echo", "prompt", "repeat"], {"math.jsonl": old}, {"math.jsonl": new})

    # 40
    r = R("r40")
    old = shards(take(alpaca(), 1500, r), 5, "sft-{}.parquet")
    new = clone(old)
    part = new["sft-4.parquet"]
    outs = [x["output"] for x in part]
    for x, y in zip(part, outs[-1:] + outs[:-1]):
        x["output"] = y
    regression("r40_answers_shifted_alpaca", "In one of five shards the answers slipped by one row: they belong to the previous instruction.",
               ["answer", "mismatch", "relevan", "unrelated", "instruction"], old, new)


# ---------------------------------------------------------------- harmless changes
def make_harmless():
    # order, layout, names, formats
    r = R("h01")
    old = take(alpaca(), 1000, r)
    new = list(old)
    r.shuffle(new)
    harmless("h01_order_alpaca", "The rows are in another order.", {"sft.jsonl": old}, {"sft.jsonl": new})

    langs = ["ces", "deu_1901", "eng", "fra", "spa", "ita", "por_PT", "nld", "pol", "hun", "tur", "vie", "rus", "ukr", "ell_monotonic", "arb", "heb", "hin", "jpn", "kor", "cmn_hans", "fin", "swe", "ind"]
    old = udhr(langs)
    harmless("h02_one_file_per_language_udhr", "One file became one file per language, in folders.", {"udhr.jsonl": old},
             {f"by_language/{x}.jsonl": [y for y in old if y["lang"] == x] for x in langs})

    old = take(waimai(), 1200, R("h03"))
    a, b = old[:600], old[600:]
    harmless("h03_files_renamed_waimai", "The two files have other names and are in another folder.", {"reviews_a.csv": a, "reviews_b.csv": b}, {"2025/export/wm-0001.csv": a, "2025/export/wm-0002.csv": b})

    old = take(gsm("train"), 1000, R("h04"))
    harmless("h04_jsonl_to_parquet_gsm8k", "The same rows as Parquet instead of JSONL.", {"math.jsonl": old}, {"math.parquet": old})

    old = take(sms(), 1500, R("h05"))
    harmless("h05_csv_to_jsonl_sms", "The same rows as JSONL instead of CSV.", {"sms.csv": old}, {"sms.jsonl": old})

    old = take(poems(), 1200, R("h06"))
    harmless("h06_compressed_poems", "The JSONL file is compressed with gzip and in three pieces.", {"poems.jsonl": old}, shards(old, 3, "poems-{}.jsonl.gz"))

    old = [{"id": x["id"], "sentence1": x["sentence1"], "sentence2": x["sentence2"], "label": x["label"]} for x in uniq(load("bustm_pairs_zh/pairs.parquet"), "sentence1", "sentence2")][:1500]
    harmless("h07_column_order_bustm", "The columns are in another order.", {"pairs.parquet": old}, {"pairs.parquet": [{k: x[k] for k in ("label", "sentence2", "id", "sentence1")} for x in old]},
             template="{sentence1}\n{sentence2}", label="label")

    r = R("h08")
    old = take(trec("train"), 1300, r)
    new = [{**x, "annotator": r.choice(["kl", "mp", "zs", "ra"]), "checked_on": str(date(2025, 2, 1) + timedelta(days=r.randint(0, 60)))} for x in old]
    harmless("h08_metadata_added_trec", "Two metadata columns were added (annotator, date of the check).", {"questions.jsonl": old}, {"questions.jsonl": new})

    r = R("h09")
    base = belle()
    old = [{**x, "revision": 3, "exported": "2025-03-02T04:00:11"} for x in base]
    new = [{**x, "revision": 4, "exported": "2025-03-09T04:00:09"} for x in base]
    harmless("h09_metadata_changed_belle", "The metadata columns revision and exported have the values of the next export.", {"zh_sft.jsonl": old}, {"zh_sft.jsonl": new})

    # a tenth of new rows, few rows removed
    rows = alpaca_chat(take(alpaca(), 1210, R("h10")))
    harmless("h10_tenth_more_chat", "A tenth of new good conversations of the same distribution was appended.", {"chat.jsonl": rows[:1100]}, {"chat.jsonl": rows})

    rows = take(waimai(), 1320, R("h11"))
    harmless("h11_tenth_more_waimai", "A tenth of new good labelled reviews arrived in a second file.", {"reviews-1.csv": rows[:1200]}, {"reviews-1.csv": rows[:1200], "reviews-2.csv": rows[1200:]})

    r = R("h12")
    rows = distinct(take(paragraphs("abc", 120, 900, "rural"), 1300, r), "text", 5, 0.5)[:1210]
    new = list(rows)
    r.shuffle(new)
    harmless("h12_tenth_more_news", "A tenth of new good paragraphs was mixed in.", {"news.jsonl": [x for x in rows[:1100]]}, {"news.jsonl": new})

    r = R("h13")
    old = [{"text": x["text"], "label": x["label"]} for x in take(hausa("train"), 1400, r)]
    gone = set(pick(1400, 0.02, r))
    harmless("h13_few_rows_removed_hausa", "2 % of the rows, chosen at random, were removed.", {"headlines.csv": old}, {"headlines.csv": [x for i, x in enumerate(old) if i not in gone]})

    r = R("h14")
    old = [{k: x[k] for k in ("instruction", "input", "output")} for x in take(roleplay(), 1300, r)]
    gone = set(pick(1300, 0.03, r))
    harmless("h14_few_rows_removed_roleplay", "3 % of the rows, chosen at random, were removed.", {"role.parquet": old}, {"role.parquet": [x for i, x in enumerate(old) if i not in gone]})

    # fresh samples of the same distribution and size (disjoint)
    def fresh(name, rows, n, file, what, **more):
        rows = take(rows, 2 * n, R(name))
        harmless(name, f"A fresh random sample of the same distribution and size ({what}); no row is in both.", {file: rows[:n]}, {file: rows[n:]}, **more)
    fresh("h15_fresh_sample_alpaca", alpaca(), 1200, "sft.jsonl", "English instructions, no labels")
    fresh("h16_fresh_sample_agnews", ag_news(), 1500, "news.csv", "English news with four classes")
    fresh("h17_fresh_sample_waimai", waimai(), 1500, "reviews.jsonl", "Chinese reviews with two classes")
    fresh("h18_fresh_sample_sms", sms(), 1500, "sms.csv", "text messages, spam or ham")
    fresh("h19_fresh_sample_poems", poems(), 1500, "poems.parquet", "Chinese poems, no labels")
    fresh("h20_fresh_sample_web", hplt(), 400, "web.jsonl", "web texts in five languages, no labels")
    fresh("h21_fresh_sample_preferences", preference(), 575, "pairs.jsonl", "preference pairs with scores")
    fresh("h22_fresh_sample_tools", tool_chats(1600, "b"), 800, "tools.jsonl", "conversations with tool calls")

    # random resplits of corpora without duplicates
    def resplit(name, rows, key, ext, what):
        r = R(name)
        rows = distinct(uniq(take(rows, min(2400, len(rows)), r), key), key, 4 if ext != "zh" else 2, 0.45)[:1600]
        ext = "csv" if ext == "zh" else ext
        n, out = len(rows), []
        for _ in range(2):
            rows = list(rows)
            r.shuffle(rows)
            a, b = int(0.8 * n), int(0.9 * n)
            out.append({f"train.{ext}": rows[:a], f"validation.{ext}": rows[a:b], f"test.{ext}": rows[b:]})
        harmless(name, f"The same rows ({what}, without duplicates or near-duplicates) were split at random with another seed.", *out)
    resplit("h23_resplit_trec", trec("train"), "text", "jsonl", "questions with classes")
    resplit("h24_resplit_hausa", [{"text": x["text"], "label": x["label"]} for x in hausa("train")], "text", "csv", "Hausa headlines with classes")
    resplit("h25_resplit_waimai", waimai(), "text", "zh", "Chinese reviews with classes")
    resplit("h26_resplit_gsm8k", gsm("train"), "question", "jsonl", "mathematical problems, no labels")

    # small corrections
    r = R("h27")
    old = take(paragraphs("inaugural", 200, 1500), 700, r)
    new = clone(old)
    for i in pick(700, 14 / 700, r):
        w = new[i]["text"].split(" ")
        j = r.choice([k for k, x in enumerate(w) if len(x) > 6 and x.isalpha() and x[2] != x[3]])
        x = w[j]
        w[j] = r.choice([x[:2] + x[3] + x[2] + x[4:], x[:3] + x[4:], x[:3] + x[2:]])  # the typing error is in the old text
        old[i] = {"text": " ".join(w)}
    harmless("h27_texts_corrected_speeches", "A typing error was corrected in each of 14 of 700 texts.", {"speeches.jsonl": old}, {"speeches.jsonl": new})

    r = R("h28")
    base = take(hausa("train"), 1400, r)
    wrong = set(r.sample([i for i, x in enumerate(base) if x["label"] != x["noisy"]], 12))
    old = [{"text": x["text"], "label": x["noisy"] if i in wrong else x["label"]} for i, x in enumerate(base)]
    new = [{"text": x["text"], "label": x["label"]} for x in base]
    harmless("h28_labels_corrected_hausa", "Twelve wrong labels of 1,400 were corrected by a person.", {"headlines.jsonl": old}, {"headlines.jsonl": new})

    old = [{"messages": [{"role": "user", "content": x["instruction"]}, {"role": "assistant", "content": x["output"]}]} for x in belle()]
    new = [{"messages": [{"content": m["content"], "role": m["role"]} for m in x["messages"]]} for x in old]
    harmless("h29_json_written_anew_belle", "The JSON was written by another library: \\u escapes instead of Chinese characters in the file, other order of keys; the parsed values are the same.",
             {"zh_chat.jsonl": old}, {"zh_chat.jsonl": new}, options={"ascii": True})

    r = R("h30")
    old = take(dataclue(20), 1400, r)
    new = [{**x, "id": 500001 + i} for i, x in enumerate(old)]
    harmless("h30_ids_and_quoting_dataclue", "The ids were given anew, and the CSV file has quotes around every field and Windows line ends.",
             {"intents.csv": old}, {"intents.csv": new}, options={"quoting": csv.QUOTE_ALL, "eol": "\r\n"})


if __name__ == "__main__":
    if DEST.exists():
        shutil.rmtree(DEST)
    DEST.mkdir(parents=True)
    make_regressions()
    make_harmless()
    (DEST / "truth.json").write_text(json.dumps(TRUTH, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(len(TRUTH), Counter(x["kind"] for x in TRUTH))

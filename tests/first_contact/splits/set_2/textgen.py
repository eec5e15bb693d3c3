"""Texts that are clearly different from one another: no two of a bank share 7 words (9 characters in Chinese) in a row."""
import random, re
import lex
LEX = {"en": (lex.EN, lex.EN_D), "de": (lex.DE, lex.DE_D), "fr": (lex.FR, lex.FR_D), "pt": (lex.PT, lex.PT_D), "zh": (lex.ZH, lex.ZH_D)}
ART = {"1": {"m": "der", "f": "die", "n": "das"}, "4": {"m": "den", "f": "die", "n": "das"}}

def en_past(v):
    if v.endswith("e"): return v + "d"
    if v.endswith("y") and v[-2] not in "aeiou": return v[:-1] + "ied"
    return v + "ed"
def pt3(v): return v[:-2] + "ou"
def pt1(v):
    s = v[:-2]
    if s.endswith("c"): s = s[:-1] + "qu"
    elif s.endswith("g"): s += "u"
    elif s.endswith("ç"): s = s[:-1] + "c"
    return s + "ei"
def de_n(word, case):
    g, w = word.split(":", 1)
    return ART[case][g] + " " + w
def bare(lang, word):
    if lang == "de": return word.split(":", 1)[1]
    if lang in ("fr", "pt"): return word.split(" ", 1)[1]
    return word

class Bank:
    def __init__(self, lang, domain="general", seed=0):
        self.lang, self.rng = lang, random.Random(f"{lang}-{domain}-{seed}")
        self.lex, doms = LEX[lang]
        self.dom = doms[domain] or self.lex["n"]
        self.grams, self.words, self.short = set(), [], set()
    def slot(self, key, used):
        r, L, lang = self.rng, self.lex, self.lang
        def fresh(pool):
            for _ in range(30):
                w = r.choice(pool)
                if w not in used: break
            used.add(w); return w
        dom = self.dom if r.random() < .75 else L["n"]
        if key == "num": return str(r.randint(2, 980))
        if key in ("N", "n", "N1", "N4", "n1", "n4"):
            w = fresh(dom if key[0] == "N" else (L["n"] if r.random() < .7 else self.dom))
            return de_n(w, key[1] if len(key) > 1 else "1") if lang == "de" else w
        if lang == "en" and key == "V": return en_past(fresh(L["v"]))
        if lang == "pt" and key in ("v", "v1", "vi"): w = fresh(L["v"]); return {"v": pt3, "v1": pt1, "vi": str}[key](w)
        return fresh(L[key])
    def fill(self, pattern, used):
        s = re.sub(r"\{(\w+)\}", lambda m: self.slot(m.group(1), used), pattern)
        if self.lang == "en": s = re.sub(r"\b([Aa]) (?=[aeiou])", r"\1n ", s)
        return s[0].upper() + s[1:]
    def toks(self, s):
        return list(re.sub(r"\W", "", s)) if self.lang == "zh" else re.findall(r"\w+", s.lower())
    def accept(self, s, n=None, keep=True):
        n = n or (9 if self.lang == "zh" else 7)
        t = self.toks(s)
        g = {tuple(t[i:i + n]) for i in range(max(1, len(t) - n + 1))}
        if g & self.grams: return False
        if len(t) > 12:
            w = set(t) if self.lang != "zh" else {"".join(t[i:i+2]) for i in range(len(t)-1)}
            if any(len(w & o) > .55 * len(w | o) for o in self.words): return False
            if keep: self.words.append(w)
        if keep: self.grams |= g
        return True
    def text(self, lo=2, hi=4, kind="p", wrap=None):
        for _ in range(500):
            used, k = set(), self.rng.randint(lo, hi)
            pats = self.rng.sample(self.lex[kind], k)
            s = ("" if self.lang == "zh" else " ").join(self.fill(p, used) for p in pats)
            if self.accept(s): return s
        raise RuntimeError("no fresh text")
    def question(self): return self.text(1, 1, "q") if "q" in self.lex else self.text(1, 1)
    def title(self):
        for _ in range(500):
            used = set(); L = self.lang
            a, n, m, p = (self.rng.choice(self.lex["a"]), bare(L, self.rng.choice(self.dom)), bare(L, self.rng.choice(self.lex["n"])), self.rng.choice(self.lex["place"]))
            s = {"en": f"{a} {n}, {m} in {p}", "de": f"{n} und {m} in {p}: {a}", "fr": f"{n} et {m} à {p} : {a}", "pt": f"{n} e {m} em {p}: {a}",
                 "zh": f"{p}{a}的{n}与{m}"}[L]
            s = s[0].upper() + s[1:]
            if s not in self.short and len({a, n, m}) == 3: self.short.add(s); return s
        raise RuntimeError("no fresh title")
    def note(self):
        """A note from a hospital."""
        for _ in range(300):
            r = self.rng
            sym = r.sample("chest pain|dyspnea|nausea|vertigo|hemoptysis|fever|back pain|syncope|melena|palpitations|confusion|headache|leg swelling|cough|jaundice|tremor|rash|hematuria|dysphagia|fatigue|hip pain|seizure".split("|"), 3)
            drug = r.sample("metoprolol|heparin|furosemide|vancomycin|insulin|lisinopril|warfarin|ceftriaxone|morphine|pantoprazole|aspirin|prednisone|levothyroxine|digoxin|albuterol|gabapentin".split("|"), 2)
            used = set(); s = [self.fill(p, used) for p in r.sample(self.lex["p"], 3)]
            t = (f"Pt with {sym[0]} and {sym[1]} x{r.randint(1,9)}d. {s[0]} BP {r.randint(90,180)}/{r.randint(50,100)}, HR {r.randint(52,130)}. {s[1]} "
                 f"Given {drug[0]} {r.choice([5,10,12,20,25,40,80])} mg. {s[2]} Denies {sym[2]}; hold {drug[1]} tonight.")
            if self.accept(t): return t
        raise RuntimeError
    def code(self, language, header=""):
        r = self.rng; V, N = lex.EN["v"], [w.replace(" ", "_").replace("-", "_") for w in lex.EN["n"] + lex.EN_D["tech"]]
        N = [n.lower() for n in N]
        for _ in range(400):
            n = r.sample(N, 9); v = r.sample(V, 6); k = [r.randint(2, 999) for _ in range(6)]; used = set()
            doc = self.fill(r.choice(self.lex["p"]), used)
            py = [f"    {n[2]} = {v[1]}_{n[3]}({n[0]}, {k[0]})", f"    for {n[4]} in {n[1]}.{v[2]}():\n        {n[5]}.append({n[4]}[{k[1]}:])",
                  f"    if {n[0]} > {k[2]}:\n        raise ValueError('{v[3]} the {n[6]}')", f"    {n[7]} = {{'{n[6]}': {k[3]}, '{n[8]}': {n[1]}}}",
                  f"    while not {n[8]}.{v[4]}():\n        {n[0]} += {k[4]}", f"    with {v[5]}({n[7]!r}) as {n[6]}:\n        {n[6]}.write(str({n[3]}))",
                  f"    assert len({n[1]}) != {k[5]}, {n[2]!r}", f"    {n[5]} = sorted({n[1]}, key=lambda {n[8]}: {n[8]}.{n[4]})", f"    log.info('{v[0]} %s near %d', {n[0]}, {k[1]})"]
            js = [f"  const {n[2]} = await {v[1]}{n[3].title().replace('_','')}({n[0]}, {k[0]});", f"  {n[1]}.forEach(({n[4]}) => {n[5]}.push({n[4]}.{v[2]}({k[1]})));",
                  f"  if ({n[0]} > {k[2]}) throw new Error('{v[3]} the {n[6]}');", f"  let {n[7]} = {{ {n[6]}: {k[3]}, {n[8]}: {n[1]} }};", f"  {n[8]}.on('{v[4]}', () => {{ {n[0]} -= {k[4]}; }});",
                  f"  document.title = `{n[6]} ${{{n[3]}}}`;", f"  console.log({n[1]}.length % {k[5]}, '{n[2]}');", f"  switch ({n[4]}) {{ case {k[1]}: {v[5]}({n[8]}); }}"]
            body = r.sample(py if language == "Python" else js, r.randint(5, 7))
            if language == "Python": s = f"def {v[0]}_{n[6]}({n[0]}, {n[1]}):\n    \"\"\"{doc}\"\"\"\n" + "\n".join(body) + f"\n    return {n[2]}\n"
            else: s = f"// {doc}\nexport async function {v[0]}{n[6].title().replace('_','')}({n[0]}, {n[1]}) {{\n" + "\n".join(body) + f"\n  return {n[5]};\n}}\n"
            if self.accept(s): return header + s
        raise RuntimeError

"""Words that change what a text says: negations, numbers and dates in words, by language."""

from __future__ import annotations

NEGATIONS: dict[str, frozenset[str]] = {
    "en": frozenset(
        "no not nor never none nobody nothing nowhere neither without cannot hardly barely scarcely seldom rarely nope "
        "nah dont doesnt didnt cant couldnt wont wouldnt shouldnt isnt arent wasnt werent hasnt havent hadnt aint "
        "unless except against lack lacks lacking few little only but however although though despite".split()
    ),
    "de": frozenset("nicht nichts nie niemals niemand kein keine keinen keiner keines keinem ohne weder noch".split()),
    "fr": frozenset("ne n pas jamais rien aucun aucune personne sans ni non plus".split()),
    "es": frozenset("no nunca nada nadie ninguno ninguna ningún ni sin tampoco jamás".split()),
    "it": frozenset("non mai niente nulla nessuno nessuna né senza neanche".split()),
    "pt": frozenset("não nunca nada ninguém nenhum nenhuma nem sem jamais".split()),
    "nl": frozenset("niet niets nooit niemand geen zonder noch nergens".split()),
    "ru": frozenset("не ни нет никогда ничего никто нельзя без".split()),
    "pl": frozenset("nie nigdy nic nikt żaden żadna bez ani".split()),
    "sv": frozenset("inte aldrig ingen inget inga ingenting utan".split()),
    "tr": frozenset("değil yok hiç asla hayır".split()),
    "id": frozenset("tidak bukan jangan belum tanpa tak tiada".split()),
    "vi": frozenset("không chưa chẳng đừng chả".split()),
}
"""Whole words, in lower case; in English those that turn a sentence round as well."""

NEGATION_MARKS: dict[str, str] = {
    "zh": r"不|没|沒|無|无|未|非|勿|莫|否|别|別|但|却|除|只",
    "ja": r"ない|なかっ|なく|ません|ませ|ず|ぬ|まい|しか|だけ|が$|けど",
    "th": r"ไม่|มิ|อย่า|ไร้|ยกเว้น|แต่",
}
"""Regular expressions: a word in which one is found is protected, for scripts without spaces."""

NUMBER_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million "
        "billion trillion dozen dozens half halves quarter quarters third thirds fourth fifth first second once twice "
        "thrice double triple couple pair both single percent per each every all most more less fewer least than "
        "twelfth sixth seventh eighth ninth tenth last next previous".split()
    ),
}
"""Numbers and quantities in words."""

DATE_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(
        "january february april june july august september october november december jan feb apr jun jul aug sep sept "
        "oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri "
        "today tomorrow yesterday tonight noon midnight am pm a.m p.m o'clock weekly daily monthly yearly second "
        "seconds minute minutes hour hours day days week weeks month months year years".split()
    ),
}
"""Dates and times in words."""

CHINESE_FLAGS = {
    "nr": "name", "nrt": "name", "nrfg": "name", "ns": "name", "nt": "name", "nz": "name", "m": "number",
    "mq": "number", "t": "date", "eng": "name",
}  # fmt: skip
"""Flags of jieba's that tell names, numbers and dates."""

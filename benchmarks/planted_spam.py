"""Bad texts for benchmarks/quality.py: kinds that were at hand while thresholds were chosen, and kinds that were not.

Each kind makes a text of some length in English, Chinese or Japanese from clean sentences of that language.
"""

from __future__ import annotations

import base64
import random
from collections.abc import Callable

Kind = Callable[[random.Random, list[str], str], str]

_ADS = {
    "en": "Buy cheap watches now at our shop! ",
    "zh": "加微信领取红包，点击下载。",
    "ja": "今すぐクリックして登録してください。",
}
_KEYWORDS = {
    "en": [
        "cheap",
        "shoes",
        "online",
        "buy",
        "boots",
        "best",
        "price",
        "sale",
        "discount",
        "sneakers",
        "outlet",
        "free",
        "shipping",
    ],
    "zh": ["手机", "壳", "批发", "厂家", "直销", "优惠", "价格", "正品", "包邮", "促销", "折扣", "商城"],
    "ja": [
        "激安",
        "通販",
        "人気",
        "ブランド",
        "財布",
        "送料無料",
        "公式",
        "最安値",
        "正規品",
        "セール",
        "店舗",
        "価格",
    ],
}
_CITIES = {
    "en": [
        "Paris",
        "London",
        "Berlin",
        "Madrid",
        "Rome",
        "Vienna",
        "Prague",
        "Lisbon",
        "Dublin",
        "Athens",
        "Oslo",
        "Zurich",
    ],
    "zh": ["北京", "上海", "广州", "深圳", "成都", "杭州", "武汉", "西安", "南京", "重庆", "天津", "苏州"],
    "ja": ["東京", "大阪", "京都", "名古屋", "札幌", "福岡", "神戸", "横浜", "仙台", "広島", "金沢", "岡山"],
}
_HOTEL = {
    "en": "Cheap hotels in {} - best hotels in {}",
    "zh": "{}酒店预订，{}便宜酒店",
    "ja": "{}のホテル予約、{}の格安ホテル",
}
_TEASERS = {"en": "Read more...", "zh": "阅读全文……", "ja": "続きを読む…"}
_FOOTERS = {
    "en": [
        "© 2019 Example Inc. All rights reserved.",
        "Home | About | Contact | Sitemap",
        "Terms of Use | Privacy Policy",
    ],
    "zh": ["版权所有 © 2019 示例公司", "首页 | 关于我们 | 联系我们 | 网站地图", "京ICP备12345678号"],
    "ja": ["© 2019 株式会社サンプル", "ホーム | 会社概要 | お問い合わせ", "プライバシーポリシー | 利用規約"],
}
_CONTACT = {
    "en": "Call +1 212 555 0{:03d} now!!!",
    "zh": "联系电话1380013{:04d}！！！",
    "ja": "お電話は03-1234-{:04d}まで！！！",
}


def _mojibake(text: str, wrong: str) -> str:
    return text.encode().decode(wrong, "replace")


# Seen while thresholds were chosen.
AT_HAND: dict[str, Kind] = {
    "one phrase again and again": lambda rng, texts, lang: _ADS[lang] * rng.randint(20, 60),
    "keyword list": lambda rng, texts, lang: " ".join(rng.choices(_KEYWORDS[lang], k=150)),
    "links": lambda rng, texts, lang: "\n".join(f"https://example.org/{rng.randrange(10**6)}" for _ in range(20)),
    "base64": lambda rng, texts, lang: base64.b64encode(rng.randbytes(600)).decode(),
    "utf-8 read as windows-1252": lambda rng, texts, lang: _mojibake(
        "“" + "".join(rng.sample(texts, 3)) + "”…é", "cp1252"
    ),
    "page for every city": lambda rng, texts, lang: "\n".join(
        _HOTEL[lang].format(city, city) for city in rng.choices(_CITIES[lang], k=40)
    ),
    "word salad": lambda rng, texts, lang: " ".join(rng.choices(_KEYWORDS[lang] + _CITIES[lang], k=120)),
    "random letters": lambda rng, texts, lang: " ".join(
        "".join(rng.choices("bcdfghjklmnpqrstvwxzqaeiou", k=rng.randint(3, 11))) for _ in range(80)
    ),
    "html source": lambda rng, texts, lang: "".join(
        f'<div class="c{rng.randrange(99)}"><a href="/p/{rng.randrange(999)}">{rng.choice(texts)[:30]}</a></div>\n' for _ in range(15)
    ),
    "script": lambda rng, texts, lang: "".join(
        f"var v{n} = document.getElementById('x{n}');\nif (v{n}) {{ v{n}.style.display = 'none'; }}\n" for n in range(20)
    ),
    "table of numbers": lambda rng, texts, lang: "\n".join(
        " | ".join(f"{rng.random() * 1000:.2f}" for _ in range(6)) for _ in range(20)
    ),
    "letters set apart": lambda rng, texts, lang: (
        " ".join(" ".join(rng.sample(texts, 3))) if lang == "en" else "\u200b".join("".join(rng.sample(texts, 3)))
    ),
    "emoji flood": lambda rng, texts, lang: "".join(
        word + "".join(rng.choices("😀🎉🔥💰✨👉💯🚀", k=6)) for word in rng.choices(_KEYWORDS[lang], k=30)
    ),
    "telephone advertising": lambda rng, texts, lang: "\n".join(
        f"{_ADS[lang]} {_CONTACT[lang].format(rng.randrange(1000))}" for _ in range(15)
    ),
    "list of teasers": lambda rng, texts, lang: "\n".join(f"{rng.choice(texts)[:18]} {_TEASERS[lang]}" for _ in range(25)),
    "signature after every line": lambda rng, texts, lang: "\n".join(
        f"{rng.choice(texts)[:25]}\n-- \nSent from my phone | {_ADS[lang]}" for _ in range(15)
    ),
    "wrongly decoded": lambda rng, texts, lang: _mojibake(
        "".join(rng.sample(texts, 3)) + ("“café” – naïve…" if lang == "en" else ""), {"en": "latin-1", "zh": "gbk", "ja": "cp932"}[lang]
    ),
    "shouting": lambda rng, texts, lang: (
        " ".join(rng.sample(texts, 3)).upper().replace(" ", "!!! ") if lang == "en" else "！！！".join(rng.sample(texts, 3)) + "！" * 30
    ),
    "json": lambda rng, texts, lang: "{" + ", ".join(f'"k{n}": {{"id": {n}, "v": [{n}, {n + 1}]}}' for n in range(40)) + "}",
    "one line again and again": lambda rng, texts, lang: "\n".join([rng.choice(texts)[:60]] * 30),
}  # fmt: skip

# Written once the thresholds stood, and run for the figure alone.
HELD_OUT: dict[str, Kind] = {
    "word list in order": lambda rng, texts, lang: "\n".join(sorted(set(_pieces(texts, lang, rng, 60)))),
    "rows of a table": lambda rng, texts, lang: "\n".join(
        f"{rng.randrange(10**6)},{rng.choice(_CITIES[lang])},{rng.randrange(1900, 2030)}-{rng.randrange(1, 13):02d},{rng.random():.3f}"
        for _ in range(25)
    ),
    "cloud of tags": lambda rng, texts, lang: " ".join(f"#{word}" for word in rng.choices(_KEYWORDS[lang] + _CITIES[lang], k=60)),
    "footers of many pages": lambda rng, texts, lang: "\n".join(rng.choices(_FOOTERS[lang], k=20)),
    "bytes in hexadecimal": lambda rng, texts, lang: "\n".join(
        f"{16 * n:08x}  " + " ".join(f"{rng.randrange(256):02x}" for _ in range(16)) for n in range(20)
    ),
    "one paragraph four times": lambda rng, texts, lang: "\n\n".join([" ".join(rng.sample(texts, 3))] * 4),
    "log": lambda rng, texts, lang: "\n".join(
        f"2024-0{rng.randrange(1, 9)}-11 10:{rng.randrange(60):02d}:{rng.randrange(60):02d},{rng.randrange(999):03d} INFO [worker-{n}] done in {rng.randrange(999)} ms"
        for n in range(20)
    ),
    "list of offers": lambda rng, texts, lang: " | ".join(
        f"{rng.choice(_KEYWORDS[lang])}{rng.choice(_KEYWORDS[lang])} ${rng.randrange(999)}" for _ in range(50)
    ),
    "stacked marks": lambda rng, texts, lang: "".join(
        character + "".join(chr(0x300 + rng.randrange(0x60)) for _ in range(5)) for character in " ".join(rng.sample(texts, 2))[:150]
    ),
    "style sheet": lambda rng, texts, lang: "\n".join(
        f".c{n} {{ color: #{rng.randrange(16**6):06x}; margin: {rng.randrange(40)}px; }}" for n in range(25)
    ),
    "two sentences in turn": lambda rng, texts, lang: " ".join(rng.sample(texts, 2) * 8),
    "chat with bots": lambda rng, texts, lang: "\n".join(
        f"<user{rng.randrange(99)}> {_ADS[lang]}http://t.example/{rng.randrange(10**5)}" for _ in range(20)
    ),
}  # fmt: skip


def _pieces(texts: list[str], lang: str, rng: random.Random, count: int) -> list[str]:
    """Words of texts, or pairs of characters in scripts without spaces."""
    whole = " ".join(texts)
    found = whole.split() if lang == "en" else [whole[place : place + 2].strip() for place in range(0, len(whole), 2)]
    return rng.choices(found, k=count)

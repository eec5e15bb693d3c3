"""Helpers: every value is recorded as it is printed."""
import datetime as dt
import json
import math
import os
import random

CASES = []


def r(seed):
    return random.Random(seed)


class Case:
    def __init__(self, name, tool, kind, odd=False, note=""):
        self.name, self.tool, self.kind, self.odd, self.note = name, tool, kind, odd, note
        self.out, self.s, self.nostep = [], {}, set()
        self.must, self.must_any, self.must_not, self.nothing = [], [], [], False
        self.encoding = "utf-8"
        self._n = 0
        CASES.append(self)

    def w(self, text=""):
        self.out.append(text + "\n")

    def raw(self, text):
        self.out.append(text)

    def rec(self, series, step, text, val=None):
        """Record a measured value; step None: no counter (each call is a new point)."""
        if step is None:
            self._n += 1
            step = self._n
            self.nostep.add(series)
        v = val if val is not None else str(text).strip()
        if not isinstance(v, float):
            v = float(v)
        self.s.setdefault(series, {})[step] = v
        return text

    def truth(self):
        series = {}
        for k, d in self.s.items():
            steps = sorted(d)
            show = lambda v: "nan" if math.isnan(v) else ("inf" if math.isinf(v) else v)
            t = {"points": len(steps), "first": show(d[steps[0]]), "last": show(d[steps[-1]])}
            if k not in self.nostep:
                t["first_step"], t["last_step"] = steps[0], steps[-1]
            series[k] = t
        return {"tool": self.tool, "kind": self.kind, "odd": self.odd, "series": series, "must": self.must,
                "must_any": self.must_any, "must_not": self.must_not, "nothing": self.nothing, "note": self.note}

    def save(self, folder):
        with open(os.path.join(folder, self.name), "w", encoding=self.encoding, newline="") as f:
            f.write("".join(self.out))


def curve(rng, n, a, b, noise=0.02, p=0.6):
    """Falls from a to b on a log scale and is still falling at the end; ordinary noise."""
    return [a * (b / a) ** ((i / max(1, n - 1)) ** p) * math.exp(rng.gauss(0, noise)) for i in range(n)]


def cosine(i, n, peak, warm=0, floor=0.0):
    if warm and i < warm:
        return peak * (i + 1) / warm
    t = (i - warm) / max(1, n - warm)
    return floor + (peak - floor) * 0.5 * (1 + math.cos(math.pi * t))


class Clock:
    def __init__(self, text, rng=None):
        self.t = dt.datetime.fromisoformat(text)
        self.rng = rng or r(1)

    def __call__(self, fmt, add=0.0):
        self.t += dt.timedelta(seconds=add * self.rng.uniform(0.9, 1.1))
        ms = f"{self.t.microsecond // 1000:03d}"
        return self.t.strftime(fmt.replace("%L", ms))


def hms(s):
    s = int(s)
    h, m, s = s // 3600, s % 3600 // 60, s % 60
    return f"{h:d}:{m:02d}:{s:02d}" if h else f"{m:02d}:{s:02d}"


def tqdm(desc, n, total, secs, unit="it", post="", width=10, ascii=False, pct=True):
    frac = n / total
    chars = " 123456789#" if ascii else " ▏▎▍▌▋▊▉█"
    k = len(chars) - 1
    full, part = divmod(int(frac * width * k), k)
    bar = chars[-1] * full + (chars[part] if full < width else "")
    bar = (bar + " " * width)[:width]
    rate = n / secs if secs > 0 else 0
    rt = "?" + unit + "/s" if n == 0 else (f"{rate:5.2f}{unit}/s" if rate >= 1 else f"{1 / rate:5.2f}s/{unit}")
    rem = hms((total - n) / rate) if rate else "?"
    head = f"{desc}: " if desc else ""
    return f"{head}{frac * 100:3.0f}%|{bar}| {n}/{total} [{hms(secs)}<{rem}, {rt}{', ' + post if post else ''}]"


def fnum(v):
    """tqdm.format_num"""
    f = f"{v:.3g}".replace("e+0", "e+").replace("e-0", "e-")
    n = str(v)
    return f if len(f) < len(n) else n

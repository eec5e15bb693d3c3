"""Characters that are mistaken for each other: neighbours on a keyboard, shapes that OCR confuses, Chinese ones."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_OCR = "il li ce ec oc nh hb uv vu rn ft tf ao eo ij gq qg"
_CHINESE = (
    "己已巳 未末 土士 日曰 人入八 大太犬 千干于 刀力刃 天夫无 田由甲申 午牛 白自 目且 王玉主 木本 了子 乌鸟 间问 今令 "
    "折拆 哀衷 拔拨 辩辨辫 侯候 晴睛 清请情 喝渴 坐座 园圆 带戴 即既 城诚 那哪 买卖 休体 外处 竟竞 炎焱 密蜜 历厉 "
    "具俱 烧浇挠 跑抱饱泡 很狠恨 根跟 住往注 暑署 徒徙 幸辛 栗粟 析折 茶荼 享亨 免兔 斤斥 史吏 代伐 戊戌戍 沓杳 冒昌 "
    "汆氽 遣遗 推堆 待侍 慢漫 培陪 练炼 彩采 摸模 检捡 燥躁 账帐 做作 象像 分份 底低 场扬 挂桂 板版 拿掌 享亭 复夏"
)


@cache
def keyboard_neighbours() -> Mapping[str, str]:
    """By letter: those beside it on a QWERTY keyboard, of its row and of the rows above and below.

    Examples:
        >>> keyboard_neighbours()["g"]
        'fhtyvb'
    """
    found: dict[str, str] = {}
    for number, row in enumerate(_ROWS):
        for place, letter in enumerate(row):
            beside = [row[one] for one in (place - 1, place + 1) if 0 <= one < len(row)]
            if number:
                above = _ROWS[number - 1]
                beside += [above[one] for one in (place, place + 1) if one < len(above)]
            if number + 1 < len(_ROWS):
                below = _ROWS[number + 1]
                beside += [below[one] for one in (place - 1, place) if 0 <= one < len(below)]
            found[letter] = "".join(beside)
    return found


@cache
def ocr_confusions() -> Mapping[str, str]:
    """By letter: those that OCR takes for it; digits are left out, a new number would say something else."""
    found: dict[str, str] = {}
    for pair in _OCR.split():
        found[pair[0]] = found.get(pair[0], "") + pair[1]
    return found


@cache
def chinese_lookalikes() -> Mapping[str, str]:
    """By character: those that look like it.

    Examples:
        >>> chinese_lookalikes()["未"]
        '末'
    """
    found: dict[str, str] = {}
    for group in _CHINESE.split():
        for one in group:
            found[one] = "".join(dict.fromkeys(found.get(one, "") + group.replace(one, "")))
    return found


@cache
def chinese_homophones() -> Mapping[str, str]:
    """By common character: the common ones that sound the same, with the same tone.

    Common are the 3,755 of the first level of GB 2312; sounds are those that pypinyin names first.

    Examples:
        >>> "再" in chinese_homophones()["在"]
        True
    """
    from pypinyin.constants import PINYIN_DICT

    by_sound: dict[str, list[str]] = {}
    for high in range(0xB0, 0xD8):
        for low in range(0xA1, 0xFF):
            try:
                one = bytes((high, low)).decode("gb2312")
            except UnicodeDecodeError:
                continue
            sounds = PINYIN_DICT.get(ord(one))
            if sounds:
                by_sound.setdefault(sounds.split(",")[0], []).append(one)
    return {one: "".join(other for other in group if other != one) for group in by_sound.values() for one in group}

"""The text around a match."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import re2

WINDOW = 40
"""Characters before a match that are searched for words; half as many after it."""
_PATTERN_MEMORY = 64 << 20


def before(text: str, start: int) -> str:
    """The characters before a match, in lower case."""
    return text[max(0, start - WINDOW) : start].lower()


def after(text: str, end: int) -> str:
    """The characters after a match, in lower case."""
    return text[end : end + WINDOW // 2].lower()


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a match is not part of something longer: no ASCII letter, digit or underscore adjoins it.

    Han and other letters may adjoin it, since they are written without spaces. A hyphen or slash on either side, or a
    dot before the match, continues it if a letter or digit is beyond.
    """
    if start and (joins(text[start - 1]) or (text[start - 1] in "-./" and start > 1 and joins(text[start - 2]))):
        return False
    if end < len(text) and joins(text[end]):
        return False
    return not (end + 1 < len(text) and text[end] in "-/" and joins(text[end + 1]))


def joins(character: str) -> bool:
    """Whether a character next to a number makes it part of something longer; the empty string does not."""
    return character == "_" or is_ascii_alnum(character) or "\uff10" <= character <= "\uff19"


def is_ascii_alnum(character: str) -> bool:
    """Whether a character is an ASCII letter or digit; False for the empty string."""
    return character.isascii() and character.isalnum()


def longest_runs(
    groups: Sequence[tuple[int, int]], most: int, accepts: Callable[[int, int], bool]
) -> Iterator[tuple[int, int]]:
    """The longest accepted runs of neighbouring groups, from the left; a group is in at most one of them.

    Args:
        groups: Start and end of every group, ascending.
        most: Most groups in a run.
        accepts: Whether the groups from one number to before another form one match.

    Yields:
        Start and end of a run.
    """
    first = 0
    while first < len(groups):
        stops = range(min(first + most, len(groups)), first, -1)
        last = next((stop for stop in stops if accepts(first, stop)), 0)
        if last:
            yield groups[first][0], groups[last - 1][1]
        first = last or first + 1


class Pattern:
    """An RE2 pattern: linear time for any text, and nothing written to the terminal.

    It is compiled when it is first used: all patterns together take a third of a second, and few texts need most.
    """

    search: Callable[[str], Any]
    match: Callable[[str], Any]
    fullmatch: Callable[[str], Any]
    finditer: Callable[..., Iterator[Any]]
    split: Callable[[str], list[str]]

    def __init__(self, expression: str) -> None:
        self._expression = expression

    if not TYPE_CHECKING:  # a checker shall see which ways there are

        def __getattr__(self, name: str) -> Any:
            """A way to use the pattern, where it is not compiled yet."""
            if name not in Pattern.__annotations__:
                raise AttributeError(name)
            options = re2.Options()
            options.log_errors = False
            options.max_mem = _PATTERN_MEMORY
            compiled = re2.compile(self._expression, options)
            for way in Pattern.__annotations__:
                setattr(self, way, getattr(compiled, way))
            return getattr(self, name)


def words(*alternatives: str) -> Pattern:
    """A pattern for any of some words (regular expressions), regardless of case.

    In scripts that put spaces between words they are whole, or have a plural s: no letter or mark of any script
    adjoins them. In others they may adjoin anything.
    """
    whole = [word for word in alternatives if not _UNSPACED.search(word)]
    inside = [word for word in alternatives if _UNSPACED.search(word)]
    parts = [rf"(?:^|[^\p{{L}}\p{{M}}])(?:{'|'.join(whole)})s?(?:[^\p{{L}}\p{{M}}]|$)"] if whole else []
    return Pattern("(?i)" + "|".join([*parts, *inside]))


_UNSPACED = re2.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]")
"""Scripts in which words adjoin each other or their endings."""
NO_NUMBER_OF_A_PERSON = words(
    "isbn", "issn", "ean", "upc", "sku", "asin", "doi", "order", "invoice", "tracking", "shipment", "parcel",
    "serial", "parts?", "part n(?:o|umber)?", "item n(?:o|umber)?", "catalog(?:ue)?(?: n(?:o|umber))?", "p/n", "s/n",
    "article n(?:o|umber)?", "art(?:ikel)?\\.?-? ?n(?:r|ummer)", "ersatzteil(?:-? ?n(?:r|ummer))?",
    "bestell(?:-?n(?:r|ummer))?", "auftrags?(?:-?n(?:r|ummer))?", "rechnung", "commande", "facture", "pièce", "pedido",
    "factura", "pieza", "ordine", "fattura", "bestelling", "ordernummer", "zamówieni[ae]", "заказа?", "сч[её]т",
    "артикул", "номер заказа", "sipariş", "post", "thread", "topic", "forum", "msg", "message id", "bug", "issue",
    "cas", "icd", "cve", "rfc", "din", "eori",
    "model", "version", "build", "release", "commit", "sha", "md5", "uuid", "guid", "ticket",
    "reference", "ref", "case n(?:o|umber)?", "docket",
    "patent", "lot", "batch", "timestamp", "epoch", "unix", "created_at",
    "κωδ(?:ικός)?", "προϊόντος", "παραγγελίας?", "код товар[ау]", "замовлення", "kod produktu", "nr katalogowy",
    "ürün kodu", "sipariş no", "código", "codice", "référence", "referencia", "artikelnr", "varenummer", "ordrenummer",
    "tuotenumero", "cikkszám", "cod produs", "kode produk", "nomor pesanan", "mã đơn(?: hàng)?", "mã sản phẩm",
    "رقم الطلب", "رقم المنتج", "מספר הזמנה", "מק[\"״]ט", "ऑर्डर",
    "品番", "型番", "商品番号", "注文番号", "製品番号", "상품번호", "제품번호", "주문번호", "모델명",
    "รหัสสินค้า", "货号", "款号", "条码",
    "条形码", "商品码", "编码", "件号", "房号", "工单",
    "订单", "运单", "单号", "编号", "序列号", "版本", "书号", "快递", "流水号", "时间戳", "批号", "型号",
)  # fmt: skip
"""Words before a number that does not belong to a person."""

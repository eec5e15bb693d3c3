"""What tests of operations share: texts and what stays of them, new texts of many seeds, what must hold of each."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from hypothesis import strategies as st

from dataaudit.augment.case_and_punctuation import CaseAndPunctuation
from dataaudit.augment.changes import Made, undone
from dataaudit.augment.character_noise import CharacterNoise
from dataaudit.augment.operation import Nothing, Operation, Prepared
from dataaudit.augment.protection import Protection
from dataaudit.augment.random_deletion import RandomDeletion
from dataaudit.augment.random_insertion import RandomInsertion
from dataaudit.augment.random_swap import RandomSwap
from dataaudit.augment.sentence_shuffling import SentenceShuffling
from dataaudit.augment.synonym_replacement import SynonymReplacement

WORD_OPERATIONS: tuple[Operation, ...] = (
    SynonymReplacement(share=0.5), RandomInsertion(share=0.5), RandomDeletion(share=0.5), RandomSwap(share=0.5),
    CharacterNoise(share=0.9), CaseAndPunctuation(share=0.5),
)  # fmt: skip
"""Operations that change words or marks, each at a high share."""
ALL_OPERATIONS: tuple[Operation, ...] = (*WORD_OPERATIONS, SentenceShuffling(fewest=2))

ENGLISH = (
    "He bought a large automobile", "the picture was wonderful", "she quickly answered", "we never agreed",
    "it isn't cheap", "on 3 May 2021", "for $1,200.50", "about 20% of them", "in London", "with Anna Müller",
    "see https://a.com/x?y=1 now", "write to bob@example.com", "run `print(x)` again", "dear {name}",
    "the [DATE] field", "twelve big cars", "yesterday evening", ".", "!", ",", "?", "\n",
)  # fmt: skip
CHINESE = (
    "这家餐厅的午饭很好吃", "服务员非常热情", "我们没有买票", "价格不贵", "在北京", "昨天下午", "三个人",
    "2021年", "5折", "请访问 https://a.com/x ", "联系 bob@example.com ", "亲爱的{名字}", "运行`打印`命令",
    "质量特别好", "。", "，", "！", "？",
)  # fmt: skip


def texts(pieces: Sequence[str], gap: str) -> st.SearchStrategy[str]:
    """Texts put together from pieces of sentences."""
    return st.lists(st.sampled_from(pieces), max_size=7).map(gap.join)


def prepared(
    text: str,
    language: str = "en",
    *,
    labels: tuple[str, ...] = (),
    patterns: tuple[str, ...] = (),
    marked: Iterable[tuple[int, int]] = (),
    partner: str | None = None,
) -> Prepared:
    return Prepared(text, language, Protection(labels, patterns), tuple(marked), partner)


def outcome(operation: Operation, text: Prepared, seed: int = 1) -> Made | Nothing:
    return operation([text], [random.Random(seed)])[0]


def new_texts(operation: Operation, text: Prepared, seeds: int = 30, *, moved: bool = False) -> list[str]:
    """The new text of every seed, each of which must keep what stays, unless whole sentences are moved."""
    found = []
    for seed in range(seeds):
        made = outcome(operation, text, seed)
        assert isinstance(made, Made), (operation.name, text.text, made)
        holds(text, made, moved=moved)
        found.append(made.text)
    return found


def holds(text: Prepared, made: Made, *, moved: bool = False) -> None:
    """Changes say what was done, in order, and none touches what stays, unless it is moved whole."""
    assert undone(made.text, made.changes) == text.text
    last = 0
    for one in made.changes:
        assert last <= one.start <= one.end
        assert text.text[one.start : one.end] == one.before
        assert made.text[one.new_start : one.new_end] == one.after
        last = one.end
        for span in () if moved else text.spans:
            touched = one.start < span.end and span.start < one.end
            assert not touched, (text.text, one, span)


def kept(text: Prepared, *kinds: str) -> list[str]:
    """What stays of some kinds, as it is written."""
    return [text.text[one.start : one.end] for one in text.spans if not kinds or one.kind in kinds]

from __future__ import annotations

import pandas as pd

from dataaudit.sources.open_corpus import to_arrow_table


def test_the_index_of_a_pandas_frame_is_a_column_where_it_says_more_than_a_count() -> None:
    texts = {"text": ["one text", "another text", "a third text"]}
    made = {
        ("text",): pd.DataFrame(texts),
        ("text", "index"): pd.DataFrame(texts, index=[30, 10, 20]),
        ("text", "key"): pd.DataFrame(texts, index=pd.Index([5, 3, 1], name="key")),
        ("text", "index", "__index_level_0__"): pd.DataFrame(texts | {"index": [1, 2, 3]}, index=[7, 8, 9]),
    }
    for index in (["x", "y", "z"], ["x", 1, 2], pd.MultiIndex.from_product([["a"], [1, 2, 3]])):
        assert to_arrow_table(pd.DataFrame(texts, index=index)).column_names == ["text"]
    for names, frame in made.items():
        assert tuple(to_arrow_table(frame).column_names) == names

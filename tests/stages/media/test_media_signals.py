"""Files that rows name: which are there."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from dataaudit import audit
from dataaudit.stages.media.media_signals import MediaSignals

QUICK = [
    f"stages.{name}=false" for name in ("quality", "language", "pii", "passages", "embeddings", "labels", "minhash")
]


def test_files_are_counted_under_every_folder_and_odd_names_are_missing(tmp_path: Path) -> None:
    (tmp_path / "clips").mkdir()
    (tmp_path / "clips" / "1.wav").write_bytes(b"x")
    (tmp_path / "2.wav").write_bytes(b"")
    stage = MediaSignals((("a.jsonl", (str(tmp_path), str(tmp_path / "clips"))),))
    files = ['["1.wav"]', '["2.wav", "1.wav"]', '["\\u0000.wav"]', None, '["1.wav"]']
    batch = pa.RecordBatch.from_pydict(
        {"file": ["a.jsonl"] * 4 + ["in memory"], "files": pa.array(files, pa.large_string())}
    )
    found = stage(batch)
    assert found.column("files_named").to_pylist() == [1, 2, 1, 0, None]
    assert found.column("files_missing").to_pylist() == [0, 1, 1, 0, None]


def test_a_folder_that_is_named_is_the_only_one_looked_into(tmp_path: Path) -> None:
    data, other = tmp_path / "data", tmp_path / "pictures"
    data.mkdir()
    other.mkdir()
    rows = [f'{{"text": "row {number}", "image": "{number}.png"}}' for number in range(4)]
    (data / "a.jsonl").write_text("\n".join(rows), encoding="utf-8")
    for number in range(3):
        (other / f"{number}.png").write_bytes(b"x")
    alone = audit(data / "a.jsonl", out=tmp_path / "one", settings=QUICK)
    assert "missing-file" not in [finding.name for finding in alone.findings]
    named = audit(data / "a.jsonl", out=tmp_path / "two", settings=[*QUICK, f"stages.media.folder={other}"])
    assert [finding.count for finding in named.findings if finding.name == "missing-file"] == [1]

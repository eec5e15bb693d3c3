"""What the page asks for, as JSON: one method a view."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import isfinite
from pathlib import Path
from threading import Lock
from typing import Any

import polars as pl

from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import InputError
from dataaudit.explorer.corrections import add_correction
from dataaudit.explorer.row_filter import ABSENT, ASKED, PLACES
from dataaudit.explorer.row_store import PAGE, RowStore
from dataaudit.explorer.texts import Texts
from dataaudit.explorer.threshold_view import bounds_of, nearest_rows, threshold_change
from dataaudit.findings.finding import gravest_first
from dataaudit.findings.labels.label_issue import LabelIssue
from dataaudit.findings.registry import all_findings
from dataaudit.report.difference import difference, shortened
from dataaudit.report.excerpt import one_line
from dataaudit.results.allow import allow
from dataaudit.results.result import AuditResult
from dataaudit.store.parts import read_table, scan_parts

HITS = 20
"""Hits of one answer to a search."""
SECONDS = 1.5
"""How long one answer to a search may take."""
CLUSTERS = 30
"""Clusters of a page."""
MEMBERS = 20
"""Rows of a cluster that are shown."""
_IDS = ("row_id", "duplicate_of", "item_row", "keeper")


class Views:
    """The views of one run; ``asked`` are the words of an address."""

    def __init__(self, result: AuditResult, allow_file: Path, corrections: Path) -> None:
        self.result = result
        self.store = RowStore(result.path)
        self.texts = Texts(result)
        self.allow_file = allow_file
        self.corrections = corrections
        self._writing = Lock()  # requests come in threads of their server

    def run(self, asked: Mapping[str, str]) -> dict[str, Any]:
        """What the page is made of: counts, findings, values to choose from, tables that there are."""
        return {
            "path": str(self.result.path),
            "rows": dict(self.result.row_counts),
            "findings": [
                {"name": one.name, "severity": one.severity, "count": one.count, "message": one_line(one.message)}
                for one in gravest_first(self.result.findings)
                if one.status == "found"
            ],
            "values": {
                place: [(value, None if value is None else _name(value, asked), count) for value, count in values]
                for place in PLACES
                if place in self.store.columns and (values := self.store.values(place))
            },
            "numbers": self.store.numbers,
            "bounds": bounds_of(self.result),
            "tables": [name for name in ("leaks", "topics", "label_confusions") if self._table(name) is not None],
            "kinds": self.result.clusters()["kind"].value_counts(sort=True)["kind"].to_list(),
            "names": {one.code: one.name for one in all_findings()},
            "absent": ABSENT,
        }

    def rows(self, asked: Mapping[str, str]) -> dict[str, Any]:
        """A page of the rows that are chosen, with their texts."""
        chosen = self.store.chosen(_choice(asked))
        begin = _whole(asked, "offset")
        shown = self._shown(chosen[begin : begin + PAGE].to_list(), asked)
        return {"total": len(chosen), "offset": begin, "size": PAGE, **shown}

    def search(self, asked: Mapping[str, str]) -> dict[str, Any]:
        """The next hits of a search in the texts of the rows that are chosen."""
        words = asked.get("words", "").strip()
        if not words:
            message = "a search needs words"
            raise InputError(message)
        chosen = self.store.chosen(_choice(asked))
        hits = self.texts.search(words, chosen, _whole(asked, "offset"), HITS, SECONDS)
        shown = self._shown(hits.row_ids, asked)
        done = hits.searched >= len(chosen) or hits.missing is not None
        return {**shown, "searched": hits.searched, "total": len(chosen), "done": done,
                "missing": hits.missing or shown["missing"]}  # fmt: skip

    def row(self, asked: Mapping[str, str]) -> dict[str, Any]:
        """One row: all its signals, the kept row in its place, and what differs."""
        (row,) = self.store.rows([_whole(asked, "id")], self.store.columns)
        ids = [row["row_id"], *([row["duplicate_of"]] if row["duplicate_of"] is not None else [])]
        texts, missing = self.texts.of(ids, raw=asked.get("raw") == "1")
        text, kept = texts.get(row["row_id"]), texts.get(row["duplicate_of"])
        pieces = [(text or "", "same")] if kept is None or text is None else shortened(difference(kept, text))
        signals = {name: value for name, value in row.items() if value is not None and not name.startswith("hash_")}
        return {"row": _plain(_named(signals, asked)), "pieces": pieces, "missing": missing}

    def clusters(self, asked: Mapping[str, str]) -> dict[str, Any]:
        """Clusters of duplicates of one kind, the largest first."""
        clusters = self.result.clusters().filter(pl.col("kind") == (asked.get("kind") or "minhash"))
        sizes = clusters.group_by("cluster_id").agg(pl.len(), pl.col("min_similarity").first())
        ordered = sizes.sort(["len", "cluster_id"], descending=[True, False])
        begin = _whole(asked, "offset")
        shown = ordered.slice(begin, CLUSTERS).to_dicts()
        return {"total": ordered.height, "offset": begin, "size": CLUSTERS, "clusters": shown}

    def cluster(self, asked: Mapping[str, str]) -> dict[str, Any]:
        """The members of a cluster, kept ones first, with what differs from the kept row."""
        kind, number = asked.get("kind") or "minhash", _whole(asked, "id")
        members = self.result.clusters().filter((pl.col("kind") == kind) & (pl.col("cluster_id") == number))
        if members.is_empty():
            message = f"there is no cluster {number} of kind {kind}"
            raise InputError(message)
        kept_first = members.sort(pl.col("row_id") != pl.col("keeper"), "similarity", "row_id").head(MEMBERS)
        ids = sorted({*kept_first["row_id"].to_list(), *kept_first["keeper"].to_list()})
        texts, missing = self.texts.of(ids, raw=asked.get("raw") == "1")
        shown = []
        for row in kept_first.to_dicts():
            text, kept = texts.get(row["row_id"]) or "", texts.get(row["keeper"]) or ""
            alone = row["row_id"] == row["keeper"]
            shown.append({**row, "pieces": [(text, "same")] if alone else shortened(difference(kept, text))})
        return {"size": members.height, "members": _plain(shown), "missing": missing}

    def threshold(self, asked: Mapping[str, str]) -> dict[str, Any]:
        """What another threshold would find: how many rows, and some of those that change."""
        finding, option, value = (asked.get(name, "") for name in ("finding", "option", "value"))
        change = threshold_change(self.result, finding, option, value)
        found, gone = (self._shown(change.pop(side), asked) for side in ("found_ids", "lost_ids"))
        near = self._shown(nearest_rows(self.result, finding, option), asked)
        return {**change, "found": found["rows"], "gone": gone["rows"], "near": near["rows"],
                "missing": near["missing"]}  # fmt: skip

    def labels(self, asked: Mapping[str, str]) -> dict[str, Any]:
        """Given and suggested labels with their rows; the table beside the rows has them masked."""
        if self._table("label_confusions") is None:
            return {"pairs": []}
        flagged = scan_parts(self.result.path, "rows").filter(pl.col("flags").list.contains(LabelIssue.code))
        pairs = flagged.group_by("label", suggested="label_suggested").agg(rows=pl.len())
        table = pairs.sort(["rows", "label", "suggested"], descending=[True, False, False]).head(200).collect()
        names = {name: _name(name, asked) for name in {*table["label"], *table["suggested"]} if name is not None}
        return {"pairs": table.to_dicts(), "names": names}

    def topics(self, asked: Mapping[str, str]) -> dict[str, Any]:
        """Topics with their words and places on the map."""
        table = self._table("topics")
        return {"topics": [] if table is None else _plain(table.select("topic", "rows", "x", "y", "words").to_dicts())}

    def leaks(self, asked: Mapping[str, str]) -> dict[str, Any]:
        """Rows and the evaluation items that they hold."""
        table = self._table("leaks")
        begin = _whole(asked, "offset")
        shown = [] if table is None else table.slice(begin, PAGE).to_dicts()
        for leak in shown:
            leak["matched"] = one_line(leak["matched"] or "")  # the table has it masked
            leak["shared"] = one_line(leak.get("shared") or "")
            leak["item"] = _name(leak["item"], asked)
        total = 0 if table is None else table.height
        return {"total": total, "offset": begin, "size": PAGE, "leaks": _plain(shown)}

    def post_allow(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Waive a finding in a row."""
        words = {key: str(given.get(key) or "").strip() for key in ("finding", "row", "reason", "owner", "until")}
        for key in ("finding", "reason", "owner"):
            if not words[key]:
                message = f"a waiver needs {key}"
                raise InputError(message)
        try:
            until = date.fromisoformat(words["until"]) if words["until"] else None
        except ValueError:
            message = f"until '{words['until']}': a day is expected, as 2027-03-31"
            raise InputError(message) from None
        rows = [words["row"]] if words["row"] else []
        with self._writing:
            last = allow(
                self.result, words["finding"], rows,
                reason=words["reason"], owner=words["owner"], until=until, path=self.allow_file,
            )  # fmt: skip
        return {"until": last.isoformat(), "file": str(self.allow_file)}

    def post_label(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Note the label that a row should have."""
        label = str(given.get("label") or "")
        if not label or not str(given.get("row", "")).isdecimal() or int(given["row"]) >= 1 << 64:
            message = "a correction needs a row id and a label"
            raise InputError(message)
        (row,) = self.store.rows([int(given["row"])])
        with self._writing:
            add_correction(self.corrections, row, label)
        return {"file": str(self.corrections)}

    def _shown(self, row_ids: list[int], asked: Mapping[str, str]) -> dict[str, Any]:
        rows = self.store.rows(row_ids)
        texts, missing = self.texts.of(row_ids, raw=asked.get("raw") == "1") if row_ids else ({}, None)
        shown = [{**_named(row, asked), "text": texts.get(row["row_id"])} for row in rows]
        return {"rows": _plain(shown), "missing": missing}

    def _table(self, name: str) -> pl.DataFrame | None:
        path = self.result.path / f"{name}.parquet"
        table = pl.DataFrame(read_table(path)) if path.is_file() else None
        return table if table is not None and table.height else None


def find_view(views: Views, name: str) -> Any:
    """A view by its name.

    Raises:
        InputError: There is no such view.
    """
    known = [one for one in vars(Views) if one[0] != "_"]
    if name not in known:
        message = f"there is no view '{name}'{did_you_mean(name, known)}"
        raise InputError(message)
    return getattr(views, name)


def _name(text: str, asked: Mapping[str, str]) -> str:
    """A name of a class or a file as it is shown: masked unless a person asks for raw data."""
    return text if asked.get("raw") == "1" else one_line(text)


def _named(row: Mapping[str, Any], asked: Mapping[str, str]) -> dict[str, Any]:
    """A row whose names are shown as ``_name`` says."""
    return {key: _name(one, asked) if key in PLACES and isinstance(one, str) else one for key, one in row.items()}


def _choice(asked: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in asked.items() if name in ASKED and value}


def _whole(asked: Mapping[str, str], name: str) -> int:
    value = asked.get(name) or "0"
    if not value.isdecimal() or int(value) >= 1 << 64:
        message = f"{name} '{value}': a whole number is expected"
        raise InputError(message)
    return int(value)


def _plain(value: Any) -> Any:
    """Values as JSON has them; row ids are words, because JavaScript cannot count so far."""
    if isinstance(value, Mapping):
        return {key: str(one) if key in _IDS and one is not None else _plain(one)
                for key, one in value.items()}  # fmt: skip
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float) and not isfinite(value):
        return None
    if isinstance(value, int) and abs(value) > 1 << 53:
        return str(value)
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)

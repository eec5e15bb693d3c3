"""The explorer's views against the tables of a run, over its own server."""

from __future__ import annotations

import csv
import http.client
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copytree
from typing import Any
from urllib.parse import urlencode

import polars as pl
import pytest

from dataaudit import audit
from dataaudit.explorer.server import HEADER, ExplorerServer
from dataaudit.explorer.views import Views
from dataaudit.gates.waivers import load_waivers
from dataaudit.results.result import AuditResult, load_result

HOSTILE = "<script>alert(1)</script> write to jane.doe@mailhost.org about the river"
WORDS = [f"word{n}" for n in range(60)]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> AuditResult:
    folder = tmp_path_factory.mktemp("explorer")
    texts = [f"a sentence of number {n} about rivers and mountains" for n in range(120)]
    texts += [texts[0], "ok", "hm", HOSTILE, " ".join(WORDS), " ".join([*WORDS[:30], "changed", *WORDS[31:]])]
    labels = ["river" if n % 2 and n < 120 else "hill" for n in range(len(texts))]
    pl.DataFrame({"text": texts, "label": labels}).write_parquet(folder / "data.parquet")
    return audit(folder / "data.parquet", out=folder / "run", label="label")


class Client:
    """Asks a server as its page does."""

    def __init__(self, server: ExplorerServer) -> None:
        self.server = server

    def send(self, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, dict[str, str], str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.server_port, timeout=30)
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        made = answer.status, dict(answer.getheaders()), answer.read().decode()
        connection.close()
        return made

    def get(self, view: str, **words: str) -> Any:
        status, _, body = self.send("GET", f"/api/{view}?{urlencode(words)}", **{HEADER: self.server.token})
        return json.loads(body) if status == 200 else (status, json.loads(body)["error"])

    def post(self, view: str, given: Any) -> Any:
        status, _, body = self.send("POST", f"/api/{view}", json.dumps(given), **{HEADER: self.server.token})
        return json.loads(body) if status == 200 else (status, json.loads(body)["error"])


@pytest.fixture
def client(run: AuditResult, tmp_path: Path) -> Iterator[Client]:
    server = ExplorerServer(Views(run, tmp_path / "allow.yml", tmp_path / "corrections.csv"))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Client(server)
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_table_holds_the_rows_of_a_finding_with_masked_texts(client: Client, run: AuditResult) -> None:
    made = client.get("rows", finding="contact-data")
    assert made["total"] == 1
    assert made["rows"][0]["text"] == "<script>alert(1)</script> write to [email 21 …rg] about the river"
    raw = client.get("rows", finding="contact-data", raw="1")
    assert raw["rows"][0]["text"] == HOSTILE
    assert client.get("rows")["total"] == run.row_counts["read"]


def test_filters_choose_what_the_table_of_rows_says(client: Client, run: AuditResult) -> None:
    rows = run.rows()
    assert client.get("rows", state="dropped")["total"] == rows.filter(~pl.col("kept")).height
    assert (
        client.get("rows", label="hill", language="en")["total"]
        == rows.filter((pl.col("label") == "hill") & (pl.col("language") == "en")).height
    )
    long = client.get("rows", column="chars", min="60", sort="chars", descending="1")
    expected = rows.filter(pl.col("chars") >= 60).sort(["chars", "row_id"], descending=[True, False])
    assert [row["row_id"] for row in long["rows"]] == [str(one) for one in expected["row_id"]]


def test_pages_together_are_the_choice_once(client: Client, run: AuditResult) -> None:
    seen = [row["row_id"] for offset in (0, 50, 100) for row in client.get("rows", offset=str(offset))["rows"]]
    assert seen == [str(one) for one in run.rows()["row_id"]]


def test_a_search_finds_every_text_with_the_words_and_says_how_far_it_is(client: Client) -> None:
    made = client.get("search", words="NUMBER 7")
    assert [row["text"].split()[4] for row in made["rows"]] == ["7", *(str(n) for n in range(70, 80))]
    assert made["done"]
    assert made["searched"] == made["total"]
    assert client.get("search", words="number", state="dropped")["total"] == 2
    assert client.get("search", words="  ")[0] == 400


def test_a_search_by_pieces_finds_every_hit_once_in_the_order_of_the_choice(client: Client, run: AuditResult) -> None:
    wanted = {"words": "rivers", "sort": "chars", "descending": "1"}
    seen, offset = [], 0
    while True:
        made = client.get("search", **wanted, offset=str(offset))
        seen += [row["row_id"] for row in made["rows"]]
        assert len(made["rows"]) <= 20
        offset = made["searched"]
        if made["done"]:
            break
    rows = run.rows().sort(["chars", "row_id"], descending=[True, False])
    texts = dict(run.all_texts(run.rows()["row_id"].to_numpy()))
    assert seen == [str(row_id) for row_id in rows["row_id"] if "rivers" in (texts[row_id] or "")]


def test_decisions_of_several_people_at_once_are_all_written(client: Client, run: AuditResult, tmp_path: Path) -> None:
    rows = client.get("rows", finding="loose-duplicate")["rows"] or client.get("rows", state="kept")["rows"]
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda row: client.post("label", {"row": row["row_id"], "label": "x"}), rows[:20]))
    assert all(one == {"file": str(tmp_path / "corrections.csv")} for one in made)
    lines = (tmp_path / "corrections.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(made) + 1
    assert sum(line.startswith("row_id,") for line in lines) == 1


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("rows", {"topic": "nan"}),
        ("row", {"id": str(10**23)}),
        ("rows", {"column": "chars", "min": "inf"}),
        ("rows", {"column": "label", "min": "1"}),
        ("rows", {"sort": "nothing"}),
        ("rows", {"sort": "flags"}),
        ("rows", {"finding": "secrt"}),
        ("nothing", {}),
        ("cluster", {"id": "x"}),
    ],
)
def test_an_address_that_makes_no_sense_is_told_in_one_sentence(client: Client, view: str, words: Any) -> None:
    status, message = client.get(view, **words)
    assert status == 400
    assert "bug" not in message


def test_a_damaged_run_is_told_and_the_server_goes_on(
    run: AuditResult, tmp_path: Path, serve: Callable[[AuditResult], Client]
) -> None:
    client = serve(load_result(copytree(run.path, tmp_path / "run")))
    (part,) = (tmp_path / "run" / "rows").glob("*.parquet")
    whole = part.read_bytes()
    part.write_bytes(whole[:-100])
    assert client.get("rows")[0] == 400
    part.write_bytes(whole)
    assert client.get("rows")["total"] == run.row_counts["read"]


def test_a_file_that_cannot_be_written_is_named(client: Client) -> None:
    client.server.views.corrections = Path("/nowhere/x.csv")
    row = client.get("rows")["rows"][0]
    assert client.post("label", {"row": row["row_id"], "label": "x"})[1].startswith("/nowhere/x.csv: cannot be written")


def test_a_label_that_no_file_can_hold_leaves_no_file(client: Client, tmp_path: Path) -> None:
    row = client.get("rows")["rows"][0]
    assert client.post("label", {"row": row["row_id"], "label": "\ud800"})[0] == 400
    assert not (tmp_path / "corrections.csv").exists()


def test_a_row_shows_its_signals_and_what_differs_from_the_kept_one(client: Client, run: AuditResult) -> None:
    near = run.rows().filter(pl.col("dropped_by") == "DUP002").row(0, named=True)
    made = client.get("row", id=str(near["row_id"]))
    assert made["row"]["similarity"] == pytest.approx(near["similarity"])
    assert {kind for _, kind in made["pieces"]} == {"same", "new", "gone"}
    assert client.get("row", id="999999999999") == (400, "there is no row 999999999999; it may be in quarantine/")


def test_clusters_are_those_of_the_run(client: Client, run: AuditResult) -> None:
    made = client.get("clusters", kind="minhash")
    clusters = run.clusters().filter(pl.col("kind") == "minhash")
    assert made["total"] == clusters["cluster_id"].n_unique()
    cluster = client.get("cluster", kind="minhash", id=str(made["clusters"][0]["cluster_id"]))
    assert cluster["size"] == made["clusters"][0]["len"]
    first, second = cluster["members"]
    assert (first["row_id"], [kind for _, kind in first["pieces"]]) == (first["keeper"], ["same"])
    assert {kind for _, kind in second["pieces"]} == {"same", "new", "gone"}
    assert client.get("cluster", kind="minhash", id="424242")[0] == 400


def test_another_threshold_shows_the_rows_that_change(client: Client, run: AuditResult) -> None:
    bound = next(one for one in client.get("run")["bounds"] if one["finding"] == "short-text")
    assert bound["value"] == 10
    made = client.get("threshold", finding="short-text", option="min_chars", value="50")
    chars = run.rows()["chars"]
    assert (made["before"], made["after"], made["lost"]) == ((chars < 10).sum(), (chars < 50).sum(), 0)
    assert all(10 <= row["chars"] < 50 for row in made["found"])
    assert made["setting"] == "findings.short-text.min_chars=50"
    assert client.get("threshold", finding="short-text", option="min_chars", value="1")["gone"]
    assert client.get("threshold", finding="short-txt", option="min_chars", value="3")[1].endswith("'short-text'?")


def test_a_decision_is_written_to_its_file_and_nowhere_else(client: Client, run: AuditResult, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in run.path.rglob("*") if path.is_file()}
    row = client.get("rows", finding="contact-data")["rows"][0]
    made = client.post("allow", {"finding": "PII001", "row": row["row_id"], "reason": "an example", "owner": "jo"})
    assert made["file"] == str(tmp_path / "allow.yml")
    (waiver,) = load_waivers([tmp_path / "allow.yml"])
    assert (waiver.waiver.owner, waiver.waiver.reason) == ("jo", "an example")
    for label in ("hill", "=1+1"):
        client.post("label", {"row": row["row_id"], "label": label})
    with (tmp_path / "corrections.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [(one["row_id"], one["corrected"]) for one in lines] == [(row["row_id"], "hill"), (row["row_id"], "=1+1")]
    assert {path: path.read_bytes() for path in run.path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"finding": "PII001", "reason": "x"}, "a waiver needs owner"),
        ({"finding": "PII001", "reason": "x", "owner": "jo", "row": "0"}, "does not find this row"),
        ({"finding": "PII001", "reason": "x", "owner": "jo", "row": "0", "until": "soon"}, "a day is expected"),
        ({"finding": "PII001", "reason": "x", "owner": "jo", "row": "9" * 30}, "has no row"),
        ([], "not a JSON object"),
    ],
)
def test_a_wrong_decision_is_refused_in_one_sentence(client: Client, given: Any, says: str, tmp_path: Path) -> None:
    status, message = client.post("allow", given)
    assert status == 400
    assert says in message
    assert not (tmp_path / "allow.yml").exists()


@pytest.mark.parametrize("token", [None, "", "wrong"])
def test_no_data_without_the_token(client: Client, token: str | None) -> None:
    headers = {} if token is None else {HEADER: token}
    for method, path in (("GET", "/api/run"), ("GET", "/api/rows"), ("POST", "/api/allow"), ("GET", "/x")):
        assert client.send(method, path, "{}", **headers)[0] == 403


def test_another_host_or_origin_is_refused(client: Client) -> None:
    trusted = {HEADER: client.server.token}
    for headers in ({"Host": "evil.example.org"}, {"Host": f"evil.example.org:{client.server.server_port}"},
                    {"Origin": "https://evil.example.org"}, {"Origin": "null"}):  # fmt: skip
        assert client.send("GET", "/api/run", **trusted, **headers)[0] == 403
        assert client.send("GET", "/", **headers)[0] == 403
    own = f"http://127.0.0.1:{client.server.server_port}"
    assert client.send("GET", "/api/run", **trusted, Origin=own)[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/../pyproject.toml", "/explorer.js/../../server.py", "/%2e%2e/%2e%2e/etc/passwd", "/api/../explorer.css",
        "/api/__class__", "/api/_table", "/api/post_allow", "//etc/passwd", "/api/store", "/api/",
    ],
)  # fmt: skip
def test_only_fixed_files_and_views_are_served(client: Client, path: str) -> None:
    status, _, body = client.send("GET", path, **{HEADER: client.server.token})
    assert status in (400, 404)
    assert set(json.loads(body)) == {"error"}


def test_the_page_may_load_nothing_from_elsewhere(client: Client) -> None:
    for path in ("/", "/explorer.js", "/explorer.css"):
        status, headers, body = client.send("GET", path)
        assert status == 200
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store"
        assert client.server.token not in body
        assert "innerHTML" not in body


def test_a_source_that_has_changed_is_told_and_excerpts_stand_in(
    tmp_path: Path, serve: Callable[[AuditResult], Client]
) -> None:
    path = tmp_path / "data.parquet"
    texts = [f"a sentence of number {n} about rivers" for n in range(30)]
    pl.DataFrame({"text": [*texts, "ok"]}).write_parquet(path)
    run = audit(path, out=tmp_path / "run")
    pl.DataFrame({"text": ["other", *texts]}).write_parquet(path)
    client = serve(run)
    made = client.get("rows", finding="short-text")
    assert "has changed since the run" in made["missing"]
    assert made["rows"][0]["text"] == "ok"
    search = client.get("search", words="rivers")
    assert search["done"]
    assert "has changed since the run" in search["missing"]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[AuditResult], Client]]:
    servers = []

    def start(run: AuditResult) -> Client:
        servers.append(ExplorerServer(Views(run, tmp_path / "allow.yml", tmp_path / "corrections.csv")))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return Client(servers[-1])

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_labels_topics_and_leaks_are_the_tables_of_the_run(client: Client, run: AuditResult) -> None:
    labels = pl.read_parquet(run.path / "label_confusions.parquet")
    assert len(client.get("labels")["pairs"]) == labels.height
    topics = client.get("topics")["topics"]
    assert sum(one["rows"] for one in topics) <= run.row_counts["read"]
    for one in topics[:2]:
        assert client.get("rows", topic=str(one["topic"]))["total"] == one["rows"]
    assert (client.get("leaks")["total"], client.get("leaks")["leaks"]) == (0, [])


def test_names_and_leaked_texts_are_masked_like_other_texts(
    tmp_path: Path, serve: Callable[[AuditResult], Client]
) -> None:
    told = "the parcel of jane.doe@mailhost.org went to the old harbour by the river on a cold day in winter"
    texts = [f"a sentence of number {n} about rivers and mountains" for n in range(40)]
    labels = ["jane.doe@mailhost.org", "hill"] * 20
    pl.DataFrame({"text": [*texts, told], "label": [*labels, "hill"]}).write_parquet(tmp_path / "train.parquet")
    pl.DataFrame({"text": [told, texts[0] + " again"], "label": ["hill"] * 2}).write_parquet(tmp_path / "test.parquet")
    client = serve(audit(tmp_path, out=tmp_path / "run", label="label"))
    for view, words in (("run", {}), ("rows", {}), ("leaks", {}), ("row", {"id": "0"}), ("labels", {})):
        shown = json.dumps(client.get(view, **words))
        masked = shown.replace('["jane.doe@mailhost.org", ', "[")  # a value to choose by, beside what is shown of it
        assert "jane.doe" not in masked, view
    assert client.get("leaks")["total"]
    assert client.get("rows", label="jane.doe@mailhost.org")["total"] == 20


@pytest.mark.parametrize("texts", [[], ["一行"], ["<b>one</b>", ""]])
def test_few_rows_or_none_have_all_views(
    tmp_path: Path, serve: Callable[[AuditResult], Client], texts: list[str]
) -> None:
    pl.DataFrame({"text": texts}, schema={"text": pl.String}).write_parquet(tmp_path / "data.parquet")
    client = serve(audit(tmp_path / "data.parquet", out=tmp_path / "run"))
    assert client.get("run")["rows"]["read"] == len(texts)
    assert client.get("rows")["total"] == len(texts)
    assert client.get("search", words="one")["done"]
    for view in ("clusters", "labels", "topics", "leaks"):
        assert isinstance(client.get(view), dict)

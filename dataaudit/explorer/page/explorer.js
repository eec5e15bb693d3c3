"use strict";
(() => {
  // The token leaves the address bar: a copied address or a picture of the screen does not hold it.
  const asked = new URLSearchParams(location.search);
  if (asked.get("token")) {
    sessionStorage.setItem("token", asked.get("token"));
    history.replaceState(null, "", "/" + location.hash);
  }
  const byId = (id) => document.getElementById(id);
  const state = () => Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  const go = (changes, keep = true) => {
    const next = { ...(keep ? state() : {}), ...changes };
    for (const key of Object.keys(next)) if (next[key] === "" || next[key] == null) delete next[key];
    location.hash = new URLSearchParams(next);
  };
  let run, turn = 0, turns = 0;

  const problem = (message) => { byId("problem").hidden = !message; byId("problem").textContent = message || ""; };
  const call = async (name, words = {}, body) => {
    const query = new URLSearchParams({ ...words, raw: byId("raw").checked ? "1" : "" });
    const options = { headers: { "X-Dataaudit-Token": sessionStorage.getItem("token") || "" } };
    if (body) Object.assign(options, { method: "POST", body: JSON.stringify(body) });
    const answer = await fetch(`/api/${name}?${query}`, options);
    const made = await answer.json();
    if (!answer.ok) { problem(made.error); throw new Error(made.error); }
    problem(made.missing ? `The texts cannot be read from their source: ${made.missing}` : "");
    return made;
  };

  // Elements are made of text alone: nothing of the data is ever read as markup.
  const el = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else if (value != null && value !== false) made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children.filter((one) => one != null));
    return made;
  };
  const number = (value) => Number(value).toLocaleString("en");
  const pieces = (parts) => parts.map(([text, kind]) =>
    kind === "new" ? el("mark", {}, text.replaceAll("\n", "↵\n")) : kind === "gone" ? el("del", {}, text.replaceAll("\n", "↵\n")) : text);
  const table = (head, rows) => el("table", {},
    el("thead", {}, el("tr", {}, ...head.map((name) => el("th", { scope: "col" }, name)))), el("tbody", {}, ...rows));
  const place = (row) => el("button", { class: "link", type: "button", onclick: () => go({ row: row.row_id }) }, row.file ? `${row.file}:${row.position}` : `row ${row.row_id}`);
  const fate = (row) => el("span", { class: `badge ${row.kept ? "kept" : "dropped"}` }, row.kept ? "kept" : `dropped by ${run.names[row.dropped_by] || row.dropped_by || ""}`);
  const rowLine = (row) => el("tr", {},
    el("td", {}, place(row), el("br"), fate(row), row.label ? el("span", { class: "badge" }, row.label) : null,
      row.label_suggested && row.label_suggested !== row.label ? el("span", { class: "badge warning" }, `→ ${row.label_suggested}`) : null),
    el("td", {}, el("div", { class: "text" }, row.text ?? "(no text)"), el("div", { class: "code" }, (row.flags || []).map((code) => run.names[code] || code).join(" "))));

  const filters = () => {
    const now = state();
    const select = (name, title, options, none = "all") => el("label", {}, title, el("select", { name, onchange: (event) => go({ [name]: event.target.value, offset: "" }) },
      el("option", { value: "" }, none), ...options.map(([value, text]) => el("option", { value, selected: now[name] === value }, text))));
    const write = (name, title, type = "text") => el("label", {}, title, el("input", { name, type, step: "any", value: now[name] || "", onchange: (event) => go({ [name]: event.target.value, offset: "" }) }));
    const values = Object.entries(run.values).filter(([, list]) => list.length > 1).map(([name, list]) =>
      select(name, name.replaceAll("_", " "), list.map(([value, shown, count]) => [value ?? run.absent, `${shown ?? "(none)"} (${number(count)})`])));
    const numbers = run.numbers.map((name) => [name, name]);
    byId("filters").replaceChildren(
      write("words", "search in texts", "search"),
      select("finding", "finding", run.findings.map((one) => [one.name, `${one.name} (${number(one.count)})`])),
      select("state", "state", [["kept", "kept"], ["dropped", "dropped"]]), ...values,
      select("column", "score", numbers, "any"), el("div", { class: "pair" }, write("min", "from", "number"), write("max", "to", "number")),
      select("sort", "sort by", numbers, "place in the input"),
      el("label", { class: "check" }, el("input", { type: "checkbox", checked: now.descending === "1", onchange: (event) => go({ descending: event.target.checked ? "1" : "" }) }), "largest first"),
      el("button", { type: "button", onclick: () => go({ view: now.view }, false) }, "clear"));
  };

  const pager = (made, what) => el("div", { class: "bar" },
    el("button", { type: "button", disabled: made.offset === 0, onclick: () => go({ offset: Math.max(0, made.offset - made.size), cluster: "" }) }, "previous"),
    el("button", { type: "button", disabled: made.offset + made.size >= made.total, onclick: () => go({ offset: made.offset + made.size, cluster: "" }) }, "next"),
    el("span", { class: "soft" }, made.total ? `${number(made.offset + 1)} to ${number(Math.min(made.offset + made.size, made.total))} of ${number(made.total)} ${what}` : `no ${what}`));

  const views = {
    async rows(now, show, current) {
      if (now.words) return views.search(now, show, current);
      const made = await call("rows", now);
      show(pager(made, "rows"), table(["row", "text"], made.rows.map(rowLine)));
    },
    async search(now, show, current) {
      const lines = el("tbody"), told = el("span", { class: "soft" }), stop = el("button", { type: "button" }, "stop");
      const bar = el("progress", { max: 1, value: 0, "aria-label": "searched" });
      let stopped = false, hits = 0, from = 0;
      stop.addEventListener("click", () => { stopped = true; });
      show(el("div", { class: "bar" }, stop, bar, told), el("table", {}, lines));
      for (;;) {
        const made = await call("search", { ...now, offset: from });
        if (!current()) return;
        hits += made.rows.length;
        from = made.searched;
        lines.append(...made.rows.map(rowLine));
        bar.value = made.total ? made.searched / made.total : 1;
        told.textContent = `${number(hits)} hits in ${number(made.searched)} of ${number(made.total)} rows`;
        if (made.done || stopped || hits >= 200) break;
      }
      stop.hidden = true;
    },
    async findings(now, show) {
      show(el("p", {}, `${number(run.rows.read)} rows read = ${number(run.rows.kept)} kept + ${number(run.rows.dropped)} dropped + ${number(run.rows.quarantined)} in quarantine.`),
        table(["severity", "finding", "rows", "what was found"], run.findings.map((one) => el("tr", {},
          el("td", {}, el("span", { class: `badge ${one.severity}` }, one.severity)),
          el("td", {}, el("button", { class: "link", type: "button", onclick: () => go({ view: "rows", finding: one.name }, false) }, one.name)),
          el("td", { class: "number" }, number(one.count)), el("td", {}, one.message)))));
    },
    async clusters(now, show) {
      const kind = now.kind || run.kinds[0];
      if (!kind) return show(el("p", {}, "The run has no clusters of duplicates."));
      const made = await call("clusters", { kind, offset: now.offset || 0 });
      const choice = el("select", { "aria-label": "kind", onchange: (event) => go({ kind: event.target.value, offset: "", cluster: "" }) },
        ...run.kinds.map((one) => el("option", { value: one, selected: one === kind }, one)));
      const parts = [choice, pager(made, "clusters, the largest first"),
        el("div", { class: "bar" }, ...made.clusters.map((one) => el("button", { type: "button", "aria-current": now.cluster === String(one.cluster_id) ? "page" : null, onclick: () => go({ cluster: one.cluster_id }) }, `${number(one.len)} rows`)))];
      if (now.cluster) {
        const cluster = await call("cluster", { kind, id: now.cluster });
        parts.push(el("h2", {}, `${number(cluster.size)} rows; ${cluster.members.length} shown`), ...cluster.members.map((row) => el("div", {},
          el("span", { class: `badge ${row.row_id === row.keeper ? "kept" : ""}` }, row.row_id === row.keeper ? "stays" : `similarity ${row.similarity.toFixed(3)}`),
          place({ row_id: row.row_id }), el("div", { class: "text" }, ...pieces(row.pieces)))));
      }
      show(...parts);
    },
    async thresholds(now, show, current) {
      const key = (one) => `${one.finding} ${one.option}`;
      const bound = run.bounds.find((one) => key(one) === now.bound) || run.bounds[0];
      if (!bound) return show(el("p", {}, "No finding of this run has a threshold."));
      const choice = el("select", { "aria-label": "threshold", onchange: (event) => go({ bound: event.target.value }) },
        ...run.bounds.map((one) => el("option", { value: key(one), selected: one === bound }, key(one))));
      const low = Math.min(bound.low, bound.value), high = Math.max(bound.high, bound.value);
      const slider = el("input", { type: "range", min: low, max: high, step: bound.whole ? 1 : (high - low) / 200 || 1, value: bound.value, "aria-label": "value" });
      const exact = el("input", { type: "number", step: bound.whole ? 1 : "any", value: bound.value, "aria-label": "exact value" });
      const out = el("div");
      show(el("div", { class: "bar" }, choice, slider, exact, el("span", { class: "soft" }, `now ${bound.value}, by ${bound.signal}`)), out);
      const ask = async (value) => {
        const mine = ++turn;
        const made = await call("threshold", { finding: bound.finding, option: bound.option, value });
        if (mine !== turn || !current()) return;
        out.replaceChildren(el("p", {}, `${number(made.before)} rows now, ${number(made.after)} with ${value}: ${number(made.gained)} more, ${number(made.lost)} fewer. `, el("code", {}, `--set ${made.setting}`)),
          ...[["would be found as well", made.found], ["would no longer be found", made.gone], ["nearest to the threshold of the run", made.near]].flatMap(([title, rows]) =>
            Array.isArray(rows) && rows.length ? [el("h3", {}, title), table(["row", "text"], rows.map(rowLine))] : []));
      };
      slider.addEventListener("input", () => { exact.value = slider.value; ask(slider.value); });
      exact.addEventListener("change", () => { slider.value = exact.value; ask(exact.value); });
      await ask(bound.value);
    },
    async labels(now, show) {
      const { pairs, names } = await call("labels");
      if (!pairs.length) return show(el("p", {}, "The labels were not judged in this run, or none is in doubt."));
      const given = [...new Set(pairs.map((one) => one.label))], likely = [...new Set(pairs.map((one) => one.suggested))];
      const counts = new Map(pairs.map((one) => [JSON.stringify([one.label, one.suggested]), one.rows]));
      show(el("p", {}, "Rows by given label (lines) and by the label that is more likely (columns)."),
        table(["", ...likely.map((one) => names[one] ?? one)], given.map((from) => el("tr", {}, el("th", { scope: "row" }, names[from] ?? from), ...likely.map((to) => {
          const count = counts.get(JSON.stringify([from, to]));
          return el("td", { class: "number" }, count ? el("button", { class: "cell", type: "button", onclick: () => go({ view: "rows", finding: "label-issue", label: from, label_suggested: to, sort: "label_issue_score" }, false) }, number(count)) : "");
        })))));
    },
    async topics(now, show) {
      const { topics } = await call("topics");
      if (!topics.length) return show(el("p", {}, "The run has no topics."));
      const xs = topics.map((one) => one.x), ys = topics.map((one) => one.y), most = Math.max(...topics.map((one) => one.rows));
      const along = (value, all, size) => 40 + (size - 80) * (value - Math.min(...all)) / (Math.max(...all) - Math.min(...all) || 1);
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      svg.setAttribute("viewBox", "0 0 800 460"); svg.setAttribute("role", "img"); svg.setAttribute("aria-label", "map of topics");
      const open = (one) => go({ view: "rows", topic: one.topic }, false);
      const taken = [];
      for (const one of [...topics].sort((a, b) => b.rows - a.rows)) {
        const [x, y] = [along(one.x, xs, 800), along(-one.y, ys.map((value) => -value), 460)];
        const circle = document.createElementNS(svg.namespaceURI, "circle");
        for (const [key, value] of [["cx", x], ["cy", y], ["r", 4 + 22 * Math.sqrt(one.rows / most)]]) circle.setAttribute(key, value);
        circle.addEventListener("click", () => open(one));
        svg.append(circle);
        const text = one.words.slice(0, 2).join(", "), half = text.length * 3.4 + 4;
        if (taken.some(([a, b, other]) => Math.abs(a - x) < half + other && Math.abs(b - y) < 13)) continue;
        taken.push([x, y, half]);
        const label = document.createElementNS(svg.namespaceURI, "text");
        label.setAttribute("x", x); label.setAttribute("y", y + 4); label.textContent = text;
        svg.append(label);
      }
      show(svg, table(["topic", "rows", "words"], topics.map((one) => el("tr", {},
        el("td", {}, el("button", { class: "link", type: "button", onclick: () => open(one) }, String(one.topic))), el("td", { class: "number" }, number(one.rows)), el("td", {}, one.words.join(", "))))));
    },
    async leaks(now, show) {
      const made = await call("leaks", { offset: now.offset || 0 });
      if (!made.total) return show(el("p", {}, "No evaluation item was found among the rows, or there was none to look for."));
      show(pager(made, "leaks"), table(["tier", "row", "item", "score", "text in the row", "shared words"], made.leaks.map((one) => el("tr", {},
        el("td", {}, one.tier), el("td", {}, place(one)), el("td", { class: "code" }, one.item), el("td", { class: "number" }, one.score == null ? "" : one.score.toFixed(3)), el("td", {}, one.matched), el("td", {}, one.shared)))));
    },
  };

  const decide = (row) => {
    const waive = el("form", {}, el("h3", {}, "Accept a finding in this row"),
      el("label", {}, "finding", el("select", { name: "finding" }, ...(row.flags || []).map((code) => el("option", { value: code }, run.names[code] || code)))),
      el("label", {}, "reason", el("input", { name: "reason", required: true })), el("label", {}, "owner", el("input", { name: "owner", required: true })),
      el("label", {}, "until", el("input", { name: "until", type: "date" })), el("button", {}, "write to allow file"), el("span", { class: "small", role: "status" }));
    const relabel = el("form", {}, el("h3", {}, "Correct the label"), el("label", {}, "label", el("select", { name: "label" },
        ...(run.values.label || []).filter(([value]) => value != null).map(([value, shown]) => el("option", { value, selected: shown === row.label_suggested }, shown)))),
      el("button", {}, "write to corrections"), el("span", { class: "small", role: "status" }));
    const send = (form, name) => form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const told = form.querySelector("[role=status]");
      try {
        const made = await call(name, {}, { ...Object.fromEntries(new FormData(form)), row: row.row_id });
        told.textContent = made.until ? `written to ${made.file}, until ${made.until}` : `written to ${made.file}`;
      } catch (error) { told.textContent = error.message; }
    });
    send(waive, "allow");
    send(relabel, "label");
    return [(row.flags || []).length ? waive : null, "label" in row ? relabel : null].filter(Boolean);
  };

  const detail = async () => {
    const now = state(), aside = byId("detail");
    aside.hidden = !now.row;
    if (!now.row) return;
    const { row, pieces: differing } = await call("row", { id: now.row });
    if (state().row !== now.row) return;
    const parts = [el("div", { class: "bar" }, el("h2", {}, row.file ? `${row.file}:${row.position}` : `row ${row.row_id}`), el("button", { type: "button", onclick: () => go({ row: "" }) }, "close")),
      el("div", {}, fate(row), ...(row.flags || []).map((code) => el("button", { class: "link", type: "button", onclick: () => go({ view: "rows", finding: run.names[code], offset: "" }, false) }, run.names[code] || code))), row.duplicate_of != null ? el("p", { class: "small" }, "Differences from ", place({ row_id: row.duplicate_of }), ", which stays.") : null,
      el("div", { class: "text" }, ...pieces(differing)), ...decide(row),
      el("details", {}, el("summary", {}, "all signals"), el("dl", {}, ...Object.entries(row).flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, typeof value === "object" ? JSON.stringify(value) : String(value))])))];
    aside.replaceChildren(...parts.filter((one) => one != null));
  };

  let drawn;
  const draw = async (event) => {
    if (!run) return; // an address may be changed before the run is known
    const without = JSON.stringify({ ...state(), row: "" });
    if (event?.type === "hashchange" && without === drawn) return detail().catch((error) => problem(error.message)); // a search and a slider stay
    drawn = without;
    const now = state(), name = views[now.view] ? now.view : "findings", mine = ++turns;
    const there = { clusters: run.kinds.length, labels: run.tables.includes("label_confusions"), topics: run.tables.includes("topics"), leaks: run.tables.includes("leaks") };
    const tabs = ["findings", "rows", "clusters", "thresholds", "labels", "topics", "leaks"].filter((one) => there[one] ?? true);
    byId("views").replaceChildren(...tabs.map((one) =>
      el("button", { type: "button", "aria-current": one === name ? "page" : null, onclick: () => go({ view: one, offset: "", row: "" }) }, one)));
    byId("filters").hidden = name !== "rows";
    filters();
    const current = () => drawn === without && mine === turns;
    try {
      await Promise.all([views[name](now, (...parts) => current() && byId("view").replaceChildren(...parts), current), detail()]);
    } catch (error) { if (mine === turns) problem(error.message); }
  };

  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("raw").addEventListener("change", async () => { run = await call("run"); draw(); });
  addEventListener("hashchange", draw);
  (async () => {
    try { run = await call("run"); } catch (error) { return problem(error.message); }
    byId("title").textContent = run.path;
    document.title = `${run.path} · dataaudit`;
    draw();
  })();
})();

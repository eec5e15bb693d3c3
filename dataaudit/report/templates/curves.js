"use strict";
(() => {
  const COLOURS = ["#3b82c4", "#e0833a", "#3a9d6e", "#8a63c9", "#c2453d", "#8f7a3f", "#4fb3bf", "#b0568f"];
  const MARKS = { error: "#c2453d", warning: "#e0a13a", info: "#7a7a7a" };
  const W = 980, H = 330, L = 64, R = 12, T = 14, B = 34;
  const element = (name, attributes, text) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const shown = (value) => {
    const size = Math.abs(value);
    if (value === 0) return "0";
    if (size >= 1e6 || size < 1e-3) return value.toExponential(2);
    return size >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(4)));
  };
  const ticks = (low, high, count) => {
    const rough = (high - low) / count || 1;
    const power = Math.pow(10, Math.floor(Math.log10(rough)));
    const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough);
    const found = [];
    for (let at = Math.ceil(low / step) * step; at <= high + step * 1e-9; at += step) found.push(at);
    return found;
  };
  const draw = (figure) => {
    const data = JSON.parse(figure.dataset.curves);
    const all = data.curves.flatMap((one) => one.steps);
    const whole = [Math.min(...all), Math.max(...all)];
    if (!(whole[1] > whole[0])) return;
    const values = data.curves.flatMap((one) => one.values).sort((a, b) => a - b);
    const wide = values[0] > 0 && values[values.length - 1] / values[Math.floor(values.length / 20)] > 30;
    const state = { from: whole[0], to: whole[1], log: wide, smooth: true, off: new Set() };
    const old = figure.querySelector("svg");
    const svg = element("svg", { viewBox: `0 0 ${W} ${H}`, role: "img", class: "interactive" });
    old.replaceWith(svg);
    const bar = document.createElement("div");
    bar.className = "filter small";
    figure.append(bar);
    const box = (label, checked, change) => {
      const made = document.createElement("label");
      const input = document.createElement("input");
      input.type = "checkbox";
      input.checked = checked;
      input.addEventListener("change", () => { change(input.checked); paint(); });
      made.append(input, " " + label);
      bar.append(made);
      return made;
    };
    data.curves.forEach((one, place) => {
      const made = box(one.name, true, (on) => { if (on) state.off.delete(place); else state.off.add(place); });
      const key = element("svg", { width: 10, height: 10 });
      key.append(element("rect", { width: 10, height: 10, fill: COLOURS[place % COLOURS.length] }));
      made.append(" ", key);
    });
    if (data.curves.some((one) => one.smooth)) box(data.labels.smoothed, true, (on) => { state.smooth = on; });
    if (values[0] > 0) box(data.labels.logarithmic, wide, (on) => { state.log = on; });
    const hint = document.createElement("span");
    hint.className = "soft";
    hint.textContent = data.labels.zoom;
    bar.append(hint);
    let x, y, back, visible = [];
    const inside = (steps, series) => {
      const found = [];
      for (let place = 0; place < steps.length; place += 1) {
        if (steps[place] >= state.from && steps[place] <= state.to) found.push([steps[place], series[place]]);
      }
      return found;
    };
    const paint = () => {
      svg.replaceChildren();
      visible = data.curves.map((one, place) => (state.off.has(place) ? [] : inside(one.steps, one.values)));
      const seen = visible.flat().map((point) => point[1]).filter((value) => !state.log || value > 0);
      if (!seen.length) return;
      const scale = state.log ? Math.log10 : (value) => value;
      let low = scale(Math.min(...seen)), high = scale(Math.max(...seen));
      if (high - low < 1e-9 * Math.max(Math.abs(high), 1e-12)) { const room = Math.abs(high) * 0.5 || 0.5; low -= room; high += room; }
      x = (step) => L + ((step - state.from) / (state.to - state.from)) * (W - L - R);
      back = (place) => state.from + ((place - L) / (W - L - R)) * (state.to - state.from);
      y = (value) => T + (1 - (scale(value) - low) / (high - low)) * (H - T - B);
      for (const tick of ticks(low, high, 5)) {
        const value = state.log ? Math.pow(10, tick) : tick;
        svg.append(element("line", { x1: L, x2: W - R, y1: y(value), y2: y(value), stroke: "#7a7a7a33" }));
        svg.append(element("text", { x: L - 6, y: y(value) + 4, "text-anchor": "end", class: "tick" }, shown(value)));
      }
      for (const tick of ticks(state.from, state.to, 8)) {
        svg.append(element("text", { x: x(tick), y: H - 14, "text-anchor": "middle", class: "tick" }, tick.toLocaleString("en")));
      }
      svg.append(element("text", { x: W - R, y: H - 1, "text-anchor": "end", class: "tick" }, data.labels.step));
      for (const mark of data.marks) {
        if (mark.last < state.from || mark.first > state.to) continue;
        const begin = Math.max(mark.first, state.from), end = Math.min(mark.last, state.to);
        const colour = MARKS[mark.severity];
        if (end > begin) svg.append(element("rect", { x: x(begin), width: x(end) - x(begin), y: T, height: H - T - B, fill: colour, opacity: 0.08 }));
        const line = element("line", { x1: x(begin), x2: x(begin), y1: T, y2: H - B, stroke: colour, "stroke-dasharray": "4 3", "stroke-width": 1.5 });
        line.append(element("title", {}, `${mark.name} (${mark.run}) ${mark.first.toLocaleString("en")}`));
        svg.append(line);
      }
      data.curves.forEach((one, place) => {
        if (state.off.has(place)) return;
        const path = (points) => points.filter((point) => !state.log || point[1] > 0).map((point, n) => `${n ? "L" : "M"}${x(point[0]).toFixed(1)} ${y(point[1]).toFixed(1)}`).join("");
        const colour = COLOURS[place % COLOURS.length];
        const smooth = state.smooth && one.smooth ? inside(one.smooth[0], one.smooth[1]) : null;
        svg.append(element("path", { d: path(visible[place]), fill: "none", stroke: colour, "stroke-width": 1, opacity: smooth ? 0.4 : 1 }));
        if (visible[place].length <= 60) for (const point of visible[place]) svg.append(element("circle", { cx: x(point[0]), cy: y(point[1]), r: 2, fill: colour }));
        if (smooth) svg.append(element("path", { d: path(smooth), fill: "none", stroke: colour, "stroke-width": 2 }));
      });
      svg.append(element("g", { class: "cursor" }));
    };
    const place = (event) => {
      const bounds = svg.getBoundingClientRect();
      return ((event.clientX - bounds.left) / bounds.width) * W;
    };
    let drag = null;
    svg.addEventListener("mousedown", (event) => { drag = place(event); event.preventDefault(); });
    svg.addEventListener("dblclick", () => { [state.from, state.to] = whole; paint(); });
    svg.addEventListener("mousemove", (event) => {
      const at = place(event), cursor = svg.querySelector(".cursor");
      if (!cursor || at < L || at > W - R) return;
      cursor.replaceChildren();
      if (drag !== null) cursor.append(element("rect", { x: Math.min(drag, at), width: Math.abs(at - drag), y: T, height: H - T - B, fill: "#3b82c4", opacity: 0.15 }));
      cursor.append(element("line", { x1: at, x2: at, y1: T, y2: H - B, stroke: "#7a7a7a" }));
      const step = back(at), lines = [];
      visible.forEach((points, number) => {
        if (!points.length) return;
        let best = points[0];
        for (const point of points) if (Math.abs(point[0] - step) < Math.abs(best[0] - step)) best = point;
        lines.push([COLOURS[number % COLOURS.length], `${data.curves[number].name}: ${shown(best[1])} @ ${best[0].toLocaleString("en")}`]);
      });
      const left = at > W * 0.65;
      lines.forEach(([colour, text], number) => {
        cursor.append(element("text", { x: left ? at - 8 : at + 8, y: T + 14 + 15 * number, "text-anchor": left ? "end" : "start", fill: colour, class: "value" }, text));
      });
    });
    window.addEventListener("mouseup", (event) => {
      if (drag === null) return;
      const one = back(Math.max(L, Math.min(W - R, drag))), other = back(Math.max(L, Math.min(W - R, place(event))));
      drag = null;
      if (Math.abs(other - one) > (state.to - state.from) * 0.01) {
        [state.from, state.to] = [Math.min(one, other), Math.max(one, other)];
        paint();
      }
    });
    svg.addEventListener("mouseleave", () => { const cursor = svg.querySelector(".cursor"); if (cursor && drag === null) cursor.replaceChildren(); });
    paint();
  };
  document.querySelectorAll("figure.curves").forEach(draw);
})();

"use strict";
(() => {
  const table = document.querySelector("table.findings");
  if (!table) return;
  const search = document.querySelector(".filter input[type=search]");
  const boxes = [...document.querySelectorAll(".filter input[type=checkbox]")];
  const bodies = [...table.tBodies];
  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const severities = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    for (const body of bodies) {
      const text = body.textContent.toLowerCase();
      body.hidden = !severities.has(body.dataset.severity) || !words.every((word) => text.includes(word));
    }
  };
  search.addEventListener("input", apply);
  boxes.forEach((box) => box.addEventListener("change", apply));
  table.querySelectorAll("th.sort").forEach((head) => {
    let ascending = false;
    head.addEventListener("click", () => {
      ascending = !ascending;
      const key = (body) => Number(body.dataset[head.dataset.key] || 0);
      bodies.sort((one, two) => (ascending ? key(one) - key(two) : key(two) - key(one)));
      bodies.forEach((body) => table.append(body));
    });
  });
  document.querySelector(".filter").hidden = false;
})();

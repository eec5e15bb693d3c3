"use strict";
(() => {
  const unfold = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let one = target; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  unfold();
  const lines = [...document.querySelectorAll("table.findings [data-severity]")];
  if (!lines.length) return;
  const filter = document.querySelector(".filter");
  const search = filter.querySelector("input[type=search]");
  const boxes = [...filter.querySelectorAll("input[type=checkbox]")];
  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const severities = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    for (const line of lines) {
      const text = line.textContent.toLowerCase();
      line.hidden = !severities.has(line.dataset.severity) || !words.every((word) => text.includes(word));
    }
    for (const group of document.querySelectorAll("#findings details"))
      if (words.length && group.querySelector("[data-severity]:not([hidden])")) group.open = true;
  };
  search.addEventListener("input", apply);
  boxes.forEach((box) => box.addEventListener("change", apply));
  document.querySelectorAll("table.findings .sort").forEach((head) => {
    let ascending = false;
    head.addEventListener("click", () => {
      ascending = !ascending;
      const key = (line) => Number(line.dataset[head.dataset.key] || 0);
      const own = lines.filter((line) => head.closest("table").contains(line));
      own.sort((one, two) => (ascending ? key(one) - key(two) : key(two) - key(one)));
      own.forEach((line) => line.parentElement.append(line));
    });
  });
  filter.hidden = false;
})();

// Gradbook's pages are complete without this script. It filters lists and tells the values of charts, and
// writes words of others only as text.
(() => {
  "use strict";

  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  // Filter: labels of the items become controls, and their state stands behind the # of the address.

  const itemOf = (element) => {
    const labels = new Map();
    for (const label of element.querySelectorAll("[data-label]")) {
      const name = label.dataset.label;
      if (!labels.has(name)) labels.set(name, new Set());
      labels.get(name).add(label.dataset.value || label.textContent.trim());
    }
    return { element, labels, words: element.textContent.toLowerCase() };
  };

  const controlOf = (name, items) => {
    const values = new Set(items.flatMap((item) => [...(item.labels.get(name) ?? [])]));
    const option = (value, textContent) => make("option", { value, textContent });
    const select = make("select", { name: name.toLowerCase().replaceAll(" ", "-") },
      option("", "any"), ...[...values].sort().map((value) => option(value, value)));
    return { name, select, field: make("label", {}, make("span", { textContent: name }), select) };
  };

  const startFilter = (form) => {
    const items = [...document.querySelectorAll("[data-item]")].map(itemOf);
    const names = [...new Set(items.flatMap((item) => [...item.labels.keys()]))];
    const controls = names.map((name) => controlOf(name, items))
      .filter((control) => control.select.length > 2);
    form.querySelector(".fields").append(...controls.map((control) => control.field));
    const search = form.querySelector("input");
    const fields = [search, ...controls.map((control) => control.select)];
    const found = form.querySelector("[role=status]");

    const apply = () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      const shown = items.filter((item) => {
        const fits = words.every((word) => item.words.includes(word)) &&
          controls.every(({ name, select }) =>
            !select.value || (item.labels.get(name)?.has(select.value) ?? false));
        item.element.hidden = !fits;
        return fits;
      });
      for (const group of document.querySelectorAll("[data-group]")) {
        group.hidden = !group.querySelector("[data-item]:not([hidden])");
      }
      found.textContent = `${shown.length} of ${items.length} shown`;
    };
    const read = () => {
      const state = location.hash.includes("=") ? location.hash.slice(1) : location.search;
      const values = new URLSearchParams(state);
      for (const field of fields) {
        field.value = values.get(field.name) ?? "";
        if (field.selectedIndex < 0) field.value = "";
      }
      apply();
    };
    const write = () => {
      const values = new URLSearchParams();
      for (const field of fields) if (field.value) values.set(field.name, field.value);
      history.replaceState(null, "", `#${values.toString() || (location.search ? "q=" : "")}`);
      apply();
    };
    form.addEventListener("input", write);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      for (const field of fields) field.value = "";
      write();
    });
    addEventListener("hashchange", () => { if (location.hash.includes("=")) read(); });
    read();
    form.hidden = false;
  };

  const form = document.querySelector("form.filter");
  if (form) startFilter(form);

  // Values: what drawings tell a resting pointer stands beside it, and arrow keys go from mark to mark.

  const tip = make("div", { className: "tip" });
  tip.setAttribute("role", "status");
  let lit = null;

  const hide = () => {
    lit?.classList.remove("lit");
    lit = null;
    tip.replaceChildren();
  };
  const show = ({ element, words }, place) => {
    if (element !== lit) {
      hide();
      lit = element;
      lit.classList.add("lit");
      const end = words.indexOf(": ");
      const lines = words.slice(end < 0 ? 0 : end + 2).split("; ");
      if (end > 0) tip.append(make("strong", { textContent: words.slice(0, end) }));
      tip.append(...lines.map((textContent) => make("span", { textContent })));
    }
    const box = element.getBoundingClientRect();
    const x = place?.clientX ?? box.left + box.width / 2;
    const y = place?.clientY ?? box.top + Math.min(box.height, 40) / 2;
    const { offsetWidth, offsetHeight } = tip;
    const below = y + 18 + offsetHeight < innerHeight;
    tip.style.left = `${Math.max(8, Math.min(x + 14, innerWidth - offsetWidth - 8))}px`;
    tip.style.top = `${Math.max(8, below ? y + 18 : y - offsetHeight - 14)}px`;
  };

  // Titles of groups are taken out of the drawing, so that no browser shows them a second time.
  const marksOf = (drawing) => [...drawing.querySelectorAll("g > title")].map((title) => {
    const element = title.parentNode;
    const kind = element.getAttribute("class");
    title.remove();
    return { element, words: title.textContent, kind, isStep: !/series|reference/.test(kind) };
  });

  const middleOf = ({ element }) => {
    const box = element.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  };

  // The nearest mark above (-1) or below (1); sideways counts thrice, to stay in a column.
  const nextAcross = (steps, index, direction) => {
    if (steps[index].kind.includes("row")) return index + direction;
    const [x, y] = middleOf(steps[index]);
    let best = index;
    let least = Infinity;
    steps.forEach((step, other) => {
      const [u, v] = middleOf(step);
      const distance = (v - y) * direction;
      const cost = distance + 3 * Math.abs(u - x);
      if (distance > 1 && cost < least) [best, least] = [other, cost];
    });
    return best;
  };

  const startChart = (frame) => {
    const drawing = frame.querySelector("svg");
    const marks = marksOf(drawing);
    const steps = marks.filter((mark) => mark.isStep);
    if (!steps.length) return;
    let index = -1;
    const title = drawing.querySelector("title").textContent;
    frame.tabIndex = 0;
    frame.setAttribute("role", "application");
    frame.setAttribute("aria-label", `${title}. Arrow keys tell values, Escape ends.`);

    const go = (next) => {
      index = Math.max(0, Math.min(next, steps.length - 1));
      steps[index].element.scrollIntoView({ block: "nearest", inline: "nearest" });
      show(steps[index]);
    };
    const moves = {
      ArrowRight: () => index + 1,
      ArrowLeft: () => index - 1,
      ArrowDown: () => index < 0 ? 0 : nextAcross(steps, index, 1),
      ArrowUp: () => index < 0 ? 0 : nextAcross(steps, index, -1),
      Home: () => 0,
      End: () => steps.length - 1,
    };
    frame.addEventListener("keydown", (event) => {
      const move = moves[event.key];
      if (!move || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      go(move());
    });
    frame.addEventListener("pointermove", (event) => {
      const group = event.target.closest?.("g[class]");
      const mark = marks.find(({ element }) => element === group || element.contains(group));
      if (mark) show(mark, event);
      else hide();
    });
    frame.addEventListener("pointerleave", hide);
    frame.addEventListener("blur", hide);
  };

  for (const frame of document.querySelectorAll("figure .chart.wide")) startChart(frame);
  addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  document.body.append(tip);
})();

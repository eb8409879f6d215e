// Quick buttons for the week grid; the check boxes do everything without them.
const boxes = (grid, test) => [...grid.querySelectorAll("input[type=checkbox]")].filter(test);
const choices = {
  all: () => true,
  none: () => false,
  mornings: (box) => box.value % 2 === 0,
  afternoons: (box) => box.value % 2 === 1,
};

const set = (box, on) => {
  if (box.checked === on || box.disabled) return;
  box.checked = on;
  box.dispatchEvent(new Event("change", { bubbles: true }));
};

const prepare = (root) => {
  for (const tools of root.querySelectorAll("[data-dagdeel-tools]")) tools.hidden = false;
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-dagdeel] button");
  if (!button) return;
  const grid = button.closest("[data-dagdeel]");
  if (button.dataset.dagdeelSet === "none") {
    for (const box of boxes(grid, () => true)) set(box, false);
  } else if (button.dataset.dagdeelSet) {
    for (const box of boxes(grid, choices[button.dataset.dagdeelSet])) set(box, true);
  } else {
    const day = boxes(grid, (box) => box.dataset.day === button.dataset.dagdeelDay);
    const on = !day.every((box) => box.checked);
    for (const box of day) set(box, on);
  }
});

prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.target));

// Dragging and number keys on the board; the list and button on every card do it without them.
const target = (card, theme) => {
  const form = card.querySelector(".put-card");
  const list = form.elements.theme;
  if (list.value === theme && card.closest("[data-theme]").dataset.theme === theme) return;
  list.value = theme;
  form.requestSubmit();
};

let dragged = null;
let goOn = null; // where the keyboard goes on after the board is drawn anew

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-card]");
  if (dragged) event.dataTransfer.effectAllowed = "move";
});

document.addEventListener("dragover", (event) => {
  const column = dragged && event.target.closest("[data-theme]");
  for (const each of document.querySelectorAll(".is-over")) each.classList.toggle("is-over", each === column);
  if (!column) return;
  event.preventDefault();
  column.classList.add("is-over");
});

document.addEventListener("drop", (event) => {
  const column = dragged && event.target.closest("[data-theme]");
  if (!column) return;
  event.preventDefault();
  target(dragged, column.dataset.theme);
});

document.addEventListener("dragend", () => {
  dragged = null;
  for (const each of document.querySelectorAll(".is-over")) each.classList.remove("is-over");
});

const neighbour = (card, step) => {
  const cards = [...document.querySelectorAll("[data-card]")];
  return cards[cards.indexOf(card) + step];
};

document.addEventListener("keydown", (event) => {
  const card = event.target.matches?.("[data-card]") ? event.target : null;
  if (!card || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    neighbour(card, event.key === "ArrowDown" ? 1 : -1)?.focus();
  } else if (/^[0-9]$/.test(event.key)) {
    const column = document.querySelector(event.key === "0" ? '[data-theme=""]' : `[data-key="${event.key}"]`);
    if (!column) return;
    event.preventDefault();
    goOn = (neighbour(card, 1) ?? neighbour(card, -1))?.id ?? card.id;
    target(card, column.dataset.theme);
  }
});

document.addEventListener("htmx:afterSettle", () => {
  if (goOn) document.getElementById(goOn)?.focus();
  goOn = null;
});

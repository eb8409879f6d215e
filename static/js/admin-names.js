// What Django's own pages leave to guess: tables that scroll on a narrow screen can be reached by
// keyboard, a heading without a word is no heading, and every box has a name.
const frames = ".inline-related .wrapper, #changelist .results, #content-main > .module:not([id])";
for (const frame of document.querySelectorAll(frames)) frame.tabIndex = 0;

for (const heading of document.querySelectorAll("thead th:empty")) {
  const cell = document.createElement("td");
  cell.className = heading.className;
  heading.replaceWith(cell);
}

const search = document.getElementById("searchbar");
search?.setAttribute("aria-label", document.querySelector("label[for=searchbar] img")?.alt ?? "");

const boxes = ":is(#result_list, .tabular table) td :is(input:not([type=hidden]), select, textarea)";
for (const box of document.querySelectorAll(boxes)) {
  if (box.labels?.length || box.ariaLabel) continue;
  const column = [...box.closest("tr").cells].indexOf(box.closest("td"));
  const heading = box.closest("table").querySelectorAll("thead tr > *")[column];
  const row = box.closest("tr").querySelector("th, .original p");
  box.ariaLabel = [heading, row].map((one) => one?.textContent.trim()).filter(Boolean).join(", ");
}

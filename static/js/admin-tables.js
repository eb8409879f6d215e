// Django's own tables: those that scroll on a narrow screen can be reached by keyboard, and a
// heading without a word is no heading.
for (const frame of document.querySelectorAll(".inline-related .wrapper, #changelist .results, #content-main > .module")) {
  const heading = frame.closest("[aria-labelledby]")?.getAttribute("aria-labelledby");
  frame.tabIndex = 0;
  frame.setAttribute("role", "region");
  if (heading) frame.setAttribute("aria-labelledby", heading);
  else frame.setAttribute("aria-label", document.querySelector("h1")?.textContent ?? document.title);
}
for (const heading of document.querySelectorAll("thead th:empty")) {
  const cell = document.createElement("td");
  cell.className = heading.className;
  heading.replaceWith(cell);
}

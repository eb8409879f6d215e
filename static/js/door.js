// Ticking guests off over bad Wi-Fi: each tick is kept on the device until the server has said yes.
// Without this script every button simply posts its form.
const PLACE = `door:${location.pathname}`;
const RETRY = 4000;

const kept = () => JSON.parse(localStorage.getItem(PLACE) ?? "[]");
const keep = (queue) => localStorage.setItem(PLACE, JSON.stringify(queue));
const note = document.querySelector("[data-queue-note]");
const rows = new Map(
  [...document.querySelectorAll("[data-queue]")].map((form) => [form.getAttribute("action"), form.closest("li")]),
);

const show = () => {
  const queue = kept();
  for (const [address, row] of rows) row.toggleAttribute("data-waiting", queue.some((one) => one.address === address));
  note.hidden = queue.length === 0;
  note.querySelector("[data-queue-count]").textContent = queue.length || "";
};

const mark = (address, came) => {
  const row = rows.get(address);
  row?.toggleAttribute("data-in", true);
  row?.querySelector("button")?.setAttribute("disabled", "");
  const total = document.querySelector("[data-came]");
  if (total && came !== undefined) total.textContent = came;
};

let sending = false;
const send = async () => {
  if (sending) return;
  sending = true;
  for (const one of kept()) {
    try {
      const answer = await fetch(one.address, {
        method: "POST",
        body: new URLSearchParams(one.body),
        headers: { Accept: "application/json" },
        redirect: "error",
      });
      const said = await answer.json(); // a sign-in page is no answer
      if (!answer.ok && answer.status !== 409) break;
      keep(kept().filter((other) => other.address !== one.address));
      if (answer.ok) mark(one.address, said.came);
      else location.reload();
    } catch {
      break; // no connection: try again in a moment
    }
  }
  sending = false;
  show();
};

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-queue]");
  if (!form || event.submitter?.name === "undo") return;
  event.preventDefault();
  const address = form.getAttribute("action");
  const body = [...new FormData(form)];
  keep([...kept().filter((one) => one.address !== address), { address, body }]);
  mark(address);
  show();
  send();
});

const search = document.querySelector("[data-door-search]");
if (search) {
  search.closest(".door-search").hidden = false;
  search.addEventListener("input", () => {
    const words = search.value.trim().toLowerCase();
    for (const row of rows.values()) row.hidden = !row.dataset.name.includes(words);
  });
}

addEventListener("online", send);
setInterval(() => kept().length && send(), RETRY);
show();
send();

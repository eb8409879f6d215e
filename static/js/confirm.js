// Asks before an act that cannot be undone: <form data-confirm="Question?" data-confirm-action="Yes, withdraw">.
const dialog = document.getElementById("confirm-dialog");
let waiting = null;

if (dialog) {
  const yes = dialog.querySelector("[data-confirm-yes]");
  const usual = yes.textContent;

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
    if (!question || form.dataset.confirmed !== undefined) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = { form, submitter: event.submitter };
    dialog.querySelector("[data-confirm-text]").textContent = question;
    yes.textContent = event.submitter?.dataset.confirmAction ?? form.dataset.confirmAction ?? usual;
    dialog.showModal();
  }, { capture: true });

  yes.addEventListener("click", () => {
    const { form, submitter } = waiting;
    dialog.close();
    form.dataset.confirmed = "";
    form.requestSubmit(submitter);
    delete form.dataset.confirmed;
  });
  dialog.querySelector("[data-confirm-no]").addEventListener("click", () => dialog.close());
}

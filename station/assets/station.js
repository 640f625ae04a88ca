"use strict";
// Every page works without this file. It saves keystrokes: "/" goes to the
// search box, Enter goes on to the next field, a signed form is sent once.
document.addEventListener("keydown", (event) => {
  const field = event.target;
  const typing = field instanceof HTMLElement && field.matches("input, select, textarea");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const find = document.getElementById("find");
    if (find) {
      event.preventDefault();
      find.focus();
      find.select();
    }
  }
  if (event.key === "Enter" && typing && field.form && field.form.hasAttribute("data-onward")
      && field.tagName !== "TEXTAREA" && !event.isComposing) {
    const fields = [...field.form.elements].filter(
      (other) => other.matches("input:not([type=hidden]), select, textarea, button") && !other.disabled);
    const next = fields[fields.indexOf(field) + 1];
    if (next && next.tagName !== "BUTTON") {
      event.preventDefault();
      next.focus();
      if (next.select) next.select();
    }
  }
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
});
document.addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-print]");
  if (button) {
    event.preventDefault();
    window.print();
  }
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});
document.querySelectorAll("select[data-go]").forEach((choice) =>
  choice.addEventListener("change", () => choice.form && choice.form.requestSubmit()));

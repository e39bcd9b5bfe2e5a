// Det Fælles Designsystem wakes its parts at load and after each swap; the focus goes to what is wrong in a form.
document.documentElement.classList.remove("no-js");
const wake = (part) => {
  DKFDS.init({ scope: part });
  (part.querySelector(".error-summary") ?? part.querySelector("[data-focus]"))?.focus();
};
DKFDS.init();
document.querySelector(".error-summary")?.focus();
document.addEventListener("htmx:after:swap", (event) => wake(event.target instanceof Element ? event.target : document.body));
// Escape closes the menu that is open, as it does everything else that opens.
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details[name=menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
// A form that takes its time says so, and is sent once; the browser's way back makes it ready again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const says = form.querySelector?.("[data-waits]");
  if (!says || event.submitter?.hasAttribute("formaction")) return; // a button that leads elsewhere
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  says.textContent = says.dataset.waits;
  for (const button of form.querySelectorAll("button[type=submit]")) button.setAttribute("aria-disabled", "true");
});
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelector("[data-waits]").textContent = "";
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  }
});
// What is wrong in a form leads to its field; a browser still loading the page would go there without standing there.
document.addEventListener("click", (event) => {
  const wrong = event.target instanceof Element && event.target.closest(".error-summary a[href^='#']");
  if (wrong) document.getElementById(wrong.hash.slice(1))?.focus();
});

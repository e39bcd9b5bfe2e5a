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
// What is wrong in a form leads to its field; a browser still loading the page would go there without standing there.
document.addEventListener("click", (event) => {
  const wrong = event.target instanceof Element && event.target.closest(".error-summary a[href^='#']");
  if (wrong) document.getElementById(wrong.hash.slice(1))?.focus();
});

// Signing out forgets what this tab kept, and the lists of this browser where that was asked for. The server's
// "Clear-Site-Data" says the same to browsers that know it.
const form = document.querySelector("form[data-sign-out]");
if (form) {
  const ask = form.querySelector("[data-if-kept]");
  ask.hidden = !localStorage.length;
  form.addEventListener("submit", () => {
    sessionStorage.clear();
    if (form.elements.lists.checked) localStorage.clear();
  });
}

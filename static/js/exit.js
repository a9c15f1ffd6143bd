// Leave this page now: the way out replaces this page in the history, blanks it at once, and forgets what this
// browser kept for us (a list of places, ticks).
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-exit]");
  if (!link) return;
  event.preventDefault();
  localStorage.clear();
  sessionStorage.clear();
  document.body.hidden = true;
  location.replace(link.href);
});

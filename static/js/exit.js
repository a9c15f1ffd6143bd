// Leave this page now: the way out replaces this page in the history, and blanks it at once.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-exit]");
  if (!link) return;
  event.preventDefault();
  document.body.hidden = true;
  location.replace(link.href);
});

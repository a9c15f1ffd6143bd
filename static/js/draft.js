// What is typed into a new post is kept on the server with each pause, and when the page is left.
for (const form of document.querySelectorAll("form[data-draft]")) {
  const said = document.querySelector("[data-kept]");
  let pause, saving, isSent = false;

  const keep = () => {
    clearTimeout(pause);
    pause = undefined;
    const body = new FormData(form);
    for (const input of form.querySelectorAll('input[type="file"]')) body.delete(input.name);
    saving = fetch(form.dataset.draft, { method: "POST", body, keepalive: true, signal: AbortSignal.timeout(8000) })
      .then((answer) => answer.json())
      .then((answer) => { said.textContent = answer.said; }, () => { said.textContent = ""; })
      .finally(() => { saving = undefined; });
  };

  const wait = () => {
    clearTimeout(pause);
    pause = setTimeout(keep, 1500);
  };
  form.addEventListener("input", wait);
  form.addEventListener("change", wait);

  // The telephone rings, the battery is low: the page may never come back.
  const leave = () => {
    if (pause && !isSent) keep();
  };
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") leave();
  });
  addEventListener("pagehide", leave);

  // What is on its way arrives before the post does: a draft of what is posted would be one too many.
  form.addEventListener("submit", (event) => {
    clearTimeout(pause);
    pause = undefined;
    isSent = true;
    if (!saving) return;
    event.preventDefault();
    saving.then(() => form.requestSubmit(event.submitter));
  });
  addEventListener("pageshow", () => { isSent = false; });
}

// Names of places while somebody types one: the browser's own list, which the server fills. What is typed is not kept.
(() => {
  if (window.placesReady) return;
  window.placesReady = true;
  let waiting, asking;
  document.addEventListener("input", ({ target: field }) => {
    if (!field.dataset.places) return;
    clearTimeout(waiting);
    asking?.abort();
    const text = field.value.trim();
    // A name that was chosen from the list asks for no others.
    if (text.length < 2 || [...field.list.options].some((option) => option.value === text)) return;
    waiting = setTimeout(async () => {
      asking = new AbortController();
      const address = `${field.dataset.places}?${new URLSearchParams({ q: text })}`;
      const answer = await fetch(address, { signal: asking.signal, cache: "no-store" }).catch(() => null);
      if (answer?.ok) field.list.innerHTML = await answer.text();
    }, 200);
  });
})();

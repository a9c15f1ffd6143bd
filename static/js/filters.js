// The filters start folded on a narrow screen, and are never folded beside the list.
// Loaded where the filters stand, without `defer`: so nothing jumps.
(() => {
  if (window.filtersReady) return;
  window.filtersReady = true;
  const wide = matchMedia("(min-width: 900px)");
  const fold = () => {
    for (const box of document.querySelectorAll("details.filters")) {
      box.open = wide.matches;
      if (box.open) load(box);
    }
  };

  // htmx, 12 kB, comes when filters come into sight: a phone that only shows the list does without it. What is
  // chosen while it is on its way is asked as soon as it is there.
  let begun, chosen;
  const ask = () => chosen?.dispatchEvent(new Event("change", { bubbles: true }));
  const load = (box) => {
    if (begun) return;
    begun = document.createElement("script");
    begun.src = box.dataset.htmx;
    begun.onload = () => setTimeout(ask);
    document.head.append(begun);
  };
  document.addEventListener("toggle", ({ target }) => target.matches("details.filters") && target.open && load(target), true);
  document.addEventListener("change", ({ target }) => {
    if (!window.htmx && target.closest(".filters")) chosen = target;
  });

  fold();
  wide.addEventListener("change", fold);

  // What stands in a folded group is not there yet: to unfold it is to ask for it.
  document.addEventListener("toggle", ({ target }) => {
    const more = target.matches(".filters .fold") && target.querySelector("input[name=more]");
    if (!more || !target.open) return;
    more.disabled = false;
    if (target.querySelector("button")) more.dispatchEvent(new Event("change", { bubbles: true }));
  }, true);

  // "Any time" and "Open now" mean no time of another day.
  document.addEventListener("change", (event) => {
    const { name, value, form } = event.target;
    if (name === "open" && form?.elements.time && ["", "now"].includes(value)) form.elements.time.value = "";
  }, true);

  // What is left empty stays out of the address, which people share, and so do groups that are folded: those are read
  // here, since "toggle" is told some time after it happened.
  document.addEventListener("formdata", (event) => {
    if (!event.target.closest(".filters")) return;
    const folded = [...event.target.querySelectorAll(".fold:not([open]) input[name=more]")].map((more) => more.value);
    const kept = [...event.formData].filter(([name, value]) => value !== "" && !(name === "more" && folded.includes(value)));
    for (const name of new Set(event.formData.keys())) event.formData.delete(name);
    for (const [name, value] of kept) event.formData.append(name, value);
  });
})();

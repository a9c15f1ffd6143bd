// Suggestions under a search field while somebody types: a combobox with a list that the server makes.
// Arrows choose, Enter opens, Escape closes; the form works as it stands. One such field a page.
(() => {
  let waiting, asking;
  const list = () => document.getElementById("suggestions");
  const options = () => [...list().children];

  const mark = (field, option) => {
    for (const one of options()) one.setAttribute("aria-selected", one === option);
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  };
  const show = (field, html) => {
    list().innerHTML = html;
    list().hidden = !options().length;
    field.setAttribute("aria-expanded", !list().hidden);
    mark(field);
  };
  const ask = async (field) => {
    asking = new AbortController();
    const address = `${field.dataset.suggest}?${new URLSearchParams(new FormData(field.form))}`;
    // Read even where nobody waits for it any more: a browser holds on to an answer until it was read.
    const html = await fetch(address, { signal: asking.signal, cache: "no-store" })
      .then((answer) => (answer.ok ? answer.text() : null)).catch(() => null);
    if (html !== null && document.activeElement === field) show(field, html);
  };

  document.addEventListener("input", ({ target: field }) => {
    if (!field.dataset.suggest) return;
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", "suggestions"]]) field.setAttribute(name, value);
    clearTimeout(waiting);
    asking?.abort();
    if (field.value.trim().length < 2) show(field, "");
    else waiting = setTimeout(ask, 150, field);
  });
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!field.dataset.suggest || list().hidden) return;
    const found = options();
    const at = found.findIndex((one) => one.ariaSelected === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) mark(field, found[at + step] ?? (at < 0 ? found.at(-1) : undefined));
    else if (event.key === "Enter" && at >= 0) location.assign(found[at].dataset.href);
    else if (event.key === "Escape") show(field, "");
    else return;
    event.preventDefault();
  });
  // The field keeps the focus while an option is pressed.
  document.addEventListener("mousedown", (event) => event.target.closest("#suggestions") && event.preventDefault());
  document.addEventListener("click", ({ target }) => {
    const option = target.closest("#suggestions [data-href]");
    if (option) location.assign(option.dataset.href);
  });
  document.addEventListener("focusout", ({ target }) => target.dataset.suggest && show(target, ""));
})();

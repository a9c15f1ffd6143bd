// A list of places kept in this browser only: <button data-save="1f" data-on="..." data-off="..." hidden>, and
// <a data-list-link hidden>List (<span></span>)</a>. On its page: data-list-page, -without, -kept, -forget.
const KEY = "list";
const page = document.querySelector("[data-list-page]");
const read = () => (localStorage.getItem(KEY) || "").split(".").filter(Boolean);
const write = (codes) => {
  if (codes.length) localStorage.setItem(KEY, codes.join("."));
  else localStorage.removeItem(KEY);
  show();
};
function show() {
  const codes = read();
  for (const link of document.querySelectorAll("[data-list-link]")) {
    link.hidden = !codes.length;
    link.search = `?l=${codes.join(".")}`;
    link.querySelector("span").textContent = codes.length;
  }
  for (const button of document.querySelectorAll("[data-save]")) {
    const isOn = codes.includes(button.dataset.save);
    button.hidden = false;
    button.setAttribute("aria-pressed", isOn);
    button.lastChild.textContent = isOn ? button.dataset.off : button.dataset.on;
  }
  for (const note of document.querySelectorAll("[data-list-kept]")) note.hidden = page.dataset.listPage !== codes.join(".");
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-save]");
  if (button) {
    const codes = read();
    const code = button.dataset.save;
    write(codes.includes(code) ? codes.filter((one) => one !== code) : [...codes, code]);
  }
  const without = event.target.closest("[data-list-without]");
  if (without && page.dataset.listPage === read().join(".")) {
    write((new URL(without.href).searchParams.get("l") || "").split(".").filter(Boolean));
  }
  if (event.target.closest("[data-list-forget]")) write([]);
});
if (page && !page.dataset.listPage && read().length) location.replace(`?l=${read().join(".")}`);
show();

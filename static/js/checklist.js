// Boxes that are ticked stay ticked until the tab is closed: on a shared phone nothing is left behind, and
// nothing ever leaves the browser.
for (const list of document.querySelectorAll("[data-checklist]")) {
  const key = `checklist:${list.dataset.checklist}`;
  const boxes = [...list.querySelectorAll("input[type=checkbox]")];
  const ticked = JSON.parse(sessionStorage.getItem(key) || "[]");
  for (const box of ticked) if (boxes[box]) boxes[box].checked = true;
  list.addEventListener("change", () => {
    const now = [...boxes.keys()].filter((box) => boxes[box].checked);
    sessionStorage.setItem(key, JSON.stringify(now));
  });
}

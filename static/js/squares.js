// A map wider than the screen opens at the square that is chosen.
for (const square of document.querySelectorAll("[data-squares] :checked")) {
  const box = square.closest(".squares-box");
  const cell = square.closest("td");
  box.scrollLeft = cell.offsetLeft - (box.clientWidth - cell.offsetWidth) / 2;
}

// Arrows move over the squares as they lie on the map, not only along the row.
document.addEventListener("keydown", (event) => {
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const step = steps[event.key];
  const cell = step && event.target.closest("[data-squares] td");
  if (!cell) return;
  const rtl = getComputedStyle(cell).direction === "rtl" ? -1 : 1;
  const table = cell.closest("table");
  const row = table.rows[cell.parentElement.rowIndex + step[0]];
  const next = row && row.cells[cell.cellIndex + step[1] * rtl];
  event.preventDefault();
  const square = next && next.querySelector("input");
  if (!square) return;
  square.focus();
  if (square.type === "checkbox") return;
  square.checked = true;
  square.dispatchEvent(new Event("change", { bubbles: true }));
});

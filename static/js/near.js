// "Near me": the browser's place is rounded to about 500 m before it enters the form, and so the address.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-near]");
  if (!button) return;
  const field = button.form.elements[button.dataset.near];
  const round = (degrees) => (Math.round(degrees / 0.005) * 0.005).toFixed(3);
  button.disabled = true;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      button.disabled = false;
      field.value = `${round(coords.latitude)},${round(coords.longitude)}`;
      button.form.requestSubmit();
    },
    () => {
      button.replaceWith(Object.assign(document.createElement("p"), { textContent: button.dataset.failed, role: "status" }));
      field.focus();
    },
    { maximumAge: 600000, timeout: 10000 },
  );
});
if ("geolocation" in navigator) {
  for (const button of document.querySelectorAll("[data-near]")) button.hidden = false;
}

// Setting up a network: this device's place, rounded to about a kilometre, and its time zone. The fields do without.
const offer = document.querySelector("[data-here]");
if (offer && navigator.geolocation) {
  offer.hidden = false;
  offer.querySelector("button").addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      for (const name of ["latitude", "longitude"]) {
        const field = document.querySelector(`[name=${name}]`);
        field.value = coords[name].toFixed(2);
        field.dispatchEvent(new Event("input"));
      }
    });
  });
}
const zone = document.querySelector("[name=zone]");
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone?.value === "UTC" && zone.querySelector(`option[value="${here}"]`)) zone.value = here;

// "Use where this device is": fills latitude and longitude, rounded to about a kilometre. The fields do without.
const offer = document.querySelector("[data-here]");
if (offer && navigator.geolocation) {
  offer.hidden = false;
  offer.querySelector("button").addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      for (const name of ["latitude", "longitude"]) {
        document.querySelector(`[name=${name}]`).value = coords[name].toFixed(2);
      }
    });
  });
}

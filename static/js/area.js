// The area of a new network on a map: a rectangle that follows the form's fields, and fills them.
// Without tiles it draws degrees and the names of towns that the gazetteer has.
(() => {
  const box = document.querySelector("[data-area]");
  const form = box?.closest("form");
  if (!form) return;
  const { latitude, longitude, reach_km: reach } = form.elements;
  const DEGREE_KM = 111.32, STEPS = [60, 30, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01];
  const said = box.querySelector("[data-area-said]");
  let map, shape, pin, corner, asked, net, names;

  const number = (field) => (field.value.trim() === "" ? NaN : Number(field.value));
  const middle = () => {
    const [lat, lon] = [number(latitude), number(longitude)];
    return Math.abs(lat) <= 85 && Math.abs(lon) <= 180 ? L.latLng(lat, lon) : null;
  };

  // How far it reaches, in degrees north and east of its middle.
  function spans(at, km = Number(reach.value)) {
    const up = km / DEGREE_KM;
    return [up, up / Math.max(Math.cos((at.lat * Math.PI) / 180), 0.05)];
  }

  const bounds = (at) => {
    const [up, aside] = spans(at);
    return L.latLngBounds([at.lat - up, at.lng - aside], [at.lat + up, at.lng + aside]);
  };

  // `look`: bring all of it into view if it is not, or is too small to see. Under a pointer only its middle counts.
  function draw(look) {
    const at = middle();
    if (!at) return;
    if (!shape) {
      shape = L.rectangle(bounds(at), { className: "area-shape", interactive: false }).addTo(map);
      pin.addTo(map).getElement().setAttribute("aria-label", box.dataset.middle);
      corner.addTo(map);
      pin.getElement().addEventListener("keydown", byKey);
    }
    shape.setBounds(bounds(at));
    pin.setLatLng(at);
    corner.setLatLng(shape.getBounds().getNorthEast());
    const [from, to] = [map.project(bounds(at).getSouthWest()), map.project(bounds(at).getNorthEast())];
    const unseen = look && (to.x - from.x < 40 || !map.getBounds().contains(bounds(at)));
    if (unseen || !map.getBounds().contains(at)) map.fitBounds(bounds(at).pad(0.6));
  }

  // Three places are about 100 m: nobody's door.
  function put({ lat, lng }) {
    latitude.value = Math.max(-85, Math.min(85, lat)).toFixed(3);
    longitude.value = L.Util.wrapNum(lng, [-180, 180], true).toFixed(3);
    tell();
  }

  function tell(look) {
    draw(look);
    said.textContent = `${latitude.value}, ${longitude.value}: ${reach.selectedOptions[0].text}`;
  }

  function byKey(event) {
    const moves = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const sizes = { "+": 1, "=": 1, "-": -1 };
    const [up, aside] = spans(middle());
    if (event.key in moves) {
      const [y, x] = moves[event.key];
      const { lat, lng } = middle();
      put({ lat: lat + (y * up) / 5, lng: lng + (x * aside) / 5 });
    } else if (event.key in sizes) {
      reach.selectedIndex = Math.max(0, Math.min(reach.length - 1, reach.selectedIndex + sizes[event.key]));
      tell(true);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function pulled() {
    const km = Math.abs(corner.getLatLng().lat - middle().lat) * DEGREE_KM;
    const off = ({ value }) => Math.abs(Math.log(Number(value) / Math.max(km, 0.1)));
    reach.value = [...reach.options].reduce((best, option) => (off(option) < off(best) ? option : best)).value;
    tell(true);
  }

  // Lines at round degrees, about six across what is seen.
  function degrees() {
    net.clearLayers();
    const seen = map.getBounds();
    const [south, north] = [Math.max(seen.getSouth(), -85), Math.min(seen.getNorth(), 85)];
    const [west, east] = [seen.getWest(), seen.getEast()];
    const step = STEPS.findLast((one) => one >= (east - west) / 7) || STEPS[0];
    const line = (ends, text) => {
      L.polyline(ends, { className: "net", interactive: false, weight: 1 }).addTo(net);
      const icon = L.divIcon({ className: "degree", html: maps.node("span", text), iconSize: null });
      L.marker(ends[0], { icon, interactive: false, keyboard: false }).addTo(net);
    };
    const said = (degree) => `${degree.toFixed(step < 1 ? 2 : 0)}°`;
    for (let lat = Math.ceil(south / step) * step; lat < north; lat += step) line([[lat, west], [lat, east]], said(lat));
    for (let lon = Math.ceil(west / step) * step; lon < east; lon += step) line([[north, lon], [south, lon]], said(lon));
  }

  async function towns() {
    const seen = map.getBounds();
    const corners = [seen.getSouth(), seen.getWest(), seen.getNorth(), seen.getEast()].map((one) => one.toFixed(3));
    const address = `${box.dataset.places}?bounds=${corners}`;
    asked = address;
    const answer = await fetch(address).catch(() => null);
    if (!answer?.ok || asked !== address) return;
    const { features } = await answer.json();
    names.clearLayers();
    for (const { properties, geometry } of features) {
      maps.town(properties.name, [geometry.coordinates[1], geometry.coordinates[0]]).addTo(names);
    }
  }

  async function open() {
    await maps.leaflet(box);
    box.hidden = false;
    map = maps.make(box.querySelector(".map"), box);
    [net, names] = [L.layerGroup().addTo(map), L.layerGroup().addTo(map)];
    const mark = (className, size, anchor) => L.divIcon({ className, html: maps.node("span", ""), iconSize: size, iconAnchor: anchor });
    pin = L.marker([0, 0], { draggable: true, autoPan: true, icon: mark("map-pin-mark", [44, 44], [22, 42]), title: box.dataset.middle });
    corner = L.marker([0, 0], { draggable: true, keyboard: false, icon: mark("area-corner", [44, 44], [22, 22]), title: box.dataset.corner });
    pin.on("drag", () => put(pin.getLatLng()));
    corner.on("dragend", pulled);
    map.on("click", ({ latlng }) => put(latlng));
    if (!box.dataset.tiles) map.on("moveend", () => { degrees(); towns(); });
    L.control.scale({ imperial: false }).addTo(map);
    map.setView([30, 0], 2);
    draw(true);
    for (const field of [latitude, longitude, reach]) field.addEventListener("input", () => draw(true));
  }

  open().catch(() => { box.hidden = true; });
})();

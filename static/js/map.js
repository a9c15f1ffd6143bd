// Places on a map beside their list. Leaflet (about 45 kB) comes when somebody opens the map.
// Markers can be reached with the keyboard; the marker of the note under the pointer or focus is lit, and
// a marker's popup leads to its place. Without a tile address it draws a 1 km net and names.
(() => {
  const PIN = "map-pin-mark", LIT = "lit", NEAR = 44;

  const { node } = maps;

  function net(map, [south, west, north, east]) {
    const dLat = 1 / 111.32;
    const dLon = dLat / Math.max(0.01, Math.cos(((south + north) / 2) * Math.PI / 180));
    const style = { className: "net", interactive: false, weight: 1 };
    if ((north - south) / dLat > 120) return;
    for (let lat = south; lat <= north + dLat / 2; lat += dLat) L.polyline([[lat, west], [lat, east]], style).addTo(map);
    for (let lon = west; lon <= east + dLon / 2; lon += dLon) L.polyline([[south, lon], [north, lon]], style).addTo(map);
  }

  // Points closer than a finger on the screen become one mark with their number.
  function groups(map, points) {
    const cells = new Map();
    for (const point of points) {
      const { x, y } = map.project(point.at);
      const key = `${Math.floor(x / NEAR)}:${Math.floor(y / NEAR)}`;
      cells.get(key)?.push(point) ?? cells.set(key, [point]);
    }
    return [...cells.values()];
  }

  function mark(text, label, many) {
    const icon = L.divIcon({ className: many ? `${PIN} many` : PIN, html: node("span", text), iconSize: [44, 44], iconAnchor: many ? [22, 22] : [22, 42] });
    return { icon, label };
  }

  class ListingMap {
    constructor(box) {
      this.box = box;
      this.canvas = box.querySelector("[data-map-canvas]");
      this.layer = L.layerGroup();
      this.map = maps.make(this.canvas, box);
      this.bounds = box.dataset.bounds.split(",").map(Number);
      if (this.bounds.length === 4) {
        const [south, west, north, east] = this.bounds;
        this.map.fitBounds([[south, west], [north, east]]);
      } else this.map.setView([0, 0], 2);
      if (!box.dataset.tiles && this.bounds.length === 4) net(this.map, this.bounds);
      L.control.scale({ imperial: box.dataset.units === "mi", metric: box.dataset.units !== "mi" }).addTo(this.map);
      this.layer.addTo(this.map);
      this.map.on("zoomend", () => this.draw());
    }

    async read() {
      this.address = this.box.dataset.geojson;
      const answer = await fetch(this.address, { headers: { Accept: "application/geo+json" } });
      if (!answer.ok) throw new Error(answer.status);
      const { features } = await answer.json();
      const points = features.filter((f) => f.geometry?.type === "Point")
        .map((f) => ({ ...f.properties, at: [f.geometry.coordinates[1], f.geometry.coordinates[0]] }));
      this.towns = points.filter((point) => point.kind === "town");
      this.points = points.filter((point) => point.kind !== "town");
      if (this.points.length) this.map.fitBounds(L.latLngBounds(this.points.map((p) => p.at)).pad(0.1), { maxZoom: 15 });
      this.draw();
    }

    draw() {
      this.layer.clearLayers();
      this.marks = new Map();
      if (!this.points) return;
      for (const town of this.towns) maps.town(town.name, town.at).addTo(this.layer);
      for (const group of groups(this.map, this.points)) group.length > 1 ? this.cluster(group) : this.single(group[0]);
    }

    put(at, look) {
      const marker = L.marker(at, { icon: look.icon, title: look.label }).addTo(this.layer);
      marker.getElement().setAttribute("aria-label", look.label);
      return marker;
    }

    cluster(group) {
      const names = group.slice(0, 3).map((p) => p.name).join(", ");
      const marker = this.put(group[0].at, mark(group.length, `${group.length}: ${names}`, true));
      const bounds = L.latLngBounds(group.map((p) => p.at));
      const together = bounds.getSouthWest().equals(bounds.getNorthEast()) || this.map.getZoom() >= 18;
      if (together) marker.bindPopup(() => this.links(group));
      else marker.on("click", () => this.map.fitBounds(bounds.pad(0.2), { maxZoom: this.map.getZoom() + 4 }));
      for (const point of group) this.marks.set(String(point.id), marker);
    }

    single(point) {
      const marker = this.put(point.at, mark("", point.name, false));
      marker.bindPopup(() => this.links([point]));
      this.marks.set(String(point.id), marker);
    }

    links(points) {
      const list = node("ul", "", { className: "map-links" });
      for (const point of points.slice(0, 12)) {
        const item = node("li", "");
        item.append(node("a", point.name, { href: point.href }));
        if (point.text) item.append(node("p", point.text));
        list.append(item);
      }
      return list;
    }

    light(id) {
      for (const marker of new Set(this.marks?.values())) marker.getElement()?.classList.remove(LIT);
      this.marks?.get(id)?.getElement()?.classList.add(LIT);
    }
  }

  async function open(box, button) {
    button.disabled = true;
    try {
      await maps.leaflet(box);
      box.querySelector("[data-map-canvas]").hidden = false;
      button.hidden = true;
      box.map = new ListingMap(box);
      await box.map.read();
    } catch {
      box.append(node("p", box.dataset.failed, { role: "status" }));
    }
  }

  const follow = (event) => {
    const note = event.target.closest?.("[data-place]");
    if (note) document.querySelector("[data-map]")?.map?.light(note.dataset.place);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-map-open]");
    if (button) open(button.closest("[data-map]"), button);
  });
  document.addEventListener("pointerover", follow);
  document.addEventListener("focusin", follow);
  // The filters have put another list in place: the map follows.
  document.addEventListener("htmx:after:swap", () => {
    const box = document.querySelector("[data-map]");
    if (box?.map && box.map.address !== box.dataset.geojson) box.map.read();
  });
  for (const button of document.querySelectorAll("[data-map-open]")) button.hidden = false;
})();

// Places on a map beside their list. Leaflet (about 45 kB) comes when somebody opens the map, and so do pictures.
// What is close together is counted on the server, for what is in sight. Marks can be reached and opened with the
// keyboard, in reading order; the mark of the note under the pointer or focus is lit, and the note of such a mark.
(() => {
  // Pixels of a cell, as directory/clusters.py cuts them.
  const CELL = 64, PIN = "map-pin-mark", LIT = "lit";

  const { node } = maps;
  const numbers = (text) => (text ? text.split(",").map(Number) : []);

  class ListingMap {
    constructor(box) {
      this.box = box;
      this.canvas = box.querySelector("[data-map-canvas]");
      this.marks = new Map();
      this.map = maps.make(this.canvas, box);
      this.names = L.layerGroup().addTo(this.map);
      L.control.scale({ imperial: box.dataset.units === "mi", metric: box.dataset.units !== "mi" }).addTo(this.map);
      this.fit();
      this.map.on("moveend", () => {
        clearTimeout(this.waiting);
        this.waiting = setTimeout(() => this.read(), 150);
        this.lead();
      });
      this.map.on("popupopen", ({ popup }) => popup.getElement().querySelector("a")?.focus({ preventScroll: true }));
      this.map.on("popupclose", ({ popup }) => {
        if (document.activeElement === document.body || this.canvas.contains(document.activeElement)) popup._source?.getElement()?.focus({ preventScroll: true });
      });
      this.canvas.addEventListener("keydown", (event) => event.key === "Escape" && this.map.closePopup());
    }

    // What the list is about, from a little away; its area, its net and where somebody said that they are.
    fit() {
      const { bounds, area, here, hereName, tiles, geojson } = this.box.dataset;
      this.address = geojson;
      const seen = numbers(bounds);
      seen.length ? this.map.fitBounds([seen.slice(0, 2), seen.slice(2)], { maxZoom: 15 }) : this.map.setView([0, 0], 2);
      this.ground?.remove();
      this.ground = L.layerGroup().addTo(this.map);
      const edge = numbers(area), ground = edge.length ? edge : seen;
      if (!tiles && ground.length) maps.net(ground).addTo(this.ground);
      if (edge.length) L.rectangle([edge.slice(0, 2), edge.slice(2)], { className: "area-edge", interactive: false }).addTo(this.ground);
      if (here) L.marker(numbers(here), { interactive: false, keyboard: false, icon: L.divIcon({ className: "map-here", html: node("span", hereName), iconSize: null }) }).addTo(this.ground);
      clearTimeout(this.waiting);
      return this.read();
    }

    async read() {
      this.asking?.abort();
      const asking = this.asking = new AbortController();
      const seen = this.map.getBounds(), address = new URL(this.box.dataset.geojson, location);
      const edges = [Math.max(-90, seen.getSouth()), Math.max(-180, seen.getWest()), Math.min(90, seen.getNorth()), Math.min(180, seen.getEast())];
      address.searchParams.set("bounds", edges.map((one) => one.toFixed(5)).join(","));
      address.searchParams.set("zoom", this.map.getZoom());
      try {
        const answer = await fetch(address, { signal: asking.signal, headers: { Accept: "application/geo+json" } });
        if (!answer.ok) throw new Error(answer.status);
        this.draw((await answer.json()).features);
        this.say("");
      } catch (error) {
        if (error.name !== "AbortError") this.say(this.box.dataset.failed);
      }
    }

    say(text) {
      this.box.querySelector("[data-map-said]").textContent = text;
    }

    // What stays in sight stays as it is: with its popup, and the focus on it.
    draw(features) {
      const held = document.activeElement, had = this.marks, before = [];
      this.marks = new Map();
      this.names.clearLayers();
      for (const { geometry: { coordinates: [lon, lat] }, properties } of features) {
        if (properties.kind === "town") maps.town(properties.name, [lat, lon]).addTo(this.names);
        else {
          const key = `${lat},${lon},${properties.name}`;
          this.marks.set(key, had.get(key) ?? this.put([lat, lon], properties));
        }
      }
      for (const [key, mark] of had) if (!this.marks.has(key)) mark.remove();
      this.order(held);
      if (this.entered || (!held.isConnected && held !== document.body)) this.enter();
    }

    // In the page as on the map, without touching the one that has the focus.
    order(held) {
      const all = [...this.marks.values()].map((mark) => mark.getElement());
      let ahead = all.includes(held);
      for (const element of all) {
        if (element === held) ahead = false;
        else ahead ? held.before(element) : element.parentElement.append(element);
      }
    }

    // After a number was opened, its first place has the focus; the map itself where the mark is gone.
    enter() {
      const first = this.entered && [...this.marks.values()].find((mark) => this.entered.contains(mark.getLatLng()));
      (first?.getElement() ?? this.canvas).focus({ preventScroll: true });
      this.entered = null;
    }

    put(at, { name, count, box, places }) {
      const many = count > 1;
      const icon = L.divIcon({ className: many ? `${PIN} many` : PIN, html: node("span", many ? count : ""), iconSize: [44, 44], iconAnchor: many ? [22, 22] : [22, 42] });
      const mark = L.marker(at, { icon, title: name }).addTo(this.map);
      const element = mark.getElement();
      element.setAttribute("aria-label", name);
      if (places.length) mark.bindPopup(() => this.told(places, count), { maxWidth: 280 });
      else mark.on("click", () => this.open(L.latLngBounds([box.slice(0, 2), box.slice(2)])));
      element.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        element.click();
      });
      const light = () => {
        const on = mark.isPopupOpen() || element.matches(":hover, :focus");
        for (const note of this.notes(at)) note.classList.toggle(LIT, on);
      };
      for (const change of ["pointerenter", "pointerleave", "focus", "blur"]) element.addEventListener(change, light);
      mark.on("popupclose", light).on("popupopen", () => {
        light();
        this.follow(at);
      });
      return mark;
    }

    open(bounds) {
      // What was asked for before the move must not be drawn after it.
      this.asking?.abort();
      this.entered = bounds.pad(0.01);
      this.map.fitBounds(bounds.pad(0.2), { maxZoom: Math.max(this.map.getZoom() + 1, Math.min(18, this.map.getBoundsZoom(bounds))) });
    }

    told(places, count) {
      const list = node("ul", "", { className: "map-links" });
      for (const { name, href, open, is_open, where, phone, tel } of places) {
        const item = node("li", "");
        item.append(node("a", name, { href }), node("p", open, { className: is_open ? "open" : "" }));
        if (where) item.append(node("p", where));
        if (phone) item.append(node("a", phone, { href: `tel:${tel}` }));
        list.append(item);
      }
      if (count > places.length) list.append(node("li", `+ ${count - places.length}`));
      return list;
    }

    cell(at) {
      const { x, y } = this.map.project(at).divideBy(CELL).floor();
      return `${x}:${y}`;
    }

    // The notes on the page whose places are in the cell of a point.
    notes(at) {
      const cell = this.cell(at);
      return [...document.querySelectorAll("[data-at]")].filter((note) => this.cell(numbers(note.dataset.at)) === cell);
    }

    // Where the map stands beside the list, the list moves to what was chosen.
    follow(at) {
      if (getComputedStyle(this.box).position === "sticky") this.notes(at)[0]?.scrollIntoView({ block: "nearest" });
    }

    light(note) {
      const cell = note && this.cell(numbers(note.dataset.at));
      for (const mark of this.marks.values()) mark.getElement().classList.toggle(LIT, this.cell(mark.getLatLng()) === cell);
    }

    // A plain link to the list of what is in sight: its middle, rounded to about 500 m, and how far that reaches.
    lead() {
      const link = this.box.querySelector("[data-map-search]"), middle = this.map.getCenter();
      const far = middle.distanceTo(this.map.getBounds().getNorthEast()) / 1000;
      const km = numbers(this.box.dataset.kilometres).find((one) => one >= far);
      const address = new URL(this.box.dataset.search, location);
      const round = (degrees) => (Math.round(degrees / 0.005) * 0.005).toFixed(3);
      address.searchParams.set("near", `${round(middle.lat)},${round(middle.lng)},map`);
      if (km) address.searchParams.set("within", km);
      link.href = address;
      link.hidden = false;
    }
  }

  async function toggle(box, button) {
    const canvas = box.querySelector("[data-map-canvas]");
    canvas.hidden = !canvas.hidden;
    button.setAttribute("aria-expanded", !canvas.hidden);
    button.querySelector("[data-shut]").hidden = !canvas.hidden;
    button.querySelector("[data-shown]").hidden = canvas.hidden;
    if (box.map || canvas.hidden) return;
    try {
      await maps.leaflet(box);
      box.map ??= new ListingMap(box);
    } catch {
      box.querySelector("[data-map-said]").textContent = box.dataset.failed;
    }
  }

  const follow = (event) => document.querySelector("[data-map]")?.map?.light(event.target.closest?.("[data-at]"));

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-map-open]");
    if (button) toggle(button.closest("[data-map]"), button);
  });
  document.addEventListener("pointerover", follow);
  document.addEventListener("focusin", follow);
  // The filters have put another list in place: the map follows.
  document.addEventListener("htmx:after:swap", () => {
    const box = document.querySelector("[data-map]");
    if (box?.map && box.map.address !== box.dataset.geojson) box.map.fit();
  });
  for (const part of document.querySelectorAll("[data-map-open], [data-map-warning]")) part.hidden = false;
})();

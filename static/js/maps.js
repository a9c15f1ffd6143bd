// What every map of ours shares: Leaflet (about 45 kB) that comes when it is needed, within our content policy.
window.maps ??= (() => {
  const load = (tag, attributes) => new Promise((done, failed) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.onload = done;
    element.onerror = failed;
    document.head.append(element);
  });

  // Leaflet's script and style, once a page; `box` says where they are.
  const leaflet = (box) => window.L || Promise.all([
    load("link", { rel: "stylesheet", href: box.dataset.leafletCss }),
    load("script", { src: box.dataset.leaflet }),
  ]);

  const node = (tag, text, attributes = {}) =>
    Object.assign(document.createElement(tag), { textContent: text, ...attributes });

  // A map in an element, without what moves by itself.
  const make = (canvas, box) => {
    const map = L.map(canvas, { zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false });
    map.attributionControl.setPrefix(false);
    const { tiles, credit, zoom, edge } = box.dataset;
    const [south, west, north, east] = edge ? edge.split(",").map(Number) : [-90, -180, 90, 180];
    // Closer than the closest pictures, those are made larger; where there are none, none are asked for.
    if (tiles) tileLayer(tiles, { attribution: credit, maxZoom: 19, maxNativeZoom: Number(zoom), bounds: [[south, west], [north, east]] }).addTo(map);
    return map;
  };

  // Leaflet blanks a tile with a `data:` picture, which our policy forbids: take the picture away instead.
  const tileLayer = (address, options) => new (L.TileLayer.extend({
    _removeTile(key) {
      const tile = this._tiles[key];
      if (!tile) return;
      tile.el.removeAttribute("src");
      L.GridLayer.prototype._removeTile.call(this, key);
    },
    _abortLoading() {
      for (const [key, tile] of Object.entries(this._tiles)) {
        if (tile.coords.z === this._tileZoom || tile.el.complete) continue;
        tile.el.onload = tile.el.onerror = L.Util.falseFn;
        tile.el.removeAttribute("src");
        tile.el.remove();
        delete this._tiles[key];
      }
    },
  }))(address, options);

  const town = (name, at) =>
    L.marker(at, { interactive: false, keyboard: false, icon: L.divIcon({ className: "town", html: node("span", name), iconSize: null }) });

  // Lines of a kilometre over a box, so that a map without pictures says how far things are; none over a country.
  const net = ([south, west, north, east]) => {
    const lines = L.layerGroup(), style = { className: "net", interactive: false, weight: 1 };
    const dLat = 1 / 111.32, dLon = dLat / Math.max(0.01, Math.cos(((south + north) / 2) * Math.PI / 180));
    if ((north - south) / dLat > 120 || (east - west) / dLon > 120) return lines;
    for (let lat = south; lat <= north + dLat / 2; lat += dLat) L.polyline([[lat, west], [lat, east]], style).addTo(lines);
    for (let lon = west; lon <= east + dLon / 2; lon += dLon) L.polyline([[south, lon], [north, lon]], style).addTo(lines);
    return lines;
  };

  return { leaflet, make, net, node, town };
})();

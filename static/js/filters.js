// The filters start folded on a narrow screen, and are never folded beside the list.
// Loaded where the filters stand, without `defer`: so nothing jumps.
(() => {
  const wide = matchMedia("(min-width: 900px)");
  const fold = () => {
    for (const box of document.querySelectorAll("details.filters")) box.open = wide.matches;
  };
  fold();
  wide.addEventListener("change", fold);
})();

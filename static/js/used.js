// Counts that a number was dialled or a link followed: of the listing, of nobody. <li data-used="/directory/x/used/">
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="tel:"], a[rel~="nofollow"], a[href^="mailto:"]');
  const listing = link && link.closest("[data-used]");
  if (listing) navigator.sendBeacon(listing.dataset.used);
});

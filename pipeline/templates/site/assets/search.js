// Pagefind's own box; what was typed stays in the address, so that a search can be shared.
const box = new PagefindUI({
  element: "#search",
  showImages: false,
  showSubResults: false,
  resetStyles: false,
  translations: { placeholder: "Search stories, articles and people" },
});
// Pagefind names the box by its placeholder alone, which a screen reader may leave out.
document.querySelector("#search input").setAttribute("aria-label", "Search stories, articles and people");
const asked = new URLSearchParams(location.search).get("q");
if (asked) box.triggerSearch(asked);

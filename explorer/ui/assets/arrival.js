// Another place of the app begins at its top: the browser knows of no new page, and would keep
// the last one's scroll.

let here = null;

export default function ({ data, parentElement }) {
  const host = parentElement.host ?? parentElement;
  const container = host.closest('[data-testid="stElementContainer"]');
  if (container) container.style.display = "none";
  if (here !== null && here !== data.place) document.querySelector(".stMain")?.scrollTo(0, 0);
  here = data.place;
}

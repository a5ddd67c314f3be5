// The secret by which the server knows this browser's runs. It is made here and kept here.

const PLACE = "embedding-explorer-owner";
const FORM = /^[0-9a-f]{64}$/;

function newSecret() {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Where local storage is blocked, the secret lasts as long as the tab.
function ownSecret() {
  try {
    const known = localStorage.getItem(PLACE);
    if (known && FORM.test(known)) return { secret: known, kept: true };
    const secret = newSecret();
    localStorage.setItem(PLACE, secret);
    return { secret, kept: localStorage.getItem(PLACE) === secret };
  } catch {
    return { secret: (window.__embeddingExplorerOwner ??= newSecret()), kept: false };
  }
}

export default function ({ data, parentElement, setStateValue }) {
  const host = parentElement.host ?? parentElement;
  const container = host.closest('[data-testid="stElementContainer"]');
  if (container) container.style.display = "none";
  if (!data.known) setStateValue("owner", ownSecret());
}

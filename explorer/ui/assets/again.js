// Asks the server every so often to look again, for as long as its element is on the page.

export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.host ?? parentElement;
  const container = host.closest('[data-testid="stElementContainer"]');
  if (container) container.style.display = "none";
  clearInterval(host.looking);
  host.looking = setInterval(() => {
    if (host.isConnected) setTriggerValue("again", Date.now());
    else clearInterval(host.looking);
  }, data.seconds * 1000);
}

// The elements of a map: made once, then only their words change.

function mapElements(roomName, tells, listing, bar, legend) {
  const parts = {
    canvas: element("canvas", { tabindex: "0", role: "application", "aria-describedby": "alt" }),
    title: element("p", { class: "title" }),
    note: element("p", { class: "note" }),
    message: element("p", { class: "message" }),
    tip: element("div", { class: "tip", "aria-hidden": "true" }),
    caption: element("p", { class: "caption" }),
    alt: element("p", { class: "unseen", id: "alt" }),
    status: element("p", { class: "unseen", role: "status" }),
  };
  const tools = element(
    "div",
    { class: "tools" },
    iconButton("Zoom in", "M12 5v14M5 12h14", () => tells.zoomBy(1.5)),
    iconButton("Zoom out", "M5 12h14", () => tells.zoomBy(1 / 1.5)),
    iconButton("Show everything", "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5", () => tells.fit()),
    iconButton("Save as picture", "M12 4v11m-4.5-4 4.5 4.5 4.5-4.5M5 20h14", () => tells.save()),
  );
  const { canvas, title, note, message, tip, caption, alt, status } = parts;
  const head = element("div", { class: "head" }, title, tools);
  const area = element("div", { class: "area" }, canvas, note, message, listing, tip);
  const root = element("section", { class: "map", "data-room": roomName });
  root.append(head, area, bar, legend, caption, alt, status);
  for (const part of [note, message, tip, bar, legend, caption]) part.hidden = true;
  return { ...parts, area, root };
}

const TIP_LETTERS = 200;

// The words beside the point under the mouse, kept within the canvas.
function placeTip(tip, camera, x, y, name, said) {
  tip.replaceChildren(element("strong", {}, name), element("span", {}, said));
  tip.hidden = false;
  const { offsetWidth: wide, offsetHeight: tall } = tip;
  const left = x + 14 + wide > camera.width ? x - 14 - wide : x + 14;
  const top = y + 14 + tall > camera.height ? y - 10 - tall : y + 14;
  tip.style.left = `${Math.max(left, 4)}px`;
  tip.style.top = `${Math.max(top, 4)}px`;
}

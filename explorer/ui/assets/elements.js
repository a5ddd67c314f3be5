// Building the DOM. Text enters as text only; there is no other way here.

const SVG = "http://www.w3.org/2000/svg";

function element(tag, attributes = {}, ...children) {
  return dressed(document.createElement(tag), attributes, children);
}

function drawn(tag, attributes = {}, ...children) {
  return dressed(document.createElementNS(SVG, tag), attributes, children);
}

function dressed(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) node.setAttribute(name, String(value));
  }
  node.append(...children.filter((child) => child !== null)); // strings become text nodes
  return node;
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function setShown(node, shown) {
  if (node.hidden === shown) node.hidden = !shown;
}

// A 24 x 24 line drawing.
function icon(path) {
  return drawn(
    "svg",
    { viewBox: "0 0 24 24", "aria-hidden": "true", class: "icon" },
    drawn("path", { d: path }),
  );
}

function iconButton(label, path, act) {
  const button = element("button", { type: "button", class: "tool", "aria-label": label, title: label });
  button.append(icon(path));
  button.onclick = act;
  return button;
}

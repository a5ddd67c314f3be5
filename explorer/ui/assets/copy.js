// A line of text and the button that copies it.

const FIELDS = new WeakMap();

function fullText(text) {
  return /^[?/]/.test(text) ? new URL(text, window.location.href).href : text;
}

async function copyText(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.select(); // pages served without https have no clipboard of their own
    return document.execCommand("copy");
  }
}

function buildField(parent) {
  const field = element("input", { type: "text", readonly: "", spellcheck: "false" });
  const button = element("button", { type: "button", class: "copy" });
  const said = element("span", { class: "unseen", role: "status" });
  const root = element("div", { class: "line" }, field, button, said);
  field.onfocus = () => field.select();
  const view = { field, button, said, root, label: "" };
  button.onclick = async () => {
    const done = await copyText(field);
    setText(button, done ? "Copied" : "Press Ctrl+C");
    setText(said, done ? "Copied" : "Selected: press Ctrl+C to copy");
    if (!done) field.select();
    clearTimeout(view.back);
    view.back = setTimeout(() => {
      setText(button, view.label);
      setText(said, "");
    }, 2500);
  };
  parent.append(root);
  return view;
}

export default function ({ data, parentElement }) {
  const view = FIELDS.get(parentElement) ?? buildField(parentElement);
  FIELDS.set(parentElement, view);
  applyTheme(view.root, themeOf(view.root));
  const text = fullText(data.text);
  if (view.field.value !== text) view.field.value = text;
  view.field.setAttribute("aria-label", data.label);
  if (view.label !== data.button) setText(view.button, (view.label = data.button));
  return whenGone(parentElement, () => {
    clearTimeout(view.back);
    view.root.remove();
    FIELDS.delete(parentElement);
  });
}

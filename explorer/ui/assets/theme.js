// Colors and type of the page's theme, read from Streamlit's variables.

const PROBE = document.createElement("canvas").getContext("2d");

// Any CSS color as [r, g, b].
function rgbOf(color, fallback) {
  PROBE.fillStyle = fallback;
  PROBE.fillStyle = color;
  const hex = PROBE.fillStyle;
  if (hex.startsWith("#")) return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return hex.match(/[\d.]+/g).slice(0, 3).map(Number);
}

function themeOf(element) {
  const style = getComputedStyle(element);
  const read = (name, fallback) => {
    const value = style.getPropertyValue(name).trim();
    return value && value !== "unset" ? value : fallback;
  };
  const page = read("--st-background-color", "#FAF9F6");
  const [r, g, b] = rgbOf(page, "#FAF9F6");
  const dark = 0.2126 * r + 0.7152 * g + 0.0722 * b < 110;
  return {
    dark,
    page,
    card: read("--st-secondary-background-color", dark ? "#161D2A" : "#FFFFFF"),
    ink: read("--st-text-color", dark ? "#E8ECF3" : "#1D2430"),
    muted: dark ? "#93A0B4" : "#667085",
    hairline: read("--st-border-color", dark ? "#263043" : "#E4E1D9"),
    accent: read("--st-primary-color", dark ? "#8FB0FF" : "#2B5FD9"),
    grey: dark ? "#6B7688" : "#A3A9B3",
    font: read("--st-font", "system-ui, sans-serif"),
  };
}

// The tokens of tokens.css follow the mode; everything else is read where it is used.
function applyTheme(root, theme) {
  root.dataset.mode = theme.dark ? "dark" : "light";
}

function reducedMotion() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

// What the colors mean. A group's name lights up its points.

const MOST_GROUPS = 30;

class Legend {
  constructor(tells) {
    this.tells = tells;
    this.box = element("div", { class: "legend", role: "group" });
    this.drawnFor = "";
  }

  refresh(paint, theme, group, hasGrey, hollow) {
    const key = `${paint.stamp} ${theme.dark} ${group} ${hasGrey} ${hollow}`;
    if (key === this.drawnFor) return;
    this.drawnFor = key;
    const held = this.box.querySelector(":focus")?.dataset.group;
    const colors = theme.dark ? paint.dark : paint.light;
    const parts = [];
    this.box.setAttribute("aria-label", `Colors: ${paint.title}`);
    if (paint.ends) parts.push(this.scale(paint, colors));
    const apart = new Apart(paint.groups.slice(0, MOST_GROUPS));
    apart.names.forEach((_, index) => {
      parts.push(this.chip(apart.text(index, 40), colors[index], index, group));
    });
    if (paint.groups.length > MOST_GROUPS) {
      parts.push(element("span", { class: "said" }, `and ${paint.groups.length - MOST_GROUPS} more`));
    }
    if (hasGrey && paint.none) parts.push(this.chip(paint.none, theme.grey, NO_COLOR, group));
    if (hollow) {
      const ring = element("span", { class: "dot hollow", style: `--color:${theme.grey}` });
      parts.push(element("span", { class: "said" }, ring, hollow));
    }
    this.box.replaceChildren(...parts);
    setShown(this.box, parts.length > 0);
    if (held !== undefined) this.box.querySelector(`[data-group="${held}"]`)?.focus();
  }

  chip(name, color, index, group) {
    const dot = element("span", { class: "dot", style: `--color:${color}` });
    const chip = element(
      "button",
      { type: "button", class: "chip", "data-group": index, "aria-pressed": group === index },
      dot,
      name,
    );
    chip.onclick = () => this.tells.grouped(group === index ? null : index);
    return chip;
  }

  scale(paint, colors) {
    const [low, high] = paint.ends;
    const word = (text) => element("span", {}, plain(text));
    const title = word(`${paint.title}${paint.ticks.length ? ", colored by rank" : ""}:`);
    if (low === high) {
      // All are the same, and drawn in the middle of the scale.
      const dot = element("span", { class: "dot", style: `--color:${colors[colors.length >> 1]}` });
      return element("span", { class: "said" }, title, dot, word(low));
    }
    const stops = colors.length > 1 ? colors : [colors[0], colors[0]];
    const words = [low, ...paint.ticks, high];
    const pieces = words.length - 1; // of the ramp, with a word between each two
    const parts = [word(low)];
    words.slice(1).forEach((text, piece) => {
      const at = `${(100 * piece) / Math.max(1, pieces - 1)}% 0 / ${100 * pieces}% 100%`;
      const style = `background:linear-gradient(90deg, ${stops.join(", ")}) ${at}`;
      parts.push(element("span", { class: pieces > 1 ? "ramp piece" : "ramp", style }), word(text));
    });
    return element("span", { class: "said" }, title, ...parts);
  }
}

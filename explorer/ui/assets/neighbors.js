// The picked category and its nearest: bars from zero, so that what is opposite shows as such.

const OWN_LETTERS = 20; // of a name whose own part is kept where its beginning is cut
const PANELS = new WeakMap();

class Panel {
  constructor(parent, roomName, mapName) {
    this.room = roomNamed(roomName);
    this.map = roomNamed(mapName);
    this.name = element("h3");
    this.seen = element("span", { class: "seen" });
    this.clear = iconButton("Clear the selection", "M6 6l12 12M18 6 6 18", () => this.pick(-1));
    this.sub = element("p", { class: "sub" });
    this.list = element("ol");
    this.heads = element("div", { class: "heads", "aria-hidden": "true" });
    this.counted = element("span");
    this.heads.append(element("span", {}, "cosine"), this.counted);
    this.hint = element("p", { class: "hint" });
    this.empty = element("p", { class: "empty" });
    const words = element("div", { class: "words" }, this.name, this.seen);
    this.head = element("div", { class: "head" }, words, this.clear);
    this.root = element("section", { class: "card", "aria-label": "Nearest categories" });
    this.root.append(this.head, this.sub, this.heads, this.list, this.hint, this.empty);
    parent.append(this.root);
    const unlisten = [listen(this.room, () => this.refresh()), listen(this.map, () => this.refresh())];
    this.close = () => {
      unlisten.forEach((stop) => stop());
      this.root.remove();
    };
  }

  refresh() {
    const data = this.room.parcels.get("panel");
    if (!data) return;
    const picked = data.index !== null;
    // The map already shows another pick; its neighbors are on their way.
    const pick = this.map.pick;
    const late = Boolean(pick && !pick.answered && pick.index !== data.index);
    this.root.classList.toggle("late", late && performance.now() - pick.at < 5000);
    for (const part of [this.head, this.sub, this.list]) setShown(part, picked);
    const counted = data.neighbors.some(({ count }) => count > 0);
    this.root.classList.toggle("uncounted", !counted);
    this.root.classList.toggle("fine", data.neighbors.some(({ written }) => written.length > 5));
    setShown(this.counted, counted);
    setShown(this.heads, picked && data.neighbors.length > 0);
    setShown(this.empty, !picked);
    setShown(this.hint, picked && data.hint !== "");
    setText(this.empty, data.empty);
    setText(this.hint, data.hint);
    const [apart, , place] = this.toldApart(data);
    setText(this.name, apart.text(place, 80));
    this.name.title = plain(data.name);
    setText(this.seen, data.seen);
    setText(this.sub, data.sub);
    setText(this.counted, data.heading);
    this.root.dataset.index = data.index ?? "";
    if (data !== this.drawn || this.dark !== this.drawnDark) this.lines(data);
  }

  // Names as the map tells them apart, if it has come so far; the places of the nearest in them,
  // and that of the picked one.
  toldApart({ index, name, neighbors }) {
    const names = this.map.parcels.get("entries")?.names ?? [];
    const same = index !== null && names[index] === name;
    if (same && neighbors.every((other) => names[other.index] === other.name)) {
      return [apartOf(names), neighbors.map((other) => other.index), index];
    }
    const own = [...neighbors.map((other) => other.name), name];
    return [new Apart(own), neighbors.map((_, i) => i), neighbors.length];
  }

  lines(data) {
    [this.drawn, this.drawnDark] = [data, this.dark];
    const held = this.root.getRootNode().activeElement?.closest?.("li");
    const place = held ? [...this.list.children].indexOf(held) : -1;
    const negative = data.neighbors.some(({ cosine }) => cosine < 0);
    this.list.classList.toggle("signed", negative);
    const [apart, places] = this.toldApart(data);
    this.list.replaceChildren(
      ...data.neighbors.map((neighbor, i) =>
        this.line(neighbor, data.told, apart.halves(places[i], OWN_LETTERS)),
      ),
    );
    if (place >= 0) (this.list.children[place] ?? this.list.lastElementChild)?.firstChild.focus();
  }

  line({ index, name, cosine, written, count, light, dark, low, beside }, told, [begins, own]) {
    const bar = element("span", { class: "bar" });
    const fill = element("span", { class: low ? "fill low" : "fill" });
    fill.style.setProperty("--color", this.dark ? dark : light);
    fill.style.setProperty("--size", Math.min(Math.abs(cosine), 1));
    fill.classList.toggle("negative", cosine < 0);
    bar.append(fill);
    const button = element(
      "button",
      { type: "button", title: plain(name) },
      element("span", { class: "name" }, element("span", {}, begins), own ? element("span", {}, own) : null),
      bar,
      element("span", { class: "cosine" }, written),
      element(
        "span",
        { class: low ? "count low" : "count" },
        beside || (count ? `${whole(count)}×` : ""),
      ),
    );
    const seen = count ? `, ${seenTimes(count)}` : "";
    const rarely = low ? ", too rarely to trust" : "";
    const said = beside ? `, ${told.replace("{}", beside)}` : `${seen}${rarely}`;
    button.setAttribute(
      "aria-label",
      `${shortened(name, 200)}: cosine ${written}${said}. Pick it.`,
    );
    button.onclick = () => this.pick(index);
    return element("li", {}, button);
  }

  pick(index) {
    announcePick(this.map, index < 0 ? null : index, this);
    this.tellServer("picked", index);
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  let panel = PANELS.get(parentElement);
  if (!panel) {
    panel = new Panel(parentElement, data.room, data.map);
    PANELS.set(parentElement, panel);
  }
  panel.tellServer = setTriggerValue;
  const theme = themeOf(panel.root);
  panel.dark = theme.dark;
  applyTheme(panel.root, theme);
  panel.refresh();
  return whenGone(parentElement, () => {
    panel.close();
    PANELS.delete(parentElement);
  });
}

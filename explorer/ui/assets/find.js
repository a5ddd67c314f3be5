// Find a category by its name among all of a map, the range a number lies in, or a row by its
// number. The list of matches opens above everything else; arrows and Enter work it.

const MOST_MATCHES = 50;
const ROW = /^(?:row\s*)?(\d{1,3}(?:,\d{3})+|\d{1,12}):?$/i; // as data/rows.py reads it
const BOXES = new WeakMap();

class FindBox {
  constructor(parent, roomName) {
    this.room = roomNamed(roomName);
    this.active = 0;
    this.matches = [];
    this.list = element("div", { role: "listbox", class: "matches", id: "matches", popover: "manual" });
    this.input = element("input", {
      type: "text",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-expanded": "false",
      "aria-controls": "matches",
      "aria-autocomplete": "list",
    });
    this.count = element("span", { class: "unseen", role: "status" });
    const glass = icon("M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM20 20l-4.8-4.8");
    this.root = element("div", { class: "find" }, glass, this.input, this.list, this.count);
    this.input.oninput = () => this.search();
    this.input.onkeydown = (event) => this.pressed(event);
    this.input.onblur = () => this.close();
    this.list.onpointerdown = (event) => {
      event.preventDefault(); // keep the focus, or the list is gone before the click
      const option = event.target.closest("[role=option]");
      if (option) this.pick(Number(option.dataset.index));
    };
    parent.append(this.root);
  }

  // What is looked for: categories, or rows of the data of which so many are numbered.
  looksFor(thing, numbered) {
    [this.thing, this.numbered] = [thing, numbered];
    this.input.placeholder = `Find a ${thing}`;
    this.input.setAttribute("aria-label", `Find a ${thing}`);
    this.list.setAttribute("aria-label", thing === "row" ? "Rows found" : "Categories found");
  }

  // Names folded once per column: thousands are searched at every key.
  names() {
    const entries = this.room.parcels.get("entries");
    if (!entries) return [];
    if (this.foldedFor !== entries) {
      this.foldedFor = entries;
      this.folded = entries.names.map(folded);
      const behind = entries.arrays.kinds.findIndex((kind) => kind !== 0); // rare, missing, unknown
      this.ranges = Ranges.of(behind < 0 ? entries.names : entries.names.slice(0, behind));
    }
    return entries.names;
  }

  // The places of all names that hold what is wanted: those that begin with it first.
  named(wanted) {
    const [starts, words, inside] = [[], [], []];
    this.folded.forEach((name, index) => {
      const at = name.indexOf(wanted);
      if (at === 0) starts.push(index);
      else if (at > 0) (/[\p{L}\p{N}]/u.test(name[at - 1]) ? inside : words).push(index);
    });
    return [...starts, ...words, ...inside];
  }

  search() {
    const names = this.names();
    const typed = this.input.value.trim();
    const wanted = folded(typed);
    const numbers = names.length && this.ranges ? worths(typed) : [];
    const place = numbers.length ? this.ranges.place(this.ranges.likeliest(numbers)) : null;
    const named = wanted && names.length ? this.named(wanted) : [];
    const row = this.row(typed, names);
    const first = place?.index ?? row?.index;
    const found = first === undefined ? named : [first, ...named.filter((i) => i !== first)];
    this.matches = found.slice(0, MOST_MATCHES);
    this.active = 0;
    const options = this.options(typed, place);
    const more = found.length - this.matches.length;
    const nothing = numbers.length
      ? "No range holds this number."
      : `No ${this.thing} has this in its name.`;
    const none = row?.absent ?? (found.length ? "" : nothing);
    if (more > 0) options.push(element("div", { class: "more" }, `and ${whole(more)} more: type on`));
    if (wanted && none) options.push(element("div", { class: "more" }, none));
    this.list.replaceChildren(...options);
    setText(this.count, wanted ? `${whole(found.length)} found` : "");
    if (wanted) this.open();
    else this.close();
    this.mark();
  }

  // The row of the number typed, or why there is none; null where it is no number of a row.
  row(typed, names) {
    const number = Number((this.numbered ? ROW.exec(typed) : null)?.[1].replaceAll(",", "") ?? NaN);
    if (Number.isNaN(number)) return null;
    const begins = `row ${whole(number)}:`;
    const index = names.findIndex((name) => name.startsWith(begins));
    if (index >= 0) return { index };
    const absent =
      number >= 1 && number <= this.numbered
        ? `Row ${whole(number)} is not among the rows that have a place on the map; they were drawn at random.`
        : `There is no row ${whole(number)}: rows run from 1 to ${whole(this.numbered)}.`;
    return { absent };
  }

  // A line for each match; `place` is that of the number typed, among ranges.
  options(typed, place) {
    const names = this.names();
    const counts = this.room.parcels.get("entries")?.arrays.counts;
    const apart = new Apart(this.matches.map((index) => names[index]));
    return this.matches.map((index, at) => {
      const told = index === place?.index && names[index] !== typed;
      const how = told && `${place.inside ? "holds" : "nearest to"} ${shortened(typed, 20)}`;
      const beside = [how, counts[index] && whole(counts[index])];
      return element(
        "div",
        { role: "option", id: `match-${at}`, "data-index": index },
        element("span", { class: "name" }, apart.around(at, 80, typed)),
        element("span", { class: "seen" }, beside.filter(Boolean).join(" · ")),
      );
    });
  }

  mark() {
    [...this.list.children].forEach((option, place) => {
      if (option.getAttribute("role") === "option") {
        option.setAttribute("aria-selected", place === this.active);
      }
    });
    const active = this.matches.length ? this.list.children[this.active] : null;
    if (active) {
      this.input.setAttribute("aria-activedescendant", active.id);
      active.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  open() {
    const { list, input } = this;
    const box = this.root.getBoundingClientRect();
    const wide = Math.max(box.width, Math.min(280, window.innerWidth - 16));
    list.style.width = `${wide}px`;
    list.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - wide - 8))}px`;
    // Above the box where more can be seen there: at the foot of the screen, over a phone's keys.
    const seen = window.visualViewport;
    const below = seen.offsetTop + seen.height - box.bottom - 16;
    const above = box.top - seen.offsetTop - 16;
    const up = below < 200 && above > below;
    list.style.top = up ? "auto" : `${box.bottom + 4}px`;
    list.style.bottom = up ? `${window.innerHeight - box.top + 4}px` : "auto";
    list.style.maxHeight = `${Math.max(140, Math.min(340, up ? above : below))}px`;
    if (!list.matches(":popover-open")) list.showPopover();
    input.setAttribute("aria-expanded", "true");
  }

  close() {
    if (this.list.matches(":popover-open")) this.list.hidePopover();
    this.input.setAttribute("aria-expanded", "false");
  }

  pick(index) {
    if (index === undefined) return;
    this.input.value = "";
    this.close();
    announcePick(this.room, index, this);
    setText(this.count, `${apartOf(this.names()).text(index, 60)} picked`);
    this.tellServer("picked", index);
  }

  pressed(event) {
    const last = this.matches.length - 1;
    const moves = { ArrowDown: this.active + 1, ArrowUp: this.active - 1 };
    if (event.key in moves && last >= 0) {
      this.active = Math.min(Math.max(moves[event.key], 0), last);
      this.open();
      this.mark();
    } else if (event.key === "Enter") this.pick(this.matches[this.active]);
    else if (event.key === "Escape") {
      this.input.value = "";
      this.close();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  let box = BOXES.get(parentElement);
  if (!box) {
    box = new FindBox(parentElement, data.room);
    BOXES.set(parentElement, box);
  }
  box.tellServer = setTriggerValue;
  box.looksFor(data.thing, data.numbered);
  applyTheme(box.root, themeOf(box.root));
  return whenGone(parentElement, () => {
    box.root.remove();
    BOXES.delete(parentElement);
  });
}

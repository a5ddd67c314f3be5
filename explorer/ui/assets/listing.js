// The categories of the map as a list for keyboard and screen reader. It shows itself while it
// has the focus; only the options around the active one are in the document.

const WINDOW = 30; // options to each side of the active one

class Listing {
  constructor(tells) {
    this.tells = tells;
    this.count = 0;
    this.active = 0;
    this.typed = "";
    this.typedAt = 0;
    this.box = element("div", {
      role: "listbox",
      tabindex: "0",
      class: "listing",
      "aria-label": "Categories on the map",
    });
    this.box.onkeydown = (event) => this.pressed(event);
    this.box.onfocus = () => this.activate(this.tells.selected() ?? this.active, true);
    this.box.onblur = () => this.tells.pointed(null);
    this.box.onclick = (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.pick(Number(option.dataset.index));
    };
  }

  // What is shown has changed.
  refresh(count) {
    this.count = count;
    this.active = Math.min(this.active, Math.max(count - 1, 0));
    if (count > 0) this.render();
    else this.box.replaceChildren();
  }

  activate(index, quiet = false) {
    if (this.count === 0) return;
    this.active = Math.min(Math.max(index, 0), this.count - 1);
    this.render();
    this.tells.pointed(this.active, quiet);
  }

  render() {
    const from = Math.max(0, this.active - WINDOW);
    const to = Math.min(this.count, this.active + WINDOW + 1);
    const selected = this.tells.selected();
    const options = [];
    for (let index = from; index < to; index += 1) {
      const option = element(
        "div",
        {
          role: "option",
          id: `option-${index}`,
          "data-index": index,
          "aria-selected": index === selected,
          "aria-setsize": this.count,
          "aria-posinset": index + 1,
          class: index === this.active ? "active" : null,
        },
        element("span", { class: "name" }, this.tells.shown(index)),
        element("span", { class: "count" }, this.tells.said(index)),
      );
      options.push(option);
    }
    this.box.replaceChildren(...options);
    this.box.setAttribute("aria-activedescendant", `option-${this.active}`);
    const active = this.box.children[this.active - from];
    if (active) this.box.scrollTop = active.offsetTop - this.box.clientHeight / 2 + 14;
  }

  pick(index) {
    this.active = index;
    this.tells.picked(index);
    this.render();
  }

  pressed(event) {
    const steps = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: 10,
      PageUp: -10,
      Home: -this.count,
      End: this.count,
    };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in steps) this.activate(this.active + steps[event.key]);
    else if (event.key === "Enter" || (event.key === " " && !this.typing)) this.pick(this.active);
    else if (event.key === "Escape") this.tells.cleared();
    else if (event.key.length === 1) this.type(event.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  get typing() {
    return this.typed !== "" && performance.now() - this.typedAt < 800;
  }

  // Letters typed in quick succession lead to the next name that begins with them.
  type(letter) {
    this.typed = (this.typing ? this.typed : "") + folded(letter);
    this.typedAt = performance.now();
    const start = this.typed.length === 1 ? this.active + 1 : this.active;
    for (let k = 0; k < this.count; k += 1) {
      const index = (start + k) % this.count;
      if (folded(this.tells.name(index)).startsWith(this.typed)) return this.activate(index);
    }
  }
}

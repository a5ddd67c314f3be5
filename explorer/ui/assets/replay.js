// The bar under the map: play or pause, where in the training one stands, where it was best.

const PLAY = "M8 5.5v13l11-6.5z";
const PAUSE = "M7 5h3.4v14H7zM13.6 5H17v14h-3.4z";

class ReplayBar {
  constructor(tells) {
    this.tells = tells;
    this.shape = drawn("path", { d: PLAY });
    this.word = element("span");
    this.button = element("button", { type: "button", class: "play" });
    this.button.append(
      drawn("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", class: "icon" }, this.shape),
      this.word,
    );
    this.button.onclick = () => tells.toggled();
    this.slider = element("input", { type: "range", step: "any", "aria-label": "Epoch" });
    this.slider.oninput = () => tells.scrubbed(Number(this.slider.value), false);
    this.slider.onchange = () => tells.scrubbed(Number(this.slider.value), true);
    this.slider.onkeydown = (event) => this.pressed(event);
    this.best = element("span", { class: "best", "aria-hidden": "true" });
    this.epoch = element("output", { class: "epoch" });
    this.box = element(
      "div",
      { class: "bar" },
      this.button,
      element("span", { class: "word", "aria-hidden": "true" }, "epoch"),
      element("span", { class: "track" }, this.slider, this.best),
      this.epoch,
    );
  }

  // Native keys would move by a hundredth; ours go frame by frame.
  pressed(event) {
    const moves = {
      ArrowLeft: -1,
      ArrowDown: -1,
      ArrowRight: 1,
      ArrowUp: 1,
      PageDown: -5,
      PageUp: 5,
      Home: -Infinity,
      End: Infinity,
    };
    if (event.key in moves) this.tells.nudged(moves[event.key]);
    else if (event.key === " ") this.tells.toggled();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  refresh(playback) {
    const shown = playback.replayable && playback.timeline.frames.length > 1;
    setShown(this.box, shown);
    if (!shown) return;
    const { timeline, live, step } = playback;
    const first = timeline.first.step;
    const last = Math.max(playback.lastStep, first + 1);
    const share = (at) => Math.min(Math.max((at - first) / (last - first), 0), 1);
    this.slider.min = first;
    this.slider.max = last;
    this.slider.value = step;
    this.slider.style.setProperty("--at", share(step));
    const epoch = epochText(timeline.epochAt(step));
    const planned = live && timeline.totalEpochs > 0 ? ` of ${whole(timeline.totalEpochs)}` : "";
    setText(this.epoch, epoch + planned);
    const best = timeline.frames.find((frame) => frame.step === timeline.bestStep);
    setShown(this.best, best !== undefined);
    if (best) {
      this.best.style.setProperty("--at", share(best.step));
      this.best.title = `best on held-out data: epoch ${epochText(best.epoch)}`;
    }
    const here = best && timeline.nearest(step) === best ? ", the best" : "";
    const sofar = best ? `; best at epoch ${epochText(best.epoch)}` : "";
    this.slider.setAttribute("aria-valuetext", `epoch ${epoch}${planned}${here || sofar}`);
    const moving = playback.playing || (live && playback.following);
    this.shape.setAttribute("d", moving ? PAUSE : PLAY);
    const words = live ? ["Follow", "Hold"] : ["Replay", "Pause"];
    setText(this.word, words[Number(moving)]);
  }
}

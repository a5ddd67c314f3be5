// What the parts of a map tell it: the list, the bar, the tools, the hand on the canvas; and what
// it tells of itself.

function listingTells(map) {
  return {
    name: (index) => map.scene.entries.names[index],
    shown: (index) => apartOf(map.scene.entries.names).text(index, 60),
    said: (index) => map.said(index),
    selected: () => map.selection.index,
    picked: (index) => map.pick(index),
    pointed: (index, quiet) => map.point(index, quiet ? "none" : "list"),
    cleared: () => map.pick(null),
  };
}

function barTells(map) {
  return {
    toggled: () => {
      map.playback.toggle();
      map.show(GLIDE);
    },
    nudged: (frames) => {
      map.playback.nudge(frames);
      map.show(GLIDE);
    },
    scrubbed: (step, settled) => {
      map.playback.stand(step);
      if (settled) map.playback.settle();
      map.show(settled ? 250 : 90);
    },
  };
}

function toolTells(map) {
  return {
    zoomBy: (factor) => map.zoomBy(factor),
    fit: () => map.fitAll(),
    save: () => map.save(),
  };
}

const DOUBLE_CLICK = 280; // ms in which a second click may follow

function gestureTells(map) {
  const under = (x, y, pointer, picked) =>
    map.scene && pointAt(x, y, pointer === "mouse" ? 9 : 22, map.view(), picked);
  let clearing = 0;
  return {
    looked: () => map.looked(),
    over: (x, y, pointer) => map.point(under(x, y, pointer, null), "mouse"),
    left: () => map.point(null, "none"),
    tapped: (x, y, pointer) => {
      const index = under(x, y, pointer, map.selection.index);
      clearTimeout(clearing);
      if (index !== null) map.pick(index);
      else clearing = setTimeout(() => map.pick(null), DOUBLE_CLICK);
    },
    fit: () => {
      clearTimeout(clearing); // the first click of two on nothing clears nothing
      map.fitAll();
    },
    cleared: () => map.pick(null),
  };
}

// Written on the map's element: for tests, and for whoever looks with the inspector.
function stateOf(map, pose, shown) {
  const { scene, selection, playback } = map;
  return {
    scene: scene.words.scene,
    step: pose?.step ?? "",
    hash: pose?.hash ?? "",
    points: shown,
    updates: map.updates,
    picked: selection.index ?? "",
    neighbors: selection.neighbors.length,
    playing: playback.playing,
    following: playback.live && playback.following,
    stored: playback.timeline?.frames.length ?? 0,
  };
}

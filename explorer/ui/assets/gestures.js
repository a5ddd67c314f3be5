// Mouse, touch and keys on the canvas. The page keeps the wheel while it is being scrolled, and
// one finger scrolls the page as long as the whole map is in sight.

const FOREIGN_WHEEL = 350; // ms after scrolling elsewhere in which the wheel is not ours

function wireGestures(canvas, camera, tells) {
  const fingers = new Map();
  let wheelElsewhere = -Infinity;
  let travelled = 0;
  let pinch = null;

  const local = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const watchWheel = (event) => {
    if (!event.composedPath().includes(canvas)) wheelElsewhere = performance.now();
  };
  window.addEventListener("wheel", watchWheel, { passive: true, capture: true });

  canvas.addEventListener(
    "wheel",
    (event) => {
      const now = performance.now();
      if (now - wheelElsewhere < FOREIGN_WHEEL) {
        wheelElsewhere = now; // the same sweep of the wheel goes on
        return;
      }
      const inward = event.deltaY < 0;
      if (inward ? !camera.canZoomIn : !camera.canZoomOut) return; // the page may scroll
      event.preventDefault();
      const lines = event.deltaMode === 1 ? 18 : 1;
      const amount = Math.min(Math.max(event.deltaY * lines, -160), 160);
      const [x, y] = local(event);
      camera.zoomAt(x, y, Math.exp(-amount * (event.ctrlKey ? 0.01 : 0.0022)));
      tells.looked();
    },
    { passive: false },
  );

  canvas.onpointerdown = (event) => {
    if (event.pointerType === "mouse" && event.button !== 0) return;
    fingers.set(event.pointerId, local(event));
    canvas.setPointerCapture(event.pointerId);
    if (fingers.size === 1) travelled = 0;
    pinch = fingers.size === 2 ? spread(fingers) : null;
    tells.left();
  };

  canvas.onpointermove = (event) => {
    const [x, y] = local(event);
    const before = fingers.get(event.pointerId);
    if (!before) {
      tells.over(x, y, event.pointerType);
      return;
    }
    fingers.set(event.pointerId, [x, y]);
    if (fingers.size === 2) {
      const wider = spread(fingers);
      if (pinch) {
        camera.pan(wider.x - pinch.x, wider.y - pinch.y);
        camera.zoomAt(wider.x, wider.y, wider.apart / Math.max(pinch.apart, 1));
      }
      pinch = wider;
      travelled = Infinity;
      tells.looked();
      return;
    }
    travelled += Math.hypot(x - before[0], y - before[1]);
    if (travelled > 4) {
      canvas.classList.add("dragged");
      camera.pan(x - before[0], y - before[1]);
      tells.looked();
    }
  };

  const release = (event) => {
    const known = fingers.delete(event.pointerId);
    if (fingers.size < 2) pinch = null;
    canvas.classList.remove("dragged");
    const tap = event.pointerType === "mouse" ? 4 : 10;
    if (known && event.type === "pointerup" && fingers.size === 0 && travelled <= tap) {
      const [x, y] = local(event);
      tells.tapped(x, y, event.pointerType);
    }
  };
  canvas.onpointerup = release;
  canvas.onpointercancel = release;
  canvas.onpointerleave = () => tells.left();
  canvas.ondblclick = () => tells.fit();

  canvas.onkeydown = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const middle = [camera.width / 2, camera.height / 2];
    const acts = {
      ArrowLeft: () => camera.pan(60, 0),
      ArrowRight: () => camera.pan(-60, 0),
      ArrowUp: () => camera.pan(0, 60),
      ArrowDown: () => camera.pan(0, -60),
      "+": () => camera.zoomAt(...middle, 1.4),
      "=": () => camera.zoomAt(...middle, 1.4),
      "-": () => camera.zoomAt(...middle, 1 / 1.4),
      _: () => camera.zoomAt(...middle, 1 / 1.4),
      0: () => tells.fit(),
      Escape: () => tells.cleared(),
    };
    const act = acts[event.key];
    if (!act) return;
    act();
    event.preventDefault();
    event.stopPropagation(); // Streamlit has keys of its own
    tells.looked();
  };

  return () => window.removeEventListener("wheel", watchWheel, { capture: true });
}

function spread(fingers) {
  const [[ax, ay], [bx, by]] = [...fingers.values()];
  return { x: (ax + bx) / 2, y: (ay + by) / 2, apart: Math.hypot(ax - bx, ay - by) };
}

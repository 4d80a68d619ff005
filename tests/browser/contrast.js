// The contrast of texts with what lies behind them, where axe does not decide: over pictures, canvases and whatever covers
// a text that is scrolled away. Gives those that are too faint, as [text, contrast, colour, ground].
(nodes) => {
  const parse = (colour) => {
    const parts = colour.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0];
    const scale = colour.startsWith("color(") ? 255 : 1; // color(srgb 0.1 0.2 0.3), as color-mix gives it
    return [...parts.slice(0, 3).map((part) => part * scale), parts[3] ?? 1];
  };
  const over = ([r, g, b, a], ground) => [r, g, b].map((part, i) => a * part + (1 - a) * ground[i]);
  const light = (rgb) =>
    rgb
      .map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
  const faded = (node, alpha) => {
    for (let at = node; at instanceof Element; at = at.parentElement) alpha *= Number(getComputedStyle(at).opacity);
    return alpha;
  };

  /** What one node paints behind a point: a background, the inside of a shape, or a pixel of a canvas. */
  function paint(node, x, y) {
    const style = getComputedStyle(node);
    if (!node.checkVisibility({ visibilityProperty: true }) || node.closest("defs, clipPath, mask")) return null;
    if (node instanceof HTMLCanvasElement) {
      const box = node.getBoundingClientRect();
      const at = [((x - box.left) / box.width) * node.width, ((y - box.top) / box.height) * node.height];
      const [r, g, b, a] = node.getContext("2d").getImageData(...at.map(Math.floor), 1, 1).data;
      return [r, g, b, a / 255];
    }
    if (!(node instanceof SVGElement)) return parse(style.backgroundColor);
    const clipped = node.closest("[clip-path]"); // outside of its frame nothing is painted
    if (clipped) {
      const frame = document.querySelector(`${clipped.getAttribute("clip-path").slice(4, -1)} rect`);
      const at = new DOMPoint(x, y).matrixTransform(clipped.getScreenCTM().inverse());
      const [left, top, width, height] = ["x", "y", "width", "height"].map((name) => Number(frame.getAttribute(name)));
      if (at.x < left || at.x > left + width || at.y < top || at.y > top + height) return null;
    }
    const isShape = node instanceof SVGGeometryElement && style.fill !== "none";
    if (!isShape || !node.isPointInFill(new DOMPoint(x, y).matrixTransform(node.getScreenCTM().inverse()))) return null;
    const fill = parse(style.fill);
    return [...fill.slice(0, 3), faded(node, fill[3] * Number(style.fillOpacity))];
  }

  /** All that is painted before the text, from the page up to it, at its middle. */
  function groundOf(node) {
    const { paintOrder, stroke } = getComputedStyle(node);
    if (paintOrder.startsWith("stroke") && stroke !== "none") return parse(stroke).slice(0, 3); // a halo of its own
    const box = node.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const behind = [];
    for (let at = node; at; at = at.parentElement) behind.unshift(at);
    const picture = node.closest(".rv-stage, .rv-figure-plot");
    if (picture) {
      const before = (other) => node.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_PRECEDING;
      behind.push(...[...picture.querySelectorAll("*")].filter((other) => before(other) && !other.contains(node)));
    }
    return behind.reduce((ground, other) => over(paint(other, x, y) ?? [0, 0, 0, 0], ground), [255, 255, 255]);
  }

  const faint = [];
  for (const node of nodes) {
    if (!node.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || node.closest(":disabled")) continue;
    const style = getComputedStyle(node);
    const ground = groundOf(node);
    const colour = parse(node instanceof SVGElement ? style.fill : style.color);
    const text = over([...colour.slice(0, 3), faded(node, colour[3])], ground);
    const [low, high] = [light(text), light(ground)].sort((a, b) => a - b);
    const size = Number.parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const contrast = (high + 0.05) / (low + 0.05);
    if (contrast < (large ? 3 : 4.5)) faint.push([node.textContent, contrast.toFixed(2), text, ground].join(" · "));
  }
  return faint;
};

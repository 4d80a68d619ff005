import { set } from "./controls.js";

/**
 * The drawn numbers, in full precision, as data-* attributes: for tests and for whoever wants to read them. Writing so many
 * numbers as text takes longer than drawing them, so it is done once the picture rests, or when somebody asks.
 */
export function published(root) {
  let latest = {};
  let timer = 0;
  const publish = () => {
    clearTimeout(timer);
    for (const [name, value] of Object.entries(latest)) {
      const text =
        Array.isArray(value) || ArrayBuffer.isView(value)
          ? Array.from(/** @type {number[]} */ (value)).join(" ")
          : value;
      set(root, `data-${name.replaceAll("_", "-")}`, text);
    }
  };
  return {
    publish,
    set(numbers) {
      latest = numbers;
      clearTimeout(timer);
      timer = setTimeout(publish, 200);
      set(root, "data-drawn", ""); // there is a picture now
    },
    leave: () => clearTimeout(timer),
  };
}

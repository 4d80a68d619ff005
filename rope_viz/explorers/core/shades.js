/** Pixels for values from −1 to 1. */

/** Gives the pixel of a value, in the machine's own order of bytes; the colours are evenly spaced from −1 to 1. */
export function shades(colours) {
  const shade = ramp(colours);
  return (value) => shade[Math.round(127.5 * (Math.min(Math.max(value, -1), 1) + 1))];
}

/** 256 pixels from the first colour to the last. */
function ramp(colours) {
  const parts = colours.map((colour) => [1, 3, 5].map((place) => parseInt(colour.slice(place, place + 2), 16)));
  const channels = new Uint8ClampedArray(256 * 4);
  for (let i = 0; i < 256; i++) {
    const place = (i / 255) * (parts.length - 1);
    const low = Math.min(Math.floor(place), parts.length - 2);
    channels.set([...parts[low].map((part, k) => part + (parts[low + 1][k] - part) * (place - low)), 255], 4 * i);
  }
  return new Uint32Array(channels.buffer);
}

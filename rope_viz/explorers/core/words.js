/** Numbers as the sentences and labels say them; rope_viz/words.py writes the same. */

const LEAST_IN_FULL = 1e-4; // what is smaller is written as a power of ten

/** A fixed number of decimals, a true minus sign, and no negative zero. */
export function fixed(value, digits = 2) {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** A whole number with commas between thousands: 62,800. */
export const count = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");

/** Three significant digits, commas between thousands: 0.0316, 6.28, 62,800. */
export function brief(value) {
  const rounded = Number(value.toPrecision(3));
  if (rounded !== 0 && Math.abs(rounded) < LEAST_IN_FULL) {
    return (rounded < 0 ? "−" : "") + powered(Math.abs(rounded).toExponential());
  }
  const decimals = rounded === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(rounded))));
  const [whole, part] = fixed(rounded, decimals).split(".");
  const tail = part?.replace(/0+$/, "");
  return tail ? `${count(whole)}.${tail}` : count(whole);
}

export const degrees = (angle) => (angle * 180) / Math.PI;

/** A word as a label of the picture; its whole stands with the slider. */
export const short = (text, most = 14) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** A small number as digit and power of ten: 4 × 10⁻⁶. */
export const tiny = (value) => (value === 0 ? "0" : powered(value.toExponential(0)));

function powered(number) {
  const [digits, power] = number.split("e");
  const raised = [...String(Number(power))].map((letter) => (letter === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[letter])).join("");
  return `${digits} × 10${raised}`;
}

/** A measurement: three significant digits, one if it is rounding error, all if it is whole. */
export function measured(value) {
  const [sign, size] = [value < 0 ? "−" : "", Math.abs(value)];
  if (size < 1e15 && Number.isInteger(size)) return sign + count(size);
  if (size < 1e-3) return sign + powered(size.toExponential(size < 1e-6 ? 0 : 2));
  return sign + (size >= 999.5 ? count(size.toFixed(0)) : String(Number(size.toPrecision(3))));
}

/** Runs a reader's code in MicroPython, in a worker of its own, which an endless loop cannot outlive. */
import { HARNESS } from "./harness.js";

const PATIENCE = 4000; // milliseconds, once Python runs
const STARTING = 30000;

// Follows MicroPython's own script, which leaves `started`, the promise of a function.
const WORK = `
self.onmessage = async ({ data: { wasm, source, wanted, harness } }) => {
  let printed = "";
  const url = URL.createObjectURL(new Blob([wasm], { type: "application/wasm" }));
  const stdout = (line) => { if (printed.length < 2000) printed += line + "\\n"; };
  const python = await (await started)({ url, stdout, heapsize: 8 * 1024 * 1024 });
  self.postMessage({ ready: true });
  python.globals.set("source", source);
  python.globals.set("wanted", wanted);
  python.runPython(harness);
  self.postMessage({ report: python.globals.get("report"), printed });
};
`;

let brought; // one promise a page

/** MicroPython's script and its WebAssembly, brought when they are first wanted, by a script: pages from the disk may load those. */
function micropython(address) {
  brought ??= new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: address });
    script.onload = () => resolve(window.ropeVizMicroPython);
    script.onerror = () => {
      brought = undefined;
      reject(new Error("MicroPython could not be loaded."));
    };
    document.head.append(script);
  });
  return brought;
}

/**
 * What the code gave: {came, changed, printed}, or {wrong} in words, or {error, line}.
 * @param {string} address of the script that carries MicroPython
 */
export async function run(address, source, asked) {
  const { script, wasm } = await micropython(address);
  const bytes = Uint8Array.from(atob(wasm), (letter) => letter.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([script, WORK], { type: "text/javascript" }));
  const worker = new Worker(url);
  try {
    return await answer(worker, { wasm: bytes, source, wanted: JSON.stringify(asked), harness: HARNESS });
  } finally {
    worker.terminate();
    URL.revokeObjectURL(url);
  }
}

function answer(worker, message) {
  return new Promise((resolve, reject) => {
    const late = () =>
      resolve({ wrong: `It ran for more than ${PATIENCE / 1000} seconds and was stopped: does a loop end?` });
    let timer = setTimeout(() => reject(new Error("MicroPython did not start.")), STARTING);
    worker.onmessage = ({ data }) => {
      clearTimeout(timer);
      if (data.ready) timer = setTimeout(late, PATIENCE);
      else resolve(withLine({ ...JSON.parse(data.report), printed: data.printed }));
    };
    worker.onerror = ({ message }) => {
      clearTimeout(timer);
      reject(new Error(message || "MicroPython did not start."));
    };
    worker.postMessage(message);
  });
}

/** Of a traceback the last line of the reader's code, and the last words. */
function withLine(report) {
  if (!report.error) return report;
  const lines = [...report.error.matchAll(/File "<string>", line (\d+)/g)];
  return {
    ...report,
    line: lines.length ? Number(lines.at(-1)[1]) : null,
    error: report.error.trim().split("\n").at(-1),
  };
}

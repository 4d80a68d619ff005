// What the explorers' JavaScript agrees on, for the type checker and for readers; nothing of it reaches the browser.
export type Point = [number, number];
/** Values by trait, and drawn numbers by name: each explorer has its own. */
export type State = any;
export type Numbers = any;

/** One trait of an explorer.json. */
export interface Trait {
  kind: string;
  default?: unknown;
  least?: number;
  most?: number;
  values?: unknown[];
  size?: number;
  label?: string;
  role?: string;
  unit?: string;
  step?: number;
  stops?: number[] | { from: number; to: number; count: number; digits?: number };
  options?: unknown[][];
}

export interface Spec {
  title: string;
  still?: number[];
  traits: Record<string, any>;
}

/** See controls.js. */
export interface Control {
  kind: string;
  trait: string | null;
  read(state: State): any;
  write(value: any, state: State): State;
  [option: string]: any;
}

/** See stage.js. */
export interface Stage {
  el: HTMLElement;
  svg: any;
  width: number;
  height: number;
  em: number;
  calm: boolean;
  colour(name: string): string;
  /** The width or the size of letters is another. */
  remeasure(): void;
  /** Other colours hold from now on. */
  recolour(): void;
  context(): CanvasRenderingContext2D;
  fit(height: number): void;
  leave(): void;
}

export interface Readout {
  label: string | ((state: State) => string);
  role?: string;
  text(numbers: Numbers, state: State): string;
}

/** What was drawn before the reader's hand began to move; see ghost.js. */
export interface Before {
  state: State;
  numbers: Numbers;
}

/** What an explorer.js exports; see ui.js. */
export interface Definition {
  spec: Spec;
  controls: Control[];
  settle?(state: State): State | undefined;
  measure(state: State): Numbers;
  readouts?: Readout[];
  summary(numbers: Numbers, state: State): string;
  spoken?(numbers: Numbers, state: State): string[];
  height(stage: Stage, state: State): number;
  scene(stage: Stage, change: (traits: State) => void): (state: State, numbers: Numbers, before?: Before) => unknown;
}

declare global {
  interface Window {
    /** What the bundles set, see explorers.mjs; and the build they are of, see host.js. */
    ropeVizCore?: { render: Function; explorers: Record<string, { default: Definition }> };
    ropeVizVersion?: string;
    /** What the page about one's own model has to read with: see rope_viz/book/your_model.py. */
    ropeVizModels?: { tables: any; catalog: any[] };
    ropeVizMicroPython: { script: string; wasm: string };
    /** How many ids the explorers of this page have been given. */
    ropeVizIds?: number;
    Plotly?: any;
    /** Large figures by key; see book-plotly.js. */
    ropeVizFigures?: Record<string, any>;
  }
  interface HTMLElement {
    /** For a console, and for tests. */
    ropeViz?: {
      state(): State;
      change(traits: State): void;
      /** Glides to where traits have values, which come as text, as in a link. */
      moveTo(texts: Record<string, string>): void;
      /** The page's address with what was moved. */
      link(): string;
      /** Makes the letters as large as possible while `fits()` holds. */
      fit: { (fits: () => boolean): Promise<void>; leave(): void };
      publish(): void;
      /** How numbers are written. */
      words: typeof import("../core/words.js");
    };
  }
}

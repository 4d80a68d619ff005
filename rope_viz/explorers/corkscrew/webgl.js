/**
 * All springs in one draw call of WebGL2: each is an instance of one ribbon, which the graphics card winds. One context
 * serves all corkscrews of a page, which copy their pictures from it. Without a graphics card there is none, and threads.js
 * draws on the canvas.
 */
import { edgeOf, isTube, turnsOf } from "./tubes.js";
import { onAxis } from "./view.js";

const CAP = 24; // steps of a tube's round end
const MOST = 8192; // steps of a ribbon

const VERTEX = `#version 300 es
precision highp float;
layout(location = 0) in vec4 place;  // x and y where the axis begins; turns; 1 for a tube
layout(location = 1) in vec4 colour; // red, green, blue, strength
layout(location = 2) in vec2 how;    // width; strength of what is to come
uniform vec2 size, axis, first, second, edge, ahead, nearest;
uniform float steps, layered, depth;
out vec4 tint;
out vec3 cut; // share of the axis; from edge to edge of a tube; half its width
flat out vec2 stroke;
const float HALF = 1.5707963;

void main() {
  float step = float(gl_VertexID / 2), side = float(gl_VertexID % 2) * 2.0 - 1.0;
  float share = step / steps, nearness = 0.7;
  vec2 at;
  if (place.w > 0.5) {
    float open = HALF * (clamp(step / ${CAP}.0, 0.0, 1.0) - 1.0 + clamp((step - steps) / ${CAP}.0 + 1.0, 0.0, 1.0));
    share = clamp((step - ${CAP}.0) / (steps - 2.0 * ${CAP}.0), 0.0, 1.0);
    at = place.xy + axis * share + side * cos(open) * edge + sin(open) * ahead;
    cut = vec3(share, side * cos(open), length(edge));
  } else {
    float angle = 4.0 * HALF * fract(place.z * share);
    vec2 hand = vec2(cos(angle), sin(angle));
    vec2 way = axis + 4.0 * HALF * place.z * (second * hand.x - first * hand.y);
    if (layered > 0.5) nearness = 0.5 + 0.5 * dot(hand, nearest);
    float width = how.x * (1.0 + depth * (0.5 * nearness - 0.35));
    at = place.xy + axis * share + first * hand.x + second * hand.y;
    at += side * 0.5 * max(width, 1.0) * normalize(vec2(-way.y, way.x));
    cut = vec3(share, 0.0, 0.0);
  }
  float far = place.w > 0.5 ? 1.0 : min(how.x, 1.0) * (1.0 - 0.5 * depth * (1.0 - nearness));
  tint = vec4(colour.rgb, colour.a * far);
  stroke = how;
  gl_Position = vec4(at / size * vec2(2, -2) + vec2(-1, 1), 0, 1);
}`;

const FRAGMENT = `#version 300 es
precision highp float;
in vec4 tint;
in vec3 cut;
flat in vec2 stroke;
uniform float now, fade;
out vec4 shown;

void main() {
  float strength = tint.a * (cut.x <= now ? 1.0 : stroke.y);
  float inside = (1.0 - abs(cut.y)) * cut.z;
  if (cut.z > 0.0 && inside > 0.6 * stroke.x) strength *= fade * (0.25 + 0.5 * pow(abs(cut.y), 4.0));
  shown = vec4(tint.rgb * strength, strength);
}`;

/** The page's one context and what is made in it once; null where there is none. */
let shared;

/** Whether no card draws but a program that behaves like one: then a canvas is far quicker. Not all browsers say so before. */
function isProgram(gl) {
  const told = gl.getExtension("WEBGL_debug_renderer_info");
  const name = gl.getParameter(told ? told.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
}

function create() {
  const canvas = document.createElement("canvas");
  const gl = canvas.getContext("webgl2", { antialias: true, failIfMajorPerformanceCaveat: true });
  if (!gl || isProgram(gl)) return null;
  const program = gl.createProgram();
  const compile = (/** @type {number} */ kind, /** @type {string} */ source) => {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  };
  compile(gl.VERTEX_SHADER, VERTEX);
  compile(gl.FRAGMENT_SHADER, FRAGMENT);
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) return null;
  gl.useProgram(program);
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
  [4, 4, 2].forEach((length, location) => {
    gl.enableVertexAttribArray(location);
    gl.vertexAttribPointer(location, length, gl.FLOAT, false, 40, 16 * location);
    gl.vertexAttribDivisor(location, 1);
  });
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  const places = new Map();
  const set = (name, ...values) => {
    if (!places.has(name)) places.set(name, gl.getUniformLocation(program, name));
    gl[`uniform${values.length}f`](places.get(name), ...values);
  };
  return { canvas, gl, set };
}

const parts = (colour) =>
  colour
    .match(/\d+/g)
    .slice(0, 3)
    .map((part) => part / 255);

/** Draws all springs into a canvas of two dimensions, or says that it cannot. */
export function drawOnCard(context, stage, { places, turn, speeds, colours, now, last, order, strokes }) {
  if (shared === undefined) shared = create();
  if (!shared || shared.gl.isContextLost()) return false;
  const { canvas, gl, set } = shared;
  const turns = Array.from(speeds, (speed) => turnsOf(speed, last));
  const tubes = turns.map((count) => isTube(places, count));
  const wound = turns.filter((_, i) => !tubes[i]);
  const steps = Math.min(Math.max(4 * CAP, Math.ceil(Math.max(0, ...wound) * turn.points.length)), MOST);
  const { width, height } = context.canvas;
  if (canvas.width < width || canvas.height < height) {
    [canvas.width, canvas.height] = [Math.max(canvas.width, width), Math.max(canvas.height, height)];
  }
  gl.viewport(0, 0, width, height);
  gl.clear(gl.COLOR_BUFFER_BIT);

  const { edge, ahead } = edgeOf(places, turn);
  set("size", stage.width, stage.height);
  for (const [name, vector] of Object.entries({ axis: places.axis, first: places.first, second: places.second })) {
    set(name, ...vector);
  }
  set("edge", ...edge);
  set("ahead", ...ahead);
  const long = Math.hypot(...places.near) || 1;
  set("nearest", places.near[0] / long, places.near[1] / long);
  set("steps", steps);
  set("layered", turn.layers > 1 ? 1 : 0);
  set("depth", Math.hypot(...places.near));
  set("now", last ? now / last : 0);
  set("fade", 1 - places.apart);
  const rows = order.flatMap((i) => {
    const { width, alpha, coming } = strokes[i];
    return [...onAxis(places, i, 0), turns[i], tubes[i] ? 1 : 0, ...parts(colours[i]), alpha, width, coming];
  });
  gl.bufferData(gl.ARRAY_BUFFER, new Float32Array(rows), gl.STREAM_DRAW);
  gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 2 * (steps + 1), order.length);
  context.globalAlpha = 1;
  context.drawImage(canvas, 0, canvas.height - height, width, height, 0, 0, stage.width, stage.height);
  return true;
}

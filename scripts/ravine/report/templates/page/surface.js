// A problem's surface, from above as contours and from the side: drawn once, with paths laid over it.
import { css } from "#look";
import { spread, total } from "#numbers";
const BANDS = 18;
const triple = (name) => css(name).split(",").map(Number);

// Height in [0, 1] at fractions (u, v) of the window, between the four grid values around it.
// It is asked for at every pixel, so it makes no arrays.
function heightAt({ side, heights }, u, v) {
  const x = Math.min(Math.max(u, 0), 1) * (side - 1);
  const y = Math.min(Math.max(v, 0), 1) * (side - 1);
  const i = Math.min(Math.floor(x), side - 2);
  const j = Math.min(Math.floor(y), side - 2);
  const k = j * side + i;
  const below = (heights[k] ?? NaN) * (1 - x + i) + (heights[k + 1] ?? NaN) * (x - i);
  const above = (heights[k + side] ?? NaN) * (1 - x + i) + (heights[k + side + 1] ?? NaN) * (x - i);
  return (below * (1 - y + j) + above * (y - j)) / 1000;
}

const mix = (low, high, t) => low.map((value, i) => Math.round(value + (high[i] - value) * t));
const bandOf = (height) =>
  Number.isNaN(height) ? -1 : Math.min(Math.floor(height * BANDS), BANDS - 1);

export function paintContours(canvas, ground) {
  const [width, height] = [canvas.width, canvas.height];
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, width, height);
  if (!ground) return;
  const [low, high, ridge] = [triple("--low"), triple("--high"), triple("--ridge")];
  const tints = Array.from({ length: BANDS }, (_, band) => mix(low, high, band / BANDS));
  const edges = tints.map((tint) => mix(tint, ridge, 0.55));
  const image = context.createImageData(width, height);
  let above = new Int8Array(width);
  for (let row = 0; row < height; row++) {
    const bands = new Int8Array(width);
    for (let column = 0; column < width; column++) {
      const band = bandOf(heightAt(ground, (column + 0.5) / width, 1 - (row + 0.5) / height));
      bands[column] = band;
      const edge = (column && bands[column - 1] !== band) || (row && above[column] !== band);
      const tint = band < 0 ? ridge : edge ? edges[band] : tints[band];
      const at = 4 * (row * width + column);
      for (let k = 0; k < 3; k++) image.data[at + k] = tint[k];
      image.data[at + 3] = 255;
    }
    above = bands;
  }
  context.putImageData(image, 0, 0);
}

// The point (u, v, height) as seen from the side, in fractions of the canvas, and how far away it
// is. The view is turned by `turn` and tilted by `tilt` (radians), and moved down by `down`.
export function project([u, v, height], { turn, tilt, down = 0 }) {
  const [x, y] = [2 * u - 1, 2 * v - 1];
  const across = x * Math.cos(turn) - y * Math.sin(turn);
  const away = x * Math.sin(turn) + y * Math.cos(turn);
  return [
    0.5 + 0.34 * across,
    0.5 + down - 0.34 * (away * Math.sin(tilt) + 1.2 * (height - 0.5) * Math.cos(tilt)),
    away,
  ];
}

const gridPoints = ({ side, heights }, view) =>
  heights.map((h, k) =>
    project([(k % side) / (side - 1), Math.floor(k / side) / (side - 1), (h ?? 0) / 1000], view),
  );

// The view that has the middle of the surface in the middle of the canvas.
export function centred(ground, view) {
  if (!ground) return view;
  const [top, bottom] = spread(gridPoints(ground, view).map(([, y]) => y));
  return { ...view, down: 0.5 - (top + bottom) / 2 };
}

export function paintSurface(canvas, ground, view) {
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, canvas.width, canvas.height);
  if (!ground) return;
  const { side, heights } = ground;
  const [low, ridge] = [triple("--low"), triple("--ridge")];
  const corner = gridPoints(ground, view);
  const quads = [];
  for (let j = 0; j + 1 < side; j++) {
    for (let i = 0; i + 1 < side; i++) {
      const k = j * side + i;
      const four = [k, k + 1, k + side + 1, k + side];
      if (four.every((c) => heights[c] != null))
        quads.push([total(four.map((c) => corner[c][2])), four]);
    }
  }
  quads.sort((a, b) => b[0] - a[0]); // the far ones first, so that the near ones hide them
  context.lineWidth = 1;
  for (const [, four] of quads) {
    const mean = total(four.map((c) => heights[c])) / 4000;
    const slope =
      (heights[four[1]] - heights[four[0]] + heights[four[2]] - heights[four[3]]) / 2000;
    // The bands of the contours, darker where the light from the left does not fall.
    const tint = mix(
      mix(mix(low, ridge, 0.12), ridge, (0.75 * bandOf(mean)) / BANDS),
      [60, 75, 95],
      Math.min(Math.max(0.1 + 3 * slope, 0), 0.45),
    );
    context.fillStyle = context.strokeStyle = `rgb(${tint})`;
    context.beginPath();
    for (const c of four) context.lineTo(corner[c][0] * canvas.width, corner[c][1] * canvas.height);
    context.closePath();
    context.fill();
    context.stroke();
  }
}

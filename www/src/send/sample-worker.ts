// Makes a sample: pieces of text that the browser puts together, so that it need not be in memory as a whole.
import { HEADER, sampleRow } from "./sample-rows.ts";

const ROWS_PER_PIECE = 20_000;

addEventListener("message", ({ data: rows }: MessageEvent<number>) => {
  const pieces = [new Blob([HEADER])];
  for (let first = 0; first < rows; first += ROWS_PER_PIECE) {
    const length = Math.min(ROWS_PER_PIECE, rows - first);
    pieces.push(new Blob(Array.from({ length }, (_, at) => sampleRow(first + at))));
  }
  postMessage(new Blob(pieces));
});

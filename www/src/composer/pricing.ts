// What needs the engine's module: fetched on its own, so that the fields are there before it.
import "septet/elements/meter";

export { preview } from "./preview.ts";

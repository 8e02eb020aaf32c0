/**
 * The same functions for places where `await` at the top or `new URL(…, import.meta.url)` does not work: classic scripts,
 * service workers, edge runtimes, bundlers that know no WebAssembly. Nothing is loaded before `init`.
 */
export * from "septet";

/** What `septet/core.wasm` is to whoever loads it. */
export type ModuleSource = WebAssembly.Module | BufferSource | Response | URL | string;

/**
 * Starts the module. Before that, everything else throws `not-started`; once it has started, further calls do nothing.
 *
 * @param source the compiled module, its bytes, its address (a string counts from the page), or a `Response` with it, also
 * as a promise. Without one it is read from the package's own folder, which is there where nothing was bundled.
 *
 * Rejects with `module-unavailable` where it cannot be read (its `cause` is what the runtime threw), and may then be
 * called again; with a `WebAssembly.CompileError` where what is read is no module.
 *
 * @example
 * import { init, segments } from "septet/slim";
 * import module from "septet/core.wasm"; // with the loader "file" of esbuild: its address
 *
 * await init(module);
 * segments("hello").encoding; // "GSM-7"
 */
export function init(source?: ModuleSource | Promise<ModuleSource>): Promise<void>;

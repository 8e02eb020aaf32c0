// Pages with the elements on them, bundled as an application would: Lit and the elements in one script, the engine as
// it is in the package.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { openPage } from "./browser.mjs";

const ENGINE = { septet: "/pkg/web.js", "septet/worker": "/pkg/worker/web.js" };

const engine = {
  name: "engine",
  setup({ onResolve }) {
    onResolve({ filter: /^septet(\/worker)?$/ }, ({ path }) => ({ path: ENGINE[path], external: true }));
  },
};

const page = (body) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <meta name="color-scheme" content="light dark">
    <title>Elements</title>
    <link rel="stylesheet" href="/page.css">
    <script type="module" src="/app.js"></script>
  </head>
  <body><main>${body}</main></body>
</html>`;

// What the browser paints by itself, said aloud: axe takes a page without a background for a white one.
const CSS =
  "html { background: Canvas; } body { margin: 1rem; font-family: system-ui, sans-serif; } h1 { overflow-wrap: anywhere; } textarea { width: 100%; box-sizing: border-box; }";

/** The script that `source` and all that it imports become. */
export async function bundle(source) {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: fileURLToPath(new URL(".", import.meta.url)), loader: "jsx" },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    plugins: [engine],
    define: {
      "process.env.NODE_ENV": '"production"',
      __VUE_OPTIONS_API__: "true",
      __VUE_PROD_DEVTOOLS__: "false",
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
    },
  });
  return outputFiles[0].text;
}

/** A page with this body, and a script of this source. */
export async function openElements(t, body, source = 'import "septet/elements";') {
  const opened = await openPage(t, { "/elements.html": page(body), "/page.css": CSS, "/app.js": await bundle(source) });
  const show = async () => {
    await opened.page.goto(new URL("/elements.html", opened.page.url()).href);
    await opened.page.waitForFunction(() => document.querySelectorAll(":not(:defined)").length === 0);
  };
  await show();
  return { ...opened, show };
}

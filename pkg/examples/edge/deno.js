// Deno and Deno Deploy: deno run --allow-env --allow-net --allow-read deno.js
import { createEdge } from "./edge.js";
import { settings } from "./settings.js";

const port = Number(Deno.env.get("PORT") ?? 8788);
const onListen = ({ hostname, port }) => console.log(`listening on http://${hostname}:${port}`);
Deno.serve({ hostname: "127.0.0.1", port, onListen }, createEdge(settings(Deno.env.toObject())));

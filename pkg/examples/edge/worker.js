// Cloudflare Workers. The ledger's address and the plans are variables of `wrangler.jsonc`.
import { createEdge } from "./edge.js";
import { settings } from "./settings.js";

let edge;

export default {
  fetch(request, env) {
    edge ??= createEdge(settings(env));
    return edge(request);
  },
};

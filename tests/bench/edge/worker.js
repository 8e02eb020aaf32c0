// The edge example, with a ledger that answers at once.
import { createEdge } from "../../../pkg/examples/edge/edge.js";

let edge;

export default {
  fetch(request, { KEY_SET }) {
    const fetch = async (url) =>
      url.endsWith("/charges") ? new Response("{}", { status: 201 }) : new Response(KEY_SET, { headers: { "Content-Type": "application/json" } });
    edge ??= createEdge({ ledger: "https://ledger.example", fetch });
    return edge(request);
  },
};

// In the worker thread of Node.
import { parentPort } from "node:worker_threads";
import { Engine } from "../node.js";
import { serve } from "./job.js";

serve({ post: (message) => parentPort.postMessage(message), listen: (hear) => parentPort.on("message", hear) }, Engine);

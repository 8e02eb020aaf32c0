// Starts the page: the ledger is asked while the pricing module is fetched and compiled.
import { connect } from "./connection.ts";
import { byId, setText } from "./dom.ts";

const connection = connect();
try {
  const { start } = await import("./page.ts");
  start(await connection);
} catch (error) {
  const alarm = byId("alarm");
  setText(alarm, "The prices could not be loaded. Please reload this page, in an up-to-date browser.");
  alarm.hidden = false;
  throw error;
}

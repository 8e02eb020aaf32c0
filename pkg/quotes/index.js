export { ledgerSource } from "./source.js";

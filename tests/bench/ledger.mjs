// `cargo xtask bench ledger [--store postgres]`: charges over HTTP, beside programs that only write.
const store = process.argv.includes("postgres") ? "postgres" : "sqlite";
await import(`./ledger/${store}.mjs`);

//! A ledger from one database into another, table by table.

use super::sql::{Column, Dialect, Row, Rows};
use super::{Kept, Store};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Text,
    Int,
    Bytes,
}
use Type::{Bytes, Int, Text};

struct Table {
    name: &'static str,
    columns: &'static [(&'static str, Type)],
}

/// Every table that is kept, those first that others refer to.
const TABLES: &[Table] = &[
    Table {
        name: "accounts",
        columns: &[
            ("tenant_id", Text),
            ("account_id", Text),
            ("plan", Text),
            ("parent_id", Text),
            ("terms", Text),
            ("created_ms", Int),
            ("lot_count", Int),
            ("entry_count", Int),
            ("period_index", Int),
            ("period_start_ms", Int),
            ("period_end_ms", Int),
            ("granted_micro_credits", Int),
            ("debt_micro_credits", Int),
            ("hold_due_ms", Int),
            ("base_micro_credits", Int),
            ("watch", Text),
            ("due_ms", Int),
            ("version", Int),
        ],
    },
    Table {
        name: "lots",
        columns: &[
            ("tenant_id", Text),
            ("account_id", Text),
            ("lot_id", Int),
            ("kind", Text),
            ("granted_micro_credits", Int),
            ("remaining_micro_credits", Int),
            ("held_micro_credits", Int),
            ("created_ms", Int),
            ("expires_ms", Int),
            ("priority", Int),
            ("source_lot_id", Int),
            ("source_capped", Int),
        ],
    },
    Table {
        name: "entries",
        columns: &[
            ("tenant_id", Text),
            ("account_id", Text),
            ("seq", Int),
            ("command_seq", Int),
            ("at_ms", Int),
            ("from_side", Text),
            ("to_side", Text),
            ("lot_id", Int),
            ("micro_credits", Int),
            ("record", Text),
            ("kind", Text),
            ("concerns", Int),
            ("utc_offset_s", Int),
            ("service", Text),
            ("agent", Text),
            ("campaign", Text),
            ("recorded_micro_credits", Int),
        ],
    },
    Table {
        name: "holds",
        columns: &[
            ("tenant_id", Text),
            ("account_id", Text),
            ("hold_id", Int),
            ("made_ms", Int),
            ("expires_ms", Int),
            ("ended", Text),
            ("micro_credits", Int),
            ("captured_micro_credits", Int),
            ("forfeited_micro_credits", Int),
            ("parts", Text),
            ("service", Text),
            ("agent", Text),
            ("campaign", Text),
        ],
    },
    Table {
        name: "attempts",
        columns: &[
            ("tenant_id", Text),
            ("account_id", Text),
            ("charge_id", Int),
            ("parts", Text),
            ("reserved", Int),
            ("service", Text),
            ("agent", Text),
            ("campaign", Text),
        ],
    },
    Table {
        name: "allotments",
        columns: &[
            ("tenant_id", Text),
            ("account_id", Text),
            ("to_account_id", Text),
            ("position", Int),
            ("reserve", Int),
            ("micro_credits", Int),
            ("renew", Int),
            ("used_micro_credits", Int),
        ],
    },
    Table {
        name: "campaigns",
        columns: &[
            ("tenant_id", Text),
            ("account_id", Text),
            ("campaign_id", Text),
            ("position", Int),
            ("mode", Text),
            ("hold_id", Int),
            ("made_ms", Int),
            ("expires_ms", Int),
            ("ended_ms", Int),
            ("service", Text),
            ("plan", Text),
            ("at_day", Int),
            ("book_hash", Text),
            ("deck_hashes", Text),
            ("min_micro_credits", Int),
            ("expected_micro_credits", Int),
            ("max_micro_credits", Int),
            ("missing_micro_credits", Int),
        ],
    },
    Table {
        name: "usage_days",
        columns: &[
            ("tenant_id", Text),
            ("account_id", Text),
            ("day", Int),
            ("service", Text),
            ("agent", Text),
            ("campaign", Text),
            ("used_micro_credits", Int),
            ("returned_micro_credits", Int),
            ("recorded_micro_credits", Int),
            ("night_micro_credits", Int),
            ("charges", Int),
            ("first_seq", Int),
            ("last_seq", Int),
        ],
    },
    Table {
        name: "identities",
        columns: &[("tenant_id", Text), ("account_id", Text), ("kind", Text), ("id", Text), ("act", Int)],
    },
    Table {
        name: "answers",
        columns: &[
            ("tenant_id", Text),
            ("account_id", Text),
            ("key", Text),
            ("body_hash", Text),
            ("status", Int),
            ("answer", Text),
            ("created_ms", Int),
        ],
    },
    Table {
        name: "outbox",
        columns: &[
            ("tenant_id", Text),
            ("account_id", Text),
            ("event_id", Text),
            ("type", Text),
            ("created_ms", Int),
            ("data", Text),
            ("given_ms", Int),
        ],
    },
    Table {
        name: "deliveries",
        columns: &[
            ("tenant_id", Text),
            ("account_id", Text),
            ("delivery_id", Text),
            ("event_id", Text),
            ("channel", Text),
            ("target", Text),
            ("state", Text),
            ("attempts", Int),
            ("created_ms", Int),
            ("next_ms", Int),
            ("ended_ms", Int),
            ("status", Int),
            ("problem", Text),
        ],
    },
    Table {
        name: "webhook_endpoints",
        columns: &[
            ("tenant_id", Text),
            ("endpoint_id", Text),
            ("url", Text),
            ("types", Text),
            ("account_id", Text),
            ("secret", Text),
            ("old_secret", Text),
            ("old_until_ms", Int),
            ("created_ms", Int),
            ("deleted_ms", Int),
        ],
    },
    Table {
        name: "imports",
        columns: &[
            ("import_id", Int),
            ("kind", Text),
            ("name", Text),
            ("version", Text),
            ("hash", Text),
            ("imported_ms", Int),
        ],
    },
    Table {
        name: "activations",
        columns: &[
            ("activation_id", Int),
            ("book_hash", Text),
            ("deck_hashes", Text),
            ("activated_ms", Int),
            ("activated_by", Text),
        ],
    },
    Table { name: "facts", columns: &[("name", Text)] },
    Table { name: "documents", columns: &[("hash", Text), ("kind", Text), ("body", Text)] },
    Table {
        name: "api_keys",
        columns: &[
            ("key_id", Int),
            ("key_hash", Text),
            ("prefix", Text),
            ("name", Text),
            ("scopes", Text),
            ("created_ms", Int),
            ("expires_ms", Int),
            ("revoked_ms", Int),
            ("last_used_ms", Int),
        ],
    },
    Table {
        name: "login_codes",
        columns: &[("code_hash", Text), ("account_id", Text), ("expires_ms", Int), ("used_ms", Int)],
    },
    Table {
        name: "sessions",
        columns: &[("session_hash", Text), ("account_id", Text), ("created_ms", Int), ("expires_ms", Int)],
    },
    Table {
        name: "signing_keys",
        columns: &[("kid", Text), ("seed", Bytes), ("public_key", Bytes), ("created_ms", Int), ("retired_ms", Int)],
    },
];

/// Rows that are written at once.
const AT_ONCE: usize = 2000;

impl Store {
    /// Begins to write, and lets nobody else write until it ends.
    pub(in crate::server) fn freeze(&mut self) -> Kept<()> {
        self.begin()?;
        if self.dialect == Dialect::Postgres {
            let sql =
                "LOCK TABLE accounts, api_keys, deliveries, documents, imports, outbox, signing_keys, webhook_endpoints
                       IN EXCLUSIVE MODE";
            self.run(sql, &[])?;
        }
        Ok(())
    }

    /// Copies everything into a store in which nothing is; gives the tables with how many rows of each.
    pub(in crate::server) fn copy_to(&mut self, target: &mut Store) -> Kept<Vec<(&'static str, u64)>> {
        let mut copied = Vec::new();
        for table in TABLES {
            copied.push((table.name, self.copy_table(table, target)?));
        }
        target.settle_copied()?;
        Ok(copied)
    }

    fn copy_table(&mut self, table: &Table, target: &mut Store) -> Kept<u64> {
        let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
        let names = names.join(", ");
        let (mut rows, mut count) = (Chunk::new(table), 0);
        // Answers are in the order of time.
        let order = if table.name == "answers" { " ORDER BY created_ms" } else { "" };
        self.sql.run(&format!("SELECT {names} FROM {}{order}", table.name), &[], None, &mut |row| {
            rows.add(row)?;
            count += 1;
            if rows.len == AT_ONCE { rows.write(table, target) } else { Ok(()) }
        })?;
        rows.write(table, target)?;
        Ok(count)
    }

    /// What a copy of rows alone leaves out.
    fn settle_copied(&mut self) -> Kept<()> {
        if self.dialect == Dialect::Sqlite {
            let sql = "INSERT INTO idempotency_keys (tenant_id, account_id, key, answer_id)
                       SELECT tenant_id, account_id, key, answer_id FROM answers";
            return self.run(sql, &[]).map(drop);
        }
        let sql = "SELECT setval(pg_get_serial_sequence('api_keys', 'key_id'), max(key_id)) FROM api_keys";
        self.rows(sql, &[], |_| Ok(())).map(drop)
    }

    /// How many rows each table has.
    pub(in crate::server) fn counts(&mut self) -> Kept<Vec<(&'static str, u64)>> {
        let count = |table: &Table| {
            let count = self.row(&format!("SELECT count(*) FROM {}", table.name), &[], |row| row.count(0))?;
            Ok((table.name, count.unwrap_or_default()))
        };
        TABLES.iter().map(count).collect()
    }
}

/// Rows that were read and not written yet, column by column.
struct Chunk {
    columns: Vec<Values>,
    len: usize,
}

enum Values {
    Text(Vec<Option<String>>),
    Int(Vec<Option<i64>>),
    Bytes(Vec<Option<Vec<u8>>>),
}

impl Chunk {
    fn new(table: &Table) -> Chunk {
        let column = |(_, kind): &(&str, Type)| match kind {
            Text => Values::Text(vec![]),
            Int => Values::Int(vec![]),
            Bytes => Values::Bytes(vec![]),
        };
        Chunk { columns: table.columns.iter().map(column).collect(), len: 0 }
    }

    fn add(&mut self, row: &dyn Row) -> Kept<()> {
        for (place, column) in self.columns.iter_mut().enumerate() {
            match column {
                Values::Text(values) => values.push(row.string_or_none(place)?),
                Values::Int(values) => values.push(row.int(place)?),
                Values::Bytes(values) => values.push(row.bytes(place)?.map(<[u8]>::to_vec)),
            }
        }
        self.len += 1;
        Ok(())
    }

    fn write(&mut self, table: &Table, target: &mut Store) -> Kept<()> {
        let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
        let kind = |(name, kind): &(&str, Type)| match kind {
            Text => format!("{name} text"),
            Int => format!("{name} int"),
            Bytes => format!("{name} bytes"),
        };
        let kinds: Vec<String> = table.columns.iter().map(kind).collect();
        let given: Vec<String> = names.iter().map(|name| format!("r.{name}")).collect();
        let (names, given, kinds) = (names.join(", "), given.join(", "), kinds.join(", "));
        let sql = format!("INSERT INTO {} ({names}) SELECT {given} @from(1: {kinds})", table.name);
        let columns = self.columns.iter().map(|column| match column {
            Values::Text(values) => Column::Text(values.iter().map(Option::as_deref).collect()),
            Values::Int(values) => Column::Int(values.clone()),
            Values::Bytes(values) => Column::Bytes(values.iter().map(Option::as_deref).collect()),
        });
        target.bulk(&sql, &[], &Rows { columns: columns.collect() })?;
        *self = Chunk::new(table);
        Ok(())
    }
}

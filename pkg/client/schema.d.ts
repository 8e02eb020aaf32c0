// Made from the ledger's OpenAPI document by `tests/support/client/generate.mjs`.
export interface paths {
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Fetch the keys by which anyone can verify a quote (RFC 7517) */
        get: operations["getQuoteKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ask whether the process answers */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fetch counts and times, for Prometheus
         * @description For whoever may administer, and for this machine.
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show this document: the whole interface as OpenAPI 3.1 */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ask whether the ledger can read and write, and is not about to end */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List accounts with their balances, by id: all, or those of a search */
        get: operations["listAccounts"];
        put?: never;
        /**
         * Open an account
         * @description An account on a plan begins with its allowance; one with a parent uses the plan of the account above.
         */
        post: operations["openAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show an account: its terms, its billing period and its balance */
        get: operations["getAccount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change what was agreed with an account: now, or when the next period begins */
        patch: operations["changeAccount"];
        trace?: never;
    };
    "/v1/accounts/{id}/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show when it is told that an account's balance is low, and where it stands */
        get: operations["getAlerts"];
        /** Say when, and who is told, that an account's balance is low */
        put: operations["setAlerts"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/allotments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what an account gives to those below it */
        get: operations["listAllotments"];
        put?: never;
        /** Give credits to an account below: set aside, or up to a cap */
        post: operations["allot"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/allotments/{to}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End an allotment: what is left comes back */
        delete: operations["takeBack"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/auto-reload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show how an account buys by itself when its balance is low */
        get: operations["getAutoReload"];
        /** Let an account buy by itself when its balance is low, or no more */
        put: operations["setAutoReload"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/auto-reload/{reload}/outcome": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say what became of a reload's payment
         * @description Paid, its credits come in, once for each reload and each payment, however late. A payment that was credited before, as a
         *     purchase, settles its reload and brings nothing. Declined, it is tried again after a while.
         */
        post: operations["settleReload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show an account's balance */
        get: operations["getBalance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/campaigns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List an account's campaigns, newest first */
        get: operations["listCampaigns"];
        put?: never;
        /**
         * Start a campaign: reserve the most that it can cost, or what is expected, or nothing
         * @description What it costs is computed again or signed, never believed. Where nothing is reserved it starts whatever the balance
         *     is, and says what is missing.
         */
        post: operations["startCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/campaigns/{campaign}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a campaign: where it stands, and what it has come to */
        get: operations["getCampaign"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/campaigns/{campaign}/charges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Charge for a message, a call, an interaction of a campaign
         * @description The body of a charge, of the campaign's service. What the campaign reserves pays for it, at the prices by which it was
         *     reserved, or at that of a quote whose token it brings; where nothing is reserved, the balance does, as for any charge.
         */
        post: operations["chargeCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/campaigns/{campaign}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a campaign, once: what is left of its hold comes back, but for what is forfeited */
        post: operations["endCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/charges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Charge for a message, a call, an interaction
         * @description A quote's request without `plan` and `account`, with a `quoteToken` if there is one. A charge that is not covered
         *     changes nothing and says what would cover it.
         */
        post: operations["charge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/charges/{charge}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show what a charge has come to */
        get: operations["getCharge"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/charges/{charge}/adjustments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say what a charge really came to, once */
        post: operations["adjustCharge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/charges/{charge}/outcome": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say how an attempt ended that was charged when it started */
        post: operations["settleCharge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/charges/{charge}/refunds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give back a charge, or a part of it */
        post: operations["refundCharge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List an account's entries, newest first */
        get: operations["listEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Grant credits */
        post: operations["grant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reserve credits for a while: an amount, or what a charge will cost at most */
        post: operations["hold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/holds/{hold}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a hold */
        get: operations["getHold"];
        put?: never;
        post?: never;
        /** End a hold: what is left of it comes back, but for what is forfeited */
        delete: operations["releaseHold"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/holds/{hold}/captures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take from a hold what was used */
        post: operations["captureHold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/lots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the lots that hold something, in the order in which they are used
         * @description Last come those that have ended and of which something is still held: nothing else can be taken from them. All of them
         *     together are what the balance has as allowance and as bought.
         */
        get: operations["listLots"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/preflights": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Price what a preflight counted for an account, and stand by it
         * @description The answer holds a token that a campaign may bring. Nothing is written.
         */
        post: operations["preflight"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/projection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show where usage goes by the end of the billing period or the month */
        get: operations["getProjection"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/purchases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Credit what was paid for, once for each payment's own id */
        post: operations["purchase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/purchases/{purchase}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End credits that were bought for each period */
        delete: operations["endPurchase"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/reload-suggestion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Suggest from which balance on the account should buy credits */
        get: operations["getReloadSuggestion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show what an account used: totals, groups, patterns, and where it stands in its billing period */
        get: operations["getUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/usage.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fetch what was used and came back as CSV
         * @description Exactly what the list has for the same query, account by account, oldest first.
         */
        get: operations["getUsageCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/usage/transactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what was used and came back, newest first
         * @description By the days of the accounts' own clocks, and within a day by time.
         */
        get: operations["listUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/activations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what the ledger runs by, and has run by, newest first */
        get: operations["listActivations"];
        put?: never;
        /**
         * Run by a price book and rate decks from now on, in every process
         * @description Refused while accounts are on plans that the book lacks. What was quoted before is charged as it was quoted.
         */
        post: operations["activate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/books": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the price books that there are to run by, newest first */
        get: operations["listBooks"];
        put?: never;
        /**
         * Import a price book: check it and keep it, without running by it
         * @description One that is refused has findings as well. A book that is there already is there once, so no idempotency key is needed.
         */
        post: operations["importBook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/books/{hash}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Fetch the price book of a hash */
        get: operations["getBook"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/books/{hash}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show what changes from one price book to another */
        get: operations["compareBooks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/charges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Charge up to 10,000 times at once
         * @description Each charge has its own key and its own answer, as it would have alone: what is refused is refused alone.
         */
        post: operations["chargeBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/decks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the rate decks that there are to run by, newest first */
        get: operations["listDecks"];
        put?: never;
        /**
         * Import a rate deck, a CSV: check it and keep it, without running by it
         * @description One that is refused has findings as well. A deck that is there already is there once, so no idempotency key is needed.
         */
        post: operations["importDeck"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/decks/{hash}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Fetch the rate deck of a hash */
        get: operations["getDeck"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/decks/{hash}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show what changes from one rate deck to another */
        get: operations["compareDecks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List deliveries, newest first: those that were given up with `state=dead` */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{delivery}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deliver once more what was delivered or given up, with the same webhook id
         * @description One that is still pending stays as it is, and so does one to an endpoint that was deleted: that is refused.
         */
        post: operations["replayDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what has happened, newest first: of one account, or of all */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List API keys, newest first */
        get: operations["listKeys"];
        put?: never;
        /** Make an API key: the first answer shows it, its replays have `"key":null` */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description Doing so again changes nothing, so no idempotency key is needed.
         */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/login-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a code by which a person logs in: the first answer shows it, its replays have `"code":null` */
        post: operations["createLoginCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the plans of the book that the ledger runs by, and what can be bought on them */
        get: operations["listPlans"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quotes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Quote a price that the ledger stands by
         * @description The answer holds a token that the charge may bring. Nothing is written.
         */
        post: operations["quote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Exchange a login code for a session
         * @description It needs neither credentials nor an idempotency key, for the code is both.
         */
        post: operations["beginSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show whom the visitor acts for */
        get: operations["getSession"];
        put?: never;
        post?: never;
        /** End the session */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List webhook endpoints, newest first */
        get: operations["listEndpoints"];
        put?: never;
        /** Make a webhook endpoint: the first answer shows its secret, its replays have `"secret":null` */
        post: operations["createEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{endpoint}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a webhook endpoint: what was still to be sent to it is given up
         * @description Doing so again changes nothing, so no idempotency key is needed.
         */
        delete: operations["deleteEndpoint"];
        options?: never;
        head?: never;
        /** Change a webhook endpoint's secret: the first answer shows it, its replays have `"secret":null` */
        patch: operations["changeEndpoint"];
        trace?: never;
    };
    "/v1/webhooks/stripe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Credit what Stripe says was paid, once for each checkout
         * @description Stripe's signature is what lets it in. Of its events a checkout that was paid, with `septet_top_up` in its metadata, is
         *     a purchase; every other is ignored.
         */
        post: operations["stripeWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Account: components["schemas"]["TermsDocument"] & {
            balance: components["schemas"]["Balance"];
            book: components["schemas"]["BookName"];
            /** Format: date-time */
            createdAt: string;
            /** @description Hashes, by service. */
            decks: {
                [key: string]: string;
            };
            /** @description The plan that it is priced on: its own, or that of the nearest account above it. */
            effectivePlan: string;
            id: string;
            period: components["schemas"]["Period"];
            tenant: string;
        };
        /** @description An account in a list. */
        AccountLine: {
            balance: components["schemas"]["Balance"] | null;
            /** Format: date-time */
            createdAt: string;
            id: string;
            parent: string | null;
            /** @description Its own plan; `null` where it is on its parent's. */
            plan: string | null;
        };
        /** @description A page of accounts, by id. */
        AccountsPage: {
            accounts: components["schemas"]["AccountLine"][];
            next: string | null;
        };
        ActivatedBook: {
            hash: string;
            id: string;
            version: string;
        };
        /** @description Prices that are in force, or were. */
        Activation: {
            /** Format: date-time */
            activatedAt: string;
            book: components["schemas"]["ActivatedBook"];
            /** @description Who did it: a key such as `key_2`, `operator`, or `demo`; `null` where the command line gave it at a start. */
            by: string | null;
            /** @description Hashes, by service. */
            decks: {
                [key: string]: string;
            };
            /**
             * Format: int64
             * @description Counted from 1. The last one is in force.
             */
            id: number;
        };
        /** @description The body of an activation. */
        ActivationRequest: {
            /** @description The hash of a book that there is. */
            book: components["schemas"]["Hash"];
            /** @description Hashes of decks, by service. Of services that are not named it is the one in force, or else the one that ships. */
            decks?: {
                [key: string]: components["schemas"]["Hash"];
            } | null | undefined;
        };
        /** @description A page of activations, newest first. */
        Activations: {
            activations: components["schemas"]["Activation"][];
            /** @description The `cursor` of the next page; `null` on the last one. */
            next: string | null;
        };
        /**
         * Format: email
         * @description An e-mail address: at most 254 bytes.
         * @example ann@acme.example
         */
        Address: string;
        /** @description The body of an adjustment. */
        AdjustmentRequest: {
            /** @description What the charge really came to, at its price without overage. */
            credits: components["schemas"]["Amount"];
        };
        /** @description When an account's admins are told that its balance is low, and where it stands. */
        Alerts: {
            /** @description The account's own. */
            admins: string[];
            /** @description What its lots hold, reserved or not. */
            balance: components["schemas"]["Credits"];
            /** @description The credits granted in the lots that can be used in the period. */
            base: components["schemas"]["Credits"];
            /** @description The thresholds that were crossed and told of. They are armed again when credits come in, and by a new period. */
            fired: components["schemas"]["Percentage"][];
            percentage: components["schemas"]["Percentage"] | null;
            /** @description Percentages of `base`: the account's own, or the book's. */
            thresholds: components["schemas"]["Percentage"][];
            /** @description Who is told: its own admins, or those of the nearest account above that has any. */
            told: string[];
            /** @description Whether the account has a pool that can run low: a plan of its own, from which credits are deducted. */
            watched: boolean;
        };
        /** @description The body that sets alerts. What is left out is as if it had never been set. */
        AlertsRequest: {
            /** @description At most 100 e-mail addresses of those who are told; those of the account above where there are none. */
            admins?: components["schemas"]["Address"][] | null | undefined;
            /** @description At most 10 percentages of the credits granted, 0 or more and less than 100; the book's unless they are given. */
            thresholds?: components["schemas"]["Threshold"][] | null | undefined;
        };
        Allotment: {
            credits: components["schemas"]["Credits"];
            /** @description What is left of the cap in this period, or in the other account's own pool of all that was moved there. */
            left: components["schemas"]["Credits"];
            mode: components["schemas"]["AllotmentMode"];
            /** @description Whether it is made again each period. */
            renew: boolean;
            to: string;
            /** @description What was drawn under a cap in this period. */
            used: components["schemas"]["Credits"];
        };
        /**
         * @description Whether credits are set aside, or drawn as they are used.
         * @enum {string}
         */
        AllotmentMode: "reserve" | "cap";
        /** @description The body of an allotment. */
        AllotmentRequest: {
            /** @description How many, more than 0: beside what it was given before, or, as a cap, in place of its present one. */
            credits: components["schemas"]["Amount"];
            mode?: components["schemas"]["AllotmentMode"] | null | undefined;
            /** @description Whether it is made again each period; as the book has it unless it is said. */
            renew?: boolean | null | undefined;
            /** @description The account below. */
            to: components["schemas"]["Name"];
        };
        /** @description What an account gives to those below it. */
        Allotments: {
            allotments: components["schemas"]["Allotment"][];
        };
        /** @description The period's allowance, which is used before anything that was bought. */
        AllowanceUsage: {
            /**
             * @description The period's usage in percent of what was granted, cut off at a tenth, more than 100 where credits were bought;
             *     `null` where nothing was granted.
             */
            budgetPercent: string | null;
            /** @description Granted, carried over and set aside for it. */
            granted: components["schemas"]["Credits"];
            /** @description What is left of it, reserved or not. */
            remaining: components["schemas"]["Credits"];
            /** @description The usage that it covers. */
            used: components["schemas"]["Credits"];
        };
        AlphabetDocument: "gsm7" | "ascii" | {
            /** @description The GSM 7 bit alphabet without these characters. */
            gsm7Without: string;
        };
        /**
         * @description Credits that are asked for: never less than 0.
         * @example 9
         * @example 14.976
         */
        Amount: string;
        /** @description The answers of a batch, in the order of its charges. */
        Answers: {
            answers: components["schemas"]["BatchAnswer"][];
        };
        /** @description How an account buys by itself when its balance is low, and where that stands. */
        AutoReloadAnswer: {
            /** @description What the account's lots hold, reserved or not. */
            balance: components["schemas"]["Credits"];
            /** @description What reloads have brought in this billing period. */
            boughtThisPeriod: components["schemas"]["Credits"];
            credits: components["schemas"]["Credits"] | null;
            /** @description Why the last one was declined, as its outcome said. */
            declineReason: string | null;
            /**
             * Format: int32
             * @description Declines in a row.
             */
            declines: number;
            enabled: boolean;
            inFlight: components["schemas"]["ReloadInFlight"] | null;
            monthlyCap: components["schemas"]["Credits"] | null;
            /** Format: int64 */
            packages: number | null;
            /** @description What reloads without an outcome would bring: they may still be paid, and count against the cap of each period. */
            pending: components["schemas"]["Credits"];
            /**
             * Format: int64
             * @description How many were ever wanted: the last one's number.
             */
            reloads: number;
            /**
             * Format: date-time
             * @description When a declined one is tried again.
             */
            retryAt: string | null;
            state: components["schemas"]["ReloadState"];
            threshold: components["schemas"]["Credits"] | null;
            topUp: string | null;
        };
        /** @description The body that lets an account buy by itself, or ends it. What is left out is the book's. */
        AutoReloadRequest: {
            /** @description `true` also begins again what is suspended. */
            enabled: boolean;
            monthlyCap?: components["schemas"]["Amount"] | null | undefined;
            /**
             * Format: int64
             * @description How many packages at once.
             */
            packages?: number | null | undefined;
            threshold?: components["schemas"]["Amount"] | null | undefined;
            /** @description The package, by its name in the book. */
            topUp?: string | null | undefined;
        };
        Balance: {
            /**
             * @description What is left of the period's allowance, with what was carried over, what was set aside for the account, and what holds
             *     still reserve of an earlier period's.
             */
            allowance: components["schemas"]["Credits"];
            /** @description What can be spent now: of both without what is held, and of what the account above gives within its cap. */
            available: components["schemas"]["Credits"];
            /** @description What is left of everything else. */
            bought: components["schemas"]["Credits"];
            /** @description What was used beyond the credits there were. */
            debt: components["schemas"]["Credits"];
            /** @description What holds reserve of both. */
            held: components["schemas"]["Credits"];
            shared: components["schemas"]["Credits"] | null;
            /** @description Nothing is deducted: there is no balance to run out. */
            unlimited: boolean;
        };
        BatchAnswer: {
            body: components["schemas"]["BatchBody"];
            replayed: boolean;
            /**
             * Format: int32
             * @description As the single charge's would be.
             */
            status: number;
        };
        BatchBody: components["schemas"]["Charge"] | components["schemas"]["Problem"];
        /** @description A charge of a batch. */
        BatchItem: {
            /** @description Who is charged. */
            account: string;
            charge: components["schemas"]["ChargeRequest"];
            /** @description Its idempotency key. */
            key: components["schemas"]["Name"];
        };
        /** @description Charges that are made together. */
        BatchRequest: {
            /** @description 1 to 10,000 of them. */
            charges: components["schemas"]["BatchItem"][];
        };
        /** @description A value of the documents that changes: not there before where it is new, nor after where it is gone. */
        BookChange: {
            after?: unknown;
            before?: unknown;
            path: string;
        };
        /** @description What changes from one book to another, by path. */
        BookChanges: {
            changes: components["schemas"]["BookChange"][];
        };
        /** @description A price book that there is to run by. */
        BookLine: {
            /** @description Whether the ledger runs by it. */
            active: boolean;
            hash: string;
            id: string;
            /** Format: date-time */
            importedAt: string;
            version: string;
        };
        BookName: {
            hash: string;
            id: string;
        };
        /** @description A page of books, newest first. */
        Books: {
            books: components["schemas"]["BookLine"][];
            /** @description The `cursor` of the next page; `null` on the last one. */
            next: string | null;
        };
        /**
         * @description Whether a part may end within a character.
         * @enum {string}
         */
        Border: "unit" | "grapheme";
        /** @description What a preflight counted: recipients that cost the same, and what they are priced by. */
        BreakdownDocument: {
            /**
             * Format: date
             * @description The day whose rates count, where they change on dates.
             */
            at?: string | null | undefined;
            /** @description Parts of a price that the account brings itself. */
            brings?: string[] | null | undefined;
            call?: components["schemas"]["CallsDocument"] | null | undefined;
            category?: components["schemas"]["Category"] | null | undefined;
            dialUntil?: components["schemas"]["DialUntilDocument"] | null | undefined;
            lines: components["schemas"]["LineDocument"][];
            /** @description How probable it is that an attempt ends so, by outcome: decimals from 0 to 1. */
            outcomeProbabilities?: {
                [key: string]: string;
            } | null | undefined;
            plan: string;
            /** @description What is used, by its name in the book. */
            service: string;
        };
        CallDocument: {
            answeredAt?: components["schemas"]["CallTime"] | null | undefined;
            direction?: components["schemas"]["Direction"] | null | undefined;
            endedAt?: components["schemas"]["CallTime"] | null | undefined;
            handledBy?: components["schemas"]["Handler"] | null | undefined;
            /** @description When it was on hold. */
            holds?: components["schemas"]["CallInterval"][] | null | undefined;
            /** @description When a person spoke in place of the machine. */
            human?: components["schemas"]["CallInterval"][] | null | undefined;
            /** @description How an attempt ended, where its price depends on that. */
            outcome?: string | null | undefined;
            /** @description When nobody spoke because something was worked out. */
            processing?: components["schemas"]["CallInterval"][] | null | undefined;
            seconds?: components["schemas"]["CallTime"] | null | undefined;
            startedAt?: components["schemas"]["CallTime"] | null | undefined;
        };
        /** @description From one time of the call to another. */
        CallInterval: components["schemas"]["CallTime"][];
        /** @description How long calls by the minute may last. */
        CallsDocument: {
            direction?: components["schemas"]["Direction"] | null | undefined;
            /**
             * Format: int64
             * @description How long an answered call is expected to last; as long as it may, where nothing is said.
             */
            expectedSeconds?: number | null | undefined;
            handledBy?: components["schemas"]["Handler"] | null | undefined;
            /**
             * Format: int64
             * @description The longest that a call may last, in seconds.
             */
            maxSeconds?: number | null | undefined;
        };
        /** @description Seconds, as a number or its text, with up to six decimal places; or a point in time such as `2026-11-20T10:15:30Z`. All times of a call are in one form. */
        CallTime: number | string;
        /** @description A campaign, and what it has come to. */
        Campaign: {
            captured: components["schemas"]["Credits"] | null;
            /** Format: int64 */
            charges: number;
            /** Format: date-time */
            createdAt: string;
            estimate: components["schemas"]["CampaignEstimate"];
            /** Format: date-time */
            expiresAt: string;
            forfeited: components["schemas"]["Credits"] | null;
            held: components["schemas"]["Credits"] | null;
            /** @description The hold that pays for it, or says how far it goes where nothing is deducted; `null` with `warn`. */
            hold: string | null;
            id: string;
            left: components["schemas"]["Credits"] | null;
            mode: components["schemas"]["CampaignMode"];
            /** @description What was priced and not deducted: the account is unlimited, or somebody else pays. */
            recorded: components["schemas"]["Credits"];
            released: components["schemas"]["Credits"] | null;
            /** @description What was used and came back: of attempts that failed, and refunds. */
            returned: components["schemas"]["Credits"];
            service: string;
            /** @description What was used under its name and has not come back. */
            spent: components["schemas"]["Credits"];
            state: components["schemas"]["CampaignState"];
            warnings: components["schemas"]["CampaignWarning"][];
        };
        /** @description A charge of a campaign. */
        CampaignCharge: {
            balance: components["schemas"]["Balance"];
            campaign: string;
            /** @description What was taken; the price of what is only recorded. */
            credits: components["schemas"]["Credits"];
            decision: components["schemas"]["Decision"];
            /** @description A charge: it can be settled and refunded as one. */
            id: string;
            left: components["schemas"]["Credits"] | null;
            quote: components["schemas"]["Quote"];
        };
        /** @description What a campaign costs: the least, the expected and the most. */
        CampaignEstimate: {
            expected: components["schemas"]["Credits"];
            max: components["schemas"]["Credits"];
            min: components["schemas"]["Credits"];
        };
        /**
         * @description How a campaign is paid: the most is reserved, or what is expected, or nothing.
         * @enum {string}
         */
        CampaignMode: "hold_maximum" | "hold_expected" | "warn";
        /** @description The most that a campaign comes to where the balance does not cover it and the rest is owed. */
        CampaignOverage: {
            /** @description What the balance pays. */
            covered: components["schemas"]["Credits"];
            /** @description Both together. */
            max: components["schemas"]["Credits"];
            /** @description The most that is owed for the rest, at the overage price. */
            owed: components["schemas"]["Credits"];
        };
        /** @description The body that starts a campaign. */
        CampaignRequest: {
            breakdown?: components["schemas"]["BreakdownDocument"] | null | undefined;
            /**
             * Format: int64
             * @description How many seconds it lasts, at most 30 days.
             */
            expiresIn: number;
            id?: components["schemas"]["Name"] | null | undefined;
            /** @description What is reserved: the most, what is expected, or nothing. */
            mode: components["schemas"]["CampaignMode"];
            /** @description The token of a preflight of this account: what it says is reserved, also when prices have changed since. */
            token?: string | null | undefined;
        };
        /** @description A page of campaigns, newest first. */
        CampaignsPage: {
            campaigns: components["schemas"]["Campaign"][];
            /** @description The `cursor` of the next page; `null` on the last one. */
            next: string | null;
        };
        /**
         * @description Where a campaign stands.
         * @enum {string}
         */
        CampaignState: "running" | "ended" | "expired";
        /** @description What is to be known of a campaign. */
        CampaignWarning: {
            code: components["schemas"]["CampaignWarningCode"];
            /** @description What it may come to, without overage. */
            max: components["schemas"]["Credits"];
            /** @description What is missing of that, or is not reserved. */
            missing: components["schemas"]["Credits"];
        };
        /**
         * @description What is to be known of a campaign: not all of it was covered when it started, and it stops there (`not-covered`) or the rest is owed at the overage price (`may-owe`), or less is reserved than it may come to (`may-stop`).
         * @enum {string}
         */
        CampaignWarningCode: "may-owe" | "may-stop" | "not-covered";
        CapacityDocument: {
            /** Format: int32 */
            multi: number;
            /** Format: int32 */
            single: number;
        };
        Captured: {
            balance: components["schemas"]["Balance"];
            credits: components["schemas"]["Credits"];
            hold: string;
            /** @description A charge: it can be refunded as one. */
            id: string;
            /** @description What the hold still reserves. */
            left: components["schemas"]["Credits"];
            quote?: components["schemas"]["Quote"] | null | undefined;
            state: components["schemas"]["HoldState"];
        };
        /** @description The body of a capture. */
        CaptureRequest: {
            agent?: components["schemas"]["Tag"] | null | undefined;
            campaign?: components["schemas"]["Tag"] | null | undefined;
            charge?: components["schemas"]["ChargeRequest"] | null | undefined;
            credits?: components["schemas"]["Amount"] | null | undefined;
            /** @description Whether this is everything so far, and not what has come since the last capture. */
            cumulative?: boolean | null | undefined;
            /** @description Whether nothing follows: what is left comes back. */
            last?: boolean | null | undefined;
        };
        /**
         * @description What a message is for, where its price depends on that.
         * @enum {string}
         */
        Category: "marketing" | "utility" | "authentication" | "service";
        /** @description The body of a change: what is to be otherwise. */
        ChangeRequest: {
            allowance?: components["schemas"]["Amount"] | null | undefined;
            /** @description Whether plan, seats and allowance wait for the next period: as they bring more or fewer unless it is said. */
            atPeriodEnd?: boolean | null | undefined;
            /** @description Parts of a price that the account brings itself, by their names in the book. */
            brings?: string[] | null | undefined;
            funding?: components["schemas"]["Funding"] | null | undefined;
            /** @description The plan, by its name in the book. */
            plan?: string | null | undefined;
            /**
             * Format: int32
             * @description How many seats the plan is for.
             */
            seats?: number | null | undefined;
            /** @description IANA name, such as `Europe/Berlin`. */
            timeZone?: string | null | undefined;
        };
        Charge: {
            balance: components["schemas"]["Balance"];
            /** @description What was taken and what is owed; the price of what is only recorded. */
            credits: components["schemas"]["Credits"];
            decision: components["schemas"]["Decision"];
            id: string;
            quote: components["schemas"]["Quote"];
        };
        /** @description What is charged for: a message, a call, an interaction. */
        ChargeRequest: {
            /**
             * @description Who used it, for reports; the price does not depend on it.
             * @example Front desk
             */
            agent?: string | null | undefined;
            /** @description The book that is meant, to be sure of it. */
            book?: string | null | undefined;
            call?: components["schemas"]["CallDocument"] | null | undefined;
            /**
             * @description What it was used for, for reports; the price does not depend on it.
             * @example Front desk
             */
            campaign?: string | null | undefined;
            category?: components["schemas"]["Category"] | null | undefined;
            encoding?: components["schemas"]["Encoding"] | null | undefined;
            interaction?: components["schemas"]["InteractionDocument"] | null | undefined;
            national?: components["schemas"]["NationalChoice"] | null | undefined;
            /** @description The network that the number is on, where its rate depends on that. */
            operator?: string | null | undefined;
            profile?: components["schemas"]["ProfileChoice"] | null | undefined;
            /**
             * Format: int64
             * @description How many times; 1 unless it is said.
             */
            quantity?: number | null | undefined;
            /** @description The `quoteToken` of a quote for the same request: what was quoted is what is charged. */
            quoteToken?: string | null | undefined;
            /** @description ISO 3166-1; in place of `to`. */
            region?: string | null | undefined;
            /** @description What is used, by its name in the book. */
            service: string;
            smart?: components["schemas"]["Smart"] | null | undefined;
            /** @description A message's text, which says its segments. */
            text?: string | null | undefined;
            /** @description A phone number in E.164, which says the region. */
            to?: string | null | undefined;
        };
        /** @description What a charge has come to by now. */
        ChargeState: {
            adjusted: boolean;
            /** Format: date-time */
            at: string;
            /** @description What was taken and what is owed, without what came back. */
            credits: components["schemas"]["Credits"];
            id: string;
            /** @description An attempt that has not ended. */
            open: boolean;
            /** @description The lots that paid, in the order in which they did. */
            parts: components["schemas"]["PartAnswer"][];
            /** @description What the price was made from. */
            record: unknown;
            /** @description Whether some of it, or all, was given back. */
            refunded: boolean;
        };
        /**
         * @description Credits: a decimal number as text, counted in millionths, at most 9223372036854.775807. Answers have no zeros that say nothing.
         * @example 9
         * @example 14.976
         */
        Credits: string;
        /**
         * @description What became of a price: whether it was taken, and what to do where it was not.
         * @enum {string}
         */
        Decision: "priced" | "free" | "charged" | "recorded" | "overage" | "fallback_email" | "paused" | "declined";
        /** @description A rate that changes; `null` before where it is new, and after where it is gone. */
        DeckChange: {
            after: string | null;
            before: string | null;
            key: string;
            /** @description By how many percent it rises, to two places. */
            percent: string | null;
        };
        /** @description What changes from one deck to the next. */
        DeckDiff: {
            after: components["schemas"]["DeckSummary"];
            before: components["schemas"]["DeckSummary"];
            /** @description By what the rate is for. */
            changes: components["schemas"]["DeckChange"][];
        };
        /** @description Something wrong or odd in a deck. */
        DeckFinding: {
            /**
             * Format: int64
             * @description The header is line 1.
             */
            line: number;
            /** @description `error` or `warning`. */
            severity: string;
            text: string;
        };
        /** @description A rate deck that there is to run by. */
        DeckLine: {
            /** @description Whether the ledger runs by it. */
            active: boolean;
            hash: string;
            /** Format: date-time */
            importedAt: string;
            /** @description The service that it is for, as books call their deck. */
            service: string;
        };
        /** @description A page of decks, newest first. */
        Decks: {
            decks: components["schemas"]["DeckLine"][];
            /** @description The `cursor` of the next page; `null` on the last one. */
            next: string | null;
        };
        /** @description What a deck is. */
        DeckSummary: {
            currency: string;
            hash: string;
            rates: number;
        };
        /** @description A page of deliveries, newest first. */
        Deliveries: {
            deliveries: components["schemas"]["Delivery"][];
            /** @description The `cursor` of the next page; `null` on the last one. */
            next: string | null;
        };
        /** @description An event on its way to one place. */
        Delivery: {
            account: string;
            /**
             * Format: int32
             * @description How often it was tried, since it was last replayed.
             */
            attempts: number;
            channel: components["schemas"]["DeliveryChannel"];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            endedAt: string | null;
            /** @description What went wrong last. */
            error: string | null;
            event: string;
            id: string;
            /**
             * Format: date-time
             * @description When it is tried next; `null` when it has ended.
             */
            nextAt: string | null;
            state: components["schemas"]["DeliveryState"];
            /**
             * Format: int32
             * @description What the endpoint answered last.
             */
            status: number | null;
            /** @description An endpoint's id, or an e-mail address. */
            target: string;
        };
        /**
         * @description How an event is delivered.
         * @enum {string}
         */
        DeliveryChannel: "webhook" | "mail";
        /**
         * @description What became of a delivery so far.
         * @enum {string}
         */
        DeliveryState: "pending" | "delivered" | "dead";
        /** @description `answered`, `connected`, or outcomes of the book. */
        DialUntilDocument: string | string[];
        /**
         * @description Who calls whom.
         * @enum {string}
         */
        Direction: "inbound" | "outbound" | "web";
        /**
         * @description How a text is encoded.
         * @enum {string}
         */
        Encoding: "GSM-7" | "ASCII" | "UCS-2";
        /** @description An endpoint as it is shown: never its secret. */
        Endpoint: {
            /** @description Whose events; `null` for every account's. */
            account: string | null;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description Since when nothing is sent to it.
             */
            deletedAt: string | null;
            id: string;
            /** @description What it is told of; `null` for everything. */
            types: components["schemas"]["EventType"][] | null;
            url: string;
        };
        /** @description The body of a change to an endpoint. */
        EndpointChange: {
            /**
             * Format: int32
             * @description For how many seconds what is sent is signed by the one before as well: a day unless it is said, a week at most, and
             *     0 where somebody else knows it.
             */
            keepOldFor?: number | null | undefined;
            /** @description Makes another secret. */
            rotateSecret: components["schemas"]["True"];
        };
        /** @description The body of a new endpoint. */
        EndpointRequest: {
            account?: components["schemas"]["Name"] | null | undefined;
            /** @description What it is told of: everything unless it is said. */
            types?: components["schemas"]["EventType"][] | null | undefined;
            /**
             * Format: uri
             * @description An https address that is reached over the internet.
             */
            url: string;
        };
        /** @description All endpoints, newest first. */
        Endpoints: {
            endpoints: components["schemas"]["Endpoint"][];
        };
        /** @description A page of entries, newest first. */
        Entries: {
            entries: components["schemas"]["Entry"][];
            /** @description The `cursor` of the next page; `null` on the last one. */
            next: string | null;
        };
        Entry: {
            /** Format: date-time */
            at: string;
            /** @description The charge or hold that it is about. */
            concerns: string | null;
            credits: components["schemas"]["Credits"];
            from: components["schemas"]["Side"];
            /** @description The id of what it is a part of. */
            id: string;
            kind: components["schemas"]["EntryOf"];
            /** Format: int64 */
            lot: number | null;
            /** @description What the price was made from, or why credits came back; `null` where there is nothing to say. */
            record: components["schemas"]["Note"];
            region: string | null;
            /** Format: int64 */
            segments: number | null;
            /** Format: int64 */
            seq: number;
            service: string | null;
            to: components["schemas"]["Side"];
        };
        /**
         * @description What an entry is a part of.
         * @enum {string}
         */
        EntryOf: "adjustment" | "allotment" | "allowance" | "capture" | "charge" | "expiry" | "grant" | "hold" | "hold_expiry" | "outcome" | "purchase" | "recurring" | "refund" | "release" | "rollover";
        /**
         * @description What went wrong, as a code to branch on.
         * @enum {string}
         */
        ErrorCode: "account-exists" | "already-adjusted" | "already-done" | "already-ended" | "already-refunded" | "body-too-large" | "body-too-slow" | "book-mismatch" | "book-not-effective" | "campaign-exists" | "currency-mismatch" | "does-not-fit" | "duplicate-purchase" | "forbidden" | "idempotency-key-missing" | "idempotency-key-reused" | "insufficient-credits" | "internal" | "invalid-allotment" | "invalid-amount" | "invalid-anchor" | "invalid-book" | "invalid-call" | "invalid-deck" | "invalid-hold" | "invalid-login-code" | "invalid-name" | "invalid-number" | "invalid-profile" | "invalid-quantity" | "invalid-quote" | "invalid-recipients" | "invalid-region" | "invalid-request" | "invalid-signature" | "invalid-template" | "key-expired" | "key-revoked" | "last-admin-key" | "malformed-json" | "missing-column" | "method-not-allowed" | "no-rate" | "no-region" | "not-found" | "not-in-plan" | "out-of-range" | "parameter-missing" | "plan-in-use" | "quote-expired" | "quote-mismatch" | "quote-spent" | "text-too-long" | "too-many-characters" | "too-many-parts" | "too-many-requests" | "unauthorized" | "unavailable" | "unknown-account" | "unknown-allotment" | "unknown-book" | "unknown-campaign" | "unknown-charge" | "unknown-deck" | "unknown-delivery" | "unknown-endpoint" | "unknown-field" | "unknown-hold" | "unknown-key" | "unknown-language" | "unknown-merge-field" | "unknown-outcome" | "unknown-parameter" | "unknown-plan" | "unknown-profile" | "unknown-purchase" | "unknown-reload" | "unknown-service" | "unknown-top-up" | "unknown-zone";
        /** @description An event, as it is listed and as a webhook brings it. */
        Event: components["schemas"]["Happened"] & {
            account: string;
            /** Format: date-time */
            createdAt: string;
            /** @description The same in the list, in every webhook of it, and when one is sent again. */
            id: string;
        };
        /** @description A page of events, newest first. */
        Events: {
            events: components["schemas"]["Event"][];
            /** @description The `cursor` of the next page; `null` on the last one. */
            next: string | null;
        };
        /**
         * @description What an event tells of.
         * @enum {string}
         */
        EventType: "allotment.short" | "balance.low" | "charge.refused" | "debt.owed" | "hold.expired" | "lot.expired" | "period.began" | "reload.capped" | "reload.declined" | "reload.paid" | "reload.suspended" | "reload.wanted";
        /** @description What is expected from the first day to the last one, what was used by now included. */
        Expected: {
            cover: components["schemas"]["UsageCover"] | null;
            credits: components["schemas"]["Credits"];
            /**
             * Format: int64
             * @description How many days it was made from.
             */
            days: number;
            daysWithUsage: number;
            /** @description Four times in five it is not more than this, and not less than `low`. */
            high: components["schemas"]["Credits"];
            /** @description Four times in five it is not less. */
            low: components["schemas"]["Credits"];
            /** @description An average day of the days that it was made from. */
            perDay: components["schemas"]["Credits"];
        };
        /** @description One of them. */
        Finding: {
            code: string;
            /** @description The place in the book's document, or `decks` and the deck's name. */
            path: string;
            /** @description `error`, `warning` or `note`. */
            severity: string;
            text: string;
        };
        /** @description What is wrong in a document that is refused. */
        Findings: components["schemas"]["Finding"][] | components["schemas"]["DeckFinding"][];
        /** @description The least that lets it go ahead. */
        Fix: {
            account: string;
            /** @enum {string} */
            action: "add";
            credits: components["schemas"]["Credits"];
        } | {
            account: string;
            /** @enum {string} */
            action: "buy";
            credits: components["schemas"]["Credits"];
            /** Format: int64 */
            quantity: number;
            topUp: string;
        } | {
            account: string;
            /** @enum {string} */
            action: "allot";
            credits: components["schemas"]["Credits"];
            mode: components["schemas"]["AllotmentMode"];
            renew?: boolean | null | undefined;
            to: string;
        } | {
            /** @enum {string} */
            action: "reduce";
            to: components["schemas"]["Credits"];
        };
        /**
         * @description Who pays for usage: credits, or somebody else.
         * @enum {string}
         */
        Funding: "credits" | "external";
        Given: {
            balance: components["schemas"]["Balance"];
            credits: components["schemas"]["Credits"];
            to: string;
        };
        Grant: {
            balance: components["schemas"]["Balance"];
            credits: components["schemas"]["Credits"];
            id: string;
        };
        /**
         * @description What is granted.
         * @enum {string}
         */
        GrantKind: "promo" | "top_up";
        /** @description The body of a grant. */
        GrantRequest: {
            /** @description How many, more than 0. */
            credits: components["schemas"]["Amount"];
            /**
             * Format: date-time
             * @description Until when they can be used; for ever unless it is said.
             */
            expiresAt?: string | null | undefined;
            kind?: components["schemas"]["GrantKind"] | null | undefined;
            /** @description At most 500 bytes, which are kept. */
            reason?: string | null | undefined;
        };
        /**
         * @description Who speaks.
         * @enum {string}
         */
        Handler: "ai" | "person";
        /** @description What has happened, and what there is to say of it. There may be more types, and more to say. */
        Happened: {
            /** @description The balance does not suffice for what is given to an account below. */
            data: {
                missing: components["schemas"]["Credits"];
                to: string;
            };
            /** @enum {string} */
            type: "allotment.short";
        } | {
            /** @description The balance has fallen to a threshold, in percent of `base`. */
            data: {
                admins: string[];
                balance: components["schemas"]["Credits"];
                base: components["schemas"]["Credits"];
                threshold: components["schemas"]["Percentage"];
            };
            /** @enum {string} */
            type: "balance.low";
        } | {
            /** @description A charge or a hold was not covered. */
            data: {
                decision: components["schemas"]["Decision"];
            };
            /** @enum {string} */
            type: "charge.refused";
        } | {
            /** @description Usage exceeded the available credits. */
            data: {
                credits: components["schemas"]["Credits"];
            };
            /** @enum {string} */
            type: "debt.owed";
        } | {
            /** @description A hold has expired: what was left of it, and what of that did not come back. */
            data: {
                credits: components["schemas"]["Credits"];
                forfeited: components["schemas"]["Credits"];
                hold: string;
            };
            /** @enum {string} */
            type: "hold.expired";
        } | {
            /** @description Credits have expired. */
            data: {
                credits: components["schemas"]["Credits"];
                /** Format: int64 */
                lot: number;
            };
            /** @enum {string} */
            type: "lot.expired";
        } | {
            /** @description A billing period has begun. */
            data: {
                /** Format: int64 */
                period: number;
                /** Format: date-time */
                start: string;
            };
            /** @enum {string} */
            type: "period.began";
        } | {
            /** @description An automatic reload would exceed the period's cap: of it, `pending` has no outcome yet. */
            data: {
                admins: string[];
                bought: components["schemas"]["Credits"];
                cap: components["schemas"]["Credits"];
                pending: components["schemas"]["Credits"];
            };
            /** @enum {string} */
            type: "reload.capped";
        } | {
            /** @description The payment of an automatic reload was declined, and is tried again. */
            data: {
                admins: string[];
                /** Format: int32 */
                declines: number;
                /** Format: int64 */
                reload: number;
                /** Format: date-time */
                retryAt: string;
            };
            /** @enum {string} */
            type: "reload.declined";
        } | {
            /** @description An automatic reload was paid. */
            data: {
                credits: components["schemas"]["Credits"];
                /** Format: int64 */
                reload: number;
            };
            /** @enum {string} */
            type: "reload.paid";
        } | {
            /** @description A payment was declined too often: there are no more automatic reloads. */
            data: {
                admins: string[];
                /** Format: int32 */
                declines: number;
                /** Format: int64 */
                reload: number;
            };
            /** @enum {string} */
            type: "reload.suspended";
        } | {
            /** @description An automatic reload is due: its payment is to be collected. */
            data: {
                credits: components["schemas"]["Credits"];
                /** Format: int64 */
                packages: number;
                /** Format: int64 */
                reload: number;
                topUp: string;
            };
            /** @enum {string} */
            type: "reload.wanted";
        };
        /** @description SHA-256 of a document, as hexadecimal digits. */
        Hash: string;
        Held: {
            balance: components["schemas"]["Balance"];
            credits: components["schemas"]["Credits"];
            /** Format: date-time */
            expiresAt: string;
            id: string;
            quote?: components["schemas"]["Quote"] | null | undefined;
        };
        /** @description A hold's state: `credits` are what was captured, what is left, what came back and what was forfeited. */
        Hold: {
            captured: components["schemas"]["Credits"];
            /** Format: date-time */
            createdAt: string;
            credits: components["schemas"]["Credits"];
            /** Format: date-time */
            expiresAt: string;
            /** @description What did not come back at its end: its lot had expired. */
            forfeited: components["schemas"]["Credits"];
            id: string;
            /** @description What can still be captured. */
            left: components["schemas"]["Credits"];
            parts: components["schemas"]["PartAnswer"][];
            /** @description What came back at its end. */
            released: components["schemas"]["Credits"];
            state: components["schemas"]["HoldState"];
        };
        /** @description The body of a hold. */
        HoldRequest: {
            agent?: components["schemas"]["Tag"] | null | undefined;
            campaign?: components["schemas"]["Tag"] | null | undefined;
            charge?: components["schemas"]["ChargeRequest"] | null | undefined;
            credits?: components["schemas"]["Amount"] | null | undefined;
            /**
             * Format: int64
             * @description How many seconds it lasts, at most 30 days.
             */
            expiresIn: number;
        };
        /**
         * @description `open`, or how it ended.
         * @enum {string}
         */
        HoldState: "open" | "captured" | "released" | "expired";
        /** @description A book that was imported, and what was found in it. */
        ImportedBook: components["schemas"]["BookLine"] & {
            /** @description The worst first. */
            findings: components["schemas"]["Finding"][];
            /** @description Whether there is no warning. */
            ok: boolean;
        };
        /** @description A deck that was imported, and what was found in it. */
        ImportedDeck: components["schemas"]["DeckLine"] & {
            currency: string;
            /** @description By line. */
            findings: components["schemas"]["DeckFinding"][];
            /** @description Whether there is no warning. */
            ok: boolean;
            rates: number;
        };
        InteractionDocument: {
            /** @description Whether it came to an end; one that was broken off is free. */
            completed?: boolean | null | undefined;
            /** @description Steps with the same id are one interaction. */
            id?: string | null | undefined;
        };
        /** @description A key as it is shown: never the key itself. */
        Key: {
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string | null;
            id: string;
            /**
             * Format: date-time
             * @description To the minute.
             */
            lastUsedAt: string | null;
            name: string;
            /** @description The key's first characters. */
            prefix: string;
            /** Format: date-time */
            revokedAt: string | null;
            scopes: components["schemas"]["Scope"][];
        };
        /** @description The body of a new key. */
        KeyRequest: {
            /**
             * Format: date-time
             * @description Until when it is good; for ever unless it is said.
             */
            expiresAt?: string | null | undefined;
            /** @description What it is for. */
            name: components["schemas"]["Name"];
            /** @description What it may do. */
            scopes: components["schemas"]["Scope"][];
        };
        /** @description A page of keys, newest first. */
        Keys: {
            keys: components["schemas"]["Key"][];
            /** @description The `cursor` of the next page; `null` on the last one. */
            next: string | null;
        };
        /** @description The keys by which anyone can verify a token. */
        KeySet: {
            keys: components["schemas"]["PublicKey"][];
        };
        /** @description What stands in the way: `pool`, `allotment`, `cap` or `hold`, and whose. */
        LimitAnswer: {
            account: string | null;
            kind: components["schemas"]["LimitKind"];
        };
        /**
         * @description What stands in the way.
         * @enum {string}
         */
        LimitKind: "pool" | "allotment" | "cap" | "hold";
        /** @description Recipients that cost the same. */
        LineDocument: {
            /**
             * Format: int32
             * @description Which of a recipient's numbers this is, from 1; 1 where nothing is said.
             */
            position?: number | null | undefined;
            /** Format: int64 */
            recipients: number;
            /** @description ISO 3166-1. */
            region?: string | null | undefined;
            /**
             * Format: int32
             * @description A message's parts; of anything else nothing, or 0.
             */
            segments?: number | null | undefined;
            /**
             * Format: int32
             * @description Its parts where the carrier cuts it at the stricter border; `segments` where nothing is said.
             */
            segmentsMax?: number | null | undefined;
            /**
             * @description In place of the region, a number that stands for all of this price: where the region says too little, or there
             *     is none.
             */
            to?: string | null | undefined;
        };
        /** @description The answer to a new login code. */
        LoginCode: {
            /** @description The account that the person acts for; `null` for an operator. */
            account: string | null;
            /** @description The code itself, in the first answer only; `null` when the request is sent again. */
            code: string | null;
            /** Format: date-time */
            expiresAt: string;
            /** @description Whether the person is the operator. */
            operator: boolean;
        };
        /** @description The body of a new login code. */
        LoginCodeRequest: {
            account?: components["schemas"]["Name"] | null | undefined;
            /**
             * Format: int64
             * @description How long it is good, in seconds: 600 where nothing is asked for.
             */
            expiresIn?: number | null | undefined;
            /** @description In place of an account: the person is the operator, who may do what a key with scope `admin` may. */
            operator?: boolean | null | undefined;
        };
        /** @description Credits that came in together. */
        Lot: {
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description Once it is in the past, only what holds reserve of it is left.
             */
            expiresAt: string | null;
            granted: components["schemas"]["Credits"];
            held: components["schemas"]["Credits"];
            /** Format: int64 */
            id: number;
            kind: components["schemas"]["LotKind"];
            /** Format: int32 */
            priority: number;
            remaining: components["schemas"]["Credits"];
        };
        /**
         * @description Where the credits of a lot are from.
         * @enum {string}
         */
        LotKind: "allowance" | "rollover" | "top_up" | "recurring" | "promo" | "allotment";
        Lots: {
            lots: components["schemas"]["Lot"][];
        };
        /** @description What the price was made from. Fields that say nothing of a service are left out of its answers. */
        Measured: {
            encoding?: components["schemas"]["Encoding"] | undefined;
            profile?: string | undefined;
            profileDate?: string | undefined;
            /** Format: int32 */
            segments?: number | undefined;
            /** Format: int32 */
            segmentsMax?: number | undefined;
            /** Format: int32 */
            units?: number | undefined;
        } & {
            billableSeconds?: string | undefined;
            /** @description After increments, minimum and free time. */
            billedSeconds?: string | undefined;
            direction?: components["schemas"]["Direction"] | null | undefined;
            /** @description Of these, what the book does not charge, by kind. */
            excludedSeconds?: {
                [key: string]: string;
            } | undefined;
            handledBy?: components["schemas"]["Handler"] | undefined;
            seconds?: string | undefined;
        } & {
            at?: string | null | undefined;
            category?: components["schemas"]["Category"] | null | undefined;
            class?: components["schemas"]["NumberClass"] | null | undefined;
            completed?: boolean | null | undefined;
            interaction?: string | null | undefined;
            operator?: string | null | undefined;
            outcome?: string | null | undefined;
            /** Format: int64 */
            quantity: number;
            region: string | null;
            service: string;
        };
        Money: {
            /** @description A decimal number. */
            amount: string;
            /** @description ISO 4217. */
            currency: string;
        };
        /**
         * @description 1 to 64 letters, digits, `-`, `_`, `.` or `:`, and neither `.` nor `..`.
         * @example acme
         */
        Name: string;
        /** @description `off`, `all`, or languages. */
        NationalChoice: string | string[];
        /** @description The answer to a new endpoint, and to a new secret. */
        NewEndpoint: components["schemas"]["Endpoint"] & {
            /** @description What its webhooks are signed by, in the first answer only; `null` when the request is sent again. */
            secret: string | null;
        };
        /** @description The answer to a new key. */
        NewKey: components["schemas"]["Key"] & {
            /** @description The key itself, in the first answer only; `null` when the request is sent again. */
            key: string | null;
        };
        NextDocument: {
            allowance: components["schemas"]["Credits"] | null;
            plan: string | null;
            /** Format: int32 */
            seats: number | null;
        };
        Note: components["schemas"]["Record"] | {
            /** @description Why credits were given or came back. */
            reason: string;
        } | null;
        /**
         * @description What a number is whose country code belongs to no country.
         * @enum {string}
         */
        NumberClass: "freephone" | "shared-cost" | "satellite" | "personal-number" | "international-network" | "disaster-relief" | "premium-rate";
        /** @description The body of a new account. */
        OpeningRequest: {
            allowance?: components["schemas"]["Amount"] | null | undefined;
            /** @description Where billing periods begin: a local date, or date and time. */
            anchor?: string | null | undefined;
            /** @description The book that is meant, to be sure of it. */
            book?: string | null | undefined;
            /** @description Parts of a price that the account brings itself, by their names in the book. */
            brings?: string[] | null | undefined;
            funding?: components["schemas"]["Funding"] | null | undefined;
            /** @description What it is called from now on. */
            id: components["schemas"]["Name"];
            parent?: components["schemas"]["Name"] | null | undefined;
            /** @description The plan, by its name in the book. */
            plan?: string | null | undefined;
            /**
             * Format: int32
             * @description How many seats the plan is for.
             */
            seats?: number | null | undefined;
            /** @description IANA name, such as `Europe/Berlin`. */
            timeZone?: string | null | undefined;
        };
        /** @description The body that says how an attempt ended. */
        OutcomeRequest: {
            /** @description How the attempt ended, as the book names it. */
            outcome: string;
        };
        /** @description A price that the balance covers in part. */
        Overage: {
            /** @description What the balance pays. */
            covered: components["schemas"]["Credits"];
            /** @description What is owed for the rest, at the overage price. */
            owed: components["schemas"]["Credits"];
        };
        /** @description A lot's share as it is shown. */
        PartAnswer: {
            credits: components["schemas"]["Credits"];
            /**
             * Format: int64
             * @description `null` for what is owed.
             */
            lot: number | null;
        };
        PeakDay: {
            credits: components["schemas"]["Credits"];
            /** Format: date */
            day: string;
        };
        /**
         * @description A percentage: a decimal number as text, without a sign.
         * @example 20
         * @example 12.5
         */
        Percentage: string;
        /** @description A billing period: from `start` up to `end`, which is the next one's. */
        Period: {
            /**
             * Format: int32
             * @description Today included, by the calendar of the account's time zone.
             */
            daysLeft: number;
            /** Format: date-time */
            end: string;
            /** Format: date-time */
            start: string;
        };
        /** @description Usage of the billing period by now, from the first of its days on. */
        PeriodUsage: components["schemas"]["Period"] & {
            allowance: components["schemas"]["AllowanceUsage"] | null;
            credits: components["schemas"]["Credits"];
        };
        /** @description A plan. What the book leaves to a parameter that nobody has set is `null`. */
        Plan: {
            /** @description `none`, `flat`, `per_seat`, `unlimited`, or `operator`: each account's own. */
            allowance: string;
            /** @description Whether accounts below one on this plan are unlimited as well. */
            coversDescendants: boolean;
            /** @description Credits a period; of each seat where it is by seat. */
            credits?: string | null | undefined;
            id: string;
            note: string;
            /** @description Money a month, in the book's currency; of each seat where that is so. */
            price?: string | null | undefined;
            pricePerSeat: boolean;
            /** @description Packages that accounts on it may buy. */
            topUps: string[];
            /** Format: int32 */
            trialDays?: number | null | undefined;
        };
        Plans: {
            book: components["schemas"]["BookName"];
            plans: components["schemas"]["Plan"][];
            topUps: components["schemas"]["TopUp"][];
        };
        /** @description What a preflight comes to for an account, and the token that makes the ledger stand by it. */
        PreflightAnswer: {
            /** @description What the account can spend now. */
            available: components["schemas"]["Credits"];
            /** @description Whether that covers the most, or nothing is deducted. */
            covered: boolean;
            estimate: components["schemas"]["CampaignEstimate"];
            /** Format: date-time */
            expiresAt: string;
            /** @description What is missing of the most. */
            missing: components["schemas"]["Credits"];
            overage?: components["schemas"]["CampaignOverage"] | null | undefined;
            token: string;
        };
        /** @description What a preflight counted, to be priced for an account. */
        PreflightRequest: {
            /** @description The `breakdown` of a preflight. The account's plan and the ledger's day count, whatever it says of them. */
            breakdown: components["schemas"]["BreakdownDocument"];
            /**
             * Format: int32
             * @description How long the price is good, in seconds: 300 where nothing is asked for.
             */
            expiresIn?: number | null | undefined;
        };
        /** @description Problem details (RFC 9457) with the error's code. */
        Problem: {
            available?: components["schemas"]["Credits"] | undefined;
            decision?: components["schemas"]["Decision"] | undefined;
            fix?: components["schemas"]["Fix"] | undefined;
            limit?: components["schemas"]["LimitAnswer"] | undefined;
            missing?: components["schemas"]["Credits"] | undefined;
            required?: components["schemas"]["Credits"] | undefined;
        } & {
            code: components["schemas"]["ErrorCode"];
            detail: string;
            findings?: components["schemas"]["Findings"] | null | undefined;
            /** Format: int32 */
            status: number;
            title: string;
            type: string;
        };
        ProfileChoice: string | components["schemas"]["ProfileDocument"];
        ProfileDocument: {
            alphabet?: components["schemas"]["AlphabetDocument"] | null | undefined;
            border?: components["schemas"]["Border"] | null | undefined;
            /** Format: int32 */
            charactersMax?: number | null | undefined;
            gsm7?: components["schemas"]["CapacityDocument"] | null | undefined;
            name: string;
            /** Format: int32 */
            partsMax?: number | null | undefined;
            smart?: components["schemas"]["Smart"] | null | undefined;
            source?: string | null | undefined;
            sourceDate?: string | null | undefined;
            ucs2?: components["schemas"]["CapacityDocument"] | null | undefined;
        };
        /**
         * @description Until when is looked ahead.
         * @enum {string}
         */
        ProjectionUntil: "period" | "month";
        PublicKey: {
            alg: string;
            crv: string;
            kid: string;
            kty: string;
            use: string;
            x: string;
        };
        /** @description The body of a purchase that was paid for. */
        PurchaseRequest: {
            /** @description The payment's own id, which makes it be credited once. */
            id: components["schemas"]["Name"];
            /**
             * Format: int64
             * @description How many of it; 1 unless it is said.
             */
            quantity?: number | null | undefined;
            /** @description The package, by its name in the book. */
            topUp: string;
        };
        /** @description A price, with everything needed to compute it again. */
        Quote: {
            /** @description The book's hash. */
            bookHash: string;
            carrierCost: components["schemas"]["Money"] | null;
            /** @description The price. */
            credits: components["schemas"]["Credits"];
            /** @description Whether it goes ahead, and how it is paid. */
            decision: components["schemas"]["Decision"];
            /** @description The hashes of the decks that were used, by name. */
            deckHashes: {
                [key: string]: string;
            };
            /** @description How the price came about. */
            explanation: components["schemas"]["Step"];
            /** @description What it will cost at most. */
            max: components["schemas"]["Credits"];
            /**
             * Format: int64
             * @description The longest call that the account's balance covers: only for calls, and where an account was given; `null`
             *     where nothing limits it.
             */
            maxSeconds?: number | null | undefined;
            /** @description What the price was made from. */
            measured: components["schemas"]["Measured"];
            money: components["schemas"]["Money"] | null;
            overage?: components["schemas"]["Overage"] | null | undefined;
            /** @description Only where they were asked for. */
            repairs?: components["schemas"]["Saving"][] | null | undefined;
        };
        /** @description The body of a charge, and for whom and how long it is quoted. */
        QuoteRequest: {
            /** @description The account whose price it is. */
            account: string;
            /**
             * @description Who used it, for reports; the price does not depend on it.
             * @example Front desk
             */
            agent?: string | null | undefined;
            /** @description The book that is meant, to be sure of it. */
            book?: string | null | undefined;
            call?: components["schemas"]["CallDocument"] | null | undefined;
            /**
             * @description What it was used for, for reports; the price does not depend on it.
             * @example Front desk
             */
            campaign?: string | null | undefined;
            category?: components["schemas"]["Category"] | null | undefined;
            encoding?: components["schemas"]["Encoding"] | null | undefined;
            /** @description How long the quote is good, in seconds: 300 where nothing is asked for. */
            expiresIn?: number | null | undefined;
            interaction?: components["schemas"]["InteractionDocument"] | null | undefined;
            national?: components["schemas"]["NationalChoice"] | null | undefined;
            /** @description The network that the number is on, where its rate depends on that. */
            operator?: string | null | undefined;
            profile?: components["schemas"]["ProfileChoice"] | null | undefined;
            /**
             * Format: int64
             * @description How many times; 1 unless it is said.
             */
            quantity?: number | null | undefined;
            /** @description ISO 3166-1; in place of `to`. */
            region?: string | null | undefined;
            /** @description What is used, by its name in the book. */
            service: string;
            smart?: components["schemas"]["Smart"] | null | undefined;
            /** @description A message's text, which says its segments. */
            text?: string | null | undefined;
            /** @description A phone number in E.164, which says the region. */
            to?: string | null | undefined;
        };
        /** @description What an entry keeps of a charge: neither text nor number, and enough to compute the price again. */
        Record: {
            bookHash: string;
            decision: components["schemas"]["Decision"];
            deckHashes: {
                [key: string]: string;
            };
            /** @description The most that this price could have come to. */
            max: components["schemas"]["Credits"];
            measured: components["schemas"]["Measured"];
            owedMax?: components["schemas"]["Credits"] | null | undefined;
            plan: string;
            /** @description The price, whoever bears it, without overage; of a `cumulative` capture, that of everything so far. */
            price: components["schemas"]["Credits"];
            quote?: string | null | undefined;
        };
        RecurringDocument: {
            credits: components["schemas"]["Credits"];
            /** @description The purchase's id. */
            id: string;
            topUp: string;
        };
        Refund: {
            balance: components["schemas"]["Balance"];
            charge: string;
            credits: components["schemas"]["Credits"];
            /** @description What of it came back too late: its lot has expired. */
            forfeited: components["schemas"]["Credits"];
            id: string;
        };
        /** @description The body of a refund. */
        RefundRequest: {
            credits?: components["schemas"]["Amount"] | null | undefined;
            /** @description At most 500 bytes, which are kept. */
            reason?: string | null | undefined;
        };
        /** @description Why something does not go ahead, and the least that would change it. */
        Refusal: {
            available: components["schemas"]["Credits"];
            decision: components["schemas"]["Decision"];
            fix: components["schemas"]["Fix"];
            limit: components["schemas"]["LimitAnswer"];
            missing: components["schemas"]["Credits"];
            required: components["schemas"]["Credits"];
        };
        Refused: components["schemas"]["Problem"] & components["schemas"]["Refusal"];
        Released: {
            balance: components["schemas"]["Balance"];
            /** @description What was left of it. */
            credits: components["schemas"]["Credits"];
            /** @description What of that did not come back: its lot has expired. */
            forfeited: components["schemas"]["Credits"];
            hold: string;
        };
        /** @description A reload whose payment is waited for. */
        ReloadInFlight: {
            credits: components["schemas"]["Credits"];
            /** Format: int64 */
            packages: number;
            /** Format: int64 */
            reload: number;
            topUp: string;
            /**
             * Format: date-time
             * @description Without an outcome by then it counts as declined.
             */
            until: string;
        };
        /**
         * @description What became of a payment.
         * @enum {string}
         */
        ReloadOutcome: "paid" | "declined";
        /** @description The body that says what became of a reload's payment. */
        ReloadOutcomeRequest: {
            outcome: components["schemas"]["ReloadOutcome"];
            payment?: components["schemas"]["Name"] | null | undefined;
            /** @description Why it is declined: at most 500 bytes, which are kept until the next outcome. */
            reason?: string | null | undefined;
        };
        /** @description A part of a threshold. */
        ReloadReason: {
            /** Format: int64 */
            chargesPerDay?: number | null | undefined;
            code: components["schemas"]["ReloadReasonCode"];
            /** @description What it adds. */
            credits: components["schemas"]["Credits"];
            /**
             * Format: int64
             * @description Of all usage, that at night.
             */
            nightPercent?: number | null | undefined;
        };
        /**
         * @description What a reload threshold is made of.
         * @enum {string}
         */
        ReloadReasonCode: "busy-day" | "overnight" | "call-volume" | "book-threshold";
        /**
         * @description Where auto-reload stands: it is not enabled (`off`); it buys when the balance falls to the threshold (`armed`); the balance is there, and it buys once it has been above or when a charge is refused (`waiting`); a payment is waited for (`inFlight`); one was declined and is tried again (`retrying`), or is not until it is enabled again (`suspended`); the cap leaves no room (`capped`).
         * @enum {string}
         */
        ReloadState: "off" | "armed" | "waiting" | "inFlight" | "retrying" | "suspended" | "capped";
        /** @description From which balance on the account should buy. */
        ReloadSuggestion: {
            bookThreshold: components["schemas"]["Credits"] | null;
            /** @description Of the last thirty complete days. */
            daysWithUsage: number;
            /** @description What it is made of; it is rounded up from their sum. */
            reasons: components["schemas"]["ReloadReason"][];
            threshold: components["schemas"]["Credits"] | null;
        };
        /**
         * @description A way to a cheaper message.
         * @enum {string}
         */
        RepairAction: "to-gsm-7" | "fewer" | "cut";
        /** @description A way to a cheaper message. */
        RepairAnswer: {
            /** @description `to-gsm-7`, `fewer` or `cut` */
            action: components["schemas"]["RepairAction"];
            /**
             * Format: int32
             * @description Grapheme clusters to cut from the end.
             */
            cut: number;
            encoding: components["schemas"]["Encoding"];
            replacements: components["schemas"]["Replacement"][];
            /** Format: int32 */
            saves: number;
            /** Format: int32 */
            segments: number;
        };
        Replacement: {
            changesMeaning: boolean;
            /** Format: int32 */
            end: number;
            from: string;
            /** Format: int32 */
            start: number;
            to: string;
        };
        /**
         * @description For what a price is rounded.
         * @enum {string}
         */
        RoundedPer: "segment" | "message" | "call" | "interaction";
        Rounding: {
            mode: components["schemas"]["RoundingMode"];
            per: components["schemas"]["RoundedPer"];
            /** Format: int32 */
            scale: number;
        };
        /**
         * @description How it is rounded.
         * @enum {string}
         */
        RoundingMode: "ceil" | "half_even" | "floor";
        /** @description A way to a cheaper message, and what it saves. */
        Saving: components["schemas"]["RepairAnswer"] & {
            savesCredits: components["schemas"]["Credits"];
        };
        /**
         * @description What a key may do. `admin` covers the others; `charge` and `read` do not cover each other.
         * @enum {string}
         */
        Scope: "admin" | "charge" | "read";
        /** @description Whom a person acts for. */
        Session: {
            /** @description The account that the person acts for; `null` for an operator, who has none of their own. */
            account: string | null;
            /** @description Where the person pays for credits, with `account`, `package` and `quantity` behind it. */
            checkoutUrl?: string | null | undefined;
            /** @description What every change sends back as `X-CSRF-Token`. The demo needs none. */
            csrfToken?: string | null | undefined;
            /** @description Whether this account may grant itself credits. */
            demo: boolean;
            /** Format: date-time */
            expiresAt?: string | null | undefined;
            /** @description Whether the person may do what a key with scope `admin` may, for every account. */
            operator: boolean;
        };
        /** @description The body of a new session. */
        SessionRequest: {
            /** @description The login code. */
            code: string;
        };
        /** @description By how much a charge changed, or what was recorded of it: less than 0 where it came to less. */
        Settled: {
            balance: components["schemas"]["Balance"];
            charge: string;
            credits: components["schemas"]["Credits"];
            /** @description What of it came back too late: its lot has expired. */
            forfeited: components["schemas"]["Credits"];
            quote?: components["schemas"]["Quote"] | null | undefined;
        };
        /**
         * @description Where credits are.
         * @enum {string}
         */
        Side: "allowance" | "allotment" | "debt" | "expired" | "forfeited" | "grant" | "held" | "lot" | "purchase" | "rollover" | "usage";
        /** @description A quote, and the token that makes the ledger stand by it. */
        SignedQuote: {
            /** Format: date-time */
            expiresAt: string;
            quote: components["schemas"]["Quote"];
            quoteToken: string;
        };
        /**
         * @description When characters are replaced by others that look alike.
         * @enum {string}
         */
        Smart: "off" | "only_if_gsm" | "only_if_fewer" | "always";
        Step: {
            /** @description The exact result, before it is rounded. */
            exact: string;
            /** @description What it was done with. */
            inputs: {
                [key: string]: string;
            };
            result: components["schemas"]["Credits"];
            rounding: components["schemas"]["Rounding"] | null;
            /** @description What was done. */
            rule: string;
            /** @description What it is made from. */
            steps: components["schemas"]["Step"][];
            /** @description The same in words. */
            text: string;
        };
        /**
         * @description The name of an agent or a campaign: at most 128 bytes, and no control characters.
         * @example Front desk
         */
        Tag: string;
        /** @description An account's terms. */
        TermsDocument: {
            allowance: components["schemas"]["Credits"] | null;
            /** @description Where billing periods begin: a local date, or date and time. */
            anchor: string;
            brings: string[];
            funding: components["schemas"]["Funding"];
            /** @description What changes when the next period begins. */
            next: components["schemas"]["NextDocument"];
            /** @description The account above. */
            parent: string | null;
            /** @description Its own plan; `null` where it is on its parent's. */
            plan: string | null;
            /** @description Credits that were bought for each period. */
            recurring: components["schemas"]["RecurringDocument"][];
            /** Format: int32 */
            seats: number;
            timeZone: string;
            /** Format: date-time */
            trialEndsAt: string | null;
        };
        /**
         * @description A percentage, 0 or more and less than 100: a decimal number as text.
         * @example 20
         * @example 12.5
         */
        Threshold: string;
        /** @description A package of credits. */
        TopUp: {
            credits?: string | null | undefined;
            /** @description `never`, or `period_end`. */
            expires: string;
            id: string;
            note: string;
            /** @description Money, in the book's currency. */
            price?: string | null | undefined;
            /** @description Granted again each period. */
            recurring: boolean;
        };
        /** @enum {boolean} */
        True: true;
        /** @description A larger plan. */
        UpgradeHint: {
            allowance: components["schemas"]["Credits"] | null;
            /** @description How many of the last three complete periods used nine tenths of their allowance or more. */
            highPeriods: number;
            plan: string;
        };
        /** @description What of expected usage the period's allowance and the balance cover. */
        UsageCover: {
            /**
             * Format: date
             * @description The day on which the allowance is used up; `null` where it lasts.
             */
            allowanceEnds: string | null;
            /**
             * Format: date
             * @description The day on which everything is; `null` where it lasts.
             */
            balanceEnds: string | null;
            /** @description What is more than the allowance: it comes from bought credits, or is overage. */
            beyondAllowance: components["schemas"]["Credits"];
            /** @description What nothing covers by now. */
            uncovered: components["schemas"]["Credits"];
        };
        /** @description The usage of a group. It has the fields that were asked for by `by`; what nobody named is empty. */
        UsageGroup: components["schemas"]["UsageSum"] & {
            agent?: string | null | undefined;
            campaign?: string | null | undefined;
            /** Format: date */
            day?: string | null | undefined;
            /** @description The account that used it. */
            member?: string | null | undefined;
            /** @description `2026-11` */
            month?: string | null | undefined;
            /**
             * Format: date
             * @description The first day of a billing period.
             */
            period?: string | null | undefined;
            service?: string | null | undefined;
        };
        /** @description Where usage goes by the end of the billing period or of the month. */
        UsageProjection: {
            account: string;
            expected: components["schemas"]["Expected"] | null;
            /** Format: date */
            from: string;
            /** @description Fewer than seven of the past four weeks' days had usage: there is no `expected`. */
            notEnoughData: boolean;
            /** Format: date */
            to: string;
            upgrade: components["schemas"]["UpgradeHint"] | null;
            /** @description What was used by now. */
            used: components["schemas"]["Credits"];
        };
        /**
         * @description A range of days that ends today.
         * @enum {string}
         */
        UsageRange: "last-30-days" | "last-3-months" | "last-6-months" | "last-12-months" | "all" | "this-month" | "this-period";
        /** @description Usage of an account, and of those below it, over days of its time zone. */
        UsageReport: {
            account: string;
            /** @description Credits a day, over all days of the range up to today, cut off at a micro-credit. */
            averagePerDay: components["schemas"]["Credits"];
            balance: components["schemas"]["Balance"];
            /**
             * Format: date
             * @description The first day.
             */
            from: string;
            /** @description By time in its order; by anything else the most credits first. */
            groups: components["schemas"]["UsageGroup"][];
            /** @description The three days with the most credits, the most first. */
            peakDays: components["schemas"]["PeakDay"][];
            /** @description The billing period by now. */
            period: components["schemas"]["PeriodUsage"];
            range: components["schemas"]["UsageRange"] | null;
            scope: components["schemas"]["UsageScope"];
            timeZone: string;
            /**
             * Format: date
             * @description The last day, which is in the range.
             */
            to: string;
            total: components["schemas"]["UsageSum"];
            trend: components["schemas"]["UsageTrend"] | null;
        };
        /**
         * @description Whose usage it is: the account's own, or that of the accounts below it as well.
         * @enum {string}
         */
        UsageScope: "all" | "own";
        /** @description What was used, and what of it came back. */
        UsageSum: {
            /**
             * Format: int64
             * @description Charges and captures.
             */
            charges: number;
            /** @description What was used less what came back. */
            credits: components["schemas"]["Credits"];
            /** @description What was priced and not deducted: the account is unlimited, or somebody else pays. */
            recorded: components["schemas"]["Credits"];
            returned: components["schemas"]["Credits"];
            /** @description What is owed included. */
            used: components["schemas"]["Credits"];
        };
        /** @description What moved in an account by one charge, capture, refund, adjustment or outcome. */
        UsageTransaction: {
            account: string;
            agent: string;
            /** Format: date-time */
            at: string;
            campaign: string;
            /** @description The charge that it is about, or the hold that it took from. */
            concerns: string | null;
            id: string;
            kind: components["schemas"]["EntryOf"];
            /**
             * Format: date-time
             * @description The same on the account's clocks, as they were.
             */
            localAt: string;
            recorded: components["schemas"]["Credits"];
            returned: components["schemas"]["Credits"];
            service: string;
            used: components["schemas"]["Credits"];
        };
        /** @description A page of transactions, newest first. */
        UsageTransactions: {
            /** Format: date */
            from: string;
            /** @description The `cursor` of the next page; `null` on the last one. */
            next: string | null;
            /** Format: date */
            to: string;
            transactions: components["schemas"]["UsageTransaction"][];
        };
        /** @description The later half of the range's complete days against the earlier one. */
        UsageTrend: {
            /** @description By how many percent it changed, cut off at a tenth; `null` where nothing was used earlier. */
            changePercent: string | null;
            /** @description `up` or `down` by five percent at least, or `steady`. */
            direction: string;
            earlier: components["schemas"]["Credits"];
            later: components["schemas"]["Credits"];
        };
    };
    responses: {
        /** @description `book-mismatch`, `book-not-effective`, `currency-mismatch`, `does-not-fit`, `idempotency-key-missing`, `invalid-allotment`, `invalid-amount`, `invalid-anchor`, `invalid-book`, `invalid-call`, `invalid-deck`, `invalid-hold`, `invalid-name`, `invalid-number`, `invalid-profile`, `invalid-quantity`, `invalid-quote`, `invalid-recipients`, `invalid-region`, `invalid-request`, `invalid-signature`, `invalid-template`, `malformed-json`, `missing-column`, `parameter-missing`, `too-many-characters`, `unknown-book`, `unknown-deck`, `unknown-field`, `unknown-language`, `unknown-merge-field`, `unknown-outcome`, `unknown-parameter`, `unknown-plan`, `unknown-profile`, `unknown-service`, `unknown-top-up`, `unknown-zone` */
        BadRequest: {
            headers: {
                /** @description The id of the request, which the log repeats. */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `account-exists`, `already-adjusted`, `already-done`, `already-ended`, `already-refunded`, `campaign-exists`, `duplicate-purchase`, `last-admin-key`, `plan-in-use`, `quote-spent` */
        Conflict: {
            headers: {
                /** @description The id of the request, which the log repeats. */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `forbidden`, `not-in-plan` */
        Forbidden: {
            headers: {
                /** @description The id of the request, which the log repeats. */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `internal` */
        InternalServerError: {
            headers: {
                /** @description The id of the request, which the log repeats. */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `method-not-allowed` */
        MethodNotAllowed: {
            headers: {
                /** @description The id of the request, which the log repeats. */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `not-found`, `unknown-account`, `unknown-allotment`, `unknown-campaign`, `unknown-charge`, `unknown-delivery`, `unknown-endpoint`, `unknown-hold`, `unknown-key`, `unknown-purchase`, `unknown-reload` */
        NotFound: {
            headers: {
                /** @description The id of the request, which the log repeats. */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `body-too-large` */
        PayloadTooLarge: {
            headers: {
                /** @description The id of the request, which the log repeats. */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `insufficient-credits` */
        PaymentRequired: {
            headers: {
                /** @description The id of the request, which the log repeats. */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Refused"];
            };
        };
        /** @description `body-too-slow` */
        RequestTimeout: {
            headers: {
                /** @description The id of the request, which the log repeats. */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `unavailable` */
        ServiceUnavailable: {
            headers: {
                /** @description The id of the request, which the log repeats. */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `too-many-requests` */
        TooManyRequests: {
            headers: {
                /** @description Seconds to wait. */
                "Retry-After"?: string;
                /** @description The id of the request, which the log repeats. */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `invalid-login-code`, `key-expired`, `key-revoked`, `unauthorized` */
        Unauthorized: {
            headers: {
                /** @description `Bearer` */
                "WWW-Authenticate"?: string;
                /** @description The id of the request, which the log repeats. */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `idempotency-key-reused`, `no-rate`, `no-region`, `out-of-range`, `quote-expired`, `quote-mismatch`, `text-too-long`, `too-many-parts` */
        UnprocessableEntity: {
            headers: {
                /** @description The id of the request, which the log repeats. */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getQuoteKeys: {
        parameters: {
            query?: never;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/jwk-set+json": components["schemas"]["KeySet"];
                };
            };
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/plain; charset=utf-8": string;
                };
            };
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The metrics */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/openmetrics-text; version=1.0.0; charset=utf-8": string;
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, unknown>;
                };
            };
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It can */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/plain; charset=utf-8": string;
                };
            };
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listAccounts: {
        parameters: {
            query?: {
                /** @description The `next` of the page before. */
                cursor?: string | undefined;
                /** @description How many items a page has at most: 50 where nothing is asked for. */
                limit?: number | undefined;
                /** @description The plan that the account is on itself. */
                plan?: string | undefined;
                /** @description A part of the account's id, in upper or lower case. */
                search?: string | undefined;
            } | undefined;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of accounts */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountsPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    openAccount: {
        parameters: {
            query?: never;
            header: {
                /** @description A retry of the same request with the same key gets the same answer, and is not done twice. */
                "Idempotency-Key": components["schemas"]["Name"];
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "acme",
                 *       "plan": "team"
                 *     }
                 */
                "application/json": components["schemas"]["OpeningRequest"];
            };
        };
        responses: {
            /** @description The account */
            201: {
                headers: {
                    /** @description `true` where the request was answered before: this is that answer. */
                    "Idempotent-Replayed"?: string;
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getAccount: {
        parameters: {
            query?: never;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path: {
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    changeAccount: {
        parameters: {
            query?: never;
            header: {
                /** @description A retry of the same request with the same key gets the same answer, and is not done twice. */
                "Idempotency-Key": components["schemas"]["Name"];
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            };
            path: {
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "plan": "organization",
                 *       "seats": 3
                 *     }
                 */
                "application/json": components["schemas"]["ChangeRequest"];
            };
        };
        responses: {
            /** @description The account */
            200: {
                headers: {
                    /** @description `true` where the request was answered before: this is that answer. */
                    "Idempotent-Replayed"?: string;
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["PayloadTooLarge"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getAlerts: {
        parameters: {
            query?: never;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path: {
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The alerts */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alerts"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    setAlerts: {
        parameters: {
            query?: never;
            header: {
                /** @description A retry of the same request with the same key gets the same answer, and is not done twice. */
                "Idempotency-Key": components["schemas"]["Name"];
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            };
            path: {
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "admins": [
                 *         "ann@acme.example",
                 *         "ben@acme.example"
                 *       ],
                 *       "thresholds": [
                 *         "25",
                 *         "10",
                 *         "0"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["AlertsRequest"];
            };
        };
        responses: {
            /** @description The alerts */
            200: {
                headers: {
                    /** @description `true` where the request was answered before: this is that answer. */
                    "Idempotent-Replayed"?: string;
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alerts"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["PayloadTooLarge"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listAllotments: {
        parameters: {
            query?: never;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path: {
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The allotments */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Allotments"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    allot: {
        parameters: {
            query?: never;
            header: {
                /** @description A retry of the same request with the same key gets the same answer, and is not done twice. */
                "Idempotency-Key": components["schemas"]["Name"];
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            };
            path: {
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "credits": "50",
                 *       "mode": "reserve",
                 *       "to": "sales"
                 *     }
                 */
                "application/json": components["schemas"]["AllotmentRequest"];
            };
        };
        responses: {
            /** @description What was given */
            201: {
                headers: {
                    /** @description `true` where the request was answered before: this is that answer. */
                    "Idempotent-Replayed"?: string;
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Given"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            402: components["responses"]["PaymentRequired"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["PayloadTooLarge"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    takeBack: {
        parameters: {
            query?: never;
            header: {
                /** @description A retry of the same request with the same key gets the same answer, and is not done twice. */
                "Idempotency-Key": components["schemas"]["Name"];
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            };
            path: {
                /** @description The account; of keys, the key */
                id: string;
                /** @description The account below */
                to: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What came back */
            200: {
                headers: {
                    /** @description `true` where the request was answered before: this is that answer. */
                    "Idempotent-Replayed"?: string;
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Given"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getAutoReload: {
        parameters: {
            query?: never;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path: {
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The auto-reload */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AutoReloadAnswer"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    setAutoReload: {
        parameters: {
            query?: never;
            header: {
                /** @description A retry of the same request with the same key gets the same answer, and is not done twice. */
                "Idempotency-Key": components["schemas"]["Name"];
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            };
            path: {
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "enabled": true,
                 *       "monthlyCap": "500",
                 *       "packages": 100,
                 *       "threshold": "20",
                 *       "topUp": "credit"
                 *     }
                 */
                "application/json": components["schemas"]["AutoReloadRequest"];
            };
        };
        responses: {
            /** @description The auto-reload */
            200: {
                headers: {
                    /** @description `true` where the request was answered before: this is that answer. */
                    "Idempotent-Replayed"?: string;
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AutoReloadAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["PayloadTooLarge"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    settleReload: {
        parameters: {
            query?: never;
            header: {
                /** @description A retry of the same request with the same key gets the same answer, and is not done twice. */
                "Idempotency-Key": components["schemas"]["Name"];
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            };
            path: {
                /** @description The account; of keys, the key */
                id: string;
                /** @description The reload, counted from 1 in its account */
                reload: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReloadOutcomeRequest"];
            };
        };
        responses: {
            /** @description The auto-reload */
            200: {
                headers: {
                    /** @description `true` where the request was answered before: this is that answer. */
                    "Idempotent-Replayed"?: string;
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AutoReloadAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getBalance: {
        parameters: {
            query?: never;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path: {
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The balance now */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Balance"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listCampaigns: {
        parameters: {
            query?: {
                /** @description The `next` of the page before. */
                cursor?: string | undefined;
                /** @description How many items a page has at most: 50 where nothing is asked for. */
                limit?: number | undefined;
            } | undefined;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path: {
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of campaigns */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignsPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    startCampaign: {
        parameters: {
            query?: never;
            header: {
                /** @description A retry of the same request with the same key gets the same answer, and is not done twice. */
                "Idempotency-Key": components["schemas"]["Name"];
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            };
            path: {
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignRequest"];
            };
        };
        responses: {
            /** @description The campaign */
            201: {
                headers: {
                    /** @description `true` where the request was answered before: this is that answer. */
                    "Idempotent-Replayed"?: string;
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Campaign"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            402: components["responses"]["PaymentRequired"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getCampaign: {
        parameters: {
            query?: never;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path: {
                /** @description The campaign */
                campaign: string;
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The campaign */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Campaign"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    chargeCampaign: {
        parameters: {
            query?: never;
            header: {
                /** @description A retry of the same request with the same key gets the same answer, and is not done twice. */
                "Idempotency-Key": components["schemas"]["Name"];
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            };
            path: {
                /** @description The campaign */
                campaign: string;
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "service": "sms",
                 *       "text": "Party at 8",
                 *       "to": "+919876543210"
                 *     }
                 */
                "application/json": components["schemas"]["ChargeRequest"];
            };
        };
        responses: {
            /** @description What was taken, and what is left */
            201: {
                headers: {
                    /** @description `true` where the request was answered before: this is that answer. */
                    "Idempotent-Replayed"?: string;
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignCharge"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            402: components["responses"]["PaymentRequired"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    endCampaign: {
        parameters: {
            query?: never;
            header: {
                /** @description A retry of the same request with the same key gets the same answer, and is not done twice. */
                "Idempotency-Key": components["schemas"]["Name"];
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            };
            path: {
                /** @description The campaign */
                campaign: string;
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The campaign */
            200: {
                headers: {
                    /** @description `true` where the request was answered before: this is that answer. */
                    "Idempotent-Replayed"?: string;
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Campaign"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    charge: {
        parameters: {
            query?: never;
            header: {
                /** @description A retry of the same request with the same key gets the same answer, and is not done twice. */
                "Idempotency-Key": components["schemas"]["Name"];
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            };
            path: {
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChargeRequest"];
            };
        };
        responses: {
            /** @description What was charged, and why */
            201: {
                headers: {
                    /** @description `true` where the request was answered before: this is that answer. */
                    "Idempotent-Replayed"?: string;
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Charge"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            402: components["responses"]["PaymentRequired"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getCharge: {
        parameters: {
            query?: never;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path: {
                /** @description The charge, which may be a capture */
                charge: string;
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The charge */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChargeState"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    adjustCharge: {
        parameters: {
            query?: never;
            header: {
                /** @description A retry of the same request with the same key gets the same answer, and is not done twice. */
                "Idempotency-Key": components["schemas"]["Name"];
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            };
            path: {
                /** @description The charge, which may be a capture */
                charge: string;
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "credits": "12"
                 *     }
                 */
                "application/json": components["schemas"]["AdjustmentRequest"];
            };
        };
        responses: {
            /** @description By how much it changed */
            200: {
                headers: {
                    /** @description `true` where the request was answered before: this is that answer. */
                    "Idempotent-Replayed"?: string;
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settled"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            402: components["responses"]["PaymentRequired"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    settleCharge: {
        parameters: {
            query?: never;
            header: {
                /** @description A retry of the same request with the same key gets the same answer, and is not done twice. */
                "Idempotency-Key": components["schemas"]["Name"];
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            };
            path: {
                /** @description The charge, which may be a capture */
                charge: string;
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "outcome": "answered"
                 *     }
                 */
                "application/json": components["schemas"]["OutcomeRequest"];
            };
        };
        responses: {
            /** @description By how much it changed */
            200: {
                headers: {
                    /** @description `true` where the request was answered before: this is that answer. */
                    "Idempotent-Replayed"?: string;
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settled"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            402: components["responses"]["PaymentRequired"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    refundCharge: {
        parameters: {
            query?: never;
            header: {
                /** @description A retry of the same request with the same key gets the same answer, and is not done twice. */
                "Idempotency-Key": components["schemas"]["Name"];
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            };
            path: {
                /** @description The charge, which may be a capture */
                charge: string;
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "credits": "1.5",
                 *       "reason": "not delivered"
                 *     }
                 */
                "application/json": components["schemas"]["RefundRequest"];
            };
        };
        responses: {
            /** @description What came back */
            201: {
                headers: {
                    /** @description `true` where the request was answered before: this is that answer. */
                    "Idempotent-Replayed"?: string;
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refund"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listEntries: {
        parameters: {
            query?: {
                /** @description The `next` of the page before. */
                cursor?: string | undefined;
                /** @description How many items a page has at most: 50 where nothing is asked for. */
                limit?: number | undefined;
            } | undefined;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path: {
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of entries */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Entries"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    grant: {
        parameters: {
            query?: never;
            header: {
                /** @description A retry of the same request with the same key gets the same answer, and is not done twice. */
                "Idempotency-Key": components["schemas"]["Name"];
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            };
            path: {
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "credits": "100",
                 *       "kind": "promo",
                 *       "reason": "for the delay"
                 *     }
                 */
                "application/json": components["schemas"]["GrantRequest"];
            };
        };
        responses: {
            /** @description What was granted */
            201: {
                headers: {
                    /** @description `true` where the request was answered before: this is that answer. */
                    "Idempotent-Replayed"?: string;
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Grant"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["PayloadTooLarge"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    hold: {
        parameters: {
            query?: never;
            header: {
                /** @description A retry of the same request with the same key gets the same answer, and is not done twice. */
                "Idempotency-Key": components["schemas"]["Name"];
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            };
            path: {
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HoldRequest"];
            };
        };
        responses: {
            /** @description What is reserved */
            201: {
                headers: {
                    /** @description `true` where the request was answered before: this is that answer. */
                    "Idempotent-Replayed"?: string;
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Held"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            402: components["responses"]["PaymentRequired"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getHold: {
        parameters: {
            query?: never;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path: {
                /** @description The hold */
                hold: string;
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The hold */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hold"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    releaseHold: {
        parameters: {
            query?: never;
            header: {
                /** @description A retry of the same request with the same key gets the same answer, and is not done twice. */
                "Idempotency-Key": components["schemas"]["Name"];
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            };
            path: {
                /** @description The hold */
                hold: string;
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What came back */
            200: {
                headers: {
                    /** @description `true` where the request was answered before: this is that answer. */
                    "Idempotent-Replayed"?: string;
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Released"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    captureHold: {
        parameters: {
            query?: never;
            header: {
                /** @description A retry of the same request with the same key gets the same answer, and is not done twice. */
                "Idempotency-Key": components["schemas"]["Name"];
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            };
            path: {
                /** @description The hold */
                hold: string;
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "credits": "29",
                 *       "last": true
                 *     }
                 */
                "application/json": components["schemas"]["CaptureRequest"];
            };
        };
        responses: {
            /** @description What was taken */
            201: {
                headers: {
                    /** @description `true` where the request was answered before: this is that answer. */
                    "Idempotent-Replayed"?: string;
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Captured"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            402: components["responses"]["PaymentRequired"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listLots: {
        parameters: {
            query?: never;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path: {
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lots */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lots"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    preflight: {
        parameters: {
            query?: never;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path: {
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "breakdown": {
                 *         "lines": [
                 *           {
                 *             "recipients": 1000,
                 *             "region": "IN",
                 *             "segments": 1
                 *           }
                 *         ],
                 *         "plan": "team",
                 *         "service": "sms"
                 *       },
                 *       "expiresIn": 300
                 *     }
                 */
                "application/json": components["schemas"]["PreflightRequest"];
            };
        };
        responses: {
            /** @description What it comes to, and the token */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreflightAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["PayloadTooLarge"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getProjection: {
        parameters: {
            query?: {
                /** @description Whose usage: with that of the accounts below unless it is `own`. */
                scope?: components["schemas"]["UsageScope"] | undefined;
                /** @description Until when: to the end of the billing `period` unless it is `month`. */
                until?: components["schemas"]["ProjectionUntil"] | undefined;
            } | undefined;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path: {
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The projection */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsageProjection"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    purchase: {
        parameters: {
            query?: never;
            header: {
                /** @description A retry of the same request with the same key gets the same answer, and is not done twice. */
                "Idempotency-Key": components["schemas"]["Name"];
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            };
            path: {
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "pi_3Nk",
                 *       "quantity": 500,
                 *       "topUp": "credit"
                 *     }
                 */
                "application/json": components["schemas"]["PurchaseRequest"];
            };
        };
        responses: {
            /** @description What was credited */
            201: {
                headers: {
                    /** @description `true` where the request was answered before: this is that answer. */
                    "Idempotent-Replayed"?: string;
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Grant"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    endPurchase: {
        parameters: {
            query?: never;
            header: {
                /** @description A retry of the same request with the same key gets the same answer, and is not done twice. */
                "Idempotency-Key": components["schemas"]["Name"];
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            };
            path: {
                /** @description The account; of keys, the key */
                id: string;
                /** @description The payment's own id */
                purchase: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account */
            200: {
                headers: {
                    /** @description `true` where the request was answered before: this is that answer. */
                    "Idempotent-Replayed"?: string;
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getReloadSuggestion: {
        parameters: {
            query?: {
                /** @description Whose usage: with that of the accounts below unless it is `own`. */
                scope?: components["schemas"]["UsageScope"] | undefined;
            } | undefined;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path: {
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The threshold and its reasons */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReloadSuggestion"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getUsage: {
        parameters: {
            query?: {
                /** @description The agent; empty is usage of none. */
                agent?: string | undefined;
                /**
                 * @description What groups are of: at most two of `day`, `month`, `period`, `service`, `agent`, `campaign` and `member`, with a
                 *     comma between them or each for itself; `day` where nothing is asked for.
                 */
                by?: string | undefined;
                /** @description The campaign; empty is usage of none. */
                campaign?: string | undefined;
                /** @description The first day; then `to` is the last one. */
                from?: string | undefined;
                /** @description The account below that used it, or the account itself. */
                member?: components["schemas"]["Name"] | undefined;
                /** @description A range that ends today; `last-30-days` where nothing is asked for. */
                range?: components["schemas"]["UsageRange"] | undefined;
                /** @description Whose usage: with that of the accounts below unless it is `own`. */
                scope?: components["schemas"]["UsageScope"] | undefined;
                /** @description The service; empty is usage of none. */
                service?: string | undefined;
                /** @description The last day, which is included. */
                to?: string | undefined;
            } | undefined;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path: {
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsageReport"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getUsageCsv: {
        parameters: {
            query?: {
                /** @description The agent; empty is usage of none. */
                agent?: string | undefined;
                /**
                 * @description Whether the file begins with a byte order mark, without which spreadsheets may not take it for UTF-8; not unless it is
                 *     `true`.
                 */
                bom?: boolean | undefined;
                /** @description The campaign; empty is usage of none. */
                campaign?: string | undefined;
                /** @description The first day; then `to` is the last one. */
                from?: string | undefined;
                /** @description The account below that used it, or the account itself. */
                member?: components["schemas"]["Name"] | undefined;
                /** @description A range that ends today; `last-30-days` where nothing is asked for. */
                range?: components["schemas"]["UsageRange"] | undefined;
                /** @description Whose usage: with that of the accounts below unless it is `own`. */
                scope?: components["schemas"]["UsageScope"] | undefined;
                /** @description The service; empty is usage of none. */
                service?: string | undefined;
                /** @description The last day, which is included. */
                to?: string | undefined;
            } | undefined;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path: {
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rows */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/csv; charset=utf-8": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listUsage: {
        parameters: {
            query?: {
                /** @description The agent; empty is usage of none. */
                agent?: string | undefined;
                /** @description The campaign; empty is usage of none. */
                campaign?: string | undefined;
                /** @description The `next` of the page before. */
                cursor?: string | undefined;
                /** @description The first day; then `to` is the last one. */
                from?: string | undefined;
                /** @description How many items a page has at most: 50 where nothing is asked for. */
                limit?: number | undefined;
                /** @description The account below that used it, or the account itself. */
                member?: components["schemas"]["Name"] | undefined;
                /** @description A range that ends today; `last-30-days` where nothing is asked for. */
                range?: components["schemas"]["UsageRange"] | undefined;
                /** @description Whose usage: with that of the accounts below unless it is `own`. */
                scope?: components["schemas"]["UsageScope"] | undefined;
                /** @description The service; empty is usage of none. */
                service?: string | undefined;
                /** @description The last day, which is included. */
                to?: string | undefined;
            } | undefined;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path: {
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of transactions */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsageTransactions"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listActivations: {
        parameters: {
            query?: {
                /** @description The `next` of the page before. */
                cursor?: string | undefined;
                /** @description How many items a page has at most: 50 where nothing is asked for. */
                limit?: number | undefined;
            } | undefined;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of activations */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Activations"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    activate: {
        parameters: {
            query?: never;
            header: {
                /** @description A retry of the same request with the same key gets the same answer, and is not done twice. */
                "Idempotency-Key": components["schemas"]["Name"];
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "book": "5c0e0c2b2d1a7f4e9b8d6c3a1f2e4d5b6a7988776655443322110ffeeddccbba",
                 *       "decks": {
                 *         "sms": "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ActivationRequest"];
            };
        };
        responses: {
            /** @description What is in force */
            201: {
                headers: {
                    /** @description `true` where the request was answered before: this is that answer. */
                    "Idempotent-Replayed"?: string;
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Activation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listBooks: {
        parameters: {
            query?: {
                /** @description The `next` of the page before. */
                cursor?: string | undefined;
                /** @description How many items a page has at most: 50 where nothing is asked for. */
                limit?: number | undefined;
            } | undefined;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of books */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Books"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    importBook: {
        parameters: {
            query?: never;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        /** @description The book */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "currency": "USD",
                 *       "id": "acme",
                 *       "plans": {
                 *         "team": {
                 *           "allowance": {
                 *             "flat": "100"
                 *           }
                 *         }
                 *       },
                 *       "services": {
                 *         "reply": {
                 *           "exhausted": "paused",
                 *           "price": {
                 *             "perInteraction": {
                 *               "credits": "1"
                 *             }
                 *           }
                 *         }
                 *       },
                 *       "version": "1"
                 *     }
                 */
                "application/json": Record<string, unknown>;
            };
        };
        responses: {
            /** @description The book, and what was found in it */
            201: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportedBook"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getBook: {
        parameters: {
            query?: never;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path: {
                /** @description SHA-256 of the document, as accounts, quotes and entries name it */
                hash: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The book */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, unknown>;
                };
            };
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    compareBooks: {
        parameters: {
            query: {
                /** @description The hash of the one before. */
                since: components["schemas"]["Hash"];
            };
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path: {
                /** @description SHA-256 of the document, as accounts, quotes and entries name it */
                hash: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What changes */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BookChanges"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    chargeBatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "charges": [
                 *         {
                 *           "account": "acme",
                 *           "charge": {
                 *             "region": "IN",
                 *             "service": "sms",
                 *             "text": "hello"
                 *           },
                 *           "key": "message-1"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["BatchRequest"];
            };
        };
        responses: {
            /** @description The answers, in the order of the charges */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Answers"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listDecks: {
        parameters: {
            query?: {
                /** @description The `next` of the page before. */
                cursor?: string | undefined;
                /** @description How many items a page has at most: 50 where nothing is asked for. */
                limit?: number | undefined;
            } | undefined;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of decks */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decks"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    importDeck: {
        parameters: {
            query: {
                /** @description The service that the deck is for, as books call their deck. */
                service: components["schemas"]["Name"];
            };
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        /** @description The deck */
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description The deck, and what was found in it */
            201: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportedDeck"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getDeck: {
        parameters: {
            query?: never;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path: {
                /** @description SHA-256 of the document, as accounts, quotes and entries name it */
                hash: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The deck */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/csv; charset=utf-8": string;
                };
            };
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    compareDecks: {
        parameters: {
            query: {
                /** @description The hash of the one before. */
                since: components["schemas"]["Hash"];
            };
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path: {
                /** @description SHA-256 of the document, as accounts, quotes and entries name it */
                hash: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What changes */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeckDiff"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                /** @description Of whose events. */
                account?: components["schemas"]["Name"] | undefined;
                /** @description The `next` of the page before. */
                cursor?: string | undefined;
                /** @description How many items a page has at most: 50 where nothing is asked for. */
                limit?: number | undefined;
                /** @description In which state. */
                state?: components["schemas"]["DeliveryState"] | undefined;
            } | undefined;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of deliveries */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deliveries"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    replayDelivery: {
        parameters: {
            query?: never;
            header: {
                /** @description A retry of the same request with the same key gets the same answer, and is not done twice. */
                "Idempotency-Key": components["schemas"]["Name"];
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            };
            path: {
                /** @description The delivery */
                delivery: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery, pending */
            200: {
                headers: {
                    /** @description `true` where the request was answered before: this is that answer. */
                    "Idempotent-Replayed"?: string;
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description Whose events. */
                account?: components["schemas"]["Name"] | undefined;
                /** @description The `next` of the page before. */
                cursor?: string | undefined;
                /** @description How many items a page has at most: 50 where nothing is asked for. */
                limit?: number | undefined;
                /** @description Of which type. */
                type?: components["schemas"]["EventType"] | undefined;
            } | undefined;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Events"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listKeys: {
        parameters: {
            query?: {
                /** @description The `next` of the page before. */
                cursor?: string | undefined;
                /** @description How many items a page has at most: 50 where nothing is asked for. */
                limit?: number | undefined;
            } | undefined;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of keys */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Keys"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header: {
                /** @description A retry of the same request with the same key gets the same answer, and is not done twice. */
                "Idempotency-Key": components["schemas"]["Name"];
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "booking",
                 *       "scopes": [
                 *         "charge",
                 *         "read"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["KeyRequest"];
            };
        };
        responses: {
            /** @description The key */
            201: {
                headers: {
                    /** @description `true` where the request was answered before: this is that answer. */
                    "Idempotent-Replayed"?: string;
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewKey"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["PayloadTooLarge"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path: {
                /** @description The account; of keys, the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createLoginCode: {
        parameters: {
            query?: never;
            header: {
                /** @description A retry of the same request with the same key gets the same answer, and is not done twice. */
                "Idempotency-Key": components["schemas"]["Name"];
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginCodeRequest"];
            };
        };
        responses: {
            /** @description The code */
            201: {
                headers: {
                    /** @description `true` where the request was answered before: this is that answer. */
                    "Idempotent-Replayed"?: string;
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginCode"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["PayloadTooLarge"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listPlans: {
        parameters: {
            query?: never;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The plans */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plans"];
                };
            };
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    quote: {
        parameters: {
            query?: never;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "account": "acme",
                 *       "expiresIn": 300,
                 *       "service": "sms",
                 *       "text": "Party at 8 🎉",
                 *       "to": "+919876543210"
                 *     }
                 */
                "application/json": components["schemas"]["QuoteRequest"];
            };
        };
        responses: {
            /** @description The price and its token */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedQuote"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["PayloadTooLarge"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    beginSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "8c1f…"
                 *     }
                 */
                "application/json": components["schemas"]["SessionRequest"];
            };
        };
        responses: {
            /** @description The session, whose cookie comes beside it */
            201: {
                headers: {
                    /** @description The session's cookie */
                    "Set-Cookie"?: string;
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It has ended */
            204: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listEndpoints: {
        parameters: {
            query?: never;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All endpoints */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoints"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createEndpoint: {
        parameters: {
            query?: never;
            header: {
                /** @description A retry of the same request with the same key gets the same answer, and is not done twice. */
                "Idempotency-Key": components["schemas"]["Name"];
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "types": [
                 *         "balance.low"
                 *       ],
                 *       "url": "https://app.example/hooks"
                 *     }
                 */
                "application/json": components["schemas"]["EndpointRequest"];
            };
        };
        responses: {
            /** @description The endpoint */
            201: {
                headers: {
                    /** @description `true` where the request was answered before: this is that answer. */
                    "Idempotent-Replayed"?: string;
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewEndpoint"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["PayloadTooLarge"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteEndpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            } | undefined;
            path: {
                /** @description The webhook endpoint */
                endpoint: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The endpoint */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    changeEndpoint: {
        parameters: {
            query?: never;
            header: {
                /** @description A retry of the same request with the same key gets the same answer, and is not done twice. */
                "Idempotency-Key": components["schemas"]["Name"];
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            };
            path: {
                /** @description The webhook endpoint */
                endpoint: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "rotateSecret": true
                 *     }
                 */
                "application/json": components["schemas"]["EndpointChange"];
            };
        };
        responses: {
            /** @description The endpoint */
            200: {
                headers: {
                    /** @description `true` where the request was answered before: this is that answer. */
                    "Idempotent-Replayed"?: string;
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewEndpoint"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["PayloadTooLarge"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    stripeWebhook: {
        parameters: {
            query?: never;
            header: {
                /** @description `t=…,v1=…`, by HMAC-SHA256 of time and body */
                "Stripe-Signature": string;
                /** @description An id of the caller's own, which the answer and the log repeat where it has the form of a name. Anything else counts as none. */
                "X-Request-Id"?: string | undefined;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "data": {
                 *         "object": {
                 *           "id": "cs_1",
                 *           "metadata": {
                 *             "septet_account": "acme",
                 *             "septet_quantity": "500",
                 *             "septet_top_up": "credit"
                 *           },
                 *           "payment_status": "paid"
                 *         }
                 *       },
                 *       "id": "evt_1",
                 *       "type": "checkout.session.completed"
                 *     }
                 */
                "application/json": Record<string, unknown>;
            };
        };
        responses: {
            /** @description It is credited, was before, or is nothing to credit */
            200: {
                headers: {
                    /** @description The id of the request, which the log repeats. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
}

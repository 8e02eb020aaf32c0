// Made from the ledger's OpenAPI document by `tests/support/client/generate.mjs`.
import type { Answer, Body, CallOptions, ChangeOptions, Query } from "./index.js";

/** A method for each thing that a ledger does. */
export interface Operations {
  /** Run by a price book and rate decks from now on, in every process */
  activate(body: Body<"activate">, options?: ChangeOptions): Promise<Answer<"activate">>;
  /** Say what a charge really came to, once */
  adjustCharge(id: string, charge: string, body: Body<"adjustCharge">, options?: ChangeOptions): Promise<Answer<"adjustCharge">>;
  /** Give credits to an account below: set aside, or up to a cap */
  allot(id: string, body: Body<"allot">, options?: ChangeOptions): Promise<Answer<"allot">>;
  /** Exchange a login code for a session */
  beginSession(body: Body<"beginSession">, options?: CallOptions): Promise<Answer<"beginSession">>;
  /** Take from a hold what was used */
  captureHold(id: string, hold: string, body: Body<"captureHold">, options?: ChangeOptions): Promise<Answer<"captureHold">>;
  /** Change what was agreed with an account: now, or when the next period begins */
  changeAccount(id: string, body: Body<"changeAccount">, options?: ChangeOptions): Promise<Answer<"changeAccount">>;
  /** Change a webhook endpoint's secret: the first answer shows it, its replays have `"secret":null` */
  changeEndpoint(endpoint: string, body: Body<"changeEndpoint">, options?: ChangeOptions): Promise<Answer<"changeEndpoint">>;
  /** Charge for a message, a call, an interaction */
  charge(id: string, body: Body<"charge">, options?: ChangeOptions): Promise<Answer<"charge">>;
  /** Charge up to 10,000 times at once */
  chargeBatch(body: Body<"chargeBatch">, options?: CallOptions): Promise<Answer<"chargeBatch">>;
  /** Charge for a message, a call, an interaction of a campaign */
  chargeCampaign(id: string, campaign: string, body: Body<"chargeCampaign">, options?: ChangeOptions): Promise<Answer<"chargeCampaign">>;
  /** Show what changes from one price book to another */
  compareBooks(hash: string, query?: Query<"compareBooks">, options?: CallOptions): Promise<Answer<"compareBooks">>;
  /** Show what changes from one rate deck to another */
  compareDecks(hash: string, query?: Query<"compareDecks">, options?: CallOptions): Promise<Answer<"compareDecks">>;
  /** Make a webhook endpoint: the first answer shows its secret, its replays have `"secret":null` */
  createEndpoint(body: Body<"createEndpoint">, options?: ChangeOptions): Promise<Answer<"createEndpoint">>;
  /** Make an API key: the first answer shows it, its replays have `"key":null` */
  createKey(body: Body<"createKey">, options?: ChangeOptions): Promise<Answer<"createKey">>;
  /** Make a code by which a person logs in: the first answer shows it, its replays have `"code":null` */
  createLoginCode(body: Body<"createLoginCode">, options?: ChangeOptions): Promise<Answer<"createLoginCode">>;
  /** Delete a webhook endpoint: what was still to be sent to it is given up */
  deleteEndpoint(endpoint: string, options?: CallOptions): Promise<Answer<"deleteEndpoint">>;
  /** End a campaign, once: what is left of its hold comes back, but for what is forfeited */
  endCampaign(id: string, campaign: string, options?: ChangeOptions): Promise<Answer<"endCampaign">>;
  /** End credits that were bought for each period */
  endPurchase(id: string, purchase: string, options?: ChangeOptions): Promise<Answer<"endPurchase">>;
  /** End the session */
  endSession(options?: CallOptions): Promise<void>;
  /** Show an account: its terms, its billing period and its balance */
  getAccount(id: string, options?: CallOptions): Promise<Answer<"getAccount">>;
  /** Show when it is told that an account's balance is low, and where it stands */
  getAlerts(id: string, options?: CallOptions): Promise<Answer<"getAlerts">>;
  /** Show how an account buys by itself when its balance is low */
  getAutoReload(id: string, options?: CallOptions): Promise<Answer<"getAutoReload">>;
  /** Show an account's balance */
  getBalance(id: string, options?: CallOptions): Promise<Answer<"getBalance">>;
  /** Fetch the price book of a hash */
  getBook(hash: string, options?: CallOptions): Promise<Answer<"getBook">>;
  /** Show a campaign: where it stands, and what it has come to */
  getCampaign(id: string, campaign: string, options?: CallOptions): Promise<Answer<"getCampaign">>;
  /** Show what a charge has come to */
  getCharge(id: string, charge: string, options?: CallOptions): Promise<Answer<"getCharge">>;
  /** Fetch the rate deck of a hash */
  getDeck(hash: string, options?: CallOptions): Promise<Uint8Array>;
  /** Ask whether the process answers */
  getHealth(options?: CallOptions): Promise<string>;
  /** Show a hold */
  getHold(id: string, hold: string, options?: CallOptions): Promise<Answer<"getHold">>;
  /** Fetch counts and times, for Prometheus */
  getMetrics(options?: CallOptions): Promise<string>;
  /** Show where usage goes by the end of the billing period or the month */
  getProjection(id: string, query?: Query<"getProjection">, options?: CallOptions): Promise<Answer<"getProjection">>;
  /** Fetch the keys by which anyone can verify a quote (RFC 7517) */
  getQuoteKeys(options?: CallOptions): Promise<Answer<"getQuoteKeys">>;
  /** Ask whether the ledger can read and write, and is not about to end */
  getReadiness(options?: CallOptions): Promise<string>;
  /** Suggest from which balance on the account should buy credits */
  getReloadSuggestion(id: string, query?: Query<"getReloadSuggestion">, options?: CallOptions): Promise<Answer<"getReloadSuggestion">>;
  /** Show whom the visitor acts for */
  getSession(options?: CallOptions): Promise<Answer<"getSession">>;
  /** Show what an account used: totals, groups, patterns, and where it stands in its billing period */
  getUsage(id: string, query?: Query<"getUsage">, options?: CallOptions): Promise<Answer<"getUsage">>;
  /** Fetch what was used and came back as CSV */
  getUsageCsv(id: string, query?: Query<"getUsageCsv">, options?: CallOptions): Promise<string>;
  /** Grant credits */
  grant(id: string, body: Body<"grant">, options?: ChangeOptions): Promise<Answer<"grant">>;
  /** Reserve credits for a while: an amount, or what a charge will cost at most */
  hold(id: string, body: Body<"hold">, options?: ChangeOptions): Promise<Answer<"hold">>;
  /** Import a price book: check it and keep it, without running by it */
  importBook(body: Body<"importBook">, options?: CallOptions): Promise<Answer<"importBook">>;
  /** Import a rate deck, a CSV: check it and keep it, without running by it */
  importDeck(body: Body<"importDeck">, query?: Query<"importDeck">, options?: CallOptions): Promise<Answer<"importDeck">>;
  /** List accounts with their balances, by id: all, or those of a search */
  listAccounts(query?: Query<"listAccounts">, options?: CallOptions): Promise<Answer<"listAccounts">>;
  /** List what the ledger runs by, and has run by, newest first */
  listActivations(query?: Query<"listActivations">, options?: CallOptions): Promise<Answer<"listActivations">>;
  /** List what an account gives to those below it */
  listAllotments(id: string, options?: CallOptions): Promise<Answer<"listAllotments">>;
  /** List the price books that there are to run by, newest first */
  listBooks(query?: Query<"listBooks">, options?: CallOptions): Promise<Answer<"listBooks">>;
  /** List an account's campaigns, newest first */
  listCampaigns(id: string, query?: Query<"listCampaigns">, options?: CallOptions): Promise<Answer<"listCampaigns">>;
  /** List the rate decks that there are to run by, newest first */
  listDecks(query?: Query<"listDecks">, options?: CallOptions): Promise<Answer<"listDecks">>;
  /** List deliveries, newest first: those that were given up with `state=dead` */
  listDeliveries(query?: Query<"listDeliveries">, options?: CallOptions): Promise<Answer<"listDeliveries">>;
  /** List webhook endpoints, newest first */
  listEndpoints(options?: CallOptions): Promise<Answer<"listEndpoints">>;
  /** List an account's entries, newest first */
  listEntries(id: string, query?: Query<"listEntries">, options?: CallOptions): Promise<Answer<"listEntries">>;
  /** List what has happened, newest first: of one account, or of all */
  listEvents(query?: Query<"listEvents">, options?: CallOptions): Promise<Answer<"listEvents">>;
  /** List API keys, newest first */
  listKeys(query?: Query<"listKeys">, options?: CallOptions): Promise<Answer<"listKeys">>;
  /** List the lots that hold something, in the order in which they are used */
  listLots(id: string, options?: CallOptions): Promise<Answer<"listLots">>;
  /** List the plans of the book that the ledger runs by, and what can be bought on them */
  listPlans(options?: CallOptions): Promise<Answer<"listPlans">>;
  /** List what was used and came back, newest first */
  listUsage(id: string, query?: Query<"listUsage">, options?: CallOptions): Promise<Answer<"listUsage">>;
  /** Open an account */
  openAccount(body: Body<"openAccount">, options?: ChangeOptions): Promise<Answer<"openAccount">>;
  /** Price what a preflight counted for an account, and stand by it */
  preflight(id: string, body: Body<"preflight">, options?: CallOptions): Promise<Answer<"preflight">>;
  /** Credit what was paid for, once for each payment's own id */
  purchase(id: string, body: Body<"purchase">, options?: ChangeOptions): Promise<Answer<"purchase">>;
  /** Quote a price that the ledger stands by */
  quote(body: Body<"quote">, options?: CallOptions): Promise<Answer<"quote">>;
  /** Give back a charge, or a part of it */
  refundCharge(id: string, charge: string, body: Body<"refundCharge">, options?: ChangeOptions): Promise<Answer<"refundCharge">>;
  /** End a hold: what is left of it comes back, but for what is forfeited */
  releaseHold(id: string, hold: string, options?: ChangeOptions): Promise<Answer<"releaseHold">>;
  /** Deliver once more what was delivered or given up, with the same webhook id */
  replayDelivery(delivery: string, options?: ChangeOptions): Promise<Answer<"replayDelivery">>;
  /** Revoke an API key */
  revokeKey(id: string, options?: CallOptions): Promise<Answer<"revokeKey">>;
  /** Say when, and who is told, that an account's balance is low */
  setAlerts(id: string, body: Body<"setAlerts">, options?: ChangeOptions): Promise<Answer<"setAlerts">>;
  /** Let an account buy by itself when its balance is low, or no more */
  setAutoReload(id: string, body: Body<"setAutoReload">, options?: ChangeOptions): Promise<Answer<"setAutoReload">>;
  /** Say how an attempt ended that was charged when it started */
  settleCharge(id: string, charge: string, body: Body<"settleCharge">, options?: ChangeOptions): Promise<Answer<"settleCharge">>;
  /** Say what became of a reload's payment */
  settleReload(id: string, reload: string, body: Body<"settleReload">, options?: ChangeOptions): Promise<Answer<"settleReload">>;
  /** Start a campaign: reserve the most that it can cost, or what is expected, or nothing */
  startCampaign(id: string, body: Body<"startCampaign">, options?: ChangeOptions): Promise<Answer<"startCampaign">>;
  /** End an allotment: what is left comes back */
  takeBack(id: string, to: string, options?: ChangeOptions): Promise<Answer<"takeBack">>;
}

/** The lists, item by item: further pages are asked for as they are needed. */
export interface Lists {
  /** List accounts with their balances, by id: all, or those of a search */
  listAccounts(query?: Query<"listAccounts">, options?: CallOptions): AsyncIterableIterator<Answer<"listAccounts">["accounts"][number]>;
  /** List what the ledger runs by, and has run by, newest first */
  listActivations(query?: Query<"listActivations">, options?: CallOptions): AsyncIterableIterator<Answer<"listActivations">["activations"][number]>;
  /** List the price books that there are to run by, newest first */
  listBooks(query?: Query<"listBooks">, options?: CallOptions): AsyncIterableIterator<Answer<"listBooks">["books"][number]>;
  /** List an account's campaigns, newest first */
  listCampaigns(id: string, query?: Query<"listCampaigns">, options?: CallOptions): AsyncIterableIterator<Answer<"listCampaigns">["campaigns"][number]>;
  /** List the rate decks that there are to run by, newest first */
  listDecks(query?: Query<"listDecks">, options?: CallOptions): AsyncIterableIterator<Answer<"listDecks">["decks"][number]>;
  /** List deliveries, newest first: those that were given up with `state=dead` */
  listDeliveries(query?: Query<"listDeliveries">, options?: CallOptions): AsyncIterableIterator<Answer<"listDeliveries">["deliveries"][number]>;
  /** List an account's entries, newest first */
  listEntries(id: string, query?: Query<"listEntries">, options?: CallOptions): AsyncIterableIterator<Answer<"listEntries">["entries"][number]>;
  /** List what has happened, newest first: of one account, or of all */
  listEvents(query?: Query<"listEvents">, options?: CallOptions): AsyncIterableIterator<Answer<"listEvents">["events"][number]>;
  /** List API keys, newest first */
  listKeys(query?: Query<"listKeys">, options?: CallOptions): AsyncIterableIterator<Answer<"listKeys">["keys"][number]>;
  /** List what was used and came back, newest first */
  listUsage(id: string, query?: Query<"listUsage">, options?: CallOptions): AsyncIterableIterator<Answer<"listUsage">["transactions"][number]>;
}

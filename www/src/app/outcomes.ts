/** How an attempt can end, of a price by its outcomes; empty for any other price. */
export function outcomesOf({ perAttempt }: Record<string, unknown>): string[] {
  return Object.keys((perAttempt as { outcomes?: object } | undefined)?.outcomes ?? {});
}

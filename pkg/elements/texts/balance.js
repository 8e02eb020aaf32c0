// The balance's texts. `strings` replaces any of them.
export const texts = {
  balance: "Balance",
  unlimited: "Unlimited",
  unlimitedNote: "Usage is recorded; nothing is deducted.",
  unknown: "No balance yet",
  available: { one: "credit available", other: "credits available" },
  allowance: "Allowance",
  bought: "Bought",
  held: "Held",
  shared: "From the account above",
  debt: "Owed",
  share: "{percentage} of {base} left",
  low: "Low balance",
  empty: "No credits left",
  renews: {
    one: "The allowance is renewed in {count} day, {day}",
    other: "The allowance is renewed in {count} days, {day}",
  },
  credits: { one: "{amount} credit", other: "{amount} credits" },
  spoken: "Balance: {credits}",
};

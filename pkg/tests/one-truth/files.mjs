// Small files of recipients, and what is asked of them. What the command line takes as options has the same values here.
const HEADERS = ["phone,name", "Name;Mobile", "to,name,name", "name", "phone,name\r", "\ufeffnumber,name"];
const NUMBERS = ["+919876543210", "+12125550100", "+447400123456", "+33612345678", "+80012345678", "12", "", "+91 98765-43210", "09876543210"];
const NAMES = ["Ann", "Zoë", "Şule", '"Smith, J."', "😀", "", "नमस्ते", '"""Q"""', "O’Neil"];
const TEMPLATES = ["Hi {{name}}!", "Hello", "{{name | upper}}: {{ name | default: \"friend\" }}", "{{town}}", "{{", "a".repeat(161), "\\{ {{name}}"];

const usually = (chance, from) => chance.pick(from.slice(0, chance.below(6) ? 3 : from.length));

export function preflightOf(chance) {
  const header = usually(chance, HEADERS);
  const cell = header.includes(";") ? ";" : ",";
  const names = header.split(cell).map((name) => name.trim().toLowerCase());
  const row = () => names.map((name) => chance.pick(name === "name" ? NAMES : NUMBERS)).join(cell);
  const rows = Array.from({ length: chance.below(40) }, row);
  const asked = { plan: usually(chance, ["team", "organization", "enterprise", "free", "gold"]), service: "sms" };
  asked.template = usually(chance, TEMPLATES);
  if (!chance.below(3)) asked.defaultRegion = chance.pick(["IN", "GB", "ZZ"]);
  if (!chance.below(3)) asked.duplicates = chance.pick(["keep", "skip", "ignore"]);
  if (!chance.below(3)) asked.smart = chance.pick(["off", "only_if_gsm", "only_if_fewer", "always"]);
  if (!chance.below(3)) asked.profile = chance.pick(["3gpp", "twilio", "acme"]);
  if (!chance.below(2)) asked.balance = chance.pick(["0", "100", "2.5", "-1"]);
  return { csv: [header, ...rows, ""].join("\n"), ...asked };
}

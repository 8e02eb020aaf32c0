// The message that a draft begins with: it names the columns that the file has.
const FIELDS = ["name", "place"];

const ALL_TEXTS = [[], ["name"], ["place"], FIELDS].map(sampleText);

/** The sample for a file with these columns. */
export function sampleText(columns: readonly string[]): string {
  const [name, place] = FIELDS.map((field) => columns.find((column) => column.toLowerCase() === field));
  const greeting = name === undefined ? "Hi" : `Hi {{${name}}}`;
  const visit = place === undefined ? "your next visit" : `your next visit to {{${place}}}`;
  return `${greeting}, it’s time for ${visit}. Reply YES and we will find a time.`;
}

/** Whether a message is still the sample, for whatever file. */
export function isSampleText(text: string): boolean {
  return ALL_TEXTS.some((sample) => sample.toLowerCase() === text.toLowerCase());
}

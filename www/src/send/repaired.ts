// Costly characters, replaced: in the message, or in a copy of the file of recipients.
import type { PreflightAnswer } from "septet";

type Replacements = ReadonlyMap<string, string>;

/** What may stand in place of the costly characters of a column; of the message for `null`, and of all for `undefined`. */
export function replacements({ characters }: PreflightAnswer, of: string | null | undefined): Replacements {
  const costly = characters.filter(({ field, replacement }) => replacement !== null && (of === undefined || field === of));
  return new Map(costly.map(({ character, replacement }) => [character, replacement!]));
}

export function repairedText(text: string, replaced: Replacements): string {
  return Array.from(text, (character) => replaced.get(character) ?? character).join("");
}

/**
 * The file with each of the characters replaced, piece by piece: it may be large. Its header, by which the message names
 * columns, stays as it is.
 */
export async function repairedCopy(file: File, replaced: Replacements): Promise<File> {
  let isHeader = true;
  const repair = new TransformStream<string, string>({
    transform(text, controller) {
      const end = isHeader ? text.search(/[\r\n]/) : 0;
      if (end < 0) {
        controller.enqueue(text);
        return;
      }
      isHeader = false;
      controller.enqueue(text.slice(0, end) + repairedText(text.slice(end), replaced));
    },
  });
  const text = file.stream().pipeThrough(new TextDecoderStream("utf-8", { ignoreBOM: true })).pipeThrough(repair);
  const blob = await new Response(text.pipeThrough(new TextEncoderStream())).blob();
  return new File([blob], file.name.replace(/(\.[^.]*)?$/, "-repaired$1"), { type: "text/csv" });
}

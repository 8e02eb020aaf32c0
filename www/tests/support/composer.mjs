// The composer, as somebody reads it.

/** The card with the price. */
export const PRICE = "#composer-price";

/** What the meter shows, by its labels. */
export async function meterOf(page) {
  const readings = await page.locator("septet-meter .readings > div").all();
  const pairs = await Promise.all(
    readings.map(async (reading) => [await reading.locator("dt").textContent(), await reading.locator("dd").textContent()]),
  );
  return Object.fromEntries(pairs.map(([name, value]) => [name.trim(), value.replace(/\s+/g, " ").trim()]).filter(([name]) => name !== "Credits"));
}


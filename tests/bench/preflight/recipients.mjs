// A campaign's recipients as the bytes of a CSV: always the same for a row's number, and made while they are asked for.

/** Bytes handed over at a time, as a file's stream would. They end where they end, and not with a row. */
const CHUNK = 1 << 18;

export const TEMPLATE =
  "Hi {{name}}, your table in {{city}} is booked for Friday, 27 November, at 19:30. Please tell us by Thursday noon if you cannot come. We look forward to it!";

const NAMES = {
  albanian: [["Agim", "Besa", "Dritë", "Eltë", "Ilir", "Lirë", "Mirela", "Zana"], ["Hoxha", "Shehu", "Prifti", "Këlliçi", "Leka", "Dervishi", "Gjoka", "Çela"]],
  czech: [["Jan", "Tomáš", "Lenka", "Jiří", "Petra", "Eva", "Martin", "Zdeněk"], ["Novák", "Svoboda", "Dvořák", "Horák", "Kučera", "Veselý", "Procházková", "Beran"]],
  dutch: [["Daan", "Emma", "Sanne", "Lotte", "Bram", "Thijs", "Femke", "Jeroen"], ["de Jong", "Jansen", "de Vries", "van den Berg", "Bakker", "van Dijk", "Visser", "Smit"]],
  english: [["James", "Olivia", "Noah", "Charlotte", "William", "Grace", "Benjamin", "Zoë"], ["Smith", "Johnson", "Williams", "O'Connor", "Brown-Taylor", "Li", "Anderson", "Featherstonehaugh"]],
  filipino: [["Jose", "Maria", "Angelica", "Mark", "Cristina", "Paolo", "Rosario", "Jun"], ["Santos", "Reyes", "Cruz", "Bautista", "Dela Cruz", "Garcia", "Mendoza", "Villanueva"]],
  french: [["Camille", "Chloé", "Léa", "Hugo", "Gaël", "Anaïs", "Jean-Baptiste", "Inès"], ["Martin", "Bernard", "Lefèvre", "Dubois", "Moreau", "Français", "Rousseau", "Gauthier"]],
  german: [["Jürgen", "Anna", "Max", "Käthe", "Lukas", "Mia", "Björn", "Friederike"], ["Müller", "Schmidt", "Groß", "Schäfer", "Becker", "Hoffmann", "Schröder", "von Hohenfels"]],
  indian: [["Aarav", "Priya", "Ananya", "Vikram", "Sanjay", "Lakshmi", "Rohan", "Kavitha"], ["Sharma", "Patel", "Iyer", "Reddy", "Singh", "Chatterjee", "Venkataraman", "Das"]],
  italian: [["Giulia", "Marco", "Nicolò", "Sofia", "Alessandro", "Chiara", "Luca", "Maria Teresa"], ["Rossi", "Russo", "Ferrari", "Esposito", "Bianchi", "D'Angelo", "Lo Presti", "Conti"]],
  japanese: [["Haruto", "Yui", "Sakura", "Ren", "Kenji", "Aiko", "Takashi", "Naomi"], ["Sato", "Suzuki", "Takahashi", "Tanaka", "Ito", "Watanabe", "Ōno", "Kobayashi"]],
  nigerian: [["Chinedu", "Amina", "Oluwaseun", "Ngozi", "Tunde", "Funmilayo", "Emeka", "Zainab"], ["Okafor", "Adeyemi", "Bello", "Eze", "Okonkwo", "Abubakar", "Nwachukwu", "Ojo"]],
  polish: [["Anna", "Paweł", "Łukasz", "Katarzyna", "Piotr", "Małgorzata", "Jakub", "Ewa"], ["Nowak", "Kowalski", "Wiśniewski", "Wójcik", "Mazur", "Zieliński", "Krawczyk", "Dąbrowska"]],
  portuguese: [["João", "Maria", "Ana", "Pedro", "Helena", "Tiago", "Beatriz", "Rui"], ["Silva", "Santos", "Ferreira", "Costa", "Conceição", "Oliveira", "Pereira", "Nogueira"]],
  romanian: [["Andrei", "Ioana", "Mihai", "Elena", "Ștefan", "Cristina", "Alexandru", "Maria"], ["Popescu", "Ionescu", "Dumitru", "Stoica", "Munteanu", "Rădulescu", "Marin", "Constantinescu"]],
  russian: [["Иван", "Мария", "Сергей", "Ольга", "Дмитрий", "Анна", "Александр", "Екатерина"], ["Иванов", "Кузнецов", "Попов", "Соколов", "Лебедев", "Новиков", "Морозов", "Волков"]],
  spanish: [["José", "Isabel", "Lucía", "Iñaki", "Elena", "Diego", "Carmen", "Alejandro"], ["García", "Navarro", "Ortega", "Muñoz", "Ruiz", "Romero", "Castro", "de la Fuente"]],
  swedish: [["Åsa", "Björn", "Erik", "Lena", "Göran", "Karin", "Nils", "Ebba"], ["Andersson", "Sjöberg", "Lindqvist", "Nyström", "Berg", "Åkesson", "Lund", "Ek"]],
  turkish: [["Ayşe", "Mehmet", "Elif", "Mustafa", "Zeynep", "Ömer", "Fatma", "Can"], ["Yılmaz", "Kaya", "Demir", "Öztürk", "Aydın", "Arslan", "Koç", "Polat"]],
};

// How many of a thousand recipients, how the numbers begin (each has one more digit from 2 to 9 where an `N` stands,
// and digits for each `X`), the names, and the towns.
const COUNTRIES = {
  US: [170, ["1212NXXXXXX", "1312NXXXXXX", "1415NXXXXXX", "1206NXXXXXX"], "english", ["New York", "Chicago", "San Francisco", "Seattle", '"Washington, DC"']],
  CA: [40, ["1416NXXXXXX", "1604NXXXXXX"], "english", ["Toronto", "Vancouver", "Halifax"]],
  GB: [100, ["4473XXXXXXXX"], "english", ["London", "Leeds", "Bristol", "Newcastle upon Tyne"]],
  IN: [110, ["9198XXXXXXXX"], "indian", ["Mumbai", "Bengaluru", "Chennai", "New Delhi"]],
  FR: [60, ["3361XXXXXXX", "3362XXXXXXX"], "french", ["Paris", "Lyon", "Saint-Étienne", "Nice"]],
  DE: [70, ["49151XXXXXXXX"], "german", ["Berlin", "München", "Köln", "Frankfurt am Main"]],
  ES: [50, ["346XXXXXXXX"], "spanish", ["Madrid", "A Coruña", "Logroño"]],
  IT: [50, ["39333XXXXXXX"], "italian", ["Roma", "Milano", "Reggio nell'Emilia"]],
  BR: [60, ["55119XXXXXXXX"], "portuguese", ["Salvador", "Rio de Janeiro", "Recife"]],
  MX: [50, ["5255XXXXXXXX"], "spanish", ["Ciudad de México", "Monterrey"]],
  JP: [30, ["8190NXXXXXXX"], "japanese", ["Tokyo", "Osaka", "Sapporo"]],
  PH: [25, ["63917XXXXXXX"], "filipino", ["Manila", "Quezon City", "Cebu"]],
  AU: [30, ["6141XXXXXXX"], "english", ["Sydney", "Melbourne", "Perth"]],
  NG: [25, ["234803XXXXXXX"], "nigerian", ["Lagos", "Abuja"]],
  ZA: [20, ["2782XXXXXXX"], "english", ["Cape Town", "Durban"]],
  NL: [20, ["3162XXXXXXX"], "dutch", ["Amsterdam", "'s-Hertogenbosch"]],
  SE: [10, ["4670XXXXXXX"], "swedish", ["Stockholm", "Göteborg"]],
  PT: [15, ["35191XXXXXXX"], "portuguese", ["Lisboa", "Porto"]],
  PL: [15, ["4850XXXXXXX"], "polish", ["Warszawa", "Gdynia"]],
  CZ: [10, ["42077XXXXXXX"], "czech", ["Praha", "Brno"]],
  RO: [10, ["4072XXXXXXX"], "romanian", ["Cluj-Napoca", "Constanta"]],
  TR: [10, ["90532XXXXXXX"], "turkish", ["Ankara", "Bursa"]],
  UA: [5, ["38050XXXXXXX"], "russian", ["Kyiv", "Odesa"]],
  RU: [5, ["7916XXXXXXX"], "russian", ["Moskva", "Kazan"]],
  KZ: [5, ["7701XXXXXXX"], "russian", ["Almaty", "Astana"]],
  AL: [5, ["35569XXXXXXX"], "albanian", ["Tirana", "Durrës"]],
};

export const REGIONS = Object.keys(COUNTRIES);

/** A number without a pattern that a processor could learn, the same for the same `n`. */
function mixed(n) {
  let hash = Math.imul(n ^ (n >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const encoder = new TextEncoder();

/** The tables of a country: what a row takes from each. */
function country([, patterns, language, towns]) {
  const [first, last] = NAMES[language];
  const names = first.flatMap((name) => last.map((family) => encoder.encode(`,${name} ${family},`)));
  const numbers = patterns.map((pattern) => {
    const digits = pattern.length - pattern.search(/[NX]/);
    const from = pattern.includes("N") ? 2 * 10 ** (digits - 1) : 0;
    return { from: Number(pattern.slice(0, -digits)) * 10 ** digits + from, space: 10 ** digits - from };
  });
  return { numbers, names, towns: towns.map((town) => encoder.encode(`${town}\n`)) };
}

const countries = Object.values(COUNTRIES).map(country);
const drawn = Uint8Array.from(Object.values(COUNTRIES).flatMap(([weight], index) => Array(weight).fill(index)));
if (drawn.length !== 1000) throw new Error("the weights of the countries are not a thousand");

/** The number of the recipient in row `n`: no two rows have the same. */
function numberOf(n, numbers) {
  const { from, space } = numbers[n % numbers.length];
  // It has no factor in common with a space: it visits every number of it once.
  return from + ((Math.floor(n / numbers.length) * 7_654_321) % space);
}

/** The rows of a campaign to so many recipients, as chunks of bytes. Each chunk is the reader's own. */
export function* recipients(count) {
  const buffer = new Uint8Array(CHUNK + 256);
  let at = encoder.encodeInto("phone,name,city\n", buffer).written;
  for (let n = 0; n < count; n++) {
    const chance = mixed(n + 1);
    const { numbers, names, towns } = countries[drawn[chance % 1000]];
    let number = numberOf(n, numbers);
    buffer[at++] = 0x2b;
    const digits = number >= 1e12 ? 13 : number >= 1e11 ? 12 : 11;
    for (let place = at + digits - 1; place >= at; place--) {
      const tenth = Math.floor(number / 10);
      buffer[place] = 0x30 + (number - 10 * tenth);
      number = tenth;
    }
    at += digits;
    const name = names[(chance >>> 10) % names.length];
    buffer.set(name, at);
    at += name.length;
    const town = towns[(chance >>> 20) % towns.length];
    buffer.set(town, at);
    at += town.length;
    if (at >= CHUNK) {
      yield buffer.slice(0, CHUNK);
      buffer.copyWithin(0, CHUNK, at);
      at -= CHUNK;
    }
  }
  yield buffer.slice(0, at);
}

/** The numbers alone, packed: a recipient each. */
export function packedNumbers(count) {
  const numbers = new BigUint64Array(count);
  for (let n = 0; n < count; n++) {
    numbers[n] = BigInt(numberOf(n, countries[drawn[mixed(n + 1) % 1000]].numbers));
  }
  return numbers;
}

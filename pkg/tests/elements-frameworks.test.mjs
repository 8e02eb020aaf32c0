// The elements inside React and Vue: state goes in as properties and comes back by events.
import assert from "node:assert/strict";
import test from "node:test";
import { compileTemplate } from "vue/compiler-sfc";
import { openElements } from "./elements-page.mjs";

const OPTIONS = { book: "calcom", decks: { sms: "iso,price_usd\nIN,0.05\n" }, plan: "team", service: "sms" };
const ACCOUNT = {
  balance: { allowance: "735", bought: "0", held: "0", available: "735", debt: "0", shared: null, unlimited: false },
};

const REACT = `
  import "septet/elements";
  import { useState } from "react";
  import { createRoot } from "react-dom/client";

  function App() {
    const [text, setText] = useState("");
    const [credits, setCredits] = useState("");
    const [template, setTemplate] = useState("Hi");
    const [file, setFile] = useState(null);
    const [result, setResult] = useState("");
    return (
      <>
        <label htmlFor="message">Message</label>
        <textarea id="message" value={text} onChange={(event) => setText(event.target.value)} />
        <septet-meter for="message" text={text} book="calcom" decks={${JSON.stringify(OPTIONS.decks)}} plan="team" to="+919876543210"
          account={{ bought: "100" }} onseptet-change={({ detail }) => setCredits(detail.quote?.credits ?? "")} />
        <output id="credits">{credits}</output>
        <button onClick={() => setText("")}>Clear</button>
        <septet-balance account={${JSON.stringify(ACCOUNT)}} />
        <septet-preflight options={${JSON.stringify(OPTIONS)}} template={template} file={file}
          onInput={(event) => setTemplate(event.target.template)} onseptet-result={({ detail }) => setResult(detail.credits.max)} />
        <output id="template">{template}</output>
        <output id="result">{result}</output>
        <button onClick={() => setFile(new File(["phone\\n+919876543210\\n"], "guests.csv"))}>Guests</button>
      </>
    );
  }
  createRoot(document.getElementById("app")).render(<App />);
`;

const TEMPLATE = `
  <label for="message">Message</label><textarea id="message" v-model="text"></textarea>
  <septet-meter for="message" :text="text" book="calcom" :decks="options.decks" plan="team" to="+919876543210"
    :account="{ bought: '100' }" @septet-change="credits = $event.detail.quote?.credits ?? ''"></septet-meter>
  <output id="credits">{{ credits }}</output>
  <button @click="text = ''">Clear</button>
  <septet-balance :account="account"></septet-balance>
  <septet-preflight :options="options" :template="template" :file="file" @input="template = $event.target.template"
    @septet-result="result = $event.detail.credits.max"></septet-preflight>
  <output id="template">{{ template }}</output>
  <output id="result">{{ result }}</output>
  <button @click="file = guests()">Guests</button>
`;

const isCustomElement = (tag) => tag.startsWith("septet-");

const VUE = `
  ${compileTemplate({ source: TEMPLATE, filename: "app.vue", id: "app", compilerOptions: { isCustomElement } }).code}
  import "septet/elements";
  import { createApp } from "vue";

  createApp({
    data: () => ({ text: "", credits: "", template: "Hi", file: null, result: "", account: ${JSON.stringify(ACCOUNT)}, options: ${JSON.stringify(OPTIONS)} }),
    methods: { guests: () => new File(["phone\\n+919876543210\\n"], "guests.csv") },
    render,
  }).mount("#app");
`;

for (const [framework, source] of Object.entries({ React: REACT, Vue: VUE })) {
  test(framework, async (t) => {
    const { page, complaints } = await openElements(t, '<div id="app"></div>', source);
    const message = page.getByLabel("Message", { exact: true }).first();
    const output = (id, text) => page.locator(`#${id}`).getByText(text, { exact: true }).waitFor();

    await t.test("what is typed is priced, and the price is heard", async () => {
      await message.pressSequentially(`Sam’s ${"x".repeat(70)}`, { delay: 0 });
      await output("credits", "18");
    });

    await t.test("a repair changes the state, and the state the field", async () => {
      await page.getByRole("button", { name: "Replace ’ with ' 1 part, saves 9 credits" }).click();
      await output("credits", "9");
      assert.match(await message.inputValue(), /^Sam's x+$/);
      await page.getByRole("button", { name: "Clear" }).click();
      await page.locator("septet-meter").getByText("160 of 160").waitFor();
      assert.equal(await message.inputValue(), "");
    });

    await t.test("objects go in as properties", async () => {
      await page.locator("septet-balance").getByText("735").first().waitFor();
      await page.getByRole("button", { name: "Guests" }).click();
      await output("result", "9");
    });

    await t.test("the template goes both ways", async () => {
      await page.locator("septet-preflight").getByLabel("Message").fill("x".repeat(161));
      await output("template", "x".repeat(161));
      await output("result", "18");
    });

    assert.deepEqual(complaints, []);
  });
}

const ANEW = `
  import { Engine, segments } from "septet";
  import "septet/elements";
  import { useState } from "react";
  import { createRoot } from "react-dom/client";

  const book = JSON.stringify(new Engine("calcom").book);
  window.rendered = 0;

  function App() {
    const [text, setText] = useState("");
    const [reading, setReading] = useState();
    window.rendered++;
    return (
      <>
        <label htmlFor="message">Message</label>
        <textarea id="message" value={text} onChange={(event) => setText(event.target.value)} />
        <septet-meter for="message" text={text} segments={segments(text)} strings={{ parts: "Parts of it" }}
          profile={{ name: "mine", alphabet: { gsm7Without: "€" } }}
          onseptet-change={({ detail }) => setReading({ ...detail })} />
        <septet-meter text={text} engine={new Engine("calcom")} book={JSON.parse(book)} plan="team" region="IN"
          onseptet-change={({ detail }) => setReading({ ...detail })} />
        <output id="count">{reading?.count}</output>
      </>
    );
  }
  createRoot(document.getElementById("app")).render(<App />);
`;

test("a parent that makes each object anew when it hears of a reading comes to rest", async (t) => {
  const { page, complaints } = await openElements(t, '<div id="app"></div>', ANEW);
  await page.locator("#message").fill("x".repeat(161));
  await page.locator("#count").getByText("2", { exact: true }).waitFor();
  // As many frames as an endless exchange would need to show.
  const rendered = await page.evaluate(async () => {
    for (let frame = 0; frame < 30; frame++) await new Promise(requestAnimationFrame);
    return window.rendered;
  });
  assert.ok(rendered < 20, `rendered ${rendered} times`);
  assert.deepEqual(complaints, []);
});

/** The elements in Vue's templates: `import type {} from "septet/elements/vue"` once. */
import type { HTMLAttributes, PublicProps } from "vue";
import type { Settable } from "./common/element.js";
import type { MeterEvents, PreflightEvents, SeptetBalance, SeptetMeter, SeptetPreflight } from "./index.js";

/** `onSeptet-change`, which `@septet-change` becomes. */
type Handlers<Events> = { [Name in keyof Events & string as `on${Capitalize<Name>}`]?: (event: Events[Name]) => void };
type Props<Element, Events> = HTMLAttributes & PublicProps & Settable<Element> & Handlers<Events>;
type Component<Element, Events = {}> = new () => { $props: Props<Element, Events> };

declare module "vue" {
  interface GlobalComponents {
    "septet-balance": Component<SeptetBalance>;
    "septet-meter": Component<SeptetMeter, MeterEvents>;
    "septet-preflight": Component<SeptetPreflight, PreflightEvents>;
  }
}

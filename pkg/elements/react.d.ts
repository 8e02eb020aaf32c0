/** The elements in JSX: `import type {} from "septet/elements/react"` once. For React 19. */
import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { Settable } from "./common/element.js";
import type { MeterEvents, PreflightEvents, SeptetBalance, SeptetMeter, SeptetPreflight } from "./index.js";

/** `onseptet-change`, for the event `septet-change`. */
type Handlers<Events> = { [Name in keyof Events & string as `on${Name}`]?: (event: Events[Name]) => void };
type Props<Element, Events = {}> = DetailedHTMLProps<HTMLAttributes<Element>, Element> &
  Settable<Element> &
  Handlers<Events>;

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "septet-balance": Props<SeptetBalance>;
      "septet-meter": Props<SeptetMeter, MeterEvents>;
      "septet-preflight": Props<SeptetPreflight, PreflightEvents>;
    }
  }
}

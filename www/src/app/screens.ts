// The screens, in the order of the navigation. `modules.ts` fetches them.

export interface ScreenOf {
  /** In the address. */
  name: string;
  title: string;
  /** The element that it is. */
  tag: string;
  load(): Promise<unknown>;
  /** Whom it is for: anyone, who has an account, or operators. */
  for: "anyone" | "account" | "operator";
}

export const SCREENS: readonly ScreenOf[] = [
  { name: "", title: "Compose", tag: "app-composer", load: () => import("../composer/screen.ts"), for: "anyone" },
  { name: "send", title: "Send", tag: "app-send", load: () => import("../send/screen.ts"), for: "anyone" },
  { name: "usage", title: "Usage", tag: "app-usage", load: () => import("../usage/screen.ts"), for: "account" },
  { name: "account", title: "Account", tag: "app-account", load: () => import("../account/screen.ts"), for: "account" },
  { name: "plans", title: "Plans", tag: "app-plans", load: () => import("../plans/screen.ts"), for: "anyone" },
  { name: "operator", title: "Operator", tag: "app-operator", load: () => import("../operator/screen.ts"), for: "operator" },
];

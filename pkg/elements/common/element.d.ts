/** What the elements have in common. */

/**
 * A text with places to fill, `"{left} of {units}"`, or one for each plural form that the page's language has
 * (`Intl.PluralRules`), `{ one: "{count} part", other: "{count} parts" }`.
 */
export type Text = string | ({ other: string } & Partial<Record<Intl.LDMLPluralRule, string>>);

/** Texts by name. Those that are left out are the English ones. */
export type Texts<Name extends string> = Partial<Record<Name, Text>>;

/** An element whose numbers follow the `lang` of the place where it stands. */
export declare class SeptetElement<Name extends string> extends HTMLElement {
  /** The page's own texts, in place of the English ones. */
  strings: Texts<Name> | undefined;
  /** Resolves once what was set is shown. */
  readonly updateComplete: Promise<boolean>;
}

/** An element that a form counts among its fields, as `input` is one. */
export declare class FormElement<Name extends string> extends SeptetElement<Name> {
  /** The name of its value in the form; without one it has none. */
  name: string | undefined;
  /** The form that it belongs to. */
  readonly form: HTMLFormElement | null;
  /** What keeps the form from being sent. */
  readonly validity: ValidityState;
  /** A sentence that says what is wrong. */
  readonly validationMessage: string;
  /** Whether it is looked at when a form is checked. */
  readonly willValidate: boolean;
  /** Whether it is valid; if not, it fires `invalid`. */
  checkValidity(): boolean;
  /** The same, and says to the person what is wrong. */
  reportValidity(): boolean;
}

type IsSame<One, Other> = (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;
type IsReadonly<Of, Name extends keyof Of> = IsSame<Pick<Of, Name>, Readonly<Pick<Of, Name>>>;
type Method = (...given: never[]) => unknown;

/** Of an element's own members, those that a page sets. */
export type Settable<Element> = {
  [Name in Exclude<keyof Element, keyof HTMLElement> as IsReadonly<Element, Name> extends true ? never
    : Element[Name] extends Method ? never
    : Name]?: Element[Name];
};

// The package's errors as values.

/** A `SeptetError`'s code and sentence. */
export interface Refusal {
  code: string;
  message: string;
}

type Attempt<T> = { value: T; error?: undefined } | { value?: undefined; error: Refusal };

/** Any other error is a bug, and is thrown on. */
export function attempt<T>(of: () => T): Attempt<T> {
  try {
    return { value: of() };
  } catch (error) {
    if (error instanceof Error && "code" in error && typeof error.code === "string") {
      return { error: { code: error.code, message: error.message } };
    }
    throw error;
  }
}

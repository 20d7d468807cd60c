/** A sentence for each way in which a language counts; `{count}` stands for the number. */
export type Plural = { readonly other: string } & { readonly [rule in Intl.LDMLPluralRule]?: string };

/** What a tool did, as a person would say it: when it worked, and when it did not. */
export type Outcome = readonly [ok: string, failed: string];

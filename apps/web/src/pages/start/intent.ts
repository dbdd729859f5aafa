import type { SiteOrigin } from '../../api/types.ts';

export interface Intent {
  readonly key: string;
  readonly promptKey: string;
  readonly name: string;
  readonly from: SiteOrigin;
  readonly prompt: string;
}

/** An intent as it was kept, or null for anything else. */
export const intentOf = (text: string | null): Intent | null => {
  if (text === null) return null;
  try {
    const raw = JSON.parse(text) as Partial<Intent> | null;
    const strings = [raw?.key, raw?.promptKey, raw?.name, raw?.prompt];
    const isWhole = strings.every((value) => typeof value === 'string') && typeof raw?.from === 'object';
    return isWhole ? (raw as Intent) : null;
  } catch {
    return null;
  }
};

/** The name itself, or with the first number that makes it one of its own: "Clean Blog 2". */
export const freeName = (base: string, taken: readonly string[]): string => {
  const used = new Set(taken.map((name) => name.toLocaleLowerCase()));
  if (!used.has(base.toLocaleLowerCase())) return base;
  for (let number = 2; ; number += 1) {
    const name = `${base} ${number}`;
    if (!used.has(name.toLocaleLowerCase())) return name;
  }
};

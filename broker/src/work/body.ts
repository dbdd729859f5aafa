const decoder = new TextDecoder();

/** An item's body; what is no JSON was not put here by us, and is shown as it is. */
export const bodyOf = (data: Uint8Array): unknown => {
  const text = decoder.decode(data);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return { unreadable: text };
  }
};

/** `<log position>.<activity sequence>`: everything up to both has been seen. Opaque to clients. */
export interface Cursor {
  readonly position: number;
  readonly activity: number;
}

export const formatCursor = ({ position, activity }: Cursor): string => `${position}.${activity}`;

export const parseCursor = (text: string): Cursor | undefined => {
  const match = /^(\d{1,15})\.(\d{1,15})$/.exec(text);
  return match ? { position: Number(match[1]), activity: Number(match[2]) } : undefined;
};

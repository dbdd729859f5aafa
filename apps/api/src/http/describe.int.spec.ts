import { expect, it } from 'vitest';
import { describeApi } from './describe.ts';

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, unknown>> }>>>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

it('describes every door in OpenAPI 3.1, each with its success and its problem', async () => {
  const document = (await describeApi()) as Document;
  expect(document.openapi).toBe('3.1.0');
  const doors = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { responses }]) => ({
      door: `${method.toUpperCase()} ${path}`,
      answers: Object.keys(responses),
    })),
  );
  expect(doors.map(({ door }) => door)).toEqual(
    expect.arrayContaining([
      'POST /api/accounts',
      'POST /api/uploads',
      'POST /api/sites',
      'POST /api/sites/{site}/builds',
      'POST /api/sites/{site}/promote',
      'POST /api/sites/{site}/rollback',
      'POST /api/sites/{site}/restore',
      'GET /api/sites/{site}/chat',
      'GET /api/sites/{site}/history',
      'GET /api/sites/{site}/history/ruler',
      'GET /api/sites/{site}/history/{event}',
      'GET /api/sites/{site}/as-of/{event}',
      'GET /api/sites/{site}/as-of/{event}/chat',
    ]),
  );
  for (const { door, answers } of doors)
    expect(
      answers.some((answer) => answer.startsWith('2')),
      door,
    ).toBe(true);
  for (const name of ['Site', 'Version', 'Turn', 'Problem']) expect(document.components.schemas).toHaveProperty(name);
});

it('has no reference that leads nowhere', async () => {
  const text = JSON.stringify(await describeApi());
  const { schemas } = (JSON.parse(text) as Document).components;
  const wanted = [...text.matchAll(/#\/components\/schemas\/([A-Za-z]+)/g)].map(([, name]) => name ?? '');
  expect(wanted.filter((name) => !(name in schemas))).toEqual([]);
});

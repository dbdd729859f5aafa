/**
 * The content security policy allows no style attribute in markup. A `style` attribute that a package's component has in
 * its markup becomes style directives, which Svelte sets through the CSSOM, and that is allowed.
 * @type {import('svelte/compiler').PreprocessorGroup}
 */
const styleAttributesAsDirectives = {
  name: 'style-attributes-as-directives',
  markup: ({ content }) => ({
    code: content.replaceAll(/ style="([^"{}]+)"/g, (_attribute, declarations) =>
      declarations
        .split(';')
        .filter((declaration) => declaration.trim() !== '')
        .map((declaration) => {
          const [property, ...value] = declaration.split(':');
          return ` style:${property.trim()}="${value.join(':').trim()}"`;
        })
        .join(''),
    ),
  }),
};

/** @type {import('@sveltejs/vite-plugin-svelte').SvelteConfig} */
export default { compilerOptions: { runes: true }, preprocess: [styleAttributesAsDirectives] };

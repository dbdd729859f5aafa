import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

const api = process.env['PAGEWRIGHT_API'] ?? 'http://127.0.0.1:4400';

/** The interface font is on every page, so it is asked for together with the styles and not after them. */
const preloadInterfaceFont: Plugin = {
  name: 'preload-interface-font',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle }) => {
      const font = Object.keys(bundle ?? {}).find((name) => /hanken-grotesk-latin-wght-normal.*\.woff2$/.test(name));
      if (font === undefined) throw new Error('The interface font is not in the bundle: see src/design/fonts.css');
      const attrs = { rel: 'preload', as: 'font', type: 'font/woff2', href: `/${font}`, crossorigin: '' };
      return [{ tag: 'link', attrs, injectTo: 'head-prepend' }];
    },
  },
};

export default defineConfig({
  plugins: [svelte(), preloadInterfaceFont],
  build: {
    target: 'es2023',
    // A `data:` address would need a wider font and image policy than 'self'.
    assetsInlineLimit: 0,
    // The first load is held under 150 kB of gzipped script in all; no single chunk comes near this.
    chunkSizeWarningLimit: 250,
  },
  // What colours a file fetches the grammars it needs.
  worker: { format: 'es' },
  server: {
    proxy: {
      '/api': { target: api, changeOrigin: true },
      '/ws': { target: api, changeOrigin: true, ws: true },
    },
  },
});

/** Builds the page into `dist`, with a compressed copy beside every file that gains by it. */

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

export default defineConfig({
  build: { target: 'es2022', modulePreload: { polyfill: false }, reportCompressedSize: false, assetsInlineLimit: 0 },
  worker: { format: 'es' },
  plugins: [compressed()],
});

/** `index.html` has none, as the server fills in whom the page may ask. */
function compressed(): Plugin {
  let folder = '';
  return {
    name: 'compressed',
    apply: 'build',
    configResolved: (config) => {
      folder = join(config.root, config.build.outDir);
    },
    closeBundle: async () => {
      const files = await readdir(folder, { recursive: true });
      await Promise.all(files.filter((file) => /\.(?:js|css|svg|wasm)$/.test(file)).map(async (file) => {
        const path = join(folder, file);
        const bytes = await readFile(path);
        const options = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
        const copies = { br: await promisify(brotliCompress)(bytes, options), gz: await promisify(gzip)(bytes, { level: 9 }) };
        for (const [ending, copy] of Object.entries(copies)) {
          if (copy.length < bytes.length * 0.9) await writeFile(`${path}.${ending}`, copy);
        }
      }));
    },
  };
}

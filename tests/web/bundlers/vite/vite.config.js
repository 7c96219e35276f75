import { defineConfig } from 'vite';

// Nothing of it is for orquesta: this is how Vite builds more than one page.
export default defineConfig({
  build: { rollupOptions: { input: ['index.html', 'slim.html'] } },
});

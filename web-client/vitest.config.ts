import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'adapters/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          // Needs a running suite: HOARD_URL, HOARD_ADMIN_EMAIL, HOARD_ADMIN_PASSWORD.
          name: 'suite',
          include: ['suite/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});

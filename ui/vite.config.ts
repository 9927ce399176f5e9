import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  server: { port: 5173, strictPort: true },
  // WebKitGTK of the oldest Debian that the window runs on.
  build: { target: "safari16", chunkSizeWarningLimit: 900 },
  test: {
    environment: "jsdom",
    globals: false,
    setupFiles: ["src/test-setup.ts"],
    testTimeout: 60_000,
  },
});

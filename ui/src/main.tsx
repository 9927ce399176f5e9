import "@cloudscape-design/global-styles/index.css";
import "./app/window.css";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app";
import { NotificationsProvider } from "./app/notifications";
import { ShellFailure } from "./ipc";

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // The engine has tried again already; a refusal stays one.
      retry: (failures, error) => !(error instanceof ShellFailure) && failures < 1,
      staleTime: 2_000,
      refetchOnWindowFocus: true,
      // Nothing here goes over the network that the browser knows of.
      networkMode: "always",
    },
    mutations: { networkMode: "always", retry: false },
  },
});

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <NotificationsProvider>
          <App />
        </NotificationsProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}

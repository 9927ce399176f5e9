/** Light or dark, as chosen or as the desktop says. */
import { applyMode, Mode } from "@cloudscape-design/global-styles";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { shell, type ThemeDto } from "../ipc";
import { useNotifications } from "./notifications";

const DARK = "(prefers-color-scheme: dark)";

export const THEMES: { id: ThemeDto; text: string }[] = [
  { id: "system", text: "As the desktop" },
  { id: "light", text: "Light" },
  { id: "dark", text: "Dark" },
];

/** Chooses light or dark, and remembers it. */
export function useChooseTheme() {
  const client = useQueryClient();
  const { tellFailure } = useNotifications();
  return useMutation({
    mutationFn: (theme: ThemeDto) => shell.chooseTheme(theme),
    onError: tellFailure,
    onSettled: () => client.invalidateQueries({ queryKey: ["settings"] }),
  });
}

export function useTheme(theme: ThemeDto): "light" | "dark" {
  const [desktop, setDesktop] = useState(() => window.matchMedia(DARK).matches);
  useEffect(() => {
    const query = window.matchMedia(DARK);
    const hear = () => setDesktop(query.matches);
    query.addEventListener("change", hear);
    return () => query.removeEventListener("change", hear);
  }, []);
  const dark = theme === "dark" || (theme === "system" && desktop);
  useEffect(() => applyMode(dark ? Mode.Dark : Mode.Light), [dark]);
  return dark ? "dark" : "light";
}

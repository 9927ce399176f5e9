/** Light or dark, as chosen or as the desktop says. */
import { applyMode, Mode } from "@cloudscape-design/global-styles";
import { useEffect, useState } from "react";
import type { ThemeDto } from "../ipc";

const DARK = "(prefers-color-scheme: dark)";

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

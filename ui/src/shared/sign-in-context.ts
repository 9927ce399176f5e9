/** The way to the sign-in, for whoever tells that the account is signed out. */
import { createContext, useContext } from "react";

/** Holds what opens the sign-in; null where the account does not sign in so. */
export const SignInContext = createContext<(() => void) | null>(null);

export function useSignIn(): (() => void) | null {
  return useContext(SignInContext);
}

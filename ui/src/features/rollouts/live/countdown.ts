/** How long until an instant of the account's time, in words. */
export function countdown(at: string, now: Date): string {
  const seconds = Math.ceil((new Date(at).getTime() - now.getTime()) / 1000);
  if (seconds <= 0) return "Now";
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = seconds % 60;
  if (hours > 0) return `In ${hours} h ${minutes} min`;
  if (minutes > 0) return `In ${minutes} min ${rest} s`;
  return `In ${rest} s`;
}

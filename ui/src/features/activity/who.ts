/** The end of a caller's ARN: whom people know. */
export function who(arn: string): string {
  return arn.split(":").at(-1) ?? arn;
}

export function chromiumPath(exists: (path: string) => boolean): string | undefined
export const chromiumArgs: string[]

import type { ESLint } from 'eslint'

export function breach(file: string, specifier: string): string | null
declare const plugin: ESLint.Plugin
export default plugin

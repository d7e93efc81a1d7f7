/** A text in the product's two languages; Chinese is complete first. */
export interface Text {
  zh: string
  en: string
}

export type Language = 'zh' | 'en'

/** The text in `language`, or in the other where it is empty. */
export function inLanguage(text: Text | undefined, language: Language): string {
  if (!text) return ''
  return language === 'zh' ? text.zh || text.en : text.en || text.zh
}

import { createI18n } from 'vue-i18n'
import type { Language } from '../../model/text'
import en from './en.json'
import zh from './zh.json'

export type Messages = typeof zh

/** The words of the interface. Chinese stands in where English has none; a test keeps both complete. */
export function createWords(language: Language) {
  return createI18n<[Messages], Language, false>({
    legacy: false,
    locale: language,
    fallbackLocale: 'zh',
    messages: { zh, en },
  })
}

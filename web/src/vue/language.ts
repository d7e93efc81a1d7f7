import { computed, watch, type App, type InjectionKey, type WritableComputedRef } from 'vue'
import { inLanguage, type Language, type Text } from '../model/text'
import type { createWords } from './i18n'
import { use } from './inject'

export interface LanguageChoice {
  language: WritableComputedRef<Language>
  /** A text in the chosen language. */
  say: (text: Text | undefined) => string
}

const key: InjectionKey<LanguageChoice> = Symbol('language')
const stored = 'twinstage.language'

const isLanguage = (value: unknown): value is Language => value === 'zh' || value === 'en'

/** `?lang=` wins, then what was chosen before, then Chinese unless the device speaks no Chinese but English. */
export function initialLanguage(
  search: string,
  storage: Pick<Storage, 'getItem'>,
  device: readonly string[],
): Language {
  const asked = new URLSearchParams(search).get('lang')
  if (isLanguage(asked)) return asked
  const chosen = storage.getItem(stored)
  if (isLanguage(chosen)) return chosen
  const first = device.find((tag) => /^(zh|en)\b/i.test(tag))
  return first?.toLowerCase().startsWith('en') ? 'en' : 'zh'
}

/** Keeps the page's language, the words' and the stored choice as one. */
export function provideLanguage(
  app: App,
  words: ReturnType<typeof createWords>,
  storage: Pick<Storage, 'setItem'>,
): void {
  const { locale } = words.global
  const language = computed<Language>({
    get: () => locale.value,
    set(value) {
      locale.value = value
      storage.setItem(stored, value)
    },
  })
  watch(language, (value) => (document.documentElement.lang = value === 'zh' ? 'zh-CN' : 'en'), { immediate: true })
  app.provide(key, { language, say: (text) => inLanguage(text, language.value) })
}

export const useLanguage = (): LanguageChoice => use(key)

import { useI18n } from 'vue-i18n'
import { asApiError, type ApiError } from '../client/problem'
import { useLanguage } from './language'

/** A sentence for people about what went wrong: by code where we have words, else the server's remedy or detail. */
export function useProblemText(): (cause: unknown) => string {
  const { t, te } = useI18n()
  const { say } = useLanguage()
  return (cause) => {
    const error: ApiError = asApiError(cause)
    const own = `problem.${error.code}`
    if (te(own)) return t(own)
    return say(error.remedy) || error.detail || t('problem.other')
  }
}

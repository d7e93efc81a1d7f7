import type { Text } from '../model/text'

/** The `application/problem+json` members of an error answer (RFC 9457). */
interface Problem {
  code?: string
  title?: string
  detail?: string
  remedy?: Text
}

/** Code of an `ApiError` for a server that could not be reached at all. */
export const UNREACHABLE = 'unreachable'

/** An answer that was no success, or no answer. `code` is stable; `detail` is the server's English sentence. */
export class ApiError extends Error {
  override readonly name = 'ApiError'

  constructor(
    /** HTTP status; 0 if there was no answer. */
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly remedy?: Text,
  ) {
    super(`${code}: ${detail}`)
  }
}

function isText(value: unknown): value is Text {
  return typeof value === 'object' && value !== null && 'zh' in value && 'en' in value
}

/** Reads an unsuccessful answer; one that is no problem document gets a code made of its status. */
export async function readProblem(response: Response): Promise<ApiError> {
  const fallback = `http_${response.status}`
  try {
    const body = (await response.json()) as Problem
    const remedy = isText(body.remedy) ? body.remedy : undefined
    return new ApiError(
      response.status,
      body.code ?? fallback,
      body.detail ?? body.title ?? response.statusText,
      remedy,
    )
  } catch {
    return new ApiError(response.status, fallback, response.statusText)
  }
}

/** What went wrong, as an ApiError; a network failure becomes `unreachable`. An abort stays what it is. */
export function asApiError(cause: unknown): ApiError {
  if (cause instanceof ApiError) return cause
  if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
  return new ApiError(0, UNREACHABLE, cause instanceof Error ? cause.message : String(cause))
}

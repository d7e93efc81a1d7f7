import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { LiveConnection, type LiveStatus } from '../../client/live'
import type { Board, Mode } from '../../model/board'
import type { SceneDocument } from '../../model/document'
import { rowsOf, type Row } from './rows'

/** Panels are read by people: four times a second is enough. */
const ROWS_EVERY_MS = 250

export interface Live {
  connection: LiveConnection
  board: ShallowRef<Board | null>
  rows: ShallowRef<readonly Row[]>
  status: Ref<LiveStatus>
  offlineSince: Ref<number | null>
  mode: Ref<Mode>
  serverNow: () => number
}

/** Follows the scene while its owner lives, and keeps the rows of its indicators up to date. */
export function useLive(slug: string, document: ShallowRef<SceneDocument>): Live {
  const connection = new LiveConnection(slug)
  const board = shallowRef<Board | null>(null)
  const rows = shallowRef<readonly Row[]>([])
  const status = ref<LiveStatus>(connection.status)
  const offlineSince = ref<number | null>(null)
  const mode = ref<Mode>('live')
  let unhear: (() => void) | undefined
  let due: ReturnType<typeof setTimeout> | undefined

  function refresh() {
    due = undefined
    rows.value = rowsOf(document.value, board.value)
    offlineSince.value = board.value?.offlineSince ?? null
    mode.value = board.value?.mode ?? 'live'
  }
  const soon = () => (due ??= setTimeout(refresh, ROWS_EVERY_MS))

  connection.onBoard.on((next) => {
    unhear?.()
    board.value = next
    unhear = next.onChange(soon)
    refresh()
  })
  connection.onStatus.on((next) => (status.value = next))
  watch(document, refresh)
  connection.start()
  onScopeDispose(() => {
    connection.stop()
    clearTimeout(due)
    unhear?.()
  })
  const serverNow = () => Date.now() + (board.value?.clockOffset ?? 0)
  return { connection, board, rows, status, offlineSince, mode, serverNow }
}

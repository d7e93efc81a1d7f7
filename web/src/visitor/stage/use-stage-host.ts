import { onBeforeUnmount, onMounted, reactive, shallowRef, watch, type ShallowRef } from 'vue'
import { assetPath } from '../../client/api'
import type { LiveConnection } from '../../client/live'
import type { Board } from '../../model/board'
import type { SceneDocument } from '../../model/document'
import type { Language } from '../../model/text'
import type { Selection, Stage } from '../../stage'
import type { StagePageOptions } from './options'

/** What the page tells about the stage's own state. */
export interface StageNews {
  /** `nowebgl`: this device cannot draw it. */
  state: 'loading' | 'ready' | 'nowebgl'
  loaded: number
  total: number
  missing: string[]
  failed: boolean
  contextLost: boolean
  hours: number
}

export interface StageHostParts {
  container: Readonly<ShallowRef<HTMLElement | null>>
  document: ShallowRef<SceneDocument>
  board: ShallowRef<Board | null>
  connection: LiveConnection
  language: () => Language
  options: StagePageOptions
}

export interface StageHost {
  stage: ShallowRef<Stage | null>
  selection: ShallowRef<Selection | null>
  news: StageNews
  setHours(hours: number | null): void
}

declare global {
  interface Window {
    /** For end-to-end tests and for the curious. */
    __twinstage?: { stage: Stage | null; connection: LiveConnection }
  }
}

/** Loads the stage, puts it into the container, and carries board, document and language to it. */
export function useStageHost(parts: StageHostParts): StageHost {
  const { container, document: scene, board, connection, language, options } = parts
  const stage = shallowRef<Stage | null>(null)
  const selection = shallowRef<Selection | null>(null)
  const news = reactive<StageNews>({
    state: 'loading',
    loaded: 0,
    total: 0,
    missing: [],
    failed: false,
    contextLost: false,
    hours: options.hours ?? 12,
  })
  let gone = false

  onMounted(async () => {
    window.__twinstage = { stage: null, connection }
    if (!canDraw()) return standIn()
    const { createStage } = await import('../../stage')
    if (gone || !container.value) return
    try {
      begin(createStage(container.value, { language: language(), quality: options.quality, assetUrl: assetPath }))
    } catch (cause) {
      console.error(cause)
      standIn()
    }
  })

  function begin(made: Stage) {
    stage.value = made
    window.__twinstage = { stage: made, connection }
    made.on('rendered', ({ boardVersion }) => connection.ack(boardVersion))
    made.on('select', (picked) => (selection.value = picked))
    made.on('progress', ({ loaded, total }) => Object.assign(news, { loaded, total }))
    made.on('missing', ({ layer }) => news.missing.push(layer))
    made.on('error', ({ message, cause }) => {
      console.error(message, cause)
      news.failed = true
    })
    made.on('timeofday', ({ hours }) => (news.hours = hours))
    made.on('context', ({ state }) => (news.contextLost = state === 'lost'))
    made.setBoard(board.value)
    if (options.hours !== null) made.setTimeOfDay(options.hours)
    const shown = made.load(scene.value)
    if (options.pose) made.setCameraPose(options.pose)
    news.hours = made.timeOfDay()
    void shown.then(() => (news.state = 'ready'))
  }

  /** Without a stage, a value is drawn once the browser has painted the list. */
  function standIn() {
    news.state = 'nowebgl'
    watch(board, (b) => b?.onChange(() => requestAnimationFrame(() => connection.ack(b.version))), { immediate: true })
  }

  watch(board, (next) => stage.value?.setBoard(next))
  watch(language, (next) => stage.value?.setLanguage(next))
  watch(scene, (next) => {
    const made = stage.value
    if (!made) return
    news.missing = []
    const pose = made.cameraPose()
    void made.load(next)
    made.setCameraPose(pose)
  })
  onBeforeUnmount(() => {
    gone = true
    stage.value?.dispose()
    stage.value = null
    delete window.__twinstage
  })

  return { stage, selection, news, setHours: (hours) => stage.value?.setTimeOfDay(hours) }
}

function canDraw(): boolean {
  const probe = document.createElement('canvas').getContext('webgl2')
  probe?.getExtension('WEBGL_lose_context')?.loseContext()
  return probe !== null
}

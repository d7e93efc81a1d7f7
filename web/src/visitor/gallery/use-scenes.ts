import { computed, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { Api } from '../../client/api'
import { sectors, type SceneEntry, type Sector } from '../../model/scene'
import { useLoad, type LoadState } from '../../vue/use-load'

/** The list is short enough to be had whole, so that sectors can be counted and switched at once. */
const PAGE = 100
const PAGES = 10

export interface Scenes {
  state: ShallowRef<LoadState>
  error: ShallowRef<unknown>
  /** Those of the chosen sector. */
  shown: ComputedRef<SceneEntry[]>
  /** null until there is a first list. */
  counts: ComputedRef<Record<Sector | 'all', number> | null>
  reload(): Promise<void>
}

/** The scenes that match `search`, of `sector` or of all. */
export function useScenes(api: Api, search: Ref<string>, sector: Ref<Sector | null>): Scenes {
  const { state, value, error, load } = useLoad((signal) => every(api, search.value, signal))
  const all = shallowRef<SceneEntry[] | null>(null)
  watch(value, (list) => (all.value = list?.filter((scene) => scene.status !== 'archived') ?? null))
  watch(search, () => void load(), { immediate: true })
  const shown = computed(() => all.value?.filter((s) => sector.value === null || s.sector === sector.value) ?? [])
  const counts = computed(() => all.value && countBySector(all.value))
  return { state, error, shown, counts, reload: load }
}

async function every(api: Api, q: string, signal: AbortSignal): Promise<SceneEntry[]> {
  const items: SceneEntry[] = []
  let cursor: string | undefined
  for (let page = 0; page < PAGES; page++) {
    const answer = await api.scenes({ q, limit: PAGE, ...(cursor && { cursor }) }, signal)
    items.push(...answer.items)
    if (!answer.next) break
    cursor = answer.next
  }
  return items
}

export function countBySector(scenes: readonly SceneEntry[]): Record<Sector | 'all', number> {
  const counts = Object.fromEntries(sectors.map((s) => [s, 0])) as Record<Sector, number>
  for (const scene of scenes) counts[scene.sector]++
  return { ...counts, all: scenes.length }
}

import { onScopeDispose, ref, type Ref } from 'vue'

/** The whole page on the whole screen; iPhones cannot, so `canFull` is false there. */
export function useFullscreen(): { isFull: Ref<boolean>; canFull: boolean; toggle: () => Promise<void> } {
  const isFull = ref(document.fullscreenElement !== null)
  const update = () => (isFull.value = document.fullscreenElement !== null)
  document.addEventListener('fullscreenchange', update)
  onScopeDispose(() => document.removeEventListener('fullscreenchange', update))
  async function toggle() {
    if (document.fullscreenElement) await document.exitFullscreen()
    else await document.documentElement.requestFullscreen()
  }
  return { isFull, canFull: document.fullscreenEnabled === true, toggle }
}

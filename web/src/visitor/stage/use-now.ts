import { onScopeDispose, ref, type Ref } from 'vue'

/** The device's clock, told every second while its owner lives. */
export function useNow(): Ref<number> {
  const now = ref(Date.now())
  const tick = setInterval(() => (now.value = Date.now()), 1000)
  onScopeDispose(() => clearInterval(tick))
  return now
}

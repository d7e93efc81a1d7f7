import type { CameraPose } from '../../stage'

/** A camera pose as `e,n,u,e,n,u,fov`: decimetres are finer than anyone can tell. */
export function encodePose(pose: CameraPose): string {
  return [...pose.enu, ...pose.lookAt, pose.fovDeg].map((n) => String(Math.round(n * 10) / 10)).join()
}

/** The pose, or null if the text is none that a camera could take. */
export function decodePose(text: unknown): CameraPose | null {
  if (typeof text !== 'string' || text === '') return null
  const n = text.split(',').map(Number)
  if (n.length !== 7 || !n.every((x) => Number.isFinite(x) && Math.abs(x) < 1e6)) return null
  const [e, north, up, toE, toN, toUp, fovDeg] = n as [number, number, number, number, number, number, number]
  if (fovDeg < 5 || fovDeg > 120) return null
  return { enu: [e, north, up], lookAt: [toE, toN, toUp], fovDeg }
}

/** The present address with this camera and time of day in it. */
export function shareLink(href: string, pose: CameraPose, clock: string | null): string {
  const url = new URL(href)
  url.searchParams.set('at', encodePose(pose))
  if (clock) url.searchParams.set('time', clock)
  // Commas and colons read better as themselves, and are allowed in a query.
  return url.href.replaceAll('%2C', ',').replaceAll('%3A', ':')
}

/** Copies text, also on plain HTTP (a kiosk's address by number), where the clipboard API is absent. */
export async function copyText(text: string): Promise<boolean> {
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text)
      return true
    }
  } catch {
    // not allowed here: the older way may be
  }
  const area = document.createElement('textarea')
  area.value = text
  document.body.append(area)
  area.select()
  const copied = document.execCommand('copy')
  area.remove()
  return copied
}

// The system's Chromium, for tests: which binary, and the flags under which
// WebGL2 is drawn in software the same way everywhere.

/** The browser's binary itself: the distribution's wrapper script is second choice. */
const candidates = ['/usr/lib/chromium/chromium', '/usr/bin/chromium', '/usr/bin/chromium-browser']

/**
 * @param {(path: string) => boolean} exists
 * @returns {string | undefined} the path, or undefined for playwright's own download
 */
export function chromiumPath(exists) {
  return process.env.TWINSTAGE_CHROMIUM || candidates.find(exists)
}

export const chromiumArgs = [
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-pings',
]

// Finds the browsers of this machine and opens pages in them: Blink, Gecko and WebKit, headless, each time with an empty
// profile. There is no driver: the browser is given the page's address, and the page reports to the server that served it.

import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { accessSync, constants, readdirSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { startGroup } from './process-group.ts'
import { FIREFOX_PREFERENCES, firefoxTrust } from './firefox-profile.ts'

export interface Engine {
  readonly name: 'Chromium' | 'Firefox' | 'WebKit'
  readonly version: string
  open(url: string, options?: OpenOptions): Promise<OpenBrowser>
}

export interface OpenOptions {
  /** Self-signed certificates that the browser shall accept: `host:port` as in the page's addresses, and the PEM text. */
  readonly trust?: readonly { readonly host: string; readonly cert: string }[]
}

export interface OpenBrowser {
  /** Settles when the browser ends by itself (a crash, a missing library) with a sentence about it; never rejects. */
  readonly ended: Promise<string>
  /** Ends the browser with all its processes and removes its profile. */
  close(): Promise<void>
}

/** Every engine of this machine; for those that are not there, a line that says how to install them. */
export async function findEngines(): Promise<{ found: Engine[]; missing: { name: string; install: string }[] }> {
  const found: Engine[] = []
  const missing: { name: string; install: string }[] = []
  for (const recipe of RECIPES) {
    const command = recipe.find()
    const version = command && await versionOf(command)
    if (command && version) found.push(engine(recipe, command, version))
    else missing.push({ name: recipe.name, install: `${recipe.name} is not on this machine. To install it: ${recipe.install}` })
  }
  return { found, missing }
}

/** Opens the page and waits for what it reports; an error if the browser ends or the time runs out before. */
export async function visit<T>(engine: Engine, url: string, reported: Promise<T>, seconds: number, options: OpenOptions = {}): Promise<T> {
  const name = `${engine.name} ${engine.version}`
  const browser = await engine.open(url, options)
  let timer: NodeJS.Timeout | undefined
  try {
    return await Promise.race([
      reported,
      browser.ended.then((how) => { throw new Error(`${name} ended before ${url} reported: ${how}`) }),
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => { reject(new Error(`${name} opened ${url}, but the page didn't report within ${seconds} s`)) }, seconds * 1000)
      }),
    ])
  } finally {
    clearTimeout(timer)
    await browser.close()
  }
}

/** How one engine is found and started. A command is the program with the arguments that always come first. */
interface Recipe {
  readonly name: Engine['name']
  readonly install: string
  find(): readonly string[] | undefined
  args(profile: string): readonly string[]
  fill?(profile: string, options: OpenOptions): Promise<void>
  readonly env?: NodeJS.ProcessEnv
}

const RECIPES: readonly Recipe[] = [{
  name: 'Chromium',
  install: 'apt-get install chromium (Debian), or Google Chrome',
  find: () => program('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'),
  args: (profile) => [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--no-proxy-server',
    '--disable-background-networking', '--disable-component-update', '--disable-sync', '--ignore-certificate-errors',
    '--enable-unsafe-swiftshader', // WebGL without a graphics card
    `--user-data-dir=${profile}`,
  ],
}, {
  name: 'Firefox',
  install: 'apt-get install firefox-esr (Debian), or Firefox from Mozilla',
  // Headless Firefox has no WebGL without a graphics card, under Xvfb it has.
  find() {
    const firefox = program('firefox', 'firefox-esr', '/Applications/Firefox.app/Contents/MacOS/firefox')
    return firefox && (xvfb() ? [...xvfb()!, ...firefox] : [...firefox, '--headless'])
  },
  args: (profile) => ['--no-remote', '--profile', profile],
  env: { MOZ_CRASHREPORTER_DISABLE: '1', LIBGL_ALWAYS_SOFTWARE: '1' },
  async fill(profile, { trust = [] }) {
    await writeFile(join(profile, 'user.js'), FIREFOX_PREFERENCES)
    await writeFile(join(profile, 'cert_override.txt'), firefoxTrust(trust.map(({ host, cert }) => ({ host, fingerprint: new X509Certificate(cert).fingerprint256 }))))
  },
}, {
  name: 'WebKit',
  install: 'apt-get install libwebkit2gtk-4.1-0 xvfb xauth (Debian)',
  find() {
    const miniBrowser = program(...miniBrowsers())
    return miniBrowser && xvfb() && [...xvfb()!, ...miniBrowser]
  },
  args: () => ['--ignore-tls-errors'],
  // No desktop session here: neither settings daemon nor accessibility bus, and no graphics card.
  env: { GSETTINGS_BACKEND: 'memory', NO_AT_BRIDGE: '1', DBUS_SESSION_BUS_ADDRESS: 'disabled:', LIBGL_ALWAYS_SOFTWARE: '1' },
}]

function engine(recipe: Recipe, [program, ...first]: readonly string[], version: string): Engine {
  return {
    name: recipe.name,
    version,
    async open(url, options = {}) {
      const profile = await mkdtemp(join(tmpdir(), 'with-cors-'))
      await recipe.fill?.(profile, options)
      const group = startGroup(program!, [...first, ...recipe.args(profile), url], environment(profile, recipe.env))
      return {
        ended: group.ended,
        async close() {
          await group.end()
          // A process that is just ending may still write.
          await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
        },
      }
    },
  }
}

/** Nothing of the person's own: no proxy, desktop session or browser setting reaches the browser through the environment. */
function environment(home: string, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LANG: 'C.UTF-8', HOME: home, TMPDIR: home, ...more }
}

async function versionOf([program, ...first]: readonly string[]): Promise<string | undefined> {
  const home = await mkdtemp(join(tmpdir(), 'with-cors-'))
  try {
    const { stdout } = await promisify(execFile)(program!, [...first, '--version'], { env: environment(home), timeout: 30_000 })
    return /\d+(\.\d+)+/.exec(stdout)?.[0]
  } catch {
    return undefined
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 10 })
  }
}

/** The first of these programs that can be run, by name from the PATH or by its whole path. */
function program(...names: readonly string[]): readonly [string] | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)
  for (const name of names) {
    for (const path of name.startsWith('/') ? [name] : folders.map((folder) => join(folder, name))) {
      try {
        accessSync(path, constants.X_OK)
        return [path]
      } catch { /* not here */ }
    }
  }
  return undefined
}

/** A screen for programs that want one: xvfb-run calls xauth, which Debian only recommends beside it. */
function xvfb(): readonly string[] | undefined {
  const run = program('xvfb-run')
  return run && program('xauth') && [...run, '-a']
}

/** WebKitGTK's own small browser is no program on the PATH: Debian keeps it under /usr/lib/<architecture>, others elsewhere. */
function miniBrowsers(): string[] {
  const folders = ['/usr/libexec', '/usr/lib', ...subfolders('/usr/lib')]
  return folders.flatMap((folder) => ['4.1', '6.0'].map((api) => `${folder}/webkit${api === '6.0' ? 'gtk' : '2gtk'}-${api}/MiniBrowser`))
}

function subfolders(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name))
  } catch {
    return []
  }
}

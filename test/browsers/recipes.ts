// How each engine is found and started. None needs more than its own program, and WebKit and Firefox a screen
// of Xvfb's.

import { X509Certificate } from 'node:crypto';
import { accessSync, constants, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { FIREFOX_PREFERENCES, firefoxTrust } from './firefox-profile.ts';

export type EngineName = 'Chromium' | 'Firefox' | 'WebKit';

export interface OpenOptions {
  /**
   * Self-signed certificates that the browser shall accept: `host:port` as in the page's addresses, and the
   * PEM text.
   */
  readonly trust?: readonly { readonly host: string; readonly cert: string }[];
}

export interface Recipe {
  readonly name: EngineName;
  readonly install: string;
  /** The program with the arguments that always come first. */
  find(): readonly string[] | undefined;
  args(profile: string): readonly string[];
  /** Puts into the empty profile what the engine wants to find there. */
  fill?(profile: string, options: OpenOptions): Promise<void>;
  readonly env?: NodeJS.ProcessEnv;
}

export const RECIPES: readonly Recipe[] = [{
  name: 'Chromium',
  install: 'apt-get install chromium (Debian), or Google Chrome',
  find: () => program('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'),
  args: (profile) => [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--no-proxy-server',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
    '--ignore-certificate-errors',
    '--enable-unsafe-swiftshader', // WebGL without a graphics card
    `--user-data-dir=${profile}`,
  ],
}, {
  name: 'Firefox',
  install: 'apt-get install firefox-esr (Debian), or Firefox from Mozilla',
  // Headless Firefox has no WebGL without a graphics card, under Xvfb it has.
  find() {
    const firefox = program('firefox', 'firefox-esr', '/Applications/Firefox.app/Contents/MacOS/firefox');
    return firefox && (xvfb() ? [...xvfb()!, ...firefox] : [...firefox, '--headless']);
  },
  args: (profile) => ['--no-remote', '--profile', profile],
  env: { MOZ_CRASHREPORTER_DISABLE: '1', LIBGL_ALWAYS_SOFTWARE: '1' },
  async fill(profile, { trust = [] }) {
    await writeFile(join(profile, 'user.js'), FIREFOX_PREFERENCES);
    const trusted =
      trust.map(({ host, cert }) => ({ host, fingerprint: new X509Certificate(cert).fingerprint256 }));
    await writeFile(join(profile, 'cert_override.txt'), firefoxTrust(trusted));
  },
}, {
  name: 'WebKit',
  install: 'apt-get install libwebkit2gtk-4.1-0 xvfb xauth (Debian)',
  find() {
    const miniBrowser = program(...miniBrowsers());
    return miniBrowser && xvfb() && [...xvfb()!, ...miniBrowser];
  },
  args: () => ['--ignore-tls-errors'],
  // No desktop session here: neither settings daemon nor accessibility bus, and no graphics card.
  env: {
    GSETTINGS_BACKEND: 'memory', NO_AT_BRIDGE: '1', DBUS_SESSION_BUS_ADDRESS: 'disabled:',
    LIBGL_ALWAYS_SOFTWARE: '1',
  },
}];

/** The first of these programs that can be run, by name from the PATH or by its whole path. */
function program(...names: readonly string[]): readonly [string] | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  for (const name of names) {
    for (const path of name.startsWith('/') ? [name] : folders.map((folder) => join(folder, name))) {
      try {
        accessSync(path, constants.X_OK);
        return [path];
      } catch { /* not here */ }
    }
  }
  return undefined;
}

/** A screen for programs that want one: xvfb-run calls xauth, which Debian only recommends beside it. */
function xvfb(): readonly string[] | undefined {
  const run = program('xvfb-run');
  return run && program('xauth') && [...run, '-a'];
}

/**
 * WebKitGTK's own small browser is not a program on the PATH: Debian keeps it under /usr/lib/<architecture>,
 * others elsewhere.
 */
function miniBrowsers(): string[] {
  const folders = ['/usr/libexec', '/usr/lib', ...subfolders('/usr/lib')];
  return folders.flatMap(
    (folder) => [`${folder}/webkit2gtk-4.1/MiniBrowser`, `${folder}/webkitgtk-6.0/MiniBrowser`]
  );
}

function subfolders(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
  } catch {
    return [];
  }
}

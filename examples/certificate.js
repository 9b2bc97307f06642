// A certificate for localhost, for https.js and http2.js: the one that TLS_KEY and TLS_CERT name (paths of
// PEM files), else one that `openssl` makes now. No browser trusts the latter until told to; curl takes it
// with -k.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @returns {{ key: Buffer, cert: Buffer }} */
export function certificate() {
  const { TLS_KEY, TLS_CERT } = process.env;
  if (TLS_KEY && TLS_CERT) return { key: readFileSync(TLS_KEY), cert: readFileSync(TLS_CERT) };

  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  const key = join(folder, 'key.pem');
  const cert = join(folder, 'cert.pem');
  try {
    execFileSync('openssl', [
      'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '7',
      '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1',
      '-keyout', key, '-out', cert,
    ], { stdio: 'pipe' });
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } catch (cause) {
    throw new Error(
      'No certificate: `openssl` is missing or failed. Install it, or set TLS_KEY and TLS_CERT to the paths of a private ' +
      'key and its certificate (PEM).', { cause });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// A certificate that nobody trusts, for HTTP/2: browsers speak it over TLS only.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * A new key and a self-signed certificate for localhost, made by the `openssl` command.
 *
 * @returns {Promise<{ key: Buffer, cert: Buffer } | undefined>} nothing where that command is missing
 */
export async function selfSignedCertificate() {
  const folder = await mkdtemp(join(tmpdir(), 'with-cors-lab-'));
  const key = join(folder, 'key.pem');
  const cert = join(folder, 'cert.pem');
  try {
    await promisify(execFile)('openssl', [
      ...['req', '-x509', '-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-days', '30'],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
      ...['-keyout', key, '-out', cert],
    ]);
    return { key: await readFile(key), cert: await readFile(cert) };
  } catch {
    return undefined;
  } finally {
    await rm(folder, { recursive: true });
  }
}

// The two files that an otherwise empty Firefox profile starts with.

/**
 * user.js: no proxy, no first-run page, no request of the browser's own; everything else as a new user has
 * it.
 */
export const FIREFOX_PREFERENCES = Object.entries({
  'network.proxy.type': 0,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'network.trr.mode': 5, // no DNS over HTTPS
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'browser.aboutwelcome.enabled': false,
  'browser.preonboarding.enabled': false,
  'termsofuse.bypassNotification': true,
  'browser.newtabpage.enabled': false,
  'browser.region.network.url': '',
  'browser.safebrowsing.downloads.remote.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.safebrowsing.provider.google4.updateURL': '',
  'browser.safebrowsing.provider.mozilla.updateURL': '',
  'app.normandy.enabled': false,
  'app.update.auto': false,
  'app.update.checkInstallTime': false,
  'extensions.update.enabled': false,
  'extensions.getAddons.cache.enabled': false,
  'extensions.systemAddon.update.enabled': false,
  'media.gmp-manager.updateEnabled': false,
  'services.settings.server': 'data:,',
  'dom.push.connection.enabled': false,
  'datareporting.healthreport.uploadEnabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'datareporting.policy.dataSubmissionPolicyBypassNotification': true,
  'toolkit.telemetry.enabled': false,
}).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`).join('');

/**
 * cert_override.txt: what the browser writes itself when a person accepts a certificate's risk. The OID says
 * SHA-256.
 */
export function firefoxTrust(certificates: readonly { host: string; fingerprint: string }[]): string {
  return certificates
    .map(({ host, fingerprint }) => `${host}:\tOID.2.16.840.1.101.3.4.2.1\t${fingerprint}\t\n`)
    .join('');
}

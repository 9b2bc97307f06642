// Whose a host is, as far as its name tells.

/** Whether a host is the visitor's own machine, out of the network's reach (Secure Contexts, 3.1). */
export function isThisMachine(host: string): boolean {
  return /^(?:(?:.+\.)?localhost\.?|127(?:\.\d+){3}|\[::1\])$/.test(host);
}

/**
 * Whether anyone can have a host under this name: a top-level domain, a registry like `co.uk`, or a platform.
 */
export function isPublicSuffix(host: string): boolean {
  const name = host.replace(/\.$/, '');
  return /^[^.]*$|^(?:com?|org|net|ac|gov|edu)\.[a-z]{2}$/.test(name) || PLATFORMS.some((platform) => (
    platform === name || platform.endsWith(`.${name}`)));
}

/** Whether this is a platform, under which a label names a site and often its owner, too. */
export function isPlatform(host: string): boolean {
  return PLATFORMS.includes(host);
}

/**
 * Platforms under which anyone can have a host of their own, so that a pattern over one of them is a pattern
 * over everybody. This list has those that people write patterns over, and is incomplete: the real one,
 * https://publicsuffix.org, has some ten thousand rules and changes each week.
 */
const PLATFORMS: readonly string[] = [
  'github.io', 'app.github.dev', 'gitlab.io', 'vercel.app', 'now.sh', 'netlify.app', 'pages.dev',
  'workers.dev', 'trycloudflare.com', 'web.app', 'firebaseapp.com', 'run.app', 'appspot.com',
  'herokuapp.com', 'onrender.com', 'fly.dev', 'up.railway.app', 'surge.sh', 'deno.dev', 'glitch.me',
  'replit.app', 'repl.co', 'webcontainer.io', 'csb.app', 'ngrok.io', 'ngrok.app', 'ngrok-free.app',
  'loca.lt', 'azurewebsites.net', 'azurestaticapps.net', 'cloudapp.net', 'cloudfront.net', 'amplifyapp.com',
  's3.amazonaws.com', 'ondigitalocean.app', 'hf.space', 'myshopify.com', 'webflow.io', 'blogspot.com',
  'wordpress.com', 'nip.io', 'sslip.io',
];

// Whose a host is, as far as its name tells.

/**
 * Whether a host is the visitor's own machine, where nobody on the network can respond (Secure Contexts,
 * 3.1).
 */
export function isThisMachine(host: string): boolean {
  return /^(?:(?:.+\.)?localhost\.?|127(?:\.\d+){3}|\[::1\])$/.test(host);
}

/**
 * Whether anyone can register a name of their own under this one: a top-level domain or a well-known suffix.
 */
export function isPublicSuffix(host: string): boolean {
  const name = host.replace(/\.$/, '');
  return !name.includes('.') || PUBLIC_SUFFIXES.has(name);
}

/**
 * Names under which anyone can register a name of their own, so that a pattern over one of them is a pattern
 * over everybody. This list has those that people write patterns over, and is incomplete: the real one,
 * https://publicsuffix.org, has some ten thousand rules and changes each week.
 */
const PUBLIC_SUFFIXES: ReadonlySet<string> = new Set([
  'co.uk', 'org.uk', 'ac.uk', 'com.au', 'co.nz', 'co.za', 'co.jp', 'co.kr', 'co.in', 'com.br', 'com.cn',
  'com.mx', 'com.tr', 'github.io', 'app.github.dev', 'gitlab.io', 'vercel.app', 'now.sh', 'netlify.app',
  'pages.dev', 'workers.dev', 'trycloudflare.com', 'web.app', 'firebaseapp.com', 'run.app', 'appspot.com',
  'herokuapp.com', 'onrender.com', 'fly.dev', 'up.railway.app', 'surge.sh', 'deno.dev', 'glitch.me',
  'replit.app', 'repl.co', 'webcontainer.io', 'csb.app', 'ngrok.io', 'ngrok.app', 'ngrok-free.app',
  'loca.lt', 'azurewebsites.net', 'azurestaticapps.net', 'cloudapp.net', 'cloudfront.net', 'amplifyapp.com',
  's3.amazonaws.com', 'ondigitalocean.app', 'hf.space', 'myshopify.com', 'webflow.io', 'blogspot.com',
  'wordpress.com', 'nip.io', 'sslip.io',
]);

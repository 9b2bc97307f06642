// Whose a host is, as far as its name tells, and what to write where a name can't tell.

/** Whether a host is the visitor's own machine, out of the network's reach (Secure Contexts, 3.1). */
export function isThisMachine(host: string): boolean {
  return /^(?:(?:.+\.)?localhost\.?|127(?:\.\d+){3}|\[::1\])$/.test(host);
}

/** Second levels under which a country's registry sells names, everywhere or in that country. */
const REGISTRY = new RegExp(`^(?:${[
  '(?:com?|org|net|ac|gov|gob|edu|mil)\\.[a-z]{2}', '(?:ad|go|gr|lg|ne|or)\\.jp', '(?:go|ne|or|pe|re)\\.kr',
  '(?:ltd|me|plc|sch)\\.uk', '(?:asn|id)\\.au', '(?:geek|gen)\\.nz', '(?:gv|or)\\.at', '(?:in|or)\\.th',
].join('|')})$`);

/**
 * Whether anyone can have a host under this name: a top-level domain, a registry like `co.uk`, or a platform.
 */
export function isPublicSuffix(host: string): boolean {
  const name = host.replace(/\.$/, '');
  return !name.includes('.') || REGISTRY.test(name) || PLATFORMS.some((platform) => (
    platform === name || platform.endsWith(`.${name}`)));
}

/** The platform that a host is under, or is: there a label names a site and often its owner, too. */
export function platformOf(host: string): string | undefined {
  return PLATFORMS.find((platform) => `.${host}`.endsWith(`.${platform}`));
}

/** What to write in place of everybody's names under a platform. */
export function ownUnder(platform: string): string {
  const name = platform.replace(/\./g, '\\.');
  return `a RegExp with your own name in it: /^https:\\/\\/my-app-[a-z0-9-]+\\.${name}$/`;
}

/** The one way out for all that is refused and yet meant: an origin, or the spelling of several. */
export function inFunction(origin: string): string {
  const name = OWN_NAME.exec(origin)?.[1] ?? '';
  const test = /^[\w.:/[\]-]+$/.test(origin) ? `origin === '${origin}'`
    : isPublicSuffix(name) ? 'allowed.has(origin)'
      : `origin.startsWith('https://') && origin.endsWith('.${name}')`;
  return `a function for the whole option: origin: (origin) => ${test}`;
}

/** The name in a pattern, or in the source of a RegExp, left of which something varies. */
const OWN_NAME = /^\S*https~?:\/\/\S*[*?#+)\]]\.?((?:[a-z\d][a-z\d-]*\.)+[a-z]{2,})\$?$/i;

/**
 * Platforms under which anyone can have a host of their own, so that a pattern over one of them is a pattern
 * over everybody. This list has those that people write patterns over, and is incomplete: the real one,
 * https://publicsuffix.org, has some ten thousand rules and changes each week.
 */
const PLATFORMS: readonly string[] = [
  'github.io', 'app.github.dev', 'gitlab.io', 'vercel.app', 'vercel.dev', 'now.sh', 'v0.app', 'netlify.app',
  'pages.dev', 'workers.dev', 'trycloudflare.com', 'web.app', 'firebaseapp.com', 'run.app', 'appspot.com',
  'cloudworkstations.dev', 'herokuapp.com', 'onrender.com', 'fly.dev', 'fly.io', 'up.railway.app', 'surge.sh',
  'deno.dev', 'deno.net', 'glitch.me', 'replit.app', 'replit.dev', 'repl.co', 'webcontainer.io',
  'stackblitz.io', 'csb.app', 'codesandbox.io', 'gitpod.io', 'gitpod.dev', 'lovable.app',
  'lovableproject.com', 'bolt.host',
  'ngrok.io', 'ngrok.app', 'ngrok.dev', 'ngrok-free.app', 'ngrok-free.dev', 'loca.lt', 'devtunnels.ms',
  'azurewebsites.net', 'azurestaticapps.net', 'azurecontainerapps.io', 'cloudapp.net', 'cloudfront.net',
  'amplifyapp.com', 'elasticbeanstalk.com', 's3.amazonaws.com', 'awsapprunner.com', 'ondigitalocean.app',
  'koyeb.app', 'zeabur.app', 'supabase.co', 'pythonanywhere.com', 'streamlit.app', 'hf.space', 'expo.app',
  'myshopify.com', 'webflow.io', 'framer.app', 'blogspot.com', 'wordpress.com', 'nip.io', 'sslip.io',
];

/**
 * Names under which anyone can register a name of their own, so that a pattern over one of them is a pattern over
 * everybody. The real list, https://publicsuffix.org, has some ten thousand rules and changes each week: this one has
 * those that people write patterns over, and is incomplete. A name that is missing here is merely not warned of.
 */
export const PUBLIC_SUFFIXES: ReadonlySet<string> = new Set(`
  co.uk org.uk me.uk ac.uk gov.uk com.au net.au org.au co.nz co.za co.jp ne.jp or.jp co.kr co.in com.br com.cn com.tw com.hk
  com.sg com.mx com.ar com.tr co.il eu.org
  github.io githubpreview.dev app.github.dev gitlab.io codeberg.page vercel.app now.sh netlify.app pages.dev workers.dev
  trycloudflare.com web.app firebaseapp.com run.app appspot.com cloudfunctions.net herokuapp.com onrender.com fly.dev
  up.railway.app surge.sh deno.dev glitch.me repl.co replit.app replit.dev stackblitz.io webcontainer.io csb.app
  codesandbox.io ngrok.io ngrok.app ngrok-free.app ngrok.dev loca.lt azurewebsites.net azurestaticapps.net
  cloudapp.net blob.core.windows.net cloudfront.net amplifyapp.com elasticbeanstalk.com s3.amazonaws.com awsapprunner.com
  ondigitalocean.app hf.space streamlit.app gitpod.io myshopify.com wixsite.com webflow.io framer.app blogspot.com
  wordpress.com duckdns.org nip.io sslip.io`.trim().split(/\s+/));

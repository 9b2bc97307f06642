// A composed request as a command for a shell, or as code.

/** What went over the wire, one command for each request. @param exchanges as the server tells them */
export function curlCommands(url, exchanges, body) {
  return exchanges.map(({ request: { method, fields } }) => {
    const isPreflight = fields.some(([name]) => name.toLowerCase() === 'access-control-request-method');
    return [
      'curl -i',
      ...(method === 'HEAD' ? ['--head'] : method === 'GET' ? [] : [`-X ${quoted(method)}`]),
      // To curl, `Name:` takes a header away, and `Name;` sends it empty.
      ...fields.map(([name, value]) => `-H ${quoted(value === '' ? `${name};` : `${name}: ${value}`)}`),
      ...(body && !isPreflight ? [`--data-raw ${quoted(body)}`] : []),
      quoted(url),
    ].join(' ');
  }).join('\n');
}

/** The same call asked by the command of this package. With `=` even what begins with a hyphen is a value. */
export function withCorsCommand(url, origin,
  { method = 'GET', headers = [], body, credentials, mode = 'cors' }) {
  return [
    `npx with-cors ${quoted(url)}`,
    `--origin=${quoted(origin)}`,
    ...(method === 'GET' && !body ? [] : [`--method=${quoted(method)}`]),
    ...headers.map(([name, value]) => `--header=${quoted(`${name}: ${value}`)}`),
    ...(body ? [`--data=${quoted(body)}`] : []),
    ...(credentials === 'include' ? ['--credentials'] : []),
    ...(mode === 'cors' ? [] : [`--mode=${quoted(mode)}`]),
  ].join(' ');
}

/** One word of a POSIX shell. */
function quoted(text) {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

// Runs in a sandboxed frame: asks for the URL that it is given and tells the page what came of it.
fetch(new URLSearchParams(location.search).get('fetch'))
  .then((response) => response.json())
  .then(
    (answer) => parent.postMessage({ answer }, '*'),
    ({ name, message }) => parent.postMessage({ error: { name, message } }, '*'),
  );

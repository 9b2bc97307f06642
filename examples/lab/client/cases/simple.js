export const simple = {
  id: 'simple',
  title: 'Simple requests',
  cases: [
    {
      id: 'get',
      sentence: '`GET` is sent at once.',
      policy: 'origin=page',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/origin=page/echo'));
        return (await response.json()).method;
      },
      expected: { reads: 'GET', preflights: 0, handled: 1, reason: 'allowed' },
    },
    {
      id: 'head',
      sentence: '`HEAD` is sent at once.',
      policy: 'origin=page',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/origin=page/echo'), {
          method: 'HEAD',
        });
        return response.status;
      },
      expected: { reads: 200, preflights: 0, handled: 1, reason: 'allowed' },
    },
    {
      id: 'post-text',
      sentence: '`POST` of plain text is sent at once.',
      policy: 'origin=page',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/origin=page/echo'), {
          method: 'POST',
          body: 'a text',
        });
        return (await response.json()).type;
      },
      expected: { reads: 'text/plain;charset=UTF-8', preflights: 0, handled: 1, reason: 'allowed' },
    },
    {
      id: 'post-form',
      sentence: '`POST` of form fields is sent at once.',
      policy: 'origin=page',
      async run({ url, fetch }) {
        const body = new URLSearchParams({ name: 'Ada' });
        const response = await fetch(url('/lab/origin=page/echo'), {
          method: 'POST',
          body,
        });
        return (await response.json()).type;
      },
      expected: {
        reads: 'application/x-www-form-urlencoded;charset=UTF-8', preflights: 0, handled: 1, reason: 'allowed'
      },
    },
    {
      id: 'post-multipart',
      sentence: '`POST` of a form with files is sent at once.',
      policy: 'origin=page',
      async run({ url, fetch }) {
        const body = new FormData();
        body.set('name', 'Ada');
        const response = await fetch(url('/lab/origin=page/echo'), {
          method: 'POST',
          body,
        });
        return (await response.json()).type.replace(/;.*/, '');
      },
      expected: { reads: 'multipart/form-data', preflights: 0, handled: 1, reason: 'allowed' },
    },
  ],
};

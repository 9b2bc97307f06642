// What people read when options are refused: each sentence once and whole, so that none is changed by accident.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCorsPolicy, CorsOptionsError } from 'with-cors';

const sentences: [options: unknown, message: string][] = [
  [null, "A value of type null means nothing here. Write an object, such as { origin: 'https://example.com' }."],
  [{ credentials: 'yes' }, 'A value of type string means nothing here. Write true or false.'],
  [{ credentials: [] }, 'A value of type array means nothing here. Write true or false.'],
  [{ origin: 5 }, 'A value of type number means nothing here. Write an origin, a RegExp, an array of these, a function, or false; leave it out for any origin.'],
  [{ origin: undefined },
    'A value of type undefined means nothing here. Write an origin, a RegExp, an array of these, a function, or false; leave it out for any origin.'],
  [{ origin: [] }, 'An empty list allows nobody. Write false if that is meant.'],
  [{ origin: 'null' }, "Any site can send 'null', from a sandboxed frame. Name an origin."],
  [{ origin: ['*'] }, "Only a '*' that stands alone means any origin. Write origin: '*'."],
  [{ origin: 'https://a.example, https://b.example' }, 'A string is one origin. Write an array.'],
  [{ origin: `https://${'a'.repeat(510)}` }, 'An Origin of more than 512 characters is not looked at. Leave it out.'],
  [{ origin: 'example.com' }, "Every Origin has a scheme, and 'example.com' has none. Write https:// and the host."],
  [{ origin: 'https://a*.example' },
    "A star in 'https://a*.example' stands where none can. It is the whole first labels (https://*.example.com) or the whole port (http://localhost:*)."],
  [{ origin: 'https://a b' }, "'https://a b' is no URL. Write scheme://host or scheme://host:port."],
  [{ origin: 'file:///etc' },
    "'file:///etc' has no host, so browsers send 'null' for it, as any site can. Serve the page by HTTP."],
  [{ origin: 'https://a.example/' },
    "No browser writes 'https://a.example/' for that origin, so it would match nothing. Write 'https://a.example'."],
  [{ origin: 'https://*.127.0.0.1' },
    "'https://*.127.0.0.1' has a star before an IP address, below which there are no names. Name the host."],
  [{ origin: 'http://a.example', credentials: true },
    "Anyone on the visitor's network can put a page at 'http://a.example' and use the visitor's cookies. Write https:."],
  [{ origin: 'https://*.github.io', credentials: true },
    "Anyone can register a name under 'github.io' and use the visitor's cookies. Name your own hosts."],
  [{ origin: '*', credentials: true },
    "Any origin, with credentials, lets every site use its visitors' cookies. Name the origins."],
  [{ origin: /a/ }, "/a/ matches a part of an origin, and a part is anybody's. Write ^ before and $ behind it."],
  [{ origin: /^https:\/\/.*a\.example$/, credentials: true },
    "/^https:\\/\\/.*a\\.example$/ lets 'https://attackera.example' use its visitors' cookies. Escape the dots, put one before your name, begin with https:, or write a pattern."],
  [{ methods: 5 }, "A value of type number means nothing here. Write an array of names, a comma-separated string, or '*'."],
  [{ methods: [5] }, 'A value of type number means nothing here. Write a name.'],
  [{ methods: ['*'] }, "Only a '*' that stands alone means any name. Write '*' in place of the list."],
  [{ methods: 'a b' }, "'a b' is no name to HTTP (RFC 9110, 5.6.2). Write letters, digits and hyphens, one name an item."],
  [{ methods: ['TRACE'] }, "No page can use the method 'TRACE' (Fetch, 2.2.1). Leave it out."],
  [{ methods: ['patch'] }, "'patch' would not allow 'PATCH': methods are case-sensitive. Write 'PATCH'."],
  [{ allowedHeaders: ['ETag'] }, "'ETag' is sent by servers, not by pages. Leave it out."],
  [{ allowedHeaders: ['Cookie'] }, "No page can set 'Cookie' (Fetch, 2.2.2), so none asks for it. Leave it out."],
  [{ exposedHeaders: ['Origin'] }, "'Origin' is sent by clients, not by servers. Leave it out."],
  [{ exposedHeaders: ['Set-Cookie'] }, "No page can read 'Set-Cookie' (Fetch, 2.2.2), exposed or not. Leave it out."],
  [{ origin: 'https://a.example', credentials: true, exposedHeaders: '*' },
    "With credentials browsers read '*' as the name of a header (Fetch, 3.3.5). Write the names."],
  [{ maxAge: '600' }, 'A value of type string means nothing here. Write a whole number from 0 to 86400.'],
  [{ maxAge: -1 }, '-1 is out of range. Write a whole number from 0 to 86400.'],
  [{ optionsSuccessStatus: 404 }, '404 is out of range. Write a whole number from 200 to 299.'],
  [{ preflightContinue: 1 }, 'A value of type number means nothing here. Write true or false.'],
  [{ allowHeaders: [] }, "There is no option 'allowHeaders'. Write 'allowedHeaders'."],
  [{ whitelist: [] }, "There is no option 'whitelist'. The options are origin, credentials, methods, allowedHeaders, exposedHeaders, maxAge, optionsSuccessStatus, preflightContinue, blockDisallowed."],
];

describe('the sentence of an issue', () => {
  for (const [options, message] of sentences) {
    it(message, () => {
      assert.throws(() => createCorsPolicy(options as never), (error) => {
        assert.ok(error instanceof CorsOptionsError);
        assert.equal(error.issues[0]?.message, message);
        assert.equal(error.message, `CORS options refused\n- ${error.issues[0]?.option}: ${message}`);
        return true;
      });
    });
  }
});

// The cases, in the order in which they are shown and run. Each is
//
//   id        its name, in the page's address and in reports
//   sentence  what it shows
//   policy    the lab's policy that is asked, or `file`, the article's file that responds, with those of its
//             `exports` that are shown
//   run       the client code; the page shows this function's own source
//   expected  what must be observed: `reads` or `refused` (the name of the error); `preflights`, `requests`
//             (others) and `handled` (runs of the handler), as the server counted; of the last exchange the
//             decision's `reason` and whether a `cookie` came with it
//   departure what an engine is known to do instead, against the standard: `expected` as above, and the
//             `words` for it; the case doesn't count there
//
// In the code, url(path) puts the API's origin in front of the path and the run's number behind it, and fetch
// is the page's own, which also takes down what it is asked.
import { article } from './cases/article.js';
import { credentials } from './cases/credentials.js';
import { firstContact } from './cases/first-contact.js';
import { keptOut } from './cases/kept-out.js';
import { loadsAnyway } from './cases/loads-anyway.js';
import { needsCors } from './cases/needs-cors.js';
import { neverSent } from './cases/never-sent.js';
import { newGround } from './cases/new-ground.js';
import { origins } from './cases/origins.js';
import { pixels } from './cases/pixels.js';
import { preflights } from './cases/preflights.js';
import { reading } from './cases/reading.js';
import { simple } from './cases/simple.js';

export const sections = [
  ...[firstContact, article, origins, simple, preflights, neverSent, credentials, reading, keptOut],
  ...[loadsAnyway, needsCors, pixels, newGround],
];

export const cases = sections.flatMap((section) => section.cases);

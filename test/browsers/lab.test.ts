// The lab, opened in every engine of this machine with an empty profile: each case must go as the page says
// it should, in what the browser let the page see and in what the server counted. The page itself runs the
// cases and reports.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { type Engine, findEngines, visit } from './browsers.ts';
import { examplesFolder } from '../support/example-process.ts';

interface CaseReport {
  readonly id: string;
  readonly sentence: string;
  readonly good: boolean;
  /**
   * False where the browser can't show the case (no WebGL), or is known to depart from the standard; `why`
   * says it.
   */
  readonly counted: boolean;
  readonly why?: string;
  readonly departs: boolean;
  readonly expected: object;
  readonly observed: object;
  readonly exchanges: readonly object[];
}

interface Report {
  readonly browser: string;
  readonly summary: string;
  readonly cases: readonly CaseReport[];
}

interface Lab {
  readonly origins: { readonly page: string; readonly tls: string | undefined };
  readonly certificate: string | undefined;
  close(): void;
}

const { startLab } = await import(pathToFileURL(join(examplesFolder, 'lab/server.js')).href) as {
  startLab(options: { onReport(report: Report): void }): Promise<Lab>;
};

const SECONDS = 120; // for a whole run of one engine: some need five
const FEWEST_CASES = 70;

/**
 * Where an engine departs from the standard, as seen in WebKitGTK 2.50.6: it loads fonts as it loads
 * pictures.
 */
const DEPARTURES: Partial<Record<Engine['name'], readonly string[]>> = {
  WebKit: ['font-without', 'font-with'],
};

/** What a machine may lack, for a case not to count: a graphics stack with WebGL. */
const MAY_BE_MISSING = /WebGL/;

const { found, missing } = await findEngines();

for (const { name, install } of missing) {
  const required = process.env['WITH_CORS_ALL_ENGINES'] === '1';
  test(`the lab in ${name}`, required ? {} : { skip: install }, () => assert.fail(install));
}

for (const engine of found) {
  test(`the lab in ${engine.name} ${engine.version}`, async (t) => {
    const { summary, cases } = await reportOf(engine);
    t.diagnostic(summary);
    for (const each of cases) await t.test(each.sentence, (context) => { judge(each, engine, context); });
    assert.ok(cases.length >= FEWEST_CASES, `only ${cases.length} cases reported`);
    const counted = cases.filter((each) => each.counted).length;
    assert.ok(
      summary.startsWith(`${counted} of ${counted} as expected in `),
      `the heading of the page: ${summary}`,
    );
  });
}

async function reportOf(engine: Engine): Promise<Report> {
  let onReport!: (report: Report) => void;
  const reported = new Promise<Report>((resolve) => { onReport = resolve; });
  const lab = await startLab({ onReport });
  const { origins: { page, tls }, certificate } = lab;
  const trust = tls && certificate ? [{ host: new URL(tls).host, cert: certificate }] : [];
  try {
    return await visit(engine, `${page}/?report=/results`, reported, SECONDS, { trust });
  } finally {
    lab.close();
  }
}

function judge(
  { id, good, counted, why, departs, expected, observed, exchanges }: CaseReport,
  { name }: Engine,
  t: TestContext,
): void {
  const account = inspect({ expected, observed, why, exchanges }, { depth: null, breakLength: 120 });
  if (counted) {
    assert.ok(good, `${id} in ${name}: ${account}`);
  } else if (departs) {
    assert.ok(
      DEPARTURES[name]?.includes(id),
      `${name} departs from the standard in ${id}, which is not written down: ${account}`,
    );
    t.diagnostic(why ?? '');
  } else {
    assert.match(why ?? '', MAY_BE_MISSING, `${id} does not count in ${name}: ${account}`);
    t.skip(why);
  }
}

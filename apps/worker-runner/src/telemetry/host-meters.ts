import type { AnswerNote } from '@pagewright/hosting/adapters/embedded';
import type { Metrics } from '@pagewright/kernel/adapters/telemetry';
import { firstFew } from './first-few.ts';

/** Counts what the host answers: all of it by address, and what the world asks for by site. */
export const createHostMeters = (metrics: Metrics, sites: number): ((answer: AnswerNote) => void) => {
  const answers = metrics.counter('pagewright_host_answers_total', 'Answers of the web host', ['origin', 'status']);
  const bytes = metrics.counter('pagewright_host_response_bytes_total', 'Bytes that the web host sent', ['origin']);
  const visits = metrics.counter(
    'pagewright_site_visits_total',
    'Pages of a site that were asked for at its live address, as browsers ask for pages',
    ['site'],
  );
  const siteBytes = metrics.counter('pagewright_site_response_bytes_total', 'Bytes sent from a site’s live address', [
    'site',
  ]);
  const siteOf = firstFew(sites);

  return ({ origin, site, status, bytes: sent, page }) => {
    answers.add({ origin, status: `${Math.floor(status / 100)}xx` });
    bytes.add({ origin }, sent);
    if (origin !== 'live' || site === undefined) return;
    const label = { site: siteOf(site) };
    siteBytes.add(label, sent);
    if (page && status < 400) visits.add(label);
  };
};

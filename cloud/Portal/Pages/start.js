'use strict';
const metersMax = 200; // A page is for the eye; who needs more asks the API.
const atOnce = 8; // Questions under way: enough to hide the way there and back.
const refreshMs = 30000;
let again;
const byId = id => document.getElementById(id);
const number = new Intl.NumberFormat('en');
const token = () => byId('token').value.trim();
const when = text => text.slice(0, 16).replace('T', ' ') + ' UTC';
byId('token').value = sessionStorage.getItem('token') || '';

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

async function ask(path) {
  const answer = await fetch(path, { headers: token() ? { Authorization: 'Bearer ' + token() } : {} });
  if (answer.status === 401) {
    byId('door').hidden = false;
    throw new Error('This portal asks for a token: enter one above.');
  }
  if (!answer.ok) throw new Error(path + ' answered ' + answer.status);
  return answer;
}

async function reports(meters) {
  const found = new Array(meters.length);
  let next = 0;
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (let i = next++; i < meters.length; i = next++) {
      found[i] = await (await ask('/api/meters/' + encodeURIComponent(meters[i].id) + '/completeness')).json();
    }
  }));
  return found;
}

const explainedOf = report => Object.values(report.explained).reduce((sum, count) => sum + count, 0);

// A share is never rounded up to all, nor down to nothing.
const percent = (part, whole) => whole === 0 ? '–' : (part === whole ? '100' : Math.min(99.99, Math.floor(part * 10000 / whole) / 100).toFixed(2)) + ' %';

function row(meter, report) {
  const line = element('tr');
  const readings = '/api/meters/' + encodeURIComponent(meter.id) + '/readings';
  const cell = (text, className, name) => {
    const made = element('td', text, className);
    if (name) made.dataset.name = name;
    line.append(made);
    return made;
  };
  cell(meter.id);
  cell(meter.concentrator + ', line ' + meter.line);
  if (report.expected === 0) {
    cell('nothing received yet', 'wide none').colSpan = 4;
  } else {
    const bar = element('div', undefined, 'bar');
    bar.setAttribute('aria-hidden', 'true');
    for (const [name, count] of [['stored', report.stored], ['explained', explainedOf(report)], ['missing', report.missing]]) {
      const part = element('span', undefined, name);
      part.style.width = count * 100 / report.expected + '%';
      if (count > 0) part.style.minWidth = '2px';
      bar.append(part);
    }
    cell(undefined, 'wide').append(bar);
    cell(percent(report.stored, report.expected), 'n', 'stored');
    cell(number.format(report.missing), report.missing > 0 ? 'n bad' : 'n', 'missing');
    cell(Object.entries(report.explained).map(([name, count]) => name.replaceAll('_', ' ') + ' ' + number.format(count)).join(', ') || '–', 'wide', 'explained');
  }
  const links = cell(undefined, 'wide');
  for (const [text, query] of [['CSV', '?format=csv'], ['JSON', '']]) {
    const link = element('a', text);
    link.href = readings + query;
    link.setAttribute('aria-label', text + ' of meter ' + meter.id);
    links.append(link, ' ');
  }
  return line;
}

// What is wrong, worst first: [is it bad, sentence].
function faults(meters, found, concentrators, quarantine) {
  const told = [];
  const lacking = found.filter(report => report.missing > 0);
  const missing = lacking.reduce((sum, report) => sum + report.missing, 0);
  if (missing > 0) told.push([true, number.format(missing) + ' values of ' + lacking.length + ' meters are missing: neither stored nor explained']);
  const gaps = concentrators.flatMap(c => c.streams).reduce((sum, stream) => sum + stream.missing, 0);
  if (gaps > 0) told.push([true, number.format(gaps) + ' messages of concentrators are missing and are asked for again']);
  if (quarantine.alarms.length > 0) told.push([true, 'alarms: ' + [...new Set(quarantine.alarms.map(alarm => alarm.kind.replaceAll('_', ' ')))].join(', ')]);
  if (quarantine.events.length > 0) told.push([true, 'events that were not understood are in quarantine']);
  const newest = Math.max(...concentrators.map(c => Date.parse(c.heard_at) || 0));
  for (const c of concentrators) {
    if (c.heard_at && newest - Date.parse(c.heard_at) > 2000 * (c.every_s || 900)) told.push([false, c.id + ' was last heard ' + when(c.heard_at)]);
  }
  const unheard = meters.filter((_, i) => found[i].expected === 0).length;
  if (unheard > 0) told.push([false, unheard + (unheard === 1 ? ' meter has' : ' meters have') + ' sent nothing yet']);
  return told;
}

function facts(pairs) {
  byId('facts').replaceChildren(...pairs.map(([name, value]) => {
    const group = element('div');
    group.append(element('dt', name), element('dd', value));
    return group;
  }));
}

function judge(className, verdict, why) {
  byId('health').className = className;
  byId('verdict').textContent = verdict;
  byId('why').replaceChildren(...why.map(text => element('li', text)));
}

async function show() {
  clearTimeout(again);
  try {
    const [all, concentrators, quarantine] = await Promise.all(['/api/meters', '/api/concentrators', '/api/quarantine'].map(async path => (await ask(path)).json()));
    sessionStorage.setItem('token', token());
    const meters = all.slice(0, metersMax);
    const found = await reports(meters);
    const told = faults(meters, found, concentrators, quarantine);
    const sum = of => found.reduce((total, report) => total + of(report), 0);
    const expected = sum(report => report.expected);
    if (told.some(([bad]) => bad)) judge('bad', 'Something is missing or wrong', told.map(([, text]) => text));
    else if (expected === 0) judge('warn', 'Nothing has been received yet', []);
    else judge('good', 'Healthy: every value is stored or its absence is explained', told.map(([, text]) => text));
    const heard = concentrators.filter(c => c.heard_at).map(c => c.heard_at).sort((a, b) => Date.parse(a) - Date.parse(b));
    facts([
      ['Meters', number.format(all.length)],
      ['Values expected', number.format(expected)],
      ['Stored', percent(sum(report => report.stored), expected)],
      ['Explained', number.format(sum(explainedOf))],
      ['Missing', number.format(sum(report => report.missing))],
      ['Concentrators', heard.length + ' of ' + concentrators.length + ' heard'],
      ['Last heard, UTC', heard.length > 0 ? when(heard[heard.length - 1]).slice(0, 16) : '–'],
    ]);
    byId('meters').replaceChildren(...meters.map((meter, i) => row(meter, found[i])));
    const counted = found.filter(report => report.expected > 0);
    byId('asof').textContent = (all.length > metersMax ? 'The first ' + metersMax + ' of ' + all.length + ' meters' : 'All meters')
      + (counted.length > 0 ? ', each from its first to its last slot stored' : '') + ' · ';
    if (all.length > 0) example(all[0].id);
  } catch (fault) {
    judge('warn', fault.message, []);
    if (byId('examples').textContent === '') example('METER');
  }
  again = setTimeout(show, refreshMs);
}

function example(meter) {
  const curl = 'curl ' + (byId('door').hidden ? '' : '-H "Authorization: Bearer $TOKEN" ');
  const path = location.origin + '/api/meters/' + encodeURIComponent(meter);
  byId('examples').textContent = [
    curl + '"' + path + '/readings?format=csv"',
    curl + '"' + path + '/readings?obis=1-0:1.8.0&from=2026-03-01&to=2026-03-02"',
    curl + '"' + path + '/completeness"',
  ].join('\n');
}

// A link cannot carry the token: with one, what it leads to is fetched and handed over.
document.addEventListener('click', async event => {
  const link = event.target.closest('a[href^="/api/"]');
  if (!link || !token()) return;
  event.preventDefault();
  try {
    const answer = await ask(link.getAttribute('href'));
    const handed = element('a');
    handed.href = URL.createObjectURL(await answer.blob());
    if (link.href.endsWith('format=csv')) handed.download = link.pathname.split('/')[3] + '.csv';
    else handed.target = '_blank';
    handed.click();
  } catch (fault) {
    judge('warn', fault.message, []);
  }
});
byId('show').addEventListener('click', show);
byId('token').addEventListener('keydown', event => { if (event.key === 'Enter') show(); });
show();

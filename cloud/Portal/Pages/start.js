'use strict';
const metersMax = 200; // A page is for the eye; who needs more asks the API.
const byId = id => document.getElementById(id);
const kept = sessionStorage.getItem('token');
if (kept) byId('token').value = kept;

async function ask(path) {
  const token = byId('token').value.trim();
  const answer = await fetch(path, { headers: token ? { Authorization: 'Bearer ' + token } : {} });
  if (answer.status === 401) throw new Error('A token is needed: enter it above.');
  if (!answer.ok) throw new Error(path + ': ' + answer.status);
  return answer.json();
}

function row(meter, report) {
  const explained = Object.values(report.explained).reduce((sum, count) => sum + count, 0);
  const reasons = Object.entries(report.explained).map(([name, count]) => name + ' ' + count).join(', ');
  const line = document.createElement('tr');
  if (report.missing > 0) line.className = 'bad';
  const cells = [meter.id, meter.concentrator, meter.line, report.expected, report.stored, explained, report.missing, reasons];
  cells.forEach((text, index) => {
    const cell = line.insertCell();
    if (index >= 2 && index <= 6) cell.className = 'n';
    if (index === 0) {
      const link = document.createElement('a');
      link.href = '/api/meters/' + encodeURIComponent(meter.id) + '/readings';
      link.textContent = text;
      cell.append(link);
    } else {
      cell.textContent = text;
    }
  });
  return line;
}

async function show() {
  const state = byId('state');
  try {
    state.textContent = 'Loading…';
    const meters = await ask('/api/meters');
    sessionStorage.setItem('token', byId('token').value.trim());
    const lines = [];
    for (const meter of meters.slice(0, metersMax)) {
      lines.push(row(meter, await ask('/api/meters/' + encodeURIComponent(meter.id) + '/completeness')));
    }
    byId('meters').replaceChildren(...lines);
    state.textContent = meters.length + ' meters' + (meters.length > metersMax ? ', the first ' + metersMax + ' shown' : '');
  } catch (fault) {
    state.textContent = fault.message;
  }
}

byId('show').addEventListener('click', show);
byId('token').addEventListener('keydown', event => { if (event.key === 'Enter') show(); });
show();

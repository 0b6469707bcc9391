// What the panel and the tips say. Everything that came from the trace goes in as text.

const details = document.getElementById('details');
const moment = document.getElementById('moment');

function element(tag, content, className) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  for (const part of Array.isArray(content) ? content : [content]) {
    if (part !== null && part !== undefined) made.append(part);
  }
  return made;
}

function jump(event, content) {
  const link = element('a', content || `event ${event.seq}`, 'jump');
  link.onclick = () => goTo(event.tick);
  return link;
}

function clauseElement(clause) {
  const versions = clause.versions ? `; Windows: ${clause.versions}` : '';
  return element('p', [element('b', clause.id), ` (${clause.kind}, ${clause.evidence}): `,
    clause.text, element('span', ` [${clause.source}${versions}]`, 'quiet')], 'clause');
}

// The hidden steps of a call, an operation or a stream, each with its rule and its clauses.
function stepList(list) {
  if (!list.length) return [];
  const most = 60;
  const parts = [element('h3', 'hidden steps, by rule')];
  for (const step of list.slice(0, most)) {
    if (!step.rule) continue;
    const bytes = step.bytes ? ` (${step.bytes} bytes)` : '';
    const box = element('details', [element('summary', [element('code', step.rule.name), bytes]),
      ...step.rule.clauses.map(clauseElement)]);
    parts.push(box);
  }
  if (list.length > most) parts.push(element('p', `and ${list.length - most} more`, 'quiet'));
  return parts;
}

function legend(open) {
  const states = { issued: 'in its call', pended: 'pending', completed: 'completed, not notified',
    notified: 'notified, not delivered', failed: 'failed', cancelled: 'cancelled',
    refused: 'refused by its call' };
  const bytes = { sent: 'sent', arrived: 'arrived', received: 'received' };
  const list = (words) => element('ul', Object.entries(words).map(([name, meaning]) => {
    const swatch = element('span', '', 'swatch');
    swatch.style.background = `var(--${name})`;
    return element('li', [swatch, meaning]);
  }), 'legend');
  const box = element('details', [element('summary', 'colours'),
    element('h3', 'operations by their state'), list(states),
    element('h3', 'bytes of a stream'), list(bytes)]);
  box.open = open;
  return box;
}

// Observations of a verdict: numbers of events, or objects with `event` and a sentence.
function observations(list, title) {
  if (!list || !list.length) return [];
  const told = list.map((member) => {
    const event = eventBySeq.get(seqOf(member));
    const sentence = member.sentence ? `: ${member.sentence}` : '';
    return element('li', [event ? jump(event) : '', sentence]);
  });
  return [element('h3', title), element('ul', told)];
}

// Clauses: the first of them as they are, the rest behind a line to open.
function clauseList(ids, most) {
  const told = ids.map((id) => {
    const clause = clauseById.get(id);
    return clause ? clauseElement(clause) : element('p', id);
  });
  if (told.length <= most) return told;
  return [...told.slice(0, most),
    element('details', [element('summary', `${told.length - most} more`), ...told.slice(most)])];
}

// Misuse and hazards: what was done, what to do instead, and why.
function markParts() {
  const parts = [];
  for (const { mark, kind, event } of marks) {
    const box = [element('h3', kind)];
    const started = mark.operation && eventBySeq.get(mark.operation.event);
    box.push(element('p', [event ? jump(event) : '', mark.thread ? `, thread ${mark.thread}` : '',
      started ? '; the operation began with ' : '', started ? jump(started) : '']));
    box.push(element('p', mark.sentence, 'observed'));
    box.push(element('h3', 'instead'), element('p', mark.advice, 'allowed'));
    if (mark.times > 1) box.push(element('p', `and ${mark.times - 1} times more`, 'quiet'));
    box.push(element('h3', 'because'), ...clauseList(mark.clauses, 2));
    parts.push(element('div', box, `mark ${kind}`));
  }
  return parts;
}

function rejectionParts() {
  const parts = [];
  if (rejected) {
    const thread = data.threads[rejected.thread];
    parts.push(element('p', [jump(rejected), thread ? `, thread ${thread}` : '',
      rejected.time > events[0].time ? `, ${sinceStart(rejected.time)} after the start` : '']));
    const call = callOfEvent.get(rejected);
    if (call && call.first !== rejected) parts.push(element('p', call.first.text));
  }
  if (verdict.observed) {
    parts.push(element('h3', 'observed'), element('p', verdict.observed, 'observed'));
  }
  if (verdict.verdict === 'rejected') {
    parts.push(element('h3', verdict.progress ? 'owed, and never came' : 'allowed'));
    const allowed = verdict.allowed.length ? verdict.allowed
      : ['no such event here: nothing that is known leads to it'];
    parts.push(...allowed.map((sentence) => element('p', sentence, 'allowed')));
  }
  const why = verdict.progress ? 'Nothing moves any more, and every history owes a step.'
    : verdict.reason;
  if (why) parts.push(element('h3', 'why'), element('p', why));
  parts.push(...observations(verdict.core, 'the fewest observations that contradict each other'));
  parts.push(...observations(verdict.nearest, 'what would be allowed instead'));
  if (verdict.clauses.length) {
    parts.push(element('h3', 'because'), ...clauseList(verdict.clauses, 4));
  }
  if (verdict.verdict === 'rejected') {
    parts.push(element('h3', 'accepted by'), element('p', verdict.accepted_by.length
      ? verdict.accepted_by.join(', ') : 'no profile: no known Windows does this'));
  }
  return parts;
}

function acceptanceParts() {
  const counts = new Map();
  for (const operation of operations) {
    const { phase } = operation.phases[operation.phases.length - 1];
    counts.set(phase, (counts.get(phase) || 0) + 1);
  }
  const ends = [...counts].map(([phase, count]) => `${count} ${phase}`).join(', ');
  const parts = [element('p', 'Windows can show just this' +
    (verdict.settled ? ', and owes nothing at the end.' : '.'), marks.length ? '' : 'allowed')];
  if (ends) parts.push(element('p', `Operations: ${ends}.`));
  return parts;
}

function tellVerdict() {
  const accepted = verdict.verdict === 'accepted';
  const parts = [element('h2', `${verdict.verdict} (${verdict.profile})`),
    ...(accepted ? [...markParts(), ...acceptanceParts()]
      : [...rejectionParts(), ...markParts()]), legend(accepted && !marks.length)];
  if (data.note) parts.push(element('h3', 'hidden states'), element('p', data.note));
  details.replaceChildren(...parts);
  details.dataset.shows = 'verdict';
}

function callParts(call) {
  const parts = [element('h2', call.label),
    element('p', [jump(call.first), `: ${call.first.text}`])];
  if (call.last) {
    parts.push(element('p', [jump(call.last), `: ${call.last.text}`]));
    if (call.last.time > call.first.time) {
      parts.push(element('p', `took ${milliseconds(call.last.time - call.first.time)}`, 'quiet'));
    }
  } else {
    parts.push(element('p', 'does not return in this trace', 'quiet'));
  }
  return parts;
}

function operationParts(operation) {
  const parts = [element('h2', `${operation.name} on ${operation.file}`)];
  if (operation.status) {
    parts.push(element('p', `${operation.status}, ${operation.information} bytes`));
  }
  const list = operation.phases.map(({ tick, phase }) => {
    const link = element('a', phase, 'jump');
    link.onclick = () => goTo(tick);
    const place = lastAt(events, tick);
    const behind = place < 0 ? '' : events[place].tick === tick ? ` by event ${events[place].seq}`
      : ` behind event ${events[place].seq}`;
    return element('li', [link, behind]);
  });
  parts.push(element('ul', list));
  return parts;
}

// The lines of an item, for the tip and for the head of the panel.
function itemParts(item) {
  if (item.call) return callParts(item.call);
  if (item.operation) return operationParts(item.operation);
  if (item.event) {
    return [element('h2', `event ${item.event.seq}`), element('p', item.event.text)];
  }
  if (item.level) {
    const { level, change } = item;
    if (level.kind === 'overlapped') {
      const status = data.statuses[change.value] || change.value;
      return [element('h2', level.name), element('p', `Internal = ${status}`),
        element('p', `InternalHigh = ${change.second}`)];
    }
    return [element('h2', level.name), element('p', item.high ? 'signaled' : 'not signaled')];
  }
  if (item.entry) {
    return [element('h2', item.entry.text),
      element('p', `${item.queue.port ? 'a packet in port' : 'in the APC queue of'} ` +
        item.queue.name),
      ...(item.entry.operation ? operationParts(item.entry.operation).slice(1) : [])];
  }
  if (item.stream) {
    const { sent, arrived, received, endSent, endArrived } = item.change;
    const end = endArrived ? 'arrived' : endSent ? 'sent' : 'not sent';
    return [element('h2', item.stream.name),
      element('p', `${sent} sent, ${arrived} arrived, ${received} received; end of stream ${end}`)];
  }
  return [element('h2', item.text)];
}

function tellItem(item) {
  const { call, operation } = item.entry && item.entry.operation ? item.entry : item;
  const list = call ? call.steps : operation ? operation.steps : [];
  const parts = itemParts(item);
  if (call && call.operation >= 0 && operations[call.operation]) {
    const started = operations[call.operation];
    parts.push(element('h3', 'it starts'), ...operationParts(started));
  }
  details.replaceChildren(...parts, ...stepList(list));
  details.dataset.shows = call ? 'call' : operation ? 'operation' : 'item';
}

// Where everything stands at the cursor.
function tellMoment() {
  const { tick } = state;
  const here = atTick[tick] || {};
  const parts = [element('h2', here.event ? `event ${here.event.seq}` : 'hidden step')];
  if (here.event) parts.push(element('p', here.event.text));
  if (here.step) {
    parts.push(...(here.step.rule ? stepList([here.step]).slice(1)
      : [element('p', 'the virtual time jumps to the next deadline')]));
  }
  const list = [];
  for (const operation of operations) {
    const place = lastAt(operation.phases, tick);
    if (place < 0) continue;
    const { phase } = operation.phases[place];
    if (phase === 'delivered' || phase === 'refused') continue;
    const done = operation.phases.some((one) => one.phase === 'completed' && one.tick <= tick);
    list.push(`${operation.name} on ${operation.file}: ${phase}${done ? `, ${operation.status}, ` +
      `${operation.information} bytes` : ''}`);
    if (list.length === 30) break;
  }
  for (const level of levels) {
    const place = lastAt(level.changes, tick);
    if (level.kind !== 'event' || place < 0 || tick > level.closed) continue;
    list.push(`event ${level.name}: ${level.changes[place].value ? 'signaled' : 'not signaled'}`);
  }
  for (const queue of queues) {
    const inside = queue.entries.filter((entry) => entry.from <= tick && tick < entry.until);
    if (!inside.length) continue;
    list.push(`${queue.port ? 'port' : 'APCs of'} ${queue.name}: ` +
      inside.slice(0, 8).map((entry) => entry.text).join('; ') + (inside.length > 8 ? ' …' : ''));
  }
  if (list.length) {
    parts.push(element('h3', 'then'), element('ul', list.map((words) => element('li', words))));
  }
  moment.replaceChildren(...parts);
}

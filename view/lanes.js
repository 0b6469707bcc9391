// Rows of the timeline. A row's items lie side by side and are sorted, so that the visible ones are
// found by halving.

const ROW = 20;
const rows = [];  // {label, group, y, height, items, kind}
let totalHeight = 0;

function addRow(label, items, kind = 'bars', height = ROW) {
  const row = { label, items, kind, y: totalHeight, height };
  rows.push(row);
  totalHeight += height;
  return row;
}

function addGroup(label) {
  rows.push({ label, items: [], kind: 'group', y: totalHeight, height: ROW });
  totalHeight += ROW;
}

// Puts bars into as few rows as they need.
function packed(items) {
  const all = [];
  for (const item of [...items].sort((left, right) => left.from - right.from)) {
    let row = all.find((one) => one.free <= item.from);
    if (!row) all.push(row = { free: 0, items: [] });
    row.items.push(item);
    row.free = item.until + 1;
  }
  return all.map((row) => row.items);
}

function addPacked(label, items, height = ROW) {
  packed(items).forEach((list, place) => addRow(place === 0 ? label : '', list, 'bars', height));
}

function addThreads() {
  addGroup('threads');
  const byThread = data.threads.map(() => []);
  for (const call of calls) {
    const list = byThread[call.first.thread];
    if (!list) continue;
    (list[call.depth] ||= []).push({
      from: call.from, until: Math.max(call.until, call.from),
      paint: call.routine ? 'routine' : 'call', text: call.label, open: !call.last, call,
      event: call.first,
    });
  }
  const points = data.threads.map(() => []);
  const nobody = [];
  for (const event of events) {
    if (callOfEvent.has(event)) continue;
    const item = { from: event.tick, until: event.tick, paint: 'issued', text: '', event };
    (points[event.thread] || nobody).push(item);
  }
  data.threads.forEach((name, index) => {
    const deep = byThread[index];
    const marksOfThread = points[index];
    let top = deep.findIndex((list) => list);
    if (top < 0) top = 0;
    const first = [...(deep[0] || []), ...marksOfThread].sort((a, b) => a.from - b.from);
    // Marks inside a call would hide it: they get a row of their own where that happens.
    const clash = first.some((item, at) => at > 0 && first[at - 1].until >= item.from);
    addRow(name, clash ? deep[0] || [] : first);
    deep.slice(1).forEach((list) => addRow('', list || []));
    if (clash) addRow('', marksOfThread);
  });
  if (nobody.length) addRow('(whole trace)', nobody);
}

// An operation is one bar with a segment for each state.
function addOperations() {
  if (!operations.length) return;
  addGroup('operations');
  const byFile = new Map();
  for (const operation of operations) {
    const { phases } = operation;
    const last = phases[phases.length - 1];
    const ended = last.phase === 'delivered' || last.phase === 'refused' ||
      last.phase === 'notified';
    const segments = [];
    phases.forEach((phase, place) => {
      const until = place + 1 < phases.length ? phases[place + 1].tick
        : ended ? phase.tick : knownEnd;
      if (phase.phase !== 'delivered' || place === 0) {
        segments.push({ from: phase.tick, until, paint: stateAfter(operation, place) });
      }
    });
    const item = { from: phases[0].tick, until: segments[segments.length - 1].until, segments,
      text: operation.name, operation };
    if (!byFile.has(operation.file)) byFile.set(operation.file, []);
    byFile.get(operation.file).push(item);
  }
  for (const [file, items] of byFile) addPacked(file, items);
}

function levelItems(level) {
  return level.changes.map((change, place) => ({
    from: change.tick, level, change,
    until: place + 1 < level.changes.length ? level.changes[place + 1].tick : level.closed,
    high: change.value !== 0,
  }));
}

function addLevels() {
  const shown = levels.filter((level) => level.kind === 'event' ||
    (level.kind === 'handle' && level.changes.length > 1));
  if (!shown.length) return;
  addGroup('events: signaled or not');
  for (const level of shown) {
    const label = level.kind === 'handle' ? `${level.name} (handle)` : level.name;
    addRow(label, levelItems(level), 'level');
  }
}

function addQueues(port, label) {
  const shown = queues.filter((queue) => queue.port === port && (port || queue.entries.length));
  if (!shown.length) return;
  addGroup(label);
  for (const queue of shown) {
    const items = queue.entries.map((entry) => ({
      from: entry.from, until: entry.until, paint: port ? 'packet' : 'apc', text: entry.text,
      entry, queue,
    }));
    if (items.length) addPacked(queue.name, items); else addRow(queue.name, []);
  }
}

function addStreams() {
  const shown = streams.filter((stream) => stream.changes.length > 1);
  if (!shown.length) return;
  addGroup('streams: sent, arrived, received');
  for (const stream of shown) {
    const most = Math.max(1, stream.changes[stream.changes.length - 1].sent);
    const items = stream.changes.map((change, place) => ({
      from: change.tick, stream, change, most,
      until: place + 1 < stream.changes.length ? stream.changes[place + 1].tick : knownEnd,
    }));
    addRow(stream.name, items, 'stream', 34);
  }
}

function addWords() {
  const shown = levels.filter((level) => level.kind === 'overlapped' && level.changes.length > 1);
  if (!shown.length) return;
  addGroup('OVERLAPPED: Internal, InternalHigh');
  for (const level of shown) {
    const items = levelItems(level).map((item) => {
      const status = data.statuses[item.change.value] || String(item.change.value);
      const bad = item.change.value >= 0x80000000;
      const paint = item.change.value === 0x103 ? 'pended' : bad ? 'failed' : 'completed';
      return { ...item, paint, text: `${status.split(' ')[0]}, ${item.change.second}` };
    });
    addRow(level.name, items);
  }
}

function addClock() {
  addGroup('clock');
  const items = [];
  for (const event of events) {
    const before = items[items.length - 1];
    if (before && before.time === event.time) {
      before.until = event.tick + 1;
      continue;
    }
    if (before) before.until = event.tick;
    items.push({ from: event.tick, until: event.tick + 1, paint: 'issued', time: event.time,
      text: sinceStart(event.time), clock: true });
  }
  addRow('recorded', items);
  if (data.clock.length > 1) {
    addRow('virtual', data.clock.map(([tick, time], place) => ({
      from: tick, until: place + 1 < data.clock.length ? data.clock[place + 1][0] : knownEnd,
      paint: 'issued', text: milliseconds(time), time, clock: true,
    })));
  }
}

addThreads();
addOperations();
addLevels();
addQueues(false, 'APC queues');
addQueues(true, 'completion ports: packets');
addStreams();
addWords();
addClock();

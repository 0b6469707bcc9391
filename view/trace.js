// The trace as objects, from the lists that the program wrote (view/page_data.cpp).
const data = JSON.parse(document.getElementById('data').textContent);
const verdict = data.verdict;

const PHASES = ['issued', 'refused', 'pended', 'cancelled', 'completed', 'notified', 'delivered'];
const LEVELS = ['event', 'handle', 'overlapped'];

const clauses = data.clauses.map(([id, kind, evidence, text, source, versions]) =>
  ({ id, kind, evidence, text, source, versions }));
const clauseById = new Map(clauses.map((clause) => [clause.id, clause]));
const rules = data.rules.map(([name, cited]) =>
  ({ name, clauses: cited.map((at) => clauses[at]) }));

const events = data.events.map(([tick, seq, time, thread, text], index) =>
  ({ index, tick, seq, time, thread, text }));
// What the recorder adds may have no time: it is as late as what came before.
for (const event of events) {
  if (event.index > 0) event.time = Math.max(event.time, events[event.index - 1].time);
}
const eventBySeq = new Map(events.map((event) => [event.seq, event]));

// Behind it nothing hidden is known.
const knownEnd = data.followed > 0 && data.followed < events.length ? events[data.followed].tick
  : data.end;

const calls = data.calls.map(([first, last, depth, operation, label, routine], index) => ({
  index, depth, operation, label, routine: routine === 1, steps: [],
  first: events[first], last: last < 0 ? null : events[last],
  from: events[first].tick, until: last < 0 ? data.end : events[last].tick,
}));
const callOfEvent = new Map();
for (const call of calls) {
  callOfEvent.set(call.first, call);
  if (call.last) callOfEvent.set(call.last, call);
}

const operations = data.operations.map(
  ([name, file, call, status, information, phases], index) => ({
    index, name, file, call: calls[call], status, information, steps: [],
    phases: phases.map(([tick, phase]) => ({ tick, phase: PHASES[phase] })),
  }));
const streams = data.streams.map(([name, changes], index) => ({
  index, name, steps: [],
  changes: changes.map(([tick, sent, arrived, received, endSent, endArrived]) =>
    ({ tick, sent, arrived, received, endSent, endArrived })),
}));
const levels = data.levels.map(([name, kind, closed, changes]) => ({
  name, kind: LEVELS[kind], closed: closed < 0 ? knownEnd : closed,
  changes: changes.map(([tick, value, second]) => ({ tick, value, second })),
}));
const queues = data.queues.map(([name, port, entries]) => ({
  name, port: port === 1,
  entries: entries.map(([text, from, until, operation]) =>
    ({ text, from, until: until < 0 ? knownEnd : until, operation: operations[operation] })),
}));

const owners = [calls, operations, streams];
const steps = data.steps.map(([tick, rule, kind, of, bytes]) => {
  const step = { tick, rule: rule < 0 ? null : rules[rule], kind, of: owners[kind][of], bytes };
  if (step.of) step.of.steps.push(step);
  return step;
});

// What stands at a tick: an event, or a hidden step.
const atTick = new Array(data.end);
for (const step of steps) atTick[step.tick] = { step };
for (const event of events) atTick[event.tick] = { event };

const rejected = verdict.event === null ? null : eventBySeq.get(verdict.event) || null;
const seqOf = (member) => (typeof member === 'object' && member ? member.event ?? member.seq
  : Number(member));
const core = new Set((verdict.core || []).map(seqOf));
const marks = [...(verdict.misuse || []).map((mark) => ({ mark, kind: 'misuse' })),
  ...(verdict.hazards || []).map((mark) => ({ mark, kind: 'hazard' }))];
for (const each of marks) each.event = eventBySeq.get(seqOf(each.mark)) || null;
const markedEvents = new Set(marks.map((each) => each.event).filter((event) => event));

// The last of a sorted list that is at or before the tick; -1: none.
function lastAt(list, tick, tickOf = (element) => element.tick) {
  let first = 0;
  let count = list.length;
  while (count > 0) {
    const half = count >> 1;
    if (tickOf(list[first + half]) <= tick) {
      first += half + 1;
      count -= half + 1;
    } else {
      count = half;
    }
  }
  return first - 1;
}

// The state that the operation is in behind this phase.
function stateAfter(operation, place) {
  const { phase } = operation.phases[place];
  if (phase === 'refused' || phase === 'issued' || phase === 'pended') return phase;
  const before = operation.phases.slice(0, place);
  if (phase === 'cancelled' && !before.some((p) => p.phase === 'completed')) return 'cancelled';
  if (!operation.status.startsWith('STATUS_SUCCESS')) {
    return operation.status.startsWith('STATUS_CANCELLED') ? 'cancelled' : 'failed';
  }
  return operation.phases.slice(0, place + 1).some((p) => p.phase === 'notified')
    ? 'notified' : 'completed';
}

// A recorded time, from the first event on.
function sinceStart(time) {
  return milliseconds(Math.max(0, time - (events.length ? events[0].time : 0)));
}

function milliseconds(time) {
  return `${(time / 1e6).toFixed(3)} ms`;
}
